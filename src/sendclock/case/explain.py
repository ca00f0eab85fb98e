"""Why there is no clock, in words.

Must not know: how the reasons were found.

Why this date: every step, the other readings, and the sentence for a letter.

Must not know: files, formats.

`sendclock explain REF RULE`: why this date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple, Optional, assert_never

import typer

from sendclock.clock.absent import (
    Absence,
    Asleep,
    CaseConditionFailed,
    ConditionFailed,
    Later,
    Missing,
    NoBase,
    NoStart,
    OtherVersion,
    UnderWay,
    why_no_clock,
)
from sendclock.clock.case import same_party
from sendclock.clock.deadline import Timeline
from sendclock.command import Imprint, Ref, Reply, Then, command, seen
from sendclock.files.problem import CannotRunError, Problem
from sendclock.law.rule import EventType, Rule
from sendclock.say.formats import answer, csv_rows, row_json, step_json
from sendclock.say.reasons import explain_step, for_a_letter
from sendclock.say.row import Row, rows_of
from sendclock.say.terminal import tell_problems
from sendclock.say.view import Block, Document, Heading, Line, Numbered, Pairs
from sendclock.say.words import day_month, how_late, listed, long_day, moment, short_day, status, style
from sendclock.session import Session, known_rules

ADD_BORN = "Add it at the head of the file: born = 2015-04-12"


def absence_document(ref: str, rule: Rule, steps: Sequence[Absence], footer: str) -> Document:
    said = f"{ref}: there is no clock of {rule.id} ({rule.label}: {rule.title})."
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
        case Missing():
            return f"{named} would start it, but it {_missing(absence, ref)}"
        case OtherVersion():
            force = listed([_force(rule) for rule in absence.rules])
            return f"{named} would start it, but the rule was not in force on {day_month(absence.anchor)} ({force})."
        case UnderWay():
            return f"{named} started nothing: what it asks for was already under way."
        case _:
            assert_never(absence)


def _as(asleep: Asleep) -> str:
    return "a draft" if asleep.draft else "withdrawn"


def _missing(absence: Missing, ref: str) -> str:
    if absence.field == "born":
        return f"depends on age, and the day of birth is not recorded. {ADD_BORN}"
    fix = f"sendclock correct {ref} {absence.event.id} {absence.field}=DATE --reason TEXT"
    return f'counts from "{absence.field}", which is not recorded. Add it: {fix}'


def _case_condition(absence: CaseConditionFailed) -> str:
    """`its condition age>=16 does not hold (15 on that day)`. A tag is not listed: the case has it or not."""
    condition, values = absence.condition, absence.values
    text = f"its condition {condition.field}{condition.op}{','.join(condition.values)} does not hold"
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


def _force(rule: Rule) -> str:
    ends = f" to {day_month(rule.in_force_to)}" if rule.in_force_to else ""
    return f"from {day_month(rule.in_force_from)}{ends}"


READINGS = frozenset({"reading"})
ABOUT = frozenset({"note", "confidence"})


def document(row: Row, others: Sequence[Row], types: Mapping[str, EventType], footer: str) -> Document:
    """`others` are the further clocks of the same rule in the case: named, so that none is hidden."""
    due = moment(row.due_at) if row.due_at else long_day(row.due)
    state = f"{status(row)}, {how_late(row)}" if row.late else status(row)
    if row.met_on and not row.late:
        state = f"{status(row)} on {long_day(row.met_on)}"
    head = Pairs(
        [
            ("Case", row.case or ""),
            ("Clock", f"{row.label}: {row.title}"),
            ("Who", row.who + (f" ({row.party})" if row.party else "")),
            ("Not before" if row.kind == "bar" else "Due", due),
            ("Act by", long_day(row.act_by) if row.act_by != row.due else ""),
            ("Safe by", long_day(row.safe) if row.safe != row.due else ""),
            ("Provisional", "yes: see below" if row.provisional else ""),
        ]
    )
    why = row.steps
    steps = [step for step in why if step.kind not in READINGS | ABOUT]
    blocks: list[Block] = [
        Line(f"Status: {state}", style(row)),
        head,
        Heading("How the date was reached"),
        Numbered([explain_step(step, types) for step in steps]),
    ]
    readings = [explain_step(step, types) for step in why if step.kind in READINGS]
    if readings:
        blocks += [Heading("Other readings"), Numbered(readings)]
    about = [explain_step(step, types) for step in why if step.kind in ABOUT]
    if about:
        blocks += [Heading("About this rule"), *(Line(text) for text in about)]
    if others:
        blocks += [Heading("Other clocks of this rule"), Numbered([_other(other) for other in others])]
    blocks += [Heading("For a letter"), Line(for_a_letter(row, types))]
    return Document(blocks, footer)


def _other(row: Row) -> str:
    party = f' --party "{row.party}"' if row.party else f" --event {row.started_by.id}"
    return f"{status(row)}, due {short_day(row.due)}, started {short_day(row.started_by.on)}: explain it with{party}"


class WhichClock(NamedTuple):
    party: Annotated[
        Optional[str], typer.Option("--party", metavar="NAME", help="This adviser's or setting's clock.")
    ] = None
    event: Annotated[Optional[str], typer.Option("--event", metavar="ID", help="The clock this event started.")] = None

    def is_of(self, row: Row) -> bool:
        return (not self.party or same_party(row.party, self.party)) and (
            not self.event or row.started_by.id == self.event
        )


def explain(
    ref: Ref,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id: sendclock rules lists them.")],
    which: WhichClock,
    session: Then,
) -> Reply:
    """Why a clock falls on its day: every step, and a sentence for a letter.

    Where a rule has several clocks in the case, the one started last; choose with --party or --event.
    """
    known_rules([rule], session.rulebook)
    case, _, problems = session.one(ref)
    timeline = session.timeline(case)
    rows = [row for row in rows_of(timeline, session.rulebook) if row.rule == rule]
    if not rows:
        return _no_clock(session, ref, rule, timeline, problems)
    chosen = [row for row in rows if which.is_of(row)]
    if not chosen:
        tell_problems(problems, warnings=True)
        have = ", ".join(f"{row.party or 'no party'} (event {row.started_by.id})" for row in rows)
        raise CannotRunError(f"{ref}: {rule} has no such clock. It has: {have}.")
    row, types = chosen[-1], session.rulebook.event_types
    others = [other for other in rows if other is not row]

    def in_json(about: Imprint) -> str:
        body = {**row_json(row), "steps": [step_json(s, types) for s in row.steps], "letter": for_a_letter(row, types)}
        return answer(about.heading(), [body], problems)

    return Reply(
        "explain",
        lambda about, _: document(row, others, types, about.footer()),
        {"json": in_json, "csv": lambda _: csv_rows([row])},
        seen(problems),
        told="all",
    )


app = command(explain)


def _no_clock(session: Session, ref: str, rule: str, timeline: Timeline, problems: list[Problem]) -> Reply:
    """Why there is nothing to explain."""
    steps = why_no_clock(timeline, rule, session.rulebook)
    version = session.rulebook.versions(rule)[-1]
    absent = [{"kind": step.kind, "text": reason(step, ref)} for step in steps]
    return Reply(
        "explain",
        lambda about, _: absence_document(ref, version, steps, about.footer()),
        {"json": lambda about: answer(about.heading(), [], problems, absent=absent), "csv": lambda _: csv_rows([])},
        seen(problems),
        told="all",
    )
