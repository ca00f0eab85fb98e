"""Which plausible slip in counting would give another system's day: the day itself counted, months for weeks, a
weekend moved, another event counted from.

Must not know: files, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple

from sendclock.core.calendars import Calendar
from sendclock.core.counting import Period, count
from sendclock.core.explain import Step
from sendclock.core.model import Event

MOST_CHANGES = 2  # more could explain any day at all
MONTHS_FOR_WEEKS = {4: 1, 8: 2, 12: 3, 13: 3, 16: 4, 20: 5, 26: 6, 52: 12}
ONE = timedelta(1)


class Counting(NamedTuple):
    """How our own day was counted: from when, how far, and on which calendar (None where none is needed)."""

    due: date
    start: date
    period: Period
    calendar: Calendar | None


def recognise(theirs: date, ours: Counting, england: Calendar, events: Sequence[Event]) -> list[Step]:
    """The slips with the fewest changes that lead to `theirs`, as steps; empty if none does.

    Kinds: `swapped` (day and month), `other-year`, `miscount` (facts `start`, `event`, `how`, `period`, `roll`, each
    None where it is not changed), `named-day` (the day before which a fixed limit ends), `weeks` (so many whole
    weeks after the same start: likelier than two slips at once).
    """
    if theirs == ours.due:
        return []
    for step in _of_the_date(theirs, ours.due):
        return [step]
    if ours.period.direction == "fixed":
        return [Step("named-day", theirs)] if theirs == ours.due + ONE else []
    found = [(changes, step) for changes, step in _slips(theirs, ours, england, events)]
    fewest = min((changes for changes, _ in found), default=0)
    steps = [step for changes, step in found if changes == fewest]
    days = (theirs - ours.start).days
    if fewest != 1 and days and days % 7 == 0 and ours.period.unit in ("day", "week"):
        return [Step("weeks", theirs, {"weeks": days // 7, "start": ours.start})]
    return steps


def _of_the_date(theirs: date, ours: date) -> Iterator[Step]:
    if (theirs.year, theirs.month, theirs.day) == (ours.year, ours.day, ours.month):
        yield Step("swapped", theirs)
    if (theirs.month, theirs.day) == (ours.month, ours.day):
        yield Step("other-year", theirs)


def _slips(theirs: date, ours: Counting, england: Calendar, events: Sequence[Event]) -> Iterator[tuple[int, Step]]:
    others = {event.on: event for event in reversed(events) if event.on != ours.start}
    starts: list[tuple[date, str | None, Event | None]] = [
        (ours.start, None, None),
        (ours.start + ONE, "next-day", None),
    ]
    starts += [(day, "event", event) for day, event in others.items()]
    ways = [(None, ours.period), *_ways(ours.period)]
    for (start, begun, event), (how, period), roll in product(starts, ways, (None, "next", "previous")):
        changes = (begun is not None) + (how is not None) + (roll is not None)
        if not 0 < changes <= MOST_CHANGES or (event is not None and how is not None):
            continue
        day = _counted(start, how, period, ours.calendar or england)
        if day is None or (roll is not None and england.closed(day) is None):
            continue
        if roll is not None:
            day = england.roll_forward(day) if roll == "next" else england.roll_back(day)
        if day == theirs:
            facts = {"start": start, "begun": begun, "event": event, "how": how, "period": period, "roll": roll}
            yield changes, Step("miscount", theirs, facts)


def _ways(period: Period) -> Iterator[tuple[str, Period]]:
    """Other ways to count the same number."""
    size, unit = int(period.size), period.unit
    if period.first_day != "same-day":
        yield "same-day", period._replace(first_day="same-day")
    if period.first_day != "day-after":
        yield "day-after", period._replace(first_day="day-after")
    if unit == "week":
        if size in MONTHS_FOR_WEEKS:
            yield "months", period._replace(unit="month", size=MONTHS_FOR_WEEKS[size])
        yield "working-days", period._replace(unit="working-day", size=size * 5)
    elif unit == "day":
        yield "working-days", period._replace(unit="working-day")
    elif unit == "month":
        yield "weeks", period._replace(unit="week", size=size * 4)
        yield "thirty-days", period._replace(unit="day", size=size * 30)
        if size % 12 == 0:
            yield "year-of-weeks", period._replace(unit="week", size=size // 12 * 52)
    elif unit in ("working-day", "school-day"):
        yield "calendar-days", period._replace(unit="day")
        yield "bank-holidays", period


def _counted(start: date, how: str | None, period: Period, calendar: Calendar) -> date | None:
    if how == "bank-holidays":
        return _weekdays(start, int(period.size), -1 if period.direction == "before" else 1)
    try:
        return count(start, period, calendar).due
    except ValueError:  # beyond the years that bank holidays or dates are known for
        return None


def _weekdays(start: date, number: int, way: int) -> date:
    """Monday to Friday, with bank holidays counted as if they were working days."""
    day = start
    while number:
        day += timedelta(way)
        number -= day.weekday() < 5
    return day
