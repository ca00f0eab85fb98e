"""A name as it is compared: parties, settings, officers, teams, panels, headings of trackers, references.

People and their programs write one name in several ways: Word turns an apostrophe and makes a dash longer, a web page
leaves spaces nobody sees, one colleague writes the full stop of "St." and the next does not. Two names that differ in
nothing else are one name, everywhere. A letter or a word more or less is another name, and is asked about
(`problem.near_miss`).
Must not know: what a name is of.
"""

from __future__ import annotations

import re
from functools import lru_cache

APOSTROPHES = "`\u00b4\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02c8\u055a\ua78c\uff07"
DASHES = "\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
QUOTES = "\u201c\u201d\u201e\u201f\u2033\u2036\uff02"
_ALIKE = {
    ord(letter): plain for letters, plain in ((APOSTROPHES, "'"), (DASHES, "-"), (QUOTES, '"')) for letter in letters
}


@lru_cache(8192)
def folded(name: str) -> str:
    """The name without regard to capitals, spacing, kinds of apostrophe and dash, accents, letters nobody sees, and
    full stops, but for one beside a figure ("1.5").

    >>> folded("St. Mary\u2019s  Primary") == folded("st mary's primary")
    True
    """
    text = name if name.isascii() else _in_plain_letters(name)
    if "." in text:
        # "St.Mary's" is two words, "C.E." one.
        text = re.sub(r"(?<!\d)\.(?!\d)", "", re.sub(r"(?<=\w)\.(?=[^\W\d]{2})", " ", text))
    if "`" in text:
        text = text.replace("`", "'")
    return " ".join(text.split()).casefold()


def with_hyphens(text: str) -> str:
    """The same text with every kind of dash as a hyphen and no letter that nobody sees: a reference as it is meant."""
    import unicodedata

    if text.isascii():
        return text
    plain = text.translate(dict.fromkeys(map(ord, DASHES), "-"))
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf").strip()


def _in_plain_letters(name: str) -> str:
    """Dashes and apostrophes of one kind; no accents; nothing that takes no room on the page."""
    import unicodedata  # most names need none of it

    letters = unicodedata.normalize("NFKD", name.translate(_ALIKE).casefold()).translate(_ALIKE)
    return "".join(letter for letter in letters if unicodedata.category(letter) not in ("Cf", "Mn"))
