"""What looks like personal data in a text: case files hold references only, and messages repeat no names.

Must not know: files, formats.
"""

from __future__ import annotations

import re

from sendclock.files.name import with_hyphens

# What looks like personal data in free text. References only: names and numbers of people stay out.
PERSONAL = (
    (r"\b[A-Z]\d{11}[0-9A-Z]\b", "a unique pupil number"),
    (r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b", "an NHS number"),
    (r"(?i)\b(?:dob|d\.o\.b\.?|born|date of birth)\b\D{0,12}\d", "a date of birth"),
    (r"[\w.+-]+@[\w-]+\.[\w.]+", "an e-mail address"),
)
_WORTH_A_LOOK = re.compile(r"[\d@]").search  # without either no text can be any of them
LONGEST = 40  # characters of a cell that a message may repeat


def personal(text: str) -> list[str]:
    """What kinds of personal data the text seems to hold: `a unique pupil number`, `an NHS number` ..."""
    found: list[str] = []
    for pattern, what in PERSONAL if _WORTH_A_LOOK(text) else ():
        match = re.search(pattern, text)
        if match and (what != "an NHS number" or nhs_number(match.group())):
            found.append(what)
    return found


def nhs_number(text: str) -> bool:
    """Ten digits whose last is the right check digit (modulus 11)."""
    digits = [int(c) for c in text if c.isdigit()]
    check = 11 - sum(d * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return digits[9] == (0 if check == 11 else check)


def looks_like_a_name(text: str) -> bool:
    """True for `Ann Example`, `Example, Ann`, `ANN EXAMPLE`: two or more words that a person's name could be."""
    words = re.findall(r"[^\W\d_][^\W\d_'\u2019-]*", text)
    names = [word for word in words if len(word) > 1 and word[0].isupper()]
    return len(names) > 1 and not re.search(r"\d", text)


def reference_of(text: str) -> tuple[str, str]:
    """A cell as a case reference, and why it cannot be one (empty if it can).

    Spaces, slashes, colons and every kind of dash become `-`. The reason never repeats the text.
    """
    raw = " ".join(with_hyphens(text).split())
    kinds = personal(raw)
    if kinds:
        return "", f"seems to hold {kinds[0]}, which cannot be a reference"
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", raw, re.IGNORECASE):
        return "", (
            "is a number with more figures than a sheet can hold, so that the last are lost. Make the column text in "
            "the sheet, and type the reference again"
        )
    if not re.search(r"\d", raw):
        return "", "holds no digit, so it may be a name; a reference is letters with digits, - and _"
    words = re.findall(r"[^\W\d_]{3,}", raw)
    if len(words) > 1 and not (raw.upper() == raw and " " not in raw):
        return "", "holds two or more words, so it may be a name; a reference is letters with digits, - and _"
    cleaned = re.sub(r"\s*[-/\\:\s]\s*", "-", raw).strip("-")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", cleaned):
        return "", "cannot be a reference: it names a file. Use letters, digits, - and _"
    return cleaned, ""


def may_be_shown(text: str, day: bool = False) -> bool:
    """Whether a message may repeat what stands in a cell that should hold a word from a list, or a `day`.

    In place of a day a single capitalised word may be a surname, so it is not shown.
    """
    if day and not re.search(r"\d", text) and re.search(r"[^\W\d_][^\W\d_]{3,}", text) and text != text.lower():
        return False
    return len(text) <= LONGEST and not personal(text) and not looks_like_a_name(text)
