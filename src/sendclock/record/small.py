"""Small cases: an enquiry, an FOI request, a complaint, a letter, each registered as a case of its own.

Which event a kind begins with, and what a reference says about its kind, is read from the vocabulary.
Must not know: files, dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sendclock.clock.case import Case, Event, same_party
from sendclock.files.problem import UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.law.rule import EventType, OwnKind
from sendclock.say.words import listed
from sendclock.tuples import NamedTuple


class SmallKind(StrEnum):  # an enum, because typer takes no list of literals
    foi = "foi"
    foi_review = "foi-review"
    sar = "sar"
    complaint = "complaint"
    data_complaint = "data-complaint"
    enquiry = "enquiry"
    mp_letter = "mp-letter"
    pre_action = "pre-action"


class Understood(NamedTuple):
    """The kind, the words of its first event, and one line that says how it was understood."""

    kind: str
    event: str
    words: Sequence[str]
    said: str


def understood_kind(ref: str, given: str | None, words: Sequence[str], known: RuleBook) -> Understood | None:
    """The small case that is meant; None where it is an ordinary case.

    "Enquiry" is what every one of them is called at the desk, so a reference that says more (FOI-, SAR-, MP-) decides
    what kind of enquiry it is; any other kind that is given stands as given. Without --kind, the reference decides only
    where no event is named. Raises UsageError where a kind and an event are given.
    """
    event = words[0] if words and words[0] in known.event_types else None
    begins = {small.kind: (type_, small) for type_ in known.event_types.values() for small in type_.registers}
    prefix = ref.partition("-")[0]
    by_ref = next((kind for kind, (_, small) in begins.items() if prefix.upper() in small.refs), None)
    if given is None and (event or by_ref is None or not _may_be_a_day(words)):
        return None
    if given is not None and event:
        raise UsageError(f"--kind {given} says what the first event is. Leave out {event}, or --kind.")
    kind = (by_ref or "enquiry") if given == "enquiry" else given or by_ref or ""
    own_kind = next((one for one in known.practice.kinds if one.id == kind), None)
    if own_kind is not None:
        return _own(ref, own_kind, words, begins[SmallKind.enquiry][0])
    if kind not in begins:
        kinds = [*begins, *(one.id for one in known.practice.kinds)]
        raise UsageError(f'"{kind}" is not a kind of request.{near_miss(kind, kinds)} Known: {", ".join(kinds)}.')
    type_, small = begins[kind]
    fields = {word.partition("=")[0] for word in words if "=" in word}
    own = [word for word in (*small.words, f"party={ref}") if word.partition("=")[0] not in fields]
    told = given if given != "enquiry" or kind == "enquiry" else None
    said = f"{ref} is {small.what}." if told else f"Taken as {small.what}, because {ref} begins with {prefix}."
    return Understood(kind, type_.id, [*words, *own], said)


def _own(ref: str, kind: OwnKind, words: Sequence[str], type_: EventType) -> Understood:
    """A request of a kind that a local pack names."""
    fields = dict(word.split("=", 1) for word in words if "=" in word)
    channel = fields.get("channel")
    if kind.channels and channel is not None and channel not in kind.channels:
        hint = near_miss(channel, kind.channels)
        raise UsageError(f"channel={channel}: {kind.id} comes by {', '.join(kind.channels)}.{hint}")
    only = [f"channel={kind.channels[0]}"] if len(kind.channels) == 1 and channel is None else []
    own = [word for word in (f"kind={kind.id}", f"party={ref}") if word.partition("=")[0] not in fields]
    days = [step.removeprefix(f"{kind.pack}-") for step in kind.dates]
    then = f" Record its days as they come ({', '.join(days)}): sendclock record {ref} {days[0]} DATE." if days else ""
    return Understood(kind.id, type_.id, [*words, *only, *own], f"{ref} is a {kind.id}: {kind.title}.{then}")


def _may_be_a_day(words: Sequence[str]) -> bool:
    """Whether the words begin with a day or a field, or are none: not with what was meant to be an event."""
    first = words[0] if words else "today"
    return "=" in first or first.lower() in ("today", "yesterday") or any(c.isdigit() for c in first)


def no_clock(event: Mapping[str, Any], book: RuleBook) -> str:
    """Why the first event of a small case starts no clock, where that is so for want of a local rule or a field."""
    triggers = book.starting(event["type"])
    if not triggers:
        return f"No pack in use has a time limit for {event['type']}: no clock started. See docs/local-work.md."
    began = Event(event["type"], date.min, None, "", 0, 0, event)
    wanted = {c.field for trigger in triggers for c in trigger.conditions if not trigger.fits(began)}
    if any(trigger.fits(began) for trigger in triggers):
        return ""
    if not wanted - event.keys():
        like = " and ".join(f"{name}={event[name]}" for name in sorted(wanted))
        return f"No pack in use has a time limit for {event['type']} with {like}: no clock started."
    return f"What clock starts depends on {listed(sorted(wanted - event.keys()), 'or')}, which is not given."


def own_party(case: Case, type_: EventType, given: Iterable[str]) -> list[str]:
    """`party=REF` for an event that needs a party, in a case whose only party is its own reference; else nothing."""
    field = type_.fields.get("party")
    parties = {event.party for event in case.events if event.party is not None}
    if field is None or not field.required or any(word.startswith("party=") for word in given):
        return []
    return [f"party={case.ref}"] if parties and all(same_party(party, case.ref) for party in parties) else []
