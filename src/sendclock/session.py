"""The one place that knows all three rooms: the law, the files, the reports. And the only one that asks
what day it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar
from sendclock.days.hours import london_zone
from sendclock.days.spelling import read_as_of, read_day
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Position, Problem, UnreadError, UsageError, near_miss
from sendclock.say.terminal import counted, warn

if TYPE_CHECKING:
    from sendclock.casebook.casefile import Words
    from sendclock.casebook.folder import Casebook, Caseload
    from sendclock.casebook.settings import Proclaimed, Settings
    from sendclock.clock.case import Case
    from sendclock.clock.deadline import Timeline
    from sendclock.clock.run import Clock
    from sendclock.law.book import RuleBook
    from sendclock.law.practice import Panel, People


class Workspace:
    """What one command works on. Nothing is read until it is asked for."""

    def __init__(
        self, cases: Sequence[Path] | None = None, as_of: str | None = None, known_at: str | None = None
    ) -> None:
        self._folders = list(cases or [])
        self._as_of, self._known_at = as_of, known_at
        self.unread: list[Problem] = []  # what should have been read and could not be, but for cases counted elsewhere
        self._local_unread = False  # a pack or the settings are among it
        _ = self.today  # a day that cannot be used is refused by every command, whether or not its answer needs it

    @cached_property
    def today(self) -> date:
        """The day of asking: `--as-of`, else SENDCLOCK_TODAY, else the calendar on the wall."""
        given = self._as_of or os.environ.get("SENDCLOCK_TODAY")
        return read_as_of(given, date.today(), self.england) if given else date.today()

    @cached_property
    def known_at(self) -> date | None:
        """`--known-at`: only what had been recorded by then counts."""
        return read_day(self._known_at, self.today, self.england) if self._known_at else None

    def as_known(self, case: Case) -> Case:
        """The case as far as it is to count: all of it, or what had been recorded by `--known-at`."""
        from sendclock.clock.case import known_at

        return known_at(case, self.known_at) if self.known_at else case

    @cached_property
    def england(self) -> Calendar:
        return bank_holidays.calendars()["england"]

    @cached_property
    def books(self) -> list[Casebook]:
        """The casebooks named, or the one found. Raises CannotRunError if there is none."""
        from sendclock.casebook.folder import find_casebook, open_casebook

        named = self._folders or [Path(p) for p in [os.environ.get("SENDCLOCK_CASES")] if p]
        return [open_casebook(folder) for folder in named] or [find_casebook(Path(disk.here()))]

    @cached_property
    def settings(self) -> list[Settings]:
        """The settings of every casebook that has some."""
        from sendclock.casebook.settings import read_settings

        names, known, found = tuple(bank_holidays.CALENDARS), self._known_packs, []
        for book in self.books:
            try:
                found += [read_settings(book.settings, names, known)] if book.settings else []
            except UnreadError as error:
                problem = error.problem
                message = f"{problem.message} No calendar, pack, panel or officer in it counts until then."
                self._without_local([problem._replace(message=message)])
        return found

    @property
    def _known_packs(self) -> list[str] | None:
        """The local packs that settings may name: those shipped, and the casebook's own, which stand in their place.
        None where a folder of packs is closed to us: any name may be right."""
        from sendclock.law.load import local_packs

        own = [path.stem for path in self._pack_files]
        return None if self.unread else sorted({*local_packs(), *own})

    @cached_property
    def _pack_files(self) -> list[Path]:
        """`packs/*.toml` of each casebook."""
        found: list[Path] = []
        for book in self.books:
            listed = disk.list_folder(book.root / "packs", ".toml")
            if isinstance(listed, Problem):
                message = f"{listed.message} No local rule in it counts until then; the law is answered."
                self._without_local([listed._replace(message=message)])
            else:
                found += map(Path, listed)
        return found

    def _without_local(self, problems: list[Problem]) -> None:
        self._local_unread = self._local_unread or bool(problems)
        self._without(problems)

    def _without(self, problems: Iterable[Problem]) -> None:
        """Say what the answer has to do without; `leave` ends the command with what that means."""
        for problem in problems:
            if problem not in self.unread:
                self.unread.append(problem)
                warn(str(problem))

    @cached_property
    def people(self) -> People:
        """The officers, teams and absences of every casebook."""
        from sendclock.law.practice import joined

        return joined([settings.people for settings in self.settings])

    @cached_property
    def own_packs(self) -> list[Path]:
        """The local rules in use: shipped packs that the settings name, and `packs/*.toml` of each casebook."""
        from sendclock.law.load import local_packs

        shipped = local_packs()
        named = dict.fromkeys(name for settings in self.settings for name in settings.packs)
        there = {path.stem for path in self._pack_files}
        return [*(shipped[name] for name in named if name in shipped and name not in there), *self._pack_files]

    @cached_property
    def law_calendars(self) -> dict[str, Calendar]:
        """The calendars of the law, with the bank holidays the settings add."""
        return self.calendars_with([row for settings in self.settings for row in settings.proclaimed])

    def calendars_with(self, proclaimed: Iterable[Proclaimed]) -> dict[str, Calendar]:
        from sendclock.days.calendars import with_bank_holidays

        days = list(proclaimed)
        return {
            name: with_bank_holidays(calendar, {row.day: row.name for row in days if name in row.calendars})
            for name, calendar in bank_holidays.calendars().items()
        }

    def own_calendars(self, law: dict[str, Calendar]) -> tuple[dict[str, Calendar], dict[str, Calendar]]:
        """The authority's calendars on top of `law`: by name, and by the settings whose school days they are."""
        from sendclock.days.calendars import own_calendar

        by_name: dict[str, Calendar] = {}
        by_setting: dict[str, Calendar] = {}
        for spec in [spec for settings in self.settings for spec in settings.calendars]:
            base = law[spec.based_on]
            calendar = own_calendar(spec.name, spec.title, base, spec.closures, spec.known_to, spec.terms)
            by_name[spec.name] = calendar
            by_setting.update((folded(setting), calendar) for setting in spec.settings)
        return by_name, by_setting

    @cached_property
    def panels(self) -> dict[str, Panel]:
        """The authority's panels, by name."""
        from sendclock.casebook.settings import own_panels

        own, _ = self.own_calendars(self.law_calendars)
        specs = [spec for settings in self.settings for spec in settings.panels]
        return own_panels(specs, {**self.law_calendars, **own})

    def calendar(self, name: str) -> Calendar:
        """A calendar by name: the law's, or one of the casebook's own."""
        law = self.law_calendars if self.has_book else bank_holidays.calendars()
        own, by_setting = self.own_calendars(law) if self.has_book else ({}, {})
        found = law.get(name) or own.get(name) or by_setting.get(folded(name))
        if found is None:
            known = [*bank_holidays.CALENDARS, *own]
            raise UsageError(f'"{name}" is not a calendar. Known: {", ".join(known)}.{near_miss(name, known)}')
        return found

    @cached_property
    def has_book(self) -> bool:
        """True where a casebook is named or found. Commands that need none use one if it is there."""
        try:
            return bool(self.books)
        except CannotRunError:
            if self._folders or os.environ.get("SENDCLOCK_CASES"):
                raise
            return False

    @cached_property
    def rulebook(self) -> RuleBook:
        """The law with the authority's calendars."""
        return self.rulebook_with(self.law_calendars)

    def rulebook_with(self, law: dict[str, Calendar], packs: Sequence[Path] | None = None) -> RuleBook:
        """The rule book on other calendars, or from other packs, than those in use: to ask what would change."""
        from sendclock.law.load import load

        by_name, by_setting = self.own_calendars(law)
        withheld: list[Problem] = []
        book = load(packs, {**law, **by_name}, by_setting, self.own_packs, self.panels, withheld)
        self._without_local(withheld)
        book.practice = book.practice._replace(people=self.people)
        return book

    @cached_property
    def law(self) -> RuleBook:
        """The same; the law alone where there is no casebook."""
        if self.has_book:
            return self.rulebook
        from sendclock.law.load import load

        return load()

    @cached_property
    def rule_places(self) -> dict[int, int]:
        """Where each rule stands in the book, by its identity."""
        return {id(rule): place for place, rule in enumerate(self.rulebook.rules)}

    @cached_property
    def law_stamp(self) -> str:
        """What the law and the bank holidays in use were read from."""
        from sendclock.law import load

        snapshots = disk.list_package(bank_holidays.FOLDER)
        return str([disk.checksum(path) for path in [*map(str, [*load.sources(), *self.own_packs]), *snapshots]])

    @cached_property
    def words(self) -> Words:
        from sendclock.casebook.casefile import Words

        book = self.rulebook
        return Words(book.event_types, frozenset(book.rule_ids()), frozenset(book.exceptions), self._local_unread)

    @cached_property
    def caseload(self) -> Caseload:
        from sendclock.casebook.folder import read_caseload

        return read_caseload(self.books, self.words, lambda paths: counted(paths, len(paths), "cases read"))

    def one(self, ref: str) -> tuple[Case, Path, list[Problem]]:
        """One case, its file, its warnings, and the errors of files that look like copies of it.

        Raises CannotRunError if it is not there or cannot be read.
        """
        case, path, problems, _ = self.opened(ref)
        return case, path, problems

    def opened(self, ref: str) -> tuple[Case, Path, list[Problem], bytes]:
        """The same, with the very bytes of the file: what is written later is refused if they have changed by then."""
        from sendclock.casebook.folder import all_case_files, copies_of, find_case_file, opened, read_one

        lost: list[str] = []
        paths = all_case_files(self.books, lost)
        for place in map(Path, lost):
            if folded(place.stem) != folded(ref):
                self._without(read_one(place, self.words)[1])
        path, case, problems, content = opened(find_case_file(self.books, ref, paths), self.words)
        if case is None:
            raise CannotRunError("\n".join(str(problem) for problem in problems if problem.severity == "error"))
        return case, path, [*copies_of(path, paths, self.words), *problems], content

    def timeline(self, case: Case, as_of: date | None = None) -> Timeline:
        """The clocks of one case. Raises CannotRunError where a date needs a year nobody has bank holidays for."""
        from sendclock.clock.run import timeline

        try:
            return timeline(self.as_known(case), self.rulebook, as_of or self.today)
        except ValueError as error:
            raise CannotRunError(f"{case.file}: {error}.") from None

    def timelines(
        self, book: RuleBook | None = None, keep: Callable[[Clock], bool] | None = None
    ) -> tuple[list[Timeline], list[Problem], int]:
        """Every case's clocks (under another rule book; only those to keep), every problem, and how many files
        could not be answered."""
        answered, problems, unreadable = [], list(self.caseload.problems), self.caseload.unreadable
        for case in counted(self.caseload.cases, len(self.caseload.cases), "cases"):
            answer = self.attempt(case, book, keep)
            if isinstance(answer, Problem):
                problems.append(answer)
                unreadable += 1
            else:
                answered.append(answer)
        return answered, problems, unreadable

    def attempt(
        self, case: Case, book: RuleBook | None = None, keep: Callable[[Clock], bool] | None = None
    ) -> Timeline | Problem:
        """One case's clocks, or why a date of it cannot be computed."""
        from sendclock.clock.run import timeline

        try:
            return timeline(self.as_known(case), book or self.rulebook, self.today, keep)
        except ValueError as error:
            return Problem(Position(case.file, 0), "error", "not-covered", f"{error}. Correct the date.")

    @property
    def folder(self) -> str:
        from sendclock.casebook.folder import shown

        return ", ".join(dict.fromkeys(shown(book.cases) for book in self.books))


def own_name() -> str:
    """Who is recording: SENDCLOCK_OFFICER, else the login name."""
    import getpass

    named = os.environ.get("SENDCLOCK_OFFICER")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def now() -> datetime:
    """This moment in London, with its offset, to the second: when something was recorded."""
    return datetime.now(london_zone()).replace(microsecond=0)


def known_rules(given: Iterable[str] | None, rulebook: RuleBook) -> frozenset[str]:
    """The rules asked for; an unknown one is wrong usage, with the nearest known."""
    ids = frozenset(given or ())
    known = frozenset(rulebook.rule_ids())
    for id in sorted(ids - known):
        raise UsageError(f'"{id}" is not a rule.{near_miss(id, known)} All of them: sendclock rules')
    return ids
