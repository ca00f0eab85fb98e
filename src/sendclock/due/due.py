"""`sendclock due`: the morning list."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

from sendclock.casebook.folder import on_no_list
from sendclock.casebook.owner import EVERYONE
from sendclock.command import (
    FailOn,
    Imprint,
    Kind,
    Kinds,
    OfSetting,
    OfTag,
    Options,
    Reply,
    Rules,
    Team,
    Then,
    Tier,
    Tiers,
    Whose,
    as_data,
    closed,
    command,
    no_cases,
    nobody_of_that_name,
)
from sendclock.due.front import Page, block_place, blocks, last_working_day, sheet, standings, with_own
from sendclock.due.list import (
    DUE_LIST,
    Morning,
    Sieve,
    Wanted,
    beside,
    document,
    in_order,
    named_apart,
    page_document,
    unfinished_rows,
)
from sendclock.due.order import CONSEQUENCES, Gravity
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, UsageError, near_miss
from sendclock.option import typer
from sendclock.people.officer import Mine, refuse_unknown, whose_list
from sendclock.say import screen
from sendclock.say.document import Document, Line, Numbered, grid
from sendclock.say.formats import csv_below, csv_of_in_pieces
from sendclock.say.own_date import in_a_row
from sendclock.say.row import CASE, Row, as_one, beside_each_other, by_case
from sendclock.say.screen import Sheet
from sendclock.say.shell import typed
from sendclock.say.terminal import Output
from sendclock.say.view import Column, Look
from sendclock.say.words import how_late, listed, short_task, style
from sendclock.session import Session, known_rules

if TYPE_CHECKING:
    from sendclock.clock.state import State
    from sendclock.law.book import RuleBook

OVERDUE, DUE, STILL = 10, 11, 12
AGAIN = (
    "officer",
    "team",
    "role",
    "rule",
    "tier",
    "kind",
    "setting",
    "tag",
    "case",
)  # options that choose whose page it is
NAMED = 4  # cases named on the front page that have no row of their own


class Standing(StrEnum):  # an enum, because typer takes no list of literals: the blocks of `due.front`, and three more
    today = "today"
    new = "new"
    late_by_law = "late-by-law"
    week = "week"
    waiting = "waiting"
    late_not_by_law = "late-not-by-law"
    excused = "excused"
    later = "later"
    late = "late"
    newly_late = "newly-late"
    own = "own"
    provisional = "provisional"


DueFormat = Literal["table", "plain", "lines", "json", "csv", "md"]
DueFormats = Annotated[
    Optional[DueFormat], typer.Option("--format", help="On a terminal table, else plain; lines: one line a row.")
]


class DueOptions(Options):
    today: Annotated[bool, typer.Option("--today", help="Only what is due today.")] = False
    late: Annotated[bool, typer.Option("--late", help="Only what is late.")] = False
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what somebody else owes.")] = False
    status: Annotated[
        Optional[list[Standing]], typer.Option("--status", help="Only one block of the page, or rows that stand so.")
    ] = None
    setting: OfSetting = None
    tag: OfTag = None
    case: Annotated[
        Optional[list[str]],
        typer.Option("--case", metavar="REF", help="Only this case; the end of its reference will do."),
    ] = None
    view: Annotated[
        Optional[str], typer.Option("--view", metavar="NAME", help="The filters kept as [views.NAME] in the settings.")
    ] = None
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
    steps: Annotated[bool, typer.Option("--steps", help="The steps without a number still to do, across cases.")] = (
        False
    )
    why_order: Annotated[bool, typer.Option("--why-order", help="Which row stands above which, and why.")] = False
    no_index: Annotated[bool, typer.Option("--no-index", help="Read every file anew; the answer is the same.")] = False


def due(session: Then, asked: DueOptions, out: Output) -> Reply:
    """What is late, due today, and due soon: the front page.

    On a terminal one screen; what has no room is counted, with the command that shows it. In a pipe everything.
    Deadlines only: the authority's own and, apart, what advisers and settings owe.
    """
    post, out = None, out.fitted()
    if asked.eml or asked.folder:
        from sendclock.due.mail import post_of, write_drafts

        post = post_of(asked.eml, asked.folder, {"format": out.asked, "remind": asked.remind})
    view = _with_view(session, asked)
    everybody = [EVERYONE] if asked.role and not (asked.officer or asked.team) else asked.officer
    mine = whose_list(session, everybody, asked.team)
    since = last_working_day(session.today, session.england)
    wanted = _wanted(session, asked, mine, since)
    if asked.remind:
        from sendclock.due.reminders import remind

        told = remind(session, wanted, asked.within, not asked.no_index)
        quiet = asked.quiet and not told.chases
        unnamed = _unnamed(session, mine, asked, told.morning, told.persons)
        return told.answer(mine.said)._replace(
            notes=[*_said(mine, out, quiet), *unnamed],
            text=() if quiet else None,
            otherwise=_failing([chase.row for chase in told.chases], asked.fail_on),
        )
    if asked.steps:
        from sendclock.due.step import steps

        refuse_unknown(session, asked.officer, asked.team)
        told_of = steps(session, wanted, frozenset(map(folded, asked.role or ())), mine.said, not asked.no_index)
        return told_of._replace(notes=[*_on_no_list(session, asked), *_said(mine, out, False)])
    morning = unfinished_rows(session, wanted, use_index=not asked.no_index)
    unnamed = _unnamed(session, mine, asked, morning)
    rows = _selected(session, morning, wanted, since)
    shown = [row for row in rows if not row.drawn_with]
    rows_alone = bool(wanted.sieve.standing or wanted.sieve.waiting)  # and these cases have none
    still = [] if rows_alone else morning.named("nothing-running", wanted)
    waiting = [] if rows_alone else morning.named("waiting", wanted)
    apart = named_apart(session, [*waiting, *still])
    own = morning.own_dates(session, wanted, session.today) if _may_list_own(asked) else []
    quiet = asked.quiet and not rows and not apart and not own
    gravity = Gravity(session.edition)
    notes, code = (
        [*unnamed, *_like_none(asked, morning, wanted), *_said(mine, out, quiet, post is not None)],
        _failing(rows, asked.fail_on, still),
    )
    if asked.why_order:
        return _why_order(rows, gravity, morning, apart)._replace(
            notes=notes, otherwise=code, text=() if quiet else None
        )
    page = Page(
        with_own(blocks(shown, since, gravity), own),
        _whose(mine, asked),
        session.today,
        since,
        morning.standings(wanted),
        [],
        _again(session, asked),
        mine.said,
        view,
        wanted.filtered,
    )
    if not post and out.format not in ("json", "csv"):  # those have no numbers, and a draft is not on my screen
        session.remember_list(page.lines)
    made = _answer(wanted, rows, shown, morning, mine.said, apart, page, (waiting, still), asked, out)._replace(
        notes=notes, otherwise=code
    )
    if post:
        return made._replace(text=write_drafts(session, wanted, in_order(shown), own, morning, post, asked.quiet))
    return made._replace(text=() if quiet else None)


app = command(due, formats=DueFormats)


def _may_list_own(asked: DueOptions) -> bool:
    """Whether what is asked for leaves room for officers' own dates: they are of no rule, and never late."""
    if asked.waiting or asked.rule or asked.role or asked.tier or asked.kind:
        return False
    words = [*(asked.status or []), *(["today"] if asked.today else []), *(["late"] if asked.late else [])]
    return not words or "own" in words or "today" in words


