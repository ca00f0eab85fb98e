"""What the clock answers: a deadline with its date and status, a clock not started, and all of a case's together.

Must not know: files, formats, English, what day it is.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from sendclock.clock.case import Case, Event, Truth
from sendclock.days.step import Step
from sendclock.law.rule import Rule

if TYPE_CHECKING:
    from sendclock.clock.life import Life
    from sendclock.law.book import RuleBook

Status = Literal["open", "overdue", "met", "met-late", "lapsed"]


class Deadline(NamedTuple):
    """One clock of one case, with its date and the reason for it.

    `due` is the law's last day (for a bar, the first lawful day) and alone decides `status`; `act_by`
    is the last working day on or before it; `safe` the earliest day on any arguable reading.
    `limb_of` is the rule this clock is a limb of; while that one runs, this is not `listed` by itself.
    `too_early` is set on a bar whose act was done before its day. `opens` and `route` are local practice.
    """

    rule: Rule
    party: str | None
    started_by: Event
    anchor: date
    due: date
    due_at: datetime | None
    act_by: date
    safe: date
    status: Status
    met_on: date | None
    met_by: Event | None
    ended_by: Event | None
    excused_by: str | None
    provisional: bool
    limb_of: str | None
    listed: bool
    too_early: bool
    steps: tuple[Step, ...]
    opens: date | None = None  # the first day of a window that opens later than its clock starts
    route: str = ""  # how to go on where the panel is too late


class NotStarted(NamedTuple):
    """A clock an event would start but for a missing date: the answer names the field."""

    rule: Rule
    event: Event
    missing: str
    party: str | None


class Timeline:
    """Everything the law says about one case as at one day.

    `events` are what is true up to that day, corrected and in order: nobody filters them again. `later_events` are
    those of later days, named and otherwise left alone; `truth` says what was corrected or withdrawn. `life` is what
    the events come to, read when it is first asked for. `officer` and `team` are whose case it is on that day.
    """

    def __init__(
        self,
        case: Case,
        as_of: date,
        book: RuleBook,
        truth: Truth,
        events: tuple[Event, ...],
        later_events: tuple[Event, ...],
        officer: str | None,
        team: str | None,
        deadlines: tuple[Deadline, ...] = (),
        not_started: tuple[NotStarted, ...] = (),
    ) -> None:
        self.case, self.as_of, self.book, self.truth = case, as_of, book, truth
        self.events, self.later_events, self.officer, self.team = events, later_events, officer, team
        self.deadlines, self.not_started = deadlines, not_started

    def with_clocks(self, deadlines: tuple[Deadline, ...], not_started: tuple[NotStarted, ...] = ()) -> Timeline:
        """The same case with these clocks and no others."""
        alone = (self.case, self.as_of, self.book, self.truth, self.events, self.later_events, self.officer, self.team)
        return Timeline(*alone, deadlines, not_started)

    @cached_property
    def life(self) -> Life:
        from sendclock.clock.life import life_of, with_clocks

        return with_clocks(life_of(self.events, self.book), self.events, self.deadlines, self.book)
