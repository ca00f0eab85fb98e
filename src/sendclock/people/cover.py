"""`sendclock cover [OFFICER]`: who is away and who covers on which days; with OFFICER the hand-over list: case by case
what falls due or takes place, who covers it, and who has been told.

Must not know: who covers whom (`law.practice`), what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Optional, get_args

from sendclock.casebook.facts import Appointed, Diary, ref_of
from sendclock.casebook.owner import NOBODY, Whose
from sendclock.command import Imprint, Now, Options, Reply, as_data, command
from sendclock.due.list import Morning
from sendclock.files.name import folded
from sendclock.files.problem import UsageError, near_miss
from sendclock.law.book import RuleBook
from sendclock.law.practice import AwayKind, People, Spell
from sendclock.law.role import Role
from sendclock.law.rule import Rule
from sendclock.option import typer
from sendclock.people.officer import who_has_what
from sendclock.say.document import Block, Document, Heading, Line, Numbered, grid
from sendclock.say.row import Common, Row, covered, row_again, state
from sendclock.say.view import DAY, TEXT, WHOLE, YES_NO, Column, Look, View, maybe, one_of, only, part, several, through
from sendclock.say.words import listed, long_day, number, short_day, short_task, style, task
from sendclock.session import Session
from sendclock.tuples import NamedTuple

# Groups of clocks that run, as `Role.STANDING` ones do, in cases without casework.
STANDING_GROUPS = frozenset({"phase", "team"})
EARLIEST = date(1900, 1, 1)  # from which who has not begun yet is away
RECENT = timedelta(weeks=6)  # how long before an absence somebody may have been told of it


class Appointment(NamedTuple):
    """Something that takes place on `day`, as an event of type `event` says; `what` it is called. `whom`: the panel,
    where it is one."""

    day: date
    event: str
    what: str
    whom: str


def appointments(found: Iterable[Appointed], book: RuleBook, first: date, last: date) -> Iterator[Appointment]:
    """What is to take place from `first` to `last`, both included."""
    for day, event, panel in found:
        arranged = book.event_types[event].arranges
        if arranged is not None and first.toordinal() <= day <= last.toordinal():
            yield Appointment(date.fromordinal(day), event, arranged.what, panel)


def standing(rule: Rule) -> bool:
    """Whether this clock runs in quiet cases too."""
    return Role.STANDING in rule.roles or rule.group in STANDING_GROUPS


def still_to_tell(diary: Diary, first: date) -> tuple[str, ...]:
    """Whom nobody has told yet of an absence that begins on `first`: the family, and the setting if there is one."""
    told = {one.whom for one in diary.contacts if one.day >= (first - RECENT).toordinal()}
    wanted = ["family", *(["setting"] if diary.setting else [])]
    return tuple(whom for whom in wanted if whom not in told)


class Stretch(NamedTuple):
    """Both ends included."""

    first: date
    last: date


HOW = {
    "named": "named for this absence",
    "listed": "named to cover this officer",
    "team": "the rest of the team",
    "neighbours": "a team that covers for theirs",
    "hub": "the other teams of the hub",
    "lead": "leads the team; nobody else is there",
    "nobody": "name somebody in sendclock.toml",
}


class Away(NamedTuple):
    """An officer who is away, and who covers on these days."""

    officer: str
    team: str | None
    spell: Spell


AWAY: tuple[Column[Away], ...] = (
    Column("officer", "Away"),
    Column("team", kind=maybe(TEXT)),
    Column("from", "From", value=lambda away: away.spell.first, kind=DAY),
    Column("to", "To", value=lambda away: away.spell.last, kind=DAY, about="counted in"),
    Column("kind", value=lambda away: away.spell.cover.absence.kind, kind=one_of(*get_args(AwayKind))),
    Column("away_from", value=lambda away: max(away.spell.cover.absence.first, EARLIEST), kind=DAY),
    Column(
        "away_to",
        value=lambda away: away.spell.cover.absence.last,
        kind=maybe(DAY),
        about="null where the day of return is not known",
    ),
    Column(
        "how",
        value=lambda away: away.spell.cover.how,
        kind=one_of(*HOW),
        about="named for this absence; listed in the officer's own cover; the rest of the team; teams that cover for "
        "it; the hub's other teams; its lead; nobody",
    ),
    Column("cover", value=lambda away: away.spell.cover.by, kind=several(TEXT)),
    Column(title="Absence", wrap=True, from_width=100, shown=lambda away, _: _absence(away.spell)),
    Column(title="Covered by", wrap=True, shown=lambda away, _: _names(away.spell.cover.by)),
    Column(title="How", wrap=True, from_width=90, shown=lambda away, _: _how(away.spell)),
)
COVER = View(
    "cover",
    AWAY,
    (Column[None]("from", kind=DAY), Column[None]("to", kind=DAY, about="counted in")),
    row="away",
)


def _how(spell: Spell) -> str:
    shared = spell.cover.how == "named" and spell.cover.absence.kind in ("not-working", "left", "not-begun")
    return "the other half of a shared job" if shared else HOW[spell.cover.how]


def _names(officers: Sequence[str]) -> str:
    return listed(officers, "or") or NOBODY


def away_document(away: Sequence[Away], span: Stretch, known: bool, footer: str, in_full: bool) -> Document:
    """Who is away in the span, with who covers on which days. `known`: the settings name officers at all."""
    if not known:
        text = "sendclock.toml names no officers, so nobody is known to be away. See docs/settings.md: [officers.NAME]."
        return Document([Line(text)], footer)
    if not away:
        return Document([Line(f"Nobody is away from {long_day(span.first)} to {long_day(span.last)}.")], footer)
    blocks: list[Block] = [Line(f"Away from {long_day(span.first)} to {long_day(span.last)}:")]
    blocks.append(grid(AWAY, away, Look(in_full)))
    blocks.append(Line("What falls due, case by case, and whom to tell: sendclock cover OFFICER"))
    return Document(blocks, footer)


def _absence(spell: Spell) -> str:
    absence = spell.cover.absence
    if absence.kind == "not-begun" and absence.last:
        return f"not in post until {short_day(absence.last + timedelta(1))}"
    if absence.kind == "left":
        return f"left: not in post from {short_day(absence.first)}"
    end = f"to {short_day(absence.last)}" if absence.last else "return not known yet"
    return f"{absence.kind.replace('-', ' ')}, from {short_day(absence.first)} {end}"


KINDS = ("deadline", "window")


class CoverItem(NamedTuple):
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

    def state(self, look: Look) -> str:
        return state(self.row, look) if self.row else "takes place"


class HandOver(NamedTuple):
    """One case to be covered. `tell`: whom nobody has told yet; nobody, where nothing is under way."""

    ref: str
    setting: str | None
    items: tuple[CoverItem, ...]
    cover: tuple[str, ...]
    tell: tuple[str, ...]


class ToHandOver(NamedTuple):
    """Whose work is to be covered, on which days, and as at which day. `quiet`: the rules whose clocks run in cases
    without casework too."""

    officer: str
    span: Stretch
    people: People
    book: RuleBook
    today: date
    quiet: frozenset[str]


def hand_over(diary: Diary, rows: Sequence[Row], asked: ToHandOver) -> HandOver | None:
    """What of one case falls due, is overdue or takes place up to the end of the span; None if the case is quiet.

    A case is under way if a deadline of it runs that is due by then, or is not one that every case with a plan has.
    """
    officer, span, people = asked.officer, asked.span, asked.people
    due = [row for row in rows if row.due <= span.last]
    dates = list(appointments(diary.appointments, asked.book, max(span.first, asked.today), span.last))
    under_way = any(row.kind == "deadline" and (row.due <= span.last or row.rule not in asked.quiet) for row in rows)
    if not under_way and not due and not dates:
        return None
    items = [_item(people, officer, span, row.due, row, None) for row in due]
    items += [_item(people, officer, span, each.day, None, each) for each in dates]
    items.sort(key=lambda item: (item.day, item.what))
    first = people.cover(officer, span.first)
    cover = list(dict.fromkeys(name for item in items for name in item.cover)) or list(first.by if first else ())
    tell = still_to_tell(diary, span.first) if under_way else ()
    return HandOver(ref_of(diary.file), diary.setting, tuple(items), tuple(cover), tell)


def by_day(one: HandOver) -> tuple[date, str]:
    """The order of the list: what comes first, and what has nothing due by then last."""
    return (one.items[0].day if one.items else date.max), one.ref


def _item(
    people: People, officer: str, span: Stretch, day: date, row: Row | None, appointment: Appointment | None
) -> CoverItem:
    before = day < span.first and not (row and row.late)
    cover = None if before else people.cover(officer, max(day, span.first))
    return CoverItem(day, row, appointment, cover.by if cover else (), before)


def list_document(
    officer: str, span: Stretch, spells: Sequence[Spell], recorded: bool, cases: Sequence[HandOver], quiet: int,
    footer: str, in_full: bool,
) -> Document:  # fmt: skip
    """`recorded`: the settings say that the officer is away in the span; `quiet`: how many more cases there are."""
    look = Look(in_full)
    blocks: list[Block] = [Line(f"Hand-over list of {officer}, {long_day(span.first)} to {long_day(span.last)}.")]
    blocks.append(Numbered([f"{spell_days(spell)}: {covered(spell.cover)}." for spell in spells]))
    if not recorded:
        blocks.append(Line(_put_down(officer, span), "warn"))
    if cases:
        blocks += [Heading(f"Cases to cover: {len(cases)}"), grid(CASES, cases, look)]
    items = [ToCover(officer, case, item) for case in cases for item in case.items]
    if items:
        blocks.append(Heading(f"Overdue, due or taking place up to {long_day(span.last)}: {len(items)}"))
        blocks.append(grid(ITEMS, items, look, lambda one: style(one.item.row) if one.item and one.item.row else ""))
    if not cases:
        blocks.append(Line("No case of this officer has anything under way in these days."))
    if quiet:
        blocks.append(Line(f"{number(quiet, 'more case')} of {officer}: nothing under way, and nothing due by then."))
    return Document([*blocks, *_next_steps(officer, spells, cases)], footer)


class ToCover(NamedTuple):
    """One line of the list of `officer`: one thing of a case; or (None) a case under way of which nothing falls due by
    then, which must be told all the same."""

    officer: str
    case: HandOver
    item: CoverItem | None


ITEM: tuple[Column[CoverItem], ...] = (
    Column("day", kind=DAY),
    Column("status", value=lambda item: _word(item), kind=one_of("open", "overdue", "takes-place")),
    Column("what"),
    Column("rule", value=lambda item: item.row.rule if item.row else None, kind=maybe(TEXT)),
    Column("event", value=lambda item: item.appointment.event if item.appointment else None, kind=maybe(TEXT)),
    Column("cover", kind=several(TEXT)),
    Column("before", kind=YES_NO, about="before the absence begins"),
)
CASES: tuple[Column[HandOver], ...] = (
    Column("case", "Case", value=lambda case: case.ref),
    Column("setting", "Setting", wrap=True, kind=maybe(TEXT)),
    Column("cover", kind=several(TEXT)),
    Column("tell", kind=several(one_of("family", "setting")), about="whom nobody has told yet"),
    Column("items", kind=several(part(ITEM))),
    Column(title="Next", shown=lambda case, look: look.day(case.items[0].day) if case.items else "later"),
    Column(title="What", wrap=True, from_width=100, shown=lambda case, _: case.items[0].what if case.items else ""),
    Column(title="Covered by", wrap=True, shown=lambda case, _: _names(case.cover)),
    Column(title="Tell", wrap=True, shown=lambda case, _: listed([f"the {whom}" for whom in case.tell])),
)
ITEMS: tuple[Column[ToCover], ...] = (
    Column("case", "Case", value=lambda one: one.case.ref),
    Column("setting", value=lambda one: one.case.setting),
    Column("day", "Day", value=lambda one: one.item.day if one.item else None),
    Column("status", value=lambda one: _word(one.item) if one.item else "under-way"),
    *through("item", only(ITEM, "what", "rule")),
    Column("cover", value=lambda one: (one.item or one.case).cover),
    Column("tell", value=lambda one: one.case.tell),
    Column(title="Status", shown=lambda one, look: one.item.state(look) if one.item else ""),
    Column(title="What", wrap=True, below=100, shown=lambda one, _: one.item.short if one.item else ""),
    Column(title="What", wrap=True, from_width=100, shown=lambda one, _: one.item.what if one.item else ""),
    Column(title="Covered by", wrap=True, shown=lambda one, _: _by(one)),
)
HAND_OVER = View(
    "hand-over",
    CASES,
    (
        Column[None]("officer"),
        Column[None]("from", kind=DAY),
        Column[None]("to", kind=DAY, about="counted in"),
        Column[None]("recorded", kind=YES_NO, about="whether the settings put the officer away on all of these days"),
        Column[None]("away", kind=several(part(AWAY, "away"))),
        Column[None]("quiet", kind=WHOLE, about="further open cases of the officer, with nothing under way"),
    ),
)
HAND_OVER_CSV = View("", ITEMS)


def spell_days(spell: Spell) -> str:
    if spell.first == spell.last:
        return long_day(spell.first)
    return f"{long_day(spell.first)} to {long_day(spell.last)}"


def _put_down(officer: str, span: Stretch) -> str:
    return (
        f"The settings do not put {officer} away on all of these days; this is how it would be. To do so, add to "
        f'sendclock.toml: [[absence]] with officer = "{officer}", from = {span.first}, to = {span.last}.'
    )


def _by(one: ToCover) -> str:
    if one.item is None:
        return ""
    return f"{one.officer}, before the absence" if one.item.before else _names(one.item.cover)


def _next_steps(officer: str, spells: Sequence[Spell], cases: Sequence[HandOver]) -> list[Block]:
    """Who tells the families, and what to do where nobody covers, or the absence is long."""
    kinds = {spell.cover.absence.kind for spell in spells}
    said = []
    if any(case.tell for case in cases):
        who = officer if "planned" in kinds else "Whoever covers"
        gone = "has left" if "left" in kinds else "is away"
        said.append(
            f"{who} tells those named above that {officer} {gone}, and who covers. When it is done: "
            "sendclock record REF contact-made whom=family how=call about=absence"
        )
    if any(spell.cover.how == "nobody" for spell in spells):
        said.append(
            f"On some days nobody covers. Name somebody: cover = [...] of [officers.{officer}] in sendclock.toml."
        )
    if "left" in kinds:
        said.append(
            f"{officer} has left. Give the cases to others: sendclock reassign --from {officer} --to OFFICER --dry-run"
        )
    elif "long" in kinds or any(spell.cover.until is None for spell in spells):
        said.append(
            f"For a long absence give the cases to one officer, who tells the family and the setting. Type: "
            f"sendclock reassign --from {officer} --to OFFICER --until DATE --dry-run"
        )
    return [Line(text) for text in said]


def lines(officer: str, cases: Iterable[HandOver]) -> Iterable[ToCover]:
    for case in cases:
        yield from [ToCover(officer, case, item) for item in case.items] or [ToCover(officer, case, None)]


def _word(item: CoverItem) -> str:
    return item.row.status if item.row else "takes-place"


AHEAD = timedelta(weeks=2)


class CoverOptions(Options):
    officer: Annotated[Optional[str], typer.Argument(metavar="[OFFICER]", help="Whose work is to be covered.")] = None
    from_: Annotated[Optional[str], typer.Option("--from", metavar="DATE", help="First day [default: today].")] = None
    to: Annotated[Optional[str], typer.Option("--to", metavar="DATE", help="Last day [default: two weeks on].")] = None


def cover(asked: CoverOptions, session: Now) -> Reply:
    """Who is away, and who covers; with OFFICER, the list to hand over.

    With OFFICER and no days, the absence that is now or comes next. Each case stands there with what is overdue, falls
    due or takes place, and who covers it. It says whether the family and the setting have still to be told.
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


