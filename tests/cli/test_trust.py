"""Who recorded what; what was changed by hand; how long a case is kept; a case taken away; what leaves the casebook."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

import needs
from run import sendclock
from sendclock.casebook import facts
from sendclock.files import disk

GIT = shutil.which("git")
needs_git = pytest.mark.skipif(GIT is None, reason="git is not here")
BORN, NOTE = "2011-03-07", "Zebedee Quillfeather rang"
HEAD = 'schema = 1\nref = "{ref}"\nborn = {born}\nsetting = "Oakwood Primary"\n'
EVENT = '\n[[event]]\nid = "{id}"\ntype = "{type}"\non = {on}\nrecorded = {on}T10:00:00+00:00\nby = "{by}"\n'


def event(id: str, type: str, on: str, by: str = "okafor", **fields: str) -> str:
    said = "".join(f"{name} = {value if value[:2] == '20' else json.dumps(value)}\n" for name, value in fields.items())
    return EVENT.format(id=id, type=type, on=on, by=by) + said


ASKED = event("e1", "assessment-requested", "2026-10-15", requester="family")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book" / "cases").mkdir(parents=True)
    settings = 'schema = 1\n[retention]\nbirthday = 25\nended = 6\nhold = ["hold"]\n[officers.okafor]\n'
    (tmp_path / "book" / "sendclock.toml").write_text(settings, encoding="utf-8")
    return tmp_path / "book"


def case(book: Path, ref: str, *events: str, born: str = BORN, more: str = "") -> Path:
    path = book / "cases" / f"{ref}.toml"
    path.write_text(HEAD.format(ref=ref, born=born) + more + "".join(events), encoding="utf-8")
    return path


def told(*words: str, book: Path) -> dict:
    ran = sendclock(*words, "--cases", str(book), "--format", "json")
    assert ran.returncode in (0, 3), ran.stderr
    return json.loads(ran.stdout)


# --- audit


@pytest.fixture
def corrected(book: Path) -> Path:
    case(
        book, "EHC-1", ASKED,
        event("e2", "note-added", "2026-10-20", note=NOTE),
        event("c1", "event-corrected", "2026-10-14", "singh", event="e1", reason="Date stamp misread"),
        event("c2", "event-corrected", "2026-10-20", "singh", event="e1", requester="setting", reason="School"),
        event("w1", "event-withdrawn", "2026-10-21", "lee", event="e2", reason="Another child"),
        '\n[[event]]\ntype = "note-added"\non = 2026-10-22\nnote = "typed"\n',
    )  # fmt: skip
    return book


def test_audit_says_who_when_what_was_before_and_why(corrected: Path) -> None:
    answer = told("audit", "EHC-1", book=corrected)
    rows = {row["event"]: row for row in answer["rows"]}
    assert [row["line"] for row in answer["rows"]] == sorted(row["line"] for row in answer["rows"])
    assert (answer["corrected"], answer["withdrawn"], answer["by_hand"]) == (1, 1, 1)
    assert rows["e1"]["on"] == "2026-10-15" and rows["e1"]["changes"] == ["c1", "c2"]  # as first recorded
    assert rows["e1"]["then"] == (
        "corrected by c1, singh, Wed 14 Oct 2026: Date stamp misread; corrected by c2, singh, Tue 20 Oct 2026: School"
    )
    assert rows["c1"]["was"] == "on: Thu 15 Oct 2026" and rows["c2"]["was"] == "requester: family"
    assert rows["e2"]["then"] == "withdrawn by w1, lee, Wed 21 Oct 2026: Another child"
    typed = answer["rows"][-1]
    assert (typed["recorded"], typed["by"], typed["after"]) == (None, None, None)


def test_audit_in_every_format(corrected: Path) -> None:
    plain = sendclock("audit", "EHC-1", "--cases", str(corrected), "--plain").stdout
    assert "By: okafor 2, singh 2, lee 1, not said 1" in plain and "Since then: withdrawn by w1, lee" in plain
    for form, sign in (("html", "<table"), ("csv", "recorded,by,event"), ("md", "| Recorded |"), ("table", "Recorded")):
        assert sign in sendclock("audit", "EHC-1", "--cases", str(corrected), "--format", form).stdout
    assert BORN not in plain


def test_audit_of_moments_with_and_without_an_offset(book: Path) -> None:
    case(
        book, "EHC-1", ASKED.replace("T10:00:00+00:00", "T10:00:00"), event("e2", "note-added", "2026-10-20", note="x")
    )
    assert "Recorded: Thursday 15 October 2026 to Tuesday 20" in sendclock("audit", "1", "--cases", str(book)).stdout


def test_what_is_typed_in_another_encoding_is_refused(book: Path) -> None:
    path = case(book, "EHC-1", ASKED)
    before = path.read_bytes()
    ran = sendclock("note", "EHC-1", "caf\udce9", "--cases", str(book))
    assert ran.returncode == 2 and "not UTF-8" in ran.stderr and path.read_bytes() == before


def test_audit_as_known_then(corrected: Path) -> None:
    answer = told("audit", "EHC-1", "--known-at", "2026-10-16", book=corrected)
    assert [row["event"] for row in answer["rows"]] == ["e1", "c1"]


# --- what was changed by hand


def git(book: Path, *words: str, by: str = "okafor") -> None:
    who = ["-c", f"user.name={by}", "-c", "user.email=x@council.example", "-c", "commit.gpgsign=false"]
    subprocess.run([str(GIT), *who, *words], cwd=book, check=True, capture_output=True)


def commit(book: Path, by: str = "okafor") -> None:
    git(book, "add", "-A")
    git(book, "commit", "-q", "-m", "x", by=by)


@pytest.fixture
def kept(book: Path) -> Path:
    case(book, "EHC-1", ASKED, event("e2", "note-added", "2026-10-20", note=NOTE))
    case(book, "EHC-2", ASKED)
    git(book, "init", "-q")
    commit(book)
    return book


def history(book: Path) -> list[tuple[str, str, str]]:
    found = told("check", "--history", book=book)["problems"]
    return [(Path(each["file"]).name, each["code"], each["message"]) for each in found]


def edit(book: Path, ref: str, old: str, new: str) -> None:
    path = book / "cases" / f"{ref}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@needs_git
def test_what_is_only_added_or_moved_is_no_edit(kept: Path) -> None:
    assert sendclock("record", "EHC-1", "note-added", "2026-11-01", "note=x", "--cases", str(kept)).returncode == 0
    assert sendclock("correct", "EHC-1", "e1", "on=2026-10-14", "--reason", "x", "--cases", str(kept)).returncode == 0
    edit(kept, "EHC-2", "schema = 1\n", "schema = 1\n# a comment\n")
    commit(kept)
    (kept / "cases" / "closed").mkdir()
    git(kept, "mv", "cases/EHC-2.toml", "cases/closed/EHC-2.toml")
    commit(kept)
    assert history(kept) == []


@needs_git
def test_an_event_changed_by_hand_is_named_with_who_and_when(kept: Path) -> None:
    edit(kept, "EHC-1", "on = 2026-10-15", "on = 2026-10-05")
    commit(kept, by="singh")
    ((file, code, message),) = history(kept)
    assert (file, code) == ("EHC-1.toml", "edited-by-hand")
    assert re.match(r"event e1 was changed by hand in commit [0-9a-f]{10} of \d{4}-\d\d-\d\d by singh: on\.", message)
    edit(kept, "EHC-1", NOTE, "Nothing")
    (_, uncommitted) = sorted(history(kept), key=lambda each: "not yet committed" in each[2])
    assert "event e2 was changed by hand and not yet committed: note." in uncommitted[2]
    assert NOTE not in str(history(kept)) and "2026-10-05" not in str(history(kept))


@needs_git
def test_so_is_one_taken_out_and_a_case_that_is_gone(kept: Path) -> None:
    path = kept / "cases" / "EHC-1.toml"
    path.write_text(path.read_text(encoding="utf-8").split('\n[[event]]\nid = "e2"')[0], encoding="utf-8")
    (kept / "cases" / "EHC-2.toml").unlink()
    commit(kept, by="lee")
    one, other = history(kept)
    assert one[:2] == ("EHC-1.toml", "edited-by-hand") and "event e2 was taken out by hand in commit" in one[2]
    assert other[:2] == ("EHC-2.toml", "case-gone") and "by lee" in other[2]


@needs_git
def test_what_came_back_in_another_place_is_compared_with_what_it_was(kept: Path) -> None:
    path = kept / "cases" / "EHC-2.toml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    commit(kept)
    (kept / "cases" / "sub").mkdir()
    (kept / "cases" / "sub" / "EHC-2.toml").write_text(text.replace("family", "setting"), encoding="utf-8")
    commit(kept)
    assert [each[2].split(" in commit")[0] for each in history(kept)] == ["event e1 was changed by hand"]


def test_where_there_is_no_history_that_is_said(book: Path) -> None:
    case(book, "EHC-1", ASKED)
    ((_, code, message),) = history(book)
    assert code == "no-history" and "not kept in git" in message


@needs_git
def test_git_that_is_missing_or_cannot_read_is_said_and_is_no_success(kept: Path, tmp_path: Path) -> None:
    for ran in (
        sendclock("check", "--history", "--cases", str(kept), PATH=str(tmp_path)),
        (kept / ".git" / "HEAD").write_text("nonsense", encoding="utf-8")
        and sendclock("check", "--history", "--cases", str(kept)),
    ):
        assert ran.returncode == 3 and "cannot be told: git" in ran.stdout and "EHC" not in ran.stderr


@needs_git
def test_nothing_of_a_repository_is_run(kept: Path, tmp_path: Path) -> None:
    sign = tmp_path / "ran"
    script = tmp_path / "script.sh"
    script.write_text(f"#!/bin/sh\ntouch '{sign}'\n", encoding="utf-8")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv", "core.sshCommand", "gpg.program"):
        git(kept, "config", key, str(script))
    git(kept, "config", "log.showSignature", "true")
    (kept / ".gitattributes").write_text("*.toml diff=x\n", encoding="utf-8")
    for hook in ("post-checkout", "pre-commit", "reference-transaction"):
        shutil.copy(script, kept / ".git" / "hooks" / hook)
    assert history(kept) == []
    assert not sign.exists()


@pytest.mark.parametrize(
    "words", [["--history", "--privacy"], ["--history", "EHC-1"], ["--history", "--officer", "okafor"]]
)
def test_what_does_not_go_together_is_refused(book: Path, words: list[str]) -> None:
    case(book, "EHC-1", ASKED)
    assert sendclock("check", *words, "--cases", str(book)).returncode == 2


# --- what may be personal data


PERSONAL = {
    "Ring Zebedee Quillfeather back": "a person's name", "Mum Zainab rang": "a person's name",
    "Mrs Okonkwo-Hale": "a person's name", "on 07700 900123 after four": "a telephone number",
    "lives at SW1A 1AA": "a postcode", "12 Elm Road": "an address", "a@b.example": "an e-mail address",
    "AB 12 34 56 C": "a National Insurance number", "dob 07/03/2011": "a date of birth",
    "seen 07/03/2011": "the day of birth", "NHS 943 476 5919": "an NHS number",
}  # fmt: skip


@pytest.mark.parametrize(("note", "what"), PERSONAL.items())
def test_privacy_names_what_it_may_be_and_repeats_nothing(book: Path, note: str, what: str) -> None:
    case(book, "EHC-1", ASKED, event("e2", "note-added", "2026-10-20", note=note))
    os.chmod(book / "cases", 0o700)
    ran = sendclock("check", "--privacy", "--cases", str(book))
    assert re.search(rf'EHC-1\.toml:\d+: "note" may hold {what}\.', ran.stdout) and ran.returncode == 0
    assert note not in ran.stdout


def test_privacy_finds_nothing_in_what_is_none(book: Path) -> None:
    notes = "Oakwood Primary; Educational Psychology chased; week 6 met; 14/11/2026 panel; EHC plan 2026-27"
    case(book, "EHC-1", ASKED, event("e2", "note-added", "2026-10-20", note=notes))
    os.chmod(book / "cases", 0o700)
    assert "No problems." in sendclock("check", "--privacy", "--cases", str(book)).stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_privacy_says_that_a_folder_is_open_to_all(book: Path) -> None:
    path = case(book, "EHC-1", ASKED)
    os.chmod(book / "cases", 0o755)
    os.chmod(path, 0o644)
    assert "can be read by every user" in sendclock("check", "--privacy", "--cases", str(book)).stdout
    os.chmod(path, 0o640)
    assert "can be read by every user" not in sendclock("check", "--privacy", "--cases", str(book)).stdout


# --- how long a case is kept


def ended(on: str) -> str:
    return event("e9", "case-closed", on, reason="moved-away")


def test_retention_says_what_is_past_what_is_held_and_what_cannot_be_told(book: Path) -> None:
    case(book, "EHC-1", ASKED.replace("2026-10-15", "2015-10-15"), ended("2016-01-10"), born="2000-05-01")
    case(book, "EHC-2", ASKED.replace("2026-10-15", "2015-10-15"), ended("2016-01-10"), born="2001-05-01")
    case(book, "EHC-3", ASKED.replace("2026-10-15", "2019-10-15"), ended("2020-01-10"), born="1999-05-01")
    case(book, "EHC-4", ASKED, born="1999-05-01")
    held = 'tags = ["hold"]\n'
    case(book, "EHC-5", ASKED.replace("2026-10-15", "2015-10-15"), ended("2016-01-10"), born="1999-05-01", more=held)
    path = case(book, "EHC-6", ASKED.replace("2026-10-15", "2015-10-15"), ended("2016-01-10"))
    path.write_text(path.read_text(encoding="utf-8").replace(f"born = {BORN}\n", ""), encoding="utf-8")
    answer = told("report", "retention", book=book)
    stands = {row["case"]: (row["state"], row["until"]) for row in answer["rows"]}
    assert stands == {"EHC-1": ("past", 2025), "EHC-5": ("held", None), "EHC-6": ("unknown", None)}
    assert [answer[state] for state in ("past", "kept", "held", "open", "unknown")] == [1, 2, 1, 1, 1]
    plain = sendclock("report", "retention", "--cases", str(book)).stdout
    assert "sendclock erase EHC-1 --dry-run" in plain and "2000-05" not in plain and "May 2000" not in plain
    # the year's last day is kept, the first of the next is past
    for day, past in (("2025-12-31", 0), ("2026-01-01", 1)):
        assert told("report", "retention", "--as-of", day, book=book)["past"] == past


def test_without_a_schedule_it_says_how_to_write_one(book: Path) -> None:
    (book / "sendclock.toml").write_text("schema = 1\n", encoding="utf-8")
    ran = sendclock("report", "retention", "--cases", str(book))
    assert ran.returncode == 4 and "[retention]\nbirthday = 25" in ran.stderr
    assert sendclock("report", "retention", "EHC-1", "--cases", str(book)).returncode == 2
    assert sendclock("report", "retention", "--period", "year", "--cases", str(book)).returncode == 2


@pytest.mark.parametrize("wrong", ["", "birthday = 0", "ended = 500", 'birthday = "x"', "after = 6\nended = 1"])
def test_a_schedule_that_says_nothing_is_named(book: Path, wrong: str) -> None:
    (book / "sendclock.toml").write_text(f"schema = 1\n[retention]\n{wrong}\n", encoding="utf-8")
    ran = sendclock("report", "retention", "--cases", str(book))
    assert ran.returncode == 4 and "sendclock.toml:" in ran.stderr


# --- a case taken away


def everywhere(cache: Path) -> bytes:
    return b"".join(path.read_bytes() for path in cache.rglob("*") if path.is_file())


@needs.posix  # this process has the facts open, and there what is open cannot be taken away
def test_erase_takes_away_the_file_and_all_that_was_kept_of_it(book: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    where = ("--cases", str(book))
    path = case(book, "EHC-7001", ASKED)
    case(book, "EHC-70012", ASKED)
    (book / "export.csv").write_text("case\nEHC-7001\n", encoding="utf-8")
    (book / "other.csv").write_text("case\nEHC-70012\n", encoding="utf-8")
    left = path.with_name(".EHC-7001.toml.host-1.new")
    left.write_text("x", encoding="utf-8")
    for past in (path, path.with_name("EHC-70012.toml")):
        os.utime(past, (1_700_000_000, 1_700_000_000))
    sendclock("due", *where, "--within", "400d", SENDCLOCK_CACHE=str(cache))
    sendclock("show", "EHC-7001", *where, SENDCLOCK_CACHE=str(cache))
    assert b"7001\x00" in everywhere(cache) or b"EHC-7001" in everywhere(cache) or b"ehc-7001" in everywhere(cache)

    dry = sendclock("erase", "EHC-7001", *where, "--dry-run", SENDCLOCK_CACHE=str(cache))
    assert dry.returncode == 0 and path.exists() and left.exists() and "Would be removed" in dry.stdout

    ran = sendclock("erase", "EHC-7001", *where, "--yes", SENDCLOCK_CACHE=str(cache))
    assert ran.returncode == 0 and not path.exists() and not left.exists()
    assert "export.csv" in ran.stdout and "other.csv" not in ran.stdout and "backups" in ran.stdout
    kept = everywhere(cache).lower()
    assert not re.search(rb"ehc-7001(?!2)", kept)
    after = sendclock("due", *where, "--within", "400d", SENDCLOCK_CACHE=str(cache))
    assert "EHC-70012" in after.stdout and "1 case read, 0 unreadable" in after.stdout
    assert not re.search(rb"ehc-7001(?!2)", everywhere(cache).lower())


@needs.posix  # this process has the facts open, and there what is open cannot be taken away
def test_erase_takes_it_out_of_what_is_kept_under_other_names_too(tmp_path: Path) -> None:
    """Of the folder as it was called before, of a folder in it that was asked by itself, of a run that was killed."""
    cache, book, other, now = (tmp_path / name for name in ("cache", "book", "other", "renamed"))
    below = book / "cases" / "2026"
    for folder in (below, other / "cases"):
        folder.mkdir(parents=True)
    paths = [case(book, "EHC-7001", ASKED).rename(below / "EHC-7001.toml"), case(other, "EHC-70012", ASKED)]
    for path in paths:
        os.utime(path, (1_700_000_000, 1_700_000_000))
    for folder in (book, below, other):
        assert sendclock("due", "--cases", str(folder), SENDCLOCK_CACHE=str(cache)).returncode == 0
    book.rename(now)
    sendclock("due", "--cases", str(now), SENDCLOCK_CACHE=str(cache))
    made = list(cache.glob("*.sqlite"))
    assert len(made) == 4
    for database in made:
        Path(disk._draft_of(str(database), disk.host(), 1 << 30)).write_bytes(b"of a program that runs no more")
    ran = sendclock("erase", "EHC-7001", "--yes", "--cases", str(now), SENDCLOCK_CACHE=str(cache))
    assert ran.returncode == 0, ran.stderr
    assert not re.search(rb"ehc-7001(?!2)", everywhere(cache).lower())
    assert len(list(cache.glob("*.sqlite"))) == 1, "that of the other, which has no such case"
    assert len(list(cache.glob(".*.new"))) == 1


def test_the_facts_of_others_forget_a_case_that_is_gone(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every SQLite writes over what it deletes unless it is told to: that of Windows does not."""
    plainly = facts._connected

    def not_told(place: str) -> sqlite3.Connection:
        base = plainly(place)
        base.execute("PRAGMA secure_delete = OFF")
        return base

    monkeypatch.setattr(facts, "_connected", not_told)
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o700)
    for number in range(40):
        case(book, f"EHC-80{number:02}", ASKED)
    path = case(book, "EHC-7001", ASKED, more='setting = "Zyxwv Academy"\n')
    asked = ("due", "--cases", str(book), "--within", "400d")
    sendclock(*asked, SENDCLOCK_CACHE=str(theirs))
    path.unlink()
    after = sendclock(*asked, SENDCLOCK_CACHE=str(theirs))
    assert after.returncode == 0 and "EHC-8039" in after.stdout and "EHC-7001" not in after.stdout
    (database,) = theirs.glob("*.sqlite")
    assert not re.search(rb"ehc-7001|zyxwv", database.read_bytes().lower())


