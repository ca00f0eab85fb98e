"""The facts of every case of a casebook, worked out once and asked often: one SQLite database a casebook, in the user's
cache, named by the real path of its folder.

Facts are columns; words are made when they are printed. What stands there was worked out from the case files and from
nothing else: damaged, foreign, busy or closed to us it is passed over, and the same questions are answered from a
database of this process alone, filled from the files. It holds references, settings, officers, teams, parties and
days, no notes and no names; it can run no code.

A file is untouched while its size, its times and its inode are the same; a stamp taken within two seconds of the
file's last change, or in the future, is never kept. What was made of a file holds for a span of days, as measured
(`days.span`); several spans of one file may stand beside each other. The law it rests on, and the settings that move a
date, are its stamp; an absence, a team or an officer more is not among them.
Must not know: English, options, how a fact is worded.
"""

from __future__ import annotations

import os
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sendclock.casebook.chapter import Chapter, Leaf
from sendclock.casebook.clock import KINDS, OpenClock
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Position, Problem
from sendclock.law.edition import Edition, RuleInPrint
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.casebook.owner import Whose
    from sendclock.clock.deadline import Timeline
    from sendclock.clock.state import Kind, State
    from sendclock.days.span import Measured
    from sendclock.law.book import RuleBook
    from sendclock.law.practice import People

FORMAT = 12
ENDING = ".sqlite"
CLOSED = "-closed"  # the part of a casebook that rests (`casebook.voucher`)
KEPT = (ENDING, f"{CLOSED}{ENDING}", ".closed")  # all that is kept of a casebook
RACY_NS = 2_000_000_000
SPANS = 6  # kept of one file
FEW = 50  # rules that a question is asked of by name
OPEN = 8  # databases of many casebooks that are held open at once
WAIT = 0.25  # seconds for another program that is writing
UNKNOWN = (-1, -1, -1, -1)  # the stamp of a file that is to be read again whatever its stamp
NOBODY_BESIDE: Mapping[str, str] = MappingProxyType({})
TAG = "\x1f"  # between tags; no case file can hold it
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE rule (place INTEGER PRIMARY KEY, id TEXT, pack TEXT, tier TEXT, kind TEXT, label TEXT, title TEXT,
  duty TEXT, who TEXT, own INTEGER, cite TEXT, confidence TEXT, standing TEXT, owner TEXT, consequence INTEGER,
  twin TEXT);
CREATE TABLE folder (below BLOB PRIMARY KEY, names BLOB, stamps BLOB) WITHOUT ROWID;
CREATE TABLE file (id INTEGER PRIMARY KEY, place BLOB UNIQUE, ref TEXT, readable INTEGER, withheld INTEGER);
CREATE INDEX file_ref ON file (ref);
CREATE INDEX file_out ON file (id) WHERE withheld OR NOT readable;
CREATE TABLE problem (id INTEGER PRIMARY KEY, file INTEGER, line INTEGER, severity TEXT, code TEXT, message TEXT);
CREATE INDEX problem_file ON problem (file);
CREATE TABLE owner (id INTEGER PRIMARY KEY, officer TEXT, team TEXT);
CREATE TABLE span (id INTEGER PRIMARY KEY, file INTEGER, first INTEGER, last INTEGER, latest INTEGER, kind TEXT,
  owner INTEGER, by_setting INTEGER, hand_to TEXT, setting TEXT, links TEXT, panelled INTEGER, panels TEXT,
  spoken_on INTEGER,
  why TEXT, event TEXT, event_on INTEGER, event_id TEXT, missing TEXT, since INTEGER, tags TEXT,
  seconds TEXT, closed INTEGER);
CREATE INDEX span_file ON span (file);
CREATE INDEX span_hand_to ON span (owner) WHERE hand_to IS NOT NULL;
CREATE INDEX span_kind ON span (kind, owner, latest, first, last);
CREATE TABLE clock (owner INTEGER, kind INTEGER, due INTEGER, span INTEGER, place INTEGER, rule INTEGER, party TEXT,
  event TEXT, event_on INTEGER, event_id TEXT, due_at TEXT, act_by INTEGER, safe INTEGER, excused_by TEXT, doubts TEXT,
  limb_of TEXT, listed INTEGER, refused TEXT, opens INTEGER, route TEXT, thing TEXT,
  PRIMARY KEY (owner, kind, due, span, place)) WITHOUT ROWID;
CREATE TABLE step (id INTEGER PRIMARY KEY, span INTEGER, item INTEGER, party TEXT, event TEXT, event_on INTEGER,
  event_id TEXT, unsure INTEGER);
CREATE TABLE reminder (id INTEGER PRIMARY KEY, span INTEGER, due INTEGER, event_id TEXT, by TEXT);
CREATE TABLE appointment (id INTEGER PRIMARY KEY, span INTEGER, day INTEGER, event TEXT, panel TEXT);
CREATE TABLE contact (id INTEGER PRIMARY KEY, span INTEGER, whom TEXT, day INTEGER);
CREATE INDEX appointment_span ON appointment (span);
CREATE INDEX contact_span ON contact (span);
CREATE INDEX step_span ON step (span);
CREATE INDEX reminder_span ON reminder (span);
CREATE INDEX clock_span ON clock (span);
CREATE TABLE leaf (id INTEGER PRIMARY KEY, file INTEGER, chapter TEXT, first INTEGER, last INTEGER, latest INTEGER);
CREATE INDEX leaf_file ON leaf (file, chapter);
CREATE INDEX leaf_chapter ON leaf (chapter, latest, first, last, file);
CREATE TABLE finding (id INTEGER PRIMARY KEY, leaf INTEGER, line INTEGER, severity TEXT, code TEXT, message TEXT);
CREATE INDEX finding_leaf ON finding (leaf);
CREATE TABLE given (id INTEGER PRIMARY KEY, leaf INTEGER, line INTEGER, officer TEXT);
CREATE INDEX given_leaf ON given (leaf);
CREATE INDEX given_officer ON given (officer);
CREATE TABLE life (id INTEGER PRIMARY KEY, leaf INTEGER, opening INTEGER, source TEXT, review_met INTEGER);
CREATE INDEX life_leaf ON life (leaf);
CREATE TABLE course (id INTEGER PRIMARY KEY, leaf INTEGER, name INTEGER, start INTEGER, due INTEGER, done INTEGER,
  ended_on INTEGER, ended_how TEXT, left_out TEXT, not_owed TEXT, what TEXT, unbegun INTEGER, as_done INTEGER,
  as_begun INTEGER, as_due INTEGER);
CREATE INDEX course_leaf ON course (leaf);
CREATE INDEX course_done ON course (name, as_done, done, leaf) WHERE as_done IS NOT NULL;
CREATE INDEX course_begun ON course (name, as_begun, start, due, leaf);
CREATE INDEX course_due ON course (name, as_due, due, leaf);
CREATE TABLE happening (id INTEGER PRIMARY KEY, leaf INTEGER, kind TEXT, day INTEGER, what TEXT, left_out TEXT);
CREATE INDEX happening_leaf ON happening (leaf);
CREATE INDEX happening_day ON happening (kind, day, what, left_out, leaf);
CREATE TABLE stand (id INTEGER PRIMARY KEY, leaf INTEGER, kind TEXT, start INTEGER, until INTEGER, due INTEGER,
  what TEXT);
CREATE INDEX stand_leaf ON stand (leaf);
CREATE INDEX stand_kind ON stand (kind, until, start, leaf);
CREATE TABLE assessed (id INTEGER PRIMARY KEY, leaf INTEGER, received INTEGER, until INTEGER, again INTEGER,
  waits_for TEXT);
CREATE INDEX assessed_leaf ON assessed (leaf);
CREATE INDEX assessed_until ON assessed (until);
CREATE TABLE advised (id INTEGER PRIMARY KEY, leaf INTEGER, party TEXT, source TEXT, sent INTEGER, asked INTEGER,
  due INTEGER, came INTEGER, ended INTEGER);
CREATE INDEX advised_leaf ON advised (leaf);
CREATE TABLE ran (id INTEGER PRIMARY KEY, leaf INTEGER, rule INTEGER, party TEXT, started INTEGER, due INTEGER,
  stopped INTEGER, status TEXT, excused_by TEXT, listed INTEGER, ended TEXT, given_up INTEGER);
CREATE INDEX ran_leaf ON ran (leaf);
CREATE INDEX ran_rule ON ran (rule, stopped, due);
CREATE INDEX ran_stopped ON ran (stopped, due);
CREATE TABLE ticked (id INTEGER PRIMARY KEY, leaf INTEGER, item TEXT, party TEXT, begun INTEGER, state TEXT,
  ended INTEGER, by_event TEXT);
CREATE INDEX ticked_leaf ON ticked (leaf);
CREATE TABLE moving (id INTEGER PRIMARY KEY, leaf INTEGER, transfer TEXT, expected INTEGER, due INTEGER, stage TEXT,
  finalised INTEGER, meet_by INTEGER, met INTEGER, too_late INTEGER, arranged INTEGER);
CREATE TABLE calendar (id INTEGER PRIMARY KEY, leaf INTEGER, sequence INTEGER, modified INTEGER, entries BLOB);
CREATE INDEX calendar_leaf ON calendar (leaf);
CREATE TABLE asked (id INTEGER PRIMARY KEY, leaf INTEGER, panel TEXT, question TEXT, is_listed INTEGER, listed_by TEXT,
  listed_for INTEGER, word_on INTEGER, outcome TEXT, word_last INTEGER, other TEXT, other_on INTEGER, weeks TEXT,
  meant TEXT, kind INTEGER, rule INTEGER, due INTEGER, party TEXT, event TEXT, event_on INTEGER, event_id TEXT,
  due_at TEXT, act_by INTEGER, safe INTEGER, excused_by TEXT, doubts TEXT, limb_of TEXT, listed INTEGER, refused TEXT,
  opens INTEGER, route TEXT, thing TEXT);
