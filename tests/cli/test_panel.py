"""`sendclock panel`: the agenda, the panels at a glance, the days on which they meet."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from run import sendclock
from schema import held_to_schema

SETTINGS = """schema = 1
authority = "Exampleshire County Council"

[calendars.county]
title = "County schools"
terms = [{ name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 }]

[panels.assessment]
title = "EHC assessment panel"
weekday = "wednesday"
first = 2026-09-09
at = "10:00"
papers = "4wd"
papers_at = "12:00"
about = ["assess", "plan"]
skipped = [{ on = 2026-12-23, why = "Christmas week" }]
added = [2026-12-18]
decision = "2wd"
fallback = "circulate to the members outside the meeting"

[panels.rap]
title = "Resource Allocation Panel"
weekday = "tuesday"
first = 2026-09-15
every = 2
calendar = "county"
term_time = true
papers = "1w"
about = ["placement"]
"""
ASKED = 'type = "assessment-requested"\non = {day}'
OKAFOR = 'type = "case-allocated"\non = 2026-11-02\nofficer = "okafor"\nteam = "north"'
SINGH = 'type = "case-allocated"\non = 2026-11-02\nofficer = "singh"\nteam = "south"'
LISTED = 'type = "panel-listed"\non = 2026-11-18\npanel = "EHC assessment panel"\nmeeting = 2026-11-25\nby = "reid"'
DEFERRED = (
    'type = "panel-decided"\non = 2026-11-11\npanel = "EHC assessment panel"\noutcome = "defer"\nabout = "assess"'
)
AGREED = 'type = "panel-decided"\non = 2026-11-18\npanel = "ehc assessment PANEL"\noutcome = "agree"\nabout = "assess"'


def case(book: Path, ref: str, *events: str) -> None:
    text = f'schema = 1\nref = "{ref}"\n' + "".join(f"\n[[event]]\n{event}\n" for event in events)
    (book / "cases" / f"{ref}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """One case for each place of an agenda, and one that is nowhere on it."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "sendclock.toml").write_text(SETTINGS, encoding="utf-8")
    case(tmp_path, "EHC-1", ASKED.format(day="2026-10-05"), OKAFOR)
    case(tmp_path, "EHC-2", ASKED.format(day="2026-10-12"), SINGH, LISTED)
    case(tmp_path, "EHC-3", ASKED.format(day="2026-10-19"), OKAFOR)
    case(tmp_path, "EHC-4", ASKED.format(day="2026-10-26"), OKAFOR, DEFERRED)
    case(tmp_path, "EHC-5", ASKED.format(day="2026-11-02"), LISTED)
    case(tmp_path, "EHC-6", ASKED.format(day="2026-10-26"), AGREED)
    case(tmp_path, "EHC-7", ASKED.format(day="2026-11-16"))
    return tmp_path


def agenda(book: Path, *words: str) -> dict[str, Any]:
    ran = sendclock("panel", "assessment", "--cases", str(book), "--format", "json", *words)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


AGENDA = """EHC assessment panel: Wednesday 25 November 2026, 10:00

Meeting: in 4 days
Papers in by: Thursday 19 November 2026, 12:00 (passed 2 days ago)
Decision told by: Friday 27 November 2026 (usually)
Meeting after this: Wednesday 2 December 2026; papers in by Thursday 26 November 2026
Asked: whether to assess; whether to make a plan

Cannot wait for this panel: 1

Case: EHC-2
Limit: Week 6: Monday 23 November 2026
Left: in 2 days
Asked: whether to assess
Officer: singh
Listed: listed by reid
Week 6: Monday 23 November 2026
Week 16: Monday 1 February 2027
Week 20: Monday 1 March 2027
Note: Week 6 is Monday 23 November 2026, before this panel: circulate to the members outside the meeting; safe by Sun 22 Nov 2026

"""  # noqa: E501  an answer as it is printed


