"""What the law makes impossible or doubtful in one case: findings for `check`, as warnings that move no date.

Each finding is one small function; FINDINGS lists them. A message says what, why (with the provision) and the fix. What
an event presupposes, and why, is said by the vocabulary (`events.toml`).
Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from sendclock.clock.case import Case, Event, same_party
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.exceptions import Judged, ground_of
from sendclock.clock.life import Life, held
from sendclock.clock.run import Clock
from sendclock.clock.state import appeal_left_open, released
from sendclock.clock.things import Amendment, Assessment, Deed, Review
from sendclock.days.counting import add_months
from sendclock.files.problem import Problem
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.law.rule import Presupposed, Rule, Value
from sendclock.say.state import taken_for
from sendclock.tuples import NamedTuple

# Each no, and the yes that answers the same question.
YES_OF = {
    Act.ASSESS_NO: Act.ASSESS_YES,
    Act.PLAN_NO: Act.PLAN_YES,
    Act.REASSESS_NO: Act.REASSESS_YES,
}
DECIDES_REVIEW = (Act.REVIEW_DECIDED, Act.NOTICE, Act.DROPPED)  # of the meeting before them, unless they name one
OVER = ("deceased", "transferred")  # reasons for which nobody decides to cease, so nobody can appeal


class Known(NamedTuple):
    """One case as every finding sees it."""

    timeline: Timeline

    @property
    def ref(self) -> str:
        return self.timeline.case.ref

    @property
    def book(self) -> RuleBook:
        return self.timeline.book

    @property
    def events(self) -> tuple[Event, ...]:
        return self.timeline.events

    @property
    def life(self) -> Life:
        return self.timeline.life

    def has(self, event: Event, *acts: Act) -> bool:
        return self.book.has(event.type, *acts)

    def all(self, *acts: Act) -> list[Event]:
        """The events that play one of these parts."""
        types = self.book.types_of(*acts)
        return [event for event in self.events if event.type in types]

    def record(self, act: Act) -> str:
        """The command that records such an act, up to its day."""
        return f"sendclock record {self.ref} {self.book.event(act)}"

    @property
    def as_of(self) -> date:
        return self.timeline.as_of

    def warn(self, event: Event, code: str, message: str) -> Problem:
        return Problem(self.timeline.case.position(event), "warning", code, message)

    def correct(self, event: Event, what: str) -> str:
        return f'sendclock correct {self.ref} {event.id} {what} --reason "..."'

    def rule(self, role: Role, day: date) -> Rule | None:
        """The rule that plays the part, as in force that day."""
        return next((rule for rule in self.book.of(role) if rule.in_force(day)), None)

    def claims(self) -> Iterator[tuple[Deadline, Judged]]:
        """Every exception recorded for a clock, judged."""
        return ((deadline, judged) for deadline in self.timeline.deadlines for judged in deadline.claims)

    def two_dates(self) -> Iterator[tuple[Deadline, date, date]]:
        """Every clock that is combined with another, with its own day and that of the other."""
        return ((clock, *clock.two_dates) for clock in self.timeline.deadlines if clock.two_dates is not None)


def short(day: date) -> str:
    """`Mon 30 Nov 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def exception_refused(known: Known) -> Iterator[Problem]:
    for clock, judged in known.claims():
        if not judged.holds:
            why = f"Why: sendclock explain {known.ref} {clock.rule.id}"
            text = f"{judged.ground} does not excuse {clock.rule.id}{_closure(judged)}. {why}"
            yield known.warn(judged.claim, "exception-refused", text)


def _closure(judged: Judged) -> str:
    """Why a closure does not count, where the dates themselves say so."""
    refusal, exception = judged.refusal, judged.exception
    if refusal is None or exception is None:
        return ""
    if refusal.why == "closure-too-short":
        lasted = f"lasted {refusal.days} days" if refusal.days > 0 else "re-opens before it closes"
        return f": the closure {lasted}, and {refusal.needed} are needed ({exception.cite})"
    if refusal.asked and refusal.first and refusal.last:
        span = f"{short(refusal.first)} to {short(refusal.last)}"
        return f": advice was asked for on {short(refusal.asked)}, outside {span} ({exception.cite})"
    return ""


def exception_doubtful(known: Known) -> Iterator[Problem]:
    """Accepted, for a clock that a refusal met: reg 4(1) lists no exceptions."""
    for clock in known.timeline.deadlines:
        if not clock.excuse_doubted:
            continue
        claim = next(judged.claim for judged in clock.claims if judged.holds)
        message = (
            f"{claim.fields.get('ground')} is claimed for a refusal, {clock.rule.id}, and it is doubtful whether it "
            f"may be. {clock.excuse_doubted} Take advice before relying on it; report the refusal as late until then."
        )
        yield known.warn(claim, "exception-doubtful", message)


def exception_unused(known: Known) -> Iterator[Problem]:
    """An exception belongs to a clock begun by the day it was recorded; this one has none."""
    used = {judged.claim.id for _, judged in known.claims()}
    for claim in known.all(Act.EXCEPTION):
        if claim.id not in used:
            rule = claim.fields.get("rule")
            message = (
                f"{claim.fields.get('ground')} is claimed for {rule}, but no clock of {rule} had started by "
                f"{short(claim.on)}, so it excuses nothing. Name the clock that is late: "
                f"{known.correct(claim, 'rule=RULE')}"
            )
            yield known.warn(claim, "exception-unused", message)


def fixed_apart(known: Known) -> Iterator[Problem]:
    """A date fixed in place of a limit, and no exception recorded: the limit's own day still counts as late."""
    for given in known.all(Act.DIRECTION):
        ground = ground_of(given)
        for clock in known.timeline.deadlines:
            named = clock.rule.id == given.fields.get("rule") and ground in clock.rule.exceptions
            stands = clock.excused_by is None and clock.status in ("open", "overdue")
            if named and stands and clock.started_by.on <= given.on:
                message = (
                    f"It fixes another date in place of {clock.rule.id}, due {short(clock.due)}, which stands as well "
                    f"until an exception disapplies it ({clock.rule.cite}). Write: {known.record(Act.EXCEPTION)} "
                    f'{given.on.isoformat()} rule={clock.rule.id} ground={ground} reason="..."'
                )
                yield known.warn(given, "fixed-apart", message)


def closure_asked(known: Known) -> Iterator[Problem]:
    """The closure test is the day advice was asked for: it should be a day on which the file has it asked."""
    request = known.book.event(Act.ADVICE_ASKED)
    asked = {event.on for event in known.all(Act.ADVICE_ASKED)}
    for claim in known.all(Act.EXCEPTION):
        day = claim.day("asked")
        if day is not None and asked and day not in asked:
            message = (
                f"{claim.fields.get('ground')} rests on advice asked for on {short(day)}, but no {request} of that day "
                "is recorded. Only the day the head or principal was asked counts (SEND Regs 2014 reg 5(4)(a), (b)). "
                f"Record that request, or correct the day: {known.correct(claim, 'asked=DATE')}"
            )
            yield known.warn(claim, "exception-asked", message)


FACTS = ("served", "complete", "received", "sent", "lodged", "dated")  # not known before they happened
NOT_BEFORE = ("served", "complete", "received", "sent", "closes", "mediation_on")
NOT_AFTER = ("lodged", "original_request", "made", "last_reviewed", "asked")
IN_ORDER = (*NOT_BEFORE, *NOT_AFTER, "meeting")


def out_of_order(known: Known) -> Iterator[Problem]:
    """An event whose presupposed earlier event is recorded, but only on a later day. Merely missing is no finding."""
    by_type: dict[str, list[Event]] = {}
    for event in known.events:
        by_type.setdefault(event.type, []).append(event)
    for kind in [kind for id, kind in known.book.event_types.items() if id in by_type]:
        earlier = [e for id in (kind.presupposes.events if kind.presupposes else ()) for e in by_type.get(id, ())]
        if kind.presupposes and earlier:
            for event in by_type.get(kind.id, ()):
                yield from _after_it(known, event, kind.presupposes, earlier)


def _after_it(known: Known, event: Event, order: Presupposed, earlier: Sequence[Event]) -> Iterator[Problem]:
    met = event.day("meeting")
    if (order.only is not None and not order.only.holds(event)) or (met is not None and met <= event.on):
        return
    same = [e for e in earlier if None in (e.party, event.party) or same_party(e.party, event.party)]
    after = [e for e in same if 0 < (e.on - event.on).days <= order.ahead]
    if after and not any(0 <= (event.on - e.on).days <= order.back for e in same):
        first = min(after, key=lambda e: e.on)
        why = f"{order.why} ({order.cite})" if order.cite else order.why
        message = (
            f"{event.type} on {short(event.on)} is earlier than {first.type} on {short(first.on)}, but {why}. "
            f"Correct the day that is wrong, here or in event {first.id}: {known.correct(event, 'on=DATE')}"
        )
        yield known.warn(event, "out-of-order", message)


def fields_out_of_order(known: Known) -> Iterator[Problem]:
    """A letter that arrives before it goes, an appeal lodged after the authority had it, and the like."""
    for event, name in _having(known.events, IN_ORDER):
        day = event.day(name)
        if day is None or day == event.on:
            continue
        too_late = name in NOT_AFTER or (name == "meeting" and known.has(event, *DECIDES_REVIEW))
        too_soon = name in NOT_BEFORE or (name == "meeting" and known.has(event, Act.REVIEW_ARRANGED))
        if (too_late and day > event.on) or (too_soon and day < event.on):
            side = "later" if day > event.on else "earlier"
            message = (
                f'"{name}" is {short(day)}, {side} than the {event.type} itself on {short(event.on)}, which cannot '
                f"be. Correct the day that is wrong: {known.correct(event, f'{name}=DATE')} (or on=DATE)"
            )
            yield known.warn(event, "field-out-of-order", message)


def _having(events: Iterable[Event], names: Sequence[str]) -> list[tuple[Event, str]]:
    """Each event with each of these fields that it has: most have none."""
    any_of = frozenset(names)
    found = [event for event in events if not any_of.isdisjoint(event.fields)]
    return [(event, name) for event in found for name in names if name in event.fields]


def future(known: Known) -> Iterator[Problem]:
    """Events, and days in their fields that can only lie in the past, that are later than the day of asking."""
    for event in known.timeline.later_events:
        message = f"{event.type} on {short(event.on)} is later than {short(known.as_of)}. Is the date right? "
        yield known.warn(event, "future", f"{message}If not: {known.correct(event, 'on=DATE')}")
    for event, name in _having(known.events, FACTS):
        day = event.day(name)
        if day is not None and day > known.as_of:
            message = f'"{name}" of {event.type} is {short(day)}, later than {short(known.as_of)}. Is the date right? '
            yield known.warn(event, "future", f"{message}If not: {known.correct(event, f'{name}=DATE')}")


# Years after the September in which school begins; the move.
MOVES = ((0, "early-years-to-school"), (7, "primary-to-secondary"), (12, "secondary-to-post-16"))
IN_SIGHT = 12  # months before its limit in which a move is to be expected: it is recorded "at least a year ahead"


BEFORE_AN_ORDER = timedelta(60)  # within which a plan may have been sent ahead of the order it carries out


def looked_at(case: Case, book: RuleBook) -> Callable[[Clock], bool]:
    """Which clocks of the case a finding may rest on: for `timeline(keep=...)`, where thousands of cases are asked."""
    claims = any(book.has(event.type, Act.EXCEPTION, Act.DIRECTION) for event in case.events)
    few = (Role.REVIEW_DECISION, Role.ANNUAL_REVIEW, Role.ORDERED_AMENDMENT)
    return lambda clock: (
        claims or clock.workings.kind == "bar" or bool(clock.workings.combine) or clock.rule.plays(*few)
    )


def doubts(timeline: Timeline) -> Iterator[Problem]:
    """Every finding in one case as at the timeline's as-of day. The timeline must hold the finished clocks too.

    A final plan sent before the family's 15 days are up, with no reply recorded, gives one warning `too-early`
    at the line of that event.
    """
    known = Known(timeline)
    for finding in FINDINGS:
        yield from finding(known)


def _too_early(known: Known) -> Iterator[Problem]:
    """Reg 13(1)(a): the 15 days first, unless the family has replied. CFA s.45(4): the appeal period first."""
    for bar in known.timeline.deadlines:
        act = bar.met_by
        if bar.rule.kind != "bar" or act is None or act.on >= bar.due or act.fields.get("reason") in OVER:
            continue
        fix = f"If the day is wrong, correct it: {known.correct(act, 'on=DATE')}"
        if bar.rule.plays(Role.PLAN_NOT_BEFORE):
            fix = f"If the family had replied, record it: {known.record(Act.COMMENTED)} DATE. {fix}"
        message = f"{act.type} on {short(act.on)} is before {short(bar.due)}: {bar.rule.title} ({bar.rule.cite}). {fix}"
        yield known.warn(act, "too-early", message)


def _ceased_during_appeal(known: Known) -> Iterator[Problem]:
    for place, ceased in enumerate(known.events):
        if not known.has(ceased, Act.CEASED) or ceased.fields.get("reason") in OVER:
            continue
        pending = None
        for event in known.events[:place]:
            if known.has(event, Act.APPEAL) and event.fields.get("challenge") == "cease":
                pending = event
            elif known.has(event, Act.APPEAL_OVER):
                pending = None
        if pending is not None:
            message = (
                f"the plan ended on {short(ceased.on)} while the appeal of {short(pending.on)} against ceasing it was "
                "undecided. It stays in force until the appeal is finally determined (CFA 2014 s.45(4)(b)). Record how "
                f"the appeal ended, or correct the day: {known.correct(ceased, 'on=DATE')}"
            )
            yield known.warn(ceased, "ceased-during-appeal", message)


def _bare_amend(known: Known) -> Iterator[Problem]:
    """The latest decision to amend, with nothing sent that would make it one."""
    decisions = known.all(Act.REVIEW_DECIDED)
    if not decisions or known.life.held is None or decisions[-1].fields.get("outcome") != "amend":
        return
    decided = decisions[-1]
    meetings = [event.on for event in known.all(Act.MEETING) if event.on <= decided.on]
    since = decided.day("meeting") or max(meetings, default=decided.on)
    sent = known.all(Act.NOTICE, Act.DROPPED)
    if any(e.on >= since and e.fields.get("following", "review") == "review" for e in sent):
        return
    running = _running(known, Role.REVIEW_DECISION)
    limit = f", which runs to {short(running[-1].due)}" if running else ""
    rule = known.rule(Role.REVIEW_DECISION, since)
    message = (
        f"a decision to amend on {short(decided.on)}, but no proposed amendments were sent. By itself it does not meet "
        f"the four weeks{limit} ({rule.cite if rule else 'SEND Regs 2014 reg 22(2)'}). Send the plan and the notice, "
        f"and record it: {known.record(Act.NOTICE)} DATE"
    )
    yield known.warn(decided, "amend-without-notice", message)


def _running(known: Known, role: Role) -> list[Deadline]:
    return [d for d in known.timeline.deadlines if d.rule.plays(role) and d.status in ("open", "overdue")]


def _route(known: Known) -> Iterator[Problem]:
    """A no became a yes: the route decides whether the original limits or new ones govern."""
    refused: Event | None = None
    recorded: set[str] = set()
    ways = known.book.events(Act.ORDER, Act.CONCESSION, Act.AGREEMENT)
    for event in known.events:
        if known.has(event, *YES_OF):
            refused, recorded = event, set()
        elif known.has(event, Act.REQUEST, Act.REASSESS_REQUEST):
            refused = None
        elif event.type in ways:
            recorded.add(event.type)
        elif refused is not None and known.has(event, *YES_OF.values(), Act.DRAFT, Act.FINAL_PLAN):
            yield from _how_turned(known, event, refused, recorded)
            refused = None


def _how_turned(known: Known, event: Event, refused: Event, recorded: set[str]) -> Iterator[Problem]:
    """What is missing of how the no of `refused` became the yes of `event`: the route, or what it names."""
    law = "(SEND Regs 2014 regs 42, 44, 45; R (W) v Hertfordshire [2023] EWHC 3138 (Admin))"
    ways = known.book.events(Act.ORDER, Act.CONCESSION, Act.AGREEMENT)
    said = f"{event.type} on {short(event.on)} follows {refused.type} on {short(refused.on)}"
    route = str(event.fields.get("route", "request"))
    needed = next((way for way in ways if known.book.event_types[way].route == route), None)
    recorded = recorded | _opened_by(known, event)
    agreed = known.has(event, *YES_OF.values())
    if agreed and event.on == refused.on:
        return  # both on one day: which of them the family was told is asked by `_taken`
    if agreed and route == "request" and not recorded:
        fix = known.correct(event, "route=order|unopposed|mediation|change-of-mind")
        text = f"{said}, and no route is recorded, so it is not known which clocks govern {law}. Add it: {fix}"
        yield known.warn(event, "route-missing", text)
    elif not agreed and not recorded:
        (yes,) = (known.book.event(yes) for no, yes in YES_OF.items() if known.has(refused, no))
        fix = f"Record how: {', '.join(ways)}, or {yes} with route=change-of-mind"
        yield known.warn(event, "route-missing", f"{said}, and nothing recorded overturned it {law}. {fix}")
    elif needed is not None and needed not in recorded:
        fix = f"Record it: sendclock record {known.ref} {needed} DATE"
        text = f"{said} by route={route}, but no {needed} is recorded, so its clocks do not run {law}. {fix}"
        yield known.warn(event, "route-unrecorded", text)


def _opened_by(known: Known, event: Event) -> set[str]:
    """The types of the orders, agreements or concessions that opened the assessment which the act belongs to, also of
    those that came after it."""
    acts = (act for act in known.timeline.things.deeds if act.source.id == event.id)
    about = [thing for act in acts for thing in act.links.get("assessment", ()) if isinstance(thing, Assessment)]
    opened = [one for one in known.timeline.things.assessments if one in about or one.agreed is event]
    return {partner.type for one in opened for partner in one.partners}


def _plan_not_on_file(known: Known) -> Iterator[Problem]:
    """A plan that was reviewed has been made: its day is missing, and with it the day its family could appeal."""
    for made in known.timeline.things.assessments:
        shown = made.ended
        if made.plan is None and shown is not None and known.has(shown, *DECIDES_REVIEW) and not made.reassessment:
            message = (
                f"{shown.type} on {short(shown.on)} decides on the review of a plan, but no final plan is on file "
                f"since {made.begun.type} on {short(made.begun.on)}. Its weeks count as late, and "
                f"are no longer waited for. Record the day it was sent: {known.record(Act.FINAL_PLAN)} DATE"
            )
            yield known.warn(shown, "plan-not-recorded", message)


def _phase_transfer(known: Known) -> Iterator[Problem]:
    """Reg 18: a move that the age brings within the year, and nobody expects. Junior schools: not every child moves."""
    plan, born = known.life.held, known.timeline.case.born
    if plan is None or born is None or _ceasing(known):
        return
    begins = born.year + 4 + (born.month >= 9)  # reception: the September after the fourth birthday
    expect, drop = known.book.event(Act.PHASE_EXPECTED), known.book.event(Act.PHASE_DROPPED)
    for years, move in MOVES:
        year = begins + years
        rule = _limit_of(known, move, year)
        if rule is None:
            continue
        limit = date.fromisoformat(f"{year}-{rule.period.size}")
        in_sight = add_months(limit, -IN_SIGHT) < known.as_of < date(year, 9, 1)
        if not in_sight or plan.on > limit or any(_expects(known, event, move, year) for event in known.events):
            continue
        watched = "has passed unwatched" if known.as_of > limit else "is not watched"
        message = (
            f"by age a move {move.replace('-to-', ' to ')} comes in September {year}, but no {expect} is recorded, so "
            f"the limit of {short(limit)} {watched} ({rule.cite}). Record it: sendclock record {known.ref} {expect} "
            f"{known.as_of} transfer={move} transfer_on={year}-09-01; or {drop} if there will be no such move."
        )
        yield known.warn(plan, "phase-transfer-missing", message)


def _limit_of(known: Known, move: str, year: int) -> Rule | None:
    """The rule with the limit of such a move, as in force in January of that year."""
    fields: dict[str, Value] = {"transfer": move, "transfer_on": date(year, 9, 1)}
    expected = Event(known.book.event(Act.PHASE_EXPECTED), date(year, 1, 1), None, "", 0, 0, fields)
    limits = (rule for rule in known.book.of(Role.PHASE_TRANSFER) if any(t.fits(expected) for t in rule.starts_on))
    return next((rule for rule in limits if rule.in_force(expected.on)), None)


def _expects(known: Known, event: Event, move: str, year: int) -> bool:
    """The move of that September, give or take a year out of cohort, is expected, dropped or already in the plan."""
    if known.has(event, Act.PHASE_EXPECTED):
        to = event.day("transfer_on")
        middle = move == "primary-to-secondary" and event.fields.get("transfer") == "primary-to-middle"
        return middle or (to is not None and abs(to.year - year) <= 1)
    settled = known.has(event, Act.PHASE_DROPPED) or event.fields.get("names_next_phase") is True
    return settled and event.on >= date(year - 2, 9, 1)


def _ceasing(known: Known) -> bool:
    """The latest decision about the plan is that it ends."""
    decisions = known.all(Act.REVIEW_DECIDED, Act.CEASE_NO, Act.ORDER, Act.AMENDED)
    if not decisions:
        return False
    return known.has(decisions[-1], Act.CEASE_NO) or decisions[-1].fields.get("outcome") == "cease"


def _no_review(known: Known) -> Iterator[Problem]:
    """CFA s.44(1): within twelve months. Not in detention, nor on release, where no number of days is set."""
    plan = known.life.held
    if plan is None or plan.fields.get("cause") == "release" or known.life.detained:
        return
    running = _running(known, Role.ANNUAL_REVIEW)
    decided = f"{known.record(Act.REVIEW_DECIDED)} DATE outcome=... meeting=DATE"
    release = released(known.timeline)
    if release is not None:
        message = (
            f"a review is owed as soon as reasonably practicable after {release.type} of {short(release.on)}, a duty "
            f"with no number of weeks (CFA 2014 s.48(2)(b)). Hold it, and {known.record(Act.MEETING)} DATE"
        )
        yield known.warn(release, "no-review", message)
    elif not running:
        message = (
            "a plan is held, but no clock says when it is to be reviewed within twelve months (CFA 2014 s.44(1)). "
            f"Record {known.book.event(Act.FINAL_PLAN)}, or the last review: {decided}"
        )
        yield known.warn(plan, "no-review", message)
    overdue = min((d for d in running if d.status == "overdue" and not d.excused_by), key=lambda d: d.due, default=None)
    if overdue is not None:
        message = (
            f"no review was completed by {short(overdue.due)}, as {overdue.rule.id} requires ({overdue.rule.cite}). "
            f"Complete it now; or, if that was done, record the decision: {decided}"
        )
        yield known.warn(overdue.started_by, "no-review", message)


def _carried_out_too(known: Known) -> Iterator[Problem]:
    """An amended plan was sent, and another thing still waits for one: often it is the same plan, which names one of
    the two. Of an order also, where a plan that answers nothing went a little before it."""
    answered = {done.met_by.id: done for done in known.timeline.deadlines if done.met_by and _named_by_its_plan(done)}
    for clock in (each for each in known.timeline.deadlines if each.status in ("open", "overdue")):
        names = _named_by_its_plan(clock)
        begun, ahead = clock.started_by.on, BEFORE_AN_ORDER if "ordered" in names else timedelta(0)
        plans = known.all(Act.AMENDED) if names else []
        sent = [e for e in plans if e.on >= begun or (e.id not in answered and e.on >= begun - ahead)]
        if sent:
            plan = sent[-1]
            if plan.id in answered and "following" not in plan.fields:  # what it was taken for is to be named as well
                names |= _named_by_its_plan(answered[plan.id])
            said = " ".join(f"{name}={day}" for name, day in sorted(names.items()) if plan.day(name) is None)
            message = (
                f"an amended plan was sent, and {clock.rule.id}, due {short(clock.due)}, still waits for one "
                f"({clock.rule.cite}). If this plan carried that out as well: {known.correct(plan, said)}"
            )
            yield known.warn(plan, "carried-out-too", message)


def _named_by_its_plan(clock: Deadline) -> dict[str, date]:
    """The field, and the day, by which an amended plan says that it carries this out."""
    if clock.rule.local is not None:
        return {}
    if clock.rule.plays(Role.ORDERED_AMENDMENT):
        return {"ordered": clock.started_by.on}
    reviews = [thing for thing in clock.things if isinstance(thing, Review) and thing.notice is not None]
    return {"meeting": reviews[0].day} if reviews and clock.rule.plays(Role.AMENDED_PLAN) else {}


def _left_with_a_plan(known: Known) -> Iterator[Problem]:
    """Reg 15(2): whoever moves away with a plan takes it along. Closing the case ends that clock, and sends nothing."""
    closings = [event for event in known.all(Act.CLOSED) if event.fields.get("reason") == "moved-away"]
    out = [event for event in known.all(Act.TRANSFERRED) if event.fields.get("direction") == "out"]
    for closing in closings:
        plan = held(known.timeline.things, known.book, closing)
        if plan is not None and all(sent.on < plan.on for sent in out):
            message = (
                f"the case is closed as moved away with a plan ({plan.type} of {short(plan.on)}). Nothing on file says "
                f"that the plan was transferred to the new authority (SEND Regs 2014 reg 15(2)). If it was: "
                f"{known.record(Act.TRANSFERRED)} DATE direction=out"
            )
            yield known.warn(closing, "plan-not-passed-on", message)


def _no_duty(known: Known) -> Iterator[Problem]:
    """CFA s.36(6), reg 24(a): no duty to assess again within six months, nor to assess where a plan is held."""
    for place, asked in enumerate(known.events):
        if not known.has(asked, Act.ASKED):
            continue
        before, to_assess = known.events[:place], known.has(asked, Act.REQUEST)
        plan = held(known.timeline.things, known.book, asked) if to_assess else None
        assessed = [event for event in before if known.has(event, Act.FINAL_PLAN, Act.PLAN_NO)]
        if plan is not None:
            message = (
                f"a request to assess on {short(asked.on)}, but a plan is held ({plan.type} of {short(plan.on)}). "
                "There is no duty to decide on it (CFA 2014 s.36(6)), yet its clocks run. If a re-assessment was asked "
                f"for, withdraw this and record {known.book.event(Act.REASSESS_REQUEST)}: sendclock withdraw "
                f'{known.ref} {asked.id} --reason "..."'
            )
            yield known.warn(asked, "plan-held", message)
        elif assessed and asked.on < add_months(assessed[-1].on, 6):
            cite = "CFA 2014 s.36(6)" if to_assess else "SEND Regs 2014 reg 24(a)"
            message = (
                f"{asked.type} on {short(asked.on)} is within six months of the assessment concluded on "
                f"{short(assessed[-1].on)}. There may be no duty to assess again ({cite}), though the authority may. "
                f"Decide it in time all the same; if the day is wrong, correct it: {known.correct(asked, 'on=DATE')}"
            )
            yield known.warn(asked, "assessed-recently", message)


def _dated_apart(known: Known) -> Iterator[Problem]:
    """Two limits for one contact. Said while it matters: until the later has passed, or if the contact fell between."""
    for clock, own, limb in known.two_dates():
        event = clock.started_by
        first, last = sorted((own, limb))
        between = clock.met_on is not None and first < clock.met_on <= last
        if clock.rule.plays(Role.MEDIATION_CONTACT) and first != last and (known.as_of <= last or between):
            message = (
                f"{event.type} was sent on {short(event.on)} but is dated {short(event.day('dated') or event.on)}. Two "
                f"months from sending end on {short(own)} (SEND Regs 2014 reg 33), from the date of the notice on "
                f"{short(limb)} (reg 34(2)): the earlier is used. Tell the family; if a day is wrong: "
                f"{known.correct(event, 'dated=DATE')}"
            )
            yield known.warn(event, "dated-apart", message)


def _closes_too_early(known: Known) -> Iterator[Problem]:
    """The closing date stated leaves less than the 15 days, and these are not over yet."""
    for clock, own, stated in known.two_dates():
        if clock.rule.plays(Role.COMMENT) and stated < own and known.as_of <= own:
            message = (
                f"the notice closes on {short(stated)}, before the 15 days end on {short(own)} ({clock.rule.cite}). "
                f"Give the family the whole time; if the day is wrong: {known.correct(clock.started_by, 'closes=DATE')}"
            )
            yield known.warn(clock.started_by, "closes-too-early", message)


def _never_finished(known: Known) -> Iterator[Problem]:
    """What an act of the next cycle ended without being its answer: amendments that no plan and no letter followed, a
    meeting on which nobody decided. It is over for the lists, and still nothing was sent."""
    for act in known.timeline.things.deeds:
        for thing in act.supersedes:
            if isinstance(thing, Amendment):
                meeting = thing.review.meeting if thing.review is not None else None
                which = f" meeting={meeting.on.isoformat()}" if meeting is not None else ""
                answers = f"{known.record(Act.AMENDED)} DATE{which}, or {known.record(Act.DROPPED)} DATE{which}"
                said = "neither an amended plan nor a letter that drops them is on file (SEND Regs 2014 reg 22(3), (4))"
            elif isinstance(thing, Review) and thing.meeting is not None and known.has(act.source, Act.MEETING):
                answers = f"{known.record(Act.REVIEW_DECIDED)} DATE outcome=... meeting={thing.day.isoformat()}"
                said = "no decision on it is on file (SEND Regs 2014 reg 20(10))"
            else:
                continue
            message = (
                f"{thing.begun.type} of {short(thing.begun.on)} was never followed up: {said}, and "
                f"{act.source.type} of {short(act.source.on)} began the next review. Record what was sent: {answers}"
            )
            yield known.warn(thing.begun, "never-finished", message)


def _before_the_plan(known: Known) -> Iterator[Problem]:
    """A review meeting earlier than the plan: mostly last year's figure in this year's date."""
    plan = next(iter(known.timeline.things.plans), None)
    if plan is None or plan.made is None or plan.first is None:
        return
    for review in known.timeline.things.reviews:
        held = review.meeting
        if held is not None and held.on < plan.made:
            message = (
                f"{held.type} on {short(held.on)} is earlier than the plan, first made on {short(plan.made)} as far as "
                f"the file says. If the day is wrong: {known.correct(held, 'on=DATE')}; if the plan is older: "
                f"{known.record(Act.FINAL_PLAN)} DATE"
            )
            yield known.warn(held, "before-the-plan", message)


def _after_the_end(known: Known) -> Iterator[Problem]:
    """Acts after the case was closed: it was closed too early, or taken up again without a word."""
    closed = known.timeline.things.closed
    if closed is None:
        return
    after = [e for e in known.events if (e.on, e.order) > (closed.on, closed.order) and e.on > closed.on]
    first = next((e for e in after if known.book.event_types[e.type].group not in ("case", "local")), None)
    if first is not None:
        message = (
            f"{first.type} on {short(first.on)} follows {closed.type} on {short(closed.on)}, which ended what was "
            f'open. If the case goes on: sendclock withdraw {known.ref} {closed.id} --reason "..."'
        )
        yield known.warn(first, "after-the-end", message)


def _left_open(known: Known) -> Iterator[Problem]:
    """An appeal that was allowed, settled or decided, and nothing on file says what is to be done."""
    end = appeal_left_open(known.timeline)
    if end is not None:
        message = (
            f"{end.type} on {short(end.on)} does not say what was ordered or agreed, and no week is counted from it "
            f"(SEND Regs 2014 reg 44). Write: {known.record(Act.ORDER)} DATE order=..., or "
            f"{known.record(Act.AGREEMENT)} DATE order=..."
        )
        yield known.warn(end, "appeal-left-open", message)


SAID_ELSEWHERE = frozenset({"route-missing", "route-unrecorded"})  # by `_route`, with what is missing of it


def _taken(known: Known) -> Iterator[Problem]:
    """What an act was taken for that names nothing on file, repeats what is there, came when its time had passed, or
    leaves open what it belongs to."""
    seen: set[tuple[str, str]] = set()
    for act in known.timeline.things.deeds:
        if act.how in ("named", "newest", "only") and act.in_time and not act.doubts:
            continue
        if SAID_ELSEWHERE.intersection(act.doubts):
            continue
        text = taken_for(act, known.ref, known.book.event_types)
        if text and (act.source.id, text) not in seen:
            seen.add((act.source.id, text))
            event = act.source
            yield known.warn(event, _code(known, act), f"{event.type} on {short(event.on)}: {text}")


def _code(known: Known, act: Deed) -> str:
    if act.doubts:
        return act.doubts[0]
    if act.how == "joined":
        return "second-request" if known.has(act.source, Act.REQUEST, Act.REASSESS_REQUEST) else "said-again"
    return {"none": "answers-nothing", "stand-in": "stands-in"}.get(act.how, "out-of-time")


FINDINGS: tuple[Callable[[Known], Iterator[Problem]], ...] = (
    _too_early,
    _ceased_during_appeal,
    _bare_amend,
    exception_refused,
    exception_doubtful,
    exception_unused,
    fixed_apart,
    closure_asked,
    _route,
    _plan_not_on_file,
    _phase_transfer,
    _no_review,
    _never_finished,
    _left_open,
    _before_the_plan,
    _after_the_end,
    out_of_order,
    fields_out_of_order,
    future,
    _left_with_a_plan,
    _carried_out_too,
    _no_duty,
    _dated_apart,
    _closes_too_early,
    _taken,
)
