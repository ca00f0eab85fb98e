"""`report retention`: the cases that are past the day to which the authority keeps them, by its own schedule.

Nothing is removed here: `sendclock erase REF` does that, case by case. A case is kept to the end of a year, so that the
list gives no day of birth away.
Must not know: how a state is worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sendclock.casebook.settings import Retention
from sendclock.clock.deadline import Timeline
from sendclock.command import Imprint, Reply, as_data, as_page
from sendclock.days.counting import birthday
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError
from sendclock.say.document import Block, Document, Heading, Line, Pairs, grid
from sendclock.say.view import COUNT, NTH, Column, Look, View, maybe, one_of
from sendclock.say.words import number
from sendclock.session import Session
from sendclock.tuples import NamedTuple

KEPT = ("past", "kept", "held", "open", "unknown")
SAMPLE = (
    "[retention]",
    "birthday = 25        # to the end of the year of the 25th birthday",
    "ended = 6            # and of six years after the case ended; the later counts",
    'hold = ["hold"]      # a case with this tag is kept whatever its age',
)


class Kept(NamedTuple):
    """One case. `until`: the last year it is kept in, where that is known."""

    case: str
    state: str
    until: int | None
    why: str


COLUMNS = (
    Column[Kept]("case", "Case"),
    Column[Kept]("state", kind=one_of(*KEPT), about="past: to be looked at and erased; the others are kept"),
    Column[Kept]("until", "Kept to the end of", kind=maybe(NTH), about="a year; null: it cannot be told"),
    Column[Kept]("why", "Because", wrap=True),
)
BESIDE = tuple(Column[None](state, kind=COUNT) for state in KEPT)
RETENTION = View("retention", COLUMNS, BESIDE)


def retention(session: Session) -> Reply:
    """What is past, and what cannot be told; how many are kept, are open, or are held."""
    schedule = _schedule(session)
    every = session.every_case()
    found = sorted((kept_of(timeline, schedule) for timeline in every.timelines()), key=lambda one: one.case)
    told = [one for one in found if one.state in ("past", "unknown", "held")]
    counts = Counter(one.state for one in found)
    beside = {state: counts[state] for state in KEPT}

    def drawn(about: Imprint, in_full: bool) -> Document:
        return document(schedule, told, beside, about.footer(), in_full)

    forms = {
        **as_data(RETENTION, told, beside),
        "html": as_page(drawn, "Retention"),
    }
    return Reply("retention", drawn, forms, every)


def _schedule(session: Session) -> Retention:
    """Raises CannotRunError where the settings have none, or two casebooks have two."""
    found = {settings.retention for settings in session.settings if settings.retention}
    if len(found) > 1:
        raise CannotRunError("these casebooks have different schedules. Ask about one at a time.")
    if not found:
        places = ", ".join(str(book.settings or book.root / "sendclock.toml") for book in session.books)
        raise CannotRunError(
            f"{places}: the settings do not say how long a case is kept. Add it, such as:", "", *SAMPLE
        )
    return found.pop()


def kept_of(timeline: Timeline, schedule: Retention) -> Kept:
    """How long one case is kept. One that has not ended is kept; one whose day cannot be told is named."""
    case, state, today = timeline.case, timeline.state, timeline.as_of
    if state.kind != "ended":
        return Kept(case.ref, "open", None, "it has not ended")
    held = [tag for tag in case.tags if folded(tag) in map(folded, schedule.hold)]
    if held:
        return Kept(case.ref, "held", None, f"its tag {held[0]}")
    years, missing = [], []
    if schedule.birthday is not None:
        why = f"the year of birthday {schedule.birthday}"
        years += [(birthday(case.born, schedule.birthday).year, why)] if case.born else []
        missing += [] if case.born else ["no day of birth is on file"]
    if schedule.ended is not None:
        why = f"{number(schedule.ended, 'year')} after it ended"
        years += [(state.on.year + schedule.ended, why)] if state.on else []
        missing += [] if state.on else ["the day it ended is not on file"]
    if missing:
        return Kept(case.ref, "unknown", None, "; ".join(missing))
    until, why = max(years)
    return Kept(case.ref, "past" if until < today.year else "kept", until, why)


def document(schedule: Retention, told: Sequence[Kept], counts: dict[str, int], footer: str, in_full: bool) -> Document:
    """What is past its day, what cannot be told, and what is held; `counts`: the cases by state."""
    look = Look(in_full)
    parts = [f"the end of the year of birthday {schedule.birthday}"] if schedule.birthday is not None else []
    parts += [f"the end of the year {schedule.ended} years after it ended"] if schedule.ended is not None else []
    past = [one for one in told if one.state == "past"]
    unknown = [one for one in told if one.state == "unknown"]
    held = [one for one in told if one.state == "held"]
    blocks: list[Block] = [
        Line(f"Past the day to which it is kept: {number(counts['past'], 'case')}."),
        Pairs(
            [
                ("Kept to", " and ".join(parts) + ("; the later counts" if len(parts) > 1 else "")),
                ("Ended and kept", f"{counts['kept']}"),
                ("Not ended", f"{counts['open']}"),
                ("Held by a tag", f"{counts['held']}"),
                ("Cannot be told", f"{counts['unknown']}"),
            ]
        ),
    ]
    for heading, rows in (("Past", past), ("Cannot be told", unknown), ("Held", held)):
        if rows:
            blocks += [Heading(f"{heading}: {len(rows)}"), grid(COLUMNS, rows, look)]
    if past:
        blocks.append(Line(f"Nothing was removed. Look at each, then: sendclock erase {past[0].case} --dry-run"))
    return Document(blocks, footer)
