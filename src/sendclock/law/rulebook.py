"""The RuleBook: the law, the calendars, and the authority's own packs.

Must not know: cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sendclock.core.calendars import Calendar
from sendclock.core.model import RuleBook
from sendclock.law import bank_holidays, compiled

PACKS = Path(__file__).parent / "packs"
EVENTS = Path(__file__).parent / "events.toml"
# The shipped areas of law, in the order of the book.
AREAS = (
    "assessment", "advice", "plan", "reassessment", "reviews", "transfers", "ceasing", "mediation", "appeals",
    "orders", "detained", "conversions", "adjacent", "exceptions",
)  # fmt: skip


def load(
    packs: Sequence[Path] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    setting_calendars: Mapping[str, Calendar] | None = None,
    own: Sequence[Path] = (),
) -> RuleBook:
    """The shipped law, or that of `packs` in its place, with an authority's `own` packs beside it. Raises
    CannotRunError naming every problem in a pack."""
    known = {**bank_holidays.calendars(), **(calendars or {})}
    law = compiled.load(sources()) if packs is None and not own else None
    if law is None:
        from sendclock.law.reading import read_law

        law = read_law(shipped() if packs is None else packs, known, own)
    exceptions = {exception.id: exception for exception in law.exceptions}
    return RuleBook(law.packs, law.rules, exceptions, law.event_types, known, setting_calendars or {})


def shipped() -> list[Path]:
    """The pack files that come with sendclock."""
    return [PACKS / f"{area}.toml" for area in AREAS]


def sources() -> list[Path]:
    """Every file the shipped law is read from, and the readers that make of it what it is."""
    here = Path(__file__).parent
    readers = (here / "packs.py", here / "vocabulary.py", here / "compiled.py", here.parent / "core" / "model.py")
    return [EVENTS, *shipped(), *readers]
