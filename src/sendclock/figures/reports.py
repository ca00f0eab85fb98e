"""The reports by name: what each is for, the period it takes if none is asked for, and how it is answered.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from sendclock.figures import advice, backlog, caseload, phase, promises, reviews, timeliness, weekly, workload
from sendclock.figures.facts import CaseFacts
from sendclock.figures.figure import (
    FIRST_YEAR,
    LAST_YEAR,
    Answer,
    Figure,
    PeriodKind,
    Question,
    Span,
    before,
    containing,
    last_complete,
    transfer_year,
)
from sendclock.files.problem import UsageError, near_miss


class Kind(NamedTuple):
    """One report. `period` is the kind of period it takes if none is asked for."""

    purpose: str
    period: PeriodKind
    answer: Callable[[Question, Sequence[CaseFacts]], Answer]


REPORTS = {
    "weekly": Kind("what came in, went out, is overdue and falls due next", "week", weekly.answer),
    "timeliness": Kind("how much was in time, at every stage", "year", timeliness.answer),
    "caseload": Kind("plans kept, refusals, mediation, appeals, plans ceased, moves", "year", caseload.answer),
    "reviews": Kind("annual reviews: due, late, overdue", "month", reviews.answer),
    "phase": Kind("phase transfers: how far each has come", "year", phase.answer),
    "backlog": Kind("what is open, how long it has waited, for whom", "month", backlog.answer),
    "advice": Kind("what each service was asked and when it answered", "quarter", advice.answer),
    "promises": Kind("what local packs promise: due, kept, late, open, against the aim", "month", promises.answer),
    "workload": Kind("who has what to do in the coming weeks", "week", workload.answer),
}
ONE_CASE = "case"


def question(
    report: str, as_of: date, first: date | None, last: date | None, kind: PeriodKind | None, whose: str
) -> Question:
    """What is asked, with the period settled. Raises UsageError where the days given make no period."""
    for option, day in (("--from", first), ("--to", last)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UsageError(f"{option} {day} cannot be used: give a day from {FIRST_YEAR} to {LAST_YEAR}.")
    span, choice = _span(report, as_of, first, last, kind)
    return Question(report, as_of, span, before(span), choice, whose)


def _span(report: str, as_of: date, first: date | None, last: date | None, kind: PeriodKind | None) -> tuple[Span, str]:
    if first is None and last is None:
        if report == "phase" and kind is None:
            return transfer_year(as_of), "The year of the next transfers; choose another with --from and --to."
        chosen = kind or REPORTS[report].period
        how = "as asked for" if kind else "choose another with --period or --from and --to"
        return last_complete(chosen, as_of), f"The last complete {chosen} before the as-of day; {how}."
    if kind is not None and (first is None or last is None):
        known = first or last
        assert known is not None
        return containing(known, kind), f"The {kind} that holds the day given."
    if first is None:
        raise UsageError("--to needs --from, the first day of the period (or --period, to take the whole of one).")
    if kind is not None:
        raise UsageError("--from and --to already say the period: leave out --period, or one of the two days.")
    end = last or as_of
    if end < first and last is None:
        raise UsageError(f"--from {first} is after the as-of day, {end}. Give --to too, the last day of the period.")
    if end < first:
        raise UsageError(f"--from {first} is later than --to {end}: the period has no days. Turn them round.")
    return Span(first, end, "days"), "From the first day given to the last, both counted in."


def figure_of(answer: Answer, id: str) -> Figure:
    """The figure of that id. Raises UsageError, naming the nearest, if the report has none."""
    for figure in answer.figures:
        if figure.id == id:
            return figure
    known = [figure.id for figure in answer.figures]
    mistake = f'"{id}" is not a figure of the report {answer.question.report}.{near_miss(id, known)}'
    raise UsageError(f"{mistake} Its figures: {', '.join(known)}.")


def known_report(name: str) -> str:
    """The report of that name. Raises UsageError if there is none."""
    known = [*REPORTS, ONE_CASE]
    if name not in known:
        raise UsageError(f'"{name}" is not a report.{near_miss(name, known)} Reports: {", ".join(known)}.')
    return name