CREATE INDEX asked_leaf ON asked (leaf);
CREATE INDEX moving_leaf ON moving (leaf);
CREATE INDEX moving_due ON moving (due);
"""
PARTS = ("clock", "step", "reminder", "appointment", "contact")  # the tables whose rows belong to a span
ROWS_OF = {  # the tables whose rows belong to a leaf, by chapter
    "findings": ("finding", "given"),
    "figures": ("life", "course", "happening", "stand", "assessed", "advised", "ran", "ticked"),
    "moves": ("moving",),
    "calendar": ("calendar",),
    "agenda": ("asked",),
}
NUMBERED = ("file", "span", "leaf")  # the tables to whose rows other rows belong
IN_ORDER = ("clock",)  # whose rows have no number of their own, and lie in the order in which they are asked for
TOGETHER = 100  # files, of which the rows are written together
LEAVES = 3  # kept of one file in one chapter
MANY = 1_000  # files: what is written of more does not wait in memory
TODAY = "p.chapter = :chapter AND p.latest = :latest AND p.first <= :day AND p.last >= :day"  # a leaf that holds
WITHHELD = "FROM file WHERE withheld"
VALID = "s.first <= :day AND s.last >= :day AND s.latest = :latest"


class OpenStep(NamedTuple):
    """A step without a number that is still to be done: `item` is its place in the checklist of the packs in use."""

    item: int
    party: str | None
    event: str  # the type of the event that asked for it
    event_on: int
    event_id: str
    unsure: bool


class OwnDay(NamedTuple):
    """A date of an officer's own, not dealt with: the day, the event that set it, and by whom. What it is about stands
    in the case file alone."""

    due: int
    event_id: str
    by: str | None


class Appointed(NamedTuple):
    """Something that is to take place on `day`, and has not: the type of the event that says so, and the panel, where
    it is one."""

    day: int
    event: str
    panel: str


class Contact(NamedTuple):
    """Who was told of an absence of the officer, last on that day."""

    whom: str
    day: int


_MADE_OF: Mapping[str, Any] = {  # the rows of an entry, by its fields
    "clocks": OpenClock, "steps": OpenStep, "reminders": OwnDay, "appointments": Appointed, "contacts": Contact,
}  # fmt: skip
# An entry, what is wrong, whether it could be read, and the leaves by chapter.
Plain = tuple[tuple[Any, ...] | None, list[tuple[Any, ...]], bool, dict[str, tuple[Any, ...]]]


class Entry(NamedTuple):
    """What is kept of one case: from `first` to `last`, days as ordinals, both included. `team` is that of the newest
    allocation alone; `links` says to whom the setting is linked, on which `officer` and `hand_to` may rest; `panelled`:
    it may come before a panel though no clock runs; `panels`: those that have listed or heard it,
    as they are written, the last of them on `spoken_on`; `seconds`:
    the officers beside, by their role."""

    first: int
    last: int
    officer: str | None
    team: str | None
    by_setting: bool
    hand_to: str | None
    setting: str | None
    links: str
    panelled: bool
    panels: Sequence[str]
    spoken_on: int | None
    state: State
    clocks: Sequence[OpenClock]
    tags: Sequence[str] = ()
    seconds: Mapping[str, str] = {}
    steps: Sequence[OpenStep] = ()
    reminders: Sequence[OwnDay] = ()
    appointments: Sequence[Appointed] = ()
    contacts: Sequence[Contact] = ()
    closed: bool = False


class Owner(NamedTuple):
    """Whose case it is, as it was written down; `id` is its number among the owners of one casebook."""

    id: int
    officer: str | None
    team: str | None
    by_setting: bool = False
    hand_to: str | None = None


class Found(NamedTuple):
    """A running clock and the case it is one of. `file` is the path as messages give it; `seconds`: who is beside its
    officer, by role."""

    file: str
    owner: Owner
    clock: OpenClock
    setting: str | None
    tags: tuple[str, ...]
    seconds: Mapping[str, str]


class ToDo(NamedTuple):
    """A step still to be done, and the case it is one of."""

    file: str
    owner: Owner
    step: OpenStep
    setting: str | None
    tags: tuple[str, ...]
    seconds: Mapping[str, str]


class Reminded(NamedTuple):
    """A date of an officer's own, and the case it is set in."""

    file: str
    owner: Owner
    reminder: OwnDay
    setting: str | None
    tags: tuple[str, ...]


class Diary(NamedTuple):
    """What is to take place in a case that was not closed, and who was told of an absence."""

    file: str
    setting: str | None
    appointments: Sequence[Appointed]
    contacts: Sequence[Contact]


class AboutCase(NamedTuple):
    """A case apart from its clocks, and what is to be said of its state. `id` is that of its clocks."""

    file: str
    owner: Owner
    setting: str | None
    tags: tuple[str, ...]
    state: State
    id: int


class Upcoming(NamedTuple):
    """What tells which clock of a case comes next: of the case `id`; `rule` its place in the rule book; `due` an
    ordinal; `place` among the clocks of the case."""

    id: int
    rule: int
    due: int
    excused_by: str | None
    doubts: str
    event_id: str
    place: int


class File(NamedTuple):
    """A case file that has to be read. `below` is its path below the folder of the cases."""

    below: str
    path: str
    name: str
    stamp: tuple[int, ...]


class Learned(NamedTuple):
    """What was made of one case file: its entry, None where it could not be answered or none was asked for; what is
    wrong with it; whether it could be read; and its leaves, by chapter, or why there is none."""

    entry: Entry | None
    problems: list[Problem]
    readable: bool
    leaves: Mapping[str, Leaf | Problem]


