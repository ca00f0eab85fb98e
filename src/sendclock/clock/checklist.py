"""Which steps of local practice a case has to take, which are done, and by what event.

A step has no number and so no date of its own: it is to do from the day an event asks for it, until an event ticks it.
Must not know: files, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from sendclock.clock.case import Event, same_party
from sendclock.clock.deadline import Timeline
from sendclock.clock.local import SoFar, holds
from sendclock.days.counting import moved
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.law.rule import ChecklistItem, EventType, Trigger
from sendclock.tuples import NamedTuple

State = Literal["open", "done", "ended"]


class Ticked(NamedTuple):
    """One step of one case, for one party where it is done for each of several.

    `event` is what ticked it, or what ended it: a step that is `ended` is no longer wanted. `unsure`: whether the step
    is wanted depends on the day of birth, which is not recorded; it is listed all the same.
    """

    item: ChecklistItem
    party: str | None
    started_by: Event
    state: State
    event: Event | None
    unsure: bool


def checklist_of(timeline: Timeline) -> tuple[Ticked, ...]:
    """Every step whose start has happened by the day of the timeline, in the order of the packs.

    Only packs that are adopted have steps. A step is wanted once, from the newest event that starts it: a new decision
    asks for the call to the family anew. Conditions on the case, and the days a step is in force, are judged on the
    day it starts.
    """
    events, types = timeline.events, frozenset(event.type for event in timeline.events)
    telling = timeline.book.types_of(Act.STEP_DONE, Act.CLOSED)
    ticked: list[Ticked] = []
    for item in timeline.book.practice.checklist:
        if item.status == "adopted" and not types.isdisjoint([trigger.event for trigger in item.starts_on]):
            place = next((p for p in range(len(events) - 1, -1, -1) if _starts(events[p], item)), None)
            if place is not None:
                ticked += _of(item, timeline, place, telling)
    return tuple(ticked)


def _of(item: ChecklistItem, timeline: Timeline, place: int, telling: frozenset[str]) -> Iterator[Ticked]:
    """A step, asked for by the event at this place. `telling`: the event types that may tick or end every step."""
    events, book = timeline.events, timeline.book
    start = events[place]
    fits: list[bool | None] = []
    if item.conditions:
        known = SoFar(timeline.case_on(start.on), start.on, events[: place + 1], book)
        fits = [holds(condition, known) for condition in item.conditions]
    if False in fits:
        return
    of_this = {trigger.event for trigger in (*item.done_by, *item.ends_with)}
    after = [e for e in events if (e.type in telling or e.type in of_this) and e.on >= start.on and e is not start]
    for party in item.each or (None,):
        theirs = [event for event in after if _concerns(event, party, book.event_types)]
        done = next((e for e in theirs if _ticks(e, item, start, book)), None)
        ended = next((e for e in theirs if _any_fits(item.ends_with, e) or book.has(e.type, Act.CLOSED)), None)
        state: State = "done" if done else "ended" if ended else "open"
        yield Ticked(item, party, start, state, done or ended, None in fits)


def _starts(event: Event, item: ChecklistItem) -> bool:
    return _any_fits(item.starts_on, event) and _in_force(item, event.on)


def _in_force(item: ChecklistItem, day: date) -> bool:
    return item.in_force_from <= day and (item.in_force_to is None or day <= item.in_force_to)


def _any_fits(triggers: Iterable[Trigger], event: Event) -> bool:
    return any(trigger.fits(event) for trigger in triggers)


def _concerns(event: Event, party: str | None, types: Mapping[str, EventType]) -> bool:
    """Whether an event is about this party: one that can name no party is about all of them."""
    return party is None or "party" not in types[event.type].fields or same_party(event.party, party)


def _ticks(event: Event, item: ChecklistItem, start: Event, book: RuleBook) -> bool:
    """Whether the event ticks the step. One that names it may have to bear a day of its own, of what was used, that is
    not too long ago; an act of `done_by` takes the place of that."""
    if _any_fits(item.done_by, event):
        return True
    if not is_step(event, item, book) or item.made_within is None:
        return is_step(event, item, book)
    made = event.day("made")
    return made is not None and made >= moved(start.on, item.made_within, book.england, back=True)


def is_step(event: Event, item: ChecklistItem, book: RuleBook) -> bool:
    """Whether this event ticks the step by its name."""
    return book.has(event.type, Act.STEP_DONE) and str(event.fields.get("step")) in names_of(item)


def names_of(item: ChecklistItem) -> tuple[str, str]:
    """The words by which a step may be ticked: its id, with and without the name of its pack before it."""
    prefix = f"{item.pack}-"
    bare = item.id.removeprefix(prefix)
    return bare, prefix + bare
