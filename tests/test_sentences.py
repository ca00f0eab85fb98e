"""Sentences have at most 25 words: in the docs, in every help, in what the program says, in the notes of the packs.

Left out are the decisions and the changelog, which say what was so, and the words of the law itself.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from house import nodes, tree_of
from run import ROOT
from sentences import long_ones, sentences, words
from test_documented import COMMANDS

SRC = ROOT / "src" / "sendclock"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if "decisions" not in page.parts]
# What is no sentence: tables of SQL, scripts of shells, names of councils, how cover is found, the first screen.
NO_SENTENCES = {"casebook/facts.py", "figures/population.py", "help/completion.py", "sen2/authorities.py"}
LISTS = ("named for this absence; listed in", "sendclock: every date", "weekly: what came in")
OF_THE_LAW = {"words", "condition", "cite", "meaning"}  # keys of the packs that say what the law says


def test_what_is_counted_is_a_sentence() -> None:
    told = 'It ends (reg 5(1); CFA 2014 s.36). "So" it does. See e.g. A. sendclock says so.'
    assert list(sentences(told)) == ["It ends .", '"So" it does.', "See e.g. A.", "sendclock says so."]
    assert words("one two-three `four` 5wd - six") == 5
    long = " ".join(["word"] * 26)
    page = f"# {long}\n\n| {long} |\n\n```sh\n{long}\n```\n\n- {long}.\n- Short.\n\n`{long}` is code.\n"
    assert long_ones(page) == [f"26 words: {long}."]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page(page: Path) -> None:
    assert long_ones(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_help(name: str) -> None:
    command = COMMANDS[name]
    said = [command.help or "", *(each.help or "" for each in command.params)]
    assert [found for text in said if not text.startswith(LISTS) for found in long_ones(text)] == []


def test_what_the_program_says() -> None:
    found = []
    for path in sorted(SRC.rglob("*.py")):
        place = path.relative_to(SRC).as_posix()
        if place not in NO_SENTENCES:
            for line, text in _said(tree_of(path)):
                found += [f"{place}:{line}: {each}" for each in long_ones(text) if not text.startswith(LISTS)]
    assert found == []


def _said(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text but docstrings; a value in it counts as a word."""
    parts = {id(part) for node in nodes(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    told = {id(node.value) for node in nodes(tree) if isinstance(node, ast.Expr)}
    unsaid = parts | told
    for node in nodes(tree):
        if id(node) in unsaid:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values),
            )


@pytest.mark.parametrize(
    "path", [path for path in sorted(SRC.rglob("*.toml")) if "examples" not in path.parts], ids=lambda path: path.name
)
def test_a_table(path: Path) -> None:
    found = [(key, long) for key, text in _texts(tomllib.loads(path.read_text("utf-8"))) for long in long_ones(text)]
    assert [long for key, long in found if key not in OF_THE_LAW] == []


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)
    elif isinstance(value, str):
        yield key, value
