"""The dates of their own that officers have set in a case: no law, and no clock.

Must not know: formats, files.
"""

from __future__ import annotations

from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.law.role import Act


def reminders(timeline: Timeline) -> list[Event]:
    """The reminders of the case that are not dealt with on the as-of day, by their day (`due`)."""
    book = timeline.book
    done = {str(event.fields.get("event")) for event in timeline.events if book.has(event.type, Act.REMINDED)}
    there = [e for e in timeline.events if book.has(e.type, Act.REMINDER) and e.id not in done and e.day("due")]
    return sorted(there, key=lambda event: (event.day("due"), event.order))
