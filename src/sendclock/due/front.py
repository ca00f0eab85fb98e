"""The front page: one headline, then what is due in blocks, in the order a person needs them. Every row stands in
exactly one block, and the headline adds them up.

Must not know: how wide the screen is, files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sendclock.casebook.owner import NOBODY
from sendclock.casebook.reference import ROWS, ListRow
from sendclock.days.calendars import Calendar
from sendclock.due.order import Gravity
from sendclock.files.name import folded
from sendclock.say.own_date import OwnDate
from sendclock.say.row import Ranked, Row, late_and_ahead, note
from sendclock.say.screen import Part, ScreenRow, Sheet
from sendclock.say.words import (
    by_law,
    doubt,
    long_day,
    lower_first,
    number,
    party,
    pressing,
    short_day,
    style,
    tier_of,
    waits,
)
from sendclock.tuples import NamedTuple

WEEK = 7  # days of the block of what comes next
MARK = "~"  # beside a day that may still move


class Block(NamedTuple):
    """One block: the word `--status` knows it by, its heading, and its rows in order."""

    id: str
    title: str
    rows: Sequence[Row]


class OwnBlock(NamedTuple):
    """The block of officers' own dates whose day has come: apart from what any law or promise asks."""

    title: str
    dates: Sequence[OwnDate]
    id: str = "own"

    @property
    def rows(self) -> Sequence[Row]:
        """Its clocks: none."""
        return ()


# The blocks in order. Each row stands in the first that takes it.
TITLES = {
    "today": "TODAY",
    "new": "NEWLY LATE",
    "late-by-law": "LATE BY LAW",
    "week": "THIS WEEK",
    "waiting": "WAITING FOR OTHERS",
    "late-not-by-law": "LATE, NOT BY LAW",
    "excused": "EXCUSED",
    "later": "LATER",
}
SHARES = {"today": 2, "own": 1, "new": 1, "late-by-law": 2, "week": 1}
ALL_LATE = ("new", "late-by-law", "late-not-by-law", "excused")  # no row of them is still to come
# What of a screen each block's command is: the shorter words where there are some.
SHORTER = {"today": "--today", "waiting": "--waiting"}


def block_of(row: Row, since: date) -> str:
    """The block of a row. `since`: the last working day; what was not late on it is newly late."""
    if row.days_left == 0:
        return "today"
    if waits(row):
        return "waiting"
    if not row.late:
        return "week" if row.days_left <= WEEK else "later"
    if row.excused_by:
        return "excused"
    if not by_law(row):
        return "late-not-by-law"
    return "new" if row.due >= since else "late-by-law"


def block_place(row: Row, since: date) -> int:
    """Where the block of a row stands on the page."""
    return list(TITLES).index(block_of(row, since))


def standings(since: date) -> Mapping[str, Callable[[Row], bool]]:
    """What each word of --status holds of: the blocks, and three that lie across them."""

    def of(block: str) -> Callable[[Row], bool]:
        return lambda row: block_of(row, since) == block

    return {
        **{block: of(block) for block in TITLES},
        "late": lambda row: row.late,
        "newly-late": lambda row: is_new(row, since),
        "provisional": lambda row: doubtful(row),
        "own": lambda _: False,  # of no clock
    }


def is_new(row: Row, since: date) -> bool:
    return row.late and row.due >= since


def doubtful(row: Row) -> bool:
    """Whether the day may still move, or rests on something nobody has checked."""
    return row.provisional or row.confidence == "unverified"


def blocks(rows: Sequence[Row], since: date, gravity: Gravity) -> list[Block]:
    """Every block that has a row. They come by case, and what is alike in gravity or day stays so."""
    found: dict[str, list[Row]] = {block: [] for block in TITLES}
    for row in rows:
        found[block_of(row, since)].append(row)
    made = []
    for id, held in found.items():
        if held:
            late, ahead = late_and_ahead(held)
            ordered = sorted(late, key=gravity.late) + sorted(ahead, key=gravity.coming)
            made.append(Block(id, _title(id, late, len(held), since), ordered))
    return made


def with_own(found: Sequence[Block], dates: Sequence[OwnDate]) -> list[Block | OwnBlock]:
    """The blocks of the page with that of officers' own dates, which comes after what is due today."""
    if not dates:
        return [*found]
    past = sum(one.days_left < 0 for one in dates)
    own = OwnBlock(f"OWN DATES: {len(dates):,}{f', {past:,} past' if past else ''}", dates)
    first = sum(block.id == "today" for block in found)
    return [*found[:first], own, *found[first:]]


def _title(id: str, late: Sequence[Row], rows: int, since: date) -> str:
    """`late` are those of its rows that are so."""
    new = sum(is_new(row, since) for row in late)
    beside = []
    if id == "waiting" and late:
        beside.append(f"{len(late):,} late")
    if new and id != "new":
        beside.append(f"{new:,} new")
    return f"{TITLES[id]}: {', '.join([f'{rows:,}', *beside])}"


