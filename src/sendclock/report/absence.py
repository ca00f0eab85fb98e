"""Why there is no clock, in words.

Must not know: how the reasons were found.
"""

from __future__ import annotations

from collections.abc import Sequence

from sendclock.core.explain import Step
from sendclock.core.model import Rule
from sendclock.report.document import Document, Line, Numbered
from sendclock.report.wording import day_month, listed, long_day

ADD_BORN = "Add it at the head of the file: born = 2015-04-12"


def document(ref: str, rule: Rule, steps: Sequence[Step], footer: str) -> Document:
    said = f"{ref}: there is no clock of {rule.id} ({rule.label}: {rule.title})."
    return Document([Line(said), Numbered([reason(step, ref) for step in steps])], footer)


def reason(step: Step, ref: str) -> str:
    """One reason as a sentence, with what to do where something can be done."""
    if step.kind == "no-start":
        events = listed(step.facts["events"], "or")
        return (
            f"Nothing recorded starts it. It is started by {events}. To record that: sendclock record {ref} EVENT DATE"
        )
    if step.kind == "asleep":
        return f"The rule is {_as(step)} and starts nothing."
    event = step.facts["event"]
    named = f"{event.type} of {long_day(event.on)} (event {event.id})"
    if step.kind == "condition":
        return f"{named} does not start it: {_condition(step)}"
    if step.kind == "later":
        return f"{named} would start it, but is later than {long_day(step.facts['as_of'])}."
    if step.kind == "case-condition":
        return f"{named} does not start it: {_case_condition(step)}."
    if step.kind == "base":
        return f"{named} does not start it: {_base(step, ref)}"
    if step.kind == "missing" and step.facts["field"] == "born":
        return f"{named} would start it, but it depends on age, and the day of birth is not recorded. {ADD_BORN}"
    if step.kind == "missing":
        field = step.facts["field"]
        fix = f"sendclock correct {ref} {event.id} {field}=DATE --reason TEXT"
        return f'{named} would start it, but it counts from "{field}", which is not recorded. Add it: {fix}'
    if step.kind == "other-version":
        force = listed([_force(rule) for rule in step.facts["rules"]])
        return f"{named} would start it, but the rule was not in force on {day_month(step.facts['anchor'])} ({force})."
    return f"{named} started nothing: what it asks for was already under way."


def _as(asleep: Step) -> str:
    return "a draft" if asleep.facts["status"] == "draft" else "withdrawn"


def _case_condition(step: Step) -> str:
    """`its condition age>=16 does not hold (15 on that day)`. A tag is not listed: the case has it or not."""
    condition, values = step.facts["condition"], step.facts["values"]
    text = f"its condition {condition.field}{condition.op}{','.join(condition.values)} does not hold"
    if condition.field == "tag":
        return f"{text} (the case has {'such a' if condition.op == '!=' else 'no such'} tag)"
    on = f"on {long_day(step.facts['day'])}" if step.facts["day"] != step.facts["event"].on else "on that day"
    return f"{text} ({listed(values)} {on})" if values else f"{text} ({condition.field} is not recorded)"


def _base(step: Step, ref: str) -> str:
    base, asleep = step.facts["base"], step.facts["asleep"]
    if asleep:
        return f"it counts from {base.id}, which is {_as(asleep)} and starts nothing."
    if step.facts["how"] == "met":
        return f"it counts from the day {base.id} is met, and no clock of {base.id} was met by then."
    return f"it counts from {base.id}, of which there is no clock: sendclock explain {ref} {base.id}"


def _condition(step: Step) -> str:
    condition, value = step.facts["condition"], step.facts["value"]
    wanted = listed(condition.values, "or")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    is_now = f'"{condition.field}" is {value}' if value is not None else f'"{condition.field}" is not recorded'
    if value is None and condition.default is not None:
        is_now += f", which is taken to mean {condition.default}"
    verb = {"=": "must be", "!=": "must not be", "<": "must be before", ">=": "must not be before"}[condition.op]
    return f"{is_now}, and {verb} {wanted}."


def _force(rule: Rule) -> str:
    ends = f" to {day_month(rule.in_force_to)}" if rule.in_force_to else ""
    return f"from {day_month(rule.in_force_from)}{ends}"
