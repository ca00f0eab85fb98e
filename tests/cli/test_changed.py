"""`changed`: what was recorded, is newly late, was met or moved since a day; for whom, and from which files."""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from run import ROOT, later, sendclock
from sendclock.files import disk


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "cases", tmp_path / "cases"))


def news(book: Path, *words: str, **environment: str) -> list[dict[str, Any]]:
    ran = sendclock("changed", *words, "--cases", str(book), "--format", "json", **environment)
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout)["rows"])


def told(rows: list[dict[str, Any]], case: str) -> list[tuple[str, str]]:
    return [(row["change"], row["label"] or row["event"]) for row in rows if row["case"] == case]


def test_each_kind_of_news(book: Path) -> None:
    rows = news(book, "--since", "mon", "--officer", "everyone")
    assert told(rows, "EHC-2026-0104") == [("newly-late", "Week 20")]
    assert told(rows, "EHC-2026-0115") == [("new-case", None)]
    assert told(rows, "EHC-2025-0388") == [("file-changed", None)]  # written by hand, and here since today
    (met, recorded) = [row for row in rows if row["case"] == "EHC-2026-0114" and row["by"] and "STePS" in row["text"]]
    assert (met["change"], met["on"], met["event"]) == ("met", "2026-11-20", "information-received")
    assert (recorded["change"], recorded["recorded"], recorded["by"]) == ("recorded", "2026-11-20", "reid")
    moved = {row["label"]: row for row in rows if row["case"] == "EHC-2026-0112" and row["change"] == "moved"}
    assert (moved["Week 20"]["was_due"], moved["Week 20"]["due"]) == ("2027-03-01", "2027-02-22")
    late = [row["label"] for row in rows if row["case"] == "EHC-2026-0112" and row["change"] == "newly-late"]
    assert late == ["Week 6", "Week 5"]  # the second was moved back to a day that had passed


def test_newly_late_is_what_the_front_page_counts_as_new(book: Path) -> None:
    for day in ("2026-11-20", "2026-11-23", "2026-11-24", "2026-12-08"):
        where = ("--officer", "everyone", "--as-of", day)
        ran = sendclock("due", *where, "--status", "newly-late", "--cases", str(book), "--format", "json")
        due = {(row["case"], row["rule"], row["party"]) for row in json.loads(ran.stdout)["rows"]}
        there = {
            (row["case"], row["rule"], row["party"]) for row in news(book, *where) if row["change"] == "newly-late"
        }
        assert due <= there


def test_without_a_day_since_the_last_working_day(book: Path) -> None:
    ran = sendclock(
        "changed", "--cases", str(book), "--officer", "everyone", SENDCLOCK_TODAY="2026-11-23", NO_COLOR="1"
    )
    assert ran.stdout.startswith("Since Friday 20 November 2026, the last working day: ")
    none = sendclock("changed", "--cases", str(book), "--setting", "nowhere", "--officer", "everyone")
    assert none.returncode == 0 and "Nothing has changed since Friday 20 November 2026" in none.stdout


def test_whose_news_it_is(book: Path) -> None:
    mine = news(book, "--since", "mon", SENDCLOCK_OFFICER="reid")
    assert mine and {row["officer"] for row in mine} == {"reid"}
    assert mine == news(book, "--since", "mon", "--officer", "reid")
    assert sendclock("changed", "--officer", "nobody-known", "--cases", str(book)).returncode == 2


def test_what_was_recorded_by_hand_counts_from_its_own_day(book: Path) -> None:
    path = book / "EHC-2025-0388.toml"
    with path.open("a", encoding="utf-8") as file:
        file.write('\n[[event]]\ntype = "note-added"\non = 2026-11-20\nnote = "Rang"\n')
    (row,) = [row for row in news(book, "--officer", "everyone") if row["case"] == "EHC-2025-0388"]
    assert (row["change"], row["event"], row["recorded"], row["by"]) == ("recorded", "note-added", None, "")
    assert "Rang" in row["text"]


