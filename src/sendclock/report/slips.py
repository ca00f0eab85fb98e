"""A slip in counting as a phrase: what another system's day would be.

Must not know: how slips are recognised.
"""

from __future__ import annotations

from sendclock.core.counting import Period
from sendclock.core.explain import Step
from sendclock.report.wording import short_day, span


def slip(step: Step) -> str:
    """`20 weeks counted with the first day included.` and the like."""
    if step.kind == "swapped":
        return "the same date with day and month swapped."
    if step.kind == "other-year":
        return "the same day of another year."
    if step.kind == "named-day":
        return "the day before which the law wants it done, not the last day on which it is in time."
    if step.kind == "weeks":
        return f"{step.facts['weeks']} weeks after the same day ({short_day(step.facts['start'])})."
    facts, period = step.facts, step.facts["period"]
    text = _period(facts["how"], period)
    if facts["begun"] == "event":
        event = facts["event"]
        text += f", counted from {event.type} ({short_day(event.on)})"
    elif facts["begun"] == "next-day":
        text += f", counted from the day after ({short_day(facts['start'])})"
    if facts["roll"]:
        way = "forward to the next" if facts["roll"] == "next" else "back to the last"
        text += f", moved {way} working day"
    return text + "."


def _period(how: str | None, period: Period) -> str:
    if how == "same-day":
        return f"{span(period)} with the first day counted as day 1"
    if how == "day-after":
        return f"{span(period)} with the first day not counted"
    if how == "bank-holidays":
        return f"{span(period)} with bank holidays counted as working days"
    if how == "months":
        return f"{span(period)} in place of weeks"
    if how in ("weeks", "year-of-weeks", "thirty-days"):
        return f"{span(period)} in place of months"
    if how == "working-days":
        return f"{span(period)} in place of calendar days"
    if how == "calendar-days":
        return f"{span(period)} of the calendar in place of working days"
    return span(period)
