"""What can be wrong, as values: a place, a problem at that place, and the errors that stop a command.

Must not know: files, formats, the console.
"""

from collections.abc import Iterable
from typing import Literal

from sendclock.files.mark import one_line
from sendclock.files.name import folded
from sendclock.tuples import NamedTuple

NO_STDOUT = "there is no standard output"
Severity = Literal["error", "warning"]


class Position(NamedTuple):
    """A place in a file. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Problem(NamedTuple):
    """Something wrong in a file: where, how bad, a stable code, and a message that ends with the fix.

    An `error` makes the file's answers unsafe, so they are withheld; a `warning` leaves them standing.
    """

    position: Position
    severity: Severity
    code: str
    message: str

    def __str__(self) -> str:
        return one_line(f"{self.position}: {self.message}")


def unanswered(problems: Iterable[Problem]) -> int:
    """How many files could not be answered."""
    return len({problem.position.file for problem in problems if problem.severity == "error"})


class SendclockError(Exception):
    """The command cannot go on. The message says what, where and how to fix; `exit_code` is a promise.

    Each argument is a line of it: what was typed, or stands in a file, cannot begin another.
    """

    exit_code = 4

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)

    def __str__(self) -> str:
        return "\n".join(map(one_line, self.args))


class HungUpError(Exception):
    """Whoever read the answer has closed the pipe: `| head` has what it wanted. Not an OSError, which the library of
    the command line would take for its own."""


class UsageError(SendclockError):
    """The words of the command do not fit: exit code 2."""

    exit_code = 2


class CannotRunError(SendclockError):
    """No casebook, a bad pack, bad settings, no calendar for a year: exit code 4."""


class UnreadError(CannotRunError):
    """A file that should have been read could not be: what does without it goes on, and says so."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class UnsaidError(CannotRunError):
    """The answer could not be written: a full disk behind stdout, or no stdout at all."""

    def __init__(self, reason: str) -> None:
        fix = "Ask again with one: > FILE" if reason == NO_STDOUT else "Make room and ask again."
        super().__init__(f"The answer could not be written whole ({reason}). {fix}")
        self.reason = reason


class RefusedError(SendclockError):
    """A write was refused and nothing was changed: exit code 5."""

    exit_code = 5


def near_miss(word: str, known: Iterable[str]) -> str:
    """` Did you mean "x"?` for the closest known word, or nothing."""
    close = nearest(word, known)
    return f' Did you mean "{close}"?' if close else ""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word that is spelt most like it; None where none is as like as `cutoff` (1 is the same)."""
    import difflib  # only ever needed to word a mistake

    names = {folded(str(k)): str(k) for k in known}
    close = difflib.get_close_matches(folded(word), list(names), n=1, cutoff=cutoff)
    return names[close[0]] if close else None
