"""What is kept of the case files answers no question that it is not for: a file that was changed, another law or other
settings, an earlier state of knowledge. Each answer is worked out by hand; random edits: tests/cli/test_index.py.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from run import later, sendclock
from sendclock.casebook.facts import RACY_NS, File, Learned, Ledger
from sendclock.files import disk
from sendclock.files.problem import Position, Problem
from shire import head, rule

ASKED = '[[event]]\ntype = "assessment-requested"\non = 2026-09-{}\nrecorded = 2026-09-10T09:00:00Z\n'
AGREED = '[[event]]\ntype = "assessment-agreed"\non = 2026-10-05\nrecorded = 2026-11-02T09:00:00Z\n'
OLD = 1_700_000_000_000_000_000  # nanoseconds of the epoch, in 2023


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """One request of 7 September 2026, to be decided upon by 19 October. It was agreed to in time; that was written
    down on 2 November."""
    cases = tmp_path / "book" / "cases"
    cases.mkdir(parents=True)
    (cases / "EHC-1.toml").write_text(f'schema = 1\nref = "EHC-1"\n{ASKED.format("07")}{AGREED}', encoding="utf-8")
    (tmp_path / "book" / "sendclock.toml").write_text('schema = 1\nauthority = "Shire"\n', encoding="utf-8")
    return tmp_path / "book"


def told(book: Path, *words: str, known: str = "") -> dict[str, str]:
    """Of each clock that is asked for: its day. Asked three seconds from now, so that all that was read is kept."""
    then = ["--known-at", known] if known else []
    with later():
        ran = sendclock(
            "due", "--cases", str(book), "--within", "400d", "--format", "json", *then, *words,
            SENDCLOCK_CACHE=str(book.parent / "cache"),
        )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return {row["rule"]: row["due"] for row in json.loads(ran.stdout)["rows"]}


def test_a_file_that_was_changed_is_read_again_whatever_its_size_and_its_day(book: Path) -> None:
    """Twenty weeks from 7 September 2026 end on 25 January 2027; from the 8th, on the 26th."""
    file = book / "cases" / "EHC-1.toml"
    os.utime(file, ns=(OLD, OLD))
    assert told(book)["final-plan"] == told(book)["final-plan"] == "2027-01-25"
    file.write_text(file.read_text(encoding="utf-8").replace("09-07", "09-08"), encoding="utf-8")
    os.utime(file, ns=(OLD, OLD))
    assert told(book)["final-plan"] == "2027-01-26"
    other = file.with_name("EHC-1.new")
    other.write_text(file.read_text(encoding="utf-8").replace("09-08", "09-09"), encoding="utf-8")
    os.replace(other, file)
    assert told(book)["final-plan"] == "2027-01-27"
    file.unlink()
    assert told(book) == {}


def test_what_was_not_yet_known_is_not_answered_from_what_is_kept(book: Path) -> None:
    """On 1 November nothing of the yes was written down: week 6 had gone by."""
    assert "decide-to-assess" not in told(book)
    assert told(book, known="2026-11-01")["decide-to-assess"] == "2026-10-19"
    assert "decide-to-assess" not in told(book, known="2026-11-02")
    assert told(book, known="2026-09-09") == {}  # nor anything at all
    assert "decide-to-assess" not in told(book)


def test_another_law_or_another_promise_is_another_answer(book: Path) -> None:
    packs = book / "packs"
    packs.mkdir()
    promise = rule("shire-tell", "assessment-requested", (100, "day"), "contact-made")
    assert "shire-tell" not in told(book)
    (packs / "shire.toml").write_text(head() + promise, encoding="utf-8")
    assert told(book)["shire-tell"] == "2026-12-16"
    (packs / "shire.toml").write_text(head() + promise.replace("count = 100", "count = 101"), encoding="utf-8")
    assert told(book)["shire-tell"] == "2026-12-17"
    (packs / "shire.toml").unlink()
    assert "shire-tell" not in told(book)


def test_a_day_of_asking_has_its_own_answer(book: Path) -> None:
    """The yes of 5 October is not yet there on the 4th."""
    assert told(book, "--as-of", "2026-10-04")["decide-to-assess"] == "2026-10-19"
    assert "decide-to-assess" not in told(book, "--as-of", "2026-10-05")
    assert told(book, "--as-of", "2026-10-04")["decide-to-assess"] == "2026-10-19"
    assert told(book, "--as-of", "2026-09-06") == {}


@pytest.mark.parametrize(("since", "kept"), [(2_000_000_000, False), (2_000_000_001, True), (0, False)])
def test_what_was_read_is_kept_only_of_a_file_that_has_rested_two_seconds(book: Path, since: int, kept: bool) -> None:
    """Two writes within one tick of the clock of the disk look the same: so it is neither day of the file, of its
    content or of its name, that may be of a moment ago. And it was read whole, and is what it was then."""
    path = book / "cases" / "EHC-1.toml"
    os.utime(path, ns=(OLD, OLD))
    stamp = tuple(disk.stamp_of(path))
    newest = max(stamp[1:3])
    assert RACY_NS == 2_000_000_000 and newest > OLD

    def is_kept(stamp: tuple[int, ...], *codes: str, now: int = newest + since) -> bool:
        file = File("EHC-1.toml", str(path), path.name, stamp)
        problems = [Problem(Position("EHC-1.toml", 1), "error", code, "x") for code in codes]
        return Ledger._is_kept(SimpleNamespace(_now_ns=now), file, problems)

    assert is_kept(stamp) is is_kept(stamp, "no-such-day") is kept
    assert not is_kept(stamp, "no-such-day", "unreadable")
    assert not any(is_kept((*stamp[:n], stamp[n] + 1, *stamp[n + 1 :])) for n in range(len(stamp)))
    path.unlink()
    assert not is_kept(stamp)


@pytest.mark.parametrize(("most", "too_much"), [(4, []), (3, [1]), (2, [1, 4]), (1, [1, 4, 6])])
def test_what_is_kept_of_a_file_never_answers_one_day_twice(most: int, too_much: list[int]) -> None:
    """Of what is kept, all goes that shares a day with what is kept now, the last and the first included; and of the
    rest, the oldest first, what is more than may be kept with it. What was made for another last year shares none."""
    kept = [
        (1, 0, 9, 2030),
        (2, 0, 10, 2030),
        (3, 20, 30, 2030),
        (4, 21, 30, 2030),
        (5, 12, 15, 2030),
        (6, 10, 20, 2029),
    ]
    facts = SimpleNamespace(_asked={"latest": 2030}, _ask=lambda _sql, _values: kept)
    found = Ledger._in_the_way(facts, "span", 1, SimpleNamespace(first=10, last=20), most)
    assert found == [2, 3, 5, *too_much]


def test_what_another_program_reads_in_between_is_not_read_a_second_time(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two programs find one changed file. The one that comes second to the database finds it read."""
    file = book / "cases" / "EHC-1.toml"
    assert told(book)["final-plan"] == "2027-01-25"
    begin, put, read = Ledger._begin, Ledger.put, list[str]()
    meanwhile = [lambda: told(book)]

    def begun_later(self: Ledger, files: int) -> None:
        if meanwhile:
            assert meanwhile.pop()()["final-plan"] == "2027-01-26"
            read.clear()
        begin(self, files)

    def noted(self: Ledger, one: File, learned: Learned) -> None:
        read.append(one.below)
        put(self, one, learned)

    monkeypatch.setattr(Ledger, "_begin", begun_later)
    monkeypatch.setattr(Ledger, "put", noted)
    file.write_text(file.read_text(encoding="utf-8").replace("09-07", "09-08"), encoding="utf-8")
    assert told(book)["final-plan"] == "2027-01-26"
    assert (meanwhile, read) == ([], [])
    file.write_text(file.read_text(encoding="utf-8").replace("09-08", "09-09"), encoding="utf-8")
    assert told(book)["final-plan"] == "2027-01-27"
    assert read == ["EHC-1.toml"], "nobody else has read it this time"
