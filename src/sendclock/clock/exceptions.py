"""Exceptions: whether the facts recorded excuse one clock. An excuse never moves a date.

Must not know: files, English.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from sendclock.law.role import Act
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.case import Event
    from sendclock.law.book import RuleBook
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
    book: RuleBook
    rivals: tuple[tuple[date, date], ...] = ()  # from when till when others ran that a direction could be about


Why = Literal[
    "not-for-this-clock", "fact-missing", "closure-too-short", "asked-outside", "outside-period", "spell-too-short",
    "misses-due", "due-outside", "no-agreement", "no-direction",
]  # fmt: skip


class Refusal(NamedTuple):
    """Why an exception does not hold, with the days (or the numbers of days, or the field) that say so. `first` and
    `last` are the ends, both included, of the time in which `asked`, or the spell, would have had to lie."""

    why: Why
    first: date | None = None
    last: date | None = None
    asked: date | None = None
    due: date | None = None
    days: int = 0
    needed: int = 0
    field: str = ""


class Judged(NamedTuple):
    """An exception claimed for a clock. `exception` is None where there is none of the `ground` claimed; it holds if
    there is no `refusal` and it was `in_force`. `assumed`: the direction it rests on, where that names no clock."""

    claim: Event
    ground: str
    exception: RuleException | None
    refusal: Refusal | None = None
    in_force: bool = True
    assumed: Event | None = None

    @property
    def holds(self) -> bool:
        return self.refusal is None and self.in_force


def is_agreed(given: Event) -> bool:
    """Whether a date in place of a limit was agreed in writing (SEND Regs 2014 reg 42(5)), and not directed by the
    Tribunal."""
    return given.fields.get("source") == "agreement"


def ground_of(given: Event) -> str:
    """The exception that disapplies the limit in place of which a date was given."""
    return "agreed-timescale" if is_agreed(given) else "tribunal-direction"


def judge(claim: Event, exception: RuleException | None, facts: Facts) -> Judged:
    """Whether the claim holds, and why not."""
    ground = str(claim.fields.get("ground"))
    if exception is None or ground not in facts.rule.exceptions:
        return Judged(claim, ground, exception, Refusal("not-for-this-clock"))
    if not _in_force(exception, facts.due):
        return Judged(claim, ground, exception, in_force=False)
    for needed in exception.facts:
        if needed == "party" and facts.party is None:
            continue
        if claim.fields.get(needed) is None:
            return Judged(claim, ground, exception, Refusal("fact-missing", field=needed))
    refusal = JUDGES[exception.check](claim, exception, facts)
    assumed = _assumed(facts) if refusal is None and exception.check == "tribunal-direction" else None
    return Judged(claim, ground, exception, refusal, assumed=assumed)


def _in_force(exception: RuleException, due: date) -> bool:
    if exception.check == "due-between":
        return True  # its own check compares the due day with the window, ends in
    return exception.in_force_from <= due and (exception.in_force_to is None or due <= exception.in_force_to)


def _closure(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    asked, closed, reopens = (_day(claim, name) for name in ("asked", "closed", "reopens"))
    if (reopens - closed).days < exception.days:
        return Refusal("closure-too-short", days=(reopens - closed).days, needed=exception.days)
    if not closed - LEAD <= asked <= reopens - LEAD:
        return Refusal("asked-outside", closed - LEAD, reopens - LEAD, asked=asked)
    return None


def _spell(claim: Event, facts: Facts) -> tuple[date, date]:
    """First and last day of the spell; one that continues is known as far as the as-of day."""
    return _day(claim, "from"), claim.day("to") or max(facts.as_of, _day(claim, "from"))


def _overlaps(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    first, last = _spell(claim, facts)
    if first <= facts.due and last >= facts.anchor:
        return None
    return Refusal("outside-period", facts.anchor, facts.due)


def _inside(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    first, last = _spell(claim, facts)
    days = (min(last, facts.due) - max(first, facts.anchor)).days + 1
    short = Refusal("spell-too-short", days=max(days, 0), needed=exception.days)
    return None if days >= exception.days else short


def _day_inside(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    inside = facts.anchor <= _day(claim, "from") <= facts.due
    return None if inside else Refusal("outside-period", facts.anchor, facts.due)


def _includes_due(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    first, last = _spell(claim, facts)
    return None if first <= facts.due <= last else Refusal("misses-due", due=facts.due)


def _due_between(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    first, last = exception.in_force_from, exception.in_force_to or date.max
    return None if first <= facts.due <= last else Refusal("due-outside", first, last)


def _after_mediation(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    return None if facts.book.has(facts.started_by.type, Act.AGREEMENT) else Refusal("no-agreement")


def _directions(facts: Facts) -> list[Event]:
    """The directions about this clock: given since it started, and naming it; or naming none while no other ran."""
    return [
        event
        for event in facts.events
        if facts.book.has(event.type, Act.DIRECTION)
        and event.fields.get("source", "tribunal") == "tribunal"
        and event.on >= facts.started_by.on
        and (event.fields.get("rule") == facts.rule.id or _of_none_else(event, facts))
    ]


def _direction(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
    return None if _directions(facts) else Refusal("no-direction")


def _assumed(facts: Facts) -> Event | None:
    """The newest direction it rests on, where none of them names the clock."""
    found = _directions(facts)
    return found[-1] if all(event.fields.get("rule") is None for event in found) else None


def _of_none_else(event: Event, facts: Facts) -> bool:
    return event.fields.get("rule") is None and not any(first <= event.on <= last for first, last in facts.rivals)


def _recorded(claim: Event, exception: RuleException, facts: Facts) -> Refusal | None:
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
