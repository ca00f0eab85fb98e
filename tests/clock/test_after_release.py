"""After detention Part 3 of the Act applies to the person again (CFA 2014 s.70(1)).

A review is owed as soon as reasonably practicable (s.48(2)(b)), and so is the plan that names the next phase, by the
day of regulation 18. Who is released into another area is that authority's (Detained Regs 2015 reg 16).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendclock.case.explain import reason
from sendclock.check.finding import doubts
from sendclock.clock.absent import why_no_clock
from sendclock.clock.deadline import Timeline
from sendclock.law.book import RuleBook
from sendclock.say.state import headline

Lay = Callable[..., Timeline]
KEPT = (
    "final-plan-sent@2022-03-07; review-meeting-held@2025-06-02; review-decided@2025-06-23 outcome=maintain; "
    "{}detention-began@2025-09-15; plan-disclosed@2025-09-17 recipient=secure-setting; {}"
)
MOVE = "phase-transfer-expected@{} transfer=secondary-to-post-16 transfer_on=2026-09-01; "
BEFORE = KEPT.format(MOVE.format("2025-06-24"), "")
INSIDE = KEPT.format("", MOVE.format("2025-10-01"))


def march(timeline: Timeline) -> list[tuple[str, str]]:
    found = [each for each in timeline.deadlines if each.rule.id == "phase-transfer-march"]
    return [(str(each.due), each.status) for each in found if each.status in ("open", "overdue")]


@pytest.mark.parametrize("text", [BEFORE, INSIDE])
def test_the_next_phase_is_owed_again(text: str, lay: Lay) -> None:
    assert march(lay(text, "2025-10-15")) == []
    free = text + "detention-ended@2025-12-01; "
    assert march(lay(free, "2025-12-05")) == [("2026-03-30", "open")]
    assert march(lay(free, "2026-04-05")) == [("2026-03-30", "overdue")]
    done = free + "review-meeting-held@2026-01-12; amendment-notice-sent@2026-02-02; amended-plan-sent@2026-03-20 "
    assert march(lay(done + "names_next_phase=yes", "2026-04-05")) == []


@pytest.mark.parametrize(
    "end",
    [
        "detention-ended@2026-04-20",  # its day was in detention
        "detention-ended@2026-09-07",  # the move itself
        "detention-ended@2025-12-01 new_authority=yes",
    ],
)
def test_it_is_not_owed_again(end: str, lay: Lay) -> None:
    assert march(lay(BEFORE + end, "2026-10-01")) == []


def test_the_review_is_owed_beside_it(lay: Lay) -> None:
    """It has no number, so no row: the headline and `check` say it, whatever else runs."""
    free = BEFORE + "detention-ended@2025-12-01; "
    owed = lay(free, "2025-12-05")
    assert headline(owed) == (
        "Plan naming the next phase by 30 March 2026. A review is owed as soon as reasonably practicable after the "
        "release on 1 December 2025 (CFA 2014 s.48(2)(b)): sendclock record EHC-2026-0001 review-meeting-held DATE"
    )
    (found,) = [each.message for each in doubts(owed) if each.code == "no-review"]
    assert "as soon as reasonably practicable after detention-ended of Mon 1 Dec 2025" in found
    held = lay(free + "review-meeting-held@2026-01-12", "2026-01-13")
    assert "is owed" not in headline(held)


def test_a_plan_received_on_release_is_to_be_reviewed(lay: Lay) -> None:
    came = (
        "plan-transferred@2025-09-05 direction=in cause=release made=2024-10-07 responsible=2025-09-01; "
        "plan-disclosed@2025-09-09 recipient=commissioner"
    )
    state = lay(came, "2025-12-10").state
    assert (state.kind, state.why) == ("nothing-running", "released")


def test_another_area_keeps_the_plan(lay: Lay) -> None:
    gone = KEPT.format("", "detention-ended@2025-12-01 new_authority=yes; ")
    assert lay(gone, "2025-12-03").state.kind == "running"  # the plan is to be sent on
    sent = lay(gone + "plan-disclosed@2025-12-04 recipient=new-authority", "2026-08-01")
    assert sent.state.kind == "ended"
    assert headline(sent) == "Ended: released (1 December 2025)."


@pytest.mark.parametrize(
    ("text", "day", "rule", "why"),
    [
        (INSIDE, "2025-10-15", "phase-transfer-march", "the person was detained then"),
        ("final-plan-sent@2026-04-20; " + MOVE.format("2026-04-27"), "2026-05-04", "phase-transfer-march",
         "the last day for it was over before the plan was first made"),
        ("assessment-requested@2026-01-05; assessment-requested@2026-02-02", "2026-05-04", "final-plan",
         "already under way"),
    ],
)  # fmt: skip
def test_why_there_is_no_clock(text: str, day: str, rule: str, why: str, lay: Lay, book: RuleBook) -> None:
    assert why in reason(why_no_clock(lay(text, day), rule, book)[-1], "X")
