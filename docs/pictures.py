"""Draws docs/pictures/*.svg: screens of this program, as a terminal shows them, from the invented cases.

    python docs/pictures.py            draw them (`make docs` does it)
    python docs/pictures.py --check    draw nothing; say which pictures are stale, and end with 1 if any is

A picture is plain SVG with its text in it: it scales, can be searched and read aloud, and loads nothing.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch
from xml.sax.saxutils import escape, quoteattr

from sendclock.main import run

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PICTURES = DOCS / "pictures"
AS_OF = "2026-11-21"


class Screen(NamedTuple):
    """What is typed, on a terminal of so many columns; after so many lines the picture ends."""

    words: Sequence[str]
    columns: int = 80
    lines: int = 24
    officer: str = "okafor"


SCREENS = {
    "due": Screen(["due"], 110),
    "show": Screen(["show", "EHC-2026-0104"], 100, 32, "singh"),
    "explain": Screen(["explain", "EHC-2026-0104", "week 20"], 100, 42, "singh"),
    "record": Screen(["record", "107", "draft-plan-sent", "fri", "closes=7/12", "--dry-run"], 100, 30, "singh"),
}
PAGES = {"week": Screen(["report", "weekly", "--format", "html"])}  # of a browser, as far as it shows unasked
PAGE_WIDTH, PAGE_HEIGHT = 900, 1085  # points

# The colours of a terminal on white, by the number in the sign that asks for them; each legible.
COLOURS = {"31": "#b00020", "32": "#00632b", "33": "#7a4b00", "34": "#0b4f9e", "35": "#8a2be2", "36": "#006070"}
INK, PAPER, EDGE = "#1a1a1a", "#ffffff", "#c8c8c8"
WIDE, HIGH, MARGIN = 8.4, 18, 16  # of a letter at 14 points, of a line, around all, in points


def pictures() -> dict[str, str]:
    """Every picture by its name, without drawing any."""
    screens = {f"{name}.svg": drawn(screen, shown(screen)) for name, screen in SCREENS.items()}
    return screens | {f"{name}.svg": page(shown(screen)) for name, screen in PAGES.items()}


def stale() -> list[str]:
    made = pictures()
    there = {path.name: path.read_text(encoding="utf-8") for path in PICTURES.glob("*.svg")}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def write() -> None:
    PICTURES.mkdir(exist_ok=True)
    for path in PICTURES.glob("*.svg"):
        path.unlink()
    for name, text in pictures().items():
        (PICTURES / name).write_text(text, encoding="utf-8", newline="\n")


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def shown(screen: Screen) -> str:
    """What the terminal is sent, with the signs that colour it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SENDCLOCK_")}
    kept.pop("NO_COLOR", None)
    size = {"COLUMNS": str(screen.columns), "LINES": str(screen.lines + 1), "TERM": "xterm", "PAGER": "cat"}
    out = _Terminal(io.BytesIO(), encoding="utf-8", write_through=True)
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="sendclock-pictures-") as folder:
        asked = {"SENDCLOCK_TODAY": AS_OF, "SENDCLOCK_CACHE": folder, "SENDCLOCK_OFFICER": screen.officer}
        with patch.dict(os.environ, {**kept, **size, **asked}, clear=True):
            os.chdir(ROOT)
            try:
                with patch.multiple(sys, argv=["sendclock", *screen.words], stdout=out, stderr=io.StringIO()):
                    run()
            except SystemExit as left:
                if left.code:
                    raise
            finally:
                os.chdir(before)
    return out.buffer.getvalue().decode("utf-8")


def drawn(screen: Screen, text: str) -> str:
    """The screen as SVG: the line that was typed, then the lines that came."""
    typed = "$ sendclock " + " ".join(f'"{word}"' if " " in word else word for word in screen.words)
    lines = [f"\x1b[1m{typed}\x1b[0m", *text.rstrip("\n").split("\n")[: screen.lines]]
    width = screen.columns * WIDE + 2 * MARGIN
    height = len(lines) * HIGH + 2 * MARGIN
    rows = "\n".join(_line(line, MARGIN + (place + 0.75) * HIGH) for place, line in enumerate(lines) if line.strip())
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img">
<title>{escape(typed.removeprefix("$ "))}</title>
<rect x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="6" fill="{PAPER}" stroke="{EDGE}"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="{INK}">
{rows}
</g>
</svg>
"""


def _line(line: str, y: float) -> str:
    """One line of text; what stands in a column begins there, so that a font of another width moves nothing."""
    pieces = []
    at = 0
    for words, look in _pieces(line):
        for found in re.finditer(r"\S+(?: \S+)*", words):
            x, length = MARGIN + (at + found.start()) * WIDE, len(found.group()) * WIDE
            place = f'x="{x:g}" y="{y:g}" textLength="{length:g}"'
            pieces.append(f"<text {place}{_attributes(look)}>{escape(found.group())}</text>")
        at += len(words)
    return "".join(pieces)


def _pieces(line: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The words between the signs that change how they look, and how they then look."""
    look: dict[str, str] = {}
    for place, part in enumerate(re.split(r"\x1b\[([\d;]*)m", line)):
        if place % 2 == 0:
            yield part, dict(look)
            continue
        for sign in part.split(";"):
            if sign in ("", "0"):
                look.clear()
            elif sign == "1":
                look["font-weight"] = "bold"
            elif sign in COLOURS:
                look["fill"] = COLOURS[sign]


def _attributes(look: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in look.items())


class _Shown(HTMLParser):
    """What a page shows before anything is opened, written so that it can stand in SVG; and how it is to look."""

    VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []
        self.open: list[str] = []
        self.ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ended |= tag == "details"
        if self.ended or not (self.open or tag in ("body", "style")):
            return
        told = "".join(f" {name}={quoteattr(value or '')}" for name, value in attrs if name != "href")
        self.written.append(f"<{tag}{told}{'/' if tag in self.VOID else ''}>")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.ended and self.open and tag == self.open[-1]:
            self.open.pop()
            self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.open and not self.ended:
            self.written.append(escape(data))

    def whole(self) -> str:
        return "".join([*self.written, *(f"</{tag}>" for tag in reversed(self.open))])


def page(text: str) -> str:
    """The page as SVG that holds it."""
    reader = _Shown()
    reader.feed(text)
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    size = f'viewBox="0 0 {PAGE_WIDTH} {PAGE_HEIGHT}" width="{PAGE_WIDTH}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{title.group(1) if title else ""}</title>
<rect x="0.5" y="0.5" width="{PAGE_WIDTH - 1}" height="{PAGE_HEIGHT - 1}" fill="{PAPER}" stroke="{EDGE}"/>
<foreignObject width="{PAGE_WIDTH}" height="{PAGE_HEIGHT}">
<html xmlns="http://www.w3.org/1999/xhtml">{reader.whole()}</html>
</foreignObject>
</svg>
"""


def main(words: Sequence[str]) -> int:
    found = stale() if list(words) == ["--check"] else write()
    if found:
        sys.stderr.write(f"Stale in docs/pictures: {', '.join(found)}. Run `make docs` and look at them.\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
