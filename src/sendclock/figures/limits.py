"""The stages that have a limit, and their figures over three cohorts (`cohort`) that are never mixed: what was done in
the period (what is published), what began in it, and what fell due in it (what a manager steers by).

Counted from dates alone, in calendar days, the day of the start not counted; an exception changes only the figure
that says so. Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sendclock.figures.cohort import COHORTS, Cohort, counted, day_of, verdict
from sendclock.figures.facts import CaseFacts, Course
from sendclock.figures.figure import Figure, Item, Lot, Span, Tally
from sendclock.figures.population import Population
from sendclock.law.role import Role
from sendclock.say.words import short_day
from sendclock.tuples import NamedTuple


class Stage(NamedTuple):
    """A limit to be counted: `courses` names those of the facts. `suffix` names its figures over those begun; `nouns`
    what is counted in each cohort. `role`: the part of the rules that set it, by which settings give it a target.

    `start` and `done` are the words for its two days; `in_time` and `out` go into the definition.
    """

    id: str
    title: str
    courses: str
    suffix: str
    nouns: tuple[str, str, str]
    start: str
    done: str
    in_time: str
    out: str
    main: Cohort = "done"
    role: Role | None = None


_SUFFIX: dict[Cohort, str] = {"done": "-done", "due": "-due", "begun": ""}
_OWED = (
    "Counted as late: whatever is still not done after its last day. Left out: what ended before its last day, and "
    "what is neither done nor past its last day on the as-of day."
)


def figures(
    stage: Stage, cases: Population, span: Span, previous: Span, as_of: date, cohorts: Sequence[Cohort]
) -> Iterator[Figure]:
    """The stage's figure over each cohort."""
    for cohort in cohorts:
        now, was = (_lot(stage, cohort, cases, s, as_of) for s in (span, previous))
        noun = stage.nouns[COHORTS.index(cohort)]
        owed = "" if cohort == "done" else f" {_OWED}"
        yield Figure(
            id=stage.id + _suffix(stage, cohort),
            title=stage.title + ("" if cohort == stage.main else f" ({noun})"),
            kind="share",
            cohort=cohort_name(stage, cohort),
            definition=f"Of {noun}: how many in time. {stage.in_time} {stage.out}{owed}".strip(),
            items=now,
            before=was,
            role=stage.role if cohort == stage.main else None,
        )


def _lot(stage: Stage, cohort: Cohort, cases: Population, span: Span, as_of: date) -> Lot:
    """Those of the cohort whose day is in the span."""

    def items() -> Iterator[Item]:
        found = cases.courses(stage.courses, cohort, span)
        return (_item(stage, cohort, facts, c, as_of) for facts, c in found if day_of(c, cohort) in span)

    def tally() -> Tally:
        return ((how, None, times) for how, times in cases.counted(stage.courses, cohort, span).items())

    return Lot(items, tally)


def cohort_name(stage: Stage, cohort: Cohort) -> str:
    """`issued in the period`, `received in the period`, `due in the period`."""
    return {"done": stage.done, "begun": stage.start, "due": "due"}[cohort] + " in the period"


def _suffix(stage: Stage, cohort: Cohort) -> str:
    if cohort == stage.main:
        return ""
    return stage.suffix if cohort == "begun" else _SUFFIX[cohort]


def _item(stage: Stage, cohort: Cohort, facts: CaseFacts, course: Course, as_of: date) -> Item:
    how, why = verdict(course, cohort, facts.unknown(day_of(course, cohort)))
    in_or_out = counted(how, course.due, as_of)
    if how == "undone" and in_or_out == "left-out":
        why = "not done yet, and not past its last day"
    days = None
    if course.unbegun:
        words = f"{stage.done} {short_day(course.start)}; {why}"
        return facts.item(in_or_out, words, done=course.done)
    parts = [course.what, f"{stage.start} {short_day(course.start)}"]
    if course.done is not None:
        days = (course.done - course.start).days
        parts.append(f"{stage.done} {short_day(course.done)}, day {days}")
    parts += [f"due {short_day(course.due)}", why]
    words = "; ".join(part for part in parts if part)
    return facts.item(in_or_out, words, course.start, course.due, course.done, days)


_ASSESSED = (
    "Plans that follow an assessment count, after an overturned no too (from the first request). Plans after a "
    "re-assessment or conversion, and amended plans, do not."
)
_EXCEPTION = (
    "An exception counts where it is recorded for the final plan and the facts on file fit its conditions. Whether "
    "they do, sendclock explain says. One claimed that does not hold counts as none."
)
_PLANS = ("final plans issued in the period", "requests received in the period", "requests whose day 140 falls in it")
_WEEK_20 = "In time: issued by day 140 (20 weeks) after the request was received, counted to the family's copy."
_ADVICE = ("advice that came in the period", "advice asked for in the period", "advice due in the period")

