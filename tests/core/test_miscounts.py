"""The slips in counting that are recognised in another system's day."""

from __future__ import annotations

from datetime import date

import pytest

from sendclock.clock.case import Event
from sendclock.days.bank_holidays import calendars
from sendclock.days.counting import Period, count
from sendclock.tracker.reconcile import Counting, recognise, slip

ENGLAND = calendars()["england"]
DECISION = Event("assessment-agreed", date(2026, 10, 12), None, "e2", 1, 9, {})


def likely(theirs: str, start: str, *period: object) -> list[str]:
    counted = Period(*period)
    first = date.fromisoformat(start)
    ours = Counting(count(first, counted, ENGLAND).due, first, counted, ENGLAND)
    return [slip(step) for step in recognise(date.fromisoformat(theirs), ours, ENGLAND, [DECISION])]


# 20 weeks after Monday 7 September 2026 end on Monday 25 January 2027.
@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ("2027-01-25", []),
        ("2027-01-24", ["20 weeks with the first day counted as day 1."]),
        ("2027-01-26", ["20 weeks, counted from the day after (Tue 8 Sep 2026)."]),
        ("2027-02-07", ["5 months in place of weeks."]),
        ("2027-01-28", ["100 working days in place of calendar days."]),
        ("2027-03-01", ["20 weeks, counted from assessment-agreed (Mon 12 Oct 2026)."]),
        ("2027-02-05", ["5 months in place of weeks, moved back to the last working day."]),
        ("2027-02-08", ["22 weeks after the same day (Mon 7 Sep 2026)."]),  # likelier than two slips at once
        ("2026-01-25", ["the same day of another year."]),
        ("2027-02-15", ["23 weeks after the same day (Mon 7 Sep 2026)."]),
        ("2027-03-17", []),
    ],
)  # fmt: skip
def test_twenty_weeks(theirs: str, said: list[str]) -> None:
    assert likely(theirs, "2026-09-07", "after", 20, "week") == said


def test_a_weekend_moved() -> None:
    """Six weeks after Saturday 5 September 2026 end on Saturday 17 October."""
    assert (
        likely("2026-10-19", "2026-09-05", "after", 6, "week")[0] == "6 weeks, moved forward to the next working day."
    )
    assert "6 weeks, moved back to the last working day." in likely("2026-10-16", "2026-09-05", "after", 6, "week")


def test_working_days_and_months() -> None:
    assert likely("2027-01-08", "2026-12-18", "after", 15, "working-day") == [
        "15 working days with bank holidays counted as working days."
    ]
    assert likely("2027-01-02", "2026-12-18", "after", 15, "working-day") == [
        "15 days of the calendar in place of working days."
    ]
    assert likely("2026-11-02", "2026-09-07", "after", 2, "month") == ["8 weeks in place of months."]
    assert "60 days in place of months." in likely("2026-11-06", "2026-09-07", "after", 2, "month")
    assert likely("2027-09-06", "2026-09-07", "after", 12, "month")[0].startswith("12 months with the first day")


def test_swapped_and_fixed_days() -> None:
    assert likely("2026-05-06", "2026-04-24", "after", 6, "week") == ["the same date with day and month swapped."]
    assert likely("2027-02-15", "2027-01-04", "fixed", "02-14") == [
        "the day before which the law wants it done, not the last day on which it is in time."
    ]
