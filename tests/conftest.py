"""What every room's tests share: the rule book, and cases written as one line of text.

A case in one line is the form of `examples.csv`: `type@2026-09-07 field=value; type@...`. Values have no spaces; an
event's id is its place (`e1`, `e2`); a field's kind comes from the vocabulary, so a slip in a test is an error.
"""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import settings

import law_once
from sendclock.clock.case import CORRECTED, Case, Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.run import timeline
from sendclock.days.hours import in_london
from sendclock.law import load
from sendclock.law.book import RuleBook
from sendclock.law.rule import EventType, Value
from toy import BOOK as TOY_BOOK
from toy import toy_law

DATA = Path(__file__).parent / "data"
# The same examples on every machine and every day, and a slow runner is no failure. `make deep` draws other ones each
# time, and many more: what it finds is written out as an example to keep.
settings.register_profile("any-machine", deadline=None, derandomize=True)
settings.register_profile("fast", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("deep", deadline=None, max_examples=3000, print_blob=True)
settings.load_profile("any-machine")


def pytest_configure() -> None:
    gc.set_threshold(100_000, 50, 50)  # as `sendclock.__main__` does, through which no command of this process goes
    law_once.put_in_place()


def pytest_collection_finish() -> None:
    gc.freeze()  # thousands of tests are here to stay: neither a collection nor a child need look through them


def pytest_sessionfinish() -> None:
    gc.freeze()  # nor, on the way out, through what the run has left behind, five times


def pytest_unconfigure() -> None:
    law_once.put_back()


@pytest.fixture(scope="session")
def data() -> Path:
    """The roll of the law, the examples it was first written with, and copies of the official bank holidays."""
    return DATA


@pytest.fixture(scope="session")
def book() -> RuleBook:
    """The law as shipped."""
    return load.load()


@pytest.fixture
def toy() -> Iterator[None]:
    """The toy law in place of the shipped one."""
    with toy_law():
        yield


@pytest.fixture
def toy_book(toy: None, tmp_path: Path) -> Path:
    """A copy of the toy law's casebook, to be written to, under the toy law."""
    return Path(shutil.copytree(TOY_BOOK, tmp_path / "book"))


@pytest.fixture(scope="session")
def events(book: RuleBook) -> Callable[[str], tuple[Event, ...]]:
    """One line of text to events: `events("assessment-requested@2026-09-07 requester=family")`."""

    def of(text: str) -> tuple[Event, ...]:
        parts = [part.strip() for part in text.split(";") if part.strip()]
        return tuple(_event(part, order, book) for order, part in enumerate(parts))

    return of


@pytest.fixture(scope="session")
def lay(book: RuleBook, events: Callable[[str], tuple[Event, ...]]) -> Callable[..., Timeline]:
    """The timeline of a case in one line: `lay("...", "2026-12-01", born=date(2001, 3, 10))`."""

    def of(text: str, as_of: str, rules: RuleBook | None = None, **case: object) -> Timeline:
        return timeline(
            Case("EHC-2026-0001", "EHC-2026-0001.toml", events(text), **case),
            rules or book,
            date.fromisoformat(as_of),
        )

    return of


@pytest.fixture(scope="session")
def ask(lay: Callable[..., Timeline]) -> Callable[..., Deadline]:
    """The clock of one rule that started last: `ask("final-plan", "...", "2026-12-01")`."""

    def of(rule: str, text: str, as_of: str, **more: object) -> Deadline:
        found = [deadline for deadline in lay(text, as_of, **more).deadlines if deadline.rule.id == rule]
        assert found, f"no clock of {rule} started"
        return found[-1]

    return of


def _event(text: str, order: int, book: RuleBook) -> Event:
    head, *words = text.split()
    type_, _, day = head.partition("@")
    fields = dict(word.split("=", 1) for word in words)
    moment = in_london(datetime.fromisoformat(day)) if "T" in day else None
    on = moment.date() if moment else date.fromisoformat(day)
    values = {name: _value(name, text, book.event_types[type_]) for name, text in fields.items()}
    return Event(type=type_, on=on, at=moment, id=f"e{order + 1}", order=order, line=order * 4 + 1, fields=values)


def _value(name: str, text: str, event_type: EventType) -> Value:
    field = event_type.fields.get(name)
    if field is None:
        assert event_type.id == CORRECTED or name in ("party", "served", "note"), f"{event_type.id} has no {name}"
        return date.fromisoformat(text) if text[:2] == "20" else {"yes": True, "no": False}.get(text, text)
    if field.kind == "date":
        return date.fromisoformat(text)
    assert not field.choices or text in field.choices, f"{text} is not a value of {name}"
    return text == "yes" if field.kind == "yes/no" else text
