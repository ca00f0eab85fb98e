"""What a command has to say, as blocks that every format can draw.

Must not know: the console, files.
"""

from collections.abc import Sequence
from typing import NamedTuple


def printable(text: str) -> str:
    """Text from files, without the characters that move a cursor or turn the reading direction round."""
    return text.translate(_UNSAFE)


_UNSAFE = dict.fromkeys(
    [n for n in (*range(32), *range(127, 160)) if n not in (9, 10)]
    + [0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    "?",
)


class Heading(NamedTuple):
    """`under`: it stands under the one before it; only pages that can be moved about by headings tell them apart."""

    text: str
    under: bool = False


class Line(NamedTuple):
    """A paragraph. `style` only repeats in colour what the words say."""

    text: str
    style: str = ""


class Column(NamedTuple):
    """`from_width`: the narrowest terminal on which the column is worth its room; `below`: a shorter form
    of another column, drawn only on terminals narrower than this and nowhere else."""

    title: str
    from_width: int = 0
    wrap: bool = False
    below: int = 0


class Grid(NamedTuple):
    """Rows under columns. `styles` names a style for each row, or is empty."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    styles: Sequence[str] = ()


class Pairs(NamedTuple):
    """Labels and values; an empty value is left out."""

    items: Sequence[tuple[str, str]]


class Numbered(NamedTuple):
    items: Sequence[str]


class Picture(NamedTuple):
    """Lines of fixed-width drawing under the same in words; formats that do not draw say only the words."""

    lines: Sequence[str]
    words: str


Block = Heading | Line | Grid | Pairs | Numbered | Picture


class Document(NamedTuple):
    """`footer` is the last line: what was read, as at when, and how far it can be trusted."""

    blocks: Sequence[Block]
    footer: str = ""
