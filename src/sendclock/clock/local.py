"""How local practice acts on a clock: conditions on the case, the day counted from, receipt, weekdays, panels, and the
guard that no date of its own is later than the law's.

Must not know: how clocks start and stop (`clock.run`), English, what day it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from sendclock.clock.case import Case, Event
from sendclock.clock.reason import (
    CountsAsReceived,
    Doubt,
    HourUnknown,
    KeptToTheLaw,
    LeftOpen,
    NoPanel,
    PanelTooLate,
    Reason,
    ToPanel,
    ToWeekday,
)
from sendclock.days.calendars import Calendar
from sendclock.days.counting import add_months, age_on, birthday, moved, to_weekday
from sendclock.days.hours import at_time
from sendclock.days.school_year import edge
from sendclock.files.name import folded
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel
from sendclock.law.role import Act
from sendclock.law.rule import FROM_BIRTH, CaseCondition, Receipt, Rule, Snap
from sendclock.tuples import NamedTuple


class SoFar(NamedTuple):
    """A case as a condition on it is asked: on `day`, its events so far being `events`, in the words of `book`."""

    case: Case
    day: date
    events: Sequence[Event]
    book: RuleBook


def holds(condition: CaseCondition, known: SoFar) -> bool | None:
    """Whether a fact about the case holds; None where the day of birth would be needed and is not recorded."""
    if condition.field in FROM_BIRTH and known.case.born is None:
        return None
    values = FACT_OF[condition.field](known)
    if condition.field == "season":
        return any(in_season(known.day, season) for season in condition.values) is (condition.op == "=")
    if condition.op in ("=", "!="):
        there = not set(map(folded, values)).isdisjoint(map(folded, condition.values))
        return there is (condition.op == "=")
    numbers, bound = [int(value) for value in values], int(condition.values[0])
    return any(number < bound if condition.op == "<" else number >= bound for number in numbers)


def in_season(day: date, season: str) -> bool:
    """Whether the day lies in `09-01..04-30`, both ends included, past the turn of the year if need be.

    >>> in_season(date(2027, 4, 30), "09-01..04-30"), in_season(date(2027, 5, 1), "09-01..04-30")
    (True, False)
    """
    first, _, last = season.partition("..")
    on = f"{day:%m-%d}"
    return first <= on <= last if first <= last else on >= first or on <= last


def year_group(born: date, day: date) -> int:
    """The national curriculum year on `day`, by age alone: 0 is reception. It changes on 1 September."""
    school_year = day.year - (day.month < 9)
    cohort = born.year - (born.month < 9)
    return school_year - cohort - 5


def _tagged(word: str) -> Callable[[SoFar], list[str]]:
    return lambda known: [tag[len(word) + 1 :] for tag in known.case.tags if tag.startswith(f"{word}:")]


def _cost(known: SoFar) -> list[str]:
    return [value for value in _tagged("cost")(known) if value.isdecimal()]


def _moving(known: SoFar) -> list[str]:
    """Whether a move to another phase is expected, and has not been dropped."""
    moves = known.book.events(Act.PHASE_EXPECTED, Act.PHASE_DROPPED)
    last = next((event for event in reversed(known.events) if event.type in moves), None)
    return ["yes" if last is not None and known.book.has(last.type, Act.PHASE_EXPECTED) else "no"]


FACT_OF: Mapping[str, Callable[[SoFar], list[str]]] = {
    "age": lambda known: [str(age_on(known.case.born, known.day))] if known.case.born else [],
    "year-group": lambda known: [str(year_group(known.case.born, known.day))] if known.case.born else [],
    "setting": lambda known: [known.case.setting] if known.case.setting else [],
    "tag": lambda known: list(known.case.tags),
    "placement": _tagged("placement"),
    "cost": _cost,
    "phase-transfer": _moving,
    "locality": lambda known: [known.case.locality] if known.case.locality else [],
    "season": lambda known: [f"{known.day:%m-%d}"],
}


def calendar_anchor(anchor: str, case: Case, event: Event, from_day: date, book: RuleBook) -> date | None:
    """The first such day on or after `from_day`: `day:09-01`, `anniversary:FIELD` of the event, `term-start:CALENDAR`
    and its like (`half-term-end:CALENDAR:autumn`), `panel:NAME`. None where it is not known."""
    kind, _, name = anchor.partition(":")
    if kind == "panel":
        panel = book.practice.panels.get(name)
        return panel.next(from_day) if panel else None
    if kind == "day":
        this_year = date.fromisoformat(f"{from_day.year}-{name}")
        return this_year if this_year >= from_day else this_year.replace(year=this_year.year + 1)
    if kind == "anniversary" and name == "born":
        return _yearly(case.born, birthday, from_day) if case.born else None
    if kind == "anniversary":
        first = event.day(name or "on")
        return _yearly(first, _anniversary, from_day) if first else None
    calendar, _, season = name.partition(":")
    return edge(book.calendars[calendar], kind, season, from_day)


def _anniversary(first: date, years: int) -> date:
    """Of what happened on 29 February, the last day of February in other years (a birthday is another thing)."""
    return add_months(first, 12 * years)


def _yearly(first: date, turn: Callable[[date, int], date], day: date) -> date:
    """The first yearly return of `first` after `day`."""
    years = max(1, day.year - first.year)
    found = turn(first, years)
    return found if found > day else turn(first, years + 1)


def received(receipt: Receipt, event: Event, day: date, calendar: Calendar, steps: list[Reason] | None) -> date | None:
    """The later day on which something counts as received by the authority's own convention; None where that is the
    day itself."""
    if receipt.channels and event.fields.get("channel") not in receipt.channels:
        return None
    until = receipt.until
    if until is None or event.at is None or event.at.date() != day or event.at.time() <= until:
        if not (receipt.working_days and calendar.closed(day)):
            return None
        until = None
    counts = calendar.add_working_days(day, 1)
    if steps is not None:
        steps.append(CountsAsReceived(counts, day, until))
    return counts


def _to_weekday(day: date, weekday: int, back: bool, steps: list[Reason] | None) -> date:
    """The day, with its step if steps are wanted."""
    found = to_weekday(day, weekday, back)
    if steps is not None:
        steps.append(ToWeekday(found, day, weekday, back))
    return found


class Limit(NamedTuple):
    """The due day of another clock of the case, that a local date may not pass; and why it is doubtful, if it is."""

    rule: Rule
    due: date
    doubts: tuple[Doubt, ...]


class Snapped(NamedTuple):
    """The day after the panel was looked for; `route` says how to go on where no meeting is in time. `by`: the limit
    that stands in place of a meeting. No `day`: no meeting is known, and nothing stands in its place."""

    day: date | None
    route: str = ""
    by: Limit | None = None


def to_panel(
    snap: Snap, day: date, start: date, limit: Limit | None, panel: Panel, steps: list[Reason] | None
) -> Snapped:
    """Move `day` to the panel. A meeting whose decision can be told only after `limit`, the due day of the clock it may
    not pass, is no use: then the limit stands, and the case goes by the other way. `start`: the day counted from; a
    meeting between it and the limit that would still be in time is named."""
    ahead = snap.which == "next"
    earliest = moved(day, snap.lead, panel.office, back=not ahead)
    meeting = panel.next(earliest) if ahead else panel.previous(earliest)
    if meeting is None:
        if limit is None:
            return Snapped(None)
        if steps is not None:
            steps.append(NoPanel(limit.due, panel, limit.rule, panel.last_known(day), snap.otherwise))
        return Snapped(limit.due, snap.otherwise, limit)
    if limit is None or panel.told_by(meeting) <= limit.due:
        if steps is not None:
            steps.append(ToPanel(meeting, panel, snap.which, snap.lead, panel.papers_by(meeting)))
        return Snapped(meeting)
    if steps is not None:
        before = panel.previous(limit.due)
        first = moved(start, snap.lead, panel.office)
        in_time = before is not None and before >= first and panel.told_by(before) <= limit.due
        late = PanelTooLate(limit.due, panel, limit.rule, meeting, snap.otherwise, before if in_time else None)
        steps.append(late)
    return Snapped(limit.due, snap.otherwise, limit)


BY_THE_HOUR = ("hour", "working-hour")


def counted_from(rule: Rule, event: Event, day: date, book: RuleBook, steps: list[Reason] | None) -> tuple[date, bool]:
    """The day (for hours, the moment) from which a local rule counts, and whether the hour of it is unknown: then the
    hours are counted from the beginning of the day, and only the day they end on is of use."""
    assert rule.local is not None
    if rule.local.choice and steps is not None:
        steps.append(LeftOpen(rule.local.choice, rule.local.page))
    if rule.local.receipt:
        calendar = book.calendars[rule.calendar] if rule.calendar else book.england
        later = received(rule.local.receipt, event, day, calendar, steps)
        if later is not None and rule.period.unit in BY_THE_HOUR:
            return at_time(later, time.min), False
        day = later or day
    if rule.period.unit not in BY_THE_HOUR:
        return day, False
    if event.at is not None and event.at.date() == day:
        return event.at, False
    if steps is not None:
        steps.append(HourUnknown(day, event))
    return at_time(day, time.min), True


class Localised(NamedTuple):
    """The day after weekday, panel and guard; the moment, if it is still one; the other way, if the panel is too late;
    and the limit of another clock that became the day, if one did. No day: no meeting of the panel is known."""

    due: date | None
    at: datetime | None
    route: str
    by: Limit | None


def localised(
    rule: Rule,
    start: date,
    due: date,
    at: datetime | None,
    limit: Callable[[str], Limit | None],
    book: RuleBook,
    steps: list[Reason] | None,
) -> Localised:
    """What becomes of the day counted to. `limit` finds the clock of a rule in this case that a date may not pass."""
    assert rule.local is not None
    route, by = "", None
    if rule.local.weekday is not None:
        due = _to_weekday(due, rule.local.weekday, rule.period.direction == "before", steps)
    snap = rule.local.snap
    if snap is not None:
        bound = limit(snap.not_after) if snap.not_after else None
        found, route, by = to_panel(snap, due, start, bound, book.practice.panels[snap.panel], steps)
        if found is None:
            return Localised(None, None, "", None)
        due = found
    law = limit(rule.local.tightens) if rule.local.tightens else None
    if law is not None and due > law.due:
        if steps is not None:
            steps.append(KeptToTheLaw(law.due, due, law.rule))
        due, by = law.due, law
    if rule.period.cutoff is not None and (law is None or by is not law):
        at = at_time(due, rule.period.cutoff)  # the hour goes with the day, wherever a weekday or a panel has moved it
    same_day = at is not None and at.date() == due
    return Localised(due, at if same_day else None, route, by)
