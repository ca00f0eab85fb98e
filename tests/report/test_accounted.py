"""A report of figures says, as the lists do, in which state each case is."""

from __future__ import annotations

import json

import pytest

from run import sendclock
from schema import held_to_schema


@pytest.mark.parametrize("report", ["weekly", "timeliness", "backlog"])
def test_the_figures_add_up_to_the_cases_read(report):
    told = json.loads(sendclock("report", report, "--format", "json", "--cases", "cases").stdout)
    held_to_schema(told)
    states = told["accounted"]
    assert sum(n if isinstance(n, int) else len(n) for n in states.values()) == told["cases_read"] > 10
