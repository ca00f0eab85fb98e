"""Where an answer is read page by page; and that no table is longer in a wider window."""

from __future__ import annotations

import io
import os
import sys

import pytest

from run import on_a_screen, sendclock
from sendclock.say import pager, terminal
from sendclock.say.terminal import Output

BOOK = ("--cases", "cases")
DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, lines: int, *, plain: bool = False, paged: bool = True, **more: str) -> bool:
    """Whether twenty lines went to a pager, on a screen of so many."""
    went: list[str] = []
    monkeypatch.setattr(pager, "paged", lambda text: not went.append(text))
    monkeypatch.setattr(sys, "stdout", _Terminal())
    for name, value in {"COLUMNS": "80", "LINES": str(lines), "TERM": "xterm", **more}.items():
        monkeypatch.setenv(name, value)
    Output("table", plain, True, paged).text("a line\n" * 20)
    return bool(went)


def test_only_what_is_longer_than_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 20)
    assert not shown(monkeypatch, 21)


def test_never_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not shown(monkeypatch, 20, paged=False)
    assert not shown(monkeypatch, 20, plain=True)
    assert not shown(monkeypatch, 20, TERM="dumb")
    monkeypatch.setattr(terminal, "is_a_screen", lambda: True)
    assert not [_ for _ in sendclock("show", "EHC-2026-0104", *BOOK).stdout if not _]  # a pipe


@pytest.mark.parametrize("command", ["show", "explain", "cases", "changed", "help"])
def test_it_can_be_told_not_to(command: str) -> None:
    assert "--no-pager" in sendclock(command, "--help").stdout


@pytest.mark.parametrize(
    "words",
    [
        ["show", "EHC-2026-0104", "--all"], ["show", "EHC-2026-0112"], ["cases", "--officer", "everyone"],
        ["changed", "--since", "mon", "--officer", "everyone"], ["explain", "EHC-2026-0104"], ["plan", "EHC-2026-0107"],
        ["due", "--why-order", "--officer", "everyone"], ["panel"], ["rules"], ["cover"],
    ],
)  # fmt: skip
def test_no_table_is_longer_in_a_wider_window(words: list[str]) -> None:
    """In every run at each sixteenth width, in `make deep` at every fourth."""
    where = () if words == ["rules"] else BOOK
    lengths = [len(on_a_screen(width, 24, *words, *where).splitlines()) for width in range(72, 201, 4 if DEEP else 16)]
    assert lengths == sorted(lengths, reverse=True)
