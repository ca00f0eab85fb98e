"""The vocabulary of a case file, as a list.

Must not know: files.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sendclock.core.model import EventType, Field
from sendclock.report.document import Block, Column, Document, Grid, Heading
from sendclock.report.wording import sentence

EVENT_TITLES = ("Event", "Meaning", "Needs", "May have", "Note")
_COLUMNS = (
    Column("Event"),
    Column("Meaning", wrap=True),
    Column("Needs", wrap=True),
    Column("May have", wrap=True),
    Column("Note", from_width=160, wrap=True),
)


def vocabulary(kinds: Sequence[EventType]) -> Document:
    """Every event type, by group. A * marks what a field left out is taken to be."""
    blocks: list[Block] = []
    for group, members in groupby(kinds, key=lambda kind: kind.group):
        blocks += [
            Heading(group.replace("-", " ").capitalize()),
            Grid(_COLUMNS, [event_cells(kind) for kind in members]),
        ]
    common = "Every event has on = DATE (or at = MOMENT) and may have party, served and note."
    return Document(blocks, common)


def event_cells(kind: EventType) -> list[str]:
    needs = "; ".join(_field(field) for field in kind.fields.values() if field.required)
    may = "; ".join(_field(field) for field in kind.fields.values() if not field.required)
    return [kind.id, sentence(kind.meaning), needs, may, kind.note]


def _field(field: Field) -> str:
    if not field.choices:
        return f"{field.name} ({field.kind})"
    return f"{field.name} ({' | '.join(word + '*' * (word == field.default) for word in field.choices)})"


def event_json(kind: EventType) -> dict[str, Any]:
    return {
        "event": kind.id,
        "group": kind.group,
        "meaning": kind.meaning,
        "fields": [field._asdict() for field in kind.fields.values()],
        "note": kind.note or None,
    }
