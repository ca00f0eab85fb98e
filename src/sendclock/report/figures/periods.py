"""The span of days a figure is about, and the one before it of equal kind.

Must not know: cases, what day it is.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, NamedTuple

from sendclock.report.wording import MONTHS, long_day

FIRST_YEAR, LAST_YEAR = 1900, 2099  # of days given for a period: no period before it can then run out of years
PeriodKind = Literal["week", "month", "quarter", "year", "days"]
_ONE = timedelta(1)


class Span(NamedTuple):
    """From `first` to `last`, both counted in. `kind` is `days` where the two were given."""

    first: date
    last: date
    kind: PeriodKind

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def words(self) -> str:
        """`the month October 2026, Thursday 1 October 2026 to Saturday 31 October 2026`."""
        days = f"{long_day(self.first)} to {long_day(self.last)}"
        return days if self.kind == "days" else f"the {self.kind} {days}"

    @property
    def label(self) -> str:
        """A short name for the rows of a trend."""
        month = f"{MONTHS[self.first.month - 1][:3]} {self.first.year}"
        if self.kind == "year":
            return str(self.first.year)
        if self.kind == "quarter":
            return f"{MONTHS[self.first.month - 1][:3]} to {MONTHS[self.last.month - 1][:3]} {self.last.year}"
        return month if self.kind == "month" else f"{self.first.day} {month}"


def containing(day: date, kind: PeriodKind) -> Span:
    """The week (Monday to Sunday), month, quarter or calendar year that `day` is in."""
    if kind == "week":
        monday = day - timedelta(day.weekday())
        return Span(monday, monday + timedelta(6), kind)
    if kind == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31), kind)
    first = day.month if kind == "month" else (day.month - 1) // 3 * 3 + 1
    last = first if kind == "month" else first + 2
    return Span(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]), kind)


def before(span: Span) -> Span:
    """The one before, of equal kind; where the days were given, as many days just before them."""
    last = span.first - _ONE
    if span.kind == "days":
        return Span(last - (span.last - span.first), last, "days")
    return containing(last, span.kind)


def last_complete(kind: PeriodKind, as_of: date) -> Span:
    """The last one that is over by the end of `as_of`: a week on its Sunday is over."""
    this = containing(as_of, kind)
    return this if this.last <= as_of else before(this)


def latest(span: Span, number: int) -> list[Span]:
    """`number` spans of its kind ending with `span`, the oldest first; fewer where the years before them run out."""
    spans = [span]
    while len(spans) < number and spans[0].first.year > 2 * (span.last.year - span.first.year + 1):
        spans.insert(0, before(spans[0]))
    return spans


def transfer_year(as_of: date) -> Span:
    """The calendar year of the next phase transfers to be finalised: this one until 31 March, then the next."""
    return containing(as_of if (as_of.month, as_of.day) <= (3, 31) else date(as_of.year + 1, 1, 1), "year")


def term(day: date) -> Span:
    """The term `day` is in, taken as September to December, January to March, April to August."""
    firsts, lasts = {9: 9, 1: 1, 4: 4}, {9: (12, 31), 1: (3, 31), 4: (8, 31)}
    first = next(month for month in (9, 4, 1) if day.month >= month)
    return Span(date(day.year, firsts[first], 1), date(day.year, *lasts[first]), "days")
