"""The date and outcome items of the SEN2 return of one calendar year, as rows; and what to put right in a case before
it, as warnings that change nothing. A case is seen as the return sees it: requests and plans as they stood on 31
December, what a plan's reviews and moves had come to as at census day. `modules` lays the same out as the return does.

Codes are written only where their meaning is sure (docs/export.md); elsewhere our own word stands.
Must not know: files, what day it is, how the facts were derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from sendclock.check.finding import short
from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.life import KeptPlan, Life, PhaseTransfer, PlanReview, Request
from sendclock.files.problem import Problem
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_REQUEST, Rule
from sendclock.say.view import DAY, TEXT, WHOLE, YES_NO, Column, ValueKind, View, maybe, one_of
from sendclock.tuples import NamedTuple

# The calendar year collected: its census day, as the DfE's guide to each return gave it (MastodonC/witan.sen2 lists
# each with the guide it was read in; the last from the SEN2 page of gov.uk).
ANNOUNCED = {
    day.year - 1: day
    for day in (
        date(2015, 1, 15), date(2016, 1, 21), date(2017, 1, 19), date(2018, 1, 18), date(2019, 1, 17),
        date(2020, 1, 16), date(2021, 1, 14), date(2022, 1, 20), date(2023, 1, 19), date(2024, 1, 18),
        date(2025, 1, 16), date(2026, 1, 15), date(2027, 1, 21),
    )
}  # fmt: skip
_ANSWERS = ("decided", "agreed", "plan_agreed", "draft", "plan_refused", "issued", "ended")
_FOLLOWS = ("report", "told", "decided", "notice", "amended", "dropped")


class Returned(NamedTuple):
    """What the return holds of one case. The `last_review` of a plan is the day the authority wrote what it decided.
    `after` are the answers that came after the year: left out of it."""

    assessments: tuple[Request, ...]
    reviews: tuple[PlanReview, ...]
    transfers: tuple[PhaseTransfer, ...]
    plans: tuple[KeptPlan, ...]
    after: tuple[Event, ...]


def census_day(year: int) -> tuple[date, bool]:
    """The census day for a calendar year, and whether it has been announced; else the third Thursday of January."""
    if year in ANNOUNCED:
        return ANNOUNCED[year], True
    first = date(year + 1, 1, 1)
    return first + timedelta((3 - first.weekday()) % 7 + 14), False


def returned(life: Life, year: int, census: date | None = None) -> Returned:
    """The items of a calendar year: requests and plans as they stood on its last day, reviews and moves as they stood
    on `census` day, or on the day of the life, if that is earlier.

    In: requests received, answered or still open in the year; plans kept on any day of it; reviews met, decided or
    amended since it began; moves due in it or in the year after, or finalised since it began.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    until = census or census_day(year)[0]
    after: list[Event] = []
    assessments = [clipped(a, last, after) for a in life.requested if a.received <= last]
    reviews = [_review(r, until, after) for r in life.reviews if any(e.on <= until for e in _events(r))]
    return Returned(
        tuple(a for a in assessments if a.open or any(e.on >= first for e in _moments(a))),
        tuple(r for r in reviews if any(e.on >= first for e in _events(r))),
        tuple(t for t in (_transfer(t, until) for t in life.transfers) if _moves(t, first)),
        tuple(
            plan
            for plan in (_plan(plan, reviews, last, until) for plan in life.plans if plan.start.on <= last)
            if (end_of(plan) or plan.start).on >= first or end_of(plan) is None
        ),
        tuple({event.id: event for event in after}.values()),
    )


def latest_review(reviews: Sequence[PlanReview], since: date, until: date) -> PlanReview | None:
    """The newest review of a plan kept from one day to another, by its meeting, or by what followed where no meeting is
    on file. A light review of a child under 5 is no annual review."""
    held = [
        (day, place)
        for place, review in enumerate(reviews)
        if since <= (day := _day(review)) <= until and not _light(review)
    ]
    return reviews[max(held)[1]] if held else None


def _day(review: PlanReview) -> date:
    return (review.meeting or min(_events(review), key=lambda event: event.on)).on


def _light(review: PlanReview) -> bool:
    return review.meeting is not None and review.meeting.fields.get("kind") == "light"


def letter_of(review: PlanReview) -> Event | None:
    """With which the authority first wrote what it had decided after the review: the decision itself, else the notice
    of amendments, the amended plan, or word that nothing will be amended."""
    letters = [e for e in (review.told, review.notice, review.amended, review.dropped) if e is not None]
    return min(letters, key=lambda event: (event.on, event.order), default=None)


