"""The sentence above the clocks of a case, its state in words, the next step, and what an unnamed act was taken for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sendclock.clock import state as states
from sendclock.clock.deadline import Timeline
from sendclock.clock.state import State, governing
from sendclock.law.book import RuleBook
from sendclock.say.state import (
    SENTENCES,
    clock_of,
    headline,
    next_step,
    state_sentence,
    taken_for,
    thing_in_words,
    waits_for,
)

DATA = Path(__file__).parent.parent / "data"
ROADS = tomllib.loads((DATA / "roads.toml").read_text(encoding="utf-8"))["road"]
SAID = tomllib.loads((DATA / "headlines.toml").read_text(encoding="utf-8"))
Lay = Callable[..., Timeline]
Told = dict[str, Any]


def of(table: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("told", SAID[table], ids=[each["text"][:60] or "nothing" for each in SAID[table]])


def line_of(lay: Lay, told: Told) -> Timeline:
    return lay(told["text"], told["as_of"].isoformat())


@pytest.mark.parametrize("road", ROADS, ids=[f"{road['no']}: {road['road']}" for road in ROADS])
def test_every_road_of_an_overturned_no_has_its_headline(lay: Lay, road: Told) -> None:
    line = lay("; ".join(road["events"]), road["as_of"].isoformat())
    now = governing(line)
    assert now is not None
    assert (now.rule.id, now.due, now.provisional) == (road["rule"], road["due"], road["provisional"])
    assert headline(line) == road["headline"]
    assert line.state.kind == "running"


def test_there_are_eighteen_of_them() -> None:
    assert len({(road["no"], road["road"]) for road in ROADS}) == 18


@of("headline")
def test_the_headline_says_what_governs_now(lay: Lay, told: Told) -> None:
    assert headline(line_of(lay, told)) == told["said"]


@of("standing")
def test_a_case_that_does_not_run_says_why_and_what_to_write(lay: Lay, told: Told) -> None:
    line = line_of(lay, told)
    assert line.state.why == told["why"]
    assert headline(line) == told["said"]


def test_every_word_of_a_state_has_its_sentence(book: RuleBook) -> None:
    """The words are read from the engine's own text: a new one without a sentence fails here."""
    source = Path(states.__file__).read_text(encoding="utf-8")
    words = set(re.findall(r'State\("[a-z-]+", "([a-z-]+)"', source)) | set(states.UNDECIDED) | {"later", "no-event"}
    assert words == SENTENCES.keys()
    assert state_sentence(State("running"), book.event_types) == ""


def test_a_missing_field_is_named_in_words_with_the_line_to_write(lay: Lay, book: RuleBook) -> None:
    event = lay("moved-out@2026-02-16 move=2026-02-20", "2026-03-05").events[0]
    state = State("waiting", "field", event, "move")
    assert waits_for(state, book.event_types) == "the day of the move"
    assert state_sentence(state, book.event_types, "X") == (
        'Waiting for the day of the move: sendclock correct X e1 move=DATE --reason "..."'
    )
    assert "born = " in state_sentence(state._replace(missing="born"), book.event_types)


def test_a_headline_never_says_that_nothing_is_due_above_a_plan_that_is(lay: Lay) -> None:
    for road in ROADS:
        said = headline(lay("; ".join(road["events"]), "2027-06-01"))
        assert "was due" in said, said
        assert "nothing is due" not in said.lower() and "no final plan" not in said.lower()


@of("step")
def test_the_next_step_is_the_earliest_of_what_governs(lay: Lay, told: Told) -> None:
    assert next_step(line_of(lay, told)) == told["said"]


@of("act")
def test_what_an_unnamed_act_was_taken_for(lay: Lay, book: RuleBook, told: Told) -> None:
    acts = [act for act in line_of(lay, told).things.deeds if act.source.id == told["event"]]
    assert taken_for(acts[0], "X", book.event_types) == told["said"]


def test_a_thing_is_called_by_its_kind_and_its_day(lay: Lay, book: RuleBook) -> None:
    line = lay(
        "final-plan-sent@2025-03-10; review-meeting-held@2026-02-10; amendment-notice-sent@2026-02-20; "
        "reassessment-requested@2026-04-01; "
        "phase-transfer-expected@2026-04-02 transfer=primary-to-secondary transfer_on=2027-09-01; "
        "appeal-registered@2026-05-01 challenge=contents; order-made@2026-06-01 order=amend-provision; "
        "detention-began@2026-06-10",
        "2026-06-15",
    )
    things = line.things
    found = [*things.plans, *things.reviews, *things.amendments, *things.assessments[:1], *things.phases]
    found += [*things.instructions, *things.spells, *things.decisions[:1]]
    assert [thing_in_words(thing, book.event_types) for thing in found] == [
        "plan of 2025-03-10",
        "review of 2026-02-10",
        "amendment of 2026-02-20",
        "re-assessment of 2026-04-01",
        "move of 2027-09-01",
        "order of 2026-06-01",
        "detention since 2026-06-10",
        "decision of 2025-03-10",
    ]


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("final-plan-sent@2025-01-06; review-meeting-held@2025-11-03", "review-decision", "review of 2025-11-03"),
        ("final-plan-sent@2025-01-06", "annual-review", "plan of 2025-01-06"),
        ("setting-consulted@2026-01-12 party=Oak received=2026-01-12", "consultation-reply",
         "setting-consulted of 2026-01-12 (Oak)"),  # of nothing but the act that began it
        ("commissioner-changed@2026-01-12", "icb-handover", "plan, made on a day not on file"),
    ],
)  # fmt: skip
def test_every_clock_says_what_of_the_case_it_is_a_clock_of(
    text: str, rule: str, said: str, lay: Lay, book: RuleBook
) -> None:
    (clock,) = [d for d in lay(text, "2026-01-20").deadlines if d.rule.id == rule]
    assert clock_of(clock, book.event_types) == said
