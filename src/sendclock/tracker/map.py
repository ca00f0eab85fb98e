"""A map: which column of a tracker is which fact of a case. TOML with a closed vocabulary, read with every mistake
named by line. The shipped maps stand in `maps/` beside this file.

Must not know: any tracker, rules beyond their names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sendclock.casebook.casefile import COMMON, Words
from sendclock.clock.case import ABOUT_AN_EVENT
from sendclock.files import disk, toml
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Problem, near_miss
from sendclock.files.toml import Table, not_a_date, said
from sendclock.law.rule import EventType, Value
from sendclock.tuples import NamedTuple

SHIPPED = Path(__file__).parent / "maps"
MAPPED = {name: kind for name, kind in COMMON.items() if name not in ("id", "by")}
EVENT_KEYS = ("type", "on", "only_if", "repeats", "planned")


class MapColumn(NamedTuple):
    """Where a value stands. `names`: the first of these headings that the file has. `values` turns the file's words
    (folded) into ours, `otherwise` is for words not among them; `blank` are words that mean nothing stands there."""

    names: tuple[str, ...]
    optional: bool = False
    values: Mapping[str, Value] = {}
    otherwise: Value | None = None
    blank: frozenset[str] = frozenset()
    prefix: str = ""


class Binding(NamedTuple):
    """A field and where its value comes from: a column, or the same `constant` for every row."""

    field: str
    kind: str
    choices: tuple[str, ...]
    required: bool
    column: MapColumn | None
    constant: Value | None = None


class OnlyIf(NamedTuple):
    """The event happened only where the column says so: one of `words`, none of `not_words`; with neither, anything."""

    column: MapColumn
    words: frozenset[str]
    not_words: frozenset[str]

    def holds(self, word: str) -> bool:
        """`word` is folded, and "" where the cell is blank."""
        return word != "" and (not self.words or word in self.words) and word not in self.not_words


class EventMap(NamedTuple):
    """How one event is made from a row. `repeats`: a later one is a further event, not a change of this one.
    `planned`: a day still to come is a plan and is left out, not refused."""

    type: str
    on: MapColumn
    fields: tuple[Binding, ...]
    only_if: tuple[OnlyIf, ...]
    repeats: bool
    planned: bool


class DueMap(NamedTuple):
    """A column with another system's due day for one of our rules; of one party, where the rule has several."""

    rule: str
    column: MapColumn
    party: MapColumn | None
    constant_party: str | None


TIMES = ("utc", "london")
MONTH_FIRST = ("texts", "dates", "both", "none")


class Map(NamedTuple):
    """`skip`: rows in which one of these columns holds one of these (folded) words are passed over. `times`: what the
    times beside the days are, where they look like midnights in UTC; empty, where that is to be asked. `opening`: new
    cases begin on the day of the import, or on that day: nothing before it is complete on file. `month_first`: of a
    column (its heading, folded), which of its dates have the month where the day should be."""

    title: str
    file: str
    sheet: str | None
    header_row: int | None
    blank: frozenset[str]
    ignore: tuple[str, ...]
    century: int | None
    serial: bool
    many_rows: bool
    skip: tuple[tuple[MapColumn, frozenset[str]], ...]
    times: str
    opening: bool | date
    month_first: Mapping[str, str]
    ref: MapColumn
    born: MapColumn | None
    setting: MapColumn | None
    opens: MapColumn | None
    tags: tuple[MapColumn, ...]
    events: tuple[EventMap, ...]
    dues: tuple[DueMap, ...]


def shipped() -> list[str]:
    """The names of the maps that come with the program."""
    return [Path(path).stem for path in disk.list_package(SHIPPED)]


def read_map(name: str, words: Words) -> Map:
    """A map by the name of a shipped one, or by its path. Raises CannotRunError with every mistake and its line."""
    path = SHIPPED / f"{name}.toml" if name in shipped() and not disk.is_file(name) else Path(name)
    if not disk.is_there(path):
        known = ", ".join(shipped())
        hint = near_miss(name, shipped())
        raise CannotRunError(f"{name}: there is no such map file.{hint} Maps that come with sendclock: {known}.")
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        raise CannotRunError(str(content))
    top = toml.whole(content, name if path.parent == SHIPPED else path.as_posix())
    if isinstance(top, Problem):
        raise CannotRunError(str(top))
    if top.whole("schema", 1, required=True) != 1:
        top.problem("schema", "this version of sendclock reads maps with schema = 1.", "schema")
    made = _Reader(words).map(top, top.document.file)
    top.no_others()
    if top.problems:
        raise CannotRunError(*map(str, sorted(top.problems, key=lambda problem: problem.position.line)))
    return made


