"""The README is run: its set-up blocks stand first, and every command shown gives exactly the output shown."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from run import ROOT, at_a_terminal, sendclock
from sendclock import session

README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str, path: Path = README) -> list[str]:
    return [body for name, body in BLOCK.findall(path.read_text(encoding="utf-8")) if name == kind]


def test_the_first_two_blocks_set_up_and_run() -> None:
    kinds = [name for name, _ in BLOCK.findall(README.read_text(encoding="utf-8"))]
    assert kinds[:2] == ["sh", "sh"]
    look, test = blocks("sh")[:2]
    assert "sendclock due --cases cases --as-of 2026-11-21" in look
    assert "pytest" in test
    assert all("venv" in block and "pip install" in block for block in (look, test))


TUTORIAL = ROOT / "docs" / "tutorial.md"
PAGES = [README, *sorted({*(ROOT / "docs").rglob("*.md")} - {TUTORIAL})]


@pytest.mark.parametrize(
    "page", [p for p in PAGES if "```console" in p.read_text(encoding="utf-8")], ids=lambda p: p.stem
)
def test_every_command_shown_gives_the_output_shown(page: Path) -> None:
    _compare(page, _run)


def test_the_tutorial_is_what_a_newcomer_sees_who_types_it_in_order(tmp_path: Path) -> None:
    _compare(TUTORIAL, Terminal(tmp_path).typed)


def _compare(page: Path, run: Callable[[str], str]) -> None:
    """Each command of the page and what it says, from the first to the last."""
    text = page.read_text(encoding="utf-8")
    at = 0
    for block in blocks("console", page):
        ran_block = "".join(run(part) for part in re.split(r"(?m)^(?=\$ )", block) if part)
        if os.environ.get("SENDCLOCK_UPDATE"):
            at = text.index(block, at)
            text = text[:at] + ran_block + text[at + len(block) :]
            at += len(ran_block)
            page.write_text(text, encoding="utf-8", newline="\n")
        else:
            assert ran_block == block


# A question at the end of a line, and what is answered.
ASKED = re.compile(r"(?m)(?:\[y/N\]|such as: advice in|leave it empty): (\S+)$")


class Terminal:
    """A terminal of 80 columns and 24 lines, in an empty folder. It knows `cd` and `export` besides sendclock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"PAGER": "cat"}
        self.written_at = datetime(2026, 11, 28, 10, tzinfo=ZoneInfo("Europe/London"))  # by the clock on the wall

    def typed(self, part: str) -> str:
        """What is seen when this is typed. An answer to a question stands behind the question."""
        line, _, told = part.partition("\n")
        words = shlex.split(line.removeprefix("$ "))
        if words[0] == "cd":
            self.folder /= words[1]
            assert self.folder.is_dir()
            return f"{line}\n"
        if words[0] == "export":
            self.environment |= dict(word.split("=", 1) for word in words[1:])
            return f"{line}\n"
        assert words[0] == "sendclock", line
        answers = "".join(f"{answer}\n" for answer in ASKED.findall(told))
        with patch.object(session, "now", lambda: self.written_at):
            code, seen = at_a_terminal(80, 24, *words[1:], answers=answers, cwd=self.folder, **self.environment)
        assert code in (0, 5), seen
        return f"{line}\n{seen}"


def test_a_newcomer_reaches_a_case_of_their_own_from_the_first_screen(tmp_path: Path) -> None:
    """Three commands, no line of them further down than a screen shows, each as it stands there."""
    text = README.read_text(encoding="utf-8")
    first, second = blocks("sh")[2:4]
    typed = [line for line in (first + second).splitlines() if line]
    assert [line.split()[1] for line in typed] == ["init", "new", "due", "record"]
    assert text[: text.index(typed[-1])].count("\n") <= 45
    for line in typed:
        ran = sendclock(*shlex.split(line)[1:], cwd=tmp_path)
        assert (ran.returncode, ran.stderr) == (0, ""), line
        assert "init" in line or "EHC-2026-0147" in ran.stdout


def test_the_readme_is_short_and_leads_on() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.count("\n") <= 120
    assert len(re.findall(r"(?m)^\d\. \[", text)) == 5


def _run(part: str) -> str:
    line = part.split("\n", 1)[0]
    words = shlex.split(line.removeprefix("$ "))
    assert words[0] == "sendclock", line
    ran = sendclock(*words[1:])
    assert ran.returncode in (0, 10, 11), ran.stderr
    return f"{line}\n{ran.stdout}"


def test_every_line_of_the_road_in_words_can_be_typed(tmp_path: Path) -> None:
    begun = "new EHC-2026-0147 assessment-requested 7/9/2026 --cases ."
    assert sendclock(*begun.split(), cwd=tmp_path).returncode == 0
    rows = [line for line in TUTORIAL.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    typed = [line for row in rows for line in re.findall(r"`(sendclock [^`]+)`", row)]
    assert len(typed) >= 15
    for line in typed:
        words = [*shlex.split(line)[1:], "--dry-run", "--cases", "."]
        ran = sendclock(*words, cwd=tmp_path, SENDCLOCK_TODAY="2026-10-12", SENDCLOCK_OFFICER="okafor")
        assert ran.returncode == 0, f"{line}: {ran.stderr}"


def test_every_command_is_in_the_readme() -> None:
    from sendclock.main import COMMANDS

    text = README.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"sendclock {name}" not in text and name != "help"] == []
