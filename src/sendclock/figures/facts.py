"""The facts of one case that figures are counted from: plain records of dates and words, so that the case itself, its
events and its clocks can be let go before the next file is opened. Read off its account and its clocks once, by
`facts_of`; every report counts from these and from nothing else, and could as well read them from a table.

Counted from dates alone, in calendar days, the day of the start not counted.
Must not know: formats, what is counted with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sendclock.casebook.owner import Owners, Whose, whose
from sendclock.clock.case import Case, Event
from sendclock.clock.checklist import State as Progress
from sendclock.clock.checklist import Ticked, checklist_of
from sendclock.clock.deadline import Deadline, Status, Timeline
from sendclock.clock.life import LINKING, NEEDED, WEEKS, AdviceRequest, Life, Request, Stage, awaits_panel
from sendclock.clock.run import Clock
from sendclock.clock.things import Things
from sendclock.days.counting import add_months, age_on
from sendclock.figures.figure import Counted, Item, after
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_REQUEST, Rule
from sendclock.plan.goal import Goal, plan
from sendclock.say.words import short_day
from sendclock.session import EveryCase, Session
from sendclock.tuples import NamedTuple

SIX_WEEKS, SIXTEEN_WEEKS, TWENTY_WEEKS, YEAR = 42, 112, 140, 364
AHEAD = 63  # days: the coming eight weeks, and what is left of this one
FOUR_WEEKS, EIGHT_WEEKS, TWELVE_WEEKS = 28, 56, 84
SPLITS = ("officer", "team", "setting", "tag", "age", "year-group", "source")
OF_BIRTH = ("age", "year-group")  # those that need the day of birth, which is kept nowhere but in the file
WAITS_ON = ("adviser", "setting", "family", "panel", "authority")
_SOURCES = {"family": "family", "school": "setting", "early-years": "setting"}


class Course(NamedTuple):
    """One thing on its way from `start` to `done`, in time up to and including `due`.

    `ended`: nothing is owed any more from that day, and why. `left_out`: it counts in no cohort, because of this.
    `not_owed`: it counts where it was done, but not among those begun or due. `unbegun`: nothing on file began it, so
    `start` and `due` say nothing.
    """

    start: date
    due: date
    done: date | None
    ended: tuple[date, str] | None = None
    left_out: str = ""
    not_owed: str = ""
    what: str = ""
    unbegun: bool = False


class Happening(NamedTuple):
    """Something that happened on one day: `kind` is a word of `weekly.COUNTS` and its like, `what` says which of
    several it was, `left_out` why it is not counted, if it is not."""

    kind: str
    on: date
    what: str
    left_out: str = ""


class Stand(NamedTuple):
    """Something that stands from `start` until the end of the day before `until` (None: still). `kind` as above; `due`:
    the day it is late after, if it has one; `what` is said of it."""

    kind: str
    start: date
    until: date | None
    due: date | None = None
    what: str = ""

    def on(self, day: date) -> bool:
        """Whether it stood at the end of that day."""
        return self.start <= day and (self.until is None or self.until > day)


class Assessed(NamedTuple):
    """An assessment, from the day its request was received to the day `until` on which it came to its end. `again`: an
    order, a concession or an agreement opened it again. `waits_for`: whose turn it is on the as-of day."""

    received: date
    until: date | None
    again: bool
    waits_for: str

    def on(self, day: date) -> bool:
        return self.received <= day and (self.until is None or self.until > day)


class Running(NamedTuple):
    """A clock: `stopped` is the day it was met or ended; `ended`, by which type of event, where nothing met it;
    `given_up`: by one that wrote it off."""

    rule: Rule
    party: str | None
    started: date
    due: date
    stopped: date | None
    status: Status
    excused_by: str | None
    listed: bool
    ended: str = ""
    given_up: bool = False

    def ran_on(self, day: date) -> bool:
        """Whether it had started, and nothing had stopped it, by the end of `day`."""
        return self.started <= day and (self.stopped is None or self.stopped > day)


class Advised(NamedTuple):
    """Advice asked of one party, in the words of `clock.life`. `sent`: the day of the request, `asked` the day its six
    weeks count from."""

    party: str
    source: str
    sent: date
    asked: date
    due: date
    came: date | None
    ended: date | None

    def waiting(self, day: date) -> bool:
        """Asked and not come by the end of `day`, and still waited for."""
        return self.sent <= day and all(stop is None or stop > day for stop in (self.came, self.ended))


class MeetBy(NamedTuple):
    """When the meeting for a move is to be: its last working day, and on which day it was held. `too_late`: for the
    law's outer limits."""

    latest: date
    held: date | None
    too_late: bool
    arranged: bool


