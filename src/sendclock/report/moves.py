"""The live dates that a change of the law, or of the calendar, would move.

Must not know: what the change is, files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sendclock.report.changes import Change, compare
from sendclock.report.document import Block, Column, Document, Grid, Line
from sendclock.report.machine import row_json
from sendclock.report.rows import Row
from sendclock.report.wording import long_day, number, short_day, short_task, task


def moved(before: Iterable[Sequence[Row]], after: Iterable[Sequence[Row]]) -> list[Change]:
    """Case by case, the clocks still running under either law whose day is another, or that only one has."""
    changes = [
        change
        for old, new in zip(before, after, strict=True)
        for change in compare(old, new)
        if not change.row.finished and change.kind in ("moved", "started", "gone")
    ]
    return sorted(changes, key=lambda change: (change.row.due, change.row.case or "", change.row.rule))


_COLUMNS = (
    Column("Case"),
    Column("Was"),
    Column("Becomes"),
    Column("Days"),
    Column("Clock", wrap=True, below=140),
    Column("Clock", wrap=True, from_width=140),
    Column("Officer"),
)


def document(what: str, changes: Sequence[Change], footer: str, in_full: bool) -> Document:
    """`what` says in one sentence what is compared."""
    blocks: list[Block] = [Line(what)]
    if changes:
        blocks.append(Line(f"{number(len(changes), 'live date')} would change:"))
        blocks.append(Grid(_COLUMNS, [_cells(change, in_full) for change in changes]))
    else:
        blocks.append(Line("No live date would change."))
    return Document(blocks, footer)


def _cells(change: Change, in_full: bool) -> list[str]:
    row, day = change.row, long_day if in_full else short_day
    was = day(change.was) if change.was else day(row.due) if change.kind == "gone" else "no clock"
    becomes = "no clock" if change.kind == "gone" else day(row.due)
    days = f"{(row.due - change.was).days:+}" if change.was else ""
    return [row.case or "", was, becomes, days, short_task(row), task(row), row.officer or "nobody"]


def move_json(change: Change) -> dict[str, Any]:
    return {"change": change.kind, "was": change.was, **row_json(change.row)}
