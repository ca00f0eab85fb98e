"""Plain text: `Label: value` blocks, full words, no boxes, never wrapped, never cut.

For screen readers, logs, pipes and the mail that cron sends.

Markdown: for a wiki page, a ticket, an e-mail client that renders it.

The formats scripts rely on: JSON (keys are a promise within version 1) and CSV.

The JSON Schema is `schema.json` beside this file. Must not know: how rows were chosen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sendclock.files.problem import Problem
from sendclock.say.view import (
    Block,
    Column,
    Document,
    Grid,
    Heading,
    Line,
    Numbered,
    Pairs,
    Picture,
    ValueKind,
    View,
    printable,
)

if TYPE_CHECKING:
    from sendclock.clock.case import Event
    from sendclock.clock.deadline import NotStarted, Timeline
    from sendclock.clock.reason import Reason
    from sendclock.law.rule import EventType
    from sendclock.say.row import Row


def render_plain(document: Document) -> str:
    parts = [text for block in document.blocks if (text := _block(block))]
    if document.footer:
        parts.append(document.footer)
    return printable("\n\n".join(parts)) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return block.text
    if isinstance(block, Line):
        return block.text
    if isinstance(block, Picture):
        return block.words
    if isinstance(block, Pairs):
        return "\n".join(f"{label}: {value}" for label, value in block.items if value)
    if isinstance(block, Numbered):
        return "\n".join(f"{n}. {item}" for n, item in enumerate(block.items, 1))
    return "\n\n".join(_row(block, row) for row in block.rows)


def _row(grid: Grid, row: Sequence[str]) -> str:
    pairs = zip(grid.columns, row, strict=True)
    return "\n".join(f"{column.title}: {value}" for column, value in pairs if value and not column.below)


def render_markdown(document: Document) -> str:
    parts = [text for block in document.blocks if (text := _markdown_block(block))]
    if document.footer:
        parts.append(f"*{_escape(document.footer)}*")
    return printable("\n\n".join(parts)) + "\n"


def _markdown_block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"## {_escape(block.text)}"
    if isinstance(block, Line):
        return _escape(block.text)
    if isinstance(block, Picture):
        return f"{_escape(block.words)}\n\n```text\n" + "\n".join(block.lines) + "\n```"
    if isinstance(block, Pairs):
        return "\n".join(f"- {label}: {_escape(value)}" for label, value in block.items if value)
    if isinstance(block, Numbered):
        return "\n".join(f"{n}. {_escape(item)}" for n, item in enumerate(block.items, 1))
    return _grid(block)


def _grid(grid: Grid) -> str:
    shown = [n for n, column in enumerate(grid.columns) if not column.below]
    lines = ["| " + " | ".join(grid.columns[n].title for n in shown) + " |", "|" + "---|" * len(shown)]
    lines += ["| " + " | ".join(_escape(row[n]) for n in shown) + " |" for row in grid.rows]
    return "\n".join(lines)


def _escape(text: str) -> str:
    """Text from files is text: nothing in it may become a table edge, a link, markup or HTML."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split("\n"))


VERSION = 1


class Preface(NamedTuple):
    """What every JSON answer says about itself."""

    report: str
    as_of: date
    known_at: date | None
    complete: bool
    casebook: str | None
    cases_read: int
    cases_unreadable: int
    packs: Sequence[str]
    confirmed_to: date
    unread: Sequence[Problem] = ()  # besides cases
    accounted: Mapping[str, Any] | None = None  # every case in its one state


def answer(heading: Preface, rows: Iterable[Mapping[str, Any]], problems: Iterable[Problem], **more: Any) -> str:
    """A JSON answer as text. `more` goes beside `rows`."""
    body = {
        "sendclock": VERSION,
        "report": heading.report,
        "as_of": heading.as_of,
        "known_at": heading.known_at,
        "complete": heading.complete,
        "casebook": heading.casebook,
        "cases_read": heading.cases_read,
        "cases_unreadable": heading.cases_unreadable,
        "packs": list(heading.packs),
        "bank_holidays_confirmed_to": heading.confirmed_to,
        **({"accounted": heading.accounted} if heading.accounted is not None else {}),
        **more,
        "rows": list(rows),
        "problems": [problem_json(problem) for problem in (*heading.unread, *problems)],
    }
    return dumps(body)


