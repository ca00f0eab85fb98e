"""What is open and waits: how long, how much of it overdue, and for whom.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sendclock.figures.facts import TWENTY_WEEKS, WAITS_ON, Assessed, CaseFacts, Stand
from sendclock.figures.figure import (
    Answer,
    Cell,
    Counted,
    Figure,
    FigureTable,
    Item,
    Kind,
    Lot,
    Question,
    after,
    mean_weeks,
    median_weeks,
    standing,
)
from sendclock.figures.population import Population
from sendclock.law.role import Role
from sendclock.say.words import short_day

_WAITS: tuple[tuple[str, str, Kind], ...] = (
    ("assessments-mean-wait", "Mean weeks open", "mean"),
    ("assessments-median-wait", "Median weeks open", "median"),
)


def answer(question: Question, cases: Population) -> Answer:
    made = [*_figures(question, cases)]
    return Answer(question, "Backlog", made, [_blocking(question, cases), _waits(question, cases)])


def _figures(question: Question, cases: Population) -> Iterator[Figure]:
    days, cohort = question.then_and_now, "open"
    requests = [Lot.of(_request(facts, one, day) for facts, one in cases.opened(day)) for day in days]
    all_requests = [lot.every("numerator") for lot in requests]
    what = "Requests not withdrawn, refused, moved or closed, with no final plan yet, on the as-of day."
    yield standing(
        question,
        "assessments-open",
        "Assessments open",
        "count",
        cohort,
        what,
        all_requests,
    )
    title = "Assessments open past the limit that governs"
    words = (
        f"{what} Counted: past the day by which the plan is due now, out of all that are open. That is day 140 of the "
        "request, or the later limit of an order, a concession or an agreement that opened it again."
    )
    yield standing(question, "assessments-overdue", title, "share", cohort, words, requests)
    wait = f"{what} Weeks from the request received to that day."
    for id, title, kind in _WAITS:
        yield standing(question, id, title, kind, cohort, wait, all_requests)
    held = [Lot.of(_review(facts, one, day) for facts, one in cases.stands("undecided", day)) for day in days]
    all_held = [lot.every("numerator") for lot in held]
    what = "Review meetings held and not decided on the as-of day, while the plan goes on."
    yield standing(
        question,
        "reviews-undecided",
        "Reviews held and undecided",
        "count",
        "undecided",
        what,
        all_held,
    )
    title, words = "Reviews undecided past 4 weeks", f"{what} Counted: past day 28 of the meeting; out of all of them."
    yield standing(question, "reviews-undecided-overdue", title, "share", "undecided", words, held)


def limit_on(facts: CaseFacts, one: Assessed, day: date) -> date | None:
    """The last day for the plan, as the clock says that governs the open assessment at the end of `day`; else day 140
    of the request. None: it was opened again, and no clock says until when."""
    running = [
        clock.due
        for clock in facts.clocks
        if clock.rule.plays(Role.WEEK_20) and clock.rule.kind == "deadline" and clock.listed
        and one.received <= clock.started and clock.ran_on(day)
    ]  # fmt: skip
    if running:
        return min(running)
    return None if one.again else after(one.received, TWENTY_WEEKS)


def is_late(facts: CaseFacts, one: Assessed, day: date) -> bool:
    """Whether the limit that governs it has passed."""
    limit = limit_on(facts, one, day)
    return limit is not None and limit < day


def _request(facts: CaseFacts, one: Assessed, day: date) -> Item:
    waited = (day - one.received).days
    due = limit_on(facts, one, day)
    counted: Counted = "numerator" if is_late(facts, one, day) else "denominator"
    limit = f"the plan is due {short_day(due)}" if due else "opened again; no limit is known"
    words = f"received {short_day(one.received)}, day {waited}; {limit}"
    if day == facts.as_of:
        words += f"; waits for: {one.waits_for}"
    return facts.item(counted, words, one.received, due, days=waited)


def _review(facts: CaseFacts, one: Stand, day: date) -> Item:
    waited = (day - one.start).days
    counted: Counted = "numerator" if one.due is not None and one.due < day else "denominator"
    words = f"held {short_day(one.start)}, day {waited}" + (f"; due {short_day(one.due)}" if one.due else "")
    return facts.item(counted, words, one.start, one.due, days=waited)


def _blocking(question: Question, cases: Population) -> FigureTable:
    waiting: dict[str, list[tuple[int, bool]]] = {name: [] for name in WAITS_ON}
    for facts, one in cases.opened(question.as_of):
        days = (question.as_of - one.received).days
        waiting[one.waits_for].append((days, is_late(facts, one, question.as_of)))
    rows: list[list[Cell]] = []
    for name, found in [*waiting.items(), ("all", [pair for pairs in waiting.values() for pair in pairs])]:
        days_open = sorted(days for days, _ in found)
        late = sum(past for _, past in found)
        rows.append([name, len(found), late, mean_weeks(days_open), median_weeks(days_open)])
    columns = (
        ("waits_for", "Waits for"), ("open", "Open"), ("past_week_20", "Past the limit"), ("mean_weeks", "Mean weeks"),
        ("median_weeks", "Median weeks"),
    )  # fmt: skip
    note = (
        "Open assessments by who owes the earliest clock that runs; advice from a school waits for the setting, from "
        "the family for the family. Past the limit: the one that governs now."
    )
    return FigureTable("waits-for", "Who it waits for", note, columns, rows)


def _waits(question: Question, cases: Population) -> FigureTable:
    """How old the open assessments are."""
    bands = (
        ("to 6 weeks", 42), ("over 6 to 16 weeks", 112), ("over 16 to 20 weeks", 140), ("over 20 to 30 weeks", 210),
        ("over 30 to 52 weeks", 364), ("over 52 weeks", 99_999),
    )  # fmt: skip
    ages = [(question.as_of - one.received).days for _, one in cases.opened(question.as_of)]
    rows: list[list[Cell]] = []
    first = -1
    for name, last in bands:
        rows.append([name, sum(first < days <= last for days in ages)])
        first = last
    note = "Open assessments by the weeks since the request was received."
    return FigureTable(
        "ages", "How long they have been open", note, (("age", "Open for"), ("assessments", "Assessments")), rows
    )
