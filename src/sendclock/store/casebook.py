"""Where a casebook is: its cases, and its settings if it has some.

Must not know: what a case is.
"""

from pathlib import Path
from typing import NamedTuple

from sendclock.core.problems import CannotRunError, Position, Problem

SETTINGS = "sendclock.toml"


class Casebook(NamedTuple):
    """Where things are. `settings` is None for a bare folder of case files."""

    root: Path
    cases: Path
    settings: Path | None


def open_casebook(folder: Path) -> Casebook:
    """A casebook, or a bare folder of case files. The settings lie beside `cases/`, or in it. Raises CannotRunError if
    there is no such folder."""
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise CannotRunError(f"{folder}: {what}. Give the folder that holds the case files: --cases DIR.")
    cases = folder / "cases" if (folder / "cases").is_dir() else folder
    for place in (folder, cases, folder.parent if folder.name == "cases" else folder):
        if (place / SETTINGS).is_file():
            return Casebook(place, cases, place / SETTINGS)
    return Casebook(folder, cases, None)


def find_casebook(start: Path) -> Casebook:
    """`sendclock.toml` or `cases/` in `start` or the nearest folder above it; in `start`, by its short name."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file() or (folder / "cases").is_dir():
            return open_casebook(Path() if folder == Path.cwd() else folder)
    raise CannotRunError(
        "no casebook here. Give one with --cases DIR, set SENDCLOCK_CASES, or make one with: sendclock init DIR"
    )


def unread_packs(book: Casebook) -> list[Problem]:
    """A warning for each thing in `packs/` that looks like a pack and is not read as one."""
    problems = []
    for path in sorted((book.root / "packs").glob("*")):
        name, place = path.name, Position(shown(path), 0)
        if path.is_file() and path.suffix != ".toml" and ".toml" in name.lower():
            better = name[: name.lower().index(".toml")] + ".toml"
            fix = f"is not read as a pack, because its name does not end in .toml. Rename it {better}, or take it away."
            problems.append(Problem(place, "warning", "pack-not-read", fix))
    return problems


def shown(path: Path) -> str:
    """The path as messages give it: always with forward slashes."""
    return path.as_posix()
