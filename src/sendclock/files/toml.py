"""What is wrong with a line that is not TOML, and with a date that is none, in words an officer can act on.

Must not know what any file is about.

TOML text with line numbers, and a reader that collects problems in place of stopping at the first.

The one door to `rtoml`. Must not know what any file is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from sendclock.files.problem import Position, Problem, Severity, near_miss

HEADER = r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$"
KEY = r"^\s*([\w-]+|\"[^\"]*\"|'[^']*')\s*="
_STRING = r'"(?:\\.|[^"\\])*"|\'[^\']*\''
_HIDING = rf"\"{{3}}|'{{3}}|{_STRING}|#.*"  # what a bracket may stand in without counting
STATEMENT = rf"{HEADER}|{KEY}"
_DATELIKE = r"(?<!\d)(\d{1,4})([-/.\u2010-\u2015])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CURLY = "\u2018\u2019\u201c\u201d\u201e"
BOM = b"\xef\xbb\xbf"
FEW = 20  # keys that a table may have, for a message to name them all


def explain_mistake(reason: str, lines: list[str], line: int) -> str:
    """A syntax error in words an officer can act on: what is wrong, then the fix."""
    source = lines[line - 1].strip(" \t\r")
    cut_off = " If the file was only half written, restore it from a copy." if line == len(lines) else ""
    if "duplicate" in reason:
        return _twice(lines, line)
    if re.match(r"<{7}|={7}|>{7}", source):
        return "two versions of the file were put together here. Keep one; remove the <<<, === and >>> lines."
    if re.search(r"[^\S \t\r]", bare_of(source)[0]):
        return "there is a space here that is no plain one, as web pages have. Type the spaces of this line again."
    if source.startswith("["):
        return f"this heading cannot be read. Write it alone on its line, in matching brackets: [[event]].{cut_off}"
    if "multi-line" in reason:
        return f"the text in triple quotes that begins here never ends. Close it with three quotes.{cut_off}"
    if "unclosed" in reason or "missing comma" in reason:
        return f"the list or its last entry is not closed. Put commas between entries, and a ] at the end.{cut_off}"
    if "\r" in source:
        return "the line ends are damaged here. Copy the text into a new file in Notepad, and save that in its place."
    colon, key = re.match(r"([\w-]+)\s*:\s*(?!=)\S", source), re.match(KEY, source)
    if colon:
        return f"there is a colon in place of the equals sign. Write {colon.group(1)} = and then the value."
    if not key:
        return f"this line cannot be read. Every line is name = value, [[event]], or a # comment.{cut_off}"
    return _explain_value(key.group(1), source[key.end() :].strip()) + cut_off


def _explain_value(name: str, value: str) -> str:
    """What is wrong with what stands after `name =`."""
    text, dated = re.match(_STRING, value), re.match(_DATELIKE, value)
    bare = re.sub(r"\s+#.*", "", value)
    if not bare or bare.startswith("#"):
        return f"{name} has no value. Write one after the equals sign, or remove the line."
    if value[0] in _CURLY or value[-1] in _CURLY:
        return f'the quotes are curly ones, as Word makes them. Type straight ones: {name} = "...".'
    if value[0] in "\"'" and not text:
        return f"the closing quote ({value[0]}) is missing. Put it at the end of the text, on this same line."
    if text and value[text.end() :].strip(" \t,")[:1] not in ("", "#"):
        fix = "Put the whole in double quotes." if value[0] == "'" else r"A double quote inside a text is written \"."
        return f"there is something after the closing quote. {fix}"
    if text and "\\" in text.group():
        return r"a backslash in a text is written twice (\\). Write S:\\North, or S:/North."
    if text:
        return "a character in this text cannot be shown. Type the text again."
    if value[0] in "[{":
        return 'this list cannot be read. Put each text in it in double quotes, such as ["one", "two"].'
    if dated:
        return _explain_date(dated.group(), value[dated.end() :].strip(" \t,"))
    if re.match(r"\d{1,2}(st|nd|rd|th)?\s+[A-Za-z]{3}|\d+[-/.]", value):
        return not_a_date(bare)
    if bare.lower() in ("yes", "no", "true", "false"):
        word, fix = bare.lower(), "true" if bare.lower() in ("yes", "true") else "false"
        return f'{bare} cannot be read. Write {name} = {fix}, or {name} = "{word}" where it is a word from a list.'
    if value.endswith('"'):
        return "the opening quote is missing. Put one straight after the equals sign."
    if not re.search(r'["\\=]', bare) and len(bare) < 60:
        return f'text stands in double quotes. Write {name} = "{said(bare)}".'
    return "this value cannot be read. Put text in double quotes; write dates as 2026-11-30."


def _explain_date(day: str, rest: str) -> str:
    """What is wrong with an unquoted date, or with what follows it on its line."""
    if not _real(_day_parts(day)) or not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return not_a_date(day)
    if re.match(r"[Tt]?\s*\d|at\b", rest):
        return f'"{said(day + " " + rest.lstrip("Tt"))}" is not a moment. Write it as {day}T16:50:00, without quotes.'
    return f"there is something after the date {day}. Put it on a line of its own, or after a #."


def _twice(lines: list[str], line: int) -> str:
    """The same key, or the same heading, for the second time."""
    header, key = re.match(HEADER, lines[line - 1]), re.match(KEY, lines[line - 1])
    if header:
        name = header.group(2)
        inline = _line_above(rf"\s*{re.escape(name)}\s*=", lines, line)
        if inline:
            return (
                f"{name} is already written as one list at line {inline}, to which nothing can be added. "
                f"Write each entry of that list as a table of its own, headed [[{name}]]."
            )
        fix = f"If each is an entry of its own, head every one [[{name}]]; else put their lines under one heading."
        return f"the heading {name} is written twice. {fix}"
    name = key.group(1) if key else "the same name"
    first = _line_above(rf"\s*{re.escape(name)}\s*=", lines, line)
    heading = re.match(HEADER, lines[_line_above(HEADER, lines, line) - 1])
    missing = f", or put the missing [[{heading.group(2)}]] above this one" if heading and first else ""
    return f"{name} is written twice, first at line {first}. Remove one of the two{missing}."


def _line_above(pattern: str, lines: list[str], line: int) -> int:
    """The nearest line above that begins with `pattern`, or 0."""
    return next((n for n in range(line - 1, 0, -1) if re.match(pattern, lines[n - 1])), 0)


def said(value: object) -> str:
    """A value from a file as a message may show it: on one line, no control characters, not endless."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "".join(c if c.isprintable() else "?" for c in str(value))
    return text if len(text) <= 60 else f"{text[:57]}..."


