"""Every case of a pass in its one state, so that every answer adds up: so many running, waiting, ended, with nothing
running, unreadable, and their sum the files that were found.

Of those that run or have ended only the number is told; who waits, and for what, and who stands still, and why, is
named.
Must not know: English, formats, how a state is found.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendclock.clock.state import Kind, State

SPOKEN_OF: tuple[Kind, ...] = ("waiting", "nothing-running")


class Account:
    """The states of one pass, by file. A file answered twice counts once."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._named: dict[str, tuple[str, State]] = {}

    def add(self, file: str, ref: str, state: State) -> None:
        self._kinds[file] = state.kind
        if state.kind in SPOKEN_OF:
            self._named[file] = (ref, state)
        else:
            self._named.pop(file, None)

    def __len__(self) -> int:
        return len(self._kinds)

    def count(self, kind: Kind) -> int:
        return sum(found == kind for found in self._kinds.values())

    def named(self, kind: Kind, files: Container[str] | None = None) -> list[tuple[str, State]]:
        """The reference and the state of each case that waits, or that stands still, by reference; of these `files`
        alone, if they are given."""
        found = [told for file, told in self._named.items() if files is None or file in files]
        return sorted((told for told in found if told[1].kind == kind), key=lambda told: told[0])
