"""Writes man/sendclock.1, the manual page, from what the program says of itself.

    python docs/manual.py            write it (`make docs` does it); read it with: man -l man/sendclock.1
    python docs/manual.py --check    write nothing; end with 1 if it is stale

What is said in words (environment, exit codes) is what the reference pages say: `generate.py`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from generate import ENVIRONMENT, EXIT_CODES, ROOT, _the_same_everywhere, every_command

from sendclock import __version__
from sendclock.help.usage import SELDOM, Usage
from sendclock.main import COMMANDS, FIRST

PAGE = ROOT / "man" / "sendclock.1"
BREAK = r"\:"  # where a line may be broken


def page() -> str:
    with _the_same_everywhere():
        return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    found = dict(every_command())
    usage = Usage()
    yield r".\" Written by docs/manual.py from the program: do not edit. `make docs` writes it anew."
    yield f'.TH SENDCLOCK 1 "" "sendclock {__version__}" "User commands"'
    yield ".ad l"  # no gaps between words, no words divided: for whoever reads slowly, or listens
    yield ".nh"
    yield from _section("Name", r"sendclock \- every date the SEND law gives a child in England, with the reason")
    yield ".SH SYNOPSIS"
    yield ".B sendclock"
    yield r"[\fICOMMAND\fR [\fIOPTION\fR]...]"
    about = FIRST.partition("\n")[0].partition(": ")[2]
    yield from _section("Description", _said(about[0].upper() + about[1:]))
    yield ".PP"
    yield "Without a command it gives your front page, the same as"
    yield r"\fBsendclock due\fR. Options go after the command."
    yield r"\fBsendclock help\fR shows the whole documentation, \fBsendclock help tutorial\fR your first case."
    yield ".SH COMMANDS"
    for title, names in usage.grouped(list(COMMANDS)).items():
        yield f".SS {_said(title)}"
        for name in names:
            yield from (".TP", rf"\fB{name}\fR", _said(COMMANDS[name][1]))
    for name, command in found.items():
        yield from _command(name, command, usage)
    yield ".SH ENVIRONMENT"
    for name, meaning in ENVIRONMENT.items():
        yield from (".TP", rf"\fB{name}\fR", _said(meaning))
    yield ".SH EXIT STATUS"
    for code, meaning in EXIT_CODES.items():
        yield from (".TP", rf"\fB{code}\fR", _said(meaning[0].upper() + meaning[1:] + "."))
    yield ".SH FILES"
    for name, meaning in FILES.items():
        yield from (".TP", rf"\fB{_said(name)}\fR", _said(meaning))


FILES = {
    "sendclock.toml": "The authority's settings: packs, teams, officers, absences, panels.",
    "cases/*.toml": "The case files, one a case.",
    "packs/*.toml": "The authority's own promises.",
}


def _section(title: str, *lines: str) -> Iterator[str]:
    yield f".SH {title.upper()}"
    yield from lines


def _command(name: str, command: Any, usage: Usage) -> Iterator[str]:
    yield f".SH SENDCLOCK {_said(name.upper())}"
    for paragraph in re.split(r"\n\s*\n", (command.help or "").strip()):
        yield from (".PP", _said(" ".join(paragraph.split())))
    rare = []
    for parameter in command.params:
        is_argument = parameter.param_type_name == "argument"
        if not is_argument and usage.is_rare(name, parameter.opts[0]):
            rare.append(parameter)
        else:
            yield from _parameter(parameter, is_argument)
    if rare:
        yield f".SS {SELDOM}"
        for parameter in rare:
            yield from _parameter(parameter, False)
    examples = usage.examples(name)
    if examples:
        yield ".SS Examples"
        for example in examples:
            yield from (".TP", _said(f"{example.purpose}:"), rf"\fB{_said(example.line)}\fR")


def _parameter(parameter: Any, is_argument: bool) -> Iterable[str]:
    choices = getattr(parameter.type, "choices", None)
    value = "|".join(map(str, choices)) if choices else "" if _is_flag(parameter) else parameter.metavar or ""
    if is_argument:
        head = rf"\fI{_said(parameter.metavar or parameter.name.upper())}\fR"
    else:
        head = ", ".join(rf"\fB{_said(each)}\fR" for each in parameter.opts)
        head += rf" \fI{_said(value).replace('|', '|' + BREAK)}\fR" if value else ""
    return (".TP", head, _said(parameter.help or ""))


def _is_flag(parameter: Any) -> bool:
    return bool(getattr(parameter, "is_flag", False))


def _said(words: str) -> str:
    """Words as text: no sign of the formatter's among them, a hyphen that can be copied, code without its marks."""
    words = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", words.replace("`", ""))
    words = words.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{words}" if words[:1] in (".", "'") else words


def main(words: Sequence[str]) -> int:
    made = page()
    if list(words) != ["--check"]:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(made, encoding="utf-8", newline="\n")
        return 0
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made
    if stale:
        sys.stderr.write("man/sendclock.1 is stale. Run `make docs`, read the diff, commit it.\n")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
