"""The morning list: overdue first, the gravest at the top, then today, then day by day; and the clocks still running of
every case, from the facts of the casebooks.

Must not know: formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, groupby, repeat
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

from sendclock.casebook.facts import Ledger, Owner, ref_of, team_of
from sendclock.casebook.owner import NOBODY, Owners, Whose
from sendclock.clock.case import truth
from sendclock.due.front import OwnBlock, Page, Standings, nothing, spoken_headline
from sendclock.files.name import folded
from sendclock.say import own_date
from sendclock.say.document import Block, Document, Heading, Line, grid
from sendclock.say.own_date import OwnDate, in_a_sentence
from sendclock.say.row import (
    CASE,
    CLOCK,
    CSV,
    DUE,
    LAW,
    NOTE,
    OFFICER,
    Common,
    Ranked,
    Row,
    by_day,
    gravity,
    late_and_ahead,
    note,
    row_again,
    state,
)
from sendclock.say.view import Column, Look, View
from sendclock.say.words import doubt, how_late, long_day, status, style, task, waits
from sendclock.session import EveryCase, Session
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.state import Kind, State
    from sendclock.law.edition import RuleInPrint
    from sendclock.law.practice import People
    from sendclock.law.rule import Rule


class Sieve(NamedTuple):
    """What is asked for besides: by how a row stands, and by the case. Empty means any; small letters throughout.

    `settings` are parts of a setting's name, `tags` whole tags, `refs` endings of references. `standing`: the blocks of
    the front page and the other words of --status (`due.front`), one of which must hold; `waiting`: only what somebody
    else owes.
    """

    settings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    standing: tuple[Callable[[Row], bool], ...] = ()
    waiting: bool = False

    @property
    def of_the_case(self) -> bool:
        """Whether it asks anything of a case."""
        return bool(self.settings or self.tags or self.refs)

    def keeps(self, row: Row) -> bool:
        return (
            self.has_case(row.case or "", row.setting, row.tags)
            and (not self.standing or any(stands(row) for stands in self.standing))
            and (not self.waiting or waits(row))
        )

    def has_case(self, ref: str, setting: str | None, tags: Iterable[str]) -> bool:
        """Whether a case is among those asked for."""
        return (
            (not self.settings or any(part in folded(setting or "") for part in self.settings))
            and (not self.tags or any(folded(tag) in self.tags for tag in tags))
            and (not self.refs or any(folded(ref).endswith(ending) for ending in self.refs))
        )


class Besides(NamedTuple):
    """Cases that a list speaks of besides its rows: those to go to another officer, and those late and nobody's. `due`:
    the command as it finds these casebooks."""

    to_hand_over: int = 0
    nobodys_late: int = 0
    due: str = "sendclock due"


NONE_BESIDES = Besides()


class Wanted(NamedTuple):
    """Which rows to list. Filters combine with AND, the values of one filter with OR; empty means any.

    `until` is the last day listed, counted in; `empty` is said where there is no case file.
    """

    until: date
    kinds: frozenset[str]
    rules: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    officers: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    sieve: Sieve = Sieve()
    empty: str = ""

    @property
    def filtered(self) -> bool:
        """Whether something is asked of a row besides its day and whose it is."""
        return bool(self.rules or self.tiers or self.sieve != Sieve() or self.kinds != {"deadline"})

    def may_list(self, rule: Rule | RuleInPrint) -> bool:
        """Whether a clock of this rule could be listed at all, whatever its day."""
        return (
            rule.kind in self.kinds
            and (not self.rules or rule.id in self.rules)
            and (not self.tiers or rule.tier in self.tiers)
        )

    def among(self, rows: Iterable[Row]) -> list[Row]:
        """Those of the rows that are listed; they are of rules that may be."""
        until, owners, sieve = self.until, Owners(self.officers, self.teams), self.sieve
        anybody, anything = owners == Owners(), sieve == Sieve()
        return [
            row
            for row in rows
            if row.listed
            and row.due <= until
            and not row.finished
            and (anybody or owners.have(row.officer, row.team, row.cover))
            and (anything or sieve.keeps(row))
        ]

    def lists(self, row: Row) -> bool:
        return bool(self.among((row,)))

    def has_case(self, officer: str | None, team: str | None, cover: Sequence[str] = ()) -> bool:
        """Whether the cases of this officer and team are among those asked for; by officer, those covered too."""
        return Owners(self.officers, self.teams).have(officer, team, cover)


def in_order(chosen: Sequence[Row]) -> list[Row]:
    """Of rows by case: overdue first, the gravest at the top; then day by day. What is alike in that stays by case."""
    overdue, ahead = late_and_ahead(chosen)
    return sorted(overdue, key=gravity) + sorted(ahead, key=by_day)


def rank(row: Ranked, late: bool) -> tuple[Any, ...]:
    """The place of a clock in that order."""
    return not late, gravity(row) if late else by_day(row), row.case or ""


COLUMNS: tuple[Column[Row], ...] = (
    *CLOCK,
    Column(title="Status", shown=state),
    CASE,
    DUE,
    Column(title="To do", wrap=True, shown=lambda row, _: task(row)),
    OFFICER,
    Column(title="Team", shown=lambda row, _: row.common.owner.team or ""),
    NOTE._replace(shown=lambda row, look: _note(row, look)),
    LAW,
)


def _standing(row: Row, _: Look) -> str:
    """The status where no heading says which day it is."""
    return f"{status(row)}, {how_late(row)}" if row.days_left or row.late else status(row)


MANY = 2_500  # rows of a block, of which the texts are not held all at once
LABELLED = tuple(c._replace(shown=_standing) if c.title == "Status" else c for c in COLUMNS)
DUE_LIST = View("due", COLUMNS, (own_date.BESIDE,), row="row", csv=CSV)


def document(
    rows: Sequence[Row],
    wanted: Wanted,
    footer: str,
    in_full: bool,
    whose: str = "",
    besides: Besides = NONE_BESIDES,
    apart: Sequence[str] = (),
    own: Sequence[OwnDate] = (),
) -> Document:
    """The list day by day, for formats that are read by programs or by mail. `in_full` writes days and statuses out;
    `whose` says whose list it is; `besides` counts cases of the list's officers and teams, with or without a
    row, that are to go to another officer; `apart` says of each case of theirs that waits for a fact, or in which
    nothing runs, why; `own` are dates of officers' own."""
    look = Look(in_full, wanted.officers)
    sizes = Counter(_section(row) for row in rows)
    top: list[Block] = [Line(whose)] if whose else []
    for section, group in groupby(rows, key=_section):
        listed = list(group)
        top += [Heading(_heading(listed[0], sizes[section])), grid(COLUMNS, listed, look, style)]
    top += [Line(in_a_sentence(one, look)) for one in own]
    return Document([*top, *_below(rows, wanted, besides, apart, own)], footer)


