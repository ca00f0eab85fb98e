"""A clock is one list of columns: what its rows hold in JSON, in CSV and in a spreadsheet comes from there."""

from __future__ import annotations

import json
from importlib.resources import files

from sendclock.say.row import CLOCK, CLOCKS, CSV, SHEET


def test_the_published_schema_has_the_keys_of_the_columns() -> None:
    keys = [column.key for column in CLOCK if column.key and column.json]
    row = json.loads((files("sendclock") / "say" / "schema.json").read_text("utf-8"))["$defs"]["row"]
    assert list(row["properties"]) == keys
    assert sorted(row["required"]) == sorted(keys)


def test_what_came_since_stands_after_the_columns_that_were_promised() -> None:
    assert tuple(column.key for column in CLOCKS.in_csv)[: len(CSV)] == CSV
    assert tuple(column.sheet for column in CLOCKS.in_a_sheet) == (*SHEET, "Covered by")
