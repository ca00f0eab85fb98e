"""The figures worked out a second way: straight from the events as they stand in the files (`recount`), number by
number and case by case, over periods that end before, on and after the as-of day."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from recount import Count, Span, recount
from run import sendclock
from sendclock.start.demo import invent

pytestmark = pytest.mark.slow  # five reports over 260 lives, four times
SEED = int(os.environ.get("SENDCLOCK_DEEP_SEED", "1"))
ASKED = {
    "ten-years": (date(2016, 1, 1), date(2025, 12, 31), date(2026, 11, 21)),
    "a-year-not-over": (date(2026, 1, 1), date(2026, 12, 31), date(2026, 11, 21)),
    "a-year-to-come": (date(2027, 1, 1), date(2027, 12, 31), date(2026, 11, 21)),
    "as-at-an-earlier-day": (date(2024, 9, 1), date(2025, 8, 31), date(2025, 6, 16)),
}
PLANS = ("plans-over-20-to-52-weeks", "plans-over-52-weeks", "plans-mean-weeks", "plans-median-weeks")
COHORTS = {"decisions-within-6-weeks": "-received", "refusals-within-16-weeks": "-received",
           "plans-within-20-weeks-including-exceptions": "-received",
           "plans-within-20-weeks-excluding-exceptions": "-received",
           "review-decisions-within-4-weeks": "-held", "amended-plans-within-12-weeks": "-held",
           "amended-plans-within-8-weeks": "-begun", "advice-within-6-weeks": "-asked",
           "advice-within-6-weeks-by-law": "-asked", "advice-within-6-weeks-by-practice": "-asked"}  # fmt: skip
REPORTS = {
    "timeliness": (
        *(id + suffix for id, begun in COHORTS.items() for suffix in ("", begun, "-due")), "plans-within-20-weeks",
        *PLANS, *(f"{id}-excluding-exceptions" for id in PLANS), "phase-transfers-on-time", "reviews-within-12-months",
    ),
    "caseload": (
        "requests-received", "decisions-made", "refusals-to-assess", "plan-refusals-made", "plans-issued",
        "refusals-of-a-plan", "reviews-decided", "mediations-requested", "mediations-held", "mediation-agreements",
        "appeals-lodged", "appeals-ended", "appeals-open", "moves-out", "plans-transferred-in",
        "plans-transferred-out", "plans-ceased", "plans-live",
    ),
    "reviews": (
        "reviews-within-12-months", "reviews-within-12-months-due", "review-meetings-within-12-months",
        "review-decisions-within-4-weeks", "review-decisions-within-4-weeks-held",
        "review-decisions-within-4-weeks-due", "amended-plans-within-12-weeks", "amended-plans-within-12-weeks-held",
        "amended-plans-within-12-weeks-due", "amended-plans-within-8-weeks", "amended-plans-within-8-weeks-begun",
        "amended-plans-within-8-weeks-due", "reviews-due-this-month", "reviews-due-this-term", "reviews-overdue",
    ),
    "phase": ("phase-transfers-on-time", "phase-transfers-on-time-done", "phase-transfers-left"),
    "advice": (
        *(f"advice-within-6-weeks{of}{cohort}" for of in ("", "-by-law", "-by-practice")
          for cohort in ("", "-asked", "-due")),
        "advice-outstanding-overdue",
    ),
}  # fmt: skip


class Told:
    """What the program says of invented lives, and what the second way does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "cases").mkdir()
        self.files = [(path.rsplit("/", 1)[-1].removesuffix(".toml"), text) for path, text in invent(260, SEED, AS_OF)]
        for ref, text in self.files:
            (folder / "cases" / f"{ref}.toml").write_text(text, encoding="utf-8")
        self.report, self.recounted = cache(self._report), cache(self._recounted)

    def _report(self, name: str, asked: str) -> dict[str, Any]:
        first, last, as_of = map(str, ASKED[asked])
        words = ("--from", first, "--to", last, "--as-of", as_of, "--format", "json", "--cases", str(self.folder))
        found: dict[str, Any] = json.loads(sendclock("report", name, *words).stdout)
        return found

    def _recounted(self, asked: str) -> dict[str, Count]:
        first, last, as_of = ASKED[asked]
        return recount(self.files, Span(first, last), as_of)


AS_OF = date(2026, 11, 21)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return Told(tmp_path_factory.mktemp("lives"))


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("name", REPORTS)
def test_every_figure_of_a_report_is_that_of_the_files(told: Told, name: str, asked: str) -> None:
    shown = {one["id"]: one for one in told.report(name, asked)["figures"]}
    assert set(shown) == set(REPORTS[name])  # a new figure is to be counted a second way as well
    for id, figure in shown.items():
        mine = told.recounted(asked).get(id, Count([], [], []))
        assert Counter(figure["numerator_cases"]) == Counter(mine.numerator), id
        if figure["kind"] in ("mean", "median"):
            assert figure["value"] == getattr(mine, figure["kind"]), id
        else:
            assert figure["numerator"] == len(mine.numerator), id
        if figure["kind"] != "count":
            assert Counter(figure["cases"]) == Counter(mine.all), id
            assert figure["denominator"] == len(mine.all), id


@pytest.mark.parametrize("name", REPORTS)
def test_the_second_way_meets_most_of_what_it_counts(told: Told, name: str) -> None:
    """Of numbers that are all nought the test above would say nothing."""
    met = {id for asked in ASKED for id, count in told.recounted(asked).items() if count.numerator}
    assert len(met & set(REPORTS[name])) >= 0.8 * len(REPORTS[name])


def test_the_tables_add_up_to_their_figures(told: Told) -> None:
    answer = told.report("caseload", "ten-years")
    by_id = {one["id"]: one for one in answer["figures"]}
    for table in answer["tables"]:
        id = re.sub(r"-by-[a-z]+$", "", table["id"])
        rows = {next(iter(row.values())): row for row in table["rows"]}
        assert rows.pop("all", {"in_period": 0})["in_period"] == by_id[id]["numerator"]
        assert sum(row["in_period"] for row in rows.values()) == by_id[id]["numerator"]
