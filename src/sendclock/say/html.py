"""One HTML page that needs nothing else: no script, no network, readable on screen, on paper and by a screen reader.

The one door to jinja2, which escapes whatever comes from a pack or a case. What every page shares is in `templates/`
beside this file; a page with more to it has a template of its own, in the folder of what it is about.
Must not know: what a page says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sendclock.files.mark import printable
from sendclock.say.document import Block, Document, Grid, Heading, Line, Numbered, Pairs
from sendclock.tuples import NamedTuple

SHARED = Path(__file__).parent / "templates"


class Head(NamedTuple):
    """What stands over a column; `number`: it is set to the right."""

    title: str
    number: bool


class SetTable(NamedTuple):
    """A table as it is set: cells are text. `total`: the last row is the sum of the others."""

    id: str
    title: str
    columns: Sequence[Head]
    rows: Sequence[Sequence[str]]
    note: str = ""
    total: bool = False


def document_page(document: Document, title: str) -> str:
    """A document as a page."""
    return page(SHARED / "document.html", title=title, blocks=[*parts(document.blocks, title)], footer=document.footer)


def page(template: Path, **named: Any) -> str:
    """A page from a template, which finds the shared ones. Plain ASCII, so that no console can spoil it on its way to a
    file."""
    text = environment(template.parent).get_template(template.name).render(named)
    return printable(text).encode("ascii", "xmlcharrefreplace").decode("ascii")


def environment(folder: Path) -> Environment:
    """What reads the templates of a folder, each once, and the shared ones."""
    jinja = Environment(
        loader=FileSystemLoader([folder, SHARED]), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    jinja.filters["parts_of"] = lambda blocks, title: [*parts(blocks, title)]
    return jinja


def parts(blocks: Iterable[Block], title: str) -> Iterator[dict[str, Any]]:
    """Blocks as templates take them. A grid is named by the heading over it, or by `title`."""
    for block in blocks:
        if isinstance(block, Heading):
            title = block.text
            yield {"kind": "heading", "text": block.text, "under": int(block.under)}
        elif isinstance(block, Line):
            yield {"kind": "line", "text": "\n".join(block.lines), "style": block.style}
        elif isinstance(block, Pairs):
            yield {"kind": "pairs", "listed": block.items}
        elif isinstance(block, Numbered):
            yield {"kind": "numbered", "listed": block.items}
        elif isinstance(block, Grid):
            yield {"kind": "grid", "view": _grid(block, title)}
        else:
            yield {"kind": "picture", "words": block.words, "drawing": "\n".join(block.lines)}


def _grid(grid: Grid, title: str) -> SetTable:
    """Without the columns that only stand in for others on a narrow terminal."""
    shown = [n for n, column in enumerate(grid.columns) if not column.below]
    heads = [Head(grid.columns[n].title, False) for n in shown]
    return SetTable("", title, heads, [[row[n] for n in shown] for row in grid.rows])
