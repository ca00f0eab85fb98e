"""What an answer says of the law it rests on: which packs, how far the holidays are known, what a missed day costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.law.book import RuleBook
from sendclock.law.edition import (
    APPEAL,
    ORDER,
    OTHER,
    SCHOOL,
    Edition,
    edition_of,
    in_print,
    joined,
    standing,
    title_page,
)
from shire import head, rule

LAW = ("england-send-2014", "england-adjacent")
TELL = rule("shire-tell", "assessment-requested", (5, "week"), ["assessment-agreed", "assessment-refused"])


@pytest.fixture
def shire(tmp_path: Path) -> Callable[..., RuleBook]:
    def of(text: str, status: str = "adopted") -> RuleBook:
        path = tmp_path / "shire.toml"
        path.write_text(head().replace('"adopted"', f'"{status}"') + text, encoding="utf-8")
        return with_packs([path])

    return of


@pytest.mark.parametrize(
    ("id", "costs"),
    [
        # An order, a concession, an agreement, a direction of the Tribunal.
        ("order-make-final", ORDER),
        ("unopposed-contents", ORDER),
        ("agreement-carry-out", ORDER),
        ("directed-date", ORDER),
        # A decision that can be appealed, or a step on the way to that.
        ("decide-to-assess", APPEAL),
        ("final-plan", APPEAL),
        ("annual-review", APPEAL),
        ("mediation-arrange", APPEAL),
        ("certificate-no-mediation", APPEAL),
        ("day-6-education", SCHOOL),
        ("advice-reply", OTHER),
        ("send-draft", OTHER),
        ("review-papers", OTHER),
        ("foi-reply", OTHER),
    ],
)
def test_what_a_missed_day_costs(id: str, costs: int, book: RuleBook) -> None:
    assert {one.consequence for one in edition_of(book).rules if one.id == id} == {costs}


def test_the_gravest_comes_first() -> None:
    assert [ORDER, APPEAL, SCHOOL, OTHER] == [0, 1, 2, 3]


def test_a_rule_costs_what_the_gravest_of_its_versions_does(shire: Callable[..., RuleBook]) -> None:
    old = rule("shire-tell", "contact-made", (5, "day"), "enquiry-answered", in_force_to=date(2026, 8, 31))
    new = rule("shire-tell", "order-made", (5, "day"), "enquiry-answered", in_force_from=date(2026, 9, 1))
    for text in (old + new, new + old):
        assert [one.consequence for one in edition_of(shire(text)).rules if one.id == "shire-tell"] == [ORDER, ORDER]


@pytest.mark.parametrize(("status", "marks"), [("adopted", {}), ("draft", {"shire": "draft"})])
def test_the_title_page(status: str, marks: dict[str, str], shire: Callable[..., RuleBook]) -> None:
    book = shire(TELL, status)
    assert title_page(book) == Edition((*LAW, "shire"), marks, book.england.confirmed_to, (), True)


def test_an_edition_is_its_title_page_and_every_version_of_a_rule(shire: Callable[..., RuleBook]) -> None:
    book = shire(TELL)
    edition = edition_of(book)
    assert edition._replace(rules=()) == title_page(book)
    assert [(one.id, one.cite) for one in edition.rules] == [(one.id, one.cite) for one in book.rules]
    (mine,) = [one for one in edition.rules if one.id == "shire-tell"]
    assert (mine.twin, mine.standing, mine.owner, mine.consequence) == ("decide-to-assess", "promise", "", APPEAL)
    assert {one.twin for one in edition.rules if one.id != "shire-tell"} == {""}
    assert (mine.own, mine.who, mine.tier) == (True, "local authority", "local")


def test_as_a_rule_is_printed_by_itself(shire: Callable[..., RuleBook], book: RuleBook) -> None:
    (mine,) = shire(TELL + 'owner = "lead"\nusually = true\n').versions("shire-tell")
    printed = in_print(mine)
    assert (printed.owner, printed.standing, printed.consequence, printed.twin) == (
        "lead",
        "promise, usually",
        OTHER,
        "",
    )
    (week,) = book.versions("decide-to-assess")
    assert (in_print(week).owner, in_print(week).standing) == ("", "")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "promise"),
        ("usually = true\n", "promise, usually"),
        ('standing = "target"\n', "target"),
        ('standing = "target"\nusually = true\n', "target, usually"),
    ],
)
def test_what_an_authority_made_of_it(more: str, said: str, shire: Callable[..., RuleBook]) -> None:
    assert standing(shire(TELL + more).versions("shire-tell")[0]) == said


def test_several_editions_are_one_with_each_thing_once(shire: Callable[..., RuleBook], book: RuleBook) -> None:
    law, own = edition_of(book), edition_of(shire(TELL, "draft"))
    early = law._replace(confirmed_to=date(2026, 12, 31))
    for one, other in ((early, own), (own, early)):
        both = joined([one, other])
        assert sorted(both.packs) == sorted((*LAW, "shire"))
        assert (both.marks, both.confirmed_to, both.whole) == ({"shire": "draft"}, date(2026, 12, 31), True)
        assert len(both.rules) == len(own.rules)
    assert joined([law]) is law


@pytest.mark.parametrize(
    ("wholes", "whole"), [((True, True), True), ((True, False), False), ((False, True), False), ((False, False), False)]
)
def test_several_are_whole_where_each_is(wholes: tuple[bool, bool], whole: bool, book: RuleBook) -> None:
    assert joined([title_page(book)._replace(whole=one) for one in wholes]).whole is whole
