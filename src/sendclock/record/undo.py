"""`sendclock undo`: take back the last thing that I recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Optional

import typer

from sendclock.casebook.write import added
from sendclock.clock.case import WITHDRAWN, Case, Event
from sendclock.command import Now, Options, Reply, Writing, command
from sendclock.files.name import folded
from sendclock.files.problem import RefusedError, UsageError
from sendclock.record.change import Pending, make_all, read_for_change
from sendclock.record.record import understood
from sendclock.say.words import long_day
from sendclock.session import Session, own_name

SLIP = "slip"  # why, in every withdrawal made here


class UndoOptions(Options):
    ref: Annotated[
        Optional[str],
        typer.Argument(metavar="[REF]", help="In this case; left out, wherever you last recorded something."),
    ] = None


def undo(asked: UndoOptions, writing: Writing, session: Now) -> Reply:
    """Take back the last thing you recorded, on the day you did: a withdrawal, marked as a slip.

    What stood there stays, and what was taken back counts for nothing. Later: sendclock withdraw REF EVENT-ID --reason
    """
    wrote = dict(session.last_written)
    refs = [session.case_meant(asked.ref)] if asked.ref else list(wrote)
    if not refs:
        raise UsageError("Which case? sendclock undo REF")
    pending = [_taken_back(session, ref, wrote.get(ref, ()), writing.by) for ref in refs]
    return make_all(session, pending, writing.dry_run, by=writing.by)


app = command(undo)


def _taken_back(session: Session, ref: str, written: Sequence[str], by: str | None) -> Pending:
    """The withdrawal of what was recorded last in one case. Raises RefusedError where that was not today."""
    case, path, content = read_for_change(session, ref)
    me = by or own_name()
    last = _last(case, me, written)
    if not last:
        raise RefusedError(f"nothing in {ref} was recorded by {me}, or it is taken back already. Nothing was written.")
    when = last[-1].recorded
    if when is None or when.date() != session.moment.date():
        fix = f'sendclock withdraw {ref} {last[-1].id} --reason "..."'
        day = f"on {long_day(when.date())}" if when else "on another day"
        of_then = f"what you recorded last in {ref} was recorded {day}, and undo is for the same day"
        raise RefusedError(f"{of_then}. Nothing was written. To take it back: {fix}")
    entries = [{"type": WITHDRAWN, "on": session.today, "event": event.id, "reason": SLIP} for event in last]
    whole = session.stamped(entries, case, by)
    echo = [f"Taken back: {understood(_as_entry(event), session.rulebook)}" for event in last]
    return Pending(case, added(path, content, whole, session.words_of(path)), echo)


def _last(case: Case, me: str, written: Sequence[str]) -> list[Event]:
    """What I recorded last and have not taken back: all that one command wrote, where that is still known; else the
    one event."""
    gone = {str(event.fields.get("event")) for event in case.events if event.type == WITHDRAWN}
    slips = {e.id for e in case.events if e.type == WITHDRAWN and e.fields.get("reason") == SLIP}
    mine = [
        event
        for event in case.events
        if folded(event.by or "") == folded(me) and event.id not in gone and event.id not in slips
    ]
    if not mine:
        return []
    together = [event for event in mine if event.id in written and event.recorded == mine[-1].recorded]
    return together if mine[-1] in together else [mine[-1]]


def _as_entry(event: Event) -> dict[str, object]:
    day = {"at": event.at} if event.at else {"on": event.on}
    return {"id": event.id, "type": event.type, **day, **event.fields}
