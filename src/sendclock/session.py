"""One command's casebook, day and rule book; the one pass over all cases; the only place that asks what day it is."""

from __future__ import annotations

import os
import re
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sendclock import __version__
from sendclock.days import bank_holidays
from sendclock.days.calendars import Calendar
from sendclock.days.hours import london_zone
from sendclock.days.spelling import AHEAD, as_of_day, heard_day, heard_end
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Position, Problem, UnreadError, UsageError, near_miss, unanswered
from sendclock.say.terminal import counted, warn

T = TypeVar("T")
STILL = ("authority", "people", "retention", "targets", "published", "views")  # settings that move no date
PROGRAM = ("files", "days", "law", "clock", "casebook", "say")  # the folders of the program that facts rest on
WITHOUT_IT = "Nothing in it counts until that is put right; the law is answered."
FEW = 3  # references that are named beside the row of a list
CANDIDATES = 20  # cases that a question which of them is meant names

if TYPE_CHECKING:
    from array import array

    from sendclock.casebook.account import Account
    from sendclock.casebook.casefile import Words
    from sendclock.casebook.chapter import Chapter, Leaf
    from sendclock.casebook.facts import Entry, File, Ground, Learned, Ledger, OpenStep, OwnDay, Owner
    from sendclock.casebook.folder import Casebook, Opened, Shelf
    from sendclock.casebook.reference import ListRow, Recent
    from sendclock.casebook.settings import Proclaimed, Settings
    from sendclock.casebook.write import NewEvent
    from sendclock.clock.case import Case
    from sendclock.clock.deadline import Timeline
    from sendclock.clock.run import Clock, Played
    from sendclock.days.span import Measured
    from sendclock.files.disk import Stamped
    from sendclock.law.book import RuleBook
    from sendclock.law.edition import Edition, RuleInPrint
    from sendclock.law.load import Law
    from sendclock.law.practice import Panel, People


