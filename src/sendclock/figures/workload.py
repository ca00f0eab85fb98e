"""What is overdue and what falls due soon: by stage, by age, by officer, the law, guidance and local promises apart;
and who has what to do in each of the coming weeks. With --officer, the list to hand over in an absence.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sendclock.casebook.owner import NOBODY
from sendclock.figures.facts import CaseFacts, Running
from sendclock.figures.figure import Answer, Cell, Figure, FigureTable, Item, Lot, Question, Span, containing, standing
from sendclock.figures.population import Population, RuleWanted, Sought
from sendclock.law.rule import Rule
from sendclock.say.words import long_day, number, short_day

AGES = (28, 91, 182, 364)  # days: to 4, 13, 26, 52 weeks; then over 52
AHEAD = (7, 14, 28)  # days: the next 1, 2, 4 weeks
TIERS = {
    "statutory": "By law",
    "guidance": "Guidance and planning days, no limits of the law",
    "adjacent": "Neighbouring law (information, complaints, legal)",
    "local": "Local promises, the authority's own and no law",
}

SHORT = {"guidance": "guidance", "adjacent": "neighbouring law", "local": "local practice"}
WHAT = {
    "statutory": "Limits of the law",
    "guidance": "Days of guidance and planning",
    "adjacent": "Limits of neighbouring law (information, complaints, legal)",
    "local": "Local promises and targets",
}


def lot(cases: Population, sought: Sought, wanted: RuleWanted, day: date) -> Lot:
    """The deadlines sought, of the rules wanted, in the order of their days."""

    def items() -> Iterator[Item]:
        found = sorted(cases.clocks(sought, wanted), key=lambda one: (one[1].due, one[0].ref))
        return (clock_item(facts, clock, day) for facts, clock in found)

    return Lot(items, lambda: (("numerator", None, n) for *_, n in cases.tallied_clocks(sought, wanted)))


def own_by_law(rule: Rule) -> bool:
    return rule.own and rule.tier == "statutory"


def due_within(as_of: date, days: int) -> Sought:
    """Open and due from `as_of` up to `days` later, both counted in."""
    return Sought(first=as_of, last=as_of + timedelta(days))


def overdue_figures(question: Question, cases: Population) -> Iterator[Figure]:
    """What is overdue on the as-of day: by law, the authority's own and others'; then each further tier by itself."""
    yield _overdue(question, cases, "overdue-now", "Overdue now, the authority's own", "statutory", own=True)
    yield _overdue(question, cases, "overdue-from-others", "Overdue now, waiting for others", "statutory", own=False)
    for tier in [*TIERS][1:]:
        yield _overdue(question, cases, f"overdue-{tier}", f"Overdue now: {SHORT[tier]}", tier, own=None)


def _overdue(question: Question, cases: Population, id: str, title: str, tier: str, own: bool | None) -> Figure:
    who = {True: " that bind the authority", False: " that bind somebody else", None: ", whoever is bound"}[own]
    definition = (
        f"{WHAT[tier]}{who}, past their day and not met on the as-of day; those excused by an exception are in."
    )
    of = [_items(cases, Sought(late_on=day), tier, own, day) for day in question.then_and_now]
    return standing(question, id, title, "count", "overdue", definition, of)


def due_figures(question: Question, cases: Population) -> Iterator[Figure]:
    """What falls due by law in the next weeks, whoever owes it."""
    for days in AHEAD:
        span = number(days // 7, "week")
        definition = f"Limits of the law, open, that fall due from the as-of day up to {span} later; others' are in."
        items = _items(cases, due_within(question.as_of, days), "statutory", None, question.as_of)
        id, cohort = f"due-in-{span.replace(' ', '-')}", f"due in the next {span}"
        yield Figure(id, f"Due by law in the next {span}", "count", cohort, definition, items, None)


def _items(cases: Population, sought: Sought, tier: str, own: bool | None, day: date) -> Lot:
    return lot(cases, sought, lambda rule: rule.tier == tier and own in (None, rule.own), day)


def clock_item(told: CaseFacts, clock: Running, day: date) -> Item:
    """A clock as one line of a list of cases."""
    label = clock.rule.label + (f" ({clock.party})" if clock.party else "")
    away = (day - clock.due).days
    when = f"{number(away, 'day')} late" if away > 0 else f"due {short_day(clock.due)}"
    words = f"{label}; due {short_day(clock.due)}; {when}" if away > 0 else f"{label}; {when}"
    words += f"; excused: {clock.excused_by}" if clock.excused_by else ""
    since = (day - clock.started).days
    return Item(
        told.ref, "numerator", words, clock.started, clock.due, None, since, told.officer, told.team
    )  # fmt: skip


def by_stage(question: Question, cases: Population) -> list[FigureTable]:
    """For each tier that has any: overdue by stage and age; and what falls due next."""
    late, soon = Sought(late_on=question.as_of), due_within(question.as_of, AHEAD[-1])
    tables = []
    for tier, title in TIERS.items():
        of_tier = _of_tier(tier)
        aged = [*cases.tallied_clocks(late, of_tier, "rule", "due", "excused")]
        if aged or tier == "statutory":
            tables.append(_aged(tier, title, aged, question.as_of))
        coming = [*cases.tallied_clocks(soon, of_tier, "rule", "due")]
        if coming or tier == "statutory":
            tables.append(_coming(tier, title, coming, question.as_of))
    return tables


def _of_tier(tier: str) -> RuleWanted:
    return lambda rule: rule.tier == tier


Tallied = tuple[CaseFacts, Running, int]  # one clock of so many that count alike, and its case


def _aged(tier: str, title: str, late: Sequence[Tallied], as_of: date) -> FigureTable:
    ages: dict[tuple[bool, str], Counter[int]] = defaultdict(Counter)
    excused: Counter[tuple[bool, str]] = Counter()
    for _, clock, times in late:
        key = (not clock.rule.own, clock.rule.label)
        ages[key][age((as_of - clock.due).days)] += times
        excused[key] += times if clock.excused_by is not None else 0
    rows: list[list[Cell]] = []
    for key, of in sorted(ages.items(), key=lambda pair: (pair[0][0], -pair[1].total(), pair[0][1])):
        bands: list[Cell] = [of[band] for band in range(len(AGES) + 1)]
        rows.append([key[1], "others" if key[0] else "authority", *bands, of.total(), excused[key]])
    rows += _sum(rows, 2)
    columns = (
        ("stage", "Stage"), ("owed_by", "Owed by"), ("to_4_weeks", "To 4w"), ("to_13_weeks", "13w"),
        ("to_26_weeks", "26w"), ("to_52_weeks", "52w"), ("over_52_weeks", "Over"), ("all", "All"),
        ("excused", "Excused"),
    )  # fmt: skip
    bands_are = "to 4, 13, 26, 52, and over"
    note = f"Deadlines past their day and not met, by the weeks since that day: {bands_are}. Excused: of all."
    return FigureTable(f"overdue-{tier}", f"Overdue by stage and age: {title}", note, columns, rows)


def age(days: int) -> int:
    """Which band of AGES so many days late fall into, from 0."""
    return sum(days > last for last in AGES)


def _coming(tier: str, title: str, coming: Sequence[Tallied], as_of: date) -> FigureTable:
    groups: dict[tuple[bool, str], Counter[int]] = defaultdict(Counter)
    for _, clock, times in coming:
        groups[not clock.rule.own, clock.rule.label][(clock.due - as_of).days] += times
    rows: list[list[Cell]] = []
    for (others, label), days in sorted(groups.items(), key=lambda pair: (pair[0][0], -pair[1].total(), pair[0][1])):
        counts: list[Cell] = [sum(n for day, n in days.items() if day <= last) for last in AHEAD]
        rows.append([label, "others" if others else "authority", *counts])
    rows += _sum(rows, 2)
    columns = (
        ("stage", "Stage"), ("owed_by", "Owed by"), ("in_1_week", "1 week"), ("in_2_weeks", "2 weeks"),
        ("in_4_weeks", "4 weeks"),
    )  # fmt: skip
    note = "Open deadlines that fall due from the as-of day on; each column holds those of the one before."
    return FigureTable(f"due-soon-{tier}", f"Due soon: {title}", note, columns, rows)


def _sum(rows: Sequence[Sequence[Cell]], first: int) -> list[list[Cell]]:
    """A last row of totals, where there are rows to add."""
    if not rows:
        return []
    columns = list(zip(*rows, strict=True))[first:]
    return [["all", *[""] * (first - 1), *[sum(n for n in column if isinstance(n, int)) for column in columns]]]


def by_officer(question: Question, cases: Population) -> FigureTable:
    """Overdue and due soon by team and officer: the authority's own limits by law."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (1 + len(AHEAD)))
    tests = [Sought(late_on=question.as_of), *(due_within(question.as_of, days) for days in AHEAD)]
    for place, test in enumerate(tests):
        for facts, _, times in cases.tallied_clocks(test, own_by_law, "owner"):
            found[facts.team or "", facts.officer or NOBODY][place] += times
    rows: list[list[Cell]] = []
    for (team, officer), counts in sorted(found.items(), key=lambda pair: (not pair[0][0], pair[0])):
        if any(counts):
            rows.append([team or "no team", officer, *counts])
    columns = (
        ("team", "Team"), ("officer", "Officer"), ("overdue", "Overdue"), ("in_1_week", "1 week"),
        ("in_2_weeks", "2 weeks"), ("in_4_weeks", "4 weeks"),
    )  # fmt: skip
    note = "Limits of the law that bind the authority, overdue and due in so many weeks, by whose case it is now."
    return FigureTable("officers", "By team and officer", note, columns, rows)


