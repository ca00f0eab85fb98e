"""What an officer types after `record`: which cases, which event, which day, which fields; one act for each party.

Must not know: how anything is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from sendclock.case.checklist import refused_step, step_called, step_in_full
from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED, Case
from sendclock.days.spelling import is_of_a_day
from sendclock.files.problem import RefusedError, UsageError
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.law.rule import EventType
from sendclock.law.synonym import Phrase, Tongue, phrases
from sendclock.record.field import Reader, split
from sendclock.record.small import own_party
from sendclock.session import Session
from sendclock.tuples import NamedTuple

ALIKE, SOMEWHAT = 0.85, 0.6  # how like a phrase is spelt that was mistyped, and one that may have been meant
SOME = 12  # events that a question which of them is meant names
# Which of the events (ids, the nearest first) was meant by the words; empty where nobody can be asked, or nobody says.
Chooser = Callable[[str, Sequence[str]], str]


class Wording(NamedTuple):
    """An event in the words it was given in: the days, the fields, the parties. Each party means an act, and may have
    fields of its own."""

    phrase: Phrase
    days: Sequence[str]
    fields: Sequence[str]
    parties: Sequence[tuple[str, Sequence[str]]]


def case_and_words(session: Session, words: Sequence[str]) -> tuple[str, list[str]]:
    """The case that is named first, by its whole reference, and what follows. None named: the last one."""
    if words and not session.is_no_reference(words[0]):
        return session.case_meant(words[0]), list(words[1:])
    return session.case_meant(None), list(words)


def cases_and_words(session: Session, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The same of several cases, one after the other."""
    refs: list[str] = []
    for place, word in enumerate(words):
        if session.is_no_reference(word):
            return list(dict.fromkeys(refs)) or [session.case_meant(None)], list(words[place:])
        refs.append(session.case_meant(word))
    return list(dict.fromkeys(refs)) or [session.case_meant(None)], []


def wording(
    words: Sequence[str],
    book: RuleBook,
    parties: Sequence[str] = (),
    ref: str = "REF",
    chosen: Chooser | None = None,
    verb: str = "record",
) -> Wording:
    """The event is the longest beginning of the words that is one; where none is, the one that `chosen` says. Raises
    UsageError where nobody says."""
    words = _held_together(words)
    plain = [word for word in words if "=" not in word]
    fields, named = _by_party([word for word in words if "=" in word])
    tongue = Tongue(book.event_types, phrases())
    phrase, days = _meant(plain, tongue, book)
    other = len(days) > 1 and not is_of_a_day(days[0])  # "phone mum today"
    if phrase is None or (other and not _is_all_note(book.event_types[phrase.event])):
        said, days = _said_and_day(plain)
        found = _near(said, tongue)
        id = chosen(" ".join(said), found) if chosen and found else ""
        if not id:
            raise UsageError(*_not_known(" ".join(said), found, tongue, f"sendclock {verb} {ref}", days))
        phrase = phrase if phrase and phrase.event == id else Phrase(id, id, {})
    _no_correction(phrase.event, ref)
    given = {word.partition("=")[0] for word in fields}
    days, text = _day_and_note(days, book.event_types[phrase.event], given)
    fields += [f"note={text}"] if text else []
    said_too = [f"{name}={value}" for name, value in phrase.fields.items() if name not in given]
    return Wording(phrase, days, [*fields, *said_too], [*named, *((party, ()) for party in parties)])


def _held_together(words: Sequence[str]) -> list[str]:
    """The words, with those of a day that stands in a field after it: `closes=last mon`, `closes=4 Jan 2027`. Raises
    UsageError for what has lost its quotation marks behind the event: `advice in party=Social Care`."""
    held: list[str] = []
    for place, word in enumerate(words):
        name, equals, text = held[-1].partition("=") if held else ("", "", "")
        if not equals or "=" in word:
            held.append(word)
        elif is_of_a_day(word) and text and is_of_a_day(text.split()[-1]):
            held[-1] += f" {word}"
        elif is_of_a_day(word) or all("=" in before for before in held):
            held.append(word)
        else:
            rest = takewhile(lambda other: "=" not in other, words[place:])
            raise UsageError(f'What has a space stands in quotation marks: {name}="{" ".join([text, *rest])}"')
    return held


def _meant(plain: Sequence[str], tongue: Tongue, book: RuleBook) -> tuple[Phrase | None, list[str]]:
    """The event that the longest beginning of the words is called, or the step of a local pack; and the words after
    it."""
    for length in range(len(plain), 0, -1):
        said = " ".join(plain[:length])
        plainly = "-" in said and said not in book.event_types  # as no officer calls an event
        phrase = (_step(said, book) if plainly else None) or tongue.meant(said) or _step(said, book)
        if phrase is not None:
            return phrase, list(plain[length:])
    return None, []


