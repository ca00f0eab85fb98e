"""The one door: what is read is a regular file or a problem; what is written is whole or not at all, whatever fails."""

from __future__ import annotations

import errno
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import needs
from kill import killed_at
from sendclock.files import disk
from sendclock.files.exchange import exchange
from sendclock.files.problem import CannotRunError, Problem, RefusedError

OLD, NEW = b"what was there\n", b"what was there\nand more\n"
HOUR = 3600 * 10**9
unix = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX disk: pipes, links, modes")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "EHC-1.toml").write_bytes(OLD)
    return tmp_path / "EHC-1.toml"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that take no time."""
    monkeypatch.setattr(disk.time, "sleep", lambda seconds: None)


def message(found: object) -> str:
    """What is wrong, without the folder of the test."""
    assert isinstance(found, Problem)
    assert (found.severity, found.code, found.position.line) == ("error", "unreadable", 0)
    return f"{found.position.file.rpartition('/')[2]}: {found.message}"


def said_of(step: Callable[[], object]) -> str:
    """What the system says of it, in small letters."""
    with pytest.raises(OSError) as refused:
        step()
    return disk.reason(refused.value)


def failing(number: int, words: str) -> Callable[..., Any]:
    def of(*_: object, **__: object) -> Any:
        raise OSError(number, words)

    return of


def dead_program() -> int:
    """The number of a program that does not run any more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def left_in(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


# Reading


def test_a_file_is_read_up_to_its_limit_and_a_larger_one_is_named(path: Path) -> None:
    assert disk.read_regular(path, len(OLD)) == OLD
    assert disk.read_regular(str(path)) == OLD
    assert message(disk.read_regular(path, len(OLD) - 1)) == (
        "EHC-1.toml: is larger than 14 bytes, so it is not read. Look whether it is the file it should be."
    )


def test_a_sparse_giant_is_refused_before_it_is_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(disk.CASE_LIMIT + 1)
    assert message(disk.read_regular(path)).startswith("EHC-1.toml: is larger than 32 MiB, so it is not read.")


def test_a_file_that_grows_while_it_is_read_is_held_to_the_limit(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = os.read
    monkeypatch.setattr(disk.os, "read", lambda file, size: read(file, size) or b"x" * size)
    assert message(disk.read_regular(path, 100)).startswith("EHC-1.toml: is larger than 100 bytes")


def test_an_empty_file_is_empty(path: Path) -> None:
    path.write_bytes(b"")
    assert disk.read_regular(path) == b""


def test_what_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert message(disk.read_regular(tmp_path / "EHC-2.toml")) == "EHC-2.toml: is not there."


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "EHC-2.toml").mkdir()
    said = message(disk.read_regular(tmp_path / "EHC-2.toml"))
    assert said == "EHC-2.toml: cannot be read (it is a folder). Name a file."


@unix
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "X.toml")
    assert message(disk.read_regular(tmp_path / "X.toml")) == (
        "X.toml: is a pipe, not a file, so it is not read. Take it away, or put a file in its place."
    )


