"""The week: what came in, what went out, what is overdue, what falls due next.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Sequence

from sendclock.report.figures import counts, limits
from sendclock.report.figures.facts import CaseFacts
from sendclock.report.figures.nouns import Answer, Question
from sendclock.report.figures.overdue import by_officer, by_stage, change, due_figures, overdue_figures
from sendclock.report.figures.periods import latest
from sendclock.report.figures.stages import figures
from sendclock.report.figures.timeliness import TREND, trend

STAGES = (limits.PLANS_EXCLUDING, limits.PLANS_INCLUDING, limits.DECISIONS, limits.REVIEW_DECISIONS)


def answer(question: Question, cases: Sequence[CaseFacts]) -> Answer:
    made = [*counts.figures(question, cases)]
    for stage in STAGES:
        made += figures(stage, cases, question.span, question.previous, question.as_of, ("done",))
    made += [*overdue_figures(question, cases), *due_figures(question, cases)]
    spans = latest(question.span, TREND)
    tables = [*by_stage(question, cases), by_officer(question, cases), change(question, cases), trend(cases, spans)]
    return Answer(question, "The week" if question.span.kind == "week" else "What happened", made, tables)
