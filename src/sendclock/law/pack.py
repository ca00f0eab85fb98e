"""TOML in, law out: the vocabulary of case files (`events.toml`), the packs of the law, and those of an authority,
which may say more (their source, further keys of a rule, steps without a number, reminders: `docs/local-packs.md`).

Every mistake is named with its line. All words are closed: an unknown key, unit, event, field, role or calendar is a
problem, never a guess.
Must not know: cases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Literal, cast, get_args

from sendclock.days import counting
from sendclock.days.counting import Offset, read_offset
from sendclock.days.school_year import SCHOOL_YEAR, SEASONS
from sendclock.files import toml
from sendclock.files.name import folded
from sendclock.files.problem import Position, Problem, near_miss
from sendclock.files.toml import Table
from sendclock.law import rule
from sendclock.law.practice import Panel
from sendclock.law.role import Act, Role
from sendclock.law.rule import (
    CALENDAR_ANCHORS,
    CHECKS,
    FACTS,
    LATER,
    MET,
    MONDAY_TO_SUNDAY,
    NUMBERS,
    ROADS,
    THINGS,
    CaseCondition,
    ChecklistItem,
    Condition,
    EventType,
    Field,
    Kind,
    Local,
    OwnKind,
    PackStatus,
    Reading,
    Receipt,
    Reminder,
    Repeats,
    Rule,
    RuleException,
    Snap,
    Source,
    Trigger,
)
from sendclock.tuples import NamedTuple

_TRIGGER = re.compile(r"^([a-z0-9-]+)(?:\[(.+)\])?$")
_CONDITION = re.compile(r"^([a-z0-9_]+)\s*(!=|>=|=|<)\s*(.+)$")


def roles(table: Table, parts: type[Act] | type[Role]) -> tuple[str, ...]:
    """`role = "week-6"`, or several: the parts that a rule or an event type plays, all of them known."""
    known = [str(part) for part in parts]
    several = isinstance(table.data.get("role"), list)
    found = table.texts("role") if several else tuple(filter(None, [table.text("role")]))
    for role in found:
        if role not in known:
            table.problem("unknown-role", f'"{role}" is not a role.{near_miss(role, known)}', "role")
    return tuple(role for role in found if role in known)


def condition(table: Table, key: str, text: str, type_: str, fields: Mapping[str, Field]) -> Condition | None:
    """`outcome=maintain,cease`, about one of the fields of that event type."""
    match = _CONDITION.match(text.strip())
    if match is None:
        table.problem("condition", f'"{text}" is not a condition such as outcome=maintain,cease.', key)
        return None
    name, op, values = match.group(1), match.group(2), tuple(v.strip() for v in match.group(3).split(","))
    field = fields.get(name)
    if field is None:
        hint = near_miss(name, fields)
        table.problem("unknown-field", f'"{type_}" has no field "{name}".{hint}', key)
        return None
    for value in values:
        if field.choices and value not in field.choices:
            hint = near_miss(value, field.choices)
            table.problem("unknown-word", f'"{value}" is not a value of "{name}".{hint}', key)
    return Condition(name, op, values, field.default)


STATUSES = get_args(rule.PackStatus)
STANDINGS, SCOPES = get_args(rule.Standing), get_args(rule.Scope)
LENGTHS = ("d", "wd", "w")  # the units of a lead and of a reminder
AGES = ("d", "w", "m", "y")  # the units of how old something may be
OPENS = ("d", "wd", "sd", "w", "m")  # the units of the earlier of two limits: opens = "6w", within = "8w"
DUE = "due"  # a reminder on the due day itself

_CASE_CONDITION = re.compile(r"^([a-z-]+)\s*(!=|>=|=|<)\s*(.+)$")

Triggers = Callable[[Table, str], tuple[Trigger, ...]]


class Names(NamedTuple):
    """What a pack may name besides events: calendars, panels by name and title, folded (None: not known here, so not
    checked), and the channels by which something may arrive."""

    calendars: tuple[str, ...]
    panels: Mapping[str, Panel] | None
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
        cast(rule.PackStatus, table.choice("status", STATUSES)),
        table.text("note"),
        table.date("adopted_from"),
    )
    table.no_others()
    return source


def read_local(table: Table, names: Names, pack_status: rule.PackStatus, per_party: bool) -> Local:
    """The further keys of a local rule."""
    weekday = table.choice("weekday", MONDAY_TO_SUNDAY, "") if "weekday" in table.data else ""
    local = Local(
        status=cast(rule.PackStatus, table.choice("status", STATUSES, pack_status)),
        standing=cast(rule.Standing, table.choice("standing", STANDINGS, "promise")),
        usually=table.flag("usually"),
        scope=cast(rule.Scope, table.choice("scope", SCOPES, "party" if per_party else "case")),
        conditions=conditions(table),
        receipt=_receipt(table, names),
        weekday=MONDAY_TO_SUNDAY.index(weekday) if weekday in MONDAY_TO_SUNDAY else None,
        opens_week=table.whole("opens_week") or None,
        opens=offset(table, "opens", "", OPENS) if "opens" in table.data else None,
        snap=_snap(table, names),
        met_by_all="met_by_all" in table.data,
        again=table.flag("again"),
        tightens=table.text("tightens"),
        extends=table.text("extends"),
        supersedes=table.text("supersedes"),
        page=table.text("page"),
        choice=table.text("choice"),
        aim=table.share("aim"),
        owner=table.text("owner"),
    )
    last = table.data.get("count")
    if local.opens_week is not None and not (
        table.data.get("unit") == "week" and isinstance(last, int) and 1 <= local.opens_week <= last
    ):
        message = 'opens_week must be 1 or more, goes with unit = "week", and cannot be after count, the last week.'
        table.problem("opens-week", message, "opens_week")
        local = local._replace(opens_week=None)
    if local.opens is not None and (local.opens_week is not None or table.data.get("direction") == "fixed"):
        other = "opens_week" if local.opens_week is not None else 'direction = "fixed"'
        table.problem("opens", f"opens does not go with {other}. Take out one of them.", "opens")
        local = local._replace(opens=None)
    acts = table.data.get("met_by_all")
    if isinstance(acts, list) and len({str(act) for act in acts}) < max(2, len(acts)):
        table.problem("met-by-all", "met_by_all needs two different acts or more. For one, write met_by.", "met_by_all")
    return local


def by_what_meets(anchor: str) -> bool:
    """Whether what meets another rule starts this one."""
    return anchor.partition(":")[0] in MET


QUESTION = "question"  # what a panel is asked about a case: of panels alone


def conditions(table: Table, facts: Collection[str] = FACTS) -> tuple[CaseCondition, ...]:
    """`if = ["age>=16", "tag!=looked-after"]`: every one must hold."""
    found = []
    for text in table.texts("if"):
        match = _CASE_CONDITION.match(text.strip())
        if match is None or match.group(1) not in facts:
            hint = near_miss(match.group(1) if match else text, facts)
            known = ", ".join(facts)
            table.problem("condition", f'"{text}" asks nothing known of a case. Use one of: {known}.{hint}', "if")
            continue
        name, op, values = match.group(1), match.group(2), tuple(v.strip() for v in match.group(3).split(","))
        wrong = [v for v in values if name in NUMBERS and not re.fullmatch(r"-?\d+", v)]
        if name == "season":
            found += [CaseCondition(name, op, values)] if _are_seasons(table, text, op, values) else []
            continue
        if wrong or (op in ("<", ">=") and (name not in NUMBERS or len(values) != 1)):
            message = f'"{text}" cannot be compared: {name} {"is a number" if name in NUMBERS else "is a word"}.'
            table.problem("condition", message, "if")
            continue
        found.append(CaseCondition(name, op, values))
    return tuple(found)


def _are_seasons(table: Table, text: str, op: str, values: Sequence[str]) -> bool:
    """`09-01..04-30`: from a day of every year to another, past the turn of the year if need be."""
    ends = [end for value in values for end in value.split("..")]
    sound = op in ("=", "!=") and len(ends) == 2 * len(values) and all(map(_is_month_day, ends))
    if not sound:
        table.problem("condition", f'"{text}" is no season: write season=09-01..04-30, both ends included.', "if")
    return sound


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
    snap = Snap(
        known_panel(table, inner.text("name", required=True), names, "panel"),
        cast(Literal["next", "previous"], inner.choice("which", ("next", "previous"), "next")),
        offset(inner, "lead", "0d"),
        inner.text("not_after"),
        inner.text("otherwise"),
    )
    if snap.not_after and not snap.otherwise:
        inner.problem("missing", 'not_after needs a way to go on: add otherwise = "...".', "not_after")
    inner.no_others()
    return snap


def known_panel(table: Table, name: str, names: Names, key: str) -> str:
    """The panel's name as its settings have it, whichever way a pack writes its name or title."""
    found = names.panels.get(folded(name)) if names.panels is not None else None
    if name and names.panels is not None and found is None:
        hint = near_miss(name, [panel.name for panel in names.panels.values()])
        table.problem("unknown-panel", f'"{name}" is not a panel of sendclock.toml: add [panels.{name}].{hint}', key)
    return found.name if found is not None else name


