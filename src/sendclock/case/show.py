"""`sendclock show REF`: one case: every clock with its status, what happened, and the weeks of an assessment drawn on
one line, in ASCII and 72 columns, with today marked.

Must not know: how the dates were worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from sendclock.case import checklist
from sendclock.casebook.folder import on_no_list
from sendclock.casebook.owner import whose
from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED, Event, changed_fields
from sendclock.clock.checklist import Ticked, checklist_of
from sendclock.clock.deadline import NotStarted, Timeline
from sendclock.command import Forms, Imprint, Options, Ref, Reply, Then, as_data, command, seen
from sendclock.days.school_year import SCHOOL_YEAR
from sendclock.files.problem import Problem
from sendclock.law.role import Act, Role
from sendclock.law.rule import PRIVATE
from sendclock.option import typer
from sendclock.say import own_date
from sendclock.say.document import Block, Document, Heading, Line, Numbered, Pairs, Picture, grid
from sendclock.say.own_date import of_case
from sendclock.say.reasons import of_the_school_year
from sendclock.say.row import (
    CLOCK,
    CSV,
    DUE,
    LAW,
    NOTE,
    RULE,
    WAITING,
    Row,
    as_one,
    beside_each_other,
    owner_line,
    rows_of,
)
from sendclock.say.state import headline, next_step, taken_by_event
from sendclock.say.view import Column, Look, View, one_of
from sendclock.say.words import (
    day_month,
    how_late,
    listed,
    long_day,
    number,
    short_day,
    short_task,
    status,
    style,
    task,
)
from sendclock.tuples import NamedTuple

# What is drawn of the road: the acts that meet its clocks, by the letter each leaves on the line.
ACTS = {
    Act.ASSESS_YES: ("A", "assessment agreed"),
    Act.ASSESS_NO: ("N", "assessment refused"),
    Act.DRAFT: ("D", "draft sent"),
    Act.PLAN_NO: ("N", "plan refused"),
    Act.FINAL_PLAN: ("F", "final plan sent"),
}
LIMITS = (6, 14, 16, 20)
NOT_SETTLED = ("appeal-left-open", "appeal-not-on-file")  # states in which a plan may yet be due
WIDTH = 60


class _Scale(NamedTuple):
    start: date
    weeks: int
    step: float  # columns a week

    def at(self, day: date) -> int:
        return round((day - self.start).days / 7 * self.step)


def twenty_weeks(timeline: Timeline, rows: Sequence[Row]) -> Picture | None:
    """The newest ordinary road from request to final plan, or None if the case has none."""
    as_of, book = timeline.as_of, timeline.book
    ordinary = {rule.id for rule in book.rules if rule.road == "ordinary" and rule.local is None}
    final_plan = book.ids(Role.WEEK_20)
    finals = [row for row in rows if row.rule in ordinary & final_plan]
    if not finals:
        return None
    final = finals[-1]
    still = any(row.met_on is None and row.ended_by is None for row in rows if row.rule in final_plan)
    road = [row for row in rows if row.rule in ordinary and row.started_by == final.started_by]
    start = final.started_by.on
    done = min(final.met_on or (final.ended_by.on if final.ended_by else as_of), as_of)
    last = max(final.due, done)
    weeks = max(20, -(-(last - start).days // 7))
    scale = _Scale(start, weeks, WIDTH / weeks)
    act_of = {type_: act for act in ACTS for type_ in book.events(act)}
    done_on = sorted({(row.met_on, row.met_by.type) for row in road if row.met_on and row.met_by})
    acts = [(day, act_of[type_]) for day, type_ in done_on]
    lines = [_numbers(scale), _line(scale, acts, done), _today(scale, as_of)]
    left_open = timeline.state.kind == "waiting" and timeline.state.why in NOT_SETTLED
    ended = final.ended_by.on if final.ended_by else date.max
    later = [row.met_on for row in rows if row.rule in final_plan and row.met_on and row.met_on >= ended]
    sent = min(later, default=None)
    return Picture([*lines, _legend(acts)], _words(final, as_of, still, left_open, sent))


def _numbers(scale: _Scale) -> str:
    marks = [" "] * (WIDTH + 8)
    for week in (0, *LIMITS, *((scale.weeks,) if scale.weeks > 22 else ())):
        at = round(week * scale.step)
        marks[at : at + len(str(week))] = str(week)
    return "Week    " + "".join(marks).rstrip()


def _line(scale: _Scale, acts: Sequence[tuple[date, Act]], done: date) -> str:
    """`=` behind us, `-` to come, `|` a limit, a letter where something was done."""
    behind = min(scale.at(done), WIDTH)
    bar = ["="] * behind + ["-"] * (WIDTH + 1 - behind)
    for week in LIMITS:
        bar[round(week * scale.step)] = "|"
    for day, act in acts:
        bar[min(scale.at(day), WIDTH)] = ACTS[act][0]
    bar[0] = "R"
    return "        " + "".join(bar)


def _today(scale: _Scale, as_of: date) -> str:
    at = scale.at(as_of)
    if at > WIDTH:
        return "        " + " " * (WIDTH - 6) + "today >"
    return "        " + (" " * at + "^ today" if at < WIDTH - 6 else " " * (at - 6) + "today ^")


def _legend(acts: Sequence[tuple[date, Act]]) -> str:
    return "        R request" + "".join(f"  {ACTS[act][0]} {ACTS[act][1]}" for _, act in acts)


def _words(final: Row, as_of: date, still: bool, left_open: bool, sent: date | None) -> str:
    """`still`: a final plan is due, by this road or by another. `left_open`: nobody knows what an appeal came to.
    `sent`: the day it was sent by another road."""
    days = (as_of - final.started_by.on).days
    if final.met_on is not None:
        return f"The final plan was sent on day {(final.met_on - final.started_by.on).days} of 140."
    if final.ended_by is not None:
        day = (final.ended_by.on - final.started_by.on).days
        ended = f"Ended by {final.ended_by.type} on day {day} of 140"
        if still:
            return f"{ended}; by another road a final plan is still due."
        if sent is not None:
            since = (sent - final.started_by.on).days
            return f"{ended}; by another road the final plan was sent on {day_month(sent)}, day {since}."
        return f"{ended}; what an appeal came to is not on file." if left_open else f"{ended}: no final plan is due."
    if days > 140:
        return f"Day {days} since the request: {number(days - 140, 'day')} past the twenty weeks."
    return f"Week {days // 7} of 20: day {days} of 140 since the request."


def document(
    timeline: Timeline,
    rows: Sequence[Row],
    owner: str,
    footer: str,
    in_full: bool,
    steps: Sequence[Ticked] = (),
    doubtful: Sequence[Problem] = (),
    every: bool = True,
) -> Document:
    """`in_full` writes days out, for formats that have the room. `steps` are those of local practice; `owner` says
    whose case it is, and who covers; `doubtful` is what `check` finds in this case. `every`: clocks that are over too,
    which are counted otherwise."""
    case = timeline.case
    about = Pairs(
        [
            ("Case", case.ref),
            ("Setting", case.setting or ""),
            ("Locality", case.locality or ""),
            ("Tags", ", ".join(case.tags)),
            ("Officer", owner),
            ("Beside", ", ".join(f"{officer} ({role})" for role, officer in timeline.seconds.items())),
            ("Team", (rows[0].team if rows else timeline.team) or ""),
            ("As of", long_day(timeline.as_of)),
            ("Opening", f"{long_day(timeline.opening)}: nothing before it is complete" if timeline.opening else ""),
        ]
    )
    said = dict.fromkeys(filter(None, (headline(timeline), next_step(timeline))))  # one may be the other
    blocks: list[Block] = [Heading(", ".join(filter(None, (case.ref, case.setting, owner)))), *map(Line, said)]
    blocks += [Heading("Clocks"), *clocks(rows, timeline, in_full, every)]
    own = of_case(timeline, timeline.as_of)
    if own:
        blocks += [Heading("Own dates"), grid(OWN_COLUMNS, own, Look(in_full))]
    picture = twenty_weeks(timeline, rows)
    if picture:
        blocks += [Heading("The weeks"), picture]
    blocks += checklist.blocks(steps, timeline, in_full)
    blocks += [Heading("The case"), about]
    blocks += [Heading("What happened"), grid(HAPPENED, chronology(timeline), Look(in_full))]
    if doubtful:
        blocks += [Heading("To look at"), Numbered([f"{p.position}: {p.message}" for p in doubtful])]
    return Document(blocks, footer)


def clocks(rows: Sequence[Row], timeline: Timeline, in_full: bool, every: bool = True) -> list[Block]:
    """The clocks still running, then those that are over (or, unless `every`, how many of them there are); then those
    that a missing date keeps from starting."""
    not_started, ref = timeline.not_started, timeline.case.ref
    drawn_alone = [row for row in rows if row.listed and not (row.limb_of and row.finished)]
    drawn_alone = [row for row in drawn_alone if not row.drawn_with]
    ordered = sorted(drawn_alone, key=lambda row: (row.finished, not row.late, row.due, row.label))
    listed_now = [row for row in ordered if every or not row.finished]
    over = Counter(status(row) for row in ordered if row.finished)
    blocks: list[Block] = [grid(COLUMNS, listed_now, Look(in_full), style)] if listed_now else []
    if not ordered:
        blocks.append(Line("No clock has started."))
    if not in_full and any(map(_may_move, listed_now)):
        blocks.append(Line(f"~ the day may still move; why: sendclock explain {ref}"))
    if over and not every:
        counts = listed([f"{count} {word}" for word, count in over.items()])
        blocks.append(Line(f"{number(over.total(), 'clock')} over ({counts}): sendclock show {ref} --all"))
    history = [row for row in listed_now if row.deadline is not None and row.deadline.history]
    if history and timeline.opening is not None:
        named = listed([f"{row.rule} (due {short_day(row.due)})" for row in history])
        blocks.append(Line(f"Before the opening of {long_day(timeline.opening)}: history, not overdue: {named}."))
    if not_started:
        blocks.append(Numbered([waiting_for(waiting, ref) for waiting in not_started]))
    return blocks


def waiting_for(waiting: NotStarted, ref: str) -> str:
    party = f" ({waiting.party})" if waiting.party and waiting.party != ref else ""
    return f"Not started: {waiting.rule.label}{party}. {what_is_missing(waiting, ref)}"


def what_is_missing(waiting: NotStarted, ref: str) -> str:
    """Why a clock has not started, and how to put that right."""
    if waiting.missing == "born":
        return (
            "It depends on age, and the day of birth is not recorded. Add it at the head of the file: born = 2015-04-12"
        )
    day = short_day(waiting.event.on)
    if ":" in waiting.missing:
        kind, _, name = waiting.missing.partition(":")
        if kind == "panel":
            after = f" after {long_day(waiting.after)}" if waiting.after else ""
            return f"No meeting of the panel {name} is known{after}: add it to [panels.{name}] in sendclock.toml."
        if kind in SCHOOL_YEAR:
            return _beyond_the_terms(waiting.missing, day)
        what = f"a {kind.replace('-', ' ')} ({name})"
        return f"It counts from {what}, and none is known from {day} on. Add it to sendclock.toml."
    return (
        f'It counts from "{waiting.missing}", which {waiting.event.type} of {day} (event {waiting.event.id}) does not '
        f'give. Add it: sendclock correct {ref} {waiting.event.id} {waiting.missing}=DATE --reason "..."'
    )


def _beyond_the_terms(anchor: str, day: str) -> str:
    """What the terms of a calendar do not tell, and what to add."""
    kind, calendar, *_ = anchor.split(":")
    add = "half-term holidays (as closed days of the term)" if kind.startswith("half-") else "terms"
    return (
        f"It counts from {of_the_school_year(anchor)}, which the calendar {calendar} does not know from {day} on. Add "
        f"the {add} to [calendars.{calendar}] in sendclock.toml."
    )


def _days(row: Row, look: Look) -> str:
    if row.met_on:
        return f"done {look.day(row.met_on)}"
    return "" if row.finished else how_late(row)


def _may_move(row: Row) -> bool:
    return row.provisional and not row.finished


COLUMNS: tuple[Column[Row], ...] = (
    *CLOCK,
    Column(title="Status", shown=lambda row, _: status(row)),
    DUE._replace(shown=lambda row, look: look.day(row.due) + ("" if look.in_full or not _may_move(row) else "~")),
    Column(title="Days", shown=_days),
    Column(title="Clock", wrap=True, below=100, shown=lambda row, _: short_task(row)),
    Column(title="Clock", wrap=True, from_width=100, shown=lambda row, _: task(row)),
    RULE._replace(from_width=120),
    NOTE._replace(from_width=100),
    LAW._replace(from_width=160),
)
STATE = (
    Column[None](
        "state", kind=one_of("running", "waiting", "ended", "nothing-running"), about="the one state of the case"
    ),
    Column[None]("headline", about="the state in a sentence: what governs the case now, and when; or why nothing runs"),
    Column[None]("next", about="the next thing the authority has to do; empty where there is none"),
)
OWN = own_date.BESIDE._replace(about="reminders of officers' own, whatever their day: no law, and in no figure")
SHOW = View("show", COLUMNS, (*STATE, OWN, WAITING, checklist.CHECKLIST), row="row", csv=CSV)


class Happened(NamedTuple):
    """An event as the chronology has it."""

    day: date
    event: str
    id: str
    what: str


OWN_COLUMNS = [column for column in own_date.COLUMNS if column.title != "Case"]
HAPPENED = (
    Column[Happened]("day", "Day", value=lambda one: short_day(one.day), shown=lambda one, look: look.day(one.day)),
    Column[Happened]("event", "Event"),
    Column[Happened]("id", "Id"),
    Column[Happened]("what", "What", wrap=True),
)


def chronology(timeline: Timeline) -> list[Happened]:
    """Every event in order of day, corrections and withdrawals too; nothing is left out, only marked."""
    now_true = timeline.truth
    rows = []
    by_id = {event.id: event for event in now_true.events}
    taken = taken_by_event(timeline)
    pairs = [(event, by_id.get(event.id, event)) for event in timeline.case.events]
    for event, true in sorted(pairs, key=lambda pair: (_when(pair[1]), pair[1].order)):
        what = [_facts(event, true), *_marks(event, true, timeline, now_true.withdrawn), *taken.get(event.id, ())]
        rows.append(Happened(_when(true), event.type, event.id, "; ".join(part for part in what if part)))
    return rows


def _when(event: Event) -> date:
    """A correction or withdrawal stands on the day it was written down, if that is known."""
    return event.recorded.date() if event.recorded and event.type in ABOUT_AN_EVENT else event.on


def _marks(event: Event, true: Event, timeline: Timeline, withdrawn: Mapping[str, Event]) -> list[str]:
    marks = []
    if true.on != event.on:
        marks.append(f"day corrected, was {short_day(event.on)}")
    changed = [name for name, value in true.fields.items() if event.fields.get(name) != value]
    if changed:
        marks.append(f"corrected: {', '.join(changed)}")
    if event.id in withdrawn:
        marks.append("WITHDRAWN")
    if true.on > timeline.as_of and event.type not in ABOUT_AN_EVENT:
        marks.append("later than the as-of day: does not count yet")
    return marks


def _facts(event: Event, true: Event) -> str:
    """The fields of an event: the corrected values, where corrected."""
    parts = [f"at {true.at:%H:%M}"] if true.at else []
    fields = dict(true.fields)
    if event.type in ABOUT_AN_EVENT:
        right = changed_fields(event) if event.type == CORRECTED else {}
        said = f"the day is {short_day(event.on)}" if event.type == CORRECTED and not right else ""
        parts = [f"event {fields.pop('event', '')}", said, str(fields.pop("reason", ""))]
    return "; ".join(
        [part for part in parts if part] + [f"{name}: {_value(name, value)}" for name, value in fields.items()]
    )


def _value(name: str, value: object) -> str:
    if name in PRIVATE:
        return "not printed"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date) and not isinstance(value, datetime):
        return short_day(value)
    return " ".join(str(value).split())


class ShowOptions(Options):
    all: Annotated[bool, typer.Option("--all", help="Every clock, those that are over too.")] = False


def show(ref: Ref, asked: ShowOptions, session: Then) -> Reply:
    """One case: what is next, the clocks that run, what happened, the weeks on one line."""
    case, path, problems = session.one(ref)
    timeline = session.timeline(case)
    from sendclock.check.check import problems_of

    pairs = beside_each_other(rows_of(timeline, timeline.book), timeline.book.twins)
    rows = as_one(pairs, lambda row: not row.late)
    steps = checklist_of(timeline)
    doubtful = [problem for problem in problems_of(timeline, timeline.book) if problem.code != "not-started"]

    def drawn(about: Imprint, in_full: bool) -> Document:
        owner = whose(timeline, timeline.people)
        said = owner_line(owner, timeline.people.cover(owner.officer, session.today), timeline.case.setting)
        return document(timeline, rows, said, about.footer(), in_full, steps, doubtful, asked.all)

    more = {
        "state": timeline.state.kind,
        "headline": headline(timeline),
        "next": next_step(timeline),
        "own_dates": of_case(timeline, timeline.as_of),
        "not_started": timeline.not_started,
        "checklist": steps,
    }
    forms: Forms = as_data(SHOW, rows, more)
    notes = [on_no_list(case.ref)] if session.rests(path) else []
    return Reply("show", drawn, forms, seen(problems), told="all", notes=notes)


app = command(show, paged=True)
