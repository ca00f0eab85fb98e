"""Officers and settings from a sheet, as lines at the end of the settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from run import sendclock

SETTINGS = b'# ours\nschema = 1\r\nauthority = "X"\n[officers.okafor]\nsettings = ["Oak Primary"]'
SHEET = """Name,Team,School,Ages,Days,Start date,Shoe size
Priya Singh,North,Elm School; Ash School,0-11,Mon-Wed,01/09/2026,5
Priya Singh,,"St Mary's, Newtown",,,,
okafor,,Oak Primary,,,,
Lee,West,oak primary,,,,
Reid,,,old,Mon-Xday,31/02/2026,
,North,Lime,,,,
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "sendclock.toml").write_bytes(SETTINGS)
    (tmp_path / "officers.csv").write_text(SHEET, encoding="utf-8")
    return tmp_path


def roster(book: Path, *words: str) -> tuple[int, dict[str, Any]]:
    ran = sendclock("roster", *words, "--cases", str(book / "cases"), "--format", "json")
    return ran.returncode, json.loads(ran.stdout)


def states(told: dict[str, Any]) -> dict[str, str]:
    return {row["officer"]: row["state"] for row in told["rows"]}


def test_a_sheet_is_looked_at_first_and_what_is_not_understood_is_named(book: Path) -> None:
    code, told = roster(book, str(book / "officers.csv"))
    assert code == 3
    assert states(told) == {"priya-singh": "new", "okafor": "there", "lee": "left-out", "reid": "left-out"}
    lee = next(row for row in told["rows"] if row["officer"] == "lee")
    assert "given to okafor already" in lee["why"]
    assert told["not_understood"] == [
        'row 6: ages: "old" is not a span of ages such as 0-11 or 16+.',
        'row 6: days: "Mon-Xday" is no day of the week. Write Mon, Tue, Wed.',
        'row 6: from: "31/02/2026" is not a day. Write 2026-09-01 or 01/09/2026.',
        "row 7: no officer is named. Nothing of it is taken.",
        "Columns not read: Shoe size.",
    ]
    assert (book / "sendclock.toml").read_bytes() == SETTINGS, "nothing is written without --write"


def test_what_is_added_stands_below_every_byte_that_was_there(book: Path) -> None:
    assert roster(book, str(book / "officers.csv"), "--write")[0] == 3
    now = (book / "sendclock.toml").read_bytes()
    assert now.startswith(SETTINGS)
    added = now[len(SETTINGS) :].decode().replace("\r\n", "\n")
    assert (
        added
        == """

[teams.North]

[officers.priya-singh]
title = "Priya Singh"
team = "North"
ages = [0, 11]
days = ["mon", "tue", "wed"]
from = 2026-09-01
settings = ["Elm School", "Ash School", "St Mary's, Newtown"]
"""
    )
    code, told = roster(book)
    assert (code, states(told)) == (0, {"okafor": "there", "priya-singh": "there"})
    again = roster(book, str(book / "officers.csv"), "--write")[1]
    assert states(again)["priya-singh"] == "there" and (book / "sendclock.toml").read_bytes() == now


def test_what_an_officer_of_the_settings_lacks_is_said_and_not_written(book: Path) -> None:
    (book / "officers.csv").write_text("School;Case officer;Team\nRowan;okafor;South\n", encoding="utf-8")
    code, told = roster(book, str(book / "officers.csv"), "--write")
    (row,) = told["rows"]
    assert (code, row["state"], row["rows"]) == (3, "left-out", [2])
    assert "without this: team: South; settings: Rowan. Change [officers.okafor] there." in row["why"]
    assert (book / "sendclock.toml").read_bytes() == SETTINGS


def test_a_workbook_and_two_halves_of_a_job(book: Path) -> None:
    import openpyxl

    sheet = openpyxl.Workbook()
    assert sheet.active is not None
    for row in (("Officer", "Days", "Job share"), ("lee", "Mon, Tue", "shah"), ("shah", "Wed to Fri", "lee")):
        sheet.active.append(row)
    sheet.save(book / "officers.xlsx")
    assert roster(book, str(book / "officers.xlsx"), "--write")[0] == 0
    rows = {row["officer"]: row for row in roster(book)[1]["rows"]}
    assert rows["lee"]["share"] == "shah" and rows["shah"]["days"] == ["wed", "thu", "fri"]
