"""An appeal that was allowed, and nothing on file that says what is to be done: the child is waited for, not done."""

from __future__ import annotations

from collections.abc import Callable

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
    ],
)  # fmt: skip
def test_the_state(lay: Lay, text: str, state: str) -> None:
    assert lay(text, "2026-07-20").state.kind == state


def test_where_a_plan_is_kept_it_is_waited_for_a_year(lay: Lay) -> None:
    assert [lay(PLAN + ALLOWED, day).state.kind for day in ("2027-06-15", "2027-06-16")] == ["waiting", "running"]
    assert lay(NO + ALLOWED, "2029-06-15").state.kind == "waiting"
