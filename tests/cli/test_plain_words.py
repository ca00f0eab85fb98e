"""Plain words are read without typer, and as typer reads them: on invented words."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import pytest
import typer

from sendclock.command import Asking, asking
from sendclock.main import COMMANDS, PLAIN
from sendclock.option import plainly

WORDS = ("EHC-1", "2026-11-21", "okafor", "", "a b", "--", "-3d", "--help", "--nope", "-x", "statutory", "deadline",
         "window", "csv", "json", "due", "overdue", "=", "x=y", "\u00e9", "25:61", "2026",
         "+7", " 8", "1_0", "\u0665")  # fmt: skip


def reader(app: Any) -> Callable[[Sequence[str]], dict[str, Any] | None]:
    """A function that tells what typer makes of words; None where it has something to say instead."""
    found: dict[str, Any] = {}
    made = asking(*app.asked)

    def run(**given: Any) -> None:
        found.update(given)

    run.__signature__, run.__annotations__ = made.__signature__, made.__annotations__
    whole = typer.Typer(add_completion=False)
    whole.command()(run)
    command = typer.main.get_command(whole)

    def read_by_typer(words: Sequence[str]) -> dict[str, Any] | None:
        found.clear()
        try:
            command(list(words), standalone_mode=False, prog_name="x")
        except Exception:  # whatever typer had to say
            return None
        return dict(found) or None

    return read_by_typer


def invented(options: Mapping[str, tuple[Any, Any]], dice: random.Random) -> list[str]:
    names = [name for type_, _ in options.values() for about in type_.__metadata__ for name in about.names]
    words = []
    for _ in range(dice.randrange(6)):
        name = dice.choice(names)
        words += dice.choice(
            ([name, dice.choice(WORDS)], [f"{name}={dice.choice(WORDS)}"], [name], [dice.choice(WORDS)])
        )
    return words


@pytest.mark.parametrize("command", PLAIN)
def test_plain_words_are_read_as_typer_reads_them(command: str) -> None:
    app = import_module(f"sendclock.{COMMANDS[command][0]}").app
    read_by_typer = reader(app)
    asked, dice, read = Asking(*app.asked), random.Random(command), 0
    for _ in range(400):
        words = invented(asked.options, dice)
        plain = plainly(words, asked.options)
        if plain is not None:
            read += 1
            assert plain == read_by_typer(words), words
    assert read > 20 or command in ("record", "explain", "count", "calc", "export")


@pytest.mark.parametrize(("text", "year"), [("2026", 2026), ("0026", 26), ("+7", None), (" 8", None), ("1_0", None)])
def test_a_number_in_figures_is_read_without_typer(text: str, year: int | None) -> None:
    app = import_module(f"sendclock.{COMMANDS['export'][0]}").app
    plain = plainly(["sen2", "--year", text], Asking(*app.asked).options)
    assert (plain["year"] if plain else None) == year
