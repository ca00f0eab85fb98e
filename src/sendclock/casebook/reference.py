"""Which case is meant: its whole reference, any ending that no other case has, or a row of the last list.

What was last listed and last looked at is remembered in the user's cache, one file for each folder of cases: references
and ids, and never anything that is said of a child. Losing it costs nothing.
Must not know: what is in a case, the console.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sendclock.casebook.folder import called
from sendclock.files import disk
from sendclock.files.name import folded, with_hyphens
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.casebook.folder import Shelf

LIST_LASTS = 16 * 3600 * 10**9  # a row of yesterday's list is no longer meant
ROWS = 9_999  # of a list, that are remembered: a number of more figures is the end of a reference
CASE_LASTS = 3600 * 10**9  # and "the same case" no longer after an hour


class ListRow(NamedTuple):
    """A row of a list as it is remembered: the case, and the clock in it by its rule and the event that started it."""

    ref: str
    rule: str = ""
    event: str = ""


class Recent(NamedTuple):
    """What was listed last; the case that was last looked at or written to; what was written last, the ids by case."""

    lines: tuple[ListRow, ...] = ()
    case: str = ""
    written: tuple[tuple[str, tuple[str, ...]], ...] = ()


def recent(folder: str, now_ns: int) -> Recent:
    """What is still fresh of it. `folder` stands for the casebooks."""
    content = disk.read_cache(_name(folder)) or b""
    lines, written, case = [], [], ""
    for text in content.decode("utf-8", "replace").splitlines():
        kind, _, rest = text.partition("\t")
        moment, *words = rest.split("\t")
        if not moment.isdigit() or not words:
            continue
        age = now_ns - int(moment)
        if kind == "case" and 0 <= age < CASE_LASTS:
            case = words[0]
        elif kind == "line" and 0 <= age < LIST_LASTS:
            lines.append(ListRow(*words[:3]))
        elif kind == "wrote" and 0 <= age < LIST_LASTS:
            written.append((words[0], tuple(words[1:])))
    return Recent(tuple(lines), case, tuple(written))


def remember_list(folder: str, lines: Sequence[ListRow], now_ns: int) -> None:
    kept = [text for text in _kept(folder, lists=False) if not text.startswith("line\t")]
    begins = f"line\t{now_ns}\t"
    _keep(folder, [*kept, *[begins + "\t".join(line) for line in lines[:ROWS]]])


def remember_case(folder: str, ref: str, now_ns: int) -> None:
    kept = [text for text in _kept(folder) if not text.startswith("case\t")]
    _keep(folder, [f"case\t{now_ns}\t{ref}", *kept])


def remember_written(folder: str, written: Sequence[tuple[str, Sequence[str]]], now_ns: int) -> None:
    kept = [text for text in _kept(folder) if not text.startswith("wrote\t")]
    _keep(folder, [*("\t".join(("wrote", str(now_ns), ref, *ids)) for ref, ids in written), *kept])


def forget(ref: str) -> None:
    """Take a case out of all that is remembered, whichever casebooks it was listed with."""
    listed = disk.list_folder(disk.cache_folder())
    for name in [Path(place).name for place in (listed if isinstance(listed, list) else ())]:
        if re.fullmatch(r"recent-[0-9a-f]{8}", name):
            lines = (disk.read_cache(name) or b"").decode("utf-8", "replace").splitlines()
            of_others = [text for text in lines if folded(ref) not in map(folded, text.split("\t")[2:3])]
            if of_others != lines:
                disk.write_cache(name, "\n".join(of_others).encode())


def _kept(folder: str, lists: bool = True) -> list[str]:
    """Line by line; the rows of the last list, which may be thousands, stand below the rest and need not be read."""
    content = disk.read_cache(_name(folder)) or b""
    return (content if lists else content.partition(b"\nline\t")[0]).decode("utf-8", "replace").splitlines()


def _keep(folder: str, lines: Sequence[str]) -> None:
    disk.write_cache(_name(folder), "\n".join(lines).encode("utf-8", "replace"))


def _name(folder: str) -> str:
    return f"recent-{zlib.crc32(folder.encode('utf-8', 'surrogateescape')):08x}"


class Meant(NamedTuple):
    """The case files that may be meant: one; none; several, of which nobody may guess. `row` is the number in the last
    list by which the one was found, `also` the other case whose ending that number is."""

    files: tuple[Path, ...]
    row: int = 0
    also: tuple[Path, ...] = ()


def meant(text: str, shelf: Shelf, last: Callable[[], Sequence[ListRow]]) -> Meant:
    """A whole reference before everything; then, of a number, the row of the `last` list; then any ending."""
    wanted = folded(with_hyphens(text))
    if not wanted:
        return Meant(())
    files = shelf.like(wanted)
    exact = tuple(path for path in files if folded(called(path)) == wanted)
    if exact:
        return Meant(exact)
    ending = tuple(path for path in files if _ends_with(folded(path.stem), wanted))
    lines = last() if re.fullmatch(r"[1-9]\d{0,3}", wanted) else ()
    if lines and int(wanted) <= len(lines):
        of_row = folded(lines[int(wanted) - 1].ref)
        listed = tuple(path for path in shelf.like(of_row) if folded(path.stem) == of_row)
        if listed:
            own = tuple(path for path in ending if _number(path.stem) == int(wanted) and path not in listed)
            return Meant(listed, int(wanted), own)
    return Meant(ending)


def shortest_ending(files: Sequence[Path]) -> str:
    """The fewest last letters that tell the last of these cases from the others; its whole name, where none do."""
    name, others = files[-1].stem, [folded(path.stem) for path in files[:-1]]
    for place in range(len(name) - 1, 0, -1):
        ending = folded(name[place:])
        if _ends_with(folded(name), ending) and not any(_ends_with(other, ending) for other in others):
            return name[place:]
    return name


def _ends_with(name: str, ending: str) -> bool:
    """Figures may begin within a number (`400` of 00400); a word begins where a word begins."""
    if not name.endswith(ending):
        return False
    return ending[0].isdigit() or not ending[0].isalnum() or not name[: -len(ending)][-1:].isalnum()


def _number(stem: str) -> int | None:
    """The number that a reference ends with."""
    found = re.search(r"\d+$", stem)
    return int(found.group()) if found else None


def is_no_reference(text: str, words: Collection[str]) -> bool:
    """Whether it cannot have been meant as a case: something that has a space, a field, a day, the id of an event; one
    of `words`; or a word without figures."""
    plain = text.strip()
    if any(mark in plain for mark in " =/") or re.fullmatch(r"e\d+", plain) or plain in words:
        return True
    return bool(plain) and not any(letter.isdigit() for letter in plain)
