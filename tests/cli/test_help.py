"""`sendclock help`: the pages on the screen."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from run import ROOT, sendclock
from sendclock.help.help import PAGE_OF, _laid_out, topics
from sendclock.main import COMMANDS

PAGES = topics()


def test_every_page_of_the_documentation_is_a_topic() -> None:
    pages = [path for folder in ("docs", "docs/reference") for path in (ROOT / folder).glob("*.md")]
    assert {path.resolve() for path in PAGES.values()} == {p.resolve() for p in pages if p.stem != "index"}


def test_a_command_has_a_page_that_is_there() -> None:
    assert PAGE_OF.keys() <= COMMANDS.keys()
    assert set(PAGE_OF.values()) <= PAGES.keys()


def test_a_command_is_told_with_its_page_and_its_options() -> None:
    told = sendclock("help", "due").stdout
    assert told.startswith("The front page\n==============\n")
    assert "sendclock due\n-" in told.replace("=", "-") and "--why-order" in told


def test_every_command_is_a_topic() -> None:
    listed = " ".join(sendclock("help").stdout.split())
    for name in COMMANDS.keys() - {"help"}:
        assert f"{name}," in listed or f"{name} " in listed
    assert sendclock("help", "undo").stdout.startswith("sendclock undo\n")


def test_pages_are_listed_under_headings_and_each_once() -> None:
    listed = sendclock("help").stdout
    assert listed.index("\nBegin here\n  tutorial: Your first case\n") < listed.index("\nAt the desk\n")
    for name in PAGES:
        assert len(re.findall(rf"(?m)^  {name}: ", listed)) == 1, name


def test_a_word_is_looked_for_in_all_pages() -> None:
    found = sendclock("help", "sick leave")
    assert found.returncode == 2
    told = sendclock("help", "conflict copy").stdout
    assert told.startswith('"conflict copy" stands in these pages.') and "\n  case-file: Problems" in told
    assert all(re.match(r"  ( *)\S", line) for line in told.splitlines()[1:])


def test_what_is_no_topic_says_which_is_near() -> None:
    ran = sendclock("help", "countin")
    assert ran.returncode == 2
    assert 'Did you mean "counting"' in ran.stderr and "sendclock help" in ran.stderr


@pytest.mark.parametrize("name", sorted(PAGES))
@pytest.mark.parametrize("width", [40, 80])
def test_a_page_fits_and_has_no_marks_of_markdown(name: str, width: int) -> None:
    text = PAGES[name].read_text(encoding="utf-8")
    lines = list(_laid_out(text, width))
    code = [line for line in lines if line.startswith("    ")]
    prose = "\n".join(line for line in lines if line not in code)
    assert not [line for line in lines if len(line) > width and line not in code and " " in line.strip()]
    assert "](" not in prose and "**" not in prose and "<!--" not in prose
    if name != "words":
        assert not re.search(r"(?m)^\|", prose)
    said = set(re.findall(r"\w+", " ".join(lines)))
    text = re.sub(r"(?m)^\|.*\n(?=\|\s?-)", "", text)  # headings of tables: shown where there are more than two
    kept = re.sub(r"\]\([^()]*\)|<!--.*?-->|```\w+|<br>", " ", text, flags=re.DOTALL)
    assert set(re.findall(r"\w{4,}", kept)) <= said | set(re.findall(r"\w+", "".join(lines)))


@pytest.mark.slow
def test_the_pages_are_in_the_wheel(tmp_path: Path) -> None:
    hatchling = pytest.importorskip("hatchling")
    assert hatchling
    source = tmp_path / "source"
    left_out = shutil.ignore_patterns(".git", "cases", "tests", ".venv*", "__pycache__", "dist")
    shutil.copytree(ROOT, source, ignore=left_out)
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "dist")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    with zipfile.ZipFile(next((tmp_path / "dist").glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {"sendclock/docs/the-list.md", "sendclock/docs/reference/commands.md", "sendclock/docs/tutorial.md"} <= names
    assert any(name.endswith("data/share/man/man1/sendclock.1") for name in names)
    assert not any("decisions" in name or name.endswith("docs/generate.py") for name in names)
