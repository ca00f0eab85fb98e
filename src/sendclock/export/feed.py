"""A calendar (RFC 5545): one all-day entry for each clock, fit for Outlook.

An entry keeps its UID as long as its clock lasts, whatever its date; what no longer has to be done comes as
cancelled under the same UID. No names, parties, settings, notes or reasons: a calendar is seen by others.

What an entry says is worked out once (`EntryKept`), but for the day of asking and what is late on it: from the case, or
from what is kept of it as a chapter of the facts. Both are written out by the same `Pen`.
Must not know: files, the law.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sendclock.casebook.chapter import Chapter, Rows
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.former import Former, clock_name, formerly
from sendclock.files.mark import one_line, printable
from sendclock.files.name import folded
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.law.rule import EventType
from sendclock.say.reasons import explain_step
from sendclock.say.row import Row, rows_of
from sendclock.say.words import days_late, long_day, short_day, tier_of
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.days.span import Measured
    from sendclock.session import Session

HOW = frozenset(  # the steps of a count; the others name parties, settings or reasons, or are not about the date
    {
        "anchor", "counted", "no-corresponding-date", "left-out", "rolled", "combined", "not-announced",
        "act-by-forecast", "received", "no-time", "weekday", "panel", "panel-too-late", "no-panel", "kept-to-the-law",
    }
)  # fmt: skip
ORGANIZER = "mailto:no-reply@sendclock.invalid"  # a published entry needs one; nobody is to answer it
ALARM_AT = timedelta(hours=9)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
READ_AGAIN = 12  # hours: how often a subscriber should look


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


def uid(row: Row) -> str:
    """The same for the same case, rule, party and starting event, and for nothing else. It tells nobody which."""
    name = (row.case or "", *clock_name(row.rule, row.party, row.started_by.id))
    return _number_of(*name) + "@sendclock"


def _number_of(*words: str) -> str:
    """A number for these words that tells nobody what they are."""
    import hashlib  # dear to load, and of no use to a calendar that is kept

    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:40]


class EntryKept(NamedTuple):
    """What an entry says, whatever the day of asking. Days are ordinals; `ended` as in `CalendarEntry`; `uid` without
    its end; `label` and `words` make the summary; `before` and `after` the description, as they stand in a calendar
    (folded, and begun or `_continued`); so does `rule`, which is empty for a date of an officer's own."""

    due: int
    ended: int | None
    holds: bool
    uid: str
    label: str
    words: str
    before: str
    after: str
    rule: str


class CaseVersion(NamedTuple):
    """How many events the file of a case holds, and when the last of them was written down: seconds of the epoch."""

    sequence: int
    modified: int


class Listed(NamedTuple):
    """An entry as the calendar has it, in the order of the calendar."""

    due: int
    case: str
    uid: str
    holds: bool
    text: bytes


def kept_entry(entry: CalendarEntry, types: Mapping[str, EventType]) -> EntryKept:
    """What is to be said of an entry, so that the clock and the steps behind it need not be kept."""
    row = entry.row
    before, after = description(entry, types)
    ended = entry.ended.toordinal() if entry.ended else None
    words = summary(entry)
    return EntryKept(
        row.due.toordinal(),
        ended,
        entry.holds,
        uid(row).partition("@")[0],
        entry.label,
        words,
        _folded(f"DESCRIPTION:{_in_writing(before)}"),
        _continued(f"\\n{_in_writing(after)}" if after else ""),
        _in_writing(row.rule),
    )


def matters(entry: EntryKept, since: date | None) -> bool:
    """Whether an entry is worth sending: it holds; or it ceased to hold, or its day comes, on `since` or later. None:
    only what holds."""
    return entry.holds or (since is not None and max(entry.due, entry.ended or 0) >= since.toordinal())


def own_dates(timeline: Timeline) -> Iterator[EntryKept]:
    """The dates that officers have set themselves, as entries: that there is one, and never what it is about. What was
    dealt with or taken back does not hold any more."""
    case, book, as_of = timeline.case, timeline.book, timeline.as_of
    done = {str(event.fields.get("event")): event for event in timeline.events if book.has(event.type, Act.REMINDED)}
    over = {**done, **timeline.truth.withdrawn}
    true = {event.id: event for event in timeline.truth.events}
    for written in case.events:
        event = true.get(written.id, written)
        day, ended = event.day("due"), over.get(event.id)
        if not book.has(event.type, Act.REMINDER) or day is None or event.on > as_of:
            continue
        ended_on = _known(ended, ended.on).toordinal() if ended else None
        name = _number_of(case.ref, "own-date", event.id)
        yield EntryKept(day.toordinal(), ended_on, ended is None, name, "Done" if ended else "", "own date", "", "", "")


