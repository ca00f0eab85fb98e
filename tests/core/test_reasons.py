"""The reason for a date: made only when it is asked for, every doubt said and why, no date called by its bare name."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import exampleshire
from run import sendclock
from sendclock.clock import reason
from sendclock.clock.case import Case
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.reason import (
    ActByForecast,
    Forecast,
    GuessedAnchor,
    HangsOnADoubtful,
    NoHour,
    NoTermDates,
    OneOfSeveralUnknown,
    ReadOffTheFile,
    Uncertain,
)
from sendclock.clock.run import timeline
from sendclock.days.step import Step
from sendclock.law import examples, load
from sendclock.law.book import RuleBook
from sendclock.law.rule import CALENDAR_ANCHORS, LATER
from sendclock.say.letter import for_a_letter
from sendclock.say.reasons import READ, anchor_in_words, because, explain_step
from sendclock.say.row import rows_of
from told import event_of, later, silent

DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
AUTHORITIES = Path(load.__file__).parent / "authorities"
# Which step says which doubt: the one that names what is not known.
SAID_BY = {
    "guessed-anchor": "anchor",
    "forecast": "not-announced",
    "act-by-forecast": "act-by-forecast",
    "no-term-dates": "no-term-dates",
    "no-hour": "no-time",
    "one-of-several-unknown": "chosen",
    "hangs-on-a-doubtful-one": "hangs-on-a-doubtful-one",
    **dict.fromkeys(READ, "taken-for"),
    "clarification-awaited": "paused",
}


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Every step that is made from now on, by its kind."""
    counter: Counter[str] = Counter()

    def counting(kind: type[Any]) -> None:
        begin = kind.__init__

        def counted(self: Step, *words: Any) -> None:
            counter[kind.__name__] += 1
            begin(self, *words)

        monkeypatch.setattr(kind, "__init__", counted)

    for kind in subclasses(Step):
        counting(kind)
    return counter


class TestOnlyWhenAsked:
    @pytest.mark.parametrize(
        "words",
        [
            ["due", "--no-index"],
            ["due", "--no-index", "--format", "json", "--kind", "bar", "--kind", "window"],
            ["check"],
            ["report", "weekly"],
            ["report", "timeliness", "--format", "json"],
            ["cover"],
            ["export", "csv"],
        ],
    )
    def test_no_list_makes_a_step(self, made: Counter[str], words: list[str]) -> None:
        ran = sendclock(*words, "--cases", "cases")
        assert ran.returncode == 0, ran.stderr
        assert not made

    def test_who_asks_why_gets_the_steps_of_that_clock(self, made: Counter[str]) -> None:
        ran = sendclock("explain", "EHC-2026-0106", "comment-on-draft", "--cases", "cases")
        assert ran.returncode == 0, ran.stderr
        assert made["PeriodCounted"] == 2  # its own and that of its limb, out of forty clocks

    def test_asking_twice_gives_the_same_answer(self, ask: Any) -> None:
        draft = ask("comment-on-draft", "draft-plan-sent@2026-06-01 closes=2026-06-23", "2026-06-02")
        assert [step.kind for step in draft.steps] == [step.kind for step in draft.steps]
        assert [step.day for step in draft.steps if step.day][-1] == draft.due

    @pytest.mark.parametrize(
        ("sent", "plan", "bar"),
        [
            # Twenty weeks from 1 September end on 19 January 2026; no plan before the 15 days for comments are over.
            ("2026-01-12", "in time", "8 days before it was lawful"),
            ("2026-01-19", "in time", "1 day before it was lawful"),
            ("2026-01-20", "1 day late", "as it should be"),
        ],
    )
    def test_what_was_done_is_in_time_or_late_or_before_it_was_lawful(
        self, sent: str, plan: str, bar: str, ask: Any, book: RuleBook
    ) -> None:
        text = f"assessment-requested@2025-09-01; draft-plan-sent@2026-01-05; final-plan-sent@{sent}"
        for name, words in (("final-plan", plan), ("final-plan-not-before", bar)):
            (met,) = [step for step in ask(name, text, "2026-04-01").steps if step.kind == "met"]
            assert explain_step(met, book.event_types).endswith(f", {words}.")

    def test_cut_off_from_its_case_it_says_nothing(self, ask: Any) -> None:
        assert ask("final-plan", "assessment-requested@2026-06-01", "2026-06-02").cut_off().steps == ()


