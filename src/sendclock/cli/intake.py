"""What `import` and `reconcile` share: read a tracker by its map; put drafts beside the cases that are there.

Must not know: columns, dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sendclock.cli.progress import counted
from sendclock.cli.workspace import Workspace, now
from sendclock.core.doubts import doubts, looked_at
from sendclock.core.intake import Action, Filed, Trouble
from sendclock.core.problems import Position, Problem, RefusedError
from sendclock.store import append, filing
from sendclock.store.casefile import read_case
from sendclock.store.caseload import case_files, read_one
from sendclock.store.importing import Draft, asked_for, columns_of, due_columns, require
from sendclock.store.maps import Map, read_map
from sendclock.store.tracker import Tracker, read_tracker

_LEFT_OUT = {"row": " The row is left out.", "day": " This day is left out."}
# What is to be done in a case, not what is doubtful in a row of the tracker: `check` says it.
_OF_THE_WORK = ("no-review", "phase-transfer-missing", "exception-refused", "exception-unused", "future")


def read_by_map(work: Workspace, file: Path, name: str, sheet: str | None, dues: bool) -> tuple[Tracker, Map]:
    """The tracker and its map. `dues`: the columns it cannot do without are those of due days, else those of facts."""
    mapped = read_map(name, work.words)
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


def file_drafts(
    work: Workspace, place: Path, drafts: Sequence[Draft], mapped: Map, by: str, write: bool, add: bool
) -> tuple[list[Filed], list[Trouble]]:
    """What becomes of every draft (written only with `write`), and what was wrong with those refused."""
    there: dict[str, list[Path]] = {}
    for path in case_files(work.books[0].cases):
        there.setdefault(path.stem.casefold(), []).append(path)
    office = _Office(work, mapped, by, now(), write, add)
    filed = []
    for draft in counted(drafts, len(drafts), "cases"):
        known = there.get(draft.ref.casefold(), [])
        filed.append(office.beside(draft, known) if known else office.new(draft, place / f"{draft.ref}.toml"))
    return filed, office.troubles


class _Office:
    """Files drafts one by one."""

    def __init__(self, work: Workspace, mapped: Map, by: str, at: datetime, write: bool, add: bool) -> None:
        self.work, self.words, self.by, self.at, self.write, self.add = work, work.words, by, at, write, add
        self.ref = mapped.ref.names[0]
        self.repeats = {event.type for event in mapped.events if event.repeats}
        self.troubles: list[Trouble] = []

    def new(self, draft: Draft, path: Path) -> Filed:
        events = filing.stamped(draft.events, (), self.at, self.by)
        content = filing.new_text(draft.top, events, path.as_posix())
        if not self._sound(draft, content, path):
            return self._filed(draft, "refused", path)
        if self.write and not filing.put(path, content):
            return self._refused(draft, path, "was made by somebody else just now")
        return self._filed(draft, "new", path)

    def beside(self, draft: Draft, paths: Sequence[Path]) -> Filed:
        """A case that has a file: nothing in it is touched; with --add, what it lacks is appended."""
        path = paths[0]
        if len(paths) > 1:
            return self._refused(draft, path, f"is in {len(paths)} files. Compare them, and keep one")
        case, _ = read_one(path, self.words)
        if case is None:
            return self._refused(draft, path, "cannot be read: see sendclock check")
        standing = filing.compare(case, draft.events, self.repeats)
        lacks = [str(event["type"]) for event in standing.lacks]
        if not lacks or not self.add:
            found = self._filed(draft, "lacks" if lacks else "there", path)
            return found._replace(lacks=lacks, otherwise=standing.otherwise)
        before = path.read_bytes()
        events = filing.stamped(standing.lacks, {event.id for event in case.events}, self.at, self.by)
        after = append.with_events(before, events, path.as_posix())
        if not self._sound(draft, after, path, before.count(b"\n")):
            return self._filed(draft, "refused", path)
        if self.write:
            try:
                append.write(path, before, after)
            except RefusedError as error:
                return self._refused(draft, path, str(error))
        return self._filed(draft, "added", path)._replace(lacks=lacks, otherwise=standing.otherwise)

    def _sound(self, draft: Draft, content: bytes, path: Path, stood: int = 0) -> bool:
        """Whether the file, as it would be, reads as a case: what is wrong with it is said of the row, and what the law
        makes doubtful below the first `stood` lines."""
        case, problems = read_case(content, path.as_posix(), self.words)
        for problem in problems:
            reason = f"the case would not be sound: {problem.message.rstrip('.')}"
            self.troubles.append(Trouble(draft.rows[0], self.ref, reason, case is None))
        if case is None:
            return False
        timeline = self.work.attempt(case, keep=looked_at(case))
        found = [timeline] if isinstance(timeline, Problem) else doubts(timeline, self.work.rulebook)
        for doubt in found:
            if doubt.code not in _OF_THE_WORK and (doubt.position.line > stood or doubt.code == "not-covered"):
                self.troubles.append(Trouble(draft.rows[0], self.ref, doubt.message.rstrip("."), False))
        return True

    def _refused(self, draft: Draft, path: Path, reason: str) -> Filed:
        self.troubles.append(Trouble(draft.rows[0], self.ref, f"the case's file {path} {reason}".rstrip("."), True))
        return self._filed(draft, "refused", path)

    def _filed(self, draft: Draft, action: Action, path: Path) -> Filed:
        return Filed(draft.ref, action, path.as_posix(), draft.rows, len(draft.events))
