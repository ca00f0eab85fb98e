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


def changed_pack(tmp_path: Path, count: str) -> Path:
    """A later version of week 20: `count` weeks for requests received from 1 November 2026."""
    text = (ROOT / "src/sendclock/law/england/assessment.toml").read_text(encoding="utf-8")
    head, *rules = text.split("[[rule]]\n")
    old = next(rule for rule in rules if rule.startswith('id = "final-plan"\n'))
    ended = old.replace("in_force_from = 2014-09-01", "in_force_from = 2014-09-01\nin_force_to = 2026-10-31")
    later = old.replace("in_force_from = 2014-09-01", "in_force_from = 2026-11-01").replace(
        "count = 20", f"count = {count}"
    )
    assert ended != old != later
    path = tmp_path / "assessment.toml"
    path.write_text(
        head + "".join(f"[[rule]]\n{rule}" for rule in (*rules, later)).replace(old, ended), encoding="utf-8"
    )
    return path


def test_a_change_of_law_moves_only_the_cases_started_after_it(
    book: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    second = (
        CASE.replace('"EHC-1"', '"EHC-2"')
        .replace("2026-10-12\n", "2026-11-09\n")
        .replace("on = 2026-10-05", "on = 2026-11-02")
    )
    (book / "cases" / "EHC-2.toml").write_text(second, encoding="utf-8")
    pack = changed_pack(tmp_path_factory.mktemp("new"), "18")
    ran = sendclock("rules", "diff", "shipped", str(pack), "--cases", str(book), "--format", "json")
    assert ran.returncode == 0, ran.stderr
    (row,) = json.loads(ran.stdout)["rows"]
    assert (row["case"], row["rule"], row["was"], row["due"]) == ("EHC-2", "final-plan", "2027-03-22", "2027-03-08")
    back = sendclock("rules", "diff", str(pack), "shipped", "--cases", str(book))
    assert "Was: Monday 8 March 2027" in back.stdout and "Becomes: Monday 22 March 2027" in back.stdout
    same = sendclock("rules", "diff", "shipped", "shipped", "--cases", str(book))
    assert "No live date would change." in same.stdout


def test_a_pack_that_is_not_there_or_is_bad_is_named(book: Path) -> None:
    for new in ("nowhere.toml", str(book / "cases")):
        ran = sendclock("rules", "diff", "shipped", new, "--cases", str(book))
        assert ran.returncode == 4
        assert "Traceback" not in ran.stderr


LOCAL = """schema = 1
pack = "ours"
title = "Our own promises"

[[rule]]
id = "ours-reply"
group = "local"
label = "Our reply"
title = "Answer within five working days"
who = "local authority"
tier = "local"
kind = "deadline"
cite = "Service standard 2026, page 2"
in_force_from = 2026-01-01
confidence = "secondary"
starts_on = ["enquiry-received"]
direction = "after"
count = 5
unit = "working-day"
calendar = "england"
per_party = true
repeats = "each"
met_by = ["enquiry-answered"]
"""


def test_an_authoritys_own_pack_counts_beside_the_law(book: Path) -> None:
    (book / "packs").mkdir()
    (book / "packs" / "ours.toml").write_text(LOCAL, encoding="utf-8")
    asked = sendclock("record", "EHC-1", "enquiry-received", "2026-11-20", "party=E-1", "--cases", str(book))
    assert "Due: Friday 27 November 2026" in asked.stdout, asked.stderr
    answer = json.loads(sendclock("due", "--cases", str(book), "--tier", "local", "--format", "json").stdout)
    assert [(row["rule"], row["pack"], row["due"]) for row in answer["rows"]] == [("ours-reply", "ours", "2026-11-27")]
    assert "ours" in answer["packs"]


def test_an_own_pack_cannot_take_the_place_of_the_law(book: Path) -> None:
    (book / "packs").mkdir()
    path = book / "packs" / "ours.toml"
    for wrong, said in (
        (LOCAL.replace('"ours-reply"', '"final-plan"'), 'Begin its id with "ours-"'),
        (LOCAL.replace('tier = "local"', 'tier = "statutory"'), 'write tier = "local"'),
        (LOCAL.replace('"enquiry-received"', '"enquiry-recieved"'), 'Did you mean "enquiry-received"?'),
    ):
        path.write_text(wrong, encoding="utf-8")
        ran = sendclock("due", "--cases", str(book))
        assert ran.returncode == 3, "the law is answered"
        assert "ours.toml:" in ran.stderr and said in ran.stderr and ran.stdout
