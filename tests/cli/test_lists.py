"""What `due` lists, in which order, and where it looks for the cases."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from run import ROOT, sendclock

CASES = ["--cases", "cases"]


def rows(*words: str, **environment: str) -> list[dict[str, object]]:
    ran = sendclock("due", *words, "--format", "json", **environment)
    assert ran.returncode == 0, ran.stderr
    return list(json.loads(ran.stdout)["rows"])


def test_overdue_first_the_gravest_at_the_top_then_by_day() -> None:
    listed = rows(*CASES, "--within", "8w")
    overdue = [row for row in listed if row["status"] == "overdue"]
    assert listed[: len(overdue)] == overdue
    coming = [row["due"] for row in listed[len(overdue) :]]
    assert coming == sorted(coming)
    tiers = ["statutory", "guidance", "adjacent", "local"]
    gravity = [(tiers.index(r["tier"]), not r["own"], r["excused_by"] is not None, r["days_left"]) for r in overdue]
    assert gravity == sorted(gravity)
    assert len(set(gravity)) > 3


def test_only_deadlines_unless_asked() -> None:
    assert {row["kind"] for row in rows(*CASES, "--within", "20w")} == {"deadline"}
    assert {row["kind"] for row in rows(*CASES, "--within", "20w", "--kind", "window")} == {"window"}
    assert {row["kind"] for row in rows(*CASES, "--within", "20w", "--rule", "comment-on-draft")} == {"window"}


def test_filters_and_together_a_repeated_one_or() -> None:
    everything = rows(*CASES, "--within", "8w")
    two = rows(*CASES, "--within", "8w", "--officer", "singh", "--officer", "REID")
    assert {row["officer"] for row in two} == {"singh", "reid"}
    assert len(two) == sum(row["officer"] in ("singh", "reid") for row in everything)
    both = rows(*CASES, "--within", "8w", "--officer", "singh", "--tier", "guidance")
    assert both and all(row["officer"] == "singh" and row["tier"] == "guidance" for row in both)
    assert {row["officer"] for row in rows(*CASES, "--within", "8w", "--officer", "nobody")} == {None}


def test_a_name_nobody_has_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    ran = sendclock("due", *CASES, "--officer", "okafr")
    assert (
        'No officer "okafr" is known: neither the settings nor any case names one. Did you mean "okafor"?' in ran.stderr
    )


def test_within_is_counted_to_its_last_day() -> None:
    exactly = rows(*CASES, "--within", "2d", "--officer", "okafor", "--rule", "decide-to-assess")
    assert [row["due"] for row in exactly] == ["2026-11-23"]
    assert rows(*CASES, "--within", "1d", "--officer", "okafor", "--rule", "decide-to-assess") == []


def test_a_limb_is_not_listed_while_its_principal_runs() -> None:
    windows = {row["rule"] for row in rows(*CASES, "--within", "20w", "--kind", "window")}
    assert "comment-on-draft" in windows
    assert "comment-on-draft-closes" not in windows
    shown = json.loads(sendclock("show", "EHC-2026-0106", *CASES, "--format", "json").stdout)["rows"]
    limb = [row for row in shown if row["rule"] == "comment-on-draft-closes"]
    assert limb and limb[-1]["limb_of"] == "comment-on-draft"


def test_as_of_replays_another_day() -> None:
    then = rows(*CASES, "--as-of", "2026-10-28", "--rule", "final-plan")
    assert "EHC-2026-0103" in {row["case"] for row in then if row["status"] == "open"}
    assert "EHC-2026-0103" in {
        row["case"] for row in rows(*CASES, "--rule", "final-plan") if row["status"] == "overdue"
    }


def test_where_the_cases_are_found(tmp_path: Path) -> None:
    book = tmp_path / "book"
    assert sendclock("init", str(book)).returncode == 0
    assert sendclock("new", "EHC-9", "assessment-requested", "2026-09-01", cwd=book).returncode == 0
    deep = book / "cases" / "2026"
    deep.mkdir()
    for ran in (
        sendclock("due", "--format", "json", cwd=deep),
        sendclock("due", "--format", "json", cwd=book),
        sendclock("due", "--format", "json", cwd=tmp_path, SENDCLOCK_CASES=str(book)),
        sendclock("due", "--format", "json", "--cases", str(book / "cases"), cwd=tmp_path),
    ):
        assert {row["case"] for row in json.loads(ran.stdout)["rows"]} == {"EHC-9"}, ran.stderr


def test_several_folders(tmp_path: Path) -> None:
    assert sendclock("init", str(tmp_path)).returncode == 0
    assert sendclock("new", "EHC-9", "assessment-requested", "2026-09-01", "--cases", str(tmp_path)).returncode == 0
    both = rows(*CASES, "--cases", str(tmp_path))
    assert {"EHC-9", "EHC-2026-0103"} <= {row["case"] for row in both}


@pytest.mark.slow
def test_csv_opens_in_a_spreadsheet_and_runs_nothing(tmp_path: Path) -> None:
    officer = '=HYPERLINK("x")'
    assert sendclock("init", str(tmp_path)).returncode == 0
    words = ["assessment-requested", "2026-09-01", "--officer", officer, "--cases", str(tmp_path)]
    assert sendclock("new", "EHC-9", *words).returncode == 0
    command = [
        sys.executable,
        "-m",
        "sendclock",
        "due",
        "--cases",
        str(tmp_path),
        "--format",
        "csv",
        "--as-of",
        "2026-11-21",
    ]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n") == 2
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    assert row["officer"] == "'" + officer
    assert (row["case"], row["status"], row["due"]) == ("EHC-9", "overdue", "2026-10-13")


def on_a_terminal(*words: str, columns: int, lines: int, **environment: str) -> str:
    """What a person sees: the command run on a pseudo-terminal of this size."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_") and k != "NO_COLOR"}
    size = {"COLUMNS": str(columns), "LINES": str(lines), "TERM": "xterm", "SENDCLOCK_TODAY": "2026-11-21"}
    pty = pytest.importorskip("pty", reason="needs a POSIX pseudo-terminal")
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "sendclock", *words], cwd=ROOT, env=kept | size | environment, stdout=slave, stderr=slave
    ) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        process.wait()
    os.close(master)
    return seen.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 200])
