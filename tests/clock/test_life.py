"""The life of a case: the things it is made of, to which of them each event belongs, and what figures count of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.life import Assessment, Life, Thing, awaits_panel, may_come_up
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role

Lay = Callable[..., Timeline]
AS_OF = "2026-11-21"
ASKED = "assessment-requested@2025-03-03; "


def of(lay: Lay, text: str, as_of: str = AS_OF) -> Life:
    return lay(text, as_of).life


def only(lay: Lay, text: str) -> Assessment:
    (found,) = of(lay, text).assessments
    return found


def taken(lay: Lay, text: str) -> list[str]:
    """What each event was taken for: `begins review 0`, `newest decision 1`; `-` where it belongs to nothing."""
    timeline = lay(text, AS_OF)
    links = [timeline.life.links.get(event.id) for event in timeline.events]
    return [f"{link.how} {link.thing.kind} {link.thing.place}" if link else "-" for link in links]


def day(event: Event | None) -> date | None:
    return event.on if event else None


# ---- The story of each thing -----------------------------------------------------------------------------------------


def test_an_assessment_from_request_to_plan(lay: Lay) -> None:
    """Asked on 3 March, agreed on 7 April, advice from one adviser, a draft on which the family comments, the plan."""
    text = ASKED + (
        "assessment-agreed@2025-04-07; advice-requested@2025-04-08 party=EP source=psychology; "
        "advice-received@2025-05-12 party=EP; draft-plan-sent@2025-06-02; representations-received@2025-06-10; "
        "final-plan-sent@2025-07-14"
    )
    one = only(lay, text)
    assert (one.received, day(one.decided), day(one.draft), day(one.issued)) == (
        date(2025, 3, 3), date(2025, 4, 7), date(2025, 6, 2), date(2025, 7, 14),
    )  # fmt: skip
    assert (one.road, one.open, one.refused) == ("ordinary", False, False)
    assert taken(lay, text) == ["begins assessment 0", *["newest assessment 0"] * 5, "only assessment 0"]


@pytest.mark.parametrize(
    ("turned", "road"),
    [
        ("order-made@2025-09-01 order=assess; assessment-agreed@2025-09-10 route=order", "ordered"),
        ("mediation-agreed@2025-06-02 order=assess; assessment-agreed@2025-06-10 route=mediation", "agreed"),
        (
            "appeal-unopposed@2025-07-07 challenge=refuse-assess; assessment-agreed@2025-07-14",
            "conceded",
        ),
        ("assessment-agreed@2025-05-12 route=change-of-mind original_request=2025-03-03", "change-of-mind"),
        ("assessment-agreed@2025-05-12 route=order", "ordered"),
    ],
)
def test_the_road_is_that_of_what_turned_the_no_round(lay: Lay, turned: str, road: str) -> None:
    assert only(lay, f"{ASKED}assessment-refused@2025-04-07; {turned}").road == road


def test_the_road_of_a_person_who_is_detained(lay: Lay) -> None:
    assert only(lay, "assessment-requested@2025-03-03 detained=yes").road == "detained"
    midway = ASKED + "detention-began@2025-04-01 assessment_open=yes responsible=2025-03-03"
    assert only(lay, midway).road == "midway"
    assert only(lay, midway + "; detention-ended@2025-05-01 assessment_open=yes attention=2025-03-03").road == "release"


def test_a_reassessment_is_an_assessment_of_its_own_and_no_request(lay: Lay) -> None:
    text = "final-plan-sent@2024-05-01; reassessment-requested@2025-01-06; reassessment-agreed@2025-01-20; "
    text += "draft-plan-sent@2025-03-03; final-plan-sent@2025-04-07 following=reassessment"
    life = of(lay, text)
    (one,) = life.assessments
    assert (one.road, day(one.agreed), day(one.issued)) == ("re-assessment", date(2025, 1, 20), date(2025, 4, 7))
    assert life.requested == ()
    assert taken(lay, text) == ["begins plan 0", "begins assessment 0", *["only assessment 0"] * 3]
    dropped = of(lay, text.rpartition(";")[0] + "; amendment-dropped@2025-04-07 following=reassessment").assessments[0]
    assert (day(dropped.ended), dropped.open) == (date(2025, 4, 7), False)


def test_a_plan_its_versions_and_its_end(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-05-01; amendment-notice-sent@2025-04-10; amended-plan-sent@2025-06-02; "
        "plan-transferred@2026-01-05 direction=out; plan-transferred@2026-06-01 direction=in made=2024-05-01"
    )
    first, second = of(lay, text).plans
    assert (first.made, [each.on for each in first.versions]) == (date(2024, 5, 1), [date(2025, 6, 2)])
    assert (day(first.transferred_out), first.ceased, first.came) == (date(2026, 1, 5), None, False)
    assert (second.made, second.start.on, second.came) == (date(2024, 5, 1), date(2026, 6, 1), True)
    held = of(lay, text).held
    assert held is not None and held.on == date(2026, 6, 1)
    assert of(lay, text + "; plan-ceased@2026-10-01 reason=other").held is None


def test_a_review_from_the_day_set_to_the_amended_plan(lay: Lay) -> None:
    """What was arranged and sent round belongs to the review whose meeting is held."""
    text = (
        "final-plan-sent@2024-06-03; review-meeting-arranged@2025-03-03 meeting=2025-04-07; "
        "review-notice-given@2025-03-10; review-meeting-held@2025-04-07; review-report-sent@2025-04-14; "
        "amendment-notice-sent@2025-05-01; amended-plan-sent@2025-06-16"
    )
    (review,) = of(lay, text).reviews
    assert (day(review.arranged), day(review.meeting), day(review.report)) == (
        date(2025, 3, 3), date(2025, 4, 7), date(2025, 4, 14),
    )  # fmt: skip
    assert (day(review.decided), day(review.amended), review.outcome) == (date(2025, 5, 1), date(2025, 6, 16), "amend")
    assert taken(lay, text)[1:] == [*["newest review 0"] * 2, "begins review 0", *["newest review 0"] * 3]


def test_a_decision_of_the_meeting_it_names(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-06-03; review-meeting-held@2025-04-07; review-meeting-held@2026-03-30; "
        "review-decided@2026-04-20 outcome=maintain meeting=2025-04-07; review-decided@2026-04-21 outcome=maintain"
    )
    assert taken(lay, text)[3:] == ["named review 0", "newest review 1"]


def test_a_decision_with_no_meeting_on_file_stands_for_a_review(lay: Lay) -> None:
    text = "final-plan-sent@2024-06-03; review-decided@2025-05-12 outcome=maintain"
    assert taken(lay, text)[1:] == ["stand-in review 0"]


def test_an_amendment_outside_a_review(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-06-03; amendment-notice-sent@2025-05-01 following=other; "
        "amended-plan-sent@2025-06-16 following=other; amendment-notice-sent@2025-09-01 following=other; "
        "amendment-dropped@2025-10-06 following=other"
    )
    life = of(lay, text)
    assert [(day(one.notice), day(one.amended), day(one.dropped)) for one in life.amendments] == [
        (date(2025, 5, 1), date(2025, 6, 16), None), (date(2025, 9, 1), None, date(2025, 10, 6)),
    ]  # fmt: skip
    assert life.reviews == ()
    assert taken(lay, text)[1:3] == ["begins amendment 0", "newest amendment 0"]


def test_a_phase_expected_anew_and_dropped(lay: Lay) -> None:
    move = "phase-transfer-expected@2025-{} transfer=primary-to-secondary transfer_on={}-09-01"
    text = f"{move.format('09-01', 2026)}; {move.format('10-01', 2027)}; phase-transfer-dropped@2026-01-05"
    first, second = of(lay, text).phases
    assert (day(first.replaced), first.dropped) == (date(2025, 10, 1), None)
    assert (second.replaced, day(second.dropped)) == (None, date(2026, 1, 5))
    assert taken(lay, text) == ["begins phase 0", "begins phase 1", "newest phase 1"]


APPEALED = (
    "assessment-refused@2025-04-07; adviser-contacted@2025-04-20; certificate-issued@2025-05-01 basis=no-mediation; "
    "appeal-registered@2025-05-12 challenge=refuse-assess; appeal-response-sent@2025-06-20; "
    "order-made@2025-09-01 order=assess"
)


def test_a_decision_its_certificate_its_appeal_and_its_order(lay: Lay) -> None:
    (decision,) = of(lay, ASKED + APPEALED).decisions
    assert (decision.notice.on, decision.challenges) == (date(2025, 4, 7), ("refuse-assess",))
    assert (day(decision.adviser), day(decision.certificate), day(decision.appeal)) == (
        date(2025, 4, 20), date(2025, 5, 1), date(2025, 5, 12),
    )  # fmt: skip
    assert (day(decision.order), day(decision.over), len(decision.steps)) == (date(2025, 9, 1), date(2025, 9, 1), 5)
    assert taken(lay, ASKED + APPEALED)[1:] == ["newest assessment 0", *["only decision 0"] * 5]


def test_an_appeal_belongs_to_the_decision_its_challenge_fits(lay: Lay) -> None:
    """A plan and then its amendment: each its own decision. A claim is an appeal against neither."""
    text = (
        "final-plan-sent@2025-01-06; review-meeting-held@2025-12-01; review-decided@2025-12-15 outcome=maintain; "
        "appeal-registered@2026-01-05 challenge=refuse-amend; appeal-registered@2026-01-06 challenge=contents; "
        "appeal-registered@2026-01-07 decision=2025-01-06; appeal-registered@2026-01-08 kind=claim"
    )
    assert taken(lay, text)[3:] == ["only decision 1", "only decision 0", "named decision 0", "begins matter 0"]
    assert [decision.challenges for decision in of(lay, text).decisions] == [
        ("contents", "placement", "contents-and-placement"), ("refuse-amend",),
    ]  # fmt: skip


def test_what_was_ordered_and_the_act_that_carried_it_out(lay: Lay) -> None:
    text = (
        "final-plan-sent@2025-01-06; mediation-requested@2025-02-03; mediation-held@2025-02-24; "
        "mediation-agreed@2025-02-24 order=amend-provision; mediation-agreed@2025-02-24 order=other; "
        "amended-plan-sent@2025-03-24 following=order; agreement-carried-out@2025-04-01"
    )
    life = of(lay, text)
    assert [(one.what, day(one.done)) for one in life.instructions] == [
        ("amend-provision", date(2025, 3, 24)), ("other", date(2025, 4, 1)),
    ]  # fmt: skip
    assert taken(lay, text)[-2:] == ["only instruction 0", "only instruction 1"]


def test_a_spell_of_detention(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-06-03; detention-began@2025-02-03; detention-moved@2025-03-03; detention-began@2025-03-10"
    )
    life = of(lay, text)
    (spell,) = life.spells
    assert (spell.began.on, len(spell.moves), life.detained) == (date(2025, 2, 3), 2, True)
    assert taken(lay, text)[1:] == ["begins spell 0", "only spell 0", "joined spell 0"]
    assert not of(lay, text + "; detention-ended@2025-06-02").detained


def test_matters_go_by_their_own_reference(lay: Lay) -> None:
    text = (
        "foi-received@2026-01-05 party=FOI-1; foi-received@2026-01-12 party=FOI-2; "
        "foi-answered@2026-01-20 party=foi-1; complaint-received@2026-02-02 party=C-1; "
        "complaint-acknowledged@2026-02-04 party=C-1; "
        "foi-answered@2026-02-09 party=FOI-3"
    )
    life = of(lay, text)
    assert [(one.family, one.ref, day(one.over)) for one in life.matters] == [
        ("foi", "FOI-1", date(2026, 1, 20)), ("foi", "FOI-2", None), ("complaint", "C-1", None),
    ]  # fmt: skip
    assert taken(lay, text)[2:] == ["named matter 0", "begins matter 2", "named matter 2", "-"]


def test_every_event_belongs_to_one_thing_or_none(lay: Lay, book: RuleBook) -> None:
    """A link leads to a thing that is there; a closing, a note, an allocation belong to none."""
    timeline = lay(
        ASKED + APPEALED + "; case-allocated@2025-03-04 officer=okafor; case-closed@2026-01-05 reason=other", AS_OF
    )
    for event in timeline.events:
        link = timeline.life.links.get(event.id)
        assert (link is None) == book.has(event.type, Act.ALLOCATED, Act.CLOSED), event.type
        if link is not None:
            assert timeline.life.thing(link.thing) is not None
    assert timeline.life.thing(Thing("decision", 0)) == timeline.life.decisions[0]


def test_the_life_is_read_once_and_only_when_it_is_asked_for(lay: Lay) -> None:
    timeline = lay(ASKED, AS_OF)
    assert "life" not in vars(timeline)
    assert timeline.life is timeline.life


def test_what_a_panel_has_before_it(lay: Lay, book: RuleBook) -> None:
    listed = ASKED + "panel-listed@2025-03-20 panel=EHC about=assess"
    cases = {
        listed: (True, True),
        f"{listed}; panel-decided@2025-03-26 panel=EHC outcome=defer": (True, True),
        f"{listed}; panel-decided@2025-03-26 panel=EHC outcome=agree": (False, True),
        f"{listed}; panel-decided@2025-03-26 panel=EHC outcome=agree; assessment-agreed@2025-03-27": (False, False),
        f"{listed}; draft-plan-sent@2025-03-27": (True, True),
        f"{listed}; case-closed@2025-03-27 reason=other": (True, False),
    }
    for text, wanted in cases.items():
        events = lay(text, AS_OF).events
        assert (awaits_panel(events, book), may_come_up(events, book)) == wanted, text


# ---- What figures and returns count ----------------------------------------------------------------------------------


def test_the_first_answer_stays(lay: Lay) -> None:
    text = "assessment-refused@2025-04-07; mediation-requested@2025-05-12; mediation-agreed@2025-06-02 order=assess; "
    found = only(lay, ASKED + text + "assessment-agreed@2025-06-09 route=mediation")
    assert found.refused and found.decided is not None and found.decided.on == date(2025, 4, 7)
    assert found.agreed is not None and found.agreed.on == date(2025, 6, 9)
    (challenge,) = found.challenges
    assert (challenge.decision, challenge.route, challenge.event.type) == (
        "assess",
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
    assert [(one.decision, one.overturned is not None) for one in found.challenges] == [("plan", True)]
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
    assert (held.excused(Role.WEEK_20), len(held.claims)) == ("away-four-weeks", 1)
    assert (refused.excused(Role.WEEK_20), len(refused.claims)) == (None, 1)


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
