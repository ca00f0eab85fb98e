"""The account of a case: what its requests, plans and reviews came to, as figures, returns and checks ask about them.

`clock.link` has said which thing each event belongs to; this reads off its deeds what was done to each, and links
nothing. One request may have led to several assessments (refused, then ordered; begun, then gone on with in detention):
here they are one `Request`. What only the clocks can say is added by `with_clocks`: excuses that hold, the last day of
a review's twelve months, how far a move to another phase has come, advice that is waited for. Only exceptions the clock
accepts are relied on; whether a limit was kept is left to who counts.

What an event is, is read from the vocabulary by its part (`law.role.Act`), never by its name.
Must not know: how a clock runs, files, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from sendclock.clock.case import Event
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_REQUEST
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.deadline import Deadline
    from sendclock.clock.things import Assessment, Deed, Plan, Thing, Things
    from sendclock.law.book import RuleBook
    from sendclock.law.practice import Panel

Contested = Literal["assess", "plan"]
Way = Literal["mediation", "tribunal", "change-of-mind"]
Stage = Literal["not-begun", "arranged", "met", "decided", "notice-sent", "finalised", "dropped"]

# The clocks whose answer rests on a request, and those that the facts of a case need besides. A timeline made with
# `keep` must hold them; of the first, only the excuses are read: none is needed where nothing is claimed. And the
# windows that say which decision an appeal is about: a case is linked wrongly in a book without them.
WEEKS = (Role.WEEK_6, Role.WEEK_16, Role.WEEK_20)
NEEDED = (Role.ADVICE, Role.ANNUAL_REVIEW, Role.PHASE_TRANSFER)
LINKING = (Role.APPEAL_WINDOW, Role.MEDIATION_CONTACT)

STOPPED_SHORT = (Act.WITHDRAWN, Act.MOVED, Act.CLOSED)
OVER = (*STOPPED_SHORT, Act.CEASED)  # after it nothing is left for a panel to decide


class Excuse(NamedTuple):
    """An exception the clock of `rule` accepts; `roles` are the parts of that rule. `due` is the day it disapplies."""

    rule: str
    roles: tuple[str, ...]
    ground: str
    due: date


class Challenge(NamedTuple):
    """A no that was fought over: the no to assessing, or to a plan. `event` began it; `overturned` is the event that
    turned it round, if one did."""

    decision: Contested
    route: Way
    event: Event
    overturned: Event | None


class Request(NamedTuple):
    """One request (or the responsibility that stands for one), and what came of it on whatever road. The first answer
    and its day stay, whatever a later one says.

    `decided` is the first answer to the request (yes or no), `agreed` the newest yes to assessing, `not_agreed` the
    first no; `plan_refused` the first no to a plan; `issued` the first final plan (its `on` is the day the family's
    copy went). `ended` is the event that stopped it short: withdrawn, moved out, closed. `claims` are the exceptions
    claimed for a clock that counts from the request, `excuses` those accepted.
    """

    request: Event
    decided: Event | None
    agreed: Event | None
    not_agreed: Event | None
    plan_agreed: Event | None
    draft: Event | None
    plan_refused: Event | None
    issued: Event | None
    ended: Event | None
    challenges: tuple[Challenge, ...] = ()
    claims: tuple[Event, ...] = ()
    excuses: tuple[Excuse, ...] = ()

    @property
    def received(self) -> date:
        return self.request.on

    @property
    def refused(self) -> bool:
        """The first answer was no."""
        return self.decided is not None and self.decided is self.not_agreed

    @property
    def open(self) -> bool:
        """Still to be answered: by a decision, a no to a plan, or the final plan. A no is the answer until something
        turns it round; a yes or a draft after it shows that something did."""
        if self.issued or self.ended:
            return False
        no = self.plan_refused or (self.not_agreed if self.refused else None)
        if no is None:
            return True
        of = "plan" if self.plan_refused else "assess"
        if any(challenge.decision == of and challenge.overturned for challenge in self.challenges):
            return True
        shown = [event for event in (self.agreed, self.plan_agreed, self.draft) if event is not None]
        return any(_place(event) > _place(no) for event in shown)

    def excused(self, role: Role) -> str | None:
        """The exception accepted for a clock that plays this part, if there is one."""
        return next((excuse.ground for excuse in self.excuses if role in excuse.roles), None)


class KeptPlan(NamedTuple):
    """A plan kept by the authority, from the day it was made or came, to the day it ended or went. A final plan after a
    re-assessment goes on from the one before it. `came`: from another authority. One that is on file by its traces
    alone is none of these: nobody can say when it was made."""

    start: Event
    came: bool
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


class PlanReview(NamedTuple):
    """One review: its meeting and what followed. `meeting` is None where only what followed is recorded.

    `told` is the family told the decision in any form; `decided` the act that completes the review in law (a decision
    to maintain or cease, the notice of amendments, word that nothing will be amended, or the amended plan itself where
    no notice is on file). `due` is the last day of the review's twelve months, where its clock is known.
    """

    meeting: Event | None
    report: Event | None
    told: Event | None
    decided: Event | None
    notice: Event | None
    amended: Event | None
    dropped: Event | None
    due: date | None = None

    @property
    def outcome(self) -> str | None:
        """maintain, amend or cease; an amendment given up in the end was still decided on."""
        if self.told is not None:
            return str(self.told.fields["outcome"])
        return "amend" if self.notice or self.amended or self.dropped else None


class PhaseTransfer(NamedTuple):
    """A move to another phase with its clock. `finalised` is the day the plan named the next phase; `met_by` the event
    that did."""

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
    """Advice asked of one party, with its clock. `statutory`: a body bound by law to answer; else the six weeks are
    practice.

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


