"""What was worked out about each case file last time, so that a file nobody has touched need not be read again.

A disposable file in the user's cache folder. It says nothing that the case files do not say; damaged, foreign or out
of date it is passed over without a word and made anew. It holds data and can run no code.

A file counts as untouched if its size, its times and its inode are the same. A stamp taken within two seconds of the
file's last change is never kept: a second change in the same tick could hide behind it.
Must not know: what an entry means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sendclock.files import disk

RACY_NS = 2_000_000_000
WORTH_WRITING = 32  # changed files; or one in a hundred

Stamp = list[int]
Entry = list[Any]


class Index:
    """The entries of one folder of cases, by file name, kept under the name `file`. `key` names everything besides the
    files that an entry rests on: the law, the settings, the program."""

    def __init__(self, file: str, key: str, now_ns: int) -> None:
        self.file, self.key, self.now_ns = file, key, now_ns
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
        text = json.dumps({"key": self.key, "files": self._now}, separators=(",", ":"))
        disk.write_cache(self.file, text.encode())

    def _load(self) -> Mapping[str, tuple[Stamp, Entry]]:
        try:
            body = json.loads(disk.read_cache(self.file) or b"")
            files = body["files"] if body["key"] == self.key else {}
            return files if isinstance(files, dict) else {}
        except (ValueError, KeyError, TypeError):
            return {}