class Move(NamedTuple):
    """A move to another phase. `meeting`: the step of the way back to it that is the meeting, where one was planned."""

    transfer: str
    expected: date
    due: date
    stage: Stage
    finalised: date | None
    meeting: MeetBy | None


class AskedStep(NamedTuple):
    """A step without a number: `item` is its id in the checklist; `ended`, the day on which it was done, or no longer
    wanted because of an event of the type `by`."""

    item: str
    party: str | None
    begun: date
    state: Progress
    ended: date | None
    by: str


class CaseFacts(NamedTuple):
    """Everything kept of a case. `officer` and `team` are whose it is on the as-of day; `split` has what `--by` can
    split by; nothing before `opening` is complete on file. `courses` are by their name (`limits`). `review_met`: the
    meeting of the running twelve months was held."""

    ref: str
    officer: str | None
    team: str | None
    split: Mapping[str, tuple[str, ...]]
    as_of: date
    courses: Mapping[str, tuple[Course, ...]]
    happened: tuple[Happening, ...]
    stands: tuple[Stand, ...]
    opened: tuple[Assessed, ...]
    advice: tuple[Advised, ...]
    moves: tuple[Move, ...]
    clocks: tuple[Running, ...]
    review_met: bool = False
    opening: date | None = None
    steps: tuple[AskedStep, ...] = ()

    def unknown(self, day: date | None) -> str:
        """Why what happened on that day is left out: whether there was more of it is not on file."""
        return _unknown(self.opening, day)

    def of(self, course: str) -> tuple[Course, ...]:
        return self.courses.get(course, ())

    def item(
        self,
        counted: Counted,
        why: str,
        start: date | None = None,
        due: date | None = None,
        done: date | None = None,
        days: int | None = None,
    ) -> Item:
        """Something of this case that a figure counts, or leaves out."""
        return Item(self.ref, counted, why, start, due, done, days, self.officer, self.team)


def _unknown(opening: date | None, day: date | None) -> str:
    if opening is None or day is None or day >= opening:
        return ""
    return f"before {short_day(opening)}, from which the file is complete"


# --- which clocks a report needs --------------------------------------------------------------------------------------


class Needed(NamedTuple):
    """Which clocks a report needs dated: those of the law's rules that play the parts `roles`; with `claims`, of the
    weeks that count from a request, where an exception is claimed; if `running`, deadlines that run or ran on `since`.

    Dating costs most of the time a report takes. `planned`: the way back from each phase transfer too; `reviews`: every
    review that runs, however far ahead. `courses`: those that its figures are over.
    """

    roles: tuple[Role, ...] = ()
    claims: bool = False
    running: bool = False
    since: date = date.max
    planned: bool = False
    reviews: bool = False
    courses: tuple[str, ...] = ()
    promises: bool = False  # every clock of the authority's own packs
    steps: bool = False  # their steps without a number

    def keep(self, case: Case, book: RuleBook) -> Callable[[Clock], bool]:
        """Which clocks of this case to date. Those read only for their excuses are left where none is claimed."""
        claimed = any(book.has(event.type, Act.EXCEPTION) for event in case.events)
        rules = self._rules(book, self.claims and claimed)
        return lambda clock: (
            clock.rule.id in rules
            or (self.running and self._ran(clock))
            or (self.promises and clock.rule.local is not None)
        )

    def book(self, whole: RuleBook) -> RuleBook:
        """The rules that these clocks need, with those they hang on and those that say what an appeal is about: playing
        all the others takes as long again."""
        if self.running or self.planned or self.promises:
            return whole
        ids, found = self._rules(whole, self.claims) | whole.ids(*LINKING), frozenset[str]()
        while ids != found:
            found = ids
            of = [rule for rule in whole.rules if rule.id in ids]
            hung_on = {rule.anchor.removeprefix("due:") for rule in of if rule.anchor.startswith("due:")}
            limbs = {rule.combine[1] for rule in of if rule.combine}
            ids = ids | hung_on | limbs | {rule.not_while for rule in of if rule.not_while}
        return whole.only(ids)

    def _rules(self, book: RuleBook, claims: bool) -> frozenset[str]:
        return book.ids(*self.roles) | (book.ids(*WEEKS, roads=FROM_REQUEST) if claims else frozenset())

    def _ran(self, clock: Clock) -> bool:
        if clock.rule.kind != "deadline" and not clock.rule.plays(Role.COMMENT):  # for whose time `backlog` waits
            return False
        if clock.running:
            return True
        stopped = clock.met_on or (clock.ended_by.on if clock.ended_by else date.min)
        return stopped >= self.since


