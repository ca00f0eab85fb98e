"""The morning list: overdue first, the gravest at the top, then today, then day by day; and the clocks still running of
every case, from the index where a file is untouched and from the file where not.

Must not know: formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sendclock.casebook.index import Entry, Index, entry_of, state_again
from sendclock.casebook.owner import Owners, Whose, whose
from sendclock.clock.case import Case
from sendclock.clock.state import State
from sendclock.due.front import Page, Standings, headline, nothing
from sendclock.files.name import folded
from sendclock.files.problem import Problem
from sendclock.law.practice import People
from sendclock.law.rule import Rule
from sendclock.say.row import (
    CASE,
    CLOCK,
    CSV,
    DUE,
    LAW,
    NOTE,
    OFFICER,
    Common,
    Kept,
    Row,
    by_day,
    gravity,
    kept,
    note,
    row_again,
    rows_of,
    state,
)
from sendclock.say.view import Block, Column, Document, Heading, Line, Look, View, grid
from sendclock.say.words import doubt, how_late, long_day, style, task, waits
from sendclock.session import EveryCase, Session, now_ns


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


class Wanted(NamedTuple):
    """Which rows to list. Filters combine with AND, the values of one filter with OR; empty means any.

    `until` is the last day listed, counted in.
    """

    until: date
    kinds: frozenset[str]
    rules: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    officers: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    sieve: Sieve = Sieve()

    def may_list(self, rule: Rule) -> bool:
        """Whether a clock of this rule could be listed at all, whatever its day."""
        return (
            rule.kind in self.kinds
            and (not self.rules or rule.id in self.rules)
            and (not self.tiers or rule.tier in self.tiers)
        )

    def lists(self, row: Row) -> bool:
        """Whether a row of a rule that may be listed is."""
        return (
            not row.finished
            and row.listed
            and (row.due <= self.until)
            and self.has_case(row.officer, row.team, row.cover)
            and self.sieve.keeps(row)
        )

    def has_case(self, officer: str | None, team: str | None, cover: Sequence[str] = ()) -> bool:
        """Whether the cases of this officer and team are among those asked for; by officer, those covered too."""
        return Owners(self.officers, self.teams).have(officer, team, cover)


def select(rows: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows wanted, in the order of the list. `rows` are of rules that may be listed."""
    chosen = [row for row in rows if wanted.lists(row)]
    overdue = sorted((row for row in chosen if row.late), key=gravity)
    return overdue + sorted((row for row in chosen if not row.late), key=by_day)


COLUMNS: tuple[Column[Row], ...] = (
    *CLOCK,
    Column(title="Status", shown=state),
    CASE,
    DUE,
    Column(title="To do", wrap=True, shown=lambda row, _: task(row)),
    OFFICER,
    Column(title="Team", shown=lambda row, _: row.team or ""),
    NOTE._replace(shown=lambda row, look: _note(row, look)),
    LAW,
)


def _standing(row: Row, look: Look) -> str:
    """The status where no heading says which day it is."""
    said = state(row, look)
    return said if row.late or not row.days_left else f"{said}, {how_late(row)}"


LABELLED = tuple(c._replace(shown=_standing) if c.title == "Status" else c for c in COLUMNS)
DUE_LIST = View("due", COLUMNS, row="row", csv=CSV)


def document(
    rows: Sequence[Row],
    wanted: Wanted,
    footer: str,
    in_full: bool,
    whose: str = "",
    to_hand_over: int = 0,
    apart: Sequence[str] = (),
) -> Document:
    """The list day by day, for formats that are read by programs or by mail. `in_full` writes days and statuses out;
    `whose` says whose list it is; `to_hand_over` counts the cases of the list's officers and teams, with or without a
    row, that are to go to another officer; `apart` says of each case of theirs that waits for a fact, or in which
    nothing runs, why."""
    look = Look(in_full, wanted.officers)
    sizes = Counter(_section(row) for row in rows)
    top: list[Block] = [Line(whose)] if whose else []
    for section, group in groupby(rows, key=_section):
        listed = list(group)
        top += [Heading(_heading(listed[0], sizes[section])), grid(COLUMNS, listed, look, style)]
    return Document([*top, *_below(rows, wanted, to_hand_over, apart)], footer)


def page_document(
    page: Page, wanted: Wanted, footer: str, whose: str = "", to_hand_over: int = 0, apart: Sequence[str] = ()
) -> Document:
    """The front page in labelled lines, for who listens: the headline, then every row of every block."""
    look = Look(True, wanted.officers)
    top: list[Block] = [Line(headline(page)), *([Line(whose)] if whose else [])]
    for block in page.blocks:
        top += [Heading(block.title), grid(LABELLED, block.rows, look, style)]
    return Document([*top, *_below(page.rows, wanted, to_hand_over, apart)], footer)


