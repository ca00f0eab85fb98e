"""`sendclock remind REF DATE "..."`: a date of one's own in a case. It is no law, and is never shown as law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Optional

import typer

from sendclock.command import Certain, Now, Options, Reply, Seen, Team, Whose, Writing, as_data, command, seen
from sendclock.days.spelling import read_day
from sendclock.due.list import Wanted, own_dates
from sendclock.files.problem import UsageError
from sendclock.law.role import Act
from sendclock.people.officer import refuse_unknown, whose_list
from sendclock.record.record import ToRecord, record_acts
from sendclock.record.wording import case_and_words, wording
from sendclock.say.document import Block, Document, Line, grid
from sendclock.say.own_date import COLUMNS, OWN_DATES, OwnDate, of_case
from sendclock.say.view import Look
from sendclock.session import EveryCase, Session


class RemindOptions(Options):
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar='[REF] [DATE] ["TEXT"]', help="The case, the day and what about; else what is set."),
    ] = None
    officer: Whose = None
    team: Team = None


def remind(asked: RemindOptions, certain: Certain, writing: Writing, session: Now) -> Reply:
    """A date of your own in a case, ticked off with done; without words, those you have set. It is no law."""
    if not asked.words:
        return _mine(session, asked)
    if asked.officer or asked.team:
        raise UsageError("--officer and --team choose among all that is set: sendclock remind --officer NAME")
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


def _mine(session: Session, asked: RemindOptions) -> Reply:
    """Those set in the cases of the officers and teams asked for, or by those officers; else of whoever asks."""
    refuse_unknown(session, asked.officer, asked.team)
    mine, every = whose_list(session, asked.officer, asked.team), session.every_case(closed=False)
    wanted = Wanted(date.max, frozenset(), officers=mine.owners.officers, teams=mine.owners.teams)
    found = every.ask(lambda books: own_dates(session, books, wanted, date.max))
    return _listed(found, every, mine.said)


def _of_case(session: Session, ref: str) -> Reply:
    case, _, problems = session.one(ref)
    return _listed(of_case(session.timeline(case), session.today), seen(problems))


def _listed(found: Sequence[OwnDate], of: Seen | EveryCase, whose: str = "") -> Reply:
    def drawn(footer: str, in_full: bool) -> Document:
        blocks: list[Block] = [Line(whose)] if whose else []
        blocks.append(grid(COLUMNS, found, Look(in_full)) if found else Line("No own date is set."))
        return Document([*blocks, *([Line("Ticked off with: sendclock done CASE ID")] if found else [])], footer)

    return Reply(
        "own-dates",
        lambda about, in_full: drawn(about.footer(), in_full),
        as_data(OWN_DATES, found),
        of,
    )
