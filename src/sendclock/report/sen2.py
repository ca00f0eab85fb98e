"""The date and outcome items of the SEN2 return of one calendar year, as rows. Not the XML return: no identities.

Codes are written only where their meaning is sure (docs/export.md); elsewhere our own word stands.
Must not know: files, how the facts were derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sendclock.core.history import WEEK_20, Assessment, PhaseTransfer, Plan, Review
from sendclock.core.model import Event
from sendclock.core.returned import Returned

ITEMS = ("request", "plan", "review", "phase")
COLUMNS = (
    "Case", "Item", "Event", "Officer", "Team",
    "ReceivedDate", "RequestSource", "RequestOutcomeDate", "RequestOutcome", "RequestMediation", "RequestTribunal",
    "AssessmentOutcome", "AssessmentOutcomeDate", "AssessmentMediation", "AssessmentTribunal", "Week20",
    "StartDate", "CeaseDate", "CeaseReason", "TransferLA", "LastReview",
    "ReviewMeeting", "ReviewOutcome", "ReviewDraft", "PhaseTransferDueDate", "PhaseTransferFinalDate",
    # our own: not items of the return
    "Week20Ground", "RequestOverturnedBy", "RequestOverturnedOn", "AssessmentOverturnedBy", "AssessmentOverturnedOn",
    "Ended", "EndedOn", "ReviewDecidedOn", "Transfer",
)  # fmt: skip
SOURCES = {"family": 1, "setting": 2, "health": 3, "social-care": 4, "other": 5}
ENDED = {"request-withdrawn": "withdrawn", "moved-out": "moved-out", "case-closed": "closed"}
REVIEWED = {"amend": "A", "cease": "C", "maintain": "M"}
CEASED = {
    "max-age": 1, "needs-met": 2, "higher-education": 3, "employment": 4, "transferred": 5, "not-engaging": 6,
    "left-england": 7, "deceased": 8, "other": 9,
}  # fmt: skip
UNDECIDED = "undecided"


def rows(ref: str, officer: str | None, team: str | None, found: Returned) -> Iterator[dict[str, Any]]:
    """The rows of one case: every column, empty where it has nothing to say."""
    blank = dict.fromkeys(COLUMNS) | {"Case": ref, "Officer": officer, "Team": team}
    parts: tuple[tuple[str, Sequence[Mapping[str, Any]]], ...] = (
        ("request", [_request(assessment) for assessment in found.assessments]),
        ("plan", [_plan(plan) for plan in found.plans]),
        ("review", [_review(review) for review in found.reviews]),
        ("phase", [_phase(transfer) for transfer in found.transfers]),
    )
    for item, lines in parts:
        for line in lines:
            yield {**blank, "Item": item, **line}


def _request(assessment: Assessment) -> dict[str, Any]:
    """A request and the assessment it led to. The first answers and their days stay, whatever overturned them."""
    decided, ended = assessment.decided, assessment.ended
    outcome = UNDECIDED
    if decided is not None:
        outcome = "N" if assessment.refused else "Y"
    elif ended is not None:
        outcome = ENDED[ended.type]
    return {
        "Event": assessment.request.id,
        "ReceivedDate": assessment.received,
        "RequestSource": SOURCES.get(str(assessment.request.fields.get("requester"))),
        "RequestOutcomeDate": _on(decided),
        "RequestOutcome": outcome,
        **_challenged(assessment, "refuse-assess", "Request", assessment.refused),
        **_assessment(assessment),
        **_challenged(assessment, "refuse-plan", "Assessment", assessment.plan_refused is not None),
        "Ended": ENDED[ended.type] if ended else None,
        "EndedOn": _on(ended),
    }


def _assessment(assessment: Assessment) -> dict[str, Any]:
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
        outcome, on = ENDED[assessment.ended.type], None
    else:
        outcome, on = ("Y" if yes else UNDECIDED), None
    ground = assessment.excused(WEEK_20)
    return {
        "AssessmentOutcome": outcome,
        "AssessmentOutcomeDate": on,
        "Week20": 1 if ground else 0,
        "Week20Ground": ground,
    }


def _challenged(assessment: Assessment, decision: str, of: str, refused: bool) -> dict[str, Any]:
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


def _plan(plan: Plan) -> dict[str, Any]:
    came = plan.start.type == "plan-transferred"
    reason: int | None = CEASED["transferred"] if plan.transferred_out else None
    if plan.ceased is not None:
        reason = CEASED.get(plan.reason or "")
    return {
        "Event": plan.start.id,
        "StartDate": plan.made,
        "CeaseDate": _on(plan.ceased or plan.transferred_out),
        "CeaseReason": reason,
        "TransferLA": plan.start.fields.get("other_authority") if came else None,
        "LastReview": _on(plan.last_review),
    }


def _review(review: Review) -> dict[str, Any]:
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
        "PhaseTransferDueDate": transfer.due,
        "PhaseTransferFinalDate": transfer.finalised,
        "Transfer": transfer.transfer,
    }


def _on(event: Event | None) -> date | None:
    return event.on if event else None
