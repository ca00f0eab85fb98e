"""Names that Windows keeps for itself or changes, and paths that it takes for too long, as far as they can be tried
elsewhere."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

import needs
from run import ROOT, sendclock
from sendclock.files import disk
from sendclock.files.problem import Problem, RefusedError

WAYS = [
    ("export", "csv", "--cases", str(ROOT / "cases"), "--out", "NUL"),
    ("export", "csv", "--cases", str(ROOT / "cases"), "--out", "aux.csv"),
    ("export", "csv", "--cases", str(ROOT / "cases"), "--out", "clocks.csv."),
    ("export", "cases", "--cases", str(ROOT / "cases"), "--out", "COM1"),
    ("due", "--cases", str(ROOT / "cases"), "--eml", "me@example.org", "--out", "prn"),
    ("init", "CON"),
    ("init", "team /book"),
    ("demo", "lpt1"),
]


@needs.odd_names
@pytest.mark.parametrize("words", WAYS, ids=lambda words: words[-1])
def test_no_file_and_no_folder_is_made_that_windows_could_not_open(words: tuple[str, ...], tmp_path: Path) -> None:
    ran = sendclock(*words, cwd=tmp_path, SENDCLOCK_OFFICER="okafor")
    assert ran.returncode == 5 and "Windows" in ran.stderr and "Nothing was written" in ran.stderr, ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["auxiliary.csv", "console", "nul-1.csv", "com10", ".config"])
def test_names_that_only_look_so_are_taken(name: str, tmp_path: Path) -> None:
    assert not disk.kept_by_windows(name)
    disk.put_over(tmp_path / name, [b"1"])
    assert (tmp_path / name).read_bytes() == b"1"


@needs.odd_names
def test_a_folder_that_is_there_is_used_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "con").mkdir()
    disk.put_over(tmp_path / "con" / "clocks.csv", [b"1"])
    assert (tmp_path / "con" / "clocks.csv").exists()


def test_packs_that_differ_in_capitals_only_are_named(tmp_path: Path) -> None:
    assert sendclock("init", "book", cwd=tmp_path).returncode == 0
    (tmp_path / "book" / "packs").mkdir(exist_ok=True)
    for name in ("Ours.toml", "ours.toml"):
        (tmp_path / "book" / "packs" / name).write_text("", encoding="utf-8")
    if len(list((tmp_path / "book" / "packs").iterdir())) < 2:
        pytest.skip("this disk makes no difference of capitals")
    ran = sendclock("check", "--cases", "book", cwd=tmp_path)
    assert "differs from" in ran.stdout and "in capitals only" in ran.stdout, ran.stdout + ran.stderr


@needs.posix
def test_a_name_too_long_for_the_disk_is_said_with_what_to_do(tmp_path: Path) -> None:
    found = disk.read_regular(tmp_path / ("x" * 300))
    assert isinstance(found, Problem) and "too long for this disk. Give it" in found.message
    with pytest.raises(RefusedError, match=r"too long for this disk. Give it.*Nothing was written"):
        disk.put_over(tmp_path / ("x" * 300), [b"1"])


def test_windows_says_of_a_long_path_that_it_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(disk, "WINDOWS", True)
    at = str(tmp_path / "/".join(["a-folder-of-a-team"] * 14) / "EHC-1.toml")
    found = disk.read_regular(at)
    assert isinstance(found, Problem)
    assert f"{len(os.path.abspath(at))} letters, and Windows takes 259" in found.message

    def not_there(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", at)

    just = str(tmp_path / ("y" * (239 - len(str(tmp_path)))) / "EHC-1.toml")
    monkeypatch.setattr(disk, "_written_beside", not_there)
    with pytest.raises(RefusedError, match=r"draft beside it has 2[6-9][0-9] letters, and Windows takes 259"):
        disk.put_over(just, [b"1"])
    with pytest.raises(RefusedError, match=r"cannot be written \(no such file or directory\). Nothing"):
        disk.put_over(str(tmp_path / "EHC-1.toml"), [b"1"])


def test_on_windows_as_it_branches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every branch for Windows once: paths with their strokes turned, no modes, locks closed before they are removed, a
    name given by a rename where there are no links, and programs that run."""
    monkeypatch.setattr(disk, "WINDOWS", True)
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError(errno.EPERM, "no links here")))
    case = tmp_path / "EHC-1.toml"
    assert disk.shown("cases\\EHC-1.toml") == "cases/EHC-1.toml"
    assert disk.put_new(case, b"old") and case.read_bytes() == b"old"
    disk.replace(case, b"old", b"new")
    assert case.read_bytes() == b"new" and [path.name for path in tmp_path.iterdir()] == ["EHC-1.toml"]
    assert not disk.is_open_to_all(case)
    monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / "cache"))
    disk.write_cache("facts", b"1")
    assert disk.read_cache("facts") == b"1"
    left = tmp_path / f".EHC-2.toml.{disk.host()}-4194300.new"
    left.write_bytes(b"")
    monkeypatch.setattr(disk.windows, "runs", lambda number: True)
    assert disk.leftovers(tmp_path, left.stat().st_mtime_ns) == []  # it may run: an hour has to go by
    assert disk.leftovers(tmp_path, left.stat().st_mtime_ns + 3601 * 10**9) == [str(left)]


@pytest.mark.slow  # found/test_found.py has the one of JSON beside the fast ones
@pytest.mark.parametrize("form", ["plain", "md", "json", "csv"])
def test_what_goes_to_a_file_is_utf_8_whatever_the_console_uses(form: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    environment = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")}
    environment |= {"PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(ROOT / "src"), "SENDCLOCK_CACHE": str(tmp_path)}
    where = ["--cases", str(ROOT / "tests/found/08-json-cp1252/book"), "--as-of", "2026-11-28", "--within", "52w"]
    command = [sys.executable, "-m", "sendclock", "due", "--format", form, "--officer", "everyone", *where]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    said = done.stdout.decode("utf-8")
    assert "\u0174ylfa \u2013 Caf\u00e9" in (said.encode().decode("unicode_escape") if "\\u0174" in said else said)


def test_bytes_that_are_no_text_are_told_of_on_stderr() -> None:
    """As a shell hands them over: stderr is UTF-8 in a file, and takes what cannot be written in it."""
    told = sendclock("due", "\udcff")
    assert told.returncode == 2 and "due takes no bare word. Type: sendclock due --officer ?" in told.stderr
