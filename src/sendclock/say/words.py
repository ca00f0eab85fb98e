"""Days, spans, counts, statuses and what is to be done, in plain English: the one place that words each of them.

Must not know: how any of them was worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendclock.days.counting import Period
    from sendclock.say.row import Row


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
UNITS = {"working-day": "working day", "school-day": "school day"}


@lru_cache(4096)  # a list says the same days again and again
def long_day(day: date) -> str:
    """`Monday 30 November 2026`: for sentences."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(4096)
def short_day(day: date) -> str:
    """`Mon 30 Nov 2026`: for tables."""
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def day_month(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment(at: datetime) -> str:
    return f"{at:%H:%M} on {long_day(at)}"


def number(count: int, thing: str) -> str:
    """`1 day`, `2 days`, `3 classes`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "es" if thing.endswith("ss") else "s")


def listed(items: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """With a full stop, whatever it came with."""
    return text if text.endswith((".", "!", "?")) else text + "."


def lower_first(text: str) -> str:
    """For use inside a sentence; a word in capitals (EHC) keeps them."""
    word = text.split(maxsplit=1)[0]
    return text if len(word) > 1 and word.isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """For the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def span(period: Period) -> str:
    """`6 weeks`, `15 working days`; the day itself for a count of nought."""
    return number(int(period.size), UNITS.get(period.unit, period.unit))


def counted_from(period: Period, start: str) -> str:
    """How the period is counted from `start` (a day in words), saying which end is counted."""
    if period.direction == "fixed":
        return _fixed(str(period.size))
    if period.size == 0:
        return "that day itself"
    if period.direction == "after":
        if period.first_day == "same-day":
            return f"{span(period)} beginning with {start}, that day counted"
        if period.unit == "hour":
            return f"{span(period)} after {start}, elapsed time"
        if period.unit == "working-hour":
            return f"{number(int(period.size), 'hour')} of working days (24 hours each) after {start}"
        return f"{span(period)} after {start}, that day not counted"
    if period.first_day == "clear":
        return f"{span(period)} clear before {start}, neither end counted"
    if period.first_day == "same-day":
        return f"the first of {span(period)} ending with {start}, that day counted"
    return f"{span(period)} before {start}"


def limit_in_words(period: Period) -> str:
    """The limit of a rule as a phrase, for lists of rules: `6 weeks after`, `5 clear working days before`."""
    if period.direction == "fixed":
        return _fixed(str(period.size))
    if period.size == 0:
        return "on the day"
    if period.first_day == "same-day":
        return f"{span(period)} {'beginning with' if period.direction == 'after' else 'ending with'}"
    clear = " clear" if period.first_day == "clear" else ""
    return f"{span(period)}{clear} {period.direction}"


def in_force(first: date, last: date | None) -> str:
    """`from 1 September 2014 to 31 March 2018`."""
    return f"from {day_month(first)}" + (f" to {day_month(last)}" if last else "")


def _fixed(last: str) -> str:
    if last[:4].isdigit():
        return f"the fixed day {day_month(date.fromisoformat(last))}"
    month, day = last.removeprefix("next:").split("-")
    when = "the first to come" if last.startswith("next:") else "of that year"
    return f"the fixed day {int(day)} {MONTHS[int(month) - 1]}, {when}"


# The words of the packs for what a rule is, as they are said to people.
KIND_WORDS = {
    "deadline": "deadline",
    "window": "window (a right that closes)",
    "bar": "bar (an earliest lawful day)",
    "limit": "limit (the last day of something)",
}
TIER_WORDS = {"statutory": "statutory", "guidance": "guidance", "adjacent": "neighbouring law", "local": "local"}


def kind_of_rule(kind: str, tier: str) -> str:
    """`window (a right that closes), statutory`."""
    return f"{KIND_WORDS[kind]}, {TIER_WORDS[tier]}"


def status(row: Row) -> str:
    """The status as a word, first in every line; colour only repeats it."""
    kind, now = row.printed.kind, row.status
    if row.apart.too_early:
        word = "too early"
    elif row.deadline is not None and row.deadline.history:
        word = "history"
    elif kind == "bar" and now == "open":
        word = "not yet" if row.days_left else "from today"
    elif now == "open" and row.days_left == 0:
        word = "due today" if kind == "deadline" else "last day"
    elif now == "lapsed":
        word = "no longer needed" if row.ended_by else "over"
    else:
        word = now.replace("-", " ")
    return f"{word}, excused" if row.excused_by and now != "lapsed" else word


def status_in_full(row: Row) -> str:
    """The same with what it has come to: `overdue, 12 days late`, `met on Monday 30 November 2026`."""
    if row.met_on:
        return f"{status(row)} on {long_day(row.met_on)}"
    return f"{status(row)}, {how_late(row)}" if row.late else status(row)


def due_in_full(row: Row) -> tuple[str, str]:
    """What the day is, and the day, with the hour where the limit has one."""
    return "Not before" if row.kind == "bar" else "Due", moment(row.due_at) if row.due_at else long_day(row.due)


def who(row: Row) -> str:
    """Who is bound, and the party it is about."""
    return row.who + (f" ({row.party})" if row.party else "")


def by_law(row: Row) -> bool:
    """Whether a law fixes the day: not guidance, not a promise of the authority's own, nor a code of good practice."""
    return row.tier == "statutory" or (row.tier == "adjacent" and row.confidence == "text")


def style(row: Row) -> str:
    """Red is for what the law wants of the authority and nothing excuses: guidance is never as red."""
    if row.too_early or row.status in ("overdue", "met-late"):
        return "bad" if row.own and by_law(row) and not row.excused_by else "warn"
    return "warn" if row.status == "open" and row.days_left == 0 else ""


def how_late(row: Row) -> str:
    """`12 days late`, `today`, `in 3 days`."""
    return days_late(-row.days_left) if row.days_left < 0 else from_today(row.days_left)


@lru_cache(4096)
def days_late(days: int) -> str:
    """`12 days late`."""
    return f"{number(days, 'day')} late"


@lru_cache(4096)
def from_today(days: int) -> str:
    """`in 3 days`, `today`, `3 days ago`, of a day so many days from the day of asking."""
    if days < 0:
        return f"{number(-days, 'day')} ago"
    return "today" if days == 0 else f"in {number(days, 'day')}"


LONGEST_GIVEN = 20  # letters: a label that begins a title and is longer was made of it


@lru_cache(1024)
def label_and_title(label: str, title: str) -> str:
    """`Week 6: Tell the family ...`; the title alone where the label was cut from it, as nobody gave one."""
    cut = title.startswith(label) and len(label) > LONGEST_GIVEN
    return title if cut or label == title else f"{label}: {title}"


def task(row: Row) -> str:
    """What is to be done; where it is not the authority's own to do, whom it waits for."""
    if waits(row):
        return short_task(row)
    printed, of = row.printed, party(row)
    return label_and_title(printed.label, printed.title) + (f" ({of})" if of else "") + tier_of(row)


def short_task(row: Row) -> str:
    """The same by its label alone, for narrow screens."""
    tier = tier_of(row)
    if waits(row):
        return f"Waiting for {party(row) or row.who}: {row.label}{tier}"
    excused = ", excused" if row.excused_by and not row.finished else ""
    return row.label + (f": {party(row)}" if party(row) else "") + tier + excused


def tier_of(row: Row) -> str:
    """In brackets, what a limit is if not the law: guidance, a local promise, an internal target."""
    if row.tier == "statutory":
        return ""
    words = {"promise": "local promise", "target": "internal target"}
    what, _, usually = row.standing.partition(", ")
    return f" ({words.get(what, TIER_WORDS[row.tier])}{f', {usually}' if usually else ''})"


def party(row: Row) -> str:
    """The party worth naming: not the reference that a small case gives itself, which stands beside it."""
    return row.party if row.party and row.party != row.case else ""


def waits(row: Row) -> bool:
    """A deadline that somebody else has still to meet."""
    return not row.own and row.kind == "deadline" and not row.finished


def pressing(row: Row) -> list[str]:
    """Of what an officer must know, what no list may leave out, however narrow."""
    words = [f"PANEL TOO LATE: {row.route}"] if row.route and not row.finished else []
    if row.also:
        words += [_also(other) for other in row.also]
    if row.due_at and row.status == "open":
        words.append(f"by {row.due_at:%H:%M}")
    return words


def _also(other: Row) -> str:
    """The day of another clock that asks for the same: `by law Fri 16 Oct 2026`, `promised by Mon 5 Oct 2026, late`."""
    own = "target" if other.standing.startswith("target") else "promised by"
    what = own if other.tier == "local" else "guidance" if other.tier == "guidance" else "by law"
    more = [*(["late"] if other.late else []), *(["provisional"] if other.provisional else [])]
    more += [f"excused: {other.excused_by}"] if other.excused_by else []
    return ", ".join([f"{what} {short_day(other.due)}", *more])


def doubt(row: Row) -> str:
    """What an officer must know before relying on the date, or on the excuse for it."""
    apart, printed = row.apart, row.printed
    doubts = pressing(row) if apart.route or apart.due_at or row.also else []
    if row.doubt_ids:
        doubts.append("provisional")
    if apart.opens and not row.finished:
        doubts.append(f"from {short_day(apart.opens)}")
    if row.status == "open" and printed.kind == "deadline":
        if row.safe not in (row.act_by, row.due):
            doubts.append(f"safe by {short_day(row.safe)}")
        if row.act_by != row.due:
            doubts.append(f"act by {short_day(row.act_by)}")
    if row.excused_by:
        doubts.append(f"excused: {row.excused_by}")
    if apart.refused:
        doubts += [f"{ground} does not hold" for ground in apart.refused]
    if printed.confidence == "unverified":
        doubts.append("unverified law")
    return "; ".join(doubts) if doubts else ""


def closed_days(days: Iterable[tuple[date, str]]) -> str:
    """Days skipped, by name: weekends together, the others one by one, in order."""
    groups: list[tuple[list[date], str]] = []
    for day, reason in days:
        name = "weekend" if reason in ("Saturday", "Sunday") else reason
        last = groups[-1] if groups else None
        if last and name == "weekend" == last[1] and day - last[0][-1] == timedelta(1):
            last[0].append(day)
        else:
            groups.append(([day], name))
    return "; ".join(f"{listed([short_day(day) for day in days])} ({name})" for days, name in groups)


def ranges(days: Sequence[date]) -> str:
    """`1 August 2026 to 31 August 2026; 25 December 2026 to 1 January 2027`."""
    if not days:
        return ""
    breaks = [n for n, (one, two) in enumerate(pairwise(days), 1) if two - one != timedelta(1)]
    runs = [days[a:b] for a, b in pairwise([0, *breaks, len(days)])]
    return "; ".join(day_month(r[0]) if len(r) == 1 else f"{day_month(r[0])} to {day_month(r[-1])}" for r in runs)
