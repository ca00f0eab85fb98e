"""Another statute is another folder: every command that needs a law answers on the invented one, in its own words.

So nothing in the program rests on the name of a rule or an event of the shipped law, and the tests that stand on the
toy law stand on something that holds.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from run import sendclock
from schema import held_to_schema
from sendclock.law import load
from toy import toy_law

ASKED = ("lantern-asked-for", "2026-11-02")
READ = [
    ["due"],
    ["due", "--remind"],
    ["show", "L-2"],
    ["explain", "L-2", "sketch-comment"],
    ["plan", "L-2"],
    ["calc", *ASKED],
    ["report", "weekly"],
    ["report", "timeliness"],
    ["report", "backlog"],
    ["report", "caseload"],
    ["report", "case", "L-3"],
    ["cover", "okafor"],
    ["check"],
    ["rules"],
    ["rules", "show", "appeal-time"],
    ["rules", "events"],
    ["rules", "changes"],
]
WRITE = [
    ["new", "L-9", *ASKED],
    ["record", "L-1", "survey-allowed", "2026-11-20"],
    ["correct", "L-1", "e1", "on=2026-10-13", "--reason", "misread"],
    ["withdraw", "L-1", "e1", "--reason", "of another street"],
    ["reassign", "--from", "okafor", "--to", "singh"],
]


def answer(book: Path, *words: str) -> dict[str, Any]:
    ran = sendclock(*words, "--format", "json", cwd=book)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    held_to_schema(found)
    return found


@pytest.fixture(scope="module")
def shipped() -> set[str]:
    """The ids of the shipped law that the toy law has not."""
    book = load.load()
    with toy_law():
        toy = load.load()
    return {*book.rule_ids(), *book.event_types} - {*toy.rule_ids(), *toy.event_types}


@pytest.mark.usefixtures("toy")
def test_it_has_what_a_law_has() -> None:
    book = load.load()
    assert (len(list(book.rule_ids())), book.packs) == (11, ("toy-lanterns",))
    assert {rule.kind for rule in book.rules} == {"deadline", "window", "bar"}
    assert {rule.tier for rule in book.rules} == {"statutory", "guidance", "adjacent"}
    assert {rule.calendar for rule in book.rules} == {None, "england", "tribunal", "foi"}
    assert not {*book.rule_ids()} & {"final-plan", "decide-to-assess"}


def test_the_way_back_is_worked_out_as_far_as_the_law_goes(toy_book: Path) -> None:
    """It has a time to comment and a bar, and no settings to consult."""
    (goal,) = answer(toy_book, "plan", "L-2")["goals"]
    assert [step["step"] for step in goal["steps"]] == ["decide", "ask-advisers", "draft", "light-the-lantern"]


@pytest.mark.parametrize("words", READ + WRITE, ids=" ".join)
def test_every_command_answers_and_names_nothing_of_the_shipped_law(
    toy_book: Path, shipped: set[str], words: list[str]
) -> None:
    said = json.dumps(answer(toy_book, *words, *(["--dry-run"] if words in WRITE else [])))
    assert shipped.isdisjoint(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", said))


@pytest.mark.parametrize("what", ["ics", "csv", "json", "xlsx"])
def test_every_export_is_made(toy_book: Path, what: str) -> None:
    out = toy_book / f"out.{what}"
    assert sendclock("export", what, "--cases", str(toy_book), "--out", str(out)).returncode == 0
    assert out.stat().st_size > 1000


def test_its_cases_are_as_they_were_meant(toy_book: Path) -> None:
    rows = answer(toy_book, "due", "--within", "5w", "--kind", "deadline", "--kind", "window", "--kind", "bar")["rows"]
    assert [(row["case"], row["rule"], row["due"], row["status"], row["officer"]) for row in rows] == [
        ("L-3", "light-the-lantern", "2026-10-19", "overdue", "reid"),
        ("L-2", "opinion-reply", "2026-11-11", "overdue", "okafor"),
        ("L-1", "survey-answer", "2026-11-23", "open", "okafor"),
        ("L-5", "relight", "2026-11-24", "open", "lee"),
        ("L-6", "petition-reply", "2026-12-01", "open", None),
        ("L-2", "sketch-comment", "2026-12-02", "open", "okafor"),
        ("L-2", "no-light-before", "2026-12-03", "open", "okafor"),
        ("L-6", "survey-answer", "2026-12-14", "open", None),
        ("L-2", "light-the-lantern", "2026-12-21", "open", "okafor"),
        ("L-4", "appeal-time", "2026-12-21", "open", "lee"),
    ]
    assert rows[0]["excused_by"] == "fog" and rows[3]["due_at"] == "2026-11-24T17:00:00+00:00"


def test_a_mistake_is_said_in_its_words(toy_book: Path) -> None:
    ran = sendclock("record", "L-1", "survey-alowed", "--cases", str(toy_book))
    assert ran.returncode == 2 and 'Did you mean "survey-allowed"?' in ran.stderr
    ran = sendclock("record", "L-1", "assessment-agreed", "--cases", str(toy_book))
    assert ran.returncode == 2 and '"assessment-agreed" is not' in ran.stderr
    ran = sendclock("due", "--rule", "final-plan", "--cases", str(toy_book))
    assert ran.returncode == 2 and '"final-plan" is not a rule.' in ran.stderr


def test_the_shipped_law_is_back_afterwards() -> None:
    assert "final-plan" in {*load.load().rule_ids()}