def test_the_law_comes_first_and_then_the_other_way(book: Path) -> None:
    ran = sendclock("panel", "assessment", "--cases", str(book), "--officer", "singh")
    assert ran.returncode == 0
    assert ran.stdout.startswith(AGENDA)
    assert "7 cases read, 0 unreadable" in ran.stdout


def test_every_case_stands_in_its_place(book: Path) -> None:
    rows = agenda(book)["rows"]
    assert [(row["case"], row["place"]) for row in rows] == [
        ("EHC-1", "too-late"), ("EHC-2", "too-late"), ("EHC-3", "needed"), ("EHC-4", "back"), ("EHC-5", "listed"),
        ("EHC-6", "heard"),
    ]  # fmt: skip
    late, _, needed, back, listed, heard = rows
    assert late["note"] == "Week 6 was Mon 16 Nov 2026, 5 days ago: circulate to the members outside the meeting"
    assert (late["route"], late["days_left"]) == ("circulate to the members outside the meeting", -5)
    assert (needed["route"], needed["listed_for"]) == (None, None)
    assert needed["note"].startswith("papers closed on Thu 19 Nov 2026; ")
    assert (needed["week_6"], needed["week_16"], needed["week_20"]) == ("2026-11-30", "2027-02-08", "2027-03-08")
    assert back["note"].startswith("deferred on Wed 11 Nov 2026, 10 days ago; the clock of the law keeps running")
    assert (listed["listed_for"], listed["listed_by"], listed["officer"]) == ("2026-11-25", "reid", None)
    assert (heard["heard_on"], heard["heard_outcome"]) == ("2026-11-18", "agree")


def test_a_limit_after_the_meeting_but_before_its_decision_can_be_told(book: Path) -> None:
    case(book, "EHC-8", ASKED.format(day="2026-10-15"))
    (row,) = [row for row in agenda(book)["rows"] if row["case"] == "EHC-8"]
    told = "this panel's decision is usually told only by Fri 27 Nov 2026"
    assert row["note"].startswith(f"Week 6 is Thu 26 Nov 2026, and {told}: circulate to the members")


def test_without_a_fallback_in_the_settings_the_answer_is_still_the_law(book: Path) -> None:
    settings = "\n".join(line for line in SETTINGS.split("\n") if not line.startswith("fallback"))
    (book / "sendclock.toml").write_text(settings, encoding="utf-8")
    assert agenda(book)["rows"][1]["note"].startswith(
        "Week 6 is Mon 23 Nov 2026, before this panel: decide outside the meeting"
    )


def test_the_meeting_of_a_day(book: Path) -> None:
    later = agenda(book, "--on", "2/12/2026")
    assert (later["meeting"]["day"], later["meeting"]["papers_passed"]) == ("2026-12-02", False)
    assert [row["case"] for row in later["rows"] if row["place"] == "too-late"] == ["EHC-1", "EHC-3"]
    assert [other["case"] for other in later["elsewhere"]] == ["EHC-2"], "it is listed for 25 November"
    today = agenda(book, "--as-of", "2026-11-25")
    assert today["meeting"]["day"] == "2026-11-25", "on the day itself, it is that meeting"
    past = sendclock("panel", "assessment", "--cases", str(book), "--on", "2026-11-18")
    assert "give the day as well: --as-of 2026-11-18" in past.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["assessment", "--on", "2026-11-24"],
            "Tuesday 24 November 2026 is no meeting of the EHC assessment panel. Nearest: Wednesday 18 November 2026 "
            "before and Wednesday 25 November 2026 after.",
        ),
        (
            ["assessment", "--on", "2026-12-23"],
            "Wednesday 23 December 2026 is no meeting of the EHC assessment panel (Christmas week). Nearest: Friday "
            "18 December 2026 before and Wednesday 30 December 2026 after.",
        ),
        (["asessment"], '"asessment" is not a panel. Did you mean "assessment"? Known: assessment, rap.'),
        (["--on", "2026-11-25"], "--on goes with one panel: sendclock panel NAME --on DATE."),
        (["rap", "--to", "2026-12-31"], "--from and --to go with --calendar."),
        (
            ["--calendar", "--from", "2026-12-31", "--to", "2026-12-01"],
            "--to (Tuesday 1 December 2026) is before --from (Thursday 31 December 2026).",
        ),
    ],
)
def test_wrong_usage(book: Path, words: list[str], message: str) -> None:
    ran = sendclock("panel", *words, "--cases", str(book))
    assert (ran.returncode, ran.stderr, ran.stdout) == (2, message + "\n", "")


