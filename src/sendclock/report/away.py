"""Who is away, and who covers on which days.

Must not know: files, formats, who covers whom (`core.people`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sendclock.core.people import Spell
from sendclock.report.document import Block, Column, Document, Grid, Line
from sendclock.report.wording import listed, long_day, short_day

AWAY_COLUMNS = ("officer", "team", "from", "to", "kind", "away_from", "away_to", "how", "cover")


class Span(NamedTuple):
    """Both ends included."""

    first: date
    last: date


def away_cells(officer: str, team: str | None, spell: Spell) -> list[Any]:
    """One line of a spreadsheet, in the order of AWAY_COLUMNS."""
    cover, absence = spell.cover, spell.cover.absence
    covering = "; ".join(cover.by)
    days = [spell.first, spell.last, absence.kind, absence.first, absence.last]
    return [officer, team, *days, cover.how, covering]


def away_json(officer: str, team: str | None, spell: Spell) -> dict[str, Any]:
    cells = dict(zip(AWAY_COLUMNS, away_cells(officer, team, spell), strict=True))
    return {**cells, "cover": list(spell.cover.by)}


def away_document(
    away: Sequence[tuple[str, str | None, Spell]], span: Span, known: bool, footer: str, in_full: bool
) -> Document:
    """Who is away in the span, with who covers on which days. `known`: the settings name officers at all."""
    if not known:
        text = "sendclock.toml names no officers, so nobody is known to be away. See docs/settings.md: [officers.NAME]."
        return Document([Line(text)], footer)
    if not away:
        return Document([Line(f"Nobody is away from {long_day(span.first)} to {long_day(span.last)}.")], footer)
    day = long_day if in_full else short_day
    rows = [
        [
            officer,
            day(spell.first),
            day(spell.last),
            _absence(spell),
            listed(spell.cover.by, "or") or "nobody",
            _how(spell),
        ]
        for officer, _, spell in away
    ]
    blocks: list[Block] = [Line(f"Away from {long_day(span.first)} to {long_day(span.last)}:"), Grid(_AWAY, rows)]
    blocks.append(Line("What falls due, case by case, and whom to tell: sendclock cover OFFICER"))
    return Document(blocks, footer)


_AWAY = (
    Column("Away"),
    Column("From"),
    Column("To"),
    Column("Absence", wrap=True, from_width=100),
    Column("Covered by", wrap=True),
    Column("How", wrap=True, from_width=90),
)
_HOW = {
    "named": "named for this absence",
    "listed": "named to cover this officer",
    "team": "the rest of the team",
    "neighbours": "a team that covers for theirs",
    "hub": "the other teams of the hub",
    "lead": "leads the team; nobody else is there",
    "nobody": "name somebody in sendclock.toml",
}


def _how(spell: Spell) -> str:
    return _HOW[spell.cover.how]


def _absence(spell: Spell) -> str:
    absence = spell.cover.absence
    end = f"to {short_day(absence.last)}" if absence.last else "return not known yet"
    return f"{absence.kind}, from {short_day(absence.first)} {end}"
