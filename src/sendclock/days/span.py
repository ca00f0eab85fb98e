"""Between which days an answer is the same: measured, not worked out by hand.

A `Measured` day is the day of asking that notes every comparison it is put to. From the first to the last day between
which each of them would have come out the same, whatever was made with it is the same too: nobody has to list the
things an answer turns on, and none can be forgotten. Whoever counts with the day itself (adds to it, takes its month,
writes it down) gets an answer for that day alone.
Must not know: what is asked, files.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, SupportsIndex

FIRST, LAST = date.min.toordinal(), date.max.toordinal()


class Measured(date):
    """Compares as any date does. `first` and `last`, both included, are days as ordinals. `whole`: nothing of the
    answer is asked anew on each day that it is told, so that whether a deadline is overdue counts too."""

    first: int
    last: int
    whole: bool

    @classmethod
    def of(cls, day: date, whole: bool = False) -> Measured:
        made = cls(day.year, day.month, day.day)
        made.first, made.last, made.whole = FIRST, LAST, whole
        return made

    @property
    def plain(self) -> date:
        """The day itself, for what is applied anew on each day; asking it notes nothing."""
        return date.fromordinal(date.toordinal(self))

    def within(self, other: Measured) -> None:
        """What was made with that day, the same, is used with this one too."""
        self._from(other.first)
        self._to(other.last)

    def _from(self, day: int) -> None:
        if day > self.first:
            self.first = day

    def _to(self, day: int) -> None:
        if day < self.last:
            self.last = day

    def _alone(self) -> None:
        self.first = self.last = date.toordinal(self)

    def __lt__(self, other: date) -> bool:
        answer = date.__lt__(self, other)
        if answer is True:
            self._to(date.toordinal(other) - 1)
        elif answer is False:
            self._from(date.toordinal(other))
        return answer

    def __ge__(self, other: date) -> bool:
        answer = date.__ge__(self, other)
        if answer is True:
            self._from(date.toordinal(other))
        elif answer is False:
            self._to(date.toordinal(other) - 1)
        return answer

    def __gt__(self, other: date) -> bool:
        answer = date.__gt__(self, other)
        if answer is True:
            self._from(date.toordinal(other) + 1)
        elif answer is False:
            self._to(date.toordinal(other))
        return answer

    def __le__(self, other: date) -> bool:
        answer = date.__le__(self, other)
        if answer is True:
            self._to(date.toordinal(other))
        elif answer is False:
            self._from(date.toordinal(other) + 1)
        return answer

    def __eq__(self, other: object) -> bool:
        answer = date.__eq__(self, other)
        if answer is True:
            self._alone()
        elif answer is False and isinstance(other, date):
            if date.toordinal(other) < date.toordinal(self):
                self._from(date.toordinal(other) + 1)
            else:
                self._to(date.toordinal(other) - 1)
        return answer

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        self._alone()
        return date.__hash__(self)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        self._alone()
        return date, (date.year.__get__(self), date.month.__get__(self), date.day.__get__(self))


def _counted_with(name: str) -> Callable[..., Any]:
    of_a_date = getattr(date, name)

    def counted(self: Measured, *others: Any, **parts: Any) -> Any:
        self._alone()
        return of_a_date(self.plain, *others, **parts)

    return counted


def _taken_from(name: str) -> property:
    of_a_date = getattr(date, name)

    def taken(self: Measured) -> int:
        self._alone()
        return int(of_a_date.__get__(self))

    return property(taken)


for _name in (
    "__add__", "__radd__", "__sub__", "__rsub__", "__str__", "__repr__", "__format__", "ctime", "isocalendar",
    "isoformat", "isoweekday", "replace", "strftime", "timetuple", "toordinal", "weekday",
):  # fmt: skip
    setattr(Measured, _name, _counted_with(_name))
for _name in ("year", "month", "day"):
    setattr(Measured, _name, _taken_from(_name))


def plain(day: date) -> date:
    """The day itself, where what is asked of it is asked anew on each day that the answer is used."""
    return day.plain if isinstance(day, Measured) and not day.whole else day
