"""`sendclock reassign`: give cases to another officer, one event a case. What cannot be written is named; the rest is
done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from sendclock.casebook.folder import stands_closed
from sendclock.casebook.owner import NOBODY, Whose, closed, whose
from sendclock.casebook.write import added
from sendclock.clock.case import Case
from sendclock.clock.circumstance import case_on
from sendclock.clock.local import year_group
from sendclock.command import Because, Now, Options, Reply, as_data, command
from sendclock.days.counting import age_on
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import RefusedError, UsageError, near_miss
from sendclock.law.role import Act
from sendclock.people.officer import Theirs, refuse_unknown, theirs, who_has_what
from sendclock.record.change import Change, compare
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.row import CLOCK, rows_of
from sendclock.say.terminal import Output, warn
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, View, maybe, only, part, several, through
from sendclock.say.words import long_day, number, short_day
from sendclock.session import Session, now_ns
from sendclock.tuples import NamedTuple


class Given(NamedTuple):
    """One case given to another officer. `changes` are the clocks that this started, met or ended."""

    ref: str
    setting: str | None
    was: str | None
    to: str
    team: str | None
    on: date
    until: date | None
    event: str
    file: str
    written: bool
    changes: tuple[Change, ...] = ()


def document(given: Sequence[Given], left: Sequence[str], dry_run: bool, footer: str, in_full: bool) -> Document:
    """`left`: what was left alone, and why, one line each."""
    blocks: list[Block] = []
    if given:
        done = "Would be given" if dry_run else "Given"
        blocks.append(Heading(f"{done} to another officer: {number(len(given), 'case')}"))
        blocks.append(grid(COLUMNS, given, Look(in_full)))
    else:
        blocks.append(Line("No case changes hands."))
    if left:
        blocks.append(Line(left[0], more=left[1:]))
    if given and dry_run:
        blocks.append(Line("Nothing was written: --dry-run."))
    elif given:
        until = any(one.until for one in given)
        blocks.append(Line(f"Tell the family and the setting of each case{', and until when' if until else ''}."))
    return Document(blocks, footer)


_CHANGE = (Column[Change]("change", value=lambda change: change.kind), *through("row", only(CLOCK, "rule", "due")))
COLUMNS: tuple[Column[Given], ...] = (
    Column("case", "Case", value=lambda one: one.ref),
    Column("setting", "Setting", wrap=True, kind=maybe(TEXT)),
    Column("from", "From", value=lambda one: one.was, kind=maybe(TEXT), shown=lambda one, _: one.was or NOBODY),
    Column("to", "To"),
    Column("team", "Team", from_width=90, kind=maybe(TEXT)),
    Column("on", "On", kind=DAY),
    Column("until", "Until", kind=maybe(DAY), about="counted in"),
    Column("event", "Event", from_width=120, about="the id of the event written"),
    Column("written", kind=YES_NO, about="false with --dry-run"),
    Column("file"),
    Column(
        "clocks",
        "Clocks",
        csv=False,
        wrap=True,
        from_width=100,
        value=lambda one: one.changes,
        kind=several(part(_CHANGE)),
        about="the clocks that this started, met or ended",
        shown=lambda one, _: "; ".join(f"{c.kind}: {c.row.label}, {short_day(c.row.due)}" for c in one.changes),
    ),
)
BESIDE = (
    Column[None]("written", kind=YES_NO, about="false with --dry-run"),
    Column[None]("left", kind=several(TEXT), about="what was left alone, and why"),
    Column[None]("refused", kind=several(TEXT), about="files that could not be written"),
)
REASSIGN = View("reassign", COLUMNS, BESIDE)


class Order(NamedTuple):
    """To whom, and how. `to` None: to the officer of each case's setting; with `handover`, only where one is due."""

    to: str | None
    handover: bool
    on: date
    until: date | None
    reason: str | None
    by: str | None


class Outcome(NamedTuple):
    """What was given; what was left alone and why, one line each; and what could not be written, by file and why."""

    given: list[Given]
    left: list[str]
    refused: dict[str, str]


