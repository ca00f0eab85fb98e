"""Rows of a tracker, by a map, into the heads and events of cases: values only, nothing is written.

A row in which something cannot be understood is left out whole, because a case with half its facts has wrong
dates. Reasons never repeat what stands in a cell, but for days and words from lists that are no names.
Must not know: files, rules beyond their names, what day it is.

Drafts of cases beside the cases that are there: what is new, what a case lacks, what it says otherwise.

Nothing that stands in a file is ever changed here. Must not know: trackers, maps, rules.

What `import` and `reconcile` share: read a tracker by its map; put drafts beside the cases that are there.

Must not know: columns, dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sendclock.casebook.folder import case_files, no_reference, opened
from sendclock.casebook.write import Addition, NewEvent, added, new_file, stamped
from sendclock.check.finding import doubts, looked_at
from sendclock.check.personal import reference_of
from sendclock.clock.case import Case, truth
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Position, Problem, RefusedError, near_miss
from sendclock.say.terminal import counted
from sendclock.session import Session, now, now_ns
from sendclock.tracker.cells import Cells
from sendclock.tracker.intake import Action, ColumnSeen, Filed, Otherwise, Trouble
from sendclock.tracker.map import Binding, EventMap, Map, MapColumn, read_map
from sendclock.tracker.sheet import Cell, SheetRow, Tracker, read_tracker
from sendclock.tuples import NamedTuple

ORDER = ("type", "on", "party", "served")


class Draft(NamedTuple):
    """A case as it would be: the head of its file, and its events in order of day, without ids."""

    ref: str
    rows: tuple[int, ...]
    top: dict[str, Any]
    events: tuple[dict[str, Any], ...]


class ReadByMap(NamedTuple):
    """Everything a map makes of a tracker. `unused` columns are not in the map, `ignored` ones it lets alone, and
    `absent` ones are in the map, may be missing, and are. `skipped` are the rows that the map passes over, `same` those
    in which every cell is as in an earlier row, and which."""

    drafts: tuple[Draft, ...]
    troubles: tuple[Trouble, ...]
    columns: tuple[ColumnSeen, ...]
    unused: tuple[str, ...]
    ignored: tuple[str, ...]
    absent: tuple[str, ...]
    rows: int
    skipped: tuple[int, ...] = ()
    same: tuple[tuple[int, int], ...] = ()


def understand(tracker: Tracker, map: Map, today: date) -> ReadByMap:
    """What the tracker says by the map. A happening later than `today` is refused, or left out where it is planned."""
    cells = Cells(tracker, map)
    drafts = _Drafts(cells, map, today)
    cells.troubles += [Trouble(row, cells.name(map.ref), reason, True) for row, reason in tracker.lost]
    skipped, same, rows = _once(tracker, cells)
    made = [draft for row in rows if (draft := drafts.of(row))]
    kept = _many_rows(made, cells) if map.many_rows else _single_rows(made, cells)
    kept = _with_events(kept, cells)
    cells.look_at_order(event.on for event in map.events)
    uses = _uses(map, cells)
    ignored = {folded(name) for name in map.ignore}
    others = [place for place, name in enumerate(tracker.headings) if name and place not in uses]
    left = {place for place in others if ignored & {folded(tracker.headings[place]), folded(tracker.full_name(place))}}
    return ReadByMap(
        tuple(kept),
        tuple(sorted(cells.troubles)),
        tuple(_seen(place, uses[place], cells) for place in sorted(uses)),
        tuple(tracker.headings[place] for place in others if place not in left),
        tuple(tracker.headings[place] for place in others if place in left),
        tuple(dict.fromkeys(column.names[0] for _, column in columns_of(map) if cells.place(column) is None)),
        len(tracker.rows),
        tuple(skipped),
        tuple(same),
    )


def _once(tracker: Tracker, cells: Cells) -> tuple[list[int], list[tuple[int, int]], list[SheetRow]]:
    """The rows that the map passes over, those that repeat an earlier one in every cell, and the others."""
    skipped: list[int] = []
    same: list[tuple[int, int]] = []
    rows: list[SheetRow] = []
    first: dict[tuple[Cell, ...], int] = {}
    for row in tracker.rows:
        key = tuple(row.cells)
        if cells.skips(row):
            skipped.append(row.number)
        elif key in first:
            same.append((row.number, first[key]))
        else:
            first[key] = row.number
            rows.append(row)
    return skipped, same, rows


def _seen(place: int, uses: tuple[str, ...], cells: Cells) -> ColumnSeen:
    states, forms = cells.states.get(place, Counter()), cells.forms.get(place, Counter())
    counts = (states["understood"], states["blank"], states["refused"], states["passed"])
    return ColumnSeen(cells.tracker.headings[place], uses, *counts, dict(forms.most_common()))


def asked_for(map: Map, columns: Sequence[MapColumn]) -> Callable[[set[str]], int]:
    """How many of these columns a row of headings holds; 0 without the reference. For finding the header row."""

    def wanted(headings: set[str]) -> int:
        def there(column: MapColumn) -> bool:
            return any(folded(name) in headings for name in column.names)

        return sum(there(column) for column in columns) if there(map.ref) else 0

    return wanted


def require(tracker: Tracker, map: Map, columns: Sequence[MapColumn]) -> None:
    """Raises CannotRunError for a column that the map names, does not call optional, and the file has not."""
    lost = [c for c in columns if not c.optional and all(tracker.place(name) is None for name in c.names)]
    said = []
    for names in dict.fromkeys(column.names for column in lost):
        hint = near_miss(names[0], [heading for heading in tracker.headings if heading])
        named = " or ".join(f'"{name}"' for name in names)
        said.append(f"{tracker.file}:{tracker.header_row}: no column is headed {named}.{hint}")
    if said:
        fix = f"Correct {map.file}, or write optional = true beside a column that the file may lack."
        raise CannotRunError(*said, fix)


class _Drafts:
    def __init__(self, cells: Cells, map: Map, today: date) -> None:
        self.cells, self.map, self.today = cells, map, today
        self.asked = {place for _, column in columns_of(map) if (place := cells.place(column)) is not None}
        self.vocabulary: dict[int | None, frozenset[str]] = {}
        for event in map.events:
            bound = [(b.column, frozenset(b.column.values)) for b in event.fields if b.column]
            named = [(c.column, c.words | c.not_words) for c in event.only_if]
            for column, words in [*bound, *named]:
                place = cells.place(column)
                self.vocabulary[place] = self.vocabulary.get(place, frozenset()) | words

    def of(self, row: SheetRow) -> Draft | None:
        """The case of one row, or None where the row is left out; why is in the troubles."""
        cells, before = self.cells, len(self.cells.troubles)
        cells.start(row)
        if cells.shifted(self.map.ref):
            cells.end(self.asked)
            return None
        top = self._top()
        made = [pair for mapped in self.map.events if (pair := self._event(mapped))]
        if not any(trouble.left_out for trouble in cells.troubles[before:]):
            self._taken_by_none(made)
        cells.end(self.asked)
        if any(trouble.left_out for trouble in cells.troubles[before:]):
            return None
        said = f'Imported with the map "{self.map.title}", row {row.number}.'
        events = [event for _, event in sorted(made, key=lambda pair: pair[1]["on"])]
        for event in events:
            event["note"] = f"{event['note']} {said}" if event.get("note") else said
        return Draft(str(top["ref"]), (row.number,), top, tuple(events))

    def _top(self) -> dict[str, Any]:
        cells, map = self.cells, self.map
        top: dict[str, Any] = {"schema": 1, "ref": self._ref()}
        born = cells.day(map.born, private=True) if map.born else None
        setting = cells.text(map.setting) if map.setting else ""
        tags = [tag for c in map.tags if (tag := cells.value(Binding("tags", "text", (), False, c)))]
        top |= {"born": born} if born else {}
        top |= {"setting": setting} if setting else {}
        opening = cells.day(map.opens) if map.opens else None
        top |= {"opening": opening} if opening else {}
        return top | ({"tags": list(dict.fromkeys(tags))} if tags else {})

    def _ref(self) -> str:
        cells, column = self.cells, self.map.ref
        value = cells.cell(column)
        if not value or isinstance(value, date):
            cells.refuse(column, "the reference is blank" if not value else "a date cannot be a reference")
            return ""
        ref, reason = reference_of(value)
        if reason:
            cells.refuse(column, reason)
            return ""
        wrong = no_reference(column.prefix + ref)
        if wrong:
            cells.refuse(column, f"cannot be a reference: {wrong}")
            return ""
        cells.mark(column, "understood")
        return column.prefix + ref

    def _event(self, mapped: EventMap) -> tuple[EventMap, dict[str, Any]] | None:
        cells = self.cells
        held = [cells.holds(c, self.vocabulary.get(cells.place(c.column), frozenset())) for c in mapped.only_if]
        if not all(held) or any(cells.place(c.column) is None for c in mapped.only_if):
            return None
        on = cells.day(mapped.on, passed_after=self.today if mapped.planned else None)
        if on is None:
            self._no_day(mapped)
            return None
        if on > self.today:
            if not mapped.planned:
                cells.refuse(mapped.on, f"{on:%d/%m/%Y} is still to come, and only what has happened is an event")
            return None
        event: dict[str, Any] = {"type": mapped.type, "on": on}
        for binding in mapped.fields:
            value = cells.value(binding)
            if value is not None:
                event[binding.field] = value
            elif binding.required and binding.kind != "date" and binding.column and not cells.cell(binding.column):
                cells.refuse(binding.column, f"is blank, and {mapped.type} needs its {binding.field}")
        first = {name: event[name] for name in ORDER if name in event}
        return mapped, first | event

    def _no_day(self, mapped: EventMap) -> None:
        """A blank where the map expects a day is to be looked at."""
        cells = self.cells
        if cells.place(mapped.on) is None or cells.cell(mapped.on):
            return
        named = [c.column for c in mapped.only_if if c.words]
        if named:
            reason = f'says so, but "{cells.name(mapped.on)}" is blank: no {mapped.type} is recorded'
            cells.refuse(named[0], reason, left_out=False)
        elif not (mapped.only_if or mapped.on.optional or mapped.planned):
            cells.refuse(mapped.on, f"is blank: no {mapped.type} is recorded", left_out=False)

    def _taken_by_none(self, made: Sequence[tuple[EventMap, dict[str, Any]]]) -> None:
        """A day that no event took, because another column says it did not happen, is to be looked at."""
        taken = {self.cells.place(mapped.on) for mapped, _ in made}
        conditional = {self.cells.place(m.on): m for m in self.map.events if m.only_if}
        always = {self.cells.place(m.on) for m in self.map.events if not m.only_if}
        for place, mapped in conditional.items():
            if place is None or place in taken or place in always or self.cells.state(mapped.on) == "passed":
                continue
            told = all(c.words and self.cells.place(c.column) is not None for c in mapped.only_if)
            if told and self.cells.day(mapped.on) is not None:
                named = self.cells.name(mapped.only_if[0].column)
                self.cells.refuse(mapped.on, f'holds a day, but "{named}" says no event for it', left_out=False)


def columns_of(map: Map) -> list[tuple[str, MapColumn]]:
    """Every column the map takes facts from, and what for."""
    found = [("reference", map.ref)]
    found += [("born", map.born)] if map.born else []
    found += [("setting", map.setting)] if map.setting else []
    found += [("opening", map.opens)] if map.opens else []
    found += [("tags", column) for column in map.tags]
    found += [("rows passed over", column) for column, _ in map.skip]
    for event in map.events:
        found.append((event.type, event.on))
        found += [(f"{b.field} of {event.type}", b.column) for b in event.fields if b.column]
        found += [(f"whether {event.type}", only_if.column) for only_if in event.only_if]
    return found


def due_columns(map: Map) -> list[tuple[str, MapColumn]]:
    """Every column that holds another system's due days, which only `reconcile` reads."""
    found = []
    for due in map.dues:
        found.append((f"due day, for reconcile: {due.rule}", due.column))
        found += [(f"party, for reconcile: {due.rule}", due.party)] if due.party else []
    return found


