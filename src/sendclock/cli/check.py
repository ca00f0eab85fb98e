"""`sendclock check`: every problem in every file."""

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.output import Output
from sendclock.cli.workspace import Workspace
from sendclock.law.beside import longer_than_the_law
from sendclock.report.check import document, problems_of
from sendclock.report.machine import answer, csv_text
from sendclock.store.casebook import unread_packs

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check(
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Every problem in every file.

    Errors keep a case from being answered (exit 3); warnings leave the dates standing (exit 0).
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    timelines, problems, unreadable = work.timelines()
    problems += [*longer_than_the_law(work.rulebook), *(p for book in work.books for p in unread_packs(book))]
    found = sorted([*problems, *(p for timeline in timelines for p in problems_of(timeline, work.rulebook))])
    if out.format == "json":
        out.text(answer(heading("check", work, work.rulebook, len(timelines), unreadable), [], found))
    elif out.format == "csv":
        columns = ("file", "line", "severity", "code", "message")
        out.text(csv_text(columns, [(*p.position, p.severity, p.code, p.message) for p in found]))
    else:
        out.show(document(found, footer(work, work.rulebook, len(timelines), unreadable)))
    leave(unreadable)