_PLANS = ("plans-excluding", "plans-including", "decisions", "review-decisions")
_REVIEWS = ("review-meetings", "review-decisions", "amended-plans", "amended-after-notice", "twelve-months")
_ADVICE = ("advice", "advice-by-law", "advice-by-practice")
WANTED = {
    "weekly": Needed((Role.ANNUAL_REVIEW,), claims=True, running=True, courses=_PLANS),
    "timeliness": Needed(NEEDED, claims=True, courses=(*_PLANS, *_REVIEWS, *_ADVICE, "refusals", "transfers")),
    "caseload": Needed(claims=True),
    "reviews": Needed((Role.ANNUAL_REVIEW,), claims=True, running=True, reviews=True, courses=_REVIEWS),
    "phase": Needed((Role.PHASE_TRANSFER,), planned=True, courses=("transfers",)),
    "backlog": Needed((Role.ADVICE,), claims=True, running=True),
    "advice": Needed((Role.ADVICE,), courses=_ADVICE),
    "workload": Needed(running=True),
    "promises": Needed(promises=True),
    "steps": Needed(steps=True),
}


def wanted_by(reports: Iterable[str], since: date) -> Needed:
    """What several reports need of one pass."""
    each = [WANTED[report] for report in reports]
    return Needed(
        tuple(dict.fromkeys(role for one in each for role in one.roles)),
        any(one.claims for one in each),
        any(one.running for one in each),
        since,
        any(one.planned for one in each),
        any(one.reviews for one in each),
        tuple(dict.fromkeys(name for one in each for name in one.courses)),
        any(one.promises for one in each),
        any(one.steps for one in each),
    )


# --- the pass over the cases ------------------------------------------------------------------------------------------


class Caseload(NamedTuple):
    """The facts of the cases asked for, and the officers and teams met on the way."""

    cases: list[CaseFacts]
    officers: set[str]
    teams: set[str]

    @property
    def whole_from(self) -> date | None:
        """The day from which every one of these files is complete; None: they always were."""
        return max((facts.opening for facts in self.cases if facts.opening), default=None)


def gather_facts(
    session: Session, wanted: Needed, every: EveryCase, owners: Owners, first: date, by: str = ""
) -> Caseload:
    """The facts of every case of these owners. No more than one whole case is held at a time, and of each only what a
    figure can count that looks back to `first`, and what it is split by."""
    books = {home: wanted.book(home.rulebook) for home in dict.fromkeys(session.homes)}
    found = Caseload([], set(), set())
    for _, facts in every.each(lambda case: _facts(session, case, wanted, books)):
        found.officers.update({facts.officer} if facts.officer else ())
        found.teams.update({facts.team} if facts.team else ())
        if owners.have(facts.officer, facts.team):
            found.cases.append(since(facts, first, wanted, by))
    return found


