"""The only print. One place decides which format, how wide, in colour or not, and where it goes: the screen, stdout
byte for byte, or the file of `--out`, whole or not at all. Progress on stderr is a count that rewrites its own line, on
a terminal only, once work has lasted over a second.

Must not know: what is said, or counted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeVar, cast

from sendclock.files import disk, windows
from sendclock.files.mark import one_line, printable
from sendclock.files.problem import HungUpError, Problem, RefusedError, UnsaidError

if TYPE_CHECKING:
    from sendclock.say.document import Document

T = TypeVar("T")
Format = Literal["table", "plain", "lines", "json", "csv", "md"]
AFTER, EVERY = 1.0, 0.2  # seconds
PIECE = 1 << 16  # characters


class Marking:
    """A stream on which nothing that was typed, or stands in a file, moves a cursor."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        self.stream.write(printable(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def mark_errors() -> None:
    """So is stderr from now on: for whatever is said there, by whomever, to the last line of a traceback."""
    sys.stderr = cast(TextIO, Marking(sys.stderr))


class _Line:
    """stderr with a count on its last line. Whatever else is written there, by whomever, wipes the count first."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.said = stream, ""

    def say(self, count: str) -> None:
        self.stream.write(f"\r{count}")
        self.stream.flush()
        self.said = count

    def wipe(self) -> None:
        if self.said:
            self.stream.write("\r" + " " * len(self.said) + "\r")
            self.stream.flush()
            self.said = ""

    def write(self, text: str) -> int:
        self.wipe()
        self.stream.write(printable(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def counted(things: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The things one by one. While they last it says `12,400 of 30,000 cases`, and wipes it at the end,
    or when something else is to be said."""
    if not sys.stderr.isatty() or is_quiet():
        yield from things
        return
    marked = sys.stderr  # its own line begins again and again, which nothing else may do
    line = _Line(marked.stream if isinstance(marked, Marking) else marked)
    last = time.monotonic() + AFTER - EVERY
    # a command that fails leaves this generator waiting while its message is written, so the stream itself has to know
    sys.stderr = cast(TextIO, line)
    try:
        for place, thing in enumerate(things):
            if time.monotonic() - last > EVERY:
                last = time.monotonic()
                line.say(f"{place:,} of {total:,} {what}")
            yield thing
    finally:
        line.wipe()
        if sys.stderr is cast(TextIO, line):
            sys.stderr = marked


NARROW = 72  # columns: on a narrower terminal a table would have to cut references and dates, so plain text is used


def is_quiet() -> bool:
    """Whether nothing may move on the screen: it is read aloud, or cannot move its cursor."""
    return os.environ.get("TERM") == "dumb" or "--plain" in sys.argv


def is_a_screen() -> bool:
    """Whether a person looks at what is printed."""
    return windows.is_screen(sys.stdout)


def _screen() -> os.terminal_size:
    import shutil  # which loads three kinds of compression

    return shutil.get_terminal_size()


