"""The JSON Schema of every answer, from the columns of every view. It is published as `say/schema.json`:

    python -m sendclock.schema > src/sendclock/say/schema.json

Keys may be added within version 1; none may go, and none may mean something else.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import sendclock
from sendclock.say.formats import BASIS, CONST, PROBLEMS, VERSION, dumps
from sendclock.say.view import Column, ValueKind, View, one_of

Schema = dict[str, Any]
BARE = (Column[Any]("sendclock", kind=CONST), Column[Any]("report"))
NO_ROW: Schema = {"type": "array", "items": {"not": {}}}


def views() -> list[View]:
    """Every view that is told in JSON, by the name of its module."""
    names = sorted(found.name for found in walk_packages(sendclock.__path__, "sendclock."))
    modules = [import_module(name) for name in names if not name.endswith("__main__")]
    held = [view for module in modules for view in vars(module).values() if isinstance(view, View) and view.report]
    return list({id(view): view for view in held}.values())  # one module may have it from another


def schema_of(views: Iterable[View]) -> Schema:
    """What the answers of these views may be."""
    parts = _Parts()
    answers: dict[str, Schema] = {}
    for view in views:
        told = parts.answer(view)
        answers[view.report] = _either(answers[view.report], told) if view.report in answers else told
        answers |= {name: _one_of(view, name) for name in view.also}
    shared = {view.report for view in views if view.also}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"sendclock answers, version {VERSION}",
        "description": f"Keys are never renamed or removed within version {VERSION}; new ones may be added.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in answers if name not in shared],
        "$defs": {**parts.named, **answers},
    }


def _one_of(view: View, name: str) -> Schema:
    return {"$ref": f"#/$defs/{view.report}", "properties": {"report": {"const": name}}}


class _Parts:
    """What answers are made of. `named`: what more than one may hold, by name."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

    def answer(self, view: View) -> Schema:
        """The whole of one answer: what it says of itself, what stands beside its rows, and the rows."""
        name = one_of(*view.also) if view.also else ValueKind({"const": view.report})
        begins = [*BARE] if view.bare else [*BASIS, Column[Any]("problems", kind=PROBLEMS)]
        begins = [column._replace(kind=name) if column.key == "report" else column for column in begins]
        if view.single:
            return self.object([*begins, *view.beside, *(view.columns or ())])
        told = self.object([*begins, *view.beside])
        if view.columns is not None:
            told["required"].append("rows")
            told["properties"]["rows"] = self._rows(view, view.columns)
        return told

    def _rows(self, view: View, columns: Sequence[Column[Any]]) -> Schema:
        if not columns:
            return NO_ROW
        name = view.row
        if name and self.named.setdefault(name, self.object(columns)) != self.object(columns):
            name = f"{view.report}-{name}"  # its rows hold more than those of others
        return self.value(ValueKind({"type": "object"}, columns, name, many=True))

    def object(self, columns: Sequence[Column[Any]]) -> Schema:
        told = [column for column in columns if column.key and column.json]
        return {
            "type": "object",
            "required": [column.key for column in told if column.always],
            "properties": {column.key: self.value(column.kind, column.about) for column in told},
            "additionalProperties": False,
        }

    def value(self, kind: ValueKind, about: str = "") -> Schema:
        one = self._one(kind)
        if kind.many:
            one = {"type": "array", "items": one, **({"minItems": kind.least} if kind.least else {})}
        if kind.null:
            one = {"anyOf": [one, {"type": "null"}]}
        return {**one, "description": about} if about else one

    def _one(self, kind: ValueKind) -> Schema:
        if not kind.inner:
            return dict(kind.schema)
        if not kind.name:
            return self.object(kind.inner)
        self.named.setdefault(kind.name, self.object(kind.inner))
        return {"$ref": f"#/$defs/{kind.name}"}


def _either(one: Schema, other: Schema) -> Schema:
    """Two forms of one answer told as one: a key that only one of them has may be missing."""
    if one == other:
        return one
    if one.get("type") == other.get("type") == "array":
        return {**one, "items": _either(one["items"], other["items"])}
    keys: Mapping[str, Schema] = {**one["properties"], **other["properties"]}
    both = one["properties"].keys() & other["properties"].keys()
    return {
        **one,
        "required": [key for key in one["required"] if key in other["required"]],
        "properties": {
            key: _either(one["properties"][key], other["properties"][key]) if key in both else value
            for key, value in keys.items()
        },
    }


if __name__ == "__main__":
    sys.stdout.write(dumps(schema_of(views())))
