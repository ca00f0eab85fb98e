"""The adviser ledger: what each service was asked, and what came, in time, late or not at all.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sendclock.figures import limits
from sendclock.figures.cohort import COHORTS
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
from sendclock.figures.limits import figures
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
    of = [_outstanding_on(cases, day) for day in question.then_and_now]
    title = "Advice outstanding past 6 weeks"
    return standing(question, "advice-outstanding-overdue", title, "share", "outstanding", definition, of)


def _outstanding_on(cases: Population, day: date) -> Lot:
    def items() -> Iterator[Item]:
        for facts, one in cases.advice(day):
            late = (day - one.due).days
            words = f"{one.party}; asked {short_day(one.asked)}; due {short_day(one.due)}"
            words += f"; {number(late, 'day')} late" if late > 0 else ""
            yield facts.item(_counted(one, day), words, one.asked, one.due, days=(day - one.asked).days)

    return Lot(items, lambda: ((_counted(one, day), None, times) for _, one, times in cases.tallied_advice(day)))


def _counted(one: Advised, day: date) -> Counted:
    return "numerator" if day > one.due else "denominator"


def _ledger(question: Question, cases: Population) -> FigureTable:
    """Per service, of what was asked for in the period; and what is outstanding now, whenever it was asked for."""
    asked: dict[str, list[tuple[Advised, int]]] = {}
    for _, one, times in cases.tallied_advice(question.as_of, question.span):
        asked.setdefault(service(one), []).append((one, times))
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


def _row(name: str, found: Sequence[tuple[Advised, int]], question: Question) -> list[Cell]:
    of = [(one, times) for one, times in found if one.asked in question.span]
    came = [((one.came - one.due).days, times) for one, times in of if one.came is not None]
    late = [(days, times) for days, times in came if days > 0]
    gone = sum(times for one, times in of if one.came is None and one.ended is not None)
    waiting = [(one, times) for one, times in found if one.waiting(question.as_of)]
    asked, all_came, all_late = _sum(of), _sum(came), _sum(late)
    mean = one_decimal(sum(days * times for days, times in late), all_late) if late else None
    return [
        name, asked, all_came - all_late, all_late, asked - all_came - gone, gone,
        percent(all_came - all_late, all_came), mean,
        _sum(waiting), sum(times for one, times in waiting if one.due < question.as_of),
    ]  # fmt: skip


def _sum(found: Sequence[tuple[object, int]]) -> int:
    return sum(times for _, times in found)
