"""What `--help` says of a command: what it is, its options, those that are rarely wanted apart, and examples.

The words are those of the declarations and of `usage.toml`, which is read when somebody asks for help and at no other
time.
Must not know: what a command does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sendclock.files import disk, toml
from sendclock.files.problem import CannotRunError, Problem
from sendclock.tuples import NamedTuple

TABLE = Path(__file__).parent / "usage.toml"
WIDEST_CHOICES = 60  # columns
RARE, EXAMPLES, GROUPS = "rare", "examples", "groups"
SELDOM = "Less often"
WIDEST_NAME = 18  # columns: what stands beside it is read, and a longer name gets a line of its own


class Sample(NamedTuple):
    """What it is for, the line to type, and the exit code it ends with on the invented cases."""

    purpose: str
    line: str
    exit_code: int = 0


class Usage:
    """The table, read once for one help. A command is known by the words that call it: `rules show`."""

    def __init__(self) -> None:
        read = toml.parse(disk.read_package(TABLE), TABLE.name)
        if isinstance(read, Problem):
            raise CannotRunError(str(read))
        self.table: Mapping[str, Any] = read.data

    def examples(self, command: str) -> list[Sample]:
        return [Sample(*each) for each in self.table.get(command, {}).get(EXAMPLES, ())]

    def is_rare(self, command: str, option: str) -> bool:
        """Whether an option, by its long name, is rarely wanted; its help is."""
        own = self.table.get(command, {}).get(RARE, ())
        return option in self.table[RARE] or option in own or option == "--help"

    def grouped(self, commands: Sequence[str]) -> dict[str, list[str]]:
        """The commands under headings; those of no group stand last."""
        groups = {title: [name for name in names if name in commands] for title, names in self.table[GROUPS].items()}
        others = [name for name in commands if not any(name in names for names in groups.values())]
        return groups | ({"More": others} if others else {})


def dressed(command: Any, name: str) -> Any:
    """The command as typer has it, with help of this kind; so are those within it."""

    def options(ctx: Any, formatter: Any) -> None:
        _options(command, name, ctx, formatter)

    def epilog(_: Any, formatter: Any) -> None:
        _examples(name, formatter)

    command.format_options, command.format_epilog = options, epilog
    for inner, each in getattr(command, "commands", {}).items():
        dressed(each, f"{name} {inner}")
    return command


def list_commands(purposes: Mapping[str, str], formatter: Any) -> None:
    """Every command with its purpose, under the heading of its group."""
    for title, names in Usage().grouped(list(purposes)).items():
        with formatter.section(title):
            formatter.write_dl([(name, purposes[name]) for name in names])


def _options(command: Any, name: str, ctx: Any, formatter: Any) -> None:
    usage = Usage()
    parts: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": [], SELDOM: []}
    for parameter in command.get_params(ctx):
        record = _narrow(parameter.get_help_record(ctx))
        if record is None:
            continue
        if parameter.param_type_name == "argument":
            parts["Arguments"].append(record)
        else:
            long = next((each for each in parameter.opts if each.startswith("--")), parameter.opts[0])
            parts[SELDOM if usage.is_rare(name, long) else "Options"].append(record)
    if not parts["Options"]:  # nothing to set apart
        parts["Options"] = parts.pop(SELDOM)
    for title, records in parts.items():
        if records:
            with formatter.section(title):
                formatter.write_dl(records, col_max=WIDEST_NAME)
    if hasattr(command, "commands"):
        command.format_commands(ctx, formatter)


def _narrow(record: tuple[str, str] | None) -> tuple[str, str] | None:
    """A long row of choices goes to where there is room for it: behind what the option is for."""
    if record is None or len(record[0]) <= WIDEST_CHOICES:
        return record
    name, _, choices = record[0].partition(" <")
    return (f"{name} WORD", f"{record[1]} One of: {', '.join(choices.rstrip('>').split('|'))}.") if choices else record


def _examples(name: str, formatter: Any) -> None:
    """Each line to type stands whole, so that it can be copied."""
    found = Usage().examples(name)
    if found:
        with formatter.section("Examples"):
            for example in found:
                formatter.write(f"{example.purpose:>{len(example.purpose) + formatter.current_indent}}:\n")
                formatter.write(f"{'':>{formatter.current_indent + 4}}{example.line}\n")
