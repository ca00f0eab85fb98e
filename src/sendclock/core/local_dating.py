"""What local practice changes about a date: where counting begins, and what happens to the day counted to.

Must not know: how clocks start and stop, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import NamedTuple

from sendclock.core import local
from sendclock.core.explain import Step
from sendclock.core.london import at_time
from sendclock.core.model import Event, Rule, RuleBook

BY_THE_HOUR = ("hour", "working-hour")


class Limit(NamedTuple):
    """The due day of another clock of the case, that a local date may not pass."""

    rule: Rule
    due: date


def counted_from(rule: Rule, event: Event, day: date, book: RuleBook, steps: list[Step]) -> tuple[date, bool]:
    """The day (for hours, the moment) from which a local rule counts, and whether the hour of it is unknown: then the
    hours are counted from the beginning of the day, and only the day they end on is of use."""
    assert rule.local is not None
    if rule.local.choice:
        steps.append(Step("choice", None, {"text": rule.local.choice, "page": rule.local.page}))
    if rule.local.receipt:
        calendar = book.calendars[rule.calendar] if rule.calendar else book.england
        day, moved = local.received(rule.local.receipt, event, day, calendar)
        steps += [moved] if moved else []
        if moved and rule.period.unit in BY_THE_HOUR:
            return at_time(day, time.min), False
    if rule.period.unit not in BY_THE_HOUR:
        return day, False
    if event.at is not None and event.at.date() == day:
        return event.at, False
    steps.append(Step("no-time", day, {"event": event}))
    return at_time(day, time.min), True


def localised(
    rule: Rule, start: date, due: date, at: datetime | None, limit: Callable[[str], Limit | None], book: RuleBook
) -> tuple[date, datetime | None, str, list[Step]]:
    """The day after weekday, panel and guard; the moment, if it is still one; the other way, if the panel is too late;
    and the steps. `limit` finds the clock of a rule in this case that a date may not pass."""
    assert rule.local is not None
    steps: list[Step] = []
    route = ""
    if rule.local.weekday is not None:
        due, step = local.to_weekday(due, rule.local.weekday, rule.period.direction == "before")
        steps.append(step)
    snap = rule.local.snap
    if snap is not None:
        bound = limit(snap.not_after) if snap.not_after else None
        moved = local.to_panel(
            snap, due, start, bound and bound.due, bound and bound.rule, book.practice.panels[snap.panel]
        )
        due, route = moved.day, moved.route
        steps += moved.steps
    law = limit(rule.local.tightens) if rule.local.tightens else None
    if law is not None and due > law.due:
        steps.append(Step("kept-to-the-law", law.due, {"from": due, "rule": law.rule}))
        due = law.due
    same_day = at is not None and at.date() == due
    return due, at if same_day else None, route, steps
