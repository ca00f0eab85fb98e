"""The sentences of a page, a help text or a message, and how many words each has.

What is no sentence is left out: blocks of code, tables, headings, comments, and citations of the law in brackets. What
stands between backticks is one word, and so is a row of such with commas between. A list item is a paragraph of its
own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST = 25  # words: GOV.UK style guide
ABBREVIATIONS = r"(?:e\.g|i\.e|etc|reg|regs|ss?|para|v|vs|no|art|p|pp|ch|St|Mr|Mrs|Dr|Co|Ltd)"
CITED = re.compile(
    r"\([^()]*\b(?:regs?|ss?\.|s\d|art|para|CFA|Code|EWHC|UKUT|EWCA|UKSC|Act|Rules|Regs)\b[^()]*(?:\([^()]*\)[^()]*)*\)"
)


def paragraphs(page: str) -> Iterator[str]:
    """The prose of a page of Markdown, a paragraph or an item of a list at a time, without its marks."""
    page = re.sub(r"(?s)<!--.*?-->", "", page)
    page = re.sub(r"(?ms)^ *```.*?^ *```", "\n\n", page)
    for block in re.split(r"\n\s*\n", page):
        if re.match(r" {4}(?![-*]|\d+\.)", block.lstrip("\n")):  # a block of code
            continue
        lines = [line for line in block.splitlines() if not re.match(r"\s*(?:\||#)", line)]
        for item in re.split(r"(?m)^\s*(?:[-*]|\d+\.)\s+", "\n".join(lines)):
            if item.strip():
                yield " ".join(_bare(item).split())


def _bare(text: str) -> str:
    text = re.sub(r"`[^`]+`", "Code", text)
    text = re.sub(r"!\[[^\[\]]*\]\([^()]*\)", "", text)
    text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"Code(?:, (?:and |or )?Code)+(?: (?:and|or) Code)?", "Code", " ".join(text.split()))
    return text.replace("**", "").replace("·", ". ")


def sentences(paragraph: str) -> Iterator[str]:
    """Split where a sentence ends: a full stop, question or exclamation mark, before a space and no small letter, or
    the program's own name."""
    paragraph = CITED.sub("", paragraph)
    whole = re.sub(rf"\b({ABBREVIATIONS})\.(?=\s)", r"\1<dot>", paragraph)
    for each in re.split(r"(?<=[.!?])[)\"']*\s+(?=[^a-z]|sendclock\b)", whole):
        if each.strip():
            yield each.replace("<dot>", ".").strip()


def words(sentence: str) -> int:
    return len(re.findall(r"\S*\w\S*", sentence))


def long_ones(page: str) -> list[str]:
    """Every sentence of a page with too many words, with their number first."""
    found = [each for paragraph in paragraphs(page) for each in sentences(paragraph)]
    return [f"{words(each)} words: {each}" for each in found if words(each) > MOST]
