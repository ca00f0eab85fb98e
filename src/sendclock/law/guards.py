"""Local rules beside the law: named after their pack, never in its place, never looser.

Must not know: cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta

from sendclock.core.calendars import Calendar
from sendclock.core.counting import count
from sendclock.core.local import to_weekday
from sendclock.core.london import at_time
from sendclock.core.model import Rule
from sendclock.core.problems import Position, Problem, near_miss
from sendclock.law.packs import Pack

# Days on which a local period and the law's are counted side by side: round Christmas and round Easter.
LATE = time(23, 59)  # the latest moment hours may run from
TRIED = [date(2026, 11, 20) + timedelta(n) for n in range(62)] + [date(2026, 3, 16) + timedelta(n) for n in range(50)]


def named_after_pack(pack: Pack) -> list[Problem]:
    """An authority's own rules say that they are local, and are named after their pack."""
    problems = []
    for rule in pack.rules:
        if rule.tier != "local":
            message = f'"{rule.id}" has the tier "{rule.tier}". A rule of your own is local: write tier = "local".'
            problems.append(Problem(rule.position, "error", "not-local", message))
    named = [(rule.id, rule.position) for rule in pack.rules] + [(item.id, item.position) for item in pack.checklist]
    for id, position in named:
        if not id.startswith(f"{pack.id}-"):
            message = f'"{id}" is not named after its pack. Begin its id with "{pack.id}-".'
            problems.append(Problem(position, "error", "not-named-after-pack", message))
    if pack.rules and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", pack.id):
        message = f'"{pack.id}" cannot name a pack. Use small letters, digits and -.'
        problems.append(Problem(pack.rules[0].position, "error", "name", message))
    return problems


def guarded(law: Sequence[Rule], packs: Sequence[Pack], calendars: Mapping[str, Calendar]) -> list[Problem]:
    """What is wrong with local packs beside the law: taken names, loose ends, and limits looser than the law's."""
    own = [rule for pack in packs for rule in pack.rules]
    of_law, of_packs = {rule.id for rule in law}, {rule.id for rule in own}
    problems = []
    law_packs = {rule.pack for rule in law}
    for pack in packs:
        if pack.id in law_packs and pack.rules:
            message = f'"{pack.id}" is a pack of the law. Name yours after the authority.'
            problems.append(Problem(pack.rules[0].position, "error", "taken", message))
    for rule in own:
        if rule.id in of_law:
            message = f'"{rule.id}" is a rule of the law, whose id cannot be taken. Choose another.'
            problems.append(Problem(rule.position, "error", "taken", message))
        problems += _relations(rule, of_law, of_packs)
        problems += _looser(rule, law, calendars)
    for pack in packs:
        for reminder in pack.reminders:
            if reminder.rule not in of_law | of_packs:
                hint = near_miss(reminder.rule, of_law | of_packs)
                message = f'a reminder names "{reminder.rule}", which is not a rule.{hint}'
                problems.append(Problem(reminder.position, "error", "unknown-id", message))
    ids = [(rule.id, rule.position) for rule in {rule.id: rule for rule in own}.values()]
    return [*problems, *_twice([*ids, *((item.id, item.position) for pack in packs for item in pack.checklist)])]


def _relations(rule: Rule, of_law: set[str], of_packs: set[str]) -> list[Problem]:
    """tightens: any rule. extends and supersedes: only a local one, for no practice lengthens or replaces the law."""
    if rule.local is None:
        return []
    problems = []
    known = of_law | of_packs
    limit = rule.local.snap.not_after if rule.local.snap else ""
    for key, id in (("tightens", rule.local.tightens), ("not_after", limit)):
        if id and id not in known:
            message = f'"{rule.id}" {key} "{id}", which is not a rule.{near_miss(id, known)}'
            problems.append(Problem(rule.position, "error", "unknown-id", message))
    if rule.combine:
        message = f'"{rule.id}" has combine, which is for the law. Write anchor = "latest:..." or "earliest:...".'
        problems.append(Problem(rule.position, "error", "combine", message))
    for key, id in (("extends", rule.local.extends), ("supersedes", rule.local.supersedes)):
        if id == rule.id:
            problems.append(Problem(rule.position, "error", "itself", f'"{rule.id}" {key} itself. Name another rule.'))
        if id in of_law:
            message = (
                f'"{rule.id}" {key} "{id}", which is the law: a local rule may tighten it, never loosen or replace it.'
            )
            problems.append(Problem(rule.position, "error", "looser", message))
        elif id and id not in of_packs:
            message = f'"{rule.id}" {key} "{id}", which is not a local rule.{near_miss(id, of_packs)}'
            problems.append(Problem(rule.position, "error", "unknown-id", message))
    return problems


def _looser(rule: Rule, law: Iterable[Rule], calendars: Mapping[str, Calendar]) -> list[Problem]:
    """A limit that tightens another and ends later from the same day is refused. Where they count from different
    days nobody can tell beforehand: then each date is held to the law's when it is worked out."""
    if rule.local is None or not rule.local.tightens:
        return []
    for other in law:
        if other.id != rule.local.tightens or other.anchor != rule.anchor or other.period.direction != "after":
            continue
        for day in TRIED:
            start = at_time(day, LATE) if rule.period.unit.endswith("hour") else day
            own = count(start, rule.period, calendars[rule.calendar] if rule.calendar else calendars["england"]).due
            if rule.local.weekday is not None:
                own = to_weekday(own, rule.local.weekday, back=False)[0]
            limit = count(day, other.period, calendars[other.calendar] if other.calendar else calendars["england"]).due
            if own > limit:
                message = (
                    f'"{rule.id}" is looser than the law: from {day} it ends on {own}, and {other.id} on {limit}. '
                    f"Shorten it."
                )
                return [Problem(rule.position, "error", "looser", message)]
    return []


def _twice(named: Iterable[tuple[str, Position]]) -> list[Problem]:
    seen: dict[str, Position] = {}
    problems = []
    for id, position in named:
        if seen.setdefault(id, position) != position:
            message = f'"{id}" is already at {seen[id]}. Give this one another id.'
            problems.append(Problem(position, "error", "duplicate", message))
    return problems


def started_by_what_meets(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """`anchor = "met:RULE"` without `starts_on`: whatever meets that rule starts this one."""
    meets = {rule.id: rule.met_by for rule in rules}
    return tuple(
        rule._replace(starts_on=tuple(dict.fromkeys(meets.get(rule.anchor[4:], ()))))
        if rule.anchor.startswith("met:") and not rule.starts_on
        else rule
        for rule in rules
    )


def without_superseded(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """A local rule that another supersedes ends on the day before that one begins."""
    begins = {
        rule.local.supersedes: rule.in_force_from
        for rule in rules
        if rule.local is not None and rule.local.supersedes and not rule.asleep
    }
    if not begins:
        return tuple(rules)
    kept = []
    for rule in rules:
        ends = begins.get(rule.id)
        if ends is None or (rule.in_force_to is not None and rule.in_force_to < ends):
            kept.append(rule)
        elif rule.in_force_from < ends:
            kept.append(rule._replace(in_force_to=ends - timedelta(1)))
    return tuple(kept)
