"""The law as a book: for every rule the duty, who is bound, how it is counted, its exceptions, doubts and examples, and
of a rule of a local pack what it says besides. As Markdown or as one HTML page.

Must not know: cases, where examples are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Protocol

from sendclock.law.book import RuleBook
from sendclock.law.rule import MONDAY_TO_SUNDAY, CaseCondition, EventType, Local, Rule, RuleException, Snap
from sendclock.say import formats
from sendclock.say.document import Block, Document, Grid, Heading, Line, Numbered, Pairs, grid
from sendclock.say.reasons import anchor_in_words, day_or_word, in_plain_words, lead
from sendclock.say.view import Column, Look
from sendclock.say.words import (
    counted_from,
    day_month,
    in_force,
    kind_of_rule,
    listed,
    lower_first,
    sentence,
    upper_first,
)
from sendclock.tuples import NamedTuple

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
        ("Window", _window(local)),
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


def _condition(condition: CaseCondition) -> str:
    return f"{condition.field} {OPS[condition.op]}{' or '.join(condition.values)}"


def _receipt(local: Local) -> str:
    if local.receipt is None:
        return ""
    when = [f"after {local.receipt.until:%H:%M}"] if local.receipt.until else []
    when += ["on a day that is no working day"] if local.receipt.working_days else []
    return f"{' or '.join(when)}: counts from the next working day"


def _window(local: Local) -> str:
    if local.opens:
        return f"opens after {lead(local.opens)}"
    return f"opens with week {local.opens_week}" if local.opens_week else ""


def _panel(snap: Snap) -> str:
    ahead = f" at least {lead(snap.lead)} on" if snap.lead.size else ""
    text = f"{'on to the next' if snap.which == 'next' else 'back to the last'} {snap.panel}{ahead}"
    return f"{text}, not after {snap.not_after}; else {snap.otherwise}" if snap.not_after else text


TEMPLATE = Path(__file__).parent / "templates" / "lawbook.html"
UNVERIFIED = (
    "UNVERIFIED: this is general legal knowledge that nobody has checked against the law. "
    "Check it before anyone relies on the date."
)
RESTS_ON = {
    "text": "the words of the law",
    "secondary": "guidance, a judgment's summary or reputable advice",
    "unverified": "general legal knowledge that nobody has checked",
}
AREAS = {
    "assessment": "New assessments", "advice": "Advice", "plan": "The draft and the final plan",
    "reassessment": "Re-assessment", "review": "Reviews", "amendment": "Amendment outside a review",
    "team": "The team's lists", "phase": "Phase transfers", "move": "Moves between authorities",
    "commissioner": "Health commissioners", "cease": "Ceasing a plan", "age-25": "The age limit",
    "budget": "Direct payments", "mediation": "Mediation", "appeal": "Appeals, claims and Tribunal time",
    "order": "Orders", "unopposed": "Conceded appeals", "recommendation": "Recommendations",
    "detained": "Detained persons", "conversion": "Conversion of statements", "information": "Information requests",
    "complaint": "Complaints", "legal": "Claims in court",
}  # fmt: skip
ON = "the day of the event that starts it"


class Worked(Protocol):
    """A worked example, wherever it is kept: `events` are `type@2026-09-07 field=value`, or `@2026-09-07T15:00`."""

    @property
    def id(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def events(self) -> tuple[str, ...]: ...
    @property
    def as_of(self) -> date: ...
    @property
    def due(self) -> date | None: ...
    @property
    def status(self) -> str: ...
    @property
    def excused_by(self) -> str | None: ...
    @property
    def why(self) -> str: ...
    @property
    def due_at(self) -> time | None: ...
    @property
    def party(self) -> str | None: ...


class Section(NamedTuple):
    """A part of an entry; the first one has no title."""

    title: str
    blocks: Sequence[Block]


class PrintedRule(NamedTuple):
    """One rule. `warning` is what must be read before anything else, or empty."""

    key: str
    title: str
    warning: str
    sections: Sequence[Section]


class Area(NamedTuple):
    key: str
    title: str
    entries: Sequence[PrintedRule]


class LawBook(NamedTuple):
    title: str
    opening: Sequence[str]
    areas: Sequence[Area]
    footer: str


def law_book(
    rules: Sequence[Rule], book: RuleBook, examples: Iterable[Worked], checked_on: date | None, footer: str
) -> LawBook:
    """`rules` by area, in the order of the packs. `checked_on`: the day to which the shipped law was checked."""
    of_rule: dict[str, list[Worked]] = {}
    for example in examples:
        of_rule.setdefault(example.rule, []).append(example)
    groups: dict[str, list[PrintedRule]] = {}
    keys: set[str] = set()
    for rule in rules:
        key = rule.id if rule.id not in keys else f"{rule.id}-from-{rule.in_force_from}"  # another version of it
        keys.add(key)
        entry = _entry(key, rule, book, of_rule.get(rule.id, []))
        groups.setdefault(rule.group, []).append(entry)
    areas = [Area(group, area_title(group), entries) for group, entries in groups.items()]
    return LawBook("The law of the clocks", _opening(rules, checked_on), areas, footer)


def area_title(group: str) -> str:
    return AREAS.get(group) or group.replace("-", " ").capitalize()


def _opening(rules: Sequence[Rule], checked_on: date | None) -> list[str]:
    unverified = [rule.id for rule in rules if rule.confidence == "unverified"]
    opening = (
        [f"The law as at {day_month(checked_on)}. A person must check it before each release."] if checked_on else []
    )
    opening.append(
        "Days, weeks and months are those of the calendar unless working days are named. A limit that ends on a "
        "weekend or bank holiday stays there unless the rule says otherwise. An exception never moves a date."
    )
    if unverified:
        opening.append(f"Unverified, to be checked before anyone relies on them: {listed(unverified)}.")
    return opening


def _entry(key: str, rule: Rule, book: RuleBook, examples: Sequence[Worked]) -> PrintedRule:
    words = [Line(f'The decisive words: "{rule.words}" ({rule.cite}).')] if rule.words else []
    note = [Line(sentence(upper_first(rule.note)))] if rule.note else []
    sections = [Section("", [Line(duty_sentence(rule)), *words, _facts(rule, book.event_types), *note])]
    if rule.exceptions:
        sections.append(Section("Exceptions", [_exceptions(rule, book)]))
    if rule.readings:
        sections.append(Section("Other readings", [Numbered([*other_readings(rule)])]))
    if examples:
        sections.append(Section("Worked examples", [worked_examples(examples)]))
    warning = UNVERIFIED if rule.confidence == "unverified" else ""
    return PrintedRule(key, f"{rule.id}: {rule.title}", warning, sections)


def duty_sentence(rule: Rule) -> str:
    """Who must, should or may do what. What stands beside the SEND law is put neutrally: "is to"."""
    who = rule.who if rule.who.startswith(("whoever", "any ")) else f"the {rule.who}"
    who = upper_first(who)
    duty = rule.duty or lower_first(rule.title)
    if rule.kind == "bar":
        return f"{who} may not {duty} before the day counted below."
    if rule.kind in ("window", "limit"):
        return f"{who} may {duty} until the day counted below."
    verb = {"statutory": "must", "adjacent": "is to"}.get(rule.tier, "should")
    return sentence(f"{who} {verb} {duty}")


def _facts(rule: Rule, types: Mapping[str, EventType]) -> Pairs:
    period = rule.period
    began_by = rule.starts_on[0].event if rule.starts_on else ""
    start = ON if rule.anchor == "on" else anchor_in_words(rule.anchor, types, began_by)
    limit = counted_from(period, start)
    if period.direction == "fixed" and not str(period.size)[:4].isdigit():
        limit += f" (counted from {start})"
    if period.size == 0:
        limit = start
    combined = ""
    if rule.combine:
        combined = (
            f"with {rule.combine[1]}: the {'later' if rule.combine[0] == 'max' else 'earlier'} of the two governs"
        )
    return Pairs(
        [
            ("Who", rule.who),
            ("Kind", kind_of_rule(rule.kind, rule.tier)),
            ("Limit", limit),
            ("Left out", "August, and 25 December to 1 January" if period.skip != "none" else ""),
            ("If it ends on a closed day", _roll(period.roll)),
            ("Ends at", f"{period.cutoff:%H:%M}" if period.cutoff else ""),
            ("Combined", combined),
            ("Starts when", in_plain_words(rule.starts_on, types)),
            ("Does not start while", f"{rule.not_while} is running" if rule.not_while else ""),
            ("Met when", in_plain_words(rule.met_by, types)),
            ("Ends without, when", in_plain_words(rule.ends_with, types)),
            ("One for each", "adviser, school, addressee or matter" if rule.per_party else ""),
            ("In force", in_force(rule.in_force_from, rule.in_force_to)),
            ("Rests on", rests_on(rule, RESTS_ON.get(rule.confidence, rule.confidence))),
            *local_facts(rule),
            ("Law", rule.cite),
            ("Pack", rule.pack),
        ]
    )


def _roll(roll: str) -> str:
    return {
        "next-working-day": "the next working day",
        "rule12-lodging": "the next working day; in August or from 25 December to 1 January, the first one after that",
    }.get(roll, "")


def _exceptions(rule: Rule, book: RuleBook) -> Grid:
    return grid(EXCEPTIONS, [book.exceptions[id] for id in rule.exceptions], Look(in_full=True))


EXCEPTIONS: tuple[Column[RuleException], ...] = (
    Column(title="Exception", value=lambda exception: exception.id),
    Column(
        title="It holds when",
        wrap=True,
        value=lambda exception: f"{sentence(exception.condition)} Then: act {exception.act}.",
    ),
    Column(title="Law", wrap=True, value=lambda exception: exception.cite),
    Column(title="In force", value=lambda exception: in_force(exception.in_force_from, exception.in_force_to)),
)


def other_readings(rule: Rule) -> Iterable[str]:
    """Each other reading as a sentence: earlier ones are kept to, later ones never used."""
    for reading in rule.readings:
        offset = f" ({reading.offset})" if reading.offset else ""
        kept = "earlier, and safe on any reading" if reading.effect == "safe" else "later, and never used"
        yield f"{sentence(upper_first(reading.why))} That would be {kept}{offset}."


def worked_examples(examples: Sequence[Worked]) -> Grid:
    return grid(EXAMPLES, examples, Look(in_full=True))


EXAMPLES: tuple[Column[Worked], ...] = (
    Column(title="What happened", wrap=True, value=lambda example: "; ".join(map(_event, example.events))),
    Column(title="Asked on", value=lambda example: day_month(example.as_of)),
    Column(title="Due", value=lambda example: _due(example)),
    Column(title="Status", value=lambda example: _status(example)),
    Column(title="Why", wrap=True, value=lambda example: sentence(example.why)),
)


def _due(example: Worked) -> str:
    due = day_month(example.due) if example.due else "no clock"
    due = f"{example.due_at:%H:%M} on {due}" if example.due_at else due
    return due + (f" ({example.party})" if example.party else "")


def _status(example: Worked) -> str:
    return example.status.replace("-", " ") + (f", excused by {example.excused_by}" if example.excused_by else "")


def _event(text: str) -> str:
    head, *fields = text.split()
    kind, _, moment = head.partition("@")
    day, _, clock = moment.partition("T")
    named = ", ".join(
        f"{n.replace('_', ' ')} {day_or_word(v)}" for n, _, v in (field.partition("=") for field in fields)
    )
    return f"{kind}{f' at {clock}' if clock else ''} on {day_or_word(day)}" + (f" ({named})" if named else "")


def as_markdown(book: LawBook) -> str:
    """For a wiki: one heading an area, one below it for each rule."""
    parts = [f"# {book.title}", *(_md(Line(text)) for text in book.opening)]
    parts.append(
        "\n".join(f"- [{_md(Line(area.title))}](#{_slug(area.title)}) ({len(area.entries)})" for area in book.areas)
    )
    for area in book.areas:
        parts.append(_md(Heading(area.title)))
        for entry in area.entries:
            parts.append("#" + _md(Heading(entry.title)))
            parts += [f"> **{entry.warning}**"] if entry.warning else []
            for section in entry.sections:
                parts += ["##" + _md(Heading(section.title))] if section.title else []
                parts += [_md(block) for block in section.blocks]
    return "\n\n".join(parts) + "\n\n" + formats.render_markdown(Document([], book.footer))


def as_html(book: LawBook) -> str:
    """One page, with a table of contents."""
    from sendclock.say.html import page

    return page(TEMPLATE, title=book.title, book=book, footer=book.footer)


def _md(block: Block) -> str:
    return formats.render_markdown(Document([block])).rstrip("\n")


def _slug(title: str) -> str:
    """The name a heading gets on the common wikis."""
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")