def _below(rows: Sequence[Row], wanted: Wanted, to_hand_over: int, apart: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    if not rows:
        blocks.append(Line(nothing(wanted.until)))
    if apart:
        blocks.append(Heading(f"Waiting for a fact, or nothing running: {len(apart)}"))
        blocks += [Line(why, "warn") for why in apart]
    return [*blocks, *beside(rows, wanted, to_hand_over)]


def beside(rows: Sequence[Row], wanted: Wanted, to_hand_over: int) -> list[Line]:
    """What concerns the cases of a list and not one row of it."""
    return [*_given_to_nobody(rows, wanted), *_to_hand_over(to_hand_over)]


def _given_to_nobody(rows: Sequence[Row], wanted: Wanted) -> list[Line]:
    """A word on the cases that no officer will find in a list of their own."""
    cases = len({row.case for row in rows if row.officer is None})
    if not cases or wanted.officers:
        return []
    are = "is" if cases == 1 else "are"
    return [Line(f"{cases} of these cases {are} given to nobody: sendclock due --officer nobody", "warn")]


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
    return "; ".join(part for part in (note(row, look.officers), doubt(row)) if part)


_RULE, _DUE = Kept._fields.index("rule"), Kept._fields.index("due")


class AboutCase(NamedTuple):
    """A case, apart from its clocks."""

    ref: str
    setting: str | None
    tags: Sequence[str]
    state: State


class Morning(NamedTuple):
    """The rows wanted; the pass they were found by; and whose cases were read: the names, and by file. `panelled` are
    the files of cases that may be on a panel's agenda even where no clock runs; `about` says of each case, by file,
    where it is, what it is tagged with and how it stands."""

    rows: list[Row]
    every: EveryCase
    officers: set[str]
    teams: set[str]
    owners: dict[str, Whose]
    panelled: set[str]
    about: dict[str, AboutCase]

    def of_these(self, wanted: Wanted, people: People, today: date) -> set[str]:
        """The files of the cases asked for: those of the officers and teams, and those they cover."""
        found = set()
        for file, has in self.owners.items():
            away, about = people.cover(has.officer, today), self.about[file]
            mine = wanted.has_case(has.officer, has.team, away.by if away else ())
            if mine and wanted.sieve.has_case(about.ref, about.setting, about.tags):
                found.add(file)
        return found

    def caseload(self, files: Iterable[str]) -> Standings:
        """How many of these cases stand in each state."""
        kinds = Counter(self.about[file].state.kind for file in files)
        standing = (kinds["running"], kinds["waiting"], kinds["ended"], kinds["nothing-running"])
        return Standings(*standing, self.every.unreadable)

    def to_hand_over(self, wanted: Wanted) -> int:
        """How many cases of the officers and teams asked for, with or without a row, are to go to another officer."""
        return sum(o.hand_to is not None and wanted.has_case(o.officer, o.team) for o in self.owners.values())


def unfinished_rows(session: Session, wanted: Wanted, use_index: bool) -> Morning:
    """Every row `wanted` may list, of all the casebooks. The answer is the same with and without the index; only the
    time it takes is not.

    The index holds deadlines, as they are known now: other kinds, and `--known-at`, are read from the files.
    """
    morning = Morning([], session.every_case(), set(), set(), {}, set(), {})
    for name, entry in morning.every.each(
        lambda case: _entry(session, case, wanted.kinds), _indexes(session, wanted, use_index)
    ):
        owner = morning.owners[name] = entry.owner
        ref = name.rpartition("/")[2].rpartition(".")[0]
        about = morning.about[name] = AboutCase(ref, entry.setting, entry.tags, state_again(entry.state))
        session.account.add(name, ref, about.state)
        morning.rows.extend(_rows(session, name, entry, wanted))
        if entry.panelled:
            morning.panelled.add(name)
        if owner.officer and owner.officer not in morning.officers:
            away = session.people.cover(owner.officer, session.today)
            morning.officers.update((owner.officer, *(away.by if away else ())))
        if owner.team:
            morning.teams.add(owner.team)
    return morning


def _indexes(session: Session, wanted: Wanted, use_index: bool) -> list[Index]:
    """That of each casebook; none where the answer is not to come from one."""
    if not use_index or session.known_at or wanted.kinds != {"deadline"}:
        return []
    sources = session.law_sources()
    return [Index(book.cases, sources, session.today, now_ns(), session.latest) for book in session.books]


def _entry(session: Session, case: Case, kinds: frozenset[str]) -> Entry | Problem:
    """What is kept of one case: its running clocks of these kinds."""
    from sendclock.clock.life import may_come_up  # a list of files nobody has touched needs no case's life

    timeline = session.attempt(case, keep=lambda clock: clock.running and clock.rule.kind in kinds)
    if isinstance(timeline, Problem):
        return timeline
    places = session.rule_places
    rows = [
        list(kept(row, places[id(deadline.rule)]))
        for row, deadline in zip(rows_of(timeline, session.rulebook), timeline.deadlines, strict=True)
        if not deadline.history
    ]
    panelled = may_come_up(timeline.truth.events, session.rulebook)
    return entry_of(case, timeline, whose(timeline, session.people), panelled, rows)


def _rows(session: Session, name: str, entry: Entry, wanted: Wanted) -> Iterator[Row]:
    rules, book, until = session.rulebook.rules, session.rulebook, wanted.until.isoformat()
    ref, owner = name.rpartition("/")[2].rpartition(".")[0], entry.owner
    common = Common(
        ref, owner, session.people.cover(owner.officer, session.today), session.today, book.england,
        entry.setting, tuple(entry.tags),
    )  # fmt: skip
    for plain in entry.rows:  # most are not due by then: only a clock that is becomes a row
        rule: Rule = rules[plain[_RULE]]
        if plain[_DUE] <= until and wanted.may_list(rule):
            yield row_again(Kept(*plain), rule, common)
