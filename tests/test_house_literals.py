"""No rule and no event type is known to Python by its name: it asks for the part a thing plays (`law/role.py`).

Strings that are the id of a rule or of an event type are looked for in every module but three: `start/demo.py` invents a
caseload of England, `law/role.py` is the list of the parts, and `clock/case.py` has the two corrections, which are about
events and not about a child. A word that happens to be the same in another vocabulary is named here, with that vocabulary.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sendclock.clock.case import CORRECTED, WITHDRAWN
from sendclock.law.book import RuleBook
from sendclock.law.load import load, local_packs
from sendclock.law.role import Act, Role

SRC = Path(__file__).parent.parent / "src" / "sendclock"
MAY_NAME = ("start/demo.py", "law/role.py", "clock/case.py")
# file: the words of another vocabulary that it uses, and of which
SAME_WORD = {
    "plan/goal.py": {"final-plan", "amended-plan", "review-decision"},  # ids of the steps of a plan, in JSON
    "plan/plan.py": {"final-plan", "amended-plan"},  # the same
    "record/small.py": {"foi-review"},  # a kind of small case, on the command line
    "casebook/settings.py": {"final-plan-sent"},  # the one value of [handover] after
}


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module but its docstrings, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    """Every id of a rule or of an event type: the law's, and those of the packs that come with sendclock."""
    book = load()
    local = {id for path in local_packs().values() for id in re.findall(r'(?m)^id = "([^"]+)"', path.read_text())}
    return frozenset({*book.rule_ids(), *book.event_types, *local}) - {CORRECTED, WITHDRAWN}


FILES = [path for path in sorted(SRC.rglob("*.py")) if path.relative_to(SRC).as_posix() not in MAY_NAME]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_no_rule_and_no_event_type_is_a_literal(path: Path, known: frozenset[str]) -> None:
    allowed = SAME_WORD.get(path.relative_to(SRC).as_posix(), set())
    found = [(line, text) for line, text in texts(path) if text in known - allowed]
    assert not found, f"{path}: ask for the part it plays (law/role.py): {found}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_no_message_names_an_event_type(path: Path) -> None:
    """A command that a message suggests is made with `book.event(...)`."""
    words = {word for word in load().event_types if word.count("-") > 0} - {CORRECTED, WITHDRAWN}
    allowed = SAME_WORD.get(path.relative_to(SRC).as_posix(), set())
    found = [
        (line, word)
        for line, text in texts(path)
        for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)
        if word in words - allowed
    ]
    assert not found, f"{path}: {found}"


def test_the_words_that_are_the_same_are_still_used() -> None:
    for name, words in SAME_WORD.items():
        assert words <= {text for _, text in texts(SRC / name)}, name


def test_every_part_is_played_and_asked_for(book: RuleBook) -> None:
    """A part that no rule or event plays, or that nobody asks for, is a word too many."""
    source = "".join(path.read_text(encoding="utf-8") for path in FILES)
    for role in Role:
        assert book.of(role), role
        assert f"Role.{role.name}" in source, role
    for act in Act:
        assert book.events(act), act
        assert f"Act.{act.name}" in source, act
