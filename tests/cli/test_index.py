"""The index: the answer is the same without it, a damaged one is passed over, and an untouched file is not opened."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from run import ROOT, later, sendclock
from sendclock.casebook.facts import Ledger
from sendclock.files import disk
from sendclock.session import Session
from shire import head, rule

DEEP = bool(os.environ.get("SENDCLOCK_DEEP"))
pytestmark = pytest.mark.slow

FOI = b'\n[[event]]\ntype = "foi-received"\non = 2026-11-02\nparty = "FOI-1"\n'
SIZE = 60 if DEEP else 30


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented cases, all last changed long before the index looks at them."""
    book = tmp_path_factory.mktemp("index") / "book"
    made = sendclock("demo", str(book), "--size", str(SIZE), "--seed", "23", "--as-of", "2026-11-21")
    assert made.returncode == 0, made.stderr
    for path in book.rglob("*.toml"):
        age(path)
    return book


@pytest.fixture
def book(invented: Path, tmp_path: Path) -> Path:
    """A copy of them, as old as they are."""
    return Path(shutil.copytree(invented, tmp_path / "book"))


def age(path: Path) -> None:
    os.utime(path, ns=(1_700_000_000_000_000_000, 1_700_000_000_000_000_000))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache folder of its own. The change time of a file cannot be set, so its rule of two seconds is got round by
    asking three seconds later."""
    return tmp_path / "cache"


def due(book: Path, cache: Path, *words: str) -> str:
    ran = sendclock("due", "--cases", str(book), "--format", "json", *words, SENDCLOCK_CACHE=str(cache))
    return ran.stdout


def due_later(book: Path, cache: Path) -> str:
    """The same answer, asked three seconds from now: no stamp is of a moment ago, so every entry is kept."""
    with later():
        return due(book, cache)


def opened(book: Path, cache: Path, **environment: str) -> int:
    """How many of its files a list opens."""
    found: set[str] = set()
    real = os.open

    def noted(path: str, *more: int, **named: int) -> int:
        found.add(os.path.abspath(path))
        return real(path, *more, **named)

    with later(), patch.object(os, "open", noted):
        ran = sendclock("due", "--cases", str(book), "--plain", SENDCLOCK_CACHE=str(cache), **environment)
    assert ran.returncode == 0, ran.stderr
    return sum(path.startswith(os.path.abspath(book)) and path.endswith(".toml") for path in found)


def test_an_untouched_file_is_not_opened_and_a_touched_one_is(book: Path, cache: Path) -> None:
    settings = 1
    assert opened(book, cache) == SIZE + settings
    assert opened(book, cache) == settings
    some = next(book.rglob("EHC-*.toml"))
    some.write_bytes(some.read_bytes() + b"# looked at again\n")
    assert opened(book, cache) == settings + 1


def test_the_answer_is_the_same_after_any_edits(book: Path, cache: Path) -> None:
    dice = random.Random(11)
    due_later(book, cache)
    files = sorted(book.rglob("EHC-*.toml"))
    for round_ in range(4):
        for path in dice.sample(files, 8):
            text = path.read_text(encoding="utf-8")
            edit = dice.choice(("append", "drop", "break", "same"))
            if edit == "append":
                text += f'\n[[event]]\ntype = "foi-received"\non = 2026-11-02\nparty = "FOI-{dice.randrange(99)}"\n'
            elif edit == "drop":
                text = text[: text.rindex("[[event]]")] if text.count("[[event]]") > 2 else text
            elif edit == "break":
                text = text.replace("on = 2026", 'on = "2026', 1) if round_ % 2 else text
            path.write_text(text, encoding="utf-8")
        for words in (
            [],
            ["--within", "30d"],
            ["--officer", "okafor"],
            ["--as-of", "2026-12-20"],
            ["--as-of", "2026-06-01"],
        ):
            assert due(book, cache, *words) == due(book, cache, *words, "--no-index")


def test_a_damaged_or_foreign_database_is_passed_over(book: Path, cache: Path) -> None:
    right = due_later(book, cache)
    (made,) = cache.glob("*.sqlite")
    whole = made.read_bytes()
    for content in (b"", b"{", b"SQLite format 3\0", whole[: len(whole) // 2], whole[:100], bytes(len(whole))):
        time.sleep(0.011)
        made.write_bytes(content)
        assert due_later(book, cache) == right
    with closing(sqlite3.connect(made)) as base, base:
        base.execute("UPDATE clock SET due = due + 1")
    assert due_later(book, cache) == right


def test_one_changed_byte_of_the_database_moves_no_date(book: Path, cache: Path) -> None:
    dice, right = random.Random(5), due_later(book, cache)
    for _ in range(1000 if DEEP else 16):
        (made,) = cache.glob("*.sqlite")
        content = bytearray(made.read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        time.sleep(0.011)
        made.write_bytes(content)
        with later():
            assert due(book, cache) == right


def test_a_database_that_is_busy_or_read_only_is_no_trouble(book: Path, cache: Path) -> None:
    due_later(book, cache)
    (made,) = cache.glob("*.sqlite")
    some = sorted(book.rglob("EHC-*.toml"))[0]
    with closing(sqlite3.connect(made, isolation_level=None)) as base:
        for how in ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"):
            base.execute(how)
            some.write_bytes(some.read_bytes() + b"# looked at again\n")
            assert due(book, cache) == due(book, cache, "--no-index")
            base.execute("ROLLBACK")
    made.chmod(0o400)
    some.write_bytes(some.read_bytes() + b"# and again\n")
    assert due(book, cache) == due(book, cache, "--no-index")


@pytest.mark.parametrize(
    "words", [("export", "ics", "--officer", "okafor"), ("check", "--officer", "okafor")], ids=" ".join
)
def test_while_somebody_reads_it_the_answer_comes_at_once(book: Path, cache: Path, words: tuple[str, ...]) -> None:
    """As an export does that is held up in a pager. What was changed is written in two goes for these questions."""
    due_later(book, cache)
    (made,) = cache.glob("*.sqlite")
    where = ("--cases", str(book))
    environment = os.environ | {"SENDCLOCK_CACHE": str(cache), "SENDCLOCK_TODAY": "2026-11-21"}
    with closing(sqlite3.connect(made, isolation_level=None)) as base:
        base.execute("BEGIN")
        base.execute("SELECT count(*) FROM file").fetchall()
        for path in book.rglob("EHC-*.toml"):
            path.write_bytes(path.read_bytes() + FOI)
        ran = subprocess.run(
            [sys.executable, "-m", "sendclock", *words, *where],
            env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert ran.stdout == sendclock(*words, *where, SENDCLOCK_CACHE=str(book / "sendclock.toml")).stdout


def test_while_somebody_reads_one_of_many_nothing_is_told_as_it_was_before(tmp_path: Path, cache: Path) -> None:
    """More casebooks than are open at once: what was written of this one, and is not on the disk yet, is not let go."""
    books = [tmp_path / f"book-{number:02}" for number in range(10)]
    for book in books:
        (book / "cases").mkdir(parents=True)
        path = book / "cases" / f"{book.name.upper()}-2026.toml"
        path.write_text(f'schema = 1\nref = "{path.stem}"\n', encoding="utf-8")
        path.write_bytes(path.read_bytes() + FOI)
        age(path)
    more = [word for book in books[1:] for word in ("--cases", str(book))]
    with later():
        due(books[0], cache, *more)
    some = next(books[0].rglob("BOOK-*.toml"))
    kept = cache / disk.kept_name(books[0] / "cases", ".sqlite")
    with closing(sqlite3.connect(kept, isolation_level=None)) as base:
        base.execute("BEGIN")
        assert base.execute("SELECT count(*) FROM file").fetchone() == (1,)
        some.write_bytes(some.read_bytes() + FOI.replace(b"FOI-1", b"FOI-2"))
        with later():
            told = json.loads(due(books[0], cache, *more))
    assert [row["party"] for row in told["rows"] if row["case"] == some.stem] == ["FOI-1", "FOI-2"]


def test_what_others_put_in_the_place_of_this_day_is_noticed(
    book: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lists of other days, made while this one is: of a file only so many days are kept, and this is the oldest."""
    monkeypatch.setenv("SENDCLOCK_CACHE", str(cache))
    due_later(book, cache)
    asked: list[int] = []

    def question(books: Sequence[Ledger]) -> int:
        with later():
            for year in range(2012, 2025) if not asked else ():
                sendclock("due", "--cases", str(book), "--as-of", f"{year}-03-03", SENDCLOCK_CACHE=str(cache))
        asked.append(sum(1 for facts in books for _ in facts.cases()))
        return asked[-1]

    assert Session([book], "2026-11-21").every_case().ask(question) == SIZE
    assert len(asked) == 2 and asked[0] < SIZE


