"""Writing an allocation into case after case. What cannot be written is named; the rest is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sendclock.cli.changes import next_ids, stamped
from sendclock.cli.output import warn
from sendclock.cli.theirs import Theirs
from sendclock.cli.workspace import Workspace
from sendclock.core.model import Case
from sendclock.core.people import plain as same
from sendclock.core.problems import RefusedError
from sendclock.core.whose import age_on, whose
from sendclock.report.changes import compare
from sendclock.report.reassigned import Given
from sendclock.report.rows import rows_of
from sendclock.store import append
from sendclock.store.casefile import read_case


class Order(NamedTuple):
    """To whom, and how. `to` None: to the officer of each case's setting; with `handover`, only where one is due."""

    to: str | None
    handover: bool
    on: date
    until: date | None
    reason: str | None
    by: str | None


def give(
    work: Workspace, cases: Iterable[Theirs], order: Order, dry_run: bool
) -> tuple[list[Given], list[str], list[str]]:
    """What was given, what was left alone and why, and the files that could not be written."""
    given: list[Given] = []
    left: list[str] = []
    refused: list[str] = []
    for one in cases:
        to = _target(work, one, order)
        if to is None:
            if not order.handover:
                left.append(f"{one.case.ref}: left alone. {_why_nobody(one)}")
            continue
        if one.timeline.officer and same(one.timeline.officer) == same(to) and order.until is None:
            left.append(f"{one.case.ref}: {to} has it already.")
            continue
        try:
            given.append(_give(work, one, to, order, dry_run))
        except (RefusedError, OSError) as error:
            warn(str(error))
            refused.append(one.path.as_posix())
    return given, left, refused


def _target(work: Workspace, one: Theirs, order: Order) -> str | None:
    if order.to is not None:
        return order.to
    if order.handover:
        return one.owner.hand_to
    age = age_on(one.case.born, order.on) if one.case.born else None
    return work.people.by_setting(one.case.setting, age)


def _why_nobody(one: Theirs) -> str:
    if one.case.setting is None:
        return "It names no setting."
    return f'No officer is linked to "{one.case.setting}", or the child\'s age would have to be known.'


def _give(work: Workspace, one: Theirs, to: str, order: Order, dry_run: bool) -> Given:
    """Raises RefusedError where the file has changed, is locked, or the event would not make it `to`'s case."""
    path, before = one.path, one.path.read_bytes()
    case, _ = read_case(before, path.as_posix(), work.words)
    if case is None or case != one.case:
        raise RefusedError(f"{path}: was changed by somebody else just now. Nothing was written; try again.")
    event = _event(work, one, to, order)
    whole = stamped(event, next_ids(case, 1)[0], order.by)
    after = append.with_events(before, [whole], path.as_posix())
    new, problems = read_case(after, path.as_posix(), work.words)
    if new is None:
        raise RefusedError("\n".join(map(str, problems)))
    _must_be_theirs(work, new, to, max(order.on, work.today))
    changes = compare(rows_of(one.timeline, work.rulebook), rows_of(work.timeline(new), work.rulebook))
    if not dry_run:
        append.write(path, before, after)
    return Given(
        case.ref, case.setting, one.timeline.officer, to, event.get("team"), order.on, order.until, whole["id"],
        path.as_posix(), not dry_run, tuple(changes),
    )  # fmt: skip


def _event(work: Workspace, one: Theirs, to: str, order: Order) -> dict[str, Any]:
    team = work.people.team_of(to) or (None if work.people.officer(to) else one.owner.team)
    event: dict[str, Any] = {"type": "case-allocated", "on": order.on, "officer": to}
    event |= {"team": team} if team else {}
    event |= {"until": order.until} if order.until else {}
    return event | ({"note": order.reason} if order.reason else {})


def _must_be_theirs(work: Workspace, case: Case, to: str, day: date) -> None:
    """An allocation dated before a newer one would change nothing."""
    after = whose(work.timeline(case, day), work.people)
    if same(after.officer or "") != same(to):
        raise RefusedError(
            f"{case.file}: {after.officer} was given this case on a later day, so this would change nothing. "
            "Nothing was written; use a later --on."
        )
