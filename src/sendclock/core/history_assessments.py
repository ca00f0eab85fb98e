"""The assessments of a case, read from its events in order. Part of `core.history`.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sendclock.core.history import WEEK_6, WEEK_16, WEEK_20, Assessment, Challenge, Contested, Excuse, Route
from sendclock.core.known import REQUESTS
from sendclock.core.model import Deadline, Event

_CLOCKS = WEEK_6 | WEEK_16 | WEEK_20
_ENDS = {"moved-out", "case-closed"}
_CONTESTED: dict[str, Contested] = {"refuse-assess": "refuse-assess", "refuse-plan": "refuse-plan"}
# what an order, an agreement or a concession says -> the no that it turns round
_REMEDIES: dict[str, Contested] = {"assess": "refuse-assess", "make-plan": "refuse-plan", "reconsider": "refuse-plan"}
_ROUTES: dict[str, Route] = {"mediation": "mediation", "unopposed": "tribunal", "order": "tribunal"}
_BEGINS: dict[str, Route] = {"mediation-requested": "mediation", "appeal-registered": "tribunal"}
_TURNS: dict[str, Route] = {"mediation-agreed": "mediation", "order-made": "tribunal", "appeal-unopposed": "tribunal"}


def assessments(events: Sequence[Event], deadlines: Sequence[Deadline]) -> tuple[Assessment, ...]:
    """One for each request received while no other was under way; a request beside an open one joins it."""
    lives: list[_Life] = []
    for event in events:
        if event.type in REQUESTS and not (lives and lives[-1].fact().open):
            lives.append(_Life(event))
        elif lives:
            lives[-1].take(event)
    for deadline in deadlines:
        if deadline.excused_by is not None and deadline.rule.id in _CLOCKS:
            for life in lives:
                if deadline.started_by.id in life.ids:
                    life.excuses.append(Excuse(deadline.rule.id, deadline.excused_by, deadline.due))
    return tuple(life.fact() for life in lives)


class _Life:
    """One assessment while the events are read."""

    def __init__(self, request: Event) -> None:
        self.request = request
        self.ids = {request.id}
        self.first: dict[str, Event] = {}  # the first event of each kind that matters
        self.agreed: Event | None = None
        self.challenges: list[Challenge] = []
        self.claims: list[Event] = []
        self.excuses: list[Excuse] = []

    def fact(self) -> Assessment:
        first = self.first
        answers = [first[type_] for type_ in ("assessment-agreed", "assessment-refused") if type_ in first]
        return Assessment(
            request=self.request,
            decided=min(answers, key=_place, default=None),
            agreed=self.agreed,
            plan_agreed=first.get("plan-agreed"),
            draft=first.get("draft-plan-sent"),
            plan_refused=first.get("plan-refused"),
            issued=first.get("final-plan-sent"),
            ended=first.get("ended"),
            challenges=tuple(self.challenges),
            claims=tuple(self.claims),
            excuses=tuple(self.excuses),
        )

    def take(self, event: Event) -> None:
        """What the event does to the assessment. After a final plan, or an end, only claims still count."""
        self.ids.add(event.id)
        if event.type == "exception-recorded" and event.fields.get("rule") in _CLOCKS:
            self.claims.append(event)
        if "final-plan-sent" in self.first or "ended" in self.first:
            return
        if event.type in ("assessment-agreed", "plan-agreed", "assessment-refused", "plan-refused", "draft-plan-sent"):
            self._answer(event)
        elif event.type == "final-plan-sent" and event.fields.get("following", "assessment") == "assessment":
            self.first["final-plan-sent"] = event
        elif self._ends(event):
            if self.fact().open:
                self.first["ended"] = event
        elif event.type in _BEGINS:
            self._begun(event)
        elif event.type in _TURNS:
            self._turned(event)

    def _answer(self, event: Event) -> None:
        if event.type == "assessment-agreed":
            self.agreed = event
        if event.type in ("assessment-agreed", "plan-agreed"):
            of: Contested = "refuse-assess" if event.type == "assessment-agreed" else "refuse-plan"
            if self._said(of) and not any(c.decision == of and c.overturned for c in self.challenges):
                route = _ROUTES.get(str(event.fields.get("route")), "change-of-mind")
                self.challenges.append(Challenge(of, route, event, event))
        self.first.setdefault(event.type, event)

    def _ends(self, event: Event) -> bool:
        if event.type == "request-withdrawn":
            return event.fields.get("what", "assessment") == "assessment"
        return event.type in _ENDS

    def _said(self, decision: Contested) -> bool:
        return ("assessment-refused" if decision == "refuse-assess" else "plan-refused") in self.first

    def _begun(self, event: Event) -> None:
        """Mediation or an appeal: about the no it names, else the newest."""
        newest: Contested = "refuse-plan" if self._said("refuse-plan") else "refuse-assess"
        named = _CONTESTED.get(str(event.fields.get("challenge", newest)))
        if named is not None and self._said(named):
            self.challenges.append(Challenge(named, _BEGINS[event.type], event, None))

    def _turned(self, event: Event) -> None:
        """An agreement, an order or a concession that turns a no round."""
        said = str(event.fields.get("order") or event.fields.get("challenge"))
        decision = _REMEDIES.get(said) or _CONTESTED.get(said)
        if decision is None or not self._said(decision):
            return
        route = _TURNS[event.type]
        for place, challenge in enumerate(self.challenges):
            if challenge.decision == decision and challenge.route == route and challenge.overturned is None:
                self.challenges[place] = challenge._replace(overturned=event)
                return
        self.challenges.append(Challenge(decision, route, event, event))


def _place(event: Event) -> tuple[date, int]:
    return event.on, event.order
