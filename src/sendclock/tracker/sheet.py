"""A spreadsheet as rows: a CSV file or an Excel sheet into texts and days, each row with its number.

Nothing is interpreted here beyond what the file itself says: a real date is a date, all else is text.
The one door to `openpyxl`. Must not know: cases, maps, what a column means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Problem, near_miss
from sendclock.tuples import NamedTuple

# A real date of a spreadsheet, with its time where that is not midnight, or the text that stands there; blank is "".
Cell = str | date
FIGURES = 15  # of a number, in a sheet
_PART = re.compile(r'[0#]|"[^"]*"|\\.|[-/ ()]')  # of a format that only puts letters to figures
SEARCHED = 40  # rows in which the headings are looked for
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
LAST_ROW = 1_048_576  # that a sheet can have: one with more lies about itself
UNPACKED = 2 << 30  # bytes that a workbook may come to
STRICT = b"purl.oclc.org/ooxml"  # of the names in a Strict Open XML workbook, which openpyxl reads as empty
_NO_VALUE = re.compile(
    rb"<c\b[^>]*\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_GUARD = re.compile(r"^'(?=[=+@-])")  # before what a spreadsheet would run: our exports, and others, write it
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")  # as `csv` counts them: other ends of lines are none here
_DAY_LIKE = re.compile(r"\d[/.-]\d")


class SheetRow(NamedTuple):
    """One row. `number` is the one the spreadsheet shows beside it."""

    number: int
    cells: Sequence[Cell]


class Lines(NamedTuple):
    """Every line of a file, once: rows of the table, further lines of a cell that runs over several (`within`), blank
    ones, the headings, and what stands above them. Of a workbook, the rows of the sheet."""

    rows: int
    within: int
    blank: int
    above: int
    headings: int = 1

    @property
    def lines(self) -> int:
        return sum(self)


class Tracker(NamedTuple):
    """The table found in a file. `headings` are by place, blank where a column has none; a heading that stands
    twice is `Date` and then `Date (2)`. `notes` say what had to be decided about the file itself. `widest` is how many
    cells a row can have, None for a workbook, where a cell cannot move. `lost` are rows that should have been read and
    cannot be, with why; `unsaved` the cells, by row and place, of formulas whose value is not in the file. `groups`:
    what stands over each heading in a row of its own ("EP advice" over "Asked" and "Came"), blank for nothing."""

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    header_row: int
    rows: tuple[SheetRow, ...]
    notes: tuple[str, ...]
    widest: int | None = None
    lines: Lines = Lines(0, 0, 0, 0)
    lost: tuple[tuple[int, str], ...] = ()
    unsaved: frozenset[tuple[int, int]] = frozenset()
    groups: tuple[str, ...] = ()

    def shifted(self, row: SheetRow) -> bool:
        """True for a row with more cells than headings: a comma outside quotes has moved those after it."""
        return self.widest is not None and (len(row.cells) > self.widest or any(row.cells[len(self.headings) :]))

    def unnamed(self, place: int) -> bool:
        """True for a column without a heading; beyond the headings of a CSV file, the row is `shifted`."""
        return not self.headings[place] if place < len(self.headings) else self.widest is None

    def place(self, name: str) -> int | None:
        """Which column is headed `name`, however the two are spelt."""
        wanted = folded(name)
        alone = (n for n, heading in enumerate(self.headings) if heading and folded(heading) == wanted)
        grouped = (n for n, group in enumerate(self.groups) if group and folded(self.full_name(n)) == wanted)
        return next(alone, next(grouped, None))

    def full_name(self, place: int) -> str:
        """The heading with what stands over it: `EP advice Asked`, where `Asked` may stand twice."""
        group = self.groups[place] if place < len(self.groups) else ""
        return f"{group} {self.headings[place]}" if group and self.headings[place] else self.headings[place]


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
        pages, notes = _workbook(content, path, sheet)
    elif path.suffix.lower() in (".xls", ".ods", ".xlsb", ".numbers"):
        raise CannotRunError(f"{path}: {path.suffix} files are not read. Save it as .xlsx or as CSV.")
    elif sheet is not None:
        raise CannotRunError(f"{path}: a CSV file has no sheets. Leave --sheet out.")
    else:
        page, notes = _csv(content, path, wanted)
        pages = [page]
    best: tuple[int, int, int] | None = None
    for place, page in enumerate(pages):
        for row in page.rows[:SEARCHED] if header_row is None else [r for r in page.rows if r.number == header_row]:
            score = wanted(_headings_of(row))
            if score and (best is None or score > best[0]):
                best = score, place, row.number
    if best is None:
        raise CannotRunError(_no_headings(path, [page.name for page in pages], header_row))
    chosen = pages[best[1]]
    others = [page.name for page in pages if page.name is not None and page is not chosen and page.rows]
    if others:
        notes.append(f"Sheets not read: {', '.join(others)}. To read another: --sheet NAME.")
    return _table(path.as_posix(), chosen, best[2], notes, given=header_row is not None)


class _Page(NamedTuple):
    """What a file or a sheet holds: the rows in which something stands; how many lines, or rows, there are; the further
    lines of each row that runs over several; and the formulas without a value, by row and place."""

    name: str | None
    rows: list[SheetRow]
    lines: int
    within: dict[int, int]
    unsaved: frozenset[tuple[int, int]] = frozenset()


def _headings_of(row: SheetRow) -> set[str]:
    return {folded(_text(cell)) for cell in row.cells if cell}


def _table(file: str, page: _Page, header_row: int, notes: list[str], given: bool) -> Tracker:
    """`given`: the row of the headings was named, so that what stands above them is no row of the table."""
    sheet, rows = page.name, page.rows
    header = next(row for row in rows if row.number == header_row)
    headings = _named(header, notes)
    below = tuple(row for row in rows if row.number > header_row)
    above = [row for row in rows if row.number < header_row]
    lost = [] if given else _lost_above(above, below)
    groups = _groups(header, above, dict(lost))
    told = [row.number for row in above if sum(map(bool, row.cells)) > 1 and row.number not in dict(lost)]
    if groups:
        told.remove(header_row - 1)
        first = next(place for place, group in enumerate(groups) if group and headings[place])
        notes.append(
            f"Row {header_row - 1} names groups of columns: a map may call {_letters(first)} "
            f'"{groups[first]} {headings[first]}" as well as "{headings[first]}".'
        )
    if told:  # one cell is a title
        notes.append(f"Rows above the headings, not read: {', '.join(map(str, told))}.")
    lost += _lost_in(header, page)
    # A separator at the end of every row is no shift.
    widest = max(len(headings), min((len(row.cells) for row in below), default=0)) if sheet is None else None
    within = sum(page.within.values())
    lines = Lines(len(below), within, page.lines - len(rows) - within, len(above))
    unsaved = frozenset(cell for cell in page.unsaved if cell[0] > header_row)
    if unsaved:
        where = ", ".join(sorted({_letters(place) for _, place in unsaved}))
        fix = "Open the workbook in Excel and save it."
        notes.append(f"Formulas whose value is not in the file: {len(unsaved):,} cells of column {where}. {fix}")
    table = Tracker(
        file, sheet, tuple(headings), header_row, below, tuple(notes), widest, lines, tuple(lost), unsaved, groups
    )  # fmt: skip
    unnamed = Counter(place for row in below for place, cell in enumerate(row.cells) if cell and table.unnamed(place))
    if not unnamed:
        return table
    places = ", ".join(f"{_letters(place)} ({number:,})" for place, number in sorted(unnamed.items()))
    return table._replace(notes=(*table.notes, f"Columns without a heading, whose cells are not read: {places}."))


def _named(header: SheetRow, notes: list[str]) -> list[str]:
    """The headings, by place; one that stands twice is numbered, and that is noted."""
    headings: list[str] = []
    seen: dict[str, int] = {}
    for cell in header.cells:
        name = " ".join(_text(cell).split())
        seen[folded(name)] = times = seen.get(folded(name), 0) + 1
        if name and times > 1:
            notes.append(f'Two columns are headed "{name}": the later one is called "{name} ({times})" here.')
            name = f"{name} ({times})"
        headings.append(name)
    return headings


def _groups(header: SheetRow, above: Sequence[SheetRow], lost: Collection[int]) -> tuple[str, ...]:
    """What the row just above the headings puts over each of them, to the right as far as the next: merged cells hold
    their text in the first. One cell alone is a title, and so are several of which none but the last is over two
    headings ("Prepared by", "Team North"); rows of the table that stand there are none."""
    over = next((row for row in above if row.number == header.number - 1 and row.number not in lost), None)
    texts = [cell for cell in over.cells if cell] if over is not None else []
    if over is None or len(texts) < 2 or any(not isinstance(text, str) or re.search(r"\d", text) for text in texts):
        return ()
    found: list[str] = []
    for place in range(len(header.cells)):
        cell = over.cells[place] if place < len(over.cells) else ""
        found.append(" ".join(_text(cell).split()) or (found[-1] if found else ""))
    over_two = any(one and one == other != found[-1] for one, other in pairwise(found))
    named = any(group and cell for group, cell in zip(found, header.cells, strict=True))
    return tuple(found) if over_two and named else ()


def _lost_above(above: Sequence[SheetRow], below: Sequence[SheetRow]) -> list[tuple[int, str]]:
    """Rows above the headings that look like those below: nearly as full, with a day where those have one. So stand
    those of a sheet that was sorted, headings and all; a line of title or of the day of the report is none."""
    if not above or not below:
        return []
    filled = sorted(sum(map(bool, row.cells)) for row in below)
    days = Counter(place for row in below for place, cell in enumerate(row.cells) if _day_like(cell))
    dated = {place for place, times in days.items() if 2 * times >= len(below)}
    enough = max(2, 0.6 * filled[len(filled) // 2])
    why = "stands above the headings, so it is not read. Move the headings to the top, or name their row: header_row"
    return [
        (row.number, why)
        for row in above
        if sum(map(bool, row.cells)) >= enough
        and any(place < len(row.cells) and _day_like(row.cells[place]) for place in dated)
    ]


def _day_like(cell: Cell) -> bool:
    return isinstance(cell, date) or _DAY_LIKE.search(cell) is not None


def _lost_in(header: SheetRow, page: _Page) -> list[tuple[int, str]]:
    """Rows that a quote opened in the headings has taken in."""
    if not page.within.get(header.number):
        return []
    lines = [line for cell in header.cells for line in _text(cell).splitlines()[1:]]
    if not any(_DAY_LIKE.search(line) and any(mark in line for mark in DELIMITERS) for line in lines):
        return []
    why = "a quote opened in a heading has taken in rows, which are not read. Close it, or take it out"
    return [(header.number, why)]


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


def _csv(content: bytes, path: Path, wanted: Callable[[set[str]], int]) -> tuple[_Page, list[str]]:
    import csv
    import io

    text, notes = _decoded(content)
    chosen = _delimiter(text, wanted)
    lines = _LINE.findall(text) if '"' in text else []
    rows: list[SheetRow] = []
    within: dict[int, int] = {}
    try:
        reader, before = csv.reader(io.StringIO(text, newline=""), delimiter=chosen), 0
        for number, cells in enumerate(reader, 1):
            further = reader.line_num - before - 1
            if further > 0:
                within[number] = further
                if _swallowed(cells, lines[before : reader.line_num], chosen, header=not any(rows)):
                    raise CannotRunError(_open_quote(path, before + 1, reader.line_num))
            before = reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(number, [_GUARD.sub("", cell.strip()) for cell in cells]))
            else:
                within.pop(number, None)  # blank lines, all of them
    except csv.Error as error:
        raise CannotRunError(f"{path}: cannot be read as CSV ({error}). Save the spreadsheet again.") from None
    if not rows:
        raise CannotRunError(f"{path}: this is no CSV file with rows in it. Save the spreadsheet as CSV or .xlsx.")
    if chosen != ",":
        notes.append(f"The columns are parted by {DELIMITERS[chosen]}.")
    return _Page(None, rows, before, within), notes


def _delimiter(text: str, wanted: Callable[[set[str]], int]) -> str:
    """The separator with which the first rows hold the most of the headings that are looked for; else that which cuts
    most of them to one length. A note full of semicolons decides nothing."""
    import csv
    import io

    def fits(mark: str) -> tuple[int, int, int]:
        try:
            start = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), SEARCHED))
        except csv.Error:
            return 0, 0, 0
        score = max((wanted({folded(cell) for cell in cells if cell}) for cells in start), default=0)
        (width, times), *_ = Counter(len(cells) for cells in start if any(cells)).most_common(1) or [(0, 0)]
        return score, times if width > 1 else 0, width

    return max(DELIMITERS, key=fits)


def _swallowed(row: Sequence[str], lines: Sequence[str], delimiter: str, header: bool) -> bool:
    """Whether a row of several lines is the work of a quote that opens and does not close where it should: whole rows
    stand inside one cell, or the quote runs to the end of the file, or into the middle of a cell that has quotes of its
    own. An address on three lines is none of these. Of the headings that is asked elsewhere (`header`)."""
    import csv

    inner = [line for cell in row for line in cell.splitlines()[1:]]
    full = [line for line in inner if line.count(delimiter) >= max(1, len(row) - 1)]
    if not header and (len(full) > 1 or any(len(row) > 3 and re.search(r"\d[/.-]\d", line) for line in full)):
        return True
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error) or "expected after" in str(error)
    return False


def _open_quote(path: Path, line: int, last: int) -> str:
    return (
        f"{path}:{line}: a quote opens in this line and does not close where it should. The lines up to {last} "
        f'would be one cell, and their rows lost. Close it, or take it out (inside a cell it is written ""), or save '
        "the sheet as .xlsx."
    )


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ["The file is UTF-16, as Excel's Unicode text is."]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        said = "The file is not UTF-8: it was read as Windows text (cp1252). Look at accents and pound signs."
        return content.decode("cp1252", errors="replace"), [said]


def _workbook(content: bytes, path: Path, sheet: str | None) -> tuple[list[_Page], list[str]]:
    """Every visible sheet (or the one asked for), values only: what a formula last came to."""
    import warnings

    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError:
        fix = 'Install it with: pip install "sendclock[xlsx]"; or save the sheet as CSV.'
        raise CannotRunError(f"{path}: reading .xlsx needs openpyxl. {fix}") from None
    _look_into(content, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own, with its path, and with what stands in a cell
        try:
            book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        except Exception:  # whatever a damaged or locked file makes of the reader: a zip, an XML or a key error
            raise CannotRunError(f"{path}: {NO_WORKBOOK}") from None
        names = [str(page.title) for page in book.worksheets]
        hidden = [str(page.title) for page in book.worksheets if page.sheet_state != "visible"]
        if sheet is not None and folded(sheet) not in [folded(name) for name in names]:
            listed = f" It has: {', '.join(names)}." if names else ""
            raise CannotRunError(f'{path}: there is no sheet "{sheet}".{near_miss(sheet, names)}{listed}')
        chosen = [
            page
            for page in book.worksheets
            if (page.title not in hidden if sheet is None else folded(page.title) == folded(sheet))
        ]
        read = [_page(page, content, path) for page in chosen]
    if sheet is None:
        return read, [f"Hidden sheets, not read: {', '.join(hidden)}."] if hidden else []
    others = [f"{name} (hidden)" if name in hidden else name for name in names if folded(name) != folded(sheet)]
    return read, [f"Sheets not read: {', '.join(others)}. To read another: --sheet NAME."] if others else []


NO_WORKBOOK = "this is no Excel workbook, or it has a password. Open it in Excel and save it as .xlsx without one."
DAMAGED = "Open it in Excel, which mends what it can, and save it again; or save the sheet as CSV."


def _look_into(content: bytes, path: Path) -> None:
    """Raises CannotRunError for what is no zip file, for one that would come to more than it should, and for a Strict
    workbook, which the library reads as one without cells."""
    import zipfile

    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise CannotRunError(f"{path}: this workbook would come to more than {UNPACKED >> 30} GiB. {DAMAGED}")
            strict = "xl/workbook.xml" in parts.namelist() and STRICT in parts.read("xl/workbook.xml")[:4096]
    except CannotRunError:
        raise
    except Exception:  # whatever a damaged zip file makes of the reader
        raise CannotRunError(f"{path}: {NO_WORKBOOK}") from None
    if strict:
        how = "Save it as Excel Workbook (.xlsx), not as Strict Open XML Spreadsheet."
        raise CannotRunError(f"{path}: this is a Strict Open XML workbook, which cannot be read. {how}")


def _page(page: Any, content: bytes, path: Path) -> _Page:
    """Raises CannotRunError, with the row, where the sheet is damaged. What stands there is not said."""
    page.reset_dimensions()
    rows: list[SheetRow] = []
    number = 0
    try:
        for number, cells in enumerate(page.iter_rows(), 1):
            if number > LAST_ROW:
                raise ValueError("more rows than a sheet can have")
            row = [_cell(cell) for cell in cells]
            if any(row):
                rows.append(SheetRow(number, row))
        unsaved = _unsaved(page, content)
    except Exception:  # whatever the reader makes of it: a number that is none, a text that is not there, half a tag
        where = f'row {number + 1} of the sheet "{page.title}"'
        raise CannotRunError(f"{path}: this workbook is damaged at {where}. {DAMAGED}") from None
    return _Page(str(page.title), rows, rows[-1].number if rows else 0, {}, unsaved)


def _unsaved(page: Any, content: bytes) -> frozenset[tuple[int, int]]:
    """The cells of formulas whose value the program that wrote the file did not work out: they read as blank."""
    import zipfile

    with zipfile.ZipFile(BytesIO(content)) as parts:
        text = parts.read(str(page._worksheet_path))
    if b"<f" not in text:
        return frozenset()
    return frozenset((int(row), _place_of(letters.decode())) for letters, row in _NO_VALUE.findall(text))


def _place_of(letters: str) -> int:
    """0 for A, 26 for AA."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _cell(cell: Any) -> Cell:
    """A cell of a sheet. A whole number loses its `.0`, and has what its format shows beside the figures; a time alone,
    or day 0, is what an empty date cell gives."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
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
