"""What lies among the case files and is not read as one: whether a child may stand behind it all the same.

A file drops off the list by its name alone: Notepad adds `.txt`, an editor keeps `.toml~`, a browser `.crdownload`, a
person `.bak`; a dot in front hides it. What reads as a case, or has `.toml` in its name, is one under a wrong name.
Must not know: folders, how a case is read, what is said of it.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["case", "settings", "pack", ""]
# What Notepad makes of a name, and what a slip in its last letters does.
MISNAMED = (".toml.txt", ".toml ", ".toml.", ".tml", ".tom", ".tolm", ".tmol", ".otml", ".tomll", ".toml_")
BEGINNING = 1 << 14  # bytes: the head of a case and its first event
# Locks and half-written files of this program, of Office, macOS, Windows, vim and sync tools; what explains a folder.
# Patterns are made ready when one is asked for: beside tidy case files none is.
_HARMLESS = (
    r"(?is)\..+\.toml\.(lock|new|[a-z0-9-]+-\d+\.new)|~\$.*|\._.*|\.~lock\..*|\.syncthing\..*|.*\.sw[a-p]"
    r"|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|\.ds_store"
    r"|(readme|license|licence|contributing)(\..*)?|vouchers\.txt"
)
# Folders in which programs keep older states of the files, and in which no person puts a case.
KEPT_BY_PROGRAMS = frozenset(
    {".git", ".hg", ".svn", ".bzr", ".stversions", ".stfolder", ".sync", ".dropbox", ".dropbox.cache", ".snapshot",
     ".snapshots", ".zfs", "~snapshot", ".tmp.drivedownload", ".tmp.driveupload", ".vscode", ".idea", ".venv",
     ".owncloudsync.log", ".spotlight-v100", ".fseventsd", ".trash", ".trashes", ".recycle"}
)  # fmt: skip
_ENDING = r"(?is)\.(toml($|[^a-z0-9].*)|tml$|tom$|tolm$|tmol$|otml$|tomll$)"
_COPY = r"(?i)(copy (\(\d+\) )?of )|( ?\(\d+\)| - copy( \(\d+\))?| copy( \d+)?)$"
_HEAD = r"(schema|ref|reference|born|setting|tags|locality)\s*=|\[\[\s*event\s*\]\]"
_REF = r"(?m)^[ \t]*(?:ref|reference)[ \t]*=[ \t]*[\"']([^\"'\r\n]*)"
_EVENT = r"(?m)^[ \t]*\[\[[ \t]*event[ \t]*\]\]"
_OTHER = r"(?m)^[ \t]*\[{1,2}[ \t]*(case|pack|rule|officers?|panels|teams)\b"
_PACK = r"(?m)^[ \t]*pack[ \t]*=[ \t]*[\"']"
_RULE = r"(?m)^[ \t]*\[\[[ \t]*(rule|step)[ \t]*\]\]"
_SETTINGS = (
    r"(?m)^[ \t]*(packs[ \t]*=[ \t]*\["
    r"|\[{1,2}[ \t]*(officers|teams|panels|calendars|absence|bank_holiday|handover)\b)"
)
_REFERENCE = r"(?i)[a-z]{2,}[-_ ]?((19|20)\d\d[-_ ]\d{2,}|\d{4,})(?!\d)"


def is_harmless(name: str) -> bool:
    """Whether a file of this name stands for no child, whatever is in it.

    >>> is_harmless("Thumbs.db"), is_harmless("EHC-1.bak")
    (True, False)
    """
    return not name.isdigit() and re.fullmatch(_HARMLESS, name) is not None  # a year, as folders are called, is quick


def has_the_ending(name: str) -> bool:
    """Whether a name that does not end in `.toml` says that a case file once had it.

    >>> has_the_ending("EHC-1.toml.bak"), has_the_ending("EHC-1.tml"), has_the_ending("EHC-1.docx")
    (True, True, False)
    """
    return "sendclock" not in name.lower() and re.search(_ENDING, name) is not None


def reference_inside(content: bytes) -> str | None:
    """The reference in a file that reads as a case, from its beginning; empty where it has none; None for any other.

    Its first line that says something is one of a case, so that a page which explains case files is none; a map of a
    tracker and a pack have headings that no case has.
    """
    text = _text(content)
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and line[0] != "#"), "")
    if not re.match(_HEAD, first) or re.search(_OTHER, text):
        return None
    found = re.search(_REF, text)
    if found is None:
        return "" if re.search(_EVENT, text) else None
    return found[1].strip()


def kind_inside(content: bytes) -> Kind:
    """What a file reads as, from its beginning: a case, the settings of a casebook, a pack, or none of them."""
    if reference_inside(content) is not None:
        return "case"
    text = _text(content)
    if re.search(_PACK, text) and re.search(_RULE, text):
        return "pack"
    return "settings" if re.search(_SETTINGS, text) else ""


def _text(content: bytes) -> str:
    """In whatever Notepad saved it."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content[: len(content) & ~1].decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def reference_of(name: str) -> str:
    """The reference that the name of a file was made of.

    >>> reference_of(".EHC-1.toml~"), reference_of("Copy of EHC-1.bak"), reference_of("EHC-1 (2).docx")
    ('EHC-1', 'EHC-1', 'EHC-1')
    """
    found = re.search(_ENDING, name)
    stem = name[: found.start()] if found else name.rpartition(".")[0] if "." in name[1:] else name
    return re.sub(_COPY, "", stem.lstrip(".~#")).strip()


def called_like_a_case(name: str, shapes: frozenset[str]) -> str:
    """The reference with which the name of another kind of file begins; empty where it begins with none. `shapes` are
    those of the references in the same folder.

    >>> called_like_a_case("EHC-2026-0106 letter.docx", frozenset())
    'EHC-2026-0106'
    """
    stem = reference_of(name)
    if shape(stem) in shapes:
        return stem
    word = re.split(r"[ _,;]", stem, maxsplit=1)[0]
    if shape(word) in shapes:
        return word
    found = re.match(_REFERENCE, stem)
    return found[0] if found else ""


def shape(ref: str) -> str:
    """A reference with every figure as 9: those of one authority have few shapes.

    >>> shape("EHC-2026-0106")
    'ehc-9999-9999'
    """
    return re.sub(r"\d", "9", ref.casefold()) if re.search(r"\d", ref) else ""
