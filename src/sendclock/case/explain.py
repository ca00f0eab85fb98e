"""`sendclock explain REF RULE`: why this date: every step, the other readings, and the sentence for a letter; or why
there is no clock.

Must not know: how the steps, or the reasons, were found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple, Optional

import typer

from sendclock import command
from sendclock.clock.absent import why_no_clock
from sendclock.clock.deadline import Timeline
from sendclock.clock.run import same_party
from sendclock.command import errors, footer, heading, leave
from sendclock.days.step import Step
from sendclock.files.problem import CannotRunError, Problem
from sendclock.law.rule import EventType, Rule
from sendclock.say.formats import answer, csv_of
from sendclock.say.reasons import STEPS, Told, explain_step, for_a_letter, told
from sendclock.say.row import CLOCK, CSV, Row, rows_of
from sendclock.say.terminal import Output, tell_problems
from sendclock.say.view import (
    Block,
    Column,
    Document,
    Heading,
    Line,
    Numbered,
    Pairs,
    View,
    one_of,
    part,
    several,
    through,
)
from sendclock.say.words import (
    day_month,
    due_in_full,
    in_force,
    listed,
    long_day,
    short_day,
    status,
    status_in_full,
    style,
    who,
)
from sendclock.session import Workspace, known_rules


class Explained(NamedTuple):
    """A clock with the reason for its date."""

    row: Row
    steps: Sequence[Told]
    letter: str


EXPLAINED: tuple[Column[Explained], ...] = (
    *through("row", CLOCK),
    Column("steps", csv=False, kind=STEPS._replace(least=3), about="how the date was reached"),
    Column("letter", csv=False, about="a sentence fit to paste into a letter"),
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


def explained(row: Row, types: Mapping[str, EventType]) -> Explained:
    return Explained(row, told(row.steps, types), for_a_letter(row, types))


ADD_BORN = "Add it at the head of the file: born = 2015-04-12"


def absence_document(ref: str, rule: Rule, steps: Sequence[Step], footer: str) -> Document:
    said = f"{ref}: there is no clock of {rule.id} ({rule.label}: {rule.title})."
    return Document([Line(said), Numbered([reason(step, ref) for step in steps])], footer)


def reason(step: Step, ref: str) -> str:
    """One reason as a sentence, with what to do where something can be done."""
    if step.kind == "no-start":
        events = listed(step.facts["events"], "or")
        return (
            f"Nothing recorded starts it. It is started by {events}. To record that: sendclock record {ref} EVENT DATE"
        )
    if step.kind == "asleep":
        return f"The rule is {_as(step)} and starts nothing."
    event = step.facts["event"]
    named = f"{event.type} of {long_day(event.on)} (event {event.id})"
    if step.kind == "condition":
        return f"{named} does not start it: {_condition(step)}"
    if step.kind == "later":
        return f"{named} would start it, but is later than {long_day(step.facts['as_of'])}."
    if step.kind == "case-condition":
        return f"{named} does not start it: {_case_condition(step)}."
    if step.kind == "base":
        return f"{named} does not start it: {_base(step, ref)}"
    if step.kind == "missing" and step.facts["field"] == "born":
        return f"{named} would start it, but it depends on age, and the day of birth is not recorded. {ADD_BORN}"
    if step.kind == "missing":
        field = step.facts["field"]
        fix = f"sendclock correct {ref} {event.id} {field}=DATE --reason TEXT"
        return f'{named} would start it, but it counts from "{field}", which is not recorded. Add it: {fix}'
    if step.kind == "other-version":
        force = listed([in_force(rule.in_force_from, rule.in_force_to) for rule in step.facts["rules"]])
        return f"{named} would start it, but the rule was not in force on {day_month(step.facts['anchor'])} ({force})."
    return f"{named} started nothing: what it asks for was already under way."


def _as(asleep: Step) -> str:
    return "a draft" if asleep.facts["status"] == "draft" else "withdrawn"


def _case_condition(step: Step) -> str:
    """`its condition age>=16 does not hold (15 on that day)`. A tag is not listed: the case has it or not."""
    condition, values = step.facts["condition"], step.facts["values"]
    text = f"its condition {condition.field}{condition.op}{','.join(condition.values)} does not hold"
    if condition.field == "tag":
        return f"{text} (the case has {'such a' if condition.op == '!=' else 'no such'} tag)"
    on = f"on {long_day(step.facts['day'])}" if step.facts["day"] != step.facts["event"].on else "on that day"
    return f"{text} ({listed(values)} {on})" if values else f"{text} ({condition.field} is not recorded)"


def _base(step: Step, ref: str) -> str:
    base, asleep = step.facts["base"], step.facts["asleep"]
    if asleep:
        return f"it counts from {base.id}, which is {_as(asleep)} and starts nothing."
    if step.facts["how"] == "met":
        return f"it counts from the day {base.id} is met, and no clock of {base.id} was met by then."
    return f"it counts from {base.id}, of which there is no clock: sendclock explain {ref} {base.id}"


def _condition(step: Step) -> str:
    condition, value = step.facts["condition"], step.facts["value"]
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


def document(row: Row, others: Sequence[Row], types: Mapping[str, EventType], footer: str) -> Document:
    """`others` are the further clocks of the same rule in the case: named, so that none is hidden."""
    head = Pairs(
        [
            ("Case", row.case or ""),
            ("Clock", f"{row.label}: {row.title}"),
            ("Who", who(row)),
            due_in_full(row),
            ("Act by", long_day(row.act_by) if row.act_by != row.due else ""),
            ("Safe by", long_day(row.safe) if row.safe != row.due else ""),
            ("Provisional", "yes: see below" if row.provisional else ""),
        ]
    )
    steps = [step for step in row.steps if step.kind not in READINGS | ABOUT]
    blocks: list[Block] = [
        Line(f"Status: {status_in_full(row)}", style(row)),
        head,
        Heading("How the date was reached"),
        Numbered([explain_step(step, types) for step in steps]),
    ]
    readings = [explain_step(step, types) for step in row.steps if step.kind in READINGS]
    if readings:
        blocks += [Heading("Other readings"), Numbered(readings)]
    about = [explain_step(step, types) for step in row.steps if step.kind in ABOUT]
    if about:
        blocks += [Heading("About this rule"), *(Line(text) for text in about)]
    if others:
        blocks += [Heading("Other clocks of this rule"), Numbered([_other(other) for other in others])]
    blocks += [Heading("For a letter"), Line(for_a_letter(row, types))]
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
    work, out = Workspace(cases, as_of, known_at), Output(format, plain, no_color)
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
        head = heading("explain", work, work.rulebook, 1, errors(problems))
        out.text(answer(EXPLAIN, head, [explained(row, types)], problems))
    elif out.format == "csv":
        out.text(csv_of(EXPLAIN, [explained(row, types)]))
    else:
        out.show(document(row, others, types, footer(work, work.rulebook, 1, errors(problems))))
    leave(errors(problems))


def _no_clock(work: Workspace, out: Output, ref: str, rule: str, timeline: Timeline, problems: list[Problem]) -> None:
    """Why there is nothing to explain."""
    steps = why_no_clock(timeline, rule, work.rulebook)
    if out.format == "json":
        absent = [Told(step.kind, None, reason(step, ref)) for step in steps]
        head = heading("explain", work, work.rulebook, 1, errors(problems))
        out.text(answer(EXPLAIN, head, [], problems, absent=absent))
    elif out.format == "csv":
        out.text(csv_of(EXPLAIN, []))
    else:
        version = work.rulebook.versions(rule)[-1]
        out.show(absence_document(ref, version, steps, footer(work, work.rulebook, 1, errors(problems))))
    leave(errors(problems))
