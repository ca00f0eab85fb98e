"""Another system's due days, read from a tracker by the [[due]] of a map.

Must not know: our own days.
"""

from __future__ import annotations

from datetime import date

from sendclock.core.intake import Their, Trouble
from sendclock.core.personal import reference_of
from sendclock.store.cells import Cells
from sendclock.store.maps import Map
from sendclock.store.tracker import Tracker


def their_days(tracker: Tracker, map: Map) -> tuple[list[Their], list[Trouble]]:
    """One entry for each row and [[due]] whose column is there; and what could not be understood."""
    cells = Cells(tracker, map)
    dues = [due for due in map.dues if cells.place(due.column) is not None]
    found = []
    for row in tracker.rows:
        cells.start(row)
        value = cells.cell(map.ref)
        ref, reason = ("", "the reference is blank") if not value else ("", "a date cannot be a reference")
        if value and not isinstance(value, date):
            ref, reason = reference_of(value)
        if reason:
            cells.refuse(map.ref, reason)
            continue
        for due in dues:
            before = len(cells.troubles)
            day = cells.day(due.column)
            party = cells.text(due.party) if due.party else due.constant_party
            if len(cells.troubles) == before:
                found.append(Their(map.ref.prefix + ref, due.rule, party or None, day, row.number))
    return found, cells.troubles
