"""Another system's due days beside ours: where they differ, why ours is what it is, and what theirs would be.

Must not know: files, maps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from sendclock.core.corrections import truth
from sendclock.core.intake import Their, Trouble
from sendclock.core.miscounts import Counting, recognise
from sendclock.core.model import RuleBook, Timeline
from sendclock.report.document import Block, Column, Document, Grid, Heading, Line
from sendclock.report.imported import trouble_rows
from sendclock.report.reasons import explain_step
from sendclock.report.rows import Row
from sendclock.report.slips import slip
from sendclock.report.wording import long_day, number, short_day

# agrees; differs; blank: they have no day and we have one; no-clock: they have a day and we have no such clock;
# only-theirs: no such case here; only-ours: a case of ours with such a clock running, which they do not list;
# unread: our file of the case cannot be read; not-a-day: what stands in their cell is no day.
Kind = Literal["agrees", "differs", "blank", "no-clock", "only-theirs", "only-ours", "unread", "not-a-day"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CSV_COLUMNS = ("case", "kind", "rule", "label", "party", "theirs", "ours", "days_apart", "likely", "reason", "row")
REFS_SHOWN = 20
UNKNOWN = "nothing that is recognised."
_CAUSES = (Column("How many"), Column("Theirs would be", wrap=True))
_DIFFERENCES = (
    Column("Case"),
    Column("Clock"),
    Column("Theirs"),
    Column("Ours"),
    Column("Apart", from_width=100),
    Column("Theirs would be", wrap=True),
    Column("Ours is", wrap=True, from_width=140),
)
_NO_CLOCK = (Column("Case"), Column("Rule"), Column("Theirs"), Column("Why there is no clock", wrap=True))
_RULES = (
    Column("Rule"),
    Column("Agree"),
    Column("Differ"),
    Column("Blank there"),
    Column("No clock here"),
)


class Finding(NamedTuple):
    """One comparison. `likely` are slips that would give theirs; `reason` is how ours was counted, or why there is
    none, or what is wrong with theirs; `row` is the tracker's, 0 for a case it has not."""

    kind: Kind
    case: str
    rule: str
    label: str
    party: str | None
    theirs: date | None
    ours: date | None
    likely: Sequence[str]
    reason: str
    row: int

    @property
    def days_apart(self) -> int | None:
        """How many days theirs is later than ours; negative where it is earlier."""
        return (self.theirs - self.ours).days if self.theirs and self.ours else None


def compared(their: Their, rows: Sequence[Row], timeline: Timeline, book: RuleBook, no_clock: str) -> Finding | None:
    """One day of theirs beside the clocks of that rule and case. None where neither has one.

    Of several clocks, the one that agrees; else one still running before one that is over, the latest started first.
    """
    label = book.versions(their.rule)[-1].label
    mine = [row for row in rows if their.party is None or (row.party or "").casefold() == their.party.casefold()]
    blank = Finding("blank", timeline.case.ref, their.rule, label, their.party, their.due, None, (), "", their.row)
    wrong = blank._replace(kind="not-a-day", reason=their.wrong)
    if not mine and their.wrong:
        return wrong
    if not mine:
        return None if their.due is None else blank._replace(kind="no-clock", reason=no_clock)
    row = max(mine, key=lambda row: (row.due == their.due, not row.finished, row.started_by.on))
    if their.wrong:
        return wrong._replace(label=row.label, party=row.party, ours=row.due)
    reason = " ".join(explain_step(step, book.event_types) for step in row.steps if step.day and step.kind != "anchor")
    found = blank._replace(label=row.label, party=row.party, ours=row.due, reason=reason)
    if their.due is None:
        return found
    if their.due == row.due:
        return found._replace(kind="agrees")
    return found._replace(kind="differs", likely=tuple(_likely(their.due, row, timeline, book)))


def _likely(theirs: date, row: Row, timeline: Timeline, book: RuleBook) -> list[str]:
    events = [event for event in truth(timeline.case).events if event.on <= timeline.as_of]
    rule = next(rule for rule in book.versions(row.rule) if rule.label == row.label)
    calendar = book.calendars.get(rule.calendar or "england", book.england)
    said: list[str] = []
    for step in row.steps:
        if step.kind == "counted" and step.facts["period"].unit != "hour":
            ours = Counting(row.due, step.facts["start"], step.facts["period"], calendar)
            said += [slip(found) for found in recognise(theirs, ours, book.england, events)]
    return list(dict.fromkeys(said))[:2]


