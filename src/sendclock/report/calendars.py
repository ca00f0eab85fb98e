"""A calendar's closed days, and one day's answer.

Must not know: where the days come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sendclock.core.calendars import Calendar
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line
from sendclock.report.machine import VERSION
from sendclock.report.wording import day_month, long_day


def year_document(calendar: Calendar, year: int, days: Sequence[tuple[date, str]]) -> Document:
    blocks: list[Block] = [Heading(f"{calendar.title}, {year}: closed besides Saturdays and Sundays")]
    blocks.append(Grid((Column("Day"), Column("Name")), [[long_day(day), name] for day, name in days]))
    if date(year, 12, 31) > calendar.confirmed_to:
        blocks.append(Line(_forecast(calendar), "warn"))
    return Document(blocks, f"Calendar: {calendar.name}; confirmed to {day_month(calendar.confirmed_to)}.")


def about_day(calendar: Calendar, day: date) -> Document:
    closed = calendar.closed(day)
    blocks: list[Block] = []
    if closed is None:
        blocks.append(Line(f"{long_day(day)} is a working day ({calendar.title})."))
    else:
        blocks.append(Line(f"{long_day(day)} is not a working day ({calendar.title}): {closed}."))
        before, after = calendar.roll_back(day), calendar.roll_forward(day)
        blocks.append(Line(f"Last working day before: {long_day(before)}. Next: {long_day(after)}."))
    if day > calendar.confirmed_to:
        blocks.append(Line(_forecast(calendar), "warn"))
    return Document(blocks, f"Calendar: {calendar.name}; confirmed to {day_month(calendar.confirmed_to)}.")


def _forecast(calendar: Calendar) -> str:
    return f"Provisional: bank holidays are announced only to {day_month(calendar.confirmed_to)}."


def closed_days_json(calendar: Calendar, days: Sequence[tuple[date, str]]) -> dict[str, Any]:
    return {
        "sendclock": VERSION,
        "report": "calendar",
        "calendar": calendar.name,
        "confirmed_to": calendar.confirmed_to,
        "rows": [{"day": day, "name": name, "provisional": day > calendar.confirmed_to} for day, name in days],
    }
