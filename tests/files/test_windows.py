"""What Windows and its shares do to files that are open, marked, locked or numbered in their way: simulated, where the
system is another, and tried, where it is Windows."""

from __future__ import annotations

import errno
import io
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import needs
from run import later, sendclock
from sendclock.files import disk, windows
from sendclock.files.problem import RefusedError

OLD, NEW = b"what was there\n", b"what was there\nand more\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "EHC-1.toml").write_bytes(OLD)
    return tmp_path / "EHC-1.toml"


@pytest.fixture
def as_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its branches, and waits that take no time."""
    monkeypatch.setattr(disk, "WINDOWS", True)
    monkeypatch.setattr(disk.time, "sleep", lambda seconds: None)


def held(
    call: Callable[..., Any], times: int, name: str = "", says: type[OSError] = PermissionError
) -> Callable[..., Any]:
    """The call, which is refused so often, of the files that end so: somebody has it open."""
    left = times

    def refused(path: Any, *more: Any, **named: Any) -> Any:
        nonlocal left
        if left and str(path).endswith(name):
            left -= 1
            raise says(errno.EACCES, "Permission denied")
        return call(path, *more, **named)

    return refused


# Open in another program


@pytest.mark.usefixtures("as_windows")
@pytest.mark.parametrize("name", ["open", "stat"])
@pytest.mark.parametrize("says", [PermissionError, FileNotFoundError])
def test_a_file_that_is_just_exchanged_is_read_a_moment_later(
    path: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: type[OSError]
) -> None:
    """Windows says for a moment that it is closed to us; where a disk gives a name in two steps, it is gone between."""
    Path(disk.lock_of(path)).write_bytes(b"")
    monkeypatch.setattr(disk.os, name, held(getattr(os, name), 4, path.name, says))
    assert disk.read_regular(path) == OLD


@pytest.mark.usefixtures("as_windows")
def test_one_that_is_closed_to_us_is_said_so_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.os, "open", held(os.open, 1, path.name))
    assert "cannot be read (permission denied)" in str(disk.read_regular(path))


@pytest.mark.usefixtures("as_windows")
def test_what_a_virus_scanner_looks_at_gets_its_name_and_goes_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(disk.os, "link", no_links)
    monkeypatch.setattr(disk.os, "rename", held(os.rename, 3))
    other = path.with_name("EHC-2.toml")
    assert disk.put_new(other, NEW) and other.read_bytes() == NEW
    monkeypatch.setattr(disk.os, "unlink", held(os.unlink, 3, "EHC-1.toml"))
    disk.take_away(path, OLD)
    monkeypatch.setattr(disk, "rename_alone", held(lambda old, new: bool(os.rename(old, new)) or True, 3))
    disk.move(other, path, NEW)
    assert sorted(os.listdir(path.parent)) == ["EHC-1.toml"]


@needs.windows
def test_a_case_that_an_editor_has_open_is_refused_and_stays_whole(path: Path) -> None:
    with path.open("rb"), pytest.raises(RefusedError, match=r"another program holds it\. Nothing was written"):
        disk.replace(path, OLD, NEW)
    assert path.read_bytes() == OLD and os.listdir(path.parent) == ["EHC-1.toml"]


def test_a_folder_that_is_closed_to_us_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = os.open

    def closed(place: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", place)
        return make(place, flags, *more, **named)

    monkeypatch.setattr(disk.os, "open", closed)
    whose = f"You may not write in {disk.shown(path.parent)}: ask whoever keeps that folder. Nothing was written."
    for write in (lambda: disk.replace(path, OLD, NEW), lambda: disk.put_over(path, [NEW])):
        with pytest.raises(RefusedError) as told:
            write()
        assert str(told.value) == f"{disk.shown(path)}: cannot be written (permission denied). {whose}"


# Marked


@pytest.mark.usefixtures("as_windows")
def test_a_file_marked_read_only_is_named_with_what_to_do(path: Path) -> None:
    """Nothing takes the place of such a file; and with its mark the draft could not be removed again."""
    path.chmod(stat.S_IREAD)
    for write in (
        lambda: disk.replace(path, OLD, NEW),
        lambda: disk.put_over(path, [NEW]),
        lambda: disk.take_away(path, OLD),
    ):
        with pytest.raises(RefusedError, match=r"EHC-1.toml is marked read-only\. Nothing was .*Properties, Read-only"):
            write()
    assert path.read_bytes() == OLD and os.listdir(path.parent) == ["EHC-1.toml"]
    path.chmod(stat.S_IREAD | stat.S_IWRITE)


# Numbered


def test_a_number_of_64_bits_and_more_is_a_stamp_like_any_other(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTFS counts how often a number was used in its upper bits, ReFS has 128 of them."""
    (path.parent / "EHC-2.toml").write_bytes(OLD)
    numbers = {"EHC-1.toml": (1 << 63) + 5, "EHC-2.toml": (1 << 127) + 7}
    look = os.stat

    def numbered(place: Any, **named: Any) -> os.stat_result:
        seen = look(place, **named)
        name = os.path.basename(place)
        if name not in numbers:
            return seen
        more = {"st_mtime_ns": seen.st_mtime_ns, "st_ctime_ns": seen.st_ctime_ns, "st_atime_ns": seen.st_atime_ns}
        return os.stat_result([seen.st_mode, numbers[name], *list(seen)[2:]], more)

    monkeypatch.setattr(disk.os, "stat", numbered)
    monkeypatch.setattr(disk.os, "supports_dir_fd", {numbered})
    (here,) = disk.stamped_cases(path.parent)
    stamps = {name: list(here.stamps[4 * at : 4 * at + 4]) for at, name in enumerate(here.names)}
    assert {name: stamp[3] for name, stamp in stamps.items()} == {"EHC-1.toml": 5, "EHC-2.toml": 7}
    assert stamps["EHC-1.toml"] == disk.stamp_of(path)


