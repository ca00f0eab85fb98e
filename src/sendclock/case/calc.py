"""`sendclock calc EVENT DATE`: every date that follows from one event; no case needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Optional

from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import NotStarted
from sendclock.clock.run import timeline
from sendclock.command import Now, Reply, as_data, command
from sendclock.files.problem import CannotRunError
from sendclock.law.rule import EventType
from sendclock.option import typer
from sendclock.record.field import Reader
from sendclock.say.document import Block, Document, Line, Numbered, grid
from sendclock.say.row import CLOCK, CSV, DUE, LAW, NOTE, RULE, WAITING, Row, rows_of
from sendclock.say.view import Column, Look, View
from sendclock.say.words import doubt, long_day, sentence, short_day, task

COLUMNS: tuple[Column[Row], ...] = (
    *CLOCK,
    DUE._replace(shown=lambda row, look: look.day(row.due) + (f" {row.due_at:%H:%M}" if row.due_at else "")),
    Column(title="Clock", wrap=True, shown=lambda row, _: task(row)),
    RULE._replace(from_width=100),
    NOTE._replace(from_width=80, shown=lambda row, _: _note(row)),
    LAW._replace(from_width=120),
)
CALC = View("calc", COLUMNS, (WAITING,), row="row", csv=CSV)


def document(
    event: Event,
    rows: Sequence[Row],
    not_started: Sequence[NotStarted],
    types: Mapping[str, EventType],
    footer: str,
    in_full: bool,
) -> Document:
    """The dates in order, after the event as it was understood."""
    blocks: list[Block] = [Line(f"{long_day(event.on)}: {sentence(types[event.type].meaning)}")]
    listed = sorted((row for row in rows if row.listed), key=lambda row: (row.due, row.label))
    if listed:
        blocks.append(grid(COLUMNS, listed, Look(in_full)))
    else:
        blocks.append(Line("No clock starts from this event alone."))
    if not_started:
        items = [
            f'{n.rule.label} does not start: it counts from "{n.missing}". Add {n.missing}=DATE.' for n in not_started
        ]
        blocks.append(Numbered(items))
    return Document(blocks, footer)


def _note(row: Row) -> str:
    note = doubt(row)
    if row.safe > row.due:  # of a bar
        note = "; ".join(part for part in (note, f"safe from {short_day(row.safe)}") if part)
    elif row.safe != row.due and "safe by" not in note:  # said here even where the day has passed
        note = "; ".join(part for part in (note, f"safe by {short_day(row.safe)}") if part)
    return note


def calc(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event type, such as assessment-requested.")],
    session: Now,
    words: Annotated[
        Optional[list[str]], typer.Argument(metavar="DATE [FIELD=VALUE]...", help="The day, and further fields.")
    ] = None,
) -> Reply:
    """Every date that follows from one event; no case needed."""
    book = session.law
    entry = Reader(book, session.today, session.england).event(event, words or [])
    on = entry["at"].date() if isinstance(entry.get("at"), datetime) else entry["on"]
    fields = {name: value for name, value in entry.items() if name not in ("type", "on", "at")}
    started = Event(entry["type"], on, entry.get("at"), "e1", 0, 0, fields)
    session.today = max(session.today, on)  # a day still to come is answered as at that day
    try:
        answered = timeline(Case("", "", (started,)), book, session.today)
    except ValueError as error:
        raise CannotRunError(f"{error}.") from None
    rows, waiting = rows_of(answered, book, named=False), answered.not_started
    return Reply(
        "calc",
        lambda about, in_full: document(started, rows, waiting, book.event_types, about.footer(), in_full),
        as_data(CALC, rows, {"not_started": waiting}),
        law=book,
    )


app = command(calc)
