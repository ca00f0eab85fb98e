"""One case: its chronology, every clock with its status, and the weeks on one line.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sendclock.core.checklist import Ticked
from sendclock.core.corrections import ABOUT_AN_EVENT, CORRECTED, changed_fields, truth
from sendclock.core.model import Event, NotStarted, Timeline
from sendclock.report import checklist
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line, Numbered, Pairs
from sendclock.report.rows import Row
from sendclock.report.weeks import twenty_weeks
from sendclock.report.wording import doubt, how_late, long_day, short_day, short_task, status, style, task


def document(
    timeline: Timeline, rows: Sequence[Row], owner: str, footer: str, in_full: bool, steps: Sequence[Ticked] = ()
) -> Document:
    """`in_full` writes days out, for formats that have the room. `steps` are those of local practice; `owner` says
    whose case it is, and who covers."""
    case = timeline.case
    about = Pairs(
        [
            ("Case", case.ref),
            ("Setting", case.setting or ""),
            ("Tags", ", ".join(case.tags)),
            ("Officer", owner),
            ("Team", (rows[0].team if rows else timeline.team) or ""),
            ("As of", long_day(timeline.as_of)),
        ]
    )
    blocks: list[Block] = [about]
    picture = twenty_weeks(rows, timeline.as_of)
    if picture:
        blocks.append(picture)
    blocks += [Heading("Clocks"), *clocks(rows, timeline.not_started, case.ref, in_full)]
    blocks += checklist.blocks(steps, case.ref, in_full)
    blocks += [Heading("What happened"), chronology(timeline, in_full)]
    return Document(blocks, footer)


def clocks(rows: Sequence[Row], not_started: Sequence[NotStarted], ref: str, in_full: bool) -> list[Block]:
    """Every clock, those still running first; then those that a missing date keeps from starting."""
    listed = [row for row in rows if row.listed and not (row.limb_of and row.finished)]
    ordered = sorted(listed, key=lambda row: (row.finished, not row.late, row.due, row.label))
    grid = Grid(_COLUMNS, [_cells(row, in_full) for row in ordered], [style(row) for row in ordered])
    blocks: list[Block] = [grid if ordered else Line("No clock has started.")]
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
        what = f"a {kind.replace('-', ' ')} ({name})"
        return f"It counts from {what}, and none is known from {day} on. Add it to sendclock.toml."
    return (
        f'It counts from "{waiting.missing}", which {waiting.event.type} of {day} (event {waiting.event.id}) does not '
        f'give. Add it: sendclock correct {ref} {waiting.event.id} {waiting.missing}=DATE --reason "..."'
    )


_COLUMNS = (
    Column("Status"),
    Column("Due"),
    Column("Days"),
    Column("Clock", wrap=True, below=100),
    Column("Clock", wrap=True, from_width=100),
    Column("Rule", from_width=120),
    Column("Note", from_width=100, wrap=True),
    Column("Law", from_width=160, wrap=True),
)


def _cells(row: Row, in_full: bool) -> list[str]:
    day = long_day if in_full else short_day
    days = f"done {day(row.met_on)}" if row.met_on else "" if row.finished else how_late(row)
    return [status(row), day(row.due), days, short_task(row), task(row), row.rule, doubt(row), row.cite]


def chronology(timeline: Timeline, in_full: bool) -> Grid:
    """Every event in order of day, corrections and withdrawals too; nothing is left out, only marked."""
    now_true, day = truth(timeline.case), long_day if in_full else short_day
    columns = (Column("Day"), Column("Event"), Column("Id"), Column("What", wrap=True))
    rows = []
    by_id = {event.id: event for event in now_true.events}
    pairs = [(event, by_id.get(event.id, event)) for event in timeline.case.events]
    for event, true in sorted(pairs, key=lambda pair: (_when(pair[1]), pair[1].order)):
        what = [_facts(event, true), *_marks(event, true, timeline, now_true.withdrawn)]
        rows.append([day(_when(true)), event.type, event.id, "; ".join(part for part in what if part)])
    return Grid(columns, rows)


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
    return "; ".join([part for part in parts if part] + [f"{name}: {_value(value)}" for name, value in fields.items()])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date) and not isinstance(value, datetime):
        return short_day(value)
    return " ".join(str(value).split())
