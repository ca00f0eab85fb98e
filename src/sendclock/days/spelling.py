"""A day as people write it: day first, always; what does not fit is refused with the reason.

One grammar of written days for the command line and for spreadsheets. The command line also understands days that are
said from today (`fri`, `-3d`, `27/11`); in a cell nothing may hang on the day of reading. Must not know: what day it is
(an argument), files, cases.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from sendclock.days.calendars import Calendar
from sendclock.days.counting import Offset, moved, read_offset
from sendclock.days.hours import MomentError, in_london, london_zone
from sendclock.files.name import with_hyphens
from sendclock.files.problem import UsageError
from sendclock.tuples import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
EARLIEST = 1990  # the first year in which anything in a case, a setting or a tracker can have happened
AHEAD = 5  # years after the day of asking in which something can be fixed
LATEST = 2099  # where the day of asking is not known
BORN = 1900  # and the first year of birth
SERIAL_FIRST = date(1899, 12, 30)  # day 0 of a spreadsheet's day numbers, for every day since March 1900


def month_number(word: str) -> int | None:
    """1 for `jan`, `janu` or `january`; 9 for `sept`; None for no month."""
    known = word[:3] in MONTHS and _MONTH_NAMES[MONTHS.index(word[:3])].startswith(word)
    return MONTHS.index(word[:3]) + 1 if known else None


class CellDay(NamedTuple):
    """A day found in a cell, and the form it was written in. `swaps`: the month could also be read first."""

    day: date
    form: str
    swaps: bool = False


class NotADayError(ValueError):
    """What stands in the cell is no day. The message gives the reason and not the text.

    `month_first` is set where the text fits only if the month is read first; `near`, the year and month of a day that
    does not exist.
    """

    def __init__(self, reason: str, month_first: bool = False, near: tuple[int, int] | None = None) -> None:
        super().__init__(reason)
        self.month_first, self.near = month_first, near


_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]m)?(?:Z|[+-]\d\d:?\d\d)?)?"
_MOMENT = r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)? ?(z|[+-]\d{2}:?\d{2})"
_ISO = rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_TIME}"
_NUMBERS = rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}"
_WORDS = rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]([a-z]{{3,9}}),?[ -](\d{{4}}|\d\d){_TIME}"
_NAMED = r"([a-z]{3,9}),? (\d.*)"
_NO_YEAR = r"(\d{1,2})(?:[/.](\d{1,2})\.?|(?:st|nd|rd|th)?[ -]([a-z]{3,9}))"
SHORT_YEARS = 50  # a year of two figures below it is 20..; one from it on could be 19.. as well


def day_in_cell(text: str, century: int | None = None, serial: bool = False, earliest: int = EARLIEST) -> CellDay:
    """The day in a cell's text. A time after it is let go: the day is what is asked for.

    `century` (2000) completes every year of two figures; without it 26 is 2026, and 98 is refused. `serial` allows a
    spreadsheet's own day numbers. No year before `earliest` can be right: `BORN` of a birthday. Raises NotADayError.

    >>> day_in_cell("30/11/2026").day
    datetime.date(2026, 11, 30)
    """
    found = _in_any_form(text, century, serial)
    plausible(found.day, earliest)
    return found


def _in_any_form(text: str, century: int | None, serial: bool) -> CellDay:
    cleaned = " ".join(text.split())
    if re.fullmatch(_MOMENT, cleaned, re.IGNORECASE):
        return CellDay(_in_london(cleaned), "2026-11-30T10:15Z, as the day in London")
    weekday, text = _named(cleaned)
    found = _in_full(text, century)
    if found is not None:
        _fits(weekday, found.day)
        return found
    if cleaned.isascii() and cleaned.isdigit():
        return _serial(int(cleaned), serial)
    if _without_year(text):
        raise NotADayError("has no year: write it as 30/11/2026")
    raise NotADayError("is not a date: write it as 30/11/2026, 30 Nov 2026 or 2026-11-30")


def _named(text: str) -> tuple[int | None, str]:
    """The weekday that a day is written with, `Mon 30/11/2026`, and the day without it."""
    match = re.fullmatch(_NAMED, text, re.IGNORECASE)
    number = _weekday_number(match.group(1).lower()) if match else None
    return (None, text) if match is None or number is None else (number, match.group(2))


def _weekday_number(word: str) -> int | None:
    """0 for `mon`, `mond` or `monday`."""
    known = word[:3] in WEEKDAYS and WEEKDAY_NAMES[WEEKDAYS.index(word[:3])].startswith(word)
    return WEEKDAYS.index(word[:3]) if known else None


def _fits(weekday: int | None, day: date) -> None:
    if weekday not in (None, day.weekday()):
        raise NotADayError(f"contradicts itself: that day is a {WEEKDAY_NAMES[day.weekday()].capitalize()}")


def _in_full(text: str, century: int | None) -> CellDay | None:
    """A day with its year, in figures or with its month in words; a time after it is let go. None for another form."""
    iso = re.fullmatch(_ISO, text, re.IGNORECASE)
    if iso:
        return CellDay(_real(int(iso.group(1)), int(iso.group(2)), int(iso.group(3))), "2026-11-30")
    numbers = re.fullmatch(_NUMBERS, text, re.IGNORECASE)
    if numbers:
        return _numbers(numbers, century)
    words = re.fullmatch(_WORDS, text, re.IGNORECASE)
    return _words(words, century) if words else None


def _without_year(text: str) -> tuple[int, int] | None:
    """Month and day of `27/11`, `27.11.` or `27 Nov`; None for any other form."""
    match = re.fullmatch(_NO_YEAR, text, re.IGNORECASE)
    month = (int(match.group(2)) if match.group(2) else month_number(match.group(3).lower())) if match else None
    return (month, int(match.group(1))) if match and month is not None else None


def _in_london(text: str) -> date:
    """The day in London of a moment that names its offset: midnight of a day in June is 23:00Z of the day before."""
    try:
        moment = datetime.fromisoformat(f"{text[:10]}T{text[11:].replace(' ', '').upper()}")
    except ValueError:
        raise NotADayError("is not a date and time that exists") from None
    return moment.astimezone(london_zone()).date()


def _numbers(match: re.Match[str], century: int | None) -> CellDay:
    first, second, mark = int(match.group(1)), int(match.group(3)), match.group(2)
    year = _year(match.group(4), century)
    form = mark.join(("30", "11", "2026" if len(match.group(4)) == 4 else "26"))
    if second > 12 and 0 < first <= 12 and second <= 31:
        reason = f"is not a date: there is no month {second}, and the day comes first"
        raise NotADayError(reason, month_first=True, near=(year, second))
    return CellDay(_real(year, second, first), form, swaps=first <= 12 and first != second)


def _words(match: re.Match[str], century: int | None) -> CellDay:
    month = month_number(match.group(2).lower())
    if month is None:
        raise NotADayError("is not a date: the month is not one that is known")
    day = _real(_year(match.group(3), century), month, int(match.group(1)))
    return CellDay(day, "30 Nov 2026" if len(match.group(3)) == 4 else "30 Nov 26")


def _year(figures: str, century: int | None) -> int:
    if len(figures) == 4:
        return int(figures)
    if century is None and int(figures) >= SHORT_YEARS:
        raise NotADayError("has a year of two figures: write all four, or add century = 2000 to the map")
    return (2000 if century is None else century) + int(figures)


def _serial(number: int, allowed: bool) -> CellDay:
    if not allowed:
        raise NotADayError("is a number, not a date: if these are a spreadsheet's day numbers, add serial = true")
    try:
        day = SERIAL_FIRST + timedelta(number)
    except OverflowError:
        day = date.max
    return CellDay(day, "day numbers")


def _real(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        reason = f"there is no month {month}, and the day comes first" if not 1 <= month <= 12 else "no such day"
        raise NotADayError(f"is not a date: {reason}", near=(year, month)) from None


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
    meant = day.replace(year=2000 + day.year % 100)  # of 29 February too: those are leap years together
    hint = f" Did you mean {meant}?" if meant.year <= latest else " Correct the year."
    return f"cannot be right: years from {EARLIEST} to {latest} can.{hint}"


def in_years(day: date, today: date) -> date:
    """The day itself, as given on a command line. Raises UsageError for a year that cannot be right."""
    wrong = out_of_years(day, today.year + AHEAD)
    if wrong:
        raise UsageError(f"{day} {wrong}")
    return day


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_ON = ("d", "wd", "w", "m", "y")  # what a day may be moved by
YEARS = 1900, 2099  # of the as-of day: the calendars hold 1872 to 2100, and an answer looks back and ahead of it
ACCEPTED = (
    "2026-11-30, 30/11/2026, 30.11.26, 30 Nov 2026, 30/11 (this year), today, yesterday, tomorrow, mon to sun, "
    "last friday, +6w, -3d, +15wd"
)
HALF_A_YEAR = 183  # days
NEAR = MappingProxyType({"today": 0, "yesterday": -1, "tomorrow": 1})  # days from today


class Heard(NamedTuple):
    """A day, or a moment, as it was understood; `taken` says in words what was not said: `the last Friday`."""

    day: date | datetime
    taken: str = ""


def read_day(text: str, today: date, england: Calendar, past: bool = False, ahead: bool = False) -> date:
    """A day in any accepted form. `past`: a weekday's name means the last one (today included), not the next. `ahead`:
    what lies ahead, so that a day without a year is the next of its name as well."""
    return heard_day(text, today, england, past, ahead)[0]


def heard_day(text: str, today: date, england: Calendar, past: bool = False, ahead: bool = False) -> tuple[date, str]:
    """The same, with what was not said."""
    found = heard(text, today, england, past, ahead)
    if isinstance(found.day, datetime):
        raise UsageError(f'"{text}" has a time, and a day is wanted. Use {found.day:%Y-%m-%d}.')
    return found.day, found.taken


def as_of_day(text: str, today: date, england: Calendar) -> tuple[date, str]:
    """The day of asking, and what was not said. Refused where no calendar holds the days around it, so that no answer
    fails half way."""
    day, taken = heard_day(text, today, england, past=True)
    first, last = YEARS
    if not first <= day.year <= last:
        why = "the bank holidays around it are not known"
        raise UsageError(f"{day} cannot be the as-of day: {why}. Use a day from {first} to {last}.")
    return day, taken


def read_moment(text: str, today: date, england: Calendar, past: bool = False, ahead: bool = False) -> date | datetime:
    """A day, with an optional time (`16:50`): then a moment in London time."""
    return heard(text, today, england, past, ahead).day


def heard(text: str, today: date, england: Calendar, past: bool = False, ahead: bool = False) -> Heard:
    """The same, with what was not said."""
    cleaned = " ".join(with_hyphens(text).split())
    if len(cleaned) == 10 and cleaned[4] == "-":
        try:
            return Heard(date.fromisoformat(cleaned))  # the form of files and scripts: no pattern need be compiled
        except ValueError:
            pass  # refused below, with the fix
    iso = _iso_moment(cleaned)
    if iso is not None:
        return Heard(_settled(iso))
    match = re.match(r"^(.*\S)\s+([01]?\d|2[0-3]):([0-5]\d)$", cleaned)
    if match is None:
        return _said(cleaned, today, england, past, ahead)
    found = _said(match.group(1), today, england, past, ahead)
    return Heard(_settled(datetime.combine(found.day, time(int(match.group(2)), int(match.group(3))))), found.taken)


def read_period(text: str) -> Offset:
    """`15wd`, `6m`, `48h`: how many, of what. Years are twelve months."""
    offset = read_offset(text.strip().lower())
    if offset is None:
        raise UsageError(f'"{text}" is not a period. Use a number and a unit: 14d, 15wd, 10sd, 6w, 2m, 1y, 48h.')
    return offset


def end_of(text: str, today: date, england: Calendar) -> date:
    """The last day of `--within 7d|5wd|4w`, counted after today, or of `--within fri`."""
    return heard_end(text, today, england)[0]


def heard_end(text: str, today: date, england: Calendar) -> tuple[date, str]:
    """The same, with what was not said."""
    cleaned = text.strip().lower()
    offset = read_offset(cleaned)
    if offset is not None and offset.unit not in ("hour", "working-hour", "school-day"):
        return _moved(today, offset, england), ""
    if re.fullmatch(r"-?\d*[a-z]{0,2}", cleaned):  # another length, or what was to be one
        raise UsageError(
            f'"{text}" cannot be used here. Use days, working days, weeks or months (7d, 5wd, 4w, 1m), or a day '
            "(fri, 2026-11-30)."
        )
    day, taken = heard_day(text, today, england, ahead=True)
    if day < today:
        raise UsageError(f'"{text}" is {day}, which lies before {today}. Use a day from then on.')
    return day, taken


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


def _said(text: str, today: date, england: Calendar, past: bool, ahead: bool) -> Heard:
    """A day without a time."""
    word = text.lower()
    if word in NEAR:
        return Heard(today + timedelta(NEAR[word]))
    weekday = _weekday(word, today, past)
    if weekday is not None:
        return weekday
    offset = read_offset(word, DAYS_ON, 5, signed=True) if word.startswith(("+", "-")) else None
    if offset is not None:
        return Heard(_moved(today, offset, england))
    try:
        found = _written(word, today, past, ahead)
    except NotADayError as wrong:
        raise UsageError(_no_such_day(text, wrong)) from None
    if found is None:
        raise _refused(text)
    return found


def _written(word: str, today: date, past: bool, ahead: bool) -> Heard | None:
    """A day in figures, or with its month in words; its weekday, where it is named, must be right."""
    weekday, rest = _named(word)
    short = _without_year(rest)
    if short is not None:
        found = _in_some_year(*short, today, past, ahead)
    else:
        full = _in_full(rest, 2000) if ":" not in rest else None
        if full is None:
            return None
        found = Heard(full.day)
        if past and re.search(r"\D\d\d$", rest) and full.day.year > today.year + AHEAD:
            found = Heard(full.day.replace(year=full.day.year - 100))  # 1996 and 2096 are leap years alike
    assert not isinstance(found.day, datetime)
    _fits(weekday, found.day)
    return found


def is_of_a_day(word: str) -> bool:
    """Whether a word alone can be a day or begin one, and hardly anything else: `16/2/2026`, `fri`, `last`, `-3d`."""
    low = word.lower()
    named = low in (*NEAR, "last", "next", "this") or _weekday_number(low) is not None or month_number(low) is not None
    return named or bool(re.match(r"[+-]?\d", low))


def _weekday(word: str, today: date, past: bool) -> Heard | None:
    """`fri`, `friday`; `last friday` is before today, `next friday` after it."""
    which, _, name = word.rpartition(" ")
    number = _weekday_number(name)
    if which not in ("", "last", "next", "this") or number is None:
        return None
    ahead, title = (number - today.weekday()) % 7, WEEKDAY_NAMES[number].capitalize()
    if not ahead and which in ("", "this"):
        return Heard(today, f"this {title}")
    if which == "last" or (past and which == ""):
        return Heard(today + timedelta(ahead - 7), f"the last {title}")
    return Heard(today + timedelta(ahead or 7), f"the next {title}")


def _in_some_year(month: int, day: int, today: date, past: bool, ahead: bool) -> Heard:
    """A day without its year is of this one. Of what has happened, one that lies more than half a year ahead is of the
    last (28/12, said in January); of what lies ahead, one that has gone by is of the next."""
    this = _real(today.year, month, day)
    if ahead and this < today:
        return Heard(_real(today.year + 1, month, day), "of next year")
    if past and (this - today).days > HALF_A_YEAR:
        return Heard(_real(today.year - 1, month, day), "of last year")
    return Heard(this, "of this year")


def _no_such_day(text: str, wrong: NotADayError) -> str:
    """What is wrong, with a day that exists where one is near."""
    if wrong.near is None:
        return f'"{text}" {wrong}.'
    year, month = wrong.near
    for last in (31, 30, 29, 28):
        try:
            day = date(year, month, last)
        except ValueError:
            continue
        return f'"{text}" is not a date. Use {day} or {day:%d/%m/%Y}, or another day.'
    return f'"{text}" is not a date: there is no month {month}. The day comes first: 30/11/2026.'


def _moved(day: date, offset: Offset, england: Calendar) -> date:
    try:
        return moved(day, offset, england)
    except ValueError as error:
        raise UsageError(f"{error}.") from None


def _refused(text: str) -> UsageError:
    return UsageError(f'"{text}" is not a date. Use one of: {ACCEPTED}; with a time where a moment is meant: 16:50.')
