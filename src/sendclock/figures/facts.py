"""What is kept of each case while figures are counted: its life, and the clocks a report asks for. Files are read one
after another: no more than one whole case is held at a time.

Must not know: formats, what is counted with them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sendclock.casebook.owner import Whose, whose
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.life import NEEDED, WEEKS, Life, awaits_panel
from sendclock.clock.run import Clock
from sendclock.figures.figure import Counted, Item
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.law.rule import FROM_REQUEST
from sendclock.plan.goal import Goal, plan
from sendclock.session import EveryCase, Session


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
    at_panel = awaits_panel(timeline.events, timeline.book)
    life = timeline.life._replace(links={})
    clocks = tuple([deadline.cut_off() for deadline in timeline.deadlines])
    whose_case = (timeline.case.ref, owner.officer, owner.team)
    return CaseFacts(*whose_case, life, clocks, timeline.as_of, timeline.book, at_panel, goals)


def gather_facts(work: Session, wanted: Wanted, every: EveryCase) -> list[CaseFacts]:
    """The facts a report needs, of every case: no more than one whole case is held at a time."""
    book = wanted.book(work.rulebook)
    return [facts for _, facts in every.each(lambda case: _facts(work, case, wanted, book))]


def _facts(work: Session, case: Case, wanted: Wanted, book: RuleBook) -> CaseFacts | Problem:
    known = work.as_known(case)
    planned = wanted.planned and any(book.has(event.type, Act.PHASE_EXPECTED) for event in known.events)
    answer = work.attempt(case, book, keep=None if planned else wanted.keep(known, book))
    if isinstance(answer, Problem):
        return answer
    try:
        return facts_of(answer, whose(answer, work.people), plan(answer) if planned else ())
    except ValueError as error:
        return Problem(Position(case.file, 0), "error", "not-covered", f"{error}. Correct the date.")
