"""Lay every rule over the events of a case: what starts, stops, lapses, and when.

`timeline` is the one door. It first lets the events run (order of `docs/law.md`, "How a clock runs"),
then dates each clock (`clock.dating`). Nothing here computes a date.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from sendclock.clock.case import Case, Event, Truth, days_waited, same_party, truth
from sendclock.clock.circumstance import case_on
from sendclock.clock.deadline import Deadline, NotStarted, Timeline
from sendclock.clock.link import MADE_UNKNOWN, TWO_ROADS, Linker, in_order
from sendclock.clock.things import Assessment, Decision, Deed, Things
from sendclock.days.counting import birthday, count
from sendclock.files.name import folded
from sendclock.law.book import RuleBook, Start, Stop, Workings
from sendclock.law.role import Act, Role
from sendclock.law.rule import CALENDAR_ANCHORS, MET, Rule, Trigger, kept_before

if TYPE_CHECKING:
    from sendclock.clock.dating import Count


# Doubts of what a letter belongs to: the family's own time runs from the letter, whatever that is.
WHICH_THING = frozenset({
    "meeting-not-recorded", "decision-not-recorded", "taken-for", "typed-as-final", "route-missing",
    "reassessment-unanswered",
})  # fmt: skip


class Clock:
    """A clock while the events run. `anchor` is None where it hangs on another clock's due day.

    `guessed`: the anchor fell back to another day, so the date is provisional. `done`: which of several acts that are
    all needed to meet it have been done, and when. `origin`: the event that started the first of those that repeat.
    `limb` is the other half of a duty with two clocks, and `counted` its day, once it is dated. `act`: the event that
    started it with what could be read off the file, `things`: those of its kind that it is a clock of, `doubts`: what
    had to be guessed of it or of what met it. `spent`: ended by an act that made it pointless. `named`: the party,
    folded.
    """

    # What most clocks keep stands in the class: a third of the time that making one takes.
    spent = replaced = False
    met_by: Event | None = None
    met_on: date | None = None
    ended_by: Event | None = None
    limb: Clock | None = None
    counted: Count | None = None
    done: Mapping[Trigger, date] = MappingProxyType({})
    named = ""

    def __init__(
        self,
        workings: Workings,
        party: str | None,
        act: Deed,
        anchor: date | None,
        anchor_field: str,
        guessed: bool = False,
    ) -> None:
        self.rule = workings.rule
        self.workings, self.party, self.act = workings, party, act
        self.anchor, self.anchor_field, self.guessed = anchor, anchor_field, guessed
        self.started_by = self.origin = act.source
        self.things = act.links.get(workings.of, ())
        if party:
            self.named = folded(party)
        doubts = self.doubts = act.doubts
        if doubts:
            if workings.of == "decision" or workings.kind == "window":
                self.doubts = doubts = tuple([doubt for doubt in doubts if doubt not in WHICH_THING])
            if MADE_UNKNOWN in doubts and workings.combine is None:  # the next review alone hangs on it
                self.doubts = tuple([doubt for doubt in doubts if doubt != MADE_UNKNOWN])

    @property
    def running(self) -> bool:
        return self.met_on is None and self.ended_by is None


class Run:
    """What the events have done so far: the `clocks` in the order they started; all of them by rule; and those that
    still run, by rule. `spent`: by rule, what a later act made pointless, but somebody may still do. `directed`: by
    rule, the clocks of a date that was fixed in place of that one's.

    It knows nothing of the timeline it is of, which knows it: a case that has been answered is let go at once.
    """

    __slots__ = (
        "as_of", "by_rule", "case", "clocks", "directed", "events", "not_started", "recorded", "rulebook", "running",
        "spent", "things", "true_events",
    )  # fmt: skip

    def __init__(self, alone: Timeline, things: Things) -> None:
        self.case, self.recorded, self.true_events, self.rulebook = (
            alone.case, alone.recorded, alone.truth.events, alone.book
        )  # fmt: skip
        self.as_of, self.events, self.things = alone.as_of, alone.events, things
        self.clocks: list[Clock] = []
        self.by_rule: dict[str, list[Clock]] = {}
        self.running: dict[str, list[Clock]] = {}
        self.not_started: list[NotStarted] = []
        self.spent: dict[str, list[Clock]] = {}
        self.directed: dict[str, list[Clock]] = {}

    def case_on(self, day: date) -> Case:
        """The case with the setting, tags and locality of that day, as far as they are known on the as-of day."""
        return case_on(self.recorded, self.true_events, min(day, self.as_of), self.rulebook)

    def again(self, alone: Timeline, dated: bool) -> Run:
        """The same for the same day, its clocks not dated yet. `dated`: they were, the last time."""
        made = Run(alone, self.things)
        made.clocks, made.by_rule, made.not_started = self.clocks, self.by_rule, list(self.not_started)
        for clock in made.clocks if dated else ():
            clock.limb = clock.counted = None
        return made


class Played:
    """The events of a case, run once on a day on which its clocks are to be dated more than once, one after another."""

    def __init__(self, case: Case, rulebook: RuleBook, as_of: date) -> None:
        self.case, self.as_of = case, as_of
        self._alone = undated(case, rulebook, as_of)
        self._run = play(self._alone)
        self._dated = False

    def again(self, as_of: date) -> tuple[Timeline, Run]:
        """As they stand on `as_of`, which is the same day. A list asks once: then nothing is made anew."""
        alone, dated = self._alone, self._dated
        if dated:
            was = alone
            about = (was.recorded, as_of, was.book, was.truth, was.events, was.later_events, was.officer, was.team)
            alone = Timeline(*about)
        alone.as_of, self._dated = as_of, True
        return alone, self._run.again(alone, dated)


def timeline(
    case: Case,
    rulebook: RuleBook,
    as_of: date,
    keep: Callable[[Clock], bool] | None = None,
    played: Played | None = None,
) -> Timeline:
    """Every clock of `case` as at the end of `as_of`, in the order they started.

    `keep` says which of them are wanted, if not all: dating a clock costs more than starting it, and the
    morning list has no use for one that is met or ended. Events after `as_of` do not exist, but are named. `played`:
    its events, where they have been run for that day.
    Raises NotCoveredError where a date needs a year that no bank-holiday source covers.
    """
    from sendclock.clock.dating import Dating

    if played is None:
        alone = undated(case, rulebook, as_of)
        run = play(alone)
    else:
        alone, run = played.again(as_of)
    dating = Dating(run, alone.truth, alone.later_events)
    deadlines = dating.all(keep)
    alone.take(deadlines, _still_waiting(run), run.things)

    def running() -> tuple[Deadline, ...]:
        """Of those dated already, where all that run are among them: a clock is dated once (gains a fifth of `due`)."""
        if keep is None or keep is still_runs:
            return tuple([made for made in deadlines if made.met_on is None and made.ended_by is None])
        return dating.all(still_runs)

    alone.ask_what_runs(running, lambda: _last_act(run))
    return alone


def still_runs(clock: Clock) -> bool:
    """Which clocks the lists of what is owed want: for `timeline(keep=...)`."""
    return clock.met_on is None and clock.ended_by is None


def _last_act(run: Run) -> Event | None:
    """The newest act that met or ended a clock."""
    acts = [act for clock in run.clocks for act in (clock.met_by, clock.ended_by) if act is not None]
    return max(acts, key=lambda act: (act.on, act.order), default=None)


def undated(case: Case, rulebook: RuleBook, as_of: date) -> Timeline:
    """The events of a case up to the end of `as_of`, and whose it is: no clock is asked."""
    now_true = truth(case)
    events = _up_to(now_true, as_of, rulebook)
    later = now_true.events[len(events) :]
    return Timeline(case, as_of, rulebook, now_true, events, later, *allocation(events, as_of, rulebook))


def _up_to(now_true: Truth, as_of: date, rulebook: RuleBook) -> tuple[Event, ...]:
    """What is true up to the end of that day, in causal order."""
    events = now_true.events
    if events and events[-1].on > as_of:
        events = tuple([event for event in events if event.on <= as_of])
    return in_order(events, rulebook)


def _still_waiting(run: Run) -> tuple[NotStarted, ...]:
    """What a missing date keeps from starting; a limb only while the clock it would have joined still runs."""
    limbs = run.rulebook.limbs
    if not any(waiting.rule.id in limbs for waiting in run.not_started):
        return tuple(run.not_started)
    running = {(c.rule.combine[1], c.started_by.id) for c in run.clocks if c.rule.combine and c.running}
    return tuple(n for n in run.not_started if n.rule.id not in limbs or (n.rule.id, n.event.id) in running)


def play(alone: Timeline) -> Run:
    """Let each event first stop the clocks that run, then start new ones."""
    rulebook, as_of, events = alone.book, alone.as_of, alone.events
    linker = Linker(
        rulebook,
        lambda decision, day, role: _window_open(run, decision, day, role),
        lambda event: _time_over(run, event),
    )
    run = Run(alone, linker.things)
    written_off = rulebook.types_of(Act.WRITTEN_OFF)
    for place, deed in linker.read(events, as_of):
        stops, starts = rulebook.effects(deed.event)
        if stops and deed.stops:
            if run.spent:
                _done_after_all(run, deed, stops)
            _stop(run, deed, stops)
        if deed.supersedes:
            _supersede(run, deed)
        if run.directed:
            _done_as_directed(run, deed)
        if TWO_ROADS in deed.doubts:
            _doubt(run, deed)
        if deed.event.type in written_off:
            _write_off(run, deed)
        if starts and deed.starts:
            _start(run, deed, starts, place)
    return run


def _supersede(run: Run, act: Deed) -> None:
    """What still runs of things that the act has made pointless is spent by it; a road that was guessed is over. The
    family's own time about an older decision runs on."""
    over = [
        clock
        for clocks in run.running.values()
        for clock in clocks
        if any(thing in act.supersedes for thing in clock.things)
        and (clock.rule.of != "decision" or clock.rule.kind == "deadline")
    ]
    for clock in over:
        guessed = any(isinstance(thing, Assessment) and thing.doubts for thing in clock.things)
        clock.ended_by, clock.spent = act.source, not guessed
        if clock.spent:
            run.spent.setdefault(clock.rule.id, []).append(clock)
    for id in {clock.rule.id for clock in over}:
        _drop_stopped(run.running, id)


