"""Where a casebook is: its settings if it has some, which files are cases, and one of them read.

Must not know: rules beyond their names.
"""

from __future__ import annotations

import os
import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from sendclock.files import disk, stray
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Position, Problem, Severity, near_miss
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.casebook.casefile import Words
    from sendclock.clock.case import Case

SETTINGS = disk.SETTINGS
CLOSED = "closed"  # the folder of cases that rest (`casebook.voucher`)


class Casebook(NamedTuple):
    """Where things are. `settings` is None for a bare folder of case files."""

    root: Path
    cases: Path
    settings: Path | None


def open_casebook(folder: Path) -> Casebook:
    """A casebook, or a bare folder of case files. The settings lie beside `cases/`, or in it. Raises CannotRunError if
    there is no such folder."""
    if folder.drive and not folder.root:  # where Windows stands on that drive
        folder = Path(os.path.abspath(folder))
    if not disk.is_folder(folder):
        what = "is a file" if disk.is_file(folder) else "is no folder" if disk.is_there(folder) else "does not exist"
        fix = _amiss_on_windows(str(folder)) or "Give the folder that holds the case files: --cases DIR."
        raise CannotRunError(f"{folder}: {what}. {fix}")
    if disk.shown(folder) != folder.as_posix():
        fix = "Rename it, or go into it and leave --cases out"
        raise CannotRunError(f"{disk.shown(folder)}: the name of this folder is not UTF-8. {fix}.")
    cases = folder / "cases" if disk.is_folder(folder / "cases") else folder
    for place in (folder, cases, folder.parent if folder.name == "cases" else folder):
        if disk.is_there(place / SETTINGS):
            return Casebook(place, cases, place / SETTINGS)
    return Casebook(folder, cases, None)


def _amiss_on_windows(typed: str) -> str:
    """What is wrong with the quotes around a path, as the shells of Windows read them; else nothing."""
    if disk.WINDOWS and '"' in typed:
        whole = typed.partition('"')[0]
        return f'The stroke before the closing quote made a letter of it. Leave that stroke out: --cases "{whole}"'
    if disk.WINDOWS and len(typed) > 1 and typed[0] == typed[-1] == "'":
        return f'A command window knows no quotes but double ones. Write --cases "{typed[1:-1]}"'
    return ""


def find_casebook(start: Path) -> Casebook:
    """`sendclock.toml` or `cases/` in `start` or the nearest folder above it; in `start`, by its short name."""
    for folder in (start, *start.parents):
        if disk.is_there(folder / SETTINGS) or disk.is_folder(folder / "cases"):
            return open_casebook(Path() if folder == Path(disk.here()) else folder)
    raise CannotRunError(
        "no casebook here. Give one with --cases DIR, set SENDCLOCK_CASES, or make one with: sendclock init DIR"
    )


def left_behind(book: Casebook, now_ns: int) -> list[Problem]:
    """A warning for each draft and lock of a program that was killed. The next write to the same case clears them."""
    said = "was left by a program that was killed, and counts for nothing. If nobody is writing, delete it."
    left = disk.leftovers(book.cases, now_ns)
    return [Problem(Position(disk.shown(path), 0), "warning", "left-behind", said) for path in left]


def unread_settings(book: Casebook) -> list[Problem]:
    """What looks like the settings of the casebook, or reads as them, and is not read: saved as a text, in other
    capitals, a copy. In the folder of the cases, a name that a case could have is one. Beside the settings, what an
    editor keeps of them is a warning."""
    problems = []
    for path in _like_settings(book):
        named = _is_a_copy(path.name.lower(), True)
        meant: Severity = "error" if named or book.settings is None else "warning"
        problems.append(Problem(Position(shown(path), 0), meant, "settings-not-read", _unread(book)))
    return problems


