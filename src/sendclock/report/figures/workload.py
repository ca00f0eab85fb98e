"""Who has what to do in each of the coming weeks. With --officer, the list to hand over in an absence.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sendclock.report.figures.facts import CaseFacts
from sendclock.report.figures.nouns import Answer, Cell, Figure, Question, Table
from sendclock.report.figures.overdue import SHORT, TIERS, WHAT, Late, clock_item, clocks, overdue_figures
from sendclock.report.figures.periods import Span, containing
from sendclock.report.owner import NOBODY
from sendclock.report.wording import short_day

WEEKS = 8


def answer(question: Question, cases: Sequence[CaseFacts]) -> Answer:
    weeks = coming_weeks(question.as_of)
    found = clocks(cases, lambda c: c.status in ("open", "overdue") and c.due <= weeks[-1].last and c.rule.own)
    tables = []
    for tier, title in TIERS.items():
        of_tier = [one for one in found if one.clock.rule.tier == tier]
        if of_tier or tier == "statutory":
            tables.append(_per_officer(tier, title, of_tier, weeks, cases))
    return Answer(question, "Workload", [*_open(found, weeks, question), *overdue_figures(question, cases)], tables)


def coming_weeks(as_of: date) -> list[Span]:
    """The rest of this week and the seven after it, Monday to Sunday."""
    first = containing(as_of, "week")
    weeks = [Span(as_of, first.last, "week")]
    while len(weeks) < WEEKS:
        weeks.append(containing(weeks[-1].last + timedelta(1), "week"))
    return weeks


def by_law(as_of: date, cases: Sequence[CaseFacts]) -> Table:
    """The authority's own limits of the law, per officer and coming week: the cases of nobody last."""
    weeks = coming_weeks(as_of)
    found = clocks(
        cases,
        lambda c: (
            c.rule.tier == "statutory" and c.rule.own and c.status in ("open", "overdue") and c.due <= weeks[-1].last
        ),
    )
    return _per_officer("statutory", TIERS["statutory"], found, weeks, cases)


def _open(found: Sequence[Late], weeks: Sequence[Span], question: Question) -> Iterator[Figure]:
    """What there is to do, tier by tier."""
    for tier, what in WHAT.items():
        of_tier = [one for one in found if one.clock.rule.tier == tier]
        items = [clock_item(one, question.as_of) for one in sorted(of_tier, key=lambda o: (o.clock.due, o.facts.ref))]
        last = short_day(weeks[-1].last)
        definition = f"{what} that bind the authority, open or overdue on the as-of day, due by {last}."
        id = "workload-open" + ("" if tier == "statutory" else f"-{tier}")
        title = "To do in the coming 8 weeks" + ("" if tier == "statutory" else f": {SHORT[tier]}")
        yield Figure(id, title, "count", "open or overdue now", definition, items, None)


def _per_officer(
    tier: str, title: str, found: Sequence[Late], weeks: Sequence[Span], cases: Sequence[CaseFacts]
) -> Table:
    """A row for each officer who has a case, the cases of nobody last; a column for each week."""
    whose: dict[tuple[str, str], list[Late]] = {}
    if tier == "statutory":
        whose = {(facts.history.team or "", facts.history.officer or NOBODY): [] for facts in cases}
    for one in found:
        told = one.facts.history
        whose.setdefault((told.team or "", told.officer or NOBODY), []).append(one)
    rows: list[list[Cell]] = []
    for (team, officer), own in sorted(whose.items(), key=lambda pair: (pair[0][1] == NOBODY, pair[0])):
        overdue = sum(one.clock.status == "overdue" for one in own)
        counts = [sum(one.clock.status == "open" and one.clock.due in week for one in own) for week in weeks]
        if own:
            rows.append([team or "no team", officer, overdue + sum(counts), overdue, *counts])
    columns = [("team", "Team"), ("officer", "Officer"), ("all", "All"), ("overdue", "Overdue")]
    columns += [(f"week_{n}", f"{week.first.day} {week.first:%b}") for n, week in enumerate(weeks, 1)]
    note = (
        f"The authority's own deadlines, open, by the week they fall due (named by its first day; the first is what is "
        f"left of this week, to {short_day(weeks[0].last)})."
    )
    return Table(f"workload-{tier}", f"Per officer and week: {title}", note, columns, rows)
