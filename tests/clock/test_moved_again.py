"""A move that is put off, and a child who comes back.

The day of the move is the newest one recorded; what the plan is to say by a day is owed by whoever keeps it then (CFA
2014 s.24(1); SEND Regs 2014 regs 15(2), 18).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendclock.clock.deadline import Timeline

Lay = Callable[..., Timeline]
PLAN = "final-plan-sent@2022-03-07; review-meeting-held@2025-06-02; review-decided@2025-06-23 outcome=maintain; "
MOVE = "phase-transfer-expected@2025-06-24 transfer=primary-to-secondary transfer_on=2026-09-01; "
AWAY = "moved-out@2025-09-15 move=2025-10-06; plan-transferred@2025-10-06 direction=out; "
BACK = "plan-transferred@{} direction=in made=2022-03-07 last_reviewed=2025-06-02"


def of(timeline: Timeline, rule: str) -> list[str]:
    found = [d for d in timeline.deadlines if d.rule.id == rule and d.status in ("open", "overdue", "met", "met-late")]
    return [f"{d.due} {d.status}" for d in found]


def test_the_day_of_the_move_is_the_newest_one(lay: Lay) -> None:
    """Put off by a fortnight: on 10 September nothing is late, for nobody has moved."""
    text = "final-plan-sent@2025-03-03; moved-out@2025-06-02 move=2025-09-01; moved-out@2025-08-18 move=2025-09-15; "
    assert of(lay(text, "2025-09-10"), "transfer-plan") == ["2025-09-15 open"]
    assert of(lay(text + "plan-transferred@2025-09-15 direction=out", "2025-09-20"), "transfer-plan") == [
        "2025-09-15 met"
    ]


def test_brought_forward_it_is_fifteen_working_days_from_hearing_of_it(lay: Lay) -> None:
    """Beginning with Monday 18 August, the bank holiday on the 25th left out."""
    text = "final-plan-sent@2025-03-03; moved-out@2025-06-02 move=2025-09-01; moved-out@2025-08-18 move=2025-08-20"
    assert of(lay(text, "2025-09-03"), "transfer-plan") == ["2025-09-08 open"]


def test_an_assessment_goes_on_until_the_day_they_move(lay: Lay) -> None:
    text = (
        "assessment-requested@2025-09-01; assessment-agreed@2025-10-06; moved-out@2025-10-20 move=2025-11-03 "
        "plan_held=no; moved-out@2025-10-31 move=2025-12-01 plan_held=no"
    )
    assert of(lay(text, "2025-11-30"), "final-plan") == ["2026-01-19 open"]
    gone = lay(text, "2025-12-01")
    assert of(gone, "final-plan") == []
    assert gone.state.kind == "ended"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (PLAN + MOVE + AWAY + BACK.format("2025-12-08"), ["2026-02-14 open"]),
        (PLAN + MOVE + AWAY + BACK.format("2026-02-16"), []),  # its day was the other authority's to keep
        (PLAN + MOVE + "amended-plan-sent@2025-09-01 names_next_phase=yes; " + AWAY + BACK.format("2025-12-08"),
         ["2026-02-14 met"]),
        (PLAN + MOVE + "phase-transfer-dropped@2025-09-01; " + AWAY + BACK.format("2025-12-08"), []),
    ],
)  # fmt: skip
def test_who_comes_back_is_to_have_the_next_phase_named(text: str, rows: list[str], lay: Lay) -> None:
    assert of(lay(text, "2025-12-10" if "2025-12-08" in text else "2026-02-20"), "phase-transfer-february") == rows


def test_a_plan_that_comes_changes_nothing_for_a_move_heard_of_before(lay: Lay) -> None:
    text = MOVE + "plan-transferred@2025-09-08 direction=in made=2022-03-07 last_reviewed=2025-06-02"
    assert of(lay(text, "2025-12-10"), "phase-transfer-february") == ["2026-02-14 open"]
