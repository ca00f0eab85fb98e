"""Workbooks that are damaged, lie about themselves, or say less than they should: named with the row and what to do,
and never a traceback, nor what stands in a cell."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from sendclock.files.problem import CannotRunError
from sendclock.tracker.sheet import Tracker, read_tracker

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def wanted(headings: set[str]) -> int:
    return len(headings & {"reference", "date requested"}) if "reference" in headings else 0


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Reference", "Date requested", "Notes"])
    page.append(["EHC-1", date(2026, 9, 1), "Ann Secret"])
    page.append(["EHC-2", date(2026, 9, 2), 12])
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with one of its parts changed: the pattern `old`, once, or the whole for an empty one."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name == part:
                assert re.search(old, text), f"{part} has no {old}"
                text = re.sub(old, new, text, count=1, flags=re.DOTALL)
            after.writestr(name, text)
    path.write_bytes(out.getvalue())
    return path


def read(path: Path) -> Tracker:
    return read_tracker(path, wanted)


@pytest.mark.parametrize(
    ("part", "old", "new", "row"),
    [
        (SHEET, r'(<c r="C3"[^>]*>)<v>12</v>', r"\1<v>twelve</v>", 3),  # a number that is none
        (SHEET, r'<c r="A2".*?</c>', r'<c r="A2" t="s"><v>99</v></c>', 2),  # a text that is not there
        (SHEET, r'(<row r="3").*$', r"\1", 3),  # cut off
        (SHEET, r'<c r="C3"', '<c r="ZZZZZZ3"', 3),  # a column that no sheet has
        (SHEET, r'<row r="3"', '<row r="99999999"', 1_048_576),  # a row that no sheet has
    ],
)
def test_a_damaged_sheet_is_named_with_its_row(workbook: Path, part: str, old: str, new: str, row: int) -> None:
    with pytest.raises(CannotRunError) as told:
        read(changed(workbook, part, old, new))
    said = str(told.value)
    found = re.search(r'this workbook is damaged at row (\d+) of the sheet "Sheet"', said)
    assert found and abs(int(found[1]) - row) <= 2, said
    assert "Secret" not in said and "twelve" not in said and told.value.exit_code == 4


@pytest.mark.parametrize("part", [BOOK, "xl/styles.xml"])
def test_a_workbook_with_a_part_cut_short_is_none(workbook: Path, part: str) -> None:
    with pytest.raises(CannotRunError, match=r"no Excel workbook|is damaged at row") as told:
        read(changed(workbook, part, r"^(.{120}).*$", r"\1"))
    assert "Secret" not in str(told.value)


def test_half_a_file_is_no_workbook(workbook: Path) -> None:
    workbook.write_bytes(workbook.read_bytes()[:900])
    with pytest.raises(CannotRunError, match="no Excel workbook"):
        read(workbook)


def test_a_date_that_cannot_be_is_left_to_its_row(workbook: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The library warns of it on stderr, with what stands in the cell."""
    table = read(changed(workbook, SHEET, r'(<c r="B2"[^>]*>)<v>\d+</v>', r"\1<v>99999999999</v>"))
    assert [row.cells[0] for row in table.rows] == ["EHC-1", "EHC-2"]
    assert not isinstance(table.rows[0].cells[1], date)
    assert capfd.readouterr() == ("", "")


def test_a_strict_workbook_says_how_to_save_it(workbook: Path, capfd: pytest.CaptureFixture[str]) -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    changed(workbook, BOOK, "http://schemas.openxmlformats.org/spreadsheetml/2006/main", strict)
    with pytest.raises(CannotRunError, match=r"Strict Open XML.*Save it as Excel Workbook \(\.xlsx\)"):
        read(workbook)
    assert capfd.readouterr() == ("", "")


def test_a_workbook_that_would_fill_the_memory_is_not_opened(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sendclock.tracker.sheet.UNPACKED", 1000)
    with pytest.raises(CannotRunError, match="would come to more than"):
        read(workbook)


def test_a_sheet_that_says_it_is_one_cell_is_read_whole(workbook: Path) -> None:
    table = read(changed(workbook, SHEET, r'<dimension ref="[^"]*"', '<dimension ref="A1"'))
    assert len(table.rows) == 2 and table.headings == ("Reference", "Date requested", "Notes")


def test_formulas_without_a_value_are_told_from_blanks(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book.active["B2"] = "=A2+1"  # the library that writes works nothing out
    book.active["B3"] = None
    book.save(workbook)
    table = read(workbook)
    assert table.unsaved == {(2, 1)}
    assert any("Formulas whose value is not in the file: 1 cells of column B" in note for note in table.notes)


def test_every_row_of_a_sheet_is_in_one_place(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "Tracker"
    page.merge_cells("A1:C1")
    page.append([])
    page.append(["Reference", "Date requested"])
    page.append(["EHC-1", datetime(2026, 6, 24, 23)])
    page.append([])
    page.append(["Total", 1])
    book.save(tmp_path / "t.xlsx")
    table = read(tmp_path / "t.xlsx")
    assert (table.header_row, table.lines) == (3, (2, 0, 2, 1, 1)) and table.lines.lines == 6
    assert table.rows[0].cells[1] == datetime(2026, 6, 24, 23)  # the time says in whose day it is
