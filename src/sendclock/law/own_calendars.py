"""Calendars of the authority's own, built on those of the law: a school's terms, the council's closures.

Must not know: where they were written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sendclock.core.calendars import Calendar
from sendclock.law import bank_holidays


def own_calendar(
    name: str, title: str, based_on: str, closures: Iterable[tuple[date, date, str]], known_to: date
) -> Calendar:
    """`based_on` with further closed days (`closures`: first and last day, both closed, and why).

    A forecast after `known_to`, or after the last day its base is sure of.
    """
    snapshot, _ = bank_holidays.CALENDARS[based_on]
    extra: dict[date, str] = {}
    for first, last, why in closures:
        for n in range((last - first).days + 1):
            extra.setdefault(first + timedelta(n), why)

    def of_year(year: int) -> Mapping[date, str]:
        own = {day: why for day, why in extra.items() if day.year == year}
        return {**own, **bank_holidays.closures(snapshot, year)}

    return Calendar(name, title, of_year, min(known_to, bank_holidays.ANNOUNCED_TO))
