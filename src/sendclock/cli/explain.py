"""`sendclock explain REF RULE`: why this date."""

from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import errors, footer, heading, leave
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.workspace import Workspace, known_rules
from sendclock.core.absence import why_no_clock
from sendclock.core.clock import same_party
from sendclock.core.model import Timeline
from sendclock.core.problems import CannotRunError, Problem
from sendclock.report import absence
from sendclock.report.absence import reason
from sendclock.report.explain import document
from sendclock.report.machine import answer, csv_rows, row_json, step_json
from sendclock.report.reasons import for_a_letter
from sendclock.report.rows import rows_of

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def explain(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's reference.")],
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id: sendclock rules lists them.")],
    party: Annotated[
        Optional[str], typer.Option("--party", metavar="NAME", help="This adviser's or setting's clock.")
    ] = None,
    event: Annotated[Optional[str], typer.Option("--event", metavar="ID", help="The clock this event started.")] = None,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Why a clock falls on its day: every step, and a sentence for a letter.

    Where a rule has several clocks in the case, the one started last; choose with --party or --event.
    """
    work, out = Workspace(cases, as_of, known_at), Output(format, plain, no_color)
    known_rules([rule], work.rulebook)
    case, _, problems = work.one(ref)
    timeline = work.timeline(case)
    rows = [row for row in rows_of(timeline, work.rulebook) if row.rule == rule]
    chosen = [r for r in rows if (not party or same_party(r.party, party)) and (not event or r.started_by.id == event)]
    tell_problems(problems, warnings=True)
    if not rows:
        _no_clock(work, out, ref, rule, timeline, problems)
        return
    if not chosen:
        have = ", ".join(f"{row.party or 'no party'} (event {row.started_by.id})" for row in rows)
        raise CannotRunError(f"{ref}: {rule} has no such clock. It has: {have}.")
    row, types = chosen[-1], work.rulebook.event_types
    others = [other for other in rows if other is not row]
    if out.format == "json":
        body = {**row_json(row), "steps": [step_json(s, types) for s in row.steps], "letter": for_a_letter(row, types)}
        out.text(answer(heading("explain", work, work.rulebook, 1, errors(problems)), [body], problems))
    elif out.format == "csv":
        out.text(csv_rows([row]))
    else:
        out.show(document(row, others, types, footer(work, work.rulebook, 1, errors(problems))))
    leave(errors(problems))


def _no_clock(work: Workspace, out: Output, ref: str, rule: str, timeline: Timeline, problems: list[Problem]) -> None:
    """Why there is nothing to explain."""
    steps = why_no_clock(timeline, rule, work.rulebook)
    if out.format == "json":
        absent = [{"kind": step.kind, "text": reason(step, ref)} for step in steps]
        out.text(answer(heading("explain", work, work.rulebook, 1, errors(problems)), [], problems, absent=absent))
    elif out.format == "csv":
        out.text(csv_rows([]))
    else:
        version = work.rulebook.versions(rule)[-1]
        out.show(absence.document(ref, version, steps, footer(work, work.rulebook, 1, errors(problems))))
    leave(errors(problems))