def transfer_due(transfer: PhaseTransfer) -> date:
    """The day as the return gives it: 15 February or 31 March, "before" which it is to be done; our own last day is the
    day before."""
    if (transfer.due.month, transfer.due.day) in ((2, 14), (3, 30)):
        return transfer.due + timedelta(1)
    return transfer.due


def end_of(plan: KeptPlan) -> Event | None:
    """The event with which the authority ceased to keep the plan."""
    return plan.ceased or plan.transferred_out


def clipped(assessment: Request, last: date, after: list[Event]) -> Request:
    """As it stood on the last day of the year."""
    kept: dict[str, Any] = {name: _by(getattr(assessment, name), last, after) for name in _ANSWERS}
    decided = kept["decided"]
    if kept["agreed"] is None and decided is not None and decided is not assessment.not_agreed:
        kept["agreed"] = decided  # it was agreed to once more after the year
    challenges = tuple(
        challenge._replace(overturned=_by(challenge.overturned, last, []))
        for challenge in assessment.challenges
        if challenge.event.on <= last
    )
    return assessment._replace(challenges=challenges, **kept)


def _by(event: Event | None, last: date, after: list[Event]) -> Event | None:
    if event is None or event.on <= last:
        return event
    after.append(event)
    return None


def _moments(assessment: Request) -> Iterator[Event]:
    yield assessment.request
    yield from (event for name in _ANSWERS if (event := getattr(assessment, name)) is not None)
    for challenge in assessment.challenges:
        yield challenge.event
        if challenge.overturned is not None:
            yield challenge.overturned


def _events(review: PlanReview) -> list[Event]:
    return [event for name in ("meeting", *_FOLLOWS) if (event := getattr(review, name)) is not None]


def _review(review: PlanReview, until: date, after: list[Event]) -> PlanReview:
    kept: dict[str, Any] = {name: _by(getattr(review, name), until, after) for name in _FOLLOWS}
    return review._replace(meeting=_by(review.meeting, until, []), **kept)


def _transfer(transfer: PhaseTransfer, until: date) -> PhaseTransfer:
    if transfer.finalised is None or transfer.finalised <= until:
        return transfer
    return transfer._replace(finalised=None, met_by=None)


def _moves(transfer: PhaseTransfer, first: date) -> bool:
    """A move of the year, or of the year after it: its limit falls soon after census day."""
    if transfer.finalised is not None and transfer.finalised >= first:
        return True
    return transfer.ended is None and first <= transfer.due <= date(first.year + 1, 12, 31)


def _plan(plan: KeptPlan, reviews: list[PlanReview], last: date, until: date) -> KeptPlan:
    ends = end_of(plan)
    review = latest_review(reviews, plan.start.on, ends.on if ends else until)
    return plan._replace(
        ceased=_by(plan.ceased, last, []),
        transferred_out=_by(plan.transferred_out, last, []),
        last_review=letter_of(review) if review else None,
    )


SOURCE_FROM = 2026  # the first year in which the source of a request is compulsory
_ANSWERED = (Act.ASSESS_YES, Act.ASSESS_NO, Act.PLAN_YES, Act.PLAN_NO)


class Checked(NamedTuple):
    """One case and what the return of `year` holds of it. `last` is the last day that counts."""

    timeline: Timeline
    returned: Returned
    year: int

    @property
    def last(self) -> date:
        return min(self.timeline.as_of, date(self.year, 12, 31))

    @property
    def ref(self) -> str:
        return self.timeline.case.ref

    def warn(self, event: Event, code: str, message: str) -> Problem:
        return Problem(self.timeline.case.position(event), "warning", code, message)

    def record(self, act: Act) -> str:
        """The command that records such an act, up to its day."""
        return f"sendclock record {self.ref} {self.timeline.book.event(act)}"

    def correct(self, event: Event, what: str) -> str:
        return f'sendclock correct {self.ref} {event.id} {what} --reason "..."'


def checks(checked: Checked) -> Iterator[Problem]:
    """Every finding, request by request, then plans, reviews and moves, then what lies outside the year."""
    yield from _answered_before(checked)
    for assessment in checked.returned.assessments:
        yield from _request(checked, assessment)
        yield from _outcome(checked, assessment)
        yield from _week_20(checked, assessment)
    yield from _plans(checked)
    yield from _reviews(checked)
    yield from _moves_checked(checked)
    for event in checked.returned.after:
        text = (
            f"{event.type} on {short(event.on)} is after 31 December {checked.year}: it is left out of this year. "
            f"If the day is wrong: {checked.correct(event, 'on=DATE')}"
        )
        yield checked.warn(event, "outside-year", text)