class Life(NamedTuple):
    """What one case had come to by the end of one day. It holds events and days, and no thing of the case.

    `other_plans` are final plans that are the outcome of no request: after a re-assessment, a conversion, or with
    none on file. `held` is what shows that a plan is held at the end: its making or arrival, else the first trace of
    it. `closed` is the newest closing of the case. `transfers` and `advice` are what the clocks say, with their dates.
    """

    requested: tuple[Request, ...]
    plans: tuple[KeptPlan, ...]
    reviews: tuple[PlanReview, ...]
    other_plans: tuple[Event, ...]
    held: Event | None
    closed: Event | None
    detained: bool
    transfers: tuple[PhaseTransfer, ...]
    advice: tuple[AdviceRequest, ...]


def life_of(things: Things, events: Sequence[Event], deadlines: Sequence[Deadline], book: RuleBook) -> Life:
    """The account of these things; `deadlines` are what the clocks of the case say of them, and those of local rules
    say nothing here."""
    requests = _Requests(things, book)
    reviews = _reviews(things, book)
    return Life(
        requested=tuple(
            one.fact(_excuses(one.assessments, deadlines), one.stopped(things.moved, book)) for one in requests.all
        ),
        plans=_plans(things, reviews, book),
        reviews=_with_twelve_months(reviews, deadlines),
        other_plans=tuple(requests.other_plans),
        held=held(things, book),
        closed=things.closed,
        detained=things.spell is not None,
        transfers=tuple(
            _transfer(d, events, book) for d in deadlines if d.rule.plays(Role.PHASE_TRANSFER) and not _replaced(d)
        ),
        advice=tuple(_advice_request(d) for d in deadlines if d.rule.plays(Role.ADVICE)),
    )


def _place(event: Event) -> tuple[date, int]:
    return event.on, event.order


# ---- Requests --------------------------------------------------------------------------------------------------------

