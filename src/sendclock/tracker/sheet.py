"""A spreadsheet as rows: a CSV file or an Excel sheet into texts and days, each row with its number.

Nothing is interpreted here beyond what the file itself says: a real date is a date, all else is text.
The one door to `openpyxl`. Must not know: cases, maps, what a column means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Problem, near_miss

Cell = str | date  # a real date of a spreadsheet, or the text that stands there; blank is ""
FIGURES = 15  # of a number, in a sheet
_PART = re.compile(r'[0#]|"[^"]*"|\\.|[-/ ()]')  # of a format that only puts letters to figures
SEARCHED = 40  # rows in which the headings are looked for
DELIMITERS = (",", ";", "\t")


class Row(NamedTuple):
    """One row. `number` is the one the spreadsheet shows beside it."""

    number: int
    cells: Sequence[Cell]


class Tracker(NamedTuple):
    """The table found in a file. `headings` are by place, blank where a column has none; a heading that stands
    twice is `Date` and then `Date (2)`. `notes` say what had to be decided about the file itself. `widest` is how many
    cells a row can have, None for a workbook, where a cell cannot move."""

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    widest: int | None = None

    def shifted(self, row: Row) -> bool:
        """True for a row with more cells than headings: a comma outside quotes has moved those after it."""
        return self.widest is not None and (len(row.cells) > self.widest or any(row.cells[len(self.headings) :]))

    def unnamed(self, place: int) -> bool:
        """True for a column without a heading; beyond the headings of a CSV file, the row is `shifted`."""
        return not self.headings[place] if place < len(self.headings) else self.widest is None

    def place(self, name: str) -> int | None:
        """Which column is headed `name`, however the two are spelt."""
        wanted = folded(name)
        return next((n for n, heading in enumerate(self.headings) if heading and folded(heading) == wanted), None)


def read_tracker(
    path: Path, wanted: Callable[[set[str]], int], header_row: int | None = None, sheet: str | None = None
) -> Tracker:
    """The table whose headings are wanted. `wanted` says how many of a row's (folded) headings the map names, or 0
    where one that it cannot do without is missing; the first row with the most is the header.

    Raises CannotRunError if the file cannot be read or no row holds the headings.
    """
    if not disk.is_there(path):
        beside = disk.list_folder(path.parent)
        names = [Path(other).name for other in beside] if isinstance(beside, list) else []
        raise CannotRunError(f"{path}: there is no such file.{near_miss(path.name, names)}")
    content = disk.read_regular(path, disk.TRACKER_LIMIT)
    if isinstance(content, Problem):
        raise CannotRunError(str(content))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        sheets, notes = _workbook(content, path, sheet)
    elif path.suffix.lower() in (".xls", ".ods", ".xlsb", ".numbers"):
        raise CannotRunError(f"{path}: {path.suffix} files are not read. Save it as .xlsx or as CSV.")
    elif sheet is not None:
        raise CannotRunError(f"{path}: a CSV file has no sheets. Leave --sheet out.")
    else:
        rows, notes = _csv(content, path)
        sheets = [(None, rows)]
    best: tuple[int, int, int] | None = None
    for place, (_, rows) in enumerate(sheets):
        for row in rows[:SEARCHED] if header_row is None else [r for r in rows if r.number == header_row]:
            score = wanted({folded(_text(cell)) for cell in row.cells if cell})
            if score and (best is None or score > best[0]):
                best = score, place, row.number
    if best is None:
        raise CannotRunError(_no_headings(path, [name for name, _ in sheets], header_row))
    name, rows = sheets[best[1]]
    others = [other for other, rows_ in sheets if other is not None and other != name and rows_]
    if others:
        notes.append(f"Sheets not read: {', '.join(others)}. To read another: --sheet NAME.")
    return _table(path.as_posix(), name, rows, best[2], notes)


def _table(file: str, sheet: str | None, rows: Sequence[Row], header_row: int, notes: list[str]) -> Tracker:
    headings: list[str] = []
    header = next(row for row in rows if row.number == header_row)
    seen: dict[str, int] = {}
    for cell in header.cells:
        name = " ".join(_text(cell).split())
        seen[folded(name)] = times = seen.get(folded(name), 0) + 1
        if name and times > 1:
            notes.append(f'Two columns are headed "{name}": the later one is called "{name} ({times})" here.')
            name = f"{name} ({times})"
        headings.append(name)
    if sheet is None and any("\n" in text and any(d in text for d in DELIMITERS) for text in map(_text, header.cells)):
        said = "look whether a quote that was opened there has taken rows in."
        notes.append(f"A heading in row {header_row} runs over several lines: {said}")
    below = tuple(row for row in rows if row.number > header_row)
    above = [row.number for row in rows if row.number < header_row and sum(map(bool, row.cells)) > 1]
    if above:  # one cell is a title; a sheet that was sorted, headings and all, has cases there
        notes.append(f"Rows above the headings, not read: {', '.join(map(str, above))}.")
    # A separator at the end of every row is no shift.
    widest = max(len(headings), min((len(row.cells) for row in below), default=0)) if sheet is None else None
    table = Tracker(file, sheet, tuple(headings), header_row, below, tuple(notes), widest)
    unnamed = Counter(place for row in below for place, cell in enumerate(row.cells) if cell and table.unnamed(place))
    if not unnamed:
        return table
    places = ", ".join(f"{_letters(place)} ({number:,})" for place, number in sorted(unnamed.items()))
    return table._replace(notes=(*table.notes, f"Columns without a heading, whose cells are not read: {places}."))


def _letters(place: int) -> str:
    """The name a spreadsheet gives the column: A, Z, AA."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _no_headings(path: Path, sheets: Sequence[str | None], header_row: int | None) -> str:
    where = f"row {header_row}" if header_row else f"the first {SEARCHED} rows"
    of = f" of {', '.join(s for s in sheets if s)}" if any(sheets) else ""
    return (
        f"{path}: {where}{of} do{'es' if header_row else ''} not hold the headings the map needs (the case's reference "
        f"above all). Compare the map's columns with the file's headings, or choose a sheet with --sheet NAME."
    )


