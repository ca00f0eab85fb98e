"""What a panel leaves in a case: listings and decisions, and what answers them.

Must not know: panels' days, files, English, what day it is.

What one case comes to, told as facts: each assessment, review, phase transfer, request for advice, and the plan.

Figures and returns count these. `history` is the one door. Days are those of the events, corrected; whether a limit
was kept is left to who counts. Only exceptions the clock accepts (`Deadline.excused_by`) are relied on.

Must not know: files, formats, what day it is, what a figure is.

The assessments of a case, read from its events in order. Part of `clock.life`.

Must not know: files, formats, what day it is.

The reviews of a case and the plans they keep, read from its events in order. Part of `clock.life`.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from sendclock.check.finding import REQUESTS
from sendclock.clock.case import Event, truth
from sendclock.clock.deadline import Deadline, Timeline

LISTED, DECIDED = "panel-listed", "panel-decided"
# The acts of the authority that answer a question, whether or not they also stop the clock.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "assess": ("assessment-agreed", "assessment-refused", "reassessment-agreed", "reassessment-refused"),
    "plan": ("plan-agreed", "plan-refused", "draft-plan-sent", "final-plan-sent", "amendment-dropped"),
    "placement": ("final-plan-sent", "amended-plan-sent", "plan-refused", "amendment-dropped"),
    "review": ("review-decided", "amendment-notice-sent", "amendment-dropped"),
}
OVER = ("case-closed", "request-withdrawn", "moved-out", "plan-ceased")  # nothing is left to decide


def awaits_panel(events: Iterable[Event]) -> bool:
    """Whether the newest listing for a panel is still without an outcome; a deferral is none."""
    listed = False
    for event in events:
        if event.type == LISTED:
            listed = True
        elif event.type == DECIDED and event.fields.get("outcome") != "defer":
            listed = False
    return listed


def may_come_up(events: Sequence[Event]) -> bool:
    """Whether a listing or a decision of some panel still stands, nothing having answered or ended it since: such a
    case belongs on an agenda even where no limit of the law runs."""
    for place, event in enumerate(events):
        if event.type in (LISTED, DECIDED):
            about = event.fields.get("about")
            answers = ANSWERS.get(str(about), ()) if about is not None else sum(ANSWERS.values(), ())
            if not any(later.type in (*answers, *OVER) for later in events[place + 1 :]):
                return True
    return False


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
