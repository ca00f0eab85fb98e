"""The stages that have a limit, what each is counted from and to (the courses of a case through the stages of the
national definitions), and their figures over three cohorts that are never mixed: what was done in the period (what is
published), what began in it, and what fell due in it (what a manager steers by).

Counted from dates alone, in calendar days, the day of the start not counted; an exception changes only the figure
that says so. Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from sendclock.clock.case import Event
from sendclock.clock.life import AdviceRequest, Request
from sendclock.figures.facts import CaseFacts
from sendclock.figures.figure import Counted, Figure, Item, Span, after
from sendclock.law.role import Role
from sendclock.say.words import number, short_day

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


SIX_WEEKS, SIXTEEN_WEEKS, TWENTY_WEEKS, YEAR = 42, 112, 140, 364
FOUR_WEEKS, EIGHT_WEEKS, TWELVE_WEEKS = 28, 56, 84


def _ended(facts: CaseFacts, event: Event | None) -> tuple[date, str] | None:
    return (event.on, facts.ended(event)) if event else None


def decisions(facts: CaseFacts) -> Iterator[Course]:
    for one in facts.life.requested:
        first = one.decided
        gap = "" if first or not (one.issued or one.plan_refused) else "no decision to assess on file, but an outcome"
        yield Course(
            one.received,
            after(one.received, SIX_WEEKS),
            first.on if first else None,
            _ended(facts, one.ended),
            left_out=gap,
            what="" if first is None else "refused" if one.refused else "agreed",
        )


def refusals(facts: CaseFacts) -> Iterator[Course]:
    for one in facts.life.requested:
        if one.plan_refused:
            due = after(one.received, SIXTEEN_WEEKS)
            yield Course(one.received, due, one.plan_refused.on, not_owed=_other_limit(one))


def plans_including(facts: CaseFacts) -> Iterator[Course]:
    for one in facts.life.requested:
        yield _plan(facts, one)
    for event in facts.life.other_plans:
        yield Course(event.on, event.on, event.on, left_out=no_assessment(event), unbegun=True)


def plans_excluding(facts: CaseFacts) -> Iterator[Course]:
    """The same; a case with an exception accepted for its 20 weeks leaves numerator and denominator."""
    for one in facts.life.requested:
        ground = one.excused(Role.WEEK_20)
        yield _plan(facts, one)._replace(left_out=f"20-week exception: {ground}" if ground else "")
    yield from (course for course in plans_including(facts) if course.left_out)


def issued(facts: CaseFacts) -> Iterator[Course]:
    """Plans that follow an assessment and have been issued."""
    return (course for course in plans_including(facts) if course.done is not None and not course.left_out)


def _plan(facts: CaseFacts, one: Request) -> Course:
    no = ""
    if one.issued is None and not one.open and one.ended is None:
        refused = one.plan_refused or one.decided
        no = "no plan was to be made" if refused else ""
    return Course(
        one.received,
        after(one.received, TWENTY_WEEKS),
        one.issued.on if one.issued else None,
        _ended(facts, one.ended),
        not_owed=no or _other_limit(one),
    )


def _other_limit(one: Request) -> str:
    """After an overturned no, an order, a concession or an agreement sets the limit, not the request."""
    turned = [c for c in one.challenges if c.overturned and c.route != "change-of-mind"]
    return "a no was overturned, which sets other limits" if turned else ""


def no_assessment(plan: Event) -> str:
    """Why a final plan is not one that follows an assessment on file."""
    after = {"reassessment": "a re-assessment", "conversion": "a conversion"}.get(str(plan.fields.get("following")))
    return f"follows {after}, not an assessment" if after else "no request for an assessment on file"


def advice(facts: CaseFacts) -> Iterator[Course]:
    return (advice_course(facts, one) for one in facts.life.advice)


def advice_by_law(facts: CaseFacts) -> Iterator[Course]:
    return (advice_course(facts, one) for one in facts.life.advice if one.statutory)


def advice_by_practice(facts: CaseFacts) -> Iterator[Course]:
    return (advice_course(facts, one) for one in facts.life.advice if not one.statutory)


def advice_course(facts: CaseFacts, one: AdviceRequest) -> Course:
    ended = (one.ended.on, f"no longer waited for: {facts.ended(one.ended)}") if one.ended else None
    return Course(one.asked, one.due, one.came, ended, what=one.party)


def plan_end(facts: CaseFacts, day: date) -> tuple[date, str] | None:
    """When and how the plan kept on `day` ended, if it did."""
    for plan in facts.life.plans:
        end = plan.ceased or plan.transferred_out
        if end is not None and plan.start.on <= day <= end.on:
            return _ended(facts, end)
    closed = facts.life.closed
    return _ended(facts, closed) if closed is not None and closed.on >= day else None


def review_decisions(facts: CaseFacts) -> Iterator[Course]:
    for review in facts.life.reviews:
        done = review.decided.on if review.decided else None
        if review.meeting is not None:
            held = review.meeting.on
            yield Course(held, after(held, FOUR_WEEKS), done, plan_end(facts, held), what=review.outcome or "")
        elif done is not None:
            yield Course(done, done, done, left_out="no meeting on file", unbegun=True)


def amended_plans(facts: CaseFacts) -> Iterator[Course]:
    """Of the reviews whose decision was to amend."""
    for review in facts.life.reviews:
        done = review.amended.on if review.amended else None
        if review.outcome != "amend":
            continue
        dropped = "" if done or not review.dropped else "not amended after all"
        if review.meeting is not None:
            held = review.meeting.on
            yield Course(held, after(held, TWELVE_WEEKS), done, plan_end(facts, held), left_out=dropped)
        elif done is not None:
            yield Course(done, done, done, left_out="no meeting on file", unbegun=True)


def amended_after_notice(facts: CaseFacts) -> Iterator[Course]:
    for review in facts.life.reviews:
        if review.notice is not None:
            sent, done = review.notice.on, review.amended.on if review.amended else None
            dropped = "" if done or not review.dropped else "not amended after all"
            yield Course(sent, after(sent, EIGHT_WEEKS), done, plan_end(facts, sent), left_out=dropped)


def twelve_months(facts: CaseFacts) -> Iterator[Course]:
    """Each yearly review clock: the last day of the twelve months, and the day the review was complete."""
    for clock in facts.clocks:
        if clock.rule.plays(Role.ANNUAL_REVIEW):
            yield Course(clock.anchor, clock.due, clock.met_on, _ended(facts, clock.ended_by))


def transfers(facts: CaseFacts) -> Iterator[Course]:
    for one in facts.life.transfers:
        yield Course(one.expected.on, one.due, one.finalised, _ended(facts, one.ended), what=one.transfer)


_ASSESSED = (
    "Plans that follow an assessment count, after an overturned no too (from the first request); plans after a "
    "re-assessment or conversion, and amended plans, do not."
)
_EXCEPTION = (
    "An exception counts where it is recorded for the final plan and the facts on file fit its conditions (the reason "
    "of its clock, sendclock explain, says whether); one claimed that does not hold counts as none."
)
_PLANS = ("final plans issued in the period", "requests received in the period", "requests whose day 140 falls in it")
_WEEK_20 = "In time: issued by day 140 (20 weeks) after the request was received, counted to the family's copy."
_ADVICE = ("advice that came in the period", "advice asked for in the period", "advice due in the period")

DECISIONS = Stage(
    "decisions-within-6-weeks", "Decisions to assess or not, within 6 weeks", decisions, "-received",
    ("first answers to requests, told in the period", "requests received in the period",
     "requests whose day 42 falls in it"),
    "received", "told",
    "In time: told by day 42 (6 weeks) after the request was received.",
    "Exceptions change nothing here; a later answer does not replace the first.",
)  # fmt: skip
REFUSALS = Stage(
    "refusals-within-16-weeks", "Refusals to make a plan, within 16 weeks", refusals, "-received",
    ("first refusals to make a plan, told in the period", "requests received in the period and since refused a plan",
     "requests refused a plan whose day 112 falls in it"),
    "received", "told",
    "In time: told by day 112 (16 weeks) after the request was received.",
    "Refusals only; exceptions change nothing here.",
)  # fmt: skip
PLANS_EXCLUDING = Stage(
    "plans-within-20-weeks-excluding-exceptions", "Plans within 20 weeks, excluding exceptions", plans_excluding,
    "-received", _PLANS, "received", "issued", _WEEK_20,
    f"{_ASSESSED} A case with a 20-week exception leaves both numerator and denominator. {_EXCEPTION}",
)  # fmt: skip
PLANS_INCLUDING = Stage(
    "plans-within-20-weeks-including-exceptions", "Plans within 20 weeks, including exceptions", plans_including,
    "-received", _PLANS, "received", "issued", _WEEK_20, f"{_ASSESSED} Cases with a 20-week exception are in.",
)  # fmt: skip
ADVICE_ALL = Stage(
    "advice-within-6-weeks", "Advice within 6 weeks, every adviser", advice, "-asked", _ADVICE, "asked", "came",
    "In time: by the last day of the adviser's 6 weeks, from the day the request reached it (else was sent).",
    "Every adviser asked: those the law binds and those whose 6 weeks are practice, which the next two tell apart.",
)  # fmt: skip
ADVICE_LAW = ADVICE_ALL._replace(
    id="advice-within-6-weeks-by-law", title="Advice within 6 weeks, bodies bound by law", courses=advice_by_law,
    out="Health bodies, other authorities, youth justice and secure settings (CFA 2014 s.31).",
)  # fmt: skip
ADVICE_PRACTICE = ADVICE_ALL._replace(
    id="advice-within-6-weeks-by-practice", title="Advice within 6 weeks, advisers not bound by law",
    courses=advice_by_practice, out="Schools, psychologists, social care, families: the 6 weeks are practice.",
)  # fmt: skip
REVIEW_DECISIONS = Stage(
    "review-decisions-within-4-weeks", "Review decisions within 4 weeks", review_decisions, "-held",
    ("reviews decided in the period", "review meetings held in the period", "reviews whose day 28 falls in it"),
    "held", "decided",
    "In time: by day 28 (4 weeks) after the meeting.",
    "Decided: told that the plan stays or ends, or sent the notice of amendments; a letter that only says the plan "
    "will be amended is no decision. Light reviews of under-fives are out.",
)  # fmt: skip
AMENDED = Stage(
    "amended-plans-within-12-weeks", "Amended plans within 12 weeks of the meeting", amended_plans, "-held",
    ("plans amended after a review and sent in the period", "meetings held in the period, decided to amend",
     "meetings decided to amend whose day 84 falls in it"),
    "held", "sent",
    "In time: sent by day 84 (12 weeks) after the meeting.", "Plans not amended after all are left out.",
)  # fmt: skip
AMENDED_NOTICE = Stage(
    "amended-plans-within-8-weeks", "Amended plans within 8 weeks of the notice", amended_after_notice, "-begun",
    ("plans amended after a review and sent in the period", "notices of amendments sent in the period",
     "notices of amendments whose day 56 falls in it"),
    "notice sent", "plan sent",
    "In time: sent by day 56 (8 weeks) after the notice.", "Plans not amended after all are left out.",
)  # fmt: skip
TWELVE_MONTHS = Stage(
    "reviews-within-12-months", "Reviews complete within 12 months", twelve_months, "-begun",
    ("reviews completed in the period", "twelve months begun in the period", "reviews due in the period"),
    "from", "completed",
    "In time: complete by the last day of the twelve months since the plan was made or last reviewed.",
    "Plans that ended before that day are left out.",
)  # fmt: skip
TRANSFERS = Stage(
    "phase-transfers-on-time", "Phase transfers finalised on time", transfers, "-expected",
    ("phase transfers finalised in the period", "phase transfers expected in the period",
     "phase transfers to be finalised in the period"),
    "expected", "finalised",
    "In time: the plan that names the next phase was sent by 14 February (before the 15th); by 30 March for a move "
    "to post-16; five months before a move between post-16 institutions.",
    "Moves that were dropped, and plans that ended before that day, are left out.",
    main="due",
)  # fmt: skip