def _selected(session: Session, morning: Morning, wanted: Wanted, since: date) -> list[Row]:
    """The rows asked for, by case. What law and practice both ask for is paired before a row is asked how it stands:
    so a block of the page is what its command lists."""
    of_the_case = wanted._replace(sieve=wanted.sieve._replace(standing=(), waiting=False))
    by_role = of_the_case._replace(officers=frozenset())
    found = by_case([*of_the_case.among(morning.rows), *by_role.among(morning.by_role)])
    twins = {rule.id: rule.twin for rule in session.edition.rules if rule.twin}
    paired = beside_each_other(found, twins)
    rows = as_one(paired, lambda row: block_place(row, since))
    return rows if wanted.sieve == of_the_case.sieve else [row for row in rows if wanted.sieve.keeps(row)]


def _with_view(session: Session, asked: DueOptions) -> str:
    """Put the filters of a view among those asked for; what the page says of it."""
    if asked.view is None:
        return ""
    views = {view.name: view for settings in session.settings for view in settings.views}
    found = next((view for name, view in views.items() if folded(name) == folded(asked.view or "")), None)
    if found is None:
        known = f" Known: {', '.join(views)}." if views else ""
        raise UsageError(
            f'There is no view "{asked.view}" in the settings.{near_miss(asked.view, views)}{known} '
            f'Write it in sendclock.toml: [views.{asked.view}] with setting = ["..."], tag = ["..."] and the like.'
        )
    for key, values in found.filters.items():
        given = getattr(asked, key)
        if isinstance(values, bool | str):
            setattr(asked, key, given or values)
        else:
            kinds = {"status": Standing, "tier": Tier, "kind": Kind}
            setattr(asked, key, [*(given or []), *map(kinds.get(key, str), values)])
    said = "; ".join(f"{key} {in_words(values)}" for key, values in found.filters.items())
    return f"view {found.name} ({said})"


