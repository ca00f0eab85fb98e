"""Spreadsheets read as they come: encodings, delimiters, sheets, headings; and maps with every mistake named."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from run import ROOT
from sendclock.casebook.casefile import Words
from sendclock.files.problem import CannotRunError
from sendclock.tracker.map import read_map, shipped
from sendclock.tracker.sheet import Tracker, read_tracker


def wanted(headings: set[str]) -> int:
    return len(headings & {"ref", "requested", "decision date"}) if "ref" in headings else 0


def read(path: Path, content: bytes | None = None, sheet: str | None = None) -> Tracker:
    if content is not None:
        path.write_bytes(content)
    return read_tracker(path, wanted, sheet=sheet)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_said(tmp_path: Path, mark: str) -> None:
    text = f'Ref{mark}Requested{mark}Note\r\n1{mark}07/09/2026{mark}"a, b; c\nsecond line"\r\n\r\n2{mark}{mark}\r\n'
    tracker = read(tmp_path / "t.csv", text.encode())
    assert tracker.headings == ("Ref", "Requested", "Note")
    assert [(row.number, row.cells[0]) for row in tracker.rows] == [(2, "1"), (4, "2")]
    assert bool(tracker.notes) == (mark != ",")


@pytest.mark.parametrize(
    ("encoding", "noted"), [("utf-8", False), ("utf-8-sig", False), ("cp1252", True), ("utf-16", True)]
)
def test_encodings(tmp_path: Path, encoding: str, noted: bool) -> None:
    tracker = read(tmp_path / "t.csv", "Ref,Café £\r\n1,naïve\r\n".encode(encoding))
    assert (tracker.headings, tracker.rows[0].cells[1]) == (("Ref", "Café £"), "naïve")
    assert bool(tracker.notes) == noted


def test_the_headings_are_found_below_a_title_and_may_stand_twice(tmp_path: Path) -> None:
    text = "SEND tracker,,,\n,,,\nRef,Requested, requested ,\n1,07/09/2026,08/09/2026,x\n"
    tracker = read(tmp_path / "t.csv", text.encode())
    assert tracker.header_row == 3
    assert tracker.headings == ("Ref", "Requested", "requested (2)", "")
    assert tracker.place("REQUESTED") == 1 and tracker.place("Requested (2)") == 2
    assert "headed" in tracker.notes[0]


def test_a_file_without_the_headings_is_refused_without_showing_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="the first 40 rows do not hold the headings") as told:
        read(tmp_path / "t.csv", b"Ann Example,07/09/2026\n")
    assert "Example" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("t.xls", b"", "are not read"),
        ("t.xlsx", b"no workbook", "no Excel workbook"),
        ("t.csv", b"", "no CSV file"),
        ("t.csv", b"\x00\x01\x02", "the headings"),
    ],
)
def test_files_that_are_no_tracker(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(CannotRunError, match=reason):
        read(tmp_path / name, content)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "tracker.csv").touch()
    with pytest.raises(CannotRunError, match=r'there is no such file\. Did you mean "tracker.csv"\?$'):
        read(tmp_path / "traker.csv")
    with pytest.raises(CannotRunError, match=r"cannot be read \(it is a folder\)\. Name a file\.$"):
        read(tmp_path)


def test_a_row_with_more_cells_than_headings_is_shifted(tmp_path: Path) -> None:
    """Even where what stands beyond is blank; but not by a comma at the end of every row."""
    tracker = read(tmp_path / "t.csv", b"Ref,School,Requested\n1,Oak,07/09/2026\n2,Oak, Derby,07/09/2026\n3,Oak,,\n")
    assert [tracker.shifted(row) for row in tracker.rows] == [False, True, True]
    tracker = read(tmp_path / "t.csv", b"Ref,Requested\n1,07/09/2026,\n2,07/09/2026,\n")
    assert not any(tracker.shifted(row) for row in tracker.rows) and tracker.notes == ()


def test_cells_without_a_heading_are_said(tmp_path: Path) -> None:
    assert read(tmp_path / "t.csv", b"Ref,,Requested\n1,x,\n2,,\n").notes == (
        "Columns without a heading, whose cells are not read: B (1).",
    )
    (page := (book := openpyxl.Workbook()).active).append(["Ref"])
    page["AB2"] = "a remark"
    book.save(tmp_path / "t.xlsx")
    tracker = read(tmp_path / "t.xlsx")
    assert tracker.notes == ("Columns without a heading, whose cells are not read: AB (1).",)
    assert not tracker.shifted(tracker.rows[0])


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    front = book.active
    front.title = "About"
    front.append(["What this is"])
    page = book.create_sheet("Requests")
    page.append(["Requests 2026", None, None])
    page.merge_cells("A1:C1")
    page.append(["Ref", "Requested", "Decision date", "Agreed", "Weeks"])
    page.append([412, datetime(2026, 9, 7, 0, 0), date(2026, 10, 12), True, 5.5])
    page.append([])
    page.append([" 413 ", "08/09/2026", None, False, 3.0])
    old = book.create_sheet("Old")
    old.sheet_state = "hidden"
    old.append(["Ref", "Requested", "Decision date"])
    old.append([1, None, None])
    path = tmp_path / "t.xlsx"
    book.save(path)
    return path


def test_a_workbook_gives_days_as_days_and_numbers_as_text(workbook: Path) -> None:
    tracker = read(workbook)
    assert (tracker.sheet, tracker.header_row) == ("Requests", 2)
    assert [(row.number, list(row.cells)) for row in tracker.rows] == [
        (3, ["412", date(2026, 9, 7), date(2026, 10, 12), "yes", "5.5"]),
        (5, ["413", "08/09/2026", "", "no", "3"]),
    ]
    assert tracker.notes == ("Hidden sheets, not read: Old.", "Sheets not read: About. To read another: --sheet NAME.")


def test_a_hidden_sheet_is_read_only_when_it_is_named(workbook: Path) -> None:
    assert read(workbook, sheet="old").sheet == "Old"
    with pytest.raises(CannotRunError, match=r'no sheet "Request"\. Did you mean "Requests"'):
        read(workbook, sheet="Request")


def test_the_shipped_maps_are_sound(words: Words) -> None:
    assert shipped() == ["annex-a-send", "plain"]
    for name in shipped():
        assert read_map(name, words).title == name


def test_the_maps_shown_in_the_docs_are_sound(tmp_path: Path, words: Words) -> None:
    page = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    maps = [body for body in re.findall(r"(?ms)^```toml\n(.*?)^```$", page) if body.startswith("schema")]
    assert maps
    for body in maps:
        (tmp_path / "shown.toml").write_text(body, encoding="utf-8")
        assert read_map(str(tmp_path / "shown.toml"), words).events


MISTAKES = """schema = 1
title = "mine"
blanks = ["-"]