def _answered_before(checked: Checked) -> Iterator[Problem]:
    """An answer dated before the only request it could answer."""
    early: list[Event] = []
    book = checked.timeline.book
    for event in checked.timeline.truth.events:
        if book.has(event.type, Act.REQUEST):
            if event.on.year == checked.year or any(e.on.year == checked.year for e in early):
                for answer in early:
                    text = (
                        f"{answer.type} on {short(answer.on)} is before the request was received, {short(event.on)}: "
                        f"it answers nothing. Correct one of the days: {checked.correct(answer, 'on=DATE')}"
                    )
                    yield checked.warn(answer, "before-receipt", text)
            return
        if book.has(event.type, *_ANSWERED) and event.fields.get("route", "request") == "request":
            early.append(event)


def _request(checked: Checked, assessment: Request) -> Iterator[Problem]:
    request = assessment.request
    if checked.year >= SOURCE_FROM and request.fields.get("requester") is None:
        text = f"who asked is not recorded, and from {SOURCE_FROM} RequestSource is compulsory"
        how = checked.correct(request, "requester=family|setting|health|social-care|other")
        yield checked.warn(request, "source-missing", f"{text}. Add it: {how}")
    due = next((d.due for d in checked.timeline.deadlines if _week_6(d.rule) and d.started_by.id == request.id), None)
    silent = assessment.decided is None and assessment.ended is None and assessment.issued is None
    if silent and due is not None and due < checked.last:
        text = f"no answer to this request is recorded, and its limit was {short(due)}"
        how = f"Record it: {checked.record(Act.ASSESS_YES)} DATE, or {checked.timeline.book.event(Act.ASSESS_NO)}"
        yield checked.warn(request, "request-unanswered", f"{text}. {how}")


def _week_6(rule: Rule) -> bool:
    return rule.plays(Role.WEEK_6) and rule.road in FROM_REQUEST


def _outcome(checked: Checked, assessment: Request) -> Iterator[Problem]:
    issued, agreed = assessment.issued, assessment.plan_agreed or assessment.draft
    if issued is not None and assessment.agreed is None:
        what = "after a refusal to assess that nothing turned round" if assessment.refused else "with no decision"
        overturned = any(c.decision == "assess" and c.overturned for c in assessment.challenges)
        if not overturned:
            text = f"the plan was issued on {short(issued.on)} {what} recorded before it"
            how = f"Record it: {checked.record(Act.ASSESS_YES)} DATE"
            yield checked.warn(issued, "plan-without-decision", f"{text}. {how}")
    refused = assessment.plan_refused and not any(c.decision == "plan" and c.overturned for c in assessment.challenges)
    if agreed is not None and issued is None and assessment.ended is None and not refused:
        text = (
            f"there is to be a plan ({agreed.type} on {short(agreed.on)}) and it is not issued: "
            "AssessmentOutcomeDate is blank"
        )
        how = f"If it was issued: {checked.record(Act.FINAL_PLAN)} DATE"
        yield checked.warn(agreed, "agreed-unissued", f"{text}. {how}")


def _week_20(checked: Checked, assessment: Request) -> Iterator[Problem]:
    if assessment.excused(Role.WEEK_20) is not None:
        return
    weeks = checked.timeline.book.ids(Role.WEEK_20, roads=FROM_REQUEST)
    for claim in assessment.claims:
        if claim.fields.get("rule") in weeks and claim.on <= checked.last:
            text = (
                f"the exception {claim.fields.get('ground')} is claimed for the 20 weeks and does not hold, so "
                f"Week20 is 0. Why: sendclock explain {checked.ref} {claim.fields.get('rule')}"
            )
            yield checked.warn(claim, "week20-refused", text)


def _plans(checked: Checked) -> Iterator[Problem]:
    for plan in checked.returned.plans:
        if plan.ceased is not None and plan.ceased.fields.get("reason") is None:
            text = f"the plan ended on {short(plan.ceased.on)}, and why is not recorded: CeaseReason is blank"
            how = checked.correct(plan.ceased, "reason=...")
            yield checked.warn(plan.ceased, "cease-reason-missing", f"{text}. Add it: {how}")
        if end_of(plan) is None:
            for event in checked.timeline.events:
                if checked.timeline.book.has(event.type, Act.CLOSED) and plan.start.on <= event.on <= checked.last:
                    text = "the case was closed while its plan goes on, so the return counts it as a plan still kept"
                    how = f"If it ended: {checked.record(Act.CEASED)} DATE reason=..."
                    yield checked.warn(event, "closed-with-plan", f"{text}. {how}")


