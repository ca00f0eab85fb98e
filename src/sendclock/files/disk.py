"""The one door to the disk: nothing else opens, lists, locks, replaces or removes a file.

What is read is a regular file of a bounded size, or a problem that says why not: no pipe, no link that leads to itself,
no folder that is closed to us ever stops a command. What is written is written whole or not at all: beside its place,
flushed, compared once more with what was read, and then given its name; the name alone decides whether it was written.
The one door to `filelock` and `platformdirs`, which are imported when they are needed.
Must not know: what a file means, what day it is.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import time
import zlib
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from operator import attrgetter
from typing import Any, BinaryIO, Literal, TextIO, TypeVar

from sendclock.files import stray, windows
from sendclock.files.exchange import exchange, rename_alone
from sendclock.files.problem import NO_STDOUT, CannotRunError, Position, Problem, RefusedError
from sendclock.tuples import NamedTuple

T = TypeVar("T")
AnyPath = str | os.PathLike[str]

WINDOWS = os.name == "nt"
MIB = 1 << 20
CASE_LIMIT = 32 * MIB  # a case of forty years has a few hundred KiB
TRACKER_LIMIT = 512 * MIB
INDEX_LIMIT = 2048 * MIB
LOCK_SECONDS = 5.0
REPLACE_TRIES = 8  # os.replace on a Windows share fails now and then
READ_TRIES = (
    10  # of a file that is just being exchanged: Windows says that it is closed to us, some disks that it is gone
)
DEAD_SECONDS = 3600  # nobody writes one file for an hour
SETTINGS = "sendclock.toml"
# Patterns are made ready when one is asked for.
# What editors, browsers and sync tools make of the name of the settings; no reference of a case has a space.
LIKE_SETTINGS = (
    r"(?i)(copy (\(\d+\) )?of )?sendclock( ?\(\d+\)| - copy( \(\d+\))?| copy( \d+)?)?(\.toml)?\.toml(\.txt)?"
)
LONGEST_WINDOWS_PATH = 259  # letters, from the drive to the end of the name
# Windows keeps these for itself, whatever follows after a dot.
KEPT_NAMES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
LONGEST_NAME = 120  # bytes of a file's name that its lock and its draft repeat as they are

_BINARY = getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
_LOCK = _BINARY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL)  # a disk that knows no kernel locks
_DRAFT = r"\.([A-Za-z0-9-]+)-(\d+)\.new$"  # machine, program
_LEFT = r"\..+\.toml\.(lock|new|[A-Za-z0-9-]+-\d+\.new)"


# Reading


def read_regular(path: AnyPath, limit: int = CASE_LIMIT) -> bytes | Problem:
    """What stands in a file of at most `limit` bytes, or why it cannot be read. Links are followed. While somebody
    writes to it, it is read a moment later if it must be."""
    name = os.fspath(path)
    for _ in range(READ_TRIES):
        found, again = _read_now(name, limit)
        if not (again and is_there(lock_of(name))):
            break
        time.sleep(0.02)
    return found


def _read_now(name: str, limit: int) -> tuple[bytes | Problem, bool]:
    """The same, and whether a moment later it may be otherwise."""
    try:
        name.encode("utf-8")
        seen = os.stat(name)
        if not stat.S_ISREG(seen.st_mode):
            return _not_a_file(name, seen.st_mode), False
        if seen.st_size > limit:
            return _too_large(name, limit), False
        file = os.open(name, _READ)
        try:
            if not stat.S_ISREG(mode := os.fstat(file).st_mode):  # another thing took its name in between
                return _not_a_file(name, mode), False
            content = _all_of(file, seen.st_size, limit)
        finally:
            os.close(file)
    except UnicodeEncodeError:
        fix = "The name of the file, or of a folder above it, is not UTF-8. Rename it."
        return _unreadable(name, f"cannot be read safely. {fix}"), False
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        return _unreadable(name, _why(error)), isinstance(error, FileNotFoundError | PermissionError)
    return _too_large(name, limit) if len(content) > limit else content, False


def _all_of(file: int, size: int, limit: int) -> bytes:
    """Up to one byte more than `limit`, whatever size the file was a moment ago."""
    parts, room, want = [], limit + 1, size + 1
    while room > 0 and (part := os.read(file, min(room, want))):
        parts.append(part)
        room -= len(part)
        want = MIB
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read_package(path: AnyPath) -> bytes:
    """A file that comes with the program. Raises CannotRunError where it is missing: the installation is broken."""
    content = read_regular(path)
    if isinstance(content, Problem):
        raise CannotRunError(f"{content} It comes with sendclock: install sendclock again.")
    return content


def list_package(folder: AnyPath, ending: str = ".toml") -> list[str]:
    """The files that come with the program in one of its folders, by name."""
    found = list_folder(folder, ending)
    return [] if isinstance(found, Problem) else found


def _unreadable(name: str, message: str) -> Problem:
    return Problem(Position(shown(name), 0), "error", "unreadable", message)


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return "is a link that leads back to itself, so it cannot be read. Delete it, or put the file in its place."
    fix = _too_long(error)
    if isinstance(error, FileNotFoundError) and not fix:
        leads_nowhere = error.filename is not None and os.path.islink(error.filename)
        fix = "Delete it, or put the file in its place."
        return f"is a link that leads nowhere, so it cannot be read. {fix}" if leads_nowhere else "is not there."
    return f"cannot be read ({reason(error)}). {fix or 'Close other programs that hold it, or ask for access.'}"


def _too_long(error: OSError | ValueError, draft: str = "") -> str:
    """What to do where it is the length that the system minds: Windows says of a long path that it is not there.
    `draft` is what was to be written beside the file."""
    name = draft or getattr(error, "filename", None) or ""
    letters = len(os.path.abspath(name)) if WINDOWS and isinstance(name, str) and name else 0
    if letters > LONGEST_WINDOWS_PATH:
        whose = "The whole path of the draft beside it" if draft else "Its whole path"
        much = f"{whose} has {letters} letters, and Windows takes {LONGEST_WINDOWS_PATH}."
    elif getattr(error, "errno", None) == errno.ENAMETOOLONG:
        much = "Its name, or its whole path, is too long for this disk."
    else:
        return ""
    return f"{much} Give it, or a folder above it, a shorter name, or move the casebook higher up."


def reason(error: Exception) -> str:
    """What the system said, in small letters."""
    return (getattr(error, "strerror", None) or "unknown reason").lower()


def _not_a_file(name: str, mode: int) -> Problem:
    if stat.S_ISDIR(mode):
        try:
            os.scandir(name).close()
        except OSError as error:  # a folder of cases that could not be listed
            return _unreadable(name, _why(error))
        return _unreadable(name, "cannot be read (it is a folder). Name a file.")
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    return _unreadable(name, f"is {kind}, not a file, so it is not read. Take it away, or put a file in its place.")


def _too_large(name: str, limit: int) -> Problem:
    size = f"{limit // MIB} MiB" if limit >= MIB else f"{limit} bytes"
    return _unreadable(name, f"is larger than {size}, so it is not read. Look whether it is the file it should be.")


def shown(path: AnyPath) -> str:
    """The path as messages give it: with forward slashes, and bytes that are no UTF-8 written `\\xc9`."""
    name = os.fspath(path).replace("\\", "/") if WINDOWS else os.fspath(path)
    try:
        name.encode("utf-8")
        return name
    except UnicodeEncodeError:
        return os.fsencode(name).decode("utf-8", "backslashreplace")


# Looking


def here() -> str:
    """The working folder. Raises CannotRunError where it has been deleted."""
    try:
        return os.getcwd()
    except OSError:
        fix = "Go to another (cd ~), or give the casebook with --cases DIR."
        raise CannotRunError(f"the folder you are in has been deleted, or is closed to you. {fix}") from None


def home() -> str:
    """The user's own folder."""
    return os.path.expanduser("~")


