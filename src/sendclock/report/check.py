"""What is wrong or doubtful in the files, in words.

Must not know: how files are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sendclock.core.doubts import doubts
from sendclock.core.model import Case, Event, RuleBook, Timeline
from sendclock.core.problems import Position, Problem
from sendclock.report.document import Block, Document, Line
from sendclock.report.wording import number

# What looks like personal data in free text. References only: names and numbers of people stay out.
PERSONAL = (
    (r"\b[A-Z]\d{11}[0-9A-Z]\b", "a unique pupil number"),
    (r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", "an NHS number"),
    (r"(?i)\b(?:dob|d\.o\.b\.?|born|date of birth)\b\D{0,12}\d", "a date of birth"),
    (r"[\w.+-]+@[\w-]+\.[\w.]+", "an e-mail address"),
)


def problems_of(timeline: Timeline, rulebook: RuleBook) -> Iterator[Problem]:
    """Warnings that need the whole case: what the law makes doubtful, personal data, clocks that wait for a date.

    The timeline must hold the finished clocks too.
    """
    case = timeline.case
    yield from doubts(timeline, rulebook)
    yield from _personal(case)
    for waiting in timeline.not_started:
        message = (
            f'{waiting.rule.id} has not started: it counts from "{waiting.missing}". Add it: '
            f'sendclock correct {case.ref} {waiting.event.id} {waiting.missing}=DATE --reason "..."'
        )
        yield Problem(case.position(waiting.event), "warning", "not-started", message)


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