def answer_in_pieces(heading: Preface, rows: Iterable[Mapping[str, Any]], problems: Iterable[Problem]) -> Iterator[str]:
    """The same text, row by row: two hundred thousand of them need not be in memory at once."""
    before, after = answer(heading, (), problems).split(' "rows": []', 1)
    yield f'{before} "rows": ['
    between = "\n  "
    for row in rows:
        yield between + dumps(row).rstrip("\n").replace("\n", "\n  ")
        between = ",\n  "
    yield ("]" if between == "\n  " else "\n ]") + after


def dumps(body: Mapping[str, Any]) -> str:
    import json

    return json.dumps(body, default=_plain, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def row_json(row: Row) -> dict[str, Any]:
    from sendclock.say.row import CLOCK

    return _object_of(CLOCK, row)


def _object_of(columns: Sequence[Column[Any]], it: Any) -> dict[str, Any]:
    """What the columns hold of it."""
    return {column.key: _fit(column.kind, column.of(it)) for column in columns if column.key and column.json}


def _fit(kind: ValueKind, value: Any) -> Any:
    """A value of this kind, fit for JSON."""
    if value is None:
        return None
    if kind.many:
        return [_object_of(kind.inner, one) for one in value] if kind.inner else list(value)
    return _object_of(kind.inner, value) if kind.inner else value


def _event(event: Event) -> dict[str, Any]:
    return {"type": event.type, "on": event.on, "event": event.id}


def step_json(step: Reason, types: Mapping[str, EventType]) -> dict[str, Any]:
    from sendclock.say.reasons import explain_step  # lists, which load this module too, say no reasons

    return {"kind": step.kind, "day": step.day, "text": explain_step(step, types)}


def explained_json(row: Row, timeline: Timeline) -> dict[str, Any]:
    """A row with the steps that led to its date, the sentence for a letter, and what its acts were taken for."""
    from sendclock.say.letter import for_a_letter
    from sendclock.say.state import now_due, taken_of

    types, why = timeline.book.event_types, row.steps
    return {
        **row_json(row),
        "steps": [step_json(step, types) for step in why],
        "letter": for_a_letter(row, types, now_due(timeline), why),
        "taken_for": taken_of(row.deadline, timeline) if row.deadline else "",
    }


def not_started_json(waiting: NotStarted) -> dict[str, Any]:
    return {
        "rule": waiting.rule.id,
        "label": waiting.rule.label,
        "started_by": _event(waiting.event),
        "missing": waiting.missing,
        "party": waiting.party,
    }


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.position.file,
        "line": problem.position.line or None,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
    }


def csv_rows(rows: Iterable[Row]) -> str:
    return "".join(row_csv_in_pieces(rows))


def row_csv_in_pieces(rows: Iterable[Row]) -> Iterator[str]:
    from sendclock.say.row import CLOCKS

    return csv_in_pieces(*csv_of(CLOCKS, rows))


def csv_of(view: View, rows: Iterable[Any]) -> tuple[list[str], Iterator[list[Any]]]:
    """The headings of a view in CSV, and its rows."""
    columns = view.in_csv
    makers = [column.in_a_cell for column in columns]
    return [column.key for column in columns], ([make(row) for make in makers] for row in rows)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV for a spreadsheet: byte order mark, CRLF, and no cell that a spreadsheet would run as a formula."""
    return "".join(csv_in_pieces(columns, rows))


def csv_in_pieces(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The same text, row by row: a million of them need not be in memory at once."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    yield "\ufeff"
    for row in itertools.chain([columns], rows):
        writer.writerow([_guarded(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _guarded(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    text = "; ".join(cell) if isinstance(cell, tuple) else str(cell)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
