"""The agenda of a panel: what cannot wait for it, what it has to hear, what comes back, what else is listed.

A panel that is too late for the law never hides the law: the limit stands first, then the other way.
Must not know: files, formats, how the items were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sendclock.core.agenda import Item, Meeting, agenda, in_order
from sendclock.core.model import Event, RuleBook, Timeline
from sendclock.core.whose import whose
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line, Pairs
from sendclock.report.owner import NOBODY
from sendclock.report.panels import from_today, meeting_json, papers, when
from sendclock.report.rows import Row, rows_of
from sendclock.report.wording import doubt, how_late, long_day, number, short_day, style

ASKED = {
    "assess": "whether to assess",
    "plan": "whether to make a plan",
    "placement": "which setting",
    "review": "what follows from the review",
    "other": "another question",
}
OUTSIDE = "decide outside the meeting"  # where the settings name no other way


class Entry(NamedTuple):
    """One line of an agenda. `row` is the clock the question is asked under, None if none runs; `weeks` the rows of
    the week 6, 16 and 20 clocks."""

    item: Item
    meeting: Meeting
    row: Row | None
    weeks: dict[int, Row]
    officer: str | None
    team: str | None
    cover: tuple[str, ...]
    as_of: date

    @property
    def case(self) -> str:
        return self.item.timeline.case.ref

    def is_of(self, officers: frozenset[str], teams: frozenset[str]) -> bool:
        """Whether the case is one of theirs, or covered by them. Names are folded; empty means anybody."""
        names = {(name or NOBODY).casefold() for name in (self.officer, *self.cover)}
        return (not officers or bool(names & officers)) and (not teams or (self.team or NOBODY).casefold() in teams)


def entries(timelines: Iterable[Timeline], meeting: Meeting, book: RuleBook) -> list[Entry]:
    """Every line of the agenda of that meeting, in its order."""
    items = in_order(item for timeline in timelines for item in agenda(timeline, meeting))
    return [_entry(item, meeting, book) for item in items]


def _entry(item: Item, meeting: Meeting, book: RuleBook) -> Entry:
    timeline, people = item.timeline, book.practice.people
    pairs = list(zip(timeline.deadlines, rows_of(timeline, book), strict=True))
    row = next((row for clock, row in pairs if clock is item.clock), None)
    weeks = {week: row for week, found in item.weeks.items() for clock, row in pairs if clock is found}
    owner = whose(timeline, people)
    away = people.cover(owner.officer, timeline.as_of)
    return Entry(item, meeting, row, weeks, owner.officer, owner.team, away.by if away else (), timeline.as_of)


_COLUMNS = (
    Column("Case"),
    Column("Limit", wrap=True),
    Column("Left"),
    Column("Asked", from_width=120, wrap=True),
    Column("Officer", from_width=90),
    Column("Listed", from_width=100, wrap=True),
    Column("Week 6", from_width=200),
    Column("Week 16", from_width=200),
    Column("Week 20", from_width=200),
    Column("Note", wrap=True, below=100),
    Column("Note", wrap=True, from_width=100),
)


def document(meeting: Meeting, lines: Sequence[Entry], as_of: date, footer: str, in_full: bool) -> Document:
    """The agenda of one meeting. `in_full` writes days out, for formats that have the room."""
    blocks: list[Block] = [*_head(meeting, as_of)]
    for place, group in groupby(lines, key=lambda entry: entry.item.place):
        section = list(group)
        styles = [style(entry.row) if entry.row else "" for entry in section]
        blocks.append(Heading(f"{_heading(place, meeting)}: {len(section)}"))
        blocks.append(Grid(_COLUMNS, [_cells(entry, in_full) for entry in section], styles))
    if not lines:
        blocks.append(Line("No case needs this meeting, and none is listed for it."))
    return Document(blocks, footer)


def _head(meeting: Meeting, as_of: date) -> list[Block]:
    panel = meeting.panel
    after = "none is known within a year"
    if meeting.after:
        after = f"{long_day(meeting.after)}; papers in by {long_day(panel.papers_by(meeting.after))}"
    told = f"{long_day(meeting.told_by)} (usually)" if meeting.told_by != meeting.day else ""
    blocks: list[Block] = [
        Heading(f"{panel.title}: {when(meeting.day, panel)}"),
        Pairs(
            [
                ("Meeting", from_today(meeting.day, as_of)),
                ("Papers in by", papers(meeting, as_of)),
                ("Decision told by", told),
                ("Meeting after this", after),
                ("Asked", "; ".join(ASKED[word] for word in panel.about)),
            ]
        ),
    ]
    if panel.provisional(meeting.day):
        blocks.append(Line("Provisional: this day is beyond those its calendar is sure of.", "warn"))
    if meeting.day < as_of:
        text = "This meeting is past. For its agenda as it then stood, give the day as well: --as-of"
        blocks.append(Line(f"{text} {meeting.day.isoformat()}", "warn"))
    return blocks


def _heading(place: str, meeting: Meeting) -> str:
    after = f"the one on {long_day(meeting.after)}" if meeting.after else "any later one"
    return {
        "too-late": "Cannot wait for this panel",
        "needed": f"Needs this panel: {after} is too late",
        "back": "Coming back",
        "listed": "Also listed",
        "heard": "Heard, and the family still to be told",
    }[place]


def _cells(entry: Entry, in_full: bool) -> list[str]:
    day = long_day if in_full else short_day
    listed, notes = _listed(entry, in_full), [note for note in _notes(entry, in_full) if note]
    limit = f"{entry.row.label}: {day(entry.row.due)}" if entry.row else "no clock runs"
    return [
        entry.case,
        limit,
        how_late(entry.row) if entry.row else "",
        ASKED[entry.item.question],
        entry.officer or NOBODY,
        listed,
        *(_week(entry.weeks.get(week), in_full) for week in (6, 16, 20)),
        "; ".join([*notes, *([listed] if listed else [])]),
        "; ".join(notes),
    ]


def _week(row: Row | None, in_full: bool) -> str:
    if row is None:
        return ""
    state = f" ({row.status.replace('-', ' ')})" if row.status != "open" else ""
    return (long_day if in_full else short_day)(row.due) + state


def _listed(entry: Entry, in_full: bool) -> str:
    """For which meeting, and by whom; or not yet."""
    item = entry.item
    if item.listed is None or item.listed_for is None:
        return "" if item.heard else "not yet listed"
    by = f" by {item.listed.by}" if item.listed.by else ""
    if item.listed_for == entry.meeting.day:
        return f"listed{by}"
    other = f"for {(long_day if in_full else short_day)(item.listed_for)}{by}"
    return f"{other}; no outcome recorded" if item.listed_for < entry.as_of else other


def _notes(entry: Entry, in_full: bool) -> Iterable[str]:
    """The law first, then the panel, then what to know before relying on the date."""
    item, meeting, day = entry.item, entry.meeting, long_day if in_full else short_day
    if item.place == "too-late" and entry.row:
        yield _statute(entry.row, meeting, entry.as_of, in_full)
    if item.deferred:
        yield f"{_said('deferred', item.deferred, entry.as_of, in_full)}; the clock of the law keeps running"
    if item.heard:
        outcome = str(item.heard.fields.get("outcome", "an outcome"))
        yield f"{_said(f'the panel said {outcome}', item.heard, entry.as_of, in_full)}: tell the family"
    closed = meeting.papers_by < entry.as_of <= meeting.day and item.listed_for != meeting.day
    if closed and item.place == "needed":
        yield f"papers closed on {day(meeting.papers_by)}"
    if entry.row:
        yield doubt(entry.row)
    if entry.cover:
        yield f"{entry.officer} is away: covered by {', '.join(entry.cover)}"


def _said(what: str, event: Event, as_of: date, in_full: bool) -> str:
    ago = (as_of - event.on).days
    since = f"{number(ago, 'day')} ago" if ago else "today"
    return f"{what} on {(long_day if in_full else short_day)(event.on)}, {since}"


def _statute(row: Row, meeting: Meeting, as_of: date, in_full: bool) -> str:
    """`Week 6 is Mon 16 Nov 2026, before this panel: circulate outside the meeting`."""
    day = long_day if in_full else short_day
    if row.due < as_of:
        limit = f"{row.label} was {day(row.due)}, {number((as_of - row.due).days, 'day')} ago"
    elif row.act_by < meeting.day:
        working = "" if row.act_by == row.due else f" (last working day {day(row.act_by)})"
        limit = f"{row.label} is {day(row.due)}{working}, before this panel"
    else:
        told = f"this panel's decision is usually told only by {day(meeting.told_by)}"
        limit = f"{row.label} is {day(row.due)}, and {told}"
    return f"{limit}: {meeting.panel.fallback or OUTSIDE}"


CSV_COLUMNS = (
    "panel", "meeting", "papers_by", "place", "case", "about", "label", "due", "days_left", "act_by", "safe", "status",
    "week_6", "week_16", "week_20", "listed_for", "listed_by", "deferred_on", "heard_on", "heard_outcome", "excused_by",
    "provisional", "route", "officer", "team", "note", "rule", "cite",
)  # fmt: skip


def csv_cells(entry: Entry) -> list[Any]:
    known = entry_json(entry)
    head = {"panel": entry.meeting.panel.name, "meeting": entry.meeting.day, "papers_by": entry.meeting.papers_by}
    return [{**head, **known}[name] for name in CSV_COLUMNS]


def entry_json(entry: Entry) -> dict[str, Any]:
    """One line of the agenda. `place` is too-late, needed, back, listed or heard; days left are to the limit."""
    item, row = entry.item, entry.row
    weeks = {f"week_{week}": entry.weeks[week].due if week in entry.weeks else None for week in (6, 16, 20)}
    clock = {
        name: getattr(row, name) if row else None
        for name in (
            "rule", "label", "due", "act_by", "safe", "status", "days_left", "working_days_left", "excused_by",
            "provisional", "cite",
        )
    }  # fmt: skip
    return {
        "place": item.place,
        "case": entry.case,
        "about": item.question,
        **clock,
        **weeks,
        "listed_for": item.listed_for,
        "listed_by": item.listed.by if item.listed else None,
        "deferred_on": item.deferred.on if item.deferred else None,
        "heard_on": item.heard.on if item.heard else None,
        "heard_outcome": item.heard.fields.get("outcome") if item.heard else None,
        "route": (entry.meeting.panel.fallback or OUTSIDE) if item.place == "too-late" else None,
        "officer": entry.officer,
        "team": entry.team,
        "cover": list(entry.cover),
        "note": "; ".join(note for note in _notes(entry, in_full=False) if note),
    }


def agenda_json(meeting: Meeting, as_of: date) -> dict[str, Any]:
    """What stands above the rows: the meeting and the panel."""
    panel = meeting.panel
    return {
        "panel": {"name": panel.name, "title": panel.title, "about": list(panel.about), "fallback": panel.fallback},
        "meeting": meeting_json(meeting, as_of),
    }
