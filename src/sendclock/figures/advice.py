"""The adviser ledger: what each service was asked, and what came, in time, late or not at all.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sendclock.figures import limits
from sendclock.figures.facts import Advised
from sendclock.figures.figure import (
    Answer,
    Cell,
    Counted,
    Figure,
    FigureTable,
    Item,
    Lot,
    Question,
    one_decimal,
    percent,
    standing,
)
from sendclock.figures.limits import COHORTS, figures
from sendclock.figures.population import Population
from sendclock.say.words import number, short_day

STAGES = (limits.ADVICE_ALL, limits.ADVICE_LAW, limits.ADVICE_PRACTICE)
_TOGETHER = {"family": "Family", "school": "Schools and colleges", "early-years": "Early years settings"}


def answer(question: Question, cases: Population) -> Answer:
    made: list[Figure] = []
    for stage in STAGES:
        made += figures(stage, cases, question.span, question.previous, question.as_of, COHORTS)
    made.append(_outstanding(question, cases))
    return Answer(question, "Advice", made, [_ledger(question, cases)])


def service(one: Advised) -> str:
    """The party asked; families, schools and early years settings each together, for they are many."""
    return _TOGETHER.get(one.source, " ".join(one.party.split()))


def _outstanding(question: Question, cases: Population) -> Figure:
    definition = (
        "Advice asked for, not come, and still waited for on the as-of day. Counted: past its 6 weeks; out of all that "
        "is outstanding."
    )
    of = [Lot.of(_items(cases, day)) for day in question.then_and_now]
    title = "Advice outstanding past 6 weeks"
    return standing(question, "advice-outstanding-overdue", title, "share", "outstanding", definition, of)


def _items(cases: Population, day: date) -> Iterator[Item]:
    for facts, one in cases.advice():
        if one.waiting(day):
            late = (day - one.due).days
            words = f"{one.party}; asked {short_day(one.asked)}; due {short_day(one.due)}"
            words += f"; {number(late, 'day')} late" if late > 0 else ""
            counted: Counted = "numerator" if late > 0 else "denominator"
            yield facts.item(counted, words, one.asked, one.due, days=(day - one.asked).days)


def _ledger(question: Question, cases: Population) -> FigureTable:
    """Per service, of what was asked for in the period; and what is outstanding now, whenever it was asked for."""
    asked: dict[str, list[Advised]] = {}
    for _, one in cases.advice():
        asked.setdefault(service(one), []).append(one)
    rows = [row for name, found in sorted(asked.items()) if any((row := _row(name, found, question))[1:])]
    everything = [one for found in asked.values() for one in found]
    if rows:
        rows.append(_row("all", everything, question))
    columns = (
        ("service", "Service"), ("asked", "Asked"), ("in_time", "In time"), ("late", "Late"),
        ("not_come", "Not in"), ("not_needed", "Gone"), ("percent", "%"), ("mean_days_late", "Days late"),
        ("outstanding_now", "Open now"), ("overdue_now", "Overdue"),
    )  # fmt: skip
    note = (
        "Asked for in the period, and what came by the as-of day. Gone: no longer waited for. %: in time, of what "
        "came. Days late: mean, of what came late. The last two columns are of all advice, whenever it was asked for."
    )
    return FigureTable("services", "By service", note, columns, rows)


def _row(name: str, found: Sequence[Advised], question: Question) -> list[Cell]:
    of = [one for one in found if one.asked in question.span]
    lateness = [(one.came - one.due).days for one in of if one.came is not None]
    late = [days for days in lateness if days > 0]
    gone = sum(one.came is None and one.ended is not None for one in of)
    waiting = [one for one in found if one.waiting(question.as_of)]
    return [
        name, len(of), len(lateness) - len(late), len(late), len(of) - len(lateness) - gone, gone,
        percent(len(lateness) - len(late), len(lateness)), one_decimal(sum(late), len(late)) if late else None,
        len(waiting), sum(one.due < question.as_of for one in waiting),
    ]  # fmt: skip