def test_a_file_changed_by_hand_has_the_day_on_which_it_was(book: Path) -> None:
    """Not the first day asked about, on which nobody touched it; and never a day to come."""
    one, two = book / "EHC-2025-0388.toml", book / "EHC-2025-0389.toml"
    two.write_text(one.read_text(encoding="utf-8").replace("EHC-2025-0388", "EHC-2025-0389"), encoding="utf-8")
    now = datetime.now(UTC)
    day = [(now + timedelta(days)).date().isoformat() for days in range(10)]
    for path, days in ((one, 5), (two, 99)):
        moment = (now + timedelta(days)).timestamp()
        os.utime(path, (moment, moment))
    words = ("--since", day[3], "--officer", "everyone")
    rows = news(book, *words, SENDCLOCK_TODAY=day[9])
    told_of = {row["case"]: row["on"] for row in rows if row["change"] == "file-changed"}
    assert told_of == {one.stem: day[5], two.stem: day[9]}
    ran = sendclock("changed", *words, "--cases", str(book), SENDCLOCK_TODAY=day[9])
    assert "2 files changed" in ran.stdout


def test_only_what_was_touched_or_fell_due_is_opened(book: Path) -> None:
    opened: list[str] = []
    reads = disk.read_regular

    def noted(path: disk.AnyPath, *more: object) -> object:
        opened.append(Path(path).stem)
        return reads(path, *more)  # type: ignore[arg-type]  # whatever else it takes

    words = ("changed", "--since", "1/3/2027", "--as-of", "2027-03-19", "--officer", "everyone", "--cases", str(book))
    with later():
        sendclock(*words)
        with patch.object(disk, "read_regular", noted):
            warm = sendclock(*words)
        assert sendclock(*words, "--no-index").stdout == warm.stdout
    late = {row["case"] for row in news(book, *words[1:7])}
    assert {name for name in opened if name.startswith("EHC-")} == late and 0 < len(late) < 8
    before = len(opened)
    soon = time.time() + 86_400 * 100  # in March
    os.utime(book / "EHC-2026-0101.toml", (soon, soon))
    with later(), patch.object(disk, "read_regular", noted):
        sendclock(*words)
    assert "EHC-2026-0101" in opened[before:]


def test_a_case_that_cannot_be_read_is_said(book: Path) -> None:
    (book / "EHC-2026-0104.toml").write_text("schema = 1\nnonsense", encoding="utf-8")
    ran = sendclock("changed", "--since", "mon", "--officer", "everyone", "--cases", str(book))
    assert ran.returncode == 3 and "EHC-2026-0104.toml" in ran.stderr


def test_what_was_closed_and_archived_since_is_told(tmp_path: Path) -> None:
    """By whom it was closed is news, on whatever day that is said to have been; that a file was moved is none."""
    cases = tmp_path / "cases"
    cases.mkdir()
    here, today = ("--cases", str(tmp_path)), datetime.now(UTC).date().isoformat()  # as a file says when it was written
    asked = '[[event]]\nid = "e1"\ntype = "assessment-requested"\non = 2022-09-01\nrequester = "family"\n'
    head = f'schema = 1\nref = "{{}}"\n\n{asked}'
    (cases / "K-1.toml").write_text(head.format("K-1"), encoding="utf-8")
    ended = '\n[[event]]\ntype = "case-closed"\non = 2022-10-03\nreason = "withdrawn"\n'
    (cases / "K-2.toml").write_text(head.format("K-2") + ended, encoding="utf-8")
    (cases / "K-3.toml").write_text(head.format("K-3"), encoding="utf-8")
    ran = sendclock(
        "record", "K-1", "case-closed", "2022-10-03", "reason=withdrawn", "--by", "amy", *here, SENDCLOCK_TODAY=today
    )
    assert ran.returncode == 0, ran.stderr
    assert sendclock("archive", "--yes", *here, SENDCLOCK_TODAY=today).returncode == 0
    assert (cases / "closed" / "K-1.toml").is_file() and (cases / "closed" / "K-2.toml").is_file()
    rows = news(tmp_path, "--officer", "everyone", SENDCLOCK_TODAY=today)
    assert {(row["case"], row["event"], row["by"]) for row in rows if row["case"] != "K-3"} == {
        ("K-1", "case-closed", "amy")
    }
    assert "K-1" not in {
        row["case"] for row in news(tmp_path, "--officer", "nobody", "--tag", "x", SENDCLOCK_TODAY=today)
    }