def _like_settings(book: Casebook) -> Iterator[Path]:
    """By their name, or by what stands in them. Of a folder that is not the casebook's own, and of one of cases, that
    may hold thousands, only files called something like it are looked into."""
    above = book.cases.parent if book.cases.name == "cases" else book.root
    for place in dict.fromkeys((above, book.root, book.cases)):
        listed, own = disk.list_folder(place), place == book.root != book.cases
        there = listed if isinstance(listed, list) else []
        if not own:
            cut = len(os.path.join(place, ""))
            names = (path[cut:].lower() for path in there)
            there = [p for p, name in zip(there, names, strict=True) if "sendcl" in name or "settings" in name]
        for path in map(Path, there):
            name = path.name.lower()
            if path.name == SETTINGS:
                continue
            if "sendclock" in name and _is_a_copy(name, place != book.cases):
                like = disk.is_file(path)
            else:
                like = disk.kind_of(path) == "settings"
            if like and not _is_read(path, book):
                yield path


def _is_a_copy(name: str, beside: bool) -> bool:
    """Whether a name is like that of the settings; where no case is looked for, whatever follows after it."""
    like = re.fullmatch(disk.LIKE_SETTINGS, name) or (beside and re.fullmatch(r"sendclock[\W_].*\.toml", name))
    return bool(like)


def _has(place: str, word: str) -> bool:
    """Whether the name of a file has that word in it, in capitals or not."""
    return word in os.path.basename(place).lower()


def _is_read(path: Path, book: Casebook) -> bool:
    """Where capitals make no difference to the disk, Sendclock.toml is the settings."""
    return (
        book.settings is not None
        and disk.real(path).casefold() == disk.real(book.settings).casefold()
        and (disk.stamp_of(path) == disk.stamp_of(book.settings))
    )


def _unread(book: Casebook) -> str:
    if book.settings is None:
        fix = f"Rename it to {SETTINGS}, or take it away."
        return f"looks like the settings, and is not read: they are called {SETTINGS}. {fix}"
    return f"looks like a copy of the settings, and is not read: {SETTINGS} is. Compare the two, and take it away."


def unread_packs(book: Casebook) -> list[Problem]:
    """What looks like a pack, or like the folder of them, and is not read as one: an error where somebody meant a
    pack, a warning for what an editor leaves beside it."""
    problems: list[Problem] = []
    listed = disk.list_folder(book.root / "packs")
    there = listed if isinstance(listed, list) else []  # every answer says a folder closed to us
    for path in map(Path, there):
        if path.suffix != ".toml" and disk.is_file(path):
            problems += _no_pack(path, {Path(other).name for other in there})
    problems += _alike_but_for_capitals(there)
    above = disk.list_folder(book.root)
    known = {SETTINGS, *map(os.path.basename, there)}
    for path in map(Path, above if isinstance(above, list) and book.root != book.cases else ()):
        if path.name not in known and disk.kind_of(path) == "pack":
            said = f"looks like a pack, and is not read: packs lie in {shown(book.root / 'packs')}. Move it there."
            problems.append(Problem(Position(shown(path), 0), "error", "pack-not-read", said))
    for path in map(Path, [name for name in above if _has(name, "pack")] if isinstance(above, list) else ()):
        if path.name.lower() in ("packs", "pack") and path.name != "packs" and not disk.is_there(book.root / "packs"):
            fix = "is not read: the folder of packs is called packs, in small letters. Rename it, or take it away."
            if disk.is_folder(path):
                problems.append(Problem(Position(shown(path), 0), "error", "pack-not-read", fix))
    return problems


def _no_pack(path: Path, beside: Collection[str]) -> Iterator[Problem]:
    """A file in the folder of packs that is called like one, or reads as one, and does not end in `.toml`."""
    name = path.name.lower()
    slip = name.endswith((".toml", *stray.MISNAMED)) and name[0] not in ".~"
    if not (slip or ".toml" in name or disk.kind_of(path) == "pack"):
        return
    better = _renamed(path.name) if ".toml" in name or slip else f"{path.stem}.toml"
    fix = f"is not read as a pack, because its name does not end in .toml. Rename it {better}, or take it away."
    meant: Severity = "error" if slip or better not in beside else "warning"
    yield Problem(Position(shown(path), 0), meant, "pack-not-read", fix)


