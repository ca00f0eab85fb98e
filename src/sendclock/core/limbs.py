"""Which clock is a limb of which: two clocks that are combined, the later or the earlier of them governing.

Must not know: dates counted, English.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendclock.core.clock import Clock


class Limbs:
    """`principal_of` and `limb_of` find the other half of a clock, by its identity."""

    def __init__(self, clocks: list[Clock], limb_rules: Iterable[str]) -> None:
        self.principal_of: dict[int, Clock] = {}
        self.limb_of: dict[int, Clock] = {}
        for limb in clocks:
            if limb.rule.id in limb_rules:
                self._join(limb, clocks)

    def _join(self, limb: Clock, clocks: list[Clock]) -> None:
        """A limb belongs to the principal of the same event, else to one running before or after it.

        Of several begun before it, the latest: a certificate goes with the latest decision. One that has
        its limb from before it keeps it: the next review's meeting leaves this review's twelve weeks alone.
        """
        principals = [c for c in clocks if c.rule.combine and c.rule.combine[1] == limb.rule.id and not c.replaced]
        named = limb.started_by.day("decision")
        by_event = [c for c in principals if c.started_by is limb.started_by]
        by_name = [c for c in principals if named is not None and c.started_by.on == named]
        together = [c for c in principals if overlap(c, limb)]
        before = [c for c in together if _begun(c) < _begun(limb) and not self._has_older_limb(c)]
        after = [c for c in together if _begun(c) > _begun(limb)]
        for found in (by_event, by_name, before, after[:1]):
            if found:
                self.principal_of[id(limb)] = found[-1]
                self.limb_of[id(found[-1])] = limb  # a later limb takes the place of an earlier one
                return

    def _has_older_limb(self, principal: Clock) -> bool:
        limb = self.limb_of.get(id(principal))
        return limb is not None and _begun(limb) < _begun(principal)


def _begun(clock: Clock) -> tuple[date, int]:
    """Where the event that started the clock stands among the events of the case."""
    return clock.started_by.on, clock.started_by.order


def overlap(principal: Clock, limb: Clock) -> bool:
    """The two ran at the same time at some point: one started while the other was running."""
    first, second = sorted((principal, limb), key=_begun)
    ended = first.met_by or first.ended_by
    return ended is None or _begun(second) < (ended.on, ended.order)
