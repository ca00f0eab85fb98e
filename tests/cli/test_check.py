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


def test_the_original_request_is_read_off_the_file(casebook: Path) -> None:
    """A change of mind counts from it: where the file holds the request, nobody is asked for its day."""
    assert "EHC-2026-0901" not in sendclock("check", "--cases", "cases", cwd=casebook).stdout
    shown = json.loads(sendclock("show", "EHC-2026-0901", "--format", "json", cwd=casebook).stdout)
    due = {row["rule"]: row["due"] for row in shown["rows"]}
    assert due["final-plan-change-of-mind"] == "2026-07-20"  # 20 weeks from 2 March


def test_the_fix_that_is_offered_works(casebook: Path) -> None:
    record = ["record", "EHC-2026-0900", "representations-received", "2026-11-10", "--cases", "cases"]
    assert sendclock(*record, cwd=casebook).returncode == 0
    record = ["record", "EHC-2026-0900", "assessment-requested", "2026-07-01", "requester=family", "--cases", "cases"]
    assert sendclock(*record, cwd=casebook).returncode == 0
    assert "No problems." in sendclock("check", "--cases", "cases", cwd=casebook).stdout


def test_json_and_csv_hold_the_same_problems(casebook: Path) -> None:
    answer = json.loads(sendclock("check", "--cases", "cases", "--format", "json", cwd=casebook).stdout)
    assert answer["complete"] is True
    codes = [problem["code"] for problem in answer["problems"]]
    assert codes == ["request-unknown", "too-early"]
    rows = list(
        csv.DictReader(io.StringIO(sendclock("check", "--format", "csv", cwd=casebook).stdout.lstrip("\ufeff")))
    )
    assert [row["code"] for row in rows] == codes
    assert {row["severity"] for row in rows} == {"warning"}
    assert [row["line"] for row in rows] == ["4", "9"]


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


TWO_YEARS = """schema = 1
ref = "EHC-2026-0902"

[[event]]
type = "final-plan-sent"
on = 2024-03-11

[[event]]
type = "review-meeting-held"
on = 2025-02-10

[[event]]
type = "amendment-notice-sent"
on = 2025-03-05
closes = 2025-03-19

[[event]]
type = "review-meeting-held"
on = 2026-02-09

[[event]]
type = "amendment-notice-sent"
on = 2026-03-04
closes = 2026-03-18
"""


def test_amendments_that_no_plan_followed_are_named_when_the_next_cycle_ends_them(tmp_path: Path) -> None:
    (tmp_path / "EHC-2026-0902.toml").write_text(TWO_YEARS, encoding="utf-8")
    said = "amendment-notice-sent of Wed 5 Mar 2025 was never followed up: neither an amended plan nor a letter"
    checked = sendclock("check", "--cases", str(tmp_path))
    assert f":12: {said}" in checked.stdout
    assert said in " ".join(sendclock("show", "EHC-2026-0902", "--cases", str(tmp_path)).stdout.split())
    line = "sendclock record EHC-2026-0902 amended-plan-sent DATE meeting=2025-02-10"
    assert line in checked.stdout
    words = line.replace("DATE", "2025-04-28").split()[1:]
    assert sendclock(*words, "--cases", str(tmp_path)).returncode == 0
    assert "never followed up" not in sendclock("check", "--cases", str(tmp_path)).stdout


def test_of_one_cycle_nothing_is_missing(tmp_path: Path) -> None:
    before, mark, _ = TWO_YEARS.rpartition('[[event]]\ntype = "review-meeting-held"')
    assert mark
    (tmp_path / "EHC-2026-0902.toml").write_text(before, encoding="utf-8")
    assert "never followed up" not in sendclock("check", "--cases", str(tmp_path)).stdout


def test_a_meeting_on_which_nobody_decided_is_named_when_the_next_is_held(tmp_path: Path) -> None:
    text = TWO_YEARS.replace('[[event]]\ntype = "amendment-notice-sent"\non = 2025-03-05\ncloses = 2025-03-19\n\n', "")
    (tmp_path / "EHC-2026-0902.toml").write_text(text, encoding="utf-8")
    said = "review-meeting-held of Mon 10 Feb 2025 was never followed up: no decision on it is on file"
    assert said in sendclock("check", "--cases", str(tmp_path)).stdout


def test_an_act_after_the_closing_is_named(tmp_path: Path) -> None:
    text = REVERSED.replace(
        'type = "assessment-refused"\non = 2026-04-06', 'type = "case-closed"\non = 2026-04-06\nreason = "withdrawn"'
    )
    (tmp_path / "EHC-2026-0901.toml").write_text(text, encoding="utf-8")
    told = sendclock("check", "--cases", str(tmp_path)).stdout
    assert "assessment-agreed on Mon 11 May 2026 follows case-closed on Mon 6 Apr 2026" in told
    assert "sendclock withdraw EHC-2026-0901 e2" in told
    note = text.replace('type = "assessment-agreed"\non = 2026-05-11\nroute = "change-of-mind"',
                        'type = "note-added"\non = 2026-05-11\nnote = "x"')  # fmt: skip
    (tmp_path / "EHC-2026-0901.toml").write_text(note, encoding="utf-8")
    assert "follows case-closed" not in sendclock("check", "--cases", str(tmp_path)).stdout


def test_a_meeting_before_the_plan_is_named(tmp_path: Path) -> None:
    text = TWO_YEARS.replace("on = 2025-02-10", "on = 2024-02-10")
    (tmp_path / "EHC-2026-0902.toml").write_text(text, encoding="utf-8")
    told = sendclock("check", "--cases", str(tmp_path)).stdout
    assert "review-meeting-held on Sat 10 Feb 2024 is earlier than the plan, first made on Mon 11 Mar 2024" in told
    assert "earlier than the plan" not in sendclock("check", "--cases", "cases").stdout
