"""One renderer for each format: plain text and Markdown for people, JSON and CSV for scripts.

Plain text is `Label: value` in blocks, with full words, no boxes, never wrapped and never cut: for screen readers,
logs, pipes and the mail that cron sends. Markdown is for a wiki, a ticket, a mail program that renders it. What JSON
and CSV hold is written once, in the columns of a view (`say.view`); `schema.json` beside this file says it to others.
Tables for a terminal are drawn in `say.table`, pages in `say.html`.

Must not know: which rows there are, or why.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any, TypeVar

from sendclock.files.mark import escaped, one_line, printable
from sendclock.files.problem import Problem
from sendclock.say.document import Document, Grid, Heading, Line, Numbered, Pairs, Picture, RowsOfText
from sendclock.say.view import COUNT, DAY, NTH, TEXT, YES_NO, Column, ValueKind, View, maybe, one_of, part, several
from sendclock.tuples import NamedTuple

T = TypeVar("T")


def render_plain(document: Document) -> str:
    return "".join(plain_in_pieces(document))


def plain_in_pieces(document: Document) -> Iterator[str]:
    """The same text, row by row."""
    between = ""
    for text in _in_parts(document):
        yield between + text
        between = "\n\n"
    yield "\n"


def _in_parts(document: Document) -> Iterator[str]:
    """What stands apart from one another: each block that has something to say, each row of a grid. In no text of it is
    anything that `files.mark` would mark."""
    for block in document.blocks:
        if isinstance(block, Grid):
            titles = [(n, one_line(f"{column.title}: ")) for n, column in enumerate(block.columns) if _is_told(column)]
            held = not isinstance(block.rows, RowsOfText)
            safe = held and "".join(itertools.chain.from_iterable(block.rows)).isprintable()  # asked of all in one go
            yield from (_row(titles, row, safe or (not held and "".join(row).isprintable())) for row in block.rows)
        elif text := _block(block):
            yield text
    if document.footer:
        yield one_line(document.footer)


def _is_told(column: Column[Any]) -> bool:
    return bool(column.title) and not column.below


def _block(block: Heading | Line | Picture | Pairs | Numbered) -> str:
    if isinstance(block, Heading):
        return one_line(block.text)
    if isinstance(block, Line):
        return "\n".join(map(one_line, block.lines))
    if isinstance(block, Picture):
        return one_line(block.words)
    if isinstance(block, Pairs):
        return "\n".join(one_line(f"{label}: {value}") for label, value in block.items if value)
    return "\n".join(one_line(f"{n}. {item}") for n, item in enumerate(block.items, 1))


def _row(titles: Sequence[tuple[int, str]], row: Sequence[str], safe: bool) -> str:
    lines = [title + row[n] for n, title in titles if row[n]]
    return "\n".join(lines if safe else map(one_line, lines))


def render_markdown(document: Document) -> str:
    return "".join(markdown_in_pieces(document))


def markdown_in_pieces(document: Document) -> Iterator[str]:
    """The same text, row by row."""
    between = ""
    for block in document.blocks:
        if isinstance(block, Grid):
            yield between
            yield from _grid(block)
        elif text := _markdown_block(block):
            yield between + text
        else:
            continue
        between = "\n\n"
    yield f"{between}*{_escape(document.footer)}*\n" if document.footer else "\n"


def _markdown_block(block: Heading | Line | Picture | Pairs | Numbered) -> str:
    if isinstance(block, Heading):
        return f"## {_escape(block.text)}"
    if isinstance(block, Line):
        return " ".join(map(_escape, block.lines))
    if isinstance(block, Picture):
        return f"{_escape(block.words)}\n\n```text\n" + "\n".join(map(one_line, block.lines)) + "\n```"
    if isinstance(block, Pairs):
        return "\n".join(f"- {_escape(label)}: {_escape(value)}" for label, value in block.items if value)
    return "\n".join(f"{n}. {_escape(item)}" for n, item in enumerate(block.items, 1))


def _grid(grid: Grid) -> Iterator[str]:
    shown = [n for n, column in enumerate(grid.columns) if not column.below]
    yield "| " + " | ".join(_escape(grid.columns[n].title) for n in shown) + " |\n|" + "---|" * len(shown)
    for row in grid.rows:
        yield "\n| " + " | ".join(_escape(row[n]) for n in shown) + " |"


def _escape(text: str) -> str:
    """Text from files is text: nothing in it may become a table edge, a link, markup or HTML."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, "\\" + mark)
    return one_line(text)


VERSION = 1
CONST = ValueKind({"const": VERSION})


class Basis(NamedTuple):
    """What an answer rests on: the day of asking, what was read, under which law, and whether that was all of it."""

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


