"""A small vocabulary, read by hand: what is left out has its usual meaning, what is missing or wrong has its line."""

from __future__ import annotations

from datetime import date

import pytest

from sendclock.law.rule import AppealedAs, Arranged, Condition, EventType, Field, Presupposed, SmallCase
from sendclock.law.vocabulary import read_event_types

WORDS = """[words]
on_the_day = "the day of it"
hearing = "the day of the hearing"
"""
BARE = """[letter-came]
group = "post"
meaning = "A letter came"
"""
FULL = """[hearing-fixed]
group = "appeal"
meaning = "A hearing was fixed"
needs = { hearing = "date", outcome = "maintain|cease" }
may = { on_the_day = "date", again = "yes|no*", party = "text" }
ahead = ["hearing"]
own_day = ["on_the_day"]
words = { on_the_day = "the day it was fixed" }
moment = true
letter = "We fixed a hearing"
note = "See the rules."
role = ["appeal-step"]
settles = ["assess"]
raises = ["plan"]
ended = "fixed"
way = "appeal"
route = "order"
matter = "appeal"
rank = 12
effect = "hearing"
needs_one = ["party", "again"]
leaves = "outcome=cease"
appealed_as = ["refuse-amend", "cease[outcome=cease;again=yes]"]
turns = { assess = ["refuse-assess"] }

[hearing-fixed.presupposes]
events = ["letter-came"]
why = "a letter asks for it"
cite = "rule 1"
ahead = 3
back = 40
if = "again=no"

[hearing-fixed.arranges]
day = "hearing"
until = "letter-came"
what = "a hearing"

[[hearing-fixed.registers]]
kind = "appeal"
what = "an appeal"
words = ["appeal"]
refs = ["EH"]

[[hearing-fixed.letters]]
if = "outcome=cease"
letter = "We told you that it will cease"
"""


def read(text: str) -> tuple[dict[str, EventType], list[str]]:
    types, problems = read_event_types((WORDS + text).encode(), "events.toml")
    return types, [str(problem) for problem in problems]


def test_a_type_that_says_nothing_more() -> None:
    types, problems = read(BARE)
    assert not problems
    assert types["letter-came"] == EventType("letter-came", "post", "A letter came", {})
    assert (types["letter-came"].rank, types["letter-came"].moment) == (50, False)


def test_a_type_that_says_everything() -> None:
    types, problems = read(BARE + FULL)
    assert not problems
    kind = types["hearing-fixed"]
    assert kind.fields == {
        "hearing": Field("hearing", "date", True, words="the day of the hearing", ahead=True),
        "outcome": Field("outcome", "choice", True, ("maintain", "cease")),
        "on_the_day": Field("on_the_day", "date", False, words="the day it was fixed", own=True),
        "again": Field("again", "yes/no", False, ("yes", "no"), "no"),
        "party": Field("party", "text", False),
    }
    assert [name for name, field in kind.fields.items() if field.ahead] == ["hearing"]
    assert [name for name, field in kind.fields.items() if field.own] == ["on_the_day"]
    cease, again = Condition("outcome", "=", ("cease",), None), Condition("again", "=", ("yes",), "no")
    assert kind.presupposes == Presupposed(
        ("letter-came",), "a letter asks for it", "rule 1", 3, 40, Condition("again", "=", ("no",), "no")
    )
    assert kind.arranges == Arranged("hearing", "letter-came", "a hearing")
    assert kind.appealed_as == (AppealedAs("refuse-amend"), AppealedAs("cease", (cease, again)))
    assert kind.registers == (SmallCase("appeal", "an appeal", ("appeal",), ("EH",)),)
    assert kind.letters == ((cease, "We told you that it will cease"),)
    assert (kind.leaves, kind.turns) == (cease, {"assess": ("refuse-assess",)})
    assert (kind.rank, kind.moment, kind.effect, kind.needs_one) == (12, True, "hearing", ("party", "again"))
    assert (kind.settles, kind.raises, kind.ended, kind.way, kind.route, kind.matter) == (
        ("assess",), ("plan",), "fixed", "appeal", "order", "appeal",
    )  # fmt: skip


