"""Local rules that stand beside the law without saying that they tighten it, and could be taken for it.

Must not know: cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sendclock.core.counting import count
from sendclock.core.model import Event, Rule, RuleBook, Trigger
from sendclock.core.problems import Problem
from sendclock.law.guards import TRIED


def longer_than_the_law(book: RuleBook) -> Iterator[Problem]:
    """A warning for each local rule that starts and is met as a rule of the law is, counts longer, and does not say
    `tightens`: nothing then keeps its date to the law's."""
    law = [rule for rule in book.rules if rule.tier == "statutory" and rule.kind == "deadline" and not rule.in_force_to]
    for rule in book.rules:
        if rule.local is None or rule.asleep or rule.local.tightens or rule.period.direction != "after":
            continue
        other = next((other for other in law if _same_work(rule, other) and _later(rule, other, book)), None)
        if other is not None:
            message = (
                f'"{rule.id}" starts and is met as {other.id} is ({other.cite}), and can end later: an officer who '
                f'keeps to it may miss the law. Add tightens = "{other.id}", and shorten it.'
            )
            yield Problem(rule.position, "warning", "longer-than-the-law", message)


def _same_work(rule: Rule, other: Rule) -> bool:
    """An ordinary event that starts the local rule starts the other too, from the same field; and what meets the one
    meets the other."""
    starts = any(theirs.fits(_ordinary(own)) for own in rule.starts_on for theirs in other.starts_on)
    return starts and rule.anchor == other.anchor and bool(rule.met_by) and _acts(rule) <= _acts(other)


def _ordinary(trigger: Trigger) -> Event:
    """An event that says what the trigger asks for, and leaves out everything else."""
    fields = {condition.field: condition.values[0] for condition in trigger.conditions if condition.op == "="}
    return Event(trigger.event, TRIED[0], None, "", 0, 0, fields)


def _acts(rule: Rule) -> set[str]:
    return {trigger.event for trigger in rule.met_by}


def _later(rule: Rule, other: Rule, book: RuleBook) -> bool:
    def due(of: Rule) -> Iterator[date]:
        calendar = book.calendars[of.calendar or "england"]
        return (count(day, of.period, calendar).due for day in TRIED)

    after = other.period.direction == "after"
    return after and any(own > limit for own, limit in zip(due(rule), due(other), strict=True))