def test_a_panel_by_its_title(book: Path) -> None:
    ran = sendclock("panel", "ehc ASSESSMENT panel", "--cases", str(book))
    assert ran.stdout.startswith("EHC assessment panel: Wednesday 25 November 2026")


def test_every_panel_at_a_glance(book: Path) -> None:
    ran = sendclock("panel", "--cases", str(book))
    assert ran.returncode == 0
    assert ran.stdout.startswith(
        "Panels\n\nPanel: EHC assessment panel\nName: assessment\nNext meeting: Wednesday 25 November 2026, 10:00\n"
        "Papers in by: Thursday 19 November 2026, 12:00 (passed 2 days ago)\nCannot wait: 2\nNeed it: 1\n"
        "Meeting after: Wednesday 2 December 2026\n\nPanel: Resource Allocation Panel\nName: rap\n"
        "Next meeting: Tuesday 24 November 2026\n"
    )


def test_no_panels_says_how_to_add_one(book: Path) -> None:
    (book / "sendclock.toml").write_text('schema = 1\nauthority = "X"\n', encoding="utf-8")
    ran = sendclock("panel", "--cases", str(book))
    assert ran.returncode == 4
    assert "there is no panel in the settings. Add one, such as:\n\n[panels.assessment]\n" in ran.stderr
    sample = ran.stderr.partition("such as:\n\n")[2]
    (book / "sendclock.toml").write_text(f'schema = 1\nauthority = "X"\n\n{sample}', encoding="utf-8")
    assert sendclock("panel", "--cases", str(book)).returncode == 0, "the sample works as it stands"


def test_the_days_on_which_it_meets_and_does_not(book: Path) -> None:
    words = ["--calendar", "--cases", str(book), "--from", "2026-12-16", "--to", "2027-01-06"]
    ran = sendclock("panel", "assessment", *words, "--format", "csv")
    rows = list(csv.DictReader(ran.stdout.removeprefix("\ufeff").splitlines()))
    assert [(row["day"], row["papers_by"], row["added"], row["why_not"]) for row in rows] == [
        ("2026-12-16", "2026-12-10", "no", ""),
        ("2026-12-18", "2026-12-14", "yes", ""),
        ("2026-12-23", "", "no", "Christmas week"),
        ("2026-12-30", "2026-12-22", "no", ""),
        ("2027-01-06", "2026-12-30", "no", ""),
    ]
    both = sendclock("panel", *words)
    assert "EHC assessment panel, Wednesday 16 December 2026 to Wednesday 6 January 2027: 4 meetings" in both.stdout
    assert "Meeting: Tuesday 22 December 2026" in both.stdout
    assert "does not meet: no terms are known" in both.stdout, "no term is known after 18 December"


def test_an_added_day_that_is_a_meeting_already(book: Path) -> None:
    text = SETTINGS.replace("added = [2026-12-18]", "added = [2026-12-16]")
    (book / "sendclock.toml").write_text(text, encoding="utf-8")
    ran = sendclock("panel", "--cases", str(book))
    assert ran.returncode == 4
    line = text.split("\n").index("added = [2026-12-16]") + 1
    assert f"sendclock.toml:{line}: 2026-12-16 is a meeting already. Take it out of the days added." in ran.stderr


def test_a_file_that_cannot_be_read_is_named_and_the_rest_answered(book: Path) -> None:
    case(book, "EHC-9", 'type = "assessment-requested"\non = "12/10/2026"')
    for words in (["assessment"], []):
        ran = sendclock("panel", *words, "--cases", str(book))
        assert ran.returncode == 3
        assert "EHC-9.toml:6:" in ran.stderr
        assert "7 cases read, 1 unreadable" in ran.stdout


