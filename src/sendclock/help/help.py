"""`sendclock help [TOPIC]`: the pages of the documentation, as text. They travel with the program.

A page is Markdown; here it is laid out for reading on a screen of any width, or in a pipe: headings underlined, a table
as its rows, one below the other, what stands in the first column first.
Must not know: cases.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Optional

from sendclock.command import Reply, command
from sendclock.files import disk
from sendclock.files.problem import UsageError, near_miss
from sendclock.help.usage import Usage
from sendclock.option import typer
from sendclock.say.terminal import is_a_screen
from sendclock.say.words import upper_first

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
PLACES_TOLD = 4  # headings of one page, where a word is looked for
WIDTH = 80  # where there is no screen; and the widest that is easily read is not much more
WIDEST = 100


def help_(
    topic: Annotated[
        Optional[list[str]],
        typer.Argument(metavar="[TOPIC]", help="A command, a page, or a word to look for; left out: all topics."),
    ] = None,
) -> Reply:
    """The documentation, on the screen: what a command does with its options, a page, or where a word stands."""
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
    options = _sections(_text(pages[COMMANDS_PAGE]))
    if not wanted:
        return _listed(pages, options, width)
    command, page = options.get(wanted, ""), pages.get(PAGE_OF.get(wanted, wanted))
    if not command and page is None:
        found = _found(topic, pages, width)
        if found:
            return found
        known = sorted({*pages, *options})
        raise UsageError(f'"{topic}" is no topic.{near_miss(wanted, known)} All topics: sendclock help')
    text = _text(page) if page else ""
    return "\n".join(_laid_out("\n\n".join([text, command] if command else [text]), width)).strip("\n") + "\n"


def _text(page: Path) -> str:
    return disk.read_package(page).decode("utf-8")


def _listed(pages: Mapping[str, Path], options: Mapping[str, str], width: int) -> str:
    """Commands in their groups, then pages under the headings of the first page; those it does not name stand last."""
    lines = ["Type: sendclock help TOPIC, or a word to look for in all pages", "", "Commands"]
    for title, names in Usage().grouped([each for each in options if "-" not in each]).items():
        lines += _wrapped(f"{title}: {', '.join(names)}", width, "  ", "    ")
    left = dict(pages)
    for title, links in _headed(_text(next(iter(pages.values())).parent / f"{LEFT_OUT}.md")):
        named = [(name, words) for words, name in links if left.pop(name, None)]
        if named:
            lines += ["", title]
            lines += [
                line for name, words in named for line in _wrapped(f"{name}: {upper_first(words)}", width, "  ", "    ")
            ]
    lines += ["", "Reference"] if left else []
    for name, page in left.items():
        lines += _wrapped(f"{name}: {_title(_text(page))}", width, "  ", "    ")
    return "\n".join([*lines, ""])


def _headed(index: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The paragraphs of the first page: what each is headed, and its links, words and page."""
    for paragraph in re.split(r"\n\s*\n", index):
        title = re.match(r"\*\*(.+?)\.?\*\*", paragraph)
        if title:
            links = re.findall(r"\[([^\[\]]+)\]\(([\w-]+)\.md\)", paragraph)
            yield title.group(1), [(" ".join(words.split()), name) for words, name in links]


def _title(page: str) -> str:
    heading = re.search(r"^# (.+)$", page, re.MULTILINE)
    return _plain(heading.group(1)) if heading else ""


def _found(topic: str, pages: Mapping[str, Path], width: int) -> str:
    """Where all these words stand, page by page, under which heading; empty where they stand nowhere."""
    words = [re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE) for word in topic.split()]
    lines: list[str] = []
    for name, page in pages.items():
        places = [heading for heading, said in _parts(_text(page)) if all(word.search(said) for word in words)]
        if places:
            more = f" and {len(places) - PLACES_TOLD} more" if len(places) > PLACES_TOLD else ""
            lines += _wrapped(f"{name}: {'; '.join(places[:PLACES_TOLD])}{more}", width, "  ", "    ")
    if not lines:
        return ""
    return "\n".join(
        [*_wrapped(f'"{topic}" stands in these pages. Read one: sendclock help PAGE', width, ""), *lines, ""]
    )


def _parts(page: str) -> Iterator[tuple[str, str]]:
    """The text below each heading of a page, with the heading. What stands in a block is no heading."""
    heading, said, fenced = "", "", False
    for line in re.sub(r"(?s)<!--.*?-->", "", page).splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            yield heading, said
            heading, said = _plain(line.lstrip("# ")), ""
        said += f"{line}\n"
    yield heading, said


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
