"""Several at once: programs that write to one case and one casebook, an editor that saves in the middle, locks that a
dead machine or a dead program left, and readers that work out the facts at the same time.

Each writer is a process of its own. What a command said must be what the files hold: every event that was said to be
written is there once, and none that was refused. `make deep` does many rounds; a few are in every run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import needs
from run import ROOT
from sendclock.files import disk
from sendclock.files.problem import RefusedError

pytestmark = pytest.mark.slow

DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
WRITERS, ROUNDS = (8, 20) if DEEP else (4, 2)
SAVES = 400 if DEEP else 30
REF = "EHC-2026-0104"
TRACKER = "Reference,Request received,Requested by\n{},01/09/2026,family\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    shutil.copy(ROOT / "cases" / f"{REF}.toml", tmp_path / "cases")
    shutil.copy(ROOT / "cases" / "sendclock.toml", tmp_path)
    return tmp_path


def told(book: Path, *words: str) -> tuple[int, str]:
    """A process of its own: how it ended, and what it said."""
    ours = {"SENDCLOCK_TODAY": "2026-11-21", "SENDCLOCK_OFFICER": "okafor", "SENDCLOCK_CACHE": str(book / "cache")}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")} | ours
    environment["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, "-m", "sendclock", *words, "--cases", "."]
    ran = subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=book, env=environment, check=False, timeout=120
    )
    return ran.returncode, ran.stdout + ran.stderr


def work_of(writer: int, turn: int, book: Path) -> tuple[str, ...]:
    """What one writer does in one turn: all on one case, but for new ones."""
    mark = f"w{writer}t{turn}"
    kind = (writer + turn) % 5
    if kind == 3:
        (book / f"{mark}.csv").write_text(TRACKER.format(f"EHC-2026-9{turn:03}"), encoding="utf-8")
        return ("import", f"{mark}.csv", "--map", "plain")
    if kind == 4:
        return ("new", f"EHC-2026-9{turn:03}", "assessment-requested", "2026-09-01", "requester=family")
    if kind == 2:
        return ("reassign", "--case", REF, "--to", ("singh", "reid")[turn % 2], "--reason", mark)
    if kind == 1:
        return ("record", REF, "note-added", "2026-11-20", f"note={mark}", "--anyway")
    return ("note", REF, mark, "--anyway")


def test_no_event_is_lost_and_none_is_doubled(book: Path) -> None:
    before = (book / "cases" / f"{REF}.toml").read_bytes()
    said: list[tuple[tuple[str, ...], int, str, float]] = []

    def one(writer: int) -> None:
        for turn in range(ROUNDS):
            words, began = work_of(writer, turn, book), time.monotonic()
            said.append((words, *told(book, *words), time.monotonic() - began))

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(one, writer) for writer in range(WRITERS)]:
            done.result()
    content = (book / "cases" / f"{REF}.toml").read_bytes()
    assert content.startswith(before)
    events = tomllib.loads(content.decode())["event"]
    ids = [event["id"] for event in events]
    assert len(ids) == len(set(ids)) and len(said) == WRITERS * ROUNDS
    for words, code, text, _ in said:
        assert code in ((0, 3, 5) if words[0] == "import" else (0, 5)), (words, code, text)
        assert "Traceback" not in text, text
        if code == 5:
            assert re.search(r"Nothing was written|already exists", text), text
        if words[0] in ("record", "note", "reassign"):
            mark = next(word.removeprefix("note=") for word in words if re.search(r"w\d+t\d+$", word))
            times = sum(mark in (event.get("note"), event.get("reason")) for event in events)
            wrote = code == 0 and "No case changes hands" not in text  # it is theirs by now
            assert times == wrote, (words, code, text)
    for turn in range(ROUNDS):
        made = book / "cases" / f"EHC-2026-9{turn:03}.toml"
        wanted = [(words, code) for words, code, _, _ in said if words[0] == "new" and made.stem in words]
        assert sum(code == 0 for _, code in wanted) <= 1
        if made.exists():
            found = [event["type"] for event in tomllib.loads(made.read_text("utf-8"))["event"]]
            assert found.count("assessment-requested") == 1, made.read_text("utf-8")
    assert not [path.name for path in book.rglob(".*") if path.name.endswith((".new", ".lock"))]
    assert told(book, "check")[0] == 0


@pytest.mark.parametrize("way", [pytest.param("rename", marks=needs.trading), "truncate"])
def test_an_editor_that_saves_in_the_middle(tmp_path: Path, way: str) -> None:
    """An editor takes no lock. What it saved is what stands in the file in the end, whenever it saved it: before our
    write, which is told no then; between the compare and the exchange; or after, over it."""
    case = tmp_path / "EHC-1.toml"
    for turn in range(SAVES):
        before, ours, theirs = b"before\n" * 400, b"before\n" * 400 + b"ours\n", b"theirs %d\n" % turn * 300
        case.write_bytes(before)
        go = threading.Barrier(2)

        def save(go: threading.Barrier = go, theirs: bytes = theirs) -> None:
            go.wait()
            if way == "truncate":
                with case.open("wb") as out:
                    out.write(theirs[:700])
                    out.flush()
                    out.write(theirs[700:])
            else:
                beside = tmp_path / "beside"
                beside.write_bytes(theirs)
                beside.replace(case)

        editor = threading.Thread(target=save)
        editor.start()
        go.wait()
        refused = False
        try:
            disk.replace(case, before, ours)
        except RefusedError as error:
            refused = True
            assert "Nothing was written" in str(error)
        editor.join()
        assert case.read_bytes() == theirs, f"turn {turn}: {refused=}"
        assert not list(tmp_path.glob(".*.new"))


HOLD = """
import sys
from sendclock.files import disk
with disk.locked(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_the_lock_of_a_killed_program_is_free_at_once_and_so_is_one_with_a_number_in_use_again(tmp_path: Path) -> None:
    case = tmp_path / "EHC-1.toml"
    for turn in range(20 if DEEP else 3):
        case.write_bytes(b"old")
        command = [sys.executable, "-c", HOLD, str(case)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        holder = subprocess.Popen(command, env=environment, text=True, **pipes)
        assert holder.stdout.readline() == "held\n"
        holder.kill()
        holder.communicate()
        lock = Path(disk.lock_of(case))
        assert lock.exists()
        if turn % 2:  # the number of a program that runs: this one
            lock.write_text(f"{os.getpid()}\n{disk.host()}\n", encoding="ascii")
        began = time.monotonic()
        disk.replace(case, b"old", b"new")
        assert case.read_bytes() == b"new" and time.monotonic() - began < 1 and not lock.exists()


def test_readers_that_work_out_the_facts_at_once_all_say_the_same(book: Path) -> None:
    for path in (ROOT / "cases").glob("EHC-*.toml"):
        shutil.copy(path, book / "cases")
    for path in (book / "cases").iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    words = ("due", "--officer", "everyone", "--format", "csv")
    whole = told(book, *words)
    assert whole[0] == 0
    for _ in range(ROUNDS):
        shutil.rmtree(book / "cache", ignore_errors=True)
        with ThreadPoolExecutor(WRITERS) as pool:
            answers = {each.result() for each in [pool.submit(told, book, *words) for _ in range(WRITERS)]}
        assert answers == {whole}
        assert told(book, *words) == whole