_ANSWERS = (Act.ASSESS_YES, Act.ASSESS_NO, Act.PLAN_YES, Act.PLAN_NO, Act.DRAFT, Act.FINAL_PLAN)
_TOLD = (  # what a request is read from
    *_ANSWERS, Act.MEDIATION, Act.APPEAL, Act.ORDER, Act.AGREEMENT, Act.CONCESSION, Act.EXCEPTION,
)  # fmt: skip
_NOES: Mapping[Act, Contested] = {Act.ASSESS_NO: "assess", Act.PLAN_NO: "plan"}
_YES = {Act.ASSESS_NO: Act.ASSESS_YES, Act.PLAN_NO: Act.PLAN_YES}  # a change of mind after it


class _Request:
    """One request while its deeds are read. `assessments`: every one it led to, oldest first."""

    def __init__(self, begun: Assessment) -> None:
        self.assessments = [begun]
        self.first: dict[Act, Event] = {}  # the first event of each kind of answer
        self.agreed: Event | None = None
        self.challenges: list[Challenge] = []
        self.claims: list[Event] = []

    def contest(self, decision: Contested, way: Way, event: Event) -> None:
        self.challenges.append(Challenge(decision, way, event, None))

    def turn(self, decision: Contested, way: Way, event: Event) -> None:
        """What turns a no round: the challenge that led to it, else one of its own."""
        for place, challenge in enumerate(self.challenges):
            if (challenge.decision, challenge.route, challenge.overturned) == (decision, way, None):
                self.challenges[place] = challenge._replace(overturned=event)
                return
        self.challenges.append(Challenge(decision, way, event, event))

    def turned(self, decision: Contested) -> bool:
        return any(challenge.decision == decision and challenge.overturned for challenge in self.challenges)

    def stopped(self, moved: Event | None, book: RuleBook) -> Event | None:
        """What stopped it short. A case that is closed because the child moves, before the day of the move, is stopped
        by the move."""
        ended = self.assessments[-1].ended
        if ended is None or not book.has(ended.type, *STOPPED_SHORT):
            return None
        if moved is None or not book.has(ended.type, Act.CLOSED):
            return ended
        return moved if _place(self.assessments[-1].begun) < _place(moved) < _place(ended) else ended

    def fact(self, excuses: tuple[Excuse, ...], ended: Event | None) -> Request:
        """The road read so far as one request: its first yes, no, draft and plan. `excuses`: the exceptions claimed
        for it."""
        first = self.first
        answers = [first[act] for act in (Act.ASSESS_YES, Act.ASSESS_NO) if act in first]
        return Request(
            request=self.assessments[0].begun,
            decided=min(answers, key=_place, default=None),
            agreed=self.agreed,
            not_agreed=first.get(Act.ASSESS_NO),
            plan_agreed=first.get(Act.PLAN_YES),
            draft=first.get(Act.DRAFT),
            plan_refused=first.get(Act.PLAN_NO),
            issued=first.get(Act.FINAL_PLAN),
            ended=ended,
            challenges=tuple(self.challenges),
            claims=tuple(self.claims),
            excuses=excuses,
        )


