"""What the authority's own packs promise, rule by rule: how many were due, kept, late and open; against the aim, if the
pack names one, and over the periods before.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sendclock.figures.facts import CaseFacts, Running
from sendclock.figures.figure import (
    Answer,
    Cell,
    Counted,
    Figure,
    FigureTable,
    Item,
    Lot,
    Question,
    Span,
    latest,
    percent,
    total,
)
from sendclock.figures.population import Population
from sendclock.law.rule import Rule
from sendclock.say.words import label_and_title, number, short_day

PERIODS = 6  # in the trend
DEFINITION = (
    "Of those due in the period: how many were kept in time. Counted as late: whatever was done after its last day, or "
    "was not done by then. Left out: what is not past its last day, what was no longer needed by then, and what was "
    "given up with a reason. So is what fell due before the opening of the casebook."
)


def answer(question: Question, cases: Population) -> Answer:
    """Of each promise of a local pack, how many clocks were due in the period, kept, late, or are open."""
    rules = {rule.id: rule for rule in question.rules if rule.kind == "deadline"}
    clocks: dict[str, list[tuple[CaseFacts, Running]]] = {id: [] for id in rules}
    since = min(latest(question.span, PERIODS)[0].first, question.previous.first)
    for facts, clock in cases.clocks_of(rules.keys(), question.span._replace(first=since)):
        clocks[clock.rule.id].append((facts, clock))
    figures = [_figure(rule, clocks[id], question) for id, rule in rules.items()]
    return Answer(question, "Promises", figures, [_table(rules, clocks, question)])


def _figure(rule: Rule, clocks: Sequence[tuple[CaseFacts, Running]], question: Question) -> Figure:
    now, was = (Lot.of(_items(clocks, span, question.as_of)) for span in (question.span, question.previous))
    aim = rule.local.aim if rule.local else None
    title = label_and_title(rule.label, rule.title)
    target = None if aim is None else round(100 * aim, 1)
    return Figure(rule.id, title, "share", "due in the period", DEFINITION, now, was, target=target)


def _items(clocks: Sequence[tuple[CaseFacts, Running]], span: Span, as_of: date) -> Iterator[Item]:
    for facts, clock in clocks:
        if clock.due in span:
            counted, why = _judged(facts, clock, as_of)
            party = f"{clock.party}; " if clock.party and clock.party != facts.ref else ""
            words = f"{party}from {short_day(clock.started)}; due {short_day(clock.due)}; {why}"
            done = clock.stopped if clock.status in ("met", "met-late") else None
            yield facts.item(counted, words, clock.started, clock.due, done)


def _judged(facts: CaseFacts, clock: Running, as_of: date) -> tuple[Counted, str]:
    unknown = facts.unknown(clock.due)
    if unknown:
        return "left-out", f"due {unknown}"
    if clock.status == "met":
        return "numerator", "kept"
    if clock.status == "met-late":
        late = (clock.stopped - clock.due).days if clock.stopped else 0
        return "denominator", f"{number(late, 'day')} late" if late else "some hours late"
    if clock.given_up:
        return "left-out", "given up, with a reason"
    if clock.stopped is not None:
        ended = f"{clock.ended} on {short_day(clock.stopped)}"
        if clock.stopped > clock.due:
            return "denominator", f"not done by its last day; then no longer needed: {ended}"
        return "left-out", f"no longer needed: {ended}"
    if clock.due < as_of:
        return "denominator", f"not done, {number((as_of - clock.due).days, 'day')} late"
    return "left-out", "not done yet, and not past its last day"


COLUMNS = (
    ("rule", "Promise"), ("label", "In short"), ("asked", "Due"), ("kept", "Kept"), ("late", "Late"), ("open", "Open"),
    ("gone", "Gone"), ("percent", "%"), ("aim", "Aim %"), ("before", "Before %"), ("trend", "Trend %"),
)  # fmt: skip


def _table(
    rules: dict[str, Rule], clocks: dict[str, list[tuple[CaseFacts, Running]]], question: Question
) -> FigureTable:
    spans = latest(question.span, PERIODS)
    note = (
        "Of those due in the period. Late: done after its last day, or not by then. Open: not past its day. Gone: "
        f"given up, or no longer needed. %: kept, of kept and late. Trend: the last {number(len(spans), 'period')}."
    )
    rows = [_row(rule, clocks[id], question, spans) for id, rule in rules.items()]
    return FigureTable("promises", "By promise", note, COLUMNS, rows)


def _row(
    rule: Rule, clocks: Sequence[tuple[CaseFacts, Running]], question: Question, spans: Sequence[Span]
) -> list[Cell]:
    due = [(facts, clock) for facts, clock in clocks if clock.due in question.span and not facts.unknown(clock.due)]
    of = [_judged(facts, clock, question.as_of)[0] for facts, clock in due]
    kept, late = of.count("numerator"), of.count("denominator")
    gone = sum(clock.stopped is not None for (_, clock), counted in zip(due, of, strict=True) if counted == "left-out")
    aim = rule.local.aim if rule.local else None
    shares = [total("share", Lot.of(_items(clocks, span, question.as_of))).percent for span in spans]
    before = total("share", Lot.of(_items(clocks, question.previous, question.as_of))).percent
    trend = ", ".join("-" if share is None else f"{share:g}" for share in shares)
    return [
        rule.id, rule.label, len(due), kept, late, len(due) - kept - late - gone, gone, percent(kept, kept + late),
        None if aim is None else round(100 * aim, 1), before, trend,
    ]  # fmt: skip
