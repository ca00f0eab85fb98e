"""The weeks of an assessment drawn on one line, with today marked. ASCII, 72 columns.

Must not know: how the dates were worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sendclock.report.document import Picture
from sendclock.report.rows import Row
from sendclock.report.wording import number

# What is drawn: the acts that meet a clock of the road, by the letter each leaves on the line.
ROAD = ("decide-to-assess", "send-draft", "refuse-plan", "final-plan")
ACTS = {
    "assessment-agreed": ("A", "assessment agreed"),
    "assessment-refused": ("N", "assessment refused"),
    "draft-plan-sent": ("D", "draft sent"),
    "plan-refused": ("N", "plan refused"),
    "final-plan-sent": ("F", "final plan sent"),
}
LIMITS = (6, 14, 16, 20)
WIDTH = 60


class _Scale(NamedTuple):
    start: date
    weeks: int
    step: float  # columns a week

    def at(self, day: date) -> int:
        return round((day - self.start).days / 7 * self.step)


def twenty_weeks(rows: Sequence[Row], as_of: date) -> Picture | None:
    """The newest road from request to final plan, or None if the case has none."""
    finals = [row for row in rows if row.rule == "final-plan"]
    if not finals:
        return None
    final = finals[-1]
    road = [row for row in rows if row.rule in ROAD and row.started_by == final.started_by]
    start = final.started_by.on
    done = min(final.met_on or (final.ended_by.on if final.ended_by else as_of), as_of)
    last = max(final.due, done)
    weeks = max(20, -(-(last - start).days // 7))
    scale = _Scale(start, weeks, WIDTH / weeks)
    acts = sorted({(row.met_on, row.met_by.type) for row in road if row.met_on and row.met_by})
    lines = [_numbers(scale), _line(scale, acts, done), _today(scale, as_of)]
    return Picture([*lines, _legend(acts)], _words(final, as_of))


def _numbers(scale: _Scale) -> str:
    marks = [" "] * (WIDTH + 8)
    for week in (0, *LIMITS, *((scale.weeks,) if scale.weeks > 22 else ())):
        at = round(week * scale.step)
        marks[at : at + len(str(week))] = str(week)
    return "Week    " + "".join(marks).rstrip()


def _line(scale: _Scale, acts: Sequence[tuple[date, str]], done: date) -> str:
    """`=` behind us, `-` to come, `|` a limit, a letter where something was done."""
    behind = min(scale.at(done), WIDTH)
    bar = ["="] * behind + ["-"] * (WIDTH + 1 - behind)
    for week in LIMITS:
        bar[round(week * scale.step)] = "|"
    for day, act in acts:
        bar[min(scale.at(day), WIDTH)] = ACTS[act][0]
    bar[0] = "R"
    return "        " + "".join(bar)


def _today(scale: _Scale, as_of: date) -> str:
    at = scale.at(as_of)
    if at > WIDTH:
        return "        " + " " * (WIDTH - 6) + "today >"
    return "        " + (" " * at + "^ today" if at < WIDTH - 6 else " " * (at - 6) + "today ^")


def _legend(acts: Sequence[tuple[date, str]]) -> str:
    return "        R request" + "".join(f"  {ACTS[act][0]} {ACTS[act][1]}" for _, act in acts)


def _words(final: Row, as_of: date) -> str:
    days = (as_of - final.started_by.on).days
    if final.met_on is not None:
        return f"The final plan was sent on day {(final.met_on - final.started_by.on).days} of 140."
    if final.ended_by is not None:
        day = (final.ended_by.on - final.started_by.on).days
        return f"Ended by {final.ended_by.type} on day {day} of 140: no final plan is due."
    if days > 140:
        return f"Day {days} since the request: {number(days - 140, 'day')} past the twenty weeks."
    return f"Week {days // 7} of 20: day {days} of 140 since the request."