def _step(said: str, book: RuleBook) -> Phrase | None:
    """A step of local practice, by its own name: `transport panel` for `step=ourtown-transport-panel`."""
    id = step_called(said, book)
    return Phrase(said, book.event(Act.STEP_DONE), {"step": id}) if id else None


def _day_and_note(words: Sequence[str], kind: EventType, given: Collection[str]) -> tuple[list[str], str]:
    """What follows an event that is all note, as `note fri "Rang the school"`: its day, and the text, where it needs
    one."""
    if not _is_all_note(kind) or "note" in given:
        return list(words), ""
    place = next((n for n, word in enumerate(words) if not is_of_a_day(word.split(" ")[0])), len(words))
    return list(words[:place]), " ".join(words[place:])


def _is_all_note(kind: EventType) -> bool:
    field = kind.fields.get("note")
    return field is not None and field.required


def _said_and_day(plain: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words up to the first that can only be of a day, and the rest."""
    words = " ".join(plain).split()
    place = next((n for n, word in enumerate(words) if n and is_of_a_day(word)), len(words))
    return words[:place], words[place:]


def _by_party(fields: Sequence[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """The fields of every act, and each party with those of its own: a field that is given again and again, after one
    party and the next, is said of the party before it."""
    names = Counter(word.partition("=")[0] for word in fields)
    common: list[str] = []
    named: list[tuple[str, list[str]]] = []
    for word in fields:
        name, _, text = word.partition("=")
        if name == "party":
            named.append((text, []))
        elif names[name] > 1 and len(named) and names["party"] > 1:
            named[-1][1].append(word)
        else:
            common.append(word)
    return common, named


def _no_correction(event: str, ref: str) -> None:
    if event in ABOUT_AN_EVENT:
        raise UsageError(f"Use: sendclock {'correct' if event == CORRECTED else 'withdraw'} {ref} EVENT-ID")


def _near(said: Sequence[str], tongue: Tongue) -> list[str]:
    """The events that are called nearly so, then those in whose names or meaning all the words stand; where none is,
    what is spelt somewhat like it, and those in which as many of the first words stand as can be."""
    text = " ".join(said)
    found = list(dict.fromkeys([*tongue.like(text, ALIKE), *tongue.search(text)]))
    if found:
        return found
    shorter = (tongue.search(" ".join(said[:length])) for length in range(len(said) - 1, 0, -1))
    return list(dict.fromkeys([*tongue.like(text, SOMEWHAT), *next(filter(None, shorter), [])]))


def _not_known(text: str, found: Sequence[str], tongue: Tongue, typed: str, days: Sequence[str]) -> list[str]:
    """That it is no event, with those it may be, and what to type."""
    if not found:
        return [f'"{text}" is not an event type. All of them: sendclock rules events']
    fix = " ".join([typed, found[0], *days])
    if len(found) == 1:
        near = f'Did you mean "{found[0]}"? {tongue.types[found[0]].meaning}.'
        return [f'"{text}" is not an event type. {near} If so: {fix}']
    lines = [f"  {id}: {tongue.types[id].meaning}" for id in found[:SOME]]
    more = [f"  and {len(found) - SOME} more: sendclock rules events {text}"] if len(found) > SOME else []
    return [f'"{text}" is not an event type. It may be one of these:', *lines, *more, f"For instance: {fix}"]


def events_of(said: Wording, case: Case, session: Session) -> list[dict[str, Any]]:
    """The events as they would stand in the file of the case: one for each party, or one. Nothing is stamped yet."""
    book = session.rulebook
    kind = book.event_types[said.phrase.event]
    reader = Reader(book, session.today, session.england, past=True)
    made = []
    for party, own in said.parties or ((None, ()),):
        given = [*said.days, *said.fields, *own, *([f"party={party}"] if party is not None else [])]
        entry = reader.event(kind.id, [*given, *own_party(case, kind, given)])
        if book.has(kind.id, Act.STEP_DONE):
            entry["step"] = _known_step(entry, book)
        made.append(entry)
    return made


def _known_step(entry: Mapping[str, Any], book: RuleBook) -> str:
    """The id of the step in full, as clocks wait for it."""
    refused = refused_step(entry["step"], entry.get("party"), book, entry.get("made"))
    if refused:
        raise RefusedError(f"{refused} Nothing was written.")
    return step_in_full(entry["step"], book)


def missing_fields(said: Wording, book: RuleBook) -> list[str]:
    """The fields that the event needs and nobody gave."""
    _, given = split(said.fields)
    for _, own in said.parties[:1]:
        given |= split(own)[1]
    needed: Iterable[str] = (f.name for f in book.event_types[said.phrase.event].fields.values() if f.required)
    return [name for name in needed if name not in given and not (name == "party" and said.parties)]
