"""JSON told in pieces is the JSON told whole, and holds no more than a piece."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sendclock.say.document import Column, Document, Grid, Heading, Line, Numbered, Pairs
from sendclock.say.formats import PIECE, csv_in_pieces, csv_rows, dumps, in_pieces, render_markdown, render_plain

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


def test_no_more_is_made_than_goes_out() -> None:
    made = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal made
        for made in itertools.count(1):
            yield {"case": f"EHC-{made:05}", "on": date(2026, 11, 21), "tags": ("a", "b\u202e")}

    pieces = in_pieces({"rows": rows(), "problems": []})
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
