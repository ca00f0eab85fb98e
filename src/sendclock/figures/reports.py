"""The reports by name: what each is for, the period it takes if none is asked for, and how it is answered.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sendclock.casebook.settings import National, read_published
from sendclock.figures import advice, backlog, caseload, phase, promises, reviews, steps, timeliness, weekly, workload
from sendclock.figures.figure import (
    FEW,
    FIRST_YEAR,
    LAST_YEAR,
    Answer,
    Cell,
    Counted,
    Figure,
    FigureTable,
    Lot,
    PeriodKind,
    Published,
    Question,
    Span,
    before,
    containing,
    last_complete,
    total,
    transfer_year,
)
from sendclock.figures.population import Population
from sendclock.figures.weekly import TO_DATE
from sendclock.files import disk, toml
from sendclock.files.problem import Problem, UsageError, near_miss
from sendclock.law.role import Role
from sendclock.say.words import upper_first
from sendclock.tuples import NamedTuple


class ReportKind(NamedTuple):
    """One report. `period` is the kind of period it takes if none is asked for."""

    purpose: str
    period: PeriodKind
    answer: Callable[[Question, Population], Answer]


REPORTS = {
    "weekly": ReportKind("what came in, went out, is overdue and falls due next", "week", weekly.answer),
    "timeliness": ReportKind("how much was in time, at every stage", "year", timeliness.answer),
    "caseload": ReportKind("plans kept, refusals, mediation, appeals, plans ceased, moves", "year", caseload.answer),
    "reviews": ReportKind("annual reviews: due, late, overdue", "month", reviews.answer),
    "phase": ReportKind("phase transfers: how far each has come", "year", phase.answer),
    "backlog": ReportKind("what is open, how long it has waited, for whom", "month", backlog.answer),
    "advice": ReportKind("what each service was asked and when it answered", "quarter", advice.answer),
    "promises": ReportKind(
        "what local packs promise: due, kept, late, open, against the aim", "month", promises.answer
    ),
    "steps": ReportKind("the steps of local packs: asked for, done, still to do", "month", steps.answer),
    "workload": ReportKind("who has what to do in the coming weeks", "week", workload.answer),
}
ONE_CASE = "case"
ALL = "all"
RETENTION = "retention"  # no figures: what is past the day to which it is kept


NATIONAL = Path(__file__).parent / "published.toml"
INCLUDING = "plans-within-20-weeks-including-exceptions"
EXCLUDING = "plans-within-20-weeks-excluding-exceptions"


def national() -> tuple[National, ...]:
    """The national figures that come with sendclock."""
    table = toml.whole(disk.read_package(NATIONAL), NATIONAL.name)
    assert not isinstance(table, Problem)
    found = read_published(table)
    assert not table.problems
    return found


def steered(answer: Answer, targets: Mapping[Role, int], known: Sequence[National]) -> Answer:
    """The answer with the authority's own aims, and the newest figure published of the nation, beside its figures."""
    newest = max(known, key=lambda one: one.year, default=None)
    return answer._replace(figures=[_steered(figure, targets, newest) for figure in answer.figures])


def _steered(figure: Figure, targets: Mapping[Role, int], newest: National | None) -> Figure:
    if figure.role is None:
        return figure
    percent = None
    if newest is not None and figure.id.removesuffix(TO_DATE) in (EXCLUDING, INCLUDING):
        percent = newest.excluding if figure.id.startswith(EXCLUDING) else newest.including
    published = Published(newest.year, percent, newest.source) if newest and percent is not None else None
    return figure._replace(target=targets.get(figure.role), published=published)


def split(answer: Answer, groups: Mapping[str, tuple[str, ...]]) -> FigureTable:
    """Every figure of the report for each officer, setting, tag or what else it is to be split by; those of which there
    is nothing are not drawn. A case with several tags stands under each of them."""
    by = answer.question.by
    rows: list[list[Cell]] = []
    for figure in answer.figures:
        found: defaultdict[str, Counter[tuple[Counted, int | None]]] = defaultdict(Counter)
        for item in figure.items:
            for group in groups[item.case]:
                found[group][item.counted, item.days] += 1
        for group in sorted(found, key=natural):
            now = total(figure.kind, Lot.counted(found[group]))
            if now.numerator or now.denominator:
                few = "few" if now.denominator is not None and now.denominator < FEW else ""
                cells: list[Cell] = [now.numerator, now.denominator, now.percent, now.value, few]
                rows.append([group, figure.title, figure.id, *cells])
    columns = (
        ("group", upper_first(by.replace("-", " "))), ("figure", "Figure"), ("id", "Id"), ("numerator", "Number"),
        ("denominator", "Of"), ("percent", "%"), ("weeks", "Weeks"), ("few", "Note"),
    )  # fmt: skip
    note = f"By what stands on file on the as-of day. Few: over fewer than {FEW}, which say little."
    note += " A case with several tags stands under each: the rows do not add up." if by == "tag" else ""
    return FigureTable(f"by-{by}", f"Split by {by.replace('-', ' ')}", note, columns, rows)


def natural(text: str) -> list[tuple[int, str]]:
    """In the order people count: year 2 before year 10, under 5 before 5 to 10."""
    parts = re.split(r"(\d+)", text.replace("under 5", "0"))
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts if part]


def question(
    report: str,
    as_of: date,
    first: date | None,
    last: date | None,
    kind: PeriodKind | None,
    whose: str,
    by: str = "",
) -> Question:
    """What is asked, with the period settled. Raises UsageError where the days given make no period."""
    for option, day in (("--from", first), ("--to", last)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise UsageError(f"{option} {day} cannot be used: give a day from {FIRST_YEAR} to {LAST_YEAR}.")
    span, choice = _span(report, as_of, first, last, kind)
    return Question(report, as_of, span, before(span), choice, whose, by)


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
    known = [*REPORTS, ONE_CASE, ALL, RETENTION]
    if name not in known:
        raise UsageError(f'"{name}" is not a report.{near_miss(name, known)} Reports: {", ".join(known)}.')
    return name