class Session:
    """What one command works on. Nothing is read until it is asked for."""

    def __init__(
        self, cases: Sequence[Path] | None = None, as_of: str | None = None, known_at: str | None = None
    ) -> None:
        self._folders = list(cases or [])
        self._as_of, self._known_at = as_of, known_at
        self.unread: list[Problem] = []  # what should have been read and could not be, but for cases counted elsewhere
        self._local_unread = False  # a pack or the settings of this casebook are among it
        self._chapter_stamps: dict[str, str] = {}
        self._home_by_folder: dict[str, Session] = {}
        self.ref_numbers: dict[int, array[int]] = {}  # of each casebook that was looked at (`folder.numbered`)
        self._played: tuple[Played, Measured] | None = None  # the case that was asked last
        self._timelines: list[tuple[Case, date, Timeline]] = []  # of a case before and after it is written to
        self._compiled: Callable[[], Law | None] = lambda: self._shipped
        self._looked: tuple[bool, list[Ledger]] | None = None  # the facts that `look` found, for the question after it
        _ = self.today  # a day that cannot be used is refused by every command, whether or not its answer needs it

    @property
    def given(self) -> list[str]:
        """The options it was made of, as they were given: for a command to be typed next."""
        words = [word for folder in self._folders for word in ("--cases", folder.as_posix())]
        words += ["--as-of", self._as_of] if self._as_of else []
        return words + (["--known-at", self._known_at] if self._known_at else [])

    @cached_property
    def today(self) -> date:
        """The day of asking: `--as-of`, else SENDCLOCK_TODAY, else the calendar on the wall."""
        if self._as_of is None:
            return self._on_the_wall
        return _told("--as-of", self._as_of, as_of_day(self._as_of, self._on_the_wall, self.england))

    @cached_property
    def _on_the_wall(self) -> date:
        """SENDCLOCK_TODAY, else the day it is in London."""
        given = os.environ.get("SENDCLOCK_TODAY")
        try:
            return as_of_day(given, london_today(), self.england)[0] if given else london_today()
        except UsageError as error:
            raise UsageError(f"SENDCLOCK_TODAY: {error}") from None

    @property
    def moment(self) -> datetime:
        """This moment in London: what is recorded now says so."""
        return now()

    @property
    def latest(self) -> int:
        """The last year that a date in a file can have: some years on from the day of asking; where that lies back,
        from today."""
        return max(self.today, self._on_the_wall).year + AHEAD

    @cached_property
    def known_at(self) -> date | None:
        """`--known-at`: only what had been recorded by then counts."""
        return self.day("--known-at", self._known_at, past=True) if self._known_at else None

    def day(self, option: str, text: str, past: bool = False, ahead: bool = False, today: date | None = None) -> date:
        """The day given with an option, as `days.spelling` reads it, from `today` or the day of asking. What was not
        said, such as which Friday, is told."""
        return _told(option, text, heard_day(text, today or self.today, self.england, past, ahead))

    def until(self, option: str, text: str, today: date | None = None) -> date:
        """The last day of a span ahead, given as its length (`2w`) or as a day, the next of its name."""
        return _told(option, text, heard_end(text, today or self.today, self.england))

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
    def apart(self) -> list[Session]:
        """Each casebook by itself, in their order: its settings, its packs, its people. One practice is no other's."""
        if len(self.books) == 1:
            return [self]
        made = []
        for book, folder in zip(self.books, self._folders, strict=True):
            one = Session([folder], self._as_of, self._known_at)
            shared = {name: getattr(self, name) for name in ("today", "_on_the_wall", "known_at", "_law_stamps")}
            one.__dict__.update(shared, books=[book])
            one.unread, one._chapter_stamps, one._compiled = self.unread, self._chapter_stamps, lambda: self._shipped
            made.append(one)
        return made

    @cached_property
    def homes(self) -> list[Session]:
        """By whose practice the cases of each casebook are answered, in their order: by its own; or by that of an
        earlier one that has the same, so that a rule book is made once."""
        if len(self.books) == 1:
            return [self]
        seen: dict[str, Session] = {}
        return [seen.setdefault(one.practice, one) for one in self.apart]

    @cached_property
    def alike(self) -> bool:
        """Whether all of them have one practice, people and all."""
        return all(home is self.homes[0] for home in self.homes)

    @cached_property
    def one_law(self) -> bool:
        """Whether a date of one of them would be the same in each other: they have the same packs and calendars."""
        return self.alike or len({one.ruling for one in self.apart}) == 1

    @cached_property
    def held_twice(self) -> list[frozenset[str]]:
        """Of each casebook, the case files that an earlier one holds between them."""
        from sendclock.casebook.folder import held_twice

        return held_twice(self.books)

    def let_go(self) -> None:
        """Of casebooks that differ, no two rule books are held at once: a country has a hundred and fifty."""
        for home in () if self.alike else self.homes:
            for made in ("rulebook", "words", "rule_places"):
                home.__dict__.pop(made, None)
            home._played = None

    def ask_one_law(self, what: str) -> None:
        """Raises CannotRunError where `what` cannot be said of all these casebooks at once."""
        if not self.one_law:
            raise CannotRunError(
                f"these casebooks have packs, panels or calendars of their own, and {what} can be asked of one only: "
                f"--cases {self._folders[0].as_posix()}. Lists, reports and check answer each by its own."
            )

    def home_of(self, file: str) -> Session:
        """By whose practice the case of this file is answered; of one that none of them holds, by their joint one."""
        if len(self.books) == 1:
            return self
        if self.alike:
            return self.homes[0]
        folder = file.rpartition("/")[0]
        if folder not in self._home_by_folder:
            held = (n for n, book in enumerate(self.books) if disk.is_within(folder or ".", book.cases))
            first = next(held, None)
            self._home_by_folder[folder] = self if first is None else self.homes[first]
        return self._home_by_folder[folder]

    @property
    def practice(self) -> str:
        """What of a casebook beside its cases has a word in a date, or in whose a case is: as it reads."""
        people = [without_positions(settings.people) for settings in self.settings]
        return repr((self.ruling, people, self._local_unread))

    @property
    def ruling(self) -> str:
        """What of it has a word in a date."""
        return repr((self._moving, [(path.stem, disk.checksum(path)) for path in self.own_packs]))

    @property
    def _moving(self) -> list[Any]:
        """What of the settings may move a date."""
        return [without_positions([*(v for k, v in s._asdict().items() if k not in STILL)]) for s in self.settings]

    @cached_property
    def settings(self) -> list[Settings]:
        """The settings of every casebook that has some."""
        if len(self.books) > 1:
            return [settings for one in self.apart for settings in one.settings]
        from sendclock.casebook.folder import unread_cases, unread_settings
        from sendclock.casebook.settings import read_settings

        (book,) = self.books
        names, known = tuple(bank_holidays.CALENDARS), self._known_packs
        found: list[Settings] = []
        unread = [problem for problem in unread_settings(book) if problem.severity == "error"]
        self._without_local([_without_effect(problem) for problem in unread])
        self._without(unread_cases(book))
        try:
            found += [read_settings(book.settings, names, known, self.latest)] if book.settings else []
            missing = [problem for settings in found for problem in settings.no_packs]
            self._without_local([p._replace(message=f"{p.message} {WITHOUT_IT}") for p in missing])
        except UnreadError as error:
            self._without_local([_without_effect(error.problem)])
        return found

    @property
    def _known_packs(self) -> list[str] | None:
        """The local packs that settings may name: those shipped, and the casebook's own, which stand in their place.
        None where a folder of packs is closed to us: any name may be right."""
        from sendclock.law.area import local_packs

        own = [path.stem for path in self._pack_files]
        return None if self.unread else sorted({*local_packs(), *own})

    @cached_property
    def _pack_files(self) -> list[Path]:
        """`packs/*.toml` of each casebook."""
        if len(self.books) > 1:
            return [path for one in self.apart for path in one._pack_files]
        from sendclock.casebook.folder import unread_packs

        (book,) = self.books
        unread = [problem for problem in unread_packs(book) if problem.severity == "error"]
        self._without_local([p._replace(message=f"{p.message} No rule in it counts until then.") for p in unread])
        listed = disk.list_folder(book.root / "packs", ".toml")
        if isinstance(listed, Problem):
            message = f"{listed.message} No local rule in it counts until then; the law is answered."
            self._without_local([listed._replace(message=message)])
            return []
        return [*map(Path, listed)]

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

    @property
    def opening(self) -> date | None:
        """The day before which nothing is complete on file, as the settings of the one casebook have it."""
        return next((settings.opening for settings in self.settings), None) if len(self.books) == 1 else None

    @property
    def adopted(self) -> dict[str, date]:
        """From which day each pack counts, where the settings say so."""
        return {pack: day for settings in self.settings for pack, day in settings.adopted.items()}

    @cached_property
    def own_packs(self) -> list[Path]:
        """The local rules in use: shipped packs that the settings name, and `packs/*.toml` of each casebook."""
        from sendclock.law.area import local_packs

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
        """The law with the authority's calendars and packs. Of casebooks that differ in them: with those of all, which
        knows every name there is and dates no case (`home_of`)."""
        if len(self.books) == 1:
            return self.rulebook_with(self.law_calendars)
        for home in self.homes:
            _ = home.rulebook  # which says what of its packs cannot be read
        if self.one_law:
            return self.homes[0].rulebook
        return self.rulebook_with(self.law_calendars, withheld=[])

    def rulebook_with(
        self,
        law: dict[str, Calendar],
        packs: Sequence[Path] | None = None,
        own: Sequence[Path] | None = None,
        withheld: list[Problem] | None = None,
    ) -> RuleBook:
        """The rule book on other calendars, or from other packs (`own`: of the authority), than those in use: to ask
        what would change. Where `withheld` is given, what is wrong with own packs is added to it and not told."""
        from sendclock.law.load import load

        by_name, by_setting = self.own_calendars(law)
        wrong: list[Problem] = [] if withheld is None else withheld
        mine = self.own_packs if own is None else own
        book = load(packs, {**law, **by_name}, by_setting, mine, self.panels, wrong, self.adopted, self._compiled)
        if wrong:
            from sendclock.casebook.settings import misspelt_calendars

            wrong[:] = misspelt_calendars([spec for each in self.settings for spec in each.calendars], wrong)
        if withheld is None:
            self._without_local(wrong)
        book.practice = book.practice._replace(people=self.people, opening=self.opening)
        return book

    @cached_property
    def _shipped(self) -> Law | None:
        """The law as it was compiled, which is held once for all casebooks; None where it was not."""
        from sendclock.law.area import sources
        from sendclock.law.load import read_compiled

        return read_compiled(sources())

    @cached_property
    def law(self) -> RuleBook:
        """The same; the law alone where there is no casebook."""
        if self.has_book:
            return self.rulebook
        from sendclock.law.load import load

        return load()

    @cached_property
    def edition(self) -> Edition:
        """What is printed of the law: as it stands beside the facts, once they were asked; else made from the rule
        book."""
        from sendclock.law.edition import edition_of

        made = edition_of(self.rulebook)
        return made._replace(whole=not any(one._local_unread for one in self.apart))

    def rules_of(self, facts: Ledger) -> Sequence[RuleInPrint]:
        """What is printed of the rules that these facts rest on, each in its place."""
        return self.edition.rules if self.one_law else facts.edition.rules

    @property
    def title_page(self) -> Edition:
        """Which packs an answer rests on; without the rules, where nobody has asked for them."""
        from sendclock.law.edition import title_page

        return self.__dict__.get("edition") or title_page(self.rulebook)

    def take_editions(self, books: Sequence[Ledger]) -> None:
        """What is printed of the law from now on, if nothing was printed yet; of casebooks that differ in it, each rule
        once. Where not all of it could be read, that is said as it always is."""
        if books and "edition" not in self.__dict__:
            from sendclock.law.edition import joined

            by_law = {facts.law: facts for facts in reversed(books)}
            self.edition = joined([facts.edition for facts in reversed(by_law.values())])
        for facts in books:
            if not facts.all_read:
                _ = facts.book

    @cached_property
    def rule_places(self) -> dict[int, int]:
        """Where each rule stands in the book, by its identity."""
        return {id(rule): place for place, rule in enumerate(self.rulebook.rules)}

    @cached_property
    def ground(self) -> Ground:
        """What facts rest on besides the case files: the law, the program, the authority's own packs, and of the
        settings what moves a date or says whose a setting is. An absence, a team, an officer more is not among it."""
        from sendclock.casebook import facts

        own = [(path.stem, disk.checksum(path)) for path in self.own_packs]
        people = self.people
        links = [(o.id, o.ages, o.settings) for o in people.officers if o.settings]
        return facts.Ground(
            f"{__version__} {self._law_stamps} {folded_in(own)} {folded_in(self._moving)}",
            f"{folded_in((people.hand_over, links))}",
            lambda setting: repr((people.hand_over, [(o.id, o.ages) for o in people.of_setting(setting)])),
            self.latest,
            lambda: self.edition,
            lambda: self.rulebook,
            self.read,
        )

    @cached_property
    def _law_stamps(self) -> str:
        """The law and the program, in this installation."""
        from sendclock.law import area

        shipped = [*map(str, area.sources()), *disk.list_package(bank_holidays.FOLDER), *_program()]
        return folded_in([disk.stamp_of(path) for path in shipped])

    def entry(self, case: Case) -> Entry | Problem:
        """What is kept of one case: all that runs, its state, whose it is; and on which days that holds."""
        from sendclock.casebook.diary import appointed, told_of_absence
        from sendclock.casebook.facts import entry_of
        from sendclock.casebook.owner import closed, whose
        from sendclock.clock.life import may_come_up
        from sendclock.clock.run import still_runs
        from sendclock.days.span import Measured
        from sendclock.law.role import Act
        from sendclock.say.row import running

        day = Measured.of(self.today)
        try:
            made = self.laid_out(self.as_known(case), day, keep=still_runs)
            held = [each for each in made.deadlines if not each.history]
            clocks = running(held, self.rule_places, self.rulebook)
            owner, links = whose(made, self.people), self.ground.links(made.case.setting)
            asked = self.rulebook.types_of(Act.PANEL_LISTED, Act.PANEL_DECIDED)
            said = [event for event in made.events if event.type in asked]
            named = dict.fromkeys(str(event.fields.get("panel", "")) for event in said)
            panels = (
                may_come_up(made.truth.events, self.rulebook, self.panels.values()),
                list(named),
                said[-1].on.toordinal() if said else None,
            )
            entry = entry_of(made, day, owner, links, *panels, clocks, self._steps(made), _own_days(made))
            plans = appointed(made), told_of_absence(made), closed(made)
            return entry._replace(appointments=plans[0], contacts=plans[1], closed=plans[2])
        except ValueError as error:
            return _not_covered(case, error)

    def stays_so(self, case: Case) -> date:
        """The last day on which the state of a case, and what runs in it, is as today if nothing is recorded."""
        from sendclock.clock.run import still_runs, timeline
        from sendclock.days.span import Measured
        from sendclock.say.row import running

        day = Measured.of(self.today)
        try:
            made = timeline(case, self.rulebook, day, keep=still_runs)
            _ = made.state, running([d for d in made.deadlines if not d.history], self.rule_places, self.rulebook)
        except ValueError:
            return self.today
        return date.fromordinal(day.last)

    def _steps(self, timeline: Timeline) -> list[OpenStep]:
        """What is to be kept of the steps without a number that are still to be done."""
        if not self.rulebook.practice.checklist:
            return []
        from sendclock.casebook.facts import OpenStep
        from sendclock.clock.checklist import checklist_of

        places = {id(item): place for place, item in enumerate(self.rulebook.practice.checklist)}
        still = [(step, step.started_by) for step in checklist_of(timeline) if step.state == "open"]
        return [
            OpenStep(places[id(step.item)], step.party, by.type, by.on.toordinal(), by.id, step.unsure)
            for step, by in still
        ]

    def laid_out(self, case: Case, day: Measured, keep: Callable[[Clock], bool] | None = None) -> Timeline:
        """The clocks of a case on the day of asking, measured: its events are run once for all that is kept of it."""
        from sendclock.clock.run import Played, timeline
        from sendclock.days.span import Measured

        if self._played is None or self._played[0].case is not case:
            ran = Measured.of(self.today)
            self._played = Played(case, self.rulebook, ran), ran
        played, ran = self._played
        day.within(ran)
        return timeline(case, self.rulebook, day, keep, played)

    def leaf(self, case: Case, chapter: Chapter) -> Leaf | Problem:
        """What a chapter has of one case; and on which days that holds."""
        from sendclock.casebook.chapter import Leaf
        from sendclock.days.span import Measured

        day = Measured.of(self.today, chapter.whole)
        try:
            rows = chapter.make(self, self.as_known(case), day)
            return Leaf(day.first, day.last, {table: list(kept) for table, kept in rows.items() if kept})
        except ValueError as error:
            return _not_covered(case, error)

    def chapter_stamp(self, chapter: Chapter) -> str:
        """What a chapter rests on besides all that the facts do."""
        if chapter.name not in self._chapter_stamps:
            stamps = [disk.stamp_of(path) for path in _program(chapter.rooms)]
            self._chapter_stamps[chapter.name] = folded_in(stamps)
        return self._chapter_stamps[chapter.name]

    def read(self, paths: Sequence[str], chapters: Sequence[Chapter], leaves_alone: bool) -> Iterator[Learned]:
        """What is kept of each of these files, in order (`leaves_alone`: in these chapters only). Many are read by
        several processes: the answer is the same."""
        if not paths:
            return
        from sendclock import workers

        if not workers.pay(len(paths)):
            yield from (self._read(path, chapters, leaves_alone) for path in paths)
            return
        from sendclock.casebook.facts import of_plain

        greeting = [[os.fspath(folder) for folder in self._folders], self.today.isoformat(), self._known_at or "",
                    self._on_the_wall.isoformat(), [tuple(chapter) for chapter in chapters], leaves_alone]  # fmt: skip
        work = self.reading(chapters, leaves_alone)
        yield from map(
            of_plain, workers.answers(paths, "sendclock.session:serve", greeting, self.basis(chapters), work)
        )

    def _read(self, path: str, chapters: Sequence[Chapter], leaves_alone: bool) -> Learned:
        from sendclock.casebook.facts import Learned
        from sendclock.casebook.folder import read_one

        case, problems = read_one(Path(path), self.words)
        entry = self.entry(case) if case and not leaves_alone else None
        if case is None or isinstance(entry, Problem):
            return Learned(None, [*problems, *([entry] if isinstance(entry, Problem) else [])], case is not None, {})
        return Learned(entry, problems, True, {chapter.name: self.leaf(case, chapter) for chapter in chapters})

    def reading(self, chapters: Sequence[Chapter], leaves_alone: bool) -> Callable[[Sequence[str]], list[Any]]:
        """How files are read for these chapters: what is made of them, as plain values, can go from one process to
        another."""
        from sendclock.casebook.facts import in_plain

        return lambda paths: [in_plain(self._read(path, chapters, leaves_alone)) for path in paths]

    def basis(self, chapters: Sequence[Chapter]) -> list[Any]:
        """What two processes have to have in common for their answers to be one."""
        _ = self.words  # with it the packs have been read, and what of them could not be
        ground, stamps = self.ground, [self.chapter_stamp(chapter) for chapter in chapters]
        return [ground.law, ground.people, self.latest, self.today.isoformat(), len(self.unread), stamps]

    @cached_property
    def words(self) -> Words:
        from sendclock.casebook.casefile import Words

        book = self.rulebook
        rules, exceptions = frozenset(book.rule_ids()), frozenset(book.exceptions)
        unread = any(one._local_unread for one in self.apart)
        return Words(book.event_types, rules, exceptions, unread, self.latest)

    def one(self, ref: str) -> tuple[Case, Path, list[Problem]]:
        """One case, its file, its warnings, and the errors of files that look like copies of it.

        Raises CannotRunError if it is not there or cannot be read.
        """
        case, path, problems, _ = self.opened(ref)
        return case, path, problems

    def opened(self, ref: str) -> tuple[Case, Path, list[Problem], bytes]:
        """The same, with the very bytes of the file: what is written later is refused if they have changed by then."""
        from sendclock.casebook.folder import copies_of, find_case_file, opened, read_one

        ref = self.case_meant(ref)
        for place in map(Path, self._shelf.lost):
            if folded(place.stem) != folded(ref):
                self._without(read_one(place, self.words_of(place))[1])
        try:
            file = find_case_file(self.books, ref, self._shelf)
        except CannotRunError as missing:
            rows = len(self._recent.lines)
            no_row = f" Your last list ends with row {rows}." if rows and re.fullmatch(r"[1-9]\d{0,3}", ref) else ""
            raise CannotRunError(f"{missing}{no_row}") from None
        words = self.words_of(file)
        path, case, problems, content = opened(file, words)
        if case is None:
            raise CannotRunError(*(str(problem) for problem in problems if problem.severity == "error"))
        return case, path, [*copies_of(path, self._shelf, words), *problems], content

    def words_of(self, path: Path) -> Words:
        """The words that its casebook has for what stands in a file."""
        return self.home_of(path.as_posix()).words

    @cached_property
    def case_files(self) -> list[Path]:
        """Every case file of the casebooks."""
        from sendclock.casebook.folder import files_by_book

        return [path for paths in files_by_book(self.books) for path in paths]

    @cached_property
    def _shelf(self) -> Shelf:
        """Every case file by its name."""
        from sendclock.casebook.folder import Shelf

        return Shelf(self.books)

    def ending_so(self, text: str) -> list[Path]:
        """The case files whose reference has this ending, as the filters of a list have it."""
        from sendclock.casebook.folder import called

        ending = folded(text)
        return [path for path in self._shelf.like(ending) if folded(called(path)).endswith(ending)]

    def like_case(self, text: str) -> str:
        """Which case may have been meant by it; empty where none is near."""
        return near_miss(text, self._shelf.refs)

    def case_meant(self, text: str | None) -> str:
        """The reference of the case that is meant by it: whole, by an ending that no other case has, by the row of the
        last list; None, the case that was last looked at. What was not written in full is told.

        Raises UsageError where more than one may be meant, and names them all: nobody guesses which child. A reference
        that fits none is given back as it is.
        """
        from sendclock.casebook.folder import called
        from sendclock.casebook.reference import meant, shortest_ending

        if text is None:
            return self._last_case()
        found = meant(text, self._shelf, lambda: self._recent.lines)
        if not found.files:
            return text
        if len({folded(called(path)) for path in found.files}) > 1:
            raise UsageError(
                f'"{text}" may be any of {len(found.files)} cases:',
                *self._named(found.files),
                f"Write more of it: {shortest_ending(found.files[:CANDIDATES])} is the last of these.",
            )
        ref = called(found.files[0])
        if found.row and found.also:
            few = len(found.also) <= FEW
            others = " ".join(called(path) for path in found.also) if few else f"the {len(found.also):,} that end so"
            warn(f"{text} is taken as row {found.row} of your last list, {ref}. For {others} write more of it.")
        return ref

    @property
    def has_last_case(self) -> bool:
        """Whether a case was looked at of late."""
        return bool(self._recent.case)

    def _last_case(self) -> str:
        from sendclock.casebook.folder import called

        ref = self._recent.case
        if not ref or not any(called(path) == ref for path in self._shelf.like(folded(ref))):
            raise UsageError("Which case? Give its reference, the end of it, or its row in the last list.")
        return ref

    def _named(self, paths: Sequence[Path]) -> list[str]:
        """A line for each of the cases, with its setting, as many as a screen holds."""
        lines = []
        for path in paths[:CANDIDATES]:
            setting = self.setting_of(path)
            lines.append(f"  {path.stem}" + (f"  {setting}" if setting else ""))
        more = len(paths) - CANDIDATES
        return [*lines, *([f"  and {more} more"] if more > 0 else [])]

    def setting_of(self, path: Path) -> str | None:
        """The setting that a case file names, as of today; None where it names none or cannot be read."""
        from sendclock.casebook.folder import read_one
        from sendclock.clock.case import truth
        from sendclock.clock.circumstance import case_on

        home = self.home_of(path.as_posix())
        case, _ = read_one(path, home.words)
        return case_on(case, truth(case).events, self.today, home.rulebook).setting if case else None

    @cached_property
    def _recent(self) -> Recent:
        from sendclock.casebook.reference import recent

        return recent(self._memory, now_ns())

    @property
    def _memory(self) -> str:
        """By what the casebooks are known to the memory of what was last listed."""
        return "\n".join(disk.real(book.cases) for book in self.books)

    @property
    def last_list(self) -> Sequence[ListRow]:
        """The rows of the last list, while it is fresh."""
        return self._recent.lines

    def remember_list(self, lines: Sequence[ListRow]) -> None:
        """What is printed now, row by row, so that the next command may say `3` for the third."""
        from sendclock.casebook.reference import remember_list

        if lines:  # what found nothing leaves the list on the screen as it was
            remember_list(self._memory, lines, now_ns())

    def remember_case(self, ref: str) -> None:
        """What is looked at or written to now, so that the next command need not say so."""
        from sendclock.casebook.reference import remember_case

        remember_case(self._memory, ref, now_ns())

    def remember_written(self, written: Sequence[tuple[str, Sequence[str]]]) -> None:
        """What is written now, by case the ids of its events: for `undo`."""
        from sendclock.casebook.reference import remember_written

        remember_written(self._memory, written, now_ns())

    @property
    def last_written(self) -> Sequence[tuple[str, Sequence[str]]]:
        """What was written last from here, by case the ids of its events."""
        return self._recent.written

    def is_no_reference(self, text: str) -> bool:
        """Whether a word in the place of a reference was meant as what comes after one."""
        from sendclock.casebook.folder import called
        from sendclock.casebook.reference import is_no_reference, meant

        if not is_no_reference(text, {*self.rulebook.rule_ids(), *self.rulebook.event_types}):
            return False
        found = meant(text, self._shelf, tuple).files
        whole = any(folded(called(path)) == folded(text) for path in found)
        return not whole and (not found or any(mark in text for mark in " =/") or text in self.rulebook.event_types)

    def stamped(self, events: Iterable[NewEvent], case: Case | None, by: str | None) -> list[dict[str, Any]]:
        """The events as they will stand in the file of the case (None: in a new one), written down now."""
        from sendclock.casebook.write import stamped

        return stamped(events, {event.id for event in case.events} if case else (), now(), by or own_name())

    def timeline(self, case: Case, as_of: date | None = None) -> Timeline:
        """The clocks of one case; of the last two that were asked about, as they were. Raises CannotRunError where a
        date needs a year nobody has bank holidays for."""
        from sendclock.clock.run import timeline

        day = as_of or self.today
        made = next((made for known, on, made in self._timelines if known is case and on == day), None)
        if made is None:
            try:
                made = timeline(self.as_known(case), self.home_of(case.file).rulebook, day)
            except ValueError as error:
                raise CannotRunError(f"{case.file}: {error}.") from None
            self._timelines = [*self._timelines[-1:], (case, day, made)]
        return made

    def attempt(
        self,
        case: Case,
        book: RuleBook | None = None,
        keep: Callable[[Clock], bool] | None = None,
        as_of: date | None = None,
    ) -> Timeline | Problem:
        """One case's clocks (as at another day), or why a date of it cannot be computed."""
        from sendclock.clock.run import timeline

        try:
            own = self.home_of(case.file).rulebook
            answer = timeline(self.as_known(case), book or own, as_of or self.today, keep)
            if answer.book is own and answer.as_of == self.today:
                self.account.add(case.file, case.ref, answer.state)
            return answer
        except ValueError as error:
            return _not_covered(case, error)

    @cached_property
    def account(self) -> Account:
        """The state of every case answered so far."""
        from sendclock.casebook.account import Account

        return Account()

    def every_case(self, closed: bool = True) -> EveryCase:
        """A pass over every case; without `closed`, over those that do not rest in `closed/` (`casebook.voucher`)."""
        return EveryCase(self, closed)

    def look(self, closed: bool) -> tuple[list[Ledger], int]:
        """The facts of every case (`closed` as in `every_case`), and how many files could not be answered, before
        anything is asked of them. The next question to the same cases is answered from this look: no file is looked at
        twice for one command."""
        before, every = self.account.facts, self.every_case(closed)
        facts = every.ask(list)
        self.account.take(before)
        self._looked = closed, facts
        return facts, every.unreadable

    def looked_at(self, closed: bool) -> list[Ledger]:
        """What the last look found, once, if it was at these cases."""
        look, self._looked = self._looked, None
        return look[1] if look is not None and look[0] == closed else []

    @cached_property
    def closing_law(self) -> str:
        """Under what it was looked at whether a case has ended: the program, the packs in use and from which day each
        counts. The same on every machine."""
        own = [(path.stem, disk.checksum(path)) for path in self.own_packs]
        return f"{__version__} {folded_in((self.rulebook.packs, own, sorted(self.adopted.items())))}"

    def resting(self, book: Casebook, scanned: list[Stamped], kept: bool = True) -> list[Stamped]:
        """The case files of a casebook that need not be opened, taken out of those that were found. None on an earlier
        state of knowledge: what is in the files now says nothing of it."""
        from sendclock.casebook.folder import CLOSED

        if self.known_at is not None or not any(here.below.partition("/")[0] == CLOSED for here in scanned):
            return []
        from sendclock.casebook.voucher import resting

        home = self.homes[self.books.index(book)] if book in self.books else self  # whose practice another shares
        rest, outdated = resting(book.cases, scanned, lambda: home.closing_law, self.today, kept)
        self.account.outdated = self.account.outdated or outdated
        return rest

    def rests(self, path: Path) -> bool:
        """Whether a case file is one of those, as things stood when this was first asked."""
        from sendclock.casebook.voucher import FOLDER

        in_closed = any(disk.is_within(path.parent, book.cases / FOLDER) for book in self.books)
        return in_closed and os.fspath(path) in self._at_rest

    def rested_since(self, moment_ns: int) -> dict[str, int]:
        """Those of them that were changed, or moved to `closed/`, from that moment on; and when."""
        return {path: moment for path, moment in self._at_rest.items() if moment >= moment_ns}

    @cached_property
    def _at_rest(self) -> dict[str, int]:
        """And when each was changed last, in nanoseconds of the epoch."""
        every = [here for book in self.books for here in self.resting(book, disk.stamped_cases(book.cases))]
        return {
            os.path.join(here.place, name): max(here.stamps[4 * at + 1 : 4 * at + 3])
            for here in every
            for at, name in enumerate(here.names)
        }

    @property
    def folder(self) -> str:
        from sendclock.casebook.folder import shown

        return ", ".join(dict.fromkeys(shown(book.cases) for book in self.books))


