"""One HTML page that needs nothing else: no script, no network, readable on screen, on paper and by a screen reader.

Everything that comes from a pack is escaped. Must not know: files, how the book was put together.
"""

from __future__ import annotations

from html import escape

from sendclock.report.document import Block, Grid, Heading, Line, Numbered, Pairs
from sendclock.report.lawbook import Area, Entry, LawBook, Section

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3, h4 { line-height: 1.25; }
h2 { margin-top: 3rem; border-bottom: 2px solid; padding-bottom: .25rem; }
h3 { margin-top: 2.25rem; }
h3 code { font-size: .8em; font-weight: normal; display: block; }
h4 { margin: 1.25rem 0 .25rem; }
nav { columns: 18rem; }
nav h2 { column-span: all; }
nav ul { padding-left: 1.1rem; margin: .2rem 0 .8rem; }
nav section { break-inside: avoid-column; }
nav h3 { font-size: 1rem; margin: 0; }
dl { display: grid; grid-template-columns: minmax(8rem, 12rem) 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid #8886; padding: .3rem .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: break-word; }
thead th { background: #8882; }
.warning { border: 3px solid #b00020; padding: .5rem .75rem; }
.duty { font-size: 1.1rem; }
footer { margin-top: 3rem; border-top: 1px solid; font-size: .9rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-before: page; }
  h3, h4 { break-after: avoid; }
  tr, .warning, dl { break-inside: avoid; }
  .wide { overflow: visible; }
  a { color: inherit; text-decoration: none; }
}
"""


def page(book: LawBook) -> str:
    """The whole book, with a table of contents. Plain ASCII, so that no console can spoil it on its way to a file."""
    opening = "\n".join(f"<p>{escape(text)}</p>" for text in book.opening)
    text = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(book.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{escape(book.title)}</h1>
{opening}
</header>
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
{"".join(_contents(area) for area in book.areas)}</nav>
<main>
{"".join(_area(area) for area in book.areas)}</main>
<footer><p>{escape(book.footer)}</p></footer>
</body>
</html>
"""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _contents(area: Area) -> str:
    items = "\n".join(f'<li><a href="#{_key("rule", e.key)}">{escape(e.key)}</a></li>' for e in area.entries)
    link = f'<a href="#{_key("area", area.key)}">{escape(area.title)}</a>'
    return f"<section>\n<h3>{link}</h3>\n<ul>\n{items}\n</ul>\n</section>\n"


def _area(area: Area) -> str:
    entries = "".join(_entry(entry) for entry in area.entries)
    key = _key("area", area.key)
    return f'<section aria-labelledby="{key}">\n<h2 id="{key}">{escape(area.title)}</h2>\n{entries}</section>\n'


def _entry(entry: Entry) -> str:
    key = _key("rule", entry.key)
    id, _, title = entry.title.partition(": ")
    warning = f'<p class="warning" role="note"><strong>{escape(entry.warning)}</strong></p>\n' if entry.warning else ""
    sections = "".join(_section(section) for section in entry.sections)
    heading = f'<h3 id="{key}"><code>{escape(id)}</code> {escape(title)}</h3>'
    return f'<article aria-labelledby="{key}">\n{heading}\n{warning}{sections}</article>\n'


def _section(section: Section) -> str:
    blocks = [_block(block) for block in section.blocks]
    if section.title:
        return f"<h4>{escape(section.title)}</h4>\n{''.join(blocks)}"
    return blocks[0].replace("<p>", '<p class="duty">', 1) + "".join(blocks[1:])


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h4>{escape(block.text)}</h4>\n"
    if isinstance(block, Line):
        return f"<p>{escape(block.text)}</p>\n"
    if isinstance(block, Pairs):
        rows = [f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in block.items if value]
        return "<dl>\n" + "\n".join(rows) + "\n</dl>\n"
    if isinstance(block, Numbered):
        return "<ol>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in block.items) + "\n</ol>\n"
    if isinstance(block, Grid):
        return _grid(block)
    return f"<p>{escape(block.words)}</p>\n<pre>{escape(chr(10).join(block.lines))}</pre>\n"


def _grid(grid: Grid) -> str:
    shown = [n for n, column in enumerate(grid.columns) if not column.below]
    head = "".join(f'<th scope="col">{escape(grid.columns[n].title)}</th>' for n in shown)
    rows = "\n".join("<tr>" + "".join(f"<td>{escape(row[n])}</td>" for n in shown) + "</tr>" for row in grid.rows)
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return f'<div class="wide" tabindex="0">\n{table}\n</div>\n'


def _key(kind: str, key: str) -> str:
    """The name of a place in the page."""
    return escape(f"{kind}-{key}", quote=True)
