"""What `sendclock export` makes: one function for each kind, from the cases asked for to bytes.

Must not know: options, where the bytes go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from sendclock.cli.answers import errors, heading
from sendclock.cli.progress import counted
from sendclock.cli.workspace import Workspace
from sendclock.core.clock import Clock, allocation
from sendclock.core.corrections import truth
from sendclock.core.formerly import Former, formerly
from sendclock.core.model import Case, Timeline
from sendclock.core.problems import Problem
from sendclock.core.whose import Whose, whose
from sendclock.report.due import Wanted
from sendclock.report.rows import Row, rows_of
from sendclock.report.wording import long_day, number

T = TypeVar("T")


class Asked(NamedTuple):
    """Which clocks of which cases. No `refs`: every case. `since`: from when on what no longer holds is cancelled
    in a calendar; None: not at all, so that only running clocks need a date. `year` and `as_json`: the SEN2 items."""

    wanted: Wanted
    refs: Sequence[str]
    running_only: bool
    since: date | None
    year: int | None
    as_json: bool


class Gathered(NamedTuple, Generic[T]):
    """What was made of the cases, every problem, how many cases were read and how many files could not be, and
    whose cases were read."""

    items: list[T]
    problems: list[Problem]
    read: int
    unreadable: int
    officers: set[str]
    teams: set[str]


class Made(NamedTuple):
    """An export: its bytes, in pieces; what is in it, in words; what it was made from; what else to say of it."""

    content: Iterable[bytes]
    words: str
    of: Gathered[Any]
    checks: Sequence[Problem] = ()
    note: str = ""


def gather(work: Workspace, asked: Asked, make: Callable[[Case, Timeline], Iterable[T]]) -> Gathered[T]:
    """`make` of every case asked for, one case at a time: thirty thousand timelines do not fit in memory."""
    cases, problems, unreadable = _cases(work, asked.refs)
    found: Gathered[T] = Gathered([], problems, 0, unreadable, set(), set())
    failed = 0
    for case in counted(cases, len(cases), "cases"):
        owner, cover = _whose(work, case)
        found.officers.update(name for name in (owner.officer, *cover) if name)
        found.teams.update({owner.team} if owner.team else ())
        if not asked.wanted.has_case(owner.officer, owner.team, cover):
            continue
        answer = work.attempt(case, keep=_kept(asked))
        if isinstance(answer, Problem):
            problems.append(answer)
            failed += 1
        else:
            found.items.extend(make(work.as_known(case), answer))
    return found._replace(read=len(cases) - failed, unreadable=unreadable + failed)


def _whose(work: Workspace, case: Case) -> tuple[Whose, tuple[str, ...]]:
    """Whose case it is and who covers, without dating a clock: most cases are somebody else's."""
    known = work.as_known(case)
    events = [event for event in truth(known).events if event.on <= work.today]
    owner = whose(Timeline(known, work.today, (), (), (), *allocation(events, work.today)), work.people)
    away = work.people.cover(owner.officer, work.today)
    return owner, away.by if away else ()


def _cases(work: Workspace, refs: Sequence[str]) -> tuple[Sequence[Case], list[Problem], int]:
    """The cases named, or all of them; the problems of reading them, and how many files could not be read."""
    if not refs:
        return work.caseload.cases, list(work.caseload.problems), work.caseload.unreadable
    cases, problems = [], []
    for ref in dict.fromkeys(refs):
        case, _, found = work.one(ref)
        cases.append(case)
        problems += found
    return cases, problems, errors(problems)


def _kept(asked: Asked) -> Callable[[Clock], bool]:
    return lambda clock: asked.wanted.may_list(clock.rule) and (clock.running or not asked.running_only)


def rows(work: Workspace, asked: Asked) -> Gathered[Row]:
    """Every clock asked for, running or not, case by case, without its steps."""

    def of(case: Case, timeline: Timeline) -> Iterator[Row]:
        for row in rows_of(timeline, work.rulebook):
            if row.due <= asked.wanted.until:
                yield row._replace(steps=())

    return gather(work, asked, of)


def csv(work: Workspace, asked: Asked) -> Made:
    from sendclock.report.machine import csv_rows

    found = rows(work, asked)
    return Made([csv_rows(found.items).encode()], number(len(found.items), "row"), found)


