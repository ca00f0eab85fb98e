"""Calls in a child that may be killed on its way, of a small process of its own.

A fork of the process of the tests copies the map of all its memory first: as long as a command takes, and there are
hundreds of them. So they are forked from a process that has loaded no more than the program, and has it ready.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import pytest


class Ended(NamedTuple):
    """How a call went: the signal that killed it, 0 for none; and what it returned."""

    signal: int
    result: Any


class Apart:
    """A process that is made ready by a function, named `module:function`, and then answers calls: each in a child of
    its own, or itself, so that what it learns is known to the children after. What is called must be known by the name
    of a module that is no test."""

    def __init__(self, ready: str) -> None:
        code = f"import sys; sys.path[:] = {sys.path!r}; import apart; apart.serve({ready!r})"
        self._process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self._end)

    def call(self, function: Callable[..., Any], *arguments: Any, in_a_child: bool = True) -> Ended:
        asks, answers = self._process.stdin, self._process.stdout
        assert asks and answers
        pickle.dump((in_a_child, function, arguments), asks)
        asks.flush()
        ended: Ended = pickle.load(answers)
        return ended

    def _end(self) -> None:
        self._process.communicate()


@cache
def apart(ready: str) -> Apart:
    """One a run."""
    if not hasattr(os, "fork"):
        pytest.skip("needs a POSIX fork")
    return Apart(ready)


def serve(ready: str) -> None:
    """Answer until nobody asks any more. What a child prints goes to stderr: stdout is for the answers."""
    asks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    module, function = ready.split(":")
    getattr(import_module(module), function)()
    while True:
        try:
            in_a_child, function, arguments = pickle.load(asks)
        except EOFError:
            return
        ended = _in_a_child(function, arguments) if in_a_child else Ended(0, function(*arguments))
        pickle.dump(ended, answers)
        answers.flush()


def _in_a_child(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Ended:
    heard, talks = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(heard)
            made = pickle.dumps(function(*arguments))
            with os.fdopen(talks, "wb") as out:
                out.write(made)
        finally:
            os._exit(0)
    os.close(talks)
    with os.fdopen(heard, "rb") as said:
        made = said.read()
    status = os.waitpid(child, 0)[1]
    return Ended(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0, pickle.loads(made) if made else None)
