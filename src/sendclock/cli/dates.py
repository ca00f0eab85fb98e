"""The date grammar of the command line. Day first, always; what does not fit is refused with the list.

Must not know: what day it is (an argument), cases.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from sendclock.core.calendars import Calendar
from sendclock.core.counting import FirstDay, Period, Unit, count
from sendclock.core.london import MomentError, in_london
from sendclock.core.problems import UsageError
from sendclock.core.written import WEEKDAY_NAMES, written_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS: dict[str, tuple[Unit, int]] = {
    "d": ("day", 1),
    "wd": ("working-day", 1),
    "sd": ("school-day", 1),
    "w": ("week", 1),
    "m": ("month", 1),
    "y": ("month", 12),
    "h": ("hour", 1),
    "wh": ("working-hour", 1),
}
YEARS = 1900, 2099  # of the as-of day: the calendars hold 1872 to 2100, and an answer looks back and ahead of it
ACCEPTED = "2026-11-30, 30/11/2026, 30 Nov 2026, today, yesterday, tomorrow, mon to sun, +6w, -3d, +15wd"


def read_day(text: str, today: date, england: Calendar, past: bool = False) -> date:
    """A day in any accepted form. `past`: a weekday's name means the last one (today included), not the next."""
    found = read_moment(text, today, england, past)
    if isinstance(found, datetime):
        raise UsageError(f'"{text}" has a time, and a day is wanted. Use {found:%Y-%m-%d}.')
    return found


def read_as_of(text: str, today: date, england: Calendar) -> date:
    """The day of asking. Refused where no calendar holds the days around it, so that no answer fails half way."""
    day = read_day(text, today, england)
    first, last = YEARS
    if not first <= day.year <= last:
        why = "the bank holidays around it are not known"
        raise UsageError(f"{day} cannot be the as-of day: {why}. Use a day from {first} to {last}.")
    return day


def read_moment(text: str, today: date, england: Calendar, past: bool = False) -> date | datetime:
    """The same, with an optional time (`16:50`): then a moment in London time."""
    cleaned = " ".join(text.split())
    if len(cleaned) == 10 and cleaned[4] == "-":
        try:
            return date.fromisoformat(cleaned)  # the form that files and scripts use: no pattern need be compiled
        except ValueError:
            pass  # refused below, with the fix
    iso = _iso_moment(cleaned)
    if iso is not None:
        return _settled(iso)
    match = re.match(r"^(.*\S)\s+([01]?\d|2[0-3]):([0-5]\d)$", cleaned)
    if match is None:
        return _day(cleaned, today, england, past)
    day = _day(match.group(1), today, england, past)
    return _settled(datetime.combine(day, time(int(match.group(2)), int(match.group(3)))))


def read_period(text: str) -> tuple[int, Unit]:
    """`15wd`, `6m`, `48h`: how many, of what. Years are twelve months."""
    cleaned = text.strip().lower()
    number = cleaned.rstrip("abcdefghijklmnopqrstuvwxyz")
    known = UNITS.get(cleaned[len(number) :])
    if known is None or not (number.isascii() and number.isdigit() and len(number) <= 7):
        raise UsageError(f'"{text}" is not a period. Use a number and a unit: 14d, 15wd, 10sd, 6w, 2m, 1y, 48h.')
    unit, size = known
    return int(number) * size, unit


def end_of(text: str, today: date, england: Calendar) -> date:
    """The last day of `--within 7d|5wd|4w`, counted after today."""
    number, unit = read_period(text)
    if unit in ("hour", "working-hour", "school-day"):
        raise UsageError(f'"{text}" cannot be used here. Use days, working days, weeks or months: 7d, 5wd, 4w, 1m.')
    return _count(today, "after", number, unit, england)


def _iso_moment(text: str) -> datetime | None:
    if not re.match(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?$", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _refused(text) from None


def _settled(moment: datetime) -> datetime:
    try:
        return in_london(moment)
    except MomentError as error:
        raise UsageError(str(error)) from None


def _day(text: str, today: date, england: Calendar, past: bool) -> date:
    word = text.lower()
    named = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in named:
        return today + timedelta(named[word])
    if word[:3] in WEEKDAYS and len(word) >= 3 and WEEKDAY_NAMES[WEEKDAYS.index(word[:3])].startswith(word):
        ahead = (WEEKDAYS.index(word[:3]) - today.weekday()) % 7
        return today + timedelta(ahead - 7 if past and ahead else ahead)
    offset = re.match(r"^([+-])(\d{1,5})(d|wd|w|m|y)$", word)
    if offset:
        unit, size = UNITS[offset.group(3)]
        direction = "after" if offset.group(1) == "+" else "before"
        return _count(today, direction, int(offset.group(2)) * size, unit, england)
    day = written_day(text)
    if day is None:
        raise _refused(text)
    return day


def _count(start: date, direction: str, number: int, unit: Unit, england: Calendar) -> date:
    first_day: FirstDay = "day-after"
    period = Period("after" if direction == "after" else "before", number, unit, first_day)
    try:
        return count(start, period, england).due
    except ValueError as error:
        raise UsageError(f"{error}.") from None


def _refused(text: str) -> UsageError:
    return UsageError(f'"{text}" is not a date. Use one of: {ACCEPTED}; with a time where a moment is meant: 16:50.')
