"""`sendclock rules`: the law as a list, one rule in full, as a book, what is disputed and when it changed; and the
vocabulary of a case file.

Must not know: cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Literal, Optional

from sendclock.command import Branching, Forms, Imprint, Kinds, Now, Options, Reply, Tiers, as_bare_data
from sendclock.files import disk
from sendclock.files.problem import UsageError
from sendclock.law.book import RuleBook
from sendclock.law.edition import standing
from sendclock.law.rule import Condition, EventType, Field, Reading, Rule, RuleException, Trigger
from sendclock.law.synonym import Tongue, phrases
from sendclock.law.vocabulary import event_types
from sendclock.lawbook.book import (
    UNVERIFIED,
    LawBook,
    Worked,
    as_html,
    as_markdown,
    law_book,
    local_facts,
    rests_on,
    worked_examples,
)
from sendclock.option import typer
from sendclock.record.field import known_type
from sendclock.say.document import Block, Document, Grid, Heading, Line, Pairs, grid
from sendclock.say.reasons import anchor_in_words
from sendclock.say.row import TIERS
from sendclock.say.view import DAY, TEXT, YES_NO, Column, Look, View, maybe, one_of, part, several
from sendclock.say.words import day_month, in_force, kind_of_rule, limit_in_words, sentence, upper_first
from sendclock.session import Session, rules_named
from sendclock.tuples import NamedTuple

FIELD: tuple[Column[Field], ...] = (
    Column("name"),
    Column("kind", about="date, text, choice, rule, exception, event or yes/no"),
    Column("required", kind=YES_NO),
    Column("choices", kind=several(TEXT)),
    Column("default", kind=maybe(TEXT), about="what it is taken to be where it is left out"),
    Column("words", about="what it is called in a sentence; empty: its name"),
)
# What is drawn is what CSV holds, under the same titles.
EVENT_TYPES: tuple[Column[EventType], ...] = (
    Column("event", csv=False, value=lambda kind: kind.id),
    Column("group", csv=False),
    Column("meaning", csv=False),
    Column("fields", csv=False, value=lambda kind: kind.fields.values(), kind=several(part(FIELD))),
    Column("note", csv=False, value=lambda kind: kind.note or None, kind=maybe(TEXT)),
    Column("Event", "Event", json=False, value=lambda kind: kind.id),
    Column("Meaning", "Meaning", json=False, wrap=True, value=lambda kind: sentence(kind.meaning)),
    Column("Needs", "Needs", json=False, wrap=True, value=lambda kind: _fields(kind, required=True)),
    Column("May have", "May have", json=False, wrap=True, value=lambda kind: _fields(kind, required=False)),
    Column("Note", "Note", json=False, from_width=160, wrap=True, value=lambda kind: kind.note),
)
EVENTS = View("events", EVENT_TYPES, bare=True)


def vocabulary(kinds: Sequence[EventType]) -> Document:
    """Every event type, by group. A * marks what a field left out is taken to be."""
    blocks: list[Block] = []
    for group, members in groupby(kinds, key=lambda kind: kind.group):
        blocks += [
            Heading(group.replace("-", " ").capitalize()),
            grid(EVENT_TYPES, list(members), FULL),
        ]
    common = "Every event has on = DATE (or at = MOMENT) and may have party, served and note."
    return Document(blocks, common)


def _fields(kind: EventType, required: bool) -> str:
    return "; ".join(_field(field) for field in kind.fields.values() if field.required is required)


def _field(field: Field) -> str:
    if not field.choices:
        return f"{field.name} ({field.kind})"
    return f"{field.name} ({' | '.join(word + '*' * (word == field.default) for word in field.choices)})"


COMMENCED = date(2014, 9, 1)  # Part 3 of the Children and Families Act 2014 and the SEND Regulations


class LawChange(NamedTuple):
    """One thing that begins or ends on `day`: the first day on which it is so. What ends held until the day before."""

    day: date
    change: Literal["begins", "ends"]
    kind: Literal["rule", "exception"]
    id: str
    title: str
    cite: str

    @property
    def last_day(self) -> date | None:
        """Of what ends, the last day on which it held."""
        return self.day - timedelta(1) if self.change == "ends" else None


class RuleReading(NamedTuple):
    """One other reading of a rule."""

    rule: Rule
    reading: Reading


RULES: tuple[Column[Rule], ...] = (
    Column("rule", csv=False, value=lambda rule: rule.id),
    Column("pack", csv=False),
    Column("group", csv=False),
    Column("label", csv=False),
    Column("title", csv=False),
    Column("who", csv=False),
    Column("tier", csv=False, kind=one_of(*TIERS)),
    Column("kind", csv=False, kind=one_of("deadline", "window", "bar", "limit")),
    Column("limit", csv=False, value=lambda rule: limit_in_words(rule.period)),
    Column("anchor", csv=False, about="what it is counted from"),
    Column("starts_on", csv=False, value=lambda rule: [_trigger(t) for t in rule.starts_on], kind=several(TEXT)),
    Column("met_by", csv=False, value=lambda rule: [_trigger(t) for t in rule.met_by], kind=several(TEXT)),
    Column("ends_with", csv=False, value=lambda rule: [_trigger(t) for t in rule.ends_with], kind=several(TEXT)),
    Column("exceptions", csv=False, kind=several(TEXT)),
    Column("cite", csv=False),
    Column("words", csv=False, value=lambda rule: rule.words or None, kind=maybe(TEXT), about="the decisive words"),
    Column("confidence", csv=False),
    Column("in_force_from", csv=False, kind=DAY),
    Column("in_force_to", csv=False, kind=maybe(DAY)),
    Column("note", csv=False, value=lambda rule: rule.note or None, kind=maybe(TEXT)),
    Column("standing", csv=False, value=lambda rule: standing(rule) or None, kind=maybe(TEXT)),
    Column("status", csv=False, value=lambda rule: rule.local.status if rule.local else None, kind=maybe(TEXT)),
    Column(
        "choice",
        csv=False,
        value=lambda rule: (rule.local.choice if rule.local else "") or None,
        kind=maybe(TEXT),
        about="what the document leaves open, and what was chosen",
    ),
    Column("Rule", "Rule", json=False, value=lambda rule: rule.id),
    Column("Limit", "Limit", json=False, wrap=True, value=lambda rule: limit_in_words(rule.period)),
    Column("Label", "Label", json=False, from_width=100, wrap=True, value=lambda rule: rule.label),
    Column("What", "What", json=False, wrap=True, value=lambda rule: rule.title),
    Column("Who", "Who", json=False, from_width=120, wrap=True, value=lambda rule: rule.who),
    Column("Tier", "Source", json=False, from_width=140, value=lambda rule: rule.tier),
    Column("Law", "Law", json=False, from_width=160, wrap=True, value=lambda rule: rule.cite),
    Column(
        "In force",
        "In force",
        json=False,
        from_width=200,
        value=lambda rule: in_force(rule.in_force_from, rule.in_force_to),
    ),
)
RULE_LIST = View("rules", RULES, bare=True)
READING: tuple[Column[Reading], ...] = (
    Column("effect", kind=one_of("safe", "later"), about="safe: earlier, kept to; later: explained, never used"),
    Column("offset", kind=maybe(TEXT)),
    Column("anchor", kind=maybe(TEXT)),
    Column("why"),
)
EFFECTS = {"safe": "earlier: kept to", "later": "later: never used"}
READINGS: tuple[Column[RuleReading], ...] = (
    Column("Rule", "Rule", value=lambda one: one.rule.id),
    Column("Default", "Default", wrap=True, value=lambda one: limit_in_words(one.rule.period)),
    Column("Other reading", "Other reading", value=lambda one: EFFECTS[one.reading.effect]),
    Column("By", "By", from_width=90, value=lambda one: one.reading.offset or ""),
    Column("Why", "Why", wrap=True, value=lambda one: sentence(upper_first(one.reading.why))),
    Column("Law", "Law", from_width=140, wrap=True, value=lambda one: one.rule.cite),
)
DISPUTED = View("rules", (*RULES, Column[Rule]("readings", csv=False, kind=several(part(READING)))), bare=True)
DISPUTED_CSV = View("", READINGS)
LAW_CHANGES: tuple[Column[LawChange], ...] = (
    Column("day", csv=False, kind=DAY),
    Column("change", csv=False, kind=one_of("begins", "ends")),
    Column("kind", csv=False, about="rule or exception"),
    Column("id", csv=False),
    Column("title", csv=False),
    Column("cite", csv=False),
    Column("last_day", csv=False, kind=maybe(DAY)),
    Column("Day", "Day", json=False, value=lambda change: day_month(change.day)),
    Column("Change", "Change", json=False, wrap=True, value=lambda change: _change_in_words(change)),
    Column("Rule or exception", "Rule or exception", json=False, value=lambda change: _name(change)),
    Column("What", "What", json=False, wrap=True, value=lambda change: change.title),
    Column("Law", "Law", json=False, from_width=120, wrap=True, value=lambda change: change.cite),
)
CHANGES = View("rules-changes", LAW_CHANGES, bare=True)
FULL = Look(in_full=True)


def listing(rules: Sequence[Rule], footer: str) -> Document:
    """Every rule, by area of law, in the order of the packs."""
    blocks: list[Block] = []
    for group, members in groupby(rules, key=lambda rule: rule.group):
        blocks += [Heading(group.replace("-", " ").capitalize()), grid(RULES, list(members), FULL)]
    return Document(blocks or [Line("No rule is of that kind.")], footer)


def disputed(rules: Sequence[Rule], footer: str) -> Document:
    """The rules that are read in more than one way: the default decides, the others are shown."""
    rows = readings_of(rules)
    return Document([grid(READINGS, rows, FULL)] if rows else [Line("No rule of that kind is disputed.")], footer)


def readings_of(rules: Sequence[Rule]) -> list[RuleReading]:
    return [RuleReading(rule, reading) for rule in rules for reading in rule.readings]


def changes(book: RuleBook) -> list[LawChange]:
    """Every dated change of the law since it commenced, in order; what begins before what ends."""
    found: list[LawChange] = []
    for rule in book.rules:
        found += _changes("rule", rule.id, rule.title, rule.cite, rule.in_force_from, rule.in_force_to)
    for e in book.exceptions.values():
        found += _changes("exception", e.id, e.title, e.cite, e.in_force_from, e.in_force_to)
    return sorted(found, key=lambda change: (change.day, change.change))


def _changes(
    kind: Literal["rule", "exception"], id: str, title: str, cite: str, first: date, last: date | None
) -> list[LawChange]:
    begins = [LawChange(first, "begins", kind, id, title, cite)] if first > COMMENCED else []
    return begins + ([LawChange(last + timedelta(1), "ends", kind, id, title, cite)] if last else [])


def changed(found: Sequence[LawChange], footer: str) -> Document:
    about = f"Changes since {day_month(COMMENCED)}. What began on or before that day and still holds is not listed."
    return Document([Line(about), grid(LAW_CHANGES, found, FULL)], footer)


def _change_in_words(change: LawChange) -> str:
    return change.change + (f" (last day {day_month(change.last_day)})" if change.last_day else "")


def _name(change: LawChange) -> str:
    return change.id + (" (exception)" if change.kind == "exception" else "")


def one(versions: Sequence[Rule], book: RuleBook, examples: Sequence[Worked], footer: str) -> Document:
    """A rule in full, version by version, then its worked examples."""
    blocks: list[Block] = []
    for rule in versions:
        blocks += [Heading(f"{rule.id}: {rule.title}"), *([Line(rule.duty)] if rule.duty else [])]
        blocks += [Line(UNVERIFIED, "bad")] if rule.confidence == "unverified" else []
        blocks += [_about(rule, book.event_types)]
        blocks += [Line(sentence(rule.note))] if rule.note else []
        if rule.exceptions:
            blocks += [Heading("Exceptions"), _exceptions(rule, book.exceptions)]
        if rule.readings:
            blocks += [Heading("Other readings"), grid(OTHER_READINGS, rule.readings, FULL)._replace(apart=True)]
    if examples:
        blocks += [Heading("Worked examples"), worked_examples(examples)]
    return Document(blocks, footer)


def _about(rule: Rule, types: Mapping[str, EventType]) -> Pairs:
    period = rule.period
    began_by = rule.starts_on[0].event if rule.starts_on else ""
    anchor = anchor_in_words(rule.anchor, types, began_by) if ":" in rule.anchor else f'the field "{rule.anchor}"'
    combined = (
        f"the {'later' if rule.combine[0] == 'max' else 'earlier'} of it and {rule.combine[1]}" if rule.combine else ""
    )
    return Pairs(
        [
            ("Label", rule.label),
            ("Who", rule.who),
            ("Kind", kind_of_rule(rule.kind, rule.tier)),
            ("Law", rule.cite),
            ("Decisive words", f'"{rule.words}"' if rule.words else ""),
            ("In force", in_force(rule.in_force_from, rule.in_force_to)),
            ("Rests on", rests_on(rule, {"text": "the words of the law"}.get(rule.confidence, rule.confidence))),
            ("Started by", _triggers(rule.starts_on)),
            ("Counted from", "the day of the event" if rule.anchor == "on" else anchor),
            ("Limit", limit_in_words(period)),
            ("First day", {"same-day": "the day itself is counted", "clear": "neither end is counted"}.get(
                period.first_day, "the day itself is not counted") if period.direction != "fixed" else ""),
            ("Calendar", rule.calendar or ""),
            ("Left out", "August, and 25 December to 1 January" if period.skip != "none" else ""),
            ("Roll", "" if period.roll == "none" else period.roll),
            ("Ends at", f"{period.cutoff:%H:%M}" if period.cutoff else ""),
            ("Combined", combined),
            ("Per party", "yes: one clock for each" if rule.per_party else ""),
            ("A second start", {"first": "is ignored while it runs", "each": "opens another", "latest": "replaces it"}[
                rule.repeats]),
            ("Met by", _triggers(rule.met_by)),
            ("Lapses with", _triggers(rule.ends_with)),
            *local_facts(rule),
            ("Pack", f"{rule.pack} ({rule.position})"),
        ]
    )  # fmt: skip


def _exceptions(rule: Rule, known: Mapping[str, RuleException]) -> Grid:
    return grid(EXCEPTIONS, [known[id] for id in rule.exceptions], FULL)._replace(apart=True)


OTHER_READINGS: tuple[Column[Reading], ...] = (
    Column(title="Reading", value=lambda reading: reading.effect),
    Column(title="Offset", value=lambda reading: reading.offset),
    Column(title="Why", wrap=True, value=lambda reading: reading.why),
)
EXCEPTIONS: tuple[Column[RuleException], ...] = (
    Column(title="Exception", value=lambda exception: exception.id),
    Column(title="Condition", wrap=True, value=lambda exception: exception.condition),
    Column(title="Facts to record", wrap=True, value=lambda exception: ", ".join(exception.facts)),
)


def _triggers(triggers: Sequence[Trigger]) -> str:
    return "; ".join(_trigger(trigger) for trigger in triggers)


def _trigger(trigger: Trigger) -> str:
    conditions = ", ".join(_condition(condition) for condition in trigger.conditions)
    return f"{trigger.event} ({conditions})" if conditions else trigger.event


def _condition(condition: Condition) -> str:
    op = {"=": "", "!=": "not ", "<": "before ", ">=": "from "}[condition.op]
    return f"{condition.field} {op}{' or '.join(condition.values)}"


RulesFormat = Literal["table", "plain", "json", "csv", "md", "html"]  # html: a whole book, of this command only
RulesFormats = Annotated[
    Optional[RulesFormat], typer.Option("--format", help="md and html print the law book. [default: as elsewhere]")
]


class RulesOptions(Options):
    tier: Tiers = None
    kind: Kinds = None
    unverified: Annotated[bool, typer.Option("--unverified", help="Only rules that nobody has checked.")] = False
    only_disputed: Annotated[bool, typer.Option("--disputed", help="Only rules with other arguable readings.")] = False

    def wants(self, rule: Rule) -> bool:
        return (
            (not self.tier or rule.tier in self.tier)
            and (not self.kind or rule.kind in self.kind)
            and (not self.unverified or rule.confidence == "unverified")
            and (not self.only_disputed or bool(rule.readings))
        )


def rules(asked: RulesOptions, session: Now) -> Reply:
    """The law: every clock, or one in full."""
    wanted = [rule for rule in session.law.rules if asked.wants(rule)]
    if asked.only_disputed:
        return _disputed(session, wanted)
    return Reply(
        "rules",
        lambda about, _: listing(wanted, about.footer()),
        {
            **_books(session, wanted),
            **as_bare_data(RULE_LIST, wanted),
        },
        law=session.law,
    )


def _disputed(session: Session, wanted: Sequence[Rule]) -> Reply:
    return Reply(
        "rules",
        lambda about, _: disputed(wanted, about.footer()),
        {
            **_books(session, wanted),
            **as_bare_data(DISPUTED, wanted, csv=(DISPUTED_CSV, readings_of(wanted))),
        },
        law=session.law,
    )


def _books(session: Session, wanted: Sequence[Rule]) -> Forms:
    """The law book as one text."""

    def markdown(about: Imprint) -> str:
        return as_markdown(_book(session, wanted, about.footer()))

    def html(about: Imprint) -> str:
        return as_html(_book(session, wanted, about.footer()))

    return {"md": markdown, "html": html}


def _book(session: Session, wanted: Sequence[Rule], footer: str) -> LawBook:
    from sendclock.law.examples import examples

    return law_book(wanted, session.law, examples(session.law), _checked_on(session), footer)


def _checked_on(session: Session) -> date | None:
    """The day to which the whole of the shipped law was checked: the earliest of its files."""
    from sendclock.law import area
    from sendclock.law.pack import read_pack

    law = session.law
    packs = [read_pack(disk.read_package(p), p.name, law.event_types, law.calendars)[0] for p in area.shipped()]
    days = [pack.checked_on if pack else None for pack in packs]
    return None if None in days else min(day for day in days if day)


def show(
    rule: Annotated[str, typer.Argument(metavar="ID", help="The rule's id, or its label.")], session: Now
) -> Reply:
    """One rule in full: what starts it, how it is counted, what meets it, which law says so, worked examples."""
    ids = rules_named(rule, session.law)
    if len(ids) > 1:
        raise UsageError(f'"{rule}" is the label of {len(ids)} rules: {", ".join(ids)}. Say which.')
    rule = ids[0]
    versions = session.law.versions(rule)

    def drawn(about: Imprint, _: bool) -> Document:
        from sendclock.law.examples import examples

        worked = [example for example in examples(session.law) if example.rule == rule]
        return one(versions, session.law, worked, about.footer())

    forms: Forms = as_bare_data(RULE_LIST, versions)
    return Reply("rules", drawn, forms, law=session.law)


def law_changes(session: Now) -> Reply:
    """Every dated change of the law since September 2014: what begins, what ends, and the provision."""
    found = changes(session.law)
    return Reply(
        "rules-changes",
        lambda about, _: changed(found, about.footer()),
        as_bare_data(CHANGES, found),
        law=session.law,
    )


def _events_named(text: str, known: Mapping[str, EventType]) -> Sequence[str]:
    """The event of that id; those that are called so, or mean it, the nearest first; all, where nothing is asked."""
    if not text or text in known:
        return [text] if text else list(known)
    tongue = Tongue(known, phrases())
    said = tongue.meant(text)
    found = list(dict.fromkeys([*([said.event] if said else []), *tongue.search(text)]))
    if not found:
        known_type(text, known)
    return found


def events(
    words: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[EVENT|SEARCH]", help="One event type, or words to look for; all, if left out."),
    ] = None,
) -> Reply:
    """The event types of a case file: what each means, and its fields."""
    known = event_types()
    wanted = [known[id] for id in _events_named(" ".join(words or ()), known)]
    return Reply(
        "events",
        lambda *_: vocabulary(wanted),
        as_bare_data(EVENTS, wanted),
    )


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The word shipped, a pack file, or a folder of packs.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same: a file takes the place of the one of its name.")],
    session: Now,
) -> Reply:
    """The live dates that another version of the law would move."""
    from sendclock.lawbook.moves import DIFF, moves, packs_of

    before, after = (session.rulebook_with(session.law_calendars, packs_of(text)) for text in (old, new))
    return moves(session, DIFF, f"The law of {old} against that of {new}:", before, after)


app = Branching(rules, RulesFormats, {"show": show, "changes": law_changes, "events": events, "diff": diff})
