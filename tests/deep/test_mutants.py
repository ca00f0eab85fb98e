"""Whatever stands in a file, or is typed, a command answers or says what is wrong: no bug, no hang.

Whole files are mangled, many bytes at a time (`test_edits.py` makes single slips and counts every case). `make deep`
makes fifty times as many; `docs/reliability.md` says what it found.
"""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from hostile import ALL, WHOLE
from run import ROOT, sendclock
from sendclock.main import COMMANDS

SEED = int(os.environ.get("SENDCLOCK_DEEP_SEED", "1"))
DEEP = 50 if os.environ.get("SENDCLOCK_DEEP") else 1
SECONDS = 20  # far more than any takes; one that hangs takes for ever
CASES = sorted((ROOT / "cases").rglob("EHC-*.toml"))
PACKS = sorted((ROOT / "src" / "sendclock" / "law" / "authorities").glob("*.toml"))
MAPS = sorted((ROOT / "src" / "sendclock" / "tracker").rglob("*.toml"))
CHUNKS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"\n\n[[event]]\n", b"[", b"]]", b'"""', b"'''", b"\\u0000",
    b"\\U0010ffff", b"\\ud800", b"9999-12-31", b"0001-01-01", b"= 1e999\n", b"= nan\n", b"= -1\n",
    b"= 99999999999999999999\n",
    b"= []\n", b"= {}\n", b"= true\n", b"= 2026-02-30\n", b"= 25:61:61\n", b"= 2026-11-21T23:59:60Z\n",
    b"a.b.c = 1\n",
    b"[a.b]\n[a]\nb = 1\n", b"(" * 500, b"[" * 500, b"{a=" * 300, b"\r", b"\r\n", b"\t",
    "\u202e\u00e9\U0001f600".encode(),
)  # fmt: skip


def mangled(content: bytes, rng: Random) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at, end = sorted((rng.randrange(len(content) + 1), rng.randrange(len(content) + 1)))
        how = rng.randrange(6)
        if how == 0:
            content = content[:at] + rng.choice(CHUNKS) + content[at:]
        elif how == 1:
            content = content[:at] + content[min(end, at + 40) :]
        elif how == 2:
            content = content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]
        elif how == 3:
            content = content[:at] + content[at : at + 200] * rng.choice((2, 3)) + content[at + 200 :]
        elif how == 4:
            lines = content.split(b"\n")
            place = rng.randrange(len(lines))
            key, equals, _ = lines[place].partition(b"=")
            lines[place] = key + equals + b" " + rng.choice(CHUNKS) if equals else rng.choice(CHUNKS)
            content = b"\n".join(lines)
        else:
            content = content[:at]
    return content


def is_answered(*words: str, cwd: Path | None = None) -> None:
    began = time.monotonic()
    ran = sendclock(*words, cwd=cwd or ROOT)  # a bug is raised here
    assert ran.returncode != 1, ran.stderr
    assert time.monotonic() - began < SECONDS, words
    assert "\x1b" not in ran.stdout + ran.stderr


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book" / "cases").mkdir(parents=True)
    for path in CASES[:2]:
        shutil.copy(path, tmp_path / "book" / "cases")
    return tmp_path / "book"


READS = (
    ["due", "--within", "400d"], ["check"], ["report", "case", "REF"], ["export", "json"], ["audit", "REF"],
    ["plan", "REF"], ["panel"], ["check", "--privacy"], ["show", "REF"],
)  # fmt: skip


@pytest.mark.parametrize("path", CASES[::3], ids=lambda path: path.stem)
def test_a_mangled_case(book: Path, path: Path) -> None:
    rng = Random(f"{SEED} {path.stem}")
    for n in range(4 * DEEP):
        (book / "cases" / path.name).write_bytes(mangled(path.read_bytes(), rng))
        words = [path.stem if word == "REF" else word for word in READS[n % len(READS)]]
        is_answered(*words, "--cases", str(book))


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_mangled_pack(book: Path, path: Path) -> None:
    rng = Random(f"{SEED} {path.stem}")
    (book / "packs").mkdir()
    for n in range(3 * DEEP):
        (book / "packs" / "own.toml").write_bytes(mangled(path.read_bytes(), rng))
        is_answered(*(["due"], ["check"], ["rules"])[n % 3], "--cases", str(book))


