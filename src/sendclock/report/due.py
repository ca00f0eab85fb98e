"""The morning list: overdue first, the gravest at the top, then today, then day by day.

Must not know: files, formats.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sendclock.core.model import Rule
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line
from sendclock.report.rows import Row, by_day, gravity
from sendclock.report.wording import doubt, how_late, long_day, number, short_day, short_task, status, style, task

NOBODY = "nobody"  # whose cases are given to no officer: --officer nobody finds them


class Wanted(NamedTuple):
    """Which rows to list. Filters combine with AND, the values of one filter with OR; empty means any.

    `until` is the last day listed, counted in.
    """

    until: date
    kinds: frozenset[str]
    rules: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    officers: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def may_list(self, rule: Rule) -> bool:
        """Whether a clock of this rule could be listed at all, whatever its day."""
        return (
            rule.kind in self.kinds
            and (not self.rules or rule.id in self.rules)
            and (not self.tiers or rule.tier in self.tiers)
        )

    def lists(self, row: Row) -> bool:
        """Whether a row of a rule that may be listed is."""
        return (
            not row.finished
            and row.listed
            and (row.due <= self.until)
            and (not self.officers or (row.officer or NOBODY).casefold() in self.officers)
            and (not self.teams or (row.team or NOBODY).casefold() in self.teams)
        )


def select(rows: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows wanted, in the order of the list. `rows` are of rules that may be listed."""
    chosen = [row for row in rows if wanted.lists(row)]
    overdue = sorted((row for row in chosen if row.late), key=gravity)
    return overdue + sorted((row for row in chosen if not row.late), key=by_day)


_COLUMNS = (
    Column("Status"),
    Column("Case"),
    Column("Due"),
    Column("To do", wrap=True, below=140),
    Column("To do", wrap=True, from_width=140),
    Column("Officer"),
    Column("Team", from_width=100),
    Column("Note", from_width=100, wrap=True),
    Column("Law", from_width=160, wrap=True),
)


def document(
    rows: Sequence[Row], wanted: Wanted, footer: str, in_full: bool, most: int | None = None, more_how: str = ""
) -> Document:
    """The list as a document. `in_full` writes days and statuses out, for formats that have the room;
    `most` limits the rows shown, and `more_how` then says how to see the others."""
    shown = rows if most is None else rows[:most]
    sizes = Counter(_section(row) for row in rows)
    blocks: list[Block] = []
    for section, group in groupby(shown, key=_section):
        listed = list(group)
        grid = Grid(_COLUMNS, [_cells(row, in_full) for row in listed], [style(row) for row in listed])
        blocks += [Heading(_heading(listed[0], sizes[section])), grid]
    if not rows:
        blocks.append(Line(f"Nothing is overdue, and nothing falls due up to {long_day(wanted.until)}."))
    if len(shown) < len(rows):
        blocks.append(Line(f"{number(len(rows) - len(shown), 'more row')}: {more_how}", "warn"))
    return Document(blocks, footer)


def _section(row: Row) -> date | None:
    """What is overdue stands together, the rest day by day."""
    return None if row.late else row.due


def _heading(row: Row, rows: int) -> str:
    if row.late:
        return f"Overdue: {rows}"
    if row.days_left == 0:
        return f"Today, {long_day(row.due)}: {rows}"
    return f"{long_day(row.due)}, {how_late(row)}: {rows}"


def _cells(row: Row, in_full: bool) -> list[str]:
    state = status(row)
    if row.late:
        state = f"{state}, {how_late(row)}" if in_full else how_late(row)
    return [
        state,
        row.case or "",
        long_day(row.due) if in_full else short_day(row.due),
        short_task(row),
        task(row),
        row.officer or NOBODY,
        row.team or "",
        doubt(row),
        row.cite,
    ]
