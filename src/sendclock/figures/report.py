"""`sendclock report NAME`: figures that can be traced to their cases, and one case in full.

Must not know: how anything is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, Optional, cast

import typer

from sendclock import command
from sendclock.case.checklist import checklist_of
from sendclock.case.explain import explained
from sendclock.case.show import SHOW, chronology
from sendclock.case.show import document as shown
from sendclock.casebook.owner import whose
from sendclock.clock.deadline import Timeline
from sendclock.command import errors, footer, heading, leave, nobody_of_that_name
from sendclock.days.spelling import read_day
from sendclock.figures import drawing
from sendclock.figures.drawing import in_order
from sendclock.figures.facts import WANTED, CaseFacts, Gathered, belongs, gather_facts, owners
from sendclock.figures.figure import Answer, PeriodKind, Question
from sendclock.figures.reports import ONE_CASE, REPORTS, figure_of, known_report, question
from sendclock.files.problem import UsageError
from sendclock.say.formats import answer as json_answer
from sendclock.say.formats import csv_of
from sendclock.say.row import Row, owner_line, rows_of
from sendclock.say.terminal import Format, Output, tell_problems
from sendclock.say.view import Document
from sendclock.session import Workspace


class Asked(NamedTuple):
    """A question, and over whose cases. `listed`: the one figure whose cases are wanted, an id of the report."""

    question: Question
    listed: str | None
    officers: Sequence[str]
    teams: Sequence[str]


def figures(work: Workspace, out: Output, asked: Asked) -> None:
    """The report, or the cases of one of its figures. Exit 3 where a file could not be read."""
    about = asked.question
    read = gather_facts(work, WANTED[about.report]._replace(since=about.previous.last))
    tell_problems(read.problems)
    cases = _whose(read.found, asked)
    told = REPORTS[about.report].answer(about, cases)
    if out.format == "json":
        head = heading(about.report, work, work.rulebook, len(read.found), read.unreadable)
        figure = figure_of(told, asked.listed) if asked.listed else None
        out.text(drawing.answer_json(head, told, read.problems, figure))
    elif asked.listed:
        _listing(work, out, read, told, asked.listed)
    elif out.format == "csv":
        out.text(drawing.figures_csv(told, read.unreadable))
    else:
        last = footer(work, work.rulebook, len(read.found), read.unreadable)
        if str(out.format) == "html":
            out.text(_page(work, told, cases, last, read.unreadable))
        else:
            out.show(drawing.document(told, last, read.unreadable, not out.draws, out.format == "plain"))
    leave(read.unreadable)


def _whose(found: Sequence[CaseFacts], asked: Asked) -> list[CaseFacts]:
    """The cases of the officers and teams asked for; a name that has none is said."""
    for what, given, known in zip(("officer", "team"), (asked.officers, asked.teams), owners(found), strict=True):
        nobody_of_that_name(given, known, what)
    officers, teams = (frozenset(one.casefold() for one in given) for given in (asked.officers, asked.teams))
    return [facts for facts in found if belongs(facts, officers, teams)]


def _listing(work: Workspace, out: Output, read: Gathered[CaseFacts], told: Answer, listed: str) -> None:
    """The cases of one figure."""
    figure = figure_of(told, listed)
    if out.format == "csv":
        out.text(drawing.items_csv(figure))
        return
    last = footer(work, work.rulebook, len(read.found), read.unreadable)
    _show(out, drawing.listing(told, figure, last, read.unreadable, not out.draws), figure.title)


def _page(work: Workspace, told: Answer, cases: Sequence[CaseFacts], footer: str, unreadable: int) -> str:
    """The report as a page of its own, with its pictures."""
    from sendclock.figures.drawing import in_short
    from sendclock.figures.page import report_page
    from sendclock.figures.pictures import charts

    council = " and ".join(dict.fromkeys(one.authority for one in work.settings if one.authority))
    return report_page(told, charts(told, cases), in_short(told), council, footer, unreadable)


def one_case(work: Workspace, out: Output, ref: str) -> None:
    """The whole chronology of one case, with every clock and its reason. Exit 3 where its file has errors."""
    case, _, problems = work.one(ref)
    timeline, types = work.timeline(case), work.rulebook.event_types
    rows = rows_of(timeline, work.rulebook)
    tell_problems(problems, warnings=True)
    wrong = errors(problems)
    if out.format == "json":
        head, told = heading("case", work, work.rulebook, 1, wrong), [explained(row, types) for row in in_order(rows)]
        out.text(json_answer(drawing.CASE, head, told, problems, events=chronology(timeline)))
    elif out.format == "csv":
        out.text(csv_of(SHOW, rows))
    else:
        opening = _opening(work, timeline, rows, not out.draws, wrong)
        _show(out, drawing.case_document(opening, rows, types), f"Case {case.ref}")
    leave(wrong)


def _opening(work: Workspace, timeline: Timeline, rows: Sequence[Row], in_full: bool, wrong: int) -> Document:
    """What `show` prints of the case: the reasons come after it."""
    owner, last = whose(timeline, work.people), footer(work, work.rulebook, 1, wrong)
    said = owner_line(owner, work.people.cover(owner.officer, work.today), timeline.case.setting)
    return shown(timeline, rows, said, last, in_full, checklist_of(timeline.case, work.rulebook, timeline.as_of))


def _show(out: Output, document: Document, title: str) -> None:
    """Draw it; as a page of its own where HTML is asked for."""
    if str(out.format) == "html":
        from sendclock.say.html import document_page

        out.text(document_page(document, title))
    else:
        out.show(document)


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
    officer: command.Officer = None,
    team: command.Team = None,
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    known_at: command.KnownAt = None,
    format: Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """Figures: what was in time, what is late, who waits for whom; each with the cases it counts.

    sendclock report weekly; sendclock report timeliness --period year; sendclock report timeliness
    --list decisions-within-6-weeks; sendclock report case EHC-2026-0107
    """
    about = {"from": first, "to": last, "period": period, "list": list_, "officer": officer, "team": team}
    one = known_report(name) == ONE_CASE
    _fits(one, ref, about)
    work = Workspace(cases, as_of, known_at)
    out = Output(cast(Format, format), plain, no_color)
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
