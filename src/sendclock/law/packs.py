"""Read one pack: TOML in, rules and exceptions out, every mistake with its line.

The vocabulary is closed: an unknown key, unit, event, field or calendar is a problem, never a guess.
Must not know: cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Literal, NamedTuple, cast, get_args

from sendclock import tomlfile
from sendclock.core import counting
from sendclock.core.excuses import CHECKS
from sendclock.core.model import Condition, EventType, Kind, Reading, Repeats, Rule, RuleException, Trigger
from sendclock.core.practice import ChecklistItem, PackStatus, Reminder, Source
from sendclock.core.problems import Position, Problem, near_miss
from sendclock.law.local_packs import Names, check_anchor, read_local, read_reminder, read_source, read_step
from sendclock.tomlfile import Table

TIERS = ("statutory", "guidance", "adjacent", "local")
CONFIDENCE = ("text", "secondary", "unverified")
KINDS, REPEATS = get_args(Kind), get_args(Repeats)
DIRECTIONS, UNITS = get_args(counting.Direction), get_args(counting.Unit)
FIRST_DAYS, SKIPS, ROLLS = get_args(counting.FirstDay), get_args(counting.Skip), get_args(counting.Roll)
FACTS = ("asked", "closed", "reopens", "from", "to", "reason", "party")
CALENDAR_UNITS = frozenset({"working-day", "working-hour"})

_TRIGGER = re.compile(r"^([a-z0-9-]+)(?:\[(.+)\])?$")
_CONDITION = re.compile(r"^([a-z0-9_]+)\s*(!=|>=|=|<)\s*(.+)$")
_FIXED = re.compile(r"^(?:(?:next:)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|\d{4}-\d\d-\d\d)$")
_OFFSET = re.compile(r"^[+-]?[1-9]\d*(?:d|wd|w|m)$")


class Pack(NamedTuple):
    """One file of rules. Several files may belong to one pack: an area of law each.

    A local pack has a source besides, and may have steps without a number (`checklist`) and reminders.
    """

    id: str
    area: str
    title: str
    checked_on: date | None
    rules: tuple[Rule, ...]
    exceptions: tuple[RuleException, ...]
    source: Source | None = None
    checklist: tuple[ChecklistItem, ...] = ()
    reminders: tuple[Reminder, ...] = ()


def read_pack(
    content: bytes,
    file: str,
    event_types: Mapping[str, EventType],
    calendars: Iterable[str],
    local: bool = False,
    panels: Iterable[str] | None = None,
) -> tuple[Pack | None, list[Problem]]:
    """The pack, and everything wrong with it. None when the file cannot be read at all.

    `local` for a pack of an authority, which may say more than the law's; `panels` are those of its settings, None
    where they are not known.
    """
    document = tomlfile.parse(content, file)
    if isinstance(document, Problem):
        return None, [document]
    problems: list[Problem] = []
    table = Table(document, document.data, (), problems)
    if table.whole("schema", 1, required=True) != 1:
        table.problem("schema", "this version of sendclock reads schema = 1.", "schema")
    id, title = table.text("pack", required=True), table.text("title", required=True)
    area, checked_on = table.text("area"), table.date("checked_on")
    lists = ("rule", "exception", "step", "reminder")
    lines = {key: document.lines_of(key) for key in lists if isinstance(document.data.get(key), list)}
    channels = {
        word for kind in event_types.values() if "channel" in kind.fields for word in kind.fields["channel"].choices
    }
    known = None if panels is None else frozenset(panels)
    names = Names(tuple(sorted(calendars)), known, tuple(sorted(channels)))
    source = read_source(table.table("source"), id) if local and "source" in table.data else None
    reader = _RuleReader(id, area, event_types, names, source, local)
    rules = [reader.rule(t, lines["rule"][n]) for n, t in enumerate(table.tables("rule"))]
    exceptions = [_exception(t, lines["exception"][n]) for n, t in enumerate(table.tables("exception"))]
    steps = [reader.step(t, lines["step"][n]) for n, t in enumerate(table.tables("step"))] if local else []
    marks = [reader.reminder(t, lines["reminder"][n]) for n, t in enumerate(table.tables("reminder"))] if local else []
    table.no_others()
    checked_on = checked_on or (source.checked_on if source else None)
    pack = Pack(id, area, title, checked_on, tuple(rules), tuple(exceptions), source, tuple(steps), tuple(marks))
    return pack, problems


class _RuleReader:
    def __init__(
        self,
        pack: str,
        area: str,
        event_types: Mapping[str, EventType],
        names: Names,
        source: Source | None,
        local: bool,
    ) -> None:
        self.pack, self.area, self.event_types, self.names, self.source = pack, area, event_types, names, source
        self.local = local
        self.status: PackStatus = source.status if source else "adopted"
        self.cite = f"{source.title}{f', version {source.version}' if source.version else ''}" if source else ""
        self.calendars = ("none", *names.calendars)
        self.read: dict[tuple[str, tuple[str, ...]], Trigger] = {}  # the same triggers come back in many rules

    def rule(self, table: Table, line: int) -> Rule:
        """One `[[rule]]`. A value that is wrong is reported, and something harmless put in its place."""
        when = table.texts("when")
        calendar = table.choice("calendar", self.calendars, "none")
        local = read_local(table, self.names, self.status) if self.local else None
        rule = Rule(
            id=table.text("id", required=True),
            pack=self.pack,
            group=table.text("group", self.area or "local", required=not self.local),
            label=table.text("label", required=True),
            title=table.text("title", required=True),
            who=table.text("who", required=True),
            tier=table.choice("tier", TIERS, "local" if self.local else None),
            kind=cast(Kind, table.choice("kind", KINDS, "deadline")),
            starts_on=self._triggers(table, "starts_on", when),
            anchor=table.text("anchor", "on"),
            period=_period(table),
            calendar=None if calendar == "none" else calendar,
            combine=_combine(table),
            per_party=table.flag("per_party"),
            repeats=cast(Repeats, table.choice("repeats", REPEATS)),
            met_by=self._triggers(table, "met_by_all" if local and local.met_by_all else "met_by"),
            ends_with=self._triggers(table, "ends_with"),
            exceptions=table.texts("exceptions"),
            readings=tuple(_reading(t) for t in table.tables("readings")),
            cite=table.text("cite", self.cite, required=not self.cite),
            in_force_from=table.date("in_force_from", required=True) or date.min,
            in_force_to=table.date("in_force_to"),
            confidence=table.choice("confidence", CONFIDENCE, "text" if self.source else None),
            not_while=table.text("not_while") or None,
            no_exception_if=self._no_exception_if(table),
            duty=table.text("duty"),
            words=table.text("words"),
            note=table.text("note"),
            position=Position(table.document.file, line),
            local=local,
        )
        self._check(rule, table)
        table.no_others()
        return rule

    def _check(self, rule: Rule, table: Table) -> None:
        without = rule.calendar is None and table.data.get("calendar", "none") == "none"
        if rule.period.unit in CALENDAR_UNITS and without:
            table.problem("no-calendar", f'unit = "{rule.period.unit}" needs a calendar: name one.', "unit")
        if (rule.period.roll != "none" or rule.period.skip != "none") and without:
            table.problem("no-calendar", "a roll or a skip needs a calendar: name one.")
        if self.local and not rule.starts_on and not rule.anchor.startswith("met:"):
            table.problem("starts-on", "nothing starts this rule: name an event in starts_on.", "starts_on")
        parties = [t for t in rule.starts_on if "party" in self.event_types[t.event].fields]
        if self.local and rule.per_party and rule.starts_on and not parties:
            table.problem(
                "per-party", "no starting event names a party, so there cannot be one clock each.", "per_party"
            )
        if rule.in_force_to and rule.in_force_to < rule.in_force_from:
            table.problem("dates", "in_force_to is before in_force_from.", "in_force_to")
        if self.local and ":" in rule.anchor:
            check_anchor(table, rule.anchor, self.names, lambda name: self._is_date(rule, name))
        elif not rule.anchor.startswith("due:"):
            self._check_anchor(rule, rule.anchor, "anchor", table)
        for reading in rule.readings:
            self._check_anchor(rule, reading.anchor or "on", "readings", table)

    def _is_date(self, rule: Rule, name: str) -> bool:
        """Whether an event that starts the rule carries a date of this name."""
        fields = [self.event_types[trigger.event].fields.get(name) for trigger in rule.starts_on]
        return any(field is not None and field.kind == "date" for field in fields)

    def _check_anchor(self, rule: Rule, anchor: str, key: str, table: Table) -> None:
        """What is counted from must be a date that a starting event carries."""
        starting = [self.event_types[t.event] for t in rule.starts_on]
        fields = {field.name: field.kind for event_type in starting for field in event_type.fields.values()}
        if anchor == "on" or fields.get(anchor) == "date":
            return
        if anchor in fields:
            table.problem("not-a-date", f'"{anchor}" is not a date, so nothing can be counted from it.', key)
        else:
            hint = near_miss(anchor, fields)
            table.problem("unknown-field", f'no starting event has a field "{anchor}" to count from.{hint}', key)

    def step(self, table: Table, line: int) -> ChecklistItem:
        return read_step(table, line, self.pack, self.status, self.cite, self._triggers)

    def reminder(self, table: Table, line: int) -> Reminder:
        return read_reminder(table, line, self.pack, self.status, self.cite, self.names)

    def _triggers(self, table: Table, key: str, when: tuple[str, ...] = ()) -> tuple[Trigger, ...]:
        by_another = self.local and str(table.data.get("anchor", "")).startswith(
            "met:"
        )  # what meets that one starts it
        return tuple(
            trigger
            for text in table.texts(key, required=key == "starts_on" and not by_another)
            if (trigger := self._trigger(table, key, text, when)) is not None
        )

    def _trigger(self, table: Table, key: str, text: str, when: tuple[str, ...] = ()) -> Trigger | None:
        """`review-decided[outcome=maintain,cease]`, with the conditions of `when` besides."""
        if (text, when) in self.read:
            return self.read[text, when]
        match = _TRIGGER.match(text)
        event_type = self.event_types.get(match.group(1)) if match else None
        if match is None or event_type is None:
            hint = near_miss(match.group(1) if match else text, self.event_types)
            table.problem("unknown-event", f'"{text}" is not an event type.{hint}', key)
            return None
        own = match.group(2).split(";") if match.group(2) else []
        conditions = (self._condition(table, key, c, event_type) for c in (*own, *when))
        self.read[text, when] = Trigger(event_type.id, tuple(c for c in conditions if c is not None))
        return self.read[text, when]

    def _condition(self, table: Table, key: str, text: str, event_type: EventType) -> Condition | None:
        match = _CONDITION.match(text.strip())
        if match is None:
            table.problem("condition", f'"{text}" is not a condition such as outcome=maintain,cease.', key)
            return None
        name, op, values = match.group(1), match.group(2), tuple(v.strip() for v in match.group(3).split(","))
        field = event_type.fields.get(name)
        if field is None:
            hint = near_miss(name, event_type.fields)
            table.problem("unknown-field", f'"{event_type.id}" has no field "{name}".{hint}', key)
            return None
        for value in values:
            if field.choices and value not in field.choices:
                hint = near_miss(value, field.choices)
                table.problem("unknown-word", f'"{value}" is not a value of "{name}".{hint}', key)
        return Condition(name, op, values, field.default)

    def _no_exception_if(self, table: Table) -> tuple[Trigger, str] | None:
        inner = table.table("no_exception_if")
        if not inner.data:
            return None
        trigger = self._trigger(inner, "event", inner.text("event", required=True))
        why = inner.text("why", required=True)
        inner.no_others()
        return (trigger, why) if trigger else None


def _period(table: Table) -> counting.Period:
    direction = cast(counting.Direction, table.choice("direction", DIRECTIONS))
    count: int | str
    if direction == "fixed":
        count = table.text("count", required=True)
        if count and not _is_a_day(count):
            table.problem("count", f'"{count}" is not a last day: write 02-14, next:07-31 or 2015-05-30.', "count")
            count = "12-31"
    else:
        count = table.whole("count", required=True)
        if count < 0:
            table.problem("count", "count must be 0 or more.", "count")
    cutoff = table.text("cutoff")
    if cutoff and not re.match(r"^([01]\d|2[0-3]):[0-5]\d$", cutoff):
        table.problem("cutoff", f'"{cutoff}" is not a time such as 17:00.', "cutoff")
        cutoff = ""
    first_day = cast(counting.FirstDay, table.choice("first_day", FIRST_DAYS, "day-after"))
    if first_day == "clear" and direction != "before":
        table.problem("first-day", 'first_day = "clear" goes with direction = "before".', "first_day")
    return counting.Period(
        direction,
        count,
        cast(counting.Unit, table.choice("unit", UNITS, "day" if direction == "fixed" else None)),
        first_day,
        cast(counting.Skip, table.choice("skip", SKIPS, "none")),
        cast(counting.Roll, table.choice("roll", ROLLS, "none")),
        time.fromisoformat(cutoff) if cutoff else None,
    )


def _is_a_day(text: str) -> bool:
    """A last day as `fixed` takes it, and one that every year has: not 02-30, and not 02-29 either."""
    day = text.removeprefix("next:")
    try:
        date.fromisoformat(day if len(day) == 10 else f"2001-{day}")
    except ValueError:
        return False
    return _FIXED.match(text) is not None


def _combine(table: Table) -> tuple[Literal["max", "min"], str] | None:
    """`max-with:RULE`: the later of the two governs; `min-with:RULE`: the earlier."""
    text = table.text("combine")
    if not text:
        return None
    how, _, other = text.partition("-with:")
    if how == "max" and other:
        return "max", other
    if how == "min" and other:
        return "min", other
    table.problem("combine", f'"{text}" is not max-with:RULE or min-with:RULE.', "combine")
    return None


def _reading(table: Table) -> Reading:
    effect = cast(Literal["safe", "later"], table.choice("effect", ("safe", "later")))
    offset = table.text("offset") or None
    if offset and not _OFFSET.match(offset):
        table.problem("offset", f'"{offset}" is not an offset such as -1d, +1wd, 2w or 15wd.', "offset")
        offset = None
    reading = Reading(effect, offset, table.text("why", required=True), table.text("anchor") or None)
    table.no_others()
    return reading


def _exception(table: Table, line: int) -> RuleException:
    exception = RuleException(
        id=table.text("id", required=True),
        title=table.text("title", required=True),
        cite=table.text("cite", required=True),
        condition=table.text("condition", required=True),
        facts=table.texts("facts", required=True),
        check=table.choice("check", tuple(CHECKS)),
        days=table.whole("days"),
        in_force_from=table.date("in_force_from", required=True) or date.min,
        in_force_to=table.date("in_force_to"),
        act=table.text("act", "as soon as practicable"),
        note=table.text("note"),
        position=Position(table.document.file, line),
    )
    for fact in exception.facts:
        if fact not in FACTS:
            table.problem("unknown-word", f'"{fact}" is not a fact.{near_miss(fact, FACTS)}', "facts")
    table.no_others()
    return exception
