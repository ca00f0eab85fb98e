"""The morning list: the clocks still running of every case, from the index where a file is untouched and from the file
where not; overdue first, the gravest at the top, then today, then day by day.

The answer is the same with and without the index; only the time it takes is not. Must not know: formats.
"""

from __future__ import annotations

import os
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from sendclock import __version__
from sendclock.casebook.folder import Casebook, case_files, duplicates, read_one, shown
from sendclock.casebook.index import Index, Stamp, stamp_of
from sendclock.casebook.owner import Whose, whose
from sendclock.clock.case import Case, truth
from sendclock.clock.deadline import Timeline
from sendclock.clock.life import may_come_up
from sendclock.files.problem import Position, Problem
from sendclock.law.rule import Rule
from sendclock.say.row import (
    CASE,
    CLOCK,
    CSV,
    DUE,
    LAW,
    NOBODY,
    NOTE,
    OFFICER,
    Common,
    Kept,
    Row,
    by_day,
    gravity,
    kept,
    note,
    owner,
    row_again,
    state,
)
from sendclock.say.terminal import counted
from sendclock.say.view import Block, Column, Document, Heading, Line, Look, View, grid
from sendclock.say.words import doubt, how_late, long_day, number, pressing, short_task, style, task
from sendclock.session import Workspace

EVERYONE = "everyone"  # --officer everyone lists all, whoever asks


class Wanted(NamedTuple):
    """Which rows to list. Filters combine with AND, the values of one filter with OR; empty means any.

    `until` is the last day listed, counted in.
    """

    until: date
    kinds: frozenset[str]
    rules: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    officers: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def may_list(self, rule: Rule) -> bool:
        """Whether a clock of this rule could be listed at all, whatever its day."""
        return (
            rule.kind in self.kinds
            and (not self.rules or rule.id in self.rules)
            and (not self.tiers or rule.tier in self.tiers)
        )

    def lists(self, row: Row) -> bool:
        """Whether a row of a rule that may be listed is."""
        return (
            not row.finished
            and row.listed
            and (row.due <= self.until)
            and self.has_case(row.officer, row.team, row.cover)
        )

    def has_case(self, officer: str | None, team: str | None, cover: Sequence[str] = ()) -> bool:
        """Whether the cases of this officer and team are among those asked for; by officer, those covered too."""
        whose = {name.casefold() for name in (officer or NOBODY, *cover)} if self.officers else self.officers
        return (not self.officers or not self.officers.isdisjoint(whose)) and (
            not self.teams or (team or NOBODY).casefold() in self.teams
        )


