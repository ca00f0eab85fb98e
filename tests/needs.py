"""What a test needs of the system and the disk it runs on: where that is missing it is skipped, and says so."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest


def _follows_links() -> bool:
    """Windows lets nobody make a link without a right of its own; and some systems make links they cannot follow."""
    with tempfile.TemporaryDirectory() as folder:
        there, link = Path(folder, "there"), Path(folder, "link")
        there.write_bytes(b"1")
        try:
            link.symlink_to(there)
            return link.is_symlink() and link.read_bytes() == b"1"
        except (OSError, NotImplementedError):
            return False


def _tells_capitals_apart() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a").write_bytes(b"")
        return not Path(folder, "A").exists()


def _keeps(name: str) -> bool:
    """Whether a file may be called so, and is then called so."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            Path(folder, name).write_bytes(b"1")
            return os.listdir(folder) == [name]
        except (OSError, ValueError):
            return False


windows = pytest.mark.skipif(os.name != "nt", reason="needs Windows")
posix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX system")
modes = pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
trading = pytest.mark.skipif(os.name == "nt", reason="needs two files to trade names, which Windows has no way for")
change_time = pytest.mark.skipif(os.name == "nt", reason="needs the time of a file's last change, which nobody can set")
links = pytest.mark.skipif(not _follows_links(), reason="needs links that can be made, and followed")
capitals = pytest.mark.skipif(not _tells_capitals_apart(), reason="needs a disk that tells capitals apart")
odd_names = pytest.mark.skipif(not _keeps("aux.csv "), reason="needs a disk that keeps the names Windows does not")
