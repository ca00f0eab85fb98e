"""The roll of the law: a row for every clock, event type and exception, in `data/`, held to the packs in every column.

The packs are the law, and the worked examples are what holds them. The roll holds that nothing is missing, nothing is
extra, and nothing changes unseen: a citation, an in-force date, an act that meets or ends a clock. `make golden` writes
it anew, and every changed line is read against the law. Ids are promises: a row is added, never renamed or removed.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest

from sendclock.days import bank_holidays
from sendclock.law import area
from sendclock.law.book import RuleBook
from sendclock.law.guard import read_law
from sendclock.law.rule import Condition, EventType, Field, Reading, Rule, RuleException, Trigger

DATA = Path(__file__).parents[1] / "data"
Row = dict[str, str]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    """The law read from its sources, whatever was compiled from them."""
    calendars = bank_holidays.calendars()
    law = read_law(area.shipped(), calendars)
    exceptions = {exception.id: exception for exception in law.exceptions}
    return RuleBook(law.packs, law.rules, exceptions, law.event_types, calendars, {})


# How a row is written


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def several(parts: Iterable[str]) -> str:
    return " | ".join(parts)


def condition(one: Condition) -> str:
    return f"{one.field}{one.op}{','.join(one.values)}"


def triggers(these: Sequence[Trigger]) -> str:
    """`event[field=value; field!=other] | event`, as in the packs, but that `when` is written out."""
    written = []
    for trigger in these:
        conditions = "; ".join(condition(one) for one in trigger.conditions)
        written.append(f"{trigger.event}[{conditions}]" if conditions else trigger.event)
    return several(written)


def reading(one: Reading) -> str:
    counted = " ".join(part for part in (one.offset, f"from {one.anchor}" if one.anchor else "") if part)
    return f"{one.effect} {counted or 'not counted'}: {one.why}"


def field(name: str, one: Field) -> str:
    kind = "|".join(f"{c}*" if c == one.default else c for c in one.choices) if one.choices else one.kind
    return f"{name} = {kind}"


def clock_row(rule: Rule) -> Row:
    period = rule.period
    return {
        "id": rule.id, "in_force_from": day(rule.in_force_from), "in_force_to": day(rule.in_force_to),
        "group": rule.group, "label": rule.label, "title": rule.title, "who": rule.who, "tier": rule.tier,
        "kind": rule.kind, "of": rule.of, "answers": rule.answers, "roles": several(rule.roles), "road": rule.road,
        "cite": rule.cite, "confidence": rule.confidence,
        "starts_on": triggers(rule.starts_on), "not_while": rule.not_while or "", "anchor": rule.anchor,
        "direction": period.direction, "count": str(period.size), "unit": period.unit, "first_day": period.first_day,
        "calendar": rule.calendar or "", "skip": period.skip, "roll": period.roll,
        "cutoff": period.cutoff.isoformat("minutes") if period.cutoff else "",
        "combine": " with ".join(rule.combine or ()), "per_party": "yes" if rule.per_party else "no",
        "repeats": rule.repeats, "pauses": rule.pauses, "within_plan": "yes" if rule.within_plan else "no",
        "met_by": triggers(rule.met_by), "ends_with": triggers(rule.ends_with), "spent_by": triggers(rule.spent_by),
        "in_time": "yes" if rule.in_time else "no", "exceptions": several(rule.exceptions),
        "no_exception_if": triggers(rule.no_exception_if[:1]) if rule.no_exception_if else "",
        "readings": several(reading(one) for one in rule.readings), "note": rule.note,
    }  # fmt: skip


def event_row(kind: EventType) -> Row:
    appealed = [
        f"{one.challenge}[{'; '.join(map(condition, one.conditions))}]" if one.conditions else one.challenge
        for one in kind.appealed_as
    ]
    return {
        "type": kind.id, "group": kind.group, "meaning": kind.meaning, "on": "on or at" if kind.moment else "on",
        "needs": "; ".join(field(name, one) for name, one in kind.fields.items() if one.required),
        "may": "; ".join(field(name, one) for name, one in kind.fields.items() if not one.required),
        "rank": str(kind.rank), "roles": several(kind.roles), "appealed_as": several(appealed), "note": kind.note,
    }  # fmt: skip


def exception_row(exception: RuleException, rules: Sequence[Rule]) -> Row:
    return {
        "id": exception.id, "in_force_from": day(exception.in_force_from), "in_force_to": day(exception.in_force_to),
        "title": exception.title, "cite": exception.cite, "condition": exception.condition,
        "facts": several(exception.facts), "check": exception.check, "days": str(exception.days),
        "act": exception.act, "applies_to": several(rule.id for rule in rules if exception.id in rule.exceptions),
        "note": exception.note,
    }  # fmt: skip


def clocks(book: RuleBook) -> list[Row]:
    return [clock_row(rule) for rule in book.rules]


def events(book: RuleBook) -> list[Row]:
    return [event_row(kind) for kind in book.event_types.values()]


def exceptions(book: RuleBook) -> list[Row]:
    return [exception_row(exception, book.rules) for exception in book.exceptions.values()]


# The roll

ROLL = pytest.mark.parametrize(
    ("name", "rows", "least"), [("clocks", clocks, 172), ("events", events, 127), ("exceptions", exceptions, 17)]
)
Rows = Callable[[RuleBook], list[Row]]


def rolled(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@ROLL
def test_nothing_is_missing_and_nothing_is_extra(name: str, rows: Rows, least: int, book: RuleBook) -> None:
    found = rows(book)
    if os.environ.get("SENDCLOCK_UPDATE"):
        (DATA / f"{name}.csv").write_text(written(found), encoding="utf-8", newline="\n")
    first = next(iter(found[0]))
    assert [row[first] for row in rolled(name)] == [row[first] for row in found]
    assert len({row[first] for row in found}) == len(found) >= least  # none has gone


@ROLL
def test_every_column_is_as_it_was_read_against_the_law(name: str, rows: Rows, least: int, book: RuleBook) -> None:
    first = next(iter(rows(book)[0]))
    before = {row[first]: row for row in rolled(name)}
    for row in rows(book):
        assert row == before[row[first]], row[first]


# What no second entry of a row would show


def test_a_limb_and_a_clock_that_waits_for_another_name_one_that_is_there(book: RuleBook) -> None:
    ids = set(book.rule_ids())
    assert {rule.combine[1] for rule in book.rules if rule.combine} <= ids
    assert {rule.anchor.partition(":")[2] for rule in book.rules if ":" in rule.anchor} <= ids


def test_the_end_of_a_spell_may_be_blank_wherever_its_check_does_not_need_it(book: RuleBook) -> None:
    """While a spell continues nobody knows its end."""
    for exception in book.exceptions.values():
        if "from" in exception.facts:
            assert ("to" in exception.facts) is (exception.check == "spell-inside"), exception.id
