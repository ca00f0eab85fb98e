"""One case for somebody outside: a complaint, the Ombudsman, a hearing. A cover page that says how to read it, what
happened in order, and every limit with the day it was due and how it was counted. In plain words throughout: no file,
no command and no identifier of the program's own stands in it, because its reader has none of them.

Must not know: how anything was counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED, Event, changed_fields
from sendclock.clock.deadline import Timeline
from sendclock.clock.reason import ClaimStep, MoveStep, OtherReading
from sendclock.days.step import CountStep
from sendclock.law.book import RuleBook
from sendclock.law.rule import PRIVATE
from sendclock.say.document import Block, Document, Grid, Heading, Line, Numbered, Pairs, grid
from sendclock.say.reasons import explain_step, field_in_words
from sendclock.say.row import Row
from sendclock.say.state import headline
from sendclock.say.view import Column, Look
from sendclock.say.words import (
    day_month,
    days_late,
    due_in_full,
    listed,
    long_day,
    lower_first,
    number,
    party,
    sentence,
    short_day,
    tier_of,
    upper_first,
)
from sendclock.tuples import NamedTuple

FIRST_LIST = "What happened"
HOW_TO_READ = (
    "This is what the authority has on record in this case, in order of the day on which each thing happened. It has "
    "every time limit that began because of it.",
    "Days are calendar days, and the day a period starts with is not counted, unless the entry says otherwise. Six "
    "weeks from a Monday end on a Monday.",
    "Kept: done on or before the last day. Late: done after it. Not done: the last day has passed and nothing on "
    "record did it. Still to come: its last day lies ahead. No longer needed: something else settled the matter "
    "first. Excused: an exception in the law was recorded and its conditions are met on the recorded dates.",
    "The limits of the law stand first. Guidance, planning days, times given to the family and the authority's own "
    "promises are listed apart and are marked. They are not limits of the law on the authority.",
    "A day that was entered wrongly and put right is shown as corrected, with the day it replaced. Nothing is taken "
    "out: an entry that was withdrawn is marked as withdrawn.",
)


class Occurrence(NamedTuple):
    """Something that happened, as an outsider reads it. `number_` is its place in the list."""

    number_: int
    day: date
    what: str
    details: str


ENTRIES: tuple[Column[Occurrence], ...] = (
    Column(title="No.", shown=lambda it, _: str(it.number_)),
    Column(title="Day", shown=lambda it, _: short_day(it.day)),
    Column(title="What happened", wrap=True, shown=lambda it, _: it.what),
    Column(title="Details", wrap=True, shown=lambda it, _: it.details),
)


class TimeLimit(NamedTuple):
    """A limit as an outsider reads it."""

    row: Row
    result: str
    how: str


LIMITS: tuple[Column[TimeLimit], ...] = (
    Column(title="Limit", wrap=True, shown=lambda it, _: _named(it.row)),
    Column(title="Law or source", wrap=True, shown=lambda it, _: it.row.cite),
    Column(
        title="Last day", shown=lambda it, _: ("not before " if it.row.kind == "bar" else "") + short_day(it.row.due)
    ),
    Column(title="What came of it", wrap=True, shown=lambda it, _: it.result),
    Column(title="How it was counted", wrap=True, shown=lambda it, _: it.how),
)


def _last(row: Row) -> str:
    return ("not before " if row.kind == "bar" else "") + short_day(row.due)


def case_document(timeline: Timeline, rows: Sequence[Row], book: RuleBook, council: str, one_by_one: bool) -> Document:
    """`council`: whose record it is; `one_by_one`: a numbered line for each entry, in place of tables."""
    entries = list(_entries(timeline, book))
    plain = _Plain(book, {event.id: place for place, event in enumerate(_in_order(timeline), 1)})
    limits = [TimeLimit(row, _result(row, book, timeline.as_of), _counted(row, book, plain)) for row in in_order(rows)]
    by_law = [one for one in limits if one.row.tier == "statutory" and one.row.kind == "deadline"]
    others = [one for one in limits if one not in by_law]
    blocks: list[Block] = [*_cover(timeline, entries, by_law, council, plain)]
    blocks += [Heading(FIRST_LIST), _list(entries, one_by_one)]
    blocks.append(Heading("Every limit of the law, and how it was counted"))
    blocks.append(_limits(by_law, one_by_one) if by_law else Line("None began."))
    if others:
        blocks += [
            Heading("Guidance, planning days, rights that close, and promises: no limits of the law"),
            _limits(others, one_by_one),
        ]
    return Document(blocks, _imprint(timeline, book))


def _cover(
    timeline: Timeline, entries: Sequence[Occurrence], by_law: Sequence[TimeLimit], council: str, plain: _Plain
) -> Iterator[Block]:
    case = timeline.case
    days = [entry.day for entry in entries]
    yield Pairs(
        [
            ("Case", case.ref),
            ("Authority", council),
            ("Setting", case.setting or ""),
            ("As of", long_day(timeline.as_of)),
            (
                "Covers",
                _span(days),
            ),
            ("Complete from", long_day(timeline.opening) if timeline.opening else ""),
        ]
    )
    yield Heading("In short")
    said = [one for one in re.split(r"(?<=\.) ", plain.text(headline(timeline))) if "sendclock" not in one]
    yield Numbered([*said, *_in_short(by_law)])
    yield Heading("How to read this")
    yield Numbered(HOW_TO_READ)


def _span(days: Sequence[date]) -> str:
    if not days:
        return ""
    many = "1 entry" if len(days) == 1 else f"{len(days)} entries"
    return f"{day_month(min(days))} to {day_month(max(days))}, {many}"


def _in_short(by_law: Sequence[TimeLimit]) -> Iterator[str]:
    """How the authority's own limits of the law were kept, and by name those that were not."""
    own = [one for one in by_law if one.row.own]
    kept = sum(one.row.status == "met" for one in own)
    late = [one for one in own if one.row.status == "met-late"]
    undone = [one for one in own if one.row.status == "overdue"]
    yield (
        f"Of {number(len(own), 'limit')} of the law on the authority, {kept:,} "
        f"{'was' if kept == 1 else 'were'} kept, {len(late):,} kept late and {len(undone):,} not kept so far."
    )
    for one in [*late, *undone]:
        yield f"{_named(one.row)}, due {day_month(one.row.due)}: {lower_first(one.result)}."