def since(facts: CaseFacts, first: date, wanted: Needed, by: str) -> CaseFacts:
    """Without what was begun, due and done before `first`, and no longer stands: no figure asked for can count it. Nor
    the limits that lie further ahead than any list looks, but for those of reviews where a report counts them all."""
    ahead = facts.as_of + timedelta(AHEAD)
    return facts._replace(
        split={by: facts.split[by]} if by else {},
        clocks=tuple(
            one
            for one in facts.clocks
            if one.due <= ahead
            or one.rule.plays(Role.WEEK_20)
            or (wanted.reviews and one.rule.plays(Role.ANNUAL_REVIEW))
            or (wanted.promises and one.rule.local is not None)
        ),
        courses={
            name: kept
            for name, found in facts.courses.items()
            if name in wanted.courses
            if (kept := tuple(c for c in found if c.done is None or max(c.start, c.due, c.done) >= first))
        },
        happened=tuple(one for one in facts.happened if one.on >= first),
        stands=tuple(one for one in facts.stands if one.until is None or one.until >= first),
        opened=tuple(one for one in facts.opened if one.until is None or one.until >= first),
        advice=tuple(one for one in facts.advice if one.came is None or max(one.asked, one.due, one.came) >= first),
        moves=tuple(one for one in facts.moves if one.finalised is None or max(one.due, one.finalised) >= first),
    )


def _facts(session: Session, case: Case, wanted: Needed, books: Mapping[Session, RuleBook]) -> CaseFacts | Problem:
    home, known = session.home_of(case.file), session.as_known(case)
    book = books[home]
    planned = wanted.planned and any(book.has(event.type, Act.PHASE_EXPECTED) for event in known.events)
    answer = session.attempt(case, book, keep=None if planned else wanted.keep(known, book))
    if isinstance(answer, Problem):
        return answer
    if book is not home.rulebook:
        session.attempt(case, keep=lambda _: False)  # its state, which every rule has a word in
    try:
        goals, steps = plan(answer) if planned else (), checklist_of(answer) if wanted.steps else ()
        return facts_of(answer, whose(answer, home.people), goals, steps)
    except ValueError as error:
        return Problem(Position(case.file, 0), "error", "not-covered", f"{error}. Correct the date.")


def facts_of(
    timeline: Timeline,
    owner: Whose,
    goals: tuple[Goal, ...] = (),
    steps: tuple[Ticked, ...] = (),
    by: Sequence[str] = SPLITS,
) -> CaseFacts:
    """What is kept of a case whose clocks were dated. `owner`: whose case it is on the as-of day; `by`: what it may be
    split by."""
    read = _Read(timeline)
    life = read.life
    return CaseFacts(
        ref=timeline.case.ref,
        officer=owner.officer,
        team=owner.team,
        split={name: _SPLIT[name](timeline, owner) for name in by},
        as_of=timeline.as_of,
        courses={name: found for name, of in COURSES.items() if (found := tuple(of(read)))},
        happened=tuple(_out(one, timeline.opening) for one in _happened(read)),
        stands=tuple(_stands(read)),
        opened=tuple(Assessed(one.received, _stopped(one), _again(one), read.waits_on(one)) for one in life.requested),
        advice=tuple(_advised(one) for one in life.advice),
        moves=tuple(_moves(life, goals)),
        clocks=tuple(_running(each, timeline.book) for each in timeline.deadlines),
        opening=timeline.opening,
        steps=tuple(map(_step, steps)),
        review_met=bool(life.reviews) and life.reviews[-1].decided is None and life.reviews[-1].meeting is not None,
    )


def moves_of(timeline: Timeline) -> tuple[Move, ...]:
    """The moves of a case to another phase, with the way back to the meeting of each."""
    return tuple(_moves(timeline.life, plan(timeline)))


def _moves(life: Life, goals: tuple[Goal, ...]) -> Iterator[Move]:
    for one in life.transfers:
        meeting = _meeting(goals, one.rule, one.due)
        yield Move(one.transfer, one.expected.on, one.due, one.stage, one.finalised, meeting)


def _running(clock: Deadline, book: RuleBook) -> Running:
    stopped = clock.met_on or (clock.ended_by.on if clock.ended_by else None)
    ended = clock.ended_by.type if clock.ended_by is not None and clock.met_on is None else ""
    return Running(
        clock.rule, clock.party, clock.started_by.on, clock.due, stopped, clock.status, clock.excused_by, clock.listed,
        ended, bool(ended) and book.has(ended, Act.WRITTEN_OFF),
    )  # fmt: skip