def _alike_but_for_capitals(paths: Sequence[str]) -> list[Problem]:
    """Packs of which a copy to a disk that makes no difference of capitals would keep one."""
    first: dict[str, Path] = {}
    problems = []
    for path in map(Path, paths):
        other = first.setdefault(path.name.casefold(), path)
        if other != path and path.suffix == ".toml" == other.suffix:
            lost = f"differs from {shown(other)} in capitals only: on Windows one of the two is lost. Rename one."
            problems.append(Problem(Position(shown(path), 0), "warning", "names-alike", lost))
    return problems


def shown(path: Path) -> str:
    """The path as messages give it: always with forward slashes."""
    return disk.shown(path.as_posix())


def called(path: Path) -> str:
    """The reference that the name of a file says, whatever stands after it."""
    return path.stem if path.suffix.lower() == ".toml" else stray.reference_of(path.name)


class Shelf:
    """The case files of several casebooks by their names: no file is looked at, and a path is made of those alone that
    may be meant. `lost` is what could not be looked at. A file that two of the folders hold between them comes once."""

    def __init__(self, books: Sequence[Casebook]) -> None:
        self.lost: list[str] = []
        self._folders: list[disk.Stamped] = []
        self._found: dict[str, list[Path]] = {}
        for book, other in zip(books, held_twice(books), strict=True):
            found = disk.named_cases(book.cases, self.lost)
            for here in found if other else ():
                here.leave_out(other)
            self._folders += found

    def like(self, part: str) -> list[Path]:
        """Every file whose name may have `part` (in small letters) in it, however it is written there: plain names that
        have it, and each that is not plain."""
        if part in self._found:
            return self._found[part]
        found = []
        for here in self._folders:
            text = "\n".join([*here.names, ""]).lower()
            ends_once = text.count(".toml\n") == text.count(".") == len(here.names)
            plain = ends_once and text.isascii() and " " not in text and "`" not in text
            if plain and part not in text:
                continue
            names = [n for n in here.names if part in n.lower() or not (plain or re.fullmatch(PLAIN_NAME, n))]
            found += [Path(here.place, name) for name in names]
        self._found[part] = sorted(found, key=lambda path: path.parts)
        return self._found[part]

    @property
    def refs(self) -> list[str]:
        """The references that the files have if they can be read."""
        return [called(Path(name)) for here in self._folders for name in here.names]


PLAIN_NAME = r"[A-Za-z0-9_-]+\.toml"


def held_twice(books: Sequence[Casebook]) -> list[frozenset[str]]:
    """Of each casebook, the case files that an earlier one holds between them: one folder may lie within another."""
    if len(books) == 1:
        return [frozenset()]
    tops = sorted(disk.real(book.cases).rstrip(os.sep) + os.sep for book in books)
    apart = not any(below.startswith(above) for above, below in pairwise(tops))
    if apart and not any(disk.has_links(book.cases) for book in books):
        return [frozenset()] * len(books)
    seen: set[str] = set()
    found = []
    for book in books:
        paths = {path: disk.real(path) for path in disk.list_cases(book.cases)}
        found.append(frozenset(path for path, place in paths.items() if place in seen))
        seen |= set(paths.values())
    return found


def files_by_book(books: Sequence[Casebook]) -> list[list[Path]]:
    """The case files of each book; one that two of the folders given hold between them comes once, in the first."""
    return [
        [Path(path) for path in disk.list_cases(book.cases) if path not in other]
        for book, other in zip(books, held_twice(books), strict=True)
    ]


