"""Which clock stands first in a list: the gravest by what follows when it is missed, then by its lateness.

What follows is read off the roles of the packs (which acts start a clock, which meet it, which part it plays), never
off one rule. `due --why-order` says it of every row.
Must not know: files, formats.
"""

from __future__ import annotations

from datetime import date

from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.law.rule import Rule
from sendclock.say.row import TIERS, Row
from sendclock.say.words import by_law

# What a missed day costs, the gravest first.
ORDER, APPEAL, SCHOOL, OTHER = range(4)
CONSEQUENCES = (
    "an order of the Tribunal, or what was agreed or conceded in its place",
    "a family kept from its appeal",
    "a child out of school",
    "none of these",
)
ORDERED = (Act.ORDER, Act.CONCESSION, Act.AGREEMENT, Act.DIRECTION)
OF_A_DECISION = "decision"  # clocks on the way from a decision to its appeal: mediation, response, certificate


class Gravity:
    """What follows from missing each rule of a book, worked out once a rule."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._known: dict[str, int] = {}

    def of(self, row: Row) -> int:
        """The place of its consequence in `CONSEQUENCES`. What somebody else owes, and what is no law, has none."""
        if not row.own or not by_law(row):
            return OTHER
        found = self._known.get(row.rule)
        if found is None:
            versions = self._book.versions(row.rule)
            found = self._known[row.rule] = min((self._of(rule) for rule in versions), default=OTHER)
        return found

    def _of(self, rule: Rule) -> int:
        types = self._book.event_types
        starts = {role for trigger in rule.starts_on for role in types[trigger.event].roles}
        if starts & {str(act) for act in ORDERED}:
            return ORDER
        if any(types[trigger.event].appealed_as for trigger in rule.met_by) or rule.of == OF_A_DECISION:
            return APPEAL
        return SCHOOL if rule.plays(Role.OUT_OF_SCHOOL) else OTHER

    def late(self, row: Row) -> tuple[int, bool, bool, int, int, str]:
        """The order of what is late: by consequence; the law before practice, the authority's own before what it waits
        for; then the most days late."""
        return self.of(row), not by_law(row), not row.own, row.days_left, TIERS.index(row.tier), row.case or ""

    def coming(self, row: Row) -> tuple[date, int, bool, bool, int, str]:
        """The order of what is still to come: by day, then as what is late."""
        return row.due, self.of(row), not by_law(row), not row.own, TIERS.index(row.tier), row.case or ""
