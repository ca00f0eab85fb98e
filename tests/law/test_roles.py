"""What Python asks of the law: the parts that rules and events play, and what an event type says of itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.days import bank_holidays
from sendclock.law import load
from sendclock.law.book import RuleBook
from sendclock.law.pack import read_pack
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_REQUEST, ROADS
from sendclock.law.vocabulary import event_types, read_event_types
from sendclock.record.small import SmallKind
from shire import head, rule

Lay = Callable[..., Timeline]


def test_a_part_is_played_by_several_rules_on_several_roads(book: RuleBook) -> None:
    assert {"decide-to-assess", "release-decide-to-assess"} <= book.ids(Role.WEEK_6)
    assert book.ids(Role.WEEK_20, roads=FROM_REQUEST) == {
        "final-plan", "final-plan-change-of-mind", "detained-final-plan",
    }  # fmt: skip
    assert [rule.id for rule in book.of(Role.REVIEW_DECISION)] == ["review-decision"]
    assert all(rule.road in (*ROADS, "") for rule in book.rules)


def test_of_several_parts_each_is_asked_in_turn(book: RuleBook) -> None:
    rules = book.of(Role.REVIEW_DECISION, Role.AMENDED_PLAN)
    assert [rule.id for rule in rules] == ["review-decision", "amended-plan"]
    assert all(book.has(rule, Role.AMENDED_PLAN, Role.REVIEW_DECISION) for rule in rules)
    assert not book.has(rules[0], Role.AMENDED_PLAN)


def test_an_event_type_may_play_several_parts(book: RuleBook) -> None:
    assert book.events(Act.REQUEST) == ("assessment-requested", "responsibility-began")
    assert book.events(Act.ORDER, Act.CONCESSION) == ("order-made", "appeal-unopposed")
    assert book.event(Act.REQUEST) == "assessment-requested"
    assert book.has("order-made", Act.APPEAL_OVER) and not book.has("order-made", Act.CONCESSION)
    assert not book.has("no-such-event", Act.ORDER)


def test_a_book_of_a_few_clocks_still_knows_every_part(book: RuleBook) -> None:
    few = book.only({"final-plan"})
    assert [rule.id for rule in few.rules] == ["final-plan"]
    assert few.ids(Role.WEEK_6) == book.ids(Role.WEEK_6)


LOCAL = head("sampleton") + rule(
    "sampleton-week-5", "assessment-requested", (5, "week"), ["assessment-agreed", "assessment-refused"],
    role="week-6",
)  # fmt: skip


def test_a_local_rule_may_play_a_part_and_the_law_is_asked_without_it(tmp_path: Path, lay: Lay) -> None:
    path = tmp_path / "sampleton.toml"
    path.write_text(LOCAL, encoding="utf-8")
    book = load.load(own=[path])
    (own,) = book.versions("sampleton-week-5")
    assert book.has(own, Role.WEEK_6) and not own.plays(Role.WEEK_6)
    assert own in book.of(Role.WEEK_6, local=True) and own not in book.of(Role.WEEK_6)
    (clock,) = [d for d in lay("assessment-requested@2026-09-07", "2026-09-08", book).deadlines if d.rule is own]
    assert clock.due == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('role = "weak-6"', 'sampleton.toml:21: "weak-6" is not a role. Did you mean "week-6"?'),
        ('role = ["week-6", "lunch"]', 'sampleton.toml:21: "lunch" is not a role.'),
        ("role = 6", 'sampleton.toml:21: "role" must be text in quotes. Write role = "6".'),
        (
            'road = "ordinry"',
            'sampleton.toml:21: "ordinry" is not a word for road. Use one of: ordinary, change-of-mind, detained, '
            'midway, release, ordered, conceded, re-assessment, conversion. Did you mean "ordinary"?',
        ),
    ],
)
def test_a_part_or_a_road_that_is_not_there_is_a_problem(wrong: str, said: str) -> None:
    text = LOCAL.replace('role = "week-6"', wrong)
    _, problems = read_pack(text.encode(), "sampleton.toml", event_types(), bank_holidays.calendars(), True)
    assert [str(problem) for problem in problems] == [said]


VOCABULARY = """[words]
meeting = "the day of the meeting"

