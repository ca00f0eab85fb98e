"""A write that is killed on its way, as a computer that loses power would: at each call into the system in turn."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

SYSTEM = {"posix", "nt", "_io", "io"}


def killed_at(step: int, write: Callable[[], object]) -> bool:
    """Write in a child that is killed before or after its `step`-th call into the system. False if it got through."""
    child = os.fork()
    if child == 0:
        left = step

        def count(frame: object, event: str, called: object) -> None:
            nonlocal left
            module = getattr(called, "__module__", None) or type(getattr(called, "__self__", None)).__module__
            if event in ("c_call", "c_return") and module in SYSTEM:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.setprofile(count)
            write()
        finally:
            sys.setprofile(None)
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])
