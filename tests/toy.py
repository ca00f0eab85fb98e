"""The toy law: eleven invented rules over fifteen invented events, and a book of six invented cases (`toy/`).

What a command answers stands on it, so that a new clock of the shipped law turns nothing red but what is about that
clock. It is a folder like the law's own, so it also shows that another statute needs no other program.

Two fixtures (`conftest.py`): `toy` sets it in place of the shipped law for one test, `toy_book` gives a copy of its
casebook besides. Where a process of its own is needed, this file is the program: `python tests/toy.py due --cases DIR`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from sendclock.law import area
from sendclock.main import run

FOLDER = Path(__file__).parent / "toy"
LAW, BOOK = FOLDER / "law", FOLDER / "book"
AREAS = ("lanterns", "letters")


@contextmanager
def toy_law() -> Iterator[None]:
    """The toy law in place of the shipped one."""
    with patch.multiple(area, PACKS=LAW, EVENTS=LAW / "events.toml", AREAS=AREAS, LOCAL=LAW / "authorities"):
        yield


if __name__ == "__main__":
    sys.argv[0] = "sendclock"
    with toy_law():
        run()
