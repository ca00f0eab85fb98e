"""Every date that follows from one event.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sendclock.core.model import Event, EventType, NotStarted
from sendclock.report.document import Block, Column, Document, Grid, Line, Numbered
from sendclock.report.rows import Row
from sendclock.report.wording import doubt, long_day, sentence, short_day, task

_COLUMNS = (
    Column("Due"),
    Column("Clock", wrap=True),
    Column("Rule", from_width=100),
    Column("Note", from_width=80, wrap=True),
    Column("Law", from_width=120, wrap=True),
)


def document(
    event: Event,
    rows: Sequence[Row],
    not_started: Sequence[NotStarted],
    types: Mapping[str, EventType],
    footer: str,
    in_full: bool,
) -> Document:
    """The dates in order, after the event as it was understood."""
    blocks: list[Block] = [Line(f"{long_day(event.on)}: {sentence(types[event.type].meaning)}")]
    listed = sorted((row for row in rows if row.listed), key=lambda row: (row.due, row.label))
    if listed:
        blocks.append(Grid(_COLUMNS, [_cells(row, in_full) for row in listed]))
    else:
        blocks.append(Line("No clock starts from this event alone."))
    if not_started:
        items = [
            f'{n.rule.label} does not start: it counts from "{n.missing}". Add {n.missing}=DATE.' for n in not_started
        ]
        blocks.append(Numbered(items))
    return Document(blocks, footer)


def _cells(row: Row, in_full: bool) -> list[str]:
    due = long_day(row.due) if in_full else short_day(row.due)
    if row.due_at:
        due += f" {row.due_at:%H:%M}"
    note = doubt(row)
    if row.safe != row.due and "safe by" not in note:  # said here even where the day has passed
        note = "; ".join(part for part in (note, f"safe by {short_day(row.safe)}") if part)
    return [due, task(row), row.rule, note, row.cite]
