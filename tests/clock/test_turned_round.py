"""A no that is turned round late: after the plan was ceased, after the plan was made, beside a second request.

Each answer is read from the statute. A plan may not cease while an appeal against ceasing it is undetermined (CFA 2014
s.45(4)), so an order, an agreement or a concession that it goes on leaves it in force, and its reviews owed (s.44(1)).
What an order asks for (SEND Regs 2014 reg 44(2)) is owed once: a plan that was made before answers it. One final plan
is the answer to every request, order and agreement that was open.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.say.state import headline

Lay = Callable[..., Timeline]
CEASED = (
    "final-plan-sent@2024-10-07; cease-decided@2025-06-02; plan-ceased@2025-08-11 reason=not-engaging; "
    "appeal-registered@2025-08-14 challenge=cease lodged=2025-08-12; "
)
RESPONDED = CEASED + "appeal-response-sent@2025-09-15; "
NO = (
    "assessment-requested@2025-09-01; assessment-refused@2025-10-06; "
    "appeal-registered@2025-12-08 challenge=refuse-assess lodged=2025-12-04; appeal-response-sent@2026-01-12; "
)
NO_PLAN = (
    "assessment-requested@2025-09-01; assessment-agreed@2025-10-06; plan-refused@2025-12-15; "
    "appeal-registered@2026-02-16 challenge=refuse-plan lodged=2026-02-12; appeal-response-sent@2026-03-20; "
)
CHANGED = NO_PLAN + "plan-agreed@2026-04-20 route=change-of-mind original_request=2025-09-01; "


def owed(timeline: Timeline) -> list[str]:
    """What the authority owes by law, and since or until when."""
    rows = [d for d in timeline.deadlines if d.status in ("open", "overdue") and d.rule.kind == "deadline"]
    return sorted(f"{d.rule.id} {d.due} {d.status}" for d in rows if d.rule.tier == "statutory" and d.listed)


@pytest.mark.parametrize(
    "end",
    [
        "order-made@2026-01-12 order=continue",
        "order-made@2026-01-12 order=continue-amend; amended-plan-sent@2026-02-02 following=order",
        "case-closed@2025-08-11 reason=ceased; order-made@2026-01-12 order=continue",
        "mediation-agreed@2026-01-12 order=continue",
        "appeal-unopposed@2026-01-12 challenge=cease",
    ],
)
def test_a_plan_that_was_ceased_goes_on_where_the_appeal_is_won(end: str, lay: Lay) -> None:
    timeline = lay(RESPONDED + end, "2026-02-10")
    assert timeline.state.kind == "running"
    assert owed(timeline) == ["annual-review 2025-10-06 overdue"]


def test_until_then_it_stands_as_ceased(lay: Lay) -> None:
    before = lay(RESPONDED + "order-made@2026-01-12 order=continue", "2026-01-11")
    assert owed(before) == []
    assert before.state.kind == "running"  # the appeal


@pytest.mark.parametrize(
    "end",
    [
        "appeal-ended@2026-01-12 outcome=dismissed",
        "order-made@2026-01-12 order=cease",
        "order-made@2026-01-12 order=continue; plan-ceased@2026-02-02 reason=needs-met",
    ],
)
def test_it_stays_ceased_where_nothing_says_that_it_goes_on(end: str, lay: Lay) -> None:
    assert lay(RESPONDED + end, "2026-02-10").state.kind == "ended"


def test_a_plan_ended_by_a_death_goes_on_by_no_order(lay: Lay) -> None:
    text = RESPONDED.replace("not-engaging", "deceased") + "order-made@2026-01-12 order=continue"
    assert lay(text, "2026-02-10").state.kind == "ended"


def test_an_earlier_plan_stays_ceased(lay: Lay) -> None:
    """The order is about the plan made since."""
    timeline = lay(
        "final-plan-sent@2019-10-07; cease-decided@2020-06-01; plan-ceased@2020-09-11; final-plan-sent@2024-02-19; "
        "review-meeting-held@2025-02-03; review-decided@2025-02-24 outcome=cease meeting=2025-02-03; "
        "appeal-registered@2025-04-28 challenge=cease lodged=2025-04-24; appeal-unopposed@2025-05-19 challenge=cease",
        "2025-06-01",
    )
    assert owed(timeline) == ["annual-review 2026-02-02 open"]


def test_an_appeal_after_the_case_was_closed_opens_it_again(lay: Lay) -> None:
    """Closed after the refusal, as councils do; the family has two months to appeal."""
    closed = NO.replace("appeal-registered", "case-closed@2025-10-20 reason=no-plan; appeal-registered")
    states = [lay(closed, day).state.kind for day in ("2025-11-01", "2025-12-10", "2026-02-01")]
    assert states == ["ended", "running", "running"]
    assert lay(closed + "appeal-ended@2026-03-02 outcome=allowed", "2026-04-01").state.kind == "waiting"
    assert lay(closed + "appeal-ended@2026-03-02 outcome=dismissed", "2026-04-01").state.kind == "ended"


@pytest.mark.parametrize(
    "text",
    [
        CHANGED + "draft-plan-sent@2026-05-01; final-plan-sent@2026-06-01; order-made@2026-06-15 order=make-plan",
        CHANGED + "final-plan-sent@2026-06-01 ordered=2026-06-15; order-made@2026-06-15 order=make-plan",
        CHANGED + "final-plan-sent@2026-06-01; mediation-agreed@2026-06-15 order=make-plan decision=2025-12-15",
        NO + "assessment-agreed@2026-02-20 route=change-of-mind original_request=2025-09-01; "
        "final-plan-sent@2026-06-01; order-made@2026-06-15 order=assess",
        NO + "assessment-requested@2026-01-19; assessment-agreed@2026-02-20; final-plan-sent@2026-06-01; "
        "order-made@2026-06-15 order=assess",  # another request
    ],
)
def test_an_order_to_do_what_was_done_asks_for_nothing_more(text: str, lay: Lay) -> None:
    for day in ("2026-06-20", "2026-11-01"):
        assert owed(lay(text, day)) == ["annual-review 2027-05-31 open"]


def test_an_order_asks_for_a_plan_where_the_one_made_has_ceased(lay: Lay) -> None:
    text = CHANGED + "final-plan-sent@2026-06-01; plan-ceased@2026-06-08; order-made@2026-06-15 order=make-plan"
    assert owed(lay(text, "2026-06-20")) == ["order-make-draft 2026-07-20 open", "order-make-final 2026-08-31 open"]


def test_an_amended_plan_sent_before_the_order_answers_it_where_it_says_so(lay: Lay) -> None:
    """Two orders may ask for two things, so only the day of the order, on the plan, says which."""
    plan = (
        "final-plan-sent@2024-10-07; appeal-registered@2024-12-02 challenge=contents lodged=2024-11-29; "
        "appeal-response-sent@2025-01-13; amended-plan-sent@2025-03-10 {}; order-made@2025-03-24 order=amend-provision"
    )
    review = "annual-review 2025-10-06 open"
    assert owed(lay(plan.format("ordered=2025-03-24"), "2025-04-01")) == [review]
    assert owed(lay(plan.format("following=order"), "2025-04-01")) == [review, "order-amend-provision 2025-04-28 open"]


SECOND = "assessment-requested@2026-02-02; assessment-agreed@2026-03-02; "
SECOND_NO = (
    "assessment-requested@2026-02-02; assessment-refused@2026-03-02; "
    "assessment-agreed@2026-03-05 route=change-of-mind original_request=2026-02-02; "
)


@pytest.mark.parametrize(
    ("second", "weeks"), [(SECOND, "final-plan 2026-06-22"), (SECOND_NO, "final-plan-change-of-mind 2026-06-22")]
)
def test_one_plan_answers_an_order_and_a_second_request(second: str, weeks: str, lay: Lay) -> None:
    """The order is about the first no: fourteen weeks of 9 March. The twenty of the second request run beside them."""
    text = NO + second + "order-made@2026-03-09 order=assess decision=2025-10-06; draft-plan-sent@2026-04-20; "
    both = lay(text, "2026-04-21")
    plans = [row for row in owed(both) if "final-plan" in row]
    assert plans == [f"{weeks} open", "order-assess-final-plan 2026-06-15 open"]
    assert headline(both) in (
        "Order of 9 March 2026: final plan by 15 June 2026.",
        "Change of mind: final plan by 22 June 2026 (20 weeks of the request received on 2 February 2026).",
    )
    assert owed(lay(text + "final-plan-sent@2026-05-11", "2026-08-01")) == ["annual-review 2027-05-10 open"]
    assert owed(lay(text + "plan-refused@2026-05-11", "2026-08-01")) == []


def test_an_order_after_a_change_of_mind_about_the_same_no_governs(lay: Lay) -> None:
    """The weeks of the request do not come back beside those of an order (SEND Regs 2014 reg 44(2)(c))."""
    text = CHANGED + "order-made@2026-06-15 order=make-plan; "
    assert "final-plan-change-of-mind 2026-01-19 overdue" in owed(lay(text, "2026-06-14"))
    assert owed(lay(text, "2026-06-20")) == ["order-make-draft 2026-07-20 open", "order-make-final 2026-08-31 open"]
    assert owed(lay(text + "final-plan-sent@2026-07-01", "2026-11-01")) == ["annual-review 2027-06-30 open"]


def test_a_draft_sent_before_the_order_is_its_draft(lay: Lay) -> None:
    text = CHANGED + "draft-plan-sent@2026-05-20; order-made@2026-06-15 order=make-plan"
    assert owed(lay(text, "2026-06-20")) == ["order-make-final 2026-08-31 open"]


def test_one_plan_answers_two_re_assessments(lay: Lay) -> None:
    """Refused and appealed; asked again and agreed; then ordered."""
    text = (
        "final-plan-sent@2024-09-02; review-meeting-held@2025-06-02; review-decided@2025-06-20 outcome=maintain; "
        "reassessment-requested@2025-09-01; reassessment-refused@2025-09-12; "
        "appeal-registered@2025-11-10 challenge=refuse-reassess lodged=2025-11-07; "
        "reassessment-requested@2026-01-12; reassessment-agreed@2026-01-23; order-made@2026-02-09 order=reassess; "
        "final-plan-sent@2026-04-13"
    )
    assert owed(lay(text, "2026-06-10")) == ["review-after-reassessment 2027-04-13 open"]


def test_the_first_plan_is_no_re_assessed_one(lay: Lay) -> None:
    """A second request typed as one to re-assess, where there is no plan yet: the plan answers both."""
    text = "assessment-requested@2026-01-05; assessment-agreed@2026-02-09; reassessment-requested@2026-03-02; "
    assert "decide-to-reassess 2026-03-17 open" in owed(lay(text, "2026-03-10"))
    assert owed(lay(text + "final-plan-sent@2026-05-18", "2026-07-01")) == ["annual-review 2027-05-17 open"]
