"""Saying a case shortly, and a clock by its label: never one guess of another child."""

from __future__ import annotations

import time
from pathlib import Path
from unittest.mock import patch

import pytest

from run import CACHE, cache_of, sendclock
from sendclock.casebook.folder import Shelf, open_casebook
from sendclock.casebook.reference import ListRow, meant, remember_list, shortest_ending

ASKED = '\n[[event]]\ntype = "assessment-requested"\non = 2026-09-07\n'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    for ref, setting in (
        ("EHC-2025-0400", "Oakwood Primary"), ("EHC-2026-0147", "Elmstow Special"),
        ("EHC-2026-1147", "Hillcrest College"), ("EHC-2026-0002", "Willow Bank Primary"), ("FOI-2026-7", ""),
    ):  # fmt: skip
        head = f'schema = 1\nref = "{ref}"\n' + (f'setting = "{setting}"\n' if setting else "")
        (tmp_path / "cases" / f"{ref}.toml").write_text(head + ASKED, encoding="utf-8")
    return tmp_path


def shown(book: Path, *words: str, command: str = "show") -> str:
    ran = sendclock(command, *words, "--cases", str(book))
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    ("said", "ref"),
    [
        ("400", "EHC-2025-0400"), ("0400", "EHC-2025-0400"), ("2025-0400", "EHC-2025-0400"), ("00", "EHC-2025-0400"),
        ("1147", "EHC-2026-1147"), ("ehc-2026-0147", "EHC-2026-0147"), ("2026-7", "FOI-2026-7"),
        ("2026\N{EN DASH}0147", "EHC-2026-0147"),
    ],
)  # fmt: skip
def test_a_case_by_any_ending_that_no_other_has(book: Path, said: str, ref: str) -> None:
    assert f"Case: {ref}\n" in shown(book, said)


def test_several_are_all_named_with_their_settings_and_none_is_guessed(book: Path) -> None:
    for command in (["show"], ["plan"], ["explain"], ["record"], ["correct"], ["withdraw"]):
        ran = sendclock(*command, "147", "--cases", str(book))
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr == (
            '"147" may be any of 2 cases:\n'
            "  EHC-2026-0147  Elmstow Special\n"
            "  EHC-2026-1147  Hillcrest College\n"
            "Write more of it: 1147 is the last of these.\n"
        )


def test_a_word_at_the_end_is_an_ending_too_and_one_that_is_none_is_no_case(book: Path) -> None:
    case = (book / "cases" / "FOI-2026-7.toml").read_text(encoding="utf-8")
    (book / "cases" / "TEAM-north.toml").write_text(case.replace("FOI-2026-7", "TEAM-north"), encoding="utf-8")
    assert "Case: TEAM-north\n" in shown(book, "north")
    assert "TEAM-north" in shown(book, "North", command="plan")
    for words in (["show", "south"], ["explain", "south", "week 20"], ["withdraw", "south", "e1", "--reason", "x"]):
        ran = sendclock(*words, "--cases", str(book))
        assert ran.returncode in (2, 4) and "south" in ran.stderr


def test_one_that_is_not_there_is_no_near_one(book: Path) -> None:
    ran = sendclock("show", "EHC-2026-0148", "--cases", str(book))
    assert ran.returncode == 4 and 'Did you mean "EHC-2026-0147"?' in ran.stderr


def test_nothing_is_the_case_that_was_last_looked_at(book: Path) -> None:
    ran = sendclock("show", "--cases", str(book))
    assert ran.returncode == 2 and ran.stderr.startswith("Which case?")
    shown(book, "400")
    assert "EHC-2025-0400" in shown(book, command="plan")
    assert "EHC-2025-0400" in shown(book, "week 20", command="explain")
    assert "EHC-2025-0400" in shown(book, "final-plan", command="explain")
    ran = sendclock("correct", "e1", "on=3/9", "--reason", "x", "--cases", str(book))
    assert ran.returncode == 0 and "EHC-2025-0400.toml" in ran.stdout
    for gone in (3_700, -60):  # seconds: an hour later, and on a clock that was put back
        then = time.time_ns() + gone * 10**9
        with patch.object(time, "time_ns", lambda then=then: then):
            assert sendclock("show", "--cases", str(book)).returncode == 2