def change(question: Question, cases: Population) -> FigureTable:
    """Overdue by stage at the end of the period before, of the period, and now; the change is since `since`."""
    days = [min(day, question.as_of) for day in (question.previous.last, question.span.last, question.as_of)]
    counts = [_by_label(cases, day) for day in days]
    labels = sorted(set().union(*counts), key=lambda label: (-counts[2][label], label))
    then = counts[days.index(question.since)] if question.since else counts[2]
    rows: list[list[Cell]] = [[label, *(c[label] for c in counts), counts[2][label] - then[label]] for label in labels]
    rows += _sum(rows, 1)
    columns = (
        ("stage", "Stage"), ("before", short_day(days[0])), ("period", short_day(days[1])),
        ("now", short_day(days[2])), ("change", "Change"),
    )  # fmt: skip
    note = "Limits of the law that bind the authority, overdue at the end of each day, from the dates now on file."
    note += f" Change: since {long_day(question.since)}." if question.since else ""
    return FigureTable("overdue-change", "Overdue then and now", note, columns, rows)


def _by_label(cases: Population, day: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, clock, times in cases.tallied_clocks(Sought(late_on=day), own_by_law, "rule"):
        counts[clock.rule.label] += times
    return counts


WEEKS = 8


def answer(question: Question, cases: Population) -> Answer:
    """What each officer has to do in the coming weeks, a table for each tier; what is overdue, as figures."""
    weeks, tables = coming_weeks(question.as_of), []
    for tier, title in TIERS.items():
        found = [*cases.tallied_clocks(Sought(last=weeks[-1].last), _own_of(tier), "owner", "due")]
        if found or tier == "statutory":
            tables.append(_per_officer(tier, title, found, weeks, cases))
    return Answer(question, "Workload", [*_open(cases, weeks, question), *overdue_figures(question, cases)], tables)


def _own_of(tier: str) -> RuleWanted:
    return lambda rule: rule.own and rule.tier == tier


def coming_weeks(as_of: date) -> list[Span]:
    """The rest of this week and the seven after it, Monday to Sunday."""
    first = containing(as_of, "week")
    weeks = [Span(as_of, first.last, "week")]
    while len(weeks) < WEEKS:
        weeks.append(containing(weeks[-1].last + timedelta(1), "week"))
    return weeks


def by_law(as_of: date, cases: Population) -> FigureTable:
    """The authority's own limits of the law, per officer and coming week: the cases of nobody last."""
    weeks = coming_weeks(as_of)
    found = [*cases.tallied_clocks(Sought(last=weeks[-1].last), own_by_law, "owner", "due")]
    return _per_officer("statutory", TIERS["statutory"], found, weeks, cases)


def _open(cases: Population, weeks: Sequence[Span], question: Question) -> Iterator[Figure]:
    """What there is to do, tier by tier."""
    for tier, what in WHAT.items():
        items = lot(cases, Sought(last=weeks[-1].last), _own_of(tier), question.as_of)
        last = short_day(weeks[-1].last)
        definition = f"{what} that bind the authority, open or overdue on the as-of day, due by {last}."
        id = "workload-open" + ("" if tier == "statutory" else f"-{tier}")
        title = "To do in the coming 8 weeks" + ("" if tier == "statutory" else f": {SHORT[tier]}")
        yield Figure(id, title, "count", "open or overdue now", definition, items, None)


def _per_officer(
    tier: str, title: str, found: Sequence[Tallied], weeks: Sequence[Span], cases: Population
) -> FigureTable:
    """A row for each officer who has a case, the cases of nobody last; a column for each week."""
    whose: dict[tuple[str, str], list[tuple[Running, int]]] = {}
    if tier == "statutory":
        whose = {(team, officer or NOBODY): [] for team, officer in cases.owners()}
    for facts, clock, times in found:
        whose.setdefault((facts.team or "", facts.officer or NOBODY), []).append((clock, times))
    rows: list[list[Cell]] = []
    for (team, officer), own in sorted(whose.items(), key=lambda pair: (pair[0][1] == NOBODY, pair[0])):
        overdue = sum(n for clock, n in own if clock.status == "overdue")
        counts = [sum(n for clock, n in own if clock.status == "open" and clock.due in week) for week in weeks]
        if own:
            rows.append([team or "no team", officer, overdue + sum(counts), overdue, *counts])
    columns = [("team", "Team"), ("officer", "Officer"), ("all", "All"), ("overdue", "Overdue")]
    columns += [(f"week_{n}", f"{week.first.day} {week.first:%b}") for n, week in enumerate(weeks, 1)]
    note = (
        f"The authority's own deadlines, open, by the week they fall due, named by its first day. The first is what is "
        f"left of this week, to {short_day(weeks[0].last)}."
    )
    spelt = {f"week_{n}": f"Week of {long_day(week.first)}" for n, week in enumerate(weeks, 1)}
    return FigureTable(f"workload-{tier}", f"Per officer and week: {title}", note, columns, rows, spelt)
