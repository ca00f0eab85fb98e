"""The facts of every case, read one file after another: no more than one whole case is held at a time.

Must not know: what is counted with them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from sendclock.cli.progress import counted
from sendclock.cli.workspace import Workspace
from sendclock.core.model import Case, RuleBook
from sendclock.core.planning import plan
from sendclock.core.problems import Position, Problem
from sendclock.core.whose import whose
from sendclock.report.figures.facts import CaseFacts, Wanted, facts_of
from sendclock.store.caseload import case_files, duplicates, read_one

T = TypeVar("T")


class Gathered(NamedTuple, Generic[T]):
    """What was made of each case that could be answered, every problem, and how many files could not be."""

    found: list[T]
    problems: list[Problem]
    unreadable: int


def gather(work: Workspace, make: Callable[[Case], T | Problem]) -> Gathered[T]:
    """`make` applied to every case of every casebook. Two files for one reference are both left out and named."""
    answered: dict[str, T] = {}
    problems: list[Problem] = []
    files: dict[str, list[str]] = {}
    unreadable = 0
    paths = list(_paths(work))
    for path in counted(paths, len(paths), "cases read"):
        case, found = read_one(path, work.words)
        problems += found
        made = make(case) if case is not None else None
        if case is None or isinstance(made, Problem):
            unreadable += 1
            problems += [made] if isinstance(made, Problem) else []
        if case is not None:
            files.setdefault(case.ref.casefold(), []).append(case.file)
            if made is not None and not isinstance(made, Problem):
                answered[case.file] = made
    twice = duplicates(files.values())
    for problem in twice:
        unreadable += answered.pop(problem.position.file, None) is not None
    return Gathered(list(answered.values()), [*problems, *twice], unreadable)


def _paths(work: Workspace) -> Iterator[Path]:
    """Every case file; one that two of the folders given hold between them comes once."""
    seen: set[str] = set()
    for book in work.books:
        for path in case_files(book.cases):
            real = os.path.realpath(path) if len(work.books) > 1 else str(path)
            if real not in seen:
                seen.add(real)
                yield path


def gather_facts(work: Workspace, wanted: Wanted) -> Gathered[CaseFacts]:
    """The facts a report needs, of every case."""
    book = wanted.book(work.rulebook)
    return gather(work, lambda case: _facts(work, case, wanted, book))


def _facts(work: Workspace, case: Case, wanted: Wanted, book: RuleBook) -> CaseFacts | Problem:
    known = work.as_known(case)
    planned = wanted.planned and any(event.type == "phase-transfer-expected" for event in known.events)
    answer = work.attempt(case, book, keep=None if planned else wanted.keep(known))
    if isinstance(answer, Problem):
        return answer
    try:
        return facts_of(answer, whose(answer, work.people), plan(answer, work.rulebook) if planned else ())
    except ValueError as error:
        return Problem(Position(case.file, 0), "error", "not-covered", f"{error}. Correct the date.")


def owners(facts: Iterable[CaseFacts]) -> tuple[set[str], set[str]]:
    """The officers and the teams that have a case."""
    told = [one.history for one in facts]
    return {one.officer for one in told if one.officer}, {one.team for one in told if one.team}
