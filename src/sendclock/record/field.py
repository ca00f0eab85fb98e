"""Words of the command line into the fields of an event: `2026-09-07 detained=yes served=+2d`.

Must not know: files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sendclock.casebook.casefile import COMMON
from sendclock.days.calendars import Calendar
from sendclock.days.spelling import heard_day, in_years, read_moment
from sendclock.files.problem import RefusedError, UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.law.rule import PRIVATE, EventType, Field
from sendclock.law.synonym import choice_meant
from sendclock.say.words import long_day, moment
from sendclock.tuples import NamedTuple

OF_THE_CASE = {"setting": "setting", "born": "born", "tag": "tag", "tags": "tag"}  # and the option that gives it
FAR_AHEAD = 300  # days: a day without its year that has just gone by is hardly that of next year
YES = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}


class Reader(NamedTuple):
    """Reads what stands on the command line, by the vocabulary of `book`, as said on the day `today`. `past`: a weekday
    is the last of its name, not the next; the rule for what has happened."""

    book: RuleBook
    today: date
    england: Calendar
    past: bool = False

    def event(self, type_: str, words: Sequence[str]) -> dict[str, Any]:
        """One event as it would stand in a file. A word without `=` is its day (today, if there is none).

        Raises UsageError for words that do not fit, RefusedError for an event that is not whole.
        """
        event_type = known_type(type_, self.book.event_types)
        days, fields = split(words)
        entry: dict[str, Any] = {"type": type_}
        day = fields.pop("on", None) or fields.pop("at", None) or " ".join(days) or "today"
        entry.update(self.day(day))
        for name, text in fields.items():
            entry[name] = self.value(name, text, event_type)
        missing = [f.name for f in event_type.fields.values() if f.required and f.name not in entry]
        if event_type.needs_one and not any(name in entry for name in event_type.needs_one):
            one = event_type.needs_one
            raise RefusedError(f"{type_} needs {' or '.join(one)}. Add: {one[0]}=TEXT")
        if missing:
            wanted = ", ".join(f"{name}={_sample(event_type.fields[name])}" for name in missing)
            raise RefusedError(f"{type_} needs {', '.join(missing)}. Add: {wanted}")
        return entry

    def day(self, text: str) -> dict[str, Any]:
        """`on` for a day, `at` for a moment."""
        found = read_moment(text, self.today, self.england, self.past)
        in_years(found.date() if isinstance(found, datetime) else found, self.today)
        return {"at": found} if isinstance(found, datetime) else {"on": found}

    def value(self, name: str, text: str, event_type: EventType) -> Any:
        """The value of one field, in the kind the vocabulary asks for."""
        field = event_type.fields.get(name)
        kind = field.kind if field else COMMON.get(name)
        if kind is None or name in ("id", "by"):
            raise UsageError(_no_such_field(name, event_type))
        if kind == "date":
            ahead = field is not None and field.ahead
            found, taken = heard_day(text, self.today, self.england, self.past and not ahead, ahead)
            if taken and (found - self.today).days > FAR_AHEAD:
                this = f"{found:%d/%m}/{self.today.year}"
                gone = f"{name}={text}: that day of this year has gone by"
                raise UsageError(f"{gone}. Write it with its year: {name}={this}, or {name}={found:%d/%m/%Y}.")
            return in_years(found, self.today)
        if kind == "yes/no":
            if text.lower() not in YES:
                raise UsageError(f"{name}={text}: use {name}=yes or {name}=no.")
            return YES[text.lower()]
        choices: Sequence[str] = field.choices if field else ()
        if kind in ("rule", "exception"):
            choices = list(self.book.rule_ids()) if kind == "rule" else list(self.book.exceptions)
        if choices and text not in choices:
            text = choice_meant(text, choices)
        if choices and text not in choices:
            listed = f"use one of: {', '.join(choices)}." if len(choices) < 15 else f"that is not a known {kind}."
            raise UsageError(f"{name}={text}: {listed}{near_miss(text, choices)}")
        if not text.strip():
            raise UsageError(f"{name}= is empty. Give a value, or leave it out.")
        return text


def _no_such_field(name: str, event_type: EventType) -> str:
    if name in OF_THE_CASE:
        return (
            f'"{name}" is said of the case, not of {event_type.id}. With sendclock new: --{OF_THE_CASE[name]} ...; '
            f"of a case that is there: sendclock set REF {OF_THE_CASE[name]}=..."
        )
    known = {*event_type.fields, "party", "served", "note", "on", "at"}
    return f'"{event_type.id}" has no field "{name}".{near_miss(name, known)}'


def known_type(type_: str, known: Mapping[str, EventType]) -> EventType:
    if type_ not in known:
        raise UsageError(
            f'"{type_}" is not an event type.{near_miss(type_, known)} All of them: sendclock rules events'
        )
    return known[type_]


def split(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The words that are days, and those that are FIELD=VALUE."""
    days, fields = [], {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            days.append(word)
        elif name in fields:
            raise UsageError(f'"{name}" is given twice.')
        else:
            fields[name] = text
    return days, fields


def in_words(name: str, value: Any) -> str:
    """A field as it is said back: a day with its weekday, `yes` for true; never what is private."""
    if name in PRIVATE:
        return "as given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if isinstance(value, str) else long_day(value)


def _sample(field: Field) -> str:
    if field.choices:
        return "|".join(field.choices)
    return {"date": "2026-11-30", "rule": "RULE", "exception": "EXCEPTION", "event": "EVENT"}.get(field.kind, "TEXT")
