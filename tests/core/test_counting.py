"""Counting, against the table of the law, against plain loops over days, and against its own laws."""

from __future__ import annotations

import csv
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from sendclock.days import bank_holidays, counting
from sendclock.days.calendars import NotCoveredError, own_calendar
from sendclock.days.counting import (
    CountingError,
    FirstDay,
    Offset,
    Period,
    add_months,
    after_months,
    age_on,
    birthday,
    count,
    is_months,
    moved,
    read_offset,
    shift_of,
    to_weekday,
)
from sendclock.days.hours import MomentError, in_london
from sendclock.days.step import ClosedDaysSkipped, CountStep, DaysLeftOut, EndRolled, NoCorrespondingDate

CALENDARS = bank_holidays.calendars()
ENGLAND = CALENDARS["england"]
with (Path(__file__).parents[1] / "data" / "bank-holidays-england.csv").open(encoding="utf-8", newline="") as _file:
    OFFICIAL = {date.fromisoformat(row["date"]) for row in csv.DictReader(_file)}  # 2012 to 2028

DAY = timedelta(1)
days = st.dates(date(2013, 1, 1), date(2026, 12, 31))  # room for 300 days either way inside the official list
any_days = st.dates(date(2001, 1, 1), date(2045, 12, 31))
sizes = st.integers(0, 120)
first_days = st.sampled_from(["day-after", "same-day"])


def due(day: str, direction: str, size: int | str, unit: str = "day", first_day: str = "day-after", **more: str) -> str:
    """`due("2026-09-07", "after", 6, "week")`, on the days of `calendar` (England's, unless told)."""
    calendar = CALENDARS[more.pop("calendar", "england")]
    counted = count(date.fromisoformat(day), Period(direction, size, unit, first_day, **more), calendar)
    return counted.due.isoformat()


def is_open(day: date) -> bool:
    """A working day by the official list alone."""
    return day.weekday() < 5 and day not in OFFICIAL


def tribunal_leaves_out(day: date) -> bool:
    """Rule 12(3)(b), in its own words: August, and from 25 December to 1 January."""
    return day.month == 8 or (day.month, day.day) == (1, 1) or (day.month == 12 and day.day >= 25)


def loop(start: date, size: int, step: timedelta, first_counts: bool, counts) -> date:
    """Count days one by one: the plain reading of "the Nth day that counts"."""
    if size == 0:
        return start
    day, left = start, size
    if first_counts and counts(start):
        left -= 1
    while left:
        day += step
        left -= counts(day)
    return day