def _span(session: Session, officer: str | None, from_: str | None, to: str | None) -> Stretch:
    """The days asked for; those of the absence that is now or next, if none are."""
    today = session.today
    first = session.day("--from", from_, past=True) if from_ else today
    recorded = [a for a in session.people.absences if officer and folded(a.officer) == folded(officer)]
    ahead = sorted((a for a in recorded if a.last is None or a.last >= first), key=lambda absence: absence.first)
    last = session.day("--to", to, ahead=True, today=max(first, today)) if to else None
    if ahead and from_ is None and to is None:
        first = max(ahead[0].first, today)
        last = ahead[0].last
    if last is not None and last.year > session.latest:
        raise UsageError(
            f"--to {last} is further ahead than anything is known. Use a day up to {session.latest}-12-31."
        )
    if last is not None and last < first:
        raise UsageError(f"--to {last} is before --from {first}. Both days are counted in.")
    return Stretch(first, last or min(first, date.max - AHEAD) + AHEAD)


def _who_is_away(session: Session, span: Stretch) -> Reply:
    people = session.people
    away = [
        Away(one.id, one.team, spell)
        for one in people.officers
        for spell in people.spells(one.id, span.first, span.last)
    ]
    away.sort(key=lambda one: (one.spell.first, one.officer))
    days = {"from": span.first, "to": span.last}
    return Reply(
        "cover",
        lambda about, in_full: away_document(away, span, bool(people.officers), about.footer(), in_full),
        as_data(COVER, away, days),
    )


