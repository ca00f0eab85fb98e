"""Two things at once: one plan for an order and a review, an appeal that may be about either of two decisions, a
mediation about health, of which the commissioner is told.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.say.state import headline, taken_by_event

Lay = Callable[..., Timeline]
BOTH = (
    "final-plan-sent@2023-03-06; review-meeting-held@2024-02-05; amendment-notice-sent@2024-02-26; "
    "amended-plan-sent@2024-04-08; review-meeting-held@2025-02-03; amendment-notice-sent@2025-02-28; "
    "order-made@2025-03-24 order=amend-provision; amended-plan-sent@2025-04-14{}"
)


def owed(timeline: Timeline) -> list[str]:
    rows = [d for d in timeline.deadlines if d.status in ("open", "overdue") and d.rule.kind == "deadline"]
    return sorted(f"{d.rule.id} {d.due} {d.status}" for d in rows if d.rule.tier == "statutory" and d.listed)


REVIEW = "annual-review 2026-02-02 open"


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        (" meeting=2025-02-03 ordered=2025-03-24", [REVIEW]),
        (" following=order meeting=2025-02-03", [REVIEW]),
        (" following=review ordered=2025-03-24", [REVIEW]),
        # It names one of them, or neither: the other is still owed.
        (" following=order", ["amended-plan 2025-04-25 overdue", REVIEW]),
        (" meeting=2025-02-03", [REVIEW, "order-amend-provision 2025-04-28 overdue"]),
        ("", [REVIEW, "order-amend-provision 2025-04-28 overdue"]),
        (" meeting=2025-02-03 ordered=2025-03-23", [REVIEW, "order-amend-provision 2025-04-28 overdue"]),
    ],
)
def test_one_plan_carries_out_what_it_names(said: str, rows: list[str], lay: Lay) -> None:
    """An order within five weeks (SEND Regs 2014 reg 44(2)(e)), a review within eight of the notice (reg 22(3))."""
    assert owed(lay(BOTH.format(said), "2025-05-10")) == rows


def test_the_family_may_appeal_about_it_once(lay: Lay) -> None:
    timeline = lay(BOTH.format(" meeting=2025-02-03 ordered=2025-03-24"), "2025-05-10")
    windows = [
        d for d in timeline.deadlines if d.rule.id == "appeal-window" and d.started_by.on.isoformat() == "2025-04-14"
    ]
    assert [str(d.due) for d in windows] == ["2025-06-16"]  # two months end on a Saturday


MAINTAIN = "final-plan-sent@2024-03-04; review-meeting-held@2025-02-10; review-decided@2025-03-07 outcome=maintain; "


@pytest.mark.parametrize(
    ("appeal", "against"),
    [
        ("appeal-registered@2025-04-28 challenge=contents", "7 March 2025"),
        ("appeal-registered@2025-04-28 challenge=placement", "7 March 2025"),
        ("appeal-registered@2025-04-28 challenge=refuse-amend", "7 March 2025"),
        ("appeal-registered@2025-06-30 challenge=contents", "4 March 2024"),  # in time for neither
    ],
)
def test_an_appeal_is_about_the_decision_whose_time_runs(appeal: str, against: str, lay: Lay) -> None:
    """After a review that left the plan as it is, an appeal about its contents is against that decision (CFA 2014
    s.51(2)(e)), not out of time against the plan of the year before."""
    answered = lay(f"{MAINTAIN}{appeal}; appeal-response-sent@2025-07-07; plan-ceased@2025-07-14", "2025-07-20")
    assert f"against the decision of {against}" in headline(answered)


def test_the_plan_goes_before_the_review_while_both_may_be_appealed(lay: Lay) -> None:
    text = MAINTAIN + "amended-plan-sent@2025-03-21 following=other; appeal-registered@2025-04-28 challenge=contents; "
    answered = lay(text + "appeal-response-sent@2025-05-26; plan-ceased@2025-06-02", "2025-07-20")
    assert "against the decision of 21 March 2025" in headline(answered)


@pytest.mark.parametrize(
    ("asked", "told", "arranges"),
    [
        (" issues=health-only", "", "mediation-arrange-commissioner 2025-04-26"),
        (" issues=mixed", "", "mediation-arrange 2025-04-23"),
        (" issues=mixed", " issues=health-only", "mediation-arrange-commissioner 2025-04-26"),
    ],
)
def test_a_commissioner_is_told_of_the_issues_the_family_named(asked: str, told: str, arranges: str, lay: Lay) -> None:
    """Thirty days from being told, where the issues are about health alone (SEND Regs 2014 reg 35(3))."""
    text = f"final-plan-sent@2025-03-03; mediation-requested@2025-03-24{asked}; "
    found = owed(lay(f"{text}commissioner-told@2025-03-26 about=mediation received=2025-03-27{told}", "2025-04-10"))
    assert f"{arranges} open" in found
    assert not [row for row in found if row.startswith("mediation-tell")]


def test_told_on_the_day_it_was_asked(lay: Lay) -> None:
    """Two letters of one day, in whatever order they were typed."""
    text = (
        "final-plan-sent@2025-03-03; commissioner-told@2025-03-24 about=mediation; "
        "mediation-requested@2025-03-24 issues=mixed"
    )
    assert "mediation-tell-commissioner 2025-03-27 overdue" not in owed(lay(text, "2025-04-10"))


PROPOSED = "final-plan-sent@2024-03-04; review-meeting-held@2025-02-03; amendment-notice-sent@2025-02-24; "


@pytest.mark.parametrize("meeting", ["", " meeting=2025-02-03"])
def test_a_plan_kept_after_amendments_were_proposed_drops_them(meeting: str, lay: Lay) -> None:
    """SEND Regs 2014 reg 22(4): the family is told that the plan will not be amended; they may appeal (reg 22(5))."""
    timeline = lay(f"{PROPOSED}review-decided@2025-03-31 outcome=maintain{meeting}", "2025-05-10")
    assert owed(timeline) == [REVIEW]  # the year runs from the meeting, as before
    met = [d for d in timeline.deadlines if d.rule.id == "amended-plan"]
    assert [(d.status, str(d.met_on)) for d in met] == [("met", "2025-03-31")]
    windows = [d for d in timeline.deadlines if d.rule.id == "appeal-window" and d.status == "open"]
    assert [str(d.due) for d in windows] == ["2025-06-02"]  # two months end on a Saturday


@pytest.mark.parametrize(
    "after",
    [
        "review-meeting-held@2025-03-17; review-decided@2025-03-31 outcome=maintain",  # about the later meeting
        "review-decided@2025-03-31 outcome=amend",
    ],
)
def test_another_decision_drops_nothing(after: str, lay: Lay) -> None:
    assert "amended-plan 2025-04-21 overdue" in owed(lay(PROPOSED + after, "2025-05-10"))


def test_a_yes_to_assess_while_a_plan_is_in_force_is_asked_about(lay: Lay) -> None:
    """There is a plan, so it can only be assessed anew (CFA 2014 s.44(2)): a request put on file would be wrong."""
    timeline = lay("final-plan-sent@2024-10-07; assessment-agreed@2025-03-03", "2025-03-10")
    (said,) = taken_by_event(timeline)["e2"]
    assert "A plan is in force (final-plan-sent of 7 October 2024)" in said
    assert "reassessment-agreed 2025-03-03" in said
    assert timeline.state.kind == "waiting"


def test_of_its_own_motion_after_a_refusal_the_weeks_are_known(lay: Lay) -> None:
    """Fourteen weeks of telling the family (SEND Regs 2014 reg 27(2)): no order or agreement is missing."""
    timeline = lay(
        "final-plan-sent@2025-01-06; reassessment-requested@2025-03-03; reassessment-refused@2025-03-17; "
        "reassessment-agreed@2025-06-02 route=own-motion",
        "2025-06-10",
    )
    (found,) = [d for d in timeline.deadlines if d.rule.id == "final-plan-after-reassessment"]
    assert (str(found.due), found.provisional) == ("2025-09-08", False)


def test_a_yes_and_a_no_to_a_plan_of_one_day_are_called_what_they_are(lay: Lay) -> None:
    """Nobody asks whether there will be an assessment: that was settled in February."""
    text = (
        "assessment-requested@2026-01-05; assessment-agreed@2026-02-10; plan-agreed@2026-04-20; plan-refused@2026-04-20"
    )
    said = headline(lay(text, "2026-05-01"))
    assert "both a yes and a no of one day" in said
    assert "assessment" not in said


def test_two_decisions_about_one_meeting_are_not_the_same_told_again(lay: Lay) -> None:
    text = PROPOSED.replace("amendment-notice-sent@2025-02-24", "review-decided@2025-02-24 outcome=maintain")
    timeline = lay(text + "review-decided@2025-02-26 outcome=cease meeting=2025-02-03", "2025-03-10")
    (said,) = taken_by_event(timeline)["e4"]
    assert said.startswith("The review was decided otherwise on 24 February 2025.")
    bars = [d for d in timeline.deadlines if d.rule.id == "cease-not-before"]
    assert [str(d.due) for d in bars] == ["2025-04-29"]  # two months, a Saturday, carried to Monday
