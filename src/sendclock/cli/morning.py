"""The clocks still running of every case, from the index where a file is untouched and from the file where not.

The answer is the same with and without the index; only the time it takes is not.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sendclock import __version__
from sendclock.cli.progress import counted
from sendclock.cli.workspace import Workspace
from sendclock.core.corrections import truth
from sendclock.core.model import Case, Rule, Timeline
from sendclock.core.panelled import may_come_up
from sendclock.core.problems import Position, Problem
from sendclock.core.whose import Whose, whose
from sendclock.report.due import Wanted
from sendclock.report.rows import Row, Unfinished, row_again, rows_of, unfinished
from sendclock.store.casebook import Casebook, shown
from sendclock.store.caseload import case_files, duplicates, read_one
from sendclock.store.index import Index, Stamp, stamp_of

FORMAT = 3


class Morning(NamedTuple):
    """The rows wanted; every problem; how many cases were answered and how many files could not be; and whose
    cases were read: the names, and by file. `panelled` are the files of cases that may be on a panel's agenda even
    where no clock runs."""

    rows: list[Row]
    problems: list[Problem]
    read: int
    unreadable: int
    officers: set[str]
    teams: set[str]
    owners: dict[str, Whose]
    panelled: set[str]

    def to_hand_over(self, wanted: Wanted) -> int:
        """How many cases of the officers and teams asked for, with or without a row, are to go to another officer."""
        return sum(o.hand_to is not None and wanted.has_case(o.officer, o.team) for o in self.owners.values())


class _Entry(NamedTuple):
    """What is kept of one file. It holds from `settled` to `until`: outside these days the case is read again."""

    settled: str
    until: str
    officer: str | None
    team: str | None
    by_setting: bool
    hand_to: str | None
    panelled: bool
    warnings: list[tuple[int, str, str]]  # line, code, message
    rows: list[Any]

    @property
    def owner(self) -> Whose:
        return Whose(self.officer, self.team, self.by_setting, self.hand_to)


def unfinished_rows(work: Workspace, wanted: Wanted, use_index: bool) -> Morning:
    """Every row `wanted` may list, of all the casebooks.

    The index holds deadlines, as they are known now: other kinds, and `--known-at`, are read from the files.
    """
    morning = Morning([], [], 0, 0, set(), set(), {}, set())
    seen: dict[str, list[str]] = {}
    answered: dict[str, tuple[list[Row], _Entry]] = {}
    failed = 0
    for book in work.books:
        indexed = use_index and work.known_at is None and wanted.kinds == {"deadline"}
        index = _open(work, book) if indexed else None
        for name, entry, found in _entries(work, book, wanted, index, answered):
            morning.problems.extend(found)
            if entry is None:
                failed += 1
                continue
            seen.setdefault(_ref(name).casefold(), []).append(name)
            answered[name] = (list(_rows(work, name, entry, wanted)), entry)
        if index is not None:
            index.save()
    twice = duplicates(seen.values())
    morning.problems.extend(twice)
    for problem in twice:
        del answered[problem.position.file]
    for name, (rows, entry) in answered.items():
        owner = entry.owner
        morning.rows.extend(rows)
        morning.owners[name] = owner
        morning.panelled.update({name} if entry.panelled else ())
        if owner.officer and owner.officer not in morning.officers:
            away = work.people.cover(owner.officer, work.today)
            morning.officers.update((owner.officer, *(away.by if away else ())))
        morning.teams.update({owner.team} if owner.team else ())
    return morning._replace(read=len(answered), unreadable=failed + len(twice))


def _entries(
    work: Workspace, book: Casebook, wanted: Wanted, index: Index | None, done: Iterable[str]
) -> Iterator[tuple[str, _Entry | None, list[Problem]]]:
    """Each case file's name, its entry (None if it cannot be answered) and its problems."""
    there = {os.path.realpath(name) for name in done} if len(work.books) > 1 else set()
    as_of = work.today.isoformat()
    paths = list(case_files(book.cases))
    for path in counted(paths, len(paths), "cases"):
        name = shown(path)
        if there and os.path.realpath(path) in there:
            continue
        stamp = _stamp(path) if index else None
        kept = index.get(name, stamp) if index and stamp else None
        if kept is not None and kept[0] <= as_of <= kept[1]:
            entry = _Entry(*kept)
            yield name, entry, [Problem(Position(name, line), "warning", *rest) for line, *rest in entry.warnings]
            continue
        fresh, problems = _fresh(work, path, wanted.kinds)
        if fresh is not None and index and stamp and fresh.settled <= as_of:
            index.put(name, stamp, list(fresh))
        yield name, fresh, problems


