"""The closed vocabulary of a case file, read from `events.toml`.

Must not know: cases, rules.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sendclock import tomlfile
from sendclock.core.model import EventType, Field
from sendclock.core.problems import CannotRunError, Problem

PLAIN_KINDS = frozenset({"date", "text", "rule", "exception", "event"})


def event_types() -> dict[str, EventType]:
    """Every event type by id, in the order of the file."""
    path = Path(__file__).parent / "events.toml"
    document = tomlfile.parse(path.read_bytes(), path.name)
    if isinstance(document, Problem):
        raise CannotRunError(str(document))
    return {id: _event_type(id, table) for id, table in document.data.items()}


def _event_type(id: str, table: dict[str, Any]) -> EventType:
    fields = {name: _field(name, kind, True) for name, kind in table.get("needs", {}).items()}
    fields.update((name, _field(name, kind, False)) for name, kind in table.get("may", {}).items())
    moment, letter, note = table.get("moment", False), table.get("letter", ""), table.get("note", "")
    return EventType(id, table["group"], table["meaning"], fields, moment, letter, note)


def _field(name: str, kind: str, required: bool) -> Field:
    """`date`, `text`, `rule` …, or choices such as `yes|no*`, where * marks what a field left out means."""
    if kind in PLAIN_KINDS:
        return Field(name, kind, required)
    words = kind.split("|")
    default = next((word[:-1] for word in words if word.endswith("*")), None)
    choices = tuple(word.rstrip("*") for word in words)
    return Field(name, "yes/no" if choices == ("yes", "no") else "choice", required, choices, default)
