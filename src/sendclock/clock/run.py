"""Lay every rule over the events of a case: what starts, stops, lapses, and when.

`timeline` is the one door. It first lets the events run (order of `docs/law.md`, "How a clock runs"),
then dates each clock (`clock.dating`). Nothing here computes a date.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sendclock.clock.case import Case, Event, Truth, truth
from sendclock.clock.deadline import NotStarted, Timeline
from sendclock.clock.things import Act, Assessment, Decision, Life, Linker, in_order
from sendclock.law.book import RuleBook
from sendclock.law.role import Role
from sendclock.law.rule import CaseCondition, Rule, Trigger

# Fields that fall back to the event's own day, with a warning: the day a letter arrived is often unknown.
FALLS_BACK = frozenset({"served", "received", "dated", "counts_from"})
LATER_KNOWN = ("due:", "latest:", "earliest:")  # anchors that `clock.dating` works out, once clocks have dates
MEETING_FALLS_BACK = frozenset({"review-decided", "amendment-notice-sent", "amendment-dropped"})


class Clock:
    """A clock while the events run. `anchor` is None where it hangs on another clock's due day.

    `guessed`: the anchor fell back to another day, so the date is provisional. `done`: which of several acts that are
    all needed to meet it have been done, and when. `origin`: the event that started the first of those that repeat.
    """

    __slots__ = (
        "act", "anchor", "anchor_field", "done", "doubts", "ended_by", "guessed", "met_by", "met_on", "origin", "party",
        "replaced", "rule", "spent", "started_by", "things",
    )  # fmt: skip

    def __init__(
        self, rule: Rule, party: str | None, act: Act, anchor: date | None, anchor_field: str, guessed: bool
    ) -> None:
        self.rule, self.party, self.act, self.started_by = rule, party, act, act.source
        self.things = act.links.get(rule.of, ())
        self.doubts = act.doubts
        self.spent = False
        self.anchor, self.anchor_field, self.guessed = anchor, anchor_field, guessed
        self.met_by: Event | None = None
        self.met_on: date | None = None
        self.ended_by: Event | None = None
        self.replaced = False
        self.done: dict[Trigger, date] = {}
        self.origin = act.source

    @property
    def running(self) -> bool:
        return self.met_on is None and self.ended_by is None


class Run(NamedTuple):
    """What the events have done so far. `running` are those of the `clocks` that still run, by rule."""

    case: Case
    rulebook: RuleBook
    as_of: date
    events: tuple[Event, ...]
    clocks: list[Clock]
    running: dict[str, list[Clock]]
    not_started: list[NotStarted]
    life: Life


def timeline(case: Case, rulebook: RuleBook, as_of: date, keep: Callable[[Clock], bool] | None = None) -> Timeline:
    """Every clock of `case` as at the end of `as_of`, in the order they started.

    `keep` says which of them are wanted, if not all: dating a clock costs more than starting it, and the
    morning list has no use for one that is met or ended. Events after `as_of` do not exist, but are named.
    Raises NotCoveredError where a date needs a year that no bank-holiday source covers.
    """
    from sendclock.clock.dating import dated

    now_true = truth(case)
    run = play(case, rulebook, as_of, now_true)
    later = tuple(e for e in now_true.events if e.on > as_of)
    officer, team = allocation(run.events, as_of)
    deadlines = dated(run, now_true, later, keep)
    return Timeline(case, as_of, deadlines, _still_waiting(run), later, officer, team)


def _still_waiting(run: Run) -> tuple[NotStarted, ...]:
    """What a missing date keeps from starting; a limb only while the clock it would have joined still runs."""
    running = {(c.rule.combine[1], c.started_by.id) for c in run.clocks if c.rule.combine and c.running}
    limbs = run.rulebook.limbs
    return tuple(n for n in run.not_started if n.rule.id not in limbs or (n.rule.id, n.event.id) in running)


def play(case: Case, rulebook: RuleBook, as_of: date, now_true: Truth) -> Run:
    """Let each event first stop the clocks that run, then start new ones."""
    events = in_order([e for e in now_true.events if e.on <= as_of], rulebook.event_types)
    linker = Linker(rulebook.event_types, lambda decision, day, role: _window_open(run, decision, day, role))
    run = Run(case, rulebook, as_of, events, [], {}, [], linker.life)
    leaving: list[tuple[date, Event]] = []
    for place, event in enumerate(events):
        for day, left in [pair for pair in leaving if pair[0] < event.on]:
            leaving.remove((day, left))
            _stop(run, linker.leaves(left))
        effect = rulebook.event_types[event.type].effect
        if effect:
            leaving.append((max(event.on, event.day(effect) or event.on), event))
        for act in linker.take(event):
            if act.stops and act.event.type in rulebook.stoppers:
                _stop(run, act)
            if act.starts and act.event.type in rulebook.starters:
                _start(run, act, events[: place + 1])
    for day, left in leaving:
        if day <= as_of:
            _stop(run, linker.leaves(left))
    return run


def _window_open(run: Run, decision: Decision, day: date, role: str) -> bool:
    """Whether a window on that decision, as long as it is with the certificate or the notice that belongs to it, is
    still open on `day`."""
    from sendclock.days.counting import count

    last, how = None, max
    for clock in run.clocks:
        if decision not in clock.things or clock.replaced or clock.anchor is None:
            continue
        rule = clock.rule
        limb = any(
            rule.id == other.rule.combine[1] for other in run.clocks if other.rule.combine and role in other.rule.roles
        )
        if role in rule.roles or limb:
            if rule.combine:
                how = max if rule.combine[0] == "max" else min
            calendar = run.rulebook.calendars[rule.calendar] if rule.calendar else None
            due = count(clock.anchor, rule.period, calendar).due
            last = due if last is None else how(last, due)
    return last is not None and decision.begun.on <= day <= last


def allocation(events: Iterable[Event], as_of: date) -> tuple[str | None, str | None]:
    """Officer and team by the newest allocation that has not run out."""
    officer = team = None
    for event in events:
        if event.type == "case-allocated" and (event.day("until") or date.max) >= as_of:
            officer, team = event.fields.get("officer"), event.fields.get("team")
    return (str(officer) if officer else None), (str(team) if team else None)


def same_party(one: str | None, other: str | None) -> bool:
    """Two spellings of one party: case and spacing do not matter."""
    return " ".join((one or "").split()).casefold() == " ".join((other or "").split()).casefold()


def _same_thing(clock: Clock, act: Act) -> bool:
    """Whether the act is one of the clock's own thing; acts that end whole things name none of that kind."""
    of = clock.rule.of
    if of in act.joined or (clock.rule.in_time and not act.in_time):
        return False
    things = act.links.get(of)
    return things is None or not clock.things or any(thing in clock.things for thing in things)


