"""Text as it may be shown: what would move a cursor, turn the reading direction round, or start a line of its own
stands there as a mark, on every stream and in every format.

What a file holds is never changed by this, only what is shown of it.
Must not know: what a text is about.
"""

from __future__ import annotations

import re

UNSEEN, LINE_END = "?", "\u00b6"  # both are in every code page of a Windows console
# Control characters but for the tab and the end of a line; marks and overrides of direction; other ends of lines;
# characters that carry text which nobody sees (annotations, tags).
_UNSAFE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"
)
_SHOWN = rf"[{_UNSAFE}]|\r(?!\n)"  # made ready when a text has such a thing: most have none
_ENDS = "\r?\n|[\r\u2028\u2029\x85\x0b\x0c]"
_ESCAPED = f"[{_UNSAFE}]"


def printable(text: str) -> str:
    """The text with its lines as they are, and a mark for every character that does more than stand there."""
    if text.replace("\n", "").isprintable():  # nothing of what is looked for is
        return text
    return re.sub(_SHOWN, UNSEEN, text)


def one_line(text: str) -> str:
    """The same of a value, which is one line whatever stands in it: the end of a line is a mark as well."""
    if text.isprintable():  # none of the characters above is
        return text
    return printable(re.sub(_ENDS, LINE_END, text).replace("\t", " "))


def escaped(json: str) -> str:
    """JSON with the same characters as `\\u202e`: to whoever reads the JSON it is the same text."""
    if json.replace("\n", "").isprintable():
        return json
    return re.sub(_ESCAPED, _as_units, json)


def _as_units(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
