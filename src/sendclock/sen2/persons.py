"""Who each person of the return is, from a file of the office system. It is read, put into the return, and let go:
nothing of it enters the casebook, a message or a log. So a message names rows and columns, and never what stands in a
cell.
Must not know: cases, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sendclock.days.spelling import BORN, NotADayError, day_in_cell, plausible
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError
from sendclock.sen2.template import MODULES, PERSON
from sendclock.tracker.sheet import Cell, SheetRow, Tracker, read_tracker
from sendclock.tuples import NamedTuple

BIRTH = "PersonBirthDate"
# Other headings that an office system gives these, folded; each element and each heading of the template will do too.
_CALLED = {
    "Surname": ("family name", "last name"),
    "Forename": ("first name", "given name"),
    BIRTH: ("birth date", "date of birth", "dob", "born"),
    "Sex": (),
    "Ethnicity": ("ethnic code",),
    "PostCode": ("postcode",),
    "UPN": ("unique pupil number",),
    "UniqueLearnerNumber": ("uln", "unique learner number"),
    "UPNunknown": ("upn unknown", "upn unavailable", "upn unknown reason"),
}
_REFERENCE = (
    "reference", "ref", "case", "case reference", "case ref", "our reference", "case number", "case id", "person id",
    folded(PERSON),
)  # fmt: skip
_ONE_PERSON = ("UPN", "UniqueLearnerNumber")


class Persons(NamedTuple):
    """By reference, folded: element and value. `columns`: the elements the file has; `notes`: what to say of it."""

    of: Mapping[str, Mapping[str, str]]
    columns: tuple[str, ...]
    notes: tuple[str, ...]

    def about(self, ref: str) -> Mapping[str, str]:
        return self.of.get(folded(ref), {})


def read_persons(path: Path) -> Persons:
    """Raises CannotRunError where the file cannot be read, has no column of references, or two rows for one."""
    headings = {heading: element for element in _CALLED for heading in _headings(element)}
    tracker = read_tracker(path, lambda row: 1 + len(row & headings.keys()) + len(row & set(_REFERENCE)))
    reference = next((place for name in _REFERENCE if (place := tracker.place(name)) is not None), None)
    if reference is None:
        what = "no column is headed Reference (or Case, or Person ID), so no row says whose it is"
        raise CannotRunError(f"{path}: {what}. Give it that column; nothing was written.")
    columns = {}
    for place, heading in enumerate(tracker.headings):
        element = headings.get(folded(heading))
        if element is not None and element not in columns:
            columns[element] = place
    return _read(path, tracker, reference, columns)


def _headings(element: str) -> tuple[str, ...]:
    of_template = next(item.heading for item in MODULES[0].items if item.element == element)
    return tuple(map(folded, (element, of_template, of_template.partition(" (")[0], *_CALLED[element])))


def _read(path: Path, tracker: Tracker, reference: int, columns: Mapping[str, int]) -> Persons:
    found: dict[str, tuple[int, dict[str, str]]] = {}
    bad: list[int] = []
    for row in tracker.rows:
        if tracker.shifted(row):
            what = "has more cells than there are headings: a comma outside quotes may have moved them"
            raise CannotRunError(f"{path}: row {row.number} {what}. Put it right; nothing was written.")
        ref = folded(_text(row, reference))
        if not ref:
            continue
        person = {}
        for element, place in columns.items():
            value = _day(row, place) if element == BIRTH else _text(row, place)
            if value is None:
                bad.append(row.number)
            elif value:
                person[element] = value
        if ref in found and found[ref][1] != person:
            both = f"rows {found[ref][0]} and {row.number}"
            raise CannotRunError(f"{path}: {both} have one reference and differ. Leave one; nothing was written.")
        found[ref] = row.number, person
    notes = (*_notes(path, tracker, columns, bad), *_of_one_person(path, found))
    return Persons({ref: person for ref, (_, person) in found.items()}, tuple(columns), notes)


def _of_one_person(path: Path, found: Mapping[str, tuple[int, Mapping[str, str]]]) -> Iterator[str]:
    """Rows of two cases that are about one person: in the return they are to be one."""
    for element in _ONE_PERSON:
        rows: dict[str, list[int]] = {}
        for number, person in found.values():
            if person.get(element):
                rows.setdefault(person[element].upper(), []).append(number)
        for numbers in [several for several in rows.values() if len(several) > 1]:
            said = " and ".join(map(str, numbers))
            yield f"{path}: rows {said} have one {element}: two cases of one person. Make them one before it is sent."


def _notes(path: Path, tracker: Tracker, columns: Mapping[str, int], bad: list[int]) -> tuple[str, ...]:
    notes = [*tracker.notes]
    if bad:
        rows = ", ".join(map(str, bad[:12])) + (f" and {len(bad) - 12} more" if len(bad) > 12 else "")
        notes.append(f"{path}: {BIRTH} is no date in row {rows}: it is left blank.")
    lacking = [element for element in _CALLED if element not in columns]
    if lacking:
        notes.append(f"{path} has no column for: {', '.join(lacking)}.")
    return tuple(notes)


def _cell(row: SheetRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else ""


def _text(row: SheetRow, place: int) -> str:
    cell = _cell(row, place)
    return " ".join(cell.split()) if isinstance(cell, str) else cell.isoformat()[:10]


def _day(row: SheetRow, place: int) -> str | None:
    """The day as the return writes it; blank where there is none, None where it is none."""
    cell = _cell(row, place)
    try:
        if isinstance(cell, str):
            return day_in_cell(cell, serial=True, earliest=BORN).day.isoformat() if cell.strip() else ""
        return plausible(cell, BORN).isoformat()[:10]
    except NotADayError:
        return None