# Every case in its one state. The numbers add up to the files found.
STANDS = (Column[Any]("case", value=itemgetter("case")), Column[Any]("why", value=itemgetter("why")))
WAITS = (STANDS[0], Column[Any]("for", value=itemgetter("for"), about="the fact it waits for"), STANDS[1])
ACCOUNTED = (
    Column[Any]("running", value=itemgetter("running"), kind=COUNT),
    Column[Any]("waiting", value=itemgetter("waiting"), kind=several(part(WAITS))),
    Column[Any]("ended", value=itemgetter("ended"), kind=COUNT),
    Column[Any]("nothing-running", value=itemgetter("nothing-running"), kind=several(part(STANDS))),
    Column[Any]("unreadable", value=itemgetter("unreadable"), kind=COUNT),
    Column[Any](
        "closed", value=itemgetter("closed"), kind=COUNT, about="cases besides, in closed/, that were not opened"
    ),
)
# What an answer begins with; one that reads no case, with the first two of these (`bare_answer`).
BASIS = (
    Column[Basis]("sendclock", value=lambda _: VERSION, kind=CONST, about="the version of these keys"),
    Column[Basis]("report", about="which kind of answer it is"),
    Column[Basis]("as_of", kind=DAY, about="the day of asking: all is as at the end of it"),
    Column[Basis]("known_at", kind=maybe(DAY), about="only what had been recorded by then counts; null: all of it"),
    Column[Basis]("complete", kind=YES_NO, about="false where a file could not be read: something is missing"),
    Column[Basis]("casebook", kind=maybe(TEXT), about="the folder read; null where no case was"),
    Column[Basis]("cases_read", kind=COUNT),
    Column[Basis]("cases_unreadable", kind=COUNT),
    Column[Basis]("packs", kind=several(TEXT), about="the packs in use: of the law, and of local practice"),
    Column[Basis](
        "bank_holidays_confirmed_to",
        value=lambda basis: basis.confirmed_to,
        kind=DAY,
        about="the last day for which bank holidays are announced: what counts past it is provisional",
    ),
    Column[Basis](
        "accounted",
        kind=part(ACCOUNTED, "accounted"),
        always=False,
        about="every case in its one state; the numbers add up to the files found",
    ),
)
PROBLEM = (
    Column[Problem]("file", value=lambda problem: problem.position.file),
    Column[Problem](
        "line",
        value=lambda problem: problem.position.line or None,
        cell=lambda problem: problem.position.line,
        kind=maybe(NTH),
    ),
    Column[Problem]("severity", kind=one_of("error", "warning")),
    Column[Problem]("code", about="which kind of problem it is"),
    Column[Problem]("message", about="what is wrong, and the fix"),
)
PROBLEMS = several(part(PROBLEM, "problem"))


def answer(view: View, basis: Basis, rows: Iterable[Any], problems: Iterable[Problem], **beside: Any) -> str:
    """A JSON answer as text. `beside` are the values of the view's keys beside its rows."""
    return dumps(whole(view, basis, rows, problems, **beside))


def whole(view: View, basis: Basis, rows: Iterable[Any], problems: Iterable[Problem], **beside: Any) -> dict[str, Any]:
    """The same, not yet text."""
    begins = BASIS if basis.accounted is not None else [column for column in BASIS if column.always]
    told = {**object_of(begins)(basis), **_held(view, rows, beside)}
    return {**told, "problems": json_of(PROBLEMS)([*basis.unread, *problems])}


def bare_answer(view: View, rows: Iterable[Any] = (), **beside: Any) -> str:
    """A JSON answer that says nothing of cases, because it reads none."""
    return dumps({"sendclock": VERSION, "report": view.report, **_held(view, rows, beside)})


