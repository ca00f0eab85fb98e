"""Every command that reads the whole casebook answers from the facts as it does from the files: after random edits,
renames, restored backups, on other days, in another folder, and asked in any order."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from run import later, sendclock
from sendclock.clock.deadline import Timeline
from sendclock.clock.life import may_come_up
from sendclock.figures.reports import REPORTS
from sendclock.files import disk
from sendclock.panels.panel import QUESTIONS, WEEKS, agenda, in_order, meeting_of
from sendclock.session import Session

pytestmark = pytest.mark.slow

DAYS = ("2026-11-21", "2026-11-22", "2026-11-24", "2026-12-19", "2025-11-21")
CHAPTERS = (
    ("check",),
    ("check", "--officer", "okafor"),
    ("check", "--team", "nobody"),
    ("check", "--history"),
    ("cover", "okafor"),
    ("export", "ics", "--officer", "okafor"),
    ("panel",),
    ("report", "weekly"),
    ("report", "phase"),
    ("report", "timeliness", "--by", "team"),
)
COMMANDS = (
    *CHAPTERS,
    *(("report", name) for name in REPORTS if name not in ("weekly", "phase")),
    ("report", "weekly", "--officer", "okafor"),
    ("report", "timeliness", "--list", "plans-median-weeks"),
    ("report", "caseload", "--by", "tag"),
    ("panel", "assessment"),
    ("panel", "assessment", "--officer", "okafor"),
    ("panel", "young"),
    ("panel", "older", "--team", "north"),
    ("panel", "high-cost", "--on", "2026-12-04"),
    ("export", "ics", "--officer", "okafor", "--alarm", "3d", "--cancelled", "2026-06-01"),
    ("export", "csv", "--team", "north"),
    ("export", "json", "--officer", "singh", "--officer", "nobody"),
)
FOI = '\n[[event]]\ntype = "foi-received"\non = 2026-11-02\nparty = "FOI-{}"\n'
STEP = '\n[[event]]\ntype = "local-step-done"\non = 2026-11-03\nstep = "Ring Mrs Someone"\n'
LISTED = '\n[[event]]\ntype = "panel-listed"\non = 2026-10-05\npanel = "assessment"\n'
TAGGED = '\n[[event]]\ntype = "tag-added"\non = 2026-11-20\ntag = "cost:60000"\n'
AGELESS = "no date of birth is recorded"
SETTINGS = """
[teams.north]
lead = "reid"

[officers.okafor]
team = "north"
settings = ["Willow Academy"]

[officers.singh]
team = "north"

[panels.assessment]
title = "EHC assessment panel"
weekday = "wednesday"
first = 2026-09-09
papers = "4wd"
about = ["assess", "plan"]

[panels.young]
weekday = "monday"
first = 2024-09-02
papers = "3wd"
about = ["assess", "plan", "placement"]
if = ["age<11"]

[panels.older]
weekday = ["tuesday", "thursday"]
first = 2024-09-03
papers = "3wd"
about = ["assess", "plan", "placement", "review"]
if = ["year-group>=6"]

[panels.high-cost]
weekday = "friday"
first = 2024-09-06
papers = "3wd"
about = ["placement", "review"]
if = ["cost>=50000"]

[calendars.exampleshire]
based_on = "england"
known_to = 2027-07-31

[calendars.exampleshire-terms]
based_on = "england"
known_to = 2027-07-31
"""


DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
SIZE = 60 if DEEP else 30


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented cases, all last changed long ago, with a local pack, officers and a panel in the settings."""
    book = tmp_path_factory.mktemp("facts") / "book"
    made = sendclock("demo", str(book), "--size", str(SIZE), "--seed", "23", "--as-of", "2026-11-21")
    assert made.returncode == 0, made.stderr
    settings = book / "sendclock.toml"
    text = settings.read_text(encoding="utf-8").replace("# packs =", "packs =", 1)
    settings.write_text(text + SETTINGS, encoding="utf-8")
    for path in book.rglob("*.toml"):
        os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))
    return book


@pytest.fixture
def book(invented: Path, tmp_path: Path) -> Path:
    """A copy of them, as old as they are."""
    return Path(shutil.copytree(invented, tmp_path / "book"))


