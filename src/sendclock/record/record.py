"""`sendclock record REF EVENT`: write down what happened."""

from datetime import datetime
from typing import Annotated, Any, Optional

import typer

from sendclock import command
from sendclock.case.checklist import refused_step, step_in_full
from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED
from sendclock.files.problem import RefusedError, UsageError
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.record.change import make, next_ids, read_for_change, stamped
from sendclock.record.field import event_of, known_type
from sendclock.record.small import own_party
from sendclock.say.terminal import Output, warn
from sendclock.say.words import long_day, moment
from sendclock.session import Workspace

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def record(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")],
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event type, such as assessment-agreed.")],
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[DATE] [FIELD=VALUE]...", help="The day it happened (today, if left out); its fields."),
    ] = None,
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="The day it happened.")] = None,
    party: Annotated[Optional[str], typer.Option("--party", metavar="NAME", help="The adviser or setting.")] = None,
    note: Annotated[Optional[str], typer.Option("--note", metavar="TEXT", help="A note; no names.")] = None,
    by: command.By = None,
    anyway: command.Anyway = False,
    dry_run: command.DryRun = False,
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """Record an event in a case; see which clocks it starts, meets, moves.

    sendclock record EHC-2026-0147 advice-requested today party="Community Paediatrics" source=health
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    if event in ABOUT_AN_EVENT:
        verb = "correct" if event == CORRECTED else "withdraw"
        raise UsageError(f"Use: sendclock {verb} {ref} EVENT-ID")
    type_ = known_type(event, work.rulebook.event_types)
    case, path, content = read_for_change(work, ref)
    given = [*(words or []), *(f"{k}={v}" for k, v in (("on", on), ("party", party), ("note", note)) if v)]
    given += own_party(case, type_, given)
    entry = event_of(event, given, work.rulebook, work.today, work.england, past=True)
    if work.rulebook.has(event, Act.STEP_DONE):
        entry["step"] = _known_step(entry, work.rulebook)
    warn_of_future(entry, work)
    whole = stamped(entry, next_ids(case, 1)[0], by)
    make(work, path, content, content, [whole], dry_run, out, [understood(whole, work.rulebook)], anyway)


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
        f"{name} {_said(value)}"
        for name, value in entry.items()
        if name not in ("id", "type", "on", "at", "recorded", "by", "note")
    )
    meaning = book.event_types[entry["type"]].meaning
    return f"{meaning}: {when}{', ' + shown if shown else ''} (event {entry['id']}, {entry['type']})."


def warn_of_future(entry: dict[str, Any], work: Workspace) -> None:
    day = entry["at"].date() if "at" in entry else entry["on"]
    if day > work.today:
        warn(f"{long_day(day)} is later than today, {long_day(work.today)}: it counts for nothing until then.")


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str) else long_day(value)
