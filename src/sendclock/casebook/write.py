"""Add events to a case file without touching a byte of what is there.

The new text is read back and compared before it takes the place of the old (`files/disk.py` says how that is done).
The one door to `tomli_w`. Must not know: rules, what day it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sendclock.files import disk, toml
from sendclock.files.problem import Problem, RefusedError

NewEvent = Mapping[str, Any]


def with_events(before: bytes, events: Sequence[NewEvent], file: str) -> bytes:
    """`before` with `events` appended, proved to hold exactly what was there and what was meant.

    Raises RefusedError if the result would not read back as that.
    """
    import tomli_w

    newline = "\r\n" if b"\r\n" in before else "\n"
    text = "" if before.endswith(b"\n") or not before else newline
    for event in events:
        table = re.sub(r"(?m)^(at|recorded) = (\S+) ", r"\1 = \2T", tomli_w.dumps(dict(event)))
        text += newline + "[[event]]" + newline + table.replace("\n", newline)
    after = before + text.encode("utf-8")
    old, new = toml.parse(before, file), toml.parse(after, file)
    if isinstance(old, Problem) or isinstance(new, Problem):
        problem = old if isinstance(old, Problem) else new
        raise RefusedError(f"{problem}\nNothing was written to {file}.")
    meant = dict(old.data)
    if events:
        meant["event"] = [*old.data.get("event", []), *(dict(event) for event in events)]
    if _exactly(new.data) != _exactly(meant):
        raise RefusedError(f"{file}: the events would not read back as meant. Nothing was written.")
    return after


def _exactly(value: Any) -> Any:
    """For comparing: moments by what is written, because == on the night the clocks go back is never true."""
    if isinstance(value, dict):
        return {key: _exactly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exactly(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def write(path: Path, before: bytes | None, after: bytes) -> None:
    """Put `after` in place of `before`, whole or not at all. `before` None: the file must not exist yet.

    Raises RefusedError if somebody holds the lock, the file is no longer `before`, or the disk says no.
    """
    if before is not None:
        disk.replace(path, before, after)
    elif not disk.put_new(path, after):
        raise RefusedError(f"{path}: already exists. Nothing was written; look at it and try again.")


def head(top: Mapping[str, Any]) -> bytes:
    """The first lines of a new case file."""
    import tomli_w

    return tomli_w.dumps(dict(top)).encode("utf-8")
