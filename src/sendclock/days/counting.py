"""From a day and a period to the last lawful day; how periods are written; birthdays and age.

The edge cases are those of `docs/counting.md`: weeks and days of the calendar, corresponding dates
for months, working days by table, hours through UTC. Whoever wants to know how a day was reached gives a list
for the steps: the same count then notes them down.

Must not know: rules, cases, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal

from sendclock.days.calendars import Calendar, NotCoveredError
from sendclock.days.hours import add_hours, at_time
from sendclock.days.step import ClosedDaysSkipped, DaysLeftOut, EndRolled, NoCorrespondingDate, PeriodCounted, Steps
from sendclock.tuples import NamedTuple

Direction = Literal["after", "before", "fixed"]
Unit = Literal["day", "week", "month", "working-day", "school-day", "hour", "working-hour"]
FirstDay = Literal["day-after", "same-day", "clear"]
Skip = Literal["none", "tribunal-august-christmas"]
Roll = Literal["none", "next-working-day", "previous-working-day", "rule12-lodging"]

LEFT_OUT = "tribunal-august-christmas"
# How a length is written, on the command line, in packs and in settings alike: the unit, and how many of it.
UNITS: Mapping[str, tuple[Unit, int]] = {
    "d": ("day", 1),
    "wd": ("working-day", 1),
    "sd": ("school-day", 1),
    "w": ("week", 1),
    "m": ("month", 1),
    "y": ("month", 12),
    "h": ("hour", 1),
    "wh": ("working-hour", 1),
}


class Offset(NamedTuple):
    """So many units on from a day; back from it, where `size` is negative."""

    size: int
    unit: Unit


def read_offset(text: str, units: Container[str] = UNITS, digits: int = 7, signed: bool = False) -> Offset | None:
    """`5wd`, `2w`, `1y` (twelve months); `-1d` and `+1wd` too, where it may be `signed`. None where it is no such
    length, has another unit than `units`, or more than so many digits.

    >>> read_offset("5wd")
    Offset(size=5, unit='working-day')
    """
    sign = text[:1] if text.startswith(("+", "-")) else ""
    number = text[len(sign) :].rstrip("abcdefghijklmnopqrstuvwxyz")
    word = text[len(sign) + len(number) :]
    if word not in units or not (number.isascii() and number.isdecimal() and len(number) <= digits):
        return None
    if sign and not signed:
        return None
    unit, times = UNITS[word]
    return Offset(int(sign + number) * times, unit)


def moved(day: date, offset: Offset, calendar: Calendar, back: bool = False) -> date:
    """The day that far on from `day`, or that far `back` from it; `day` itself is not counted."""
    size = -offset.size if back else offset.size
    if offset.unit in ("day", "week"):
        return shifted(day, timedelta(size if offset.unit == "day" else 7 * size))
    return count(day, Period("after" if size >= 0 else "before", abs(size), offset.unit), calendar).due


BEYOND = "the period reaches beyond the years a date can hold (1 to 9999)"


class Period(NamedTuple):
    """How far, and how counted. The words of the law table: see `docs/counting.md`.

    With `fixed`, `size` is the last lawful day itself: `02-14` of the start's year, `next:07-31` the
    first such day on or after the start, or a whole date. Otherwise it is a number of units. A `working-hour` is an
    hour of a working day, each of which has 24.
    """

    direction: Direction
    size: int | str
    unit: Unit = "day"
    first_day: FirstDay = "day-after"
    skip: Skip = "none"
    roll: Roll = "none"
    cutoff: time | None = None


class Counted(NamedTuple):
    """The last lawful day, the moment if the limit is one, and whether it leans on days not yet announced."""

    due: date
    at: datetime | None
    provisional: bool


class CountingError(ValueError):
    """The period cannot be counted: no calendar, no hour to start from, or beyond what dates can hold."""


def count(start: date, period: Period, calendar: Calendar | None, steps: Steps | None = None) -> Counted:
    """Count `period` from `start`; both ends as `period.first_day` says. How, is noted in `steps`, if they are given.

    `calendar` is needed for working and school days, for rolls and for left-out days. Hours need
    `start` to be a datetime. Raises CountingError; NotCoveredError when no source covers a year.

    >>> count(date(2026, 9, 7), Period("after", 6, "week"), None).due
    datetime.date(2026, 10, 19)
    """
    try:
        if period.unit == "hour":
            return _count_hours(start, period, steps)
        if period.unit == "working-hour":
            return _count_working_hours(start, period, _needed(calendar), steps)
        if isinstance(start, datetime):
            start = start.date()
        return _count_days(start, period, calendar, steps)
    except NotCoveredError:
        raise
    except (OverflowError, ValueError) as error:
        if isinstance(error, CountingError):
            raise
        raise CountingError(BEYOND) from None


def _count_hours(start: date, period: Period, steps: Steps | None) -> Counted:
    if not isinstance(start, datetime):
        raise CountingError("hours are counted from a moment: give a time as well, such as 2026-10-24T10:00")
    hours = int(period.size) if period.direction == "after" else -int(period.size)
    end = add_hours(start, hours)
    if steps is not None:
        steps.append(PeriodCounted(end.date(), period, start))
    return Counted(end.date(), end, False)


def _count_working_hours(start: date, period: Period, calendar: Calendar, steps: Steps | None) -> Counted:
    """Hours by the clock on the wall that fall on working days, all 24 of each: 48 from Friday 15:00 end on Tuesday
    15:00. The hours of closed days pass without being counted."""
    if not isinstance(start, datetime):
        raise CountingError("hours are counted from a moment: give a time as well, such as 2026-10-24T10:00")
    forward, left = period.direction == "after", timedelta(hours=int(period.size))
    moment, midnight = start.replace(tzinfo=None), time.min
    while True:
        day = moment.date() if forward or moment.time() != midnight else moment.date() - timedelta(1)
        edge = datetime.combine(day + timedelta(1) if forward else day, midnight)
        if calendar.closed(day) is None:
            if left < abs(edge - moment):
                break
            left -= abs(edge - moment)
        moment = edge
    end = at_time((moment := moment + left if forward else moment - left).date(), moment.time())
    first, last = min(start.date(), end.date()), max(start.date(), end.date())
    if steps is not None:
        steps.append(PeriodCounted(end.date(), period, start))
        steps.append(ClosedDaysSkipped(calendar.closed_between(first, last), calendar.title))
    return Counted(end.date(), end, last > calendar.confirmed_to)


def _count_days(start: date, period: Period, calendar: Calendar | None, steps: Steps | None) -> Counted:
    by_working_days = period.unit in ("working-day", "school-day")
    if period.skip == LEFT_OUT:
        due = _with_days_left_out(start, period, _needed(calendar), steps)
    elif period.direction == "fixed":
        due = _fixed(start, str(period.size))
    elif by_working_days:
        due = _working_days(start, period, _needed(calendar))
    elif period.unit == "month":
        due = _months(start, period, steps)
    else:
        due = shifted(start, _length(period))
    if steps is not None:
        steps.append(PeriodCounted(due, period, start))
        if by_working_days:
            closed = _needed(calendar).closed_between(min(start, due), max(start, due))
            steps.append(ClosedDaysSkipped(closed, _needed(calendar).title))
    if period.roll != "none":
        due = _rolled(due, period.roll, _needed(calendar), steps)
    leans_on_calendar = by_working_days or period.roll != "none" or period.skip != "none"
    provisional = leans_on_calendar and max(start, due) > _needed(calendar).confirmed_to
    return Counted(due, at_time(due, period.cutoff) if period.cutoff else None, provisional)


def _needed(calendar: Calendar | None) -> Calendar:
    if calendar is None:
        raise CountingError("working days, rolls and left-out days need a calendar")
    return calendar


def _fixed(start: date, last: str) -> date:
    """`02-14` in the start's own year; `next:07-31` on or after the start; a whole date as it stands."""
    if last.startswith("next:"):
        this_year = date.fromisoformat(f"{start.year}-{last[5:]}")
        return this_year if this_year >= start else date.fromisoformat(f"{start.year + 1}-{last[5:]}")
    return date.fromisoformat(f"{start.year}-{last}" if len(last) == 5 else last)


