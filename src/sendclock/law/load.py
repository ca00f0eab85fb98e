"""The rule book: the law, the calendars, and the authority's own packs.

The shipped law is read once, when the package is built, and kept as JSON beside the packs: reading the TOML costs every
command 20 ms, this 4. It is made by the build hook (`hatch_build.py`), carries a checksum of every file it was made
from, and counts for nothing when one of them has changed since: the packs are the law, this is only a faster way to the
same rule book. It holds data and can run no code.

Must not know: cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar
from sendclock.days.counting import Period
from sendclock.files import disk
from sendclock.files.problem import Position, Problem
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

FILE = Path(__file__).parent / "compiled.json"
FORMAT = 3


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

    def places(those: Sequence[Trigger]) -> list[int]:
        return [triggers.setdefault(trigger, len(triggers)) for trigger in those]

    def fields(rule: Rule) -> list[Any]:
        doubtful = rule.no_exception_if and (places([rule.no_exception_if[0]])[0], rule.no_exception_if[1])
        named = {name: places(getattr(rule, name)) for name in ("starts_on", "met_by", "ends_with", "spent_by")}
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
    triggers = [Trigger(event, tuple(_condition(c) for c in conditions)) for event, conditions in body["triggers"]]
    events = [_event_type(EventType(*kind)) for kind in body["events"]]
    return Law(
        tuple(body["packs"]),
        tuple(_rule(Rule(*fields), triggers) for fields in body["rules"]),
        tuple(_exception(RuleException(*fields)) for fields in body["exceptions"]),
        {kind.id: kind for kind in events},
    )


def _event_type(kind: Any) -> EventType:
    """The same event type with its fields by name and its lists as tuples. Most play a part, and say nothing more."""
    made: EventType = kind._replace(
        fields={field[0]: _field(field) for field in kind.fields},
        roles=tuple(kind.roles),
        settles=tuple(kind.settles),
        raises=tuple(kind.raises),
        turns={word: tuple(challenges) for word, challenges in kind.turns.items()},
        presupposes=kind.presupposes and _presupposed(*kind.presupposes),
        arranges=kind.arranges and Arranged(*kind.arranges),
        needs_one=tuple(kind.needs_one),
        appealed_as=tuple([AppealedAs(word, tuple(map(_condition, of))) for word, of in kind.appealed_as]),
        registers=tuple([SmallCase(k, what, tuple(words), tuple(refs)) for k, what, words, refs in kind.registers]),
    )
    return made


def _presupposed(events: list[str], why: str, cite: str, ahead: int, back: int, only: Any) -> Presupposed:
    return Presupposed(tuple(events), why, cite, ahead, back, only and _condition(only))


def _condition(fields: list[Any]) -> Condition:
    return Condition(fields[0], fields[1], tuple(fields[2]), fields[3])


def _field(fields: Any) -> Field:
    return Field(fields[0], fields[1], fields[2], tuple(fields[3]), *fields[4:])


def _rule(rule: Any, triggers: list[Trigger]) -> Rule:
    """The same rule with its lists as tuples, its triggers found, its days and times read."""
    period = Period(*rule.period)
    cutoff = period.cutoff and time.fromisoformat(str(period.cutoff))
    doubtful = rule.no_exception_if
    made: Rule = rule._replace(
        starts_on=tuple([triggers[place] for place in rule.starts_on]),
        met_by=tuple([triggers[place] for place in rule.met_by]),
        ends_with=tuple([triggers[place] for place in rule.ends_with]),
        period=period._replace(cutoff=cutoff),
        combine=rule.combine and tuple(rule.combine),
        exceptions=tuple(rule.exceptions),
        readings=tuple([Reading(*fields) for fields in rule.readings]),
        in_force_from=date.fromisoformat(rule.in_force_from),
        in_force_to=rule.in_force_to and date.fromisoformat(rule.in_force_to),
        no_exception_if=doubtful and (triggers[doubtful[0]], doubtful[1]),
        position=Position(*rule.position),
        roles=tuple(rule.roles),
        spent_by=tuple([triggers[place] for place in rule.spent_by]),
    )
    return made


def _exception(exception: Any) -> RuleException:
    made: RuleException = exception._replace(
        facts=tuple(exception.facts),
        in_force_from=date.fromisoformat(exception.in_force_from),
        in_force_to=exception.in_force_to and date.fromisoformat(exception.in_force_to),
        position=Position(*exception.position),
    )
    return made


# The law is a folder: its vocabulary, and a pack for each area. Another nation's is another folder: whoever wants one
# in the place of this sets PACKS, EVENTS and AREAS (the tests do so, with a law of eleven rules).
PACKS = Path(__file__).parent / "england"
LOCAL = Path(__file__).parent / "authorities"
EVENTS = PACKS / "events.toml"
# The shipped areas of law, in the order of the book.
AREAS = (
    "assessment", "advice", "plan", "reassessment", "reviews", "transfers", "ceasing", "mediation", "appeals",
    "orders", "detained", "conversions", "adjacent", "exceptions",
)  # fmt: skip


def load(
    packs: Sequence[Path] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    setting_calendars: Mapping[str, Calendar] | None = None,
    own: Sequence[Path] = (),
    panels: Mapping[str, Panel] | None = None,
    withheld: list[Problem] | None = None,
    adopted: Mapping[str, date] | None = None,
) -> RuleBook:
    """The shipped law, or that of `packs` in its place, with an authority's `own` packs beside it and its `panels`.
    Raises CannotRunError naming every problem in a pack; in one of the law alone, where `withheld` is given: an `own`
    pack with a mistake is then left out, and its problems are added there. `adopted`: from which day a pack counts."""
    known = {**bank_holidays.calendars(), **(calendars or {})}
    law = read_compiled(sources()) if packs is None else None
    if law is None or own:
        from sendclock.law.guard import read_law

        law = read_law(shipped() if packs is None else packs, known, own, law, panels, withheld, adopted)
    exceptions = {exception.id: exception for exception in law.exceptions}
    by_pack = {source.pack: source for source in law.local.sources}
    practice = Practice(by_pack, law.local.checklist, law.local.reminders, panels or {}, kinds=law.local.kinds)
    return RuleBook(law.packs, law.rules, exceptions, law.event_types, known, setting_calendars or {}, practice)


def local_packs() -> dict[str, Path]:
    """The local packs that come with sendclock, by name."""
    return {path.stem: path for path in map(Path, disk.list_package(LOCAL))}


def settings_of(pack: str) -> Path | None:
    """The settings a new casebook begins with where it is to use that shipped pack; None if there are none."""
    path = LOCAL / "settings" / f"{pack}.toml"
    return path if disk.is_file(path) else None


def shipped() -> list[Path]:
    """The pack files that come with sendclock."""
    return [PACKS / f"{area}.toml" for area in AREAS]


def sources() -> list[Path]:
    """Every file the shipped law is read from, and the readers that make of it what it is."""
    here = Path(__file__).parent
    readers = [here / name for name in ("pack.py", "vocabulary.py", "load.py", "rule.py", "role.py", "practice.py")]
    return [EVENTS, *shipped(), *readers]
