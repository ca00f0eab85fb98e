"""Why a rule has no clock in a case: what would have started it, and why nothing did.

Must not know: English, files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sendclock.clock.case import Event, truth
from sendclock.clock.deadline import Timeline
from sendclock.clock.local import FACT_OF, calendar_anchor, holds
from sendclock.days.step import Step
from sendclock.law.book import RuleBook
from sendclock.law.rule import CALENDAR_ANCHORS, Condition, Rule, Trigger


def why_no_clock(timeline: Timeline, rule_id: str, book: RuleBook) -> list[Step]:
    """One step for each event that might have started the rule and did not; at least one step.

    Kinds: `asleep` (the rule is a draft, or withdrawn), `no-start` (nothing of the kind is recorded), `condition` (a
    field says otherwise), `later` (after the as-of day), `other-version` (the rule was not in force on the day it
    counts from), `missing` (that day is not recorded), `case-condition` (a fact about the case says otherwise), `base`
    (the clock it counts from has not run, or was not met), `under-way` (another clock keeps it from starting).
    """
    versions = book.versions(rule_id)
    rules = tuple(rule for rule in versions if not rule.asleep)
    if not rules:
        return [_asleep(versions[-1])]
    steps = [step for event in truth(timeline.case).events for step in _of_event(event, rules, timeline, book)]
    return steps or [
        Step("no-start", None, {"events": list(dict.fromkeys(t.event for r in rules for t in r.starts_on))})
    ]


def _asleep(rule: Rule) -> Step:
    return Step("asleep", None, {"rule": rule, "status": rule.local.status if rule.local else ""})


def _of_event(event: Event, rules: tuple[Rule, ...], timeline: Timeline, book: RuleBook) -> Iterator[Step]:
    tried = [(rule, trigger) for rule in rules for trigger in rule.starts_on if trigger.event == event.type]
    if not tried:
        return
    fitting = [rule for rule, trigger in tried if trigger.fits(event)]
    if not fitting:
        condition = _failing(tried[0][1], event)
        yield Step(
            "condition", None, {"event": event, "condition": condition, "value": event.fields.get(condition.field)}
        )
    elif event.on > timeline.as_of:
        yield Step("later", None, {"event": event, "as_of": timeline.as_of})
    elif any(n.event.id == event.id and n.rule.id == fitting[0].id for n in timeline.not_started):
        missing = next(n.missing for n in timeline.not_started if n.event.id == event.id and n.rule.id == fitting[0].id)
        yield Step("missing", None, {"event": event, "field": missing})
    else:
        anchor = _anchor(fitting[0], event, timeline, book)
        in_force = next((rule for rule in fitting if rule.in_force(anchor)), None)
        if in_force is None:
            yield Step("other-version", None, {"event": event, "anchor": anchor, "rules": fitting})
            return
        kept = [*_by_the_case(in_force, event, anchor, timeline), *_by_its_base(in_force, event, timeline, book)]
        yield from kept or [Step("under-way", None, {"event": event, "anchor": anchor, "rules": fitting})]


def _anchor(rule: Rule, event: Event, timeline: Timeline, book: RuleBook) -> date:
    """The day its conditions and its version are judged on."""
    found = event.day(rule.anchor)
    if found is None and rule.anchor.partition(":")[0] in CALENDAR_ANCHORS:
        found = calendar_anchor(rule.anchor, timeline.case, event, event.on, book)
    return found or event.on


def _by_the_case(rule: Rule, event: Event, day: date, timeline: Timeline) -> Iterator[Step]:
    """The conditions on the case that did not hold, with what was recorded instead."""
    case = timeline.case
    events = truth(case).events
    so_far = events[: events.index(event) + 1]
    for condition in rule.local.conditions if rule.local else ():
        if not holds(condition, case, day, so_far):
            values = FACT_OF[condition.field](case, day, so_far)
            yield Step("case-condition", None, {"event": event, "condition": condition, "values": values, "day": day})


def _by_its_base(rule: Rule, event: Event, timeline: Timeline, book: RuleBook) -> Iterator[Step]:
    """The clock it counts from: without one, or without its being met by this event where it can be, nothing starts."""
    how, _, name = rule.anchor.partition(":")
    versions = book.versions(name)
    if rule.local is None or how not in ("due", "met") or not versions:
        return
    clocks = [deadline for deadline in timeline.deadlines if deadline.rule.id == name]
    if how == "met":
        clocks = [deadline for deadline in clocks if deadline.met_by is not None]
        if any(trigger.fits(event) for base in versions for trigger in base.met_by):
            clocks = [d for d in clocks if d.met_by is not None and d.met_by.id == event.id]
    if not clocks:
        asleep = _asleep(versions[-1]) if all(base.asleep for base in versions) else None
        yield Step("base", None, {"event": event, "how": how, "base": versions[-1], "asleep": asleep})


def _failing(trigger: Trigger, event: Event) -> Condition:
    return next(condition for condition in trigger.conditions if not condition.holds(event))
