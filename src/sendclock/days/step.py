"""The reason for a date, one line at a time, as data: what every step has, and the steps of plain counting.

A step is made only when somebody asks why, by the same code that makes the date. Each kind is a class with what it has
to say; `say.reasons` chooses the sentence by the class, and a kind without one is a type error.

Must not know: English, the screen, rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from sendclock.days.counting import Period


class Step:
    """One line of the reason for a date: what every step has.

    `day` is set only on steps of the count itself (the start, each turn, the result), in the order
    they were taken, so the last step with a `day` is the due day.
    """

    __slots__ = ("day",)
    kind: ClassVar[str]  # its name in JSON

    def __init__(self) -> None:
        self.day: date | None = None


class PeriodCounted(Step):
    """`period` counted from `start` (a moment, for hours) to `day`."""

    __slots__ = ("period", "start")
    kind = "counted"

    def __init__(self, day: date, period: Period, start: date) -> None:
        self.day, self.period, self.start = day, period, start


class ClosedDaysSkipped(Step):
    """The closed days between, each with its name, and the calendar that knows them."""

    __slots__ = ("calendar", "days")
    kind = "skipped"

    def __init__(self, days: Sequence[tuple[date, str]], calendar: str) -> None:
        self.day, self.days, self.calendar = None, days, calendar


class NoCorrespondingDate(Step):
    """A month without the day of `start`: it ends with its last day."""

    __slots__ = ("month_end", "start")
    kind = "no-corresponding-date"

    def __init__(self, start: date, month_end: date) -> None:
        self.day, self.start, self.month_end = None, start, month_end


class DaysLeftOut(Step):
    """The days the Tribunal does not count that lay between."""

    __slots__ = ("days",)
    kind = "left-out"

    def __init__(self, days: Sequence[date]) -> None:
        self.day, self.days = None, days


class EndRolled(Step):
    """Time ended on the day `before`, which was no day to end on, and was carried to `day` over the closed `days`."""

    __slots__ = ("before", "days", "why")
    kind = "rolled"

    def __init__(self, day: date, before: date, why: str, days: Sequence[tuple[date, str]]) -> None:
        self.day, self.before, self.why, self.days = day, before, why, days


CountStep = PeriodCounted | ClosedDaysSkipped | NoCorrespondingDate | DaysLeftOut | EndRolled


class Steps(Protocol):
    """Where a count notes its steps: a list of these, or of these among others."""

    def append(self, step: CountStep, /) -> object: ...