def test_mangled_settings(book: Path) -> None:
    rng, content = Random(SEED), (ROOT / "cases" / "sendclock.toml").read_bytes()
    asked = (["due"], ["panel"], ["cover"], ["check"], ["report", "retention"], ["calendar", "exampleshire"])
    for n in range(12 * DEEP):
        (book / "sendclock.toml").write_bytes(mangled(content, rng))
        is_answered(*asked[n % len(asked)], "--cases", str(book))


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_a_mangled_map(book: Path, path: Path) -> None:
    rng = Random(f"{SEED} {path.stem}")
    (book / "t.csv").write_text(TRACKER, encoding="utf-8")
    for _ in range(6 * DEEP):
        (book / "own.toml.map").write_bytes(mangled(path.read_bytes(), rng))
        is_answered(
            "import", str(book / "t.csv"), "--map", str(book / "own.toml.map"), "--cases", str(book), "--dry-run"
        )


TRACKER = """Reference,School,Date requested,Requested by,Officer,Decision date,Decision
EHC-1,Oakwood Primary,15/10/2026,parent,okafor,26/11/2026,agreed
EHC-2,"Oakwood, Primary",19/10/2026,school,lee,,
EHC-3,Hill School,2026-06-24T23:00:00Z,parent,,,
"""


def imported(book: Path, name: str) -> None:
    for words in (
        ["import", "--map", "plain", "--dry-run"],
        ["import", "--propose-map"],
        ["reconcile", "--map", "plain"],
    ):
        is_answered(words[0], str(book / name), *words[1:], "--cases", str(book))


def test_a_mangled_csv(book: Path) -> None:
    rng = Random(SEED)
    for _ in range(10 * DEEP):
        (book / "t.csv").write_bytes(mangled(TRACKER.encode(rng.choice(("utf-8", "utf-16", "cp1252"))), rng))
        imported(book, "t.csv")


def workbook() -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    made, out = openpyxl.Workbook(), BytesIO()
    for line in TRACKER.replace('"Oakwood, Primary"', "Oakwood").splitlines():
        made.active.append(line.split(","))
    made.save(out)
    return out.getvalue()


def of_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with its parts changed, packed anew."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return out.getvalue()


def test_a_mangled_workbook(book: Path) -> None:
    rng, content = Random(SEED), workbook()
    with zipfile.ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
    for n in range(8 * DEEP):
        wanted = rng.choice(names)

        def change(name: str, part: bytes, wanted: str = wanted) -> bytes:
            return mangled(part, rng) if name == wanted else part

        (book / "t.xlsx").write_bytes(mangled(content, rng) if n % 3 == 0 else of_parts(content, change))
        imported(book, "t.xlsx")


WORDS = (
    "--cases", "--as-of", "--known-at", "--format", "--plain", "--within", "--officer", "--team", "--rule",
    "--kind", "--tier",
    "--out", "--yes", "--dry-run", "--all", "--remind", "--from", "--to", "--list", "--period", "--by", "--reason",
    "--map",
    "--help", "--", "-", "-3d", "-x", "=", "a=b", "party=", "note=x", "json", "csv", "md", "html", "xlsx", "ics",
    "today",
    "yesterday", "fri", "31/02/2026", "2026-11-20", "9999-12-31", "0001-01-01", "1e9", "99999999999999999999",
    "400d", "5wd",
    "99999999wd", "e1", "week 6", "final-plan", "note-added", "assessment-requested", "EHC-2025-0388", "0388", "1",
    "..",
    "CON", "aux.1", "x" * 300, "\udcff", "\u00e9", "", " ", WHOLE, *ALL,
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_is_typed(book: Path, command: str) -> None:
    """In a casebook that may be written to."""
    rng = Random(f"{SEED} {command}")
    for _ in range(6 * DEEP):
        words = [rng.choice(WORDS).replace("\x00", "") for _ in range(rng.randrange(1, 7))]
        is_answered(command, *words, *(["--cases", str(book)] if rng.random() < 0.8 else []), cwd=book)


def test_a_hundred_thousand_events(book: Path) -> None:
    event = '\n[[event]]\ntype = "note-added"\non = 2026-10-20\nnote = "x"\n'
    many = 100_000 if DEEP > 1 else 3_000
    path = book / "cases" / "EHC-9.toml"
    path.write_text('schema = 1\nref = "EHC-9"\n' + event * many, encoding="utf-8")
    began = time.monotonic()
    assert sendclock("due", "--cases", str(book)).returncode == 0
    assert sendclock("check", "EHC-9", "--cases", str(book)).returncode == 0
    assert time.monotonic() - began < 120


@pytest.mark.parametrize(
    "opening", ["x = " + "[" * 100_000, "x = " + "{a=" * 50_000, "[" + "a." * 100_000 + "a]", "(" * 10**6]
)
def test_nesting_without_end(book: Path, opening: str) -> None:
    for place in (book / "cases" / "EHC-9.toml", book / "sendclock.toml"):
        place.write_text("schema = 1\n" + opening + "\n", encoding="utf-8")
        is_answered("due", "--cases", str(book))
        place.unlink()
