"""Exceptions: whether the facts recorded excuse one clock. An excuse never moves a date.

Must not know: files, English.
"""

from datetime import date, timedelta
from typing import NamedTuple

from sendclock.clock.case import Event
from sendclock.days.step import Step
from sendclock.law.rule import Rule, RuleException

LEAD = timedelta(7)  # regs 5(4)(a), 10(4)(a): one week before the closure, one week before re-opening


class Facts(NamedTuple):
    """What an exception is judged on: the clock's own start, due day and party, and the case so far."""

    rule: Rule
    party: str | None
    started_by: Event
    anchor: date
    due: date
    as_of: date
    events: tuple[Event, ...]


def judge(claim: Event, exception: RuleException | None, facts: Facts) -> tuple[str | None, Step]:
    """The id of the exception if the claim holds, and the step that says why or why not."""
    ground = str(claim.fields.get("ground"))
    about = {"ground": ground, "exception": exception, "event": claim}
    if exception is None or ground not in facts.rule.exceptions:
        return None, Step("exception-refused", None, {**about, "why": "not-for-this-clock"})
    if not _in_force(exception, facts.due):
        return None, Step("exception-not-in-force", None, about)
    for needed in exception.facts:
        if needed == "party" and facts.party is None:
            continue
        if claim.fields.get(needed) is None:
            return None, Step("exception-refused", None, {**about, "why": "fact-missing", "fact": needed})
    refused = JUDGES[exception.check](claim, exception, facts)
    if refused:
        return None, Step("exception-refused", None, {**about, **refused})
    return exception.id, Step("excused", None, {**about, "reason": claim.fields.get("reason")})


def _in_force(exception: RuleException, due: date) -> bool:
    if exception.check == "due-between":
        return True  # its own check compares the due day with the window, ends in
    return exception.in_force_from <= due and (exception.in_force_to is None or due <= exception.in_force_to)


Refusal = dict[str, object] | None


def _closure(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    asked, closed, reopens = (_day(claim, name) for name in ("asked", "closed", "reopens"))
    if (reopens - closed).days < exception.days:
        return {"why": "closure-too-short", "days": (reopens - closed).days, "needed": exception.days}
    if not closed - LEAD <= asked <= reopens - LEAD:
        return {"why": "asked-outside", "first": closed - LEAD, "last": reopens - LEAD, "asked": asked}
    return None


def _spell(claim: Event, facts: Facts) -> tuple[date, date]:
    """First and last day of the spell; one that continues is known as far as the as-of day."""
    return _day(claim, "from"), claim.day("to") or max(facts.as_of, _day(claim, "from"))


def _overlaps(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    first, last = _spell(claim, facts)
    if first <= facts.due and last >= facts.anchor:
        return None
    return {"why": "outside-period", "first": facts.anchor, "last": facts.due}


def _inside(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    first, last = _spell(claim, facts)
    days = (min(last, facts.due) - max(first, facts.anchor)).days + 1
    return (
        None if days >= exception.days else {"why": "spell-too-short", "days": max(days, 0), "needed": exception.days}
    )


def _day_inside(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    inside = facts.anchor <= _day(claim, "from") <= facts.due
    return None if inside else {"why": "outside-period", "first": facts.anchor, "last": facts.due}


def _includes_due(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    first, last = _spell(claim, facts)
    return None if first <= facts.due <= last else {"why": "misses-due", "due": facts.due}


def _due_between(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    first, last = exception.in_force_from, exception.in_force_to or date.max
    return None if first <= facts.due <= last else {"why": "due-outside", "first": first, "last": last}


def _after_mediation(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    return None if facts.started_by.type == "mediation-agreed" else {"why": "no-agreement"}


def _direction(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    """A direction about this clock: given since it started, and naming it if it names any."""
    given = any(
        e.type == "direction-given"
        and e.fields.get("source", "tribunal") == "tribunal"
        and e.on >= facts.started_by.on
        and e.fields.get("rule") in (None, facts.rule.id)
        for e in facts.events
    )
    return None if given else {"why": "no-direction"}


def _recorded(claim: Event, exception: RuleException, facts: Facts) -> Refusal:
    return None


def _day(claim: Event, name: str) -> date:
    day = claim.day(name)
    if day is None:
        raise KeyError(name)  # `facts` of the exception name every date its check reads
    return day


JUDGES = {
    "closure": _closure,
    "spell-overlaps": _overlaps,
    "spell-inside": _inside,
    "day-inside": _day_inside,
    "spell-includes-due": _includes_due,
    "due-between": _due_between,
    "after-mediation": _after_mediation,
    "tribunal-direction": _direction,
    "recorded": _recorded,
}
