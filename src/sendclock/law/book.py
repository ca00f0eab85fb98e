"""The rule book: every rule, exception, event type and calendar in use.

Must not know: TOML, cases, what day it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sendclock.days.calendars import Calendar
from sendclock.law.practice import Practice
from sendclock.law.role import Act, Role
from sendclock.law.rule import EventType, Rule, RuleException, Trigger


class RuleBook:
    """Every rule, exception, event type and calendar in use, with the indexes the clock needs.

    `starters[event type]` lists the rules it may start; `stoppers[event type][rule id][in force from]` the
    triggers by which it meets or ends the clocks of that version; `limbs` the ids of rules that are limbs;
    `practice` what the local packs and settings say beside the rules. What a rule or an event is, is asked by its part:
    `of`, `events` and `has`.
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
        self.starters: dict[str, list[tuple[Rule, Trigger]]] = {}
        self.stoppers: dict[str, dict[str, dict[date, tuple[list[Trigger], list[Trigger]]]]] = {}
        self._of: dict[str, list[Rule]] = {}
        self._events: dict[str, tuple[str, ...]] = {}
        self._acts = {id: frozenset(kind.roles) for id, kind in event_types.items()}
        for id, kind in event_types.items():
            for act in kind.roles:
                self._events[act] = (*self._events.get(act, ()), id)
        for rule in rules:
            if rule.asleep:
                continue
            for role in rule.roles:
                self._of.setdefault(role, []).append(rule)
            for trigger in rule.starts_on:
                self.starters.setdefault(trigger.event, []).append((rule, trigger))
            for place, triggers in enumerate((rule.met_by, rule.ends_with)):
                for trigger in triggers:
                    versions = self.stoppers.setdefault(trigger.event, {}).setdefault(rule.id, {})
                    versions.setdefault(rule.in_force_from, ([], []))[place].append(trigger)

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
        found = (rule for rule in self.of(*roles) if roads is None or rule.road in roads)
        return frozenset(rule.id for rule in found)

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

    def event(self, act: Act) -> str:
        """The one by which such an act is recorded: the first, where several play the part."""
        return self._events[act][0]

    def has(self, what: Rule | str, *roles: Role | Act) -> bool:
        """Whether a rule, or an event type by its id, plays one of these parts."""
        playing = what.roles if isinstance(what, Rule) else self._acts.get(what, ())
        return any(role in playing for role in roles)

    def rule_ids(self) -> Iterable[str]:
        return dict.fromkeys(rule.id for rule in self.rules)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.id == rule_id)
