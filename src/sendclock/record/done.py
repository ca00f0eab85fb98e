"""`sendclock done ROW|REF [LABEL]`: record the act that meets a clock, or tick off a date of your own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Optional

import typer

from sendclock.clock.case import Event, same_party
from sendclock.clock.deadline import Timeline
from sendclock.clock.reminder import reminders
from sendclock.command import Certain, Now, Options, Reply, Writing, command
from sendclock.files.name import folded
from sendclock.files.problem import UsageError
from sendclock.law.role import Act
from sendclock.law.synonym import Tongue, phrases
from sendclock.record.offer import MOST, Offer, listed, meeting, open_rows, quoted
from sendclock.record.record import ToRecord, record_acts
from sendclock.record.wording import case_and_words, wording
from sendclock.say.row import Row
from sendclock.say.terminal import answered, can_ask, warn
from sendclock.say.words import long_day
from sendclock.session import Session, rules_named


class DoneOptions(Options):
    words: Annotated[
        Optional[list[str]],
        typer.Argument(
            metavar="ROW|REF [LABEL] [DATE] [FIELD=VALUE]...",
            help="The row of your last list, or the case and the clock by its label; the day (today, if left out).",
        ),
    ] = None
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="The day it was done.")] = None
    party: Annotated[Optional[str], typer.Option("--party", metavar="NAME", help="Whose clock it is.")] = None


def done(asked: DoneOptions, certain: Certain, writing: Writing, session: Now) -> Reply:
    """Record the act that meets a clock; tick off a date of your own."""
    ref, row, event, words = _meant(session, asked)
    if row is None:
        assert event is not None
        ticked = session.rulebook.event(Act.REMINDED)
        said = [ticked, f"event={event.id}", *words]
    else:
        offer, rest = _one(session, ref, list(meeting(row, session.rulebook)), row, words)
        said = [*offer.words[:1], *rest, *offer.words[1:]]
    if asked.on:
        said.append(f"on={asked.on}")
    return record_acts(session, [ToRecord(ref, wording(said, session.rulebook, (), ref))], certain, writing)


app = command(done)


def _meant(session: Session, asked: DoneOptions) -> tuple[str, Row | None, Event | None, list[str]]:
    """The case, the clock in it or the date of one's own, and the words that are left."""
    words = list(asked.words or [])
    lines = session.last_list
    by_row = bool(words) and words[0].isdigit() and words[0][0] != "0" and int(words[0]) <= len(lines)
    ref, rest = case_and_words(session, words)
    case, _, _ = session.one(ref)
    timeline = session.timeline(case)
    rows, own = open_rows(timeline, timeline.book), reminders(timeline)
    if by_row and folded(lines[int(words[0]) - 1].ref) == folded(ref):
        line = lines[int(words[0]) - 1]
        listed_rows = [row for row in rows if (row.rule, row.started_by.id) == (line.rule, line.event)]
        if listed_rows:
            return ref, listed_rows[0], None, rest
        ticked = [event for event in own if event.id == line.event]
        if ticked:
            return ref, None, ticked[0], rest
        if line.rule:
            raise UsageError(f"row {words[0]} of your last list, {ref}, is no longer open. Ask for the list again.")
    return _by_label(session, timeline, rows, own, rest, asked.party)


def _by_label(
    session: Session, timeline: Timeline, rows: Sequence[Row], own: Sequence[Event], words: list[str], party: str | None
) -> tuple[str, Row | None, Event | None, list[str]]:
    ref = timeline.case.ref
    plain = [word for word in words if "=" not in word]
    fields = [word for word in words if "=" in word]
    for event in own:
        if plain and plain[0] == event.id:
            return ref, None, event, [*plain[1:], *fields]
    for length in range(len(plain), 0, -1):
        fit = _fitting(session, rows, " ".join(plain[:length]), party)
        if len(fit) == 1:
            return ref, fit[0], None, [*plain[length:], *fields]
        if fit:
            parties = ", ".join(f'--party "{row.party}"' if row.party else "no party" for row in fit)
            raise UsageError(f"{ref} has {len(fit)} such clocks open. Say whose: {parties}.")
    if not plain and len(rows) + len(own) == 1:
        return (ref, rows[0], None, fields) if rows else (ref, None, own[0], fields)
    have = [f'  sendclock done {ref} "{label}"' for label in dict.fromkeys(row.label for row in rows)][:MOST]
    have += [f"  sendclock done {ref} {event.id}  ({event.fields.get('note')})" for event in own]
    first = f'"{" ".join(plain)}" is no open clock of {ref}.' if plain else f"say which clock of {ref} is done."
    raise UsageError(first, *(have or ["  none is open."]))


def _fitting(session: Session, rows: Sequence[Row], text: str, party: str | None) -> list[Row]:
    """The open clocks of that label, or of the party of that name."""
    try:
        ids = rules_named(text, session.rulebook, {row.rule for row in rows})
    except UsageError:
        ids = ()
    found = [row for row in rows if row.rule in ids] or [row for row in rows if same_party(row.party, text)]
    return [row for row in found if not party or same_party(row.party, party)]


def _one(session: Session, ref: str, found: Sequence[Offer], row: Row, words: list[str]) -> tuple[Offer, list[str]]:
    """The act that meets the clock, and the words that are left. Where several do: the one that is named, or chosen on
    a terminal."""
    if not found:
        raise UsageError(f"no act meets {row.label}: it ends by itself. sendclock explain {ref} {quoted(row.label)}")
    named, rest = _named(session, found, words)
    if len(named) == 1:
        return named[0], rest
    if not can_ask():
        raise UsageError(f"{row.label} is met by one of several acts. Say which:", *listed(found, ref))
    for number, offer in enumerate(named, 1):
        fields = "".join(f", {name} {value}" for name, value in offer.fields.items())
        warn(f"  {number:>2}  {session.rulebook.event_types[offer.event].meaning}{fields}")
    text = answered(f"{ref}, {row.label}, {long_day(row.due)}. Which was it? A number")
    if not text.isdigit() or not 0 < int(text) <= len(named):
        raise UsageError("Nothing was written.")
    return named[int(text) - 1], rest


def _named(session: Session, found: Sequence[Offer], words: list[str]) -> tuple[Sequence[Offer], list[str]]:
    """Those of the acts that the first words name, and the words after them; all, where they name none: `agreed` is
    enough where the other act is a refusal."""
    plain = [word for word in words if "=" not in word]
    tongue = Tongue(session.rulebook.event_types, phrases())
    for length in range(len(plain), 0, -1):
        text = " ".join(plain[:length])
        exact = tongue.meant(text)
        those = {exact.event} if exact else set(tongue.search(text))
        named = [offer for offer in found if offer.event in those]
        if named and (exact or len({offer.event for offer in named}) == 1):
            return named, [*plain[length:], *(word for word in words if "=" in word)]
    return found, words
