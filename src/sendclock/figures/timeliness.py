"""Every stage with a limit: how much of it was in time.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sendclock.figures import limits
from sendclock.figures.facts import CaseFacts
from sendclock.figures.figure import (
    Answer,
    Cell,
    Counted,
    Figure,
    Item,
    Kind,
    Question,
    Span,
    Table,
    containing,
    latest,
    percent,
)
from sendclock.figures.limits import COHORTS, TWENTY_WEEKS, YEAR, Course, Stage, figures
from sendclock.say.words import number, short_day

STAGES = (
    limits.PLANS_EXCLUDING, limits.PLANS_INCLUDING, limits.DECISIONS, limits.REFUSALS, limits.ADVICE_ALL,
    limits.ADVICE_LAW, limits.ADVICE_PRACTICE, limits.REVIEW_DECISIONS, limits.AMENDED, limits.AMENDED_NOTICE,
)  # fmt: skip
TREND = 12
_OVER = (
    "Final plans issued in the period that follow an assessment, cases with an exception in; weeks are calendar days "
    "from the request received to the plan issued, divided by 7."
)
# id, title, kind, first and last day of the band
_BANDS: tuple[tuple[str, str, Kind, int, int], ...] = (
    ("plans-within-20-weeks", "Plans issued within 20 weeks", "share", 0, TWENTY_WEEKS),
    ("plans-over-20-to-52-weeks", "Plans issued after 20 weeks, up to 52", "share", TWENTY_WEEKS + 1, YEAR),
    ("plans-over-52-weeks", "Plans issued after 52 weeks", "share", YEAR + 1, 99_999),
    ("plans-mean-weeks", "Mean weeks to a plan", "mean", 0, 99_999),
    ("plans-median-weeks", "Median weeks to a plan", "median", 0, 99_999),
)


def answer(question: Question, cases: Sequence[CaseFacts]) -> Answer:
    made: list[Figure] = []
    for stage in STAGES:
        made += figures(stage, cases, question.span, question.previous, question.as_of, COHORTS)
    made += figures(limits.TRANSFERS, cases, question.span, question.previous, question.as_of, ("due",))
    made[6:6] = bands(question, cases)
    months = latest(containing(question.span.last, "month"), TREND)
    return Answer(question, "Timeliness", made, [trend(cases, months), by_team(question, cases)])


def bands(question: Question, cases: Sequence[CaseFacts]) -> list[Figure]:
    """How long plans took: three bands, mean and median."""
    pairs = [(facts, course) for facts in cases for course in limits.issued(facts)]
    made = []
    for id, title, kind, first, last in _BANDS:
        words = f"Counted: day {first} to day {last}." if kind == "share" and last <= YEAR else ""
        words = f"Counted: from day {first} on." if kind == "share" and last > YEAR else words
        now, was = ([_item(facts, course, first, last) for facts, course in pairs if course.done in span]
                    for span in (question.span, question.previous))  # fmt: skip
        made.append(Figure(id, title, kind, "issued in the period", f"{_OVER} {words}".strip(), now, was))
    return made


def _item(facts: CaseFacts, course: Course, first: int, last: int) -> Item:
    assert course.done is not None
    days = (course.done - course.start).days
    why = f"received {short_day(course.start)}; issued {short_day(course.done)}, day {days}"
    inside: Counted = "numerator" if first <= days <= last else "denominator"
    return facts.item(inside, why, course.start, course.due, course.done, days)


def trend(cases: Sequence[CaseFacts], spans: Sequence[Span]) -> Table:
    """Plans issued and issued within 20 weeks, span by span, the oldest first."""
    rows: list[list[Cell]] = []
    both = [_done(stage, cases, spans[0].first, spans[-1].last) for stage in STAGES[:2]]
    for span in spans:
        out, all = (_in_time([course for course in done if course.done in span]) for done in both)
        rows.append([span.label, span.first, span.last, all[1], *out, percent(*out), percent(*all)])
    note = (
        "Final plans issued that follow an assessment. In 20 weeks, Of and % are without cases that have an exception; "
        "% all is with them."
    )
    columns = (
        ("period", "Period"), ("from", "From"), ("to", "To"), ("issued", "Issued"),
        ("within_20_weeks", "In 20 weeks"), ("of", "Of"), ("percent_excluding", "%"), ("percent_including", "% all"),
    )  # fmt: skip
    kind = "period" if spans[-1].kind == "days" else spans[-1].kind
    return Table("trend", f"The last {number(len(spans), kind)}", note, columns, rows)


def by_team(question: Question, cases: Sequence[CaseFacts]) -> Table:
    """The headline for each team that has cases."""
    teams = sorted({facts.team or "" for facts in cases}, key=lambda team: (not team, team))
    rows: list[list[Cell]] = []
    for team in teams:
        own = [facts for facts in cases if (facts.team or "") == team]
        cells: list[Cell] = [team or "no team"]
        for stage in (limits.PLANS_EXCLUDING, limits.DECISIONS, limits.REVIEW_DECISIONS):
            counts = _in_time(_done(stage, own, question.span.first, question.span.last))
            cells += [*counts, percent(*counts)]
        rows.append(cells)
    columns = [("team", "Team")]
    for key, title in (("plans", "Plans"), ("decisions", "Decisions"), ("reviews", "Reviews")):
        columns += [(f"{key}_in_time", title), (f"{key}_of", "Of"), (f"{key}_percent", "%")]
    note = (
        "In time, of those done in the period, by the team that has the case now: plans within 20 weeks (cases with an "
        "exception out), decisions within 6, review decisions within 4."
    )
    return Table("teams", "By team", note, columns, rows)


def _done(stage: Stage, cases: Sequence[CaseFacts], first: date, last: date) -> list[Course]:
    """What was done from `first` to `last` and counts."""
    courses = (course for facts in cases for course in stage.courses(facts))
    return [c for c in courses if c.done is not None and not c.left_out and first <= c.done <= last]


def _in_time(done: Sequence[Course]) -> tuple[int, int]:
    """How many in time, and of how many."""
    return sum(course.done is not None and course.done <= course.due for course in done), len(done)
