"""`sendclock set REF setting=... tag=...`: what is said of the child has changed, from a day on."""

from typing import Annotated, Optional

import typer

from sendclock.command import Certain, Now, Options, Reply, Writing, command
from sendclock.files.problem import UsageError, near_miss
from sendclock.law.role import Act
from sendclock.record.field import split
from sendclock.record.record import ToRecord, record_acts
from sendclock.record.wording import cases_and_words, wording

# The word, and the act by which it is recorded.
CHANGES = {
    "setting": Act.SETTING,
    "tag": Act.TAG,
    "untag": Act.TAG_OFF,
    "locality": Act.LOCALITY,
    "born": Act.BORN,
}


class SetOptions(Options):
    words: Annotated[
        Optional[list[str]],
        typer.Argument(
            metavar="[REF]... NAME=VALUE... [DATE]",
            help="setting=, tag=, untag=, locality=, born=; from which day on (today, if left out).",
        ),
    ] = None


def set_(asked: SetOptions, certain: Certain, writing: Writing, session: Now) -> Reply:
    """Say what has changed about the child: setting, tags, locality, day of birth. Each is an event with its day."""
    refs, words = cases_and_words(session, asked.words or [])
    days, _ = split([word for word in words if "=" not in word])
    named = [word.partition("=")[::2] for word in words if "=" in word]
    if not named:
        raise UsageError(f"say what has changed: sendclock set {refs[0]} setting=TEXT, tag=WORD, untag=WORD, ...")
    acts = []
    for name, value in named:
        if name not in CHANGES:
            hint = near_miss(name, CHANGES) or f" Use one of: {', '.join(CHANGES)}."
            given = session.rulebook.event(Act.ALLOCATED)
            fix = f"The officer: sendclock record {refs[0]} {given} officer=NAME"
            raise UsageError(f'"{name}" is not set so.{hint} {fix}')
        kind = session.rulebook.event_types[session.rulebook.event(CHANGES[name])]
        field = next(field.name for field in kind.fields.values() if field.required)
        said = [kind.id, *days, f"{field}={value}"]
        acts += [ToRecord(ref, wording(said, session.rulebook, (), ref)) for ref in refs]
    return record_acts(session, acts, certain, writing)


app = command(set_)