def in_words(values: bool | str | Sequence[str]) -> str:
    if isinstance(values, bool):
        return "only"
    return values if isinstance(values, str) else listed(values, "or")


def _wanted(session: Session, asked: DueOptions, mine: Mine, since: date) -> Wanted:
    rules = known_rules(asked.rule, session.rulebook) if asked.rule else frozenset[str]()
    if asked.role:
        of_role = _owned_by(session.rulebook, asked.role, asked.steps)
        rules = rules & of_role if rules else of_role
    until = session.until("--within", asked.within or "2w")
    kinds = frozenset(asked.kind or (_kinds_of(rules, session.rulebook) if rules else ("deadline",)))
    words = [*(asked.status or []), *(["today"] if asked.today else []), *(["late"] if asked.late else [])]
    known = standings(since)
    sieve = Sieve(
        tuple(map(folded, asked.setting or ())),
        tuple(map(folded, asked.tag or ())),
        tuple(map(folded, asked.case or ())),
        tuple(known[str(word)] for word in words),
        asked.waiting,
    )
    tiers = frozenset(asked.tier or ())
    return Wanted(until, kinds, rules, tiers, mine.owners.officers, mine.owners.teams, sieve)


def _owned_by(book: "RuleBook", roles: Iterable[str], steps: bool) -> frozenset[str]:
    """The rules that are the work of these roles or teams. Raises UsageError for one that has none, nor, where they are
    asked for, any steps."""
    owners = {folded(rule.local.owner): rule.local.owner for rule in book.rules if rule.local and rule.local.owner}
    owners |= {folded(item.owner): item.owner for item in book.practice.checklist if steps and item.owner}
    for role in roles:
        if folded(role) not in owners:
            known = f" Known: {', '.join(sorted(owners.values()))}." if owners else ""
            what = "rule or step" if steps else "rule"
            near = near_miss(role, owners.values())
            raise UsageError(f'no {what} in use is the work of "{role}".{near}{known}')
    asked = set(map(folded, roles))
    return frozenset(rule.id for rule in book.rules if rule.local and folded(rule.local.owner) in asked)


def _kinds_of(rules: frozenset[str], book: "RuleBook") -> Iterable[str]:
    """Where rules are named, whatever kind those are."""
    return {rule.kind for rule in book.rules if rule.id in rules}


def _unnamed(
    session: Session, mine: Mine, asked: DueOptions, morning: Morning, persons: Iterable[str] = ()
) -> list[str]:
    """Names asked for that nobody has, and cases that are on no list; `persons` are told of something, and need no
    case."""
    unread = morning.every.unreadable
    officers = nobody_of_that_name(session, mine.owners.named, {*morning.officers, *persons}, "officer", unread)
    teams = nobody_of_that_name(session, asked.team, morning.teams, "team", unread)
    return [*officers, *teams, *_on_no_list(session, asked)]


def _on_no_list(session: Session, asked: DueOptions) -> list[str]:
    """Of each case asked for that is not there, or stands in closed/: that it is so. An empty answer would look like
    good news. Raises CannotRunError where none of them is there."""
    found = {ref: session.ending_so(ref) for ref in asked.case or ()}
    missing = [f'no case "{ref}" in {session.folder}.{session.like_case(ref)}' for ref in found if not found[ref]]
    if missing and not any(found.values()):
        raise CannotRunError(" ".join(missing))
    at_rest = dict.fromkeys(path for paths in found.values() for path in paths if session.rests(path))
    return [*missing, *(on_no_list(path.stem) for path in at_rest if not asked.quiet)]


def _like_none(asked: DueOptions, morning: Morning, wanted: Wanted) -> list[str]:
    """A setting or tag that none of the cases asked for has, mistyped it may be."""
    words = [*(asked.setting or ()), *(asked.tag or ())]
    if not words or asked.quiet or morning.of_these(wanted):
        return []
    return [f"No case of this list has such a setting or tag: {listed(words, 'or')}."]


def _said(mine: Mine, out: Output, quiet: bool, drafts: bool = False) -> list[str]:
    """Whose list it is, beside an answer that has no place for it."""
    return [mine.said] if mine.said and not quiet and (drafts or out.format in ("json", "csv")) else []


def _whose(mine: Mine, asked: DueOptions) -> str:
    """Whose page it is, in a word or two."""
    teams = [f"team {name}" for name in asked.team or (sorted(mine.owners.teams) if not mine.owners.named else ())]
    named = mine.owners.named if mine.owners.officers else ()
    return " and ".join(filter(None, [listed([*named], "or"), listed(teams, "or")])) or "All officers"


