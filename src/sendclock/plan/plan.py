"""`sendclock plan REF`: backwards from the limit: for each the steps still to take, their latest days, why, and what is
already too late.

Must not know: how any of the days was worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sendclock.case.show import waiting_for
from sendclock.clock.deadline import Deadline, NotStarted, Timeline
from sendclock.command import Ref, Reply, Then, as_data, command, seen
from sendclock.days.calendars import NotCoveredError
from sendclock.days.counting import CountingError
from sendclock.files.problem import CannotRunError
from sendclock.law.role import Role
from sendclock.law.rule import Rule
from sendclock.plan.goal import ROADS, Goal, PlanStep
from sendclock.plan.goal import plan as plan_of
from sendclock.say.document import Block, Document, Heading, Line, Numbered, Pairs, grid
from sendclock.say.row import CLOCK, TIERS, WAITING, Row, rows_of
from sendclock.say.view import DAY, TEXT, WHOLE, YES_NO, Column, Look, View, maybe, one_of, only, part, several, through
from sendclock.say.words import (
    counted_from,
    days_late,
    from_today,
    listed,
    long_day,
    lower_first,
    number,
    sentence,
    short_day,
    span,
)
from sendclock.tuples import NamedTuple

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
    Role.AMENDED_PLAN: "Send the amended plan, naming the next phase",
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
    Role.AMENDED_PLAN: "Amended plan",
}
OWN_STEPS = ("decide", *(act for act in WHAT if not isinstance(act, Role)))
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
        blocks += _steps(Planned(case.ref, goal, as_of), in_full)
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
    return [waiting for waiting in timeline.not_started if waiting.rule.plays(*ROADS)]


class Planned(NamedTuple):
    """A goal of a case, as at a day."""

    case: str
    goal: Goal
    as_of: date

    @property
    def steps(self) -> list[Taken]:
        return [Taken(self, step) for step in self.goal.steps]


class Taken(NamedTuple):
    """A step of a plan."""

    planned: Planned
    step: PlanStep

    @property
    def case(self) -> str:
        return self.planned.case

    @property
    def goal(self) -> Goal:
        return self.planned.goal

    @property
    def reason(self) -> list[str]:
        return _reason(self.step, self.goal, self.planned.as_of)


GOAL: tuple[Column[Planned], ...] = (
    Column("rule", value=lambda it: it.goal.deadline.rule.id),
    Column("label", value=lambda it: it.goal.deadline.rule.label),
    Column("title", value=lambda it: it.goal.deadline.rule.title),
    Column("due", value=lambda it: it.goal.deadline.due, kind=DAY),
    Column(
        "aim",
        value=lambda it: it.goal.aim,
        kind=DAY,
        about="the safe day while a working day is left to keep it, else the due day",
    ),
    Column("status", value=lambda it: it.goal.deadline.status, kind=one_of("open", "overdue")),
    Column("days_left", value=lambda it: (it.goal.deadline.due - it.as_of).days, kind=WHOLE),
    Column("excused_by", value=lambda it: it.goal.deadline.excused_by, kind=maybe(TEXT), about="an exception id"),
    Column("provisional", value=lambda it: it.goal.deadline.provisional, kind=YES_NO),
    Column(
        "not_before",
        value=lambda it: it.goal.bar.due if it.goal.bar else None,
        kind=maybe(DAY),
        about="the final plan may not go sooner unless the family replies",
    ),
    Column(
        "earliest",
        value=lambda it: it.goal.earliest,
        kind=maybe(DAY),
        about="the first lawful day for the final plan, were all that is left done on the as-of day",
    ),
    Column("cite", value=lambda it: it.goal.deadline.rule.cite),
)
STEP_IDS = (
    f"{listed(OWN_STEPS)}; the act that a limit of the law asks for, by the id of its rule on the ordinary road. "
    "In the law of England that is final-plan, review-decision or amended-plan"
)
STEPS: tuple[Column[Taken], ...] = (
    Column("case", json=False),
    *through("planned", only(GOAL, "rule", "label", "due", "aim"), json=False),
    Column("step", value=lambda taken: taken.step.id, about=STEP_IDS),
    Column("title", csv=False, value=lambda taken: _what(taken.step, taken.goal)),
    Column(
        "tier",
        csv=False,
        value=lambda taken: taken.step.tier,
        kind=one_of(*TIERS),
        about="statutory where the step has a limit of its own; a day worked back from one is guidance",
    ),
    Column("latest", value=lambda taken: taken.step.days.latest, kind=DAY),
    Column(
        "act_by",
        value=lambda taken: taken.step.days.act_by,
        kind=DAY,
        about="the last working day that still works when every later step keeps to working days too",
    ),
    Column("state", value=lambda taken: taken.step.state, kind=one_of("done", "to-do", "today", "too-late")),
    Column("days_left", value=lambda taken: taken.step.days_left, kind=maybe(WHOLE), about="to latest; null once done"),
    Column("done_on", value=lambda taken: taken.step.done_on, kind=maybe(DAY)),
    Column("reason", value=lambda taken: " ".join(taken.reason)),
    Column("cite", value=lambda taken: _cites(taken.step)),
    Column(title="State", shown=lambda taken, look: _state(taken.step, look)),
    Column(title="Latest", shown=lambda taken, look: _day(taken.step, taken.step.days.latest, look)),
    Column(title="Act by", shown=lambda taken, look: _day(taken.step, taken.step.days.act_by, look)),
    Column(title="Step", full=False, below=110, shown=lambda taken, _: _in_short(taken.step)),
    Column(title="Step", full=False, wrap=True, from_width=110, shown=lambda taken, _: _what(taken.step, taken.goal)),
    Column(title="Step", full=True, shown=lambda taken, _: _what(taken.step, taken.goal)),
    Column(title="Why", full=True, shown=lambda taken, _: " ".join(taken.reason)),
    Column(title="Law", full=True, shown=lambda taken, _: "" if taken.step.done_on else _cites(taken.step)),
)
GOALS = (*GOAL, Column[Planned]("steps", kind=several(part(STEPS, "plan_step"), least=1)))
PLAN = View("plan", CLOCK, (Column[None]("goals", kind=several(part(GOALS, "goal"))), WAITING), row="row")
PLAN_CSV = View("", STEPS)


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
            ("Due", f"{long_day(clock.due)}, {from_today((clock.due - as_of).days)}"),
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
        closed = step.act == "draft-before-consulting" and step.state == "too-late"
        if step.done_on or step.waiting or closed:
            continue
        if step.act == Role.WEEK_20 and goal.bar and goal.bar.due > step.days.latest:
            return f"{_what(step, goal)}, as soon as the law allows"
        day = step.days.act_by if step.days.act_by >= as_of else step.days.latest
        when = "now" if step.state == "too-late" else f"by {long_day(day)}, {from_today((day - as_of).days)}"
        return f"{_what(step, goal)}: {when}"
    return ""


def _remarks(goal: Goal, as_of: date) -> Iterable[tuple[str, str]]:
    """What holds for the whole goal: missed, excused, blocked, or open again because the family replied."""
    clock, due = goal.deadline, goal.deadline.due
    if clock.status == "overdue":
        passed = from_today((due - as_of).days)
        yield f"Too late: the limit passed {passed}. What is left is owed as soon as practicable.", "bad"
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
    return any(step.act == "draft" and step.done_on for step in goal.steps)


def _after(day: date, due: date) -> str:
    return f"{number((day - due).days, 'day')} after the limit"


def _steps(planned: Planned, in_full: bool) -> list[Block]:
    goal, as_of = planned.goal, planned.as_of
    look = Look(in_full)
    # each goal has a heading of its own
    drawn = grid(STEPS, planned.steps, look, lambda taken: _style(taken.step, as_of))._replace(apart=True)
    if in_full:
        return [drawn]
    whys = [(_in_short(step), _reason(step, goal, as_of)) for step in goal.steps]
    said = [f"{short}: {lower_first(why[0])}" + "".join(f" {more}" for more in why[1:]) for short, why in whys if why]
    return [drawn, Heading("Why"), Numbered(said)]


def _in_short(step: PlanStep) -> str:
    return SHORT.get(step.act, step.why.rules[0].label if step.why.rules else "")


def _day(step: PlanStep, day: date, look: Look) -> str:
    return "" if step.done_on else look.day(day)


def _what(step: PlanStep, goal: Goal) -> str:
    """The rule's own words for a limit of the law; else the plain name of the step."""
    if step.act == "draft" and any(other.act == "draft-before-consulting" for other in goal.steps):
        return f"{WHAT[step.act]} (settings consulted the same day)"
    if step.act in WHAT:
        return WHAT[step.act]
    return step.why.rules[0].title