def document(
    findings: Sequence[Finding],
    heading: str,
    footer: str,
    in_full: bool,
    most: int | None,
    troubles: Sequence[Trouble] = (),
) -> Document:
    """`most` limits each list, for a screen; `in_full` writes days out; `troubles` are those of their rows."""
    day = long_day if in_full else short_day
    by_kind = {kind: [f for f in findings if f.kind == kind] for kind in KINDS}
    blocks: list[Block] = [Line(heading), Heading("Compared"), Grid(_RULES, _counts(findings))]
    blocks += _causes(by_kind["differs"])
    differs = sorted(by_kind["differs"], key=lambda f: (f.rule, -abs(f.days_apart or 0), f.case))
    if differs:
        rows = [_difference(finding, in_full) for finding in differs[:most]]
        blocks += [Heading(f"Differences: {len(differs)}"), Grid(_DIFFERENCES, rows), *_more(len(differs), most)]
    elif by_kind["agrees"]:
        blocks.append(Line("No day differs.", "good"))
    else:
        blocks.append(Line("No day was compared.", "warn"))
    for said, left_out in (("Left out", True), ("To look at", False)):
        told = [trouble for trouble in troubles if trouble.left_out is left_out]
        blocks += [Heading(f"{said}: {len(told)}"), *trouble_rows(told, most)] if told else []
    none = by_kind["no-clock"]
    if none:
        rows = [[f.case, f.rule, day(f.theirs) if f.theirs else "", f.reason] for f in none[:most]]
        blocks += [Heading(f"They have a day, and we have no clock: {len(none)}"), Grid(_NO_CLOCK, rows)]
        blocks += _more(len(none), most)
    for kind, said in _LISTED.items():
        refs = list(dict.fromkeys(finding.case for finding in by_kind[kind]))
        if refs:
            shown = refs if most is None else refs[:REFS_SHOWN]
            rest = f" and {len(refs) - len(shown)} more (--plain names them all)" if len(shown) < len(refs) else ""
            blocks.append(Line(f"{said}: {number(len(refs), 'case')}. {', '.join(shown)}{rest}."))
    return Document(blocks, footer)


def _causes(differs: Sequence[Finding]) -> list[Block]:
    """How often each slip is the likeliest: one wrong setting there may be behind all of them."""
    told = (f.likely[0] if f.likely else UNKNOWN for f in differs)
    causes = Counter(re.sub(r" \([^)]*\)", "", text) for text in told)
    if len(differs) < 2:
        return []
    return [Heading("What theirs would be"), Grid(_CAUSES, [[f"{n:,}", text] for text, n in causes.most_common()])]


_LISTED: dict[Kind, str] = {
    "blank": "Blank there, though we have a clock",
    "only-theirs": "Only there: we have no such case",
    "only-ours": "Only here, with such a clock running: they do not list it",
    "unread": "Not compared, because our file cannot be read",
}


def _counts(findings: Iterable[Finding]) -> list[list[str]]:
    counts: dict[str, Counter[str]] = {}
    for finding in findings:
        if finding.rule:
            counts.setdefault(finding.rule, Counter())[finding.kind] += 1
    kinds = ("agrees", "differs", "blank", "no-clock")
    return [[rule, *(f"{of[kind]:,}" for kind in kinds)] for rule, of in counts.items()]


def _difference(finding: Finding, in_full: bool) -> list[str]:
    day = long_day if in_full else short_day
    clock = finding.label + (f" ({finding.party})" if finding.party else "")
    assert finding.theirs is not None and finding.ours is not None
    likely = " Or ".join(finding.likely) or UNKNOWN
    return [finding.case, clock, day(finding.theirs), day(finding.ours), _apart(finding), likely, finding.reason]


def _apart(finding: Finding) -> str:
    days = finding.days_apart or 0
    return f"{number(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def _more(rows: int, most: int | None) -> list[Block]:
    if most is None or rows <= most:
        return []
    return [Line(f"{number(rows - most, 'more row')}: see all of them with --plain.", "warn")]


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        **{name: getattr(finding, name) for name in CSV_COLUMNS if name not in ("likely", "row")},
        "rule": finding.rule or None,
        "label": finding.label or None,
        "likely": list(finding.likely),
        "row": finding.row or None,
    }


def csv_cells(finding: Finding) -> list[Any]:
    body: Mapping[str, Any] = finding_json(finding)
    return [" Or ".join(finding.likely) if name == "likely" else body[name] for name in CSV_COLUMNS]
