"""Writes docs/reference/*.md from the program itself, so that a page cannot say what the program does not do.

    python docs/generate.py            write the pages (`make docs` does it first)
    python docs/generate.py --check    write nothing; say which pages are stale, and end with 1 if any is

Most of what the pages say is asked of the program as a user would ask it: its commands, its help, its JSON, the first
line of its CSV. What is said here in words (what a format is for, what an exit code means) is checked to be complete: a
new format, exit code, environment variable or settings key without its line here or in the docs stops the run and says
so.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import typer

# The only lines that know where something stands in the package.
import sendclock
from sendclock.casebook.settings import read_settings
from sendclock.days.bank_holidays import CALENDARS
from sendclock.export.tables import VIEWS
from sendclock.figures.reports import REPORTS
from sendclock.files.problem import SendclockError
from sendclock.files.toml import Table
from sendclock.help.usage import Usage
from sendclock.law import load
from sendclock.main import app
from sendclock.say.view import DAY, YES_NO, Column

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = DOCS / "reference"
PACKAGE = Path(sendclock.__file__).parent
AS_OF = "2026-11-21"
MANY = 4  # commands: an option that so many share in the same words is told once
DO_NOT_EDIT = "<!-- Written by docs/generate.py from the program: do not edit. `make docs` writes it anew. -->"

FORMATS = {
    "table": "Lines fitted to the terminal. What a terminal gets if nothing is asked for and it is wide enough.",
    "plain": "`Label: value` in blocks, full dates, nothing cut: for screen readers, pipes, logs and mail. The default "
    "where no terminal is; `--plain` asks for it too.",
    "lines": "One line a row, nothing cut: for mail, and for `grep`. Of `due` it is the whole front page.",
    "json": "Every key, and whether the answer is complete ([the keys](json.md)).",
    "csv": "UTF-8 with a byte order mark, CRLF, no cell that a spreadsheet would run ([the columns](csv.md)).",
    "md": "Markdown, for a wiki or a ticket.",
    "html": "One page: no script, no network, fit to print.",
    "ics": "A calendar feed for Outlook and others ([export](../export.md)).",
    "xlsx": 'A spreadsheet with real dates; needs `pip install "sendclock[xlsx]"` ([export](../export.md)).',
    "cases": "One row a case, as CSV, JSON or a spreadsheet ([export](../export.md)).",
    "facts": "The facts as tables: CSV, SQLite, DuckDB or Parquet ([export](../export.md)).",
    "sen2": "The date and outcome items of a SEN2 year, as CSV or JSON ([export](../export.md)).",
}

EXIT_CODES = {
    0: "answered, complete (even when things are overdue)",
    1: "a bug: please report the traceback; it holds no case data",
    2: "wrong usage: the words of the command do not fit",
    3: "answered, but some file could not be read; wins over 10 and above",
    4: "could not run: no casebook, no such case, a mistake in the settings or the law, no room to write the answer",
    5: "refused to write: locked, changed on disk, invalid event, what looks like a slip; nothing was changed",
    10: "`--fail-on overdue`, and something overdue is listed",
    11: "`--fail-on due`, and something is listed",
    12: "`--fail-on nothing-running`, and a case has nothing running that should have",
}

ENVIRONMENT = {
    "SENDCLOCK_CASES": "The casebook, where `--cases` names none.",
    "SENDCLOCK_TODAY": "The day of asking, where `--as-of` names none.",
    "SENDCLOCK_OFFICER": "Who is asking: whose list `due` gives, and who records.",
    "SENDCLOCK_CACHE": "The folder of the index, in place of the user's cache folder.",
    "SENDCLOCK_LINE": "What stands on the line so far: set by the shell when it asks for words to complete.",
    "SHELL": "Your shell, where `--install-completion` names none.",
    "NO_COLOR": "Set to anything: no colour.",
    "TERM": "`dumb`: no colour, no count of progress, no pager.",
    "PAGER": "What shows a long answer page by page; where it is not set, `less` or `more`; `cat`: nothing does.",
    "LESS": "How `less` is to do that; `FRX` where it is not set.",
}

# What is asked for CSV, and how the page names it. Every command that offers CSV stands here at least once.
# What cannot be asked for, because nothing was recorded today, and whose columns it has.
LIKE = {"undo": "withdraw"}
CSV_ASKED: tuple[tuple[str, Sequence[str]], ...] = (
    ("due", ["due"]),
    ("due --remind", ["due", "--remind"]),
    ("cases", ["cases", "--officer", "everyone"]),
    ("changed", ["changed", "--since", "2026-11-16", "--officer", "everyone"]),
    ("show", ["show", "EHC-2026-0112"]),
    ("explain", ["explain", "EHC-2026-0106", "comment-on-draft"]),
    ("plan", ["plan", "EHC-2026-0104"]),
    ("calc", ["calc", "assessment-requested", "2026-09-07"]),
    ("count", ["count", "2026-12-18", "15wd"]),
    ("report NAME", ["report", "weekly"]),
    ("report NAME --list FIGURE", ["report", "weekly", "--list", "plans-issued"]),
    ("report case REF", ["report", "case", "EHC-2026-0107"]),
    ("export csv", ["export", "csv"]),
    ("export sen2", ["export", "sen2", "--year", "2026"]),
    ("new", ["new", "EHC-2026-9999", "assessment-requested", "2026-11-02", "--dry-run"]),
    ("record", ["record", "EHC-2026-0112", "contact-made", "2026-11-20", "whom=family", "how=call", "--dry-run"]),
    ("done", ["done", "EHC-2026-0112", "week 5", "assessment-agreed", "2026-11-20", "--dry-run"]),
    ("note", ["note", "EHC-2026-0112", "Parents away until the 7th.", "--dry-run"]),
    ("remind", ["remind", "EHC-2026-0112"]),
    ("set", ["set", "EHC-2026-0112", "tag=priority", "--dry-run"]),
    ("correct", ["correct", "EHC-2026-0112", "e1", "on=2026-10-06", "--reason", "Misread.", "--dry-run"]),
    ("withdraw", ["withdraw", "EHC-2026-0112", "e13", "--reason", "Another case.", "--dry-run"]),
    ("cover", ["cover"]),
    ("cover OFFICER", ["cover", "okafor", "--from", "2026-11-23", "--to", "2026-11-27"]),
    ("roster", ["roster"]),
    ("reassign", ["reassign", "--from", "okafor", "--to", "singh", "--reason", "Moved team.", "--dry-run"]),
    ("check", ["check"]),
    ("audit", ["audit", "EHC-2026-0112"]),
    ("erase", ["erase", "EHC-2026-0112", "--dry-run"]),
    ("archive", ["archive", "--dry-run"]),
    ("index", ["index"]),
    ("report retention", ["report", "retention"]),
    ("rules", ["rules"]),
    ("rules --disputed", ["rules", "--disputed"]),
    ("rules show", ["rules", "show", "final-plan"]),
    ("rules changes", ["rules", "changes"]),
    ("rules events", ["rules", "events"]),
    ("rules diff", ["rules", "diff", "shipped", "shipped"]),
    ("calendar", ["calendar"]),
    ("calendar --add", ["calendar", "--add", "2027-05-10", "One-off bank holiday"]),
    ("panel", ["panel"]),
    ("panel NAME", ["panel", "assessment"]),
    ("panel NAME --calendar", ["panel", "assessment", "--calendar"]),
    ("pack try", ["pack", "try", "derby", "--from", "2026-09-07"]),
    ("pack check", ["pack", "check", "derby"]),
    ("pack diff", ["pack", "diff", "derby", "derby"]),
    ("import", ["import", "TRACKER", "--map", "plain", "--dry-run"]),
    ("reconcile", ["reconcile", "TRACKER", "--map", "plain"]),
)
A_LINE_OF_TEXT = (
    "init",
    "demo",
    "pack new",
    "pack words",
)  # they take --format like the others and answer with one line of text in each
TRACKER = "Reference,Request received,Week 20\nEHC-2026-0112,05/10/2026,22/02/2027\n"


class IncompleteError(Exception):
    """Something of the program has no words in the docs yet. The message says what, and where to write them."""


def pages() -> dict[str, str]:
    """Every page by its name, without writing any."""
    with _the_same_everywhere():
        made = {
            "index.md": index(),
            "commands.md": commands(),
            "formats.md": formats(),
            "exit-codes.md": exit_codes(),
            "json.md": json_keys(),
            "csv.md": csv_columns(),
            "facts.md": fact_tables(),
            "settings.md": settings_keys(),
            "pack.md": pack_keys(),
            "figures.md": figures(),
            "events.md": events(),
            "rules.md": rules(),
            "exceptions.md": exceptions(),
        }
    return {name: f"{DO_NOT_EDIT}\n\n{text.rstrip()}\n" for name, text in made.items()}


def stale() -> list[str]:
    """The pages that say something else than the program, are missing, or that nothing writes any more."""
    made = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def write() -> None:
    made = pages()
    PAGES.mkdir(exist_ok=True)
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, encoding="utf-8", newline="\n")


# --- asking the program ---------------------------------------------------------------------------------------------


@contextmanager
def _the_same_everywhere() -> Iterator[None]:
    """Nothing of this machine, this day or this person in the pages. The casebook is the repository's `cases/`."""
    before, kept = Path.cwd(), {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")}
    with tempfile.TemporaryDirectory(prefix="sendclock-docs-") as folder:
        settings = {"SENDCLOCK_TODAY": AS_OF, "SENDCLOCK_CACHE": folder, "SENDCLOCK_OFFICER": ""}
        (Path(folder) / "tracker.csv").write_text(TRACKER, encoding="utf-8")
        with patch.dict(os.environ, {**kept, **settings, "SENDCLOCK_DOCS": folder}, clear=True):
            os.chdir(ROOT)
            try:
                yield
            finally:
                os.chdir(before)


def asked(*words: str) -> str:
    """What `sendclock words...` prints. Raises IncompleteError, with what it said, if it prints nothing."""
    out, said = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(said):
        try:
            app(list(words), prog_name="sendclock", standalone_mode=False)
        except Exception as error:
            said_so = str(error).rstrip(".")
            fix = "Put it right in docs/generate.py."
            raise IncompleteError(f"sendclock {' '.join(words)}: {said_so}. {fix}") from error
    text = out.buffer.getvalue().decode("utf-8")
    if not text:
        raise IncompleteError(f"sendclock {' '.join(words)} prints nothing: {said.buffer.getvalue().decode('utf-8')}")
    return text


def asked_json(*words: str) -> Any:
    return json.loads(asked(*words, "--format", "json"))


def of_the_law_alone(*words: str) -> Any:
    """The same, from a folder where no casebook is: what comes with sendclock, and nothing of an authority's."""
    os.chdir(os.environ["SENDCLOCK_DOCS"])
    try:
        return asked_json(*words)
    finally:
        os.chdir(ROOT)


def every_command() -> Iterator[tuple[str, Any]]:
    """Each command by its full name, sub-commands after their own."""
    root: Any = typer.main.get_command(app)
    for name in root.list_commands(None):
        command = root.get_command(None, name)
        yield name, command
        for inner, sub in getattr(command, "commands", {}).items():
            yield f"{name} {inner}", sub


# --- writing Markdown -----------------------------------------------------------------------------------------------


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def text(words: object) -> str:
    """Words of the program as text: nothing in them is markup."""
    return re.sub(r"([*`\[\]<>]|(?<!\w)_|_(?!\w))", r"\\\1", str(words)) if words else ""


def code(word: object) -> str:
    return f"`{word}`"


def codes(words: Iterable[object]) -> str:
    return ", ".join(map(code, words))


def day(iso: str | date) -> str:
    found = date.fromisoformat(iso) if isinstance(iso, str) else iso
    return f"{found.day} {found:%b %Y}"


# --- the pages ------------------------------------------------------------------------------------------------------


def index() -> str:
    return """# Reference

Written from the program and compared with it by a test: what stands here is what this version does.

- [Commands and options](commands.md), with the environment variables
- [Formats](formats.md): which command answers in which
- [Exit codes](exit-codes.md)
- [JSON: every key](json.md)
- [CSV: every column](csv.md)
- [Facts: every table](facts.md) of `export facts`
- [Settings: every key of `sendclock.toml`](settings.md)
- [Figures](figures.md): what each counts, over whom
- [Event types and their fields](events.md)
- [Rules](rules.md): every clock of the law in one line
- [Exceptions](exceptions.md)
"""


class Option(NamedTuple):
    """One option or argument as the page says it."""

    name: str
    value: str
    meaning: str
    default: str


def option_of(parameter: Any) -> Option:
    """Read off the program's own description; a default told in words stands in brackets at the end of its help."""
    choices = getattr(parameter.type, "choices", None)
    help, _, told = (parameter.help or "").partition("[default: ")
    default = told.rstrip(".]")
    if not default and parameter.default not in (None, False, ()) and not callable(parameter.default):
        default = str(parameter.default)
    if parameter.param_type_name == "argument":
        name = (parameter.metavar or parameter.name.upper()).strip("[]") if not choices else parameter.name.upper()
    else:
        name = "`, `".join([*parameter.opts, *parameter.secondary_opts])
    value = codes(choices) if choices else "" if getattr(parameter, "is_flag", False) else parameter.metavar or ""
    if parameter.param_type_name == "argument" and not choices:
        value = "" if parameter.required else "may be left out"
    more = "; may be repeated" if parameter.multiple and "repeated" not in help else ""
    return Option(name, value, text(help.strip().rstrip(".")) + more, text(default))


def commands() -> str:
    found = [(name, command, [option_of(p) for p in command.params]) for name, command in every_command()]
    told = [option for _, _, options in found for option in options if option.name.startswith("-")]
    shared = [option for option in dict.fromkeys(told) if told.count(option) >= MANY]
    parts = [
        "# Commands and options",
        "Options go after the command. A command that takes `--cases` finds the casebook by it, else by "
        "`SENDCLOCK_CASES`, else in this folder or the nearest one above.",
        "## Options that many commands share",
        _option_table(shared),
        "## Environment variables",
        environment(),
    ]
    for name, command, options in found:
        parts += [f"## sendclock {name}", *_help(command.help), *_examples(name)]
        own = [option for option in options if option not in shared]
        parts += [_option_table(own)] if own else []
        also = [option.name for option in options if option in shared]
        parts += [f"Also {codes(also)}."] if also else []
        if getattr(command, "commands", None):
            parts.append(f"Has commands of its own: {codes(command.commands)}.")
    return "\n\n".join(parts)


def _option_table(options: Sequence[Option]) -> str:
    rows = [(code(option.name), option.value, option.meaning, option.default) for option in options]
    return table(("option", "value", "meaning", "default"), rows)


def _help(words: str) -> list[str]:
    """The paragraphs of a command's help."""
    return [text(" ".join(paragraph.split())) for paragraph in re.split(r"\n\s*\n", words.strip())]


def _examples(name: str) -> list[str]:
    """A block to copy from, each line with what it is for."""
    told = [f"# {example.purpose}\n{example.line}" for example in Usage().examples(name)]
    return ["```sh\n" + "\n".join(told) + "\n```"] if told else []


def environment() -> str:
    read = r'environ(?:\.get\(|\[)"(\w+)"|getenv\("(\w+)"'
    sources = [path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))]
    names = {one or other for source in sources for one, other in re.findall(read, source)}
    complete("environment variable", names, ENVIRONMENT, "ENVIRONMENT")
    return table(("variable", "meaning"), [(code(name), meaning) for name, meaning in ENVIRONMENT.items()])