DECISIONS = Stage(
    "decisions-within-6-weeks", "Decisions to assess or not, within 6 weeks", "decisions", "-received",
    ("first answers to requests, told in the period", "requests received in the period",
     "requests whose day 42 falls in it"),
    "received", "told",
    "In time: told by day 42 (6 weeks) after the request was received.",
    "Exceptions change nothing here; a later answer does not replace the first.",
    role=Role.WEEK_6,
)  # fmt: skip
REFUSALS = Stage(
    "refusals-within-16-weeks", "Refusals to make a plan, within 16 weeks", "refusals", "-received",
    ("first refusals to make a plan, told in the period", "requests received in the period and since refused a plan",
     "requests refused a plan whose day 112 falls in it"),
    "received", "told",
    "In time: told by day 112 (16 weeks) after the request was received.",
    "Refusals only; exceptions change nothing here.",
    role=Role.WEEK_16,
)  # fmt: skip
PLANS_EXCLUDING = Stage(
    "plans-within-20-weeks-excluding-exceptions", "Plans within 20 weeks, excluding exceptions", "plans-excluding",
    "-received", _PLANS, "received", "issued", _WEEK_20,
    f"{_ASSESSED} A case with a 20-week exception leaves both numerator and denominator. {_EXCEPTION}",
    role=Role.WEEK_20,
)  # fmt: skip
PLANS_INCLUDING = Stage(
    "plans-within-20-weeks-including-exceptions", "Plans within 20 weeks, including exceptions", "plans-including",
    "-received", _PLANS, "received", "issued", _WEEK_20, f"{_ASSESSED} Cases with a 20-week exception are in.",
    role=Role.WEEK_20,
)  # fmt: skip
ADVICE_ALL = Stage(
    "advice-within-6-weeks", "Advice within 6 weeks, every adviser", "advice", "-asked", _ADVICE, "asked", "came",
    "In time: by the last day of the adviser's 6 weeks, from the day the request reached it (else was sent).",
    "Every adviser asked: those the law binds and those whose 6 weeks are practice, which the next two tell apart.",
    role=Role.ADVICE,
)  # fmt: skip
ADVICE_LAW = ADVICE_ALL._replace(
    id="advice-within-6-weeks-by-law", title="Advice within 6 weeks, bodies bound by law", courses="advice-by-law",
    out="Health bodies, other authorities, youth justice and secure settings (CFA 2014 s.31).",
)  # fmt: skip
ADVICE_PRACTICE = ADVICE_ALL._replace(
    id="advice-within-6-weeks-by-practice", title="Advice within 6 weeks, advisers not bound by law",
    courses="advice-by-practice", out="Schools, psychologists, social care, families: the 6 weeks are practice.",
)  # fmt: skip
REVIEW_DECISIONS = Stage(
    "review-decisions-within-4-weeks", "Review decisions within 4 weeks", "review-decisions", "-held",
    ("reviews decided in the period", "review meetings held in the period", "reviews whose day 28 falls in it"),
    "held", "decided",
    "In time: by day 28 (4 weeks) after the meeting.",
    "Decided: told that the plan stays or ends, or sent the notice of amendments. A letter that only says the plan "
    "will be amended is no decision. Light reviews of under-fives are out.",
    role=Role.REVIEW_DECISION,
)  # fmt: skip
AMENDED = Stage(
    "amended-plans-within-12-weeks", "Amended plans within 12 weeks of the meeting", "amended-plans", "-held",
    ("plans amended after a review and sent in the period", "meetings held in the period, decided to amend",
     "meetings decided to amend whose day 84 falls in it"),
    "held", "sent",
    "In time: sent by day 84 (12 weeks) after the meeting.", "Plans not amended after all are left out.",
    role=Role.AMENDED_PLAN,
)  # fmt: skip
AMENDED_NOTICE = Stage(
    "amended-plans-within-8-weeks", "Amended plans within 8 weeks of the notice", "amended-after-notice", "-begun",
    ("plans amended after a review and sent in the period", "notices of amendments sent in the period",
     "notices of amendments whose day 56 falls in it"),
    "notice sent", "plan sent",
    "In time: sent by day 56 (8 weeks) after the notice.", "Plans not amended after all are left out.",
)  # fmt: skip
TWELVE_MONTHS = Stage(
    "reviews-within-12-months", "Reviews complete within 12 months", "twelve-months", "-begun",
    ("reviews completed in the period", "twelve months begun in the period", "reviews due in the period"),
    "from", "completed",
    "In time: complete by the last day of the twelve months since the plan was made or last reviewed.",
    "Plans that ended before that day are left out.",
    role=Role.ANNUAL_REVIEW,
)  # fmt: skip
TRANSFERS = Stage(
    "phase-transfers-on-time", "Phase transfers finalised on time", "transfers", "-expected",
    ("phase transfers finalised in the period", "phase transfers expected in the period",
     "phase transfers to be finalised in the period"),
    "expected", "finalised",
    "In time: the plan that names the next phase was sent by 14 February (before the 15th). For a move to post-16 that "
    "is 30 March, and for a move between post-16 institutions five months before it.",
    "Moves that were dropped, and plans that ended before that day, are left out.",
    main="due",
    role=Role.PHASE_TRANSFER,
)  # fmt: skip
