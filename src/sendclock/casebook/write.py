"""Add events to a case file without touching a byte of what is there.

The new text is read back and compared before it takes the place of the old; a file that changed in the
meantime is left alone; a killed write leaves the old file whole.
The one door to `tomli_w` and `filelock`. Must not know: rules, what day it is.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sendclock.files import toml
from sendclock.files.problem import Problem, RefusedError

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
    if path.is_symlink():
        path = Path(os.path.realpath(path))  # the link stays a link
    try:
        with locked(path):
            try:
                now: bytes | None = path.read_bytes()
            except FileNotFoundError:
                now = None
            if now != before:
                what = "already exists" if before is None else "was changed by somebody else just now"
                raise RefusedError(f"{path}: {what}. Nothing was written; look at it and try again.")
            _replace(path, after)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RefusedError(
            f"{path}: cannot be written ({reason}). Nothing was written; put that right and try again."
        ) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of one case file. A lock left by a program that died on this machine is taken over."""
    import filelock

    lock_path = path.with_name(f".{path.name}.lock")
    lock = filelock.SoftFileLock(str(lock_path))
    empty = _empty_since(lock_path)
    for again in (True, False):
        try:
            lock.acquire(timeout=LOCK_SECONDS, poll_interval=0.05)
            break
        except filelock.Timeout:
            if not again or empty is None or _empty_since(lock_path) != empty:
                message = (
                    f"{path}: somebody else is writing to it ({_holder(lock_path)}). Nothing was written; try again."
                )
                raise RefusedError(f"{message} If nobody is, delete {lock_path}.") from None
            lock_path.unlink(missing_ok=True)  # its maker died before it could write its name, which takes no time
    try:
        yield
    finally:
        with suppress(OSError):  # the write is done: a lock left now is taken over once this program has ended
            lock.release()


def _empty_since(lock_path: Path) -> tuple[int, int] | None:
    """Which empty lock file this is, or None if there is none or it names its holder."""
    try:
        found = lock_path.stat()
    except OSError:
        return None
    return None if found.st_size else (found.st_ino, found.st_ctime_ns)


def _holder(lock_path: Path) -> str:
    try:
        lines = lock_path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        lines = []
    return f"program {lines[0]} on {lines[1]}" if len(lines) > 1 else "holder unknown"


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file, flush to disk, then swap. The mode of the old file is kept. Only under the lock."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)  # left by a program that was killed
    try:
        with open(new, "xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            os.chmod(new, path.stat().st_mode & 0o777)
        for attempt in range(REPLACE_TRIES):
            try:
                os.replace(new, path)
                return
            except PermissionError:
                if attempt == REPLACE_TRIES - 1:
                    raise RefusedError(f"{path}: another program holds it. Nothing was written; try again.") from None
                time.sleep(0.05 * 2**attempt)
    finally:
        new.unlink(missing_ok=True)


def head(top: Mapping[str, Any]) -> bytes:
    """The first lines of a new case file."""
    import tomli_w

    return tomli_w.dumps(dict(top)).encode("utf-8")