def page_document(
    page: Page, wanted: Wanted, footer: str, whose: str = "", besides: Besides = NONE_BESIDES, apart: Sequence[str] = ()
) -> Document:
    """The front page in labelled lines, for who listens: the headline, then every row of every block."""
    look = Look(True, wanted.officers)
    top: list[Block] = [Line(spoken_headline(page)), *([Line(whose)] if whose else [])]
    for block in page.blocks:
        if isinstance(block, OwnBlock):
            top += [Heading(block.title), grid(own_date.COLUMNS, block.dates, look)]
        else:
            top += [Heading(block.title), grid(LABELLED, block.rows, look, held=len(block.rows) < MANY)]
    return Document([*top, *_below(page.rows, wanted, besides, apart, page.own)], footer)


def _below(
    rows: Sequence[Row], wanted: Wanted, besides: Besides, apart: Sequence[str], own: Sequence[OwnDate]
) -> list[Block]:
    blocks: list[Block] = []
    if not (rows or own):
        blocks.append(Line(nothing(wanted.until, wanted.filtered, wanted.empty)))
    if apart:
        blocks.append(Heading(f"Waiting for a fact, or nothing running: {len(apart)}"))
        blocks += [Line(why, "warn") for why in apart]
    return [*blocks, *beside(rows, wanted, besides)]


