"""Progress on stderr: a count that rewrites its own line, on a terminal only, once work has lasted over a second.

Must not know: what is counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, TextIO, TypeVar, cast

T = TypeVar("T")
AFTER, EVERY = 1.0, 0.2  # seconds


class _Line:
    """stderr with a count on its last line. Whatever else is written there, by whomever, wipes the count first."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.said = stream, ""

    def say(self, count: str) -> None:
        self.stream.write(f"\r{count}")
        self.stream.flush()
        self.said = count

    def wipe(self) -> None:
        if self.said:
            self.stream.write("\r" + " " * len(self.said) + "\r")
            self.stream.flush()
            self.said = ""

    def write(self, text: str) -> int:
        self.wipe()
        return self.stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def counted(things: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The things one by one. While they last it says `12,400 of 30,000 cases`, and wipes it at the end,
    or when something else is to be said."""
    if not sys.stderr.isatty():
        yield from things
        return
    line, last = _Line(sys.stderr), time.monotonic() + AFTER - EVERY
    # a command that fails leaves this generator waiting while its message is written, so the stream itself has to know
    sys.stderr = cast(TextIO, line)
    try:
        for place, thing in enumerate(things):
            if time.monotonic() - last > EVERY:
                last = time.monotonic()
                line.say(f"{place:,} of {total:,} {what}")
            yield thing
    finally:
        line.wipe()
        if sys.stderr is cast(TextIO, line):
            sys.stderr = line.stream
