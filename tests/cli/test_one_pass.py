"""The one pass over all cases: each file is opened once, and let go. And what is kept of it: it holds however the
folder is spelled, for these sources of the law and no others."""

from __future__ import annotations

import builtins
import gc
import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from run import sendclock
from sendclock.clock.case import Case
from sendclock.session import Session
from shire import head, rule

pytestmark = pytest.mark.slow

SIZE = 24


def first_call(pack: str, days: int) -> str:
    return head(pack) + rule(
        f"{pack}-first-call", "assessment-requested", (days, "day"), "local-step-done[step=call]", label="First call"
    )


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("pass") / "book"
    made = sendclock("demo", str(book), "--size", str(SIZE), "--seed", "3", "--as-of", "2026-11-21")
    assert made.returncode == 0, made.stderr
    return book


@pytest.fixture
def book(invented: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(invented, tmp_path / "book"))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three seconds from now: no file is of a moment ago, so the index keeps what it read of it."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 3_000_000_000)


@pytest.fixture
def opened() -> Iterator[Counter[str]]:
    """How often each case file has been opened so far, by its name."""
    count: Counter[str] = Counter()
    active = True

    def seen(event: str, arguments: tuple[object, ...]) -> None:
        if active and event == "open" and str(arguments[0]).endswith(".toml") and "EHC-" in str(arguments[0]):
            count[os.path.basename(str(arguments[0]))] += 1

    sys.addaudithook(seen)
    yield count
    active = False


def rows(*words: str, **environment: str) -> list[dict[str, object]]:
    ran = sendclock(*words, "--format", "json", **environment)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["rows"]


EVERY_CASE = {
    "due": ["due", "--no-index"],
    "check": ["check"],
    "report": ["report", "weekly"],
    "csv": ["export", "csv"],
    "ics": ["export", "ics"],
    "sen2": ["export", "sen2", "--year", "2026"],
    "what-if": ["calendar", "--add", "2026-12-15", "Jubilee"],
    "diff": ["rules", "diff", "shipped", "shipped"],
}


@pytest.mark.parametrize("words", EVERY_CASE.values(), ids=EVERY_CASE)
def test_every_file_is_opened_once(book: Path, opened: Counter[str], words: list[str]) -> None:
    assert sendclock(*words, "--cases", str(book)).returncode == 0
    assert len(opened) == SIZE and set(opened.values()) == {1}


@pytest.mark.parametrize("words", EVERY_CASE.values(), ids=EVERY_CASE)
def test_no_more_than_a_few_cases_are_in_memory(book: Path, words: list[str]) -> None:
    most = 0

    def counting(answer: Callable[..., object]) -> Callable[..., object]:
        def counted(session: Session, case: Case, *others: object, **more: object) -> object:
            nonlocal most
            most = max(most, len([1 for thing in gc.get_objects() if type(thing) is Case]))
            return answer(session, case, *others, **more)

        return counted

    gc.freeze()  # what was there before is not looked through at every case
    try:
        with patch.multiple(Session, attempt=counting(Session.attempt), entry=counting(Session.entry)):
            assert sendclock(*words, "--cases", str(book)).returncode == 0
    finally:
        gc.unfreeze()
    assert 1 <= most <= 4


def test_a_hand_over_opens_the_files_of_that_officer_alone(
    team_book: Path, tmp_path: Path, opened: Counter[str], later: None
) -> None:
    cache = str(tmp_path / "cache")
    sendclock("due", "--cases", str(team_book), SENDCLOCK_CACHE=cache)
    opened.clear()
    words = ("--from", "okafor", "--to", "singh", "--dry-run", "--cases", str(team_book))
    assert sendclock("reassign", *words, SENDCLOCK_CACHE=cache).returncode == 0
    assert opened == {"EHC-1.toml": 1, "EHC-2.toml": 1, "EHC-3.toml": 1}


def test_recording_opens_the_file_to_read_it_and_to_see_that_it_is_the_same(book: Path, opened: Counter[str]) -> None:
    name = sorted(path.stem for path in book.rglob("EHC-*.toml"))[0]
    assert sendclock("record", name, "note-added", "note=x", "--dry-run", "--cases", str(book)).returncode == 0
    assert opened == {f"{name}.toml": 1}
    opened.clear()
    assert sendclock("record", name, "note-added", "note=x", "--cases", str(book)).returncode == 0
    assert opened[f"{name}.toml"] == 2


