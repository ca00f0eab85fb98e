"""`check --privacy`: what in a case file may be personal data that need not stand there, and who else can read it.

It looks more widely than `check` does, and is wrong more often: a person decides. No message repeats what it found.
Must not know: rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sendclock.casebook.folder import Casebook
from sendclock.check.personal import looks_like_a_name, personal
from sendclock.clock.case import Case, Event
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import Position, Problem
from sendclock.say.words import number

# What an officer may type into a note without thinking of it.
_FAMILY = r"(?i:mum|dad|mother|father|brother|sister|nan|uncle|aunt)"
MAY_BE = (
    (r"(?<!\d)(?:\+44\s?|0)(?:\d[\s-]?){9,10}(?!\d)", "a telephone number"),
    (r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", "a postcode"),
    (r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", "a National Insurance number"),
    (r"(?i)\b\d+[a-z]? [a-z' ]{2,30} (?:road|street|avenue|lane|close|drive|crescent|court)\b", "an address"),
    (r"\b(?:Mr|Mrs|Ms|Miss|Master|Mx|Dr)\.? [A-Z]", "a person's name"),
    (rf"\b{_FAMILY},? (?:is |called |named )?[A-Z][a-z]+", "a person's name"),
)
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?!\d)|(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
FREE = ("note", "reason")  # fields for free text; the others name a party, a place, an officer
NOT_NAMES = frozenset({
    "academy", "advice", "annual", "april", "assessment", "august", "authority", "autism", "board", "case",
    "children", "code", "college", "committee", "community", "council", "county", "court", "december",
    "department", "district", "early", "education", "educational", "ehc", "family", "february", "friday",
    "group", "health", "high", "hospital", "house", "january", "july", "june", "junior", "local", "march",
    "may", "mediation", "monday", "needs", "nhs", "november", "nursery", "october", "officer", "panel", "plan",
    "practice", "primary", "psychologist", "psychology", "resources", "review", "saturday", "school",
    "secondary", "send", "september", "service", "services", "social", "special", "speech", "sunday", "team",
    "therapy", "thursday", "tribunal", "trust", "tuesday", "wednesday", "week",
})  # fmt: skip


def private(case: Case, words: Iterable[str]) -> Iterator[Problem]:
    """What may be personal data, with its line. `words` are names that are no persons': settings, teams, panels."""
    known = {part for word in words for part in folded(word).split()}
    top = Position(case.file, 1)
    if looks_like_a_name(case.ref):
        yield _found(top, "ref", "a person's name")
    for name, text in (("setting", case.setting or ""), *(("tags", tag) for tag in case.tags)):
        for what in dict.fromkeys(_kinds(text)):
            yield _found(top, name, what)
    known |= set(folded(case.setting or "").split())
    for event in case.events:
        for name, text in _texts(event):
            for what in dict.fromkeys([*_kinds(text), *(_loosely(text, case.born, known) if name in FREE else ())]):
                yield _found(case.position(event), name, what)


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in event.fields.items() if isinstance(value, str))


def _kinds(text: str) -> Iterator[str]:
    yield from personal(text)
    yield from (what for pattern, what in MAY_BE if re.search(pattern, text))


def _loosely(text: str, born: date | None, known: set[str]) -> Iterator[str]:
    """What only free text is asked for: two words like a name, a day that may be a day of birth."""
    for pair in re.findall(r"\b[A-Z][a-z]+(?:['\u2019-][A-Z][a-z]+)?(?: [A-Z][a-z]+(?:['\u2019-][A-Z][a-z]+)?)+", text):
        if not any(folded(word) in known | NOT_NAMES for word in pair.split()):
            yield "a person's name"
    days = [_day(found) for found in _DAY.finditer(text)]
    if born and born in days:
        yield "the day of birth"


def _day(found: re.Match[str]) -> date | None:
    day, month, year, first, second, third = found.groups()
    try:
        if first:
            return date(int(first), int(second), int(third))
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _found(position: Position, name: str, what: str) -> Problem:
    fix = "If it is, take it out of the file; older versions, git and backups keep it."
    if name == "ref":
        fix = "If it is, rename the file and its ref; the name of a file is seen by everybody."
    return Problem(position, "warning", "personal-data", f'"{name}" may hold {what}. {fix}')


def readable(books: Sequence[Casebook]) -> Iterator[Problem]:
    """Folders and files of cases that every user of this machine can read."""
    for book in books:
        fix = f"Close it to others: chmod -R o= {disk.shown(book.root)}"
        open_ = [place for place in disk.list_cases(book.cases) if disk.is_open_to_all(place)]
        if disk.is_open_to_all(book.cases) and open_:
            said = f"{number(len(open_), 'case file')} in it can be read by every user of this machine."
            yield Problem(Position(disk.shown(book.cases), 0), "warning", "open-to-all", f"{said} {fix}")
