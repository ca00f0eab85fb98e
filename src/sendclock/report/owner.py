"""Whose case it is, who covers, and to whom it should go, in words.

Must not know: how any of it was worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

from sendclock.core.people import Cover
from sendclock.core.whose import Whose
from sendclock.report.rows import Row
from sendclock.report.wording import listed, long_day, short_day

NOBODY = "nobody"  # whose cases are given to no officer: --officer nobody finds them


def owner(row: Row) -> str:
    """The officer for a narrow column: with who covers, since there is no room for a note."""
    if row.away is None:
        return row.officer or NOBODY
    return f"{row.officer} ({row.cover[0] if len(row.cover) == 1 else f'{len(row.cover)} cover'})"


def note(row: Row, officers: Collection[str], in_full: bool = False) -> str:
    """What to know about the officer of a row, in the list of `officers` (small letters; empty is everybody's):
    `covering okafor until Fri 4 Dec 2026`, `covered by singh until ...`, `by setting`, `to hand over to reid`."""
    notes = []
    if row.away is not None:
        until = _until(row.away, long_day if in_full else short_day)
        mine = officers and (row.officer or NOBODY).casefold() not in officers
        notes.append(f"covering {row.officer} {until}" if mine else f"{covered(row.away)} {until}")
    notes += ["by setting"] if row.by_setting else []
    notes += [hand_over(row.hand_to)] if row.hand_to else []
    return "; ".join(notes)


def owner_line(whose: Whose, away: Cover | None, setting: str | None) -> str:
    """`okafor (away until Friday 4 December 2026, covered by singh)`: for a page about one case."""
    if whose.officer is None:
        return NOBODY
    notes = [f"by setting, {setting}: nobody was given the case"] if whose.by_setting else []
    notes += [f"away {_until(away, long_day)}, {covered(away)}"] if away else []
    notes += [hand_over(whose.hand_to)] if whose.hand_to else []
    return whose.officer + (f" ({'; '.join(notes)})" if notes else "")


def covered(cover: Cover) -> str:
    """`covered by singh`; `covered by nobody`; whoever leads the team is marked, because nobody else is there."""
    if cover.how == "lead":
        return f"covered by {cover.by[0]} (leads the team; nobody else is there)"
    return f"covered by {listed(cover.by, 'or') or NOBODY}"


def hand_over(to: str) -> str:
    return f"to hand over to {to}: the plan is final"


def _until(cover: Cover, day: Callable[[date], str]) -> str:
    return f"until {day(cover.until)}" if cover.until else "until further notice"
