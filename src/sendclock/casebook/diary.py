"""What is to take place in a case, and who was told that its officer is away: what is kept of it for a hand-over list.

Must not know: formats, English.
"""

from __future__ import annotations

from datetime import date

from sendclock.casebook.facts import Appointed, Contact
from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.files.name import folded
from sendclock.law.role import Act


def appointed(timeline: Timeline) -> list[Appointed]:
    """What was arranged by the day of the timeline and has not taken place, by its day; the newest of each kind counts,
    for panels of each panel."""
    types, ends, of_days = timeline.book.event_types, timeline.book.arranged, timeline.book.of_days
    newest: dict[tuple[str, str], Event] = {}
    for event in [event for event in timeline.events if event.type in of_days]:
        arranged = types[event.type].arranges
        if arranged:
            newest[event.type, folded(str(event.fields.get("panel", "")))] = event
        elif event.type in ends:
            newest.pop((ends[event.type], folded(str(event.fields.get("panel", "")))), None)
    found = []
    for event in newest.values():
        arranged = types[event.type].arranges
        day = event.day(arranged.day) if arranged else None
        if day is not None:
            found.append(Appointed(day.toordinal(), event.type, str(event.fields.get("panel", ""))))
    return sorted(found, key=lambda one: one.day)


def told_of_absence(timeline: Timeline) -> list[Contact]:
    """Whom somebody told of an absence, and when last; a young person is the family."""
    contacts, last = timeline.book.types_of(Act.CONTACT), dict[str, date]()
    for event in [event for event in timeline.events if event.type in contacts]:
        if event.fields.get("about") == "absence":
            whom = str(event.fields.get("whom"))
            whom = "family" if whom == "young-person" else whom
            last[whom] = max(event.on, last.get(whom, event.on))
    return [Contact(whom, day.toordinal()) for whom, day in last.items()]
