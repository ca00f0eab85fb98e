"""Phase transfers: everyone to be finalised by 15 February or 31 March, how far each has come, and by when to meet.

Must not know: how the facts were read, formats.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from sendclock.casebook.owner import NOBODY
from sendclock.figures import limits
from sendclock.figures.facts import CaseFacts, MeetBy, Move
from sendclock.figures.figure import Answer, Cell, Counted, Figure, FigureTable, Item, Lot, Question
from sendclock.figures.limits import figures
from sendclock.figures.population import Population
from sendclock.say.words import short_day

REACHED = {
    "not-begun": "nothing yet",
    "arranged": "meeting arranged",
    "met": "meeting held",
    "decided": "decided, notice not sent",
    "notice-sent": "notice of amendments sent",
    "finalised": "finalised",
    "dropped": "dropped or ended",
}

_SHORT = ("None", "Set", "Met", "Told", "Sent", "Done", "Dropped")


def answer(question: Question, cases: Population) -> Answer:
    made = [
        *figures(limits.TRANSFERS, cases, question.span, question.previous, question.as_of, ("due", "done")),
        _left(question, cases),
    ]
    return Answer(question, "Phase transfers", made, [_by_day(question, cases), _each(question, cases)])


def _left(question: Question, cases: Population) -> Figure:
    """Those of the period still to be finalised."""
    now, was = (Lot.of(_item(*found) for found in cases.moves(span)) for span in (question.span, question.previous))
    definition = (
        "Phase transfers to be finalised in the period that are not, on the as-of day, whether or not their day has "
        "passed. They are counted out of all that were not dropped."
    )
    title = "Phase transfers still to be finalised"
    return Figure("phase-transfers-left", title, "share", "due in the period", definition, now, was)


def _item(facts: CaseFacts, one: Move) -> Item:
    outside: dict[str, Counted] = {"finalised": "denominator", "dropped": "left-out"}
    words = f"{one.transfer}; due {short_day(one.due)}; {REACHED[one.stage]}"
    days = ((one.finalised or one.due) - one.expected).days
    return facts.item(outside.get(one.stage, "numerator"), words, one.expected, one.due, one.finalised, days)


def _by_day(question: Question, cases: Population) -> FigureTable:
    """For each last day: how many have reached which stage."""
    stages: dict[date, Counter[str]] = {}
    late: Counter[date] = Counter()
    for _, one in cases.moves(question.span):
        stages.setdefault(one.due, Counter())[one.stage] += 1
        late[one.due] += one.finalised is not None and one.finalised > one.due
    rows: list[list[Cell]] = [
        [due, sum(counts.values()), *(counts[stage] for stage in REACHED), late[due]]
        for due, counts in sorted(stages.items())
    ]
    columns = [("due", "Last day"), ("all", "All")]
    columns += [(stage.replace("-", "_"), title) for stage, title in zip(REACHED, _SHORT, strict=True)]
    columns.append(("finalised_late", "Late"))
    note = (
        "Phase transfers to be finalised in the period; the last day is the day before 15 February or 31 March. None: "
        "nothing yet; Set: meeting arranged; Met: held; Told: decided; Sent: notice sent. Late: of those done."
    )
    return FigureTable("phase-by-day", "How far they have come", note, columns, rows)


def _each(question: Question, cases: Population) -> FigureTable:
    """Every transfer still to be finalised, the first to be met about at the top."""
    rows: list[list[Cell]] = []
    for facts, one in cases.moves(question.span):
        if one.stage in ("finalised", "dropped"):
            continue
        step = one.meeting
        latest = step.latest if step is not None and step.held is None else None
        told = facts
        state = _state(step, latest, question.as_of)
        rows.append(
            [told.ref, one.due, latest, REACHED[one.stage], one.transfer, state, told.officer or NOBODY, told.team]
        )
    rows.sort(key=lambda row: (row[2] is None, row[2] or row[1], row[0]))
    columns = (
        ("case", "Case"), ("due", "Last day"), ("latest_meeting", "Meet by"), ("stage", "Reached"),
        ("transfer", "Move"), ("state", "State"), ("officer", "Officer"), ("team", "Team"),
    )  # fmt: skip
    note = (
        "Meet by: the last working day for the meeting that leaves the law's 4 weeks to decide and 8 to finish. The "
        "reasons: sendclock plan REF."
    )
    return FigureTable("phase-cases", "Still to be finalised", note, columns, rows)


def _state(step: MeetBy | None, latest: date | None, as_of: date) -> str:
    if step is not None and step.held is not None:
        return f"met {short_day(step.held)}"
    if latest is None:
        return ""
    if step is not None and step.too_late:
        return "too late for the law's outer limits"
    if latest < as_of:
        return "its last working day has passed"
    return "arranged" if step is not None and step.arranged else "to arrange"