def _again(session: Session, asked: DueOptions) -> str:
    """The command as it was asked, without what chooses among the rows."""
    words = ["sendclock", "due", *session.given]
    for option in AGAIN:
        words += [word for value in getattr(asked, option) or () for word in (f"--{option}", str(value))]
    words += ["--within", asked.within] if asked.within else []
    return typed(words)


def _named(title: str, cases: "list[tuple[str, State]]", again: str) -> list[str]:
    """The references of such cases, in a line: why, and what to write, is told by another command."""
    if not cases:
        return []
    refs = [ref for ref, _ in cases[:NAMED]]
    more = f" and {len(cases) - NAMED} more" if len(cases) > NAMED else ""
    return [f"{title}: {len(cases)} ({', '.join(refs)}{more}). Why: {again} --all"]


def _answer(
    wanted: Wanted,
    rows: list[Row],
    shown: list[Row],
    morning: Morning,
    whose: str,
    apart: list[str],
    page: Page,
    still: tuple["list[tuple[str, State]]", "list[tuple[str, State]]"],
    asked: DueOptions,
    out: Output,
) -> Reply:
    """The list in every form; on a terminal one screen of it. `shown`: with one row for what law and practice both ask
    for, as it is drawn."""
    if not (morning.every.read or morning.every.unreadable):
        wanted = wanted._replace(empty=no_cases(morning.every.session.folder))
    besides = morning.besides(wanted)._replace(due=typed(["sendclock", "due", *morning.every.session.given]))

    def drawn(about: Imprint, in_full: bool) -> Document:
        if out.format == "md":
            return document(in_order(shown), wanted, about.footer(), in_full, whose, besides, apart, page.own)
        return page_document(page, wanted, about.footer(), whose, besides, apart)

    told = in_order(rows) if out.format in ("json", "csv") else rows

    def under() -> list[str]:
        return [line.text for line in beside(rows, wanted, besides)]

    def whole(about: Imprint) -> Sheet:
        return sheet(page._replace(notes=[*apart, *under()]), about.footer(), wanted.until, wanted.empty)

    def lines(about: Imprint) -> str:
        return screen.drawn(whole(about), None, None, False)

    def table(about: Imprint) -> str:
        if not out.terminal or asked.all:
            return screen.drawn(whole(about), out.width, None, out.color)
        assert about.session is not None
        waiting = _named("WAITING FOR A FACT", still[0], page.again)
        named = [*waiting, *_named("NOTHING RUNNING", still[1], page.again)]
        notes = [*named, *under(), *closed(about.session)]
        fitted = sheet(page._replace(notes=notes), "", wanted.until, wanted.empty, out.height)
        return screen.drawn(fitted, out.width, out.height, out.color)

    return Reply(
        "due",
        drawn,
        {
            **as_data(DUE_LIST, told, {"own_dates": page.own}),
            "csv": lambda _: chain(csv_of_in_pieces(DUE_LIST, told), [csv_below(DUE_LIST, map(in_a_row, page.own))]),
            "table": table,
            "lines": lines,
        },
        of=morning.every,
    )


def _why_order(rows: list[Row], gravity: Gravity, morning: Morning, apart: Sequence[str]) -> Reply:
    """The rows as the page has them, each with what follows if it is missed; `apart` are sentences about cases that
    have no row."""
    ranked = sorted(rows, key=gravity.late)
    said = Line(
        "What is late stands in this order: by what follows when a day is missed, then the law before practice. Then "
        "your own before what you wait for, and the most days late. What is to come stands by day, and within a day so."
    )
    ranks = Numbered(list(CONSEQUENCES))
    columns = [
        Column[Row](title="What follows", wrap=True, shown=lambda row, _: CONSEQUENCES[gravity.of(row)]),
        CASE,
        Column[Row](title="Clock", wrap=True, shown=lambda row, _: short_task(row)),
        Column[Row](title="Days", shown=lambda row, _: how_late(row)),
    ]

    def drawn(about: Imprint, in_full: bool) -> Document:
        none = Line("Nothing is listed.")
        listed = [
            grid(columns, ranked, Look(in_full), style) if ranked else none,
            *(Line(why, "warn") for why in apart),
        ]
        return Document([said, ranks, *listed], about.footer())

    return Reply("due", drawn, of=morning.every)


def _failing(rows: list[Row], fail_on: FailOn | None, still: Sequence[object] = ()) -> int:
    """--fail-on overdue: 10 if something overdue is listed. --fail-on due: 11 if anything is listed at all.
    --fail-on nothing-running: 12 if a case has nothing running."""
    if fail_on == "nothing-running":
        return STILL if still else 0
    if fail_on == "overdue":
        return OVERDUE if any(row.late for row in rows) else 0
    return DUE if fail_on == "due" and rows else 0