[case]
ref = "Ref"

[[event]]
type = "assessment-agred"
on = { column = "A" }

[[event]]
type = "advice-requested"
on = { colum = "A" }
party = { column = "B" }
sauce = "health"

[[event]]
type = "plan-ceased"
on = { column = "A" }
reason = { column = "Why", values = { "Moved" = "left" } }
served = "07/09/2026"

[[due]]
rule = "final-plann"
column = "D"
"""


def test_every_mistake_of_a_map_is_named_by_line(tmp_path: Path, words: Words) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MISTAKES, encoding="utf-8")
    with pytest.raises(CannotRunError) as told:
        read_map(str(path), words)
    said = [line.removeprefix(f"{path.as_posix()}:") for line in str(told.value).splitlines()]
    assert [line.split(":")[0] for line in said] == ["3", "6", "9", "12", "14", "14", "16", "21", "22", "25"]
    assert 'Did you mean "blank"?' in said[0]
    assert 'Write ref = { column = "..." }.' in said[1]
    assert 'Did you mean "assessment-agreed"?' in said[2]
    assert '"advice-requested" needs source.' in said[3]
    assert 'Did you mean "source"?' in said[6]
    assert "Use one of: max-age" in said[7]
    assert 'Did you mean "final-plan"?' in said[9]


def test_a_map_that_is_not_there_names_the_shipped_ones(words: Words) -> None:
    with pytest.raises(CannotRunError, match=r'Did you mean "plain"\?.*annex-a-send, plain'):
        read_map("plan", words)


def test_rows_above_the_headings_are_named(tmp_path):
    """A sheet sorted with its headings: what stands above them was dropped without a word."""
    path = tmp_path / "sorted.csv"
    path.write_text("Our tracker,\nC-1,03/06/2026\nRef,Received\nC-2,04/06/2026\n", encoding="utf-8")
    table = read_tracker(path, lambda names: 2 if names >= {"ref", "received"} else 0)
    assert [row.number for row in table.rows] == [4]
    assert [row for row, _ in table.lost] == [2]
    assert (table.lines.lines, table.lines.above) == (4, 2)


def test_a_title_above_the_headings_is_no_lost_row(tmp_path):
    path = tmp_path / "title.csv"
    path.write_text("Our tracker,\nReport run,28/11/2026\n,\nRef,Received,A,B\nC-2,x,04/06/2026,y\n", encoding="utf-8")
    table = read_tracker(path, lambda names: 2 if names >= {"ref", "received"} else 0)
    assert table.lost == () and "Rows above the headings, not read: 2." in table.notes


def test_a_heading_that_took_rows_in_is_named(tmp_path):
    """A quote opened in a heading and closed in a row: the row is part of the heading, and was lost unsaid."""
    path = tmp_path / "quote.csv"
    path.write_text('Ref,Received,"School\nC-1,03/06/2026,"Elm\nC-2,04/06/2026,Oak\n', encoding="utf-8")
    with pytest.raises(CannotRunError, match=r"quote.csv:1: a quote opens in this line"):
        read_tracker(path, lambda names: 2 if names >= {"ref", "received"} else 0)
    path.write_text('Ref,Received,"School\nC-1,03/06/2026,Elm"\nC-2,04/06/2026,Oak\n', encoding="utf-8")
    table = read_tracker(path, lambda names: 2 if names >= {"ref", "received"} else 0)
    assert [row for row, _ in table.lost] == [1]
