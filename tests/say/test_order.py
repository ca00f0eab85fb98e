"""The order of rows is one number each, and then the case: the same order as part by part."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from sendclock.due.order import CONSEQUENCES, Gravity
from sendclock.law.edition import Edition, RuleInPrint
from sendclock.say.row import TIERS, by_case, by_day, gravity

TODAY = date(2026, 11, 21)


class Clock(NamedTuple):
    """What of a row its place hangs on."""

    case: str | None
    rule: str
    tier: str
    own: bool
    excused_by: str | None
    due: date
    confidence: str

    @property
    def days_left(self) -> int:
        return (self.due - TODAY).days


def printed(id: str, consequence: int) -> RuleInPrint:
    return RuleInPrint(id, "", "", "deadline", "", "", "", "", True, "", "", "", "", consequence, "")


RULES = [f"rule-{place}" for place, _ in enumerate(CONSEQUENCES)]
EDITION = Edition([], {}, TODAY, [printed(id, place) for place, id in enumerate(RULES)])
CLOCKS = st.lists(
    st.builds(
        Clock,
        st.sampled_from([None, "EHC-1", "EHC-10", "EHC-2", "ehc-1"]),
        st.sampled_from([*RULES, "of-a-later-pack"]),
        st.sampled_from(TIERS),
        st.booleans(),
        st.sampled_from([None, "holiday"]),
        st.sampled_from([date.min, date.max, *(TODAY + timedelta(n) for n in (-40_000, -30, -29, -1, 0, 1, 2, 400))]),
        st.sampled_from(["text", "secondary"]),
    ),
    max_size=12,
)


@given(CLOCKS)
def test_overdue_by_law_then_own_then_unexcused_then_longest(clocks: list[Clock]) -> None:
    by_parts = sorted(
        clocks, key=lambda c: (TIERS.index(c.tier), not c.own, c.excused_by is not None, c.days_left, c.case or "")
    )
    assert sorted(by_case(clocks), key=gravity) == by_parts


@given(CLOCKS)
def test_to_come_by_day_then_law_then_own(clocks: list[Clock]) -> None:
    by_parts = sorted(clocks, key=lambda c: (c.due, TIERS.index(c.tier), not c.own, c.case or ""))
    assert sorted(by_case(clocks), key=by_day) == by_parts


@given(CLOCKS)
def test_the_page_by_what_follows_first(clocks: list[Clock]) -> None:
    order: Any = Gravity(EDITION)

    def alike(c: Clock) -> tuple[int, bool, bool]:
        law = c.tier == "statutory" or (c.tier == "adjacent" and c.confidence == "text")
        follows = RULES.index(c.rule) if law and c.own and c.rule in RULES else len(CONSEQUENCES) - 1
        return follows, not law, not c.own

    tiers = {tier: place for place, tier in enumerate(TIERS)}
    late = sorted(clocks, key=lambda c: (*alike(c), c.days_left, tiers[c.tier], c.case or ""))
    assert sorted(by_case(clocks), key=order.late) == late
    coming = sorted(clocks, key=lambda c: (c.due, *alike(c), tiers[c.tier], c.case or ""))
    assert sorted(by_case(clocks), key=order.coming) == coming
