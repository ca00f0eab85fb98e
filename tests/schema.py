"""Every JSON answer is held against the schema of the columns, by the definition of its own report. That the schema
which ships is this one is a test of its own (`test_views.py`), so that a new column turns red there and not everywhere.

The schema itself is checked once a run (`test_json.py`): that it is one, and that each definition is of one report by
name, so that an answer fits no other. The validators are made once. Checking the schema again at each answer took two
thirds of the whole suite's time.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from sendclock.say.formats import dumps
from sendclock.schema import schema_of, views

SCHEMA: dict[str, Any] = json.loads(dumps(schema_of(views())))


def held_to_schema(answer: dict[str, Any]) -> None:
    """Raises ValidationError where the answer does not fit the definition of its report; KeyError where it has none."""
    of(answer["report"]).validate(answer)


@cache
def of(report: str) -> Draft202012Validator:
    """The validator of one report's answers."""
    return Draft202012Validator({**SCHEMA["$defs"][report], "$defs": SCHEMA["$defs"]})
