"""The facts of a case, as returns and figures count them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sendclock.clock.deadline import Timeline
from sendclock.clock.life import Assessment, History, history

Lay = Callable[..., Timeline]
AS_OF = "2026-11-21"
ASKED = "assessment-requested@2025-03-03; "


def of(lay: Lay, text: str, as_of: str = AS_OF) -> History:
    return history(lay(text, as_of))


def only(lay: Lay, text: str) -> Assessment:
    (found,) = of(lay, text).assessments
    return found


def test_the_first_answer_stays(lay: Lay) -> None:
    text = "assessment-refused@2025-04-07; mediation-requested@2025-05-12; mediation-agreed@2025-06-02 order=assess; "
    found = only(lay, ASKED + text + "assessment-agreed@2025-06-09 route=mediation")
    assert found.refused and found.decided is not None and found.decided.on == date(2025, 4, 7)
    assert found.agreed is not None and found.agreed.on == date(2025, 6, 9)
    (challenge,) = found.challenges
    assert (challenge.decision, challenge.route, challenge.event.type) == (
        "refuse-assess",
        "mediation",
        "mediation-requested",
    )
    assert found.open


def test_a_change_of_mind_and_an_appeal_that_failed(lay: Lay) -> None:
    changed = only(lay, ASKED + "assessment-refused@2025-04-07; assessment-agreed@2025-05-12 route=change-of-mind "
                   "original_request=2025-03-03")  # fmt: skip
    assert [one.route for one in changed.challenges] == ["change-of-mind"]
    lost = only(lay, ASKED + "assessment-refused@2025-04-07; appeal-registered@2025-05-12 challenge=refuse-assess; "
                "appeal-ended@2025-09-01 outcome=dismissed")  # fmt: skip
    assert [(one.route, one.overturned) for one in lost.challenges] == [("tribunal", None)]
    assert not lost.open


def test_a_refusal_of_a_plan_turned_round_by_a_concession(lay: Lay) -> None:
    text = "assessment-agreed@2025-04-07; plan-refused@2025-06-16; appeal-registered@2025-07-14 challenge=refuse-plan; "
    found = only(lay, ASKED + text + "appeal-unopposed@2025-08-04 challenge=refuse-plan; final-plan-sent@2025-10-06")
    assert [(one.decision, one.overturned is not None) for one in found.challenges] == [("refuse-plan", True)]
    assert found.plan_refused is not None and found.issued is not None and not found.open


def test_a_second_request_joins_the_first_while_that_is_open(lay: Lay) -> None:
    assert len(of(lay, ASKED + "assessment-requested@2025-03-10").assessments) == 1
    refused = ASKED + "assessment-refused@2025-04-07; "
    again = of(lay, refused + "assessment-requested@2026-01-12; assessment-agreed@2026-02-16").assessments
    assert [one.refused for one in again] == [True, False]


def test_what_ends_an_assessment(lay: Lay) -> None:
    withdrawn = only(lay, ASKED + "request-withdrawn@2025-04-01; case-closed@2025-04-02 reason=withdrawn")
    assert withdrawn.ended is not None and withdrawn.ended.type == "request-withdrawn"
    assert only(lay, ASKED + "request-withdrawn@2025-04-01 what=reassessment").open
    put_away = only(lay, ASKED + "assessment-refused@2025-04-07; case-closed@2025-07-01 reason=no-plan")
    assert put_away.ended is None and not put_away.open


def test_claims_and_the_excuses_that_hold(lay: Lay) -> None:
    claim = "exception-recorded@2025-07-01 rule=final-plan ground=away-four-weeks reason=x from=2025-04-01 to="
    held, refused = (only(lay, f"{ASKED}{claim}{to}") for to in ("2025-05-10", "2025-04-10"))
    assert (held.excused({"final-plan"}), len(held.claims)) == ("away-four-weeks", 1)
    assert (refused.excused({"final-plan"}), len(refused.claims)) == (None, 1)


def test_plans_that_follow_no_assessment(lay: Lay) -> None:
    text = ASKED + "assessment-agreed@2025-04-07; final-plan-sent@2025-07-07; reassessment-requested@2026-01-05; "
    found = of(lay, text + "reassessment-agreed@2026-01-12; final-plan-sent@2026-04-06 following=reassessment")
    assert [event.on for event in found.other_plans] == [date(2026, 4, 6)]
    (plan,) = found.plans
    assert (plan.made, plan.ceased) == (date(2025, 7, 7), None)


def test_reviews_their_notice_and_what_followed(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-06-03; review-meeting-held@2025-04-07; review-decided@2025-04-22 outcome=amend; "
        "amendment-notice-sent@2025-05-01; amended-plan-sent@2025-06-16; review-meeting-held@2026-03-02 kind=light; "
        "review-meeting-held@2026-03-30; review-decided@2026-04-20 outcome=maintain meeting=2026-03-30"
    )
    first, second = of(lay, text).reviews
    assert first.decided is not None and first.decided.type == "amendment-notice-sent"
    assert first.amended is not None and first.amended.on == date(2025, 6, 16)
    assert (first.outcome, first.due) == ("amend", date(2025, 6, 2))
    assert (second.outcome, second.decided and second.decided.on) == ("maintain", date(2026, 4, 20))
    (plan,) = of(lay, text).plans
    assert plan.last_review is not None and plan.last_review.on == date(2026, 3, 30)


def test_a_phase_transfer_and_how_far_it_has_come(lay: Lay) -> None:
    text = "final-plan-sent@2024-06-03; phase-transfer-expected@2025-09-01 transfer=primary-to-secondary transfer_on="
    moved = text + "2026-09-01; phase-transfer-expected@2025-10-01 transfer=primary-to-secondary transfer_on=2027-09-01"
    (transfer,) = of(lay, moved).transfers  # the newer takes the place of the older
    assert (transfer.due, transfer.stage) == (date(2027, 2, 14), "not-begun")
    steps = ("review-meeting-arranged@2026-09-07 meeting=2026-10-05", "review-meeting-held@2026-10-05",
             "amendment-notice-sent@2026-10-26")  # fmt: skip
    stages = [of(lay, "; ".join([moved, *steps[:n]])).transfers[0].stage for n in (1, 2, 3)]
    assert stages == ["arranged", "met", "notice-sent"]


def test_what_lies_after_the_as_of_day_is_no_fact(lay: Lay) -> None:
    (found,) = of(lay, ASKED + "assessment-agreed@2025-04-07", "2025-04-06").assessments
    assert found.decided is None and found.open
