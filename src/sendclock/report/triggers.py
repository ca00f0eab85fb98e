"""What starts, meets or ends a clock, in plain words.

Must not know: rules beyond their triggers, cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sendclock.core.model import Condition, EventType, Trigger
from sendclock.report.wording import day_month, listed, lower_first


def in_plain_words(triggers: Sequence[Trigger], types: Mapping[str, EventType]) -> str:
    """`the draft plan was sent to the family (draft-plan-sent)`, several joined by "or"."""
    return "; or ".join(one_in_plain_words(trigger, types) for trigger in triggers)


def one_in_plain_words(trigger: Trigger, types: Mapping[str, EventType]) -> str:
    where = listed([_condition(condition) for condition in trigger.conditions])
    meaning = lower_first(types[trigger.event].meaning.rstrip("."))
    return f"{meaning} ({trigger.event}{', where ' + where if where else ''})"


def _condition(condition: Condition) -> str:
    verb = {"=": "is", "!=": "is not", "<": "is before", ">=": "is no earlier than"}[condition.op]
    return f"{condition.field.replace('_', ' ')} {verb} {listed([day_or_word(v) for v in condition.values], 'or')}"


def day_or_word(text: str) -> str:
    try:
        return day_month(date.fromisoformat(text))
    except ValueError:
        return text
