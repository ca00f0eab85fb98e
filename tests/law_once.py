"""The law is read once a run and not a thousand times, as long as its files stay as they are.

The program has its own way to be quick: the law as it was compiled when the package was built, beside the packs. A work
tree has none, or one of another day, and then each command reads the packs anew. So `conftest.py` puts `read_once` in
the place of `load.read_compiled` for the whole run; `law/test_compiled.py` puts the real one back.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sendclock.days import bank_holidays
from sendclock.law import area, guard, load

READ_COMPILED = load.read_compiled


def read_once(sources: Sequence[Path]) -> load.Law:
    """The law made from these files, as the packs say it."""
    seen = [os.stat(path) for path in sources]
    return law(tuple((str(path), one.st_size, one.st_mtime_ns) for path, one in zip(sources, seen, strict=True)))


@cache
def law(made_from: tuple[tuple[str, int, int], ...]) -> load.Law:
    """The law of the folder in use, whose files have these sizes and times."""
    return guard.read_law(area.shipped(), bank_holidays.CALENDARS)
