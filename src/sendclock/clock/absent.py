"""Why a rule has no clock in a case: what would have started it, and why nothing did.

Must not know: English, files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.local import FACT_OF, SoFar, calendar_anchor, holds
from sendclock.days.step import Step
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.law.rule import CALENDAR_ANCHORS, MET, CaseCondition, Condition, Rule, Trigger, kept_before


class NoStart(Step):
    """Nothing of the kind is recorded: the `events` that would start it."""

    __slots__ = ("events",)
    kind = "no-start"

    def __init__(self, events: Sequence[str]) -> None:
        self.day, self.events = None, events


class Asleep(Step):
    """The rule is a draft, or withdrawn."""

    __slots__ = ("rule",)
    kind = "asleep"

    def __init__(self, rule: Rule) -> None:
        self.day, self.rule = None, rule

    @property
    def draft(self) -> bool:
        return self.rule.local is not None and self.rule.local.status == "draft"


class ConditionFailed(Step):
    """A field of the event says otherwise."""

    __slots__ = ("condition", "event")
    kind = "condition"

    def __init__(self, event: Event, condition: Condition) -> None:
        self.day, self.event, self.condition = None, event, condition


class Later(Step):
    """The event is after the as-of day."""

    __slots__ = ("as_of", "event")
    kind = "later"

    def __init__(self, event: Event, as_of: date) -> None:
        self.day, self.event, self.as_of = None, event, as_of


class Missing(Step):
    """The day it counts from, `field`, is not recorded (or `born`, on which it depends)."""

    __slots__ = ("event", "field")
    kind = "missing"

    def __init__(self, event: Event, field: str) -> None:
        self.day, self.event, self.field = None, event, field


class OtherVersion(Step):
    """None of the versions that the event fits was in force on the day counted from."""

    __slots__ = ("anchor", "event", "rules")
    kind = "other-version"

    def __init__(self, event: Event, anchor: date, rules: Sequence[Rule]) -> None:
        self.day, self.event, self.anchor, self.rules = None, event, anchor, rules


class UnderWay(Step):
    """Another clock keeps it from starting."""

    __slots__ = ("event",)
    kind = "under-way"

    def __init__(self, event: Event) -> None:
        self.day, self.event = None, event


class InDetention(Step):
    """The person was detained, and what it asks for is not owed in detention."""

    __slots__ = ("event",)
    kind = "in-detention"

    def __init__(self, event: Event) -> None:
        self.day, self.event = None, event


class NotOwed(Step):
    """Its day was over before there was a plan to do it to."""

    __slots__ = ("event",)
    kind = "not-owed"

    def __init__(self, event: Event) -> None:
        self.day, self.event = None, event


class CaseConditionFailed(Step):
    """A fact about the case says otherwise: the `values` there are on the day it is `judged` on."""

    __slots__ = ("condition", "event", "judged", "values")
    kind = "case-condition"

    def __init__(self, event: Event, condition: CaseCondition, values: Sequence[str], judged: date) -> None:
        self.day, self.event, self.condition, self.values, self.judged = None, event, condition, values, judged


class NoBase(Step):
    """The clock it counts from, that of `base`, has not run, or (`how` met) was not met; `asleep` if it cannot run."""

    __slots__ = ("asleep", "base", "event", "how")
    kind = "base"

    def __init__(self, event: Event, how: str, base: Rule, asleep: Asleep | None) -> None:
        self.day, self.event, self.how, self.base, self.asleep = None, event, how, base, asleep


class NotAllMet(Step):
    """It counts from the day on which all those asked have met `base`, and these `parties` have not."""

    __slots__ = ("base", "event", "parties")
    kind = "not-all"

    def __init__(self, event: Event, base: Rule, parties: Sequence[str]) -> None:
        self.day, self.event, self.base, self.parties = None, event, base, parties


Absence = (
    NoStart
    | Asleep
    | ConditionFailed
    | Later
    | Missing
    | OtherVersion
    | UnderWay
    | InDetention
    | NotOwed
    | CaseConditionFailed
    | NoBase
    | NotAllMet
)


def why_no_clock(timeline: Timeline, rule_id: str, book: RuleBook) -> list[Absence]:
    """One step for each event that might have started the rule and did not; at least one step."""
    versions = book.versions(rule_id)
    rules = tuple(rule for rule in versions if not rule.asleep)
    if not rules:
        return [Asleep(versions[-1])]
    steps = [step for event in timeline.truth.events for step in _of_event(event, rules, timeline, book)]
    return steps or [NoStart(list(dict.fromkeys(t.event for r in rules for t in r.starts_on)))]


def _of_event(event: Event, rules: tuple[Rule, ...], timeline: Timeline, book: RuleBook) -> Iterator[Absence]:
    tried = [(rule, trigger) for rule in rules for trigger in rule.starts_on if trigger.event == event.type]
    if not tried:
        return
    fitting = [rule for rule, trigger in tried if trigger.fits(event)]
    if not fitting:
        condition = _failing(tried[0][1], event)
        yield ConditionFailed(event, condition)
    elif event.on > timeline.as_of:
        yield Later(event, timeline.as_of)
    elif missing := [n.missing for n in timeline.not_started if n.event.id == event.id and n.rule.id == fitting[0].id]:
        yield Missing(event, missing[0])
    else:
        anchor = _anchor(fitting[0], event, timeline, book)
        in_force = next((rule for rule in fitting if rule.in_force(anchor)), None)
        if in_force is None:
            yield OtherVersion(event, anchor, fitting)
            return
        kept = [*_by_the_case(in_force, event, anchor, timeline), *_by_its_base(in_force, event, timeline, book)]
        yield from kept or [_otherwise(in_force, event, timeline)]


def _otherwise(rule: Rule, event: Event, timeline: Timeline) -> Absence:
    """Nothing that it asks for is missing: why it started nothing all the same."""
    book, spells = timeline.book, timeline.things.spells
    ends = any(book.has(trigger.event, Act.DETAINED) for trigger in rule.ends_with)
    inside = (s for s in spells if s.begun.on <= event.on and (s.ended is None or event.on < s.ended.on))
    if ends and event.fields.get("detained") is not False and any(inside):
        return InDetention(event)
    runs_twice = any(each.rule.id == rule.id and each.started_by.on <= event.on for each in timeline.deadlines)
    return NotOwed(event) if rule.within_plan and not runs_twice else UnderWay(event)


def _anchor(rule: Rule, event: Event, timeline: Timeline, book: RuleBook) -> date:
    """The day its conditions and its version are judged on."""
    if rule.anchor.partition(":")[0] in CALENDAR_ANCHORS:
        return calendar_anchor(rule.anchor, timeline.case, event, event.on, book) or event.on
    return event.day(rule.anchor) or event.on


def _by_the_case(rule: Rule, event: Event, day: date, timeline: Timeline) -> Iterator[Absence]:
    """The conditions on the case that did not hold, with what was recorded instead."""
    events = timeline.truth.events
    known = SoFar(timeline.case, day, events[: events.index(event) + 1], timeline.book)
    for condition in rule.local.conditions if rule.local else ():
        if not holds(condition, known):
            yield CaseConditionFailed(event, condition, FACT_OF[condition.field](known), day)


def _by_its_base(rule: Rule, event: Event, timeline: Timeline, book: RuleBook) -> Iterator[Absence]:
    """The clock it counts from: without one, or without its being met by this event where it can be, nothing starts."""
    how, _, name = rule.anchor.partition(":")
    names = kept_before(rule.anchor) or (name,)
    versions = [version for each in names for version in book.versions(each)]
    if how not in ("due", *MET):
        return
    clocks = [deadline for deadline in timeline.deadlines if deadline.rule.id in names]
    if how in MET:
        running = [clock for clock in clocks if clock.status in ("open", "overdue")]
        clocks = [deadline for deadline in clocks if deadline.met_by is not None]
        if any(trigger.fits(event) for base in versions for trigger in base.met_by):
            clocks = [d for d in clocks if d.met_by is not None and d.met_by.id == event.id]
        if how == "all-met" and clocks and running:
            yield NotAllMet(event, running[0].rule, [str(clock.party or clock.rule.label) for clock in running])
            return
    if not clocks:
        asleep = Asleep(versions[-1]) if all(base.asleep for base in versions) else None
        yield NoBase(event, how, versions[-1], asleep)


def _failing(trigger: Trigger, event: Event) -> Condition:
    return next(condition for condition in trigger.conditions if not condition.holds(event))
