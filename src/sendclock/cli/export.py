"""`sendclock export`: the clocks as a calendar, a spreadsheet, CSV or JSON; the SEN2 items of a year."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, leave, nobody_of_that_name
from sendclock.cli.dates import end_of, read_day
from sendclock.cli.outfile import send
from sendclock.cli.output import tell_problems, warn
from sendclock.cli.whose import Mine, whose_list
from sendclock.cli.workspace import Workspace, known_rules
from sendclock.core.problems import UsageError
from sendclock.report.due import Wanted

app = typer.Typer(rich_markup_mode=None, add_completion=False)
CANCELLED_FOR = "-12w"
FIRST_YEAR, LAST_YEAR = 2014, 2098
_CLOCKS = frozenset({"within", "rule", "tier", "kind"})


class What(StrEnum):  # an enum, because typer takes no list of literals
    ics = "ics"
    csv = "csv"
    xlsx = "xlsx"
    json = "json"
    sen2 = "sen2"


TAKES = {
    What.ics: _CLOCKS | {"cancelled"},
    What.csv: _CLOCKS,
    What.xlsx: _CLOCKS,
    What.json: _CLOCKS,
    What.sen2: frozenset({"year", "format"}),
}


@app.command()
def export(
    what: Annotated[What, typer.Argument(metavar="ics|csv|xlsx|json|sen2", help="What to make.")],
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    case: Annotated[Optional[list[str]], typer.Option("--case", metavar="REF", help="Only this case.")] = None,
    officer: options.Officer = None,
    team: options.Team = None,
    within: Annotated[
        Optional[str], typer.Option("--within", metavar="PERIOD", help="Only what is due by then: 4w.")
    ] = None,
    rule: options.Rules = None,
    tier: options.Tiers = None,
    kind: Annotated[
        Optional[list[options.Kind]], typer.Option("--kind", help="Only clocks of this kind [ics: deadline].")
    ] = None,
    cancelled: Annotated[
        Optional[str],
        typer.Option("--cancelled", metavar="DATE|none", help="ics: cancel what ended since then [default: -12w]."),
    ] = None,
    year: Annotated[Optional[int], typer.Option("--year", metavar="YEAR", help="sen2: the calendar year.")] = None,
    format: Annotated[Optional[Literal["csv", "json"]], typer.Option("--format", help="sen2: csv or json.")] = None,
    out: Annotated[Optional[Path], typer.Option("--out", metavar="FILE", help="Into this file, not stdout.")] = None,
) -> None:
    """The clocks as a calendar feed (ics), a spreadsheet (xlsx), csv or json; the SEN2 items of a year (sen2).

    sendclock export ics --officer okafor --out okafor.ics
    """
    _fits(what, {"within": within, "rule": rule, "tier": tier, "kind": kind}, cancelled, year, format, out)
    from sendclock.cli import exports

    work = Workspace(cases, as_of, known_at)
    rules = known_rules(rule, work.rulebook)
    mine = whose_list(work, officer, team) if officer or team else Mine(frozenset(), frozenset())
    only = ["deadline"] if what == What.ics and not rules else list(options.Kind)
    wanted = Wanted(
        until=end_of(within, work.today, work.england) if within else date.max,
        kinds=frozenset(map(str, kind or only)),
        rules=rules,
        tiers=frozenset(tier or ()),
        officers=mine.officers,
        teams=mine.teams,
    )
    since = None if cancelled == "none" else read_day(cancelled or CANCELLED_FOR, work.today, work.england)
    asked = exports.Asked(wanted, case or (), what == What.ics and since is None, since, year, format == "json")
    made = exports.MAKERS[what](work, asked)
    tell_problems(made.of.problems)
    tell_problems(made.checks, warnings=True)
    nobody_of_that_name(mine.asked, made.of.officers, "officer")
    nobody_of_that_name(team, made.of.teams, "team")
    send(made.content, out)
    if made.note:
        warn(made.note)
    if out is not None:
        warn(f"Written: {out}, {made.words}. {footer(work, work.rulebook, made.of.read, made.of.unreadable)}")
    leave(made.of.unreadable)


def _fits(
    what: What, clocks: dict[str, object], cancelled: str | None, year: int | None, form: object, out: object
) -> None:
    """Refuse what this export cannot take into account: an option passed over in silence would mislead."""
    if what == What.xlsx and out is None:
        raise UsageError("A spreadsheet does not go to the screen. Name a file: --out deadlines.xlsx")
    if what == What.sen2 and year is None:
        raise UsageError("Which calendar year? Add it: sendclock export sen2 --year 2026")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(f"--year {year} cannot be used. Use a year from {FIRST_YEAR} to {LAST_YEAR}.")
    given = {name for name, value in clocks.items() if value}
    given |= {"cancelled"} if cancelled else set()
    given |= {name for name, value in (("year", year), ("format", form)) if value is not None}
    wrong = sorted(given - TAKES[what])
    if wrong:
        raise UsageError(f"export {what} takes no --{wrong[0]}. See: sendclock export --help")
