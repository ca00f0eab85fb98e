"""The account of a case: what its requests, plans and reviews came to, as figures, returns and checks count them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.life import Life, Request, awaits_panel, held, may_come_up, question_of
from sendclock.clock.run import undated
from sendclock.days.counting import Period
from sendclock.law.book import RuleBook
from sendclock.law.practice import Panel
from sendclock.law.role import Role

Lay = Callable[..., Timeline]
AS_OF = "2026-11-21"
ASKED = "assessment-requested@2025-03-03; "


def of(lay: Lay, text: str, as_of: str = AS_OF) -> Life:
    return lay(text, as_of).life


def only(lay: Lay, text: str) -> Request:
    (found,) = of(lay, text).requested
    return found


def day(event: Event | None) -> date | None:
    return event.on if event else None


# ---- What each thing came to -----------------------------------------------------------------------------------------


def test_a_request_from_the_day_it_came_to_the_plan(lay: Lay) -> None:
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
    assert (one.open, one.refused) == (False, False)


def test_one_request_goes_on_through_detention_and_release(lay: Lay) -> None:
    text = ASKED + (
        "assessment-agreed@2025-03-24; detention-began@2025-04-01 assessment_open=yes responsible=2025-03-03; "
        "detention-ended@2025-05-01 assessment_open=yes attention=2025-03-03; final-plan-sent@2025-07-14"
    )
    one = only(lay, text)
    assert (one.received, day(one.decided), day(one.issued)) == (
        date(2025, 3, 3), date(2025, 3, 24), date(2025, 7, 14),
    )  # fmt: skip


def test_a_reassessment_is_no_request(lay: Lay) -> None:
    text = "final-plan-sent@2024-05-01; reassessment-requested@2025-01-06; reassessment-agreed@2025-01-20; "
    text += "draft-plan-sent@2025-03-03; final-plan-sent@2025-04-07 following=reassessment"
    life = of(lay, text)
    assert life.requested == ()
    assert [event.on for event in life.other_plans] == [date(2024, 5, 1), date(2025, 4, 7)]


def test_a_plan_its_end_and_where_it_came_from(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-05-01; amendment-notice-sent@2025-04-10; amended-plan-sent@2025-06-02; "
        "plan-transferred@2026-01-05 direction=out; plan-transferred@2026-06-01 direction=in made=2024-05-01"
    )
    first, second = of(lay, text).plans
    assert first.made == date(2024, 5, 1)
    assert (day(first.transferred_out), first.ceased, first.came) == (date(2026, 1, 5), None, False)
    assert (second.made, second.start.on, second.came) == (date(2024, 5, 1), date(2026, 6, 1), True)
    held = of(lay, text).held
    assert held is not None and held.on == date(2026, 6, 1)
    assert of(lay, text + "; plan-ceased@2026-10-01 reason=other").held is None


def test_one_plan_where_one_is_said_to_come_while_it_is_kept(lay: Lay) -> None:
    (plan,) = of(lay, "final-plan-sent@2024-05-01; plan-transferred@2026-06-01 direction=in made=2024-05-01").plans
    assert (plan.start.on, plan.came, plan.ceased, plan.transferred_out) == (date(2024, 5, 1), False, None, None)


def test_a_plan_on_file_by_its_traces_is_held_and_not_counted(lay: Lay) -> None:
    life = of(lay, "review-meeting-held@2025-04-07")
    assert (life.plans, day(life.held)) == ((), date(2025, 4, 7))
    assert of(lay, "review-meeting-held@2025-04-07; case-closed@2025-05-01 reason=other").held is None


def test_a_final_plan_that_is_the_amended_plan_of_a_review_is_no_further_plan(lay: Lay) -> None:
    """Typed as a final plan with the notice of a review in train: it is that amended plan (owed, examples why-01)."""
    life = of(lay, "final-plan-sent@2024-06-03; review-meeting-held@2025-04-07; amendment-notice-sent@2025-05-01; "
              "final-plan-sent@2025-06-16")  # fmt: skip
    (review,) = life.reviews
    assert day(review.amended) == date(2025, 6, 16)
    assert [event.on for event in life.other_plans] == [date(2024, 6, 3)]


def test_a_review_from_the_day_set_to_the_amended_plan(lay: Lay) -> None:
    """A review that is only arranged is none yet."""
    text = "final-plan-sent@2024-06-03; review-meeting-arranged@2025-03-03 meeting=2025-04-07"
    assert of(lay, text).reviews == ()
    text += (
        "; review-notice-given@2025-03-10; review-meeting-held@2025-04-07; review-report-sent@2025-04-14; "
        "amendment-notice-sent@2025-05-01; amended-plan-sent@2025-06-16"
    )
    (review,) = of(lay, text).reviews
    assert (day(review.meeting), day(review.report)) == (date(2025, 4, 7), date(2025, 4, 14))
    assert (day(review.decided), day(review.amended), review.outcome) == (date(2025, 5, 1), date(2025, 6, 16), "amend")


def test_a_decision_of_the_meeting_it_names(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-06-03; review-meeting-held@2025-04-07; review-meeting-held@2026-03-30; "
        "review-decided@2026-04-20 outcome=maintain meeting=2025-04-07"
    )
    assert [day(review.decided) for review in of(lay, text).reviews] == [date(2026, 4, 20), None]


def test_a_decision_with_no_meeting_on_file_stands_for_a_review(lay: Lay) -> None:
    (review,) = of(lay, "final-plan-sent@2024-06-03; review-decided@2025-05-12 outcome=maintain").reviews
    assert (review.meeting, day(review.decided), review.outcome) == (None, date(2025, 5, 12), "maintain")


def test_an_amended_plan_with_no_notice_on_file_decides_the_review(lay: Lay) -> None:
    (review,) = of(
        lay, "final-plan-sent@2024-06-03; review-meeting-held@2025-04-07; amended-plan-sent@2025-06-16"
    ).reviews
    assert (day(review.amended), day(review.decided), review.dropped) == (date(2025, 6, 16), date(2025, 6, 16), None)


def test_an_amendment_outside_a_review_is_none(lay: Lay) -> None:
    text = "final-plan-sent@2024-06-03; amendment-notice-sent@2025-05-01 following=other; "
    assert of(lay, text + "amended-plan-sent@2025-06-16 following=other").reviews == ()


def test_a_spell_of_detention(lay: Lay) -> None:
    text = (
        "final-plan-sent@2024-06-03; detention-began@2025-02-03; detention-moved@2025-03-03; detention-began@2025-03-10"
    )
    assert of(lay, text).detained
    assert not of(lay, text + "; detention-ended@2025-06-02").detained


# ---- What the account is read off ------------------------------------------------------------------------------------


def test_matters_go_by_their_own_reference(lay: Lay) -> None:
    text = (
        "foi-received@2026-01-05 party=FOI-1; foi-received@2026-01-12 party=FOI-2; "
        "foi-answered@2026-01-20 party=foi-1; complaint-received@2026-02-02 party=C-1; "
        "complaint-acknowledged@2026-02-04 party=C-1; foi-answered@2026-02-09 party=FOI-3"
    )
    things = lay(text, AS_OF).things
    assert [(one.family, one.begun.party, day(one.ended)) for one in things.matters] == [
        ("foi", "FOI-1", date(2026, 1, 20)), ("foi", "FOI-2", None), ("complaint", "C-1", None),
    ]  # fmt: skip
    linked = [[things.matters.index(one) for one in deed.links.get("matter", ())] for deed in things.deeds]
    assert linked == [[0], [1], [0], [2], [2], []]


def test_every_event_is_linked_once_and_what_it_is_linked_to_is_there(lay: Lay) -> None:
    text = ASKED + (
        "assessment-refused@2025-04-07; adviser-contacted@2025-04-20; case-allocated@2025-04-21 officer=okafor; "
        "appeal-registered@2025-05-12 challenge=refuse-assess; order-made@2025-09-01 order=assess; "
        "case-closed@2026-01-05 reason=other"
    )
    things = lay(text, AS_OF).things
    assert [deed.source.order for deed in things.deeds] == list(range(7))
    known = [*things.assessments, *things.decisions]
    assert all(thing in known for deed in things.deeds for of in deed.links.values() for thing in of)


def test_a_case_without_clocks_is_linked_when_it_is_asked(lay: Lay, book: RuleBook) -> None:
    whole = lay(ASKED + "assessment-refused@2025-04-07; moved-out@2025-05-01 move=2025-06-01", AS_OF)
    alone = undated(whole.case, book, whole.as_of)
    assert [(d.source.id, d.how) for d in alone.things.deeds] == [(d.source.id, d.how) for d in whole.things.deeds]
    assert alone.life.requested == whole.life.requested


def test_the_life_is_read_once_and_only_when_it_is_asked_for(lay: Lay) -> None:
    timeline = lay(ASKED, AS_OF)
    assert "life" not in vars(timeline)
    assert timeline.life is timeline.life


def test_an_act_about_another_question_answers_no_listing_that_does_not_say_its_own(lay: Lay, book: RuleBook) -> None:
    """The panel hears requests: a notice of amendments is no answer to what it was asked."""
    papers = Period("before", 4, "working-day")
    panel = Panel("EHC", "EHC panel", date(2025, 1, 1), 1, book.england, papers, about=("assess",))
    plan = "assessment-requested@2024-03-04 requester=family; assessment-agreed@2024-04-08; final-plan-sent@2024-07-01"
    text = f"{plan}; panel-listed@2025-03-20 panel=EHC; amendment-notice-sent@2025-03-27"
    events = lay(text, AS_OF).events
    assert may_come_up(events, book, [panel])
    assert not may_come_up(events, book, [panel._replace(about=("plan", "placement", "review"))])


def test_a_panel_is_asked_by_its_name_and_what_was_decided_before_it_is_no_answer(lay: Lay, book: RuleBook) -> None:
    papers = Period("before", 4, "working-day")
    hears = Panel("EHC", "EHC panel", date(2025, 1, 1), 1, book.england, papers, about=("assess",))
    places = hears._replace(name="Places", title="Placement panel", about=("plan",))
    asked = ASKED + "assessment-refused@2025-03-24; panel-listed@2025-04-07 panel=Places"
    answered = f"{asked}; plan-agreed@2025-04-14"
    assert may_come_up(lay(asked, AS_OF).events, book, [hears, places])
    assert not may_come_up(lay(answered, AS_OF).events, book, [hears, places])  # though EHC's question is open
    # A panel that no list has: any question may be meant, and the first of all of them is whether to assess.
    unknown = ASKED + "panel-listed@2025-03-24 panel=Moderation"
    assert may_come_up(lay(unknown, AS_OF).events, book, [hears, places])
    assert not may_come_up(lay(unknown + "; assessment-agreed@2025-04-07", AS_OF).events, book, [hears, places])
    again = ASKED + "assessment-refused@2025-03-24; panel-listed@2025-04-07 panel=EHC about=assess"
    assert may_come_up(lay(again, AS_OF).events, book, [hears])


def test_a_question_that_was_never_raised_is_asked_where_there_is_no_other(lay: Lay, book: RuleBook) -> None:
    """Whether to place is asked only once there is to be a plan; of a panel for nothing else, it is that all the same.
    Of one whose other question is settled it is the one that was settled, not the one that never came up."""
    events = lay(ASKED + "assessment-refused@2025-03-24", AS_OF).events
    assert question_of(events, ("placement",), book) == "placement"
    assert question_of(events, ("placement", "assess"), book) == "assess"
    agreed = lay(ASKED + "assessment-agreed@2025-03-24", AS_OF).events  # so there may be a plan, and no placement yet
    assert question_of(agreed, ("placement", "plan"), book) == "plan"


def test_what_a_panel_has_before_it(lay: Lay, book: RuleBook) -> None:
    listed = ASKED + "panel-listed@2025-03-20 panel=EHC about=assess"
    cases = {
        ASKED: (False, False),
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


ORDERED = (
    "assessment-refused@2025-04-07; appeal-registered@2025-05-12 challenge=refuse-assess; "
    "order-made@2025-09-01 order=assess; assessment-agreed@2025-09-08; plan-refused@2025-11-10"
)


@pytest.mark.parametrize(
    ("text", "noes", "still_open"),
    [
        # Ordered to assess, and then no plan: that the first no was turned round does not turn the second.
        (ORDERED, [("assess", "tribunal", True)], False),
        (ORDERED + "; plan-agreed@2025-12-01 route=change-of-mind",
         [("assess", "tribunal", True), ("plan", "change-of-mind", True)], True),
        # The yes that came of a mediation, where nothing says what was agreed there.
        ("assessment-refused@2025-04-07; mediation-requested@2025-05-12; assessment-agreed@2025-06-09 route=mediation",
         [("assess", "mediation", True)], True),
        # A change of mind is none of the mediation's, which came to nothing.
        ("assessment-refused@2025-04-07; mediation-requested@2025-05-12; assessment-agreed@2025-06-09 "
         "route=change-of-mind", [("assess", "mediation", False), ("assess", "change-of-mind", True)], True),
        # A draft after a no to a plan shows that it was turned round; one from before it does not.
        ("assessment-agreed@2025-04-07; plan-refused@2025-06-16; draft-plan-sent@2025-07-14", None, True),
        ("assessment-agreed@2025-04-07; draft-plan-sent@2025-06-09; plan-refused@2025-06-16", None, False),
    ],
)  # fmt: skip
def test_each_no_is_turned_round_by_itself(
    lay: Lay, text: str, noes: list[tuple[str, str, bool]] | None, still_open: bool
) -> None:
    found = only(lay, ASKED + text)
    assert found.open == still_open
    if noes is not None:
        assert [(one.decision, one.route, one.overturned is not None) for one in found.challenges] == noes


def test_a_refusal_of_a_plan_turned_round_by_a_concession(lay: Lay) -> None:
    text = "assessment-agreed@2025-04-07; plan-refused@2025-06-16; appeal-registered@2025-07-14 challenge=refuse-plan; "
    found = only(lay, ASKED + text + "appeal-unopposed@2025-08-04 challenge=refuse-plan; final-plan-sent@2025-10-06")
    assert [(one.decision, one.overturned is not None) for one in found.challenges] == [("plan", True)]
    assert found.plan_refused is not None and found.issued is not None and not found.open


def test_a_second_request_joins_the_first_while_that_is_open(lay: Lay) -> None:
    assert len(of(lay, ASKED + "assessment-requested@2025-03-10").requested) == 1
    refused = ASKED + "assessment-refused@2025-04-07; "
    again = of(lay, refused + "assessment-requested@2026-01-12; assessment-agreed@2026-02-16").requested
    assert [one.refused for one in again] == [True, False]
    assert [day(one.decided) for one in again] == [date(2025, 4, 7), date(2026, 2, 16)]


def test_what_ends_an_assessment(lay: Lay) -> None:
    withdrawn = only(lay, ASKED + "request-withdrawn@2025-04-01; case-closed@2025-04-02 reason=withdrawn")
    assert withdrawn.ended is not None and withdrawn.ended.type == "request-withdrawn"
    assert only(lay, ASKED + "request-withdrawn@2025-04-01 what=reassessment").open
    moved = only(lay, ASKED + "moved-out@2025-04-01 move=2025-04-30; case-closed@2025-04-02 reason=moved-away")
    assert moved.ended is not None and moved.ended.type == "moved-out"
    before_the_move = "moved-out@2025-04-01 move=2025-04-30; request-withdrawn@2025-04-10"
    assert day(only(lay, ASKED + before_the_move).ended) == date(2025, 4, 10)
    # They moved while the appeal was on, and it was won: what was ordered then was stopped by the closing alone.
    came_back = only(lay, ASKED + "assessment-refused@2025-04-07; appeal-registered@2025-05-12 "
                     "challenge=refuse-assess; moved-out@2025-05-20 move=2025-06-02; "
                     "order-made@2025-09-01 order=assess; case-closed@2025-10-06 reason=other")  # fmt: skip
    assert day(came_back.ended) == date(2025, 10, 6)
    put_away = only(lay, ASKED + "assessment-refused@2025-04-07; case-closed@2025-07-01 reason=no-plan")
    assert put_away.ended is None and not put_away.open


def test_claims_and_the_excuses_that_hold(lay: Lay) -> None:
    claim = "exception-recorded@2025-07-01 rule=final-plan ground=away-four-weeks reason=x from=2025-04-01 to="
    held, refused = (only(lay, f"{ASKED}{claim}{to}") for to in ("2025-05-10", "2025-04-10"))
    assert (held.excused(Role.WEEK_20), len(held.claims)) == ("away-four-weeks", 1)
    assert (refused.excused(Role.WEEK_20), len(refused.claims)) == (None, 1)


AWAY = "ground=away-four-weeks reason=x from=2025-03-10 to=2025-05-12"


def test_an_excuse_is_one_of_the_weeks_it_is_claimed_for(lay: Lay) -> None:
    """SEND Regs 2014 reg 10(4): an exception is to one limit. The claim for week 6 excuses no final plan."""
    found = only(lay, f"{ASKED}exception-recorded@2025-07-01 rule=decide-to-assess {AWAY}")
    assert (found.excused(Role.WEEK_6), found.excused(Role.WEEK_20)) == ("away-four-weeks", None)
    drafted = only(lay, f"{ASKED}exception-recorded@2025-07-01 rule=send-draft {AWAY}")
    assert (drafted.claims, drafted.excuses) == ((), ())


def test_an_excuse_for_the_limit_of_an_order_is_none_for_the_weeks_from_the_request(lay: Lay) -> None:
    """SEND Regs 2014 reg 44 sets it, with exceptions of its own (reg 44(3)); those of reg 10 and 13 are untouched."""
    claim = "exception-recorded@2025-12-01 rule=order-assess-final-plan ground=away-four-weeks reason=x "
    text = ASKED + ORDERED.partition("; plan-refused")[0] + f"; {claim}from=2025-10-01 to=2025-11-10"
    (ordered,) = [clock for clock in lay(text, AS_OF).deadlines if clock.rule.id == "order-assess-final-plan"]
    assert ordered.excused_by == "away-four-weeks"
    assert only(lay, text).excused(Role.WEEK_20) is None


def test_a_claim_is_of_the_request_that_was_open_or_else_the_newest(lay: Lay) -> None:
    claim = f"exception-recorded@2025-08-20 rule=final-plan {AWAY}"
    first = "assessment-requested@2024-03-04; assessment-agreed@2024-04-08; request-withdrawn@2024-05-07; "
    agreed = ASKED + "assessment-agreed@2025-04-07; "
    assert [len(one.claims) for one in of(lay, f"{first}{agreed}{claim}").requested] == [0, 1]
    done = agreed + "final-plan-sent@2025-08-18; "
    assert [len(one.claims) for one in of(lay, f"{done}{claim}; assessment-requested@2026-01-12").requested] == [1, 0]
    # A re-assessment is under way, which is no request: it was claimed for the plan that was late.
    again = done + "reassessment-requested@2025-08-19; reassessment-agreed@2025-08-19; "
    refused = "assessment-requested@2023-03-06; assessment-refused@2023-04-10; "
    assert [len(one.claims) for one in of(lay, f"{refused}{first}{again}{claim}").requested] == [0, 0, 1]
    assert of(lay, claim).requested == ()


def test_an_excuse_goes_with_the_request_through_detention(lay: Lay) -> None:
    """Two assessments, and one request: the weeks of the first were excused."""
    text = f"{ASKED}exception-recorded@2025-05-13 rule=decide-to-assess {AWAY}; detention-began@2025-05-19 "
    found = only(lay, text + "assessment_open=yes responsible=2025-05-19")
    assert found.excused(Role.WEEK_6) == "away-four-weeks"


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


@pytest.mark.parametrize(
    ("followed", "outcome"),
    [
        ("", None),
        ("; review-decided@2025-04-22 outcome=cease", "cease"),
        ("; amendment-notice-sent@2025-05-01", "amend"),
        ("; amended-plan-sent@2025-06-16", "amend"),  # the notice is not on file
        ("; amendment-dropped@2025-05-05", "amend"),  # it was decided on, and given up
    ],
)
def test_what_was_decided_is_read_off_what_was_done(lay: Lay, followed: str, outcome: str | None) -> None:
    (review,) = of(lay, "final-plan-sent@2024-06-03; review-meeting-held@2025-04-07" + followed).reviews
    assert review.outcome == outcome


@pytest.mark.parametrize(
    ("text", "last"),
    [
        # A meeting on the day the plan was made, or on the day it ended, is one of that plan.
        ("final-plan-sent@2024-06-03; review-meeting-held@2024-06-03", ["2024-06-03"]),
        ("final-plan-sent@2024-06-03; review-meeting-held@2025-02-03; plan-ceased@2025-02-03 reason=needs-met",
         ["2025-02-03"]),
        # One after it is none, nor is one of the next plan.
        ("final-plan-sent@2024-06-03; plan-ceased@2025-02-03 reason=needs-met; review-meeting-held@2025-02-04",
         [None]),
        ("final-plan-sent@2024-06-03; plan-transferred@2025-02-03 direction=out; review-meeting-held@2025-02-04",
         [None]),
        ("final-plan-sent@2024-06-03; plan-ceased@2025-02-03 reason=needs-met; final-plan-sent@2025-09-01; "
         "review-meeting-held@2026-07-06", [None, "2026-07-06"]),
    ],
)  # fmt: skip
def test_the_last_review_of_a_plan_was_held_while_it_ran(lay: Lay, text: str, last: list[str | None]) -> None:
    reviews = [plan.last_review for plan in of(lay, text).plans]
    assert [event and event.on.isoformat() for event in reviews] == last


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        # Before the request of 3 March 2025, which is the last event in each.
        ("final-plan-sent@2024-06-03; ", "e1"),
        ("", None),
        ("final-plan-sent@2024-06-03; plan-ceased@2025-02-03 reason=needs-met; ", None),
        ("final-plan-sent@2024-06-03; plan-ceased@2025-03-10 reason=needs-met; ", "e1"),
        ("final-plan-sent@2025-03-10; ", None),
        ("final-plan-sent@2024-06-03; final-plan-sent@2025-03-10; ", "e1"),
        # Put away, and something was done to the plan again, or not.
        ("final-plan-sent@2024-06-03; case-closed@2025-02-03 reason=other; ", None),
        ("final-plan-sent@2024-06-03; case-closed@2025-02-03 reason=other; amended-plan-sent@2025-02-10; ", "e1"),
        ("final-plan-sent@2024-06-03; case-closed@2025-02-03 reason=other; amended-plan-sent@2025-02-10; "
         "case-closed@2025-02-17 reason=other; ", None),
        ("final-plan-sent@2024-06-03; case-closed@2025-02-03 reason=other; amended-plan-sent@2025-03-10; ", None),
        ("final-plan-sent@2024-06-03; case-closed@2025-03-10 reason=other; ", "e1"),
        # One that ended, and another.
        ("final-plan-sent@2023-06-05; plan-ceased@2024-02-05 reason=needs-met; final-plan-sent@2025-03-10; ", None),
        ("final-plan-sent@2023-06-05; plan-ceased@2024-02-05 reason=needs-met; final-plan-sent@2024-06-03; ", "e3"),
        ("final-plan-sent@2023-06-05; plan-ceased@2025-03-10 reason=needs-met; final-plan-sent@2025-03-17; ", "e1"),
    ],
)  # fmt: skip
def test_whether_a_plan_was_held_before_an_event(lay: Lay, book: RuleBook, text: str, shows: str | None) -> None:
    timeline = lay(text + ASKED, AS_OF)
    asked = next(event for event in timeline.events if event.type == "assessment-requested")
    found = held(timeline.things, book, asked)
    assert (found and found.id) == shows


def test_a_light_review_brings_a_move_no_further(lay: Lay) -> None:
    text = "final-plan-sent@2024-06-03; phase-transfer-expected@2025-09-01 transfer=primary-to-secondary "
    (move,) = of(lay, text + "transfer_on=2026-09-01; review-meeting-held@2025-09-15 kind=light").transfers
    assert (move.stage, move.due) == ("not-begun", date(2026, 2, 14))  # before the 15th: SEND Regs 2014 reg 18(1)(b)


def test_advice_of_nobody_in_particular(lay: Lay) -> None:
    (asked,) = of(lay, ASKED + "assessment-agreed@2025-04-07; advice-requested@2025-04-08 source=psychology").advice
    assert (asked.party, asked.due) == ("", date(2025, 5, 20))


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
    (found,) = of(lay, ASKED + "assessment-agreed@2025-04-07", "2025-04-06").requested
    assert found.decided is None and found.open
