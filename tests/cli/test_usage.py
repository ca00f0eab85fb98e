"""What `--help` says of every command: examples that work, and what is rarely wanted apart."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from run import ROOT, sendclock
from sendclock.help.usage import Sample, Usage
from test_documented import COMMANDS as EVERY
from test_documented import options

WIDTH = 80
OFFICER = {"SENDCLOCK_OFFICER": "okafor"}
USAGE = Usage()
SHOWN = [(name, example) for name in EVERY for example in USAGE.examples(name)]


def looks(folder: Path) -> dict[Path, tuple[int, int]]:
    """What stands in a folder, with the size of each file and when it was written to last."""
    found = {path: path.stat() for path in folder.rglob("*")}
    return {path: (each.st_size, each.st_mtime_ns) for path, each in found.items()}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Path]]:
    """The casebook of the example before, as long as that has written nothing in it; else a new one."""
    kept: list[tuple[Path, dict[Path, tuple[int, int]]]] = []

    def found() -> Path:
        if not kept or looks(kept[-1][0]) != kept[-1][1]:
            there = made(tmp_path_factory.mktemp("examples"))
            kept.append((there, looks(there)))
        return kept[-1][0]

    yield found
    assert len(kept) < len(SHOWN)


@pytest.fixture
def book(books: Callable[[], Path]) -> Path:
    return books()


def made(there: Path) -> Path:
    """The invented cases, with what the examples name beside them: a list just asked for, a note just written."""
    shutil.copytree(ROOT / "cases", there / "cases")
    for name in ("tracker.csv", "tracker.toml"):
        shutil.copy(ROOT / "docs" / "example" / name, there)
    (there / "acts.csv").write_text("EHC-2026-0108,advice in,20/11/2026,party=Derbyshire Healthcare NHS FT\n", "utf-8")
    (there / "system.csv").write_text("Reference,Week 20\nEHC-2026-0112,22/02/2027\n", "utf-8")
    (there / "officers.csv").write_text("Login,Name,Team\nkamara,Kamara,north\n", "utf-8")
    (there / "promises.csv").write_text(PROMISES, "utf-8")
    for words in (["due"], ["note", "0103", "Rang."]):
        ran = sendclock(*words, cwd=there, **OFFICER)
        assert ran.returncode == 0, ran.stderr
    return there


PROMISES = "Promise,From when,How long,Done by\nAnswer a letter,assessment-requested,5 working days,contact-made\n"


@pytest.mark.parametrize(
    ("name", "example"),
    [
        pytest.param(name, example, id=example.line, marks=[pytest.mark.slow] * (example != USAGE.examples(name)[0]))
        for name, example in SHOWN
    ],
)
def test_every_example_does_what_it_says(name: str, example: Sample, book: Path) -> None:
    words = shlex.split(example.line.partition(" > ")[0])
    assert words[0] == "sendclock" and example.line.startswith(f"sendclock {name.split()[0]}")
    ran = sendclock(*words[1:], cwd=book, **OFFICER)
    assert ran.returncode == example.exit_code, ran.stderr
    assert ran.stdout or "--out" in words


@pytest.mark.parametrize("name", EVERY)
def test_every_help_has_examples_and_fits(name: str) -> None:
    ran = sendclock(*name.split(), "-h")
    assert ran.returncode == 0 and ran.stdout == sendclock(*name.split(), "--help").stdout
    _, _, told = ran.stdout.partition("\nExamples:\n")
    assert [each.line for each in USAGE.examples(name)] == [line.strip() for line in told.splitlines()[1::2]]
    assert [line for line in ran.stdout.splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("name", EVERY)
def test_what_is_rarely_wanted_stands_apart(name: str) -> None:
    told = sendclock(*name.split(), "--help").stdout
    often, _, rest = told.partition("\nLess often:\n")
    for option in options(EVERY[name]):
        if rest and option.startswith("--"):
            part = rest if USAGE.is_rare(name, option) else often
            assert f"  {option}" in part or f", {option} " in part, option


def test_what_is_called_rare_is_an_option() -> None:
    for name, told in USAGE.table.items():
        if name in EVERY:
            assert set(told.get("rare", ())) <= set(options(EVERY[name])), name
    assert set(USAGE.table) - {"rare", "groups"} == set(EVERY)


def test_a_command_of_no_group_stands_last() -> None:
    assert USAGE.grouped(["due", "other"])["More"] == ["other"]
