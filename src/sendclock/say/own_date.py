"""The dates of their own that officers have set (`remind`), as they are shown. They are no law: in every format they
stand apart from the clocks, are never late, and count in no figure.

Must not know: files, how they are found.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sendclock.casebook.owner import NOBODY
from sendclock.say.view import DAY, TEXT, WHOLE, Column, Look, View, maybe, one_of, several
from sendclock.say.view import part as object_of
from sendclock.say.words import from_today
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.deadline import Timeline

KIND = "reminder"


class OwnDate(NamedTuple):
    """A reminder that is not dealt with. `days_left` is negative where its day has passed; `officer` and `team` are
    whose case it is, `by` who set it."""

    case: str
    due: date
    days_left: int
    event: str
    note: str
    by: str | None
    officer: str | None = None
    team: str | None = None
    setting: str | None = None

    @property
    def when(self) -> str:
        return from_today(self.days_left)


COLUMNS: tuple[Column[OwnDate], ...] = (
    Column("case", "Case", about="the reference of the case"),
    Column("due", "On", kind=DAY, about="the day to come back to it"),
    Column(title="When", shown=lambda one, _: one.when),
    Column("event", "Id", about="the id of the reminder: sendclock done CASE ID"),
    Column("note", "What", wrap=True, about="what it is about"),
    Column("by", "By", about="who set it", value=lambda one: one.by or ""),
    Column("kind", value=lambda _: KIND, kind=one_of(KIND), about="it is no clock of any law"),
    Column("days_left", kind=WHOLE, about="days from the day of asking; negative where its day has passed"),
    Column("officer", kind=maybe(TEXT), about="whose case it is"),
    Column("setting", kind=maybe(TEXT)),
)
OWN_DATES = View("own-dates", COLUMNS, csv=("case", "due", "event", "note", "by"))
BESIDE = Column[None](
    "own_dates",
    kind=several(object_of(COLUMNS, "own_date")),
    always=False,
    about="reminders of an officer's own whose day has come: no law, and in no figure",
)


def of_case(timeline: Timeline, today: date) -> list[OwnDate]:
    """Those of one case, whatever their day."""
    from sendclock.clock.reminder import reminders

    found = []
    for event in reminders(timeline):
        day = event.day("due")
        if day is not None:
            note = str(event.fields.get("note", ""))
            left, of = (day - today).days, (timeline.officer, timeline.team, timeline.case.setting)
            found.append(OwnDate(timeline.case.ref, day, left, event.id, note, event.by, *of))
    return found


def in_a_row(one: OwnDate) -> dict[str, Any]:
    """Its cells in a list of clocks, by the key of the column: its kind says that it is none."""
    return {
        "case": one.case, "status": KIND, "due": one.due, "days_left": one.days_left, "label": "Own date",
        "title": one.note, "who": one.by or NOBODY, "kind": KIND, "officer": one.officer, "team": one.team,
        "setting": one.setting,
    }  # fmt: skip


def in_a_sentence(one: OwnDate, look: Look) -> str:
    tick = f"sendclock done {one.case} {one.event}"
    return f"Own date, {look.day(one.due)}: {one.case}, {one.note} ({one.when}; ticked off with {tick})"
