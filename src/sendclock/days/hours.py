"""London time: the only place where hours meet the clocks going forward and back.

Must not know: what time it is now.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class MomentError(ValueError):
    """A moment that does not exist, or exists twice, on a clock-change night. Says how to settle it."""


@cache
def london_zone() -> ZoneInfo:
    from zoneinfo import ZoneInfo  # only for moments: most dates never need it

    return ZoneInfo("Europe/London")


def in_london(moment: datetime) -> datetime:
    """`moment` as London time. A moment with an offset is converted; one without is taken as London time.

    Raises MomentError for 29 March 2026 01:30 (skipped) and 25 October 2026 01:30 (happens twice).
    """
    if moment.tzinfo is not None:
        return moment.astimezone(london_zone())
    first, second = (moment.replace(tzinfo=london_zone(), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(london_zone()).replace(tzinfo=None) != moment:
        raise MomentError(
            f"{moment:%H:%M} on {moment:%Y-%m-%d} does not exist: the clocks went forward. "
            f"Use a time before 01:00 or from 02:00."
        )
    raise MomentError(
        f"{moment:%H:%M} on {moment:%Y-%m-%d} happened twice: the clocks went back. "
        f"Write {moment:%Y-%m-%dT%H:%M:%S}+01:00 for the first or {moment:%Y-%m-%dT%H:%M:%S}+00:00 for the second."
    )


def at_time(day: date, clock: time) -> datetime:
    """`clock` o'clock on `day`, London time."""
    return datetime.combine(day, clock, tzinfo=london_zone())


def add_hours(moment: datetime, hours: int) -> datetime:
    """Elapsed hours: counted in UTC, shown in London time. 28 March 2026 10:00 + 48 h is 30 March 11:00."""
    return (in_london(moment).astimezone(UTC) + timedelta(hours=hours)).astimezone(london_zone())
