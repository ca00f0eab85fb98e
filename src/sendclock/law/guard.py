"""Every pack read and joined to one law. Duplicates, overlaps, gaps, loose ends and circles are refused; local rules
stand beside the law, named after their pack, never in its place and never looser; and those that do not say that they
tighten a rule, and could be taken for it, are warned of.

Must not know: case files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from sendclock.days.calendars import Calendar
from sendclock.days.counting import count, to_weekday
from sendclock.days.hours import at_time
from sendclock.days.school_year import SCHOOL_YEAR
from sendclock.files import disk
from sendclock.files.problem import CannotRunError, Position, Problem, near_miss
from sendclock.law.book import RuleBook, acts_of, same_work
from sendclock.law.load import Law, LocalLaw
from sendclock.law.pack import Pack, by_what_meets, read_pack
from sendclock.law.practice import Panel
from sendclock.law.role import Act
from sendclock.law.rule import LATER, MET, ChecklistItem, EventType, Rule, RuleException, Trigger, kept_before
from sendclock.law.vocabulary import event_types

Dated = TypeVar("Dated", Rule, ChecklistItem)

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
        problems.append(Problem(pack.position, "error", "name", message))
    return problems


def guarded(law: Sequence[Rule], packs: Sequence[Pack], calendars: Mapping[str, Calendar]) -> list[Problem]:
    """What is wrong with local packs beside the law: taken names, loose ends, and limits looser than the law's."""
    own = [rule for pack in packs for rule in pack.rules]
    of_law, of_packs = {rule.id for rule in law}, {rule.id for rule in own}
    problems = []
    law_packs = {rule.pack for rule in law}
    for pack in packs:
        if pack.id in law_packs:  # the law would count from the day on which this one was adopted
            message = f'"{pack.id}" is a pack of the law. Name yours after the authority.'
            problems.append(Problem(pack.position, "error", "taken", message))
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
    kinds = [(kind.id, kind.position) for pack in packs for kind in pack.kinds]
    return [
        *problems,
        *_twice([*ids, *((item.id, item.position) for pack in packs for item in pack.checklist)]),
        *_twice(kinds),
    ]


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
                own = to_weekday(own, rule.local.weekday, back=False)
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
    """`anchor = "met:RULE"`, or `all-met:`, without `starts_on`: whatever meets those rules starts this one."""
    meets = {rule.id: rule.met_by for rule in rules}
    return tuple(
        rule._replace(starts_on=tuple(dict.fromkeys(t for id in kept_before(rule.anchor) for t in meets.get(id, ()))))
        if by_what_meets(rule.anchor) and not rule.starts_on
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


def read_law(
    paths: Iterable[Path],
    calendars: Mapping[str, Calendar],
    own: Iterable[Path] = (),
    read_before: Law | None = None,
    panels: Mapping[str, Panel] | None = None,
    withheld: list[Problem] | None = None,
    adopted: Mapping[str, date] | None = None,
) -> Law:
    """The packs of `paths` as one law, with an authority's `own` packs beside it.

    `read_before` is the law of `paths` where it has been read already. `panels` are those of the settings, None where
    they are not known. Raises CannotRunError naming every problem: a bad pack puts every date in doubt. Where
    `withheld` is given, own packs with a mistake are left out, and what is wrong with them is added to it. `adopted`:
    from which day packs count, where the settings say so.
    """
    words = read_before.event_types if read_before else event_types()
    problems: list[Problem] = []
    packs = []
    for path in () if read_before else paths:
        pack, found = _read(path, words, calendars)
        problems += found
        packs += [pack] if pack else []
    law = read_before or _law(packs, words)
    read = [(path, *_read(path, words, calendars, True, panels)) for path in own]
    local = [pack for _, pack, _ in read if pack]
    if withheld is None or problems:
        problems += [problem for _, _, found in read for problem in found]
    else:
        local = _sound(law, read, calendars, withheld)
    problems += _wrong(law, local, calendars, guard=not problems)
    if problems:
        raise CannotRunError(*map(str, problems))
    return _joined(law, local, adopted or {})


def _read(
    path: Path,
    words: dict[str, EventType],
    calendars: Mapping[str, Calendar],
    local: bool = False,
    panels: Mapping[str, Panel] | None = None,
) -> tuple[Pack | None, list[Problem]]:
    content = disk.read_regular(path)
    if isinstance(content, Problem):
        return None, [content]
    pack, found = read_pack(content, path.name, words, calendars, local, panels)
    return pack, [*found, *(named_after_pack(pack) if pack and local else [])]


def _sound(
    law: Law,
    read: Iterable[tuple[Path, Pack | None, list[Problem]]],
    calendars: Mapping[str, Calendar],
    withheld: list[Problem],
) -> list[Pack]:
    """The packs that may stand beside the law and each other. What is wrong with the others goes to `withheld`."""
    read = list(read)
    good = [(path, pack) for path, pack, found in read if pack and not found]
    together = [pack for _, pack in good]
    if _wrong(law, together, calendars):
        together = _one_by_one(law, together, calendars)
    for path, pack, found in read:
        if pack in together:
            continue
        wrong = found or _wrong(law, [*together, *([pack] if pack else [])], calendars)
        message = "nothing in this pack counts, in any answer, until that is put right. The law is answered."
        withheld += [*wrong, Problem(Position(disk.shown(path.as_posix()), 0), "error", "withheld", message)]
    return together


def _one_by_one(law: Law, packs: Sequence[Pack], calendars: Mapping[str, Calendar]) -> list[Pack]:
    """As many as may stand together. One may name the rules of another: those left are tried until none fits in."""
    kept: list[Pack] = []
    left = list(packs)
    while True:
        fits = next((pack for pack in left if not _wrong(law, [*kept, pack], calendars)), None)
        if fits is None:
            return [pack for pack in packs if pack in kept]
        kept.append(fits)
        left.remove(fits)


def _wrong(law: Law, local: Sequence[Pack], calendars: Mapping[str, Calendar], guard: bool = True) -> list[Problem]:
    """What is wrong with the packs beside each other; with `guard`, and only where they fit, beside the law."""
    rules, exceptions = _all_rules(law, local), _all_exceptions(law, local)
    problems = [*_versions(rules), *_loose_ends(rules, exceptions), *_circles(rules)]
    return problems or (guarded(law.rules, local, calendars) if guard else [])


def _all_rules(law: Law, local: Sequence[Pack]) -> list[Rule]:
    return list(started_by_what_meets([*law.rules, *(rule for pack in local for rule in pack.rules)]))


def _all_exceptions(law: Law, local: Sequence[Pack]) -> tuple[RuleException, ...]:
    return (*law.exceptions, *(exception for pack in local for exception in pack.exceptions))


def _joined(law: Law, local: Sequence[Pack], adopted: Mapping[str, date]) -> Law:
    names = tuple(dict.fromkeys((*law.packs, *(pack.id for pack in local))))
    begins = {pack.source.pack: pack.source.adopted_from for pack in local if pack.source and pack.source.adopted_from}
    own = {pack: day for pack, day in adopted.items() if pack not in law.packs}  # no setting moves the law
    begins |= {pack: day for pack, day in own.items() if day > begins.get(pack, date.min)}
    rules = since_adopted(without_superseded(_all_rules(law, local)), begins)
    beside = _beside_rules(local)
    beside = beside._replace(checklist=since_adopted(beside.checklist, begins))
    rules = spent_by_the_next_stage(rules, law.event_types)
    return Law(names, rules, _all_exceptions(law, local), law.event_types, beside)


def since_adopted(dated: Sequence[Dated], begins: Mapping[str, date]) -> tuple[Dated, ...]:
    """Rules or steps, those of a pack from the day it was adopted only: nobody promised anything before."""
    found = []
    for one in dated:
        day = begins.get(one.pack, date.min)
        if one.in_force_to is None or one.in_force_to >= day:
            found.append(one._replace(in_force_from=max(one.in_force_from, day)))
    return tuple(found)


STAGES = ("assess", "plan", "placement")  # in the order in which a case comes to them
# What makes a promise about the decision of a stage pointless besides: the case has gone on without it.
GONE_ON = (Act.FINAL_PLAN, Act.APPEAL, Act.MEDIATION, Act.CERTIFICATE, Act.WITHDRAWN, Act.MOVED, Act.CEASED, Act.CLOSED)


def spent_by_the_next_stage(rules: Sequence[Rule], types: Mapping[str, EventType]) -> tuple[Rule, ...]:
    """A local promise about the decision of one stage is over with that of the next: nobody calls about week 6 in week
    20. That stands besides what its pack says itself. One that counts from a later limit, or a
    day of the school year, is about that."""
    return tuple(_with_next_stage(rule, types) if rule.local is not None else rule for rule in rules)


def _with_next_stage(rule: Rule, types: Mapping[str, EventType]) -> Rule:
    reached = [STAGES.index(about) for about in _decided(rule, types) if about in STAGES]
    hangs = "due:" in rule.anchor or rule.anchor.partition(":")[0] in SCHOOL_YEAR
    if rule.kind != "deadline" or not reached or hangs or (rule.local and rule.local.again):
        return rule
    own = {trigger.event for trigger in (*rule.starts_on, *rule.met_by, *rule.ends_with)}
    later = [
        id
        for id, kind in types.items()
        if id not in own
        and (
            any(act in kind.roles for act in GONE_ON)
            or any(STAGES.index(q) > max(reached) for q in kind.settles[:1] if q in STAGES)
        )
    ]
    return rule._replace(spent_by=tuple(dict.fromkeys([*rule.spent_by, *(Trigger(id) for id in later)])))


def _decided(rule: Rule, types: Mapping[str, EventType]) -> Iterator[str]:
    """The questions that what starts the rule has decided."""
    for trigger in rule.starts_on:
        about = [value for c in trigger.conditions if c.field == "about" and c.op == "=" for value in c.values]
        yield from about or types[trigger.event].settles


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
        tuple(kind for pack in packs for kind in pack.kinds if kind.status == "adopted"),
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
            message = f'"{rule.id}" names "{name}", which is not {what}.{near_miss(name, known - {rule.id})}'
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
    if by_what_meets(rule.anchor):
        return list(kept_before(rule.anchor))
    anchor = rule.anchor.partition(":")[2] if rule.anchor.startswith(LATER) else rule.anchor
    parts = [part.partition(":") for part in anchor.split(",")]
    return [name for kind, named, name in parts if named and kind in ("due", *MET)]


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


def longer_than_the_law(book: RuleBook, tiers: Collection[str] = ("statutory",)) -> Iterator[Problem]:
    """A warning for each local rule that starts and is met as a rule of the law is (of guidance or a code too, if those
    `tiers` are asked for), counts longer, and does not say `tightens`: nothing then keeps its date to that."""
    law = [rule for rule in book.rules if rule.tier in tiers and rule.kind == "deadline" and not rule.in_force_to]
    for rule in book.rules:
        if rule.local is None or rule.asleep or rule.local.tightens:
            continue
        alike = [other for other in law if same_work(rule, other)]
        fewest = min((len(acts_of(other)) for other in alike), default=0)  # week 20 and not 16, of the final plan alone
        nearest = [other for other in alike if len(acts_of(other)) == fewest]
        other = next((other for other in nearest if _later(rule, other, book)), None)
        if other is not None:
            missed = "the law" if other.tier == "statutory" else "that"
            message = (
                f'"{rule.id}" starts and is met as {other.id} is ({other.cite}), and can end later: an officer who '
                f'keeps to it may miss {missed}. Add tightens = "{other.id}", and shorten it.'
            )
            yield Problem(rule.position, "warning", "longer-than-the-law", message)


def _later(rule: Rule, other: Rule, book: RuleBook) -> bool:
    """Whether the one ends after the other on a day tried; counted back, where it asks for fewer days before."""

    def due(of: Rule) -> Iterator[date]:
        calendar = book.calendars[of.calendar or "england"]
        return (count(day, of.period, calendar).due for day in TRIED)

    return any(own > limit for own, limit in zip(due(rule), due(other), strict=True))
