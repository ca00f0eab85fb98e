"""What commands share, said once: their options, the format they answer in, the footer, the problems told, the exit.

A command is a function from a session and its own options to a Reply; `command(function)` makes it one of the program.
Heavy modules are opened inside the functions that need them: `count` reads no case and no rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Optional,
    Protocol,
    get_args,
    get_origin,
    get_type_hints,
)

from sendclock.days.calendars import NotCoveredError
from sendclock.days.counting import read_offset
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError, Problem, UnsaidError, UsageError, near_miss, unanswered
from sendclock.option import Declared, LeftError, is_argument, plainly, typer
from sendclock.say.terminal import Format, Output, send, send_folder, tell_problems, warn
from sendclock.session import Session
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.law.book import RuleBook
    from sendclock.law.edition import Edition
    from sendclock.say.document import Document
    from sendclock.say.formats import Basis
    from sendclock.say.view import View

    class Read(Protocol):
        """What an answer was made from: every problem, how many cases were answered (None: it is not about cases), and
        how many files could not be."""

        @property
        def problems(self) -> Sequence[Problem]: ...
        @property
        def read(self) -> int | None: ...
        @property
        def unreadable(self) -> int: ...


FailOn = Literal["overdue", "due", "nothing-running"]


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
PageFormats = Annotated[
    Optional[Literal["table", "plain", "json", "csv", "md", "html"]],
    typer.Option("--format", help="On a terminal table, else plain; html is a whole page."),
]
Plain = Annotated[bool, typer.Option("--plain", help="Plain text: the same as --format plain.")]
NoPager = Annotated[bool, typer.Option("--no-pager", help="Never page by page, however long the answer.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour.")]
Into = Annotated[
    Optional[Path],
    typer.Option("--out", metavar="FILE", help="Into this file, whole or not at all: .html, .csv, .json, .md, .txt."),
]
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
OfSetting = Annotated[
    Optional[list[str]], typer.Option("--setting", metavar="TEXT", help="Only settings with this in their name.")
]
OfTag = Annotated[Optional[list[str]], typer.Option("--tag", metavar="TAG", help="Only cases tagged so.")]
Tiers = Annotated[
    Optional[list[Tier]],
    typer.Option("--tier", help="Only the law (statutory), guidance, neighbouring law (adjacent) or your own (local)."),
]
Rules = Annotated[Optional[list[str]], typer.Option("--rule", metavar="ID", help="Only this rule's clocks.")]
Kinds = Annotated[
    Optional[list[Kind]],
    typer.Option(
        "--kind",
        help="deadline, window (a right that closes), bar (not before), limit (a last day) [default: deadline].",
    ),
]
Ref = Annotated[
    str,
    typer.Argument(
        metavar="REF",
        help="The case: its reference, an ending of it (400), its row in your last list; left out, the last one shown.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Write it although it looks like a slip.")]
By = Annotated[
    Optional[str],
    typer.Option("--by", metavar="NAME", help="Who records it [default: SENDCLOCK_OFFICER, else the login name]."),
]
Reason = Annotated[Optional[str], typer.Option("--reason", metavar="TEXT", help="Why: kept in the file.")]


class Options:
    """Options that belong together, each with its default. A plain class: to make a named tuple takes longer than to
    import a module."""

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)


class OfWhom(Options):
    """Whose cases: a name repeated is an or, officer and team together are an and."""

    officer: Officer = None
    team: Team = None


class Writing(Options):
    """How a case is changed: in whose name, and whether in earnest."""

    by: By = None
    dry_run: DryRun = False


class Because(Options):
    """The same, and why: of what takes something back, or gives it to another."""

    reason: Reason = None
    by: By = None
    dry_run: DryRun = False


class Certain(Options):
    """Whether what looks like a slip is meant."""

    anyway: Anyway = False


# A session by the options it is made of: casebooks and a day; the same, as known on an earlier day; a day alone.
Now = Annotated[Session, "cases", "as_of"]
Then = Annotated[Session, "cases", "as_of", "known_at"]
Day = Annotated[Session, "as_of"]

INCOMPLETE = 3
ENDINGS = ("html", "csv", "json", "md")  # of files, each with the format of its name
MANY_PLACES = 3  # more casebooks than these are counted, not named
NAMED = 12  # references in the line that adds up


class Seen:
    """What was read of a case or two; nothing at all."""

    def __init__(self, problems: Sequence[Problem] = (), read: int | None = None, unreadable: int = 0) -> None:
        self.problems, self.read, self.unreadable = problems, read, unreadable


def seen(problems: Sequence[Problem]) -> Seen:
    """Of one case; the problems are its own, and those of files that look like copies of it."""
    return Seen(problems, 1, unanswered(problems))


class Imprint:
    """What an answer says about itself, made when it is printed."""

    def __init__(self, session: Session | None, reply: Reply) -> None:
        self.session, self.reply = session, reply

    @property
    def _edition(self) -> Edition:
        from sendclock.law.edition import title_page

        assert self.session is not None
        return title_page(self.reply.law) if self.reply.law else self.session.title_page

    def heading(self) -> Basis:
        assert self.session is not None
        made = heading(self.reply.report, self.session, self._edition, self.reply.of)
        return made._replace(complete=made.complete and not self.reply.left_out)

    def footer(self, cases: bool = True) -> str:
        """The last line of a document; without `cases`, only of the folder, the day and the law."""
        assert self.session is not None
        read = self.reply.of.read if cases else None
        return footer(self.session, self._edition, read, self.reply.of.unreadable)


Forms = Mapping[str, Callable[[Imprint], str | Iterable[str]]]  # the whole, or piece by piece


Beside = Mapping[str, Any]
NOTHING: Beside = MappingProxyType({})


def as_data(
    view: View, rows: Iterable[Any], beside: Beside = NOTHING, csv: tuple[View, Iterable[Any]] | None = None
) -> Forms:
    """The answer as JSON, with what stands `beside` the rows of the view and every problem of the Reply, and as CSV.
    `csv`: the view and rows of that, where a line of CSV is no row of JSON. Rows are gone through once: one form is
    asked for. Rows that are all there already are told piece by piece; others might end in the middle with a word on
    why, and are told when all of them are known."""

    def in_json(about: Imprint) -> str | Iterable[str]:
        from sendclock.say.formats import answer, answer_in_pieces

        in_pieces = isinstance(rows, Sequence) and view.columns is not None and not view.single
        told = answer_in_pieces if in_pieces else answer
        return told(view, about.heading(), rows, about.reply.of.problems, **beside)

    return {"json": in_json, "csv": _in_csv(csv or (view, rows))}


def as_bare_data(
    view: View, rows: Iterable[Any], beside: Beside = NOTHING, csv: tuple[View, Iterable[Any]] | None = None
) -> Forms:
    """The same of an answer that says nothing of cases, because it reads none."""

    def in_json(_: Imprint) -> str:
        from sendclock.say.formats import bare_answer

        return bare_answer(view, rows, **beside)

    return {"json": in_json, "csv": _in_csv(csv or (view, rows))}


def as_page(drawn: Callable[[Imprint, bool], Document], title: str) -> Callable[[Imprint], str]:
    """The document in full, as one page of HTML."""

    def in_html(about: Imprint) -> str:
        from sendclock.say.html import document_page

        return document_page(drawn(about, True), title)

    return in_html


def _in_csv(told: tuple[View, Iterable[Any]]) -> Callable[[Imprint], str | Iterable[str]]:
    def in_csv(_: Imprint) -> str | Iterable[str]:
        from sendclock.say.formats import csv_of, csv_of_in_pieces

        return csv_of_in_pieces(*told) if isinstance(told[1], Sequence) else csv_of(*told)

    return in_csv


class Sent:
    """A file: to `out`, else to stdout, piece by piece; or with `files` (name, piece) those of the folder `out`. Only
    when all has gone is it known what could not be read, and what else there is to say: `checks`, warnings about what
    was sent, and `notes`."""

    def __init__(
        self,
        content: Iterable[bytes],
        out: Path | None,
        checks: Sequence[Problem],
        notes: Callable[[Imprint], Iterable[str]],
        files: Iterable[tuple[str, bytes]] | None = None,
    ) -> None:
        self.content, self.out, self.checks, self.notes, self.files = content, out, checks, notes, files

    def go(self) -> None:
        if self.files is not None and self.out is not None:
            send_folder(self.files, self.out)
        else:
            send(self.content, self.out)


class Reply(NamedTuple):
    """What a command has to say, in every form it may be asked for in; each is made only when it is wanted.

    `report` is its name in JSON. `document` takes whether days are written out, for formats that have the room. `forms`
    are the formats that are not drawn from the document. `text`, where given, is the whole answer in every format,
    piece by piece; `sent` is one that is a file.

    `told` are the problems that are said on stderr (all of them beside JSON and CSV, with `beside_data`); `notes` are
    said after them. `left_out` counts what was not understood besides whole files. `otherwise` is the exit code where
    nothing is missing, `refused` one that wins over everything. `done`: something has been written, and stays so where
    nobody can be told of it.
    """

    report: str = ""
    document: Callable[[Imprint, bool], Document] | None = None
    forms: Forms = MappingProxyType({})
    of: Read = Seen()
    law: RuleBook | None = None
    told: Literal["none", "errors", "all"] = "errors"
    beside_data: bool = False
    notes: Sequence[str] = ()
    text: Iterable[str] | None = None
    sent: Sent | None = None
    left_out: int = 0
    otherwise: int = 0
    refused: int = 0
    done: bool = False


class Command:
    """A function as a command of the program."""

    def __init__(self, function: Callable[..., Reply], formats: Any, drawn: bool, paged: bool, filed: bool) -> None:
        self.asked = function, formats, drawn, paged, filed

    @cached_property
    def asking(self) -> Asking:
        return Asking(*self.asked)

    def plainly(self, words: Sequence[str]) -> bool:
        """Run it, where the words are plain. False, and nothing done, where typer has to read them."""
        given = plainly(words, self.asking.options)
        if given is None:
            return False
        self.asking.run(**given)
        return True

    def to_typer(self) -> typer.Typer:
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command(cls=_worded())(asking(*self.asked))
        return app


class Branching(Command):
    """A command that answers alone, and has others below it by name: only it is read without typer."""

    def __init__(self, function: Callable[..., Reply], formats: Any, below: Mapping[str, Callable[..., Reply]]) -> None:
        super().__init__(function, formats, drawn=True, paged=False, filed=False)
        self.below = below

    def to_typer(self) -> typer.Typer:
        app = typer.Typer(rich_markup_mode=None, add_completion=False, invoke_without_command=True)
        app.callback()(_where_alone(asking(*self.asked)))
        for name, function in self.below.items():
            app.command(name)(asking(function))
        return app


def _where_alone(run: Callable[..., None]) -> Callable[..., None]:
    """The function as typer calls it before a command below it too, where it has nothing to do."""
    import inspect

    def alone(ctx: typer.Context, **given: Any) -> None:
        if ctx.invoked_subcommand is None:
            run(**given)

    first = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    alone.__doc__, alone.__annotations__ = run.__doc__, {"ctx": typer.Context, **run.__annotations__}
    alone.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # typer reads it; no type of a function has it
        [first, *inspect.signature(run).parameters.values()]
    )
    return alone


def command(
    function: Callable[..., Reply],
    formats: Any = Formats,
    drawn: bool = True,
    paged: bool = False,
    filed: bool = False,
) -> Command:
    """The function as a command of the program."""
    return Command(function, formats, drawn, paged, filed)


# What a word that stands alone behind a command was most likely meant for; where it has a figure, the second.
ALONE = {"due": ("--officer", "--case"), "cases": ("--search", "--search"), "changed": ("--since", "--since")}
_HELD = "\ue000"  # a letter that nobody types, before a word that would be taken for an option


def _worded() -> Any:
    from typer import TyperException
    from typer.core import TyperCommand

    class Worded(TyperCommand):
        """A command that takes `-3d` for a day, and not for an option."""

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            """Raises what typer raises; of a word too many, with the line to type."""
            try:
                rest = super().parse_args(ctx, [_HELD + word if _is_ago(word) else word for word in args])
            except TyperException as error:
                if ctx.info_name in ALONE and hasattr(error, "message"):
                    error.message = _of_extra(error.message, ctx.info_name)
                raise
            ctx.params = {name: _as_typed(value) for name, value in ctx.params.items()}
            return rest

    return Worded


def _of_extra(message: str, command: str) -> str:
    """What is said of a word too many, with the option it was most likely meant for; any other message as it is."""
    extra = re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", message)
    if extra is None:
        return message
    option = ALONE[command][any(letter.isdigit() for letter in extra[1])]
    word = f'"{extra[1]}"' if " " in extra[1] else extra[1]
    return f"{command} takes no bare word. Type: sendclock {command} {option} {word}"


def _is_ago(word: str) -> bool:
    """`-3d`, and any other length back from a day."""
    return word.startswith("-") and read_offset(word[1:].lower()) is not None


def _as_typed(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_HELD)
    return type(value)(map(_as_typed, value)) if isinstance(value, list | tuple) else value


class Asking:
    """How a function is asked: `options` in the place of its parameters (`_part`) and, if its answer is `drawn`, those
    of the format at the end. What it answers is printed (if it is `paged`, on a terminal page by page where it is
    long; if it is `filed`, into a file that may be named), and the program left."""

    def __init__(
        self,
        function: Callable[..., Reply | None],
        formats: Any,
        drawn: bool,
        paged: bool = False,
        filed: bool = False,
    ) -> None:
        code, hints = function.__code__, function.__annotations__
        if any(isinstance(hint, str) for hint in hints.values()):
            hints = get_type_hints(function, include_extras=True)
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        last = function.__defaults__ or ()
        defaults = dict(zip(names[code.co_argcount - len(last) : code.co_argcount], last, strict=True))
        defaults |= function.__kwdefaults__ or {}
        self.function = function
        self.parts = {name: _part(name, hints[name], defaults.get(name, ...)) for name in names}
        self.of_case = next((name for name in names if hints[name] is Ref), None)
        self.options: dict[str, _Option] = {}
        for part in self.parts.values():
            self.options |= {name: option for name, option in part.options.items() if name not in self.options}
        self.in_order = {name: _is_list(type_) for name, (type_, _) in self.options.items() if _is_argument(type_)}
        if drawn:
            self.options |= {"format": (formats, None), "plain": (Plain, False), "no_color": (NoColor, False)}
        if paged:
            self.options["no_pager"] = (NoPager, False)
        if filed:
            self.options["into"] = (Into, None)
        self.formats = formats

    def run(self, **given: Any) -> None:
        """Ask the function, print what it answers, and leave. `given`: the values of the options by name."""
        parts, of_case = self.parts, self.of_case
        if given.get("into") and not (given["format"] or given["plain"]):
            given["format"] = _of_ending(given["into"], get_args(get_args(get_args(self.formats)[0])[0]))
        session = next((part.made_of(given) for part in parts.values() if part.is_session), None)
        if of_case and session:
            given = _with_case(session, given, of_case, self.in_order)
        values = {name: session if part.is_session else part.made_of(given) for name, part in parts.items()}
        try:
            reply = self.function(**values)
            if of_case and session:
                session.remember_case(values[of_case])
            if reply is not None:
                out = next((value for value in values.values() if isinstance(value, Output)), None)
                leave(session, reply, out or _output(given))
        except NotCoveredError as error:  # a list is dated as it is drawn
            raise CannotRunError(f"{error}.") from None


def asking(
    function: Callable[..., Reply | None],
    formats: Any = Formats,
    drawn: bool = True,
    paged: bool = False,
    filed: bool = False,
) -> Callable[..., None]:
    """The function as typer calls it."""
    import inspect

    asked = Asking(function, formats, drawn, paged, filed)

    def run(**given: Any) -> None:
        try:
            asked.run(**given)
        except LeftError as left:
            raise typer.Exit(left.exit_code) from None

    run.__doc__, run.__name__ = function.__doc__, function.__name__
    types = {name: _for_typer(type_) for name, (type_, _) in asked.options.items()}
    run.__annotations__ = types
    kind, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # typer reads it; no type of a function has it
        [
            inspect.Parameter(name, kind, default=empty if default is ... else default, annotation=types[name])
            for name, (_, default) in asked.options.items()
        ]
    )
    return run


def _for_typer(type_: Any) -> Any:
    if not hasattr(type_, "__metadata__"):
        return type_
    of, *about = get_args(type_)
    declared = [each.to_typer() if isinstance(each, Declared) else each for each in about]
    return Annotated[(of, *declared)]


def _is_argument(type_: Any) -> bool:
    return any(is_argument(about) for about in get_args(type_))


def _is_list(type_: Any) -> bool:
    of = get_args(type_)[0]
    return any(get_origin(each) is list for each in (of, *get_args(of)))


def _with_case(
    session: Session, given: Mapping[str, Any], of_case: str, in_order: Mapping[str, bool]
) -> dict[str, Any]:
    """What was given, with the whole reference of the case that is meant. Where it was left out, what stands in its
    place is what should have come after it. `in_order`: the arguments, and which of them takes all words left."""
    found = dict(given)
    first = found[of_case]
    if first is not None and len(in_order) > 1 and session.has_last_case and session.is_no_reference(first):
        words = [word for name in in_order for word in _listed(given[name])]
        for name, takes_all in list(in_order.items())[1:]:
            found[name], words = (words, []) if takes_all else (words[0] if words else None, words[1:])
        if words:
            raise UsageError(f'"{first}" is no case. Give its reference first, or the end of it.')
        found[of_case] = None
    found[of_case] = session.case_meant(found[of_case])
    return found


def _listed(value: Any) -> list[str]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


_Option = tuple[Any, Any]  # its type, and its default


class _Part:
    """A parameter of a command: the options that stand for it, and what it is made of them."""

    def __init__(
        self, options: Mapping[str, _Option], made_of: Callable[[Mapping[str, Any]], Any], is_session: bool = False
    ) -> None:
        self.options, self.made_of, self.is_session = options, made_of, is_session


_OF_A_SESSION = {"cases": (Cases, None), "as_of": (AsOf, None), "known_at": (KnownAt, None)}


def _part(name: str, hint: Any, default: Any) -> _Part:
    """For a session, the options it is made of; for Options, each of them; for Output, none: those of the format."""
    if get_args(hint)[:1] == (Session,):
        return _Part({option: _OF_A_SESSION[option] for option in get_args(hint)[1:]}, _session, True)
    if hint is Output:
        return _Part({}, _output)
    if isinstance(hint, type) and issubclass(hint, Options):
        types = get_type_hints(hint, include_extras=True)
        fields = {field: (type_, getattr(hint, field, ...)) for field, type_ in types.items()}
        return _Part(fields, lambda given: hint(**{field: given[field] for field in fields}))
    may_be_left_out = hint is Ref or type(None) in get_args(get_args(hint)[0] if get_args(hint) else hint)
    none = None if may_be_left_out and default is ... else default
    return _Part({name: (hint, none)}, lambda given: given[name])


def _session(given: Mapping[str, Any]) -> Session:
    return Session(given.get("cases"), given.get("as_of"), given.get("known_at"))


def _of_ending(file: Path, formats: Sequence[str]) -> str | None:
    """The format that a file of this name is to have; None where the answer has none of that ending."""
    ending = file.suffix.lower().removeprefix(".")
    return "plain" if ending in ("", "txt") else ending if ending in ENDINGS and ending in formats else None


def _output(given: Mapping[str, Any]) -> Output:
    paged = not given.get("no_pager", True)
    return Output(
        given.get("format"), given.get("plain", False), given.get("no_color", False), paged, given.get("into")
    )


def leave(session: Session | None, reply: Reply, out: Output) -> None:
    """Every command ends here: print the answer, and say by the exit code whether it is whole."""
    try:
        print_reply(session, reply, out)
    except UnsaidError as error:
        if not reply.done:
            raise
        warn(f"It is done. What there is to say of it could not be written ({error.reason}).")
    unread = reply.of.unreadable or reply.left_out or (session and session.unread)
    code = reply.refused or (INCOMPLETE if unread else reply.otherwise)
    if code:
        raise LeftError(code)


def print_reply(session: Session | None, reply: Reply, out: Output) -> None:
    """The problems and notes on stderr, and the answer in the chosen format."""
    about = Imprint(session, reply)
    if out.file is not None and out.asked is None and not out.plain:
        ways = f"End the name in {'.html, ' if 'html' in reply.forms else ''}.csv, .json, .md or .txt, or say --format."
        raise UsageError(f"--out {out.file}: this answer is not written as {out.file.suffix}. {ways}")
    if reply.sent:
        reply.sent.go()
    every = reply.told == "all" or (reply.beside_data and out.format in ("json", "csv"))
    if every or reply.told == "errors":
        tell_problems(reply.of.problems, warnings=every)
    for note in reply.notes:
        warn(note)
    if reply.sent:
        tell_problems(reply.sent.checks, warnings=True)
        for note in reply.sent.notes(about):
            warn(note)
    elif reply.text is not None:
        out.texts(reply.text, at_once=True)  # of what was done, each is said, whatever becomes of the next
    elif out.format in reply.forms:
        made = reply.forms[out.format](about)
        out.texts([made] if isinstance(made, str) else made)
    elif reply.document:
        out.show(reply.document(about, not (out.draws or out.format == "lines")))
    if out.file is not None:
        warn(f"Written: {out.file}.")
    if session is not None and (reply.of.read or 0) > 1 and reply.report != "check" and len(session.books) > 1:
        tell_shared(session)


def tell_shared(session: Session) -> None:
    """That references stand in more than one of the casebooks: nobody is to take two rows for one child, or one child
    for two. `check` lists them."""
    from sendclock.casebook.folder import called, shared, shown

    found = shared(session.books, MANY_PLACES, session.held_twice, session.ref_numbers)
    if found is None:
        return
    ref, more = called(found.files[0]), found.more
    several = found.casebooks > MANY_PLACES
    where = " and ".join(shown(path.parent) for path in found.files[: 1 if several else MANY_PLACES])
    where += f" and {found.casebooks - 1} other casebooks" if several else ""
    others = f", and so are {more:,} more" if more > 1 else ", and so is 1 more" if more else ""
    warn(f"{ref} is a case in {where}{others}: both are counted. All of them: sendclock check, with the same --cases.")


def no_cases(folder: str) -> str:
    """What is said where there is nothing to answer from, so that an empty list is not taken for a quiet day."""
    return (
        f"No case files in {folder}. Is it the folder that was meant (--cases DIR)? To begin: sendclock new REF "
        "assessment-requested DATE, or sendclock import TRACKER; to look round: sendclock demo DIR."
    )


def heading(report: str, session: Session, law: Edition, of: Read) -> Basis:
    """What JSON says about itself. `casebook` is null for commands that read no case."""
    from sendclock.say.formats import Basis

    folder = None if of.read is None else session.folder
    complete = not (of.unreadable or session.unread)
    return Basis(
        report, session.today, session.known_at, complete, folder, of.read or 0, of.unreadable, law.packs,
        law.confirmed_to, session.unread, accounted(session, of.read, of.unreadable) if of.read is not None else None,
    )  # fmt: skip


def accounted(session: Session, read: int, unreadable: int) -> dict[str, Any] | None:
    """Every case in its one state, as JSON; the numbers add up to the files found. None where the answer is about no
    list of cases (`read`: how many were answered)."""
    account = session.account
    if read and not len(account) and not account.closed:
        return None
    waiting, still = account.named("waiting"), account.named("nothing-running")
    made: dict[str, Any] = {"running": account.count("running"), "waiting": [], "ended": account.count("ended")}
    made |= {"nothing-running": [], "unreadable": unreadable, "closed": account.closed}
    if waiting or still:
        from sendclock.say.state import state_sentence, waits_for

        types = session.rulebook.event_types
        made["waiting"] = [
            {"case": ref, "for": waits_for(state, types), "why": state_sentence(state, types, ref)}
            for ref, state in waiting
        ]
        made["nothing-running"] = [{"case": ref, "why": state_sentence(state, types, ref)} for ref, state in still]
    return made


def adds_up(session: Session, unreadable: int) -> str:
    """`16 cases: 11 running, 1 waiting (EHC-2026-0111), 3 ended, 1 with nothing running (EHC-2026-0107).`"""
    from sendclock.say.words import number

    account = session.account
    waiting = [ref for ref, _ in account.named("waiting")]
    still = [ref for ref, _ in account.named("nothing-running")]
    parts = [f"{account.count('running'):,} running"]
    parts += [f"{len(waiting):,} waiting ({_some(waiting)})"] if waiting else []
    parts += [f"{account.count('ended'):,} ended"]
    parts += [f"{len(still):,} with nothing running ({_some(still)})"] if still else []
    parts += [f"{unreadable:,} unreadable"] if unreadable else []
    return " ".join([f"{number(len(account) + unreadable, 'case')}: {', '.join(parts)}.", *closed(session)])


def closed(session: Session) -> list[str]:
    """What stands in `closed/` and was not opened; or that it had to be."""
    from sendclock.say.words import number

    if session.account.closed:
        stand = "stands" if session.account.closed == 1 else "stand"
        return [f"{number(session.account.closed, 'closed case')} besides {stand} in closed/."]
    if session.account.outdated:
        return ["closed/ was read: the program or a pack has changed since it was filled; again: sendclock archive."]
    return []


def _some(refs: list[str]) -> str:
    shown = ", ".join(refs[:NAMED])
    return shown if len(refs) <= NAMED else f"{shown} and {len(refs) - NAMED:,} more"


def footer(session: Session, law: Edition, read: int | None = None, unreadable: int = 0) -> str:
    """The last line: folder, if any, cases read and unreadable, as-of, packs, how far bank holidays are confirmed."""
    from sendclock.say.words import day_month, long_day, number

    parts = []
    if read is not None:
        parts.append(f"Folder: {session.folder}; {number(read, 'case')} read, {unreadable:,} unreadable.")
    elif session.has_book:  # whose settings and packs the answer rests on
        parts.append(f"Folder: {session.folder}.")
    if read is not None and (len(session.account) or session.account.closed or unreadable):
        parts.append(adds_up(session, unreadable))
    known = f", as known at the end of {long_day(session.known_at)}" if session.known_at else ""
    parts += [
        f"As of {long_day(session.today)}{known}.",
        f"Packs: {', '.join(_pack(name, law) for name in law.packs)}.",
        f"Bank holidays confirmed to {day_month(law.confirmed_to)}.",
    ]
    return " ".join(parts)


def _pack(name: str, law: Edition) -> str:
    """Marked where it starts nothing: `derby (draft)`."""
    return f"{name} ({law.marks[name]})" if name in law.marks else name


def nobody_of_that_name(
    session: Session, given: Iterable[str] | None, known: Iterable[str], what: str, unread: int = 0
) -> list[str]:
    """Where nobody of a name asked for is known, an empty answer would look like good news. Known are the names of the
    settings, and those `known` from the cases. Raises UsageError; where files could not be read, or were not opened
    because they rest in `closed/`, and the name may stand there, it is said instead."""
    from sendclock.casebook.owner import NOBODY

    names = sorted({*known, *(session.people.names if what == "officer" else session.people.team_names)})
    there = {NOBODY, *map(folded, names)}
    missing = [name for name in given or () if folded(name) not in there]
    if not names or not missing:
        return []
    said = [
        f'No {what} "{name}" is known: neither the settings nor any case names one.{near_miss(name, names)}'
        for name in missing
    ]
    if unread or session.account.closed:
        return said
    raise UsageError(" ".join([*said, f"Everybody's: --officer everyone. Known: {', '.join(names[:NAMED])}."]))
