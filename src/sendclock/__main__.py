"""`python -m sendclock`, and the command `sendclock`: the program as a process of its own.

What is made lasts until the answer is printed, and the process ends with it: so nothing is looked through for what
could be thrown away, and at the end nothing is taken apart piece by piece, which takes longer than to print a list.
"""

import atexit
import gc
import os
import sys

gc.set_threshold(100_000, 50, 50)  # before the program is loaded


def start() -> None:
    """The console script."""
    from sendclock.main import run

    try:
        run()
    except SystemExit as left:
        if not isinstance(left.code, int | None):  # a message, which the interpreter prints
            raise
        _leave(left.code or 0)
    _leave(0)


def _leave(code: int) -> None:
    """End the process at once, when all that was said has gone out. A debugger or a profiler has the last word."""
    if sys.gettrace() or sys.getprofile() or sys.flags.interactive or sys.flags.inspect:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads any more: the interpreter knows what to say of that
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    start()
