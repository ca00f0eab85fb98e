"""What the writing commands share: build the event, show what it changes, write it or not; and which clocks an event
starts, meets, ends and moves.

Every one of them echoes what it understood, lists the clocks started, met and moved, and with --dry-run
writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sendclock.case.checklist import STEP_DONE, checklist_of, done_already, step_name, ticked_by, title
from sendclock.case.show import waiting_for
from sendclock.casebook import write
from sendclock.casebook.casefile import read_case
from sendclock.check.check import problems_of
from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import NotStarted, Timeline
from sendclock.command import footer, heading
from sendclock.days.step import Step
from sendclock.files.problem import RefusedError
from sendclock.say.formats import answer, csv_of
from sendclock.say.reasons import explain_step
from sendclock.say.row import CLOCK, CSV, DUE, NOTE, REFUSED, RULE, Row, rows_of
from sendclock.say.terminal import Output, tell_problems, warn
from sendclock.say.view import (
    DAY,
    TEXT,
    YES_NO,
    Block,
    Column,
    Document,
    Line,
    Look,
    Numbered,
    View,
    grid,
    maybe,
    one_of,
    several,
    through,
)
from sendclock.say.words import how_late, long_day, number, status, style, task
from sendclock.session import Workspace, now, own_name


class Change(NamedTuple):
    """`kind` is started, met, partly done, ended, moved, excused, not excused or gone. `was` is the due day before a
    move; `hour`, the moment before one within the day."""

    kind: str
    row: Row
    was: date | None = None
    hour: datetime | None = None


def compare(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """What differs between two answers for one case, clock by clock. A clock is known by what started it."""
    old = {_name(row): row for row in before}
    changes = []
    for row in after:
        was = old.pop(_name(row), None)
        if not row.listed:
            continue
        kind = _kind(was, row)
        if kind:
            moved = was if was and kind == "moved" else None
            hour = moved.due_at if moved and moved.due == row.due else None
            changes.append(Change(kind, row, moved.due if moved else None, hour))
    return changes + [Change("gone", row) for row in old.values() if row.listed]


def _name(row: Row) -> tuple[str, str | None, str]:
    return row.rule, row.party, row.started_by.id


def _kind(was: Row | None, row: Row) -> str:
    if was is None:
        return "started" if not row.finished else "started and ended"
    if (was.due, was.due_at) != (row.due, row.due_at):
        return "moved"
    if row.finished and not was.finished:
        return "met" if row.met_on else "ended"
    if set(row.refused) - set(was.refused):
        return "not excused"
    if row.excused_by != was.excused_by:
        return "excused" if row.excused_by else "no longer excused"
    if (was.status, was.met_on) != (row.status, row.met_on):
        return "changed"
    return "partly done" if _acts(was) != _acts(row) else ""


def _acts(row: Row) -> list[Step]:
    """Which of several acts that are all needed have been done."""
    return [step for step in row.steps if step.kind == "acts-needed"]


def acts_missing(changes: Sequence[Change]) -> list[Step]:
    """What is still to do for the clocks that one of several acts has now been done for."""
    return [step for change in changes if change.kind == "partly done" for step in _acts(change.row)]


def refusals(changes: Sequence[Change], ids: Collection[str]) -> list[Step]:
    """Why the exceptions just claimed (by the events `ids`) do not hold."""
    return [
        step
        for change in changes
        for step in change.row.steps
        if step.kind in REFUSED and step.facts["event"].id in ids
    ]


# What has become of a clock, and the clock.
CHANGED: tuple[Column[Change], ...] = (
    Column(
        "change",
        csv=False,
        value=lambda change: change.kind,
        kind=one_of(
            "started", "started and ended", "met", "partly done", "ended", "moved", "excused", "no longer excused",
            "changed", "gone", "not excused",
        ),
    ),
    Column("was", csv=False, kind=maybe(DAY), about="the due day before a move"),
    *through("row", CLOCK),
)  # fmt: skip
COLUMNS: tuple[Column[Change], ...] = (
    *CHANGED,
    Column(title="Change", shown=lambda change, look: _kind_in_words(change, look)),
    *through("row", [DUE]),
    Column(title="Status", shown=lambda change, _: _state(change.row)),
    Column(title="Clock", wrap=True, shown=lambda change, _: task(change.row)),
    *through("row", [RULE._replace(from_width=120), NOTE._replace(from_width=100)]),
)
BESIDE = (
    Column[None]("written", kind=YES_NO, about="false with --dry-run"),
    Column[None]("file"),
    Column[None]("events", kind=several(TEXT), about="the ids of the events written"),
)
RECORD = View("record", COLUMNS, BESIDE, row="changed", csv=CSV)


def document(
    ref: str,
    said: Sequence[str],
    changes: Sequence[Change],
    not_started: Sequence[NotStarted],
    footer: str,
    in_full: bool,
) -> Document:
    """What was understood, then what it changes."""
    blocks: list[Block] = [Line("\n".join(said))]
    if changes:
        blocks.append(grid(COLUMNS, changes, Look(in_full), lambda change: style(change.row)))
    else:
        blocks.append(Line("No clock started, ended or moved."))
    if not_started:
        blocks.append(Numbered([waiting_for(waiting, ref) for waiting in not_started]))
    return Document(blocks, footer)


def _kind_in_words(change: Change, look: Look) -> str:
    if change.hour:
        now_at = change.row.due_at
        return f"moved from {change.hour:%H:%M}" + (f" to {now_at:%H:%M}" if now_at else "")
    return f"moved from {look.day(change.was)}" if change.kind == "moved" and change.was else change.kind


def _state(row: Row) -> str:
    return f"{status(row)}, {how_late(row)}" if row.late or row.status == "open" else status(row)


# The order in which an event's keys are written.
ORDER = ("id", "type", "on", "at", "recorded", "by", "party", "served")


def stamped(entry: dict[str, Any], id: str, by: str | None) -> dict[str, Any]:
    """The event as it will stand in the file: with its id, when it was written down, and by whom."""
    whole = {**entry, "id": id, "recorded": now(), "by": by or own_name()}
    last = [name for name in whole if name not in ORDER and name != "note"]
    return {name: whole[name] for name in (*ORDER, *last, "note") if name in whole}


def next_ids(case: Case, count: int) -> list[str]:
    """The next free ids, `e1` upwards, never one that an event already has."""
    taken = {event.id for event in case.events}
    first = len(case.events) + 1
    while any(f"e{n}" in taken for n in range(first, first + count)):
        first += 1
    return [f"e{n}" for n in range(first, first + count)]


def make(
    work: Workspace, path: Path, before: bytes | None, start: bytes, events: Sequence[dict[str, Any]], dry_run: bool,
    out: Output, echo: Sequence[str],
) -> None:  # fmt: skip
    """Append `events` to `start` (the file as it is, or the head of a new one) and tell what changes."""
    after = write.with_events(start, events, path.as_posix())
    new, problems = read_case(after, path.as_posix(), work.words)
    for problem in problems:
        if problem.severity == "error" or problem.position.line > start.count(b"\n"):
            warn(str(problem))
    if new is None:
        raise RefusedError(f"Nothing was written to {path}.")
    old_rows = _rows(work, before, path)
    ids = {str(event["id"]) for event in events}
    new_line = work.timeline(new)
    rows = rows_of(new_line, work.rulebook)
    if not dry_run:
        write.write(path, before, after)
    said = [*echo, f"Nothing was written: --dry-run. It would go to {path}." if dry_run else f"Written to {path}."]
    changes = compare(old_rows, rows)
    told = [*refusals(changes, ids), *acts_missing(changes)]
    said += [explain_step(step, work.rulebook.event_types) for step in told]
    said += _steps(work, before, new, ids, path)
    said += _already_running(work, new.events, ids, old_rows)
    _tell_doubts(work, new_line, start)
    waiting = [n for n in new_line.not_started if n.event.id in ids]
    if out.format == "json":
        head = heading("record", work, work.rulebook, 1)
        body = {"written": not dry_run, "file": path.as_posix(), "events": [event["id"] for event in events]}
        out.text(answer(RECORD, head, changes, problems, **body))
    elif out.format == "csv":
        out.text(csv_of(RECORD, changes))
    else:
        out.show(document(new.ref, said, changes, waiting, footer(work, work.rulebook), not out.draws))


def _steps(work: Workspace, before: bytes | None, new: Case, ids: set[str], path: Path) -> list[str]:
    """The steps of local practice that the events `ids` tick, or tick again, and how many more they ask for."""
    old = read_case(before, path.as_posix(), work.words)[0] if before is not None else None
    was = checklist_of(old, work.rulebook, work.today) if old else ()
    now_, open_before = checklist_of(new, work.rulebook, work.today), {step_name(s) for s in was if s.state == "open"}
    done_before = {step_name(s) for s in was if s.state == "done"}
    ticks = [e for e in new.events if e.type == STEP_DONE and e.id in ids]
    said = [done_already(s) for s in was if s.state == "done" and any(ticked_by(s, tick) for tick in ticks)]
    said += [f"Step done: {title(s)}." for s in now_ if s.state == "done" and step_name(s) not in done_before]
    more = sum(s.state == "open" and step_name(s) not in open_before for s in now_)
    return said + ([f"{number(more, 'more step')} to do: sendclock show {new.ref}"] if more else [])


def _already_running(work: Workspace, events: Sequence[Event], ids: set[str], before: Sequence[Row]) -> list[str]:
    """Why an event that might start a clock starts none: what it asks for is under way."""
    fits = {
        rule.id
        for event in events
        if event.id in ids
        for rule, trigger in work.rulebook.starters.get(event.type, ())
        if rule.repeats == "first" and trigger.fits(event)
    }
    parties = {event.party for event in events if event.id in ids}
    running = [row for row in before if not row.finished and row.rule in fits and row.party in (None, *parties)]
    return [
        f"{row.label} runs already, from {long_day(row.started_by.on)}: it is not started again." for row in running
    ]


def _tell_doubts(work: Workspace, timeline: Timeline, start: bytes) -> None:
    """What the law makes impossible or doubtful in what was just recorded; `check` says the rest."""
    for problem in problems_of(timeline, work.rulebook):
        if problem.position.line > start.count(b"\n") and problem.code not in (
            "not-started",
            "exception-refused",
            "future",
        ):
            warn(f"{problem} (warning)")


def _rows(work: Workspace, content: bytes | None, path: Path) -> list[Row]:
    if content is None:
        return []
    case, _ = read_case(content, path.as_posix(), work.words)
    return rows_of(work.timeline(case), work.rulebook) if case else []


def read_for_change(work: Workspace, ref: str) -> tuple[Case, Path, bytes]:
    """The case and its very bytes: what is written later is refused if they have changed by then."""
    _, path, problems = work.one(ref)
    tell_problems(problems)
    content = path.read_bytes()
    case, found = read_case(content, path.as_posix(), work.words)
    if case is None:
        raise RefusedError("\n".join(map(str, found)))
    return case, path, content
