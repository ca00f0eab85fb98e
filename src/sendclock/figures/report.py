"""`sendclock report NAME`: figures that can be traced to their cases, and one case in full.

Must not know: how anything is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sendclock.case.explain import explained
from sendclock.case.show import SHOW, chronology
from sendclock.casebook.facts import Ledger, team_of
from sendclock.casebook.owner import owners_named
from sendclock.command import (
    Forms,
    Imprint,
    OfWhom,
    Options,
    PageFormats,
    Reply,
    Then,
    as_page,
    command,
    nobody_of_that_name,
    seen,
)
from sendclock.figures import drawing
from sendclock.figures import figure as counted
from sendclock.figures.chronology import case_document, in_order
from sendclock.figures.facts import OF_BIRTH, gather_facts, wanted_by
from sendclock.figures.figure import PeriodKind, Question
from sendclock.figures.population import FIGURES, HEADS, MOVES, Held, InTables, Population, horizon
from sendclock.figures.reports import (
    ALL,
    ONE_CASE,
    REPORTS,
    RETENTION,
    figure_of,
    known_report,
    national,
    question,
    split,
    steered,
)
from sendclock.files import disk
from sendclock.files.problem import UsageError
from sendclock.say.document import Block, Document, Line, Numbered, Pairs
from sendclock.say.formats import answer, csv_of
from sendclock.say.row import rows_of
from sendclock.say.terminal import Output
from sendclock.session import EveryCase, Session
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.figures.pictures import Chart


class PeriodWord(StrEnum):
    week = "week"
    month = "month"
    quarter = "quarter"
    year = "year"


class By(StrEnum):
    officer = "officer"
    team = "team"
    setting = "setting"
    tag = "tag"
    age = "age"
    year_group = "year-group"
    source = "source"


PURPOSES = [
    *((name, kind.purpose) for name, kind in REPORTS.items()),
    (ONE_CASE, "one case in full, REF"),
    (RETENTION, "what is past the date until which your authority keeps it"),
    (ALL, "a page of each, into the folder of --out"),
]


class ReportOptions(Options):
    name: Annotated[str, typer.Argument(metavar="NAME", help="; ".join(f"{name}: {for_}" for name, for_ in PURPOSES))]
    ref: Annotated[Optional[str], typer.Argument(metavar="[REF]", help="With NAME case: one case in full.")] = None
    first: Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="First day of the period.")] = None
    last: Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="Last day, counted in.")] = None
    period: Annotated[Optional[PeriodWord], typer.Option("--period", help="The last complete one of this kind.")] = None
    by: Annotated[Optional[By], typer.Option("--by", help="Every figure for each of these too, on the as-of day.")] = (
        None
    )
    details: Annotated[
        bool, typer.Option("--details", help="weekly: every figure, its definition and the tables, behind the page.")
    ] = False
    list_: Annotated[
        Optional[str], typer.Option("--list", metavar="FIGURE", help="The cases of one figure: in, out, left out.")
    ] = None


def report(asked: ReportOptions, of_whom: OfWhom, session: Then, out: Output) -> Reply:
    """Figures: what was in time, what is late, who waits for whom; each with the cases it counts."""
    one = known_report(asked.name) == ONE_CASE
    given = {"from": asked.first, "to": asked.last, "period": asked.period, "list": asked.list_, "by": asked.by}
    _fits(asked.name, asked.ref, given | {"officer": of_whom.officer, "team": of_whom.team, "details": asked.details})
    _fits_together(asked, out)
    if asked.name == RETENTION:
        from sendclock.audit.retention import retention

        return retention(session)
    if one:
        return _one_case(session, str(asked.ref), out)
    if asked.name == ALL:
        return _every_page(session, asked, of_whom, out.of_its_own())
    about = _question(session, asked, of_whom)
    if asked.list_ is not None:
        figure_of(REPORTS[asked.name].answer(about, Held(())), asked.list_)  # refused before any case is read
    return _figures(session, about, asked, of_whom, out)


app = command(report, PageFormats, filed=True)


def _fits(name: str, ref: str | None, about: Mapping[str, object]) -> None:
    """Refuse what this report cannot take into account: a word passed over in silence would mislead."""
    one, wrong = name == ONE_CASE, [option for option, value in about.items() if value]
    if name == RETENTION and (ref or wrong):
        raise UsageError(f"report {RETENTION} is of the whole casebook: it takes no {ref or '--' + wrong[0]}.")
    if one and ref is None:
        raise UsageError("Which case? sendclock report case REF")
    if one and wrong:
        raise UsageError(f"report {ONE_CASE} takes no --{wrong[0]}: it is about one case, whole.")
    if not one and ref is not None:
        raise UsageError(f'"{ref}" is one word too many: only the report "{ONE_CASE}" takes a case.')


def _fits_together(asked: ReportOptions, out: Output) -> None:
    """Refuse two options that do not go together."""
    if asked.name == ALL and out.file is None:
        raise UsageError("Every report makes many pages. Name a folder for them: sendclock report all --out pages")
    if asked.name == ALL and asked.list_:
        raise UsageError("report all takes no --list: ask the report that has the figure.")
    if asked.name == ALL and out.format in ("json", "csv"):
        raise UsageError(f"report all makes pages of html, not {out.format}. Ask one report for {out.format}.")
    if asked.list_ and asked.by:
        raise UsageError("--list names the cases of one figure, --by splits them all: ask for one of the two.")


def _question(session: Session, asked: ReportOptions, of_whom: OfWhom, name: str = "") -> Question:
    named = [f"officer {one}" for one in of_whom.officer or ()] + [f"team {one}" for one in of_whom.team or ()]
    kind: PeriodKind | None = asked.period.value if asked.period else None
    first, last = _days(asked, session)
    by = asked.by.value if asked.by else ""
    found = question(name or asked.name, session.today, first, last, kind, ", ".join(named), by)
    books = [home.rulebook for home in dict.fromkeys(session.homes)]
    own = [rule for book in books for rule in book.rules if rule.local is not None and not rule.asleep]
    if found.report == "promises":
        return found._replace(rules=own)
    items = [item for book in books for item in book.practice.checklist]
    return found._replace(items=items) if found.report == "steps" else found


def _days(asked: ReportOptions, session: Session) -> tuple[date | None, date | None]:
    first = session.day("--from", asked.first, past=True) if asked.first else None
    return first, session.day("--to", asked.last) if asked.last else None


def _figures(session: Session, about: Question, asked: ReportOptions, of_whom: OfWhom, out: Output) -> Reply:
    """The report, or the cases of one of its figures. Exit 3 where a file could not be read."""
    every, listed = session.every_case(), asked.list_
    of_page = str(out.format) == "html" and listed is None
    (told,), found = _told(session, [about], of_whom, every, pictured=of_page)
    figure = figure_of(told.answer, listed) if listed else None
    made = _listing(told.answer, figure) if figure else _report(session, told, asked.details, out)
    return made._replace(
        report=about.report,
        forms={
            **made.forms,
            "json": lambda about: drawing.answer_json(about.heading(), told.answer, every.problems, figure),
        },
        of=every,
        notes=_nobody(session, every, found, of_whom),
    )


class CountedReport(NamedTuple):
    """A report, counted; with its pictures, where it is to be a page."""

    answer: counted.Answer
    pictures: Sequence[Chart]


class Named(NamedTuple):
    """The officers and teams that have a case."""

    officers: set[str]
    teams: set[str]


def _told(
    session: Session, asked: Sequence[Question], of_whom: OfWhom, every: EveryCase, pictured: bool
) -> tuple[list[CountedReport], Named]:
    """The reports asked for, from one look at the cases: at what is kept of them, or where that does not reach, at
    the files."""
    owners = owners_named(of_whom.officer, of_whom.team)

    def told(about: Question, cases: Population) -> CountedReport:
        from sendclock.figures.pictures import charts

        answer = _answered(session, about, cases)
        return CountedReport(answer, charts(answer, cases) if pictured else ())

    def question(books: Sequence[Ledger]) -> tuple[list[CountedReport], Named]:
        everybody = [(owner.officer, team_of(owner, session.people)) for facts in books for owner in facts.owners]
        for facts in books:
            among = [one.id for one in facts.owners if owners.have(one.officer, team_of(one, session.people))]
            for chapter in chapters:
                facts.lay_out(chapter.name, among, *HEADS.get(chapter.name, ()))
        cases = InTables(books, session.today, session.rulebook, session.people)
        named = Named({officer for officer, _ in everybody if officer}, {team for _, team in everybody if team})
        return [_counted(told(about, cases)) for about in asked], named

    first, by = min(one.looks_back_to for one in asked), asked[0].by
    if session.known_at or by in OF_BIRTH or first < horizon(session.today) or not session.one_law:
        wanted = wanted_by([one.report for one in asked], min(one.previous.last for one in asked))
        found = gather_facts(session, wanted, every, owners, first, by)
        return [told(about, Held(found.cases)) for about in asked], Named(found.officers, found.teams)
    chapters = [FIGURES, MOVES] if any(one.report == "phase" for one in asked) else [FIGURES]
    return every.ask(question, chapters=chapters)


def _counted(told: CountedReport) -> CountedReport:
    """Counted, so that nothing has to be asked of the tables any more but which cases there are."""
    for figure in told.answer.figures:
        _ = figure.total, figure.previous
    return told


def _answered(session: Session, about: Question, cases: Population) -> counted.Answer:
    """The report, with the aims of the settings and what is published of the nation beside it."""
    told = REPORTS[about.report].answer(about._replace(whole_from=cases.whole_from), cases)
    targets = {role: aim for settings in session.settings for role, aim in settings.targets.items()}
    told = steered(told, targets, [*national(), *(one for settings in session.settings for one in settings.published)])
    return told._replace(tables=[*told.tables, split(told, cases.groups(about.by))]) if about.by else told


def _nobody(session: Session, every: EveryCase, found: Named, of_whom: OfWhom) -> list[str]:
    named = owners_named(of_whom.officer, of_whom.team).named
    return [
        *nobody_of_that_name(session, named, found.officers, "officer", every.unreadable),
        *nobody_of_that_name(session, of_whom.team, found.teams, "team", every.unreadable),
    ]


def _report(session: Session, told: CountedReport, details: bool, out: Output) -> Reply:
    def drawn(about: Imprint, in_full: bool) -> Document:
        plain = out.format == "plain"
        return drawing.document(told.answer, about.footer(), about.reply.of.unreadable, in_full, plain, details)

    def page(about: Imprint) -> str:
        return _page_of(session, told, about, details)

    forms: Forms = {"csv": lambda about: drawing.figures_csv(told.answer, about.reply.of.unreadable), "html": page}
    return Reply(document=drawn, forms=forms)


def _page_of(session: Session, told: CountedReport, about: Imprint, details: bool, index: str = "") -> str:
    """The report as a page of its own, with its pictures. `index`: the page it belongs to, if it is one of several."""
    from sendclock.figures.page import report_page

    unreadable = about.reply.of.unreadable
    return report_page(told.answer, told.pictures, _council(session), about.footer(), unreadable, details, index)


def _every_page(session: Session, asked: ReportOptions, of_whom: OfWhom, folder: Path) -> Reply:
    """A page for each report, from one pass over the cases, and one that leads to them all."""
    every = session.every_case()
    questions = [_question(session, asked, of_whom, name) for name in REPORTS]
    told, found = _told(session, questions, of_whom, every, pictured=True)

    def written(about: Imprint, _in_full: bool) -> Document:
        from sendclock.figures.page import index_page

        pages = {
            f"{one.answer.question.report}.html": _page_of(session, one, about, asked.details, "index.html")
            for one in told
        }
        answers = [one.answer for one in told]
        pages["index.html"] = index_page(answers, _council(session), about.footer(), every.unreadable)
        disk.make_folder(folder, above=True)
        for name, text in pages.items():
            disk.put_over(folder / name, [text.encode()])
        blocks: list[Block] = [Pairs([("Written", f"{len(pages)} pages in {folder}")]), Numbered(sorted(pages))]
        return Document([*blocks, *(Line(said) for said in drawing.in_short(told[0].answer))], about.footer())

    return Reply(ALL, written, of=every, notes=_nobody(session, every, found, of_whom))


def _listing(told: counted.Answer, figure: counted.Figure) -> Reply:
    """The cases of one figure."""

    def drawn(about: Imprint, in_full: bool) -> Document:
        return drawing.listing(told, figure, about.footer(), about.reply.of.unreadable, in_full)

    forms = {"csv": lambda _: drawing.items_csv(figure), "html": as_page(drawn, figure.title)}
    return Reply(document=drawn, forms=forms)


def _one_case(session: Session, ref: str, out: Output) -> Reply:
    """The whole chronology of one case, with every limit and how it was counted, for a reader outside."""
    case, _, problems = session.one(ref)
    timeline = session.timeline(case)
    rows = rows_of(timeline, timeline.book)

    def drawn(_: Imprint, _in_full: bool) -> Document:
        return case_document(timeline, rows, timeline.book, _council(session), out.format == "plain")

    def in_json(about: Imprint) -> str:
        told = [explained(row, timeline) for row in in_order(rows)]
        return answer(drawing.CASE, about.heading(), told, problems, events=chronology(timeline))

    def page(about: Imprint) -> str:
        from sendclock.figures.page import case_page

        return case_page(drawn(about, True), case.ref, _council(session))

    forms = {"json": in_json, "csv": lambda _: csv_of(SHOW, rows), "html": page}
    return Reply("case", drawn, forms, seen(problems), told="all")


def _council(session: Session) -> str:
    return " and ".join(dict.fromkeys(one.authority for one in session.settings if one.authority))
