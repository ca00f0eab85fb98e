"""One invented case while it is made up, and its text: what happens is `invented_road`'s business.

Must not know: rules, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import TypeVar, Union

from sendclock.core.london import at_time

T = TypeVar("T")

PLACES = (
    "Ambleford", "Birchmoor", "Cawdale", "Dunsby Green", "Elmstow", "Fernleigh", "Gorsewell", "Hollinbrook",
    "Ivelbridge", "Kestrel Hill", "Larkmead", "Marlwood", "Nettlecombe", "Orchard Lane", "Pellwick", "Quarry Bank",
)  # fmt: skip
# from this age: kinds of setting
SETTINGS = (
    (16, ("College", "Sixth Form", "Special School")),
    (11, ("High School", "Academy", "Secondary School", "Special School")),
    (4, ("Primary", "Primary Academy", "Church Primary", "Special School")),
    (0, ("Nursery", "Pre-School")),
)
# team: who write plans, and who keep them under review
TEAMS = {
    "north": (("okafor", "singh", "reid"), ("novak", "haddad")),
    "south": (("mensah", "doyle", "farouk"), ("lindqvist", "rao")),
    "west": (("pereira", "kowalska", "tanaka"), ("osei", "bright")),
}
SUPPORT = ("quinn", "ellis")  # who write up letters for every officer
TAGS = ("child-in-need", "looked-after", "out-of-area", "sensory", "transport")
# What is not known before it happened. Other days, such as that of a meeting, may lie ahead.
FACTS = frozenset({"served", "received", "complete"})
YEAR = 365.25
# As often as each stands here.
DAYS_TO_ARRIVE = (0, 0, 0, 1, 1, 1, 1, 2, 3, None)
DAYS_TO_WRITE = (*(0,) * 14, 1, 1, 1, 2, 4, 8)


class Entry:
    """One event. `seen` is the day it came to be known, which orders the file; `id` is given when it is written."""

    __slots__ = ("fields", "id", "on", "seen", "type")

    def __init__(self, type: str, on: date, seen: date, fields: dict[str, Said]) -> None:
        self.type, self.on, self.seen, self.fields = type, on, seen, fields
        self.id = ""


Said = Union[str, date, bool, Entry]  # a datetime is a date; an Entry is written as its id


class Life:
    """One invented case. Everything is played to its end; nothing after `until` is kept in the end."""

    def __init__(self, rng: Random, received: date, as_of: date) -> None:
        self.rng, self.received, self.as_of, self.until = rng, received, as_of, as_of
        self.born = received - timedelta(int(rng.triangular(2.2, 16.5, 4.5) * YEAR))
        self.team = self.one_of(tuple(TEAMS))
        self.setting = self.school(received)
        start = self.born.year + 4 + (self.born.month >= 9)  # the September in which school begins
        self.moves = {
            start: "early-years-to-school",
            start + 7: "primary-to-secondary",
            start + 12: "secondary-to-post-16",
        }
        self.entries: list[Entry] = []

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[int(self.rng.random() * len(choices))]

    def pick(self, weights: Mapping[T, float]) -> T:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included: `randint`, but quicker."""
        return least + int(self.rng.random() * (most - least + 1))

    def days(self, least: int, most: int) -> timedelta:
        """So many days, both ends included."""
        return timedelta(self.number(least, most))

    def age(self, day: date) -> float:
        return (day - self.born).days / YEAR

    def school(self, day: date) -> str:
        """A setting for the age on that day."""
        kinds = next(kinds for age, kinds in SETTINGS if self.age(day) >= age)
        return f"{self.one_of(PLACES)} {self.one_of(kinds)}"

    def add(self, type: str, on: date, **fields: Said) -> Entry:
        """An event on that day, known the same day."""
        entry = Entry(type, on, on, fields)
        self.entries.append(entry)
        return entry

    def send(self, type: str, on: date, **fields: Said) -> Entry:
        """A letter: by e-mail the same day, by post a day or two later, and now and then nobody knows."""
        arrives = self.one_of(DAYS_TO_ARRIVE)
        if arrives is not None:
            fields["served"] = on + timedelta(arrives)
        return self.add(type, on, **fields)

    def allocate(self, on: date, reviewers: bool = False) -> None:
        officers = TEAMS[self.team][1 if reviewers else 0]
        self.add("case-allocated", on, officer=self.one_of(officers), team=self.team)

    def close(self, on: date, reason: str) -> None:
        """The case ends here: what was to come later does not."""
        self.add("case-closed", on, reason=reason)
        self.until = min(self.until, on)

    def so_far(self) -> list[Entry]:
        """What has happened, in the order in which it came to be known."""
        happened = (entry for entry in self.entries if max(entry.on, entry.seen) <= self.until)
        return sorted(happened, key=lambda entry: entry.seen)


def office(day: date) -> date:
    """The first day from `day` on when an office is open: no weekend, not between Christmas and New Year."""
    if (day.month, day.day) >= (12, 25):
        day = date(day.year + 1, 1, 2)
    elif (day.month, day.day) == (1, 1):
        day = date(day.year, 1, 2)
    return day + timedelta(7 - day.weekday()) if day.weekday() > 4 else day


def text(ref: str, life: Life) -> str:
    """One case file, as an officer and the tool would have written it together."""
    lines = ["schema = 1", f'ref = "{ref}"']
    if life.chance(0.8):
        lines.append(f"born = {life.born}")
    lines.append(f'setting = "{life.setting}"')
    tags = sorted(life.rng.sample(TAGS, life.pick({0: 6, 1: 3, 2: 1})))
    if tags:
        lines.append("tags = [" + ", ".join(f'"{tag}"' for tag in tags) + "]")
    lines += _events(life)
    return "\n".join(lines) + "\n"


def _events(life: Life) -> Iterator[str]:
    """The events in the order they were written down, each signed by the officer of that day."""
    officer, last = SUPPORT[0], datetime.min
    for place, entry in enumerate(life.so_far(), 1):
        entry.id = f"e{place}"
        last = max(_written(life, entry), last + timedelta(minutes=1))
        if entry.type == "case-allocated":
            officer = str(entry.fields["officer"])
        on = "" if "at" in entry.fields else f"on = {entry.on.isoformat()}\n"
        by = life.one_of(SUPPORT) if life.chance(0.2) else officer
        recorded = at_time(last.date(), last.time()).isoformat()
        yield f'\n[[event]]\nid = "{entry.id}"\ntype = "{entry.type}"\n{on}recorded = {recorded}\nby = "{by}"'
        for name, value in entry.fields.items():
            if name not in FACTS or not isinstance(value, date) or value <= life.as_of:
                yield f"{name} = {_value(value)}"


def _written(life: Life, entry: Entry) -> datetime:
    """When it was written down: mostly the same day, now and then a week later."""
    lag = life.one_of(DAYS_TO_WRITE)
    day = min(office(entry.seen + timedelta(lag) if lag else entry.seen), life.as_of)
    if "at" in entry.fields:
        return datetime(day.year, day.month, day.day, 16, 30)
    return datetime(day.year, day.month, day.day, life.number(9, 16), life.number(0, 59))


def _value(value: Said) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Entry):
        return f'"{value.id}"'
    return f'"{value}"' if isinstance(value, str) else value.isoformat()
