"""Every case of a pass in its one state, so that every answer adds up: so many running, waiting, ended, with nothing
running, unreadable, and their sum the files that were found.

Of those that run or have ended only the number is told; who waits, and for what, and who stands still, and why, is
named.
Must not know: English, formats, how a state is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendclock.casebook.facts import Ledger
    from sendclock.clock.state import Kind, State

SPOKEN_OF: tuple[Kind, ...] = ("waiting", "nothing-running")


class Account:
    """The states of one pass, by file. A file answered twice counts once. `closed` counts the files that were left out
    because they rest (`casebook.voucher`); `outdated`: there are vouchers, and they are of another law."""

    def __init__(self) -> None:
        self.closed, self.outdated = 0, False
        self._kinds: dict[str, Kind] = {}
        self._named: dict[str, tuple[str, State]] = {}
        self.facts: Sequence[Ledger] = ()  # of casebooks that were taken whole

    def take(self, facts: Sequence[Ledger]) -> None:
        """Every case of these casebooks, without looking at each."""
        self.facts = facts

    def add(self, file: str, ref: str, state: State) -> None:
        if any(facts.has(file) for facts in self.facts):
            return
        self._kinds[file] = state.kind
        if state.kind in SPOKEN_OF:
            self._named[file] = (ref, state)
        else:
            self._named.pop(file, None)

    def __len__(self) -> int:
        return len(self._kinds) + sum(facts.read for facts in self.facts)

    def count(self, kind: Kind) -> int:
        known = sum(n for facts in self.facts for found, _, n in facts.tally if found == kind)
        return known + sum(found == kind for found in self._kinds.values())

    def named(self, kind: Kind) -> list[tuple[str, State]]:
        """The reference and the state of each case that waits, or that stands still, by reference."""
        from sendclock.casebook.facts import ref_of

        known = [(ref_of(file), state) for facts in self.facts for file, _, state in facts.named(kind)]
        known += [told for told in self._named.values() if told[1].kind == kind]
        return sorted(known, key=lambda told: told[0])
