"""Which clock is a limb of which: two clocks that are combined, the later or the earlier of them governing.

Must not know: dates counted, English.

Other arguable readings of a rule: the earliest day on any of them, and the steps that show them.

Must not know: how clocks start and stop, English.

Date each clock: its anchor, its count, its limb, its exceptions, its status, and the reason for all of it.

Must not know: how clocks start and stop (`clock.run`), English, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sendclock.clock.case import Event
from sendclock.clock.deadline import Deadline, Status, status_of_running
from sendclock.clock.exceptions import Facts, judge
from sendclock.days.calendars import Calendar
from sendclock.days.counting import Period, Unit, add_months, count
from sendclock.days.step import Step
from sendclock.law.book import RuleBook
from sendclock.law.rule import Reading, Rule

if TYPE_CHECKING:
    from sendclock.clock.case import Truth
    from sendclock.clock.run import Clock, Run


class Limbs:
    """`principal_of` and `limb_of` find the other half of a clock, by its identity."""

    def __init__(self, clocks: list[Clock], limb_rules: Iterable[str]) -> None:
        self.principal_of: dict[int, Clock] = {}
        self.limb_of: dict[int, Clock] = {}
        for limb in clocks:
            if limb.rule.id in limb_rules:
                self._join(limb, clocks)

    def _join(self, limb: Clock, clocks: list[Clock]) -> None:
        """A limb belongs to the principal of the same event, else to one running before or after it.

        Of several begun before it, the latest: a certificate goes with the latest decision. One that has
        its limb from before it keeps it: the next review's meeting leaves this review's twelve weeks alone.
        """
        principals = [c for c in clocks if c.rule.combine and c.rule.combine[1] == limb.rule.id and not c.replaced]
        named = limb.started_by.day("decision")
        by_event = [c for c in principals if c.started_by is limb.started_by]
        by_name = [c for c in principals if named is not None and c.started_by.on == named]
        together = [c for c in principals if overlap(c, limb)]
        before = [c for c in together if _begun(c) < _begun(limb) and not self._has_older_limb(c)]
        after = [c for c in together if _begun(c) > _begun(limb)]
        for found in (by_event, by_name, before, after[:1]):
            if found:
                self.principal_of[id(limb)] = found[-1]
                self.limb_of[id(found[-1])] = limb  # a later limb takes the place of an earlier one
                return

    def _has_older_limb(self, principal: Clock) -> bool:
        limb = self.limb_of.get(id(principal))
        return limb is not None and _begun(limb) < _begun(principal)


def _begun(clock: Clock) -> tuple[date, int]:
    """Where the event that started the clock stands among the events of the case."""
    return clock.started_by.on, clock.started_by.order


def overlap(principal: Clock, limb: Clock) -> bool:
    """The two ran at the same time at some point: one started while the other was running."""
    first, second = sorted((principal, limb), key=_begun)
    ended = first.met_by or first.ended_by
    return ended is None or _begun(second) < (ended.on, ended.order)


_UNITS: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "wd": "working-day"}


def arguable(clock: Clock, anchor: date, due: date, england: Calendar) -> tuple[date, list[Step]]:
    """The safe day, which is `due` where no reading is earlier, and a step for each reading."""
    safe, steps = due, []
    for reading in clock.rule.readings:
        day = _day(reading, clock, anchor, due, england)
        steps.append(Step("reading", None, {"reading": reading, "due": day}))
        if reading.effect == "safe" and day is not None:
            safe = min(safe, day)
    return safe, steps


def _day(reading: Reading, clock: Clock, anchor: date, due: date, england: Calendar) -> date | None:
    """`+1d` moves the due day; `15wd` counts afresh from the anchor. None where it cannot be computed."""
    if reading.offset is None:
        return None
    number = reading.offset.rstrip("dwm")
    unit, size = _UNITS[reading.offset[len(number) :]], int(number)
    if number[0] in "+-":
        if unit == "working-day":
            return england.add_working_days(due, size)
        if unit == "month":
            return add_months(due, size)
        return due + timedelta(size * (7 if unit == "week" else 1))
    start = clock.started_by.day(reading.anchor) if reading.anchor else anchor
    if start is None:
        return None
    return count(start, Period("after", size, unit, clock.rule.period.first_day), england).due


class _Count(NamedTuple):
    """One clock counted: before combining, or after."""

    due: date
    at: datetime | None
    anchor: date
    steps: tuple[Step, ...]
    provisional: bool
    route: str = ""  # how to go on where the panel is too late
    hourless: bool = False  # counted in hours, from an event whose hour is not recorded


def dated(
    run: Run, now_true: Truth, later: tuple[Event, ...], keep: Callable[[Clock], bool] | None
) -> tuple[Deadline, ...]:
    """Every clock of the run with its date, or those to `keep`. `later` are the events after the as-of day."""
    return _Dating(run, now_true, later).all(keep)


class _Dating:
    """One case being dated: counts are remembered, because clocks hang on one another."""

    def __init__(self, run: Run, now_true: Truth, later: tuple[Event, ...]) -> None:
        self.run, self.truth, self.later = run, now_true, later
        self.book: RuleBook = run.rulebook
        self.limbs = Limbs(run.clocks, self.book.limbs)
        self.counts: dict[int, _Count] = {}
        self.by_rule: dict[str, list[Clock]] = {}
        for clock in run.clocks:
            self.by_rule.setdefault(clock.rule.id, []).append(clock)

    def all(self, keep: Callable[[Clock], bool] | None) -> tuple[Deadline, ...]:
        clocks = [c for c in self.run.clocks if (keep is None or keep(c))]
        clocks = [c for c in clocks if not self._adrift(c)]
        return tuple(self._deadline(clock) for clock in clocks)

    def _adrift(self, clock: Clock) -> bool:
        """It hangs on the due day of a clock that never started."""
        return clock.anchor is None and clock.rule.anchor.startswith("due:") and self._base(clock) is None

    def _base(self, clock: Clock) -> Clock | None:
        """The clock whose due day this one is counted from."""
        candidates = self.by_rule.get(clock.rule.anchor.removeprefix("due:"), [])
        if clock.rule.local is not None:  # a clock that was over before this one began binds it no more
            candidates = [c for c in candidates if overlap(c, clock)]
        same = [c for c in candidates if c.started_by is clock.started_by]
        found = same or candidates
        return found[-1] if found else None

    def _count(self, clock: Clock) -> _Count:
        if id(clock) not in self.counts:
            self.counts[id(clock)] = self._combined(clock, self._alone(clock))
        return self.counts[id(clock)]

    def _alone(self, clock: Clock) -> _Count:
        rule = clock.rule
        steps: list[Step] = [self._started(clock)]
        anchor, provisional = self._anchored(clock, steps)
        steps.append(Step("rule", None, {"rule": rule}))
        calendar, calendar_steps = self._calendar(rule)
        start, hourless = anchor, False
        if rule.local is not None:
            from sendclock.clock.local import counted_from

            start, hourless = counted_from(rule, clock.started_by, anchor, self.book, steps)
        counted = count(start, rule.period, calendar)
        steps += [*calendar_steps, *counted.steps]
        provisional = provisional or counted.provisional or bool(calendar_steps) or hourless
        if counted.provisional and calendar is not None:
            steps.append(Step("not-announced", None, {"confirmed_to": calendar.confirmed_to}))
        if rule.local is None:
            return _Count(counted.due, counted.at, anchor, tuple(steps), provisional)
        at = None if hourless else counted.at
        return self._localised(clock, _Count(counted.due, at, anchor, tuple(steps), provisional, hourless=hourless))

    def _anchored(self, clock: Clock, steps: list[Step]) -> tuple[date, bool]:
        """The day counted from and whether it is provisional; the step that says so is added to `steps`."""
        if clock.anchor is not None:
            steps.append(Step("anchor", clock.anchor, {"field": clock.anchor_field, "guessed": clock.guessed}))
            return clock.anchor, clock.guessed
        if not clock.rule.anchor.startswith("due:"):
            return self._chosen(clock, steps)
        base = self._base(clock)
        assert base is not None
        of_base = self._count(base)
        facts = {"field": clock.rule.anchor, "rule": base.rule, "guessed": False}
        steps.append(Step("anchor", of_base.due, facts))
        return of_base.due, of_base.provisional

    def _chosen(self, clock: Clock, steps: list[Step]) -> tuple[date, bool]:
        """`latest:served,due:RULE` and `earliest:...`: of the days that are known. Provisional while one is not."""
        how, _, names = clock.rule.anchor.partition(":")
        known: dict[str, date] = {}
        for name in names.split(","):
            day = self._one_of(name, clock)
            if day is not None:
                known[name] = day
        unknown = [name for name in names.split(",") if name not in known]
        day = (max if how == "latest" else min)(known.values(), default=clock.started_by.on)
        steps.append(Step("chosen", day, {"how": how, "known": known, "unknown": unknown}))
        return day, bool(unknown)

    def _one_of(self, name: str, clock: Clock) -> date | None:
        kind, _, rule_id = name.partition(":")
        if not rule_id:
            return clock.started_by.day(name)
        found = [c for c in self.by_rule.get(rule_id, ()) if c is not clock]
        if kind == "met":
            return next((c.met_on for c in reversed(found) if c.met_on is not None), None)
        together = [c for c in found if overlap(c, clock)]
        return self._count(together[-1]).due if together else None

    def _localised(self, clock: Clock, counted: _Count) -> _Count:
        """What local practice does after counting: the weekday, the panel, the guard of the law."""
        from sendclock.clock.local import Limit, localised

        def limit(rule_id: str) -> Limit | None:
            clocks = [c for c in self.by_rule.get(rule_id, ()) if not c.replaced and self._may_bind(c, clock)]
            clocks = [c for c in clocks if overlap(c, clock)]
            same = [c for c in clocks if c.started_by is clock.started_by] or [c for c in clocks if c.running] or clocks
            return Limit(same[-1].rule, self._count(same[-1]).due) if same else None

        due, at, route, steps = localised(clock.rule, counted.anchor, counted.due, counted.at, limit, self.book)
        return counted._replace(due=due, at=at, route=route, steps=(*counted.steps, *steps))

    @staticmethod
    def _may_bind(law: Clock, own: Clock) -> bool:
        """A limit for one party binds no other."""
        from sendclock.clock.run import same_party

        return not (law.rule.per_party and own.rule.per_party) or same_party(law.party, own.party)

    def _started(self, clock: Clock) -> Step:
        event = clock.started_by
        changes = self.truth.corrected.get(event.id, ())
        return Step("started", None, {"event": event, "position": self.run.case.position(event), "corrected": changes})

    def _calendar(self, rule: Rule) -> tuple[Calendar | None, list[Step]]:
        """The rule's calendar. School days use the setting's own; with none known the date is provisional."""
        if rule.period.unit != "school-day":
            return (self.book.calendars[rule.calendar] if rule.calendar else None), []
        setting = self.run.case.setting
        known = self.book.setting_calendars.get((setting or "").casefold())
        if known is not None:
            return known, []
        return self.book.england, [Step("no-term-dates", None, {"setting": setting})]

    def _combined(self, clock: Clock, alone: _Count) -> _Count:
        limb_clock = self.limbs.limb_of.get(id(clock))
        if limb_clock is None or clock.rule.combine is None:
            return alone
        limb = self._count(limb_clock)
        how = clock.rule.combine[0]
        limb_governs = limb.due > alone.due if how == "max" else limb.due < alone.due
        governing, other = (limb, alone) if limb_governs else (alone, limb)
        facts = {
            "how": how,
            "limb": limb_clock.rule,
            "limb_due": limb.due,
            "own_due": alone.due,
            "limb_governs": limb_governs,
        }
        shared = {"started"} if limb_clock.started_by is clock.started_by else set()
        repeated = [step for step in governing.steps if step.kind not in shared]
        steps = (*other.steps, *repeated, Step("combined", governing.due, facts))
        return _Count(governing.due, governing.at, alone.anchor, steps, alone.provisional or limb.provisional)

    def _deadline(self, clock: Clock) -> Deadline:
        rule, counted = clock.rule, self._count(clock)
        calendar = self.book.calendars[rule.calendar] if rule.calendar else self.book.england
        bar = rule.kind == "bar"  # its day is the first lawful one: to act by the working day before would break it
        act_by = counted.due if bar else calendar.roll_back(counted.due)
        steps = [*counted.steps]
        closed = calendar.closed(counted.due)
        if closed and not bar:
            steps.append(Step("not-moved", None, {"due": counted.due, "reason": closed, "act_by": act_by}))
        forecast = counted.due > calendar.confirmed_to
        if forecast and not counted.provisional:
            steps.append(Step("act-by-forecast", None, {"confirmed_to": calendar.confirmed_to}))
        safe, readings = arguable(clock, counted.anchor, counted.due, self.book.england)
        if counted.hourless:
            safe = min(safe, counted.due - timedelta(1))
        excused_by, judged = self._excuse(clock, counted)
        steps += [*readings, *judged, *self._directed(clock), *self._ending(clock, counted, excused_by)]
        principal = self.limbs.principal_of.get(id(clock))
        return Deadline(
            rule=rule,
            party=clock.party,
            started_by=clock.started_by,
            anchor=counted.anchor,
            due=counted.due,
            due_at=counted.at,
            act_by=act_by,
            safe=safe,
            status=self._status(clock, counted),
            met_on=clock.met_on,
            met_by=clock.met_by,
            ended_by=clock.ended_by,
            excused_by=excused_by,
            provisional=counted.provisional or forecast,
            limb_of=principal.rule.id if principal else None,
            listed=not (principal and principal.running),
            too_early=rule.kind == "bar" and clock.met_on is not None and clock.met_on < counted.due,
            steps=tuple(steps),
            opens=_opens(rule, counted.anchor),
            route=counted.route,
        )

    def _status(self, clock: Clock, counted: _Count) -> Status:
        """The due day alone decides; a bar is kept by acting on it or after; only a deadline is overdue."""
        if clock.met_on is not None:
            if clock.rule.kind == "bar":
                return "met"
            return "met-late" if _late(clock, counted) else "met"
        if clock.ended_by is not None:
            return "lapsed"
        return status_of_running(clock.rule, counted.due, self.run.as_of)

    def _excuse(self, clock: Clock, counted: _Count) -> tuple[str | None, list[Step]]:
        """Judge each exception recorded for this clock. One accepted is enough; the others are still shown."""
        excused, steps = None, []
        for claim in self.run.events:
            if claim.type == "exception-recorded" and self._claimed(claim, clock):
                facts = Facts(
                    clock.rule,
                    clock.party,
                    clock.started_by,
                    counted.anchor,
                    counted.due,
                    self.run.as_of,
                    self.run.events,
                )
                accepted, step = judge(claim, self.book.exceptions.get(str(claim.fields.get("ground"))), facts)
                excused = excused or accepted
                steps.append(step)
        rare = clock.rule.no_exception_if
        if excused and rare and clock.met_by is not None and rare[0].fits(clock.met_by):
            steps.append(Step("exception-doubtful", None, {"why": rare[1]}))
        return excused, steps

    def _directed(self, clock: Clock) -> list[Step]:
        """Dates fixed by the Tribunal, or agreed, in place of this clock's: both stay visible."""
        given = [
            event
            for event in self.run.events
            if event.type == "direction-given"
            and event.fields.get("rule") == clock.rule.id
            and event.on >= clock.started_by.on
        ]
        return [Step("directed", None, {"event": event, "due": event.day("due")}) for event in given]

    def _claimed(self, claim: Event, clock: Clock) -> bool:
        """The claim is for the newest clock of its rule (and party, if it names one) begun by that day."""
        from sendclock.clock.run import same_party

        if claim.fields.get("rule") != clock.rule.id:
            return False
        by_party = clock.rule.per_party and claim.party is not None
        begun = [
            c
            for c in self.by_rule[clock.rule.id]
            if c.started_by.on <= claim.on and (not by_party or same_party(c.party, claim.party))
        ]
        if clock.rule.per_party and claim.party is None:
            return clock in begun
        return bool(begun) and begun[-1] is clock

    def _ending(self, clock: Clock, counted: _Count, excused_by: str | None) -> list[Step]:
        steps = []
        if clock.met_by is not None:
            facts = {"event": clock.met_by, "on": clock.met_on, "late": _late(clock, counted)}
            steps.append(Step("met", None, {**facts, "due": counted.due, "kind": clock.rule.kind}))
        elif clock.ended_by is not None:
            steps.append(Step("replaced" if clock.replaced else "lapsed", None, {"event": clock.ended_by}))
        elif clock.rule.local is not None and clock.rule.local.met_by_all:
            missing = [trigger for trigger in clock.rule.met_by if trigger not in clock.done]
            steps.append(Step("acts-needed", None, {"done": dict(clock.done), "missing": missing}))
        if self.later:
            steps.append(Step("later-events", None, {"events": self.later, "as_of": self.run.as_of}))
        if clock.rule.note:
            steps.append(Step("note", None, {"text": clock.rule.note}))
        if clock.rule.confidence != "text":
            steps.append(Step("confidence", None, {"confidence": clock.rule.confidence}))
        return steps


def _opens(rule: Rule, anchor: date) -> date | None:
    """The first day of the week in which a window opens; week 1 begins the day after the day counted from."""
    week = rule.local.opens_week if rule.local else None
    return anchor + timedelta(7 * (week - 1) + 1) if week else None


def _late(clock: Clock, counted: _Count) -> bool:
    """After the due day; or on it but after the hour, where the limit has one and the event says when."""
    assert clock.met_on is not None
    if clock.met_on != counted.due:
        return clock.met_on > counted.due
    moment = clock.met_by.at if clock.met_by else None
    return bool(counted.at and moment and moment.date() == counted.due and moment > counted.at)