def serve() -> None:
    """A worker that reads case files for a session in another process."""
    from sendclock import workers

    workers.serve(basis_and_work)


def basis_and_work(greeting: Sequence[Any]) -> tuple[list[Any], Callable[[Sequence[str]], list[Any]]]:
    """What a worker that is greeted so would answer from, and how it reads files."""
    from sendclock.casebook.chapter import Chapter

    folders, as_of, known_at, wall, named, leaves_alone = greeting
    os.environ["SENDCLOCK_TODAY"] = wall
    session = Session([Path(folder) for folder in folders], as_of, known_at or None)
    chapters = [Chapter(*words) for words in named]
    return session.basis(chapters), session.reading(chapters, leaves_alone)


def _not_covered(case: Case, error: ValueError) -> Problem:
    return Problem(Position(case.file, 0), "error", "not-covered", f"{error}. Correct the date.")


def _own_days(timeline: Timeline) -> list[OwnDay]:
    """What is to be kept of the dates that officers have set themselves."""
    from sendclock.casebook.facts import OwnDay
    from sendclock.clock.reminder import reminders

    dated = ((event, event.day("due")) for event in reminders(timeline))
    return [OwnDay(day.toordinal(), event.id, event.by) for event, day in dated if day]


def _program(rooms: Sequence[str] = PROGRAM) -> list[str]:
    """The files of the program that facts are made by, in this installation."""
    return [path for room in rooms for path in disk.list_package(Path(__file__).parent / room, ".py")]


