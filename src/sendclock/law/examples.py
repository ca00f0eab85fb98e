"""The worked examples of the law, `examples/*.toml`, one file an area, and of the local packs,
`authorities/examples/*.toml` and `[[example]]` in a pack itself. Read when somebody asks for them.

Every rule of the law has one on each side of every day its law began or ended, and, where the law gives it exceptions,
one excused and one refused. How to read one: `docs/vectors/README.md`; those of a local pack may have a time as well.
Must not know: cases, how a date is worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from pathlib import Path

from sendclock.files import disk, toml
from sendclock.files.problem import CannotRunError, Position, Problem, near_miss
from sendclock.files.toml import Table
from sendclock.law.area import local_packs
from sendclock.law.book import RuleBook
from sendclock.law.load import load
from sendclock.law.rule import EventType, Rule
from sendclock.tuples import NamedTuple

FOLDER = Path(__file__).parent / "england" / "examples"
LOCAL = Path(__file__).parent / "authorities" / "examples"
STATUSES = ("open", "overdue", "met", "met-late", "lapsed", "not-started")
COMMON = ("party", "served", "note")  # fields that every event may have

_EVENT = re.compile(r"^([a-z0-9-]+)@(\d{4}-\d\d-\d\d)(?:T([0-2]\d:[0-5]\d))?((?: [a-z0-9_]+=[^\s=]+)*)$")
_SPAN = re.compile(r"^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$")
Span = tuple[date, date]
NOWHERE = Position("", 0)


class Example(NamedTuple):
    """What became of the clock of `rule` started last, asked as at the end of `as_of`.

    `events` are `type@2026-09-07 field=value`. `due` is None, and `status` not-started, where no clock of the rule
    started. `setting_closed`: the school is open on working days but for these spans; None where it plays no part.
    `due_at`: the time of day, London's, where the limit is a moment. `party`: whose clock, if not the last. `born`,
    `tags`: of the case, where the rule asks for them.
    """

    id: str
    area: str
    rule: str
    events: tuple[str, ...]
    as_of: date
    due: date | None
    status: str
    excused_by: str | None
    why: str
    setting_closed: tuple[Span, ...] | None
    position: Position
    due_at: time | None = None
    party: str | None = None
    born: date | None = None
    tags: tuple[str, ...] = ()


class ExampleEvent(NamedTuple):
    """One event of an example. Values of fields are as written: yes and no, ISO dates, words."""

    type: str
    on: date
    fields: dict[str, str]
    at: time | None = None


def examples(book: RuleBook) -> tuple[Example, ...]:
    """Every worked example of the book's rules, in the order of the files. Raises CannotRunError naming every problem.

    Of a local pack only those of rules that stand in the book as they are shipped: of one that was changed, or left
    out, in the casebook's own copy they would say what is no longer so.
    """
    found, problems = _read(map(Path, disk.list_package(FOLDER)), book)
    of_packs, wrong = _of_local_packs(book)
    found += of_packs
    problems += wrong + _twice(found)
    if problems:
        raise CannotRunError(*map(str, problems))
    return tuple(found)


def _of_local_packs(book: RuleBook) -> tuple[list[Example], list[Problem]]:
    found: list[Example] = []
    problems: list[Problem] = []
    for name, pack in local_packs().items():
        if name not in book.packs:
            continue
        path = LOCAL / f"{name}.toml"
        as_shipped = load(calendars=book.calendars, own=[pack])
        some, wrong = _read([path], as_shipped) if disk.is_file(path) else ([], [])
        inside, wrong_inside = examples_inside(disk.read_package(pack), pack.name, as_shipped)
        some, wrong = [*some, *inside], [*wrong, *wrong_inside]
        found += [one for one in some if _same(book.versions(one.rule), as_shipped.versions(one.rule))]
        problems += wrong
    return found, problems


def _same(these: Sequence[Rule], those: Sequence[Rule]) -> bool:
    """Whether two books have a rule in the same words, wherever it is written."""
    return [rule._replace(position=NOWHERE) for rule in these] == [rule._replace(position=NOWHERE) for rule in those]


def _read(paths: Iterable[Path], book: RuleBook) -> tuple[list[Example], list[Problem]]:
    found: list[Example] = []
    problems: list[Problem] = []
    for path in paths:
        some, wrong = read_examples(disk.read_package(path), path.name, book)
        found += some
        problems += wrong
    return found, problems


def read_examples(content: bytes, file: str, book: RuleBook) -> tuple[list[Example], list[Problem]]:
    """The examples of one file, and everything wrong with it; those with a mistake are left out."""
    table = toml.whole(content, file)
    if isinstance(table, Problem):
        return [], [table]
    if table.whole("schema", required=True) not in (0, 1):
        table.problem("schema", "this version of sendclock reads schema = 1.", "schema")
    area = table.text("area", required=True)
    lines = table.document.lines_of("example") if isinstance(table.data.get("example"), list) else []
    found = [_example(t, area, lines[n], book) for n, t in enumerate(table.tables("example"))]
    table.no_others()
    return [example for example in found if example is not None], table.problems


def examples_inside(content: bytes, file: str, book: RuleBook) -> tuple[list[Example], list[Problem]]:
    """The `[[example]]` blocks of a local pack: the same, but that the pack is their area, and that they are called
    after their rule where they have no id. What else is wrong with the pack is not told here."""
    table = toml.whole(content, file)
    if isinstance(table, Problem):
        return [], []
    lines = table.document.lines_of("example") if isinstance(table.data.get("example"), list) else []
    pack, tables = table.text("pack"), table.tables("example")
    found = [_example(t, pack, lines[n], book, f"{t.data.get('rule')}-{n + 1}") for n, t in enumerate(tables)]
    return [example for example in found if example is not None], table.problems


def _example(table: Table, area: str, line: int, book: RuleBook, id: str = "") -> Example | None:
    wrong_before = len(table.problems)
    example = Example(
        id=table.text("id", id, required=not id),
        area=area,
        rule=table.text("rule", required=True),
        events=table.texts("events", required=True),
        as_of=table.date("as_of", required=True) or date.min,
        due=table.date("due"),
        status=table.choice("status", STATUSES),
        excused_by=table.text("excused_by") or None,
        why=table.text("why", required=not id),
        setting_closed=_spans(table),
        position=Position(table.document.file, line),
        due_at=_time(table),
        party=table.text("party") or None,
        born=table.date("born"),
        tags=table.texts("tags"),
    )
    known = list(book.rule_ids())
    if example.rule and example.rule not in known:
        table.problem("unknown-id", f'"{example.rule}" is not a rule.{near_miss(example.rule, known)}', "rule")
    if example.excused_by and example.excused_by not in book.exceptions:
        hint = near_miss(example.excused_by, book.exceptions)
        table.problem("unknown-id", f'"{example.excused_by}" is not an exception.{hint}', "excused_by")
    if (example.due is None) != (example.status == "not-started"):
        table.problem("due", 'every example has a due day, but for status = "not-started", which has none.', "status")
    for text in example.events:
        wrong = _wrong(text, book.event_types)
        if wrong:
            table.problem("event", wrong, "events")
    table.no_others()
    return example if len(table.problems) == wrong_before else None


def _spans(table: Table) -> tuple[Span, ...] | None:
    texts = table.texts("setting_closed")
    if "setting_closed" not in table.data:
        return None
    spans = []
    for text in texts:
        match = _SPAN.match(text)
        days = [_day(part) for part in match.groups()] if match else [None]
        if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
            spans.append((days[0], days[1]))
        else:
            table.problem("span", f'"{text}" is not a first and a last day: 2026-10-26..2026-10-30.', "setting_closed")
    return tuple(spans)


def event_of(text: str) -> ExampleEvent:
    """`type@2026-09-07 field=value`, or `type@2026-09-07T15:00 ...`, as its parts. ValueError where it is none."""
    match = _EVENT.match(text)
    day = _day(match.group(2)) if match else None
    if match is None or day is None or (match.group(3) and _clock(match.group(3)) is None):
        raise ValueError(text)
    fields = dict(word.split("=", 1) for word in match.group(4).split())
    return ExampleEvent(match.group(1), day, fields, _clock(match.group(3)))


def _wrong(text: str, types: Mapping[str, EventType]) -> str:
    """What is wrong with one event, with the fix, or nothing."""
    try:
        event = event_of(text)
    except ValueError:
        return f'"{text}" is not an event. Write assessment-requested@2026-09-07 field=value, values without spaces.'
    if event.type not in types:
        return f'"{event.type}" is not an event type.{near_miss(event.type, types)}'
    if event.at is not None and not types[event.type].moment:
        return f'"{event.type}" has no time of day: write its day alone.'
    for name, value in event.fields.items():
        field = types[event.type].fields.get(name)
        if field is None and name not in COMMON:
            return f'"{event.type}" has no field "{name}".{near_miss(name, types[event.type].fields)}'
        if field is not None and field.choices and value not in field.choices:
            return f'"{value}" is not a value of "{name}".{near_miss(value, field.choices)}'
        if field is not None and field.kind == "date" and _day(value) is None:
            return f'"{name}" must be a date such as 2026-09-07, not "{value}".'
    return ""


def _twice(found: Iterable[Example]) -> list[Problem]:
    seen: dict[str, Example] = {}
    problems = []
    for example in found:
        first = seen.setdefault(example.id, example)
        if first is not example:
            message = f'example "{example.id}" is already at {first.position}. Give one another id.'
            problems.append(Problem(example.position, "error", "duplicate", message))
    return problems


def _time(table: Table) -> time | None:
    text = table.text("due_at")
    if text and _clock(text) is None:
        table.problem("time", f'"{text}" is not a time such as 15:00.', "due_at")
    return _clock(text)


def _clock(text: str | None) -> time | None:
    """`15:00`; None where there is none."""
    try:
        return time.fromisoformat(text) if text and len(text) == 5 else None
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
