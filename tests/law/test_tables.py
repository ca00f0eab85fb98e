"""The packs are the law. The tables are how it was first written: what has not been changed since on purpose is held to
them here, column by column; what starts, answers and spends a clock is held by the worked examples."""

from __future__ import annotations

import csv
import re
from datetime import date, time
from pathlib import Path

import pytest

from sendclock.days import bank_holidays
from sendclock.law import load
from sendclock.law.book import RuleBook
from sendclock.law.guard import read_law
from sendclock.law.rule import Trigger

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """The law read from its sources, whatever was compiled from them."""
    calendars = bank_holidays.calendars()
    law = read_law(load.shipped(), calendars)
    exceptions = {exception.id: exception for exception in law.exceptions}
    return RuleBook(law.packs, law.rules, exceptions, law.event_types, calendars, {})


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(text: str, by: str) -> list[str]:
    return [part.strip() for part in text.split(by) if part.strip()]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# Of which the tables had the end wrong: notice is still owed, the last date is not (SI 2014/2270 arts 17, 18).
ENDS = {"conversion-notice": None, "conversion-by-april-2018": date(2018, 3, 31)}
READ_SINCE = {
    "refuse-plan-change-of-mind", "final-plan-change-of-mind", "detained-decide-to-assess", "detained-refuse-plan",
    "detained-final-plan", "data-complaint-acknowledge",
}  # fmt: skip
CLOCKS, EVENTS, EXCEPTIONS = rows("clocks.csv"), rows("events.csv"), rows("exceptions.csv")
clocks = pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in CLOCKS])
events = pytest.mark.parametrize("row", [pytest.param(row, id=row["type"]) for row in EVENTS])
exceptions = pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in EXCEPTIONS])


def test_no_rule_event_or_exception_is_missing_or_extra(book):
    roll = (DATA / "rule-ids.txt").read_text(encoding="utf-8").split()
    assert sorted(rule.id for rule in book.rules) == sorted(
        roll
    )  # ids are a promise: a change to the roll is deliberate
    types = (DATA / "event-types.txt").read_text(encoding="utf-8").split()
    assert sorted(book.event_types) == sorted(types)
    assert {row["id"] for row in CLOCKS} <= set(roll)
    assert {row["type"] for row in EVENTS} <= set(types)
    assert set(book.exceptions) == {row["id"] for row in EXCEPTIONS}
    assert (len(roll), len(types), len(EXCEPTIONS)) == (172, 119, 17)


def in_words(text: str, when: str = "") -> list[tuple[str, list[str]]]:
    """`a|b[x=1,2]` with the conditions of `when`, as event types with their conditions in words."""
    found = []
    for part in split(text, "|"):
        name, _, inside = part.removesuffix("]").partition("[")
        found.append((name, sorted([*split(inside, ";"), *split(when, ";")])))
    return sorted(found)


def as_written(triggers: tuple[Trigger, ...]) -> list[tuple[str, list[str]]]:
    return sorted((t.event, sorted(f"{c.field}{c.op}{','.join(c.values)}" for c in t.conditions)) for t in triggers)


@clocks
def test_what_the_clock_is(row, book):
    (rule,) = book.versions(row["id"])
    columns = ("id", "group", "label", "title", "who", "tier", "kind", "cite", "confidence", "note")
    assert {name: getattr(rule, name) for name in columns} == {name: row[name] for name in columns}
    ends = ENDS.get(row["id"], day(row["in_force_to"]))
    assert (rule.in_force_from, rule.in_force_to) == (day(row["in_force_from"]), ends)


@clocks
def test_how_the_clock_is_counted(row, book):
    (rule,) = book.versions(row["id"])
    period = rule.period
    fixed = row["direction"] == "fixed"
    assert rule.anchor == row["anchor"]
    assert (period.direction, period.unit, period.skip, period.roll) == (
        row["direction"],
        row["unit"],
        row["skip"],
        row["roll"],
    )
    assert period.size == (row["count"] if fixed else int(row["count"]))
    assert fixed or period.first_day == row["first_day"]
    assert (rule.calendar or "none") == row["calendar"]
    assert period.cutoff == (None if row["cutoff"] == "none" else time.fromisoformat(row["cutoff"]))
    assert rule.combine == (tuple(row["combine"].split("-with:")) if row["combine"] else None)