def panel_in_full(condition: Condition, names: Names) -> Condition:
    """`panel=map`: by whichever of its names a case file calls the panel."""
    if condition.field != "panel" or names.panels is None:
        return condition
    words: list[str] = []
    for value in condition.values:
        panel = names.panels.get(folded(value))
        words += [value] if panel is None else [panel.name, panel.title]
    return condition._replace(values=tuple(dict.fromkeys(words)))


def offset(table: Table, key: str, default: str, units: Sequence[str] = LENGTHS) -> Offset:
    """`5wd`, `2w`, `3d`."""
    text = table.text(key, default)
    found = read_offset(text, units, 4)
    if found is None:
        like = "5wd, 2w or 3d" if units == LENGTHS else "18m, 2y or 6w"
        table.problem("offset", f'"{text}" is not a length such as {like}.', key)
    return found or Offset(0, "day")


def check_anchor(table: Table, anchor: str, names: Names, fields: Callable[[str], bool]) -> None:
    """Whether a local anchor names what there is; the rules it names are looked for in the whole book (`law.guard`).
    `fields` says whether a starting event carries a date of that name."""
    kind, _, name = anchor.partition(":")
    if kind in LATER:
        parts = name.split(",")
        if len(parts) < 2:
            table.problem("anchor", f'"{anchor}" needs two days or more: {kind}:served,due:RULE.', "anchor")
        for part in parts:
            if ":" not in part and part != "on" and not fields(part):
                table.problem("unknown-field", f'no starting event has a date "{part}".', "anchor")
    elif kind in ("due", *MET):
        if kind == "met" and "," in name:
            table.problem("anchor", f'"{anchor}" names several rules. Where all must be kept: all-met:{name}', "anchor")
    elif kind not in CALENDAR_ANCHORS:
        hint = near_miss(kind, (*LATER, "due", *MET, *CALENDAR_ANCHORS))
        table.problem("anchor", f'"{anchor}" is no day to count from.{hint}', "anchor")
    elif kind == "panel":
        known_panel(table, name, names, "anchor")
    elif kind in SCHOOL_YEAR:
        _check_term(table, name, names)
    elif kind == "day" and not _is_month_day(name):
        table.problem("anchor", f'"{name}" is not a day of every year such as 09-01.', "anchor")
    elif kind == "anniversary" and name not in ("", "on", "born") and not fields(name):
        table.problem("unknown-field", f'no starting event has a date "{name}".', "anchor")


