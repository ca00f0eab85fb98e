"""Whatever a user can write or read has its line in the docs: every command, option, format, exit code, figure, column,
JSON key, settings key, event type and field. Each is asked of the program, so that a new one without its line is red.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import typer

from run import ROOT, sendclock
from schema import SCHEMA
from sendclock.casebook.settings import TEMPLATE
from sendclock.files.problem import SendclockError
from sendclock.help.usage import Usage
from sendclock.law import load
from sendclock.main import app
from toy import toy_law

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def unsaid(words: Iterable[str], pages: Iterable[str]) -> list[str]:
    """The words that no page has in code: `--as-of DATE`, `rows[].due`, or in a line of a block."""
    told = "\n".join(code for page in pages for code in codes(page))
    known = {word.strip(".:") for word in re.findall(r"[^\s`|,;=()\[\]{}\"]+", told)}
    return sorted({word for word in words if word not in known})


def codes(page: str) -> Iterator[str]:
    """What stands in code on a page of Markdown: in blocks, and between backticks in a line."""
    blocks = re.compile(r"(?ms)^```.*?\n(.*?)^```")
    yield from blocks.findall(page)
    yield from re.findall(r"`([^`\n]+)`", blocks.sub("", page))


def said_in_docs() -> list[str]:
    return [page.read_text(encoding="utf-8") for page in PAGES]


def commands() -> Iterator[tuple[str, Any]]:
    """Each command by the words that call it."""

    def below(group: Any, words: str) -> Iterator[tuple[str, Any]]:
        for name in group.list_commands(None):
            command = group.get_command(None, name)
            yield f"{words}{name}", command
            if hasattr(command, "list_commands"):
                yield from below(command, f"{words}{name} ")

    yield from below(typer.main.get_command(app), "")


COMMANDS = dict(commands())


def options(command: Any) -> list[str]:
    named = [name for each in command.params for name in (*each.opts, *each.secondary_opts)]
    return [name for name in named if name.startswith("-") and name != "--help"]


# --- the checks can fail


def test_a_word_that_no_page_says_in_code_is_seen() -> None:
    page = "Give `--as-of DATE`, or due.\n```sh\nsendclock show REF --plain\n```\n| `key`, `rows[].other` | text |"
    assert unsaid(["--as-of", "show", "--plain", "key", "other"], [page]) == []
    assert unsaid(["due", "--as", "text", "--format"], [page]) == ["--as", "--format", "due", "text"]


@pytest.mark.slow
def test_the_program_is_asked_for_all_it_has() -> None:
    assert len(COMMANDS) > 25 and "rules changes" in COMMANDS
    assert {"--as-of", "--cases", "--format", "--within"} <= set(options(COMMANDS["due"]))
    assert len(figures()) > 60 and len(columns()) > 60 and len(settings()) > 15 and len(keys()) > 200


# --- commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_and_each_of_its_options_is_for(name: str) -> None:
    command = COMMANDS[name]
    assert (command.help or "").strip(), f"{name} has no help"
    assert [each.opts[0] for each in command.params if not (each.help or "").strip() and each.name != "help"] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_its_line(name: str) -> None:
    assert unsaid([*name.split(), *options(COMMANDS[name])], said_in_docs()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_two_or_three_examples_and_a_group(name: str) -> None:
    usage = Usage()
    assert 2 <= len(usage.examples(name)) <= 3, f"add two or three examples of {name} to help/usage.toml"
    first = name.split()[0]
    assert "More" not in usage.grouped([first]), f"add {first} to a group of help/usage.toml"


def test_every_choice_of_an_option_has_its_line() -> None:
    choices = {
        str(choice)
        for command in COMMANDS.values()
        for each in command.params
        for choice in getattr(each.type, "choices", ())
    }
    assert {"html", "ics", "overdue", "statutory"} <= choices
    assert unsaid(choices, said_in_docs()) == []


def test_every_exit_code_has_its_line() -> None:
    errors, waiting = {0, 1, 3, 10, 11}, [SendclockError]
    while waiting:
        error = waiting.pop()
        errors.add(error.exit_code)
        waiting += error.__subclasses__()
    assert len(errors) == 8
    told = "\n".join(said_in_docs())
    assert [code for code in sorted(errors) if not re.search(rf"(?m)^\|\s*`?{code}`?\s*\|", told)] == []


# --- answers


def figures() -> set[str]:
    """The id of every figure of every report."""
    found: set[str] = set()
    for name in ("weekly", "timeliness", "caseload", "reviews", "phase", "backlog", "advice", "workload"):
        ran = sendclock("report", name, "--cases", "cases", "--format", "json")
        found |= {figure["id"] for figure in json.loads(ran.stdout)["figures"]}
    return found


def columns() -> set[str]:
    """Every column of CSV, of each command that gives some."""
    asked = (
        ["due"], ["due", "--remind"], ["show", "EHC-2026-0112"], ["plan", "EHC-2026-0104"], ["check"], ["cover"],
        ["cover", "okafor"], ["panel"], ["panel", "assessment"], ["report", "weekly"], ["rules"], ["rules", "changes"],
        ["rules", "events"], ["calendar"], ["report", "weekly", "--list", "plans-issued"], ["rules", "--disputed"],
    )  # fmt: skip
    found: set[str] = set()
    for words in asked:
        book = [] if words[0] in ("rules", "calendar") else ["--cases", "cases"]
        ran = sendclock(*words, *book, "--format", "csv")
        found |= set(next(csv.reader(io.StringIO(ran.stdout.lstrip("\ufeff")))))
    for what in (["csv"], ["sen2", "--year", "2026"]):
        ran = sendclock("export", *what, "--cases", "cases")
        found |= set(next(csv.reader(io.StringIO(ran.stdout.lstrip("\ufeff")))))
    return found


def keys() -> set[str]:
    """Every key of every answer in JSON."""
    found: set[str] = set()
    waiting: list[Any] = [SCHEMA]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found |= set(part.get("properties", {}))
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return found


def in_tables(words: Iterable[str], pages: Iterable[str]) -> list[str]:
    """The words that no table, list or code of a page has: some columns are headed in words, `Days left`."""
    told = "\n".join(pages)
    return sorted({word for word in words if f"`{word}`" not in told and f"| {word} |" not in told})


@pytest.mark.slow
def test_every_figure_has_its_line() -> None:
    assert unsaid(figures(), said_in_docs()) == []


@pytest.mark.slow
def test_every_column_has_its_line() -> None:
    assert in_tables(columns(), said_in_docs()) == []


def test_every_key_of_json_has_its_line() -> None:
    assert unsaid(keys(), said_in_docs()) == []


# --- files


def settings() -> set[str]:
    """Every key that the template of a casebook's settings shows, with or without its `#`."""
    return set(re.findall(r"(?m)^#?\s*(?:\{ )?([a-z_]+) = ", TEMPLATE))


def test_every_settings_key_has_its_line() -> None:
    assert unsaid(settings(), said_in_docs()) == []


def test_every_event_type_and_field_has_its_line() -> None:
    types = load.load().event_types
    words = {*types, *(name for kind in types.values() for name in kind.fields)}
    assert unsaid(words, said_in_docs()) == []
    with toy_law():
        other = load.load().event_types
    assert "lantern-lit" in unsaid(other, said_in_docs())  # so a word that is not there is seen


def test_every_rule_and_exception_has_its_line() -> None:
    book = load.load()
    assert unsaid([*book.rule_ids(), *book.exceptions], said_in_docs()) == []
