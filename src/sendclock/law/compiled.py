"""The shipped law, read once when the package is built and kept as JSON beside the packs.

Reading the TOML costs every command 20 ms; this costs 4. It is made by the build hook (`hatch_build.py`), carries
a checksum of every file it was made from, and counts for nothing when one of them has changed since: the
packs are the law, this is only a faster way to the same rule book. It holds data and can run no code.

Must not know: cases.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, NamedTuple

from sendclock.core.counting import Period
from sendclock.core.model import Condition, EventType, Field, Reading, Rule, RuleException, Trigger
from sendclock.core.practice import ChecklistItem, Reminder, Source
from sendclock.core.problems import Position

FILE = Path(__file__).parent / "compiled.json"
FORMAT = 1


class LocalLaw(NamedTuple):
    """What an authority's packs say beside their rules."""

    sources: tuple[Source, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    reminders: tuple[Reminder, ...] = ()


class Law(NamedTuple):
    """What the shipped files say. Packs are named in the order of the book."""

    packs: tuple[str, ...]
    rules: tuple[Rule, ...]
    exceptions: tuple[RuleException, ...]
    event_types: dict[str, EventType]
    local: LocalLaw = LocalLaw()


def checksums(sources: Iterable[Path]) -> dict[str, int]:
    """One number a file: what the compiled law was made from, or would be."""
    return {path.name: zlib.crc32(path.read_bytes()) for path in sources}


def encode(law: Law, made_from: dict[str, int]) -> str:
    """Named tuples become lists; days and times ISO text; each different trigger is written once."""
    triggers: dict[Trigger, int] = {}

    def places(those: Sequence[Trigger]) -> list[int]:
        return [triggers.setdefault(trigger, len(triggers)) for trigger in those]

    def fields(rule: Rule) -> list[Any]:
        doubtful = rule.no_exception_if and (places([rule.no_exception_if[0]])[0], rule.no_exception_if[1])
        named = {name: places(getattr(rule, name)) for name in ("starts_on", "met_by", "ends_with")}
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


def load(sources: Sequence[Path]) -> Law | None:
    """The compiled law, or None where there is none, or it was made from other files than these."""
    try:
        body = json.loads(FILE.read_bytes())
        if body["format"] != FORMAT or body["made_from"] != checksums(sources):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return decode(body)


def decode(body: dict[str, Any]) -> Law:
    triggers = [Trigger(event, tuple(_condition(c) for c in conditions)) for event, conditions in body["triggers"]]
    events = (EventType(*kind) for kind in body["events"])
    return Law(
        tuple(body["packs"]),
        tuple(_rule(Rule(*fields), triggers) for fields in body["rules"]),
        tuple(_exception(RuleException(*fields)) for fields in body["exceptions"]),
        {kind.id: kind._replace(fields={f[0]: _field(f) for f in kind.fields}) for kind in events},
    )


def _condition(fields: list[Any]) -> Condition:
    return Condition(fields[0], fields[1], tuple(fields[2]), fields[3])


def _field(fields: Any) -> Field:
    return Field(fields[0], fields[1], fields[2], tuple(fields[3]), fields[4])


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
