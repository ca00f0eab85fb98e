"""Tables for a terminal, drawn by rich and fitted to its width. The one door to rich.

Text from files is wrapped in Text, so that nothing in it is ever read as markup.
"""

from __future__ import annotations

import io
import itertools
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sendclock.files.mark import one_line
from sendclock.say.document import Document, Grid, Heading, Line, Numbered, Pairs, Picture
from sendclock.say.view import Column

UNBOUNDED = 2000  # not a terminal: as wide as the content
INDENT, GAP, NARROWEST = 2, 2, 12


def _text(text: str, style: str = "") -> Text:
    return Text(one_line(text), style=style)


# Legible on black and on white: no yellow, no green, no grey. What is well, or beside the point, is as any other text.
STYLES = {"bad": "bold red", "warn": "magenta", "good": "", "dim": "", "": ""}


def render_table(document: Document, width: int | None, color: bool) -> str:
    """The document as text for a terminal `width` columns wide; None is not a terminal: nothing is folded.

    Grids with the same columns are drawn as one table: one header, and columns that line up.
    """
    out = io.StringIO()
    console = _console(out, width, color)
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    widths: dict[int, dict[int, int]] = {}  # by the first of those that are alike
    for place, block in enumerate(document.blocks):
        if place and not isinstance(document.blocks[place - 1], Heading):
            console.print()
        if isinstance(block, Grid):
            alike = [grid for grid in grids if _alike(grid, block)]
            if alike[0] is block:
                widths[id(block)] = _widths(alike, width)
            _print_grid(console, block, widths[id(alike[0])], header=alike[0] is block)
        else:
            _draw(console, block)
    if document.footer:
        console.print()
        console.print(_text(document.footer))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _alike(one: Grid, other: Grid) -> bool:
    return one is other or (one.columns == other.columns and not one.apart and not other.apart)


def _console(out: TextIO, width: int | None, color: bool) -> Console:
    return Console(
        file=out,
        width=width or UNBOUNDED,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _draw(console: Console, block: Heading | Line | Picture | Pairs | Numbered) -> None:
    if isinstance(block, Heading):
        console.print(_text(block.text, style="bold"))
    elif isinstance(block, Line):
        for line in block.lines:
            console.print(_text(line, style=STYLES[block.style]))
    elif isinstance(block, Picture):
        console.print(_text(block.words))
        for line in ("", *block.lines):
            console.print(_text(line), soft_wrap=True)
    elif isinstance(block, Pairs):
        _print_pairs(console, [(f"{label}:", value) for label, value in block.items if value])
    else:
        _print_pairs(console, [(f"{n}.", item) for n, item in enumerate(block.items, 1)])


def _print_pairs(console: Console, items: Sequence[tuple[str, str]]) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in items:
        table.add_row(_text(label), _text(value))
    console.print(Padding(table, (0, 0, 0, INDENT)))


def _widths(grids: Sequence[Grid], width: int | None) -> dict[int, int]:
    """The columns to draw and how wide: those worth their room that say something in some row. Where those of a
    narrower terminal take fewer lines at this width, they are drawn: a wider one makes no list longer."""
    columns, rows = grids[0].columns, [row for grid in grids for row in grid.rows]
    longest = _longest(columns, rows)
    if width is None:
        return _fitted(columns, longest, UNBOUNDED, UNBOUNDED)
    levels = sorted({level for column in columns for level in (0, column.from_width, column.below) if level <= width})
    best, least = _fitted(columns, longest, levels[0], width), None
    for level in levels[1:]:
        least = _lines(rows, best, columns) if least is None else least
        wider = _fitted(columns, longest, level, width)
        lines = _lines(rows, wider, columns)
        if lines <= least:
            best, least = wider, lines
    return best


def _longest(columns: Sequence[Column[Any]], rows: Sequence[Sequence[str]]) -> dict[int, int]:
    """How wide the widest cell is of each column that says something in some row."""
    return {
        n: max(cell_len(text) for text in (column.title, *(one_line(row[n]) for row in rows)))
        for n, column in enumerate(columns)
        if any(row[n] for row in rows)
    }


def _fitted(columns: Sequence[Column[Any]], longest: Mapping[int, int], level: int, width: int) -> dict[int, int]:
    """The columns of a terminal as wide as `level`, in `width` columns. One that may not wrap has the room its longest
    cell needs; the others share what is left, the widest giving way first."""
    widths = {
        n: room for n, room in longest.items() if columns[n].from_width <= level < (columns[n].below or UNBOUNDED + 1)
    }
    room = width - INDENT - GAP * len(widths)
    while sum(widths.values()) > room:
        widest = max((n for n in widths if columns[n].wrap), key=lambda n: widths[n], default=None)
        if widest is None or widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _lines(rows: Sequence[Sequence[str]], widths: Mapping[int, int], columns: Sequence[Column[Any]]) -> int:
    """How many lines the rows take."""
    wrapped = {n: width for n, width in widths.items() if columns[n].wrap}
    return sum(max((_folded(row[n], width) for n, width in wrapped.items()), default=1) for row in rows)


def _folded(text: str, width: int) -> int:
    """How many lines a cell takes, as `textwrap` folds it: by words, where none is too long for a line."""
    if cell_len(text) <= width:
        return 1
    words = one_line(text).split(" ")
    if not all(word.strip() and len(word) <= width for word in words):
        return len(textwrap.wrap(one_line(text), width, break_on_hyphens=False))
    lines, room = 1, width + 1
    for word in words:
        room -= len(word) + 1
        if room < 0:
            lines, room = lines + 1, width - len(word)
    return lines


def _print_grid(console: Console, grid: Grid, widths: dict[int, int], header: bool) -> None:
    """The heading and every row that has to be folded, or coloured, are drawn by rich; a row that fits as it stands is
    written as it stands, which takes a twentieth of the time."""
    styles = grid.styles or itertools.repeat("", len(grid.rows))
    rows = zip(grid.rows, styles, strict=True)
    if not widths or sum(widths.values()) + GAP * len(widths) > console.width - INDENT:
        console.print(_grid(grid, widths, rows, header))
        return
    if header:
        console.print(_grid(grid, widths, (), True))
    coloured = not console.no_color
    for plain, alike in itertools.groupby(
        rows, lambda row: not (coloured and STYLES[row[1]]) and _fits(row[0], widths)
    ):
        if plain:
            console.file.writelines(f"{_on_a_line(row, widths)}\n" for row, _ in alike)
        else:
            console.print(_grid(grid, widths, alike, False))


def _fits(row: Sequence[str], widths: Mapping[int, int]) -> bool:
    return all(cell_len(row[n]) <= width for n, width in widths.items()) and "".join(row).isprintable()


def _on_a_line(row: Sequence[str], widths: Mapping[int, int]) -> str:
    gap = " " * GAP
    return " " * INDENT + gap.join(row[n] + " " * (width - cell_len(row[n])) for n, width in widths.items())


def _grid(grid: Grid, widths: dict[int, int], rows: Iterable[tuple[Sequence[str], str]], header: bool) -> Padding:
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_header=header, header_style="underline")
    for n, width in widths.items():
        table.add_column(_text(grid.columns[n].title), no_wrap=not grid.columns[n].wrap, overflow="fold", width=width)
    for row, style in rows:
        cells = [_text(row[n], style=STYLES[style] if at == 0 else "") for at, n in enumerate(widths)]
        table.add_row(*cells)
    return Padding(table, (0, 0, 0, INDENT))
