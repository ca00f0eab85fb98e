"""A plan in words: for each limit the steps still to take, their latest days, why, and what is already too late.

Must not know: files, formats, how any of the days was worked out.

`sendclock plan REF`: backwards from the limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sendclock.case.show import waiting_for
from sendclock.clock.deadline import Deadline, NotStarted, Timeline
from sendclock.command import Imprint, Ref, Reply, Then, command, seen
from sendclock.days.calendars import NotCoveredError
from sendclock.days.counting import CountingError
from sendclock.files.problem import CannotRunError
from sendclock.law.rule import Rule
from sendclock.plan.goal import ROADS, Goal, PlanStep
from sendclock.plan.goal import plan as plan_of
from sendclock.say.formats import answer, csv_text, not_started_json, row_json
from sendclock.say.row import rows_of
from sendclock.say.view import Block, Document, Grid, Heading, Line, Numbered, Pairs, titled
from sendclock.say.words import counted_from, listed, long_day, lower_first, number, sentence, short_day, span

WHAT = {
    "ask-advisers": "Ask the advisers",
    "advice-in": "Have all the advice in",
    "draft-before-consulting": "Serve the draft (slower road: settings consulted after the family's time)",
    "draft": "Serve the draft plan on the family",
    "consult-settings": "Consult the settings",
    "settings-reply": "Have the settings' replies",
    "invite": "Give notice of the review meeting",
    "papers": "Send round the papers for the meeting",
    "meeting": "Hold the review meeting",
    "amendment-notice": "Send the notice of amendments, with the plan and the evidence",
    "amended-plan": "Send the amended plan, naming the next phase",
}
SHORT = {
    "ask-advisers": "Ask the advisers",
    "advice-in": "Advice in",
    "draft-before-consulting": "Draft (slower road)",
    "draft": "Draft served",
    "consult-settings": "Consult settings",
    "settings-reply": "Settings' replies",
    "invite": "Invitations",
    "papers": "Papers out",
    "meeting": "Review meeting",
    "amendment-notice": "Amendment notice",
    "amended-plan": "Amended plan",
}
CSV_COLUMNS = (
    "case", "rule", "label", "due", "aim",
    "step", "latest", "act_by", "state", "days_left", "done_on", "reason", "cite",
)  # fmt: skip
NOTHING = "Nothing is open to plan for: no final plan, phase transfer or review is running in this case."
ABOUT = (
    "Days are worked back with the law's own periods. One without a limit of its own is a planning date: missing it "
    'breaks no law by itself. "Act by" keeps every step that follows on working days too.'
)


def document(timeline: Timeline, goals: Sequence[Goal], footer: str, in_full: bool) -> Document:
    """`in_full` writes days out and keeps each reason beside its step, for formats that have the room."""
    case, as_of = timeline.case, timeline.as_of
    items = [("Case", case.ref), ("Officer", timeline.officer or "nobody"), ("As of", long_day(as_of))]
    blocks: list[Block] = [Pairs(items)]
    for goal in goals:
        rule = goal.deadline.rule
        blocks += [Heading(f"{rule.label}: {rule.title}"), _head(goal, as_of)]
        blocks += [Line(text, style) for text, style in _remarks(goal, as_of)]
        blocks += _steps(goal, as_of, in_full)
    if not goals:
        blocks.append(Line(NOTHING))
    waiting = [waiting_for(one, case.ref) for one in missing(timeline)]
    if waiting:
        blocks.append(Numbered(waiting))
    if goals:
        blocks.append(Line(ABOUT, "dim"))
    return Document(blocks, footer)


def missing(timeline: Timeline) -> list[NotStarted]:
    """Limits to plan for that a missing date keeps from starting."""
    return [waiting for waiting in timeline.not_started if waiting.rule.plays(*ROADS.values())]


def goal_json(goal: Goal, as_of: date) -> dict[str, Any]:
    clock = goal.deadline
    return {
        "rule": clock.rule.id,
        "label": clock.rule.label,
        "title": clock.rule.title,
        "due": clock.due,
        "aim": goal.aim,
        "status": clock.status,
        "days_left": (clock.due - as_of).days,
        "excused_by": clock.excused_by,
        "provisional": clock.provisional,
        "not_before": goal.bar.due if goal.bar else None,
        "earliest": goal.earliest,
        "cite": clock.rule.cite,
        "steps": [_step_json(step, goal, as_of) for step in goal.steps],
    }


def csv_cells(ref: str, goal: Goal, as_of: date) -> list[list[Any]]:
    rule = goal.deadline.rule
    head = [ref, rule.id, rule.label, goal.deadline.due, goal.aim]
    steps = [_step_json(step, goal, as_of) for step in goal.steps]
    return [[*head, *(step[name] for name in CSV_COLUMNS[len(head) :])] for step in steps]


def _step_json(step: PlanStep, goal: Goal, as_of: date) -> dict[str, Any]:
    return {
        "step": step.id,
        "title": _what(step, goal),
        "tier": step.tier,
        "latest": step.days.latest,
        "act_by": step.days.act_by,
        "state": step.state,
        "days_left": step.days_left,
        "done_on": step.done_on,
        "reason": " ".join(_reason(step, goal, as_of)),
        "cite": _cites(step),
    }


def _head(goal: Goal, as_of: date) -> Pairs:
    clock = goal.deadline
    why = [reading.why for reading in clock.rule.readings if reading.effect == "safe"]
    aim = long_day(goal.aim)
    if goal.aim < clock.due:
        aim += f" (safe on every reading: {'; '.join(why)})"
    elif clock.safe < clock.due and clock.status == "open":
        aim += f" (a safer day, {long_day(clock.safe)}, can no longer be kept on a working day)"
    return Pairs(
        [
            ("Due", f"{long_day(clock.due)}, {_when((clock.due - as_of).days)}"),
            ("Aim at", aim if clock.safe < clock.due and clock.status == "open" else ""),
            ("Next", _next(goal, as_of)),
            ("Provisional", "yes: see sendclock explain" if clock.provisional else ""),
            ("Rule", clock.rule.id),
            ("Law", clock.rule.cite),
        ]
    )


def _next(goal: Goal, as_of: date) -> str:
    """The first thing to do that is the authority's own, and by when."""
    for step in goal.steps:
        closed = step.id == "draft-before-consulting" and step.state == "too-late"
        if step.done_on or step.waiting or closed:
            continue
        if step.id == "final-plan" and goal.bar and goal.bar.due > step.days.latest:
            return f"{_what(step, goal)}, as soon as the law allows"
        day = step.days.act_by if step.days.act_by >= as_of else step.days.latest
        when = "now" if step.state == "too-late" else f"by {long_day(day)}, {_when((day - as_of).days)}"
        return f"{_what(step, goal)}: {when}"
    return ""


