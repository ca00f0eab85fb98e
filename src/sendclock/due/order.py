"""Which clock stands first in a list: the gravest by what follows when it is missed, then by its lateness.

What follows stands in the edition of the law (`law.edition`). `due --why-order` says it of every row.
Must not know: files, formats.
"""

from __future__ import annotations

from sendclock.law.edition import OTHER, Edition
from sendclock.say.row import SPAN, TIERS, Row
from sendclock.say.words import by_law

# What a missed day costs, the gravest first, in the order of `law.edition`.
CONSEQUENCES = (
    "an order of the Tribunal, or what was agreed or conceded in its place",
    "a family kept from its appeal",
    "a child out of school",
    "none of these",
)
ALIKE = 4 * len(CONSEQUENCES)


class Gravity:
    """What follows from missing each rule of an edition."""

    def __init__(self, edition: Edition) -> None:
        self._known = {rule.id: rule.consequence for rule in edition.rules}

    def of(self, row: Row) -> int:
        """The place of its consequence in `CONSEQUENCES`. What somebody else owes, and what is no law, has none."""
        return self._known.get(row.rule, OTHER) if row.own and by_law(row) else OTHER

    def late(self, row: Row) -> int:
        """The order of what is late: by consequence; the law before practice, the authority's own before what it waits
        for; then the most days late."""
        return (self._alike(row) * SPAN + row.days_left) * len(TIERS) + TIERS.index(row.tier)

    def coming(self, row: Row) -> int:
        """The order of what is still to come: by day, then as what is late."""
        return (row.due.toordinal() * ALIKE + self._alike(row)) * len(TIERS) + TIERS.index(row.tier)

    def _alike(self, row: Row) -> int:
        law = by_law(row)
        of = self._known.get(row.rule, OTHER) if law and row.own else OTHER
        return (of * 2 + (not law)) * 2 + (not row.own)
