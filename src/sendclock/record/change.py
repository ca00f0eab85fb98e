"""What an event changes: the clocks it starts, meets, ends and moves; and what the writing commands share.

Every one of them echoes what it understood, lists the clocks started, met and moved, and with --dry-run writes nothing.
Must not know: how an event is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from sendclock.case.checklist import done_already, not_asked_for, not_ticked, step_name, ticked_by, title
from sendclock.case.show import waiting_for
from sendclock.casebook.folder import stands_closed
from sendclock.casebook.owner import whose
from sendclock.casebook.write import Addition
from sendclock.check.check import problems_of
from sendclock.clock.case import Case, Event
from sendclock.clock.checklist import checklist_of
from sendclock.clock.deadline import NotStarted, Timeline
from sendclock.clock.reason import ActsNeeded, ExceptionNotInForce, ExceptionRefused, Reason
from sendclock.clock.run import undated
from sendclock.command import Imprint, Reply, Seen, as_data
from sendclock.files import disk
from sendclock.files.problem import RefusedError
from sendclock.law.rule import Trigger
from sendclock.record.slip import slips
from sendclock.say.document import Block, Document, Line, Numbered, grid
from sendclock.say.reasons import explain_step
from sendclock.say.row import CLOCK, CSV, DUE, NOTE, RULE, Row, rows_of
from sendclock.say.state import headline, taken_by_event
from sendclock.say.terminal import can_ask, confirmed, show_before, tell_problems, warn
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, View, maybe, one_of, several, through
from sendclock.say.words import how_late, long_day, number, status, style, task
from sendclock.session import Session, now_ns, own_name
from sendclock.tuples import NamedTuple


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


def _done(row: Row) -> Mapping[Trigger, date]:
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
    Column(title="Change", wrap=True, shown=lambda change, look: _kind_in_words(change, look)),
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


class Pending(NamedTuple):
    """What is to be added to one case, and how it was understood. `was` is the case as it stands; None: a new one."""

    was: Case | None
    addition: Addition
    echo: Sequence[str]


class Effect(NamedTuple):
    """What one addition comes to: the case with it, the ids of its events, what it changes, what still waits."""

    case: Case
    ids: frozenset[str]
    before: Sequence[Row]
    timeline: Timeline
    changes: Sequence[Change]
    waiting: Sequence[NotStarted]


def make(
    session: Session,
    addition: Addition,
    was: Case | None,
    dry_run: bool,
    echo: Sequence[str],
    anyway: bool = True,
    by: str | None = None,
) -> Reply:
    """Write it, and tell what it changes. `was` is the case as it stands, None for a new one. Unless `anyway`, what
    looks like a slip is asked about first, or refused."""
    return make_all(session, [Pending(was, addition, echo)], dry_run, anyway, by)


def make_all(
    session: Session, several: Sequence[Pending], dry_run: bool, anyway: bool = True, by: str | None = None
) -> Reply:
    """The same for several cases: each whole or not at all, and none where something in one of them is refused. On a
    terminal what moves is shown first, and one yes is asked for all of it."""
    outcomes = [_outcome(session, each) for each in several]
    doubtful = [
        (outcome.case.ref, slip)
        for each, outcome in zip(several, outcomes, strict=True)
        for slip in slips(session, each.was, outcome.case, outcome.ids, by or own_name())
    ]
    _ask_about(doubtful, [_case_said(session, each) for each in several if each.was], dry_run, anyway)
    if not dry_run and sum(len(outcome.ids) for outcome in outcomes) > 1 and len(several) > 1 and can_ask():
        for each, outcome in zip(several, outcomes, strict=True):
            for line in (_case_said(session, each), *each.echo, *_moves(outcome)):
                warn(line)
        if not confirmed(f"Write all of it, in {number(len(several), 'case')}?"):
            raise RefusedError("Nothing was written.")
    if not dry_run:
        _put([each.addition for each in several])
        session.remember_written([(outcome.case.ref, sorted(outcome.ids)) for outcome in outcomes])
    told = [_told(session, each, outcome, dry_run) for each, outcome in zip(several, outcomes, strict=True)]
    changes = [change for outcome in outcomes for change in outcome.changes]
    body = {
        "written": not dry_run,
        "file": ", ".join(each.addition.path.as_posix() for each in several),
        "events": [event.id for outcome in outcomes for event in outcome.case.events if event.id in outcome.ids],
    }
    problems = [problem for each in several for problem in each.addition.problems]

    def drawn(about: Imprint, in_full: bool) -> Document:
        drawn = [
            document(o.case.ref, said, o.changes, o.waiting, "", in_full)
            for o, said in zip(outcomes, told, strict=True)
        ]
        return Document([block for each in drawn for block in each.blocks], about.footer(cases=False))

    return Reply(
        "record",
        drawn,
        as_data(RECORD, changes, body),
        Seen(problems, len(several)),
        told="none",
        done=not dry_run,
    )


def _outcome(session: Session, pending: Pending) -> Effect:
    """What it would come to. Raises RefusedError where the case could not be read with it."""
    path, new = pending.addition.path, pending.addition.case
    for problem in pending.addition.problems:
        if problem.severity == "error" or problem.position.line > pending.addition.stood:
            warn(str(problem))
    if new is None:
        raise RefusedError(f"Nothing was written to {disk.shown(path)}.")
    was = pending.was
    ids = frozenset(event.id for event in new.events) - frozenset(event.id for event in (was.events if was else ()))
    timeline = session.timeline(new)
    before = rows_of(session.timeline(was), timeline.book) if was else []
    waiting = [n for n in timeline.not_started if n.event.id in ids]
    return Effect(new, ids, before, timeline, compare(before, rows_of(timeline, timeline.book)), waiting)


def _put(additions: Sequence[Addition]) -> None:
    """Write each. One that fails leaves the others written, and is named: each case is whole in itself."""
    failed = []
    for addition in additions:
        disk.sweep(addition.path.parent, now_ns())
        try:
            addition.put()
        except RefusedError as error:
            failed.append(str(error))
    if failed:
        others = len(additions) - len(failed)
        said = [f"Written to the other {number(others, 'case')}."] if others else []
        raise RefusedError(*failed, *said)


def _told(session: Session, pending: Pending, outcome: Effect, dry_run: bool) -> list[str]:
    """What was understood, whose case it is in, and what else there is to say of it."""
    path, ids, timeline = pending.addition.path, outcome.ids, outcome.timeline
    before, now_ = (session.timeline(pending.was) if pending.was else None), headline(timeline)
    moved = before is not None and headline(before) != now_
    said = [case_said(before, "Before: " if moved else "")] if before else []
    said += pending.echo
    where = disk.shown(path)
    said.append(f"Nothing was written: --dry-run. It would go to {where}." if dry_run else f"Written to {where}.")
    said += [f"{'After it' if dry_run else 'Now'}: {now_}"] if moved else []
    steps = [*refusals(outcome.changes, ids), *acts_missing(outcome.changes)]
    said += [explain_step(step, session.rulebook.event_types) for step in steps]
    said += _steps(session, pending.was, timeline, set(ids))
    said += _already_running(session, outcome.case.events, set(ids), outcome.before)
    said += [text for event in outcome.case.events if event.id in ids for text in _while_away(event, timeline)]
    said += [text for id, texts in taken_by_event(timeline).items() if id in ids for text in texts]
    _tell_doubts(session, timeline, pending.addition.stood)
    return said


def _case_said(session: Session, pending: Pending) -> str:
    """`EHC-2026-0147, Elmstow Special, okafor: week 20 is due ...`: so that another child's case is seen at once."""
    assert pending.was is not None
    return case_said(session.timeline(pending.was))


