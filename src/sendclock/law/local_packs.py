"""What a local pack may say that the law's packs do not: its source, further keys of a rule, steps without a number,
reminders. How to write one: `docs/local-packs.md`.

Must not know: cases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, time
from typing import Literal, NamedTuple, cast, get_args

from sendclock.core import practice
from sendclock.core.local import (
    CALENDAR_ANCHORS,
    FACTS,
    LATER,
    MONDAY_TO_SUNDAY,
    NUMBERS,
)
from sendclock.core.model import Trigger
from sendclock.core.practice import CaseCondition, ChecklistItem, Local, Offset, Receipt, Reminder, Snap, Source
from sendclock.core.problems import Position, near_miss
from sendclock.tomlfile import Table

STATUSES = get_args(practice.PackStatus)
STANDINGS, SCOPES = get_args(practice.Standing), get_args(practice.Scope)
UNIT_OF: dict[str, Literal["day", "working-day", "week"]] = {"d": "day", "wd": "working-day", "w": "week"}
DUE = "due"  # a reminder on the due day itself

_OFFSET = re.compile(r"^(\d{1,4})(d|wd|w)$")
_MARK = re.compile(r"^(\d{1,4})(d|wd|w) (before|after)$")
_CONDITION = re.compile(r"^([a-z-]+)\s*(!=|>=|=|<)\s*(.+)$")

Triggers = Callable[[Table, str], tuple[Trigger, ...]]


class Names(NamedTuple):
    """What a pack may name besides events: calendars, panels (None: not known here, so not checked), and the channels
    by which something may arrive."""

    calendars: tuple[str, ...]
    panels: frozenset[str] | None
    channels: tuple[str, ...] = ()


def read_source(table: Table, pack: str) -> Source:
    """`[source]`: the document a pack was made from."""
    source = Source(
        pack,
        table.text("authority", required=True),
        table.text("title", required=True),
        table.text("version"),
        table.text("address"),
        table.date("checked_on", required=True),
        cast(practice.PackStatus, table.choice("status", STATUSES)),
        table.text("note"),
    )
    table.no_others()
    return source


def read_local(table: Table, names: Names, pack_status: practice.PackStatus) -> Local:
    """The further keys of a local rule."""
    weekday = table.choice("weekday", MONDAY_TO_SUNDAY, "") if "weekday" in table.data else ""
    local = Local(
        status=cast(practice.PackStatus, table.choice("status", STATUSES, pack_status)),
        standing=cast(practice.Standing, table.choice("standing", STANDINGS, "promise")),
        usually=table.flag("usually"),
        scope=cast(practice.Scope, table.choice("scope", SCOPES, "party" if table.data.get("per_party") else "case")),
        conditions=conditions(table),
        receipt=_receipt(table, names),
        weekday=MONDAY_TO_SUNDAY.index(weekday) if weekday in MONDAY_TO_SUNDAY else None,
        opens_week=table.whole("opens_week") or None,
        snap=_snap(table, names),
        met_by_all="met_by_all" in table.data,
        again=table.flag("again"),
        tightens=table.text("tightens"),
        extends=table.text("extends"),
        supersedes=table.text("supersedes"),
        page=table.text("page"),
        choice=table.text("choice"),
    )
    last = table.data.get("count")
    if local.opens_week is not None and not (
        table.data.get("unit") == "week" and isinstance(last, int) and 1 <= local.opens_week <= last
    ):
        message = 'opens_week must be 1 or more, goes with unit = "week", and cannot be after count, the last week.'
        table.problem("opens-week", message, "opens_week")
        local = local._replace(opens_week=None)
    acts = table.data.get("met_by_all")
    if isinstance(acts, list) and len({str(act) for act in acts}) < max(2, len(acts)):
        table.problem("met-by-all", "met_by_all needs two different acts or more. For one, write met_by.", "met_by_all")
    return local


def conditions(table: Table) -> tuple[CaseCondition, ...]:
    """`if = ["age>=16", "tag!=looked-after"]`: every one must hold."""
    found = []
    for text in table.texts("if"):
        match = _CONDITION.match(text.strip())
        if match is None or match.group(1) not in FACTS:
            hint = near_miss(match.group(1) if match else text, FACTS)
            known = ", ".join(FACTS)
            table.problem("condition", f'"{text}" asks nothing known of a case. Use one of: {known}.{hint}', "if")
            continue
        name, op, values = match.group(1), match.group(2), tuple(v.strip() for v in match.group(3).split(","))
        wrong = [v for v in values if name in NUMBERS and not re.fullmatch(r"-?\d+", v)]
        if wrong or (op in ("<", ">=") and (name not in NUMBERS or len(values) != 1)):
            message = f'"{text}" cannot be compared: {name} {"is a number" if name in NUMBERS else "is a word"}.'
            table.problem("condition", message, "if")
            continue
        found.append(CaseCondition(name, op, values))
    return tuple(found)


def _receipt(table: Table, names: Names) -> Receipt | None:
    if "receipt" not in table.data:
        return None
    inner = table.table("receipt")
    until = inner.text("until")
    if until and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", until):
        inner.problem("time", f'"{until}" is not a time such as 17:00.', "until")
        until = ""
    receipt = Receipt(time.fromisoformat(until) if until else None, inner.flag("working_days"), inner.texts("channels"))
    for channel in receipt.channels:
        if channel not in names.channels:
            hint = near_miss(channel, names.channels)
            inner.problem("unknown-word", f'"{channel}" is not a channel of any event.{hint}', "channels")
    if receipt.until is None and not receipt.working_days:
        inner.problem("receipt", 'receipt says nothing: give until = "17:00", working_days = true, or both.')
    inner.no_others()
    return receipt


def _snap(table: Table, names: Names) -> Snap | None:
    if "panel" not in table.data:
        return None
    inner = table.table("panel")
    name = inner.text("name", required=True)
    known_panel(table, name, names, "panel")
    snap = Snap(
        name,
        cast(Literal["next", "previous"], inner.choice("which", ("next", "previous"), "next")),
        offset(inner, "lead", "0d"),
        inner.text("not_after"),
        inner.text("otherwise"),
    )
    if snap.not_after and not snap.otherwise:
        inner.problem("missing", 'not_after needs a way to go on: add otherwise = "...".', "not_after")
    inner.no_others()
    return snap


def known_panel(table: Table, name: str, names: Names, key: str) -> None:
    if name and names.panels is not None and name not in names.panels:
        hint = near_miss(name, names.panels)
        table.problem("unknown-panel", f'"{name}" is not a panel of sendclock.toml: add [panels.{name}].{hint}', key)


def offset(table: Table, key: str, default: str) -> Offset:
    """`5wd`, `2w`, `3d`."""
    text = table.text(key, default)
    match = _OFFSET.match(text)
    if match is None:
        table.problem("offset", f'"{text}" is not a length such as 5wd, 2w or 3d.', key)
        return Offset(0, "day")
    return Offset(int(match.group(1)), UNIT_OF[match.group(2)])


def check_anchor(table: Table, anchor: str, names: Names, fields: Callable[[str], bool]) -> list[str]:
    """Whether a local anchor names what there is; the rules it names are returned, to be looked for in the whole
    book. `fields` says whether a starting event carries a date of that name."""
    kind, _, name = anchor.partition(":")
    if kind in LATER:
        parts = name.split(",")
        if len(parts) < 2:
            table.problem("anchor", f'"{anchor}" needs two days or more: {kind}:served,due:RULE.', "anchor")
        for part in parts:
            if ":" not in part and part != "on" and not fields(part):
                table.problem("unknown-field", f'no starting event has a date "{part}".', "anchor")
        return [part.partition(":")[2] for part in parts if ":" in part]
    if kind in ("due", "met"):
        return [name]
    if kind not in CALENDAR_ANCHORS:
        hint = near_miss(kind, (*LATER, "due", "met", *CALENDAR_ANCHORS))
        table.problem("anchor", f'"{anchor}" is no day to count from.{hint}', "anchor")
    elif kind == "panel":
        known_panel(table, name, names, "anchor")
    elif kind in ("term-start", "term-end") and name not in names.calendars:
        table.problem("anchor", f'"{name}" is not a calendar.{near_miss(name, names.calendars)}', "anchor")
    elif kind == "day" and not _is_month_day(name):
        table.problem("anchor", f'"{name}" is not a day of every year such as 09-01.', "anchor")
    elif kind == "anniversary" and name not in ("", "on", "born") and not fields(name):
        table.problem("unknown-field", f'no starting event has a date "{name}".', "anchor")
    return []


def _is_month_day(text: str) -> bool:
    try:
        date.fromisoformat(f"2001-{text}")
    except ValueError:
        return False
    return len(text) == 5


def read_step(
    table: Table, line: int, pack: str, pack_status: practice.PackStatus, cite: str, triggers: Triggers
) -> ChecklistItem:
    """One `[[step]]`: what must be done without a number."""
    item = ChecklistItem(
        id=table.text("id", required=True),
        pack=pack,
        stage=table.text("stage"),
        title=table.text("title", required=True),
        starts_on=triggers(table, "starts_on"),
        done_by=triggers(table, "done_by"),
        ends_with=triggers(table, "ends_with"),
        each=table.texts("each"),
        conditions=conditions(table),
        status=cast(practice.PackStatus, table.choice("status", STATUSES, pack_status)),
        cite=table.text("cite", cite),
        in_force_from=table.date("in_force_from", required=True) or date.min,
        in_force_to=table.date("in_force_to"),
        position=Position(table.document.file, line),
    )
    table.no_others()
    return item


def read_reminder(
    table: Table, line: int, pack: str, pack_status: practice.PackStatus, cite: str, names: Names
) -> Reminder:
    """One `[[reminder]]`: `at = "10wd before"`, `"due"`, `"1wd after"`."""
    at = table.text("at", required=True)
    match = _MARK.match(at)
    if at and at != DUE and match is None:
        table.problem("at", f'"{at}" is not a mark such as "10wd before", "due" or "1wd after".', "at")
    size, unit, direction = match.groups() if match else ("0", "d", "before")
    reminder = Reminder(
        rule=table.text("rule", required=True),
        pack=pack,
        direction=cast(Literal["before", "after"], direction),
        offset=Offset(int(size), UNIT_OF[unit]),
        calendar=table.choice("calendar", names.calendars, "england"),
        tell=table.text("tell", required=True),
        say=table.text("say"),
        escalation=table.flag("escalation"),
        cite=table.text("cite", cite),
        status=cast(practice.PackStatus, table.choice("status", STATUSES, pack_status)),
        position=Position(table.document.file, line),
    )
    table.no_others()
    return reminder


def unknown_rules(reminders: Iterable[Reminder], known: Iterable[str]) -> list[tuple[Reminder, str]]:
    """Reminders of a rule that there is not, with the nearest there is."""
    ids = frozenset(known)
    return [(reminder, near_miss(reminder.rule, ids)) for reminder in reminders if reminder.rule not in ids]
