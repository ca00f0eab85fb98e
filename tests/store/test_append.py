"""Writing to a case file: not a byte of what is there moves, and nothing is ever half done."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

import needs
from caseload import load
from kill import killed_at
from sendclock.casebook import write
from sendclock.casebook.casefile import Words
from sendclock.days.hours import london_zone
from sendclock.files import disk
from sendclock.files.problem import RefusedError

FILE = "EHC-1.toml"
OLD = b'# ours\nschema = 1\nref = "EHC-1"\n\n[[event]]\ntype = "assessment-requested"\non = 2026-09-01\n'
NOTE = {"type": "note-added", "on": date(2026, 10, 1), "note": "Rang the school."}

LINE = st.sampled_from(["", "  ", "\t", "# a comment", "# [[event]]", "#\u00a3 \u201cquoted\u201d", '# """'])
EVENT = st.sampled_from(
    [
        '[[event]]\ntype = "assessment-requested"\non = 2026-09-01\n',
        "  [[ event ]]  # late\n\ttype='note-added'\n\tat   =   2026-09-01T16:50:00 # London\n\tnote='[/close]'\n",
        '[[event]]\ntype="note-added"\nrecorded=2026-10-25T01:30:00+01:00\nnote = """\n[[event]]\nnote = """\n',
    ]
)
KEY = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True).filter(lambda key: key != "event")
VALUE = (
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.booleans()
    | st.dates()
    | st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.sampled_from([None, UTC, london_zone()]))
)


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A file as somebody typed it."""
    blocks = [draw(LINE), "schema = 1", draw(LINE), 'ref="EHC-1"', *draw(st.lists(LINE | EVENT, max_size=5))]
    text = "\n".join(blocks) + draw(st.sampled_from(["", "\n", "\n\n\n", "\n# the end"]))
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.replace("\n", line_end).encode()


def plain(value: Any) -> Any:
    """To compare what two parsers read: moments by what is written."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def reread(content: bytes) -> Any:
    return plain(tomllib.loads(content.decode("utf-8-sig")))


@given(before=written(), events=st.lists(st.dictionaries(KEY, VALUE, max_size=6), min_size=1, max_size=3))
def test_every_byte_before_stays_and_what_is_added_is_what_was_meant(
    before: bytes, events: list[dict[str, Any]]
) -> None:
    after = write.with_events(before, events, FILE)
    old, new = reread(before), reread(after)
    assert after.startswith(before)
    assert new["event"] == old.get("event", []) + [plain(event) for event in events]
    assert {**new, "event": 0} == {**old, "event": 0}
    if b"\r\n" in before:
        assert b"\n" not in after[len(before) :].replace(b"\r\n", b"")
    else:
        assert b"\r" not in after


def test_the_lines_added_are_those_an_officer_would_type() -> None:
    event = {"id": "e2", **NOTE, "recorded": datetime(2026, 10, 1, 9, 12, tzinfo=london_zone()), "detained": True}
    assert write.with_events(OLD, [event], FILE)[len(OLD) :].decode() == (
        '\n[[event]]\nid = "e2"\ntype = "note-added"\non = 2026-10-01\nnote = "Rang the school."\n'
        "recorded = 2026-10-01T09:12:00+01:00\ndetained = true\n"
    )


@pytest.mark.parametrize("fold", [0, 1])
def test_one_may_record_in_the_night_the_clocks_go_back(fold: int) -> None:
    moment = datetime(2026, 10, 25, 1, 30, fold=fold, tzinfo=london_zone())
    after = write.with_events(OLD, [{**NOTE, "recorded": moment}], FILE)
    assert f"recorded = 2026-10-25T01:30:00+0{1 - fold}:00".encode() in after