def select(rows: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows wanted, in the order of the list. `rows` are of rules that may be listed."""
    chosen = [row for row in rows if wanted.lists(row)]
    overdue = sorted((row for row in chosen if row.late), key=gravity)
    return overdue + sorted((row for row in chosen if not row.late), key=by_day)


COLUMNS: tuple[Column[Row], ...] = (
    *CLOCK,
    Column(title="Status", shown=state),
    CASE,
    DUE,
    # where there is no room for the note
    Column(title="To do", wrap=True, below=100, shown=lambda row, _: "; ".join([short_task(row), *pressing(row)])),
    Column(title="To do", wrap=True, from_width=100, below=140, shown=lambda row, _: short_task(row)),
    Column(title="To do", wrap=True, from_width=140, shown=lambda row, _: task(row)),
    Column(title="Officer", below=100, shown=lambda row, _: owner(row)),
    OFFICER._replace(from_width=100),
    Column(title="Team", from_width=100, shown=lambda row, _: row.team or ""),
    NOTE._replace(from_width=100, shown=lambda row, look: _note(row, look)),
    LAW._replace(from_width=160),
)
DUE_LIST = View("due", COLUMNS, row="row", csv=CSV)


def document(
    rows: Sequence[Row],
    wanted: Wanted,
    footer: str,
    in_full: bool,
    most: int | None = None,
    more_how: str = "",
    whose: str = "",
    to_hand_over: int = 0,
) -> Document:
    """The list as a document. `in_full` writes days and statuses out, for formats that have the room;
    `most` limits the rows shown, and `more_how` then says how to see the others; `whose` says whose list it is;
    `to_hand_over` counts the cases of the list's officers and teams, with or without a row, that are to go to another
    officer."""
    shown, look = rows if most is None else rows[:most], Look(in_full, wanted.officers)
    sizes = Counter(_section(row) for row in rows)
    blocks: list[Block] = [Line(whose)] if whose else []
    for section, group in groupby(shown, key=_section):
        listed = list(group)
        blocks += [Heading(_heading(listed[0], sizes[section])), grid(COLUMNS, listed, look, style)]
    if not rows:
        blocks.append(Line(f"Nothing is overdue, and nothing falls due up to {long_day(wanted.until)}."))
    if len(shown) < len(rows):
        blocks.append(Line(f"{number(len(rows) - len(shown), 'more row')}: {more_how}", "warn"))
    return Document(blocks + _given_to_nobody(rows, wanted) + _to_hand_over(to_hand_over), footer)


def _given_to_nobody(rows: Sequence[Row], wanted: Wanted) -> list[Block]:
    """A word on the cases that no officer will find in a list of their own."""
    cases = len({row.case for row in rows if row.officer is None})
    if not cases or wanted.officers:
        return []
    are = "is" if cases == 1 else "are"
    return [Line(f"{cases} of these cases {are} given to nobody: sendclock due --officer nobody", "warn")]


def _to_hand_over(cases: int) -> list[Block]:
    if not cases:
        return []
    are = "case is" if cases == 1 else "cases are"
    return [Line(f"{cases} {are} to be handed over: sendclock reassign --handover --dry-run", "warn")]


def _section(row: Row) -> date | None:
    """What is overdue stands together, the rest day by day."""
    return None if row.late else row.due


def _heading(row: Row, rows: int) -> str:
    if row.late:
        return f"Overdue: {rows}"
    if row.days_left == 0:
        return f"Today, {long_day(row.due)}: {rows}"
    return f"{long_day(row.due)}, {how_late(row)}: {rows}"


def _note(row: Row, look: Look) -> str:
    return "; ".join(part for part in (note(row, look.officers), doubt(row)) if part)


FORMAT = 4
_RULE, _DUE = Kept._fields.index("rule"), Kept._fields.index("due")
PROGRAM = (
    "files",
    "days",
    "law",
    "clock",
    "casebook",
    "say",
    "due",
)  # the rooms an answer kept in the index depends on


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
        found = index.get(name, stamp) if index and stamp else None
        if found is not None and found[0] <= as_of <= found[1]:
            entry = _Entry(*found)
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
    rows = [list(kept(deadline, places[id(deadline.rule)])) for deadline in answer.deadlines]
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
    common = Common(_ref(name), entry.owner, work.people.cover(entry.officer, work.today), work.today, book.england)
    for plain in entry.rows:  # most are not due by then: only a clock that is becomes a row
        rule: Rule = rules[plain[_RULE]]
        if plain[_DUE] <= until and wanted.may_list(rule):
            yield row_again(Kept(*plain), rule, common)


def _open(work: Workspace, book: Casebook) -> Index:
    """The index of one folder, for this law, these settings and this program."""
    import platformdirs

    place = os.environ.get("SENDCLOCK_CACHE") or platformdirs.user_cache_path("sendclock", appauthor=False)
    folder = os.path.realpath(book.cases)
    name = f"{zlib.crc32(folder.encode()):08x}.json"
    settings = "".join(str(zlib.crc32(b.settings.read_bytes())) for b in work.books if b.settings)
    program = [path for room in PROGRAM for path in _program(room)]
    code = zlib.crc32("".join(f"{p.name}{p.stat().st_size}{p.stat().st_mtime_ns}" for p in program).encode())
    key = f"{FORMAT} {__version__} {folder} {book.cases} {work.law_stamp} {settings} {code}"
    return Index(Path(place) / name, key, time.time_ns())


def _program(room: str) -> list[Path]:
    return sorted((Path(__file__).parent.parent / room).glob("*.py"))
