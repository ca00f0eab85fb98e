"""`sendclock due`: the morning list."""

from collections.abc import Iterable
from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.dates import end_of
from sendclock.cli.morning import unfinished_rows
from sendclock.cli.output import Output, tell_problems, warn
from sendclock.cli.workspace import Workspace, known_rules
from sendclock.core.model import RuleBook
from sendclock.core.problems import near_miss
from sendclock.report.due import NOBODY, Wanted, document, select
from sendclock.report.machine import answer, csv_rows, row_json
from sendclock.report.rows import Row

app = typer.Typer(rich_markup_mode=None, add_completion=False)
OVERDUE, DUE = 10, 11


@app.command()
def due(
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    within: Annotated[str, typer.Option("--within", metavar="PERIOD", help="How far ahead: 7d, 5wd, 4w.")] = "2w",
    officer: options.Officer = None,
    team: options.Team = None,
    tier: options.Tiers = None,
    rule: options.Rules = None,
    kind: options.Kinds = None,
    all: Annotated[bool, typer.Option("--all", help="Every row, however many; on a terminal too.")] = False,
    fail_on: Annotated[
        Optional[options.FailOn], typer.Option("--fail-on", help="Exit 10 if overdue is listed, 11 if anything is.")
    ] = None,
    no_index: Annotated[bool, typer.Option("--no-index", help="Read every file anew; the answer is the same.")] = False,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """What is overdue, due today, and due soon: the morning list.

    Overdue first, the gravest at the top; then today; then day by day. Deadlines only: the authority's own
    and, marked as waiting, what advisers and settings owe.
    """
    work, out = Workspace(cases, as_of, known_at), Output(format, plain, no_color)
    rules = known_rules(rule, work.rulebook)
    wanted = Wanted(
        until=end_of(within, work.today, work.england),
        kinds=frozenset(kind or _kinds_of(rules, work.rulebook)),
        rules=rules,
        tiers=frozenset(tier or ()),
        officers=frozenset(name.casefold() for name in officer or ()),
        teams=frozenset(name.casefold() for name in team or ()),
    )
    morning = unfinished_rows(work, wanted, use_index=not no_index)
    rows = select(morning.rows, wanted)
    tell_problems(morning.problems)
    _nobody_of_that_name(officer, morning.officers, "officer")
    _nobody_of_that_name(team, morning.teams, "team")
    if out.format == "json":
        head = heading("due", work, work.rulebook, morning.read, morning.unreadable)
        out.text(answer(head, map(row_json, rows), morning.problems))
    elif out.format == "csv":
        out.text(csv_rows(rows))
    else:
        last = footer(work, work.rulebook, morning.read, morning.unreadable)
        if out.draws and not all:
            more = "see all of them with --all, or fewer with --officer."
            out.show_most_urgent(lambda most: document(rows, wanted, last, False, most, more), len(rows))
        else:
            out.show(document(rows, wanted, last, in_full=not out.draws))
    leave(morning.unreadable, _failing(rows, fail_on))


def _kinds_of(rules: frozenset[str], book: RuleBook) -> Iterable[str]:
    """Deadlines; or, where rules are named, whatever kind those are."""
    return {rule.kind for rule in book.rules if rule.id in rules} if rules else ("deadline",)


def _nobody_of_that_name(given: list[str] | None, known: set[str], what: str) -> None:
    folded = {name.casefold() for name in known}
    for name in given or ():
        if name.casefold() not in {*folded, NOBODY}:
            warn(f'No case read is given to {what} "{name}".{near_miss(name, known)}')


def _failing(rows: list[Row], fail_on: options.FailOn | None) -> int:
    """--fail-on overdue: 10 if something overdue is listed. --fail-on due: 11 if anything is listed at all."""
    if fail_on == "overdue":
        return OVERDUE if any(row.late for row in rows) else 0
    return DUE if fail_on == "due" and rows else 0