def _remarks(goal: Goal, as_of: date) -> Iterable[tuple[str, str]]:
    """What holds for the whole goal: missed, excused, blocked, or open again because the family replied."""
    clock, due = goal.deadline, goal.deadline.due
    if clock.status == "overdue":
        late = number((as_of - due).days, "day")
        yield f"Too late: the limit passed {late} ago. What is left is owed as soon as practicable.", "bad"
    if clock.excused_by:
        text = f"An exception is recorded ({clock.excused_by}): the number is disapplied, the date stays, and no other "
        yield text + "limit moves. Act as soon as practicable.", "warn"
    if goal.replied:
        yield f"The family replied on {long_day(goal.replied)}: the final plan need not wait for the 15 days.", ""
    if goal.bar:
        yield _barred(goal, goal.bar, due), "bad" if goal.bar.due > due else ""
    elif goal.earliest and goal.earliest > due and not _drafted(goal):
        text = f"If the draft reached the family today, the final plan could lawfully go on {long_day(goal.earliest)}"
        yield f"{text}, {_after(goal.earliest, due)}, or as soon as the family has replied.", "bad"


def _barred(goal: Goal, bar: Deadline, due: date) -> str:
    text = f"The final plan may not go before {long_day(bar.due)} unless the family replies sooner {_cited(bar.rule)}"
    if bar.due > due:
        kept = "" if goal.deadline.status == "overdue" else ", which can be kept only if they do"
        text += f": {_after(bar.due, due)}{kept}"
    unsure = bar.started_by.day("served") is None
    return sentence(text) + (" The day the draft reached the family is not recorded: ask for it." if unsure else "")


