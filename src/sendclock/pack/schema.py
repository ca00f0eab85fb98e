"""The schema of a local pack for editors (taplo, VS Code), made by asking the reader itself: `law.pack` reads a pack in
which every key is there, and each question it puts is written down. So the two cannot differ.

Must not know: files, what a pack is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sendclock.files.toml import Parsed, Table
from sendclock.law.book import RuleBook
from sendclock.law.examples import STATUSES
from sendclock.law.pack import read_document

DIALECT = "http://json-schema.org/draft-07/schema#"
SOME_DAY = date(2026, 9, 1)
# Values that lead the reader along every one of its roads: a limit said in short, one that is a day of the year; a rule
# that begins when another is kept; one act that meets it in the place of several (None: the key is not there).
ROADS: tuple[Mapping[str, Any], ...] = (
    {},
    {"direction": "fixed"},
    {"within": "5wd", "anchor": "met:another", "met_by_all": None},
)
TITLE = "any"
EVENT_PATTERN = r"^[a-z0-9-]+(\[.+\])?$"


class _Everything(dict[str, Any]):
    """A table in which every key stands, but those said to be None."""

    def __contains__(self, key: object) -> bool:
        return self.get(str(key), key) is not None


class _Asked(Table):
    """Writes down what is asked of a table, and answers what leads on."""

    def __init__(self, found: dict[str, Any], road: Mapping[str, Any]) -> None:
        super().__init__(Parsed("", "", {}), _Everything(road), (), [])
        self.found, self.road = found, road

    def problem(self, code: str, message: str, key: str | None = None, severity: Any = "error") -> None:
        """Nothing is wrong here: nothing is written."""

    def _ask(self, key: str, schema: dict[str, Any], required: bool = False) -> None:
        said = self.found.setdefault("properties", {}).setdefault(key, {"anyOf": []})["anyOf"]
        if schema not in said:
            said.append(schema)
        needs = self.found.setdefault("needs", {})
        needs[key] = needs.get(key, True) and required

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        self._ask(key, {"type": "string"}, required)
        return str(self.road.get(key, default or (TITLE if key == "title" else "")))

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        self._ask(key, {"type": "array", "items": {"type": "string"}}, required)
        return ()

    def date(self, key: str, required: bool = False) -> date | None:
        self._ask(key, {"type": "string", "format": "date"}, required)
        return SOME_DAY

    def flag(self, key: str, default: bool = False) -> bool:
        self._ask(key, {"type": "boolean"})
        return default

    def share(self, key: str) -> float | None:
        self._ask(key, {"type": "number", "minimum": 0, "maximum": 1})
        return None

    def whole(self, key: str, default: int = 0, required: bool = False) -> int:
        self._ask(key, {"type": "integer", "minimum": 0}, required)
        return 1

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        words = {} if key == "calendar" else {"enum": [word for word in choices if word]}  # calendars have own names
        self._ask(key, {"type": "string", **words}, default is None)
        given = self.road.get(key)
        return str(given) if given in choices else default or choices[0]

    def tables(self, key: str) -> list[Table]:
        inner = self.found.setdefault("properties", {}).setdefault(key, {"inner": {}, "many": True})["inner"]
        return [_Asked(inner, self.road)]

    def table(self, key: str) -> Table:
        inner = self.found.setdefault("properties", {}).setdefault(key, {"inner": {}, "many": False})["inner"]
        return _Asked(inner, {})

    def no_others(self, more: Iterable[str] = ()) -> None:
        """Every key asked for is one that may stand there."""


def schema_of(book: RuleBook) -> dict[str, Any]:
    """As JSON Schema has it. The events are those of the book."""
    found: dict[str, Any] = {}
    for road in ROADS:
        read_document(_Asked(found, road), book.event_types, (), local=True)
    events = sorted(book.event_types)
    made = _schema(found)
    made["properties"]["example"] = _example()
    for key in ("rule", "step"):
        for name, schema in made["properties"][key]["items"]["properties"].items():
            if name in ("starts_on", "met_by", "met_by_all", "ends_with", "spent_by", "done_by"):
                schema["items"] = {"anyOf": [{"enum": events}, {"type": "string", "pattern": EVENT_PATTERN}]}
    about = "A local pack of sendclock: docs/local-packs.md. Made by: sendclock pack schema"
    return {"$schema": DIALECT, "title": "sendclock local pack", "description": about, **made}


def _schema(found: Mapping[str, Any]) -> dict[str, Any]:
    properties = dict(_properties(found.get("properties", {})))
    needs = [key for key, needed in found.get("needs", {}).items() if needed]
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False}
    return {**schema, **({"required": needs} if needs else {}), "properties": properties}


def _properties(found: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, said in found.items():
        if "inner" in said:
            inner = _schema(said["inner"])
            yield key, {"type": "array", "items": inner} if said["many"] else inner
        else:
            ways = said["anyOf"]
            narrow = [way for way in ways if "enum" in way and len(ways) > 1]
            yield key, narrow[0] if narrow else ways[0] if len(ways) == 1 else {"anyOf": list(ways)}


def _example() -> dict[str, Any]:
    """`[[example]]`, which `law.examples` reads beside the whole book."""
    text, day = {"type": "string"}, {"type": "string", "format": "date"}
    texts = {"type": "array", "items": text}
    properties = {
        "id": text, "rule": text, "events": texts, "as_of": day, "due": day, "due_at": text, "party": text,
        "status": {"type": "string", "enum": list(STATUSES)}, "excused_by": text, "why": text, "setting_closed": texts,
        "born": day, "tags": texts,
    }  # fmt: skip
    needs = ["rule", "events", "as_of", "status"]
    inner = {"type": "object", "additionalProperties": False, "required": needs, "properties": properties}
    return {"type": "array", "items": inner}
