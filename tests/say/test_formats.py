"""JSON told in pieces is the JSON told whole, and holds no more than a piece."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendclock.files.problem import Position, Problem
from sendclock.say.document import Column, Document, Grid, Heading, Line, Numbered, Pairs, Picture, RowsOfText
from sendclock.say.formats import (
    PIECE,
    Basis,
    Small,
    answer,
    answer_in_pieces,
    bare_answer,
    csv_below,
    csv_in_pieces,
    csv_of,
    csv_rows,
    dumps,
    in_pieces,
    object_of,
    render_markdown,
    render_plain,
    whole,
)
from sendclock.say.view import COUNT, DAY, TEXT, Look, View, maybe, part, several

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def told_by_iterators(value: Any) -> Any:
    """The same, with every list told by an iterator."""
    if isinstance(value, Mapping):
        return {key: told_by_iterators(each) for key, each in value.items()}
    return map(told_by_iterators, value) if isinstance(value, list) else value


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_the_pieces_are_the_whole(body: dict[str, Any]) -> None:
    assert "".join(in_pieces(body)) == dumps(body)
    assert "".join(in_pieces(told_by_iterators(body))) == dumps(body)
    small = {key: Small(each) if isinstance(each, list) else each for key, each in body.items()}
    assert "".join(in_pieces({"rows": Small(body for _ in range(20)), **small})) == dumps({"rows": [body] * 20, **body})


@pytest.mark.parametrize("told_by", [iter, Small])
def test_no_more_is_made_than_goes_out(told_by: Callable[[Iterator[Any]], Iterator[Any]]) -> None:
    made = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal made
        for made in itertools.count(1):
            yield {"case": f"EHC-{made:05}", "on": date(2026, 11, 21), "tags": ("a", "b\u202e")}

    pieces = in_pieces({"rows": told_by(rows()), "problems": []})
    first = next(pieces)
    assert first.startswith(
        '{\n "rows": [\n  {\n   "case": "EHC-00001",\n   "on": "2026-11-21",\n   "tags": [\n    "a",'
    )
    assert "\u202e" not in first and "\\u202e" in first
    assert PIECE < len(first) < 1.1 * PIECE
    assert 500 < made < 1_000
    next(pieces)
    assert 1_000 < made < 2_000


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (None, ""), ("Reid", "Reid"), ("=1+1", "'=1+1"), ("+44 20", "'+44 20"), ("-", "'-"), ("@now", "'@now"),
        ("\t=1", "'\t=1"), ("\uff1d1", "'\uff1d1"), ("\uff0b1", "'\uff0b1"), ("\uff0d1", "'\uff0d1"),
        ("\uff201", "'\uff201"), ("a=1", "a=1"), ("", ""), (True, "yes"), (False, "no"), (-5, "-5"), (1.5, "1.5"),
        (date(2026, 11, 21), "2026-11-21"), (datetime(2026, 11, 21, 9, 30), "2026-11-21T09:30:00"),
        (["north", "=south"], "north; =south"), (("=north", "south"), "'=north; south"), ([], ""),
        ("one\r\ntwo", "one\ntwo"),
    ],
)  # fmt: skip
def test_a_cell_of_csv_is_text_and_never_a_formula(cell: object, said: str) -> None:
    """A number below nought begins as a formula does, and is one of ours: no text of a file is a number."""
    (told,) = csv_rows([[cell, "last"]])
    assert list(csv.reader(io.StringIO(told, newline=""))) == [[said, "last"]]


@settings(max_examples=40)
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_stands_in_a_cell_it_begins_no_formula_and_ends_no_row(cells: list[str]) -> None:
    told = "".join(csv_in_pieces(["first"] * len(cells), [cells, cells]))
    assert told[0] == "\ufeff"
    rows = list(csv.reader(io.StringIO(told[1:], newline="")))
    assert len(rows) == 3 and {len(row) for row in rows} == {len(cells)}
    assert not [cell for row in rows for cell in row if cell[:1] in {*"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"} - {""}]


@settings(max_examples=40)
@given(st.lists(st.text(), min_size=2, max_size=2), st.text())
def test_whatever_stands_in_a_table_of_markdown_it_is_one_cell_of_it(row: list[str], title: str) -> None:
    columns = [Column(title=title), Column(title="last"), Column(title="note", below=80)]
    grid = Grid(columns, ((*row, "below"),) * 2)
    lines = render_markdown(Document((grid,))).rstrip("\n").split("\n")
    assert len(lines) == 4 and lines[1] == "|---|---|"
    assert [len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines] == [3] * 4


@settings(max_examples=40)
@given(st.text(min_size=1))
def test_whatever_is_said_is_one_line_without_a_mark_of_markdown(text: str) -> None:
    document = Document((Heading(text), Line(text), Pairs(((text, text), ("none", ""))), Numbered((text, "second"))))
    told, plain = render_markdown(document), render_plain(document)
    bare = re.sub(r"\\[\\`*_\[\]<>|#]", "", told.removeprefix("## "))
    assert not set(bare) & set("`*_[]<>|#")
    assert [len(block.split("\n")) for block in told.rstrip("\n").split("\n\n")] == [1, 1, 1, 2]
    assert [len(block.split("\n")) for block in plain.rstrip("\n").split("\n\n")] == [1, 1, 1, 2]
    assert plain.split("\n\n")[3].split("\n")[1].strip() == "2. second"


PAGE = Document(
    (
        Heading("Due"),
        Line("Two | cases.", more=("More.",)),
        Line(""),
        Grid(
            (Column(title="Case"), Column(title=""), Column(title="On"), Column(title="Short", below=80)),
            (("E-1", "!", "Monday", "Mon"), ("E-2", "", "", ""), ("E-3", "", "*\x1b[1m*", "")),
        ),
        Pairs((("Case", "E-1"), ("Team", ""), ("On", "Monday"))),
        Picture(("/\\", "  \x07"), "A hill."),
        Numbered(("First.", "Second.")),
    ),
    "Read: 2 cases.",
)


def test_a_page_in_plain_text() -> None:
    """A cell that is empty is left out, and so is a column without a title or that stands for another."""
    assert render_plain(PAGE) == (
        "Due\n\nTwo | cases.\nMore.\n\nCase: E-1\nOn: Monday\n\nCase: E-2\n\nCase: E-3\nOn: *?[1m*\n\n"
        "Case: E-1\nOn: Monday\n\nA hill.\n\n1. First.\n2. Second.\n\nRead: 2 cases.\n"
    )
    assert render_plain(Document((Heading("Due"), Line("")))) == "Due\n"
    assert render_plain(Document((), "")) == "\n"


def test_a_page_in_markdown() -> None:
    assert render_markdown(PAGE) == (
        "## Due\n\nTwo \\| cases. More.\n\n"
        "| Case |  | On |\n|---|---|---|\n| E-1 | ! | Monday |\n| E-2 |  |  |\n| E-3 |  | \\*?\\[1m\\* |\n\n"
        "- Case: E-1\n- On: Monday\n\nA hill.\n\n```text\n/\\\n  ?\n```\n\n1. First.\n2. Second.\n\n"
        "*Read: 2 cases.*\n"
    )
    assert render_markdown(Document((Heading("Due"),))) == "## Due\n"


@pytest.mark.parametrize("held", [True, False])
def test_a_value_that_would_move_the_cursor_is_marked_in_its_row_and_in_no_other(held: bool) -> None:
    rows: Any = [["E-1", "plain"], ["E-2", "one\ntwo\x1b[2J"], ["E-3", "plain"]]
    columns = (Column[Any](title="Case"), Column[Any](title="Note"))
    if not held:
        rows = RowsOfText(rows, [lambda row, _: row[0], lambda row, _: row[1]], Look(True))
    said = render_plain(Document((Grid(columns, rows),)))
    assert said == ("Case: E-1\nNote: plain\n\nCase: E-2\nNote: one\u00b6two?[2J\n\nCase: E-3\nNote: plain\n")


INNER = (Column[Any]("rule", value=lambda one: one[0]), Column[Any]("due", value=lambda one: one[1], kind=DAY))
VIEW = View(
    "due",
    (
        Column("case", value=lambda row: row["case"]),
        Column("on", value=lambda row: row["on"], kind=maybe(DAY)),
        Column("n", value=lambda row: row["n"], kind=COUNT, cell=lambda row: row["n"] or ""),
        Column("tags", value=lambda row: row["tags"], kind=several(TEXT)),
        Column("clock", value=lambda row: row["clock"], kind=maybe(part(INNER)), csv=False),
        Column("clocks", value=lambda row: row["clocks"], kind=several(part(INNER)), csv=False),
        Column("hidden", value=lambda row: "x", json=False),
        Column("", "Drawn alone"),
    ),
    (Column("total", kind=COUNT), Column("more", always=False)),
    csv=("on", "case"),
)
CLOCK = ("final-plan", date(2026, 11, 30))
ROWS = [
    {"case": "E-1", "on": date(2026, 11, 21), "n": 2, "tags": ("a", "b"), "clock": CLOCK, "clocks": (CLOCK, CLOCK)},
    {"case": "=E-2", "on": None, "n": 0, "tags": (), "clock": None, "clocks": ()},
]
TOLD = {"rule": "final-plan", "due": date(2026, 11, 30)}
BASIS = Basis("due", date(2026, 11, 21), None, False, "cases", 2, 1, ("england",), date(2028, 12, 31))
PROBLEM = Problem(Position("E-3.toml", 4), "error", "no-such-day", "wrong")
FILE_ALONE = Problem(Position("E-4.toml", 0), "warning", "unread", "cannot be read")


def test_a_row_is_told_by_the_keys_of_its_view() -> None:
    assert [*map(object_of(VIEW.columns or ()), ROWS)] == [
        {"case": "E-1", "on": date(2026, 11, 21), "n": 2, "tags": ["a", "b"], "clock": TOLD, "clocks": [TOLD, TOLD]},
        {"case": "=E-2", "on": None, "n": 0, "tags": [], "clock": None, "clocks": []},
    ]
    assert csv_of(VIEW, ROWS) == ("\ufeffon,case,n,tags,hidden\r\n2026-11-21,E-1,2,a; b,x\r\n,'=E-2,,,x\r\n")
    assert csv_below(VIEW, [{"case": "+", "n": 3}]) == ",'+,3,,\r\n"


def test_an_answer_says_what_it_rests_on_then_what_stands_beside_then_its_rows_then_what_was_wrong() -> None:
    body = whole(VIEW, BASIS._replace(unread=(FILE_ALONE,)), ROWS, [PROBLEM], total=2)
    assert list(body) == [
        "sendclock", "report", "as_of", "known_at", "complete", "casebook", "cases_read", "cases_unreadable", "packs",
        "bank_holidays_confirmed_to", "total", "rows", "problems",
    ]  # fmt: skip
    assert (body["sendclock"], body["known_at"], body["bank_holidays_confirmed_to"]) == (1, None, date(2028, 12, 31))
    assert body["problems"] == [
        {"file": "E-4.toml", "line": None, "severity": "warning", "code": "unread", "message": "cannot be read"},
        {"file": "E-3.toml", "line": 4, "severity": "error", "code": "no-such-day", "message": "wrong"},
    ]
    assert answer(VIEW, BASIS, ROWS, [PROBLEM], total=2, more="x") == dumps(
        {**whole(VIEW, BASIS, ROWS, [PROBLEM], total=2, more="x")}
    )
    stands = [{"case": "E-1", "why": "closed"}]
    accounted = {
        "running": 1, "waiting": [{"case": "E-1", "for": "a day", "why": "x"}], "ended": 0, "nothing-running": stands,
        "unreadable": 1, "closed": 3,
    }  # fmt: skip
    assert whole(VIEW, BASIS._replace(accounted=accounted), (), (), total=0)["accounted"] == accounted


def test_a_key_beside_the_rows_is_one_of_the_view_and_none_is_forgotten() -> None:
    with pytest.raises(AssertionError):
        whole(VIEW, BASIS, ROWS, ())
    with pytest.raises(AssertionError):
        whole(VIEW, BASIS, ROWS, (), total=1, other=2)


def test_an_answer_of_one_row_of_none_and_in_pieces() -> None:
    columns = VIEW.columns or ()
    single = View("one", columns[:1], single=True)
    assert bare_answer(single, ROWS[:1]) == dumps({"sendclock": 1, "report": "one", "case": "E-1"})
    assert bare_answer(View("none"), ()) == dumps({"sendclock": 1, "report": "none"})
    rows = View("rows", columns)
    assert "".join(answer_in_pieces(rows, BASIS, ROWS, [PROBLEM])) == answer(rows, BASIS, ROWS, [PROBLEM])
    never = View("never", ())
    assert "".join(answer_in_pieces(never, BASIS, (), [])) == answer(never, BASIS, (), [])
    assert whole(never, BASIS, (), ())["rows"] == []
    assert "rows" not in whole(View("none"), BASIS, (), ())


def test_what_json_cannot_hold_is_an_error_and_not_a_word() -> None:
    with pytest.raises(TypeError, match="object"):
        dumps({"a": object()})
    assert dumps({"a": datetime(2026, 11, 21, 9, 30), "b": {}, "c": []}) == (
        '{\n "a": "2026-11-21T09:30:00",\n "b": {},\n "c": []\n}\n'
    )


def test_rows_of_csv_come_in_pieces() -> None:
    made = 0

    def rows() -> Iterator[list[str]]:
        nonlocal made
        for made in range(1, 4_000):
            yield [f"{made:098}"]

    pieces = csv_rows(rows())
    first = next(pieces)
    assert PIECE < len(first) <= PIECE + 100 and first.count("\r\n") == made == 656  # of 100 characters each
    assert sum(len(piece) for piece in (first, *pieces)) == 3_999 * 100
