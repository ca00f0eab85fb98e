"""`sendclock reassign`: give cases to another officer, one event a case. What cannot be written is named; the rest is
done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple, Optional

import typer

from sendclock import command
from sendclock.casebook import write
from sendclock.casebook.casefile import read_case
from sendclock.casebook.owner import Whose, age_on, closed, whose
from sendclock.clock.case import Case
from sendclock.command import footer, heading, leave
from sendclock.days.spelling import read_day
from sendclock.files.problem import RefusedError, UsageError, near_miss
from sendclock.law.practice import plain as same
from sendclock.people.officer import Theirs, theirs
from sendclock.record.change import Change, compare, next_ids, stamped
from sendclock.say.formats import answer, csv_of
from sendclock.say.row import CLOCK, NOBODY, rows_of
from sendclock.say.terminal import Output, tell_problems, warn
from sendclock.say.view import (
    DAY,
    TEXT,
    YES_NO,
    Block,
    Column,
    Document,
    Heading,
    Line,
    Look,
    View,
    grid,
    maybe,
    only,
    part,
    several,
    through,
)
from sendclock.say.words import long_day, number, short_day
from sendclock.session import Workspace


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
        blocks.append(Line("\n".join(left)))
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


def give(
    work: Workspace, cases: Iterable[Theirs], order: Order, dry_run: bool
) -> tuple[list[Given], list[str], list[str]]:
    """What was given, what was left alone and why, and the files that could not be written."""
    given: list[Given] = []
    left: list[str] = []
    refused: list[str] = []
    for one in cases:
        to = _target(work, one, order)
        if to is None:
            if not order.handover:
                left.append(f"{one.case.ref}: left alone. {_why_nobody(one)}")
            continue
        if one.timeline.officer and same(one.timeline.officer) == same(to) and order.until is None:
            left.append(f"{one.case.ref}: {to} has it already.")
            continue
        try:
            given.append(_give(work, one, to, order, dry_run))
        except (RefusedError, OSError) as error:
            warn(str(error))
            refused.append(one.path.as_posix())
    return given, left, refused


def _target(work: Workspace, one: Theirs, order: Order) -> str | None:
    if order.to is not None:
        return order.to
    if order.handover:
        return one.owner.hand_to
    age = age_on(one.case.born, order.on) if one.case.born else None
    return work.people.by_setting(one.case.setting, age)


def _why_nobody(one: Theirs) -> str:
    if one.case.setting is None:
        return "It names no setting."
    return f'No officer is linked to "{one.case.setting}", or the child\'s age would have to be known.'


def _give(work: Workspace, one: Theirs, to: str, order: Order, dry_run: bool) -> Given:
    """Raises RefusedError where the file has changed, is locked, or the event would not make it `to`'s case."""
    path, before = one.path, one.path.read_bytes()
    case, _ = read_case(before, path.as_posix(), work.words)
    if case is None or case != one.case:
        raise RefusedError(f"{path}: was changed by somebody else just now. Nothing was written; try again.")
    event = _event(work, one, to, order)
    whole = stamped(event, next_ids(case, 1)[0], order.by)
    after = write.with_events(before, [whole], path.as_posix())
    new, problems = read_case(after, path.as_posix(), work.words)
    if new is None:
        raise RefusedError("\n".join(map(str, problems)))
    _must_be_theirs(work, new, to, max(order.on, work.today))
    changes = compare(rows_of(one.timeline, work.rulebook), rows_of(work.timeline(new), work.rulebook))
    if not dry_run:
        write.write(path, before, after)
    return Given(
        case.ref, case.setting, one.timeline.officer, to, event.get("team"), order.on, order.until, whole["id"],
        path.as_posix(), not dry_run, tuple(changes),
    )  # fmt: skip


