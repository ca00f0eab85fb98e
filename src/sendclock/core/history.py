"""What one case comes to, told as facts: each assessment, review, phase transfer, request for advice, and the plan.

Figures and returns count these. `history` is the one door. Days are those of the events, corrected; whether a limit
was kept is left to who counts. Only exceptions the clock accepts (`Deadline.excused_by`) are relied on.

Must not know: files, formats, what day it is, what a figure is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from sendclock.core.corrections import truth
from sendclock.core.model import Deadline, Event, Timeline

# The clocks a history reads. A timeline made with `keep` must hold those of NEEDED.
WEEK_6 = frozenset({"decide-to-assess", "detained-decide-to-assess"})
WEEK_16 = frozenset({"refuse-plan", "refuse-plan-change-of-mind", "detained-refuse-plan"})
WEEK_20 = frozenset({"final-plan", "final-plan-change-of-mind", "detained-final-plan"})
ADVICE = frozenset({"advice-reply", "advice-reply-guidance", "detained-advice-reply"})
REVIEW = frozenset({"annual-review", "review-after-reassessment", "review-after-transfer"})
PHASE = frozenset(
    {"phase-transfer-february", "phase-transfer-march", "phase-transfer-may-2015", "phase-transfer-five-months"}
)
NEEDED = WEEK_6 | WEEK_16 | WEEK_20 | ADVICE | REVIEW | PHASE
FOR_CLAIMS = WEEK_6 | WEEK_16 | WEEK_20  # of these only the excuses are read: not needed where none is claimed

Contested = Literal["refuse-assess", "refuse-plan"]
Route = Literal["mediation", "tribunal", "change-of-mind"]
Stage = Literal["not-begun", "arranged", "met", "decided", "notice-sent", "finalised", "dropped"]


class Excuse(NamedTuple):
    """An exception the clock of `rule` accepts. `due` is the day it disapplies."""

    rule: str
    ground: str
    due: date


class Challenge(NamedTuple):
    """A no that was fought over. `event` began it; `overturned` is the event that turned it round, if one did."""

    decision: Contested
    route: Route
    event: Event
    overturned: Event | None


class Assessment(NamedTuple):
    """One request and what came of it. The first answer and its day stay, whatever a later one says.

    `decided` is the first answer to the request (agreed or refused), `agreed` the newest yes to assessing;
    `plan_refused` the first no to a plan; `issued` the first final plan (its `on` is the day the family's copy went).
    `ended` is the event that stopped it short: withdrawn, moved out, closed. `claims` are the exceptions claimed for
    a clock of the assessment, `excuses` those that are accepted.
    """

    request: Event
    decided: Event | None
    agreed: Event | None
    plan_agreed: Event | None
    draft: Event | None
    plan_refused: Event | None
    issued: Event | None
    ended: Event | None
    challenges: tuple[Challenge, ...]
    claims: tuple[Event, ...]
    excuses: tuple[Excuse, ...]

    @property
    def received(self) -> date:
        return self.request.on

    @property
    def refused(self) -> bool:
        """The first answer was no."""
        return self.decided is not None and self.decided.type == "assessment-refused"

    @property
    def open(self) -> bool:
        """Still to be answered: by a decision, a no to a plan, or the final plan."""
        if self.issued or self.ended:
            return False
        overturned = {c.decision for c in self.challenges if c.overturned}
        if self.plan_refused:
            return "refuse-plan" in overturned
        return not self.refused or self.agreed is not None or "refuse-assess" in overturned

    def excused(self, rules: Iterable[str]) -> str | None:
        """The exception accepted for a clock of one of these rules (`WEEK_20` and the like), if there is one."""
        return next((excuse.ground for excuse in self.excuses if excuse.rule in rules), None)


class Review(NamedTuple):
    """One review: its meeting and what followed. `meeting` is None where only what followed is recorded.

    `told` is the family told the decision in any form; `decided` the act that completes the review in law (a decision
    to maintain or cease, the notice of amendments, or word that nothing will be amended). `due` is the last day of
    the review's twelve months, where its clock is known.
    """

    meeting: Event | None
    report: Event | None
    told: Event | None
    decided: Event | None
    notice: Event | None
    amended: Event | None
    dropped: Event | None
    due: date | None

    @property
    def outcome(self) -> str | None:
        """maintain, amend or cease; an amendment given up in the end was still decided on."""
        if self.told is not None:
            return str(self.told.fields["outcome"])
        return "amend" if self.notice or self.amended or self.dropped else None


class PhaseTransfer(NamedTuple):
    """A move to another phase. `finalised` is the day the plan named the next phase; `met_by` the event that did."""

    expected: Event
    rule: str
    due: date
    stage: Stage
    finalised: date | None
    met_by: Event | None
    ended: Event | None

    @property
    def transfer(self) -> str:
        return str(self.expected.fields["transfer"])


class AdviceRequest(NamedTuple):
    """Advice asked of one party. `statutory`: a body bound by law to answer; else the six weeks are practice.

    `asked` is the day its six weeks count from. `ended` is the event after which it was no longer waited for.
    """

    party: str
    source: str
    statutory: bool
    request: Event
    asked: date
    due: date
    came: date | None
    ended: Event | None
    excused_by: str | None


class Plan(NamedTuple):
    """A plan kept by the authority, from the day it was made or came, to the day it ended or went."""

    start: Event
    ceased: Event | None
    transferred_out: Event | None
    last_review: Event | None

    @property
    def made(self) -> date:
        """The day it was first made: for one that came from elsewhere, by the other authority."""
        return self.start.day("made") or self.start.on

    @property
    def reason(self) -> str | None:
        reason = self.ceased.fields.get("reason") if self.ceased else None
        return None if reason is None else str(reason)


class History(NamedTuple):
    """The facts of one case as at one day. `officer` and `team` are whose case it is on that day.

    `other_plans` are final plans that are the outcome of none of the `assessments`: after a re-assessment, a
    conversion, or with no request on file. `closed` is the newest closing of the case.
    """

    ref: str
    officer: str | None
    team: str | None
    assessments: tuple[Assessment, ...]
    reviews: tuple[Review, ...]
    transfers: tuple[PhaseTransfer, ...]
    advice: tuple[AdviceRequest, ...]
    plans: tuple[Plan, ...]
    other_plans: tuple[Event, ...]
    closed: Event | None


def history(timeline: Timeline) -> History:
    """The facts of a case. Events after the timeline's as-of day do not exist."""
    from sendclock.core.history_assessments import assessments
    from sendclock.core.history_reviews import plans, reviews

    events = [event for event in truth(timeline.case).events if event.on <= timeline.as_of]
    deadlines = timeline.deadlines
    held = reviews(events, deadlines)
    assessed = assessments(events, deadlines)
    issued = {a.issued.id for a in assessed if a.issued is not None}
    return History(
        timeline.case.ref,
        timeline.officer,
        timeline.team,
        assessed,
        held,
        tuple(_transfer(d, events) for d in deadlines if d.rule.id in PHASE and not _replaced(d)),
        tuple(_advice(d) for d in deadlines if d.rule.id in ADVICE),
        plans(events, held),
        tuple(e for e in events if e.type == "final-plan-sent" and e.id not in issued),
        next((e for e in reversed(events) if e.type == "case-closed"), None),
    )


def _replaced(deadline: Deadline) -> bool:
    """A newer expectation of the same move took its place."""
    return deadline.ended_by is not None and deadline.ended_by.type == deadline.started_by.type


def _transfer(deadline: Deadline, events: Sequence[Event]) -> PhaseTransfer:
    expected = deadline.started_by
    after = events[events.index(expected) + 1 :] if expected in events else ()
    until = deadline.met_by or deadline.ended_by
    within = [e for e in after if until is None or (e.on, e.order) <= (until.on, until.order)]
    stage: Stage = "not-begun"
    for type_, reached in _STAGES:
        if any(e.type == type_ and e.fields.get("kind") != "light" for e in within):
            stage = reached
    if deadline.met_on is not None:
        stage = "finalised"
    elif deadline.ended_by is not None:
        stage = "dropped"
    met_by, met_on = deadline.met_by, deadline.met_on
    return PhaseTransfer(expected, deadline.rule.id, deadline.due, stage, met_on, met_by, deadline.ended_by)


_STAGES: tuple[tuple[str, Stage], ...] = (
    ("review-meeting-arranged", "arranged"),
    ("review-meeting-held", "met"),
    ("review-decided", "decided"),
    ("amendment-notice-sent", "notice-sent"),
)


def _advice(deadline: Deadline) -> AdviceRequest:
    asked = deadline.started_by
    return AdviceRequest(
        party=deadline.party or "",
        source=str(asked.fields.get("source", "other")),
        statutory=deadline.rule.tier == "statutory",
        request=asked,
        asked=deadline.anchor,
        due=deadline.due,
        came=deadline.met_on,
        ended=deadline.ended_by,
        excused_by=deadline.excused_by,
    )