def test_what_an_event_presupposes_stands_at_any_time_before_it_or_in_the_year_after() -> None:
    bare = BARE + BARE.replace("letter-came", "answer-sent") + '[answer-sent.presupposes]\nevents = ["letter-came"]\n'
    types, problems = read(f'{bare}why = "it is answered"\n')
    assert not problems
    found = types["answer-sent"].presupposes
    assert found == Presupposed(("letter-came",), "it is answered", "", 366, 99_999, None)
    assert found is not None
    assert date(2026, 11, 20).toordinal() - date(1752, 9, 14).toordinal() > found.back > 200 * 366


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('group = "appeal"\n', "", "[hearing-fixed]", "group"),
        ('meaning = "A hearing was fixed"\n', "", "[hearing-fixed]", "meaning"),
        ('hearing = "date"', 'sitting = "date"', "needs", 'say what the date "sitting" is'),
        ('ahead = ["hearing"]', 'ahead = ["outcome"]', "ahead", '"outcome" is no date of hearing-fixed'),
        ('own_day = ["on_the_day"]', 'own_day = ["hearin"]', "own_day", 'Did you mean "hearing"?'),
        ("words = { on_the_day", "words = { other = 'x', on_the_day", "words", "other"),
        ("rank = 12", 'rang = "12"', "rang", 'Did you mean "rank"?'),
        ('events = ["letter-came"]\n', "", "[hearing-fixed.presupposes]", "events"),
        ('why = "a letter asks for it"\n', "", "[hearing-fixed.presupposes]", "why"),
        ('cite = "rule 1"', 'sight = "rule 1"', "sight", "sight"),
        (
            'events = ["letter-came"]',
            'events = ["letter-game"]',
            "[hearing-fixed.presupposes]",
            'Did you mean "letter-came"?',
        ),
        ('if = "again=no"', 'if = "agen=no"', "if", "agen"),
        ('day = "hearing"', 'day = "outcome"', "day", "outcome"),
        ('until = "letter-came"\n', "", "[hearing-fixed.arranges]", "until"),
        ('until = "letter-came"', 'until = "letter-game"', "[hearing-fixed.arranges]", 'Did you mean "letter-came"?'),
        ('what = "a hearing"\n', "", "[hearing-fixed.arranges]", "what"),
        ('what = "a hearing"', 'what = "a hearing"\nwhose = "x"', "whose", "whose"),
        ('kind = "appeal"\n', "", "[[hearing-fixed.registers]]", "kind"),
        ('what = "an appeal"\n', "", "[[hearing-fixed.registers]]", "what"),
        ('refs = ["EH"]', 'reffs = ["EH"]', "reffs", 'Did you mean "refs"?'),
        ('if = "outcome=cease"\n', "", "[[hearing-fixed.letters]]", "if"),
        ('letter = "We told you that it will cease"\n', "", "[[hearing-fixed.letters]]", "letter"),
        ('letter = "We told you that it will cease"', 'letter = "x"\nlater = "y"', "later", "later"),
        ('leaves = "outcome=cease"', 'leaves = "outcome=seize"', "leaves", "seize"),
        ("cease[outcome=cease;again=yes]", "cease[outcome=cease;agen=yes]", "appealed_as", "agen"),
    ],
)
def test_what_is_missing_or_wrong_has_its_line(old: str, new: str, key: str, said: str) -> None:
    assert FULL.count(old) == 1, old
    text = WORDS + BARE + FULL.replace(old, new)
    _, problems = read(BARE + FULL.replace(old, new))
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.startswith(key)]
    assert len(lines) >= 1
    here = tuple(f"events.toml:{n}:" for n in lines)
    assert any(said in problem and problem.startswith(here) for problem in problems), problems


def test_what_is_cut_off_is_one_problem_and_no_vocabulary() -> None:
    types, problems = read_event_types(b"[letter-came]\ngroup = ", "events.toml")
    assert not types
    assert [str(problem).partition(": ")[0] for problem in problems] == ["events.toml:2"]
