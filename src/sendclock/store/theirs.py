"""Another system's due days, read from a tracker by the [[due]] of a map.

Must not know: our own days.
"""

from __future__ import annotations

from datetime import date

from sendclock.core.intake import Their, Theirs, Trouble
from sendclock.core.personal import reference_of
from sendclock.core.problems import CannotRunError
from sendclock.store.cells import Cells
from sendclock.store.importing import due_columns
from sendclock.store.maps import DueMap, Map
from sendclock.store.tracker import Tracker


def their_days(tracker: Tracker, map: Map) -> Theirs:
    """One entry for each row and [[due]] whose column is there; and what could not be understood.

    Raises CannotRunError if the file has none of the columns: nothing would be compared, and nothing would differ.
    """
    cells = Cells(tracker, map)
    dues = [due for due in map.dues if cells.place(due.column) is not None]
    if not dues:
        named = "; ".join(" or ".join(f'"{name}"' for name in due.column.names) for due in map.dues)
        fix = f"Put the file's own heading into a copy of {map.file}."
        raise CannotRunError(
            f"{tracker.file}:{tracker.header_row}: no column holds due days. Looked for: {named}. {fix}"
        )
    found: list[Their] = []
    refs = set()
    for row in tracker.rows:
        cells.start(row)
        ref = _reference(cells, map)
        refs |= {ref.casefold()} if ref else set()
        if ref and not cells.shifted(map.ref):
            found += [_day(cells, ref, due, row.number) for due in dues]
    absent = dict.fromkeys(column.names[0] for _, column in due_columns(map) if cells.place(column) is None)
    troubles = sorted([*cells.troubles, *_doubles(found, cells, dues)])
    return Theirs(found, frozenset(refs), frozenset(due.rule for due in dues), tuple(absent), troubles)


def _reference(cells: Cells, map: Map) -> str:
    """The case of the row, or "" where it was refused."""
    value = cells.cell(map.ref)
    ref, reason = ("", "the reference is blank") if not value else ("", "a date cannot be a reference")
    if value and not isinstance(value, date):
        ref, reason = reference_of(value)
    if reason:
        cells.refuse(map.ref, reason)
        return ""
    return map.ref.prefix + ref


def _day(cells: Cells, ref: str, due: DueMap, row: int) -> Their:
    before = len(cells.troubles)
    day = cells.day(due.column)
    party = cells.text(due.party) if due.party else due.constant_party
    wrong = cells.troubles[before:]
    cells.troubles[before:] = [trouble._replace(what="day") for trouble in wrong]
    said = "; ".join(f'"{trouble.column}": {trouble.reason}.' for trouble in wrong)
    return Their(ref, due.rule, party or None, None if wrong else day, row, said)


def _doubles(found: list[Their], cells: Cells, dues: list[DueMap]) -> list[Trouble]:
    """Rows that give one clock different days: each names the others."""
    same: dict[tuple[str, str, str], list[Their]] = {}
    for their in found:
        if their.due:
            same.setdefault((their.case.casefold(), their.rule, (their.party or "").casefold()), []).append(their)
    columns = {due.rule: cells.name(due.column) for due in dues}
    troubles = []
    for listed in same.values():
        for their in listed if len({other.due for other in listed}) > 1 else ():
            others = ", ".join(str(other.row) for other in listed if other.due != their.due)
            reason = f"{their.case} is listed again, with another day, in row {others}"
            troubles.append(Trouble(their.row, columns[their.rule], reason, False))
    return troubles
