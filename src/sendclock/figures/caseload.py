"""What there is on file and what came of it: plans kept, refusals and their rate, mediation, appeals, plans ceased and
why, what reviews decided, moves. Counted by the day each happened, or on the as-of day.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from sendclock.figures.facts import CaseFacts, Happening
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
    Tally,
    standing,
)
from sendclock.figures.population import Population
from sendclock.say.words import short_day
from sendclock.tuples import NamedTuple


class CountOf(NamedTuple):
    """What is counted: `kind` is that of the happenings, and `of` those of them that are meant, where not all are."""

    id: str
    title: str
    cohort: str
    definition: str
    kind: str
    of: Callable[[Happening], bool] = lambda _: True


COUNTS = (
    CountOf("requests-received", "New requests", "received in the period",
          "Requests for an assessment, and becoming responsible for a child, while no other was under way; withdrawn "
          "ones too. Requests to re-assess do not count.", "request"),
    CountOf("decisions-made", "Decisions to assess or not", "told in the period",
          "First answers to requests, yes or no, by the day they were told.", "decision"),
    CountOf("plan-refusals-made", "Refusals to make a plan", "told in the period",
          "First refusals to make a plan, by the day they were told.", "plan-refusal"),
    CountOf("plans-issued", "Plans issued", "issued in the period",
          "Final plans that follow an assessment, by the day the family's copy went. Plans after a re-assessment or "
          "conversion are left out, and amended plans do not count.", "plan"),
    CountOf("reviews-decided", "Reviews decided", "decided in the period",
          "Reviews completed: told that the plan stays or ends, sent the notice of amendments, or told that nothing "
          "will be amended.", "review"),
)  # fmt: skip
MORE = (
    CountOf("mediations-requested", "Mediation asked for", "told in the period",
          "Each time the authority was told that the family wishes to mediate.", "mediated-for"),
    CountOf("mediations-held", "Mediations held", "held in the period",
          "Mediations concluded, by the day, whatever came of them.", "mediated"),
    CountOf("mediation-agreements", "Things agreed in mediation", "signed in the period",
          "Things agreed in mediation, each by itself: an agreement on two things is two.", "mediated-on"),
    CountOf("appeals-lodged", "Appeals lodged", "lodged in the period",
          "Appeals to the Tribunal, by the day it received them, else the day the authority did. Claims of "
          "discrimination are none.", "appeal"),
    CountOf("appeals-ended", "Appeals ended", "ended in the period",
          "Appeals decided, conceded, withdrawn or struck out, by the first act that ended each.", "appeal-over"),
    CountOf("plans-ceased", "Plans ceased", "ceased in the period",
          "Plans that ended, by the day; those that went to another authority are counted apart.", "ceased"),
    CountOf("plans-transferred-in", "Plans that came in", "came in the period",
          "Plans that came from another authority.", "plan-in"),
    CountOf("plans-transferred-out", "Plans that went out", "went in the period",
          "Plans that went to another authority.", "plan-out"),
    CountOf("moves-out", "Moved out of the area", "moved in the period",
          "Children and young people who moved out of the area, with a plan or without one.", "moved"),
)  # fmt: skip
REFUSED = CountOf(
    "refusals-to-assess", "Refusals to assess", "told in the period",
    "First answers to requests that were no, by the day they were told; out of all first answers told in the period. "
    "A no that is overturned later stays one.",
    "decision", lambda one: one.what == "refused",
)  # fmt: skip


def answer(question: Question, cases: Population) -> Answer:
    """What is on file and what came of it: the figures, then what was decided, by what it was."""
    made = [*standings(question, cases), *count_figures(question, cases), *refused(question, cases)]
    made += count_figures(question, cases, MORE)
    tables = [
        _by_what(question, cases, "reviews-decided", "review", "What reviews decided", "Decision", "decision"),
        _by_what(question, cases, "plans-ceased", "ceased", "Plans ceased, by reason", "Reason", "reason"),
        _by_what(question, cases, "appeals-lodged", "appeal", "Appeals lodged, by what about", "About", "about"),
        _by_what(question, cases, "appeals-ended", "appeal-over", "Appeals ended, by outcome", "Outcome", "outcome"),
    ]
    return Answer(question, "Caseload", made, tables, shares=True)


def count_figures(question: Question, cases: Population, counts: Iterable[CountOf] = COUNTS) -> Iterator[Figure]:
    for count in counts:
        now, was = (items_of(count, cases, span) for span in (question.span, question.previous))
        yield Figure(count.id, count.title, "count", count.cohort, count.definition, now, was)


def items_of(count: CountOf, cases: Population, span: Span) -> Lot:
    """What happened in the span."""
    return _lot(cases, span, (count.kind,), lambda one: "numerator" if count.of(one) else None)


def _lot(cases: Population, span: Span, kinds: Sequence[str], counted: Callable[[Happening], Counted | None]) -> Lot:
    """What happened of these kinds in the span, but for what counts for nothing."""

    def items() -> Iterator[Item]:
        found = ((facts, one, counted(one)) for facts, one in cases.happened(kinds, span))
        return (_item(facts, one, how) for facts, one, how in found if how)

    def tally() -> Tally:
        found = ((one, counted(one), times) for one, times in cases.tallied(kinds, span))
        return (("left-out" if one.left_out else how, None, times) for one, how, times in found if how)

    return Lot(items, tally)


def _item(facts: CaseFacts, one: Happening, counted: Counted) -> Item:
    words = f"{one.what} {short_day(one.on)}".strip() + (f"; {one.left_out}" if one.left_out else "")
    return facts.item("left-out" if one.left_out else counted, words, done=one.on)


def refused(question: Question, cases: Population) -> Iterator[Figure]:
    """How many were refused an assessment, and a plan, out of those answered."""
    spans = (question.span, question.previous)
    now, was = (_share(cases, span, ("decision",), REFUSED.of) for span in spans)
    yield Figure(REFUSED.id, REFUSED.title, "share", REFUSED.cohort, REFUSED.definition, now, was)
    definition = (
        "First refusals to make a plan; out of them and the plans that follow an assessment issued in the period "
        "together."
    )
    now, was = (_share(cases, span, ("plan", "plan-refusal"), lambda one: one.kind == "plan-refusal") for span in spans)
    title = "Assessments that ended without a plan"
    yield Figure("refusals-of-a-plan", title, "share", "told or issued in the period", definition, now, was)


def _share(cases: Population, span: Span, kinds: Sequence[str], counts: Callable[[Happening], bool]) -> Lot:
    return _lot(cases, span, kinds, lambda one: "numerator" if counts(one) else "denominator")


def standings(question: Question, cases: Population) -> Iterator[Figure]:
    """Plans kept and appeals open, on the as-of day."""
    for id, title, cohort, kind, definition in (
        ("plans-live", "Plans kept", "kept", "plan",
         "Plans made or taken over that have not ceased or gone to another authority, in cases that are not closed, on "
         "the as-of day. A plan that only shows by what was done to it counts from the first such act."),
        ("appeals-open", "Appeals open", "open", "appeal",
         "Appeals to the Tribunal that nothing on file has ended, on the as-of day. Claims are none."),
    ):  # fmt: skip
        of = [_standing_on(cases, kind, day) for day in question.then_and_now]
        yield standing(question, id, title, "count", cohort, definition, of)


def _standing_on(cases: Population, kind: str, day: date) -> Lot:
    def items() -> Iterator[Item]:
        for facts, one in cases.stands(kind, day):
            words = f"{one.what} since {short_day(one.start)}".strip()
            yield facts.item("numerator", words, one.start, days=(day - one.start).days)

    return Lot(items, lambda: [("numerator", None, cases.standing(kind, day))])


def _by_what(question: Question, cases: Population, id: str, kind: str, title: str, head: str, key: str) -> FigureTable:
    """Those of the period and of the one before it, by what each was; what is most comes first."""
    now, was = (_times(cases, kind, span) for span in (question.span, question.previous))
    rows: list[list[Cell]] = [[what, now[what], was[what]] for what in sorted({*now, *was}, key=lambda w: (-now[w], w))]
    if rows:
        rows.append(["all", sum(now.values()), sum(was.values())])
    columns = ((key, head), ("in_period", "Period"), ("before", "Before"))
    return FigureTable(
        f"{id}-by-{key}", title, f"Of the figure {id}, in the period and in the one before it.", columns, rows
    )


def _times(cases: Population, kind: str, span: Span) -> Counter[str]:
    """How often each was what."""
    counts: Counter[str] = Counter()
    for one, times in cases.tallied((kind,), span):
        if not one.left_out:
            counts[one.what or "not recorded"] += times
    return counts
