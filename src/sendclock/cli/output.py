"""The only print. One place decides which format, how wide, in colour or not, and where it goes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sendclock.cli.options import Format
from sendclock.core.problems import CannotRunError, Problem
from sendclock.report.document import Document

FEWEST = 5  # rows shown however small the screen
NARROW = 72  # columns: on a narrower terminal a table would have to cut references and dates, so plain text is used


class Output:
    """How this command answers. `format` given wins; else a table on a terminal and plain text elsewhere."""

    def __init__(self, format: Format | None, plain: bool = False, no_color: bool = False) -> None:
        self.terminal = sys.stdout.isatty()
        default: Format = "table" if self.terminal and (self.width or 0) >= NARROW else "plain"
        self.format = "plain" if plain else format or default
        dumb = os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
        self.color = self.terminal and not no_color and not dumb

    @property
    def draws(self) -> bool:
        """True where a person is looking at a table on a screen that holds only so much."""
        return self.terminal and self.format == "table"

    @property
    def width(self) -> int | None:
        return shutil.get_terminal_size().columns if self.terminal else None

    def show_most_urgent(self, cut: Callable[[int | None], Document], rows: int) -> None:
        """Draw as many of `rows` rows as the screen holds; `cut(most)` makes the document with that many."""
        from sendclock.report import table

        height = shutil.get_terminal_size().lines - 1
        text = table.render(cut(None), self.width, self.color) if rows <= height else ""
        if not text or text.count("\n") > height:
            fits, too_many = FEWEST, min(rows, height) + 1
            while too_many - fits > 1:
                middle = (fits + too_many) // 2
                lines = table.render(cut(middle), self.width, self.color).count("\n")
                fits, too_many = (middle, too_many) if lines <= height else (fits, middle)
            text = table.render(cut(fits), self.width, self.color)
        self.text(text)

    def show(self, document: Document) -> None:
        """Draw a document in the chosen format (json and csv are written with `text`)."""
        if self.format == "table":
            from sendclock.report import table

            self.text(table.render(document, self.width, self.color))
        elif self.format == "md":
            from sendclock.report import markdown

            self.text(markdown.render(document))
        else:
            from sendclock.report import plain

            self.text(plain.render(document))

    def text(self, text: str) -> None:
        """Exactly this, on stdout. CSV brings its own line ends, so nothing may translate them."""
        stream = sys.stdout
        if self.format == "csv" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", newline="")
        with written_or_said():
            stream.write(text)
            stream.flush()


@contextmanager
def written_or_said() -> Iterator[None]:
    """A full disk behind stdout ends the command with a message, and not again when Python closes the stream."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        reason = (error.strerror or "unknown reason").lower()
        raise CannotRunError(f"The answer could not be written whole ({reason}). Make room and ask again.") from None


def warn(message: str) -> None:
    """A line beside the answer, on stderr."""
    sys.stderr.write(message + "\n")


def tell_problems(problems: Iterable[Problem], warnings: bool = False) -> None:
    """Errors on stderr, one line each; warnings only where asked, because `check` is the place for them."""
    for problem in problems:
        if problem.severity == "error" or warnings:
            warn(str(problem) if problem.severity == "error" else f"{problem} (warning)")
