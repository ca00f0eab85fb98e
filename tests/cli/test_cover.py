"""`cover`: who is away, and what is to be handed over."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from run import sendclock
from schema import held_to_schema


def test_who_is_away_and_who_covers_on_which_days(team_book: Path) -> None:
    ran = sendclock("cover", "--cases", str(team_book), "--from", "2026-11-23", "--to", "2026-12-01", "--format", "csv")
    assert ran.stdout.replace("\r\n", "\n").lstrip("\ufeff") == (
        "officer,team,from,to,kind,away_from,away_to,how,cover\n"
        "okafor,north,2026-11-23,2026-11-25,planned,2026-11-20,2026-12-04,listed,singh\n"
        "okafor,north,2026-11-26,2026-11-30,planned,2026-11-20,2026-12-04,team,reid\n"
        "singh,north,2026-11-26,2026-11-30,sudden,2026-11-26,2026-11-30,team,reid\n"
        "okafor,north,2026-12-01,2026-12-01,planned,2026-11-20,2026-12-04,listed,singh\n"
    )
    assert "Nobody is away" in sendclock("cover", "--cases", str(team_book), "--from", "2027-01-04").stdout


def test_the_hand_over_list_is_that_of_the_absence_now_or_next(team_book: Path) -> None:
    ran = sendclock("cover", "okafor", "--cases", str(team_book))
    assert ran.returncode == 0, ran.stderr
    shown = ran.stdout.split("\n\n")
    assert shown[0] == "Hand-over list of okafor, Saturday 21 November 2026 to Friday 4 December 2026."
    assert shown[1].splitlines()[1] == "2. Thursday 26 November 2026 to Monday 30 November 2026: covered by reid."
    assert shown[2] == "Cases to cover: 2"
    assert shown[3] == (
        "Case: EHC-1\nSetting: Oakwood Primary\nNext: Wednesday 25 November 2026\nWhat: On the list of EHC panel\n"
        "Covered by: singh or reid\nTell: the family and the setting"
    )
    assert "sendclock record REF contact-made whom=family how=call about=absence" in ran.stdout


def test_only_what_is_due_or_takes_place_by_then_with_who_covers_that_day(team_book: Path) -> None:
    ran = sendclock("cover", "okafor", "--cases", str(team_book), "--format", "json")
    cases = {row["case"]: row for row in json.loads(ran.stdout)["rows"]}
    items = [(i["day"], i["status"], i["rule"] or i["event"], i["cover"]) for i in cases["EHC-1"]["items"]]
    assert items == [
        ("2026-11-25", "takes-place", "panel-listed", ["singh"]),
        ("2026-11-26", "open", "decide-to-assess", ["reid"]),
    ]
    assert [i["rule"] for i in cases["EHC-2"]["items"]] == ["decide-to-assess"]  # okafor's by setting
    assert not {"EHC-4", "EHC-5"} & cases.keys()


def test_a_family_that_was_told_need_not_be_told_again(team_book: Path) -> None:
    words = ["contact-made", "2026-11-19", "whom=family", "how=call", "about=absence", "--cases", str(team_book)]
    assert sendclock("record", "EHC-1", *words).returncode == 0
    ran = sendclock("cover", "okafor", "--cases", str(team_book), "--format", "json")
    cases = {row["case"]: row for row in json.loads(ran.stdout)["rows"]}
    assert (cases["EHC-1"]["tell"], cases["EHC-2"]["tell"]) == (["setting"], ["family", "setting"])


def test_a_quiet_case_is_only_counted(team_book: Path) -> None:
    """A plan that runs, and nothing due: the review of next year makes no casework."""
    ran = sendclock("cover", "okafor", "--cases", str(team_book))
    assert "Cases to cover: 2" in ran.stdout
    assert "1 more case of okafor: nothing under way, and nothing due by then." in ran.stdout


def test_an_absence_nobody_has_put_down_yet_shows_how_it_would_be(team_book: Path) -> None:
    ran = sendclock("cover", "lee", "--cases", str(team_book), "--from", "2026-11-23", "--to", "2026-11-27")
    assert "[[absence]]" in ran.stdout and 'officer = "lee", from = 2026-11-23, to = 2026-11-27' in ran.stdout
    assert "covered by nobody" in ran.stdout
    assert "Name somebody: cover = [...] of [officers.lee] in sendclock.toml." in ran.stdout


def test_what_is_due_before_the_absence_is_the_officers_own(team_book: Path) -> None:
    ran = sendclock("cover", "lee", "--cases", str(team_book), "--from", "2026-11-30")
    assert "Day: Tuesday 24 November 2026\nStatus: open\n" in ran.stdout
    assert "Covered by: lee, before the absence" in ran.stdout


def test_a_long_absence_says_to_reassign(team_book: Path) -> None:
    settings = team_book / "sendclock.toml"
    settings.write_text(settings.read_text().replace("to = 2026-12-04\n", 'kind = "long"\n'))
    ran = sendclock("cover", "okafor", "--cases", str(team_book))
    assert "sendclock reassign --from okafor --to OFFICER --until DATE --dry-run" in ran.stdout


@pytest.mark.parametrize("words", [[], ["okafor"], ["lee"]])
def test_the_json_fits_the_schema(team_book: Path, words: list[str]) -> None:
    ran = sendclock("cover", *words, "--cases", str(team_book), "--format", "json")
    held_to_schema(json.loads(ran.stdout))


@pytest.mark.parametrize("form", ["table", "md", "csv"])
def test_every_format(team_book: Path, form: str) -> None:
    for words in ([], ["okafor"]):
        ran = sendclock("cover", *words, "--cases", str(team_book), "--format", form)
        assert ran.returncode == 0 and "singh" in ran.stdout


def test_words_that_do_not_fit(team_book: Path) -> None:
    ran = sendclock("cover", "okafr", "--cases", str(team_book))
    assert (ran.returncode, ran.stderr) == (2, '"okafr" is not an officer in sendclock.toml. Did you mean "okafor"?\n')
    assert sendclock("cover", "--cases", str(team_book), "--from", "today", "--to", "2026-11-01").returncode == 2


def test_without_officers_in_the_settings(team_book: Path) -> None:
    (team_book / "sendclock.toml").write_text("schema = 1\n")
    assert "names no officers" in sendclock("cover", "--cases", str(team_book)).stdout
    ran = sendclock("cover", "okafor", "--cases", str(team_book))
    assert "Cases to cover: 1\n" in ran.stdout and "covered by nobody" in ran.stdout


def test_a_broken_file_is_named_and_the_rest_answered(team_book: Path) -> None:
    (team_book / "cases" / "EHC-9.toml").write_text("schema = 1\nref = \n")
    ran = sendclock("cover", "okafor", "--cases", str(team_book))
    assert ran.returncode == 3
    assert "EHC-9.toml:2:" in ran.stderr and "Cases to cover: 2" in ran.stdout


def test_who_has_not_begun_or_has_left_is_one_row_and_a_weekend_parts_none(team_book: Path) -> None:
    settings = team_book / "sendclock.toml"
    settings.write_text(
        settings.read_text()
        + '[officers.new]\nfrom = 2026-12-07\nteam = "north"\n[officers.old]\nuntil = 2026-11-20\nteam = "north"\n'
    )
    asked = ["cover", "--from", "2026-11-23", "--to", "2026-12-11", "--cases", str(team_book)]
    ran = sendclock(*asked, "--format", "json")
    rows = [row for row in json.loads(ran.stdout)["rows"] if row["officer"] in ("new", "old")]
    spells: dict[str, list[tuple[str, str, str, tuple[str, ...]]]] = {}
    for row in rows:
        spells.setdefault(row["officer"], []).append((row["from"], row["to"], row["kind"], tuple(row["cover"])))
    assert spells["new"][0][0] == "2026-11-23" and spells["new"][-1][1] == "2026-12-04"
    assert {spell[2] for spell in spells["new"]} == {"not-begun"} and {spell[2] for spell in spells["old"]} == {"left"}
    covers = [spell[3] for spell in spells["old"]]
    assert all(one != two for one, two in pairwise(covers)), "a new row only for a new cover"
    said = sendclock(*asked, "--plain").stdout
    assert "not in post until Mon 7 Dec 2026" in said and "left: not in post from Sat 21 Nov 2026" in said
