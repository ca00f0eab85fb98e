"""Calendars of the authority's own, built on those of the law: a school's terms, the council's closures.

Must not know: where they were written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sendclock.core.calendars import Calendar, Term

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

    return Calendar(name, title, of_year, confirmed_to, terms)
