"""The rule book: every rule, exception, event type and calendar in use.

Must not know: TOML, cases, what day it is.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sendclock.days.calendars import Calendar
from sendclock.law.practice import Practice
from sendclock.law.rule import EventType, Rule, RuleException, Trigger


class RuleBook:
    """Every rule, exception, event type and calendar in use, with the indexes the clock needs.

    `starters[event type]` lists the rules it may start; `stoppers[event type][rule id][in force from]` the
    triggers by which it meets or ends the clocks of that version; `limbs` the ids of rules that are limbs;
    `practice` what the local packs and settings say beside the rules.
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
        for rule in rules:
            if rule.asleep:
                continue
            for trigger in rule.starts_on:
                self.starters.setdefault(trigger.event, []).append((rule, trigger))
            for place, triggers in enumerate((rule.met_by, rule.ends_with)):
                for trigger in triggers:
                    versions = self.stoppers.setdefault(trigger.event, {}).setdefault(rule.id, {})
                    versions.setdefault(rule.in_force_from, ([], []))[place].append(trigger)

    @property
    def england(self) -> Calendar:
        return self.calendars["england"]

    def rule_ids(self) -> Iterable[str]:
        return dict.fromkeys(rule.id for rule in self.rules)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.id == rule_id)
