"""The inputs of `found/`, one folder each, as they were found; and the commands that are asked about them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from run import ROOT, sendclock

FOUND = Path(__file__).parent / "found"
TODAY = "2026-11-28"


def said(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command says, which must not be a traceback."""
    answer = sendclock(*words, cwd=cwd, SENDCLOCK_TODAY=TODAY, **environment)
    assert answer.returncode != 1, answer.stderr
    return answer


def both(answer: subprocess.CompletedProcess[str]) -> str:
    return answer.stdout + answer.stderr


def due(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return said("due", "--cases", str(FOUND / name / "book"), "--as-of", TODAY, *words)


def rows(name: str, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(due(name, "--format", "json", *words).stdout)["rows"]
    return found


def written(into: Path) -> dict[str, str]:
    """The case files of a casebook by their reference, wherever in it they stand."""
    files = [path for path in into.rglob("*.toml") if path.name != "sendclock.toml"]
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


def imported(name: str, file: str, into: Path, how: str = "--yes") -> subprocess.CompletedProcess[str]:
    return said("import", str(FOUND / name / file), "--map", "plain", "--cases", str(into), how)


def check(name: str) -> subprocess.CompletedProcess[str]:
    return said("check", "--cases", str(FOUND / name / "book"), "--as-of", TODAY)
