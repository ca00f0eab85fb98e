"""No edit of one character or one line takes a case off the list without an answer saying so.

`make deep` makes fifty times the edits (SENDCLOCK_DEEP); what it found last is in `docs/reliability.md`.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from itertools import islice
from random import Random

import pytest
import rtoml

from run import ROOT, sendclock
from sendclock.files.name import with_hyphens

from .edits import slips

SEED = int(os.environ.get("SENDCLOCK_DEEP_SEED", "1"))
DEEP = 50 if os.environ.get("SENDCLOCK_DEEP") else 1
CASES = sorted((ROOT / "cases").rglob("EHC-*.toml"))
FAR = ("--within", "1500w", "--kind", "deadline", "--kind", "window", "--kind", "limit", "--kind", "bar")
STATES = ("running", "waiting", "ended", "nothing-running", "unreadable", "closed")
LINE = re.compile(r"sendclock\.toml:\d+: ")
OTHER = "EHC-2026-0101"  # the case beside it, which nobody touched


def answered(*words: str) -> tuple[int, dict | None, str]:
    """The exit code, the JSON answer if there is one, and what was said beside it. A bug raises."""
    told = sendclock(*words)
    assert told.returncode in (0, 2, 3, 4, 5), (told.returncode, told.stderr)
    return told.returncode, json.loads(told.stdout) if told.stdout else None, told.stderr


def states(accounted: dict) -> dict[str, int]:
    assert set(accounted) == set(STATES)
    return {kind: n if isinstance(n, int) else len(n) for kind, n in accounted.items()}


def names_a_line(problem: dict, file: str) -> bool:
    return problem["file"].endswith(file) and bool(problem["line"] or "empty" in problem["message"])


def every_file_accounted(answer: dict, files: int) -> dict[str, int]:
    counted = states(answer["accounted"])
    assert sum(counted.values()) == files, counted
    assert answer["cases_read"] + answer["cases_unreadable"] == files
    assert counted["unreadable"] == answer["cases_unreadable"]
    return counted


@pytest.mark.parametrize(
    "file", [pytest.param(path, id=path.stem, marks=[pytest.mark.slow] * bool(n % 4)) for n, path in enumerate(CASES)]
)
def test_an_edited_case_file_is_answered_or_named(file, tmp_path):
    book = tmp_path / "cases"
    book.mkdir()
    shutil.copy(ROOT / "cases" / f"{OTHER}.toml", book / "EHC-2020-0001.toml")
    other = book / "EHC-2020-0001.toml"
    other.write_text(other.read_text(encoding="utf-8").replace(OTHER, other.stem), encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    (book / file.name).write_text(text, encoding="utf-8")
    _, before, _ = answered("due", "--format", "json", "--no-index", *FAR, "--cases", str(book))
    ended = every_file_accounted(before, 2)["ended"]
    for edited in islice(slips(text, Random(f"{SEED} {file.stem}")), 13 * DEEP if DEEP > 1 else 8):
        (book / file.name).write_bytes(edited.encode("utf-8"))
        code, answer, said = answered("due", "--format", "json", "--no-index", *FAR, "--cases", str(book))
        assert answer is not None, said
        counted = every_file_accounted(answer, 2)
        assert any(row["case"] == other.stem for row in answer["rows"]), edited
        if counted["unreadable"]:
            assert code == 3
            assert any(names_a_line(problem, file.name) for problem in answer["problems"]), (answer["problems"], edited)
            continue
        named = [each["case"] for kind in ("waiting", "nothing-running") for each in answer["accounted"][kind]]
        listed = {row["case"] for row in answer["rows"]} - {other.stem}
        over = counted["ended"]
        assert len(listed | set(named)) + (over and not listed) >= 1, ("off the list, unsaid", edited)
        if over > ended:  # then the file says so: a word an edit cannot spell
            assert "case-closed" in edited or "moved" in edited or "ceased" in edited, edited


# A quarter of the slips in a file of its own is quick; the other three are slow.
QUARTERS = [0, *(pytest.param(part, marks=pytest.mark.slow) for part in (1, 2, 3))]


def _may_be_called(name: str) -> bool:
    return os.name != "nt" or not (set(name) & set('<>:"|?*') or name[-1] in " .")


def test_a_case_file_with_an_edited_name_is_answered_or_named(tmp_path):
    """A slip in the name takes nobody off the list: what is in it still reads as a case."""
    text = (ROOT / "cases" / f"{OTHER}.toml").read_text(encoding="utf-8")
    whole = f"{OTHER}.toml"
    for name in islice(slips(whole, Random(f"{SEED} names")), 40 * DEEP):
        if set(name) & set("/\\\0\n\r") or len(name) < 3 or not _may_be_called(name):
            continue
        place = tmp_path / "cases"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        (place / name).write_text(text, encoding="utf-8")
        code, answer, said = answered("due", "--format", "json", "--no-index", *FAR, "--cases", str(place))
        assert answer is not None, (name, said)
        counted = every_file_accounted(answer, 1)
        if name.lower() != whole.lower() or counted["unreadable"]:  # capitals in the ending are as good
            assert code == 3 and counted["unreadable"] == 1 and answer["problems"], (name, answer["problems"])


@pytest.mark.parametrize("quarter", QUARTERS)
def test_an_edited_settings_file_is_answered_or_named(tmp_path, quarter):
    text = (ROOT / "cases" / "sendclock.toml").read_text(encoding="utf-8")
    for name in (OTHER, "EHC-2026-0106"):
        shutil.copy(ROOT / "cases" / f"{name}.toml", tmp_path)
    settings = tmp_path / "sendclock.toml"
    for edited in islice(slips(text, Random(f"{SEED} settings")), quarter, 100 * DEEP, 4):
        settings.write_bytes(edited.encode("utf-8"))
        code, answer, said = answered("due", "--format", "json", "--no-index", *FAR, "--cases", str(tmp_path))
        if answer is None:
            assert code == 4 and LINE.search(said), (code, said, edited)
            continue
        every_file_accounted(answer, 2)
        assert {row["case"] for row in answer["rows"]} == {OTHER, "EHC-2026-0106"}
        assert is_toml(edited) or not answer["complete"], edited
        if not answer["complete"]:
            assert code == 3
            # What is gone or has another name is named where the pack asks for it.
            files = ("sendclock.toml", "exampleshire.toml")
            told = [each for each in answer["problems"] for file in files if names_a_line(each, file)]
            assert told, (answer["problems"], edited)


def is_toml(text: str) -> bool:
    try:
        rtoml.loads(text.removeprefix("\ufeff"))
    except rtoml.TomlParsingError:
        return False
    return True


MAP = """schema = 1
title = "tracker"
[case]
ref = { column = "Ref" }
setting = { column = "School", optional = true }
[[event]]
type = "assessment-requested"
on = { column = "Received" }
requester = { column = "Source", values = { "Parent" = "family", "School" = "setting" } }
[[event]]
type = "draft-plan-sent"
on = { column = "Draft", optional = true }
"""
SHEET = """Ref,Received,Source,School,Draft
EHC-2026-0901,03/06/2026,Parent,"Elm Park, Upper",
EHC-2026-0902,14/06/2026,School,Oakwood Primary,21/09/2026

