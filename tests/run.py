"""Run the program as a user would: another process, nothing of this one's environment that would change an answer."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
AS_OF = "2026-11-21"
# Who records something must be the same on every machine. Not set for the commands that read: it would make `due` list
# okafor's cases only.
WRITE = ("new", "record", "correct", "withdraw", "reassign")
CACHE = tempfile.mkdtemp(prefix="sendclock-tests-")  # never the index of the person who runs the tests
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)


def sendclock(
    *words: str, cwd: Path = ROOT, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`sendclock words...`, as at 21 November 2026 unless SENDCLOCK_TODAY says otherwise."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_") and k not in ("NO_COLOR", "TERM")}
    settings = {"SENDCLOCK_TODAY": AS_OF, "PYTHONUTF8": "1", "SENDCLOCK_CACHE": CACHE}
    if words[:1] and words[0] in WRITE:
        settings["SENDCLOCK_OFFICER"] = "okafor"
    settings |= environment
    command = [sys.executable, "-m", "sendclock", *words]
    return subprocess.run(
        command,
        cwd=cwd,
        env=kept | settings,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
