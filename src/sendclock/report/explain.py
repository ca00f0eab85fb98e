"""Why this date: every step, the other readings, and the sentence for a letter.

Must not know: files, formats.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sendclock.core.model import EventType
from sendclock.report.document import Block, Document, Heading, Line, Numbered, Pairs
from sendclock.report.reasons import explain_step, for_a_letter
from sendclock.report.rows import Row
from sendclock.report.wording import how_late, long_day, moment, short_day, status, style

READINGS = frozenset({"reading"})
ABOUT = frozenset({"note", "confidence"})


def document(row: Row, others: Sequence[Row], types: Mapping[str, EventType], footer: str) -> Document:
    """`others` are the further clocks of the same rule in the case: named, so that none is hidden."""
    due = moment(row.due_at) if row.due_at else long_day(row.due)
    state = f"{status(row)}, {how_late(row)}" if row.late else status(row)
    if row.met_on and not row.late:
        state = f"{status(row)} on {long_day(row.met_on)}"
    head = Pairs(
        [
            ("Case", row.case or ""),
            ("Clock", f"{row.label}: {row.title}"),
            ("Who", row.who + (f" ({row.party})" if row.party else "")),
            ("Not before" if row.kind == "bar" else "Due", due),
            ("Act by", long_day(row.act_by) if row.act_by != row.due else ""),
            ("Safe by", long_day(row.safe) if row.safe != row.due else ""),
            ("Provisional", "yes: see below" if row.provisional else ""),
        ]
    )
    steps = [step for step in row.steps if step.kind not in READINGS | ABOUT]
    blocks: list[Block] = [
        Line(f"Status: {state}", style(row)),
        head,
        Heading("How the date was reached"),
        Numbered([explain_step(step, types) for step in steps]),
    ]
    readings = [explain_step(step, types) for step in row.steps if step.kind in READINGS]
    if readings:
        blocks += [Heading("Other readings"), Numbered(readings)]
    about = [explain_step(step, types) for step in row.steps if step.kind in ABOUT]
    if about:
        blocks += [Heading("About this rule"), *(Line(text) for text in about)]
    if others:
        blocks += [Heading("Other clocks of this rule"), Numbered([_other(other) for other in others])]
    blocks += [Heading("For a letter"), Line(for_a_letter(row, types))]
    return Document(blocks, footer)


def _other(row: Row) -> str:
    party = f' --party "{row.party}"' if row.party else f" --event {row.started_by.id}"
    return f"{status(row)}, due {short_day(row.due)}, started {short_day(row.started_by.on)}: explain it with{party}"
