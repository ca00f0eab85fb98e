"""The grammar of written days at its edges: on both sides of every line that it draws, worked out by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sendclock.days import spelling
from sendclock.days.bank_holidays import calendars
from sendclock.days.spelling import (
    NotADayError,
    as_of_day,
    day_in_cell,
    end_of,
    heard,
    heard_day,
    in_years,
    is_of_a_day,
    month_number,
    out_of_years,
    read_day,
    read_moment,
)
from sendclock.files.problem import UsageError

ENGLAND = calendars()["england"]
TODAY = date(2026, 11, 21)  # a Saturday
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def refused(text: str, **more: object) -> NotADayError:
    with pytest.raises(NotADayError) as caught:
        day_in_cell(text, **more)
    return caught.value


def unread(text: str, **more: object) -> str:
    with pytest.raises(UsageError) as caught:
        read_moment(text, TODAY, ENGLAND, **more)
    return str(caught.value)


def test_a_month_is_known_by_three_letters_or_more_of_its_name() -> None:
    for number, name in enumerate(MONTHS, 1):
        for letters in range(3, len(name) + 1):
            assert month_number(name[:letters]) == number
            assert day_in_cell(f"9 {name[:letters]} 2026").day == date(2026, number, 9)
        assert month_number(name + "x") is month_number(name[:2]) is None
    assert month_number("sept") == 9
    assert month_number("mas") is month_number("") is month_number("julie") is None


def test_a_weekday_is_known_by_three_letters_or_more_of_its_name() -> None:
    for number, name in enumerate(WEEK):
        day = date(2026, 11, 23 + number)  # the week from Monday 23 November 2026
        for letters in range(3, len(name) + 1):
            assert day_in_cell(f"{name[:letters]} {day:%d/%m/%Y}").day == day
            assert day_in_cell(f"{name[:letters].upper()}, {day:%d/%m/%Y}").day == day
        wrong = f"contradicts itself: that day is a {name.capitalize()}"
        assert wrong in str(refused(f"{WEEK[number - 1]} {day:%d/%m/%Y}"))
    assert "is not a date: write it" in str(refused("mo 23/11/2026"))


def test_the_day_comes_first_and_a_month_that_stands_first_is_named() -> None:
    """Twelve is a month on either side; 13 to 31 can only be a day."""
    assert [day_in_cell(text).day for text in ("05/12/2026", "12/05/2026", "31/12/2026", "01/01/2026")] == [
        date(2026, 12, 5), date(2026, 5, 12), date(2026, 12, 31), date(2026, 1, 1),
    ]  # fmt: skip
    for text, second in (("1/13/2026", 13), ("12/13/2026", 13), ("12/31/2026", 31)):
        error = refused(text)
        assert (error.month_first, error.near) == (True, (2026, second))
        assert str(error) == f"is not a date: there is no month {second}, and the day comes first"
    for text, second in (("0/13/2026", 13), ("13/13/2026", 13), ("12/32/2026", 32), ("1/0/2026", 0)):
        error = refused(text)
        assert (error.month_first, error.near) == (False, (2026, second))
        assert str(error) == f"is not a date: there is no month {second}, and the day comes first"
    for text, month in (("32/12/2026", 12), ("32/01/2026", 1), ("29/02/2027", 2), ("0/6/2026", 6)):
        assert (str(refused(text)), refused(text).near) == ("is not a date: no such day", (2026 + (month == 2), month))


def test_only_a_day_that_is_another_with_the_month_first_could_be_swapped() -> None:
    texts = ("12/11/2026", "11/12/2026", "1/2/2026", "13/12/2026", "12/12/2026", "12 Nov 2026", "2026-11-12")
    assert [day_in_cell(text).swaps for text in texts] == [True, True, True, False, False, False, False]


def test_two_figures_of_a_year_below_fifty_are_of_this_century() -> None:
    for text in ("30/11/49", "30 Nov 49"):
        assert day_in_cell(text).day == date(2049, 11, 30)
    for text in ("30/11/50", "30 Nov 50"):
        assert "year of two figures" in str(refused(text))
        assert day_in_cell(text, century=2000).day == date(2050, 11, 30)
        assert day_in_cell(text, century=1900, earliest=1900).day == date(1950, 11, 30)
    assert day_in_cell("30/11/00").day == date(2000, 11, 30)
    assert (day_in_cell("30/11/26").form, day_in_cell("30/11/2026").form) == ("30/11/26", "30/11/2026")
    assert (day_in_cell("3 Nov 26").form, day_in_cell("3 Nov 2026").form) == ("30 Nov 26", "30 Nov 2026")


def test_the_years_in_which_anything_can_have_happened_are_1990_to_2099() -> None:
    assert day_in_cell("01/01/1990").day == date(1990, 1, 1)
    assert day_in_cell("31/12/2099").day == date(2099, 12, 31)
    for text in ("31/12/1989", "01/01/2100"):
        assert "outside 1990 to 2099" in str(refused(text))
    assert day_in_cell("01/01/1900", earliest=spelling.BORN).day == date(1900, 1, 1)
    assert "outside 1900 to 2099" in str(refused("31/12/1899", earliest=spelling.BORN))


def test_day_numbers_are_those_of_a_spreadsheet() -> None:
    """Day 36526 is 1 January 2000 in every spreadsheet. One beyond what a date can hold is of no year that can be."""
    found = day_in_cell("36526", serial=True)
    assert (found.day, found.form, found.swaps) == (date(2000, 1, 1), "day numbers", False)
    assert "outside 1990 to 2099" in str(refused("99999999999", serial=True))
    assert "serial = true" in str(refused("36526"))
    for text in ("²", "\u0663\u0666\u0665\u0662\u0666", "3652x", "-36526"):  # figures, but not ours
        assert "is not a date: write it as" in str(refused(text, serial=True))


def test_what_has_no_year_says_so_and_what_is_no_day_does_not() -> None:
    for text in ("30/11", "30.11.", "30th Nov", "30-nov", "1 sept"):
        assert "has no year" in str(refused(text))
    for text in ("30 Nov 2026 chased", "30 chased", "chased", "30"):
        assert "has no year" not in str(refused(text))


def test_a_moment_with_its_offset_is_of_the_day_in_london() -> None:
    for text, day in (
        ("2026-06-24T22:59Z", 24), ("2026-06-24T23:00Z", 25), ("2026-06-25 00:30+01:00", 25),
        ("2026-06-25T00:59:59.5 +0200", 24), ("2026-11-24 23:59z", None),
    ):  # fmt: skip
        assert day_in_cell(text).day == (date(2026, 6, day) if day else date(2026, 11, 24))
    assert "is not a date and time that exists" in str(refused("2026-02-30T10:00Z"))


def test_years_that_cannot_be_right_name_the_day_that_was_meant() -> None:
    assert out_of_years(date(1990, 1, 1)) == out_of_years(date(2099, 12, 31)) == ""
    assert out_of_years(date(2031, 12, 31), 2031) == ""
    told = "cannot be right: years from 1990 to {} can.{}"
    assert out_of_years(date(1989, 12, 31)) == told.format(2099, " Did you mean 2089-12-31?")
    assert out_of_years(date(2100, 1, 1)) == told.format(2099, " Did you mean 2000-01-01?")
    assert out_of_years(date(206, 9, 1), 2031) == told.format(2031, " Did you mean 2006-09-01?")
    assert out_of_years(date(2131, 9, 1), 2031) == told.format(2031, " Did you mean 2031-09-01?")
    assert out_of_years(date(2132, 9, 1), 2031) == told.format(2031, " Correct the year.")
    assert out_of_years(date(1896, 2, 29)) == told.format(2099, " Did you mean 2096-02-29?")
    assert in_years(date(2031, 12, 31), TODAY) == date(2031, 12, 31)  # five years after the day of asking
    with pytest.raises(UsageError, match=r"2032-01-01 cannot be right: years from 1990 to 2031 can\. Correct"):
        in_years(date(2032, 1, 1), date(2026, 1, 1))


def test_the_day_of_asking_is_one_around_which_bank_holidays_are_known() -> None:
    assert as_of_day("1900-01-01", TODAY, ENGLAND) == (date(1900, 1, 1), "")
    assert as_of_day("2099-12-31", TODAY, ENGLAND) == (date(2099, 12, 31), "")
    assert as_of_day("fri", TODAY, ENGLAND) == (date(2026, 11, 20), "the last Friday")
    for text in ("1899-12-31", "2100-01-01"):
        with pytest.raises(UsageError, match="from 1900 to 2099"):
            as_of_day(text, TODAY, ENGLAND)


@pytest.mark.parametrize(
    ("text", "today", "past", "ahead", "day", "taken"),
    [
        # 183 days from 5 January 2027 is 7 July
        ("7/7", date(2027, 1, 5), True, False, date(2027, 7, 7), "of this year"),
        ("8/7", date(2027, 1, 5), True, False, date(2026, 7, 8), "of last year"),
        ("8/7", date(2027, 1, 5), False, False, date(2027, 7, 8), "of this year"),
        ("21/11", TODAY, False, True, TODAY, "of this year"),
        ("20/11", TODAY, False, True, date(2027, 11, 20), "of next year"),
        ("20/11", TODAY, False, False, date(2026, 11, 20), "of this year"),
        # a year of two figures that lies more than five years ahead has been, where it is said of what has happened
        ("21/11/31", TODAY, True, False, date(2031, 11, 21), ""),
        ("21/11/32", TODAY, True, False, date(1932, 11, 21), ""),
        ("21/11/32", TODAY, False, False, date(2032, 11, 21), ""),
        ("21/11/2032", TODAY, True, False, date(2032, 11, 21), ""),
        ("29 Feb 96", TODAY, True, False, date(1996, 2, 29), ""),
        # weekdays, on a Saturday
        ("this fri", TODAY, True, False, date(2026, 11, 27), "the next Friday"),
        ("this sat", TODAY, True, False, TODAY, "this Saturday"),
        ("sat", TODAY, False, False, TODAY, "this Saturday"),
        ("last sat", TODAY, True, False, date(2026, 11, 14), "the last Saturday"),
        ("next sat", TODAY, True, False, date(2026, 11, 28), "the next Saturday"),
        ("sun", TODAY, True, False, date(2026, 11, 15), "the last Sunday"),
        ("sun", TODAY, False, False, date(2026, 11, 22), "the next Sunday"),
        ("fri", TODAY, False, False, date(2026, 11, 27), "the next Friday"),
        ("last fri", TODAY, False, False, date(2026, 11, 20), "the last Friday"),
        ("last friday 27/11/2026", TODAY, False, False, None, ""),
        ("every fri", TODAY, False, False, None, ""),
        ("6 fri", TODAY, False, False, None, ""),
        ("fri 27/11", TODAY, False, False, date(2026, 11, 27), "of this year"),
    ],
)
def test_what_is_not_said_is_the_nearest_that_makes_sense(
    text: str, today: date, past: bool, ahead: bool, day: date | None, taken: str
) -> None:
    if day is None:
        with pytest.raises(UsageError):
            heard_day(text, today, ENGLAND, past, ahead)
    else:
        assert heard_day(text, today, ENGLAND, past, ahead) == (day, taken)


def test_where_nothing_is_said_of_it_a_day_may_have_been_or_lie_ahead() -> None:
    for read in (read_day, read_moment):
        assert read("20/11", TODAY, ENGLAND) == date(2026, 11, 20)
        assert read("28/12", date(2027, 1, 5), ENGLAND) == date(2027, 12, 28)
        assert read("fri", TODAY, ENGLAND) == date(2026, 11, 27)
    assert heard_day("28/12", date(2027, 1, 5), ENGLAND) == (date(2027, 12, 28), "of this year")
    assert heard_day("20/11", TODAY, ENGLAND) == (date(2026, 11, 20), "of this year")
    assert heard("20/11", TODAY, ENGLAND) == (date(2026, 11, 20), "of this year")
    assert heard("28/12", date(2027, 1, 5), ENGLAND) == (date(2027, 12, 28), "of this year")


def test_a_day_that_does_not_exist_is_refused_with_one_that_does() -> None:
    for text, near in (
        ("31/02/2026", "2026-02-28 or 28/02/2026"), ("30/2/2028", "2028-02-29 or 29/02/2028"),
        ("31 April 2026", "2026-04-30 or 30/04/2026"), ("32/12/2026", "2026-12-31 or 31/12/2026"),
        ("31/2", "2026-02-28 or 28/02/2026"),
    ):  # fmt: skip
        assert unread(text) == f'"{text}" is not a date. Use {near}, or another day.'
    assert unread("11/30/2026") == (
        '"11/30/2026" is not a date: there is no month 30. The day comes first: 30/11/2026.'
    )
    assert unread("tue 30/11/2026") == '"tue 30/11/2026" contradicts itself: that day is a Monday.'


def test_what_is_moved_from_today_has_five_figures_at_most() -> None:
    assert read_moment("+99999d", TODAY, ENGLAND) == date(2300, 9, 5)
    assert "is not a date. Use one of" in unread("+100000d")
    assert "reaches beyond the years a date can hold" in unread("+99999y")


def test_a_time_is_of_the_day_before_it() -> None:
    for text, wall in (
        ("27/11 00:00", datetime(2026, 11, 27)), ("27/11 23:59", datetime(2026, 11, 27, 23, 59)),
        ("today 9:05", datetime(2026, 11, 21, 9, 5)), ("2026-11-30 16:50", datetime(2026, 11, 30, 16, 50)),
        ("last fri 07:59", datetime(2026, 11, 20, 7, 59)),
    ):  # fmt: skip
        found = read_moment(text, TODAY, ENGLAND)
        assert isinstance(found, datetime) and found.replace(tzinfo=None) == wall
    for text in ("27/11 24:00", "27/11 9:60", "30/11/2026 9:15:30", "30/11/2026 9:15 am", "16:50"):
        assert "is not a date" in unread(text)
    with pytest.raises(UsageError, match=r"has a time, and a day is wanted\. Use 2026-11-30\."):
        read_day("30/11/2026 16:50", TODAY, ENGLAND)


def test_a_stretch_of_days_may_end_today() -> None:
    assert end_of("sat", TODAY, ENGLAND) == end_of("2026-11-21", TODAY, ENGLAND) == TODAY
    assert end_of("20/11", TODAY, ENGLAND) == date(2027, 11, 20)
    assert end_of("1m", TODAY, ENGLAND) == date(2026, 12, 21)
    with pytest.raises(UsageError, match="lies before 2026-11-21"):
        end_of("2026-11-20", TODAY, ENGLAND)
    for text in ("48h", "48wh", "10sd", "7", "-7d", "q"):
        with pytest.raises(UsageError, match="cannot be used here"):
            end_of(text, TODAY, ENGLAND)


def test_a_word_that_can_begin_a_day_is_told_from_one_that_cannot() -> None:
    days = (
        "today",
        "Yesterday",
        "tomorrow",
        "last",
        "next",
        "this",
        "fri",
        "Friday",
        "jan",
        "sept",
        "-3d",
        "+6w",
        "3x",
    )
    assert all(is_of_a_day(word) for word in (*days, "16/2"))
    assert not any(is_of_a_day(word) for word in ("chased", "mum", "fr", "fridays", "janet", "", "x3", "-"))
