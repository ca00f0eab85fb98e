"""The facts of the casebooks as tables, for whoever has an engine of their own: one row a case, a running clock, a
step, a problem, a version of a rule; what figures are counted from; and what they were made from.

Columns are facts: days, ids, references and words of the files; no sentence, no note. Rows come case by case, the cases
of one owner after another's: never is the whole caseload in memory.
Must not know: how a table is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sendclock import __version__
from sendclock.casebook.clock import KINDS
from sendclock.casebook.facts import AboutCase, Found, Ledger, Owner, ToDo, ref_of
from sendclock.figures.population import FIGURES, HEADS, MOVES, PLACES
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


class OfFigures(NamedTuple):
    """A table that figures are counted from: its name among the facts, the chapter it belongs to, its columns after the
    case, in their order there, and what it holds."""

    table: str
    chapter: str
    columns: tuple[Column[Any], ...]
    about: str


class CountedFact(NamedTuple):
    """A row of such a table: of which case, and what stands in it."""

    casebook: str
    case: str
    values: tuple[Any, ...]


def _columns(*columns: Column[Any]) -> tuple[Column[Any], ...]:
    return tuple(column._replace(value=_value_at(place)) for place, column in enumerate(columns))


def _value_at(place: int) -> Callable[[Any], Any]:
    return lambda fact: fact.values[place]


MAYBE_DAY, MAYBE_TEXT = maybe(DAY), maybe(TEXT)
OF_FIGURES: Mapping[str, OfFigures] = {
    "courses": OfFigures(
        "course",
        "figures",
        _columns(
            Column[Any]("name", about=", ".join(PLACES)),
            Column[Any]("start", kind=DAY),
            Column[Any]("due", kind=DAY),
            Column[Any]("done", kind=MAYBE_DAY),
            Column[Any]("ended_on", kind=MAYBE_DAY, about="from when nothing is owed any more"),
            Column[Any]("ended_how"),
            Column[Any]("left_out", about="why it counts in no cohort"),
            Column[Any]("not_owed", about="why it counts where it was done alone"),
            Column[Any]("what", about="which of several"),
            Column[Any]("unbegun", kind=YES_NO, about="nothing on file began it: start and due say nothing"),
        ),
        "one row a thing with a limit, on its way from its start to the day it was done",
    ),
    "happenings": OfFigures(
        "happening",
        "figures",
        _columns(
            Column[Any]("kind"),
            Column[Any]("day", kind=DAY),
            Column[Any]("what"),
            Column[Any]("left_out", about="why it is not counted"),
        ),
        "one row a thing that happened on a day, for counts",
    ),
    "stands": OfFigures(
        "stand",
        "figures",
        _columns(
            Column[Any]("kind"),
            Column[Any]("start", kind=DAY),
            Column[Any]("until", kind=MAYBE_DAY, about="the day on which it stood no more"),
            Column[Any]("due", kind=MAYBE_DAY),
            Column[Any]("what"),
        ),
        "one row a thing that stands, or stood, from a day on",
    ),
    "assessments": OfFigures(
        "assessed",
        "figures",
        _columns(
            Column[Any]("received", kind=DAY),
            Column[Any]("until", kind=MAYBE_DAY),
            Column[Any]("again", kind=YES_NO, about="it was opened again"),
            Column[Any]("waits_for", about="whose turn it is"),
        ),
        "one row an assessment",
    ),
    "advice": OfFigures(
        "advised",
        "figures",
        _columns(
            Column[Any]("party"),
            Column[Any]("source"),
            Column[Any]("sent", kind=DAY),
            Column[Any]("asked", kind=DAY, about="from which its six weeks count"),
            Column[Any]("due", kind=DAY),
            Column[Any]("came", kind=MAYBE_DAY),
            Column[Any]("ended", kind=MAYBE_DAY, about="from when it was waited for no more"),
        ),
        "one row an advice asked of one party",
    ),
    "ran": OfFigures(
        "ran",
        "figures",
        _columns(
            Column[Any]("version", kind=COUNT, about="of the rule: rules.version"),
            Column[Any]("party", kind=MAYBE_TEXT),
            Column[Any]("started", kind=DAY),
            Column[Any]("due", kind=DAY),
            Column[Any]("stopped", kind=MAYBE_DAY),
            Column[Any]("status", about="of one that runs: open, whether or not its day is past"),
            Column[Any]("excused_by", kind=MAYBE_TEXT),
            Column[Any]("listed", kind=YES_NO, about="whether lists have it"),
            Column[Any]("ended", about="the type of the event that ended it, where nothing met it"),
            Column[Any]("given_up", kind=YES_NO),
        ),
        "one row a clock that figures count: running, late when it stopped, of week 20, or of a local pack",
    ),
    "ticked": OfFigures(
        "ticked",
        "figures",
        _columns(
            Column[Any]("step", about="its id in the pack"),
            Column[Any]("party", kind=MAYBE_TEXT),
            Column[Any]("begun", kind=DAY),
            Column[Any]("state"),
            Column[Any]("ended", kind=MAYBE_DAY),
            Column[Any]("by_event", kind=MAYBE_TEXT),
        ),
        "one row a step of local practice, done or not",
    ),
    "moves": OfFigures(
        "moving",
        "moves",
        _columns(
            Column[Any]("transfer"),
            Column[Any]("expected", kind=DAY),
            Column[Any]("due", kind=DAY),
            Column[Any]("stage"),
            Column[Any]("finalised", kind=MAYBE_DAY),
            Column[Any]("meet_by", kind=MAYBE_DAY),
            Column[Any]("met", kind=MAYBE_DAY),
            Column[Any]("too_late", kind=maybe(YES_NO)),
            Column[Any]("arranged", kind=maybe(YES_NO)),
        ),
        "one row a move to another phase",
    ),
}
OF_A_CASE = (Column[Any]("casebook"), Column[Any]("case"))
SOURCES = View("", (Column[Any]("key", about="as_of, complete, cases_read ..."), Column[Any]("value")))
VIEWS = {
    "about": (SOURCES, "what the tables were made from"),
    "cases": (CASES, "one row a case that was answered"),
    "tags": (TAGS, "one row a tag of a case"),
    "clocks": (CLOCKS, "one row a clock that nothing has stopped, but for windows, bars and limits that are over"),
    "steps": (STEPS, "one row a step of local practice still to be done"),
    "problems": (PROBLEMS, "what is wrong in how files are written; what is doubtful in a case `check` says as well"),
    "rules": (RULES, "one row a version of a rule, for the names of what stands in `clocks`"),
    **{name: (View("", (*OF_A_CASE, *each.columns)), each.about) for name, each in OF_FIGURES.items()},
}


def tables(session: Session) -> tuple[list[FactTable], EveryCase]:
    """Every table, and the pass they are made from."""
    session.ask_one_law("export facts")
    every = session.every_case()
    ledgers = every.ask(list, chapters=[FIGURES, MOVES])
    for facts in ledgers:
        for chapter in (FIGURES, MOVES):
            facts.lay_out(chapter.name, None, *HEADS.get(chapter.name, ()))
    made: dict[str, Callable[[], Iterable[Any]]] = {
        "about": lambda: _about(session, every),
        "cases": lambda: _cases(session, ledgers),
        "tags": lambda: _tags(ledgers),
        "clocks": lambda: _clocks(session, ledgers),
        "steps": lambda: _steps(session, ledgers),
        "problems": lambda: _problems(every),
        "rules": lambda: (RuleFact(place, rule) for place, rule in enumerate(session.rulebook.rules)),
    }
    made |= {name: partial(_counted, ledgers, each) for name, each in OF_FIGURES.items()}
    return [FactTable(name, view, partial(_whole, ledgers, made[name])) for name, (view, _) in VIEWS.items()], every


def _whole(ledgers: Sequence[Ledger], rows: Callable[[], Iterable[Any]]) -> Iterator[Any]:
    """The rows, if no other program has written to what they are made from in the meantime. Raises MovedError."""
    yield from rows()
    for facts in ledgers:
        facts.stand_by()


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


def _counted(ledgers: Sequence[Ledger], of: OfFigures) -> Iterator[CountedFact]:
    """Row by row, in the order of files. Days stand there as numbers, kinds of course as their place."""
    readings = [_reading(column) for column in of.columns]
    if of.table == "course":
        readings[0] = list(PLACES).__getitem__
    for facts in ledgers:
        for place, *row in facts.rows_of(of.table, of.chapter, len(of.columns)):
            pairs = zip(readings, row, strict=True)
            values = tuple(None if value is None else read(value) for read, value in pairs)
            yield CountedFact(facts.casebook, facts.ref_at(place), values)


def _reading(column: Column[Any]) -> Callable[[Any], Any]:
    if column.kind in (DAY, MAYBE_DAY):
        return date.fromordinal
    return bool if column.kind in (YES_NO, maybe(YES_NO)) else lambda value: value


def _problems(every: EveryCase) -> Iterator[Problem]:
    yield from every.problems
