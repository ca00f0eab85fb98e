"""Progress: a count on the terminal of whoever waits over a second, and nowhere else."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from run import ROOT

pytestmark = pytest.mark.slow

pty = pytest.importorskip("pty")  # not on Windows

AT_ONCE = """
import sys
from sendclock.say import terminal
from sendclock.main import run
terminal.AFTER = terminal.EVERY = {seconds}
sys.argv = ["sendclock", *sys.argv[1:]]
run()
"""
TRACKER = """Reference,School,Requested,Decision due
EHC-1,Oakwood Primary,15/10/2026,26/11/2026
EHC-2,Oakwood Primary,19/10/2026,30/11/2026
"""
LONG = {
    "due": ["due", "--no-index"],
    "check": ["check"],
    "report": ["report", "weekly"],
    "export": ["export", "csv"],
    "panel": ["panel"],
    "cover": ["cover", "okafor"],
    "import": ["import", "tracker.csv", "--map", "plain", "--dry-run"],
    "reconcile": ["reconcile", "tracker.csv", "--map", "plain"],
}


FAILS = """
from sendclock import main
from sendclock.say import terminal
from sendclock.say.terminal import warn
from sendclock.files.problem import CannotRunError
terminal.AFTER = terminal.EVERY = -1
def command(*_, **__):
    for letter in terminal.counted("abc", 3, "letters"):
        if letter == "b":
            warn("look")
        if letter == "c":
            raise {error}
main.app = command
main.run()
"""


def on_a_terminal(book: Path, *words: str, seconds: float) -> tuple[str, str]:
    """What a command says on stderr, a terminal, and on stdout, a pipe, where long work is work over `seconds`."""
    words = tuple(str(book / word) if word.endswith(".csv") else word for word in words)
    return drawn([sys.executable, "-c", AT_ONCE.format(seconds=seconds), *words, "--cases", str(book)])


def drawn(command: list[str]) -> tuple[str, str]:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "SENDCLOCK_TODAY": "2026-11-21"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=theirs, check=False)
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    return said.decode(), ran.stdout.decode()


@pytest.fixture
def panel_book(team_book: Path) -> Path:
    with (team_book / "sendclock.toml").open("a") as file:
        file.write('\n[panels.assessment]\ntitle = "EHC panel"\nweekday = "wednesday"\nfirst = 2026-09-09\n')
        file.write('papers = "4wd"\nabout = ["assess"]\n')
    (team_book / "tracker.csv").write_text(TRACKER)
    return team_book


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
def test_long_work_counts_on_a_terminal_and_wipes_its_line(panel_book: Path, words: list[str]) -> None:
    said, answer = on_a_terminal(panel_book, *words, seconds=-1)
    assert re.search(r"\r1 of (5|2) (cases|days)", said), said
    assert said.split("\r")[-2].strip() == "", "the line is not wiped"
    assert answer and "\r1 of " not in answer


def test_short_work_says_nothing(panel_book: Path) -> None:
    said, _ = on_a_terminal(panel_book, "check", seconds=60)
    assert said == ""


def screen(said: str) -> list[str]:
    """What a person sees of it: after "\\r" the line is written over from its beginning."""
    lines = []
    for written in said.replace("\r\n", "\n").split("\n"):
        seen = ""
        for piece in written.split("\r"):
            seen = piece + seen[len(piece) :]
        lines.append(seen.rstrip())
    return lines


@pytest.mark.parametrize("error", ['CannotRunError("broken")', "OSError"])
def test_nothing_else_that_is_said_stands_behind_a_count(error: str) -> None:
    said, _ = drawn([sys.executable, "-c", FAILS.format(error=error)])
    assert "1 of 3 letters" in said and "2 of 3 letters" in said
    first, second, *rest = screen(said)
    assert first == "look"
    assert second == ("broken" if "broken" in error else "Traceback (most recent call last):")
    assert not any("of 3 letters" in line for line in rest)


def test_nothing_is_said_where_no_terminal_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from sendclock.say import terminal

    stderr = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(terminal, "AFTER", -1)
    monkeypatch.setattr(terminal, "EVERY", -1)
    assert list(terminal.counted("abc", 3, "letters")) == ["a", "b", "c"]
    assert stderr.getvalue() == ""