def _advised(one: AdviceRequest) -> Advised:
    ended = one.ended.on if one.ended else None
    return Advised(one.party, one.source, one.request.on, one.asked, one.due, one.came, ended)


def _meeting(goals: tuple[Goal, ...], rule: str, due: date) -> MeetBy | None:
    for goal in goals:
        if goal.deadline.rule.id == rule and goal.deadline.due == due:
            step = next((step for step in goal.steps if step.id == "meeting"), None)
            if step is not None:
                return MeetBy(step.days.act_by, step.done_on, step.state == "too-late", step.arranged is not None)
            return None
    return None


def _step(one: Ticked) -> AskedStep:
    ended, by = (one.event.on, one.event.type) if one.event is not None else (None, "")
    return AskedStep(one.item.id, one.party, one.started_by.on, one.state, ended, by)


# --- one case ---------------------------------------------------------------------------------------------------------


class _Read:
    """A case while its facts are read off it."""

    def __init__(self, timeline: Timeline) -> None:
        self.life: Life = timeline.life
        self.clocks, self.events, self.book = timeline.deadlines, timeline.events, timeline.book
        self.timeline = timeline
        self.panel = awaits_panel(timeline.events, timeline.book)

    @property
    def things(self) -> Things:
        return self.timeline.things

    def said(self, event: Event | None) -> tuple[date, str] | None:
        """The day, and how the event is said to have ended something."""
        return (event.on, self.book.event_types[event.type].ended or "ended") if event else None

    def plan_end(self, day: date) -> tuple[date, str] | None:
        """When and how the plan kept on `day` ended, if it did."""
        for kept in self.life.plans:
            end = kept.ceased or kept.transferred_out
            if end is not None and kept.start.on <= day <= end.on:
                return self.said(end)
        closed = self.life.closed
        return self.said(closed) if closed is not None and closed.on >= day else None

    def waits_on(self, one: Request) -> str:
        """Who owes the earliest clock that runs, planning days of the authority's own apart; a panel, if it is the
        authority's turn and the case is on the list of a panel that has not decided."""
        running = [clock for clock in self.clocks if _counts(clock) and clock.started_by.on >= one.received]
        if not running:
            return "panel" if self.panel else "authority"
        owed = _debtor(min(running, key=lambda clock: (clock.due, clock.rule.own)))
        return "panel" if owed == "authority" and self.panel else owed


def _counts(clock: Deadline) -> bool:
    if clock.status not in ("open", "overdue") or not clock.listed or clock.rule.tier not in ("statutory", "guidance"):
        return False
    if clock.rule.kind == "window":
        return clock.rule.plays(Role.COMMENT)
    return clock.rule.kind == "deadline" and not (clock.rule.own and clock.rule.tier == "guidance")


def _debtor(clock: Deadline) -> str:
    """Whose turn it is, in the words of WAITS_ON."""
    who = clock.rule.who
    if clock.rule.own:
        return "authority"
    if who == "advice-giver":
        return _SOURCES.get(str(clock.started_by.fields.get("source")), "adviser")
    if "parent" in who or "young person" in who:
        return "family"
    return "setting" if "setting" in who or "head" in who else "adviser"


def _stopped(one: Request) -> date | None:
    """The day the assessment came to its end, for one that has. A no that is turned round later is no end."""
    last = None if one.open else one.issued or one.ended or one.plan_refused or one.decided
    return last.on if last is not None else None


def _again(one: Request) -> bool:
    return any(challenge.overturned for challenge in one.challenges)


# --- its courses ------------------------------------------------------------------------------------------------------


def _decisions(read: _Read) -> Iterator[Course]:
    for one in read.life.requested:
        first = one.decided
        gap = "" if first or not (one.issued or one.plan_refused) else "no decision to assess on file, but an outcome"
        yield Course(
            one.received,
            after(one.received, SIX_WEEKS),
            first.on if first else None,
            read.said(one.ended),
            left_out=gap,
            what="" if first is None else "refused" if one.refused else "agreed",
        )


