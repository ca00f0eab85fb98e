"""`cases`: each case once, with what comes next; found by what stands in it; and the states of the list add up."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from run import sendclock
from schema import held_to_schema
from sendclock.due import list as sendclock_list

BOOK = ("--cases", "cases")


def listed(*words: str) -> dict:
    told = sendclock("cases", *words, *BOOK, "--format", "json")
    assert told.returncode == 0, told.stderr
    answer = json.loads(told.stdout)
    held_to_schema(answer)
    return answer


def refs(*words: str) -> list[str]:
    return [row["case"] for row in listed(*words)["rows"]]


def test_every_case_is_one_row_and_the_states_add_up() -> None:
    answer = listed("--officer", "everyone")
    states = [row["state"] for row in answer["rows"]]
    assert len(answer["rows"]) == len({row["case"] for row in answer["rows"]}) == answer["cases_read"] == 16
    assert states.count("running") == answer["accounted"]["running"]
    assert states.count("ended") == answer["accounted"]["ended"]


def test_what_comes_next_is_the_gravest_that_due_lists() -> None:
    due = json.loads(sendclock("due", "--officer", "everyone", *BOOK, "--format", "json").stdout)
    late = {row["case"] for row in due["rows"] if row["status"] == "overdue" and row["who"] == "local authority"}
    rows = {row["case"]: row for row in listed("--officer", "everyone")["rows"]}
    assert late and all(rows[ref]["late"] for ref in late)
    week_20 = rows["EHC-2026-0104"]
    assert (week_20["next"], week_20["next_due"]) == ("Week 20", "2026-11-19")


def test_a_case_where_we_owe_nothing_shows_what_others_may_do_and_one_that_ended_says_how() -> None:
    rows = {row["case"]: row for row in listed("--officer", "everyone")["rows"]}
    assert rows["EHC-2026-0111"]["next"] and not rows["EHC-2026-0111"]["late"]
    assert rows["EHC-2026-0109"]["next"] is None and rows["EHC-2026-0109"]["why"].startswith("Ended: closed")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--officer", "reid", "--state", "ended"], ["EHC-2026-0109", "EHC-2026-0110"]),
        (["--officer", "everyone", "--search", "OAKWOOD"], ["EHC-2026-0101", "EHC-2026-0108"]),
        (["--officer", "everyone", "--search", "0104"], ["EHC-2026-0104"]),
        (["--officer", "everyone", "--search", "hopes and wishes form"], ["EHC-2026-0101"]),
        (["--officer", "everyone", "--setting", "kingsmead"], ["EHC-2026-0103", "EHC-2026-0111"]),
        (["--officer", "everyone", "--search", "nowhere at all"], []),
    ],
)
def test_it_is_found_by_what_stands_in_it(words: list[str], found: list[str]) -> None:
    assert refs(*words) == found


@pytest.mark.parametrize(
    "written",
    [
        'note = "Café visit;  the family  rang"',
        'note = "Caf\\u00e9 visit; the family rang"',
        'note = """\\\n   Cafe\n   visit; the family rang"""',
    ],
)
def test_a_note_is_found_however_it_is_written(tmp_path: Path, written: str) -> None:
    head = 'schema = 1\nref = "EHC-1"\n\n[[event]]\nid = "e1"\ntype = "note-added"\non = 2026-09-01\n'
    (tmp_path / "EHC-1.toml").write_text(head + written + "\n", encoding="utf-8")
    (tmp_path / "EHC-2.toml").write_text(head.replace("EHC-1", "EHC-2") + 'note = "Tea"\n', encoding="utf-8")
    words = ["--cases", str(tmp_path), "--as-of", "2026-11-21", "--format", "json"]
    rows = json.loads(sendclock("cases", "--officer", "everyone", "--search", "cafe  VISIT; the", *words).stdout)[
        "rows"
    ]
    assert [row["case"] for row in rows] == ["EHC-1"]


def test_an_officer_nobody_knows_is_no_good_news() -> None:
    told = sendclock("cases", "--officer", "signh", *BOOK)
    assert told.returncode == 2 and "singh" in told.stderr


def test_the_same_without_the_index_and_as_csv(tmp_path: Path) -> None:
    kept = sendclock("cases", "--officer", "everyone", *BOOK, "--format", "csv")
    anew = sendclock("cases", "--officer", "everyone", *BOOK, "--format", "csv", "--no-index")
    assert kept.stdout == anew.stdout
    assert len(list(csv.DictReader(io.StringIO(kept.stdout.lstrip("\ufeff"))))) == 16


def test_a_number_of_the_list_is_the_case_in_that_row() -> None:
    sendclock("cases", "--officer", "singh", *BOOK, "--format", "plain")
    told = sendclock("show", "2", *BOOK)
    assert told.returncode == 0 and "EHC-2026-0101" in told.stdout


def test_no_row_is_made_of_a_clock_to_list_the_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 20,000 cases that would be 55,000 rows of fifty fields, of which one a case is told."""
    monkeypatch.setattr(sendclock_list, "row_again", None)
    assert len(listed("--officer", "everyone")["rows"]) == 16


def test_equal_references_of_two_casebooks_have_each_their_own_next(tmp_path: Path) -> None:
    head = 'schema = 1\nref = "EHC-1"\n\n[[event]]\nid = "e1"\ntype = "assessment-requested"\non = 2026-09-01\n'
    ended = '\n[[event]]\nid = "e2"\ntype = "request-withdrawn"\non = 2026-09-08\n'
    for name, text in (("north", head), ("south", head + ended)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "EHC-1.toml").write_text(text, encoding="utf-8")
    books = ["--cases", str(tmp_path / "north"), "--cases", str(tmp_path / "south")]
    told = sendclock("cases", "--officer", "everyone", *books, "--as-of", "2026-09-21", "--format", "json")
    rows = {row["state"]: row["next_rule"] for row in json.loads(told.stdout)["rows"]}
    assert set(rows) == {"running", "ended"} and rows["running"] and not rows["ended"]
