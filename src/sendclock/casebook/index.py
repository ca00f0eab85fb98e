"""What was worked out about each case file last time, so that a file nobody has touched need not be read again.

A disposable file in the user's cache folder. It says nothing that the case files do not say; damaged, foreign or out
of date it is passed over without a word and made anew. It holds data and can run no code.

A file counts as untouched if its size, its times and its inode are the same. A stamp taken within two seconds of the
file's last change is never kept: a second change in the same tick could hide behind it.
Must not know: what an entry means.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

RACY_NS = 2_000_000_000
WORTH_WRITING = 32  # changed files; or one in a hundred

Stamp = list[int]
Entry = list[Any]


def stamp_of(path: str) -> Stamp:
    """Size, times and inode. Raises OSError where the file is gone or may not be looked at."""
    seen = os.stat(path)
    return [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino]


class Index:
    """The entries of one folder of cases, by file name. `key` names everything besides the files that an entry
    rests on: the law, the settings, the program."""

    def __init__(self, path: Path, key: str, now_ns: int) -> None:
        self.path, self.key, self.now_ns = path, key, now_ns
        self._kept: Mapping[str, tuple[Stamp, Entry]] = self._load()
        self._now: dict[str, tuple[Stamp, Entry]] = {}
        self._changed = 0

    def get(self, name: str, stamp: Stamp) -> Entry | None:
        """The entry of an untouched file."""
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            return None
        self._now[name] = kept
        return kept[1]

    def put(self, name: str, stamp: Stamp, entry: Entry) -> None:
        """Keep what was worked out from a file whose stamp was taken before it was read."""
        self._changed += 1
        if max(stamp[1], stamp[2]) < self.now_ns - RACY_NS:
            self._now[name] = (stamp, entry)

    def save(self) -> None:
        """Write it, if enough has changed to be worth it. A folder that cannot be written to is no trouble."""
        gone = len(self._kept) - len(self._now)
        if max(self._changed, gone) < max(WORTH_WRITING, len(self._now) // 100) and self._kept:
            return
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"key": self.key, "files": self._now}, separators=(",", ":"), ensure_ascii=False)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self.path)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def _load(self) -> Mapping[str, tuple[Stamp, Entry]]:
        try:
            body = json.loads(self.path.read_bytes())
            files = body["files"] if body["key"] == self.key else {}
            return files if isinstance(files, dict) else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
