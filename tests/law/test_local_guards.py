"""Local packs beside the law: what is refused, where, and how to put it right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exampleshire import with_packs
from sendclock.clock.deadline import Timeline
from sendclock.files.problem import CannotRunError
from shire import head

HEAD = head()
RULE = {
    "id": '"shire-decide"',
    "label": '"Decide"',
    "title": '"Decide"',
    "who": '"local authority"',
    "starts_on": '["assessment-requested"]',
    "direction": '"after"',
    "count": "5",
    "unit": '"week"',
    "repeats": '"first"',
    "met_by": '["assessment-agreed", "assessment-refused"]',
    "in_force_from": "2026-09-01",
}

STEP = """[[step]]
id = "shire-tell"
title = "Tell"
starts_on = ["assessment-agreed"]
in_force_from = 2026-09-01
"""


def rule(**changed: str | None) -> str:
    keys = {**RULE, **changed}
    return "\n[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[str], str]:
    """What is said when a pack is refused, without the name of its file."""

    def of(text: str) -> str:
        path = tmp_path / "shire.toml"
        path.write_text(HEAD + text, encoding="utf-8")
        with pytest.raises(CannotRunError) as error:
            with_packs([path])
        return str(error.value)

    return of


Refused = Callable[[str], str]


def line_of(text: str, key: str) -> int:
    return next(n for n, line in enumerate((HEAD + text).splitlines(), 1) if line.startswith(key))


def test_a_looser_limit_is_refused_with_the_day_that_shows_it(refused: Refused) -> None:
    said = refused(rule(count="43", unit='"day"', tightens='"decide-to-assess"'))
    assert '"shire-decide" is looser than the law: from 2026-11-20 it ends on 2027-01-02' in said
    assert "decide-to-assess on 2027-01-01. Shorten it." in said
    assert said.startswith("shire.toml:10: ")


@pytest.mark.parametrize(
    "keys",
    [
        {"count": "30", "unit": '"working-day"', "calendar": '"england"'},  # six weeks, but for a bank holiday
        {"count": "6", "unit": '"week"', "weekday": '"friday"'},
        {"count": "1010", "unit": '"hour"'},
    ],
)
def test_a_limit_that_is_looser_only_on_some_days_is_refused(refused: Refused, keys: dict[str, str]) -> None:
    assert "is looser than the law" in refused(rule(tightens='"decide-to-assess"', **keys))


def test_a_limit_as_long_as_the_law_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "shire.toml"
    path.write_text(HEAD + rule(count="6", tightens='"decide-to-assess"'), encoding="utf-8")
    assert with_packs([path]).versions("shire-decide")


def test_a_limit_of_the_law_that_is_counted_back_holds_a_local_date_as_well(
    tmp_path: Path, lay: Callable[..., Timeline]
) -> None:
    """A week before the meeting would be later than the law's two: both are counted back, and the date is put back."""
    path = tmp_path / "shire.toml"
    keys = {"starts_on": '["review-meeting-arranged"]', "anchor": '"meeting"', "direction": '"before"'}
    keys |= {"met_by": '["review-papers-circulated"]', "tightens": '"review-papers"'}
    for count, due in (("1", date(2026, 10, 6)), ("3", date(2026, 9, 29))):
        path.write_text(HEAD + rule(count=count, **keys), encoding="utf-8")
        found = lay("final-plan-sent@2025-11-03; review-meeting-arranged@2026-09-08 meeting=2026-10-20", "2026-09-10",
                    with_packs([path]))  # fmt: skip
        days = {each.rule.id: each.due for each in found.deadlines}
        assert (days["shire-decide"], days["review-papers"]) == (due, date(2026, 10, 6))