def beside(rows: Sequence[Row], wanted: Wanted, besides: Besides) -> list[Line]:
    """What concerns the cases of a list, or cases of nobody's, and not one row of it."""
    return [
        *_given_to_nobody(rows, wanted, besides.due),
        *_late_with_nobody(besides.nobodys_late, besides.due),
        *_to_hand_over(besides.to_hand_over),
    ]


def _late_with_nobody(cases: int, due: str) -> list[Line]:
    """On the list of one officer too: nobody else's list would have them."""
    if not cases:
        return []
    have = "case that nobody has is" if cases == 1 else "cases that nobody has are"
    return [Line(f"{cases} {have} late: {due} --officer nobody", "warn")]


def _given_to_nobody(rows: Sequence[Row], wanted: Wanted, due: str) -> list[Line]:
    """A word on the cases that no officer will find in a list of their own."""
    cases = len({row.case for row in rows if row.officer is None})
    if not cases or wanted.officers:
        return []
    are = "is" if cases == 1 else "are"
    return [Line(f"{cases} of these cases {are} given to nobody: {due} --officer nobody", "warn")]


def _to_hand_over(cases: int) -> list[Line]:
    if not cases:
        return []
    are = "case is" if cases == 1 else "cases are"
    return [Line(f"{cases} {are} to be handed over: sendclock reassign --handover --dry-run", "warn")]


def named_apart(session: Session, cases: Sequence[tuple[str, State]]) -> list[str]:
    """Of each case that waits for a fact, or in which nothing runs: why, and what to write."""
    if not cases:
        return []
    from sendclock.say.state import state_sentence

    types = session.rulebook.event_types
    return [f"{ref}: {state_sentence(state, types, ref)}" for ref, state in cases]


def _section(row: Row) -> date | None:
    """What is overdue stands together, the rest day by day."""
    return None if row.late else row.due


def _heading(row: Row, rows: int) -> str:
    if row.late:
        return f"Overdue: {rows}"
    if row.days_left == 0:
        return f"Today, {long_day(row.due)}: {rows}"
    return f"{long_day(row.due)}, {how_late(row)}: {rows}"


def _note(row: Row, look: Look) -> str:
    about, said = note(row, look.officers), doubt(row)
    return f"{about}; {said}" if about and said else about or said


