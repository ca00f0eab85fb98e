"""`sendclock check` as a user meets it: what it lists, in each format, and that a warning changes no exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from run import sendclock

TOO_EARLY = """schema = 1
ref = "EHC-2026-0900"

[[event]]
type = "draft-plan-sent"
on = 2026-11-02
served = 2026-11-02

[[event]]
type = "final-plan-sent"
on = 2026-11-16
"""
REVERSED = """schema = 1
ref = "EHC-2026-0901"

[[event]]
type = "assessment-requested"
on = 2026-03-02

[[event]]
type = "assessment-refused"
on = 2026-04-06

[[event]]
type = "assessment-agreed"
on = 2026-05-11
route = "change-of-mind"
"""


@pytest.fixture
def casebook(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "EHC-2026-0900.toml").write_text(TOO_EARLY, encoding="utf-8")
    (tmp_path / "cases" / "EHC-2026-0901.toml").write_text(REVERSED, encoding="utf-8")
    return tmp_path


def test_a_doubt_is_listed_with_its_line_and_changes_no_exit_code(casebook: Path) -> None:
    ran = sendclock("check", "--cases", "cases", cwd=casebook)
    assert ran.returncode == 0
    assert (
        "warning: cases/EHC-2026-0900.toml:9: final-plan-sent on Mon 16 Nov 2026 is before Tue 17 Nov 2026"
        in ran.stdout
    )
    assert "sendclock record EHC-2026-0900 representations-received DATE" in ran.stdout


def test_a_change_of_mind_asks_for_the_original_request(casebook: Path) -> None:
    said = sendclock("check", "--cases", "cases", cwd=casebook).stdout
    fix = 'sendclock correct EHC-2026-0901 e3 original_request=DATE --reason "..."'
    assert 'final-plan-change-of-mind has not started. It counts from "original_request"' in said
    assert f"Add it: {fix}" in said


def test_the_fix_that_is_offered_works(casebook: Path) -> None:
    record = ["record", "EHC-2026-0900", "representations-received", "2026-11-10", "--cases", "cases"]
    assert sendclock(*record, cwd=casebook).returncode == 0
    correct = [
        "correct",
        "EHC-2026-0901",
        "e3",
        "original_request=2026-03-02",
        "--reason",
        "Letter",
        "--cases",
        "cases",
    ]
    assert sendclock(*correct, cwd=casebook).returncode == 0
    assert "No problems." in sendclock("check", "--cases", "cases", cwd=casebook).stdout


def test_json_and_csv_hold_the_same_problems(casebook: Path) -> None:
    answer = json.loads(sendclock("check", "--cases", "cases", "--format", "json", cwd=casebook).stdout)
    assert answer["complete"] is True
    codes = [problem["code"] for problem in answer["problems"]]
    assert codes[0] == "too-early" and set(codes) == {"too-early", "not-started"}
    rows = list(
        csv.DictReader(io.StringIO(sendclock("check", "--format", "csv", cwd=casebook).stdout.lstrip("\ufeff")))
    )
    assert [row["code"] for row in rows] == codes
    assert {row["severity"] for row in rows} == {"warning"}
    assert rows[0]["line"] == "9"


def test_an_earlier_day_knows_nothing_of_it(casebook: Path) -> None:
    said = sendclock("check", "--cases", "cases", "--as-of", "2026-11-15", cwd=casebook).stdout
    assert "is before Tue 17 Nov 2026" not in said
    assert "final-plan-sent on Mon 16 Nov 2026 is later than Sun 15 Nov 2026. Is the date right?" in said


def test_the_sixteen_cases_have_one_warning(casebook: Path) -> None:
    answer = json.loads(sendclock("check", "--cases", "cases", "--format", "json").stdout)
    assert [problem["code"] for problem in answer["problems"]] == ["exception-refused"]


@pytest.mark.slow
def test_an_invented_caseload_is_not_drowned_in_doubts(tmp_path: Path) -> None:
    made = sendclock("demo", str(tmp_path / "demo"), "--size", "150", "--seed", "5")
    assert made.returncode == 0, made.stderr
    answer = json.loads(sendclock("check", "--cases", str(tmp_path / "demo"), "--format", "json").stdout)
    assert len(answer["problems"]) <= 15
