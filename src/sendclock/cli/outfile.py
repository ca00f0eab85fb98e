"""Where an answer goes that is a file: to `--out`, whole or not at all, or to stdout byte for byte."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sendclock.cli.output import written_or_said
from sendclock.core.problems import RefusedError

REPLACE_TRIES = 6  # os.replace on a Windows share fails now and then


def send(content: Iterable[bytes], out: Path | None) -> None:
    """Write `content` to the file `out`, replacing what is there, or to stdout.

    Raises RefusedError if the file cannot be written; then nothing has changed.
    """
    if out is None:
        with written_or_said():
            sys.stdout.flush()
            sys.stdout.buffer.writelines(content)
            sys.stdout.buffer.flush()
        return
    if out.suffix.lower() == ".toml":
        raise RefusedError(f"{out}: an export never takes the place of a .toml file. Nothing was written; use --out.")
    if out.is_dir():
        raise RefusedError(f"{out} is a folder. Nothing was written; name a file in it.")
    try:
        _replace(Path(os.path.realpath(out)), content)  # a link stays a link
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RefusedError(
            f"{out}: cannot be written ({reason}). Nothing was written; close what holds it, or name another file."
        ) from None


def _replace(path: Path, content: Iterable[bytes]) -> None:
    """Write beside the file, flush to disk, then swap. The mode of the old file is kept."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open(new, "xb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(new, path.stat().st_mode & 0o777)
        for tries_left in reversed(range(REPLACE_TRIES)):
            try:
                os.replace(new, path)
                return
            except PermissionError:
                if not tries_left:
                    raise
                time.sleep(0.05 * 2 ** (REPLACE_TRIES - tries_left))
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)
