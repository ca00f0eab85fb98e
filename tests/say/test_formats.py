"""JSON told in pieces is the JSON told whole, and holds no more than a piece."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sendclock.say.formats import PIECE, dumps, in_pieces

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