def in_several(books: Sequence[Casebook]) -> dict[str, list[Path]]:
    """The case files whose reference a case of another of these casebooks has as well, by the reference as the first
    has it. Two of one casebook are another matter: neither is answered."""
    by_book = [_names_in(book, other) for book, other in zip(books, held_twice(books), strict=True)]
    first: dict[str, int] = {}
    shared: dict[str, dict[int, Path]] = {}
    for place, folders in enumerate(by_book):
        for here in folders:
            shared |= {ref: {} for ref in refs_in(here.names) if first.setdefault(ref, place) != place}
    for place, folders in enumerate(by_book if shared else ()):
        for here in folders:
            for ref, name in zip(refs_in(here.names), here.names, strict=True):
                if ref in shared:  # a path is made of these alone: a country has 640,000
                    shared[ref].setdefault(place, Path(here.place, name))
    several = sorted((list(files.values()) for files in shared.values()), key=lambda files: files[0].parts)
    return {called(files[0]): files for files in several}


class Shared(NamedTuple):
    """A reference that stands in several casebooks: its first files, in how many it does, and how many more there are
    of such references."""

    files: list[Path]
    casebooks: int
    more: int


def shared(books: Sequence[Casebook], most: int, others: Sequence[frozenset[str]], known: Numbers) -> Shared | None:
    """The first such reference, in the order of the casebooks; `most` of its files. `others` as `held_twice` has them;
    `known`: the numbers of references that were taken when the files were looked at. Of a country only numbers are
    held, not 640,000 names."""
    numbers = [
        known[place] if place in known else numbered(_names_in(book, other))
        for place, (book, other) in enumerate(zip(books, others, strict=True))
    ]
    twice = _in_two(numbers)
    first = next((place for place, mine in enumerate(numbers) if not twice.isdisjoint(mine)), None)
    if first is None:
        return None
    meant, files, casebooks = 0, list[Path](), 0
    having = [first]
    for place in having:
        for here in _names_in(books[place], others[place]):
            refs = zip(refs_in(here.names), here.names, strict=True)
            name = next((name for ref, name in refs if (hash(ref) == meant if meant else hash(ref) in twice)), None)
            if name is not None:
                files.append(Path(here.place, name))
                break
        if not meant and files:
            meant = hash(next(refs_in([files[0].name])))
            having += [place for place, mine in enumerate(numbers) if place != first and meant in mine]
            casebooks = len(having)
            del having[most:]
    return Shared(files, casebooks, len(twice) - 1) if files else None


Numbers = Mapping[int, "array[int]"]  # of the references in a casebook, by its place among those asked


def numbered(folders: Iterable[disk.Stamped]) -> array[int]:
    """A number for each reference, by which it is found again; eight bytes and not the eighty of a name."""
    return array("q", {hash(ref) for here in folders for ref in refs_in(here.names)})


def _in_two(numbers: Sequence[array[int]]) -> set[int]:
    """Those that stand in two of them. A mark is made for each, and only those whose mark is there are counted."""
    most = (1 << (4 * sum(map(len, numbers))).bit_length()) - 1
    marks = bytearray(most + 1)
    perhaps = set[int]()
    for mine in numbers:
        for number in mine:
            if marks[number & most]:
                perhaps.add(number)
            else:
                marks[number & most] = 1
    times = Counter(number for mine in numbers for number in mine if number in perhaps)
    return {number for number, several in times.items() if several > 1}


def _names_in(book: Casebook, other: frozenset[str]) -> list[disk.Stamped]:
    found = sorted(disk.named_cases(book.cases), key=lambda here: here.below)
    for here in found if other else ():
        here.leave_out(other)
    return found


def refs_in(names: Sequence[str]) -> Iterator[str]:
    """The references of case files as they are compared; of plain names in one go."""
    text = "\n".join([*names, ""]).lower()
    plain = text.isascii() and " " not in text and "`" not in text
    if plain and text.count(".toml\n") == text.count(".") == len(names):
        return (name[:-5] for name in text.split("\n")[:-1])
    return (folded(called(Path(name))) for name in names)


NAMED = 5  # others in a warning: of 153 casebooks each would have 152


