"""Exceptions claimed that do not hold, or on which nobody should rely.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendclock.core.explain import Step
from sendclock.core.known import Known, short
from sendclock.core.problems import Problem

REFUSED = ("exception-refused", "exception-not-in-force")


def exception_refused(known: Known) -> Iterator[Problem]:
    for clock, step in known.steps(*REFUSED):
        why = f"Why: sendclock explain {known.ref} {clock.rule.id}"
        text = f"{step.facts['ground']} does not excuse {clock.rule.id}{_closure(step)}. {why}"
        yield known.warn(step.facts["event"], "exception-refused", text)


def _closure(step: Step) -> str:
    """Why a closure does not count, where the dates themselves say so."""
    facts = step.facts
    if facts.get("why") == "closure-too-short":
        lasted = f"lasted {facts['days']} days" if facts["days"] > 0 else "re-opens before it closes"
        return f": the closure {lasted}, and {facts['needed']} are needed ({facts['exception'].cite})"
    if facts.get("why") == "asked-outside":
        span = f"{short(facts['first'])} to {short(facts['last'])}"
        return f": advice was asked for on {short(facts['asked'])}, outside {span} ({facts['exception'].cite})"
    return ""


def exception_doubtful(known: Known) -> Iterator[Problem]:
    """Accepted, for a clock that a refusal met: reg 4(1) lists no exceptions."""
    for clock, step in known.steps("exception-doubtful"):
        claim = next(s.facts["event"] for s in clock.steps if s.kind == "excused")
        message = (
            f"{claim.fields.get('ground')} is claimed for a refusal, {clock.rule.id}, and it is doubtful whether it "
            f"may be. {step.facts['why']} Take advice before relying on it; report the refusal as late until then."
        )
        yield known.warn(claim, "exception-doubtful", message)


def exception_unused(known: Known) -> Iterator[Problem]:
    """An exception belongs to a clock begun by the day it was recorded; this one has none."""
    used = {step.facts["event"].id for _, step in known.steps("excused", *REFUSED)}
    for claim in known.events:
        if claim.type == "exception-recorded" and claim.id not in used:
            rule = claim.fields.get("rule")
            message = (
                f"{claim.fields.get('ground')} is claimed for {rule}, but no clock of {rule} had started by "
                f"{short(claim.on)}, so it excuses nothing. Name the clock that is late: "
                f"{known.correct(claim, 'rule=RULE')}"
            )
            yield known.warn(claim, "exception-unused", message)


def closure_asked(known: Known) -> Iterator[Problem]:
    """The closure test is the day advice was asked for: it should be a day on which the file has it asked."""
    asked = {e.on for e in known.events if e.type in ("advice-requested", "information-requested")}
    for claim in known.events:
        day = claim.day("asked") if claim.type == "exception-recorded" else None
        if day is not None and asked and day not in asked:
            message = (
                f"{claim.fields.get('ground')} rests on advice asked for on {short(day)}, but no advice-requested of "
                "that day is recorded. Only the day the head or principal was asked counts (SEND Regs 2014 reg "
                f"5(4)(a), (b)). Record that request, or correct the day: {known.correct(claim, 'asked=DATE')}"
            )
            yield known.warn(claim, "exception-asked", message)
