"""Add events to a case file without touching a byte of what is there.

The new text is read back and compared before it takes the place of the old; a file that changed in the
meantime is left alone; a killed write leaves the old file whole.
The one door to `tomli_w` and `filelock`. Must not know: rules, what day it is.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sendclock import tomlfile
from sendclock.core.problems import Problem, RefusedError

LOCK_SECONDS = 5.0
REPLACE_TRIES = 8  # os.replace on a Windows share fails now and then

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
    old, new = tomlfile.parse(before, file), tomlfile.parse(after, file)
    if isinstance(old, Problem) or isinstance(new, Problem):
        problem = old if isinstance(old, Problem) else new
        raise RefusedError(f"{problem}\nNothing was written to {file}.")
    meant = dict(old.data)
    if events:
        meant["event"] = [*old.data.get("event", []), *(dict(event) for event in events)]
    if new.data != meant:
        raise RefusedError(f"{file}: the events would not read back as meant. Nothing was written.")
    return after


def write(path: Path, before: bytes | None, after: bytes) -> None:
    """Put `after` in place of `before`, whole or not at all. `before` None: the file must not exist yet.

    Raises RefusedError if somebody holds the lock, or the file is no longer `before`.
    """
    with locked(path):
        try:
            now: bytes | None = path.read_bytes()
        except FileNotFoundError:
            now = None
        if now != before:
            what = "already exists" if before is None else "was changed by somebody else just now"
            raise RefusedError(f"{path}: {what}. Nothing was written; look at it and try again.")
        _replace(path, after)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of one case file. A lock left by a program that died on this machine is taken over."""
    import filelock

    lock_path = path.with_name(f".{path.name}.lock")
    lock = filelock.SoftFileLock(str(lock_path))
    try:
        with lock.acquire(timeout=LOCK_SECONDS, poll_interval=0.05):
            yield
    except filelock.Timeout:
        message = f"{path}: somebody else is writing to it ({_holder(lock_path)}). Nothing was written; try again."
        raise RefusedError(f"{message} If nobody is, delete {lock_path}.") from None
    except PermissionError as error:
        raise RefusedError(f"{path}: cannot write in this folder ({(error.strerror or '').lower()}).") from None


def _holder(lock_path: Path) -> str:
    try:
        lines = lock_path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        lines = []
    return f"program {lines[0]} on {lines[1]}" if len(lines) > 1 else "holder unknown"


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, flush to disk, then swap. The mode of the old file is kept."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o664 & ~_umask())
        for attempt in range(REPLACE_TRIES):
            try:
                os.replace(name, path)
                return
            except PermissionError:
                if attempt == REPLACE_TRIES - 1:
                    raise RefusedError(f"{path}: another program holds it. Nothing was written; try again.") from None
                time.sleep(0.05 * 2**attempt)
    finally:
        if os.path.exists(name):
            os.unlink(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def head(top: Mapping[str, Any]) -> bytes:
    """The first lines of a new case file."""
    import tomli_w

    return tomli_w.dumps(dict(top)).encode("utf-8")