def spellings(book: Path) -> dict[str, Callable[[], tuple[list[str], Path]]]:
    return {
        "relative": lambda: (["--cases", "book"], book.parent),
        "the cases": lambda: (["--cases", "book/cases"], book.parent),
        "from within": lambda: ([], book / "cases"),
        "round about": lambda: (["--cases", "../book"], book),
    }


@pytest.mark.parametrize("way", ["relative", "the cases", "from within", "round about"])
def test_the_index_holds_however_the_folder_is_spelled(
    book: Path, tmp_path: Path, opened: Counter[str], later: None, way: str
) -> None:
    cache = str(tmp_path / "cache")
    first = sendclock("due", "--cases", str(book), "--format", "csv", SENDCLOCK_CACHE=cache).stdout
    opened.clear()
    words, folder = spellings(book)[way]()
    assert sendclock("due", *words, "--format", "csv", cwd=folder, SENDCLOCK_CACHE=cache).stdout == first
    assert not opened
    assert sendclock("due", "--cases", str(book), "--format", "csv", SENDCLOCK_CACHE=cache).stdout == first
    assert not opened


def test_a_warning_kept_in_the_index_names_the_file_as_it_is_spelled_now(
    book: Path, tmp_path: Path, later: None
) -> None:
    path = sorted(book.rglob("EHC-*.toml"))[0]
    path.write_text(path.read_text(encoding="utf-8").replace("schema = 1", "schema = 1\nborn = 2190-01-01", 1))
    cache = str(tmp_path / "cache")

    def told(*words: str) -> list[str]:
        ran = sendclock("due", *words, "--format", "json", cwd=tmp_path, SENDCLOCK_CACHE=cache)
        return [problem["file"] for problem in json.loads(ran.stdout)["problems"]]

    fresh = told("--cases", "book", "--no-index")
    assert fresh == [path.relative_to(tmp_path).as_posix()]
    assert told("--cases", str(book)) == [str(tmp_path / file) for file in fresh]
    assert told("--cases", "book") == fresh


def test_two_casebooks_with_packs_of_one_file_name_do_not_answer_for_one_another(tmp_path: Path, later: None) -> None:
    books = [tmp_path / pack for pack in ("aaa", "bbb")]
    for book in books:
        (book / "cases").mkdir(parents=True)
        (book / "packs").mkdir()
        (book / "packs" / "local.toml").write_text(first_call(book.name, 15))
        (book / "sendclock.toml").write_text("schema = 1\n")
        request = '[[event]]\ntype = "assessment-requested"\non = 2026-11-20\n'
        (book / "cases" / f"{book.name}-1.toml").write_text(f'schema = 1\nref = "{book.name}-1"\n{request}')
    words = ["due", "--cases", str(books[0]), "--cases", str(books[1]), "--rule", "aaa-first-call"]
    cache = str(tmp_path / "cache")
    before = rows(*words, SENDCLOCK_CACHE=cache)
    assert {row["due"] for row in before} == {"2026-12-05"}
    (books[0] / "packs" / "local.toml").write_text(first_call("aaa", 11))
    assert {row["due"] for row in rows(*words, SENDCLOCK_CACHE=cache)} == {"2026-12-01"}
    shutil.rmtree(cache)
    assert {row["due"] for row in rows(*words, SENDCLOCK_CACHE=cache)} == {"2026-12-01"}


@pytest.mark.parametrize("words", [["due"], ["check"], ["report", "weekly"], ["export", "json"]], ids=lambda w: w[0])
def test_two_files_for_one_case_are_withheld_by_every_command_alike(book: Path, words: list[str]) -> None:
    """Which of the two is right is not for the program to say."""
    path = sorted(book.rglob("EHC-*.toml"))[0]
    twin = book / "cases" / "again" / path.name
    twin.parent.mkdir()
    twin.write_text(
        f'schema = 1\nref = "{path.stem}"\n[[event]]\ntype = "assessment-requested"\non = 2026-10-14\n',
        encoding="utf-8",
    )
    ran = (
        sendclock(*words, "--cases", str(book), "--format", "json")
        if words[0] != "export"
        else sendclock(*words, "--cases", str(book))
    )
    body = json.loads(ran.stdout)
    assert ran.returncode == 3
    assert body["cases_read"] == SIZE - 1 and body["cases_unreadable"] == 2
    assert [p["code"] for p in body["problems"] if p["severity"] == "error"] == ["duplicate", "duplicate"]


def test_the_count_of_open_files_can_fail(book: Path, opened: Counter[str]) -> None:
    path = sorted(book.rglob("EHC-*.toml"))[0]
    for _ in range(2):
        builtins.open(path, "rb").close()
    assert opened == {path.name: 2}
