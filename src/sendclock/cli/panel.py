"""`sendclock panel`: the authority's panels, the agenda of one, the days on which they meet."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.dates import read_day
from sendclock.cli.morning import unfinished_rows
from sendclock.cli.output import Output, tell_problems, warn
from sendclock.cli.theirs import Found, read_again
from sendclock.cli.workspace import Workspace
from sendclock.core.agenda import WANTED, Meeting, meeting_of, not_in_settings
from sendclock.core.model import Timeline
from sendclock.core.panels import Panel, panel_called
from sendclock.core.problems import CannotRunError, UsageError, near_miss
from sendclock.report import agenda, panels
from sendclock.report.due import Wanted
from sendclock.report.machine import answer, csv_text
from sendclock.report.wording import long_day, number

app = typer.Typer(rich_markup_mode=None, add_completion=False)
HALF_A_YEAR = timedelta(182)


@app.command()
def panel(
    name: Annotated[
        Optional[str], typer.Argument(metavar="[NAME]", help="The panel, by name or title; all, if left out.")
    ] = None,
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="The meeting of this day.")] = None,
    calendar: Annotated[bool, typer.Option("--calendar", help="Every meeting, and every day without one.")] = False,
    from_: Annotated[
        Optional[str], typer.Option("--from", metavar="DATE", help="With --calendar [default: today].")
    ] = None,
    to: Annotated[
        Optional[str], typer.Option("--to", metavar="DATE", help="With --calendar [default: 26 weeks on].")
    ] = None,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    officer: options.Officer = None,
    team: options.Team = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """The panels and what they have to hear: what cannot wait, what needs the next meeting, what comes back.

    sendclock panel; sendclock panel assessment; sendclock panel assessment --on 25/11/2026; sendclock panel --calendar
    """
    work, out = Workspace(cases, as_of, known_at), Output(format, plain, no_color)
    known = _known(work)
    chosen = [_named(name, known)] if name is not None else known
    if (from_ or to) and not calendar:
        raise UsageError("--from and --to go with --calendar.")
    if on and (calendar or name is None):
        raise UsageError("--on goes with one panel: sendclock panel NAME --on DATE.")
    filters = frozenset(map(str.casefold, officer or ())), frozenset(map(str.casefold, team or ()))
    try:
        if calendar:
            _calendar(work, out, chosen, from_, to)
        elif name is None:
            _every(work, out, known, filters)
        else:
            _agenda(work, out, _meeting(chosen[0], on, work), filters)
    except (ValueError, OverflowError) as error:
        raise CannotRunError(f"{error}.") from None


def _known(work: Workspace) -> list[Panel]:
    """Raises CannotRunError, with how to add one, where the settings have no panel."""
    if not work.panels:
        places = ", ".join(str(book.settings or book.root / "sendclock.toml") for book in work.books)
        sample = '[panels.assessment]\ntitle = "EHC assessment panel"\nweekday = "wednesday"\nfirst = 2026-09-09\n'
        sample += 'papers = "4wd"\nabout = ["assess", "plan"]'
        raise CannotRunError(f"{places}: there is no panel in the settings. Add one, such as:\n\n{sample}")
    return list(work.panels.values())


def _named(name: str, known: list[Panel]) -> Panel:
    found = panel_called(name, known)
    if found is None:
        hint = near_miss(name, [word for each in known for word in (each.name, each.title)])
        raise UsageError(f'"{name}" is not a panel.{hint} Known: {", ".join(each.name for each in known)}.')
    return found


def _meeting(panel: Panel, on: str | None, work: Workspace) -> Meeting:
    """The meeting of the day given, or the next; today's is the next."""
    if on is None:
        day = panel.next(work.today)
        if day is None:
            text = f"{panel.title} has no meeting in the year from {long_day(work.today)}. Correct its days in the"
            raise CannotRunError(f"{text} settings; what is due: sendclock due. Its days: --calendar")
        return meeting_of(panel, day)
    day = read_day(on, work.today, work.england)
    if not panel.meets(day):
        why, near = panel.why_not(day), [("before", panel.previous(day)), ("after", panel.next(day))]
        nearest = " and ".join(f"{long_day(other)} {side}" for side, other in near if other)
        text = f"{long_day(day)} is no meeting of the {panel.title}{f' ({why})' if why else ''}."
        raise UsageError(f"{text} Nearest: {nearest or 'none within a year'}.")
    return meeting_of(panel, day)


