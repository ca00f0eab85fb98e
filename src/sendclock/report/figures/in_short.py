"""What a report comes to, in a few sentences: what is worst first, each with its numbers.

Must not know: how anything was counted, formats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sendclock.report.figures.nouns import Answer, Figure, Question, whole
from sendclock.report.wording import long_day, number

MOST, FEW = 4, 3  # sentences about limits; things done, of fewer of which a percentage says little
# figure: what it counts, one and several, with the period; and the limit
IN_TIME = {
    "plans-within-20-weeks-excluding-exceptions": (
        "plan issued in {} (cases with an exception out)", "plans issued in {} (cases with an exception out)",
        "within 20 weeks"),
    "decisions-within-6-weeks": (
        "decision to assess or not told in {}", "decisions to assess or not told in {}", "within 6 weeks"),
    "refusals-within-16-weeks": (
        "refusal to make a plan told in {}", "refusals to make a plan told in {}", "within 16 weeks"),
    "advice-within-6-weeks": (
        "piece of advice that came in {}", "pieces of advice that came in {}", "within 6 weeks"),
    "review-decisions-within-4-weeks": (
        "review decided in {} (with a meeting on file)", "reviews decided in {} (with a meeting on file)",
        "within 4 weeks of the meeting"),
    "reviews-within-12-months": ("review completed in {}", "reviews completed in {}", "within the 12 months"),
    "amended-plans-within-12-weeks": (
        "plan amended after a review in {}", "plans amended after a review in {}", "within 12 weeks of the meeting"),
    "phase-transfers-on-time": (
        "phase transfer to be finalised in {}", "phase transfers to be finalised in {}", "on time"),
}  # fmt: skip
# figure: what it counts, one and several, and what is said of those in the numerator
BEHIND = {
    "assessments-overdue": ("open assessment", "open assessments", "past week 20"),
    "reviews-undecided-overdue": (
        "review held and undecided", "reviews held and undecided", "past 4 weeks from the meeting"),
    "phase-transfers-left": ("phase transfer", "phase transfers", "still to be finalised"),
    "advice-outstanding-overdue": ("answer awaited from an adviser", "answers awaited from advisers", "overdue"),
}  # fmt: skip
# figure: what is overdue, one and several
OVERDUE = {
    "overdue-now": ("deadline of the law that binds the authority", "deadlines of the law that bind the authority"),
    "reviews-overdue": ("annual review", "annual reviews"),
}


def in_short(answer: Answer) -> list[str]:
    """The sentences of a report: limits missed most often first, then what is behind, overdue, and due next."""
    question, by_id = answer.question, {figure.id: figure for figure in answer.figures}
    limits = sorted((by_id[id] for id in IN_TIME if id in by_id), key=lambda figure: -_missed(figure))
    said = [_in_time(figure, question) for figure in limits[:MOST]]
    said += [_behind(by_id[id]) for id in BEHIND if id in by_id]
    said += [_overdue(by_id[id], question) for id in OVERDUE if id in by_id]
    return [*said, *_next_week(answer)]


def _missed(figure: Figure) -> int:
    now = figure.total
    return (now.denominator or 0) - (now.numerator or 0)


def _things(count: int, names: tuple[str, ...]) -> str:
    return f"{count:,} {names[0 if count == 1 else 1]}"


def _in_time(figure: Figure, question: Question) -> str:
    now, was = figure.total, figure.previous
    assert now.numerator is not None and now.denominator is not None
    period = "period" if question.span.kind == "days" else question.span.kind
    one, several, limit = IN_TIME[figure.id]
    things = _things(now.denominator, (one, several)).format(f"the {period}")
    if not now.denominator:
        return f"There were no {several}.".format(f"the {period}")
    head = f"{now.numerator:,} of {things} {'was' if now.denominator == 1 else 'were'} {limit} ({now.percent}%)"
    if now.denominator < FEW:
        return f"{head}: so few say little."
    if was is None or was.percent is None or now.percent is None:
        return f"{head}; there was none in the {period} before."
    points = round(now.percent - was.percent, 1)
    if not points:
        return f"{head}, the same as the {period} before."
    return f"{head}, {abs(points)} points {'below' if points < 0 else 'above'} the {period} before."


def _behind(figure: Figure) -> str:
    now, (one, several, said) = figure.total, BEHIND[figure.id]
    assert now.numerator is not None and now.denominator is not None
    things = _things(now.denominator, (one, several))
    if not now.denominator:
        return f"There are no {several}."
    return f"{now.numerator:,} of {things} {'is' if now.numerator == 1 else 'are'} {said} ({now.percent}%)."


def _overdue(figure: Figure, question: Question) -> str:
    """How many, how many more than on the day they are compared with, and the one that is longest overdue."""
    now, names = figure.total.numerator or 0, OVERDUE[figure.id]
    verb = "is" if now == 1 else "are"
    said = f"{_things(now, names) if now else f'No {names[0]}'} {verb if now else 'is'} overdue"
    more = now - (figure.previous.numerator or 0) if figure.previous else 0
    if question.since is not None and (now or more):
        than = f"{abs(more):,} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
        said += f", {than} at the end of {long_day(question.since)}"
    dated = [(item.due, item.case) for item in figure.items if item.counted == "numerator" and item.due is not None]
    if dated:
        due, case = min(dated)
        said += f"; the longest, in {case}, by {number((question.as_of - due).days, 'day')}"
    return said + "."


def _next_week(answer: Answer) -> Iterator[str]:
    """What is due in the next seven days, and who has most of it."""
    tables = [table for table in answer.tables if table.id == "officers"]
    for table in tables:
        keys = [key for key, _ in table.columns]
        if "in_1_week" not in keys:
            continue
        due: Counter[str] = Counter()
        for row in table.rows:
            due[str(row[keys.index("officer")])] += whole(row[keys.index("in_1_week")])
        ahead = sum(due.values())
        if not ahead:
            yield "Nothing of the authority's own falls due by law in the next 7 days."
            continue
        (name, most), *_ = due.most_common(1)
        yield (
            f"{_things(ahead, OVERDUE['overdue-now'])} fall{'s' if ahead == 1 else ''} due in the next 7 days, most "
            f"for {name} ({most:,})."
        )
