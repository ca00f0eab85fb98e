"""Every writing command, stopped at every call into the disk it makes: killed there, or told no.

After each stop every case file is the old one or the new one, whole; what is left over counts for nothing and is named
by `check`; the list is as it would be without it; what the command said is true; and the same command given again ends
where an undisturbed one ends. How a command is stopped: `stopped.py`.

`make deep` stops at every call; a sample of them is in every run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from run import ROOT
from sendclock.files import disk
from stopped import KILLED, SAYS_NO, Stop, practise, told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="stops a child of this process"),
]

SEED = int(os.environ.get("SENDCLOCK_DEEP_SEED", "1"))
DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
WAYS = [(KILLED, False), (KILLED, True), *((how, False) for how in SAYS_NO)]
TRACKER = "Reference,Request received,Requested by\nEHC-2026-0901,01/09/2026,family\nEHC-2026-0902,02/09/2026,family\n"

REF = "EHC-2026-0104"
COMMANDS: dict[str, tuple[str, ...]] = {
    "new": ("new", "EHC-2026-0900", "assessment-requested", "2026-11-02", "requester=family"),
    "record": ("record", REF, "final-plan-sent", "2026-11-20"),
    "correct": ("correct", REF, "e1", "on=2026-06-30", "--reason", "read the stamp again"),
    "withdraw": ("withdraw", REF, "e2", "--reason", "another child's"),
    "note": ("note", REF, "rang, no answer"),
    "remind": ("remind", REF, "2026-12-01", "ring again"),
    "set": ("set", REF, "setting=Hollow Wood Primary"),
    "many": ("record", REF, "EHC-2026-0101", "contact-made", "2026-11-20", "whom=family", "how=call", "about=other"),
    "undo": ("undo", "EHC-2026-0101"),
    "import": ("import", "tracker.csv", "--map", "plain"),
    "reassign": ("reassign", "--from", "singh", "--to", "okafor"),
    "drafts": ("due", "--eml", "me@example.org", "--out", "drafts"),
    "export": ("export", "csv", "--out", "clocks.csv"),
    "done": ("done", REF, "week 20", "2026-11-20"),
    "feed": ("export", "ics", "--out", "clocks.ics"),
    "facts": ("export", "facts", "--out", "facts"),
    "pages": ("report", "all", "--out", "pages"),
    "page": ("report", "weekly", "--out", "week.html"),
}
# In a sample. What changes one case file writes as `record` does, which is stopped at each of its calls.
ONE_IN = {"record": 1, "new": 1, "export": 1, "correct": 5, "withdraw": 5, "note": 5, "remind": 5, "set": 5, "undo": 5}
OF_A_NEW_FILE = ("new", "export")
DEEP_ALONE = ("done", "feed", "facts", "pages")  # the others of their kind are in every run
OF_ONE_FILE = ("new", "record", "correct", "withdraw", "note", "remind", "set", "export", "done", "feed")


def files_of(book: Path) -> dict[str, bytes]:
    """Every file that is not a leftover, by name; the moment it was written down is another one each time."""
    return {
        path.relative_to(book).as_posix(): re.sub(rb"recorded = \S+", b"recorded = then", path.read_bytes())
        for path in sorted(book.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook of two cases, a tracker of two more, and everything warm."""
    book = tmp_path_factory.mktemp("book")
    (book / "cases").mkdir()
    for ref in (REF, "EHC-2026-0101"):
        shutil.copy(ROOT / "cases" / f"{ref}.toml", book / "cases")
    shutil.copy(ROOT / "cases" / "sendclock.toml", book)
    (book / "tracker.csv").write_text(TRACKER, encoding="utf-8")
    code, text, _ = told(("note", "EHC-2026-0101", "to be taken back"), book)
    assert code == 0, text
    for path in (book / "cases").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return book


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk.time, "sleep", lambda seconds: None)


def undisturbed(words: tuple[str, ...], kept: Path, folder: Path) -> tuple[dict[str, bytes], int]:
    """What the casebook is after the command, and how many calls it made."""
    practise(words, Path(shutil.copytree(kept, folder / "practised")))
    book = Path(shutil.copytree(kept, folder / "whole"))
    code, text, made = told(words, book, Stop(0, KILLED))
    assert (code, made > 3) == (0, True), text
    return files_of(book), made


def stops(made: int, name: str) -> Iterator[Stop]:
    """Every call in every way; of a sample, one call in so many, in one way after the other, and a new file's is killed
    after each."""
    if name in OF_A_NEW_FILE and not DEEP:
        yield from (Stop(at, KILLED, after=True) for at in range(1, made + 1))
    every = 1 if DEEP else ONE_IN.get(name, 3)
    for number, at in enumerate(range(1 + zlib.crc32(name.encode()) % every, made + 1, every)):
        for how, after in WAYS if DEEP else [WAYS[number % len(WAYS)]]:
            yield Stop(at, how, after)


