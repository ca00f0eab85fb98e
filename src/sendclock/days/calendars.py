"""Working days. A calendar knows which days are closed, and by what name, year by year.

Must not know: where the closed days come from, rules, cases.

Calendars of the authority's own, built on those of the law: a school's terms, the council's closures.

Must not know: where they were written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate, compress

from sendclock.tuples import NamedTuple

WEEKEND = {5: "Saturday", 6: "Sunday"}
_WEEK = bytes((1, 1, 1, 1, 1, 0, 0))


class NotCoveredError(ValueError):
    """No source covers the closed days of a year, so no working day in it can be counted."""


class Term(NamedTuple):
    """A school term, both ends included."""

    name: str
    first: date
    last: date


class Calendar:
    """Working days under one name.

    `closures_of_year(year)` gives every closed weekday of a year with its name, and raises
    NotCoveredError for a year it has no source for. Days after `confirmed_to` are a forecast.
    `terms` are the school terms it knows, in order; `base` the calendar it was built on.
    """

    def __init__(
        self,
        name: str,
        title: str,
        closures_of_year: Callable[[int], Mapping[date, str]],
        confirmed_to: date,
        terms: Sequence[Term] = (),
        base: Calendar | None = None,
    ) -> None:
        self.name = name
        self.terms, self.base = terms, base
        self.title = title
        self.confirmed_to = confirmed_to
        self.closures_of_year = closures_of_year
        self._closures: dict[date, str] = {}
        self._first_year, self._last_year = 1, 0
        self._start = 0  # ordinal of the first day in the tables
        self._rank: list[int] = []  # working days up to and including each day
        self._days: list[int] = []  # the ordinals of the working days

    @property
    def office(self) -> Calendar:
        """The calendar of those who work in the office: a school's terms are no concern of theirs."""
        return self.base.office if self.terms and self.base is not None else self

    def term_of(self, day: date) -> Term | None:
        """The term that `day` falls in, if the calendar knows it."""
        return next((term for term in self.terms if term.first <= day <= term.last), None)

    def closed(self, day: date) -> str | None:
        """Why `day` is not a working day (`Saturday`, `Good Friday`), or None if it is one."""
        if not self._first_year <= day.year <= self._last_year:
            self._cover(day.year)
        return WEEKEND.get(day.weekday()) or self._closures.get(day)

    def roll_forward(self, day: date) -> date:
        """The first working day on or after `day`."""
        return day if self.closed(day) is None else self.add_working_days(day, 1)

    def roll_back(self, day: date) -> date:
        """The last working day on or before `day`."""
        return day if self.closed(day) is None else self.add_working_days(day, -1)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`th working day after `day` (before it, if negative). `day` itself is not counted."""
        if count == 0:
            return day
        self._cover(day.year)
        place = self._before(day, count)
        while place < 0:
            self._cover(self._first_year - 1)
            place = self._before(day, count)
        while place >= len(self._days):
            self._cover(self._last_year + 1)
        return date.fromordinal(self._days[place])

    def working_days_between(self, after: date, to: date) -> int:
        """Working days after `after` up to and including `to`; negative when `to` is the earlier day."""
        first, last = self._first_year, self._last_year
        if not (first <= after.year <= last and first <= to.year <= last):
            self._cover(after.year)
            self._cover(to.year)
        return self._rank[to.toordinal() - self._start] - self._rank[after.toordinal() - self._start]

    def closed_between(self, first: date, last: date) -> list[tuple[date, str]]:
        """Every closed day from `first` to `last`, both included, with its name."""
        days = (first + timedelta(n) for n in range((last - first).days + 1))
        return [(day, reason) for day in days if (reason := self.closed(day))]

    def _before(self, day: date, count: int) -> int:
        """Where the wanted day stands in the table of working days."""
        rank = self._rank[day.toordinal() - self._start]
        if count > 0:
            return rank + count - 1
        return rank - (1 if self.closed(day) is None else 0) + count

    def _cover(self, year: int) -> None:
        """Grow the tables, one year at a time, until they hold `year`."""
        if self._first_year <= year <= self._last_year:
            return
        empty = self._first_year > self._last_year
        first = year if empty else min(year, self._first_year)
        last = year if empty else max(year, self._last_year)
        found = dict(self.closures_of_year(year))  # first: if this is refused, it is this year that is named
        for new in range(first, last + 1):
            if not self._first_year <= new <= self._last_year:
                found.update(self.closures_of_year(new))  # may be refused: until all are known nothing changes
        self._closures.update(found)
        self._first_year, self._last_year = first, last
        self._build()

    def _build(self) -> None:
        first, last = date(self._first_year, 1, 1), date(self._last_year, 12, 31)
        self._start = first.toordinal()
        size = last.toordinal() - self._start + 1
        open_days = bytearray((_WEEK * (size // 7 + 2))[first.weekday() : first.weekday() + size])
        for day in self._closures:
            open_days[day.toordinal() - self._start] = 0
        self._rank = list(accumulate(open_days))
        self._days = list(compress(range(self._start, self._start + size), open_days))


BETWEEN = "between terms"


def own_calendar(
    name: str,
    title: str,
    base: Calendar,
    closures: Iterable[tuple[date, date, str]],
    known_to: date,
    terms: Iterable[tuple[str, date, date]] = (),
) -> Calendar:
    """`base` with further closed days (`closures`: first and last day, both closed, and why).

    With `terms` (name, first and last day, both in it; in order), the days outside every term are closed too, from the
    first day of the first one to `known_to`. A forecast after `known_to`, or after the last day its base is sure of.
    """
    kept = [Term(*term) for term in terms]
    days = dict.fromkeys(_between(kept, known_to), BETWEEN)
    days |= {day: why for first, last, why in closures for day in _days(first, last)}
    return _with_days(name, title, base, days, min(known_to, base.confirmed_to), kept)


def _between(terms: Sequence[Term], known_to: date) -> Iterator[date]:
    """The weekdays after each term and before the next; after the last one, up to `known_to`."""
    for n, term in enumerate(terms):
        last = terms[n + 1].first - timedelta(1) if n + 1 < len(terms) else known_to
        yield from (day for day in _days(term.last + timedelta(1), last) if day.weekday() < 5)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))


def with_bank_holidays(base: Calendar, days: Mapping[date, str]) -> Calendar:
    """`base` with days that were proclaimed after it was made, or that are only supposed."""
    return _with_days(base.name, base.title, base, days, base.confirmed_to) if days else base


def _with_days(
    name: str,
    title: str,
    base: Calendar,
    days: Mapping[date, str],
    confirmed_to: date,
    terms: Sequence[Term] = (),
) -> Calendar:
    def of_year(year: int) -> Mapping[date, str]:
        own = {day: why for day, why in days.items() if day.year == year}
        return {**own, **base.closures_of_year(year)}

    return Calendar(name, title, of_year, confirmed_to, terms, base)