def _uses(map: Map, cells: Cells) -> dict[int, tuple[str, ...]]:
    uses: dict[int, list[str]] = {}
    for use, column in [*columns_of(map), *due_columns(map)]:
        place = cells.place(column)
        if place is not None and use not in uses.setdefault(place, []):
            uses[place].append(use)
    return {place: tuple(named) for place, named in uses.items()}


def _with_events(drafts: Sequence[Draft], cells: Cells) -> list[Draft]:
    """A case in which nothing happened has no dates: it is left out."""
    reason = "nothing in the row is an event, and a case without events has no dates"
    empty = [draft for draft in drafts if not draft.events]
    cells.troubles += [Trouble(row, cells.name(cells.map.ref), reason, True) for d in empty for row in d.rows]
    return [draft for draft in drafts if draft.events]


def _single_rows(drafts: Sequence[Draft], cells: Cells) -> list[Draft]:
    """Rows that share a reference are all left out: which of them is right is not for the program to say."""
    by_ref: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_ref.setdefault(folded(draft.ref), []).append(draft)
    for same in by_ref.values():
        for draft in same if len(same) > 1 else ():
            others = ", ".join(str(other.rows[0]) for other in same if other is not draft)
            reason = (
                f"the same reference stands in row {others}. Keep one row; or, if a case has several rows by design, "
                "add many_rows = true to the map"
            )
            cells.troubles.append(Trouble(draft.rows[0], cells.name(cells.map.ref), reason, True))
    return [same[0] for same in by_ref.values() if len(same) == 1]