def _stop(run: Run, act: Act) -> None:
    event = act.event
    stoppers = run.rulebook.stoppers[event.type]
    has_party = "party" in run.rulebook.event_types[event.type].fields
    again: list[Clock] = []
    for id in run.running.keys() & stoppers.keys():
        stopped = False
        for clock in run.running[id]:
            if clock.rule.per_party and has_party and not same_party(event.party, clock.party):
                continue
            if not _same_thing(clock, act):
                continue
            met, ends, spends = stoppers[id].get(clock.rule.in_force_from, ((), (), ()))
            fitting = [t for t in met if t.fits(event)]
            if fitting:
                met_on = _all_done(clock, fitting, event)
                if met_on is not None and met_on <= run.as_of:  # the last copy may still be to go
                    clock.met_by, clock.met_on = act.source, met_on
                    clock.doubts = (*clock.doubts, *(d for d in act.doubts if d not in clock.doubts))
                    stopped = True
                    repeats = clock.rule.local is not None and clock.rule.local.again
                    again += [clock] if repeats and not any(t.fits(event) for t in ends) else []
            elif any(t.fits(event) for t in ends):
                clock.ended_by = act.source
                stopped = True
            elif any(t.fits(event) for t in spends):
                clock.ended_by, clock.spent = act.source, True
                stopped = True
        if stopped:
            _drop_stopped(run, id)
    for old in again:
        _start_anew(run, old, act)