def _refusals(read: _Read) -> Iterator[Course]:
    for one in read.life.requested:
        if one.plan_refused:
            due = after(one.received, SIXTEEN_WEEKS)
            yield Course(one.received, due, one.plan_refused.on, not_owed=_other_limit(one))


def _plans_including(read: _Read) -> Iterator[Course]:
    for one in read.life.requested:
        yield _plan(read, one)
    for event in read.life.other_plans:
        yield Course(event.on, event.on, event.on, left_out=no_assessment(event), unbegun=True)


def _plans_excluding(read: _Read) -> Iterator[Course]:
    """The same; a case with an exception accepted for its 20 weeks leaves numerator and denominator."""
    for one in read.life.requested:
        ground = one.excused(Role.WEEK_20)
        yield _plan(read, one)._replace(left_out=f"20-week exception: {ground}" if ground else "")
    yield from (course for course in _plans_including(read) if course.left_out)


def _plan(read: _Read, one: Request) -> Course:
    no = ""
    if one.issued is None and not one.open and one.ended is None:
        refused = one.plan_refused or one.decided
        no = "no plan was to be made" if refused else ""
    return Course(
        one.received,
        after(one.received, TWENTY_WEEKS),
        one.issued.on if one.issued else None,
        read.said(one.ended),
        not_owed=no or _other_limit(one),
    )


def _other_limit(one: Request) -> str:
    """After an overturned no, an order, a concession or an agreement sets the limit, not the request."""
    turned = [c for c in one.challenges if c.overturned and c.route != "change-of-mind"]
    return "a no was overturned, which sets other limits" if turned else ""


def no_assessment(plan: Event) -> str:
    """Why a final plan is not one that follows an assessment on file."""
    after = {"reassessment": "a re-assessment", "conversion": "a conversion"}.get(str(plan.fields.get("following")))
    return f"follows {after}, not an assessment" if after else "no request for an assessment on file"


def _advice(read: _Read, statutory: tuple[bool, ...] = (True, False)) -> Iterator[Course]:
    for one in read.life.advice:
        if one.statutory in statutory:
            said = read.said(one.ended)
            ended = (said[0], f"no longer waited for: {said[1]}") if said else None
            yield Course(one.asked, one.due, one.came, ended, what=one.party)


def _review_decisions(read: _Read) -> Iterator[Course]:
    for review in read.life.reviews:
        done = review.decided.on if review.decided else None
        if review.meeting is not None:
            held = review.meeting.on
            yield Course(held, after(held, FOUR_WEEKS), done, read.plan_end(held), what=review.outcome or "")
        elif done is not None:
            yield Course(done, done, done, left_out="no meeting on file", unbegun=True)


def _review_meetings(read: _Read) -> Iterator[Course]:
    """Each meeting against the last day of the twelve months it was held for."""
    for review in read.life.reviews:
        if review.meeting is not None:
            held = review.meeting.on
            if review.due is None:
                yield Course(held, held, held, left_out="no twelve months on file for it", unbegun=True)
            else:
                yield Course(add_months(review.due, -12), review.due, held)


def _amended_plans(read: _Read) -> Iterator[Course]:
    """Of the reviews whose decision was to amend."""
    for review in read.life.reviews:
        done = review.amended.on if review.amended else None
        if review.outcome != "amend":
            continue
        dropped = "" if done or not review.dropped else "not amended after all"
        if review.meeting is not None:
            held = review.meeting.on
            yield Course(held, after(held, TWELVE_WEEKS), done, read.plan_end(held), left_out=dropped)
        elif done is not None:
            yield Course(done, done, done, left_out="no meeting on file", unbegun=True)


def _amended_after_notice(read: _Read) -> Iterator[Course]:
    for review in read.life.reviews:
        if review.notice is not None:
            sent, done = review.notice.on, review.amended.on if review.amended else None
            dropped = "" if done or not review.dropped else "not amended after all"
            yield Course(sent, after(sent, EIGHT_WEEKS), done, read.plan_end(sent), left_out=dropped)


def _twelve_months(read: _Read) -> Iterator[Course]:
    """Each yearly review clock: the last day of the twelve months, and the day the review was complete."""
    for clock in read.clocks:
        if clock.rule.plays(Role.ANNUAL_REVIEW):
            yield Course(clock.anchor, clock.due, clock.met_on, read.said(clock.ended_by))