def test_a_panel_that_only_case_files_know_is_named(book: Path) -> None:
    case(book, "EHC-8", ASKED.format(day="2026-11-02"), LISTED.replace("EHC assessment", "EHC asessment"))
    ran = sendclock("panel", "--cases", str(book))
    assert ran.returncode == 0
    hint = 'Did you mean "EHC assessment panel"?'
    assert ran.stderr == f'1 case named "EHC asessment panel", which is no panel in the settings. {hint}\n'


def test_filters(book: Path) -> None:
    assert [row["case"] for row in agenda(book, "--officer", "OKAFOR")["rows"]] == ["EHC-1", "EHC-3", "EHC-4"]
    assert [row["case"] for row in agenda(book, "--team", "south")["rows"]] == ["EHC-2"]
    assert [row["case"] for row in agenda(book, "--officer", "nobody")["rows"]] == ["EHC-5", "EHC-6"]


@pytest.mark.parametrize("words", [[], ["assessment"], ["rap"], ["--calendar"], ["rap", "--calendar"]], ids=" ".join)
def test_every_answer_fits_the_schema(book: Path, words: list[str]) -> None:
    ran = sendclock("panel", *words, "--cases", str(book), "--format", "json")
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    held_to_schema(found)


def test_every_format_is_written(book: Path) -> None:
    shown = sendclock("panel", "assessment", "--cases", str(book), "--format", "md").stdout
    assert "| EHC-3 | Week 6: Monday 30 November 2026 | in 9 days |" in shown
    table = sendclock("panel", "assessment", "--cases", str(book), "--format", "table").stdout
    assert "Cannot wait for this panel: 2" in table
    rows = list(
        csv.DictReader(
            sendclock("panel", "assessment", "--cases", str(book), "--format", "csv")
            .stdout.removeprefix("\ufeff")
            .splitlines()
        )
    )
    assert [row["place"] for row in rows] == ["too-late", "too-late", "needed", "back", "listed", "heard"]


WESTSHIRE = """schema = 1
authority = "Westshire"
[calendars.county-terms]
terms = [{ name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 }]
[panels.MAP]
title = "Multi-Agency Panel"
weekday = ["tuesday", "thursday"]
first = 2026-09-08
terms = "county-terms"
papers = "10wd"
about = ["assess", "plan"]
[panels.secondary]
title = "Secondary panel"
on = "last thursday"
months_off = ["august"]
papers = "1w"
about = ["assess", "plan"]
if = ["age>=11", "locality!=North", "question=assess"]
[panels.transport]
title = "Transport panel"
meetings = [{ on = 2026-12-01, papers = 2026-11-20 }, { on = 2026-12-28 }]
papers = "5wd"
about = ["other"]
"""
WEST = """schema = 1
pack = "west"
title = "West"
[source]
authority = "Westshire"
title = "Charter"
checked_on = 2026-11-01
status = "adopted"
[[rule]]
id = "west-heard"
label = "Heard"
title = "Hear the appeal"
who = "local authority"
starts_on = ["decision-confirmed[about=other]"]
direction = "after"
count = 5
unit = "working-day"
calendar = "england"
repeats = "latest"
met_by = ["panel-decided[panel=TRANSPORT]"]
in_force_from = 2026-01-01
panel = { name = "Transport  panel" }
[[rule]]
id = "west-papers"
label = "Papers"
title = "Send the papers round"
who = "local authority"
starts_on = ["panel-listed[panel=map]"]
anchor = "meeting"
direction = "before"
count = 3
unit = "working-day"
calendar = "england"
repeats = "latest"
met_by = ["contact-made[whom=other]"]
in_force_from = 2026-01-01
"""
FOR_TUESDAY = 'type = "panel-listed"\non = 2026-11-16\npanel = "map"\nmeeting = 2026-11-24'
CONFIRMED = 'type = "decision-confirmed"\non = {day}\nabout = "other"'