def test_erase_asks_and_wants_the_whole_reference(book: Path) -> None:
    path = case(book, "EHC-7001", ASKED)
    assert sendclock("erase", "EHC-7001", "--cases", str(book)).returncode == 2  # nobody to ask
    assert sendclock("erase", "7001", "--cases", str(book), "--yes").returncode == 4
    assert sendclock("erase", "1", "--cases", str(book), "--yes").returncode == 4
    assert sendclock("erase", "../EHC-7001", "--cases", str(book), "--yes").returncode == 2
    assert path.exists()


def test_a_file_that_cannot_be_read_as_a_case_can_be_erased(book: Path) -> None:
    path = book / "cases" / "EHC-7001.toml"
    path.write_text("nonsense", encoding="utf-8")
    assert sendclock("erase", "EHC-7001", "--cases", str(book), "--yes").returncode == 0
    assert not path.exists()


@needs_git
def test_erase_says_that_git_keeps_it(kept: Path) -> None:
    ran = sendclock("erase", "EHC-1", "--cases", str(kept), "--yes", "--format", "json")
    rows = json.loads(ran.stdout)["rows"]
    assert any("history of git" in row["what"] and row["how"] == "not-removed" for row in rows)
    assert rows[0]["what"].endswith("cases/EHC-1.toml") and rows[0]["how"] == "removed"


