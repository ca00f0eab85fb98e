"""The dates of their own that officers have set in a case: no law, and no clock.

Must not know: formats, files.
"""

from __future__ import annotations

from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.law.role import Act


def reminders(timeline: Timeline) -> list[Event]:
    """The reminders of the case that are not dealt with on the as-of day, by their day (`due`)."""
    dealt_with, set_ = timeline.book.types_of(Act.REMINDED), timeline.book.types_of(Act.REMINDER)
    there = [event for event in timeline.events if event.type in set_ and event.day("due")]
    if not there:
        return there
    done = {str(event.fields.get("event")) for event in timeline.events if event.type in dealt_with}
    return sorted((e for e in there if e.id not in done), key=lambda event: (event.day("due"), event.order))
