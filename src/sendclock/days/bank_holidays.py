"""Bank holidays: a committed snapshot, and the `holidays` package for years beyond it.

The one door to `holidays`, which is heavy and only imported for a year the snapshot does not hold.
Must not know: rules, cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sendclock.days.calendars import Calendar, NotCoveredError
from sendclock.files import disk, toml
from sendclock.files.problem import CannotRunError, Problem

FOLDER = Path(__file__).parent.parent / "law" / "calendars"
# Proclaimed so far; later days are a forecast. A test holds it equal to `announced_to` in the snapshots,
# which are not opened until a working day is asked for.
ANNOUNCED_TO = date(2028, 12, 31)
# The divisions of the UK whose bank holidays each snapshot holds. Wales has those of England.
DIVISIONS = {"england": ("ENG",), "uk": ("ENG", "SCT", "NIR")}
# calendar name: (its snapshot, its title)
CALENDARS = {
    "england": ("england", "England and Wales"),
    "tribunal": ("england", "Tribunal (England and Wales)"),
    "foi": ("uk", "United Kingdom (freedom of information)"),
}


def calendars() -> dict[str, Calendar]:
    """The calendars of the law, by the names the rules use."""
    return {name: _calendar(name, *spec) for name, spec in CALENDARS.items()}


def _calendar(name: str, snapshot: str, title: str) -> Calendar:
    return Calendar(name, title, lambda year: closures(snapshot, year), ANNOUNCED_TO)


def closures(snapshot: str, year: int) -> Mapping[date, str]:
    """The closed weekdays of `year`, by name. Raises NotCoveredError where no source covers it."""
    months = _snapshot(snapshot).get(str(year))
    if months is not None:
        return {date.fromisoformat(f"{year}-{day}"): title for day, title in months.items()}
    return from_package(snapshot, year)


def from_package(snapshot: str, year: int) -> dict[date, str]:
    """The same from the `holidays` package: 1872 to 2100. It is silently empty elsewhere, so that is refused."""
    import holidays

    found: dict[date, str] = {}
    for division in DIVISIONS[snapshot]:
        source = holidays.country_holidays("GB", subdiv=division, years=year)
        if not source.start_year <= year <= source.end_year or not source:
            raise NotCoveredError(
                f"no source covers the bank holidays of {year} (known: {source.start_year} to {source.end_year})"
            )
        for day, title in source.items():
            if day.weekday() < 5:
                found.setdefault(day, str(title))
    return found


@cache
def _snapshot(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.toml"
    document = toml.parse(disk.read_package(path), path.name)
    if isinstance(document, Problem):
        raise CannotRunError(str(document))
    return document.data


def snapshot_years(name: str) -> list[int]:
    return [int(key) for key in _snapshot(name) if key.isdigit()]


def differences() -> list[str]:
    """Every day on which a snapshot and the `holidays` package disagree: closed in one, open in the other."""
    found = []
    for name in DIVISIONS:
        for year in snapshot_years(name):
            ours, theirs = set(closures(name, year)), set(from_package(name, year))
            found += [f"{name}: {day} is closed in the snapshot, open in the package" for day in sorted(ours - theirs)]
            found += [f"{name}: {day} is open in the snapshot, closed in the package" for day in sorted(theirs - ours)]
    return found


def span() -> str:
    years = snapshot_years("england")
    return f"{years[0]} to {years[-1]}"
