"""`sendclock audit REF`: who recorded what in one case, and when; what was corrected or withdrawn since, and why.

In the order in which things were written down, as they were first written: what became of each stands beside it.
Must not know: rules, dates that follow from an event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED, Case, Event, changed_fields, truth
from sendclock.command import Imprint, PageFormats, Ref, Reply, Then, as_data, as_page, command, seen
from sendclock.law.rule import PRIVATE, Value
from sendclock.say.document import Block, Document, Line, Pairs, grid
from sendclock.say.view import COUNT, DAY, MOMENT, NTH, TEXT, WHOLE, Column, Look, View, maybe, several
from sendclock.say.words import long_day, number, short_day
from sendclock.tuples import NamedTuple

BY_HAND = "not said"  # typed into the file, or brought in by something that does not say


class Trace(NamedTuple):
    """One event as it was written down, and what became of it. `after`: days from what happened to when it was
    recorded. `changes` are the ids of what corrected or withdrew it."""

    line: int
    recorded: datetime | None
    by: str | None
    event: str
    type: str
    on: date
    after: int | None
    what: str
    was: str
    then: str
    changes: tuple[str, ...]


def _moment(entry: Trace, look: Look) -> str:
    return f"{look.day(entry.recorded)}, {entry.recorded:%H:%M}" if entry.recorded else BY_HAND


def _late(entry: Trace, _: Look) -> str:
    return f"{entry.after}" if entry.after else ""


COLUMNS = (
    Column[Trace]("recorded", "Recorded", kind=maybe(MOMENT), shown=_moment, about="null: the file does not say"),
    Column[Trace]("by", "By", kind=maybe(TEXT), shown=lambda entry, _: entry.by or BY_HAND),
    Column[Trace]("event", "Event", about="its id"),
    Column[Trace]("type", "What", about="its type"),
    Column[Trace]("on", "On", kind=DAY, about="the day it is about, as first recorded"),
    Column[Trace](
        "after", "Days later", kind=maybe(WHOLE), shown=_late, about="days from that day to when it was recorded"
    ),
    Column[Trace]("what", "As recorded", wrap=True, about="its fields, as first recorded"),
    Column[Trace]("was", "Before", wrap=True, about="of a correction, what stood there before it"),
    Column[Trace]("then", "Since then", wrap=True, about="what corrected or withdrew it, when, by whom and why"),
    Column[Trace]("changes", kind=several(TEXT), about="the ids of what corrected or withdrew it"),
    Column[Trace]("line", kind=NTH, about="its line in the file"),
)
BESIDE = (
    Column[None]("case"),
    Column[None]("file"),
    Column[None]("corrected", kind=COUNT, about="events that were corrected"),
    Column[None]("withdrawn", kind=COUNT, about="events that were withdrawn"),
    Column[None]("by_hand", kind=COUNT, about="events that do not say who recorded them, or when"),
)
AUDIT = View("audit", COLUMNS, BESIDE)


def entries(case: Case) -> Iterator[Trace]:
    """Every event, in the order of the file."""
    true, stands = truth(case), {event.id: event for event in case.events}
    changed: dict[str, list[Event]] = {}
    for event in case.events:
        if event.type in ABOUT_AN_EVENT:
            changed.setdefault(str(event.fields.get("event")), []).append(event)
    for event in case.events:
        was = ""
        target = stands.get(str(event.fields.get("event")))
        if event.type == CORRECTED and event.id not in true.withdrawn and target is not None:
            was, stands[target.id] = _before(event, target), _applied(event, target)
        changes = changed.get(event.id, [])
        after = (event.recorded.date() - event.on).days if event.recorded else None
        then = "; ".join(_became(change, true.withdrawn) for change in changes)
        ids = tuple(change.id for change in changes)
        yield Trace(
            event.line, event.recorded, event.by, event.id, event.type, event.on, after, _what(event), was, then, ids
        )


def _before(change: Event, target: Event) -> str:
    fields = changed_fields(change)
    if not fields:
        return f"on: {short_day(target.on)}" + (f" at {target.at:%H:%M}" if target.at else "")
    return "; ".join(f"{name}: {_said(name, target.fields.get(name))}" for name in fields)


def _applied(change: Event, target: Event) -> Event:
    fields = changed_fields(change)
    if fields:
        return target.but(fields={**target.fields, **fields})
    return target.but(on=change.on, at=change.at)


def _became(change: Event, withdrawn: Mapping[str, Event]) -> str:
    """`corrected by e7, okafor, 12 Nov 2026: Date stamp misread`."""
    how = "corrected" if change.type == CORRECTED else "withdrawn"
    when = [short_day(change.recorded)] if change.recorded else []
    who = [change.by] if change.by else []
    reason = str(change.fields.get("reason") or "no reason given")
    back = " (that was itself withdrawn)" if change.id in withdrawn else ""
    return f"{how} by {', '.join([change.id, *who, *when])}: {reason}{back}"


def _what(event: Event) -> str:
    parts = [f"at {event.at:%H:%M}"] if event.at else []
    return "; ".join([*parts, *(f"{name}: {_said(name, value)}" for name, value in event.fields.items())])


def _said(name: str, value: Value | None) -> str:
    if name in PRIVATE:
        return "not printed"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{short_day(value)} at {value:%H:%M}"
    return short_day(value) if isinstance(value, date) else str(value)


def audit(ref: Ref, session: Then) -> Reply:
    """Who recorded what and when; what was corrected or withdrawn, and why: on one page.

    What was changed in the file itself is not seen here: sendclock check --history
    """
    case, _, problems = session.one(ref)
    case = session.as_known(case)
    rows = list(entries(case))
    true = truth(case)
    by_hand = sum(row.recorded is None or row.by is None for row in rows)
    counts = {"corrected": len(true.corrected), "withdrawn": len(true.withdrawn), "by_hand": by_hand}

    def drawn(about: Imprint, in_full: bool) -> Document:
        return document(case, rows, counts, about.footer(), in_full)

    forms = {
        **as_data(AUDIT, rows, {"case": case.ref, "file": case.file, **counts}),
        "html": as_page(drawn, f"Audit of {case.ref}"),
    }
    return Reply("audit", drawn, forms, seen(problems), told="errors")


def document(case: Case, rows: Sequence[Trace], counts: Mapping[str, int], footer: str, in_full: bool) -> Document:
    """The case in one look, then every event as it was written down. `counts`: corrected, withdrawn, by hand."""
    known = [row.recorded.date() for row in rows if row.recorded]  # by hand some have no offset
    who = Counter(row.by or BY_HAND for row in rows)
    span = f"{long_day(min(known))} to {long_day(max(known))}" if known else BY_HAND
    blocks: list[Block] = [
        Line(f"{case.ref}: who recorded what, and when."),
        Pairs(
            [
                ("File", case.file),
                ("Events", f"{len(rows)}"),
                ("Recorded", span),
                ("By", ", ".join(f"{name} {count}" for name, count in who.most_common())),
                ("Corrected", f"{counts['corrected']}"),
                ("Withdrawn", f"{counts['withdrawn']}"),
                ("Without who or when", f"{counts['by_hand']}"),
            ]
        ),
    ]
    if rows:
        blocks.append(grid(COLUMNS, rows, Look(in_full)))
    if counts["by_hand"]:
        said = f"{number(counts['by_hand'], 'event')} without who recorded it, or when"
        blocks.append(Line(f"{said}: typed into the file, or brought in."))
    return Document(blocks, footer)


app = command(audit, PageFormats, filed=True)
