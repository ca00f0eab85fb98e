"""The panels: when each meets next, when its papers are due, on which days it does not meet and why.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sendclock.core.agenda import Meeting
from sendclock.core.panels import Panel
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line
from sendclock.report.wording import long_day, number, short_day


class Standing(NamedTuple):
    """A panel, its next meeting (None if none is known within a year), and how many cases it has to hear there:
    those that cannot wait for it, and those that need it."""

    panel: Panel
    meeting: Meeting | None
    too_late: int = 0
    needed: int = 0


class Sitting(NamedTuple):
    """A day of a panel's calendar. `why_not` is empty where it meets."""

    panel: Panel
    day: date
    papers_by: date | None
    told_by: date | None
    why_not: str = ""


def when(day: date, panel: Panel) -> str:
    """`Wednesday 25 November 2026, 10:00`."""
    return long_day(day) + (f", {panel.at:%H:%M}" if panel.at else "")


def from_today(day: date, as_of: date) -> str:
    days = (day - as_of).days
    if days == 0:
        return "today"
    return f"in {number(days, 'day')}" if days > 0 else f"{number(-days, 'day')} ago"


def papers(meeting: Meeting, as_of: date, in_full: bool = True) -> str:
    """By when papers must be in, with the hour, and whether that has passed."""
    at = meeting.panel.papers_at
    day = (long_day if in_full else short_day)(meeting.papers_by)
    passed = "passed " if meeting.papers_by < as_of else ""
    return f"{day}{f', {at:%H:%M}' if at else ''} ({passed}{from_today(meeting.papers_by, as_of)})"


_PANELS = (
    Column("Panel", wrap=True),
    Column("Name", from_width=120),
    Column("Next meeting"),
    Column("Papers in by", wrap=True),
    Column("Cannot wait"),
    Column("Need it"),
    Column("Meeting after", from_width=120),
    Column("Note", from_width=100, wrap=True),
)


def panels_document(standings: Sequence[Standing], as_of: date, footer: str, in_full: bool) -> Document:
    """Every panel with its next meeting."""
    rows = [_standing(standing, as_of, in_full) for standing in standings]
    styles = ["bad" if standing.too_late else "" for standing in standings]
    blocks: list[Block] = [Heading("Panels"), Grid(_PANELS, rows, styles)]
    blocks.append(Line("The agenda of one: sendclock panel NAME. All its meetings: sendclock panel NAME --calendar"))
    return Document(blocks, footer)


def _standing(standing: Standing, as_of: date, in_full: bool) -> list[str]:
    panel, meeting = standing.panel, standing.meeting
    if meeting is None:
        return [panel.title, panel.name, "none in a year", "", "", "", "", _no_meeting(panel)]
    day = long_day if in_full else short_day
    note = "provisional" if panel.provisional(meeting.day) else ""
    return [
        panel.title,
        panel.name,
        day(meeting.day) + (f", {panel.at:%H:%M}" if panel.at else ""),
        papers(meeting, as_of, in_full),
        str(standing.too_late),
        str(standing.needed),
        day(meeting.after) if meeting.after else "none in a year",
        note,
    ]


def _no_meeting(panel: Panel) -> str:
    return f"it first meets on {short_day(panel.first)}, or its calendar has no day for it: see --calendar"


_CALENDAR = (
    Column("Meeting"),
    Column("Time", from_width=100),
    Column("Papers in by"),
    Column("Told by", from_width=100),
    Column("Note", wrap=True),
)


def sittings(panel: Panel, first: date, last: date) -> list[Sitting]:
    """Every meeting, and every day on which it would have met, from `first` to `last`, both included."""
    held = [Sitting(panel, day, panel.papers_by(day), panel.told_by(day)) for day in panel.meetings(first, last)]
    not_held = [Sitting(panel, day, None, None, why) for day, why in panel.not_meetings(first, last)]
    return sorted(held + not_held, key=lambda sitting: sitting.day)


