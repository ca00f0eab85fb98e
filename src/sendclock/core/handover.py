"""What a colleague must know about a case to cover it: what takes place on which day, and who has been told.

Must not know: files, English, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sendclock.core.corrections import truth
from sendclock.core.model import Case, Event, Rule

# The field that says when what was arranged takes place, and what ends the waiting for it.
ARRANGED = {
    "panel-listed": ("meeting", "panel-decided"),
    "review-meeting-arranged": ("meeting", "review-meeting-held"),
    "mediation-arranged": ("mediation_on", "mediation-held"),
    "hearing-listed": ("hearing", "hearing-held"),
}
# Clocks that run in every case with a plan, month after month: by themselves they make no casework.
STANDING_GROUPS = frozenset({"phase", "team"})
STANDING = frozenset({
    "annual-review", "annual-review-meeting", "annual-review-inherited", "early-years-review", "direct-payment-review",
})  # fmt: skip
RECENT = timedelta(weeks=6)  # how long before an absence somebody may have been told of it


class Appointment(NamedTuple):
    """Something that takes place on `day`, as `event` says. `whom` is the panel, where it is one."""

    day: date
    event: Event
    whom: str


def appointments(case: Case, as_of: date, first: date, last: date) -> list[Appointment]:
    """What is arranged from `first` to `last`, both included, as far as known on `as_of`; the newest of each kind
    counts (of each panel, for panels), unless it has taken place."""
    newest: dict[tuple[str, str], Event] = {}
    for event in truth(case).events:
        if event.on > as_of:
            break
        if event.type in ARRANGED:
            newest[event.type, str(event.fields.get("panel", "")).casefold()] = event
        for kind, (_, ends) in ARRANGED.items():
            if event.type == ends:
                newest.pop((kind, str(event.fields.get("panel", "")).casefold()), None)
    found = [
        Appointment(day, event, str(event.fields.get("panel", "")))
        for event in newest.values()
        if (day := event.day(ARRANGED[event.type][0])) is not None and first <= day <= last
    ]
    return sorted(found, key=lambda appointment: appointment.day)


def standing(rule: Rule) -> bool:
    """Whether this clock runs in quiet cases too."""
    return rule.id in STANDING or rule.group in STANDING_GROUPS


def still_to_tell(case: Case, as_of: date, first: date) -> tuple[str, ...]:
    """Whom nobody has told yet of an absence that begins on `first`: the family, and the setting if there is one."""
    told = set(_told(truth(case).events, as_of, first))
    wanted = ["family", *(["setting"] if case.setting else [])]
    return tuple(whom for whom in wanted if whom not in told)


def _told(events: Iterable[Event], as_of: date, first: date) -> Iterable[str]:
    for event in events:
        if (
            event.type == "contact-made"
            and event.fields.get("about") == "absence"
            and first - RECENT <= event.on <= as_of
        ):
            whom = str(event.fields.get("whom"))
            yield "family" if whom == "young-person" else whom
