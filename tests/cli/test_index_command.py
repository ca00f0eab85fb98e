"""`sendclock index` says where the facts are kept and whether they are used, and takes away what is ours alone."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import needs
from run import later, sendclock
from sendclock.files import disk

CASE = """schema = 1
ref = "{ref}"

[[event]]
type = "assessment-requested"
on = 2026-09-01
requester = "family"
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    for ref in ("EHC-1", "EHC-2", "EHC-3"):
        (tmp_path / "cases" / f"{ref}.toml").write_text(CASE.format(ref=ref), encoding="utf-8")
        os.utime(tmp_path / "cases" / f"{ref}.toml", (1_700_000_000, 1_700_000_000))
    return tmp_path


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def index(book: Path, cache: Path, *words: str) -> Any:
    ran = sendclock("index", "--cases", str(book), "--format", "json", *words, SENDCLOCK_CACHE=str(cache))
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def due(book: Path, cache: Path) -> None:
    with later():
        assert sendclock("due", "--cases", str(book), SENDCLOCK_CACHE=str(cache)).returncode == 0


def use(book: Path, cache: Path) -> str:
    (part,) = index(book, cache)["rows"]
    return str(part["use"])


def database(cache: Path) -> Path:
    return next(cache.glob("*.sqlite"))


def test_what_is_kept_and_how_much_of_it_is_current(book: Path, cache: Path) -> None:
    (part,) = index(book, cache)["rows"]
    assert (part["use"], part["cases"], part["known"], part["written"]) == ("none-yet", 3, None, None)
    due(book, cache)
    (part,) = index(book, cache)["rows"]
    assert (part["use"], part["known"], part["current"]) == ("used", 3, 3)
    assert Path(part["file"]) == database(cache) and part["bytes"] == database(cache).stat().st_size
    with (book / "cases" / "EHC-2.toml").open("a", encoding="utf-8") as file:
        file.write("\n# seen\n")
    (part,) = index(book, cache)["rows"]
    assert (part["use"], part["known"], part["current"]) == ("used", 3, 2)


def test_looking_changes_nothing(book: Path, cache: Path) -> None:
    due(book, cache)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in cache.iterdir()}
    index(book, cache)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in cache.iterdir()} == before


def test_why_it_is_not_used(book: Path, cache: Path) -> None:
    due(book, cache)
    with closing(sqlite3.connect(database(cache))) as busy:
        busy.execute("BEGIN IMMEDIATE")
        assert use(book, cache) == "locked"
        busy.execute("ROLLBACK")
    assert use(book, cache) == "used"
    (book / "sendclock.toml").write_text('schema = 1\npacks = ["derby"]\n', encoding="utf-8")
    assert use(book, cache) == "other-law"
    (book / "sendclock.toml").unlink()
    with closing(sqlite3.connect(database(cache))) as other:
        other.execute("UPDATE meta SET value = '0 ' || value WHERE key = 'stamp'")
        other.commit()
    assert use(book, cache) == "damaged", "nobody sealed it"
    database(cache).write_bytes(b"no database")
    os.utime(database(cache), (1_700_000_000, 1_700_000_000))
    (part,) = index(book, cache)["rows"]
    assert (part["use"], part["bytes"], part["known"], part["current"]) == ("damaged", 11, None, None)
    assert part["written"].startswith("2023-11-14T")
    folder = book / "file"
    folder.write_text("in the way", encoding="utf-8")
    assert use(book, folder) == "no-folder"


def test_a_folder_closed_to_us_is_said(book: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    due(book, cache)
    with monkeypatch.context() as closed:
        closed.setattr(disk, "may_add_to", lambda _: False)
        assert use(book, cache) == "read-only"
        (book / "sendclock.toml").write_text('schema = 1\npacks = ["derby"]\n', encoding="utf-8")
        assert use(book, cache) == "no-folder", "no list can make it anew"
        index(book, cache, "--clear")
        assert use(book, cache) == "no-folder"
    assert use(book, cache) == "none-yet"


@needs.posix  # this process has it open, and there what is open cannot be taken away
def test_clear_takes_away_what_is_of_this_casebook_alone(book: Path, cache: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "cases").mkdir(parents=True)
    (other / "cases" / "EHC-9.toml").write_text(CASE.format(ref="EHC-9"), encoding="utf-8")
    due(book, cache)
    mine = {path.name for path in cache.glob("*.sqlite*")}
    due(other, cache)
    (cache / "somebody's.sqlite").write_bytes(b"x")
    answer = index(book, cache, "--clear")
    assert answer["cleared"] and {Path(name).name for name in answer["removed"]} == {n for n in mine if n[-1] == "e"}
    left = {path.name for path in cache.iterdir()}
    assert not mine & left and "somebody's.sqlite" in left and len([n for n in left if n.endswith(".seal")]) == 1
    assert index(book, cache, "--clear")["removed"] == []
    due(book, cache)
    assert use(book, cache) == "used"


def test_one_question_at_a_time(book: Path) -> None:
    assert sendclock("index", "--status", "--clear", "--cases", str(book)).returncode == 2
