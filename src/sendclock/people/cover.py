"""`sendclock cover [OFFICER]`: who is away, who covers on which days, and the hand-over list of one officer: case by
case, what falls due or takes place, and whom nobody has told.

Must not know: files, formats, who covers whom (`law.practice`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple, Optional

import typer

from sendclock.casebook.owner import closed
from sendclock.clock.case import Event
from sendclock.clock.deadline import Timeline
from sendclock.command import Imprint, Now, Options, Reply, command
from sendclock.days.spelling import read_day
from sendclock.files.name import folded
from sendclock.files.problem import UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.law.practice import People, Spell
from sendclock.law.role import Act, Role
from sendclock.law.rule import Rule
from sendclock.people.officer import theirs, who_has_what
from sendclock.say.formats import answer, csv_text
from sendclock.say.row import Row, covered, rows_of
from sendclock.say.view import Block, Document, Grid, Heading, Line, Numbered, titled
from sendclock.say.words import how_late, listed, long_day, number, short_day, short_task, status, style, task
from sendclock.session import Session

# Groups of clocks that run, as `Role.STANDING` ones do, in cases without casework.
STANDING_GROUPS = frozenset({"phase", "team"})
RECENT = timedelta(weeks=6)  # how long before an absence somebody may have been told of it


class Appointment(NamedTuple):
    """Something that takes place on `day`, as `event` says; `what` it is called. `whom`: the panel, where it is one."""

    day: date
    event: Event
    what: str
    whom: str


def appointments(timeline: Timeline, first: date, last: date) -> list[Appointment]:
    """What is arranged from `first` to `last`, both included; the newest of each kind counts (of each panel, for
    panels), unless it has taken place."""
    types = timeline.book.event_types
    ends = {kind.arranges.until: kind.id for kind in types.values() if kind.arranges}
    newest: dict[tuple[str, str], Event] = {}
    for event in timeline.events:
        panel = folded(str(event.fields.get("panel", "")))
        if types[event.type].arranges:
            newest[event.type, panel] = event
        elif event.type in ends:
            newest.pop((ends[event.type], panel), None)
    found = []
    for event in newest.values():
        arranged = types[event.type].arranges
        day = event.day(arranged.day) if arranged else None
        if arranged and day is not None and first <= day <= last:
            found.append(Appointment(day, event, arranged.what, str(event.fields.get("panel", ""))))
    return sorted(found, key=lambda appointment: appointment.day)


def standing(rule: Rule) -> bool:
    """Whether this clock runs in quiet cases too."""
    return Role.STANDING in rule.roles or rule.group in STANDING_GROUPS


def still_to_tell(timeline: Timeline, first: date) -> tuple[str, ...]:
    """Whom nobody has told yet of an absence that begins on `first`: the family, and the setting if there is one."""
    told = set(_told(timeline, first))
    wanted = ["family", *(["setting"] if timeline.case.setting else [])]
    return tuple(whom for whom in wanted if whom not in told)


def _told(timeline: Timeline, first: date) -> Iterable[str]:
    contacts = timeline.book.events(Act.CONTACT)
    for event in timeline.events:
        if event.type in contacts and event.fields.get("about") == "absence" and first - RECENT <= event.on:
            whom = str(event.fields.get("whom"))
            yield "family" if whom == "young-person" else whom


AWAY_COLUMNS = ("officer", "team", "from", "to", "kind", "away_from", "away_to", "how", "cover")


class Span(NamedTuple):
    """Both ends included."""

    first: date
    last: date


def away_cells(officer: str, team: str | None, spell: Spell) -> list[Any]:
    """One line of a spreadsheet, in the order of AWAY_COLUMNS."""
    cover, absence = spell.cover, spell.cover.absence
    covering = "; ".join(cover.by)
    days = [spell.first, spell.last, absence.kind, absence.first, absence.last]
    return [officer, team, *days, cover.how, covering]


def away_json(officer: str, team: str | None, spell: Spell) -> dict[str, Any]:
    cells = dict(zip(AWAY_COLUMNS, away_cells(officer, team, spell), strict=True))
    return {**cells, "cover": list(spell.cover.by)}


def away_document(
    away: Sequence[tuple[str, str | None, Spell]], span: Span, known: bool, footer: str, in_full: bool
) -> Document:
    """Who is away in the span, with who covers on which days. `known`: the settings name officers at all."""
    if not known:
        text = "sendclock.toml names no officers, so nobody is known to be away. See docs/settings.md: [officers.NAME]."
        return Document([Line(text)], footer)
    if not away:
        return Document([Line(f"Nobody is away from {long_day(span.first)} to {long_day(span.last)}.")], footer)
    day = long_day if in_full else short_day
    rows = [
        [
            officer,
            day(spell.first),
            day(spell.last),
            _absence(spell),
            listed(spell.cover.by, "or") or "nobody",
            _how(spell),
        ]
        for officer, _, spell in away
    ]
    blocks: list[Block] = [Line(f"Away from {long_day(span.first)} to {long_day(span.last)}:"), Grid(_AWAY, rows)]
    blocks.append(Line("What falls due, case by case, and whom to tell: sendclock cover OFFICER"))
    return Document(blocks, footer)


_AWAY = (
    titled("Away"),
    titled("From"),
    titled("To"),
    titled("Absence", wrap=True, from_width=100),
    titled("Covered by", wrap=True),
    titled("How", wrap=True, from_width=90),
)
_HOW = {
    "named": "named for this absence",
    "listed": "named to cover this officer",
    "team": "the rest of the team",
    "neighbours": "a team that covers for theirs",
    "hub": "the other teams of the hub",
    "lead": "leads the team; nobody else is there",
    "nobody": "name somebody in sendclock.toml",
}


def _how(spell: Spell) -> str:
    return _HOW[spell.cover.how]


def _absence(spell: Spell) -> str:
    absence = spell.cover.absence
    end = f"to {short_day(absence.last)}" if absence.last else "return not known yet"
    return f"{absence.kind}, from {short_day(absence.first)} {end}"


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
        return f"{self.appointment.what} {self.appointment.whom}".strip()

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
    dates = appointments(timeline, max(span.first, timeline.as_of), span.last)
    under_way = any(row.kind == "deadline" and (row in due or row.rule not in quiet) for row in rows)
    if not under_way and not due and not dates:
        return None
    items = [_item(people, officer, span, row.due, row, None) for row in due]
    items += [_item(people, officer, span, each.day, None, each) for each in dates]
    items.sort(key=lambda item: (item.day, item.what))
    first = people.cover(officer, span.first)
    cover = list(dict.fromkeys(name for item in items for name in item.cover)) or list(first.by if first else ())
    tell = still_to_tell(timeline, span.first) if under_way else ()
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
    titled("Case"),
    titled("Setting", wrap=True),
    titled("Next"),
    titled("What", wrap=True, from_width=100),
    titled("Covered by", wrap=True),
    titled("Tell", wrap=True),
)
_ITEMS = (
    titled("Case"),
    titled("Day"),
    titled("Status"),
    titled("What", wrap=True, below=100),
    titled("What", wrap=True, from_width=100),
    titled("Covered by", wrap=True),
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


AHEAD = timedelta(weeks=2)


class CoverOptions(Options):
    officer: Annotated[Optional[str], typer.Argument(metavar="[OFFICER]", help="Whose work is to be covered.")] = None
    from_: Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="First day [default: today].")] = None
    to: Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="Last day [default: two weeks on].")] = None


def cover(asked: CoverOptions, session: Now) -> Reply:
    """Who is away, and who covers; with OFFICER, the list to hand over.

    With OFFICER and no days, the absence that is now or comes next: each case with what is overdue, falls due or takes
    place, who covers it, and whether the family and the setting have still to be told.
    """
    officer = None if asked.officer is None else _known(session, asked.officer)
    span = _span(session, officer, asked.from_, asked.to)
    return _who_is_away(session, span) if officer is None else _hand_over_list(session, officer, span)


app = command(cover)


def _known(session: Session, officer: str) -> str:
    found, ids = session.people.officer(officer), [one.id for one in session.people.officers]
    if found is None and ids:
        raise UsageError(f'"{officer}" is not an officer in sendclock.toml.{near_miss(officer, ids)}')
    return found.id if found else officer


def _span(session: Session, officer: str | None, from_: str | None, to: str | None) -> Span:
    """The days asked for; those of the absence that is now or next, if none are."""
    today = session.today
    first = read_day(from_, today, session.england) if from_ else today
    recorded = [a for a in session.people.absences if officer and folded(a.officer) == folded(officer)]
    ahead = sorted((a for a in recorded if a.last is None or a.last >= first), key=lambda absence: absence.first)
    last = read_day(to, first, session.england) if to else None
    if ahead and from_ is None and to is None:
        first = max(ahead[0].first, today)
        last = ahead[0].last
    if last is not None and last < first:
        raise UsageError(f"--to {last} is before --from {first}. Both days are counted in.")
    return Span(first, last or min(first, date.max - AHEAD) + AHEAD)


def _who_is_away(session: Session, span: Span) -> Reply:
    people = session.people
    away = [
        (one.id, one.team, spell)
        for one in people.officers
        for spell in people.spells(one.id, span.first, span.last)
    ]  # fmt: skip
    away.sort(key=lambda row: (row[2].first, row[0]))
    days = {"from": span.first, "to": span.last}
    rows = (away_json(*row) for row in away)
    return Reply(
        "cover",
        lambda about, in_full: away_document(away, span, bool(people.officers), about.footer(), in_full),
        {
            "json": lambda about: answer(about.heading(), rows, [], **days),
            "csv": lambda _: csv_text(AWAY_COLUMNS, [away_cells(*row) for row in away]),
        },
    )


def _hand_over_list(session: Session, officer: str, span: Span) -> Reply:
    put_down = sum((spell.last - spell.first).days + 1 for spell in session.people.spells(officer, *span))
    recorded = put_down == (span.last - span.first).days + 1
    people = session.people.as_if_away(officer, *span)
    known = who_has_what(session)
    has = theirs(session, known, lambda owner, _: folded(owner.officer or "") == folded(officer))
    listed = [
        hand_over(one.timeline, session.rulebook, people, officer, span) for one in has if not closed(one.timeline)
    ]
    busy = sorted((one for one in listed if one), key=by_day)
    spells, quiet = people.spells(officer, *span), len(listed) - len(busy)
    away = [away_json(officer, people.team_of(officer), spell) for spell in spells]
    more = {"officer": officer, "from": span.first, "to": span.last, "recorded": recorded, "away": away, "quiet": quiet}

    def drawn(about: Imprint, in_full: bool) -> Document:
        return list_document(officer, span, spells, recorded, busy, quiet, about.footer(), in_full)

    return Reply(
        "hand-over",
        drawn,
        {
            "json": lambda about: answer(about.heading(), map(case_json, busy), known.every.problems, **more),
            "csv": lambda _: csv_text(ITEM_COLUMNS, csv_lines(busy)),
        },
        known.every,
    )