def is_folder(path: AnyPath) -> bool:
    return _mode(path, stat.S_ISDIR)


def is_file(path: AnyPath) -> bool:
    return _mode(path, stat.S_ISREG)


def _mode(path: AnyPath, test: Callable[[int], bool]) -> bool:
    try:
        return test(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def is_there(path: AnyPath) -> bool:
    """Whether anything has this name, be it a link that leads nowhere."""
    return os.path.lexists(path)


def is_open_to_all(path: AnyPath) -> bool:
    """Whether every user of this machine may read it, as far as its own mode says."""
    try:
        return not WINDOWS and bool(os.stat(path).st_mode & 0o004)
    except (OSError, ValueError):
        return False


def may_add_to(folder: AnyPath) -> bool:
    """Whether a file can be made in a folder, as far as the system says so beforehand."""
    return os.access(folder, os.W_OK | os.X_OK)


def real(path: AnyPath) -> str:
    """The one name of the place: absolute, its links followed as far as they lead."""
    try:
        return os.path.realpath(path)
    except OSError:  # relative, and the working folder is gone
        return os.fspath(path)


def in_bytes(path: AnyPath) -> bytes:
    """The path as the disk has it."""
    return os.fsencode(path)


def wait(seconds: float) -> None:
    """For another program that is in the middle of something."""
    time.sleep(seconds)


def is_within(path: AnyPath, folder: AnyPath) -> bool:
    """Whether `path` is `folder` or below it: as it is written, wherever a folder on the way is linked to, for so it is
    read; or links followed."""
    if _is_written_within(os.fspath(path), os.fspath(folder)):
        return True
    place, top = real(path), real(folder)
    return place == top or place.startswith(top.rstrip(os.sep) + os.sep)


def _is_written_within(path: str, folder: str) -> bool:
    above = "" if folder == os.curdir else os.path.join(folder, "")
    if os.path.isabs(path) != os.path.isabs(folder) or not os.path.join(path, "").startswith(above):
        return False
    return os.pardir not in path[len(above) :].split(os.sep)


_STAMP: Callable[[os.stat_result], tuple[int, int, int, int]] = attrgetter(
    "st_size", "st_mtime_ns", "st_ctime_ns", "st_ino"
)
_KIND_AND_STAMP = attrgetter("st_mode", "st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
_LARGEST = (1 << 63) - 1


def stamp_of(path: AnyPath) -> list[int]:
    """Size, times and inode. Raises OSError where the file is gone or may not be looked at."""
    return _fitting([*_STAMP(os.stat(path))])


def _fitting(numbers: list[int]) -> list[int]:
    """Windows and file servers give files numbers of 64 bits and more, of which the lower 63 are kept."""
    return numbers if max(numbers, default=0) <= _LARGEST else [number & _LARGEST for number in numbers]


def checksum(path: AnyPath) -> int:
    """One number for what stands in a file; -1 where it cannot be read."""
    content = read_regular(path)
    return -1 if isinstance(content, Problem) else zlib.crc32(content)


def list_folder(folder: AnyPath, ending: str = "") -> list[str] | Problem:
    """What lies in a folder, by name: the paths that end so. Nothing where there is no such folder, a problem where
    there is one that cannot be listed."""
    name = os.fspath(folder)
    try:
        with os.scandir(name) as found:
            return sorted(entry.path for entry in found if entry.name.endswith(ending))
    except (OSError, ValueError) as error:
        return _unreadable(name, _why(error)) if is_there(name) else []


def holds_cases_alone(folder: AnyPath) -> bool:
    """Whether nothing at all lies below the folder but case files and folders of them, under names that nobody need
    look into: asked of each folder at once, for so it is with nearly every casebook."""
    todo = [os.fspath(folder)]
    try:
        while todo:
            with os.scandir(todo.pop()) as entries:
                there = list(entries)
            rest = [each for each in there if each.name[-5:] != ".toml" or not each.is_file(follow_symlinks=False)]
            text = "\n".join(["", *[each.name for each in there]]).lower()
            if any(odd in text for odd in ("\n.", "\n~", "sendclock", "\npacks")):
                return False
            if not all(each.is_dir(follow_symlinks=False) for each in rest):
                return False
            todo += [each.path for each in rest]
    except (OSError, ValueError):  # closed to us, or gone in between
        return False
    return True


def list_cases(folder: AnyPath, lost: list[str] | None = None) -> list[str]:
    """Every case file below `folder`, sorted, and each file that reads as one under another name and is not the copy
    of one (`passed_over`). `packs/` and the settings file are not cases.

    Links to folders are followed, but not back up. What cannot be looked at (a closed folder, a link that leads nowhere
    or to itself) is given as if it were a case, and added to `lost`: reading it says why it is none.
    """
    found, odd = _cases_and_others(folder, [] if lost is None else lost)
    return _with_those_alone(found, _strays(odd, found) if odd else [])


def _with_those_alone(found: list[str], strays: Iterable[Stray]) -> list[str]:
    alone = [one.path for one in strays if one.alone]
    return sorted([*found, *alone], key=lambda path: path.split(os.sep)) if alone else found


def _cases_and_others(folder: AnyPath, lost: list[str]) -> tuple[list[str], list[str]]:
    """What the names alone say is a case, in order; and what has to be looked into."""
    top, found, odd = os.fspath(folder), list[str](), list[str]()
    for place, entries in _folders(top):
        if entries is None:
            lost.append(place)
            found.append(place)
            continue
        for entry in entries:
            name = entry.name.lower()
            if entry.name == SETTINGS or (place == top and re.fullmatch(LIKE_SETTINGS, name)):
                continue  # every answer names it (`casebook.folder.unread_settings`)
            leads_nowhere = entry.is_symlink() and not os.path.exists(entry.path)
            hidden = name[0] in ".~" or entry.name == "packs"
            if not hidden and (name.endswith(".toml") or (leads_nowhere and ("." not in name or ".toml" in name))):
                if leads_nowhere:  # it may have been a folder
                    lost.append(entry.path)
                found.append(entry.path)
            elif not leads_nowhere and not stray.is_harmless(entry.name):
                odd.append(entry.path)
    return found, odd


class Stray(NamedTuple):
    """A file that no answer reads. `ref` is the reference that stands in it, or in its name; `twin` the path of the
    case that has it, if there is one; `is_case`: what is in it reads as a case, or its name says it was one."""

    path: str
    ref: str
    twin: str
    is_case: bool

    @property
    def alone(self) -> bool:
        """Whether a child may be on no list because of it."""
        return self.is_case and not self.twin


def passed_over(folder: AnyPath) -> tuple[list[Stray], list[str]]:
    """What lies among the cases of a folder and is read by nobody: copies of a case under other names, and other kinds
    of file that are called like a case that is not there. What reads as a case that is not there is one: the cases
    (`list_cases`) are given too, found on the same way.
    """
    found, odd = _cases_and_others(folder, [])
    strays = _strays(odd, found, named=True) if odd else []
    return [one for one in strays if not one.alone], _with_those_alone(found, strays)


def _strays(odd: Iterable[str], cases: Iterable[str], named: bool = False) -> list[Stray]:
    """Of the files and hidden folders that have to be looked into, those that a child may stand behind. `named`: also
    what is only called like a case."""
    seen = [each for path in odd for each in (_named_toml(path) if _mode(path, stat.S_ISDIR) else (path,))]
    looked = [one for one in map(_looked_into, seen) if named or one.is_case]
    if not looked:
        return []
    refs = {os.path.basename(path)[:-5].casefold(): path for path in cases}
    shapes = frozenset(filter(None, map(stray.shape, refs)))
    found = [_with_twin(one, refs, shapes) for one in looked]
    return [one for one in found if one.is_case or (one.ref and not one.twin)]


def _with_twin(one: Stray, refs: Mapping[str, str], shapes: frozenset[str]) -> Stray:
    """With the case that has its reference; none, where its name has that of another child who is not there."""
    name = os.path.basename(one.path)
    if not one.is_case:
        called = stray.called_like_a_case(name, shapes)
        return one._replace(ref=called, twin=refs.get(called.casefold(), ""))
    own = stray.reference_of(name).casefold()
    if own not in refs and stray.shape(own) in shapes:
        return one
    return one._replace(twin=refs.get(one.ref.casefold(), ""))


def _looked_into(path: str) -> Stray:
    """The beginning of a file, read if it is one that is open to us. `ref` is empty where it reads as no case."""
    name = os.path.basename(path)
    begins = _beginning(path)
    inside = stray.reference_inside(begins) if begins else None
    called = not name.endswith(".toml") and (stray.has_the_ending(name) or name.lower().endswith(stray.MISNAMED))
    was_one = called and os.path.basename(os.path.dirname(path)) != "packs"  # there it was a pack
    is_case = inside is not None or was_one
    return Stray(path, (inside or stray.reference_of(name)) if is_case else "", "", is_case)


def kind_of(path: AnyPath) -> stray.Kind:
    """What a file reads as from its beginning, whatever its name."""
    begins = _beginning(os.fspath(path))
    return stray.kind_inside(begins) if begins else ""


def _beginning(path: str) -> bytes | None:
    """The first bytes of a regular file; None for anything else, and for one closed to us."""
    try:
        file = os.open(path, _READ)
        try:
            return os.read(file, stray.BEGINNING) if stat.S_ISREG(os.fstat(file).st_mode) else None
        finally:
            os.close(file)
    except (OSError, ValueError):
        return None


def _named_toml(folder: str) -> Iterator[str]:
    """In a folder where no case is looked for, and below it, what has `.toml` in its name. No link is followed."""
    todo = [folder]
    while todo:
        place = todo.pop()
        if os.path.basename(place).lower() in stray.KEPT_BY_PROGRAMS:
            continue
        with suppress(OSError), os.scandir(place) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                elif ".toml" in entry.name.lower() and not stray.is_harmless(entry.name):
                    yield entry.path


class Stamped:
    """What lies in one folder of cases: the name of each case file in it, and its stamps, four numbers a file as
    `stamp_of` has them, all zero for one that cannot be looked at. `below` is its path below the folder of all cases,
    with forward slashes; empty for that folder itself."""

    __slots__ = ("below", "names", "place", "stamps")

    def __init__(self, below: str, place: str) -> None:
        self.below, self.place = below, place
        self.names: list[str] = []
        self.stamps = array("q")

    def taken_out(self, names: Container[str] | None = None) -> Stamped:
        """These files of it (None: all), which it has no more."""
        whole, stamps = Stamped(self.below, self.place), self.stamps
        if names is None:
            whole.names, whole.stamps, self.names, self.stamps = self.names, stamps, [], array("q")
            return whole
        mine: list[str] = []
        rest = array("q")
        for at, name in enumerate(self.names):
            into, note = (whole.names, whole.stamps) if name in names else (mine, rest)
            into.append(name)
            note.extend(stamps[4 * at : 4 * at + 4])
        self.names, self.stamps = mine, rest
        return whole

    def leave_out(self, paths: Container[str]) -> None:
        """Without these files."""
        for at in reversed(range(len(self.names))):
            if os.path.join(self.place, self.names[at]) in paths:
                del self.names[at], self.stamps[4 * at : 4 * at + 4]


NO_STAMP = (0, 0, 0, 0)


def stamped_cases(folder: AnyPath, lost: list[str] | None = None) -> list[Stamped]:
    """Every case file of `list_cases` with its stamp, by folder, in no order: a system call a file. `lost` as there."""
    return _by_folder(folder, lost, _stamps_of)


def named_cases(folder: AnyPath, lost: list[str] | None = None) -> list[Stamped]:
    """The same by their names alone: no file is looked at, and every stamp is `NO_STAMP`."""
    return _by_folder(folder, lost, _no_stamps)


def _by_folder(folder: AnyPath, lost: list[str] | None, looking: _Looking) -> list[Stamped]:
    found: list[Stamped] = []
    odd: list[str] = []
    todo = [Stamped("", os.fspath(folder))]
    try:
        while todo:
            found.append(todo.pop())
            if not _stamp_folder(found[-1], todo, odd, looking):
                return _stamped_one_by_one(os.fspath(folder), lost)
        if odd:
            _add_strays(found, odd, looking)
    except (OSError, ValueError):  # closed to us, or gone in between
        return _stamped_one_by_one(os.fspath(folder), lost)
    return found


def _add_strays(found: list[Stamped], odd: list[str], looking: _Looking) -> None:
    """With the files that read as a case under another name, each in its folder."""
    cases = (os.path.join(here.place, name) for here in found for name in here.names)
    for one in [one for one in _strays(odd, cases) if one.alone]:
        place, name = os.path.split(one.path)
        here = next((here for here in found if here.place == place), None)
        if here is None:  # in a hidden folder
            here = Stamped(os.path.relpath(place, found[0].place).replace(os.sep, "/"), place)
            found.append(here)
        here.names.append(name)
        here.stamps.extend(looking(place, [name]))


def _stamp_folder(here: Stamped, todo: list[Stamped], odd: list[str], looking: _Looking) -> bool:
    """False where only `list_cases` can tell what lies here: beside a link. `odd`: what has to be looked into."""
    if looking is _stamps_of and os.stat in os.supports_dir_fd:
        names = os.listdir(here.place)
        if _are_all_of_cases(names) and (stamps := _stamps_of_files(here.place, names)) is not None:
            here.names = names
            here.stamps.extend(stamps)
            return True
    with os.scandir(here.place) as entries:
        there = list(entries)
    files = [each.name for each in there if each.name[-5:] == ".toml" and each.is_file(follow_symlinks=False)]
    if len(files) == len(there) and _are_all_of_cases(files):
        here.names = files
    elif not _sort_out(here, there, todo, odd):
        return False
    here.stamps.extend(looking(here.place, here.names))
    return True


def _are_all_of_cases(names: Sequence[str]) -> bool:
    """Whether there is anything in a folder but case files; asked of all at once, for nearly always there is not."""
    text = "\n".join(["", *names, ""])
    if text.count(".toml\n") != len(names) or text.count("\n") != len(names) + 1:  # names may hold ends of lines
        return False
    small = text.lower()
    return not any(odd_one in small for odd_one in ("\n.", "\n~", "sendclock"))


def _sort_out(here: Stamped, there: list[os.DirEntry[str]], todo: list[Stamped], odd: list[str]) -> bool:
    """The same for each entry of a folder by itself."""
    below, above, add = here.below, f"{here.below}/" if here.below else "", here.names.append
    for entry in there:
        name = entry.name
        if (
            name[-5:] == ".toml"
            and name[0] not in ".~"
            and (below or "sendclock" not in name.lower())
            and name != SETTINGS
            and entry.is_file(follow_symlinks=False)
        ):
            add(name)
            continue  # as most are
        if name == SETTINGS or stray.is_harmless(name):
            continue
        if name[0] in ".~" or name == "packs":
            odd.append(entry.path)
        elif entry.is_symlink():
            return False
        elif entry.is_dir(follow_symlinks=False):
            todo.append(Stamped(above + name, entry.path))
        elif not below and "sendclock" in name.lower() and re.fullmatch(LIKE_SETTINGS, name.lower()):
            continue
        elif name[-5:].lower() == ".toml":
            add(name)
        else:
            odd.append(entry.path)
    return True


def has_links(folder: AnyPath) -> bool:
    """Whether a link lies below the folder: what it leads to may lie elsewhere as well."""
    ahead = [os.fspath(folder)]
    try:
        while ahead:
            with os.scandir(ahead.pop()) as entries:
                there = list(entries)
            if any(entry.is_symlink() for entry in there):
                return True
            ahead += [entry.path for entry in there if entry.is_dir() and _leads_down(entry)]
    except OSError:  # closed to us
        return True
    return os.path.islink(folder)


_Looking = Callable[[str, Sequence[str]], Sequence[int]]  # the stamps of these files of one folder, in order


def _stamps_of(place: str, names: Sequence[str]) -> list[int]:
    """Each file by its name alone, where the system can: it need not find the folder anew each time."""
    if os.stat not in os.supports_dir_fd:
        return [part for name in names for part in stamp_of(os.path.join(place, name))]
    look, stamp, found = os.stat, _STAMP, list[int]()
    with _opened_folder(place) as number:
        for name in names:
            found += stamp(look(name, dir_fd=number))
    return _fitting(found)


def _stamps_of_files(place: str, names: Sequence[str]) -> list[int] | None:
    """The same, if all of them are files: what each is, is told by the one question. None where something else is
    among them."""
    look, told, found = os.stat, _KIND_AND_STAMP, list[int]()
    with _opened_folder(place) as number:
        for name in names:
            found += told(look(name, dir_fd=number, follow_symlinks=False))
    if not all(map(stat.S_ISREG, set(found[::5]))):
        return None
    del found[::5]
    return _fitting(found)


@contextmanager
def _opened_folder(place: str) -> Iterator[int]:
    number = os.open(place, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        yield number
    finally:
        os.close(number)


def _no_stamps(_place: str, names: Sequence[str]) -> Sequence[int]:
    return NO_STAMP * len(names)


def _stamped_one_by_one(top: str, lost: list[str] | None) -> list[Stamped]:
    """The same by way of `list_cases`. What cannot be looked at has a stamp that no file has."""
    found: dict[str, Stamped] = {}
    for path in list_cases(top, lost):
        place, name = os.path.split(path)
        below = "" if path == top else os.path.relpath(place, top).replace(os.sep, "/")
        here = found.setdefault(place, Stamped("" if below == "." else below, place))
        try:
            stamp: Sequence[int] = stamp_of(path)
        except OSError:
            stamp = NO_STAMP
        here.names.append(name)
        here.stamps.extend(stamp)
    return list(found.values())


class _Level:
    """A folder being gone through: what is left of it, and which it is, by which a way back up is known."""

    def __init__(self, place: str) -> None:
        self.place, self.which = place, (-1, -1)
        self.entries: list[os.DirEntry[str]] | None = None
        with suppress(OSError):
            seen = os.stat(place)
            self.which = (seen.st_dev, seen.st_ino)
            with os.scandir(place) as found:
                self.entries = sorted(found, key=lambda entry: entry.name, reverse=True)

    def is_the_same_as(self, other: _Level) -> bool:
        """Shares may number two folders alike: then the whole path decides."""
        return self.which == other.which and real(self.place) == real(other.place)


def _folders(folder: str) -> Iterator[tuple[str, list[os.DirEntry[str]] | None]]:
    """Each folder below `folder` and itself with what lies in it, folders excepted, in the order of names: what is a
    folder's own comes in runs between its sub-folders. None for one that cannot be listed."""
    levels = [_Level(folder)]
    if levels[0].entries is None:
        yield folder, None
        return
    while levels:
        level, run = levels[-1], []
        while level.entries:
            entry = level.entries.pop()
            if not _leads_down(entry):
                run.append(entry)
                continue
            if run:
                yield level.place, run
                run = []
            below = _Level(entry.path)
            if any(below.is_the_same_as(above) for above in levels):
                continue
            if below.entries is None:
                yield entry.path, None
                continue
            levels.append(below)
            break
        else:
            levels.pop()
        if run:
            yield level.place, run


def _leads_down(entry: os.DirEntry[str]) -> bool:
    if entry.name[0] in ".~" or entry.name == "packs":
        return False
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself, or into a folder closed to us
        return False


# Writing


def kept_by_windows(name: str) -> bool:
    """Whether Windows lets no file or folder be called so: a device's name, whatever follows after a dot.

    >>> kept_by_windows("Aux.csv"), kept_by_windows("auxiliary.csv")
    (True, False)
    """
    return name.partition(".")[0].rstrip().casefold() in KEPT_NAMES


def _refuse_lost_on_windows(path: AnyPath) -> None:
    """Raise RefusedError for a new name, of a file or a folder above it, that Windows keeps for itself or changes: on a
    share, or copied there, it could not be opened, or would be another file."""
    place = os.fspath(path)
    while place and not is_there(place):
        above, name = os.path.split(place.rstrip("/" + os.sep))
        if kept_by_windows(name):
            better = "-1".join((name.partition(".")[0], name[len(name.partition(".")[0]) :]))
            raise RefusedError(
                f"{shown(path)}: Windows lets no file be called {name}. Nothing was written; use another name, "
                f"such as {better}."
            )
        if name != name.rstrip(" .") and name not in (".", ".."):
            raise RefusedError(
                f'{shown(path)}: Windows takes the space or full stop off the end of "{name}". Nothing was written; '
                "use a name without."
            )
        if above == place:
            return
        place = above


def make_folder(folder: AnyPath, above: bool = False) -> None:
    """The folder, and with `above` those above it; no matter if it is there. Raises RefusedError."""
    _refuse_lost_on_windows(folder)
    try:
        if above:
            todo = [os.fspath(folder)]
            while todo[-1] and not is_there(todo[-1]):
                todo.append(os.path.dirname(todo[-1].rstrip(os.sep)))
            for each in reversed(todo[:-1]):
                _make(each)
            os.makedirs(folder, exist_ok=True)  # which says what is wrong
        elif not is_folder(folder):
            _make(folder)
    except OSError as error:
        why = "it is a file" if is_file(folder) else reason(error)
        raise RefusedError(f"{shown(folder)}: the folder cannot be made ({why}). Nothing was written.") from None


def _make(folder: AnyPath) -> None:
    """A folder for the user alone, and for those whom the one above it lets in."""
    bits = _let_in(os.path.dirname(os.fspath(folder).rstrip(os.sep)))
    os.mkdir(folder, 0o700 | bits | bits >> 2 & 0o011)


def put_new(path: AnyPath, content: bytes, flush: bool = True) -> bool:
    """A new file, whole or not at all. False, and nothing written, if anything has that name by now.

    It is the user's alone, but for those whom the folder lets in (`_let_in`). Without `flush` the disk
    writes it when it likes: for thousands of files in one go, where a second run finishes what a power cut undid.
    Raises RefusedError.
    """
    place = os.fspath(path)
    try:
        new, habit = _written_beside(place, (content,), flush)
        try:
            with suppress(OSError):  # a disk that knows no modes
                _give_mode(new, habit)
            made = _named(new, place)
        finally:
            _remove(new)
    except OSError as error:
        raise _refused(place, error) from None
    if made and flush:
        _flush_folder(place)
    return made


def replace(path: AnyPath, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, whole or not at all. A link stays a link, who may read it stays the same.

    Raises RefusedError if somebody holds the lock, the file is no longer `before`, or the disk says no.
    """
    place = real(path)
    try:
        _refuse_marked(place, "written")
        with locked(place):
            new, _ = _written_beside(place, (after,), True)
            try:
                if read_regular(place, len(before)) != before:
                    raise _changed(place)
                _keep_access(new, place)
                if not _traded(new, place, before, after):
                    _swap(new, place, after)
            except _StrandedError:  # the draft holds what somebody saved
                raise
            except BaseException:
                _remove(new)
                raise
            _remove(new)
            _flush_folder(place)
    except OSError as error:
        raise _refused(path, error) from None


def put_over(path: AnyPath, content: Iterable[bytes]) -> None:
    """Put `content` where `path` is, whatever stood in that file before. Raises RefusedError."""
    _refuse_lost_on_windows(path)
    place = real(path)
    try:
        if is_there(place) and not is_file(place):
            what = "a folder" if is_folder(place) else "no file"
            raise RefusedError(f"{shown(path)} is {what}. Nothing was written; name a file.")
        _refuse_marked(place, "written")
        new, habit = _written_beside(place, content, True)
        try:
            _take_access(new, place, habit)
            _swap(new, place, None)
        finally:
            _remove(new)
        _sweep_drafts(place)
        _flush_folder(place)
    except OSError as error:
        raise _refused(path, error) from None


def put_together(folder: AnyPath, content: Iterable[tuple[str, bytes]]) -> None:
    """Files of one folder, filled piece by piece in whatever order the pieces (name, bytes) come; each takes the place
    of what stood under its name only once all of them are whole. Makes the folder. Who may read a new one: as `put_new`
    has it. Raises RefusedError."""
    make_folder(folder, above=True)
    place = real(folder)
    drafts: dict[str, tuple[str, BinaryIO, int]] = {}
    try:
        for name, piece in content:
            if name not in drafts:
                at = os.path.join(place, name)
                if is_there(at) and not is_file(at):
                    raise RefusedError(f"{shown(at)} is no file. Nothing was written; name another folder.")
                drafts[name] = _begun_beside(at)
            drafts[name][1].write(piece)
        for _, file, _ in drafts.values():
            file.flush()
            os.fsync(file.fileno())
            file.close()
        for name, (new, _, habit) in drafts.items():
            at = os.path.join(place, name)
            _take_access(new, at, habit)
            _swap(new, at, None)
        _flush_folder(os.path.join(place, "."))
    except OSError as error:
        raise _refused(folder, error) from None
    finally:
        for new, file, _ in drafts.values():
            file.close()
            _remove(new)


def take_away(path: AnyPath, before: bytes) -> None:
    """Remove a file that still holds `before`, and what programs that were killed left beside it. Raises RefusedError;
    then it is there."""
    place = os.fspath(path)
    try:
        with locked(place):
            if read_regular(place) != before:
                raise RefusedError(f"{shown(place)} has changed on disk since it was read. Nothing was removed.")
            _refuse_marked(place, "removed")
            for left in left_of(place):
                _remove(left)
            _patiently(lambda: os.unlink(place))
            _flush_folder(place)
    except OSError as error:
        raise RefusedError(f"{shown(place)} cannot be removed ({reason(error)}). Nothing was removed.") from None


def move(path: AnyPath, to: AnyPath, before: bytes) -> None:
    """Give a file that still holds `before` another name on the same disk, where nothing has that name. The file itself
    is not touched, and the disk writes the name when it likes: after a power cut it has the one or the other. Raises
    RefusedError; then it stands where it stood."""
    place, target = os.fspath(path), os.fspath(to)
    try:
        if os.path.islink(place):
            raise RefusedError(f"{shown(place)} is a link to a file elsewhere. Nothing was moved.")
        with locked(place):
            if read_regular(place, len(before)) != before:
                raise RefusedError(f"{shown(place)} has changed on disk since it was read. Nothing was moved.")
            if is_there(target):
                raise RefusedError(f"{shown(target)} is there already. Nothing was moved; compare the two.")
            for left in left_of(place):
                _remove(left)
            if not _patiently(lambda: rename_alone(place, target)):
                os.rename(place, target)  # nothing had that name a moment ago
    except OSError as error:
        if not is_there(place) and read_regular(target, len(before)) == before:  # a share that said no and did it
            return
        why = "it is on another disk" if error.errno == errno.EXDEV else reason(error)
        raise RefusedError(f"{shown(place)} cannot be moved to {shown(target)} ({why}). Nothing was moved.") from None


def left_of(path: AnyPath) -> list[str]:
    """The drafts that programs left beside a file."""
    place = os.fspath(path)
    short = os.path.basename(_short(place))
    listed = list_folder(os.path.dirname(place) or ".")
    names = {each: os.path.basename(each) for each in (listed if isinstance(listed, list) else ())}
    return [each for each, name in names.items() if name.startswith(f".{short}.") and re.search(_DRAFT, name)]


def list_below(folder: AnyPath) -> Iterator[str]:
    """Every file below a folder that is no hidden one, whatever it is called; links to folders are not followed."""
    todo = [os.fspath(folder)]
    while todo:
        listed: list[os.DirEntry[str]] = []
        with suppress(OSError, ValueError), os.scandir(todo.pop()) as found:
            listed = sorted(found, key=lambda entry: entry.name)
        for entry in listed:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if _mode(entry.path, stat.S_ISDIR):
                todo.append(entry.path)
            elif _mode(entry.path, stat.S_ISREG):
                yield entry.path


def _refused(path: AnyPath, error: OSError) -> RefusedError:
    longest = _draft_of(os.fspath(path), host(), os.getpid())  # the longest of the names that a write needs
    fix = _too_long(error, longest) if isinstance(error, FileNotFoundError) else _too_long(error)
    folder, name = os.path.split(error.filename if isinstance(error.filename, str) else "")
    if isinstance(error, PermissionError) and name[:1] == ".":  # of our own draft, or lock
        fix = f"You may not write in {shown(folder or '.')}: ask whoever keeps that folder."
    said = f"{fix} Nothing was written." if fix else "Nothing was written; put that right and try again."
    return RefusedError(f"{shown(path)}: cannot be written ({reason(error)}). {said}")


def _written_beside(place: str, content: Iterable[bytes], flush: bool) -> tuple[str, int]:
    """The content in a file of its own beside `place`, that nobody else may read; and the mode that a new file has
    there: the disk's habit (umask, inherited access lists), without those whom the folder does not let in."""
    new, out, habit = _begun_beside(place)
    try:
        with out:
            out.writelines(content)
            out.flush()
            if flush:
                os.fsync(out.fileno())
    except BaseException:
        _remove(new)
        raise
    return new, habit


def _begun_beside(place: str) -> tuple[str, BinaryIO, int]:
    """Such a file, empty and open."""
    new = _draft_of(place, host(), os.getpid())
    _remove(new)  # left by a program that was killed and had this number
    file = os.open(new, _MAKE, 0o666)
    out = os.fdopen(file, "wb")
    habit = stat.S_IMODE(os.fstat(file).st_mode) & (0o600 | _let_in(os.path.dirname(place)))
    with suppress(OSError):  # a disk that knows no modes; nothing stands in it yet
        os.chmod(new, 0o600)
    return new, out, habit


def _let_in(folder: str) -> int:
    """Who besides the user may read and write a new file, as the folder says: its group where the folder is shared with
    it (the group writes there, new files get it, or nobody else is let in but it), everybody where everybody writes
    there. A folder that others may merely look at, as most are made, says nothing."""
    try:
        mode = os.stat(folder or ".").st_mode
        if WINDOWS or _has_list(folder or "."):
            return 0o066
    except OSError:
        return 0o066
    shared = mode & 0o020 or mode & stat.S_ISGID or (mode & 0o050 and not mode & 0o007)
    return (mode & 0o060 if shared else 0) | (0o006 if mode & 0o002 and not mode & stat.S_ISVTX else 0)


def _has_list(folder: str) -> bool:
    """Whether an access list of the folder says who may read a new file."""
    try:
        return hasattr(os, "getxattr") and bool(os.getxattr(folder, "system.posix_acl_default"))
    except OSError:
        return False


def _take_access(new: str, place: str, habit: int) -> None:
    """Those of the file that stands there; where there is none, those of a new one."""
    if is_there(place):
        _keep_access(new, place)
        return
    with suppress(OSError):  # a disk that knows no modes
        _give_mode(new, habit)


def _keep_access(new: str, place: str) -> None:
    """The mode of the file that stands there, and its group where we may give it."""
    seen, ours = os.stat(place), os.stat(new)
    if hasattr(os, "chown") and ours.st_gid != seen.st_gid:
        with suppress(OSError):
            os.chown(new, -1, seen.st_gid)
    _give_mode(new, stat.S_IMODE(seen.st_mode))


def _give_mode(new: str, mode: int) -> None:
    if stat.S_IMODE(os.stat(new).st_mode) != mode:
        os.chmod(new, mode)


class _StrandedError(RefusedError):
    """What somebody saved could not be put back in its place."""


def _changed(place: str) -> RefusedError:
    what = "was changed by somebody else just now"
    return RefusedError(f"{shown(place)}: {what}. Nothing was written; look at it and try again.")


def _traded(new: str, place: str, before: bytes, after: bytes) -> bool:
    """The new file (`after`) and the one that stands there trade names, and what comes out is looked at: editors take
    no locks. What one saved since we looked goes back to its place. False, and nothing was done, where names cannot be
    traded. Raises RefusedError, and OSError where the disk said no and nothing was done."""
    try:
        if not exchange(new, place):
            return False
    except OSError:
        if read_regular(new, len(after)) == after:  # else the disk said no and did it
            raise
    put, expected = after, before
    for _ in range(REPLACE_TRIES):
        if (out := read_regular(new)) == expected:
            if put == after:
                return True
            raise _changed(place)
        try:
            exchange(new, place)
        except OSError:
            break
        put, expected = out if isinstance(out, bytes) else b"", put
    said = f"{shown(place)}: somebody saved it in the same moment. What they saved stands in {shown(new)}"
    raise _StrandedError(f"{said}: look at both, and put the right one in its place.")


def _refuse_marked(place: str, done: str) -> None:
    """Raise RefusedError for a file that carries the mark Read-only, which on Windows nothing may take the place of."""
    try:
        if not WINDOWS or os.stat(place).st_mode & stat.S_IWUSR:
            return
    except OSError:
        return
    fix = "Take the mark away (Properties, Read-only), or ask who set it"
    raise RefusedError(f"{shown(place)} is marked read-only. Nothing was {done}. {fix}; then try again.")


def _patiently(step: Callable[[], T]) -> T:
    """The step, on Windows again and again for a while: what a virus scanner or a sync tool looks at, it lets go of."""
    for attempt in range(REPLACE_TRIES - 1 if WINDOWS else 0):
        try:
            return step()
        except PermissionError:
            time.sleep(0.05 * 2**attempt)
    return step()


def _swap(new: str, place: str, after: bytes | None) -> None:
    """Give the new file the name of the old one. `after`, where known, tells a share that said no and did it."""
    for attempt in range(REPLACE_TRIES):
        try:
            os.replace(new, place)
            return
        except OSError as error:
            if after is not None and not is_there(new) and read_regular(place, len(after)) == after:
                return
            if not isinstance(error, PermissionError):
                raise
        if attempt < REPLACE_TRIES - 1:
            time.sleep(0.05 * 2**attempt)
    raise RefusedError(f"{shown(place)}: another program holds it. Nothing was written; try again.")


def _named(new: str, place: str) -> bool:
    """Give the new file its name, if nothing has it, whoever made that and however lately."""
    try:
        os.link(new, place)
        return True
    except FileExistsError:
        return False
    except OSError:
        if _same(new, place):  # a share that said no and did it
            return True
    return _named_without_links(new, place)


def _named_without_links(new: str, place: str) -> bool:
    try:
        if WINDOWS:
            _patiently(lambda: os.rename(new, place))  # never over a file there
            return True
        os.close(os.open(place, _MAKE, 0o600))  # the name is ours now, and empty for a moment
    except FileExistsError:
        return False
    try:
        os.replace(new, place)
    except OSError:
        _remove(place)
        raise
    return True


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _flush_folder(place: str) -> None:
    """So that a power cut does not undo the name. The file has been written, whatever comes of this."""
    with suppress(OSError):
        folder = os.open(os.path.dirname(place) or ".", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(path: str) -> bool:
    try:
        os.unlink(path)
        return True
    except OSError:
        return False


# Locks, and what is left of a program that was killed


def host() -> str:
    """The name of this machine, as a lock and a draft have it."""
    if hasattr(os, "uname"):
        name = os.uname().nodename
    else:
        import socket  # takes longer to load than a name is worth where the system tells it

        name = socket.gethostname()
    return re.sub(r"[^A-Za-z0-9-]", "-", name)[:40] or "unknown"


def _short(place: str) -> str:
    """The file's name, or the beginning of a long one with a number: a name may have 255 bytes."""
    name = os.path.basename(place)
    if len(os.fsencode(name)) <= LONGEST_NAME:
        return name
    return f"{name[:20]}-{zlib.crc32(os.fsencode(name)):08x}.toml"


def _draft_of(place: str, machine: str, number: int) -> str:
    """Where a program writes what is to take the place of a file: no two programs have the same."""
    return os.path.join(os.path.dirname(place), f".{_short(place)}.{machine}-{number}.new")


def lock_of(place: AnyPath) -> str:
    """The lock file of a file."""
    name = os.fspath(place)
    return os.path.join(os.path.dirname(name), f".{_short(name)}.lock")


@contextmanager
def locked(path: AnyPath) -> Iterator[None]:
    """Hold the lock of one file: the kernel's, so that it is free again when its holder dies; where the disk knows
    none, a file that says who holds it. Raises RefusedError, OSError."""
    place, lock = os.fspath(path), lock_of(path)
    try:
        file = _kernel_lock(place, lock)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        with _soft_lock(place, lock):
            yield
        return
    try:
        _sign(place, lock, file)
    except BaseException:
        os.close(file)
        raise
    try:
        yield
    finally:
        _let_go(lock, file)


def _kernel_lock(place: str, lock: str) -> int:
    """The lock file, open and ours. Whoever let it go has deleted it, so it may be another file by now."""
    import filelock

    until = time.monotonic() + LOCK_SECONDS
    while True:
        file, made = _open_lock(lock)
        try:
            if filelock.lock_descriptor(file, blocking=False) and _is_still(file, lock):
                return file
        except OSError:
            os.close(file)
            if made:
                _remove(lock)
            raise
        os.close(file)
        if time.monotonic() > until:
            raise _held(place, lock)
        time.sleep(0.02)


def _open_lock(lock: str) -> tuple[int, bool]:
    """The lock file, and whether it was made now. One left by a colleague may be read only: that will do."""
    mode = 0o600 | _let_in(os.path.dirname(lock))
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL | _LOCK, mode), True
    except FileExistsError:
        pass
    try:
        return os.open(lock, os.O_RDWR | os.O_CREAT | _LOCK, mode), False
    except PermissionError:
        return os.open(lock, os.O_RDONLY | _LOCK), False


def _is_still(file: int, lock: str) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(lock))
    except FileNotFoundError:
        return False


def _sign(place: str, lock: str, file: int) -> None:
    """Write down who holds the lock, and clear away what a dead holder left. Raises RefusedError for the lock of
    another machine: whether the kernel's lock reaches across a share, nobody can tell."""
    before = _signed(os.read(file, 4096))
    if before and before[1] != host():
        raise _held(place, lock)
    if before:
        _remove(_draft_of(place, host(), before[0]))
    _remove(os.path.join(os.path.dirname(place), f".{_short(place)}.new"))  # of a version before this one
    with suppress(OSError):  # not ours to write in: it holds all the same
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, f" {os.getpid()}\n{host()}\n".encode())  # the first byte is what the kernel of Windows locks


def _let_go(lock: str, file: int) -> None:
    """Emptied first, so that a lock file that cannot be deleted names nobody."""
    with suppress(OSError):
        os.ftruncate(file, 0)
    gone = not WINDOWS and _remove(lock)  # while it is ours
    with suppress(OSError):
        os.close(file)
    if not gone:  # Windows, and some shares, let go of no file that is open: nor of one that is somebody else's by now
        _remove(lock)


@contextmanager
def _soft_lock(place: str, lock: str) -> Iterator[None]:
    import filelock

    soft = filelock.SoftFileLock(lock)
    try:
        soft.acquire(timeout=LOCK_SECONDS, poll_interval=0.05)
    except filelock.Timeout:
        raise _held(place, lock) from None
    try:
        yield
    finally:
        with suppress(OSError):  # the write is done: a lock left now is taken over once this program has ended
            soft.release()


def _held(place: str, lock: str) -> RefusedError:
    holder = _holder(lock)
    who = f"program {holder[0]} on {holder[1]}" if holder else "holder unknown"
    said = f"{shown(place)}: somebody else is writing to it ({who}). Nothing was written; try again."
    return RefusedError(f"{said} If nobody is, delete {shown(lock)}.")


def _holder(lock: str) -> tuple[int, str] | None:
    """Program and machine, as a lock file has them; None if it names nobody, or not yet."""
    content = read_regular(lock, 4096)
    return _signed(content if isinstance(content, bytes) else _behind_the_lock(lock))


def _behind_the_lock(lock: str) -> bytes:
    """What stands in a lock file from its second byte on: Windows lets nobody read the first."""
    content = b""
    with suppress(OSError):
        file = os.open(lock, _READ)
        try:
            os.lseek(file, 1, os.SEEK_SET)
            content = os.read(file, 4096)
        finally:
            os.close(file)
    return content


def _signed(content: bytes) -> tuple[int, str] | None:
    words = content.decode("utf-8", "replace").split()
    return (int(words[0]), words[1]) if len(words) > 1 and words[0].isdecimal() else None


def leftovers(folder: AnyPath, now_ns: int) -> list[str]:
    """What programs that were killed left in the folder of cases and below: harmless drafts, and locks."""
    return [
        entry.path
        for _, entries in _folders(os.fspath(folder))
        for entry in entries or ()
        if entry.name[0] == "." and re.fullmatch(_LEFT, entry.name) and _is_left(entry, now_ns)
    ]


def sweep(folder: AnyPath, now_ns: int) -> None:
    """Delete them in this one folder, but for a lock that names another machine."""
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if re.fullmatch(_LEFT, entry.name) and _is_left(entry, now_ns) and not _is_of_another_machine(entry):
                _remove(entry.path)


def _is_left(entry: os.DirEntry[str], now_ns: int) -> bool:
    """Whether whoever made it is gone: a program of this machine that does not run, or one of an hour ago."""
    try:
        seen = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    maker = _maker(entry)
    if maker and maker[1] == host() and not _runs(maker[0]):
        return stat.S_ISREG(seen.st_mode)
    return stat.S_ISREG(seen.st_mode) and now_ns - seen.st_mtime_ns > DEAD_SECONDS * 10**9


def _is_of_another_machine(entry: os.DirEntry[str]) -> bool:
    maker = _maker(entry)
    return entry.name.endswith(".lock") and maker is not None and maker[1] != host()


def _maker(entry: os.DirEntry[str]) -> tuple[int, str] | None:
    """Program and machine: a lock has them in it, a draft in its name."""
    if entry.name.endswith(".lock"):
        return _holder(entry.path)
    signed = re.search(_DRAFT, entry.name)
    return (int(signed[2]), signed[1]) if signed else None


def _sweep_drafts(place: str) -> None:
    """What programs that were killed left of this one file."""
    with suppress(OSError), os.scandir(os.path.dirname(place) or ".") as found:
        for entry in found:
            maker = _maker(entry) if entry.name.startswith(f".{_short(place)}.") else None
            if maker and maker[1] == host() and not _runs(maker[0]):
                _remove(entry.path)


def _runs(number: int) -> bool:
    """Whether a program of this number runs here."""
    if WINDOWS:  # where `kill` would end it
        return windows.runs(number)
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # somebody else's
        return True
    return True


# What is made by a program that must have a file of its own to make it in


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """A place for a file of that name, in a folder that only this user can look into, and that goes with all in it."""
    import shutil
    import tempfile

    try:
        folder = tempfile.mkdtemp(prefix="sendclock-")
    except OSError as error:
        raise CannotRunError(f"there is no room to work in ({reason(error)}). TMPDIR names another folder.") from None
    try:
        yield os.path.join(folder, name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(place: str, content: Iterable[bytes]) -> None:
    """Write it there, piece by piece."""
    with open(place, "wb") as out:
        out.writelines(content)


def in_pieces(place: str) -> Iterator[bytes]:
    """What stands there, a mebibyte at a time."""
    with open(place, "rb") as file:
        while piece := file.read(MIB):
            yield piece


def stands_in(place: str, words: bytes) -> bool:
    """Whether these bytes stand in a file, in capitals or not; and where it cannot be read, that they may."""
    wanted, end = words.lower(), b""
    try:
        for piece in in_pieces(place):
            if wanted in end + piece.lower():
                return True
            end = piece.lower()[-len(wanted) :]
    except OSError:
        return True
    return False


# What is worked out once and kept


def sealed(content: bytes) -> bytes:
    """The content behind a line that says its length and its checksum."""
    return _seal(content) + content


def _seal(content: bytes) -> bytes:
    return f"{len(content)} {zlib.crc32(content):08x}\n".encode()


def unsealed(content: bytes) -> bytes | None:
    """The content again; None if one byte of it is not what was sealed."""
    seal, _, rest = content.partition(b"\n")
    return rest if _seal(rest) == seal + b"\n" else None


def nowhere(mode: Literal["r", "w"]) -> TextIO:
    """A stream from which nothing comes, or that goes nowhere: in the place of a screen or a keyboard that is not
    there."""
    return os.fdopen(os.open(os.devnull, os.O_RDONLY if mode == "r" else os.O_WRONLY), mode, encoding="utf-8")


class _Closed(io.FileIO):
    """Refuses what is written first, as a file that is closed does; what comes after is let go."""

    refused = False

    def write(self, data: Any) -> int:
        if not self.refused:
            self.refused = True
            raise OSError(errno.EBADF, NO_STDOUT)
        return super().write(data) or 0


def closed() -> TextIO:
    """A stream that says of what is written to it that it could not be: in the place of a stdout that is not there."""
    return io.TextIOWrapper(io.BufferedWriter(_Closed(os.open(os.devnull, os.O_WRONLY), "w")), encoding="utf-8")


def cache_folder() -> str:
    """Where the facts are kept: SENDCLOCK_CACHE, else the user's cache folder."""
    named = os.environ.get("SENDCLOCK_CACHE")
    if named:
        return named
    import platformdirs

    return platformdirs.user_cache_dir("sendclock", appauthor=False)


def kept_name(folder: AnyPath, ending: str) -> str:
    """The name of what is kept of a folder: by its real path, whoever spells it how."""
    name = in_bytes(real(folder))
    return f"{zlib.crc32(name):08x}{zlib.crc32(name[::-1]):08x}{ending}"


def every_kept(endings: tuple[str, ...]) -> list[str]:
    """What is kept of whatever folder, by `kept_name`."""
    listed = list_folder(cache_folder())
    named = rf"[0-9a-f]{{16}}({'|'.join(map(re.escape, endings))})"
    return [at for at in (listed if isinstance(listed, list) else ()) if re.fullmatch(named, os.path.basename(at))]


def cache_place(name: str) -> str | None:
    """Where a file of that name is kept, in a folder that this user alone can write in, made where there is none. None
    where there is no such folder."""
    folder = cache_folder()
    try:
        if not is_folder(folder):
            os.makedirs(os.path.dirname(folder) or ".", exist_ok=True)
            os.mkdir(folder, 0o700)
        elif not os.environ.get("SENDCLOCK_CACHE") and _is_wider(folder):
            os.chmod(folder, 0o700)  # our own; made wider by a version before this one
    except (OSError, ValueError):
        return None
    return os.path.join(folder, name) if _is_private(folder) else None


def read_cache(name: str) -> bytes | None:
    """What was kept under that name, if it is whole and nobody else could have written it."""
    place = os.path.join(cache_folder(), name)
    if not (_is_private(os.path.dirname(place)) and _is_private(place)):
        return None
    content = read_regular(place, INDEX_LIMIT)
    return unsealed(content) if isinstance(content, bytes) else None


def write_cache(name: str, content: bytes) -> None:
    """Keep it, for this user alone. A folder that cannot be written to is no trouble."""
    place, new = cache_place(name), ""
    if place is None:
        return
    try:
        new, _ = _written_beside(place, (sealed(content),), flush=False)
        os.replace(new, place)
        _sweep_drafts(place)
    except (OSError, ValueError):
        if new:
            _remove(new)


def new_cache(place: str) -> str | None:
    """An empty file of our own beside `place`, which only this user may read, to become what lies there; None where it
    cannot be made. Ends with `cache_put` or `cache_drop`."""
    new = _draft_of(place, host(), os.getpid())
    try:
        _remove(new)
        os.close(os.open(new, _MAKE, 0o600))
    except OSError:
        return None
    return new


def cache_put(new: str, place: str) -> bool:
    """Give the new file its name, and clear away what programs that were killed left of it."""
    try:
        os.replace(new, place)
    except OSError:
        _remove(new)
        return False
    for left in (f"{place}-journal", f"{place}.seal"):
        _remove(left)
    _sweep_drafts(place)
    return True


def cache_drop(place: str) -> None:
    """Take it away, and what programs that were killed left of it."""
    with suppress(OSError):
        _patiently(lambda: os.unlink(place))
    for left in (f"{place}-journal", f"{place}.seal"):
        _remove(left)
    _sweep_drafts(place)


def seal(place: str) -> None:
    """Note beside a file what it looks like now: whoever changes one byte of it without sealing it changes that."""
    beside, new = f"{place}.seal", ""
    try:
        note = " ".join(map(str, stamp_of(place))).encode()
        new, _ = _written_beside(beside, (sealed(note),), flush=False)
        os.replace(new, beside)
    except OSError:
        _remove(new or beside)


def is_sealed(place: str) -> bool | None:
    """Whether a file that this user alone can have written looks as it did when it was sealed. None: there is none."""
    try:
        stamp = stamp_of(place)
    except OSError:
        return None
    content = read_regular(f"{place}.seal", 4096)
    note = unsealed(content) if isinstance(content, bytes) else None
    return note == " ".join(map(str, stamp)).encode() and _is_private(place)


def _is_private(path: str) -> bool:
    """Whether only this user, or the system, can have written here."""
    if WINDOWS:
        return True
    try:
        seen = os.stat(path)
    except OSError:
        return False
    return seen.st_uid in (os.geteuid(), 0) and not seen.st_mode & 0o022


def _is_wider(path: str) -> bool:
    return bool(os.stat(path).st_mode & 0o077)