def not_a_date(text: str) -> str:
    """The message for something that should have been a date, with the day meant as the fix, if it can be told."""
    shown, parts = f'"{said(text)}"', _day_parts(text)
    real = _real(parts)
    if real and text == real.isoformat():
        return f"{shown} is in quotes, so it is text and not a date. Write {real} without quotes."
    if real:
        return f"{shown} is not how a file writes a date. Use {real}, without quotes."
    if parts and 1 <= parts[1] <= 12:
        last = max(day for n in (28, 29, 30, 31) if (day := _real((*parts[:2], n))))
        return f"{shown} is not a date: {last:%B %Y} has {last.day} days. Use {last} or another day, without quotes."
    why = f": there is no month {parts[1]}" if parts else ""
    return f"{shown} is not a date{why}. Write it as 2026-11-30, without quotes."


def _day_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as written, real or not: the day first unless a year of four figures leads."""
    written = r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3})[a-z]*,?[\s-]+(\d{4}|\d\d)(?!\d)"
    in_words = re.search(written, text.lower())
    if in_words and in_words.group(2) in _MONTHS:
        full = int(in_words.group(3)) + (2000 if len(in_words.group(3)) == 2 else 0)
        return full, _MONTHS.index(in_words.group(2)) + 1, int(in_words.group(1))
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    figures = re.search(_DATELIKE, text)
    if figures is None:
        return None
    first, month, last = figures.group(1), int(figures.group(3)), figures.group(4)
    year, day = (first, last) if len(first) > 2 else (last, first)
    if len(year) == 2:
        year = f"20{year}"
    return (int(year), month, int(day)) if len(year) == 4 and int(year) else None


def _real(parts: tuple[int, int, int] | None) -> date | None:
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def bare_of(source: str) -> tuple[str, str]:
    """A line without its texts and comment, and the triple quote that it leaves open, if any."""
    bare, at, hiding = "", 0, re.compile(_HIDING)
    while found := hiding.search(source, at):
        bare += source[at : found.start()]
        at = found.end()
        if found.group() in ('"""', "'''"):
            close = source.find(found.group(), at)
            if close < 0:
                return bare, found.group()
            at = close + 3
    return bare + source[at:], ""


Path = tuple[str | int, ...]

RESTORE = "A program or a sync tool may have written only half of it. Restore it from a copy."
SAVE_AGAIN = "Save it again as UTF-8 (in Notepad: Save as, Encoding, UTF-8)."


class Parsed:
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

    @property
    def _over_lines(self) -> bool:
        """Whether a text may go over several lines: one letter is sought much faster than three."""
        return '"""' in self.text or ("'" in self.text and "'''" in self.text)

    def lines_of(self, array: str) -> list[int]:
        """The line of each `[[array]]` header, in order."""
        count = len(self.data.get(array, ()))
        parts = self.text.split(f"\n[[{array}]]")
        if len(parts) == count + 1 and not self._over_lines:
            # As nearly every file has them, and no text that goes over lines could hold one: a fifth of the time of
            # looking with an expression.
            return list(accumulate([part.count("\n") + 1 for part in parts[:-1]], initial=1))[1:]
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


def parse(content: bytes, file: str) -> Parsed | Problem:
    """Read TOML as UTF-8, with or without a byte order mark. A Problem names the line and the fix."""
    import rtoml

    damaged = _damaged(content)
    if damaged:
        line, code, message = damaged
        return Problem(Position(file, line), "error", code, message)
    text = content.removeprefix(BOM).decode()  # of its name "utf-8-sig" Python makes a detour through Python
    try:
        return Parsed(file, text, rtoml.loads(text))
    except rtoml.TomlParsingError as error:
        text = text.replace("\r\n", "\n")  # half a line end, where a part ends, would be a mistake too
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
        content.decode()
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
        if not depth and source.lstrip()[:1] in ("", "#"):
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

    def __init__(self, document: Parsed, data: Mapping[str, Any], path: Path, problems: list[Problem]) -> None:
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

    def share(self, key: str) -> float | None:
        """`0.9`: more than none, and all at the most."""
        value = self._get(key, float, "a share of one", False, "0.9")
        if value is not None and not 0 < value <= 1:
            self.problem("share", f'"{key}" is {value}. Write a share of one, such as {key} = 0.9.', key)
            return None
        return None if value is None else float(value)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of `choices`; `default`, else the first, where it is left out or is another word, which is a problem."""
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
                few = f" Known: {', '.join(sorted(known))}." if len(known) <= FEW else ""
                fix = near_miss(key, known) or few
                self.problem("unknown-key", f'"{said(key)}" is not known here.{fix}', key)


def whole(content: bytes, file: str) -> Table | Problem:
    """A file as its outermost table, in which all that is wrong with it is collected; or why it cannot be read."""
    document = parse(content, file)
    return document if isinstance(document, Problem) else Table(document, document.data, (), [])
