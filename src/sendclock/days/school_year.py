"""The school year as a calendar has it: where terms and their halves begin and end, and what of that it does not know.

Half a term ends before a closure inside the term that leaves no school day in five weekdays or more, or that is called
half-term. A term of nine weeks or less is a half by itself: some authorities have six a year.
Must not know: rules, cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from sendclock.days.calendars import Calendar, Term
from sendclock.tuples import NamedTuple

SCHOOL_YEAR = ("term-start", "term-end", "half-term-start", "half-term-end")
SEASONS = ("spring", "summer", "autumn")  # of which month a term is the last tells: to April, to August, later
A_HALF = timedelta(63)  # no half of a term is longer
HOLIDAY, SUMMER = 25, 60  # no more days lie between two terms; before one that begins in August or September
_ONE = timedelta(1)


class _Part(NamedTuple):
    """A term, or a half of one. `first` or `last` is None where the calendar does not say where the halves meet."""

    term: Term
    first: date | None
    last: date | None


def edge(calendar: Calendar, kind: str, season: str, day: date) -> date | None:
    """The first such day of the school year on or after `day`; of that `season` alone, where one is named: then the end
    of half a term is that of its first half, and the start that of its second. None where the calendar does not know:
    its terms do not reach from `day` to there, or a term has no half-term holiday in it.
    """
    ends, halves = kind.endswith("-end"), kind.startswith("half-")
    parts: Sequence[_Part] = _halves(calendar) if halves else [_Part(t, t.first, t.last) for t in calendar.terms]
    parts = [part for some in _seasons(parts, season) if (part := _of_season(some, ends, halves))] if season else parts
    for part in parts:
        found = part.last if ends else part.first
        if (found or part.term.last) >= day:
            return found if _reaches(calendar.terms, day, part.term) else None
    return None


def unknown_halves(calendar: Calendar) -> list[Term]:
    """The terms of which nobody knows where their halves meet."""
    return [half.term for half in _halves(calendar) if half.last is None]


def _of_season(parts: Sequence[_Part], ends: bool, halves: bool) -> _Part | None:
    """Of the terms of one season, or of their halves, the one that is meant."""
    if halves:
        return (parts[0] if ends else parts[1]) if len(parts) > 1 else None
    return parts[-1] if ends else parts[0]


def _seasons(parts: Sequence[_Part], season: str) -> list[list[_Part]]:
    """The parts of that season, year by year."""
    found: dict[int, list[_Part]] = {}
    for part in parts:
        last = part.term.last
        if season_of(last) == season:
            found.setdefault(last.year, []).append(part)
    return list(found.values())


def season_of(last: date) -> str:
    """Of which season a term is that ends on this day."""
    return SEASONS[0 if last.month < 5 else 1 if last.month < 9 else 2]


@cache
def _halves(calendar: Calendar) -> tuple[_Part, ...]:
    """The halves of all its terms, looked for once: a calendar does not change."""
    return tuple(half for term in calendar.terms for half in _halves_of(calendar, term))


def _halves_of(calendar: Calendar, term: Term) -> Iterator[_Part]:
    breaks = list(_breaks(calendar, term))
    if not breaks and term.last - term.first >= A_HALF:
        yield from (_Part(term, term.first, None), _Part(term, None, term.last))
        return
    first = term.first
    for closed, opened in breaks:
        yield _Part(term, first, closed)
        first = opened
    yield _Part(term, first, term.last)


def _breaks(calendar: Calendar, term: Term) -> Iterator[tuple[date, date]]:
    """The last school day before each half-term holiday of a term, and the first after it."""
    day = last = term.first
    while day <= term.last:
        if calendar.closed(day) is None:
            between = [last + timedelta(n) for n in range(1, (day - last).days)]
            weekdays = [closed for closed in between if closed.weekday() < 5]
            named = any(re.search("half.?term", (calendar.closed(closed) or "").lower()) for closed in weekdays)
            if named or len(weekdays) >= 5:
                yield last, day
            last = day
        day += _ONE


def _reaches(terms: Sequence[Term], day: date, to: Term) -> bool:
    """Whether the calendar has every term from `day` to that one: no more than a holiday lies between."""
    way = [term for term in terms if term.last >= day and term.first <= to.first]
    before = [day, *(term.last for term in way)]
    return all((term.first - last).days <= _holiday(term.first) for term, last in zip(way, before, strict=False))


def _holiday(first: date) -> int:
    return SUMMER if first.month in (8, 9) else HOLIDAY