def test_events_in_one_list_are_refused_with_what_to_do() -> None:
    before = b'schema = 1\nref = "EHC-1"\nevent = [{ type = "assessment-requested", on = 2026-09-01 }]\n'
    with pytest.raises(RefusedError) as raised:
        write.with_events(before, [NOTE], FILE)
    assert str(raised.value) == (
        "EHC-1.toml:5: event is already written as one list at line 3, to which nothing can be added. Write each entry "
        "of that list as a table of its own, headed [[event]].\nNothing was written to EHC-1.toml."
    )


def test_a_file_that_is_already_broken_is_refused_at_its_own_mistake() -> None:
    with pytest.raises(RefusedError, match=r'EHC-1\.toml:9: "31/02/2026" is not a date'):
        write.with_events(OLD + b"\nserved = 31/02/2026\n", [NOTE], FILE)


def test_what_would_not_read_back_as_meant_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"would not read back as meant\. Nothing was written"):
        write.with_events(OLD, [{**NOTE, "contact": {"name": "x"}}], FILE)


@pytest.mark.parametrize(
    ("taken", "ids"),
    [
        ((), ["e1", "e2"]),
        (("e1",), ["e2", "e3"]),
        (("first", "second"), ["e3", "e4"]),
        (("e1", "e3"), ["e4", "e5"]),
        (("e1", "e4"), ["e5", "e6"]),  # e3 is free, and e4 is not
        (("e2", "e3", "e4"), ["e5", "e6"]),
        (("a", "b", "c", "e5"), ["e6", "e7"]),
        (("e9",), ["e2", "e3"]),
    ],
)
def test_an_event_has_an_id_that_no_other_has(taken: tuple[str, ...], ids: list[str]) -> None:
    made = write.stamped([NOTE, NOTE], taken, datetime(2026, 10, 1, 9, 12, tzinfo=london_zone()), "okafor")
    assert [event["id"] for event in made] == ids


def test_the_keys_of_an_event_stand_in_one_order_and_its_note_last() -> None:
    now = datetime(2026, 10, 1, 9, 12, tzinfo=london_zone())
    typed = {"note": "x", "panel": "EHC", "served": date(2026, 10, 1), "by": "me", "about": "plan", "party": "LA"}
    (made,) = write.stamped([{**typed, "at": now, "on": date(2026, 10, 1), "type": "panel-listed"}], (), now, "okafor")
    assert list(made) == ["id", "type", "on", "at", "recorded", "by", "party", "served", "panel", "about", "note"]
    assert (made["by"], made["recorded"], made["note"]) == ("okafor", now, "x")


@pytest.mark.parametrize(
    ("before", "begins"),
    [(b"a = 1", b"\n\n[[event]]\n"), (b"a = 1\n", b"\n[[event]]\n"),
     (b"a = 1\r\nb = 2", b"\r\n\r\n[[event]]\r\n"), (b"a = 1\r\n", b"\r\n[[event]]\r\n")],
)  # fmt: skip
def test_one_line_stays_free_before_an_event(before: bytes, begins: bytes) -> None:
    assert write.with_events(before, [NOTE], FILE).startswith(before + begins + b"type = ")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_tables_are_added_to_settings_as_somebody_would_type_them(end: str, last: bool) -> None:
    """A list stands on one line where it has a hundred letters at most; a group without a table is not written."""
    short, long = ["x" * 98], ["x" * 99]
    before = end.join(["# ours", "schema = 1", "[teams.north]", 'lead = "okafor"']) + (end if last else "")
    tables = {"teams": {}, "officers": {"singh": {"ages": [0, 16], "settings": short}, "lee": {"settings": long}}}
    after = write.with_tables(before.encode(), tables, "sendclock.toml").decode()
    assert after == before + end.join([
        *([] if last else [""]), "", "[officers.singh]", "ages = [0, 16]", f'settings = ["{"x" * 98}"]', "",
        "[officers.lee]", "settings = [", f'    "{"x" * 99}",', "]", "",
    ])  # fmt: skip
    assert tomllib.loads(after)["officers"] == tables["officers"]
    alone = write.with_tables(b"schema = 1\n", tables, "sendclock.toml").decode()
    assert tomllib.loads(alone) == {"schema": 1, "officers": tables["officers"]}


