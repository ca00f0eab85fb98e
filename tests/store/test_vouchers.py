"""Which closed cases need not be opened: those, on those days, under that law; and no other file."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from sendclock.casebook.voucher import NAME, Voucher, keep, may_be_named, resting, voucher_of, vouchers
from sendclock.files import disk

LAW = "law of the day"
# The days of November 2026, both included, on which each has ended and nothing runs in it.
HOLDS = {"EHC-1.toml": (10, 20), "EHC-2.toml": (12, 15), "north/EHC-3.toml": (1, 12)}


def day(of_november: int) -> date:
    return date(2026, 11, of_november)


def made(cases: Path, below: str, days: tuple[int, int], law: str = LAW, later: int = 3) -> Voucher:
    """A closed case and its voucher, looked at so many seconds after it was written."""
    place = cases / "closed" / below
    place.parent.mkdir(parents=True, exist_ok=True)
    content = f'schema = 1\nid = "{place.stem}"\n'.encode()
    place.write_bytes(content)
    now = time.time_ns() + later * 1_000_000_000
    return voucher_of(cases, below, content, (day(days[0]), day(days[1])), day(1), law, "okafor", now)


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / "cache"))
    found = tmp_path / "cases"
    (found / "closed").mkdir(parents=True)
    (found / "EHC-9.toml").write_text('schema = 1\nid = "EHC-9"\n', encoding="utf-8")
    keep(found, [made(found, below, days) for below, days in HOLDS.items()])
    made(found, "EHC-4.toml", (1, 30))  # which nobody vouched for
    return found


def rests(cases: Path, on: int, kept: bool = True, law: str = LAW) -> tuple[set[str], bool]:
    """The files that need not be opened, and whether all must be, for another law; no file is in both parts."""
    scanned = disk.stamped_cases(cases)
    everything = sorted(name for here in scanned for name in here.names)
    taken, outdated = resting(cases, scanned, lambda: law, day(on), kept)
    found = [f"{here.below}/{name}" for here in taken for name in here.names]
    assert sorted([*map(os.path.basename, found), *(n for here in scanned for n in here.names)]) == everything
    return {each.removeprefix("closed/") for each in found}, outdated


def wanted(on: int) -> set[str]:
    return {below for below, (first, last) in HOLDS.items() if first <= on <= last}


@pytest.mark.parametrize("on", [1, 9, 10, 11, 12, 13, 15, 16, 20, 21])
def test_each_rests_on_the_days_of_its_voucher_and_on_no_other(
    cases: Path, on: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was found out on one day is used on another only if it is the same then."""
    assert rests(cases, on, kept=False) == (wanted(on), False)
    for other in (1, 9, 10, 11, 12, 13, 15, 16, 20, 21):
        monkeypatch.setenv("SENDCLOCK_CACHE", str(tmp_path / f"cache-{other}"))
        for asked in (on, other, on):
            assert rests(cases, asked) == (wanted(asked), False), (on, other)


def test_what_stands_in_it_decides_and_not_when_it_was_copied(cases: Path) -> None:
    first = cases / "closed" / "EHC-1.toml"
    os.utime(first, (1, 1))
    assert rests(cases, 13)[0] == {"EHC-1.toml", "EHC-2.toml"}
    first.write_bytes(first.read_bytes() + b"# seen\n")
    assert rests(cases, 13)[0] == {"EHC-2.toml"}
    assert rests(cases, 13, kept=False)[0] == {"EHC-2.toml"}


@pytest.mark.parametrize("kept", [True, False])
def test_a_file_that_was_written_a_moment_before_it_was_looked_at_is_read(cases: Path, kept: bool) -> None:
    """Another write in the same tick of the disk's clock would leave no trace in its stamp."""
    told = made(cases, "EHC-5.toml", (1, 30), later=0)
    assert told.stamp == "-"
    keep(cases, [told])
    place = cases / "closed" / "EHC-5.toml"
    stamp = place.stat()
    place.write_bytes(place.read_bytes().upper())
    os.utime(place, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert "EHC-5.toml" not in rests(cases, 13, kept)[0]


def test_one_whose_reference_stands_elsewhere_too_is_read(cases: Path) -> None:
    (cases / "EHC-2.toml").write_text('schema = 1\nid = "EHC-2"\n', encoding="utf-8")
    assert rests(cases, 13)[0] == {"EHC-1.toml"}
    keep(cases, [made(cases, "north/EHC-1.toml", (1, 30))])
    assert rests(cases, 12)[0] == {"north/EHC-3.toml"}
    (cases / "EHC-2.toml").unlink()  # and there are two of one of them in `closed/` itself
    assert rests(cases, 12)[0] == {"EHC-2.toml", "north/EHC-3.toml"}


def test_under_another_law_all_are_read_and_that_is_said(cases: Path) -> None:
    assert rests(cases, 13, law="another") == (set(), True)
    keep(cases, [made(cases, "EHC-1.toml", (10, 20), law="another")])
    assert rests(cases, 13, law="another") == ({"EHC-1.toml"}, False)
    assert rests(cases, 13) == ({"EHC-2.toml"}, False)


def test_without_a_voucher_nothing_rests(cases: Path) -> None:
    keep(cases, without=HOLDS)
    assert rests(cases, 13) == (set(), False)
    (cases / "closed" / NAME).write_bytes(b"\xff\x00 nothing\nEHC-2.toml\n" + b"\t" * 7 + b"EHC-2.toml\n")
    assert rests(cases, 13) == (set(), False)
    (cases / "closed" / NAME).unlink()
    assert rests(cases, 13) == (set(), False)
    (cases / "closed" / NAME).mkdir()
    assert rests(cases, 13) == (set(), False)
    (cases / "closed" / NAME).rmdir()
    for place in (cases / "closed").rglob("*.toml"):
        place.unlink()
    assert rests(cases, 13) == (set(), False)


def test_a_newer_voucher_takes_the_place_of_an_older_and_the_others_stay(cases: Path) -> None:
    keep(cases, [made(cases, "EHC-2.toml", (13, 30))], without=["EHC-1.toml"])
    known = vouchers(cases)
    assert isinstance(known, dict)
    assert {below: (each.first, each.last) for below, each in known.items()} == {
        "EHC-2.toml": (day(13), day(30)),
        "north/EHC-3.toml": (day(1), day(12)),
    }


@pytest.mark.parametrize(
    ("below", "may"), [("north/EHC-3.toml", True), ("EHC\t3.toml", False), ("E\udcffC.toml", False)]
)
def test_a_name_that_a_line_cannot_hold_gets_no_voucher(below: str, may: bool) -> None:
    assert may_be_named(below) == may
