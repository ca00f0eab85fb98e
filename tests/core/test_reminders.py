"""The days on which a running clock is chased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendclock.days import bank_holidays
from sendclock.due.reminders import mark_day, reach
from sendclock.files.problem import Position
from sendclock.law.book import RuleBook
from sendclock.law.rule import Offset, Reminder

UNIT: dict[str, Any] = {"d": "day", "wd": "working-day", "w": "week"}


def reminder(at: str) -> Reminder:
    """`5wd before`, as a pack writes it."""
    length, direction = at.split()
    digits = length.rstrip("dw")
    offset = Offset(int(digits), UNIT[length[len(digits) :]])
    return Reminder(
        "final-plan",
        "own",
        direction,
        offset,
        "england",
        "officer",
        "",
        False,
        "",
        "adopted",
        Position("own.toml", 1),
    )


@pytest.mark.parametrize(
    ("due", "at", "wanted"),
    [
        ("2026-12-04", "5wd before", "2026-11-27"),
        ("2026-12-04", "1w before", "2026-11-27"),
        ("2026-12-04", "0d before", "2026-12-04"),
        ("2026-12-04", "5d before", "2026-11-30"),  # Sunday 29 November: on Monday
        ("2026-12-04", "1d after", "2026-12-07"),  # Saturday: on Monday
        ("2026-12-24", "1d after", "2026-12-29"),  # Christmas Day, a weekend, Boxing Day's substitute
        ("2026-12-06", "1d before", "2026-12-04"),  # due on a Sunday; Saturday would wait past it
        ("2026-12-06", "0d before", "2026-12-04"),
        ("2026-12-31", "3wd before", "2026-12-24"),
        ("2026-12-04", "2wd after", "2026-12-08"),
    ],
)
def test_the_day_of_a_mark(book: RuleBook, due: str, at: str, wanted: str) -> None:
    assert mark_day(date.fromisoformat(due), reminder(at), book.calendars).isoformat() == wanted


@given(
    st.dates(date(2019, 1, 1), date(2028, 6, 1)),
    st.integers(0, 30),
    st.sampled_from(["d", "wd", "w"]),
    st.integers(0, 9),
)
def test_whatever_is_chased_by_a_day_falls_due_within_reach_of_it(due: date, size: int, unit: str, more: int) -> None:
    calendars = bank_holidays.calendars()
    before = reminder(f"{size}{unit} before")
    day = mark_day(due, before, calendars)
    assert calendars["england"].closed(day) is None
    assert day <= due
    assert due <= reach(day + timedelta(more), [before], calendars)
