"""Markdown: for a wiki page, a ticket, an e-mail client that renders it."""

from __future__ import annotations

from sendclock.report.document import Block, Document, Grid, Heading, Line, Numbered, Pairs, Picture, printable


def render(document: Document) -> str:
    parts = [text for block in document.blocks if (text := _block(block))]
    if document.footer:
        parts.append(f"*{_escape(document.footer)}*")
    return printable("\n\n".join(parts)) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"## {_escape(block.text)}"
    if isinstance(block, Line):
        return _escape(block.text)
    if isinstance(block, Picture):
        return f"{_escape(block.words)}\n\n```text\n" + "\n".join(block.lines) + "\n```"
    if isinstance(block, Pairs):
        return "\n".join(f"- {label}: {_escape(value)}" for label, value in block.items if value)
    if isinstance(block, Numbered):
        return "\n".join(f"{n}. {_escape(item)}" for n, item in enumerate(block.items, 1))
    return _grid(block)


def _grid(grid: Grid) -> str:
    shown = [n for n, column in enumerate(grid.columns) if not column.below]
    lines = ["| " + " | ".join(grid.columns[n].title for n in shown) + " |", "|" + "---|" * len(shown)]
    lines += ["| " + " | ".join(_escape(row[n]) for n in shown) + " |" for row in grid.rows]
    return "\n".join(lines)


def _escape(text: str) -> str:
    """Text from files is text: nothing in it may become a table edge, a link, markup or HTML."""
    for mark in "\\`*_[]<>|#":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split("\n"))
