"""A clock that runs, as the facts keep it (`casebook.facts`): a page about one case makes its rows without them.

Must not know: where it is kept, how it is worded.
"""

from __future__ import annotations

from sendclock.tuples import NamedTuple

KINDS = ("deadline", "window", "bar", "limit")


class OpenClock(NamedTuple):
    """A clock that nothing has stopped, apart from its status and the reason for its date: true on every day of its
    span. Days are ordinals; `kind` its place in KINDS; `rule` its place in the rule book; of `doubts` and `refused`
    (exceptions that do not hold) each word once, with a space between."""

    kind: int
    rule: int
    due: int
    party: str | None
    event: str  # the type of the event that started it
    event_on: int
    event_id: str
    due_at: str | None
    act_by: int
    safe: int
    excused_by: str | None
    doubts: str
    limb_of: str | None
    listed: bool
    refused: str
    opens: int | None
    route: str
    thing: str
