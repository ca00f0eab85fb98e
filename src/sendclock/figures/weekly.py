"""The week: what came in, what went out, what is overdue, what falls due next; and the main figures over the year to
date, beside the same days of last year.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendclock.figures import limits
from sendclock.figures.caseload import COUNTS, count_figures, items_of, refused, standings
from sendclock.figures.figure import (
    TREND,
    Answer,
    Cell,
    Figure,
    FigureTable,
    Question,
    Span,
    latest,
    year_earlier,
    year_to_date,
)
from sendclock.figures.limits import figures
from sendclock.figures.population import Population
from sendclock.figures.timeliness import trend
from sendclock.figures.workload import by_officer, by_stage, change, due_figures, overdue_figures
from sendclock.say.words import day_month

TO_DATE, EARLIER = "-year-to-date", "-same-period-last-year"
HEADLINE = ("requests-received", "decisions-made", "plans-issued", "reviews-decided")
STAGES = (limits.PLANS_EXCLUDING, limits.PLANS_INCLUDING, limits.DECISIONS, limits.REVIEW_DECISIONS)


def answer(question: Question, cases: Population) -> Answer:
    """One week on one page: what was done, what is overdue, what falls due, each beside the week before."""
    made = [*count_figures(question, cases)]
    for stage in STAGES:
        made += figures(stage, cases, question.span, question.previous, question.as_of, ("done",))
    made += [*overdue_figures(question, cases), *due_figures(question, cases), *refused(question, cases)]
    made += [*standings(question, cases), *_over_the_year(question, cases)]
    spans = latest(question.span, TREND)
    tables = [*by_stage(question, cases), by_officer(question, cases), change(question, cases), trend(cases, spans)]
    tables.append(_year_table(made))
    return Answer(question, "The week" if question.span.kind == "week" else "What happened", made, tables)


def _over_the_year(question: Question, cases: Population) -> Iterator[Figure]:
    """The headline figures over the year to date, with the same days of last year; and in the same period of last
    year."""
    to_date, earlier = year_to_date(question.span), year_earlier(question.span)
    spans = (to_date, year_earlier(to_date))
    for count in COUNTS:
        if count.id in HEADLINE:
            now, was = (items_of(count, cases, span) for span in spans)
            figure = Figure(count.id, count.title, "count", count.cohort, count.definition, now, was)
            yield _to_date(figure, to_date)
            yield _earlier(figure._replace(items=items_of(count, cases, earlier)), earlier)
    for stage in STAGES:
        (figure,) = figures(stage, cases, *spans, question.as_of, ("done",))
        yield _to_date(figure, to_date)
        (figure,) = figures(stage, cases, earlier, earlier, question.as_of, ("done",))
        yield _earlier(figure, earlier)


def _to_date(figure: Figure, span: Span) -> Figure:
    days = f"from {day_month(span.first)} to {day_month(span.last)}"
    return figure._replace(
        id=figure.id + TO_DATE,
        title=f"{figure.title}, year to date",
        cohort=f"{_verb(figure)} {days}; before: the same days a year earlier",
    )


def _earlier(figure: Figure, span: Span) -> Figure:
    days = f"from {day_month(span.first)} to {day_month(span.last)}"
    return figure._replace(
        id=figure.id + EARLIER,
        title=f"{figure.title}, same period last year",
        cohort=f"{_verb(figure)} {days}",
        before=None,
        role=None,
    )


def _verb(figure: Figure) -> str:
    return figure.cohort.removesuffix(" in the period")


def _year_table(made: Sequence[Figure]) -> FigureTable:
    """The headline figures side by side."""
    by_id = {figure.id: figure for figure in made}
    rows: list[list[Cell]] = []
    for id in (*HEADLINE, *(stage.id for stage in STAGES)):
        of = [by_id[id].total, by_id[id].previous, by_id[id + EARLIER].total]
        of += [by_id[id + TO_DATE].total, by_id[id + TO_DATE].previous]
        cells: list[Cell] = [by_id[id].title]
        for total in of:
            cells += [total.numerator, total.denominator, total.percent] if total else [None, None, None]
        rows.append(cells)
    columns = [("figure", "Figure")]
    for key, title in (
        ("period", "Period"), ("before", "Before"), ("last_year", "Last year"), ("to_date", "Year to date"),
        ("to_date_last_year", "Last year to date"),
    ):  # fmt: skip
        columns += [(key, title), (f"{key}_of", "Of"), (f"{key}_percent", "%")]
    note = (
        "The period, the one before, and the same period of last year. Then the year from 1 January to the last day of "
        "the period, and the same days of last year. Counts have no Of and no %."
    )
    return FigureTable("year-to-date", "The year so far", note, columns, rows)
