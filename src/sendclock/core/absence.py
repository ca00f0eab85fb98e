"""Why a rule has no clock in a case: what would have started it, and why nothing did.

Must not know: English, files.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendclock.core.corrections import truth
from sendclock.core.explain import Step
from sendclock.core.model import Condition, Event, Rule, RuleBook, Timeline, Trigger


def why_no_clock(timeline: Timeline, rule_id: str, book: RuleBook) -> list[Step]:
    """One step for each event that might have started the rule and did not; at least one step.

    Kinds: `no-start` (nothing of the kind is recorded), `condition` (a field says otherwise), `later` (after
    the as-of day), `other-version` (the rule was not in force on the day it counts from), `missing` (that day
    is not recorded), `under-way` (another clock keeps it from starting).
    """
    rules = book.versions(rule_id)
    steps = [step for event in truth(timeline.case).events for step in _of_event(event, rules, timeline)]
    return steps or [
        Step("no-start", None, {"events": list(dict.fromkeys(t.event for r in rules for t in r.starts_on))})
    ]


def _of_event(event: Event, rules: tuple[Rule, ...], timeline: Timeline) -> Iterator[Step]:
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
        anchor = event.day(fitting[0].anchor) or event.on
        in_force = any(rule.in_force(anchor) for rule in fitting)
        kind = "under-way" if in_force else "other-version"
        yield Step(kind, None, {"event": event, "anchor": anchor, "rules": fitting})


def _failing(trigger: Trigger, event: Event) -> Condition:
    return next(condition for condition in trigger.conditions if not condition.holds(event))
