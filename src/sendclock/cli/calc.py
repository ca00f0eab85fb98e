"""`sendclock calc EVENT DATE`: every date that follows from one event."""

from datetime import datetime
from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading
from sendclock.cli.fields import event_of
from sendclock.cli.output import Output
from sendclock.cli.workspace import Workspace
from sendclock.core.calendars import NotCoveredError
from sendclock.core.clock import timeline
from sendclock.core.model import Case, Event
from sendclock.core.problems import CannotRunError
from sendclock.report.calc import document
from sendclock.report.machine import answer, csv_rows, not_started_json, row_json
from sendclock.report.rows import rows_of

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def calc(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event type, such as assessment-requested.")],
    words: Annotated[
        Optional[list[str]], typer.Argument(metavar="DATE [FIELD=VALUE]...", help="The day, and further fields.")
    ] = None,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Every date that follows from one event; no case needed.

    sendclock calc assessment-requested 2026-09-07
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    book = work.law
    entry = event_of(event, words or [], book, work.today, work.england)
    on = entry["at"].date() if isinstance(entry.get("at"), datetime) else entry["on"]
    fields = {name: value for name, value in entry.items() if name not in ("type", "on", "at")}
    started = Event(entry["type"], on, entry.get("at"), "e1", 0, 0, fields)
    case = Case("", "", (started,))
    asked = work.today
    work.today = max(asked, on)  # a day still to come is answered as at that day
    try:
        answered = timeline(case, book, work.today)
    except (NotCoveredError, ValueError) as error:
        raise CannotRunError(f"{error}.") from None
    rows = rows_of(answered, book, named=False)
    if out.format == "json":
        waiting = [not_started_json(n) for n in answered.not_started]
        out.text(answer(heading("calc", work, book), map(row_json, rows), [], not_started=waiting))
    elif out.format == "csv":
        out.text(csv_rows(rows))
    else:
        out.show(document(started, rows, answered.not_started, book.event_types, footer(work, book), not out.draws))
