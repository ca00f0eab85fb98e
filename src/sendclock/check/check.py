"""`sendclock check`: every problem in every file: what is wrong or doubtful, in words.

Must not know: how files are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendclock.case.checklist import refused_step
from sendclock.case.show import what_is_missing
from sendclock.casebook.folder import left_behind, unread_packs
from sendclock.casebook.owner import unknown_officer
from sendclock.check.finding import doubts
from sendclock.check.personal import personal
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Timeline
from sendclock.command import Imprint, Now, Reply, command
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook
from sendclock.law.guard import longer_than_the_law
from sendclock.law.role import Act
from sendclock.say.formats import answer, csv_text
from sendclock.say.view import Block, Document, Line
from sendclock.say.words import number
from sendclock.session import now_ns


def problems_of(timeline: Timeline, rulebook: RuleBook) -> Iterator[Problem]:
    """Warnings that need the whole case: what the law makes doubtful, personal data, clocks that wait for a date.

    The timeline must hold the finished clocks too.
    """
    case = timeline.case
    yield from doubts(timeline)
    yield from unknown_officer(timeline, rulebook.practice.people)
    yield from _personal(case)
    yield from _steps(timeline)
    yield from _costs(case)
    for waiting in timeline.not_started:
        message = f"{waiting.rule.id} has not started. {what_is_missing(waiting, case.ref)}"
        yield Problem(case.position(waiting.event), "warning", "not-started", message)


def _steps(timeline: Timeline) -> Iterator[Problem]:
    """Steps written down that no pack in use names: they tick nothing."""
    for event in timeline.truth.events:
        if timeline.book.has(event.type, Act.STEP_DONE):
            message = refused_step(str(event.fields.get("step")), event.party, timeline.book)
            if message:
                yield Problem(timeline.case.position(event), "warning", "unknown-step", f"{message} It ticks nothing.")


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


def check(session: Now) -> Reply:
    """Every problem in every file.

    Errors keep a case from being answered (exit 3); warnings leave the dates standing (exit 0).
    """
    every = session.every_case()
    found = [problem for timeline in every.timelines() for problem in problems_of(timeline, session.rulebook)]
    found += [*every.problems, *longer_than_the_law(session.rulebook)]
    found += [p for book in session.books for p in (*unread_packs(book), *left_behind(book, now_ns()))]
    found.sort()
    columns = ("file", "line", "severity", "code", "message")

    def in_csv(_: Imprint) -> str:
        return csv_text(columns, [(*p.position, p.severity, p.code, p.message) for p in (*session.unread, *found)])

    return Reply(
        "check",
        lambda about, _: document([*session.unread, *found], about.footer()),
        {"json": lambda about: answer(about.heading(), [], found), "csv": in_csv},
        every,
        told="none",
    )


app = command(check)