# Locked


def test_who_holds_a_lock_stands_behind_the_byte_that_windows_locks(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with disk.locked(path):
        lock = disk.lock_of(path)
        assert not (os.name != "nt" and Path(lock).read_bytes()[:1].strip())
        monkeypatch.setattr(disk, "read_regular", lambda path, *_: disk._unreadable(path, "is locked"))
        assert disk._holder(lock) == (os.getpid(), disk.host())


@needs.posix
def test_a_share_on_which_nothing_open_can_be_removed_keeps_no_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk.os, "unlink", held(os.unlink, 1, ".lock"))
    disk.replace(path, OLD, NEW)
    assert path.read_bytes() == NEW and os.listdir(path.parent) == ["EHC-1.toml"]


# Programs, and screens


def test_whether_a_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
        assert disk._runs(os.getpid())
        if os.name == "nt":  # its number is ours as long as we hold it; there it has ended
            assert not disk._runs(ended.pid)
    assert not disk._runs(ended.pid)
    monkeypatch.setattr(disk, "WINDOWS", True)
    monkeypatch.setattr(windows, "runs", lambda number: number == 4)
    assert (disk._runs(4), disk._runs(5)) == (True, False)


def test_a_pipe_is_no_screen_and_what_stands_in_for_a_terminal_is() -> None:
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert not windows.is_screen(io.StringIO())
    assert windows.is_screen(Screen()) and windows.draws_colours(Screen())


@needs.windows
def test_what_goes_nowhere_is_no_screen() -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        assert nowhere.isatty() and not windows.is_screen(nowhere) and not windows.draws_colours(nowhere)


def test_a_screen_that_does_not_draw_colours_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from sendclock.say.terminal import Output

    monkeypatch.setattr("sendclock.say.terminal.is_a_screen", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(windows, "draws_colours", lambda stream: True)
    assert Output(None).color
    monkeypatch.setattr(windows, "draws_colours", lambda stream: False)
    assert not Output(None).color


# What is typed


@pytest.mark.usefixtures("as_windows")
@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ('cases here" --late', 'Leave that stroke out: --cases "cases here"'),
        ("'cases here'", 'Write --cases "cases here"'),
        ("cases there", "Give the folder that holds the case files: --cases DIR."),
    ],
)
def test_quotes_as_the_shells_of_windows_read_them(tmp_path: Path, typed: str, fix: str) -> None:
    """A path that ends in a stroke, as the Tab key writes it, and is put in quotes; and single quotes."""
    told = sendclock("due", "--cases", typed, cwd=tmp_path)
    assert (told.returncode, told.stdout) == (4, "") and told.stderr.rstrip().endswith(fix)


@needs.windows
def test_a_drive_without_a_path_is_where_windows_stands_on_it(tmp_path: Path) -> None:
    assert sendclock("demo", "book", "--size", "2", cwd=tmp_path).returncode == 0
    drive = Path(tmp_path).drive
    told = sendclock("due", "--cases", f"{drive}book", "--format", "json", cwd=tmp_path)
    assert f'"casebook": "{(tmp_path / "book" / "cases").as_posix()}"' in told.stdout


# What is kept of a case that is erased


def test_what_another_program_has_open_is_not_said_to_be_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = {"SENDCLOCK_CACHE": str(tmp_path / "cache")}
    assert sendclock("demo", "book", "--size", "3", cwd=tmp_path).returncode == 0
    with later():
        sendclock("due", "--cases", "book", cwd=tmp_path, **cache)
    (kept,) = (tmp_path / "cache").glob("*.sqlite")
    case = next((tmp_path / "book" / "cases").rglob("*.toml")).stem
    monkeypatch.setattr(disk.os, "unlink", held(os.unlink, -1, ".sqlite"))
    cleared = sendclock("index", "--clear", "--cases", "book", cwd=tmp_path, **cache)
    assert "Nothing could be taken away." in cleared.stdout
    assert f"{disk.shown(kept)}: could not be taken away: another program has it open" in cleared.stderr
    erased = sendclock("erase", case, "--yes", "--cases", "book", cwd=tmp_path, **cache)
    assert "what was kept of this casebook to answer faster" not in erased.stdout
    assert f"{disk.shown(kept)}: another program has it open, or" in erased.stdout
