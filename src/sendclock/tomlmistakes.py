"""What is wrong with a line that is not TOML, and with a date that is none, in words an officer can act on.

Must not know what any file is about.
"""

from __future__ import annotations

import re
from datetime import date

HEADER = r"^\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$"
KEY = r"^\s*([\w-]+|\"[^\"]*\"|'[^']*')\s*="
_STRING = r'"(?:\\.|[^"\\])*"|\'[^\']*\''
_HIDING = rf"\"{{3}}|'{{3}}|{_STRING}|#.*"  # what a bracket may stand in without counting
STATEMENT = rf"{HEADER}|{KEY}"
_DATELIKE = r"(?<!\d)(\d{1,4})([-/.\u2010-\u2015])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CURLY = "\u2018\u2019\u201c\u201d\u201e"


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
    named = re.search(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\s+(\d{4})", text.lower())
    if named and named.group(2) in _MONTHS:
        return int(named.group(3)), _MONTHS.index(named.group(2)) + 1, int(named.group(1))
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
