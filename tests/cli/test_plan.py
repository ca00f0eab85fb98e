"""`sendclock plan`: what it says, in words and in JSON. The dates themselves are tested in core/test_planning.py."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from run import ROOT, sendclock
from schema import held_to_schema
from sendclock.plan.goal import plan
from sendclock.plan.plan import document
from sendclock.say import table

CASES = sorted(path.stem for path in (ROOT / "cases").rglob("EHC-*.toml"))
PHASE = 'type = "phase-transfer-expected"\non = 2026-06-01\ntransfer = "primary-to-secondary"\n'


def case(folder: Path, *events: str, ref: str = "EHC-2026-0300") -> str:
    body = "".join(f"\n[[event]]\n{event}\n" for event in events)
    (folder / f"{ref}.toml").write_text(f'schema = 1\nref = "{ref}"\n{body}', encoding="utf-8")
    return ref


def planned(ref: str, folder: Path, *words: str, **environment: str) -> str:
    ran = sendclock("plan", ref, "--cases", str(folder), *words, **environment)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_cases_have_something_to_plan() -> None:
    """So that what is said of every goal is said of some."""
    goals = [json.loads(planned(ref, ROOT / "cases", "--format", "json"))["goals"] for ref in CASES]
    assert sum(map(len, goals)) > 8 and sum(len(goal["steps"]) for each in goals for goal in each) > 20


@pytest.mark.parametrize("ref", CASES)
def test_every_answer_fits_the_schema(ref: str) -> None:
    answer = json.loads(planned(ref, ROOT / "cases", "--format", "json"))
    held_to_schema(answer)
    assert [row["rule"] for row in answer["rows"]] == [goal["rule"] for goal in answer["goals"]]
    for goal in answer["goals"]:
        assert all(step["act_by"] <= step["latest"] for step in goal["steps"])
        assert all(step["reason"] for step in goal["steps"] if step["state"] != "done")


def test_a_phase_transfer_in_json(tmp_path: Path) -> None:
    ref = case(tmp_path, PHASE + "transfer_on = 2027-09-01")
    answer = json.loads(planned(ref, tmp_path, "--format", "json", "--as-of", "2026-11-21"))
    held_to_schema(answer)
    (goal,) = answer["goals"]
    assert (goal["rule"], goal["due"], goal["aim"]) == ("phase-transfer-february", "2027-02-14", "2027-02-14")
    steps = {step["step"]: step for step in goal["steps"]}
    assert [(id, step["latest"], step["state"]) for id, step in steps.items()] == [
        ("invite", "2026-11-08", "too-late"),
        ("papers", "2026-11-08", "too-late"),
        ("meeting", "2026-11-22", "to-do"),
        ("amendment-notice", "2026-12-20", "to-do"),
        ("amended-plan", "2027-02-14", "to-do"),
    ]
    assert "84 days before Sunday 14 February 2027" in steps["meeting"]["reason"]
    assert "Its last working day, Friday 20 November 2026, has passed." in steps["meeting"]["reason"]
    assert (steps["meeting"]["tier"], steps["amended-plan"]["tier"]) == ("guidance", "statutory")


def test_plain_text_says_what_and_why() -> None:
    said = planned("EHC-2026-0107", ROOT / "cases")
    step = (
        "State: to do, in 28 days\n"
        "Latest: Saturday 19 December 2026\n"
        "Act by: Wednesday 16 December 2026\n"
        "Step: Serve the draft plan on the family (settings consulted the same day)\n"
        "Why: The family has at least 15 days beginning with service (SEND Regs 2014 reg 13(1)(a), reg 27(1)), and "
    )
    assert step in said
    assert "Aim at: Sunday 3 January 2027 (safe on every reading: the SEN2 guide is read as" in said
    assert "State: done on Thursday 24 September 2026\nStep: Tell the family whether there will be" in said
    assert "Week 14 draft asks for Monday 23 November 2026 (No statutory limit; guidance)." in said
    assert "Next: Serve the draft (slower road" in said


def test_too_late_is_said_plainly_and_what_follows(tmp_path: Path) -> None:
    ref = case(tmp_path, 'type = "assessment-requested"\non = 2026-09-07')
    said = planned(ref, tmp_path, "--as-of", "2027-01-12")
    assert "State: too late: 3 days ago\nLatest: Saturday 9 January 2027\n" in said
    assert "The limit can no longer be kept by this road unless the family (and the settings) reply early." in said
    assert (
        "If the draft reached the family today, the final plan could lawfully go on Wednesday 27 January 2027" in said
    )
    assert "2 days after the limit, or as soon as the family has replied." in said
    assert "This road is closed: consult the settings when the draft goes." in said


def test_a_limit_that_has_passed_and_a_draft_that_bars() -> None:
    said = planned("EHC-2026-0104", ROOT / "cases")
    assert "Too late: the limit passed 2 days ago. What is left is owed as soon as practicable." in said
    bar = "The final plan may not go before Wednesday 25 November 2026 unless the family replies sooner"
    assert f"{bar} (SEND Regs 2014 reg 13(1)(a)): 6 days after the limit." in said


def test_the_family_replied() -> None:
    said = planned("EHC-2026-0102", ROOT / "cases")
    assert "The family replied on Wednesday 11 November 2026: the final plan need not wait for the 15 days." in said
    assert "An exception is recorded (school-closed): the number is disapplied, the date stays" in said


def test_too_late_for_a_phase_transfer_names_the_last_chance(tmp_path: Path) -> None:
    ref = case(tmp_path, PHASE + "transfer_on = 2027-09-01")
    said = planned(ref, tmp_path, "--as-of", "2026-12-25")
    assert "the notice must reach the family by Saturday 30 January 2027, so that their time to comment fits." in said
    gone = planned(ref, tmp_path, "--as-of", "2027-02-01")
    assert "The family's time to comment no longer fits either" in gone


def test_a_meeting_arranged_too_late(tmp_path: Path) -> None:
    arranged = 'type = "review-meeting-arranged"\non = 2026-10-01\nmeeting = 2026-11-26'
    said = planned(case(tmp_path, PHASE + "transfer_on = 2027-09-01", arranged), tmp_path)
    assert "It is arranged for Thursday 26 November 2026, 4 days too late: bring it forward" in said


def test_who_still_owes_advice() -> None:
    said = planned("EHC-2026-0108", ROOT / "cases")
    assert "Still to come: Derbyshire Healthcare NHS FT (due Mon 16 Nov 2026, 5 days late)" in said


def test_nothing_to_plan_for(tmp_path: Path) -> None:
    requested = 'type = "assessment-requested"\non = 2026-01-05'
    ref = case(tmp_path, requested, 'type = "assessment-refused"\non = 2026-01-26')
    said = planned(ref, tmp_path)
    assert "Nothing is open to plan for: no final plan, phase transfer or review is running in this case." in said
    assert json.loads(planned(ref, tmp_path, "--format", "json"))["goals"] == []


def test_a_table_on_80_columns_has_a_line_a_step(lay) -> None:
    """The short name of each step, so that no line of the table is folded or runs over."""
    answer = lay("assessment-requested@2026-09-07", "2026-09-10")
    drawn = table.render_table(document(answer, plan(answer), "", in_full=False), 80, color=False)
    assert max(len(line) for line in drawn.splitlines()) <= 80
    assert "  to do, in 121 days  Sat 9 Jan 2027   Thu 7 Jan 2027   Draft served\n" in drawn
    assert "  to do, in 136 days  Sun 24 Jan 2027  Fri 22 Jan 2027  Week 20\n" in drawn
    assert "1. Week 6: a limit in itself" in drawn


def test_csv_has_a_row_a_step_and_every_format_answers() -> None:
    rows = list(
        csv.DictReader(io.StringIO(planned("EHC-2026-0107", ROOT / "cases", "--format", "csv").lstrip("\ufeff")))
    )
    assert [row["step"] for row in rows][-1] == "final-plan"
    assert {row["due"] for row in rows} == {"2027-01-04"}
    assert "to do, in 13 days" in planned("EHC-2026-0107", ROOT / "cases", "--format", "table")
    assert planned("EHC-2026-0107", ROOT / "cases", "--format", "md").startswith("- Case: EHC-2026-0107")


def test_a_day_beyond_what_dates_can_hold_is_no_traceback(tmp_path: Path) -> None:
    ref = case(tmp_path, 'type = "assessment-requested"\non = 2026-09-07')
    ran = sendclock("plan", ref, "--cases", str(tmp_path), "--as-of", "9999-12-30")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "9999-12-30 cannot be the as-of day" in ran.stderr


def test_a_case_that_cannot_be_read_or_is_not_there(tmp_path: Path) -> None:
    case(tmp_path, 'type = "assessment-requested"\non = "7 Sept"', ref="EHC-2026-0301")
    for ref, said in (("EHC-2026-0301", "EHC-2026-0301.toml:6"), ("EHC-2026-0999", "EHC-2026-0999")):
        ran = sendclock("plan", ref, "--cases", str(tmp_path))
        assert (ran.returncode, ran.stdout) == (4, "")
        assert said in ran.stderr
