"""Lay every rule over the events of a case: what starts, stops, lapses, and when.

`timeline` is the one door. It first lets the events run (order of `docs/law.md`, "How a clock runs"),
then dates each clock (`clock.dating`). Nothing here computes a date.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sendclock.clock.case import Case, Event, Truth, same_party, truth
from sendclock.clock.deadline import NotStarted, Timeline
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
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
        "anchor", "anchor_field", "done", "ended_by", "guessed", "met_by", "met_on", "origin", "party", "replaced",
        "rule", "started_by",
    )  # fmt: skip

    def __init__(
        self, rule: Rule, party: str | None, started_by: Event, anchor: date | None, anchor_field: str, guessed: bool
    ) -> None:
        self.rule, self.party, self.started_by = rule, party, started_by
        self.anchor, self.anchor_field, self.guessed = anchor, anchor_field, guessed
        self.met_by: Event | None = None
        self.met_on: date | None = None
        self.ended_by: Event | None = None
        self.replaced = False
        self.done: dict[Trigger, date] = {}
        self.origin = started_by

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


def timeline(case: Case, rulebook: RuleBook, as_of: date, keep: Callable[[Clock], bool] | None = None) -> Timeline:
    """Every clock of `case` as at the end of `as_of`, in the order they started.

    `keep` says which of them are wanted, if not all: dating a clock costs more than starting it, and the
    morning list has no use for one that is met or ended. Events after `as_of` do not exist, but are named.
    Raises NotCoveredError where a date needs a year that no bank-holiday source covers.
    """
    from sendclock.clock.dating import dated

    alone = undated(case, rulebook, as_of)
    run = play(case, rulebook, as_of, alone.truth)
    deadlines = dated(run, alone.truth, alone.later_events, keep)
    return alone.with_clocks(deadlines, _still_waiting(run))


def undated(case: Case, rulebook: RuleBook, as_of: date) -> Timeline:
    """The events of a case up to the end of `as_of`, and whose it is: no clock is asked."""
    now_true = truth(case)
    events = tuple(e for e in now_true.events if e.on <= as_of)
    later = tuple(e for e in now_true.events if e.on > as_of)
    return Timeline(case, as_of, rulebook, now_true, events, later, *allocation(events, as_of, rulebook))


def _still_waiting(run: Run) -> tuple[NotStarted, ...]:
    """What a missing date keeps from starting; a limb only while the clock it would have joined still runs."""
    running = {(c.rule.combine[1], c.started_by.id) for c in run.clocks if c.rule.combine and c.running}
    limbs = run.rulebook.limbs
    return tuple(n for n in run.not_started if n.rule.id not in limbs or (n.rule.id, n.event.id) in running)


def play(case: Case, rulebook: RuleBook, as_of: date, now_true: Truth) -> Run:
    """Let each event first stop the clocks that run, then start new ones."""
    events = tuple(e for e in now_true.events if e.on <= as_of)
    run = Run(case, rulebook, as_of, events, [], {}, [])
    for place, event in enumerate(events):
        if event.type in rulebook.stoppers:
            _stop(run, event)
        if event.type in rulebook.starters:
            _start(run, event, events[: place + 1])
    return run


def allocation(events: Iterable[Event], as_of: date, book: RuleBook) -> tuple[str | None, str | None]:
    """Officer and team by the newest allocation that has not run out."""
    officer, team, given = None, None, book.events(Act.ALLOCATED)
    for event in events:
        if event.type in given and (event.day("until") or date.max) >= as_of:
            officer, team = event.fields.get("officer"), event.fields.get("team")
    return (str(officer) if officer else None), (str(team) if team else None)


def _stop(run: Run, event: Event) -> None:
    stoppers = run.rulebook.stoppers[event.type]
    has_party = "party" in run.rulebook.event_types[event.type].fields
    again: list[Clock] = []
    for id in run.running.keys() & stoppers.keys():
        stopped = False
        for clock in run.running[id]:
            if clock.rule.per_party and has_party and not same_party(event.party, clock.party):
                continue
            met, ends = stoppers[id].get(clock.rule.in_force_from, ((), ()))
            fitting = [t for t in met if t.fits(event)]
            if fitting:
                met_on = _all_done(clock, fitting, event)
                if met_on is not None and met_on <= run.as_of:  # the last copy may still be to go
                    clock.met_by, clock.met_on = event, met_on
                    stopped = True
                    repeats = clock.rule.local is not None and clock.rule.local.again
                    again += [clock] if repeats and not any(t.fits(event) for t in ends) else []
            elif any(t.fits(event) for t in ends):
                clock.ended_by = event
                stopped = True
        if stopped:
            _drop_stopped(run, id)
    for old in again:
        _start_anew(run, old, event)


def _start_anew(run: Run, old: Clock, event: Event) -> None:
    """A clock that repeats while a state lasts: it starts again from the day it was met, or, where it counts from a day
    of the calendar, from the next such day; by the version then in force, if the case still fits."""
    from sendclock.law.rule import CALENDAR_ANCHORS

    anchor, field = old.met_on, "again"
    if old.rule.anchor.partition(":")[0] in CALENDAR_ANCHORS and old.anchor is not None:
        anchor, field = _local_anchor(run, old.rule, old.origin, old.anchor + timedelta(1)), old.rule.anchor
    if anchor is None:
        run.not_started.append(NotStarted(old.rule, event, field, old.party))
        return
    rule = next((r for r in run.rulebook.rules if _follows(r, old.rule) and r.in_force(anchor)), None)
    if rule is None or rule.local is None:
        return
    if not all(_case_fits(condition, run, anchor, run.events) for condition in rule.local.conditions):
        return
    new = Clock(rule, old.party, event, anchor, field, False)
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


def _start(run: Run, event: Event, so_far: tuple[Event, ...]) -> None:
    before = run.running  # as it is until every rule has been asked
    started: list[Clock] = []
    waiting: list[NotStarted] = []
    for rule, trigger in run.rulebook.starters[event.type]:
        if not trigger.fits(event) or rule.not_while in before:
            continue
        party = event.party if rule.per_party else None
        same = [c for c in before.get(rule.id, ()) if party is None or same_party(c.party, party)]
        if rule.repeats == "first" and same:
            continue
        anchor, field, guessed = _anchor(run, rule, event, so_far)
        if anchor is None and rule.anchor.startswith("met:"):
            continue
        if anchor is None and not rule.anchor.startswith(LATER_KNOWN):
            waiting.append(NotStarted(rule, event, field, party))
            continue
        if anchor is not None and not rule.in_force(anchor):
            continue
        if rule.local is not None and rule.local.conditions:
            fits = [_case_fits(condition, run, anchor or event.on, so_far) for condition in rule.local.conditions]
            if None in fits and False not in fits:
                waiting.append(NotStarted(rule, event, "born", party))
            if not all(fits):
                continue
        if rule.repeats == "latest":
            for clock in (*same, *_limbs_of(same, before)):
                clock.ended_by, clock.replaced = event, True
        if rule.local is not None and rule.local.extends:
            for clock in before.get(rule.local.extends, ()):
                if not clock.rule.per_party or same_party(clock.party, event.party):
                    clock.ended_by, clock.replaced = event, True
        started.append(Clock(rule, party, event, anchor, field, guessed))
    run.clocks.extend(started)
    for clock in [c for c in started if c.anchor is None]:
        day = _law_day(run, clock)
        if day is not None and not clock.rule.in_force(day):
            run.clocks.remove(clock)
            started.remove(clock)
    begun = {clock.rule.id for clock in started}
    for clock in started:
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
        meetings = [e for e in so_far if e.type == "review-meeting-held" and e.fields.get("kind") != "light"]
        return (meetings[-1].on, "meeting", False) if meetings else (event.on, "meeting", True)
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
    by_this = [clock for clock in met if clock.met_by is event]
    if not by_this and any(t.fits(event) for base in run.rulebook.versions(name) for t in base.met_by):
        return None  # done again, when nothing was waiting for it
    return (by_this or met)[-1].met_on if met else None
