"""A report as one HTML page, with its pictures.

Must not know: how anything was counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sendclock.figures.charts import ages, officers, trend, weeks
from sendclock.figures.chronology import FIRST_LIST
from sendclock.figures.drawing import ON_THE_PAGE, ONE_PAGE, cell_text, in_cells, in_short, marked, one_page, whole_from
from sendclock.figures.figure import Answer, Figure, FigureTable
from sendclock.figures.pictures import Chart
from sendclock.say.document import Block, Document, Heading
from sendclock.say.html import Head, SetTable, page
from sendclock.say.words import long_day, number, sentence, upper_first

INCOMPLETE = (
    "Incomplete: {} could not be read, so every figure here is over the cases that could be. "
    "sendclock check names what is wrong."
)
KEPT = 40  # rows of a table that is kept together on paper
DRAW = {
    "weeks": weeks,
    "trend": trend,
    "ages": ages,
    "officers": officers,
}


TEMPLATE = Path(__file__).parent / "templates" / "report.html"


INDEX = Path(__file__).parent / "templates" / "index.html"
FIT = 8  # cases of each list of a page that is to be one sheet of A4


def report_page(
    answer: Answer, charts: Sequence[Chart], council: str, footer: str, unreadable: int, details: bool = False,
    index: str = "",
) -> str:  # fmt: skip
    """A report: what it comes to in sentences, its figures, its pictures each with its table, and every other table.
    Of one that has a page to forward, that page comes first, and all else is folded away behind it; with `details`,
    unfolded. `index`: the page that leads to this one."""
    question, shown = answer.question, {chart.shown_in for chart in charts}
    warning = INCOMPLETE.format(number(unreadable, "file")) if unreadable else ""
    over = "The period is not over on the as-of day." if question.span.last > question.as_of else ""
    about = [
        ("As of", long_day(question.as_of)),
        ("Period", f"{sentence(question.choice.split(';')[0])} {over}".strip()),  # without how to choose another
        ("Cases", upper_first(question.whose or "every case")),
        ("Whole from", whole_from(question)),
    ]
    return page(
        TEMPLATE,
        KEPT=KEPT,
        title=f"{upper_first(question.report)} report",
        council=council,
        period=upper_first(question.span.words),
        before=f"{upper_first(question.previous.words)}.",
        warning=warning,
        about=about,
        said=in_short(answer),
        brief=_sections(one_page(answer, False, False, FIT)) if question.report == ONE_PAGE else [],
        details=details,
        index=index,
        report=question.report,
        figures=[_figure(figure) for figure in answer.figures],
        charts=[_chart(chart) for chart in charts],
        tables=[_view(table) for table in answer.tables if table.id not in shown and table.id != ON_THE_PAGE],
        footer=footer,
    )


def _sections(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks of a page, each heading with what stands under it."""
    found: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append([])
        found[-1].append(block)
    return found


CASE = Path(__file__).parent / "templates" / "case.html"


def case_page(document: Document, ref: str, council: str) -> str:
    """One case: its cover, which says how to read it, on a sheet of its own; then what happened, and every limit."""
    cover, *others = _parted(document.blocks)
    title = f"Chronology of case {ref}"
    return page(CASE, title=title, council=council, cover=cover, others=others, footer=document.footer)


def _parted(blocks: Sequence[Block]) -> list[list[Block]]:
    """The cover, and each list under its heading."""
    start = next(place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.text == FIRST_LIST)
    return [[*blocks[:start]], *_sections(blocks[start:])]


def index_page(answers: Sequence[Answer], council: str, footer: str, unreadable: int) -> str:
    """The page that leads to every report, with what each comes to."""
    first = answers[0].question
    return page(
        INDEX,
        title="Reports",
        council=council,
        as_of=long_day(first.as_of),
        whose=upper_first(first.whose or "every case"),
        warning=INCOMPLETE.format(number(unreadable, "file")) if unreadable else "",
        pages=[
            {
                "file": f"{answer.question.report}.html",
                "title": answer.title,
                "period": upper_first(answer.question.span.words),
                "said": in_short(answer)[:3],
            }
            for answer in answers
        ],
        footer=footer,
    )


def _figure(figure: Figure) -> dict[str, Any]:
    out = figure.items.number("left-out")
    return {
        "id": figure.id,
        "title": figure.title,
        "cohort": figure.cohort,
        "numbers": [in_cells(figure.total)[0], marked(figure), *in_cells(figure.previous)],
        "definition": figure.definition,
        "left_out": number(out, "case") if out else "",
    }


def _chart(chart: Chart) -> dict[str, Any]:
    svg = DRAW[chart.kind](chart._replace(id=f"picture-{chart.id}")) if chart.drawn else ""
    named = {"id": chart.id, "heading": chart.heading, "caption": chart.caption}
    return {**named, "svg": svg, "table": _view(chart.table)}


def _view(table: FigureTable) -> SetTable:
    keys = [key for key, _ in table.columns]
    spelled = {"from", "to"} if "period" in keys else set()
    kept = [n for n, key in enumerate(keys) if key not in spelled]
    right = {n for n in kept if table.rows and not any(isinstance(row[n], str | date) for row in table.rows)}
    heads = [Head(table.columns[n][1], n in right) for n in kept]
    rows = [[cell_text(row[n], False, n in right) for n in kept] for row in table.rows]
    total = bool(rows) and rows[-1][0] == "all"
    return SetTable(table.id, table.title, heads, rows, table.note, total)