def also_elsewhere(books: Sequence[Casebook]) -> list[Problem]:
    """A warning at each of them, with the others."""
    problems = []
    for ref, files in in_several(books).items() if len(books) > 1 else ():
        for path in files:
            others = ", ".join(shown(other) for other in files[: NAMED + 1] if other != path)
            others += f" and {len(files) - NAMED - 1} more" if len(files) > NAMED + 1 else ""
            said = (
                f'"{ref}" is also a case of another casebook: {others}. Both are counted. If it is one child, keep one.'
            )
            problems.append(Problem(Position(shown(path), 0), "warning", "in-two-casebooks", said))
    return problems


def case_files(folder: Path) -> Iterator[Path]:
    """Every case file below `folder`, sorted, and whatever there could not be looked at: reading it says why."""
    return map(Path, disk.list_cases(folder))


def find_case_file(books: Sequence[Casebook], ref: str, shelf: Shelf | None = None) -> Path:
    """The file of one case, found by its name on the shelf of the books. Raises CannotRunError, with a near miss if
    there is one."""
    shelf, wanted = shelf or Shelf(books), folded(ref)
    found = [path for path in shelf.like(wanted) if folded(called(path)) == wanted]
    if not found:
        places = ", ".join(str(book.cases) for book in books)
        near = near_miss(ref, shelf.refs) or f' To look for it: sendclock cases --search "{ref}"'
        raise CannotRunError(f'no case "{ref}" in {places}.{near}')
    if len(found) > 1:
        places = ", ".join(map(shown, found))
        raise CannotRunError(f'"{ref}" is in more than one file: {places}. Compare them, and keep one.')
    return found[0]


def stands_closed(path: Path) -> str:
    """What is said where somebody would write to a case that rests in `closed/`."""
    back = f"Bring it back first: sendclock archive --back {path.stem}"
    return f"{shown(path)}: this case had ended, and stands in closed/. Nothing was written. {back}"


def on_no_list(ref: str) -> str:
    """What is said where somebody looks at a case that rests in `closed/`."""
    return f"{ref} stands in closed/, and on no list. To bring it back: sendclock archive --back {ref}"


def copies_of(path: Path, shelf: Shelf, words: Words) -> list[Problem]:
    """What is wrong with files beside a case whose names begin with its own, such as a sync tool's copies of it."""
    ref = path.stem.casefold()
    beside = [other for other in shelf.like(ref) if other != path and is_beside(other.stem.casefold(), ref)]
    found = [problem for other in beside for problem in read_one(other, words)[1]]
    return [problem for problem in found if problem.severity == "error" and problem.code == "name"]


def is_beside(stem: str, ref: str) -> bool:
    """Whether a file's name (in small letters) begins with that of a case, or is a copy of it."""
    from sendclock.casebook.casefile import COPY_OF

    if re.sub(COPY_OF, "", stem) == ref:
        return True
    return stem.startswith(ref) and not stem[len(ref) : len(ref) + 1].isdigit()


LONGEST_REF = 100  # letters: the name of the file, of its lock and of a new version beside it must fit every disk