@unix
def test_a_pipe_that_takes_the_place_of_a_file_in_between_does_not_hang(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(path.with_name("X.toml"))
    seen = os.stat(path)
    monkeypatch.setattr(disk.os, "stat", lambda name: seen)
    assert message(disk.read_regular(path.with_name("X.toml"))).startswith("X.toml: is a pipe, not a file")


@unix
def test_devices_and_sockets_are_not_read(tmp_path: Path) -> None:
    assert message(disk.read_regular("/dev/zero")).startswith("zero: is a device, not a file")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        assert message(disk.read_regular(tmp_path / "s")).startswith("s: is a socket, not a file")


@unix
def test_a_link_is_followed_and_one_to_itself_is_named(path: Path) -> None:
    path.with_name("link").symlink_to(path)
    assert disk.read_regular(path.with_name("link")) == OLD
    path.with_name("loop.toml").symlink_to("loop.toml")
    assert message(disk.read_regular(path.with_name("loop.toml"))) == (
        "loop.toml: is a link that leads back to itself, so it cannot be read. Delete it, or put the file in its place."
    )


@unix
def test_a_name_that_is_no_utf_8_is_named_and_the_name_can_be_printed(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/\xc9cole"
    os.mkdir(folder)
    with open(folder + b"/EHC-1.toml", "wb") as file:
        file.write(OLD)
    found = disk.read_regular(os.fsdecode(folder + b"/EHC-1.toml"))
    assert str(found) == (
        f"{tmp_path}/\\xc9cole/EHC-1.toml: cannot be read safely. The name of the file, or of a folder above it, is "
        "not UTF-8. Rename it."
    )


def test_a_name_with_a_nul_in_it_is_a_problem() -> None:
    assert isinstance(disk.read_regular("a\0b"), Problem)
    assert not disk.is_file("a\0b") and not disk.is_there("a\0b") and disk.list_folder("a\0b") == []


@pytest.mark.parametrize("step", ["stat", "open", "read"])
def test_a_disk_that_fails_is_a_problem(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(disk.os, step, failing(errno.EIO, "Input/output error"))
    assert message(disk.read_regular(path)) == (
        "EHC-1.toml: cannot be read (input/output error). Close other programs that hold it, or ask for access."
    )


def test_a_missing_file_of_the_program_is_a_broken_installation(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"It comes with sendclock: install sendclock again\.$"):
        disk.read_package(tmp_path / "events.toml")


HERE = """
import os
from sendclock.files import disk
from sendclock.files.problem import CannotRunError
os.rmdir(os.getcwd())
try:
    disk.here()
except CannotRunError as error:
    print(error)
"""


@unix
def test_a_deleted_working_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    ran = subprocess.run([sys.executable, "-c", HERE], cwd=tmp_path / "gone", capture_output=True, text=True)
    assert ran.stdout == (
        "the folder you are in has been deleted, or is closed to you. Go to another (cd ~), or give the casebook with "
        "--cases DIR.\n"
    ), ran.stderr


# Listing


def listed(folder: Path, lost: list[str] | None = None) -> list[str]:
    return [Path(found).relative_to(folder).as_posix() for found in disk.list_cases(folder, lost)]


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(OLD)


def test_cases_come_in_the_order_of_names_folders_among_them(tmp_path: Path) -> None:
    fill(tmp_path, "a.toml", "b/x.toml", "b/c/y.toml", "b/z.toml", "c.toml", "d.TOML", "e.toml.txt")
    assert listed(tmp_path) == ["a.toml", "b/c/y.toml", "b/x.toml", "b/z.toml", "c.toml", "d.TOML", "e.toml.txt"]


def test_what_is_no_case_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, ".a.toml", "~b.toml", ".h/c.toml", "packs/d.toml", "x/packs/e.toml", "sendclock.toml", "f.txt")
    assert listed(tmp_path) == []


@unix
def test_nothing_odd_ends_the_scan_and_all_that_may_be_a_case_is_given(tmp_path: Path) -> None:
    fill(tmp_path, "a.toml", "z/b.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (tmp_path / "folder-that-loops").symlink_to("folder-that-loops")
    (tmp_path / "archive").symlink_to("/nowhere/at/all")
    (tmp_path / "notes.md").symlink_to("nowhere.md")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "packs").symlink_to("packs")
    lost: list[str] = []
    found = listed(tmp_path, lost)
    assert found == ["a.toml", "archive", "folder-that-loops", "loop.toml", "pipe.toml", "z/b.toml"]
    assert [Path(place).name for place in lost] == ["archive", "folder-that-loops", "loop.toml"]


def test_a_folder_that_is_closed_is_given_and_the_others_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "a/x.toml", "b/y.toml")
    scandir = os.scandir

    def refuse(folder: str) -> Any:
        if os.path.basename(folder) == "a":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(disk.os, "scandir", refuse)
    lost: list[str] = []
    assert listed(tmp_path, lost) == ["a", "b/y.toml"] and lost == [str(tmp_path / "a")]
    said = "a: cannot be read (permission denied). Close other programs that hold it, or ask for access."
    assert message(disk.read_regular(tmp_path / "a")) == said
    assert message(disk.list_folder(tmp_path / "a")) == said


def deep(folder: Path, name: str, levels: int) -> None:
    """Folders in folders, made from within: the whole path may be longer than the system takes."""
    place = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=place)
        below = os.open(name, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(os.open("x.toml", os.O_CREAT | os.O_WRONLY, dir_fd=place))
    os.close(place)


@pytest.mark.slow
@unix
def test_folders_deeper_than_python_recurses(tmp_path: Path) -> None:
    deep(tmp_path, "a", 1100)
    fill(tmp_path, "z.toml")
    found = listed(tmp_path)
    assert found == ["a/" * 1100 + "x.toml", "z.toml"]
    subprocess.run(["rm", "-rf", str(tmp_path / "a")], check=True)  # too deep for Python's own


@unix
def test_where_the_system_goes_no_deeper_the_folder_is_named(tmp_path: Path) -> None:
    deep(tmp_path, "a" * 200, 25)
    fill(tmp_path, "z.toml")
    lost: list[str] = []
    found = listed(tmp_path, lost)
    assert found[-1] == "z.toml" and len(found) == 2 and len(lost) == 1
    assert ": cannot be read (file name too long)." in message(disk.read_regular(lost[0]))
    subprocess.run(["rm", "-rf", str(tmp_path / ("a" * 200))], check=True)


@unix
def test_two_folders_that_a_share_numbers_alike_are_both_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "a/b/x.toml", "c/y.toml")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    stat = os.stat

    def unnumbered(path: Any, **more: Any) -> os.stat_result:
        seen = list(stat(path, **more))
        seen[1] = 0
        return os.stat_result(seen)

    monkeypatch.setattr(disk.os, "stat", unnumbered)
    assert listed(tmp_path) == ["a/b/x.toml", "c/y.toml"]


