"""`check --history`: events that were changed by hand after they were written down, as git has kept them.

A case file only grows: what is wrong is corrected by another event. Whoever changes or removes what stood there leaves
no trace in the file; where the casebook lies in git, its history has one.
Must not know: rules, how git is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from sendclock.casebook.folder import SETTINGS, Casebook, case_files
from sendclock.files import disk, git, toml
from sendclock.files.problem import Position, Problem
from sendclock.tuples import NamedTuple

UNREAD = git.UNREAD


class _Seen(NamedTuple):
    """A case as a version of its file had it: its events by id, or by place where one has none, with their places."""

    events: Mapping[str, tuple[Mapping[str, Any], int]]
    path: str
    document: toml.Parsed

    def position(self, name: str) -> Position:
        return Position(self.path, self.document.line("event", self.events[name][1]) if name in self.events else 0)


def edits(books: Sequence[Casebook]) -> Iterator[Problem]:
    """A warning for each event that a later version has otherwise, or no more, and for each case that is gone."""
    for book in books:
        top = git.repository(book.cases)
        if top is None:
            message = "is not kept in git, so nobody can tell what was changed by hand."
            yield Problem(Position(disk.shown(book.cases), 0), "warning", "no-history", message)
            continue
        found = git.versions(top, book.cases, ".toml")
        texts = found if isinstance(found, Problem) else git.blobs(top, [each.blob for each in found if each.blob])
        if isinstance(found, Problem) or isinstance(texts, Problem):
            problem = found if isinstance(found, Problem) else texts
            assert isinstance(problem, Problem)
            yield problem
            continue
        if git.is_shallow(top):
            message = (
                "this copy of the repository holds only its last commits: what was changed before them is not seen."
            )
            yield Problem(Position(disk.shown(top), 0), "warning", "short-history", message)
        yield from _of_one(book, found, texts)


def _of_one(book: Casebook, versions: Sequence[git.Version], texts: Mapping[str, bytes]) -> Iterator[Problem]:
    now = {PurePosixPath(path.as_posix()).stem: path for path in case_files(book.cases)}
    last: dict[str, _Seen] = {}
    gone: dict[str, git.Version] = {}
    for version in versions:
        case = PurePosixPath(version.path).stem
        if PurePosixPath(version.path).name == SETTINGS or "/packs/" in f"/{version.path}":
            continue
        if not version.blob:
            gone[case] = version
            continue
        gone.pop(case, None)
        file = disk.shown(now[case].as_posix()) if case in now else version.path
        version_of = _seen(texts.get(version.blob, b""), file)
        if (
            version_of is None
        ):  # it could not be read then: `check` said so, and the next version is compared with the last
            continue
        how = f"in commit {version.commit[:10]} of {version.day} by {version.author}"
        yield from _differences(last.get(case), version_of, how)
        last[case] = version_of
    for case, seen in last.items():
        if case in now:
            content = disk.read_regular(now[case])
            is_now = None if isinstance(content, Problem) else _seen(content, seen.path)
            if is_now is not None:
                yield from _differences(seen, is_now, "and not yet committed")
        else:
            how = (
                f"in commit {gone[case].commit[:10]} of {gone[case].day} by {gone[case].author}"
                if case in gone
                else "since"
            )
            message = f"this case was taken away {how}. If that was not meant, bring it back from git."
            yield Problem(Position(seen.path, 0), "warning", "case-gone", message)


def _seen(content: bytes, file: str) -> _Seen | None:
    """A version as it stood; None where it is no TOML."""
    document = toml.parse(content, file)
    tables = [] if isinstance(document, Problem) else document.data.get("event", [])
    if isinstance(document, Problem) or not isinstance(tables, list):
        return None
    found: dict[str, tuple[Mapping[str, Any], int]] = {}
    for place, table in enumerate(tables):
        if isinstance(table, dict):
            name = table.get("id")
            key = name if isinstance(name, str) and name not in found else f"number {place + 1}"
            found[key] = table, place
    return _Seen(found, file, document)


def _differences(seen: _Seen | None, later: _Seen, how: str) -> Iterator[Problem]:
    fix = "What is wrong is put right by sendclock correct or withdraw, which keep what stood there."
    for name, (before, _) in (seen.events if seen else {}).items():
        if name in later.events:
            table, _ = later.events[name]
            changed = sorted(key for key in {*before, *table} if before.get(key) != table.get(key))
            said = f"was changed by hand {how}: {', '.join(changed)}" if changed else ""
        else:
            said = "" if any(table == before for table, _ in later.events.values()) else f"was taken out by hand {how}"
        if said:
            yield Problem(later.position(name), "warning", "edited-by-hand", f"event {name} {said}. {fix}")
