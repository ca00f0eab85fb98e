"""What to put right before the SEN2 return of a year: findings in one case, as warnings that change nothing.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sendclock.core.corrections import truth
from sendclock.core.history import WEEK_6, WEEK_20, Assessment
from sendclock.core.known import REQUESTS, short
from sendclock.core.model import Event, Timeline
from sendclock.core.problems import Problem
from sendclock.core.returned import Returned, end_of

SOURCE_FROM = 2026  # the first year in which the source of a request is compulsory
_ANSWERS = ("assessment-agreed", "assessment-refused", "plan-agreed", "plan-refused")


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
    yield from _moves(checked)
    for event in checked.returned.after:
        text = (
            f"{event.type} on {short(event.on)} is after 31 December {checked.year}: it is left out of this year. "
            f"If the day is wrong: {checked.correct(event, 'on=DATE')}"
        )
        yield checked.warn(event, "outside-year", text)


def _answered_before(checked: Checked) -> Iterator[Problem]:
    """An answer dated before the only request it could answer."""
    early: list[Event] = []
    for event in truth(checked.timeline.case).events:
        if event.type in REQUESTS:
            if event.on.year == checked.year or any(e.on.year == checked.year for e in early):
                for answer in early:
                    text = (
                        f"{answer.type} on {short(answer.on)} is before the request was received, {short(event.on)}: "
                        f"it answers nothing. Correct one of the days: {checked.correct(answer, 'on=DATE')}"
                    )
                    yield checked.warn(answer, "before-receipt", text)
            return
        if event.type in _ANSWERS and event.fields.get("route", "request") == "request":
            early.append(event)


def _request(checked: Checked, assessment: Assessment) -> Iterator[Problem]:
    request = assessment.request
    if checked.year >= SOURCE_FROM and request.fields.get("requester") is None:
        text = f"who asked is not recorded, and from {SOURCE_FROM} RequestSource is compulsory"
        how = checked.correct(request, "requester=family|setting|health|social-care|other")
        yield checked.warn(request, "source-missing", f"{text}. Add it: {how}")
    due = next(
        (d.due for d in checked.timeline.deadlines if d.rule.id in WEEK_6 and d.started_by.id == request.id), None
    )
    silent = assessment.decided is None and assessment.ended is None and assessment.issued is None
    if silent and due is not None and due < checked.last:
        text = f"no answer to this request is recorded, and its limit was {short(due)}"
        how = f"Record it: sendclock record {checked.ref} assessment-agreed DATE, or assessment-refused"
        yield checked.warn(request, "request-unanswered", f"{text}. {how}")


def _outcome(checked: Checked, assessment: Assessment) -> Iterator[Problem]:
    issued, agreed = assessment.issued, assessment.plan_agreed or assessment.draft
    if issued is not None and assessment.agreed is None:
        what = "after a refusal to assess that nothing turned round" if assessment.refused else "with no decision"
        overturned = any(c.decision == "refuse-assess" and c.overturned for c in assessment.challenges)
        if not overturned:
            text = f"the plan was issued on {short(issued.on)} {what} recorded before it"
            how = f"Record it: sendclock record {checked.ref} assessment-agreed DATE"
            yield checked.warn(issued, "plan-without-decision", f"{text}. {how}")
    refused = assessment.plan_refused and not any(
        c.decision == "refuse-plan" and c.overturned for c in assessment.challenges
    )
    if agreed is not None and issued is None and assessment.ended is None and not refused:
        text = (
            f"there is to be a plan ({agreed.type} on {short(agreed.on)}) and it is not issued: "
            "AssessmentOutcomeDate is blank"
        )
        how = f"If it was issued: sendclock record {checked.ref} final-plan-sent DATE"
        yield checked.warn(agreed, "agreed-unissued", f"{text}. {how}")


def _week_20(checked: Checked, assessment: Assessment) -> Iterator[Problem]:
    if assessment.excused(WEEK_20) is not None:
        return
    for claim in assessment.claims:
        if claim.fields.get("rule") in WEEK_20 and claim.on <= checked.last:
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
            for event in truth(checked.timeline.case).events:
                if event.type == "case-closed" and plan.start.on <= event.on <= checked.last:
                    text = "the case was closed while its plan goes on, so the return counts it as a plan still kept"
                    how = f"If it ended: sendclock record {checked.ref} plan-ceased DATE reason=..."
                    yield checked.warn(event, "closed-with-plan", f"{text}. {how}")


def _reviews(checked: Checked) -> Iterator[Problem]:
    for review in checked.returned.reviews:
        if review.meeting is not None and review.outcome is None:
            text = f"no outcome is recorded of the review meeting of {short(review.meeting.on)}: ReviewOutcome is blank"
            how = f"Record it: sendclock record {checked.ref} review-decided DATE outcome=maintain|amend|cease"
            yield checked.warn(review.meeting, "review-without-outcome", f"{text}. {how}")


def _moves(checked: Checked) -> Iterator[Problem]:
    for transfer in checked.returned.transfers:
        if transfer.finalised is None and transfer.due <= checked.last:
            text = (
                f"the plan was to name the next phase by {short(transfer.due)}, and no day is recorded on which it did"
            )
            how = f"Record it: sendclock record {checked.ref} amended-plan-sent DATE names_next_phase=yes"
            yield checked.warn(transfer.expected, "phase-not-final", f"{text}. {how}")
