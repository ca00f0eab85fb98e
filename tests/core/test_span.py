"""A day that notes between which days each answer is the same: no day too many, or a list shows what is so no more."""

from __future__ import annotations

import operator
import pickle
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendclock.days.span import FIRST, LAST, Measured, plain

DAY = date(2026, 11, 21)
AT = DAY.toordinal()
near = st.integers(-3, 3).map(lambda days: DAY + timedelta(days))
in_order = st.sampled_from([operator.lt, operator.le, operator.gt, operator.ge])
Compare = Callable[[Any, Any], bool]


def span(day: Measured) -> tuple[int, int]:
    """In days from the day asked about; far away is far away."""
    return max(day.first - AT, -9), min(day.last - AT, 9)


@given(st.lists(st.tuples(in_order, near, st.booleans()), max_size=4))
def test_the_span_is_the_days_on_which_every_answer_is_the_same_and_no_other(
    asked: list[tuple[Any, date, bool]],
) -> None:
    def answers(day: date) -> list[bool]:
        return [compare(other, day) if turned else compare(day, other) for compare, other, turned in asked]

    measured = Measured.of(DAY)
    said = answers(measured)
    alike = [n for n in range(-9, 10) if answers(DAY + timedelta(n)) == said]
    assert said == answers(DAY)
    assert span(measured) == (min(alike), max(alike))


@pytest.mark.parametrize(("other", "wanted"), [(-2, (-1, 9)), (-1, (0, 9)), (0, (0, 0)), (1, (-9, 0)), (2, (-9, 1))])
@pytest.mark.parametrize("compare", [operator.eq, operator.ne])
def test_a_day_that_is_another_day_is_so_on_its_own_side_of_it(
    compare: Compare, other: int, wanted: tuple[int, int]
) -> None:
    measured, against = Measured.of(DAY), DAY + timedelta(other)
    assert compare(measured, against) == compare(DAY, against)
    assert span(measured) == wanted


def test_what_is_no_day_is_no_other_day_and_limits_nothing() -> None:
    measured = Measured.of(DAY)
    assert measured != "2026-11-21"
    assert (measured.first, measured.last) == (FIRST, LAST) == (date.min.toordinal(), date.max.toordinal())


@pytest.mark.parametrize(
    "count",
    [
        hash, str, repr, pickle.dumps, lambda day: f"{day:%d}", lambda day: day + timedelta(1),
        lambda day: timedelta(1) + day, lambda day: day - DAY, lambda day: DAY - day, lambda day: day.year,
        lambda day: day.month, lambda day: day.day, date.weekday, date.isoformat, lambda day: day.toordinal(),
        lambda day: day.replace(day=1), lambda day: day.isocalendar(),
    ],
)  # fmt: skip
def test_an_answer_counted_with_the_day_is_one_for_that_day_alone(count: Callable[[date], Any]) -> None:
    measured = Measured.of(DAY)
    if count in (date.weekday, date.isoformat):
        assert getattr(measured, count.__name__)() == count(DAY)
    elif count is not pickle.dumps:
        assert count(measured) == count(DAY)
    else:
        assert pickle.loads(pickle.dumps(measured)) == DAY
    assert span(measured) == (0, 0)


def test_what_is_asked_anew_on_each_day_limits_nothing_unless_it_is_kept_whole() -> None:
    measured, whole = Measured.of(DAY), Measured.of(DAY, whole=True)
    assert plain(measured) == DAY and type(plain(measured)) is date
    assert span(measured) == (-9, 9)
    assert plain(whole) is whole
    assert plain(DAY) is DAY


def test_what_was_made_with_a_narrower_day_narrows_the_one_that_uses_it() -> None:
    measured = Measured.of(DAY)
    for first, last, wanted in ((-3, 5, (-3, 5)), (-5, 3, (-3, 3)), (-1, 9, (-1, 3)), (-1, 3, (-1, 3))):
        used = Measured.of(DAY)
        used.first, used.last = AT + first, AT + last
        measured.within(used)
        assert span(measured) == wanted