Filters = tuple[frozenset[str], frozenset[str]]


def _timelines(work: Workspace) -> tuple[list[Timeline], Found]:
    """The cases an agenda looks at: those with a limit that a panel decides, and those a panel has before it, found
    through the index. On stderr, what could not be read and which panels nobody knows."""
    morning = unfinished_rows(work, Wanted(date.max, frozenset({"deadline"}), WANTED), use_index=True)
    with_limit = {row.case for row in morning.rows}
    names = [name for name in morning.owners if Path(name).stem in with_limit or name in morning.panelled]
    again = read_again(work, morning, names)
    found = [one.timeline for one in again.cases]
    tell_problems(again.problems)
    known = list(work.panels.values())
    for name, cases in sorted(not_in_settings(found, known).items()):
        hint = near_miss(name, [word for each in known for word in (each.name, each.title)])
        warn(f'{number(cases, "case")} named "{name}", which is no panel in the settings.{hint}')
    return found, again


def _agenda(work: Workspace, out: Output, meeting: Meeting, filters: Filters) -> None:
    found, again = _timelines(work)
    book = work.rulebook
    lines = [entry for entry in agenda.entries(found, meeting, book) if entry.is_of(*filters)]
    if out.format == "json":
        head = heading("panel", work, book, again.read, again.unreadable)
        more = agenda.agenda_json(meeting, work.today)
        out.text(answer(head, map(agenda.entry_json, lines), again.problems, **more))
    elif out.format == "csv":
        out.text(csv_text(agenda.CSV_COLUMNS, map(agenda.csv_cells, lines)))
    else:
        last = footer(work, book, again.read, again.unreadable)
        out.show(agenda.document(meeting, lines, work.today, last, not out.draws))
    leave(again.unreadable)


def _every(work: Workspace, out: Output, known: list[Panel], filters: Filters) -> None:
    found, again = _timelines(work)
    book = work.rulebook
    standings = [_standing(panel, found, work, filters) for panel in known]
    if out.format == "json":
        head = heading("panels", work, book, again.read, again.unreadable)
        out.text(answer(head, (panels.standing_json(standing, work.today) for standing in standings), again.problems))
    elif out.format == "csv":
        out.text(csv_text(panels.PANELS_CSV, (panels.standing_cells(each, work.today) for each in standings)))
    else:
        last = footer(work, book, again.read, again.unreadable)
        out.show(panels.panels_document(standings, work.today, last, not out.draws))
    leave(again.unreadable)


def _standing(panel: Panel, found: list[Timeline], work: Workspace, filters: Filters) -> panels.Standing:
    day = panel.next(work.today)
    if day is None:
        return panels.Standing(panel, None)
    meeting = meeting_of(panel, day)
    lines = [entry.item.place for entry in agenda.entries(found, meeting, work.rulebook) if entry.is_of(*filters)]
    return panels.Standing(panel, meeting, lines.count("too-late"), lines.count("needed"))


def _calendar(work: Workspace, out: Output, chosen: list[Panel], from_: str | None, to: str | None) -> None:
    first = read_day(from_, work.today, work.england) if from_ else work.today
    last = read_day(to, work.today, work.england) if to else first + HALF_A_YEAR
    if last < first:
        raise UsageError(f"--to ({long_day(last)}) is before --from ({long_day(first)}).")
    days = {panel.name: panels.sittings(panel, first, last) for panel in chosen}
    every = [sitting for sittings in days.values() for sitting in sittings]
    if out.format == "json":
        head = heading("panel-calendar", work, work.rulebook)
        out.text(answer(head, map(panels.sitting_json, every), (), **_span(first, last)))
    elif out.format == "csv":
        out.text(csv_text(panels.CALENDAR_CSV, map(panels.sitting_cells, every)))
    else:
        pairs = [(panel, days[panel.name]) for panel in chosen]
        last_line = footer(work, work.rulebook)
        out.show(panels.calendar_document(pairs, first, last, last_line, not out.draws))


def _span(first: date, last: date) -> dict[str, date]:
    return {"from": first, "to": last}
