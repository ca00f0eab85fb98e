"""`sendclock`: the list of commands, each loaded only when it is called, and the exits."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any

from sendclock import __version__
from sendclock.files.mark import one_line
from sendclock.files.problem import HungUpError, SendclockError, UnsaidError, UsageError, near_miss
from sendclock.option import LeftError
from sendclock.say.terminal import Output, at_words, let_go_of, mark_errors

# command: (its module, what it is for)
COMMANDS = {
    "due": ("due.due", "What is overdue, due today, and due soon: the morning list."),
    "cases": ("due.cases", "The cases themselves: state, setting, what comes next."),
    "changed": ("due.changed", "What was recorded, is newly late, was met or moved since a day."),
    "show": ("case.show", "One case: every clock, what happened, the weeks on one line."),
    "explain": ("case.explain", "Why a clock falls on its day: every step, and a sentence for a letter."),
    "plan": ("plan.plan", "Backwards from a limit: the latest day for each step, and why."),
    "calc": ("case.calc", "Every date that follows from one event; no case needed."),
    "count": ("case.count", "Plain counting from a day, with the days skipped."),
    "report": ("figures.report", "Figures that can be traced to their cases; one case in full."),
    "export": ("export.export", "The clocks as a calendar, a spreadsheet, CSV or JSON; the SEN2 items of a year."),
    "new": ("record.new", "Start a case file."),
    "record": ("record.record", "Record an event in a case; see which clocks it starts, meets, moves."),
    "done": ("record.done", "Record the act that meets a clock; tick off a date of your own."),
    "note": ("record.note", "A note for the chronology."),
    "remind": ("record.remind", "A date of your own in a case; those you have set."),
    "undo": ("record.undo", "Take back the last thing you recorded today."),
    "set": ("record.set", "What has changed about the child: setting, tags, locality."),
    "correct": ("record.correct", "Correct an event that was recorded wrongly; the first line stays."),
    "withdraw": ("record.withdraw", "Say that a recorded event did not happen; its line stays."),
    "cover": ("people.cover", "Who is away, who covers, and the list to hand over."),
    "roster": ("people.roster", "The officers of the settings; from a sheet."),
    "reassign": ("people.reassign", "Give cases to another officer."),
    "audit": ("audit.audit", "Who recorded what in a case, and when; what was corrected, and why."),
    "erase": ("audit.erase", "Take a case away for good, with all that was kept of it."),
    "archive": ("archive.archive", "Cases that ended long ago to closed/, where lists do not open them; and back."),
    "index": ("index.index", "Where the facts of a casebook are kept to answer faster; take them away."),
    "check": ("check.check", "Every problem in every file."),
    "rules": ("lawbook.rules", "The law: every clock, or one in full."),
    "calendar": ("lawbook.calendar", "The days that are not working days, and how far they are known."),
    "panel": ("panels.panel", "The panels: what the next meeting has to hear, and what cannot wait for it."),
    "pack": ("pack.pack", "Your own promises: make a pack, try it, check it, see what it would move."),
    "import": ("tracker.import_", "Bring a spreadsheet tracker in: a dry run first, then case files."),
    "reconcile": ("tracker.reconcile", "Compare another system's due days with ours, with the reason."),
    "init": ("start.init", "Make a new casebook."),
    "demo": ("start.demo", "Make an invented caseload to try things on."),
    "help": ("help.help", "The documentation on the screen: a command with its options, or a page."),
}


# What is said where nothing is typed and there is no casebook: what to do first.
FIRST = """sendclock: every date the SEND law gives a child in England, with the reason for it.

There is no casebook here yet. What to do first:

  sendclock help tutorial      your first case, from the request to the final plan
  sendclock demo DIR           an invented caseload to try things on
  sendclock init DIR           a new casebook, for your own cases
  sendclock new REF            the first case in it (in that folder, or with --cases DIR)
  sendclock due --cases DIR    what is late and due; in the folder of a casebook, sendclock alone will do

