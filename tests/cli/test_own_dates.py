"""Dates of officers' own on the lists: apart from the law in every format, whoever has the case, whatever its state."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from unittest.mock import patch

import pytest

from run import ROOT, later, on_a_screen, sendclock
from sendclock.files import disk

REID = "EHC-2026-0112"  # of reid; EHC-2026-0101 is singh's
ABOUT = "Ring the school about the timetable"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "cases", tmp_path / "cases"))


def run(book: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    ran = sendclock(*words, "--cases", str(book), **{"SENDCLOCK_OFFICER": "reid", **environment})
    assert ran.returncode == 0, ran.stderr
    return ran


def own(book: Path, *words: str, **environment: str) -> list[str]:
    return [
        one["event"]
        for one in json.loads(run(book, "due", *words, "--format", "json", **environment).stdout)["own_dates"]
    ]


def test_it_stands_in_a_block_of_its_own_once_its_day_has_come(book: Path) -> None:
    before = json.loads(run(book, "due", "--format", "json").stdout)
    run(book, "remind", REID, "tomorrow", ABOUT)
    assert own(book) == []
    tomorrow = {"SENDCLOCK_TODAY": "2026-11-22"}
    assert own(book, **tomorrow) == ["e14"]
    page = on_a_screen(100, 30, "due", "--cases", str(book), SENDCLOCK_OFFICER="reid", **tomorrow)
    assert ", 1 own date" in page.splitlines()[0]
    assert "OWN DATES: 1" in page and f"own: {ABOUT}" in page
    said = run(book, "due", "--plain", **tomorrow).stdout
    assert "OWN DATES: 1\n\nCase: EHC-2026-0112\nOn: Sunday 22 November 2026\nWhen: today\n" in said
    assert ABOUT in run(book, "due", "--format", "md", **tomorrow).stdout
    assert json.loads(run(book, "due", "--format", "json").stdout)["rows"] == before["rows"]
    assert ABOUT in run(book, "show", REID).stdout  # whatever its day


def test_in_csv_its_kind_says_that_it_is_no_clock(book: Path) -> None:
    before = run(book, "due", "--format", "csv").stdout
    run(book, "remind", REID, "today", ABOUT)
    after = run(book, "due", "--format", "csv").stdout
    assert after.startswith(before)
    [*_, line] = csv.DictReader(after.removeprefix("\ufeff").splitlines())
    assert {key: cell for key, cell in line.items() if cell} == {
        "case": REID, "status": "reminder", "due": "2026-11-21", "days_left": "0", "label": "Own date", "title": ABOUT,
        "who": "reid", "kind": "reminder", "officer": "reid", "team": "north", "setting": "Fernhill College",
    }  # fmt: skip


def test_the_row_on_the_page_is_ticked_off(book: Path) -> None:
    run(book, "remind", REID, "today", ABOUT)
    run(book, "due", "--today")
    assert "dealt with" in run(book, "done", "1").stdout
    assert own(book) == []


def test_what_is_asked_of_rules_leaves_it_out_and_nothing_counts_it(book: Path) -> None:
    run(book, "remind", REID, "today", ABOUT)
    assert own(book, "--today") == own(book, "--status", "own") == own(book, "--setting", "fernhill") == ["e14"]
    for words in (["--late"], ["--waiting"], ["--tier", "statutory"], ["--kind", "bar"], ["--status", "week"]):
        assert own(book, *words) == []
    assert own(book, "--setting", "oakwood") == []
    assert own(book, "--as-of", "2026-11-20") == []  # not set then
    quiet = sendclock("due", "--today", "--fail-on", "due", "--cases", str(book), SENDCLOCK_OFFICER="reid")
    assert quiet.returncode == 0 and ABOUT in quiet.stdout


def test_it_is_on_the_list_of_who_has_the_case_and_of_who_set_it(book: Path) -> None:
    run(book, "remind", "EHC-2026-0101", "today", ABOUT, "--anyway")
    assert len(own(book)) == len(own(book, SENDCLOCK_OFFICER="singh")) == len(own(book, "--officer", "everyone")) == 1
    assert own(book, SENDCLOCK_OFFICER="okafor") == []
    assert ABOUT in run(book, "remind", "--officer", "everyone", SENDCLOCK_OFFICER="okafor").stdout
    assert sendclock("remind", "--officer", "nobody-known", "--cases", str(book)).returncode == 2
    assert sendclock("remind", REID, "fri", "x", "--officer", "reid", "--cases", str(book)).returncode == 2
    assert ABOUT in run(book, "remind").stdout and ABOUT not in run(book, "remind", SENDCLOCK_OFFICER="okafor").stdout


def test_of_a_case_that_has_ended_too(book: Path) -> None:
    run(book, "record", REID, "case-closed", "today", "reason=withdrawn", "--anyway")
    run(book, "remind", REID, "today", ABOUT, "--anyway")
    assert own(book) == ["e15"]


def test_only_the_files_of_those_listed_are_opened(book: Path) -> None:
    run(book, "remind", REID, "today", ABOUT)
    with later():
        run(book, "due")
        opened: list[str] = []
        reads = disk.read_regular

        def noted(path: disk.AnyPath, *more: object) -> object:
            opened.append(Path(path).name)
            return reads(path, *more)  # type: ignore[arg-type]  # whatever else it takes

        with patch.object(disk, "read_regular", noted):
            warm = run(book, "due").stdout
        assert [name for name in opened if name.startswith("EHC-")] == [f"{REID}.toml"]
        assert run(book, "due", "--no-index").stdout == warm


def test_it_is_in_the_draft_of_its_officer(book: Path, tmp_path: Path) -> None:
    run(book, "remind", REID, "today", ABOUT)
    run(book, "due", "--officer", "everyone", "--eml", "me@council.example", "--out", str(tmp_path / "drafts"))
    drafts = {path.stem.split("-")[-1]: path.read_text(encoding="utf-8") for path in (tmp_path / "drafts").iterdir()}
    assert "1 own date" in drafts["reid"] and "own date" not in drafts["singh"]
    assert "own: see sendclock show" in drafts["reid"] and "timetable" not in drafts["reid"]  # a note stays at home


def test_in_a_calendar_that_there_is_one_and_not_what_it_is_about(book: Path) -> None:
    pytest.importorskip("icalendar")
    run(book, "remind", REID, "tomorrow", ABOUT)
    where = ("export", "ics", "--officer", "reid")
    shown = run(book, *where).stdout
    assert f"SUMMARY:{REID} own date" in shown and "timetable" not in shown
    entry = next(each for each in shown.split("BEGIN:VEVENT") if "own date" in each)
    assert "DTSTART;VALUE=DATE:20261122" in entry and "STATUS:CONFIRMED" in entry and "CLASS:PRIVATE" in entry
    assert "own date" not in run(book, *where, "--kind", "deadline").stdout
    run(book, "done", REID, "e14")
    after = next(each for each in run(book, *where).stdout.split("BEGIN:VEVENT") if "own date" in each)
    assert "STATUS:CANCELLED" in after
    assert [line for line in entry.splitlines() if line.startswith("UID")] == [
        line for line in after.splitlines() if line.startswith("UID")
    ]
    assert "own date" not in run(book, *where, "--cancelled", "none").stdout