def folded_in(things: object) -> str:
    """A number for how they read."""
    return f"{zlib.crc32(repr(things).encode()):08x}"


def without_positions(thing: Any) -> Any:
    """The same without where in a file it stands."""
    if isinstance(thing, Position):
        return None
    return tuple(map(without_positions, thing)) if isinstance(thing, tuple | list) else thing


def _without_effect(problem: Problem) -> Problem:
    message = f"{problem.message} No calendar, pack, panel or officer in it counts until then."
    return problem._replace(message=message)


class _File:
    """A case file: its name as messages give it; and the reference it has if it can be read, which is unique in its
    casebook alone: the place of that, and the name without `.toml`, folded."""

    __slots__ = ("name", "path", "ref")

    def __init__(self, path: Path, book: int, name: str) -> None:
        self.path, self.name = path, name
        self.ref = book, folded(name.rpartition("/")[2].rpartition(".")[0])


def everything(_: Ledger) -> None:
    """That every file is meant."""


class EveryCase:
    """One pass over every case file of the casebooks, in the order of files. Each is opened once, answered and let go:
    never is the whole caseload in memory. Two files for one reference are both withheld and named.

    `problems`, `read` (cases answered) and `unreadable` (files that could not be) are whole once the pass has ended.
    """

    def __init__(self, session: Session, closed: bool = True) -> None:
        self.session, self._with_closed = session, closed
        self.problems: list[Problem] = []
        self.read = self.unreadable = 0

    def timelines(
        self, book: RuleBook | None = None, keep: Callable[[Clock], bool] | None = None
    ) -> Iterator[Timeline]:
        """Every case's clocks (under another rule book; only those to keep)."""
        return (timeline for _, timeline in self.each(lambda case: self.session.attempt(case, book, keep)))

    def each(self, make: Callable[[Case], T | Problem]) -> Iterator[tuple[str, T]]:
        """What `make` makes of each case, with the name of its file."""
        files = self._files()
        twins = _twins(files)
        withheld: dict[str, list[Problem]] = {}
        doubled: list[Problem] = []
        for file in counted(files, len(files), "cases"):
            same = twins.pop(file.ref, None) if twins else None
            if same:
                held, named = self._look(same)
                withheld |= held
                doubled += named
            if file.name in withheld:
                self.problems += withheld.pop(file.name)
                self.unreadable += 1
                continue
            made = self._made(file, make)
            if made is not None:
                yield file.name, made
        self.problems += sorted(doubled, key=lambda problem: problem.position.file.split("/"))  # as the facts have them

    def ask(
        self,
        question: Callable[[Sequence[Ledger]], T],
        kept: bool = True,
        chapters: Sequence[Chapter] = (),
        among: Callable[[Ledger], Collection[int] | None] = everything,
    ) -> T:
        """The answer to a question about the facts of every case, those of some `chapters` among them. `kept`: whether
        what was made of the files earlier may be used; the answer is the same: where another program has written to it
        in the meantime it is asked once more, and then of the files. `among`: of which files of a casebook
        the chapters are wanted, by their numbers; None: of all."""
        from sendclock.casebook.facts import DamagedError, MovedError

        session = self.session
        ways = [True, True, False, None] if kept and session.known_at is None else [False, None]
        while ways:
            way = ways.pop(0)
            facts = session.looked_at(self._with_closed) if way else []
            try:
                self._learn(facts, way, chapters, among)
                answer = question(facts)
                self.problems = [problem for one in facts for problem in one.problems()]
                self.read, self.unreadable = sum(one.read for one in facts), sum(one.unreadable for one in facts)
                for one in facts:
                    one.stand_by()
                break
            except BaseException as error:  # whatever it is, nothing that was begun stays open
                for one in facts:
                    one.close()
                if way is None or not isinstance(error, DamagedError):
                    raise
                if not isinstance(error, MovedError):
                    ways = [left for left in ways if not left]  # it would be no better
        session.account.take(facts)
        return answer

    def _learn(
        self,
        made: list[Ledger],
        kept: bool | None,
        chapters: Sequence[Chapter],
        among: Callable[[Ledger], Collection[int] | None],
    ) -> None:
        """All that a question needs stands in the facts. Those `made` already, by a look, are up to date."""
        session, looked_at = self.session, [*made]
        for facts in looked_at or self._opened(made, kept):
            stale = [] if looked_at else facts.stale()
            for chapter in chapters:
                facts.rest_on(chapter.name, session.chapter_stamp(chapter))
            at_once = [] if among is not everything else chapters
            for file, read in _counted(stale, facts.read_by(_paths(stale), at_once, False)):
                facts.put(file, read)
            if among is not everything:
                facts.settle()  # only then can be said which files they are
            wanted = among(facts)
            for chapter in chapters:
                stale = facts.lacking(chapter.name, wanted)
                for file, read in _counted(stale, facts.read_by(_paths(stale), [chapter], True)):
                    facts.put_leaves(file, read)
            facts.settle()
            session.let_go()
        session.take_editions(made)

    def _opened(self, made: list[Ledger], kept: bool | None) -> Iterator[Ledger]:
        """The facts of each part of each casebook, added to those `made` as they are opened."""
        from sendclock.casebook.facts import CLOSED, OPEN, Ledger
        from sendclock.casebook.folder import numbered

        session = self.session
        left_out: list[list[Stamped]] = []
        beside: list[Ledger] = []
        for place, (home, book) in enumerate(zip(session.homes, session.books, strict=True)):
            scanned, other = disk.stamped_cases(book.cases), session.held_twice[place]
            if len(session.books) > 1 and not other:
                session.ref_numbers[place] = numbered(scanned)
            rest = session.resting(book, scanned, bool(kept))
            left_out += [rest] if rest else []
            self._leave_out(left_out)
            for files, part in ((scanned, ""), (rest, CLOSED)):
                if part and not (files and self._with_closed):
                    continue
                facts = Ledger(book.cases, home.ground, session.today, now_ns(), kept, other, files, part, beside)
                facts.pages = facts.pages // len(session.books) if len(session.books) <= OPEN else 0
                made.append(facts)
                yield facts

    def _leave_out(self, resting: Iterable[list[Stamped]]) -> None:
        """Count the files that are left out."""
        count = sum(len(here.names) for rest in resting for here in rest)
        self.session.account.closed = 0 if self._with_closed else count

    def of_owners(
        self, asked_for: Callable[[Owner], bool], make: Callable[[Case], T | Problem]
    ) -> Iterator[tuple[str, T]]:
        """What `make` makes of the cases of some owners, found by the facts: no other file is opened but to bring these
        up to date."""
        from sendclock.casebook.folder import opened

        account = self.session.account
        before = account.facts
        names = self.ask(
            lambda books: [
                name for facts in books for name, _ in facts.cases([o.id for o in facts.owners if asked_for(o)])
            ]
        )
        account.take(before)  # only those are answered that `make` looks at
        for name in counted(names, len(names), "cases"):
            made = self._made_again(opened(Path(name), self.session.words_of(Path(name))), make)
            if made is not None:
                yield name, made

    def _made_again(self, file: Opened, make: Callable[[Case], T | Problem]) -> T | None:
        """Of a file that was counted as read before."""
        made = make(file.case) if file.case else None
        if made is None or isinstance(made, Problem):
            self.read -= 1
            self._without(*(file.problems if made is None else [made]))
            return None
        return made

    def named(self, refs: Iterable[str], make: Callable[[Case], T | Problem]) -> Iterator[tuple[str, T]]:
        """The same of these cases alone. Raises CannotRunError at once if one is not there or cannot be read."""
        opened = [self.session.one(ref) for ref in dict.fromkeys(refs)]
        found = [problem for _, _, problems in opened for problem in problems]
        self.problems += found
        self.unreadable += unanswered(found)
        return self._named(opened, make)

    def _named(
        self, opened: Sequence[tuple[Case, Path, list[Problem]]], make: Callable[[Case], T | Problem]
    ) -> Iterator[tuple[str, T]]:
        for case, path, _ in counted(opened, len(opened), "cases"):
            made = make(case)
            if isinstance(made, Problem):
                self._without(made)
            else:
                self.read += 1
                yield path.as_posix(), made

    def again(self, names: Iterable[str]) -> Iterator[tuple[Opened, Timeline]]:
        """After the pass, the cases of these files opened anew, with every clock. One that cannot be answered any more
        is counted as unreadable."""
        from sendclock.casebook.folder import opened

        for name in names:
            file = opened(Path(name), self.session.words_of(Path(name)))
            made = self._made_again(file, self.session.attempt)
            if made is not None:
                yield file, made

    def _without(self, *problems: Problem) -> None:
        self.problems += problems
        self.unreadable += 1

    def _files(self) -> list[_File]:
        from sendclock.casebook.folder import files_by_book, shown

        by_book, session = enumerate(files_by_book(self.session.books)), self.session
        rest = [] if self._with_closed else [session.resting(b, disk.stamped_cases(b.cases)) for b in session.books]
        self._leave_out(rest)
        out = {os.path.join(here.place, name) for each in rest for here in each for name in here.names}
        files = [(path, book) for book, paths in by_book for path in paths]
        return [_File(path, book, shown(path)) for path, book in files if os.fspath(path) not in out]

    def _made(self, file: _File, make: Callable[[Case], T | Problem]) -> T | None:
        from sendclock.casebook.folder import read_one

        case, problems = read_one(file.path, self.session.words_of(file.path))
        made = make(case) if case else None
        if made is None or isinstance(made, Problem):
            self._without(*problems, *([made] if made else []))
            return None
        self.problems += problems
        self.read += 1
        return made

    def _look(self, same: Sequence[_File]) -> tuple[dict[str, list[Problem]], list[Problem]]:
        """Which of several files of one reference are not to be answered, each with what is wrong in it; and, where
        two can be read, a problem for each that says so."""
        from sendclock.casebook.folder import read_one, twice

        found: dict[str, list[Problem]] = {}
        readable = []
        for file in same:
            case, found[file.name] = read_one(file.path, self.session.words_of(file.path))
            readable += [file.name] if case else []
        if len(readable) == 1:
            del found[readable[0]]
        return found, [twice(name, readable) for name in readable] if len(readable) > 1 else []


