"""`sendclock withdraw REF EVENT-ID`: it did not happen; its line stays."""

from typing import Annotated

import typer

from sendclock import command
from sendclock.casebook.write import added
from sendclock.clock.case import ABOUT_AN_EVENT, WITHDRAWN, truth
from sendclock.files.problem import RefusedError, near_miss
from sendclock.record.change import make, read_for_change
from sendclock.record.correct import required
from sendclock.say.terminal import Output
from sendclock.say.words import long_day
from sendclock.session import Session

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def withdraw(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")],
    event: Annotated[str, typer.Argument(metavar="EVENT-ID", help="The event, such as e3; show lists them.")],
    reason: command.Reason = None,
    by: command.By = None,
    dry_run: command.DryRun = False,
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """Say that a recorded event did not happen; its line stays.

    A correction can be withdrawn too; what it corrected then stands as first recorded.
    """
    work, out = Session(cases, as_of), Output(format, plain, no_color)
    case, path, content = read_for_change(work, ref)
    why = required(reason)
    ids = [e.id for e in case.events]
    if event not in ids:
        raise RefusedError(f'{ref} has no event "{event}".{near_miss(event, ids)} It has: {", ".join(ids)}.')
    target = case.events[ids.index(event)]
    if event in truth(case).withdrawn:
        raise RefusedError(f"event {event} is already withdrawn. Nothing was written.")
    entry = {"type": WITHDRAWN, "on": work.today, "event": event, "reason": why}
    whole = work.stamped([entry], case, by)
    about = f" (event {target.id}, about event {target.fields.get('event')})"
    if target.type not in ABOUT_AN_EVENT:
        about = f" of {long_day(target.on)} (event {target.id})"
    echo = [f"Withdrawn: {target.type}{about}."]
    make(work, added(path, content, whole, work.words), case, dry_run, out, echo)
