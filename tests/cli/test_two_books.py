"""Two casebooks asked together: each case is answered by the packs, the calendars and the people of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import needs
import shire
from run import later, sendclock
from sendclock.files import disk

ASKED = "assessment-requested"
CASE = """schema = 1
ref = "{ref}"
setting = "Oakwood"

[[event]]
id = "e1"
type = "assessment-requested"
on = 2026-11-02

[[event]]
id = "e2"
type = "enquiry-received"
on = 2026-11-16
party = "parent"
channel = "phone"
"""
# North shuts its office on the Wednesday and Thursday, gives Oakwood to reid, and counts four working days.
NORTH = """schema = 1
authority = "North"
[calendars.office]
based_on = "england"
known_to = 2027-12-31
closed = [{ from = 2026-11-18, to = 2026-11-19, why = "the move" }]
[officers.reid]
settings = ["Oakwood"]
"""
SOUTH = """schema = 1
authority = "South"
[officers.singh]
settings = ["Oakwood"]
"""
ANSWER = "enquiry-answered"


def pack(name: str, days: int, **more: object) -> str:
    """Both councils call theirs "local", and the promise "reply"."""
    promise = shire.rule(
        "local-reply", "enquiry-received", (days, "working-day"), ANSWER, title=f"{name} reply", **more
    )
    return shire.head("local") + promise


@pytest.fixture
def two(tmp_path: Path) -> Path:
    rules = {"north": pack("North", 4, calendar="office"), "south": pack("South", 2)}
    for name, settings in (("north", NORTH), ("south", SOUTH), ("bare", "")):
        book = tmp_path / name
        (book / "cases").mkdir(parents=True)
        (book / "cases" / f"EHC-{name}.toml").write_text(CASE.format(ref=f"EHC-{name}"), encoding="utf-8")
        if settings:
            (book / "sendclock.toml").write_text(settings, encoding="utf-8")
            (book / "packs").mkdir()
            (book / "packs" / "local.toml").write_text(rules[name], encoding="utf-8")
    return tmp_path


BOOKS = ("north", "south", "bare")


def told(two: Path, books: tuple[str, ...], *words: str) -> str:
    cases = [word for book in books for word in ("--cases", str(two / book))]
    ran = sendclock(*words, *cases, SENDCLOCK_CACHE=str(two / "cache"), SENDCLOCK_OFFICER="everyone")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_by_the_days_worked_out_by_hand(two: Path) -> None:
    """Monday 16 November. North: Tuesday, then Friday 20, Monday 23 and Tuesday 24. South: Wednesday 18. None promised
    anything for the third."""
    rows = json.loads(told(two, BOOKS, "export", "json", "--tier", "local"))["rows"]
    assert [(row["case"], row["due"], row["officer"]) for row in rows] == [
        ("EHC-north", "2026-11-24", "reid"), ("EHC-south", "2026-11-18", "singh"),
    ]  # fmt: skip


def rows_in(text: str) -> list[object]:
    return list(json.loads(text)["rows"])


def found(text: str) -> list[object]:
    return list(json.loads(text)["problems"])


def lines(text: str) -> list[object]:
    return [line for line in text.splitlines()[1:] if line.startswith("EHC")]


def events(text: str) -> list[object]:
    return [line for line in text.splitlines() if line.startswith(("SUMMARY", "DTSTART", "UID"))]


LISTS: list[tuple[tuple[str, ...], Callable[[str], list[object]]]] = [
    (("due", "--format", "json"), rows_in),
    (("due", "--no-index", "--format", "json"), rows_in),
    (("due", "--officer", "reid", "--format", "json"), rows_in),
    (("export", "json"), rows_in),
    (("export", "csv", "--status", "overdue"), lines),
    (("export", "cases"), lines),
    (("export", "ics"), events),
    (("check", "--format", "json"), found),
    (("check", "--privacy", "--format", "json"), found),
    (("cases", "--format", "csv"), lines),
    (("report", "backlog", "--list", "assessments-open", "--format", "csv"), lines),
    (("report", "promises", "--list", "local-reply", "--format", "csv"), lines),
]


@pytest.mark.parametrize(("words", "read"), LISTS, ids=[" ".join(words) for words, _ in LISTS])
def test_together_is_what_each_says_alone(
    two: Path, words: tuple[str, ...], read: Callable[[str], list[object]]
) -> None:
    alone = [item for book in BOOKS for item in _of(two, book, words, read)]
    together = read(told(two, BOOKS, *words))
    assert sorted(map(repr, together)) == sorted(map(repr, alone))


def _of(two: Path, book: str, words: tuple[str, ...], read: Callable[[str], list[object]]) -> list[object]:
    cases = ("--cases", str(two / book))
    ran = sendclock(*words, *cases, SENDCLOCK_CACHE=str(two / "cache"), SENDCLOCK_OFFICER="everyone")
    return read(ran.stdout) if ran.returncode == 0 else []


@pytest.mark.parametrize("words", [("show",), ("explain",), ("audit",), ("report", "case")], ids=" ".join)
def test_one_case_is_told_by_its_own(two: Path, words: tuple[str, ...]) -> None:
    for name in BOOKS:
        alone = json.loads(told(two, (name,), *words, f"EHC-{name}", "--format", "json"))
        together = json.loads(told(two, BOOKS, *words, f"EHC-{name}", "--format", "json"))
        for key in alone.keys() - {"packs", "casebook"}:
            assert together[key] == alone[key], (name, key)


@needs.links
def test_a_case_in_a_folder_that_leads_elsewhere_is_told_by_that_of_the_link(two: Path) -> None:
    """The list finds it in the casebook that has the link; so do the commands about one case."""
    (two / "elsewhere").mkdir()
    (two / "north" / "cases" / "EHC-north.toml").rename(two / "elsewhere" / "EHC-north.toml")
    (two / "north" / "cases" / "officer").symlink_to(two / "elsewhere", target_is_directory=True)
    words = ("EHC-north", "--format", "json")
    alone = json.loads(told(two, ("north",), "show", *words))["rows"]
    assert [row["due"] for row in alone if row["rule"] == "local-reply"] == ["2026-11-24"]
    assert json.loads(told(two, ("south", "north"), "show", *words))["rows"] == alone


def test_what_is_written_is_judged_by_its_own(two: Path) -> None:
    """A date that is met in time there, and late here."""
    words = ("record", "EHC-north", ANSWER, "2026-11-20", "party=parent", "--by", "reid")
    assert "late" not in told(two, BOOKS, *words)
    rows = json.loads(told(two, BOOKS, "export", "json", "--tier", "local"))["rows"]
    assert {row["case"]: row["status"] for row in rows} == {"EHC-north": "met", "EHC-south": "overdue"}


def test_what_is_kept_of_one_is_not_thrown_away_for_another(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    with later():
        for book in BOOKS:
            told(two, (book,), "due")
        read = disk.read_regular
        monkeypatch.setattr(disk, "read_regular", lambda path, *more: (opened.append(str(path)), read(path, *more))[1])
        told(two, BOOKS, "due")
        told(two, ("south",), "due")
        told(two, ("south", "north"), "due")
        assert any("sendclock.toml" in path for path in opened)
        uses = {row["use"] for row in json.loads(told(two, BOOKS, "index", "--status", "--format", "json"))["rows"]}
        assert len(uses) == 1 and uses == {
            row["use"] for row in json.loads(told(two, ("south",), "index", "--status", "--format", "json"))["rows"]
        }
    assert [path for path in opened if "EHC-" in path] == []


@pytest.mark.parametrize("words", [
    ("panel",), ("due", "--remind"), ("export", "facts", "--out", "facts.json"),
    ("rules", "diff", "shipped", "shipped"), ("calendar", "--add", "2026-12-01", "A day"),
], ids=" ".join)  # fmt: skip
def test_what_is_of_one_authority_only_is_asked_of_one(two: Path, words: tuple[str, ...]) -> None:
    cases = [word for book in BOOKS for word in ("--cases", str(two / book))]
    ran = sendclock(*words, *cases, cwd=two)
    assert ran.returncode == 4 and "asked of one only" in ran.stderr
    said = ran.stderr.split(", and ")[1].split(" can be asked")[0]
    assert " ".join(words).startswith(said), "as it is typed"
