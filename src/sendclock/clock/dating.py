"""Date each clock: its anchor, its count, its limb, its exceptions, its status, and the reason for all of it.

Every function that takes `steps` makes the date and, where a list is given, notes in it how: so a reason can never tell
another story than the answer. Lists of clocks give none; `Deadline.steps` works its one clock out again with one.

Must not know: how clocks start and stop (`clock.run`), English, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sendclock.clock.case import Event, days_waited
from sendclock.clock.deadline import Deadline, NotStarted, Status, opening_of, status_of_running
from sendclock.clock.exceptions import Facts, Judged, judge
from sendclock.clock.reason import (
    ActByForecast,
    ActByNotAnnounced,
    ActsNeeded,
    Anchored,
    AnchoredToClock,
    ByRule,
    Chosen,
    Combined,
    Directed,
    Doubt,
    ExceptionDoubtful,
    ExceptionNotInForce,
    ExceptionRefused,
    Excused,
    Forecast,
    GuessedAnchor,
    HangsOn,
    HangsOnADoubtful,
    History,
    Lapsed,
    LaterEvents,
    Met,
    NoHour,
    NotAnnounced,
    Note,
    NoTermDates,
    NotMoved,
    OneOfSeveralUnknown,
    OpensOn,
    OtherReading,
    Paused,
    ReadOffTheFile,
    Reason,
    Replaced,
    RestsOn,
    ReviewedBefore,
    Spent,
    Started,
    TakenFor,
    TermDatesUnknown,
    WeeksOfWindow,
)
from sendclock.clock.things import Assessment, Plan, Review, Thing
from sendclock.days.counting import Counted, Offset, Period, after_months, count, moved, shifted
from sendclock.days.step import EndRolled, PeriodCounted
from sendclock.files.name import folded
from sendclock.law.role import Act, Role
from sendclock.law.rule import Reading, Rule

if TYPE_CHECKING:
    from sendclock.clock.case import Truth
    from sendclock.clock.local import Limit
    from sendclock.clock.run import Clock, Run
    from sendclock.days.calendars import Calendar

Doubts = tuple[Doubt, ...]
CERTAIN: Doubts = ()
WEEKS = frozenset({Role.WEEK_6, Role.WEEK_16, Role.WEEK_20})


# What is owed to a child until it is done, however long ago it fell due: it crosses the opening of a casebook.
CROSSES = frozenset({Role.WEEK_20, Role.ANNUAL_REVIEW})
DIRECTED = frozenset({"tribunal-direction"})


class Count:
    """One clock counted: before it is combined with its limb, or after (`two_dates`: its own day and the limb's).

    `opens`: the first day, where a local rule has a window. `route`: how to go on where the panel is too late.
    `hourless`: counted in hours, from an event whose hour is not recorded. `undated`: the day depends on a meeting of a
    panel, and none is known.
    """

    __slots__ = ("anchor", "at", "doubts", "due", "hourless", "opens", "route", "two_dates", "undated")

    def __init__(self, anchor: date, due: date, at: datetime | None, doubts: Doubts) -> None:
        self.anchor, self.due, self.at, self.doubts = anchor, due, at, doubts
        self.route, self.hourless, self.undated = "", False, False
        self.two_dates: tuple[date, date] | None = None
        self.opens: date | None = None


class Dating:
    """One case being dated: counts are remembered, because clocks hang on one another. `later` are the events after the
    as-of day."""

    def __init__(self, run: Run, now_true: Truth, later: tuple[Event, ...]) -> None:
        self.run, self.truth, self.later, self.book, self.by_rule = run, now_true, later, run.rulebook, run.by_rule
        self.principal_of = _join_limbs(run.clocks, self.book.limbs & self.by_rule.keys())
        claims = self.book.types_of(Act.EXCEPTION)
        self.claims = [event for event in run.events if event.type in claims]
        self.opening = opening_of(run.case, run.rulebook)

    def all(self, keep: Callable[[Clock], bool] | None) -> tuple[Deadline, ...]:
        """Every clock of the run with its date, or those to `keep`."""
        wanted = [(n, clock) for n, clock in enumerate(self.run.clocks) if keep is None or keep(clock)]
        known = self.run.not_started
        own = [clock for _, clock in wanted if not clock.workings.is_law]
        known.extend(w for w in map(self.waits, own) if w and w not in known)
        return tuple(
            [
                self.deadline(clock, n)
                for n, clock in wanted
                if (clock.anchor is not None and clock.workings.is_law) or not self.adrift(clock)
                if self.binds(clock)
            ]
        )

    def adrift(self, clock: Clock) -> bool:
        """It hangs on the due day of a clock that never started, or on a meeting or on days that nobody knows."""
        if _hangs(clock):
            base = self._base(clock)
            if base is None or self.adrift(base):
                return True
        local = None if clock.workings.is_law else clock.rule.local
        if local is None:
            return False
        if clock.anchor is None and not clock.workings.hangs and self._none_known(clock):
            return True
        return local.snap is not None and self._count(clock).undated

    def _none_known(self, clock: Clock) -> bool:
        """Whether it chooses among days of which none is known."""
        names = clock.rule.anchor.partition(":")[2].split(",")
        return all(self._one_of(name, clock)[0] is None for name in names)

    def _baseless(self, clock: Clock) -> bool:
        """It hangs, over others or by itself, on the due day of a clock that never started: it cannot be counted."""
        base = self._base(clock) if _hangs(clock) else clock
        return base is None or (base is not clock and self._baseless(base))

    def waits(self, clock: Clock) -> NotStarted | None:
        """What keeps it without a date: a meeting of its panel that nobody knows yet."""
        local = clock.rule.local
        snap = local.snap if local is not None else None
        if snap is None or self._baseless(clock) or not self._count(clock).undated:
            return None
        panel, day = self.book.practice.panels[snap.panel], self._count(clock).due
        return NotStarted(clock.rule, clock.started_by, f"panel:{panel.name}", clock.party, panel.last_known(day))

    def binds(self, clock: Clock) -> bool:
        """A limit that ended before its law began bound nobody; nor did one for a plan that was first made after it."""
        workings = clock.workings
        if not workings.is_law:
            return True
        due = self._count(clock).due
        if due < workings.law_began:
            return False
        return not workings.within_plan or (self._had_a_plan(clock, due) and not self._was_elsewhere(clock, due))

    def _was_elsewhere(self, clock: Clock, due: date) -> bool:
        """Whether it is one that a release or a return began anew, and its day was in detention, or another's to
        keep."""
        return due < clock.started_by.on and self.book.has(clock.started_by.type, Act.RELEASED, Act.TRANSFERRED)

    def _had_a_plan(self, clock: Clock, due: date) -> bool:
        """Whether the plan it is for was made by its day."""
        plans: Sequence[Plan] = [plan for plan in clock.act.links.get("plan", ()) if isinstance(plan, Plan)]
        if not plans and self.run.things.plans:  # none was in force when the move was expected
            plans = [p for p in self.run.things.plans if p.ended is None or p.ended.on > clock.started_by.on]
            if not plans:
                return False
        if plans:
            return plans[0].made is None or plans[0].made <= due
        first = any(not a.reassessment for a in self.run.things.assessments)
        return not first or due >= self.run.as_of  # a first assessment, and no plan by the day: no plan to amend

    def why(self, deadline: Deadline) -> tuple[Reason, ...]:
        """How the date of a deadline of this case was reached: by dating its clock once more, noting every step."""
        steps: list[Reason] = []
        self.deadline(self.run.clocks[deadline.place], deadline.place, steps)
        return tuple(steps)

    def deadline(self, clock: Clock, place: int, steps: list[Reason] | None = None) -> Deadline:
        """A clock with its date. `place`: where it stands among the clocks of the case."""
        rule = clock.rule
        counted = self._count(clock) if steps is None else self._counted(clock, steps)
        principal = self.principal_of.get(id(clock)) if self.principal_of else None
        made = Deadline()  # filled in here, because a call with 25 arguments takes as long as the rest
        made.rule, made.party, made.started_by, made.done = rule, clock.party, clock.started_by, clock.done
        made.spent, made.things, made.act = clock.spent, clock.things, clock.act
        made.anchor, made.due, made.due_at = counted.anchor, counted.due, counted.at
        made.two_dates, made.route = counted.two_dates, counted.route
        made.opens = counted.opens
        made.act_by, made.doubts = _act_by(clock, counted, steps)
        made.safe = self._safe(clock, counted, steps)
        made.history = self.opening is not None and self._is_history(clock, counted)
        made.status = "lapsed" if made.history else _status(clock, counted, self.run.as_of)
        made.met_on, made.met_by, made.ended_by, made.replaced = (
            clock.met_on, clock.met_by, clock.ended_by, clock.replaced
        )  # fmt: skip
        made.too_early = clock.workings.kind == "bar" and clock.met_on is not None and clock.met_on < counted.due
        made.limb_of = principal.rule.id if principal is not None else None
        made.listed = principal is None or not principal.running
        claims = made.claims = self._judged(clock, counted) if self.claims else ()
        made.excused_by = next((j.exception.id for j in claims if j.holds and j.exception), None) if claims else None
        silent = next((judged.assumed for judged in claims if judged.assumed is not None), None) if claims else None
        if silent is not None:
            made.doubts += (ReadOffTheFile("taken-for", silent),)
        made.place, made.asked = place, self
        if steps is not None:
            self._tell_claims(made, steps)
            self._tell_end(clock, made, counted, steps)
        return made

    def _is_history(self, clock: Clock, counted: Count) -> bool:
        """It fell due before the opening, and nothing on file stopped it: whether it was kept cannot be known. Not so
        of what is still owed, whose end would be on file."""
        if self.opening is None or counted.due >= self.opening or not clock.running or clock.rule.kind != "deadline":
            return False
        return clock.rule.local is not None or CROSSES.isdisjoint(clock.rule.roles)

    def _reviewed_before(self, clock: Clock) -> Review | None:
        """The newest review held since the plan's year began that need not have its decision on file, because it fell
        due before the opening; or, where the year itself ended before the opening, the newest held by then. The review
        is taken as completed, and the year runs from it, also once the next review has been held and decided."""
        if self.opening is None or clock.ended_by is not None or not clock.rule.plays(Role.ANNUAL_REVIEW):
            return None
        since = clock.anchor or clock.started_by.on
        decided = [r for r in self.run.things.reviews if r.ended is not None and r in self._about(r.ended)]
        until = min([self.opening, *(r.day for r in decided if r.ended is clock.met_by)])
        held = [r for r in self.run.things.reviews if r.meeting is not None and since < r.day <= until]
        held = [review for review in held if review not in decided]
        if count(since, clock.rule.period, clock.workings.counts_in).due >= self.opening:
            decisions = [c for rule in self.book.ids(Role.REVIEW_DECISION) for c in self.by_rule.get(rule, ())]
            past = {id(thing) for c in decisions if self._count(c).due < self.opening for thing in c.things}
            held = [review for review in held if id(review) in past]
        return max(held, key=lambda review: review.day, default=None)

    def _about(self, act: Event) -> list[Thing]:
        """The reviews that an act is about: it may end others too."""
        return [each for deed in self.run.things.deeds if deed.source is act for each in deed.links.get("review", ())]

    def _base(self, clock: Clock) -> Clock | None:
        """The clock whose due day this one is counted from."""
        candidates: Sequence[Clock] = self.by_rule.get(clock.workings.anchor.removeprefix("due:"), ())
        if not clock.workings.is_law:  # one that was over before this began binds it no more; one it extends does
            candidates = [c for c in candidates if overlap(c, clock) or c.ended_by is clock.started_by]
        same = [c for c in candidates if c.started_by is clock.started_by]
        if clock.workings.is_law:  # the law's hang on the clock of their own event, or do not start
            return same[-1] if same and self.binds(same[-1]) else None
        found = same or candidates
        return found[-1] if found else None

    def _count(self, clock: Clock) -> Count:
        """The day of a clock, worked out once."""
        found = clock.counted
        if found is None:
            found = clock.counted = self._counted(clock, None)
        return found

    def _counted(self, clock: Clock, steps: list[Reason] | None) -> Count:
        if clock.limb is None or clock.workings.combine is None:
            return self._without_limb(clock, steps)
        return self._combined(clock, clock.limb, clock.workings.combine[0], steps)

    def _without_limb(self, clock: Clock, steps: list[Reason] | None) -> Count:
        if steps is None and clock.anchor is not None and self.opening is None:
            return self._by_itself(clock, clock.anchor)
        return self._alone(clock, steps)

    def _by_itself(self, clock: Clock, anchor: date) -> Count:
        """As `_alone`, for what most clocks are of which only the day is asked: counted from a day that is known."""
        workings, doubts = clock.workings, CERTAIN
        if clock.guessed:
            doubts = (GuessedAnchor(clock.started_by, clock.anchor_field),)
        if clock.doubts or workings.of == "assessment":
            doubts += _read_off(clock, None)
        if not workings.is_law:
            return self._locally(clock, anchor, doubts, None)
        if workings.shift is not None:
            return Count(anchor, shifted(anchor, workings.shift), None, doubts)
        if workings.in_months and not workings.pauses and type(anchor) is date:
            return Count(anchor, after_months(anchor, workings.period), None, doubts)
        return self._by_the_calendar(clock, anchor, anchor, doubts, None)

    def _alone(self, clock: Clock, steps: list[Reason] | None) -> Count:
        rule = clock.rule
        if steps is not None:
            event = clock.started_by
            position, changes = self.run.case.position(event), self.truth.corrected.get(event.id, ())
            steps.append(Started(event, position, changes))
        anchor, doubts = self._anchored(clock, steps)
        if steps is not None:
            steps.append(ByRule(rule))
        if rule.local is not None:
            return self._locally(clock, anchor, doubts, steps)
        shift = clock.workings.shift
        if shift is None:
            return self._by_the_calendar(clock, anchor, anchor, doubts, steps)
        due = shifted(anchor, shift)
        if steps is not None:
            steps.append(PeriodCounted(due, rule.period, anchor))
        return Count(anchor, due, None, doubts)

    def _anchored(self, clock: Clock, steps: list[Reason] | None) -> tuple[date, Doubts]:
        """The day counted from, and what is doubtful about it."""
        reviewed = self._reviewed_before(clock)
        if reviewed is not None and reviewed.meeting is not None:
            if steps is not None:
                steps.append(ReviewedBefore(reviewed.day, reviewed.meeting, self.opening))
            return reviewed.day, (ReadOffTheFile("before-the-opening", reviewed.meeting),)
        if clock.anchor is not None:
            if steps is not None:
                steps.append(Anchored(clock.anchor, clock.started_by, clock.anchor_field, clock.guessed))
            doubts = (GuessedAnchor(clock.started_by, clock.anchor_field),) if clock.guessed else CERTAIN
            return clock.anchor, doubts + _read_off(clock, steps)
        if not clock.rule.anchor.startswith("due:"):
            return self._chosen(clock, steps)
        base = self._base(clock)
        assert base is not None
        of_base = self._count(base)
        if steps is not None:
            steps.append(AnchoredToClock(of_base.due, base.rule))
        return of_base.due, _hanging_on(base.rule, of_base.doubts, steps)

    def _chosen(self, clock: Clock, steps: list[Reason] | None) -> tuple[date, Doubts]:
        """`latest:served,due:RULE` and `earliest:...`: of the days that are known. Provisional while one is not, or
        while one of them is provisional itself. `first-known:met:RULE,due:RULE`: the first of them that is known,
        provisional while one before it is not."""
        how, _, names = clock.rule.anchor.partition(":")
        found = [(name, *self._one_of(name, clock)) for name in names.split(",")]
        if how == "first-known":
            first = next((n for n, (_, day, _) in enumerate(found) if day is not None), len(found))
            found = found[: first + 1]
        known = [(name, day) for name, day, _ in found if day is not None]
        unknown = [name for name, day, _ in found if day is None]
        day = (min if how == "earliest" else max)((day for _, day in known), default=clock.started_by.on)
        if steps is not None:
            steps.append(Chosen(day, clock.started_by, how, known, unknown))
        doubts: Doubts = (OneOfSeveralUnknown(clock.started_by, unknown),) if unknown else CERTAIN
        for _, _, base in found:
            if base is not None:
                doubts += _hanging_on(base.rule, self._count(base).doubts, steps)
        return day, doubts

    def _one_of(self, name: str, clock: Clock) -> tuple[date | None, Clock | None]:
        """A day to choose among; and the clock whose due day it is, if it is one."""
        kind, _, rule_id = name.partition(":")
        if not rule_id:
            return clock.act.event.day(name), None
        found = [c for c in self.by_rule.get(rule_id, ()) if _of_its_thing(c, clock)]
        if kind == "met":
            return next((c.met_on for c in reversed(found) if c.met_on is not None), None), None
        together = [c for c in found if overlap(c, clock)]
        return (self._count(together[-1]).due, together[-1]) if together else (None, None)

    def _by_the_calendar(
        self, clock: Clock, anchor: date, start: date, doubts: Doubts, steps: list[Reason] | None
    ) -> Count:
        """Counted from `start`: the anchor, or the day or moment that local practice counts from. School days go by the
        setting's own calendar; with none known, by the working days of England, and the date is provisional."""
        workings = clock.workings
        calendar = workings.counts_in
        if workings.schooldays:
            setting, calendar = self._of_the_setting(start)
            if calendar is None:
                calendar = self.book.england
                doubts += (NoTermDates(setting),)
                if steps is not None:
                    steps.append(TermDatesUnknown(setting))
        counted = count(start, workings.period, calendar, steps)
        if workings.pauses:
            counted, waiting = self._paused(clock, start, counted, calendar, steps)
            doubts += (ReadOffTheFile("clarification-awaited", clock.started_by),) if waiting else CERTAIN
        if counted.provisional and calendar is not None:
            doubts += (Forecast(calendar.confirmed_to),)
            if steps is not None:
                steps.append(NotAnnounced(calendar.confirmed_to))
        return Count(anchor, counted.due, counted.at, doubts)

    def _of_the_setting(self, day: date) -> tuple[str | None, Calendar | None]:
        """The setting of the case on a day, and the calendar of its school days, if one is known."""
        setting = self.run.case_on(day).setting
        return setting, self.book.setting_calendars.get(folded(setting or ""))

    def _opens(self, clock: Clock, anchor: date, start: date, steps: list[Reason] | None) -> date | None:
        """The first day of a window: of the week in which it opens, where week 1 begins the day after the day counted
        from; or so long from `start` as the earlier of two limits is (`6 to 8 weeks`)."""
        local, period = clock.rule.local, clock.rule.period
        if local is None or (local.opens_week is None and local.opens is None):
            return None
        if local.opens is None:
            week = local.opens_week or 1
            opens = anchor + timedelta(7 * (week - 1) + 1)
            if steps is not None:
                steps.append(WeeksOfWindow(opens, week, int(period.size)))
            return opens
        first = Period(period.direction, local.opens.size, local.opens.unit)
        _, schools = self._of_the_setting(start) if first.unit == "school-day" else (None, None)
        opens = count(start, first, schools or clock.workings.counts_in or self.book.england).due
        if steps is not None:
            steps.append(OpensOn(opens, local.opens, period))
        return opens

    def _paused(
        self, clock: Clock, start: date, counted: Counted, calendar: Calendar | None, steps: list[Reason] | None
    ) -> tuple[Counted, bool]:
        """The days from the asking to the answer, both included, do not count (UK GDPR art 12A, from 5 February 2026).
        While no answer has come they run on to the as-of day: then the date is provisional."""
        days, waiting = days_waited(self.run.events, clock.rule.pauses, clock.party, start, counted.due, self.run.as_of)
        if not days:
            return counted, False
        unrolled = count(start, clock.rule.period._replace(roll="none"), calendar).due
        due = unrolled + timedelta(days)
        if steps is not None:
            steps.append(Paused(due, days, waiting))
        closed = calendar.closed(due) if calendar is not None else None
        if calendar is not None and closed and clock.rule.period.roll != "none":
            rolled = calendar.roll_forward(due)
            if steps is not None:
                steps.append(EndRolled(rolled, due, closed, calendar.closed_between(due, rolled)))
            due = rolled
        return counted._replace(due=due), waiting

    def _locally(self, clock: Clock, anchor: date, doubts: Doubts, steps: list[Reason] | None) -> Count:
        """By local practice: when it counts as received, the hour, the weekday, the panel, the guard of the law."""
        from sendclock.clock.local import Limit, counted_from, localised

        def limit(rule_id: str) -> Limit | None:
            clocks = [c for c in self.by_rule.get(rule_id, ()) if not c.replaced and _may_bind(c, clock)]
            clocks = [c for c in clocks if overlap(c, clock)]
            same = [c for c in clocks if c.started_by is clock.started_by] or [c for c in clocks if c.running] or clocks
            if not same:
                return None
            bound = self._count(same[-1])
            if bound.undated:
                return None
            return Limit(same[-1].rule, bound.due, bound.doubts)

        rule, event = clock.rule, clock.started_by
        start, hourless = counted_from(rule, event, anchor, self.book, steps)
        if hourless:
            doubts += (NoHour(event),)
        found = self._by_the_calendar(clock, anchor, start, doubts, steps)
        at = None if hourless else found.at
        found.opens = self._opens(clock, anchor, start, steps)
        due, found.at, found.route, by = localised(rule, anchor, found.due, at, limit, self.book, steps)
        found.due, found.undated = due or found.due, due is None
        found.hourless = hourless
        if by is not None:
            found.doubts += _hanging_on(by.rule, by.doubts, steps)
        return found

    def _combined(self, clock: Clock, limb_clock: Clock, how: str, steps: list[Reason] | None) -> Count:
        """Two clocks of one duty: the later of their days, or the earlier, with the reasons of both."""
        own_steps: list[Reason] | None = None if steps is None else []
        limb_steps: list[Reason] | None = None if steps is None else []
        own = self._without_limb(clock, own_steps)
        limb = self._count(limb_clock) if limb_steps is None else self._counted(limb_clock, limb_steps)
        limb_governs = limb.due > own.due if how == "max" else limb.due < own.due
        due = limb.due if limb_governs else own.due
        if steps is not None and own_steps is not None and limb_steps is not None:
            first, last = (own_steps, limb_steps) if limb_governs else (limb_steps, own_steps)
            shared = limb_clock.started_by is clock.started_by
            steps += [*first, *(step for step in last if not (shared and isinstance(step, Started)))]
            steps.append(Combined(due, how, limb_clock.rule, own.due, limb.due))
        of_the_limb = tuple([doubt for doubt in limb.doubts if doubt not in own.doubts]) if limb.doubts else CERTAIN
        doubts = own.doubts + _hanging_on(limb_clock.rule, of_the_limb, steps)
        found = Count(own.anchor, due, limb.at if limb_governs else own.at, doubts)
        found.two_dates = (own.due, limb.due)
        return found

    def _safe(self, clock: Clock, counted: Count, steps: list[Reason] | None) -> date:
        """The earliest day on any arguable reading; the due day itself where none is earlier."""
        if clock.workings.kind == "bar":
            return self._safe_of_bar(clock, counted, steps)
        safe = counted.due
        for reading, offset in clock.workings.readings:
            day = self._read_otherwise(reading, offset, clock, counted)
            if steps is not None:
                steps.append(OtherReading(reading, day, clock.rule, reading.effect == "safe"))
            if reading.effect == "safe" and day is not None and day < safe:
                safe = day
        return min(safe, counted.due - timedelta(1)) if counted.hourless else safe

    def _safe_of_bar(self, clock: Clock, counted: Count, steps: list[Reason] | None) -> date:
        """The first day that is lawful on every arguable reading: of its own, and of the clock it hangs on."""
        days = [counted.due]
        for reading, offset in clock.workings.readings:
            day = self._read_otherwise(reading, offset, clock, counted)
            if steps is not None:
                steps.append(OtherReading(reading, day, clock.rule, reading.effect == "later"))
            if reading.effect == "later" and day is not None:
                days.append(day)
        base = self._base(clock) if clock.anchor is None and clock.rule.anchor.startswith("due:") else None
        for reading, offset in base.workings.readings if base is not None else ():
            assert base is not None
            day = self._read_otherwise(reading, offset, base, self._count(base))
            if reading.effect == "later" and day is not None:
                days.append(count(day, clock.rule.period, clock.workings.counts_in).due)
                if steps is not None:
                    steps.append(OtherReading(reading, days[-1], base.rule, True))
        return max(days)

    def _read_otherwise(self, reading: Reading, offset: Offset | None, clock: Clock, counted: Count) -> date | None:
        """`+1d` moves the due day; `15wd` counts afresh from the anchor. None where it cannot be computed."""
        if offset is None or reading.offset is None:
            return None
        if reading.offset.startswith(("+", "-")):
            return moved(counted.due, offset, self.book.england)
        start = clock.act.event.day(reading.anchor) if reading.anchor else counted.anchor
        if start is None:
            return None
        afresh = Period("after", offset.size, offset.unit, clock.rule.period.first_day)
        return count(start, afresh, self.book.england).due

    def _judged(self, clock: Clock, counted: Count) -> tuple[Judged, ...]:
        """The exceptions recorded for this clock. One accepted is enough; the others are still shown."""
        found = []
        for claim in self.claims:
            if self._claimed(claim, clock):
                rule, event, events, as_of = clock.rule, clock.started_by, self.run.events, self.run.as_of
                facts = Facts(
                    rule, clock.party, event, counted.anchor, counted.due, as_of, events, self.book, self._rivals(clock)
                )
                found.append(judge(claim, self.book.exceptions.get(str(claim.fields.get("ground"))), facts))
        return tuple(found)

    def _rivals(self, clock: Clock) -> tuple[tuple[date, date], ...]:
        """From when till when the clocks of other acts ran that a direction could be about as well."""
        grounds = set(clock.rule.exceptions)
        found = []
        for other in self.run.clocks:
            if other.started_by is not clock.started_by and grounds.intersection(other.rule.exceptions, DIRECTED):
                over = other.met_on or (other.ended_by.on if other.ended_by is not None else date.max)
                found.append((other.started_by.on, over))
        return tuple(found)

    def _claimed(self, claim: Event, clock: Clock) -> bool:
        """The claim is for the newest clock of its rule (and party, if it names one) begun by that day."""
        from sendclock.clock.case import same_party

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

    def _tell_claims(self, made: Deadline, steps: list[Reason]) -> None:
        """Exceptions claimed; and dates fixed by the Tribunal, or agreed, in place of this one: both stay visible."""
        for judged in made.claims:
            if judged.holds:
                steps.append(Excused(judged))
                if judged.assumed is not None:
                    steps.append(TakenFor(ReadOffTheFile("taken-for", judged.assumed)))
            else:
                steps.append(ExceptionRefused(judged) if judged.in_force else ExceptionNotInForce(judged))
        if made.excuse_doubted:
            steps.append(ExceptionDoubtful(made.excuse_doubted))
        for event in self.run.events:
            named = event.fields.get("rule") == made.rule.id and self.book.has(event.type, Act.DIRECTION)
            if named and event.on >= made.started_by.on:
                steps.append(Directed(event))

    def _tell_end(self, clock: Clock, made: Deadline, counted: Count, steps: list[Reason]) -> None:
        """What became of the clock; what was left out; what its rule says about itself."""
        rule = clock.rule
        if clock.met_by is not None and clock.met_on is not None:
            steps.append(Met(clock.met_by, clock.met_on, counted.due, _late(clock, counted), rule.kind == "bar"))
        elif clock.ended_by is not None:
            ended = Spent if clock.spent else Lapsed
            steps.append(Replaced(clock.ended_by) if clock.replaced else ended(clock.ended_by))
        elif made.history:
            steps.append(History(self.opening))
        elif rule.local is not None and rule.local.met_by_all:
            steps.append(ActsNeeded(made.done, [trigger for trigger in rule.met_by if trigger not in made.done]))
        if self.later:
            steps.append(LaterEvents(self.later, self.run.as_of))
        if rule.note:
            steps.append(Note(rule.note))
        if rule.confidence != "text":
            steps.append(RestsOn(rule.confidence))


def _hangs(clock: Clock) -> bool:
    """It is counted from the due day of another clock."""
    return clock.anchor is None and clock.workings.hangs


def _read_off(clock: Clock, steps: list[Reason] | None) -> Doubts:
    """What had to be read off the file to say to what the act belongs; of the things themselves, how they stand."""
    words = dict.fromkeys(clock.doubts)
    if WEEKS.intersection(clock.rule.roles):
        words.update((doubt, None) for thing in clock.things if isinstance(thing, Assessment) for doubt in thing.doubts)
    found = tuple(ReadOffTheFile(word, clock.started_by) for word in words)
    if steps is not None:
        steps += [TakenFor(doubt) for doubt in found]
    return found


def _hanging_on(rule: Rule, doubts: Doubts, steps: list[Reason] | None) -> Doubts:
    """The doubt of a date that rests on that of another clock, if that is doubtful."""
    if not doubts:
        return CERTAIN
    doubt = HangsOnADoubtful(rule, doubts)
    if steps is not None:
        steps.append(HangsOn(doubt))
    return (doubt,)


def _may_bind(law: Clock, own: Clock) -> bool:
    """A limit for one party binds no other."""
    from sendclock.clock.case import same_party

    return not (law.rule.per_party and own.rule.per_party) or same_party(law.party, own.party)


def _act_by(clock: Clock, counted: Count, steps: list[Reason] | None) -> tuple[date, Doubts]:
    """The last working day on or before the due day, and every doubt there is. The day of a bar is the first lawful
    one: to act by the working day before it would break it."""
    due, doubts = counted.due, counted.doubts
    calendar = clock.workings.calendar
    act_by = due if clock.workings.kind == "bar" else calendar.roll_back(due)
    if steps is not None and act_by != due:
        steps.append(NotMoved(due, calendar.closed(due) or "", act_by))
    if due > calendar.confirmed_to and not any(isinstance(doubt, Forecast) for doubt in doubts):
        doubts += (ActByForecast(calendar.confirmed_to),)
        if steps is not None:
            steps.append(ActByNotAnnounced(calendar.confirmed_to))
    return act_by, doubts


def _status(clock: Clock, counted: Count, as_of: date) -> Status:
    """The due day alone decides; a bar is kept by acting on it or after; only a deadline is overdue."""
    if clock.met_on is not None:
        return "met-late" if clock.workings.kind != "bar" and _late(clock, counted) else "met"
    if clock.ended_by is not None:
        return "lapsed"
    return status_of_running(clock.workings.kind, counted.due, as_of)


def _late(clock: Clock, counted: Count) -> bool:
    """After the due day; or on it but after the hour, where the limit has one and the event says when."""
    assert clock.met_on is not None
    if clock.met_on != counted.due:
        return clock.met_on > counted.due
    moment = clock.met_by.at if clock.met_by else None
    return bool(counted.at and moment and moment.date() == counted.due and moment > counted.at)


def _join_limbs(clocks: Sequence[Clock], limbs: frozenset[str]) -> dict[int, Clock]:
    """Give each principal its limb; and the principal of each limb that has one, by the limb's identity. `limbs`: the
    rules of limbs that there are in this case."""
    found: dict[int, Clock] = {}
    if not limbs:
        return found
    principals: dict[str, list[Clock]] = {rule: [] for rule in limbs}
    for clock in clocks:
        combine = clock.workings.combine
        if combine is not None and not clock.replaced and combine[1] in limbs:
            principals[combine[1]].append(clock)
    for limb in [clock for clock in clocks if clock.workings.id in limbs]:
        principal = _principal_of(limb, principals[limb.workings.id])
        if principal is not None:
            found[id(limb)] = principal
            principal.limb = limb  # a later limb takes the place of an earlier one
    return found


def _principal_of(limb: Clock, principals: Sequence[Clock]) -> Clock | None:
    """A limb belongs to the principal of the same event, else of the decision it names, else to one running before or
    after it: of the same thing, as this review's meeting and its notice, or where it is of none, the latest begun
    before it."""
    found = [c for c in principals if c.started_by is limb.started_by]
    if found:
        return found[-1]
    named = limb.started_by.day("decision")
    found = [c for c in principals if c.started_by.on == named] if named is not None else []
    if found:
        return found[-1]
    begun = _begun(limb)
    together = [c for c in principals if overlap(c, limb) and not _of_another_thing(c, limb)]
    of_its_thing = [c for c in together if any(thing in c.things for thing in limb.things)]
    if of_its_thing:
        return of_its_thing[-1]
    before = [c for c in together if _begun(c) < begun]
    return before[-1] if before else next(iter(together), None)


def _of_its_thing(other: Clock, clock: Clock) -> bool:
    """Whether the other clock is of what the act that started this one is about: the final plan of an assessment of
    years ago is no day of this one. Where either is of no such thing, it may be."""
    about = clock.act.links.get(other.workings.of)
    return not about or not other.things or any(thing in other.things for thing in about)


def _of_another_thing(principal: Clock, limb: Clock) -> bool:
    """Both are clocks of things of one kind, and have none of them in common."""
    if principal.rule.of != limb.rule.of or not principal.things or not limb.things:
        return False
    return not any(thing in principal.things for thing in limb.things)


def _begun(clock: Clock) -> tuple[date, int]:
    """Where the event that started the clock stands among the events of the case."""
    return clock.started_by.on, clock.started_by.order


def overlap(one: Clock, other: Clock) -> bool:
    """The two ran at the same time at some point: one started while the other was running."""
    first, second = (one, other) if _begun(one) <= _begun(other) else (other, one)
    ended = first.met_by or first.ended_by
    return ended is None or _begun(second) < (ended.on, ended.order)