[asked]
group = "g"
role = "request"
meaning = "It was asked for"

[set]
group = "g"
meaning = "A day was set"
needs = { meeting = "date", kind = "full|light" }
arranges = { day = "meeting", until = "told", what = "The meeting" }

[told]
group = "g"
role = ["assess-no", "review-decided"]
meaning = "They were told no"
may = { outcome = "maintain|cease" }
settles = ["assess"]
appealed_as = ["refuse-assess", "cease[outcome=cease]"]
registers = [{ kind = "k", what = "a k", refs = ["K"] }]

[told.presupposes]
events = ["asked"]
why = "an answer follows a question"
if = "outcome!=cease"

[told.turns]
assess = ["refuse-assess"]
"""


def wrong_with(text: str) -> list[str]:
    return [str(problem) for problem in read_event_types(text.encode(), "events.toml")[1]]


def test_what_an_event_type_says_of_itself_is_read() -> None:
    types, problems = read_event_types(VOCABULARY.encode(), "events.toml")
    assert problems == []
    told = types["told"]
    assert told.roles == (Act.ASSESS_NO, Act.REVIEW_DECIDED)
    assert told.presupposes is not None and told.presupposes.events == ("asked",) and told.presupposes.ahead == 366
    assert [(one.challenge, len(one.conditions)) for one in told.appealed_as] == [("refuse-assess", 0), ("cease", 1)]
    assert (told.turns, told.settles) == ({"assess": ("refuse-assess",)}, ("assess",))
    assert types["set"].arranges == ("meeting", "told", "The meeting")
    assert told.registers[0].refs == ("K",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "request"', 'role = "requst"', '"requst" is not a role. Did you mean "request"?'),
        ('role = "request"', 'rol = "request"', '"rol" is not known here. Did you mean "role"?'),
        ('events = ["asked"]', 'events = ["askd"]', '"askd" is not an event type. Did you mean "asked"?'),
        ('until = "told"', 'until = "tolld"', '"tolld" is not an event type. Did you mean "told"?'),
        ('day = "meeting"', 'day = "kind"', '"kind" is not a word for day. Use one of: meeting.'),
        ('if = "outcome!=cease"', 'if = "outcom!=cease"', '"told" has no field "outcom". Did you mean "outcome"?'),
        ("[outcome=cease]", "[outcome=ceases]", '"ceases" is not a value of "outcome". Did you mean "cease"?'),
        ('why = "an answer follows a question"', "", '"why" is missing. Add why = "...".'),
        ('what = "a k", ', "", '"what" is missing. Add what = "...".'),
        ('meaning = "It was asked for"', "", '"meaning" is missing. Add meaning = "...".'),
    ],
)
def test_a_vocabulary_that_says_what_is_not_there_is_refused(old: str, new: str, said: str) -> None:
    assert old in VOCABULARY
    found = wrong_with(VOCABULARY.replace(old, new))
    assert [message.partition(": ")[2] for message in found] == [said]


def test_what_the_vocabulary_names_is_there(book: RuleBook) -> None:
    """Challenges and orders are words of the events that use them; small cases are those of the command line."""
    types = book.event_types
    challenges = set(types[book.event(Act.APPEAL)].fields["challenge"].choices)
    for kind in types.values():
        assert {one.challenge for one in kind.appealed_as} <= challenges, kind.id
        assert {word for words in kind.turns.values() for word in words} <= challenges, kind.id
        assert not kind.turns or set(kind.turns) <= set(kind.fields["order"].choices), kind.id
        assert bool(kind.matter) == book.has(kind.id, Act.MATTER, Act.MATTER_STEP, Act.MATTER_OVER), kind.id
        assert bool(kind.route) == book.has(kind.id, Act.ORDER, Act.CONCESSION, Act.AGREEMENT), kind.id
    assert sorted(small.kind for kind in types.values() for small in kind.registers) == sorted(map(str, SmallKind))


def test_what_can_be_appealed_says_as_what(book: RuleBook) -> None:
    """The decisions that start the time to appeal, and no others."""
    appealable = {trigger.event for rule in book.of(Role.APPEAL_WINDOW) for trigger in rule.starts_on}
    assert appealable == {kind.id for kind in book.event_types.values() if kind.appealed_as}
