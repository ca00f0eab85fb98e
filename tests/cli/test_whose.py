"""Whose list `due` shows, what it says of those who are away, and whose case is whose."""

from __future__ import annotations

import csv
import getpass
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from run import later, sendclock
from sendclock.say.row import SHEET


def due(book: Path, *words: str, **environment: str) -> dict[str, dict[str, Any]]:
    """The rows of `due --rule decide-to-assess`, by case."""
    asked = ("--cases", str(book), "--rule", "decide-to-assess", "--within", "4w", "--format", "json")
    ran = sendclock("due", *asked, *words, **environment)
    assert ran.returncode == 0, ran.stderr
    return {row["case"]: row for row in json.loads(ran.stdout)["rows"]}


def test_without_a_word_it_is_everybodys_list(team_book: Path) -> None:
    ran = sendclock("due", "--cases", str(team_book), "--rule", "decide-to-assess")
    assert ran.stdout.count("Case: ") == 4
    assert "list, because" not in ran.stdout + ran.stderr


def test_who_asks_has_their_own_list_and_those_they_cover(team_book: Path) -> None:
    assert due(team_book, SENDCLOCK_OFFICER="lee").keys() == {"EHC-4"}
    assert due(team_book, SENDCLOCK_OFFICER="Singh").keys() == {"EHC-1", "EHC-2"}
    assert due(team_book, "--officer", "lee", SENDCLOCK_OFFICER="singh").keys() == {"EHC-4"}


def test_it_says_whose_list_it_is_and_how_to_see_the_others(team_book: Path) -> None:
    said = "lee's list, because SENDCLOCK_OFFICER says so. Everybody's: --officer everyone"
    words = ["due", "--cases", str(team_book)]
    for form in ("plain", "table", "lines", "md"):
        ran = sendclock(*words, "--format", form, SENDCLOCK_OFFICER="lee")
        assert f"{said}\n" in ran.stdout.replace("\\", "")
    for form in ("csv", "json"):
        ran = sendclock(*words, "--format", form, SENDCLOCK_OFFICER="lee")
        assert said in ran.stderr and said not in ran.stdout


def test_everyone_is_everybody_whoever_asks_and_a_team_wins_over_me(team_book: Path) -> None:
    everybody = {"EHC-1", "EHC-2", "EHC-4", "EHC-5"}
    assert due(team_book, "--officer", "everyone", SENDCLOCK_OFFICER="lee").keys() == everybody
    assert due(team_book, SENDCLOCK_OFFICER="everyone").keys() == everybody
    assert due(team_book, "--team", "north", SENDCLOCK_OFFICER="lee").keys() == {"EHC-1", "EHC-2"}


def test_whoever_leads_a_team_has_the_list_of_the_team(team_book: Path) -> None:
    assert due(team_book, SENDCLOCK_OFFICER="hughes").keys() == {"EHC-1", "EHC-2"}
    ran = sendclock("due", "--cases", str(team_book), SENDCLOCK_OFFICER="hughes")
    assert ran.stdout.partition("\n\n")[2].startswith(
        "The list of north, which hughes leads, because SENDCLOCK_OFFICER says so."
    )


def test_an_officer_who_leads_a_team_has_their_own_list_and_is_told_of_the_other(team_book: Path) -> None:
    settings = team_book / "sendclock.toml"
    settings.write_text(settings.read_text().replace("[teams.south]", '[teams.south]\nlead = "lee"'))
    ran = sendclock("due", "--cases", str(team_book), SENDCLOCK_OFFICER="lee")
    assert ran.stdout.partition("\n\n")[2].startswith(
        "lee's list, because SENDCLOCK_OFFICER says so. Everybody's: --officer everyone; the team's: --team south\n"
    )


def test_the_login_name_says_who_asks(team_book: Path) -> None:
    settings = team_book / "sendclock.toml"
    settings.write_text(settings.read_text().replace('logins = ["kokafor"]', f'logins = ["{getpass.getuser()}"]'))
    assert due(team_book).keys() == {"EHC-1", "EHC-2"}
    ran = sendclock("due", "--cases", str(team_book))
    assert ran.stdout.partition("\n\n")[2].startswith(
        f'okafor\'s list, because you are logged in as "{getpass.getuser()}".'
    )


def test_a_name_nobody_has_is_said_even_from_the_environment(team_book: Path) -> None:
    ran = sendclock("due", "--cases", str(team_book), SENDCLOCK_OFFICER="okafr")
    assert ran.returncode == 2 and ran.stdout == ""
    assert 'No officer "okafr" is known' in ran.stderr and 'Did you mean "okafor"?' in ran.stderr


