"""One case file to one Case, with every mistake named by line.

A mistake that could change a date is an error: the case is withheld and named. Anything else is a warning.
Must not know: rules beyond their names.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, NamedTuple

from sendclock import tomlfile
from sendclock.core.corrections import ABOUT_AN_EVENT, CORRECTED, changed_fields
from sendclock.core.london import MomentError, in_london
from sendclock.core.model import Case, Event, EventType, Field, Value
from sendclock.core.problems import Position, Problem, near_miss
from sendclock.tomlfile import Document, Table

SCHEMA = 1
# Fields any event may carry, and what they must be.
COMMON = {"party": "text", "served": "date", "note": "text", "id": "text", "by": "text"}
HEAD = frozenset({"schema", "ref", "born", "setting", "tags", "event"})


class Words(NamedTuple):
    """The closed lists a case file is held against."""

    event_types: Mapping[str, EventType]
    rules: Collection[str]
    exceptions: Collection[str]


def read_case(content: bytes, file: str, words: Words) -> tuple[Case | None, list[Problem]]:
    """The case, or None if anything in it is unsafe to answer from; and every problem found.

    `file` is the name shown, and its stem must be the case's reference.
    """
    document = tomlfile.parse(content, file)
    if isinstance(document, Problem):
        return None, [document]
    problems: list[Problem] = []
    head = Table(document, document.data, (), problems)
    ref = _reference(head, file)
    case = Case(
        ref=ref,
        file=file,
        events=_Events(document, words, problems).read(),
        born=head.date("born"),
        setting=head.text("setting") or None,
        tags=head.texts("tags"),
    )
    for key in document.data.keys() - HEAD:
        hint = near_miss(key, HEAD)
        head.problem("unknown-key", f'"{key}" is not known here, so it is not used.{hint}', key, "warning")
    problems += _references(case, words)
    unsafe = any(problem.severity == "error" for problem in problems)
    return (None if unsafe else case), problems


def _reference(head: Table, file: str) -> str:
    schema = head.whole("schema")
    if "schema" not in head.data:
        head.problem("missing", f'"schema" is missing. Add schema = {SCHEMA} as the first line.')
    elif schema != SCHEMA:
        head.problem("schema", f"this version of sendclock reads schema = {SCHEMA}. Install a newer one.", "schema")
    ref, stem = head.text("ref", required=True), PurePath(file).stem
    if ref and ref != stem:
        message = f'ref = "{ref}" is not the name of the file. Rename the file to {ref}.toml, or correct ref.'
        if stem.casefold().startswith(ref.casefold()):
            message = f'looks like a copy of {ref}.toml made by a sync tool. Compare the two, keep one as "{ref}.toml".'
        head.problem("name", message, "ref")
    return ref


class _Events:
    """The events of one file, in file order. Written for speed: a clean event makes no message."""

    def __init__(self, document: Document, words: Words, problems: list[Problem]) -> None:
        self.document, self.words, self.problems = document, words, problems

    def read(self) -> tuple[Event, ...]:
        raw = self.document.data.get("event", [])
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            self._problem("wrong-kind", 'events are written as tables, each headed "[[event]]".', "event")
            return ()
        lines = self.document.lines_of("event")
        events, ids = [], {str(item["id"]) for item in raw if "id" in item}
        if len(ids) < sum("id" in item for item in raw):
            self._same_id_twice(raw)
        for order, item in enumerate(raw):
            id = item.get("id") or self._place_id(order, ids)
            event = self._event(item, order, lines[order], str(id))
            if event is not None:
                events.append(event)
        return tuple(events)

    def _place_id(self, order: int, taken: set[str]) -> str:
        """An event without an id is known by its place in the file: `e3` is the third."""
        id = f"e{order + 1}"
        return id if id not in taken else f"{id}-in-file"

    def _same_id_twice(self, raw: list[dict[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for order, item in enumerate(raw):
            first = seen.setdefault(str(item.get("id", order)), order)
            if first != order:
                line = self.document.line("event", first)
                self._problem("same-id", f'id "{item["id"]}" is already used at line {line}.', "event", order, "id")

    def _event(self, item: dict[str, Any], order: int, line: int, id: str) -> Event | None:
        type_ = item.get("type")
        event_type = self.words.event_types.get(type_) if isinstance(type_, str) else None
        if event_type is None:
            if type_ is None:
                self._problem(
                    "missing",
                    'the event has no type. Add type = "assessment-requested", or what it was.',
                    "event",
                    order,
                )
            else:
                hint = near_miss(str(type_), self.words.event_types)
                self._problem("unknown-event", f'"{type_}" is not an event type.{hint}', "event", order, "type")
            return None
        on, at = self._day(item, order)
        fields: dict[str, Value] = {}
        for name, value in item.items():
            if name in ("type", "on", "at", "id", "by"):
                continue
            if name == "recorded":
                self._recorded(value, order)
                continue
            field = event_type.fields.get(name)
            kind = field.kind if field else COMMON.get(name)
            if kind is None:
                if type_ != CORRECTED:
                    known = {*event_type.fields, *COMMON, "on", "at", "recorded"}
                    message = f'"{type_}" has no field "{name}".{near_miss(name, known)}'
                    self._problem("unknown-field", message, "event", order, name)
                fields[name] = value
            elif self._value_fits(value, kind, field, order, name):
                fields[name] = value
        self._all_there(event_type, item, order)
        recorded = item.get("recorded")
        written = recorded if isinstance(recorded, datetime) else None
        return None if on is None else Event(event_type.id, on, at, id, order, line, fields, written)

    def _day(self, item: dict[str, Any], order: int) -> tuple[date | None, datetime | None]:
        on, at = item.get("on"), item.get("at")
        if at is not None:
            if not isinstance(at, datetime):
                self._problem(
                    "not-a-moment", 'write "at" as 2026-09-01T16:50:00, without quotes.', "event", order, "at"
                )
                return None, None
            try:
                at = in_london(at)
            except MomentError as error:
                self._problem("clock-change", str(error), "event", order, "at")
                return None, None
            if on is not None and on != at.date():
                self._problem(
                    "two-days", '"on" and "at" are different days. Keep "at", remove "on".', "event", order, "on"
                )
            return at.date(), at
        if on is None:
            self._problem("missing", "the event has no day. Add on = 2026-11-30, the day it happened.", "event", order)
        elif isinstance(on, datetime):
            self._problem(
                "moment-as-day", f'"on" is a day: write {on:%Y-%m-%d}, or call it "at".', "event", order, "on"
            )
        elif isinstance(on, date):
            return on, None
        else:
            self._problem("not-a-date", tomlfile.not_a_date(str(on)), "event", order, "on")
        return None, None

    def _recorded(self, value: Any, order: int) -> None:
        if not isinstance(value, datetime):
            message = '"recorded" must be a moment such as 2026-09-02T09:12:00+01:00.'
            self.problems.append(
                Problem(self._position("event", order, "recorded"), "warning", "not-a-moment", message)
            )

    def _value_fits(self, value: Any, kind: str, field: Field | None, order: int, name: str) -> bool:
        where = ("event", order, name)
        if kind == "date":
            if isinstance(value, date) and not isinstance(value, datetime):
                return True
            self._problem("not-a-date", tomlfile.not_a_date(str(value)), *where)
        elif kind == "yes/no":
            if isinstance(value, bool):
                return True
            self._problem("not-yes-or-no", f"write {name} = true or {name} = false, without quotes.", *where)
        elif not isinstance(value, str):
            self._problem("wrong-kind", f'"{name}" must be text in quotes.', *where)
        elif kind == "choice" and field is not None and value not in field.choices:
            hint = near_miss(value, field.choices)
            self._problem("unknown-word", f'"{value}" is not one of: {", ".join(field.choices)}.{hint}', *where)
        elif kind in ("rule", "exception"):
            known = self.words.rules if kind == "rule" else self.words.exceptions
            if value in known:
                return True
            self._problem("unknown-word", f'"{value}" is not a known {kind}.{near_miss(value, known)}', *where)
        else:
            return True
        return False

    def _all_there(self, event_type: EventType, item: dict[str, Any], order: int) -> None:
        """A missing date only keeps its own clock from starting; anything else could decide which clock it is."""
        for field in event_type.fields.values():
            if field.required and field.name not in item:
                message = f'"{event_type.id}" needs {field.name}. Add {field.name} = {_sample(field)}.'
                lenient = field.kind == "date" or field.name == "reason"
                problem = Problem(
                    self._position("event", order), "warning" if lenient else "error", "missing-field", message
                )
                self.problems.append(problem)

    def _position(self, *path: str | int) -> Position:
        return Position(self.document.file, self.document.line(*path))

    def _problem(self, code: str, message: str, *path: str | int) -> None:
        self.problems.append(Problem(self._position(*path), "error", code, message))


def _sample(field: Field) -> str:
    if field.choices:
        return "true" if field.kind == "yes/no" else f'"{field.choices[0]}"'
    return "2026-11-30" if field.kind == "date" else '"..."'


def _references(case: Case, words: Words) -> list[Problem]:
    """Corrections and withdrawals must name an event of this file, and fields that event can have."""
    problems = []
    by_id = {event.id: event for event in case.events}
    for event in case.events:
        if event.type not in ABOUT_AN_EVENT:
            continue
        named = str(event.fields.get("event"))
        target = by_id.get(named)
        if target is None:
            message = f'no event here has the id "{named}".{near_miss(named, by_id)}'
            problems.append(Problem(case.position(event), "error", "unknown-id", message))
        elif event.type == CORRECTED and target.type in ABOUT_AN_EVENT:
            message = f'"{target.id}" is itself a correction. Withdraw it, and correct the first event again.'
            problems.append(Problem(case.position(event), "error", "corrects-correction", message))
        elif event.type == CORRECTED:
            known = words.event_types[target.type].fields.keys() | COMMON.keys()
            for name in changed_fields(event):
                if name not in known:
                    message = f'"{target.type}" has no field "{name}" to correct.{near_miss(name, known)}'
                    problems.append(Problem(case.position(event), "error", "unknown-field", message))
    return problems