class Output:
    """How this command answers. `format` given wins; else a table on a terminal and plain text elsewhere. `paged`: what
    is longer than the screen may be shown page by page. `file`: where the answer goes, if not to stdout."""

    def __init__(
        self,
        format: Format | None,
        plain: bool = False,
        no_color: bool = False,
        paged: bool = False,
        file: Path | None = None,
    ) -> None:
        self.paged = paged and not plain and os.environ.get("TERM") != "dumb"
        self.asked, self.plain, self.no_color = format, plain, no_color
        self._goes_to(file)

    def _goes_to(self, file: Path | None) -> None:
        self.file, self.terminal = file, file is None and is_a_screen()
        default: Format = "table" if self.terminal and (self.width or 0) >= NARROW else "plain"
        self.format = "plain" if self.plain else self.asked or default
        dumb = os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
        # asked of every screen: one that draws colours also takes a line of its whole width for one
        self.color = self.terminal and windows.draws_colours(sys.stdout) and not self.no_color and not dumb

    def of_its_own(self) -> Path:
        """The place of `--out`, for a command that fills it itself; what there is to say goes to the screen again."""
        place = self.file
        assert place is not None
        self._goes_to(None)
        return place

    @property
    def draws(self) -> bool:
        """True where a person is looking at a table on a screen that holds only so much."""
        return self.terminal and self.format == "table"

    @property
    def _unasked(self) -> bool:
        """On a terminal, where the format is left to us: plain text then stands in for a table there is no room for."""
        return self.terminal and self.asked is None and not self.plain

    def fitted(self) -> Output:
        """The same for an answer that fits itself to any width: a table on every terminal where nothing else is asked
        for."""
        if self._unasked:
            self.format = "table"
        return self

    @property
    def width(self) -> int | None:
        return _screen().columns if self.terminal else None

    @property
    def height(self) -> int:
        """The lines of the screen that are free: one is the prompt's."""
        return max(_screen().lines - 1, 1)

    def show(self, document: Document) -> None:
        """Draw a document in the chosen format (json and csv are written with `text`)."""
        if self.format in ("table", "lines"):
            from sendclock.say import table

            width = self.width if self.format == "table" else None  # a line a row, however long
            self.text(table.render_table(document, width, self.color and width is not None))
        elif self.format == "md":
            from sendclock.say import formats

            self.texts(formats.markdown_in_pieces(document), marked=True)
        else:
            from sendclock.say import formats

            if self._unasked and self.width:
                self.text(folded(formats.render_plain(document), self.width))
            else:
                self.texts(formats.plain_in_pieces(document), marked=True)

    def texts(self, pieces: Iterable[str], at_once: bool = False, marked: bool = False) -> None:
        """An answer in pieces, as many at a time as are worth it, or each as it comes; where it may be shown page by
        page, all together. `marked`: nothing in it moves a cursor any more."""
        if self.file is not None:
            send(((piece if marked else printable(piece)).encode() for piece in pieces), self.file)
            return
        held: list[str] = []
        room = most = sys.maxsize if self.paged and self.terminal else 0 if at_once else PIECE
        for piece in pieces:
            held.append(piece)
            room -= len(piece)
            if room < 0:
                self.text("".join(held), marked)
                held, room = [], most
        if held:
            self.text("".join(held), marked)

    def text(self, text: str, marked: bool = False) -> None:
        """Exactly this, on stdout. What goes to a file or a program is UTF-8 whatever the console uses, but for a
        table, which is for eyes; CSV brings its own line ends, so nothing may translate them. `marked`: see `texts`."""
        if self.file is not None:
            self.texts([text], marked=marked)
            return
        stream = sys.stdout
        kept = self.format in ("csv", "json") or (self.format != "table" and not self.terminal)
        if kept and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="" if self.format == "csv" else None)
        shown = text if self.color or marked else printable(text)
        if self.paged and windows.is_screen(stream) and self._is_long(shown):
            from sendclock.say import pager

            if pager.paged(shown):
                return
        with written_or_said():
            stream.write(shown)
            stream.flush()

    def _is_long(self, text: str) -> bool:
        """Whether it takes more lines than the screen has."""
        width = self.width or 1
        return sum(max(-(-len(line) // width), 1) for line in text.splitlines()) > self.height


@contextmanager
def written_or_said() -> Iterator[None]:
    """A full disk behind stdout ends the command with a message, and not again when Python closes the stream."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise HungUpError from None
    except OSError as error:
        raise UnsaidError(let_go_of(error)) from None


def let_go_of(error: OSError) -> str:
    """Why stdout takes nothing; from now on it takes everything, and keeps nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return (error.strerror or "unknown reason").lower()


def can_ask() -> bool:
    """True where a person can be asked: nothing prompts without a terminal."""
    return is_a_screen() and windows.is_screen(sys.stdin)


def confirmed(question: str) -> bool:
    """Whether the person at the terminal says yes. No answer is a no."""
    sys.stderr.write(at_words(f"{one_line(question)} [y/N]:") + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def show_before(text: str) -> None:
    """A line on the screen before a question is asked about it."""
    sys.stdout.write(folded(one_line(text), _screen().columns) + "\n")
    sys.stdout.flush()


def answered(question: str) -> str:
    """What the person at the terminal types; empty for nothing."""
    sys.stderr.write(at_words(f"{one_line(question)}:") + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def read_stdin() -> str:
    """All that comes in on stdin, as UTF-8 text."""
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def warn(message: str) -> None:
    """A line beside the answer, on stderr. What stands in a file moves no cursor there either."""
    sys.stderr.write(at_words(one_line(message)) + "\n")


def at_words(text: str) -> str:
    """The text for stderr: on a terminal no word is cut by its edge; elsewhere a message is one line, for programs that
    look for `file:line:`."""
    if not sys.stderr.isatty():
        return text
    return folded(text, _screen().columns)


def folded(text: str, width: int) -> str:
    """Every line that is longer on several, broken between words."""
    import re
    import textwrap

    def below(line: str) -> str:
        """Where the rest of a line begins: below the first word after its number, if it has one."""
        lead = re.match(r"\s*(?:\d+ +)?", line)
        return " " * max(len(lead.group()) if lead else 0, 2)

    lines = (
        textwrap.wrap(line, width, subsequent_indent=below(line), break_long_words=False, break_on_hyphens=False)
        if len(line) > width
        else [line]
        for line in text.split("\n")
    )
    return "\n".join(each for several in lines for each in several)


def tell_problems(problems: Iterable[Problem], warnings: bool = False) -> None:
    """Errors on stderr, one line each; warnings only where asked, because `check` is the place for them."""
    for problem in problems:
        if problem.severity == "error" or warnings:
            warn(str(problem) if problem.severity == "error" else f"{problem} (warning)")


def send_folder(content: Iterable[tuple[str, bytes]], out: Path) -> None:
    """Write the files of a folder, each named with its pieces. Raises RefusedError; then none has changed."""
    disk.put_together(out, content)


def send(content: Iterable[bytes], out: Path | None) -> None:
    """Write `content` to the file `out`, replacing what is there, or to stdout.

    Raises RefusedError if the file cannot be written; then nothing has changed.
    """
    if out is None:
        with written_or_said():
            sys.stdout.flush()
            sys.stdout.buffer.writelines(content)
            sys.stdout.buffer.flush()
        return
    if out.suffix.lower() == ".toml":
        raise RefusedError(
            f"{out}: an answer never takes the place of a .toml file. Nothing was written; name another."
        )
    if disk.is_folder(out):
        raise RefusedError(f"{out} is a folder. Nothing was written; name a file in it.")
    disk.put_over(out, content)
