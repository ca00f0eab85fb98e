"""What is remembered from one command to the next, for how long, and which case a few letters or a number mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from sendclock.casebook.folder import Shelf, open_casebook
from sendclock.casebook.reference import (
    ListRow,
    Recent,
    forget,
    is_no_reference,
    meant,
    recent,
    remember_case,
    remember_list,
    remember_written,
    shortest_ending,
)
from sendclock.files import disk

HOUR = 3600 * 10**9
NOON = 500_000 * HOUR  # of some day, in nanoseconds of the epoch
BOOK = "/county/cases"
ROWS = (ListRow("EHC-1", "final-plan", "e1"), ListRow("EHC-2", "draft", "e4"))
WROTE = (("EHC-1", ("e2", "e3")), ("EHC-2", ("e1",)))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def all_of_it() -> None:
    remember_list(BOOK, ROWS, NOON)
    remember_written(BOOK, WROTE, NOON)
    remember_case(BOOK, "EHC-2", NOON)


def test_a_list_lasts_a_working_day_and_a_case_an_hour() -> None:
    """Sixteen hours: the list of the morning in the evening, and never that of yesterday."""
    all_of_it()
    assert recent(BOOK, NOON) == recent(BOOK, NOON + HOUR - 1) == Recent(ROWS, "EHC-2", WROTE)
    assert recent(BOOK, NOON + HOUR) == recent(BOOK, NOON + 16 * HOUR - 1) == Recent(ROWS, "", WROTE)
    assert recent(BOOK, NOON + 16 * HOUR) == Recent()


def test_what_comes_from_a_clock_that_was_wrong_is_not_fresh() -> None:
    all_of_it()
    assert recent(BOOK, NOON - 1) == Recent()


def test_other_casebooks_have_a_memory_of_their_own() -> None:
    all_of_it()
    assert recent("/borough/cases", NOON) == Recent()


def test_each_takes_the_place_of_its_like_and_of_nothing_else() -> None:
    all_of_it()
    remember_case(BOOK, "EHC-1", NOON)
    assert recent(BOOK, NOON) == Recent(ROWS, "EHC-1", WROTE)
    remember_list(BOOK, ROWS[1:], NOON + 1)
    assert recent(BOOK, NOON + 1) == Recent(ROWS[1:], "EHC-1", WROTE)
    remember_written(BOOK, WROTE[1:], NOON + 2)
    assert recent(BOOK, NOON + 2) == Recent(ROWS[1:], "EHC-1", WROTE[1:])
    remember_list(BOOK, (), NOON + 3)
    assert recent(BOOK, NOON + 3) == Recent((), "EHC-1", WROTE[1:])


def test_of_two_lists_in_a_row_nothing_of_the_first_is_left() -> None:
    """Else row 1 of the second would be another child."""
    remember_list(BOOK, ROWS, NOON)
    remember_list(BOOK, ROWS[1:], NOON)
    assert recent(BOOK, NOON).lines == ROWS[1:]


def test_so_many_rows_are_kept_as_a_number_of_four_figures_can_name() -> None:
    remember_list(BOOK, [ListRow(f"EHC-{n}") for n in range(1, 12_001)], NOON)
    lines = recent(BOOK, NOON).lines
    assert len(lines) == 9_999 and lines[-1].ref == "EHC-9999"


def test_what_was_damaged_is_passed_over_and_the_rest_is_read(cache: Path) -> None:
    all_of_it()
    (name,) = [file.name for file in cache.iterdir()]
    known = disk.read_cache(name)
    assert known is not None
    damaged = ["case\tsoon\tEHC-9", f"line\t{NOON}", "", "line", "nonsense\t1\t2", f"other\t{NOON}\tEHC-9",
               f"case\t{NOON - 2 * HOUR}\tEHC-9", f"case\t{NOON + 1}\tEHC-9"]  # fmt: skip
    disk.write_cache(name, "\n".join(damaged).encode() + b"\n" + known)
    assert recent(BOOK, NOON) == Recent(ROWS, "EHC-2", WROTE)


def test_an_erased_case_is_forgotten_however_it_was_remembered_and_no_other_is(cache: Path) -> None:
    all_of_it()
    remember_list("/borough/cases", [ListRow("ehc-2", "draft", "e4"), ListRow("EHC-22", "ehc-2", "EHC-2")], NOON)
    others = cache / "recent-of-mine"
    others.write_text("case\t1\tEHC-2", encoding="utf-8")
    (cache / "recent-0000000f").write_bytes(b"damaged")
    forget("EHC-2")
    assert recent(BOOK, NOON) == Recent(ROWS[:1], "", WROTE[:1])
    assert recent("/borough/cases", NOON).lines == (ListRow("EHC-22", "ehc-2", "EHC-2"),)
    assert others.read_text(encoding="utf-8") == "case\t1\tEHC-2"


def test_words_of_a_newer_version_after_those_that_are_known_are_left_alone(cache: Path) -> None:
    """A row has a case, a rule and an event; the case that was looked at, a reference."""
    remember_case(BOOK, "EHC-1\tmore", NOON)
    assert recent(BOOK, NOON).case == "EHC-1"
    remember_list(BOOK, [ListRow("EHC-1", "draft", "e1\tmore")], NOON)
    assert recent(BOOK, NOON).lines == (ListRow("EHC-1", "draft", "e1"),)


def test_to_forget_what_nobody_remembers_is_nothing() -> None:
    forget("EHC-2")
    assert recent(BOOK, NOON) == Recent()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    (tmp_path / "book" / "cases").mkdir(parents=True)
    for ref in ("EHC-2025-0400", "EHC-2026-0003", "EHC-2026-0013", "FOI-2026-7", "FOI-2026-71", "SEN-Park"):
        (tmp_path / "book" / "cases" / f"{ref}.toml").write_text("", encoding="utf-8")
    return Shelf([open_casebook(tmp_path / "book")])


LISTED = (ListRow("FOI-2026-7"), ListRow("EHC-2026-0013"), ListRow("EHC-2025-0400"), ListRow("EHC-2024-0001"))


@pytest.mark.parametrize(
    ("text", "last", "files", "row", "also"),
    [
        ("1", LISTED, ["FOI-2026-7"], 1, []),
        ("2", LISTED, ["EHC-2026-0013"], 2, []),
        ("3", LISTED, ["EHC-2025-0400"], 3, ["EHC-2026-0003"]),  # and not 0013, which ends in 13
        ("3", LISTED[:2], ["EHC-2026-0003", "EHC-2026-0013"], 0, []),  # beyond the last row
        ("3", (), ["EHC-2026-0003", "EHC-2026-0013"], 0, []),
        ("03", LISTED, ["EHC-2026-0003"], 0, []),  # no row begins with nought
        ("4", LISTED, [], 0, []),  # a case that is no longer there
        ("13", (ListRow("SEN-Park"),) * 13, ["SEN-Park"], 13, ["EHC-2026-0013"]),
        ("ehc-2026-0013", LISTED, ["EHC-2026-0013"], 0, []),
        ("park", LISTED, ["SEN-Park"], 0, []),
        ("ark", LISTED, [], 0, []),  # words begin where words begin
        ("-7", LISTED, ["FOI-2026-7"], 0, []),
        ("", LISTED, [], 0, []),
        (" ", LISTED, [], 0, []),
        ("EHC-2026-00", LISTED, [], 0, []),  # a beginning is no ending
    ],
)
def test_which_case_is_meant(
    text: str, last: tuple[ListRow, ...], files: list[str], row: int, also: list[str], shelf: Shelf
) -> None:
    found = meant(text, shelf, lambda: last)
    assert sorted(path.stem for path in found.files) == files
    assert (found.row, [path.stem for path in found.also]) == (row, also)


def test_one_case_twice_on_a_list_is_no_other_case_that_ends_so(shelf: Shelf) -> None:
    found = meant("3", shelf, lambda: (ListRow("EHC-2026-0003"),) * 3)
    assert ([path.stem for path in found.files], found.row, found.also) == (["EHC-2026-0003"], 3, ())


def test_a_number_of_five_figures_is_the_end_of_a_reference(shelf: Shelf) -> None:
    rows = (ListRow("FOI-2026-7"),) * 12_000
    assert meant("9999", shelf, lambda: rows).row == 9_999
    assert meant("10000", shelf, lambda: rows).files == ()


@pytest.mark.parametrize(
    ("names", "ending"),
    [
        (("EHC-2026-0147", "EHC-2026-1147"), "1147"),
        (("EHC-2025-0147", "EHC-2026-0147"), "6-0147"),
        (("EHC-7", "FOI-7"), "FOI-7"),
        (("EHC-2", "EHC-12"), "12"),
        (("EHC-1",), "1"),
        (("B02", "A12"), "12"),
        (("SEN-Oak", "SEN-Park"), "Park"),
        (("ehc-1", "EHC-1"), "EHC-1"),  # nothing tells them apart
    ],
)
def test_the_fewest_letters_that_tell_a_case_from_the_others(names: tuple[str, ...], ending: str) -> None:
    assert shortest_ending([Path(f"{name}.toml") for name in names]) == ending


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("final plan", True), ("on=2026-11-30", True), ("3/9", True), ("e12", True), ("draft-plan-sent", True),
        ("yesterday", True), ("", False), ("  ", False), ("EHC-2026-0147", False), ("147", False), ("e12a", False),
        ("xe12", False), ("final-plan-2", False), (" e12 ", True), ("week-20", True),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_as_a_case(text: str, no: bool) -> None:
    assert is_no_reference(text, {"draft-plan-sent", "week-20"}) is no
