"""The vocabulary of a case file, as a list.

Must not know: files.

The law as a list, one rule in full, what is disputed, and when it changed.

Must not know: files, cases.

`sendclock rules`: look at the law, as a list, as a book, rule by rule, and how it changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple, Optional

import typer

from sendclock.command import Forms, Imprint, Kinds, Now, Options, Reply, Tiers, asking
from sendclock.files import disk
from sendclock.law.book import RuleBook
from sendclock.law.rule import Condition, EventType, Field, Rule, RuleException, Trigger
from sendclock.law.vocabulary import event_types
from sendclock.lawbook.book import (
    UNVERIFIED,
    LawBook,
    Worked,
    as_markdown,
    as_page,
    law_book,
    local_facts,
    rests_on,
    worked_examples,
)
from sendclock.lawbook.moves import moves, packs_of
from sendclock.record.field import known_type
from sendclock.say.formats import VERSION, csv_text, dumps
from sendclock.say.reasons import anchor_in_words
from sendclock.say.row import standing
from sendclock.say.view import Block, Document, Grid, Heading, Line, Pairs, titled
from sendclock.say.words import day_month, limit_in_words, sentence
from sendclock.session import Session, known_rules

EVENT_TITLES = ("Event", "Meaning", "Needs", "May have", "Note")
_COLUMNS = (
    titled("Event"),
    titled("Meaning", wrap=True),
    titled("Needs", wrap=True),
    titled("May have", wrap=True),
    titled("Note", from_width=160, wrap=True),
)


def vocabulary(kinds: Sequence[EventType]) -> Document:
    """Every event type, by group. A * marks what a field left out is taken to be."""
    blocks: list[Block] = []
    for group, members in groupby(kinds, key=lambda kind: kind.group):
        blocks += [
            Heading(group.replace("-", " ").capitalize()),
            Grid(_COLUMNS, [event_cells(kind) for kind in members]),
        ]
    common = "Every event has on = DATE (or at = MOMENT) and may have party, served and note."
    return Document(blocks, common)


def event_cells(kind: EventType) -> list[str]:
    needs = "; ".join(_field(field) for field in kind.fields.values() if field.required)
    may = "; ".join(_field(field) for field in kind.fields.values() if not field.required)
    return [kind.id, sentence(kind.meaning), needs, may, kind.note]


def _field(field: Field) -> str:
    if not field.choices:
        return f"{field.name} ({field.kind})"
    return f"{field.name} ({' | '.join(word + '*' * (word == field.default) for word in field.choices)})"


def event_json(kind: EventType) -> dict[str, Any]:
    return {
        "event": kind.id,
        "group": kind.group,
        "meaning": kind.meaning,
        "fields": [field._asdict() for field in kind.fields.values()],
        "note": kind.note or None,
    }


COLUMNS = (
    titled("Rule"),
    titled("Limit", wrap=True),
    titled("Label", from_width=100, wrap=True),
    titled("What", wrap=True),
    titled("Who", from_width=120, wrap=True),
    titled("Tier", from_width=140),
    titled("Law", from_width=160, wrap=True),
    titled("In force", from_width=200),
)
READING_COLUMNS = (
    titled("Rule"),
    titled("Default", wrap=True),
    titled("Other reading"),
    titled("By", from_width=90),
    titled("Why", wrap=True),
    titled("Law", from_width=140, wrap=True),
)
CHANGE_COLUMNS = (
    titled("Day"),
    titled("Change", wrap=True),
    titled("Rule or exception"),
    titled("What", wrap=True),
    titled("Law", from_width=120, wrap=True),
)
COMMENCED = date(2014, 9, 1)  # Part 3 of the Children and Families Act 2014 and the SEND Regulations


class Change(NamedTuple):
    """One thing that begins or ends on `day`: the first day on which it is so. What ends held until the day before."""

    day: date
    change: Literal["begins", "ends"]
    kind: Literal["rule", "exception"]
    id: str
    title: str
    cite: str


def listing(rules: Sequence[Rule], footer: str) -> Document:
    """Every rule, by area of law, in the order of the packs."""
    blocks: list[Block] = []
    for group, members in groupby(rules, key=lambda rule: rule.group):
        blocks += [Heading(group.replace("-", " ").capitalize()), Grid(COLUMNS, [rule_cells(rule) for rule in members])]
    return Document(blocks or [Line("No rule is of that kind.")], footer)


def rule_cells(rule: Rule) -> list[str]:
    limit = limit_in_words(rule.period)
    return [rule.id, limit, rule.label, rule.title, rule.who, rule.tier, rule.cite, _force(rule)]


def disputed(rules: Sequence[Rule], footer: str) -> Document:
    """The rules that are read in more than one way: the default decides, the others are shown."""
    rows = [cells for rule in rules for cells in reading_cells(rule)]
    return Document([Grid(READING_COLUMNS, rows)] if rows else [Line("No rule of that kind is disputed.")], footer)


def reading_cells(rule: Rule) -> list[list[str]]:
    words = {"safe": "earlier: kept to", "later": "later: never used"}
    default = limit_in_words(rule.period)
    return [
        [rule.id, default, words[r.effect], r.offset or "", sentence(r.why[:1].upper() + r.why[1:]), rule.cite]
        for r in rule.readings
    ]


def changes(book: RuleBook) -> list[Change]:
    """Every dated change of the law since it commenced, in order; what begins before what ends."""
    found: list[Change] = []
    for rule in book.rules:
        found += _changes("rule", rule.id, rule.title, rule.cite, rule.in_force_from, rule.in_force_to)
    for e in book.exceptions.values():
        found += _changes("exception", e.id, e.title, e.cite, e.in_force_from, e.in_force_to)
    return sorted(found, key=lambda change: (change.day, change.change))


def _changes(
    kind: Literal["rule", "exception"], id: str, title: str, cite: str, first: date, last: date | None
) -> list[Change]:
    begins = [Change(first, "begins", kind, id, title, cite)] if first > COMMENCED else []
    return begins + ([Change(last + timedelta(1), "ends", kind, id, title, cite)] if last else [])


def changed(found: Sequence[Change], footer: str) -> Document:
    about = f"Changes since {day_month(COMMENCED)}. What began on or before that day and still holds is not listed."
    return Document([Line(about), Grid(CHANGE_COLUMNS, [change_cells(change) for change in found])], footer)


def change_cells(change: Change) -> list[str]:
    last = f" (last day {day_month(change.day - timedelta(1))})" if change.change == "ends" else ""
    what = change.id + (" (exception)" if change.kind == "exception" else "")
    return [day_month(change.day), change.change + last, what, change.title, change.cite]


def change_json(change: Change) -> dict[str, Any]:
    last = change.day - timedelta(1) if change.change == "ends" else None
    return {**change._asdict(), "last_day": last}


def one(versions: Sequence[Rule], book: RuleBook, examples: Sequence[Worked], footer: str) -> Document:
    blocks: list[Block] = []
    for rule in versions:
        blocks += [Heading(f"{rule.id}: {rule.title}"), *([Line(rule.duty)] if rule.duty else [])]
        blocks += [Line(UNVERIFIED, "bad")] if rule.confidence == "unverified" else []
        blocks += [_about(rule, book.event_types)]
        blocks += [Line(sentence(rule.note))] if rule.note else []
        if rule.exceptions:
            blocks += [Heading("Exceptions"), _exceptions(rule, book.exceptions)]
        if rule.readings:
            columns = (titled("Reading"), titled("Offset"), titled("Why", wrap=True))
            rows = [[r.effect, r.offset or "", r.why] for r in rule.readings]
            blocks += [Heading("Other readings"), Grid(columns, rows)]
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
            ("Kind", f"{rule.kind}, {rule.tier}"),
            ("Law", rule.cite),
            ("Decisive words", f'"{rule.words}"' if rule.words else ""),
            ("In force", _force(rule)),
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
    columns = (titled("Exception"), titled("Condition", wrap=True), titled("Facts to record", wrap=True))
    rows = [[id, known[id].condition, ", ".join(known[id].facts)] for id in rule.exceptions]
    return Grid(columns, rows)


def _force(rule: Rule) -> str:
    ends = f" to {day_month(rule.in_force_to)}" if rule.in_force_to else ""
    return f"from {day_month(rule.in_force_from)}{ends}"


def _triggers(triggers: Sequence[Trigger]) -> str:
    return "; ".join(_trigger(trigger) for trigger in triggers)


def _trigger(trigger: Trigger) -> str:
    conditions = ", ".join(_condition(condition) for condition in trigger.conditions)
    return f"{trigger.event} ({conditions})" if conditions else trigger.event


def _condition(condition: Condition) -> str:
    op = {"=": "", "!=": "not ", "<": "before ", ">=": "from "}[condition.op]
    return f"{condition.field} {op}{' or '.join(condition.values)}"


def reading_json(rule: Rule) -> list[dict[str, Any]]:
    return [{"effect": r.effect, "offset": r.offset, "anchor": r.anchor, "why": r.why} for r in rule.readings]


def rule_json(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "pack": rule.pack,
        "group": rule.group,
        "label": rule.label,
        "title": rule.title,
        "who": rule.who,
        "tier": rule.tier,
        "kind": rule.kind,
        "limit": limit_in_words(rule.period),
        "anchor": rule.anchor,
        "starts_on": [_trigger(t) for t in rule.starts_on],
        "met_by": [_trigger(t) for t in rule.met_by],
        "ends_with": [_trigger(t) for t in rule.ends_with],
        "exceptions": list(rule.exceptions),
        "cite": rule.cite,
        "words": rule.words or None,
        "confidence": rule.confidence,
        "in_force_from": rule.in_force_from,
        "in_force_to": rule.in_force_to,
        "note": rule.note or None,
        "standing": standing(rule) or None,
        "status": rule.local.status if rule.local else None,
        "choice": (rule.local.choice if rule.local else "") or None,
    }


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


def rules(ctx: typer.Context, asked: RulesOptions, session: Now) -> Reply | None:
    """The law: every clock, or one in full.

    sendclock rules; sendclock rules show final-plan; sendclock rules events advice-requested; sendclock rules changes;
    sendclock rules --format html > law.html
    """
    if ctx.invoked_subcommand is not None:
        return None
    wanted = [rule for rule in session.law.rules if asked.wants(rule)]
    if asked.only_disputed:
        return _disputed(session, wanted)
    return Reply(
        "rules",
        lambda about, _: listing(wanted, about.footer()),
        {
            **_books(session, wanted),
            "json": lambda _: dumps(_body("rules", map(rule_json, wanted))),
            "csv": lambda _: csv_text([column.title for column in COLUMNS], map(rule_cells, wanted)),
        },
        law=session.law,
    )


def _disputed(session: Session, wanted: Sequence[Rule]) -> Reply:
    rows = ({**rule_json(rule), "readings": reading_json(rule)} for rule in wanted)
    cells = (cells for rule in wanted for cells in reading_cells(rule))
    return Reply(
        "rules",
        lambda about, _: disputed(wanted, about.footer()),
        {
            **_books(session, wanted),
            "json": lambda _: dumps(_body("rules", rows)),
            "csv": lambda _: csv_text([column.title for column in READING_COLUMNS], cells),
        },
        law=session.law,
    )


def _body(report: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Of an answer about the law, which reads no case."""
    return {"sendclock": VERSION, "report": report, "rows": list(rows)}