class _Requests:
    """Every request of a case, and the final plans that are the outcome of none."""

    def __init__(self, things: Things, book: RuleBook) -> None:
        self.book = book
        self.weeks = book.ids(*WEEKS, roads=FROM_REQUEST)
        self.all: list[_Request] = []
        self.of: dict[int, _Request] = {}  # by the identity of an assessment
        self.noes: dict[str, tuple[_Request, Contested]] = {}  # by the id of the event that said no
        self.other_plans: list[Event] = []
        for assessment in things.assessments:
            self._add(assessment)
        told = book.types_of(*_TOLD)
        for deed in things.deeds:
            if deed.source.type in told:
                self._read(deed)
        issued = {one.first[Act.FINAL_PLAN].id for one in self.all if Act.FINAL_PLAN in one.first}
        self.other_plans = [plan for plan in self.other_plans if plan.id not in issued]  # one may answer two things

    def _add(self, assessment: Assessment) -> None:
        """It goes on from the request of the one before it, or begins with one of its own."""
        known = self.of.get(id(assessment.before))
        if known is not None:
            known.assessments.append(assessment)
            self.of[id(assessment)] = known
        elif self.book.has(assessment.begun.type, Act.REQUEST):
            self.all.append(_Request(assessment))
            self.of[id(assessment)] = self.all[-1]

    def _read(self, deed: Deed) -> None:
        about = next((self.of[id(one)] for one in deed.links.get("assessment", ()) if id(one) in self.of), None)
        has, type_ = self.book.has, deed.source.type
        if about is not None:
            for act in _ANSWERS:
                if has(type_, act):
                    self._answered(about, act, deed.source)
        if has(deed.event.type, Act.FINAL_PLAN) and about is None and deed.starts and deed.how != "joined":
            self.other_plans.append(deed.event)
        if has(type_, Act.MEDIATION, Act.APPEAL):
            self._contested(deed)
        elif has(type_, Act.ORDER, Act.AGREEMENT, Act.CONCESSION) and about is not None:
            self._turned(about, deed)
        elif has(type_, Act.EXCEPTION) and deed.source.fields.get("rule") in self.weeks and self.all:
            (about or self.all[-1]).claims.append(deed.source)

    def _answered(self, about: _Request, act: Act, event: Event) -> None:
        about.first.setdefault(act, event)
        if act in _NOES:
            self.noes[event.id] = (about, _NOES[act])
        if act == Act.ASSESS_YES:
            about.agreed = event
        for no, decision in _NOES.items():
            if act == _YES[no] and no in about.first and not about.turned(decision):
                known = self.book.ways.get(str(event.fields.get("route")))
                way = _way(known) if known is not None else "change-of-mind"
                about.turn(decision, way, event)

    def _contested(self, deed: Deed) -> None:
        """Mediation or an appeal about a no that has been said."""
        for decision in deed.links.get("decision", ()):
            if decision.begun.id in self.noes:
                about, no = self.noes[decision.begun.id]
                about.contest(no, _way(self.book.event_types[deed.source.type].way), deed.source)

    def _turned(self, about: _Request, deed: Deed) -> None:
        """The no that an order, an agreement or a concession turned round: of the decision it is about, else of the
        assessment it goes on from."""
        noes = [decision.begun.id for decision in deed.links.get("decision", ())]
        noes += [one.no.id for one in reversed(about.assessments) if one.no is not None]
        found = next((self.noes[id] for id in noes if id in self.noes), None)
        if found is not None:
            found[0].turn(found[1], _way(self.book.event_types[deed.source.type].way), deed.source)


def _way(way: str) -> Way:
    return "mediation" if way == "mediation" else "tribunal"


def _excuses(of: Sequence[Thing], deadlines: Sequence[Deadline]) -> tuple[Excuse, ...]:
    """The exceptions accepted for the weeks of one of these assessments."""
    found: list[Excuse] = []
    for deadline in deadlines:
        rule, ground = deadline.rule, deadline.excused_by
        if ground is None or rule.road not in FROM_REQUEST or not rule.plays(*WEEKS):
            continue
        if any(thing is one for thing in deadline.things for one in of):
            found.append(Excuse(rule.id, rule.roles, ground, deadline.due))
    return tuple(found)


# ---- Plans and reviews -----------------------------------------------------------------------------------------------


def _plans(things: Things, reviews: Sequence[PlanReview], book: RuleBook) -> tuple[KeptPlan, ...]:
    """Every plan, with the newest review meeting held while it ran. One said to come while another was kept goes on
    from that one."""
    found: list[KeptPlan] = []
    goes_on: Plan | None = None
    for plan in things.plans:
        first = goes_on.first if goes_on is not None else plan.first
        if first is None:
            continue
        if goes_on is not None:
            found.pop()
        end = plan.ended
        ceased = end if end is not None and book.has(end.type, Act.CEASED) else None
        out = end if end is not None and book.has(end.type, Act.TRANSFERRED, Act.RELEASED) else None
        until = ceased or out
        last = until.on if until is not None else date.max
        met = [r.meeting for r in reviews if r.meeting is not None and first.on <= r.meeting.on <= last]
        came = book.has(first.type, Act.TRANSFERRED)
        found.append(KeptPlan(first, came, ceased, out, met[-1] if met else None))
        goes_on = plan if any(end is other.begun for other in things.plans) else None
    return tuple(found)