def _event(work: Workspace, one: Theirs, to: str, order: Order) -> dict[str, Any]:
    team = work.people.team_of(to) or (None if work.people.officer(to) else one.owner.team)
    event: dict[str, Any] = {"type": "case-allocated", "on": order.on, "officer": to}
    event |= {"team": team} if team else {}
    event |= {"until": order.until} if order.until else {}
    return event | ({"note": order.reason} if order.reason else {})


def _must_be_theirs(work: Workspace, case: Case, to: str, day: date) -> None:
    """An allocation dated before a newer one would change nothing."""
    after = whose(work.timeline(case, day), work.people)
    if same(after.officer or "") != same(to):
        raise RefusedError(
            f"{case.file}: {after.officer} was given this case on a later day, so this would change nothing. "
            "Nothing was written; use a later --on."
        )


app = typer.Typer(rich_markup_mode=None, add_completion=False)
REFUSED = 5


class Choice(NamedTuple):
    """Which cases. Filters combine with AND, the references with OR; empty means any. `ages`: both ends included."""

    officer: str | None
    team: str | None
    setting: str | None
    ages: tuple[int, int] | None
    refs: frozenset[str]
    by_event: bool  # nobody means: given to nobody, even if the setting has an officer

    def owner(self, owner: Whose, ref: str) -> bool:
        """What can be told without opening the file."""
        officer = None if owner.by_setting and self.by_event and same(self.officer or "") == NOBODY else owner.officer
        return (
            (self.officer is None or same(officer or NOBODY) == same(self.officer))
            and (self.team is None or same(owner.team or NOBODY) == same(self.team))
            and (not self.refs or ref.casefold() in self.refs)
        )

    def case(self, one: Theirs, on: date) -> bool:
        """The rest. A case without a date of birth has no age."""
        case = one.case
        age = age_on(case.born, on) if case.born and self.ages else None
        return (self.setting is None or same(case.setting or "") == same(self.setting)) and (
            self.ages is None or (age is not None and self.ages[0] <= age <= self.ages[1])
        )


