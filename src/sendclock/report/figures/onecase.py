"""One case in full: what happened, and every clock with every step of its reason. For a complaint, the Ombudsman or
a hearing.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sendclock.core.model import EventType, Timeline
from sendclock.report.document import Block, Document, Heading, Numbered, Pairs
from sendclock.report.machine import row_json, step_json
from sendclock.report.reasons import explain_step, for_a_letter
from sendclock.report.rows import Row
from sendclock.report.show import chronology
from sendclock.report.wording import how_late, long_day, moment, status


def document(shown: Document, rows: Sequence[Row], types: Mapping[str, EventType]) -> Document:
    """What `show` says of the case, then every clock in the order they started."""
    blocks: list[Block] = [*shown.blocks]
    blocks.append(Heading("Every clock and its reason, in the order they started"))
    for place, row in enumerate(in_order(rows), 1):
        blocks += _clock(place, row, types)
    return Document(blocks, shown.footer)


def in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.started_by.on, row.started_by.order, row.due, row.label))


def _clock(place: int, row: Row, types: Mapping[str, EventType]) -> list[Block]:
    due = moment(row.due_at) if row.due_at else long_day(row.due)
    state = f"{status(row)}, {how_late(row)}" if row.late else status(row)
    if row.met_on:
        state = f"{status(row)} on {long_day(row.met_on)}"
    about = Pairs(
        [
            ("Status", state),
            ("Not before" if row.kind == "bar" else "Due", due),
            ("What", row.title),
            ("Who", row.who + (f" ({row.party})" if row.party else "")),
            ("Rule", f"{row.rule} ({row.tier}; {row.cite})"),
        ]
    )
    steps = Numbered([explain_step(step, types) for step in row.steps])
    title = f"Clock {place}: {row.label}" + (f" ({row.party})" if row.party else "")
    return [Heading(title, under=True), about, steps]


def clocks_json(rows: Sequence[Row], types: Mapping[str, EventType]) -> list[dict[str, Any]]:
    """The rows of `show`, each with its steps and the sentence for a letter, as `explain` gives them."""
    return [
        {**row_json(row), "steps": [step_json(s, types) for s in row.steps], "letter": for_a_letter(row, types)}
        for row in in_order(rows)
    ]


def events_json(timeline: Timeline) -> list[dict[str, Any]]:
    """What happened, as `show` tells it: notes are in it."""
    return [dict(zip(("day", "event", "id", "what"), row, strict=True)) for row in chronology(timeline, False).rows]
