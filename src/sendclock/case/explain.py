"""`sendclock explain REF RULE`: why this date: every step, the other readings, and the sentence for a letter; or why
there is no clock.

Must not know: how the steps, or the reasons, were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Optional, assert_never

from sendclock.clock.absent import (
    Absence,
    Asleep,
    CaseConditionFailed,
    ConditionFailed,
    InDetention,
    Later,
    Missing,
    NoBase,
    NoStart,
    NotAllMet,
    NotOwed,
    OtherVersion,
    UnderWay,
    why_no_clock,
)
from sendclock.clock.case import same_party
from sendclock.clock.deadline import Timeline
from sendclock.command import Options, Ref, Reply, Then, as_data, command, seen
from sendclock.files.problem import CannotRunError, Problem, UsageError
from sendclock.law.role import Act
from sendclock.law.rule import Rule
from sendclock.option import typer
from sendclock.say.document import Block, Document, Heading, Line, Numbered, Pairs
from sendclock.say.letter import for_a_letter
from sendclock.say.reasons import STEPS, Told, explain_step, reasons_in_words, roots, told
from sendclock.say.row import CLOCK, CSV, Row, by_day, gravity, late_and_ahead, rows_of
from sendclock.say.state import now_due, taken_of
from sendclock.say.terminal import tell_problems
from sendclock.say.view import Column, View, one_of, part, several, through
from sendclock.say.words import (
    day_month,
    due_in_full,
    in_force,
    label_and_title,
    listed,
    long_day,
    short_day,
    status,
    status_in_full,
    style,
    who,
)
from sendclock.session import rules_named
from sendclock.tuples import NamedTuple


class Explained(NamedTuple):
    """A clock with the reason for its date."""

    row: Row
    steps: Sequence[Told]
    letter: str
    taken_for: str


EXPLAINED: tuple[Column[Explained], ...] = (
    *through("row", CLOCK),
    Column("steps", csv=False, kind=STEPS._replace(least=3), about="how the date was reached"),
    Column("letter", csv=False, about="a sentence fit to paste into a letter; empty while the date is open"),
    Column("taken_for", csv=False, about="what an act that did not say what it belongs to was taken for; else empty"),
)
ABSENT = (
    Column[Told](
        "kind",
        kind=one_of(
            "no-start",
            "asleep",
            "condition",
            "case-condition",
            "base",
            "not-all",
            "later",
            "other-version",
            "missing",
            "under-way",
        ),
    ),
    Column[Told]("text"),
)
EXPLAIN = View(
    "explain",
    EXPLAINED,
    (
        Column(
            "absent",
            always=False,
            kind=several(part(ABSENT)),
            about="why there is no clock; only where rows is empty",
        ),
    ),
    row="explained",
    csv=CSV,
)


def explained(row: Row, timeline: Timeline) -> Explained:
    """A clock with the steps that led to its date, the sentence for a letter, and what its acts were taken for."""
    types, why = timeline.book.event_types, row.steps
    taken = taken_of(row.deadline, timeline) if row.deadline else ""
    return Explained(row, told(why, types), for_a_letter(row, types, now_due(timeline), why), taken)


ADD_BORN = "Add it at the head of the file: born = 2015-04-12"


def absence_document(ref: str, rule: Rule, steps: Sequence[Absence], footer: str) -> Document:
    said = f"{ref}: there is no clock of {rule.id} ({label_and_title(rule.label, rule.title)})."
    return Document([Line(said), Numbered([reason(step, ref) for step in steps])], footer)


def reason(absence: Absence, ref: str) -> str:
    """One reason as a sentence, with what to do where something can be done."""
    if isinstance(absence, NoStart):
        events = listed(absence.events, "or")
        return (
            f"Nothing recorded starts it. It is started by {events}. To record that: sendclock record {ref} EVENT DATE"
        )
    if isinstance(absence, Asleep):
        return f"The rule is {_as(absence)} and starts nothing."
    event = absence.event
    named = f"{event.type} of {long_day(event.on)} (event {event.id})"
    match absence:
        case ConditionFailed():
            return f"{named} does not start it: {_condition(absence)}"
        case Later():
            return f"{named} would start it, but is later than {long_day(absence.as_of)}."
        case CaseConditionFailed():
            return f"{named} does not start it: {_case_condition(absence)}."
        case NoBase():
            return f"{named} does not start it: {_base(absence, ref)}"
        case NotAllMet():
            return f"{named} does not start it: {absence.base.id} is still open for {listed(absence.parties)}."
        case Missing():
            return f"{named} would start it, but it {_missing(absence, ref)}"
        case OtherVersion():
            force = listed([in_force(rule.in_force_from, rule.in_force_to) for rule in absence.rules])
            return f"{named} would start it, but the rule was not in force on {day_month(absence.anchor)} ({force})."
        case UnderWay() | InDetention() | NotOwed():
            return f"{named} started nothing: {NOTHING[absence.kind]}."
        case _:
            assert_never(absence)


NOTHING = {
    "under-way": "what it asks for was already under way",
    "in-detention": "the person was detained then, when it is not owed (CFA 2014 s.70(1))",
    "not-owed": "the last day for it was over before the plan was first made",
}


def _as(asleep: Asleep) -> str:
    return "a draft" if asleep.draft else "withdrawn"


def _missing(absence: Missing, ref: str) -> str:
    if absence.field == "born":
        return f"depends on age, and the day of birth is not recorded. {ADD_BORN}"
    kind, named, name = absence.field.partition(":")
    if kind == "panel":
        return f"needs a meeting of the panel {name}, and none is known: add it to [panels.{name}] in sendclock.toml."
    if named:
        return f"counts from a {kind.replace('-', ' ')} ({name}), and none is known: add it to sendclock.toml."
    fix = f"sendclock correct {ref} {absence.event.id} {absence.field}=DATE --reason TEXT"
    return f'counts from "{absence.field}", which is not recorded. Add it: {fix}'


def _case_condition(absence: CaseConditionFailed) -> str:
    """`its condition age>=16 does not hold (15 on that day)`. A tag is not listed: the case has it or not."""
    condition, values = absence.condition, absence.values
    text = f"its condition {condition.field}{condition.op}{','.join(condition.values)} does not hold"
    if condition.field == "season":
        return f"{text} (it is judged on {long_day(absence.judged)})"
    if condition.field == "tag":
        return f"{text} (the case has {'such a' if condition.op == '!=' else 'no such'} tag)"
    on = f"on {long_day(absence.judged)}" if absence.judged != absence.event.on else "on that day"
    return f"{text} ({listed(values)} {on})" if values else f"{text} ({condition.field} is not recorded)"


def _base(absence: NoBase, ref: str) -> str:
    base = absence.base
    if absence.asleep:
        return f"it counts from {base.id}, which is {_as(absence.asleep)} and starts nothing."
    if absence.how == "met":
        return f"it counts from the day {base.id} is met, and no clock of {base.id} was met by then."
    return f"it counts from {base.id}, of which there is no clock: sendclock explain {ref} {base.id}"


def _condition(absence: ConditionFailed) -> str:
    condition = absence.condition
    value = absence.event.fields.get(condition.field)
    wanted = listed(condition.values, "or")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    is_now = f'"{condition.field}" is {value}' if value is not None else f'"{condition.field}" is not recorded'
    if value is None and condition.default is not None:
        is_now += f", which is taken to mean {condition.default}"
    verb = {"=": "must be", "!=": "must not be", "<": "must be before", ">=": "must not be before"}[condition.op]
    return f"{is_now}, and {verb} {wanted}."


READINGS = frozenset({"reading"})
ABOUT = frozenset({"note", "confidence"})


def document(row: Row, others: Sequence[Row], timeline: Timeline, footer: str, beside: Sequence[Row] = ()) -> Document:
    """`others` are the further clocks of the same rule in the case: named, so that none is hidden. `beside`: those of
    every rule that run, where the clock was chosen and not named."""
    types = timeline.book.event_types
    state = status_in_full(row)
    if row.ended_by and row.deadline and not row.met_on:
        how = "replaced" if row.deadline.replaced else "spent" if row.deadline.spent else "ended"
        state = f"{status(row)}, {how} on {long_day(row.ended_by.on)}"
    if row.deadline and row.deadline.history and timeline.opening:
        state = f"{status(row)}: before the opening of {long_day(timeline.opening)}, so it is history"
    head = Pairs(
        [
            ("Case", row.case or ""),
            ("Clock", label_and_title(row.label, row.title)),
            ("Who", who(row)),
            due_in_full(row),
            ("Act by", long_day(row.act_by) if row.act_by != row.due else ""),
            ("Safe by", long_day(row.safe) if row.safe != row.due else ""),
            ("Provisional", "yes: see below" if row.provisional else ""),
        ]
    )
    why = row.steps
    steps = [step for step in why if step.kind not in READINGS | ABOUT]
    blocks: list[Block] = [
        *(
            [Heading("Its open clocks, the most urgent first"), Numbered([_open(one) for one in beside])]
            if beside
            else ()
        ),
        Line(f"Status: {state}", style(row)),
        head,
        Heading("How the date was reached"),
        Numbered([explain_step(step, types) for step in steps]),
    ]
    taken = taken_of(row.deadline, timeline) if row.deadline else ""
    if taken:
        blocks += [Heading("What it was taken for"), Line(taken)]
    readings = [explain_step(step, types) for step in why if step.kind in READINGS]
    if readings:
        blocks += [Heading("Other readings"), Numbered(readings)]
    about = [explain_step(step, types) for step in why if step.kind in ABOUT]
    if about:
        blocks += [Heading("About this rule"), *(Line(text) for text in about)]
    if row.late and row.tier == "local":
        blocks += [Heading("If it is not to be kept any more"), Line(_given_up(row, timeline))]
    if others:
        blocks += [Heading("Other clocks of this rule"), Numbered([_other(other) for other in others])]
    why_none = f"No sentence is offered while the date is open: {reasons_in_words(roots(row.doubts), types)}."
    if row.deadline and row.deadline.history:
        why_none = "No sentence is offered: whether it was done is not on file."
    blocks += [Heading("For a letter"), Line(for_a_letter(row, types, now_due(timeline), why) or why_none)]
    return Document(blocks, footer)


def _given_up(row: Row, timeline: Timeline) -> str:
    """Nothing ends a promise by itself but what comes after it: of a case that goes no further, somebody has to say."""
    event = timeline.book.event(Act.WRITTEN_OFF)
    party = f' party="{row.party}"' if row.party and row.party != row.case else ""
    write = f'sendclock record {row.case} {event} rule={row.rule}{party} reason="..."'
    return f"It stands until it is done, or somebody gives it up with a reason, which is counted apart: {write}"


def _open(row: Row) -> str:
    party = f" ({row.party})" if row.party and row.party != row.case else ""
    doubt = ", provisional" if row.provisional else ""
    again = f'sendclock explain {row.case} "{row.label}"'
    return f"{row.label}{party}: {status(row)}, due {short_day(row.due)}{doubt}. Why: {again}"


def _open_ones(rows: Sequence[Row]) -> list[Row]:
    """The clocks that still run, as the list has them: late by gravity, then by day, our own before what others owe;
    windows and bars, on which nothing is due, after them."""
    running = [row for row in rows if row.listed and not row.finished]
    late, coming = late_and_ahead(running)
    by_urgency = sorted(coming, key=lambda row: (row.kind != "deadline", not row.own, by_day(row)))
    return [*sorted(late, key=gravity), *by_urgency]


def _other(row: Row) -> str:
    party = f' --party "{row.party}"' if row.party else f" --event {row.event_id}"
    return f"{status(row)}, due {short_day(row.due)}, started {short_day(row.event_on)}: explain it with{party}"


class WhichClock(Options):
    party: Annotated[
        Optional[str], typer.Option("--party", metavar="NAME", help="This adviser's or setting's clock.")
    ] = None
    event: Annotated[Optional[str], typer.Option("--event", metavar="ID", help="The clock this event started.")] = None

    def is_of(self, row: Row) -> bool:
        return (not self.party or same_party(row.party, self.party)) and (not self.event or row.event_id == self.event)


def explain(
    ref: Ref,
    words: Annotated[
        Optional[list[str]], typer.Argument(metavar="RULE", help="The clock: its label, or the rule's id.")
    ],
    which: WhichClock,
    session: Then,
) -> Reply:
    """Why a clock falls on its day: every step, and a sentence for a letter.

    Without a clock named, the most urgent one, under a list of all that run. Where a rule has several clocks in the
    case, the one started last; choose with --party or --event.
    """
    case, _, problems = session.one(ref)
    timeline = session.timeline(case)
    every = rows_of(timeline, timeline.book)
    rule = " ".join(words or ())
    if not rule:
        beside = [row for row in _open_ones(every) if which.is_of(row)]
        if not beside:
            have = ", ".join(f'"{label}"' for label in dict.fromkeys(row.label for row in every))
            raise UsageError(
                f'No clock of {ref} runs. One that is over: sendclock explain {ref} "LABEL". It has: {have or "none"}.'
            )
        return _reply(beside[0], [], timeline, problems, beside)
    ids = rules_named(rule, timeline.book, {row.rule: None for row in every})
    rows = [row for row in every if row.rule in ids]
    if not rows:
        return _no_clock(ref, ids[0], timeline, problems)
    chosen = [row for row in rows if which.is_of(row)]
    if not chosen:
        tell_problems(problems, warnings=True)
        have = ", ".join(f"{row.party or 'no party'} (event {row.event_id})" for row in rows)
        raise CannotRunError(f"{ref}: {rule} has no such clock. It has: {have}.")
    row = chosen[-1]
    return _reply(row, [other for other in rows if other is not row], timeline, problems)


app = command(explain, paged=True)


def _reply(
    row: Row, others: Sequence[Row], timeline: Timeline, problems: list[Problem], beside: Sequence[Row] = ()
) -> Reply:
    return Reply(
        "explain",
        lambda about, _: document(row, others, timeline, about.footer(), beside),
        as_data(EXPLAIN, (explained(each, timeline) for each in (row,))),
        seen(problems),
        told="all",
    )


def _no_clock(ref: str, rule: str, timeline: Timeline, problems: list[Problem]) -> Reply:
    """Why there is nothing to explain."""
    steps = why_no_clock(timeline, rule, timeline.book)
    version = timeline.book.versions(rule)[-1]
    absent = [Told(step.kind, None, reason(step, ref)) for step in steps]
    return Reply(
        "explain",
        lambda about, _: absence_document(ref, version, steps, about.footer()),
        as_data(EXPLAIN, [], {"absent": absent}),
        seen(problems),
        told="all",
    )
