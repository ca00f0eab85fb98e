"""Annual reviews: due, held, decided, amended, and how far behind they are.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sendclock.casebook.owner import NOBODY
from sendclock.days.counting import add_months
from sendclock.figures import limits
from sendclock.figures.facts import Running
from sendclock.figures.figure import Answer, Cell, Figure, FigureTable, Lot, Question, Span, containing, standing, term
from sendclock.figures.limits import COHORTS, Stage, figures
from sendclock.figures.population import Cohort, Population, Sought
from sendclock.figures.workload import Late, clocks, items_of
from sendclock.law.role import Role
from sendclock.say.words import day_month

BEHIND = (6, 12, 24)  # months


HELD = Stage(
    "review-meetings-within-12-months", "Review meetings held within the 12 months", "review-meetings", "-begun",
    ("review meetings held in the period", "", ""), "from", "held",
    "In time: held by the last day of the twelve months since the plan was made or last reviewed.",
    "A meeting in time can still be too late for the decision, which has 4 weeks of its own inside the twelve months.",
)  # fmt: skip
STAGES: tuple[tuple[Stage, tuple[Cohort, ...]], ...] = (
    (limits.TWELVE_MONTHS, ("done", "due")),
    (HELD, ("done",)),
    (limits.REVIEW_DECISIONS, COHORTS),
    (limits.AMENDED, COHORTS),
    (limits.AMENDED_NOTICE, COHORTS),
)


def answer(question: Question, cases: Population) -> Answer:
    made: list[Figure] = []
    for stage, cohorts in STAGES:
        made += figures(stage, cases, question.span, question.previous, question.as_of, cohorts)
    made += _now(question, cases)
    return Answer(
        question, "Annual reviews", made, [_due(question, cases), _behind(question, cases), _officers(question, cases)]
    )


def _is_review(clock: Running) -> bool:
    return clock.rule.plays(Role.ANNUAL_REVIEW)


def _running(cases: Population, span: Span | None = None) -> list[Late]:
    """Reviews not complete; where a span is given, those whose last day lies in it."""
    sought = Sought() if span is None else Sought(first=span.first, last=span.last)
    return clocks(cases, sought, _is_review)


def _now(question: Question, cases: Population) -> Iterator[Figure]:
    """Where things stand on the as-of day."""
    as_of = question.as_of
    month = containing(as_of, "month")
    definition = "Reviews not complete on the as-of day whose twelve months end in it; those past their day are in."
    for id, title, span in (
        ("reviews-due-this-month", "Reviews due this month", month),
        ("reviews-due-this-term", "Reviews due this term", term(as_of)),
    ):
        items = items_of(_running(cases, span), as_of)
        cohort = f"due {day_month(span.first)} to {day_month(span.last)}"
        yield Figure(id, title, "count", cohort, definition, items, None)
    definition = "Reviews not complete whose twelve months are over on the as-of day."
    overdue = [_overdue(cases, day) for day in question.then_and_now]
    yield standing(question, "reviews-overdue", "Reviews overdue now", "count", "overdue", definition, overdue)


def _overdue(cases: Population, day: date) -> Lot:
    return items_of(clocks(cases, Sought(late_on=day), _is_review), day)


def _due(question: Question, cases: Population) -> FigureTable:
    as_of = question.as_of
    month = containing(as_of, "month")
    following = containing(month.last + timedelta(1), "month")
    this_term = term(as_of)
    next_term = term(this_term.last + timedelta(1))
    rows: list[list[Cell]] = []
    for label, span in (
        ("this month", month), ("next month", following), ("this term", this_term), ("next term", next_term)
    ):  # fmt: skip
        found = _running(cases, span)
        held = sum(_met(one) for one in found)
        rows.append([label, span.first, span.last, len(found), held, len(found) - held])
    columns = (
        ("when", "Due"), ("from", "From"), ("to", "To"), ("reviews", "Reviews"), ("held", "Held"),
        ("not_held", "Not held"),
    )  # fmt: skip
    note = (
        "Reviews not complete on the as-of day, by the last day of their twelve months; held: the meeting. Terms are "
        "taken as September to December, January to March, April to August."
    )
    return FigureTable("reviews-due", "Reviews due", note, columns, rows)


def _met(one: Late) -> bool:
    """The meeting of the running twelve months has been held."""
    return one.facts.review_met


def _behind(question: Question, cases: Population) -> FigureTable:
    as_of = question.as_of
    late = [one for one in _running(cases) if one.clock.status == "overdue"]
    bands = Counter(sum(add_months(one.clock.due, months) < as_of for months in BEHIND) for one in late)
    names = ["up to 6 months", "over 6, up to 12 months", "over 12, up to 24 months", "over 24 months"]
    rows: list[list[Cell]] = [[name, bands[place]] for place, name in enumerate(names)]
    rows.append(["all", len(late)])
    note = "Reviews not complete on the as-of day, by how long ago their twelve months ended."
    return FigureTable(
        "reviews-behind", "Reviews overdue, by how long", note, (("behind", "Overdue"), ("reviews", "Reviews")), rows
    )


def _officers(question: Question, cases: Population) -> FigureTable:
    month = containing(question.as_of, "month")
    following = containing(month.last + timedelta(1), "month")
    whose: dict[tuple[str, str], list[Late]] = {}
    for one in _running(cases):
        told = one.facts
        whose.setdefault((told.team or "", told.officer or NOBODY), []).append(one)
    rows: list[list[Cell]] = []
    for (team, officer), found in sorted(whose.items(), key=lambda pair: (not pair[0][0], pair[0])):
        counts = [_within(found, span) for span in (month, following)]
        overdue = sum(one.clock.status == "overdue" for one in found)
        rows.append([team or "no team", officer, len(found), overdue, *counts])
    columns = (
        ("team", "Team"), ("officer", "Officer"), ("plans", "Running"), ("overdue", "Overdue"),
        ("this_month", "This month"), ("next_month", "Next month"),
    )  # fmt: skip
    return FigureTable(
        "officers", "By team and officer", "Reviews not complete, by whose case it is now.", columns, rows
    )


def _within(found: Sequence[Late], span: Span) -> int:
    return sum(one.clock.due in span for one in found)
