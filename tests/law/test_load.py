"""What is read where: the shipped law, other packs in its place, an authority's own beside it, with its calendars and
panels. And what may go wrong with the law as it was compiled."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from exampleshire import calendar, panel
from law_once import LOAD, READ_COMPILED
from sendclock.days import bank_holidays
from sendclock.files import disk
from sendclock.files.problem import CannotRunError, Problem
from sendclock.law import area, load
from sendclock.law.guard import read_law
from shire import head, rule

OWN = head() + rule("shire-tell", "assessment-requested", (5, "week"), "assessment-agreed")
LAW = """schema = 1
pack = "lanterns"
title = "Lanterns"
area = "assessment"
"""
RULE = rule("light-it", "assessment-requested", (5, "week"), "assessment-agreed", cite="s 1", tier="statutory",
            kind="deadline", group="assessment", confidence="text")  # fmt: skip


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "shire.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_other_packs_stand_in_the_place_of_the_law(tmp_path: Path, own: Path) -> None:
    path = tmp_path / "lanterns.toml"
    path.write_text(LAW + RULE, encoding="utf-8")
    assert list(load.load([path]).rule_ids()) == ["light-it"]
    book = load.load([path], own=[own])
    assert list(book.rule_ids()) == ["light-it", "shire-tell"]
    assert book.packs == ("lanterns", "shire")
    assert book.practice.sources["shire"].authority == "Shire"


def test_the_law_and_what_stands_beside_it(own: Path) -> None:
    law, both = load.load(), load.load(own=[own])
    assert set(both.rule_ids()) - set(law.rule_ids()) == {"shire-tell"}
    assert set(law.rule_ids()) < set(both.rule_ids())
    assert both.exceptions.keys() == law.exceptions.keys() and "school-closed" in law.exceptions
    assert (law.practice.sources, law.practice.panels, law.setting_calendars) == ({}, {}, {})


def test_the_calendars_and_panels_of_an_authority(own: Path) -> None:
    shire, school = calendar(), calendar()
    panels = {"assessment": panel()}
    book = load.load(None, {"exampleshire": shire}, {"Oakwood": school}, [own], panels)
    assert book.calendars["exampleshire"] is shire
    assert book.england is book.calendars["england"]
    assert set(bank_holidays.calendars()) < set(book.calendars)
    assert book.setting_calendars == {"Oakwood": school}
    assert book.practice.panels == panels


def test_a_calendar_of_ones_own_may_have_the_name_of_one_of_the_law() -> None:
    """As `calendar --add` asks: what would be, were a holiday proclaimed?"""
    england = calendar()
    assert load.load(calendars={"england": england}).england is england


def test_a_pack_must_not_name_a_panel_that_the_settings_have_not(own: Path) -> None:
    own.write_text(OWN + 'panel = { name = "asessment" }\n', encoding="utf-8")
    with pytest.raises(CannotRunError, match="is not a panel of sendclock"):
        load.load(own=[own], panels={"assessment": panel()})
    assert load.load(own=[own]).versions("shire-tell")  # where none are known, none is missed


def test_what_is_left_out_is_told_and_from_which_day_a_pack_counts(own: Path) -> None:
    (made,) = load.load(own=[own], adopted={"shire": date(2026, 9, 1)}).versions("shire-tell")
    assert made.in_force_from == date(2026, 9, 1)
    own.write_text(OWN + 'roll = "somewhere"\n', encoding="utf-8")
    withheld: list[Problem] = []
    book = load.load(own=[own], withheld=withheld)
    assert len(withheld) == 2
    assert not book.versions("shire-tell") and book.versions("final-plan")


# ---- As it was compiled ----------------------------------------------------------------------------------------------


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The law compiled afresh, in a folder of the test's own, and read as the program reads it."""
    file = tmp_path / "compiled.json"
    monkeypatch.setattr(load, "FILE", file)
    monkeypatch.setattr(load, "read_compiled", READ_COMPILED)
    load.save_compiled(read_law(area.shipped(), bank_holidays.calendars()))
    return file


def test_a_compiled_law_is_read_and_no_pack(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but it: the packs are there to be summed up alone."""
    monkeypatch.setattr(load, "shipped", lambda: pytest.fail("the packs were read"))
    book = LOAD()
    assert [version.period.size for version in book.versions("final-plan")] == [20]
    assert "school-closed" in book.exceptions


@pytest.mark.parametrize("other", [{"format": 4}, {"made_from": {}}, {"format": 6, "made_from": {}}])
def test_a_law_of_another_format_or_of_other_files_is_none(compiled: Path, other: dict[str, object]) -> None:
    body = json.loads(disk.unsealed(compiled.read_bytes()) or b"")
    assert load.read_compiled(area.sources()) is not None
    compiled.write_bytes(disk.sealed(json.dumps({**body, **other}).encode()))
    assert load.read_compiled(area.sources()) is None


def test_where_there_is_none_or_a_folder_in_its_place_the_packs_are_read(compiled: Path) -> None:
    compiled.unlink()
    assert load.read_compiled(area.sources()) is None
    compiled.mkdir()
    assert load.read_compiled(area.sources()) is None
    assert LOAD().versions("final-plan")


def test_a_pack_beside_a_compiled_law_changes_nothing_of_it(compiled: Path, own: Path) -> None:
    law, both = LOAD(), LOAD(own=[own])
    assert [one for one in both.rules if one.local is None] == list(law.rules)
    assert both.event_types == law.event_types