def test_a_folder_that_is_not_there_is_empty_and_a_file_in_its_place_a_problem(path: Path) -> None:
    assert disk.list_folder(path.parent / "packs") == []
    why = said_of(lambda: os.scandir(path))
    assert message(disk.list_folder(path)).startswith(f"EHC-1.toml: cannot be read ({why}).")
    assert disk.list_folder(path.parent, ".toml") == [str(path)]


# Writing


@unix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o002, 0o077])
@pytest.mark.parametrize(
    ("folder", "file", "below"),
    [
        (0o700, 0o600, 0o700), (0o755, 0o600, 0o700), (0o750, 0o640, 0o750), (0o770, 0o660, 0o770),
        (0o2770, 0o660, 0o770), (0o2755, 0o640, 0o750), (0o775, 0o660, 0o770), (0o777, 0o666, 0o777),
        (0o1777, 0o660, 0o770),
    ],
)  # fmt: skip
def test_a_new_file_is_ones_own_but_for_whom_the_folder_lets_in(
    tmp_path: Path, mask: int, folder: int, file: int, below: int
) -> None:
    tmp_path.chmod(folder)
    before = os.umask(mask)
    try:
        assert disk.put_new(tmp_path / "new.toml", NEW)
        disk.put_over(tmp_path / "out.csv", [NEW])
        disk.put_together(tmp_path, [("1-person.csv", NEW), ("5c-need.csv", NEW), ("1-person.csv", NEW)])
        disk.make_folder(tmp_path / "a" / "b", above=True)
        with disk.locked(tmp_path / "new.toml"):
            lock = stat.S_IMODE(os.stat(disk.lock_of(tmp_path / "new.toml")).st_mode)
    finally:
        os.umask(before)
    for name in ("new.toml", "out.csv", "1-person.csv", "5c-need.csv"):
        assert os.stat(tmp_path / name).st_mode & 0o777 == file & ~mask
    assert lock == file & ~mask
    assert os.stat(tmp_path / "a").st_mode & 0o777 == below & ~mask


@unix
def test_nobody_else_may_read_what_is_being_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes, fsync = [], os.fsync

    def look(file: int) -> None:
        modes.append(os.fstat(file).st_mode & 0o777)
        fsync(file)

    monkeypatch.setattr(disk.os, "fsync", look)
    path.chmod(0o664)
    disk.replace(path, OLD, NEW)
    assert modes[0] == 0o600 and os.stat(path).st_mode & 0o777 == 0o664
    modes.clear()
    disk.put_together(path.parent, [(path.name, OLD), ("beside.csv", OLD)])
    assert modes[:2] == [0o600, 0o600] and os.stat(path).st_mode & 0o777 == 0o664


@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_is_taken_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(disk.os, "link", failing(errno.EPERM, "Operation not permitted"))
    assert not disk.put_new(path, NEW)
    assert path.read_bytes() == OLD
    assert disk.put_new(path.with_name("EHC-2.toml"), NEW)
    assert path.with_name("EHC-2.toml").read_bytes() == NEW
    assert left_in(path.parent) == ["EHC-1.toml", "EHC-2.toml"]


FAULTS = [
    (step, number, words)
    for step in ("open", "fsync", "link", "replace", "exchange", "chmod", "stat")
    for number, words in ((errno.ENOSPC, "No space left on device"), (errno.EIO, "Input/output error"))
]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("way", ["new", "replace", "replace by a rename", "over"])
@pytest.mark.parametrize(("step", "number", "words"), FAULTS)
def test_a_disk_that_says_no_leaves_what_was_there_or_the_whole_of_the_new(
    path: Path, monkeypatch: pytest.MonkeyPatch, way: str, step: str, number: int, words: str
) -> None:
    path.chmod(0o640)
    place = path.with_name("EHC-2.toml") if way == "new" else path
    said = "written"
    if way == "replace by a rename":
        monkeypatch.setattr(disk, "exchange", lambda *_: False)
    with monkeypatch.context() as broken:
        if step == "exchange":
            broken.setattr(disk, step, failing(number, words))
        else:
            broken.setattr(disk.os, step, failing(number, words))
        try:
            if way == "new":
                assert disk.put_new(place, NEW)
            elif way.startswith("replace"):
                disk.replace(place, OLD, NEW)
            else:
                disk.put_over(place, [NEW])
        except RefusedError as error:
            said = str(error)
    there = place.read_bytes() if place.exists() else None
    assert there == (NEW if said == "written" else None if way == "new" else OLD), said
    assert said == "written" or "Nothing was written" in said
    assert [name for name in left_in(path.parent) if name.startswith(".")] == []