class Standings(NamedTuple):
    """The cases the list is about, by state; `unread` counts files that could not be read, of whomever."""

    running: int
    waiting: int
    ended: int
    nothing_running: int
    unread: int


class Page(NamedTuple):
    """All that the front page says. `whose` is in a word; `as_of` the day; `since` the last working day before it;
    `notes` are sentences about cases that have no row, and what else is never left out; `again` is the command without
    the words that choose rows; `said` is why it is this person's list, and the view in use; `filtered`: it has not all
    their rows."""

    blocks: Sequence[Block | OwnBlock]
    whose: str
    as_of: date
    since: date
    caseload: Standings
    notes: Sequence[str]
    again: str
    said: str
    chosen: str = ""
    filtered: bool = False

    @property
    def rows(self) -> list[Row]:
        return [row for block in self.blocks for row in block.rows]

    @property
    def own(self) -> list[OwnDate]:
        return [one for block in self.blocks if isinstance(block, OwnBlock) for one in block.dates]

    @property
    def lines(self) -> list[ListRow]:
        """What is numbered on it and may be meant by its number, in order."""
        found: list[ListRow] = []
        for block in self.blocks:
            room = ROWS - len(found)
            if isinstance(block, OwnBlock):
                found += [ListRow(one.case, "", one.event) for one in block.dates[:room]]
            else:
                found += [ListRow(row.case or "", row.rule, row.event_id) for row in block.rows[:room]]
        return found


def last_working_day(as_of: date, england: Calendar) -> date:
    return england.roll_back(as_of - timedelta(1))


def headline(page: Page) -> str:
    """`mensah, Fri 4 Dec: 8 today, 15 late (9 by law, 2 since yesterday), 13 in the next 7 days · 184 cases: ...`"""
    return f"{_counts(page)} · {_cases(page.caseload)}{_incomplete(page)}"


def spoken_headline(page: Page) -> str:
    """The same to be heard: days in full, and no sign between its parts."""
    return f"{_counts(page, long_day)}. {_cases(page.caseload)}{_incomplete(page)}"


def short_headline(page: Page) -> str:
    """The same for a small screen."""
    still = _still(page)
    stands = f"; {still}: {page.again} --all" if still else ""
    return f"{_counts(page)}{stands}{_incomplete(page)}"


def _still(page: Page) -> str:
    """The cases that no row speaks for: on no screen are they left out."""
    still = page.caseload.nothing_running + page.caseload.waiting
    return f"{still} with nothing running or waiting for a fact" if still else ""


def shortest_headline(page: Page) -> str:
    """The least that can be said."""
    rows = page.rows
    today, late = sum(row.days_left == 0 for row in rows), sum(row.late for row in rows)
    still, own = _still(page), len(page.own)
    counts = f"{today} today, {late} late{f', {own} own' if own else ''}{f'; {still}' if still else ''}"
    return f"{_who(page)}: {counts}{_incomplete(page)}"


def _of_this_year(day: date) -> str:
    """`Fri 4 Dec`."""
    return short_day(day).rpartition(" ")[0]


def _who(page: Page, spelt: Callable[[date], str] = _of_this_year) -> str:
    return ", ".join(part for part in (page.whose, spelt(page.as_of), page.chosen) if part)


def _counts(page: Page, spelt: Callable[[date], str] = _of_this_year) -> str:
    rows = page.rows
    late, left = [row for row in rows if row.late], Counter(row.days_left for row in rows)
    law = sum(by_law(row) and row.own and not row.excused_by for row in late)
    new = sum(row.due >= page.since for row in late)
    yesterday = page.since == page.as_of - timedelta(1)
    since = "yesterday" if yesterday else spelt(page.since)
    beside = [f"{law:,} by law", *([f"{new:,} since {since}"] if new else [])]
    ahead = sum(left[days] for days in range(1, WEEK + 1))
    counts = [
        f"{left[0]:,} today",
        f"{len(late):,} late" + (f" ({', '.join(beside)})" if late else ""),
        f"{ahead:,} in the next {WEEK} days",
        *([number(len(page.own), "own date")] if page.own else []),
    ]
    of = "of what was asked for " if page.filtered else ""
    return f"{_who(page, spelt)}: {of}{', '.join(counts)}"


def _cases(caseload: Standings) -> str:
    running, waiting, ended, still, _ = caseload
    parts = [f"{running:,} running"]
    parts += [f"{waiting:,} waiting for a fact"] if waiting else []
    parts += [f"{ended:,} ended"]
    parts += [f"{still:,} nothing running"] if still else []
    return f"{number(running + waiting + ended + still, 'case')}: {', '.join(parts)}"


def _incomplete(page: Page) -> str:
    unread = page.caseload.unread
    return f". INCOMPLETE: {number(unread, 'file')} could not be read: sendclock check" if unread else ""


