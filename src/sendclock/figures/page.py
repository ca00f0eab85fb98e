"""One HTML page that needs nothing else: no script, no network, readable on screen, on paper and by a screen reader.

The one door to jinja2, which escapes whatever comes from a pack or a case; the templates are in `templates/`.
Must not know: files of a casebook, how anything was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sendclock.figures import charts as charts_rows
from sendclock.figures import charts as charts_weeks
from sendclock.figures.drawing import cell_text, in_cells
from sendclock.figures.figure import Answer, Figure, Table
from sendclock.figures.pictures import Chart
from sendclock.lawbook.book import LawBook
from sendclock.say.view import Block, Document, Grid, Heading, Line, Numbered, Pairs, printable
from sendclock.say.words import long_day, number, sentence

INCOMPLETE = (
    "Incomplete: {} could not be read, so every figure here is over the cases that could be. "
    "sendclock check names what is wrong."
)
KEPT = 40  # rows of a table that is kept together on paper
DRAW = {
    "weeks": charts_weeks.weeks,
    "trend": charts_weeks.trend,
    "ages": charts_rows.ages,
    "officers": charts_rows.officers,
}


class Head(NamedTuple):
    """What stands over a column; `number`: it is set to the right."""

    title: str
    number: bool


class View(NamedTuple):
    """A table as it is set: cells are text. `total`: the last row is the sum of the others."""

    id: str
    title: str
    columns: Sequence[Head]
    rows: Sequence[Sequence[str]]
    note: str = ""
    total: bool = False


def page(book: LawBook) -> str:
    """The whole law book, with a table of contents. Plain ASCII, so that no console can spoil it on its way to a
    file; so are all pages made here."""
    return _made("lawbook.html", title=book.title, book=book, footer=book.footer)


def document_page(document: Document, title: str) -> str:
    """A document as a page."""
    return _made("document.html", title=title, blocks=[*_parts(document.blocks, title)], footer=document.footer)


def report_page(
    answer: Answer, charts: Sequence[Chart], said: Sequence[str], council: str, footer: str, unreadable: int
) -> str:
    """A report: what it comes to in sentences, its figures, its pictures each with its table, and every other table."""
    question, shown = answer.question, {chart.shown_in for chart in charts}
    warning = INCOMPLETE.format(number(unreadable, "file")) if unreadable else ""
    over = "The period is not over on the as-of day." if question.span.last > question.as_of else ""
    about = [
        ("As of", long_day(question.as_of)),
        ("Period", f"{sentence(question.choice.split(';')[0])} {over}".strip()),  # without how to choose another
        ("Cases", _upper_first(question.whose or "every case")),
    ]
    return _made(
        "report.html",
        title=f"{_upper_first(question.report)} report",
        council=council,
        period=_upper_first(question.span.words),
        before=f"{_upper_first(question.previous.words)}.",
        warning=warning,
        about=about,
        said=said,
        report=question.report,
        figures=[_figure(figure) for figure in answer.figures],
        charts=[_chart(chart) for chart in charts],
        tables=[_view(table) for table in answer.tables if table.id not in shown],
        footer=footer,
    )


def _made(template: str, **named: Any) -> str:
    where = FileSystemLoader(Path(__file__).parent / "templates")
    jinja = Environment(
        loader=where, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    jinja.globals["KEPT"] = KEPT
    jinja.filters["parts_of"] = lambda blocks, title: [*_parts(blocks, title)]
    text = jinja.get_template(template).render(named)
    return printable(text).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _figure(figure: Figure) -> dict[str, Any]:
    out = sum(item.counted == "left-out" for item in figure.items)
    before = in_cells(figure.previous) if figure.previous else ("", "")
    return {
        "id": figure.id,
        "title": figure.title,
        "cohort": figure.cohort,
        "numbers": [*in_cells(figure.total), *before],
        "definition": figure.definition,
        "left_out": number(out, "case") if out else "",
    }


def _chart(chart: Chart) -> dict[str, Any]:
    svg = DRAW[chart.kind](chart._replace(id=f"picture-{chart.id}")) if chart.drawn else ""
    named = {"id": chart.id, "heading": chart.heading, "caption": chart.caption}
    return {**named, "svg": svg, "table": _view(chart.table)}


def _view(table: Table) -> View:
    keys = [key for key, _ in table.columns]
    spelled = {"from", "to"} if "period" in keys else set()
    kept = [n for n, key in enumerate(keys) if key not in spelled]
    right = {n for n in kept if table.rows and not any(isinstance(row[n], str | date) for row in table.rows)}
    heads = [Head(table.columns[n][1], n in right) for n in kept]
    rows = [[cell_text(row[n], False, n in right) for n in kept] for row in table.rows]
    total = bool(rows) and rows[-1][0] == "all"
    return View(table.id, table.title, heads, rows, table.note, total)


def _upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _parts(blocks: Iterable[Block], title: str) -> Iterator[dict[str, Any]]:
    """Blocks as templates take them. A grid is named by the heading over it, or by `title`."""
    for block in blocks:
        if isinstance(block, Heading):
            title = block.text
            yield {"kind": "heading", "text": block.text, "under": int(block.under)}
        elif isinstance(block, Line):
            yield {"kind": "line", "text": block.text, "style": block.style}
        elif isinstance(block, Pairs):
            yield {"kind": "pairs", "listed": block.items}
        elif isinstance(block, Numbered):
            yield {"kind": "numbered", "listed": block.items}
        elif isinstance(block, Grid):
            yield {"kind": "grid", "view": _grid(block, title)}
        else:
            yield {"kind": "picture", "words": block.words, "drawing": "\n".join(block.lines)}


def _grid(grid: Grid, title: str) -> View:
    """Without the columns that only stand in for others on a narrow terminal."""
    shown = [n for n, column in enumerate(grid.columns) if not column.below]
    heads = [Head(grid.columns[n].title, False) for n in shown]
    return View("", title, heads, [[row[n] for n in shown] for row in grid.rows])
