"""The counts of the caseload, worked out a second way: straight from the events as they stand in the files, by one
walk through each, that knows nothing of things, lives or clocks."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from run import sendclock
from sendclock.start.demo import invent

pytestmark = pytest.mark.slow  # a report over 260 lives
SEED = int(os.environ.get("SENDCLOCK_DEEP_SEED", "1"))
AS_OF, FIRST, LAST = date(2026, 11, 21), date(2016, 1, 1), date(2025, 12, 31)
OF_THE_CHANGE = {"id", "type", "on", "at", "event", "reason", "note", "place", "recorded", "by"}
Event = dict[str, Any]


def true_events(text: str) -> list[Event]:
    """What is true up to the as-of day, in order: corrected, without what was withdrawn."""
    events: list[Event] = tomllib.loads(text).get("event", [])
    for place, event in enumerate(events):
        event["place"] = place
        if "on" not in event:
            event["on"] = event["at"].date()
    gone = {event["event"] for event in events if event["type"] == "event-withdrawn"}
    by_id = {event.get("id"): event for event in events}
    for change in events:
        if change["type"] == "event-corrected" and change.get("id") not in gone and change["event"] in by_id:
            fields = {name: value for name, value in change.items() if name not in OF_THE_CHANGE}
            by_id[change["event"]].update(fields or {"on": change["on"]})
    kept = [e for e in events if e.get("id") not in gone and not e["type"].startswith("event-") and e["on"] <= AS_OF]
    return sorted(kept, key=lambda event: (event["on"], event["place"]))


def walk(events: list[Event]) -> Iterator[tuple[str, date]]:
    """What is counted, with its day."""
    yield from asked(events)
    yield from contested(events)
    yield from kept(events)


def asked(events: list[Event]) -> Iterator[tuple[str, date]]:
    """Requests, and their first answers."""
    open_ = answered = planned = False
    for event in events:
        type_, on = event["type"], event["on"]
        if type_ in ("assessment-requested", "responsibility-began") and not open_:
            open_, answered, planned = True, False, False
            yield "requests-received", on
        elif type_ in ("assessment-agreed", "assessment-refused"):
            if open_ and not answered:
                yield "decisions-made", on
                yield from [("refusals-to-assess", on)] if type_ == "assessment-refused" else []
            answered, open_ = True, type_ == "assessment-agreed"
        elif type_ == "plan-refused" and not planned:
            planned, open_ = True, False
            yield "plan-refusals-made", on
        elif type_ in ("request-withdrawn", "case-closed", "moved-out", "final-plan-sent"):
            open_ = False


ALONE = {
    "mediation-requested": "mediations-requested",
    "mediation-held": "mediations-held",
    "mediation-agreed": "mediation-agreements",
    "moved-out": "moves-out",
}


def contested(events: list[Event]) -> Iterator[tuple[str, date]]:
    """What each event says by itself."""
    for event in events:
        if event["type"] in ALONE:
            yield ALONE[event["type"]], event["on"]
        elif event["type"] == "appeal-registered" and event.get("kind", "appeal") == "appeal":
            yield "appeals-lodged", event.get("lodged", event["on"])


def kept(events: list[Event]) -> Iterator[tuple[str, date]]:
    """Plans that came, went and ceased, and whether one is kept at the end."""
    held = False
    for event in events:
        type_, on = event["type"], event["on"]
        if type_ == "final-plan-sent":
            held = True
        elif type_ == "plan-transferred":
            held = event["direction"] == "in"
            yield ("plans-transferred-in" if held else "plans-transferred-out"), on
        elif type_ == "plan-ceased" and held:
            held = False
            yield "plans-ceased", on
    if held and not any(event["type"] == "case-closed" for event in events):
        yield "plans-live", AS_OF


@pytest.fixture(scope="module")
def recounted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Counter[str], dict[str, set[str]]]:
    """What the report says of invented lives, and what the walk through their files says."""
    folder: Path = tmp_path_factory.mktemp("lives") / "cases"
    folder.mkdir()
    counts: Counter[str] = Counter()
    cases: dict[str, set[str]] = {}
    for path, text in invent(260, SEED, AS_OF):
        name = path.rsplit("/", 1)[-1]
        (folder / name).write_text(text, encoding="utf-8")
        for id, on in walk(true_events(text)):
            if FIRST <= on <= LAST or id == "plans-live":
                counts[id] += 1
                cases.setdefault(id, set()).add(name.removesuffix(".toml"))
    words = ("--from", str(FIRST), "--to", str(LAST), "--as-of", str(AS_OF), "--format", "json", "--cases", str(folder))
    return json.loads(sendclock("report", "caseload", *words).stdout), counts, cases


COUNTED = (
    "requests-received", "decisions-made", "refusals-to-assess", "plan-refusals-made", "mediations-requested",
    "mediations-held", "mediation-agreements", "appeals-lodged", "moves-out", "plans-transferred-in",
    "plans-transferred-out", "plans-ceased", "plans-live",
)  # fmt: skip


@pytest.mark.parametrize("id", COUNTED)
def test_each_count_is_that_of_the_files(
    recounted: tuple[dict[str, Any], Counter[str], dict[str, set[str]]], id: str
) -> None:
    told, counts, cases = recounted
    (figure,) = [one for one in told["figures"] if one["id"] == id]
    assert set(figure["numerator_cases"]) == cases.get(id, set())
    assert figure["numerator"] == counts[id]


def test_the_walk_meets_most_of_what_it_counts(
    recounted: tuple[dict[str, Any], Counter[str], dict[str, set[str]]],
) -> None:
    """Of numbers that are all nought the test above would say nothing."""
    _, counts, _ = recounted
    assert sum(counts[id] > 0 for id in COUNTED) >= 8, counts


def test_the_tables_add_up_to_their_figures(
    recounted: tuple[dict[str, Any], Counter[str], dict[str, set[str]]],
) -> None:
    told, _, _ = recounted
    by_id = {one["id"]: one for one in told["figures"]}
    for table in told["tables"]:
        id = re.sub(r"-by-[a-z]+$", "", table["id"])
        rows = {next(iter(row.values())): row for row in table["rows"]}
        assert rows.pop("all", {"in_period": 0})["in_period"] == by_id[id]["numerator"]
        assert sum(row["in_period"] for row in rows.values()) == by_id[id]["numerator"]
