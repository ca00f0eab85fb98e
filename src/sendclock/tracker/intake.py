"""What was understood of a tracker: its columns, the rows with something wrong, what became of each case.

Must not know: files, maps, English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from sendclock.tracker.sheet import Lines
from sendclock.tuples import NamedTuple

# new: no file yet; there: its file has every event; lacks: its file has not; added: it has them now;
# refused: the file there, or the one to be, cannot be read or written.
Action = Literal["new", "there", "lacks", "added", "refused"]


class Trouble(NamedTuple):
    """Something about one row. `left_out`: the row makes no case, or (`what`) its day is not compared; otherwise it
    is only to be looked at."""

    row: int
    column: str
    reason: str
    left_out: bool
    what: Literal["row", "day"] = "row"


class ColumnSeen(NamedTuple):
    """One column of the file: what the map makes of it, and how its cells were understood.

    `forms` counts how days were written, or what the words became; `passed` were passed over: days still to come
    where the map allows plans, fields of events that did not happen, cells of rows that are too long to be read.
    """

    name: str
    uses: tuple[str, ...]
    understood: int
    blank: int
    refused: int
    passed: int
    forms: Mapping[str, int]


class Otherwise(NamedTuple):
    """An event that the case has on another day than the tracker."""

    type: str
    theirs: date
    ours: date


class Filed(NamedTuple):
    """What became of one case, or would: `events` that the tracker holds for it, the types its file `lacks`."""

    case: str
    action: Action
    file: str
    rows: Sequence[int]
    events: int
    lacks: Sequence[str] = ()
    otherwise: Sequence[Otherwise] = ()


class Intake(NamedTuple):
    """A whole tracker as it was understood: every line of the file and every row of the table in its place. `skipped`
    are rows that the map passes over, `same` those that are the same as an earlier one, and which."""

    file: str
    sheet: str | None
    header_row: int
    rows: int
    map: str
    notes: Sequence[str]
    columns: Sequence[ColumnSeen]
    unused: Sequence[str]
    ignored: Sequence[str]
    absent: Sequence[str]
    troubles: Sequence[Trouble]
    filed: Sequence[Filed]
    lines: Lines = Lines(0, 0, 0, 0)
    skipped: Sequence[int] = ()
    same: Sequence[tuple[int, int]] = ()

    @property
    def left_out(self) -> frozenset[int]:
        """The rows of the table that came to nothing, though they should have."""
        refused = {row for case in self.filed if case.action == "refused" for row in case.rows}
        named = {trouble.row for trouble in self.troubles if trouble.left_out}
        return frozenset(row for row in named | refused if row > self.header_row) - self.in_cases

    @property
    def lost(self) -> int:
        """How many rows stand above the headings, or were taken in by them: they are none of the table's."""
        named = {trouble.row for trouble in self.troubles if trouble.left_out}
        return sum(row <= self.header_row for row in named)

    @property
    def in_cases(self) -> frozenset[int]:
        """The rows that are in a case file, or would be."""
        return frozenset(row for case in self.filed if case.action != "refused" for row in case.rows)

    @property
    def adds_up(self) -> bool:
        """Whether every row is in one place."""
        return self.rows == len(self.in_cases) + len(self.left_out) + len(self.skipped) + len(self.same)


class Their(NamedTuple):
    """What another system says of one clock: its due day, or None where the cell is blank or (`wrong`) no day."""

    case: str
    rule: str
    party: str | None
    due: date | None
    row: int
    wrong: str = ""


class TheirDays(NamedTuple):
    """All that another system says. `refs` are the cases it lists (folded), whatever it says of them; `rules` those it
    has a column for; `absent` the columns of the map that it lacks."""

    days: Sequence[Their]
    refs: frozenset[str]
    rules: frozenset[str]
    absent: Sequence[str]
    troubles: Sequence[Trouble]
