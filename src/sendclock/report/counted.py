"""The answer of plain counting.

Must not know: files, formats.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from sendclock.core.calendars import Calendar, NotCoveredError
from sendclock.core.counting import Counted, Period
from sendclock.core.explain import Step
from sendclock.report.document import Document, Line, Numbered
from sendclock.report.machine import VERSION, step_json
from sendclock.report.reasons import explain_step
from sendclock.report.wording import day_month, long_day, moment


class Question(NamedTuple):
    start: date
    period: Period
    calendar: Calendar


def count_json(question: Question, counted: Counted) -> dict[str, Any]:
    return {
        "sendclock": VERSION,
        "report": "count",
        "start": question.start,
        "direction": question.period.direction,
        "count": question.period.size,
        "unit": question.period.unit,
        "first_day": question.period.first_day,
        "calendar": question.calendar.name,
        "due": counted.due,
        "due_at": counted.at,
        "provisional": counted.provisional,
        "bank_holidays_confirmed_to": question.calendar.confirmed_to,
        "steps": [step_json(step, {}) for step in steps(question, counted)],
    }


def steps(question: Question, counted: Counted) -> list[Step]:
    """The steps of the count; a closed day at the end, which nothing moves; and whether it is a forecast."""
    found = list(counted.steps)
    calendar = question.calendar
    if counted.due <= calendar.confirmed_to and question.period.unit != "hour":
        closed = _closed(calendar, counted.due)
        if closed:
            act_by = calendar.roll_back(counted.due)
            found.append(Step("not-moved", None, {"due": counted.due, "reason": closed, "act_by": act_by}))
    if counted.provisional:
        found.append(Step("not-announced", None, {"confirmed_to": calendar.confirmed_to}))
    return found


def _closed(calendar: Calendar, day: date) -> str | None:
    """None also for years before anybody counted bank holidays: days and months need none."""
    try:
        return calendar.closed(day)
    except NotCoveredError:
        return None


def document(question: Question, counted: Counted) -> Document:
    due = moment(counted.at) if isinstance(counted.at, datetime) else long_day(counted.due)
    calendar = question.calendar
    footer = f"Calendar: {calendar.title}; bank holidays confirmed to {day_month(calendar.confirmed_to)}."
    lines = [explain_step(step, {}) for step in steps(question, counted)]
    uncertain = " (provisional)" if counted.provisional else ""
    return Document([Line(due + uncertain), Numbered(lines)], footer)
