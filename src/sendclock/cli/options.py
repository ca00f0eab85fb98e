"""The options that commands share, each said once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

Format = Literal["table", "plain", "json", "csv", "md"]
FailOn = Literal["overdue", "due"]


class Tier(StrEnum):  # an enum, because typer takes no list of literals
    statutory = "statutory"
    guidance = "guidance"
    adjacent = "adjacent"
    local = "local"


class Kind(StrEnum):
    deadline = "deadline"
    window = "window"
    bar = "bar"
    limit = "limit"


Cases = Annotated[
    Optional[list[Path]],
    typer.Option("--cases", metavar="DIR", help="Casebook or folder of case files; may be repeated."),
]
AsOf = Annotated[Optional[str], typer.Option("--as-of", metavar="DATE", help="Answer as at the end of this day.")]
KnownAt = Annotated[
    Optional[str],
    typer.Option("--known-at", metavar="DATE", help="From what had been recorded by the end of this day."),
]
Formats = Annotated[Optional[Format], typer.Option("--format", help="On a terminal table, else plain.")]
Plain = Annotated[bool, typer.Option("--plain", help="Plain text: the same as --format plain.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour.")]
Officer = Annotated[Optional[list[str]], typer.Option("--officer", metavar="NAME", help="Only this officer's cases.")]
Whose = Annotated[
    Optional[list[str]],
    typer.Option(
        "--officer",
        metavar="NAME",
        help="This officer's cases, and those covered; nobody; everyone [default: SENDCLOCK_OFFICER, else the login].",
    ),
]
Team = Annotated[Optional[list[str]], typer.Option("--team", metavar="NAME", help="Only this team's cases.")]
Tiers = Annotated[Optional[list[Tier]], typer.Option("--tier", help="Only rules of this tier.")]
Rules = Annotated[Optional[list[str]], typer.Option("--rule", metavar="ID", help="Only this rule's clocks.")]
Kinds = Annotated[Optional[list[Kind]], typer.Option("--kind", help="Only clocks of this kind [default: deadline].")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
By = Annotated[
    Optional[str],
    typer.Option("--by", metavar="NAME", help="Who records it [default: SENDCLOCK_OFFICER, else the login name]."),
]
Reason = Annotated[Optional[str], typer.Option("--reason", metavar="TEXT", help="Why: kept in the file.")]
