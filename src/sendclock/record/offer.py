"""The acts that make sense in a case now: what would meet its open clocks, the most urgent first.

Must not know: how anything is written or asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sendclock.clock.deadline import Timeline
from sendclock.law.book import RuleBook
from sendclock.law.rule import Trigger
from sendclock.say.row import Row, rows_of
from sendclock.say.words import long_day
from sendclock.tuples import NamedTuple

MOST = 12  # acts that a question offers


class Offer(NamedTuple):
    """One act: the event, with the fields and the party that make it the one that meets the clock `row`; of a reminder,
    no clock."""

    event: str
    fields: Mapping[str, str]
    party: str | None
    row: Row | None = None

    @property
    def words(self) -> list[str]:
        """As it is written after the reference."""
        party = [f"party={self.party}"] if self.party else []
        return [self.event, *party, *(f"{name}={value}" for name, value in self.fields.items())]


def offers(timeline: Timeline, book: RuleBook) -> list[Offer]:
    """What would meet the open clocks, by their day; an act that meets several comes once."""
    found: dict[tuple[str, str | None, tuple[tuple[str, str], ...]], Offer] = {}
    for row in open_rows(timeline, book):
        for offer in meeting(row, book):
            found.setdefault((offer.event, offer.party, tuple(offer.fields.items())), offer)
    return list(found.values())


def open_rows(timeline: Timeline, book: RuleBook) -> list[Row]:
    """The clocks of the case that run, what is late first."""
    rows = [row for row in rows_of(timeline, book) if not row.finished and row.listed]
    return sorted(rows, key=lambda row: (row.kind not in ("deadline", "window"), row.due))


def meeting(row: Row, book: RuleBook) -> Iterator[Offer]:
    """The acts that meet this clock."""
    version = book.versions(row.rule)[-1]
    for trigger in version.met_by:
        takes_party = "party" in book.event_types[trigger.event].fields
        yield Offer(trigger.event, dict(_fields(trigger)), row.party if takes_party else None, row)


def _fields(trigger: Trigger) -> Iterator[tuple[str, str]]:
    """What its conditions ask for, where one word alone fits and it is not understood anyway."""
    for condition in trigger.conditions:
        if condition.op == "=" and len(condition.values) == 1 and condition.default != condition.values[0]:
            yield condition.field, condition.values[0]


def listed(found: Sequence[Offer], ref: str) -> list[str]:
    """The offers as lines to type."""
    lines = []
    for offer in found[:MOST]:
        clock = f"  ({offer.row.label}, {long_day(offer.row.due)})" if offer.row else ""
        lines.append(f"  sendclock record {ref} {' '.join(map(quoted, offer.words))}{clock}")
    return lines


def quoted(word: str) -> str:
    """As it is typed in every shell: in double quotes where it has a space or a mark of its own."""
    name, equals, text = word.partition("=")
    plain = text if equals else name
    if all(letter.isalnum() or letter in "-_./" for letter in plain):
        return word
    return f'{name}="{text}"' if equals else f'"{name}"'
