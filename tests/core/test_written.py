"""Days as they stand in the cells of trackers, and what may be said of a cell that cannot be read."""

from __future__ import annotations

from datetime import date

import pytest

from sendclock.check.personal import may_be_shown, reference_of
from sendclock.days.spelling import NotADayError, day_in_cell

NOV_30 = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-11-30", "2026-11-30"),
        ("2026-11-30T00:00:00", "2026-11-30"),
        ("2026-11-30 09:15:00.000", "2026-11-30"),
        ("30/11/2026", "30/11/2026"),
        ("30/11/2026 00:00", "30/11/2026"),
        ("30/11/2026 9:15 am", "30/11/2026"),
        ("30.11.2026", "30.11.2026"),
        ("30-11-2026", "30-11-2026"),
        ("30 Nov 2026", "30 Nov 2026"),
        ("30-Nov-2026", "30 Nov 2026"),
        ("30th  November 2026", "30 Nov 2026"),
        ("Monday 30 November 2026", "30 Nov 2026"),
        ("Mon, 30 Nov 2026", "30 Nov 2026"),
        ("Mon 30/11/2026", "30/11/2026"),
        ("30/11/26", "30/11/26"),
        ("30.11.26 00:00", "30.11.26"),
        ("30-Nov-26", "30 Nov 26"),
    ],
)
def test_what_is_understood(text: str, form: str) -> None:
    assert day_in_cell(text)[:2] == (NOV_30, form)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("02/13/2026", "there is no month 13, and the day comes first"),
        ("31/02/2026", "no such day"),
        ("30/11/98", "year of two figures"),
        ("30-Nov-50", "year of two figures"),
        ("30/11", "has no year"),
        ("30 Nov", "has no year"),
        ("Tue 30/11/2026", "that day is a Monday"),
        ("Tuesday 30 November 2026", "that day is a Monday"),
        ("30 Movember 2026", "the month is not one"),
        ("November 2026", "write it as"),
        ("30/11/2026 chased", "write it as"),
        ("30/11/2026, 1/12/2026", "write it as"),
        ("46356", "is a number, not a date"),
        ("01/09/0206", "outside 1990 to 2099"),
        ("1900-01-01", "outside 1990 to 2099"),
    ],
)
def test_what_is_refused_and_why(text: str, reason: str) -> None:
    with pytest.raises(NotADayError, match=reason):
        day_in_cell(text)


def test_what_only_a_map_may_allow() -> None:
    assert day_in_cell("30/11/98", century=1900).day == date(1998, 11, 30)
    assert day_in_cell("30-Nov-98", century=2000).day == date(2098, 11, 30)
    assert day_in_cell("46356", serial=True).day == NOV_30
    with pytest.raises(NotADayError, match="outside"):
        day_in_cell("12", serial=True)


def test_days_that_could_be_read_with_the_month_first_say_so() -> None:
    assert [day_in_cell(t).swaps for t in ("03/04/2026", "13/04/2026", "04/04/2026", "3 Apr 2026")] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "ref"),
    [("EHC/2026/0147", "EHC-2026-0147"), (" EHC 2026 - 12 ", "EHC-2026-12"), ("00412", "00412"), ("A.1", "A.1")],
)
def test_references_are_cleaned(cell: str, ref: str) -> None:
    assert reference_of(cell) == (ref, "")


@pytest.mark.parametrize(
    "cell",
    ["Ann Example", "Example, Ann", "Ann Example 12", "EXAMPLE ANN 12", "Example", "H801200001001", "943 476 5919",
     "ann@example.org 1", "EHC#12", "../12", "12?"],
)  # fmt: skip
def test_names_and_numbers_of_people_are_no_references_and_are_not_repeated(cell: str) -> None:
    ref, reason = reference_of(cell)
    assert ref == "" and reason
    assert cell.casefold() not in reason.casefold()


def test_what_a_message_may_repeat() -> None:
    assert all(may_be_shown(text, day=True) for text in ("02/13/2026", "TBC", "soon", "awaiting"))
    assert not any(may_be_shown(text, day=True) for text in ("Example", "Ann Example", "943 476 5919"))
    assert may_be_shown("Agreeed") and not may_be_shown("Ann Example") and not may_be_shown("x" * 41)
