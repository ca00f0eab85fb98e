"""`sendclock check`: every problem in every file: what is wrong or doubtful, in words.

Must not know: how files are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

from sendclock.audit.privacy import private, readable
from sendclock.case.checklist import refused_step
from sendclock.case.show import what_is_missing
from sendclock.casebook.chapter import Chapter, Rows
from sendclock.casebook.folder import (
    SETTINGS,
    Casebook,
    also_elsewhere,
    left_behind,
    opened,
    passed_over,
    shown,
    unread_packs,
    unread_settings,
)
from sendclock.casebook.owner import has_left, newest_allocation, not_listed, owners_named, unknown_officer, whose
from sendclock.casebook.settings import on_holidays
from sendclock.casebook.voucher import FOLDER, has_vouchers
from sendclock.check.finding import doubts
from sendclock.check.party import SettingsSeen, nobody_asked
from sendclock.check.personal import personal
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Timeline
from sendclock.clock.state import State
from sendclock.command import Imprint, Now, Officer, Options, Reply, Team, command, no_cases, nobody_of_that_name
from sendclock.files import disk
from sendclock.files.problem import Position, Problem, UsageError
from sendclock.law.book import RuleBook
from sendclock.law.role import Act
from sendclock.option import typer
from sendclock.say.document import Block, Document, Line
from sendclock.say.formats import PROBLEM, answer, csv_of
from sendclock.say.view import View
from sendclock.say.words import number, short_day
from sendclock.session import EveryCase, Session, now_ns
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.casebook.facts import Ledger
    from sendclock.days.span import Measured

CHECK = View("check", columns=())  # what it found stands under `problems`
CHECK_CSV = View("", PROBLEM)


def problems_of(timeline: Timeline, rulebook: RuleBook) -> Iterator[Problem]:
    """Warnings that need the whole case: what the law makes doubtful, personal data, clocks that wait for a date.

    The timeline must hold the finished clocks too.
    """
    yield from unknown_officer(timeline, rulebook.practice.people)
    yield from _of_the_case(timeline, rulebook)


def _of_the_case(timeline: Timeline, rulebook: RuleBook) -> Iterator[Problem]:
    """All of them but those that rest on who is an officer."""
    case = timeline.case
    yield from doubts(timeline)
    yield from nobody_asked(case, timeline.events, rulebook)
    yield from _before_birth(timeline)
    yield from _personal(case)
    yield from _steps(timeline)
    yield from _costs(case)
    for waiting in timeline.not_started:
        message = f"{waiting.rule.id} has not started. {what_is_missing(waiting, case.ref)}"
        yield Problem(case.position(waiting.event), "warning", "not-started", message)


FINDINGS = Chapter("findings", "sendclock.check.check:findings", ("case", "check"))
TYPED = frozenset({"unknown-step"})  # repeats what somebody typed, so it is worked out anew whenever it is told


def findings(session: Session, case: Case, day: Measured) -> Rows:
    """What is kept of a case for `check`: its findings, and where it is given to its officer, for the settings may
    come to list who that is."""
    made = session.laid_out(case, day)
    found = [
        (problem.position.line, problem.severity, problem.code, "" if problem.code in TYPED else problem.message)
        for problem in _of_the_case(made, made.book)
    ]
    given = newest_allocation(made)
    return {"finding": found, "given": [(case.position(given).line, made.officer)] if given else []}


def _known(session: Session, books: Sequence[Ledger], asked: CheckOptions) -> list[Problem]:
    """What was found in the cases of the officers and teams asked for."""
    from sendclock.casebook.facts import ref_of  # of many cases: a page about one does without

    people, found, typed = session.people, list[Problem](), dict[str, None]()
    listed = people.officer if people.officers else lambda _: True
    for facts in books:
        owners = _among(facts, session, asked)
        for problem in facts.findings(owners):
            if problem.code in TYPED:
                typed[problem.position.file] = None
            else:
                found.append(problem)
        for file, line, officer in facts.given(owners, lambda officer: bool(listed(officer))):
            found.append(not_listed(officer, ref_of(file), people, Position(file, line)))
        for file, line, officer in facts.given(owners, lambda one: not people.left(one, session.today), going_on=True):
            last = people.left(officer, session.today)
            found += [has_left(officer, last, ref_of(file), Position(file, line))] if last else []
    for file in typed:
        case = opened(Path(file), session.words_of(Path(file))).case
        made = session.attempt(case) if case else None
        if isinstance(made, Timeline):
            found += [problem for problem in _of_the_case(made, made.book) if problem.code in TYPED]
    return found


def _among(facts: Ledger, session: Session, asked: CheckOptions) -> list[int]:
    """The owners asked for, by their numbers."""
    from sendclock.casebook.facts import team_of

    among, people = owners_named(asked.officer, asked.team), session.people
    return [one.id for one in facts.owners if among.have(one.officer, team_of(one, people))]


def _private(timeline: Timeline, session: Session) -> Iterator[Problem]:
    people, panels = session.people, session.panels.values()
    teams = [team.id for team in people.teams]
    settings = [name for officer in people.officers for name in officer.settings]
    return private(
        timeline.case, [*teams, *settings, *(name for panel in panels for name in (panel.name, panel.title))]
    )


def _before_birth(timeline: Timeline) -> Iterator[Problem]:
    """The first event earlier than the day of birth, which is never repeated: one of the two is wrong."""
    case = timeline.case
    first = next((event for event in timeline.truth.events if case.born and event.on < case.born), None)
    if first is not None:
        message = (
            f"{first.type} on {short_day(first.on)} is earlier than the day of birth. Correct the one that is wrong: "
            f'born, at the top of the file, or sendclock correct {case.ref} {first.id} on=DATE --reason "..."'
        )
        yield Problem(case.position(first), "warning", "before-birth", message)


def _steps(timeline: Timeline) -> Iterator[Problem]:
    """Steps written down that no pack in use names: they tick nothing."""
    for event in timeline.truth.events:
        if timeline.book.has(event.type, Act.STEP_DONE):
            message = refused_step(str(event.fields.get("step")), event.party, timeline.book, event.day("made"))
            if message:
                yield Problem(timeline.case.position(event), "warning", "unknown-step", f"{message} It ticks nothing.")


def _astray(file: str, ref: str, state: State, closed: Sequence[str]) -> Iterator[Problem]:
    """`closed` are the folders of closed cases that `archive` keeps."""
    if state.kind != "ended" and file.startswith(tuple(closed)):
        message = f"stands in closed/, and has not ended. Bring it back: sendclock archive --back {ref}"
        yield Problem(Position(file, 0), "warning", "in-closed", message)


def _closed_folders(session: Session) -> list[str]:
    return [f"{shown(book.cases / FOLDER)}/" for book in session.books if has_vouchers(book.cases)]


def _costs(case: Case) -> Iterator[Problem]:
    """`cost:40,000` is no number: a condition on the cost passes it over."""
    for tag in case.tags:
        if tag.startswith("cost:") and not tag.removeprefix("cost:").isdecimal():
            message = (
                f'the tag "{tag}" is no whole number of pounds: no condition on the cost sees it. Write cost:52000.'
            )
            yield Problem(Position(case.file, 1), "warning", "cost", message)


def _personal(case: Case) -> Iterator[Problem]:
    texts = [(1, "setting", case.setting or ""), *((1, "tags", tag) for tag in case.tags)]
    texts += [(event.line, name, value) for event in case.events for name, value in _texts(event)]
    for line, name, text in texts:
        for what in personal(text):
            message = f'"{name}" seems to hold {what}. Case files hold references only: take it out.'
            yield Problem(Position(case.file, line), "warning", "personal-data", message)


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in event.fields.items() if isinstance(value, str))


def document(problems: Sequence[Problem], footer: str, empty: str = "") -> Document:
    """Every problem on a line of its own, with how many there are of each kind. `empty`: what is said where there is no
    case file to look into."""
    errors = sum(problem.severity == "error" for problem in problems)
    blocks: list[Block] = []
    if problems:
        blocks.append(Line(f"{number(errors, 'error')}, {number(len(problems) - errors, 'warning')}."))
        first, *others = (f"{_word(problem)}{problem}" for problem in problems)
        blocks.append(Line(first, more=others))
    else:
        blocks.append(Line(empty) if empty else Line("No problems.", "good"))
    return Document(blocks, footer)


def _word(problem: Problem) -> str:
    return "error: " if problem.severity == "error" else "warning: "


def _named_settings(session: Session) -> dict[str, str]:
    """The settings that officers and calendars are found by, and the file that names each."""
    named = [name for officer in session.people.officers for name in officer.settings]
    named += [name for settings in session.settings for spec in settings.calendars for name in spec.settings]
    return dict.fromkeys(named, SETTINGS)


def _not_read(book: Casebook) -> list[Problem]:
    """What lies in a casebook and counts for nothing. Of errors among the packs, every answer says."""
    unread = [p for p in (*unread_settings(book), *unread_packs(book)) if p.severity == "warning"]
    if disk.holds_cases_alone(book.cases):
        return unread
    return [*unread, *left_behind(book, now_ns()), *passed_over(book)]


class Sweep(NamedTuple):
    """What was found in the cases; the officers, teams and settings that they have."""

    found: list[Problem]
    officers: set[str]
    teams: set[str]
    seen: SettingsSeen


def _asked(session: Session, every: EveryCase, asked: CheckOptions) -> Sweep:
    """From the facts: no file that is known is opened."""
    people, closed = session.people, _closed_folders(session)

    from sendclock.casebook.facts import ref_of, team_of

    def question(books: Sequence[Ledger]) -> Sweep:
        found = [] if asked.history else _known(session, books, asked)
        for facts in books if closed else ():
            for each in facts.told(_among(facts, session, asked)):
                found += _astray(each.file, ref_of(each.file), each.state, closed)
        seen = SettingsSeen(_named_settings(session))
        for facts in books:
            for setting, file, times in facts.settings():
                seen.add(setting, file, times)
        owners = [owner for facts in books for owner in facts.owners]
        officers = {owner.officer for owner in owners if owner.officer}
        return Sweep(found, officers, {team for owner in owners if (team := team_of(owner, people))}, seen)

    return every.ask(question, chapters=[] if asked.history else [FINDINGS])


def _looked_through(session: Session, every: EveryCase, asked: CheckOptions) -> Sweep:
    """One case; or all of them one by one, for what is said in free text is not kept."""
    looked, closed = Sweep([], set(), set(), SettingsSeen({})), _closed_folders(session)
    owners = owners_named(asked.officer, asked.team)
    timelines = (made for _, made in every.named([asked.ref], session.attempt)) if asked.ref else every.timelines()
    for each in timelines:
        owner = whose(each, each.people)
        looked.officers.update({owner.officer} if owner.officer else ())
        looked.teams.update({owner.team} if owner.team else ())
        if owners.have(owner.officer, owner.team):
            looked.found.extend(_private(each, session) if asked.privacy else problems_of(each, each.book))
            looked.found.extend(_astray(each.case.file, each.case.ref, each.state, closed))
    return looked


class CheckOptions(Options):
    privacy: Annotated[
        bool,
        typer.Option("--privacy", help="Only what may be personal data, looked for more widely, and who can read it."),
    ] = False
    history: Annotated[
        bool,
        typer.Option("--history", help="Where git keeps the casebook: events changed by hand since they were written."),
    ] = False
    closed: Annotated[bool, typer.Option("--closed", help="The cases that stand in closed/ too.")] = False
    ref: Annotated[Optional[str], typer.Argument(metavar="[REF]", help="Only this case; every file, if left out.")] = (
        None
    )
    officer: Officer = None
    team: Team = None


def _fits(asked: CheckOptions) -> None:
    """Refuse two questions at once, and a part of the history: it is looked through as a whole."""
    if asked.privacy and asked.history:
        raise UsageError("--privacy and --history are two questions. Ask one.")
    if asked.history and (asked.ref or asked.officer or asked.team):
        raise UsageError("--history is of the whole casebook: it takes no case, officer or team.")


def check(asked: CheckOptions, session: Now) -> Reply:
    """Every problem in every file; in one case, or in the cases of an officer.

    Errors keep a case from being answered (exit 3); warnings leave the dates standing (exit 0).
    """
    _fits(asked)
    _ = session.rulebook  # what of the packs cannot be read is among the problems
    every = session.every_case(closed=asked.closed or asked.privacy or asked.history)
    looked = _looked_through(session, every, asked) if asked.ref or asked.privacy else _asked(session, every, asked)
    found, left_out = [*looked.found, *every.problems], 0
    if asked.privacy:
        found += readable(session.books)
    elif asked.history:
        from sendclock.audit.history import UNREAD, edits

        told = [*edits(session.books)]
        found, left_out = [*found, *told], sum(problem.code == UNREAD for problem in told)
    elif not (asked.ref or asked.officer or asked.team):
        from sendclock.law.guard import longer_than_the_law
        from sendclock.pack.example import run_examples

        found += [*looked.seen.alike(), *on_holidays(session.panels.values())]
        for home in dict.fromkeys(session.homes):
            found += longer_than_the_law(home.rulebook)
            found += run_examples([path.as_posix() for path in home.own_packs], home.rulebook)
        found += [p for book in session.books for p in _not_read(book)]
        found += also_elsewhere(session.books)
    found.sort()

    named = owners_named(asked.officer, asked.team).named
    nobody: list[str] = nobody_of_that_name(session, named, looked.officers, "officer", every.unreadable)
    nobody += nobody_of_that_name(session, asked.team, looked.teams, "team", every.unreadable)

    empty = "" if every.read or every.unreadable else no_cases(session.folder)

    def in_csv(_: Imprint) -> str:
        return csv_of(CHECK_CSV, (*session.unread, *found))

    return Reply(
        "check",
        lambda about, _: document([*session.unread, *found], about.footer(), empty),
        {"json": lambda about: answer(CHECK, about.heading(), [], found), "csv": in_csv},
        every,
        told="none",
        left_out=left_out,
        notes=[] if asked.ref else nobody,
    )


app = command(check)
