"""The worked examples of a local pack, run: `pack check` and `check` say where a rule gives another day than they do.

Must not know: how a pack is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Deadline
from sendclock.clock.run import timeline
from sendclock.days.calendars import own_calendar
from sendclock.days.hours import in_london
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import Problem
from sendclock.law.book import RuleBook
from sendclock.law.examples import Example, event_of, examples_inside
from sendclock.law.rule import EventType, Rule, Value
from sendclock.say.words import short_day

SCHOOL = "the setting of the example"
LAST_KNOWN = date(2099, 12, 31)


def awake(book: RuleBook, pack: str, since: date | None = None, drafts: bool = True) -> RuleBook:
    """The same book with the rules of one pack as if they were adopted (without `drafts`, not those that are drafts by
    themselves in a pack that is adopted); in force from `since`, where that is given."""
    source = book.practice.sources.get(pack)
    wakes = drafts or source is None or source.status != "adopted"
    rules = tuple(_awake(rule, since, wakes) if rule.pack == pack and rule.local else rule for rule in book.rules)
    return RuleBook(
        book.packs, rules, book.exceptions, book.event_types, book.calendars, book.setting_calendars, book.practice
    )


def _awake(rule: Rule, since: date | None, wakes: bool) -> Rule:
    assert rule.local is not None
    begins = min(rule.in_force_from, since) if since and rule.in_force_to is None else rule.in_force_from
    local = rule.local._replace(status="adopted") if wakes else rule.local
    return rule._replace(local=local, in_force_from=begins)


def run_examples(paths: Iterable[str], book: RuleBook) -> Iterator[Problem]:
    """What is wrong with the `[[example]]` blocks of these packs, and with the rules they show. A pack that was left
    out of the book is passed over: what is wrong with it has been said."""
    for path in paths:
        content = disk.read_regular(path)
        if isinstance(content, Problem) or b"[[example]]" not in content:
            continue
        found, wrong = examples_inside(content, path.replace("\\", "/").rpartition("/")[2], book)
        if not found or any(example.area not in book.packs for example in found):
            continue
        yield from wrong
        live = awake(book, found[0].area)
        for example in found:
            yield from _came_out(example, live)


def _came_out(example: Example, book: RuleBook) -> Iterator[Problem]:
    try:
        clocks = _clocks(example, book)
    except ValueError as error:
        yield Problem(example.position, "error", "example", f"{error}. Give the example other days.")
        return
    said = _said(example.due, example.status, example.party, example.due_at)
    if not clocks:
        if example.status != "not-started":
            message = f"no clock of {example.rule} starts here, and the example says {said}."
            yield Problem(example.position, "error", "example", f"{message} Correct the rule or the example.")
        return
    clock = clocks[-1]
    at = clock.due_at.time() if clock.due_at else None
    if (clock.due, clock.status) != (example.due, example.status) or (example.due_at and at != example.due_at):
        found = _said(clock.due, clock.status, clock.party, at if example.due_at else None)
        message = f"{example.rule} gives {found}; the example says {said}. Correct the rule or the example."
        yield Problem(example.position, "error", "example", message)


def _said(due: date | None, status: str, party: str | None, at: time | None) -> str:
    day = f"{short_day(due)}{f' {at:%H:%M}' if at else ''}, " if due else ""
    return f"{day}{status.replace('-', ' ')}{f' ({party})' if party else ''}"


def _clocks(example: Example, book: RuleBook) -> list[Deadline]:
    events = tuple(_event(text, order, book) for order, text in enumerate(example.events))
    setting = None
    if example.setting_closed is not None:
        spans = [(*span, "closed") for span in example.setting_closed]
        school = own_calendar("example", SCHOOL, book.england, spans, LAST_KNOWN)
        setting, known = SCHOOL, {**book.setting_calendars, folded(SCHOOL): school}
        book = RuleBook(book.packs, book.rules, book.exceptions, book.event_types, book.calendars, known, book.practice)
    case = Case("example", "", events, born=example.born, setting=setting, tags=example.tags)
    found = timeline(case, book, example.as_of).deadlines
    return [
        each
        for each in found
        if each.rule.id == example.rule and (example.party is None or each.party == example.party)
    ]


def _event(text: str, order: int, book: RuleBook) -> Event:
    given = event_of(text)
    at = in_london(datetime.combine(given.on, given.at)) if given.at else None
    fields = {name: value_of(name, value, book.event_types[given.type]) for name, value in given.fields.items()}
    return Event(given.type, given.on, at, f"e{order + 1}", order, 0, fields)


def value_of(name: str, text: str, kind: EventType) -> Value:
    """The value of a field as a case file holds it."""
    field = kind.fields.get(name)
    if name == "served" or (field is not None and field.kind == "date"):
        return date.fromisoformat(text)
    if field is not None and field.kind == "yes/no":
        return text == "yes"
    return text