def test_a_file_changed_a_moment_ago_is_never_taken_for_untouched(book: Path, cache: Path) -> None:
    """Two writes of one size within one tick: only the inode and the rule of two seconds tell them apart."""
    path = sorted(book.rglob("EHC-*.toml"))[0]
    for day in ("2026-11-02", "2026-11-03", "2026-11-04"):
        base = path.read_text(encoding="utf-8").split("\n# foi\n")[0]
        path.write_text(
            f'{base}\n# foi\n[[event]]\ntype = "foi-received"\non = {day}\nparty = "FOI-1"\n', encoding="utf-8"
        )
        assert due(book, cache) == due(book, cache, "--no-index")


def test_a_cache_that_cannot_be_written_is_no_trouble(book: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "a-file"
    nowhere.write_text("", encoding="utf-8")
    ran = sendclock("due", "--cases", str(book), SENDCLOCK_CACHE=str(nowhere / "below"))
    assert ran.returncode == 0
    assert ran.stderr == ""


def test_other_settings_or_another_law_make_another_index(book: Path, cache: Path) -> None:
    due_later(book, cache)
    with (book / "sendclock.toml").open("a", encoding="utf-8") as out:
        out.write('\n[[bank_holiday]]\non = 2026-11-24\nname = "One-off"\n')
    assert due(book, cache) == due(book, cache, "--no-index")


def test_whose_case_it_was_before_an_allocation_ran_out(book: Path, cache: Path) -> None:
    """Asked today, then for a day on which the cover still held: the index of today must not answer for it."""
    events = [
        'type = "assessment-requested"\non = 2026-09-01',
        'type = "case-allocated"\non = 2026-09-02\nofficer = "okafor"',
        'type = "case-allocated"\non = 2026-09-03\nofficer = "singh"\nuntil = 2026-10-02',
    ]
    text = 'schema = 1\nref = "EHC-9"\n' + "".join(f"\n[[event]]\n{event}\n" for event in events)
    (book / "cases" / "EHC-9.toml").write_text(text, encoding="utf-8")
    due_later(book, cache)
    for day in ("2026-09-20", "2026-10-02", "2026-10-03"):
        words = ("--as-of", day, "--within", "9w", "--rule", "final-plan", "--rule", "decide-to-assess")
        assert due(book, cache, *words) == due(book, cache, *words, "--no-index")


def test_whose_case_it_is_once_a_corrected_end_has_passed(book: Path, cache: Path) -> None:
    """The end that counts is in the correction, not in the allocation: the index must not outlast it."""
    events = [
        'type = "assessment-requested"\non = 2026-11-02',
        'type = "case-allocated"\non = 2026-11-02\nofficer = "okafor"',
        'id = "cover"\ntype = "case-allocated"\non = 2026-11-10\nofficer = "singh"\nuntil = 2026-12-31',
        'type = "event-corrected"\non = 2026-11-12\nevent = "cover"\nuntil = 2026-11-25\nreason = "shorter"',
    ]
    text = 'schema = 1\nref = "EHC-9"\n' + "".join(f"\n[[event]]\n{event}\n" for event in events)
    (book / "cases" / "EHC-9.toml").write_text(text, encoding="utf-8")
    due_later(book, cache)
    words = ("--as-of", "2026-11-30", "--within", "9w", "--rule", "decide-to-assess", "--officer", "everyone")
    (row,) = [row for row in json.loads(due(book, cache, *words))["rows"] if row["case"] == "EHC-9"]
    assert row["officer"] == "okafor"
    assert due(book, cache, *words) == due(book, cache, *words, "--no-index")


def test_packs_of_one_name_in_two_casebooks_both_count(tmp_path: Path, cache: Path) -> None:
    """The stamp of the law holds every pack, not one for each name of a file."""
    for name, count in (("one", 11), ("two", 15)):
        (tmp_path / name / "cases").mkdir(parents=True)
        (tmp_path / name / "packs").mkdir()
        (tmp_path / name / "packs" / "local.toml").write_text(
            head(name) + rule(f"{name}-call", "assessment-requested", (count, "day"), "local-step-done[step=call]"),
            encoding="utf-8",
        )
        case = f'schema = 1\nref = "EHC-{name}"\n[[event]]\ntype = "assessment-requested"\non = 2026-11-20\n'
        (tmp_path / name / "cases" / f"EHC-{name}.toml").write_text(case, encoding="utf-8")
    both = ("--cases", str(tmp_path / "two"))
    with later():
        due(tmp_path / "one", cache, *both)
    pack = tmp_path / "one" / "packs" / "local.toml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("count = 11", "count = 12"), encoding="utf-8")
    answer = due(tmp_path / "one", cache, *both)
    assert answer == due(tmp_path / "one", cache, *both, "--no-index")
    assert {row["due"] for row in json.loads(answer)["rows"] if row["rule"] == "one-call"} == {"2026-12-02"}


def test_the_answer_is_the_same_after_files_come_go_and_are_restored(book: Path, cache: Path) -> None:
    """A file is renamed, deleted, put back with its old time, written anew with the same size; other days are asked."""
    dice = random.Random(7)
    due_later(book, cache)
    saved = {path: (path.read_bytes(), path.stat()) for path in sorted(book.rglob("EHC-*.toml"))}
    for _ in range(6):
        for path in dice.sample(sorted(saved), 6):
            content, seen = saved[path]
            how = dice.choice(("delete", "restore", "same size", "move"))
            if how == "delete":
                path.unlink(missing_ok=True)
            elif how == "restore":
                path.write_bytes(content)
                os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
            elif how == "same size":
                path.write_bytes(content.replace(b"-1", b"-2"))
                os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
            elif path.exists():
                (book / "cases" / "moved").mkdir(exist_ok=True)
                path.rename(book / "cases" / "moved" / path.name)
        for words in ([], ["--as-of", "2026-11-24"], ["--as-of", "2025-11-21"], ["--officer", "singh"]):
            with later():
                assert due(book, cache, *words) == due(book, cache, *words, "--no-index")


def test_an_entry_holds_on_every_day_of_its_span(book: Path, cache: Path) -> None:
    """What was read as at one day answers for others exactly where the files say the same."""
    for day in ("2026-11-21", "2026-11-22", "2026-12-05", "2026-11-20", "2026-05-01", "2027-02-14"):
        words = ("--as-of", day, "--officer", "everyone", *KINDS)
        with later():
            assert due(book, cache, *words) == due(book, cache, *words, "--no-index")


KINDS = ("--kind", "deadline", "--kind", "window", "--kind", "bar", "--kind", "limit")


def test_an_absence_a_team_or_an_officer_more_opens_no_file(book: Path, cache: Path) -> None:
    opened(book, cache)
    with (book / "sendclock.toml").open("a", encoding="utf-8") as out:
        out.write('\n[teams.east]\nlead = "reid"\n[officers.okafor]\nteam = "east"\n')
        out.write('[[absence]]\nofficer = "okafor"\nfrom = 2026-11-20\nto = 2026-11-25\n')
    assert opened(book, cache) == 1  # the settings
    assert due(book, cache) == due(book, cache, "--no-index")


@pytest.mark.skipif(os.name == "nt", reason="there is no limit to set")
def test_a_full_disk_is_no_trouble(book: Path, cache: Path) -> None:
    import resource

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

    words = [sys.executable, "-m", "sendclock", "due", "--cases", str(book), "--format", "json"]
    environment = os.environ | {"SENDCLOCK_CACHE": str(cache), "SENDCLOCK_TODAY": "2026-11-21"}
    ran = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, preexec_fn=full)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == due(book, cache, "--no-index")
    assert [path.name for path in cache.iterdir() if path.name.startswith(".")] == []