def _many_rows(drafts: Sequence[Draft], cells: Cells) -> list[Draft]:
    """The rows of one case put together; what two rows both say is one event. Heads that differ are left out."""
    by_ref: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_ref.setdefault(folded(draft.ref), []).append(draft)
    kept = []
    for same in by_ref.values():
        top = {key: value for draft in same for key, value in draft.top.items()}
        apart = [draft for draft in same if any(top[key] != value for key, value in draft.top.items())]
        if apart:
            rows = ", ".join(str(draft.rows[0]) for draft in same)
            reason = f"the rows of this case ({rows}) differ in what the case itself says: setting, birth or tags"
            cells.troubles += [Trouble(d.rows[0], cells.name(cells.map.ref), reason, True) for d in same]
            continue
        once: dict[str, dict[str, Any]] = {}
        for event in (event for draft in same for event in draft.events):
            once.setdefault(repr({k: v for k, v in event.items() if k != "note"}), event)
        events = sorted(once.values(), key=lambda event: event["on"])
        kept.append(Draft(same[0].ref, tuple(d.rows[0] for d in same), top, tuple(events)))
    return kept


class Comparison(NamedTuple):
    """A draft held against the case of its name: events the case `lacks`, and those it has `otherwise`."""

    lacks: tuple[NewEvent, ...]
    otherwise: tuple[Otherwise, ...]


