"""`sendclock record REF EVENT`: write down what happened."""

from datetime import datetime
from typing import Annotated, Any, Optional

import typer

from sendclock.case.checklist import refused_step, step_in_full
from sendclock.casebook.write import added
from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED
from sendclock.command import Certain, Now, Options, Ref, Reply, Writing, command
from sendclock.files.problem import RefusedError, UsageError
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.record.change import make, read_for_change
from sendclock.record.field import Reader, in_words, known_type
from sendclock.record.small import own_party
from sendclock.say.terminal import warn
from sendclock.say.words import long_day, moment
from sendclock.session import Session


class RecordOptions(Options):
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[DATE] [FIELD=VALUE]...", help="The day it happened (today, if left out); its fields."),
    ] = None
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="The day it happened.")] = None
    party: Annotated[Optional[str], typer.Option("--party", metavar="NAME", help="The adviser or setting.")] = None
    note: Annotated[Optional[str], typer.Option("--note", metavar="TEXT", help="A note; no names.")] = None

    @property
    def given(self) -> list[str]:
        """All of it as FIELD=VALUE, after what was given so."""
        named = (("on", self.on), ("party", self.party), ("note", self.note))
        return [*(self.words or []), *(f"{name}={text}" for name, text in named if text)]


def record(
    ref: Ref,
    event: Annotated[Optional[str], typer.Argument(metavar="EVENT", help="An event type, such as assessment-agreed.")],
    asked: RecordOptions,
    certain: Certain,
    writing: Writing,
    session: Now,
) -> Reply:
    """Record an event in a case; see which clocks it starts, meets, moves.

    sendclock record EHC-2026-0147 advice-requested today party="Community Paediatrics" source=health
    """
    if event is None:
        raise UsageError(f"say what happened: sendclock record {ref} EVENT. All of them: sendclock rules events")
    if event in ABOUT_AN_EVENT:
        verb = "correct" if event == CORRECTED else "withdraw"
        raise UsageError(f"Use: sendclock {verb} {ref} EVENT-ID")
    book = session.rulebook
    type_ = known_type(event, book.event_types)
    case, path, content = read_for_change(session, ref)
    given = [*asked.given, *own_party(case, type_, asked.given)]
    entry = Reader(book, session.today, session.england, past=True).event(event, given)
    if book.has(event, Act.STEP_DONE):
        entry["step"] = _known_step(entry, book)
    warn_of_future(entry, session)
    (whole,) = session.stamped([entry], case, writing.by)
    addition = added(path, content, [whole], session.words)
    return make(session, addition, case, writing.dry_run, [understood(whole, book)], certain.anyway)


app = command(record)


def _known_step(entry: dict[str, Any], book: RuleBook) -> str:
    """The id of the step in full, as clocks wait for it."""
    refused = refused_step(entry["step"], entry.get("party"), book)
    if refused:
        raise RefusedError(f"{refused} Nothing was written.")
    return step_in_full(entry["step"], book)


def understood(entry: dict[str, Any], book: RuleBook) -> str:
    """`Recorded: The authority received a request ...: Thursday 3 September 2026.`"""
    day = entry.get("at") or entry["on"]
    when = moment(day) if isinstance(day, datetime) else long_day(day)
    shown = ", ".join(
        f"{name} {in_words(name, value)}"
        for name, value in entry.items()
        if name not in ("id", "type", "on", "at", "recorded", "by", "note")
    )
    meaning = book.event_types[entry["type"]].meaning
    return f"{meaning}: {when}{', ' + shown if shown else ''} (event {entry['id']}, {entry['type']})."


def warn_of_future(entry: dict[str, Any], session: Session) -> None:
    day = entry["at"].date() if "at" in entry else entry["on"]
    if day > session.today:
        warn(f"{long_day(day)} is later than today, {long_day(session.today)}: it counts for nothing until then.")
