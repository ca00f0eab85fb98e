"""Annual reviews: due, held, decided, amended, and how far behind they are.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from sendclock.casebook.owner import NOBODY
from sendclock.days.counting import add_months
from sendclock.figures import limits
from sendclock.figures.cohort import COHORTS, Cohort
from sendclock.figures.figure import (
    Answer,
    Cell,
    Figure,
    FigureTable,
    Lot,
    Question,
    Span,
    containing,
    standing,
    term,
    whole,
)
from sendclock.figures.limits import Stage, figures
from sendclock.figures.population import Population, Sought
from sendclock.figures.workload import lot
from sendclock.law.role import Role
from sendclock.law.rule import Rule
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


def _is_review(rule: Rule) -> bool:
    return rule.plays(Role.ANNUAL_REVIEW)


def _due_in(span: Span) -> Sought:
    """Reviews not complete whose last day lies in the span."""
    return Sought(first=span.first, last=span.last)


def _now(question: Question, cases: Population) -> Iterator[Figure]:
    """Where things stand on the as-of day."""
    as_of = question.as_of
    month = containing(as_of, "month")
    definition = "Reviews not complete on the as-of day whose twelve months end in it; those past their day are in."
    for id, title, span in (
        ("reviews-due-this-month", "Reviews due this month", month),
        ("reviews-due-this-term", "Reviews due this term", term(as_of)),
    ):
        items = lot(cases, _due_in(span), _is_review, as_of)
        cohort = f"due {day_month(span.first)} to {day_month(span.last)}"
        yield Figure(id, title, "count", cohort, definition, items, None)
    definition = "Reviews not complete whose twelve months are over on the as-of day."
    overdue = [_overdue(cases, day) for day in question.then_and_now]
    yield standing(question, "reviews-overdue", "Reviews overdue now", "count", "overdue", definition, overdue)


def _overdue(cases: Population, day: date) -> Lot:
    return lot(cases, Sought(late_on=day), _is_review, day)


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
        held: Counter[bool] = Counter()  # whether the meeting of the running twelve months has been
        for facts, _, times in cases.tallied_clocks(_due_in(span), _is_review, "met"):
            held[facts.review_met] += times
        rows.append([label, span.first, span.last, held.total(), held[True], held[False]])
    columns = (
        ("when", "Due"), ("from", "From"), ("to", "To"), ("reviews", "Reviews"), ("held", "Held"),
        ("not_held", "Not held"),
    )  # fmt: skip
    note = (
        "Reviews not complete on the as-of day, by the last day of their twelve months; held: the meeting. Terms are "
        "taken as September to December, January to March, April to August."
    )
    return FigureTable("reviews-due", "Reviews due", note, columns, rows)


def _behind(question: Question, cases: Population) -> FigureTable:
    as_of = question.as_of
    bands: Counter[int] = Counter()
    for _, clock, times in cases.tallied_clocks(Sought(last=as_of - timedelta(1)), _is_review, "due"):
        bands[sum(add_months(clock.due, months) < as_of for months in BEHIND)] += times
    names = ["up to 6 months", "over 6, up to 12 months", "over 12, up to 24 months", "over 24 months"]
    rows: list[list[Cell]] = [[name, bands[place]] for place, name in enumerate(names)]
    rows.append(["all", bands.total()])
    note = "Reviews not complete on the as-of day, by how long ago their twelve months ended."
    return FigureTable(
        "reviews-behind", "Reviews overdue, by how long", note, (("behind", "Overdue"), ("reviews", "Reviews")), rows
    )


def _officers(question: Question, cases: Population) -> FigureTable:
    month = containing(question.as_of, "month")
    following = containing(month.last + timedelta(1), "month")
    sought = Sought(), Sought(last=question.as_of - timedelta(1)), _due_in(month), _due_in(following)
    whose: dict[tuple[str, str], list[Cell]] = {}
    for place, of in enumerate(sought):
        for facts, _, times in cases.tallied_clocks(of, _is_review, "owner"):
            counts = whose.setdefault((facts.team or "", facts.officer or NOBODY), [0] * len(sought))
            counts[place] = whole(counts[place]) + times
    rows: list[list[Cell]] = []
    for (team, officer), counts in sorted(whose.items(), key=lambda pair: (not pair[0][0], pair[0])):
        rows.append([team or "no team", officer, *counts])
    columns = (
        ("team", "Team"), ("officer", "Officer"), ("plans", "Running"), ("overdue", "Overdue"),
        ("this_month", "This month"), ("next_month", "Next month"),
    )  # fmt: skip
    return FigureTable(
        "officers", "By team and officer", "Reviews not complete, by whose case it is now.", columns, rows
    )