Every command: sendclock --help
"""
ALONE = "due"  # what nothing typed stands for, in a casebook; and options without a command
OF_THE_PROGRAM = ("-h", "--help", "--version")
SWITCHES = ("--plain", "--no-color", "--no-pager", "--no-index")  # of every command: what follows is not their value
# Those whose plain words are read without typer; of the others some ask it more than what an option is called.
PLAIN = (
    "due", "cases", "changed", "show", "count", "calc", "check", "panel", "cover", "export", "explain", "record",
    "rules",
)  # fmt: skip


UNWRITABLE = (errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG)  # why an answer cannot be written
ASIDE = ("--complete", "--show-completion", "--install-completion")  # asked for without the rest of the program


@contextmanager
def _on_one_line() -> Iterator[None]:
    """What was typed, and is repeated in a complaint about it, begins no line of its own."""
    import typer

    try:
        yield
    except typer.TyperException as error:
        message = getattr(error, "message", None)  # of every complaint about the command line
        if isinstance(message, str):
            error.message = at_words(one_line(message))
        raise


def program() -> Any:
    """The whole program as typer has it: for help, for what is wrong, and for what is not plain."""
    import typer
    from typer.core import TyperGroup

    from sendclock.help.usage import dressed, list_commands

    class Commands(TyperGroup):
        """Loads a command's module when the command is asked for."""

        def make_context(self, *given: Any, **named: Any) -> Any:
            with _on_one_line():
                return super().make_context(*given, **named)

        def invoke(self, ctx: Any) -> Any:
            with _on_one_line():
                return super().invoke(ctx)

        def list_commands(self, ctx: Any) -> list[str]:
            return list(COMMANDS)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in COMMANDS:
                return None
            app = _app_of(cmd_name)
            command = typer.main.get_command(app if isinstance(app, typer.Typer) else app.to_typer())
            command.name = cmd_name
            return dressed(command, cmd_name)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if args and args[0] not in COMMANDS and not args[0].startswith("-"):
                flag = args[0] in _app_of(ALONE).asking.options  # `sendclock late`
                near = f" Type: sendclock --{args[0]}" if flag else near_miss(args[0], COMMANDS)
                ctx.fail(f'"{args[0]}" is not a command.{near} All of them: sendclock --help')
            return super().resolve_command(ctx, args)

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            list_commands({name: purpose for name, (_, purpose) in COMMANDS.items()}, formatter)

    app = typer.Typer(
        cls=Commands,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},  # of every command
    )

    def version_of(wanted: bool) -> None:
        if wanted:
            typer.echo(f"sendclock {__version__}")
            raise typer.Exit

    Version = Annotated[bool, typer.Option("--version", callback=version_of, is_eager=True, help="The version.")]

    @app.callback()
    def main(version: Version = False) -> None:
        """Every date the SEND law gives a child in England, with the reason for it.

        Without a command: your front page, the same as sendclock due. Its options may stand alone: sendclock --late

        Options go after the command: sendclock due --cases DIR --as-of 2026-11-21

        To complete words with the Tab key: sendclock --install-completion
        """

    return app


def __getattr__(name: str) -> Any:
    """`app`: the whole program, made when somebody asks for it."""
    if name == "app":
        return program()
    raise AttributeError(name)


def _app_of(command: str) -> Any:
    return import_module(f"sendclock.{COMMANDS[command][0]}").app


def _plainly(words: list[str]) -> bool:
    """Whether a command could be run without typer, and was."""
    if not words or words[0] not in PLAIN or any(word in words for word in ("--help", "--version")):
        return False
    if os.name == "nt" and any(sign in word for word in words for sign in "*?[~%$"):  # typer looks what they stand for
        return False
    return bool(_app_of(words[0]).plainly(words[1:]))


def run() -> None:
    """The program. A SendclockError becomes a message and its exit code; a bug keeps its traceback,
    without locals, because notes are personal data."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if hasattr(sys.stderr, "reconfigure") and not sys.stderr.isatty():  # for a file, a log, a program: as stdout is
        sys.stderr.reconfigure(encoding="utf-8", errors="replace")  # which it would forget otherwise
    mark_errors()
    if sys.argv[1:2] and sys.argv[1] in ASIDE:
        sys.exit(_completion(sys.argv[1:]))
    try:
        _run(sys.argv[1:])
    except SendclockError as error:
        sys.stderr.write(at_words(str(error)) + "\n")
        sys.exit(error.exit_code)
    except LeftError as left:
        sys.exit(left.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except HungUpError:
        sys.exit(0)
    except SystemExit as left:
        # the library, where a pipe closes while it prints help, puts a wrapper in the place of stdout and leaves with 1
        if left.code == 1 and not isinstance(sys.stdout, io.TextIOBase):
            sys.exit(0)
        raise


def _run(words: list[str]) -> None:
    if not words and not _in_a_casebook():
        Output("plain").text(FIRST)
        return
    typed = _typed(words)
    if "app" not in globals() and _plainly(typed):
        return
    try:
        (globals().get("app") or program())(None if typed is words else typed, prog_name="sendclock")
    except OSError as error:  # of help, which the library prints: whatever else is written has a message of its own
        if error.errno not in UNWRITABLE:
            raise
        raise UnsaidError(let_go_of(error)) from None


def _typed(words: list[str]) -> list[str]:
    """The words with a command in front: options alone are those of the front page. Raises UsageError where a command
    stands behind its options, with the line to type."""
    if words and (not words[0].startswith("-") or words[0] in OF_THE_PROGRAM):
        return words
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if word in COMMANDS and (not before.startswith("-") or "=" in before or before in SWITCHES):
            from sendclock.say.shell import typed

            moved = typed([*words[place:], *words[:place]])
            raise UsageError(f"Options go after the command: sendclock {one_line(moved)}")
    return [ALONE, *words]


def _in_a_casebook() -> bool:
    from sendclock.session import Session

    return Session().has_book


def _completion(words: list[str]) -> int:
    """What a shell asks when somebody presses Tab, and how it is taught to ask. A Tab prints no error."""
    from sendclock.help.completion import complete, taught

    if words[0] == "--complete":
        try:
            sys.stdout.write(complete(os.environ.get("SENDCLOCK_LINE", ""), words[-1], COMMANDS))
        except Exception:
            return 1
        return 0
    try:
        sys.stdout.write(taught(words[0], words[1] if len(words) > 1 else None))
    except SendclockError as error:
        sys.stderr.write(at_words(str(error)) + "\n")
        return error.exit_code
    return 0


def _open_what_is_closed() -> None:
    """A scheduler, or pythonw, may start a program without a screen: what it does is done all the same, and an answer
    that nobody can have is no success."""
    if sys.stdin and sys.stdout and sys.stderr:
        return
    from sendclock.files import disk

    sys.stdin = sys.stdin or disk.nowhere("r")
    sys.stdout = sys.stdout or disk.closed()
    sys.stderr = sys.stderr or disk.nowhere("w")