class Morning(NamedTuple):
    """The rows wanted; the pass they were found by; and the facts they came from, which say whose cases were read.
    `by_role`: rows of other cases that are the work of the officers asked for, by a role of theirs."""

    rows: list[Row]
    every: EveryCase
    facts: Sequence[Ledger]
    people: People
    today: date
    by_role: Sequence[Row] = ()

    @property
    def officers(self) -> set[str]:
        return having_cases(self.facts, self.people, self.today)

    @property
    def teams(self) -> set[str]:
        return teams_of(self.facts, self.people)

    @property
    def owners(self) -> dict[str, Whose]:
        """Whose each case is, by its file."""
        return {file: _whose(o, self.people) for facts in self.facts for file, o in facts.cases()}

    def of_these(self, wanted: Wanted) -> set[str] | None:
        """The files of the cases asked for: those of the officers and teams, and those they cover; None means all."""
        sieve = wanted.sieve
        if not (wanted.officers or wanted.teams or sieve.of_the_case):
            return None
        of = [(facts, owners_asked(facts, wanted, self.people, self.today)) for facts in self.facts]
        told = (each for facts, owners in of for each in facts.told(owners))
        return {each.file for each in told if sieve.has_case(ref_of(each.file), each.setting, each.tags)}

    def named(self, kind: Kind, wanted: Wanted) -> list[tuple[str, State]]:
        """The reference and the state of each case asked for that stands so, by reference."""
        found: list[tuple[str, State]] = []
        for facts in self.facts:
            told = facts.told(owners_asked(facts, wanted, self.people, self.today), kind)
            has_case = wanted.sieve.has_case
            found += [(ref_of(e.file), e.state) for e in told if has_case(ref_of(e.file), e.setting, e.tags)]
        return sorted(found, key=lambda case: case[0])

    def standings(self, wanted: Wanted) -> Standings:
        """How many of the cases asked for stand in each state."""
        kinds: Counter[str] = Counter()
        for facts in self.facts:
            owners = owners_asked(facts, wanted, self.people, self.today)
            if wanted.sieve.of_the_case:
                told = facts.told(owners)
                kinds.update(e.state.kind for e in told if wanted.sieve.has_case(ref_of(e.file), e.setting, e.tags))
            else:
                for kind, owner, count in facts.tally:
                    kinds[kind] += count if owners is None or owner in owners else 0
        standing = (kinds["running"], kinds["waiting"], kinds["ended"], kinds["nothing-running"])
        return Standings(*standing, self.every.unreadable)

    def own_dates(self, session: Session, wanted: Wanted, until: date) -> list[OwnDate]:
        return own_dates(session, self.facts, wanted, until)

    def besides(self, wanted: Wanted) -> Besides:
        return Besides(self.to_hand_over(wanted), self._nobodys_late() if wanted.officers - {NOBODY} else 0)

    def _nobodys_late(self) -> int:
        """How many cases that no officer has are late: on the list of one officer they would be nowhere."""
        found = 0
        for facts in self.facts:
            owners = [owner.id for owner in facts.owners if owner.officer is None]
            late = facts.clocks(("deadline",), self.today - timedelta(1), None, owners) if owners else ()
            found += len({each.file for each in late if each.clock.listed})
        return found

    def to_hand_over(self, wanted: Wanted) -> int:
        """How many cases of the officers and teams asked for, with or without a row, are to go to another officer."""
        return sum(len(list(facts.to_hand_over(owners_asked(facts, wanted, self.people)))) for facts in self.facts)


def having_cases(books: Iterable[Ledger], people: People, today: date) -> set[str]:
    """Everybody who has a case, or covers for one who has."""
    having = {owner.officer for facts in books for owner in facts.owners if owner.officer}
    covers = [away for away in (people.cover(officer, today) for officer in having) if away]
    return having.union(*(away.by for away in covers))


def teams_of(books: Iterable[Ledger], people: People) -> set[str]:
    """Every team that has a case."""
    return {team for facts in books for owner in facts.owners if (team := team_of(owner, people))}


def unfinished_rows(session: Session, wanted: Wanted, use_index: bool, closed: bool = False) -> Morning:
    """Every row `wanted` may list, of all the casebooks. The answer is the same with and without what was kept of
    earlier ones; only the time it takes is not. `closed`: those too that rest in `closed/`, of which none has a row."""
    every = session.every_case(closed)
    rows, by_role, facts = every.ask(lambda facts: (*_rows(session, facts, wanted), facts), use_index)
    return Morning(rows, every, facts, session.people, session.today, by_role)


def _rows(session: Session, books: Sequence[Ledger], wanted: Wanted) -> tuple[list[Row], list[Row]]:
    """The rows of the cases asked for; and of all others those that are theirs by a role."""
    england, today = session.law_calendars["england"], session.today
    works = Works(wanted, session.people)
    rules: Sequence[RuleInPrint] = ()
    places, owned = set[int](), set[int]()
    found, by_role = list[Row](), list[Row]()
    file, ref, setting, common = "", "", None, Common(None, Whose(None, None), None, today, england)
    for facts in books:
        alike = dict[tuple[Any, ...], Common]()  # by whose the cases are, their tags, and who is beside
        if rules is not (rules := session.rules_of(facts)):
            places = {place for place, rule in enumerate(rules) if wanted.may_list(rule)}
            owned = {place for place in places if works.any_of(rules[place].owner)}
        owners = owners_asked(facts, wanted, session.people, session.today)
        theirs = facts.clocks(wanted.kinds, wanted.until, places, owners)
        others = facts.clocks(wanted.kinds, wanted.until, owned, None) if owned and owners is not None else ()
        by_works = (each for each in others if each.owner.id not in (owners or ()))
        for (of, owner, clock, where, tags, seconds), into in chain(
            zip(theirs, repeat(found)), zip(by_works, repeat(by_role))
        ):
            rule = rules[clock.rule]
            if into is by_role and not works.has(rule.owner, seconds):
                continue
            if of != file:  # those of one case stand together
                file, ref, setting = of, intern(ref_of(of)), where and intern(where)
                key = (owner, tags, *seconds.items())
                if key not in alike:
                    whose = _whose(owner, session.people)
                    away = session.people.cover(whose.officer, today)
                    alike[key] = Common(None, whose, away, today, england, None, tags, seconds)
                common = alike[key]
            into.append(row_again(clock, rule, common, ref, setting))
        if len(books) > 1:
            facts.rest()
    return found, by_role