def give(work: Session, cases: Iterable[Theirs], order: Order, dry_run: bool) -> Outcome:
    """Each case as it comes: one that cannot be written does not keep the others from it."""
    outcome = Outcome([], [], {})
    swept: set[Path] = set()
    for one in cases:
        path = one.file.path
        if path.parent not in swept and not dry_run:
            disk.sweep(path.parent, now_ns())
            swept.add(path.parent)
        to = _target(work, one, order)
        if to is None:
            if not order.handover:
                outcome.left.append(f"{one.case.ref}: left alone. {_why_nobody(_on(one, order.on))}")
            continue
        if one.timeline.officer and folded(one.timeline.officer) == folded(to) and order.until is None:
            outcome.left.append(f"{one.case.ref}: {to} has it already.")
            continue
        try:
            outcome.given.append(_give(work, one, to, order, dry_run))
        except RefusedError as error:
            outcome.refused[path.as_posix()] = str(error)
    return outcome


def _target(work: Session, one: Theirs, order: Order) -> str | None:
    if order.to is not None:
        return order.to
    if order.handover:
        return one.owner.hand_to
    case = _on(one, order.on)
    age = age_on(case.born, order.on) if case.born else None
    return work.people.by_setting(case.setting, age)


def _on(one: Theirs, day: date) -> Case:
    """The case with the setting it has on that day, as far as anybody knows today."""
    return case_on(one.case, one.timeline.truth.events, day, one.timeline.book)


def _why_nobody(case: Case) -> str:
    if case.setting is None:
        return "It names no setting."
    return f'No officer is linked to "{case.setting}", or the child\'s age would have to be known.'


def _give(work: Session, one: Theirs, to: str, order: Order, dry_run: bool) -> Given:
    """Raises RefusedError where the file has changed, is locked, or the event would not make it `to`'s case."""
    case, event = one.case, _event(work, one, to, order)
    (whole,) = work.stamped([event], case, order.by)
    addition = added(one.file.path, one.file.content, [whole], work.words_of(one.file.path))
    if addition.case is None:
        raise RefusedError(*map(str, addition.problems))
    _must_be_theirs(work, addition.case, to, max(order.on, work.today))
    after = work.timeline(addition.case)
    changes = compare(rows_of(one.timeline, after.book), rows_of(after, after.book))
    if not dry_run:
        addition.put()
    return Given(
        case.ref, _on(one, order.on).setting, one.timeline.officer, to, event.get("team"), order.on, order.until,
        whole["id"], addition.path.as_posix(), not dry_run, tuple(changes),
    )  # fmt: skip


def _event(work: Session, one: Theirs, to: str, order: Order) -> dict[str, Any]:
    team = work.people.team_of(to) or (None if work.people.officer(to) else one.owner.team)
    event: dict[str, Any] = {"type": work.rulebook.event(Act.ALLOCATED), "on": order.on, "officer": to}
    event |= {"team": team} if team else {}
    event |= {"until": order.until} if order.until else {}
    return event | ({"note": order.reason} if order.reason else {})


def _must_be_theirs(work: Session, case: Case, to: str, day: date) -> None:
    """An allocation dated before a newer one would change nothing."""
    then = work.timeline(case, day)
    after = whose(then, then.people)
    if folded(after.officer or "") != folded(to):
        raise RefusedError(
            f"{case.file}: {after.officer} was given this case on a later day, so this would change nothing. "
            "Nothing was written; use a later --on."
        )


REFUSED = 5


class ReassignOptions(Options):
    from_: Annotated[Optional[str], typer.Option("--from", metavar="OFFICER", help="Whose cases; nobody.")] = None
    to: Annotated[Optional[str], typer.Option("--to", metavar="OFFICER", help="Who is to have them.")] = None
    team: Annotated[Optional[str], typer.Option("--team", metavar="NAME", help="Only this team's cases.")] = None
    setting: Annotated[Optional[str], typer.Option("--setting", metavar="TEXT", help="Only of this setting.")] = None
    ages: Annotated[Optional[str], typer.Option("--ages", metavar="0-16", help="Only of these ages on the day.")] = None
    year: Annotated[
        Optional[list[int]], typer.Option("--year-group", metavar="6", help="Only of these, by age on the day; repeat.")
    ] = None
    tag: Annotated[Optional[list[str]], typer.Option("--tag", metavar="WORD", help="Only with this tag.")] = None
    transfer: Annotated[
        Optional[str],
        typer.Option("--transfer", metavar="WORD", help="Only with this move of phase expected: any, or its word."),
    ] = None
    case: Annotated[Optional[list[str]], typer.Option("--case", metavar="REF", help="Only these; repeat.")] = None
    handover: Annotated[bool, typer.Option("--handover", help="Final plans to the officer of the setting.")] = False
    by_setting: Annotated[bool, typer.Option("--by-setting", help="Each to the officer of its setting.")] = False
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="From this day [default: today].")] = None
    until: Annotated[Optional[str], typer.Option("--until", metavar="DATE", help="Only to the end of it.")] = None


