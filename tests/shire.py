"""The text of a local pack of an authority made up: a head, and rules of which a test says only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def head(pack: str = "shire", more: str = "") -> str:
    """The head of an adopted pack; `more`: further lines about its document."""
    return f"""schema = 1
pack = "{pack}"
title = "{pack.title()}"
[source]
authority = "{pack.title()}"
title = "Standard"
checked_on = 2026-11-21
status = "adopted"
{more}"""


def rule(id: str, starts_on: str | None, within: tuple[object, str], met_by: str | list[str], **more: object) -> str:
    """A promise: `within=(2, "day")` of the event by which it starts. `more`: other keys, or the same, as values; one
    that is None is left out."""
    keys = {
        "id": id,
        "label": "Tell",
        "title": "Tell the family",
        "who": "local authority",
        "starts_on": [starts_on] if starts_on else None,
        "direction": "after",
        "count": within[0],
        "unit": within[1],
        "repeats": "first",
        "met_by": [met_by] if isinstance(met_by, str) else met_by,
        "in_force_from": date(2020, 1, 1),
        **more,
    }
    return "[[rule]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in keys.items() if value is not None)


def _value(value: object) -> str:
    """As TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_value(each)}' for key, each in value.items())} }}"
    return str(value)