class TestWords:
    def test_every_date_of_the_vocabulary_has_words_that_are_not_its_name(self, book: RuleBook) -> None:
        for kind in book.event_types.values():
            for field in kind.fields.values():
                if field.kind == "date":
                    assert field.words.startswith("the "), f"{kind.id}: {field.name}"
                    assert "_" not in field.words

    @pytest.mark.parametrize("shire", [False, True], ids=["the law", "exampleshire"])
    def test_every_anchor_of_every_rule_and_reading_has_words(self, book: RuleBook, shire: bool) -> None:
        rules = exampleshire.book() if shire else book
        anchors = {(rule.anchor, trigger.event) for rule in rules.rules for trigger in rule.starts_on}
        read = {(r.anchor, t.event) for rule in rules.rules for r in rule.readings if r.anchor for t in rule.starts_on}
        for anchor, event in anchors | read:
            words = anchor_in_words(anchor, rules.event_types, event)
            kind = anchor.partition(":")[0]
            assert words.startswith("the ")
            assert kind in (*LATER, *CALENDAR_ANCHORS, "due", "met") or words != f"the {anchor}"
            assert "_" not in words, words

    def test_a_date_may_be_something_else_for_one_type_of_event(self, book: RuleBook) -> None:
        assert anchor_in_words("meeting", book.event_types, "panel-listed") == "the day of the panel's meeting"
        assert anchor_in_words("meeting", book.event_types, "review-decided") == "the day of the review meeting"

    def test_a_plan_taken_over_is_counted_from_the_day_it_became_responsible(self, lay: Any, book: RuleBook) -> None:
        text = "plan-transferred@2026-01-07 direction=in made=2025-06-02 cause=release responsible=2026-01-05"
        found = [deadline for deadline in lay(text, "2026-02-01").deadlines if deadline.anchor == date(2026, 1, 5)]
        assert found
        for deadline in found:
            assert "Counted from Monday 5 January 2026: the day it became responsible." in sentences(deadline, book)


def sentences(deadline: Deadline, book: RuleBook) -> list[str]:
    return [explain_step(step, book.event_types) for step in deadline.steps]


def letter(line: Timeline, rule: str, book: RuleBook) -> str:
    return next(for_a_letter(row, book.event_types) for row in rows_of(line, book) if row.rule == rule)


class TestDoubts:
    DRAFT = "draft-plan-sent@2026-06-01"

    def test_a_clock_that_hangs_on_a_doubtful_one_says_which_and_why(self, ask: Any, book: RuleBook) -> None:
        bar = ask("final-plan-not-before", self.DRAFT, "2026-06-10")
        assert [doubt.id for doubt in bar.doubts] == ["hangs-on-a-doubtful-one"]
        (said,) = [each for each in sentences(bar, book) if "provisional" in each]
        assert "comment-on-draft" in said
        assert "because the day it reached the family is not recorded" in said
        assert not ask("final-plan-not-before", f"{self.DRAFT} served=2026-06-01", "2026-06-10").doubts

    def test_a_limb_with_a_doubt_of_its_own_is_named(self, ask: Any, book: RuleBook) -> None:
        contact = ask("mediation-contact", "assessment-refused@2026-06-01", "2026-06-02")
        (doubt,) = contact.doubts
        assert (doubt.id, doubt.rule.id) == ("hangs-on-a-doubtful-one", "mediation-adviser-limit")
        assert any("mediation-adviser-limit" in each and "provisional" in each for each in sentences(contact, book))

    def test_a_limb_with_the_same_doubt_is_not(self, lay: Any, book: RuleBook) -> None:
        line = lay("review-meeting-held@2028-12-01; amendment-notice-sent@2028-12-20 meeting=2028-12-01", "2028-12-21")
        (plan,) = [d for d in line.deadlines if d.rule.id == "amended-plan"]
        assert [doubt.id for doubt in plan.doubts] == ["act-by-forecast"]

    def test_two_reasons_are_both_given(self, ask: Any, book: RuleBook) -> None:
        both = ask("comment-on-draft", "draft-plan-sent@2028-12-22", "2028-12-23")
        assert [doubt.id for doubt in both.doubts] == ["guessed-anchor", "act-by-forecast"]
        assert sum("provisional" in each for each in sentences(both, book)) == 2

    def test_a_letter_says_that_its_date_is_provisional_and_why(self, lay: Any, book: RuleBook) -> None:
        said = letter(lay(self.DRAFT, "2026-06-10"), "comment-on-draft", book)
        assert "provisional, because the day it reached the family is not recorded" in said
        assert "provisional" not in letter(
            lay(f"{self.DRAFT} served=2026-06-01", "2026-06-10"), "comment-on-draft", book
        )

    def test_a_letter_names_what_is_not_known_not_the_clocks_between(self, lay: Any, book: RuleBook) -> None:
        said = letter(lay(self.DRAFT, "2026-06-10"), "final-plan-not-before", book)
        assert said.endswith(", provisional, because the day it reached the family is not recorded.")

    def test_every_doubt_has_its_sentence(self, book: RuleBook) -> None:
        draft, day = event_of(self.DRAFT, 0, book), date(2028, 12, 31)
        guessed = GuessedAnchor(draft, "served")
        rule = next(rule for rule in book.rules if rule.id == "comment-on-draft")
        sentence = {
            guessed: "the day it reached the family is not recorded",
            Forecast(day): "bank holidays are announced only to 31 December 2028",
            ActByForecast(day): "bank holidays are announced only to 31 December 2028",
            NoTermDates("Oakwood Primary"): "the school days of Oakwood Primary are not known",
            NoTermDates(None): "the school days of the setting are not known",
            NoHour(draft): "the hour from which the time runs is not recorded",
            OneOfSeveralUnknown(draft, ["served"]): "the day it reached the family is not known yet",
            OneOfSeveralUnknown(draft, ["served", "complete"]): (
                "the day it reached the family and the day the last required copy was sent are not known yet"
            ),
            HangsOnADoubtful(rule, (guessed,)): (
                "it rests on the date of 15 days on draft, which is provisional, because the day it reached the family "
                "is not recorded"
            ),
            ReadOffTheFile("decision-not-recorded", draft): "no decision on the review meeting is on file",
        }
        assert {type(doubt) for doubt in sentence} == set(subclasses(Uncertain))
        assert {doubt: because(doubt, book.event_types) for doubt in sentence} == sentence

    def test_a_row_in_json_has_the_ids(self, lay: Any, book: RuleBook) -> None:
        rows = {row.rule: row for row in rows_of(lay(self.DRAFT, "2026-06-10"), book)}
        assert rows["comment-on-draft"].doubt_ids == ("guessed-anchor",)
        assert rows["final-plan-not-before"].doubt_ids == ("hangs-on-a-doubtful-one",)


