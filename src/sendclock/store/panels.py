"""`[panels.NAME]` of `sendclock.toml`: when the authority's panels meet, what they are asked, when papers are due.

Must not know: how a calendar counts (only which calendars there are), cases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import NamedTuple

from sendclock.core.counting import Period, Unit
from sendclock.core.panels import ABOUT, spelt
from sendclock.core.problems import Position, near_miss
from sendclock.tomlfile import Table

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_UNITS: Mapping[str, Unit] = {"d": "day", "wd": "working-day", "w": "week"}


class PanelSettings(NamedTuple):
    """One panel as it was written down. `calendar` is a name. `position` is its heading, `added_position` the list of
    added days: whether one of them is a meeting anyway only the calendar can say."""

    name: str
    title: str
    first: date
    every: int
    calendar: str
    papers: Period
    at: time | None
    term_time: bool
    skipped: tuple[tuple[date, str], ...]
    added: tuple[date, ...]
    about: tuple[str, ...]
    fallback: str
    decision: Period
    papers_at: time | None
    position: Position
    added_position: Position


def read_panels(table: Table, calendars: Mapping[str, bool]) -> tuple[PanelSettings, ...]:
    """Every panel of the table `[panels]`. `calendars`: those there are, and whether each knows its terms."""
    panels = tuple(_panel(table.table(name), name, calendars) for name in table.data)
    seen: dict[str, str] = {}
    for panel in panels:
        for words in {spelt(panel.name): panel.name, spelt(panel.title): panel.title}.items():
            other = seen.setdefault(words[0], panel.name)
            if other != panel.name:
                message = f'"{words[1]}" is already the name or title of "{other}". Give one of the two another.'
                table.table(panel.name).problem("taken", message)
    return panels


def _panel(table: Table, name: str, calendars: Mapping[str, bool]) -> PanelSettings:
    first = _first(table)
    every = table.whole("every", 1)
    if every < 1:
        table.problem("weeks", '"every" counts weeks, from 1. Write every = 1 for each week.', "every")
        every = 1
    calendar = table.choice("calendar", tuple(calendars), "england")
    term_time = table.flag("term_time")
    if term_time and calendar == table.data.get("calendar", calendar) and not calendars.get(calendar):
        message = f'the calendar "{calendar}" has no terms, so "term_time" says nothing. '
        table.problem("no-terms", message + "Name a calendar of your own that lists its terms.", "term_time")
    skipped, added = _skipped(table, first, every), _added(table)
    both = sorted({day for day, _ in skipped} & set(added))
    for day in both:
        table.problem("dates", f"{day} is both skipped and added. Keep one of the two.", "added")
    panel = PanelSettings(
        name=name,
        title=table.text("title", name),
        first=first or date.min,
        every=every,
        calendar=calendar,
        papers=_period(table, "papers", "before", required=True),
        at=_time(table, "at"),
        term_time=term_time,
        skipped=skipped,
        added=added,
        about=_about(table),
        fallback=table.text("fallback"),
        decision=_period(table, "decision", "after"),
        papers_at=_time(table, "papers_at"),
        position=Position(table.document.file, table.document.line(*table.path)),
        added_position=Position(table.document.file, table.document.line(*table.path, "added")),
    )
    table.no_others(("added",))
    return panel


def _first(table: Table) -> date | None:
    """A meeting, on the weekday named."""
    weekday, first = table.choice("weekday", WEEKDAYS), table.date("first", required=True)
    if table.data.get("weekday") in WEEKDAYS and first and first.weekday() != WEEKDAYS.index(weekday):
        message = f"{first} is a {_day_name(first)}, not a {weekday.title()}. Correct one of the two."
        table.problem("weekday", message, "first")
    return first


def _day_name(day: date) -> str:
    return (*WEEKDAYS, "saturday", "sunday")[day.weekday()].title()


def _skipped(table: Table, first: date | None, every: int) -> tuple[tuple[date, str], ...]:
    """Days on which the panel would meet by its weeks, and why it does not."""
    found: dict[date, str] = {}
    for row in table.tables("skipped"):
        day, why = row.date("on", required=True), row.text("why", required=True)
        row.no_others()
        if day is None:
            continue
        if first and (day < first or (day - first).days % (7 * every)):
            weeks = "week" if every == 1 else f"{every} weeks"
            message = f"{day} ({_day_name(day)}) is no meeting to skip: they are every {weeks} from {first}."
            row.problem("no-meeting", f"{message} Correct the day, or take it out.", "on")
        elif day in found:
            row.problem("dates", f"{day} is skipped twice. Take one of the two out.", "on")
        found[day] = why
    return tuple(found.items())


def _added(table: Table) -> tuple[date, ...]:
    value = table.data.get("added", [])
    days = [day for day in value if type(day) is date] if isinstance(value, list) else []
    if not isinstance(value, list) or len(days) != len(value):
        wrong = [day for day in value if type(day) is not date][:1] if isinstance(value, list) else []
        timed = f" {wrong[0]} has a time." if wrong and isinstance(wrong[0], datetime) else ""
        message = f'"added" must be a list of days, without quotes.{timed} Write added = [2026-12-18].'
        table.problem("not-a-date", message, "added")
    for day in sorted({day for day in days if days.count(day) > 1}):
        table.problem("dates", f"{day} is added twice. Take one of the two out.", "added")
    return tuple(sorted(set(days)))


def _about(table: Table) -> tuple[str, ...]:
    """What it is asked, in the order in which a case comes to the questions."""
    words = table.texts("about", required=True)
    for word in words:
        if word not in ABOUT:
            options = ", ".join(ABOUT)
            message = f'"{word}" is not a word for about. Use one or more of: {options}.{near_miss(word, ABOUT)}'
            table.problem("unknown-word", message, "about")
    if "about" in table.data and table.data["about"] == []:
        table.problem(
            "missing", '"about" is empty. Write what the panel is asked: about = ["assess", "plan"].', "about"
        )
    return tuple(word for word in ABOUT if word in words)


def _period(table: Table, key: str, direction: str, required: bool = False) -> Period:
    """`4wd`, `5d`, `1w`; nought days if left out."""
    text = table.text(key, required=required)
    match = re.fullmatch(r"(\d{1,3})(d|wd|w)", text.strip().lower())
    if text and not match:
        message = f'"{text}" is not a period that can be used here. Use days, working days or weeks: 3d, 4wd, 1w.'
        table.problem("not-a-period", message, key)
    size, unit = (int(match.group(1)), _UNITS[match.group(2)]) if match else (0, "day")
    return Period("before" if direction == "before" else "after", size, unit)


def _time(table: Table, key: str) -> time | None:
    text = table.text(key)
    match = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)(:00)?", text.strip())
    if text and not match:
        table.problem("not-a-time", f'"{text}" is not a time of day. Write {key} = "10:00".', key)
    return time(int(match.group(1)), int(match.group(2))) if match else None