class _Reader:
    def __init__(self, words: Words) -> None:
        self.words = words

    def map(self, top: Table, file: str) -> Map:
        """The map that the file describes; what it gets wrong is a problem with its line."""
        head = top.table("case")
        if "case" not in top.data:
            top.problem("missing", 'there is no [case]. Add [case] with ref = { column = "Reference" }.')
        found = Map(
            title=top.text("title", required=True),
            file=file,
            sheet=top.text("sheet") or None,
            header_row=top.whole("header_row") or None,
            blank=_folded(top.texts("blank")),
            ignore=top.texts("ignore"),
            century=top.whole("century") or None,
            serial=top.flag("serial"),
            many_rows=top.flag("many_rows"),
            skip=_skip(top),
            times=top.choice("times", TIMES, "") if "times" in top.data else "",
            opening=_opening(top),
            month_first=_month_first(top),
            ref=_column(head, "ref", required="case" in top.data, more=("prefix",)) or MapColumn(()),
            born=_column(head, "born"),
            setting=_column(head, "setting"),
            opens=_column(head, "opening"),
            tags=self._tags(head),
            events=tuple(made for table in top.tables("event") if (made := self._event(table))),
            dues=tuple(self._due(table) for table in top.tables("due")),
        )
        if found.century is not None and (found.century % 100 or not 1900 <= found.century <= 2000):
            top.problem("century", "century completes years of two figures. Write century = 2000.", "century")
        head.no_others(("ref", "born", "setting", "opening", "tags"))
        return found

    def _tags(self, head: Table) -> tuple[MapColumn, ...]:
        """Each a table: a column whose words are tags, or which is turned into tags by `values`."""
        raw = head.data.get("tags")
        if isinstance(raw, dict):
            column = _column(head, "tags", kind="text", more=("values", "otherwise"))
            return (column,) if column else ()
        tables = head.tables("tags")
        return tuple(_column_of(table, "text", (), ("values", "otherwise")) for table in tables)

    def _event(self, table: Table) -> EventMap | None:
        type_ = table.text("type", required=True)
        kind = self.words.event_types.get(type_)
        if kind is None or type_ in ABOUT_AN_EVENT:
            hint = near_miss(type_, self.words.event_types) or " All of them: sendclock rules events"
            why = "is not an event type" if kind is None else "cannot come from a tracker"
            if type_:
                table.problem("unknown-event", f'"{said(type_)}" {why}.{hint}', "type")
            return None
        on = _column(table, "on", required=True)
        fields = tuple(self._binding(table, name, kind) for name in table.data if name not in EVENT_KEYS)
        for field in kind.fields.values():
            if field.required and field.name not in table.data:
                message = f'"{type_}" needs {field.name}. Add {field.name} = {{ column = "..." }}, or the value itself.'
                table.problem("missing-field", message)
        return EventMap(
            type_,
            on or MapColumn(()),
            tuple(field for field in fields if field),
            self._only_if(table),
            table.flag("repeats"),
            table.flag("planned"),
        )

    def _binding(self, table: Table, name: str, event: EventType) -> Binding | None:
        field = event.fields.get(name)
        kind = field.kind if field else MAPPED.get(name)
        if kind is None:
            known = [*event.fields, *MAPPED, *EVENT_KEYS]
            hint = near_miss(name, known) or f" It may have: {', '.join([*event.fields, *MAPPED])}."
            table.problem("unknown-field", f'"{event.id}" has no field "{said(name)}".{hint}', name)
            return None
        choices = self._choices(kind, field.choices if field else ())
        required = field is not None and field.required
        value = table.data[name]
        if isinstance(value, dict):
            column = _column(table, name, kind, choices, more=("values", "otherwise"))
            return Binding(name, kind, choices, required, column)
        if not _fits(value, kind, choices):
            table.problem("wrong-value", _wanted(name, kind, choices, value), name)
            return None
        return Binding(name, kind, choices, required, None, value)

    def _choices(self, kind: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        if kind == "rule":
            return tuple(self.words.rules)
        return tuple(self.words.exceptions) if kind == "exception" else choices

    def _only_if(self, table: Table) -> tuple[OnlyIf, ...]:
        raw = table.data.get("only_if")
        found = []
        for one in [table.table("only_if")] if isinstance(raw, dict) else table.tables("only_if"):
            column = _column_of(one, "text", (), ("is", "is_not"))
            found.append(OnlyIf(column, _folded(one.texts("is")), _folded(one.texts("is_not"))))
        return tuple(found)

    def _due(self, table: Table) -> DueMap:
        rule = table.text("rule", required=True)
        if rule and rule not in self.words.rules:
            hint = near_miss(rule, self.words.rules) or " All of them: sendclock rules"
            table.problem("unknown-rule", f'"{said(rule)}" is not a rule.{hint}', "rule")
        party = table.data.get("party")
        column = _column(table, "party") if isinstance(party, dict) else None
        constant = table.text("party") if party is not None and column is None else None
        return DueMap(rule, _column_of(table, "date", (), ("rule", "party")), column, constant or None)


def _skip(top: Table) -> tuple[tuple[MapColumn, frozenset[str]], ...]:
    """`skip = { "Outcome" = ["W", "H"] }`."""
    table = top.table("skip")
    return tuple((MapColumn((name,), optional=True), _folded(table.texts(name))) for name in table.data)


def _month_first(top: Table) -> Mapping[str, str]:
    """`month_first = { "Date received" = "texts" }`."""
    table = top.table("month_first")
    return {folded(name): table.choice(name, MONTH_FIRST, "none") for name in table.data}


def _opening(top: Table) -> bool | date:
    """`opening = true`, or a day."""
    given = top.data.get("opening", False)
    if isinstance(given, bool):
        top.flag("opening")
        return given
    return top.date("opening") or False


def _column(
    table: Table, key: str, kind: str = "date", choices: tuple[str, ...] = (), required: bool = False,
    more: tuple[str, ...] = (),
) -> MapColumn | None:  # fmt: skip
    """The column given by `key = { column = "..." }`."""
    if key not in table.data and not required:
        return None
    if not isinstance(table.data.get(key), dict):
        what, at = ("must name a column", key) if key in table.data else ("is missing", None)
        table.problem("column", f'"{key}" {what}. Write {key} = {{ column = "..." }}.', at)
        return None
    return _column_of(table.table(key), kind, choices, more)


def _column_of(table: Table, kind: str, choices: tuple[str, ...], more: tuple[str, ...]) -> MapColumn:
    raw = table.data.get("column")
    names = table.texts("column") if isinstance(raw, list) else (table.text("column", required=True),)
    values: dict[str, Value] = {}
    if "values" in more:
        words = table.table("values")
        for word, value in words.data.items():
            if not _fits(value, kind, choices):
                words.problem("wrong-value", _wanted(said(word), kind, choices, value), word)
            values[folded(word)] = value
    otherwise = table.data.get("otherwise") if "otherwise" in more else None
    if otherwise is not None and not _fits(otherwise, kind, choices):
        table.problem("wrong-value", _wanted("otherwise", kind, choices, otherwise), "otherwise")
    found = MapColumn(
        tuple(name for name in names if name),
        table.flag("optional"),
        values,
        otherwise,
        _folded(table.texts("blank")),
        table.text("prefix") if "prefix" in more else "",
    )
    table.no_others(more)
    return found


def _folded(words: Collection[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in words)


def _fits(value: Any, kind: str, choices: tuple[str, ...]) -> bool:
    if kind == "date":
        return type(value) is date
    if kind == "yes/no":
        return isinstance(value, bool)
    return isinstance(value, str) and value != "" and (not choices or value in choices)


def _wanted(name: str, kind: str, choices: tuple[str, ...], value: Any) -> str:
    if kind == "date":
        hint = not_a_date(said(value)) if isinstance(value, str) else "it must be a date."
        return f'{name}: {hint} For a column, write {name} = {{ column = "..." }}.'
    if kind == "yes/no":
        return f'"{name}" must be true or false, without quotes.'
    if choices:
        hint = near_miss(str(value), choices)
        listed = f" Use one of: {', '.join(choices)}." if len(choices) < 15 else ""
        return f'"{said(value)}" is not a word for {name}.{listed}{hint}'
    return f'"{name}" must be text in quotes; for a column, {name} = {{ column = "..." }}.'
