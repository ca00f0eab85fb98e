"""The events of a worked example as a case has them: as they are; with no more recorded than must be; years on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sendclock.clock.case import Event
from sendclock.days.hours import in_london
from sendclock.law import examples
from sendclock.law.book import RuleBook
from sendclock.law.rule import Value


def event_of(text: str, place: int, book: RuleBook) -> Event:
    read = examples.event_of(text)
    fields: dict[str, Value] = {}
    for name, value in read.fields.items():
        field = book.event_types[read.type].fields.get(name)
        dated = name == "served" or (field is not None and field.kind == "date")
        yes_or_no = field is not None and field.kind == "yes/no"
        fields[name] = date.fromisoformat(value) if dated else value == "yes" if yes_or_no else value
    at = in_london(datetime.combine(read.on, read.at)) if read.at else None
    return Event(read.type, read.on, at, f"e{place + 1}", place, 1, fields)


def silent(event: Event) -> Event:
    """The same event by somebody who records no more than must be: no letter's dates, no hour, no meeting."""
    left_out = ("served", "received", "dated", "counts_from", "meeting")
    kept = {name: value for name, value in event.fields.items() if name not in left_out}
    return event.but(fields=kept, at=None)


def later(event: Event, years: int) -> Event:
    """The same event some years on: beyond the bank holidays announced."""
    ahead = timedelta(365 * years)
    fields = {n: v + ahead if isinstance(v, date) else v for n, v in event.fields.items()}
    return event.but(on=event.on + ahead, at=event.at and event.at + ahead, fields=fields)
