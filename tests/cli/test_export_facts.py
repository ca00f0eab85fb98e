"""`export facts` hands the tables to whoever has an engine: the same rows in every form, those of the lists."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from run import ROOT, later, sendclock
from sendclock.export.tables import VIEWS

ODD = """schema = 1
ref = "EHC-9"
setting = "St Mary's, \\"upper\\" school"
tags = ["=1+1", "a;b", "\\\\N"]

[[event]]
id = "e1"
type = "assessment-requested"
on = 2026-09-01
requester = "family"

[[event]]
id = "e2"
type = "advice-requested"
on = 2026-10-01
party = "\\\\N, and others"
source = "other"
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped cases, one with odd words in it, one that cannot be read, one that rests."""
    book = tmp_path_factory.mktemp("book")
    (book / "cases").mkdir()
    for path in (ROOT / "cases").glob("EHC-2026-010*.toml"):
        shutil.copy(path, book / "cases")
    shutil.copy(ROOT / "cases" / "sendclock.toml", book)
    (book / "cases" / "EHC-9.toml").write_text(ODD, encoding="utf-8")
    (book / "cases" / "EHC-8.toml").write_text("schema = 1\nref = 8\n", encoding="utf-8")
    ended = ODD.partition("[[event]]")[0].replace("EHC-9", "EHC-7")
    closed = '[[event]]\ntype = "case-closed"\non = 2024-01-08\nreason = "withdrawn"\n'
    (book / "cases" / "EHC-7.toml").write_text(ended + closed, encoding="utf-8")
    assert sendclock("archive", "--yes", "--cases", str(book)).returncode == 3
    assert (book / "cases" / "closed" / "EHC-7.toml").is_file()
    return book


def exported(book: Path, out: Path, format: str) -> Path:
    ran = sendclock("export", "facts", "--format", format, "--output", str(out), "--cases", str(book))
    assert ran.returncode == 3, ran.stderr  # EHC-8 could not be read
    assert "EHC-8" in ran.stderr and "15 tables" in ran.stderr
    return out


@pytest.fixture(scope="module")
def base(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(book, tmp_path_factory.mktemp("out") / "facts.sqlite", "sqlite")


def rows(base: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(base)) as opened:
        return opened.execute(sql).fetchall()


def test_the_clocks_are_those_of_the_list(book: Path, base: Path) -> None:
    ran = sendclock("due", "--officer", "everyone", "--within", "9000d", "--format", "json", "--cases", str(book))
    listed = {(r["case"], r["rule"], r["party"], r["due"]) for r in json.loads(ran.stdout)["rows"]}
    made = rows(base, "SELECT \"case\", rule, party, due FROM clocks WHERE kind = 'deadline' AND listed")
    assert set(made) >= listed and len(listed) > 20
    overdue = rows(
        base,
        "SELECT count(*) FROM clocks c JOIN rules r ON r.version = c.version WHERE c.kind = 'deadline' AND c.listed"
        " AND c.due < (SELECT value FROM about WHERE key = 'as_of') AND r.id = c.rule",
    )
    assert overdue[0][0] == sum(r["status"] == "overdue" for r in json.loads(ran.stdout)["rows"])


def test_every_case_has_its_row_those_in_closed_too(base: Path) -> None:
    cases = dict(rows(base, 'SELECT "case", state FROM cases'))
    assert cases["EHC-7"] == "ended" and cases["EHC-9"] == "running" and "EHC-8" not in cases
    assert dict(rows(base, "SELECT * FROM about"))["complete"] == "no"
    assert [row[0].endswith("EHC-8.toml") for row in rows(base, "SELECT file FROM problems")].count(True) >= 1
    assert {row[0] for row in rows(base, "SELECT tag FROM tags WHERE \"case\" = 'EHC-9'")} == {"=1+1", "a;b", "\\N"}
    assert rows(base, "SELECT DISTINCT party FROM clocks WHERE party LIKE '%others'") == [("\\N, and others",)]


def test_each_table_has_the_columns_that_are_documented(base: Path) -> None:
    for name, (view, about) in VIEWS.items():
        with closing(sqlite3.connect(base)) as opened:
            made = [column[0] for column in opened.execute(f"SELECT * FROM {name}").description]
        assert made == [column.key for column in view.in_csv] and about


def test_csv_has_the_same_rows(book: Path, base: Path, tmp_path: Path) -> None:
    folder = exported(book, tmp_path / "facts", "csv")
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in VIEWS}
    for name in VIEWS:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            _, *made = csv.reader(file)
        assert len(made) == rows(base, f"SELECT count(*) FROM {name}")[0][0], name
    assert "'=1+1" in (folder / "tags.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("format", ["duckdb", "parquet"])
def test_the_library_makes_the_same_rows(book: Path, base: Path, tmp_path: Path, format: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    out = exported(book, tmp_path / f"facts.{format}", format)
    opened = duckdb.connect(str(out), read_only=True) if format == "duckdb" else duckdb.connect()
    for name in VIEWS:
        of = name if format == "duckdb" else f"'{out}/{name}.parquet'"
        made = opened.execute(f"SELECT * FROM {of}").fetchall()
        plain = [tuple(v.isoformat() if isinstance(v, date) else v for v in row) for row in made]
        assert sorted(map(repr, plain)) != [] or name == "steps"
        assert [[*map(_as_text, row)] for row in plain] == [
            [*map(_as_text, row)] for row in rows(base, f"SELECT * FROM {name}")
        ], name
    opened.close()


def _as_text(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


@pytest.mark.parametrize("format", ["duckdb", "parquet"])
def test_without_the_library_it_says_what_to_install(book: Path, tmp_path: Path, format: str) -> None:
    out = tmp_path / f"facts.{format}"
    with patch.dict(sys.modules, {"duckdb": None}):
        ran = sendclock("export", "facts", "--format", format, "--out", str(out), "--cases", str(book))
    assert ran.returncode == 4 and 'pip install "sendclock[facts]"' in ran.stderr and not out.exists()


@pytest.mark.parametrize(
    "words",
    [["--case", "EHC-9"], ["--officer", "singh"], ["--team", "north"], ["--format", "json"], ["--within", "4w"], []],
)
def test_what_it_cannot_take_is_refused(book: Path, tmp_path: Path, words: list[str]) -> None:
    out = ["--out", str(tmp_path / "facts")] if words else []
    ran = sendclock("export", "facts", *words, *out, "--cases", str(book))
    assert ran.returncode == 2 and not (tmp_path / "facts").exists()


@pytest.mark.parametrize("format", ["json", "xlsx", "modules"])
def test_a_format_it_has_not_is_refused_before_a_file_is_asked_for(book: Path, format: str) -> None:
    ran = sendclock("export", "facts", "--cases", str(book), "--format", format)
    assert ran.returncode == 2 and "It has: csv, sqlite, parquet, duckdb." in ran.stderr and "--out" not in ran.stderr


def test_a_database_does_not_take_the_name_of_another_kind(book: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "facts.csv")
    ran = sendclock("export", "facts", "--format", "sqlite", "--out", out, "--cases", str(book))
    assert ran.returncode == 2 and "facts.sqlite" in ran.stderr


def test_the_rows_stand_in_one_order_whatever_was_known_before(tmp_path: Path) -> None:
    """The numbers of the owners are those in which a casebook came to know them."""
    cases = tmp_path / "book"
    cases.mkdir()
    case = ODD.partition("tags")[0] + ODD[ODD.index("[[event]]") :].partition('[[event]]\nid = "e2"')[0]
    given = '[[event]]\ntype = "case-allocated"\non = 2026-09-02\nofficer = "{}"\n'
    told = []
    for ref, officer in (("EHC-9", "amy"), ("EHC-5", "bob"), ("EHC-1", "zoe")):
        (cases / f"{ref}.toml").write_text(case.replace("EHC-9", ref) + given.format(officer), encoding="utf-8")
        kept = {"SENDCLOCK_CACHE": str(tmp_path / "kept")}
        for cache in (kept, {"SENDCLOCK_CACHE": str(tmp_path / ref)}):
            out = tmp_path / f"{ref}{len(told)}"
            with later():
                ran = sendclock("export", "facts", "--output", str(out), "--cases", str(cases), **cache)
            assert ran.returncode == 0, ran.stderr
            told.append({path.name: path.read_bytes() for path in out.iterdir()})
        assert told[-1] == told[-2]


def test_what_figures_are_counted_from_is_there(book: Path, base: Path) -> None:
    """Numbers of a report, counted from the tables by somebody else's engine."""
    ran = sendclock(
        "report", "timeliness", "--from", "2026-01-01", "--to", "2026-11-21", "--format", "json", "--cases", str(book)
    )
    figures = {figure["id"]: figure for figure in json.loads(ran.stdout)["figures"]}
    inside, done = rows(
        base,
        "SELECT sum(done <= due), count(*) FROM courses WHERE name = 'decisions' AND left_out = ''"
        " AND done BETWEEN '2026-01-01' AND '2026-11-21'",
    )[0]
    right = figures["decisions-within-6-weeks"]
    assert (inside, done) == (right["numerator"], right["denominator"]) and done > 3
    assert rows(base, "SELECT count(*) FROM advice WHERE came IS NOT NULL")[0][0] > 3
    labels = rows(base, "SELECT DISTINCT r.kind FROM ran JOIN rules r ON r.version = ran.version")
    assert labels == [("deadline",)]
