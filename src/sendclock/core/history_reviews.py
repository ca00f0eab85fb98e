"""The reviews of a case and the plans they keep, read from its events in order. Part of `core.history`.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sendclock.core.history import REVIEW, Plan, Review
from sendclock.core.model import Deadline, Event

# event: the place of a review that it fills
_PLACES = {
    "review-report-sent": "report",
    "review-decided": "told",
    "amendment-notice-sent": "notice",
    "amended-plan-sent": "amended",
    "amendment-dropped": "dropped",
}
_ANOTHER = 180  # days after which the same act, with no meeting between, is of another year's review


def reviews(events: Sequence[Event], deadlines: Iterable[Deadline]) -> tuple[Review, ...]:
    """One for each meeting held (light reviews of under-fives apart), with what followed it.

    A decision belongs to the meeting it names, else to the newest; an amended plan to the newest review that
    has a notice and nothing after it. What follows no meeting at all makes a review of its own.
    """
    found: list[dict[str, Event]] = []
    for event in events:
        if event.type == "review-meeting-held":
            if event.fields.get("kind") != "light":
                found.append({"meeting": event})
        elif event.type in _PLACES and event.fields.get("following", "review") == "review":
            place = _PLACES[event.type]
            parts = _belongs(found, event, place)
            parts.setdefault(place, event)
            if place == "told" and event.fields.get("outcome") != "amend":
                parts.setdefault("settled", event)
    clocks = [d for d in deadlines if d.rule.id in REVIEW]
    due_of = {d.met_by.id: d.due for d in clocks if d.met_by is not None}
    told = [_review(parts, due_of) for parts in found]
    running = [d.due for d in clocks if d.status in ("open", "overdue")]
    if told and told[-1].decided is None and running:
        told[-1] = told[-1]._replace(due=running[-1])
    return tuple(told)


def _belongs(found: list[dict[str, Event]], event: Event, place: str) -> dict[str, Event]:
    named = event.day("meeting")
    if named is not None:
        for parts in reversed(found):
            if "meeting" in parts and parts["meeting"].on == named:
                return parts
    if place in ("amended", "dropped"):
        for parts in reversed(found):
            if "notice" in parts and not {"amended", "dropped"} & parts.keys():
                return parts
    if not found or (place in found[-1] and (event.on - found[-1][place].on).days > _ANOTHER):
        found.append({})
    return found[-1]


def _review(parts: dict[str, Event], due_of: dict[str, date]) -> Review:
    completing = [parts[place] for place in ("settled", "notice", "dropped") if place in parts]
    decided = min(completing, key=lambda event: (event.on, event.order), default=None)
    due = due_of.get(decided.id) if decided is not None else None
    return Review(
        parts.get("meeting"),
        parts.get("report"),
        parts.get("told"),
        decided,
        parts.get("notice"),
        parts.get("amended"),
        parts.get("dropped"),
        due,
    )


def plans(events: Iterable[Event], held: Sequence[Review]) -> tuple[Plan, ...]:
    """The plans of a case. A final plan after a re-assessment goes on from the one before it."""
    found: list[Plan] = []
    for event in events:
        running = bool(found) and found[-1].ceased is None and found[-1].transferred_out is None
        came = event.type == "plan-transferred" and event.fields.get("direction") == "in"
        if (event.type == "final-plan-sent" or came) and not running:
            found.append(Plan(event, None, None, None))
        elif event.type == "plan-ceased" and running:
            found[-1] = found[-1]._replace(ceased=event)
        elif event.type == "plan-transferred" and not came and running:
            found[-1] = found[-1]._replace(transferred_out=event)
    return tuple(_reviewed(plan, held) for plan in found)


def _reviewed(plan: Plan, held: Sequence[Review]) -> Plan:
    """With the newest review meeting held while the plan ran."""
    end = plan.ceased or plan.transferred_out
    last = end.on if end else date.max
    met = [r.meeting for r in held if r.meeting is not None and plan.start.on <= r.meeting.on <= last]
    return plan._replace(last_review=met[-1] if met else None)