def _drafted(goal: Goal) -> bool:
    return any(step.id == "draft" and step.done_on for step in goal.steps)


def _after(day: date, due: date) -> str:
    return f"{number((day - due).days, 'day')} after the limit"


_DAYS = (titled("State"), titled("Latest"), titled("Act by"))
_COLUMNS = (*_DAYS, titled("Step", below=110), titled("Step", wrap=True, from_width=110))
_IN_FULL = (*_DAYS, titled("Step", wrap=True), titled("Why", wrap=True), titled("Law", wrap=True))


def _steps(goal: Goal, as_of: date, in_full: bool) -> list[Block]:
    day = long_day if in_full else short_day
    rows, styles, reasons = [], [], []
    for step in goal.steps:
        why = _reason(step, goal, as_of)
        days = ["", ""] if step.done_on else [day(step.days.latest), day(step.days.act_by)]
        row = [_state(step, in_full), *days]
        short, what = SHORT.get(step.id, step.why.rules[0].label if step.why.rules else ""), _what(step, goal)
        rows.append([*row, what, " ".join(why), _cites(step) if why else ""] if in_full else [*row, short, what])
        styles.append(_style(step, as_of))
        if why:
            reasons.append(f"{short}: {lower_first(why[0])}" + "".join(f" {more}" for more in why[1:]))
    grid = Grid(list(_IN_FULL if in_full else _COLUMNS), rows, styles)  # a list: each goal has a header of its own
    return [grid] if in_full else [grid, Heading("Why"), Numbered(reasons)]


def _what(step: PlanStep, goal: Goal) -> str:
    """The rule's own words for a limit of the law; else the plain name of the step."""
    if step.id == "draft" and any(other.id == "draft-before-consulting" for other in goal.steps):
        return f"{WHAT[step.id]} (settings consulted the same day)"
    if step.id in WHAT:
        return WHAT[step.id]
    return step.why.rules[0].title


def _state(step: PlanStep, in_full: bool) -> str:
    if step.done_on:
        return f"done on {long_day(step.done_on)}" if in_full else f"done {short_day(step.done_on)}"
    assert step.days_left is not None
    if step.state == "too-late":
        return f"too late: {number(-step.days_left, 'day')} ago"
    return "today" if step.state == "today" else f"to do, {_when(step.days_left)}"


def _style(step: PlanStep, as_of: date) -> str:
    if step.state == "done":
        return "good"
    if step.state == "too-late":
        return "warn" if step.id == "draft-before-consulting" else "bad"
    return "warn" if step.days.act_by <= as_of else ""


def _when(days: int) -> str:
    if days < 0:
        return f"{number(-days, 'day')} ago"
    return "today" if days == 0 else f"in {number(days, 'day')}"


def _cites(step: PlanStep) -> str:
    return "; ".join(dict.fromkeys(rule.cite for rule in step.why.rules))


def _cited(rule: Rule) -> str:
    """The first authority; the whole citation stands under Law, or in `sendclock rules show`."""
    return f"({rule.cite.split(';')[0]}{'; guidance' if rule.tier == 'guidance' else ''})"


