"""`sendclock show REF`: one case."""

from typing import Annotated

import typer

from sendclock.cli import options
from sendclock.cli.answers import errors, footer, heading, leave
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.workspace import Workspace
from sendclock.core.checklist import checklist
from sendclock.core.whose import whose
from sendclock.report.checklist import step_json
from sendclock.report.machine import answer, csv_rows, not_started_json, row_json
from sendclock.report.owner import owner_line
from sendclock.report.rows import rows_of
from sendclock.report.show import document

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def show(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")],
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """One case: every clock, what happened, the weeks on one line."""
    work, out = Workspace(cases, as_of, known_at), Output(format, plain, no_color)
    case, _, problems = work.one(ref)
    timeline = work.timeline(case)
    rows = rows_of(timeline, work.rulebook)
    steps = checklist(timeline.case, work.rulebook, timeline.as_of)
    tell_problems(problems, warnings=True)
    if out.format == "json":
        waiting = [not_started_json(n) for n in timeline.not_started]
        head = heading("show", work, work.rulebook, 1, errors(problems))
        out.text(answer(head, map(row_json, rows), problems, not_started=waiting, checklist=[*map(step_json, steps)]))
    elif out.format == "csv":
        out.text(csv_rows(rows))
    else:
        owner = whose(timeline, work.people)
        said = owner_line(owner, work.people.cover(owner.officer, work.today), case.setting)
        out.show(document(timeline, rows, said, footer(work, work.rulebook, 1, errors(problems)), not out.draws, steps))
    leave(errors(problems))
