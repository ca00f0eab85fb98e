"""Every worked example of the law comes out exactly, and can be explained."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from sendclock.days import bank_holidays
from sendclock.days.calendars import own_calendar
from sendclock.days.counting import Period, count
from sendclock.days.step import CountStep
from sendclock.law import load
from sendclock.law.book import RuleBook
from sendclock.say.reasons import explain_step

DATA = Path(__file__).parents[1] / "data"
with (DATA / "examples.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
CASES = [pytest.param(row, id=row["id"]) for row in ROWS if not row["rule"].startswith("count:")]
COUNTS = [pytest.param(row, id=row["id"]) for row in ROWS if row["rule"].startswith("count:")]
SETTING = "Oakwood School"  # the special setting of ex-080; the other examples lean on no school's days


@pytest.fixture(scope="module")
def with_terms() -> RuleBook:
    """The law, and one school closed for half-term from 26 to 30 October 2026 and open on other weekdays."""
    half_term = [(date(2026, 10, 26), date(2026, 10, 30), "half-term")]
    school = own_calendar(
        "oakwood", "Oakwood School", bank_holidays.calendars()["england"], half_term, date(2027, 8, 31)
    )
    return load.load(setting_calendars={SETTING.casefold(): school})


def test_no_example_is_left_out():
    assert len(CASES) + len(COUNTS) == len(ROWS) == 248
    assert len(COUNTS) == 10


@pytest.mark.parametrize("row", CASES)
def test_example(row, ask, lay, with_terms):
    if row["expected_status"] == "not-started":
        clocks = lay(row["events"], row["as_of"], rules=with_terms, setting=SETTING).deadlines
        assert row["rule"] not in {clock.rule.id for clock in clocks}, row["explanation"]
        return
    deadline = ask(row["rule"], row["events"], row["as_of"], rules=with_terms, setting=SETTING)
    assert deadline.due.isoformat() == row["expected_due"], row["explanation"]
    assert deadline.status == row["expected_status"], row["explanation"]
    assert (deadline.excused_by or "") == row["expected_excused_by"], row["explanation"]


@pytest.mark.parametrize("row", CASES)
def test_the_last_dated_step_is_the_due_day_and_every_step_has_words(row, lay, with_terms):
    deadlines = lay(row["events"], row["as_of"], rules=with_terms, setting=SETTING).deadlines
    started = row["rule"] in {deadline.rule.id for deadline in deadlines}
    assert started is (row["expected_status"] != "not-started")
    for deadline in deadlines:
        dated = [step.day for step in deadline.steps if step.day is not None]
        assert dated[-1] == deadline.due, deadline.rule.id
        for step in deadline.steps:
            words = explain_step(step, with_terms.event_types)
            assert words.strip().endswith((".", ".)")), f"{deadline.rule.id}: {step.kind}: {words}"


@pytest.mark.parametrize("row", COUNTS)
def test_counting_example(row, book):
    direction, size, unit, first_day, *more = row["rule"].removeprefix("count:").split(":")
    calendar, skip, roll = [*more, "none", "none", "none"][:3]
    start = row["events"].removeprefix("start@")
    steps: list[CountStep] = []
    counted = count(
        datetime.fromisoformat(start) if "T" in start else date.fromisoformat(start),
        Period(direction, int(size), unit, first_day, skip, roll),
        None if calendar == "none" else book.calendars[calendar],
        steps,
    )
    answer = f"{counted.at:%Y-%m-%dT%H:%M}" if unit == "hour" else counted.due.isoformat()
    assert answer == row["expected_due"], row["explanation"]
    assert [step.day for step in steps if step.day][-1] == counted.due
