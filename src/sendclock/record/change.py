"""What an event changes: the clocks it starts, meets, ends and moves; and what the writing commands share.

Every one of them echoes what it understood, lists the clocks started, met and moved, and with --dry-run writes nothing.
Must not know: how an event is written.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sendclock.case.checklist import checklist_of, done_already, step_name, ticked_by, title
from sendclock.case.show import waiting_for
from sendclock.casebook.write import Addition
from sendclock.check.check import problems_of
from sendclock.check.party import Unasked, unasked
from sendclock.check.party import said as nobody_asked_in_words
from sendclock.clock.case import Case, Event, truth
from sendclock.clock.deadline import NotStarted, Timeline
from sendclock.clock.reason import ActsNeeded, ExceptionNotInForce, ExceptionRefused, Reason
from sendclock.clock.run import undated
from sendclock.command import Reply, Seen
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import RefusedError
from sendclock.law.rule import Trigger
from sendclock.say.formats import answer, csv_of
from sendclock.say.reasons import explain_step
from sendclock.say.row import CLOCK, CSV, DUE, NOTE, RULE, Row, rows_of
from sendclock.say.state import taken_by_event
from sendclock.say.terminal import can_ask, confirmed, tell_problems, warn
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
from sendclock.session import Session, now_ns


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
    return "partly done" if _done(was) != _done(row) else ""


def _done(row: Row) -> dict[Trigger, date]:
    """Which of several acts that are all needed have been done."""
    return row.deadline.done if row.deadline else {}


def acts_missing(changes: Sequence[Change]) -> list[Reason]:
    """What is still to do for the clocks that one of several acts has now been done for."""
    rows = [change.row for change in changes if change.kind == "partly done"]
    return [step for row in rows for step in row.steps if isinstance(step, ActsNeeded)]


def refusals(changes: Sequence[Change], ids: Collection[str]) -> list[Reason]:
    """Why the exceptions just claimed (by the events `ids`) do not hold."""
    return [
        step
        for row in (change.row for change in changes if change.row.refused)
        for step in row.steps
        if isinstance(step, ExceptionRefused | ExceptionNotInForce) and step.judged.claim.id in ids
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
    blocks: list[Block] = [Line(said[0], more=said[1:])]
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


def make(
    session: Session, addition: Addition, was: Case | None, dry_run: bool, echo: Sequence[str], anyway: bool = True
) -> Reply:
    """Write it, and tell what it changes. `was` is the case as it stands, None for a new one. Unless `anyway`, a party
    that nobody asked is asked about first, or refused."""
    path, new, problems = addition.path, addition.case, addition.problems
    for problem in problems:
        if problem.severity == "error" or problem.position.line > addition.stood:
            warn(str(problem))
    if new is None:
        raise RefusedError(f"Nothing was written to {path}.")
    ids = {event.id for event in new.events} - ({event.id for event in was.events} if was else set())
    before = rows_of(session.timeline(was), session.rulebook) if was else []
    timeline = session.timeline(new)
    _ask_about(_newly_unasked(session, was, new), session, dry_run, anyway)
    if not dry_run:
        disk.sweep(path.parent, now_ns())
        addition.put()
    said = [*echo, f"Nothing was written: --dry-run. It would go to {path}." if dry_run else f"Written to {path}."]
    changes = compare(before, rows_of(timeline, session.rulebook))
    told = [*refusals(changes, ids), *acts_missing(changes)]
    said += [explain_step(step, session.rulebook.event_types) for step in told]
    said += _steps(session, was, timeline, ids)
    said += _already_running(session, new.events, ids, before)
    said += [text for id, texts in taken_by_event(timeline).items() if id in ids for text in texts]
    _tell_doubts(session, timeline, addition.stood)
    waiting = [n for n in timeline.not_started if n.event.id in ids]
    written = [event.id for event in new.events if event.id in ids]
    body = {"written": not dry_run, "file": path.as_posix(), "events": written}
    return Reply(
        "record",
        lambda about, in_full: document(new.ref, said, changes, waiting, about.footer(cases=False), in_full),
        {
            "json": lambda about: answer(RECORD, about.heading(), changes, problems, **body),
            "csv": lambda _: csv_of(RECORD, changes),
        },
        Seen(problems, 1),
        told="none",
    )


def _newly_unasked(work: Session, was: Case | None, new: Case) -> list[Unasked]:
    """What names a party nobody asked, and did not before."""
    there = {_named(found) for found in unasked(truth(was).events, work.rulebook)} if was else set()
    return [found for found in unasked(truth(new).events, work.rulebook) if _named(found) not in there]


def _named(found: Unasked) -> tuple[str, str]:
    return found.event.id, folded(found.event.party or "")


def _ask_about(doubtful: Sequence[Unasked], work: Session, dry_run: bool, anyway: bool) -> None:
    """Before the slip is written. Raises RefusedError where nobody can be asked, or says no."""
    for found in doubtful:
        said = f"{found.event.type}: {nobody_asked_in_words(found, work.rulebook)}"
        if anyway:
            warn(said)
        elif dry_run:
            warn(f"{said} Without --dry-run this is asked first, or refused: --anyway.")
        elif not can_ask():
            raise RefusedError(f"{said} Nothing was written. Where it is another, and right: --anyway.")
        elif not confirmed(f"{said} Record it as it stands?"):
            raise RefusedError("Nothing was written.")


def _steps(work: Session, old: Case | None, new: Timeline, ids: set[str]) -> list[str]:
    """The steps of local practice that the events `ids` tick, or tick again, and how many more they ask for."""
    was = checklist_of(undated(old, work.rulebook, work.today)) if old else ()
    now_, open_before = checklist_of(new), {step_name(s) for s in was if s.state == "open"}
    done_before = {step_name(s) for s in was if s.state == "done"}
    ticks = [event for event in new.case.events if event.id in ids]
    said = [done_already(s) for s in was if s.state == "done" and any(ticked_by(s, e, work.rulebook) for e in ticks)]
    said += [f"Step done: {title(s)}." for s in now_ if s.state == "done" and step_name(s) not in done_before]
    more = sum(s.state == "open" and step_name(s) not in open_before for s in now_)
    return said + ([f"{number(more, 'more step')} to do: sendclock show {new.case.ref}"] if more else [])


def _already_running(work: Session, events: Sequence[Event], ids: set[str], before: Sequence[Row]) -> list[str]:
    """Why an event that might start a clock starts none: what it asks for is under way."""
    fits = {
        start.rule.id
        for event in events
        if event.id in ids
        for start in work.rulebook.effects(event).starts
        if start.rule.repeats == "first"
    }
    parties = {event.party for event in events if event.id in ids}
    running = [row for row in before if not row.finished and row.rule in fits and row.party in (None, *parties)]
    return [
        f"{row.label} runs already, from {long_day(row.started_by.on)}: it is not started again." for row in running
    ]


def _tell_doubts(work: Session, timeline: Timeline, stood: int) -> None:
    """What the law makes impossible or doubtful in what was just recorded; `check` says the rest."""
    for problem in problems_of(timeline, work.rulebook):
        if problem.position.line > stood and problem.code not in (
            "not-started",
            "exception-refused",
            "future",
            "nobody-asked",
        ):
            warn(f"{problem} (warning)")


def read_for_change(work: Session, ref: str) -> tuple[Case, Path, bytes]:
    """The case and its very bytes: what is written later is refused if they have changed by then. What is wrong is told
    at once, because what follows may be refused."""
    case, path, problems, content = work.opened(ref)
    tell_problems(problems)
    return case, path, content