def calendar_document(
    by_panel: Iterable[tuple[Panel, Sequence[Sitting]]], first: date, last: date, footer: str, in_full: bool
) -> Document:
    blocks: list[Block] = []
    for panel, days in by_panel:
        meetings = sum(not sitting.why_not for sitting in days)
        span = f"{long_day(first)} to {long_day(last)}"
        blocks.append(Heading(f"{panel.title}, {span}: {number(meetings, 'meeting')}"))
        if days:
            styles = ["dim" if sitting.why_not else "" for sitting in days]
            blocks.append(Grid(_CALENDAR, [_sitting(sitting, in_full) for sitting in days], styles))
        else:
            blocks.append(Line("It would not have met in this time."))
    return Document(blocks, footer)


def _sitting(sitting: Sitting, in_full: bool) -> list[str]:
    day, at = long_day if in_full else short_day, sitting.panel.at
    if sitting.papers_by is None or sitting.told_by is None:
        return [day(sitting.day), "", "", "", f"does not meet: {sitting.why_not}"]
    told = day(sitting.told_by) if sitting.told_by != sitting.day else ""
    papers_at = f", {sitting.panel.papers_at:%H:%M}" if sitting.panel.papers_at else ""
    return [
        day(sitting.day),
        f"{at:%H:%M}" if at else "",
        day(sitting.papers_by) + papers_at,
        told,
        "; ".join(_about_day(sitting)),
    ]


def _about_day(sitting: Sitting) -> Iterable[str]:
    if sitting.day in sitting.panel.added:
        yield "added"
    if sitting.panel.provisional(sitting.day):
        yield "provisional"


def meeting_json(meeting: Meeting, as_of: date) -> dict[str, Any]:
    panel = meeting.panel
    return {
        "day": meeting.day,
        "at": _hour(panel, "at"),
        "provisional": panel.provisional(meeting.day),
        "papers_by": meeting.papers_by,
        "papers_at": _hour(panel, "papers_at"),
        "papers_passed": meeting.papers_by < as_of,
        "told_by": meeting.told_by,
        "after": meeting.after,
        "after_papers_by": panel.papers_by(meeting.after) if meeting.after else None,
        "after_told_by": meeting.after_told_by,
    }


def _hour(panel: Panel, name: str) -> str | None:
    at = getattr(panel, name)
    return f"{at:%H:%M}" if at else None


def standing_json(standing: Standing, as_of: date) -> dict[str, Any]:
    panel, meeting = standing.panel, standing.meeting
    return {
        "panel": panel.name,
        "title": panel.title,
        "about": list(panel.about),
        "meeting": meeting_json(meeting, as_of) if meeting else None,
        "too_late": standing.too_late,
        "needed": standing.needed,
    }


PANELS_CSV = (
    "panel", "title", "meeting", "at", "papers_by", "papers_at", "papers_passed", "told_by", "after", "too_late",
    "needed", "provisional",
)  # fmt: skip


def standing_cells(standing: Standing, as_of: date) -> list[Any]:
    known = standing_json(standing, as_of)
    met = known["meeting"] or {}
    return [met.get("day") if name == "meeting" else known.get(name, met.get(name)) for name in PANELS_CSV]


CALENDAR_CSV = ("panel", "day", "meets", "at", "papers_by", "papers_at", "told_by", "added", "provisional", "why_not")


def sitting_json(sitting: Sitting) -> dict[str, Any]:
    panel, meets = sitting.panel, not sitting.why_not
    return {
        "panel": panel.name,
        "day": sitting.day,
        "meets": meets,
        "at": _hour(panel, "at") if meets else None,
        "papers_by": sitting.papers_by,
        "papers_at": _hour(panel, "papers_at") if meets else None,
        "told_by": sitting.told_by,
        "added": sitting.day in panel.added,
        "provisional": panel.provisional(sitting.day),
        "why_not": sitting.why_not or None,
    }


def sitting_cells(sitting: Sitting) -> list[Any]:
    known = sitting_json(sitting)
    return [known[name] for name in CALENDAR_CSV]
