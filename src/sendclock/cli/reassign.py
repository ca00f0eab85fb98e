"""`sendclock reassign`: give cases to another officer, one event a case."""

from datetime import date
from typing import Annotated, NamedTuple, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer, heading, leave
from sendclock.cli.dates import read_day
from sendclock.cli.giving import Order, give
from sendclock.cli.output import Output, tell_problems, warn
from sendclock.cli.theirs import Theirs, theirs
from sendclock.cli.workspace import Workspace
from sendclock.core.people import plain as same
from sendclock.core.problems import UsageError, near_miss
from sendclock.core.whose import Whose, age_on, closed
from sendclock.report.machine import answer, csv_text
from sendclock.report.owner import NOBODY
from sendclock.report.reassigned import CSV_COLUMNS, csv_cells, document, given_json
from sendclock.report.wording import long_day, number

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
    reason: options.Reason = None,
    by: options.By = None,
    dry_run: options.DryRun = False,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
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
        out.text(answer(head, map(given_json, given), found.problems, written=not dry_run, left=left, refused=refused))
    elif out.format == "csv":
        for line in left:
            warn(line)
        out.text(csv_text(CSV_COLUMNS, map(csv_cells, given)))
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
