"""Broken files as officers, editors and sync tools make them, each beside exactly what is said of it.

`SENDCLOCK_UPDATE=1 pytest` writes the messages anew: read every one as an officer would at eight in the morning.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendclock.casebook.casefile import Words, read_case
from sendclock.clock.case import Case
from sendclock.files.problem import Problem

BAD = Path(__file__).parent.parent / "bad"
FILES = sorted(BAD.glob("*.toml"))
GOOD = b"""\xef\xbb\xbf# As it came.\r
schema = 1
ref = "good" # the reference
tags = ["looked-after", 'sensory']

[[event]]
id = "e1"
type = "assessment-requested"
at = 2026-09-01T16:50:00+01:00
recorded = 2026-09-02T09:12:00Z
detained = false
note = \"\"\"
[[event]]
on = "x\"\"\"

[[event]]
type = "event-corrected"
on = 2026-09-02
event = "e1"
reason = "It came on the second."
"""


FIXES = (
    "(A double quote|Add|All of them|Close|Compare|Copy|Correct|Did you mean|Every line is|Find|Give|Head|If|Install"
    r"|It belongs|It may have|Keep|Look up|Put|Remove|Restore|Save|Type|Use|Withdraw|Write)\b"
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_broken_file_is_told_apart_in_these_very_words(path: Path, words: Words) -> None:
    case, problems = read_case(path.read_bytes(), path.name, words)
    told = "".join(f"{problem}{' (warning)' * (problem.severity == 'warning')}\n" for problem in problems)
    golden = path.with_suffix(".txt")
    if os.environ.get("SENDCLOCK_UPDATE"):
        golden.write_text(told, encoding="utf-8", newline="\n")
    assert told == golden.read_text(encoding="utf-8")
    assert (case is None) == any(problem.severity == "error" for problem in problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_saved_by_notepad_the_same_is_said_of_the_same_line(path: Path, words: Words) -> None:
    """With the line ends of Windows, with and without a byte order mark."""
    content = path.read_bytes()
    if b"\x00" in content or b"\r" in content:
        pytest.skip("no text of one kind of line ends")
    told = [str(problem) for problem in read_case(content, path.name, words)[1]]
    windows = content.replace(b"\n", b"\r\n")
    assert [str(problem) for problem in read_case(windows, path.name, words)[1]] == told
    marked = windows if windows.startswith(b"\xef\xbb\xbf") else b"\xef\xbb\xbf" + windows
    assert [str(problem) for problem in read_case(marked, path.name, words)[1]] == told


def test_there_are_dozens_and_none_without_its_words() -> None:
    assert len(FILES) >= 100
    assert {path.stem for path in FILES} == {path.stem for path in BAD.glob("*.txt")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_message_is_one_line_that_ends_with_the_fix_and_speaks_no_python(path: Path, words: Words) -> None:
    content = path.read_bytes()
    problems = read_case(content, path.name, words)[1]
    assert bool(problems) != path.name.startswith("fine-")
    for problem in problems:
        assert problem.position.line <= content.count(b"\n") + 1
        assert problem.message.isprintable() and not re.search(r"None|True|False|<class|\{'|\['|Error", problem.message)
        *what, fix = re.split(r"(?<=[.?]) (?=[A-Z])", problem.message)
        assert what and re.match(FIXES, fix), problem.message
        assert problem.message.isascii() or not content.isascii()


def days(case: Case | None) -> list[tuple[str, date]]:
    return [(event.type, event.on) for event in case.events] if case else []


def test_a_file_cut_off_at_any_byte_is_named_or_says_nothing_new(words: Words) -> None:
    whole, _ = read_case(GOOD, "good.toml", words)
    assert len(days(whole)) == 2
    for cut in range(len(GOOD)):
        case, problems = read_case(GOOD[:cut], "good.toml", words)
        assert (case is None) == any(problem.severity == "error" for problem in problems), GOOD[:cut]
        assert days(case) == days(whole)[: len(days(case))], GOOD[:cut]


@given(at=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_a_file_with_a_wrong_byte_is_read_or_named(at: int, byte: int, words: Words) -> None:
    case, problems = read_case(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :], "good.toml", words)
    assert (case is None) == any(problem.severity == "error" for problem in problems)


@given(st.binary() | st.text(alphabet="[]{}\"'=#,.\n\r 2016-aeTx\\\u00a0\u201c").map(str.encode))
def test_a_file_of_anything_is_read_or_named(content: bytes) -> None:
    case, problems = read_case(content, "good.toml", Words({}, (), ()))
    assert case is None  # no such file has a schema and its reference
    assert problems and all(isinstance(each, Problem) and each.message.isprintable() for each in problems)