@pytest.mark.parametrize("name", [name for name in COMMANDS if DEEP or name not in DEEP_ALONE])
def test_stopped_anywhere_each_file_is_old_or_new_and_the_next_run_ends_well(
    name: str, kept: Path, tmp_path: Path
) -> None:
    words, before = COMMANDS[name], files_of(kept)
    after, made = undisturbed(words, kept, tmp_path)
    book, tried = tmp_path / "stopped", 0
    for stop in stops(made, name):
        shutil.rmtree(book, ignore_errors=True)
        shutil.copytree(kept, book)
        code, text, _ = told(words, book, stop)
        where = f"{name} at call {stop.at} of {made}, {stop.how}{' after it' if stop.after else ''}: {code} {text}"
        found = files_of(book)
        assert "Traceback" not in text and code != 1, where
        for file, content in found.items():
            assert content in (before.get(file), after.get(file)), f"{where}\n{file}"
        assert before.keys() <= found.keys() <= after.keys() | before.keys(), where
        if code == 0:
            assert found == after, where
        if "Nothing was written" in text and name in OF_ONE_FILE:
            assert found == before, where
        lists_as_ever(book, before, where)
        again_ends_well(name, book, found, after, where)
        tried += 1
    assert tried >= made // 5


@pytest.mark.parametrize("name", [name for name in COMMANDS if DEEP or name == "record"])
def test_stopped_twice_at_random_it_still_ends_well(name: str, kept: Path, tmp_path: Path) -> None:
    """What the first stop leaves behind is in the way of none that follows, wherever that is stopped."""
    words, before, chance = COMMANDS[name], files_of(kept), Random(f"{SEED} {name}")
    after, made = undisturbed(words, kept, tmp_path)
    book = tmp_path / "stopped"
    for _ in range(400 if DEEP else 2):
        shutil.rmtree(book, ignore_errors=True)
        shutil.copytree(kept, book)
        where = name
        for _ in range(2):
            stop = Stop(chance.randint(1, made), *chance.choice(WAYS))
            code, text, _ = told(words, book, stop)
            where += f"; at call {stop.at} of {made}, {stop.how}{' after it' if stop.after else ''}: {code} {text}"
            found = files_of(book)
            assert "Traceback" not in text and code != 1, where
            assert all(content in (before.get(file), after.get(file)) for file, content in found.items()), where
            assert before.keys() <= found.keys() <= after.keys() | before.keys(), where
        lists_as_ever(book, before, where)
        again_ends_well(name, book, found, after, where)


def lists_as_ever(book: Path, before: dict[str, bytes], where: str) -> None:
    """The list answers, complete, for every case file that is there."""
    code, text, _ = told(("due", "--officer", "everyone", "--format", "json", "--no-index"), book)
    cases = sum(1 for path in (book / "cases").iterdir() if path.suffix == ".toml" and path.name[0] != ".")
    assert code == 0, f"{where}\n{text}"
    assert json.loads(text[: text.rindex("}") + 1])["cases_read"] == cases, where


def again_ends_well(name: str, book: Path, found: dict[str, bytes], after: dict[str, bytes], where: str) -> None:
    """Given again, the command ends where an undisturbed one ends, and doubles nothing."""
    code, text, _ = told(COMMANDS[name], book)
    assert "Traceback" not in text, f"{where}\n{text}"
    now = files_of(book)
    if found == after:  # it had been written: said again, or refused, never a second time unasked
        assert code in (0, 2, 5), f"{where}\n{text}"
        assert now == after, f"{where}\nagain: {code} {text}"
    elif name == "many" and code == 5:  # one case has it and one has not: the first is not written twice
        assert now == found and "recorded already" in text, f"{where}\nagain: {code} {text}"
    else:
        assert (code, now) == (0, after), f"{where}\nagain: {code} {text}"
    hidden = [path for path in (book / "cases").iterdir() if path.name.startswith(".")]
    left = [path.name for path in hidden if path.stat().st_size]  # an empty lock holds nothing and names nobody
    if left:
        _, named, _ = told(("check",), book)
        assert all(name in named for name in left), f"{where}\nleft, and not named by check: {left}"


ENDED = """schema = 1
ref = "{ref}"

[[event]]
type = "assessment-requested"
on = 2022-09-01
requester = "family"

[[event]]
type = "case-closed"
on = 2022-10-03
reason = "withdrawn"
"""
TO_CLOSED = ("archive", "--yes")
FROM_CLOSED = ("archive", "--back", "EHC-2022-0001", "EHC-2022-0002")


