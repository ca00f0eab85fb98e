"""What was worked out about each case file last time, so that a file nobody has touched need not be read again.

A disposable file in the user's cache folder, one for each folder of cases, by its real path: it holds however the
folder is spelled. It says nothing that the case files do not say; damaged, foreign or out of date it is passed over
without a word and made anew. It holds data and can run no code.

A file counts as untouched if its size, its times and its inode are the same. A stamp taken within two seconds of the
file's last change is never kept: a second change in the same tick could hide behind it.
Must not know: what the rows of an entry mean, options.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sendclock import __version__
from sendclock.casebook.owner import Whose
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.state import State, changes_after
from sendclock.files import disk
from sendclock.files.problem import Position, Problem

FORMAT = 7
RACY_NS = 2_000_000_000
WORTH_WRITING = 32  # changed files; or one in a hundred
PROGRAM = ("files", "days", "law", "clock", "casebook", "say", "due")  # the folders of the program an entry rests on

Stamp = list[int]


class Entry(NamedTuple):
    """What is kept of one file. It holds from `settled` to `until`, ISO days both included; on other days the case is
    read again. `rows` is for whoever made them to understand; `panelled`: it may come before a panel though no clock
    runs. `setting` and `tags` are those of the case."""

    settled: str
    until: str
    officer: str | None
    team: str | None
    by_setting: bool
    hand_to: str | None
    panelled: bool
    state: list[Any]
    rows: list[Any]
    setting: str | None
    tags: list[str]

    @property
    def owner(self) -> Whose:
        return Whose(self.officer, self.team, self.by_setting, self.hand_to)


def entry_of(case: Case, timeline: Timeline, owner: Whose, panelled: bool, rows: list[Any]) -> Entry:
    settled, until = _holds(case, timeline.as_of, owner)
    turns = changes_after(timeline)
    until = min(until, turns.isoformat()) if turns is not None else until
    state = kept_state(timeline.state)
    return Entry(
        settled, until, owner.officer, owner.team, owner.by_setting, owner.hand_to, panelled, state, rows,
        timeline.case.setting, list(timeline.case.tags),
    )  # fmt: skip


def kept_state(state: State) -> list[Any]:
    """As it is written down: an event by its type, day and id, which is all that a sentence about it needs."""
    event = state.event
    about = event and [event.type, event.on.isoformat(), event.id, state.missing]
    return [state.kind, state.why, about, state.on and state.on.isoformat()]


def state_again(kept: Sequence[Any]) -> State:
    kind, why, about, on = kept
    event = about and Event(about[0], date.fromisoformat(about[1]), None, about[2], 0, 0, {})
    return State(kind, why, event, about[3] if about else "", on and date.fromisoformat(on))


def _holds(case: Case, as_of: date, owner: Whose) -> tuple[str, str]:
    """From when to when the running deadlines are the same whatever the day asked about: from the last day the case
    speaks of as done, between the ends of allocations and the birthdays on which its setting's officer may be another;
    never, where a spell goes on."""
    last, until = owner.first, owner.last
    for event in case.events:
        done = [event.on, event.day("complete"), event.day("lodged")]
        last = max([last, *(day for day in done if day is not None)])
        ends = event.day("until")  # of an allocation, or of a correction of one
        if ends is not None and ends >= as_of:
            until = min(until, ends)
        elif ends is not None:
            last = max(last, ends + timedelta(1))
        if event.day("from") and not event.day("to"):  # of an exception, or of a correction of one
            last = date.max
    return last.isoformat(), until.isoformat()


class Index:
    """The entries of the case files in `folder`. `sources` are the files that an entry rests on besides its own: those
    of the law, the calendars, the settings. `latest`: the last year that a date of a case may have."""

    def __init__(self, folder: Path, sources: Iterable[str], as_of: date, now_ns: int, latest: int = 0) -> None:
        real = disk.real(folder)
        self._file = f"{zlib.crc32(os.fsencode(real)):08x}.json"
        self._key = f"{FORMAT} {__version__} {latest} {real} {_stamp_of_sources(sources)} {_stamp_of_program()}"
        self._above = "" if folder == Path() else f"{disk.shown(folder.as_posix()).rstrip('/')}/"
        self._as_of, self._now_ns = as_of.isoformat(), now_ns
        self._kept: Mapping[str, tuple[Stamp, list[Any], list[Any]]] = self._load()
        self._now: dict[str, tuple[Stamp, list[Any], list[Any]]] = {}
        self._looked_at: tuple[str, Stamp] | None = None
        self._changed = 0

    def get(self, path: Path, name: str) -> tuple[Entry, list[Problem]] | None:
        """The entry of a file nobody has touched, if it holds on the day asked about, and the warnings about the file.
        `name` is the path as messages give it."""
        below = name.removeprefix(self._above)
        stamp = self._stamp(path, below)
        kept = self._kept.get(below)
        if kept is None or kept[0] != stamp:
            return None
        self._now[below] = kept
        _, entry, warnings = kept
        if not entry[0] <= self._as_of <= entry[1]:
            return None
        return Entry(*entry), [Problem(Position(name, line), "warning", *rest) for line, *rest in warnings]

    def put(self, name: str, entry: Entry, warnings: Sequence[Problem]) -> None:
        """Keep what was made of the file that was asked for last: its stamp was taken before it was read."""
        below = name.removeprefix(self._above)
        if self._looked_at is None or self._looked_at[0] != below or entry.settled > self._as_of:
            return
        stamp = self._looked_at[1]
        self._changed += 1
        if max(stamp[1], stamp[2]) < self._now_ns - RACY_NS:
            told = [(warning.position.line, warning.code, warning.message) for warning in warnings]
            self._now[below] = (stamp, list(entry), told)

    def save(self) -> None:
        """Write it, if enough has changed to be worth it. A folder that cannot be written to is no trouble."""
        gone = len(self._kept) - len(self._now)
        if max(self._changed, gone) < max(WORTH_WRITING, len(self._now) // 100) and self._kept:
            return
        text = json.dumps({"key": self._key, "files": self._now}, separators=(",", ":"))
        disk.write_cache(self._file, text.encode())

    def _stamp(self, path: Path, below: str) -> Stamp | None:
        """None where the file is gone or may not be looked at: reading it will say why."""
        try:
            stamp = disk.stamp_of(path)
        except OSError:
            self._looked_at = None
            return None
        self._looked_at = below, stamp
        return stamp

    def _load(self) -> Mapping[str, tuple[Stamp, list[Any], list[Any]]]:
        try:
            body = json.loads(disk.read_cache(self._file) or b"")
            files = body["files"] if body["key"] == self._key else {}
            return files if isinstance(files, dict) else {}
        except (ValueError, KeyError, TypeError):
            return {}


def _stamp_of_sources(sources: Iterable[str]) -> list[tuple[str, int]]:
    """Each by its whole path and what stands in it: two packs may have one name."""
    return [(disk.real(path), disk.checksum(path)) for path in sources]


def _stamp_of_program() -> int:
    """Of what an entry is made by, in this installation."""
    rooms = [disk.list_folder(Path(__file__).parent.parent / room, ".py") for room in PROGRAM]
    paths = [path for listed in rooms if not isinstance(listed, Problem) for path in listed]
    return zlib.crc32("".join(f"{path} {disk.stamp_of(path)[:2]}" for path in paths).encode())