def asked(book: Path, cache: Path, *words: str) -> tuple[int, str, str]:
    """The exit code, and what was said; asked three seconds from now, so that what is read is kept."""
    with later():
        ran = sendclock(*words, "--cases", str(book), SENDCLOCK_CACHE=str(cache))
    assert ran.returncode in (0, 3), ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


def anew(book: Path, place: Path, *words: str) -> tuple[int, str, str]:
    """The same, with nothing known of earlier."""
    fresh = place / str(len(list(place.iterdir())))
    fresh.mkdir()
    return asked(book, fresh, *words)


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    (tmp_path / "caches").mkdir()
    return tmp_path / "caches"


def same(kept: tuple[int, str, str], right: tuple[int, str, str], given: tuple[str, ...]) -> None:
    """Two answers are one, or it is said which lines differ."""
    lines = [set(answer[1].splitlines()) for answer in (kept, right)]
    assert kept == right, (given, sorted(lines[0] - lines[1])[:3], sorted(lines[1] - lines[0])[:3])


def edited(book: Path, dice: random.Random) -> Iterator[int]:
    """Rounds of edits, each of a few files."""
    saved = {path: (path.read_bytes(), path.stat()) for path in sorted(book.rglob("EHC-*.toml"))}
    for round_ in range(4):
        for path in dice.sample(sorted(saved), 8):
            _edit(path, *saved[path], dice)
        yield round_


def _edit(path: Path, content: bytes, seen: os.stat_result, dice: random.Random) -> None:
    how = dice.choice(("append", "drop", "break", "same size", "delete", "restore", "move", "copy", "step", "born"))
    there, moved = path.exists(), path.parent.parent / "moved"
    if how == "append":
        path.write_bytes(content + FOI.format(dice.randrange(99)).encode())
    elif how == "drop":
        path.write_bytes(content[: content.rindex(b"[[event]]")])
    elif how == "break":
        path.write_bytes(content.replace(b"on = 2026", b'on = "2026', 1))
    elif how == "same size":
        path.write_bytes(content.replace(b"-1", b"-2"))
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    elif how == "delete":
        path.unlink(missing_ok=True)
    elif how == "restore":
        path.write_bytes(content)
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    elif how == "move" and there:
        moved.mkdir(exist_ok=True)
        path.rename(moved / path.name)
    elif how == "copy":
        moved.mkdir(exist_ok=True)
        (moved / path.name).write_bytes(content)
    elif how == "step":
        path.write_bytes(content + STEP.encode())
    elif how == "born":
        path.write_bytes(content.replace(b"\n[[event]]", b"\nborn = 2015-11-23\n\n[[event]]", 1))


def test_answers_are_those_of_the_files(book: Path, tmp_path: Path, nothing: Path) -> None:
    """Every command is asked in turn of facts that the others have left, and of none. In every run some of them after
    each edit, in one of two forms; all of them in `make deep`."""
    dice, cache = random.Random(23), tmp_path / "cache"
    asked(book, cache, "due")
    for round_ in edited(book, dice):
        day = DAYS[round_ % len(DAYS)]
        for words in dice.sample(COMMANDS, len(COMMANDS) if DEEP else 4):
            for form in ("plain", "json") if DEEP else dice.sample(("plain", "json"), 1):
                given = (*words, "--as-of", day, *(() if words[0] == "export" else ("--format", form)))
                same(asked(book, cache, *given), anew(book, nothing, *given), given)
    for day in DAYS:
        for words in COMMANDS if DEEP else dice.sample(COMMANDS, 2):
            given = (*words, "--as-of", day)
            same(asked(book, cache, *given), anew(book, nothing, *given), given)


