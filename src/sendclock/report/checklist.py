"""The steps of a case that have no number, as a block of `show`: what is to do, what is done and by which event.

Must not know: files, which steps there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sendclock.core.checklist import Ticked
from sendclock.report.document import Block, Column, Grid, Heading, Line
from sendclock.report.wording import long_day, number, short_day

_DRAWN = (
    Column("Stage", wrap=True),
    Column("Step", wrap=True),
    Column("Done, or how to tick it"),
    Column("Source", from_width=160, wrap=True),
)
_IN_FULL = (Column("Step"), Column("State"), Column("Stage"), Column("Id"), Column("Source"))
BOX = {"open": "[ ]", "done": "[x]", "ended": "[-]"}
STYLE = {"open": "", "done": "good", "ended": "dim"}


def blocks(steps: Sequence[Ticked], ref: str, in_full: bool) -> list[Block]:
    """Nothing where no step is wanted. In order of the packs, by stage; `in_full` writes days and states out."""
    if not steps:
        return []
    done = sum(step.state == "done" for step in steps)
    still = [step for step in steps if step.state == "open"]
    heading = Heading(f"Checklist: {done} of {number(len(steps), 'step')} done")
    by_stage = [list(group) for _, group in groupby(_by_stage(steps), key=lambda step: step.item.stage)]
    if in_full:
        grid = Grid(_IN_FULL, [_written(step) for group in by_stage for step in group])
    else:
        cells = [_drawn(step, first=not n) for group in by_stage for n, step in enumerate(group)]
        grid = Grid(_DRAWN, cells, [STYLE[step.state] for group in by_stage for step in group])
    found: list[Block] = [heading, grid]
    if still:
        found.append(Line(f"Tick a step: sendclock record {ref} local-step-done {_tick(still[0])}"))
    return found


def step_json(step: Ticked) -> dict[str, Any]:
    """`state` is open, done or ended; `event` what ticked or ended it; an unsure step waits for the day of birth."""
    return {
        "id": step.item.id,
        "pack": step.item.pack,
        "title": step.item.title,
        "stage": step.item.stage,
        "party": step.party,
        "state": step.state,
        "done_on": step.event.on if step.event and step.state == "done" else None,
        "event": step.event.id if step.event else None,
        "started_by": {"type": step.started_by.type, "on": step.started_by.on, "event": step.started_by.id},
        "unsure": step.unsure,
        "cite": step.item.cite,
    }


def _by_stage(steps: Sequence[Ticked]) -> list[Ticked]:
    """Each stage stands where its first step stands."""
    stages = list(dict.fromkeys(step.item.stage for step in steps))
    return sorted(steps, key=lambda step: stages.index(step.item.stage))


def done_already(step: Ticked) -> str:
    """Of a step that is ticked once more."""
    assert step.event is not None
    return f"This step was done already, on {long_day(step.event.on)} (event {step.event.id}): {title(step)}."


def step_name(step: Ticked) -> tuple[str, str | None, str]:
    """What one step of one case is known by: a newer start is another step."""
    return step.item.id, step.party, step.started_by.id


def title(step: Ticked) -> str:
    unsure = " (if it applies: no date of birth is recorded)" if step.unsure else ""
    return step.item.title + (f": {step.party}" if step.party else "") + unsure


def _drawn(step: Ticked, first: bool) -> list[str]:
    how = _state(step, in_full=False) if step.event else f"step={step.item.id}"
    return [step.item.stage if first else "", f"{BOX[step.state]} {title(step)}", how, step.item.cite]


def _written(step: Ticked) -> list[str]:
    return [title(step), _state(step, in_full=True), step.item.stage, step.item.id, step.item.cite]


def _state(step: Ticked, in_full: bool) -> str:
    if step.event is None:
        return "to do"
    word = "done" if step.state == "done" else "no longer wanted since" if in_full else "ended"
    if in_full:
        return f"{word} {long_day(step.event.on)}, event {step.event.id}"
    return f"{word} {short_day(step.event.on)} ({step.event.id})"


def _tick(step: Ticked) -> str:
    return f"step={step.item.id}" + (f' party="{step.party}"' if step.party else "")