def _csv(content: bytes, path: Path) -> tuple[list[Row], list[str]]:
    import csv
    import io

    text, notes = _decoded(content)
    best: list[list[str]] = []
    for delimiter in DELIMITERS:
        try:
            start = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), SEARCHED))
            if not best or max(map(len, start), default=0) > max(map(len, best), default=0):
                best, chosen = start, delimiter
        except csv.Error:
            continue
    if not best:
        raise CannotRunError(f"{path}: this is no CSV file with rows in it. Save the spreadsheet as CSV or .xlsx.")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=chosen)
        rows, line = [], 1
        for row in reader:
            if reader.line_num > line and _swallowed(row, text, line, chosen):
                raise CannotRunError(_open_quote(path, line, reader.line_num))
            rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise CannotRunError(f"{path}: cannot be read as CSV ({error}). Save the spreadsheet again.") from None
    if chosen != ",":
        notes.append(f"The columns are parted by {'semicolons' if chosen == ';' else 'tabs'}.")
    return _filled((n, [cell.strip() for cell in cells]) for n, cells in enumerate(rows, 1)), notes


def _swallowed(row: Sequence[str], text: str, line: int, delimiter: str) -> bool:
    """Whether a row of several lines is the work of a quote that opens and does not close: nothing closes it up to the
    end of the file, or whole rows stand inside one cell. An address on three lines is none."""
    import csv

    within = max(row, key=len).splitlines()
    if sum(part.count(delimiter) >= max(1, len(row) - 1) for part in within[1:]) > 1:
        return True
    try:
        list(csv.reader(text.splitlines(keepends=True)[line - 1 :], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _open_quote(path: Path, line: int, last: int) -> str:
    return (
        f"{path}:{line}: a quote opens in this line and does not close, so that the lines up to {last} would be one "
        f'cell, and their rows lost. Close it, or take it out (inside a cell it is written ""), or save the sheet as '
        f".xlsx."
    )


def _filled(lines: Iterable[tuple[int, Sequence[Cell]]]) -> list[Row]:
    """The rows in which something stands."""
    return [Row(number, cells) for number, cells in lines if any(cells)]


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ["The file is UTF-16, as Excel's Unicode text is."]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        said = "The file is not UTF-8: it was read as Windows text (cp1252). Look at accents and pound signs."
        return content.decode("cp1252", errors="replace"), [said]


def _workbook(content: bytes, path: Path, sheet: str | None) -> tuple[list[tuple[str | None, list[Row]]], list[str]]:
    """Every visible sheet (or the one asked for), values only: what a formula last came to."""
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError:
        fix = 'Install it with: pip install "sendclock[xlsx]"; or save the sheet as CSV.'
        raise CannotRunError(f"{path}: reading .xlsx needs openpyxl. {fix}") from None
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except Exception:  # whatever a damaged or locked file makes of the reader: a zip, an XML or a key error
        reason = "this is no Excel workbook, or it has a password. Open it in Excel and save it as .xlsx without one."
        raise CannotRunError(f"{path}: {reason}") from None
    names = [str(page.title) for page in book.worksheets]
    hidden = [str(page.title) for page in book.worksheets if page.sheet_state != "visible"]
    if sheet is not None and folded(sheet) not in [folded(name) for name in names]:
        listed = f" It has: {', '.join(names)}." if names else ""
        raise CannotRunError(f'{path}: there is no sheet "{sheet}".{near_miss(sheet, names)}{listed}')
    read: list[tuple[str | None, list[Row]]] = []
    for page in book.worksheets:
        if page.title in hidden if sheet is None else folded(page.title) != folded(sheet):
            continue
        page.reset_dimensions()
        lines = enumerate(page.iter_rows(), 1)
        read.append((str(page.title), _filled((n, [_cell(cell) for cell in cells]) for n, cells in lines)))
    skipped = [name for name in hidden if sheet is None]
    return read, [f"Hidden sheets, not read: {', '.join(skipped)}."] if skipped else []


def _cell(cell: Any) -> Cell:
    """A cell of a sheet. A whole number loses its `.0`, and has what its format shows beside the figures; a time alone,
    or day 0, is what an empty date cell gives."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and not value.is_integer():
        return str(value)
    if isinstance(value, int | float):
        return number_as_shown(int(value), str(cell.number_format))
    if isinstance(value, time) and value == time():
        return ""
    return str(value).strip()


def number_as_shown(number: int, form: str) -> str:
    """A whole number as the sheet shows it, where its format puts noughts or letters to the figures: 123 as `00000` is
    00123, 4567 as `"EHC-"0000` is EHC-4567. In any other format, the figures.

    A sheet holds 15 figures; the last ones of a longer number are lost, and it is given as such a number is shown.
    """
    if abs(number) >= 10**FIGURES:
        return f"{float(number):.{FIGURES - 1}E}"
    tokens = _PART.findall(form.split(";")[0])
    if "".join(tokens) != form.split(";")[0] or "0" not in tokens or number < 0:
        return str(number)
    figures = str(number).zfill(tokens.count("0"))
    places, shown = sum(token in "0#" for token in tokens), []
    for token in reversed(tokens):
        if token not in "0#":
            shown.append(token.strip('"') if token[0] == '"' else token.lstrip("\\") or "\\")
            continue
        places -= 1
        cut = 0 if places == 0 else max(0, len(figures) - 1)
        shown.append(figures[cut:])
        figures = figures[:cut]
    return "".join(reversed(shown))


def _text(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else cell
