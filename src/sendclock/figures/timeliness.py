"""Every stage with a limit: how much of it was in time.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sendclock.figures import limits
from sendclock.figures.cohort import COHORTS
from sendclock.figures.facts import TWENTY_WEEKS, YEAR, CaseFacts, Course
from sendclock.figures.figure import (
    TREND,
    Answer,
    Cell,
    Counted,
    Figure,
    FigureTable,
    Item,
    Kind,
    Lot,
    Question,
    Span,
    Tally,
    containing,
    latest,
    percent,
)
from sendclock.figures.limits import figures
from sendclock.figures.population import Population
from sendclock.say.words import number, short_day

STAGES = (
    limits.PLANS_EXCLUDING, limits.PLANS_INCLUDING, limits.DECISIONS, limits.REFUSALS, limits.ADVICE_ALL,
    limits.ADVICE_LAW, limits.ADVICE_PRACTICE, limits.REVIEW_DECISIONS, limits.AMENDED, limits.AMENDED_NOTICE,
)  # fmt: skip
_OVER = (
    "Final plans issued in the period that follow an assessment, cases with an exception {}. Weeks are calendar days "
    "from the request received to the plan issued, divided by 7."
)
EXCLUDING = "-excluding-exceptions"
# id, title, kind, first and last day of the band
_BANDS: tuple[tuple[str, str, Kind, int, int], ...] = (
    ("plans-within-20-weeks", "Plans issued within 20 weeks", "share", 0, TWENTY_WEEKS),
    ("plans-over-20-to-52-weeks", "Plans issued after 20 weeks, up to 52", "share", TWENTY_WEEKS + 1, YEAR),
    ("plans-over-52-weeks", "Plans issued after 52 weeks", "share", YEAR + 1, 99_999),
    ("plans-mean-weeks", "Mean weeks to a plan", "mean", 0, 99_999),
    ("plans-median-weeks", "Median weeks to a plan", "median", 0, 99_999),
)


def answer(question: Question, cases: Population) -> Answer:
    """Every stage with a limit: met in time, of those done in the period, begun in it, and due in it."""
    made: list[Figure] = []
    for stage in STAGES:
        made += figures(stage, cases, question.span, question.previous, question.as_of, COHORTS)
    made += figures(limits.TRANSFERS, cases, question.span, question.previous, question.as_of, ("due",))
    made[6:6] = [*bands(question, cases, "plans-including", "in"), *bands(question, cases, "plans-excluding", "out")]
    made += figures(limits.TWELVE_MONTHS, cases, question.span, question.previous, question.as_of, ("done",))
    months = latest(containing(question.span.last, "month"), TREND)
    tables = [as_published(made), trend(cases, months), by_team(question, cases)]
    return Answer(question, "Timeliness", made, tables)


# a row: its name, and the figure that has it with exceptions in, and out
_ROWS = (
    ("Plans issued within 20 weeks", "plans-within-20-weeks-including-exceptions",
     "plans-within-20-weeks-excluding-exceptions"),
    ("Plans issued after 20 weeks, up to 52", "plans-over-20-to-52-weeks", f"plans-over-20-to-52-weeks{EXCLUDING}"),
    ("Plans issued after 52 weeks", "plans-over-52-weeks", f"plans-over-52-weeks{EXCLUDING}"),
    ("Mean weeks to a plan", "plans-mean-weeks", f"plans-mean-weeks{EXCLUDING}"),
    ("Decisions to assess or not, within 6 weeks", "decisions-within-6-weeks", ""),
    ("Refusals to make a plan, within 16 weeks", "refusals-within-16-weeks", ""),
    ("Review decisions within 4 weeks", "review-decisions-within-4-weeks", ""),
    ("Reviews complete within 12 months", "reviews-within-12-months", ""),
)  # fmt: skip


def as_published(made: Sequence[Figure]) -> FigureTable:
    """The rows that are published of every authority, each with and without exceptions."""
    by_id = {figure.id: figure for figure in made}
    rows: list[list[Cell]] = []
    for label, including, excluding in _ROWS:
        cells: list[Cell] = [label]
        for id in (including, excluding):
            now = by_id[id].total if id else None
            cells += [now.numerator, now.denominator, now.percent or now.value] if now else [None, None, None]
        rows.append(cells)
    columns = (
        ("row", "Row"), ("including", "With"), ("including_of", "Of"), ("including_percent", "%"),
        ("excluding", "Without"), ("excluding_of", "Of"), ("excluding_percent", "%"),
    )  # fmt: skip
    note = (
        "As the Department for Education publishes them, of what was done in the period; with and without cases that "
        "have a 20-week exception. Means are in weeks, in the columns of per cent. Of decisions and reviews an "
        "exception changes nothing: they have one number."
    )
    return FigureTable("as-published", "As published, with and without exceptions", note, columns, rows)


def bands(question: Question, cases: Population, courses: str, word: str) -> list[Figure]:
    """How long plans took: three bands, mean and median, of those courses; exceptions are `word`: in or out."""
    made = []
    for id, title, kind, first, last in _BANDS if word == "in" else _BANDS[1:]:
        words = f"Counted: day {first} to day {last}." if kind == "share" and last <= YEAR else ""
        words = f"Counted: from day {first} on." if kind == "share" and last > YEAR else words
        now, was = (_band(cases, courses, span, first, last) for span in (question.span, question.previous))
        if word == "out":
            id, title = f"{id}{EXCLUDING}", f"{title}, excluding exceptions"
        made.append(Figure(id, title, kind, "issued in the period", f"{_OVER.format(word)} {words}".strip(), now, was))
    return made


def _band(cases: Population, courses: str, span: Span, first: int, last: int) -> Lot:
    """The plans issued in the span; counted are those that took so many days."""

    def items() -> Iterator[Item]:
        found = cases.courses(courses, "done", span)
        return (_item(facts, c, first, last) for facts, c in found if c.done in span and not c.left_out)

    def tally() -> Tally:
        return (
            (_inside(days, first, last) if known else "left-out", days, times)
            for known, days, times in cases.took(courses, span)
        )

    return Lot(items, tally)


def _inside(days: int, first: int, last: int) -> Counted:
    return "numerator" if first <= days <= last else "denominator"


def _item(facts: CaseFacts, course: Course, first: int, last: int) -> Item:
    assert course.done is not None
    days, unknown = (course.done - course.start).days, facts.unknown(course.done)
    why = f"received {short_day(course.start)}; issued {short_day(course.done)}, day {days}"
    why += f"; {unknown}" if unknown else ""
    counted: Counted = "left-out" if unknown else _inside(days, first, last)
    return facts.item(counted, why, course.start, course.due, course.done, days)


def trend(cases: Population, spans: Sequence[Span]) -> FigureTable:
    """Plans issued and issued within 20 weeks, span by span, the oldest first."""
    rows: list[list[Cell]] = []
    for span in spans:
        out, all = (_in_time(cases.counted(stage.courses, "done", span)) for stage in STAGES[:2])
        rows.append([span.label, span.first, span.last, all[1], *out, percent(*out), percent(*all)])
    note = (
        "Final plans issued that follow an assessment. In 20 weeks, Of and % are without cases that have an exception; "
        "% all is with them."
    )
    columns = (
        ("period", "Period"), ("from", "From"), ("to", "To"), ("issued", "Issued"),
        ("within_20_weeks", "In 20 weeks"), ("of", "Of"), ("percent_excluding", "%"), ("percent_including", "% all"),
    )  # fmt: skip
    kind = "period" if spans[-1].kind == "days" else spans[-1].kind
    return FigureTable("trend", f"The last {number(len(spans), kind)}", note, columns, rows)


def by_team(question: Question, cases: Population) -> FigureTable:
    """The headline for each team that has cases."""
    stages = (limits.PLANS_EXCLUDING, limits.DECISIONS, limits.REVIEW_DECISIONS)
    done = [cases.counted_by_team(stage.courses, question.span) for stage in stages]
    rows: list[list[Cell]] = []
    for team in sorted({team for team, _ in cases.owners()}, key=lambda team: (not team, team)):
        cells: list[Cell] = [team or "no team"]
        for of_stage in done:
            counts = _in_time(of_stage.get(team, {}))
            cells += [*counts, percent(*counts)]
        rows.append(cells)
    columns = [("team", "Team")]
    for key, title in (("plans", "Plans"), ("decisions", "Decisions"), ("reviews", "Reviews")):
        columns += [(f"{key}_in_time", title), (f"{key}_of", "Of"), (f"{key}_percent", "%")]
    note = (
        "In time, of those done in the period, by the team that has the case now. Plans are within 20 weeks (cases "
        "with an exception out), decisions within 6, review decisions within 4."
    )
    return FigureTable("teams", "By team", note, columns, rows)


def _in_time(counts: Mapping[Counted, int]) -> tuple[int, int]:
    """How many in time, and of how many."""
    inside = counts.get("numerator", 0)
    return inside, inside + counts.get("denominator", 0)
