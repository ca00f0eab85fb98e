"""What commands share, said once: their options, the footer, the JSON heading, the exit.

Heavy rooms are opened inside the functions that need them: `count` reads no case and no rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional

import typer

from sendclock.files.problem import near_miss
from sendclock.say.terminal import Format, warn

if TYPE_CHECKING:
    from sendclock.law.book import RuleBook
    from sendclock.say.formats import Preface
    from sendclock.session import Session

FailOn = Literal["overdue", "due", "nothing-running"]


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
NAMED = 12  # references in the line that adds up


def heading(report: str, workspace: Session, book: RuleBook, read: int = 0, unreadable: int = 0) -> Preface:
    """What the JSON says about itself. `casebook` is null for commands that read no case."""
    from sendclock.say.formats import Preface

    folder = workspace.folder if read or unreadable or report in ("due", "check", "export", "sen2") else None
    confirmed = book.england.confirmed_to
    complete = unreadable == 0 and not workspace.unread
    return Preface(
        report, workspace.today, workspace.known_at, complete, folder, read, unreadable, book.packs, confirmed,
        workspace.unread, accounted(workspace, unreadable),
    )  # fmt: skip


def accounted(session: Session, unreadable: int) -> dict[str, Any] | None:
    """Every case in its one state, as JSON; the numbers add up to the files found. None where no case was answered."""
    from sendclock.say.state import state_sentence, waits_for

    account = session.account
    if not len(account):
        return None
    types = session.rulebook.event_types
    waiting, still = account.named("waiting"), account.named("nothing-running")
    return {
        "running": account.count("running"),
        "waiting": [
            {"case": ref, "for": waits_for(state, types), "why": state_sentence(state, types, ref)}
            for ref, state in waiting
        ],
        "ended": account.count("ended"),
        "nothing-running": [{"case": ref, "why": state_sentence(state, types, ref)} for ref, state in still],
        "unreadable": unreadable,
    }


def adds_up(session: Session, unreadable: int) -> str:
    """`16 cases: 11 running, 1 waiting, 3 ended, 1 with nothing running (EHC-2026-0107).`"""
    from sendclock.say.words import listed, number

    account = session.account
    waiting = [ref for ref, _ in account.named("waiting")]
    still = [ref for ref, _ in account.named("nothing-running")]
    parts = [f"{account.count('running')} running"]
    parts += [f"{len(waiting)} waiting ({_some(waiting)})"] if waiting else []
    parts += [f"{account.count('ended')} ended"]
    parts += [f"{len(still)} with nothing running ({_some(still)})"] if still else []
    parts += [f"{unreadable} unreadable"] if unreadable else []
    return f"{number(len(account) + unreadable, 'case')}: {listed(parts)}."


def _some(refs: list[str]) -> str:
    shown = ", ".join(refs[:NAMED])
    return shown if len(refs) <= NAMED else f"{shown} and {len(refs) - NAMED} more"


def footer(workspace: Session, book: RuleBook, read: int | None = None, unreadable: int = 0) -> str:
    """The last line: folder, cases read and unreadable, as-of, packs, how far bank holidays are confirmed."""
    from sendclock.say.words import day_month, long_day, number

    parts = []
    if read is not None:
        parts.append(f"Folder: {workspace.folder}; {number(read, 'case')} read, {unreadable} unreadable.")
    if read is not None and len(workspace.account):
        parts.append(adds_up(workspace, unreadable))
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


def nobody_of_that_name(given: Iterable[str] | None, known: set[str], what: str) -> None:
    """Say so where nobody of a name asked for has a case: an empty answer would look like good news."""
    from sendclock.say.row import NOBODY

    folded = {name.casefold() for name in known}
    for name in given or ():
        if name.casefold() not in {*folded, NOBODY}:
            warn(f'No case read is given to {what} "{name}".{near_miss(name, known)}')


def leave(workspace: Session, unreadable: int = 0, otherwise: int = 0) -> None:
    """Every command ends here. Exit 3 if a file could not be read: that wins over every other code."""
    code = INCOMPLETE if unreadable or workspace.unread else otherwise
    if code:
        raise typer.Exit(code)
