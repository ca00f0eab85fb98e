"""Every JSON answer is held against the schema that ships, and against the keys the contract promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from run import ROOT, sendclock
from schema import SCHEMA, held_to_schema

PROMISED = {
    "case", "rule", "pack", "tier", "kind", "label", "title", "who", "party", "started_by", "due", "due_at", "act_by",
    "safe", "status", "days_left", "working_days_left", "met_on", "excused_by", "provisional", "officer", "team",
    "cite",
}  # fmt: skip
ANSWERS = [
    ["due"],
    ["due", "--kind", "window", "--within", "10w"],
    ["due", "--remind", "--within", "10w"],
    *[["show", path.stem] for path in sorted((ROOT / "cases").rglob("EHC-*.toml"))],
    ["explain", "EHC-2026-0111", "appeal-window"],
    ["explain", "EHC-2026-0102", "final-plan"],
    ["calc", "assessment-requested", "2026-09-07"],
    ["calc", "draft-plan-sent", "2026-09-07"],
    ["calc", "appeal-registered", "2026-07-31"],
    ["count", "2026-12-18", "15wd"],
    ["count", "2026-12-18T10:00", "48h"],
    ["check"],
    ["export", "sen2", "--year", "2026"],
    ["rules"],
    ["rules", "show", "final-plan"],
    ["rules", "events"],
    ["rules", "changes"],
    ["plan", "EHC-2026-0107"],
    ["rules", "diff", "shipped", "shipped"],
    ["calendar", "--add", "2026-11-24", "One-off"],
    ["explain", "EHC-2026-0107", "annual-review"],
    ["calendar", "2027"],
    ["calendar", "2026-12-28"],
    ["record", "EHC-2026-0106", "final-plan-sent", "2026-11-20", "--dry-run"],
]


def test_the_schema_is_a_schema_and_each_report_in_it_names_itself() -> None:
    """So that an answer fits the definition of its own report, and no other."""
    Draft202012Validator.check_schema(SCHEMA)
    listed = [one["$ref"].removeprefix("#/$defs/") for one in SCHEMA["oneOf"]]
    named = [SCHEMA["$defs"][name]["properties"]["report"]["const"] for name in listed]
    assert named == listed and len(set(listed)) == len(listed) > 30


@pytest.mark.parametrize(
    "wrong", [{"report": "nothing"}, {"rows": [{}]}, {"as_of": 7}, {"rows": None}], ids=lambda wrong: str(wrong)
)
def test_that_test_can_fail(wrong: dict[str, object]) -> None:
    answer = json.loads(sendclock("due", "--format", "json").stdout)
    held_to_schema(answer)
    with pytest.raises((ValidationError, KeyError)):
        held_to_schema(answer | wrong)


@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_every_answer_fits_the_schema(words: list[str]) -> None:
    ran = sendclock(*words, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    held_to_schema(answer)
    for row in answer.get("rows", []):
        if answer["report"] in ("due", "show", "calc", "explain", "record"):
            assert row.keys() >= PROMISED


def test_the_example_of_the_contract(tmp_path: Path) -> None:
    """The row printed in the contract: 59 days and 39 working days from 21 November 2026 to 19 January 2027."""
    head = 'schema = 1\nref = "EHC-2026-0147"\n'
    request = '[[event]]\ntype = "assessment-requested"\non = 2026-09-01\nid = "e1"\n'
    allocation = '[[event]]\ntype = "case-allocated"\non = 2026-09-02\nofficer = "okafor"\nteam = "north"\n'
    (tmp_path / "EHC-2026-0147.toml").write_text(head + request + allocation, encoding="utf-8")
    ran = sendclock("due", "--cases", str(tmp_path), "--within", "60d", "--rule", "final-plan", "--format", "json")
    answer = json.loads(ran.stdout)
    (row,) = answer["rows"]
    wanted = {
        "case": "EHC-2026-0147", "rule": "final-plan", "pack": "england-send-2014", "tier": "statutory",
        "kind": "deadline", "label": "Week 20", "who": "local authority", "party": None,
        "started_by": {"type": "assessment-requested", "on": "2026-09-01", "event": "e1"},
        "due": "2027-01-19", "due_at": None, "act_by": "2027-01-19", "safe": "2027-01-18", "status": "open",
        "days_left": 59, "working_days_left": 39, "met_on": None, "excused_by": None, "provisional": False,
        "officer": "okafor", "team": "north", "cite": "SEND Regs 2014 reg 13(2)",
    }  # fmt: skip
    assert {key: row[key] for key in wanted} == wanted
    assert (answer["sendclock"], answer["report"], answer["as_of"]) == (1, "due", "2026-11-21")
    assert (answer["complete"], answer["cases_read"], answer["cases_unreadable"]) == (True, 1, 0)
    assert "england-send-2014" in answer["packs"]