def _named(row: Row) -> str:
    about = party(row)
    return f"{row.label}: {lower_first(row.title)}" + (f" ({about})" if about else "") + tier_of(row)


def _imprint(timeline: Timeline, book: RuleBook) -> str:
    """What the last line says: nothing of folders or packs."""
    return (
        f"As of {long_day(timeline.as_of)}: what was recorded later is not in it. Every day was counted anew from the "
        f"record; none is stored. Bank holidays confirmed to {day_month(book.england.confirmed_to)}."
    )


def _list(entries: Sequence[Occurrence], one_by_one: bool) -> Block:
    if one_by_one:
        lines = [f"{long_day(one.day)}: {one.what} {_said(one.details)}".strip() for one in entries]
        return Numbered(lines)
    return _apart(grid(ENTRIES, entries, Look(True)))


def _said(details: str) -> str:
    return sentence(upper_first(details)) if details else ""


def _limits(limits: Sequence[TimeLimit], one_by_one: bool) -> Block:
    if one_by_one:
        return Numbered([_in_a_line(one) for one in limits])
    return _apart(grid(LIMITS, limits, Look(True)))


def _in_a_line(one: TimeLimit) -> str:
    label, day = due_in_full(one.row)
    return f"{_named(one.row)}. {one.row.cite}. {label}: {day}. {sentence(one.result)} {one.how}".strip()


def _apart(drawn: Grid) -> Grid:
    return drawn._replace(apart=True)


def in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row.started_by.on, row.started_by.order, row.due, row.label))


# --- what happened ----------------------------------------------------------------------------------------------------


def _in_order(timeline: Timeline) -> list[Event]:
    """Every event as recorded, in the order in which they are true; corrections on the day they were written down."""
    true = {event.id: event for event in timeline.truth.events}
    pairs = [(event, true.get(event.id, event)) for event in timeline.recorded.events]
    return [event for event, _ in sorted(pairs, key=lambda pair: (_day(pair[1]), pair[1].order))]


def _day(event: Event) -> date:
    return event.recorded.date() if event.recorded and event.type in ABOUT_AN_EVENT else event.on


def _entries(timeline: Timeline, book: RuleBook) -> Iterator[Occurrence]:
    true = {event.id: event for event in timeline.truth.events}
    ordered = _in_order(timeline)
    places = {event.id: place for place, event in enumerate(ordered, 1)}
    plain = _Plain(book, places)
    for place, event in enumerate(ordered, 1):
        now = true.get(event.id, event)
        meaning = " ".join(book.event_types[event.type].meaning.split())
        details = [*_fields(event, now, plain), *_marks(event, now, timeline)]
        yield Occurrence(place, _day(now), sentence(upper_first(meaning)), "; ".join(part for part in details if part))