def _hand_over_list(session: Session, officer: str, span: Stretch) -> Reply:
    days = [span.first + timedelta(n) for n in range((span.last - span.first).days + 1)]
    recorded = all(session.people.away(officer, day) for day in days)
    gone = session.people.left(officer, span.first)
    people = session.people if gone else session.people.as_if_away(officer, *span)
    known = who_has_what(session)
    quiet_rules = frozenset(rule.id for rule in session.rulebook.rules if standing(rule))
    asked = ToHandOver(officer, span, people, session.rulebook, session.today, quiet_rules)
    listed = [hand_over(diary, rows, asked) for diary, rows in _open_cases(session, known, officer)]
    busy = sorted((one for one in listed if one), key=by_day)
    spells, quiet = people.spells(officer, *span), len(listed) - len(busy)
    away = [Away(officer, people.team_of(officer), spell) for spell in spells]
    more = {"officer": officer, "from": span.first, "to": span.last, "recorded": recorded, "away": away, "quiet": quiet}

    def drawn(about: Imprint, in_full: bool) -> Document:
        return list_document(officer, span, spells, recorded, busy, quiet, about.footer(), in_full)

    return Reply(
        "hand-over",
        drawn,
        as_data(HAND_OVER, busy, more, (HAND_OVER_CSV, lines(officer, busy))),
        known.every,
    )


def _open_cases(session: Session, known: Morning, officer: str) -> Iterator[tuple[Diary, list[Row]]]:
    """The cases of the officer that were not closed, from the facts; with the rows of what runs in each."""
    england, today = session.law_calendars["england"], session.today
    for facts in known.facts:
        rules = session.rules_of(facts)
        owners = [one.id for one in facts.owners if folded(one.officer or "") == folded(officer)]
        rows: dict[str, list[Row]] = {}
        for each in facts.clocks(KINDS, date.max, None, owners):
            if each.clock.listed:
                common = Common(ref_of(each.file), Whose(officer, None), None, today, england, each.setting)
                rows.setdefault(each.file, []).append(row_again(each.clock, rules[each.clock.rule], common))
        for diary in facts.diaries(owners):
            yield diary, rows.get(diary.file, [])