def _transfers(read: _Read) -> Iterator[Course]:
    for one in read.life.transfers:
        yield Course(one.expected.on, one.due, one.finalised, read.said(one.ended), what=one.transfer)


COURSES: dict[str, Callable[[_Read], Iterable[Course]]] = {
    "decisions": _decisions,
    "refusals": _refusals,
    "plans-excluding": _plans_excluding,
    "plans-including": _plans_including,
    "advice": _advice,
    "advice-by-law": lambda read: _advice(read, (True,)),
    "advice-by-practice": lambda read: _advice(read, (False,)),
    "review-meetings": _review_meetings,
    "review-decisions": _review_decisions,
    "amended-plans": _amended_plans,
    "amended-after-notice": _amended_after_notice,
    "twelve-months": _twelve_months,
    "transfers": _transfers,
}


# --- what happened, and what stands -----------------------------------------------------------------------------------


def _out(one: Happening, opening: date | None) -> Happening:
    """Left out too where it lies before the day from which the file is complete."""
    early = "" if one.left_out else _unknown(opening, one.on)
    return one._replace(left_out=early) if early else one


def _happened(read: _Read) -> Iterator[Happening]:
    """What is counted by its day, in the order of its kinds."""
    life = read.life
    for one in life.requested:
        yield Happening("request", one.received, "received")
        if one.decided:
            yield Happening("decision", one.decided.on, "refused" if one.refused else "agreed")
        if one.plan_refused:
            yield Happening("plan-refusal", one.plan_refused.on, "plan refused")
        if one.issued:
            yield Happening("plan", one.issued.on, "issued")
    for event in life.other_plans:
        yield Happening("plan", event.on, "issued", no_assessment(event))
    for review in life.reviews:
        if review.decided:
            yield Happening("review", review.decided.on, review.outcome or "outcome not recorded")
    for kept in life.plans:
        if kept.ceased:
            yield Happening("ceased", kept.ceased.on, kept.reason or "reason not recorded")
        if kept.came:
            yield Happening("plan-in", kept.start.on, "plan came from another authority")
        if kept.transferred_out:
            yield Happening("plan-out", kept.transferred_out.on, "plan went to another authority")
    yield from _contested(read)


def _contested(read: _Read) -> Iterator[Happening]:
    """Mediation, and moves out of the area, as the events say."""
    has, types = read.book.has, read.book.event_types
    held = {type_.arranges.until for type_ in types.values() if type_.arranges and has(type_.id, Act.MEDIATION_STEP)}
    for event in read.events:
        if has(event.type, Act.MEDIATION):
            yield Happening("mediated-for", event.on, "asked for")
        elif event.type in held:
            yield Happening("mediated", event.on, "held")
        elif has(event.type, Act.AGREEMENT):
            yield Happening("mediated-on", event.on, str(event.fields.get("order", "agreed")))
        elif has(event.type, Act.MOVED):
            yield Happening("moved", event.on, "moved out of the area")
    for appeal, end, outcome in _appeals(read):
        yield Happening("appeal", appeal.day("lodged") or appeal.on, str(appeal.fields.get("challenge", "")))
        if end is not None:
            yield Happening("appeal-over", end.on, outcome)


def _appeals(read: _Read) -> Iterator[tuple[Event, Event | None, str]]:
    """Every appeal (a claim is none), what ended it, and how: the outcome recorded, else the order or concession."""
    has = read.book.has
    over = [deed for deed in read.things.deeds if has(deed.source.type, Act.APPEAL_OVER)]
    claims = {id(claim.begun) for claim in read.things.claims}
    for event in read.events:
        if not has(event.type, Act.APPEAL) or id(event) in claims or event.fields.get("kind") == "claim":
            continue
        about = [decision for decision in read.things.decisions if decision.appeal is event]
        place = (event.on, event.order)
        ends = [
            deed.source
            for deed in over
            if (deed.source.on, deed.source.order) > place
            and (not about or any(decision in about for decision in deed.links.get("decision", about)))
        ]
        if about and not ends and about[0].ended is not None:
            ends = [about[0].ended]
        yield event, ends[0] if ends else None, _outcome(ends, read.book)


