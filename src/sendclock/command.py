"""What commands share, said once: their options, the footer, the JSON heading, the exit.

Heavy rooms are opened inside the functions that need them: `count` reads no case and no rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

import typer

from sendclock.files.problem import Problem, near_miss
from sendclock.say.terminal import Format, warn

if TYPE_CHECKING:
    from sendclock.law.book import RuleBook
    from sendclock.say.formats import Basis
    from sendclock.session import Workspace

FailOn = Literal["overdue", "due"]


class Tier(StrEnum):  # an enum, because typer takes no list of literals
    statutory = "statutory"
    guidance = "guidance"
    adjacent = "adjacent"
    local = "local"


class Kind(StrEnum):
    deadline = "deadline"
    window = "window"
    bar = "bar"
    limit = "limit"


Cases = Annotated[
    Optional[list[Path]],
    typer.Option("--cases", metavar="DIR", help="Casebook or folder of case files; may be repeated."),
]
AsOf = Annotated[Optional[str], typer.Option("--as-of", metavar="DATE", help="Answer as at the end of this day.")]
KnownAt = Annotated[
    Optional[str],
    typer.Option("--known-at", metavar="DATE", help="From what had been recorded by the end of this day."),
]
Formats = Annotated[Optional[Format], typer.Option("--format", help="On a terminal table, else plain.")]
Plain = Annotated[bool, typer.Option("--plain", help="Plain text: the same as --format plain.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour.")]
Officer = Annotated[Optional[list[str]], typer.Option("--officer", metavar="NAME", help="Only this officer's cases.")]
Whose = Annotated[
    Optional[list[str]],
    typer.Option(
        "--officer",
        metavar="NAME",
        help="This officer's cases, and those covered; nobody; everyone [default: SENDCLOCK_OFFICER, else the login].",
    ),
]
Team = Annotated[Optional[list[str]], typer.Option("--team", metavar="NAME", help="Only this team's cases.")]
Tiers = Annotated[Optional[list[Tier]], typer.Option("--tier", help="Only rules of this tier.")]
Rules = Annotated[Optional[list[str]], typer.Option("--rule", metavar="ID", help="Only this rule's clocks.")]
Kinds = Annotated[Optional[list[Kind]], typer.Option("--kind", help="Only clocks of this kind [default: deadline].")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
By = Annotated[
    Optional[str],
    typer.Option("--by", metavar="NAME", help="Who records it [default: SENDCLOCK_OFFICER, else the login name]."),
]
Reason = Annotated[Optional[str], typer.Option("--reason", metavar="TEXT", help="Why: kept in the file.")]


INCOMPLETE = 3


def heading(report: str, workspace: Workspace, book: RuleBook, read: int = 0, unreadable: int = 0) -> Basis:
    """What the JSON says about itself. `casebook` is null for commands that read no case."""
    from sendclock.say.formats import Basis

    folder = workspace.folder if read or unreadable or report in ("due", "check", "export", "sen2") else None
    confirmed = book.england.confirmed_to
    return Basis(
        report, workspace.today, workspace.known_at, unreadable == 0, folder, read, unreadable, book.packs, confirmed
    )


def footer(workspace: Workspace, book: RuleBook, read: int | None = None, unreadable: int = 0) -> str:
    """The last line: folder, cases read and unreadable, as-of, packs, how far bank holidays are confirmed."""
    from sendclock.say.words import day_month, long_day, number

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
    from sendclock.say.row import NOBODY

    folded = {name.casefold() for name in known}
    for name in given or ():
        if name.casefold() not in {*folded, NOBODY}:
            warn(f'No case read is given to {what} "{name}".{near_miss(name, known)}')


def leave(unreadable: int = 0, otherwise: int = 0) -> None:
    """Exit 3 if a file could not be read: that wins over every other code."""
    code = INCOMPLETE if unreadable else otherwise
    if code:
        raise typer.Exit(code)