def complete(what: str, there: Iterable[object], told: Mapping[Any, str], where: str) -> None:
    """Both ways: nothing of the program untold, nothing told that the program no longer has."""
    untold = sorted(str(each) for each in set(there) - told.keys())
    gone = sorted(str(each) for each in told.keys() - set(there))
    if untold:
        raise IncompleteError(f"{what} without words: {', '.join(untold)}. Say it in {where} of docs/generate.py.")
    if gone:
        raise IncompleteError(f"{what} told and no longer there: {', '.join(gone)}. Take it out of {where}.")


def formats_of(command: Any) -> list[str]:
    """The choices of --format; for `export` those of what to make."""
    by_name = {parameter.name: list(getattr(parameter.type, "choices", None) or ()) for parameter in command.params}
    return by_name.get("what") or by_name.get("format") or []


def formats() -> str:
    found = {name: formats_of(command) for name, command in every_command()}
    complete("format", {format for each in found.values() for format in each}, FORMATS, "FORMATS")
    rows = [(code(name), codes(each)) for name, each in found.items() if each and name not in A_LINE_OF_TEXT]
    none = [name for name, each in found.items() if not each or name in A_LINE_OF_TEXT]
    parts = [
        "# Formats",
        "`--format` asks for one. Data goes to stdout, everything else to stderr.",
        table(("format", "what it is"), [(code(name), meaning) for name, meaning in FORMATS.items()]),
        "## Which command answers in which",
        table(("command", "formats"), rows),
    ]
    return "\n\n".join([*parts, f"Text alone: {codes(none)}."] if none else parts)