@pytest.fixture(scope="module")
def with_ended(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same casebook with two cases that may go."""
    book = Path(shutil.copytree(kept, tmp_path_factory.mktemp("ended") / "book"))
    for ref, below in (("EHC-2022-0001", ""), ("EHC-2022-0002", "2022")):
        (book / "cases" / below).mkdir(exist_ok=True)
        (book / "cases" / below / f"{ref}.toml").write_text(ENDED.format(ref=ref), encoding="utf-8")
        os.utime(book / "cases" / below / f"{ref}.toml", (1_700_000_000, 1_700_000_000))
    return book


@pytest.mark.parametrize("words", [TO_CLOSED, FROM_CLOSED], ids=["to", "from"])
def test_a_case_on_its_way_stands_in_one_place_whole_wherever_it_is_stopped(
    words: tuple[str, ...], with_ended: Path, tmp_path: Path
) -> None:
    start = Path(shutil.copytree(with_ended, tmp_path / "start"))
    if words == FROM_CLOSED:
        code, text, _ = told(TO_CLOSED, start)
        assert code == 0, text
    before, (after, made) = files_of(start), undisturbed(words, start, tmp_path)
    cases = {Path(name).name: content for name, content in before.items() if name.startswith("cases/")}
    cases.pop("vouchers.txt", None)
    book = tmp_path / "stopped"
    for stop in stops(made, words[0]):
        shutil.rmtree(book, ignore_errors=True)
        shutil.copytree(start, book)
        code, text, _ = told(words, book, stop)
        where = f"{words} at call {stop.at} of {made}, {stop.how}{' after it' if stop.after else ''}: {code} {text}"
        found = files_of(book)
        there = [Path(name).name for name in found if name.startswith("cases/") and not name.endswith("vouchers.txt")]
        assert sorted(there) == sorted(cases), where
        assert all(found[name] == cases[Path(name).name] for name in found if Path(name).name in cases), where
        assert "Traceback" not in text and code != 1, where
        if code == 0:
            assert found.keys() == after.keys(), where
        code, text, _ = told(("due", "--officer", "everyone", "--format", "json", "--no-index"), book)
        answer = json.loads(text[: text.rindex("}") + 1])
        assert code == 0 and answer["complete"], f"{where}\n{text}"
        assert answer["cases_read"] + answer["accounted"]["closed"] == len(cases), where
        code, text, _ = told(words, book)
        assert code == 0 and files_of(book).keys() >= after.keys(), f"{where}\nagain: {code} {text}"


def test_a_casebook_is_begun_whole_or_not_at_all(tmp_path: Path) -> None:
    """Wherever `init` is stopped, given again it ends well, and what it said is true."""
    words, whole = ("init", "--authority", "exampleshire"), tmp_path / "whole"
    whole.mkdir()
    code, text, made = told(words, whole, Stop(0, KILLED), within=())
    after = files_of(whole)
    assert (code, made > 3, list(after)) == (0, True, ["sendclock.toml"]), text
    book = tmp_path / "stopped"
    for stop in stops(made, "record"):
        shutil.rmtree(book, ignore_errors=True)
        book.mkdir()
        code, text, _ = told(words, book, stop, within=())
        where = f"call {stop.at} of {made}, {stop.how}{' after it' if stop.after else ''}: {code} {text}"
        found = files_of(book)
        assert "Traceback" not in text and code != 1 and found in ({}, after), where
        assert code != 0 or (found == after and (book / "cases").is_dir()), where
        code, text, _ = told(words, book, within=())
        assert code == (5 if found else 0) and files_of(book) == after, f"{where}\nagain: {code} {text}"
        code, text, _ = told(("due", "--officer", "everyone"), book)
        assert code == 0, f"{where}\nthen: {code} {text}"


def test_a_case_is_erased_or_it_is_not(with_ended: Path, tmp_path: Path) -> None:
    """Wherever `erase` is stopped the case stands whole or is gone; given again it is gone, and no other."""
    words, gone = ("erase", "EHC-2022-0002", "--yes"), "cases/2022/EHC-2022-0002.toml"
    before, (after, made) = files_of(with_ended), undisturbed(words, with_ended, tmp_path)
    assert before.keys() - after.keys() == {gone}
    book = tmp_path / "stopped"
    for stop in stops(made, "record"):
        shutil.rmtree(book, ignore_errors=True)
        shutil.copytree(with_ended, book)
        code, text, _ = told(words, book, stop)
        where = f"call {stop.at} of {made}, {stop.how}{' after it' if stop.after else ''}: {code} {text}"
        found = files_of(book)
        assert "Traceback" not in text and code != 1 and found in (before, after), where
        assert code != 0 or found == after, where
        assert "Nothing was removed" not in text or found == before, where
        code, text, _ = told(words, book)
        assert code == (0 if gone in found else 4) and files_of(book) == after, f"{where}\nagain: {code} {text}"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