def _done_as_directed(run: Run, act: Deed) -> None:
    """What answers a limit answers the date that was fixed in its place (Tribunal Rules 2008 r.12(4); SEND Regs 2014
    regs 42(5), 44(1)): the plan that was sent is the plan that was directed."""
    for id, clocks in run.directed.items():
        for clock in [each for each in clocks if each.running]:
            given = clock.started_by.on
            before = [each for each in run.by_rule.get(id, ()) if each.started_by.on <= given and not each.replaced]
            done = next((each for each in reversed(before) if act.source in (each.met_by, each.ended_by)), None)
            if done is None or any(each.running for each in before):
                continue
            clock.met_by, clock.met_on, clock.ended_by = done.met_by, done.met_on, done.ended_by
            clock.spent = done.ended_by is not None
            _drop_stopped(run.running, clock.rule.id)


def _doubt(run: Run, act: Deed) -> None:
    """What runs already on the first of two roads is as doubtful as what starts on the second."""
    about = act.links["assessment"]
    for clock in (each for clocks in run.running.values() for each in clocks):
        if any(thing in about for thing in clock.things):
            clock.doubts = (*clock.doubts, *(doubt for doubt in act.doubts if doubt not in clock.doubts))


def _write_off(run: Run, act: Deed) -> None:
    """A promise given up in this case, to that party or to all. A clock of the law runs on."""
    id, party = str(act.event.fields.get("rule")), act.event.party
    over = [c for c in run.running.get(id, ()) if c.rule.local and (party is None or same_party(party, c.party))]
    for clock in over:
        clock.ended_by = act.source
    if over:
        _drop_stopped(run.running, id)