def _paths(files: Iterable[File]) -> list[str]:
    return [file.path for file in files]


def _counted(files: Sequence[File], read: Iterable[Learned]) -> Iterable[tuple[File, Learned]]:
    return counted(zip(files, read, strict=True), len(files), "cases")


def _twins(files: Iterable[_File]) -> dict[tuple[int, str], list[_File]]:
    """The files whose reference another file of the casebook has too, by reference."""
    by_ref: dict[tuple[int, str], list[_File]] = {}
    for file in files:
        by_ref.setdefault(file.ref, []).append(file)
    return {ref: same for ref, same in by_ref.items() if len(same) > 1}


def _told(option: str, text: str, heard: tuple[date, str]) -> date:
    """The day; what had to be taken for granted is said."""
    day, taken = heard
    if taken:
        from sendclock.say.words import long_day

        warn(f"{option} {text}: {long_day(day)}, {taken}.")
    return day


def own_name() -> str:
    """Who is recording: SENDCLOCK_OFFICER, else the login name."""
    named = os.environ.get("SENDCLOCK_OFFICER")
    if named:
        return named
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def now_ns() -> int:
    """This moment, for how fresh a file is."""
    return time.time_ns()


def london_today() -> date:
    """The day it is in London, whatever time this computer keeps: many a server keeps UTC, which in summer is an hour
    behind."""
    moment = datetime.now(UTC)
    return now().date() if moment.hour == 23 else moment.date()  # the time zone is read only where it can matter