def _outcome(ends: list[Event], book: RuleBook) -> str:
    said = next((str(event.fields["outcome"]) for event in ends if "outcome" in event.fields), "")
    if said or not ends:
        return said
    if any(book.has(event.type, Act.CONCESSION) for event in ends):
        return "conceded"
    return "ordered" if any(book.has(event.type, Act.ORDER) for event in ends) else "ended"


def _stands(read: _Read) -> Iterator[Stand]:
    """Plans kept, reviews held and undecided, appeals open."""
    yield from _plans_kept(read)
    held = read.life.reviews
    for place, one in enumerate(held):
        if one.meeting is None:
            continue
        day, end = one.meeting.on, read.plan_end(one.meeting.on)
        stops = [end[0]] if end else []
        stops += [later.decided.on for later in held[place:] if later.decided]
        yield Stand("undecided", day, min(stops, default=None), after(day, FOUR_WEEKS))
    for appeal, over, _ in _appeals(read):
        until = over.on if over is not None else None
        yield Stand("appeal", appeal.on, until, what=str(appeal.fields.get("challenge", "")))


def _plans_kept(read: _Read) -> Iterator[Stand]:
    """From the day it was made or came; one known by its traces alone, from the first of them."""
    life = read.life
    covered = False
    for kept in life.plans:
        end = kept.ceased or kept.transferred_out
        until = end.on if end else None
        if end is None and life.held is None and life.closed is not None:
            until = life.closed.on
        covered = covered or until is None
        yield Stand("plan", kept.start.on, until, what="came from another authority" if kept.came else "made")
    if life.held is not None and not covered:
        yield Stand("plan", life.held.on, None, what="on file by what was done to it alone")


# --- what figures can be split by -------------------------------------------------------------------------------------

UNKNOWN = "not on file"
AGES = ((4, "under 5"), (10, "5 to 10"), (15, "11 to 15"), (19, "16 to 19"), (25, "20 to 25"))  # the bands DfE uses


def split_from(
    by: str, officer: str | None, team: str | None, setting: str | None, tags: Sequence[str], source: str
) -> tuple[str, ...]:
    """By what a case is split, where no day of birth is needed."""
    if by == "tag":
        return tuple(tags) or ("no tag",)
    said = {"officer": officer or "nobody", "team": team or "no team", "setting": setting or UNKNOWN, "source": source}
    return (said[by],)


def _plainly(by: str) -> Callable[[Timeline, Whose], tuple[str, ...]]:
    return lambda timeline, owner: split_from(
        by, owner.officer, owner.team, timeline.case.setting, timeline.case.tags, ""
    )


def _source(timeline: Timeline, _: Whose) -> tuple[str, ...]:
    asked = [event for event in timeline.events if timeline.book.has(event.type, Act.REQUEST)]
    return (str(asked[-1].fields.get("requester", UNKNOWN)) if asked else "no request on file",)


# By what the figures of a case can be split, on the as-of day; a case has several tags, else one word for each.
_SPLIT: dict[str, Callable[[Timeline, Whose], tuple[str, ...]]] = {
    "officer": _plainly("officer"),
    "team": _plainly("team"),
    "setting": _plainly("setting"),
    "tag": _plainly("tag"),
    "age": lambda timeline, _: (age_band(timeline.case.born, timeline.as_of),),
    "year-group": lambda timeline, _: (year_group(timeline.case.born, timeline.as_of),),
    "source": _source,
}


def age_band(born: date | None, day: date) -> str:
    if born is None or born > day:
        return UNKNOWN
    age = age_on(born, day)
    return next((band for last, band in AGES if age <= last), "over 25")


def year_group(born: date | None, day: date) -> str:
    """The year of school by age: that of the age on 31 August before the school year."""
    if born is None or born > day:
        return UNKNOWN
    began = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    age = age_on(born, began - timedelta(1)) if born < began else -1
    if age < 4:
        return "before school"
    if age > 17:
        return "after year 13"
    return "reception" if age == 4 else f"year {age - 4}"
