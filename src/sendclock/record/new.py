"""`sendclock new REF`: start a case file."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from sendclock.casebook.folder import LONGEST_REF, Shelf, called, no_reference, stands_closed
from sendclock.casebook.write import new_file
from sendclock.command import Certain, Now, Options, Reply, Writing, command
from sendclock.days.spelling import read_day
from sendclock.files import disk
from sendclock.files.name import folded, with_hyphens
from sendclock.files.problem import CannotRunError, RefusedError, UsageError
from sendclock.law.role import Act
from sendclock.record.change import make
from sendclock.record.field import Reader
from sendclock.record.record import chosen, understood, warn_of_future
from sendclock.record.small import SmallKind, no_clock, understood_kind
from sendclock.record.wording import wording
from sendclock.session import Session

KINDS = ", ".join(SmallKind)


class NewOptions(Options):
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[EVENT [DATE] [FIELD=VALUE]...]", help="Its first event, as for record."),
    ] = None
    kind: Annotated[
        Optional[str],
        typer.Option("--kind", metavar="KIND", help=f"A small case of its own: {KINDS}; or a pack's own kind."),
    ] = None
    born: Annotated[Optional[str], typer.Option("--born", metavar="DATE", help="Only used for age rules.")] = None
    setting: Annotated[Optional[str], typer.Option("--setting", metavar="TEXT", help="School or college.")] = None
    tag: Annotated[Optional[list[str]], typer.Option("--tag", metavar="WORD", help="May be repeated.")] = None
    officer: Annotated[Optional[str], typer.Option("--officer", metavar="NAME", help="Whose case it is.")] = None
    team: Annotated[
        Optional[str],
        typer.Option("--team", metavar="NAME", help="Of which team; without an officer, its file."),
    ] = None
    folder: Annotated[Optional[str], typer.Option("--in", metavar="FOLDER", help="A sub-folder of cases.")] = None


def new(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The reference: letters, digits, - and _; no names.")],
    asked: NewOptions,
    certain: Certain,
    writing: Writing,
    session: Now,
) -> Reply:
    """Start a case file."""
    ref = with_hyphens(ref)  # as pasted from a letter: Word makes the dashes longer
    path, book = _path(session, ref, asked.folder), session.rulebook
    small = understood_kind(ref, asked.kind, asked.words or [], book)
    given = [small.event, *small.words] if small else asked.words or []
    reader = Reader(book, session.today, session.england, past=True)
    events = [_begun(reader, given, ref)] if given else []
    unheard = no_clock(events[0], book) if small else ""
    events += _allocation(session, asked, events)
    for event in events:
        warn_of_future(event, session)
    whole = session.stamped(events, None, writing.by)
    echo = [f"New case {ref}.", *([small.said] if small else []), *(understood(e, book) for e in whole)]
    file = new_file(path, _head(session, ref, asked, [small.kind] if small else []), whole, session.words)
    return make(session, file, None, writing.dry_run, [*echo, *filter(None, [unheard])], certain.anyway, writing.by)


app = command(new)


def _begun(reader: Reader, words: Sequence[str], ref: str) -> dict[str, Any]:
    """The first event, in the officer's words."""
    which = partial(chosen, book=reader.book)
    said = wording(words, reader.book, ref=ref, chosen=which, verb="new")
    if len(said.parties) > 1:
        raise UsageError(f"a new case begins with one act, of one party. The others: sendclock record {ref} EVENT")
    parties = [word for party, more in said.parties for word in (f"party={party}", *more)]
    return reader.event(said.phrase.event, [*said.days, *said.fields, *parties])


def _allocation(session: Session, asked: NewOptions, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Whose case it is from its first day on, where that is said."""
    if not asked.officer and not asked.team:
        return []
    day = (events[0].get("on") or events[0]["at"].date()) if events else session.today
    given = {"officer": asked.officer, "team": asked.team}
    return [{"type": session.rulebook.event(Act.ALLOCATED), "on": day, **{k: v for k, v in given.items() if v}}]


def _head(session: Session, ref: str, asked: NewOptions, tags: Sequence[str]) -> dict[str, Any]:
    """The first lines of the file: what is said of the case itself."""
    top: dict[str, Any] = {"schema": 1, "ref": ref}
    if asked.born:
        top["born"] = read_day(asked.born, session.today, session.england, past=True)
    if asked.setting:
        top["setting"] = asked.setting
    if tags or asked.tag:
        top["tags"] = list(dict.fromkeys([*tags, *(asked.tag or [])]))
    return top


def _path(session: Session, ref: str, folder: str | None) -> Path:
    """Where the new file goes. Raises where the reference or the folder will not do, or the case is there already."""
    wrong = no_reference(ref)
    if wrong:
        said = ref if len(ref) <= LONGEST_REF else f"{ref[:20]}..."
        raise UsageError(f'"{said}" cannot be a reference: {wrong}.')
    if len(session.books) > 1:
        raise UsageError("a new case goes into one casebook: give --cases once.")
    place = session.books[0].cases / (folder or "")
    if not disk.is_within(place, session.books[0].cases) or not disk.is_folder(place):
        raise CannotRunError(f"{place}: there is no such folder in the casebook. Make it first.")
    taken = [p for p in Shelf(session.books[:1]).like(folded(ref)) if folded(called(p)) == folded(ref)]
    if taken and session.rests(taken[0]):
        raise RefusedError(stands_closed(taken[0]))
    if taken:
        raise RefusedError(f"{taken[0]}: the case already exists. To add to it: sendclock record {ref} EVENT")
    return place / f"{ref}.toml"
