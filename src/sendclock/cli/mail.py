"""The `--eml` part of `due`: a draft mail for each officer who has something to do, in a folder. Nothing is sent.

Must not know: what stands in a mail, how a row was dated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sendclock.cli.answers import footer
from sendclock.cli.morning import Morning
from sendclock.cli.outfile import send
from sendclock.cli.output import Output, warn
from sendclock.cli.workspace import Workspace
from sendclock.core.problems import Problem, RefusedError, UsageError
from sendclock.report.due import Wanted
from sendclock.report.mail import Letter, draft
from sendclock.report.owner import NOBODY
from sendclock.report.rows import Row
from sendclock.report.wording import long_day, number

OFFICER = "{officer}"
NAME_LENGTH = 60  # letters of an officer's id in the name of a file
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`|~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Post(NamedTuple):
    """Where the drafts are addressed to, `{officer}` standing for the officer's id; and the folder they go into."""

    addresses: tuple[str, ...]
    folder: Path


def post_of(addresses: Sequence[str] | None, folder: Path | None, others: dict[str, object]) -> Post:
    """What `--eml` and `--out` ask for. Raises UsageError where an address is none, or another option has no place."""
    if not addresses or folder is None:
        raise UsageError("--eml and --out go together: sendclock due --eml me@council.example --out drafts")
    for name in [name for name, given in others.items() if given]:
        raise UsageError(f"--eml takes no --{name}: a draft has the list as plain text and as HTML.")
    for address in addresses:
        if not _ADDRESS.fullmatch(address.replace(OFFICER, "officer")):
            raise UsageError(f'"{address}" is no mail address. Use me@council.example or "{OFFICER}@council.example".')
    return Post(tuple(dict.fromkeys(addresses)), folder)


def write_drafts(
    work: Workspace, wanted: Wanted, rows: Sequence[Row], morning: Morning, post: Post, out: Output, quiet: bool
) -> None:
    """A draft for each officer with rows; on stdout the files written, one a line. All are made before one is written.

    Raises RefusedError at the end if one could not be written: the others stand, and each is whole.
    """
    if not rows:
        if not quiet:
            until = long_day(wanted.until)
            warn(f"Nothing is overdue, and nothing falls due up to {until}. No draft was written.")
        return
    drafts = _drafts(work, wanted, rows, morning, post)
    _make(post.folder)
    refused = 0
    for path, content in drafts.items():
        try:
            send([content], path)
        except RefusedError as error:
            warn(str(error))
            refused += 1
        else:
            out.text(f"{path}\n")
    if refused:
        raise RefusedError(f"{number(refused, 'draft')} of {len(drafts)} could not be written; the others were.")


def _drafts(work: Workspace, wanted: Wanted, rows: Sequence[Row], morning: Morning, post: Post) -> dict[Path, bytes]:
    last = footer(work, work.rulebook, morning.read, morning.unreadable)
    unread = _unread(morning.problems)
    drafts: dict[Path, bytes] = {}
    for name, theirs in _by_officer(rows, wanted.officers).items():
        path = _path(post.folder, f"due-{work.today.isoformat()}-{_plain(name)}", drafts)
        whose = wanted._replace(officers=frozenset({name.casefold()}))
        letter = Letter(name, _addresses(post, name), work.today, unread, morning.to_hand_over(whose))
        if not letter.to and name != NOBODY:
            warn(f'{path}: no address can be made of "{name}", so this draft has none. Write one in.')
        drafts[path] = draft(theirs, whose, letter, last)
    return drafts


def _by_officer(rows: Iterable[Row], asked: frozenset[str]) -> dict[str, list[Row]]:
    """The rows of each officer asked for, or of everybody: those of their cases, and those they cover. In order of
    name, `nobody` last. Each name as the first case spells it."""
    names: dict[str, str] = {}
    found: dict[str, list[Row]] = {}
    for row in rows:
        for name in dict.fromkeys((row.officer or NOBODY, *row.cover)):
            names.setdefault(name.casefold(), name)
            found.setdefault(name.casefold(), []).append(row)
    keys = sorted((key for key in found if not asked or key in asked), key=lambda key: (key == NOBODY, key))
    return {names[key]: found[key] for key in keys}


def _addresses(post: Post, officer: str) -> list[str]:
    """Without those that would have to be made of `nobody`, or of an id that no address can have in it."""
    made = [
        address.replace(OFFICER, officer) for address in post.addresses if officer != NOBODY or OFFICER not in address
    ]
    return [address for address in made if _ADDRESS.fullmatch(address)]


def _plain(officer: str) -> str:
    """The id as part of a name that every disk takes."""
    letters = unicodedata.normalize("NFC", officer).casefold()
    return re.sub(r"[^\w-]+", "-", letters).strip("-")[:NAME_LENGTH] or "officer"


def _path(folder: Path, name: str, taken: Iterable[Path]) -> Path:
    """Two ids that look alike as file names are numbered: no draft takes the place of another."""
    there, number_ = set(taken), 1
    path = folder / f"{name}.eml"
    while path in there:
        number_ += 1
        path = folder / f"{name}-{number_}.eml"
    return path


def _unread(problems: Iterable[Problem]) -> list[str]:
    """The files that could not be answered, each with the line of its first mistake."""
    first: dict[str, int] = {}
    for problem in problems:
        if problem.severity == "error":
            first.setdefault(problem.position.file, problem.position.line)
    return [f"{file}:{line}" if line else file for file, line in first.items()]


def _make(folder: Path) -> None:
    """The folder, but not the folders above it: a slip in a path is not to grow a new tree."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = "it is a file" if folder.exists() else (error.strerror or "unknown reason").lower()
        raise RefusedError(f"{folder}: the folder cannot be made ({reason}). Nothing was written; use --out.") from None
