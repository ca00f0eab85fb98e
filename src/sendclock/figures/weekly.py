"""The week: what came in, what went out, what is overdue, what falls due next; and plain counts of what was received,
decided, issued and reviewed in a period.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sendclock.figures import limits
from sendclock.figures.facts import CaseFacts
from sendclock.figures.figure import Answer, Figure, Item, Question, Span, latest
from sendclock.figures.limits import figures, no_assessment
from sendclock.figures.timeliness import TREND, trend
from sendclock.figures.workload import by_officer, by_stage, change, due_figures, overdue_figures
from sendclock.say.words import short_day


class Count(NamedTuple):
    """What is counted: `found` yields the day of each, what happened in a word, and why it is left out, if it is."""

    id: str
    title: str
    cohort: str
    definition: str
    found: Callable[[CaseFacts], Iterable[tuple[date, str, str]]]


def _requests(facts: CaseFacts) -> Iterator[tuple[date, str, str]]:
    return ((one.received, "received", "") for one in facts.life.requested)


def _decisions(facts: CaseFacts) -> Iterator[tuple[date, str, str]]:
    for one in facts.life.requested:
        if one.decided:
            yield one.decided.on, "refused" if one.refused else "agreed", ""


def _refusals(facts: CaseFacts) -> Iterator[tuple[date, str, str]]:
    return ((one.plan_refused.on, "plan refused", "") for one in facts.life.requested if one.plan_refused)


def _plans(facts: CaseFacts) -> Iterator[tuple[date, str, str]]:
    for one in facts.life.requested:
        if one.issued:
            yield one.issued.on, "issued", ""
    for event in facts.life.other_plans:
        yield event.on, "issued", no_assessment(event)


def _reviews(facts: CaseFacts) -> Iterator[tuple[date, str, str]]:
    return ((one.decided.on, one.outcome or "", "") for one in facts.life.reviews if one.decided)


COUNTS = (
    Count("requests-received", "New requests", "received in the period",
          "Requests for an assessment, and becoming responsible for a child, while no other was under way; withdrawn "
          "ones too. Requests to re-assess do not count.", _requests),
    Count("decisions-made", "Decisions to assess or not", "told in the period",
          "First answers to requests, yes or no, by the day they were told.", _decisions),
    Count("plan-refusals-made", "Refusals to make a plan", "told in the period",
          "First refusals to make a plan, by the day they were told.", _refusals),
    Count("plans-issued", "Plans issued", "issued in the period",
          "Final plans that follow an assessment, by the day the family's copy went; plans after a re-assessment or "
          "conversion are left out, and amended plans do not count.", _plans),
    Count("reviews-decided", "Reviews decided", "decided in the period",
          "Reviews completed: told that the plan stays or ends, sent the notice of amendments, or told that nothing "
          "will be amended.", _reviews),
)  # fmt: skip


def count_figures(question: Question, cases: Sequence[CaseFacts]) -> Iterator[Figure]:
    for count in COUNTS:
        now, was = (list(_items(count, cases, span)) for span in (question.span, question.previous))
        yield Figure(count.id, count.title, "count", count.cohort, count.definition, now, was)


def _items(count: Count, cases: Iterable[CaseFacts], span: Span) -> Iterator[Item]:
    for facts in cases:
        for day, what, out in count.found(facts):
            if day in span:
                words = f"{what} {short_day(day)}" + (f"; {out}" if out else "")
                yield facts.item("left-out" if out else "numerator", words, done=day)


STAGES = (limits.PLANS_EXCLUDING, limits.PLANS_INCLUDING, limits.DECISIONS, limits.REVIEW_DECISIONS)


def answer(question: Question, cases: Sequence[CaseFacts]) -> Answer:
    made = [*count_figures(question, cases)]
    for stage in STAGES:
        made += figures(stage, cases, question.span, question.previous, question.as_of, ("done",))
    made += [*overdue_figures(question, cases), *due_figures(question, cases)]
    spans = latest(question.span, TREND)
    tables = [*by_stage(question, cases), by_officer(question, cases), change(question, cases), trend(cases, spans)]
    return Answer(question, "The week" if question.span.kind == "week" else "What happened", made, tables)