def no_reference(ref: str) -> str:
    """Why no file can be named after it, with the fix; empty if one can."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", ref):
        return "it names the file. Use letters, digits, - and _; no names"
    if len(ref) > LONGEST_REF:
        return f"it names the file, and has {len(ref)} letters. Use {LONGEST_REF} at most"
    if f"{ref}.toml".casefold() == SETTINGS:
        return f"{SETTINGS} is the settings file. Use another, such as {ref}-1"
    if disk.kept_by_windows(ref):
        kept = ref.partition(".")[0]
        return f"it names the file, and Windows lets no file be called {kept}. Use another, such as {kept}-1"
    return ""


class Opened(NamedTuple):
    """A case file as it was read. `case` is None, and a problem says why, where it cannot be answered; `content` is
    what stands in the file, empty where it could not be read."""

    path: Path
    case: Case | None
    problems: list[Problem]
    content: bytes


def _renamed(name: str) -> str:
    """What a file with a slip in the last letters of its name should be called."""
    if ".toml" in name.lower():
        return name[: name.lower().index(".toml")] + ".toml"
    ending = next(ending for ending in stray.MISNAMED if name.lower().endswith(ending))
    return name[: -len(ending)] + ".toml"


def opened(path: Path, words: Words) -> Opened:
    """One case file, opened once."""
    name = shown(path)
    if not name.lower().endswith(".toml") or path.name[0] in ".~":
        return Opened(path, None, [Problem(Position(name, 0), "error", "name", _under_another_name(path))], b"")
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        return Opened(path, None, [content], b"")
    from sendclock.casebook.casefile import read_case

    case, problems = read_case(content, name, words)
    return Opened(path, case, problems, content)


def _under_another_name(path: Path) -> str:
    """Why a file that reads as a case is not read, with the name it should have; or why it cannot be looked at."""
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        return content.message
    ref = stray.reference_inside(content[: stray.BEGINNING]) or stray.reference_of(path.name)
    better = f"{ref}.toml" if not no_reference(ref) else "the reference and .toml"
    if path.suffix.lower() == ".toml":
        return f"looks like a case, and its name begins with {path.name[0]}, so it is not read. Rename it to {better}."
    if stray.has_the_ending(path.name) or path.name.lower().endswith(stray.MISNAMED):
        return f"its name does not end in .toml, so it is not read as a case. Rename it to {better}."
    return f"looks like a case file but does not end in .toml, so it is not read. Rename it to {better}."


def passed_over(book: Casebook) -> list[Problem]:
    """A warning for each file among the cases that no answer reads, and that stands for a child all the same: the copy
    of a case, and what is called like a case that is not there; and for a case where nobody looks for one."""
    problems = []
    strays, cases = disk.passed_over(book.cases)
    for one in strays:
        if one.is_case:
            beside = f"reads as a case, and is not read: {shown(Path(one.twin))} has the same reference."
            said = f"{beside} Compare the two, and take this one away."
        else:
            said = (
                f"is called like a case, and no case file {one.ref}.toml is here. If it stands for a child, begin the "
                f"case: sendclock new {one.ref}"
            )
        problems.append(Problem(Position(disk.shown(one.path), 0), "warning", "passed-over", said))
    hidden: dict[str, str] = {}  # by folder: the first on the way down to it where nobody looks
    for path in cases:
        place = path.rpartition(os.sep)[0]
        if place not in hidden:
            names = Path(place).relative_to(book.cases).parts if place else ()
            hidden[place] = next((name for name in names if name[0] in ".~" or name == "packs"), "")
        if hidden[place]:
            said = f"lies in {hidden[place]}, where nobody looks for a case. It is read all the same. Move it to "
            problems.append(Problem(Position(shown(Path(path)), 0), "warning", "hidden", f"{said}{shown(book.cases)}."))
    return problems


def unread_cases(book: Casebook) -> list[Problem]:
    """Files beside the folder of the cases that read as one: saved in the casebook, not in `cases/`."""
    if book.cases == book.root:
        return []
    said = f"looks like a case, and is not read: cases lie in {shown(book.cases)}. Move it there."
    listed = disk.list_folder(book.root)
    return [
        Problem(Position(disk.shown(path), 0), "error", "case-not-read", said)
        for path in (listed if isinstance(listed, list) else ())
        if os.path.basename(path) != SETTINGS and disk.kind_of(path) == "case"
    ]


def read_one(path: Path, words: Words) -> tuple[Case | None, list[Problem]]:
    found = opened(path, words)
    return found.case, found.problems


def twice(file: str, same: Sequence[str]) -> Problem:
    """Two files or more, `same`, have the reference of `file`: which of them is right is not for the program to say."""
    others = ", ".join(other for other in same if other != file)
    message = f'"{Path(file).stem}" is also in {others}. Compare them, and keep one.'
    return Problem(Position(file, 0), "error", "duplicate", message)