def now() -> datetime:
    """This moment in London, with its offset, to the second: when something was recorded."""
    return datetime.now(london_zone()).replace(microsecond=0)


def known_rules(given: Iterable[str] | None, rulebook: RuleBook) -> frozenset[str]:
    """The rules asked for, by id or by label: of a label, every rule that has it. An unknown one is wrong usage, with
    the nearest known."""
    return frozenset(id for text in given or () for id in rules_named(text, rulebook))


def rules_named(text: str, rulebook: RuleBook, among: Collection[str] = ()) -> tuple[str, ...]:
    """The ids of the rules that `text` names: by id; by the label that screens show; by words that begin those of one
    label alone, first among the rules `among`, those that have a clock in the case."""
    known = list(rulebook.rule_ids())
    by_id = next((id for id in (text, "-".join(text.lower().split())) if id in known), None)
    if by_id is not None:
        return (by_id,)
    label_of = {id: rulebook.versions(id)[-1].label for id in known}
    whole = tuple(id for id in known if folded(label_of[id]) == folded(text))
    near = tuple(id for id in whole if id in among)
    if whole:
        return near or whole
    for those in (among, known):
        fit = [id for id in those if _begin(_words_in(text), _words_in(label_of[id]))]
        if len({label_of[id] for id in fit}) == 1:
            return tuple(fit)
        if fit:
            listed = ", ".join(f'"{label}"' for label in dict.fromkeys(label_of[id] for id in fit))
            raise UsageError(f'"{text}" may be any of these clocks: {listed}. Write more of it.')
    near_one = near_miss(text, [*known, *label_of.values()])
    raise UsageError(f'"{text}" is not a rule.{near_one} All of them: sendclock rules')


def _words_in(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def _begin(words: Sequence[str], of: Sequence[str]) -> bool:
    """Whether each word begins one of the others; a number is that number."""
    return bool(words) and all(
        any(other == word or (not word.isdigit() and other.startswith(word)) for other in of) for word in words
    )
