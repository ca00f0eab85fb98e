"""Tables of facts as files of an engine: SQLite, which comes with Python; DuckDB and Parquet, which the library
`duckdb` writes. The one door to `duckdb`, and besides the facts themselves the one to `sqlite3`.

A file of an engine is made in a folder of our own, table by table, and handed on in pieces.
Must not know: what a table is of.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

from sendclock.export.tables import FactTable
from sendclock.files import disk
from sendclock.files.problem import CannotRunError
from sendclock.say.formats import csv_of_in_pieces
from sendclock.say.view import DAY, YES_NO, Column

NOTHING = "\\N"  # of a text that is none, on its way to the library
# Nothing about the text is guessed: a party may be called \N, and a name may have a comma or a line end in it.
PLAIN = """FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', QUOTE '"', ESCAPE '"', ALLOW_QUOTED_NULLS false,
 PARALLEL false, STRICT_MODE true, NEW_LINE '\\n'"""
AT_ONCE = 10_000  # rows


def csv(tables: Sequence[FactTable]) -> Iterator[tuple[str, bytes]]:
    """A folder of files for a spreadsheet."""
    for table in tables:
        for piece in csv_of_in_pieces(table.view, table.rows()):
            yield f"{table.name}.csv", piece.encode()


def sqlite(tables: Sequence[FactTable]) -> Iterator[bytes]:
    """One database; days are texts such as 2026-11-28, yes and no are 1 and 0."""
    with disk.scratch("facts.sqlite") as place:
        with _with_room(), closing(sqlite3.connect(place, isolation_level=None)) as base:
            base.execute("PRAGMA journal_mode = OFF")
            base.execute("PRAGMA synchronous = OFF")
            base.execute("BEGIN")
            for table in tables:
                columns = table.view.in_csv
                named = ", ".join(f'"{column.key}" {"INTEGER" if _counts(column) else "TEXT"}' for column in columns)
                base.execute(f"CREATE TABLE {table.name} ({named})")
                marks = ", ".join("?" * len(columns))
                base.executemany(f"INSERT INTO {table.name} VALUES ({marks})", _plain(table))
            base.execute("COMMIT")
        yield from disk.in_pieces(place)


def duck(tables: Sequence[FactTable]) -> Iterator[bytes]:
    """One database, with days as days."""
    with disk.scratch("facts.duckdb") as place:
        base = _library().connect(place)
        try:
            for table in tables:
                _load(base, table)
        finally:
            base.close()
        yield from disk.in_pieces(place)


def parquet(tables: Sequence[FactTable]) -> Iterator[tuple[str, bytes]]:
    """A folder of files, one a table."""
    base = _library().connect()
    try:
        for table in tables:
            _load(base, table)
            with disk.scratch(f"{table.name}.parquet") as place:
                base.execute(f"COPY {table.name} TO {_quoted(place)} (FORMAT parquet)")
                base.execute(f"DROP TABLE {table.name}")
                yield from ((f"{table.name}.parquet", piece) for piece in disk.in_pieces(place))
    finally:
        base.close()


@contextmanager
def _with_room() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise CannotRunError(
            f"the database cannot be made ({error}). TMPDIR names another folder to work in."
        ) from None


def must_be_there(format: str) -> None:
    """Raises CannotRunError where the library is needed and missing: before anything is read."""
    if format in ("duckdb", "parquet"):
        _library()


def _library() -> Any:
    try:
        import duckdb
    except ImportError:
        how = 'pip install "sendclock[facts]", or use --format sqlite or csv'
        raise CannotRunError(f"this needs duckdb, which is not installed. Install it: {how}") from None
    return duckdb


def _load(base: Any, table: FactTable) -> None:
    """By way of a text beside it: row by row the library takes a thousand times as long."""
    columns = table.view.in_csv
    named = ", ".join(f'"{column.key}" {_type(column)}' for column in columns)
    base.execute(f"CREATE TABLE {table.name} ({named})")
    with disk.scratch(f"{table.name}.csv") as place:
        disk.fill(place, _in_text(table))
        how = f"{PLAIN}, NULLSTR '{NOTHING}'"
        base.execute(f"COPY {table.name} FROM {_quoted(place)} ({how})")


def _in_text(table: FactTable) -> Iterator[bytes]:
    coming = iter(_plain(table))
    while rows := list(islice(coming, AT_ONCE)):
        yield "".join(",".join(map(_cell, row)) + "\n" for row in rows).encode()


def _cell(value: Any) -> str:
    if value is None:
        return NOTHING
    text = str(value)
    return '"' + text.replace('"', '""') + '"'


def _plain(table: FactTable) -> Iterable[Sequence[Any]]:
    makers = [column.in_a_cell for column in table.view.in_csv]
    return ([_value(make(row)) for make in makers] for row in table.rows())


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _counts(column: Column[Any]) -> bool:
    return column.kind.schema.get("type") in ("integer", "boolean")


def _type(column: Column[Any]) -> str:
    kind = column.kind._replace(null=False)
    if kind == DAY:
        return "DATE"
    if kind == YES_NO:
        return "BOOLEAN"
    return "BIGINT" if _counts(column) else "VARCHAR"


def _quoted(place: str) -> str:
    return "'" + place.replace("'", "''") + "'"
