"""The nouns of the law as data: event types, rules, exceptions; and what a rule of a local pack has besides.

Every one is read from a pack. How they act is in `clock`.
Must not know: TOML, cases, the console, what day it is.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal, Protocol

from sendclock.days.counting import Offset, Period
from sendclock.days.school_year import SCHOOL_YEAR
from sendclock.files.name import folded
from sendclock.files.problem import Position
from sendclock.tuples import NamedTuple

MONDAY_TO_SUNDAY = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LATER = ("latest", "earliest", "first-known")  # anchors that choose among several days, of those that are known
MET = ("met", "all-met")  # the day another rule was met; that on which the last of those asked had met it
CALENDAR_ANCHORS = ("day", "anniversary", *SCHOOL_YEAR, "panel")
# What a condition on the case may ask, and where it is found. A pack may add no field to a case file, so facts that no
# event carries are tags: "specialist", "cost:52000".
FACTS = ("age", "year-group", "setting", "tag", "placement", "cost", "phase-transfer", "locality", "season")
FROM_BIRTH = frozenset({"age", "year-group"})
NUMBERS = frozenset({"age", "year-group", "cost"})

# The tests an exception may be judged by: `clock.exceptions` has a function for each.
CHECKS = (
    "closure", "spell-overlaps", "spell-inside", "day-inside", "spell-includes-due", "due-between", "after-mediation",
    "tribunal-direction", "recorded",
)  # fmt: skip

# The roads to a plan. `ordinary`, `change-of-mind` and `detained` count from the request; `midway` and `release` from
# where detention begins or ends in the middle of an assessment; `ordered` holds for what was agreed at mediation too.
ROADS = (
    "ordinary", "change-of-mind", "detained", "midway", "release", "ordered", "conceded", "re-assessment", "conversion",
)  # fmt: skip
# The things a case is made of; a clock belongs to one (`clock.things`).
THINGS = (
    "assessment", "plan", "review", "amendment", "instruction", "decision", "phase", "spell", "matter", "team",
)  # fmt: skip
FROM_REQUEST = frozenset({"ordinary", "change-of-mind", "detained"})

Value = str | date | datetime | bool
Kind = Literal["deadline", "window", "bar", "limit"]
Repeats = Literal["first", "each", "latest"]
PackStatus = Literal["adopted", "draft", "withdrawn"]
Standing = Literal["promise", "target"]
Scope = Literal["case", "party", "team"]


def kept_before(anchor: str) -> tuple[str, ...]:
    """The rules whose being kept an anchor counts from: of `all-met:A,B` both; of any other anchor none."""
    kind, _, names = anchor.partition(":")
    return tuple(name.strip() for name in names.split(",")) if kind in MET else ()


class Fact(Protocol):
    """What a condition is asked of: an event of a case, which this room does not know."""

    @property
    def type(self) -> str: ...

    @property
    def fields(self) -> Mapping[str, Value]: ...


class Field(NamedTuple):
    """One field of an event type. `kind` is date, text, choice, rule, exception or event. `words` say what a date
    is, as they follow "counted from": `the day it reached the family`. `ahead`: the day lies ahead when it is written
    down, as that of a hearing does. `own`: it is the event's own day unless another is given, so that nothing is
    guessed where it is left out."""

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()
    default: str | None = None
    words: str = ""
    ahead: bool = False
    own: bool = False


PRIVATE = frozenset({"born"})  # fields whose value is never said back
NAMES = frozenset(
    {"party", "panel", "step", "kind", "role"}
)  # fields that hold a name, which people spell in several ways


class Condition(NamedTuple):
    """`field = values`, `!=`, `<` or `>=`. `default` is what a field left out is taken to be."""

    field: str
    op: str
    values: tuple[str, ...]
    default: str | None

    def holds(self, event: Fact) -> bool:
        """Whether an event is like that, by the value of its field; by the default, where it is left out."""
        value = event.fields.get(self.field)
        if value is None:
            text = self.default
        elif isinstance(value, bool):
            text = "yes" if value else "no"
        else:
            text = value.isoformat() if isinstance(value, date) else value
        if self.op in ("=", "!="):
            there = text in self.values or (
                text is not None and self.field in NAMES and folded(text) in map(folded, self.values)
            )
            return there is (self.op == "=")
        if text is None:
            return False
        return text < self.values[0] if self.op == "<" else text >= self.values[0]


class Trigger(NamedTuple):
    """An event type, with the conditions on its fields that must all hold."""

    event: str
    conditions: tuple[Condition, ...] = ()

    def fits(self, event: Fact) -> bool:
        if event.type != self.event:
            return False
        return all(condition.holds(event) for condition in self.conditions) if self.conditions else True


class Presupposed(NamedTuple):
    """An event presupposes one of `events`, because `why`: where none stands in the `back` days before it, and one in
    the `ahead` days after it, one of the two days is wrong. `only`: what must hold of the event itself."""

    events: tuple[str, ...]
    why: str
    cite: str = ""
    ahead: int = 366
    back: int = 99_999
    only: Condition | None = None


class Arranged(NamedTuple):
    """An event fixes the day in field `day`; an event of type `until` ends the waiting for it. `what`: in words."""

    day: str
    until: str
    what: str


class AppealedAs(NamedTuple):
    """The word by which an appeal says that it is about this decision, if `conditions` hold of it."""

    challenge: str
    conditions: tuple[Condition, ...] = ()


class SmallCase(NamedTuple):
    """A kind of small case that an event of this type begins: with which `words` besides its day, and what that is.
    `refs`: what a reference begins with that can mean nothing else."""

    kind: str
    what: str
    words: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


class EventType(NamedTuple):
    """One word of the closed vocabulary of a case file, and what Python may ask about it.

    `roles` are the parts it plays (`law.role.Act`). `settles` are the questions put to a panel that it answers,
    `raises` those that may be put once it has happened. `ended`: how it is said to have ended something. `way`: the way
    on which a no is fought over, `route` the word by which a later yes says that this event turned the no round;
    `turns`: for each thing ordered or agreed, the challenges it decides. `appealed_as`: the challenges to this event,
    where it is a decision that can be appealed. `matter`: the family of small matters it belongs to, `registers` the
    small cases it begins.
    """

    id: str
    group: str
    meaning: str
    fields: Mapping[str, Field]
    moment: bool = False  # may carry `at` in place of `on`
    letter: str = ""  # the meaning as a letter would put it, where it differs
    note: str = ""
    roles: tuple[str, ...] = ()
    presupposes: Presupposed | None = None
    arranges: Arranged | None = None
    settles: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    ended: str = ""
    way: str = ""
    route: str = ""
    turns: Mapping[str, tuple[str, ...]] = {}
    appealed_as: tuple[AppealedAs, ...] = ()
    matter: str = ""
    registers: tuple[SmallCase, ...] = ()
    rank: int = 50  # among the events of one day: what comes first in the nature of things
    effect: str = ""  # the field with the day on which it takes effect, where that may be later
    needs_one: tuple[str, ...] = ()  # of these fields one at least
    leaves: Condition | None = None  # an end of an appeal after which something is to be done that it does not say
    restores: Condition | None = None  # it says that a plan goes on, whose end may be on file before it
    for_good: Condition | None = None  # an end of a plan that nothing of that kind undoes
    letters: tuple[tuple[Condition, str], ...] = ()  # `letter`, where a field says more: the first that holds


class Reading(NamedTuple):
    """Another arguable reading. `effect` is safe (earlier: kept to) or later (explained, never used).

    `offset` is `-1d`, `+1wd` (from the due day) or `2w`, `15wd` (from `anchor`); None where the
    reading gives no date that can be computed.
    """

    effect: Literal["safe", "later"]
    offset: str | None
    why: str
    anchor: str | None = None


class Source(NamedTuple):
    """The document a pack was made from, and what the authority made of it. Only an adopted pack starts clocks;
    nothing that began before the day `adopted_from`, where one is given, is owed."""

    pack: str
    authority: str
    title: str
    version: str
    address: str
    checked_on: date | None
    status: PackStatus
    note: str = ""
    adopted_from: date | None = None


class CaseCondition(NamedTuple):
    """A fact about the case, judged on the day counted from: `age>=16`, `year-group=9,10`, `tag=looked-after`; or about
    that day itself: `season=09-01..04-30`, both ends included."""

    field: str
    op: str
    values: tuple[str, ...]


class Receipt(NamedTuple):
    """When something that arrives counts as received: what comes after `until`, or on a day that is not a working
    day (`working_days`), counts from the next working day. `channels`: only what came that way; empty means any."""

    until: time | None
    working_days: bool
    channels: tuple[str, ...]


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
    opens: Offset | None = None  # or so long from the day counted from: `6 to 8 weeks`
    snap: Snap | None = None
    met_by_all: bool = False  # every one of `met_by` is needed
    again: bool = False  # once met, it starts anew from the day it was met
    tightens: str = ""
    extends: str = ""
    supersedes: str = ""
    page: str = ""  # where in the document
    choice: str = ""  # what the document leaves open, and what was chosen
    aim: float | None = None  # the share of them that is to be kept, up to 1
    owner: str = ""  # the role or the team whose work it is, where that is not the officer of the case


class Rule(NamedTuple):
    """One version of one clock. The columns of the law table, and nothing that is not in it."""

    id: str
    pack: str
    group: str
    label: str
    title: str
    who: str
    tier: str
    kind: Kind
    starts_on: tuple[Trigger, ...]
    anchor: str
    period: Period
    calendar: str | None
    combine: tuple[Literal["max", "min"], str] | None
    per_party: bool
    repeats: Repeats
    met_by: tuple[Trigger, ...]
    ends_with: tuple[Trigger, ...]
    exceptions: tuple[str, ...]
    readings: tuple[Reading, ...]
    cite: str
    in_force_from: date
    in_force_to: date | None
    confidence: str
    not_while: str | None
    no_exception_if: tuple[Trigger, str] | None
    duty: str
    words: str
    note: str
    position: Position
    local: Local | None  # for rules of a local pack
    roles: tuple[str, ...]  # the parts it plays (`law.role.Role`)
    road: str  # the road to a plan it is a clock of
    of: str  # the kind of thing it is a clock of; empty: of the whole case
    answers: str  # the field by which an act says which thing of that kind it answers
    spent_by: tuple[Trigger, ...]  # later acts that make the step pointless
    pauses: str  # the event type between whose `asked` and `answered` the days do not count
    in_time: bool  # only an act that came in time stops it: an appeal, an extension
    within_plan: bool  # no clock where the plan was first made after its day

    @property
    def asleep(self) -> bool:
        """True for a rule of a pack that is a draft, or withdrawn: it can be read, and starts nothing."""
        return self.local is not None and self.local.status != "adopted"

    def plays(self, *roles: str) -> bool:
        """Whether it is a rule of the law that plays one of these parts (`law.role.Role`)."""
        mine = self.roles if self.local is None else ()
        for role in roles:  # noqa: SIM110  asked hundreds of times a case by findings and figures
            if role in mine:
                return True
        return False

    def in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)

    @property
    def own(self) -> bool:
        """True where the authority itself is bound; otherwise it waits for somebody."""
        return "authority" in self.who or self.who.startswith("whoever arranges")


class RuleException(NamedTuple):
    """A lawful reason why one clock's number does not apply. It never moves a date."""

    id: str
    title: str
    cite: str
    condition: str
    facts: tuple[str, ...]
    check: str
    days: int
    in_force_from: date
    in_force_to: date | None
    act: str
    note: str
    position: Position


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
    owner: str = ""  # the role or the team whose work it is, where that is not the officer of the case
    made_within: Offset | None = None  # what was done bears a day of its own, no longer than this before the step


class OwnKind(NamedTuple):
    """A kind of request of an authority's own, a small case of its own: `dates` are the steps of its life that are
    recorded with a day, `channels` the ways it may arrive, all if none is named."""

    id: str
    pack: str
    title: str
    dates: tuple[str, ...]
    channels: tuple[str, ...]
    status: PackStatus
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
    owner: str = ""  # the role or the team that is told besides
