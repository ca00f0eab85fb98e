"""`sendclock rules` and `sendclock rules show ID`: look at the law."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from sendclock.cli import options
from sendclock.cli.answers import footer
from sendclock.cli.fields import known_type
from sendclock.cli.output import Output
from sendclock.cli.workspace import Workspace, known_rules
from sendclock.law.vocabulary import event_types
from sendclock.report.events import EVENT_TITLES, event_cells, event_json, vocabulary
from sendclock.report.machine import csv_text, dumps
from sendclock.report.rules import COLUMNS, listing, one, rule_cells, rule_json

app = typer.Typer(rich_markup_mode=None, add_completion=False, invoke_without_command=True)


@app.callback()
def rules(
    ctx: typer.Context,
    tier: options.Tiers = None,
    kind: options.Kinds = None,
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """The law: every clock, or one in full.

    sendclock rules; sendclock rules show final-plan; sendclock rules events advice-requested
    """
    if ctx.invoked_subcommand is not None:
        return
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    wanted = [r for r in work.law.rules if (not tier or r.tier in tier) and (not kind or r.kind in kind)]
    if out.format == "json":
        out.text(dumps({"sendclock": 1, "report": "rules", "rows": [rule_json(rule) for rule in wanted]}))
    elif out.format == "csv":
        out.text(csv_text([column.title for column in COLUMNS], [rule_cells(rule) for rule in wanted]))
    else:
        out.show(listing(wanted, footer(work, work.law)))


@app.command("show")
def show(
    rule: Annotated[str, typer.Argument(metavar="ID", help="The rule's id.")],
    cases: options.Cases = None,
    as_of: options.AsOf = None,
    format: options.Formats = None,
    plain: options.Plain = False,
    no_color: options.NoColor = False,
) -> None:
    """One rule in full: what starts it, how it is counted, what meets it, which law says so."""
    work, out = Workspace(cases, as_of), Output(format, plain, no_color)
    known_rules([rule], work.law)
    versions = work.law.versions(rule)
    if out.format == "json":
        out.text(dumps({"sendclock": 1, "report": "rules", "rows": [rule_json(version) for version in versions]}))
    elif out.format == "csv":
        out.text(csv_text([column.title for column in COLUMNS], [rule_cells(version) for version in versions]))
    else:
        out.show(one(versions, work.law, footer(work, work.law)))


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
