"""A command to be typed next, as the shell of this system reads it.

Must not know: what the command does.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

WINDOWS = os.name == "nt"
# Letters of which no shell reads more into a word.
PLAIN = frozenset("-./_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
PLAIN_ON_WINDOWS = PLAIN | frozenset(":\\=")


def typed(words: Sequence[str]) -> str:
    """The words as one line."""
    plain = PLAIN_ON_WINDOWS if WINDOWS else PLAIN
    if all(word and plain.issuperset(word) for word in words):
        return " ".join(words)
    if WINDOWS:
        return " ".join(word if word and plain.issuperset(word) else _in_quotes(word) for word in words)
    import shlex  # which takes as long to load as a small casebook to answer

    return shlex.join(words)


def _in_quotes(word: str) -> str:
    """In double quotes: PowerShell takes single ones as well, and to `cmd` they are letters. A backslash before a quote
    would make a letter of it, so it is doubled."""
    import re

    word = re.sub(r'(\\*)"', r'\1\1\\"', word)
    return '"' + re.sub(r"(\\+)$", r"\1\1", word) + '"'
