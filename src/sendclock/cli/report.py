"""`sendclock report NAME`: figures that can be traced to their cases, and one case in full."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Optional, cast

import typer

from sendclock.cli import options
from sendclock.cli.answers import errors, footer, heading, leave, nobody_of_that_name
from sendclock.cli.dates import read_day
from sendclock.cli.gather import gather_facts, owners
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.workspace import Workspace
from sendclock.core.checklist import checklist
from sendclock.core.problems import UsageError
from sendclock.core.whose import whose
from sendclock.report.document import Document
from sendclock.report.figures import answers, drawing, onecase
from sendclock.report.figures.facts import WANTED, CaseFacts, belongs
from sendclock.report.figures.nouns import Answer, Question
from sendclock.report.figures.periods import PeriodKind
from sendclock.report.figures.reports import ONE_CASE, REPORTS, figure_of, known_report, question
from sendclock.report.machine import answer as json_answer
from sendclock.report.machine import csv_rows
from sendclock.report.owner import owner_line
from sendclock.report.rows import rows_of
from sendclock.report.show import document as shown

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


@app.command()
def report(
    name: Names,
    ref: Annotated[Optional[str], typer.Argument(metavar="[REF]", help="With NAME case: one case in full.")] = None,
    first: Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="First day of the period.")] = None,
    last: Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="Last day, counted in.")] = None,
    period: Annotated[Optional[Period], typer.Option("--period", help="The last complete one of this kind.")] = None,
    list_: Annotated[
        Optional[str], typer.Option("--list", metavar="FIGURE", help="The cases of one figure: in, out, left out.")
    ] = None,
    officer: options.Officer = None,
    team: options.Team = None,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    known_at: options.KnownAt = None,
    format: Annotated[
        Optional[ReportFormat], typer.Option("--format", help="On a terminal table, else plain; html is a whole page.")
    ] = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Figures: what was in time, what is late, who waits for whom; each with the cases it counts.

    sendclock report weekly; sendclock report timeliness --period year; sendclock report timeliness
    --list decisions-within-6-weeks; sendclock report case EHC-2026-0107
    """
    work = Workspace(cases, as_of, known_at)
    out = Output(cast(options.Format, format), plain, no_color)
    if known_report(name) == ONE_CASE:
        _one_case(work, out, ref)
        return
    if ref is not None:
        raise UsageError(f'"{ref}" is one word too many: only the report "{ONE_CASE}" takes a case.')
    named = [f"officer {one}" for one in officer or ()] + [f"team {one}" for one in team or ()]
    kind: PeriodKind | None = period.value if period else None
    asked = question(name, work.today, _day(first, work), _day(last, work), kind, ", ".join(named))
    if list_ is not None:
        figure_of(REPORTS[name].answer(asked, ()), list_)  # an unknown one is refused before any case is read
    _figures(work, out, asked, list_, officer or (), team or ())


def _day(text: str | None, work: Workspace) -> date | None:
    return read_day(text, work.today, work.england, past=True) if text else None


def _figures(
    work: Workspace, out: Output, asked: Question, listed: str | None, officer: Sequence[str], team: Sequence[str]
) -> None:
    read = gather_facts(work, WANTED[asked.report]._replace(since=asked.previous.last))
    tell_problems(read.problems)
    for what, given, known in zip(("officer", "team"), (officer, team), owners(read.found), strict=True):
        nobody_of_that_name(given, known, what)
    officers, teams = (frozenset(one.casefold() for one in given) for given in (officer, team))
    cases = [facts for facts in read.found if belongs(facts, officers, teams)]
    told = REPORTS[asked.report].answer(asked, cases)
    figure = figure_of(told, listed) if listed else None
    total = len(read.found)
    if out.format == "json":
        head = heading(asked.report, work, work.rulebook, total, read.unreadable)
        out.text(answers.answer_json(head, told, read.problems, figure))
    elif out.format == "csv":
        out.text(answers.items_csv(figure) if figure else answers.figures_csv(told, read.unreadable))
    elif str(out.format) == "html" and figure is None:
        last = footer(work, work.rulebook, total, read.unreadable)
        out.text(_page(work, told, cases, last, read.unreadable))
    else:
        last = footer(work, work.rulebook, total, read.unreadable)
        if figure:
            made = drawing.listing(told, figure, last, read.unreadable, not out.draws)
        else:
            made = drawing.document(told, last, read.unreadable, not out.draws, out.format == "plain")
        _show(out, made, (figure or told).title)
    leave(read.unreadable)


def _page(work: Workspace, told: Answer, cases: Sequence[CaseFacts], footer: str, unreadable: int) -> str:
    """The report as a page of its own, with its pictures."""
    from sendclock.report.figures.in_short import in_short
    from sendclock.report.figures.pictures import charts
    from sendclock.report.html import report_page

    council = " and ".join(dict.fromkeys(one.authority for one in work.settings if one.authority))
    return report_page(told, charts(told, cases), in_short(told), council, footer, unreadable)


def _one_case(work: Workspace, out: Output, ref: str | None) -> None:
    if ref is None:
        raise UsageError("Which case? sendclock report case REF")
    case, _, problems = work.one(ref)
    timeline, types = work.timeline(case), work.rulebook.event_types
    rows = rows_of(timeline, work.rulebook)
    tell_problems(problems, warnings=True)
    wrong = errors(problems)
    if out.format == "json":
        head = heading("case", work, work.rulebook, 1, wrong)
        out.text(json_answer(head, onecase.clocks_json(rows, types), problems, events=onecase.events_json(timeline)))
    elif out.format == "csv":
        out.text(csv_rows(rows))
    else:
        last = footer(work, work.rulebook, 1, wrong)
        owner = whose(timeline, work.people)
        said = owner_line(owner, work.people.cover(owner.officer, work.today), case.setting)
        steps = checklist(timeline.case, work.rulebook, timeline.as_of)
        opening = shown(timeline, rows, said, last, not out.draws, steps)
        _show(out, onecase.document(opening, rows, types), f"Case {case.ref}")
    leave(wrong)


def _show(out: Output, document: Document, title: str) -> None:
    """Draw it; as a page of its own where HTML is asked for."""
    if str(out.format) == "html":
        from sendclock.report.html import document_page

        out.text(document_page(document, title))
    else:
        out.show(document)
