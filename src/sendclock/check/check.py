"""`sendclock check`: every problem in every file: what is wrong or doubtful, in words.

Must not know: how files are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import typer

from sendclock import command
from sendclock.case.checklist import STEP_DONE, refused_step
from sendclock.case.show import what_is_missing
from sendclock.casebook.folder import unread_packs
from sendclock.casebook.owner import unknown_officer
from sendclock.check.finding import doubts
from sendclock.check.personal import personal
from sendclock.clock.case import Case, Event, truth
from sendclock.clock.deadline import Timeline
from sendclock.command import footer, heading, leave
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook
from sendclock.law.guard import longer_than_the_law
from sendclock.say.formats import PROBLEM, answer, csv_of
from sendclock.say.terminal import Output
from sendclock.say.view import Block, Document, Line, View
from sendclock.say.words import number
from sendclock.session import Workspace

CHECK = View("check", columns=())  # what it found stands under `problems`
CHECK_CSV = View("", PROBLEM)


def problems_of(timeline: Timeline, rulebook: RuleBook) -> Iterator[Problem]:
    """Warnings that need the whole case: what the law makes doubtful, personal data, clocks that wait for a date.

    The timeline must hold the finished clocks too.
    """
    case = timeline.case
    yield from doubts(timeline, rulebook)
    yield from unknown_officer(timeline, rulebook.practice.people)
    yield from _personal(case)
    yield from _steps(case, rulebook)
    yield from _costs(case)
    for waiting in timeline.not_started:
        message = f"{waiting.rule.id} has not started. {what_is_missing(waiting, case.ref)}"
        yield Problem(case.position(waiting.event), "warning", "not-started", message)


def _steps(case: Case, rulebook: RuleBook) -> Iterator[Problem]:
    """Steps written down that no pack in use names: they tick nothing."""
    for event in truth(case).events:
        if event.type == STEP_DONE:
            message = refused_step(str(event.fields.get("step")), event.party, rulebook)
            if message:
                yield Problem(case.position(event), "warning", "unknown-step", f"{message} It ticks nothing.")


def _costs(case: Case) -> Iterator[Problem]:
    """`cost:40,000` is no number: a condition on the cost passes it over."""
    for tag in case.tags:
        if tag.startswith("cost:") and not tag.removeprefix("cost:").isdecimal():
            message = (
                f'the tag "{tag}" is no whole number of pounds: no condition on the cost sees it. Write cost:52000.'
            )
            yield Problem(Position(case.file, 1), "warning", "cost", message)


def _personal(case: Case) -> Iterator[Problem]:
    texts: list[tuple[Position, str, str]] = [(Position(case.file, 1), "setting", case.setting or "")]
    texts += [(Position(case.file, 1), "tags", tag) for tag in case.tags]
    texts += [(case.position(e), name, value) for e in case.events for name, value in _texts(e)]
    for position, name, text in texts:
        for what in personal(text):
            message = f'"{name}" seems to hold {what}. Case files hold references only: take it out.'
            yield Problem(position, "warning", "personal-data", message)


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in event.fields.items() if isinstance(value, str))


def document(problems: Sequence[Problem], footer: str) -> Document:
    errors = sum(problem.severity == "error" for problem in problems)
    blocks: list[Block] = []
    if problems:
        blocks.append(Line(f"{number(errors, 'error')}, {number(len(problems) - errors, 'warning')}."))
        blocks.append(Line("\n".join(f"{_word(problem)}{problem}" for problem in problems)))
    else:
        blocks.append(Line("No problems.", "good"))
    return Document(blocks, footer)


def _word(problem: Problem) -> str:
    return "error: " if problem.severity == "error" else "warning: "


app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check(
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """Every problem in every file.

    Errors keep a case from being answered (exit 3); warnings leave the dates standing (exit 0).
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    timelines, problems, unreadable = work.timelines()
    problems += [*longer_than_the_law(work.rulebook), *(p for book in work.books for p in unread_packs(book))]
    found = sorted([*problems, *(p for timeline in timelines for p in problems_of(timeline, work.rulebook))])
    if out.format == "json":
        out.text(answer(CHECK, heading("check", work, work.rulebook, len(timelines), unreadable), [], found))
    elif out.format == "csv":
        out.text(csv_of(CHECK_CSV, found))
    else:
        out.show(document(found, footer(work, work.rulebook, len(timelines), unreadable)))
    leave(unreadable)
