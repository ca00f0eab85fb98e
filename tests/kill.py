"""A write that is killed on its way, as a computer that loses power would: before each call into the system in turn.

Before the next is after the one before it: between two of them nothing changes that anybody else could see.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from apart import apart
from sendclock.casebook import write as casebook_write
from sendclock.files import disk

SYSTEM = {"posix", "nt", "_io", "io"}


def killed_at(step: int, write: Callable[[], object]) -> bool:
    """Write in a child that is killed before its `step`-th call into the system. False if it got through."""
    ended = apart("kill:ready").call(_write, step, write)
    assert ended.signal or ended.result, "it ended by itself"
    return ended.signal != 0


def ready() -> None:
    """Everything has been written once, so that nothing but the writing is counted."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "EHC-1.toml")
        disk.put_new(place, b'schema = 1\nref = "EHC-1"\n')
        disk.put_over(place, [b'schema = 1\nref = "EHC-1"\n'])
        casebook_write.write(place, place.read_bytes(), b'schema = 1\nref = "EHC-1"\n# new\n')


def _write(step: int, write: Callable[[], object]) -> bool:
    left = step

    def count(frame: object, event: str, called: object) -> None:
        nonlocal left
        module = getattr(called, "__module__", None) or type(getattr(called, "__self__", None)).__module__
        if event == "c_call" and module in SYSTEM:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.setprofile(count)
        write()
    finally:
        sys.setprofile(None)
    return True
