"""Why there is no clock: one test for each reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendclock.case.explain import reason
from sendclock.clock.absent import why_no_clock
from sendclock.clock.deadline import Timeline
from sendclock.law.book import RuleBook

WHY = [
    ("assessment-requested@2026-09-07", "2026-10-01", "advice-reply", "no-start", "It is started by advice-requested"),
    (
        "advice-requested@2026-09-07 party=Oakwood source=school", "2026-10-01", "advice-reply", "condition",
        '"source" is school, and must be health, other-authority, youth-justice or secure-setting.',
    ),
    (
        "assessment-requested@2026-09-07", "2026-10-01", "detained-final-plan", "condition",
        '"detained" is not recorded, which is taken to mean no, and must be yes.',
    ),
    (
        "assessment-requested@2026-12-07", "2026-10-01", "final-plan", "later",
        "is later than Thursday 1 October 2026.",
    ),
    ("hearing-listed@2026-09-07", "2026-10-01", "hearing-notice", "missing", 'it counts from "hearing"'),
    (
        "assessment-requested@2014-08-31", "2026-10-01", "final-plan", "other-version",
        "the rule was not in force on 31 August 2014 (from 1 September 2014)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "as_of", "rule", "kind", "said"), WHY, ids=[row[3] + "-" + row[2] for row in WHY])
def test_the_reason_is_named(
    lay: Callable[..., Timeline], book: RuleBook, text: str, as_of: str, rule: str, kind: str, said: str
) -> None:
    timeline = lay(text, as_of)
    assert rule not in {deadline.rule.id for deadline in timeline.deadlines}
    steps = why_no_clock(timeline, rule, book)
    assert [step.kind for step in steps] == [kind]
    assert said in reason(steps[0], "EHC-1")


def test_a_directed_date_stands_beside_the_clock_it_replaces(lay: Callable[..., Timeline]) -> None:
    directed = "direction-given@2026-02-20 due=2026-04-10 party=notify rule=order-assess-notify"
    timeline = lay(f"order-made@2026-02-20 order=assess; {directed}", "2026-03-01")
    order = next(d for d in timeline.deadlines if d.rule.id == "order-assess-notify")
    beside = next(d for d in timeline.deadlines if d.rule.id == "directed-date")
    (step,) = [step for step in order.steps if step.kind == "directed"]
    assert step.event.day("due") == beside.due
    assert order.due != beside.due
