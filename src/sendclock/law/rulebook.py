"""Join packs, vocabulary and calendars into the RuleBook. Duplicates, overlaps, gaps and loose ends are refused.

Must not know: cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from sendclock.core.calendars import Calendar
from sendclock.core.model import Rule, RuleBook, RuleException
from sendclock.core.problems import CannotRunError, Problem, near_miss
from sendclock.law import bank_holidays
from sendclock.law.packs import Pack, read_pack
from sendclock.law.vocabulary import event_types

PACKS = Path(__file__).parent / "packs"
# The shipped areas of law, in the order of the book.
AREAS = (
    "assessment", "advice", "plan", "reassessment", "reviews", "transfers", "ceasing", "mediation", "appeals",
    "orders", "detained", "conversions", "adjacent", "exceptions",
)  # fmt: skip


def load(
    extra: Sequence[Path] = (),
    calendars: Mapping[str, Calendar] | None = None,
    setting_calendars: Mapping[str, Calendar] | None = None,
) -> RuleBook:
    """The shipped law, and `extra` pack files. Raises CannotRunError naming every problem: a bad pack puts
    every date in doubt."""
    known = {**bank_holidays.calendars(), **(calendars or {})}
    words = event_types()
    packs: list[Pack] = []
    problems: list[Problem] = []
    for path in (*shipped(), *extra):
        pack, found = read_pack(path.read_bytes(), path.name, words, known)
        problems += found
        if pack is not None:
            packs.append(pack)
    rules = [rule for pack in packs for rule in pack.rules]
    exceptions = [exception for pack in packs for exception in pack.exceptions]
    problems += [*_versions(rules), *_loose_ends(rules, exceptions)]
    if problems:
        raise CannotRunError("\n".join(str(problem) for problem in problems))
    return RuleBook(
        packs=tuple(dict.fromkeys(pack.id for pack in packs)),
        rules=tuple(rules),
        exceptions={exception.id: exception for exception in exceptions},
        event_types=words,
        calendars=known,
        setting_calendars=setting_calendars or {},
    )


def shipped() -> list[Path]:
    """The pack files that come with sendclock."""
    return [PACKS / f"{area}.toml" for area in AREAS]


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