def test_a_covered_row_keeps_its_owner_and_names_who_covers(team_book: Path) -> None:
    row = due(team_book, "--officer", "singh")["EHC-1"]
    assert (row["officer"], row["cover"], row["by_setting"]) == ("okafor", ["singh"], False)
    assert due(team_book)["EHC-4"]["cover"] == []
    words = ["due", "--cases", str(team_book), "--rule", "decide-to-assess", "--officer"]
    assert "Note: covering okafor until Fri 4 Dec 2026" in sendclock(*words, "singh").stdout
    assert "Note: covered by singh until Fri 4 Dec 2026" in sendclock(*words, "okafor").stdout
    other = sendclock(*words, "lee").stdout
    assert "Case: EHC-4" in other and "covering" not in other


def test_the_cover_is_that_of_the_day_asked_about(team_book: Path) -> None:
    assert due(team_book, "--as-of", "2026-11-27")["EHC-1"]["cover"] == ["reid"]  # singh is away as well
    assert due(team_book, "--as-of", "2026-11-19")["EHC-1"]["cover"] == []
    assert "EHC-1" in due(team_book, "--as-of", "2026-11-27", "--officer", "reid")


def test_a_case_given_to_nobody_is_that_of_its_settings_officer(team_book: Path) -> None:
    row = due(team_book, "--officer", "okafor")["EHC-2"]
    assert (row["officer"], row["team"], row["by_setting"]) == ("okafor", "north", True)
    assert due(team_book, "--officer", "nobody").keys() == {"EHC-5"}
    ran = sendclock("due", "--cases", str(team_book), "--officer", "okafor")
    assert "covered by singh until Fri 4 Dec 2026; by setting" in ran.stdout


def test_cases_given_to_nobody_are_counted_at_the_end_of_everybodys_list(team_book: Path) -> None:
    line = f"1 of these cases is given to nobody: sendclock due --cases {team_book.as_posix()} --officer nobody"
    everybody = sendclock("due", "--cases", str(team_book)).stdout
    assert everybody.split("\n\n")[-3] == line
    for officer in ("lee", "nobody"):
        assert line not in sendclock("due", "--cases", str(team_book), "--officer", officer).stdout


def test_csv_has_who_covers_and_the_setting_after_the_columns_of_version_1(team_book: Path) -> None:
    ran = sendclock("due", "--cases", str(team_book), "--format", "csv", "--rule", "decide-to-assess")
    lines = {line["case"]: line for line in csv.DictReader(ran.stdout.removeprefix("\ufeff").splitlines())}
    assert (lines["EHC-1"]["cover"], lines["EHC-4"]["cover"]) == ("singh", "")
    assert ",pack,cover,setting" in ran.stdout.splitlines()[0]


def test_the_spreadsheet_has_who_covers_after_the_columns_of_version_1(team_book: Path) -> None:
    out = team_book / "out.xlsx"
    sendclock("export", "xlsx", "--cases", str(team_book), "--out", str(out))
    head, *lines = openpyxl.load_workbook(out)["Deadlines"].iter_rows(values_only=True)
    cover = head.index("Covered by")
    assert cover == len(SHEET)
    assert {line[0]: line[cover] for line in lines} == {
        "EHC-1": "singh", "EHC-2": "singh", "EHC-3": "singh", "EHC-4": None, "EHC-5": None,
    }  # fmt: skip


def test_show_says_who_covers_and_to_whom_the_case_should_go(team_book: Path) -> None:
    shown = [sendclock("show", ref, "--cases", str(team_book)).stdout for ref in ("EHC-1", "EHC-2", "EHC-3", "EHC-5")]
    away = "away until Friday 4 December 2026, covered by singh"
    assert f"Officer: okafor ({away})" in shown[0]
    assert f"Officer: okafor (by setting, Oakwood Primary: nobody was given the case; {away})" in shown[1]
    assert f"Officer: okafor ({away}; to hand over to reid: the plan is final)" in shown[2]
    assert "Officer: nobody" in shown[3]


def test_check_names_an_officer_the_settings_do_not_list(team_book: Path) -> None:
    path = team_book / "cases" / "EHC-4.toml"
    path.write_text(path.read_text().replace('"lee"', '"leee"'))
    ran = sendclock("check", "--cases", str(team_book))
    assert ran.returncode == 0
    assert 'EHC-4.toml:9: "leee" is not an officer in sendclock.toml. Did you mean "lee"?' in ran.stdout


