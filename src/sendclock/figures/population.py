"""The cases that figures are counted over: where what they count is found, kind by kind, and what is kept of each.

Two stand for one: `Held` has the facts of some cases in memory, `InTables` asks the tables of the casebooks and holds
nothing. What a method narrows it may give too much of, never too little: the figure itself says what it counts.
How many count how can be had without them, and costs a tenth of going through them.

What is kept reaches back to a day that is the same for a whole year of asking (`horizon`): no figure asked for by
default looks further, and one that does is counted from the files.
Must not know: what is counted with them, formats.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol

from sendclock.casebook.chapter import Chapter, Rows
from sendclock.casebook.facts import Ledger, tags_of, team_of
from sendclock.casebook.owner import Whose
from sendclock.clock.case import Case
from sendclock.clock.checklist import checklist_of
from sendclock.clock.deadline import status_of_running
from sendclock.figures.cohort import COHORTS, VERDICTS, Cohort, counted, day_of, verdict
from sendclock.figures.facts import (
    COURSES,
    Advised,
    AskedStep,
    Assessed,
    CaseFacts,
    Course,
    Happening,
    MeetBy,
    Move,
    Running,
    Stand,
    facts_of,
    moves_of,
    split_from,
)
from sendclock.figures.figure import Counted, Span
from sendclock.law.book import RuleBook
from sendclock.law.practice import People
from sendclock.law.role import Act, Role
from sendclock.law.rule import Rule
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.days.span import Measured
    from sendclock.session import Session

PLACES = {name: place for place, name in enumerate(COURSES)}  # by which the tables know a kind of course
_COLUMN: Mapping[Cohort, str] = {"done": "done", "begun": "start", "due": "due"}  # the day of a course


class Sought(NamedTuple):
    """Which clocks are meant: deadlines that stand in a list by themselves; `late_on`: overdue at the end of that day,
    from the dates known now; `first` and `last`: running on the as-of day, and due between, both counted in."""

    late_on: date | None = None
    first: date = date.min
    last: date = date.max

    def fits(self, clock: Running) -> bool:
        if clock.rule.kind != "deadline" or not clock.listed:
            return False
        if self.late_on is not None:
            return clock.due < self.late_on and clock.ran_on(self.late_on)
        return clock.status in ("open", "overdue") and self.first <= clock.due <= self.last


RuleWanted = Callable[[Rule], bool]
SameClock = Literal["owner", "met", "rule", "due", "excused"]  # whose; the meeting of the twelve months was held


class Population(Protocol):
    """What is there to be counted. A case comes with each; of `opened` with its limits of week 20."""

    def courses(self, name: str, cohort: Cohort, span: Span) -> Iterator[tuple[CaseFacts, Course]]: ...

    def counted(self, name: str, cohort: Cohort, span: Span) -> Mapping[Counted, int]:
        """How many of that cohort count how, on the as-of day."""

    def counted_by_team(self, name: str, span: Span) -> Mapping[str, Mapping[Counted, int]]:
        """The same of what was done in the span, by the team that has the case now; empty for none."""

    def took(self, name: str, span: Span) -> Iterable[tuple[bool, int, int]]:
        """Of what was done in the span and is not left out: how many took so many days; and whether it is known that
        these are all, or they lie before the day from which the file is complete."""

    def happened(self, kinds: Collection[str], span: Span) -> Iterator[tuple[CaseFacts, Happening]]: ...

    def tallied(self, kinds: Collection[str], span: Span) -> Iterator[tuple[Happening, int]]:
        """The same once for those that are of one kind, say the same, and are left out alike."""

    def stands(self, kind: str, day: date) -> Iterator[tuple[CaseFacts, Stand]]: ...

    def standing(self, kind: str, day: date) -> int:
        """How many of them."""

    def opened(self, day: date) -> Iterator[tuple[CaseFacts, Assessed]]: ...

    def advice(self, day: date) -> Iterator[tuple[CaseFacts, Advised]]:
        """What was asked for and waited for at the end of `day`."""

    def tallied_advice(self, day: date, asked: Span | None = None) -> Iterator[tuple[CaseFacts, Advised, int]]:
        """Advice that counts alike, once: what is waited for at the end of `day`, alike in whether it is late then;
        where a span is given, what was asked for in it besides, alike in the party, and in when it came too."""

    def moves(self, span: Span) -> Iterator[tuple[CaseFacts, Move]]: ...

    def clocks(self, sought: Sought, wanted: RuleWanted) -> Iterator[tuple[CaseFacts, Running]]: ...

    def tallied_clocks(
        self, sought: Sought, wanted: RuleWanted, *by: SameClock
    ) -> Iterator[tuple[CaseFacts, Running, int]]:
        """Clocks that count alike, once: alike in what is named, and in nothing else."""

    def clocks_of(self, rules: Collection[str], due: Span) -> Iterator[tuple[CaseFacts, Running]]:
        """Of these rules, those due in that time."""

    def steps(self, begun: Span) -> Iterator[tuple[CaseFacts, AskedStep]]:
        """The steps without a number, asked for in that time: done, to be done or no longer wanted."""

    def owners(self) -> set[tuple[str, str]]:
        """The teams and officers that have a case; empty for none."""

    def groups(self, by: str) -> Mapping[str, tuple[str, ...]]:
        """By what each case is to be split, by its reference."""

    @property
    def whole_from(self) -> date | None:
        """The day from which every one of these files is complete; None: they always were."""


class Held:
    """The facts of some cases, in memory."""

    def __init__(self, cases: Sequence[CaseFacts]) -> None:
        self.cases = cases

    def courses(self, name: str, cohort: Cohort, span: Span) -> Iterator[tuple[CaseFacts, Course]]:
        return ((facts, one) for facts in self.cases for one in facts.of(name) if day_of(one, cohort) in span)

    def counted(self, name: str, cohort: Cohort, span: Span) -> Mapping[Counted, int]:
        return Counter(_counted(facts, one, cohort) for facts, one in self.courses(name, cohort, span))

    def counted_by_team(self, name: str, span: Span) -> Mapping[str, Mapping[Counted, int]]:
        counts: dict[str, Counter[Counted]] = defaultdict(Counter)
        for facts, one in self.courses(name, "done", span):
            counts[facts.team or ""][_counted(facts, one, "done")] += 1
        return counts

    def took(self, name: str, span: Span) -> Iterator[tuple[bool, int, int]]:
        for facts, one in self.courses(name, "done", span):
            if one.done is not None and not one.left_out:
                yield not facts.unknown(one.done), (one.done - one.start).days, 1

    def happened(self, kinds: Collection[str], span: Span) -> Iterator[tuple[CaseFacts, Happening]]:
        return ((facts, one) for facts in self.cases for one in facts.happened if one.kind in kinds and one.on in span)

    def tallied(self, kinds: Collection[str], span: Span) -> Iterator[tuple[Happening, int]]:
        return ((one, 1) for _, one in self.happened(kinds, span))

    def stands(self, kind: str, day: date) -> Iterator[tuple[CaseFacts, Stand]]:
        return ((facts, one) for facts in self.cases for one in facts.stands if one.kind == kind and one.on(day))

    def standing(self, kind: str, day: date) -> int:
        return sum(1 for _ in self.stands(kind, day))

    def opened(self, day: date) -> Iterator[tuple[CaseFacts, Assessed]]:
        return ((facts, one) for facts in self.cases for one in facts.opened if one.on(day))

    def advice(self, day: date) -> Iterator[tuple[CaseFacts, Advised]]:
        return ((facts, one) for facts in self.cases for one in facts.advice if one.waiting(day))

    def tallied_advice(self, day: date, asked: Span | None = None) -> Iterator[tuple[CaseFacts, Advised, int]]:
        return (
            (facts, one, 1)
            for facts in self.cases
            for one in facts.advice
            if one.waiting(day) or (asked is not None and one.asked in asked)
        )

    def moves(self, span: Span) -> Iterator[tuple[CaseFacts, Move]]:
        return ((facts, one) for facts in self.cases for one in facts.moves if one.due in span)

    def clocks(self, sought: Sought, wanted: RuleWanted) -> Iterator[tuple[CaseFacts, Running]]:
        found = ((facts, clock) for facts in self.cases for clock in facts.clocks if sought.fits(clock))
        return ((facts, clock) for facts, clock in found if wanted(clock.rule))

    def tallied_clocks(
        self, sought: Sought, wanted: RuleWanted, *_: SameClock
    ) -> Iterator[tuple[CaseFacts, Running, int]]:
        return ((facts, clock, 1) for facts, clock in self.clocks(sought, wanted))

    def clocks_of(self, rules: Collection[str], due: Span) -> Iterator[tuple[CaseFacts, Running]]:
        ours = ((facts, clock) for facts in self.cases for clock in facts.clocks if clock.rule.id in rules)
        return ((facts, clock) for facts, clock in ours if clock.due in due)

    def steps(self, begun: Span) -> Iterator[tuple[CaseFacts, AskedStep]]:
        return ((facts, step) for facts in self.cases for step in facts.steps if step.begun in begun)

    def owners(self) -> set[tuple[str, str]]:
        return {(facts.team or "", facts.officer or "") for facts in self.cases}

    def groups(self, by: str) -> Mapping[str, tuple[str, ...]]:
        return {facts.ref: facts.split[by] for facts in self.cases}

    @property
    def whole_from(self) -> date | None:
        return max((facts.opening for facts in self.cases if facts.opening), default=None)


_COURSE = "c.start, c.due, c.done, c.ended_on, c.ended_how, c.left_out, c.not_owed, c.what, c.unbegun"
_RAN = "r.rule, r.party, r.started, r.due, r.stopped, r.status, r.excused_by, r.listed, r.ended, r.given_up"
_SAME: Mapping[SameClock, str] = {
    "owner": "o.owner", "met": "o.review_met", "rule": "r.rule", "due": "r.due", "excused": "r.excused_by IS NULL",
}  # fmt: skip
_ADVISED = "a.party, a.source, a.sent, a.asked, a.due, a.came, a.ended"
_WAITED = "a.sent <= :then AND (a.came IS NULL OR a.came > :then) AND (a.ended IS NULL OR a.ended > :then)"
_HEAD = "o.place, o.owner, o.opening, o.review_met"
_OF = "JOIN open_figures o ON o.leaf = {0}.leaf"
_AS: Mapping[Cohort, str] = {"done": "as_done", "begun": "as_begun", "due": "as_due"}  # how it counts in that cohort
HEADS = {"figures": ("life", ("opening", "source", "review_met"))}  # what of a case stands beside its place


class InTables:
    """The tables of some casebooks. `book`: the rule book that they were made with."""

    def __init__(self, ledgers: Sequence[Ledger], as_of: date, book: RuleBook, people: People) -> None:
        self._ledgers, self._as_of, self._book, self._people = ledgers, as_of, book, people
        self._heads = [{owner.id: (owner.officer, team_of(owner, people)) for owner in one.owners} for one in ledgers]
        self._counts: dict[tuple[Any, ...], Counter[Counted]] = {}
        self._took: dict[tuple[Any, ...], list[tuple[bool, int, int]]] = {}

    def _rows(self, sql: str, **values: Any) -> Iterator[tuple[CaseFacts, Sequence[Any]]]:
        """The rest of each row, with the case it is of."""
        for ledger, heads in zip(self._ledgers, self._heads, strict=True):
            yield from self._rows_in(ledger, heads, sql, values)

    def _rows_in(
        self, ledger: Ledger, heads: Mapping[int, tuple[str | None, str | None]], sql: str, values: Mapping[str, Any]
    ) -> Iterator[tuple[CaseFacts, Sequence[Any]]]:
        """The same of one casebook."""
        none: tuple[Any, ...] = ()
        made, as_of, nothing = tuple.__new__, self._as_of, dict[str, Any]()
        for place, owner, opening, met, *rest in ledger.select(sql, {"day": self._as_of.toordinal(), **values}):
            day = None if opening is None else _date(opening)
            head = (ledger.ref_at(place), *heads[owner], nothing, as_of, nothing, *[none] * 6, bool(met), day, none)
            yield made(CaseFacts, head), rest  # a case a row: as the class would make it, in a third of the time

    def courses(self, name: str, cohort: Cohort, span: Span) -> Iterator[tuple[CaseFacts, Course]]:
        rows = self._rows(
            f"SELECT {_HEAD}, {_COURSE} FROM course c {_OF.format('c')} WHERE {_courses(cohort)}"
            " ORDER BY o.place, c.id",
            name=PLACES[name], **_ends(span),
        )  # fmt: skip
        return ((facts, _course(row)) for facts, row in rows)

    def counted(self, name: str, cohort: Cohort, span: Span) -> Mapping[Counted, int]:
        """Counted by the tables; few, and asked for by several figures."""
        key = (name, cohort, span.first, span.last)
        if key not in self._counts:
            how, counts = f"c.{_AS[cohort]}", Counter[Counted]()
            ahead = "0" if cohort == "done" else "sum(c.due >= :day)"  # nothing that is done is yet to be judged
            sql = f"SELECT {how}, count(*), {ahead} FROM course c {{of}} WHERE {_courses(cohort)} GROUP BY {how}"
            for place, times, not_yet in self._sums(sql, "c", name=PLACES[name], **_ends(span)):
                each = VERDICTS[place]
                if each == "undone":
                    counts["left-out"] += not_yet
                    counts["denominator"] += times - not_yet
                else:
                    counts[each] += times
            self._counts[key] = counts
        return self._counts[key]

    def counted_by_team(self, name: str, span: Span) -> Mapping[str, Mapping[Counted, int]]:
        """Whose a course is stands beside its case, so each is looked up there."""
        counts: dict[str, Counter[Counted]] = defaultdict(Counter)
        sql = (
            f"SELECT o.owner, c.as_done, count(*) FROM course c CROSS {_OF.format('c')} WHERE {_courses('done')}"
            " GROUP BY o.owner * 4 + c.as_done"
        )
        for ledger, heads in zip(self._ledgers, self._heads, strict=True):
            for owner, place, times in ledger.select(sql, {"name": PLACES[name], **_ends(span)}):
                how = VERDICTS[place]
                assert how != "undone"
                counts[heads[owner][1] or ""][how] += times
        return counts

    def took(self, name: str, span: Span) -> Sequence[tuple[bool, int, int]]:
        """Plans alone are asked for, which are few; by every band, which is why they are held."""
        key = (name, span.first, span.last)
        if key not in self._took:
            sql = (
                f"SELECT c.done - c.start AS days, c.as_done, count(*) FROM course c {{of}} WHERE {_courses('done')}"
                " AND c.left_out = '' GROUP BY days, c.as_done"
            )
            rows = self._sums(sql, "c", name=PLACES[name], **_ends(span))
            self._took[key] = [(VERDICTS[place] != "left-out", days, times) for days, place, times in rows]
        return self._took[key]

    def _sums(self, sql: str, table: str, **values: Any) -> Iterator[tuple[Any, ...]]:
        """What is added up of a table, casebook by casebook. `{of}` narrows it to the cases asked about, where those
        are not all there are."""
        for ledger in self._ledgers:
            narrowed = "" if FIGURES.name in ledger.whole else f"CROSS {_OF.format(table)}"
            yield from ledger.select(sql.format(of=narrowed), {"day": self._as_of.toordinal(), **values})

    def happened(self, kinds: Collection[str], span: Span) -> Iterator[tuple[CaseFacts, Happening]]:
        rows = self._rows(
            f"SELECT {_HEAD}, h.kind, h.day, h.what, h.left_out FROM happening h {_OF.format('h')}"
            f" WHERE h.kind IN ({_listed(kinds)}) AND h.day BETWEEN :first AND :last ORDER BY o.place, h.id",
            **_ends(span),
        )
        return ((facts, Happening(kind, _date(on), what, out)) for facts, (kind, on, what, out) in rows)

    def tallied(self, kinds: Collection[str], span: Span) -> Iterator[tuple[Happening, int]]:
        rows = self._sums(
            f"SELECT h.kind, h.what, h.left_out, count(*) FROM happening h {{of}} WHERE h.kind IN ({_listed(kinds)})"
            " AND h.day BETWEEN :first AND :last GROUP BY h.kind, h.what, h.left_out", "h", **_ends(span),
        )  # fmt: skip
        return ((Happening(kind, span.first, what, out), times) for kind, what, out, times in rows)

    def stands(self, kind: str, day: date) -> Iterator[tuple[CaseFacts, Stand]]:
        """What of that kind stood at the end of `day`, from the dates known now."""
        rows = self._rows(
            f"SELECT {_HEAD}, t.start, t.until, t.due, t.what FROM stand t {_OF.format('t')} WHERE t.kind = :kind"
            " AND t.start <= :then AND (t.until IS NULL OR t.until > :then) ORDER BY o.place, t.id",
            kind=kind, then=day.toordinal(),
        )  # fmt: skip
        return (
            (facts, Stand(kind, _date(start), _day(until), _day(due), what))
            for facts, (start, until, due, what) in rows
        )

    def standing(self, kind: str, day: date) -> int:
        sql = (
            "SELECT count(*) FROM stand t {of} WHERE t.kind = :kind AND t.start <= :then"
            " AND (t.until IS NULL OR t.until > :then)"
        )
        return sum(times for (times,) in self._sums(sql, "t", kind=kind, then=day.toordinal()))

    def opened(self, day: date) -> Iterator[tuple[CaseFacts, Assessed]]:
        """The assessments open at the end of `day`, from the dates known now; with the limits of week 20 of each."""
        weeks = ", ".join(str(n) for n, rule in enumerate(self._book.rules) if rule.plays(Role.WEEK_20))
        opened = (
            f"SELECT {_HEAD}, a.leaf, a.received, a.until, a.again, a.waits_for FROM assessed a {_OF.format('a')}"
            " WHERE a.received <= :then AND (a.until IS NULL OR a.until > :then) ORDER BY o.place, a.id"
        )
        limited = (
            f"SELECT {_HEAD}, r.leaf, {_RAN} FROM ran r {_OF.format('r')} JOIN assessed a ON a.leaf = r.leaf"
            f" WHERE r.rule IN ({weeks}) AND a.received <= :then AND (a.until IS NULL OR a.until > :then)"
            " GROUP BY r.id"
        )
        then = {"then": day.toordinal()}
        for ledger, heads in zip(self._ledgers, self._heads, strict=True):
            limits: dict[int, list[Running]] = {}
            for _, (leaf, *row) in self._rows_in(ledger, heads, limited, then):
                limits.setdefault(leaf, []).append(self._running(row))
            for facts, (leaf, received, until, again, waits_for) in self._rows_in(ledger, heads, opened, then):
                clocks = tuple(limits.get(leaf, ()))
                yield facts._replace(clocks=clocks), Assessed(_date(received), _day(until), bool(again), waits_for)

    def advice(self, day: date) -> Iterator[tuple[CaseFacts, Advised]]:
        rows = self._rows(
            f"SELECT {_HEAD}, {_ADVISED} FROM advised a {_OF.format('a')} WHERE {_WAITED} ORDER BY o.place, a.id",
            then=day.toordinal(),
        )
        return ((facts, _advised(row)) for facts, row in rows)

    def tallied_advice(self, day: date, asked: Span | None = None) -> Iterator[tuple[CaseFacts, Advised, int]]:
        """Of advice outside the span nothing counts but whether it is waited for."""
        values, where, same = {"then": day.toordinal()}, f"({_WAITED})", f"({_WAITED}), a.due < :then"
        if asked is not None:
            values |= _ends(asked)
            where += " OR a.asked BETWEEN :first AND :last"
            same += ", a.asked BETWEEN :first AND :last, a.party, a.source, a.came IS NULL, a.ended IS NULL"
            same += ", max(a.came - a.due, 0)"
        rows = self._rows(
            f"SELECT {_HEAD}, count(*), {_ADVISED} FROM advised a {_OF.format('a')} WHERE {where} GROUP BY {same}",
            **values,
        )
        return ((facts, _advised(row), times) for facts, (times, *row) in rows)

    def moves(self, span: Span) -> Iterator[tuple[CaseFacts, Move]]:
        """The moves whose last day is in the span."""
        rows = self._rows(
            "SELECT o.place, o.owner, NULL, 0, m.transfer, m.expected, m.due, m.stage, m.finalised, m.meet_by, m.met,"
            " m.too_late, m.arranged FROM moving m JOIN open_moves o ON o.leaf = m.leaf"
            " WHERE m.due BETWEEN :first AND :last ORDER BY o.place, m.id",
            **_ends(span),
        )
        for facts, (transfer, expected, due, stage, finalised, meet_by, met, late, arranged) in rows:
            meeting = MeetBy(_date(meet_by), _day(met), bool(late), bool(arranged)) if meet_by else None
            yield facts, Move(transfer, _date(expected), _date(due), stage, _day(finalised), meeting)

    def clocks(self, sought: Sought, wanted: RuleWanted) -> Iterator[tuple[CaseFacts, Running]]:
        where, values = self._meant(sought, wanted)
        return ((facts, clock) for facts, clock in self._ran(where, **values) if sought.fits(clock))

    def tallied_clocks(
        self, sought: Sought, wanted: RuleWanted, *by: SameClock
    ) -> Iterator[tuple[CaseFacts, Running, int]]:
        """Added up by the tables; where nothing is named, all are one group."""
        where, values = self._meant(sought, wanted)
        same = f" GROUP BY {', '.join(_SAME[each] for each in by) or 'NULL'}"
        rows = self._rows(
            f"SELECT {_HEAD}, count(*), {_RAN} FROM ran r {_OF.format('r')} WHERE {where}{same}", **values
        )
        return ((facts, self._running(row), times) for facts, (times, *row) in rows)

    def _meant(self, sought: Sought, wanted: RuleWanted) -> tuple[str, dict[str, int]]:
        """All that `Sought.fits` and `wanted` ask, as a condition."""
        rules = enumerate(self._book.rules)
        places = ", ".join(str(n) for n, rule in rules if rule.kind == "deadline" and wanted(rule))
        of = f"r.rule IN ({places}) AND r.listed"
        if sought.late_on is None:
            return f"{of} AND r.stopped IS NULL AND r.due BETWEEN :first AND :last", _ends(sought)
        late = "r.due < :then AND r.started <= :then AND (r.stopped IS NULL OR r.stopped > :then)"
        return f"{of} AND {late}", {"then": sought.late_on.toordinal()}

    def clocks_of(self, rules: Collection[str], due: Span) -> Iterator[tuple[CaseFacts, Running]]:
        places = ", ".join(str(n) for n, rule in enumerate(self._book.rules) if rule.id in rules)
        return self._ran(f"r.rule IN ({places}) AND r.due BETWEEN :first AND :last", **_ends(due))

    def _ran(self, where: str, **values: Any) -> Iterator[tuple[CaseFacts, Running]]:
        sql = f"SELECT {_HEAD}, {_RAN} FROM ran r {_OF.format('r')} WHERE {where} ORDER BY o.place, r.id"
        return ((facts, self._running(row)) for facts, row in self._rows(sql, **values))

    def _running(self, row: Sequence[Any]) -> Running:
        place, party, started, due, stopped, status, excused_by, listed, ended, given_up = row
        rule: Rule = self._book.rules[place]
        if status in ("open", "overdue"):
            status = status_of_running(rule.kind, _date(due), self._as_of)
        days = _date(started), _date(due), _day(stopped)
        return Running(rule, party, *days, status, excused_by, bool(listed), ended, bool(given_up))

    def steps(self, begun: Span) -> Iterator[tuple[CaseFacts, AskedStep]]:
        """The steps without a number, asked for in that time."""
        rows = self._rows(
            f"SELECT {_HEAD}, t.item, t.party, t.begun, t.state, t.ended, t.by_event FROM ticked t {_OF.format('t')}"
            " WHERE t.begun BETWEEN :first AND :last ORDER BY o.place, t.id", **_ends(begun),
        )  # fmt: skip
        return (
            (facts, AskedStep(item, party, _date(begun), state, _day(ended), by))
            for facts, (item, party, begun, state, ended, by) in rows
        )

    def owners(self) -> set[tuple[str, str]]:
        found = set()
        for ledger, heads in zip(self._ledgers, self._heads, strict=True):
            for (owner,) in ledger.select("SELECT DISTINCT owner FROM open_figures", {}):
                officer, team = heads[owner]
                found.add((team or "", officer or ""))
        return found

    def groups(self, by: str) -> Mapping[str, tuple[str, ...]]:
        return {
            facts.ref: split_from(by, facts.officer, facts.team, setting, tags_of(tags), source)
            for facts, (setting, tags, source) in self._rows(
                f"SELECT {_HEAD}, o.setting, o.tags, o.source FROM open_figures o"
            )
        }

    @property
    def whole_from(self) -> date | None:
        sql = "SELECT max(opening) FROM open_figures"
        days = [day for ledger in self._ledgers for (day,) in ledger.select(sql, {}) if day]
        return _day(max(days, default=None))


def _courses(cohort: Cohort) -> str:
    """Which courses are of the cohort: verdict by verdict, for an index has those of one together."""
    verdicts = ", ".join(str(place) for place, _ in enumerate(VERDICTS))
    return f"c.name = :name AND c.{_AS[cohort]} IN ({verdicts}) AND c.{_COLUMN[cohort]} BETWEEN :first AND :last"


def _course(row: Sequence[Any]) -> Course:
    start, due, done, ended_on, how, left_out, not_owed, what, unbegun = row
    ended = (_date(ended_on), how) if ended_on else None
    return Course(_date(start), _date(due), _day(done), ended, left_out, not_owed, what, bool(unbegun))


def _advised(row: Sequence[Any]) -> Advised:
    party, source, sent, asked, due, came, ended = row
    return Advised(party, source, _date(sent), _date(asked), _date(due), _day(came), _day(ended))


def _ends(span: Span | Sought) -> dict[str, int]:
    return {"first": span.first.toordinal(), "last": span.last.toordinal()}


def _listed(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


_date = date.fromordinal


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


# --- what is kept of a case ------------------------------------------------------------------------------------------

YEARS = 3
ROOMS = ("figures", "plan")
FIGURES = Chapter("figures", "sendclock.figures.population:figures", ROOMS, whole=False)
MOVES = Chapter("moves", "sendclock.figures.population:moves", ROOMS)


def horizon(as_of: date) -> date:
    """The first day of the years that are kept."""
    return date(as_of.year - YEARS, 1, 1)


def figures(session: Session, case: Case, day: Measured) -> Rows:
    """`day` may be measured: what is kept holds in the year of asking alone."""
    year, first = session.today.year, horizon(session.today)
    in_it = date(year, 1, 1) <= day <= date(year, 12, 31)
    assert in_it
    made = session.laid_out(case, day)
    facts = facts_of(made, Whose(None, None), steps=checklist_of(made), by=("source",))
    places = session.rule_places
    return {
        "life": [(_number(facts.opening), facts.split["source"][0], facts.review_met)],
        "course": [
            _course_row(facts, name, one)
            for name in COURSES
            for one in facts.of(name)
            if _is_kept(first, one.done, one.start, one.due)
        ],
        "happening": [(one.kind, _number(one.on), one.what, one.left_out) for one in facts.happened if one.on >= first],
        "stand": [
            (one.kind, *map(_number, (one.start, one.until, one.due)), one.what)
            for one in facts.stands
            if one.until is None or one.until >= first
        ],
        "assessed": [
            (_number(one.received), _number(one.until), one.again, one.waits_for)
            for one in facts.opened
            if one.until is None or one.until >= first
        ],
        "advised": [
            (one.party, one.source, *map(_number, (one.sent, one.asked, one.due, one.came, one.ended)))
            for one in facts.advice
            if _is_kept(first, one.came, one.asked, one.due)
        ],
        "ran": list(_ran(facts, first, {id(rule): places[id(rule)] for rule in session.rulebook.rules})),
        "ticked": [
            (one.item, one.party, _number(one.begun), one.state, _number(one.ended), one.by) for one in facts.steps
        ],
    }  # fmt: skip


def moves(session: Session, case: Case, day: Measured) -> Rows:
    """The moves of a case to another phase. The way back to each meeting turns on the day itself."""
    if not _expected(case, session.rulebook):
        return {}
    first, made = horizon(session.today), session.laid_out(case, day)
    rows: list[tuple[Any, ...]] = []
    for one in moves_of(made):
        if _is_kept(first, one.finalised, one.due, one.due):
            days = (one.transfer, _number(one.expected), _number(one.due), one.stage, _number(one.finalised))
            rows.append((*days, *_meeting(one.meeting)))
    return {"moving": rows}


def _meeting(one: MeetBy | None) -> tuple[Any, ...]:
    if one is None:
        return None, None, None, None
    return _number(one.latest), _number(one.held), one.too_late, one.arranged


def _expected(case: Case, book: RuleBook) -> bool:
    return any(book.has(event.type, Act.PHASE_EXPECTED) for event in case.events)


def _is_kept(first: date, done: date | None, *days: date) -> bool:
    """Whether a figure that looks back to `first` may count it."""
    return done is None or max(done, *days) >= first


def _course_row(facts: CaseFacts, name: str, one: Course) -> tuple[Any, ...]:
    days = map(_number, (one.start, one.due, one.done, one.ended[0] if one.ended else None))
    how = one.ended[1] if one.ended else ""
    counts = (_verdict(facts, one, cohort) for cohort in COHORTS)
    return (PLACES[name], *days, how, one.left_out, one.not_owed, one.what, one.unbegun, *counts)


def _verdict(facts: CaseFacts, one: Course, cohort: Cohort) -> int | None:
    """None: it is in no cohort of that kind."""
    day = day_of(one, cohort)
    return None if day is None else VERDICTS.index(verdict(one, cohort, facts.unknown(day))[0])


def _counted(facts: CaseFacts, one: Course, cohort: Cohort) -> Counted:
    how, _ = verdict(one, cohort, facts.unknown(day_of(one, cohort)))
    return counted(how, one.due, facts.as_of)


def _ran(facts: CaseFacts, first: date, places: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    """The clocks that a figure can count."""
    for one in facts.clocks:
        if _counts(one) and (one.stopped is None or max(one.stopped, one.due) >= first):
            days = map(_number, (one.started, one.due, one.stopped))
            words = (_plain(one), one.excused_by, one.listed, one.ended, one.given_up)
            yield (places[id(one.rule)], one.party, *days, *words)


def _counts(one: Running) -> bool:
    """The authority's own promises; and of the deadlines in a list by themselves those that run, that were late when
    they stopped, or that say by when a plan is due."""
    if one.rule.local is not None:
        return True
    if one.rule.kind != "deadline" or not one.listed:
        return False
    return one.stopped is None or one.stopped > one.due or one.rule.plays(Role.WEEK_20)


def _plain(one: Running) -> str:
    """Whether a deadline that runs is overdue is told on the day it is asked."""
    return "open" if one.status == "overdue" else one.status


def _number(day: date | None) -> int | None:
    return None if day is None else day.toordinal()