def test_a_terminal_shows_a_screenful_and_says_how_many_more(columns: int) -> None:
    seen = on_a_terminal("due", *CASES, "--no-color", columns=columns, lines=30)
    lines = seen.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= columns
    assert seen.startswith("All officers, Sat 21 Nov: ") and "LATE BY LAW" in seen
    assert "more: sendclock due --cases cases --no" not in seen and "--status late-not-by-law" in seen
    whole = on_a_terminal("due", *CASES, "--all", "--no-color", columns=columns, lines=30)
    assert "more: " not in whole and len(whole.splitlines()) > 30


@pytest.mark.slow
def test_colour_repeats_the_words_and_can_be_turned_off() -> None:
    assert "\x1b[" in on_a_terminal("due", *CASES, columns=100, lines=40)
    for off in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b[" not in on_a_terminal("due", *CASES, columns=100, lines=40, **off)
    plain = on_a_terminal("due", *CASES, "--plain", columns=60, lines=20)
    assert plain == sendclock("due", *CASES).stdout


def test_piped_output_is_never_cut() -> None:
    table = sendclock("due", *CASES, "--format", "table").stdout
    assert "next: send the final plan to the family, the named setting and the health commissioner" in table
    assert "more: " not in table and "--all" not in table


@pytest.mark.slow
def test_a_narrow_terminal_gets_rows_of_several_lines_and_no_reference_is_cut() -> None:
    seen = on_a_terminal("due", *CASES, columns=50, lines=30)
    assert re.search(r"EHC-2026-01\d\d  ", seen) and "..." in seen and len(seen.splitlines()) <= 30
