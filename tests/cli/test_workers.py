"""Several processes read what one would have read: the same answer, in the same order, whatever becomes of them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest

from run import sendclock
from sendclock import session, workers

pytestmark = pytest.mark.slow

BAD = Path(__file__).parents[1] / "bad"
DAY = ("--as-of", "2026-11-21")
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook of which a few files cannot be read, some have warnings, and two have one reference."""
    root = tmp_path_factory.mktemp("workers") / "book"
    assert sendclock("demo", str(root), "--size", "40", "--seed", "7", *DAY).returncode == 0
    year = root / "cases" / "2026"
    for name in ("unknown-event", "two-mistakes-in-order", "unknown-key", "fine-no-events"):
        text = (BAD / f"{name}.toml").read_text(encoding="utf-8")
        (year / f"{name}.toml").write_text(text, encoding="utf-8")
    one = next(path for path in sorted(year.glob("EHC-*.toml")))
    shutil.copy(one, root / "cases" / one.name)
    return root


@pytest.fixture(scope="module")
def alone(book: Path) -> list[tuple[int, str, str]]:
    """What one process says."""
    with patch.object(workers, "FEWEST", 10_000):
        return told(book)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """However few the files, three processes; and whether each worker was made welcome."""
    welcome: list[bool] = []
    for name, value in (("FEWEST", 2), ("PART", 3), ("PATIENCE", 1.0)):
        monkeypatch.setattr(workers, name, value)
    monkeypatch.setattr(workers, "_processors", lambda: 3)
    dismiss = workers._Worker.dismiss

    def noted(worker: workers._Worker) -> None:
        welcome.append(worker.welcome)
        dismiss(worker)

    monkeypatch.setattr(workers._Worker, "dismiss", noted)
    return welcome


ASKED = (("due", "--no-index", "--format", "json"), ("due", "--no-index", "--kind", "window"))


def told(book: Path, asked: Sequence[tuple[str, ...]] = ASKED) -> list[tuple[int, str, str]]:
    """What several commands say, with what they say on stderr."""
    ran = [sendclock(*words, "--cases", str(book), *DAY) for words in asked]
    return [(each.returncode, each.stdout, each.stderr) for each in ran]


def test_the_answer_is_that_of_one_process(book: Path, many: list[bool], alone: list[tuple[int, str, str]]) -> None:
    several = told(book)
    assert many and all(many), "a worker was sent away: nothing was tested"
    assert several == alone


def test_what_is_kept_is_the_same(
    book: Path, many: list[bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for folder, fewest in (("several", 2), ("one", 10_000)):
        monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / folder))
        monkeypatch.setattr(workers, "FEWEST", fewest)
        assert sendclock("due", "--cases", str(book), *DAY).returncode in (0, 3)
    again = []
    for folder in ("several", "one"):
        monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / folder))
        again.append(sendclock("due", "--format", "json", "--cases", str(book), *DAY).stdout)
    assert again[0] == again[1]


def ends_at_once() -> None:
    sys.exit(1)


def talks_nonsense() -> None:
    sys.stdout.write("nonsense and more of it, longer than a length" * 10)


def says_nothing() -> None:
    import time

    time.sleep(60)


def has_another_law() -> None:
    workers.serve(lambda greeting: (["another law"], lambda paths: []))


def dies_in_the_middle() -> None:
    def begin(greeting: object) -> object:
        made = session.basis_and_work(greeting)
        seen: list[int] = []

        def work(paths: list[str]) -> list[object]:
            seen.append(1)
            if len(seen) > 1:
                os._exit(9)
            return made[1](paths)

        return made[0], work

    workers.serve(begin)


def loses_answers() -> None:
    def begin(greeting: object) -> object:
        made = session.basis_and_work(greeting)
        return made[0], lambda paths: made[1](paths)[1:]

    workers.serve(begin)


@pytest.mark.parametrize(
    "errand", [ends_at_once, talks_nonsense, says_nothing, has_another_law, dies_in_the_middle, loses_answers]
)
def test_nothing_is_lost_with_a_worker(
    book: Path,
    many: list[bool],
    alone: list[tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
    errand: Callable[[], None],
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), str(HERE.parent)]))
    hired = workers._Worker.hired

    def another(given: str, greeting: object, reply: object) -> object:
        return hired(f"test_workers:{errand.__name__}", greeting, reply)

    monkeypatch.setattr(workers._Worker, "hired", another)
    assert told(book, ASKED[:1]) == alone[:1]


def test_where_no_process_can_be_started_one_is_enough(
    book: Path, many: list[bool], alone: list[tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(book / "no-python"))
    assert told(book) == alone


@pytest.mark.parametrize(
    ("size", "processors", "executable", "pays"),
    [(999, 8, "python", False), (1000, 8, "python", True), (9999, 1, "python", False), (9999, 8, "", False)],
)
def test_workers_are_hired_where_they_pay(
    monkeypatch: pytest.MonkeyPatch, size: int, processors: int, executable: str, pays: bool
) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: processors)
    monkeypatch.setattr(sys, "executable", executable)
    assert workers.pay(size) is pays


def test_a_program_in_one_file_has_no_interpreter_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_processors", lambda: 8)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert not workers.pay(9999)