def _fields(event: Event, now: Event, plain: _Plain) -> Iterator[str]:
    if event.type in ABOUT_AN_EVENT:
        yield f"about entry {plain.places.get(str(event.fields.get('event')), '')}".strip()
        if event.type == CORRECTED and not changed_fields(event):
            yield f"the right day is {short_day(event.on)}"
        yield str(event.fields.get("reason", ""))
        return
    if now.at:
        yield f"at {now.at:%H:%M}"
    for name, value in now.fields.items():
        if name in PRIVATE:
            yield f"{name.replace('_', ' ')}: not printed"
        elif isinstance(value, date) and not isinstance(value, datetime):
            yield f"{plain.field(name, event.type)}: {short_day(value)}"
        else:
            yield f"{name.replace('_', ' ')}: {plain.value(value)}"


def _marks(event: Event, now: Event, timeline: Timeline) -> Iterator[str]:
    if now.on != event.on:
        yield f"day corrected, was {short_day(event.on)}"
    changed = [name for name, value in now.fields.items() if event.fields.get(name) != value]
    if changed and event.type not in ABOUT_AN_EVENT:
        yield f"corrected: {listed([name.replace('_', ' ') for name in changed])}"
    if event.id in timeline.truth.withdrawn:
        yield "WITHDRAWN"


# --- limits -----------------------------------------------------------------------------------------------------------


def _result(row: Row, book: RuleBook, as_of: date) -> str:
    """What came of it, in the words of the cover page."""
    excused = "; excused" if row.excused_by else ""
    if row.met_on is not None:
        late = (row.met_on - row.due).days
        said = f"Done {short_day(row.met_on)}, " + (days_late(late) if late > 0 else "kept")
        return said + (excused if late > 0 else "")
    if row.ended_by is not None:
        how = book.event_types[row.ended_by.type].ended or lower_first(book.event_types[row.ended_by.type].meaning)
        return f"No longer needed from {short_day(row.ended_by.on)}: {' '.join(how.split())}"
    if row.status == "overdue":
        return f"Not done, {days_late((as_of - row.due).days)}{excused}"
    if row.status == "open":
        return f"Still to come{excused}"
    return "Its day has passed"


def _counted(row: Row, book: RuleBook, plain: _Plain) -> str:
    """The counting steps in sentences, and every exception claimed."""
    types = book.event_types
    kept = [step for step in row.steps if isinstance(step, CountStep | MoveStep | ClaimStep)]
    steps = [step for step in kept if not isinstance(step, OtherReading)]  # which is for who has still to act
    return " ".join(sentence(plain.text(explain_step(step, types))) for step in steps)


class _Plain:
    """Texts without what is the program's own: ids of rules, of event types and of events, places in files."""

    def __init__(self, book: RuleBook, places: Mapping[str, int]) -> None:
        self.book, self.places = book, places
        rules = {rule.id: f'"{rule.label}"' for rule in book.rules}
        types = {id: f'"{lower_first(" ".join(type_.meaning.split()))}"' for id, type_ in book.event_types.items()}
        grounds = {id: id.replace("-", " ") for id in book.exceptions}
        self.words = {id: said for id, said in {**grounds, **types, **rules}.items() if "-" in id}
        longest = sorted(map(re.escape, self.words), key=len, reverse=True)
        self.named = re.compile(rf"(?<![\w-])({'|'.join(longest)})(?![\w-])")

    def text(self, text: str) -> str:
        text = re.sub(r" ?\((?:of )?event [^()]*\)", "", text)
        text = re.sub(r"\bevent (\w+)\b", lambda found: self._entry(found.group(1), found.group(0)), text)
        text = re.sub(r",? ?\S+\.toml(?::\d+)?", "", text)
        return self.named.sub(lambda found: self.words[found.group(1)], text)

    def _entry(self, id: str, text: str) -> str:
        return f"entry {self.places[id]}" if id in self.places else text

    def field(self, name: str, type_: str) -> str:
        try:
            return field_in_words(name, self.book.event_types, type_)
        except StopIteration:
            return name.replace("_", " ")

    def value(self, value: object) -> str:
        """A word of a list as words; a text as it was typed."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        text = " ".join(str(value).split())
        if text in self.words:
            return self.words[text]
        return text.replace("-", " ") if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", text) else text
