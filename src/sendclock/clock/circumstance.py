"""What is said of the child and not of an act: day of birth, setting, tags, locality; as of a day, because they change.

The head of a case file says what was so when the file was begun. Events of their own say what became of it since, and
so does a plan that names another setting. Must not know: clocks, files, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sendclock.clock.case import Case, Event
from sendclock.files.name import folded
from sendclock.law.book import RuleBook
from sendclock.law.role import Act


def case_on(case: Case, events: Iterable[Event], day: date, book: RuleBook) -> Case:
    """The case as its head would be written at the end of `day`. `events` are the true ones, in order, of any days.

    A day of birth that was corrected was always the right one; the rest is so from the day of its event.
    """
    types = book.types_of(*CHANGE_OF)
    for event in [event for event in events if event.type in types]:
        for act, change in CHANGE_OF.items():
            if book.has(event.type, act) and (event.on <= day or act is Act.BORN):
                case = change(case, event)
    return case


def _moved(case: Case, event: Event) -> Case:
    """A plan that names the setting of the next phase does not move the child before it begins."""
    named = event.fields.get("setting")
    return case._replace(setting=str(named)) if named and not event.fields.get("names_next_phase") else case


def _tagged(case: Case, event: Event) -> Case:
    tag = str(event.fields.get("tag"))
    return case if folded(tag) in map(folded, case.tags) else case._replace(tags=(*case.tags, tag))


def _untagged(case: Case, event: Event) -> Case:
    tag = folded(str(event.fields.get("tag")))
    return case._replace(tags=tuple(other for other in case.tags if folded(other) != tag))


def _relocated(case: Case, event: Event) -> Case:
    return case._replace(locality=str(event.fields.get("locality")))


def _born(case: Case, event: Event) -> Case:
    return case._replace(born=event.day("born") or case.born)


CHANGE_OF = {
    Act.SETTING: _moved,
    Act.NAMES_SETTING: _moved,
    Act.TAG: _tagged,
    Act.TAG_OFF: _untagged,
    Act.LOCALITY: _relocated,
    Act.BORN: _born,
}
