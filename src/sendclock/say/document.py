"""What a command has to say as it is drawn: blocks that every format can draw, one under another.

Must not know: the console, files, what stands in a column.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

from sendclock.say.view import Column, Look
from sendclock.tuples import NamedTuple

T = TypeVar("T")


class Heading(NamedTuple):
    """`under`: it stands under the one before it; only pages that can be moved about by headings tell them apart."""

    text: str
    under: bool = False


class Line(NamedTuple):
    """A paragraph. `style` only repeats in colour what the words say; `more` are the lines under the first. No text of
    a block begins a line by itself: a line break in it came with a value, and is shown as a mark."""

    text: str
    style: str = ""
    more: Sequence[str] = ()

    @property
    def lines(self) -> list[str]:
        return [self.text, *self.more]


class Grid(NamedTuple):
    """Rows of text under columns. `styles` names a style for each row, or is empty. Grids of one document that have the
    same columns share one heading where a table is drawn, unless they are to stand `apart`."""

    columns: Sequence[Column[Any]]
    rows: Sequence[Sequence[str]]
    styles: Sequence[str] = ()
    apart: bool = False


def grid(
    columns: Sequence[Column[T]],
    rows: Sequence[T],
    look: Look,
    style: Callable[[T], str] | None = None,
    held: bool = True,
) -> Grid:
    """The rows as they are drawn. `style` names the style of a row; not `held`: of thousands, each row is made when it
    is drawn."""
    drawn = [column for column in columns if column.title and _has_room(column, look)]
    makers, styles = [column.drawn for column in drawn], [style(row) for row in rows] if style else ()
    if not held:
        return Grid(drawn, RowsOfText(rows, makers, look), styles)
    by_column = [[make(row, look) for row in rows] for make in makers]
    cells = list(zip(*by_column, strict=True)) if drawn else [()] * len(rows)
    return Grid(drawn, cells, styles)


class RowsOfText(Sequence[Sequence[str]]):
    """Rows of text, each made of its row whenever it is asked for."""

    def __init__(self, rows: Sequence[Any], makers: Sequence[Callable[[Any, Look], str]], look: Look) -> None:
        self._rows, self._makers, self._look = rows, makers, look

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[list[str]]:
        return map(self._made, self._rows)

    @overload
    def __getitem__(self, place: int) -> list[str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[list[str]]: ...
    def __getitem__(self, place: int | slice) -> list[str] | list[list[str]]:
        if isinstance(place, slice):
            return [*map(self._made, self._rows[place])]
        return self._made(self._rows[place])

    def _made(self, row: Any) -> list[str]:
        look = self._look
        return [make(row, look) for make in self._makers]


def _has_room(column: Column[Any], look: Look) -> bool:
    """What is written in full has all the room there is: no shorter form stands in for a column."""
    return column.full in (None, look.in_full) and not (look.in_full and column.below)


class Pairs(NamedTuple):
    """Labels and values; an empty value is left out."""

    items: Sequence[tuple[str, str]]


class Numbered(NamedTuple):
    items: Sequence[str]


class Picture(NamedTuple):
    """Lines of fixed-width drawing under the same in words; formats that do not draw say only the words."""

    lines: Sequence[str]
    words: str


Block = Heading | Line | Grid | Pairs | Numbered | Picture


class Document(NamedTuple):
    """`footer` is the last line: what was read, as at when, and how far it can be trusted."""

    blocks: Sequence[Block]
    footer: str = ""
