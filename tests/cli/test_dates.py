"""The date grammar: day first, always; what does not fit is refused."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from run import sendclock
from sendclock.days.bank_holidays import calendars
from sendclock.days.spelling import end_of, heard_day, read_day, read_moment, read_period
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
        ("30.11.2026", date(2026, 11, 30)),
        ("30.11.26", date(2026, 11, 30)),
        ("30/11/26", date(2026, 11, 30)),
        ("30-11-2026", date(2026, 11, 30)),
        ("30th November 2026", date(2026, 11, 30)),
        ("Mon 30/11/2026", date(2026, 11, 30)),
        ("mon 30/11", date(2026, 11, 30)),
        ("27/11", date(2026, 11, 27)),
        ("27.11.", date(2026, 11, 27)),
        ("1/1", date(2026, 1, 1)),
        ("27 Nov", date(2026, 11, 27)),
        ("last friday", date(2026, 11, 20)),
        ("Last Sat", date(2026, 11, 14)),
        ("next sat", date(2026, 11, 28)),
        ("next fri", date(2026, 11, 27)),
        ("this sat", TODAY),
        ("\N{MINUS SIGN}3d", date(2026, 11, 18)),
    ],
)
def test_what_is_understood(text: str, day: date) -> None:
    assert read_day(text, TODAY, ENGLAND) == day


@pytest.mark.parametrize(("text", "day"), [("mon", 16), ("sat", 21), ("fri", 20), ("sun", 15)])
def test_a_weekday_is_the_last_one_where_the_day_has_happened(text: str, day: int) -> None:
    assert read_day(text, TODAY, ENGLAND, past=True) == date(2026, 11, day)


@pytest.mark.parametrize(
    ("text", "past", "ahead", "day", "taken"),
    [
        ("fri", True, False, date(2026, 11, 20), "the last Friday"),
        ("fri", False, True, date(2026, 11, 27), "the next Friday"),
        ("sat", True, False, TODAY, "this Saturday"),
        ("next fri", True, False, date(2026, 11, 27), "the next Friday"),
        ("last fri", False, True, date(2026, 11, 20), "the last Friday"),
        ("20/11", True, False, date(2026, 11, 20), "of this year"),
        ("20/12", True, False, date(2026, 12, 20), "of this year"),
        ("28/8", True, False, date(2026, 8, 28), "of this year"),
        ("20/11", False, True, date(2027, 11, 20), "of next year"),
        ("20/11/98", True, False, date(1998, 11, 20), ""),
        ("-3d", True, False, date(2026, 11, 18), ""),
    ],
)
def test_what_was_not_said_is_told(text: str, past: bool, ahead: bool, day: date, taken: str) -> None:
    assert heard_day(text, TODAY, ENGLAND, past, ahead) == (day, taken)


def test_in_january_a_day_of_december_has_been() -> None:
    assert heard_day("28/12", date(2027, 1, 5), ENGLAND, past=True) == (date(2026, 12, 28), "of last year")


@pytest.mark.parametrize(
    "text",
    ["", "11/30/2026", "2026-13-01", "31/02/2026", "31/2", "tue 30/11", "last", "last 30/11", "2026/11/30",
     "next week", "6 weeks", "mo",
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
    assert found.replace(tzinfo=None) == datetime(*wall)
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
    assert end_of("fri", TODAY, ENGLAND) == date(2026, 11, 27)
    assert end_of("3/1", TODAY, ENGLAND) == date(2027, 1, 3)
    for text in ("48h", "7", "7q", "10sd", "mo", "2026-11-20"):
        with pytest.raises(UsageError):
            end_of(text, TODAY, ENGLAND)


def test_weekdays_of_options_look_back_or_ahead_and_say_so() -> None:
    ran = sendclock("due", "--cases", "cases", "--as-of", "fri", "--known-at", "thu", "--within", "tue")
    assert ran.returncode == 0
    assert sorted(ran.stderr.splitlines()[:3]) == [
        "--as-of fri: Friday 20 November 2026, the last Friday.",
        "--known-at thu: Thursday 19 November 2026, the last Thursday.",
        "--within tue: Tuesday 24 November 2026, the next Tuesday.",
    ]
    ran = sendclock("cover", "--cases", "cases", "--from", "fri", "--to", "fri")
    assert "--from fri: Friday 20 November 2026, the last Friday." in ran.stderr
    assert "--to fri: Friday 27 November 2026, the next Friday." in ran.stderr


def test_days_ago_is_no_option() -> None:
    assert sendclock("count", "-3d", "1w").stdout.startswith("Wednesday 25 November 2026")
    assert sendclock("count", "-3d", "1w", "--as-of", "-1D").stdout.startswith("Tuesday 24 November 2026")
    assert sendclock("count", "-3x", "1w").returncode == 2