def _state(step: PlanStep, look: Look) -> str:
    if step.done_on:
        return f"done {'on ' if look.in_full else ''}{look.day(step.done_on)}"
    assert step.days_left is not None
    if step.state == "too-late":
        return f"too late: {from_today(step.days_left)}"
    return "today" if step.state == "today" else f"to do, {from_today(step.days_left)}"


def _style(step: PlanStep, as_of: date) -> str:
    if step.state == "done":
        return "good"
    if step.state == "too-late":
        return "warn" if step.act == "draft-before-consulting" else "bad"
    return "warn" if step.days.act_by <= as_of else ""


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
    if step.act == Role.AMENDED_PLAN:
        text += " A decision to maintain a plan that already names it keeps it too."
    return text + _safer(rule)


def _safer(rule: Rule) -> str:
    whys = [reading.why for reading in rule.readings if reading.effect == "safe" and reading.offset == "-1d"]
    return f" One day sooner is safer ({'; '.join(whys)})." if rule.period.direction == "before" and whys else ""


def _fits(step: PlanStep, goal: Goal) -> str:
    until, rules = long_day(step.why.until), step.why.rules
    if step.act == "ask-advisers":
        (advice,) = rules
        asked = f"Advisers have {span(advice.period)} from receiving the request {_cited(advice)}"
        return f"{asked}, to be over by {until}, when the draft must be served."
    if step.act == "advice-in":
        return f"The draft, to be served by {until}, is written from it."
    if step.act == "settings-reply":
        return f"The final plan is to go by {until}; the authority must decide even if no reply comes."
    if step.act == "consult-settings":
        (asks,) = rules
        return f"A setting has {span(asks.period)} from receiving the consultation {_cited(asks)}, over by {until}."
    if step.act.startswith("draft"):
        return _draft(step, until)
    if step.act in ("invite", "papers"):
        (notice,) = rules
        how = f"{span(notice.period)}' notice of" if step.act == "invite" else f"{span(notice.period)} before"
        return f"At least {how} the meeting {_cited(notice)}, counted back from {until}." + _safer(notice)
    days = number((step.why.until - step.days.latest).days, "day")
    if step.act == "amendment-notice":
        return f"The amended plan follows within {span(rules[0].period)} {_cited(rules[0])}: {days} before {until}."
    parts = [f"{span(rule.period)} {_cited(rule)}" for rule in rules]
    acts = (
        ("to decide and give notice", "then to send the amended plan")
        if goal.road is Role.PHASE_TRANSFER
        else ("to decide and tell the family",)
    )
    return f"{listed([f'{part} {act}' for part, act in zip(parts, acts, strict=True)])}: {days} before {until}."


def _draft(step: PlanStep, until: str) -> str:
    comment, *others = step.why.rules
    family = f"The family has at least {span(comment.period)} beginning with service {_cited(comment)}"
    if step.act == "draft-before-consulting":
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
        when = f"due {short_day(clock.due)}" + (f", {days_late(late)}" if late > 0 else "")
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
    if step.act not in ("meeting", "amendment-notice"):
        return _FOLLOWS.get(step.act, "It is owed now.")
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

    plans = [Planned(ref, goal, session.today) for goal in goals]

    def rows() -> Iterable[Row]:
        planned = [id(goal.deadline) for goal in goals]
        pairs = zip(timeline.deadlines, rows_of(timeline, timeline.book), strict=True)
        yield from (row for deadline, row in pairs if id(deadline) in planned)

    beside = {"goals": plans, "not_started": missing(timeline)}
    steps = [step for planned in plans for step in planned.steps]
    return Reply(
        "plan",
        lambda about, in_full: document(timeline, goals, about.footer(), in_full),
        as_data(PLAN, rows(), beside, (PLAN_CSV, steps)),
        seen(problems),
        told="all",
    )


app = command(plan)
