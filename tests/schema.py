"""Every JSON answer is held against the schema that ships: by the definition of its own report, and as one of them all.

The schema itself is checked once a run (`test_json.py`), and the validators are made once: checking it again at each
answer took two thirds of the whole suite's time.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from run import ROOT

FILE = ROOT / "src" / "sendclock" / "say" / "schema.json"
SCHEMA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


def held_to_schema(answer: dict[str, Any]) -> None:
    """Raises ValidationError where the answer does not fit its report's definition, or is not exactly one report."""
    of(answer["report"]).validate(answer)
    of("").validate(answer)


@cache
def of(report: str) -> Draft202012Validator:
    """The validator of one report's answers; of every answer where none is named."""
    return Draft202012Validator({**SCHEMA["$defs"][report], "$defs": SCHEMA["$defs"]} if report else SCHEMA)
