"""The law is read once a run and not a thousand times, as long as its files stay as they are.

The program has its own way to be quick: the law as it was compiled when the package was built, beside the packs. A work
tree has none, or one of another day, and then each command reads the packs anew. And each command is a process of its
own, which makes its rule book ready once; here a thousand of them run in one. So `conftest.py` puts what stands here in
the place of the readers for the whole run:

- `read_once` for `load.read_compiled`: the packs of the law are read once. `law/test_compiled.py` puts the real one
  back.
- `load_once` for `load.load`: what is asked for without a word is made ready once.
- `settings_once` for `settings.read_settings`: once for the text of each file, where it stands and what it may name.
- `examples_once` for `examples.read_examples`: once for each law and the text of each file.
- `phrases_once` for `synonym.phrases`, and `by_words_once` for `Tongue.by_words`: what officers call the events, once
  for each law.
- `rulebook_once` for `Session.rulebook`: once for each law, each settings and the very text of each pack of an
  authority. What had to be left out of it is said each time.

What is handed out is a copy of its own, because a session writes its people into it; rules and tables are shared.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sendclock.casebook import settings
from sendclock.casebook.settings import Settings
from sendclock.days import bank_holidays
from sendclock.files import disk
from sendclock.files.problem import Problem
from sendclock.law import area, examples, guard, load, synonym
from sendclock.law.book import RuleBook
from sendclock.law.examples import Example
from sendclock.law.rule import Rule
from sendclock.session import Session, without_positions

READ_COMPILED, LOAD, RULEBOOK = load.read_compiled, load.load, Session.__dict__["rulebook"]
READ_SETTINGS, READ_EXAMPLES = settings.read_settings, examples.read_examples
PHRASES, BY_WORDS = synonym.phrases, synonym.Tongue.__dict__["by_words"]
SETTINGS: dict[Hashable, Settings] = {}
EXAMPLES: dict[Hashable, tuple[Sequence[Rule], tuple[list[Example], list[Problem]]]] = {}
BOOKS: dict[Hashable, tuple[load.Law, RuleBook]] = {}
WITHHELD: dict[Hashable, list[Problem]] = {}
SAID: dict[Hashable, list[synonym.Phrase]] = {}
CALLED: dict[Hashable, tuple[object, Mapping[str, list[synonym.Phrase]]]] = {}
made_anew: Callable[[Session], RuleBook] = RULEBOOK.func


def put_in_place() -> None:
    load.read_compiled, load.load = read_once, load_once
    settings.read_settings, examples.read_examples = settings_once, examples_once
    _call(phrases_once, cached_property(by_words_once))
    Session.rulebook = cached_property(rulebook_once)
    Session.rulebook.__set_name__(Session, "rulebook")


def put_back() -> None:
    load.read_compiled, load.load, Session.rulebook = READ_COMPILED, LOAD, RULEBOOK
    settings.read_settings, examples.read_examples = READ_SETTINGS, READ_EXAMPLES
    _call(PHRASES, BY_WORDS)


def _call(phrases: Callable[[], list[synonym.Phrase]], by_words: cached_property[Any]) -> None:
    synonym.phrases, synonym.Tongue.by_words = phrases, by_words
    by_words.__set_name__(synonym.Tongue, "by_words")


def read_once(sources: Sequence[Path]) -> load.Law:
    """The law made from these files, as the packs say it."""
    seen = [os.stat(path) for path in sources]
    return law(tuple((str(path), one.st_size, one.st_mtime_ns) for path, one in zip(sources, seen, strict=True)))


@cache
def law(made_from: tuple[tuple[str, int, int], ...]) -> load.Law:
    """The law of the folder in use, whose files have these sizes and times."""
    return guard.read_law(area.shipped(), bank_holidays.CALENDARS)


def settings_once(path: Path, calendars: Sequence[str], packs: Sequence[str] | None = None, *latest: int) -> Settings:
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        return READ_SETTINGS(path, calendars, packs, *latest)
    key = (path, content, tuple(calendars), None if packs is None else tuple(packs), latest)
    found = SETTINGS.get(key)
    if found is None:
        found = SETTINGS[key] = READ_SETTINGS(path, calendars, packs, *latest)
    return found


def examples_once(content: bytes, file: str, book: RuleBook) -> tuple[list[Example], list[Problem]]:
    key = (content, file, id(book.rules))
    if key not in EXAMPLES:
        EXAMPLES[key] = book.rules, READ_EXAMPLES(content, file, book)
    found, problems = EXAMPLES[key][1]
    return [*found], [*problems]


def phrases_once() -> list[synonym.Phrase]:
    table = area.EVENTS.parent / synonym.TABLE
    key = (table, disk.read_regular(table) if disk.is_there(table) else b"")
    if key not in SAID:
        SAID[key] = PHRASES()
    return SAID[key]


def by_words_once(tongue: synonym.Tongue) -> Mapping[str, list[synonym.Phrase]]:
    key = (id(tongue.types), tuple(map(id, tongue.said[len(tongue.types) :])))
    if key not in CALLED:
        CALLED[key] = tongue, BY_WORDS.func(tongue)  # the tongue is kept, for its identity stands for it
    return CALLED[key][1]


def load_once(*asked: Any, **named: Any) -> RuleBook:
    of_law = _law_in_use()
    if asked or named or of_law is None:
        return LOAD(*asked, **named)
    return _kept((id(of_law),)) or _keep((id(of_law),), of_law, LOAD())


def rulebook_once(session: Session) -> RuleBook:
    of_law, packs = _law_in_use(), [(path.name, disk.read_regular(path)) for path in session.own_packs]
    several = len(session.books) > 1  # each of which has its own
    if several or of_law is None or not all(isinstance(content, bytes) for _, content in packs):
        return made_anew(session)
    # who works there, and on which line that is said, moves no date of the law
    moving = [without_positions([*each._replace(people=None)]) for each in session.settings]
    key: Hashable = (id(of_law), repr((moving, session.latest)), tuple(packs))
    here = (key, os.getcwd(), tuple(session.own_packs))  # what is withheld is told with the way to it
    book = _kept(key) or _kept(here)
    if book is None:
        WITHHELD[here] = withheld = []
        book = session.rulebook_with(session.law_calendars, withheld=withheld)
        _keep(here if withheld else key, of_law, book)
    session._without_local(WITHHELD.get(here, []))
    book.practice = book.practice._replace(people=session.people, opening=session.opening)
    return book


def _law_in_use() -> load.Law | None:
    """The law that is kept, whose identity stands for it; None where a test reads it in another way."""
    return read_once(area.sources()) if load.read_compiled is read_once else None


def _keep(key: Hashable, of_law: load.Law, book: RuleBook) -> RuleBook:
    BOOKS[key] = of_law, book
    return book


def _kept(key: Hashable) -> RuleBook | None:
    """A copy of the book given last, with the tables that have been made ready in it since."""
    if key not in BOOKS:
        return None
    of_law, last = BOOKS[key]
    return _keep(key, of_law, copy(last))
