"""The cases of some officers, found through the index and then read anew: for hand-over lists and for writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sendclock.cli.morning import Morning, unfinished_rows
from sendclock.cli.workspace import Workspace
from sendclock.core.model import Case, Timeline
from sendclock.core.problems import Problem
from sendclock.core.whose import Whose, whose
from sendclock.report.due import Wanted
from sendclock.store.caseload import read_one

NO_ROWS = Wanted(date.max, frozenset({"deadline"}), frozenset({"none"}))  # only whose cases they are


class Theirs(NamedTuple):
    """One case, where it is, its clocks, and whose it is."""

    path: Path
    case: Case
    timeline: Timeline
    owner: Whose


class Found(NamedTuple):
    """`read` and `unreadable` count every case of the casebooks, not only those found."""

    cases: list[Theirs]
    problems: list[Problem]
    read: int
    unreadable: int


def theirs(work: Workspace, wanted: Callable[[Whose, str], bool]) -> Found:
    """Every case whose owner (and reference) is `wanted`, in order of file; what cannot be read is named."""
    morning = unfinished_rows(work, NO_ROWS, use_index=True)
    return read_again(work, morning, [name for name, owner in morning.owners.items() if wanted(owner, Path(name).stem)])


def read_again(work: Workspace, morning: Morning, names: Iterable[str]) -> Found:
    """The files of these names, read anew, after a look through the index."""
    found = Found([], list(morning.problems), morning.read, morning.unreadable)
    failed = 0
    for name in names:
        path = Path(name)
        case, problems = read_one(path, work.words)
        answer = work.attempt(case) if case else problems[0]
        if case is None or isinstance(answer, Problem):  # changed since the index looked, or no date for its clocks
            found.problems.extend(problems if case is None else [answer] if isinstance(answer, Problem) else [])
            failed += 1
            continue
        found.cases.append(Theirs(path, case, answer, whose(answer, work.people)))
    return found._replace(read=found.read - failed, unreadable=found.unreadable + failed)