def shift_of(period: Period) -> timedelta | None:
    """How far the last day of a period is from its start, if that is the same from every start: a number of days or
    weeks, with no calendar, skip, roll or hour to play a part. None of any other."""
    if period.unit not in ("day", "week") or period.direction == "fixed":
        return None
    return None if period.skip != "none" or period.roll != "none" or period.cutoff else _length(period)


def _length(period: Period) -> timedelta:
    """From its start to its last day, for a number of days or weeks."""
    days = int(period.size) * (7 if period.unit == "week" else 1)
    if days and period.first_day == "same-day":
        days -= 1
    if period.first_day == "clear":
        days += 1
    return timedelta(days if period.direction == "after" else -days)


def is_months(period: Period) -> bool:
    """Whether it is a number of months, with no calendar, skip, roll or hour to play a part (`after_months`)."""
    plain = period.skip == "none" and period.roll == "none" and period.cutoff is None
    return plain and period.unit == "month" and period.direction != "fixed"


def after_months(start: date, period: Period) -> date:
    """The last day of such a period. Raises CountingError beyond what dates can hold."""
    try:
        return _months(start, period, None)
    except (OverflowError, ValueError):
        raise CountingError(BEYOND) from None


def shifted(start: date, shift: timedelta) -> date:
    """`shift` away from `start`. Raises CountingError beyond what dates can hold."""
    try:
        return start + shift
    except OverflowError:
        raise CountingError(BEYOND) from None