def json(work: Workspace, asked: Asked) -> Made:
    from sendclock.report.machine import answer_in_pieces, row_json

    found = rows(work, asked)
    head = heading("export", work, work.rulebook, found.read, found.unreadable)
    pieces = answer_in_pieces(head, map(row_json, found.items), found.problems)
    return Made((piece.encode() for piece in pieces), number(len(found.items), "row"), found)


def xlsx(work: Workspace, asked: Asked) -> Made:
    from sendclock.report import workbook

    found = rows(work, asked)
    facts: list[tuple[str, str | int | date]] = [
        ("As of", work.today),
        ("Folder", work.folder),
        ("Cases read", found.read),
        ("Files that could not be read", found.unreadable),
        ("Complete", "no: the cases of those files are missing" if found.unreadable else "yes"),
        ("Rows", len(found.items)),
        ("Packs", ", ".join(work.rulebook.packs)),
        ("Bank holidays confirmed to", work.england.confirmed_to),
        (
            "Days left, status",
            "as of the day above; they do not go on by themselves. No days left: the clock has ended",
        ),
    ]
    told = [(str(problem.position), problem.message) for problem in found.problems if problem.severity == "error"]
    count = len(found.items)
    content = workbook.workbook(counted(found.items, count, "rows"), count, workbook.Made(work.today, facts, told))
    return Made([content], number(len(found.items), "row"), found)


def ics(work: Workspace, asked: Asked) -> Made:
    from sendclock.report import feed

    book, wanted = work.rulebook, asked.wanted

    def of(case: Case, timeline: Timeline) -> Iterator[feed.Listed]:
        former = () if asked.since is None else _formerly(case, work, wanted)
        for entry in feed.entries(timeline, former, book):
            if entry.row.due <= wanted.until if entry.holds else asked.since and feed.matters(entry, asked.since):
                yield feed.listed(entry, work.today, book.event_types)

    found = gather(work, asked, of)
    content = feed.calendar(found.items, feed.About(_name(asked), found.unreadable))
    cancelled = sum(not entry.holds for entry in found.items)
    words = f"{number(len(found.items) - cancelled, 'date')} and {number(cancelled, 'cancellation')}"
    return Made(content, words, found)


def _formerly(case: Case, work: Workspace, wanted: Wanted) -> Iterator[Former]:
    for former in formerly(case, work.rulebook, work.today):
        kept = tuple(d for d in former.timeline.deadlines if wanted.may_list(d.rule))
        yield former._replace(timeline=former.timeline._replace(deadlines=kept))


def _name(asked: Asked) -> str:
    """A calendar is named after a case or a team; an officer's name is nobody else's business."""
    of = [*asked.refs, *sorted(asked.wanted.teams)]
    return "SEND deadlines" + (f": {', '.join(of)}" if of else "")


def sen2(work: Workspace, asked: Asked) -> Made:
    from sendclock.core.history import NEEDED, history
    from sendclock.core.return_checks import Checked, checks
    from sendclock.core.returned import census_day, returned
    from sendclock.report import sen2 as items
    from sendclock.report.machine import answer, csv_text

    assert asked.year is not None
    year: int = asked.year
    told: list[Problem] = []

    def of(case: Case, timeline: Timeline) -> Iterator[dict[str, Any]]:
        found = returned(history(timeline), year)
        told.extend(checks(Checked(timeline, found, year)))
        return items.rows(case.ref, timeline.officer, timeline.team, found)

    found = gather(work, asked._replace(wanted=asked.wanted._replace(rules=NEEDED)), of)
    census, announced = census_day(year)
    if asked.as_json:
        head = heading("sen2", work, work.rulebook, found.read, found.unreadable)
        more = {"year": year, "census_day": census, "census_day_announced": announced}
        content = answer(head, found.items, [*found.problems, *told], **more)
    else:
        content = csv_text(items.COLUMNS, ([row[name] for name in items.COLUMNS] for row in found.items))
    note = (
        f"SEN2 items of calendar {year}, as things stood on {long_day(min(work.today, date(year, 12, 31)))}. "
        f"Census day: {long_day(census)}{'' if announced else ' (by rule; not announced)'}. "
        f"{number(len(told), 'thing')} to look at. This is not the XML return."
    )
    return Made([content.encode()], number(len(found.items), "row"), found, told, note)


MAKERS: dict[str, Callable[[Workspace, Asked], Made]] = {
    "ics": ics,
    "csv": csv,
    "xlsx": xlsx,
    "json": json,
    "sen2": sen2,
}
