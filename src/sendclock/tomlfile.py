"""TOML text with line numbers, and a reader that collects problems in place of stopping at the first.

The one door to `rtoml`. Must not know what any file is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sendclock.core.problems import Position, Problem, Severity, near_miss
from sendclock.tomlmistakes import HEADER, KEY, STATEMENT, bare_of, explain_mistake, not_a_date, said

Path = tuple[str | int, ...]

RESTORE = "A program or a sync tool may have written only half of it. Restore it from a copy."
SAVE_AGAIN = "Save it again as UTF-8 (in Notepad: Save as, Encoding, UTF-8)."


class Document:
    """One parsed file: its data, and the line each table and key stands on (found only when asked)."""

    def __init__(self, file: str, text: str, data: dict[str, Any]) -> None:
        self.file = file
        self.text = text
        self.data = data
        self._lines: dict[Path, int] | None = None

    def line(self, *path: str | int) -> int:
        """The line (from 1) of a key or table, else of the nearest one that encloses it, else 1."""
        if self._lines is None:
            self._lines = _scan(self.text)
        while path:
            for place in (path, (*path, 0)):  # a list of tables stands where its first does
                if place in self._lines:
                    return self._lines[place]
            path = path[:-1]
        return 1

    def lines_of(self, array: str) -> list[int]:
        """The line of each `[[array]]` header, in order."""
        count = len(self.data.get(array, ()))
        header = rf"^[ \t]*\[\[[ \t]*{re.escape(array)}[ \t]*\]\]"
        places = [match.start() for match in re.finditer(header, self.text, re.MULTILINE)]
        if len(places) != count:  # headers inside strings, or an inline array: look properly
            return [self.line(array, n) for n in range(count)]
        lines, line, last = [], 1, 0
        for place in places:
            line += self.text.count("\n", last, place)
            lines.append(line)
            last = place
        return lines


def parse(content: bytes, file: str) -> Document | Problem:
    """Read TOML as UTF-8, with or without a byte order mark. A Problem names the line and the fix."""
    import rtoml

    damaged = _damaged(content)
    if damaged:
        line, code, message = damaged
        return Problem(Position(file, line), "error", code, message)
    text = content.decode("utf-8-sig")
    try:
        return Document(file, text, rtoml.loads(text))
    except rtoml.TomlParsingError as error:
        line, reason = _first_mistake(text, str(error))
        return Problem(Position(file, line), "error", "not-toml", explain_mistake(reason, text.split("\n"), line))


def _damaged(content: bytes) -> tuple[int, str, str] | None:
    """Bytes that are no text at all: line, code and message."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return 0, "empty", f"the file is empty. {RESTORE}"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:4]:
        return 0, "not-utf-8", f"the file is UTF-16, not UTF-8. {SAVE_AGAIN}"
    if b"\x00" in content:
        line = content.count(b"\n", 0, content.index(b"\x00")) + 1
        return line, "damaged", f"from here on the file holds bytes that are no text. {RESTORE}"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = "a character here (an accent, a pound sign, a curly quote?) is not UTF-8."
        return line, "not-utf-8", f"{what} {SAVE_AGAIN}"
    return None


def _first_mistake(text: str, error: str) -> tuple[int, str]:
    """Line and reason of the topmost mistake. The parser looks at the shape of every line before any value."""
    import rtoml

    lines = text.split("\n")
    last = text.rstrip().count("\n") + 1
    line, reason = _place(error, last)
    while line > 1:
        try:
            rtoml.loads("\n".join(lines[: line - 1]))
            break
        except rtoml.TomlParsingError as found:
            above, earlier = _place(str(found), line - 1)
        inside = "multi-line" in earlier or ("unclosed" in earlier and not re.match(STATEMENT, lines[line - 1]))
        if inside:  # the text or list goes on: the mistake is below
            break
        line, reason = above, earlier
    if "multi-line" in reason:
        line = text.count("\n", 0, max(text.rfind('"""'), text.rfind("'''"))) + 1
    return line, reason


def _place(error: str, last: int) -> tuple[int, str]:
    reason, _, place = error.rpartition(" at line ")
    return (min(int(place.split()[0]), last), reason) if reason else (1, error)


