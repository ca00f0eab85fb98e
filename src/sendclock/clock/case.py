"""What is true of a case once its corrections and withdrawals are taken in. Nothing is erased.

Must not know: rules, files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sendclock.files.name import folded
from sendclock.files.problem import Position
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.law.rule import Value


class Event:
    """One dated fact of a case; nothing changes it. `fields` holds what the event type allows beyond its day; `order`
    is its place in the file, from 0, which settles events of the same day; `recorded` when it was written down, `by`
    who wrote it down. With slots, because the engine asks a thousand times a case, and a named tuple takes five times
    as long to say so."""

    __slots__ = ("at", "by", "fields", "id", "line", "on", "order", "recorded", "type")

    def __init__(
        self,
        type: str,
        on: date,
        at: datetime | None,
        id: str,
        order: int,
        line: int,
        fields: Mapping[str, Value],
        recorded: datetime | None = None,
        by: str | None = None,
    ) -> None:
        self.type, self.on, self.at, self.id, self.order, self.line = type, on, at, id, order, line
        self.fields, self.recorded, self.by = fields, recorded, by

    def but(self, **changes: Any) -> Event:
        """The same event, with these parts otherwise."""
        return Event(**{name: getattr(self, name) for name in self.__slots__} | changes)

    def __eq__(self, other: object) -> bool:
        """Of the same fact, in every part."""
        if not isinstance(other, Event) or self.id != other.id:  # of one case, no two have the same
            return False
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __repr__(self) -> str:
        return f"<{self.type} {self.id} of {self.on}>"

    @property
    def party(self) -> str | None:
        value = self.fields.get("party")
        return None if value is None else str(value)

    def day(self, name: str) -> date | None:
        """The day recorded in field `name`; `on` is the event's own day."""
        if name == "on":
            return self.on
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None


def same_party(one: str | None, other: str | None) -> bool:
    """Two spellings of one party."""
    return one == other or folded(one or "") == folded(other or "")


PAUSES_FROM = date(2026, 2, 5)  # SI 2026/82: the days waiting for the requester do not count from then


def days_waited(
    events: Iterable[Event], asking: str, party: str | None, start: date, due: date, until: date
) -> tuple[int, bool]:
    """How many days from `start` to `due` an answer of the requester was waited for, from the asking to the answer,
    both included (UK GDPR art 12A(6)); and whether none has come. Then they run on, to `until`. `asking`: the type of
    event that tells of it. Nothing asked once the time was over counts."""
    days: set[int] = set()
    waiting = False
    for event in events:
        asked = event.day("asked") if event.type == asking else None
        if asked is None or not same_party(event.party, party) or not max(PAUSES_FROM, start) <= asked <= due:
            continue
        answered = event.day("answered")
        waiting = waiting or answered is None
        days |= set(range(asked.toordinal(), (answered or until).toordinal() + 1))
    return len(days), waiting


class Case(NamedTuple):
    """One child's or young person's file, as recorded. `events` are in file order. What stands at its head may have
    changed since: `clock.circumstance` has it as of a day. `opening`: nothing before that day is complete on file;
    where the case says none, the casebook's counts (`Timeline.opening`)."""

    ref: str
    file: str
    events: tuple[Event, ...]
    born: date | None = None
    setting: str | None = None
    tags: tuple[str, ...] = ()
    locality: str | None = None
    opening: date | None = None

    def position(self, event: Event) -> Position:
        return Position(self.file, event.line)


CORRECTED = "event-corrected"
WITHDRAWN = "event-withdrawn"
ABOUT_AN_EVENT = frozenset({CORRECTED, WITHDRAWN})
ABOUT_THE_CHANGE = frozenset({"event", "reason", "note"})  # of the correction itself, not of what it corrects


class Truth(NamedTuple):
    """`events` in order of day (same day: by the hour, else file order), corrected; who corrected or withdrew what, by
    id."""

    events: tuple[Event, ...]
    corrected: Mapping[str, tuple[Event, ...]]
    withdrawn: Mapping[str, Event]


def truth(case: Case) -> Truth:
    """Corrections and withdrawals change what is true from the start, whenever they were written.

    A correction that changes no other field corrects the day: its own `on` (or `at`) is the right one.
    One that changes fields leaves the day alone. A withdrawn correction or withdrawal counts for nothing.
    """
    if ABOUT_AN_EVENT.isdisjoint([event.type for event in case.events]):
        return Truth(_sorted(case.events), {}, {})
    withdrawn: dict[str, Event] = {}
    for event in reversed(case.events):
        if event.type == WITHDRAWN and event.id not in withdrawn:
            withdrawn[str(event.fields.get("event"))] = event
    corrected: dict[str, tuple[Event, ...]] = {}
    events = {e.id: e for e in case.events if e.type not in ABOUT_AN_EVENT and e.id not in withdrawn}
    for change in case.events:
        target = str(change.fields.get("event"))
        if change.type == CORRECTED and change.id not in withdrawn and target in events:
            events[target] = _apply(events[target], change)
            corrected[target] = (*corrected.get(target, ()), change)
    return Truth(_sorted(events.values()), corrected, withdrawn)


def known_at(case: Case, day: date) -> Case:
    """The case as it had been written down by the end of `day`: what was known, not what was true.

    An event that does not say when it was recorded is taken to have been known from its own day.
    """
    return case._replace(events=tuple(e for e in case.events if (e.recorded.date() if e.recorded else e.on) <= day))


def _sorted(events: Iterable[Event]) -> tuple[Event, ...]:
    """In order of day. Of one day in file order, but where the hours are recorded those decide: a call at 16:00 comes
    after a decision at 15:00, whichever was written down first. Such events exchange their places, and `order` with
    them; the others keep theirs."""
    return by_the_hour(sorted(events, key=attrgetter("on", "order")))


def by_the_hour(ordered: list[Event]) -> tuple[Event, ...]:
    """Events in order of day, those of one day whose hours are recorded exchanged so that the hours decide."""
    if len([event for event in ordered if event.at is not None]) < 2:
        return tuple(ordered)
    places: dict[date, list[int]] = {}
    for place, event in enumerate(ordered):
        if event.at is not None:
            places.setdefault(event.on, []).append(place)
    for of_day in places.values():
        timed = sorted((ordered[place] for place in of_day), key=lambda event: (event.at, event.order))
        orders = [ordered[place].order for place in of_day]
        for place, event, order in zip(of_day, timed, orders, strict=True):
            ordered[place] = event if event.order == order else event.but(order=order)
    return tuple(ordered)


def changed_fields(change: Event) -> dict[str, Value]:
    return {name: value for name, value in change.fields.items() if name not in ABOUT_THE_CHANGE}


def _apply(event: Event, change: Event) -> Event:
    fields = changed_fields(change)
    if fields:
        return event.but(fields={**event.fields, **fields})
    return event.but(on=change.on, at=change.at)
