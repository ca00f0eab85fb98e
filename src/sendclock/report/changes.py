"""What an event changes: the clocks it starts, meets, ends and moves.

Must not know: files, how an event is written.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sendclock.core.explain import Step
from sendclock.core.model import NotStarted
from sendclock.report.document import Block, Column, Document, Grid, Line, Numbered
from sendclock.report.rows import REFUSED, Row
from sendclock.report.show import waiting_for
from sendclock.report.wording import doubt, how_late, long_day, short_day, status, style, task


class Change(NamedTuple):
    """`kind` is started, met, partly done, ended, moved, excused, not excused or gone. `was` is the due day before a
    move; `hour`, the moment before one within the day."""

    kind: str
    row: Row
    was: date | None = None
    hour: datetime | None = None


def compare(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """What differs between two answers for one case, clock by clock. A clock is known by what started it."""
    old = {_name(row): row for row in before}
    changes = []
    for row in after:
        was = old.pop(_name(row), None)
        if not row.listed:
            continue
        kind = _kind(was, row)
        if kind:
            moved = was if was and kind == "moved" else None
            hour = moved.due_at if moved and moved.due == row.due else None
            changes.append(Change(kind, row, moved.due if moved else None, hour))
    return changes + [Change("gone", row) for row in old.values() if row.listed]


def _name(row: Row) -> tuple[str, str | None, str]:
    return row.rule, row.party, row.started_by.id


def _kind(was: Row | None, row: Row) -> str:
    if was is None:
        return "started" if not row.finished else "started and ended"
    if (was.due, was.due_at) != (row.due, row.due_at):
        return "moved"
    if row.finished and not was.finished:
        return "met" if row.met_on else "ended"
    if set(row.refused) - set(was.refused):
        return "not excused"
    if row.excused_by != was.excused_by:
        return "excused" if row.excused_by else "no longer excused"
    if (was.status, was.met_on) != (row.status, row.met_on):
        return "changed"
    return "partly done" if _acts(was) != _acts(row) else ""


def _acts(row: Row) -> list[Step]:
    """Which of several acts that are all needed have been done."""
    return [step for step in row.steps if step.kind == "acts-needed"]


def acts_missing(changes: Sequence[Change]) -> list[Step]:
    """What is still to do for the clocks that one of several acts has now been done for."""
    return [step for change in changes if change.kind == "partly done" for step in _acts(change.row)]


def refusals(changes: Sequence[Change], ids: Collection[str]) -> list[Step]:
    """Why the exceptions just claimed (by the events `ids`) do not hold."""
    return [
        step
        for change in changes
        for step in change.row.steps
        if step.kind in REFUSED and step.facts["event"].id in ids
    ]


_COLUMNS = (
    Column("Change"),
    Column("Due"),
    Column("Status"),
    Column("Clock", wrap=True),
    Column("Rule", from_width=120),
    Column("Note", from_width=100, wrap=True),
)


def document(
    ref: str,
    said: Sequence[str],
    changes: Sequence[Change],
    not_started: Sequence[NotStarted],
    footer: str,
    in_full: bool,
) -> Document:
    """What was understood, then what it changes."""
    blocks: list[Block] = [Line("\n".join(said))]
    if changes:
        rows = [_cells(change, in_full) for change in changes]
        blocks.append(Grid(_COLUMNS, rows, [style(change.row) for change in changes]))
    else:
        blocks.append(Line("No clock started, ended or moved."))
    if not_started:
        blocks.append(Numbered([waiting_for(waiting, ref) for waiting in not_started]))
    return Document(blocks, footer)


def _cells(change: Change, in_full: bool) -> list[str]:
    row, day = change.row, long_day if in_full else short_day
    kind = f"moved from {day(change.was)}" if change.kind == "moved" and change.was else change.kind
    if change.hour:
        kind = f"moved from {change.hour:%H:%M}" + (f" to {row.due_at:%H:%M}" if row.due_at else "")
    state = f"{status(row)}, {how_late(row)}" if row.late or row.status == "open" else status(row)
    return [kind, day(row.due), state, task(row), row.rule, doubt(row)]
