"""On which days a running clock is to be chased, and whom to tell: the reminders and escalations of the local packs.

Nothing here moves a date or stops a clock. Must not know: files, rows of a list, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sendclock.core.calendars import Calendar
from sendclock.core.local import plus
from sendclock.core.model import RuleBook
from sendclock.core.practice import Reminder

SLACK = timedelta(14)  # a mark brought forward from a spell of closed days: none in England is longer


class Mark(NamedTuple):
    """One reminder of one clock, and the working day to act on it."""

    reminder: Reminder
    day: date


def in_use(rulebook: RuleBook) -> tuple[Reminder, ...]:
    """The reminders of the packs that are adopted."""
    return tuple(reminder for reminder in rulebook.practice.reminders if reminder.status == "adopted")


def marks(due: date, reminders: Iterable[Reminder], calendars: Mapping[str, Calendar]) -> list[Mark]:
    """The days on which a clock that falls due on `due` is chased, if it still runs then.

    A mark counted to a closed day waits for the next working day (England), so that a list printed on working days
    misses none. A mark before the due day never waits past it: it is then brought forward to the working day before.
    Example: due Friday 4 December 2026, 5 working days before: Friday 27 November 2026.
    """
    return [Mark(reminder, mark_day(due, reminder, calendars)) for reminder in reminders]


def mark_day(due: date, reminder: Reminder, calendars: Mapping[str, Calendar]) -> date:
    england = calendars["england"]
    before = reminder.direction == "before"
    counted = plus(due, reminder.offset, calendars[reminder.calendar], -1 if before else 1)
    moved = england.roll_forward(counted)
    return england.roll_back(counted) if before and moved > due else moved


def reach(last: date, reminders: Sequence[Reminder], calendars: Mapping[str, Calendar]) -> date:
    """A day after which no clock can fall due that has a mark on or before `last`: how far ahead to look."""
    ahead = [plus(last, r.offset, calendars[r.calendar]) for r in reminders if r.direction == "before"]
    return max([last, *ahead]) + SLACK