def nothing(until: date, filtered: bool = False, empty: str = "") -> str:
    """`filtered`: not all of somebody's rows were asked for, and of the others it says nothing; `empty`: what is said
    where there is no case file at all."""
    if empty:
        return empty
    if filtered:
        return f"Nothing of what was asked for is overdue, or falls due up to {long_day(until)}."
    return f"{nothing_falls_due(until)} What comes later: sendclock cases"


def nothing_falls_due(until: date) -> str:
    return f"Nothing is overdue, and nothing falls due up to {long_day(until)}."


def sheet(page: Page, footer: str, until: date, empty: str = "", lines: int | None = None) -> Sheet:
    """The page as lines of cells. Columns that say the same in every row are left out, and said at the top. Of each
    block no more rows are made than the screen has `lines`."""
    rows = page.rows
    listed: list[Row | OwnDate] = [*rows, *page.own]
    same_setting = {one.setting or "" for one in listed}
    same_owner = {one.officer for one in listed}
    setting = len(same_setting) > 1 or len(listed) < 2
    owner = len(same_owner) > 1
    head = headline(page)
    alike = []
    if not setting and same_setting != {""}:
        alike.append(f"all at {next(iter(same_setting))}")
    if not owner and listed and folded_differs(next(iter(same_owner)), page.whose):
        alike.append(f"all of {next(iter(same_owner)) or NOBODY}")
    if alike:
        head = f"{head} · {', '.join(alike)}"
    parts, number = [], 1
    for block in page.blocks:
        if isinstance(block, OwnBlock):
            many = len(block.dates)
            made = [_own_cells(one, at, setting, owner) for at, one in enumerate(block.dates[:lines], number)]
        else:
            many = len(block.rows)
            made = [
                _cells(row, at, block.id, page, setting, owner) for at, row in enumerate(block.rows[:lines], number)
            ]
        number += many
        words = SHORTER.get(block.id, f"--status {block.id}")
        parts.append(Part(block.title, made, words, SHARES.get(block.id, 0), id=block.id, many=many))
    doubts = sum(doubtful(row) for row in rows)
    last = _marked(doubts) if doubts else ()
    none = [] if listed else [nothing(until, page.filtered, empty)]
    notes = [*none, *([page.said] if page.said else []), *page.notes]
    return Sheet((head, short_headline(page), shortest_headline(page)), parts, notes, page.again, last, footer)


def _marked(doubts: int) -> tuple[str, str]:
    short = f"{doubts:,} marked {MARK}: may still move"
    return f"PROVISIONAL: {doubts:,} marked {MARK} (the day may still move; why: sendclock explain REF)", short


def folded_differs(officer: str | None, whose: str) -> bool:
    return folded(officer or NOBODY) != folded(whose)


def _cells(row: Row, number: int, block: str, page: Page, setting: bool, owner: bool) -> ScreenRow:
    told = list(_notes(row, page))
    return ScreenRow(
        str(number),
        row.case or "",
        (row.setting or "-") if setting else "",
        what(row),
        (row.officer or NOBODY) if owner else "",
        when(row, block) + (MARK if doubtful(row) else ""),
        "; ".join(told),
        "; ".join(pressing(row)),
        style(row),
    )


def _own_cells(one: OwnDate, number: int, setting: bool, owner: bool) -> ScreenRow:
    return ScreenRow(
        str(number),
        one.case,
        (one.setting or "-") if setting else "",
        f"own: {one.note}",
        (one.officer or NOBODY) if owner else "",
        one.when,
        f"set by {one.by}" if one.by and folded_differs(one.by, one.officer or NOBODY) else "",
    )


def what(row: Row) -> str:
    """What is to be done, in the words of the clock; of what somebody else owes, who."""
    who = party(row)
    if waits(row):
        return f"{row.label} from {who or row.who}{tier_of(row)}"
    return row.label + (f": {who}" if who else "") + tier_of(row)


def when(row: Row, block: str) -> str:
    """In the blocks of what is late the days alone; else the day."""
    if block == "today":
        return f"{row.due_at:%H:%M}" if row.due_at else "today"
    if row.late:
        return number(-row.days_left, "day") if block in ALL_LATE else f"{-row.days_left}d late"
    return near_day(row)


def near_day(row: Ranked) -> str:
    """`Fri 4 Dec`; with its year, where that is another than that of the day of asking."""
    return _of_this_year(row.due) if row.due.year == page_year(row) else short_day(row.due)


def page_year(row: Ranked) -> int:
    return (row.due - timedelta(row.days_left)).year


def _notes(row: Row, page: Page) -> Iterator[str]:
    """What to know besides, the most pressing first; then what can still be done."""
    if is_new(row, page.since):
        yield "new"
    said = doubt(row)
    hidden = {*pressing(row), "provisional"}
    yield from (part for part in said.split("; ") if part and part not in hidden)
    about = note(row, (folded(page.whose),))
    if about:
        yield about
    if row.late and row.own and not waits(row):
        yield f"next: {lower_first(row.duty or row.title).rstrip(',.')}"