def test_a_row_of_the_last_list_is_not_an_ending_and_says_so_where_it_could_be_one(book: Path) -> None:
    lines = [ListRow("EHC-2026-0147", "final-plan", "e1"), ListRow("FOI-2026-7"), ListRow("EHC-2025-0400")]
    with patch.dict("os.environ", {"SENDCLOCK_CACHE": cache_of(str(book))}):
        remember_list(str((book / "cases").resolve()), lines, time.time_ns())
    assert "Case: EHC-2026-0147\n" in shown(book, "1")
    ran = sendclock("show", "2", "--cases", str(book))
    assert "Case: FOI-2026-7\n" in ran.stdout
    assert "2 is taken as row 2 of your last list, FOI-2026-7. For EHC-2026-0002 write more of it." in ran.stderr
    assert "Case: EHC-2026-0002\n" in shown(book, "02")
    assert sendclock("show", "7", "--cases", str(book)).returncode == 2  # the list has no seventh row


def test_words_end_at_words_and_figures_anywhere(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("EHC-1.toml", "derby-CASE1.toml", "x-a.toml", "xa.toml")]
    for path in files:
        path.touch()
    shelf = Shelf([open_casebook(tmp_path)])
    assert meant("e1", shelf, tuple).files == ()
    assert meant("case1", shelf, tuple).files == (files[1],)
    assert meant("a", shelf, tuple).files == (files[2],)
    assert meant("", shelf, tuple).files == ()


def test_a_clock_by_its_label_wherever_an_id_fits(book: Path) -> None:
    whole = shown(book, "400", "final-plan", command="explain")
    assert shown(book, "400", "week 20", command="explain") == whole
    assert shown(book, "400", "WEEK  20", command="explain") == whole
    by_id = shown(book, "--rule", "decide-to-assess", "--within", "1y", command="due")
    assert shown(book, "--rule", "week 6", "--within", "1y", command="due") == by_id
    assert "decide-to-assess" in sendclock("rules", "show", "week 6").stdout


def test_a_label_that_may_be_several_clocks_names_them(book: Path) -> None:
    ran = sendclock("explain", "400", "week", "--cases", str(book))
    assert ran.returncode == 2
    assert ran.stderr.startswith('"week" may be any of these clocks: "Week 6", "Week 16", "Week 20"')
    ran = sendclock("explain", "400", "--cases", str(book))
    assert ran.returncode == 0 and '"Week 20"' in ran.stdout  # alone: the most urgent, under all that run
    ran = sendclock("explain", "400", "weak 20", "--cases", str(book))
    assert ran.returncode == 2 and 'Did you mean "Week 20"?' in ran.stderr


def test_what_is_remembered_holds_references_and_ids_alone(book: Path) -> None:
    shown(book, "400")
    cache = Path(CACHE)
    kept = b"".join(path.read_bytes() for path in cache.rglob("recent-*"))
    assert b"EHC-2025-0400" in kept
    assert b"Oakwood" not in kept


def test_the_fewest_letters_that_tell_a_case_from_the_others() -> None:
    def shortest(*names: str) -> str:
        return shortest_ending([Path(f"{name}.toml") for name in names])

    assert shortest("EHC-2025-00027", "EHC-2026-00027") == "6-00027"
    assert shortest("EHC-2026-0147", "EHC-2026-1147") == "1147"
    assert shortest("AB-7", "B-7") == "B-7" and shortest("B-7", "AB-7") == "AB-7"


def test_of_many_that_end_like_a_row_the_number_is_said(book: Path) -> None:
    case = (book / "cases" / "FOI-2026-7.toml").read_text(encoding="utf-8")
    for year in range(2018, 2026):
        (book / "cases" / f"FOI-{year}-1.toml").write_text(case.replace("2026-7", f"{year}-1"), encoding="utf-8")
    sendclock("due", "--officer", "everyone", "--cases", str(book))
    ran = sendclock("show", "1", "--cases", str(book))
    assert ran.returncode == 0 and "that end so write more of it." in ran.stderr and "FOI-2019-1 " not in ran.stderr


def test_a_clock_needs_no_quotation_marks(book: Path) -> None:
    said = sendclock("explain", "EHC-2026-0147", "week", "20", "--cases", str(book))
    assert said.returncode == 0 and "Clock: Week 20" in said.stdout
    sendclock("show", "EHC-2026-0147", "--cases", str(book))
    assert sendclock("explain", "week", "20", "--cases", str(book)).stdout == said.stdout