def test_a_case_of_one_who_has_left_is_covered_and_named_until_somebody_has_it(tmp_path: Path) -> None:
    settings = 'schema = 1\n[teams.south]\n[officers.brown]\nteam = "south"\nuntil = 2026-10-31\n'
    settings += '[officers.reid]\nteam = "south"\n'
    (tmp_path / "cases").mkdir()
    (tmp_path / "sendclock.toml").write_text(settings, encoding="utf-8")
    for ref in ("B-1", "B-2"):
        assert sendclock("new", ref, "request", "2026-10-20", "--officer", "brown", cwd=tmp_path).returncode == 0
    assert sendclock("record", "B-2", "case-closed", "2026-11-02", "reason=other", cwd=tmp_path).returncode == 0
    said = "B-1.toml:11: brown left on 2026-10-31, and the case goes on."
    checked = sendclock("check", cwd=tmp_path)
    assert said in checked.stdout and "B-2" not in checked.stdout
    assert "left on" not in sendclock("check", "--as-of", "2026-10-31", cwd=tmp_path).stdout
    assert "covering brown, who has left" in sendclock("due", "--officer", "reid", cwd=tmp_path).stdout
    assert "Officer: brown (has left, covered by reid)" in sendclock("show", "B-1", cwd=tmp_path).stdout
    handed = sendclock("cover", "brown", cwd=tmp_path).stdout
    assert "brown has left. Give the cases to others: sendclock reassign --from brown" in handed
    assert "is away, and who covers" not in handed
    assert sendclock("new", "B-3", "request", "2026-10-20", "--officer", "reid", cwd=tmp_path).returncode == 0
    given = sendclock("reassign", "--case", "B-3", "--to", "brown", "--dry-run", cwd=tmp_path)
    assert "brown has left: others cover the case." in given.stderr


def test_a_team_that_is_not_in_the_settings_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "sendclock.toml").write_text("schema = 1\n[teams.north]\n", encoding="utf-8")
    slip = sendclock("new", "TEAM-nroth", "--team", "nroth", cwd=tmp_path)
    assert slip.returncode == 5 and 'Did you mean "north"?' in slip.stderr
    assert sendclock("new", "TEAM-north", "--team", "North", cwd=tmp_path).returncode == 0
    assert sendclock("new", "TEAM-west", "--team", "west", "--anyway", cwd=tmp_path).returncode == 0


def test_the_index_gives_the_same_answer_on_every_day(team_book: Path, tmp_path: Path) -> None:
    """An absence begins and ends, a birthday changes the officer of the setting: nothing of it is kept too long."""
    settings = (team_book / "sendclock.toml").read_text()
    (team_book / "sendclock.toml").write_text(
        settings.replace('settings = ["Oakwood Primary"]', 'settings = ["All-through"]').replace(
            '[officers.singh]\nteam = "north"',
            '[officers.singh]\nteam = "north"\nages = [17, 25]\nsettings = ["All-through"]',
        )
    )
    path = team_book / "cases" / "EHC-2.toml"
    path.write_text(path.read_text().replace('"Oakwood Primary"', '"All-through"\nborn = 2009-11-25'))
    cache = str(tmp_path / "cache")
    owners = []
    for day in ("2026-11-21", "2026-11-21", "2026-11-24", "2026-11-25", "2026-11-27", "2026-12-05", "2026-11-21"):
        words = ("--as-of", day, "--within", "6w")
        with later():
            kept = due(team_book, *words, SENDCLOCK_CACHE=cache)
        assert kept == due(team_book, *words, "--no-index", SENDCLOCK_CACHE=cache)
        owners.append((kept["EHC-2"]["officer"], kept["EHC-1"]["cover"]))
    assert owners == [
        ("okafor", ["singh"]), ("okafor", ["singh"]), ("okafor", ["singh"]), ("singh", ["singh"]),
        ("singh", ["reid"]), ("singh", []), ("okafor", ["singh"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "due", "due --steps", "due --remind", "cases", "changed", "check", "report weekly", "export csv",
        "export ics", "export cases", "reassign --to singh --dry-run",
    ],
)  # fmt: skip
def test_an_officer_nobody_knows_is_an_error_everywhere(team_book: Path, words: str) -> None:
    option = "--from" if words.startswith("reassign") else "--officer"
    ran = sendclock(*words.split(), option, "okafr", "--cases", str(team_book))
    assert ran.returncode == 2 and 'No officer "okafr" is known' in ran.stderr
    ran = sendclock(*words.split(), "--team", "nroth", "--cases", str(team_book))
    assert ran.returncode == 2 and 'No team "nroth" is known' in ran.stderr