class Choice(NamedTuple):
    """Which cases. Filters combine with AND, the references with OR; empty means any. `ages`: both ends included."""

    officer: str | None
    team: str | None
    setting: str | None
    ages: tuple[int, int] | None
    refs: frozenset[str]
    years: frozenset[int]
    tags: frozenset[str]
    transfer: str | None
    by_event: bool  # nobody means: given to nobody, even if the setting has an officer

    def owner(self, owner: Whose, ref: str) -> bool:
        """What can be told without opening the file."""
        officer = None if owner.by_setting and self.by_event and folded(self.officer or "") == NOBODY else owner.officer
        return (
            (self.officer is None or folded(officer or NOBODY) == folded(self.officer))
            and (self.team is None or folded(owner.team or NOBODY) == folded(self.team))
            and (not self.refs or folded(ref) in self.refs)
        )

    def case(self, one: Theirs, on: date) -> bool:
        """The rest. A case without a date of birth has no age."""
        case = _on(one, on)
        age = age_on(case.born, on) if case.born and self.ages else None
        year = year_group(case.born, on) if case.born and self.years else None
        return (
            (self.setting is None or folded(case.setting or "") == folded(self.setting))
            and (self.ages is None or (age is not None and self.ages[0] <= age <= self.ages[1]))
            and (not self.years or year in self.years)
            and (not self.tags or not self.tags.isdisjoint(map(folded, case.tags)))
            and (self.transfer is None or _moving(one, self.transfer))
        )


def _moving(one: Theirs, transfer: str) -> bool:
    """Whether such a move to another phase is expected, and no plan names the next phase yet."""
    book, expected = one.timeline.book, None
    for event in one.timeline.events:
        if book.has(event.type, Act.PHASE_EXPECTED):
            expected = str(event.fields.get("transfer"))
        elif book.has(event.type, Act.PHASE_DROPPED) or event.fields.get("names_next_phase") is True:
            expected = None
    return expected is not None and transfer in (ANY, expected)


def reassign(asked: ReassignOptions, why: Because, session: Now, out: Output) -> Reply:
    """Give cases to another officer: one event in each, nothing else is touched. Look first, with --dry-run."""
    _fits(asked)
    refuse_unknown(session, [asked.from_] if asked.from_ else None, [asked.team] if asked.team else None)
    today = session.today
    day = session.day("--on", asked.on, past=True) if asked.on else today
    last = session.day("--until", asked.until, ahead=True) if asked.until else None
    if last is not None and last < day:
        raise UsageError(f"--until {last} is before {day}, from which it would hold. Both days are counted in.")
    refs = frozenset(folded(session.case_meant(ref)) for ref in asked.case or ())
    years, tags = frozenset(asked.year or ()), frozenset(map(folded, asked.tag or ()))
    transfer = _transfer(session, asked.transfer)
    choice = Choice(
        asked.from_, asked.team, asked.setting, _ages(asked.ages), refs, years, tags, transfer, asked.by_setting
    )
    to = _officer(session, asked.to) if asked.to else None
    if day > today:
        warn(f"{long_day(day)} is later than today, {long_day(today)}: it counts for nothing until then.")
    order = Order(to, asked.handover, day, last, why.reason, why.by)
    return _reassign(session, out, choice, order, why.dry_run)


app = command(reassign)


def _fits(asked: ReassignOptions) -> None:
    """Refuse words that do not say clearly which cases, and to whom."""
    if sum([asked.to is not None, asked.handover, asked.by_setting]) != 1:
        raise UsageError("say to whom: one of --to OFFICER, --by-setting, --handover.")
    if not asked.handover and not any(
        [asked.from_, asked.team, asked.setting, asked.case, asked.ages, asked.year, asked.tag, asked.transfer]
    ):
        raise UsageError(
            "say which cases: --from OFFICER (or nobody), --case REF, --setting TEXT, --team NAME, --ages 0-16, "
            "--year-group 6, --tag WORD, --transfer any."
        )


