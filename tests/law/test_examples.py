"""The worked examples: every one comes out exactly, every rule has what it needs, and what is published is the same."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sendclock.clock.deadline import Timeline
from sendclock.clock.reason import ReadOffTheFile
from sendclock.days import bank_holidays
from sendclock.days.calendars import own_calendar
from sendclock.law import area, examples, load
from sendclock.law.book import RuleBook
from sendclock.law.examples import Example
from sendclock.law.rule import Rule

Lay = Callable[..., Timeline]
DATA = Path(__file__).parents[1] / "data"
PUBLISHED = Path(__file__).parents[2] / "docs" / "vectors" / "examples.json"
BOOK = load.load()
EXAMPLES = examples.examples(BOOK)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SINCE = date(1990, 1, 1)
# The same law, as if it had always been in force: what would have started but for the day it began.
ALWAYS = RuleBook(
    BOOK.packs, tuple(rule._replace(in_force_from=_SINCE) for rule in BOOK.rules), BOOK.exceptions, BOOK.event_types,
    BOOK.calendars, BOOK.setting_calendars, BOOK.practice,
)  # fmt: skip
EACH = pytest.mark.parametrize("example", [pytest.param(example, id=example.id) for example in EXAMPLES])
SETTING = "Oakwood School"
# Its condition fixes the day it counts from (1 September 2015), so no case can stand on the edge of its in-force dates.
NO_EDGE = {"phase-transfer-may-2015"}
with (DATA / "examples.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


def of(rule: str) -> list[Example]:
    return [example for example in EXAMPLES if example.rule == rule]


def outcome(example: Example, lay: Lay, rules: RuleBook = BOOK) -> tuple[date | None, str, str | None]:
    setting = None
    if example.setting_closed is not None:
        spans = [(*span, "closed") for span in example.setting_closed]
        england = bank_holidays.calendars()["england"]
        school = own_calendar("oakwood", SETTING, england, spans, date(2028, 12, 31))
        rules, setting = load.load(setting_calendars={SETTING.casefold(): school}), SETTING
    timeline = lay("; ".join(example.events), example.as_of.isoformat(), rules=rules, setting=setting)
    found = [deadline for deadline in timeline.deadlines if deadline.rule.id == example.rule]
    if not found:
        return None, "not-started", None
    return found[-1].due, found[-1].status, found[-1].excused_by


@EACH
def test_example(example, lay):
    assert outcome(example, lay) == (example.due, example.status, example.excused_by), example.why


def test_one_that_says_it_is_provisional_rests_on_what_was_read_off_the_file(lay: Lay) -> None:
    said = [example for example in EXAMPLES if "provisional" in example.why and example.status != "not-started"]
    assert len(said) >= 20
    for example in said:
        clocks = lay("; ".join(example.events), example.as_of.isoformat()).deadlines
        clock = [deadline for deadline in clocks if deadline.rule.id == example.rule][-1]
        assert any(isinstance(doubt, ReadOffTheFile) for doubt in clock.doubts), example.id


def test_every_row_of_the_table_is_among_them():
    mine = {example.id: example for example in EXAMPLES}
    rows = [row for row in ROWS if not row["rule"].startswith("count:")]
    assert len(rows) == 238
    for row in rows:
        example = mine[row["id"]]
        assert example.rule == row["rule"]
        assert list(example.events) == [part.strip() for part in row["events"].split(";")]
        assert (example.as_of.isoformat(), str(example.due or "")) == (row["as_of"], row["expected_due"])
        assert (example.status, example.excused_by or "") == (row["expected_status"], row["expected_excused_by"])
        assert example.why == row["explanation"]


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_each_side_of_every_day_the_law_began_or_ended(rule: Rule, lay: Lay) -> None:
    """The same events a day apart: on one side a clock starts, on the other none does."""
    mine = {example.id: example for example in of(rule.id)}
    if rule.id in NO_EDGE:
        inside, outside = mine[f"{rule.id}-only-that-day"], mine[f"{rule.id}-another-day"]
        assert (inside.status, outside.status) == ("open", "not-started")
        return
    edges = [("first-day", "day-before", -1, rule.in_force_from)]
    edges += [("last-day", "day-after", 1, rule.in_force_to)] if rule.in_force_to else []
    for near, far, step, day in edges:
        inside, outside = mine[f"{rule.id}-{near}"], mine[f"{rule.id}-{far}"]
        assert inside.status != "not-started"
        assert outside.status == "not-started"
        assert [DAY.sub("DAY", text) for text in inside.events] == [DAY.sub("DAY", text) for text in outside.events]
        if day.isoformat() in days(inside) and (day + timedelta(step)).isoformat() in days(outside):
            continue  # the day counted from decides
        assert (near, rule.period.direction) in (("first-day", "before"), ("first-day", "fixed"))
        assert_the_due_day_decides(rule, inside, outside, lay)


def assert_the_due_day_decides(rule: Rule, inside: Example, outside: Example, lay: Lay) -> None:
    """Counted backwards, or to a day of the calendar, a limit may end before the law began: then it bound nobody. Had
    the law always been there, the one outside would have started and been due before it did; or the law chooses by the
    very dates that differ. Nothing lies between the two but days that are counted to the same last day as inside."""
    assert inside.due is not None
    assert inside.due >= rule.in_force_from
    if not chosen_by_a_date(rule):
        due, status, _ = outcome(outside, lay, ALWAYS)
        assert status != "not-started"
        assert due is not None and due < rule.in_force_from
    moved = [(a, b) for a, b in zip(days(inside), days(outside), strict=True) if a != b]
    assert moved
    for a, b in moved:
        near, far = date.fromisoformat(a), date.fromisoformat(b)
        assert far < near
        for between in range(1, (near - far).days):
            day = (near - timedelta(between)).isoformat()
            text = "; ".join(inside.events).replace(a, day)
            found = [d.due for d in lay(text, inside.as_of.isoformat()).deadlines if d.rule.id == rule.id]
            assert found[-1:] == [inside.due], day


def chosen_by_a_date(rule: Rule) -> bool:
    """Whether the law takes only events with a date in a certain time: a transfer in 2016 or 2017."""
    ops = {condition.op for trigger in rule.starts_on for condition in trigger.conditions}
    return bool(ops & {"<", ">="})


def days(example: Example) -> list[str]:
    return DAY.findall(" ".join(example.events))


@pytest.mark.parametrize("rule", [rule for rule in BOOK.rules if rule.exceptions], ids=lambda rule: rule.id)
def test_every_rule_with_exceptions_has_one_excused_and_one_refused(rule):
    excused = [example for example in of(rule.id) if example.excused_by]
    assert {example.excused_by for example in excused} <= set(rule.exceptions)
    assert excused
    assert [example for example in of(rule.id) if claims(example) and not example.excused_by]


def claims(example: Example) -> list[str]:
    events = [examples.event_of(text) for text in example.events]
    found = [e.fields["ground"] for e in events if e.type == "exception-recorded"]
    assert all(e.fields["rule"] == example.rule for e in events if e.type == "exception-recorded")
    return found


@pytest.mark.parametrize("exception", BOOK.exceptions)
def test_every_exception_is_shown_accepted_and_every_one_with_a_check_refused(exception):
    assert [example for example in EXAMPLES if example.excused_by == exception]
    if BOOK.exceptions[exception].check != "recorded":  # a record with its reason is all that one needs
        assert [e for e in EXAMPLES if exception in claims(e) and not e.excused_by and exception in applies(e)]


def applies(example: Example) -> tuple[str, ...]:
    return BOOK.versions(example.rule)[-1].exceptions


def test_areas_and_order():
    """Each example stands in the file of its rule's area, beside the others of its rule."""
    areas = {}
    for path in area.shipped():
        areas.update(dict.fromkeys(re.findall(r'(?m)^id = "(.+)"$', path.read_text(encoding="utf-8")), path.stem))
    assert {(e.rule, e.area, e.position.file) for e in EXAMPLES} == {
        (e.rule, areas[e.rule], f"{areas[e.rule]}.toml") for e in EXAMPLES
    }
    changes = [two.rule for one, two in pairwise(EXAMPLES) if one.rule != two.rule]
    assert len(changes) == len(set(changes))


