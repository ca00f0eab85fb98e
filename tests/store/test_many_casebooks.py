"""Many casebooks asked at once: few databases are open, no name of a file is held, and the answer is the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from sys import getsizeof
from typing import Any

import pytest

from run import sendclock
from sendclock.casebook import facts
from sendclock.casebook.facts import Ledger
from sendclock.due.list import Wanted, unfinished_rows
from sendclock.files.problem import CannotRunError
from sendclock.session import Session, now_ns

BOOKS = facts.OPEN + 4
CASE = """schema = 1
ref = "{ref}"

[[event]]
id = "e1"
type = "assessment-requested"
on = 2026-10-{day:02}
"""


@pytest.fixture
def country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / "cache"))
    books = [tmp_path / f"authority-{number:02}" for number in range(BOOKS)]
    for number, book in enumerate(books):
        for place in (book / "cases", book / "cases" / "north"):
            place.mkdir(parents=True)
            ref = f"EHC-{place.name}"  # the same in all of them
            (place / f"{ref}.toml").write_text(CASE.format(ref=ref, day=number + 1), encoding="utf-8")
    return books


def asked(books: list[Path]) -> list[Ledger]:
    return Session(books, "2026-11-02").every_case().ask(list)


def old(books: list[Path]) -> None:
    """What was written just now is read again by every command."""
    import os

    for file in [file for book in books for file in book.rglob("*.toml")]:
        os.utime(file, ns=(1_700_000_000_000_000_000,) * 2)


def test_few_are_open_and_no_name_is_held(country: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    old(country)
    later = now_ns() + 10 * facts.RACY_NS
    monkeypatch.setattr("sendclock.session.now_ns", lambda: later)
    for _ in ("made now", "kept"):
        books = asked(country)
        assert sum(one._opened is not None for one in books) <= facts.OPEN
        assert [one._seen for one in books[: -facts.OPEN]] == [None] * 4
        days = [[found.clock.due for found in one.clocks(("deadline",), date(2027, 1, 1), None, None)] for one in books]
        assert len(days) == BOOKS and all(days) and days[0] != days[1]
        assert sum(one._opened is not None for one in books) <= facts.OPEN
        names = [sorted(one.touched_since(0)) for one in books]  # found again in the database
        assert [len(each) for each in names] == [2] * BOOKS
        assert all(book.as_posix() in name for book, each in zip(country, names, strict=True) for name in each)


def test_one_that_changed_since_is_held_as_it_was_found(country: list[Path]) -> None:
    books = asked(country)  # written just now: the database has no stamp of them
    assert all(one._seen is not None for one in books)
    assert all(moment for one in books for moment in one.touched_since(0).values())


def test_rows_that_are_being_read_are_read_to_their_end(country: list[Path]) -> None:
    first, *others = asked(country)
    reading = first.told()
    refs = [next(reading).file]
    for other in others:
        assert len(list(other.told())) == 2
    refs += [each.file for each in reading]
    assert len(refs) == 2


def test_one_made_anew_in_between_is_not_believed(country: list[Path]) -> None:
    books = asked(country)
    at = next(place for place, one in enumerate(books) if one._opened is None)
    facts.forget(country[at] / "cases")
    asked(country[at : at + 1])
    with pytest.raises(CannotRunError, match="Ask again"):
        list(books[at].told())


def test_the_answer_is_that_of_the_files(country: list[Path]) -> None:
    cases = [word for book in country for word in ("--cases", str(book))]
    for words in (["due", "--within", "20w"], ["due", "--within", "20w", "--officer", "nobody"], ["cases"]):
        asks = [*words, *cases, "--as-of", "2026-11-02", "--plain"]
        first = sendclock(*asks, SENDCLOCK_OFFICER="everyone")
        kept = sendclock(*asks, SENDCLOCK_OFFICER="everyone")
        assert first.returncode == kept.returncode == 0, kept.stderr
        assert (first.stdout, first.stderr) == (kept.stdout, kept.stderr)
        assert f"EHC-cases is a case in {cases[1]}/cases and {BOOKS - 1} other casebooks" in kept.stderr
        if words[0] == "due":
            assert sendclock(*asks, "--no-index", SENDCLOCK_OFFICER="everyone").stdout == kept.stdout


# --- the same answers from what is looked up as from what is laid out ---

ASKED = [
    ["report", "timeliness", "--from", "2025-01-01", "--details"],
    ["report", "weekly", "--by", "team", "--format", "json"],
    ["report", "caseload", "--by", "setting"],
    ["report", "reviews", "--format", "json"],
    ["report", "phase", "--format", "json"],
    ["report", "backlog", "--format", "csv"],
    ["report", "advice", "--officer", "okafor", "--format", "json"],
    ["report", "workload", "--format", "json"],
    ["report", "promises", "--format", "json"],
    ["report", "steps", "--format", "json"],
    ["report", "timeliness", "--list", "plans-within-20-weeks", "--format", "csv"],
    ["report", "caseload", "--team", "north", "--format", "md"],
    ["due", "--format", "json"],
    ["due", "--format", "csv"],
    ["due", "--plain"],
    ["cases", "--format", "json"],
]


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Three that have officers and settings in common, and other cases."""
    top = tmp_path_factory.mktemp("counties")
    for name, seed in (("east", "3"), ("mid", "4"), ("west", "5")):
        made = sendclock("demo", str(top / name), "--size", "40", "--seed", seed, "--as-of", "2026-11-21")
        assert made.returncode == 0, made.stderr
    return [word for name in ("east", "mid", "west") for word in ("--cases", str(top / name))]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_what_is_looked_up_is_what_would_be_laid_out(
    counties: list[str], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, held = [], list[tuple[bool, bool]]()
    lay_out = Ledger.lay_out

    def seen(self: Ledger, *asked: Any) -> None:
        lay_out(self, *asked)
        held.append((self._laid_out, facts.OPEN == 3))

    monkeypatch.setattr(Ledger, "lay_out", seen)
    for most in (3, 2, 1):
        monkeypatch.setattr(facts, "OPEN", most)
        asks = [*words, *counties, "--as-of", "2026-11-21"]
        ran = sendclock(*asks, SENDCLOCK_OFFICER="everyone")
        told.append((ran.returncode, ran.stdout, ran.stderr))
    assert told[0][0] == 0 and told[0][1], told[0][2]
    assert told[1] == told[0] and told[2] == told[0]
    assert set(held) == ({(True, True), (False, False)} if words[0] == "report" else set())


def test_a_row_is_small_and_shares_what_it_has_in_common(counties: list[str]) -> None:
    """A country lists a hundred and forty thousand."""
    session = Session([Path(word) for word in counties[1::2]], "2026-11-21")
    wanted = Wanted(date(2027, 11, 21), frozenset({"deadline"}))
    rows = unfinished_rows(session, wanted, use_index=True).rows
    assert len(rows) > 100 and all(row.setting and row.case for row in rows)
    assert max(map(getsizeof, rows)) <= 256
    owners = {(row.case, row.officer, row.team, row.by_setting, row.hand_to, row.tags) for row in rows}
    assert len({id(row.common) for row in rows}) < len(owners)
    assert len({id(row.apart) for row in rows}) < len(rows) / 10
    assert all(row.event == row.started_by.type and row.event_id == row.started_by.id for row in rows)
