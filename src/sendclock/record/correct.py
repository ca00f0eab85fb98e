"""`sendclock correct REF EVENT-ID FIELD=VALUE ...`: the first line stays, the corrected values count."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Optional

import typer

from sendclock.casebook.write import added
from sendclock.clock.case import ABOUT_AN_EVENT, CORRECTED, Case, Event
from sendclock.command import Because, Certain, Now, Ref, Reply, command
from sendclock.files.problem import RefusedError, UsageError, near_miss
from sendclock.record.change import make, read_for_change
from sendclock.record.field import Reader, in_words, split
from sendclock.say.words import long_day
from sendclock.session import Session


def correct(
    ref: Ref,
    event: Annotated[Optional[str], typer.Argument(metavar="EVENT-ID", help="The event, such as e3; show lists them.")],
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="FIELD=VALUE...", help="What is right: on=2026-09-03, served=2026-09-05."),
    ],
    certain: Certain,
    asked: Because,
    session: Now,
) -> Reply:
    """Correct an event that was recorded wrongly; the first line stays."""
    case, path, content = read_for_change(session, ref)
    if not event or not words:
        raise UsageError(f"say which event, and what is right: sendclock correct {case.ref} EVENT-ID on=DATE.")
    target = event_named(case, event)
    days, given = split(words)
    if days:
        raise UsageError(f'"{days[0]}": say which field is right, such as on={days[0]}.')
    if set(given) == {"note"}:
        raise UsageError(f"a note is not corrected: write another with sendclock record {ref} note-added note=TEXT")
    why = given.pop("reason", None) or asked.reason
    entries = _corrections(target, given, required(why), session)
    whole = session.stamped(entries, case, asked.by)
    ids = [event["id"] for event in whole]
    by_event = f"event {ids[0]}" if len(ids) == 1 else f"events {' and '.join(ids)}"
    right = ", ".join(f"{name} {in_words(name, value)}" for name, value in _right(entries))
    echo = [f"Corrected: {target.type} of {long_day(target.on)} (event {target.id}): {right} ({by_event})."]
    made = added(path, content, whole, session.words_of(path))
    return make(session, made, case, asked.dry_run, echo, certain.anyway, asked.by)


app = command(correct)


def _corrections(target: Event, given: dict[str, str], why: str, session: Session) -> list[dict[str, Any]]:
    """A corrected day stands alone in its event (`on` is the right day); other fields go together in another."""
    kind = session.rulebook.event_types[target.type]
    reader = Reader(session.rulebook, session.today, session.england, past=True)
    about = {"type": CORRECTED, "event": target.id, "reason": why}
    day = given.pop("on", None) or given.pop("at", None)
    entries: list[dict[str, Any]] = []
    if day:
        entries.append({**about, **reader.day(day)})
    if given:
        right = {name: reader.value(name, text, kind) for name, text in given.items()}
        entries.append({**about, "on": session.today, **right})
    if not entries:
        raise UsageError("say what is right, such as on=2026-09-03 or served=2026-09-05.")
    return entries


def _right(entries: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """What is right, as it is written: the day first, then the fields."""
    for entry in entries:
        fields = {name: value for name, value in entry.items() if name not in ("type", "event", "reason", "on", "at")}
        yield from fields.items() or [("on", entry.get("on", entry.get("at")))]


def event_named(case: Case, id: str) -> Event:
    """The event with this id; or the only event of this type. Refuses corrections of corrections."""
    found = [e for e in case.events if e.id == id] or [e for e in case.events if e.type == id]
    if len(found) != 1:
        listed = ", ".join(f"{event.id} ({event.type})" for event in case.events)
        many = f"{case.ref} has {len(found)} events of that type" if found else f'{case.ref} has no event "{id}"'
        raise RefusedError(f"{many}.{near_miss(id, [e.id for e in case.events])} Its events: {listed}.")
    if found[0].type in ABOUT_AN_EVENT:
        raise RefusedError(f"{id} is itself a correction. Withdraw it, and correct the first event again.")
    return found[0]


def required(reason: str | None) -> str:
    if not reason or not reason.strip():
        raise UsageError('a reason is kept with every correction: --reason "Date stamp misread".')
    return reason
