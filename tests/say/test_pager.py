"""A long answer page by page: only where somebody looks, only where it is long, and never without a way out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sendclock.files import windows
from sendclock.say import pager

TEXT = "\x1b[1;31moverdue\x1b[0m Week 20\n" * 3


@pytest.fixture
def keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pager that keeps what it is given."""
    kept = tmp_path / "kept"
    program = tmp_path / "keeper.py"
    program.write_text(f"import sys\nopen({str(kept)!r}, 'wb').write(sys.stdin.buffer.read())\n", encoding="utf-8")
    monkeypatch.setenv("PAGER", f'"{sys.executable}" "{program}"')
    return kept


def test_what_the_user_has_chosen_gets_it_without_colours(keeper: Path) -> None:
    assert pager.paged(TEXT)
    assert keeper.read_text(encoding="utf-8") == "overdue Week 20\n" * 3


def test_on_windows_it_gets_the_code_page_of_the_console(keeper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else `more` shows two letters for each that is no English one."""
    monkeypatch.setattr(windows, "code_page", lambda: "cp850")
    assert pager.paged("Zo\u00eb \u00a31 \u2013\n")
    assert keeper.read_bytes().split() == [b"Zo\x89", b"\x9c1", b"?"]


@pytest.mark.parametrize("asked", ["", "cat", "-", "no-such-program-anywhere", 'an "open quotation'])
def test_where_there_is_none_it_is_printed(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv("PAGER", asked)
    assert not pager.paged(TEXT)


def test_one_that_has_had_enough_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "short.py"
    program.write_text("import sys\nsys.stdin.readline()\n", encoding="utf-8")
    monkeypatch.setenv("PAGER", f'"{sys.executable}" "{program}"')
    assert pager.paged("a line\n" * 100_000)


def test_one_that_fails_has_shown_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", f'"{sys.executable}" -c "raise SystemExit(3)"')
    assert not pager.paged(TEXT)


@pytest.mark.parametrize(("flags", "kept"), [(None, True), ("FRX", True), ("X", False)])
def test_colours_are_kept_only_where_less_takes_them(
    monkeypatch: pytest.MonkeyPatch, flags: str | None, kept: bool
) -> None:
    monkeypatch.delenv("LESS", raising=False)
    if flags is not None:
        monkeypatch.setenv("LESS", flags)
    assert pager._keeps_colour("/usr/bin/less") is kept
    assert not pager._keeps_colour("/usr/bin/more")