def _start_anew(run: Run, old: Clock, act: Act) -> None:
    """A clock that repeats while a state lasts: it starts again from the day it was met, or, where it counts from a day
    of the calendar, from the next such day; by the version then in force, if the case still fits."""
    from sendclock.law.rule import CALENDAR_ANCHORS

    anchor, field = old.met_on, "again"
    if old.rule.anchor.partition(":")[0] in CALENDAR_ANCHORS and old.anchor is not None:
        anchor, field = _local_anchor(run, old.rule, old.origin, old.anchor + timedelta(1)), old.rule.anchor
    if anchor is None:
        run.not_started.append(NotStarted(old.rule, act.source, field, old.party))
        return
    rule = next((r for r in run.rulebook.rules if _follows(r, old.rule) and r.in_force(anchor)), None)
    if rule is None or rule.local is None:
        return
    if not all(_case_fits(condition, run, anchor, run.events) for condition in rule.local.conditions):
        return
    new = Clock(rule, old.party, act, anchor, field, False)
    new.origin = old.origin
    run.clocks.append(new)
    run.running.setdefault(new.rule.id, []).append(new)


def _follows(rule: Rule, old: Rule) -> bool:
    """Whether a clock of `old` goes on as one of `rule`: a version of the same, or what supersedes it."""
    return not rule.asleep and rule.local is not None and (rule.id == old.id or rule.local.supersedes == old.id)


def _all_done(clock: Clock, fitting: Sequence[Trigger], event: Event) -> date | None:
    """The day a clock is met: by any one of its acts; or by the last of them, where all are needed."""
    if clock.rule.local is None or not clock.rule.local.met_by_all:
        return day_met(event)
    for trigger in fitting:
        clock.done.setdefault(trigger, day_met(event))
    return max(clock.done.values()) if len(clock.done) == len(clock.rule.met_by) else None


def _drop_stopped(run: Run, id: str) -> None:
    left = [clock for clock in run.running[id] if clock.running]
    if left:
        run.running[id] = left
    else:
        del run.running[id]


def day_met(event: Event) -> date:
    """The day the last required copy was sent, the day an appeal was lodged, else the event's own day."""
    return event.day("complete") or event.day("lodged") or event.on


def _answered(rule: Rule, act: Act) -> bool:
    """Whether the step was taken before detention began, or ended, in the middle of an assessment: what was done then
    counts (Detained Regs 2015 reg 15(5))."""
    assessments = act.links.get("assessment", ())
    midway = [a for a in assessments if isinstance(a, Assessment) and a.road in ("midway", "release")]
    return Role.WEEK_6 in rule.roles and any(a.decided is not None for a in midway)


def _start(run: Run, act: Act, so_far: tuple[Event, ...]) -> None:
    event = act.event
    before = run.running  # as it is until every rule has been asked
    started: list[Clock] = []
    waiting: list[NotStarted] = []
    for rule, trigger in run.rulebook.starters[event.type]:
        if rule.of in act.joined or not trigger.fits(event) or rule.not_while in before or _answered(rule, act):
            continue
        party = event.party if rule.per_party else None
        same = [c for c in before.get(rule.id, ()) if party is None or same_party(c.party, party)]
        same = [c for c in same if _same_thing(c, act)]
        if rule.repeats == "first" and same:
            continue
        anchor, field, guessed = _anchor(run, rule, event, so_far)
        if anchor is None and rule.anchor.startswith("met:"):
            continue
        if anchor is None and not rule.anchor.startswith(LATER_KNOWN):
            waiting.append(NotStarted(rule, act.source, field, party))
            continue
        if anchor is not None and not rule.in_force(anchor):
            continue
        if rule.local is not None and rule.local.conditions:
            fits = [_case_fits(condition, run, anchor or event.on, so_far) for condition in rule.local.conditions]
            if None in fits and False not in fits:
                waiting.append(NotStarted(rule, act.source, "born", party))
            if not all(fits):
                continue
        if rule.repeats == "latest":
            for clock in (*same, *_limbs_of(same, before)):
                clock.ended_by, clock.replaced = act.source, True
        if rule.local is not None and rule.local.extends:
            for clock in before.get(rule.local.extends, ()):
                if not clock.rule.per_party or same_party(clock.party, event.party):
                    clock.ended_by, clock.replaced = act.source, True
        started.append(Clock(rule, party, act, anchor, field, guessed))
    run.clocks.extend(started)
    for clock in [c for c in started if c.anchor is None]:
        day = _law_day(run, clock)
        if day is not None and not clock.rule.in_force(day):
            run.clocks.remove(clock)
            started.remove(clock)
    begun = {clock.rule.id for clock in started}
    for clock in started:
        done = act.already
        if done is not None and any(t.fits(done) for t in clock.rule.met_by):
            clock.met_by, clock.met_on = done, day_met(done)
            continue
        run.running.setdefault(clock.rule.id, []).append(clock)
    for clock in started:
        extended = clock.rule.local.extends if clock.rule.local else ""
        if clock.rule.repeats == "latest" or extended:  # what it replaced, and the limb of that
            for id in {clock.rule.id, *(clock.rule.combine or ())[1:], extended} & run.running.keys():
                _drop_stopped(run, id)
    run.not_started.extend({n.rule.id: n for n in waiting if n.rule.id not in begun}.values())