def _reviews(checked: Checked) -> Iterator[Problem]:
    for review in checked.returned.reviews:
        if review.meeting is not None and review.outcome is None:
            text = f"no outcome is recorded of the review meeting of {short(review.meeting.on)}: ReviewOutcome is blank"
            how = f"Record it: {checked.record(Act.REVIEW_DECIDED)} DATE outcome=maintain|amend|cease"
            yield checked.warn(review.meeting, "review-without-outcome", f"{text}. {how}")


def _moves_checked(checked: Checked) -> Iterator[Problem]:
    for transfer in checked.returned.transfers:
        if transfer.finalised is None and transfer.due <= checked.last:
            text = (
                f"the plan was to name the next phase by {short(transfer.due)}, and no day is recorded on which it did"
            )
            how = f"Record it: {checked.record(Act.AMENDED)} DATE names_next_phase=yes"
            yield checked.warn(transfer.expected, "phase-not-final", f"{text}. {how}")


ITEMS = ("request", "plan", "review", "phase")
_TOLD = ValueKind({"enum": [0, 1, None]})  # whether it was so; empty where it could not have been
_MAY_BE_DAY = maybe(DAY)
_MAY_BE_TEXT = maybe(TEXT)


def _item(key: str, kind: ValueKind = _MAY_BE_TEXT, about: str = "") -> Column[Mapping[str, Any]]:
    return Column(key, value=itemgetter(key), kind=kind, about=about)


COLUMNS = (
    _item("Case", TEXT),
    _item("Item", one_of("request", "plan", "review", "phase")),
    _item("Event", about="the event in the case file that the row is about"),
    _item("Officer"),
    _item("Team"),
    _item("ReceivedDate", _MAY_BE_DAY),
    _item("RequestSource", maybe(ValueKind({"type": "integer", "minimum": 1, "maximum": 5}))),
    _item("RequestOutcomeDate", _MAY_BE_DAY),
    _item("RequestOutcome"),
    _item("RequestMediation", _TOLD),
    _item("RequestTribunal", _TOLD),
    _item("AssessmentOutcome"),
    _item("AssessmentOutcomeDate", _MAY_BE_DAY),
    _item("AssessmentMediation", _TOLD),
    _item("AssessmentTribunal", _TOLD),
    _item("Week20", _TOLD, about="whether an exception to the twenty weeks holds"),
    _item("StartDate", _MAY_BE_DAY),
    _item("CeaseDate", _MAY_BE_DAY),
    _item("CeaseReason", maybe(ValueKind({"type": "integer", "minimum": 1, "maximum": 9}))),
    _item("TransferLA"),
    _item("LastReview", _MAY_BE_DAY),
    _item("ReviewMeeting", _MAY_BE_DAY),
    _item("ReviewOutcome", ValueKind({"enum": ["A", "C", "M", None]})),
    _item("ReviewDraft", _MAY_BE_DAY),
    _item("PhaseTransferDueDate", _MAY_BE_DAY),
    _item("PhaseTransferFinalDate", _MAY_BE_DAY),
    # our own: not items of the return
    _item("Week20Ground"),
    _item("RequestOverturnedBy"),
    _item("RequestOverturnedOn", _MAY_BE_DAY),
    _item("AssessmentOverturnedBy"),
    _item("AssessmentOverturnedOn", _MAY_BE_DAY),
    _item("Ended"),
    _item("EndedOn", _MAY_BE_DAY),
    _item("ReviewDecidedOn", _MAY_BE_DAY),
    _item("Transfer"),
)
SEN2 = View(
    "sen2",
    COLUMNS,
    (
        Column[None]("year", kind=WHOLE),
        Column[None]("census_day", kind=DAY),
        Column[None]("census_day_announced", kind=YES_NO, about="false: the third Thursday of January, by rule"),
    ),
)
SOURCES = {"family": 1, "setting": 2, "health": 3, "social-care": 4, "other": 5}
REVIEWED = {"amend": "A", "cease": "C", "maintain": "M"}
CEASED = {
    "max-age": 1, "needs-met": 2, "higher-education": 3, "employment": 4, "transferred": 5, "not-engaging": 6,
    "left-england": 7, "deceased": 8, "other": 9,
}  # fmt: skip
UNDECIDED = "undecided"


def rows(timeline: Timeline, found: Returned) -> Iterator[dict[str, Any]]:
    """The rows of one case: every column, empty where it has nothing to say."""
    about = {"Case": timeline.case.ref, "Officer": timeline.officer, "Team": timeline.team}
    blank, book = dict.fromkeys(column.key for column in COLUMNS) | about, timeline.book
    parts: tuple[tuple[str, Sequence[Mapping[str, Any]]], ...] = (
        ("request", [_request_row(assessment, book) for assessment in found.assessments]),
        ("plan", [_plan_row(plan) for plan in found.plans]),
        ("review", [_review_row(review) for review in found.reviews]),
        ("phase", [_phase(transfer) for transfer in found.transfers]),
    )
    for item, lines in parts:
        for line in lines:
            yield {**blank, "Item": item, **line}


