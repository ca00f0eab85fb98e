"""A no turned round: which road is taken to the plan, and the one clock that governs then.

Each story is a case in one line (`conftest`), its dates worked out from the law and not from the program: an order or
an agreement to assess gives 14 weeks for the plan and one to make it 11 (SEND Regs 2014 reg 44(2)(b),(c), reg 42(2)), a
concession the same from the day it is told (reg 45); a change of mind the weeks of the request itself. Where nobody
wrote down how the no was turned round, the weeks of the request, the earliest of all, stand in and say that they do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pytest

from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.state import governing
from sendclock.law.role import Role

Lay = Callable[..., Timeline]
ASSESS = "assessment-requested@2026-01-12; assessment-refused@2026-02-16; "
PLAN = "assessment-requested@2026-01-12; assessment-agreed@2026-02-16; plan-refused@2026-05-04; "
AGAIN = "final-plan-sent@2025-03-10; reassessment-requested@2026-01-12; reassessment-refused@2026-01-26; "
APPEAL = "appeal-registered@2026-03-02 challenge=refuse-assess; "
TO_A_PLAN = {Role.WEEK_20, Role.RECONSIDER}


class Story(NamedTuple):
    """What happened, the day of asking, the clock that governs then, its day, and what was guessed."""

    id: str
    events: str
    as_of: str
    rule: str
    due: date
    status: str = "open"
    doubt: str = ""


STORIES = (
    # --- no assessment
    Story("order", ASSESS + APPEAL + "appeal-response-sent@2026-04-10; hearing-listed@2026-04-20 hearing=2026-06-15; "
          "hearing-held@2026-06-15; order-made@2026-06-22 order=assess",
          "2026-06-23", "order-assess-final-plan", date(2026, 9, 28)),
    Story("order-told", ASSESS + APPEAL + "appeal-response-sent@2026-04-10; order-made@2026-06-22 order=assess; "
          "assessment-agreed@2026-06-30 route=order",
          "2026-07-01", "order-assess-final-plan", date(2026, 9, 28)),
    Story("consent-order", ASSESS + APPEAL + "order-made@2026-05-18 order=assess; "
          "appeal-ended@2026-05-18 outcome=settled; assessment-agreed@2026-05-18",
          "2026-05-20", "order-assess-final-plan", date(2026, 8, 24)),
    Story("concession", ASSESS + APPEAL + "appeal-unopposed@2026-03-20 challenge=refuse-assess; "
          "assessment-agreed@2026-03-27 route=unopposed",
          "2026-03-30", "unopposed-assess-final-plan", date(2026, 6, 26)),
    Story("mediation", ASSESS + "adviser-contacted@2026-02-25 wishes=mediate; mediation-requested@2026-03-02; "
          "mediation-held@2026-03-24; mediation-agreed@2026-03-24 order=assess; "
          "assessment-agreed@2026-03-30 route=mediation",
          "2026-04-01", "order-assess-final-plan", date(2026, 6, 30)),
    Story("change-of-mind",
          ASSESS + "assessment-agreed@2026-03-09 route=change-of-mind original_request=2026-01-12",
          "2026-04-01", "final-plan-change-of-mind", date(2026, 6, 1)),
    Story("change-of-mind-request-read-off-the-file", ASSESS + "assessment-agreed@2026-03-09 route=change-of-mind",
          "2026-04-01", "final-plan-change-of-mind", date(2026, 6, 1)),
    Story("no-route", ASSESS + "assessment-agreed@2026-03-09",
          "2026-04-01", "final-plan-change-of-mind", date(2026, 6, 1), doubt="route-missing"),
    Story("no-order-on-file", ASSESS + "assessment-agreed@2026-03-09 route=order",
          "2026-04-01", "final-plan-change-of-mind", date(2026, 6, 1), doubt="route-unrecorded"),
    Story("silence-then-a-draft", ASSESS + "draft-plan-sent@2026-05-04",
          "2026-05-05", "final-plan-change-of-mind", date(2026, 6, 1), doubt="route-missing"),
    # --- no plan
    Story("plan-order", PLAN + "appeal-registered@2026-06-01 challenge=refuse-plan; "
          "appeal-response-sent@2026-07-10; order-made@2026-09-07 order=make-plan",
          "2026-09-10", "order-make-final", date(2026, 11, 23)),
    Story("plan-order-to-reconsider",
          PLAN + "appeal-registered@2026-06-01 challenge=refuse-plan; order-made@2026-09-07 order=reconsider",
          "2026-09-10", "order-reconsider", date(2026, 9, 21)),
    Story("plan-concession", PLAN + "appeal-registered@2026-06-01 challenge=refuse-plan; "
          "appeal-unopposed@2026-06-15 challenge=refuse-plan",
          "2026-06-16", "unopposed-make-final", date(2026, 8, 31)),
    Story("plan-mediation", PLAN + "mediation-requested@2026-05-11; mediation-held@2026-06-01; "
          "mediation-agreed@2026-06-01 order=make-plan",
          "2026-06-02", "order-make-final", date(2026, 8, 17)),
    Story("plan-change-of-mind",
          PLAN + "plan-agreed@2026-05-18 route=change-of-mind original_request=2026-01-12",
          "2026-05-20", "final-plan-change-of-mind", date(2026, 6, 1)),
    Story("plan-no-route", PLAN + "plan-agreed@2026-05-18",
          "2026-06-10", "final-plan-change-of-mind", date(2026, 6, 1), "overdue", "route-missing"),
    # --- no re-assessment
    Story("reassess-order", AGAIN + "appeal-registered@2026-02-16 challenge=refuse-reassess; "
          "order-made@2026-06-22 order=reassess; reassessment-agreed@2026-06-30 route=order",
          "2026-07-01", "order-assess-final-plan", date(2026, 9, 28)),
    Story("reassess-no-route", AGAIN + "reassessment-agreed@2026-03-02",
          "2026-03-05", "final-plan-after-reassessment", date(2026, 6, 8), doubt="route-missing"),
    # --- and what the file may say besides
    Story("plan-silence-then-a-draft", PLAN + "draft-plan-sent@2026-05-20",
          "2026-05-25", "final-plan-change-of-mind", date(2026, 6, 1), doubt="route-missing"),
    Story("reassess-mediation", AGAIN + "mediation-requested@2026-02-02; mediation-agreed@2026-02-20 order=reassess; "
          "reassessment-agreed@2026-02-25 route=mediation",
          "2026-03-05", "order-assess-final-plan", date(2026, 5, 29)),
    Story("reassess-concession", AGAIN + "appeal-registered@2026-02-16 challenge=refuse-reassess; "
          "appeal-unopposed@2026-03-01 challenge=refuse-reassess; reassessment-agreed@2026-03-05",
          "2026-03-06", "unopposed-assess-final-plan", date(2026, 6, 7)),
    Story("route-says-request", ASSESS + "assessment-agreed@2026-03-09 route=request",
          "2026-04-01", "final-plan-change-of-mind", date(2026, 6, 1), doubt="route-missing"),
    Story("another-request-named", ASSESS + "assessment-agreed@2026-03-09 route=change-of-mind "
          "original_request=2026-01-05",
          "2026-04-01", "final-plan-change-of-mind", date(2026, 5, 25)),
    Story("agreed-on-another-thing", ASSESS + "mediation-requested@2026-02-25; "
          "mediation-agreed@2026-03-24 order=other party=meeting; assessment-agreed@2026-03-30",
          "2026-04-01", "final-plan-change-of-mind", date(2026, 6, 1), doubt="route-missing"),
)  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.id)
def test_the_clock_that_governs(story: Story, lay: Lay) -> None:
    timeline = lay(story.events, story.as_of)
    clock = governing(timeline)
    assert clock is not None
    assert (clock.rule.id, clock.due, clock.status) == (story.rule, story.due, story.status)
    assert [doubt.id for doubt in clock.doubts] == ([story.doubt] if story.doubt else [])
    assert clock.provisional is bool(story.doubt)
    assert timeline.state.kind == "running"
    assert [d.rule.id for d in to_a_plan(timeline)] == [story.rule]


def to_a_plan(timeline: Timeline) -> list[Deadline]:
    """The clocks that end with a plan, or with the answer whether there will be one, and are not over."""
    return [d for d in timeline.deadlines if TO_A_PLAN.intersection(d.rule.roles) and d.status in ("open", "overdue")]


def clock(timeline: Timeline, rule: str) -> Deadline:
    (found,) = [d for d in timeline.deadlines if d.rule.id == rule]
    return found


# What ends a road


@pytest.mark.parametrize(
    ("story", "rule", "due"),
    [
        (ASSESS + "order-made@2026-06-22 order=assess; assessment-agreed@2026-06-30", "order-assess-final-plan",
         date(2026, 9, 28)),
        (ASSESS + "assessment-agreed@2026-05-11", "final-plan-change-of-mind", date(2026, 6, 1)),
        (ASSESS + "draft-plan-sent@2026-04-20", "final-plan-change-of-mind", date(2026, 6, 1)),
        (PLAN + "order-made@2026-09-07 order=make-plan", "order-make-final", date(2026, 11, 23)),
        (AGAIN + "reassessment-agreed@2026-03-02", "final-plan-after-reassessment", date(2026, 6, 8)),
    ],
)  # fmt: skip
def test_the_plan_meets_the_clock_of_its_road_on_the_last_day_and_is_late_the_day_after(
    story: str, rule: str, due: date, lay: Lay
) -> None:
    for day, status in ((due, "met"), (date.fromordinal(due.toordinal() + 1), "met-late")):
        timeline = lay(f"{story}; final-plan-sent@{day}", "2027-02-01")
        assert (clock(timeline, rule).status, clock(timeline, rule).due) == (status, due)
        assert to_a_plan(timeline) == []


def test_with_nothing_on_file_between_the_no_and_the_plan_the_plan_turned_it_round(lay: Lay) -> None:
    for day, status in (("2026-06-01", "met"), ("2026-06-02", "met-late")):
        one = clock(lay(ASSESS + f"final-plan-sent@{day}", "2026-06-10"), "final-plan-change-of-mind")
        assert (one.status, one.due, [d.id for d in one.doubts]) == (status, date(2026, 6, 1), ["route-missing"])


def test_no_plan_after_an_order_to_assess_is_a_new_no(lay: Lay) -> None:
    """Within ten weeks of the order (reg 44(2)(b)(i)); it has its own appeal, and the weeks to the plan are over."""
    timeline = lay(ASSESS + "order-made@2026-06-22 order=assess; plan-refused@2026-08-10", "2026-08-20")
    assert clock(timeline, "order-assess-no-plan").status == "met"
    assert clock(timeline, "order-assess-final-plan").status == "lapsed"
    windows = [d for d in timeline.deadlines if d.rule.id == "appeal-window"]
    assert [(d.started_by.type, d.status) for d in windows] == [
        ("assessment-refused", "lapsed"), ("plan-refused", "open"),
    ]  # fmt: skip


def test_told_no_again_after_an_order_to_reconsider(lay: Lay) -> None:
    for day, status in (("2026-09-21", "met"), ("2026-09-22", "met-late")):
        timeline = lay(PLAN + f"order-made@2026-09-07 order=reconsider; plan-refused@{day}", "2026-09-24")
        assert clock(timeline, "order-reconsider").status == status
        assert to_a_plan(timeline) == []


def test_a_draft_after_an_order_to_reconsider_leaves_no_number(lay: Lay) -> None:
    """The order asks for an answer within two weeks; for the plan itself reg 44 gives no weeks, and week 20 of the
    request does not come back to life."""
    timeline = lay(PLAN + "order-made@2026-09-07 order=reconsider; draft-plan-sent@2026-09-20", "2026-12-30")
    assert clock(timeline, "order-reconsider").status == "met"
    assert to_a_plan(timeline) == []
    assert timeline.state.kind == "nothing-running"


# What is still open, and what is over


def test_before_the_family_is_told_of_an_ordered_assessment_that_stands_on_the_list_as_well(lay: Lay) -> None:
    timeline = lay(ASSESS + "order-made@2026-06-22 order=assess", "2026-06-23")
    assert (clock(timeline, "order-assess-notify").due, clock(timeline, "order-assess-notify").status) == (
        date(2026, 7, 6), "open",
    )  # fmt: skip


def test_an_act_written_down_before_its_partner_answers_it_by_their_days(lay: Lay) -> None:
    late = lay(ASSESS + "assessment-agreed@2026-03-09; order-made@2026-03-06 order=assess", "2026-04-01")
    assert clock(late, "order-assess-notify").status == "met"
    assert [(d.rule.id, d.provisional) for d in to_a_plan(late)] == [("order-assess-final-plan", False)]


def test_a_partner_recorded_later_takes_the_place_of_the_road_that_was_guessed(lay: Lay) -> None:
    """Over by the order, not late: it was never known to be owed."""
    guessed = ASSESS + "assessment-agreed@2026-03-09 route=order"
    assert clock(lay(guessed, "2026-06-10"), "final-plan-change-of-mind").status == "overdue"
    known = lay(guessed + "; order-made@2026-03-12 order=assess", "2026-06-10")
    over = clock(known, "final-plan-change-of-mind")
    assert (over.status, over.ended_by and over.ended_by.type, over.spent) == ("lapsed", "order-made", False)
    assert [(d.rule.id, d.due) for d in to_a_plan(known)] == [("order-assess-final-plan", date(2026, 6, 18))]


def test_of_two_partners_the_one_whose_plan_is_due_first(lay: Lay) -> None:
    """Conceded on 20 March (14 weeks: 26 June), agreed at mediation on 24 March (30 June): one act answers both."""
    both = (
        ASSESS + "appeal-registered@2026-02-25 challenge=refuse-assess; mediation-requested@2026-02-25; "
        "appeal-unopposed@2026-03-20 challenge=refuse-assess; mediation-agreed@2026-03-24 order=assess; "
        "assessment-agreed@2026-03-30"
    )
    timeline = lay(both, "2026-05-01")
    found = governing(timeline)
    assert found is not None
    assert (found.rule.id, found.due, found.provisional) == ("unopposed-assess-final-plan", date(2026, 6, 26), True)
    assert [d.rule.id for d in timeline.deadlines if d.status == "overdue"] == []
    assert {d.rule.id for d in to_a_plan(timeline) if d.provisional} == {
        "unopposed-assess-final-plan", "order-assess-final-plan",
    }  # fmt: skip
    assert to_a_plan(lay(f"{both}; final-plan-sent@2026-06-26", "2026-07-01")) == []


def test_told_before_the_order_is_told(lay: Lay) -> None:
    told = ASSESS + "assessment-agreed@2026-03-09; order-made@2026-03-12 order=assess"
    assert clock(lay(told, "2026-06-10"), "order-assess-notify").status == "met"
    untold = ASSESS + "draft-plan-sent@2026-03-09; order-made@2026-03-12 order=assess"
    assert clock(lay(untold, "2026-06-10"), "order-assess-notify").status == "overdue"


def test_ordered_though_no_refusal_is_on_file(lay: Lay) -> None:
    """Nothing but a no is turned round: the request's own weeks are over, and the road is doubtful."""
    timeline = lay("assessment-requested@2026-01-12; order-made@2026-06-22 order=assess", "2026-06-23")
    assert [(d.rule.id, [doubt.id for doubt in d.doubts]) for d in to_a_plan(timeline)] == [
        ("order-assess-final-plan", ["refusal-not-recorded"])
    ]


