"""Backwards from a limit: the latest day for each step still to be taken, worked out with the law's own periods.

`plan` is the one door. Every number comes from a rule of the rule book; what no rule says is not here.
Each step has two days. `latest` is worked back from the day aimed at, in calendar days. `act_by` is worked back
from the act-by day of the step after it and rolled to a working day each time, so that a plan kept on working
days alone still holds (a draft served 15 days before a Sunday would leave no lawful working day for the plan).

Must not know: files, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from sendclock.clock.deadline import Deadline, Timeline
from sendclock.days.calendars import Calendar
from sendclock.days.counting import Period, count
from sendclock.law.role import Act, Role
from sendclock.law.rule import Rule, Trigger
from sendclock.tuples import NamedTuple

State = Literal["done", "to-do", "today", "too-late"]

# What is planned for, with what a law must have for the way back to be worked out with its own periods.
OF_A_REVIEW = (Role.REVIEW_DECISION, Role.AMENDED_PLAN, Role.COMMENT, Role.INVITATIONS, Role.PAPERS)
ROADS: Mapping[Role, tuple[Role, ...]] = {
    Role.WEEK_20: (Role.COMMENT, Role.PLAN_NOT_BEFORE),
    Role.PHASE_TRANSFER: OF_A_REVIEW,
    Role.ANNUAL_REVIEW: OF_A_REVIEW,
}
RUNNING = ("open", "overdue")


class Days(NamedTuple):
    """The last day, and the last working day that keeps every later step on working days."""

    latest: date
    act_by: date


class Why(NamedTuple):
    """Where a step's day comes from. `limit`: a clock of its own sets it, `clock`. `fits`: the periods of
    `rules` must fit between it and `until`."""

    kind: Literal["limit", "fits"]
    rules: tuple[Rule, ...]
    until: date
    clock: Deadline | None = None


class PlanStep(NamedTuple):
    """One step of a plan. `days_left` is counted to `latest`; None once the step is done.

    `act` is what is done: a word of this module, or the part of the rule that limits it. `id` is what it is called in
    the answer: that word, or the id of the first rule of the book that plays that part, the one of the ordinary road.
    `waiting` are the clocks of others that it waits for; `also` other dates the rule book has for the same act;
    `arranged` the day set for a meeting; `last_chance` the last day on which the step still leaves the family its
    own time, where all else may be shortened.
    """

    act: str
    id: str
    days: Days
    state: State
    days_left: int | None
    done_on: date | None
    why: Why
    waiting: tuple[Deadline, ...] = ()
    also: tuple[Deadline, ...] = ()
    arranged: date | None = None
    last_chance: date | None = None

    @property
    def tier(self) -> str:
        """A day worked back from a limit is a planning date: only a limit of its own is law."""
        return self.why.clock.rule.tier if self.why.clock else "guidance"


class Goal(NamedTuple):
    """A limit to plan for. `aim` is its safe day while that can be kept on a working day, else the due day.

    For a final plan: `earliest` is the first lawful day for it if what is left were done on the as-of day,
    `bar` the clock that forbids an earlier one, `replied` the day the family replied to the draft.
    """

    deadline: Deadline
    road: Role
    aim: date
    steps: tuple[PlanStep, ...]
    earliest: date | None = None
    bar: Deadline | None = None
    replied: date | None = None


def plan(timeline: Timeline) -> tuple[Goal, ...]:
    """A goal for each final plan, phase transfer and review that is open or overdue, the earliest limit first."""
    goals = []
    for road, needs in ROADS.items():
        possible = all(timeline.book.of(needed) for needed in needs)
        for deadline in timeline.deadlines if possible else ():
            if deadline.rule.plays(road) and deadline.status in RUNNING and deadline.listed:
                planner = _Planner(timeline, deadline)
                goals.append(planner.final_plan() if road is Role.WEEK_20 else planner.review(road))
    return tuple(sorted(goals, key=lambda goal: goal.deadline.due))


def latest_start(end: date, period: Period, calendar: Calendar) -> date:
    """The last day from which `period`, counted forward, is over by `end`.

    >>> latest_start(date(2027, 1, 24), Period("after", 15, "day", "same-day"), calendar)
    datetime.date(2027, 1, 10)
    """
    one = timedelta(1)
    day = end - (count(end, period, calendar).due - end)
    while count(day, period, calendar).due > end:
        day -= one
    while count(day + one, period, calendar).due <= end:
        day += one
    return day


def safe_day(deadline: Deadline, england: Calendar, as_of: date) -> date:
    """The day to aim at: safe on every reading while a working day is left to act on by then, else the due day."""
    safe = deadline.safe
    return safe if safe < deadline.due and england.roll_back(safe) >= as_of else deadline.due


class _Planner:
    """One goal being planned."""

    def __init__(self, timeline: Timeline, goal: Deadline) -> None:
        self.timeline, self.book, self.goal, self.as_of = timeline, timeline.book, goal, timeline.as_of
        happened = list(timeline.events)
        place = happened.index(goal.started_by) if goal.started_by in happened else -1
        # a clock that counts from an earlier day (a change of mind) has everything done since that day behind it
        earlier = [event for event in happened[:place] if goal.anchor <= event.on < goal.started_by.on]
        whole = goal.rule.plays(Role.WEEK_20)
        self.events = ([*earlier, goal.started_by] if whole else []) + happened[place + 1 :]
        self.clocks = [d for d in timeline.deadlines if d.started_by in self.events]
        self.custody = _in_custody(goal.rule)

    def final_plan(self) -> Goal:
        """The road to a final plan, back from its limit; or from the day the family's own time leaves, where that is
        later."""
        drafts = self.done_by(self.rule(Role.COMMENT, Act.DRAFT))
        bar = self.last_clock(Role.PLAN_NOT_BEFORE) if drafts else None
        replied = bar.ended_by.on if bar and bar.ended_by and bar.status == "lapsed" else None
        bar = bar if bar and bar.ended_by is None and bar.due > self.as_of else None
        aim = safe_day(self.goal, self.book.england, self.as_of)
        if bar and aim < bar.due:
            aim = self.goal.due
        final = self.worked(aim)
        if bar and final.act_by < bar.due <= aim:
            final = Days(aim, bar.due)
        steps = [*self.decision(), *self.draft_and_before(final, drafts), *self.consultation(final)]
        steps.append(self.step(Role.WEEK_20, final, Why("limit", (self.goal.rule,), aim, self.goal)))
        return Goal(self.goal, Role.WEEK_20, aim, tuple(steps), self.earliest(bool(drafts), bar), bar, replied)

    def review(self, road: Role) -> Goal:
        """The plan sent, or the decision told; the notice, the meeting and the invitations before it."""
        aim = safe_day(self.goal, self.book.england, self.as_of)
        decision, amended = self.rule(Role.REVIEW_DECISION), self.rule(Role.AMENDED_PLAN)
        end, own = self.worked(aim), Why("limit", (self.goal.rule,), aim, self.goal)
        before, chance = end, None
        rules: tuple[Rule, ...] = (decision,)
        if road is Role.ANNUAL_REVIEW:
            steps = [self.step(Role.REVIEW_DECISION, *self.own_limit(end, own, Role.REVIEW_DECISION))]
        else:
            before, rules = self.back(end, amended), (decision, amended)
            sent = self.done_by(amended)
            chance = None if sent else self.last_notice(aim)
            notice = self.own_limit(before, Why("fits", (amended,), aim), Role.REVIEW_DECISION)
            steps = [
                self.step("amendment-notice", *notice, sent)._replace(last_chance=chance),
                self.step(Role.AMENDED_PLAN, *self.own_limit(end, own, Role.AMENDED_PLAN)),
            ]
        meeting = self.back(before, decision)
        gone = any(step.state == "done" for step in steps)
        steps = [*self.meeting(meeting, Why("fits", rules, aim), gone, chance), *steps]
        return Goal(self.goal, road, aim, tuple(steps))

    def decision(self) -> list[PlanStep]:
        """Whether to assess: where the same event started a limit for it."""
        for clock in self.own_clocks(Act.ASSESS_YES):
            if clock.rule.tier == "statutory" and clock.status != "lapsed":
                day = safe_day(clock, self.book.england, self.as_of)
                return [self.step("decide", self.worked(day), Why("limit", (clock.rule,), day, clock), clock.met_on)]
        return []

    def draft_and_before(self, final: Days, drafts: date | None) -> list[PlanStep]:
        """The draft and what comes before it; where settings have still to be consulted, the slower road beside the
        faster."""
        comment, bar = self.rule(Role.COMMENT, Act.DRAFT), self.rule(Role.PLAN_NOT_BEFORE)
        asks = self.book.of(Role.CONSULTATION)
        limits = self.own_clocks(Act.DRAFT)
        ordered = [clock for clock in limits if clock.rule.tier == "statutory" and clock.status in RUNNING]
        also = tuple(clock for clock in limits if clock.rule.tier != "statutory" and clock.status in RUNNING)
        days, why = self.back(final, bar, comment), Why("fits", (comment, bar), final.latest)
        steps: list[PlanStep] = []
        if asks and not self.done_by(*asks) and not drafts:
            reply = self.version(asks)
            consult = self.back(final, reply)
            slow = self.back(consult, bar, comment)
            steps.append(self.step("draft-before-consulting", slow, Why("fits", (comment, reply), final.latest)))
            days, why = self.earlier(days, consult), Why("fits", (comment, bar, reply), final.latest)
        for clock in ordered:
            day = safe_day(clock, self.book.england, self.as_of)
            if day < days.latest:
                days, why = self.worked(day), Why("limit", (clock.rule,), day, clock)
            steps = [step for step in steps if step.days.latest < days.latest]  # that road then fits anyway
        steps.append(self.step("draft", days, why, drafts)._replace(also=also))
        if any(clock.rule.tier == "statutory" for clock in limits):  # ordered to make a plan: the advice is in
            return steps
        return self.advice(days, drafts) + steps

    def advice(self, draft: Days, drafts: date | None) -> list[PlanStep]:
        """Ask the advisers, and have their advice in; nothing, where an order has left that behind."""
        every = self.book.of(Role.ADVICE)
        by_law = [rule for rule in every if rule.tier == "statutory" and _in_custody(rule) == self.custody]
        if not by_law:
            return []
        rule, asked = self.version(by_law), self.done_by(*every)
        past = drafts or self.happened(*map(Trigger, self.book.events(Act.PLAN_YES)))
        if past and not asked:
            return []
        ask = self.step("ask-advisers", self.back(draft, rule), Why("fits", (rule,), draft.latest), asked)
        waiting = tuple(c for c in self.clocks if c.rule.plays(Role.ADVICE) and c.status in RUNNING)
        if not asked or (waiting and drafts):
            return [ask]
        arrived = None if waiting else self.happened(*rule.met_by)
        if not waiting and not arrived:
            return [ask]
        return [ask, self.step("advice-in", draft, Why("fits", (), draft.latest), arrived)._replace(waiting=waiting)]

    def consultation(self, final: Days) -> list[PlanStep]:
        """Consult the settings, and wait for them: the final plan may go once they have answered or their time is
        over."""
        if not self.book.of(Role.CONSULTATION):
            return []
        rule = self.rule(Role.CONSULTATION)
        asked = self.done_by(rule)
        ask = self.step("consult-settings", self.back(final, rule), Why("fits", (rule,), final.latest), asked)
        waiting = tuple(c for c in self.clocks if c.rule.id == rule.id and c.status in RUNNING)
        replied = None if waiting else self.happened(*rule.met_by)
        if not asked or not (waiting or replied):
            return [ask]
        return [
            ask,
            self.step("settings-reply", final, Why("fits", (), final.latest), replied)._replace(waiting=waiting),
        ]

    def earliest(self, drafted: bool, bar: Deadline | None) -> date:
        """The first lawful day for the final plan if what is left were done today and the family stays silent."""
        if drafted:
            return bar.due if bar else self.as_of
        day = self.as_of
        for rule in (self.rule(Role.COMMENT, Act.DRAFT), self.rule(Role.PLAN_NOT_BEFORE)):
            day = count(day, rule.period, self.book.england).due
        return day

    def meeting(self, days: Days, why: Why, gone: bool, chance: date | None) -> list[PlanStep]:
        """The meeting, its notice and its papers; what a later step has overtaken is left out."""
        held = self.done_by(self.rule(Role.REVIEW_DECISION))
        if gone and not held:
            return []
        set_for = self.last_clock(Role.INVITATIONS)
        arranged = set_for.anchor if set_for and not held else None
        meeting = self.step("meeting", days, why, held)._replace(arranged=arranged, last_chance=chance)
        steps = []
        for role, name in ((Role.INVITATIONS, "invite"), (Role.PAPERS, "papers")):
            rule, clock = self.rule(role), self.last_clock(role)
            done = self.happened(*rule.met_by)
            if held and not done:
                continue
            base = Days(arranged, arranged) if arranged else days
            back = [count(day, rule.period, self.book.england).due for day in base]
            before = Days(back[0], self.book.england.roll_back(back[1]))
            own = clock if clock and arranged else None
            why = Why("limit" if own else "fits", (rule,), base.latest, own)
            steps.append(self.step(name, before, why, done))
        return [*steps, meeting]

    def last_notice(self, aim: date) -> date:
        """The last day the notice may reach the family so that their time to comment is over before `aim`."""
        return latest_start(aim - timedelta(1), self.rule(Role.COMMENT, Act.NOTICE).period, self.book.england)

    def own_limit(self, days: Days, why: Why, role: Role) -> tuple[Days, Why]:
        """The day worked back, or that of the step's own running clock where it is earlier."""
        running = [c for c in self.clocks if c.rule.plays(role) and c.status in RUNNING and c.due < days.latest]
        if not running:
            return days, why
        first = min(running, key=lambda clock: clock.due)
        return self.worked(first.due), Why("limit", (first.rule,), first.due, first)

    def worked(self, day: date) -> Days:
        return Days(day, self.book.england.roll_back(day))

    def back(self, days: Days, *rules: Rule) -> Days:
        """The start of each rule's period in turn, so that they are over by `days`."""
        england = self.book.england
        for rule in rules:
            latest, act_by = (latest_start(day, rule.period, england) for day in days)
            days = Days(latest, england.roll_back(act_by))
        return days

    @staticmethod
    def earlier(one: Days, other: Days) -> Days:
        return Days(min(one.latest, other.latest), min(one.act_by, other.act_by))

    def step(self, act: str, days: Days, why: Why, done: date | None = None) -> PlanStep:
        id = self.book.of(act)[0].id if isinstance(act, Role) else act
        left = (days.latest - self.as_of).days
        state: State = "done" if done else "too-late" if left < 0 else "to-do" if left else "today"
        return PlanStep(act, id, days, state, None if done else left, done, why)

    def rule(self, role: Role, starts: Act | None = None) -> Rule:
        """The rule that plays this part (of several, the one that such an act starts)."""
        found = self.book.of(role)
        started = self.book.events(starts) if starts else ()
        return self.version([r for r in found if not starts or any(t.event in started for t in r.starts_on)])

    def version(self, versions: Sequence[Rule]) -> Rule:
        """The version in force on the as-of day, else the last."""
        return next((rule for rule in versions if rule.in_force(self.as_of)), versions[-1])

    def done_by(self, *rules: Rule) -> date | None:
        """The day of the last event that starts a clock of one of `rules`: the act each of them follows."""
        return self.happened(*(trigger for rule in rules for trigger in rule.starts_on))

    def happened(self, *triggers: Trigger) -> date | None:
        days = [event.on for event in self.events if any(trigger.fits(event) for trigger in triggers)]
        return days[-1] if days else None

    def own_clocks(self, act: Act) -> list[Deadline]:
        """The clocks that the goal's own event started and that such an act meets."""
        started, acts = self.goal.started_by, self.book.events(act)
        return [
            clock
            for clock in self.timeline.deadlines
            if clock.started_by == started and any(trigger.event in acts for trigger in clock.rule.met_by)
        ]

    def last_clock(self, role: Role) -> Deadline | None:
        found = [clock for clock in self.clocks if clock.rule.plays(role)]
        return found[-1] if found else None


def _in_custody(rule: Rule) -> bool:
    """Whether it is a clock of a person who is detained: the law on these has advisers of its own."""
    return rule.group == "detained" and rule.road != "release"