class _Waiting:
    """Rows that wait to be written together, by table; of those in NUMBERED each with its number before it."""

    def __init__(self) -> None:
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._last = dict.fromkeys(NUMBERED, 0)

    def add(self, table: str, row: tuple[Any, ...]) -> int:
        number = self._last[table] = self._last[table] + 1
        self.of(table).append((number, *row))
        return number

    def of(self, table: str) -> list[tuple[Any, ...]]:
        return self._rows.setdefault(table, [])

    @property
    def is_full(self) -> bool:
        return len(self.of("file")) >= TOGETHER

    def taken(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """All of them, which then wait no more."""
        taken = [(table, rows) for table, rows in self._rows.items() if rows]
        self._rows = {}
        return taken


class DamagedError(CannotRunError):
    """The database does not say what was written into it. A question is asked again of the files (`EveryCase.ask`); who
    meets it later than that is told."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*(lines or ("What was kept of these cases changed while it was read. Ask again.",)))


class MovedError(DamagedError):
    """Another program has written to the database since it was found to have all that is asked. Of another day, it may
    be, and in the place of what it had of this one."""


class Ground(NamedTuple):
    """What facts rest on besides the files: the `law` and the settings that move a date; who is linked to which
    setting, as one `people` stamp and in `links`, setting by setting; and the `latest` year a date may have. `edition`:
    what is printed of that law; `book`: its rules. `read`: what is to be kept of files, those in some chapters
    among it, or these alone."""

    law: str
    people: str
    links: Callable[[str | None], str]
    latest: int
    edition: Callable[[], Edition]
    book: Callable[[], RuleBook]
    read: Callable[[Sequence[str], Sequence[Chapter], bool], Iterator[Learned]]


class Ledger:
    """The facts of one casebook, on one day. `kept`: whether what was made earlier may be used, and what is made now is
    kept; None: not even beside, on a disk that may be full. `other` are paths of case files that another casebook has
    answered. `scanned` are the files it is of, where not all; such a part of the casebook has a database of its own.
    `beside`: the ledgers of this answer whose databases are open, which stay few."""

    def __init__(
        self,
        folder: Path,
        ground: Ground,
        as_of: date,
        now_ns: int,
        kept: bool | None,
        other: Container[str] = (),
        scanned: list[disk.Stamped] | None = None,
        part: str = "",
        beside: list[Ledger] | None = None,
    ) -> None:
        self._ground, self._now_ns, self._kept = ground, now_ns, kept
        self._asked = {"day": as_of.toordinal(), "latest": ground.latest}
        real = disk.real(folder)
        self._folder, self._stamp = folder, f"{FORMAT} {disk.shown(real)} {ground.law}"
        self._beside = os.path.join(folder, "") if folder != Path() else ""
        self._above = "" if folder == Path() else f"{disk.shown(folder.as_posix()).rstrip('/')}/"
        self._place = disk.cache_place(disk.kept_name(folder, f"{part}{ENDING}")) if kept and not other else None
        self.pages = 4000  # KiB that a report may hold of it; more gain nothing. 0: it is to hold nothing
        self._new: str | None = None  # a database that is being made
        self._waiting: _Waiting | None = None  # rows of a database that is being made
        self._writing = False
        self._failed: dict[str, list[Problem]] = {}  # files that cannot be answered today, though they can be read
        self._blank: dict[int, str] = {}  # those of them that the list alone could answer, by their number
        self._owners: dict[tuple[str | None, str | None], int] = {}
        self._stamps: dict[str, tuple[int, ...]] = {}  # of the files that were read now
        self._refs: set[str] = set()  # of which a file was read, came or went
        self._shown: dict[bytes, str] = {}  # folders as messages give them, by their places
        self._counted: Counter[tuple[Kind, int]] | None = None  # what `_tally` found
        self.whole: set[str] = set()  # the chapters of which all that is kept has been laid out
        self._opened: sqlite3.Connection | None = None
        self._left: tuple[sqlite3.Connection, int] | None = None  # as others left it, when all that is asked was there
        self._rested: tuple[int, ...] | None = None  # the stamp of it, while it is closed
        self._open_beside = [] if beside is None else beside
        self._busy = 0  # questions whose rows are still being read
        self._laid_out = False  # tables of this process stand in it
        self._looked_up: dict[str, str] = {}  # what would stand in such a table, as a question may begin with it
        self._seen: list[disk.Stamped] | None = disk.stamped_cases(folder) if scanned is None else scanned
        for here in self._seen if other else ():
            here.leave_out(other)
        try:
            self._open()
        except DamagedError:
            self.close()
            raise

    @property
    def _scanned(self) -> list[disk.Stamped]:
        """The files as they were found: at rest, as the database has them, which had nothing else to say."""
        if self._seen is None:
            self._seen = []
            for place, names, stamps in self._ask("SELECT below, names, stamps FROM folder", ()):
                below = _below(place)
                here = disk.Stamped(below, os.path.join(self._folder, below) if below else os.fspath(self._folder))
                here.names = [name.decode("utf-8", "surrogateescape") for name in names.split(b"\0") if name]
                here.stamps.frombytes(stamps)
                self._seen.append(here)
        return self._seen

    @property
    def _base(self) -> sqlite3.Connection:
        if self._opened is not None:
            return self._opened
        assert self._place is not None
        self._base = made = _connected(self._place)
        known = self._meta()
        if any(known.get(key) != self._numbers.get(key) for key in ("stamp", "made")):
            raise DamagedError  # another program has made it anew, and counts owners in its own way
        if self._rested != _stamp_now(self._place):
            raise MovedError
        self._left = self._as_others_left_it()
        return made

    @_base.setter
    def _base(self, made: sqlite3.Connection) -> None:
        """Only so many are open at once: each holds a fifth of a MiB."""
        self._opened = made
        if self not in self._open_beside:
            self._open_beside.append(self)
        for each in self._open_beside[:-OPEN]:
            each.rest()

    # --- what has to be read

    def stale(self) -> list[File]:
        """The files that have to be read: new, changed, or not known on this day."""
        as_found, self._counted, self._left = self._as_others_left_it(), None, None
        found = self._changed()
        if (found or self._differ or self._gone) and not self._writing:
            counted = self._counted
            self._begin(len(found))
            if self._as_others_left_it() == as_found:
                self._counted = counted
            else:
                found = self._changed()  # another program may have read them by now
        self._left = self._left or as_found
        return sorted((self._file(below, stamp) for below, stamp in found.items()), key=lambda file: _key(file.below))

    def _as_others_left_it(self) -> tuple[sqlite3.Connection, int]:
        """The same as long as no other program writes to the database."""
        return self._base, self._ask("PRAGMA data_version", ())[0][0]

    def stand_by(self) -> None:
        """Raises MovedError where others have written to it since all that is asked was there."""
        if self._opened is not None:
            moved = self._left not in (None, self._as_others_left_it())
        else:
            moved = self._place is None or self._rested != _stamp_now(self._place)
        if moved:
            raise MovedError

    def _changed(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        rows = self._ask("SELECT below, names, stamps FROM folder")
        known = {_below(below): (names, stamps) for below, names, stamps in rows}
        self._differ = {folder.below for folder in self._scanned}
        self._gone = known.keys() - self._differ
        self._lost = [place for below in self._gone for place in _places(below, known[below][0])]
        for folder in self._scanned:
            before, names = known.get(folder.below), _names(folder.names)
            if before is not None and before[1] == folder.stamps.tobytes() and before[0] == names:
                self._differ.discard(folder.below)
                continue
            found |= _differing(folder, before)
            if before is not None and before[0] == names:
                continue
            there = {*_places(folder.below, names)}
            self._lost += [place for place in _places(folder.below, before[0] if before else b"") if place not in there]
        self._touched = found.keys()
        return {**self._refused_before(), **self._not_known_today(), **found}

    def _refused_before(self) -> dict[str, tuple[int, ...]]:
        """Files that could not be read when a date could have other years: one of a year too late then may be right."""
        if self._meta().get("latest") == self._asked["latest"]:
            return {}
        return self._of_places(self._ask("SELECT place FROM file WHERE NOT readable"))

    def _not_known_today(self) -> dict[str, tuple[int, ...]]:
        """Untouched files that nothing is known of on this day."""
        known = self._tally().total()
        if known == self._meta().get("readable", 0):
            return {}
        places = self._ask(
            "SELECT place FROM file f WHERE readable AND NOT EXISTS"
            f" (SELECT 1 FROM span s WHERE s.file = f.id AND {VALID})"
        )
        return self._of_places(places)

    def _of_places(self, places: Iterable[tuple[bytes]]) -> dict[str, tuple[int, ...]]:
        wanted = {_below(place) for (place,) in places}
        return {below: stamp for below, stamp in self._every() if below in wanted} if wanted else {}

    def _every(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        for folder in self._scanned:
            above = f"{folder.below}/" if folder.below else ""
            for place, name in enumerate(folder.names):
                yield above + name, tuple(folder.stamps[4 * place : 4 * place + 4])

    def _file(self, below: str, stamp: tuple[int, ...]) -> File:
        return File(below, f"{self._beside}{below}", disk.shown(self._above + below), stamp)

    def rest_on(self, chapter: str, stamp: str) -> None:
        """What a chapter has to rest on: leaves of it that rest on something else are gone. Said before anything is
        put, which rests on this."""
        if self._meta().get(f"chapter {chapter}") != stamp:
            if not self._writing:
                self._begin(MANY)
            self._tear_out(chapter, "SELECT id FROM leaf WHERE chapter = ?", (chapter,))
            self._do("INSERT OR REPLACE INTO meta VALUES (?, ?)", (f"chapter {chapter}", stamp))

    def lacking(self, chapter: str, among: Collection[int] | None = None) -> list[File]:
        """The files (of those `among`, by their numbers) that have to be read for a chapter alone: it has no leaf of
        them for this day."""
        self._complete()
        found = self._without_a_leaf(chapter, among)
        if found and not self._writing:
            self._begin(len(found))
            found = self._without_a_leaf(chapter, among)  # another program may have made them by now
            self._forget_answers()
        return found

    def _forget_answers(self) -> None:
        """What was asked before something more was read, which may come out otherwise."""
        for name in ("tally", "owners", "_by_id", "_numbers", "_held", "_answered"):
            self.__dict__.pop(name, None)

    def _without_a_leaf(self, chapter: str, among: Collection[int] | None) -> list[File]:
        asked = {**self._asked, "chapter": chapter}
        if among is not None:
            known = {file for (file,) in self._ask(f"SELECT p.file FROM leaf p WHERE {TODAY}", asked)}
            missing = [id for id in among if id not in known]
            places = [
                place
                for at in range(0, len(missing), MANY)
                for place in self._ask(
                    f"SELECT place FROM file WHERE id IN ({', '.join(map(str, missing[at : at + MANY]))})", ()
                )
            ]
            return self._at(places)
        ((readable,),) = self._ask("SELECT count(*) FROM file WHERE readable")
        ((known,),) = self._ask(f"SELECT count(*) FROM leaf p WHERE {TODAY}", asked)
        if known == readable:
            return []
        places = self._ask(
            "SELECT place FROM file f WHERE readable AND NOT EXISTS"
            f" (SELECT 1 FROM leaf p WHERE p.file = f.id AND {TODAY})",
            asked,
        )
        return self._at(places)

    def _at(self, places: Iterable[tuple[bytes]]) -> list[File]:
        """The files at these places, in their order; but for those that cannot be answered."""
        found = [self._file(below, stamp) for below, stamp in self._of_places(places).items()]
        return sorted((each for each in found if each.name not in self._failed), key=lambda file: _key(file.below))

    # --- what was read

    def put(self, file: File, read: Learned) -> None:
        """What was made of a file: nothing, where it could not be read or not answered today."""
        entry, problems, readable = read.entry, read.problems, read.readable
        place = _key(file.below)
        id = self._file_at(place) if self._waiting is None else None
        self._stamps[file.below] = file.stamp if self._is_kept(file, problems) else UNKNOWN
        told = [(p.position.line, p.severity, p.code, p.message) for p in problems if p.code != "not-covered"]
        self._count(id, -1)
        if id is None or file.below in self._touched or self._said_of(id) != (readable, told):
            self._forget(id)
            ref = folded(ref_of(file.name))
            id = self._add("file", (place, ref, readable, 0))
            self._refs.add(ref)
            self._add_all("problem", [(id, *row) for row in told])
        if entry is None:
            if readable:
                self._failed[file.name] = [p for p in problems if p.code == "not-covered"]
        else:
            self._put_span(id, entry)
            self._put_leaves(id, file, read)
        self._count(id, 1)
        if self._waiting is not None and self._waiting.is_full:
            self._write_what_waits()

    def _file_at(self, place: bytes) -> int | None:
        found = self._one("SELECT id FROM file WHERE place = :place", place=place)
        return found and int(found[0])

    def _said_of(self, id: int) -> tuple[bool, list[tuple[Any, ...]]]:
        """Whether a file could be read, and what was wrong in it: another year is no error on every day."""
        ((readable,),) = self._ask("SELECT readable FROM file WHERE id = ?", (id,))
        wrong = self._ask("SELECT line, severity, code, message FROM problem WHERE file = ? ORDER BY id", (id,))
        return bool(readable), wrong

    def put_leaves(self, file: File, read: Learned) -> None:
        """What was made of a file for some chapters alone. One that has changed since it was looked at is read again
        by the next command."""
        if not self._is_kept(file, read.problems):
            self._stamps[file.below] = UNKNOWN
        id = self._file_at(_key(file.below))
        assert id is not None
        if read.readable:
            self._put_leaves(id, file, read)
        else:
            self._leave_blank(id, file, read.problems)

    def _is_kept(self, file: File, problems: Iterable[Problem]) -> bool:
        """Whether what was read of it may be used again while its stamp is the same."""
        same = file.stamp == _stamp_now(file.path) and max(file.stamp[1:3]) < self._now_ns - RACY_NS
        return same and not any(problem.code == "unreadable" for problem in problems)

    def _put_leaves(self, id: int, file: File, read: Learned) -> None:
        for chapter, leaf in read.leaves.items():
            if isinstance(leaf, Problem):
                self._leave_blank(id, file, [leaf])
            else:
                self._put_leaf(id, chapter, leaf)

    def _leave_blank(self, id: int, file: File, problems: Sequence[Problem]) -> None:
        self._failed[file.name] = list(problems)
        self._blank[id] = file.name

    def _put_leaf(self, file: int, chapter: str, leaf: Leaf) -> None:
        latest = self._asked["latest"]
        for id in self._in_the_way("leaf", file, leaf, LEAVES, chapter) if self._waiting is None else ():
            self._tear_out(chapter, "SELECT ?", (id,))
        id = self._add("leaf", (file, chapter, leaf.first, leaf.last, latest))
        for table, rows in leaf.rows.items():
            self._add_all(table, [(id, *row) for row in rows])

    def _in_the_way(self, table: str, file: int, made: Entry | Leaf, most: int, chapter: str = "") -> list[int]:
        """What is kept of a file for days of which something is kept now; and of the rest what is too much."""
        of, values = ("AND chapter = ?", (file, chapter)) if chapter else ("", (file,))
        kept = self._ask(f"SELECT id, first, last, latest FROM {table} WHERE file = ? {of}", values)
        latest = self._asked["latest"]
        over = [id for id, first, last, year in kept if year == latest and first <= made.last and last >= made.first]
        return over + [id for id, *_ in kept if id not in over][: max(len(kept) - len(over) - most + 1, 0)]

    def _tear_out(self, chapter: str, leaves: str, values: tuple[Any, ...]) -> None:
        """Take the leaves away that a query finds."""
        for table in ROWS_OF[chapter]:
            self._do(f"DELETE FROM {table} WHERE leaf IN ({leaves})", values)
        self._do(f"DELETE FROM leaf WHERE id IN ({leaves})", values)

    def _forget(self, id: int | None) -> None:
        if id is not None:
            kept = {chapter for (chapter,) in self._ask("SELECT chapter FROM leaf WHERE file = ?", (id,))}
            for chapter in kept & ROWS_OF.keys():
                self._tear_out(chapter, "SELECT id FROM leaf WHERE file = ? AND chapter = ?", (id, chapter))
            for table in PARTS:
                self._do(f"DELETE FROM {table} WHERE span IN (SELECT id FROM span WHERE file = ?)", (id,))
            for table, key in (("span", "file"), ("problem", "file"), ("file", "id")):
                self._do(f"DELETE FROM {table} WHERE {key} = ?", (id,))

    def _put_span(self, file: int, entry: Entry) -> None:
        for id in self._in_the_way("span", file, entry, SPANS) if self._waiting is None else ():
            for table in PARTS:
                self._do(f"DELETE FROM {table} WHERE span = ?", (id,))
            self._do("DELETE FROM span WHERE id = ?", (id,))
        owner, state = self._owner(entry.officer, entry.team), entry.state
        event = state.event
        about = (event.type, event.on.toordinal(), event.id) if event else (None, None, None)
        since = state.on.toordinal() if state.on else None
        span = self._add(
            "span",
            (
                file, entry.first, entry.last, self._asked["latest"], state.kind, owner, entry.by_setting,
                entry.hand_to, entry.setting, entry.links, entry.panelled, TAG.join(entry.panels), entry.spoken_on,
                state.why, *about, state.missing, since,
                TAG.join(entry.tags), TAG.join([f"{role}={officer}" for role, officer in entry.seconds.items()]),
                entry.closed,
            ),
        )  # fmt: skip
        clocks = enumerate(entry.clocks)
        self._add_all("clock", [(owner, c.kind, c.due, span, place, c.rule, *c[3:]) for place, c in clocks])
        self._add_all("step", [(span, *step) for step in entry.steps])
        self._add_all("reminder", [(span, *one) for one in entry.reminders])
        self._add_all("appointment", [(span, *one) for one in entry.appointments])
        self._add_all("contact", [(span, *one) for one in entry.contacts])

    def _add(self, table: str, row: tuple[Any, ...]) -> int:
        """A row; the number it has there."""
        if self._waiting is not None:
            return self._waiting.add(table, row)
        return self._do(f"INSERT INTO {table} VALUES (NULL{', ?' * len(row)})", row)

    def _add_all(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows and self._waiting is not None:
            self._waiting.of(table).extend(rows)
        elif rows:
            self._insert(table, rows)

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        number = "" if table in IN_ORDER else "NULL, "
        self._many(f"INSERT INTO {table} VALUES ({number}?{', ?' * (len(rows[0]) - 1)})", rows)

    def _write_what_waits(self) -> None:
        """The rows of a database that is being made go in many at once, each with the number that it was given."""
        assert self._waiting is not None
        for table, rows in self._waiting.taken():
            if table in NUMBERED:
                self._many(f"INSERT INTO {table} VALUES (?{', ?' * (len(rows[0]) - 1)})", rows)
            else:
                self._insert(table, rows)

    def _complete(self) -> None:
        """Every file has been put into the database that is being made: now it can be asked, and added to one by one.
        Its indexes are made last, from what is there: half the time of adding to them row by row."""
        if self._waiting is not None:
            self._write_what_waits()
            self._waiting = self._counted = None
            for made in _statements("CREATE INDEX"):
                self._do(made)

    def _owner(self, officer: str | None, team: str | None) -> int:
        if not self._owners:
            self._owners = {(o, t): id for id, o, t in self._ask("SELECT id, officer, team FROM owner")}
        if (officer, team) not in self._owners:
            made = self._do("INSERT INTO owner (officer, team) VALUES (?, ?)", (officer, team))
            self._owners[officer, team] = made
        return self._owners[officer, team]

    def settle(self) -> None:
        """All that had to be read has been read: keep it, where it may be kept."""
        if self._writing:
            self._complete()
            self._drop_what_is_gone()
            self._withhold()
            self._note_stamps()
            self._note_numbers()
            self._save()
            self._stamps.clear()

    def _drop_what_is_gone(self) -> None:
        for place in self._lost:
            for id, ref in self._ask("SELECT id, ref FROM file WHERE place = ?", (place,)):
                self._count(id, -1)
                self._forget(id)
                self._refs.add(ref)

    def _withhold(self) -> None:
        """Two files for one reference: which of them is right is not for the program to say. Asked again of the
        references of which a file was read, came or went."""
        same = "SELECT count(*) > 1 FROM file other WHERE other.ref = file.ref AND other.readable"
        if len(self._refs) < MANY:
            refs = [(ref,) for ref in self._refs]
            self._many(f"UPDATE file SET withheld = readable AND ({same}) WHERE ref = ?", refs)
        else:
            self._do("UPDATE file SET withheld = 0 WHERE withheld")
            self._do(
                "UPDATE file SET withheld = 1 WHERE readable AND ref IN"
                " (SELECT ref FROM file WHERE readable GROUP BY ref HAVING count(*) > 1)"
            )
        self._refs.clear()

    def _note_stamps(self) -> None:
        for below in self._gone:
            self._do("DELETE FROM folder WHERE below = ?", (_key(below),))
        read_in = {below.rpartition("/")[0] for below in self._stamps}
        for folder in self._scanned:
            if folder.below not in self._differ and folder.below not in read_in:
                continue
            above = f"{folder.below}/" if folder.below else ""
            read = [place for place, name in enumerate(folder.names) if above + name in self._stamps]
            stamps = folder.stamps[:]
            for place in read:
                stamps[4 * place : 4 * place + 4] = array("q", self._stamps[above + folder.names[place]])
            row = (_key(folder.below), _names(folder.names), stamps.tobytes())
            self._do("INSERT OR REPLACE INTO folder VALUES (?, ?, ?)", row)

    def _note_numbers(self) -> None:
        """Counted by what is out of the ordinary, which has an index: to go through all files would take longer."""
        files, problems = self._one("SELECT (SELECT count(*) FROM file), (SELECT count(*) FROM problem)")
        out, withheld, unreadable = self._one(
            "SELECT count(*), ifnull(sum(withheld), 0), ifnull(sum(NOT readable), 0) FROM file"
            " WHERE withheld OR NOT readable"
        )
        counts = {"readable": files - unreadable, "out": out, "withheld": withheld, "problems": problems}
        numbers = {**counts, "latest": self._asked["latest"]}
        self._many("INSERT OR REPLACE INTO meta VALUES (?, ?)", [*numbers.items()])

    def _note_edition(self, edition: Edition) -> None:
        marks = TAG.join(f"{pack}={mark}" for pack, mark in edition.marks.items())
        for key, value in (
            ("packs", TAG.join(edition.packs)),
            ("marks", marks),
            ("confirmed", edition.confirmed_to.toordinal()),
            ("whole", edition.whole),
        ):
            self._do("INSERT INTO meta VALUES (?, ?)", (key, value))
        rows = [(place, *rule) for place, rule in enumerate(edition.rules)]
        self._many(f"INSERT INTO rule VALUES (?{', ?' * len(RuleInPrint._fields)})", rows)

    # --- questions

    @property
    def book(self) -> RuleBook:
        """The rules that these facts were made by, each in its place."""
        return self._ground.book()

    @property
    def read_by(self) -> Callable[[Sequence[str], Sequence[Chapter], bool], Iterator[Learned]]:
        """Reads files by them: what is to be kept of each, in order; with some chapters, or with these alone."""
        return self._ground.read

    @property
    def law(self) -> str:
        """The stamp of the law and the settings that they rest on."""
        return self._ground.law

    @property
    def all_read(self) -> bool:
        """Whether every pack in use could be read."""
        return bool(self._numbers.get("whole"))

    @cached_property
    def edition(self) -> Edition:
        """What is printed of the law that these facts rest on."""
        known = self._meta()
        named = ", ".join(RuleInPrint._fields)
        rules = [
            RuleInPrint._make((*row[:8], bool(row[8]), *row[9:]))
            for row in self._ask(f"SELECT {named} FROM rule ORDER BY place")
        ]
        if not rules or "confirmed" not in known:
            raise DamagedError
        confirmed_to = date.fromordinal(known["confirmed"])
        return Edition(tags_of(known["packs"]), _by_role(known["marks"]), confirmed_to, rules, bool(known["whole"]))

    def _meta(self) -> dict[str, Any]:
        return dict(self._ask("SELECT key, value FROM meta"))

    def _tally(self) -> Counter[tuple[Kind, int]]:
        """How many cases each owner has in each state; those that are withheld counted too."""
        if self._counted is None:
            rows = self._ask(f"SELECT kind, owner, count(*) FROM span s WHERE {VALID} GROUP BY kind, owner")
            self._counted = Counter({(kind, owner): n for kind, owner, n in rows})
        return self._counted

    def _count(self, file: int | None, by: int) -> None:
        """Keep that true where it is known and one file is put: to ask it anew means to go through all of them."""
        if self._counted is not None and self._waiting is None and file is not None:
            of = {**self._asked, "file": file}
            for kind, owner in self._ask(f"SELECT kind, owner FROM span s WHERE file = :file AND {VALID}", of):
                self._counted[kind, owner] += by

    @cached_property
    def tally(self) -> list[tuple[Kind, int, int]]:
        """How many cases each owner has in each state, by the number of the owner."""
        counts = Counter(self._tally())
        if self._numbers.get("withheld"):
            join = f"FROM file f JOIN span s ON s.file = f.id WHERE f.withheld AND {VALID}"
            for kind, owner, n in self._ask(f"SELECT s.kind, s.owner, count(*) {join} GROUP BY s.kind, s.owner"):
                counts[kind, owner] -= n
        if self._blank:
            blank = f"FROM file f JOIN span s ON s.file = f.id WHERE {VALID} AND NOT f.withheld AND f.id"
            listed = ", ".join(map(str, self._blank))
            for kind, owner in self._ask(f"SELECT s.kind, s.owner {blank} IN ({listed})"):
                counts[kind, owner] -= 1
        return [(kind, owner, n) for (kind, owner), n in counts.items() if n]

    @cached_property
    def _numbers(self) -> dict[str, Any]:
        return self._meta()

    @cached_property
    def owners(self) -> list[Owner]:
        """Who has a case."""
        having = {owner for _, owner, _ in self.tally}
        return [Owner(*row) for row in self._ask("SELECT id, officer, team FROM owner ORDER BY id") if row[0] in having]

    @property
    def casebook(self) -> str:
        """The folder of its cases, as messages give it."""
        return disk.shown(self._folder.as_posix())

    @property
    def read(self) -> int:
        return sum(n for *_, n in self.tally)

    @property
    def unreadable(self) -> int:
        return int(self._numbers.get("out", 0)) + len(self._failed.keys() - self._held)

    @cached_property
    def _held(self) -> set[str]:
        """The files that are withheld."""
        return {self._name(place) for (place,) in self._ask(f"SELECT place {WITHHELD}")} if self._failed else set()

    @cached_property
    def _answered(self) -> str:
        """Which files are answered: neither withheld, nor left blank."""
        blank = f" AND f.id NOT IN ({', '.join(map(str, self._blank))})" if self._blank else ""
        return f"NOT f.withheld{blank}"

    def problems(self) -> list[Problem]:
        """What is wrong in the files, in their order; then who stands in the way of whom."""
        failed = self._failed.items()
        found: dict[str, list[Problem]] = {name: list(why) for name, why in failed if name not in self._held}
        if self._numbers.get("problems"):
            told = "SELECT f.place, p.line, p.severity, p.code, p.message FROM problem p JOIN file f ON f.id = p.file"
            for place, line, *rest in self._ask(f"{told} ORDER BY p.id"):
                name = self._name(place)
                found.setdefault(name, []).append(Problem(Position(name, line), *rest))
        ordered = [problem for name in sorted(found, key=_key) for problem in found[name]]
        return ordered + self._doubled()

    def _doubled(self) -> list[Problem]:
        from sendclock.casebook.folder import twice

        if not self._numbers.get("withheld"):
            return []
        same: dict[str, list[str]] = {}
        for ref, place in self._ask(f"SELECT ref, place {WITHHELD} ORDER BY ref, place"):
            same.setdefault(ref, []).append(self._name(place))
        doubled = [twice(name, names) for names in same.values() for name in names]
        return sorted(doubled, key=lambda problem: _key(problem.position.file))

    def clocks(
        self,
        kinds: Iterable[str],
        until: date,
        rules: Collection[int] | None,
        owners: Iterable[int] | None,
        since: date | None = None,
    ) -> Iterator[Found]:
        """The running clocks of these kinds that fall due by `until` (and not before `since`), of these rules (by their
        places) and owners, of cases in the order of files; but for windows, bars and limits that are over."""
        places = ", ".join(str(KINDS.index(kind)) for kind in kinds)
        of = f"AND c.owner IN ({'SELECT id FROM owner' if owners is None else ', '.join(map(str, owners))})"
        if rules is not None and len(rules) <= FEW:
            of += f" AND c.rule IN ({', '.join(map(str, rules))})"
        of += "" if since is None else f" AND c.due >= {since.toordinal()}"
        columns = ", ".join(f"c.{name}" for name in OpenClock._fields)
        before, name, owner = None, "", Owner(0, None, None)
        setting: str | None = None
        tags: tuple[str, ...] = ()
        seconds: Mapping[str, str] = {}
        made = tuple.__new__  # as `_make` does it; the columns are the fields
        for row in self._ask(
            f"SELECT f.place, s.owner, s.by_setting, s.hand_to, s.setting, s.tags, s.seconds, {columns}"
            " FROM clock c CROSS JOIN span s ON s.id = c.span CROSS JOIN file f ON f.id = s.file"
            f" WHERE c.kind IN ({places}) AND c.due <= :until {of} AND (c.kind = 0 OR c.due >= :day)"
            f" AND {VALID} AND {self._answered} ORDER BY f.place, c.place",
            {**self._asked, "until": until.toordinal()},
        ):
            if rules is None or row[8] in rules:
                if row[0] != before:  # those of one case stand together
                    before, name, owner = row[0], self._name(row[0]), self._owner_again(*row[1:4])
                    setting, tags, seconds = row[4], tags_of(row[5]), _by_role(row[6])
                yield made(Found, (name, owner, made(OpenClock, row[7:]), setting, tags, seconds))

    def steps(self, owners: Iterable[int] | None = None, items: Iterable[int] = ()) -> Iterator[ToDo]:
        """The steps without a number that these owners have still to do, in the order of files; and whosever, those of
        these `items` of the packs."""
        of = "" if owners is None else f"AND (s.owner IN ({', '.join(map(str, owners))})"
        of += f" OR t.item IN ({', '.join(map(str, items))}))" if of else ""
        columns = ", ".join(f"t.{name}" for name in OpenStep._fields)
        for row in self._ask(
            f"SELECT f.place, s.owner, s.by_setting, s.hand_to, s.setting, s.tags, s.seconds, {columns} FROM span s"
            f" JOIN file f ON f.id = s.file JOIN step t ON t.span = s.id WHERE {VALID} AND {self._answered} {of}"
            " ORDER BY f.place, t.id"
        ):
            owner = self._owner_again(*row[1:4])
            yield ToDo(self._name(row[0]), owner, OpenStep._make(row[7:]), row[4], tags_of(row[5]), _by_role(row[6]))

    def reminders(self, until: date) -> Iterator[Reminded]:
        """The dates of officers' own up to that day, whoever has the case: in the order of files."""
        columns = ", ".join(f"r.{name}" for name in OwnDay._fields)
        for row in self._ask(
            f"SELECT f.place, s.owner, s.by_setting, s.hand_to, s.setting, s.tags, {columns} FROM reminder r"
            f" CROSS JOIN span s ON s.id = r.span CROSS JOIN file f ON f.id = s.file"  # few have one: these first
            f" WHERE r.due <= :until AND {VALID} AND {self._answered} ORDER BY f.place, r.due, r.id",
            {**self._asked, "until": until.toordinal()},
        ):
            owner = self._owner_again(*row[1:4])
            yield Reminded(self._name(row[0]), owner, OwnDay._make(row[6:]), row[4], tags_of(row[5]))

    def diaries(self, owners: Iterable[int]) -> Iterator[Diary]:
        """Of the cases of these owners that were not closed, in the order of files."""
        of = f"s.owner IN ({', '.join(map(str, owners))}) AND NOT s.closed AND {VALID} AND {self._answered}"
        appointments: dict[bytes, list[Appointed]] = {}
        contacts: dict[bytes, list[Contact]] = {}
        for place, *row in self._ask(
            "SELECT f.place, a.day, a.event, a.panel FROM span s JOIN file f ON f.id = s.file"
            f" JOIN appointment a ON a.span = s.id WHERE {of} ORDER BY a.id"
        ):
            appointments.setdefault(place, []).append(Appointed._make(row))
        for place, *row in self._ask(
            "SELECT f.place, c.whom, c.day FROM span s JOIN file f ON f.id = s.file"
            f" JOIN contact c ON c.span = s.id WHERE {of} ORDER BY c.id"
        ):
            contacts.setdefault(place, []).append(Contact._make(row))
        for place, setting in self._ask(
            f"SELECT f.place, s.setting FROM span s JOIN file f ON f.id = s.file WHERE {of} ORDER BY f.place"
        ):
            yield Diary(self._name(place), setting, appointments.get(place, ()), contacts.get(place, ()))

    def touched_since(self, since_ns: int) -> dict[str, int]:
        """The files that were changed, or came here, from that moment on; and when, in nanoseconds of the epoch."""
        found = {}
        for folder in self._scanned:
            above = f"{folder.below}/" if folder.below else ""
            for place, name in enumerate(folder.names):
                moment = max(folder.stamps[4 * place + 1 : 4 * place + 3])
                if moment >= since_ns:
                    found[disk.shown(self._above + above + name)] = moment
        return found

    def cases(self, owners: Iterable[int] | None = None, where: str = "1") -> Iterator[tuple[str, Owner]]:
        """Each case that is answered, by its file, and whose it is; in the order of files."""
        of = "" if owners is None else f"AND s.owner IN ({', '.join(map(str, owners))})"
        for place, *owner in self._ask(
            f"SELECT f.place, s.owner, s.by_setting, s.hand_to FROM span s JOIN file f ON f.id = s.file"
            f" WHERE {VALID} AND {self._answered} AND {where} {of} ORDER BY f.place",
            self._asked,
        ):
            yield self._name(place), self._owner_again(*owner)

    def files(self, owners: Iterable[int]) -> list[int]:
        """The files of the cases of these owners, by their numbers."""
        of = f"s.owner IN ({', '.join(map(str, owners))})"
        found = self._ask(
            f"SELECT f.id FROM span s JOIN file f ON f.id = s.file WHERE {of} AND {VALID} AND {self._answered}"
        )
        return [id for (id,) in found]

    def calendars(self, owners: Iterable[int] | None) -> Iterator[tuple[str, int, int, bytes]]:
        """What the calendar has of the cases of these owners, as `export.feed` packed it: the file, how many events
        it holds and when the last was written down, and the entries."""
        of = "" if owners is None else f"AND s.owner IN ({', '.join(map(str, owners))})"
        rows = self.select(
            "SELECT f.place, c.sequence, c.modified, c.entries FROM span s JOIN file f ON f.id = s.file"
            " JOIN leaf p ON p.file = s.file JOIN calendar c ON c.leaf = p.id"
            f" WHERE {VALID} AND {TODAY} AND {self._answered} {of}",
            {**self._asked, "chapter": "calendar"},
        )
        return ((self._name(place), *rest) for place, *rest in rows)

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Files, by their names, in the order of files."""
        return sorted(names, key=_key)

    def spoken_of(self) -> list[str]:
        """The panels that have listed or heard a case, as they are written, those of each case together (`tags_of`)."""
        found = self._ask(f"SELECT DISTINCT s.panels FROM span s WHERE {VALID} AND s.spoken_on IS NOT NULL")
        return [panels for (panels,) in found]

    def panelled(self) -> Iterator[tuple[int, str]]:
        """The cases that may come before a panel though no clock runs, by the number of their file; and which panels
        have listed or heard each."""
        return self.select(
            "SELECT f.id, s.panels FROM span s JOIN file f ON f.id = s.file"
            f" WHERE s.panelled AND s.spoken_on IS NOT NULL AND {VALID} AND {self._answered}",
            self._asked,
        )

    def limits(self, rules: Iterable[int]) -> Iterator[tuple[Any, ...]]:
        """The running deadlines of these rules: the number of the file, the panels that have listed or heard the case
        and the day of their last word, the place of the rule, when it began, and by when to act, on its earliest
        reading too."""
        return self.select(
            "SELECT f.id, s.panels, s.spoken_on, c.rule, c.event_on, c.act_by, c.safe FROM clock c"
            " CROSS JOIN span s ON s.id = c.span CROSS JOIN file f ON f.id = s.file"
            f" WHERE c.kind = 0 AND c.owner IN (SELECT id FROM owner) AND c.rule IN ({', '.join(map(str, rules))})"
            f" AND {VALID} AND {self._answered}",
            self._asked,
        )

    def asked(self) -> Iterator[tuple[str, Owner, tuple[Any, ...]]]:
        """What is asked of panels about each case of which it is kept, as `panels.panel` packed it; in the order of
        files."""
        for place, owner, by_setting, hand_to, _, _, *row in self.select(
            "SELECT f.place, s.owner, s.by_setting, s.hand_to, a.* FROM leaf p CROSS JOIN asked a ON a.leaf = p.id"
            " CROSS JOIN span s ON s.file = p.file CROSS JOIN file f ON f.id = s.file"
            f" WHERE {TODAY} AND {VALID} AND {self._answered} ORDER BY f.place, a.id",
            {**self._asked, "chapter": "agenda"},
        ):
            yield self._name(place), self._owner_again(owner, by_setting, hand_to), tuple(row)

    def to_hand_over(self, owners: Iterable[int] | None = None) -> Iterator[str]:
        """The files of cases that should go to the officer of their setting."""
        return (file for file, _ in self.cases(owners, "s.hand_to IS NOT NULL"))

    def told(self, owners: Iterable[int] | None = None, kind: Kind | None = None) -> Iterator[AboutCase]:
        """Each case of these owners (in that state), by its file."""
        if kind is not None and all(known != kind for known, *_ in self.tally):
            return
        of = "" if owners is None else f"AND s.owner IN ({', '.join(map(str, owners))})"
        of += "" if kind is None else " AND s.kind = :kind"
        found = self.select(
            "SELECT f.place, s.owner, s.by_setting, s.hand_to, s.setting, s.tags, s.id, s.kind, s.why, s.event,"
            " s.event_on, s.event_id, s.missing, s.since FROM span s JOIN file f ON f.id = s.file"
            f" WHERE {VALID} AND {self._answered} {of} ORDER BY f.place",
            {**self._asked, "kind": kind},
        )
        first = next(found, None)
        if first is None:
            return
        from sendclock.clock.case import Event
        from sendclock.clock.state import State

        for place, owner, by_setting, hand_to, setting, tags, id, *stands in chain((first,), found):
            kind_, why, type_, on, event_id, missing, since = stands
            event = type_ and Event(type_, date.fromordinal(on), None, event_id, 0, 0, {})
            state = State(kind_, why, event, missing, since and date.fromordinal(since))
            whose = self._owner_again(owner, by_setting, hand_to)
            yield AboutCase(self._name(place), whose, setting, tags_of(tags), state, id)

    def upcoming(self, owners: Iterable[int] | None = None) -> Iterator[Upcoming]:
        """The running clocks of these owners that lists have by themselves, but for windows, bars and limits that are
        over; in no order."""
        of = "SELECT id FROM owner" if owners is None else ", ".join(map(str, owners))
        kinds = ", ".join(str(place) for place, _ in enumerate(KINDS))
        rows = self.select(
            "SELECT c.span, c.rule, c.due, c.excused_by, c.doubts, c.event_id, c.place FROM clock c CROSS JOIN span s"
            f" ON s.id = c.span WHERE c.owner IN ({of}) AND c.kind IN ({kinds}) AND (c.kind = 0 OR c.due >= :day)"
            f" AND c.listed AND {VALID}",
            self._asked,
        )
        made = tuple.__new__  # as `_make` does it; the columns are the fields
        return (made(Upcoming, row) for row in rows)

    def named(self, kind: Kind) -> Iterator[tuple[str, Owner, State]]:
        """Each case in that state, by its file, and what is to be said of it."""
        return ((each.file, each.owner, each.state) for each in self.told(kind=kind))

    def has(self, name: str) -> bool:
        """Whether the file of that name is a case that is answered."""
        found = self._one(f"SELECT 1 FROM span s JOIN file f ON f.id = s.file WHERE f.place = :place AND {VALID}"
                          f" AND {self._answered}", place=_key(name.removeprefix(self._above)))  # fmt: skip
        return found is not None

    def findings(self, owners: Iterable[int] | None = None) -> Iterator[Problem]:
        """What is doubtful in the cases of these owners."""
        of = "" if owners is None else f"AND s.owner IN ({', '.join(map(str, owners))})"
        for place, line, *rest in self._ask(
            "SELECT f.place, n.line, n.severity, n.code, n.message FROM finding n"  # few have one: these first
            " CROSS JOIN leaf p ON p.id = n.leaf CROSS JOIN file f ON f.id = p.file CROSS JOIN span s ON s.file = f.id"
            f" WHERE {TODAY} AND {VALID} AND {self._answered} {of} ORDER BY f.place, n.id",
            {**self._asked, "chapter": "findings"},
        ):
            yield Problem(Position(self._name(place), line), *rest)

    def given(
        self, owners: Iterable[int] | None, listed: Callable[[str], bool], going_on: bool = False
    ) -> Iterator[tuple[str, int, str]]:
        """The cases of these owners given to an officer who is not `listed`: the file, the line that says so, and the
        officer. `going_on`: of those that have not ended."""
        found = self._ask("SELECT DISTINCT officer FROM given")
        strangers = [officer for (officer,) in found if not listed(officer)]
        of = "" if owners is None else f"AND s.owner IN ({', '.join(map(str, owners))})"
        of += " AND s.kind != 'ended'" if going_on else ""
        for officer in strangers:
            for place, line in self._ask(
                "SELECT f.place, g.line FROM given g JOIN leaf p ON p.id = g.leaf JOIN file f ON f.id = p.file"
                f" JOIN span s ON s.file = f.id WHERE g.officer = :officer AND {TODAY} AND {VALID}"
                f" AND {self._answered} {of}",
                {**self._asked, "chapter": "findings", "officer": officer},
            ):
                yield self._name(place), line, officer

    def lay_out(
        self, chapter: str, owners: Collection[int] | None, head: str = "", columns: Sequence[str] = ()
    ) -> None:
        """Make ready what `select` asks of a chapter: its leaves of today, of the cases of these owners, stand in
        `open_NAME` with the case each is of; and with `columns` of the table `head`, which has a row of each. That is a
        table of this process; of many casebooks it is looked up with each question, so that none has to stay open."""
        more, join = "".join(f", h.{name}" for name in columns), f"JOIN {head} h ON h.leaf = p.id" if head else ""
        of = "" if owners is None else f"AND s.owner IN ({', '.join(map(str, owners))})"
        name, today = f"open_{chapter}", TODAY.replace(":chapter", f"'{chapter}'")
        today = today if self.pages else f"+{today}"  # each leaf is looked up by its number, when a figure has found it
        found = (
            f"SELECT p.id AS leaf, f.place, s.owner, s.setting, s.tags{more} FROM leaf p"
            f" JOIN file f ON f.id = p.file JOIN span s ON s.file = f.id {join}"
            f" WHERE {today} AND {VALID} AND {self._answered} {of}"
        )
        if self.pages:
            self._laid_out = True
            self._do(f"PRAGMA cache_size = -{self.pages}")  # figures come back to the same pages
            self._do(f"DROP TABLE IF EXISTS temp.{name}")
            named = ", ".join(["leaf INTEGER PRIMARY KEY", "place", "owner", "setting", "tags", *columns])
            self._do(f"CREATE TEMP TABLE {name} ({named})")
            self._do(f"INSERT INTO {name} {found}", self._asked)
        else:
            self._looked_up[name] = f"{name} AS ({found})"
        cases = sum(n for _, owner, n in self.tally if owners is None or owner in owners)
        ((leaves,),) = self._ask("SELECT count(*) FROM leaf WHERE chapter = ?", (chapter,))
        self.whole = {*self.whole, chapter} if cases == leaves else self.whole - {chapter}

    def select(self, sql: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """The rows of a question to the tables of a chapter, one at a time."""
        with_ = ", ".join(found for name, found in self._looked_up.items() if name in sql)
        self._busy += 1
        try:
            with _or_damaged():
                yield from self._base.execute(f"WITH {with_} {sql}" if with_ else sql, {**self._asked, **values})
        finally:
            self._busy -= 1

    def rows_of(self, table: str, chapter: str, number: int) -> Iterator[tuple[Any, ...]]:
        """The rows of a table of a chapter that was laid out, of so many columns: each after the place of its case,
        file by file."""
        columns = [name for _, name, *_ in self._ask(f"PRAGMA table_info({table})", ())[2 : 2 + number]]
        named = ", ".join(f"t.{name}" for name in columns)
        return self.select(
            f"SELECT o.place, {named} FROM {table} t JOIN open_{chapter} o ON o.leaf = t.leaf ORDER BY o.place, t.id",
            {},
        )

    def ref_at(self, place: bytes) -> str:
        """The reference of the case in that file."""
        name = place[place.rfind(b"\0") + 1 : place.rfind(b".")]
        return name.decode() if name.replace(b"-", b"").isalnum() else ref_of(self._name(place))

    def settings(self) -> list[tuple[str, str, int]]:
        """Every setting as it is written, the first file that has it, and how many have; in the order of these."""
        found = self._ask(
            "SELECT s.setting, min(f.place) AS first, count(*) FROM span s JOIN file f ON f.id = s.file"
            f" WHERE {VALID} AND {self._answered} AND s.setting IS NOT NULL AND s.setting != ''"
            " GROUP BY s.setting ORDER BY first"
        )
        return [(setting, self._name(place), times) for setting, place, times in found]

    def _owner_again(self, id: int, by_setting: int, hand_to: str | None) -> Owner:
        if not by_setting and hand_to is None:
            return self._by_id[id]
        return self._by_id[id]._replace(by_setting=bool(by_setting), hand_to=hand_to)

    @cached_property
    def _by_id(self) -> dict[int, Owner]:
        return {owner.id: owner for owner in self.owners}

    def _name(self, place: bytes) -> str:
        folder, _, name = place.rpartition(b"\0")
        if folder not in self._shown:
            below = f"{_below(folder)}/" if folder else ""
            self._shown[folder] = disk.shown(self._above + below)
        try:
            return self._shown[folder] + name.decode()
        except UnicodeDecodeError:
            return disk.shown(self._above + _below(place))

    # --- the database itself

    def _open(self) -> None:
        """That of an earlier time, if it is whole, and rests on this law; else an empty one."""
        if self._place is not None and _is_whole(self._place):
            with suppress(sqlite3.Error, DamagedError):
                self._base = _connected(self._place)
                known = self._meta()
                if known.get("stamp") == self._stamp:
                    if known.get("people") != self._ground.people:
                        self._unlink()
                    return
        self._new = disk.new_cache(self._place) if self._place is not None else None
        if self._new is None:
            self._place = None
        self._base = base = _connected(self._new or ("" if self._kept is not None else ":memory:"))
        with _or_damaged():
            base.execute("PRAGMA synchronous = OFF")
            base.execute("PRAGMA journal_mode = OFF")
            base.execute("BEGIN")
            for made in _statements("CREATE TABLE"):
                base.execute(made)
        begins = (self._stamp, self._ground.people, self._now_ns)
        self._do("INSERT INTO meta VALUES ('stamp', ?), ('people', ?), ('made', ?)", begins)
        self._note_edition(self._ground.edition())
        self._writing, self._waiting = True, _Waiting()

    def _unlink(self) -> None:
        """Forget whose a case is by its setting, where the settings now say otherwise of that setting."""
        self._begin(MANY)
        rows = self._ask("SELECT DISTINCT setting, links FROM span")
        for pair in [(setting, links) for setting, links in rows if self._ground.links(setting) != links]:
            spans = "SELECT id FROM span WHERE setting IS ? AND links = ?"
            for table in PARTS:
                self._do(f"DELETE FROM {table} WHERE span IN ({spans})", pair)
            self._do("DELETE FROM span WHERE setting IS ? AND links = ?", pair)
        self._do("INSERT OR REPLACE INTO meta VALUES ('people', ?)", (self._ground.people,))

    def _begin(self, files: int) -> None:
        """Write to the database, or to a copy of it where we may not: read only, or another program is writing.
        `files`: how many are to be written."""
        self._owners.clear()
        self._counted = None
        self._writing = True
        if self._base.in_transaction:  # somebody reads meanwhile (`_committed`): it is added to what we wrote
            return
        try:
            self._base.execute("PRAGMA secure_delete = ON")  # what was kept of a case that is gone is written over
            if files < MANY:
                self._base.execute("PRAGMA cache_spill = OFF")  # nobody waits for us before we are done
            if self._place is not None and not _is_open(self._place):
                raise sqlite3.OperationalError  # else it is found out when all has been written, too late for a copy
            self._base.execute("BEGIN IMMEDIATE")
            self.stand_by()
        except sqlite3.OperationalError:
            self.stand_by()
            copy = _connected("")
            with _or_damaged():
                self._base.backup(copy, progress=_unless_held)
            self._base.close()
            self._base, self._place = copy, None
            self._do("BEGIN")
        self._left = self._as_others_left_it()

    def _save(self) -> None:
        """What has been written is kept, and sealed. Where nobody lets us, this answer needs no more than it has."""
        self._writing = False
        if self._place is None:
            self._do("COMMIT")  # there may be more to write
            return
        if self._new is not None:
            with _or_damaged():
                self._base.execute("COMMIT")
                self._base.close()
            kept, self._new = disk.cache_put(self._new, self._place), None
            if not kept:
                raise DamagedError
            disk.seal(self._place)
            self._base = _connected(self._place)
            if self._meta().get("made") != self._now_ns:
                raise MovedError
            self._left = self._as_others_left_it()
            return
        if not self._committed():
            return
        with suppress(sqlite3.OperationalError):
            self._base.execute("BEGIN IMMEDIATE")  # nobody writes while it is looked at
            disk.seal(self._place)
            self._base.execute("ROLLBACK")

    def _committed(self) -> bool:
        """Whether what was written is on the disk. While somebody reads it is not yet, and this answer comes from what
        we wrote, in a transaction that stays open. A disk that is full, or fails, has all of it taken back: nothing is
        left to answer from."""
        try:
            with _or_damaged():
                self._base.execute("COMMIT")
        except DamagedError:
            if not self._base.in_transaction:
                raise
            return False
        return True

    def rest(self) -> None:
        """Hold next to nothing of it in memory until the next question: of many casebooks that adds up. What most ask
        is asked first; then the database is closed, where it lies on the disk, and opened again when it is asked."""
        if self._writing or self._opened is None or self._busy or self._opened.in_transaction:
            return
        if self._seen is not None and self._is_as_kept():
            self._seen = None
        if self._place is None or self._laid_out:
            with _or_damaged():
                self._base.execute("PRAGMA shrink_memory")
        else:
            _ = self.read, self.owners
            self._rested = _stamp_now(self._place)
            self.stand_by()
            self._opened.close()
            self._opened = None
        if self in self._open_beside:
            self._open_beside.remove(self)

    def _is_as_kept(self) -> bool:
        """Whether the database has the files as they were found, and no others."""
        known = {_below(below): row for below, *row in self._ask("SELECT below, names, stamps FROM folder", ())}
        found = {here.below: [_names(here.names), here.stamps.tobytes()] for here in self._seen or ()}
        return known == found

    def close(self) -> None:
        """Give it up: nothing is kept of what was not settled."""
        with suppress(sqlite3.Error):
            if self._opened is not None:
                self._opened.close()
        if self._new is not None:
            disk.cache_drop(self._new)

    def _ask(self, sql: str, values: Sequence[Any] | Mapping[str, Any] | None = None) -> list[Any]:
        with _or_damaged():
            return self._base.execute(sql, self._asked if values is None else values).fetchall()

    def _one(self, sql: str, **values: Any) -> Any:
        found = self._ask(sql, {**self._asked, **values})
        return found[0] if found else None

    def _do(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> int:
        """Write; the number of the row written, where one was."""
        with _or_damaged():
            return self._base.execute(sql, values).lastrowid or 0

    def _many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            with _or_damaged():
                self._base.executemany(sql, rows)


def forget(folder: Path) -> list[str]:
    """Take away all that is kept of a casebook: of a case that is erased nothing stays in a page that is free again.
    What was there, and is gone."""
    there = kept_of(folder)
    for ending in KEPT:
        place = disk.cache_place(disk.kept_name(folder, ending))
        if place is not None:
            disk.cache_drop(place)
    left = kept_of(folder)
    return [place for place in there if place not in left]


def kept_of(folder: Path) -> list[str]:
    """What is kept of a casebook. After `forget` it is what could not be taken away: on Windows another program may
    have it open."""
    places = (disk.cache_place(disk.kept_name(folder, ending)) for ending in KEPT)
    return [place for place in places if place is not None and disk.is_there(place)]


def forget_file(name: str) -> list[str]:
    """Take away all that is kept of whatever casebook has a case file of that name: a folder that was renamed has
    another database under its earlier name, and one of its folders that was asked by itself has one. What could not be
    taken away."""
    having = [place for place in disk.every_kept(KEPT) if disk.stands_in(place, disk.in_bytes(name))]
    for place in having:
        disk.cache_drop(place)
    return [place for place in having if disk.is_there(place)]


Use = Literal["used", "none-yet", "no-folder", "damaged", "other-format", "other-law", "locked", "read-only"]


class Upkeep(NamedTuple):
    """What is kept of one part of a casebook. `use`: whether an answer is made from it now, or why not; `files`: how
    many it knows, `current`: those that are as it knows them; None where nobody can tell."""

    place: str | None
    use: Use
    bytes: int
    written_ns: int | None
    format: int | None
    files: int | None
    current: int | None


def kept(folder: Path, ground: Ground, scanned: Sequence[disk.Stamped], part: str) -> Upkeep:
    """Looked at and not touched."""
    place = disk.cache_place(disk.kept_name(folder, f"{part}{ENDING}"))
    if place is None:
        return Upkeep(None, "no-folder", 0, None, None, None, None)
    if not disk.is_there(place):
        found: Use = "none-yet" if _is_open(place) else "no-folder"
        return Upkeep(place, found, 0, None, None, None, None)
    seen = disk.stamp_of(place)
    whole = _is_whole(place)
    with suppress(sqlite3.Error):
        base = _connected(place)
        try:
            stamp, current, files = _counted_in(base, scanned)
            use = _use(stamp, whole, f"{disk.shown(disk.real(folder))} {ground.law}", base)
            if not _is_open(place):
                use = "read-only" if use in ("used", "locked") else "no-folder"
            return Upkeep(place, use, seen[0], seen[1], int(stamp.partition(" ")[0]), files, current)
        except ValueError:
            pass
        finally:
            base.close()
    return Upkeep(place, "damaged", seen[0], seen[1], None, None, None)


def _counted_in(base: sqlite3.Connection, scanned: Sequence[disk.Stamped]) -> tuple[str, int, int]:
    """The stamp of a database, how many files are as it knows them, and how many it knows."""
    base.execute("PRAGMA query_only = ON")
    (stamp,) = base.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone() or ("",)
    (files,) = base.execute("SELECT count(*) FROM file").fetchone()
    known = {_below(below): (names, stamps) for below, names, stamps in base.execute("SELECT * FROM folder")}
    current = sum(len(here.names) - len(_differing(here, known.get(here.below))) for here in scanned)
    return str(stamp), current, files


def _use(stamp: str, whole: bool, wanted: str, base: sqlite3.Connection) -> Use:
    if not whole:
        return "damaged"
    made, _, ground = stamp.partition(" ")
    if made != str(FORMAT):
        return "other-format"
    if ground != wanted:
        return "other-law"
    try:
        base.execute("PRAGMA query_only = OFF")
        base.execute("BEGIN IMMEDIATE")
        base.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        return "read-only" if "readonly" in str(error) else "locked"
    return "used"


def entry_of(
    timeline: Timeline,
    day: Measured,
    owner: Whose,
    links: str,
    panelled: bool,
    panels: Sequence[str],
    spoken_on: int | None,
    clocks: Sequence[OpenClock],
    steps: Sequence[OpenStep],
    reminders: Sequence[OwnDay],
) -> Entry:
    """What is to be kept of a case whose clocks were asked on a measured `day`."""
    by_allocation = owner.team is not None and owner.team == timeline.team and not owner.by_setting
    state, setting = timeline.state, timeline.case.setting
    if state.on is not None:
        state.on.toordinal()  # where it is the day of asking itself, it holds on that day alone
    seconds = timeline.seconds  # asked before the span is read: who is beside may change with the day
    return Entry(
        max(day.first, owner.first.toordinal()), min(day.last, owner.last.toordinal()), owner.officer,
        owner.team if by_allocation else None, owner.by_setting, owner.hand_to, setting, links, panelled, panels,
        spoken_on, state, clocks, timeline.case.tags, seconds, steps, reminders,
    )  # fmt: skip


def _by_role(seconds: str) -> Mapping[str, str]:
    return dict(each.split("=", 1) for each in seconds.split(TAG)) if seconds else NOBODY_BESIDE


@contextmanager
def _or_damaged() -> Iterator[None]:
    """A disk that is full, or a page that is torn, is found out anywhere."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a bug of ours
        raise
    except sqlite3.DatabaseError as error:
        raise DamagedError from error


def in_plain(read: Learned) -> Plain:
    """What was made of a file, in texts, numbers and tuples of them: it can go from one process to another."""
    entry, told = read.entry, [_problem_in_plain(problem) for problem in read.problems]
    leaves = {
        name: _problem_in_plain(leaf) if isinstance(leaf, Problem) else tuple(leaf)
        for name, leaf in read.leaves.items()
    }
    if entry is None:
        return None, told, read.readable, leaves
    state, event = entry.state, entry.state.event
    about = (event.type, event.on.toordinal(), event.id) if event else None
    stands = (state.kind, state.why, about, state.missing, state.on.toordinal() if state.on else None)
    parts = {name: [tuple(one) for one in getattr(entry, name)] for name in _MADE_OF}
    words = {**entry._asdict(), "state": stands, "seconds": dict(entry.seconds), **parts}
    return tuple(words.values()), told, read.readable, leaves


def _problem_in_plain(problem: Problem) -> tuple[Any, ...]:
    return (*problem.position, *problem[1:])


def of_plain(plain: Plain) -> Learned:
    """What `in_plain` put down. Of the event of a state there is left what is kept of it."""
    from sendclock.clock.case import Event
    from sendclock.clock.state import State

    made, told, readable, kept = plain
    problems = [Problem(Position(file, line), *rest) for file, line, *rest in told]
    leaves = {
        name: Leaf(*leaf) if len(leaf) == len(Leaf._fields) else Problem(Position(*leaf[:2]), *leaf[2:])
        for name, leaf in kept.items()
    }
    if made is None:
        return Learned(None, problems, readable, leaves)
    words = dict(zip(Entry._fields, made, strict=True))
    kind, why, about, missing, on = words["state"]
    event = Event(about[0], date.fromordinal(about[1]), None, about[2], 0, 0, {}) if about else None
    words["state"] = State(kind, why, event, missing, date.fromordinal(on) if on else None)
    for name, kind in _MADE_OF.items():
        words[name] = [kind._make(one) for one in words[name]]
    return Learned(Entry(**words), problems, readable, leaves)


def kept_cases(folder: Path, text: str, most: int) -> list[tuple[str, str, str]] | None:
    """Of the cases whose reference begins or ends with `text`: the reference, the setting and the path below `folder`.
    As they were kept last, and not compared with the files: fit to be offered, not to be believed. None where nothing
    was kept."""
    wanted = folded(text) if text else ""
    pattern = "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in wanted)
    rows = _kept_rows(
        folder,
        "SELECT f.place, (SELECT s.setting FROM span s WHERE s.file = f.id ORDER BY s.last DESC LIMIT 1) FROM file f"
        " WHERE f.readable AND (f.ref LIKE :begin ESCAPE '\\' OR f.ref LIKE :end ESCAPE '\\')"
        " ORDER BY f.place LIMIT :most",
        {"begin": f"{pattern}%", "end": f"%{pattern}", "most": most},
    )
    return rows and [(ref_of(_below(place)), setting or "", _below(place)) for place, setting in rows]


def kept_names(folder: Path, column: Literal["officer", "team", "setting"]) -> list[str]:
    """Every officer, team or setting, as they were kept last."""
    table = "span" if column == "setting" else "owner"
    rows = _kept_rows(folder, f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY 1", {})
    return [name for (name,) in rows or ()]


def _kept_rows(folder: Path, sql: str, values: Mapping[str, Any]) -> list[Any] | None:
    place = disk.cache_place(disk.kept_name(folder, ENDING))
    if place is None or not disk.is_there(place):
        return None
    with suppress(sqlite3.Error):
        base = _connected(place)
        try:
            base.execute("PRAGMA query_only = ON")
            return base.execute(sql, values).fetchall()
        finally:
            base.close()
    return None


def _statements(kind: str) -> list[str]:
    """Those of TABLES that begin so."""
    return [made for made in TABLES.strip().split(";\n") if made.startswith(kind)]


def _connected(place: str) -> sqlite3.Connection:
    """`place` empty: a database of this process alone, which the disk forgets with it."""
    base = sqlite3.connect(place, timeout=WAIT, isolation_level=None)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA cell_size_check = ON")
    return base


def _unless_held(status: int, *_: int) -> None:
    """A copy waits for whoever holds the database, however long that is."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError


def _is_open(place: str) -> bool:
    """Whether a journal can stand beside a database while it is written to, and its seal."""
    return disk.may_add_to(os.path.dirname(place) or ".")


def _is_whole(place: str) -> bool:
    """Another program may be between its last word and its seal: that takes no time worth speaking of."""
    for _ in range(5):
        sealed = disk.is_sealed(place)
        if sealed is not False:
            return bool(sealed)
        disk.wait(0.02)
    return False


def _key(below: str) -> bytes:
    """By which files stand in order, folder by folder."""
    return below.replace("/", "\0").encode("utf-8", "surrogateescape")


def _below(place: bytes) -> str:
    return place.decode("utf-8", "surrogateescape").replace("\0", "/")


def _places(folder: str, names: bytes) -> Iterator[bytes]:
    """The places of files of one folder, which is given by its path; their names as `_names` joins them."""
    above = _key(folder) + b"\0" if folder else b""
    return (above + name for name in names.split(b"\0") if name)


def _names(names: Sequence[str]) -> bytes:
    return "\0".join(names).encode("utf-8", "surrogateescape")


def tags_of(kept: str) -> tuple[str, ...]:
    return tuple(kept.split(TAG)) if kept else ()


def team_of(owner: Owner, people: People) -> str | None:
    """That of the allocation, else that of the officer."""
    return owner.team or (people.team_of(owner.officer) if owner.officer else None)


def ref_of(below: str) -> str:
    """The reference a file has if it can be read: its name without `.toml`."""
    return below.rpartition("/")[2].rpartition(".")[0]


def _differing(folder: disk.Stamped, before: tuple[bytes, bytes] | None) -> dict[str, tuple[int, ...]]:
    """The files of one folder whose stamps are not those of before."""
    names, stamps = before or (b"", b"")
    now, above = folder.stamps.tobytes(), f"{folder.below}/" if folder.below else ""
    of = [slice(32 * at, 32 * at + 32) for at in range(len(folder.names))]  # what of the stamps is each file's
    if names == _names(folder.names):
        places = [at for at, part in enumerate(of) if stamps[part] != now[part]]
    else:
        known = {name: stamps[32 * at : 32 * at + 32] for at, name in enumerate(names.split(b"\0"))}
        here = zip(folder.names, of, strict=True)
        differ = (known.get(name.encode("utf-8", "surrogateescape")) != now[part] for name, part in here)
        places = [at for at, other in enumerate(differ) if other]
    return {above + folder.names[at]: tuple(folder.stamps[4 * at : 4 * at + 4]) for at in places}


def _stamp_now(path: str) -> tuple[int, ...] | None:
    try:
        return tuple(disk.stamp_of(path))
    except OSError:
        return None