def test_the_whole_message_of_a_full_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.os, "fsync", failing(errno.ENOSPC, "No space left on device"))
    for write in (lambda: disk.replace(path, OLD, NEW), lambda: disk.put_over(path, [NEW])):
        with pytest.raises(RefusedError) as told:
            write()
        assert str(told.value) == (
            f"{disk.shown(path)}: cannot be written (no space left on device). "
            "Nothing was written; put that right and try again."
        )
    assert path.read_bytes() == OLD and left_in(path.parent) == ["EHC-1.toml"]


@unix
def test_a_folder_that_cannot_be_flushed_is_no_failure(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rename alone decides: what comes after it is not said to have failed."""
    fsync, folders = os.fsync, []

    def only_files(file: int) -> None:
        folders.append(os.path.isdir(f"/dev/fd/{file}"))
        if folders[-1]:
            raise OSError(errno.EIO, "Input/output error")
        fsync(file)

    monkeypatch.setattr(disk.os, "fsync", only_files)
    disk.replace(path, OLD, NEW)
    assert path.read_bytes() == NEW and left_in(path.parent) == ["EHC-1.toml"]
    assert folders == [False, True]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("trades", [pytest.param(True, marks=needs.trading), False])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_share_that_says_no_and_did_it_has_written(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, trades: bool
) -> None:
    whole = exchange if trades else os.replace

    def lies(old: str, new: str) -> None:
        whole(old, new)
        raise OSError(number, "The network name is no longer available")

    if trades:
        monkeypatch.setattr(disk, "exchange", lies)
    else:
        monkeypatch.setattr(disk, "exchange", lambda *_: False)
        monkeypatch.setattr(disk.os, "replace", lies)
    disk.replace(path, OLD, NEW)
    assert path.read_bytes() == NEW and left_in(path.parent) == ["EHC-1.toml"]


def test_a_share_that_says_no_to_a_name_and_gave_it_has_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, place = os.link, path.with_name("EHC-2.toml")

    def lies(old: str, new: str) -> None:
        link(old, new)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk.os, "link", lies)
    assert disk.put_new(place, NEW) and place.read_bytes() == NEW
    assert left_in(path.parent) == ["EHC-1.toml", "EHC-2.toml"]


def test_a_change_made_while_the_new_text_was_flushed_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an editor, which takes no locks: the comparison comes after the flush, which is the slow part."""
    fsync = os.fsync

    def meanwhile(file: int) -> None:
        path.write_bytes(OLD + b"typed by hand\n")
        fsync(file)

    monkeypatch.setattr(disk.os, "fsync", meanwhile)
    with pytest.raises(RefusedError) as told:
        disk.replace(path, OLD, NEW)
    assert str(told.value) == (
        f"{disk.shown(path)}: was changed by somebody else just now. Nothing was written; look at it and try again."
    )
    assert path.read_bytes() == OLD + b"typed by hand\n" and left_in(path.parent) == ["EHC-1.toml"]


@needs.trading
def test_this_disk_trades_names(path: Path) -> None:
    """Else the tests below would prove nothing."""
    other = path.with_name("other")
    other.write_bytes(NEW)
    assert exchange(str(path), str(other))
    assert (path.read_bytes(), other.read_bytes()) == (NEW, OLD)
    with pytest.raises(FileNotFoundError):
        exchange(str(path), str(path.with_name("nobody")))


@needs.trading
@pytest.mark.parametrize("saves", [1, 2, 3])
@pytest.mark.parametrize("way", ["rename", "rewrite"])
def test_a_save_between_the_comparison_and_the_exchange_stands(
    path: Path, monkeypatch: pytest.MonkeyPatch, way: str, saves: int
) -> None:
    """However often the editor saves meanwhile, the last of it stands, and the write is told no."""
    left = [b"save %d\n" % n for n in range(saves, 0, -1)]

    def meanwhile(one: str, other: str) -> bool:
        if left and way == "rename":
            beside = path.with_name("beside")
            beside.write_bytes(left.pop())
            beside.replace(path)
        elif left:
            path.write_bytes(left.pop())
        return exchange(one, other)

    monkeypatch.setattr(disk, "exchange", meanwhile)
    with pytest.raises(RefusedError, match=r"was changed by somebody else just now\. Nothing"):
        disk.replace(path, OLD, NEW)
    assert not left and path.read_bytes() == b"save %d\n" % saves
    assert left_in(path.parent) == ["EHC-1.toml"]


@needs.trading
def test_a_save_that_cannot_be_put_back_is_kept_and_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []

    def breaks(one: str, other: str) -> bool:
        times.append(1)
        if len(times) > 1:
            raise OSError(errno.EIO, "Input/output error")
        path.write_bytes(b"saved\n")
        return exchange(one, other)

    monkeypatch.setattr(disk, "exchange", breaks)
    with pytest.raises(RefusedError, match="What they saved stands in ") as told:
        disk.replace(path, OLD, NEW)
    draft = next(name for name in left_in(path.parent) if name.startswith("."))
    assert draft in str(told.value) and "Nothing was written" not in str(told.value)
    assert (path.with_name(draft).read_bytes(), path.read_bytes()) == (b"saved\n", NEW)


def test_a_file_deleted_underneath_is_not_brought_back(path: Path) -> None:
    path.unlink()
    with pytest.raises(RefusedError, match="was changed by somebody else just now"):
        disk.replace(path, OLD, NEW)
    assert left_in(path.parent) == []


@unix
def test_an_answer_does_not_take_the_place_of_a_device_or_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(RefusedError) as told:
            disk.put_over(place, [NEW])
        assert str(told.value) == f"{place} is no file. Nothing was written; name a file."
    assert os.path.exists("/dev/null") and not os.path.isfile("/dev/null")


def test_a_content_that_cannot_be_made_leaves_nothing(path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one"
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        disk.put_over(path, pieces())
    assert path.read_bytes() == OLD and left_in(path.parent) == ["EHC-1.toml"]


def test_a_name_as_long_as_the_disk_takes_can_be_written(tmp_path: Path) -> None:
    place = tmp_path / ("é" * 125 + ".toml")
    assert disk.put_new(place, OLD)
    disk.replace(place, OLD, NEW)
    assert place.read_bytes() == NEW and len(left_in(tmp_path)) == 1


# Locks


def test_a_lock_is_signed_while_it_is_held_and_gone_afterwards(path: Path) -> None:
    lock = path.with_name(".EHC-1.toml.lock")
    with disk.locked(path):
        assert disk._holder(str(lock)) == (os.getpid(), disk.host())
    assert not lock.exists()


def test_the_lock_of_another_machine_is_kept_whoever_holds_it(path: Path) -> None:
    """A crash over there is not to be told from a lock that does not reach across the share."""
    lock = path.with_name(".EHC-1.toml.lock")
    lock.write_bytes(b"4711\nLAPTOP7\n")
    for _ in range(2):
        with pytest.raises(RefusedError) as told:
            disk.replace(path, OLD, NEW)
        assert str(told.value) == (
            f"{disk.shown(path)}: somebody else is writing to it (program 4711 on LAPTOP7). "
            f"Nothing was written; try again. If nobody is, delete {disk.shown(lock)}."
        )
    assert lock.read_bytes() == b"4711\nLAPTOP7\n" and path.read_bytes() == OLD


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_without_locks_gets_a_file_that_says_who_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import filelock

    monkeypatch.setattr(filelock, "lock_descriptor", failing(number, "no locks here"))
    monkeypatch.setattr(disk, "LOCK_SECONDS", 0.1)
    with disk.locked(path):
        held = path.with_name(".EHC-1.toml.lock").read_text()
        with pytest.raises(RefusedError, match="somebody else is writing to it"):
            disk.replace(path, OLD, NEW)
    assert str(os.getpid()) in held
    disk.replace(path, OLD, NEW)
    assert path.read_bytes() == NEW and left_in(path.parent) == ["EHC-1.toml"]


def test_what_a_dead_holder_was_writing_is_cleared_away_by_the_next(path: Path) -> None:
    number = dead_program()
    path.with_name(".EHC-1.toml.lock").write_text(f"{number}\n{disk.host()}\n")
    path.with_name(f".EHC-1.toml.{disk.host()}-{number}.new").write_bytes(b"half")
    path.with_name(".EHC-1.toml.new").write_bytes(b"of an earlier version")
    disk.replace(path, OLD, NEW)
    assert left_in(path.parent) == ["EHC-1.toml"]


TURNS = """
import sys
from functools import partial
from pathlib import Path
from sendclock.files import disk
from sendclock.files.problem import RefusedError
path, name = Path(sys.argv[1]), sys.argv[2].encode()
for n in range(40):
    while True:
        before = path.read_bytes()
        try:
            disk.replace(path, before, before + name + b"%d\\n" % n)
            break
        except RefusedError:
            pass
"""


@pytest.mark.slow
def test_three_who_write_at_once_lose_nothing_even_beside_a_dead_lock(path: Path) -> None:
    path.with_name(".EHC-1.toml.lock").write_text(f"{dead_program()}\n{disk.host()}\n")
    names = ("a", "b", "c")
    every = [subprocess.Popen([sys.executable, "-c", TURNS, str(path), name]) for name in names]
    assert [process.wait(timeout=240) for process in every] == [0, 0, 0]
    there = path.read_text().splitlines()[1:]
    for name in names:
        assert [line for line in there if line[0] == name] == [f"{name}{n}" for n in range(40)]
    assert len(there) == 120 and left_in(path.parent) == ["EHC-1.toml"]


RACE = """
import sys
from functools import partial
from pathlib import Path
from sendclock.files import disk
folder, name = Path(sys.argv[1]), sys.argv[2].encode()
print(*[n for n in range(200) if disk.put_new(folder / f"EHC-{n}.toml", name, flush=False)])
"""


def test_a_new_name_is_given_to_one_of_two(tmp_path: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", RACE, str(tmp_path), name], stdout=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    won = [set(process.communicate(timeout=120)[0].split()) for process in both]
    assert won[0] | won[1] == {str(n) for n in range(200)} and not won[0] & won[1]
    for name, numbers in zip(("a", "b"), won, strict=True):
        assert all((tmp_path / f"EHC-{n}.toml").read_text() == name for n in numbers)
    assert len(left_in(tmp_path)) == 200


# Killed


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("way", ["new", "over"])
def test_killed_at_any_point_there_is_nothing_or_the_whole(tmp_path: Path, way: str) -> None:
    found: list[bool] = []
    killed = True
    while killed:
        place = tmp_path / str(len(found)) / "EHC-1.toml"
        place.parent.mkdir()
        write = partial(disk.put_new, place, NEW) if way == "new" else partial(disk.put_over, place, [NEW])
        killed = killed_at(len(found) + 1, write)
        content = place.read_bytes() if place.exists() else None
        assert content in (None, NEW), f"torn at step {len(found)}"
        assert list(disk.list_cases(place.parent)) == ([str(place)] if content else [])
        named = disk.leftovers(place.parent, time.time_ns())
        assert len(named) == len(left_in(place.parent)) - (content is not None), f"not named at step {len(found)}"
        disk.sweep(place.parent, time.time_ns())
        assert left_in(place.parent) == (["EHC-1.toml"] if content else []), f"leftovers stay at step {len(found)}"
        found.append(content == NEW)
    assert len(found) > 10 and found == sorted(found) and not found[0] and found[-1]


def test_what_is_still_being_written_is_left_alone(tmp_path: Path) -> None:
    """A draft and a lock of a program that runs, of another machine, and such of an hour ago; and what is not ours."""
    number, host, now = dead_program(), disk.host(), time.time_ns()
    mine = f".EHC-1.toml.{host}-{os.getpid()}.new"
    files = {
        mine: b"",
        f".EHC-2.toml.{host}-{number}.new": b"",
        ".EHC-3.toml.LAPTOP7-4711.new": b"",
        ".EHC-4.toml.lock": b"",
        ".EHC-5.toml.lock": f" {number}\n{host}\n".encode(),
        ".EHC-6.toml.lock": b"4711\nLAPTOP7\n",
        ".swp": b"",
        ".EHC-7.toml.swp": b"",
        "EHC-8.toml.new": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    def names(moment: int) -> list[str]:
        return sorted(Path(found).name for found in disk.leftovers(tmp_path, moment))

    dead = [f".EHC-2.toml.{host}-{number}.new", ".EHC-5.toml.lock"]
    old = [".EHC-3.toml.LAPTOP7-4711.new", ".EHC-4.toml.lock", ".EHC-6.toml.lock"]
    assert names(now) == sorted(dead)
    assert names(now + 2 * HOUR) == sorted([mine, *dead, *old])
    disk.sweep(tmp_path, now)
    assert left_in(tmp_path) == sorted(files.keys() - set(dead))
    os.remove(tmp_path / mine)
    disk.sweep(tmp_path, now + 2 * HOUR)
    assert left_in(tmp_path) == [".EHC-6.toml.lock", ".EHC-7.toml.swp", ".swp", "EHC-8.toml.new"]


# The cache


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_is_kept_comes_back(cache: Path) -> None:
    assert disk.read_cache("x.json") is None
    for content in (b"", b"kept", b"\n\n", bytes(range(256)) * 1000):
        disk.write_cache("x.json", content)
        assert disk.read_cache("x.json") == content
    assert left_in(cache) == ["x.json"]


@unix
def test_it_is_kept_for_this_user_alone(cache: Path) -> None:
    before = os.umask(0)
    try:
        disk.write_cache("x.json", b"kept")
    finally:
        os.umask(before)
    assert (os.stat(cache).st_mode & 0o777, os.stat(cache / "x.json").st_mode & 0o777) == (0o700, 0o600)


@unix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_a_folder_in_which_others_write_is_not_used(cache: Path, mode: int) -> None:
    disk.write_cache("x.json", b"kept")
    cache.chmod(mode)
    assert disk.read_cache("x.json") is None
    disk.write_cache("y.json", b"kept")
    assert left_in(cache) == ["x.json"]
    cache.chmod(0o700)
    assert disk.read_cache("x.json") == b"kept"
    (cache / "x.json").chmod(0o666)
    assert disk.read_cache("x.json") is None


def test_one_changed_byte_is_never_taken_for_what_was_kept(cache: Path) -> None:
    disk.write_cache("x.json", b'{"due": "2027-01-19"}')
    whole = (cache / "x.json").read_bytes()
    for place in range(len(whole)):
        for flipped in (1, 0x20, 0x80):
            torn = bytearray(whole)
            torn[place] ^= flipped
            (cache / "x.json").write_bytes(torn)
            assert disk.read_cache("x.json") is None, place
    for end in range(len(whole)):
        (cache / "x.json").write_bytes(whole[:end])
        assert disk.read_cache("x.json") is None
    (cache / "x.json").write_bytes(whole + b" ")
    assert disk.read_cache("x.json") is None


@pytest.mark.parametrize("step", ["open", "replace", "chmod", "mkdir", "makedirs"])
def test_a_cache_that_fails_is_no_trouble(cache: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(disk.os, step, failing(errno.ENOSPC, "No space left on device"))
        disk.write_cache("x.json", b"kept")
    assert disk.read_cache("x.json") in (None, b"kept")
    assert [name for name in (left_in(cache) if cache.exists() else []) if name.startswith(".")] == []


@unix
def test_a_pipe_in_the_cache_does_not_hang(cache: Path) -> None:
    cache.mkdir(mode=0o700)
    os.mkfifo(cache / "x.json", 0o600)
    assert disk.read_cache("x.json") is None


def keep(name: str, content: bytes) -> str | None:
    """A file in the cache, made and sealed as a database is; where it lies."""
    place = disk.cache_place(name)
    new = disk.new_cache(place) if place else None
    if place is None or new is None:
        return None
    Path(new).write_bytes(content)
    if not disk.cache_put(new, place):
        return None
    disk.seal(place)
    return place


def test_what_is_kept_is_whole(cache: Path) -> None:
    assert disk.is_sealed(str(cache / "x.sqlite")) is None
    for content in (b"", b"kept", bytes(range(256)) * 1000):
        place = keep("x.sqlite", content)
        assert place is not None and disk.is_sealed(place) is True
    assert left_in(cache) == ["x.sqlite", "x.sqlite.seal"]


@unix
def test_a_database_is_for_this_user_alone(cache: Path) -> None:
    before = os.umask(0)
    try:
        keep("x.sqlite", b"kept")
    finally:
        os.umask(before)
    modes = [os.stat(path).st_mode & 0o777 for path in (cache, cache / "x.sqlite", cache / "x.sqlite.seal")]
    assert modes == [0o700, 0o600, 0o600]


@unix
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_a_database_in_a_folder_in_which_others_write_is_not_used(cache: Path, mode: int) -> None:
    place = keep("x.sqlite", b"kept")
    assert place
    cache.chmod(mode)
    assert disk.cache_place("x.sqlite") is None
    cache.chmod(0o700)
    assert disk.is_sealed(place) is True
    (cache / "x.sqlite").chmod(0o666)
    assert disk.is_sealed(place) is False


def test_one_changed_byte_is_seen(cache: Path) -> None:
    place = keep("x.sqlite", b"due 2027-01-19")
    assert place
    for at in range(14):
        time.sleep(0.011)  # a disk may count time in hundredths of a second
        with open(place, "r+b") as file:
            file.seek(at)
            file.write(b"#")
        assert disk.is_sealed(place) is False, at
        disk.seal(place)
        assert disk.is_sealed(place) is True


def test_a_changed_seal_seals_nothing(cache: Path) -> None:
    place = keep("x.sqlite", b"kept")
    beside = cache / "x.sqlite.seal"
    whole = beside.read_bytes()
    for torn in (*(whole[:end] for end in range(len(whole))), whole + b" ", whole.replace(b" ", b"_", 1)):
        beside.write_bytes(torn)
        assert disk.is_sealed(str(place)) is False


@pytest.mark.parametrize("step", ["open", "replace", "mkdir", "makedirs"])
def test_a_database_that_cannot_be_kept_is_no_trouble(cache: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(disk.os, step, failing(errno.ENOSPC, "No space left on device"))
        keep("x.sqlite", b"kept")
    assert disk.is_sealed(str(cache / "x.sqlite")) in (None, True)
    assert [name for name in (left_in(cache) if cache.exists() else []) if name.startswith(".")] == []


@unix
def test_a_pipe_for_a_seal_does_not_hang(cache: Path) -> None:
    place = keep("x.sqlite", b"kept")
    (cache / "x.sqlite.seal").unlink()
    os.mkfifo(cache / "x.sqlite.seal", 0o600)
    assert disk.is_sealed(str(place)) is False


# Every case file with its stamp


def test_the_stamped_cases_are_those_of_the_list(tmp_path: Path) -> None:
    names = """a.toml b.TOML c.toml.txt d.txt .e.toml ~f.toml sendclock.toml plain x.y.toml 2019/a.toml v1.2/g.toml
        2019/packs/p.toml packs/p.toml h.toml/i.toml 2019/sendclock.toml 2019/deep/z.toml .hid/a.toml"""
    for name in (*names.split(), "sendclock (1).toml", "Copy of sendclock.toml", "2019/sendclock - Copy.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    check_stamps(tmp_path)


@unix
def test_links_closed_folders_and_odd_names_too(tmp_path: Path) -> None:
    for name in ("a.toml", "sub/b.toml", "closed/c.toml", "other/d.toml"):
        (tmp_path / "top" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "top" / name).write_text("x", encoding="utf-8")
    top = tmp_path / "top"
    os.symlink(top / "a.toml", top / "link.toml")
    os.symlink(tmp_path / "nowhere", top / "lost.toml")
    os.symlink(top, top / "sub" / "up")
    os.mkfifo(top / "pipe.toml")
    Path(os.fsdecode(os.fsencode(top) + b"/caf\xe9.toml")).write_text("x", encoding="utf-8")
    check_stamps(top)
    check_stamps(tmp_path / "gone")


def check_stamps(top: Path) -> None:
    lost: list[str] = []
    listed = sorted(disk.list_cases(top, lost))
    found: dict[str, tuple[int, ...]] = {}
    for here in disk.stamped_cases(top):
        for at, name in enumerate(here.names):
            assert here.place == os.path.join(top, *here.below.split("/")) or not here.below
            found[os.path.join(here.place, name)] = tuple(here.stamps[4 * at : 4 * at + 4])
    assert sorted(found) == listed
    for path, stamp in found.items():
        assert stamp == (tuple(disk.stamp_of(path)) if os.path.exists(path) else disk.NO_STAMP)


CASE = 'schema = 1\nref = "EHC-2"\n\n[[event]]\ntype = "assessment-requested"\non = 2026-09-07\n'
ODD: dict[str, Callable[[Path], object]] = {
    "EHC-2.toml": lambda place: place.symlink_to("elsewhere"),
    "EHC-3.toml": lambda place: place.mkdir(),
    "EHC-4.toml": os.mkfifo if hasattr(os, "mkfifo") else Path.mkdir,
    "EHC-5.toml\ncopy": lambda place: place.write_text(CASE),
    "EHC-5\n6.toml": lambda place: place.write_text(CASE),
    "~EHC-7.toml": lambda place: place.write_text(CASE),
    "~$W-1.toml": lambda place: place.write_text("open in an editor"),
    "notes.toml\nof mine": lambda place: place.write_text("of no case"),
    ".EHC-8.toml": lambda place: place.write_text(CASE),
    "sendclock.toml": lambda place: place.write_text("schema = 1\n"),
    "my sendclock.toml": lambda place: place.write_text("schema = 1\n"),
    "EHC-9.TOML": lambda place: place.write_text(CASE),
}


@unix
@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("below", ["", "north"])
def test_a_folder_that_is_looked_at_in_one_go_has_what_it_has_one_by_one(tmp_path: Path, name: str, below: str) -> None:
    """Among thirty case files, each odd thing that a person or a program may leave there."""
    (tmp_path / "elsewhere").write_text(CASE)
    here = tmp_path / "cases" / below
    here.mkdir(parents=True)
    for number in range(30):
        (here / f"W-{number}.toml").write_text(CASE)
    plain = told_of(tmp_path / "cases")
    assert len(plain) == 30
    ODD[name](here / name)
    told, one_by_one = told_of(tmp_path / "cases"), told_of(tmp_path / "cases", disk._stamped_one_by_one)
    assert told == one_by_one
    assert told.items() >= plain.items()


def told_of(
    cases: Path, looking: Callable[[Any, list[str] | None], list[disk.Stamped]] = disk.stamped_cases
) -> dict[str, tuple[int, ...]]:
    """Each case file by its path below, with its stamp."""
    return {
        f"{here.below}/{name}": tuple(here.stamps[4 * at : 4 * at + 4])
        for here in looking(str(cases), [])
        for at, name in enumerate(here.names)
    }


@needs.links
def test_within_a_folder_as_written_or_links_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "elsewhere" / "below").mkdir(parents=True)
    (tmp_path / "book" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (tmp_path / "other").symlink_to(tmp_path / "book", target_is_directory=True)
    monkeypatch.chdir(tmp_path / "book")
    book = str(tmp_path / "book")
    for path, folder in (
        (book, book), (f"{book}/link", book), (f"{book}/link/below/x.toml", book), (f"{book}/x", tmp_path / "other"),
        ("link/below", "."), (".", "."), ("x.toml", book), ("../book/x", "."),
    ):  # fmt: skip
        assert disk.is_within(path, folder), (path, folder)
    for path, folder in (
        (f"{book}/../elsewhere/x", book), (f"{book}er", book), ("../elsewhere/x", "."), (tmp_path, book),
        (tmp_path / "elsewhere", book), (f"{book}/link/../elsewhere", book),
    ):  # fmt: skip
        assert not disk.is_within(path, folder), (path, folder)
