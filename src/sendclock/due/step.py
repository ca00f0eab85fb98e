"""`due --steps`: the steps without a number that are still to be done, across cases: the longest wanted first.

A step has no day, so it is never due and never late; it stands on no list of clocks.
Must not know: files, how a step is ticked.
"""

from __future__ import annotations

from datetime import date

from sendclock.casebook.facts import Ledger, ref_of, team_of
from sendclock.casebook.owner import NOBODY
from sendclock.clock.case import Event
from sendclock.command import Reply, as_data
from sendclock.due.list import Wanted, Works, asked_of, owners_asked
from sendclock.files.name import folded
from sendclock.law.role import Act
from sendclock.law.rule import ChecklistItem
from sendclock.say.document import Block, Document, Line, grid
from sendclock.say.row import EVENT
from sendclock.say.view import TEXT, YES_NO, Column, Look, View, maybe, part
from sendclock.say.words import number
from sendclock.session import EveryCase, Session
from sendclock.tuples import NamedTuple


class OpenItem(NamedTuple):
    """One step of one case, for one party where it is done for each of several; and whose case it is. `owner`: the
    role or the team whose work the step is, where that is not the officer."""

    case: str
    item: ChecklistItem
    party: str | None
    started_by: Event
    unsure: bool
    officer: str | None
    team: str | None
    setting: str | None

    @property
    def title(self) -> str:
        unsure = " (if it applies: no date of birth is recorded)" if self.unsure else ""
        return self.item.title + (f": {self.party}" if self.party else "") + unsure


COLUMNS: tuple[Column[OpenItem], ...] = (
    Column("case", title="Case"),
    Column("id", value=lambda step: step.item.id),
    Column("pack", value=lambda step: step.item.pack),
    Column(title="Step", wrap=True, shown=lambda step, _: step.title),
    Column("title", value=lambda step: step.item.title),
    Column("stage", value=lambda step: step.item.stage),
    Column(title="Stage", wrap=True, from_width=120, shown=lambda step, _: step.item.stage),
    Column("party", kind=maybe(TEXT)),
    Column("started_on", json=False, value=lambda step: step.started_by.on),
    Column("started_by", cell=lambda step: step.started_by.type, kind=part(EVENT, "event")),
    Column(title="Wanted since", shown=lambda step, look: look.day(step.started_by.on)),
    Column("unsure", kind=YES_NO, about="whether it applies depends on the day of birth, which is not recorded"),
    Column("officer", kind=maybe(TEXT)),
    Column(title="Officer", shown=lambda step, _: step.officer or NOBODY),
    Column("team", kind=maybe(TEXT)),
    Column(
        "owner",
        value=lambda step: step.item.owner or None,
        kind=maybe(TEXT),
        about="the role or team whose work it is, where the pack says that it is not the officer's of the case",
    ),
    Column(title="For", from_width=120, shown=lambda step, _: step.item.owner),
    Column("cite", value=lambda step: step.item.cite),
    Column(title="Id", from_width=140, shown=lambda step, _: step.item.id),
)
STEPS = View("open-steps", COLUMNS, row="open_step")


def steps(session: Session, wanted: Wanted, roles: frozenset[str], whose: str, use_index: bool) -> Reply:
    """The list of the officers and teams asked for, with what is theirs by a role; of these `roles`, if any."""
    every = session.every_case(closed=False)
    found = every.ask(lambda books: [one for facts in books for one in _of(session, wanted, facts)], use_index)
    if roles:
        found = [one for one in found if folded(one.item.owner) in roles]
    return _reply(session, sorted(found, key=lambda one: (one.started_by.on, one.case)), every, whose)


def _of(session: Session, wanted: Wanted, facts: Ledger) -> list[OpenItem]:
    people, items = session.people, facts.book.practice.checklist
    works, found = Works(wanted, people), []
    by_roles = [n for n, item in enumerate(items) if works.any_of(item.owner)]
    for each in facts.steps(owners_asked(facts, wanted, people, session.today), by_roles):
        item, ref = items[each.step.item], ref_of(each.file)
        own = asked_of(each.owner, wanted, people, session.today)
        by_role = works.any_of(item.owner) and works.has(item.owner, each.seconds)
        if (own or by_role) and wanted.sieve.has_case(ref, each.setting, each.tags):
            step = each.step
            event = Event(step.event, date.fromordinal(step.event_on), None, step.event_id, 0, 0, {})
            of = (each.owner.officer, team_of(each.owner, people), each.setting)
            found.append(OpenItem(ref, item, step.party, event, bool(step.unsure), *of))
    return found


def _reply(session: Session, found: list[OpenItem], every: EveryCase, whose: str) -> Reply:
    practice, book = session.rulebook.practice, session.rulebook
    top = [Line(whose)] if whose else []

    def drawn(footer: str, in_full: bool) -> Document:
        if not found:
            why = "" if practice.checklist else " No pack in use has steps."
            return Document([*top, Line(f"No step is still to be done.{why}")], footer)
        first = found[0]
        party = f' party="{first.party}"' if first.party else ""
        tick = f"sendclock record {first.case} {book.event(Act.STEP_DONE)} step={first.item.id}{party}"
        blocks: list[Block] = [*top, Line(f"Still to be done: {number(len(found), 'step')}. They have no day.")]
        blocks += [grid(COLUMNS, found, Look(in_full)), Line(f"Tick one: {tick}")]
        return Document(blocks, footer)

    return Reply(
        "open-steps",
        lambda about, in_full: drawn(about.footer(), in_full),
        as_data(STEPS, found),
        of=every,
    )
