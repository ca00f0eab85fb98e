"""What a pack would do, before it is live and without a case: a case in which everything happens on its last day, with
the law's limits and the pack's on one list; and the small matters of the pack, each as if it came in on the same day.

Must not know: case files, the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sendclock.clock.case import Case, Event
from sendclock.clock.deadline import Deadline
from sendclock.clock.run import timeline
from sendclock.days.hours import in_london
from sendclock.days.school_year import SCHOOL_YEAR
from sendclock.law.book import RuleBook
from sendclock.law.role import Act, Role
from sendclock.law.rule import MONDAY_TO_SUNDAY, Condition, EventType, Rule, Trigger, Value, kept_before
from sendclock.pack.example import awake, value_of
from sendclock.say.reasons import lead, of_the_school_year
from sendclock.say.words import limit_in_words
from sendclock.tuples import NamedTuple

ROUNDS = 4  # in which rules that hang on others find them
MORNING = time(10)
# The road of an ordinary assessment: the act, and the limit on whose last day it is done.
ROAD = (
    (Act.ASSESS_YES, Role.WEEK_6),
    (Act.DRAFT, Role.WEEK_16),
    (Act.FINAL_PLAN, Role.WEEK_20),
)


class Tried(NamedTuple):
    """One limit: of the law, or of the pack (`own`). `week`: counted from the request; 0 of what stands apart.
    `from_`: what starts it, and when."""

    rule: Rule
    due: date
    at: datetime | None
    week: int
    own: bool
    from_: Event
    opens: date | None = None
    route: str = ""


def limit_of(rule: Rule) -> str:
    """`5 working days after`, `weeks 7 to 12`, `6 weeks to 8 weeks after`, `1 day before, back to the Thursday`."""
    local, limit = rule.local, limit_in_words(rule.period)
    if local is None:
        return limit
    if local.opens_week:
        last = rule.period.size
        return f"weeks {local.opens_week} to {last}" if last != local.opens_week else f"in week {last}"
    if rule.anchor.partition(":")[0] in SCHOOL_YEAR:
        limit = f"{limit if rule.period.size else 'by'} {of_the_school_year(rule.anchor)}"
    if local.weekday is not None:
        back = "back" if rule.period.direction == "before" else "on"
        limit += f", {back} to the {MONDAY_TO_SUNDAY[local.weekday].capitalize()}"
    return f"{lead(local.opens)} to {limit}" if local.opens else limit


def tried(book: RuleBook, pack: str, first: date) -> tuple[list[Tried], list[Tried], list[Rule]]:
    """The limits of a case whose assessment is asked for on `first`; those of other beginnings, as if each were on that
    day; and the rules of the pack that none of it starts."""
    woken = awake(book, pack, first, drafts=False)
    live = _for_any_case(woken, pack)
    road = _road(live, first)
    mine = [rule for rule in live.rules if rule.pack == pack and rule.in_force_to is None and not rule.asleep]
    on_the_road = {rule.id for rule in mine if any(t.fits(e) for t in rule.starts_on for e in road)}
    events = _with_what_meets(
        live, road, [rule for rule in mine if rule.id in on_the_road or rule.anchor[:4] == "met:"]
    )
    case = [*_rows(live, events, first, mine, law=True)]
    seen = {row.rule.id for row in case}
    apart: list[Tried] = []
    for rule in mine:
        if rule.id in seen:
            continue
        found = list(_alone(live, rule, first))
        own = [row for row in found if row.own][-1:]
        apart += own
        apart += [row for row in found if own and not row.own and row.rule.id not in seen and row.due >= first]
        seen |= {row.rule.id for row in found if own}
    case = case if any(row.own for row in case) else []
    said = dict(zip(map(id, live.rules), woken.rules, strict=True))
    case, apart = ([row._replace(rule=said.get(id(row.rule), row.rule)) for row in rows] for rows in (case, apart))
    return case, apart, [rule for rule in mine if rule.id not in seen]


def _for_any_case(book: RuleBook, pack: str) -> RuleBook:
    """The rules of the pack without the conditions on the case: what they are is said beside them."""
    rules = [
        rule._replace(local=rule.local._replace(conditions=())) if rule.pack == pack and rule.local else rule
        for rule in book.rules
    ]
    about = (book.exceptions, book.event_types, book.calendars, book.setting_calendars, book.practice)
    return RuleBook(book.packs, tuple(rules), *about)


def _road(book: RuleBook, first: date) -> list[Event]:
    begun = next((id for id in book.events(Act.REQUEST)), None)
    if begun is None:
        return []
    events = [Event(begun, first, None, "e1", 0, 0, _fields(book.event_types[begun], ()))]
    for act, role in ROAD:
        days = [d.due for d in _clocks(book, events, first) if d.rule.plays(role) and d.rule.own]
        types = book.events(act)
        if not days or not types:
            break
        day = min(days)
        events.append(_next(events, types[0], day, _fields(book.event_types[types[0]], ())))
    return events


def _clocks(book: RuleBook, events: Sequence[Event], first: date) -> Sequence[Deadline]:
    last = max((event.on for event in events), default=first)
    return timeline(Case("try", "", tuple(events)), book, last + timedelta(1)).deadlines


def _with_what_meets(book: RuleBook, events: list[Event], rules: Sequence[Rule]) -> list[Event]:
    """The events, with whatever meets a rule of the pack, on its last day, where another counts from that."""
    found = list(events)
    wanted = {rule.anchor[4:] for rule in rules if rule.anchor.startswith("met:")}
    for _ in range(ROUNDS if wanted else 0):
        for clock in _clocks(book, found, found[0].on) if found else ():
            trigger = next(iter(clock.rule.met_by), None)
            if clock.rule.id in wanted and clock.met_on is None and trigger is not None and clock.status != "lapsed":
                wanted.discard(clock.rule.id)
                fields = _fields(book.event_types[trigger.event], trigger.conditions, clock.party)
                found = sorted([*found, _next(found, trigger.event, clock.due, fields)], key=lambda e: (e.on, e.order))
                found = [event.but(order=n) for n, event in enumerate(found)]
    return found


def _alone(book: RuleBook, rule: Rule, first: date) -> Iterator[Tried]:
    """The clock of one rule, by an event that starts it on `first`; one that hangs on another, after that one."""
    starts = next(iter(rule.starts_on), None)
    if starts is None:
        return
    before = kept_before(rule.anchor)
    other = next((r for r in book.rules if r.id in before), None)
    begins = next(iter(other.starts_on), starts) if other else starts
    event = _begun(book, begins, first)
    events = [event]
    if other:
        day = next((d.due for d in _clocks(book, events, first) if d.rule.id == other.id), first)
        events.append(_begun(book, starts, day).but(id="e2", order=1))
    yield from _rows(book, events, first, [rule], law=False)


def _begun(book: RuleBook, trigger: Trigger, day: date) -> Event:
    kind = book.event_types[trigger.event]
    at = in_london(datetime.combine(day, MORNING)) if kind.moment else None
    fields = _fields(kind, trigger.conditions)
    dates = {name: day for name, field in kind.fields.items() if field.kind == "date" and name not in fields}
    ahead = {name: day + timedelta(28) for name in dates if kind.fields[name].ahead}
    return Event(kind.id, day, at, "e1", 0, 0, {**dates, **ahead, **fields})


def _next(events: Sequence[Event], type_: str, day: date, fields: dict[str, Value]) -> Event:
    return Event(type_, day, None, f"e{len(events) + 1}", len(events), 0, fields)


def _fields(kind: EventType, conditions: Iterable[Condition], party: str | None = None) -> dict[str, Value]:
    """The fields an event needs, and those that its conditions ask for."""
    asked = {c.field: value_of(c.field, c.values[0], kind) for c in conditions if c.op in ("=", ">=")}
    unlike = {c.field: set(c.values) for c in conditions if c.op == "!="}
    found: dict[str, Value] = {}
    for name, field in kind.fields.items():
        if name in asked:
            found[name] = asked[name]
        elif field.required and field.kind != "date":
            words = [word for word in field.choices if word not in unlike.get(name, ())]
            found[name] = words[0] if words else party or "TRY-1"
    return found


def _rows(book: RuleBook, events: Sequence[Event], first: date, mine: Sequence[Rule], law: bool) -> Iterator[Tried]:
    own = {rule.id for rule in mine}
    for clock in _clocks(book, events, first):
        mine_ = clock.rule.id in own
        of_law = clock.rule.tier == "statutory" and clock.due <= events[-1].on if law else clock.rule.local is None
        if not mine_ and (clock.rule.kind != "deadline" or not of_law):
            continue
        days = (clock.due - first).days
        week = max(1, -(-days // 7)) if law and days >= 0 else 0
        yield Tried(clock.rule, clock.due, clock.due_at, week, mine_, clock.started_by, clock.opens, clock.route)
