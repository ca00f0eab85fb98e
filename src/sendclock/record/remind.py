"""`sendclock remind REF DATE "..."`: a date of one's own in a case. It is no law, and is never shown as law."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, NamedTuple, Optional

import typer

from sendclock.casebook.owner import whose
from sendclock.clock.deadline import Timeline
from sendclock.command import Certain, Now, Options, Reply, Seen, Writing, as_data, command, seen
from sendclock.days.spelling import read_day
from sendclock.files.name import folded
from sendclock.files.problem import UsageError
from sendclock.law.role import Act
from sendclock.record.offer import own_dates
from sendclock.record.record import ToRecord, record_acts
from sendclock.record.wording import case_and_words, wording
from sendclock.say.view import DAY, Block, Column, Document, Line, Look, View, grid
from sendclock.session import EveryCase, Session, own_name


class OwnDate(NamedTuple):
    """A reminder that is not dealt with."""

    case: str
    due: date
    event: str
    note: str
    by: str | None


COLUMNS: tuple[Column[OwnDate], ...] = (
    Column("case", "Case", about="the reference of the case"),
    Column("due", "On", kind=DAY, about="the day to come back to it"),
    Column("event", "Id", about="the id of the reminder: sendclock done CASE ID"),
    Column("note", "What", wrap=True, about="what it is about"),
    Column("by", "By", about="who set it", value=lambda one: one.by or ""),
)
OWN_DATES = View("own-dates", COLUMNS)


class RemindOptions(Options):
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar='[REF] [DATE] ["TEXT"]', help="The case, the day and what about; else what is set."),
    ] = None


def remind(asked: RemindOptions, certain: Certain, writing: Writing, session: Now) -> Reply:
    """A date of your own in a case, ticked off with done; without words, those you have set. It is no law."""
    if not asked.words:
        return _mine(session)
    ref, words = case_and_words(session, asked.words)
    if not words:
        return _of_case(session, ref)
    day, text = _day_and_text(session, words)
    if not text:
        raise UsageError(f'say what about: sendclock remind {ref} {day} "TEXT"')
    said = [session.rulebook.event(Act.REMINDER), f"due={day}", f"note={text}"]
    return record_acts(session, [ToRecord(ref, wording(said, session.rulebook, (), ref))], certain, writing)


app = command(remind)


def _day_and_text(session: Session, words: Sequence[str]) -> tuple[date, str]:
    """The day is the longest beginning of the words that is one: `next fri`, `3 Dec 2026`."""
    wrong: UsageError | None = None
    for length in range(min(len(words), 4), 0, -1):
        try:
            day = read_day(" ".join(words[:length]), session.today, session.england, ahead=True)
        except UsageError as error:
            wrong = error
        else:
            return day, " ".join(words[length:]).strip()
    raise wrong or UsageError("say on which day.")


def _mine(session: Session) -> Reply:
    """Those set in the cases of whoever asks, or by them, whoever has the case."""
    me, every = folded(own_name()), session.every_case(closed=False)
    found = []
    for timeline in every.timelines():
        owner = folded(whose(timeline, session.people).officer or "")
        found += [one for one in _dates(session, timeline) if me in (owner, folded(one.by or ""))]
    return _listed(sorted(found, key=lambda one: (one.due, one.case)), every)


def _of_case(session: Session, ref: str) -> Reply:
    case, _, problems = session.one(ref)
    return _listed(list(_dates(session, session.timeline(case))), seen(problems))


def _dates(session: Session, timeline: Timeline) -> Iterator[OwnDate]:
    for event in own_dates(timeline, session.rulebook):
        day = event.day("due")
        if day is not None:
            yield OwnDate(timeline.case.ref, day, event.id, str(event.fields.get("note", "")), event.by)


def _listed(found: Sequence[OwnDate], of: Seen | EveryCase) -> Reply:
    def drawn(footer: str, in_full: bool) -> Document:
        none = Line("No date of your own is set.")
        blocks: list[Block] = [grid(COLUMNS, found, Look(in_full)) if found else none]
        return Document([*blocks, *([Line("Ticked off with: sendclock done CASE ID")] if found else [])], footer)

    return Reply(
        "own-dates",
        lambda about, in_full: drawn(about.footer(), in_full),
        as_data(OWN_DATES, found),
        of,
    )
