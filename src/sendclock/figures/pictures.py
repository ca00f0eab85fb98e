"""What the charts of a report show, as numbers: each picture with its heading, its sentence and its table.

A picture and its table are made here from one list of numbers, so that they cannot differ.
Must not know: how a picture is drawn, formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from sendclock.figures.backlog import is_late
from sendclock.figures.facts import TWENTY_WEEKS, WAITS_ON, YEAR
from sendclock.figures.figure import FEW, Answer, Cell, FigureTable, Span, percent, whole
from sendclock.figures.population import Population
from sendclock.figures.workload import WEEKS, by_law, coming_weeks
from sendclock.say.words import day_month, lower_first, number
from sendclock.tuples import NamedTuple

STEP, EVEN = 14, 280  # days: bars of two weeks up to 40, then 40 to 52 and over
STAGES, OFFICERS = 14, 40  # rows a picture has room for; the table beside it has them all
Row = tuple[str, list[int]]


class Chart(NamedTuple):
    """One picture. `rows` are what is drawn, each with one number for each of `columns`; `shown_in` is the table of
    the report, if any, that this one takes the place of. Nothing to draw: `drawn` is False and the caption says so."""

    id: str
    kind: Literal["weeks", "ages", "officers", "trend"]
    heading: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[Row]
    table: FigureTable
    shown_in: str = ""

    @property
    def drawn(self) -> bool:
        return any(any(numbers) for _, numbers in self.rows)

    @property
    def described(self) -> str:
        """For those who cannot see it."""
        return f"{self.caption} The table that follows has the numbers."


def charts(answer: Answer, cases: Population) -> list[Chart]:
    """The pictures of a report, in the order they are read; none for a report that has none."""
    return [make(answer, cases) for make in _OF.get(answer.question.report, ())]


def weeks_to_issue(answer: Answer, cases: Population) -> Chart:
    """Plans issued, by the weeks they took: over the period, or the year to its last day where it is shorter."""
    span = at_least_a_year(answer.question.span)
    took = [days for known, days, times in cases.took("plans-including", span) if known for _ in range(times)]
    rows = [(label, [sum(first < days <= last for days in took)]) for label, first, last in _bands()]
    inside, late, longest = (sum(test(days) for days in took) for test in (_in_time, _late, _longest))
    over = f"{number(len(took), 'plan')} issued from {day_month(span.first)} to {day_month(span.last)}"
    caption = f"No plan that follows an assessment was issued from {day_month(span.first)} to {day_month(span.last)}."
    if took:
        caption = (
            f"Of {over}, {inside:,} took 20 weeks or less ({percent(inside, len(took))}%) and {late:,} took longer"
            f"{f', {longest:,} of them over 52 weeks' if longest else ''}. Cases with an exception are in."
        )
    bars = [(last // 7, plans[0]) for (_, plans), (_, _, last) in zip(rows, _bands(), strict=True)]
    columns = (("weeks", "Weeks"), ("plans", "Plans"), ("limit", "20 weeks"))
    note = "Calendar days from the request to the family's copy, over 7. Day 140 is in 18 to 20."
    table = FigureTable("weeks-to-issue", "Weeks to issue", note, columns, [*_folded(bars), ["all", len(took), ""]])
    return Chart("weeks-to-issue", "weeks", "Weeks from request to plan", caption, ("Plans",), rows, table)


def at_least_a_year(span: Span) -> Span:
    """The span, or the 365 days that end with it where it has fewer: a distribution needs the plans of a year."""
    year_before = span.last - timedelta(YEAR)
    return span if span.first <= year_before else Span(year_before, span.last, "days")


def _bands() -> Iterator[tuple[str, int, int]]:
    """Label, the day before the first, and the last day of each bar; whatever came before day 0 is in the first."""
    for last in range(STEP, EVEN + 1, STEP):
        yield f"{last // 7 - 2} to {last // 7}", last - STEP if last > STEP else -99_999, last
    yield "40 to 52", EVEN, YEAR
    yield "over 52", YEAR, 99_999


def _folded(bars: Sequence[tuple[int, int]]) -> Iterator[list[Cell]]:
    """A row for each bar, given by its last week and its plans; neighbours without plans, on one side of week 20,
    share a row."""
    first, line = 0, TWENTY_WEEKS // 7
    for (last, plans), (after, more) in zip(bars, [*bars[1:], (0, 1)], strict=True):
        if plans or more or (last <= line) != (after <= line):
            label = f"over {first}" if last > YEAR // 7 else f"{first} to {last}"
            yield [label, plans, "within" if last <= line else "over"]
            first = last


def _in_time(days: int) -> bool:
    return days <= TWENTY_WEEKS


def _late(days: int) -> bool:
    return days > TWENTY_WEEKS


def _longest(days: int) -> bool:
    return days > YEAR


def overdue(answer: Answer, cases: Population) -> Chart:
    """The backlog: what is overdue by law, by stage and by how long."""
    table = _table(answer, "overdue-statutory")
    stages = [row for row in table.rows if row[0] != "all"]
    rows = [(_stage(row), [whole(cell) for cell in row[2:7]]) for row in stages]
    everything = sum(sum(ages) for _, ages in rows)
    old = sum(sum(ages[1:]) for _, ages in rows)
    others = sum(sum(ages) for (_, ages), row in zip(rows, stages, strict=True) if row[1] == "others")
    caption = "Nothing is overdue by law on the as-of day."
    if rows:
        most = max(rows, key=lambda row: sum(row[1]))
        caption = (
            f"{number(everything, 'deadline')} of the law {_are(everything)} past the day and not met: "
            f"{everything - others:,} that bind the authority, {others:,} that bind others. Of all, {old:,} for more "
            f"than 4 weeks; most at {most[0]} ({sum(most[1]):,})."
        )
    drawn, left = _longest_rows(rows, STAGES)
    caption += f" Drawn: the {STAGES} stages with most; the table has the other {left:,} too." if left else ""
    columns = ("to 4 weeks", "4 to 13", "13 to 26", "26 to 52", "over 52 weeks")
    heading = "Backlog: what is overdue, by stage and age"
    return Chart("backlog", "ages", heading, caption, columns, drawn, table, table.id)


def _stage(row: Sequence[Cell]) -> str:
    return f"{row[0]} (others)" if row[1] == "others" else str(row[0])


def _longest_rows(rows: Sequence[Row], most: int) -> tuple[list[Row], int]:
    """At most so many rows, those with the largest sums, in the order they had; and how many that leaves out."""
    kept = sorted(range(len(rows)), key=lambda n: -sum(rows[n][1]))[:most]
    return [rows[n] for n in sorted(kept)], len(rows) - len(kept)


def waiting(answer: Answer, cases: Population) -> Chart:
    """Open assessments by whom they wait for and how long they have been open."""
    day, names = answer.question.as_of, ("to 6 weeks", "6 to 16", "16 to 20", "20 to 30", "30 to 52", "over 52 weeks")
    ends = (-99_999, 42, 112, TWENTY_WEEKS, 210, YEAR, 99_999)
    open_now = list(cases.opened(day))
    found = [(one.waits_for, (day - one.received).days) for facts, one in open_now]
    rows = [
        (name, [sum(who == name and ends[n] < age <= ends[n + 1] for who, age in found) for n in range(len(names))])
        for name in WAITS_ON
    ]
    past = sum(is_late(facts, one, day) for facts, one in open_now)
    caption = "No assessment is open on the as-of day."
    if found:
        most = max(rows, key=lambda row: sum(row[1]))
        caption = (
            f"{number(len(found), 'assessment')} {_are(len(found))} open, {past:,} past the limit that governs now; "
            f"most wait for the {most[0]} ({sum(most[1]):,})."
        )
    sums = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)]
    listed: list[list[Cell]] = [[name, *counts, sum(counts)] for name, counts in [*rows, ("all", sums)]]
    keys = ("to_6_weeks", "to_16_weeks", "to_20_weeks", "to_30_weeks", "to_52_weeks", "over_52_weeks")
    columns = (("waits_for", "Waits for"), *zip(keys, names, strict=True), ("all", "All"))
    note = "Open assessments by who owes the earliest clock that runs, and by the weeks since the request was received."
    table = FigureTable("waits-by-age", "Open assessments by whom they wait for", note, columns, listed)
    heading = "Backlog: open assessments, by whom they wait for and age"
    return Chart("backlog", "ages", heading, caption, names, rows, table)


def due_by_officer(answer: Answer, cases: Population) -> Chart:
    """What falls due in the coming weeks, officer by officer."""
    as_of = answer.question.as_of
    table, weeks = by_law(as_of, cases), coming_weeks(as_of)
    names = [title for _, title in table.columns[4:]]
    teams = {row[0] for row in table.rows}
    rows = [(f"{row[1]} ({row[0]})" if len(teams) > 1 else str(row[1]), _numbers(row[4:])) for row in table.rows]
    sums = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)] or [0] * WEEKS
    last = day_month(weeks[-1].last)
    caption = f"No deadline of the law that binds the authority falls due up to {last}."
    if sum(sums):
        busiest, most = weeks[sums.index(max(sums))], max(rows, key=lambda row: sum(row[1]))
        caption = (
            f"Up to {last} the authority has {number(sum(sums), 'deadline')} of the law to meet, most in the week of "
            f"{day_month(busiest.first)} ({max(sums):,}). The officer with most is {most[0]} ({sum(most[1]):,})."
        )
    drawn, left = _longest_rows(rows, OFFICERS)
    caption += f" Drawn: the {OFFICERS} officers with most; the table has the other {left:,} too." if left else ""
    total: list[Cell] = ["all", "", *[sum(_numbers(cells)) for cells in zip(*table.rows, strict=True)][2:]]
    told = table._replace(title="Due by officer and week", rows=[*table.rows, total] if table.rows else [])
    heading = "What falls due in the coming 8 weeks, by officer"
    return Chart("officers", "officers", heading, caption, names, drawn, told, table.id)


def _numbers(cells: Sequence[Cell]) -> list[int]:
    return [cell for cell in cells if isinstance(cell, int)]


def in_time_by_period(answer: Answer, cases: Population) -> Chart:
    """How much was within 20 weeks, period by period."""
    trend = _table(answer, "trend")
    place = {key: n for n, (key, _) in enumerate(trend.columns)}
    rows: list[Row] = []
    listed: list[list[Cell]] = []
    for row in trend.rows:
        inside, of = (whole(row[place[key]]) for key in ("within_20_weeks", "of"))
        rows.append((str(row[place["period"]]), [inside, of]))
        listed.append([*(row[n] for key, n in place.items() if key not in ("from", "to")), _how_many(of)])
    inside, of = (sum(numbers[n] for _, numbers in rows) for n in (0, 1))
    last = trend.rows[-1][place["to"]]
    when = f"{lower_first(trend.title)}{f' to {day_month(last)}' if isinstance(last, date) else ''}"
    caption = f"No plan was issued in {when}."
    if of:
        caption = (
            f"Over {when}, {inside:,} of {number(of, 'plan')} issued were within 20 weeks ({percent(inside, of)}%), "
            f"cases with an exception left out; fewer than {FEW} plans are marked few."
        )
    columns = [pair for pair in trend.columns if pair[0] not in ("from", "to")] + [("note", "Note")]
    table = trend._replace(columns=columns, rows=listed)
    heading = "Trend: plans within 20 weeks"
    return Chart("trend", "trend", heading, caption, ("In 20 weeks", "Of"), rows, table, "trend")


def _how_many(of: int) -> str:
    return "" if of >= FEW else "few" if of else "none"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _table(answer: Answer, id: str) -> FigureTable:
    return next(table for table in answer.tables if table.id == id)


_OF: dict[str, tuple[Callable[[Answer, Population], Chart], ...]] = {
    "weekly": (weeks_to_issue, overdue, due_by_officer, in_time_by_period),
    "timeliness": (weeks_to_issue, in_time_by_period),
    "backlog": (waiting,),
    "workload": (due_by_officer,),
}
