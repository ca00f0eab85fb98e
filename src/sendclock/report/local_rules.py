"""What a rule of a local pack says besides, in words: for the rule in full and for the law book.

Must not know: how it acts on a date.
"""

from __future__ import annotations

from sendclock.core.local import MONDAY_TO_SUNDAY
from sendclock.core.model import Rule
from sendclock.core.practice import CaseCondition, Local, Snap
from sendclock.report.local_reasons import lead

Facts = list[tuple[str, str]]
OPS = {"=": "", "!=": "not ", "<": "under ", ">=": "from "}


def local_facts(rule: Rule) -> Facts:
    """Labels and values; nothing for a rule of the law."""
    if rule.local is None:
        return []
    local = rule.local
    standing = {"promise": "a local promise", "target": "an internal target"}[local.standing]
    status = "" if local.status == "adopted" else f"{local.status}: it starts no clock"
    return [
        ("Standing", f"{standing}{', usually' if local.usually else ''}"),
        ("Status", status),
        ("For", {"team": "a team, in a file of its own", "party": "", "case": ""}[local.scope]),
        ("Only if", "; ".join(_condition(each) for each in local.conditions)),
        ("Received", _receipt(local)),
        ("Window", f"opens with week {local.opens_week}" if local.opens_week else ""),
        ("On to", MONDAY_TO_SUNDAY[local.weekday].capitalize() if local.weekday is not None else ""),
        ("Panel", _panel(local.snap) if local.snap else ""),
        ("Needs", "every one of the acts that meet it" if local.met_by_all else ""),
        ("Again", "once met it starts anew" if local.again else ""),
        ("Tightens", local.tightens),
        ("Extends", local.extends),
        ("Supersedes", local.supersedes),
        ("Page", local.page),
        ("Left open", local.choice and f"by the document; chosen here: {local.choice}"),
    ]


def rests_on(rule: Rule, words: str) -> str:
    """A local rule rests on the authority's own document, not on the words of the law."""
    return words if rule.local is None else "the authority's own document"


def counted_from_what(anchor: str) -> str:
    """A local anchor in words: `the day RULE was done`, `the next meeting of the panel NAME`."""
    kind, _, name = anchor.partition(":")
    return {
        "due": f"the due day of {name}",
        "met": f"the day {name} was done",
        "panel": f"the next meeting of the panel {name}",
        "day": f"the first {name} (month-day) to come",
        "anniversary": f"the next anniversary of {name or 'the event'}",
        "term-start": f"the start of the next term ({name})",
        "term-end": f"the end of the term ({name})",
        "latest": f"the latest of {name.replace(',', ', ')}",
        "earliest": f"the earliest of {name.replace(',', ', ')}",
    }[kind]


def _condition(condition: CaseCondition) -> str:
    return f"{condition.field} {OPS[condition.op]}{' or '.join(condition.values)}"


def _receipt(local: Local) -> str:
    if local.receipt is None:
        return ""
    when = [f"after {local.receipt.until:%H:%M}"] if local.receipt.until else []
    when += ["on a day that is no working day"] if local.receipt.working_days else []
    return f"{' or '.join(when)}: counts from the next working day"


def _panel(snap: Snap) -> str:
    ahead = f" at least {lead(snap.lead)} on" if snap.lead.size else ""
    text = f"{'on to the next' if snap.which == 'next' else 'back to the last'} {snap.panel}{ahead}"
    return f"{text}, not after {snap.not_after}; else {snap.otherwise}" if snap.not_after else text
