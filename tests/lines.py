"""A case in one line, and what is to become of its clocks: the event that started each, its day and its status; `?`
where it rests on something that was guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sendclock.clock.deadline import Deadline, Timeline

Lay = Callable[..., Timeline]
ABOUT_THE_LETTER = {"guessed-anchor", "hangs-on-a-doubtful-one"}  # a day of service not recorded: no link was guessed


def of(deadline: Deadline) -> str:
    spent = " spent" if deadline.spent else ""
    guessed = "?" if {doubt.id for doubt in deadline.doubts} - ABOUT_THE_LETTER else ""
    return f"{deadline.started_by.id} {deadline.due} {deadline.status}{spent}{guessed}"


def found(lay: Lay, text: str, as_of: str, rule: str) -> list[str]:
    return [of(deadline) for deadline in lay(text, as_of).deadlines if deadline.rule.id == rule]


def rows(*each: tuple[str, str, str, dict[str, list[str]]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "as_of", "expected"), [pytest.param(*row[1:], id=row[0]) for row in each])


def check(lay: Lay, text: str, as_of: str, expected: dict[str, list[str]]) -> None:
    assert {rule: found(lay, text, as_of, rule) for rule in expected} == expected