def _time_over(run: Run, event: Event) -> bool:
    """Whether the time that the event would end, such as that of a request it extends, was over before it: of a rule
    that only an act in time ends (`in_time`)."""
    for clock in (each for clocks in run.running.values() for each in clocks):
        rule = clock.rule
        if not rule.in_time or clock.anchor is None or not same_party(event.party, clock.party):
            continue
        if any(trigger.event == event.type for trigger in rule.ends_with):
            due = count(clock.anchor, rule.period, clock.workings.counts_in).due
            if rule.pauses:
                due += timedelta(days_waited(run.events, rule.pauses, clock.party, clock.anchor, due, event.on)[0])
            return event.on > due
    return False


def _window_open(run: Run, decision: Decision, day: date, role: Role) -> bool:
    """Whether a window on that decision, as long as it is with the certificate or the notice that belongs to it, is
    still open on `day`."""
    last: date | None = None
    how: Callable[[date, date], date] = max
    limbs = {rule.combine[1] for rule in run.rulebook.of(role) if rule.combine}
    for clock in run.clocks:
        rule = clock.rule
        if decision not in clock.things or clock.anchor is None:
            continue
        if role in rule.roles or rule.id in limbs:
            if rule.combine is not None:
                how = max if rule.combine[0] == "max" else min
            due = count(clock.anchor, rule.period, clock.workings.counts_in).due
            last = due if last is None else how(last, due)
    return last is not None and decision.begun.on <= day <= last


