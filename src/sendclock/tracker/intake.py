"""What was understood of a tracker: its columns, the rows with something wrong, what became of each case.

Must not know: files, maps, English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

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
    """A whole tracker as it was understood. `where` is the sheet and row of the headings."""

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


class Their(NamedTuple):
    """What another system says of one clock: its due day, or None where the cell is blank or (`wrong`) no day."""

    case: str
    rule: str
    party: str | None
    due: date | None
    row: int
    wrong: str = ""


class Theirs(NamedTuple):
    """All that another system says. `refs` are the cases it lists (folded), whatever it says of them; `rules` those it
    has a column for; `absent` the columns of the map that it lacks."""

    days: Sequence[Their]
    refs: frozenset[str]
    rules: frozenset[str]
    absent: Sequence[str]
    troubles: Sequence[Trouble]