def version_of(case: Case) -> CaseVersion:
    return CaseVersion(len(case.events), (_modified(case) - EPOCH) // timedelta(seconds=1))


class Pen:
    """Writes entries out, as at one day: by hand, for the library that could takes as long to be loaded as the whole
    answer, and ten times as long for an entry."""

    def __init__(self, as_of: date, about: About) -> None:
        self._as_of, self._asked = as_of.toordinal(), long_day(as_of)
        self._midnight = (datetime.combine(as_of, time(), UTC) - EPOCH) // timedelta(seconds=1)
        council = one_line(about.council or "SEND deadlines").translate(_NAMED)
        self._organizer = _folded(f"ORGANIZER;CN={_quoted(council)}:{ORGANIZER}")
        self._alarm = about.alarm
        self._this_morning = _moment(self._midnight)
        self._version: tuple[CaseVersion | None, str, str] = (None, "", "")  # of the last case, in writing
        self._days: dict[int, str] = {}  # in writing: a calendar says the same ones again and again

    def written(self, case: str, version: CaseVersion, entry: EntryKept) -> Listed:
        """An entry of a case, whole."""
        first = entry.label or ("Overdue" if entry.holds and entry.rule and entry.due < self._as_of else "")
        said = f"{case} {entry.words}" if entry.words else case
        words = _in_writing(f"{first}: {said}" if first else said)
        if version != self._version[0]:
            modified = _moment(version.modified)
            self._version = version, modified if version.modified > self._midnight else self._this_morning, modified
        _, stamped, modified = self._version
        day = self._days.get(entry.due)
        if day is None:
            day = f"DTSTART;VALUE=DATE:{_day(entry.due)}\r\nDTEND;VALUE=DATE:{_day(entry.due + 1)}\r\n"
            self._days[entry.due] = day
        alarm = ""
        if self._alarm is not None and entry.holds and entry.due >= self._as_of:
            said = _folded(f"DESCRIPTION:{words}")
            alarm = f"BEGIN:VALARM\r\nACTION:DISPLAY\r\n{said}\r\n{_trigger(self._alarm)}\r\nEND:VALARM\r\n"
        text = (  # only what may be longer than a line is folded
            f"BEGIN:VEVENT\r\n{_folded(f'SUMMARY:{words}')}\r\n"
            f"{day}DTSTAMP:{stamped}\r\nUID:{entry.uid}@sendclock\r\nSEQUENCE:{version.sequence}\r\n"
            f"CLASS:PRIVATE\r\n{self._description(case, entry)}\r\nLAST-MODIFIED:{modified}\r\n{self._organizer}\r\n"
            f"STATUS:{'CONFIRMED' if entry.holds else 'CANCELLED'}\r\nTRANSP:TRANSPARENT\r\n{alarm}END:VEVENT\r\n"
        )
        return Listed(entry.due, case, entry.uid, entry.holds, text.encode())

    def _description(self, case: str, entry: EntryKept) -> str:
        """What was kept of it stands as it is: what the day of asking has to add stands in lines of its own."""
        case = _in_writing(case)
        if not entry.rule:
            about = f"What it is about: sendclock show {case}"
            return _folded(
                f"DESCRIPTION:A date of your own in this case\\, which is no law. As of {self._asked}. {about}"
            )
        days = self._as_of - entry.due
        late = _continued(f" As of {self._asked} it is {days_late(days)}.") if entry.holds and days > 0 else ""
        end = _continued(f"\\nAs of {self._asked}. Every step: sendclock explain {case} {entry.rule}")
        return f"{entry.before}{late}{entry.after}{end}"


_NAMED = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})  # RFC 6868
_QUOTED = re.compile("[,;: \u2019']")
_ESCAPED = re.compile("[\\\\;,\r\n]")
_LONGEST = 74  # octets of a line, its end not counted


def _quoted(name: str) -> str:
    return f'"{name}"' if _QUOTED.search(name) else name


def _in_writing(text: str) -> str:
    """As a value of text stands in a calendar (RFC 5545 3.3.11), with nothing in it that does more than stand there."""
    text = printable(text)
    if not _ESCAPED.search(text):
        return text
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 octets (RFC 5545 3.1); neither a letter nor what is escaped is cut in two."""
    octets = line.isascii()  # one for each letter
    if len(line) <= _LONGEST and octets:
        return line
    parts, at = [], 0
    while at < len(line):
        end = at + _LONGEST
        if not octets:
            while len(line[at:end].encode()) > _LONGEST:
                end -= 1
        if end < len(line) and line[end - 1] in "\\^" and end - at > 1:
            end -= 1
        parts.append(line[at:end])
        at = end
    return "\r\n ".join(parts)


def _continued(text: str) -> str:
    """What goes on with a line that was folded before, folded as well; nothing, if there is nothing."""
    return f"\r\n {_folded(text)}" if text else ""


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat().replace("-", "")


def _moment(seconds: int) -> str:
    return f"{EPOCH + timedelta(seconds=seconds):%Y%m%dT%H%M%SZ}"


def _trigger(ahead: timedelta) -> str:
    """In the morning of the day that lies so long before: a whole day begins at midnight."""
    days, rest = divmod(ahead - ALARM_AT, timedelta(1)) if ahead > ALARM_AT else (0, ALARM_AT - ahead)
    hours = f"T{rest // timedelta(hours=1)}H" if rest else ""
    return f"TRIGGER:{'-' if ahead > ALARM_AT else ''}P{f'{days}D' if days or not hours else ''}{hours}"


def calendar(entries: Sequence[Listed], about: About) -> Iterator[bytes]:
    """The calendar as RFC 5545 has it, piece by piece: CRLF, lines folded at 75 octets, text escaped."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sendclock//SEND deadlines//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH"]
    if about.unreadable:
        lines.append(f"X-WR-CALDESC:Incomplete: {about.unreadable} case files could not be read.")
    lines.append(f"X-WR-CALNAME:{one_line(about.name)}")
    lines += [f"REFRESH-INTERVAL;VALUE=DURATION:PT{READ_AGAIN}H", f"X-PUBLISHED-TTL:PT{READ_AGAIN}H"]
    lines += ["X-SENDCLOCK-COMPLETE:FALSE"] if about.unreadable else []
    lines += [] if entries else NOTHING
    yield "".join(f"{_folded(line)}\r\n" for line in lines).encode()
    for entry in sorted(entries):
        yield entry.text
    yield b"END:VCALENDAR\r\n"


