"""One account of a case's life: the things it is made of, and to which of them each event belongs.

The true events are read once, in their order. A thing is an assessment, a plan, a review, an amendment outside a
review, a move to another phase, something ordered or agreed, a decision that can be appealed, a spell of detention, a
matter of its own. Each event belongs to one thing, or to none; one function for each kind of event says to which, and
how that is known. Whoever needs to know how far a case has come asks here: `Timeline.life`.

What an event is, is read from the vocabulary by its part (`law.role.Act`), never by its name. `life_of` reads the
events; `with_clocks` adds what only the clocks can say: excuses that hold, the last day of a review's twelve months,
how far a move to another phase has come, advice that is waited for. Only exceptions the clock accepts are relied on;
whether a limit was kept is left to who counts.

Must not know: how a clock runs, files, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from sendclock.clock.case import Event, same_party
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_REQUEST

if TYPE_CHECKING:
    from sendclock.clock.deadline import Deadline
    from sendclock.law.book import RuleBook

Kind = Literal["assessment", "plan", "review", "amendment", "phase", "instruction", "decision", "spell", "matter"]
How = Literal["begins", "named", "only", "newest", "stand-in", "joined"]
Contested = Literal["assess", "plan"]
Way = Literal["mediation", "tribunal", "change-of-mind"]
Road = Literal[
    "ordinary", "change-of-mind", "detained", "midway", "release", "ordered", "agreed", "conceded", "re-assessment",
    "conversion",
]  # fmt: skip
Stage = Literal["not-begun", "arranged", "met", "decided", "notice-sent", "finalised", "dropped"]

# The clocks whose answer rests on a request, and those that the facts of a case need besides. A timeline made with
# `keep` must hold them; of the first, only the excuses are read: none is needed where nothing is claimed.
WEEKS = (Role.WEEK_6, Role.WEEK_16, Role.WEEK_20)
NEEDED = (Role.ADVICE, Role.ANNUAL_REVIEW, Role.PHASE_TRANSFER)
ANOTHER = 180  # days after which the same act, with no meeting between, is of another year's review: our convention


class Thing(NamedTuple):
    """What a thing of a case is known by: its kind, and its place among those of its kind, from 0 as they began."""

    kind: Kind
    place: int


class Link(NamedTuple):
    """The thing an event belongs to, and how that is known: it `begins` it; it `named` it; it was the `only` one, or
    the `newest`, that it could mean; nothing was there, so that it is a `stand-in` for what is missing; or it repeats
    what is there (`joined`). `doubts`: why it may be another."""

    thing: Thing
    how: How
    doubts: tuple[str, ...] = ()


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


class Assessment(NamedTuple):
    """One request, or what stands in its place, and what came of it. The first answer and its day stay, whatever a
    later one says.

    `road`: what governs its limits now. `decided` is the first answer to the request (yes or no), `agreed` the newest
    yes to assessing, `not_agreed` the first no; `plan_refused` the first no to a plan; `issued` the first final plan
    (its `on` is the day the family's copy went). `ended` is the event that stopped it short: withdrawn, moved out,
    closed. `claims` are the exceptions claimed for a clock that counts from the request, `excuses` those accepted.
    """

    request: Event
    road: Road
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
    def of_request(self) -> bool:
        """It began with a request, or with responsibility for the child."""
        return self.road not in ("re-assessment", "conversion")

    @property
    def refused(self) -> bool:
        """The first answer was no."""
        return self.decided is not None and self.decided is self.not_agreed

    @property
    def open(self) -> bool:
        """Still to be answered: by a decision, a no to a plan, or the final plan."""
        if self.issued or self.ended:
            return False
        if self.plan_refused:
            return _turned("plan", self.challenges)
        return not self.refused or self.agreed is not None or _turned("assess", self.challenges)

    def excused(self, role: Role) -> str | None:
        """The exception accepted for a clock that plays this part, if there is one."""
        return next((excuse.ground for excuse in self.excuses if role in excuse.roles), None)


def _turned(decision: Contested, challenges: Iterable[Challenge]) -> bool:
    """Whether that no has been turned round."""
    return any(one.decision == decision and one.overturned is not None for one in challenges)


class Plan(NamedTuple):
    """A plan kept by the authority, from the day it was made or came, to the day it ended or went. A final plan after a
    re-assessment goes on from the one before it. `came`: from another authority. `versions`: the final and amended
    plans since."""

    start: Event
    came: bool
    ceased: Event | None
    transferred_out: Event | None
    last_review: Event | None
    versions: tuple[Event, ...] = ()

    @property
    def made(self) -> date:
        """The day it was first made: for one that came from elsewhere, by the other authority."""
        return self.start.day("made") or self.start.on

    @property
    def reason(self) -> str | None:
        reason = self.ceased.fields.get("reason") if self.ceased else None
        return None if reason is None else str(reason)


class Review(NamedTuple):
    """One review: its meeting and what followed. `meeting` is None where only what followed is recorded.

    `told` is the family told the decision in any form; `decided` the act that completes the review in law (a decision
    to maintain or cease, the notice of amendments, or word that nothing will be amended). `due` is the last day of
    the review's twelve months, where its clock is known. `arranged`: the newest day set for its meeting.
    """

    meeting: Event | None
    report: Event | None
    told: Event | None
    decided: Event | None
    notice: Event | None
    amended: Event | None
    dropped: Event | None
    due: date | None = None
    arranged: Event | None = None

    @property
    def outcome(self) -> str | None:
        """maintain, amend or cease; an amendment given up in the end was still decided on."""
        if self.told is not None:
            return str(self.told.fields["outcome"])
        return "amend" if self.notice or self.amended or self.dropped else None


class Amendment(NamedTuple):
    """An amendment outside a review: its notice, and the plan as amended, or word that it will not be."""

    notice: Event | None
    amended: Event | None
    dropped: Event | None


class Phase(NamedTuple):
    """A move to another phase, as expected: `replaced` by a newer expectation, or `dropped`."""

    expected: Event
    replaced: Event | None
    dropped: Event | None


class Instruction(NamedTuple):
    """One thing ordered, agreed or conceded, in the word of its event (`what`), and the act that carried it out."""

    begun: Event
    what: str
    done: Event | None


class Decision(NamedTuple):
    """A decision that can be appealed, by its notice, and what came of it. `challenges` are the words by which an
    appeal means it; `steps` whatever else belongs to its mediation or appeal; `over` the event that ended the appeal,
    and `order` what was ordered or agreed."""

    notice: Event
    challenges: tuple[str, ...]
    adviser: Event | None
    mediation: Event | None
    certificate: Event | None
    appeal: Event | None
    order: Event | None
    over: Event | None
    steps: tuple[Event, ...]


class Detention(NamedTuple):
    """A spell of detention, and the moves to other settings during it."""

    began: Event
    moves: tuple[Event, ...]
    ended: Event | None


class Matter(NamedTuple):
    """Something answered by itself: a request for information, a complaint, a letter before claim, an enquiry. `ref` is
    the reference it was given."""

    family: str
    ref: str | None
    begun: Event
    steps: tuple[Event, ...]
    over: Event | None


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
    """The things of one case as at one day, and the link of each event, by its id: one without a link belongs to none.

    `other_plans` are final plans that are the outcome of no request: after a re-assessment, a conversion, or with
    none on file. `held` is what shows that a plan is held at the end: its making or arrival, else the first trace of
    it. `closed` is the newest closing of the case. `transfers` and `advice` are what the clocks say, with their dates.
    """

    assessments: tuple[Assessment, ...]
    plans: tuple[Plan, ...]
    reviews: tuple[Review, ...]
    amendments: tuple[Amendment, ...]
    phases: tuple[Phase, ...]
    instructions: tuple[Instruction, ...]
    decisions: tuple[Decision, ...]
    spells: tuple[Detention, ...]
    matters: tuple[Matter, ...]
    links: Mapping[str, Link]
    other_plans: tuple[Event, ...]
    held: Event | None
    closed: Event | None
    transfers: tuple[PhaseTransfer, ...] = ()
    advice: tuple[AdviceRequest, ...] = ()

    @property
    def requested(self) -> tuple[Assessment, ...]:
        """The assessments that began with a request (or with responsibility for the child): those that are counted."""
        return tuple(one for one in self.assessments if one.of_request)

    @property
    def detained(self) -> bool:
        return bool(self.spells) and self.spells[-1].ended is None

    def thing(self, thing: Thing) -> NamedTuple:
        """The thing itself."""
        found: Mapping[Kind, Sequence[NamedTuple]] = {
            "assessment": self.assessments,
            "plan": self.plans,
            "review": self.reviews,
            "amendment": self.amendments,
            "phase": self.phases,
            "instruction": self.instructions,
            "decision": self.decisions,
            "spell": self.spells,
            "matter": self.matters,
        }
        return found[thing.kind][thing.place]


def life_of(events: Iterable[Event], book: RuleBook) -> Life:
    """The things that these events, true and in order, make up. No clock is asked."""
    known = tuple(events)
    reader = _Reader(book)
    for event in known:
        reader.take(event)
    return reader.life(plan_held(known, book))


# ---- Assessments ----------------------------------------------------------------------------------------------------


class _Assessment:
    """One assessment while the events are read."""

    def __init__(self, request: Event, thing: Thing, road: Road) -> None:
        self.request, self.thing, self.road = request, thing, road
        self.first: dict[str, Event] = {}  # the first event of each kind that matters, by its part
        self.agreed: Event | None = None
        self.ended: Event | None = None
        self.challenges: list[Challenge] = []
        self.claims: list[Event] = []

    @property
    def done(self) -> bool:
        """Issued, or stopped short: nothing more is said about it, though an exception may still be claimed."""
        return self.ended is not None or Act.FINAL_PLAN in self.first

    @property
    def open(self) -> bool:
        """As `Assessment.open`, while the events are read."""
        if self.done:
            return False
        if Act.PLAN_NO in self.first:
            return _turned("plan", self.challenges)
        return not self.refused or self.agreed is not None or _turned("assess", self.challenges)

    @property
    def refused(self) -> bool:
        """The first answer was no: the parts are kept in the order in which they came."""
        return next((act for act in self.first if act in (Act.ASSESS_YES, Act.ASSESS_NO)), None) == Act.ASSESS_NO

    def fact(self) -> Assessment:
        first = self.first
        answers = [first[act] for act in (Act.ASSESS_YES, Act.ASSESS_NO) if act in first]
        return Assessment(
            request=self.request,
            road=self.road,
            decided=min(answers, key=_place, default=None),
            agreed=self.agreed,
            not_agreed=first.get(Act.ASSESS_NO),
            plan_agreed=first.get(Act.PLAN_YES),
            draft=first.get(Act.DRAFT),
            plan_refused=first.get(Act.PLAN_NO),
            issued=first.get(Act.FINAL_PLAN),
            ended=self.ended,
            challenges=tuple(self.challenges),
            claims=tuple(self.claims),
        )

    def said(self, decision: Contested) -> bool:
        """Whether the no has been said."""
        return (Act.ASSESS_NO if decision == "assess" else Act.PLAN_NO) in self.first

    def contest(self, decision: Contested | None, way: Way, event: Event) -> None:
        """Mediation or an appeal about a no that has been said."""
        if decision is not None and self.said(decision):
            self.challenges.append(Challenge(decision, way, event, None))

    def turn(self, decision: Contested | None, way: Way, event: Event) -> None:
        """What turns a no round: the challenge that led to it, else one of its own."""
        if decision is None or not self.said(decision):
            return
        for place, challenge in enumerate(self.challenges):
            if (challenge.decision, challenge.route, challenge.overturned) == (decision, way, None):
                self.challenges[place] = challenge._replace(overturned=event)
                return
        self.challenges.append(Challenge(decision, way, event, event))


_ROAD_OF: Mapping[str, Road] = {"order": "ordered", "unopposed": "conceded", "mediation": "agreed"}


def _governing(at: _Reader, one: Assessment) -> Road:
    """Once a no has been turned round, the road is that of what turned it; else the one it has."""
    turned = [challenge.overturned for challenge in one.challenges if challenge.overturned is not None]
    if not turned:
        return one.road
    route = at.book.event_types[turned[-1].type].route or str(turned[-1].fields.get("route"))
    return _ROAD_OF.get(route, "change-of-mind")


def _request(at: _Reader, event: Event) -> Link:
    """A request beside an open assessment joins it."""
    newest = at.requested[-1] if at.requested else None
    if newest is not None and newest.open:
        return Link(newest.thing, "joined")
    at.requested.append(at.begin_assessment(event, "detained" if event.fields.get("detained") is True else "ordinary"))
    return Link(at.requested[-1].thing, "begins")


def _reassess_request(at: _Reader, event: Event) -> Link:
    under_way = at.reassessment()
    if under_way is not None:
        return Link(under_way.thing, "joined")
    return Link(at.begin_assessment(event, "re-assessment").thing, "begins")


def _reassess_answer(act: Act) -> Callable[[_Reader, Event], Link | None]:
    """A re-assessment that nobody asked for begins with the decision on it."""

    def link(at: _Reader, event: Event) -> Link | None:
        under_way, yes = at.reassessment(), act == Act.ASSESS_YES
        if under_way is None and not yes:
            return None
        how: How = "only" if under_way is not None else "begins"
        one = under_way or at.begin_assessment(event, "re-assessment")
        one.first.setdefault(act, event)
        one.agreed = event if yes else one.agreed
        return Link(one.thing, how)

    return link


def _answer(act: Act) -> Callable[[_Reader, Event], Link | None]:
    """A decision, a draft: of the newest request that is not done; else of the re-assessment under way."""

    def link(at: _Reader, event: Event) -> Link | None:
        newest = at.requested[-1] if at.requested else None
        if newest is not None and not newest.done:
            if act == Act.ASSESS_YES:
                newest.agreed = event
            if act in (Act.ASSESS_YES, Act.PLAN_YES):
                _changed_mind(at, newest, "assess" if act == Act.ASSESS_YES else "plan", event)
            newest.first.setdefault(act, event)
            return Link(newest.thing, "newest")
        other = at.reassessment() or at.conversion()
        if other is None or act in (Act.ASSESS_YES, Act.ASSESS_NO):
            return None
        other.first.setdefault(act, event)
        return Link(other.thing, "only")

    return link


def _changed_mind(at: _Reader, one: _Assessment, of: Contested, yes: Event) -> None:
    """A yes after a no that nothing had turned round: by the route it names, else a change of mind."""
    if one.said(of) and not any(c.decision == of and c.overturned for c in one.challenges):
        way = at.book.ways.get(str(yes.fields.get("route")))
        one.challenges.append(Challenge(of, "change-of-mind" if way is None else _way(way), yes, yes))


def _final_plan(at: _Reader, event: Event) -> Link:
    """The outcome of the assessment it follows; else a further version of the plan, or its beginning."""
    plan = at.plan()
    link = at.begin_plan(event) if plan is None else Link(plan.thing, "only")
    if plan is not None:
        plan.versions.append(event)
    following = event.fields.get("following", "assessment")
    newest = at.requested[-1] if at.requested else None
    one = {"reassessment": at.reassessment(), "conversion": at.conversion()}.get(str(following))
    if following == "assessment" and newest is not None and not newest.done:
        one = newest
    if one is not newest or one is None:
        at.other_plans.append(event)
    if one is None:
        return link
    one.first[Act.FINAL_PLAN] = event
    return Link(one.thing, "only")


def _withdrawn(at: _Reader, event: Event) -> Link | None:
    newest = at.requested[-1] if at.requested else None
    one = newest if event.fields.get("what", "assessment") == "assessment" else at.reassessment()
    if one is None or not one.open:
        return None
    one.ended = event
    return Link(one.thing, "newest")


def _ends_all(at: _Reader, event: Event) -> None:
    """A closing or a move reaches every assessment that is open, and belongs to none of them."""
    for one in at.assessments:
        if one.open:
            one.ended = event


def _closed(at: _Reader, event: Event) -> None:
    at.closed = event
    _ends_all(at, event)


def _claim(at: _Reader, event: Event) -> Link | None:
    """An exception claimed for a clock that counts from the newest request."""
    newest = at.requested[-1] if at.requested else None
    if newest is None or event.fields.get("rule") not in at.weeks:
        return None
    newest.claims.append(event)
    return Link(newest.thing, "newest")


def _advice(at: _Reader, event: Event) -> Link | None:
    newest = next((one for one in reversed(at.assessments) if one.open), None)
    return Link(newest.thing, "newest") if newest else None


def _conversion(at: _Reader, event: Event) -> Link:
    under_way = at.conversion()
    if under_way is not None:
        return Link(under_way.thing, "joined")
    return Link(at.begin_assessment(event, "conversion").thing, "begins")


def _conversion_step(at: _Reader, event: Event) -> Link | None:
    under_way = at.conversion()
    return Link(under_way.thing, "only") if under_way else None


# ---- Plans, reviews, amendments, phases -----------------------------------------------------------------------------


class _Plan:
    """One plan while the events are read."""

    def __init__(self, start: Event, thing: Thing, came: bool) -> None:
        self.start, self.thing, self.came = start, thing, came
        self.versions: list[Event] = []
        self.ceased: Event | None = None
        self.out: Event | None = None

    @property
    def running(self) -> bool:
        return self.ceased is None and self.out is None

    def fact(self, reviews: Sequence[Review]) -> Plan:
        """With the newest review meeting held while the plan ran."""
        end = self.ceased or self.out
        last = end.on if end else date.max
        met = [r.meeting for r in reviews if r.meeting is not None and self.start.on <= r.meeting.on <= last]
        return Plan(self.start, self.came, self.ceased, self.out, met[-1] if met else None, tuple(self.versions))


def _transferred(at: _Reader, event: Event) -> Link | None:
    plan = at.plan()
    if event.fields.get("direction") == "in":
        return Link(plan.thing, "joined") if plan else at.begin_plan(event)
    if plan is None:
        return None
    plan.out = event
    return Link(plan.thing, "only")


def _ceased(at: _Reader, event: Event) -> Link | None:
    plan = at.plan()
    if plan is None:
        return None
    plan.ceased = event
    return Link(plan.thing, "only")


def _of_the_plan(at: _Reader, event: Event) -> Link | None:
    plan = at.plan()
    return Link(plan.thing, "only") if plan else None


class _Review:
    """One review, or one amendment outside a review, while the events are read: its acts by the part each plays."""

    def __init__(self, thing: Thing, parts: dict[str, Event]) -> None:
        self.thing, self.parts = thing, parts

    def settles(self, act: Act, event: Event) -> None:
        self.parts.setdefault(act, event)
        if act == Act.REVIEW_DECIDED and event.fields.get("outcome") != "amend":
            self.parts.setdefault("settled", event)

    def fact(self) -> Review:
        parts = self.parts
        completing = [parts[part] for part in ("settled", Act.NOTICE, Act.DROPPED) if part in parts]
        return Review(
            meeting=parts.get(Act.MEETING),
            report=parts.get(Act.REVIEW_REPORT),
            told=parts.get(Act.REVIEW_DECIDED),
            decided=min(completing, key=_place, default=None),
            notice=parts.get(Act.NOTICE),
            amended=parts.get(Act.AMENDED),
            dropped=parts.get(Act.DROPPED),
            arranged=parts.get(Act.REVIEW_ARRANGED),
        )

    def amendment(self) -> Amendment:
        return Amendment(*(self.parts.get(act) for act in (Act.NOTICE, Act.AMENDED, Act.DROPPED)))


def _arranged(at: _Reader, event: Event) -> None:
    """A meeting set, or prepared, belongs to the review that begins when it is held: until then to none."""
    at.ahead.append(event)


def _meeting(at: _Reader, event: Event) -> Link | None:
    """Each meeting is a review, light reviews of under-fives apart."""
    if event.fields.get("kind") == "light":
        return _of_the_plan(at, event)
    one = at.begin_review({Act.MEETING: event})
    for before in at.ahead:
        at.links[before.id] = Link(one.thing, "newest")
        if at.book.has(before.type, Act.REVIEW_ARRANGED):
            one.parts[Act.REVIEW_ARRANGED] = before
    at.ahead = []
    return Link(one.thing, "begins")


def _after_meeting(act: Act) -> Callable[[_Reader, Event], Link | None]:
    """What follows a meeting; or, by `following`, what is no part of a review."""

    def link(at: _Reader, event: Event) -> Link | None:
        plan = at.plan()
        if act == Act.AMENDED and plan is not None:
            plan.versions.append(event)
        following = event.fields.get("following", "review")
        if following == "review":
            one, how = _review_of(at, event, act)
            one.settles(act, event)
            return Link(one.thing, how)
        if following == "order":
            return _carried_out(at, event)
        if following == "reassessment":
            return _not_replaced(at, event)
        return _outside_review(at, event, act)

    return link


def _review_of(at: _Reader, event: Event, act: Act) -> tuple[_Review, How]:
    """The review it belongs to: that of the meeting it names; for a plan amended or an amendment dropped, the newest
    whose notice nothing has followed; else the newest. What follows no meeting at all begins a review of its own."""
    named = event.day("meeting")
    for one in reversed(at.reviews) if named is not None else ():
        if Act.MEETING in one.parts and one.parts[Act.MEETING].on == named:
            return one, "named"
    for one in reversed(at.reviews) if act in (Act.AMENDED, Act.DROPPED) else ():
        if Act.NOTICE in one.parts and not {Act.AMENDED, Act.DROPPED} & one.parts.keys():
            return one, "newest"
    newest = at.reviews[-1] if at.reviews else None
    if newest is None or (act in newest.parts and (event.on - newest.parts[act].on).days > ANOTHER):
        return at.begin_review({}), "stand-in"
    return newest, "newest"


def _outside_review(at: _Reader, event: Event, act: Act) -> Link:
    """The newest amendment in train, for what carries it out or drops it; a notice begins one."""
    in_train = [one for one in at.amendments if not {Act.AMENDED, Act.DROPPED} & one.parts.keys()]
    if act != Act.NOTICE and in_train:
        in_train[-1].parts[act] = event
        return Link(in_train[-1].thing, "newest")
    one = _Review(Thing("amendment", len(at.amendments)), {act: event})
    at.amendments.append(one)
    return Link(one.thing, "begins" if act == Act.NOTICE else "stand-in")


def _not_replaced(at: _Reader, event: Event) -> Link | None:
    """After a re-assessment: the plan will not be replaced."""
    under_way = at.reassessment()
    if under_way is None:
        return None
    under_way.ended = event
    return Link(under_way.thing, "only")


def _commented(at: _Reader, event: Event) -> Link | None:
    """The family's reply: to the newest draft of an open assessment, or notice of amendments, whichever is later."""
    asked = [(_place(one.first[Act.DRAFT]), one.thing) for one in at.assessments if Act.DRAFT in one.first and one.open]
    asked += [
        (_place(one.parts[Act.NOTICE]), one.thing) for one in (*at.reviews, *at.amendments) if Act.NOTICE in one.parts
    ]
    return Link(max(asked)[1], "newest") if asked else None


def _phase_expected(at: _Reader, event: Event) -> Link:
    """A newer expectation takes the place of the one in train."""
    if at.phases and at.phases[-1].dropped is None:
        at.phases[-1] = at.phases[-1]._replace(replaced=event)
    at.phases.append(Phase(event, None, None))
    return Link(Thing("phase", len(at.phases) - 1), "begins")


def _phase_dropped(at: _Reader, event: Event) -> Link | None:
    if not at.phases or at.phases[-1].dropped is not None:
        return None
    at.phases[-1] = at.phases[-1]._replace(dropped=event)
    return Link(Thing("phase", len(at.phases) - 1), "newest")


# ---- Decisions that can be appealed, and what was ordered or agreed -------------------------------------------------


class _Decision:
    """One decision while the events are read: its parts by the part each act plays."""

    def __init__(self, notice: Event, thing: Thing, challenges: tuple[str, ...]) -> None:
        self.notice, self.thing, self.challenges = notice, thing, challenges
        self.parts: dict[str, Event] = {}
        self.steps: list[Event] = []

    def is_of(self, day: date) -> bool:
        """A decision is known by the day of its notice: that on which it went, or that which it bears."""
        return day in (self.notice.on, self.notice.day("dated"))

    def fact(self) -> Decision:
        parts = self.parts
        return Decision(
            notice=self.notice,
            challenges=self.challenges,
            adviser=parts.get(Act.ADVISER),
            mediation=parts.get(Act.MEDIATION),
            certificate=parts.get(Act.CERTIFICATE),
            appeal=parts.get(Act.APPEAL),
            order=parts.get(Act.ORDER),
            over=parts.get(Act.APPEAL_OVER),
            steps=tuple(self.steps),
        )


def _about_decision(act: Act) -> Callable[[_Reader, Event], Link | None]:
    def link(at: _Reader, event: Event) -> Link | None:
        one, how = _decision_of(at, event, _challenges_of(at, event))
        if one is None:
            return None
        one.parts.setdefault(act, event)
        one.steps.append(event)
        return Link(one.thing, how)

    return link


def _decision_of(at: _Reader, event: Event, challenges: Sequence[str]) -> tuple[_Decision | None, How]:
    """The decision it names; else the newest that its challenge fits; else, where it says none, the newest."""
    named = event.day("decision")
    if named is not None:
        return next((one for one in reversed(at.decisions) if one.is_of(named)), None), "named"
    fitting = [one for one in at.decisions if not challenges or set(challenges) & set(one.challenges)]
    return (fitting[-1], "only" if len(fitting) == 1 else "newest") if fitting else (None, "newest")


def _challenges_of(at: _Reader, event: Event) -> Sequence[str]:
    """The challenges it is about: the one it names, or those that what it orders decides; none, if it does not say."""
    challenge, order = event.fields.get("challenge"), event.fields.get("order")
    if challenge is not None:
        return (str(challenge),)
    return at.book.event_types[event.type].turns.get(str(order), ())


def _mediation(at: _Reader, event: Event) -> Link | None:
    _contest(at, event)
    return _about_decision(Act.MEDIATION)(at, event)


def _appeal(at: _Reader, event: Event) -> Link | None:
    """A claim is no appeal against a decision: it is a matter of its own."""
    _contest(at, event)
    if event.fields.get("kind") == "claim":
        return at.begin_matter("claim", event)
    return _about_decision(Act.APPEAL)(at, event)


def _contest(at: _Reader, event: Event) -> None:
    """About the no it names, else the newest: of the request that is not done."""
    newest = at.requested[-1] if at.requested else None
    if newest is None or newest.done:
        return
    named = event.fields.get("challenge")
    decision: Contested | None = "plan" if newest.said("plan") else "assess"
    decision = _contested(at, (str(named),)) if named is not None else decision
    newest.contest(decision, _way(at.book.event_types[event.type].way), event)


def _instruction(at: _Reader, event: Event) -> Link | None:
    """An order, an agreement or a concession: it belongs to the decision it is about, may turn a no round, and begins
    something to be carried out."""
    newest = at.requested[-1] if at.requested else None
    challenges = _challenges_of(at, event)
    if newest is not None and not newest.done:
        newest.turn(_contested(at, challenges), _way(at.book.event_types[event.type].way), event)
    what = str(event.fields.get("order") or event.fields.get("challenge"))
    at.instructions.append(Instruction(event, what, None))
    one, how = _decision_of(at, event, challenges)
    if one is None:
        return Link(Thing("instruction", len(at.instructions) - 1), "begins")
    one.parts.setdefault(Act.ORDER, event)
    if at.book.has(event.type, Act.APPEAL_OVER):
        one.parts.setdefault(Act.APPEAL_OVER, event)
    one.steps.append(event)
    return Link(one.thing, how)


def _carried_out(at: _Reader, event: Event) -> Link | None:
    """The newest instruction not yet carried out: for an amended plan, one to amend if there is one; for a thing
    agreed, one agreed at mediation."""
    left = [place for place, one in enumerate(at.instructions) if one.done is None]
    if at.book.has(event.type, Act.CARRIED_OUT):
        left = [place for place in left if at.book.has(at.instructions[place].begun.type, Act.AGREEMENT)]
    own = {appealed.challenge for appealed in at.book.event_types[event.type].appealed_as}
    fitting = [place for place in left if own & set(_challenges_of(at, at.instructions[place].begun))]
    if not left:
        return None
    place = (fitting or left)[-1]
    at.instructions[place] = at.instructions[place]._replace(done=event)
    return Link(Thing("instruction", place), "only" if len(fitting or left) == 1 else "newest")


def _way(way: str) -> Way:
    return "mediation" if way == "mediation" else "tribunal"


def _contested(at: _Reader, challenges: Sequence[str]) -> Contested | None:
    """The no that the first of these challenges is about, if it is one of an assessment."""
    for challenge in challenges:
        notices = at.book.challenged.get(challenge, ())
        for act, decision in _NO.items():
            if any(at.book.has(notice, act) for notice in notices):
                return decision
    return None


_NO: Mapping[Act, Contested] = {Act.ASSESS_NO: "assess", Act.PLAN_NO: "plan"}


# ---- Spells of detention, matters of their own ----------------------------------------------------------------------


def _detained(at: _Reader, event: Event) -> Link:
    if at.spells and at.spells[-1].ended is None:
        return _moved_in_detention(at, event, "joined")
    at.spells.append(Detention(event, (), None))
    for one in at.assessments:
        if one.open and one.road == "ordinary":
            one.road = "midway"
    return Link(Thing("spell", len(at.spells) - 1), "begins")


def _moved_in_detention(at: _Reader, event: Event, how: How = "only") -> Link:
    at.spells[-1] = at.spells[-1]._replace(moves=(*at.spells[-1].moves, event))
    return Link(Thing("spell", len(at.spells) - 1), how)


def _detention_step(at: _Reader, event: Event) -> Link | None:
    return _moved_in_detention(at, event) if at.spells and at.spells[-1].ended is None else None


def _released(at: _Reader, event: Event) -> Link | None:
    for one in at.assessments:
        if one.open and one.road in ("midway", "detained"):
            one.road = "release"
    if not at.spells or at.spells[-1].ended is not None:
        return None
    at.spells[-1] = at.spells[-1]._replace(ended=event)
    return Link(Thing("spell", len(at.spells) - 1), "only")


def _matter(at: _Reader, event: Event) -> Link:
    """Another request under the reference of a matter that is open joins it."""
    family = at.book.event_types[event.type].matter
    found = [place for place in at.open_matters(family) if same_party(at.matters[place].ref, event.party)]
    return at.add_to_matter(found[-1], event, "joined") if found else at.begin_matter(family, event)


def _matter_step(at: _Reader, event: Event) -> Link | None:
    """Of the open matter of its reference."""
    open_ = at.open_matters(at.book.event_types[event.type].matter)
    named = [place for place in open_ if same_party(at.matters[place].ref, event.party)]
    return at.add_to_matter(named[-1], event, "named") if named else None


def _matter_over(at: _Reader, event: Event) -> Link | None:
    link = _matter_step(at, event)
    if link is not None:
        at.matters[link.thing.place] = at.matters[link.thing.place]._replace(over=event)
    return link


# ---- The reader ------------------------------------------------------------------------------------------------------

_LINKS: Mapping[str, Callable[[_Reader, Event], Link | None]] = {
    Act.REQUEST: _request,
    Act.REASSESS_REQUEST: _reassess_request,
    Act.WITHDRAWN: _withdrawn,
    Act.ASSESS_YES: _answer(Act.ASSESS_YES),
    Act.ASSESS_NO: _answer(Act.ASSESS_NO),
    Act.REASSESS_YES: _reassess_answer(Act.ASSESS_YES),
    Act.REASSESS_NO: _reassess_answer(Act.ASSESS_NO),
    Act.ADVICE_ASKED: _advice,
    Act.ADVICE_CAME: _advice,
    Act.PLAN_YES: _answer(Act.PLAN_YES),
    Act.PLAN_NO: _answer(Act.PLAN_NO),
    Act.DRAFT: _answer(Act.DRAFT),
    Act.COMMENTED: _commented,
    Act.FINAL_PLAN: _final_plan,
    Act.CONVERSION: _conversion,
    Act.CONVERSION_STEP: _conversion_step,
    Act.TRANSFERRED: _transferred,
    Act.CEASE_NO: _of_the_plan,
    Act.CEASED: _ceased,
    Act.REVIEW_ARRANGED: _arranged,
    Act.REVIEW_STEP: _arranged,
    Act.MEETING: _meeting,
    Act.REVIEW_REPORT: _after_meeting(Act.REVIEW_REPORT),
    Act.REVIEW_DECIDED: _after_meeting(Act.REVIEW_DECIDED),
    Act.NOTICE: _after_meeting(Act.NOTICE),
    Act.AMENDED: _after_meeting(Act.AMENDED),
    Act.DROPPED: _after_meeting(Act.DROPPED),
    Act.PHASE_EXPECTED: _phase_expected,
    Act.PHASE_DROPPED: _phase_dropped,
    Act.ADVISER: _about_decision(Act.ADVISER),
    Act.MEDIATION: _mediation,
    Act.MEDIATION_STEP: _about_decision(Act.MEDIATION_STEP),
    Act.CERTIFICATE: _about_decision(Act.CERTIFICATE),
    Act.APPEAL: _appeal,
    Act.APPEAL_STEP: _about_decision(Act.APPEAL_STEP),
    Act.APPEAL_OVER: _about_decision(Act.APPEAL_OVER),
    Act.ORDER: _instruction,
    Act.AGREEMENT: _instruction,
    Act.CONCESSION: _instruction,
    Act.CARRIED_OUT: _carried_out,
    Act.DETAINED: _detained,
    Act.DETENTION_STEP: _detention_step,
    Act.RELEASED: _released,
    Act.MATTER: _matter,
    Act.MATTER_STEP: _matter_step,
    Act.MATTER_OVER: _matter_over,
    Act.MOVED: _ends_all,
    Act.CLOSED: _closed,
    Act.EXCEPTION: _claim,
}


def _place(event: Event) -> tuple[date, int]:
    return event.on, event.order


class _Reader:
    """The things of a case while its events are read."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.weeks = book.ids(*WEEKS, roads=FROM_REQUEST)
        self.assessments: list[_Assessment] = []
        self.requested: list[_Assessment] = []  # those of them that began with a request
        self.plans: list[_Plan] = []
        self.reviews: list[_Review] = []
        self.amendments: list[_Review] = []
        self.phases: list[Phase] = []
        self.instructions: list[Instruction] = []
        self.decisions: list[_Decision] = []
        self.spells: list[Detention] = []
        self.matters: list[Matter] = []
        self.other_plans: list[Event] = []
        self.ahead: list[Event] = []  # what prepares the next review meeting
        self.closed: Event | None = None
        self.links: dict[str, Link] = {}

    def take(self, event: Event) -> None:
        """Link one event by the first part its type plays, and begin a decision where it can be appealed."""
        kind = self.book.event_types[event.type]
        link = _LINKS[kind.roles[0]](self, event) if kind.roles and kind.roles[0] in _LINKS else None
        if link is not None:
            self.links[event.id] = link
        if any(trigger.fits(event) for trigger in self.book.appealable.get(event.type, ())):
            challenges = [one.challenge for one in kind.appealed_as if all(c.holds(event) for c in one.conditions)]
            self.decisions.append(_Decision(event, Thing("decision", len(self.decisions)), tuple(challenges)))

    def begin_assessment(self, event: Event, road: Road) -> _Assessment:
        self.assessments.append(_Assessment(event, Thing("assessment", len(self.assessments)), road))
        return self.assessments[-1]

    def begin_plan(self, event: Event) -> Link:
        came = self.book.has(event.type, Act.TRANSFERRED)
        self.plans.append(_Plan(event, Thing("plan", len(self.plans)), came))
        return Link(self.plans[-1].thing, "begins")

    def begin_review(self, parts: dict[str, Event]) -> _Review:
        self.reviews.append(_Review(Thing("review", len(self.reviews)), parts))
        return self.reviews[-1]

    def begin_matter(self, family: str, event: Event) -> Link:
        self.matters.append(Matter(family, event.party, event, (), None))
        return Link(Thing("matter", len(self.matters) - 1), "begins")

    def add_to_matter(self, place: int, event: Event, how: How) -> Link:
        self.matters[place] = self.matters[place]._replace(steps=(*self.matters[place].steps, event))
        return Link(Thing("matter", place), how)

    def open_matters(self, family: str) -> list[int]:
        return [place for place, one in enumerate(self.matters) if one.family == family and one.over is None]

    def reassessment(self) -> _Assessment | None:
        """The re-assessment under way."""
        return next((one for one in reversed(self.assessments) if one.road == "re-assessment" and one.open), None)

    def conversion(self) -> _Assessment | None:
        return next((one for one in reversed(self.assessments) if one.road == "conversion" and one.open), None)

    def plan(self) -> _Plan | None:
        """The plan that is kept."""
        return self.plans[-1] if self.plans and self.plans[-1].running else None

    def life(self, held: Event | None) -> Life:
        facts = (one.fact() for one in self.assessments)
        reviews = tuple(one.fact() for one in self.reviews)
        return Life(
            assessments=tuple(one._replace(road=_governing(self, one)) for one in facts),
            plans=tuple(plan.fact(reviews) for plan in self.plans),
            reviews=reviews,
            amendments=tuple(one.amendment() for one in self.amendments),
            phases=tuple(self.phases),
            instructions=tuple(self.instructions),
            decisions=tuple(one.fact() for one in self.decisions),
            spells=tuple(self.spells),
            matters=tuple(self.matters),
            links=self.links,
            other_plans=tuple(self.other_plans),
            held=held,
            closed=self.closed,
        )


def plan_held(events: Iterable[Event], book: RuleBook) -> Event | None:
    """What shows that a plan is held at the end of `events`: its making or arrival, else the first trace of it."""
    ends = book.events(Act.CEASED, Act.TRANSFERRED, Act.CLOSED)
    made, traces = book.events(Act.FINAL_PLAN), book.events(Act.AMENDED, Act.MEETING, Act.REVIEW_DECIDED, Act.NOTICE)
    held, ended = None, False
    for event in events:
        arrives = event.fields.get("direction") == "in" and book.has(event.type, Act.TRANSFERRED)
        if event.type in ends and not arrives:
            held, ended = None, True
        elif event.type in made or arrives or (event.type in traces and not ended):
            held = held or event
    return held


# ---- What the clocks say ---------------------------------------------------------------------------------------------


def with_clocks(life: Life, events: Sequence[Event], deadlines: Sequence[Deadline], book: RuleBook) -> Life:
    """The same, with what the clocks of the case say of its things. Clocks of local rules say nothing here."""
    return life._replace(
        assessments=_with_excuses(life, deadlines),
        reviews=_with_twelve_months(life.reviews, deadlines),
        transfers=tuple(
            _transfer(d, events, book) for d in deadlines if d.rule.plays(Role.PHASE_TRANSFER) and not _replaced(d)
        ),
        advice=tuple(_advice_request(d) for d in deadlines if d.rule.plays(Role.ADVICE)),
    )


def _with_excuses(life: Life, deadlines: Sequence[Deadline]) -> tuple[Assessment, ...]:
    """An accepted exception belongs to the assessment in whose time its clock started."""
    excuses: dict[int, list[Excuse]] = {}
    begun = [(_place(one.request), place) for place, one in enumerate(life.assessments) if one.of_request]
    for deadline in deadlines:
        rule, ground = deadline.rule, deadline.excused_by
        if ground is None or rule.road not in FROM_REQUEST or not rule.plays(*WEEKS):
            continue
        during = [place for since, place in begun if since <= _place(deadline.started_by)]
        if during:
            excuses.setdefault(during[-1], []).append(Excuse(rule.id, rule.roles, ground, deadline.due))
    return tuple(one._replace(excuses=tuple(excuses.get(place, ()))) for place, one in enumerate(life.assessments))


def _with_twelve_months(reviews: tuple[Review, ...], deadlines: Sequence[Deadline]) -> tuple[Review, ...]:
    """With the last day of the twelve months that each review met; of the last one undecided, of those that run."""
    clocks = [d for d in deadlines if d.rule.plays(Role.ANNUAL_REVIEW)]
    due_of = {d.met_by.id: d.due for d in clocks if d.met_by is not None}
    told = [one._replace(due=due_of.get(one.decided.id) if one.decided is not None else None) for one in reviews]
    running = [d.due for d in clocks if d.status in ("open", "overdue")]
    if told and told[-1].decided is None and running:
        told[-1] = told[-1]._replace(due=running[-1])
    return tuple(told)


def _replaced(deadline: Deadline) -> bool:
    """A newer expectation of the same move took its place."""
    return deadline.ended_by is not None and deadline.ended_by.type == deadline.started_by.type


def _transfer(deadline: Deadline, events: Sequence[Event], book: RuleBook) -> PhaseTransfer:
    expected = deadline.started_by
    after = events[events.index(expected) + 1 :] if expected in events else ()
    until = deadline.met_by or deadline.ended_by
    within = [e for e in after if until is None or _place(e) <= _place(until)]
    stage: Stage = "not-begun"
    for act, reached in _STAGES:
        if any(book.has(e.type, act) and e.fields.get("kind") != "light" for e in within):
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


def may_come_up(events: Sequence[Event], book: RuleBook) -> bool:
    """Whether a listing or a decision of some panel still stands, nothing having answered or ended it since: such a
    case belongs on an agenda even where no limit of the law runs."""
    for place, event in enumerate(events):
        if book.has(event.type, Act.PANEL_LISTED, Act.PANEL_DECIDED):
            about = event.fields.get("about")
            answered = [answers(later, about, book) for later in events[place + 1 :]]
            if not any(answered):
                return True
    return False


def answers(event: Event, question: object, book: RuleBook) -> bool:
    """Whether the event is an act of the authority that answers a question put to a panel (any question, for None), or
    after which nothing is left to decide; whether or not it also stops a clock."""
    settles = book.event_types[event.type].settles
    asked = bool(settles) if question is None else str(question) in settles
    return asked or book.has(event.type, Act.CLOSED, Act.WITHDRAWN, Act.MOVED, Act.CEASED)
