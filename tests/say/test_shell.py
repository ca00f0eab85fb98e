"""What is to be typed next can be typed: into the shell that this system has."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from run import sendclock
from sendclock.say import shell


@pytest.fixture(params=[False, True], ids=["posix", "windows"])
def windows(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(shell, "WINDOWS", request.param)
    return bool(request.param)


def test_plain_words_stand_as_they_are(windows: bool) -> None:
    assert shell.typed(["sendclock", "due", "--cases", "cases/north"]) == "sendclock due --cases cases/north"


def test_a_path_of_windows_needs_no_quotes_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "WINDOWS", True)
    assert shell.typed(["--cases", r"C:\Users\okafor\cases"]) == r"--cases C:\Users\okafor\cases"


@pytest.mark.parametrize(
    ("word", "line"),
    [
        (r"C:\Our cases", r'"C:\Our cases"'),
        ("C:\\Our cases\\", '"C:\\Our cases\\\\"'),  # the last stroke would take the quote
        ("Fälle", '"Fälle"'),
        ("", '""'),
        ("a,b", '"a,b"'),  # a list, to PowerShell
        ('say "no"', r'"say \"no\""'),
    ],
)
def test_windows_has_double_quotes(word: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "WINDOWS", True)
    assert shell.typed(["--cases", word]) == f"--cases {line}"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r"), max_size=12), max_size=4))
def test_what_is_typed_is_read_as_it_was_meant(words: Sequence[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shell, "WINDOWS", False)
        assert shlex.split(shell.typed(words)) == list(words)


@given(st.lists(st.text("a \\\"'", max_size=6), max_size=4))
def test_windows_reads_it_as_the_library_for_it_writes_it(words: Sequence[str]) -> None:
    """`subprocess.list2cmdline` leaves more words without quotes; as an argument both are read alike."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shell, "WINDOWS", True)
        line = shell.typed(words)
    assert _read_by_windows(line) == _read_by_windows(subprocess.list2cmdline(words)) == list(words)


def _read_by_windows(line: str) -> list[str]:
    """A command line as the C library of Windows takes it apart: a quote opens and closes, 2n strokes before one are n,
    2n + 1 are n and a quote that is a letter."""
    words, word, inside, strokes = list[str](), "", False, 0
    begun = False
    for letter in line + " ":
        if letter == "\\":
            strokes += 1
            begun = True
            continue
        if letter == '"':
            word += "\\" * (strokes // 2)
            begun = True
            if strokes % 2:
                word += '"'
            else:
                inside = not inside
        else:
            word += "\\" * strokes
            if letter != " " or inside:
                word += letter
                begun = True
            elif begun:
                words.append(word)
                word, begun = "", False
        strokes = 0
    return words


def test_every_command_that_is_offered_is_quoted_for_this_shell(tmp_path: Path, windows: bool) -> None:
    mark = '"' if windows else "'"
    made = sendclock("init", "our cases", cwd=tmp_path)
    assert f"--cases {mark}our cases{mark}" in made.stdout
    made = sendclock("demo", "our demo", "--size", "1", cwd=tmp_path)
    assert f"sendclock due --cases {mark}our demo{mark}" in made.stdout
    (tmp_path / "our tracker.csv").write_text("Ref,Request received\nEHC-1,2026-09-03\n", encoding="utf-8")
    told = sendclock("import", "our tracker.csv", "--suggest-map", "--cases", "our cases", cwd=tmp_path).stderr
    assert f"sendclock import {mark}our tracker.csv{mark} --suggest-map" in told
    moved = sendclock("--cases", "our cases", "due", cwd=tmp_path).stderr
    assert f"sendclock due --cases {mark}our cases{mark}" in moved