def _case_fits(condition: CaseCondition, run: Run, day: date, so_far: tuple[Event, ...]) -> bool | None:
    from sendclock.clock.local import holds

    return holds(condition, run.case, day, so_far)


def _law_day(run: Run, clock: Clock) -> date | None:
    """The day that decides which version of the law applies: the anchor, or that of the clock it hangs on."""
    if clock.anchor is not None:
        return clock.anchor
    if not clock.rule.anchor.startswith("due:"):
        return clock.started_by.on
    bases = [c for c in run.clocks if c.rule.id == clock.rule.anchor.removeprefix("due:")]
    same = [c for c in bases if c.started_by is clock.started_by]
    return _law_day(run, (same or bases)[-1]) if bases else None


def _limbs_of(principals: list[Clock], running: Mapping[str, list[Clock]]) -> list[Clock]:
    """The running limbs that the same events started."""
    return [
        limb
        for principal in principals
        if principal.rule.combine
        for limb in running.get(principal.rule.combine[1], ())
        if limb.started_by is principal.started_by
    ]


def _anchor(run: Run, rule: Rule, event: Event, so_far: tuple[Event, ...]) -> tuple[date | None, str, bool]:
    """The day counted from, the field it came from, and whether it was guessed."""
    name = rule.anchor
    if name == "on" or name.startswith(LATER_KNOWN):
        return (event.on if name == "on" else None), name, False
    if ":" in name:
        return _local_anchor(run, rule, event, event.on), name, False
    recorded = event.day(name)
    if recorded is not None:
        return recorded, name, False
    if name == "meeting" and event.type in MEETING_FALLS_BACK:
        return event.on, "meeting", True
    if name not in run.rulebook.event_types[event.type].fields:
        return event.on, "on", False  # this event has no such field: its own day is the one meant
    if name == "last_reviewed":
        return event.day("made"), "made", False
    if name == "turns_25" and run.case.born is not None:
        from sendclock.days.counting import add_months

        return add_months(run.case.born, 25 * 12), "born", False
    if name in FALLS_BACK:
        return event.on, name, True
    return None, name, False


def _local_anchor(run: Run, rule: Rule, event: Event, from_day: date) -> date | None:
    """`met:RULE`: the day a clock of that rule was met, by this event if it can meet one. Else the first such day of
    the calendar on or after `from_day`."""
    from sendclock.clock.local import calendar_anchor

    kind, _, name = rule.anchor.partition(":")
    if kind != "met":
        return calendar_anchor(rule.anchor, run.case, event, from_day, run.rulebook)
    met = [clock for clock in run.clocks if clock.rule.id == name and clock.met_on is not None]
    by_this = [clock for clock in met if clock.met_by is not None and clock.met_by.id == event.id]
    if not by_this and any(t.fits(event) for base in run.rulebook.versions(name) for t in base.met_by):
        return None  # done again, when nothing was waiting for it
    return (by_this or met)[-1].met_on if met else None
