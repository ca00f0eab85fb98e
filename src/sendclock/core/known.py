"""One case as the findings of `core.doubts` see it, and how they word a warning.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sendclock.core.explain import Step
from sendclock.core.model import Deadline, Event, Rule, RuleBook, Timeline
from sendclock.core.problems import Problem

REQUESTS = ("assessment-requested", "responsibility-began")
# The route by which a refusal was overturned, and the event that starts its clocks.
ROUTES = {"order": "order-made", "unopposed": "appeal-unopposed", "mediation": "mediation-agreed"}
ASSESSED = ("assessment-agreed", "reassessment-agreed", "conversion-assessment-began", *ROUTES.values())
OVER = ("deceased", "transferred")  # reasons for which nobody decides to cease, so nobody can appeal


class Known(NamedTuple):
    """One case as every finding sees it: `events` corrected, in order, none after the as-of day."""

    timeline: Timeline
    book: RuleBook
    events: tuple[Event, ...]
    plan: Event | None

    @property
    def ref(self) -> str:
        return self.timeline.case.ref

    @property
    def as_of(self) -> date:
        return self.timeline.as_of

    def warn(self, event: Event, code: str, message: str) -> Problem:
        return Problem(self.timeline.case.position(event), "warning", code, message)

    def correct(self, event: Event, what: str) -> str:
        return f'sendclock correct {self.ref} {event.id} {what} --reason "..."'

    def rule(self, id: str, day: date) -> Rule | None:
        """The version of the rule in force that day."""
        return next((rule for rule in self.book.versions(id) if rule.in_force(day)), None)

    def steps(self, *kinds: str) -> Iterator[tuple[Deadline, Step]]:
        for deadline in self.timeline.deadlines:
            for step in deadline.steps:
                if step.kind in kinds:
                    yield deadline, step


def short(day: date) -> str:
    """`Mon 30 Nov 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"
