"""From a day and a period to the last lawful day, with the steps taken to reach it.

The edge cases are those of `docs/counting.md`: weeks and days of the calendar, corresponding dates
for months, working days by table, hours through UTC.

Must not know: rules, cases, what day it is.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from sendclock.days.calendars import Calendar, NotCoveredError
from sendclock.days.hours import add_hours, at_time
from sendclock.days.step import Step

Direction = Literal["after", "before", "fixed"]
Unit = Literal["day", "week", "month", "working-day", "school-day", "hour", "working-hour"]
FirstDay = Literal["day-after", "same-day", "clear"]
Skip = Literal["none", "tribunal-august-christmas"]
Roll = Literal["none", "next-working-day", "previous-working-day", "rule12-lodging"]

LEFT_OUT = "tribunal-august-christmas"


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
    """The last lawful day, the moment if the limit is one, how it was reached, and whether it is a forecast."""

    due: date
    at: datetime | None
    steps: tuple[Step, ...]
    provisional: bool


class CountingError(ValueError):
    """The period cannot be counted: no calendar, no hour to start from, or beyond what dates can hold."""


def count(start: date, period: Period, calendar: Calendar | None) -> Counted:
    """Count `period` from `start`; both ends as `period.first_day` says.

    `calendar` is needed for working and school days, for rolls and for left-out days. Hours need
    `start` to be a datetime. Raises CountingError; NotCoveredError when no source covers a year.

    >>> count(date(2026, 9, 7), Period("after", 6, "week"), None).due
    datetime.date(2026, 10, 19)
    """
    try:
        if period.unit == "hour":
            return _count_hours(start, period)
        if period.unit == "working-hour":
            return _count_working_hours(start, period, _needed(calendar))
        if isinstance(start, datetime):
            start = start.date()
        return _count_days(start, period, calendar)
    except NotCoveredError:
        raise
    except (OverflowError, ValueError) as error:
        if isinstance(error, CountingError):
            raise
        raise CountingError("the period reaches beyond the years a date can hold (1 to 9999)") from None


def _count_hours(start: date, period: Period) -> Counted:
    if not isinstance(start, datetime):
        raise CountingError("hours are counted from a moment: give a time as well, such as 2026-10-24T10:00")
    hours = int(period.size) if period.direction == "after" else -int(period.size)
    end = add_hours(start, hours)
    return Counted(end.date(), end, (Step("counted", end.date(), {"period": period, "start": start}),), False)


def _count_working_hours(start: date, period: Period, calendar: Calendar) -> Counted:
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
    closed = calendar.closed_between(min(start.date(), end.date()), max(start.date(), end.date()))
    steps = (
        Step("counted", end.date(), {"period": period, "start": start}),
        Step("skipped", None, {"days": closed, "calendar": calendar.title}),
    )
    return Counted(end.date(), end, steps, max(start.date(), end.date()) > calendar.confirmed_to)


def _count_days(start: date, period: Period, calendar: Calendar | None) -> Counted:
    steps: list[Step] = []
    if period.skip == LEFT_OUT:
        due = _with_days_left_out(start, period, _needed(calendar), steps)
    elif period.direction == "fixed":
        due = _fixed(start, str(period.size))
    elif period.unit in ("working-day", "school-day"):
        due = _working_days(start, period, _needed(calendar))
    elif period.unit == "month":
        due = _months(start, period, steps)
    else:
        due = _days(start, period)
    steps.append(Step("counted", due, {"period": period, "start": start}))
    if period.unit in ("working-day", "school-day"):
        closed = _needed(calendar).closed_between(min(start, due), max(start, due))
        steps.append(Step("skipped", None, {"days": closed, "calendar": _needed(calendar).title}))
    if period.roll != "none":
        due = _rolled(due, period.roll, _needed(calendar), steps)
    leans_on_calendar = period.roll != "none" or period.skip != "none" or period.unit.endswith("-day")
    provisional = leans_on_calendar and max(start, due) > _needed(calendar).confirmed_to
    return Counted(due, at_time(due, period.cutoff) if period.cutoff else None, tuple(steps), provisional)


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


def _days(start: date, period: Period) -> date:
    days = int(period.size) * (7 if period.unit == "week" else 1)
    if days and period.first_day == "same-day":
        days -= 1
    if period.first_day == "clear":
        days += 1
    return start + timedelta(days) if period.direction == "after" else start - timedelta(days)


def _months(start: date, period: Period, steps: list[Step]) -> date:
    """The corresponding date, or the month's last day where there is none (Dodds v Walker [1981]).

    "Beginning with" ends the day before the corresponding date; where there is no such date the month
    ends the period and nothing is taken off.
    """
    months = int(period.size) if period.direction == "after" else -int(period.size)
    corresponding = add_months(start, months)
    missing = corresponding.day != start.day
    if missing:
        steps.append(Step("no-corresponding-date", None, {"start": start, "month_end": corresponding}))
    if period.direction == "after":
        inclusive = period.first_day == "same-day" and months and not missing
        return corresponding - timedelta(1) if inclusive else corresponding
    shift = {"day-after": 0, "same-day": 1 if months else 0, "clear": -1}[period.first_day]
    return corresponding + timedelta(shift)


def add_months(day: date, months: int) -> date:
    """The corresponding date `months` on (back, if negative), else the last day of that month."""
    from dateutil.relativedelta import relativedelta

    moved: date = day + relativedelta(months=months)
    return moved


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


def _with_days_left_out(start: date, period: Period, calendar: Calendar, steps: list[Step]) -> date:
    """Count only days that are not left out; months go to the corresponding date and then make good
    each left-out day passed on the way (approximate: how left-out days lengthen a month is unsettled)."""
    forward = period.direction == "after"
    if period.unit == "month":
        due = _months(start, period, steps)
        low, high = (start + timedelta(1), due) if forward else (due, start - timedelta(1))
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
    low, high = min(start, due), max(start, due)
    days = [low + timedelta(n) for n in range((high - low).days + 1) if left_out(low + timedelta(n))]
    steps.append(Step("left-out", None, {"days": days}))
    return due


def _walk(start: date, wanted: int, forward: bool, counted: Callable[[date], bool]) -> date:
    day, one = start, timedelta(1 if forward else -1)
    while wanted:
        day += one
        wanted -= counted(day)
    return day


def _rolled(due: date, roll: Roll, calendar: Calendar, steps: list[Step]) -> date:
    """`next-working-day`: rule 12(2). `rule12-lodging`: rule 12(3)(a), which looks at the unrolled day.
    `previous-working-day`: what a local target may say; no law does."""
    if roll == "previous-working-day":
        rolled, reason = calendar.roll_back(due), calendar.closed(due) or ""
    elif roll == "rule12-lodging" and left_out(due):
        season_end = date(due.year, 8, 31) if due.month == 8 else date(due.year + (due.month == 12), 1, 1)
        rolled = calendar.add_working_days(season_end, 1)
        reason = "august" if due.month == 8 else "christmas"
    else:
        rolled = calendar.roll_forward(due)
        reason = calendar.closed(due) or ""
    if rolled != due:
        forward = rolled > due
        first, last = (due, rolled - timedelta(1)) if forward else (rolled + timedelta(1), due)
        between = calendar.closed_between(first, last)
        steps.append(Step("rolled", rolled, {"from": due, "reason": reason, "days": between}))
    return rolled