def _check_term(table: Table, named: str, names: Names) -> None:
    """`CALENDAR`, or `CALENDAR:autumn`."""
    calendar, colon, season = named.partition(":")
    if calendar not in names.calendars:
        table.problem("anchor", f'"{calendar}" is not a calendar.{near_miss(calendar, names.calendars)}', "anchor")
    if colon and season not in SEASONS:
        message = f'"{season}" is no season of the school year: write {", ".join(SEASONS[:-1])} or {SEASONS[-1]}.'
        table.problem("anchor", message, "anchor")


def _is_month_day(text: str) -> bool:
    try:
        date.fromisoformat(f"2001-{text}")
    except ValueError:
        return False
    return len(text) == 5


def read_step(
    table: Table,
    line: int,
    pack: str,
    pack_status: rule.PackStatus,
    cite: str,
    triggers: Triggers,
    begins: Callable[[Table], date],
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
        status=cast(rule.PackStatus, table.choice("status", STATUSES, pack_status)),
        cite=table.text("cite", cite),
        in_force_from=begins(table),
        in_force_to=table.date("in_force_to"),
        position=Position(table.document.file, line),
        owner=table.text("owner"),
        made_within=offset(table, "made_within", "", AGES) if "made_within" in table.data else None,
    )
    table.no_others()
    return item


