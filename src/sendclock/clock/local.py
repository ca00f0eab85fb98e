"""How local practice acts on a clock: conditions on the case, the day counted from, receipt, weekdays, panels, and the
guard that no date of its own is later than the law's.

Must not know: how clocks start and stop (`clock.run`), English, what day it is.

What local practice changes about a date: where counting begins, and what happens to the day counted to.

Must not know: how clocks start and stop, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sendclock.clock.case import Case, Event
from sendclock.days.calendars import Calendar
from sendclock.days.counting import add_months
from sendclock.days.hours import at_time
from sendclock.days.step import Step
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel
from sendclock.law.rule import FROM_BIRTH, CaseCondition, Offset, Receipt, Rule, Snap


def holds(condition: CaseCondition, case: Case, day: date, events: Iterable[Event]) -> bool | None:
    """Whether a fact about the case holds on `day`, its events so far being `events`; None where the day of birth would
    be needed and is not recorded."""
    if condition.field in FROM_BIRTH and case.born is None:
        return None
    values = FACT_OF[condition.field](case, day, events)
    if condition.op == "!=":
        return not set(values) & set(condition.values)
    if condition.op == "=":
        return bool(set(values) & set(condition.values))
    numbers, bound = [int(value) for value in values], int(condition.values[0])
    return any(number < bound if condition.op == "<" else number >= bound for number in numbers)


def age(born: date, day: date) -> int:
    """Completed years on `day`: the year is complete at the beginning of the birthday."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def year_group(born: date, day: date) -> int:
    """The national curriculum year on `day`, by age alone: 0 is reception. It changes on 1 September."""
    school_year = day.year - (day.month < 9)
    cohort = born.year - (born.month < 9)
    return school_year - cohort - 5


def _tagged(word: str) -> Callable[[Case, date, Iterable[Event]], list[str]]:
    def of(case: Case, day: date, events: Iterable[Event]) -> list[str]:
        return [tag[len(word) + 1 :] for tag in case.tags if tag.startswith(f"{word}:")]

    return of


def _cost(case: Case, day: date, events: Iterable[Event]) -> list[str]:
    return [value for value in _tagged("cost")(case, day, events) if value.isdecimal()]


def _moving(case: Case, day: date, events: Iterable[Event]) -> list[str]:
    moves = [e.type for e in events if e.type in ("phase-transfer-expected", "phase-transfer-dropped")]
    return ["yes" if moves and moves[-1] == "phase-transfer-expected" else "no"]


FACT_OF: Mapping[str, Callable[[Case, date, Iterable[Event]], list[str]]] = {
    "age": lambda case, day, events: [str(age(case.born, day))] if case.born else [],
    "year-group": lambda case, day, events: [str(year_group(case.born, day))] if case.born else [],
    "setting": lambda case, day, events: [case.setting] if case.setting else [],
    "tag": lambda case, day, events: list(case.tags),
    "placement": _tagged("placement"),
    "cost": _cost,
    "phase-transfer": _moving,
}


def calendar_anchor(anchor: str, case: Case, event: Event, from_day: date, book: RuleBook) -> date | None:
    """The first such day on or after `from_day`: `day:09-01`, `anniversary:FIELD` of the event, `term-start:CALENDAR`,
    `term-end:CALENDAR`, `panel:NAME`. None where it is not known."""
    kind, _, name = anchor.partition(":")
    if kind == "panel":
        panel = book.practice.panels.get(name)
        return panel.next(from_day) if panel else None
    if kind == "day":
        this_year = date.fromisoformat(f"{from_day.year}-{name}")
        return this_year if this_year >= from_day else this_year.replace(year=this_year.year + 1)
    if kind == "anniversary":
        first = case.born if name == "born" else event.day(name or "on")
        return _anniversary(first, from_day) if first else None
    terms = book.calendars[name].terms
    days = [term.first if kind == "term-start" else term.last for term in terms]
    return next((day for day in sorted(days) if day >= from_day), None)


def _anniversary(first: date, day: date) -> date:
    """The first anniversary of `first` after `day`; of 29 February, the last day of February in other years."""
    years = max(1, day.year - first.year)
    found = add_months(first, 12 * years)
    return found if found > day else add_months(first, 12 * (years + 1))


def received(receipt: Receipt, event: Event, day: date, calendar: Calendar) -> tuple[date, Step | None]:
    """The day something counts as received by the authority's own convention, and the step that says so if it moved."""
    if receipt.channels and event.fields.get("channel") not in receipt.channels:
        return day, None
    why = None
    if receipt.until and event.at and event.at.date() == day and event.at.time() > receipt.until:
        why = "after-hours"
    elif receipt.working_days and calendar.closed(day):
        why = "closed-day"
    if why is None:
        return day, None
    moved = calendar.add_working_days(day, 1)
    return moved, Step("received", moved, {"from": day, "why": why, "until": receipt.until})


