"""Names that are nearly another: a reply from a party nobody asked, a setting that occurs once beside one spelt alike.

Such a name leaves a clock running, or a case without its officer, and nothing else shows it. Who asks is read from the
book: the events that an act presupposes, and those that start the clocks it meets for one party or one thing.
Must not know: files, formats, what day it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sendclock.clock.case import Case, Event
from sendclock.files.name import folded
from sendclock.files.problem import Position, Problem, nearest
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.say.words import day_month
from sendclock.tuples import NamedTuple

MANY = 5  # parties asked that a message lists


class Unasked(NamedTuple):
    """`event` names a party that none of `asked` does: the newest of each party that was asked."""

    event: Event
    asked: tuple[Event, ...]

    @property
    def meant(self) -> Event | None:
        """The one that is spelt most like it, or that it is short for: EP, or Paeds."""
        name, names = self.event.party or "", [event.party or "" for event in self.asked]
        short = [full for full in dict.fromkeys(names) if _short_for(name, full)]
        near = nearest(name, names) or (short[0] if len(short) == 1 else None)
        return next((event for event in self.asked if event.party == near), None)


def _short_for(name: str, full: str) -> bool:
    """Whether it is the initials of the words of the other, or three letters or more of its beginning."""
    short, words = folded(name).replace(".", "").removesuffix("s"), folded(full).split()
    initials = "".join(word[0] for word in words if word not in ("and", "of", "the", "&"))
    return bool(short) and (short == initials.removesuffix("s") or (len(short) > 2 and words[0].startswith(short)))


def unasked(events: Sequence[Event], book: RuleBook) -> Iterator[Unasked]:
    """Every event whose party is none of those asked. Where nobody was asked at all there is no clock that it could
    have left running."""
    named: dict[frozenset[str], dict[str, Event]] = {}  # by those who ask: whom they asked
    for event in events:
        asking = asks(event.type, book) if event.party else frozenset()
        if not asking:
            continue
        if asking not in named:
            named[asking] = {folded(other.party): other for other in events if other.type in asking and other.party}
        asked = named[asking]
        if asked and folded(event.party or "") not in asked:
            yield Unasked(event, tuple(asked.values()))


def asks(answer: str, book: RuleBook) -> frozenset[str]:
    """The event types by which somebody, or something, is named that an event of type `answer` names again."""
    return book.named_by.get(answer, frozenset())


def said(found: Unasked, book: RuleBook) -> str:
    """`nobody asked "St Marys". Did you mean "St Mary's" (asked 28 September 2026)?`"""
    kinds = tuple(dict.fromkeys(event.type for event in found.asked))
    matter = any(book.has(kind, Act.MATTER, Act.MATTER_STEP) for kind in kinds)
    presupposed = book.event_types[found.event.type].presupposes
    of_persons = presupposed is not None and set(kinds) <= set(presupposed.events) and not matter
    who = f'nobody asked "{found.event.party}"'
    meant, verb = found.meant, "asked " if of_persons else ""
    if not of_persons:
        who = f'no {" or ".join(kinds)} names "{found.event.party}"'
    if meant is not None:
        return f'{who}. Did you mean "{meant.party}" ({verb}{day_month(meant.on)})?'
    named = [f'"{event.party}" ({day_month(event.on)})' for event in found.asked[-MANY:]]
    return f"{who}. {'Asked' if of_persons else 'Named'}: {', '.join(named)}."


def nobody_asked(case: Case, events: Sequence[Event], book: RuleBook) -> Iterator[Problem]:
    """A warning for every event that names a party nobody asked."""
    for found in unasked(events, book):
        event, meant = found.event, found.meant
        one = found.asked[-1].type
        right = f'party="{meant.party}"' if meant else "party=NAME"
        fix = f'If so: sendclock correct {case.ref} {event.id} {right} --reason "..."; if it was asked: '
        if meant is None:
            fix = f'If it is one of these: sendclock correct {case.ref} {event.id} {right} --reason "..."; if not: '
        fix += f'sendclock record {case.ref} {one} DATE party="{event.party}"'
        yield Problem(case.position(event), "warning", "nobody-asked", f"{said(found, book)} {fix}")


class SettingsSeen:
    """The settings of the cases gone through, in how many each stands, and where it stood first. `named`: those of
    officers and calendars, and the file that names each."""

    def __init__(self, named: Mapping[str, str]) -> None:
        self.times: Counter[str] = Counter()
        self.first: dict[str, tuple[str, str]] = {}  # by the name folded: as it is written, and the file
        self.of_files = {folded(name): file for name, file in named.items()}
        self.written = {folded(name): name for name in named}

    def add(self, setting: str, file: str, times: int) -> None:
        """A setting as it is written, in so many cases; `file` is the first of them. In the order of these."""
        name = folded(setting)
        self.times[name] += times
        self.first.setdefault(name, (setting, file))
        self.written.setdefault(name, setting)

    def alike(self) -> Iterator[Problem]:
        """A warning for every setting that one case alone has, and that is spelt like another one."""
        by_shape: dict[str, list[str]] = {}
        for name in self.written:
            for shape in _shapes(name):
                by_shape.setdefault(shape, []).append(name)
        for name, (setting, file) in self.first.items():
            if self.times[name] > 1 or name in self.of_files:
                continue
            near = {other for shape in _shapes(name) for other in by_shape[shape] if _figures(other) == _figures(name)}
            near.discard(name)
            if near:
                other = max(near, key=lambda each: (self.times[each], each in self.of_files, each))
                where = str(self.times[other]) if self.times[other] else self.of_files[other]
                message = (
                    f'the setting "{setting}" occurs in no other case, and "{self.written[other]}" in {where}. If they '
                    "are one, write both alike: its officer and its calendar are found by the name."
                )
                yield Problem(Position(file, 1), "warning", "setting-alike", message)


OF_A_SCHOOL = ("school", "academy", "college", "nursery")


def _shapes(name: str) -> set[str]:
    """What two names have in common that differ in one letter, two letters exchanged, a space, or a last word that says
    only what kind of place it is: the letters, and the letters without any one of them."""
    words = re.findall(r"\w+", name)
    whole = "".join(words[:-1] if len(words) > 2 and words[-1] in OF_A_SCHOOL else words)
    return {whole, *(whole[:n] + whole[n + 1 :] for n in range(len(whole)))} if len(whole) > 3 else {whole}


def _figures(name: str) -> list[str]:
    """School 1 and School 2 are two schools."""
    return re.findall(r"\d+", name)
