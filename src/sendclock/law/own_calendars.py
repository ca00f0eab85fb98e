"""Calendars of the authority's own, built on those of the law: a school's terms, the council's closures.

Must not know: where they were written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sendclock.core.calendars import Calendar


def own_calendar(
    name: str, title: str, base: Calendar, closures: Iterable[tuple[date, date, str]], known_to: date
) -> Calendar:
    """`base` with further closed days (`closures`: first and last day, both closed, and why).

    A forecast after `known_to`, or after the last day its base is sure of.
    """
    days = {first + timedelta(n): why for first, last, why in closures for n in range((last - first).days + 1)}
    return _with_days(name, title, base, days, min(known_to, base.confirmed_to))


def with_bank_holidays(base: Calendar, days: Mapping[date, str]) -> Calendar:
    """`base` with days that were proclaimed after it was made, or that are only supposed."""
    return _with_days(base.name, base.title, base, days, base.confirmed_to) if days else base


def _with_days(name: str, title: str, base: Calendar, days: Mapping[date, str], confirmed_to: date) -> Calendar:
    def of_year(year: int) -> Mapping[date, str]:
        own = {day: why for day, why in days.items() if day.year == year}
        return {**own, **base.closures_of_year(year)}

    return Calendar(name, title, of_year, confirmed_to)
