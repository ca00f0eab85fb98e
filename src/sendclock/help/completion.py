"""What may be typed next, for the Tab key of bash, zsh, fish and PowerShell.

A shell asks with `sendclock --complete SHELL`; what stands on the line so far is in SENDCLOCK_LINE, which no shell has
to quote. References, settings and officers come from the facts that were kept of the casebook; where none were, from
the names of the files. At most one case file is opened: that of the case the line names. Nothing is ever written, and
whatever goes wrong, the answer is empty: a Tab must not print an error.

Words from files are untrusted. One that holds what cannot be printed is left out; the others are quoted for the shell
that asked, so that it inserts them and does not run them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from sendclock.files.name import folded
from sendclock.option import Declared
from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.clock.deadline import Timeline
    from sendclock.session import Session

MOST = 200  # offered at once
# Where nothing but the case and what follows it is asked, a command's module need not be loaded to know its options.
OF_CASE = ("show", "explain", "record", "done", "plan", "note", "remind", "set", "correct", "withdraw")
DAYS = frozenset({"--cases", "--as-of", "--known-at"})
BESIDE = ("--help", "--version", "--install-completion", "--show-completion")  # in the place of a command
BASH = """_sendclock() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
        SENDCLOCK_LINE="${COMP_LINE:0:COMP_POINT}" sendclock --complete bash 2>/dev/null)
}
complete -o nosort -o default -F _sendclock sendclock 2>/dev/null || complete -o default -F _sendclock sendclock
"""
ZSH = """#compdef sendclock
_sendclock() {
    local line
    local -a words_found said
    while IFS= read -r line; do
        words_found+=("${line%%$'\\t'*}")
        said+=("${line//$'\\t'/  }")
    done < <(SENDCLOCK_LINE="${(j: :)words[1,CURRENT]}" sendclock --complete zsh 2>/dev/null)
    if (( $#words_found )); then
        compadd -U -V sendclock -l -d said -a words_found
    else
        _files
    fi
}
if [ "$funcstack[1]" = "_sendclock" ]; then _sendclock "$@"; else compdef _sendclock sendclock; fi
"""
FISH = """function __sendclock_complete
    set -lx SENDCLOCK_LINE (commandline -cp | string collect)
    sendclock --complete fish 2>/dev/null
end
complete -c sendclock -f -k -a '(__sendclock_complete)'
"""
POWERSHELL = """Register-ArgumentCompleter -Native -CommandName sendclock -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.Extent.Text
    $upTo = $cursorPosition - $commandAst.Extent.StartOffset
    if ($upTo -le $line.Length) { $line = $line.Substring(0, $upTo) } else { $line = $line + ' ' }
    $env:SENDCLOCK_LINE = $line
    sendclock --complete powershell 2>$null | ForEach-Object {
        $parts = $_ -split "`t", 2
        $said = if ($parts.Count -gt 1) { $parts[1] } else { $parts[0] }
        [System.Management.Automation.CompletionResult]::new($parts[0], $parts[0], 'ParameterValue', $said)
    }
    Remove-Item Env:SENDCLOCK_LINE
}
"""
# shell: its script; where the line that loads it, or the script itself, is kept, below the home of the user
SHELLS = {
    "bash": (BASH, ".bashrc"),
    "zsh": (ZSH, ".zshrc"),
    "fish": (FISH, ".config/fish/completions/sendclock.fish"),
    "powershell": (POWERSHELL, ""),
}
LOADS = {
    "bash": 'eval "$(sendclock --show-completion bash)"',
    "zsh": 'autoload -Uz compinit && compinit && eval "$(sendclock --show-completion zsh)"',
    "powershell": "sendclock --show-completion powershell | Out-String | Invoke-Expression",
}


class Proposed(NamedTuple):
    """One word that may stand here, and what is to be known of it."""

    word: str
    about: str = ""


Commands = Mapping[str, tuple[str, str]]


def complete(line: str, shell: str, commands: Commands) -> str:
    """The answer to a shell: one word a line, with a tab before what is said of it where the shell shows that."""
    words, quote, opened = split_line(line, "`" if shell == "powershell" else "\\")
    current = words[-1]
    lines: list[str] = []
    there = set()
    for found in offered(words[1:], commands):
        if found.word in there or not (found.word + found.about).isprintable():
            continue
        there.add(found.word)
        word = typed(found.word, current, quote, opened, shell)
        if word is not None:
            lines.append(word if shell == "bash" or not found.about else f"{word}\t{found.about}")
        if len(lines) == MOST:
            break
    return "".join(f"{each}\n" for each in lines)


def split_line(line: str, escape: str = "\\") -> tuple[list[str], str, int]:
    """The words of an unfinished line, the last one the word at the cursor (perhaps empty); the quotation mark that is
    still open, and after how many letters of that word it stands."""
    words, quote, held, opened = [""], "", False, 0
    for letter in line:
        if held:
            words[-1], held = words[-1] + letter, False
        elif letter == escape and quote != "'":
            held = True
        elif quote:
            quote, words[-1] = ("", words[-1]) if letter == quote else (quote, words[-1] + letter)
        elif letter in "\"'":
            quote, opened = letter, len(words[-1])
        elif letter.isspace():
            words += [""] if words[-1] else []
        else:
            words[-1] += letter
    return words, quote, opened


def typed(word: str, current: str, quote: str, opened: int, shell: str) -> str | None:
    """The word as that shell has to be given it. zsh and fish quote themselves. None where an open quotation mark
    leaves no way to write it."""
    if shell in ("zsh", "fish"):
        return word
    if shell == "powershell":
        return (
            word
            if re.fullmatch(r"[\w./=-]+", word, re.ASCII)
            else "'" + re.sub("(['\\u2018-\\u201b])", r"\1\1", word) + "'"
        )
    # bash replaces what follows the mark that is open, or the last of these at which it breaks a line
    cut = opened if quote else max(current.rfind("="), current.rfind(":")) + 1
    rest = word[cut:] if folded(word[:cut]) == folded(current[:cut]) else word
    if not quote:
        return re.sub(r"([^\w./@%+,=:-])", r"\\\1", rest, flags=re.ASCII)
    if quote == '"' and "!" not in rest:
        return re.sub(r'(["\\$`])', r"\\\1", rest)
    return rest if quote == "'" and "'" not in rest else None


# --- what may stand here


def offered(words: Sequence[str], commands: Commands) -> Iterator[Proposed]:
    """What may stand in the place of the last of `words`, the name of the program left out."""
    current = words[-1] if words else ""
    if len(words) < 2:
        names = [Proposed(name, about) for name, (_, about) in commands.items()]
        yield from _begun(map(Proposed, BESIDE) if current.startswith("-") else names, current)
        return
    if words[0] not in commands:
        return
    if words[0] in OF_CASE and not current.startswith("-") and DAYS.issuperset(w for w in words[:-1] if w[:1] == "-"):
        before = _plain(words[1:-1], dict.fromkeys(DAYS, _Taken((), "", False, ())))
        if words[-2] not in DAYS:
            yield from _argument(words[0], True, before, current, Stock(words))
        return
    app = import_module(f"sendclock.{commands[words[0]][0]}").app
    asked, below = getattr(app, "asked", None), getattr(app, "below", {})
    if asked is None:
        return
    from sendclock.command import Asking

    asking = Asking(*asked)
    options = {name: taken for taken in map(_taken, asking.options.values()) if taken for name in taken.names}
    option = options.get(words[-2])
    casebook = Stock(words)
    place = _plain(words[1:-1], options)
    if place and place[0] in below:  # the options here are those of another command
        return
    if option is not None and not option.is_flag:
        yield from _begun(_values(option, casebook), current)
    elif current.startswith("-"):
        yield from _begun((Proposed(name, taken.about) for name, taken in options.items()), current)
    elif below:
        yield from _begun((Proposed(name, str(each.__doc__)) for name, each in below.items()), current)
    else:
        yield from _argument(words[0], asking.of_case is not None, place, current, casebook)


class _Taken(NamedTuple):
    """An option as far as it matters here."""

    names: Sequence[str]
    about: str
    is_flag: bool
    choices: Sequence[str]


def _taken(option: tuple[Any, Any]) -> _Taken | None:
    of, *said = get_args(option[0]) or (None,)
    declared = next((each for each in said if isinstance(each, Declared)), None)
    if declared is None or declared.is_argument:
        return None
    parts = [part for part in get_args(of) if part is not NoneType] if NoneType in get_args(of) else [of]
    kind = get_args(parts[0])[0] if get_origin(parts[0]) is list else parts[0]
    choices: Sequence[str] = ()
    if get_origin(kind) is Literal:
        choices = get_args(kind)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        choices = [each.value for each in kind]
    return _Taken(declared.names, str(declared.about.get("help", "")), kind is bool, choices)


def _plain(words: Sequence[str], options: Mapping[str, _Taken]) -> list[str]:
    """The arguments: words that are no option and no value of one."""
    found, value = [], False
    for word in words:
        if value:
            value = False
        elif word.startswith("--"):
            taken = options.get(word)
            value = taken is not None and not taken.is_flag
        else:
            found.append(word)
    return found


def _values(option: _Taken, casebook: Stock) -> Iterable[Proposed]:
    if option.choices:
        return map(Proposed, option.choices)
    named = {"--officer": casebook.officers, "--by": casebook.officers, "--setting": casebook.settings}
    named |= {"--team": casebook.teams}
    return next((named[name]() for name in option.names if name in named), ())


def _argument(command: str, of_case: bool, before: Sequence[str], current: str, casebook: Stock) -> Iterator[Proposed]:
    if command == "help" and not before:
        from sendclock.help.help import PAGE_OF, topics

        yield from _begun(map(Proposed, sorted({*topics(), *PAGE_OF})), current)
        return
    takes_event = command in ("record", "done", "new")
    if not (of_case or takes_event):
        return
    if not before:
        if command != "new":
            yield from _cases(casebook, current)
        return
    if command == "new":
        if len(before) == 1:
            yield from _begun(casebook.events(), current)
        return
    made = casebook.timeline(before[0])
    if made is None:
        return
    if command == "record":
        yield from _act(casebook, made, before, current)
    elif command in ("explain", "done") and len(before) == 1:
        own = casebook.own_dates(made) if command == "done" else []
        yield from _begun([*casebook.labels(made), *own], current)


def _act(casebook: Stock, made: Timeline, before: Sequence[str], current: str) -> Iterator[Proposed]:
    """Of `record`: the event, and then its fields."""
    types = casebook.session.rulebook.event_types
    event = next((word for word in before[1:] if word in types), None)
    if event is None and len(before) > 1:
        event = casebook.meant(" ".join(word for word in before[1:] if "=" not in word))
    if event is None:
        if len(before) == 1:
            yield from _begun([*casebook.now(made), *casebook.events(), *casebook.synonyms()], current)
        return
    name, equals, _ = current.partition("=")
    field = types[event].fields.get(name) if equals else None
    if field is not None:
        words = casebook.parties(made) if field.name == "party" else field.choices
        yield from _begun([Proposed(f"{name}={word}") for word in words], current)
    elif not equals:
        there = {word.partition("=")[0] for word in before}
        yield from _begun(
            [
                Proposed(f"{name}=", ", ".join(f.choices))
                for name, f in types[event].fields.items()
                if name not in there
            ],
            current,
        )


def _begun(found: Iterable[Proposed], current: str) -> Iterator[Proposed]:
    wanted = folded(current) if current else ""
    return (each for each in found if folded(each.word).startswith(wanted)) if wanted else iter(found)


def _cases(casebook: Stock, current: str) -> Iterator[Proposed]:
    for ref, setting in casebook.cases(current):
        yield Proposed(ref, setting)


# --- where the words come from


class Stock:
    """The casebook of a line, as it was kept; each thing is asked for once, when it is wanted."""

    def __init__(self, words: Sequence[str]) -> None:
        from sendclock.session import Session

        named = [Path(words[at + 1]) for at, word in enumerate(words[:-2]) if word == "--cases"]
        named += [Path(word.partition("=")[2]) for word in words if word.startswith("--cases=")]
        self.session: Session = Session(named or None)

    def cases(self, current: str) -> Iterator[tuple[str, str]]:
        """References that begin or end so, with their settings; those of files alone where nothing was kept."""
        from sendclock.casebook import facts
        from sendclock.files import disk

        for book in self.session.books:
            kept = facts.kept_cases(book.cases, current, MOST)
            if kept is None:
                wanted = folded(current) if current else ""
                stems = (facts.ref_of(path) for path in disk.list_cases(book.cases))
                kept = [
                    (ref, "", "") for ref in stems if folded(ref).startswith(wanted) or folded(ref).endswith(wanted)
                ]
            yield from ((ref, setting) for ref, setting, _ in kept)

    def _distinct(self, column: Literal["officer", "team", "setting"]) -> Iterator[Proposed]:
        from sendclock.casebook import facts

        for book in self.session.books:
            yield from map(Proposed, facts.kept_names(book.cases, column))

    def officers(self) -> list[Proposed]:
        return self._known(self.session.people.names, "officer")

    def teams(self) -> list[Proposed]:
        return self._known(self.session.people.team_names, "team")

    def settings(self) -> Iterator[Proposed]:
        return self._distinct("setting")

    def _known(self, names: Iterable[str], column: Literal["officer", "team"]) -> list[Proposed]:
        return list(dict.fromkeys([*map(Proposed, names), *self._distinct(column)]))

    def timeline(self, ref: str) -> Timeline | None:
        """The clocks of the one case that is meant, its file found by what was kept."""
        from sendclock.casebook import facts
        from sendclock.casebook.folder import find_case_file, read_one

        session, path = self.session, None
        for book in session.books:
            rows = facts.kept_cases(book.cases, ref, 2)
            if rows is not None and len(rows) == 1:
                path = book.cases / rows[0][2]
        if path is None:
            path = find_case_file(session.books, session.case_meant(ref))
        case, _ = read_one(path, session.words_of(path))
        return session.timeline(case) if case else None

    def now(self, made: Timeline) -> list[Proposed]:
        """The acts that would meet the open clocks, what is late first."""
        from sendclock.record.offer import offers

        book = self.session.rulebook
        return [Proposed(offer.event, offer.row.label if offer.row else "") for offer in offers(made, book)]

    def parties(self, made: Timeline) -> list[str]:
        from sendclock.record.offer import open_rows

        return list(dict.fromkeys(row.party for row in open_rows(made, made.book) if row.party))

    def labels(self, made: Timeline) -> list[Proposed]:
        from sendclock.record.offer import open_rows

        return [Proposed(row.label.lower(), row.title) for row in open_rows(made, made.book)]

    def own_dates(self, made: Timeline) -> list[Proposed]:
        """The reminders of the case, by the id that ticks each off."""
        from sendclock.clock.reminder import reminders

        return [Proposed(event.id, str(event.fields.get("note", ""))) for event in reminders(made)]

    def events(self) -> list[Proposed]:
        types: Mapping[str, Any] = self.session.law.event_types
        return [Proposed(id, kind.meaning) for id, kind in types.items()]

    def synonyms(self) -> list[Proposed]:
        from sendclock.law.synonym import phrases

        return [Proposed(phrase.words, phrase.event) for phrase in phrases()]

    def meant(self, text: str) -> str | None:
        from sendclock.law.synonym import Tongue, phrases

        said = Tongue(self.session.law.event_types, phrases())
        words = text.split()
        found = (said.meant(" ".join(words[:n])) for n in range(len(words), 0, -1))
        return next((phrase.event for phrase in found if phrase), None)


# --- how a shell is taught to ask


def taught(wish: str, shell: str | None) -> str:
    """The script of a shell, or what was done to install it. Raises UsageError."""
    from sendclock.files import disk
    from sendclock.files.problem import UsageError

    shell = (shell or os.path.basename(os.environ.get("SHELL", "powershell" if os.name == "nt" else ""))).lower()
    shell = "powershell" if shell in ("pwsh", "powershell.exe", "pwsh.exe") else shell
    if shell not in SHELLS:
        raise UsageError(f"Which shell? sendclock {wish} {'|'.join(SHELLS)}")
    script, place = SHELLS[shell]
    if wish == "--show-completion":
        return script
    if not place:
        return f"Add this line to the file that $PROFILE names (notepad $PROFILE):\n\n{LOADS[shell]}\n"
    path = Path(disk.home()) / place
    if shell in LOADS:
        there = disk.read_regular(path) if disk.is_there(path) else b""
        if not isinstance(there, bytes):
            raise UsageError(f"{there} Add this line to it: {LOADS[shell]}")
        if LOADS[shell].encode() in there:
            return f"{path} has the line already.\n"
        end = b"" if there.endswith(b"\n") or not there else b"\n"
        disk.put_over(path, [there, end, f"{LOADS[shell]}  # sendclock: words completed with Tab\n".encode()])
    else:
        disk.make_folder(path.parent, above=True)
        disk.put_over(path, [script.encode()])
    return f"Written to {path}. It works in every {shell} that is opened from now on.\n"
