"""What is kept of each case while figures are counted: its life, and the clocks a report asks for. Files are read one
after another: no more than one whole case is held at a time.

Must not know: formats, what is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from sendclock.casebook.folder import case_files, duplicates, read_one
from sendclock.casebook.owner import Whose, whose
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.life import NEEDED, WEEKS, Life, awaits_panel
from sendclock.clock.run import Clock
from sendclock.figures.figure import Counted, Item
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_REQUEST
from sendclock.plan.goal import Goal, plan
from sendclock.say.row import NOBODY
from sendclock.say.terminal import counted
from sendclock.session import Workspace


class Wanted(NamedTuple):
    """Which clocks a report needs dated: those of the law's rules that play the parts `roles`; with `claims`, of the
    weeks that count from a request, where an exception is claimed; if `running`, deadlines that run or ran on `since`.

    Dating costs most of the time a report takes. `planned`: the way back from each phase transfer too.
    """

    roles: tuple[Role, ...] = ()
    claims: bool = False
    running: bool = False
    since: date = date.max
    planned: bool = False

    def keep(self, case: Case, book: RuleBook) -> Callable[[Clock], bool]:
        """Which clocks of this case to date. Those read only for their excuses are left where none is claimed."""
        claimed = any(book.has(event.type, Act.EXCEPTION) for event in case.events)
        rules = self._rules(book, self.claims and claimed)
        return lambda clock: clock.rule.id in rules or (self.running and self._ran(clock))

    def book(self, whole: RuleBook) -> RuleBook:
        """The rules that these clocks need, with those they hang on: playing all the others takes as long again."""
        if self.running or self.planned:
            return whole
        ids, found = self._rules(whole, self.claims), frozenset[str]()
        while ids != found:
            found = ids
            of = [rule for rule in whole.rules if rule.id in ids]
            hung_on = {rule.anchor.removeprefix("due:") for rule in of if rule.anchor.startswith("due:")}
            limbs = {rule.combine[1] for rule in of if rule.combine}
            ids = ids | hung_on | limbs | {rule.not_while for rule in of if rule.not_while}
        return whole.only(ids)

    def _rules(self, book: RuleBook, claims: bool) -> frozenset[str]:
        return book.ids(*self.roles) | (book.ids(*WEEKS, roads=FROM_REQUEST) if claims else frozenset())

    def _ran(self, clock: Clock) -> bool:
        if clock.rule.kind != "deadline" and not clock.rule.plays(Role.COMMENT):  # for whose time `backlog` waits
            return False
        if clock.running:
            return True
        stopped = clock.met_on or (clock.ended_by.on if clock.ended_by else date.min)
        return stopped >= self.since


class CaseFacts(NamedTuple):
    """`clocks` are cut off from their case. `panel`: the case is on the list of a panel that has not decided. `officer`
    and `team` are whose case it is on the as-of day."""

    ref: str
    officer: str | None
    team: str | None
    life: Life
    clocks: tuple[Deadline, ...]
    as_of: date
    book: RuleBook
    panel: bool
    goals: tuple[Goal, ...] = ()

    def item(
        self,
        counted: Counted,
        why: str,
        start: date | None = None,
        due: date | None = None,
        done: date | None = None,
        days: int | None = None,
    ) -> Item:
        """Something of this case that a figure counts, or leaves out."""
        return Item(self.ref, counted, why, start, due, done, days, self.officer, self.team)

    def ended(self, event: Event) -> str:
        """How the event is said to have ended something."""
        return self.book.event_types[event.type].ended or "ended"


WANTED = {
    "weekly": Wanted(claims=True, running=True),
    "timeliness": Wanted(NEEDED, claims=True),
    "reviews": Wanted((Role.ANNUAL_REVIEW,), claims=True, running=True),
    "phase": Wanted((Role.PHASE_TRANSFER,), planned=True),
    "backlog": Wanted((Role.ADVICE,), claims=True, running=True),
    "advice": Wanted((Role.ADVICE,)),
    "workload": Wanted(running=True),
}


def facts_of(timeline: Timeline, owner: Whose, goals: tuple[Goal, ...] = ()) -> CaseFacts:
    """What is kept of a case whose clocks were dated. `owner`: whose case it is on the as-of day."""
    clocks = tuple([deadline.cut_off() for deadline in timeline.deadlines])
    at_panel = awaits_panel(timeline.events, timeline.book)
    life = timeline.life._replace(links={})
    whose_case = (timeline.case.ref, owner.officer, owner.team)
    return CaseFacts(*whose_case, life, clocks, timeline.as_of, timeline.book, at_panel, goals)


def belongs(facts: CaseFacts, officers: frozenset[str], teams: frozenset[str]) -> bool:
    """Whether the case is one of those asked for, by whose it is on the as-of day. Empty means any."""
    return (not officers or folded(facts.officer or NOBODY) in officers) and (
        not teams or folded(facts.team or NOBODY) in teams
    )


T = TypeVar("T")


class Gathered(NamedTuple, Generic[T]):
    """What was made of each case that could be answered, every problem, and how many files could not be."""

    found: list[T]
    problems: list[Problem]
    unreadable: int


def gather(work: Workspace, make: Callable[[Case], T | Problem]) -> Gathered[T]:
    """`make` applied to every case of every casebook. Two files for one reference are both left out and named."""
    answered: dict[str, T] = {}
    problems: list[Problem] = []
    files: dict[str, list[str]] = {}
    unreadable = 0
    paths = list(_paths(work))
    for path in counted(paths, len(paths), "cases read"):
        case, found = read_one(path, work.words)
        problems += found
        made = make(case) if case is not None else None
        if case is None or isinstance(made, Problem):
            unreadable += 1
            problems += [made] if isinstance(made, Problem) else []
        if case is not None:
            files.setdefault(folded(case.ref), []).append(case.file)
            if made is not None and not isinstance(made, Problem):
                answered[case.file] = made
    twice = duplicates(files.values())
    for problem in twice:
        unreadable += answered.pop(problem.position.file, None) is not None
    return Gathered(list(answered.values()), [*problems, *twice], unreadable)


def _paths(work: Workspace) -> Iterator[Path]:
    """Every case file; one that two of the folders given hold between them comes once."""
    seen: set[str] = set()
    for book in work.books:
        for path in case_files(book.cases):
            real = disk.real(path) if len(work.books) > 1 else str(path)
            if real not in seen:
                seen.add(real)
                yield path


def gather_facts(work: Workspace, wanted: Wanted) -> Gathered[CaseFacts]:
    """The facts a report needs, of every case."""
    book = wanted.book(work.rulebook)
    return gather(work, lambda case: _facts(work, case, wanted, book))


def _facts(work: Workspace, case: Case, wanted: Wanted, book: RuleBook) -> CaseFacts | Problem:
    known = work.as_known(case)
    planned = wanted.planned and any(book.has(event.type, Act.PHASE_EXPECTED) for event in known.events)
    answer = work.attempt(case, book, keep=None if planned else wanted.keep(known, book))
    if isinstance(answer, Problem):
        return answer
    try:
        return facts_of(answer, whose(answer, work.people), plan(answer) if planned else ())
    except ValueError as error:
        return Problem(Position(case.file, 0), "error", "not-covered", f"{error}. Correct the date.")


def owners(facts: Iterable[CaseFacts]) -> tuple[set[str], set[str]]:
    """The officers and the teams that have a case."""
    told = list(facts)
    return {one.officer for one in told if one.officer}, {one.team for one in told if one.team}
