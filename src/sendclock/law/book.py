"""The rule book: every rule, exception, event type and calendar in use, made ready for the clock.

Must not know: TOML, cases, what day it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from sendclock.days.calendars import Calendar
from sendclock.days.counting import Offset, is_months, read_offset, shift_of
from sendclock.law.edition import RuleInPrint, in_print
from sendclock.law.practice import Practice
from sendclock.law.role import Act, Role
from sendclock.law.rule import LATER, EventType, Fact, Reading, Rule, RuleException, Trigger, Value
from sendclock.tuples import NamedTuple

# Fields that fall back to the event's own day, with a warning: the day a letter arrived is often unknown.
FALLS_BACK = frozenset({"served", "received", "dated", "counts_from", "meeting", "first_day"})
KEPT = 1_000  # different events of a type whose effects are remembered: a caseload of any size has a dozen

# Where the day counted from is found: the event's own day, a field of it, a day of the calendar (or on which another
# rule was met), or only once other clocks are dated.
How = Literal["on", "field", "calendar", "later"]
# And what stands in for a field that is not recorded: the event's own day, because it has no such field; the day the
# plan was made; the 25th birthday; its own day as a guess; nothing, so no clock starts.
Fallback = Literal["own", "made", "birthday", "guess", "none"]


class Workings:
    """What is needed to run and to date the clocks of a version of a rule. `law_began`: the day from which its first
    version is in force. `hangs`: it counts from the due day of another. `shift`: so many days and nothing else;
    `in_months`: so many months.
    `counts_in`: the calendar it is counted in, if any; `calendar`: the one that tells the working day on or before the
    due day. Readings with the length each gives. What the engine asks of the rule for every clock stands beside it: a
    named tuple takes five times as long to say so."""

    __slots__ = (
        "anchor", "calendar", "combine", "counts_in", "hangs", "id", "in_force_from", "in_months", "in_time", "is_law",
        "kind", "law_began", "not_while", "of", "pauses", "per_party", "period", "readings", "repeats", "roles", "rule",
        "schooldays", "shift", "within_plan",
    )  # fmt: skip

    def __init__(self, rule: Rule, law_began: date, counts_in: Calendar | None, england: Calendar) -> None:
        self.rule, self.id, self.of, self.repeats, self.combine = rule, rule.id, rule.of, rule.repeats, rule.combine
        self.per_party, self.in_time, self.not_while = rule.per_party, rule.in_time, rule.not_while
        self.in_force_from, self.law_began, self.is_law = rule.in_force_from, law_began, rule.local is None
        self.kind, self.roles, self.pauses, self.within_plan = rule.kind, rule.roles, rule.pauses, rule.within_plan
        self.anchor, self.hangs = rule.anchor, rule.anchor.startswith("due:")
        period = self.period = rule.period
        self.shift, self.in_months, self.schooldays = shift_of(period), is_months(period), period.unit == "school-day"
        self.counts_in, self.calendar = counts_in, counts_in or england
        self.readings: tuple[tuple[Reading, Offset | None], ...] = tuple(
            (r, read_offset(r.offset, signed=True) if r.offset else None) for r in rule.readings
        )


class Start:
    """A version of a rule that an event may start, how the day counted from is found, and how its clocks are dated. It
    is in force for what counts from `since` to `until`, both included. What is asked of it at every event that may
    start it is worked out here, once: whether detention ends it, and whether it waits for the answer to a request."""

    __slots__ = (
        "anchor", "answers_the_request", "ends_in_detention", "fallback", "how", "rule", "since", "until", "workings"
    )  # fmt: skip

    def __init__(self, workings: Workings, fallback: Fallback, ends_in_detention: bool) -> None:
        rule = self.rule = workings.rule
        self.workings, self.fallback, self.ends_in_detention = workings, fallback, ends_in_detention
        self.anchor, self.how, self.answers_the_request = rule.anchor, _how(rule), Role.WEEK_6 in rule.roles
        self.since, self.until = rule.in_force_from, rule.in_force_to or date.max


class Stop:
    """What an event does to the running clocks of one version of a rule: the acts by which it meets them; whether it
    ends them otherwise, or makes them pointless (`spends`)."""

    __slots__ = ("ends", "met_by", "spends")

    def __init__(self, met_by: tuple[Trigger, ...], ends: bool, spends: bool) -> None:
        self.met_by, self.ends, self.spends = met_by, ends, spends


class Effects(NamedTuple):
    """What an event may do, by its type and fields: `stops` by rule and the first day of the version; `starts`."""

    stops: Mapping[str, Mapping[date, Stop]]
    starts: tuple[Start, ...]


class Touched(NamedTuple):
    """The rules that events of one type may touch: those they may start, each with by what; those they may stop."""

    starts: list[tuple[Trigger, Rule]]
    stops: list[Rule]


class Prepared:
    """What the engine needs of one event type: the fields that the conditions of its triggers ask about, what its
    events may start and stop, and their effects by the values that these fields have had so far."""

    __slots__ = ("asked", "known", "starts", "stops")

    def __init__(
        self, asked: tuple[str, ...], starts: tuple[tuple[Trigger, Start], ...], stops: tuple[Rule, ...]
    ) -> None:
        self.asked, self.starts, self.stops = asked, starts, stops
        self.known: dict[tuple[Value | None, ...], Effects] = {}


class RuleBook:
    """Every rule, exception, event type and calendar in use; `practice` is what the local packs and settings say beside
    the rules. What the clock needs of them is worked out when it is first asked for, and remembered.

    `limbs`: the ids of rules that are limbs of others. What a rule or an event is, is asked by its part: `of`, `events`
    and `has`.
    """

    def __init__(
        self,
        packs: tuple[str, ...],
        rules: tuple[Rule, ...],
        exceptions: Mapping[str, RuleException],
        event_types: Mapping[str, EventType],
        calendars: Mapping[str, Calendar],
        setting_calendars: Mapping[str, Calendar],
        practice: Practice | None = None,
    ) -> None:
        self.packs, self.rules, self.exceptions = packs, rules, exceptions
        self.practice = practice or Practice()
        self.event_types, self.calendars, self.setting_calendars = event_types, calendars, setting_calendars
        self.limbs = frozenset(rule.combine[1] for rule in rules if rule.combine)
        self._workings: dict[int, Workings] = {}
        self._printed: dict[int, RuleInPrint] = {}
        self._prepared: dict[str, Prepared] = {}
        self._acts = {id: frozenset(kind.roles) for id, kind in event_types.items()}
        self._ids: dict[tuple[tuple[Role, ...], frozenset[str] | None], frozenset[str]] = {}
        self._of: dict[str, list[Rule]] = {}
        for rule in rules:
            for role in () if rule.asleep else rule.roles:
                self._of.setdefault(role, []).append(rule)
        self._events: dict[str, tuple[str, ...]] = {}
        self._types: dict[tuple[Act, ...], frozenset[str]] = {}
        for id, kind in event_types.items():
            for act in kind.roles:
                self._events[act] = (*self._events.get(act, ()), id)

    @property
    def england(self) -> Calendar:
        return self.calendars["england"]

    def of(self, *roles: Role, local: bool = False) -> tuple[Rule, ...]:
        """Every version of the rules that play one of these parts, in the order of the book: those of the law; with
        `local`, those of the authority's own packs too."""
        found = (rule for role in roles for rule in self._of.get(role, ()))
        return tuple(rule for rule in found if local or rule.local is None)

    def ids(self, *roles: Role, roads: Collection[str] | None = None) -> frozenset[str]:
        """The ids of the law's rules that play one of these parts (on one of these roads)."""
        asked = (roles, None if roads is None else frozenset(roads))
        found = self._ids.get(asked)
        if found is None:
            of = (rule for rule in self.of(*roles) if roads is None or rule.road in roads)
            found = self._ids[asked] = frozenset(rule.id for rule in of)
        return found

    def only(self, ids: Collection[str]) -> RuleBook:
        """The same book with the clocks of these rules alone. What part any other rule plays can still be asked."""
        rules = tuple(rule for rule in self.rules if rule.id in ids)
        about = (self.exceptions, self.event_types, self.calendars, self.setting_calendars, self.practice)
        made = RuleBook(self.packs, rules, *about)
        made._of = self._of
        return made

    def events(self, *acts: Act) -> tuple[str, ...]:
        """The event types that play one of these parts, in the order of the vocabulary."""
        return tuple(id for act in acts for id in self._events.get(act, ()))

    def types_of(self, *acts: Act) -> frozenset[str]:
        """The same, to ask many events; gathered once."""
        found = self._types.get(acts)
        if found is None:
            found = self._types[acts] = frozenset(self.events(*acts))
        return found

    def event(self, act: Act) -> str:
        """The one by which such an act is recorded: the first, where several play the part; dots, for the reader to
        fill in, where this law has none."""
        return self._events.get(act, ("...",))[0]

    def has(self, what: Rule | str, *roles: Role | Act) -> bool:
        """Whether a rule, or an event type by its id, plays one of these parts."""
        playing = what.roles if isinstance(what, Rule) else self._acts.get(what, ())
        for role in roles:  # noqa: SIM110  a loop: asked thousands of times a case by `check`, at a third of an `any`
            if role in playing:
                return True
        return False

    @cached_property
    def named_by(self) -> Mapping[str, frozenset[str]]:
        """For each event type whose party is one that an earlier event named: the types of such an event. They are what
        it presupposes, and what starts the clocks it meets for that party, or that thing, alone. An event that may
        begin a matter itself (a decision, of which a review is asked, on which it is decided again) is not among them.
        """
        asking: dict[str, set[str]] = {id: set() for id in self.event_types}
        led_by: dict[str, set[str]] = {id: set() for id in self.event_types}
        for id, kind in self.event_types.items():
            asking[id] |= set(kind.presupposes.events) if kind.presupposes and "party" in kind.fields else set()
        for rule in self.rules:
            for trigger in rule.met_by if rule.per_party or rule.answers == "party" else ():
                led_by[trigger.event] |= {start.event for start in rule.starts_on}
                of_party = rule.of == "instruction" or "party" in self.event_types[trigger.event].fields
                if rule.kind == "deadline" and of_party:
                    asking[trigger.event] |= {start.event for start in rule.starts_on}
        return {id: frozenset(named) for id, named in asking.items() if named and id not in _all_before(id, led_by)}

    @cached_property
    def asked_first(self) -> Mapping[str, frozenset[str]]:
        """By event type: those it presupposes, with a question that it answers, where their rank would put them after
        it on one day."""
        found: dict[str, frozenset[str]] = {}
        for id, kind in self.event_types.items():
            before = [self.event_types[other] for other in kind.presupposes.events] if kind.presupposes else []
            late = {one.id for one in before if one.rank > kind.rank and set(one.raises) & set(kind.settles)}
            if late:
                found[id] = frozenset(late)
        return found

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """By event type, its rank among the events of one day."""
        return {id: kind.rank for id, kind in self.event_types.items()}

    @cached_property
    def answered_sooner(self) -> frozenset[str]:
        """All of these: what may have to come before an event of its day that ranks before it."""
        return frozenset().union(*self.asked_first.values())

    @cached_property
    def arranged(self) -> Mapping[str, str]:
        """By the type of an event that ends the waiting for a day: the type of the one that arranged it."""
        return {kind.arranges.until: kind.id for kind in self.event_types.values() if kind.arranges}

    @cached_property
    def to_a_party(self) -> frozenset[str]:
        """The types of the events that may name a party."""
        return frozenset(id for id, kind in self.event_types.items() if "party" in kind.fields)

    @cached_property
    def leaving(self) -> frozenset[str]:
        """The types of the events that may end an appeal and not say what is to be done."""
        return frozenset(id for id, kind in self.event_types.items() if kind.leaves is not None)

    @cached_property
    def decided_together(self) -> Mapping[str, frozenset[str]]:
        """By challenge, those that one order decides as well: whoever appeals about the contents after a review that
        left the plan as it is appeals against that decision (CFA 2014 s.51(2)(c), (e))."""
        decided = [frozenset(turned) for kind in self.event_types.values() for turned in kind.turns.values()]
        every: frozenset[str] = frozenset().union(*decided)
        return {each: frozenset().union(*(one for one in decided if each in one)) for each in every}

    @cached_property
    def of_days(self) -> frozenset[str]:
        """The types of the events that arrange a day, or end the waiting for one."""
        return frozenset([*self.arranged, *self.arranged.values()])

    @cached_property
    def ways(self) -> Mapping[str, str]:
        """By the route a yes may name, the way on which a no was fought over."""
        return {kind.route: kind.way for kind in self.event_types.values() if kind.route}

    def printed(self, rule: Rule) -> RuleInPrint:
        """A version of a rule as it is printed."""
        found = self._printed.get(id(rule))
        if found is None:
            found = self._printed[id(rule)] = in_print(rule)
        return found

    def rule_ids(self) -> Iterable[str]:
        return self._by_id

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        return self._by_id.get(rule_id, ())

    @cached_property
    def _by_id(self) -> Mapping[str, tuple[Rule, ...]]:
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            found[rule.id] = (*found.get(rule.id, ()), rule)
        return found

    @cached_property
    def twins(self) -> Mapping[str, str]:
        """By the rule of a local pack the rule of the law that asks for the same act from the same event: the one it
        tightens, or the one it only repeats."""
        law = [rule for rule in self.rules if rule.local is None and rule.kind == "deadline"]
        found: dict[str, str] = {}
        for rule in self.rules:
            if rule.local is None or rule.kind != "deadline" or rule.asleep:
                continue
            named = [other for other in law if other.id == rule.local.tightens and acts_of(rule) & acts_of(other)]
            same = named or [other for other in law if same_work(rule, other)]
            if same:  # week 20 and not 16, of the final plan alone
                found[rule.id] = min(same, key=lambda other: len(acts_of(other))).id
        return found

    def effects(self, event: Fact) -> Effects:
        """What an event may start, meet or end. No condition is asked twice of the same values."""
        prepared = self._prepared.get(event.type)
        if prepared is None:
            prepared = self._prepared[event.type] = self._prepare(event.type)
        fields, known = event.fields, prepared.known
        values = tuple(map(fields.get, prepared.asked)) if prepared.asked else ()
        found = known.get(values)
        if found is None:
            if len(known) >= KEPT:
                known.clear()
            found = known[values] = self._effects_of(event, prepared)
        return found

    def starting(self, event_type: str) -> list[Trigger]:
        """What events of this type may start a rule by."""
        touched = self._touched.get(event_type)
        return [trigger for trigger, _ in touched.starts] if touched else []

    def workings(self, rule: Rule) -> Workings:
        """How the clocks of this version are dated."""
        found = self._workings.get(id(rule))
        if found is None:
            found = self._workings[id(rule)] = self._worked_out(rule)
        return found

    @cached_property
    def _touched(self) -> Mapping[str, Touched]:
        """By event type, the rules that an event of that type may touch: one pass over the book."""
        found: defaultdict[str, Touched] = defaultdict(lambda: Touched([], []))
        for rule in self.rules:
            if rule.asleep:
                continue
            for trigger in rule.starts_on:
                found[trigger.event].starts.append((trigger, rule))
            for event_type in {trigger.event for trigger in _stops(rule)}:
                found[event_type].stops.append(rule)
        return found

    def _prepare(self, event_type: str) -> Prepared:
        """Made when the first event of the type is met: a case has a dozen types of 125, and what it has not costs a
        start nothing (decision 0056)."""
        touched = self._touched.get(event_type)
        if touched is None:
            return Prepared((), (), ())
        starts = tuple([(trigger, self._start(rule, event_type)) for trigger, rule in touched.starts])
        triggers = (trigger for rule in touched.stops for trigger in _stops(rule) if trigger.event == event_type)
        asking = (*(trigger for trigger, _ in starts), *triggers)
        asked = dict.fromkeys(each.field for trigger in asking for each in trigger.conditions)
        return Prepared(tuple(asked), starts, tuple(touched.stops))

    def _start(self, rule: Rule, event_type: str) -> Start:
        detained = any(ended.event in self.types_of(Act.DETAINED) for ended in rule.ends_with)
        return Start(self.workings(rule), _fallback(rule.anchor, self.event_types[event_type]), detained)

    def _effects_of(self, event: Fact, prepared: Prepared) -> Effects:
        stops: dict[str, dict[date, Stop]] = {}
        for rule in prepared.stops:
            met_by = tuple(trigger for trigger in rule.met_by if trigger.fits(event))
            ends = any(trigger.fits(event) for trigger in rule.ends_with)
            spends = not ends and any(trigger.fits(event) for trigger in rule.spent_by)
            if met_by or ends or spends:
                stops.setdefault(rule.id, {})[rule.in_force_from] = Stop(met_by, ends, spends)
        return Effects(stops, tuple(start for trigger, start in prepared.starts if trigger.fits(event)))

    def _worked_out(self, rule: Rule) -> Workings:
        counts_in = self.calendars[rule.calendar] if rule.calendar else None
        versions = self.versions(rule.id)
        return Workings(rule, (versions[0] if versions else rule).in_force_from, counts_in, self.england)


