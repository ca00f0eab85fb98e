"""`reassign`: who gets which cases, and that nothing else changes."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from run import sendclock
from schema import held_to_schema


def reassign(book: Path, *words: str, code: int = 0) -> dict[str, Any]:
    ran = sendclock("reassign", *words, "--cases", str(book), "--format", "json")
    assert ran.returncode == code, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    held_to_schema(answer)
    return answer


def given(answer: dict[str, Any]) -> dict[str, str]:
    return {row["case"]: row["to"] for row in answer["rows"]}


def contents(book: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted(book.glob("cases/*.toml"))}


def test_one_event_is_added_to_each_and_nothing_else_touched(team_book: Path) -> None:
    before = contents(team_book)
    words = ["--from", "okafor", "--to", "Singh", "--until", "2026-12-04", "--reason", "Leave"]
    assert given(reassign(team_book, *words)) == dict.fromkeys(("EHC-1", "EHC-2", "EHC-3"), "singh")
    after = contents(team_book)
    assert after["EHC-4"] == before["EHC-4"] and after["EHC-5"] == before["EHC-5"]
    assert all(after[ref].startswith(before[ref]) for ref in before)
    event = tomllib.loads(after["EHC-1"].decode())["event"][-1]
    assert event.pop("recorded")
    assert {name: str(value) for name, value in event.items()} == {
        "id": "e4", "type": "case-allocated", "on": "2026-11-21", "by": "okafor", "officer": "singh", "team": "north",
        "until": "2026-12-04", "note": "Leave",
    }  # fmt: skip
    assert "okafor" in sendclock("show", "EHC-1", "--cases", str(team_book), "--as-of", "2026-12-05").stdout


def test_dry_run_shows_the_same_and_writes_nothing(team_book: Path) -> None:
    before = contents(team_book)
    ran = sendclock("reassign", "--from", "okafor", "--to", "lee", "--dry-run", "--cases", str(team_book))
    assert ran.stdout.startswith(
        "Would be given to another officer: 3 cases\n\nCase: EHC-1\nSetting: Oakwood Primary\nFrom: okafor\nTo: lee\n"
        "Team: south\nOn: Saturday 21 November 2026\nEvent: e4\n"
    )
    assert "Nothing was written: --dry-run." in ran.stdout
    assert contents(team_book) == before


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        (["--from", "okafor", "--setting", "oakwood primary"], {"EHC-1", "EHC-2"}),
        (["--from", "okafor", "--case", "ehc-1", "--case", "EHC-4"], {"EHC-1"}),
        (["--team", "south"], {"EHC-4"}),
        (["--from", "nobody"], {"EHC-5"}),
        (["--setting", "Willow Bank Primary"], {"EHC-3"}),
    ],
)
def test_which_cases(team_book: Path, words: list[str], refs: set[str]) -> None:
    assert given(reassign(team_book, *words, "--to", "singh", "--dry-run")).keys() == refs


def test_by_age_on_the_day_and_a_case_without_one_is_said(team_book: Path) -> None:
    for ref, born in (("EHC-1", "2009-11-22"), ("EHC-2", "2009-11-21")):
        path = team_book / "cases" / f"{ref}.toml"
        path.write_text(path.read_text().replace("\nsetting", f"\nborn = {born}\nsetting"))
    answer = reassign(team_book, "--from", "okafor", "--ages", "0-16", "--to", "singh", "--dry-run")
    assert given(answer) == {"EHC-1": "singh"}  # 17 tomorrow; the other is 17 today
    assert answer["left"] == ["1 case left alone: without a date of birth no age is known."]


def test_a_final_plan_goes_to_the_officer_of_its_setting(team_book: Path) -> None:
    assert given(reassign(team_book, "--handover")) == {"EHC-3": "reid"}
    assert "Officer: reid\n" in sendclock("show", "EHC-3", "--cases", str(team_book)).stdout
    assert given(reassign(team_book, "--handover")) == {}


def test_each_to_the_officer_of_its_setting(team_book: Path) -> None:
    answer = reassign(team_book, "--from", "nobody", "--by-setting")
    assert given(answer) == {"EHC-2": "okafor"} and answer["rows"][0]["from"] is None
    (left,) = answer["left"]
    assert left.startswith('EHC-5: left alone. No officer is linked to "Elsewhere"')


def test_a_closed_case_is_left_alone_unless_it_is_named(team_book: Path) -> None:
    words = ["case-closed", "2026-11-20", "reason=moved-away", "--cases", str(team_book)]
    assert sendclock("record", "EHC-1", *words).returncode == 0
    answer = reassign(team_book, "--from", "okafor", "--to", "lee", "--dry-run")
    assert "EHC-1" not in given(answer)
    assert answer["left"] == ["1 closed case left alone; to include one, name it with --case."]
    assert "EHC-1" in given(reassign(team_book, "--case", "EHC-1", "--to", "lee", "--dry-run"))


def test_whoever_has_the_case_already_keeps_it(team_book: Path) -> None:
    answer = reassign(team_book, "--case", "EHC-4", "--to", "lee")
    assert (answer["rows"], answer["left"]) == ([], ["EHC-4: lee has it already."])


def test_a_file_that_cannot_be_written_is_named_and_the_rest_is_done(
    team_book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sendclock.files.disk.LOCK_SECONDS", 0.1)
    before = contents(team_book)
    lock = team_book / "cases" / ".EHC-1.toml.lock"
    lock.write_text(f"{os.getpid()}\nanother-machine\n")
    ran = sendclock("reassign", "--from", "okafor", "--to", "lee", "--cases", str(team_book), "--format", "json")
    assert ran.returncode == 5
    assert "EHC-1.toml: somebody else is writing to it" in ran.stderr
    answer = json.loads(ran.stdout)
    assert given(answer).keys() == {"EHC-2", "EHC-3"}
    assert [Path(name).stem for name in answer["refused"]] == ["EHC-1"]
    assert contents(team_book)["EHC-1"] == before["EHC-1"]


def test_a_day_before_the_newest_allocation_would_change_nothing(team_book: Path) -> None:
    before = contents(team_book)
    answer = reassign(team_book, "--case", "EHC-1", "--to", "lee", "--on", "2026-10-01", code=5)
    assert answer["rows"] == [] and contents(team_book) == before


def test_one_who_is_away_then_is_said(team_book: Path) -> None:
    ran = sendclock("reassign", "--case", "EHC-4", "--to", "okafor", "--dry-run", "--cases", str(team_book))
    assert "okafor is away then, until Friday 4 December 2026." in ran.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "okafor", "--to", "sing"], '"sing" is not an officer in sendclock.toml. Did you mean "singh"?'),
        (["--from", "okafor", "--to", "nobody"], '"nobody" is not an officer in sendclock.toml.'),
        (["--from", "okafor"], "say to whom: one of --to OFFICER, --by-setting, --handover."),
        (["--from", "okafor", "--to", "singh", "--handover"], "say to whom: one of"),
        (["--to", "singh"], "say which cases: --from OFFICER"),
        (["--by-setting"], "say which cases: --from OFFICER"),
        (["--from", "okafor", "--to", "singh", "--ages", "16-0"], "--ages 16-0: write the youngest and the oldest age"),
        (["--from", "okafor", "--to", "singh", "--until", "2026-11-01"], "--until 2026-11-01 is before 2026-11-21"),
    ],
)
def test_words_that_do_not_fit_are_refused(team_book: Path, words: list[str], said: str) -> None:
    before = contents(team_book)
    ran = sendclock("reassign", *words, "--cases", str(team_book))
    assert ran.returncode == 2
    assert said in ran.stderr
    assert contents(team_book) == before


def test_any_name_will_do_where_the_settings_list_no_officers(team_book: Path) -> None:
    (team_book / "sendclock.toml").write_text("schema = 1\n")
    assert given(reassign(team_book, "--from", "lee", "--to", "anybody")) == {"EHC-4": "anybody"}


@pytest.mark.parametrize("form", ["table", "md", "csv", "plain"])
def test_every_format(team_book: Path, form: str) -> None:
    ran = sendclock("reassign", "--from", "lee", "--to", "reid", "--cases", str(team_book), "--format", form)
    assert ran.returncode == 0 and "EHC-4" in ran.stdout and "reid" in ran.stdout


def test_due_says_how_many_are_to_be_handed_over_even_where_nothing_is_due(team_book: Path) -> None:
    words = ("due", "--cases", str(team_book), "--within", "0d", "--team", "north")
    said = "1 case is to be handed over: sendclock reassign --handover --dry-run"
    assert said in sendclock(*words, "--rule", "final-plan").stdout
    assert said in sendclock(*words, "--officer", "okafor").stdout
    other = sendclock("due", "--cases", str(team_book), "--officer", "lee").stdout
    assert "Case: EHC-4" in other and "handed over" not in other


def test_the_cases_of_a_phase_transfer_go_to_its_team_in_one_command(team_book: Path) -> None:
    """By the move expected, the year group, the tag; a child whose age is not known is said."""
    book = team_book / "cases"
    moving = 'schema = 1\nref = "{ref}"\n{head}\n[[event]]\ntype = "final-plan-sent"\non = 2025-11-06\n'
    expected = '[[event]]\ntype = "phase-transfer-expected"\non = 2026-06-01\ntransfer = "{word}"\n'
    expected += "transfer_on = 2027-09-01\n"
    given_to = '[[event]]\ntype = "case-allocated"\non = 2025-11-07\nofficer = "reid"\n'
    for ref, head, word in (
        ("EHC-11", 'born = 2016-05-01\ntags = ["LAC"]', "primary-to-secondary"),
        ("EHC-12", "born = 2015-05-01", "primary-to-secondary"),
        ("EHC-13", "", "secondary-to-post-16"),
    ):
        text = moving.format(ref=ref, head=head) + expected.format(word=word) + given_to
        (book / f"{ref}.toml").write_text(text, encoding="utf-8")
    dry = ("--to", "lee", "--dry-run")

    def chosen(*words: str) -> list[str]:
        return sorted(given(reassign(team_book, *words, *dry)))

    assert chosen("--transfer", "any") == ["EHC-11", "EHC-12", "EHC-13"]
    assert chosen("--transfer", "primary-to-secondary", "--from", "reid") == ["EHC-11", "EHC-12"]
    assert chosen("--transfer", "any", "--year-group", "6") == ["EHC-11"]
    assert chosen("--tag", "lac") == ["EHC-11"]
    assert reassign(team_book, "--year-group", "6", *dry)["left"]
    ran = sendclock("reassign", "--transfer", "primary", *dry, "--cases", str(team_book))
    assert ran.returncode == 2 and "primary-to-secondary" in ran.stderr
