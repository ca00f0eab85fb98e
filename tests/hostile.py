"""Values that somebody could put into a file, or type, to make the program say or do something: one list for all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ESCAPE = "\x1b]0;pwned\x07\x1b[2J\x1b[31m"  # sets the title of the window, wipes the screen, changes the colour
FORGED = "EHC-999"  # a case that is not there
ROWS = f"\n\nForged: 0\n\nStatus: open\nCase: {FORGED}\r\nDue: Monday 4 January 2027\n"
TURNED = "\u202egpj.exe\u202c\u2066x\u2069\u200f\u061c"
ENDS = "a\rb\x0bc\x0cd\x85e\u2028f\u2029Case: " + FORGED
HIDDEN = "\x00\x7f\x9b2J\ufff9\U000e0041"
FORMULAS = (
    '=HYPERLINK("http://evil.invalid","x")', "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1",
    '=cmd|" /C calc"!A0', "\uff1d1+1",
)  # fmt: skip
MARKUP = (
    "[bold red]x[/bold red]", "[/close]", "[link=http://evil.invalid]x[/link]", "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "a|b|c", "[x](http://evil.invalid)", "![x](http://evil.invalid)", "`code`",
    "# head", "{{ 7*7 }}", "{% include 'x' %}", "&lt;b&gt;", "javascript:alert(1)", "$(id)", "`id`; rm x", "%s%n{0}",
    "BEGIN:VALARM", "x\r\nATTENDEE:mailto:a@evil.invalid", "x\r\nBcc: a@evil.invalid", "../../etc/x", "..\\x",
    "CON", "a:b",
)  # fmt: skip
ALL = (ESCAPE + "x", "a" + ROWS, TURNED, ENDS, "a" + HIDDEN.replace("\x00", ""), *FORMULAS, *MARKUP)
# One of each kind; the others of its kind take as long, and are tried with everything.
OF_EACH_KIND = (
    ESCAPE + "x", "a" + ROWS, TURNED, ENDS, FORMULAS[0], "\t=1+1", "\r=1+1", "[link=http://evil.invalid]x[/link]",
    '"><img src=x onerror=alert(1)>', "a|b|c", "[x](http://evil.invalid)", "{% include 'x' %}", "BEGIN:VALARM",
    "x\r\nBcc: a@evil.invalid", "../../etc/x",
)  # fmt: skip
EACH = [value if value in OF_EACH_KIND else pytest.param(value, marks=pytest.mark.slow) for value in ALL]
WHOLE = f"w{ESCAPE}{ROWS}{TURNED}{ENDS}{HIDDEN.replace(chr(0), '')}|[b]<i>"  # all in one; a NUL no TOML file may hold

UNSAFE = frozenset(
    chr(n)
    for first, last in (
        (0, 8), (11, 12), (14, 31), (127, 159), (0x061C, 0x061C), (0x200E, 0x200F), (0x2028, 0x202E), (0x2066, 0x206F),
        (0xFFF9, 0xFFFB), (0xE0000, 0xE007F),
    )
    for n in range(first, last + 1)
)  # fmt: skip


def toml(value: str) -> str:
    """The value as a string of a TOML file."""
    return json.dumps(value, ensure_ascii=True).replace("\x7f", "\\u007f") if _plane(value) else _long(value)


def _plane(value: str) -> bool:
    return all(ord(letter) < 0x10000 for letter in value)


def _long(value: str) -> str:
    """JSON writes what lies beyond as two units, which TOML does not know."""
    return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'


def casebook(at: Path, value: str) -> Path:
    """A casebook with the value wherever a file takes free text: settings, a local pack, cases, officers, parties."""
    said = toml(value)
    (at / "cases").mkdir(parents=True)
    (at / "packs").mkdir()
    (at / "sendclock.toml").write_text(SETTINGS.replace("VALUE", said), encoding="utf-8")
    (at / "packs" / "odd.toml").write_text(PACK.replace("VALUE", said), encoding="utf-8")
    for number, case in enumerate(CASES, 1):
        text = f'schema = 1\nref = "EHC-{number}"\n{case}'.replace("VALUE", said)
        (at / "cases" / f"EHC-{number}.toml").write_text(text, encoding="utf-8")
    return at


SETTINGS = """schema = 1
authority = VALUE
[teams.VALUE]
lead = VALUE
[officers.VALUE]
team = VALUE
title = VALUE
settings = [VALUE]
cover = ["singh"]
[officers.singh]
team = VALUE
[[absence]]
officer = VALUE
from = 2026-11-20
to = 2026-12-04
note = VALUE
[calendars.own]
title = VALUE
known_to = 2027-07-21
closed = [{ from = 2026-12-29, to = 2026-12-31, why = VALUE }]
[[bank_holiday]]
on = 2026-12-15
name = VALUE
[retention]
birthday = 25
hold = [VALUE]
[views.VALUE]
tag = [VALUE]
setting = VALUE
[views.own]
setting = VALUE
tag = VALUE
[panels.VALUE]
title = VALUE
weekday = "wednesday"
first = 2026-09-09
papers = "4wd"
about = ["assess", "plan"]
fallback = VALUE
skipped = [{ on = 2026-11-11, why = VALUE }]
"""
PACK = """schema = 1
pack = "odd"
title = VALUE
[source]
authority = VALUE
title = VALUE
version = VALUE
checked_on = 2026-11-21
status = "adopted"
note = VALUE
[[rule]]
id = "odd-call"
label = VALUE
title = VALUE
who = "local authority"
starts_on = ["assessment-requested"]
direction = "after"
count = 3
unit = "working-day"
repeats = "first"
met_by = ["contact-made"]
ends_with = ["case-closed"]
in_force_from = 2026-09-01
page = VALUE
"""
ASKED = """[[event]]
type = "assessment-requested"
on = 2026-10-15
requester = "family"
note = VALUE
by = VALUE
recorded = 2026-10-15T10:00:00+01:00
"""
GIVEN = """[[event]]
type = "case-allocated"
on = 2026-10-16
officer = VALUE
team = VALUE
"""
CASES = (
    f"setting = VALUE\ntags = [VALUE]\n{ASKED}{GIVEN}",
    f"""setting = VALUE
{ASKED}
[[event]]
type = "assessment-agreed"
on = 2026-10-20
[[event]]
type = "advice-requested"
on = 2026-10-21
party = VALUE
source = "other"
[[event]]
type = "panel-listed"
on = 2026-11-18
panel = VALUE
meeting = 2026-12-02
[[event]]
type = "note-added"
on = 2026-10-22
note = VALUE
""",
    f"""{ASKED}
[[event]]
id = "bad"
type = "event-corrected"
on = 2026-10-20
event = "e1"
reason = VALUE
""",
    f"{ASKED}surprise = VALUE\n",
    "setting = VALUE\nodd = VALUE\n",
)