def to_weekday(day: date, weekday: int, back: bool) -> tuple[date, Step]:
    """The first such weekday on or after `day`; on or before it, if counted back."""
    shift = (weekday - day.weekday()) % 7
    moved = day - timedelta((7 - shift) % 7) if back else day + timedelta(shift)
    return moved, Step("weekday", moved, {"from": day, "weekday": weekday, "back": back})


def plus(day: date, offset: Offset, calendar: Calendar, sign: int = 1) -> date:
    """`day` moved by an offset: onwards, or back with sign -1."""
    if offset.unit == "working-day":
        return calendar.add_working_days(day, sign * offset.size)
    return day + timedelta(sign * offset.size * (7 if offset.unit == "week" else 1))


class Snapped(NamedTuple):
    """The day after the panel was looked for; `route` says how to go on where no meeting is in time."""

    day: date
    route: str
    steps: Sequence[Step]


def to_panel(snap: Snap, day: date, start: date, limit: date | None, limit_rule: Rule | None, panel: Panel) -> Snapped:
    """Move `day` to the panel. A meeting whose decision can be told only after `limit`, the due day of the clock it may
    not pass, is no use: then the limit stands, and the case goes by the other way. `start`: the day counted from; a
    meeting between it and the limit that would still be in time is named."""
    earliest = plus(day, snap.lead, panel.calendar, 1 if snap.which == "next" else -1)
    meeting = panel.next(earliest) if snap.which == "next" else panel.previous(earliest)
    facts = {"panel": panel, "from": day, "earliest": earliest, "lead": snap.lead, "which": snap.which}
    if meeting is None:
        return Snapped(day, snap.otherwise, (Step("no-panel", None, {**facts, "otherwise": snap.otherwise}),))
    if limit is None or panel.told_by(meeting) <= limit:
        return Snapped(meeting, "", (Step("panel", meeting, {**facts, "papers": panel.papers_by(meeting)}),))
    before = panel.previous(limit)
    in_time = before and before >= plus(start, snap.lead, panel.calendar) and panel.told_by(before) <= limit
    late = {**facts, "meeting": meeting, "limit": limit, "rule": limit_rule, "otherwise": snap.otherwise}
    step = Step("panel-too-late", limit, {**late, "before": before if in_time else None})
    return Snapped(limit, snap.otherwise, (step,))


BY_THE_HOUR = ("hour", "working-hour")


class Limit(NamedTuple):
    """The due day of another clock of the case, that a local date may not pass."""

    rule: Rule
    due: date


def counted_from(rule: Rule, event: Event, day: date, book: RuleBook, steps: list[Step]) -> tuple[date, bool]:
    """The day (for hours, the moment) from which a local rule counts, and whether the hour of it is unknown: then the
    hours are counted from the beginning of the day, and only the day they end on is of use."""
    assert rule.local is not None
    if rule.local.choice:
        steps.append(Step("choice", None, {"text": rule.local.choice, "page": rule.local.page}))
    if rule.local.receipt:
        calendar = book.calendars[rule.calendar] if rule.calendar else book.england
        day, moved = received(rule.local.receipt, event, day, calendar)
        steps += [moved] if moved else []
        if moved and rule.period.unit in BY_THE_HOUR:
            return at_time(day, time.min), False
    if rule.period.unit not in BY_THE_HOUR:
        return day, False
    if event.at is not None and event.at.date() == day:
        return event.at, False
    steps.append(Step("no-time", day, {"event": event}))
    return at_time(day, time.min), True


def localised(
    rule: Rule, start: date, due: date, at: datetime | None, limit: Callable[[str], Limit | None], book: RuleBook
) -> tuple[date, datetime | None, str, list[Step]]:
    """The day after weekday, panel and guard; the moment, if it is still one; the other way, if the panel is too late;
    and the steps. `limit` finds the clock of a rule in this case that a date may not pass."""
    assert rule.local is not None
    steps: list[Step] = []
    route = ""
    if rule.local.weekday is not None:
        due, step = to_weekday(due, rule.local.weekday, rule.period.direction == "before")
        steps.append(step)
    snap = rule.local.snap
    if snap is not None:
        bound = limit(snap.not_after) if snap.not_after else None
        moved = to_panel(snap, due, start, bound and bound.due, bound and bound.rule, book.practice.panels[snap.panel])
        due, route = moved.day, moved.route
        steps += moved.steps
    law = limit(rule.local.tightens) if rule.local.tightens else None
    if law is not None and due > law.due:
        steps.append(Step("kept-to-the-law", law.due, {"from": due, "rule": law.rule}))
        due = law.due
    same_day = at is not None and at.date() == due
    return due, at if same_day else None, route, steps
