"""`sendclock plan REF`: backwards from the limit."""

from typing import Annotated

import typer

from sendclock.cli import options
from sendclock.cli.answers import errors, footer, heading, leave
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.workspace import Workspace
from sendclock.core.calendars import NotCoveredError
from sendclock.core.counting import CountingError
from sendclock.core.planning import plan as plan_of
from sendclock.core.problems import CannotRunError
from sendclock.report.machine import answer, csv_text, not_started_json, row_json
from sendclock.report.plan import CSV_COLUMNS, csv_cells, document, goal_json, missing
from sendclock.report.rows import rows_of

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def plan(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")],
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Backwards from week 20, a phase transfer or a review: the latest day for each step that is left, and why."""
    work, out = Workspace(cases, as_of, known_at), Output(format, plain, no_color)
    case, _, problems = work.one(ref)
    timeline = work.timeline(case)
    try:
        goals = plan_of(timeline, work.rulebook)
    except (CountingError, NotCoveredError) as error:
        raise CannotRunError(f"{case.file}: {error}.") from None
    tell_problems(problems, warnings=True)
    if out.format == "json":
        planned = [id(goal.deadline) for goal in goals]
        pairs = zip(timeline.deadlines, rows_of(timeline, work.rulebook), strict=True)
        rows = [row_json(row) for deadline, row in pairs if id(deadline) in planned]
        waiting = [not_started_json(one) for one in missing(timeline)]
        plans = [goal_json(goal, work.today) for goal in goals]
        out.text(
            answer(
                heading("plan", work, work.rulebook, 1, errors(problems)),
                rows,
                problems,
                goals=plans,
                not_started=waiting,
            )
        )
    elif out.format == "csv":
        out.text(csv_text(CSV_COLUMNS, (cells for goal in goals for cells in csv_cells(ref, goal, work.today))))
    else:
        out.show(document(timeline, goals, footer(work, work.rulebook, 1, errors(problems)), not out.draws))
    leave(errors(problems))