def own_dates(session: Session, books: Sequence[Ledger], wanted: Wanted, until: date) -> list[OwnDate]:
    """Officers' own dates up to that day, by their day: in the cases of the officers and teams asked for, or set by
    those officers."""
    return sorted(_own_dates(session, books, wanted, until), key=lambda one: (one.due, one.case, one.event))


def _own_dates(session: Session, books: Sequence[Ledger], wanted: Wanted, until: date) -> Iterator[OwnDate]:
    people, today = session.people, session.today
    for facts in books:
        for each in facts.reminders(until):
            ref, (due, id, by) = ref_of(each.file), each.reminder
            mine = asked_of(each.owner, wanted, people, today) or folded(by or "") in wanted.officers
            if mine and wanted.sieve.has_case(ref, each.setting, each.tags):
                day, of = date.fromordinal(due), (each.owner.officer, team_of(each.owner, people), each.setting)
                yield OwnDate(ref, day, (day - today).days, id, _about(session, each.file, id), by, *of)


def _about(session: Session, file: str, id: str) -> str:
    """What a reminder is about, as its case file says."""
    from sendclock.casebook.folder import read_one

    case, _ = read_one(Path(file), session.words_of(Path(file)))
    events = truth(session.as_known(case)).events if case else ()
    return next((str(event.fields.get("note", "")) for event in events if event.id == id), "")


class Works:
    """What is the work of the officers asked for, in whosever cases, because of a role: theirs by the settings, but
    where another officer was given that role in the case; or given to them in the case."""

    def __init__(self, wanted: Wanted, people: People) -> None:
        named = [people.officer(name) for name in wanted.officers]
        self._roles = {folded(role) for officer in named if officer for role in officer.roles}
        self._officers = frozenset() if wanted.teams else wanted.officers

    def any_of(self, role: str) -> bool:
        """Whether work of this role may be theirs in some case."""
        return bool(role and self._officers)

    def has(self, role: str, seconds: Mapping[str, str]) -> bool:
        given = seconds.get(folded(role))
        return folded(given) in self._officers if given else folded(role) in self._roles


def owners_asked(facts: Ledger, wanted: Wanted, people: People, covered_on: date | None = None) -> list[int] | None:
    """The owners asked for, by their numbers; with a day, those too who are covered on it by an officer asked for. None
    means all."""
    if not (wanted.officers or wanted.teams):
        return None
    found = []
    for each in facts.owners:
        away = people.cover(each.officer, covered_on) if covered_on else None
        if wanted.has_case(each.officer, team_of(each, people), away.by if away else ()):
            found.append(each.id)
    return found


def asked_of(owner: Owner, wanted: Wanted, people: People, covered_on: date) -> bool:
    """Whether the cases of this owner are among those asked for, or those covered for."""
    away = people.cover(owner.officer, covered_on)
    return wanted.has_case(owner.officer, team_of(owner, people), away.by if away else ())


def _whose(owner: Owner, people: People) -> Whose:
    return Whose(owner.officer, team_of(owner, people), owner.by_setting, owner.hand_to)
