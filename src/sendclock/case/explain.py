"""Why there is no clock, in words.

Must not know: how the reasons were found.

Why this date: every step, the other readings, and the sentence for a letter.

Must not know: files, formats.

`sendclock explain REF RULE`: why this date.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Optional, assert_never

import typer

from sendclock import command
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
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.things import Act
from sendclock.command import footer, heading, leave
from sendclock.files.problem import CannotRunError, Problem, unanswered
from sendclock.law.rule import Rule
from sendclock.say.formats import answer, csv_rows, row_json, step_json
from sendclock.say.letter import for_a_letter
from sendclock.say.reasons import explain_step, reasons_in_words, roots
from sendclock.say.row import Row, rows_of
from sendclock.say.state import now_due, taken_for
from sendclock.say.terminal import Output, tell_problems
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


def taken_of(row: Row, timeline: Timeline) -> str:
    """What the acts that started and stopped a clock were taken for, where they did not say so."""
    deadline, types = row.deadline, timeline.book.event_types
    if deadline is None:
        return ""
    ids = [event.id for event in (row.started_by, row.met_by, row.ended_by) if event is not None]
    acts = [act for id in ids for act in timeline.things.acts if act.source.id == id]
    said = [taken_for(act, timeline.case.ref, types) for act in acts if _about_one_thing(act, deadline)]
    return " ".join(dict.fromkeys(text for text in said if text))


def _about_one_thing(act: Act, deadline: Deadline) -> bool:
    """An act may be several things at once: only what it is of the thing the clock belongs to is said."""
    things = act.links.get(deadline.rule.of)
    return not things or not deadline.things or any(thing in deadline.things for thing in things)


def document(row: Row, others: Sequence[Row], timeline: Timeline, footer: str) -> Document:
    """`others` are the further clocks of the same rule in the case: named, so that none is hidden."""
    types = timeline.book.event_types
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
    taken = taken_of(row, timeline)
    if taken:
        blocks += [Heading("What it was taken for"), Line(taken)]
    readings = [explain_step(step, types) for step in why if step.kind in READINGS]
    if readings:
        blocks += [Heading("Other readings"), Numbered(readings)]
    about = [explain_step(step, types) for step in why if step.kind in ABOUT]
    if about:
        blocks += [Heading("About this rule"), *(Line(text) for text in about)]
    if others:
        blocks += [Heading("Other clocks of this rule"), Numbered([_other(other) for other in others])]
    why_none = f"No sentence is offered while the date is open: {reasons_in_words(roots(row.doubts), types)}."
    blocks += [Heading("For a letter"), Line(for_a_letter(row, types, now_due(timeline), why) or why_none)]
    return Document(blocks, footer)


def _other(row: Row) -> str:
    party = f' --party "{row.party}"' if row.party else f" --event {row.started_by.id}"
    return f"{status(row)}, due {short_day(row.due)}, started {short_day(row.started_by.on)}: explain it with{party}"


app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def explain(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id: sendclock rules lists them.")],
    party: Annotated[
        Optional[str], typer.Option("--party", metavar="NAME", help="This adviser's or setting's clock.")
    ] = None,
    event: Annotated[Optional[str], typer.Option("--event", metavar="ID", help="The clock this event started.")] = None,
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    known_at: command.KnownAt = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """Why a clock falls on its day: every step, and a sentence for a letter.

    Where a rule has several clocks in the case, the one started last; choose with --party or --event.
    """
    work, out = Session(cases, as_of, known_at), Output(format, plain, no_color)
    known_rules([rule], work.rulebook)
    case, _, problems = work.one(ref)
    timeline = work.timeline(case)
    rows = [row for row in rows_of(timeline, work.rulebook) if row.rule == rule]
    chosen = [r for r in rows if (not party or same_party(r.party, party)) and (not event or r.started_by.id == event)]
    tell_problems(problems, warnings=True)
    if not rows:
        _no_clock(work, out, ref, rule, timeline, problems)
        return
    if not chosen:
        have = ", ".join(f"{row.party or 'no party'} (event {row.started_by.id})" for row in rows)
        raise CannotRunError(f"{ref}: {rule} has no such clock. It has: {have}.")
    row, types = chosen[-1], work.rulebook.event_types
    others = [other for other in rows if other is not row]
    if out.format == "json":
        why = row.steps
        letter = for_a_letter(row, types, now_due(timeline), why)
        told = {"letter": letter, "taken_for": taken_of(row, timeline)}
        body = {**row_json(row), "steps": [step_json(step, types) for step in why], **told}
        out.text(answer(heading("explain", work, work.rulebook, 1, unanswered(problems)), [body], problems))
    elif out.format == "csv":
        out.text(csv_rows([row]))
    else:
        out.show(document(row, others, timeline, footer(work, work.rulebook, 1, unanswered(problems))))
    leave(work, unanswered(problems))


def _no_clock(work: Session, out: Output, ref: str, rule: str, timeline: Timeline, problems: list[Problem]) -> None:
    """Why there is nothing to explain."""
    steps = why_no_clock(timeline, rule, work.rulebook)
    if out.format == "json":
        absent = [{"kind": step.kind, "text": reason(step, ref)} for step in steps]
        out.text(answer(heading("explain", work, work.rulebook, 1, unanswered(problems)), [], problems, absent=absent))
    elif out.format == "csv":
        out.text(csv_rows([]))
    else:
        version = work.rulebook.versions(rule)[-1]
        out.show(absence_document(ref, version, steps, footer(work, work.rulebook, 1, unanswered(problems))))
    leave(work, unanswered(problems))
