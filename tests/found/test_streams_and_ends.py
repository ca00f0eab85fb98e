"""Inputs that once hung, ended in a traceback, moved a cursor or forged a row: what nobody typed on purpose.

The inputs stand beside this file, one folder each, as they were found. Pipes and names that are no UTF-8 are made here:
no archive keeps them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from inputs import FOUND, TODAY, both, said
from run import ROOT, later

CASE = 'schema = 1\nref = "EHC-1"\n[[event]]\ntype = "assessment-requested"\non = 2026-11-02\n'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book" / "cases").mkdir(parents=True)
    (tmp_path / "book" / "cases" / "EHC-1.toml").write_text(CASE, encoding="utf-8")
    return tmp_path / "book"


# 20: a reference longer than a name of a file can be ended in a traceback


@pytest.mark.parametrize("length", [101, 300, 5000])
def test_a_long_reference_is_refused(book: Path, length: int) -> None:
    answer = said("new", "x1" * (length // 2) + "x", "assessment-requested", "2026-11-20", "--cases", str(book))
    assert answer.returncode == 2 and "Use 100 at most" in answer.stderr and len(answer.stderr) < 300
    assert said("show", "x" * length, "--cases", str(book)).returncode in (2, 4)
    into = ("--in", "x" * length)
    assert said("new", "EHC-2", "assessment-requested", "2026-11-20", *into, "--cases", str(book)).returncode in (2, 4)
    assert said("due", "--cases", "x" * length).returncode == 4


# 21: no stdout (pythonw, some schedulers, `>&-`) ended in a traceback


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="closes the numbers of a process as only a shell of Unix does")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_a_stream_that_is_not_there_is_no_trouble(book: Path, closed: str) -> None:
    program = f"{sys.executable} -m sendclock"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "SENDCLOCK_CACHE": str(book),
        "SENDCLOCK_TODAY": TODAY,
    }

    def left(words: str) -> int:
        return subprocess.run(
            f"{program} {words} {closed}", shell=True, cwd=book, env=environment, check=False
        ).returncode

    unsaid = 4 if closed.startswith(">") else 0  # an answer that nobody can have is no success
    assert left("due") == unsaid
    assert left("due --quiet --within 1d") == 0
    if "<" in closed:  # all three: what writes in other ways as well
        assert [left("--help"), left("export csv"), left("export csv --out all.csv")] == [unsaid, unsaid, 0]
        assert (book / "all.csv").stat().st_size > 100
    assert left("nonsense") == 2
    assert left("record EHC-1 note-added today note=x") == 0
    assert len(tomllib.loads((book / "cases" / "EHC-1.toml").read_text(encoding="utf-8"))["event"]) == 2


# 22: `--out -` made a file called "-", and a name of another kind was taken without a word


def test_out_dash_is_stdout(book: Path) -> None:
    for words in (["csv"], ["json"], ["ics"], ["cases"]):
        answer = said("export", *words, "--cases", str(book), "--out", "-", cwd=book)
        assert answer.returncode == 0 and "EHC-1" in answer.stdout
    assert not (book / "-").exists()
    for words in (["export", "xlsx"], ["due", "--eml", "me@council.example"]):
        assert said(*words, "--cases", str(book), "--out", "-", cwd=book).returncode == 2
    assert not (book / "-").exists()


@pytest.mark.parametrize(
    ("what", "name", "better"),
    [
        ("xlsx", "x.xls", "x.xlsx"), ("xlsx", "x.csv", "x.xlsx"), ("csv", "x.xlsx", "x.csv"), ("csv", "x.XLS", "x.csv"),
        ("json", "x.csv", "x.json"), ("ics", "x.csv", "x.ics"), ("cases --format json", "x.csv", "x.json"),
    ],
)  # fmt: skip
def test_a_name_of_another_kind_is_refused(book: Path, what: str, name: str, better: str) -> None:
    answer = said("export", *what.split(), "--cases", str(book), "--out", name, cwd=book)
    assert answer.returncode == 2 and better in answer.stderr
    assert not (book / name).exists()


def test_a_name_that_says_nothing_is_taken(book: Path) -> None:
    for name in ("x", "x.txt", "x.csv", "x.2026"):
        assert said("export", "csv", "--cases", str(book), "--out", name, cwd=book).returncode == 0


# 23: a pipe named like a case hung every command


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_is_named_and_the_rest_answered(tmp_path: Path) -> None:
    book = Path(shutil.copytree(FOUND / "23-fifo" / "book", tmp_path / "book"))
    os.mkfifo(book / "cases" / "X.toml")
    for words in (["due"], ["check"], ["report", "weekly"], ["export", "csv"]):
        answer = said(*words, "--cases", str(book))
        assert "is a pipe, not a file" in both(answer) and answer.returncode in (3, 4)
    os.mkfifo(book / "sendclock.toml")
    (book / "packs").mkdir()
    os.mkfifo(book / "packs" / "own.toml")
    os.mkfifo(book / "tracker.csv")
    answer = said("due", "--cases", str(book))
    assert answer.returncode == 3 and answer.stderr.count("is a pipe") == 3
    tracker = str(book / "tracker.csv")
    assert said("import", tracker, "--map", "plain", "--cases", str(book), "--dry-run").returncode == 4
    assert said("import", tracker, "--map", tracker, "--cases", str(book), "--dry-run").returncode == 4


# 24: two casebooks whose packs share a file name served an old date from the index


def test_a_pack_that_changed_changes_the_date_in_one_of_two_books(tmp_path: Path) -> None:
    two = Path(shutil.copytree(FOUND / "24-index-two-books" / "two", tmp_path / "two"))
    long_ago = time.time() - 10_000
    for path in two.rglob("*.toml"):
        os.utime(path, (long_ago, long_ago))
    words = ["due", "--cases", str(two / "A"), "--cases", str(two / "B"), "--format", "csv", "--within", "90d"]
    with later():
        before = said(*words).stdout
        pack = two / "A" / "packs" / "local.toml"
        pack.write_text(pack.read_text(encoding="utf-8").replace("count = 11", "count = 9"), encoding="utf-8")
        after, anew = said(*words).stdout, said(*words, "--no-index").stdout
    assert after == anew != before


# 25: a folder whose name is no UTF-8 ended in a traceback


def test_a_folder_in_another_encoding_is_named(book: Path) -> None:
    try:
        os.mkdir(os.fsencode(book / "cases") + b"/\xc9cole")
    except (OSError, UnicodeDecodeError):
        pytest.skip("this disk takes UTF-8 only")
    folder = os.fsdecode(os.fsencode(book / "cases") + b"/\xc9cole")
    Path(folder, "EHC-2.toml").write_text(CASE.replace("EHC-1", "EHC-2"), encoding="utf-8")
    with later():
        for words in (["due"], ["due", "--format", "json"], ["check"], ["export", "csv"], ["report", "weekly"]):
            for _ in range(2):  # the second reads what the first has kept
                answer = said(*words, "--cases", str(book))
                assert answer.returncode == 3 and "not UTF-8" in both(answer) and "\\xc9cole" in both(answer)
    assert said("show", "EHC-1", "--cases", str(book)).returncode == 0


# 26: a line break in a party forged rows of the list


@pytest.mark.parametrize("form", ["plain", "md", "table"])
def test_a_line_break_in_a_party_forges_no_row(form: str) -> None:
    words = ("due", "--cases", str(FOUND / "26-plain-forge" / "book"), "--as-of", TODAY, "--format", form)
    lines = said(*words).stdout.splitlines()
    assert not [line for line in lines if line.lstrip("| ").startswith(("Overdue", "Case: EHC-9", "Status: forged"))]
    assert sum("EHC-9" in line for line in lines) <= 2  # in the value itself, and folded with it in a table


# 27: control characters in an officer's name went raw to the terminal


def test_an_officers_name_moves_no_cursor(tmp_path: Path) -> None:
    words = ("--cases", str(FOUND / "27-eml-escape" / "book"), "--as-of", TODAY, "--officer", "everyone")
    answer = said("due", *words, "--eml", "{officer}@example.org", "--out", str(tmp_path / "drafts"))
    assert answer.returncode == 0 and not set(both(answer)) & {"\x1b", "\x07"}
    for path in (tmp_path / "drafts").iterdir():
        assert path.name.isprintable() and b"\x1b" not in path.read_bytes()


# 29: one birth date that cannot be ended `check`, and what was wrong with the others was lost


@pytest.mark.parametrize("born", ["9999-12-31", "0001-01-01", "1899-12-31", "2026-12-31", "2028-02-29"])
def test_an_impossible_birth_is_named_and_the_rest_checked(book: Path, born: str) -> None:
    text = CASE.replace("[[event]]", f"born = {born}\n[[event]]", 1).replace("EHC-1", "EHC-2")
    (book / "cases" / "EHC-2.toml").write_text(text, encoding="utf-8")
    (book / "cases" / "EHC-3.toml").write_text("schema = 2\n", encoding="utf-8")
    answer = said("check", "--cases", str(book))
    assert "EHC-3.toml" in answer.stdout and "EHC-2.toml:" in answer.stdout and answer.returncode == 3
    assert born not in both(answer)
    assert said("due", "--cases", str(book)).returncode == 3


def test_the_one_that_was_found() -> None:
    answer = said("check", "--cases", str(FOUND / "29-check-born-9999" / "book"))
    assert answer.returncode == 3 and "EHC-1.toml:3: nobody was born in that year" in answer.stdout


@pytest.mark.parametrize("words", ["--to 9999-12-31", "okafor --to 9999-12-31", "--from 9999-12-31", "--to 2032-01-01"])
def test_cover_is_not_worked_out_for_thousands_of_years(words: str) -> None:
    began = time.monotonic()
    answer = said("cover", *words.split(), "--cases", str(ROOT / "cases"))
    assert answer.returncode in (0, 2) and time.monotonic() - began < 5
    assert "--from" in words or "Use a day up to 2031-12-31" in answer.stderr


# 30: older versions of filelock lose events after a lock that was left by a program that died


def test_such_versions_are_not_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (floor,) = [each for each in project["dependencies"] if each.startswith("filelock")]
    assert [*map(int, floor.removeprefix("filelock>=").split("."))] >= [4, 1, 2]
