"""Every case has one state, so that every list adds up: something runs, a fact is waited for, it has ended, or nothing
runs although it should. And the clock that governs now, which the headline, the next step and the letter speak of.

Must not know: English, files, what day it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from sendclock.days.counting import add_months
from sendclock.law.role import Act, Role
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.case import Event
    from sendclock.clock.deadline import Deadline, Timeline
    from sendclock.clock.things import Things
    from sendclock.law.book import RuleBook

Kind = Literal["running", "waiting", "ended", "nothing-running"]
KINDS: tuple[Kind, ...] = ("running", "waiting", "ended", "nothing-running")
# What governs a case that has several clocks running, the first first: the plan that is owed, then what leads to it.
GOVERNS = (
    Role.WEEK_20, Role.WEEK_6, Role.WEEK_16, Role.REASSESS_DECISION, Role.RECONSIDER, Role.ORDERED_AMENDMENT,
    Role.AMENDED_PLAN, Role.REVIEW_DECISION, Role.PHASE_TRANSFER, Role.ANNUAL_REVIEW, Role.APPEAL_RESPONSE,
)  # fmt: skip
UNDECIDED = ("request-unknown", "agreed-and-refused")  # doubts that only a fact from the family's letter can settle


class State(NamedTuple):
    """`why` is a word that `say.words` has a sentence for; `event` the one it is about; `missing` the field that is
    waited for. Of what runs, `why` is empty."""

    kind: Kind
    why: str = ""
    event: Event | None = None
    missing: str = ""
    on: date | None = None


def state_of(timeline: Timeline) -> State:
    """The state of a case on the as-of day, from every clock of it."""
    things = timeline.things
    open_ = [deadline for deadline in timeline.running if deadline.status in ("open", "overdue")]
    owed = [deadline for deadline in open_ if deadline.rule.kind == "deadline"]
    if things.closed is not None and not owed and not _begun_since(things, things.closed):
        return State("ended", "closed", things.closed, on=things.closed.on)
    waiting = _waiting(timeline, open_)
    if waiting is not None:
        return waiting
    if _runs(open_, held=things.plan is not None) or _appealed(things):
        return State("running")
    standing = _stands_still(timeline)
    step = appeal_not_on_file(timeline) if standing.kind == "ended" and things.moved is None else None
    return State("waiting", "appeal-not-on-file", step, on=step.on) if step is not None else standing


# What says what is to be done after an appeal; and what shows that it was done, from the day the appeal ended.
SETTLES = (Act.ORDER, Act.CONCESSION, Act.AGREEMENT)
NOES = (Act.ASSESS_NO, Act.REASSESS_NO, Act.PLAN_NO, Act.CEASE_NO)
DOES = (
    Act.ASSESS_YES, Act.REASSESS_YES, Act.PLAN_YES, Act.DRAFT, Act.FINAL_PLAN, Act.AMENDED, Act.REQUEST, Act.CEASED,
)  # fmt: skip


def appeal_left_open(timeline: Timeline) -> Event | None:
    """The end of an appeal that was allowed or settled, or of which the decision alone is on file, where nothing says
    what was ordered or agreed and nothing was done since: no week is counted from it."""
    book = timeline.book
    ends = [event for event in timeline.events if event.type in book.leaving]
    end = next((event for event in reversed(ends) if _leaves(event, book)), None)
    if end is None:
        return None
    since = [event for event in timeline.events if event.on >= _begun(end, timeline)]
    told = any(book.has(event.type, *SETTLES) or (event.on >= end.on and _says(event, timeline)) for event in since)
    return None if told else end


def _begun(end: Event, timeline: Timeline) -> date:
    """The first day on which what was ordered or agreed in an appeal can have been: of its registration; where that is
    not on file, of the newest refusal before its end, and of no more than a year."""
    decisions = timeline.things.decisions
    appeal = next((each.appeal for each in decisions if each.ended is not None and each.ended.id == end.id), None)
    if appeal is not None:
        return appeal.on
    noes = [each.begun for each in decisions if timeline.book.has(each.begun.type, *NOES)]
    return max([add_months(end.on, -12), *(no.on for no in noes if no.on <= end.on)])


def _leaves(event: Event, book: RuleBook) -> bool:
    """It ends an appeal and does not say what is to be done. A claim is no appeal."""
    leaves = book.event_types[event.type].leaves
    return leaves is not None and leaves.holds(event) and event.fields.get("kind") != "claim"


def appeal_not_on_file(timeline: Timeline) -> Event | None:
    """Where no appeal is open, the last step of one that is not on file: after a no it may not have ended. An appeal or
    a claim of before the newest decision tells nothing of it."""
    decisions, book = timeline.things.decisions, timeline.book
    if not decisions:
        return None
    after = [event for event in timeline.events if event.on >= decisions[-1].begun.on]
    if any(book.has(event.type, Act.APPEAL_OVER) for event in after):
        return None
    return next((event for event in reversed(after) if book.has(event.type, Act.APPEAL_STEP)), None)


def _still_matters(end: Event, timeline: Timeline) -> bool:
    """Where a plan has been kept since, for a year: then the next review has had it before it."""
    things, opening = timeline.things, timeline.opening
    if things.moved is not None or (opening is not None and end.on < opening):
        return False
    return things.plan is None or timeline.as_of <= add_months(end.on, 12)


def _says(event: Event, timeline: Timeline) -> bool:
    """It carries out what was decided, or says that the appeal came to nothing; reasons, or a word about permission,
    say neither."""
    leaves = timeline.book.event_types[event.type].leaves
    ended_otherwise = leaves is not None and "outcome" in event.fields and not leaves.holds(event)
    return timeline.book.has(event.type, *DOES) or ended_otherwise


def _begun_since(things: Things, closed: Event) -> bool:
    """Whether something began after the case was closed, an appeal too: then it counts as open again."""
    begun = [thing.begun for thing in (*things.assessments, *things.plans, *things.reviews, *things.spells)]
    begun += [decision.appeal for decision in things.decisions if decision.appeal is not None]
    return any((event.on, event.order) > (closed.on, closed.order) for event in begun)


def _runs(open_: Sequence[Deadline], held: bool) -> bool:
    """A bar or a limit alone is nothing that anybody waits for, unless a plan is held."""
    return any(deadline.rule.kind in ("deadline", "window") or held for deadline in open_)


def _appealed(things: Things) -> bool:
    """An appeal or a claim that has not ended: the Tribunal decides, though no clock of the authority may run."""
    return any(each.appeal is not None and each.open for each in things.decisions) or any(c.open for c in things.claims)


def _waiting(timeline: Timeline, open_: Sequence[Deadline]) -> State | None:
    """A fact that is missing, where no clock of what governs can do without it."""
    assessment = timeline.things.assessment
    if assessment is not None:
        for doubt in UNDECIDED:
            if doubt in assessment.doubts:
                return State("waiting", doubt, assessment.begun, on=assessment.begun.on)
    left = appeal_left_open(timeline)
    if left is not None and _still_matters(left, timeline):
        return State("waiting", "appeal-left-open", left, on=left.on)
    if open_:
        return None
    limbs = timeline.book.limbs  # the other clock of the duty stands for one that is not stated
    waiting = [each for each in timeline.not_started if each.rule.id not in limbs]
    if not waiting:
        return None
    missing = waiting[-1]
    return State("waiting", "field", missing.event, missing.missing)


def _stands_still(timeline: Timeline) -> State:
    """No clock runs: because it has ended, or although it has not."""
    things = timeline.things
    plan, assessment = things.plan, things.assessment
    if plan is not None:
        return _plan_alone(timeline)
    if assessment is not None:
        return State("nothing-running", "assessment-open", assessment.begun, on=assessment.begun.on)
    ends = [thing.ended for thing in (*things.assessments, *things.plans) if thing.ended is not None]
    ends += [event for event in (things.closed, things.moved) if event is not None]
    if ends:
        last = max(ends, key=lambda event: (event.on, event.order))
        effect = timeline.book.event_types[last.type].effect
        return State("ended", "event", last, on=max(last.on, (last.day(effect) if effect else None) or last.on))
    if things.spell is not None:
        return State("nothing-running", "detained", things.spell.begun, on=things.spell.begun.on)
    if timeline.history:
        last_due = max(timeline.history, key=lambda deadline: deadline.due)
        return State("nothing-running", "history", last_due.started_by, on=timeline.opening)
    if timeline.last_act is not None:
        return State("ended", "event", timeline.last_act, on=timeline.last_act.on)
    if timeline.running:
        longest = max(timeline.running, key=lambda deadline: deadline.due)
        return State("ended", "passed", longest.started_by, on=longest.due)
    if not timeline.events and timeline.later_events:
        first = timeline.later_events[0]
        return State("nothing-running", "later", first, on=first.on)
    if not timeline.events:
        return State("nothing-running", "no-event")
    return State("nothing-running", "no-clock", timeline.events[-1], on=timeline.events[-1].on)


def _plan_alone(timeline: Timeline) -> State:
    """A plan in force always has a next review, but in detention and until one is held after release."""
    things = timeline.things
    if things.spell is not None:
        return State("nothing-running", "detained", things.spell.begun, on=things.spell.begun.on)
    release = released(timeline)
    if release is not None:
        return State("nothing-running", "released", release, on=release.on)
    assert things.plan is not None
    return State("nothing-running", "no-review", things.plan.begun, on=things.plan.begun.on)


def unreviewed(timeline: Timeline) -> Event | None:
    """The first trace of a plan in force of which nothing says when it was made or reviewed: no next review is counted,
    whatever else runs."""
    things = timeline.things
    if things.plan is None or things.plan.made is not None or things.spell is not None:
        return None
    known = any(each.rule.plays(Role.ANNUAL_REVIEW) for each in timeline.running)
    return None if known else things.plan.begun


def released(timeline: Timeline) -> Event | None:
    """The release since which no review has been held, where a plan is kept: it is owed, with no number of weeks (CFA
    2014 s.48(2)(b))."""
    things = timeline.things
    if things.plan is None:
        return None
    came = things.plan.begun if things.plan.begun.fields.get("cause") == "release" else None  # from where it was kept
    ended = next((spell.ended for spell in reversed(things.spells) if spell.ended is not None), came)
    if ended is None:
        return None
    held = any(review.meeting is not None and review.day >= ended.on for review in things.reviews)
    reviewed = any(each.rule.plays(Role.ANNUAL_REVIEW) for each in timeline.running)
    return None if held or reviewed else ended


def directed(governs: Deadline, timeline: Timeline) -> Deadline | None:
    """The clock of the date that was fixed in place of its own, by the Tribunal or in writing: the newest that runs."""
    for each in reversed(timeline.running):
        given = each.started_by
        named = given.fields.get("rule") == governs.rule.id and timeline.book.has(given.type, Act.DIRECTION)
        if named and given.on >= governs.started_by.on and each.status in ("open", "overdue"):
            return each
    return None


def governing(timeline: Timeline) -> Deadline | None:
    """The clock that governs now: of the thing that is under way, on its road; never one that is over."""
    open_ = [d for d in timeline.running if d.status in ("open", "overdue") and d.listed and d.rule.own]
    statutory = [d for d in open_ if d.rule.kind == "deadline" and d.rule.local is None]
    for role in GOVERNS:
        found = [d for d in statutory if role in d.rule.roles]
        if found:
            return min(found, key=lambda d: d.due)
    return min(statutory or open_, key=lambda d: d.due, default=None)
