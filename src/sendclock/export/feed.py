"""A calendar (RFC 5545): one all-day entry for each clock, fit for Outlook. The one door to `icalendar`.

An entry keeps its UID as long as its clock lasts, whatever its date; what no longer has to be done comes as
cancelled under the same UID. No names, parties, settings, notes or reasons: a calendar is seen by others.

Must not know: files, the law.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.former import Former, clock_name
from sendclock.files.mark import one_line, printable
from sendclock.files.name import folded
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.law.rule import EventType
from sendclock.say.reasons import explain_step
from sendclock.say.row import Row, rows_of
from sendclock.say.words import how_late, long_day, short_day, tier_of
from sendclock.tuples import NamedTuple

HOW = frozenset(  # the steps of a count; the others name parties, settings or reasons, or are not about the date
    {
        "anchor", "counted", "no-corresponding-date", "left-out", "rolled", "combined", "not-announced",
        "act-by-forecast", "received", "no-time", "weekday", "panel", "panel-too-late", "no-panel", "kept-to-the-law",
    }
)  # fmt: skip
ORGANIZER = "mailto:no-reply@sendclock.invalid"  # a published entry needs one; nobody is to answer it
ALARM_AT = timedelta(hours=9)
READ_AGAIN = timedelta(hours=12)  # how often a subscriber should look


class CalendarEntry(NamedTuple):
    """One entry of the calendar. `holds` False: cancelled, and `why` says since when and for what reason.

    `number` tells apart the parties of clocks of one rule in one case, by the order in which each was first asked; 0
    where there is one alone. `ended` is the day from which it no longer held. `sequence` counts the events written in
    the case file, so it only ever grows; `modified` is when the last of them was written down.
    """

    row: Row
    holds: bool
    label: str
    why: str
    ended: date | None
    sequence: int
    modified: datetime
    number: int = 0


class About(NamedTuple):
    """What the calendar says of itself. `council`: who publishes it; `alarm`: how long before its day an entry rings,
    at ALARM_AT in the morning."""

    name: str
    council: str = ""
    alarm: timedelta | None = None
    unreadable: int = 0


def entries(timeline: Timeline, former: Iterable[Former], rulebook: RuleBook) -> Iterator[CalendarEntry]:
    """Every entry of one case: its clocks, and those an earlier state of the file had started."""
    case = timeline.case
    sequence, modified = len(case.events), _modified(case)
    rows = rows_of(timeline, rulebook)
    numbers = _numbers(rows)
    for row in rows:
        label, why, ended = _state(row)
        if not label or _was_alone(row, rows):
            number = numbers.get((row.rule, folded(row.party or "")), 0)
            yield CalendarEntry(row, not label, label, why, ended, sequence, modified, number)
    for event, past in former:
        why = f"What started it was changed by {event.type} (event {event.id})."
        known = (event.recorded or datetime.combine(event.on, time())).date()
        for row in rows_of(past, rulebook):
            yield CalendarEntry(row, False, "No longer counts", why, max(known, event.on), sequence, modified)


def _numbers(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    """The parties of each rule that has several, numbered in the order in which each was first asked: one that comes
    later changes no number."""
    first: dict[str, dict[str, tuple[date, int]]] = {}
    for row in rows:
        if row.party:
            asked, place = first.setdefault(row.rule, {}), (row.started_by.on, row.started_by.order)
            name = folded(row.party)
            asked[name] = min(asked.get(name, place), place)
    several = {rule: sorted(asked, key=lambda name: asked[name]) for rule, asked in first.items() if len(asked) > 1}
    return {(rule, name): place for rule, names in several.items() for place, name in enumerate(names, 1)}


def matters(entry: CalendarEntry, since: date) -> bool:
    """Whether an entry is worth sending: it holds; or it ceased to hold, or its day comes, on `since` or later."""
    return entry.holds or entry.row.due >= since or (entry.ended is not None and entry.ended >= since)


def uid(row: Row) -> str:
    """The same for the same case, rule, party and starting event, and for nothing else. It tells nobody which."""
    name = (row.case or "", *clock_name(row.rule, row.party, row.started_by.id))
    return hashlib.sha256("\x1f".join(name).encode()).hexdigest()[:40] + "@sendclock"


class Listed(NamedTuple):
    """An entry as the calendar has it, in the order of the calendar."""

    due: date
    case: str
    uid: str
    holds: bool
    text: bytes


def listed(entry: CalendarEntry, as_of: date, types: Mapping[str, EventType], about: About) -> Listed:
    """An entry written out, so that the steps behind it need not be kept."""
    row, words = entry.row, (summary(entry), description(entry, as_of, types))
    version = (entry.sequence, entry.modified)
    return _listed(row.due, row.case or "", uid(row), entry.holds, words, version, as_of, about)


def own_dates(timeline: Timeline, since: date | None, about: About) -> Iterator[Listed]:
    """The dates that officers have set themselves, as entries: that there is one, and never what it is about. What was
    dealt with or taken back on `since` or later is cancelled; None: nothing is."""
    case, book, as_of = timeline.case, timeline.book, timeline.as_of
    done = {str(event.fields.get("event")): event for event in timeline.events if book.has(event.type, Act.REMINDED)}
    over = {**done, **timeline.truth.withdrawn}
    true = {event.id: event for event in timeline.truth.events}
    version = (len(case.events), _modified(case))
    for written in case.events:
        event = true.get(written.id, written)
        day, ended = event.day("due"), over.get(event.id)
        if not book.has(event.type, Act.REMINDER) or day is None or event.on > as_of:
            continue
        if ended is not None and (since is None or max(day, _known(ended, ended.on)) < since):
            continue
        said = f"{case.ref} own date"
        words = (
            printable(f"Done: {said}" if ended else said),
            f"A date of your own in this case, which is no law. As of {long_day(as_of)}. What it is about: sendclock "
            f"show {case.ref}",
        )
        name = hashlib.sha256("\x1f".join((case.ref, "own-date", event.id)).encode()).hexdigest()[:40] + "@sendclock"
        yield _listed(day, case.ref, name, ended is None, words, version, as_of, about)


def _listed(
    day: date, case: str, name: str, holds: bool, words: tuple[str, str], version: tuple[int, datetime], as_of: date,
    about: About,
) -> Listed:  # fmt: skip
    """An entry written out: its UID, summary and description, and how often and when its case was written to."""
    from icalendar import Event as Entered
    from icalendar import vCalAddress

    sequence, modified = version
    event = Entered()
    event.add("uid", name)
    event.add("sequence", sequence)
    event.add("dtstamp", max(modified, datetime.combine(as_of, time(), UTC)))
    event.add("last-modified", modified)
    event.add("dtstart", day)  # a date without a time: VALUE=DATE
    event.add("dtend", day + timedelta(1))
    event.add("summary", words[0])
    event.add("description", words[1])
    organizer = vCalAddress(ORGANIZER)
    organizer.params["cn"] = one_line(about.council or "SEND deadlines")
    event.add("organizer", organizer)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if holds else "CANCELLED")
    if about.alarm is not None and holds and day >= as_of:
        event.add_component(_ring(words[0], about.alarm))
    return Listed(day, case, name, holds, event.to_ical())


def _ring(words: str, ahead: timedelta) -> Any:
    """An alarm in the morning of the day that lies so long before: a whole day begins at midnight."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", ALARM_AT - ahead)
    return alarm


