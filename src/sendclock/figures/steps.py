"""The steps without a number of the authority's own packs, step by step: how many were asked for, done, still to do,
and no longer wanted.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendclock.figures.facts import AskedStep, CaseFacts
from sendclock.figures.figure import Answer, Cell, Counted, Figure, FigureTable, Item, Lot, Question, Span, percent
from sendclock.figures.population import Population
from sendclock.law.rule import ChecklistItem
from sendclock.say.words import short_day

DEFINITION = (
    "Of those asked for in the period, as they stand on the as-of day: how many are done. A step has no day, so "
    "none is late. Left out: what was no longer wanted before it was done, and what was asked for before the opening "
    "of the casebook."
)
COLUMNS = (
    ("step", "Step"), ("title", "In full"), ("asked", "Asked for"), ("done", "Done"), ("open", "To do"),
    ("gone", "No longer wanted"), ("percent", "%"), ("days", "Days, middle"),
)  # fmt: skip
NOTE = (
    "Of those asked for in the period. %: done, of done and still to do. Days: from the day it was asked for to the "
    "day it was done, of the one in the middle."
)

Asked = tuple[CaseFacts, AskedStep]


def answer(question: Question, cases: Population) -> Answer:
    """How many steps without a number were asked for and done, by step, and by whose case it is."""
    items = {item.id: item for item in question.items}
    steps: dict[str, list[Asked]] = {id: [] for id in items}
    for facts, step in cases.steps(question.span._replace(first=question.previous.first)):
        if step.item in steps and not facts.unknown(step.begun):
            steps[step.item].append((facts, step))
    figures = [_figure(item, steps[id], question) for id, item in items.items()]
    rows = [_row(item, [one for one in steps[id] if _in(question.span, one)]) for id, item in items.items()]
    return Answer(question, "Steps", figures, [FigureTable("steps", "By step", NOTE, COLUMNS, rows)])


def _figure(item: ChecklistItem, steps: Sequence[Asked], question: Question) -> Figure:
    now, was = (Lot.of(_items(steps, span)) for span in (question.span, question.previous))
    return Figure(item.id, item.title, "share", "asked for in the period", DEFINITION, now, was)


def _in(span: Span, asked: Asked) -> bool:
    return asked[1].begun in span


def _items(steps: Sequence[Asked], span: Span) -> Iterator[Item]:
    for facts, step in steps:
        if _in(span, (facts, step)):
            counted, why = _judged(step)
            party = f"{step.party}; " if step.party else ""
            done = step.ended if step.state == "done" else None
            yield facts.item(counted, f"{party}asked for {short_day(step.begun)}; {why}", step.begun, None, done)


def _judged(step: AskedStep) -> tuple[Counted, str]:
    if step.state == "done":
        return "numerator", "done"
    if step.ended is not None:
        return "left-out", f"no longer wanted: {step.by} of {short_day(step.ended)}"
    return "denominator", "still to do"


def _row(item: ChecklistItem, asked: Sequence[Asked]) -> list[Cell]:
    states = [step.state for _, step in asked]
    done, to_do = states.count("done"), states.count("open")
    took = sorted((step.ended - step.begun).days for _, step in asked if step.state == "done" and step.ended)
    middle = took[len(took) // 2] if took else None
    return [
        item.id,
        item.title,
        len(asked),
        done,
        to_do,
        len(asked) - done - to_do,
        percent(done, done + to_do),
        middle,
    ]
