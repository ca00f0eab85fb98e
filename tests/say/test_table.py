"""A row that fits is written as it stands: the same text as rich draws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendclock.say import table
from sendclock.say.document import Document, Grid, Heading
from sendclock.say.view import Column

WORDS = [
    "week",
    "EHC-2026-00001",
    "Oakwood Primary",
    "\u00e9",
    "\u65e5\u672c\u8a9e",
    "a\tb",
    "x\ny",
    "[bold]",
    "\u202e",
]
TEXT = st.lists(st.sampled_from([*WORDS, "unbreakablelongword"]), max_size=4).map(" ".join)


def column(title: str, wrap: bool, from_width: int, below: int) -> Column[str]:
    return Column(title=title, wrap=wrap, from_width=from_width, below=below)


COLUMN = st.builds(
    column,
    st.sampled_from(["A", "Long title here"]),
    st.booleans(),
    st.sampled_from([0, 100]),
    st.sampled_from([0, 80]),
)


@st.composite
def grids(draw: st.DrawFn) -> list[Grid]:
    columns = draw(st.lists(COLUMN, min_size=1, max_size=5))
    made = []
    for _ in range(draw(st.integers(1, 2))):
        rows = draw(st.lists(st.lists(TEXT, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=5))
        styles = [draw(st.sampled_from([*table.STYLES])) for _ in rows] if draw(st.booleans()) else ()
        made.append(Grid(columns, rows, styles, draw(st.booleans())))
    return made


@given(grids(), st.sampled_from([None, 40, 79, 80, 120]), st.booleans())
def test_a_row_that_fits_is_drawn_as_rich_draws_it(made: list[Grid], width: int | None, color: bool) -> None:
    document = Document([block for grid in made for block in (Heading("Overdue"), grid)], "The end.")
    told = table.render_table(document, width, color)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(table, "_fits", lambda *_: False)
        assert told == table.render_table(document, width, color)
