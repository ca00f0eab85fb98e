"""Drafts of cases beside the cases that are there: what is new, what a case lacks, what it says otherwise;
and putting new files into the folder, each whole or not at all.

Nothing that stands in a file is ever changed here. Must not know: trackers, maps, rules.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sendclock.core.corrections import truth
from sendclock.core.intake import Otherwise
from sendclock.core.model import Case
from sendclock.core.problems import RefusedError
from sendclock.store import append

ORDER = ("id", "type", "on", "recorded", "by", "party", "served")

NewEvent = Mapping[str, Any]


class Standing(NamedTuple):
    """A draft held against the case of its name: events the case `lacks`, and those it has `otherwise`."""

    lacks: tuple[NewEvent, ...]
    otherwise: tuple[Otherwise, ...]


def compare(case: Case, events: Sequence[NewEvent], repeats: Collection[str]) -> Standing:
    """What `events` would add to `case`. An event is there if one of its type and party stands on its day, were it
    later corrected or withdrawn. On another day it is a change of the one there, unless its type `repeats` and the
    day is later: then it is a further one.
    """
    now = {event.id: event.on for event in truth(case).events}
    lacks: list[NewEvent] = []
    otherwise: list[Otherwise] = []
    for event in events:
        same = [e for e in case.events if e.type == event["type"] and _party(e.party) == _party(event.get("party"))]
        days = [e.on for e in same] + [now[e.id] for e in same if e.id in now]
        if event["on"] in days:
            continue
        if not same or (event["type"] in repeats and event["on"] > max(days)):
            lacks.append(event)
        else:
            otherwise.append(Otherwise(event["type"], event["on"], max(days)))
    return Standing(tuple(lacks), tuple(otherwise))


def _party(name: str | None) -> str:
    return (name or "").strip().casefold()


def stamped(events: Sequence[NewEvent], taken: Collection[str], recorded: datetime, by: str) -> list[dict[str, Any]]:
    """The events as they will stand in a file: with ids that none of `taken` is, when, and by whom."""
    first = len(taken) + 1
    while any(f"e{n}" in taken for n in range(first, first + len(events))):
        first += 1
    found = []
    for n, event in enumerate(events, first):
        whole = {**event, "id": f"e{n}", "recorded": recorded, "by": by}
        rest = [name for name in whole if name not in ORDER and name != "note"]
        found.append({name: whole[name] for name in (*ORDER, *rest, "note") if name in whole})
    return found


def new_text(top: Mapping[str, Any], events: Sequence[NewEvent], file: str) -> bytes:
    """A whole new case file, proved to read back as what was meant."""
    return append.with_events(append.head(top), events, file)


def put(path: Path, content: bytes) -> bool:
    """Write a new file beside its place and give it its name at the end: a program that is killed leaves no half file.

    False, and nothing written, if there is a file of that name by now. Not flushed to disk one by one: thousands
    of files are written in one go, and a second run finishes what a power cut undid. Raises RefusedError.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        try:
            os.link(beside, path)  # fails where a file has the name, whoever made it and however lately
        except FileExistsError:
            return False
        except OSError:  # a disk that knows no links
            if path.exists():
                return False
            os.replace(beside, path)
        return True
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RefusedError(f"{path}: cannot be written ({reason}). Put that right and run the import again.") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
