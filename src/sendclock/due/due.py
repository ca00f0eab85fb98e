"""`sendclock due`: the morning list."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Optional

from sendclock.casebook.owner import EVERYONE
from sendclock.clock.state import State
from sendclock.command import (
    FailOn,
    Imprint,
    Kinds,
    Options,
    Reply,
    Rules,
    Team,
    Then,
    Tiers,
    Whose,
    command,
    nobody_of_that_name,
)
from sendclock.due.list import DUE_LIST, Morning, Wanted, document, in_order, select, unfinished_rows
from sendclock.files.name import folded
from sendclock.files.problem import UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.option import typer
from sendclock.people.officer import Mine, whose_list
from sendclock.say.formats import answer, csv_of
from sendclock.say.row import Row
from sendclock.say.terminal import Output
from sendclock.say.view import Document
from sendclock.session import Session, known_rules

OVERDUE, DUE, STILL = 10, 11, 12


class DueOptions(Options):
    within: Annotated[
        Optional[str], typer.Option("--within", metavar="PERIOD", help="How far ahead: 7d, 5wd, 4w [default: 2w].")
    ] = None
    officer: Whose = None
    team: Team = None
    tier: Tiers = None
    rule: Rules = None
    role: Annotated[
        Optional[list[str]], typer.Option("--role", metavar="NAME", help="Only what is the work of this role or team.")
    ] = None
    kind: Kinds = None
    all: Annotated[bool, typer.Option("--all", help="Every row, however many; on a terminal too.")] = False
    fail_on: Annotated[
        Optional[FailOn],
        typer.Option(
            "--fail-on", help="Exit 10 if overdue is listed, 11 if anything is, 12 if a case has nothing running."
        ),
    ] = None
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print nothing at all, in any format, where nothing is listed: for cron.")
    ] = False
    eml: Annotated[
        Optional[list[str]],
        typer.Option("--eml", metavar="ADDRESS", help="A draft mail per officer; {officer} in it becomes the id."),
    ] = None
    folder: Annotated[Optional[Path], typer.Option("--out", metavar="FOLDER", help="Where --eml puts them.")] = None
    remind: Annotated[bool, typer.Option("--remind", help="Whom to remind or tell today, as the packs say.")] = False
    no_index: Annotated[bool, typer.Option("--no-index", help="Read every file anew; the answer is the same.")] = False


def due(session: Then, asked: DueOptions, out: Output) -> Reply:
    """What is overdue, due today, and due soon: the morning list.

    Overdue first, the gravest at the top; then today; then day by day. Deadlines only: the authority's own
    and, marked as waiting, what advisers and settings owe.
    """
    post = None
    if asked.eml or asked.folder:
        from sendclock.due.mail import post_of, write_drafts

        post = post_of(asked.eml, asked.folder, {"format": out.asked, "remind": asked.remind})
    everybody = [EVERYONE] if asked.role and not (asked.officer or asked.team) else asked.officer
    mine = whose_list(session, everybody, asked.team)
    wanted = _wanted(session, asked, mine)
    if asked.remind:
        from sendclock.due.reminders import remind

        told = remind(session, wanted, asked.within, not asked.no_index)
        quiet = asked.quiet and not told.chases
        unnamed = _unnamed(mine, asked, told.morning, told.persons)
        return told.answer(mine.said)._replace(
            notes=[*_said(mine, out, quiet), *unnamed],
            text=() if quiet else None,
            otherwise=_failing([chase.row for chase in told.chases], asked.fail_on),
        )
    morning = unfinished_rows(session, wanted, use_index=not asked.no_index)
    rows = _with_my_roles(session, asked, wanted, select(morning.rows, wanted))
    files = morning.of_these(wanted)
    still = session.account.named("nothing-running", files)
    apart = _apart(session, [*session.account.named("waiting", files), *still])
    quiet = asked.quiet and not rows and not apart
    made = _answer(wanted, rows, morning, mine.said, apart)._replace(
        notes=[*_unnamed(mine, asked, morning), *_said(mine, out, quiet, post is not None)],
        otherwise=_failing(rows, asked.fail_on, still),
    )
    if post:
        return made._replace(text=write_drafts(session, wanted, rows, morning, post, asked.quiet))
    return made._replace(text=() if quiet else None, cut=None if asked.all else made.cut)


app = command(due)


def _wanted(session: Session, asked: DueOptions, mine: Mine) -> Wanted:
    rules = known_rules(asked.rule, session.rulebook)
    if asked.role:
        of_role = _owned_by(session.rulebook, asked.role)
        rules = rules & of_role if rules else of_role
    until = session.until("--within", asked.within or "2w")
    kinds = frozenset(asked.kind or _kinds_of(rules, session.rulebook))
    return Wanted(until, kinds, rules, frozenset(asked.tier or ()), mine.owners.officers, mine.owners.teams)


def _owned_by(book: RuleBook, roles: Iterable[str]) -> frozenset[str]:
    """The rules that are the work of these roles or teams. Raises UsageError for one that has none."""
    owners = {folded(rule.local.owner): rule.local.owner for rule in book.rules if rule.local and rule.local.owner}
    for role in roles:
        if folded(role) not in owners:
            known = f" Known: {', '.join(sorted(owners.values()))}." if owners else ""
            raise UsageError(f'no rule in use is the work of "{role}".{near_miss(role, owners.values())}{known}')
    asked = set(map(folded, roles))
    return frozenset(rule.id for rule in book.rules if rule.local and folded(rule.local.owner) in asked)


def _with_my_roles(session: Session, asked: DueOptions, wanted: Wanted, rows: list[Row]) -> list[Row]:
    """The list of an officer has the work of their roles besides, in whosever cases: but not where another officer was
    given that role in the case."""
    people, book = session.people, session.rulebook
    roles = {folded(role): role for name in wanted.officers if (one := people.officer(name)) for role in one.roles}
    owned = {rule.id for rule in book.rules if rule.local and folded(rule.local.owner) in roles}
    if not owned or asked.rule or asked.role or wanted.teams:
        return rows
    others = wanted._replace(rules=frozenset(owned), officers=frozenset())
    there = {(row.case, row.rule, row.party, row.started_by.id) for row in rows}
    found = select(unfinished_rows(session, others, use_index=not asked.no_index).rows, others)
    more = [row for row in found if (row.case, row.rule, row.party, row.started_by.id) not in there]
    given = {ref: session.timeline(session.one(ref)[0]).seconds for ref in {row.case for row in more} if ref}
    mine = [row for row in more if folded(given[str(row.case)].get(folded(row.owner), "")) in {"", *wanted.officers}]
    return in_order([*rows, *mine])


def _kinds_of(rules: frozenset[str], book: RuleBook) -> Iterable[str]:
    """Deadlines; or, where rules are named, whatever kind those are."""
    return {rule.kind for rule in book.rules if rule.id in rules} if rules else ("deadline",)


def _unnamed(mine: Mine, asked: DueOptions, morning: Morning, persons: Iterable[str] = ()) -> list[str]:
    """Names asked for that nobody has; `persons` are told of something, and need no case."""
    officers = nobody_of_that_name(mine.owners.named, {*morning.officers, *persons}, "officer")
    return [*officers, *nobody_of_that_name(asked.team, morning.teams, "team")]


def _said(mine: Mine, out: Output, quiet: bool, drafts: bool = False) -> list[str]:
    """Whose list it is, beside an answer that has no place for it."""
    return [mine.said] if mine.said and not quiet and (drafts or out.format in ("json", "csv")) else []


def _apart(session: Session, cases: list[tuple[str, State]]) -> list[str]:
    """Of each case that waits for a fact, or in which nothing runs: why, and what to write."""
    if not cases:
        return []
    from sendclock.say.state import state_sentence

    types = session.rulebook.event_types
    return [f"{ref}: {state_sentence(state, types, ref)}" for ref, state in cases]


def _answer(wanted: Wanted, rows: list[Row], morning: Morning, whose: str, apart: list[str]) -> Reply:
    """The list; on a terminal the most urgent screenful of it."""
    more = "see all of them with --all, or fewer with --officer."

    def drawn(about: Imprint, in_full: bool, most: int | None = None) -> Document:
        to_hand_over = morning.to_hand_over(wanted)
        return document(rows, wanted, about.footer(), in_full, most, more, whose, to_hand_over, apart)

    return Reply(
        "due",
        drawn,
        {
            "json": lambda about: answer(DUE_LIST, about.heading(), rows, morning.every.problems),
            "csv": lambda _: csv_of(DUE_LIST, rows),
        },
        of=morning.every,
        cut=(lambda about, most: drawn(about, False, most), len(rows)),
    )


def _failing(rows: list[Row], fail_on: FailOn | None, still: Sequence[object] = ()) -> int:
    """--fail-on overdue: 10 if something overdue is listed. --fail-on due: 11 if anything is listed at all.
    --fail-on nothing-running: 12 if a case has nothing running."""
    if fail_on == "nothing-running":
        return STILL if still else 0
    if fail_on == "overdue":
        return OVERDUE if any(row.late for row in rows) else 0
    return DUE if fail_on == "due" and rows else 0
