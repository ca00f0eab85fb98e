"""Run the program as a user would, with nothing of this environment that would change an answer.

In this process, because starting Python a thousand times would take longer than everything else. What must be seen from
outside (start-up, a killed write, a real terminal) starts a process of its own.
"""

from __future__ import annotations

import atexit
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typer.main

from sendclock import main
from sendclock.command import Command
from sendclock.main import run
from sendclock.say import html, terminal

ROOT = Path(__file__).parent.parent
AS_OF = "2026-11-21"
# Who records something must be the same on every machine. Not set for the commands that read: it would make `due` list
# okafor's cases only.
WRITE = ("new", "record", "correct", "withdraw", "reassign")
_made = cache(typer.main.get_command)


def _command_of(app: Any) -> Any:
    """A copy of what typer makes of the options of a command. A process answers one command and makes it once; here
    thousands are answered. A copy, because it remembers how help was called where it was first asked for."""
    command = copy(_made(app))
    if hasattr(command, "commands"):
        command.commands = {name: copy(below) for name, below in command.commands.items()}
    return command


main.program, Command.to_typer = cache(main.program), cache(Command.to_typer)
typer.main.get_command = _command_of
html.environment = cache(html.environment)  # and a template is compiled once
CACHE = tempfile.mkdtemp(prefix="sendclock-tests-")  # never the index of the person who runs the tests
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)


def sendclock(
    *words: str, cwd: Path = ROOT, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`sendclock words...`, as at 21 November 2026 unless SENDCLOCK_TODAY says otherwise."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_") and k not in ("NO_COLOR", "TERM")}
    settings = {"SENDCLOCK_TODAY": AS_OF, "SENDCLOCK_CACHE": cache_of(str(cwd), *words)}
    if words[:1] and words[0] in WRITE:
        settings["SENDCLOCK_OFFICER"] = "okafor"
    streams = [io.TextIOWrapper(io.BytesIO(each), encoding="utf-8") for each in ((stdin or "").encode(), b"", b"")]
    with (
        _environment({**kept, **settings, **environment}),
        patch.multiple(sys, argv=["sendclock", *words], stdin=streams[0], stdout=streams[1], stderr=streams[2]),
        _in_folder(cwd),
    ):
        code = _exit_code()
        said = [_read(stream) for stream in streams[1:]]
    return subprocess.CompletedProcess(["sendclock", *words], code, *said)


def on_a_screen(columns: int, lines: int, *words: str, cwd: Path = ROOT, **environment: str) -> str:
    """What a person sees on a terminal of that size; its last line is the prompt's."""
    size = {"COLUMNS": str(columns), "LINES": str(lines), "TERM": "xterm"}
    with patch.object(terminal, "is_a_screen", lambda: True):
        ran = sendclock(*words, cwd=cwd, **{**size, **environment})
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def at_a_terminal(
    columns: int, lines: int, *words: str, answers: str = "", cwd: Path = ROOT, **environment: str
) -> tuple[int, str]:
    """The exit code, and what a person sees on a terminal of that size who answers what is asked: the answer, the
    questions and what is typed, in the order they come."""
    size = {"COLUMNS": str(columns), "LINES": str(lines), "TERM": "xterm", "SENDCLOCK_CACHE": CACHE}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")}
    seen = io.BytesIO()
    screen, aside = (_Screen(seen, encoding="utf-8", write_through=True) for _ in range(2))
    keyboard = _Keyboard(io.BytesIO(answers.encode()), encoding="utf-8")
    keyboard.shown_on = screen
    with (
        patch.dict(os.environ, {**kept, **size, "SENDCLOCK_TODAY": AS_OF, "NO_COLOR": "1", **environment}, clear=True),
        patch.multiple(sys, argv=["sendclock", *words], stdin=keyboard, stdout=screen, stderr=aside),
        _in_folder(cwd),
    ):
        code = _exit_code()
        for stream in (sys.stdout, aside):
            stream.flush()
    return code, seen.getvalue().decode("utf-8").replace("\r\n", "\n")


class _Screen(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


class _Keyboard(_Screen):
    """What is typed is seen."""

    shown_on: io.TextIOWrapper

    def readline(self, *_: int) -> str:
        typed = super().readline()
        self.shown_on.write(typed)
        return typed


def _exit_code() -> int:
    """What the process would end with. A bug ends the test that met it, whatever that was looking for."""
    try:
        run()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    return 0


@contextmanager
def later() -> Iterator[None]:
    """Three seconds from now: no file is of a moment ago any more, so that the index keeps what it read of it."""
    now = time.time_ns()
    with patch.object(time, "time_ns", lambda: now + 3_000_000_000):
        yield


def cache_of(*said: str) -> str:
    """What a test keeps of a casebook of its own goes with it; a folder of thousands is slow to look through."""
    of_a_test = (re.search(r"[\\/]pytest-\d+[\\/]([^\\/]+)", each) for each in said)
    return next((str(Path(CACHE, found[1])) for found in of_a_test if found), CACHE)


@contextmanager
def _environment(wanted: dict[str, str]) -> Iterator[None]:
    """These variables and no others; only what differs is touched, for most never do."""
    before = dict(os.environ)
    try:
        _set(wanted)
        yield
    finally:
        _set(before)


def _set(wanted: dict[str, str]) -> None:
    there = dict(os.environ)
    for name in there.keys() - wanted.keys():
        del os.environ[name]
    os.environ.update({name: value for name, value in wanted.items() if there.get(name) != value})


@contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _read(stream: io.TextIOWrapper) -> str:
    """All of it as text, line ends as a terminal would show them."""
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8").replace("\r\n", "\n")
