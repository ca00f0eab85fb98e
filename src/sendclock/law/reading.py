"""Read every pack and join them. Duplicates, overlaps, gaps, loose ends and circles are refused.

Must not know: cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from sendclock.core.calendars import Calendar
from sendclock.core.local import LATER
from sendclock.core.model import EventType, Rule, RuleException
from sendclock.core.problems import CannotRunError, Position, Problem, near_miss
from sendclock.law.compiled import Law, LocalLaw
from sendclock.law.guards import guarded, named_after_pack, started_by_what_meets, without_superseded
from sendclock.law.packs import Pack, read_pack
from sendclock.law.vocabulary import event_types


def read_law(
    paths: Iterable[Path],
    calendars: Mapping[str, Calendar],
    own: Iterable[Path] = (),
    read_before: Law | None = None,
    panels: Iterable[str] | None = None,
) -> Law:
    """The packs of `paths` as one law, with an authority's `own` packs beside it.

    `read_before` is the law of `paths` where it has been read already. `panels` are those of the settings, None where
    they are not known. Raises CannotRunError naming every problem: a bad pack puts every date in doubt.
    """
    words = read_before.event_types if read_before else event_types()
    problems: list[Problem] = []
    packs, local = [], []
    for path in () if read_before else paths:
        pack, found = read_pack(path.read_bytes(), path.name, words, calendars)
        problems += found
        packs += [pack] if pack else []
    for path in own:
        try:
            content = path.read_bytes()
        except OSError as error:
            why = (error.strerror or "unknown reason").lower()
            problems.append(Problem(Position(path.as_posix(), 0), "error", "unreadable", f"cannot be read ({why})."))
            continue
        pack, found = read_pack(content, path.name, words, calendars, True, panels)
        problems += [*found, *(named_after_pack(pack) if pack else [])]
        local += [pack] if pack else []
    law = read_before or _law(packs, words)
    rules = started_by_what_meets([*law.rules, *(rule for pack in local for rule in pack.rules)])
    exceptions = (*law.exceptions, *(exception for pack in local for exception in pack.exceptions))
    problems += [*_versions(rules), *_loose_ends(rules, exceptions), *_circles(rules)]
    problems += guarded(law.rules, local, calendars) if not problems else []
    if problems:
        raise CannotRunError("\n".join(str(problem) for problem in problems))
    names = tuple(dict.fromkeys((*law.packs, *(pack.id for pack in local))))
    return Law(names, without_superseded(rules), exceptions, words, _beside_rules(local))


def _law(packs: Sequence[Pack], words: dict[str, EventType]) -> Law:
    rules = tuple(rule for pack in packs for rule in pack.rules)
    exceptions = tuple(exception for pack in packs for exception in pack.exceptions)
    return Law(tuple(dict.fromkeys(pack.id for pack in packs)), rules, exceptions, words)


def _beside_rules(packs: Sequence[Pack]) -> LocalLaw:
    """What local packs say beside rules. Of a draft, and of what is withdrawn, only the source is shown."""
    return LocalLaw(
        tuple(pack.source for pack in packs if pack.source),
        tuple(item for pack in packs for item in pack.checklist if item.status == "adopted"),
        tuple(reminder for pack in packs for reminder in pack.reminders if reminder.status == "adopted"),
    )


def _versions(rules: Iterable[Rule]) -> list[Problem]:
    """Versions of one rule must neither overlap nor leave a gap."""
    problems = []
    by_id: dict[str, list[Rule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    for id, versions in by_id.items():
        versions.sort(key=lambda rule: rule.in_force_from)
        for one, two in pairwise(versions):
            ends = one.in_force_to or date.max
            if two.in_force_from <= ends:
                message = f'"{id}" is in force twice from {two.in_force_from}: see {one.position}. Give one an end.'
                problems.append(Problem(two.position, "error", "overlap", message))
            elif two.in_force_from > ends + timedelta(1):
                message = f'"{id}" has no version from {ends + timedelta(1)} to {two.in_force_from - timedelta(1)}.'
                problems.append(Problem(two.position, "error", "gap", f"{message} Close the gap, or use another id."))
    return problems


def _loose_ends(rules: Sequence[Rule], exceptions: Sequence[RuleException]) -> list[Problem]:
    """Every rule and exception a rule names must exist; an exception is written once."""
    problems = []
    rule_ids, exception_ids = {rule.id for rule in rules}, {exception.id for exception in exceptions}
    for rule in rules:
        named = [rule.combine[1]] if rule.combine else []
        named += [rule.not_while] if rule.not_while else []
        named += _counted_from(rule)
        wrong = [(n, rule_ids) for n in named if n not in rule_ids]
        wrong += [(n, exception_ids) for n in rule.exceptions if n not in exception_ids]
        for name, known in wrong:
            what = "an exception" if known is exception_ids else "a rule"
            message = f'"{rule.id}" names "{name}", which is not {what}.{near_miss(name, known)}'
            problems.append(Problem(rule.position, "error", "unknown-id", message))
    seen: dict[str, RuleException] = {}
    for exception in exceptions:
        first = seen.setdefault(exception.id, exception)
        if first is not exception:
            message = f'exception "{exception.id}" is already at {first.position}. Remove one.'
            problems.append(Problem(exception.position, "error", "duplicate", message))
    return problems


def _counted_from(rule: Rule) -> list[str]:
    """The rules whose due day, or whose meeting, this one is counted from."""
    anchor = rule.anchor.partition(":")[2] if rule.anchor.startswith(LATER) else rule.anchor
    return [part[4:] for part in anchor.split(",") if part.startswith(("due:", "met:"))]


def _held_to(rule: Rule) -> list[str]:
    """The rules whose due day a local rule may not pass."""
    if rule.local is None:
        return []
    limit = rule.local.snap.not_after if rule.local.snap else ""
    return [id for id in (rule.local.tightens, limit) if id]


def _circles(rules: Sequence[Rule]) -> list[Problem]:
    """A rule may hang on another's due day, or have another for a limb, but never on itself in the end."""
    hangs_on: dict[str, set[str]] = {}
    for rule in rules:
        named = [rule.combine[1]] if rule.combine else []
        named += [*_counted_from(rule), *_held_to(rule)]
        hangs_on.setdefault(rule.id, set()).update(named)
    problems = []
    for rule in rules:
        reached, ahead = set(), list(hangs_on[rule.id])
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += hangs_on.get(name, ())
        if rule.id in reached:
            change = "Change its anchor, its combine, tightens or not_after."
            message = f'"{rule.id}" hangs on its own due day, in a circle. {change}'
            problems.append(Problem(rule.position, "error", "circle", message))
    return problems
