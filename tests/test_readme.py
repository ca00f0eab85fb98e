"""The README is run: its set-up blocks stand first, and every command shown gives exactly the output shown."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from run import ROOT, sendclock

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


PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize(
    "page", [p for p in PAGES if "```console" in p.read_text(encoding="utf-8")], ids=lambda p: p.stem
)
def test_every_command_shown_gives_the_output_shown(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for block in blocks("console", page):
        ran_block = "".join(_run(part) for part in re.split(r"(?m)^(?=\$ )", block) if part)
        if os.environ.get("SENDCLOCK_UPDATE"):
            text = text.replace(block, ran_block)
            page.write_text(text, encoding="utf-8", newline="\n")
        else:
            assert ran_block == block


def test_the_readme_shows_the_commands_of_a_day() -> None:
    assert len(blocks("console")) >= 6


def _run(part: str) -> str:
    line = part.split("\n", 1)[0]
    words = shlex.split(line.removeprefix("$ "))
    assert words[0] == "sendclock", line
    ran = sendclock(*words[1:])
    assert ran.returncode in (0, 10, 11), ran.stderr
    return f"{line}\n{ran.stdout}"


def test_every_command_is_in_the_readme() -> None:
    from sendclock.main import COMMANDS

    text = README.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"sendclock {name}" not in text] == []