def _books(session: Session, wanted: Sequence[Rule]) -> Forms:
    """The law book as one text."""

    def markdown(about: Imprint) -> str:
        return as_markdown(_book(session, wanted, about.footer()))

    def html(about: Imprint) -> str:
        return as_page(_book(session, wanted, about.footer()))

    return {"md": markdown, "html": html}


def _book(session: Session, wanted: Sequence[Rule], footer: str) -> LawBook:
    from sendclock.law.examples import examples

    return law_book(wanted, session.law, examples(session.law), _checked_on(session), footer)


def _checked_on(session: Session) -> date | None:
    """The day to which the whole of the shipped law was checked: the earliest of its files."""
    from sendclock.law import load
    from sendclock.law.pack import read_pack

    law = session.law
    packs = [read_pack(disk.read_package(p), p.name, law.event_types, law.calendars)[0] for p in load.shipped()]
    days = [pack.checked_on if pack else None for pack in packs]
    return None if None in days else min(day for day in days if day)


def show(rule: Annotated[str, typer.Argument(metavar="ID", help="The rule's id.")], session: Now) -> Reply:
    """One rule in full: what starts it, how it is counted, what meets it, which law says so, worked examples."""
    known_rules([rule], session.law)
    versions = session.law.versions(rule)

    def drawn(about: Imprint, _: bool) -> Document:
        from sendclock.law.examples import examples

        worked = [example for example in examples(session.law) if example.rule == rule]
        return one(versions, session.law, worked, about.footer())

    forms: Forms = {
        "json": lambda _: dumps(_body("rules", map(rule_json, versions))),
        "csv": lambda _: csv_text([column.title for column in COLUMNS], map(rule_cells, versions)),
    }
    return Reply("rules", drawn, forms, law=session.law)