@app.command()
def reassign(
    from_: Annotated[Optional[str], typer.Option("--from", metavar="OFFICER", help="Whose cases; nobody.")] = None,
    to: Annotated[Optional[str], typer.Option("--to", metavar="OFFICER", help="Who is to have them.")] = None,
    team: Annotated[Optional[str], typer.Option("--team", metavar="NAME", help="Only this team's cases.")] = None,
    setting: Annotated[Optional[str], typer.Option("--setting", metavar="TEXT", help="Only of this setting.")] = None,
    ages: Annotated[
        Optional[str], typer.Option("--ages", metavar="0-16", help="Only of these ages on the day.")
    ] = None,
    case: Annotated[Optional[list[str]], typer.Option("--case", metavar="REF", help="Only these; repeat.")] = None,
    handover: Annotated[bool, typer.Option("--handover", help="Final plans to the officer of the setting.")] = False,
    by_setting: Annotated[bool, typer.Option("--by-setting", help="Each to the officer of its setting.")] = False,
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="From this day [default: today].")] = None,
    until: Annotated[Optional[str], typer.Option("--until", metavar="DATE", help="Only to the end of it.")] = None,
    reason: command.Reason = None,
    by: command.By = None,
    dry_run: command.DryRun = False,
    cases: command.Cases = None,
    as_of: command.AsOf = None,
    format: command.Formats = None,
    plain: command.Plain = False,
    no_color: command.NoColor = False,
) -> None:
    """Give cases to another officer: one event in each, nothing else is touched. Look first, with --dry-run.

    sendclock reassign --from okafor --to singh --until 2026-12-04 --dry-run
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    _fits(from_, to, team, setting, case, ages, handover, by_setting)
    day = read_day(on, work.today, work.england, past=True) if on else work.today
    last = read_day(until, work.today, work.england) if until else None
    if last is not None and last < day:
        raise UsageError(f"--until {last} is before {day}, from which it would hold. Both days are counted in.")
    refs = frozenset(ref.casefold() for ref in case or ())
    choice = Choice(from_, team, setting, _ages(ages), refs, by_setting)
    order = Order(_officer(work, to) if to else None, handover, day, last, reason, by)
    if day > work.today:
        warn(f"{long_day(day)} is later than today, {long_day(work.today)}: it counts for nothing until then.")
    _reassign(work, out, choice, order, dry_run)


def _fits(
    from_: str | None, to: str | None, team: str | None, setting: str | None, case: list[str] | None, ages: str | None,
    handover: bool, by_setting: bool,
) -> None:  # fmt: skip
    """Refuse words that do not say clearly which cases, and to whom."""
    if sum([to is not None, handover, by_setting]) != 1:
        raise UsageError("say to whom: one of --to OFFICER, --by-setting, --handover.")
    if not handover and not any([from_, team, setting, case, ages]):
        raise UsageError(
            "say which cases: --from OFFICER (or nobody), --case REF, --setting TEXT, --team NAME, --ages 0-16."
        )


def _officer(work: Workspace, name: str) -> str:
    """The officer as the settings write it; any name, where they list no officers."""
    found, ids = work.people.officer(name), [one.id for one in work.people.officers]
    if found is None and (ids or same(name) == NOBODY):
        hint = near_miss(name, ids)
        raise UsageError(f'"{name}" is not an officer in sendclock.toml.{hint} Nothing was written.')
    return found.id if found else name


def _ages(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    youngest, dash, oldest = text.replace(" ", "").partition("-")
    if not (dash and youngest.isdecimal() and oldest.isdecimal() and int(youngest) <= int(oldest)):
        raise UsageError(f"--ages {text}: write the youngest and the oldest age, both included, such as 0-16.")
    return int(youngest), int(oldest)


def _reassign(work: Workspace, out: Output, choice: Choice, order: Order, dry_run: bool) -> None:
    found = theirs(work, choice.owner)
    chosen = [one for one in found.cases if choice.case(one, order.on)]
    done = [one for one in chosen if not choice.refs and closed(one.case, work.today)]
    chosen = [one for one in chosen if one not in done]
    tell_problems(found.problems)
    _missing(choice, found.cases)
    given, left, refused = give(work, chosen, order, dry_run)
    _say_who_is_away(work, [one.to for one in given], order.on)
    if done:
        left.append(f"{number(len(done), 'closed case')} left alone; to include one, name it with --case.")
    ageless = sum(one.case.born is None for one in found.cases) if choice.ages else 0
    if ageless:
        left.append(f"{number(ageless, 'case')} left alone: without a date of birth no age is known.")
    if out.format == "json":
        head = heading("reassign", work, work.rulebook, found.read, found.unreadable)
        beside = {"written": not dry_run, "left": left, "refused": refused}
        out.text(answer(REASSIGN, head, given, found.problems, **beside))
    elif out.format == "csv":
        for line in left:
            warn(line)
        out.text(csv_of(REASSIGN, given))
    else:
        last = footer(work, work.rulebook, found.read, found.unreadable)
        out.show(document(given, left, dry_run, last, not out.draws))
    if refused:
        raise typer.Exit(REFUSED)
    leave(found.unreadable)


def _missing(choice: Choice, cases: list[Theirs]) -> None:
    """A reference named and not found is said: it may be misspelt, or another officer's."""
    there = {one.case.ref.casefold() for one in cases}
    for ref in sorted(choice.refs - there):
        warn(f'"{ref.upper()}" is not among the cases asked for: there is no such case, or it is somebody else\'s.')


def _say_who_is_away(work: Workspace, officers: list[str], day: date) -> None:
    for officer in dict.fromkeys(officers):
        absence = work.people.away(officer, day)
        if absence is not None:
            end = f"until {long_day(absence.last)}" if absence.last else "until further notice"
            warn(f"{officer} is away then, {end}.")
