"""Read every pack and join them. Duplicates, overlaps, gaps, loose ends and circles are refused.

Must not know: cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from sendclock.core.model import Rule, RuleException
from sendclock.core.problems import CannotRunError, Problem, near_miss
from sendclock.law.compiled import Law
from sendclock.law.packs import Pack, read_pack
from sendclock.law.vocabulary import event_types


def read_law(paths: Iterable[Path], calendars: Iterable[str], own: Iterable[Path] = ()) -> Law:
    """The packs of `paths` as one law, with an authority's `own` packs beside it.

    Raises CannotRunError naming every problem: a bad pack puts every date in doubt.
    """
    words, names = event_types(), frozenset(calendars)
    packs: list[Pack] = []
    problems: list[Problem] = []
    for path, local in [*((path, False) for path in paths), *((path, True) for path in own)]:
        pack, found = read_pack(path.read_bytes(), path.name, words, names)
        problems += found
        if pack is not None:
            packs.append(pack)
            problems += _local(pack) if local else []
    rules = tuple(rule for pack in packs for rule in pack.rules)
    exceptions = tuple(exception for pack in packs for exception in pack.exceptions)
    problems += [*_versions(rules), *_loose_ends(rules, exceptions), *_circles(rules)]
    if problems:
        raise CannotRunError("\n".join(str(problem) for problem in problems))
    return Law(tuple(dict.fromkeys(pack.id for pack in packs)), rules, exceptions, words)


def _local(pack: Pack) -> list[Problem]:
    """An authority's own rules say that they are local, and are named after their pack: none takes the place of the
    law."""
    problems = []
    for rule in pack.rules:
        if rule.tier != "local":
            message = f'"{rule.id}" has the tier "{rule.tier}". A rule of your own is local: write tier = "local".'
            problems.append(Problem(rule.position, "error", "not-local", message))
        if not rule.id.startswith(f"{pack.id}-"):
            message = f'"{rule.id}" is not named after its pack. Begin its id with "{pack.id}-".'
            problems.append(Problem(rule.position, "error", "not-named-after-pack", message))
    return problems


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
        named += [rule.anchor[4:]] if rule.anchor.startswith("due:") else []
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


def _circles(rules: Sequence[Rule]) -> list[Problem]:
    """A rule may hang on another's due day, or have another for a limb, but never on itself in the end."""
    hangs_on: dict[str, set[str]] = {}
    for rule in rules:
        named = [rule.combine[1]] if rule.combine else []
        named += [rule.anchor[4:]] if rule.anchor.startswith("due:") else []
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
            message = f'"{rule.id}" is counted from its own due day, in a circle. Change its anchor or its combine.'
            problems.append(Problem(rule.position, "error", "circle", message))
    return problems
