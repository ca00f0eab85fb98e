"""What is kept of each case while figures are counted: its history, and the clocks a report asks for.

Must not know: formats, what is counted with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from sendclock.casebook.owner import Whose, whose
from sendclock.clock.case import Case, truth
from sendclock.clock.deadline import Deadline, Timeline
from sendclock.clock.life import ADVICE, FOR_CLAIMS, NEEDED, PHASE, REVIEW, History, awaits_panel, history
from sendclock.clock.run import Clock
from sendclock.figures.figure import Counted, Item
from sendclock.files.problem import Position, Problem
from sendclock.law.book import RuleBook
from sendclock.plan.goal import Goal, plan
from sendclock.say.row import NOBODY
from sendclock.session import EveryCase, Session

WINDOWS = frozenset({"comment-on-draft", "comment-on-amendments"})  # time that is the family's: `backlog` waits for it


class Wanted(NamedTuple):
    """Which clocks a report needs dated: those of `rules`; if `running`, deadlines that run or ran on `since`.

    Dating costs most of the time a report takes. `planned`: the way back from each phase transfer too.
    """

    rules: frozenset[str]
    running: bool = False
    since: date = date.max
    planned: bool = False

    def keep(self, case: Case) -> Callable[[Clock], bool]:
        """Which clocks of this case to date. Those read only for their excuses are left where none is claimed."""
        claimed = any(event.type == "exception-recorded" for event in case.events)
        rules = self.rules if claimed else self.rules - FOR_CLAIMS
        return lambda clock: clock.rule.id in rules or (self.running and self._ran(clock))

    def book(self, whole: RuleBook) -> RuleBook:
        """The rules that these clocks need, with those they hang on: playing all the others takes as long again."""
        if self.running or self.planned:
            return whole
        ids, found = self.rules, frozenset[str]()
        while ids != found:
            found = ids
            of = [rule for rule in whole.rules if rule.id in ids]
            hung_on = {rule.anchor.removeprefix("due:") for rule in of if rule.anchor.startswith("due:")}
            limbs = {rule.combine[1] for rule in of if rule.combine}
            ids = ids | hung_on | limbs | {rule.not_while for rule in of if rule.not_while}
        rules = tuple(rule for rule in whole.rules if rule.id in ids)
        return RuleBook(
            whole.packs,
            rules,
            whole.exceptions,
            whole.event_types,
            whole.calendars,
            whole.setting_calendars,
            whole.practice,
        )

    def _ran(self, clock: Clock) -> bool:
        if clock.rule.kind != "deadline" and clock.rule.id not in WINDOWS:
            return False
        if clock.running:
            return True
        stopped = clock.met_on or (clock.ended_by.on if clock.ended_by else date.min)
        return stopped >= self.since


class CaseFacts(NamedTuple):
    """`clocks` come without their steps. `panel`: the case is on the list of a panel that has not decided."""

    history: History
    clocks: tuple[Deadline, ...]
    as_of: date
    panel: bool
    goals: tuple[Goal, ...] = ()

    @property
    def ref(self) -> str:
        return self.history.ref

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
        return Item(self.ref, counted, why, start, due, done, days, self.history.officer, self.history.team)


WANTED = {
    "weekly": Wanted(FOR_CLAIMS, running=True),
    "timeliness": Wanted(NEEDED),
    "reviews": Wanted(REVIEW | FOR_CLAIMS, running=True),
    "phase": Wanted(PHASE, planned=True),
    "backlog": Wanted(ADVICE | FOR_CLAIMS, running=True),
    "advice": Wanted(ADVICE),
    "workload": Wanted(frozenset(), running=True),
}


def facts_of(timeline: Timeline, owner: Whose, goals: tuple[Goal, ...] = ()) -> CaseFacts:
    """What is kept of a case whose clocks were dated. `owner`: whose case it is on the as-of day."""
    clocks = tuple(deadline._replace(steps=()) for deadline in timeline.deadlines)
    at_panel = awaits_panel(event for event in truth(timeline.case).events if event.on <= timeline.as_of)
    told = history(timeline)._replace(officer=owner.officer, team=owner.team)
    return CaseFacts(told, clocks, timeline.as_of, at_panel, goals)


def belongs(facts: CaseFacts, officers: frozenset[str], teams: frozenset[str]) -> bool:
    """Whether the case is one of those asked for, by whose it is on the as-of day. Empty means any."""
    told = facts.history
    return (not officers or (told.officer or NOBODY).casefold() in officers) and (
        not teams or (told.team or NOBODY).casefold() in teams
    )


def gather_facts(work: Session, wanted: Wanted, every: EveryCase) -> list[CaseFacts]:
    """The facts a report needs, of every case: no more than one whole case is held at a time."""
    book = wanted.book(work.rulebook)
    return [facts for _, facts in every.each(lambda case: _facts(work, case, wanted, book))]


def _facts(work: Session, case: Case, wanted: Wanted, book: RuleBook) -> CaseFacts | Problem:
    known = work.as_known(case)
    planned = wanted.planned and any(event.type == "phase-transfer-expected" for event in known.events)
    answer = work.attempt(case, book, keep=None if planned else wanted.keep(known))
    if isinstance(answer, Problem):
        return answer
    try:
        return facts_of(answer, whose(answer, work.people), plan(answer, work.rulebook) if planned else ())
    except ValueError as error:
        return Problem(Position(case.file, 0), "error", "not-covered", f"{error}. Correct the date.")


def owners(facts: Iterable[CaseFacts]) -> tuple[set[str], set[str]]:
    """The officers and the teams that have a case."""
    told = [one.history for one in facts]
    return {one.officer for one in told if one.officer}, {one.team for one in told if one.team}
