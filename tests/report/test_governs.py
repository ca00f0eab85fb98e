"""What is late is past the limit that governs it now, and a part of a week stands beside the same weekdays."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from run import sendclock
from sendclock.figures.figure import Span, before

REOPENED = """schema = 1
ref = "R-1"

[[event]]
id = "e1"
type = "assessment-requested"
on = 2026-03-02

[[event]]
id = "e2"
type = "assessment-refused"
on = 2026-04-07

[[event]]
id = "e3"
type = "appeal-registered"
on = 2026-05-11
challenge = "refuse-assess"

[[event]]
id = "e4"
type = "order-made"
on = 2026-10-26
order = "assess"
"""
PLAIN = 'schema = 1\nref = "R-2"\n\n[[event]]\nid = "e1"\ntype = "assessment-requested"\non = 2026-03-02\n'


@pytest.fixture
def reopened(tmp_path: Path) -> Path:
    """Asked for in March and refused; opened again by an order in October: its own limit has not come. And one that
    nobody has answered since March."""
    (tmp_path / "R-1.toml").write_text(REOPENED, encoding="utf-8")
    (tmp_path / "R-2.toml").write_text(PLAIN, encoding="utf-8")
    return tmp_path


def figure(folder: Path, report: str, id: str, *more: str) -> dict[str, object]:
    told = json.loads(sendclock("report", report, "--cases", str(folder), "--format", "json", *more).stdout)
    (found,) = [one for one in told["figures"] if one["id"] == id]
    return dict(found)


def test_a_reopened_assessment_is_late_by_its_own_limit(reopened: Path) -> None:
    now = figure(reopened, "backlog", "assessments-overdue")
    assert (now["cases"], now["numerator_cases"]) == (["R-1", "R-2"], ["R-2"])
    later = figure(reopened, "backlog", "assessments-overdue", "--as-of", "2027-06-01")
    assert later["numerator_cases"] == ["R-1", "R-2"]


def test_every_table_counts_the_same_as_late(reopened: Path) -> None:
    told = json.loads(sendclock("report", "backlog", "--cases", str(reopened), "--format", "json").stdout)
    (table,) = [table for table in told["tables"] if table["id"] == "waits-for"]
    assert table["rows"][-1]["past_week_20"] == 1
    page = sendclock("report", "backlog", "--cases", str(reopened), "--format", "html").stdout
    assert "2 assessments are open, 1 past the limit that governs now" in page


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 27), (date(2026, 11, 16), date(2026, 11, 20))),  # Monday to Friday
        (date(2026, 11, 23), date(2026, 11, 23), (date(2026, 11, 16), date(2026, 11, 16))),
        (date(2026, 11, 25), date(2026, 11, 29), (date(2026, 11, 18), date(2026, 11, 22))),
        (date(2026, 11, 23), date(2026, 11, 29), (date(2026, 11, 16), date(2026, 11, 22))),  # a whole week
        (date(2026, 11, 20), date(2026, 11, 24), (date(2026, 11, 13), date(2026, 11, 17))),  # over a weekend
        (date(2026, 11, 18), date(2026, 11, 27), (date(2026, 11, 8), date(2026, 11, 17))),  # longer than a week
    ],
)
def test_part_of_a_week_is_compared_with_the_same_weekdays(
    first: date, last: date, expected: tuple[date, date]
) -> None:
    assert before(Span(first, last, "days"))[:2] == expected


def test_monday_to_today(reopened: Path) -> None:
    words = ("report", "weekly", "--from", "mon", "--to", "today", "--cases", str(reopened), "--format", "json")
    told = json.loads(sendclock(*words, "--as-of", "2026-11-27").stdout)
    assert told["period"]["from"] == "2026-11-23"
    assert told["previous"] == {"from": "2026-11-16", "to": "2026-11-20", "kind": "days"}
