"""What the reading commands share: the footer, the JSON heading, the exit."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from sendclock.cli.output import warn
from sendclock.cli.workspace import Workspace
from sendclock.core.model import RuleBook
from sendclock.core.problems import Problem, near_miss
from sendclock.report.machine import Heading
from sendclock.report.wording import day_month, long_day, number

INCOMPLETE = 3


def heading(report: str, workspace: Workspace, book: RuleBook, read: int = 0, unreadable: int = 0) -> Heading:
    """What the JSON says about itself. `casebook` is null for commands that read no case."""
    folder = workspace.folder if read or unreadable or report in ("due", "check", "export", "sen2") else None
    confirmed = book.england.confirmed_to
    return Heading(
        report, workspace.today, workspace.known_at, unreadable == 0, folder, read, unreadable, book.packs, confirmed
    )


def footer(workspace: Workspace, book: RuleBook, read: int | None = None, unreadable: int = 0) -> str:
    """The last line: folder, cases read and unreadable, as-of, packs, how far bank holidays are confirmed."""
    parts = []
    if read is not None:
        parts.append(f"Folder: {workspace.folder}; {number(read, 'case')} read, {unreadable} unreadable.")
    known = f", as known at the end of {long_day(workspace.known_at)}" if workspace.known_at else ""
    parts += [
        f"As of {long_day(workspace.today)}{known}.",
        f"Packs: {', '.join(_pack(name, book) for name in book.packs)}.",
        f"Bank holidays confirmed to {day_month(book.england.confirmed_to)}.",
    ]
    return " ".join(parts)


def _pack(name: str, book: RuleBook) -> str:
    """Marked where it starts nothing: `derby (draft)`."""
    source = book.practice.sources.get(name)
    return name if source is None or source.status == "adopted" else f"{name} ({source.status})"


def errors(problems: Iterable[Problem]) -> int:
    """How many files could not be answered."""
    return len({problem.position.file for problem in problems if problem.severity == "error"})


def nobody_of_that_name(given: Iterable[str] | None, known: set[str], what: str) -> None:
    """Say so where nobody of a name asked for has a case: an empty answer would look like good news."""
    from sendclock.report.owner import NOBODY

    folded = {name.casefold() for name in known}
    for name in given or ():
        if name.casefold() not in {*folded, NOBODY}:
            warn(f'No case read is given to {what} "{name}".{near_miss(name, known)}')


def leave(unreadable: int = 0, otherwise: int = 0) -> None:
    """Exit 3 if a file could not be read: that wins over every other code."""
    code = INCOMPLETE if unreadable else otherwise
    if code:
        raise typer.Exit(code)
