"""`sendclock report NAME`: figures that can be traced to their cases, and one case in full."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Optional, cast

import typer

from sendclock.cli import options
from sendclock.cli.dates import read_day
from sendclock.cli.output import Output
from sendclock.cli.reports import Asked, figures, one_case
from sendclock.cli.workspace import Workspace
from sendclock.core.problems import UsageError
from sendclock.report.figures.periods import PeriodKind
from sendclock.report.figures.reports import ONE_CASE, REPORTS, figure_of, known_report, question

ReportFormat = Literal["table", "plain", "json", "csv", "md", "html"]
app = typer.Typer(rich_markup_mode=None, add_completion=False)


class Period(StrEnum):
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"


Names = Annotated[
    str, typer.Argument(metavar="NAME", help="; ".join(f"{name}: {kind.purpose}" for name, kind in REPORTS.items()))
]
Ref = Annotated[Optional[str], typer.Argument(metavar="[REF]", help="With NAME case: one case in full.")]
First = Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="First day of the period.")]
Last = Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="Last day, counted in.")]
Periods = Annotated[Optional[Period], typer.Option("--period", help="The last complete one of this kind.")]
Listed = Annotated[
    Optional[str], typer.Option("--list", metavar="FIGURE", help="The cases of one figure: in, out, left out.")
]
Formats = Annotated[
    Optional[ReportFormat], typer.Option("--format", help="On a terminal table, else plain; html is a whole page.")
]


@app.command()
def report(
    name: Names,
    ref: Ref = None,
    first: First = None,
    last: Last = None,
    period: Periods = None,
    list_: Listed = None,
    officer: options.Officer = None,
    team: options.Team = None,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    format: Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Figures: what was in time, what is late, who waits for whom; each with the cases it counts.

    sendclock report weekly; sendclock report timeliness --period year; sendclock report timeliness
    --list decisions-within-6-weeks; sendclock report case EHC-2026-0107
    """
    about = {"from": first, "to": last, "period": period, "list": list_, "officer": officer, "team": team}
    one = known_report(name) == ONE_CASE
    _fits(one, ref, about)
    work = Workspace(cases, as_of, known_at)
    out = Output(cast(options.Format, format), plain, no_color)
    if one:
        one_case(work, out, str(ref))
        return
    named = [f"officer {one}" for one in officer or ()] + [f"team {one}" for one in team or ()]
    kind: PeriodKind | None = period.value if period else None
    asked = question(name, work.today, _day(first, work), _day(last, work), kind, ", ".join(named))
    if list_ is not None:
        figure_of(REPORTS[name].answer(asked, ()), list_)  # an unknown one is refused before any case is read
    figures(work, out, Asked(asked, list_, officer or (), team or ()))


def _fits(one: bool, ref: str | None, about: Mapping[str, object]) -> None:
    """Refuse what this report cannot take into account: a word passed over in silence would mislead."""
    wrong = [option for option, value in about.items() if value]
    if one and ref is None:
        raise UsageError("Which case? sendclock report case REF")
    if one and wrong:
        raise UsageError(f"report {ONE_CASE} takes no --{wrong[0]}: it is about one case, whole.")
    if not one and ref is not None:
        raise UsageError(f'"{ref}" is one word too many: only the report "{ONE_CASE}" takes a case.')


def _day(text: str | None, work: Workspace) -> date | None:
    return read_day(text, work.today, work.england, past=True) if text else None
