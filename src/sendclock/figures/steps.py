"""The steps without a number of the authority's own packs, step by step: how many were asked for, done, still to do,
and no longer wanted.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendclock.clock.checklist import Ticked
from sendclock.figures.facts import CaseFacts
from sendclock.figures.figure import Answer, Cell, Counted, Figure, FigureTable, Item, Question, Span, percent
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

Wanted = tuple[CaseFacts, Ticked]


def answer(question: Question, cases: Sequence[CaseFacts]) -> Answer:
    """How many steps without a number were asked for and done, by step, and by whose case it is."""
    items = {item.id: item for item in question.items}
    steps: dict[str, list[Wanted]] = {id: [] for id in items}
    for facts in cases:
        for step in facts.steps:
            if step.item.id in steps and not facts.unknown(step.started_by.on):
                steps[step.item.id].append((facts, step))
    figures = [_figure(item, steps[id], question) for id, item in items.items()]
    rows = [_row(item, [one for one in steps[id] if _in(question.span, one)]) for id, item in items.items()]
    return Answer(question, "Steps", figures, [FigureTable("steps", "By step", NOTE, COLUMNS, rows)])


def _figure(item: ChecklistItem, steps: Sequence[Wanted], question: Question) -> Figure:
    now, was = (list(_items(steps, span)) for span in (question.span, question.previous))
    return Figure(item.id, item.title, "share", "asked for in the period", DEFINITION, now, was)


def _in(span: Span, wanted: Wanted) -> bool:
    return wanted[1].started_by.on in span


def _items(steps: Sequence[Wanted], span: Span) -> Iterator[Item]:
    for facts, step in steps:
        if _in(span, (facts, step)):
            counted, why = _judged(step)
            party = f"{step.party}; " if step.party else ""
            begun = step.started_by.on
            done = step.event.on if step.event is not None and step.state == "done" else None
            yield facts.item(counted, f"{party}asked for {short_day(begun)}; {why}", begun, None, done)


def _judged(step: Ticked) -> tuple[Counted, str]:
    if step.state == "done":
        return "numerator", "done"
    if step.event is not None:
        return "left-out", f"no longer wanted: {step.event.type} of {short_day(step.event.on)}"
    return "denominator", "still to do"


def _row(item: ChecklistItem, asked: Sequence[Wanted]) -> list[Cell]:
    states = [step.state for _, step in asked]
    done, to_do = states.count("done"), states.count("open")
    took = sorted((s.event.on - s.started_by.on).days for _, s in asked if s.state == "done" and s.event is not None)
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
