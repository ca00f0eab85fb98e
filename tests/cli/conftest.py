"""What the tests of the commands share: a casebook with officers, one of them away, under the few clocks it is about.

A test that is not about the law of England as it stands takes `toy_book` (`tests/conftest.py`) or this one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import law_once
from sendclock.law import load

SETTINGS = """schema = 1
[teams.north]
lead = "hughes"
[teams.south]

[officers.okafor]
team = "north"
ages = [0, 16]
settings = ["Oakwood Primary"]
logins = ["kokafor"]
cover = ["singh"]
[officers.singh]
team = "north"
[officers.reid]
team = "north"
ages = [0, 11]
settings = ["Willow Bank Primary"]
[officers.lee]
team = "south"
settings = ["Hillcrest College"]

[handover]
after = "final-plan-sent"

[[absence]]
officer = "okafor"
from = 2026-11-20
to = 2026-12-04
[[absence]]
officer = "singh"
from = 2026-11-26
to = 2026-11-30
kind = "sudden"
"""
ASKED = 'type = "assessment-requested"\non = {on}'
GIVEN = 'type = "case-allocated"\non = 2026-10-20\nofficer = "{officer}"'
PANEL = 'type = "panel-listed"\non = 2026-11-18\npanel = "EHC panel"\nmeeting = 2026-11-25'
FINAL = 'type = "final-plan-sent"\non = 2026-11-06\nserved = 2026-11-09'


def case(book: Path, ref: str, setting: str, *events: str, born: str = "") -> None:
    """A case file as an officer types it."""
    head = f'schema = 1\nref = "{ref}"\nsetting = "{setting}"\n' + (f"born = {born}\n" if born else "")
    text = head + "".join(f"\n[[event]]\n{event}\n" for event in events)
    (book / "cases" / f"{ref}.toml").write_text(text, encoding="utf-8")


CLOCKS = {
    "annual-review", "annual-review-meeting", "appeal-window", "decide-to-assess", "final-plan", "mediation-contact",
    "refuse-plan", "send-draft",
}  # fmt: skip


@pytest.fixture
def few_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped law without its other clocks, so that one that comes into it changes nothing here."""
    whole = law_once.law

    def few(made_from: tuple[tuple[str, int, int], ...]) -> load.Law:
        law = whole(made_from)
        return law._replace(rules=tuple(rule for rule in law.rules if rule.id in CLOCKS))

    monkeypatch.setattr(law_once, "law", few)


@pytest.fixture
def team_book(few_clocks: None, tmp_path: Path) -> Path:
    """okafor (away) has EHC-1, EHC-2 by its setting, and EHC-3, whose plan is final; lee EHC-4; nobody EHC-5."""
    book = tmp_path / "book"
    (book / "cases").mkdir(parents=True)
    (book / "sendclock.toml").write_text(SETTINGS, encoding="utf-8")
    okafor, lee = GIVEN.format(officer="okafor"), GIVEN.format(officer="lee")
    case(book, "EHC-1", "Oakwood Primary", ASKED.format(on="2026-10-15"), okafor, PANEL)
    case(book, "EHC-2", "Oakwood Primary", ASKED.format(on="2026-10-19"))
    case(book, "EHC-3", "Willow Bank Primary", ASKED.format(on="2026-06-22"), okafor, FINAL)
    case(book, "EHC-4", "Hillcrest College", ASKED.format(on="2026-10-13"), lee)
    case(book, "EHC-5", "Elsewhere", ASKED.format(on="2026-10-12"))
    return book
