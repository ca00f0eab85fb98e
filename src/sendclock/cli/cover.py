"""`sendclock cover [OFFICER]`: who is away, who covers, and what there is to cover."""

from datetime import date, timedelta
from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.dates import read_day
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.theirs import theirs
from sendclock.cli.workspace import Workspace
from sendclock.core.people import plain as same
from sendclock.core.problems import UsageError, near_miss
from sendclock.core.whose import closed
from sendclock.report import away as absences
from sendclock.report import cover as report
from sendclock.report.machine import answer, csv_text

app = typer.Typer(rich_markup_mode=None, add_completion=False)
AHEAD = timedelta(weeks=2)


@app.command()
def cover(
    officer: Annotated[Optional[str], typer.Argument(metavar="[OFFICER]", help="Whose work is to be covered.")] = None,
    from_: Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="First day [default: today].")] = None,
    to: Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="Last day [default: two weeks on].")] = None,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Who is away, and who covers; with OFFICER, the list to hand over.

    With OFFICER and no days, the absence that is now or comes next: each case with what is overdue, falls due or takes
    place, who covers it, and whether the family and the setting have still to be told.
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    if officer is None:
        _who_is_away(work, out, _span(work, None, from_, to))
    else:
        _hand_over_list(work, out, _known(work, officer), from_, to)


def _known(work: Workspace, officer: str) -> str:
    found, ids = work.people.officer(officer), [one.id for one in work.people.officers]
    if found is None and ids:
        raise UsageError(f'"{officer}" is not an officer in sendclock.toml.{near_miss(officer, ids)}')
    return found.id if found else officer


def _span(work: Workspace, officer: str | None, from_: str | None, to: str | None) -> absences.Span:
    """The days asked for; those of the absence that is now or next, if none are."""
    today = work.today
    first = read_day(from_, today, work.england) if from_ else today
    recorded = [a for a in work.people.absences if officer and same(a.officer) == same(officer)]
    ahead = sorted((a for a in recorded if a.last is None or a.last >= first), key=lambda absence: absence.first)
    last = read_day(to, first, work.england) if to else None
    if ahead and from_ is None and to is None:
        first = max(ahead[0].first, today)
        last = ahead[0].last
    if last is not None and last < first:
        raise UsageError(f"--to {last} is before --from {first}. Both days are counted in.")
    return absences.Span(first, last or min(first, date.max - AHEAD) + AHEAD)


def _who_is_away(work: Workspace, out: Output, span: absences.Span) -> None:
    people = work.people
    away = [
        (one.id, one.team, spell)
        for one in people.officers
        for spell in people.spells(one.id, span.first, span.last)
    ]  # fmt: skip
    away.sort(key=lambda row: (row[2].first, row[0]))
    if out.format == "json":
        rows = [absences.away_json(*row) for row in away]
        head = heading("cover", work, work.rulebook)
        out.text(answer(head, rows, [], **{"from": span.first, "to": span.last}))
    elif out.format == "csv":
        out.text(csv_text(absences.AWAY_COLUMNS, [absences.away_cells(*row) for row in away]))
    else:
        known = bool(people.officers)
        out.show(absences.away_document(away, span, known, footer(work, work.rulebook), not out.draws))


def _hand_over_list(work: Workspace, out: Output, officer: str, from_: str | None, to: str | None) -> None:
    span = _span(work, officer, from_, to)
    put_down = sum((spell.last - spell.first).days + 1 for spell in work.people.spells(officer, *span))
    recorded = put_down == (span.last - span.first).days + 1
    people = work.people.as_if_away(officer, *span)
    found = theirs(work, lambda owner, _: same(owner.officer or "") == same(officer))
    open_ = [each.timeline for each in found.cases if not closed(each.case, work.today)]
    listed = [report.hand_over(timeline, work.rulebook, people, officer, span) for timeline in open_]
    busy = sorted((one for one in listed if one), key=report.by_day)
    spells = people.spells(officer, *span)
    tell_problems(found.problems)
    if out.format == "json":
        head = heading("hand-over", work, work.rulebook, found.read, found.unreadable)
        about = {"officer": officer, "from": span.first, "to": span.last, "recorded": recorded}
        away = [absences.away_json(officer, people.team_of(officer), spell) for spell in spells]
        rows = [report.case_json(one) for one in busy]
        out.text(answer(head, rows, found.problems, **about, away=away, quiet=len(listed) - len(busy)))
    elif out.format == "csv":
        out.text(csv_text(report.ITEM_COLUMNS, report.csv_lines(busy)))
    else:
        last = footer(work, work.rulebook, found.read, found.unreadable)
        quiet = len(listed) - len(busy)
        out.show(report.list_document(officer, span, spells, recorded, busy, quiet, last, not out.draws))
    leave(found.unreadable)
