"""Other arguable readings of a rule: the earliest day on any of them, and the steps that show them.

Must not know: how clocks start and stop, English.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sendclock.core.calendars import Calendar
from sendclock.core.counting import Period, Unit, add_months, count
from sendclock.core.explain import Step
from sendclock.core.model import Reading

if TYPE_CHECKING:
    from sendclock.core.clock import Clock

_UNITS: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "wd": "working-day"}


def arguable(clock: Clock, anchor: date, due: date, england: Calendar) -> tuple[date, list[Step]]:
    """The safe day, which is `due` where no reading is earlier, and a step for each reading."""
    safe, steps = due, []
    for reading in clock.rule.readings:
        day = _day(reading, clock, anchor, due, england)
        steps.append(Step("reading", None, {"reading": reading, "due": day}))
        if reading.effect == "safe" and day is not None:
            safe = min(safe, day)
    return safe, steps


def _day(reading: Reading, clock: Clock, anchor: date, due: date, england: Calendar) -> date | None:
    """`+1d` moves the due day; `15wd` counts afresh from the anchor. None where it cannot be computed."""
    if reading.offset is None:
        return None
    number = reading.offset.rstrip("dwm")
    unit, size = _UNITS[reading.offset[len(number) :]], int(number)
    if number[0] in "+-":
        if unit == "working-day":
            return england.add_working_days(due, size)
        if unit == "month":
            return add_months(due, size)
        return due + timedelta(size * (7 if unit == "week" else 1))
    start = clock.started_by.day(reading.anchor) if reading.anchor else anchor
    if start is None:
        return None
    return count(start, Period("after", size, unit, clock.rule.period.first_day), england).due
