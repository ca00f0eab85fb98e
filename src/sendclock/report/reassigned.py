"""What `reassign` changed, case by case, and what it left alone.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sendclock.report.changes import Change
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line
from sendclock.report.owner import NOBODY
from sendclock.report.wording import long_day, number, short_day

CSV_COLUMNS = ("case", "setting", "from", "to", "team", "on", "until", "event", "written", "file")


class Given(NamedTuple):
    """One case given to another officer. `changes` are the clocks that this started, met or ended."""

    ref: str
    setting: str | None
    was: str | None
    to: str
    team: str | None
    on: date
    until: date | None
    event: str
    file: str
    written: bool
    changes: tuple[Change, ...] = ()


def document(given: Sequence[Given], left: Sequence[str], dry_run: bool, footer: str, in_full: bool) -> Document:
    """`left`: what was left alone, and why, one line each."""
    day = long_day if in_full else short_day
    blocks: list[Block] = []
    if given:
        done = "Would be given" if dry_run else "Given"
        blocks.append(Heading(f"{done} to another officer: {number(len(given), 'case')}"))
        blocks.append(Grid(_COLUMNS, [_cells(one, day(one.on), day(one.until) if one.until else "") for one in given]))
    else:
        blocks.append(Line("No case changes hands."))
    if left:
        blocks.append(Line("\n".join(left)))
    if given and dry_run:
        blocks.append(Line("Nothing was written: --dry-run."))
    elif given:
        until = any(one.until for one in given)
        blocks.append(Line(f"Tell the family and the setting of each case{', and until when' if until else ''}."))
    return Document(blocks, footer)


_COLUMNS = (
    Column("Case"),
    Column("Setting", wrap=True),
    Column("From"),
    Column("To"),
    Column("Team", from_width=90),
    Column("On"),
    Column("Until"),
    Column("Event", from_width=120),
    Column("Clocks", wrap=True, from_width=100),
)


def _cells(one: Given, on: str, until: str) -> list[str]:
    clocks = "; ".join(f"{change.kind}: {change.row.label}, {short_day(change.row.due)}" for change in one.changes)
    return [one.ref, one.setting or "", one.was or NOBODY, one.to, one.team or "", on, until, one.event, clocks]


def csv_cells(one: Given) -> list[Any]:
    """In the order of CSV_COLUMNS."""
    days = [one.on, one.until]
    return [one.ref, one.setting, one.was, one.to, one.team, *days, one.event, one.written, one.file]


def given_json(one: Given) -> dict[str, Any]:
    clocks = [{"change": c.kind, "rule": c.row.rule, "due": c.row.due} for c in one.changes]
    return {**dict(zip(CSV_COLUMNS, csv_cells(one), strict=True)), "case": one.ref, "clocks": clocks}
