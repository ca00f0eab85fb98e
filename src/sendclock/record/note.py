"""`sendclock note REF "..."`: a line for the chronology."""

from typing import Annotated, Optional

import typer

from sendclock.command import Certain, Now, Options, Reply, Writing, command
from sendclock.files.problem import UsageError
from sendclock.law.role import Act
from sendclock.record.record import ToRecord, record_acts
from sendclock.record.wording import case_and_words, wording


class NoteOptions(Options):
    words: Annotated[
        Optional[list[str]], typer.Argument(metavar='[REF] "TEXT"', help="The case, and the note; no names.")
    ] = None
    on: Annotated[Optional[str], typer.Option("--on", metavar="DATE", help="The day it is about.")] = None


def note(asked: NoteOptions, certain: Certain, writing: Writing, session: Now) -> Reply:
    """A note for the chronology. It moves no clock."""
    ref, words = case_and_words(session, asked.words or [])
    text = " ".join(words)
    if not text.strip():
        raise UsageError(f'say what to note: sendclock note {ref} "TEXT"')
    said = [session.rulebook.event(Act.NOTE), f"note={text}", *([f"on={asked.on}"] if asked.on else [])]
    return record_acts(session, [ToRecord(ref, wording(said, session.rulebook, (), ref))], certain, writing)


app = command(note)
