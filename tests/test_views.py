"""A view is one list of columns: a column added to it once is in every format and in the schema."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import jsonschema
import openpyxl
import pytest
from jsonschema import Draft202012Validator

from run import ROOT
from schema import held_to_schema
from sendclock.case.calc import CALC
from sendclock.case.show import SHOW
from sendclock.casebook.owner import Whose
from sendclock.clock.deadline import Timeline
from sendclock.due.list import DUE_LIST
from sendclock.export.export import EXPORT
from sendclock.export.xlsx import AboutSheet, workbook
from sendclock.law.book import RuleBook
from sendclock.law.edition import in_print
from sendclock.record.change import RECORD, compare
from sendclock.say import formats
from sendclock.say.document import Document, grid
from sendclock.say.formats import Basis, dumps, object_of
from sendclock.say.html import document_page
from sendclock.say.row import CLOCK, Common, Row, row_again, rows_of, running
from sendclock.say.table import render_table
from sendclock.say.view import COUNT, Column, Look, View
from sendclock.schema import schema_of, views

PUBLISHED = ROOT / "src/sendclock/say/schema.json"
BASIS = Basis("any", date(2026, 11, 21), None, True, "cases", 1, 0, ("law",), date(2028, 12, 31))
WEEKS = Column[Any]("weeks", "Weeks", value=lambda _: 1234, kind=COUNT, about="a column nobody had before")
REQUEST = "assessment-requested@2026-09-07 requester=family"
BESIDE: dict[str, dict[str, Any]] = {
    "show": {"state": "running", "headline": "", "next": "", "not_started": (), "checklist": ()},
    "calc": {"not_started": ()},
    "record": {"written": True, "file": "cases/EHC-2026-0001.toml", "events": ["e1"]},
}


@pytest.fixture(scope="module")
def rows(lay: Callable[..., Timeline], book: RuleBook) -> list[Row]:
    return rows_of(lay(REQUEST, "2026-11-21"), book)


@pytest.fixture(params=[DUE_LIST, SHOW, CALC, EXPORT, RECORD], ids=lambda view: view.report)
def with_weeks(request: pytest.FixtureRequest, rows: list[Row]) -> tuple[View, Sequence[Any]]:
    """A copy of a view that has one column more, and rows for it."""
    view: View = request.param
    held: Sequence[Any] = compare((), rows) if view is RECORD else rows
    assert held
    return view._replace(columns=(*(view.columns or ()), WEEKS)), held


def told(view: View, rows: Sequence[Any]) -> dict[str, Any]:
    basis = BASIS._replace(report=view.report)
    return dict(json.loads(formats.answer(view, basis, rows, (), **BESIDE.get(view.report, {}))))


def test_a_column_added_to_a_view_is_a_key_of_its_json_and_of_the_schema(
    with_weeks: tuple[View, Sequence[Any]],
) -> None:
    view, rows = with_weeks
    answer = told(view, rows)
    assert [list(row)[-1] for row in answer["rows"]] == ["weeks"] * len(rows)
    assert {row["weeks"] for row in answer["rows"]} == {1234}
    made = schema_of([view])
    jsonschema.validate(answer, made)
    answer["rows"][0]["weeks"] = "many"
    with pytest.raises(jsonschema.ValidationError):
        Draft202012Validator(made).validate(answer)
    assert "a column nobody had before" in json.dumps(made)
    with pytest.raises(jsonschema.ValidationError):
        held_to_schema(told(view, rows))  # the one without it, which is the published one: see below


def test_and_the_last_column_of_csv_and_of_a_sheet(with_weeks: tuple[View, Sequence[Any]]) -> None:
    view, rows = with_weeks
    text = formats.csv_of(view, rows).removeprefix("\ufeff")
    head, *lines = csv.reader(io.StringIO(text))
    assert head[-1] == "weeks" and [line[-1] for line in lines] == ["1234"] * len(rows)
    content = workbook(view.in_a_sheet, rows, date(2026, 11, 21), lambda: AboutSheet((), ()))
    titles, *cells = openpyxl.load_workbook(io.BytesIO(content))["Deadlines"].iter_rows(values_only=True)
    assert titles[-1] == "Weeks" and [line[-1] for line in cells] == [1234] * len(rows)


@pytest.mark.parametrize("in_full", [False, True])
def test_and_is_drawn_in_a_table_in_plain_text_in_markdown_and_on_a_page(
    with_weeks: tuple[View, Sequence[Any]], in_full: bool
) -> None:
    view, rows = with_weeks
    document = Document([grid(view.columns or (), rows, Look(in_full))])
    table = render_table(document, 400, color=False)
    assert "Weeks" in table.splitlines()[0] and table.count("1234") == len(rows)
    assert formats.render_plain(document).count("Weeks: 1234") == len(rows)
    assert "| Weeks |" in formats.render_markdown(document) and formats.render_markdown(document).count("| 1234 |")
    page = document_page(document, "Clocks")
    assert page.count('<th scope="col">Weeks</th>') == 1 and page.count(">1234</t") == len(rows)


def test_what_some_list_holds_more_than_the_others_does_not_change_theirs() -> None:
    more = DUE_LIST._replace(columns=(*(DUE_LIST.columns or ()), WEEKS))
    made = schema_of([SHOW, more])
    rows = {name: made["$defs"][name]["properties"]["rows"]["items"]["$ref"] for name in ("show", "due")}
    assert rows == {"show": "#/$defs/row", "due": "#/$defs/due-row"}
    assert "weeks" not in made["$defs"]["row"]["properties"] and "weeks" in made["$defs"]["due-row"]["properties"]


def test_the_published_schema_is_the_one_of_the_columns() -> None:
    """To publish it anew: `make golden`."""
    if os.environ.get("SENDCLOCK_UPDATE"):
        PUBLISHED.write_text(dumps(schema_of(views())), encoding="utf-8")
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema_of(views())


@pytest.mark.parametrize("view", views(), ids=lambda view: view.report)
def test_a_key_is_one_column_and_what_stands_first_is_there(view: View) -> None:
    in_json = [[c.key for c in columns if c.key and c.json] for columns in (view.columns or (), view.beside)]
    for keys in (*in_json, [column.key for column in view.in_csv]):
        assert len(keys) == len(set(keys))
    assert [column.key for column in view.in_csv[: len(view.csv)]] == list(view.csv)
    assert [column.sheet for column in view.in_a_sheet[: len(view.sheet)]] == list(view.sheet)


@pytest.mark.parametrize("view", views(), ids=lambda view: view.report)
def test_every_column_has_a_key_a_title_or_both(view: View) -> None:
    assert all(column.key or column.title or column.sheet for column in view.columns or ())


@pytest.mark.parametrize("day", ["2026-09-08", "2026-10-19", "2026-10-20", "2027-03-01"])
def test_a_clock_that_was_kept_makes_the_same_row_on_a_later_day(
    lay: Callable[..., Timeline], book: RuleBook, day: str
) -> None:
    then = lay(REQUEST, "2026-09-07")
    asked = lay(REQUEST, day)
    common = Common("EHC-2026-0001", Whose(None, None), None, asked.as_of, book.england)
    kept = running(then.deadlines, {id(deadline.rule): 0 for deadline in then.deadlines}, book)
    again = [
        row_again(clock, in_print(deadline.rule), common) for clock, deadline in zip(kept, then.deadlines, strict=True)
    ]
    fresh = [row for row in rows_of(asked, book) if (row.rule, row.party) in {(one.rule, one.party) for one in again}]
    told = object_of(CLOCK)
    assert [told(row) for row in again] == [told(row) for row in fresh] and len(fresh) == len(then.deadlines)
    assert all(row.late or not row.finished for row in again if row.kind == "deadline")
