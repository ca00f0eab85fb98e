"""An appeal that was allowed, and nothing on file that says what is to be done: the child is waited for, not done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sendclock.clock.deadline import Timeline

Lay = Callable[..., Timeline]
NO = (
    "assessment-requested@2026-01-05; assessment-refused@2026-02-09; appeal-registered@2026-03-20 "
    "challenge=refuse-assess; "
)
REFUSED = "assessment-requested@2026-01-05; assessment-refused@2026-02-09; "
NO_PLAN = (
    "assessment-requested@2026-01-05; assessment-agreed@2026-02-09; plan-refused@2026-04-20; "
    "appeal-registered@2026-05-20 challenge=refuse-plan; "
)
PLAN = "final-plan-sent@2026-01-12; appeal-registered@2026-02-16 challenge=contents; "
ALLOWED = "appeal-ended@2026-06-15 outcome=allowed"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (NO + ALLOWED, "waiting"),
        (NO + "appeal-ended@2026-06-15 outcome=settled", "waiting"),
        (NO + "tribunal-decision-sent@2026-06-15 what=decision", "waiting"),
        (NO_PLAN + ALLOWED, "waiting"),
        (PLAN + ALLOWED, "waiting"),
        (NO + "appeal-ended@2026-06-15 outcome=dismissed", "ended"),
        (NO + "appeal-ended@2026-06-15 outcome=withdrawn", "ended"),
        (NO + "tribunal-decision-sent@2026-06-12 what=decision; appeal-ended@2026-06-15 outcome=dismissed", "ended"),
        (NO + "order-made@2026-06-15 order=assess; " + ALLOWED, "running"),
        (NO + ALLOWED + "; order-made@2026-06-19 order=assess", "running"),
        (NO + ALLOWED + "; assessment-agreed@2026-06-22", "running"),
        (PLAN + ALLOWED + "; amended-plan-sent@2026-07-06 following=order", "running"),
        (PLAN + "amended-plan-sent@2026-03-02 following=other; " + ALLOWED, "waiting"),
        (NO + ALLOWED + "; moved-out@2026-06-22 move=2026-06-29 plan_held=no", "ended"),
        (NO + ALLOWED + "; case-closed@2026-06-22 reason=no-plan", "ended"),
        (NO + "appeal-registered@2026-03-20 kind=claim; appeal-ended@2026-06-15 kind=claim outcome=allowed; "
         "appeal-ended@2026-06-16 outcome=dismissed", "ended"),
        # The appeal itself is not on file.
        (REFUSED + ALLOWED, "waiting"),
        (REFUSED + "hearing-listed@2026-05-04 hearing=2026-06-15", "running"),  # the bundle
        (REFUSED + "hearing-held@2026-06-15", "waiting"),
        (REFUSED + "appeal-response-sent@2026-04-20", "waiting"),
        (REFUSED + "appeal-response-sent@2026-04-20; appeal-ended@2026-06-15 outcome=withdrawn", "ended"),
        (REFUSED + "order-made@2026-06-12 order=assess; " + ALLOWED, "running"),
        (REFUSED + "appeal-ended@2026-06-15 kind=claim outcome=allowed", "ended"),
        (REFUSED + "hearing-held@2026-06-15; moved-out@2026-06-22 move=2026-06-29 plan_held=no", "ended"),
        (REFUSED + "hearing-held@2026-02-09", "waiting"),  # all typed in on the day of the no
        # Everything typed in on one day, and in the order of the papers.
        (REFUSED + "appeal-registered@2026-06-15 challenge=refuse-assess; order-made@2026-06-15 order=assess; "
         + ALLOWED, "running"),
        (NO + ALLOWED + "; assessment-agreed@2026-06-15", "running"),
        # Reasons, or a word about permission, do not say what was decided. The family's 28 days to ask for permission
        # to appeal are over by 20 July.
        (NO + "tribunal-decision-sent@2026-06-15 what=decision; tribunal-decision-sent@2026-06-15 what=reasons",
         "waiting"),
        (NO + ALLOWED + "; tribunal-decision-sent@2026-06-16 what=reasons", "waiting"),
        (NO + "tribunal-decision-sent@2026-06-01 what=decision; tribunal-decision-sent@2026-06-15 "
         "what=permission-refused", "waiting"),
        (NO + "tribunal-decision-sent@2026-06-15 what=decision; appeal-ended@2026-06-15 outcome=dismissed", "ended"),
    ],
)  # fmt: skip
def test_the_state(lay: Lay, text: str, state: str) -> None:
    assert lay(text, "2026-07-20").state.kind == state


def test_where_a_plan_is_kept_it_is_waited_for_a_year(lay: Lay) -> None:
    assert [lay(PLAN + ALLOWED, day).state.kind for day in ("2027-06-15", "2027-06-16")] == ["waiting", "running"]
    assert lay(NO + ALLOWED, "2029-06-15").state.kind == "waiting"


# A first request, refused; its appeal, allowed and carried out. Then the assessment ends with a no to a plan.
ONCE = (
    "assessment-requested@2025-03-03; assessment-refused@2025-04-07; appeal-registered@2025-05-12 "
    "challenge=refuse-assess; order-made@2025-09-22 order=assess; assessment-agreed@2025-09-29; "
    "plan-refused@2025-11-10; "
)
AGAIN = "appeal-registered@2026-01-05 challenge=refuse-plan; "


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (ONCE + AGAIN + ALLOWED, "waiting"),  # the order of September was of the first appeal
        (ONCE + ALLOWED, "waiting"),  # and so where the second appeal is not on file: the no of November is newer
        (ONCE + AGAIN + "order-made@2026-06-12 order=make-plan; " + ALLOWED, "running"),
        (ONCE + "order-made@2026-06-12 order=make-plan; " + ALLOWED, "running"),
        (ONCE + "order-made@2025-11-10 order=make-plan; " + ALLOWED, "running"),  # on the day of the no, not before it
        # The second no is typed in on the day on which its appeal ended.
        (ONCE.replace("2025-11-10", "2026-06-15") + ALLOWED, "waiting"),
        # An amended plan is a decision and no refusal: the order it carries out is before it.
        ("final-plan-sent@2025-03-03; order-made@2026-05-11 order=amend-provision; amended-plan-sent@2026-05-25 "
         "following=order; " + ALLOWED, "running"),
        (PLAN + ALLOWED + "; review-decided@2026-07-06 outcome=maintain", "waiting"),  # an outcome, and of no appeal
    ],
)  # fmt: skip
def test_what_was_ordered_in_an_earlier_appeal_settles_no_later_one(lay: Lay, text: str, state: str) -> None:
    assert lay(text, "2026-07-20").state.kind == state


@pytest.mark.parametrize(
    ("ordered", "state"), [("2025-06-14", "waiting"), ("2025-06-15", "running"), ("2026-06-15", "running")]
)
def test_of_an_appeal_not_on_file_the_order_is_of_its_last_year(lay: Lay, ordered: str, state: str) -> None:
    """Against the contents of a plan: there is no refusal that would say when it can have begun."""
    text = f"final-plan-sent@2024-01-15; order-made@{ordered} order=amend-provision; "
    assert lay(text + ALLOWED, "2026-07-20").state.kind == state


@pytest.mark.parametrize(
    "earlier",
    [
        "",
        "appeal-ended@2025-06-16 outcome=withdrawn; ",
        "appeal-registered@2025-04-14 challenge=refuse-assess; appeal-ended@2025-06-16 outcome=dismissed; ",
        "appeal-registered@2025-04-14 kind=claim; appeal-ended@2025-06-16 kind=claim outcome=dismissed; ",
    ],
)
def test_an_earlier_appeal_hides_no_step_of_one_that_is_not_on_file(lay: Lay, earlier: str) -> None:
    """Two requests, each refused: the step is after the second no, so it is of an appeal against that."""
    first = "assessment-requested@2025-01-06; assessment-refused@2025-02-10; " + earlier
    state = lay(first + REFUSED + "hearing-held@2026-06-15", "2026-07-20").state
    assert (state.kind, state.why, str(state.on)) == ("waiting", "appeal-not-on-file", "2026-06-15")


def test_a_plan_known_by_its_traces_is_said_to_want_its_review(lay: Lay) -> None:
    state = lay("cease-decided@2025-06-10; hearing-held@2025-11-03", "2026-02-10").state
    assert (state.kind, state.why) == ("nothing-running", "no-review")


@pytest.mark.parametrize(("opening", "state"), [("2026-06-15", "waiting"), ("2026-06-16", "ended")])
def test_an_appeal_that_ended_before_the_file_is_whole_is_not_waited_for(lay: Lay, opening: str, state: str) -> None:
    assert lay(NO + ALLOWED, "2026-07-20", opening=date.fromisoformat(opening)).state.kind == state
