"""`sendclock withdraw REF EVENT-ID`: it did not happen; its line stays."""

from typing import Annotated, Optional

import typer

from sendclock.casebook.write import added
from sendclock.clock.case import ABOUT_AN_EVENT, WITHDRAWN, truth
from sendclock.command import Because, Certain, Now, Ref, Reply, command
from sendclock.files.problem import RefusedError, UsageError, near_miss
from sendclock.record.change import make, read_for_change
from sendclock.record.correct import required
from sendclock.say.words import long_day


def withdraw(
    ref: Ref,
    event: Annotated[Optional[str], typer.Argument(metavar="EVENT-ID", help="The event, such as e3; show lists them.")],
    certain: Certain,
    asked: Because,
    session: Now,
) -> Reply:
    """Say that a recorded event did not happen; its line stays.

    A correction can be withdrawn too; what it corrected then stands as first recorded.
    """
    case, path, content = read_for_change(session, ref)
    if not event:
        raise UsageError(f"say which event: sendclock withdraw {ref} EVENT-ID. show lists them.")
    why = required(asked.reason)
    ids = [e.id for e in case.events]
    if event not in ids:
        raise RefusedError(f'{ref} has no event "{event}".{near_miss(event, ids)} It has: {", ".join(ids)}.')
    target = case.events[ids.index(event)]
    if event in truth(case).withdrawn:
        raise RefusedError(f"event {event} is already withdrawn. Nothing was written.")
    entry = {"type": WITHDRAWN, "on": session.today, "event": event, "reason": why}
    whole = session.stamped([entry], case, asked.by)
    about = f" (event {target.id}, about event {target.fields.get('event')})"
    if target.type not in ABOUT_AN_EVENT:
        about = f" of {long_day(target.on)} (event {target.id})"
    echo = [f"Withdrawn: {target.type}{about}."]
    made = added(path, content, whole, session.words_of(path))
    return make(session, made, case, asked.dry_run, echo, certain.anyway, asked.by)


app = command(withdraw)