def read_reminder(
    table: Table, line: int, pack: str, pack_status: rule.PackStatus, cite: str, names: Names
) -> Reminder:
    """One `[[reminder]]`: `at = "10wd before"`, `"due"`, `"1wd after"`."""
    at = table.text("at", required=True)
    length, _, direction = at.partition(" ")
    found = read_offset(length, LENGTHS, 4) if direction in ("before", "after") else None
    if at and at != DUE and found is None:
        table.problem("at", f'"{at}" is not a mark such as "10wd before", "due" or "1wd after".', "at")
    reminder = Reminder(
        rule=table.text("rule", required=True),
        pack=pack,
        direction="after" if direction == "after" else "before",
        offset=found or Offset(0, "day"),
        calendar=table.choice("calendar", names.calendars, "england"),
        tell=table.text("tell", required=True),
        say=table.text("say"),
        escalation=table.flag("escalation"),
        cite=table.text("cite", cite),
        status=cast(rule.PackStatus, table.choice("status", STATUSES, pack_status)),
        position=Position(table.document.file, line),
        owner=table.text("owner"),
    )
    table.no_others()
    return reminder


TIERS = ("statutory", "guidance", "adjacent", "local")
CONFIDENCE = ("text", "secondary", "unverified")
KINDS, REPEATS = get_args(Kind), get_args(Repeats)
DIRECTIONS, UNITS = get_args(counting.Direction), get_args(counting.Unit)
FIRST_DAYS, SKIPS, ROLLS = get_args(counting.FirstDay), get_args(counting.Skip), get_args(counting.Roll)
CLAIM_FACTS = ("asked", "closed", "reopens", "from", "to", "reason", "party")
CALENDAR_UNITS = frozenset({"working-day", "working-hour"})

_FIXED = re.compile(r"^(?:(?:next:)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|\d{4}-\d\d-\d\d)$")
READING_UNITS = ("d", "wd", "w", "m")


