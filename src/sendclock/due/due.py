"""`sendclock due`: the morning list."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Optional

import typer

from sendclock import command
from sendclock.command import footer, heading, leave, nobody_of_that_name
from sendclock.days.spelling import end_of
from sendclock.due.list import DUE_LIST, Morning, Wanted, document, select, unfinished_rows
from sendclock.law.book import RuleBook
from sendclock.people.officer import whose_list
from sendclock.say.formats import answer, csv_of
from sendclock.say.row import Row
from sendclock.say.terminal import Output, tell_problems, warn
from sendclock.session import Workspace, known_rules

app = typer.Typer(rich_markup_mode=None, add_completion=False)
OVERDUE, DUE = 10, 11


@app.command()
def due(
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    known_at: command.KnownAt = None,
    within: Annotated[
        Optional[str], typer.Option("--within", metavar="PERIOD", help="How far ahead: 7d, 5wd, 4w [default: 2w].")
    ] = None,
    officer: command.Whose = None,
    team: command.Team = None,
    tier: command.Tiers = None,
    rule: command.Rules = None,
    kind: command.Kinds = None,
    all: Annotated[bool, typer.Option("--all", help="Every row, however many; on a terminal too.")] = False,
    fail_on: Annotated[
        Optional[command.FailOn], typer.Option("--fail-on", help="Exit 10 if overdue is listed, 11 if anything is.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print nothing at all, in any format, where nothing is listed: for cron.")
    ] = False,
    eml: Annotated[
        Optional[list[str]],
        typer.Option("--eml", metavar="ADDRESS", help="A draft mail per officer; {officer} in it becomes the id."),
    ] = None,
    folder: Annotated[Optional[Path], typer.Option("--out", metavar="FOLDER", help="Where --eml puts them.")] = None,
    remind: Annotated[bool, typer.Option("--remind", help="Whom to remind or tell today, as the packs say.")] = False,
    no_index: Annotated[bool, typer.Option("--no-index", help="Read every file anew; the answer is the same.")] = False,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """What is overdue, due today, and due soon: the morning list.

    Overdue first, the gravest at the top; then today; then day by day. Deadlines only: the authority's own
    and, marked as waiting, what advisers and settings owe.
    """
    post = None
    if eml or folder:
        from sendclock.due.mail import post_of, write_drafts

        post = post_of(eml, folder, {"format": format, "remind": remind})
    work, out = Workspace(cases, as_of, known_at), Output(format, plain, no_color)
    rules = known_rules(rule, work.rulebook)
    mine = whose_list(work, officer, team)
    wanted = Wanted(
        until=end_of(within or "2w", work.today, work.england),
        kinds=frozenset(kind or _kinds_of(rules, work.rulebook)),
        rules=rules,
        tiers=frozenset(tier or ()),
        officers=mine.officers,
        teams=mine.teams,
    )
    if remind:
        from sendclock.due.reminders import remind as tell_whom

        told = tell_whom(work, wanted, within, not no_index, out, mine.said, quiet)
        nobody_of_that_name(mine.asked, told.morning.officers | told.persons, "officer")
        nobody_of_that_name(team, told.morning.teams, "team")
        leave(told.morning.unreadable, _failing(told.rows, fail_on))
        return
    morning = unfinished_rows(work, wanted, use_index=not no_index)
    rows = select(morning.rows, wanted)
    tell_problems(morning.problems)
    nobody_of_that_name(mine.asked, morning.officers, "officer")
    nobody_of_that_name(team, morning.teams, "team")
    if mine.said and (rows or not quiet) and (post or out.format in ("json", "csv")):
        warn(mine.said)
    if post:
        write_drafts(work, wanted, rows, morning, post, out, quiet)
    elif rows or not quiet:
        _print(work, out, wanted, rows, morning, mine.said, all)
    leave(morning.unreadable, _failing(rows, fail_on))


def _print(
    work: Workspace, out: Output, wanted: Wanted, rows: list[Row], morning: Morning, whose: str, in_full: bool
) -> None:
    """The list in the chosen format; on a terminal the most urgent screenful, unless all of it is asked for."""
    if out.format == "json":
        head = heading("due", work, work.rulebook, morning.read, morning.unreadable)
        out.text(answer(DUE_LIST, head, rows, morning.problems))
        return
    if out.format == "csv":
        out.text(csv_of(DUE_LIST, rows))
        return
    last = footer(work, work.rulebook, morning.read, morning.unreadable)
    to_hand_over = morning.to_hand_over(wanted)
    if out.draws and not in_full:
        more = "see all of them with --all, or fewer with --officer."
        out.show_most_urgent(
            lambda most: document(rows, wanted, last, False, most, more, whose, to_hand_over), len(rows)
        )
    else:
        out.show(document(rows, wanted, last, not out.draws, whose=whose, to_hand_over=to_hand_over))


def _kinds_of(rules: frozenset[str], book: RuleBook) -> Iterable[str]:
    """Deadlines; or, where rules are named, whatever kind those are."""
    return {rule.kind for rule in book.rules if rule.id in rules} if rules else ("deadline",)


def _failing(rows: list[Row], fail_on: command.FailOn | None) -> int:
    """--fail-on overdue: 10 if something overdue is listed. --fail-on due: 11 if anything is listed at all."""
    if fail_on == "overdue":
        return OVERDUE if any(row.late for row in rows) else 0
    return DUE if fail_on == "due" and rows else 0
