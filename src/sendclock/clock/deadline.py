"""What the clock answers: a deadline with its date and status, a clock not started, and all of a case's together.

Must not know: files, formats, English, what day it is.
"""

from datetime import date, datetime
from typing import Literal, NamedTuple

from sendclock.clock.case import Case, Event
from sendclock.days.step import Step
from sendclock.law.rule import Rule

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


class Timeline(NamedTuple):
    """Everything the law says about one case as at one day."""

    case: Case
    as_of: date
    deadlines: tuple[Deadline, ...]
    not_started: tuple[NotStarted, ...]
    later_events: tuple[Event, ...]
    officer: str | None
    team: str | None


def status_of_running(rule: Rule, due: date, as_of: date) -> Status:
    """Of a clock that nothing has met or ended: its due day alone decides, and only a deadline is ever overdue."""
    if as_of <= due:
        return "open"
    return "overdue" if rule.kind == "deadline" else "lapsed"
