"""The nouns of local practice: what an authority promises or expects of itself beside the law.

Every one is data read from a local pack. How they act is in `core.local`.
Must not know: TOML, the console, what day it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Literal, NamedTuple

from sendclock.core.people import People
from sendclock.core.problems import Position

if TYPE_CHECKING:
    from sendclock.core.model import Trigger
    from sendclock.core.panels import Panel

PackStatus = Literal["adopted", "draft", "withdrawn"]
Standing = Literal["promise", "target"]
Scope = Literal["case", "party", "team"]


class Source(NamedTuple):
    """The document a pack was made from, and what the authority made of it. Only an adopted pack starts clocks."""

    pack: str
    authority: str
    title: str
    version: str
    address: str
    checked_on: date | None
    status: PackStatus
    note: str = ""


class CaseCondition(NamedTuple):
    """A fact about the case, judged on the day counted from: `age>=16`, `year-group=9,10`, `tag=looked-after`."""

    field: str
    op: str
    values: tuple[str, ...]


class Receipt(NamedTuple):
    """When something that arrives counts as received: what comes after `until`, or on a day that is not a working
    day (`working_days`), counts from the next working day. `channels`: only what came that way; empty means any."""

    until: time | None
    working_days: bool
    channels: tuple[str, ...]


class Offset(NamedTuple):
    """So many days, working days or weeks; never negative."""

    size: int
    unit: Literal["day", "working-day", "week"]


class Snap(NamedTuple):
    """Move to the panel: the `next` meeting at least `lead` after the day counted to, or the `previous` one. Never
    later than the due day of `not_after`: then that day stands, and the case goes by `otherwise`."""

    panel: str
    which: Literal["next", "previous"]
    lead: Offset
    not_after: str
    otherwise: str


class Local(NamedTuple):
    """What a rule of a local pack has that the law's rules have not."""

    status: PackStatus = "adopted"
    standing: Standing = "promise"
    usually: bool = False
    scope: Scope = "case"
    conditions: tuple[CaseCondition, ...] = ()
    receipt: Receipt | None = None
    weekday: int | None = None  # 0 Monday: move on (back, if counted back) to this day of the week
    opens_week: int | None = None  # the window opens with the first day of this week
    snap: Snap | None = None
    met_by_all: bool = False  # every one of `met_by` is needed
    again: bool = False  # once met, it starts anew from the day it was met
    tightens: str = ""
    extends: str = ""
    supersedes: str = ""
    page: str = ""  # where in the document
    choice: str = ""  # what the document leaves open, and what was chosen


class ChecklistItem(NamedTuple):
    """A step without a number: to be done, and ticked by an event. `each` lists the parties it must be done for."""

    id: str
    pack: str
    stage: str
    title: str
    starts_on: tuple[Trigger, ...]
    done_by: tuple[Trigger, ...]  # besides `local-step-done` with the item's id, which always ticks it
    ends_with: tuple[Trigger, ...]  # no longer wanted
    each: tuple[str, ...]
    conditions: tuple[CaseCondition, ...]
    status: PackStatus
    cite: str
    in_force_from: date
    in_force_to: date | None
    position: Position


class Reminder(NamedTuple):
    """Whom to remind or tell when a clock of `rule` is this far before or after its due day and still runs."""

    rule: str
    pack: str
    direction: Literal["before", "after"]
    offset: Offset
    calendar: str
    tell: str
    say: str
    escalation: bool
    cite: str
    status: PackStatus
    position: Position


class Practice(NamedTuple):
    """Everything the local packs and the settings say beside the rules."""

    sources: Mapping[str, Source] = {}
    checklist: tuple[ChecklistItem, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    panels: Mapping[str, Panel] = {}
    people: People = People()
