"""Of a clock that several acts together must meet: which of them are done so far, and which are not.

Must not know: English, files.
"""

from __future__ import annotations

from datetime import date

from sendclock.core.clock import day_met, same_party
from sendclock.core.corrections import truth
from sendclock.core.explain import Step
from sendclock.core.model import Deadline, Timeline, Trigger


def acts_needed(deadline: Deadline, timeline: Timeline) -> Step | None:
    """The step `acts-needed`, with the triggers `done` (and when) and `missing`; None where one act is enough, or the
    clock no longer runs."""
    rule = deadline.rule
    if rule.local is None or not rule.local.met_by_all or deadline.status not in ("open", "overdue"):
        return None
    done: dict[Trigger, date] = {}
    events = truth(timeline.case).events
    begun = next((n for n, event in enumerate(events) if event.id == deadline.started_by.id), -1)
    for event in events[begun + 1 :]:
        if event.on > timeline.as_of:
            break
        if rule.per_party and event.party is not None and not same_party(event.party, deadline.party):
            continue
        done |= {trigger: day_met(event) for trigger in rule.met_by if trigger.fits(event)}
    missing = [trigger for trigger in rule.met_by if trigger not in done]
    return Step("acts-needed", None, {"done": done, "missing": missing})
