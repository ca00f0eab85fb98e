"""What a command has to say as data: a view, and the columns it is made of. As it is drawn: `say/document.py`.

A view is one list of columns. What stands in JSON, in CSV, in a sheet, in a table, in plain text, Markdown and HTML, in
the JSON Schema and on the reference page comes from that list, and from nowhere else.

Must not know: the console, files.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sendclock.say.words import long_day, short_day
from sendclock.tuples import NamedTuple

T = TypeVar("T")


class Look(NamedTuple):
    """How the cells of a table are written. `in_full`: days and statuses in full, for formats that have the room.
    `officers`: whose list it is, in small letters; empty is everybody's."""

    in_full: bool
    officers: Collection[str] = ()

    def day(self, day: date) -> str:
        return long_day(day) if self.in_full else short_day(day)


class ValueKind(NamedTuple):
    """What a value may be, as JSON Schema has it. An object has `inner` columns, and a `name` where several answers
    hold it; `many`: a list of such values, at `least` so many; `null`: there may be none."""

    schema: Mapping[str, Any]
    inner: "Sequence[Column[Any]]" = ()
    name: str = ""
    many: bool = False
    null: bool = False
    least: int = 0


_DAY = r"\d{4}-\d{2}-\d{2}"
TEXT = ValueKind({"type": "string"})
WHOLE = ValueKind({"type": "integer"})
COUNT = ValueKind({"type": "integer", "minimum": 0})
NTH = ValueKind({"type": "integer", "minimum": 1})  # a line, a row
NUMBER = ValueKind({"type": "number"})
YES_NO = ValueKind({"type": "boolean"})
DAY = ValueKind({"type": "string", "format": "date", "pattern": f"^{_DAY}$"})
MOMENT = ValueKind({"type": "string", "pattern": rf"^{_DAY}T\d{{2}}:\d{{2}}:\d{{2}}[+-]\d{{2}}:\d{{2}}$"})
HOUR = ValueKind({"type": "string", "pattern": r"^\d{2}:\d{2}$"})


def one_of(*values: str | int | None) -> ValueKind:
    return ValueKind({"enum": list(values)})


def maybe(kind: ValueKind) -> ValueKind:
    return kind._replace(null=True)


def several(kind: ValueKind, least: int = 0) -> ValueKind:
    return kind._replace(many=True, least=least)


def part(columns: "Sequence[Column[Any]]", name: str = "") -> ValueKind:
    """An object with these columns."""
    return ValueKind({"type": "object"}, columns, name)


class Column(NamedTuple, Generic[T]):
    """One column of a view.

    With a `key` it is data: a key in JSON and a column of CSV (`json` and `csv` say where not); with a `title` it is
    drawn; with both, or with `sheet` (another title there), it is a column of a spreadsheet. `kind` and `about` say
    what its values are and mean.

    `value` is taken from the row, and is the attribute called `key` if it does not say otherwise; `cell` is for CSV and
    sheets where the value does not fit into one; `shown` is the text that is drawn.

    Drawn: `from_width` is the narrowest terminal on which the column is worth its room; `below`: a shorter form of
    another column, drawn only on terminals narrower than this and nowhere else; `full`: only where cells are written in
    full, or (False) only where they are not. `width` is in characters of a sheet. `always`: False of a key of JSON that
    some answers lack.
    """

    key: str = ""
    title: str = ""
    value: Callable[[T], Any] | None = None
    kind: ValueKind = TEXT
    about: str = ""
    shown: Callable[[T, Look], str] | None = None
    cell: Callable[[T], Any] | None = None
    wrap: bool = False
    from_width: int = 0
    below: int = 0
    full: bool | None = None
    sheet: str = ""
    width: int = 0
    json: bool = True
    csv: bool = True
    always: bool = True

    @property
    def of(self) -> Callable[[T], Any]:
        return self.value or attrgetter(self.key)

    @property
    def in_a_cell(self) -> Callable[[T], Any]:
        """Its value where there is room for one."""
        return self.cell or self.of

    @property
    def drawn(self) -> Callable[[T, Look], str]:
        if self.shown is not None:
            return self.shown
        of = self.of
        return lambda row, look: in_words(of(row), look)


def in_words(value: Any, look: Look) -> str:
    """A value as it is drawn where nothing says otherwise."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{look.day(value)}, {value:%H:%M}"
    if isinstance(value, date):
        return look.day(value)
    return "; ".join(value) if isinstance(value, list | tuple) else str(value)


def through(held_as: str, columns: Sequence[Column[Any]], **other: Any) -> list[Column[Any]]:
    """The columns of a row, for what holds such a row as its attribute `held_as`; nothing, where it holds none. `other`
    is what else is to be said of each."""
    return [_through(attrgetter(held_as), column)._replace(**other) for column in columns]


def _through(held: Callable[[Any], Any], column: Column[Any]) -> Column[Any]:
    of, cell, drawn = column.of, column.in_a_cell, column.drawn

    def value(holder: Any) -> Any:
        row = held(holder)
        return None if row is None else of(row)

    def in_a_cell(holder: Any) -> Any:
        row = held(holder)
        return None if row is None else cell(row)

    def shown(holder: Any, look: Look) -> str:
        row = held(holder)
        return "" if row is None else drawn(row, look)

    return column._replace(value=value, cell=in_a_cell, shown=shown)


def only(columns: Sequence[Column[T]], *keys: str) -> list[Column[T]]:
    """The columns of these keys, in this order."""
    by_key = {column.key: column for column in columns}
    return [by_key[key] for key in keys]


class View(NamedTuple):
    """One kind of answer. `report` is its name in JSON (none: it is never told in JSON); `columns` are those of its
    rows (none: there is never a row; None: it holds no rows); `beside` are the keys beside the rows. `row` names what a
    row is, where more than one answer has such rows.

    `csv` and `sheet` are the columns that stand first there, in the order promised: what has come since stands after
    them. `bare`: it says nothing of what was read, because it reads no case. `single`: it is one row, whose keys stand
    in the place of `rows`. `also`: the reports of this form, where they are several.
    """

    report: str
    columns: Sequence[Column[Any]] | None = None
    beside: Sequence[Column[Any]] = ()
    row: str = ""
    csv: Sequence[str] = ()
    sheet: Sequence[str] = ()
    bare: bool = False
    single: bool = False
    also: Sequence[str] = ()

    @property
    def in_csv(self) -> list[Column[Any]]:
        return sorted((c for c in self.columns or () if c.key and c.csv), key=lambda c: _place(c.key, self.csv))

    @property
    def in_a_sheet(self) -> list[Column[Any]]:
        held = (c._replace(sheet=c.sheet or c.title) for c in self.columns or () if c.sheet or (c.key and c.title))
        return sorted(held, key=lambda c: _place(c.sheet, self.sheet))


def _place(name: str, first: Sequence[str]) -> int:
    return first.index(name) if name in first else len(first)
