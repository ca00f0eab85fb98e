"""A long answer page by page, on a terminal: `PAGER`, else `less`, else `more`. The one door to it.

Must not know: what is said.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys

from sendclock.files import windows

NONE = ("", "cat", "-")  # of PAGER: no pager is wanted
USUAL = ("less", "more") if os.name != "nt" else ("more",)
# Ends at once where it fits, keeps colours, leaves what was read on the screen; says which keys to use.
LESS = r"-F -R -X -PsSpace\: more   q\: end"
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def paged(text: str) -> bool:
    """Whether the text was shown page by page; False where there is no pager, none is wanted, or it failed: better
    twice on the screen than not at all."""
    command = _command()
    if not command:
        return False
    if not _keeps_colour(command[0]):
        text = _COLOUR.sub("", text)
    encoding = windows.code_page() or getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            env={"LESS": LESS, **os.environ},
            text=True,
            encoding=encoding,
            errors="replace",
        ) as pager:
            _given(pager, text)
    except OSError:  # it is not there, or may not be run
        return False
    return pager.returncode <= 0  # less than 0: somebody ended it


def _command() -> list[str]:
    asked = os.environ.get("PAGER")
    if asked is None:
        return [found for name in USUAL if (found := shutil.which(name))][:1]
    if asked.strip() in NONE:
        return []
    try:
        words = [word.strip('"') for word in shlex.split(asked, posix=os.name != "nt")]
    except ValueError:
        return []
    there = shutil.which(words[0]) if words else None
    return [there, *words[1:]] if there else []


def _keeps_colour(program: str) -> bool:
    """`less` alone is known to, where nobody has told it otherwise."""
    name = os.path.basename(program).lower().removesuffix(".exe")
    return name == "less" and "r" in os.environ.get("LESS", LESS).lower()


def _given(pager: subprocess.Popen[str], text: str) -> None:
    """Until whoever reads has had enough: that closes the pipe. Ctrl-C is for the pager."""
    stream = pager.stdin
    assert stream is not None
    try:
        stream.write(text)
        stream.close()
    except OSError:
        pass
    while True:
        try:
            pager.wait()
        except KeyboardInterrupt:
            continue
        return
