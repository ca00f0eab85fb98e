"""`sendclock report NAME`: figures that can be traced to their cases, and one case in full.

Must not know: how anything is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Optional

import typer

from sendclock.case.checklist import checklist_of
from sendclock.case.explain import explained
from sendclock.case.show import SHOW, chronology
from sendclock.case.show import document as shown
from sendclock.casebook.owner import owners_named, whose
from sendclock.clock.deadline import Timeline
from sendclock.command import Forms, Imprint, OfWhom, Options, Reply, Then, command, nobody_of_that_name, seen
from sendclock.figures import drawing
from sendclock.figures import figure as counted
from sendclock.figures.facts import CaseFacts, gather_facts, wanted_by
from sendclock.figures.figure import PeriodKind, Question
from sendclock.figures.reports import ONE_CASE, REPORTS, figure_of, known_report, question
from sendclock.files.problem import UsageError
from sendclock.say.formats import answer, csv_of
from sendclock.say.row import Row, owner_line, rows_of
from sendclock.say.terminal import Output
from sendclock.say.view import Document
from sendclock.session import Session

ReportFormat = Literal["table", "plain", "json", "csv", "md", "html"]
ReportFormats = Annotated[
    Optional[ReportFormat], typer.Option("--format", help="On a terminal table, else plain; html is a whole page.")
]


class Period(StrEnum):
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"


class ReportOptions(Options):
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="; ".join(f"{name}: {kind.purpose}" for name, kind in REPORTS.items()))
    ]
    ref: Annotated[Optional[str], typer.Argument(metavar="[REF]", help="With NAME case: one case in full.")] = None
    first: Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="First day of the period.")] = None
    last: Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="Last day, counted in.")] = None
    period: Annotated[Optional[Period], typer.Option("--period", help="The last complete one of this kind.")] = None
    list_: Annotated[
        Optional[str], typer.Option("--list", metavar="FIGURE", help="The cases of one figure: in, out, left out.")
    ] = None


def report(asked: ReportOptions, of_whom: OfWhom, session: Then, out: Output) -> Reply:
    """Figures: what was in time, what is late, who waits for whom; each with the cases it counts.

    sendclock report weekly; sendclock report timeliness --period year; sendclock report timeliness
    --list decisions-within-6-weeks; sendclock report case EHC-2026-0107
    """
    one = known_report(asked.name) == ONE_CASE
    given = {"from": asked.first, "to": asked.last, "period": asked.period, "list": asked.list_}
    _fits(one, asked.ref, given | {"officer": of_whom.officer, "team": of_whom.team})
    if one:
        return _one_case(session, str(asked.ref))
    about = _question(session, asked, of_whom)
    if asked.list_ is not None:
        figure_of(REPORTS[asked.name].answer(about, ()), asked.list_)  # refused before any case is read
    return _figures(session, about, asked.list_, of_whom, out)


app = command(report, ReportFormats)


def _fits(one: bool, ref: str | None, about: Mapping[str, object]) -> None:
    """Refuse what this report cannot take into account: a word passed over in silence would mislead."""
    wrong = [option for option, value in about.items() if value]
    if one and ref is None:
        raise UsageError("Which case? sendclock report case REF")
    if one and wrong:
        raise UsageError(f"report {ONE_CASE} takes no --{wrong[0]}: it is about one case, whole.")
    if not one and ref is not None:
        raise UsageError(f'"{ref}" is one word too many: only the report "{ONE_CASE}" takes a case.')


def _question(session: Session, asked: ReportOptions, of_whom: OfWhom) -> Question:
    named = [f"officer {one}" for one in of_whom.officer or ()] + [f"team {one}" for one in of_whom.team or ()]
    kind: PeriodKind | None = asked.period.value if asked.period else None
    first, last = _days(asked, session)
    found = question(asked.name, session.today, first, last, kind, ", ".join(named))
    own = [rule for rule in session.rulebook.rules if rule.local is not None and not rule.asleep]
    return found._replace(rules=own) if asked.name == "promises" else found


def _days(asked: ReportOptions, session: Session) -> tuple[date | None, date | None]:
    first = session.day("--from", asked.first, past=True) if asked.first else None
    return first, session.day("--to", asked.last) if asked.last else None


def _figures(session: Session, about: Question, listed: str | None, of_whom: OfWhom, out: Output) -> Reply:
    """The report, or the cases of one of its figures. Exit 3 where a file could not be read."""
    every, owners = session.every_case(), owners_named(of_whom.officer, of_whom.team)
    found = gather_facts(session, wanted_by([about.report], about.previous.last), every, owners, about.looks_back_to)
    cases = found.cases
    told = REPORTS[about.report].answer(about, cases)
    figure = figure_of(told, listed) if listed else None
    made = _listing(told, figure) if figure else _report(session, told, cases, out)
    return made._replace(
        report=about.report,
        forms={
            **made.forms,
            "json": lambda about: drawing.answer_json(about.heading(), told, every.problems, figure),
        },
        of=every,
        notes=[
            *nobody_of_that_name(session, owners.named, found.officers, "officer", every.unreadable),
            *nobody_of_that_name(session, of_whom.team, found.teams, "team", every.unreadable),
        ],
    )


def _report(session: Session, told: counted.Answer, cases: Sequence[CaseFacts], out: Output) -> Reply:
    def drawn(about: Imprint, in_full: bool) -> Document:
        return drawing.document(told, about.footer(), about.reply.of.unreadable, in_full, out.format == "plain")

    def page(about: Imprint) -> str:
        """The report as a page of its own, with its pictures."""
        from sendclock.figures.drawing import in_short
        from sendclock.figures.page import report_page
        from sendclock.figures.pictures import charts

        council = " and ".join(dict.fromkeys(one.authority for one in session.settings if one.authority))
        unreadable = about.reply.of.unreadable
        return report_page(told, charts(told, cases), in_short(told), council, about.footer(), unreadable)

    forms: Forms = {"csv": lambda about: drawing.figures_csv(told, about.reply.of.unreadable), "html": page}
    return Reply(document=drawn, forms=forms)


def _listing(told: counted.Answer, figure: counted.Figure) -> Reply:
    """The cases of one figure."""

    def drawn(about: Imprint, in_full: bool) -> Document:
        return drawing.listing(told, figure, about.footer(), about.reply.of.unreadable, in_full)

    forms = {"csv": lambda _: drawing.items_csv(figure), "html": _page(drawn, figure.title)}
    return Reply(document=drawn, forms=forms)


def _one_case(session: Session, ref: str) -> Reply:
    """The whole chronology of one case, with every clock and its reason."""
    case, _, problems = session.one(ref)
    timeline, types = session.timeline(case), session.rulebook.event_types
    rows = rows_of(timeline, session.rulebook)

    def drawn(about: Imprint, in_full: bool) -> Document:
        return drawing.case_document(_opening(session, timeline, rows, about.footer(), in_full), rows, types)

    def in_json(about: Imprint) -> str:
        told = [explained(row, timeline) for row in drawing.in_order(rows)]
        return answer(drawing.CASE, about.heading(), told, problems, events=chronology(timeline))

    forms = {"json": in_json, "csv": lambda _: csv_of(SHOW, rows), "html": _page(drawn, f"Case {case.ref}")}
    return Reply("case", drawn, forms, seen(problems), told="all")


def _opening(session: Session, timeline: Timeline, rows: Sequence[Row], footer: str, in_full: bool) -> Document:
    """What `show` prints of the case: the reasons come after it."""
    owner = whose(timeline, session.people)
    said = owner_line(owner, session.people.cover(owner.officer, session.today), timeline.case.setting)
    return shown(timeline, rows, said, footer, in_full, checklist_of(timeline))


def _page(drawn: Callable[[Imprint, bool], Document], title: str) -> Callable[[Imprint], str]:
    """The document as a page of its own."""

    def page(about: Imprint) -> str:
        from sendclock.say.html import document_page

        return document_page(drawn(about, True), title)

    return page