def allocation(events: Iterable[Event], as_of: date, book: RuleBook) -> tuple[str | None, str | None]:
    """Officer and team by the newest allocation that has not run out; one to a role is of an officer beside them."""
    officer, team, given = None, None, book.types_of(Act.ALLOCATED)
    for event in events:
        if event.type in given and "role" not in event.fields and (event.day("until") or date.max) >= as_of:
            officer, team = event.fields.get("officer"), event.fields.get("team")
    return (str(officer) if officer else None), (str(team) if team else None)


def _concerns(act: Deed, clock: Clock) -> bool:
    """Whether the act is one of the clock's own thing. An act that ends whole things names none of that kind; one that
    only repeats what is there does nothing to it."""
    workings = clock.workings
    of = workings.of
    if of in act.joined or (workings.in_time and not act.in_time):
        return False
    things = act.links.get(of)
    if things is None or not clock.things:
        return True
    for thing in things:  # noqa: SIM110  asked a hundred times a case, where an `any` costs thrice this
        if thing in clock.things:
            return True
    return False


def _reached(event: Event, rulebook: RuleBook) -> str | None:
    """The party, folded, to whose clocks an event is confined, of the clocks that are for one party. None: its type has
    no party at all, so that it reaches them all."""
    return folded(event.party or "") if event.type in rulebook.to_a_party else None


def _stop(run: Run, act: Deed, stops: Mapping[str, Mapping[date, Stop]]) -> None:
    """Meet or end what runs, and start anew what repeats once it is met."""
    again: list[Clock] = []
    running, reached = run.running, _reached(act.event, run.rulebook)
    fewer, others = (stops, running) if len(stops) < len(running) else (running, stops)
    for id in [id for id in fewer if id in others]:
        stopped, of_version = False, stops[id]
        for clock in running[id]:
            workings = clock.workings
            stop = of_version.get(workings.in_force_from)
            if stop is None or (workings.per_party and reached is not None and reached != clock.named):
                continue
            if not _concerns(act, clock):
                continue
            if not stop.met_by:
                clock.ended_by, clock.spent, stopped = act.source, stop.spends, True
                if stop.spends:
                    run.spent.setdefault(id, []).append(clock)
            elif _met(run, clock, stop.met_by, act):
                stopped = True
                if not workings.is_law and _is_again(clock, stop):
                    again.append(clock)
        if stopped:
            _drop_stopped(running, id)
    for old in again:
        _start_anew(run, old, act)


def _is_again(clock: Clock, stop: Stop) -> bool:
    """Whether a clock that was met starts anew."""
    local = clock.rule.local
    return local is not None and local.again and not stop.ends


def _done_after_all(run: Run, act: Deed, stops: Mapping[str, Mapping[date, Stop]]) -> None:
    """A step that a later act had made pointless, done all the same: it is met, late or not."""
    reached = _reached(act.event, run.rulebook)
    for id in [id for id in run.spent if id in stops]:
        for clock in run.spent[id]:
            stop = stops[id].get(clock.workings.in_force_from)
            if stop is None or not stop.met_by or not _concerns(act, clock):
                continue
            if clock.workings.per_party and reached is not None and reached != clock.named:
                continue
            if _met(run, clock, stop.met_by, act):
                clock.ended_by, clock.spent = None, False
        run.spent[id] = [clock for clock in run.spent[id] if clock.spent]


