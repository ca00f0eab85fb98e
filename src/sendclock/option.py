"""The options of a command as they are declared, and plain words read by them.

`typer` here is typer as far as options go: what is declared with it is kept as it was said, and typer itself, which
takes longer to load than a list to print, is asked only for help, for what is wrong, and for what is not plain.
`plainly` reads words that leave nothing to be asked: options written whole, each with its value, and arguments; it
gives what typer would, or nothing.
Must not know: what an option means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

PLAIN = {"metavar", "help"}  # what may be said of an option that plain words can be read by
OPTIONAL = (None, NoneType)


class Declared:
    """An option (`names`) or an argument of a command. `about` is what typer is told of it."""

    def __init__(self, is_argument: bool, names: Sequence[str], about: Mapping[str, Any]) -> None:
        self.is_argument, self.names, self.about = is_argument, names, about

    def to_typer(self) -> Any:
        import typer as whole

        return (whole.Argument if self.is_argument else whole.Option)(*self.names, **self.about)


class Deferred:
    """Typer, loaded when something is asked of it that has no answer here."""

    @staticmethod
    def Option(*names: str, **about: Any) -> Declared:
        return Declared(False, names, about)

    @staticmethod
    def Argument(**about: Any) -> Declared:
        return Declared(True, (), about)

    def __getattr__(self, name: str) -> Any:
        import typer as whole

        return getattr(whole, name)


if TYPE_CHECKING:
    import typer as typer
else:
    typer = Deferred()


def is_argument(said: Any) -> bool:
    """Of what is declared here, or with typer itself."""
    return said.is_argument if isinstance(said, Declared) else type(said).__name__ == "ArgumentInfo"


class LeftError(Exception):
    """The command has said what it has to say, and ends with this exit code."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


Options = Mapping[str, tuple[Any, Any]]  # by the name of the parameter: its type, annotated, and its default


def plainly(words: Sequence[str], options: Options) -> dict[str, Any] | None:
    """The values of `options` as these words give them; None where only typer can tell."""
    takers: dict[str, _Taker] = {}
    arguments: list[_Taker] = []
    takes = {}
    for name, (type_, default) in options.items():
        taker = _taker(type_, default)
        if taker is None:
            return None
        takes[name] = taker
        takers |= dict.fromkeys(taker.names, taker)
        arguments += [taker] if taker.is_argument else []
    if not _read(list(words), takers, arguments):
        return None
    values = {name: taker.value() for name, taker in takes.items()}
    return None if _Taker.UNREAD in values.values() else values


def _read(words: list[str], takers: Mapping[str, _Taker], arguments: list[_Taker]) -> bool:
    words.reverse()
    rest = []
    while words:
        word = words.pop()
        if not word.startswith("-"):
            rest.append(word)
            continue
        name, equals, value = word.partition("=")
        taker = takers.get(name)
        if taker is None or not name.startswith("--") or (taker.is_flag and equals):
            return False
        if taker.is_flag:
            taker.given.append("")
        elif equals:
            taker.given.append(value)
        elif words and not words[-1].startswith("-"):
            taker.given.append(words.pop())
        else:
            return False
    for taker in arguments:
        taker.given, rest = (rest, []) if taker.is_list else (rest[:1], rest[1:])
    return not rest


class _Taker:
    """What one option takes: values of `kind`, one or a list."""

    UNREAD = object()

    def __init__(self, declared: Declared, kind: Any, is_list: bool, default: Any) -> None:
        self.names, self.is_argument = declared.names, declared.is_argument
        self.kind, self.is_list, self.default = kind, is_list, default
        self.is_flag = kind is bool
        self.given: list[str] = []

    def value(self) -> Any:
        """What was typed as the command takes it; the default, where nothing was; `UNREAD` where typer has to say
        what is wrong."""
        if not self.given:
            return _Taker.UNREAD if self.default is ... else self.default
        if self.is_flag:
            return True
        made = [_made(text, self.kind) for text in self.given]
        if _Taker.UNREAD in made:
            return _Taker.UNREAD
        return made if self.is_list else made[-1]


def _made(text: str, kind: Any) -> Any:
    if kind is str:
        return text
    if kind is Path:
        return Path(text)
    if kind is int:
        return int(text) if text.isascii() and text.isdigit() else _Taker.UNREAD
    if get_origin(kind) is Literal:
        return text if text in get_args(kind) else _Taker.UNREAD
    return next((each for each in kind if each.value == text), _Taker.UNREAD)


def _taker(type_: Any, default: Any) -> _Taker | None:
    of, *said = get_args(type_) or (None,)
    declared = next((each for each in said if isinstance(each, Declared)), None)
    if declared is None or not PLAIN.issuperset(declared.about) or any("/" in name for name in declared.names):
        return None
    parts = [part for part in get_args(of) if part not in OPTIONAL] if NoneType in get_args(of) else [of]
    kind, is_list = parts[0], False
    if get_origin(kind) is list:
        kind, is_list = get_args(kind)[0], True
    known = (
        kind in (str, int, Path) or get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, Enum))
    )
    plain_flag = kind is bool and default is False and not is_list
    return _Taker(declared, kind, is_list, default) if len(parts) == 1 and (known or plain_flag) else None
