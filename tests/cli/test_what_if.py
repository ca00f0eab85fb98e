"""What was known by a day; what one more bank holiday, or another version of the law, would move."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from run import ROOT, sendclock

CASE = """schema = 1
ref = "EHC-1"

[[event]]
id = "e1"
type = "assessment-requested"
on = 2026-10-12
recorded = 2026-10-13T09:00:00+01:00

[[event]]
id = "e2"
type = "event-corrected"
on = 2026-10-05
event = "e1"
reason = "Date stamp misread"
recorded = 2026-11-16T09:00:00+00:00

[[event]]
type = "foi-received"
on = 2026-11-10
party = "FOI-1"
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "EHC-1.toml").write_text(CASE, encoding="utf-8")
    return tmp_path


def due(book: Path, rule: str, *words: str) -> str:
    ran = sendclock("explain", "EHC-1", rule, "--cases", str(book), "--format", "json", *words)
    assert ran.returncode == 0, ran.stderr
    return str(json.loads(ran.stdout)["rows"][0]["due"])


def test_known_at_answers_from_what_had_been_written_down(book: Path) -> None:
    """A complaint: why was the family told week 6 was 23 November? Because until 16 November that was the record."""
    assert due(book, "decide-to-assess") == "2026-11-16"
    assert due(book, "decide-to-assess", "--known-at", "2026-11-15") == "2026-11-23"
    assert due(book, "decide-to-assess", "--known-at", "2026-11-16") == "2026-11-16"
    assert due(book, "decide-to-assess", "--as-of", "2026-10-20") == "2026-11-16"


def test_known_at_before_anything_was_recorded(book: Path) -> None:
    ran = sendclock("show", "EHC-1", "--cases", str(book), "--known-at", "2026-10-12")
    assert "No clock has started." in ran.stdout
    assert "as known at the end of Monday 12 October 2026" in ran.stdout


def test_an_event_that_does_not_say_when_is_known_from_its_own_day(book: Path) -> None:
    assert due(book, "foi-reply", "--known-at", "2026-11-10") == "2026-12-09"
    before = sendclock("explain", "EHC-1", "foi-reply", "--cases", str(book), "--known-at", "2026-11-09")
    assert "there is no clock of foi-reply" in before.stdout


def test_a_supposed_bank_holiday_lists_the_live_dates_it_moves(book: Path) -> None:
    ran = sendclock("calendar", "--add", "2026-12-07", "One-off", "--cases", str(book), "--format", "json")
    assert ran.returncode == 0, ran.stderr
    (row,) = json.loads(ran.stdout)["rows"]
    assert (row["rule"], row["was"], row["due"], row["change"]) == ("foi-reply", "2026-12-09", "2026-12-10", "moved")
    assert due(book, "foi-reply") == "2026-12-09"


def test_a_bank_holiday_in_the_settings_counts_everywhere(book: Path) -> None:
    settings = 'schema = 1\n[[bank_holiday]]\non = 2026-12-07\nname = "One-off bank holiday"\n'
    (book / "sendclock.toml").write_text(settings, encoding="utf-8")
    assert due(book, "foi-reply") == "2026-12-10"
    text = sendclock("explain", "EHC-1", "foi-reply", "--cases", str(book)).stdout
    assert "Mon 7 Dec 2026 (One-off bank holiday)" in text
    counted = sendclock("count", "2026-12-04", "1wd", "--cases", str(book)).stdout
    assert counted.startswith("Tuesday 8 December 2026")
    (book / "sendclock.toml").write_text(settings + 'calendars = ["tribunal"]\n', encoding="utf-8")
    assert due(book, "foi-reply") == "2026-12-09"
    (book / "sendclock.toml").write_text(settings + 'calendars = ["tribunl"]\n', encoding="utf-8")
    bad = sendclock("due", "--cases", str(book))
    assert bad.returncode == 4
    assert 'Did you mean "tribunal"?' in bad.stderr