def law_changes(session: Now) -> Reply:
    """Every dated change of the law since September 2014: what begins, what ends, and the provision."""
    found = changes(session.law)
    return Reply(
        "rules-changes",
        lambda about, _: changed(found, about.footer()),
        {
            "json": lambda _: dumps(_body("rules-changes", map(change_json, found))),
            "csv": lambda _: csv_text([column.title for column in CHANGE_COLUMNS], map(change_cells, found)),
        },
        law=session.law,
    )


def events(
    event: Annotated[Optional[str], typer.Argument(metavar="[EVENT]", help="One event type; all, if left out.")] = None,
) -> Reply:
    """The event types of a case file: what each means, and its fields."""
    known = event_types()
    if event is not None:
        known_type(event, known)
    wanted = [known[event]] if event else list(known.values())
    return Reply(
        "events",
        lambda *_: vocabulary(wanted),
        {
            "json": lambda _: dumps(_body("events", map(event_json, wanted))),
            "csv": lambda _: csv_text(EVENT_TITLES, map(event_cells, wanted)),
        },
    )


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The word shipped, a pack file, or a folder of packs.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same: a file takes the place of the one of its name.")],
    session: Now,
) -> Reply:
    """The live dates that another version of the law would move.

    sendclock rules diff shipped assessment.toml --cases DIR
    """
    before, after = (session.rulebook_with(session.law_calendars, packs_of(text)) for text in (old, new))
    return moves(session, "rules-diff", f"The law of {old} against that of {new}:", before, after)


app = typer.Typer(rich_markup_mode=None, add_completion=False, invoke_without_command=True)
app.callback()(asking(rules, RulesFormats))
app.command("show")(asking(show))
app.command("changes")(asking(law_changes))
app.command("events")(asking(events))
app.command("diff")(asking(diff))
