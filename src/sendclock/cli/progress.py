"""Progress on stderr: a count that rewrites its own line, on a terminal only, once work has lasted over a second.

Must not know: what is counted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
AFTER, EVERY = 1.0, 0.2  # seconds


def counted(things: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The things one by one. While they last it says `12,400 of 30,000 cases`, and wipes it at the end."""
    if not sys.stderr.isatty():
        yield from things
        return
    said, last = "", time.monotonic() + AFTER - EVERY
    try:
        for place, thing in enumerate(things):
            if time.monotonic() - last > EVERY:
                last = time.monotonic()
                said = f"{place:,} of {total:,} {what}"
                sys.stderr.write(f"\r{said}")
                sys.stderr.flush()
            yield thing
    finally:
        if said:
            sys.stderr.write("\r" + " " * len(said) + "\r")
            sys.stderr.flush()
