"""The stages that have a limit, and their figures over three cohorts that are never mixed: what was done in the
period (what is published), what began in it, and what fell due in it (what a manager steers by).

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from sendclock.report.figures.facts import CaseFacts
from sendclock.report.figures.nouns import Counted, Figure, Item
from sendclock.report.figures.periods import Span
from sendclock.report.wording import number, short_day

Cohort = Literal["done", "begun", "due"]
COHORTS: tuple[Cohort, ...] = ("done", "begun", "due")


class Course(NamedTuple):
    """One thing on its way from `start` to `done`, in time up to and including `due`.

    `ended`: nothing is owed any more from that day, and why. `left_out`: it counts in no cohort, because of this.
    `not_owed`: it counts where it was done, but not among those begun or due. `unbegun`: nothing on file began it, so
    `start` and `due` say nothing.
    """

    start: date
    due: date
    done: date | None
    ended: tuple[date, str] | None = None
    left_out: str = ""
    not_owed: str = ""
    what: str = ""
    unbegun: bool = False


class Stage(NamedTuple):
    """A limit to be counted. `suffix` names its figures over those begun; `nouns` what is counted in each cohort.

    `start` and `done` are the words for its two days; `in_time` and `out` go into the definition.
    """

    id: str
    title: str
    courses: Callable[[CaseFacts], Iterable[Course]]
    suffix: str
    nouns: tuple[str, str, str]
    start: str
    done: str
    in_time: str
    out: str
    main: Cohort = "done"


_SUFFIX: dict[Cohort, str] = {"done": "-done", "due": "-due", "begun": ""}
_OWED = (
    "Counted as late: whatever is still not done after its last day. Left out: what ended before its last day, and "
    "what is neither done nor past its last day on the as-of day."
)


def figures(
    stage: Stage, cases: Iterable[CaseFacts], span: Span, previous: Span, as_of: date, cohorts: Sequence[Cohort]
) -> Iterator[Figure]:
    """The stage's figure over each cohort."""
    pairs = [(facts, course) for facts in cases for course in stage.courses(facts)]
    for cohort in cohorts:
        now, was = ([_item(stage, cohort, *pair, as_of) for pair in pairs if _day(cohort, pair[1]) in s]
                    for s in (span, previous))  # fmt: skip
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
        )


def cohort_name(stage: Stage, cohort: Cohort) -> str:
    """`issued in the period`, `received in the period`, `due in the period`."""
    return {"done": stage.done, "begun": stage.start, "due": "due"}[cohort] + " in the period"


def _suffix(stage: Stage, cohort: Cohort) -> str:
    if cohort == stage.main:
        return ""
    return stage.suffix if cohort == "begun" else _SUFFIX[cohort]


def _day(cohort: Cohort, course: Course) -> date | None:
    if course.unbegun and cohort != "done":
        return None
    return {"done": course.done, "begun": course.start, "due": course.due}[cohort]


def _item(stage: Stage, cohort: Cohort, facts: CaseFacts, course: Course, as_of: date) -> Item:
    counted, why = _judged(cohort, course, as_of)
    days = None
    if course.unbegun:
        words = f"{stage.done} {short_day(course.start)}; {why}"
        return facts.item(counted, words, done=course.done)
    parts = [course.what, f"{stage.start} {short_day(course.start)}"]
    if course.done is not None:
        days = (course.done - course.start).days
        parts.append(f"{stage.done} {short_day(course.done)}, day {days}")
    parts += [f"due {short_day(course.due)}", why]
    words = "; ".join(part for part in parts if part)
    return facts.item(counted, words, course.start, course.due, course.done, days)


def _judged(cohort: Cohort, course: Course, as_of: date) -> tuple[Counted, str]:
    """In or out, and in words why."""
    if course.left_out:
        return "left-out", course.left_out
    if cohort != "done" and course.not_owed:
        return "left-out", course.not_owed
    if course.done is not None:
        late = (course.done - course.due).days
        return ("denominator", f"{number(late, 'day')} late") if late > 0 else ("numerator", "in time")
    if course.ended is not None and course.ended[0] <= course.due:
        return "left-out", f"{course.ended[1]} {short_day(course.ended[0])}"
    if course.due >= as_of:
        return "left-out", "not done yet, and not past its last day"
    return "denominator", "not done"
