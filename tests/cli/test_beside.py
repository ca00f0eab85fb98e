"""What is said beside an answer, and one line a row: for eyes, for ears, for `grep`."""

from __future__ import annotations

import io
import sys

import pytest

from run import sendclock
from sendclock.say import terminal


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


LONG = "cases/EHC-1.toml:12: a message that is a good deal longer than the forty columns of this screen."


def on_screen(monkeypatch: pytest.MonkeyPatch) -> _Screen:
    shown = _Screen()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.delenv("TERM", raising=False)
    return shown


def test_a_message_is_folded_at_words_on_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_screen(monkeypatch)
    terminal.warn(LONG)
    lines = screen.getvalue().splitlines()
    assert len(lines) > 2 and max(map(len, lines)) <= 40
    assert " ".join(line.strip() for line in lines) == LONG


def test_a_message_is_one_line_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    terminal.warn(LONG)
    assert kept.getvalue() == LONG + "\n"


def test_nothing_moves_where_it_is_read_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = on_screen(monkeypatch)
    monkeypatch.setattr(terminal, "AFTER", -1.0)
    monkeypatch.setattr(terminal, "EVERY", -1.0)
    for argv, term in ((["sendclock", "due", "--plain"], "xterm"), (["sendclock", "due"], "dumb")):
        monkeypatch.setattr(sys, "argv", argv)
        monkeypatch.setenv("TERM", term)
        assert list(terminal.counted("abc", 3, "letters")) == ["a", "b", "c"]
        assert screen.getvalue() == ""
    monkeypatch.setenv("TERM", "xterm")
    assert list(terminal.counted("abc", 3, "letters")) == ["a", "b", "c"]
    assert "of 3 letters" in screen.getvalue()


@pytest.mark.parametrize("words", [["cases"], ["check"], ["show", "EHC-2026-0112"]])
def test_one_line_a_row(words: list[str]) -> None:
    more = ["--officer", "everyone"] if words == ["cases"] else []
    lines = sendclock(*words, *more, "--format", "lines").stdout.splitlines()
    assert lines and not [
        line for line in lines if line.startswith(("Case: ", "Setting: ", "Rule: ", "File: ", "Status: "))
    ]
    if words == ["cases"]:
        assert sum("EHC-202" in line for line in lines) == 16


def test_a_day_that_is_none_is_named_by_where_it_stands() -> None:
    ran = sendclock("due", SENDCLOCK_TODAY="garbage")
    assert ran.returncode == 2 and ran.stderr.startswith('SENDCLOCK_TODAY: "garbage" is not a date.')


def test_the_weeks_to_come_have_their_year_where_they_are_read_aloud() -> None:
    said = sendclock("report", "workload", "--plain").stdout
    assert "Week of Monday 30 November 2026: " in said and "Week of Monday 4 January 2027: " in said
