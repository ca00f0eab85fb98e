"""No answer depends on what was kept: every command that reads says the same with the facts of an earlier moment and
with none at all, after files were edited, moved, rewritten in place, restored, taken away, archived; on other days."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from run import ROOT, later, sendclock
from sendclock.main import COMMANDS

pytestmark = pytest.mark.slow

DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
REF = "EHC-2026-0104"
J = "--format json"
REPORTS = ("weekly", "timeliness", "backlog", "workload", "caseload", "reviews", "advice", "phase")
# every command that reads cases, as it is asked
READS = {
    "due": [f"{J} --officer everyone", f"{J} --officer singh", "--remind --all", f"--steps {J}", "--plain --all"],
    "cases": [f"{J} --officer everyone", f"{J} --search oak --closed", "--state ended"],
    "check": [J, f"{J} --closed", f"{J} --officer okafor"],
    "cover": [J, f"okafor --from 2026-11-23 --to 2026-11-27 {J}"],
    "panel": [J, f"assessment {J}", f"older {J}", f"older --on 2027-03-02 {J}"],
    "report": [f"{name} {J}" for name in REPORTS],
    "changed": [J],
    "export": ["csv", "json", "ics --officer okafor", "cases", "sen2 --year 2026"],
    "remind": [""],
    "show": [f"{REF} {J}"],
    "explain": [f"{REF} final-plan {J}"],
    "plan": [f"{REF} {J}"],
    "audit": [f"{REF} {J}"],
    "roster": [J],
}  # fmt: skip
WRITE = {
    "new",
    "record",
    "done",
    "note",
    "undo",
    "set",
    "correct",
    "withdraw",
    "reassign",
    "erase",
    "import",
    "archive",
}
OF_NO_CASE = {"calc", "count", "rules", "calendar", "pack", "init", "demo", "help"}
OF_THE_INDEX = {"index"}  # it says what is kept
OF_A_TRACKER = {"reconcile"}  # the same pass as `check`
# beside that of the shipped casebook: whom it is for turns on the day, and some of it is listed
OLDER = """
[panels.older]
weekday = "tuesday"
first = 2026-09-01
papers = "1w"
about = ["assess", "plan", "placement", "review"]
if = ["year-group>=4"]
"""
DAYS = ("2026-11-21", "2026-09-30", "2027-02-15")


def test_no_command_is_forgotten() -> None:
    assert READS.keys() | WRITE | OF_NO_CASE | OF_THE_INDEX | OF_A_TRACKER == COMMANDS.keys()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The shipped cases, and some of the demo."""
    book = Path(shutil.copytree(ROOT / "cases", tmp_path / "book" / "cases")).parent
    made = sendclock(
        "demo", str(tmp_path / "more"), "--size", "30" if DEEP else "10", "--seed", "7", "--as-of", "2026-11-21"
    )
    assert made.returncode == 0, made.stderr
    for path in (tmp_path / "more" / "cases").rglob("*.toml"):
        shutil.copy(path, book / "cases")
    settings = book / "cases" / "sendclock.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + OLDER, encoding="utf-8")
    for path in (book / "cases").rglob("*.toml"):
        age(path)
    return book


def age(path: Path) -> None:
    os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))


def told(book: Path, command: str, words: str, day: str, cache: Path) -> tuple[int, str, str]:
    with later():
        ran = sendclock(
            command,
            *words.split(),
            "--cases",
            str(book),
            "--as-of",
            day,
            SENDCLOCK_CACHE=str(cache),
            SENDCLOCK_OFFICER="singh",
        )
    return ran.returncode, ran.stdout, ran.stderr


# What may happen to files between two answers


def appended(path: Path, chance: random.Random) -> None:
    day = f"2026-11-{chance.randint(1, 20):02}"
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\n[[event]]\ntype = "note-added"\non = {day}\nnote = "x"\n')


def listed(path: Path, chance: random.Random) -> None:
    panel, meeting = chance.choice(("assessment", "older")), f"2026-12-{chance.randint(1, 28):02}"
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\n[[event]]\ntype = "panel-listed"\non = 2026-11-18\npanel = "{panel}"\nmeeting = {meeting}\n')


def of_the_same_size(path: Path, chance: random.Random) -> None:
    seen, text = path.stat(), path.read_bytes()
    path.write_bytes(text.replace(b"2026-0", b"2025-0", 1))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def moved(path: Path, chance: random.Random) -> None:
    folder = path.parent / f"folder-{chance.randint(1, 3)}"
    folder.mkdir(exist_ok=True)
    path.rename(folder / path.name)


def to_closed(path: Path, chance: random.Random) -> None:
    folder = next(each for each in path.parents if each.name == "cases") / "closed"
    folder.mkdir(exist_ok=True)
    if not (folder / path.name).exists():
        path.rename(folder / path.name)


def restored(path: Path, chance: random.Random) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("[[event]]")] if text.count("[[event]]") > 1 else text, encoding="utf-8")
    age(path)


def broken(path: Path, chance: random.Random) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "\nhalf a li", encoding="utf-8")


def gone(path: Path, chance: random.Random) -> None:
    path.unlink()


def twice(path: Path, chance: random.Random) -> None:
    folder = path.parent / "copy"
    folder.mkdir(exist_ok=True)
    shutil.copy(path, folder / path.name)


CHANGES: list[Callable[[Path, random.Random], None]] = [
    appended, listed, of_the_same_size, moved, to_closed, restored, broken, gone, twice,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12 if DEEP else 1))
def test_every_answer_is_the_same_without_what_was_kept(book: Path, tmp_path: Path, seed: int) -> None:
    chance, kept = random.Random(seed), tmp_path / "kept"
    nowhere = tmp_path / "nowhere"
    nowhere.write_text("a file where the folder of the cache should be", encoding="utf-8")
    differ = []
    for step in range(4 if DEEP else 3):
        archived = sendclock("archive", "--yes", "--cases", str(book), "--months", "3")
        assert archived.returncode in (0, 3), archived.stderr
        for command, asked in READS.items():
            for words in asked if DEEP else chance.sample(asked, 1):
                day = chance.choice(DAYS)
                with_it = told(book, command, words, day, kept)
                if with_it != (without := told(book, command, words, day, nowhere)):
                    differ.append((step, command, words, day, json.dumps([with_it, without])[:2000]))
        files = sorted(path for path in (book / "cases").rglob("*.toml") if path.stem not in (REF, "sendclock"))
        for path in chance.sample(files, 6):
            chance.choice(CHANGES)(path, chance)
    assert differ == []


if __name__ == "__main__":
    pytest.main([__file__])