def exit_codes() -> str:
    errors = {0, 1, 3}
    waiting = [SendclockError]
    while waiting:
        error = waiting.pop()
        errors.add(error.exit_code)
        waiting += error.__subclasses__()
    for _, command in every_command():
        helps = [command.help or "", *(parameter.help or "" for parameter in command.params)]
        for said in helps:
            errors.update(int(number) for number in re.findall(r"(?:[Ee]xit (?:code )?|, )(\d+)(?= if)", said))
    complete("exit code", errors, EXIT_CODES, "EXIT_CODES")
    rows = [(str(number), meaning) for number, meaning in EXIT_CODES.items()]
    return "# Exit codes\n\n" + table(("code", "meaning"), rows)


# --- JSON and CSV ---------------------------------------------------------------------------------------------------


def json_keys() -> str:
    """The schema that ships with the package, told in tables."""
    (path,) = PACKAGE.rglob("schema.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    defined: dict[str, Any] = schema["$defs"]
    answers = [branch["$ref"].rpartition("/")[2] for branch in schema["oneOf"]]
    whole = [defined[name]["properties"] for name in answers if "$ref" not in defined[name]]
    shared = {
        key: each[key]
        for each in whole
        for key in each
        if sum(other.get(key) == each[key] for other in whole) * 2 > len(whole)
    }
    parts = [
        "# JSON: every key",
        f"Every answer of `--format json` fits the schema that ships with the package (`{path.name}`). "
        + text(schema["description"]),
        "## What most answers begin with",
        key_table(shared, shared),
        "## Answers",
        "Named by their key `report`. The table above is not repeated; an answer that lacks a key of it says so.",
    ]
    for name in answers:
        parts += [f"### {name}", *_answer(name, defined, shared)]
    parts.append("## What answers are made of")
    for name in defined:
        if name not in answers:
            parts += [f"### {name}", *_part(name, defined)]
    return "\n\n".join(parts)


def _answer(name: str, defined: Mapping[str, Any], shared: Mapping[str, Any]) -> list[str]:
    schema = defined[name]
    if "$ref" in schema:
        return [f"The keys of {reference(schema['$ref'])}."]
    keys = schema["properties"]
    own = {key: value for key, value in keys.items() if shared.get(key) != value and key != "report"}
    lacks = [key for key in shared if key not in keys]
    said = [f"Without {codes(lacks)}."] if lacks else []
    return [*said, *([key_table(own, schema.get("required", ()))] if own else [])] or ["No key of its own."]


def _part(name: str, defined: Mapping[str, Any]) -> list[str]:
    """A part told as another with more keys, where it holds all keys of that other in the same words."""
    schema = defined[name]
    keys: Mapping[str, Any] = schema.get("properties", {})
    for other, its in defined.items():
        inner = its.get("properties", {})
        if other != name and len(inner) > 10 and len(inner) < len(keys) and inner.items() <= keys.items():
            more = {key: value for key, value in keys.items() if key not in inner}
            said = f"The keys of [{other}](#{other}), and:"
            return [said, key_table(more, schema.get("required", ()))]
    return [key_table(keys, schema.get("required", ()))]


def key_table(keys: Mapping[str, Any], required: Iterable[str]) -> str:
    always = set(required)
    rows = []
    for key, schema in keys.items():
        name = code(key) + ("" if key in always else " (not always)")
        rows += [(name, kind_of(schema), text(description(schema))), *inner_rows(key, schema)]
    return table(("key", "value", "meaning"), rows)


def inner_rows(key: str, schema: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The keys of an object, or of each object of a list, that has no name of its own: `panel.title`, `rows[].case`."""
    schema = not_null(schema)
    if schema.get("type") == "array":
        return inner_rows(f"{key}[]", schema.get("items", {}))
    inner: dict[str, Any] = schema.get("properties") or {name: {} for name in schema.get("required", ())}
    rows = []
    for name, value in inner.items():
        full = f"{key}.{name}"
        rows += [(code(full), kind_of(value), text(description(value))), *inner_rows(full, value)]
    return rows


def not_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    branches = [branch for branch in schema.get("anyOf", ()) if branch.get("type") != "null"]
    return branches[0] if len(branches) == 1 else schema


def description(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description") or not_null(schema).get("description") or "")


def reference(ref: str) -> str:
    name = ref.rpartition("/")[2]
    return f"[{name}](#{name})"


def kind_of(schema: Mapping[str, Any]) -> str:
    """The kind of value, in words."""
    if "$ref" in schema:
        return reference(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(branch) for branch in schema["anyOf"]))
    if "const" in schema:
        return code(json.dumps(schema["const"]))
    if "enum" in schema:
        return codes("null" if word is None else word for word in schema["enum"])
    return _plain_kind(schema)


def _plain_kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "")
    if isinstance(kind, list):
        return " or ".join(_plain_kind({**schema, "type": each}) for each in kind)
    if kind == "array":
        items = schema.get("items", {})
        return "always empty" if items == {"not": {}} else f"list of {kind_of(items) or 'values'}"
    if schema.get("format") == "date":
        return "day"
    if "T" in schema.get("pattern", ""):
        return "moment"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "object"}
    return words.get(str(kind), str(kind))


def csv_columns() -> str:
    offered = {name for name, command in every_command() if "csv" in formats_of(command)} - {*A_LINE_OF_TEXT}
    shown = {name for name in offered if any(words[: len(name.split())] == name.split() for _, words in CSV_ASKED)}
    if offered - LIKE.keys() != shown:
        missing = ", ".join(sorted(offered - LIKE.keys() - shown))
        raise IncompleteError(f"CSV of {missing} is not asked for. Add it to CSV_ASKED of docs/generate.py.")
    by_columns: dict[str, list[str]] = {}
    tracker = str(Path(os.environ["SENDCLOCK_DOCS"]) / "tracker.csv")
    for name, words in CSV_ASKED:
        given = [tracker if word == "TRACKER" else word for word in words]
        format = [] if words[:2] == ["export", "csv"] else ["--format", "csv"]
        header = asked(*given, *format).lstrip("\ufeff").splitlines()[0]
        by_columns.setdefault(header, []).extend([name, *(other for other, like in LIKE.items() if like == name)])
    parts = ["# CSV: every column", "In their order. New columns are added at the end."]
    for header, names in by_columns.items():
        parts += [f"## {', '.join(names)}", codes(header.split(","))]
    return "\n\n".join(parts)


def fact_tables() -> str:
    parts = [
        "# Facts: every table and column",
        "Of `sendclock export facts` ([how](../export.md)). Tables, and columns at the end of one, may be added.",
    ]
    for name, (view, about) in VIEWS.items():
        rows = [(code(column.key), declared(column), column.about) for column in view.in_csv]
        parts += [f"## {name}", f"{about[0].upper()}{about[1:]}.", table(("column", "kind", "what it is"), rows)]
    return "\n\n".join(parts)


def declared(column: Column[Any]) -> str:
    """In a word, for somebody who declares it."""
    kind = column.kind._replace(null=False)
    counts = "number" if kind.schema.get("type") == "integer" else "text"
    named = "day" if kind == DAY else "yes or no" if kind == YES_NO else counts
    return f"{named}, or nothing" if column.kind.null else named


# --- settings -------------------------------------------------------------------------------------------------------

KINDS = {
    "text": "text",
    "texts": "list of texts",
    "date": "day",
    "flag": "true or false",
    "whole": "whole number",
    "choice": "text",
    "tables": "list of tables",
    "table": "table",
}


LISTS = ("absence", "bank_holiday")  # headed [[absence]]: as many as there are


class Key(NamedTuple):
    """One key as the program asks for it. `place` is the table it stands in: `("calendars", "NAME", "closed")`."""

    place: tuple[str, ...]
    name: str
    kind: str
    required: bool
    shown: bool  # whether the examples of the docs have it


def settings_keys() -> str:
    """Every key that reading the examples of the docs asks for; the meaning is what stands beside it there."""
    example, found = _settings_example(), {}
    with tempfile.TemporaryDirectory() as folder, _noted() as noted:
        path = Path(folder) / "sendclock.toml"
        path.write_text(example, encoding="utf-8")
        read_settings(path, list(CALENDARS), None)
    for key in noted():
        before = found.get((key.place, key.name))
        found[key.place, key.name] = key._replace(shown=key.shown or bool(before and before.shown))
    hidden = [".".join((*key.place, key.name)) for key in found.values() if not key.shown]
    if hidden:
        raise IncompleteError(f"settings key without an example: {', '.join(hidden)}. Show it in docs/settings.md.")
    meanings = _meanings(example)
    order = list(meanings)
    keys = sorted(found.values(), key=lambda key: order.index((key.place, key.name)) if key[:2] in meanings else -1)
    parts = [
        "# Settings: every key",
        "`sendclock.toml`. [What they are for, with an example](../settings.md); [panels](../panels.md).",
    ]
    sections = list(dict.fromkeys(place[:1] for place, _ in order))
    for place in sorted({key.place for key in keys}, key=lambda place: (sections.index(place[:1]), place)):
        rows = [
            (code(key.name), key.kind, "yes" if key.required else "", meanings.get((place, key.name), ""))
            for key in keys
            if key.place == place and key.kind != KINDS["table"] and (place or key.kind != KINDS["tables"])
        ]
        if rows:
            parts += [f"## {_heading(place)}", table(("key", "value", "needed", "meaning"), rows)]
    return "\n\n".join(parts)


def _settings_example() -> str:
    """The example of settings.md, its panel replaced by that of panels.md, which shows every key."""
    first, second = (
        re.findall(r"(?ms)^```toml\n(.*?)^```", (DOCS / name).read_text(encoding="utf-8"))[0]
        for name in ("settings.md", "panels.md")
    )
    return first.partition("[panels.")[0] + second


@contextmanager
def _noted() -> Iterator[Any]:
    """Notes every key that a Table is asked for while it is read."""
    notes: list[tuple[tuple[Any, ...], str, str, bool, bool]] = []
    ended: set[tuple[Any, ...]] = set()

    def note(table: Any, name: str, kind: str, required: bool) -> None:
        notes.append((table.path, name, kind, required, name in table.data))

    def noting(method: str, original: Any) -> Any:
        def ask(self: Any, key: str, *given: Any, **named: Any) -> Any:
            required = bool(named.get("required")) or (method == "choice" and len(given) < 2 and "default" not in named)
            note(self, key, _choices(given[0]) if method == "choice" else KINDS[method], required)
            return original(self, key, *given, **named)

        return ask

    def no_others(self: Any, more: Iterable[str] = ()) -> None:
        ended.add(self.path)
        for name in more:
            note(self, name, "list", False)
        plain(self, more)

    def keys() -> Iterator[Key]:
        """A table that never ends with `no_others` is one of names: `officers`; below it stands NAME."""
        seen: set[tuple[Any, ...]] = set()
        for path, name, kind, required, shown in notes:
            full = (*path, name)
            tables = [(at, part) for at, part in enumerate(path) if isinstance(part, str)]
            place = tuple(part if path[:at] in ended or not at else "NAME" for at, part in tables)
            if kind != KINDS["text"] or full not in seen:  # a choice asks for its text as well
                yield Key(place, name, kind, required, shown)
            seen.add(full)

    plain = Table.no_others
    methods = {method: noting(method, getattr(Table, method)) for method in KINDS}
    with patch.multiple(Table, no_others=no_others, **methods):
        yield keys


def _choices(words: Sequence[str]) -> str:
    """The words to choose from. Where calendars of the law are among them, so are those that the file itself names."""
    return codes(CALENDARS) + ", or one of your own" if {*CALENDARS} < {*words} else codes(words)


def _heading(place: Sequence[str]) -> str:
    if not place:
        return "At the top"
    name = ".".join(place)
    if len(place) > 1 and place[-1] != "NAME":
        return f"Each of `{name}`"
    return f"`[[{name}]]`" if place[-1] in LISTS else f"`[{name}]`"


def _meanings(example: str) -> dict[tuple[tuple[str, ...], str], str]:
    """What stands beside each key in the examples, by table and key, in the order of the examples."""
    found: dict[tuple[tuple[str, ...], str], str] = {}
    place: tuple[str, ...] = ()
    for line in example.splitlines():
        head = re.match(r"\[+([\w.-]+)\]+", line)
        key = re.match(r"(\w+)\s*=.*?(?:#\s(.*))?$", line)
        if head:
            names = head.group(1).split(".")
            place = (names[0], *("NAME" for _ in names[1:]))
        elif key and not found.get((place, key.group(1))):
            found[place, key.group(1)] = text((key.group(2) or "").strip())
    return found


# --- the law and the figures ----------------------------------------------------------------------------------------


def pack_keys() -> str:
    """The schema of a local pack, told in tables."""
    schema = json.loads(asked("pack", "schema"))
    parts = ["# Every key of a local pack", DO_NOT_EDIT]
    parts.append(
        "What each is for, with an example: [local packs](../local-packs.md). `sendclock pack schema` prints the same "
        "for editors."
    )
    whole = {"": schema, **{key: _of_the_list(value) for key, value in schema["properties"].items()}}
    for key, value in whole.items():
        if value.get("properties"):
            many = schema["properties"].get(key, {}).get("type") == "array"
            title = "At the head" if not key else f"`[[{key}]]`" if many else f"`[{key}]`"
            parts += [f"## {title}", _pack_table(value)]
    return "\n\n".join(parts) + "\n"


def _of_the_list(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = schema.get("items", schema)
    return found


def _pack_table(schema: Mapping[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = []
    for key, value in schema["properties"].items():
        rows.append((code(key), "yes" if key in needed else "", _pack_kind(value)))
    return table(("key", "needed", "what"), rows)


def _pack_kind(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_pack_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return codes(schema["enum"])
    if schema["type"] == "array":
        inner = schema["items"]
        return "tables" if inner.get("type") == "object" else "a list of texts"
    if schema["type"] == "object":
        return "a table: " + codes(schema["properties"])
    kinds = {"string": "text", "integer": "a whole number", "boolean": "true or false", "number": "a number"}
    return "a day, without quotes" if schema.get("format") == "date" else kinds[schema["type"]]


def figures() -> str:
    parts = [
        "# Figures",
        "`sendclock report NAME`. How they are counted where more than one way is possible, and the three cohorts: "
        "[figures and reports](../figures.md).",
    ]
    # A period that lies ahead, so that no definition names a day of comparison.
    ahead = ("--cases", "cases", "--from", "2027-01-04", "--to", "2027-01-10")
    told: dict[str, Sequence[str]] = {}
    for name, kind in REPORTS.items():
        answer = asked_json("report", name, *ahead)
        rows = [
            (
                code(figure["id"]),
                text(figure["title"]),
                text(_no_day(figure["cohort"])),
                text(_no_day(figure["definition"])),
            )
            for figure in answer["figures"]
        ]
        new = [row for row in rows if told.get(row[0]) != row]
        again = [row[0] for row in rows if row not in new]
        told.update({row[0]: row for row in new})
        tables = [f"{text(each['title'])} ({code(each['id'])})" for each in answer["tables"]]
        parts += [
            f"## {name}",
            text(f"{kind.purpose[0].upper()}{kind.purpose[1:]}."),
            *([table(("figure", "title", "over", "what it counts"), new)] if new else []),
            *([f"Also, told above: {', '.join(again)}."] if again else []),
            *(["Tables beside them:\n\n" + "\n".join(f"- {each}" for each in tables)] if tables else []),
        ]
    return "\n\n".join(parts)


def _no_day(words: str) -> str:
    """Without the days that follow from the day of asking."""
    words = re.sub(r",? due by \w{3} \d{1,2} \w{3} \d{4}", ", due in these weeks", words)
    return re.sub(r"due \d{1,2} \w+ \d{4} to \d{1,2} \w+ \d{4}", "due in it", words)


def events() -> str:
    found = of_the_law_alone("rules", "events")["rows"]
    parts = [
        "# Event types and their fields",
        "The closed list of what a case file may hold. On any event may stand `party`, `served` and `note`; "
        "[the case file](../case-file.md) says the rest. A star marks what a field that is left out means.",
    ]
    for group in dict.fromkeys(row["group"] for row in found):
        rows = [
            (
                code(row["event"]),
                text(row["meaning"]) + (f". {text(row['note'])}" if row["note"] else ""),
                "<br>".join(_field(field) for field in row["fields"]),
            )
            for row in found
            if row["group"] == group
        ]
        parts += [f"## {_title(group)}", table(("event", "meaning", "fields"), rows)]
    return "\n\n".join(parts)


def _field(field: Mapping[str, Any]) -> str:
    choices = [f"{word}*" if word == field["default"] else word for word in field["choices"]]
    kind = codes(choices) if choices else text(field["kind"])
    return f"{code(field['name'])}{' (needed)' if field['required'] else ''}: {kind}"


def _title(group: str) -> str:
    words = group.replace("-", " ")
    return words[:1].upper() + words[1:]


def rules() -> str:
    found = of_the_law_alone("rules")["rows"]
    parts = [
        "# Rules",
        "Every clock of the law that ships with sendclock, one line for each version of it. `sendclock rules show ID` "
        "gives one in full, with worked examples; [how to read a rule](../law.md). Those of authorities: "
        "[the packs](../packs.md).",
    ]
    for group in dict.fromkeys((row["pack"], row["group"]) for row in found):
        rows = [
            (code(row["rule"]), _what(row), text(row["who"]), text(row["limit"]), _cited(row), _in_force(row))
            for row in found
            if (row["pack"], row["group"]) == group
        ]
        columns = ("rule", "what", "who", "limit", "law", "in force")
        parts += [f"## {_title(group[1])} ({group[0]})", table(columns, rows)]
    return "\n\n".join(parts)


def _what(row: Mapping[str, Any]) -> str:
    marks = [row[key] for key, usual in (("tier", "statutory"), ("kind", "deadline")) if row[key] != usual]
    return text(row["title"]) + (f" ({', '.join(marks)})" if marks else "")


def _cited(row: Mapping[str, Any]) -> str:
    return text(row["cite"]) + (" (unverified)" if row["confidence"] == "unverified" else "")


def _in_force(row: Mapping[str, Any]) -> str:
    end = f" to {day(row['in_force_to'])}" if row["in_force_to"] else ""
    return f"from {day(row['in_force_from'])}{end}"


def exceptions() -> str:
    rows = [
        (
            code(each.id),
            text(each.title),
            text(each.condition),
            codes(each.facts),
            text(each.cite),
            f"from {day(each.in_force_from)}" + (f" to {day(each.in_force_to)}" if each.in_force_to else ""),
        )
        for each in load.load().exceptions.values()
    ]
    return "\n\n".join(
        [
            "# Exceptions",
            "Each disapplies one clock's number on that clock's own facts, and moves no date. It is recorded with "
            "`exception-recorded`, its facts in the event's fields; [how a clock runs](../law.md#how-a-clock-runs).",
            table(("exception", "title", "condition", "facts", "law", "in force"), rows),
        ]
    )


def main(words: Sequence[str]) -> int:
    try:
        found = stale() if list(words) == ["--check"] else write()
    except IncompleteError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if found:
        sys.stderr.write(f"Stale in docs/reference: {', '.join(found)}. Run `make docs` and read the diff.\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
