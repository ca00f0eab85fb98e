"""Cells as databases, spreadsheets and people write days in them."""

from __future__ import annotations

import datetime
from datetime import date
from pathlib import Path

import pytest

from sendclock.casebook.casefile import Words
from sendclock.days.spelling import NotADayError
from sendclock.tracker.cells import Cells, read_cell
from sendclock.tracker.draft import columns_of, understand
from sendclock.tracker.map import Map, read_map
from sendclock.tracker.sheet import Lines, SheetRow, Tracker

TODAY = date(2026, 11, 28)
JUNE = datetime.datetime(2026, 6, 24, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-Jan-13 00:00:00", date(2025, 1, 13)),
        ("2025 Jan 13", date(2025, 1, 13)),
        ("2026/09/01", date(2026, 9, 1)),
        ("2026/9/1 09:30", date(2026, 9, 1)),
        ("2026.09.01", date(2026, 9, 1)),
        ("Tue 01/09/2026", date(2026, 9, 1)),
        ("Tuesday, 1 September 2026", date(2026, 9, 1)),
        ("tues 2026-09-01", date(2026, 9, 1)),
        ("46266.75", date(2026, 9, 1)),
        ("01/09/2026 00:00", date(2026, 9, 1)),
        ("2026-06-24T23:00:00Z", date(2026, 6, 25)),
    ],
)
def test_days_as_programs_write_them(text: str, day: date) -> None:
    assert read_cell(text, None, serial=True).day == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Wed 01/09/2026", "contradicts itself: that day is a Tuesday"),
        ("Someday 01/09/2026", "is not a date"),
        ("2026/13/01", "is not a date"),
        ("46266.75", "is a number, not a date"),
    ],
)
def test_what_is_no_day_says_why(text: str, why: str) -> None:
    with pytest.raises(NotADayError, match=why):
        read_cell(text, None, serial=False)


@pytest.fixture
def plain(words: Words) -> Map:
    return read_map("plain", words)


def tracker(*days: date | str, **more: object) -> Tracker:
    rows = tuple(SheetRow(place, (f"E-{place}", day)) for place, day in enumerate(days, 2))
    headings = ("Reference", "Date requested")
    return Tracker("t.csv", None, headings, 1, rows, (), 2, Lines(len(rows), 0, 0, 0), **more)


def days(found: Tracker, map: Map) -> list[date]:
    return [event["on"] for draft in understand(found, map, TODAY).drafts for event in draft.events]


@pytest.mark.parametrize("eve", [JUNE, "2026-06-24T23:00:00", "2026-06-24 23:00"])
def test_days_written_in_utc_are_refused_until_it_is_said_whose_they_are(plain: Map, eve: date | str) -> None:
    found = tracker(eve, date(2026, 2, 3), "2026-02-03T00:00:00")
    assert Cells(found, plain).columns_in_utc(c for _, c in columns_of(plain)) == ["Date requested"]
    understood = understand(found, plain, TODAY)
    assert [(t.row, t.left_out) for t in understood.troubles] == [(2, True)]
    assert "--times utc or --times london" in understood.troubles[0].reason
    winter = date(2026, 2, 3)
    assert days(found, plain._replace(times="utc")) == [date(2026, 6, 25), winter, winter]
    assert days(found, plain._replace(times="london")) == [date(2026, 6, 24), winter, winter]


def test_times_of_the_day_are_no_sign_of_utc(plain: Map) -> None:
    found = tracker(JUNE, datetime.datetime(2026, 6, 24, 9, 30))
    assert days(found, plain) == [date(2026, 6, 24), date(2026, 6, 24)]
    assert days(tracker(datetime.datetime(2026, 1, 24, 23)), plain) == [date(2026, 1, 24)]  # winter: no midnight


def test_a_formula_without_its_value_is_no_blank(plain: Map) -> None:
    understood = understand(tracker("", unsaved=frozenset({(2, 1)})), plain, TODAY)
    assert "a formula whose value is not in the file" in understood.troubles[0].reason
    assert understood.troubles[0].left_out


def test_rows_that_are_skipped_or_the_same_are_counted_and_make_no_case(plain: Map) -> None:
    from sendclock.tracker.map import MapColumn

    rows = (
        SheetRow(2, ("E-2", "01/09/2026")),
        SheetRow(3, ("E-2", "01/09/2026")),  # the same in every cell
        SheetRow(4, ("Total", "")),
        SheetRow(5, ("E-5", "01/09/2026")),
        SheetRow(6, ("E-5", "02/09/2026")),  # another day: neither is taken
    )
    found = tracker()._replace(rows=rows)
    skipping = plain._replace(skip=((MapColumn(("Reference",), optional=True), frozenset({"total"})),))
    understood = understand(found, skipping, TODAY)
    assert ([d.ref for d in understood.drafts], understood.skipped, understood.same) == (["E-2"], (4,), ((3, 2),))
    assert {t.row for t in understood.troubles if t.left_out} == {5, 6}


def test_a_lost_row_is_left_out(plain: Map) -> None:
    understood = understand(tracker("01/09/2026", lost=((1, "stands above the headings"),)), plain, TODAY)
    assert [(t.row, t.left_out) for t in understood.troubles] == [(1, True)]


def test_a_map_says_what_is_skipped_whose_the_times_are_and_the_opening(tmp_path: Path, words: Words) -> None:
    (tmp_path / "m.toml").write_text(
        'schema = 1\ntitle = "m"\ntimes = "utc"\nopening = 2026-09-01\nskip = { "Outcome" = ["W", "H"] }\n'
        '[case]\nref = { column = "Ref" }\n',
        encoding="utf-8",
    )
    made = read_map(str(tmp_path / "m.toml"), words)
    assert (made.times, made.opening) == ("utc", date(2026, 9, 1))
    assert [(column.names, words_) for column, words_ in made.skip] == [(("Outcome",), {"w", "h"})]