def calendar(entries: Sequence[Listed], about: About) -> Iterator[bytes]:
    """The calendar as RFC 5545 has it, piece by piece: CRLF, lines folded at 75 octets, text escaped."""
    from icalendar import Calendar, vDuration

    feed = Calendar()
    feed.add("prodid", "-//sendclock//SEND deadlines//EN")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", one_line(about.name))
    feed.add("refresh-interval", vDuration(READ_AGAIN), {"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT12H")  # the same, for Outlook
    if about.unreadable:
        feed.add("x-sendclock-complete", "FALSE")
        feed.add("x-wr-caldesc", f"Incomplete: {about.unreadable} case files could not be read.")
    if not entries:
        feed.add_component(_nothing())
    end = b"END:VCALENDAR\r\n"
    yield feed.to_ical().removesuffix(end)
    for entry in sorted(entries):
        yield entry.text
    yield end


def _nothing() -> Any:
    """A calendar may not be empty: a time zone, which nobody sees, makes it valid."""
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone


def summary(entry: CalendarEntry) -> str:
    """`EHC-2026-0147 Week 20`, with what an officer must see at a glance, and never who it is about."""
    row = entry.row
    words = f"{row.case} " + (f"waiting for {row.label}" if _waits(entry) else row.label)
    words += f", no. {entry.number}" if entry.number else ""
    words += tier_of(row)
    if row.kind == "bar":
        words += ": not before today"
    elif row.kind != "deadline":
        words += ": last day"
    if row.due_at:
        words += f", by {row.due_at:%H:%M}"
    words += ", excused" if row.excused_by else ""
    words += " (provisional)" if row.provisional else ""
    first = entry.label if not entry.holds else "Overdue" if row.late else ""
    return printable(f"{first}: {words}" if first else words)


def description(entry: CalendarEntry, as_of: date, types: Mapping[str, EventType]) -> str:
    """What it is, when, how it was counted and by what law, a sentence each; of what no longer holds, only why."""
    row = entry.row
    at = f"at {row.due_at:%H:%M} London time on " if row.due_at else ""
    late = f" As of {long_day(as_of)} it is {how_late(row)}." if row.late and entry.holds else ""
    when = f"{'Not before' if row.kind == 'bar' else 'Due'} {at}{long_day(row.due)}.{late}"
    lines = [f"{row.title} ({row.cite}).", when, *(_counted(row, types) if entry.holds else [entry.why])]
    lines.append(f"As of {long_day(as_of)}. Every step: sendclock explain {row.case} {row.rule}")
    return printable("\n".join(lines))


def _counted(row: Row, types: Mapping[str, EventType]) -> list[str]:
    """What started it, the count, and how far the date can be trusted. Never the party, the setting or a reason."""
    start = row.started_by
    lines = [f"Started by {start.type} on {long_day(start.on)} (event {start.id})."]
    lines += [explain_step(step, types) for step in row.steps if step.kind in HOW]
    if "no-term-dates" in row.doubt_ids:
        lines.append("The setting's school days are not known; Monday to Friday without bank holidays was counted.")
    if row.provisional:
        lines.append("Provisional: the date can still move.")
    if row.kind == "deadline":
        days = {"Act by": row.act_by, "Safe by": row.safe}
        lines += [f"{words} {short_day(day)}." for words, day in days.items() if day < row.due]
    return lines


def _waits(entry: CalendarEntry) -> bool:
    return entry.holds and not entry.row.own and entry.row.kind == "deadline"


def _state(row: Row) -> tuple[str, str, date | None]:
    """Why an entry does not hold: a word, a sentence, and the day it ceased to. Nothing where it holds."""
    if row.met_on is not None:
        late = ", late" if row.status == "met-late" else ""
        return "Done", f"Done on {long_day(row.met_on)}{late}.", _known(row.met_by, row.met_on)
    if row.ended_by is not None:
        event = row.ended_by
        replaced = row.deadline is not None and row.deadline.replaced
        why = f"{'Replaced' if replaced else 'Ended'} by {event.type} on {long_day(event.on)} (event {event.id})."
        return ("Replaced" if replaced else "Ended"), why, _known(event, event.on)
    if row.finished:
        return "Passed", "Its day has passed.", row.due
    if not row.listed:
        return "Counted elsewhere", f"It is part of {row.limb_of}, which has its own entry.", None
    return "", "", None


def _was_alone(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a limb once had an entry of its own to cancel: not one begun with its clock, or after it."""
    if row.limb_of is None:
        return True
    begun = (row.started_by.on, row.started_by.order)
    return any(r.rule == row.limb_of and (r.started_by.on, r.started_by.order) > begun for r in rows)


def _known(event: Event | None, day: date) -> date:
    """The day, or the later one on which it was written down."""
    return max(day, event.recorded.date()) if event and event.recorded else day


def _modified(case: Case) -> datetime:
    """When the newest event was written down; for files without such moments, the start of its day."""
    moments = [event.recorded or datetime.combine(event.on, time(), UTC) for event in case.events]
    newest = max((moment.astimezone(UTC) for moment in moments), default=datetime(1970, 1, 1, tzinfo=UTC))
    return newest.replace(microsecond=0)