def _request_row(assessment: Request, book: RuleBook) -> dict[str, Any]:
    """A request and the assessment it led to. The first answers and their days stay, whatever overturned them."""
    decided, ended = assessment.decided, assessment.ended
    outcome = UNDECIDED
    if decided is not None:
        outcome = "N" if assessment.refused else "Y"
    elif ended is not None:
        outcome = _ended(ended, book)
    return {
        "Event": assessment.request.id,
        "ReceivedDate": assessment.received,
        "RequestSource": SOURCES.get(str(assessment.request.fields.get("requester"))),
        "RequestOutcomeDate": _on(decided),
        "RequestOutcome": outcome,
        **_challenged(assessment, "assess", "Request", assessment.refused),
        **_assessment(assessment, book),
        **_challenged(assessment, "plan", "Assessment", assessment.plan_refused is not None),
        "Ended": _ended(ended, book) if ended else None,
        "EndedOn": _on(ended),
    }


def _ended(event: Event, book: RuleBook) -> str:
    """Our own word for what stopped an assessment short: withdrawn, moved-out, closed."""
    return book.event_types[event.type].ended.replace(" ", "-")


def _assessment(assessment: Request, book: RuleBook) -> dict[str, Any]:
    """What the assessment came to. A plan agreed but not issued has its outcome and no day."""
    refused, issued = assessment.plan_refused, assessment.issued
    yes = [e for e in (assessment.plan_agreed, assessment.draft, issued) if e is not None]
    if assessment.agreed is None and refused is None and not yes:
        return {}
    no_first = refused is not None and all((refused.on, refused.order) < (e.on, e.order) for e in yes)
    if no_first:
        outcome, on = "N", _on(refused)
    elif issued is not None:
        outcome, on = "Y", issued.on
    elif refused is not None:
        outcome, on = "N", refused.on
    elif assessment.ended is not None:
        outcome, on = _ended(assessment.ended, book), None
    else:
        outcome, on = ("Y" if yes else UNDECIDED), None
    ground = assessment.excused(Role.WEEK_20)
    return {
        "AssessmentOutcome": outcome,
        "AssessmentOutcomeDate": on,
        "Week20": 1 if ground else 0,
        "Week20Ground": ground,
    }


def _challenged(assessment: Request, decision: str, of: str, refused: bool) -> dict[str, Any]:
    """How a no was fought over, and what turned it round. Nothing where there was no no."""
    if not refused:
        return {}
    about = [challenge for challenge in assessment.challenges if challenge.decision == decision]
    turned = next((challenge for challenge in about if challenge.overturned is not None), None)
    routes = {challenge.route for challenge in about}
    return {
        f"{of}Mediation": 1 if "mediation" in routes else 0,
        f"{of}Tribunal": 1 if "tribunal" in routes else 0,
        f"{of}OverturnedBy": turned.route if turned else None,
        f"{of}OverturnedOn": _on(turned.overturned) if turned else None,
    }


def _plan_row(plan: KeptPlan) -> dict[str, Any]:
    reason: int | None = CEASED["transferred"] if plan.transferred_out else None
    if plan.ceased is not None:
        reason = CEASED.get(plan.reason or "")
    return {
        "Event": plan.start.id,
        "StartDate": plan.made,
        "CeaseDate": _on(plan.ceased or plan.transferred_out),
        "CeaseReason": reason,
        "TransferLA": plan.start.fields.get("other_authority") if plan.came else None,
        "LastReview": _on(plan.last_review),
    }


def _review_row(review: PlanReview) -> dict[str, Any]:
    first = review.meeting or review.told or review.notice or review.amended or review.dropped or review.report
    return {
        "Event": first.id if first else None,
        "ReviewMeeting": _on(review.meeting),
        "ReviewOutcome": REVIEWED[review.outcome] if review.outcome else None,
        "ReviewDraft": _on(review.notice),
        "ReviewDecidedOn": _on(review.decided),
    }


def _phase(transfer: PhaseTransfer) -> dict[str, Any]:
    return {
        "Event": transfer.expected.id,
        "PhaseTransferDueDate": transfer_due(transfer),
        "PhaseTransferFinalDate": transfer.finalised,
        "Transfer": transfer.transfer,
    }


def _on(event: Event | None) -> date | None:
    return event.on if event else None
