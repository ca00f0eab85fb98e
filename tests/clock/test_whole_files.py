"""Ten whole case files as officers keep them by hand: no ids, in the order of writing, things left out.

What is owed, by which day and how surely was read off each file with the Act and the Regulations at hand, before the
program was asked. `?` marks a day that is provisional. Dates that no law sets are left out.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run import sendclock

CASES = Path(__file__).parent.parent / "data" / "whole" / "cases"
# The file, the day of asking, the state, what is owed.
READ = [
    # CFA 2014 s.44(1)(a): first made once; the second is the plan of reg 22(3).
    ("typed-twice", "2026-05-10", "running", "annual-review=2027-02-09"),
    # SEND Regs 2014 reg 20(10), 22(3); s.44(1)(b).
    ("two-years", "2026-05-01", "running", "annual-review=2027-02-01"),
    # Reg 15(4), (5): the later of two days, one of them unknown.
    ("moved-in", "2026-03-20", "running",
     "tell-family-of-transfer=2026-04-13 review-after-transfer=2026-06-01?"),
    # Reg 27(4)(a): within 12 months of the plan.
    ("re-assessed", "2026-01-10", "running", "review-after-reassessment=2026-12-15"),
    # Reg 44(2)(e); Tribunal Rules r.21(1)(c) with r.12(3)(b): August is not counted; s.44(1)(a).
    ("two-appeals", "2026-07-10", "running",
     "order-amend-provision=2026-08-10 appeal-response=2026-09-10 annual-review=2027-01-11"),
    # Reg 44(2)(c)(ii).
    ("ordered-twice", "2026-03-01", "running", "order-make-final=2026-04-06"),
    # Reg 45(1) wants the notice before the response.
    ("conceded-late", "2026-05-01", "running",
     "unopposed-assess-notify=2026-05-04? unopposed-assess-no-plan=2026-06-29? "
     "unopposed-assess-final-plan=2026-07-27?"),
    # CFA 2014 s.48(2)(b): a review, and no number.
    ("released", "2026-03-20", "nothing-running", ""),
    # Reg 15(4), (5)(b).
    ("gone-and-back", "2026-02-10", "running",
     "tell-family-of-transfer=2026-03-16 review-after-transfer=2026-05-01"),
    # Reg 22(3): the plan that was waited for; s.44(1)(b).
    ("wrong-meeting", "2025-07-01", "running", "annual-review=2026-02-09"),
]  # fmt: skip


@pytest.mark.parametrize(("ref", "as_of", "state", "owed"), READ, ids=[row[0] for row in READ])
def test_the_program_reads_the_file_as_the_law_does(ref: str, as_of: str, state: str, owed: str) -> None:
    told = sendclock("show", ref, "--cases", str(CASES), "--as-of", as_of, "--format", "json")
    found = json.loads(told.stdout)
    runs = [
        f"{row['rule']}={row['due']}{'?' if row['provisional'] else ''}"
        for row in found["rows"]
        if row["kind"] == "deadline" and row["tier"] != "guidance" and row["status"] in ("open", "overdue")
        and not row["limb_of"]
    ]  # fmt: skip
    assert (found["state"], sorted(runs)) == (state, sorted(owed.split()))


ASKED = {
    "wrong-meeting": "Did you mean a meeting of 10 February 2025?",
    "conceded-late": "The response was sent before: a concession counts only before it",
    "moved-in": 'It counts from "made"',
    "typed-twice": "taken for the amended plan of the review of 10 February 2026",
}


@pytest.mark.parametrize("ref", ASKED)
def test_check_asks_about_what_the_file_leaves_open(ref: str) -> None:
    told = sendclock("check", ref, "--cases", str(CASES), "--as-of", "2026-11-28")
    assert ASKED[ref] in told.stdout, told.stdout + told.stderr


def test_a_plan_sent_twice_for_one_meeting_was_sent_again(tmp_path: Path) -> None:
    text = (CASES / "wrong-meeting.toml").read_text(encoding="utf-8").replace("2025-02-20", "2025-02-10")
    again = '\n[[event]]\ntype = "amended-plan-sent"\non = 2025-06-02\nmeeting = 2025-02-10\n'
    (tmp_path / "wrong-meeting.toml").write_text(text + again, encoding="utf-8")
    told = sendclock("check", "--cases", str(tmp_path), "--as-of", "2025-07-01")
    assert "taken for the same plan sent again" in told.stdout
    assert "answers nothing" not in told.stdout