EHC-2026-0903,30/06/2026,Parent,"Hillcrest
Primary",01/10/2026
EHC-2026-0904,01/07/2026,Parent,Larch Hill,
"""


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_row_of_an_edited_tracker_adds_up(tmp_path, quarter):
    (tmp_path / "map.toml").write_text(MAP, encoding="utf-8")
    book = tmp_path / "cases"
    book.mkdir()
    sheet = tmp_path / "tracker.csv"
    words = (
        "import",
        "--dry-run",
        "--format",
        "json",
        str(sheet),
        "--map",
        str(tmp_path / "map.toml"),
        "--cases",
        str(book),
    )
    for edited in islice(slips(SHEET, Random(f"{SEED} tracker")), quarter, 100 * DEEP, 4):
        sheet.write_bytes(edited.encode("utf-8"))
        code, answer, said = answered(*words)
        if answer is None:
            assert code == 4 and "tracker.csv" in said, (said, edited)
            continue
        taken = {row for case in answer["rows"] for row in case["rows"]}
        refused = {each["line"] for each in answer["problems"]}
        apart = len(answer["rows_same"]) + len(answer["rows_passed_over"])
        assert answer["rows_read"] == len(taken) + answer["rows_left_out"] + apart, (answer, edited)
        lines = answer["lines"]
        assert lines.pop("lines") == sum(lines.values()) == len(edited.splitlines()), (answer, edited)
        assert (code == 3) == bool(answer["rows_left_out"]) or answer["problems"], (answer, edited)
        assert answer["rows_left_out"] <= len(refused), (answer["problems"], edited)
        # Every reference that stands at the head of a line is a case or within a row that is named. Spaces, slashes of
        # both kinds, colons and long dashes in one are written as a hyphen.
        wanted = {
            re.sub(r"[\s/\\:]+", "-", with_hyphens(line.split(",")[0])).strip("-")
            for line in edited.splitlines()[1:]
            if line.startswith("EHC-2026-090")
        }
        found = {case["case"] for case in answer["rows"]}
        if not answer["problems"] and not answer["notes"]:
            assert wanted <= found or not sane(edited), (wanted - found, edited)


def sane(text: str) -> bool:
    """Whether a reader of CSV finds as many rows as lines begin with a reference: no quote runs over one."""
    rows = [row for row in csv.reader(io.StringIO(text)) if any(row)]
    return all("EHC" not in cell for row in rows[1:] for cell in row[1:])
