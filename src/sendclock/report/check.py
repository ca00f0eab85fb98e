"""What is wrong or doubtful in the files, in words.

Must not know: how files are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sendclock.core.model import Case, Event, Timeline
from sendclock.core.problems import Position, Problem
from sendclock.report.document import Block, Document, Line
from sendclock.report.rows import REFUSED
from sendclock.report.wording import long_day, number, short_day

# What looks like personal data in free text. References only: names and numbers of people stay out.
PERSONAL = (
    (r"\b[A-Z]\d{11}[0-9A-Z]\b", "a unique pupil number"),
    (r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", "an NHS number"),
    (r"(?i)\b(?:dob|d\.o\.b\.?|born|date of birth)\b\D{0,12}\d", "a date of birth"),
    (r"[\w.+-]+@[\w-]+\.[\w.]+", "an e-mail address"),
)


def problems_of(timeline: Timeline) -> Iterator[Problem]:
    """Warnings that need the whole case: events still to come, personal data, loose corrections."""
    case = timeline.case
    for event in timeline.later_events:
        message = f"{event.type} on {long_day(event.on)} is later than {short_day(timeline.as_of)}. Is the date right?"
        yield Problem(case.position(event), "warning", "future", message)
    yield from _personal(case)
    for waiting in timeline.not_started:
        message = (
            f'{waiting.rule.id} has not started: it counts from "{waiting.missing}". '
            f"Add it: sendclock correct {case.ref} {waiting.event.id} {waiting.missing}=DATE"
        )
        yield Problem(case.position(waiting.event), "warning", "not-started", message)
    for deadline in timeline.deadlines:
        for step in deadline.steps:
            if step.kind in REFUSED:
                message = f"{step.facts['ground']} does not excuse {deadline.rule.id}. Why: sendclock explain "
                message += f"{case.ref} {deadline.rule.id}"
                yield Problem(case.position(step.facts["event"]), "warning", "exception-refused", message)
        if deadline.too_early and deadline.met_by is not None:
            message = f"{deadline.met_by.type} on {short_day(deadline.met_by.on)} is before {short_day(deadline.due)}: "
            message += f"{deadline.rule.title}. Check that the family had replied, and record it."
            yield Problem(case.position(deadline.met_by), "warning", "too-early", message)


def _personal(case: Case) -> Iterator[Problem]:
    texts: list[tuple[Position, str, str]] = [(Position(case.file, 1), "setting", case.setting or "")]
    texts += [(Position(case.file, 1), "tags", tag) for tag in case.tags]
    texts += [(case.position(e), name, value) for e in case.events for name, value in _texts(e)]
    for position, name, text in texts:
        for pattern, what in PERSONAL:
            match = re.search(pattern, text)
            if match and (what != "an NHS number" or nhs_number(match.group())):
                message = f'"{name}" seems to hold {what}. Case files hold references only: take it out.'
                yield Problem(position, "warning", "personal-data", message)


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in event.fields.items() if isinstance(value, str))


def nhs_number(text: str) -> bool:
    """Ten digits whose last is the right check digit (modulus 11)."""
    digits = [int(c) for c in text if c.isdigit()]
    check = 11 - sum(d * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return digits[9] == (0 if check == 11 else check)


def document(problems: Sequence[Problem], footer: str) -> Document:
    errors = sum(problem.severity == "error" for problem in problems)
    blocks: list[Block] = []
    if problems:
        blocks.append(Line(f"{number(errors, 'error')}, {number(len(problems) - errors, 'warning')}."))
        blocks.append(Line("\n".join(f"{_word(problem)}{problem}" for problem in problems)))
    else:
        blocks.append(Line("No problems.", "good"))
    return Document(blocks, footer)


def _word(problem: Problem) -> str:
    return "error: " if problem.severity == "error" else "warning: "