def _officer(session: Session, name: str) -> str:
    """The officer as the settings write it; any name, where they list no officers."""
    found, ids = session.people.officer(name), [one.id for one in session.people.officers]
    if found is None and (ids or folded(name) == NOBODY):
        hint = near_miss(name, ids)
        raise UsageError(f'"{name}" is not an officer in sendclock.toml.{hint} Nothing was written.')
    return found.id if found else name


ANY = "any"


def _transfer(session: Session, word: str | None) -> str | None:
    """A word of the vocabulary for a move of phase, or any."""
    if word is None or word == ANY:
        return word
    known = [
        choice
        for id in session.rulebook.events(Act.PHASE_EXPECTED)
        for choice in session.rulebook.event_types[id].fields["transfer"].choices
    ]
    if word not in known:
        raise UsageError(f"--transfer {word}: use any, or one of: {', '.join(known)}.{near_miss(word, known)}")
    return word


def _ages(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    youngest, dash, oldest = text.replace(" ", "").partition("-")
    if not (dash and youngest.isdecimal() and oldest.isdecimal() and int(youngest) <= int(oldest)):
        raise UsageError(f"--ages {text}: write the youngest and the oldest age, both included, such as 0-16.")
    return int(youngest), int(oldest)


class _Chosen:
    """The cases chosen, one after another, and what is to be said of the others."""

    def __init__(self, choice: Choice, day: date) -> None:
        self.choice, self.day = choice, day
        self.there: set[str] = set()  # references, folded
        self.closed = self.ageless = 0

    def of(self, cases: Iterable[Theirs]) -> Iterator[Theirs]:
        """The cases that are meant; how many are closed, or cannot be judged for want of a date of birth, is
        counted."""
        for one in cases:
            self.there.add(folded(one.case.ref))
            self.ageless += one.case.born is None
            if not self.choice.case(one, self.day):
                continue
            if not self.choice.refs and closed(one.timeline):
                self.closed += 1
                continue
            yield one

    def missing(self, session: Session) -> list[str]:
        """A reference named and not found is said: it may be misspelt, another officer's, or closed."""
        why = "is not among the cases asked for: there is no such case, or it is somebody else's."
        lost = sorted(self.choice.refs - self.there)
        files = {folded(path.stem): path for path in session.case_files} if lost else {}
        return [
            stands_closed(files[ref]) if ref in files and session.rests(files[ref]) else f'"{ref.upper()}" {why}'
            for ref in lost
        ]

    def left(self) -> list[str]:
        said = []
        if self.closed:
            said.append(f"{number(self.closed, 'closed case')} left alone; to include one, name it with --case.")
        if self.ageless and (self.choice.ages or self.choice.years):
            said.append(f"{number(self.ageless, 'case')} left alone: without a date of birth no age is known.")
        return said


def _reassign(session: Session, out: Output, choice: Choice, order: Order, dry_run: bool) -> Reply:
    known, chosen = who_has_what(session), _Chosen(choice, order.on)
    outcome = give(session, chosen.of(theirs(known, choice.owner)), order, dry_run)
    given, left = outcome.given, [*outcome.left, *chosen.left()]
    more = {"written": not dry_run, "left": left, "refused": list(outcome.refused)}
    away, missing = _who_is_away(session, [one.to for one in given], order.on), chosen.missing(session)
    return Reply(
        "reassign",
        lambda about, in_full: document(given, left, dry_run, about.footer(), in_full),
        as_data(REASSIGN, given, more),
        known.every,
        notes=[*missing, *outcome.refused.values(), *away, *(left if out.format == "csv" else ())],
        refused=REFUSED if outcome.refused or (missing and not given) else 0,
        done=not dry_run,
    )


def _who_is_away(session: Session, officers: list[str], day: date) -> Iterator[str]:
    for officer in dict.fromkeys(officers):
        absence = session.people.away(officer, day)
        if absence is not None:
            end = f"until {long_day(absence.last)}" if absence.last else "until further notice"
            left = absence.kind == "left"
            yield f"{officer} has left: others cover the case." if left else f"{officer} is away then, {end}."
