"""The shape of the return, held against a table of facts read in public readers (tests/data/sen2-template.csv): the
heading of the DfE's template, the element, and where each was read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from run import ROOT
from sendclock.sen2.authorities import authority_of
from sendclock.sen2.items import ANNOUNCED
from sendclock.sen2.template import MODULES, UNCHECKED


def test_headings_and_elements_are_those_that_were_read(data: Path) -> None:
    with (data / "sen2-template.csv").open(encoding="utf-8", newline="") as file:
        facts = [(row["module"], row["heading"], row["element"]) for row in csv.DictReader(file)]
    ours = [
        (module.number, heading, element)
        for module in MODULES
        for heading, element in [*((key, "") for key in module.keys), *((i.heading, i.element) for i in module.items)]
    ]
    assert ours == facts


def test_every_census_day_is_a_thursday_of_the_january_after() -> None:
    assert sorted(ANNOUNCED) == list(range(2014, 2027))
    assert all((day.year, day.month, day.isoweekday()) == (year + 1, 1, 4) for year, day in ANNOUNCED.items())


def test_what_nobody_checked_stands_in_the_docs_word_for_word() -> None:
    page = " ".join((ROOT / "docs" / "sen2.md").read_text(encoding="utf-8").split())
    assert [line for line in UNCHECKED if f"- {line}" not in page] == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("383", "383"),
        ("Leeds City Council", "383"),
        ("leeds", "383"),
        ("City of York Council", "816"),
        ("City of London", "201"),
        ("London Borough of Brent", "304"),
        ("St Helens", "342"),
        ("Kingston upon Hull", "810"),
        ("Derby", "831"),
        ("Derbyshire", "830"),
        ("Bournemouth, Christchurch & Poole", "839"),
        ("Exampleshire", None),
        ("999", None),
        ("", None),
    ],
)
def test_an_authority_by_code_or_by_name(said: str, code: str | None) -> None:
    found = authority_of(said, 2026)
    assert (found.code if found else None) == code
    assert not (found and found.fault)


def test_an_authority_that_is_no_more_is_a_fault() -> None:
    for said in ("928", "Cumbria County Council", "Poole"):
        found = authority_of(said, 2026)
        assert found is not None and "went into another in" in found.fault
    then = authority_of("Cumbria", 2022)
    assert then is not None and not then.fault
