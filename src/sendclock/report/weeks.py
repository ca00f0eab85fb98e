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

# The rules the line is drawn from, and the letter each one's act leaves on it.
ROAD = {"decide-to-assess": "A", "send-draft": "D", "refuse-plan": "N", "final-plan": "F"}
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
    done = final.met_on or (as_of if not final.finished else max([r.met_on for r in road if r.met_on], default=as_of))
    last = max(final.due, min(as_of, done))
    weeks = max(20, -(-(last - start).days // 7))
    scale = _Scale(start, weeks, WIDTH / weeks)
    lines = [_numbers(scale), _line(scale, road, done), _today(scale, as_of)]
    return Picture([*lines, *_legend(road)], _words(final, as_of))


def _numbers(scale: _Scale) -> str:
    marks = [" "] * (WIDTH + 8)
    for week in (0, *LIMITS, *((scale.weeks,) if scale.weeks > 22 else ())):
        at = round(week * scale.step)
        marks[at : at + len(str(week))] = str(week)
    return "Week    " + "".join(marks).rstrip()


def _line(scale: _Scale, road: Sequence[Row], done: date) -> str:
    """`=` behind us, `-` to come, `|` a limit, a letter where something was done."""
    bar = ["="] * (min(scale.at(done), WIDTH)) + ["-"] * (WIDTH + 1 - min(scale.at(done), WIDTH))
    for week in LIMITS:
        bar[round(week * scale.step)] = "|"
    for row in road:
        if row.met_on is not None:
            bar[min(scale.at(row.met_on), WIDTH)] = ROAD[row.rule]
    bar[0] = "R"
    return "        " + "".join(bar)


def _today(scale: _Scale, as_of: date) -> str:
    at = scale.at(as_of)
    if at > WIDTH:
        return "        " + " " * (WIDTH - 6) + "today >"
    return "        " + (" " * at + "^ today" if at < WIDTH - 6 else " " * (at - 6) + "today ^")


def _legend(road: Sequence[Row]) -> list[str]:
    words = {"A": "decided whether to assess", "D": "draft sent", "N": "plan refused", "F": "final plan sent"}
    letters = [ROAD[row.rule] for row in road if row.met_on is not None]
    return ["        R request" + "".join(f"  {letter} {words[letter]}" for letter in letters)]


def _words(final: Row, as_of: date) -> str:
    days = (as_of - final.started_by.on).days
    text = f"Week {days // 7} of 20: day {days} of 140 since the request."
    if final.met_on is not None:
        taken = (final.met_on - final.started_by.on).days
        return f"The final plan was sent on day {taken} of 140."
    if final.status == "lapsed":
        return "The twenty weeks ended without a final plan being due."
    return text if days <= 140 else f"Day {days}: {number(days - 140, 'day')} past the twenty weeks."