def _met(run: Run, clock: Clock, acts: Sequence[Trigger], by: Deed) -> bool:
    """Whether the event meets the clock by the end of the as-of day: the last copy may still be to go. By any one of
    the acts; or by the last of them, where all are needed."""
    event = by.event
    on = event.on
    first = day_met(event)
    day = first if clock.workings.is_law else _met_by_all(clock, acts, first)
    if day is None or (day is not on and day > run.as_of):  # its own day is not after it, or it would not be here
        return False
    clock.met_by, clock.met_on = by.source, day
    if by.doubts:
        clock.doubts = (*clock.doubts, *(doubt for doubt in by.doubts if doubt not in clock.doubts))
    return True


def _met_by_all(clock: Clock, acts: Sequence[Trigger], day: date) -> date | None:
    """The day a local clock is met by these acts: where all are needed, that of the last; None while one is missing."""
    local = clock.rule.local
    if local is None or not local.met_by_all:
        return day
    clock.done = {**clock.done, **{act: day for act in acts if act not in clock.done}}
    return max(clock.done.values()) if len(clock.done) == len(clock.rule.met_by) else None


def _start_anew(run: Run, old: Clock, act: Deed) -> None:
    """A clock that repeats while a state lasts: it starts again from the day it was met, or, where it counts from a day
    of the calendar, from the next such day; by the version then in force, if the case still fits."""
    anchor, field = old.met_on, "again"
    if old.rule.anchor.partition(":")[0] in CALENDAR_ANCHORS and old.anchor is not None:
        anchor, field = _local_anchor(run, old.rule, old.origin, old.anchor + timedelta(1)), old.rule.anchor
    if anchor is None:
        run.not_started.append(_waiting(run, old.rule, act.source, field, old.party))
        return
    rule = next((r for r in run.rulebook.rules if _follows(r, old.rule) and r.in_force(anchor)), None)
    if rule is None:
        return
    if not _case_fits(run, rule, anchor, run.events):
        return
    new = Clock(run.rulebook.workings(rule), old.party, act, anchor, field)
    new.origin = old.origin
    run.clocks.append(new)
    run.by_rule.setdefault(rule.id, []).append(new)
    run.running.setdefault(rule.id, []).append(new)


def _follows(rule: Rule, old: Rule) -> bool:
    """Whether a clock of `old` goes on as one of `rule`: a version of the same, or what supersedes it."""
    return not rule.asleep and rule.local is not None and (rule.id == old.id or rule.local.supersedes == old.id)


def _drop_stopped(running: dict[str, list[Clock]], id: str) -> None:
    ran = running[id]
    left = [clock for clock in ran if clock.met_on is None and clock.ended_by is None] if len(ran) > 1 else ()
    if left:  # of one alone, it is the one that was stopped
        running[id] = left
    else:
        del running[id]


def day_met(event: Event) -> date:
    """The day the last required copy was sent, the day an appeal was lodged, else the event's own day."""
    fields = event.fields
    if "complete" in fields or "lodged" in fields:
        return event.day("complete") or event.day("lodged") or event.on
    return event.on


def _start(run: Run, act: Deed, starts: Sequence[Start], place: int) -> None:
    """Start what the event starts. Every rule is asked before any new clock runs."""
    started: list[Clock] = []
    waiting: list[NotStarted] = []
    over: dict[str, None] = {}  # the rules of which running clocks have been replaced
    hanging = False
    # while a child is detained, no clock starts that detention ends (CFA 2014 s.70(1))
    things = run.things
    detained = bool(things.spells) and things.spell is not None and act.event.fields.get("detained") is not False
    for start in starts:
        if (detained and start.ends_in_detention) or (start.answers_the_request and _answered(act)):
            continue
        begun = _begin(run, start, act, place, over)
        if isinstance(begun, Clock):
            started.append(begun)
            hanging = hanging or begun.anchor is None
        elif begun is not None:
            waiting.append(begun)
    _put(started, run.by_rule)
    if hanging:
        started = [clock for clock in started if clock.anchor is not None or _in_force(run, clock)]
    run.clocks.extend(started)
    for id in over:
        _drop_stopped(run.running, id)
    named = act.event.fields.get("rule")
    if named is not None and run.rulebook.has(act.event.type, Act.DIRECTION):
        run.directed.setdefault(str(named), []).extend(started)
    _put(started if act.already is None else _left_to_do(run, started, act.already), run.running)
    if waiting:
        ids = {clock.rule.id for clock in started}
        run.not_started.extend({n.rule.id: n for n in waiting if n.rule.id not in ids}.values())


