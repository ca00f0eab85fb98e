from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from inputs import FOUND


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one of the casebooks, to write in."""

    def of(name: str) -> Path:
        return Path(shutil.copytree(FOUND / name / "book", tmp_path / "book"))

    return of