def test_refused_and_nothing_since_has_ended_once_the_windows_are_over(lay: Lay) -> None:
    """Two months from the notice: 16 April. The last day and the day after."""
    assert lay(ASSESS, "2026-04-16").state.kind == "running"
    ended = lay(ASSESS, "2026-04-17").state
    assert (ended.kind, ended.event and ended.event.type) == ("ended", "assessment-refused")


def test_refused_with_an_appeal_pending_is_running(lay: Lay) -> None:
    assert lay(ASSESS + APPEAL + "appeal-response-sent@2026-04-10", "2026-09-01").state.kind == "running"


@pytest.mark.parametrize(
    "act",
    [
        "assessment-agreed@2026-03-09", "assessment-agreed@2026-03-09 route=change-of-mind",
        "assessment-agreed@2026-03-09 route=order", "plan-agreed@2026-03-09", "draft-plan-sent@2026-03-09",
    ],
)  # fmt: skip
def test_with_no_request_on_file_the_case_waits_for_its_day(act: str, lay: Lay) -> None:
    timeline = lay(act, "2026-04-01")
    assert to_a_plan(timeline) == []
    assert (timeline.state.kind, timeline.state.why) == ("waiting", "request-unknown")


def test_with_the_day_of_the_request_typed_it_does_not(lay: Lay) -> None:
    timeline = lay("assessment-agreed@2026-03-09 route=change-of-mind original_request=2026-01-12", "2026-04-01")
    assert [(d.rule.id, d.due) for d in to_a_plan(timeline)] == [("final-plan-change-of-mind", date(2026, 6, 1))]
    assert timeline.state.kind == "running"


