"""A day as people write it: day first, always; what does not fit is refused with the reason.

`written_day` reads the three forms of a day and `read_day` all that the command line understands; `day_in_cell` reads
the wider range found in spreadsheets. Must not know: what day it is (an argument), files, cases.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sendclock.days.calendars import Calendar
from sendclock.days.counting import Offset, moved, read_offset
from sendclock.days.hours import MomentError, in_london, london_zone
from sendclock.files.problem import UsageError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# pattern, and the groups that hold year, month, day
_WRITTEN = (
    (r"^(\d{4})-(\d{1,2})-(\d{1,2})$", (1, 2, 3)),
    (r"^(\d{1,2})/(\d{1,2})/(\d{4})$", (3, 2, 1)),
    (r"^(\d{1,2}) ([a-z]{3,9}) (\d{4})$", (3, 2, 1)),
)
EARLIEST = 1990  # the first year in which anything in a case, a setting or a tracker can have happened
AHEAD = 5  # years after the day of asking in which something can be fixed
LATEST = 2099  # where the day of asking is not known
BORN = 1900  # and the first year of birth
SERIAL_FIRST = date(1899, 12, 30)  # day 0 of a spreadsheet's day numbers, for every day since March 1900


def written_day(text: str) -> date | None:
    """The day in `2026-11-30`, `30/11/2026` or `30 Nov 2026`; None for any other form.

    Raises UsageError for a day that does not exist, with one that does.
    """
    word = text.lower()
    for pattern, order in _WRITTEN:
        match = re.match(pattern, word)
        if match:
            year, month, day = (match.group(place) for place in order)
            if month.isalpha() and month_number(month) is None:
                return None
            return _real(int(year), month_number(month) or int(month), int(day), text)
    return None


def month_number(word: str) -> int | None:
    """1 for `jan`, `janu` or `january`; 9 for `sept`; None for no month."""
    known = word[:3] in MONTHS and _MONTH_NAMES[MONTHS.index(word[:3])].startswith(word)
    return MONTHS.index(word[:3]) + 1 if known or word == "sept" else None


def _real(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UsageError(_no_such_day(text, year, month)) from None


def _no_such_day(text: str, year: int, month: int) -> str:
    for last in (31, 30, 29, 28):
        try:
            day = date(year, month, last)
        except ValueError:
            continue
        return f'"{text}" is not a date. Use {day} or {day:%d/%m/%Y}, or another day.'
    return f'"{text}" is not a date: there is no month {month}. The day comes first: 30/11/2026.'


class CellDay(NamedTuple):
    """A day found in a cell, and the form it was written in. `swaps`: the month could also be read first."""

    day: date
    form: str
    swaps: bool = False


class NotADayError(ValueError):
    """What stands in the cell is no day. The message gives the reason and not the text.

    `month_first` is set where the text fits only if the month is read first.
    """

    def __init__(self, reason: str, month_first: bool = False) -> None:
        super().__init__(reason)
        self.month_first = month_first


_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]m)?(?:Z|[+-]\d\d:?\d\d)?)?"
_CELL_MOMENT = r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)? ?(z|[+-]\d{2}:?\d{2})"
_CELL_ISO = rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}"
_CELL_NUMBERS = rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}"
_CELL_WORDS = rf"(?:([a-z]{{3,9}}),? )?(\d{{1,2}})(?:st|nd|rd|th)?[ -]([a-z]{{3,9}}),?[ -](\d{{4}}|\d\d){_TIME}"


def day_in_cell(text: str, century: int | None = None, serial: bool = False, earliest: int = EARLIEST) -> CellDay:
    """The day in a cell's text. A time after it is let go: the day is what is asked for.

    `century` (2000) completes years of two figures, which are refused without it; `serial` allows a spreadsheet's
    own day numbers. No year before `earliest` can be right: `BORN` of a birthday. Raises NotADayError.

    >>> day_in_cell("30/11/2026").day
    datetime.date(2026, 11, 30)
    """
    found = _in_any_form(text, century, serial)
    plausible(found.day, earliest)
    return found


def _in_any_form(text: str, century: int | None, serial: bool) -> CellDay:
    cleaned = " ".join(text.split())
    moment = re.fullmatch(_CELL_MOMENT, cleaned, re.IGNORECASE)
    if moment:
        return CellDay(_in_london(cleaned), "2026-11-30T10:15Z, as the day in London")
    iso = re.fullmatch(_CELL_ISO, cleaned, re.IGNORECASE)
    if iso:
        return CellDay(_in_cell(int(iso.group(1)), int(iso.group(2)), int(iso.group(3))), "2026-11-30")
    numbers = re.fullmatch(_CELL_NUMBERS, cleaned, re.IGNORECASE)
    if numbers:
        return _numbers(numbers, century)
    words = re.fullmatch(_CELL_WORDS, cleaned, re.IGNORECASE)
    if words:
        return _words(words, century)
    if cleaned.isascii() and cleaned.isdigit():
        return _serial(int(cleaned), serial)
    raise NotADayError("is not a date: write it as 30/11/2026, 30 Nov 2026 or 2026-11-30")


def _in_london(text: str) -> date:
    """The day in London of a moment that names its offset: midnight of a day in June is 23:00Z of the day before."""
    try:
        moment = datetime.fromisoformat(text.upper().replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        raise NotADayError("is not a date and time that exists") from None
    return moment.astimezone(london_zone()).date()


def _numbers(match: re.Match[str], century: int | None) -> CellDay:
    first, second, mark = int(match.group(1)), int(match.group(3)), match.group(2)
    year = _year(match.group(4), century)
    form = mark.join(("30", "11", "2026" if len(match.group(4)) == 4 else "26"))
    if second > 12 and 0 < first <= 12 and second <= 31:
        raise NotADayError(f"is not a date: there is no month {second}, and the day comes first", month_first=True)
    return CellDay(_in_cell(year, second, first), form, swaps=first <= 12 and first != second)


def _words(match: re.Match[str], century: int | None) -> CellDay:
    month = month_number(match.group(3).lower())
    if month is None:
        raise NotADayError("is not a date: the month is not one that is known")
    year = _year(match.group(4), century)
    day = _in_cell(year, month, int(match.group(2)))
    weekday = (match.group(1) or "").lower()
    if weekday and not WEEKDAY_NAMES[day.weekday()].startswith(weekday):
        raise NotADayError(f"contradicts itself: that day is a {WEEKDAY_NAMES[day.weekday()].capitalize()}")
    return CellDay(day, "30 Nov 2026" if len(match.group(4)) == 4 else "30 Nov 26")


def _year(figures: str, century: int | None) -> int:
    if len(figures) == 4:
        return int(figures)
    if century is None:
        raise NotADayError("has a year of two figures: write all four, or add century = 2000 to the map")
    return century + int(figures)


def _serial(number: int, allowed: bool) -> CellDay:
    if not allowed:
        raise NotADayError("is a number, not a date: if these are a spreadsheet's day numbers, add serial = true")
    try:
        day = SERIAL_FIRST + timedelta(number)
    except OverflowError:
        day = date.max
    return CellDay(day, "day numbers")


def _in_cell(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        reason = f"there is no month {month}, and the day comes first" if not 1 <= month <= 12 else "no such day"
        raise NotADayError(f"is not a date: {reason}") from None


def plausible(day: date, earliest: int = EARLIEST) -> date:
    """The day itself. Raises NotADayError for a year that nothing in a tracker can have."""
    if not earliest <= day.year <= LATEST:
        raise NotADayError(f"cannot be right: the year {day.year} is outside {earliest} to {LATEST}")
    return day


def out_of_years(day: date, latest: int = LATEST) -> str:
    """Why nothing here can have happened, or be fixed for, the year of that day; empty where it can. `latest`: the last
    year that can be right. Ends with the day that was probably meant, if one can be seen."""
    if EARLIEST <= day.year <= latest:
        return ""
    meant = _same_day(2000 + day.year % 100, day)
    hint = f" Did you mean {meant}?" if meant and EARLIEST <= meant.year <= latest else " Correct the year."
    return f"cannot be right: years from {EARLIEST} to {latest} can.{hint}"


def _same_day(year: int, day: date) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def in_years(day: date, today: date) -> date:
    """The day itself, as given on a command line. Raises UsageError for a year that cannot be right."""
    wrong = out_of_years(day, today.year + AHEAD)
    if wrong:
        raise UsageError(f"{day} {wrong}")
    return day


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_ON = ("d", "wd", "w", "m", "y")  # what a day may be moved by
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


def read_period(text: str) -> Offset:
    """`15wd`, `6m`, `48h`: how many, of what. Years are twelve months."""
    offset = read_offset(text.strip().lower())
    if offset is None:
        raise UsageError(f'"{text}" is not a period. Use a number and a unit: 14d, 15wd, 10sd, 6w, 2m, 1y, 48h.')
    return offset


def end_of(text: str, today: date, england: Calendar) -> date:
    """The last day of `--within 7d|5wd|4w`, counted after today."""
    offset = read_period(text)
    if offset.unit in ("hour", "working-hour", "school-day"):
        raise UsageError(f'"{text}" cannot be used here. Use days, working days, weeks or months: 7d, 5wd, 4w, 1m.')
    return _moved(today, offset, england)


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
    offset = read_offset(word, DAYS_ON, 5, signed=True) if word.startswith(("+", "-")) else None
    if offset is not None:
        return _moved(today, offset, england)
    day = written_day(text)
    if day is None:
        raise _refused(text)
    return day


def _moved(day: date, offset: Offset, england: Calendar) -> date:
    try:
        return moved(day, offset, england)
    except ValueError as error:
        raise UsageError(f"{error}.") from None


def _refused(text: str) -> UsageError:
    return UsageError(f'"{text}" is not a date. Use one of: {ACCEPTED}; with a time where a moment is meant: 16:50.')
