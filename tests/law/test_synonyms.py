"""What officers call the events: every event has words, and no words are two events unsaid."""

from __future__ import annotations

import pytest

from run import sendclock
from sendclock.law.book import RuleBook
from sendclock.law.load import load
from sendclock.law.synonym import Phrase, Tongue, forms, phrases


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load()


@pytest.fixture(scope="module")
def tongue(book: RuleBook) -> Tongue:
    return Tongue(book.event_types, phrases())


def test_every_event_type_has_a_few_words(book: RuleBook) -> None:
    said = [phrase.event for phrase in phrases()]
    assert [id for id in book.event_types if said.count(id) < 3] == []
    assert set(said) <= set(book.event_types)


def test_no_words_are_two_events(tongue: Tongue) -> None:
    assert {form: [p.event for p in found] for form, found in tongue.by_words.items() if len(found) > 1} == {}


def test_the_fields_that_words_say_are_fields_of_the_event(book: RuleBook) -> None:
    for phrase in phrases():
        for name, value in phrase.fields.items():
            field = book.event_types[phrase.event].fields[name]
            assert not field.choices or value in field.choices, phrase


@pytest.mark.parametrize(
    ("said", "event"),
    [
        ("advice in", "advice-received"), ("draft out", "draft-plan-sent"), ("request", "assessment-requested"),
        ("Draft  Out", "draft-plan-sent"), ("the draft", "draft-plan-sent"), ("advice received", "advice-received"),
        ("advice-received", "advice-received"), ("reassessment request", "reassessment-requested"),
        ("re-assessment request", "reassessment-requested"), ("phone", "contact-made"), ("final", "final-plan-sent"),
    ],
)  # fmt: skip
def test_what_is_understood(tongue: Tongue, said: str, event: str) -> None:
    found = tongue.meant(said)
    assert found is not None and found.event == event


def test_what_may_be_several_is_none() -> None:
    types = load().event_types
    twice = Tongue(types, [Phrase("letter", "contact-made", {}), Phrase("letter", "note-added", {})])
    assert twice.meant("letter") is None
    assert {"contact-made", "note-added"} <= set(twice.search("letter"))
    assert forms("the Re-assessment") == {"reassessment", "re assessment"}


def test_events_are_found_by_word_and_by_meaning() -> None:
    def found(*words: str) -> list[str]:
        lines = sendclock("rules", "events", *words).stdout.splitlines()
        return [line.partition(": ")[2] for line in lines if line.startswith("Event: ")]

    assert found("advice in")[0] == "advice-received"
    assert "appeal-registered" in found("application", "notice")  # by its meaning alone
    assert found("frobnicate") == []
    assert found("final-plan-sent") == ["final-plan-sent"]
    assert sendclock("rules", "events", "frobnicate").returncode == 2
