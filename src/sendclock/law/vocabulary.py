"""The closed vocabulary of a case file, read from `events.toml`: every event type, its fields, and the part it plays.

Must not know: cases, rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sendclock.files import disk, toml
from sendclock.files.problem import CannotRunError, Problem, near_miss
from sendclock.files.toml import Table
from sendclock.law import area
from sendclock.law.pack import condition, roles
from sendclock.law.role import Act
from sendclock.law.rule import AppealedAs, Arranged, Condition, EventType, Field, Presupposed, SmallCase

PLAIN_KINDS = frozenset({"date", "text", "rule", "exception", "event"})


def event_types() -> dict[str, EventType]:
    """Every event type by id, in the order of the file. Raises CannotRunError naming every problem."""
    types, problems = read_event_types(disk.read_package(area.EVENTS), area.EVENTS.name)
    if problems:
        raise CannotRunError(*map(str, problems))
    return types


def read_event_types(content: bytes, file: str) -> tuple[dict[str, EventType], list[Problem]]:
    """A vocabulary, and everything wrong with it."""
    whole = toml.whole(content, file)
    if isinstance(whole, Problem):
        return {}, [whole]
    words = whole.table("words")
    tables = {id: whole.table(id) for id in whole.data if id != "words"}
    types = {id: _event_type(id, table, words) for id, table in tables.items()}
    for id, table in tables.items():
        _known_types(types[id], table, types)
    return types, whole.problems


def _event_type(id: str, table: Table, words: Table) -> EventType:
    """`words` name the dates; the type's own `words` those that are something else here."""
    fields: dict[str, Field] = {}
    own = table.table("words")
    for key in ("needs", "may"):
        part = table.table(key)
        for name in part.data:
            kind = part.text(name)
            said = own.text(name) or words.text(name) if kind == "date" else ""
            fields[name] = _field(name, kind, key == "needs")._replace(words=said)
            if kind == "date" and not said:
                table.problem("no-words", f'say what the date "{name}" is, in [words] or in words of its own.', key)
    for name in _dates_in(table, "ahead", id, fields):
        fields[name] = fields[name]._replace(ahead=True)
    for name in _dates_in(table, "own_day", id, fields):
        fields[name] = fields[name]._replace(own=True)
    turns = table.table("turns")
    made = EventType(
        id,
        table.text("group", required=True),
        table.text("meaning", required=True),
        fields,
        table.flag("moment"),
        table.text("letter"),
        table.text("note"),
        roles(table, Act),
        _presupposed(table, id, fields),
        _arranged(table, fields),
        table.texts("settles"),
        table.texts("raises"),
        table.text("ended"),
        table.text("way"),
        table.text("route"),
        {word: turns.texts(word) for word in turns.data},
        tuple(_appealed_as(table, text, id, fields) for text in table.texts("appealed_as")),
        table.text("matter"),
        tuple(_small_case(small) for small in table.tables("registers")),
        table.whole("rank", 50),
        table.text("effect"),
        table.texts("needs_one"),
        condition(table, "leaves", table.text("leaves"), id, fields) if "leaves" in table.data else None,
        condition(table, "restores", table.text("restores"), id, fields) if "restores" in table.data else None,
        condition(table, "for_good", table.text("for_good"), id, fields) if "for_good" in table.data else None,
        tuple(_letters(table, id, fields)),
    )
    own.no_others()
    table.no_others()
    return made


def _dates_in(table: Table, key: str, id: str, fields: Mapping[str, Field]) -> list[str]:
    """The dates of the event type that a list names; what is none is a problem."""
    found = []
    for name in table.texts(key):
        if name in fields and fields[name].kind == "date":
            found.append(name)
        else:
            table.problem("unknown-field", f'"{name}" is no date of {id}.{near_miss(name, fields)}', key)
    return found


def _field(name: str, kind: str, required: bool) -> Field:
    """`date`, `text`, `rule` …, or choices such as `yes|no*`, where * marks what a field left out means."""
    if kind in PLAIN_KINDS:
        return Field(name, kind, required)
    words = kind.split("|")
    default = next((word[:-1] for word in words if word.endswith("*")), None)
    choices = tuple(word.rstrip("*") for word in words)
    return Field(name, "yes/no" if choices == ("yes", "no") else "choice", required, choices, default)


def _letters(table: Table, id: str, fields: Mapping[str, Field]) -> Iterator[tuple[Condition, str]]:
    """What a letter says where a field has that value."""
    for inner in table.tables("letters"):
        found = condition(inner, "if", inner.text("if", required=True), id, fields)
        said = inner.text("letter", required=True)
        inner.no_others()
        if found is not None:
            yield found, said


def _presupposed(table: Table, id: str, fields: Mapping[str, Field]) -> Presupposed | None:
    if "presupposes" not in table.data:
        return None
    inner, usual = table.table("presupposes"), Presupposed((), "")
    found = Presupposed(
        inner.texts("events", required=True),
        inner.text("why", required=True),
        inner.text("cite"),
        inner.whole("ahead", usual.ahead),
        inner.whole("back", usual.back),
        condition(inner, "if", inner.text("if"), id, fields) if "if" in inner.data else None,
    )
    inner.no_others()
    return found


def _arranged(table: Table, fields: Mapping[str, Field]) -> Arranged | None:
    if "arranges" not in table.data:
        return None
    inner = table.table("arranges")
    found = Arranged(
        inner.choice("day", [name for name, field in fields.items() if field.kind == "date"]),
        inner.text("until", required=True),
        inner.text("what", required=True),
    )
    inner.no_others()
    return found


def _appealed_as(table: Table, text: str, id: str, fields: Mapping[str, Field]) -> AppealedAs:
    """`refuse-assess`; `cease[outcome=cease]`, where only one outcome is appealed as that."""
    challenge, _, rest = text.partition("[")
    found = [condition(table, "appealed_as", part, id, fields) for part in rest.rstrip("]").split(";") if part]
    return AppealedAs(challenge, tuple(part for part in found if part is not None))


def _small_case(table: Table) -> SmallCase:
    small = SmallCase(
        table.text("kind", required=True),
        table.text("what", required=True),
        table.texts("words"),
        table.texts("refs"),
    )
    table.no_others()
    return small


def _known_types(kind: EventType, table: Table, types: Mapping[str, EventType]) -> None:
    """Every event type that another names must exist."""
    named = [(id, "presupposes") for id in (kind.presupposes.events if kind.presupposes else ())]
    named += [(kind.arranges.until, "arranges")] if kind.arranges and kind.arranges.until else []
    for id, key in named:
        if id not in types:
            table.problem("unknown-event", f'"{id}" is not an event type.{near_miss(id, types)}', key)