# What is published


def published() -> dict[str, Any]:
    return {"schema": 1, "checked_on": "2026-11-21", "examples": [vector(e) for e in EXAMPLES], "counts": counts()}


def vector(example: Example) -> dict[str, Any]:
    body: dict[str, Any] = {"id": example.id, "rule": example.rule, "area": example.area, "events": []}
    for text in example.events:
        event = examples.event_of(text)
        body["events"].append({"type": event.type, "on": event.on.isoformat(), **event.fields})
    if example.setting_closed is not None:
        body["setting_closed"] = [[first.isoformat(), last.isoformat()] for first, last in example.setting_closed]
    body["as_of"] = example.as_of.isoformat()
    body["due"] = example.due.isoformat() if example.due else None
    return {**body, "status": example.status, "excused_by": example.excused_by, "why": example.why}


def counts() -> list[dict[str, Any]]:
    found = []
    for row in ROWS:
        if row["rule"].startswith("count:"):
            parts = [*row["rule"].removeprefix("count:").split(":"), "none", "none", "none"]
            names = ("direction", "count", "unit", "first_day", "calendar", "skip", "roll")
            body: dict[str, Any] = {"id": row["id"], "start": row["events"].removeprefix("start@")}
            body.update(zip(names, parts, strict=False))
            found.append({**body, "count": int(parts[1]), "due": row["expected_due"], "why": row["explanation"]})
    return found