class Pack(NamedTuple):
    """One file of rules. Several files may belong to one pack: an area of law each.

    A local pack has a source besides, and may have steps without a number (`checklist`) and reminders; its worked
    examples are read by `law.examples`.
    """

    id: str
    area: str
    title: str
    checked_on: date | None
    rules: tuple[Rule, ...]
    exceptions: tuple[RuleException, ...]
    position: Position  # of its name
    source: Source | None = None
    checklist: tuple[ChecklistItem, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    kinds: tuple[OwnKind, ...] = ()


def read_pack(
    content: bytes,
    file: str,
    event_types: Mapping[str, EventType],
    calendars: Iterable[str],
    local: bool = False,
    panels: Mapping[str, Panel] | None = None,
) -> tuple[Pack | None, list[Problem]]:
    """The pack, and everything wrong with it. None when the file cannot be read at all.

    `local` for a pack of an authority, which may say more than the law's; `panels` are those of its settings, None
    where they are not known.
    """
    table = toml.whole(content, file)
    if isinstance(table, Problem):
        return None, [table]
    return read_document(table, event_types, calendars, local, panels), table.problems


def read_document(
    table: Table,
    event_types: Mapping[str, EventType],
    calendars: Iterable[str],
    local: bool,
    panels: Mapping[str, Panel] | None = None,
) -> Pack:
    """The pack that a table holds. What is wrong with it is told to the table; `pack.schema` asks with a table that
    writes down what is asked of it."""
    if table.whole("schema", 1, required=True) != 1:
        table.problem("schema", "this version of sendclock reads schema = 1.", "schema")
    id, title = table.text("pack", required=True), table.text("title", required=True)
    area, checked_on = table.text("area"), table.date("checked_on")
    calendar, begins = table.text("calendar") if local else "", table.date("in_force_from") if local else None
    lists = ("rule", "exception", "step", "reminder", "kind")
    document = table.document
    lines = {key: document.lines_of(key) for key in lists if isinstance(document.data.get(key), list)}

    def each(key: str) -> Iterator[tuple[Table, int]]:
        """The tables of `[[key]]`, each with its line."""
        for n, one in enumerate(table.tables(key)):
            yield one, lines[key][n] if key in lines else 0

    channels = {
        word for kind in event_types.values() if "channel" in kind.fields for word in kind.fields["channel"].choices
    }
    called = [(word, panel) for panel in (panels or {}).values() for word in (panel.name, panel.title)]
    known = None if panels is None else {folded(word): panel for word, panel in called}
    names = Names(tuple(sorted(calendars)), known, tuple(sorted(channels)))
    source = read_source(table.table("source"), id) if local and "source" in table.data else None
    if calendar and calendar not in names.calendars:
        hint = near_miss(calendar, names.calendars)
        table.problem("unknown-word", f'"{calendar}" is not a calendar of sendclock.toml.{hint}', "calendar")
        calendar = ""
    unsaid = Unsaid(calendar or "england", begins or (source.adopted_from if source else None))
    reader = _RuleReader(id, area, event_types, names, source, local, unsaid)
    _ = table.tables("example") if local else ()  # read by `law.examples`, beside the whole book
    rules = [reader.rule(*one) for one in each("rule")]
    exceptions = [_exception(*one) for one in each("exception")]
    steps = [reader.step(*one) for one in each("step")] if local else []
    marks = [reader.reminder(*one) for one in each("reminder")] if local else []
    kinds = [reader.own_kind(*one) for one in each("kind")] if local else []
    table.no_others()
    checked_on = checked_on or (source.checked_on if source else None)
    here = Position(document.file, document.line("pack"))
    return Pack(
        id, area, title, checked_on, tuple(rules), tuple(exceptions), here, source, tuple(steps), tuple(marks),
        tuple(kinds),
    )  # fmt: skip


class Unsaid(NamedTuple):
    """What a rule of a local pack that does not say it is taken to say: in which calendar working days count, and from
    which day it is in force, as the head of the pack has it."""

    calendar: str = "england"
    in_force_from: date | None = None


SHORT = {"within": "after", "before": "before"}  # `within = "5wd"`: direction, count and unit in one
SHORT_UNITS = frozenset(counting.UNITS) - {"y"}
NEEDS_CALENDAR = ("working-day", "working-hour")
LABEL = 28  # letters of a title that make a label


def _label(title: str) -> str:
    """As many whole words of a title as a list has room for."""
    return title if len(title) <= LABEL else title[: LABEL + 1].rpartition(" ")[0].rstrip(",;:") or title[:LABEL]


class _RuleReader:
    def __init__(
        self,
        pack: str,
        area: str,
        event_types: Mapping[str, EventType],
        names: Names,
        source: Source | None,
        local: bool,
        unsaid: Unsaid,
    ) -> None:
        self.unsaid = unsaid
        self.pack, self.area, self.event_types, self.names, self.source = pack, area, event_types, names, source
        self.local = local
        self.status: PackStatus = source.status if source else "adopted"
        self.cite = f"{source.title}{f', version {source.version}' if source.version else ''}" if source else ""
        self.calendars = ("none", *names.calendars)
        self.read: dict[tuple[str, tuple[str, ...]], Trigger] = {}  # the same triggers come back in many rules

    def rule(self, table: Table, line: int) -> Rule:
        """One `[[rule]]`. A value that is wrong is reported, and something harmless put in its place."""
        when = table.texts("when")
        starts_on = self._triggers(table, "starts_on", when)
        period = _period(table, self.local)
        usual = self.unsaid.calendar if self.local and period.unit in NEEDS_CALENDAR else "none"
        calendar = table.choice("calendar", self.calendars, usual)
        title = table.text("title", required=True)
        per_party = table.flag("per_party", self._one_each(table, starts_on))
        local = read_local(table, self.names, self.status, per_party) if self.local else None
        rule = Rule(
            id=table.text("id", required=True),
            pack=self.pack,
            group=table.text("group", self.area or "local", required=not self.local),
            label=table.text("label", _label(title) if self.local else "", required=not self.local),
            title=title,
            who=table.text("who", "local authority" if self.local else "", required=not self.local),
            tier=table.choice("tier", TIERS, "local" if self.local else None),
            kind=cast(Kind, table.choice("kind", KINDS, "deadline")),
            starts_on=starts_on,
            anchor=self._anchor(table),
            period=period,
            calendar=None if calendar == "none" else calendar,
            combine=_combine(table),
            per_party=per_party,
            repeats=cast(Repeats, table.choice("repeats", REPEATS, "each" if self.local else None)),
            met_by=self._triggers(table, "met_by_all" if local and local.met_by_all else "met_by"),
            ends_with=self._ends(table, starts_on),
            exceptions=table.texts("exceptions"),
            readings=tuple(_reading(t) for t in table.tables("readings")),
            cite=table.text("cite", self.cite, required=not self.cite),
            in_force_from=self._begins(table),
            in_force_to=table.date("in_force_to"),
            confidence=table.choice("confidence", CONFIDENCE, "text" if self.source else None),
            not_while=table.text("not_while") or None,
            no_exception_if=self._no_exception_if(table),
            duty=table.text("duty"),
            words=table.text("words"),
            note=table.text("note"),
            position=Position(table.document.file, line),
            local=local,
            roles=roles(table, Role),
            road=table.choice("road", ROADS, "") if "road" in table.data else "",
            of=table.choice("of", THINGS, "") if "of" in table.data else "",
            answers=table.text("answers"),
            spent_by=self._triggers(table, "spent_by"),
            pauses=table.text("pauses"),
            in_time=table.flag("in_time"),
            within_plan=table.flag("within_plan"),
        )
        self._check(rule, table)
        table.no_others()
        return rule

    def _begins(self, table: Table) -> date:
        """From which day a rule or a step is in force; what a local one does not say, the head of its pack does."""
        own = table.date("in_force_from", required=self.unsaid.in_force_from is None)
        return own or self.unsaid.in_force_from or date.min

    def _one_each(self, table: Table, starts_on: Sequence[Trigger]) -> bool:
        """A local rule that says nothing about it has one clock for each party where whatever starts it needs one: an
        enquiry, a complaint, a setting that was consulted."""
        if not self.local or "repeats" in table.data or table.data.get("scope") in ("case", "team"):
            return False
        parties = [self.event_types[trigger.event].fields.get("party") for trigger in starts_on]
        return bool(parties) and all(field is not None and field.required for field in parties)

    def _ends(self, table: Table, starts_on: Sequence[Trigger]) -> tuple[Trigger, ...]:
        """What ends it. A local rule that does not say ends with its case; but a complaint, an enquiry or another small
        matter outlives the case it stands in."""
        said = self._triggers(table, "ends_with")
        if not self.local or "ends_with" in table.data or any(self.event_types[t.event].matter for t in starts_on):
            return said
        return tuple(Trigger(id) for id, kind in self.event_types.items() if Act.CLOSED in kind.roles)

    def _check(self, rule: Rule, table: Table) -> None:
        without = rule.calendar is None and str(table.data.get("calendar", "none")) == "none"
        if rule.period.unit in CALENDAR_UNITS and without:
            table.problem("no-calendar", f'unit = "{rule.period.unit}" needs a calendar: name one.', "unit")
        if (rule.period.roll != "none" or rule.period.skip != "none") and without:
            table.problem("no-calendar", "a roll or a skip needs a calendar: name one.")
        opens = rule.local.opens if rule.local else None
        if opens and opens.unit == rule.period.unit and isinstance(rule.period.size, int):
            first, last = (opens.size, rule.period.size)[:: -1 if rule.period.direction == "before" else 1]
            if first >= last:
                message = 'opens is the earlier of the two limits: 6 to 8 weeks is opens = "6w" and within = "8w".'
                table.problem("opens", message, "opens")
        if self.local and not rule.starts_on and not by_what_meets(rule.anchor):
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

    def _anchor(self, table: Table) -> str:
        kind, colon, name = table.text("anchor", "on").partition(":")
        panel = (self.names.panels or {}).get(folded(name)) if kind == "panel" else None
        return f"{kind}{colon}{panel.name if panel else name}"

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
            of_what = {"panel": "NAME", "day": "09-01", **dict.fromkeys(SCHOOL_YEAR, "CALENDAR")}.get(anchor)
            hint = f" Write {anchor}:{of_what}." if of_what else near_miss(anchor, fields)
            table.problem("unknown-field", f'no starting event has a field "{anchor}" to count from.{hint}', key)

    def step(self, table: Table, line: int) -> ChecklistItem:
        return read_step(table, line, self.pack, self.status, self.cite, self._triggers, self._begins)

    def own_kind(self, table: Table, line: int) -> OwnKind:
        """One `[[kind]]`: a kind of request of the authority's own, for `new --kind`."""
        kind = OwnKind(
            table.text("id", required=True),
            self.pack,
            table.text("title", required=True),
            table.texts("dates"),
            table.texts("channels"),
            self.status,
            Position(table.document.file, line),
        )
        if any(small.kind == kind.id for type_ in self.event_types.values() for small in type_.registers):
            table.problem("taken", f'"{kind.id}" is a kind of request already. Choose another id.', "id")
        for channel in kind.channels:
            if channel not in self.names.channels:
                hint = near_miss(channel, self.names.channels)
                table.problem("unknown-word", f'"{channel}" is not a channel of any event.{hint}', "channels")
        table.no_others()
        return kind

    def reminder(self, table: Table, line: int) -> Reminder:
        return read_reminder(table, line, self.pack, self.status, self.cite, self.names)

    def _triggers(self, table: Table, key: str, when: tuple[str, ...] = ()) -> tuple[Trigger, ...]:
        by_another = self.local and by_what_meets(str(table.data.get("anchor", "")))
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
        conditions = (condition(table, key, c, event_type.id, event_type.fields) for c in (*own, *when))
        found = tuple(panel_in_full(c, self.names) for c in conditions if c is not None)
        self.read[text, when] = Trigger(event_type.id, found)
        return self.read[text, when]

    def _no_exception_if(self, table: Table) -> tuple[Trigger, str] | None:
        inner = table.table("no_exception_if")
        if not inner.data:
            return None
        trigger = self._trigger(inner, "event", inner.text("event", required=True))
        why = inner.text("why", required=True)
        inner.no_others()
        return (trigger, why) if trigger else None


def _in_short(table: Table, local: bool) -> tuple[counting.Direction, Offset] | None:
    """`within = "5wd"`, `before = "1w"`: how long, in the place of direction, count and unit."""
    given = [key for key in SHORT if local and table.text(key)]
    if not given:
        return None
    key = given[0]
    text = table.text(key)
    length = read_offset(text, SHORT_UNITS, 3)
    twice = [other for other in (*given[1:], "direction", "count", "unit") if other in table.data]
    for other in twice:
        table.problem("twice", f'{key} = "{text}" says it already. Take out {other}.', other)
    if length is None:
        table.problem("offset", f'"{text}" is no length such as 5wd, 15d, 6w, 1m or 48h.', key)
        return cast(counting.Direction, SHORT[key]), Offset(1, "day")
    return cast(counting.Direction, SHORT[key]), length


def _period(table: Table, local: bool) -> counting.Period:
    short = _in_short(table, local)
    usual = short[0] if short else "after" if local else None
    direction = cast(counting.Direction, table.choice("direction", DIRECTIONS, usual))
    count: int | str
    if direction == "fixed":
        count = table.text("count", required=True)
        if count and not _is_a_day(count):
            table.problem("count", f'"{count}" is not a last day: write 02-14, next:07-31 or 2015-05-30.', "count")
            count = "12-31"
    else:
        count = table.whole("count", short[1].size if short else 0, required=short is None)
        if count < 0:
            table.problem("count", "count must be 0 or more.", "count")
    cutoff = table.text("cutoff")
    if cutoff and not re.match(r"^([01]\d|2[0-3]):[0-5]\d$", cutoff):
        table.problem("cutoff", f'"{cutoff}" is not a time such as 17:00.', "cutoff")
        cutoff = ""
    unit = "day" if direction == "fixed" else short[1].unit if short else None
    first_day = cast(counting.FirstDay, table.choice("first_day", FIRST_DAYS, "day-after"))
    if first_day == "clear" and direction != "before":
        table.problem("first-day", 'first_day = "clear" goes with direction = "before".', "first_day")
    return counting.Period(
        direction,
        count,
        cast(counting.Unit, table.choice("unit", UNITS, unit)),
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
    read = read_offset(offset, READING_UNITS, signed=True) if offset else None
    if offset and (read is None or read.size == 0):
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
        check=table.choice("check", CHECKS),
        days=table.whole("days"),
        in_force_from=table.date("in_force_from", required=True) or date.min,
        in_force_to=table.date("in_force_to"),
        act=table.text("act", "as soon as practicable"),
        note=table.text("note"),
        position=Position(table.document.file, line),
    )
    for fact in exception.facts:
        if fact not in CLAIM_FACTS:
            table.problem("unknown-word", f'"{fact}" is not a fact.{near_miss(fact, CLAIM_FACTS)}', "facts")
    table.no_others()
    return exception