def _left_to_do(run: Run, started: Sequence[Clock], done: Event) -> list[Clock]:
    """Those of the clocks that an earlier act has not answered already."""
    for clock in started:
        if any(trigger.fits(done) for trigger in clock.rule.met_by):
            clock.met_by, clock.met_on = done, day_met(done)
        elif any(trigger.fits(done) for trigger in clock.rule.spent_by):  # a step towards what is done already
            clock.ended_by, clock.spent = done, True
            run.spent.setdefault(clock.rule.id, []).append(clock)
        elif any(trigger.fits(done) for trigger in clock.rule.ends_with):
            clock.ended_by = done
    return [clock for clock in started if clock.running]


def _put(started: Sequence[Clock], among: dict[str, list[Clock]]) -> None:
    """Each clock among those of its rule: mostly it is the first."""
    for clock in started:
        id = clock.workings.id
        if id in among:
            among[id].append(clock)
        else:
            among[id] = [clock]


def _answered(act: Deed) -> bool:
    """Whether the request was answered before detention began, or ended, in the middle of an assessment: what was done
    then counts (Detained Regs 2015 reg 15(5))."""
    for one in act.links.get("assessment", ()):
        if isinstance(one, Assessment) and one.road in ("midway", "release") and one.decided is not None:
            return True
    return False


def _begin(run: Run, start: Start, act: Deed, place: int, over: dict[str, None]) -> Clock | NotStarted | None:
    """The clock that an event (at that `place` in the case) starts, or what keeps it waiting; None for neither."""
    workings, event = start.workings, act.event
    if workings.of in act.joined or workings.not_while in run.running:
        return None
    party = event.party if workings.per_party else None
    same: Sequence[Clock] = run.running.get(workings.id, ())
    if same:
        same = _of_the_same(same, workings, party, act)
        if same and workings.repeats == "first":
            return None
    field, how, guessed = start.anchor, start.how, False
    anchor = event.on if how == "on" else event.day(field) if how == "field" else None
    if anchor is None:
        anchor, field, guessed = _anchor(run, start, event)
    if anchor is not None:
        if anchor < start.since or anchor > start.until:
            return None
    elif how != "later":
        # done again, when nothing was waiting for it, an act starts nothing that counts from the day it was met
        return None if field.partition(":")[0] in MET else _waiting(run, workings.rule, act.source, field, party)
    if same or not workings.is_law:
        waiting = _makes_way(run, workings.rule, same, act, anchor, place, over)
        if waiting is not True:
            return waiting
    return Clock(workings, party, act, anchor, field, guessed)


def _makes_way(
    run: Run, rule: Rule, same: Sequence[Clock], act: Deed, anchor: date | None, place: int, over: dict[str, None]
) -> NotStarted | Literal[True] | None:
    """True, where a clock starts that is of local practice, or in the place of others, which then end; else what keeps
    it waiting, if anything does."""
    event = act.event
    if rule.local is not None and rule.local.conditions:
        fits = _case_fits(run, rule, anchor or event.on, run.events[: place + 1])
        if not fits:
            party = event.party if rule.per_party else None
            return NotStarted(rule, act.source, "born", party) if fits is None else None
    for clock in _replaced(run, rule, same, event):
        clock.ended_by, clock.replaced, over[clock.rule.id] = act.source, True, None
    return True


def _replaced(run: Run, rule: Rule, same: Sequence[Clock], event: Event) -> list[Clock]:
    """The running clocks whose place a new one of that rule takes; `same`: those of its rule, party and thing."""
    over = [*same, *_limbs_of(same, run.running)] if same and rule.repeats == "latest" else []
    if rule.local is not None and rule.local.extends:
        extended = run.running.get(rule.local.extends, ())
        reached = _reached(event, run.rulebook)
        over += [c for c in extended if not c.workings.per_party or reached is None or reached == c.named]
    return over


def _of_the_same(running: Sequence[Clock], workings: Workings, party: str | None, act: Deed) -> Sequence[Clock]:
    """Those of a rule's running clocks that are of that party and of the act's own thing."""
    if party is not None:
        named = folded(party)
        running = [clock for clock in running if clock.named == named]
    if not running or not workings.of:
        return running
    things = act.links.get(workings.of)
    return [c for c in running if things is None or not c.things or any(thing in c.things for thing in things)]


