"""The hand-over list of one officer: case by case, what is to be covered.

Must not know: files, formats, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sendclock.core.handover import Appointment, appointments, standing, still_to_tell
from sendclock.core.model import RuleBook, Timeline
from sendclock.core.people import People, Spell
from sendclock.report.away import Span
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line, Numbered
from sendclock.report.owner import covered
from sendclock.report.rows import Row, rows_of
from sendclock.report.wording import how_late, listed, long_day, number, short_day, short_task, status, style, task

TAKES_PLACE = {
    "panel-listed": "On the list of",
    "review-meeting-arranged": "Review meeting",
    "mediation-arranged": "Mediation",
    "hearing-listed": "Hearing",
}
KINDS = ("deadline", "window")


class Item(NamedTuple):
    """One thing of a case to see to: a clock (`row`) or an appointment. `cover`: who covers it; empty before the
    absence begins, and where nobody does."""

    day: date
    row: Row | None
    appointment: Appointment | None
    cover: tuple[str, ...]
    before: bool

    @property
    def what(self) -> str:
        if self.row is not None:
            return task(self.row)
        assert self.appointment is not None
        return f"{TAKES_PLACE[self.appointment.event.type]} {self.appointment.whom}".strip()

    @property
    def short(self) -> str:
        """The same, for narrow screens."""
        return short_task(self.row) if self.row else self.what

    def state(self, in_full: bool) -> str:
        if self.row is None:
            return "takes place"
        if not self.row.late:
            return status(self.row)
        return f"{status(self.row)}, {how_late(self.row)}" if in_full else how_late(self.row)


class HandOver(NamedTuple):
    """One case to be covered. `tell`: whom nobody has told yet; nobody, where nothing is under way."""

    ref: str
    setting: str | None
    items: tuple[Item, ...]
    cover: tuple[str, ...]
    tell: tuple[str, ...]


def hand_over(timeline: Timeline, rulebook: RuleBook, people: People, officer: str, span: Span) -> HandOver | None:
    """What of one case falls due, is overdue or takes place up to the end of the span; None if the case is quiet.

    A case is under way if a deadline of it runs that is due by then, or is not one that every case with a plan has.
    """
    rows = [row for row in rows_of(timeline, rulebook) if row.listed and not row.finished and row.kind in KINDS]
    quiet = {deadline.rule.id for deadline in timeline.deadlines if standing(deadline.rule)}
    due = [row for row in rows if row.due <= span.last]
    dates = appointments(timeline.case, timeline.as_of, max(span.first, timeline.as_of), span.last)
    under_way = any(row.kind == "deadline" and (row in due or row.rule not in quiet) for row in rows)
    if not under_way and not due and not dates:
        return None
    items = [_item(people, officer, span, row.due, row, None) for row in due]
    items += [_item(people, officer, span, each.day, None, each) for each in dates]
    items.sort(key=lambda item: (item.day, item.what))
    first = people.cover(officer, span.first)
    cover = list(dict.fromkeys(name for item in items for name in item.cover)) or list(first.by if first else ())
    tell = still_to_tell(timeline.case, timeline.as_of, span.first) if under_way else ()
    return HandOver(timeline.case.ref, timeline.case.setting, tuple(items), tuple(cover), tell)


def by_day(one: HandOver) -> tuple[date, str]:
    """The order of the list: what comes first, and what has nothing due by then last."""
    return (one.items[0].day if one.items else date.max), one.ref


def _item(
    people: People, officer: str, span: Span, day: date, row: Row | None, appointment: Appointment | None
) -> Item:
    before = day < span.first and not (row and row.late)
    cover = None if before else people.cover(officer, max(day, span.first))
    return Item(day, row, appointment, cover.by if cover else (), before)


def list_document(
    officer: str, span: Span, spells: Sequence[Spell], recorded: bool, cases: Sequence[HandOver], quiet: int,
    footer: str, in_full: bool,
) -> Document:  # fmt: skip
    """`recorded`: the settings say that the officer is away in the span; `quiet`: how many more cases there are."""
    day = long_day if in_full else short_day
    blocks: list[Block] = [Line(f"Hand-over list of {officer}, {long_day(span.first)} to {long_day(span.last)}.")]
    blocks.append(Numbered([f"{spell_days(spell)}: {covered(spell.cover)}." for spell in spells]))
    if not recorded:
        blocks.append(Line(_put_down(officer, span), "warn"))
    if cases:
        rows = [_case_cells(case, officer, in_full) for case in cases]
        blocks += [Heading(f"Cases to cover: {len(cases)}"), Grid(_CASES, rows)]
    items = [(case, item) for case in cases for item in case.items]
    if items:
        blocks.append(Heading(f"Overdue, due or taking place up to {long_day(span.last)}: {len(items)}"))
        cells = [[c.ref, day(i.day), i.state(in_full), i.short, i.what, _by(i, officer)] for c, i in items]
        blocks.append(Grid(_ITEMS, cells, [style(i.row) if i.row else "" for _, i in items]))
    if not cases:
        blocks.append(Line("No case of this officer has anything under way in these days."))
    if quiet:
        blocks.append(Line(f"{number(quiet, 'more case')} of {officer}: nothing under way, and nothing due by then."))
    return Document([*blocks, *_next_steps(officer, spells, cases)], footer)


_CASES = (
    Column("Case"),
    Column("Setting", wrap=True),
    Column("Next"),
    Column("What", wrap=True, from_width=100),
    Column("Covered by", wrap=True),
    Column("Tell", wrap=True),
)
_ITEMS = (
    Column("Case"),
    Column("Day"),
    Column("Status"),
    Column("What", wrap=True, below=100),
    Column("What", wrap=True, from_width=100),
    Column("Covered by", wrap=True),
)


def spell_days(spell: Spell) -> str:
    if spell.first == spell.last:
        return long_day(spell.first)
    return f"{long_day(spell.first)} to {long_day(spell.last)}"


def _put_down(officer: str, span: Span) -> str:
    return (
        f"The settings do not put {officer} away on all of these days; this is how it would be. To do so, add to "
        f'sendclock.toml: [[absence]] with officer = "{officer}", from = {span.first}, to = {span.last}.'
    )


def _by(item: Item, officer: str) -> str:
    return f"{officer}, before the absence" if item.before else listed(item.cover, "or") or "nobody"


def _case_cells(case: HandOver, officer: str, in_full: bool) -> list[str]:
    first = case.items[0] if case.items else None
    day = (long_day if in_full else short_day)(first.day) if first else "later"
    return [
        case.ref,
        case.setting or "",
        day,
        first.what if first else "",
        listed(case.cover, "or") or "nobody",
        listed([f"the {whom}" for whom in case.tell]),
    ]


def _next_steps(officer: str, spells: Sequence[Spell], cases: Sequence[HandOver]) -> list[Block]:
    """Who tells the families, and what to do where nobody covers, or the absence is long."""
    kinds = {spell.cover.absence.kind for spell in spells}
    said = []
    if any(case.tell for case in cases):
        who = officer if "planned" in kinds else "Whoever covers"
        said.append(
            f"{who} tells those named above that {officer} is away, and who covers. When it is done: "
            "sendclock record REF contact-made whom=family how=call about=absence"
        )
    if any(spell.cover.how == "nobody" for spell in spells):
        said.append(
            f"On some days nobody covers. Name somebody: cover = [...] of [officers.{officer}] in sendclock.toml."
        )
    if "long" in kinds or any(spell.cover.until is None for spell in spells):
        said.append(
            f"For a long absence give the cases to one officer, who tells the family and the setting: "
            f"sendclock reassign --from {officer} --to OFFICER --until DATE --dry-run"
        )
    return [Line(text) for text in said]


ITEM_COLUMNS = ("case", "setting", "day", "status", "what", "rule", "cover", "tell")


def item_cells(case: HandOver, item: Item) -> list[Any]:
    rule = item.row.rule if item.row else None
    tell = "; ".join(case.tell)
    return [case.ref, case.setting, item.day, _word(item), item.what, rule, "; ".join(item.cover), tell]


def quiet_cells(case: HandOver) -> list[Any]:
    """A case under way of which nothing falls due by then: it must be told all the same."""
    return [case.ref, case.setting, None, "under-way", None, None, "; ".join(case.cover), "; ".join(case.tell)]


def csv_lines(cases: Iterable[HandOver]) -> Iterable[list[Any]]:
    for case in cases:
        yield from [item_cells(case, item) for item in case.items] or [quiet_cells(case)]


def case_json(case: HandOver) -> dict[str, Any]:
    return {
        "case": case.ref,
        "setting": case.setting,
        "cover": list(case.cover),
        "tell": list(case.tell),
        "items": [
            {
                "day": item.day,
                "status": _word(item),
                "what": item.what,
                "rule": item.row.rule if item.row else None,
                "event": item.appointment.event.type if item.appointment else None,
                "cover": list(item.cover),
                "before": item.before,
            }
            for item in case.items
        ],
    }


def _word(item: Item) -> str:
    return item.row.status if item.row else "takes-place"