def case_said(timeline: Timeline, when: str = "") -> str:
    """The case by its reference, setting, officer and where it stands; `when` comes before that, where it is not how it
    stands once the answer is read."""
    case = timeline.case
    named = (case.ref, case.setting, whose(timeline, timeline.people).officer or "no officer")
    return f"{', '.join(filter(None, named))}. {when}{headline(timeline)}"


def _moves(outcome: Effect) -> list[str]:
    """Every clock that moves, a line each."""
    return [f"  {change.kind}: {change.row.label}, {long_day(change.row.due)}" for change in outcome.changes]


def _ask_about(doubtful: Sequence[tuple[str, str]], cases: Sequence[str], dry_run: bool, anyway: bool) -> None:
    """Before the slip is written. Raises RefusedError where nobody can be asked, or says no."""
    if not doubtful:
        return
    if not anyway and not dry_run and can_ask():
        for said in cases:
            show_before(said)
    for _, said in doubtful:
        if anyway:
            warn(said)
        elif dry_run:
            warn(f"{said} Without --dry-run this is asked first, or refused: --anyway.")
        elif can_ask() and not confirmed(f"{said} To record it as it stands, answer y"):
            raise RefusedError("Nothing was written.")
    if not anyway and not dry_run and not can_ask():
        *others, last = (said for _, said in doubtful)
        raise RefusedError(*others, f"{last} Nothing was written. Where it is another, and right: --anyway.")


def _steps(work: Session, old: Case | None, new: Timeline, ids: set[str]) -> list[str]:
    """The steps of local practice that the events `ids` tick, or tick again, and how many more they ask for."""
    was = checklist_of(undated(old, work.rulebook, work.today)) if old else ()
    now_, open_before = checklist_of(new), {step_name(s) for s in was if s.state == "open"}
    done_before = {step_name(s) for s in was if s.state == "done"}
    ticks = [event for event in new.case.events if event.id in ids]
    said = [done_already(s) for s in was if s.state == "done" and any(ticked_by(s, e, work.rulebook) for e in ticks)]
    said += [f"Step done: {title(s)}." for s in now_ if s.state == "done" and step_name(s) not in done_before]
    said += [not_ticked(s, e) for s in now_ if s.state == "open" for e in ticks if ticked_by(s, e, new.book)]
    said += [text for event in ticks for text in not_asked_for(event, now_, new.book)]
    more = sum(s.state == "open" and step_name(s) not in open_before for s in now_)
    return said + ([f"{number(more, 'more step')} to do: sendclock show {new.case.ref}"] if more else [])


def _while_away(event: Event, timeline: Timeline) -> Iterator[str]:
    """That the officer of the case is away, where a promise counts from their return and no day of it is given."""
    book, people = timeline.book, timeline.people
    officer = whose(timeline, people).officer
    if officer is None or people.away(officer, event.on) is None:
        return
    counted_from = {start.anchor for start in book.effects(event).starts}
    for field in book.event_types[event.type].fields.values():
        if field.own and field.ahead and field.name in counted_from and field.name not in event.fields:
            back = people.back(officer, event.on, book.england)
            day = f"{back:%d/%m/%Y}" if back else "DATE"
            until = f"until {long_day(back)}" if back else "and nobody knows yet until when"
            yield (
                f"{officer} is away {until}. If that is who was asked for, say so: "
                f'sendclock correct {timeline.case.ref} {event.id} {field.name}={day} --reason "away"'
            )


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
    if work.rests(path):
        raise RefusedError(stands_closed(path))
    return case, path, content
