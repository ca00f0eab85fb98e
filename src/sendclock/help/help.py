"""`sendclock help [TOPIC]`: the pages of the documentation, as text. They travel with the program.

A page is Markdown; here it is laid out for reading on a screen of any width, or in a pipe: headings underlined, a table
as its rows, one below the other, what stands in the first column first.
Must not know: cases.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Optional

from sendclock.command import Reply, command
from sendclock.files import disk
from sendclock.files.problem import UsageError, near_miss
from sendclock.option import typer
from sendclock.say.terminal import is_a_screen

PACKAGE = Path(__file__).parent.parent
PLACES = (PACKAGE / "docs", PACKAGE.parent.parent / "docs")  # of a program that is installed; of the source
COMMANDS_PAGE = "commands"
# command: the page that tells what it is for, besides its options
PAGE_OF = {
    "due": "the-list", "report": "figures", "export": "export", "cover": "people", "reassign": "people",
    "rules": "law", "calendar": "counting", "count": "counting", "panel": "panels", "import": "import",
    "reconcile": "import", "init": "settings", "record": "case-file", "new": "case-file", "pack": "local-packs",
}  # fmt: skip
LEFT_OUT = "index"  # a list of links
WIDTH = 80  # where there is no screen; and the widest that is easily read is not much more
WIDEST = 100


def help_(
    topic: Annotated[
        Optional[list[str]], typer.Argument(metavar="[TOPIC]", help="A command, or a page; left out: all topics.")
    ] = None,
) -> Reply:
    """The documentation, on the screen: what a command does with its options, or a page.

    sendclock help due; sendclock help counting; sendclock help
    """
    width = min(shutil.get_terminal_size().columns, WIDEST) if is_a_screen() else WIDTH
    return Reply("help", text=[_answer(" ".join(topic or ()), max(width, 20))])


app = command(help_, drawn=False, paged=True)


def topics() -> dict[str, Path]:
    """Each page by its name, `reference-NAME` where a page or a command already has it; none where the documentation
    was left out."""
    for place in PLACES:
        if disk.is_folder(place):
            pages = {path.stem: path for path in map(Path, disk.list_package(place, ".md"))}
            for path in map(Path, disk.list_package(place / "reference", ".md")):
                taken = path.stem in pages or path.stem in PAGE_OF
                pages[f"reference-{path.stem}" if taken else path.stem] = path
            return {name: path for name, path in pages.items() if not name.endswith(LEFT_OUT)}
    return {}


def _answer(topic: str, width: int) -> str:
    pages = topics()
    if not pages:
        raise UsageError("The documentation is not part of this copy of sendclock. Ask: sendclock COMMAND --help")
    wanted = "-".join(topic.lower().split())
    options = _sections(disk.read_package(pages[COMMANDS_PAGE]).decode("utf-8"))
    if not wanted:
        return _listed(pages, options, width)
    command, page = options.get(wanted, ""), pages.get(PAGE_OF.get(wanted, wanted))
    if not command and page is None:
        known = sorted({*pages, *options})
        raise UsageError(f'"{topic}" is no topic.{near_miss(wanted, known)} All topics: sendclock help')
    text = disk.read_package(page).decode("utf-8") if page else ""
    return "\n".join(_laid_out("\n\n".join([text, command] if command else [text]), width)).strip("\n") + "\n"


def _listed(pages: dict[str, Path], options: dict[str, str], width: int) -> str:
    lines = ["Type: sendclock help TOPIC", "", "Commands"]
    lines += _wrapped(", ".join(each for each in options if "-" not in each), width, "  ")
    lines += ["", "Pages"]
    for name in sorted(pages):
        heading = re.search(r"^# (.+)$", disk.read_package(pages[name]).decode("utf-8"), re.MULTILINE)
        lines += _wrapped(f"{name}: {_plain(heading.group(1)) if heading else ''}", width, "  ", "    ")
    return "\n".join([*lines, ""])


def _sections(page: str) -> dict[str, str]:
    """What is said of each command and its options, by the name of the command; several words with a hyphen between."""
    parts = re.split(r"(?m)^## sendclock (.+)$", page)
    return {
        "-".join(name.split()): f"# sendclock {name}{body}" for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


# --- Markdown as text


def _laid_out(page: str, width: int) -> Iterator[str]:
    """The lines of a page."""
    page = re.sub(r"(?s)<!--.*?-->", "", page)
    block: list[str] = []
    fenced = False
    for line in [*page.splitlines(), ""]:
        if line.startswith("```"):
            yield from _block(block, width)
            block, fenced = [], not fenced
            if not fenced:
                yield ""
        elif fenced:
            yield f"    {line}".rstrip()
        elif line.strip():
            if block and (line.startswith("#") or re.match(r"[-*] |\d+\. ", line)):
                yield from _block(block, width, end=line.startswith("#"))
                block = []
            block.append(line)
        else:
            yield from _block(block, width)
            block = []


def _block(block: Sequence[str], width: int, end: bool = True) -> Iterator[str]:
    """A heading, the rows of a table, an item of a list or a paragraph; then, at its `end`, an empty line."""
    if not block:
        return
    first = block[0]
    if first.startswith("#"):
        words = _plain(first.lstrip("# "))
        yield from ("", *_wrapped(words, width, ""))
        yield ("=" if first.startswith("# ") else "-") * min(len(words), width)
        yield from _block(block[1:], width, end=False)
    elif first.startswith("|"):
        yield from _table(block, width)
    else:
        item = re.match(r"\s*([-*]|\d+\.) ", first)
        hang = " " * len(item.group()) if item else ""
        yield from _wrapped(_plain(" ".join(line.strip() for line in block)), width, "", hang)
    if end:
        yield ""


def _table(block: Sequence[str], width: int) -> Iterator[str]:
    """Row by row: what stands first, and below it the other columns, named where there are more than one of them."""
    rows = [[_plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in block]
    heads = rows[0]
    for row in rows[2:]:
        yield from _wrapped(row[0], width, "", "  ")
        for head, cell in list(zip(heads, row, strict=False))[1:]:
            if cell:
                yield from _wrapped(f"{head}: {cell}" if len(heads) > 2 and head else cell, width, "    ")


def _plain(text: str) -> str:
    """Without the marks of Markdown; of a link its words alone."""
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text.replace("<br>", "; "))
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!|<>-])", r"\1", text.replace("`", "")).strip()


def _wrapped(text: str, width: int, indent: str, hang: str | None = None) -> list[str]:
    further = indent if hang is None else hang
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False, break_long_words=False
    ) or [""]
