"""Tables for a terminal, drawn by rich and fitted to its width. The one door to rich.

Text from files is wrapped in Text, so that nothing in it is ever read as markup.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sendclock.report.document import Block, Document, Grid, Heading, Line, Numbered, Pairs, Picture

UNBOUNDED = 2000  # not a terminal: as wide as the content
STYLES = {"bad": "bold red", "warn": "yellow", "good": "green", "dim": "dim", "": ""}


def render(document: Document, width: int | None, color: bool) -> str:
    """The document as text for a terminal `width` columns wide; None is not a terminal: nothing is folded."""
    out = io.StringIO()
    console = _console(out, width, color)
    for place, block in enumerate(document.blocks):
        if place and not _follows_heading(document.blocks, place):
            console.print()
        _draw(console, block, width)
    if document.footer:
        console.print()
        console.print(Text(document.footer, style="dim"))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


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


def _follows_heading(blocks: Sequence[Block], place: int) -> bool:
    return isinstance(blocks[place - 1], Heading)


def _draw(console: Console, block: Block, width: int | None) -> None:
    if isinstance(block, Heading):
        console.print(Text(block.text, style="bold"))
    elif isinstance(block, Line):
        console.print(Text(block.text, style=STYLES[block.style]))
    elif isinstance(block, Picture):
        console.print(Text(block.words))
        for line in ("", *block.lines):
            console.print(Text(line), soft_wrap=True)
    elif isinstance(block, Pairs):
        _print_pairs(console, [(f"{label}:", value) for label, value in block.items if value])
    elif isinstance(block, Numbered):
        _print_pairs(console, [(f"{n}.", item) for n, item in enumerate(block.items, 1)])
    else:
        console.print(_grid(block, width or UNBOUNDED))


def _print_pairs(console: Console, items: Sequence[tuple[str, str]]) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, value in items:
        table.add_row(Text(label), Text(value))
    console.print(Padding(table, (0, 0, 0, 2)))


def _grid(grid: Grid, width: int) -> Padding:
    shown = [n for n, column in enumerate(grid.columns) if width >= column.from_width]
    shown = [n for n in shown if any(row[n] for row in grid.rows)]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="underline", show_edge=False)
    for n in shown:
        column = grid.columns[n]
        table.add_column(column.title, no_wrap=not column.wrap, overflow="fold")
    for place, row in enumerate(grid.rows):
        style = STYLES[grid.styles[place]] if grid.styles else ""
        cells = [Text(row[n], style=style if at == 0 else "") for at, n in enumerate(shown)]
        table.add_row(*cells)
    return Padding(table, (0, 0, 0, 2))
