"""Plain text: `Label: value` blocks, full words, no boxes, never wrapped, never cut.

For screen readers, logs, pipes and the mail that cron sends.
"""

from __future__ import annotations

from collections.abc import Sequence

from sendclock.report.document import Block, Document, Grid, Heading, Line, Numbered, Pairs, Picture, printable


def render(document: Document) -> str:
    parts = [text for block in document.blocks if (text := _block(block))]
    if document.footer:
        parts.append(document.footer)
    return printable("\n\n".join(parts)) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return block.text
    if isinstance(block, Line):
        return block.text
    if isinstance(block, Picture):
        return block.words
    if isinstance(block, Pairs):
        return "\n".join(f"{label}: {value}" for label, value in block.items if value)
    if isinstance(block, Numbered):
        return "\n".join(f"{n}. {item}" for n, item in enumerate(block.items, 1))
    return "\n\n".join(_row(block, row) for row in block.rows)


def _row(grid: Grid, row: Sequence[str]) -> str:
    pairs = zip(grid.columns, row, strict=True)
    return "\n".join(f"{column.title}: {value}" for column, value in pairs if value and not column.below)
