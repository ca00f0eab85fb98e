"""One case file to one Case, with every mistake named by line.

A mistake that could change a date is an error: the case is withheld and named. Anything else is a warning.
Must not know: rules beyond their names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED, Case, Event, changed_fields
from sendclock.days.hours import MomentError, in_london
from sendclock.days.spelling import EARLIEST, LATEST, out_of_years
from sendclock.files import toml
from sendclock.files.problem import Position, Problem, near_miss
from sendclock.files.toml import Parsed, Table, not_a_date, said
from sendclock.law.rule import PRIVATE, EventType, Field, Value
from sendclock.tuples import NamedTuple

SCHEMA = 1
# Fields any event may carry, and what they must be.
COMMON = {"party": "text", "served": "date", "note": "text", "id": "text", "by": "text"}
PLAINLY: Mapping[str, type] = {"text": str, "yes/no": bool, "date": date, "event": str}  # of which any value will do
COPY_OF = r"(?i)copy (\(\d+\) )?of "  # Google Drive's word for a copy, and old Windows'
NOT_BORN = "the date of birth is not a date. Write it as born = 2015-04-12, without quotes."
APART = frozenset({"type", "on", "at", "id", "by", "recorded"})  # of every event, and no field of it
HEAD = frozenset({"schema", "ref", "born", "setting", "tags", "locality", "opening", "event"})


class Plain(NamedTuple):
    """An event type as its events mostly are: of each field what it must be, or the words there are for it. A field
    that is not here needs a second look."""

    id: str
    among: Mapping[str, type | frozenset[str]]
    required: tuple[str, ...]
    needs_one: tuple[str, ...]


class Words:
    """The closed lists a case file is held against. `withheld`: a pack could not be read, so that a rule nobody knows
    may be one of its. `latest`: the last year a date may have."""

    def __init__(
        self,
        event_types: Mapping[str, EventType],
        rules: Collection[str],
        exceptions: Collection[str],
        withheld: bool = False,
        latest: int = LATEST,
    ) -> None:
        self.latest = latest
        self.event_types, self.rules, self.exceptions, self.withheld = event_types, rules, exceptions, withheld
        self._plain: dict[str, Plain] = {}

    def plain(self, type_: str) -> Plain | None:
        """What an event of that type may have, where nothing has to be said of it."""
        found = self._plain.get(type_)
        if found is None and type_ in self.event_types:
            found = self._plain[type_] = self._plain_of(self.event_types[type_])
        return found

    def required(self, kind: EventType) -> tuple[Field, ...]:
        """The fields that an event of that type must have."""
        return tuple(field for field in kind.fields.values() if field.required)

    def _plain_of(self, kind: EventType) -> Plain:
        among: dict[str, type | frozenset[str]] = {}
        for name in (*COMMON, *kind.fields):
            field = kind.fields.get(name)
            what = field.kind if field else COMMON[name]
            if what in PLAINLY and name not in PRIVATE:
                among[name] = PLAINLY[what]
            elif field is not None and what in ("choice", "rule", "exception") and not self.withheld:
                known = {"choice": field.choices, "rule": self.rules, "exception": self.exceptions}[what]
                among[name] = frozenset(known)
        required = tuple(field.name for field in self.required(kind))
        return Plain(kind.id, among, required, kind.needs_one)


def read_case(content: bytes, file: str, words: Words) -> tuple[Case | None, list[Problem]]:
    """The case, or None if anything in it is unsafe to answer from; and every problem found.

    `file` is the name shown, and its stem must be the case's reference.
    """
    document = toml.parse(content, file)
    if isinstance(document, Problem):
        return None, [document]
    problems: list[Problem] = []
    head = Table(document, document.data, (), problems)
    ref = _reference(head, file)
    if any(problem.code == "schema" for problem in problems):
        return None, problems  # written for another version: anything else said about it could mislead
    events = _Events(document, words, problems)
    case = Case(
        ref=ref,
        file=file,
        events=events.read(),
        born=_born(head),
        setting=head.text("setting") or None,
        tags=head.texts("tags"),
        locality=head.text("locality") or None,
        opening=_opening(head, words.latest),
    )
    events.check_changes(case)
    for key in document.data:
        if key not in HEAD:
            _unknown_key(head, key)
    problems.sort(key=lambda problem: problem.position.line)
    unsafe = any(problem.severity == "error" for problem in problems)
    return (None if unsafe else case), problems


def _born(head: Table) -> date | None:
    """The date of birth. What stands there in its place is never repeated: messages go to screens and logs."""
    born = head.data.get("born")
    if isinstance(born, date) and not isinstance(born, datetime) and not 1900 <= born.year < 2100:
        head.problem("birth", "nobody was born in that year. Write the date of birth as born = 2015-04-12.", "born")
        return None
    if born is None or (isinstance(born, date) and not isinstance(born, datetime)):
        return born
    head.problem("not-a-date", NOT_BORN, "born")
    return None


def _opening(head: Table, latest: int) -> date | None:
    """The day before which nothing is complete on file."""
    day = head.date("opening")
    wrong = out_of_years(day, latest) if day is not None else ""
    if wrong:
        head.problem("year", f'"opening" is {day}, which {wrong}', "opening")
    return day


def _reference(head: Table, file: str) -> str:
    schema = head.data.get("schema")
    if schema is None:
        head.problem("missing", f'"schema" is missing. Add schema = {SCHEMA} as the first line.')
    elif isinstance(schema, bool) or schema != SCHEMA:
        newer = isinstance(schema, int) and schema > SCHEMA
        fix = "Install a newer version of sendclock." if newer else f"Write schema = {SCHEMA}, without quotes."
        head.problem("schema", f"this version of sendclock reads schema = {SCHEMA}. {fix}", "schema")
    ref, stem = head.text("ref"), PurePath(file).stem
    if not ref and isinstance(head.data.get("ref", ""), str):
        head.problem("missing", f'the reference is missing. Add ref = "{said(stem)}".', "ref")
    elif ref and _is_copy(stem, ref):
        ref = re.sub(COPY_OF, "", ref)
        message = f"this looks like a copy of {said(ref)}.toml that a sync tool or a person made. "
        head.problem("name", f"{message}Compare the two, and keep one as {said(ref)}.toml.", "ref")
    elif ref and ref != stem:
        message = f'ref = "{said(ref)}" is not the name of the file. Write ref = "{said(stem)}", or rename the file.'
        head.problem("name", message, "ref")
    return ref


def _is_copy(stem: str, ref: str) -> bool:
    """True for `EHC-1 (1)`, `EHC-1-LAPTOP7`, `EHC-1 - Copy`, `Copy of EHC-1`; not for EHC-1-2 or EHC-12, which are
    other references."""
    if re.match(COPY_OF, stem):
        return True
    rest = stem[len(ref) :] if stem != ref and stem.casefold().startswith(ref.casefold()) else ""
    return rest != "" and re.fullmatch(r"[\W_](?!\d+$).*", rest) is not None


def _unknown_key(head: Table, key: str) -> None:
    """Only a word nobody could mean otherwise is let go: events under a wrong heading would be lost."""
    value = head.data[key]
    tables = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    lost = tables or near_miss(key, ("born", "setting", "event"))
    hint = near_miss(key, HEAD)
    if lost:
        head.problem("unknown-key", f'"{said(key)}" is not known here.{hint or " Remove it."}', key)
    else:
        fix = hint or " Remove it, or put a # before it."
        head.problem("unknown-key", f'"{said(key)}" is not known here, so it is not used.{fix}', key, "warning")


class _Events:
    """The events of one file, in file order. An event of which nothing has to be said is read by `_clean`; every other
    anew, by `_event`, which knows the words."""

    def __init__(self, document: Parsed, words: Words, problems: list[Problem]) -> None:
        self.document, self.words, self.problems = document, words, problems
        self.ids: list[str] = []  # of every event, whether it could be read or not

    def read(self) -> tuple[Event, ...]:
        """Every event that is as it should be, in the order of the file; what is wrong with the others is added to
        the problems."""
        raw = self.document.data.get("event", [])
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            single = isinstance(raw, dict)
            what = "the heading has single brackets" if single else "this is not how events are written"
            self._problem("wrong-kind", f"{what}. Head every event [[event]], with two brackets on each side.", "event")
            return ()
        lines = self.document.lines_of("event")
        given = [str(item["id"]) for item in raw if "id" in item]
        events, ids = [], set(given)
        if len(ids) < len(given):
            self._same_id_twice(raw)
        for order, item in enumerate(raw):
            id = str(item.get("id") or self._place_id(order, ids))
            self.ids.append(id)
            event = self._clean(item, order, lines[order], id) or self._event(item, order, lines[order], id)
            if event is not None:
                events.append(event)
        return tuple(events)

    def _place_id(self, order: int, taken: set[str]) -> str:
        """An event without an id is known by its place in the file: `e3` is the third."""
        id = f"e{order + 1}"
        return id if id not in taken else f"{id}-in-file"

    def _same_id_twice(self, raw: list[dict[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for order, item in enumerate(raw):
            first = seen.setdefault(str(item["id"]), order) if "id" in item else order
            if first != order:
                line = self.document.line("event", first, "id")
                message = f'id "{said(item["id"])}" is already used at line {line}. Give one of the two another id.'
                self._problem("same-id", message, "event", order, "id")

    def _clean(self, item: dict[str, Any], order: int, line: int, id: str) -> Event | None:
        """The event, if it is as it should be in every part; None, where anything may have to be said of it. One look
        at each value, in a table made once for its type: less than half the time of `_event`, on nearly every event."""
        fields: dict[str, Value] = item.copy()
        type_, on = fields.pop("type", None), fields.pop("on", None)
        recorded, by = fields.pop("recorded", None), fields.pop("by", None)
        fields.pop("id", None)
        plain = self.words.plain(type_) if type(type_) is str else None
        latest = self.words.latest
        if plain is None or type(on) is not date or not EARLIEST <= on.year <= latest:
            return None
        among = plain.among
        for name, value in fields.items():
            wanted = among.get(name)
            if type(value) is not wanted:
                if type(wanted) is not frozenset or type(value) is not str or value not in wanted:
                    return None
            elif wanted is date and isinstance(value, date) and not EARLIEST <= value.year <= latest:
                return None
        if recorded is not None and not (isinstance(recorded, datetime) and EARLIEST <= recorded.year <= latest):
            return None
        if by is not None and type(by) is not str:
            return None
        for name in plain.required:
            if fields.get(name, "") == "":
                return None
        if plain.needs_one and not any(fields.get(name) for name in plain.needs_one):
            return None
        return Event(plain.id, on, None, id, order, line, fields, recorded, by)

    def _event(self, item: dict[str, Any], order: int, line: int, id: str) -> Event | None:
        type_ = item.get("type")
        event_type = self.words.event_types.get(type_) if isinstance(type_, str) else None
        if event_type is None:
            self._no_such_type(type_, order)
            return None
        on, at = self._day(item, order)
        fields: dict[str, Value] = {}
        for name, value in item.items():
            if name == "recorded":
                self._recorded(value, order)
            elif name == "by" and not isinstance(value, str):
                message = '"by" must be text in quotes, so nobody is named. Write by = "okafor", whoever recorded it.'
                self.problems.append(Problem(self._position("event", order, "by"), "warning", "wrong-kind", message))
            if name in APART:
                continue
            field = event_type.fields.get(name)
            kind = field.kind if field else COMMON.get(name)
            if kind is None:
                if type_ != CORRECTED:
                    self._no_such_field(event_type, name, order, name in HEAD)
                fields[name] = value
            elif self._value_fits(value, kind, field, order, name):
                fields[name] = value
        self._all_there(event_type, item, order)
        recorded = item.get("recorded")
        written = recorded if isinstance(recorded, datetime) else None
        by = item.get("by")
        writer = by if isinstance(by, str) else None
        return None if on is None else Event(event_type.id, on, at, id, order, line, fields, written, writer)

    def _no_such_type(self, type_: Any, order: int) -> None:
        if type_ is None:
            message = 'the event has no type. Add type = "assessment-requested", or what it was.'
            self._problem("missing", message, "event", order)
        else:
            from sendclock.law.synonym import event_meant  # only ever needed to word a mistake

            meant = event_meant(str(type_), self.words.event_types)
            hint = f' Did you mean "{meant}"?' if meant else " All of them: sendclock rules events"
            self._problem("unknown-event", f'"{said(type_)}" is not an event type.{hint}', "event", order, "type")

    def _no_such_field(self, event_type: EventType, name: str, order: int, of_case: bool = False) -> None:
        known = {**event_type.fields, **dict.fromkeys(("party", "served", "note"))}
        hint = near_miss(name, [*known, "id", "by", "on", "at", "recorded"]) or f" It may have: {', '.join(known)}."
        if of_case:
            hint = " It belongs at the top of the file, above the first event."
        message = f'"{event_type.id}" has no field "{said(name)}".{hint}'
        self._problem("unknown-field", message, "event", order, name)

    def _day(self, item: dict[str, Any], order: int) -> tuple[date | None, datetime | None]:
        on, at = item.get("on"), item.get("at")
        if on is None and at is None:
            self._problem("missing", "the event has no day. Add on = 2026-11-30, the day it happened.", "event", order)
            return None, None
        if isinstance(on, datetime):
            message = f'"on" takes a day without a time. Write on = {on.date()}, or call it "at".'
            self._problem("moment-as-day", message, "event", order, "on")
            return None, None
        if on is not None and not isinstance(on, date):
            self._problem("not-a-date", not_a_date(said(on)), "event", order, "on")
            return None, None
        if at is None:
            return (on if on and self._in_years(on, "on", order) else None), None
        moment = self._moment(at, order)
        if moment and on and on != moment.date():
            message = f'"on" is {on} and "at" is {moment.date()}. Correct one of them, or keep only "at".'
            self._problem("two-days", message, "event", order, "on")
        if moment is None or not self._in_years(moment.date(), "at", order):
            return None, None
        return moment.date(), moment

    def _in_years(self, day: date, name: str, order: int) -> bool:
        if EARLIEST <= day.year <= self.words.latest:
            return True
        self._problem("year", f'"{name}" is {day}, which {out_of_years(day, self.words.latest)}', "event", order, name)
        return False

    def _moment(self, at: Any, order: int) -> datetime | None:
        code, message = (
            "not-a-moment",
            f'"{said(at)}" is not a moment. Write it as 2026-09-01T16:50:00, without quotes.',
        )
        try:
            if isinstance(at, datetime):
                return in_london(at)
            if isinstance(at, str):
                message = f'"{said(at)}" is in quotes, so it is text. Write it as 2026-09-01T16:50:00, without quotes.'
            elif isinstance(at, date):
                message = f'"at" has no time. Write {at}T16:50:00 with the right time, or call it "on".'
        except MomentError as error:
            code, message = "clock-change", str(error)
        except OverflowError:
            message = f"{at.date()} cannot be right. Write the year in which it happened."
        self._problem(code, message, "event", order, "at")
        return None

    def _recorded(self, value: Any, order: int) -> None:
        if not isinstance(value, datetime):
            message = '"recorded" has no time. Write it as 2026-09-02T09:12:00+01:00, without quotes.'
            self.problems.append(
                Problem(self._position("event", order, "recorded"), "warning", "not-a-moment", message)
            )
        elif wrong := out_of_years(value.date(), self.words.latest):
            position = self._position("event", order, "recorded")
            self.problems.append(Problem(position, "warning", "year", f'"recorded" is {value.date()}, which {wrong}'))

    def _value_fits(self, value: Any, kind: str, field: Field | None, order: int, name: str) -> bool:
        where = ("event", order, name)
        if name in PRIVATE and (type(value) is not date or not 1900 <= value.year < 2100):
            self._problem("not-a-date", NOT_BORN, *where)
        elif kind == "date" and name in PRIVATE:
            return True
        elif kind == "date":
            if type(value) is date:
                return self._in_years(value, name, order)
            message = not_a_date(said(value))
            if isinstance(value, datetime):
                message = f'"{name}" takes a day without a time. Write {name} = {value.date()}.'
            self._problem("not-a-date", message, *where)
        elif kind == "yes/no":
            if isinstance(value, bool):
                return True
            self._problem("not-yes-or-no", f'"{name}" takes true or false. {_true_or_false(name, value)}', *where)
        elif not isinstance(value, str):
            meant = {True: "yes", False: "no"}[value] if isinstance(value, bool) else said(value)
            fix = "" if isinstance(value, dict | list) else f' Write {name} = "{meant}".'
            self._problem("wrong-kind", f'"{name}" must be text in quotes.{fix}', *where)
        elif kind == "choice" and field is not None and value not in field.choices:
            hint = near_miss(value, field.choices)
            message = f'"{said(value)}" is not a word for {name}. Use one of: {", ".join(field.choices)}.{hint}'
            self._problem("unknown-word", message, *where)
        elif kind in ("rule", "exception"):
            known = self.words.rules if kind == "rule" else self.words.exceptions
            if value in known or self.words.withheld:
                return True
            hint = near_miss(value, known) or (" All of them: sendclock rules" if kind == "rule" else "")
            self._problem("unknown-word", f'"{said(value)}" is not a known {kind}.{hint}', *where)
        else:
            return True
        return False

    def _all_there(self, event_type: EventType, item: dict[str, Any], order: int) -> None:
        """A missing date only keeps its own clock from starting; anything else could decide which clock it is."""
        for field in self.words.required(event_type):
            if item.get(field.name, "") == "":
                lenient = field.kind == "date" or field.name in ("reason", "note")
                so_far = "; clocks that count from it have not started" if field.kind == "date" else ""
                message = f'"{event_type.id}" needs {field.name}{so_far}. Add {field.name} = {_sample(field)}.'
                problem = Problem(
                    self._position("event", order), "warning" if lenient else "error", "missing-field", message
                )
                self.problems.append(problem)

        wanted = event_type.needs_one
        if wanted and not any(item.get(name) for name in wanted):
            message = f'"{event_type.id}" needs {" or ".join(wanted)}. Add {wanted[0]} = "...".'
            self._problem("missing-field", message, "event", order)

    def check_changes(self, case: Case) -> None:
        """Corrections and withdrawals must name another event of this file; values must fit the one corrected."""
        changes = [event for event in case.events if event.type in ABOUT_AN_EVENT]
        by_id = {event.id: event for event in case.events} if changes else {}
        for event in changes:
            named = event.fields.get("event")
            if named is None:
                continue
            target = by_id.get(str(named))
            where = ("event", event.order, "event")
            if target is None:
                if named not in self.ids:
                    hint = near_miss(str(named), map(said, self.ids)) or " Look up the id of the event that is meant."
                    self._problem("unknown-id", f'no event here has the id "{said(named)}".{hint}', *where)
            elif target is event:
                self._problem("names-itself", "this names itself. Write the id of the event that is meant.", *where)
            elif event.type == CORRECTED and target.type in ABOUT_AN_EVENT:
                message = f'"{target.id}" is itself a correction. Withdraw it, and correct the first event again.'
                self._problem("corrects-correction", message, *where)
            elif event.type == CORRECTED:
                self._corrected_values(event, self.words.event_types[target.type])

    def _corrected_values(self, event: Event, target: EventType) -> None:
        for name, value in changed_fields(event).items():
            field = target.fields.get(name)
            if field is not None:
                self._value_fits(value, field.kind, field, event.order, name)
            elif name not in COMMON:
                self._no_such_field(target, name, event.order)

    def _position(self, *path: str | int) -> Position:
        return Position(self.document.file, self.document.line(*path))

    def _problem(self, code: str, message: str, *path: str | int) -> None:
        self.problems.append(Problem(self._position(*path), "error", code, message))


def _sample(field: Field) -> str:
    """What to write for a field that is missing."""
    if field.kind == "yes/no":
        return "true or false"
    if field.choices:
        return f'"..." with one of: {", ".join(field.choices)}'
    samples = {
        "date": "2026-11-30, with the right day",
        "event": '"e1", with the id of the event that is meant',
        "rule": '"final-plan", or another of: sendclock rules',
    }
    return samples.get(field.kind, '"..."')


def _true_or_false(name: str, value: Any) -> str:
    word = str(value).lower()
    meant = "true" if word in ("yes", "y", "true") else "false" if word in ("no", "n", "false") else "true or false"
    return f"Write {name} = {meant}, without quotes."
