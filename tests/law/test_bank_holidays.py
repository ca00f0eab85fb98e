"""The snapshots of bank holidays against the official lists and against the `holidays` package."""

from __future__ import annotations

import csv
import tomllib
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from dateutil.easter import easter

from sendclock.days import bank_holidays
from sendclock.days.calendars import NotCoveredError

DATA = Path(__file__).parents[1] / "data"
OFFICIAL_YEARS = range(2012, 2029)
SUBDIVISIONS = {"england": ["ENG"], "uk": ["ENG", "SCT", "NIR"]}
SNAPSHOTS = {
    name: tomllib.loads((bank_holidays.FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in SUBDIVISIONS
}
SNAPSHOT_YEARS = sorted(int(key) for key in SNAPSHOTS["england"] if key.isdigit())


def official(file: str, *divisions: str) -> set[date]:
    """The weekdays of an official list."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        found = [row for row in csv.DictReader(lines) if not divisions or row["division"] in divisions]
    return {day for row in found if (day := date.fromisoformat(row["date"])).weekday() < 5}


def closed(name: str, years) -> set[date]:
    return {day for year in years for day in bank_holidays.closures(name, year)}


def test_england_is_the_official_list():
    days = official("bank-holidays-england.csv")
    assert {day.year for day in days} == set(OFFICIAL_YEARS)
    assert closed("england", OFFICIAL_YEARS) == days
    assert official("bank-holidays-uk-divisions.csv", "england-and-wales") == days


def test_the_united_kingdom_is_the_official_list_of_all_three_divisions():
    days = official("bank-holidays-uk-divisions.csv", "england-and-wales", "scotland", "northern-ireland")
    assert closed("uk", OFFICIAL_YEARS) == days
    for division in ("scotland", "northern-ireland"):
        assert official("bank-holidays-uk-divisions.csv", division) - closed("england", OFFICIAL_YEARS)


@pytest.mark.parametrize("name", SUBDIVISIONS)
def test_every_year_of_a_snapshot_is_that_of_the_package(name):
    assert (SNAPSHOT_YEARS[0], SNAPSHOT_YEARS[-1], len(SNAPSHOT_YEARS)) == (2000, 2050, 51)
    assert sorted(int(key) for key in SNAPSHOTS[name] if key.isdigit()) == SNAPSHOT_YEARS
    theirs = set()
    for subdivision in SUBDIVISIONS[name]:
        theirs |= set(holidays.country_holidays("GB", subdiv=subdivision, years=SNAPSHOT_YEARS))
    assert closed(name, SNAPSHOT_YEARS) == {day for day in theirs if day.weekday() < 5}
    assert bank_holidays.differences() == []


@pytest.mark.parametrize("name", SUBDIVISIONS)
def test_every_closed_day_is_a_weekday_of_its_own_year_with_a_name(name):
    for year in SNAPSHOT_YEARS:
        found = bank_holidays.closures(name, year)
        assert all(day.year == year and day.weekday() < 5 and title.strip() for day, title in found.items())
        assert len(found) >= 8


@pytest.mark.parametrize("name", SUBDIVISIONS)
def test_announced_to_is_what_the_snapshot_says(name):
    assert SNAPSHOTS[name]["announced_to"] == bank_holidays.ANNOUNCED_TO


def test_nothing_is_announced_beyond_the_official_list():
    last = max(official("bank-holidays-england.csv"))
    assert last.year == bank_holidays.ANNOUNCED_TO.year
    for calendar in bank_holidays.calendars().values():
        assert calendar.confirmed_to == bank_holidays.ANNOUNCED_TO


@pytest.mark.parametrize("year", [1998, 2051, 2060, 2100])
def test_a_year_beyond_the_snapshot_comes_from_the_package(year):
    assert str(year) not in SNAPSHOTS["england"]
    found = bank_holidays.closures("england", year)
    sunday = easter(year)
    assert {sunday - timedelta(2), sunday + timedelta(1)} <= set(found)
    assert len(found) == 8
    assert set(bank_holidays.closures("uk", year)) > set(found)


def test_a_christmas_day_at_the_weekend_closes_the_weekdays_after_it():
    assert date(2060, 12, 25).weekday() == 5
    assert {date(2060, 12, 27), date(2060, 12, 28)} <= set(bank_holidays.closures("england", 2060))
    assert {date(2027, 12, 27), date(2027, 12, 28)} <= set(bank_holidays.closures("england", 2027))


@pytest.mark.parametrize("year", [1871, 2101])
@pytest.mark.parametrize("name", SUBDIVISIONS)
def test_a_year_no_source_covers_is_refused(name, year):
    with pytest.raises(NotCoveredError, match=f"{year}.*1872 to 2100"):
        bank_holidays.closures(name, year)


@pytest.mark.parametrize("year", [1872, 2100])
def test_the_first_and_the_last_year_covered_are_answered(year):
    assert date(year, 12, 26) in bank_holidays.closures("england", year) or date(year, 12, 26).weekday() > 4
    assert bank_holidays.closures("england", year)


@pytest.mark.parametrize(("year", "found"), [(2060, {}), (2061, {date(2061, 5, 2): "May Day"})])
def test_a_package_that_has_no_day_of_a_year_or_says_it_does_not_know_it_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, year: int, found: dict[date, str]
) -> None:
    """No year without a bank holiday: one that comes back empty would make every date in it a day or two early."""

    class Silent(dict[date, str]):
        start_year, end_year = 1872, 2060

    monkeypatch.setattr(holidays, "country_holidays", lambda *_, **__: Silent(found))
    with pytest.raises(NotCoveredError, match=rf"bank holidays of {year} \(known: 1872 to 2060\)"):
        bank_holidays.from_package("england", year)


def test_the_years_of_the_snapshot_are_told_first_and_last() -> None:
    assert bank_holidays.span() == "2000 to 2050"
