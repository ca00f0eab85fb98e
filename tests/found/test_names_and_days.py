"""Inputs that once lost a child or a date without a word, because a name was spelt otherwise or a day could not be.

The inputs stand beside this file, one folder each, as they were found. Tests copy what a command would write to.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from run import sendclock

HERE = Path(__file__).parent
TODAY = "2026-11-28"
CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


def said(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    answer = sendclock(*words, SENDCLOCK_TODAY=TODAY, **environment)
    assert answer.returncode != 1, answer.stderr
    return answer


@pytest.fixture
def book(tmp_path):
    """A copy of one of the casebooks, to write in."""

    def of(name: str) -> Path:
        return Path(shutil.copytree(HERE / name / "book", tmp_path / "book"))

    return of


def due(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return said("due", "--cases", str(HERE / name / "book"), "--as-of", TODAY, *words)


def rows(name: str, *words: str) -> list[dict]:
    return json.loads(due(name, "--format", "json", *words).stdout)["rows"]


def written(into: Path) -> dict[str, str]:
    """The case files of a casebook by their reference, wherever in it they stand."""
    files = [path for path in into.rglob("*.toml") if path.name != "sendclock.toml"]
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def imported(name: str, into: Path, how: str = "--yes") -> subprocess.CompletedProcess[str]:
    return said("import", str(HERE / name / "tracker.xlsx"), "--map", "plain", "--cases", str(into), how)


# 06: two apostrophes


def test_one_folding_for_parties():
    found = rows("06-party-apostrophe", "--within", "52w")
    assert not [row for row in found if row["rule"] == "advice-reply-guidance"]
    shown = said("show", "P-5", "--format", "json", "--cases", str(HERE / "06-party-apostrophe/book"), "--as-of", TODAY)
    clock = next(row for row in json.loads(shown.stdout)["rows"] if row["rule"] == "advice-reply-guidance")
    assert (clock["status"], clock["met_on"]) == ("met", "2026-11-05")


def test_settings_of_officers_are_folded_too(book):
    into = book("06-party-apostrophe")
    shutil.copy(HERE / "06-party-apostrophe/settings-with-straight-apostrophe.toml", into / "sendclock.toml")
    case = into / "cases" / "P-5.toml"
    curly = f'ref = "P-5"\nsetting = "St Mary{CURLY}s Primary"'
    case.write_text(case.read_text(encoding="utf-8").replace('ref = "P-5"', curly), encoding="utf-8")
    answer = said("due", "--cases", str(into), "--as-of", TODAY, "--within", "52w", "--format", "json")
    found = json.loads(answer.stdout)["rows"]
    assert found and {row["officer"] for row in found} == {"okafor"}


# 18: dashes as Word makes them


def test_dashes_in_references_are_hyphens(book):
    into = book("18-dashes-in-references")
    imported("18-dashes-in-references", into)
    assert {"EHC-2026-0001", "EHC-2026-0002"} <= set(written(into))
