"""No value is run, or read as anything but text, by what opens an export: spreadsheet, page, calendar, wiki, mail."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hostile import ALL, EACH, casebook
from run import sendclock

LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
pytestmark = pytest.mark.parametrize("value", EACH, ids=lambda value: ascii(value)[:24])
WHERE = ("--officer", "everyone", "--within", "400d")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A casebook a value, for all that is asked of it: nothing here writes to one."""
    folder = tmp_path_factory.mktemp("injection")
    return {value: casebook(folder / f"book-{number}", value) for number, value in enumerate(ALL)}


@pytest.fixture
def book(books: dict[str, Path], value: str) -> Path:
    return books[value]


def said(book: Path, *words: str) -> str:
    ran = sendclock(*words, "--cases", str(book))
    assert ran.returncode in (0, 3), ran.stderr
    return ran.stdout


def test_no_cell_of_csv_is_a_formula(book: Path) -> None:
    for words in (
        ["due", *WHERE, "--format", "csv"],
        ["export", "csv"],
        ["export", "cases"],
        ["audit", "EHC-1", "--format", "csv"],
    ):
        rows = list(csv.reader(io.StringIO(said(book, *words).removeprefix("\ufeff"), newline="")))
        assert len(rows) > 1 and len({len(row) for row in rows}) == 1
        for cell in [cell for row in rows[1:] for cell in row]:
            assert not cell.startswith(LEADS) or re.fullmatch(r"-\d+", cell), cell


def test_no_cell_of_a_sheet_is_a_formula_or_a_link(book: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert (
        sendclock(
            "export", "cases", "--format", "xlsx", "--cases", str(book), "--out", str(tmp_path / "x.xlsx")
        ).returncode
        == 3
    )
    sheets = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 20
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]


class Tags(HTMLParser):
    """Every element of a page with its attributes, but for those that make it up."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attrs)}


def test_no_page_holds_markup_of_a_value(book: Path) -> None:
    for words in (["report", "case", "EHC-2", "--format", "html"], ["audit", "EHC-2", "--format", "html"]):
        tags = Tags()
        tags.feed(said(book, *words))
        assert "table" in tags.found and not tags.found & {"script", "img", "b", "i", "a", "onerror", "iframe", "src"}


def test_no_calendar_has_a_line_of_a_value(book: Path) -> None:
    icalendar = pytest.importorskip("icalendar")
    text = said(book, "export", "ics")
    assert icalendar.Calendar.from_ical(text)
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    assert not [
        line for line in lines if line.startswith(("ATTENDEE:mailto:a@evil", "BEGIN:VALARM", "Case:", "Forged"))
    ]
    assert sum(line == "BEGIN:VEVENT" for line in lines) == sum(line == "END:VEVENT" for line in lines) > 0


def test_no_row_of_markdown_has_another_cell_or_a_link(book: Path) -> None:
    for line in said(book, "due", *WHERE, "--format", "md").splitlines():
        plain = re.sub(r"\\.", "", line)
        assert not re.search(r"\]\(http|<script|<img", plain), line
        assert not plain.startswith("|") or len(re.findall(r"(?<!\\)\|", line)) in (6, 7, 8, 9)


def test_no_mail_has_a_header_of_a_value(book: Path, tmp_path: Path) -> None:
    ran = sendclock(
        "due", *WHERE, "--cases", str(book), "--eml", "{officer}@council.example", "--out", str(tmp_path / "drafts")
    )
    assert ran.returncode == 3
    drafts = list((tmp_path / "drafts").iterdir())
    assert drafts and all(re.fullmatch(r"due-[\w.-]+\.eml", path.name) for path in drafts)
    for path in drafts:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert set(mail.keys()) <= {"Subject", "To", "X-Unsent", "MIME-Version", "Content-Type"}
        assert "evil" not in str(mail["To"]) and "\n" not in str(mail["Subject"])
