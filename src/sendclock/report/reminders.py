"""What is to be chased, whom to tell, and why: `due --remind`.

Must not know: files, formats, how a mark's day was found, who leads a team.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sendclock.core.practice import Reminder
from sendclock.core.reminders import Mark
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line
from sendclock.report.machine import row_json
from sendclock.report.owner import NOBODY
from sendclock.report.rows import Row
from sendclock.report.wording import how_late, listed, long_day, number, party, short_day, style, task

CSV_COLUMNS = (
    "chase", "tell", "whom", "escalation", "say", "case", "rule", "label", "title", "party", "due", "status",
    "days_left", "officer", "team", "why", "source",
)  # fmt: skip
UNITS = {"day": "day", "working-day": "working day", "week": "week"}


class Chase(NamedTuple):
    """One mark of one clock still running. `whom` is the person or side that the pack's word `tell` stands for, in
    words; `persons` the officers and leaders among them."""

    row: Row
    mark: Mark
    whom: str
    persons: tuple[str, ...] = ()


class Staff(NamedTuple):
    """`leads`: who leads each team, by its name folded. `cover`: who covers an officer on a day; nobody, if present."""

    leads: Mapping[str, str]
    cover: Callable[[str, date], Sequence[str]]


def chase_of(row: Row, mark: Mark, staff: Staff) -> Chase:
    """Whom `officer` (who covers, while the officer is away), `team-leader`, `adviser`, `party`, `family` and `setting`
    stand for on the day of the mark. What is not known is said in words; free text stands as it is."""
    tell = mark.reminder.tell
    if tell == "officer" and row.officer:
        cover = tuple(staff.cover(row.officer, mark.day))
        if cover:
            return Chase(row, mark, f"{listed(cover)} (covering {row.officer})", (*cover, row.officer))
        return Chase(row, mark, row.officer, (row.officer,))
    if tell == "team-leader":
        lead = staff.leads.get((row.team or "").casefold())
        in_words = f"the leader of {row.team}" if row.team else "the team leader"
        return Chase(row, mark, lead or in_words, (lead,) if lead else ())
    words = {"officer": NOBODY, "family": "the family", "setting": "the setting"}
    return Chase(row, mark, row.party or row.who if tell in ("adviser", "party") else words.get(tell, tell))


def chased(
    rows: Iterable[Row], marks_of: Callable[[Row], Sequence[Mark]], staff: Staff, first: date, last: date
) -> list[Chase]:
    """The marks from `first` to `last`, both counted in: by whom to tell, then by day, escalations first."""
    found = [chase_of(row, mark, staff) for row in rows for mark in marks_of(row) if first <= mark.day <= last]
    return sorted(found, key=_order)


def _order(chase: Chase) -> tuple[str, date, bool, date, str, str]:
    row, mark = chase.row, chase.mark
    return chase.whom.casefold(), mark.day, not mark.reminder.escalation, row.due, row.case or "", row.rule


_DRAWN = (
    Column("What"),
    Column("On"),
    Column("Case"),
    Column("Due"),
    Column("To chase", wrap=True, below=100),
    Column("To chase", wrap=True, from_width=100),
    Column("Officer", from_width=100),
    Column("Why", wrap=True, from_width=100),
)
_IN_FULL = (
    Column("Tell"),
    Column("What"),
    Column("Chase"),
    Column("Case"),
    Column("Clock"),
    Column("Due"),
    Column("Officer"),
    Column("Say"),
    Column("Why"),
)


def document(
    chases: Sequence[Chase], first: date, last: date, footer: str, in_full: bool, none_in_use: bool, whose: str
) -> Document:
    """The list, grouped by whom to tell. `in_full` writes days out, for formats that have the room; `whose` list it
    is stands first."""
    when = "today" if first == last else f"up to {long_day(last)}"
    top = [Line(whose)] if whose else []
    if not chases:
        why = " No pack in use names reminders." if none_in_use else ""
        return Document([*top, Line(f"Nothing to chase {when}.{why}")], footer)
    when += f", {long_day(first)}" if first == last else ""
    blocks: list[Block] = [*top, Line(f"To chase {when}: {len(chases)}")]
    for _, group in groupby(chases, key=lambda chase: chase.whom.casefold()):
        found = list(group)
        cells = [_written(chase) if in_full else _drawn(chase, first != last) for chase in found]
        styles = [] if in_full else [style(chase.row) for chase in found]
        blocks += [Heading(f"Tell {found[0].whom}: {len(found)}"), Grid(_IN_FULL if in_full else _DRAWN, cells, styles)]
    return Document(blocks, footer)


def chase_json(chase: Chase) -> dict[str, Any]:
    """One row of the JSON: the reminder, and the clock as in every other list."""
    mark = chase.mark.reminder
    return {
        "chase": chase.mark.day,
        "tell": mark.tell,
        "whom": chase.whom,
        "escalation": mark.escalation,
        "say": mark.say,
        "why": why(mark),
        "source": mark.cite,
        "pack": mark.pack,
        "clock": row_json(chase.row),
    }


def csv_cells(chase: Chase) -> list[Any]:
    row = chase.row
    own = {**chase_json(chase), **{name: getattr(row, name) for name in CSV_COLUMNS if hasattr(row, name)}}
    return [own[name] for name in CSV_COLUMNS]


def why(reminder: Reminder) -> str:
    """`5 working days before it is due`."""
    size, unit = reminder.offset.size, UNITS[reminder.offset.unit]
    if size == 0:
        return "the day it is due"
    return f"{number(size, unit)} {'before it is due' if reminder.direction == 'before' else 'after it was due'}"


def _what(chase: Chase) -> str:
    return "escalate" if chase.mark.reminder.escalation else "remind"


def _clock(chase: Chase) -> str:
    """The clock by its label, with the party it is about unless that is the one to tell."""
    named = party(chase.row)
    return chase.row.label + (f": {named}" if named and named != chase.whom else "")


def _said(chase: Chase) -> str:
    return ": ".join(part for part in (why(chase.mark.reminder), chase.mark.reminder.say) if part)


def _drawn(chase: Chase, several_days: bool) -> list[str]:
    row = chase.row
    return [
        _what(chase),
        short_day(chase.mark.day) if several_days else "",
        row.case or "",
        short_day(row.due),
        ": ".join(part for part in (_clock(chase), chase.mark.reminder.say) if part),
        _clock(chase),
        row.officer or NOBODY,
        _said(chase),
    ]


def _written(chase: Chase) -> list[str]:
    row, mark = chase.row, chase.mark
    return [
        chase.whom,
        _what(chase),
        long_day(mark.day),
        row.case or "",
        task(row),
        f"{long_day(row.due)}, {how_late(row)}",
        row.officer or NOBODY,
        mark.reminder.say,
        ", ".join(part for part in (why(mark.reminder), mark.reminder.cite) if part),
    ]