def _waiting(run: Run, rule: Rule, event: Event, field: str, party: str | None) -> NotStarted:
    """What keeps a clock waiting; of a panel, with the last meeting known."""
    kind, _, name = field.partition(":")
    panel = run.rulebook.practice.panels.get(name) if kind == "panel" else None
    return NotStarted(rule, event, field, party, panel.last_known(event.on) if panel else None)


def _case_fits(run: Run, rule: Rule, day: date, so_far: Sequence[Event]) -> bool | None:
    """Whether every condition on the case holds; None where that hangs on a day of birth that is not recorded."""
    from sendclock.clock.local import SoFar, holds

    assert rule.local is not None
    known = SoFar(run.case_on(day), day, so_far, run.rulebook)
    found = {holds(condition, known) for condition in rule.local.conditions}
    return False if False in found else None if None in found else True


def _in_force(run: Run, clock: Clock) -> bool:
    """Of a clock whose day is known only once others are dated: whether its version of the law applies. One of another
    version has not started."""
    day = _law_day(run, clock)
    if day is None or clock.rule.in_force(day):
        return True
    run.by_rule[clock.rule.id].remove(clock)
    return False


def _law_day(run: Run, clock: Clock) -> date | None:
    """The day that decides which version of the law applies: the anchor, or that of the clock it hangs on."""
    if clock.anchor is not None:
        return clock.anchor
    if not clock.rule.anchor.startswith("due:"):
        return clock.started_by.on
    bases = run.by_rule.get(clock.rule.anchor.removeprefix("due:"), ())
    same = [c for c in bases if c.started_by is clock.started_by]
    return _law_day(run, (same or bases)[-1]) if bases else None


def _limbs_of(principals: Iterable[Clock], running: Mapping[str, list[Clock]]) -> list[Clock]:
    """The running limbs that the same events started."""
    return [
        limb
        for principal in principals
        if principal.rule.combine
        for limb in running.get(principal.rule.combine[1], ())
        if limb.started_by is principal.started_by
    ]


def _anchor(run: Run, start: Start, event: Event) -> tuple[date | None, str, bool]:
    """The day counted from where it is neither the event's own nor recorded in the field; the field it came from, and
    whether it was guessed."""
    if start.how == "later":
        return None, start.rule.anchor, False
    if start.how == "calendar":
        return _local_anchor(run, start.rule, event, event.on), start.rule.anchor, False
    return _fallback(run, start, event)


def _fallback(run: Run, start: Start, event: Event) -> tuple[date | None, str, bool]:
    """The same, where the field is not recorded."""
    name = start.rule.anchor
    if start.fallback == "own":
        return event.on, "on", False  # this event has no such field: its own day is the one meant
    if start.fallback == "guess":
        return event.on, name, True
    if start.fallback == "made":
        return event.day("made"), "made", False
    if start.fallback == "birthday" and run.case.born is not None:
        return birthday(run.case.born, 25), "born", False
    return None, name, False


def _local_anchor(run: Run, rule: Rule, event: Event, from_day: date) -> date | None:
    """`met:RULE`: the day a clock of that rule was met, by this event if it can meet one; `all-met:RULE`: that of the
    last, once none of those asked together, the newest, still runs. Else the first such day of the calendar on or after
    `from_day`."""
    from sendclock.clock.local import calendar_anchor

    names = kept_before(rule.anchor)
    if not names:
        return calendar_anchor(rule.anchor, run.case, event, from_day, run.rulebook)
    clocks = [clock for name in names for clock in run.by_rule.get(name, ())]
    met = [clock for clock in clocks if clock.met_on is not None]
    by_this = [clock for clock in met if clock.met_by is not None and clock.met_by.id == event.id]
    versions = [base for name in names for base in run.rulebook.versions(name)]
    if not by_this and any(trigger.fits(event) for base in versions for trigger in base.met_by):
        return None  # done again, when nothing was waiting for it
    if rule.anchor.startswith("met:") or not met:
        return (by_this or met)[-1].met_on if met else None
    newest = max(by_this or clocks, key=lambda clock: (clock.started_by.on, clock.started_by.order))
    together = [c for c in clocks if not newest.things or any(thing in newest.things for thing in c.things)]
    days = [clock.met_on for clock in together if clock.met_on is not None]
    return None if any(clock.running for clock in together) else max(days, default=None)
