"""What `sendclock report` answers, once it is known what is asked: figures over the caseload, or one case in full.

Must not know: options of the command line, how anything is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sendclock.cli.answers import errors, footer, heading, leave, nobody_of_that_name
from sendclock.cli.gather import Gathered, gather_facts, owners
from sendclock.cli.output import Output, tell_problems
from sendclock.cli.workspace import Workspace
from sendclock.core.checklist import checklist
from sendclock.core.model import Timeline
from sendclock.core.whose import whose
from sendclock.report.document import Document
from sendclock.report.figures import answers, drawing, onecase
from sendclock.report.figures.facts import WANTED, CaseFacts, belongs
from sendclock.report.figures.nouns import Answer, Question
from sendclock.report.figures.reports import REPORTS, figure_of
from sendclock.report.machine import answer as json_answer
from sendclock.report.machine import csv_rows
from sendclock.report.owner import owner_line
from sendclock.report.rows import Row, rows_of
from sendclock.report.show import document as shown


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
        out.text(answers.answer_json(head, told, read.problems, figure))
    elif asked.listed:
        _listing(work, out, read, told, asked.listed)
    elif out.format == "csv":
        out.text(answers.figures_csv(told, read.unreadable))
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
        out.text(answers.items_csv(figure))
        return
    last = footer(work, work.rulebook, len(read.found), read.unreadable)
    _show(out, drawing.listing(told, figure, last, read.unreadable, not out.draws), figure.title)


def _page(work: Workspace, told: Answer, cases: Sequence[CaseFacts], footer: str, unreadable: int) -> str:
    """The report as a page of its own, with its pictures."""
    from sendclock.report.figures.in_short import in_short
    from sendclock.report.figures.pictures import charts
    from sendclock.report.html import report_page

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
        head = heading("case", work, work.rulebook, 1, wrong)
        out.text(json_answer(head, onecase.clocks_json(rows, types), problems, events=onecase.events_json(timeline)))
    elif out.format == "csv":
        out.text(csv_rows(rows))
    else:
        opening = _opening(work, timeline, rows, not out.draws, wrong)
        _show(out, onecase.document(opening, rows, types), f"Case {case.ref}")
    leave(wrong)


def _opening(work: Workspace, timeline: Timeline, rows: Sequence[Row], in_full: bool, wrong: int) -> Document:
    """What `show` prints of the case: the reasons come after it."""
    owner, last = whose(timeline, work.people), footer(work, work.rulebook, 1, wrong)
    said = owner_line(owner, work.people.cover(owner.officer, work.today), timeline.case.setting)
    return shown(timeline, rows, said, last, in_full, checklist(timeline.case, work.rulebook, timeline.as_of))


def _show(out: Output, document: Document, title: str) -> None:
    """Draw it; as a page of its own where HTML is asked for."""
    if str(out.format) == "html":
        from sendclock.report.html import document_page

        out.text(document_page(document, title))
    else:
        out.show(document)