def examined(book: RuleBook, texts: list[tuple[tuple[str, ...], date]]) -> Iterator[tuple[Timeline, RuleBook]]:
    """Each example as it is, with no more recorded than must be, and years on; in `make deep` with both."""
    for events, as_of in texts:
        told = tuple(event_of(text, place, book) for place, text in enumerate(events))
        quiet = tuple(silent(event) for event in told)
        years = 2031 - as_of.year
        on = as_of + timedelta(365 * years)
        versions = [(told, as_of), (quiet, as_of), (tuple(later(event, years) for event in told), on)]
        if DEEP:
            versions.append((tuple(later(event, years) for event in quiet), on))
        for version, day in versions:
            yield timeline(Case("X", "X.toml", version, setting="Unknown School"), book, day), book


@pytest.fixture(scope="module")
def lines(book: RuleBook) -> list[tuple[Timeline, RuleBook]]:
    """Every worked example of the law, and of Exampleshire's packs, which use what the law does not."""
    law = [(example.events, example.as_of) for example in examples.examples(book)]
    own = tomllib.loads((AUTHORITIES / "examples" / "exampleshire.toml").read_text(encoding="utf-8"))["example"]
    shire = [(tuple(each["events"]), each["as_of"]) for each in own]
    return [*examined(book, law), *examined(exampleshire.book(), shire)]


@pytest.mark.slow
def test_a_date_is_provisional_exactly_if_its_reason_and_its_letter_say_so_and_why(
    lines: list[tuple[Timeline, RuleBook]],
) -> None:
    seen: set[str] = set()
    doubtful: set[str] = set()
    for line, book in lines:
        for deadline, row in zip(line.deadlines, rows_of(line, book), strict=True):
            steps, types = deadline.steps, book.event_types
            said = [text for text in (explain_step(step, types) for step in steps) if "provisional" in text]
            where = f"{deadline.rule.id}: {deadline.doubts}: {said}"
            assert bool(said) == deadline.provisional == row.provisional, where
            kinds = [step.kind for step in steps]
            for doubt in deadline.doubts:
                assert SAID_BY[doubt.id] in kinds, where
                seen.add(doubt.id)
                assert because(doubt, types)
            words = for_a_letter(row, types)
            assert not words or ("provisional, because " in words) == deadline.provisional, words
            assert [step.day for step in steps if step.day][-1] == deadline.due, where
            doubtful |= {deadline.rule.id} if deadline.doubts else set()
    assert seen - READ.keys() == {kind.id for kind in subclasses(Uncertain) if kind is not ReadOffTheFile}
    rules = [rule for rule in load.load().rules if rule.in_force_to is None and rule.group != "conversion"]
    lasting = [rule for rule in rules if len(str(rule.period.size)) < len("2015-05-30")]
    assert sorted({rule.id for rule in lasting} - doubtful) == []  # every rule that is not about years gone by


def test_doubts_of_one_kind_about_the_same_are_equal(book: RuleBook) -> None:
    rule = book.rules[0]
    one, two = (reason.Forecast(date(2028, 12, 31)) for _ in range(2))
    assert one == two and one != reason.ActByForecast(date(2028, 12, 31))
    assert HangsOnADoubtful(rule, (one,)) == HangsOnADoubtful(rule, (two,))
    assert HangsOnADoubtful(rule, (one,)) != HangsOnADoubtful(book.rules[1], (two,))
