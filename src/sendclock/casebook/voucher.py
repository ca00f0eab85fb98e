"""What `archive` vouches for: the cases that stand in `closed/`, below the folder of the cases, and need not be opened
to be left off a list.

A voucher says of one file that the case in it had ended and nothing in it ran, from the day it was looked at to the
last on which that stays so by itself, under one law; and what the file was, by its stamp and by its checksum. A file
rests while all of that fits. One that is in `closed/` without a voucher, that has been changed since, or that shares
its reference with a file elsewhere, is a case as any other, wherever it stands.

The vouchers stand in one text beside the files. It travels with them: on another machine, where no stamp fits, the
checksum does.
Must not know: English, rules, what a case is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sendclock.casebook.folder import CLOSED, refs_in
from sendclock.files import disk
from sendclock.files.problem import Problem, RefusedError
from sendclock.tuples import NamedTuple

FOLDER = CLOSED
NAME = "vouchers.txt"
HEAD = (
    "# Written by `sendclock archive`: one line for each case in this folder that had ended when it was looked at.\n"
    "# A line that is changed or taken out does no harm: the case is then read on every list, as any other.\n"
)
RACY_NS = 2_000_000_000
NO_STAMP = "-"
TRIES = 5  # to write beside somebody who writes too


class Voucher(NamedTuple):
    """`below` is the path of the file below `closed/`; `first` and `last` the days, both included, on which it holds;
    `stamp` as `disk.stamp_of` has it, in words, or NO_STAMP where the file had been changed a moment before."""

    below: str
    first: date
    last: date
    ended: date
    law: str
    by: str
    checksum: str
    stamp: str

    @property
    def line(self) -> str:
        first, last, ended = self.first.isoformat(), self.last.isoformat(), self.ended.isoformat()
        return "\t".join((self.checksum, self.stamp, first, last, ended, self.law, self.by, self.below)) + "\n"


def voucher_of(
    cases: Path, below: str, content: bytes, days: tuple[date, date], ended: date, law: str, by: str, now_ns: int
) -> Voucher:
    """For the file at `below`, in which `content` stands. Raises OSError where it is gone."""
    stamp = disk.stamp_of(cases / FOLDER / below)
    racy = max(stamp[1], 0) >= now_ns - RACY_NS
    seen = NO_STAMP if racy else _in_words(stamp)
    return Voucher(below, *days, ended, _one_word(law), _one_word(by), checksum(content), seen)


def checksum(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _in_words(stamp: Iterable[int]) -> str:
    return " ".join(map(str, stamp))


def _one_word(text: str) -> str:
    """Nothing in it ends a line or a column."""
    return " ".join(text.split())


def may_be_named(below: str) -> bool:
    """Whether a line can hold it."""
    return not any(sign in below for sign in "\t\n\r") and below == disk.shown(below)


def has_vouchers(cases: Path) -> bool:
    """Whether `archive` has put anything into `closed/`: else it is a folder as any other."""
    return disk.is_there(cases / FOLDER / NAME)


def vouchers(cases: Path) -> dict[str, Voucher] | Problem:
    """The vouchers of a folder of cases, by the path of the file below `closed/`: none where there is no such text. A
    line that cannot be read vouches for nothing."""
    place = cases / FOLDER / NAME
    content = disk.read_regular(place, disk.INDEX_LIMIT) if disk.is_there(place) else b""
    if isinstance(content, Problem):
        return content
    found = (_read(line) for line in content.decode("utf-8", "replace").splitlines())
    return {each.below: each for each in found if each is not None}


def _read(line: str) -> Voucher | None:
    parts = line.split("\t")
    if len(parts) != 8 or line.startswith("#"):
        return None
    sum_, stamp, first, last, ended, law, by, below = parts
    try:
        days = date.fromisoformat(first), date.fromisoformat(last), date.fromisoformat(ended)
    except ValueError:
        return None
    return Voucher(below, *days, law, by, sum_, stamp)


def keep(cases: Path, new: Iterable[Voucher] = (), without: Collection[str] = ()) -> None:
    """Add these vouchers, each in the place of an earlier one of its file, and take out those of the files `without`.
    Raises RefusedError where they cannot be written; then the cases are read, as before."""
    new = list(new)
    place = cases / FOLDER / NAME
    for attempt in range(TRIES):
        before = disk.read_regular(place, disk.INDEX_LIMIT) if disk.is_there(place) else None
        if isinstance(before, Problem):
            raise RefusedError(str(before))
        known = vouchers(cases)
        if isinstance(known, Problem):
            raise RefusedError(str(known))
        made = {below: each for below, each in known.items() if below not in without}
        made |= {each.below: each for each in new}
        after = (HEAD + "".join(each.line for _, each in sorted(made.items()))).encode()
        try:
            if before is None:
                if not made or disk.put_new(place, after):
                    return
            elif before != after:
                disk.replace(place, before, after)
                return
            else:
                return
        except RefusedError:
            if attempt == TRIES - 1:
                raise
    raise RefusedError(f"{disk.shown(place)}: somebody else is writing to it. Try again.")


def resting(
    cases: Path, scanned: list[disk.Stamped], law_now: Callable[[], str], as_of: date, kept: bool
) -> tuple[list[disk.Stamped], bool]:
    """The files that need not be opened, taken out of those that were found; and whether there are vouchers of another
    law, so that all must be. No file is opened whose stamp is known; `kept`: what was found out earlier may be used."""
    closed = [here for here in scanned if here.below == FOLDER or here.below.startswith(f"{FOLDER}/")]
    if not any(here.names for here in closed):
        return [], False
    try:
        stamp = disk.stamp_of(cases / FOLDER / NAME)
    except OSError:
        return [], False
    law = law_now()
    known = _Known(cases, closed, f"{law}\t{_in_words(stamp)}") if kept else None
    if known is None or not known.hold(as_of):
        found = vouchers(cases)
        if isinstance(found, Problem):
            return [], False
        if not any(each.law == law for each in found.values()):
            return [], bool(found)
        strays, first, last = _held_against(closed, found, law, as_of)
        if known is not None:
            known.keep(strays, first, last)
    else:
        strays = known.strays
    strays |= _elsewhere_too(closed, scanned)
    taken = [_without(here, strays) for here in closed]
    return [each for each in taken if each.names], False


def _below(here: disk.Stamped, name: str) -> str:
    """The path of a file below `closed/`."""
    return f"{here.below}/{name}"[len(FOLDER) + 1 :]


def _without(here: disk.Stamped, strays: Collection[str]) -> disk.Stamped:
    if not strays:
        return here.taken_out()
    return here.taken_out(frozenset(name for name in here.names if _below(here, name) not in strays))


def _held_against(
    closed: Sequence[disk.Stamped], found: Mapping[str, Voucher], law: str, as_of: date
) -> tuple[set[str], date, date]:
    """The files that no voucher vouches for on that day; and from which to which day those and no others are."""
    strays: set[str] = set()
    first, last = date.min, date.max
    for here in closed:
        for at, name in enumerate(here.names):
            below = _below(here, name)
            voucher = found.get(below)
            if voucher is None or voucher.law != law or not _is_same(here, at, voucher):
                strays.add(below)
            elif as_of < voucher.first:
                strays.add(below)
                last = min(last, date.fromordinal(voucher.first.toordinal() - 1))
            elif as_of > voucher.last:
                strays.add(below)
                first = max(first, date.fromordinal(voucher.last.toordinal() + 1))
            else:
                first, last = max(first, voucher.first), min(last, voucher.last)
    return strays, first, last


def _is_same(here: disk.Stamped, at: int, voucher: Voucher) -> bool:
    """By its stamp, else by what stands in it."""
    if voucher.stamp == _in_words(here.stamps[4 * at : 4 * at + 4]):
        return True
    content = disk.read_regular(os.path.join(here.place, here.names[at]))
    return isinstance(content, bytes) and checksum(content) == voucher.checksum


def _elsewhere_too(closed: Sequence[disk.Stamped], scanned: Sequence[disk.Stamped]) -> set[str]:
    """The files whose reference another file has too: which of the two is right is not for the program to say."""
    apart = {id(here) for here in closed}
    there = {ref for here in scanned if id(here) not in apart for ref in refs_in(here.names)}
    mine = [ref for here in closed for ref in refs_in(here.names)]
    if len(set(mine)) == len(mine) and there.isdisjoint(mine):
        return set()
    found: dict[str, list[str]] = {}
    for here in closed:
        for ref, name in zip(refs_in(here.names), here.names, strict=True):
            found.setdefault(ref, []).append(_below(here, name))
    return {below for ref, files in found.items() if len(files) > 1 or ref in there for below in files}


class _Known:
    """What was found out earlier of the very same files and vouchers: the strays among them, and on which days."""

    def __init__(self, cases: Path, closed: Sequence[disk.Stamped], about: str) -> None:
        self._name = disk.kept_name(cases, ".closed")
        each = sorted(closed, key=lambda here: here.below)
        blob = b"\0\0".join(_in_bytes((here.below, *here.names)) + b"\0\0" + here.stamps.tobytes() for here in each)
        self._about, self._blob = about.encode(), blob
        self.strays: set[str] = set()

    def hold(self, as_of: date) -> bool:
        """Whether it is known, of that day. Fills `strays`."""
        content = disk.read_cache(self._name)
        if content is None:
            return False
        head, _, blob = content.partition(b"\0\0")
        about, first, last, *strays = head.split(b"\0")
        if about != self._about or blob != self._blob:
            return False
        self.strays = {each.decode("utf-8", "surrogateescape") for each in strays}
        return first <= as_of.isoformat().encode() <= last

    def keep(self, strays: Collection[str], first: date, last: date) -> None:
        head = [self._about, first.isoformat().encode(), last.isoformat().encode()]
        head += [_in_bytes(sorted(strays))] if strays else []
        disk.write_cache(self._name, b"\0".join(head) + b"\0\0" + self._blob)


def _in_bytes(names: Sequence[str]) -> bytes:
    return "\0".join(names).encode("utf-8", "surrogateescape")