def _months(start: date, period: Period, steps: Steps | None) -> date:
    """The corresponding date, or the month's last day where there is none (Dodds v Walker [1981]).

    "Beginning with" ends the day before the corresponding date; where there is no such date the month
    ends the period and nothing is taken off.
    """
    months = int(period.size) if period.direction == "after" else -int(period.size)
    corresponding = add_months(start, months)
    missing = corresponding.day != start.day
    if missing and steps is not None:
        steps.append(NoCorrespondingDate(start, corresponding))
    if period.direction == "after":
        inclusive = period.first_day == "same-day" and months and not missing
        return corresponding - timedelta(1) if inclusive else corresponding
    shift = {"day-after": 0, "same-day": 1 if months else 0, "clear": -1}[period.first_day]
    return corresponding + timedelta(shift)


_FEBRUARY, _THIRTY = 1, (3, 5, 8, 10)  # months counted from 0: those that have fewer days than 31


def add_months(day: date, months: int) -> date:
    """The corresponding date `months` on (back, if negative), else the last day of that month."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    days = 30 if month in _THIRTY else 31 if month != _FEBRUARY else 29 if _is_leap(year) else 28
    return day.replace(year, month + 1, min(day.day, days))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def birthday(born: date, years: int) -> date:
    """The day, as it begins, on which somebody born on `born` is so many years old (Family Law Reform Act 1969 s.9(1)).
    Of 29 February it is 1 March where the year has no such day: docs/decisions/0010-birthday-of-29-february.md."""
    year = born.year + years
    if born.month == 2 and born.day == 29 and not _is_leap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def to_weekday(day: date, weekday: int, back: bool) -> date:
    """The first such weekday (0 is Monday) on or after `day`; on or before it, if counted back."""
    shift = (weekday - day.weekday()) % 7
    return day - timedelta((7 - shift) % 7) if back else day + timedelta(shift)


def age_on(born: date, day: date) -> int:
    """Full years on `day`."""
    years = day.year - born.year
    return years - (day < birthday(born, years))


def _working_days(start: date, period: Period, calendar: Calendar) -> date:
    """The Nth open day. A start that is closed is never day 1, so both counts from it agree."""
    wanted = int(period.size)
    if wanted and period.first_day == "same-day" and calendar.closed(start) is None:
        wanted -= 1
    if period.first_day == "clear":
        wanted += 1
    return calendar.add_working_days(start, wanted if period.direction == "after" else -wanted)


def left_out(day: date) -> bool:
    """A day the Tribunal does not count: August, and 25 December to 1 January (rule 12(3)(b))."""
    return day.month == 8 or (day.month == 12 and day.day >= 25) or (day.month == 1 and day.day == 1)


def _with_days_left_out(start: date, period: Period, calendar: Calendar, steps: Steps | None) -> date:
    """Count only days that are not left out; months go to the corresponding date and then make good
    each left-out day passed on the way (approximate: how left-out days lengthen a month is unsettled)."""
    forward = period.direction == "after"
    if period.unit == "month":
        due = _months(start, period, steps)
        first = 0 if period.first_day == "same-day" and int(period.size) else 1  # 0: the day itself is in it
        low, high = (start + timedelta(first), due) if forward else (due, start - timedelta(first))
        passed = sum(left_out(low + timedelta(n)) for n in range((high - low).days + 1))
        due = _walk(due, passed, forward, lambda day: not left_out(day))
    else:
        working = period.unit in ("working-day", "school-day")
        wanted = int(period.size) * (7 if period.unit == "week" else 1) + (period.first_day == "clear")

        def counted(day: date) -> bool:
            return not left_out(day) and not (working and calendar.closed(day))

        if wanted and period.first_day == "same-day" and counted(start):
            wanted -= 1
        due = _walk(start, wanted, forward, counted)
    if steps is not None:
        low, high = min(start, due), max(start, due)
        between = (low + timedelta(n) for n in range((high - low).days + 1))
        steps.append(DaysLeftOut([day for day in between if left_out(day)]))
    return due


def _walk(start: date, wanted: int, forward: bool, counted: Callable[[date], bool]) -> date:
    day, one = start, timedelta(1 if forward else -1)
    while wanted:
        day += one
        wanted -= counted(day)
    return day


def _rolled(due: date, roll: Roll, calendar: Calendar, steps: Steps | None) -> date:
    """`next-working-day`: rule 12(2). `rule12-lodging`: rule 12(3)(a), which looks at the unrolled day.
    `previous-working-day`: what a local target may say; no law does."""
    reason = calendar.closed(due) or ""
    if roll == "rule12-lodging" and left_out(due):
        season_end = date(due.year, 8, 31) if due.month == 8 else date(due.year + (due.month == 12), 1, 1)
        rolled = calendar.add_working_days(season_end, 1)
        reason = "august" if due.month == 8 else "christmas"
    elif not reason:
        return due
    else:
        rolled = calendar.add_working_days(due, -1 if roll == "previous-working-day" else 1)
    if steps is not None:
        forward = rolled > due
        first, last = (due, rolled - timedelta(1)) if forward else (rolled + timedelta(1), due)
        steps.append(EndRolled(rolled, due, reason, calendar.closed_between(first, last)))
    return rolled
