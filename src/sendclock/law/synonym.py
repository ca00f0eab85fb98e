"""What officers call the events: the table `synonyms.toml` beside the vocabulary, and the vocabulary's own words. Each
phrase is one event, compared as a whole; what is promised in the sentences of a document is another question, with a
table of its own (`pack/promise.py`), which asks this one where it knows no better.

Must not know: cases, the command line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from sendclock.files import disk, toml
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Problem, nearest
from sendclock.law import area
from sendclock.law.rule import EventType
from sendclock.tuples import NamedTuple

TABLE = "synonyms.toml"
VALUES = "values"  # its part that says what the choices of a field are called
PASSED_OVER = frozenset({"a", "an", "the", "was", "were", "has", "been"})


class Phrase(NamedTuple):
    """An event in the officer's words, with the fields that those words say too: `phone` is a contact, how=call."""

    words: str
    event: str
    fields: Mapping[str, str]


def phrases() -> list[Phrase]:
    """Every phrase of the table; none where this law has none. Raises CannotRunError."""
    return [_phrase(event, text) for event, texts in _table().items() if event != VALUES for text in texts]


def choice_meant(text: str, choices: Collection[str]) -> str:
    """The one of the choices that the text is called in the table of values, or is but for its capitals and spaces; the
    text itself where none is, or more than one."""
    said = " ".join(re.split(r"[\s_-]+", folded(text).strip()))
    called = _table().get(VALUES, {})
    found = [choice for choice in choices if said == choice.replace("-", " ") or said in called.get(choice, ())]
    return found[0] if len(found) == 1 else text


def _table() -> Mapping[str, Any]:
    """The whole table; empty where this law has none. Raises CannotRunError."""
    place = area.EVENTS.parent / TABLE
    if not disk.is_there(place):
        return {}
    document = toml.parse(disk.read_package(place), TABLE)
    if isinstance(document, Problem):
        raise CannotRunError(str(document))
    return document.data


def _phrase(event: str, text: str) -> Phrase:
    words, _, rest = text.partition("[")
    fields = dict(pair.split("=", 1) for pair in rest.rstrip("]").split())
    return Phrase(words.strip(), event, fields)


class Tongue:
    """The events of a vocabulary by everything they may be called."""

    def __init__(self, types: Mapping[str, EventType], said: Iterable[Phrase]) -> None:
        self.types = types
        self.said = [*(Phrase(id, id, {}) for id in types), *(phrase for phrase in said if phrase.event in types)]

    @cached_property
    def by_words(self) -> Mapping[str, list[Phrase]]:
        """The phrases by each of their forms, one an event."""
        found: dict[str, list[Phrase]] = {}
        for phrase in self.said:
            for form in forms(phrase.words):
                there = found.setdefault(form, [])
                if all(other.event != phrase.event for other in there):
                    there.append(phrase)
        return found

    @cached_property
    def all_words(self) -> Mapping[str, list[str]]:
        """Everything each event may be called."""
        found: dict[str, list[str]] = {id: [id] for id in self.types}
        for phrase in self.said:
            found[phrase.event].append(phrase.words)
        return found

    def meant(self, text: str) -> Phrase | None:
        """The one event that is called so; None where none is, or more than one."""
        if text in self.types:
            return Phrase(text, text, {})
        found = {phrase.event: phrase for form in forms(text) for phrase in self.by_words.get(form, ())}
        return next(iter(found.values())) if len(found) == 1 else None

    def search(self, text: str) -> list[str]:
        """The events in whose names, or else in whose meaning, every word begins a word; the nearest first."""
        wanted = [word for word in re.findall(r"[\w']+", folded(text)) if word not in PASSED_OVER]
        if not wanted:
            return []
        named = [id for id, all_ in self.all_words.items() if any(_begin(wanted, words) for words in all_)]
        named.sort(key=lambda id: min(len(words) for words in self.all_words[id] if _begin(wanted, words)))
        said = {id: " ".join(all_) for id, all_ in self.all_words.items()}
        whole = {id: f"{said[id]} {kind.meaning} {kind.note}" for id, kind in self.types.items()}
        of_meaning = [id for id, text in whole.items() if _begin(wanted, text)]
        return list(dict.fromkeys([*named, *of_meaning]))

    def like(self, text: str, cutoff: float) -> list[str]:
        """The events of which something they are called is spelt most like the text; none where nothing is near."""
        near = nearest(text, self.by_words, cutoff)
        return [phrase.event for phrase in self.by_words[near]] if near else []


def event_meant(text: str, types: Mapping[str, EventType]) -> str:
    """The event that a label of another system most likely stands for; empty where none is near. What officers call it
    comes before how it is spelt: "EHC needs assessment request" is no re-assessment."""
    tongue = Tongue(types, phrases())
    phrase = tongue.meant(text)
    if phrase is not None:
        return phrase.event
    found = tongue.search(text) if re.search(r"[^\W\d]{3}", text) else []
    return found[0] if found else nearest(text, types) or ""


def forms(text: str) -> set[str]:
    """How a phrase is compared: small letters, no article, a hyphen as nothing or as a space."""
    plain = folded(text)
    both = {plain.replace("-", ""), plain.replace("-", " ")} if "-" in plain else {plain}
    return {" ".join([word for word in form.split() if word not in PASSED_OVER]) for form in both}


def _begin(wanted: Iterable[str], text: str) -> bool:
    there = re.findall(r"[\w']+", folded(text))
    return all(any(other.startswith(word) for other in there) for word in wanted)