def test_tables_that_cannot_be_added_are_refused_and_nothing_is_written() -> None:
    for before, told in (
        (b"", r"sendclock\.toml: the file is empty"),
        (b"schema = \n", r"sendclock\.toml:1: "),
        (b"officers = { singh = {} }\n", r"sendclock\.toml"),
        (b"[officers.singh]\n", r"sendclock\.toml"),
    ):
        with pytest.raises(RefusedError, match=told) as raised:
            write.with_tables(before, {"officers": {"singh": {"ages": [0, 16]}}}, "sendclock.toml")
        assert "Nothing was written" in str(raised.value)
    with pytest.raises(RefusedError, match=r"the tables would not read back as meant\. Nothing was written"):
        write.with_tables(b"schema = 1\n", {"officers": {"singh": {"ages": (0, 16)}}}, "sendclock.toml")


def test_a_new_case_is_on_the_disk_before_anybody_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless a thousand are written at once: then the disk writes them when it likes."""
    flushed, sync = list[int](), os.fsync
    monkeypatch.setattr(disk.os, "fsync", lambda number: (flushed.append(number), sync(number))[1])
    words, head = Words({}, frozenset(), frozenset()), {"schema": 1, "ref": "EHC-2"}
    write.new_file(path.with_name("EHC-2.toml"), head, [], words).put()
    assert flushed
    flushed.clear()
    write.new_file(path.with_name("EHC-3.toml"), {**head, "ref": "EHC-3"}, [], words).put(flush=False)
    assert not flushed
    write.write(path.with_name("EHC-4.toml"), None, b"x = 1\n")
    assert flushed


MOMENT = datetime(2026, 10, 25, 1, 30, tzinfo=london_zone())
MEANT = 'type = "note-added"\non = 2026-10-01\nnote = "Rang the school."\nat = 2026-10-25T01:30:00+01:00\n'


@pytest.mark.parametrize(
    ("slip", "by"),
    [
        ("2026-10-01", "2026-10-02"),
        ("Rang", "rang"),
        ('note = "Rang the school."\n', ""),
        ("+01:00", "+00:00"),
        ("+01:00", ""),
        ('"note-added"', '"note-added"\nparty = "LA"'),
        ('"note-added"', '["note-added"]'),
        (MEANT, f"{MEANT}[[event]]\n{MEANT}"),
        (MEANT, f"{MEANT}[more]\n"),
    ],
)
def test_an_event_that_would_be_another_is_never_written(monkeypatch: pytest.MonkeyPatch, slip: str, by: str) -> None:
    """Whatever goes wrong in the library that writes it."""
    event = {**NOTE, "at": MOMENT}
    monkeypatch.setattr("tomli_w.dumps", lambda _: MEANT)
    assert write.with_events(OLD, [event], FILE) == OLD + f"\n[[event]]\n{MEANT}".encode()
    monkeypatch.setattr("tomli_w.dumps", lambda _: MEANT.replace(slip, by))
    with pytest.raises(RefusedError, match=r"would not read back as meant\. Nothing was written"):
        write.with_events(OLD, [event], FILE)


def test_what_will_stand_there_is_seen_before_it_is_written(path: Path, words: Words) -> None:
    event = {"id": "e2", **NOTE}
    made = write.added(path, OLD, [event], words)
    assert (made.before, made.after, made.stood) == (OLD, write.with_events(OLD, [event], FILE), OLD.count(b"\n"))
    assert made.case is not None and [each.type for each in made.case.events] == ["assessment-requested", "note-added"]
    assert path.read_bytes() == OLD
    made.put()
    assert path.read_bytes() == made.after


# The disk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_bytes(OLD)
    return tmp_path / FILE


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "LOCK_SECONDS", 0.1)


def note(path: Path, text: str = "Rang the school.") -> None:
    before = path.read_bytes()
    write.write(path, before, write.with_events(before, [{**NOTE, "note": text}], FILE))


def notes(path: Path) -> list[str]:
    return [event["note"] for event in reread(path.read_bytes())["event"] if "note" in event]


def test_what_is_written_is_there_and_nothing_is_left_beside_it(path: Path) -> None:
    note(path)
    assert path.read_bytes() == write.with_events(OLD, [NOTE], FILE)
    assert os.listdir(path.parent) == [FILE]


@pytest.mark.parametrize("meanwhile", [OLD + b"# seen\n", OLD[:-1], b""], ids=["longer", "shorter", "empty"])
def test_a_file_that_changed_underneath_is_left_alone(path: Path, meanwhile: bytes) -> None:
    path.write_bytes(meanwhile)
    with pytest.raises(RefusedError, match=r"was changed by somebody else just now\. Nothing was"):
        write.write(path, OLD, OLD + b"# mine\n")
    assert path.read_bytes() == meanwhile


def test_a_file_that_went_away_underneath_is_not_brought_back(path: Path) -> None:
    path.unlink()
    with pytest.raises(RefusedError, match="Nothing was written"):
        write.write(path, OLD, OLD + b"# mine\n")
    assert not path.exists()


def test_a_new_case_never_takes_the_place_of_one_that_is_there(path: Path) -> None:
    with pytest.raises(RefusedError, match="already exists"):
        write.write(path, None, b"mine")
    assert path.read_bytes() == OLD
    write.write(path.with_name("EHC-2.toml"), None, b"mine")
    assert path.with_name("EHC-2.toml").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other modes")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_who_may_read_the_file_does_not_change(path: Path, mode: int) -> None:
    path.chmod(mode)
    note(path)
    assert path.stat().st_mode & 0o777 == mode


@needs.links
def test_a_link_stays_a_link(path: Path) -> None:
    real = path.with_name("elsewhere")
    path.rename(real)
    path.symlink_to(real)
    note(path)
    assert path.is_symlink() and notes(real) == ["Rang the school."]


def test_a_share_that_says_no_twice_is_asked_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, said = os.replace, []

    def sulk(old: str, new: str) -> None:
        said.append(new)
        if len(said) < 3:
            raise PermissionError(errno.EACCES, "Access is denied")
        replace(old, new)

    monkeypatch.setattr(disk, "exchange", lambda *_: False)  # no share trades names
    monkeypatch.setattr(disk.os, "replace", sulk)
    note(path)
    assert len(said) == 3 and notes(path) == ["Rang the school."]


def fails(number: int, words: str) -> Callable[..., Never]:
    def of(*_: object) -> Never:
        raise OSError(number, words)

    return of


@pytest.mark.parametrize(
    ("step", "number", "words", "told"),
    [
        ("replace", errno.EACCES, "Access is denied", "another program holds it. Nothing was written; try again."),
        (
            "fsync",
            errno.ENOSPC,
            "No space left on device",
            r"cannot be written \(no space left on device\). Nothing was",
        ),
        pytest.param(
            "chmod",
            errno.EPERM,
            "Operation not permitted",
            r"cannot be written \(operation not permitted\). Nothing was",
            marks=needs.modes,
        ),
    ],
)
def test_a_disk_that_says_no_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, words: str, told: str
) -> None:
    path.chmod(0o640)  # so that there is something to change
    if step == "replace":
        monkeypatch.setattr(disk, "exchange", lambda *_: False)  # no share trades names
    monkeypatch.setattr(disk.os, step, fails(number, words))
    monkeypatch.setattr(disk.time, "sleep", lambda seconds: None)
    with pytest.raises(RefusedError, match=told):
        note(path)
    assert path.read_bytes() == OLD
    assert os.listdir(path.parent) == [FILE]


# Other programs

HOLD = """
import sys, time
from pathlib import Path
from sendclock.files import disk
with disk.locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that holds the lock."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_whoever_holds_the_lock_is_named_and_not_waited_for_long(path: Path, holder: subprocess.Popen[str]) -> None:
    began = time.monotonic()
    with pytest.raises(
        RefusedError, match=rf"somebody else is writing to it \(program {holder.pid} on \S+\)\. Nothing"
    ):
        note(path)
    assert time.monotonic() - began < 3
    assert path.read_bytes() == OLD


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_the_lock_of_a_program_that_died_is_taken_over(path: Path, holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.wait()
    assert path.with_name(f".{FILE}.lock").exists()
    note(path)
    assert os.listdir(path.parent) == [FILE] and notes(path) == ["Rang the school."]


@pytest.mark.usefixtures("impatient")
def test_a_lock_from_another_machine_is_respected_and_named_with_what_to_do(path: Path) -> None:
    lock = path.with_name(f".{FILE}.lock")
    lock.write_bytes(b"4711\nLAPTOP7\n")
    named = re.escape(disk.shown(lock))
    with pytest.raises(RefusedError, match=rf"program 4711 on LAPTOP7.* If nobody is, delete {named}\."):
        note(path)
    assert lock.exists() and path.read_bytes() == OLD


@pytest.mark.usefixtures("impatient")
def test_a_lock_whose_maker_died_before_signing_it_does_not_hold_for_ever(path: Path) -> None:
    path.with_name(f".{FILE}.lock").touch()
    note(path)
    assert os.listdir(path.parent) == [FILE] and notes(path) == ["Rang the school."]


WRITE_TWENTY = """
import sys, time
from datetime import date
from pathlib import Path
from sendclock.files.problem import RefusedError
from sendclock.casebook import write
path, name = Path(sys.argv[1]), sys.argv[2]
for n in range(20):
    event = {"type": "note-added", "on": date(2026, 10, 1), "note": f"{name} {n}"}
    while True:
        before = path.read_bytes()
        try:
            write.write(path, before, write.with_events(before, [event], path.name))
            break
        except RefusedError:
            time.sleep(0.001)
"""


@pytest.mark.slow
def test_two_who_write_at_once_lose_nothing(path: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", WRITE_TWENTY, str(path), name]) for name in ("okafor", "singh")]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    there = notes(path)
    for name in ("okafor", "singh"):  # all of each, in order
        assert [text for text in there if text.startswith(name)] == [f"{name} {n}" for n in range(20)]
    assert len(there) == 40 and path.read_bytes().startswith(OLD)
    assert os.listdir(path.parent) == [FILE]


# Killed


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.usefixtures("impatient")
def test_killed_at_any_point_the_file_is_wholly_old_or_wholly_new(tmp_path: Path, words: Words) -> None:
    new = write.with_events(OLD, [NOTE], FILE)
    found, step = [], 0
    while True:
        step += 1
        path = tmp_path / str(step) / FILE
        path.parent.mkdir()
        path.write_bytes(OLD)
        killed = killed_at(step, partial(write.write, path, OLD, new))
        content = path.read_bytes()
        assert content in (OLD, new), f"torn at step {step}"
        caseload = load(words, path.parent)
        assert [case.ref for case in caseload.cases] == ["EHC-1"] and not caseload.problems, f"leftovers read at {step}"
        note(path, "After the fall.")
        assert path.read_bytes() == write.with_events(content, [{**NOTE, "note": "After the fall."}], FILE)
        assert os.listdir(path.parent) == [FILE], f"leftovers stay at step {step}"
        found.append(content == new)
        if not killed:
            break
    assert step > 20 and found == sorted(found) and not found[0] and found[-1]


def test_what_a_killed_write_leaves_is_no_case_and_in_nobody_s_way(path: Path, words: Words) -> None:
    path.with_name(f".{FILE}.new").write_bytes(OLD[:40])
    caseload = load(words, path.parent)
    assert [case.ref for case in caseload.cases] == ["EHC-1"] and caseload.complete
    note(path)
    assert os.listdir(path.parent) == [FILE] and notes(path) == ["Rang the school."]
