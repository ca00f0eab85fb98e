"""The nouns: events, cases, rules, exceptions, deadlines.

Must not know: TOML, the console, what day it is.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from sendclock.core.calendars import Calendar
from sendclock.core.counting import Period
from sendclock.core.explain import Step
from sendclock.core.practice import Local, Practice
from sendclock.core.problems import Position

Value = str | date | datetime | bool
Status = Literal["open", "overdue", "met", "met-late", "lapsed"]
Kind = Literal["deadline", "window", "bar", "limit"]
Repeats = Literal["first", "each", "latest"]


class Event(NamedTuple):
    """One dated fact of a case. `fields` holds what the event type allows beyond its day."""

    type: str
    on: date
    at: datetime | None
    id: str
    order: int  # place in the file, from 0: settles events of the same day
    line: int
    fields: Mapping[str, Value]
    recorded: datetime | None = None  # when it was written down
    by: str | None = None  # who wrote it down

    @property
    def party(self) -> str | None:
        value = self.fields.get("party")
        return None if value is None else str(value)

    def day(self, name: str) -> date | None:
        """The day recorded in field `name`; `on` is the event's own day."""
        if name == "on":
            return self.on
        value = self.fields.get(name)
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None


class Case(NamedTuple):
    """One child's or young person's file, as recorded. `events` are in file order."""

    ref: str
    file: str
    events: tuple[Event, ...]
    born: date | None = None
    setting: str | None = None
    tags: tuple[str, ...] = ()

    def position(self, event: Event) -> Position:
        return Position(self.file, event.line)


class Field(NamedTuple):
    """One field of an event type. `kind` is date, text, choice, rule, exception or event."""

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()
    default: str | None = None


class EventType(NamedTuple):
    """One word of the closed vocabulary of a case file."""

    id: str
    group: str
    meaning: str
    fields: Mapping[str, Field]
    moment: bool = False  # may carry `at` in place of `on`
    letter: str = ""  # the meaning as a letter would put it, where it differs
    note: str = ""


class Condition(NamedTuple):
    """`field = values`, `!=`, `<` or `>=`. `default` is what a field left out is taken to be."""

    field: str
    op: str
    values: tuple[str, ...]
    default: str | None

    def holds(self, event: Event) -> bool:
        value = event.fields.get(self.field)
        if value is None:
            text = self.default
        elif isinstance(value, bool):
            text = "yes" if value else "no"
        else:
            text = value.isoformat() if isinstance(value, date) else value
        if self.op == "!=":
            return text not in self.values
        if text is None:
            return False
        if self.op == "=":
            return text in self.values
        return text < self.values[0] if self.op == "<" else text >= self.values[0]


class Trigger(NamedTuple):
    """An event type, with the conditions on its fields that must all hold."""

    event: str
    conditions: tuple[Condition, ...] = ()

    def fits(self, event: Event) -> bool:
        if event.type != self.event:
            return False
        return all(condition.holds(event) for condition in self.conditions) if self.conditions else True


class Reading(NamedTuple):
    """Another arguable reading. `effect` is safe (earlier: kept to) or later (explained, never used).

    `offset` is `-1d`, `+1wd` (from the due day) or `2w`, `15wd` (from `anchor`); None where the
    reading gives no date that can be computed.
    """

    effect: Literal["safe", "later"]
    offset: str | None
    why: str
    anchor: str | None = None


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
    not_while: str | None = None
    no_exception_if: tuple[Trigger, str] | None = None
    duty: str = ""
    words: str = ""
    note: str = ""
    position: Position = Position("", 0)
    local: Local | None = None  # for rules of a local pack

    @property
    def asleep(self) -> bool:
        """True for a rule of a pack that is a draft, or withdrawn: it can be read, and starts nothing."""
        return self.local is not None and self.local.status != "adopted"

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
    act: str = "as soon as practicable"
    note: str = ""
    position: Position = Position("", 0)


class RuleBook:
    """Every rule, exception, event type and calendar in use, with the indexes the clock needs.

    `starters[event type]` lists the rules it may start; `stoppers[event type][rule id][in force from]` the
    triggers by which it meets or ends the clocks of that version; `limbs` the ids of rules that are limbs;
    `practice` what the local packs and settings say beside the rules.
    """

    def __init__(
        self,
        packs: tuple[str, ...],
        rules: tuple[Rule, ...],
        exceptions: Mapping[str, RuleException],
        event_types: Mapping[str, EventType],
        calendars: Mapping[str, Calendar],
        setting_calendars: Mapping[str, Calendar],
        practice: Practice | None = None,
    ) -> None:
        self.packs, self.rules, self.exceptions = packs, rules, exceptions
        self.practice = practice or Practice()
        self.event_types, self.calendars, self.setting_calendars = event_types, calendars, setting_calendars
        self.limbs = frozenset(rule.combine[1] for rule in rules if rule.combine)
        self.starters: dict[str, list[tuple[Rule, Trigger]]] = {}
        self.stoppers: dict[str, dict[str, dict[date, tuple[list[Trigger], list[Trigger]]]]] = {}
        for rule in rules:
            if rule.asleep:
                continue
            for trigger in rule.starts_on:
                self.starters.setdefault(trigger.event, []).append((rule, trigger))
            for place, triggers in enumerate((rule.met_by, rule.ends_with)):
                for trigger in triggers:
                    versions = self.stoppers.setdefault(trigger.event, {}).setdefault(rule.id, {})
                    versions.setdefault(rule.in_force_from, ([], []))[place].append(trigger)

    @property
    def england(self) -> Calendar:
        return self.calendars["england"]

    def rule_ids(self) -> Iterable[str]:
        return dict.fromkeys(rule.id for rule in self.rules)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.id == rule_id)


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