def corresponding(day: date, months: int) -> tuple[date, bool]:
    """The corresponding date, or the month's last day and False where the month has no such date."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day <= last


class TestTable:
    """Section 2 of the law of the clocks, row by row."""

    @pytest.mark.parametrize(
        ("start", "size", "unit", "last"),
        [
            ("2026-09-07", 15, "day", "2026-09-22"),
            ("2026-09-07", 6, "week", "2026-10-19"),  # a Monday to a Monday
            ("2026-08-07", 20, "week", "2026-12-25"),  # Christmas Day counts and stays
            ("2028-02-29", 1, "week", "2028-03-07"),
        ],
    )
    def test_within_days_or_weeks_of(self, start, size, unit, last):
        assert due(start, "after", size, unit) == last

    @pytest.mark.parametrize(
        ("start", "size", "unit", "last"),
        [
            ("2027-01-04", 15, "day", "2027-01-18"),
            ("2026-04-01", 5, "week", "2026-05-05"),  # the weekday before
            ("2026-04-01", 1, "day", "2026-04-01"),
        ],
    )
    def test_days_or_weeks_beginning_with(self, start, size, unit, last):
        assert due(start, "after", size, unit, "same-day") == last

    @pytest.mark.parametrize(
        ("start", "size", "last"),
        [
            ("2025-08-31", 6, "2026-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2026-02-28", 1, "2026-03-28"),  # not 31
            ("1978-09-30", 4, "1979-01-30"),  # Dodds v Walker
            ("2026-06-25", 2, "2026-08-25"),
            ("2026-12-15", 1, "2027-01-15"),
        ],
    )
    def test_within_months_of(self, start, size, last):
        assert due(start, "after", size, "month") == last

    @pytest.mark.parametrize(
        ("start", "size", "last"),
        [
            ("2026-11-30", 3, "2027-02-28"),  # no corresponding date: nothing taken off
            ("2026-12-01", 3, "2027-02-28"),  # and the same day from 1 December
            ("2027-03-01", 12, "2028-02-29"),
            ("2019-01-01", 12, "2019-12-31"),
            ("2028-02-29", 12, "2029-02-28"),
            ("2026-04-29", 2, "2026-06-28"),
            ("2025-08-31", 6, "2026-02-28"),
        ],
    )
    def test_months_beginning_with(self, start, size, last):
        assert due(start, "after", size, "month", "same-day") == last

    @pytest.mark.parametrize(
        ("start", "size", "last"),
        [
            ("2026-12-18", 15, "2027-01-13"),
            ("2026-10-03", 1, "2026-10-05"),  # from a Saturday, Monday is day 1
            ("2023-05-05", 1, "2023-05-09"),  # the coronation's Monday
            ("2026-04-02", 3, "2026-04-09"),  # over Easter
        ],
    )
    def test_working_days_of(self, start, size, last):
        assert due(start, "after", size, "working-day") == last

    @pytest.mark.parametrize(
        ("start", "size", "last"),
        [
            ("2026-12-21", 15, "2027-01-13"),  # a Monday is day 1
            ("2026-10-03", 1, "2026-10-05"),  # a Saturday is not: both counts agree
            ("2026-10-05", 1, "2026-10-05"),
        ],
    )
    def test_working_days_beginning_with(self, start, size, last):
        assert due(start, "after", size, "working-day", "same-day") == last

    @pytest.mark.parametrize(
        ("end", "size", "unit", "last"),
        [
            ("2026-11-23", 2, "week", "2026-11-09"),
            ("2027-09-01", 5, "month", "2027-04-01"),
            ("2026-07-31", 5, "month", "2026-02-28"),  # else month end
            ("2027-01-18", 15, "working-day", "2026-12-23"),
            ("2015-10-05", 14, "day", "2015-09-21"),
        ],
    )
    def test_at_least_so_long_before(self, end, size, unit, last):
        assert due(end, "before", size, unit) == last

    def test_five_clear_working_days_prior_leave_both_ends_out(self):
        assert due("2026-04-10", "before", 5, "working-day", "clear") == "2026-03-31"
        assert due("2026-04-10", "before", 5, "working-day") == "2026-04-01"  # the lenient count

    def test_fourteen_clear_days_of_notice(self):
        assert due("2026-06-30", "before", 14, "day", "clear") == "2026-06-15"

    def test_a_clear_month_before(self):
        assert due("2026-06-30", "before", 1, "month", "clear") == "2026-05-29"

    @pytest.mark.parametrize(
        ("start", "last_day", "last"),
        [
            ("2027-09-01", "02-14", "2027-02-14"),  # of the anchor's year, before or after it
            ("2027-01-01", "02-14", "2027-02-14"),
            ("2024-09-02", "03-30", "2024-03-30"),
            ("2027-03-10", "next:07-31", "2027-07-31"),
            ("2027-07-31", "next:07-31", "2027-07-31"),  # on or after
            ("2027-08-01", "next:07-31", "2028-07-31"),
            ("2014-10-01", "2015-05-30", "2015-05-30"),
        ],
    )
    def test_before_a_fixed_day(self, start, last_day, last):
        assert due(start, "fixed", last_day) == last

    @pytest.mark.parametrize("direction", ["after", "before"])
    @pytest.mark.parametrize("unit", ["day", "week", "month", "working-day"])
    @pytest.mark.parametrize("first_day", ["day-after", "same-day"])
    def test_immediately_is_the_day_itself(self, direction, unit, first_day):
        assert due("2026-05-03", direction, 0, unit, first_day) == "2026-05-03"  # a Sunday: no roll

    def test_a_period_ending_with_a_day_begins_so_many_days_before(self):
        assert due("2015-10-05", "before", 14, "day", "same-day") == "2015-09-22"  # the period's first day
        assert due("2015-10-05", "before", 2, "week", "day-after") == "2015-09-21"  # no later than its beginning
        assert due("2026-03-31", "before", 1, "month", "same-day") == "2026-03-01"

    def test_hours_are_elapsed_hours_in_london(self):
        counted = count(datetime(2026, 3, 28, 10), Period("after", 48, "hour"), None)
        assert f"{counted.at:%Y-%m-%d %H:%M %Z}" == "2026-03-30 11:00 BST"
        assert counted.due == date(2026, 3, 30)

    @pytest.mark.parametrize(
        ("moment", "word"), [("2026-03-29T01:30", "does not exist"), ("2026-10-25T01:30", "happened twice")]
    )
    def test_a_moment_of_clock_change_night_is_refused(self, moment, word):
        with pytest.raises(MomentError, match=word):
            in_london(datetime.fromisoformat(moment))

    def test_a_moment_that_happens_twice_is_settled_by_its_offset(self):
        first, second = (in_london(datetime.fromisoformat(f"2026-10-25T01:30{zone}")) for zone in ("+01:00", "+00:00"))
        assert (first.hour, second.hour) == (1, 1)
        assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)

    def test_a_scottish_bank_holiday_moves_a_freedom_of_information_date_only(self):
        assert due("2026-06-01", "after", 20, "working-day", calendar="foi") == "2026-06-30"
        assert due("2026-06-01", "after", 20, "working-day", calendar="england") == "2026-06-29"
        assert due("2026-06-01", "after", 20, "working-day", calendar="tribunal") == "2026-06-29"

    @pytest.mark.parametrize("day", ["2020-05-08", "2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08"])
    def test_proclaimed_one_offs_are_closed(self, day):
        assert ENGLAND.closed(date.fromisoformat(day))

    @pytest.mark.parametrize("day", ["2020-05-04", "2022-05-30"])
    def test_the_days_they_replaced_are_open(self, day):
        assert ENGLAND.closed(date.fromisoformat(day)) is None


class TestTribunal:
    """Rolls and days left out, of section 5."""

    @pytest.mark.parametrize(
        ("start", "last"),
        [
            ("2026-06-25", "2026-09-01"),  # ends 25 August; 31 August is itself a bank holiday
            ("2026-10-25", "2027-01-04"),  # ends Christmas Day
            ("2026-11-01", "2027-01-04"),  # ends 1 January
            ("2026-05-29", "2026-07-29"),  # ends before August
            ("2027-05-31", "2027-08-02"),  # ends Saturday 31 July: carried to 2 August, and stays there
            ("2026-10-24", "2026-12-24"),
        ],
    )
    def test_lodging_looks_at_the_unrolled_day(self, start, last):
        assert due(start, "after", 2, "month", calendar="tribunal", roll="rule12-lodging") == last

    def test_another_act_is_carried_to_the_next_working_day(self):
        assert due("2026-03-02", "after", 2, "month", roll="next-working-day") == "2026-05-05"
        assert due("2026-03-03", "after", 2, "month") == "2026-05-03"  # no roll: the Sunday stays

    @pytest.mark.parametrize(
        ("start", "size", "unit", "last"),
        [
            ("2026-07-31", 30, "working-day", "2026-10-12"),  # counting starts on 1 September
            ("2026-11-23", 30, "working-day", "2027-01-12"),
            ("2026-07-10", 28, "day", "2026-09-07"),
            ("2026-07-10", 1, "month", "2026-09-10"),  # 10 August, and ten left-out days made good
            ("2026-07-31", 1, "month", "2026-10-01"),  # 31 August, and thirty-one
        ],
    )
    def test_august_and_christmas_are_not_counted(self, start, size, unit, last):
        assert due(start, "after", size, unit, calendar="tribunal", skip="tribunal-august-christmas") == last

    @pytest.mark.parametrize(
        ("start", "direction", "size", "unit", "first_day", "last"),
        [
            ("2026-07-30", "after", 1, "day", "day-after", "2026-07-31"),  # the last day before August counts
            ("2026-07-30", "after", 2, "day", "day-after", "2026-09-01"),  # and the first after it
            ("2026-12-23", "after", 1, "day", "day-after", "2026-12-24"),  # the two ends of Christmas
            ("2026-12-23", "after", 2, "day", "day-after", "2027-01-02"),
            ("2026-07-31", "after", 2, "day", "same-day", "2026-09-01"),  # 31 July is day 1
            ("2026-08-10", "after", 1, "day", "same-day", "2026-09-01"),  # a day left out is never day 1
            ("2026-09-01", "before", 1, "day", "day-after", "2026-07-31"),
            ("2026-09-01", "before", 2, "day", "same-day", "2026-07-31"),
            ("2026-09-01", "before", 1, "day", "clear", "2026-07-30"),  # 31 July stands clear between the two
            ("2026-09-02", "before", 1, "day", "clear", "2026-07-31"),  # and here 1 September does
            ("2026-09-03", "before", 1, "week", "clear", "2026-07-26"),  # 27 to 31 July, 1 and 2 September
            ("2027-01-06", "before", 5, "working-day", "clear", "2026-12-21"),  # 22 to 24 December, 4 and 5 January
            ("2027-01-06", "before", 5, "working-day", "day-after", "2026-12-22"),
            ("2026-12-10", "after", 1, "month", "day-after", "2027-01-18"),  # 10 January, and eight days
            ("2026-07-10", "after", 1, "month", "same-day", "2026-09-09"),  # to 9 August, and nine
            ("2026-08-10", "after", 1, "month", "same-day", "2026-10-01"),  # to 9 September, and 10 to 31 August
            ("2026-09-10", "before", 1, "month", "day-after", "2026-07-10"),  # 10 to 31 August, 22 days
            ("2026-09-10", "before", 1, "month", "same-day", "2026-07-11"),
            ("2026-08-10", "before", 1, "month", "same-day", "2026-07-01"),  # 11 July to 10 August: ten days of it
            ("2026-08-10", "after", 0, "month", "same-day", "2026-08-10"),  # at once is that day, whatever day it is
            ("2026-08-10", "before", 0, "month", "same-day", "2026-08-10"),
            ("2026-08-10", "after", 0, "day", "same-day", "2026-08-10"),
            ("2026-09-15", "before", 1, "month", "clear", "2026-07-14"),  # 15 August to 14 September: 17 days of it
        ],
    )
    def test_both_ends_of_what_is_not_counted(self, start, direction, size, unit, first_day, last):
        skip = "tribunal-august-christmas"
        assert due(start, direction, size, unit, first_day, calendar="tribunal", skip=skip) == last

    def test_the_hour_of_the_last_day_is_a_moment_in_london(self):
        counted = count(date(2026, 6, 25), Period("after", 2, "month", cutoff=time(17)), None)
        assert counted.at == datetime(2026, 8, 25, 16, tzinfo=UTC)  # 5pm in summer time


class TestHours:
    """Elapsed hours, and hours of working days. 27 November 2026 is a Friday."""

    @pytest.mark.parametrize(
        ("start", "direction", "size", "unit", "end"),
        [
            ("2026-11-27T15:00", "after", 48, "hour", "2026-11-29T15:00"),
            ("2026-11-27T15:00", "before", 48, "hour", "2026-11-25T15:00"),
            ("2026-11-27T15:00", "after", 48, "working-hour", "2026-12-01T15:00"),  # 9, 24 and 15 of them
            ("2026-12-01T15:00", "before", 48, "working-hour", "2026-11-27T15:00"),
            ("2026-11-25T15:00", "after", 8, "working-hour", "2026-11-25T23:00"),
            ("2026-11-27T15:00", "after", 8, "working-hour", "2026-11-27T23:00"),  # the last hour of the week
            ("2026-11-27T15:00", "after", 9, "working-hour", "2026-11-30T00:00"),  # ends as the next working day begins
            ("2026-11-28T11:00", "after", 10, "working-hour", "2026-11-30T10:00"),  # a Saturday's hours do not count
            ("2026-11-29T11:00", "before", 10, "working-hour", "2026-11-27T14:00"),
            ("2026-11-30T00:00", "before", 10, "working-hour", "2026-11-27T14:00"),
            ("2026-12-01T00:00", "before", 10, "working-hour", "2026-11-30T14:00"),  # midnight ends the day before it
            ("2026-12-24T12:00", "after", 24, "working-hour", "2026-12-29T12:00"),  # over Christmas
            ("2026-12-29T12:00", "before", 24, "working-hour", "2026-12-24T12:00"),
            ("2026-11-25T15:00", "after", 0, "working-hour", "2026-11-25T15:00"),
        ],
    )
    def test_forward_and_back(self, start, direction, size, unit, end):
        counted = count(datetime.fromisoformat(start), Period(direction, size, unit), ENGLAND)
        assert (f"{counted.at:%Y-%m-%dT%H:%M}", counted.due.isoformat()) == (end, end[:10])
        assert not counted.provisional

    @pytest.mark.parametrize("unit", ["hour", "working-hour"])
    def test_from_a_day_alone_they_are_refused(self, unit):
        with pytest.raises(CountingError, match="moment"):
            count(date(2026, 11, 27), Period("after", 48, unit), ENGLAND)

    @pytest.mark.parametrize(("known_to", "provisional"), [("2026-12-01", False), ("2026-11-30", True)])
    @pytest.mark.parametrize(("start", "direction"), [("2026-11-27T15:00", "after"), ("2026-12-01T15:00", "before")])
    def test_either_end_on_a_day_not_announced_makes_a_forecast(self, start, direction, known_to, provisional):
        calendar = own_calendar("c", "C", ENGLAND, [], date.fromisoformat(known_to))
        counted = count(datetime.fromisoformat(start), Period(direction, 48, "working-hour"), calendar)
        assert counted.provisional is provisional

    @pytest.mark.parametrize(("start", "direction"), [("2026-11-28T00:00", "after"), ("2026-11-29T15:00", "before")])
    def test_the_closed_days_are_told_from_the_first_to_the_last(self, start, direction):
        steps: list[CountStep] = []
        count(datetime.fromisoformat(start), Period(direction, 9, "working-hour"), ENGLAND, steps)
        closed = [day for step in steps if isinstance(step, ClosedDaysSkipped) for day, _ in step.days]
        assert closed == [date(2026, 11, 28), date(2026, 11, 29)]


class TestWhatTheStepsName:
    """Easter 2026: 3 to 6 April are closed. 2 and 7 April are open."""

    @pytest.mark.parametrize(("start", "direction"), [("2026-04-02", "after"), ("2026-04-07", "before")])
    def test_the_closed_days_between_either_way(self, start, direction):
        steps: list[CountStep] = []
        count(date.fromisoformat(start), Period(direction, 1, "working-day"), ENGLAND, steps)
        (skipped,) = [step for step in steps if isinstance(step, ClosedDaysSkipped)]
        assert [day.day for day, _ in skipped.days] == [3, 4, 5, 6]

    @pytest.mark.parametrize(("start", "direction"), [("2026-07-31", "after"), ("2026-09-01", "before")])
    def test_the_days_left_out_between_either_way(self, start, direction):
        steps: list[CountStep] = []
        count(date.fromisoformat(start), Period(direction, 1, skip="tribunal-august-christmas"), ENGLAND, steps)
        (left,) = [step for step in steps if isinstance(step, DaysLeftOut)]
        assert [day.day for day in left.days] == list(range(1, 32))

    @pytest.mark.parametrize(
        ("start", "direction", "due_on", "days"),
        [
            ("2026-07-30", "after", "2026-07-31", []),  # 1 August comes after the last day
            ("2026-08-10", "before", "2026-07-31", list(range(1, 11))),  # the day counted from is one of them
            ("2026-08-30", "after", "2026-09-01", [30, 31]),
            ("2027-01-02", "before", "2026-12-24", [25, 26, 27, 28, 29, 30, 31, 1]),
        ],
    )
    def test_the_days_left_out_end_with_the_count(self, start, direction, due_on, days):
        steps: list[CountStep] = []
        period = Period(direction, 1, skip="tribunal-august-christmas")
        assert count(date.fromisoformat(start), period, ENGLAND, steps).due.isoformat() == due_on
        (left,) = [step for step in steps if isinstance(step, DaysLeftOut)]
        assert [day.day for day in left.days] == days

    @pytest.mark.parametrize(
        ("start", "size", "month_end"),
        [
            ("2025-08-31", 6, "2026-02-28"),
            ("2026-01-30", 1, "2026-02-28"),
            ("2026-09-30", 1, None),
            ("2026-02-28", 1, None),
        ],
    )
    def test_a_month_without_the_day_says_so_and_no_other(self, start, size, month_end):
        for skip in get_args(counting.Skip):
            steps: list[CountStep] = []
            count(date.fromisoformat(start), Period("after", size, "month", skip=skip), ENGLAND, steps)
            missing = [step for step in steps if isinstance(step, NoCorrespondingDate)]
            assert [str(step.month_end) for step in missing] == ([month_end] if month_end else [])

    @pytest.mark.parametrize(
        ("start", "size", "roll", "rolled", "days", "why"),
        [
            ("2026-04-02", 1, "next-working-day", "2026-04-07", [3, 4, 5, 6], "Good Friday"),
            ("2026-04-02", 4, "previous-working-day", "2026-04-02", [3, 4, 5, 6], "Easter Monday"),
            ("2026-04-02", 2, "next-working-day", "2026-04-07", [4, 5, 6], "Saturday"),
            ("2026-04-02", 3, "previous-working-day", "2026-04-02", [3, 4, 5], "Sunday"),
            ("2025-12-31", 1, "next-working-day", "2026-01-02", [1], "New Year's Day"),  # and not Saturday the 3rd
            ("2029-12-24", 1, "previous-working-day", "2029-12-24", [25], "Christmas Day"),  # nor Sunday the 23rd
        ],
    )
    def test_the_closed_days_of_a_roll_with_the_one_it_ended_on(self, start, size, roll, rolled, days, why):
        steps: list[CountStep] = []
        counted = count(date.fromisoformat(start), Period("after", size, roll=roll), ENGLAND, steps)
        (step,) = [step for step in steps if isinstance(step, EndRolled)]
        assert counted.due == date.fromisoformat(rolled) == step.day
        assert [day.day for day, _ in step.days] == days
        assert step.why == why

    @pytest.mark.parametrize(
        ("start", "due_on", "reason"),
        [
            ("2026-07-31", "2026-09-01", "august"),  # ends on the 1st of August
            ("2026-08-30", "2026-09-01", "august"),  # and on the 31st
            ("2026-12-24", "2027-01-04", "christmas"),  # ends on Christmas Day
            ("2026-12-31", "2027-01-04", "christmas"),  # and on 1 January: not into another year
        ],
    )
    def test_lodging_runs_on_to_the_end_of_the_season(self, start, due_on, reason):
        steps: list[CountStep] = []
        counted = count(date.fromisoformat(start), Period("after", 1, roll="rule12-lodging"), ENGLAND, steps)
        (step,) = [step for step in steps if isinstance(step, EndRolled)]
        assert (counted.due.isoformat(), step.why) == (due_on, reason)


class TestAgainstLoops:
    @given(days, sizes, first_days, st.sampled_from(["after", "before"]))
    def test_working_days_agree_with_a_loop_over_the_official_list(self, start, size, first_day, direction):
        step = DAY if direction == "after" else -DAY
        wanted = loop(start, size, step, first_day == "same-day", is_open)
        assert count(start, Period(direction, size, "working-day", first_day), ENGLAND).due == wanted

    @given(days, sizes)
    def test_clear_working_days_before_leave_both_ends_out(self, end, size):
        act = count(end, Period("before", size, "working-day", "clear"), ENGLAND).due
        assert is_open(act)
        assert sum(is_open(act + n * DAY) for n in range(1, (end - act).days)) == size

    @given(days, st.integers(0, 300))
    def test_clear_days_before_leave_both_ends_out(self, end, size):
        act = count(end, Period("before", size, "day", "clear"), None).due
        assert (end - act).days - 1 == size

    @given(any_days, sizes, first_days, st.sampled_from(["day", "week", "working-day"]))
    def test_days_left_out_are_never_counted(self, start, size, first_day, unit):
        period = Period("after", size, unit, first_day, skip="tribunal-august-christmas")
        working = unit == "working-day"

        def counts(day: date) -> bool:
            return not tribunal_leaves_out(day) and not (working and ENGLAND.closed(day))

        last = count(start, period, ENGLAND).due
        assert last == loop(start, size * (7 if unit == "week" else 1), DAY, first_day == "same-day", counts)
        assert not tribunal_leaves_out(last) or last == start

    @given(any_days, st.integers(1, 30), st.sampled_from(["after", "before"]), st.sampled_from(get_args(FirstDay)))
    def test_a_month_makes_good_every_day_left_out(self, start, size, direction, first_day):
        """The period holds as many days that count as the month has days; a clear one holds neither of its ends."""
        assume((direction, first_day) != ("after", "clear"))  # which is refused
        skip = "tribunal-august-christmas"
        plain = count(start, Period(direction, size, "month", first_day), None).due
        longer = count(start, Period(direction, size, "month", first_day, skip=skip), ENGLAND).due

        def inside(last: date) -> list[date]:
            low, high = min(start, last), max(start, last)
            among = [low + n * DAY for n in range((high - low).days + 1)]
            return [
                day
                for day in among
                if (first_day == "same-day" or day != start) and (first_day != "clear" or day != last)
            ]

        assert sum(not tribunal_leaves_out(day) for day in inside(longer)) == len(inside(plain))
        assert not tribunal_leaves_out(longer) or longer == plain

    @given(any_days, st.integers(0, 40), first_days)
    def test_months_agree_with_the_corresponding_date(self, start, size, first_day):
        date_there, exists = corresponding(start, size)
        inclusive = first_day == "same-day" and exists and size > 0
        assert count(start, Period("after", size, "month", first_day), None).due == date_there - inclusive * DAY

    @given(any_days, st.integers(0, 40))
    def test_months_before_agree_with_the_corresponding_date(self, end, size):
        assert count(end, Period("before", size, "month"), None).due == corresponding(end, -size)[0]

    @given(st.integers(2015, 2035), st.integers(-40 * 24, 40 * 24), st.integers(0, 200), st.sampled_from([3, 10]))
    def test_hours_agree_with_universal_time_through_both_clock_changes(self, year, offset, size, month):
        change = last_sunday(year, month)
        start = change + timedelta(hours=offset)
        counted = count(start, Period("after", size, "hour"), None)
        end = start + timedelta(hours=size)
        assert counted.at.astimezone(UTC) == end
        assert counted.at.utcoffset() == timedelta(hours=summer_time(end))
        assert counted.due == (end + timedelta(hours=summer_time(end))).date()


def last_sunday(year: int, month: int) -> datetime:
    """When the clocks change: 01:00 universal time on the last Sunday of March and of October."""
    last = date(year, month, 31)
    return datetime.combine(last - (last.weekday() + 1) % 7 * DAY, time(1), tzinfo=UTC)


def summer_time(moment: datetime) -> bool:
    return last_sunday(moment.year, 3) <= moment < last_sunday(moment.year, 10)


class TestLaws:
    @given(any_days, st.integers(-60, 60))
    def test_month_arithmetic_never_leaves_the_target_month(self, start, months):
        there = add_months(start, months)
        assert there.year * 12 + there.month == start.year * 12 + start.month + months

    @pytest.mark.parametrize("year", [1999, 2000, 2026, 2028, 2100])
    def test_a_month_on_is_that_of_dateutil(self, year):
        starts = [date(year, 1, 1) + n * DAY for n in range(366)]
        for months in (-13, -12, -1, 0, 1, 2, 3, 5, 11, 12, 15, 25):
            for start in starts:
                assert add_months(start, months) == start + relativedelta(months=months), (start, months)

    @given(any_days, st.integers(0, 60), st.sampled_from(["day", "week", "month", "working-day"]))
    def test_beginning_with_is_never_later_than_of(self, start, size, unit):
        inclusive, exclusive = (
            count(start, Period("after", size, unit, first), ENGLAND).due for first in ("same-day", "day-after")
        )
        assert start <= inclusive <= exclusive

    @given(any_days, st.integers(0, 60))
    def test_weeks_of_keep_the_weekday_and_weeks_beginning_with_end_on_the_one_before(self, start, size):
        assert count(start, Period("after", size, "week"), None).due.weekday() == start.weekday()
        assume(size)
        last = count(start, Period("after", size, "week", "same-day"), None).due
        assert (last + DAY).weekday() == start.weekday()

    @given(any_days, sizes, st.sampled_from(["day", "week", "working-day"]))
    def test_what_is_added_can_be_taken_away(self, start, size, unit):
        start = ENGLAND.roll_forward(start) if unit == "working-day" else start
        there = count(start, Period("after", size, unit), ENGLAND).due
        assert count(there, Period("before", size, unit), ENGLAND).due == start

    @given(any_days, st.dates(date(2001, 1, 1), date(2001, 12, 31)))
    def test_next_fixed_day_is_on_or_after_and_within_a_year(self, start, day):
        assume((day.month, day.day) != (2, 29))
        last = count(start, Period("fixed", f"next:{day:%m-%d}"), None).due
        assert (last.month, last.day) == (day.month, day.day)
        assert start <= last <= start + 365 * DAY

    @given(any_days, st.integers(0, 400))
    def test_the_next_working_day_is_the_first_open_day_on_or_after(self, start, size):
        last = start + size * DAY
        rolled = count(start, Period("after", size, roll="next-working-day"), ENGLAND).due
        assert rolled >= last
        assert ENGLAND.closed(rolled) is None
        assert all(ENGLAND.closed(last + n * DAY) for n in range((rolled - last).days))

    @given(any_days, st.integers(0, 400))
    def test_lodging_never_falls_in_august_or_at_christmas_unless_time_ended_outside(self, start, size):
        unrolled = start + size * DAY
        rolled = count(start, Period("after", size, roll="rule12-lodging"), ENGLAND).due
        assert ENGLAND.closed(rolled) is None
        if tribunal_leaves_out(unrolled):
            season_end = date(unrolled.year, 8, 31)
            if unrolled.month != 8:
                season_end = date(unrolled.year + (unrolled.month == 12), 1, 1)
            assert rolled > season_end
            assert all(ENGLAND.closed(season_end + n * DAY) for n in range(1, (rolled - season_end).days))
        else:
            assert rolled == count(start, Period("after", size, roll="next-working-day"), ENGLAND).due

    @given(any_days, st.integers(1, 60))
    def test_a_response_never_falls_in_august_or_from_25_december_to_1_january(self, start, size):
        period = Period("after", size, "working-day", skip="tribunal-august-christmas")
        last = count(start, period, CALENDARS["tribunal"]).due
        assert not tribunal_leaves_out(last)
        assert ENGLAND.closed(last) is None

    @given(any_days, st.integers(0, 120), st.integers(0, 120), st.sampled_from(get_args(counting.Roll)))
    def test_combining_before_or_after_rolling_gives_the_same_date(self, start, one, two, roll):
        def rolled(size: int) -> date:
            return count(start, Period("after", size, roll=roll), ENGLAND).due

        assert max(rolled(one), rolled(two)) == rolled(max(one, two))
        assert min(rolled(one), rolled(two)) == rolled(min(one, two))

    @given(
        any_days,
        sizes,
        st.sampled_from(["after", "before"]),
        st.sampled_from(["day", "week", "month", "working-day", "school-day"]),
        first_days,
        st.sampled_from(get_args(counting.Skip)),
        st.sampled_from(get_args(counting.Roll)),
    )
    def test_the_last_dated_step_is_the_due_day(self, start, size, direction, unit, first_day, skip, roll):
        steps: list[CountStep] = []
        counted = count(start, Period(direction, size, unit, first_day, skip, roll), ENGLAND, steps)
        assert [step.day for step in steps if step.day][-1] == counted.due
        assert counted == count(start, Period(direction, size, unit, first_day, skip, roll), ENGLAND)

    @given(any_days, sizes, st.sampled_from(["after", "before"]), first_days)
    def test_school_days_are_counted_as_working_days_of_the_schools_own_calendar(self, start, size, direction, first):
        for skip in get_args(counting.Skip):
            school, working = (
                count(start, Period(direction, size, unit, first, skip), ENGLAND).due
                for unit in ("school-day", "working-day")
            )
            assert school == working


class TestWhatCannotBeCounted:
    @pytest.mark.parametrize(
        "period",
        [
            Period("after", 5, "working-day"),
            Period("after", 5, "school-day"),
            Period("after", 5, roll="next-working-day"),
            Period("after", 5, skip="tribunal-august-christmas"),
        ],
    )
    def test_without_a_calendar(self, period):
        with pytest.raises(CountingError, match="calendar"):
            count(date(2026, 1, 5), period, None)

    def test_hours_without_an_hour_to_start_from(self):
        with pytest.raises(CountingError, match="moment"):
            count(date(2026, 1, 5), Period("after", 48, "hour"), None)

    @pytest.mark.parametrize("unit", ["day", "week", "month"])
    def test_beyond_the_years_a_date_can_hold(self, unit):
        with pytest.raises(CountingError, match="9999"):
            count(date(2026, 1, 5), Period("after", 4_000_000, unit), None)

    def test_working_days_beyond_every_source(self):
        with pytest.raises(NotCoveredError, match="2101"):
            count(date(2100, 12, 1), Period("after", 60, "working-day"), ENGLAND)

    def test_days_and_weeks_need_no_source(self):
        assert due("2200-01-01", "after", 2, "week") == "2200-01-15"


class TestForecasts:
    def test_working_days_beyond_the_announced_years_are_a_forecast(self):
        last = bank_holidays.ANNOUNCED_TO
        assert count(last, Period("after", 1, "working-day"), ENGLAND).provisional
        assert count(last + DAY, Period("before", 5, "working-day"), ENGLAND).provisional
        assert not count(last, Period("before", 5, "working-day"), ENGLAND).provisional

    def test_rolls_and_left_out_days_beyond_them_are_too(self):
        for more in ({"roll": "next-working-day"}, {"skip": "tribunal-august-christmas"}):
            assert count(date(2028, 12, 20), Period("after", 30, **more), ENGLAND).provisional
            assert not count(date(2028, 11, 1), Period("after", 30, **more), ENGLAND).provisional

    def test_calendar_days_are_certain_for_ever(self):
        assert not count(date(2040, 1, 1), Period("after", 20, "week"), ENGLAND).provisional


class TestLengths:
    """One grammar for "5wd", wherever it is written."""

    @pytest.mark.parametrize(
        ("text", "offset"),
        [
            ("5wd", (5, "working-day")),
            ("0d", (0, "day")),
            ("2w", (2, "week")),
            ("10sd", (10, "school-day")),
            ("3m", (3, "month")),
            ("1y", (12, "month")),
            ("48h", (48, "hour")),
            ("48wh", (48, "working-hour")),
            ("9999999d", (9999999, "day")),
        ],
    )
    def test_a_number_and_a_unit(self, text, offset):
        assert read_offset(text) == offset

    @pytest.mark.parametrize(
        "text", ["", "d", "5", "5 d", "5x", "5dd", "+5d", "-1d", "1.5d", "\u0665d", "5D", "10000000d"]
    )
    def test_what_is_no_length(self, text):
        assert read_offset(text) is None

    def test_a_sign_where_it_may_have_one(self):
        assert read_offset("-1d", signed=True) == (-1, "day")
        assert read_offset("+2wd", signed=True) == (2, "working-day")
        assert read_offset("15wd", signed=True) == (15, "working-day")
        assert read_offset("+-1d", signed=True) is None

    def test_only_the_units_and_digits_asked_for(self):
        assert read_offset("1m", ("d", "w")) is None
        assert read_offset("1000d", digits=3) is None

    @given(any_days, st.integers(0, 400), st.sampled_from(["day", "week", "month", "working-day"]))
    def test_it_moves_a_day_as_counting_from_the_day_after_does(self, day, size, unit):
        on, back = (count(day, Period(way, size, unit), ENGLAND).due for way in ("after", "before"))
        assert moved(day, Offset(size, unit), ENGLAND) == on == moved(day, Offset(-size, unit), ENGLAND, back=True)
        assert moved(day, Offset(size, unit), ENGLAND, back=True) == back == moved(day, Offset(-size, unit), ENGLAND)

    @pytest.mark.parametrize(
        ("size", "unit", "day"),
        [
            (1, "month", "2026-05-02"), (0, "month", "2026-04-02"), (-1, "month", "2026-03-02"),
            (1, "working-day", "2026-04-07"), (0, "working-day", "2026-04-02"), (-1, "working-day", "2026-04-01"),
            (1, "week", "2026-04-09"), (-1, "week", "2026-03-26"), (1, "day", "2026-04-03"), (-1, "day", "2026-04-01"),
        ],
    )  # fmt: skip
    def test_one_of_a_unit_on_and_back(self, size, unit, day):
        """From Maundy Thursday 2026, 2 April: the next working day is the Tuesday after Easter."""
        assert moved(date(2026, 4, 2), Offset(size, unit), ENGLAND).isoformat() == day
        assert moved(date(2026, 4, 2), Offset(-size, unit), ENGLAND, back=True).isoformat() == day

    def test_beyond_what_dates_can_hold_is_no_length_that_can_be_counted(self):
        with pytest.raises(CountingError):
            moved(date(9999, 12, 1), Offset(5, "week"), ENGLAND)


class TestShifts:
    """What is the same number of days from every start; anything that hangs on a calendar or an hour is not."""

    @pytest.mark.parametrize(
        ("period", "days"),
        [
            (Period("after", 5), 5),
            (Period("before", 2, "week"), -14),
            (Period("after", 5, first_day="same-day"), 4),
            (Period("before", 5, first_day="clear"), -6),
            (Period("after", 0, first_day="same-day"), 0),
            (Period("after", 5, roll="next-working-day"), None),
            (Period("after", 5, skip="tribunal-august-christmas"), None),
            (Period("after", 5, cutoff=time(17)), None),
            (Period("after", 5, "working-day"), None),
            (Period("after", 5, "month"), None),
            (Period("fixed", "02-14"), None),
        ],
    )
    def test_only_of_days_and_weeks_alone(self, period, days):
        assert shift_of(period) == (None if days is None else days * DAY)


class TestPlainMonths:
    """What `after_months` counts as `count` does: months alone; anything that hangs on a calendar or an hour is not."""

    @pytest.mark.parametrize(
        ("period", "plain"),
        [
            (Period("after", 2, "month"), True),
            (Period("before", 2, "month", "clear"), True),
            (Period("after", 2, "month", "same-day"), True),
            (Period("after", 2, "month", roll="rule12-lodging"), False),
            (Period("after", 2, "month", skip="tribunal-august-christmas"), False),
            (Period("after", 2, "month", cutoff=time(17)), False),
            (Period("after", 2, "month", roll="rule12-lodging", skip="tribunal-august-christmas"), False),
            (Period("after", 2, "week"), False),
            (Period("after", 2), False),
            (Period("after", 2, "working-day"), False),
            (Period("fixed", "02-14", "month"), False),
        ],
    )
    def test_only_of_months_alone(self, period, plain):
        assert is_months(period) is plain
        if plain:
            start = date(2026, 8, 31)
            assert after_months(start, period) == count(start, period, None).due

    def test_beyond_what_dates_can_hold(self):
        for direction, size in (("after", 99_999), ("before", 30_000)):
            with pytest.raises(CountingError, match="9999"):
                after_months(date(2026, 8, 31), Period(direction, size, "month"))


def test_to_a_weekday_is_the_nearest_that_way_and_the_day_itself_is_near_enough():
    for n in range(7):
        day = date(2026, 11, 23 + n)
        for weekday in range(7):
            on = next(day + ahead * DAY for ahead in range(7) if (day + ahead * DAY).weekday() == weekday)
            back = next(day - ago * DAY for ago in range(7) if (day - ago * DAY).weekday() == weekday)
            assert (to_weekday(day, weekday, False), to_weekday(day, weekday, True)) == (on, back)


class TestBirthdays:
    BORN = date(2000, 2, 29)

    @pytest.mark.parametrize(
        ("years", "day"),
        [(24, date(2024, 2, 29)), (25, date(2025, 3, 1)), (26, date(2026, 3, 1)), (0, date(2000, 2, 29))],
    )
    def test_of_29_february(self, years, day):
        """Family Law Reform Act 1969 s.9(1): docs/decisions/0010-birthday-of-29-february.md."""
        assert birthday(self.BORN, years) == day
        assert (age_on(self.BORN, day), age_on(self.BORN, day - DAY)) == (years, years - 1)

    @given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
    def test_age_is_attained_as_the_birthday_begins_and_lasts_to_the_day_before_the_next(self, born, years):
        first, last = birthday(born, years), birthday(born, years + 1) - DAY
        assert age_on(born, first) == age_on(born, last) == years
        assert age_on(born, first - DAY) == years - 1
        assert (first.month, first.day) == (born.month, born.day) or (born.month, born.day) == (2, 29)