@clocks
def test_the_other_readings_of_the_clock(row, book):
    """`safe -1d: why`; a reading whose head is not an offset keeps it in its words."""
    (rule,) = book.versions(row["id"])
    if not row["alt_reading"]:
        assert rule.readings == () or row["id"] in READ_SINCE
        return
    (reading,) = rule.readings
    head, _, why = row["alt_reading"].partition(": ")
    effect, _, rest = head.partition(" ")
    offset, _, since = rest.partition(" from ")
    counted = re.fullmatch(r"[+-]?\d+(d|wd|w)", offset) is not None
    assert reading.effect == effect
    assert reading.offset == (offset if counted else None)
    assert reading.why == (why if counted or not rest else f"{rest}: {why}")
    assert (reading.anchor is not None) == bool(since)


def test_what_the_packs_add_to_the_tables(book):
    """Said in `process.md` alone: a second request starts nothing, and a doubtful exception for a refusal."""
    assert {rule.id: rule.not_while for rule in book.rules if rule.not_while} == {
        "decide-to-assess": "final-plan",
        "refuse-plan": "final-plan",
        "send-draft": "final-plan",
        "detained-decide-to-assess": "detained-final-plan",
        "detained-refuse-plan": "detained-final-plan",
    }
    doubtful = {rule.id: rule.no_exception_if[0].event for rule in book.rules if rule.no_exception_if}
    assert doubtful == {"decide-to-assess": "assessment-refused"}


@events
def test_event_type(row, book):
    event_type = book.event_types[row["type"]]
    assert (event_type.group, event_type.meaning, event_type.note) == (row["group"], row["meaning"], row["note"])
    assert event_type.moment == (row["date_field"] == "on or at")
    wanted = {}
    for column, required in (("required_fields", True), ("optional_fields", False)):
        for field in split(row[column], ";"):
            name, _, kind = field.partition("=")
            if name != "and the fields that change":  # event-corrected
                wanted[name] = (required, kind)
    assert set(event_type.fields) >= set(wanted)  # a field once promised stays; others have come since
    for name, (required, kind) in wanted.items():
        field = event_type.fields[name]
        assert field.required is required, name
        plain = {"date": "date", "text": "text", "rule id": "rule", "exception id": "exception", "event id": "event"}
        if kind in plain:
            assert (field.kind, field.choices, field.default) == (plain[kind], (), None), name
            continue
        words = kind.split("|")
        assert field.kind == ("yes/no" if {w.strip("*") for w in words} == {"yes", "no"} else "choice"), name
        assert list(field.choices) == [word.removesuffix("*") for word in words], name
        assert [field.default] == ([w[:-1] for w in words if w.endswith("*")] or [None]), name


@exceptions
def test_exception(row, book):
    exception = book.exceptions[row["id"]]
    assert (exception.cite, exception.condition, exception.note) == (row["cite"], row["condition"], row["note"])
    assert (exception.in_force_from, exception.in_force_to) == (day(row["in_force_from"]), day(row["in_force_to"]))
    reached = {rule.id for rule in book.rules if exception.id in rule.exceptions}
    assert reached >= set(split(row["applies_to"], "|"))
    assert row["effect"].endswith(f"act {exception.act}")


@exceptions
def test_the_facts_an_exception_needs(row, book):
    """The end of a spell may be blank while it continues, wherever the check does not need it."""
    exception = book.exceptions[row["id"]]
    needed = {fact.split("(")[0].strip() for fact in row["facts_needed"].split(";")}
    assert set(exception.facts) | {"to"} == needed | {"to"}
    assert ("to" in exception.facts) == (exception.check == "spell-inside")


@exceptions
def test_how_long_an_absence_or_closure_must_be(row, book):
    check = row["machine_check"]
    if check.startswith("as "):
        check = next(r["machine_check"] for r in EXCEPTIONS if check[3:].startswith(r["id"]))
    said = re.search(r"(?:>=|at least) (\d+) days", check)
    assert book.exceptions[row["id"]].days == (int(said.group(1)) if said else 0)