GROWING = (
    ("due", "--format", "json"),
    ("check", "--format", "json"),
    ("report", "timeliness", "--format", "json"),
    ("export", "ics", "--officer", "okafor"),
)


@pytest.mark.skipif(os.name == "nt", reason="there is no limit to set")
@pytest.mark.parametrize("words", GROWING, ids=" ".join)
def test_a_disk_that_fills_while_more_is_kept_takes_nothing_off_the_list(
    book: Path, cache: Path, words: tuple[str, ...]
) -> None:
    """SQLite then takes back all that was written, and what it has is of an earlier day, or has nothing of this
    question: an empty calendar, and exit 0."""
    import resource

    due_later(book, cache)
    (made,) = cache.glob("*.sqlite")
    size = made.stat().st_size
    some = sorted(book.rglob("EHC-*.toml"))[0]
    asked = "".join(
        f'\n[[event]]\ntype = "foi-received"\non = 2026-11-02\nparty = "FOI-{number}"\n' for number in range(300)
    )
    some.write_bytes(some.read_bytes() + asked.encode())
    where = ("--cases", str(book))
    environment = os.environ | {"SENDCLOCK_CACHE": str(cache), "SENDCLOCK_TODAY": "2026-11-21"}
    ran = subprocess.run(
        [sys.executable, "-m", "sendclock", *words, *where],
        env=environment, cwd=ROOT, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    right = sendclock(*words, *where, SENDCLOCK_CACHE=str(book / "sendclock.toml"))
    assert ran.returncode == 0 and ran.stdout.replace("\r\n", "\n") == right.stdout


def test_two_programs_at_once_both_answer(book: Path, cache: Path) -> None:
    right = due(book, cache, "--no-index")
    words = [sys.executable, "-m", "sendclock", "due", "--cases", str(book), "--format", "json"]
    environment = os.environ | {"SENDCLOCK_CACHE": str(cache), "SENDCLOCK_TODAY": "2026-11-21"}
    for _ in range(3 if DEEP else 2):
        some = sorted(book.rglob("EHC-*.toml"))[0]
        some.write_bytes(some.read_bytes() + b"# looked at again\n")
        ran = [subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        assert [each.communicate()[0] for each in ran] == [right] * 3


def test_a_reference_in_two_casebooks_is_two_cases(book: Path, tmp_path: Path, cache: Path) -> None:
    other = Path(shutil.copytree(book, tmp_path / "other"))
    both = ("--cases", str(other))
    for words in ((), ("--no-index",)):
        alone, joined = json.loads(due(book, cache, *words)), json.loads(due(book, cache, *both, *words))
        assert joined["cases_read"] == 2 * alone["cases_read"] and len(joined["rows"]) == 2 * len(alone["rows"])
        assert joined["complete"]
    ran = sendclock("due", "--cases", str(book), *both, "--format", "json", SENDCLOCK_CACHE=str(cache))
    (line,) = ran.stderr.splitlines()  # however many they are
    assert " is a case in " in line and f"{book}/cases" in line and f"{other}/cases" in line


ASKED = """
import os, sqlite3, sys
stats, statements, connect = [], [], sqlite3.connect
sys.addaudithook(lambda name, args: stats.append(args) if name in ("os.listdir", "os.scandir") else None)
def traced(*args, **more):
    base = connect(*args, **more)
    base.set_trace_callback(statements.append)
    return base
sqlite3.connect = traced
look = os.stat
def seen(*args, **more):
    stats.append(args)
    return look(*args, **more)
os.stat = seen
os.supports_dir_fd = os.supports_dir_fd | {seen}
sys.argv = ["sendclock", *sys.argv[2:], "--cases", sys.argv[1], "--as-of", "2026-11-21"]
from sendclock.main import run
try:
    run()
except SystemExit:
    pass
of_cases = [args for args in stats if args and str(args[0]).rpartition("/")[2].startswith("EHC-")]
print("ASKED", len(of_cases), len(statements), *sorted(sys.modules))
"""


def test_a_warm_list_looks_once_at_each_file_and_loads_nothing_it_does_not_need(book: Path, cache: Path) -> None:
    opened(book, cache)
    environment = os.environ | {"SENDCLOCK_CACHE": str(cache)}
    words = [sys.executable, "-c", ASKED, str(book), "due"]
    ran = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    looks, statements, *modules = ran.stdout.rsplit("ASKED", 1)[1].split()
    assert int(looks) == SIZE
    assert int(statements) < 20
    assert "sqlite3" in modules
    heavy = {
        "typer",
        "rich",
        "platformdirs",
        "importlib.metadata",
        "dateutil",
        "json",
        "subprocess",
        "shutil",
        "calendar",
    }
    absent = heavy | {f"sendclock.clock.{name}" for name in ("link", "dating", "run", "life", "reason", "things")}
    absent |= {f"sendclock.law.{name}" for name in ("load", "book", "rule", "role", "pack", "guard")}  # no rule book
    absent |= {"sendclock.casebook.casefile", "sendclock.workers"}  # no case is read
    absent |= {"sendclock.clock.state", "shlex"}  # no state is told of a case that only runs
    assert absent & set(modules) == set()


@pytest.mark.parametrize("words", ["export ics", "cases", "remind", "due --steps"])
def test_a_name_that_the_settings_do_not_have_costs_no_second_look(book: Path, cache: Path, words: str) -> None:
    asked = [*words.split(), "--officer", "okafor"]
    with later():
        sendclock(*asked, "--cases", str(book), "--as-of", "2026-11-21", SENDCLOCK_CACHE=str(cache))
    environment = os.environ | {"SENDCLOCK_CACHE": str(cache)}
    ran = subprocess.run(
        [sys.executable, "-c", ASKED, str(book), *asked], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert int(ran.stdout.rsplit("ASKED", 1)[1].split()[0]) == SIZE, ran.stderr
    ran = sendclock(*words.split(), "--officer", "okafro", "--cases", str(book), SENDCLOCK_CACHE=str(cache))
    assert ran.returncode == 2 and 'No officer "okafro" is known' in ran.stderr and "okafor" in ran.stderr


ROLES = """[officers.lee]
roles = ["tribunal"]
[[absence]]
officer = "lee"
from = 2026-11-23
to = 2026-12-04
"""
STEP = """[[step]]
id = "own-record"
title = "Open the record"
starts_on = ["assessment-requested"]
in_force_from = 2020-01-01
"""
BUNDLE = rule("own-bundle", "assessment-requested", (2, "week"), "local-step-done[step=own-bundle]", owner="tribunal")


def test_the_list_of_an_officer_knows_the_roles_and_opens_no_case(book: Path, cache: Path) -> None:
    (book / "packs").mkdir()
    (book / "packs" / "own.toml").write_text(head("own") + BUNDLE + STEP, encoding="utf-8")
    with (book / "sendclock.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n" + ROLES.partition("[[absence]]")[0])
    opened(book, cache, SENDCLOCK_OFFICER="lee")
    before = opened(book, cache, SENDCLOCK_OFFICER="lee")
    assert before == 2, "the settings and the pack, to see whether they are the same"
    assert opened(book, cache, SENDCLOCK_OFFICER="lee") == before
    mine = json.loads(due(book, cache, "--officer", "lee"))["rows"]
    assert mine and {row["rule"] for row in mine} == {"own-bundle"}
    with (book / "sendclock.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[[absence]]" + ROLES.partition("[[absence]]")[2])
    assert opened(book, cache, SENDCLOCK_OFFICER="lee") == before, "an absence costs no file"
    steps = json.loads(due(book, cache, "--steps", "--officer", "everyone"))["rows"]
    assert steps and steps == json.loads(due(book, cache, "--steps", "--officer", "everyone", "--no-index"))["rows"]


FORMS = ("json", "csv", "plain", "table")


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        ((), FORMS),
        (("--why-order",), FORMS if DEEP else ("table",)),
        (("--officer", "okafor"), FORMS if DEEP else ("json",)),
        (("--tier", "local", "--within", "1y"), FORMS if DEEP else ("csv", "plain")),
    ],
)
def test_what_is_printed_of_the_law_is_the_same_kept_as_it_is_read(
    book: Path, cache: Path, words: tuple[str, ...], forms: tuple[str, ...]
) -> None:
    (book / "packs").mkdir()
    (book / "packs" / "own.toml").write_text(BUNDLE, encoding="utf-8")
    with later():
        for form in forms:
            told = [due(book, cache, *words, "--format", form, *more) for more in ((), (), ("--no-index",))]
            assert told[0] and told[0] == told[1] == told[2]


def test_a_pack_that_cannot_be_read_is_told_by_a_warm_list_too(book: Path, cache: Path) -> None:
    (book / "packs").mkdir()
    (book / "packs" / "own.toml").write_text(BUNDLE.replace('unit = "week"', 'unit = "moon"'), encoding="utf-8")
    words = ("due", "--cases", str(book), "--officer", "everyone")
    with later():
        told = [sendclock(*words, SENDCLOCK_CACHE=str(cache)) for _ in range(2)]
    assert told[0].returncode == told[1].returncode == 3
    assert "moon" in told[0].stderr and told[0].stderr == told[1].stderr


def test_an_edition_whose_rules_are_lost_is_made_anew(book: Path, cache: Path) -> None:
    whole = due_later(book, cache)
    (database,) = cache.rglob("*.sqlite")
    with closing(sqlite3.connect(database)) as base:
        base.execute("DELETE FROM rule")
        base.commit()
    disk.seal(str(database))
    assert due_later(book, cache) == whole
