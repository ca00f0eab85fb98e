"""The files of law that come with sendclock: the shipped areas of law, and local packs to choose from.

Must not know: what stands in them.
"""

from __future__ import annotations

from pathlib import Path

from sendclock.files import disk

# The law is a folder: its vocabulary, and a pack for each area. Another nation's is another folder: whoever wants one
# in the place of this sets PACKS, EVENTS and AREAS (the tests do so, with a law of eleven rules).
PACKS = Path(__file__).parent / "england"
LOCAL = Path(__file__).parent / "authorities"
EVENTS = PACKS / "events.toml"
# The shipped areas of law, in the order of the book.
AREAS = (
    "assessment", "advice", "plan", "reassessment", "reviews", "transfers", "ceasing", "mediation", "appeals",
    "orders", "detained", "conversions", "adjacent", "exceptions",
)  # fmt: skip


def local_packs() -> dict[str, Path]:
    """The local packs that come with sendclock, by name."""
    return {path.stem: path for path in map(Path, disk.list_package(LOCAL))}


def settings_of(pack: str) -> Path | None:
    """The settings a new casebook begins with where it is to use that shipped pack; None if there are none."""
    path = LOCAL / "settings" / f"{pack}.toml"
    return path if disk.is_file(path) else None


def shipped() -> list[Path]:
    """The pack files that come with sendclock."""
    return [PACKS / f"{area}.toml" for area in AREAS]


def sources() -> list[Path]:
    """Every file the shipped law is read from, and the readers that make of it what it is."""
    here = Path(__file__).parent
    readers = [here / name for name in ("pack.py", "vocabulary.py", "load.py", "rule.py", "role.py", "practice.py")]
    return [EVENTS, *shipped(), *readers]
