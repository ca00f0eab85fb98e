"""What a rule, a condition and a promise are by themselves: what is left out has its usual meaning, both ends of a
version are in force, and of a condition every word counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.clock.case import Event
from sendclock.files.problem import Position
from sendclock.law.book import RuleBook
from sendclock.law.role import Role
from sendclock.law.rule import Condition, Local, Rule, Trigger, Value, kept_before
from shire import head, rule

BARE = """[[rule]]
id = "shire-tell"
title = "Tell the family"
starts_on = ["assessment-agreed"]
within = "5wd"
met_by = ["contact-made"]
in_force_from = 2026-01-01
"""


@pytest.fixture
def shire(tmp_path: Path) -> Callable[[str], Rule]:
    """The one promise of a pack of this text."""

    def of(text: str) -> Rule:
        (tmp_path / "shire.toml").write_text(head() + text, encoding="utf-8")
        (made,) = with_packs([tmp_path / "shire.toml"]).versions("shire-tell")
        return made

    return of


def test_a_promise_that_says_no_more_than_it_must(shire: Callable[[str], Rule]) -> None:
    made = shire(BARE)
    assert made.local == Local()
    assert made.local is not None
    assert (made.local.status, made.local.standing, made.local.scope) == ("adopted", "promise", "case")
    assert not (made.local.usually or made.local.again or made.local.met_by_all)
    assert not (made.in_time or made.within_plan or made.per_party or made.not_while or made.no_exception_if)
    assert (made.tier, made.kind, made.repeats, made.who) == ("local", "deadline", "each", "local authority")
    assert made.position == Position("shire.toml", 9)
    assert made.in_force_to is None


@pytest.mark.parametrize(
    ("anchor", "rules"),
    [
        ("met:final-plan", ("final-plan",)),
        ("all-met:final-plan,send-draft", ("final-plan", "send-draft")),
        ("all-met:final-plan, send-draft", ("final-plan", "send-draft")),
        ("due:final-plan", ()),
        ("on", ()),
        ("latest:on,met:final-plan", ()),
    ],
)
def test_what_must_have_been_kept_before(anchor: str, rules: tuple[str, ...]) -> None:
    assert kept_before(anchor) == rules


@pytest.mark.parametrize(
    ("day", "until", "holds"),
    [
        (date(2026, 8, 31), None, False),
        (date(2026, 9, 1), None, True),
        (date(2099, 1, 1), None, True),
        (date(2026, 12, 31), date(2026, 12, 31), True),
        (date(2027, 1, 1), date(2026, 12, 31), False),
        (date(2026, 8, 31), date(2026, 12, 31), False),
        (date(2026, 9, 1), date(2026, 9, 1), True),
    ],
)
def test_a_version_is_in_force_on_its_first_day_and_its_last(
    day: date, until: date | None, holds: bool, book: RuleBook
) -> None:
    (week,) = book.versions("decide-to-assess")
    assert week._replace(in_force_from=date(2026, 9, 1), in_force_to=until).in_force(day) is holds


@pytest.mark.parametrize(
    ("who", "own"),
    [
        ("local authority", True),
        ("the new authority", True),
        ("whoever arranges the review", True),
        ("adviser", False),
        ("family", False),
        ("the school, whoever arranges it", False),
    ],
)
def test_whose_work_it_is(who: str, own: bool, book: RuleBook) -> None:
    (week,) = book.versions("decide-to-assess")
    assert week._replace(who=who).own is own


@pytest.mark.parametrize(("status", "asleep"), [("adopted", False), ("draft", True), ("withdrawn", True)])
def test_a_draft_and_what_is_withdrawn_start_nothing(
    status: str, asleep: bool, shire: Callable[[str], Rule], book: RuleBook
) -> None:
    assert shire(f'{BARE}status = "{status}"\n').asleep is asleep
    assert not book.versions("final-plan")[0].asleep


def test_a_part_of_the_law_is_played_by_no_promise(shire: Callable[[str], Rule], book: RuleBook) -> None:
    (week,) = book.versions("decide-to-assess")
    assert week.plays(Role.WEEK_6) and week.plays(Role.WEEK_20, Role.WEEK_6)
    assert not week.plays(Role.WEEK_20) and not week.plays()
    own = shire(rule("shire-tell", "assessment-requested", (5, "week"), "assessment-agreed", role="week-6"))
    assert own.roles == ("week-6",)
    assert not own.plays(Role.WEEK_6)


def event(type: str = "review-decided", **fields: Value) -> Event:
    return Event(type, date(2026, 11, 21), None, "e1", 0, 1, dict(fields))


@pytest.mark.parametrize(
    ("conditions", "fields", "fits"),
    [
        ((), {}, True),
        ((Condition("outcome", "=", ("cease",), None),), {"outcome": "cease"}, True),
        ((Condition("outcome", "=", ("cease",), None),), {"outcome": "amend"}, False),
        (
            (Condition("outcome", "=", ("cease",), None), Condition("detained", "!=", ("yes",), None)),
            {"outcome": "cease", "detained": True},
            False,
        ),
        (
            (Condition("outcome", "=", ("cease",), None), Condition("detained", "!=", ("yes",), None)),
            {"outcome": "cease"},
            True,
        ),
    ],
)
def test_every_condition_must_hold(conditions: tuple[Condition, ...], fields: Mapping[str, Value], fits: bool) -> None:
    assert Trigger("review-decided", conditions).fits(event(**fields)) is fits
    assert not Trigger("review-decided", conditions).fits(event("review-meeting-held", **fields))


@pytest.mark.parametrize(
    ("field", "op", "default", "holds"),
    [
        ("kind", "=", "corporate", True),  # a name left out is what the vocabulary takes it for
        ("kind", "!=", "corporate", False),
        ("kind", "=", None, False),
        ("kind", "!=", None, True),
        ("dated", "<", None, False),  # a day that is not known is neither before nor after
        ("dated", ">=", None, False),
    ],
)
def test_a_field_that_is_left_out(field: str, op: str, default: str | None, holds: bool) -> None:
    words = ("2026-11-20",) if field == "dated" else ("Corporate", "corporate")
    assert Condition(field, op, words, default).holds(event()) is holds


@pytest.mark.parametrize(
    ("field", "said", "holds"),
    [
        ("party", "CORPORATE", True),
        ("panel", "corporate ", True),
        ("step", "Corporate", True),
        ("kind", "Corporate", True),
        ("role", "corporate", True),
        ("outcome", "corporate", True),
        ("outcome", "Corporate", False),  # a word of the vocabulary is written in one way
        ("party", "Corporation", False),
    ],
)
def test_a_name_is_one_however_it_is_written(field: str, said: str, holds: bool) -> None:
    assert Condition(field, "=", ("corporate",), None).holds(event(**{field: said})) is holds
    assert Condition(field, "!=", ("corporate",), None).holds(event(**{field: said})) is not holds