def _reason(step: PlanStep, goal: Goal, as_of: date) -> list[str]:
    """The reason in one sentence, then what else an officer must know. Nothing for what is done."""
    if step.done_on:
        return []
    said = [_limit(step) if step.why.kind == "limit" else _fits(step, goal)]
    said += [f"{clock.rule.label} asks for {long_day(clock.due)} {_cited(clock.rule)}." for clock in step.also]
    if step.waiting:
        said.append(_owed(step, as_of))
    if step.arranged:
        said.append(_arranged(step, step.arranged, as_of))
    if step.state == "too-late" and goal.deadline.status != "overdue":
        said.append(_what_follows(step, as_of))
    elif step.state != "too-late" and step.days.act_by < as_of:
        said.append(f"Its last working day, {long_day(step.days.act_by)}, has passed.")
    elif step.days.act_by == as_of < step.days.latest:
        said.append("Today is the last working day for it.")
    return said


def _limit(step: PlanStep) -> str:
    """A limit of its own: how it is counted, unless another limb governs it."""
    clock = step.why.clock
    assert clock is not None
    rule = clock.rule
    period = rule.period
    how = "" if rule.combine or period.direction == "fixed" else f"{counted_from(period, long_day(clock.anchor))}, on "
    text = f'A limit in itself ("{rule.label}"): {how}{long_day(clock.due)} {_cited(rule)}.'
    if step.days.latest < clock.due:
        text += " The day given is safe on every reading."
    elif clock.safe < clock.due and clock.status == "open":
        text += f" A safer day, {long_day(clock.safe)}, can no longer be kept on a working day."
    if step.id == "amended-plan":
        text += " A decision to maintain a plan that already names it keeps it too."
    return text + _safer(rule)


def _safer(rule: Rule) -> str:
    whys = [reading.why for reading in rule.readings if reading.effect == "safe" and reading.offset == "-1d"]
    return f" One day sooner is safer ({'; '.join(whys)})." if rule.period.direction == "before" and whys else ""


def _fits(step: PlanStep, goal: Goal) -> str:
    until, rules = long_day(step.why.until), step.why.rules
    if step.id == "ask-advisers":
        (advice,) = rules
        asked = f"Advisers have {span(advice.period)} from receiving the request {_cited(advice)}"
        return f"{asked}, to be over by {until}, when the draft must be served."
    if step.id == "advice-in":
        return f"The draft, to be served by {until}, is written from it."
    if step.id == "settings-reply":
        return f"The final plan is to go by {until}; the authority must decide even if no reply comes."
    if step.id == "consult-settings":
        (asks,) = rules
        return f"A setting has {span(asks.period)} from receiving the consultation {_cited(asks)}, over by {until}."
    if step.id.startswith("draft"):
        return _draft(step, until)
    if step.id in ("invite", "papers"):
        (notice,) = rules
        how = f"{span(notice.period)}' notice of" if step.id == "invite" else f"{span(notice.period)} before"
        return f"At least {how} the meeting {_cited(notice)}, counted back from {until}." + _safer(notice)
    days = number((step.why.until - step.days.latest).days, "day")
    if step.id == "amendment-notice":
        return f"The amended plan follows within {span(rules[0].period)} {_cited(rules[0])}: {days} before {until}."
    parts = [f"{span(rule.period)} {_cited(rule)}" for rule in rules]
    acts = (
        ("to decide and give notice", "then to send the amended plan")
        if goal.road == "phase-transfer"
        else ("to decide and tell the family",)
    )
    return f"{listed([f'{part} {act}' for part, act in zip(parts, acts, strict=True)])}: {days} before {until}."