# --- what leaves


LEAVES = (
    ["due", "--within", "400d"], ["export", "csv"], ["export", "json"], ["export", "cases"], ["export", "ics"],
    ["export", "sen2", "--year", "2026"], ["report", "weekly"], ["report", "caseload"], ["panel"], ["explain", "EHC-1"],
    ["plan", "EHC-1"], ["check"], ["check", "--privacy"], ["cover", "okafor"], ["report", "retention"],
)  # fmt: skip
FORMATS = (None, "json", "csv", "md")


def test_no_note_and_no_day_of_birth_leaves_but_where_it_is_said(book: Path, tmp_path: Path) -> None:
    case(book, "EHC-1", ASKED, event("e2", "note-added", "2026-10-20", note=NOTE))
    case(book, "EHC-2", "\n[[event]]\ntype = 3\nnote = 'Zebedee'\n")
    dates = (BORN, "7 Mar 2011", "7 March 2011", "07/03/2011")
    for words in LEAVES:
        for form in FORMATS if words[0] not in ("export",) else (None,):
            asked = ["--format", form] if form else []
            ran = sendclock(*words, "--cases", str(book), *asked, SENDCLOCK_CACHE=str(tmp_path / "cache"))
            assert ran.returncode != 1
            for text in (ran.stdout, ran.stderr):
                assert "Zebedee" not in text and not any(date in text for date in dates), (words, form)
    for words in (["show", "EHC-1"], ["report", "case", "EHC-1"], ["audit", "EHC-1"]):
        for form in FORMATS:
            ran = sendclock(*words, "--cases", str(book), *(["--format", form] if form else []))
            assert not any(date in ran.stdout + ran.stderr for date in dates), (words, form)
    kept = everywhere(tmp_path / "cache")
    assert b"Zebedee" not in kept and BORN.encode() not in kept


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_what_is_written_is_for_the_user_alone_whatever_the_mask(book: Path, tmp_path: Path, mask: int) -> None:
    case(book, "EHC-1", ASKED)
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    before = os.umask(mask)
    try:
        where = ("--cases", str(book))
        env = {"SENDCLOCK_CACHE": str(tmp_path / "cache")}
        for what in ("csv", "json", "ics"):
            assert sendclock("export", what, *where, "--out", str(out / f"x.{what}"), **env).returncode == 0
        sendclock("due", *where, "--within", "400d", "--officer", "everyone", "--eml", "a@b.example", "--out",
                  str(out / "drafts"), **env)  # fmt: skip
        sendclock("report", "all", *where, "--out", str(out / "pages"), **env)
        sendclock("due", *where, **env)
    finally:
        os.umask(before)
    made = [*out.rglob("*"), *(tmp_path / "cache").rglob("*"), tmp_path / "cache"]
    assert len(made) > 6
    for path in made:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0, f"{path} {mode:o}"