def test_agreed_and_refused_on_one_day_keeps_its_dates_and_waits(lay: Lay) -> None:
    """Which of the two the family was told, nobody can say: weeks 16 and 20 stay, provisionally."""
    timeline = lay("assessment-requested@2026-01-12; assessment-agreed@2026-02-16; assessment-refused@2026-02-16",
                   "2026-04-01")  # fmt: skip
    (week_20,) = to_a_plan(timeline)
    assert (week_20.due, [d.id for d in week_20.doubts]) == (date(2026, 6, 1), ["agreed-and-refused"])
    assert (timeline.state.kind, timeline.state.why) == ("waiting", "agreed-and-refused")


def test_refused_the_day_after_it_was_agreed_is_a_no(lay: Lay) -> None:
    timeline = lay("assessment-requested@2026-01-12; assessment-agreed@2026-02-16; assessment-refused@2026-02-17",
                   "2026-04-01")  # fmt: skip
    assert to_a_plan(timeline) == []
    assert timeline.state.kind == "running"  # the family's window


# A second request, whatever road runs


@pytest.mark.parametrize(
    "road",
    [
        "assessment-requested@2026-01-12; ",
        ASSESS + "mediation-agreed@2026-03-24 order=assess; ",
        ASSESS + "order-made@2026-03-24 order=assess; ",
        ASSESS + APPEAL + "appeal-unopposed@2026-03-24 challenge=refuse-assess; ",
        ASSESS + "assessment-agreed@2026-03-24 route=change-of-mind; ",
        "assessment-requested@2026-01-12; detention-began@2026-03-24; ",
        "assessment-requested@2026-01-12 detained=yes; ",
        "final-plan-sent@2025-03-10; reassessment-requested@2026-03-24; reassessment-agreed@2026-03-25; ",
    ],
    ids=["ordinary", "agreed", "ordered", "conceded", "change-of-mind", "midway", "detained", "re-assessment"],
)
def test_a_second_request_while_a_road_runs_starts_nothing(road: str, lay: Lay) -> None:
    def of(timeline: Timeline) -> list[tuple[str, date]]:
        return [(d.rule.id, d.due) for d in timeline.deadlines]

    assert of(lay(road + "assessment-requested@2026-04-02", "2026-04-10")) == of(lay(road, "2026-04-10"))


def test_a_second_request_once_the_first_is_over_is_a_new_one(lay: Lay) -> None:
    """Refused, and only asked to mediate: that is no road yet."""
    timeline = lay(ASSESS + "mediation-requested@2026-03-02; assessment-requested@2026-04-02", "2026-04-10")
    assert [(d.rule.id, d.due) for d in to_a_plan(timeline)] == [("final-plan", date(2026, 8, 20))]