class _Ordinary(NamedTuple):
    """An event that says what a trigger asks for, and leaves out everything else."""

    type: str
    fields: Mapping[str, Value]


def same_work(rule: Rule, other: Rule) -> bool:
    """An ordinary event that starts the local rule starts the other too, from the same field; and what meets the one
    meets the other."""
    starts = any(theirs.fits(_ordinary(own)) for own in rule.starts_on for theirs in other.starts_on)
    return starts and rule.anchor == other.anchor and bool(rule.met_by) and acts_of(rule) <= acts_of(other)


def _ordinary(trigger: Trigger) -> _Ordinary:
    return _Ordinary(trigger.event, {each.field: each.values[0] for each in trigger.conditions if each.op == "="})


def acts_of(rule: Rule) -> set[str]:
    """The types of the events that meet it."""
    return {trigger.event for trigger in rule.met_by}


def _stops(rule: Rule) -> tuple[Trigger, ...]:
    return (*rule.met_by, *rule.ends_with, *rule.spent_by)


def _how(rule: Rule) -> How:
    kind, named, _ = rule.anchor.partition(":")
    if rule.anchor == "on":
        return "on"
    if not named:
        return "field"
    return "later" if kind in (*LATER, "due") else "calendar"


def _fallback(field: str, kind: EventType) -> Fallback:
    if field not in kind.fields or kind.fields[field].own:
        return "own"  # this event has no such field, or needs none: its own day is the one meant
    if kind.fields[field].required:
        return "none"
    if field == "last_reviewed":
        return "made"
    if field == "turns_25":
        return "birthday"
    return "guess" if field in FALLS_BACK else "none"


def _all_before(event: str, led_by: Mapping[str, Collection[str]]) -> set[str]:
    """Every event type from which one comes to `event`, step by step."""
    found: set[str] = set()
    ahead = set(led_by[event])
    while ahead:
        found |= ahead
        ahead = {before for each in ahead for before in led_by[each]} - found
    return found
