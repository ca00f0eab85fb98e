"""`sendclock reconcile FILE --map MAP`: another system's due days beside ours, with the reason for ours."""

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.intake import problems_in, read_by_map
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.progress import counted
from sendclock.cli.workspace import Workspace
from sendclock.core.absence import why_no_clock
from sendclock.core.intake import Theirs
from sendclock.core.model import Timeline
from sendclock.core.problems import CannotRunError
from sendclock.report.absence import reason
from sendclock.report.machine import answer, csv_text
from sendclock.report.reconciled import CSV_COLUMNS, Finding, Kind, compared, csv_cells, document, finding_json
from sendclock.report.rows import rows_of
from sendclock.report.wording import number
from sendclock.store.theirs import their_days

app = typer.Typer(rich_markup_mode=None, add_completion=False)
MOST = 40  # rows of each list on a terminal


@app.command()
def reconcile(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The other system's list: .csv or .xlsx.")],
    map: Annotated[str, typer.Option("--map", metavar="MAP", help="A map with [[due]], or a shipped map: plain.")],
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    sheet: Annotated[Optional[str], typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")] = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Compare another system's due days with ours: what differs, why ours is right, how theirs came about.

    sendclock reconcile tracker.xlsx --map plain
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    tracker, mapped = read_by_map(work, file, map, sheet, dues=True)
    if not mapped.dues:
        raise CannotRunError(f'{mapped.file}: no [[due]] says which column is compared. Add [[due]] with rule = "...".')
    theirs = their_days(tracker, mapped)
    timelines, problems, unreadable = work.timelines(keep=lambda clock: clock.rule.id in theirs.rules)
    unread = {PurePath(p.position.file).stem.casefold() for p in problems if p.severity == "error"}
    found = list(_findings(work, theirs, timelines, unread))
    problems = [*problems_in(tracker.file, theirs.troubles), *problems]
    left_out = sum(trouble.left_out for trouble in theirs.troubles)
    tell_problems(problems, warnings=out.format in ("json", "csv"))
    if out.format == "json":
        head = heading("reconcile", work, work.rulebook, len(timelines), unreadable)
        body = {"file": tracker.file, "sheet": tracker.sheet, "map": mapped.title, "notes": list(tracker.notes)}
        body |= {"absent": list(theirs.absent)}
        head = head._replace(complete=head.complete and not left_out)
        out.text(answer(head, [finding_json(finding) for finding in found], problems, **body))
    elif out.format == "csv":
        out.text(csv_text(CSV_COLUMNS, [csv_cells(finding) for finding in found]))
    else:
        said = f'{tracker.file}: {number(len(tracker.rows), "row")}, map "{mapped.title}". {" ".join(tracker.notes)}'
        if theirs.absent:
            said = f"{said.strip()} In the map, but not in the file: {', '.join(theirs.absent)}."
        last = footer(work, work.rulebook, len(timelines), unreadable)
        out.show(document(found, said.strip(), last, not out.draws, MOST if out.draws else None, theirs.troubles))
    leave(unreadable or left_out)


def _findings(work: Workspace, theirs: Theirs, timelines: list[Timeline], unread: set[str]) -> Iterator[Finding]:
    """Every day of theirs in the order of their file; then the cases only we have."""
    book, by_ref = work.rulebook, {timeline.case.ref.casefold(): timeline for timeline in timelines}
    seen: set[str] = set()
    for their in counted(theirs.days, len(theirs.days), "days"):
        ref = their.case.casefold()
        timeline, first = by_ref.get(ref), ref not in seen
        seen.add(ref)
        if timeline is None:
            if first:
                kind: Kind = "unread" if ref in unread else "only-theirs"
                yield Finding(kind, their.case, "", "", None, None, None, (), "", their.row)
            continue
        rows = [row for row in rows_of(timeline, book) if row.rule == their.rule]
        why = (
            ""
            if rows or not their.due
            else " ".join(reason(step, timeline.case.ref) for step in why_no_clock(timeline, their.rule, book))
        )
        finding = compared(their, rows, timeline, book, why)
        if finding is not None:
            yield finding
    for ref, timeline in by_ref.items():
        running = [row for row in rows_of(timeline, book) if row.rule in theirs.rules and not row.finished]
        if ref not in theirs.refs and running:
            yield Finding("only-ours", timeline.case.ref, "", "", None, None, None, (), "", 0)