def test_findings_of_all_are_those_of_each(book: Path, tmp_path: Path) -> None:
    """Kept findings are those that one case is told without any."""
    dice, cache = random.Random(5), tmp_path / "cache"
    for round_ in edited(book, dice):
        day = DAYS[round_ % len(DAYS)]
        every = json.loads(asked(book, cache, "check", "--as-of", day, "--format", "json")[1])
        told = [problem for problem in every["problems"] if problem["code"] not in ("duplicate", "setting-alike")]
        twice = {problem["file"] for problem in every["problems"] if problem["code"] == "duplicate"}
        for path in sorted(book.rglob("EHC-*.toml")):
            if path.as_posix() in twice or list(book.rglob(path.name)) != [path]:
                continue
            one = sendclock("check", path.stem, "--cases", str(book), "--as-of", day, "--format", "json")
            mine = [problem for problem in told if problem["file"] == path.as_posix()]
            if one.returncode == 0:
                assert mine == json.loads(one.stdout)["problems"], path
            else:
                assert any(problem["severity"] == "error" for problem in mine), path


def opened(book: Path, cache: Path, *words: str) -> int:
    """How many case files are opened."""
    found: set[str] = set()
    read = disk.read_regular

    def reading(path: disk.AnyPath, *more: Any, **named: Any) -> Any:
        if "EHC-" in str(path):
            found.add(str(path))
        return read(path, *more, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(disk, "read_regular", reading)
        asked(book, cache, *words)
    return len(found)


@pytest.mark.parametrize("words", CHAPTERS, ids=" ".join)
def test_no_file_is_opened_twice(book: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    cache = tmp_path / "cache"
    assert opened(book, cache, *words) == SIZE
    assert opened(book, cache, *words) == 0
    some = next(book.rglob("EHC-*.toml"))
    some.write_bytes(some.read_bytes() + b"# looked at again\n")
    assert opened(book, cache, *words) == 1


def test_of_what_is_kept_in_a_closed_folder_only_the_changed_is_opened(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be written beside it, a journal neither: what was kept is still read."""
    cache = tmp_path / "cache"
    assert opened(book, cache, "due") == SIZE
    cache.chmod(0o500)
    monkeypatch.setattr(disk, "may_add_to", lambda _: False)  # whoever runs the tests may be above modes
    some = next(book.rglob("EHC-*.toml"))
    some.write_bytes(some.read_bytes() + b"# looked at again\n")
    try:
        assert [opened(book, cache, "due") for _ in range(2)] == [1, 1]
    finally:
        cache.chmod(0o700)


def test_what_was_typed_in_place_of_a_step_is_not_kept(book: Path, tmp_path: Path) -> None:
    """It may be a name. The finding is told all the same."""
    some = sorted(book.rglob("EHC-*.toml"))[0]
    some.write_bytes(some.read_bytes() + STEP.encode())
    for _ in range(2):
        assert "Ring Mrs Someone" in asked(book, tmp_path / "cache", "check")[1]
    (made,) = (tmp_path / "cache").glob("*.sqlite")
    assert b"Someone" not in made.read_bytes()


@pytest.mark.parametrize("day", DAYS)
def test_an_agenda_misses_no_case(book: Path, tmp_path: Path, day: str) -> None:
    """It looks at those of which something may be on it, and at what is kept of them; the same comes of opening every
    one: for panels of every case and for those of some, for the next meeting, a later and a past one."""
    for place, path in enumerate(sorted(book.rglob("EHC-*.toml"))):
        more = LISTED.encode() if place % 7 == 0 else TAGGED.encode() if place % 3 == 0 else b""
        path.write_bytes(path.read_bytes() + more)
    session = Session([book], day)
    timelines = list(session.every_case().timelines())
    heard = 0
    for panel in session.panels.values():
        next_one = panel.next(session.today)
        assert next_one is not None
        meetings = [next_one, panel.next(next_one + timedelta(40)), panel.next(next_one + timedelta(250))]
        for on in filter(None, (*meetings, panel.previous(session.today - timedelta(20)))):
            made = [agenda(one, meeting_of(panel, on), session.rulebook) for one in timelines]
            right = [
                (item.case, item.question, item.place, item.ageless, str(item.clock.due) if item.clock else None)
                for item in in_order(item for each in made for item in each.items)
            ]
            given = ("panel", panel.name, "--as-of", day, "--on", str(on), "--format", "json")
            for _ in range(2):
                told = json.loads(asked(book, tmp_path / "cache", *given)[1])
                assert [
                    (row["case"], row["about"], row["place"], AGELESS in row["note"], row["due"])
                    for row in told["rows"]
                ] == right, given
                assert len(told["elsewhere"]) == sum(len(each.elsewhere) for each in made)
            heard += len(right)
    assert heard > 10


def test_an_export_of_some_is_that_part_of_all(book: Path, tmp_path: Path) -> None:
    every = list(csv.DictReader(io.StringIO(asked(book, tmp_path / "cache", "export", "csv")[1])))
    for officer in ("okafor", "singh", "nobody"):
        own = asked(book, tmp_path / "cache", "export", "csv", "--officer", officer)[1]
        right = [row for row in every if (row["officer"] or "nobody") == officer]
        assert list(csv.DictReader(io.StringIO(own))) == right
        assert right or officer == "nobody"


@pytest.mark.parametrize("day", DAYS)
def test_a_calendar_from_what_is_kept_is_that_from_the_files(book: Path, tmp_path: Path, day: str) -> None:
    """Asked what was known at the end of a later day, when all of it was, the cases are read.
    What was kept on an earlier day holds, or is made anew."""
    dice, cache, entries = random.Random(int(day.replace("-", ""))), tmp_path / "cache", 0
    asked(book, cache, "export", "ics", "--officer", "singh")
    for _ in edited(book, dice):
        pass
    for officer in ("okafor", "singh", "nobody"):
        given = ("export", "ics", "--officer", officer, "--alarm", "2d", "--as-of", day)
        for words in ((), ("--cancelled", f"{int(day[:4]) - 1}-01-01"), ("--within", "6w")):
            kept, read = (asked(book, cache, *given, *words, *more) for more in ((), ("--known-at", "2027-01-31")))
            assert kept[1] == read[1], (given, words)
            entries += kept[1].count("BEGIN:VEVENT")
    assert entries > 50


@pytest.mark.parametrize("day", DAYS if DEEP else DAYS[::2])
def test_a_report_from_the_tables_is_that_from_the_files(book: Path, tmp_path: Path, day: str) -> None:
    """Asked what was known at the end of that day, when all of it was, a report reads every file. In every run each
    report in one of its forms; in all of them in `make deep`."""
    dice = random.Random(int(day.replace("-", "")))
    for _ in edited(book, dice):
        pass
    if day == DAYS[0]:  # some of what is counted then lies before the files are complete
        settings = book / "sendclock.toml"
        settings.write_text(f"opening = {int(day[:4]) - 1}-06-01\n{settings.read_text('utf-8')}", encoding="utf-8")
    asked_in = ((), ("--period", "month"), ("--officer", "okafor"), ("--by", "source"))
    for name in REPORTS:
        for words in asked_in if DEEP else dice.sample(asked_in, 1):
            given = ("report", name, *words, "--as-of", day, "--format", "json")
            forms = (given, (*given, "--known-at", "2027-01-31"))
            kept, read = (json.loads(asked(book, tmp_path / "cache", *form)[1]) for form in forms)
            del kept["known_at"], read["known_at"]
            assert kept == read, given


def before_a_panel(session: Session) -> Iterator[Timeline]:
    """The cases with a limit that a panel decides, and those that a panel has before it."""
    limits = session.rulebook.ids(*(role for roles in (*QUESTIONS.values(), WEEKS.values()) for role in roles))
    return (
        timeline
        for timeline in session.every_case().timelines()
        if may_come_up(timeline.truth.events, session.rulebook)
        or any(clock.rule.id in limits and clock.status in ("open", "overdue") for clock in timeline.deadlines)
    )


def test_panels_that_no_settings_know_are_counted(book: Path, tmp_path: Path) -> None:
    """Once a case, whether or not the case is on an agenda; a case without a limit and before no panel counts not."""
    session = Session([book], "2026-11-21")
    live = [timeline.case.file for timeline in before_a_panel(session)][-3:]
    for name in live:
        Path(name).write_bytes(Path(name).read_bytes() + LISTED.replace("assessment", "moderation").encode() * 2)
    for words in ((), ("assessment",)):
        assert '3 cases named "moderation"' in asked(book, tmp_path / "cache", "panel", *words)[2]
