"""What the clock answers: a deadline with its date and status, a clock not started, and all of a case's together.

Must not know: files, formats, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from sendclock.days.span import plain
from sendclock.files.name import folded
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.case import Case, Event, Truth
    from sendclock.clock.exceptions import Judged
    from sendclock.clock.life import Life
    from sendclock.clock.reason import Doubt, Reason
    from sendclock.clock.state import State
    from sendclock.clock.things import Deed, Thing, Things
    from sendclock.law.book import RuleBook
    from sendclock.law.practice import People
    from sendclock.law.rule import Kind, Rule, Trigger

Status = Literal["open", "overdue", "met", "met-late", "lapsed"]


class Asked(Protocol):
    """Whoever can say why: it makes the steps of a deadline by working its date out once more."""

    def why(self, deadline: Deadline) -> tuple[Reason, ...]: ...


class Deadline:
    """One clock of one case, with its date; and the reason for it, made when it is asked for.

    `due` is the law's last day (for a bar, the first lawful day) and alone decides `status`; `act_by`
    is the last working day on or before it; `safe` the earliest day on any arguable reading.
    `doubts` are why it is provisional. `claims` are the exceptions recorded for it, judged; `done` which of several
    acts that are all needed have been done, and when; `two_dates`, where two clocks of one duty are combined, its own
    day and that of its limb. `limb_of` is the rule this clock is a limb of; while that one runs, this is not `listed`
    by itself. `too_early` is set on a bar whose act was done before its day; `replaced` where it ended because a newer
    clock took its place, `spent` where a later act made it pointless; `history` where nothing stopped it and it fell
    due before the opening, from which the file is complete: it lapsed, for all that can be known. `things` are those of
    the case that it is a clock of, `act` what started it, as read off the file. `opens` is the first day of a window
    that opens later than its clock starts, `route` how to go on where the panel is too late: local practice.
    """

    __slots__ = (
        "act", "act_by", "anchor", "asked", "claims", "done", "doubts", "due", "due_at", "ended_by",
        "excused_by", "history", "limb_of", "listed", "met_by", "met_on", "opens", "party", "place", "replaced",
        "route", "rule", "safe", "spent", "started_by", "status", "things", "too_early", "two_dates",
    )  # fmt: skip

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
    doubts: tuple[Doubt, ...]
    claims: tuple[Judged, ...]
    done: Mapping[Trigger, date]
    two_dates: tuple[date, date] | None
    limb_of: str | None
    listed: bool
    too_early: bool
    replaced: bool
    spent: bool
    history: bool
    things: tuple[Thing, ...]
    act: Deed
    opens: date | None
    route: str
    place: int  # among the clocks of its case, in the order they started
    asked: Asked | None

    @property
    def provisional(self) -> bool:
        return bool(self.doubts)

    @property
    def excuse_doubted(self) -> str:
        """Why it is doubtful whether an exception may be claimed for what met it, though it holds; else nothing."""
        rare = self.rule.no_exception_if
        if rare is None or self.excused_by is None or self.met_by is None:
            return ""
        return rare[1] if rare[0].fits(self.met_by) else ""

    @property
    def steps(self) -> tuple[Reason, ...]:
        """Every step that led to the date, made anew each time it is asked. Of one cut off from its case, none."""
        return self.asked.why(self) if self.asked is not None else ()

    def cut_off(self) -> Deadline:
        """The same without its case, which it would otherwise hold on to: nobody can ask it why any more."""
        self.asked = None
        return self

    def __eq__(self, other: object) -> bool:
        """Of the same clock, with the same answer in every part."""
        if not isinstance(other, Deadline):
            return NotImplemented
        return all(
            getattr(self, name) == getattr(other, name)
            for name in self.__slots__
            if name not in ("asked", "things", "act")
        )

    def __repr__(self) -> str:
        return f"<{self.rule.id} of {self.started_by.id}, due {self.due}, {self.status}>"


class NotStarted(NamedTuple):
    """A clock an event would start but for a missing date: the answer names the field; `panel:NAME`, where that is a
    meeting, and `after`, the last one known."""

    rule: Rule
    event: Event
    missing: str
    party: str | None
    after: date | None = None


class Timeline:
    """Everything the law says about one case as at one day.

    `events` are what is true up to that day, corrected and in order: nobody filters them again. `later_events` are
    those of later days, named and otherwise left alone; `truth` says what was corrected or withdrawn. `life` is what
    the events come to, read when it is first asked for. `officer` and `team` are whose case it is on that day. `case`
    has the setting, tags and locality of that day; `recorded` those at the head of its file.
    """

    def __init__(  # noqa: PLR0913  a line a fact of the answer
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
        things: Things | None = None,
    ) -> None:
        from sendclock.clock.circumstance import case_on

        self.recorded, self.as_of, self.book, self.truth = case, as_of, book, truth
        self.case = case_on(case, truth.events, as_of, book)
        self.events, self.later_events, self.officer, self.team = events, later_events, officer, team
        self.deadlines, self.not_started = deadlines, not_started
        self._things = things
        self._running: Callable[[], tuple[Deadline, ...]] | None = None
        self._last_act: Callable[[], Event | None] | None = None

    def ask_what_runs(self, running: Callable[[], tuple[Deadline, ...]], last_act: Callable[[], Event | None]) -> None:
        """How to find every clock that nothing has stopped, whichever were asked for; and the newest act that stopped
        one."""
        self._running, self._last_act = running, last_act

    @cached_property
    def last_act(self) -> Event | None:
        """The newest act that met or ended a clock."""
        return self._last_act() if self._last_act is not None else None

    @property
    def people(self) -> People:
        """The officers of the casebook that the case is of."""
        return self.book.practice.people

    def case_on(self, day: date) -> Case:
        """The case with the setting, tags and locality of that day, as far as they are known on the as-of day."""
        from sendclock.clock.circumstance import case_on

        return case_on(self.recorded, self.truth.events, min(day, self.as_of), self.book)

    @cached_property
    def seconds(self) -> dict[str, str]:
        """The officers beside the one whose case it is on that day, by their role, folded: the newest of each."""
        from sendclock.law.role import Act

        found: dict[str, str] = {}
        given = self.book.types_of(Act.ALLOCATED)
        for event in self.events:
            if event.type in given and "role" in event.fields:
                role, until = folded(str(event.fields["role"])), event.day("until") or date.max
                if until >= self.as_of and "officer" in event.fields:
                    found[role] = str(event.fields["officer"])
        return found

    @cached_property
    def running(self) -> tuple[Deadline, ...]:
        """Every clock that no act has stopped, of whatever kind: its day may have passed."""
        assert self._running is not None
        return self._running()

    @property
    def things(self) -> Things:
        """What the case is made of, as it was linked when its clocks were asked; else linked now."""
        if self._things is None:
            from sendclock.clock.link import linked

            self._things = linked(self.events, self.book, self.as_of)
        return self._things

    @property
    def opening(self) -> date | None:
        """The day from which the file is whole, both as the case and as the casebook say it: what happened before it,
        and what did not, cannot be known. None: it is whole from its beginning."""
        return opening_of(self.case, self.book)

    @cached_property
    def history(self) -> tuple[Deadline, ...]:
        """The clocks that nothing stopped and that fell due before the opening."""
        return tuple(deadline for deadline in self.running if deadline.history)

    @cached_property
    def state(self) -> State:
        """Its one state."""
        from sendclock.clock.state import state_of

        return state_of(self)

    def take(
        self, deadlines: tuple[Deadline, ...], not_started: tuple[NotStarted, ...] = (), things: Things | None = None
    ) -> None:
        """Have these clocks from now on: said before anything is asked that rests on them."""
        self.deadlines, self.not_started, self._things = deadlines, not_started, things

    def with_clocks(self, deadlines: tuple[Deadline, ...]) -> Timeline:
        """The same case with these clocks and no others."""
        about = (self.recorded, self.as_of, self.book, self.truth, self.events, self.later_events)
        return Timeline(*about, self.officer, self.team, deadlines, (), self._things)

    @cached_property
    def life(self) -> Life:
        from sendclock.clock.life import life_of

        return life_of(self.things, self.events, self.deadlines, self.book)


def opening_of(case: Case, book: RuleBook) -> date | None:
    """The opening of a case: its own, else that of its casebook."""
    return case.opening or book.practice.opening


def status_of_running(kind: Kind, due: date, as_of: date) -> Status:
    """Of a clock that nothing has met or ended: its due day alone decides, and only a deadline is ever overdue. Whether
    it is, is asked anew on each day that a deadline is told; it runs on in either case."""
    if kind == "deadline":
        return "open" if plain(as_of) <= due else "overdue"
    return "open" if as_of <= due else "lapsed"
