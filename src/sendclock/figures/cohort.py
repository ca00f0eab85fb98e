"""Over whom a figure with a limit is counted: what was done in a period, what began in it, what fell due in it; and how
one course counts in each.

From dates alone. Of one that is not done, whether its last day is past is for the day of asking to say: all else can be
known, and kept, before anybody asks. Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from sendclock.figures.facts import Course
from sendclock.figures.figure import Counted
from sendclock.say.words import number, short_day

Cohort = Literal["done", "begun", "due"]
COHORTS: tuple[Cohort, ...] = ("done", "begun", "due")
Verdict = Literal["numerator", "denominator", "left-out", "undone"]
VERDICTS: tuple[Verdict, ...] = ("numerator", "denominator", "left-out", "undone")  # by whose places tables know them


def day_of(course: Course, cohort: Cohort) -> date | None:
    """The day by which it belongs to the cohort of a period; None: to that of none."""
    if course.unbegun and cohort != "done":
        return None
    return {"done": course.done, "begun": course.start, "due": course.due}[cohort]


def verdict(course: Course, cohort: Cohort, unknown: str) -> tuple[Verdict, str]:
    """How it counts, and in words why; `unknown`: why nobody can say."""
    out = unknown or course.left_out or (course.not_owed if cohort != "done" else "")
    if out:
        return "left-out", out
    if course.done is not None:
        late = (course.done - course.due).days
        return ("denominator", f"{number(late, 'day')} late") if late > 0 else ("numerator", "in time")
    if course.ended is not None and course.ended[0] <= course.due:
        return "left-out", f"{course.ended[1]} {short_day(course.ended[0])}"
    return "undone", "not done"


def counted(how: Verdict, due: date, as_of: date) -> Counted:
    """The same on the day of asking."""
    if how == "undone":
        return "left-out" if due >= as_of else "denominator"
    return how