def _scan(text: str) -> dict[Path, int]:
    """Where every table header and every key of it stands. Skips multi-line strings and arrays."""
    lines: dict[Path, int] = {}
    counts: dict[str, int] = {}
    where: Path = ()
    closing, depth = "", 0
    for number, source in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in source else closing
            continue
        header, key = (re.match(HEADER, source), re.match(KEY, source)) if depth == 0 else (None, None)
        if header:
            name = header.group(2).strip("\"'")
            names: Path = tuple(part.strip().strip("\"'") for part in name.split("."))
            if header.group(1) == "[[":
                counts[name] = counts.get(name, -1) + 1
                where = (*_inside(names[:-1], counts), names[-1], counts[name])
            else:
                where = _inside(names, counts)
            lines.setdefault(where, number)
            continue
        if key:
            lines.setdefault((*where, key.group(1).strip("\"'")), number)
        bare, closing = bare_of(source)
        depth = max(0, depth + bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}"))
    return lines


def _inside(names: Path, counts: Mapping[str, int]) -> Path:
    """`rule.example` inside the newest `[[rule]]` is `("rule", n, "example")`."""
    where: Path = ()
    for at, name in enumerate(names):
        array = ".".join(str(n) for n in names[: at + 1])
        where = (*where, name, counts[array]) if array in counts else (*where, name)
    return where


class Table:
    """One table being read. Every mistake is collected with its line; the value read is then the default."""

    def __init__(self, document: Document, data: Mapping[str, Any], path: Path, problems: list[Problem]) -> None:
        self.document, self.data, self.path, self.problems = document, data, path, problems
        self._known: set[str] = set()

    def problem(self, code: str, message: str, key: str | None = None, severity: Severity = "error") -> None:
        line = self.document.line(*self.path, *([key] if key else []))
        self.problems.append(Problem(Position(self.document.file, line), severity, code, message))

    def _get(self, key: str, kind: type, what: str, required: bool, sample: str = '"..."') -> Any:
        self._known.add(key)
        value = self.data.get(key)
        if type(value) is kind:
            return value
        if value is None:
            if required:
                self.problem("missing", f'"{key}" is missing. Add {key} = {sample}.')
            return None
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is int):
            return value
        if kind is date and isinstance(value, str):
            self.problem("not-a-date", not_a_date(value), key)
        else:
            meant = f'"{said(value)}"' if kind is str and not isinstance(value, dict | list) else sample
            self.problem("wrong-kind", f'"{key}" must be {what}. Write {key} = {meant}.', key)
        return None

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        value = self._get(key, str, "text in quotes", required)
        return default if value is None else str(value)

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        value = self._get(key, list, "a list", required, '["one", "two"]')
        if value is not None and not all(isinstance(item, str) for item in value):
            self.problem("wrong-kind", f'"{key}" must be a list of texts. Write {key} = ["one", "two"].', key)
            return ()
        return tuple(value or ())

    def date(self, key: str, required: bool = False) -> date | None:
        value = self._get(key, date, "a date", required, "2026-11-30")
        if isinstance(value, datetime):
            self.problem("not-a-date", f'"{key}" must be a day without a time. Write {key} = {value.date()}.', key)
            return None
        return value if isinstance(value, date) else None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._get(key, bool, "true or false, without quotes", False, "true")
        return default if value is None else bool(value)

    def whole(self, key: str, default: int = 0, required: bool = False) -> int:
        value = self._get(key, int, "a whole number", required, "1")
        return default if value is None else int(value)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.text(key, default or "", required=default is None)
        if value and value not in choices:
            options = ", ".join(choices)
            self.problem(
                "unknown-word",
                f'"{said(value)}" is not a word for {key}. Use one of: {options}.{near_miss(value, choices)}',
                key,
            )
            return default or choices[0]
        return value

    def tables(self, key: str) -> list[Table]:
        """The tables of `[[key]]`, each with its own lines."""
        value = self._get(key, list, f"a list of tables, each headed [[{key}]]", False)
        if value is not None and not all(isinstance(item, dict) for item in value):
            self.problem("wrong-kind", f'"{key}" must be tables, each headed [[{key}]].', key)
            return []
        return [Table(self.document, item, (*self.path, key, n), self.problems) for n, item in enumerate(value or ())]

    def table(self, key: str) -> Table:
        value = self._get(key, dict, f"a table headed [{key}]", False)
        return Table(self.document, value or {}, (*self.path, key), self.problems)

    def no_others(self, more: Iterable[str] = ()) -> None:
        """Refuse every key that nobody asked for. Call last."""
        known = self._known | set(more)
        for key in self.data:
            if key not in known:
                self.problem("unknown-key", f'"{said(key)}" is not known here.{near_miss(key, known)}', key)