def test_a_date_that_would_fall_after_the_law_is_put_back_to_it(tmp_path: Path, lay: Callable[..., Timeline]) -> None:
    """Counted from another day nobody can tell beforehand which is later: the date itself is held to the law's."""
    path = tmp_path / "shire.toml"
    text = rule(starts_on='["contact-made"]', count="7", tightens='"decide-to-assess"', anchor='"latest:on,on"')
    path.write_text(HEAD + text, encoding="utf-8")
    book = with_packs([path])
    found = lay("assessment-requested@2026-09-01; contact-made@2026-09-08 whom=family how=call", "2026-09-10", book)
    own = next(deadline for deadline in found.deadlines if deadline.rule.id == "shire-decide")
    assert own.due == date(2026, 10, 13)
    assert [step.kind for step in own.steps if step.day == own.due] == ["kept-to-the-law"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("id", '"final-plan"', 'is not named after its pack. Begin its id with "shire-".'),
        ("tier", '"statutory"', "A rule of your own is local"),
        ("extends", '"final-plan"', "which is the law: a local rule may tighten it, never loosen or replace it."),
        ("supersedes", '"final-plan"', "which is the law: a local rule may tighten it, never loosen or replace it."),
        ("supersedes", '"shire-decides"', 'which is not a local rule. Did you mean "shire-decide"?'),
        ("tightens", '"decide-to-asses"', 'which is not a rule. Did you mean "decide-to-assess"?'),
        ("if", '["agee>=16"]', "asks nothing known of a case."),
        ("if", '["tag>=3"]', "cannot be compared"),
        ("if", '["age>=x"]', "cannot be compared"),
        ("weekday", '"thrusday"', 'Did you mean "thursday"?'),
        ("receipt", '{ until = "5pm" }', '"5pm" is not a time such as 17:00.'),
        ("receipt", "{ }", "receipt says nothing"),
        ("panel", '{ name = "asessment" }', "is not a panel of sendclock.toml: add [panels.asessment]. Did you mean"),
        ("panel", '{ name = "assessment", not_after = "final-plan" }', "not_after needs a way to go on"),
        ("panel", '{ name = "assessment", lead = "soon" }', '"soon" is not a length such as 5wd, 2w or 3d.'),
        ("anchor", '"term-end:shire"', '"shire" is not a calendar.'),
        ("anchor", '"day:30-02"', "is not a day of every year such as 09-01."),
        ("anchor", '"anniversary:birth"', 'no starting event has a date "birth".'),
        ("anchor", '"latest:on"', "needs two days or more"),
        ("anchor", '"after:panel"', "is no day to count from."),
        ("anchor", '"met:shire-decision"', "which is not a rule"),
        ("anchor", '"met:decide-to-assess,final-plan"', "names several rules. Where all must be kept: all-met:"),
        ("anchor", '"all-met:decide-to-assess,final-plann"', 'Did you mean "final-plan"?'),
        ("opens_week", "-1", "opens_week must be 1 or more"),
        ("opens_week", "6", "cannot be after count"),
        ("opens", '"5 weeks"', '"5 weeks" is not a length such as'),
        ("opens", '"9w"', "opens is the earlier of the two limits"),
        ("combine", '"max-with:final-plan"', "has combine, which is for the law"),
        ("tightens", '"shire-decide"', "hangs on its own due day, in a circle"),
        ("supersedes", '"shire-decide"', "supersedes itself"),
        ("extends", '"shire-decide"', "extends itself"),
        ("met_by_all", '["assessment-agreed"]', "needs two different acts or more"),
        ("met_by_all", '["assessment-agreed", "assessment-agreed"]', "needs two different acts or more"),
        ("starts_on", "[]", "nothing starts this rule"),
        ("per_party", "true", "no starting event names a party"),
        ("receipt", '{ until = "17:00", channels = ["emial"] }', 'Did you mean "e-mail"?'),
        ("panel", '{ name = "assessment", lead = "99999w" }', "is not a length"),
        ("standing", '"vow"', "is not a word for standing. Use one of: promise, target."),
        ("calender", '"england"', 'Did you mean "calendar"?'),
    ],
)
def test_mistakes_are_named(refused: Refused, key: str, value: str, said: str) -> None:
    text = rule(**{key: value})
    found = refused(text)
    assert said in found
    assert found.partition(": ")[0] in (f"shire.toml:{line_of(text, key)}", "shire.toml:10")


def test_a_pack_cannot_take_the_name_of_the_law(tmp_path: Path) -> None:
    path = tmp_path / "england.toml"
    head = HEAD.replace('"shire"', '"england-send-2014"')
    path.write_text(head + rule(id='"england-send-2014-decide"'), encoding="utf-8")
    with pytest.raises(CannotRunError, match="is a pack of the law"):
        with_packs([path])


def test_reminders_and_steps_are_checked(refused: Refused) -> None:
    assert 'Did you mean "advice-reply"?' in refused(
        '[[reminder]]\nrule = "advise-reply"\nat = "due"\ntell = "adviser"\n'
    )
    assert 'is not a mark such as "10wd before"' in refused(
        '[[reminder]]\nrule = "advice-reply"\nat = "soon"\ntell = "adviser"\n'
    )
    assert "is already at shire.toml:9" in refused(STEP + STEP)
    assert '"assessment-agred" is not an event type. Did you mean' in refused(STEP.replace("agreed", "agred"))


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_only_an_adopted_pack_starts_anything(tmp_path: Path, lay: Callable[..., Timeline], status: str) -> None:
    path = tmp_path / "shire.toml"
    step = STEP.replace("agreed", "requested")
    mark = '[[reminder]]\nrule = "final-plan"\nat = "due"\ntell = "officer"\n'
    path.write_text(HEAD.replace('"adopted"', f'"{status}"') + rule() + step + mark, encoding="utf-8")
    book = with_packs([path])
    started = {deadline.rule.id for deadline in lay("assessment-requested@2026-09-01", "2026-09-02", book).deadlines}
    assert "shire-decide" not in started and "decide-to-assess" in started
    assert book.versions("shire-decide") and not book.practice.checklist and not book.practice.reminders


def test_a_pack_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "shire.toml").mkdir()
    with pytest.raises(CannotRunError, match=r"shire\.toml: cannot be read"):
        with_packs([tmp_path / "shire.toml"])
