"""A command that is stopped at one of its calls into the disk: killed there, or told no."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import law_once
from apart import apart
from run import ROOT, cache_of, sendclock
from sendclock import session
from sendclock.files import disk
from sendclock.files.exchange import exchange, rename_alone

CALLS = (
    *("open", "mkdir", "makedirs", "link", "replace", "rename", "unlink", "chmod", "chown", "fsync", "write"),
    *("ftruncate", "close"),
)
NOW = datetime.fromisoformat("2026-11-21T09:00:00+00:00")
KILLED = "killed"
SAYS_NO = {"full": errno.ENOSPC, "read-only": errno.EROFS, "broken": errno.EIO, "forbidden": errno.EACCES,
           "elsewhere": errno.EXDEV}  # fmt: skip


class Stop:
    """Counts the calls into the disk, and stops at one of them: killed (before it is made, or after), or told no."""

    def __init__(self, at: int, how: str, after: bool = False) -> None:
        self.at, self.how, self.after, self.made = at, how, after, 0
        self.reading: set[int] = set()  # files open to be read alone: what fails there is another test's

    def wrap(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def made(*arguments: Any, **named: Any) -> Any:
            if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.reading.add(file := call(*arguments, **named))
                return file
            if name == "close" and arguments[0] in self.reading:
                self.reading.discard(arguments[0])
                return call(*arguments, **named)
            self.made += 1
            if self.made != self.at:
                return call(*arguments, **named)
            if self.how == KILLED:
                if self.after:
                    call(*arguments, **named)
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(SAYS_NO[self.how], os.strerror(SAYS_NO[self.how]))

        return made

    @contextmanager
    def in_place(self) -> Iterator[None]:
        calls = {name: self.wrap(name, getattr(os, name)) for name in CALLS}
        alone = self.wrap("rename_alone", rename_alone)
        with (
            patch.multiple(disk.os, **calls),
            patch.object(disk, "exchange", self.wrap("exchange", exchange)),
            patch.object(disk, "rename_alone", alone),
        ):
            yield


def told(
    words: tuple[str, ...], book: Path, stop: Stop | None = None, within: tuple[str, ...] = ("--cases", ".")
) -> tuple[int, str, int]:
    """How the command ended (-9: killed), what it said, and how many calls it made.

    What is stopped runs in a child; what is not, here: the law is warm in each child, which forgets what it learns.
    """
    asked = (*words, *within)
    if stop is None:
        return *_ran(asked, book, cache_of(str(book))), 0
    ended = apart("stopped:ready").call(_stopped, asked, book, cache_of(str(book)), stop)
    if ended.signal:
        return -ended.signal, "", 0
    answer: tuple[int, str, int] = ended.result
    return answer


def practise(words: tuple[str, ...], book: Path) -> None:
    """Where children are stopped, do it once undisturbed: what the command loads and makes ready is there for them."""
    asked = (*words, "--cases", ".")
    code, text = apart("stopped:ready").call(_ran, asked, book, cache_of(str(book)), in_a_child=False).result
    assert code == 0, text


def ready() -> None:
    """The law has been read, and nobody waits for a disk."""
    law_once.put_in_place()
    disk.time.sleep = lambda seconds: None
    code, text = _ran(("due", "--cases", "cases", "--no-index"), ROOT, cache_of())
    assert code == 0, text


def _stopped(words: tuple[str, ...], book: Path, cache: str, stop: Stop) -> tuple[int, str, int]:
    try:
        with stop.in_place():
            return *_ran(words, book, cache), stop.made
    except BaseException as error:  # a bug: told as one, not swallowed
        return 99, f"Traceback: {error!r}", stop.made


def _ran(words: tuple[str, ...], book: Path, cache: str) -> tuple[int, str]:
    with patch.object(session, "now", lambda: NOW):
        ran = sendclock(*words, cwd=book, SENDCLOCK_OFFICER="singh", SENDCLOCK_CACHE=cache)
    return ran.returncode, ran.stdout + ran.stderr
