"""A case as the SEN2 return of one calendar year sees it: what was done by 31 December, and what belongs in the year.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sendclock.core.history import Assessment, History, PhaseTransfer, Plan, Review
from sendclock.core.model import Event

ANNOUNCED = {2026: date(2027, 1, 21)}  # the calendar year collected: the census day
_ANSWERS = ("decided", "agreed", "plan_agreed", "draft", "plan_refused", "issued", "ended")
_FOLLOWS = ("report", "told", "decided", "notice", "amended", "dropped")


class Returned(NamedTuple):
    """What the return holds of one case. `after` are the answers that came after the year: left out of it."""

    assessments: tuple[Assessment, ...]
    reviews: tuple[Review, ...]
    transfers: tuple[PhaseTransfer, ...]
    plans: tuple[Plan, ...]
    after: tuple[Event, ...]


def census_day(year: int) -> tuple[date, bool]:
    """The census day for a calendar year, and whether it has been announced; else the third Thursday of January."""
    if year in ANNOUNCED:
        return ANNOUNCED[year], True
    first = date(year + 1, 1, 1)
    return first + timedelta((3 - first.weekday()) % 7 + 14), False


def returned(history: History, year: int) -> Returned:
    """The items of a calendar year, as they stood on its last day (or on the history's own day, if earlier).

    In: requests received, answered or still open in the year; plans kept on any day of it; reviews met, decided or
    amended in it; moves due or finalised in it.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    after: list[Event] = []
    assessments = [_clipped(a, last, after) for a in history.assessments if a.received <= last]
    reviews = [_review(r, last, after) for r in history.reviews if any(e.on <= last for e in _events(r))]
    return Returned(
        tuple(a for a in assessments if a.open or any(e.on >= first for e in _moments(a))),
        tuple(r for r in reviews if any(e.on >= first for e in _events(r))),
        tuple(t for t in (_transfer(t, last) for t in history.transfers) if _moves(t, first, last)),
        tuple(
            plan
            for plan in (_plan(plan, reviews, last) for plan in history.plans if plan.start.on <= last)
            if (end_of(plan) or plan.start).on >= first or end_of(plan) is None
        ),
        tuple({event.id: event for event in after}.values()),
    )


def end_of(plan: Plan) -> Event | None:
    """The event with which the authority ceased to keep the plan."""
    return plan.ceased or plan.transferred_out


def _clipped(assessment: Assessment, last: date, after: list[Event]) -> Assessment:
    """As it stood on the last day of the year."""
    kept: dict[str, Any] = {name: _by(getattr(assessment, name), last, after) for name in _ANSWERS}
    decided = kept["decided"]
    if kept["agreed"] is None and decided is not None and decided.type == "assessment-agreed":
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


def _moments(assessment: Assessment) -> Iterator[Event]:
    yield assessment.request
    yield from (event for name in _ANSWERS if (event := getattr(assessment, name)) is not None)
    for challenge in assessment.challenges:
        yield challenge.event
        if challenge.overturned is not None:
            yield challenge.overturned


def _events(review: Review) -> list[Event]:
    return [event for name in ("meeting", *_FOLLOWS) if (event := getattr(review, name)) is not None]


def _review(review: Review, last: date, after: list[Event]) -> Review:
    kept: dict[str, Any] = {name: _by(getattr(review, name), last, after) for name in _FOLLOWS}
    return review._replace(meeting=_by(review.meeting, last, []), **kept)


def _transfer(transfer: PhaseTransfer, last: date) -> PhaseTransfer:
    if transfer.finalised is None or transfer.finalised <= last:
        return transfer
    return transfer._replace(finalised=None, met_by=None)


def _moves(transfer: PhaseTransfer, first: date, last: date) -> bool:
    if transfer.finalised is not None and transfer.finalised >= first:
        return True
    return transfer.ended is None and first <= transfer.due <= last


def _plan(plan: Plan, reviews: list[Review], last: date) -> Plan:
    ceased, out = _by(plan.ceased, last, []), _by(plan.transferred_out, last, [])
    plan = plan._replace(ceased=ceased, transferred_out=out)
    until = end_of(plan)
    met = [
        review.meeting
        for review in reviews
        if review.meeting is not None and plan.start.on <= review.meeting.on <= (until.on if until else last)
    ]
    return plan._replace(last_review=met[-1] if met else None)
