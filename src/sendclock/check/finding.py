"""One case as the findings of `check` see it, and how they word a warning.

Must not know: files, formats.

Exceptions claimed that do not hold, or on which nobody should rely.

Must not know: files, formats.

Events out of order, fields that contradict their event, days still to come.

Must not know: files, formats.

What the law makes impossible or doubtful in one case: findings for `check`, as warnings that move no date.

Each finding is one small function; FINDINGS lists them. A message says what, why (with the provision) and the fix.
Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sendclock.clock.case import Case, Event, same_party, truth
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.exceptions import Judged
from sendclock.clock.run import Clock
from sendclock.days.counting import add_months
from sendclock.files.problem import Problem
from sendclock.law.book import RuleBook
from sendclock.law.rule import Condition, Rule

REQUESTS = ("assessment-requested", "responsibility-began")
# The route by which a refusal was overturned, and the event that starts its clocks.
ROUTES = {"order": "order-made", "unopposed": "appeal-unopposed", "mediation": "mediation-agreed"}
ASSESSED = ("assessment-agreed", "reassessment-agreed", "conversion-assessment-began", *ROUTES.values())
OVER = ("deceased", "transferred")  # reasons for which nobody decides to cease, so nobody can appeal


class Known(NamedTuple):
    """One case as every finding sees it: `events` corrected, in order, none after the as-of day."""

    timeline: Timeline
    book: RuleBook
    events: tuple[Event, ...]
    plan: Event | None

    @property
    def ref(self) -> str:
        return self.timeline.case.ref

    @property
    def as_of(self) -> date:
        return self.timeline.as_of

    def warn(self, event: Event, code: str, message: str) -> Problem:
        return Problem(self.timeline.case.position(event), "warning", code, message)

    def correct(self, event: Event, what: str) -> str:
        return f'sendclock correct {self.ref} {event.id} {what} --reason "..."'

    def rule(self, id: str, day: date) -> Rule | None:
        """The version of the rule in force that day."""
        return next((rule for rule in self.book.versions(id) if rule.in_force(day)), None)

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
    for claim in known.events:
        if claim.type == "exception-recorded" and claim.id not in used:
            rule = claim.fields.get("rule")
            message = (
                f"{claim.fields.get('ground')} is claimed for {rule}, but no clock of {rule} had started by "
                f"{short(claim.on)}, so it excuses nothing. Name the clock that is late: "
                f"{known.correct(claim, 'rule=RULE')}"
            )
            yield known.warn(claim, "exception-unused", message)


def closure_asked(known: Known) -> Iterator[Problem]:
    """The closure test is the day advice was asked for: it should be a day on which the file has it asked."""
    asked = {e.on for e in known.events if e.type in ("advice-requested", "information-requested")}
    for claim in known.events:
        day = claim.day("asked") if claim.type == "exception-recorded" else None
        if day is not None and asked and day not in asked:
            message = (
                f"{claim.fields.get('ground')} rests on advice asked for on {short(day)}, but no advice-requested of "
                "that day is recorded. Only the day the head or principal was asked counts (SEND Regs 2014 reg "
                f"5(4)(a), (b)). Record that request, or correct the day: {known.correct(claim, 'asked=DATE')}"
            )
            yield known.warn(claim, "exception-asked", message)


AFTER_A_MEETING = ("review-decided", "amendment-notice-sent", "amendment-dropped")
FACTS = ("served", "complete", "received", "sent", "lodged", "dated")  # not known before they happened
NOT_BEFORE = ("served", "complete", "received", "sent", "closes", "mediation_on")
NOT_AFTER = ("lodged", "original_request", "made", "last_reviewed", "asked")
WRONG_YEAR, ROUND = 366, 90  # days in which an event on the wrong side is a slip; for what comes round each year
EVER, LAST_ROUND = 99_999, 300  # days back in which the earlier event is looked for; not as far as last year's


class Order(NamedTuple):
    """`later` presupposes one of `earlier`, because `why`: one is `ahead` days after at most, none `back` before."""

    later: str
    earlier: tuple[str, ...]
    why: str
    ahead: int = WRONG_YEAR
    back: int = EVER
    only: Condition | None = None  # holds of the later event, else it presupposes nothing


# fmt: off
ORDERS = (
    Order("assessment-agreed", REQUESTS, "the decision answers a request (CFA 2014 s.36)"),
    Order("assessment-refused", REQUESTS, "the decision answers a request (CFA 2014 s.36)"),
    Order("reassessment-refused", ("reassessment-requested",), "the decision answers a request (CFA 2014 s.44(2))"),
    Order("advice-received", ("advice-requested",), "advice answers a request for it (SEND Regs 2014 reg 6)"),
    Order("information-received", ("information-requested",), "it answers a request for information"),
    Order("plan-agreed", ASSESSED, "only an assessment shows whether a plan is needed (CFA 2014 s.36(8))"),
    Order("plan-refused", ASSESSED, "only an assessment shows whether a plan is needed (CFA 2014 s.36(9))"),
    Order("draft-plan-sent", ASSESSED, "a plan rests on an assessment (CFA 2014 s.37(1))"),
    Order("final-plan-sent", ("draft-plan-sent",), "the family sees a draft first (CFA 2014 s.38(1), (4))"),
    Order("representations-received", ("draft-plan-sent", "amendment-notice-sent"),
          "the family replies to a draft or to proposed amendments (CFA 2014 s.38(2))", ROUND),
    Order("setting-replied", ("setting-consulted",), "a reply answers a consultation (CFA 2014 s.39(2))"),
    Order("review-notice-given", ("review-meeting-arranged",), "a notice states a day that was set", ROUND),
    Order("review-meeting-held", ("review-notice-given",), "people are invited first (SEND Regs 2014 reg 20(3))",
          ROUND, LAST_ROUND, Condition("kind", "!=", ("light",), "annual")),
    Order("review-report-sent", ("review-meeting-held",), "it reports the meeting (SEND Regs 2014 reg 20(9))",
          ROUND, LAST_ROUND),
    Order("review-decided", ("review-meeting-held",), "the meeting comes first (SEND Regs 2014 reg 20(10))",
          ROUND, LAST_ROUND),
    Order("amended-plan-sent", ("amendment-notice-sent",), "the notice goes first (SEND Regs 2014 reg 22(2))",
          ROUND, EVER, Condition("following", "!=", ("order",), "review")),
    Order("plan-ceased", ("cease-decided", "review-decided"), "the decision comes first (CFA 2014 s.45)",
          WRONG_YEAR, EVER, Condition("reason", "!=", OVER, None)),
    Order("transfer-notice-sent", ("plan-transferred",), "it tells of the transfer (SEND Regs 2014 reg 15(4))"),
    Order("mediation-arranged", ("mediation-requested",), "the family asks first (SEND Regs 2014 reg 36)"),
    Order("mediation-held", ("mediation-arranged",), "a day is fixed first (SEND Regs 2014 reg 37)"),
    Order("certificate-issued", ("adviser-contacted",), "the adviser is contacted first (CFA 2014 s.55)"),
    Order("appeal-response-sent", ("appeal-registered",), "it answers the appeal (Tribunal Rules 2008)"),
    Order("hearing-held", ("hearing-listed",), "notice of a hearing is given (Tribunal Rules 2008)"),
    Order("order-made", ("appeal-registered",), "an order decides an appeal (CFA 2014 s.51)"),
    Order("appeal-ended", ("appeal-registered",), "it begins before it ends (CFA 2014 s.51)"),
    Order("foi-answered", ("foi-received",), "it answers a request"),
    Order("sar-answered", ("sar-received",), "it answers a request"),
    Order("complaint-answered", ("complaint-received",), "it answers a complaint"),
)
# fmt: on


def out_of_order(known: Known) -> Iterator[Problem]:
    """An event whose presupposed earlier event is recorded, but only on a later day. Merely missing is no finding."""
    by_type: dict[str, list[Event]] = {}
    for event in known.events:
        by_type.setdefault(event.type, []).append(event)
    for order in ORDERS:
        earlier = [event for type_ in order.earlier for event in by_type.get(type_, ())]
        for event in by_type.get(order.later, ()) if earlier else ():
            met = event.day("meeting")
            if (order.only is not None and not order.only.holds(event)) or (met is not None and met <= event.on):
                continue
            same = [e for e in earlier if None in (e.party, event.party) or same_party(e.party, event.party)]
            after = [e for e in same if 0 < (e.on - event.on).days <= order.ahead]
            if after and not any(0 <= (event.on - e.on).days <= order.back for e in same):
                first = min(after, key=lambda e: e.on)
                message = (
                    f"{event.type} on {short(event.on)} is earlier than {first.type} on {short(first.on)}, but "
                    f"{order.why}. Correct the day that is wrong, here or in event {first.id}: "
                    f"{known.correct(event, 'on=DATE')}"
                )
                yield known.warn(event, "out-of-order", message)


def fields_out_of_order(known: Known) -> Iterator[Problem]:
    """A letter that arrives before it goes, an appeal lodged after the authority had it, and the like."""
    for event in known.events:
        for name in (*NOT_BEFORE, *NOT_AFTER, "meeting"):
            day = event.day(name)
            if day is None or day == event.on:
                continue
            too_late = name in NOT_AFTER or (name == "meeting" and event.type in AFTER_A_MEETING)
            too_soon = name in NOT_BEFORE or (name == "meeting" and event.type == "review-meeting-arranged")
            if (too_late and day > event.on) or (too_soon and day < event.on):
                side = "later" if day > event.on else "earlier"
                message = (
                    f'"{name}" is {short(day)}, {side} than the {event.type} itself on {short(event.on)}, which cannot '
                    f"be. Correct the day that is wrong: {known.correct(event, f'{name}=DATE')} (or on=DATE)"
                )
                yield known.warn(event, "field-out-of-order", message)


def future(known: Known) -> Iterator[Problem]:
    for event in known.timeline.later_events:
        message = f"{event.type} on {short(event.on)} is later than {short(known.as_of)}. Is the date right? "
        yield known.warn(event, "future", f"{message}If not: {known.correct(event, 'on=DATE')}")
    for event in known.events:
        for name in FACTS:
            day = event.day(name)
            if day is not None and day > known.as_of:
                message = (
                    f'"{name}" of {event.type} is {short(day)}, later than {short(known.as_of)}. Is the date right? '
                )
                yield known.warn(event, "future", f"{message}If not: {known.correct(event, f'{name}=DATE')}")


REFUSALS = ("assessment-refused", "plan-refused", "reassessment-refused")
AGREED = ("assessment-agreed", "plan-agreed", "reassessment-agreed")
# What shows that a plan is held although its making is not in the file.
OF_A_PLAN = frozenset({"amended-plan-sent", "review-meeting-held", "review-decided", "amendment-notice-sent"})
REVIEWS = ("annual-review", "review-after-transfer", "review-after-reassessment")
# Years after the September in which school begins; the move; the rule with its limit.
MOVES = (
    (0, "early-years-to-school", "phase-transfer-february"),
    (7, "primary-to-secondary", "phase-transfer-february"),
    (12, "secondary-to-post-16", "phase-transfer-march"),
)
COMMENTS = ("comment-on-draft", "comment-on-amendments")
IN_SIGHT = 12  # months before its limit in which a move is to be expected: it is recorded "at least a year ahead"
DETERMINED = ("appeal-ended", "appeal-unopposed", "order-made", "tribunal-decision-sent")


def looked_at(case: Case) -> Callable[[Clock], bool]:
    """Which clocks of the case a finding may rest on: for `timeline(keep=...)`, where thousands of cases are asked."""
    claims = any(event.type == "exception-recorded" for event in case.events)
    few = ("review-decision", *REVIEWS)
    return lambda clock: claims or clock.rule.kind == "bar" or bool(clock.rule.combine) or clock.rule.id in few


def doubts(timeline: Timeline, rulebook: RuleBook) -> Iterator[Problem]:
    """Every finding in one case as at the timeline's as-of day. The timeline must hold the finished clocks too.

    A final plan sent before the family's 15 days are up, with no reply recorded, gives one warning `too-early`
    at the line of that event.
    """
    events = tuple(event for event in truth(timeline.case).events if event.on <= timeline.as_of)
    known = Known(timeline, rulebook, events, _plan_held(events))
    for finding in FINDINGS:
        yield from finding(known)


def _plan_held(events: Sequence[Event]) -> Event | None:
    """What shows that a plan is held at the end of `events`: its making or arrival, else the first trace of it."""
    held, ended = None, False
    for event in events:
        arrives = event.type == "plan-transferred" and event.fields.get("direction") == "in"
        if event.type in ("plan-ceased", "plan-transferred", "case-closed") and not arrives:
            held, ended = None, True
        elif event.type == "final-plan-sent" or arrives or (event.type in OF_A_PLAN and not ended):
            held = held or event
    return held


def _too_early(known: Known) -> Iterator[Problem]:
    """Reg 13(1)(a): the 15 days first, unless the family has replied. CFA s.45(4): the appeal period first."""
    for bar in known.timeline.deadlines:
        act = bar.met_by
        if bar.rule.kind != "bar" or act is None or act.on >= bar.due or act.fields.get("reason") in OVER:
            continue
        fix = f"If the day is wrong, correct it: {known.correct(act, 'on=DATE')}"
        if bar.rule.id == "final-plan-not-before":
            replied = f"sendclock record {known.ref} representations-received DATE"
            fix = f"If the family had replied, record it: {replied}. {fix}"
        message = f"{act.type} on {short(act.on)} is before {short(bar.due)}: {bar.rule.title} ({bar.rule.cite}). {fix}"
        yield known.warn(act, "too-early", message)


def _ceased_during_appeal(known: Known) -> Iterator[Problem]:
    for place, ceased in enumerate(known.events):
        if ceased.type != "plan-ceased" or ceased.fields.get("reason") in OVER:
            continue
        pending = None
        for event in known.events[:place]:
            if event.type == "appeal-registered" and event.fields.get("challenge") == "cease":
                pending = event
            elif event.type in DETERMINED:
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
    decisions = [event for event in known.events if event.type == "review-decided"]
    if not decisions or known.plan is None or decisions[-1].fields.get("outcome") != "amend":
        return
    decided = decisions[-1]
    meetings = [e.on for e in known.events if e.type == "review-meeting-held" and e.on <= decided.on]
    since = decided.day("meeting") or max(meetings, default=decided.on)
    sent = ("amendment-notice-sent", "amendment-dropped")
    if any(e.type in sent and e.on >= since and e.fields.get("following", "review") == "review" for e in known.events):
        return
    running = [
        d for d in known.timeline.deadlines if d.rule.id == "review-decision" and d.status in ("open", "overdue")
    ]
    limit = f", which runs to {short(running[-1].due)}" if running else ""
    rule = known.rule("review-decision", since)
    message = (
        f"a decision to amend on {short(decided.on)}, but no proposed amendments were sent. By itself it does not meet "
        f"the four weeks{limit} ({rule.cite if rule else 'SEND Regs 2014 reg 22(2)'}). Send the plan and the notice, "
        f"and record it: sendclock record {known.ref} amendment-notice-sent DATE"
    )
    yield known.warn(decided, "amend-without-notice", message)


def _route(known: Known) -> Iterator[Problem]:
    """A no became a yes: the route decides whether the original limits or new ones govern."""
    refused: Event | None = None
    recorded: set[str] = set()
    law = "(SEND Regs 2014 regs 42, 44, 45; R (W) v Hertfordshire [2023] EWHC 3138 (Admin))"
    for event in known.events:
        if event.type in REFUSALS:
            refused, recorded = event, set()
        elif event.type in (*REQUESTS, "reassessment-requested"):
            refused = None
        elif event.type in ROUTES.values():
            recorded.add(event.type)
        elif refused is not None and event.type in (*AGREED, "draft-plan-sent", "final-plan-sent"):
            route = str(event.fields.get("route", "request"))
            needed = ROUTES.get(route)
            said = f"{event.type} on {short(event.on)} follows {refused.type} on {short(refused.on)}"
            if event.type in AGREED and route == "request":
                fix = known.correct(event, "route=order|unopposed|mediation|change-of-mind")
                text = f"{said}, and no route is recorded, so it is not known which clocks govern {law}. Add it: {fix}"
                yield known.warn(event, "route-missing", text)
            elif event.type not in AGREED and not recorded:
                ways = ", ".join(ROUTES.values())
                fix = f"Record how: {ways}, or {_yes(refused)} with route=change-of-mind"
                yield known.warn(event, "route-missing", f"{said}, and nothing recorded overturned it {law}. {fix}")
            elif needed is not None and needed not in recorded:
                fix = f"Record it: sendclock record {known.ref} {needed} DATE"
                text = f"{said} by route={route}, but no {needed} is recorded, so its clocks do not run {law}. {fix}"
                yield known.warn(event, "route-unrecorded", text)
            refused = None


def _yes(refusal: Event) -> str:
    return refusal.type.replace("refused", "agreed")


def _phase_transfer(known: Known) -> Iterator[Problem]:
    """Reg 18: a move that the age brings within the year, and nobody expects. Junior schools: not every child moves."""
    plan, born = known.plan, known.timeline.case.born
    if plan is None or born is None or _ceasing(known.events):
        return
    begins = born.year + 4 + (born.month >= 9)  # reception: the September after the fourth birthday
    for years, move, rule_id in MOVES:
        year = begins + years
        rule = known.rule(rule_id, date(year, 1, 1))
        if rule is None:
            continue
        limit = date.fromisoformat(f"{year}-{rule.period.size}")
        in_sight = add_months(limit, -IN_SIGHT) < known.as_of < date(year, 9, 1)
        if not in_sight or plan.on > limit or any(_expects(event, move, year) for event in known.events):
            continue
        watched = "has passed unwatched" if known.as_of > limit else "is not watched"
        message = (
            f"by age a move {move.replace('-to-', ' to ')} comes in September {year}, but no phase-transfer-expected "
            f"is recorded, so the limit of {short(limit)} {watched} ({rule.cite}). Record it: sendclock record "
            f"{known.ref} phase-transfer-expected {known.as_of} transfer={move} transfer_on={year}-09-01; or "
            "phase-transfer-dropped if there will be no such move."
        )
        yield known.warn(plan, "phase-transfer-missing", message)


def _expects(event: Event, move: str, year: int) -> bool:
    """The move of that September, give or take a year out of cohort, is expected, dropped or already in the plan."""
    if event.type == "phase-transfer-expected":
        to = event.day("transfer_on")
        middle = move == "primary-to-secondary" and event.fields.get("transfer") == "primary-to-middle"
        return middle or (to is not None and abs(to.year - year) <= 1)
    settled = event.type == "phase-transfer-dropped" or event.fields.get("names_next_phase") is True
    return settled and event.on >= date(year - 2, 9, 1)


def _ceasing(events: Sequence[Event]) -> bool:
    """The latest decision about the plan is that it ends."""
    decisions = [e for e in events if e.type in ("review-decided", "cease-decided", "order-made", "amended-plan-sent")]
    return bool(decisions) and (decisions[-1].type == "cease-decided" or decisions[-1].fields.get("outcome") == "cease")


def _no_review(known: Known) -> Iterator[Problem]:
    """CFA s.44(1): within twelve months. Not in detention, nor on release, where no number of days is set."""
    detained = [e.type for e in known.events if e.type in ("detention-began", "detention-ended")]
    plan = known.plan
    if plan is None or plan.fields.get("cause") == "release" or detained[-1:] == ["detention-began"]:
        return
    running = [d for d in known.timeline.deadlines if d.rule.id in REVIEWS and d.status in ("open", "overdue")]
    decided = f"sendclock record {known.ref} review-decided DATE outcome=... meeting=DATE"
    if not running:
        message = (
            "a plan is held, but no clock says when it is to be reviewed within twelve months (CFA 2014 s.44(1)). "
            f"Record final-plan-sent, or the last review: {decided}"
        )
        yield known.warn(plan, "no-review", message)
    overdue = min((d for d in running if d.status == "overdue" and not d.excused_by), key=lambda d: d.due, default=None)
    if overdue is not None:
        message = (
            f"no review was completed by {short(overdue.due)}, as {overdue.rule.id} requires ({overdue.rule.cite}). "
            f"Complete it now; or, if that was done, record the decision: {decided}"
        )
        yield known.warn(overdue.started_by, "no-review", message)


def _no_duty(known: Known) -> Iterator[Problem]:
    """CFA s.36(6), reg 24(a): no duty to assess again within six months, nor to assess where a plan is held."""
    for place, asked in enumerate(known.events):
        if asked.type not in ("assessment-requested", "reassessment-requested"):
            continue
        before = known.events[:place]
        plan = _plan_held(before) if asked.type == "assessment-requested" else None
        assessed = [e for e in before if e.type in ("final-plan-sent", "plan-refused")]
        if plan is not None:
            message = (
                f"a request to assess on {short(asked.on)}, but a plan is held ({plan.type} of {short(plan.on)}): "
                "there is no duty to decide on it (CFA 2014 s.36(6)), yet its clocks run. If a re-assessment was asked "
                f"for, withdraw this and record reassessment-requested: sendclock withdraw {known.ref} {asked.id} "
                '--reason "..."'
            )
            yield known.warn(asked, "plan-held", message)
        elif assessed and asked.on < add_months(assessed[-1].on, 6):
            cite = "CFA 2014 s.36(6)" if asked.type == "assessment-requested" else "SEND Regs 2014 reg 24(a)"
            message = (
                f"{asked.type} on {short(asked.on)} is within six months of the assessment concluded on "
                f"{short(assessed[-1].on)}: there may be no duty to assess again ({cite}), though the authority may. "
                f"Decide it in time all the same; if the day is wrong, correct it: {known.correct(asked, 'on=DATE')}"
            )
            yield known.warn(asked, "assessed-recently", message)


def _dated_apart(known: Known) -> Iterator[Problem]:
    """Two limits for one contact. Said while it matters: until the later has passed, or if the contact fell between."""
    for clock, own, limb in known.two_dates():
        event = clock.started_by
        first, last = sorted((own, limb))
        between = clock.met_on is not None and first < clock.met_on <= last
        if clock.rule.id == "mediation-contact" and first != last and (known.as_of <= last or between):
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
        if clock.rule.id in COMMENTS and stated < own and known.as_of <= own:
            message = (
                f"the notice closes on {short(stated)}, before the 15 days end on {short(own)} ({clock.rule.cite}). "
                f"Give the family the whole time; if the day is wrong: {known.correct(clock.started_by, 'closes=DATE')}"
            )
            yield known.warn(clock.started_by, "closes-too-early", message)


FINDINGS: tuple[Callable[[Known], Iterator[Problem]], ...] = (
    _too_early,
    _ceased_during_appeal,
    _bare_amend,
    exception_refused,
    exception_doubtful,
    exception_unused,
    closure_asked,
    _route,
    _phase_transfer,
    _no_review,
    out_of_order,
    fields_out_of_order,
    future,
    _no_duty,
    _dated_apart,
    _closes_too_early,
)
