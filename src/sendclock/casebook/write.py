"""Add events to a case file without touching a byte of what is there: the one way in which a case is ever changed.

Events are stamped, appended, read back and compared; only then does the new text take the place of the old
(`files/disk.py` says how that is done). The one door to `tomli_w`. Must not know: rules, what day it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sendclock.casebook.casefile import Words, read_case
from sendclock.clock.case import Case
from sendclock.files import disk, toml
from sendclock.files.problem import Problem, RefusedError, UsageError
from sendclock.tuples import NamedTuple

NewEvent = Mapping[str, Any]
ORDER = ("id", "type", "on", "at", "recorded", "by", "party", "served")  # in which an event's keys are written


class Addition(NamedTuple):
    """A case file with events added, not yet written. `before` is what stands there; None: the file is to be new.
    `case` is how it reads; None, and a problem says why, where it would not be one. `stood` counts the lines that were
    there before, or are the head of a new file."""

    path: Path
    before: bytes | None
    after: bytes
    case: Case | None
    problems: list[Problem]
    stood: int

    def put(self, flush: bool = True) -> None:
        """Write it. Raises RefusedError where the file is not what it was, or the disk says no."""
        write(self.path, self.before, self.after, flush)


def added(path: Path, before: bytes, events: Sequence[NewEvent], words: Words) -> Addition:
    """The case file at `path`, in which `before` stands, with `events` appended."""
    return _addition(path, before, before, events, words)


def new_file(path: Path, top: Mapping[str, Any], events: Sequence[NewEvent], words: Words) -> Addition:
    """A new case file: its head, and its first events."""
    return _addition(path, None, head(top), events, words)


def _addition(path: Path, before: bytes | None, start: bytes, events: Sequence[NewEvent], words: Words) -> Addition:
    after = with_events(start, events, path.as_posix())
    return Addition(path, before, after, *read_case(after, path.as_posix(), words), start.count(b"\n"))


def stamped(events: Iterable[NewEvent], taken: Collection[str], recorded: datetime, by: str) -> list[dict[str, Any]]:
    """The events as they will stand in a file: when they were written down, by whom, and with the next free ids, `e1`
    upwards, none of which is one of `taken`, those of the events that are there."""
    events = list(events)
    first = len(taken) + 1
    while any(f"e{n}" in taken for n in range(first, first + len(events))):
        first += 1
    found = []
    for n, event in enumerate(events, first):
        whole = {**event, "id": f"e{n}", "recorded": recorded, "by": by}
        rest = [name for name in whole if name not in ORDER and name != "note"]
        found.append({name: whole[name] for name in (*ORDER, *rest, "note") if name in whole})
    return found


def with_events(before: bytes, events: Sequence[NewEvent], file: str) -> bytes:
    """`before` with `events` appended, proved to hold exactly what was there and what was meant.

    Raises RefusedError if the result would not read back as that.
    """
    import tomli_w

    newline = "\r\n" if b"\r\n" in before else "\n"
    text = "" if before.endswith(b"\n") else newline
    for event in events:
        table = re.sub(r"(?m)^(at|recorded) = (\S+) ", r"\1 = \2T", tomli_w.dumps(dict(event)))
        text += newline + "[[event]]" + newline + table.replace("\n", newline)
    after = before + _in_utf8(text)
    old, new = toml.parse(before, file), toml.parse(after, file)
    if isinstance(old, Problem) or isinstance(new, Problem):
        problem = old if isinstance(old, Problem) else new
        raise RefusedError(str(problem), f"Nothing was written to {file}.")
    meant = dict(old.data)
    if events:
        meant["event"] = [*old.data.get("event", []), *(dict(event) for event in events)]
    if _exactly(new.data) != _exactly(meant):
        raise RefusedError(f"{file}: the events would not read back as meant. Nothing was written.")
    return after


def _in_utf8(text: str) -> bytes:
    """Raises UsageError for letters of another encoding, as a terminal that is set to one hands them over."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("what was typed is not UTF-8. Nothing was written; set the terminal to UTF-8.") from None


def with_tables(before: bytes, tables: Mapping[str, Mapping[str, Mapping[str, Any]]], file: str) -> bytes:
    """`before` with a table for each name of each group appended (`[officers.singh]`), proved to hold exactly what was
    there and what was meant. Raises RefusedError if the result would not read back as that."""
    import tomli_w

    newline = "\r\n" if b"\r\n" in before else "\n"
    meant = {group: dict(named) for group, named in tables.items() if named}
    text = "" if before.endswith(b"\n") else newline
    for group, named in meant.items():
        for name, table in named.items():
            drawn = _SHORT.sub(_on_one_line, tomli_w.dumps({group: {name: dict(table)}}))
            text += newline + drawn.replace("\n", newline)
    after = before + _in_utf8(text)
    old, new = toml.parse(before, file), toml.parse(after, file)
    if isinstance(old, Problem) or isinstance(new, Problem):
        raise RefusedError(str(old if isinstance(old, Problem) else new), f"Nothing was written to {file}.")
    whole = {**old.data, **{group: {**old.data.get(group, {}), **named} for group, named in meant.items()}}
    if _exactly(new.data) != _exactly(whole):
        raise RefusedError(f"{file}: the tables would not read back as meant. Nothing was written.")
    return after


_SHORT = re.compile(r"\[\n((?:    .*,\n)+)\]")
WIDE = 100  # letters in a list on one line


def _on_one_line(found: re.Match[str]) -> str:
    line = ", ".join(item.strip().removesuffix(",") for item in found[1].splitlines())
    return f"[{line}]" if len(line) <= WIDE else found[0]


def _exactly(value: Any) -> Any:
    """For comparing: moments by what is written, because == on the night the clocks go back is never true."""
    if isinstance(value, dict):
        return {key: _exactly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exactly(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def write(path: Path, before: bytes | None, after: bytes, flush: bool = True) -> None:
    """Put `after` in place of `before`, whole or not at all. `before` None: the file must not exist yet; the disk
    then writes it when it likes, without `flush`.

    Raises RefusedError if somebody holds the lock, the file is no longer `before`, or the disk says no.
    """
    if before is not None:
        disk.replace(path, before, after)
    elif not disk.put_new(path, after, flush):
        raise RefusedError(f"{path}: already exists. Nothing was written; look at it and try again.")


def head(top: Mapping[str, Any]) -> bytes:
    """The first lines of a new case file."""
    import tomli_w

    return _in_utf8(tomli_w.dumps(dict(top)))