def _stamp(path: Path) -> Stamp | None:
    try:
        return stamp_of(str(path))
    except OSError:
        return None  # reading it will say why


def _fresh(work: Workspace, path: Path, kinds: frozenset[str]) -> tuple[_Entry | None, list[Problem]]:
    case, problems = read_one(path, work.words)
    if case is None:
        return None, problems
    answer = work.attempt(case, keep=lambda clock: clock.running and clock.rule.kind in kinds)
    if isinstance(answer, Problem):
        return None, [*problems, answer]
    places = work.rule_places
    rows = [
        list(unfinished(row, places[id(deadline.rule)]))
        for row, deadline in zip(rows_of(answer, work.rulebook), answer.deadlines, strict=True)
    ]
    warnings = [(problem.position.line, problem.code, problem.message) for problem in problems]
    owner = whose(answer, work.people)
    settled, until = _holds(case, answer, owner)
    panelled = may_come_up(truth(work.as_known(case)).events)
    return _Entry(settled, until, *owner[:4], panelled, warnings, rows), problems


def _holds(case: Case, answer: Timeline, owner: Whose) -> tuple[str, str]:
    """From when to when the running deadlines are the same whatever the day asked about: from the last day the case
    speaks of as done, between the ends of allocations and the birthdays on which its setting's officer may be another;
    never, where a spell goes on."""
    last, until = owner.first, owner.last
    for event in case.events:
        done = [event.on, event.day("complete"), event.day("lodged")]
        last = max([last, *(day for day in done if day is not None)])
        ends = event.day("until")  # of an allocation, or of a correction of one
        if ends is not None and ends >= answer.as_of:
            until = min(until, ends)
        elif ends is not None:
            last = max(last, ends + timedelta(1))
        if event.type in ("exception-recorded", "event-corrected") and event.day("from") and not event.day("to"):
            last = date.max
    return last.isoformat(), until.isoformat()


def _ref(name: str) -> str:
    """The reference of a case file that could be read: its name without `.toml`."""
    return name.rpartition("/")[2].rpartition(".")[0]


def _rows(work: Workspace, name: str, entry: _Entry, wanted: Wanted) -> Iterator[Row]:
    rules, book, until = work.rulebook.rules, work.rulebook, wanted.until.isoformat()
    ref, away = _ref(name), work.people.cover(entry.officer, work.today)
    for plain in entry.rows:
        rule: Rule = rules[plain[0]]
        if plain[3] <= until and wanted.may_list(rule):
            yield row_again(Unfinished(*plain), rule, ref, entry.owner, away, work.today, book.england)


def _open(work: Workspace, book: Casebook) -> Index:
    """The index of one folder, for this law, these settings and this program."""
    import platformdirs

    place = os.environ.get("SENDCLOCK_CACHE") or platformdirs.user_cache_path("sendclock", appauthor=False)
    folder = os.path.realpath(book.cases)
    name = f"{zlib.crc32(folder.encode()):08x}.json"
    settings = "".join(str(zlib.crc32(b.settings.read_bytes())) for b in work.books if b.settings)
    program = [path for room in ("core", "law", "store", "report", "cli") for path in _program(room)]
    code = zlib.crc32("".join(f"{p.name}{p.stat().st_size}{p.stat().st_mtime_ns}" for p in program).encode())
    key = f"{FORMAT} {__version__} {folder} {book.cases} {work.law_stamp} {settings} {code}"
    return Index(Path(place) / name, key, time.time_ns())


def _program(room: str) -> list[Path]:
    return sorted((Path(__file__).parent.parent / room).glob("*.py"))
