"""The facts of the casebooks as tables, for whoever has an engine of their own: one row a case, a running clock, a
step, a problem, a version of a rule; and what they were made from.

Columns are facts: days, ids, references and words of the files; no sentence, no note. Rows come case by case, the cases
of one owner after another's: never is the whole caseload in memory.
Must not know: how a table is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sendclock import __version__
from sendclock.casebook.clock import KINDS
from sendclock.casebook.facts import AboutCase, Found, Ledger, Owner, ToDo, ref_of
from sendclock.files.problem import Problem
from sendclock.law.rule import ChecklistItem, Rule
from sendclock.say.view import COUNT, DAY, TEXT, WHOLE, YES_NO, Column, View, maybe
from sendclock.session import EveryCase, Session
from sendclock.tuples import NamedTuple

NEVER = date.max


class FactTable(NamedTuple):
    """`rows` are made when they are asked for, once."""

    name: str
    view: View
    rows: Callable[[], Iterable[Any]]


class Origin(NamedTuple):
    """A key of what the tables were made from."""

    key: str
    value: str


class CaseFact(NamedTuple):
    """One case, of a casebook."""

    casebook: str
    each: AboutCase
    team: str | None


class Tagged(NamedTuple):
    casebook: str
    case: str
    tag: str


class ClockFact(NamedTuple):
    """A running clock, of a casebook, under one version of its rule."""

    casebook: str
    found: Found
    rule: Rule


class StepFact(NamedTuple):
    casebook: str
    step: ToDo
    item: ChecklistItem


class RuleFact(NamedTuple):
    """A version of a rule: its place in the book."""

    version: int
    rule: Rule


def _of_case(name: str) -> Callable[[Any], Any]:
    return lambda fact: getattr(fact.each, name)


def _of_clock(name: str) -> Callable[[Any], Any]:
    return lambda fact: getattr(fact.found.clock, name)


def _day_of(name: str) -> Callable[[Any], Any]:
    def day(fact: Any) -> date | None:
        ordinal = getattr(fact.found.clock, name)
        return None if ordinal is None else date.fromordinal(ordinal)

    return day


def _of_rule(name: str) -> Callable[[Any], Any]:
    return lambda fact: getattr(fact.rule, name)


CASE = (
    Column[Any]("casebook", about="the folder of the cases"),
    Column[Any]("case", about="its reference, unique in its casebook", value=lambda fact: ref_of(fact.each.file)),
)
OF_CLOCK = (CASE[0], Column[Any]("case", value=lambda fact: ref_of(fact.found.file)))
CASES = View(
    "",
    (
        *CASE,
        Column[Any]("file", value=_of_case("file")),
        Column[Any]("state", about="running, waiting, ended, nothing-running", value=lambda fact: fact.each.state.kind),
        Column[Any]("why", about="of one that does not run: a word", value=lambda fact: fact.each.state.why),
        Column[Any]("missing", about="the field that is waited for", value=lambda fact: fact.each.state.missing),
        Column[Any]("since", kind=maybe(DAY), about="from when it is so", value=lambda fact: fact.each.state.on),
        Column[Any]("officer", kind=maybe(TEXT), value=lambda fact: fact.each.owner.officer),
        Column[Any]("team", kind=maybe(TEXT), about="of the case, else of its officer"),
        Column[Any](
            "by_setting", kind=YES_NO, about="nobody was given it", value=lambda fact: bool(fact.each.owner.by_setting)
        ),
        Column[Any]("hand_to", kind=maybe(TEXT), about="who is to have it", value=lambda f: f.each.owner.hand_to),
        Column[Any]("setting", kind=maybe(TEXT), value=_of_case("setting")),
    ),
)
TAGS = View("", (Column[Any]("casebook"), Column[Any]("case"), Column[Any]("tag")))
CLOCKS = View(
    "",
    (
        *OF_CLOCK,
        Column[Any]("rule", value=lambda fact: fact.rule.id),
        Column[Any]("version", kind=COUNT, about="of the rule: rules.version", value=_of_clock("rule")),
        Column[Any]("kind", about=", ".join(KINDS), value=lambda fact: KINDS[fact.found.clock.kind]),
        Column[Any]("party", kind=maybe(TEXT), value=_of_clock("party")),
        Column[Any]("thing", about="what of the case it belongs to", value=_of_clock("thing")),
        Column[Any]("started_by", about="the type of the event", value=_of_clock("event")),
        Column[Any]("started_on", kind=DAY, value=_day_of("event_on")),
        Column[Any]("event", about="its id in the file", value=_of_clock("event_id")),
        Column[Any]("due", kind=DAY, value=_day_of("due")),
        Column[Any]("due_at", kind=maybe(TEXT), about="where the limit is a moment", value=_of_clock("due_at")),
        Column[Any]("act_by", kind=DAY, about="the last working day by then", value=_day_of("act_by")),
        Column[Any]("safe", kind=DAY, about="the last day on every arguable reading", value=_day_of("safe")),
        Column[Any]("opens", kind=maybe(DAY), value=_day_of("opens")),
        Column[Any]("excused_by", kind=maybe(TEXT), about="the id of an exception", value=_of_clock("excused_by")),
        Column[Any]("refused", about="ids of exceptions that do not hold", value=_of_clock("refused")),
        Column[Any]("doubts", about="ids: with any, the day is provisional", value=_of_clock("doubts")),
        Column[Any]("limb_of", kind=maybe(TEXT), about="the other clock of one duty", value=_of_clock("limb_of")),
        Column[Any]("route", about="to a plan", value=_of_clock("route")),
        Column[Any]("listed", kind=YES_NO, about="whether lists have it", value=lambda f: bool(f.found.clock.listed)),
    ),
)
STEPS = View(
    "",
    (
        CASE[0],
        Column[Any]("case", value=lambda fact: ref_of(fact.step.file)),
        Column[Any]("step", about="its id in the pack", value=lambda fact: fact.item.id),
        Column[Any]("party", kind=maybe(TEXT), value=lambda fact: fact.step.step.party),
        Column[Any]("started_by", about="the type of the event", value=lambda fact: fact.step.step.event),
        Column[Any]("started_on", kind=DAY, value=lambda fact: date.fromordinal(fact.step.step.event_on)),
        Column[Any]("event", value=lambda fact: fact.step.step.event_id),
        Column[Any]("unsure", kind=YES_NO, value=lambda fact: bool(fact.step.step.unsure)),
    ),
)
PROBLEMS = View(
    "",
    (
        Column[Any]("file", value=lambda problem: problem.position.file),
        Column[Any]("line", kind=WHOLE, about="0: of the whole file", value=lambda problem: problem.position.line),
        Column[Any]("severity", about="error, warning"),
        Column[Any]("code"),
        Column[Any]("message"),
    ),
)
RULES = View(
    "",
    (
        Column[Any]("version", kind=COUNT, about="its place in the book"),
        *(
            Column[Any](name, value=_of_rule(name))
            for name in ("id", "pack", "tier", "kind", "label", "title", "who", "cite")
        ),
        Column[Any]("in_force_from", kind=DAY, value=lambda fact: fact.rule.in_force_from),
        Column[Any]("in_force_to", kind=maybe(DAY), value=lambda fact: fact.rule.in_force_to),
    ),
)
SOURCES = View("", (Column[Any]("key", about="as_of, complete, cases_read ..."), Column[Any]("value")))
VIEWS = {
    "about": (SOURCES, "what the tables were made from"),
    "cases": (CASES, "one row a case that was answered"),
    "tags": (TAGS, "one row a tag of a case"),
    "clocks": (CLOCKS, "one row a clock that nothing has stopped, but for windows, bars and limits that are over"),
    "steps": (STEPS, "one row a step of local practice still to be done"),
    "problems": (PROBLEMS, "what is wrong in the files, as `check` reads them"),
    "rules": (RULES, "one row a version of a rule, for the names of what stands in `clocks`"),
}


def tables(session: Session) -> tuple[list[FactTable], EveryCase]:
    """Every table, and the pass they are made from."""
    every = session.every_case()
    ledgers = every.ask(list)
    made: dict[str, Callable[[], Iterable[Any]]] = {
        "about": lambda: _about(session, every),
        "cases": lambda: _cases(session, ledgers),
        "tags": lambda: _tags(ledgers),
        "clocks": lambda: _clocks(session, ledgers),
        "steps": lambda: _steps(session, ledgers),
        "problems": lambda: _problems(every),
        "rules": lambda: (RuleFact(place, rule) for place, rule in enumerate(session.rulebook.rules)),
    }
    return [FactTable(name, view, made[name]) for name, (view, _) in VIEWS.items()], every


def _about(session: Session, every: EveryCase) -> Iterator[Origin]:
    complete = not (every.unreadable or session.unread)
    yield Origin("sendclock", __version__)
    yield Origin("as_of", session.today.isoformat())
    yield Origin("known_at", session.known_at.isoformat() if session.known_at else "")
    yield Origin("complete", "yes" if complete else "no")
    yield Origin("cases_read", str(every.read))
    yield Origin("cases_unreadable", str(every.unreadable))
    yield Origin("packs", " ".join(session.rulebook.packs))
    yield Origin("bank_holidays_confirmed_to", session.rulebook.england.confirmed_to.isoformat())


def _cases(session: Session, ledgers: Sequence[Ledger]) -> Iterator[CaseFact]:
    people = session.people
    for facts, each in _told(ledgers):
        owner = each.owner
        team = owner.team or (people.team_of(owner.officer) if owner.officer else None)
        yield CaseFact(facts.casebook, each, team)


def _told(ledgers: Sequence[Ledger]) -> Iterator[tuple[Ledger, AboutCase]]:
    for facts in ledgers:
        for owner in _owners(facts):
            yield from ((facts, each) for each in facts.told([owner.id]))


def _owners(facts: Ledger) -> list[Owner]:
    """By name: their numbers are those in which a casebook came to know them, and are others when it is read anew."""
    return sorted(facts.owners, key=lambda owner: (owner.officer or "", owner.team or ""))


def _tags(ledgers: Sequence[Ledger]) -> Iterator[Tagged]:
    for facts, each in _told(ledgers):
        yield from (Tagged(facts.casebook, ref_of(each.file), tag) for tag in each.tags)


def _clocks(session: Session, ledgers: Sequence[Ledger]) -> Iterator[ClockFact]:
    rules = session.rulebook.rules
    for facts in ledgers:
        for owner in _owners(facts):
            for each in facts.clocks(KINDS, NEVER, None, [owner.id]):
                yield ClockFact(facts.casebook, each, rules[each.clock.rule])


def _steps(session: Session, ledgers: Sequence[Ledger]) -> Iterator[StepFact]:
    items = session.rulebook.practice.checklist
    for facts in ledgers:
        yield from (StepFact(facts.casebook, each, items[each.step.item]) for each in facts.steps())


def _problems(every: EveryCase) -> Iterator[Problem]:
    yield from every.problems