NOTHING = (  # a calendar may not be empty: a time zone, which nobody sees, makes it valid
    "BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def summary(entry: CalendarEntry) -> str:
    """`Week 20, excused`: what an officer must see at a glance, and never who it is about."""
    row = entry.row
    words = f"waiting for {row.label}" if _waits(entry) else row.label
    words += f", no. {entry.number}" if entry.number else ""
    words += tier_of(row)
    if row.kind == "bar":
        words += ": not before today"
    elif row.kind != "deadline":
        words += ": last day"
    if row.due_at:
        words += f", by {row.due_at:%H:%M}"
    words += ", excused" if row.excused_by else ""
    return words + (" (provisional)" if row.provisional else "")


def description(entry: CalendarEntry, types: Mapping[str, EventType]) -> tuple[str, str]:
    """What it is and when; then how it was counted and by what law, a sentence each; of what no longer holds, only
    why."""
    row = entry.row
    at = f"at {row.due_at:%H:%M} London time on " if row.due_at else ""
    when = f"{'Not before' if row.kind == 'bar' else 'Due'} {at}{long_day(row.due)}."
    return f"{row.title} ({row.cite}).\n{when}", "\n".join(_counted(row, types) if entry.holds else [entry.why])


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
    newest = max((moment.astimezone(UTC) for moment in moments), default=EPOCH)
    return newest.replace(microsecond=0)


# --- what is kept of a case ------------------------------------------------------------------------------------------

CALENDAR = Chapter("calendar", "sendclock.export.feed:kept", ("export",), whole=False)
NEVER = date.max.toordinal() + 1  # later than any day
_ENTRY, _FIELD = "\x1e", "\x1f"  # between entries, and between what one of them says: no text to be shown holds them


def reach(as_of: date) -> date:
    """From which day what no longer holds is kept: the same in a whole year of asking."""
    return date(as_of.year - 1, 1, 1)


def of_case(
    case: Case, timeline: Timeline, book: RuleBook, since: date | None, keep: Callable[[Deadline], bool]
) -> Iterator[EntryKept]:
    """What a calendar may say of the clocks of a case, and with `since` of those once started and now gone, those of
    `keep` among them."""
    former = () if since is None else formerly(case, book, timeline.as_of)
    gone = (
        one._replace(timeline=one.timeline.with_clocks(tuple(filter(keep, one.timeline.deadlines)))) for one in former
    )
    return (kept_entry(entry, book.event_types) for entry in entries(timeline, gone, book))


def kept(session: Session, case: Case, day: Measured) -> Rows:
    """The entries of the deadlines of a case, and its officers' own dates, from `reach` on. `day` may be measured: what
    is kept holds in the year of asking alone."""
    year, first = session.today.year, reach(session.today)
    in_it = date(year, 1, 1) <= day <= date(year, 12, 31)
    assert in_it
    made = session.laid_out(case, day, keep=lambda clock: clock.rule.kind == "deadline")
    found = [
        *of_case(case, made, made.book, first, lambda deadline: deadline.rule.kind == "deadline"),
        *own_dates(made),
    ]
    texts = [_packed(one) for one in found if matters(one, first)]
    return {"calendar": [(*version_of(case), zlib.compress(_ENTRY.join(texts).encode(), 6))] if texts else []}


def _packed(one: EntryKept) -> str:
    due, ended, holds, *words = one
    return _FIELD.join((str(due), "" if ended is None else str(ended), "1" if holds else "", *words))


def unpacked(entries: bytes, since: date | None) -> Iterator[EntryKept]:
    """What `kept` put together, where it `matters`."""
    first = since.toordinal() if since is not None else NEVER
    for text in zlib.decompress(entries).decode().split(_ENTRY):
        due, ended, holds, rest = text.split(_FIELD, 3)
        if holds or int(due) >= first or (ended and int(ended) >= first):
            yield EntryKept(int(due), int(ended) if ended else None, bool(holds), *rest.split(_FIELD))
