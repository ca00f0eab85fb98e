"""The RuleBook: the law, the calendars, and the authority's own packs.

Must not know: cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sendclock.core.calendars import Calendar
from sendclock.core.model import RuleBook
from sendclock.core.panels import Panel
from sendclock.core.practice import Practice
from sendclock.law import bank_holidays, compiled

PACKS = Path(__file__).parent / "packs"
LOCAL = Path(__file__).parent / "local"
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
    panels: Mapping[str, Panel] | None = None,
) -> RuleBook:
    """The shipped law, or that of `packs` in its place, with an authority's `own` packs beside it and its `panels`.
    Raises CannotRunError naming every problem in a pack."""
    known = {**bank_holidays.calendars(), **(calendars or {})}
    law = compiled.load(sources()) if packs is None else None
    if law is None or own:
        from sendclock.law.reading import read_law

        law = read_law(shipped() if packs is None else packs, known, own, law, panels)
    exceptions = {exception.id: exception for exception in law.exceptions}
    by_pack = {source.pack: source for source in law.local.sources}
    practice = Practice(by_pack, law.local.checklist, law.local.reminders, panels or {})
    return RuleBook(law.packs, law.rules, exceptions, law.event_types, known, setting_calendars or {}, practice)


def local_packs() -> dict[str, Path]:
    """The local packs that come with sendclock, by name."""
    return {path.stem: path for path in sorted(LOCAL.glob("*.toml"))}


def settings_of(pack: str) -> Path | None:
    """The settings a new casebook begins with where it is to use that shipped pack; None if there are none."""
    path = LOCAL / "settings" / f"{pack}.toml"
    return path if path.exists() else None


def shipped() -> list[Path]:
    """The pack files that come with sendclock."""
    return [PACKS / f"{area}.toml" for area in AREAS]


def sources() -> list[Path]:
    """Every file the shipped law is read from, and the readers that make of it what it is."""
    here = Path(__file__).parent
    core = here.parent / "core"
    readers = (here / "packs.py", here / "vocabulary.py", here / "compiled.py", core / "model.py", core / "practice.py")
    return [EVENTS, *shipped(), *readers]