def _draft(step: PlanStep, until: str) -> str:
    comment, *others = step.why.rules
    family = f"The family has at least {span(comment.period)} beginning with service {_cited(comment)}"
    if step.id == "draft-before-consulting":
        (asks,) = others
        return f"{family}, and then the settings {span(asks.period)} {_cited(asks)}, one after the other, by {until}."
    bar, *asks_too = others
    family = f"{family}, and the final plan goes after them {_cited(bar)}, by {until}"
    return f"{family}; the settings' {span(asks_too[0].period)} run beside them." if asks_too else f"{family}."


def _owed(step: PlanStep, as_of: date) -> str:
    """Whom it waits for, the latest last; and who will be too late for it."""
    owed = []
    for clock in sorted(step.waiting, key=lambda clock: clock.due):
        late = (as_of - clock.due).days
        when = f"due {short_day(clock.due)}" + (f", {number(late, 'day')} late" if late > 0 else "")
        beyond = ", after this day" if late <= 0 and clock.due > step.days.latest else ""
        owed.append(f"{clock.party or clock.rule.who} ({when}{beyond})")
    return f"Still to come: {listed(owed)}."


def _arranged(step: PlanStep, day: date, as_of: date) -> str:
    if day > step.days.latest:
        over = number((day - step.days.latest).days, "day")
        return f"It is arranged for {long_day(day)}, {over} too late: bring it forward, or shorten what follows."
    held = "" if day >= as_of else ", and not recorded as held"
    return f"It is arranged for {long_day(day)}{held}."


def _what_follows(step: PlanStep, as_of: date) -> str:
    """Too late, said plainly, and what is left to do about it. The limit itself never moves."""
    if step.id not in ("meeting", "amendment-notice"):
        return _FOLLOWS.get(step.id, "It is owed now.")
    chance = step.last_chance
    if chance is None:
        return "The limit can be kept only by deciding sooner after the meeting than the law's outer limit allows."
    if chance < as_of:
        return "The family's time to comment no longer fits either: the limit can be kept only if they reply early."
    shorten = "The limit can be kept only by deciding and finishing sooner than the law's outer limits allow"
    return f"{shorten}: the notice must reach the family by {long_day(chance)}, so that their time to comment fits."


_FOLLOWS = {
    "ask-advisers": "The draft can be in time only if advisers agree to reply sooner.",
    "advice-in": "Press for it: the draft is already late for this road.",
    "draft-before-consulting": "This road is closed: consult the settings when the draft goes.",
    "draft": "The limit can no longer be kept by this road unless the family (and the settings) reply early.",
    "consult-settings": "They must be asked to reply sooner; the authority must decide even if no reply comes.",
    "invite": "Full notice of that day is no longer possible: a later day, or shorter notice that all agree to.",
    "papers": "They can no longer go in full time for that day: a later day, or less time that all agree to.",
    "decide": "The duty stands: decide now. The later limits have not moved.",
}


def plan(ref: Ref, session: Then) -> Reply:
    """Backwards from week 20, a phase transfer or a review: the latest day for each step that is left, and why."""
    case, _, problems = session.one(ref)
    timeline = session.timeline(case)
    try:
        goals = plan_of(timeline)
    except (CountingError, NotCoveredError) as error:
        raise CannotRunError(f"{case.file}: {error}.") from None

    def in_json(about: Imprint) -> str:
        planned = [id(goal.deadline) for goal in goals]
        pairs = zip(timeline.deadlines, rows_of(timeline, session.rulebook), strict=True)
        rows = [row_json(row) for deadline, row in pairs if id(deadline) in planned]
        waiting = [not_started_json(one) for one in missing(timeline)]
        plans = [goal_json(goal, session.today) for goal in goals]
        return answer(about.heading(), rows, problems, goals=plans, not_started=waiting)

    cells = (cells for goal in goals for cells in csv_cells(ref, goal, session.today))
    return Reply(
        "plan",
        lambda about, in_full: document(timeline, goals, about.footer(), in_full),
        {"json": in_json, "csv": lambda _: csv_text(CSV_COLUMNS, cells)},
        seen(problems),
        told="all",
    )


app = command(plan)