def compare(case: Case, events: Sequence[NewEvent], repeats: Collection[str]) -> Comparison:
    """What `events` would add to `case`. An event is there if one of its type and party stands on its day, were it
    later corrected or withdrawn. On another day it is a change of the one there, unless its type `repeats` and the
    day is later: then it is a further one.
    """
    now = {event.id: event.on for event in truth(case).events}
    lacks: list[NewEvent] = []
    otherwise: list[Otherwise] = []
    for event in events:
        same = [e for e in case.events if e.type == event["type"] and _party(e.party) == _party(event.get("party"))]
        days = [e.on for e in same] + [now[e.id] for e in same if e.id in now]
        if event["on"] in days:
            continue
        if not same or (event["type"] in repeats and event["on"] > max(days)):
            lacks.append(event)
        else:
            otherwise.append(Otherwise(event["type"], event["on"], max(days)))
    return Comparison(tuple(lacks), tuple(otherwise))


def _party(name: str | None) -> str:
    return folded(name or "")


_LEFT_OUT = {"row": " The row is left out.", "day": " This day is left out."}
# What is to be done in a case, not what is doubtful in a row of the tracker: `check` says it.
_OF_THE_WORK = ("no-review", "phase-transfer-missing", "exception-refused", "exception-unused", "future")


def read_by_map(session: Session, file: Path, name: str, sheet: str | None, dues: bool) -> tuple[Tracker, Map]:
    """The tracker and its map. `dues`: the columns it cannot do without are those of due days, else those of facts."""
    mapped = read_map(name, session.words)
    wanted = [mapped.ref, *(column for _, column in (due_columns(mapped) if dues else columns_of(mapped)))]
    tracker = read_tracker(file, asked_for(mapped, wanted), mapped.header_row, sheet or mapped.sheet)
    require(tracker, mapped, wanted)
    return tracker, mapped


def problems_in(file: str, troubles: Iterable[Trouble]) -> list[Problem]:
    """Each trouble as a problem of its row: an error if the row or its day was left out."""
    return [
        Problem(
            Position(file, t.row),
            "error" if t.left_out else "warning",
            "row" if t.left_out else "look",
            f'"{t.column}": {t.reason.rstrip(".")}.' + (_LEFT_OUT[t.what] if t.left_out else ""),
        )
        for t in troubles
    ]


class Filing(NamedTuple):
    """How drafts become case files: in which folder, by which map, in whose name; whether they are written at all;
    whether cases that are there are given the events they lack; and the opening that the head of a new one says."""

    place: Path
    map: Map
    by: str
    write: bool
    add: bool
    opening: date | None = None


