"""A report in the forms scripts rely on: JSON, whose keys are a promise, and CSV, a row a figure.

Must not know: how anything was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sendclock.core.problems import Problem
from sendclock.report.figures.nouns import Answer, Figure, Item, Question, Table, Total
from sendclock.report.figures.periods import Span
from sendclock.report.machine import VERSION, Heading, csv_text, dumps, problem_json

FIGURE_COLUMNS = (
    "id", "title", "kind", "cohort", "numerator", "denominator", "percent", "value", "previous_numerator",
    "previous_denominator", "previous_percent", "previous_value", "left_out", "from", "to", "as_of", "complete",
    "cases_unreadable", "definition",
)  # fmt: skip
ITEM_COLUMNS = ("figure", "case", "counted", "why", "days", "start", "due", "done", "officer", "team")


def answer_json(heading: Heading, answer: Answer, problems: Iterable[Problem], listed: Figure | None = None) -> str:
    """The whole report; with `listed`, that figure alone and its cases one by one."""
    question = answer.question
    figures = [listed] if listed else answer.figures
    body: dict[str, Any] = {
        "sendclock": VERSION,
        "report": question.report,
        "as_of": heading.as_of,
        "known_at": heading.known_at,
        "complete": heading.complete,
        "casebook": heading.casebook,
        "cases_read": heading.cases_read,
        "cases_unreadable": heading.cases_unreadable,
        "packs": list(heading.packs),
        "bank_holidays_confirmed_to": heading.confirmed_to,
        "whose": question.whose or None,
        "period": _span(question.span) | {"choice": question.choice},
        "previous": _span(question.previous),
        "figures": [figure_json(figure) for figure in figures],
        "tables": [] if listed else [_table(table) for table in answer.tables],
        "problems": [problem_json(problem) for problem in problems],
    }
    if listed:
        body["list"] = [_item(item) for item in listed.items]
    return dumps(body)


def figure_json(figure: Figure) -> dict[str, Any]:
    """`cases` holds one reference for each thing in the denominator, so a case may stand in it twice."""
    counted = [item for item in figure.items if item.counted != "left-out"]
    inside = [item.case for item in counted if item.counted == "numerator"]
    return {
        "id": figure.id,
        "title": figure.title,
        "kind": figure.kind,
        "cohort": figure.cohort,
        **_total(figure.total),
        "definition": figure.definition,
        "cases": [item.case for item in counted],
        "numerator_cases": inside,
        "left_out": [{"case": item.case, "why": item.why} for item in figure.items if item.counted == "left-out"],
        "previous": _total(figure.previous) if figure.previous else None,
    }


def _total(total: Total) -> dict[str, Any]:
    return total._asdict()


def _span(span: Span) -> dict[str, Any]:
    return {"from": span.first, "to": span.last, "kind": span.kind}


def _item(item: Item) -> dict[str, Any]:
    return item._asdict()


def _table(table: Table) -> dict[str, Any]:
    keys = [key for key, _ in table.columns]
    return {
        "id": table.id,
        "title": table.title,
        "note": table.note,
        "columns": [{"key": key, "title": title} for key, title in table.columns],
        "rows": [dict(zip(keys, row, strict=True)) for row in table.rows],
    }


def figures_csv(answer: Answer, unreadable: int) -> str:
    """A row for each figure."""
    return csv_text(FIGURE_COLUMNS, [_cells(figure, answer.question, unreadable) for figure in answer.figures])


def _cells(figure: Figure, question: Question, unreadable: int) -> list[Any]:
    now, was = figure.total, figure.previous or Total(None, None, None, None)
    out = sum(item.counted == "left-out" for item in figure.items)
    return [
        figure.id, figure.title, figure.kind, figure.cohort, *now, *was, out, question.span.first,
        question.span.last, question.as_of, unreadable == 0, unreadable, figure.definition,
    ]  # fmt: skip


def items_csv(figure: Figure) -> str:
    """A row for each case of one figure."""
    return csv_text(ITEM_COLUMNS, [[figure.id, *_ordered(item)] for item in figure.items])


def _ordered(item: Item) -> Sequence[Any]:
    named = item._asdict()
    return [named[name] for name in ITEM_COLUMNS[1:]]