def test_what_is_published_is_what_is_tested():
    body = published()
    assert (len(body["counts"]), len(body["examples"])) == (10, len(EXAMPLES))
    text = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("SENDCLOCK_UPDATE"):
        PUBLISHED.write_text(text, encoding="utf-8", newline="\n")
    assert text == PUBLISHED.read_text(encoding="utf-8")


def test_the_page_beside_it_names_every_key_and_the_right_numbers():
    page = (PUBLISHED.parent / "README.md").read_text(encoding="utf-8")
    for body in (published(), *published()["examples"], *published()["counts"]):
        assert [key for key in body if f"`{key}`" not in page] == []
    assert f"{len(EXAMPLES)} examples" in page


# The reader

GOOD = """schema = 1
area = "assessment"

[[example]]
id = "one"
rule = "final-plan"
events = ["assessment-requested@2026-09-07 detained=no"]
as_of = 2026-09-21
due = 2027-01-25
status = "open"
why = "Twenty weeks."
"""


def test_an_example_is_read_with_its_line():
    (example,), problems = examples.read_examples(GOOD.encode(), "one.toml", BOOK)
    assert problems == []
    assert (example.id, example.due, str(example.position)) == ("one", date(2027, 1, 25), "one.toml:4")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('"final-plan"', '"final-plam"', 6, 'Did you mean "final-plan"?'),
        ("assessment-requested", "assessment-requestd", 7, 'Did you mean "assessment-requested"?'),
        ("detained=no", "detained=maybe", 7, '"maybe" is not a value of "detained"'),
        ("detained=no", "detaind=no", 7, 'has no field "detaind"'),
        ("@2026-09-07", "@2026-02-31", 7, "is not an event"),
        ("as_of = 2026-09-21", 'as_of = "2026-09-21"', 8, "Write 2026-09-21 without quotes"),
        ("due = 2027-01-25\n", "", 9, "every example has a due day"),
        ('"open"', '"opened"', 10, "Use one of"),
        ("why =", "because =", 11, '"because" is not known here'),
        ('why = "Twenty weeks."', 'why = "W"\nsetting_closed = ["2026-10-30..2026-10-26"]', 12, "first and a last day"),
        ('why = "Twenty weeks."', 'why = "W"\nexcused_by = "school-close"', 12, 'Did you mean "school-closed"?'),
        ("schema = 1", "schema = 2", 1, "reads schema = 1"),
        ("as_of =", "as_of = =", 8, ""),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_example_left_out(old, new, line, said):
    found, problems = examples.read_examples(GOOD.replace(old, new, 1).encode(), "one.toml", BOOK)
    assert found == [] or "schema" in old
    assert [p for p in problems if p.position.line == line and said in p.message], [str(p) for p in problems]


def test_an_id_is_used_once(monkeypatch, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    with pytest.raises(Exception, match=r"already at one\.toml:4"):
        examples.examples(BOOK)
