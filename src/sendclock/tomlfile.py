"""TOML text with line numbers, and a reader that collects problems in place of stopping at the first.

The one door to `rtoml`. Must not know what any file is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sendclock.core.problems import Position, Problem, Severity, near_miss

Path = tuple[str | int, ...]

_HEADER = r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$"
_KEY = r"^\s*([\w-]+|\"[^\"]*\"|'[^']*')\s*="
_STRING = r'"(?:\\.|[^"\\])*"|\'[^\']*\''
_SLASHED = r"=\s*\"?(\d{1,2})[/.](\d{1,2})[/.](\d{4})\"?"
_DATELIKE = r"=\s*(\d{4}-\d{1,2}-\d{1,2}\S*)"


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
            if path in self._lines:
                return self._lines[path]
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

    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Problem(
            Position(file, 0), "error", "empty", "the file is empty, or was only half written. Restore it from a copy."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "the text is not UTF-8. Save the file again as UTF-8 (in Notepad: Save as, Encoding, UTF-8)."
        return Problem(Position(file, line), "error", "not-utf-8", message)
    try:
        return Document(file, text, rtoml.loads(text))
    except rtoml.TomlParsingError as error:
        reason, _, place = str(error).rpartition(" at line ")
        line = min(int(place.split()[0]), text.rstrip().count("\n") + 1) if place else 1
        return Problem(Position(file, line), "error", "not-toml", _explain(reason, text, line))


def _explain(reason: str, text: str, line: int) -> str:
    """A syntax error in words an officer can act on."""
    source = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
    slashed, datelike = re.search(_SLASHED, source), re.search(_DATELIKE, source)
    if slashed:
        return not_a_date("/".join(slashed.groups()))
    if datelike:
        return not_a_date(datelike.group(1).rstrip(","))
    if "duplicate key" in reason:
        return "the same key or table is written twice. Remove one of the two lines."
    if not re.match(_HEADER, source) and not re.match(_KEY, source):
        return f"this line cannot be read ({reason.lower()}). Every line is `name = value`, `[[event]]` or a # comment."
    return f"this line cannot be read ({reason.lower()}). Put text in double quotes; write dates as 2026-11-30."


def not_a_date(text: str) -> str:
    """The message for something that should have been a date, with the nearest real one as the fix."""
    iso = _repaired(text)
    if iso is None:
        return f'"{text}" is not a date. Write it as 2026-11-30, without quotes.'
    if text == iso.isoformat():
        return f'"{text}" is in quotes, so it is text and not a date. Write {iso} without quotes.'
    if _real(text) is None:
        return f'"{text}" is not a date. Use {iso}, without quotes.'
    return f'"{text}" is not how a file writes a date. Use {iso}, without quotes.'


def _real(text: str) -> date | None:
    parts = [int(n) for n in re.findall(r"\d+", text)[:3]]
    try:
        year, month, day = parts if parts[0] > 31 else reversed(parts)
        return date(year, month, day)
    except (ValueError, IndexError):
        return None


def _repaired(text: str) -> date | None:
    """The date meant: day first unless the year leads, and the month's last day when the day is too late."""
    parts = [int(n) for n in re.findall(r"\d+", text)[:3]]
    if len(parts) < 3:
        return None
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    for candidate in (day, 30, 29, 28):
        try:
            return date(year, month, candidate)
        except ValueError:
            continue
    return None


def _scan(text: str) -> dict[Path, int]:
    """Where every table header and every key of it stands. Skips multi-line strings and arrays."""
    lines: dict[Path, int] = {}
    counts: dict[str, int] = {}
    where: Path = ()
    closing, depth = "", 0
    for number, source in enumerate(text.splitlines(), 1):
        if closing:
            closing = "" if closing in source else closing
            continue
        if depth == 0:
            header, key = re.match(_HEADER, source), re.match(_KEY, source)
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
        for mark in ('"""', "'''"):
            if source.count(mark) % 2:
                closing = mark
        bare = re.sub(_STRING, "", source).split("#")[0]
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

    def _get(self, key: str, kind: type | tuple[type, ...], what: str, required: bool) -> Any:
        self._known.add(key)
        value = self.data.get(key)
        if type(value) is kind:
            return value
        if value is None:
            if required:
                self.problem("missing", f'"{key}" is missing. Add {key} = {what}.')
            return None
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is int):
            return value
        if kind is date and isinstance(value, str):
            self.problem("not-a-date", not_a_date(value), key)
        else:
            self.problem("wrong-kind", f'"{key}" must be {what}.', key)
        return None

    def text(self, key: str, default: str = "", required: bool = False) -> str:
        value = self._get(key, str, "text in quotes", required)
        return default if value is None else str(value)

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        value = self._get(key, list, 'a list such as ["one", "two"]', required)
        if value is not None and not all(isinstance(item, str) for item in value):
            self.problem("wrong-kind", f'"{key}" must be a list of texts in quotes.', key)
            return ()
        return tuple(value or ())

    def date(self, key: str, required: bool = False) -> date | None:
        value = self._get(key, date, "a date such as 2026-11-30", required)
        if isinstance(value, datetime):
            self.problem("not-a-date", f'"{key}" must be a day without a time, such as {value:%Y-%m-%d}.', key)
            return None
        return value if isinstance(value, date) else None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._get(key, bool, "true or false, without quotes", False)
        return default if value is None else bool(value)

    def whole(self, key: str, default: int = 0, required: bool = False) -> int:
        value = self._get(key, int, "a whole number", required)
        return default if value is None else int(value)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.text(key, default or "", required=default is None)
        if value and value not in choices:
            options = ", ".join(choices)
            self.problem("unknown-word", f'"{value}" is not one of: {options}.{near_miss(value, choices)}', key)
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
                self.problem("unknown-key", f'"{key}" is not known here.{near_miss(key, known)}', key)
