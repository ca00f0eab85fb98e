"""`sendclock new REF`: start a case file."""

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from sendclock import command
from sendclock.casebook.folder import LONGEST_REF, case_files, no_reference
from sendclock.casebook.write import head
from sendclock.days.spelling import read_day
from sendclock.files import disk
from sendclock.files.name import folded, with_hyphens
from sendclock.files.problem import CannotRunError, RefusedError, UsageError
from sendclock.law.role import Act
from sendclock.record.change import make, stamped
from sendclock.record.field import event_of
from sendclock.record.record import understood, warn_of_future
from sendclock.record.small import SmallKind, no_clock, understood_kind
from sendclock.say.terminal import Output
from sendclock.session import Workspace

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def new(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The reference: letters, digits, - and _; no names.")],
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[EVENT [DATE] [FIELD=VALUE]...]", help="Its first event, as for record."),
    ] = None,
    kind: Annotated[
        Optional[SmallKind],
        typer.Option("--kind", help="A small case of its own; then [DATE] [FIELD=VALUE]... follow."),
    ] = None,
    born: Annotated[Optional[str], typer.Option("--born", metavar="DATE", help="Only used for age rules.")] = None,
    setting: Annotated[Optional[str], typer.Option("--setting", metavar="TEXT", help="School or college.")] = None,
    tag: Annotated[Optional[list[str]], typer.Option("--tag", metavar="WORD", help="May be repeated.")] = None,
    officer: Annotated[Optional[str], typer.Option("--officer", metavar="NAME", help="Whose case it is.")] = None,
    team: Annotated[Optional[str], typer.Option("--team", metavar="NAME", help="And of which team.")] = None,
    folder: Annotated[Optional[str], typer.Option("--in", metavar="FOLDER", help="A sub-folder of cases.")] = None,
    by: command.By = None,
    anyway: command.Anyway = False,
    dry_run: command.DryRun = False,
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """Start a case file.

    sendclock new EHC-2026-0147 assessment-requested 2026-09-07 requester=family --officer okafor

    sendclock new FOI-2026-033 --kind enquiry 2026-11-20
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    ref = with_hyphens(ref)  # as pasted from a letter: Word makes the dashes longer
    path = _path(work, ref, folder)
    small = understood_kind(ref, kind, words or [], work.rulebook)
    given = [small.event, *small.words] if small else words or []
    events = [event_of(given[0], given[1:], work.rulebook, work.today, work.england, past=True)] if given else []
    unheard = no_clock(events[0], work.rulebook) if small else ""
    if officer:
        day = (events[0].get("on") or events[0]["at"].date()) if events else work.today
        given_to = {"type": work.rulebook.event(Act.ALLOCATED), "on": day, "officer": officer}
        events.append(given_to | ({"team": team} if team else {}))
    elif team:
        raise UsageError("--team goes with --officer.")
    for event in events:
        warn_of_future(event, work)
    whole = [stamped(event, f"e{n}", by) for n, event in enumerate(events, 1)]
    top: dict[str, Any] = {"schema": 1, "ref": ref}
    top |= {"born": read_day(born, work.today, work.england, past=True)} if born else {}
    top |= {"setting": setting} if setting else {}
    tags = dict.fromkeys([*([small.kind] if small else []), *(tag or [])])
    top |= {"tags": list(tags)} if tags else {}
    echo = [f"New case {ref}.", *([small.said] if small else []), *(understood(e, work.rulebook) for e in whole)]
    make(work, path, None, head(top), whole, dry_run, out, [*echo, *filter(None, [unheard])], anyway)


def _path(work: Workspace, ref: str, folder: str | None) -> Path:
    """Where the new file goes. Raises where the reference or the folder will not do, or the case is there already."""
    wrong = no_reference(ref)
    if wrong:
        said = ref if len(ref) <= LONGEST_REF else f"{ref[:20]}..."
        raise UsageError(f'"{said}" cannot be a reference: {wrong}.')
    if len(work.books) > 1:
        raise UsageError("a new case goes into one casebook: give --cases once.")
    place = work.books[0].cases / (folder or "")
    if not disk.is_within(place, work.books[0].cases) or not disk.is_folder(place):
        raise CannotRunError(f"{place}: there is no such folder in the casebook. Make it first.")
    taken = [p for p in case_files(work.books[0].cases) if folded(p.stem) == folded(ref)]
    if taken:
        raise RefusedError(f"{taken[0]}: the case already exists. To add to it: sendclock record {ref} EVENT")
    return place / f"{ref}.toml"
