"""The rule book: the law, the calendars, and the authority's own packs.

The shipped law is read once, when the package is built, and kept as JSON beside the packs: reading the TOML costs every
command 20 ms, this 4. It is made by the build hook (`hatch_build.py`), carries a checksum of every file it was made
from, and counts for nothing when one of them has changed since: the packs are the law, this is only a faster way to the
same rule book. It holds data and can run no code.

Must not know: cases.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar
from sendclock.days.counting import Period
from sendclock.files import disk
from sendclock.files.problem import Position, Problem
from sendclock.law.area import shipped, sources
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel, Practice
from sendclock.law.rule import (
    AppealedAs,
    Arranged,
    ChecklistItem,
    Condition,
    EventType,
    Field,
    OwnKind,
    Presupposed,
    Reading,
    Reminder,
    Rule,
    RuleException,
    SmallCase,
    Source,
    Trigger,
)
from sendclock.tuples import NamedTuple

FILE = Path(__file__).parent / "compiled.json"
FORMAT = 5
TRIGGERS = ("starts_on", "met_by", "ends_with", "spent_by")  # the fields of a rule that name events


class LocalLaw(NamedTuple):
    """What an authority's packs say beside their rules."""

    sources: tuple[Source, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    kinds: tuple[OwnKind, ...] = ()


class Law(NamedTuple):
    """What the shipped files say. Packs are named in the order of the book."""

    packs: tuple[str, ...]
    rules: tuple[Rule, ...]
    exceptions: tuple[RuleException, ...]
    event_types: dict[str, EventType]
    local: LocalLaw = LocalLaw()


def checksums(sources: Iterable[Path]) -> dict[str, int]:
    """One number a file: what the compiled law was made from, or would be."""
    return {path.name: disk.checksum(path) for path in sources}


def encode(law: Law, made_from: dict[str, int]) -> str:
    """Named tuples become lists; days and times ISO text; each different trigger is written once."""
    triggers: dict[Trigger, int] = {}

    def place(trigger: Trigger) -> int:
        return triggers.setdefault(trigger, len(triggers))

    def fields(rule: Rule) -> list[Any]:
        doubtful = rule.no_exception_if and (place(rule.no_exception_if[0]), rule.no_exception_if[1])
        named = {name: [*map(place, getattr(rule, name))] for name in TRIGGERS}
        return list((rule._asdict() | named | {"no_exception_if": doubtful}).values())

    rules = [fields(rule) for rule in law.rules]
    events = [[*kind[:3], list(kind.fields.values()), *kind[4:]] for kind in law.event_types.values()]
    body = {
        "format": FORMAT,
        "made_from": made_from,
        "packs": law.packs,
        "triggers": list(triggers),
        "rules": rules,
        "exceptions": law.exceptions,
        "events": events,
    }
    return json.dumps(body, default=lambda day: day.isoformat(), separators=(",", ":"), ensure_ascii=False)


def save_compiled(law: Law) -> None:
    """Keep it beside the packs. Raises RefusedError."""
    disk.put_over(FILE, [disk.sealed(encode(law, checksums(sources())).encode())])


def read_compiled(sources: Sequence[Path]) -> Law | None:
    """The compiled law, or None where there is none, a byte of it has changed, or it was made from other files than
    these."""
    try:
        content = disk.read_regular(FILE)
        body = json.loads((disk.unsealed(content) if isinstance(content, bytes) else None) or b"null")
        if body["format"] != FORMAT or body["made_from"] != checksums(sources):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return decode(body)


def decode(body: dict[str, Any]) -> Law:
    """Each row is turned in place into what it was: to make the named tuple first and replace what is not yet right
    takes twice as long, at every start."""
    triggers = [Trigger(event, tuple(map(_condition, conditions))) for event, conditions in body["triggers"]]
    events = _rows(EventType, body["events"], _EVENT_TYPE)
    return Law(
        tuple(body["packs"]),
        tuple(_rows(Rule, _with_triggers(body["rules"], triggers), _RULE)),
        tuple(_rows(RuleException, body["exceptions"], _EXCEPTION)),
        {kind.id: kind for kind in events},
    )


T = TypeVar("T", bound=NamedTuple)


def _rows(kind: type[T], rows: list[list[Any]], made_by: Mapping[str, Callable[[Any], Any]]) -> list[T]:
    """Each row as the named tuple it was. `made_by`: how a field is made again that JSON keeps as something else; one
    that is None stays so."""
    makers = [(kind._fields.index(name), make) for name, make in made_by.items()]
    for row in rows:
        for place, make in makers:
            if row[place] is not None:
                row[place] = make(row[place])
    return list(map(kind._make, rows))


def _with_triggers(rows: list[list[Any]], triggers: Sequence[Trigger]) -> list[list[Any]]:
    """The rows of rules with the triggers that their numbers stand for."""
    places = [Rule._fields.index(name) for name in TRIGGERS]
    doubtful = Rule._fields.index("no_exception_if")
    for row in rows:
        for place in places:
            row[place] = tuple([triggers[number] for number in row[place]])
        if row[doubtful]:
            row[doubtful] = (triggers[row[doubtful][0]], row[doubtful][1])
    return rows


def _condition(row: list[Any]) -> Condition:
    return Condition(row[0], row[1], tuple(row[2]), row[3])


def _fields(rows: list[list[Any]]) -> dict[str, Field]:
    return {name: Field(name, kind, required, tuple(choices), *more) for name, kind, required, choices, *more in rows}


def _presupposed(row: list[Any]) -> Presupposed:
    events, *more, only = row
    return Presupposed._make([tuple(events), *more, only and _condition(only)])


def _appealed_as(rows: list[list[Any]]) -> tuple[AppealedAs, ...]:
    return tuple([AppealedAs(word, tuple(map(_condition, conditions))) for word, conditions in rows])


def _small_cases(rows: list[list[Any]]) -> tuple[SmallCase, ...]:
    return tuple([SmallCase(kind, what, tuple(words), tuple(refs)) for kind, what, words, refs in rows])


def _period(row: list[Any]) -> Period:
    *period, cutoff = row
    return Period._make([*period, cutoff and time.fromisoformat(cutoff)])


_EVENT_TYPE: Mapping[str, Callable[[Any], Any]] = {
    "fields": _fields,
    "roles": tuple,
    "presupposes": _presupposed,
    "arranges": lambda row: Arranged(*row),
    "settles": tuple,
    "raises": tuple,
    "turns": lambda turns: {word: tuple(challenges) for word, challenges in turns.items()},
    "appealed_as": _appealed_as,
    "registers": _small_cases,
    "needs_one": tuple,
    "leaves": _condition,
    "restores": _condition,
    "for_good": _condition,
    "letters": lambda rows: tuple([(_condition(row), letter) for row, letter in rows]),
}
_RULE: Mapping[str, Callable[[Any], Any]] = {
    "period": _period,
    "combine": tuple,
    "exceptions": tuple,
    "readings": lambda rows: tuple([Reading(*row) for row in rows]),
    "in_force_from": date.fromisoformat,
    "in_force_to": date.fromisoformat,
    "position": lambda row: Position(*row),
    "roles": tuple,
}
_EXCEPTION: Mapping[str, Callable[[Any], Any]] = {
    "facts": tuple,
    "in_force_from": date.fromisoformat,
    "in_force_to": date.fromisoformat,
    "position": lambda row: Position(*row),
}


def load(
    packs: Sequence[Path] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    setting_calendars: Mapping[str, Calendar] | None = None,
    own: Sequence[Path] = (),
    panels: Mapping[str, Panel] | None = None,
    withheld: list[Problem] | None = None,
    adopted: Mapping[str, date] | None = None,
    compiled: Callable[[], Law | None] = lambda: read_compiled(sources()),
) -> RuleBook:
    """The shipped law (`compiled`, where that can be had), or that of `packs` in its place, with an authority's `own`
    packs beside it and its `panels`. Raises CannotRunError naming every problem in a pack; in one of the law alone,
    where `withheld` is given: an `own` pack with a mistake is then left out, and its problems are added there.
    `adopted`: from which day a pack counts."""
    known = {**bank_holidays.calendars(), **(calendars or {})}
    law = compiled() if packs is None else None
    if law is None or own:
        from sendclock.law.guard import read_law

        law = read_law(shipped() if packs is None else packs, known, own, law, panels, withheld, adopted)
    exceptions = {exception.id: exception for exception in law.exceptions}
    by_pack = {source.pack: source for source in law.local.sources}
    practice = Practice(by_pack, law.local.checklist, law.local.reminders, panels or {}, kinds=law.local.kinds)
    return RuleBook(law.packs, law.rules, exceptions, law.event_types, known, setting_calendars or {}, practice)