def file_drafts(session: Session, drafts: Sequence[Draft], filing: Filing) -> tuple[list[Filed], list[Trouble]]:
    """What becomes of every draft, and what was wrong with those refused."""
    there: dict[str, list[Path]] = {}
    for path in case_files(session.books[0].cases):
        there.setdefault(folded(path.stem), []).append(path)
    if filing.write:
        disk.sweep(filing.place, now_ns())
    office = _Office(session, filing, now())
    filed = []
    for draft in counted(drafts, len(drafts), "cases"):
        known = there.get(folded(draft.ref), [])
        filed.append(office.beside(draft, known) if known else office.new(draft, filing.place / f"{draft.ref}.toml"))
    return filed, office.troubles


class _Office:
    """Files drafts one by one."""

    def __init__(self, session: Session, filing: Filing, at: datetime) -> None:
        self.session, self.words, self.filing, self.at = session, session.words, filing, at
        self.ref = filing.map.ref.names[0]
        self.repeats = {event.type for event in filing.map.events if event.repeats}
        self.troubles: list[Trouble] = []

    def new(self, draft: Draft, path: Path) -> Filed:
        events = stamped(draft.events, (), self.at, self.filing.by)
        opening = {"opening": self.filing.opening} if self.filing.opening else {}
        addition = new_file(path, opening | draft.top, events, self.words)
        return self._put(draft, addition, "new")

    def beside(self, draft: Draft, paths: Sequence[Path]) -> Filed:
        """A case that has a file: nothing in it is touched; with --add, what it lacks is appended."""
        path = paths[0]
        if len(paths) > 1:
            return self._refused(draft, path, f"is in {len(paths)} files. Compare them, and keep one")
        found = opened(path, self.words)
        case, before = found.case, found.content
        if case is None:
            return self._refused(draft, path, "cannot be read: see sendclock check")
        standing = compare(case, draft.events, self.repeats)
        lacks = [str(event["type"]) for event in standing.lacks]
        if not lacks or not self.filing.add:
            left = self._filed(draft, "lacks" if lacks else "there", path)
            return left._replace(lacks=lacks, otherwise=standing.otherwise)
        if self.session.rests(path):
            return self._refused(draft, path, f"stands in closed/. First: sendclock archive --back {path.stem}")
        events = stamped(standing.lacks, {event.id for event in case.events}, self.at, self.filing.by)
        filed = self._put(draft, added(path, before, events, self.words), "added")
        return filed if filed.action == "refused" else filed._replace(lacks=lacks, otherwise=standing.otherwise)

    def _put(self, draft: Draft, addition: Addition, action: Action) -> Filed:
        """The file, written if that is asked for and it is sound."""
        path = addition.path
        if not self._sound(draft, addition):
            return self._filed(draft, "refused", path)
        try:
            if self.filing.write:
                addition.put(flush=False)  # a new file: there are thousands, and a second run finishes the first
        except RefusedError as error:
            if action == "new" and disk.is_there(path):  # somebody has just written it: it is a case that is there
                return self.beside(draft, [path])
            return self._refused(draft, path, str(error).removeprefix(f"{disk.shown(path)}: "))
        return self._filed(draft, action, path)

    def _sound(self, draft: Draft, addition: Addition) -> bool:
        """Whether the file, as it would be, reads as a case: what is wrong with it is said of the row, and what the law
        makes doubtful in what was added."""
        case, problems = addition.case, addition.problems
        for problem in problems:
            reason = f"the case would not be sound: {problem.message.rstrip('.')}"
            self.troubles.append(Trouble(draft.rows[0], self.ref, reason, case is None))
        if case is None:
            return False
        timeline = self.session.attempt(case, keep=looked_at(case, self.session.home_of(case.file).rulebook))
        found = [timeline] if isinstance(timeline, Problem) else doubts(timeline)
        for doubt in found:
            if doubt.code not in _OF_THE_WORK and (doubt.position.line > addition.stood or doubt.code == "not-covered"):
                self.troubles.append(Trouble(draft.rows[0], self.ref, doubt.message.rstrip("."), False))
        return True

    def _refused(self, draft: Draft, path: Path, reason: str) -> Filed:
        self.troubles.append(Trouble(draft.rows[0], self.ref, f"the case's file {path} {reason}".rstrip("."), True))
        return self._filed(draft, "refused", path)

    def _filed(self, draft: Draft, action: Action, path: Path) -> Filed:
        return Filed(draft.ref, action, path.as_posix(), draft.rows, len(draft.events))
