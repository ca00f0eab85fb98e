"""`sendclock rules`: look at the law, as a list, as a book, rule by rule, and how it changed."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Optional, cast

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer
from sendclock.cli.fields import known_type
from sendclock.cli.moves import packs_of, show_moves
from sendclock.cli.output import Output
from sendclock.cli.workspace import Workspace, known_rules
from sendclock.core.model import Rule
from sendclock.law.vocabulary import event_types
from sendclock.report.events import EVENT_TITLES, event_cells, event_json, vocabulary
from sendclock.report.machine import csv_text, dumps
from sendclock.report.rules import (
    CHANGE_COLUMNS,
    COLUMNS,
    READING_COLUMNS,
    change_cells,
    change_json,
    changed,
    disputed,
    listing,
    one,
    reading_cells,
    reading_json,
    rule_cells,
    rule_json,
)
from sendclock.report.rules import changes as dated_changes

RulesFormat = Literal["table", "plain", "json", "csv", "md", "html"]  # html: a whole book, of this command only

app = typer.Typer(rich_markup_mode=None, add_completion=False, invoke_without_command=True)


@app.callback()
def rules(
    ctx: typer.Context,
    tier: options.Tiers = None,
    kind: options.Kinds = None,
    unverified: Annotated[bool, typer.Option("--unverified", help="Only rules that nobody has checked.")] = False,
    only_disputed: Annotated[bool, typer.Option("--disputed", help="Only rules with other arguable readings.")] = False,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: Annotated[
        Optional[RulesFormat], typer.Option("--format", help="md and html print the law book. [default: as elsewhere]")
    ] = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """The law: every clock, or one in full.

    sendclock rules; sendclock rules show final-plan; sendclock rules events advice-requested; sendclock rules changes;
    sendclock rules --format html > law.html
    """
    if ctx.invoked_subcommand is not None:
        return
    work = Workspace(cases, as_of)
    wanted = [
        rule
        for rule in work.law.rules
        if (not tier or rule.tier in tier)
        and (not kind or rule.kind in kind)
        and (not unverified or rule.confidence == "unverified")
        and (not only_disputed or rule.readings)
    ]
    if format in ("md", "html") and not plain:
        Output("plain").text(_book(wanted, work, format))
        return
    out = Output(cast(options.Format, format), plain, no_color)
    if out.format == "json":
        more = [{"readings": reading_json(rule)} if only_disputed else {} for rule in wanted]
        rows = [{**rule_json(rule), **extra} for rule, extra in zip(wanted, more, strict=True)]
        out.text(dumps({"sendclock": 1, "report": "rules", "rows": rows}))
    elif out.format == "csv" and only_disputed:
        rows_of = [cells for rule in wanted for cells in reading_cells(rule)]
        out.text(csv_text([column.title for column in READING_COLUMNS], rows_of))
    elif out.format == "csv":
        out.text(csv_text([column.title for column in COLUMNS], [rule_cells(rule) for rule in wanted]))
    else:
        out.show((disputed if only_disputed else listing)(wanted, footer(work, work.law)))


def _book(wanted: Sequence[Rule], work: Workspace, format: str) -> str:
    """The law book as one text."""
    from sendclock.law.examples import examples
    from sendclock.report.lawbook import as_markdown, law_book

    book = law_book(wanted, work.law, examples(work.law), _checked_on(work), footer(work, work.law))
    if format == "md":
        return as_markdown(book)
    from sendclock.report.html import page

    return page(book)


def _checked_on(work: Workspace) -> date | None:
    """The day to which the whole of the shipped law was checked: the earliest of its files."""
    from sendclock.law import rulebook
    from sendclock.law.packs import read_pack

    law = work.law
    packs = [read_pack(p.read_bytes(), p.name, law.event_types, law.calendars)[0] for p in rulebook.shipped()]
    days = [pack.checked_on if pack else None for pack in packs]
    return None if None in days else min(day for day in days if day)


@app.command("show")
def show(
    rule: Annotated[str, typer.Argument(metavar="ID", help="The rule's id.")],
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """One rule in full: what starts it, how it is counted, what meets it, which law says so, worked examples."""
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    known_rules([rule], work.law)
    versions = work.law.versions(rule)
    if out.format == "json":
        out.text(dumps({"sendclock": 1, "report": "rules", "rows": [rule_json(version) for version in versions]}))
    elif out.format == "csv":
        out.text(csv_text([column.title for column in COLUMNS], [rule_cells(version) for version in versions]))
    else:
        from sendclock.law.examples import examples

        worked = [example for example in examples(work.law) if example.rule == rule]
        out.show(one(versions, work.law, worked, footer(work, work.law)))


@app.command("changes")
def changes(
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """Every dated change of the law since September 2014: what begins, what ends, and the provision."""
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    found = dated_changes(work.law)
    if out.format == "json":
        out.text(dumps({"sendclock": 1, "report": "rules-changes", "rows": [change_json(row) for row in found]}))
    elif out.format == "csv":
        out.text(csv_text([column.title for column in CHANGE_COLUMNS], [change_cells(row) for row in found]))
    else:
        out.show(changed(found, footer(work, work.law)))


@app.command("events")
def events(
    event: Annotated[Optional[str], typer.Argument(metavar="[EVENT]", help="One event type; all, if left out.")] = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """The event types of a case file: what each means, and its fields."""
    out = Output(format, plain, no_color)
    known = event_types()
    if event is not None:
        known_type(event, known)
    wanted = [known[event]] if event else list(known.values())
    if out.format == "json":
        out.text(dumps({"sendclock": 1, "report": "events", "rows": [event_json(kind) for kind in wanted]}))
    elif out.format == "csv":
        out.text(csv_text(EVENT_TITLES, [event_cells(kind) for kind in wanted]))
    else:
        out.show(vocabulary(wanted))


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The word shipped, a pack file, or a folder of packs.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same: a file takes the place of the one of its name.")],
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """The live dates that another version of the law would move.

    sendclock rules diff shipped assessment.toml --cases DIR
    """
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    books = [work.rulebook_with(work.law_calendars, packs_of(text)) for text in (old, new)]
    show_moves(work, out, "rules-diff", f"The law of {old} against that of {new}:", *books)
