"""The date grammar: day first, always; what does not fit is refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sendclock.days.bank_holidays import calendars
from sendclock.days.spelling import end_of, read_day, read_moment, read_period
from sendclock.files.problem import UsageError

ENGLAND = calendars()["england"]
TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-30", date(2026, 11, 30)),
        ("30/11/2026", date(2026, 11, 30)),
        ("3/4/2026", date(2026, 4, 3)),
        ("05/01/2026", date(2026, 1, 5)),
        ("30 Nov 2026", date(2026, 11, 30)),
        ("30 november 2026", date(2026, 11, 30)),
        ("1 Sept 2026", date(2026, 9, 1)),
        ("today", TODAY),
        ("yesterday", date(2026, 11, 20)),
        ("Tomorrow", date(2026, 11, 22)),
        ("mon", date(2026, 11, 23)),
        ("sat", TODAY),
        ("friday", date(2026, 11, 27)),
        ("+6w", date(2027, 1, 2)),
        ("-3d", date(2026, 11, 18)),
        ("+15wd", date(2026, 12, 11)),
        ("+1m", date(2026, 12, 21)),
        ("-1y", date(2025, 11, 21)),
        ("  30   Nov  2026 ", date(2026, 11, 30)),
    ],
)
def test_what_is_understood(text: str, day: date) -> None:
    assert read_day(text, TODAY, ENGLAND) == day


@pytest.mark.parametrize(("text", "day"), [("mon", 16), ("sat", 21), ("fri", 20), ("sun", 15)])
def test_a_weekday_is_the_last_one_where_the_day_has_happened(text: str, day: int) -> None:
    assert read_day(text, TODAY, ENGLAND, past=True) == date(2026, 11, day)


@pytest.mark.parametrize(
    "text",
    ["", "11/30/2026", "2026-13-01", "31/02/2026", "30/11/26", "2026/11/30", "30.11.2026", "next week", "6 weeks", "mo",
     "30 Nob 2026", "30 Nove 20266", "20261130", "+6", "6w", "+6h", "1 ma 2026", "2026-11-30 25:00", "+99999y"],
)  # fmt: skip
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_moment(text, TODAY, ENGLAND)


@pytest.mark.parametrize(
    ("text", "wall", "offset"),
    [
        ("2026-09-01T16:50", (2026, 9, 1, 16, 50), 1),
        ("2026-12-01 16:50:00", (2026, 12, 1, 16, 50), 0),
        ("fri 9:05", (2026, 11, 27, 9, 5), 0),
        ("30/11/2026 16:50", (2026, 11, 30, 16, 50), 0),
        ("2026-10-25T01:30:00+00:00", (2026, 10, 25, 1, 30), 0),
        ("2026-10-25T01:30:00+01:00", (2026, 10, 25, 1, 30), 1),
        ("2026-07-01T12:00:00Z", (2026, 7, 1, 13, 0), 1),
    ],
)
def test_moments_are_london_time(text: str, wall: tuple[int, ...], offset: int) -> None:
    found = read_moment(text, TODAY, ENGLAND)
    assert isinstance(found, datetime)
    assert found.replace(tzinfo=None) == datetime(*wall)  # type: ignore[arg-type]
    utc = found.utcoffset()
    assert utc is not None and utc.total_seconds() == offset * 3600


def test_a_time_where_a_day_is_wanted_is_refused() -> None:
    with pytest.raises(UsageError, match="a day is wanted"):
        read_day("2026-11-30 16:50", TODAY, ENGLAND)


def test_periods() -> None:
    assert read_period("15wd") == (15, "working-day")
    assert read_period("2Y") == (24, "month")
    for text in ("15", "wd", "-5d", "5 d", "5q", "1.5w"):
        with pytest.raises(UsageError):
            read_period(text)


def test_within_counts_after_today() -> None:
    assert end_of("7d", TODAY, ENGLAND) == date(2026, 11, 28)
    assert end_of("5wd", TODAY, ENGLAND) == date(2026, 11, 27)
    assert end_of("0d", TODAY, ENGLAND) == TODAY
    with pytest.raises(UsageError):
        end_of("48h", TODAY, ENGLAND)