def held(things: Things, book: RuleBook, before: Event | None = None) -> Event | None:
    """What shows that a plan is held, at the end or before that event: its making or arrival, else the first trace of
    it. A case that was closed holds none, until something is done to a plan again."""
    upto = _place(before) if before is not None else (date.max, 0)
    closings = [deed.source for deed in things.deeds if book.has(deed.source.type, Act.CLOSED)]
    closed = max((_place(event) for event in closings if _place(event) < upto), default=(date.min, 0))
    for plan in reversed(things.plans):
        if _place(plan.begun) >= upto:
            continue
        if plan.ended is not None and _place(plan.ended) < upto:
            return None
        since = [event for event in (plan.begun, *plan.versions) if closed < _place(event) < upto]
        return plan.begun if since else None
    return None


class _Acts(NamedTuple):
    """What was done to one review, by the part each act plays, the first of each; `decided`: what completed it."""

    parts: dict[Act, Event]
    decided: list[Event]


_OF_A_REVIEW = (Act.MEETING, Act.REVIEW_REPORT, Act.REVIEW_DECIDED, Act.NOTICE, Act.AMENDED, Act.DROPPED)


def _reviews(things: Things, book: RuleBook) -> tuple[PlanReview, ...]:
    """Every review of which something was done, in the order of the first act; one only arranged is none yet."""
    done: dict[int, _Acts] = {id(review): _Acts({}, []) for review in things.reviews}
    for deed in things.deeds:
        for review in deed.links.get("review", ()):
            _note(done[id(review)], deed, book)
    found = [(min(map(_place, acts.parts.values())), _review(acts)) for acts in done.values() if acts.parts]
    return tuple(review for _, review in sorted(found, key=lambda pair: pair[0]))


def _note(acts: _Acts, deed: Deed, book: RuleBook) -> None:
    part = next((part for part in _OF_A_REVIEW if book.has(deed.event.type, part)), None)
    if part is None:
        return
    event = deed.source
    if part != Act.DROPPED or book.has(event.type, Act.DROPPED):  # an amended plan with no notice only decides it
        acts.parts.setdefault(part, event)
    if part in (Act.NOTICE, Act.DROPPED) or (part == Act.REVIEW_DECIDED and event.fields.get("outcome") != "amend"):
        acts.decided.append(event)


def _review(acts: _Acts) -> PlanReview:
    parts = acts.parts
    return PlanReview(
        meeting=parts.get(Act.MEETING),
        report=parts.get(Act.REVIEW_REPORT),
        told=parts.get(Act.REVIEW_DECIDED),
        decided=min(acts.decided, key=_place, default=None),
        notice=parts.get(Act.NOTICE),
        amended=parts.get(Act.AMENDED),
        dropped=parts.get(Act.DROPPED),
    )


def _with_twelve_months(reviews: tuple[PlanReview, ...], deadlines: Sequence[Deadline]) -> tuple[PlanReview, ...]:
    """With the last day of the twelve months that each review met; of the last one undecided, of those that run."""
    clocks = [d for d in deadlines if d.rule.plays(Role.ANNUAL_REVIEW)]
    due_of = {d.met_by.id: d.due for d in clocks if d.met_by is not None}
    told = [one._replace(due=due_of.get(one.decided.id) if one.decided is not None else None) for one in reviews]
    running = [d.due for d in clocks if d.status in ("open", "overdue")]
    if told and told[-1].decided is None and running:
        told[-1] = told[-1]._replace(due=running[-1])
    return tuple(told)


# ---- What the clocks say ---------------------------------------------------------------------------------------------