def _held(view: View, rows: Iterable[Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    """The view's own keys: those beside the rows, in its order, then the rows."""
    named = {column.key: column.always for column in view.beside}
    assert all(key in named for key in beside) and all(key in beside or not named[key] for key in named), view.report
    told = {c.key: json_of(c.kind)(beside[c.key]) for c in view.beside if c.key in beside}
    if view.columns is None:
        return told
    made = [*map(object_of(view.columns), rows)]
    return {**told, **made[0]} if view.single else {**told, "rows": made}


def answer_in_pieces(
    view: View, basis: Basis, rows: Iterable[Any], problems: Iterable[Problem], **beside: Any
) -> Iterator[str]:
    """The same text in pieces: two hundred thousand rows need not be in memory at once."""
    assert view.columns is not None and not view.single
    return in_pieces({**whole(view, basis, (), problems, **beside), "rows": Small(map(object_of(view.columns), rows))})


def object_of(columns: Sequence[Column[T]]) -> Callable[[T], dict[str, Any]]:
    """What makes a row of these columns an object of JSON."""
    makers = [(column.key, _told(column)) for column in columns if column.key and column.json]
    return lambda row: {key: make(row) for key, make in makers}


def _told(column: Column[T]) -> Callable[[T], Any]:
    of, kind = column.of, column.kind
    if not (kind.inner or kind.many):
        return of
    make = json_of(kind)
    return lambda row: make(of(row))


def json_of(kind: ValueKind) -> Callable[[Any], Any]:
    """What makes a value of this kind fit for JSON."""
    if not kind.inner:
        return list if kind.many else lambda value: value
    make = object_of(kind.inner)
    if kind.many:
        return lambda values: [make(value) for value in values]
    return lambda value: None if value is None else make(value)


def dumps(body: Mapping[str, Any]) -> str:
    import json

    return escaped(json.dumps(body, default=_plain, ensure_ascii=False, indent=1)) + "\n"


PIECE = 1 << 16  # characters
TOGETHER = 16  # objects that are made JSON at once


class Small(Iterator[Any]):
    """Values of which none is long, one after another: several are made JSON at once, in two thirds of the time."""

    def __init__(self, values: Iterable[Any]) -> None:
        self._values = iter(values)

    def __next__(self) -> Any:
        return next(self._values)


def in_pieces(body: Mapping[str, Any]) -> Iterator[str]:
    """The same text in pieces. A list may be told by an iterator, of which no more than one piece is held."""
    import json

    told = json.JSONEncoder(default=_plain, ensure_ascii=False).encode
    many = json.JSONEncoder(default=_plain, ensure_ascii=False, indent=1).encode
    return _gathered(itertools.chain(_laid_out(body, "\n", told, many), "\n"))


def _gathered(words: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    room = PIECE
    for each in words:
        held.append(each)
        room -= len(each)
        if room < 0:
            yield escaped("".join(held))
            held, room = [], PIECE
    yield escaped("".join(held))


def _laid_out(body: Any, below: str, told: Callable[[Any], str], many: Callable[[Any], str]) -> Iterator[str]:
    """As `json` lays an object or a list out with an indent of one. `below` is how a line begins that is no deeper;
    `told` makes a value JSON, and `many` a list of them, laid out."""
    if isinstance(body, Small):
        yield from _together(body, below, many)
        return
    if isinstance(body, Mapping):
        ends, named = "{}", ((f"{told(key)}: ", each) for key, each in body.items())
    else:
        ends, named = "[]", (("", each) for each in body)
    before = ends[0]
    for name, each in named:
        if isinstance(each, str) or not isinstance(each, Mapping | list | tuple | Iterator):
            yield f"{before}{below} {name}{told(each)}"
        else:
            yield f"{before}{below} {name}"
            yield from _laid_out(each, f"{below} ", told, many)
        before = ","
    yield ends if before == ends[0] else f"{below}{ends[1]}"


def _together(values: Iterator[Any], below: str, many: Callable[[Any], str]) -> Iterator[str]:
    """A list, some of it at a time: no text of JSON holds a line break, so a line of it begins where one is."""
    before = "["
    while some := [*itertools.islice(values, TOGETHER)]:
        yield before + many(some)[1:-2].replace("\n", below)
        before = ","
    yield "[]" if before == "[" else f"{below}]"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def csv_of(view: View, rows: Iterable[Any]) -> str:
    """The rows of a view as CSV."""
    return "".join(csv_of_in_pieces(view, rows))


def csv_below(view: View, cells: Iterable[Mapping[str, Any]]) -> str:
    """Lines below the rows of a view, of what is no such row: the cells by the keys of its columns."""
    return "".join(csv_rows([of.get(column.key) for column in view.in_csv] for of in cells))


def csv_of_in_pieces(view: View, rows: Iterable[Any]) -> Iterator[str]:
    """The same text in pieces: a million rows need not be in memory at once."""
    columns = view.in_csv
    makers = [column.in_a_cell for column in columns]
    return csv_in_pieces([column.key for column in columns], ([make(row) for make in makers] for row in rows))


def csv_in_pieces(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """CSV for a spreadsheet, in pieces: byte order mark, CRLF, no cell that a spreadsheet would run as a formula."""
    yield "\ufeff"
    yield from csv_rows(itertools.chain([headings], rows))


def csv_rows(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The rows alone, as many as make a piece."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
        if out.tell() > PIECE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


# What a spreadsheet may take for the beginning of a formula, at full width too.
FORMULA = ("=", "+", "-", "@", "\t", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _guarded(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell if cell.isprintable() else printable(cell.replace("\r\n", "\n"))
        return "'" + text if text.startswith(FORMULA) else text
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return _guarded("; ".join(cell)) if isinstance(cell, list | tuple) else str(cell)
