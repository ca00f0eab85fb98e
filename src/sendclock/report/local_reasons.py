"""The steps of local practice, in sentences.

Must not know: how the steps were worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sendclock.core.local import MONDAY_TO_SUNDAY
from sendclock.report.triggers import one_in_plain_words
from sendclock.report.wording import listed, long_day, number, sentence, short_day

if TYPE_CHECKING:
    from sendclock.core.explain import Step
    from sendclock.core.model import EventType
    from sendclock.core.practice import Offset

    Types = Mapping[str, EventType]


def _choice(step: Step, types: Types) -> str:
    page = f" (at: {step.facts['page']})" if step.facts["page"] else ""
    return f"Left open by the document{page}; chosen here: {sentence(step.facts['text'])}"


def _received(step: Step, types: Types) -> str:
    assert step.day is not None
    hours = step.facts["why"] == "after-hours"
    why = f"after {step.facts['until']:%H:%M}" if hours else "on a day that is no working day"
    return (
        f"It arrived on {long_day(step.facts['from'])} {why}: by the authority's own convention it counts as received "
        f"on {long_day(step.day)}."
    )


def _no_time(step: Step, types: Types) -> str:
    return (
        f"No time of day is recorded for event {step.facts['event'].id}, so it is not known at what hour the time "
        f"ends. The day is provisional; to be safe, act by the day before it."
    )


def _chosen(step: Step, types: Types) -> str:
    assert step.day is not None
    named = listed([f"{name} ({short_day(day)})" for name, day in step.facts["known"].items()]) or "none recorded yet"
    text = f"Counted from {long_day(step.day)}: the {step.facts['how']} of {named}."
    unknown = step.facts["unknown"]
    return f"{text} Not known yet: {listed(unknown)}. The date is provisional until it is." if unknown else text


def _weekday(step: Step, types: Types) -> str:
    assert step.day is not None
    name = MONDAY_TO_SUNDAY[step.facts["weekday"]].capitalize()
    if step.day == step.facts["from"]:
        return f"That is a {name}, as it must be."
    return f"{'Back' if step.facts['back'] else 'On'} to the {name}: {long_day(step.day)}."


def lead(offset: Offset) -> str:
    """`5 working days`, `2 weeks`; empty for none."""
    return number(offset.size, offset.unit.replace("-", " ")) if offset.size else ""


def _panel(step: Step, types: Types) -> str:
    assert step.day is not None
    panel, ahead = step.facts["panel"], lead(step.facts["lead"])
    which = "next" if step.facts["which"] == "next" else "last"
    needs = f", which needs {ahead}" if ahead else ""
    return (
        f"The {which} {panel.title}{needs}: {long_day(step.day)}. Its papers are due by "
        f"{long_day(step.facts['papers'])}."
    )


def _panel_too_late(step: Step, types: Types) -> str:
    assert step.day is not None
    panel, rule = step.facts["panel"], step.facts["rule"]
    day = step.facts["before"]
    before = f" The meeting before it, on {long_day(day)}, would still be in time." if day else ""
    return (
        f"PANEL TOO LATE: the next {panel.title} is on {long_day(step.facts['meeting'])}, after {rule.label} "
        f"({rule.id}) on {long_day(step.facts['limit'])}. So the limit stands: {long_day(step.day)}. "
        f"Instead: {sentence(step.facts['otherwise'])}{before}"
    )


def _no_panel(step: Step, types: Types) -> str:
    panel = step.facts["panel"]
    other = f" Instead: {sentence(step.facts['otherwise'])}" if step.facts["otherwise"] else ""
    return f"No meeting of the {panel.title} is known within a year of {long_day(step.facts['from'])}.{other}"


def _kept(step: Step, types: Types) -> str:
    assert step.day is not None
    rule = step.facts["rule"]
    return (
        f"{long_day(step.facts['from'])} would be later than {rule.label} ({rule.id}), and a local rule may not loosen "
        f"it: {long_day(step.day)}."
    )


def _acts_needed(step: Step, types: Types) -> str:
    done = [f"{one_in_plain_words(act, types)} on {long_day(day)}" for act, day in step.facts["done"].items()]
    missing = [one_in_plain_words(act, types) for act in step.facts["missing"]]
    return f"All its acts are needed. Done: {'; '.join(done) or 'none yet'}. Still missing: {'; '.join(missing)}."


SAY: Mapping[str, Callable[[Step, Types], str]] = {
    "choice": _choice,
    "received": _received,
    "no-time": _no_time,
    "chosen": _chosen,
    "weekday": _weekday,
    "panel": _panel,
    "panel-too-late": _panel_too_late,
    "no-panel": _no_panel,
    "kept-to-the-law": _kept,
    "acts-needed": _acts_needed,
}