def _replaced(deadline: Deadline) -> bool:
    """A newer expectation of the same move took its place."""
    return deadline.ended_by is not None and deadline.ended_by.type == deadline.started_by.type


def _transfer(deadline: Deadline, events: Sequence[Event], book: RuleBook) -> PhaseTransfer:
    expected, since = deadline.act.event, deadline.started_by  # after release, the day since which it is owed again
    after = events[events.index(since) + 1 :] if since in events else ()
    stage: Stage = "not-begun"
    for act, reached in _STAGES:
        if any(book.has(e.type, act) and e.fields.get("kind") != "light" for e in after):
            stage = reached
    if deadline.met_on is not None:
        stage = "finalised"
    elif deadline.ended_by is not None:
        stage = "dropped"
    met_by, met_on = deadline.met_by, deadline.met_on
    return PhaseTransfer(expected, deadline.rule.id, deadline.due, stage, met_on, met_by, deadline.ended_by)


_STAGES: tuple[tuple[Act, Stage], ...] = (
    (Act.REVIEW_ARRANGED, "arranged"),
    (Act.MEETING, "met"),
    (Act.REVIEW_DECIDED, "decided"),
    (Act.NOTICE, "notice-sent"),
)


def _advice_request(deadline: Deadline) -> AdviceRequest:
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


# ---- Panels ----------------------------------------------------------------------------------------------------------


def awaits_panel(events: Iterable[Event], book: RuleBook) -> bool:
    """Whether the newest listing for a panel is still without an outcome; a deferral is none."""
    listed = False
    for event in events:
        if book.has(event.type, Act.PANEL_LISTED):
            listed = True
        elif book.has(event.type, Act.PANEL_DECIDED) and event.fields.get("outcome") != "defer":
            listed = False
    return listed


def may_come_up(events: Sequence[Event], book: RuleBook, panels: Collection[Panel] = ()) -> bool:
    """Whether a listing or a decision of one of these panels still stands, nothing having answered or ended it since:
    such a case belongs on an agenda even where no limit of the law runs. Where it does not say its question, each panel
    it may be of says which (`question_of`); of a panel that none of them is, the first of all questions."""
    asked, over, types = book.types_of(Act.PANEL_LISTED, Act.PANEL_DECIDED), book.types_of(*OVER), book.event_types
    if asked.isdisjoint([event.type for event in events]):
        return False
    every = _questions(book)
    for place, event in enumerate(events):
        if event.type not in asked:
            continue
        if event.fields.get("about") is not None:
            questions = {str(event.fields["about"])}
        else:
            named = str(event.fields.get("panel", ""))
            about = [panel.about for panel in panels if panel.is_called(named)] or [every]
            questions = {question_of(events[:place], one, book) for one in about}
        since = {later.type for later in events[place + 1 :]}
        if since.isdisjoint(over) and not questions <= {each for type_ in since for each in types[type_].settles}:
            return True
    return False


def _questions(book: RuleBook) -> tuple[str, ...]:
    """Every question that some act settles, in the order of the book."""
    return tuple(dict.fromkeys(question for kind in book.event_types.values() for question in kind.settles))


def question_of(before: Sequence[Event], about: Sequence[str], book: RuleBook) -> str:
    """Which of the questions of a panel a listing or a decision is about that does not say it: the first that was open
    then, after the events `before` it."""
    types = book.event_types
    raised = {question for kind in types.values() for question in kind.raises}
    came_up = {question for event in before for question in types[event.type].raises}
    settled = {question for event in before for question in types[event.type].settles}
    opened = [question for question in about if question not in raised or question in came_up]
    still = [question for question in opened if question not in settled]
    return next(iter(still or opened or about))


def answers(event: Event, question: str, book: RuleBook) -> bool:
    """Whether the event is an act of the authority that answers a question put to a panel, or after which nothing is
    left to decide; whether or not it also stops a clock."""
    asked = question in book.event_types[event.type].settles
    return asked or event.type in book.types_of(*OVER)