@pytest.fixture
def west(tmp_path: Path) -> Path:
    for folder in ("cases", "packs"):
        (tmp_path / folder).mkdir()
    (tmp_path / "sendclock.toml").write_text(WESTSHIRE, encoding="utf-8")
    (tmp_path / "packs" / "west.toml").write_text(WEST, encoding="utf-8")
    return tmp_path


def of_west(west: Path, *words: str, on: str = "2026-11-21") -> Any:
    ran = sendclock(*words, "--cases", str(west), "--as-of", on, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    held_to_schema(answer)
    return answer


def test_listed_for_tuesday_it_is_not_on_thursdays_agenda_nor_on_that_of_another_panel(west: Path) -> None:
    case(west, "EHC-1", ASKED.format(day="2026-10-13"), FOR_TUESDAY)
    for panel, day in (("map", "2026-11-26"), ("secondary", "2026-11-26")):
        answer = of_west(west, "panel", panel, "--on", day)
        assert answer["rows"] == []
        (other,) = answer["elsewhere"]
        assert (other["case"], other["panel"], other["meeting"]) == ("EHC-1", "Multi-Agency Panel", "2026-11-24")
    (row,) = of_west(west, "panel", "MAP", "--on", "2026-11-24")["rows"]
    assert row["case"] == "EHC-1"
    said = sendclock("panel", "map", "--on", "2026-11-26", "--cases", str(west)).stdout
    assert "EHC-1: listed for Tuesday 24 November 2026, Multi-Agency Panel" in said
    late = of_west(west, "panel", "map", "--on", "2026-11-26", on="2026-11-25")
    assert [row["place"] for row in late["rows"]] == ["too-late"], "Tuesday has passed, and nothing came of it"


def test_a_panel_knows_whom_it_is_for_and_a_missing_date_of_birth_keeps_nobody_off(west: Path) -> None:
    for ref, head in (
        ("EHC-1", "born = 2010-01-01"),
        ("EHC-2", "born = 2020-01-01"),
        ("EHC-3", ""),
        ("EHC-4", 'born = 2010-01-01\nlocality = "North"'),
    ):
        case(west, ref, ASKED.format(day="2026-10-13"))
        file = west / "cases" / f"{ref}.toml"
        file.write_text(file.read_text().replace("\n\n[[event]]", f"\n{head}\n\n[[event]]", 1))
    rows = of_west(west, "panel", "secondary")["rows"]
    assert [row["case"] for row in rows] == ["EHC-1", "EHC-3"]
    assert "no date of birth is recorded" in rows[1]["note"] and "no date of birth" not in rows[0]["note"]
    moved = (west / "cases" / "EHC-1.toml").read_text() + (
        '\n[[event]]\ntype = "locality-changed"\non = 2026-11-10\nlocality = "north"\n'
    )
    (west / "cases" / "EHC-1.toml").write_text(moved)
    assert [row["case"] for row in of_west(west, "panel", "secondary")["rows"]] == ["EHC-3"]


def test_after_the_last_known_meeting_there_is_no_date(west: Path) -> None:
    case(west, "EHC-1", CONFIRMED.format(day="2026-12-22"))
    said = sendclock("show", "EHC-1", "--cases", str(west), "--as-of", "2027-02-01").stdout
    assert "No meeting of the panel transport is known after Monday 28 December 2026: add it to" in said
    answer = of_west(west, "explain", "EHC-1", "west-heard", on="2027-02-01")
    assert answer["rows"] == [] and "none is known: add it to [panels.transport]" in str(answer)
    assert "west-heard" not in str(of_west(west, "due", on="2027-02-01")["rows"])
    (met,) = of_west(west, "panel", "--calendar", "--from", "2026-12-20", "--to", "2026-12-30")["rows"][-1:]
    assert met["day"] == "2026-12-28"
    warned = sendclock("check", "--cases", str(west), "--as-of", "2026-11-21").stdout
    assert "is to meet on 2026-12-28 (Monday), no working day: Boxing Day" in warned


def test_a_panel_is_called_by_any_of_its_names_in_packs_and_files(west: Path) -> None:
    heard = 'type = "panel-decided"\non = 2026-11-20\npanel = "transport PANEL"\noutcome = "agree"\nabout = "other"'
    case(west, "EHC-1", CONFIRMED.format(day="2026-11-10"), heard)
    (row,) = of_west(west, "explain", "EHC-1", "west-heard")["rows"]
    assert (row["due"], row["status"], row["met_on"]) == ("2026-12-01", "met", "2026-11-20")
    case(west, "EHC-2", FOR_TUESDAY.replace('"map"', '"multi-agency panel"'))
    said = sendclock("explain", "EHC-2", "west-papers", "--cases", str(west)).stdout
    assert "Counted from Tuesday 24 November 2026: the day of the panel's meeting." in said
    assert "counted back from Tuesday 24 November 2026, the day of the panel's meeting" in said


def test_a_meeting_of_the_list_may_have_its_own_hours(tmp_path: Path) -> None:
    hours = '{ on = 2026-12-01, at = "09:30", papers = 2026-11-24, papers_at = "12:00" }, { on = 2026-12-15 }'
    panel = f'[panels.inclusion]\nmeetings = [{hours}]\nat = "14:00"\npapers = "5wd"\nabout = ["other"]\n'
    (tmp_path / "sendclock.toml").write_text(f"schema = 1\n{panel}", encoding="utf-8")
    (tmp_path / "cases").mkdir()
    days = sendclock(
        "panel", "--calendar", "--from", "2026-12-01", "--to", "2026-12-31", "--format", "json", cwd=tmp_path
    )
    found = [(row["day"], row["at"], row["papers_by"], row["papers_at"]) for row in json.loads(days.stdout)["rows"]]
    assert found == [("2026-12-01", "09:30", "2026-11-24", "12:00"), ("2026-12-15", "14:00", "2026-12-08", None)]
    agenda = sendclock("panel", "inclusion", "--as-of", "2026-11-23", cwd=tmp_path)
    assert "Tuesday 1 December 2026, 09:30" in agenda.stdout and "Tuesday 24 November 2026, 12:00" in agenda.stdout
    wrong = panel.replace("09:30", "half past nine")
    (tmp_path / "sendclock.toml").write_text(f"schema = 1\n{wrong}", encoding="utf-8")
    assert "is not a time of day" in sendclock("panel", cwd=tmp_path).stderr


def test_a_case_listed_for_a_meeting_that_was_cancelled_comes_back_at_once(tmp_path: Path) -> None:
    settings = 'schema = 1\n[panels.map]\nweekday = "tuesday"\nfirst = 2026-09-01\npapers = "5wd"\nabout = ["assess"]\n'
    (tmp_path / "cases").mkdir()
    (tmp_path / "sendclock.toml").write_text(settings, encoding="utf-8")
    listed = ["panel-listed", "2026-11-20", "panel=map", "meeting=2026-12-08", "about=assess"]
    for words in (["new", "E-1", "request", "2026-11-16"], ["record", "E-1", *listed]):
        assert sendclock(*words, cwd=tmp_path).returncode == 0
    assert "E-1" not in sendclock("panel", "map", "--on", "2026-12-15", cwd=tmp_path).stdout
    cancelled = settings + 'skipped = [{ on = 2026-12-08, why = "the chair is ill" }]\n'
    (tmp_path / "sendclock.toml").write_text(cancelled, encoding="utf-8")
    for meeting in ("2026-12-01", "2026-12-15"):
        agenda = json.loads(sendclock("panel", "map", "--on", meeting, "--format", "json", cwd=tmp_path).stdout)
        assert [(row["case"], row["place"]) for row in agenda["rows"]] == [("E-1", "back")] and not agenda["elsewhere"]
    drawn = sendclock("panel", "map", "--on", "2026-12-15", cwd=tmp_path).stdout
    assert "which is no meeting: the chair is ill" in drawn
    slip = sendclock("record", "E-1", *listed, cwd=tmp_path)
    assert slip.returncode == 5 and "Nearest: Tuesday 1 December 2026 before" in slip.stderr
