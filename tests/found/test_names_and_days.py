"""Inputs that once lost a child or a date without a word, because a name was spelt otherwise or a day could not be.

The inputs stand beside this file, one folder each, as they were found. Tests copy what a command would write to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from inputs import FOUND, TODAY, both, imported, said, written
from run import ROOT, sendclock
from sendclock import session
from sendclock.law.area import local_packs
from sendclock.tracker.sheet import number_as_shown

CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


# 18: dashes as Word makes them


def test_dashes_in_references_are_hyphens(book):
    into = book("18-dashes-in-references")
    imported("18-dashes-in-references", "tracker.xlsx", into)
    assert {"EHC-2026-0001", "EHC-2026-0002"} <= set(written(into))


# A near miss is never silent


def stands(book: Path) -> Path:
    return book / "cases" / "P-5.toml"


def misspelt(book: Path, name: str) -> Path:
    """The casebook of two apostrophes with the reply from `name`, or without the reply where that is empty."""
    case = stands(book)
    text = case.read_text(encoding="utf-8")
    asked, reply = text.rsplit("[[event]]", 1)
    reply = reply.replace(f"St Mary{CURLY}s Primary", name)
    case.write_text(f"{asked}[[event]]{reply}" if name else asked, encoding="utf-8")
    return book


ASKED = (
    'advice-received: nobody asked "St Marys". Did you mean "St Mary\'s Primary" (asked 28 September 2026)? '
    "Nothing was written. Where it is another, and right: --anyway."
)


def test_a_reply_from_a_party_nobody_asked_is_refused(book):
    into = misspelt(book("06-party-apostrophe"), "")
    before = stands(into).read_bytes()
    answer = said("record", "P-5", "advice-received", "5/11/2026", "party=St Marys", "--cases", str(into))
    assert (answer.returncode, answer.stderr) == (5, f"{ASKED}\n")
    assert stands(into).read_bytes() == before


def test_one_that_is_like_none_asked_is_refused_with_those_asked(book):
    into = misspelt(book("06-party-apostrophe"), "")
    answer = said("record", "P-5", "advice-received", "5/11/2026", "party=CAMHS", "--cases", str(into))
    assert answer.returncode == 5
    assert answer.stderr == (
        'advice-received: nobody asked "CAMHS". Asked: "St Mary\'s Primary" (28 September 2026). '
        "Nothing was written. Where it is another, and right: --anyway.\n"
    )


def test_it_is_recorded_anyway_where_that_is_said_and_check_goes_on_to_list_it(book):
    into = misspelt(book("06-party-apostrophe"), "")
    words = ("record", "P-5", "advice-received", "5/11/2026", "party=St Marys", "--cases", str(into))
    answer = said(*words, "--anyway")
    assert answer.returncode == 0
    assert 'nobody asked "St Marys"' in answer.stderr
    assert 'party = "St Marys"' in stands(into).read_text(encoding="utf-8")
    listed = said("check", "--cases", str(into), "--as-of", TODAY)
    assert (
        'P-5.toml:17: nobody asked "St Marys". Did you mean "St Mary\'s Primary" (asked 28 September 2026)? If so: '
        'sendclock correct P-5 e3 party="St Mary\'s Primary" --reason "..."; if it was asked: sendclock record P-5 '
        'advice-requested DATE party="St Marys"\n'
    ) in listed.stdout
    assert listed.returncode == 0


def test_a_dry_run_says_it_and_writes_nothing(book):
    into = misspelt(book("06-party-apostrophe"), "")
    words = ("record", "P-5", "advice-received", "5/11/2026", "party=St Marys", "--cases", str(into), "--dry-run")
    answer = said(*words)
    assert answer.returncode == 0
    assert "Without --dry-run this is asked first, or refused: --anyway." in answer.stderr


def test_a_correction_to_such_a_party_is_refused_and_from_one_is_not(book):
    into = misspelt(book("06-party-apostrophe"), "St Marie's Primary")
    to = ("correct", "P-5", "e3", "--reason", "misread", "--cases", str(into))
    answer = said(*to, "party=St Mary Magdalene")
    assert answer.returncode == 5 and 'nobody asked "St Mary Magdalene"' in answer.stderr
    assert said(*to, "party=st mary's primary").returncode == 0
    assert "nobody asked" not in said("check", "--cases", str(into), "--as-of", TODAY).stdout


def test_what_stood_there_before_is_not_asked_about_again(book):
    into = misspelt(book("06-party-apostrophe"), "St Marie's Primary")
    answer = said("record", "P-5", "note-added", "5/11/2026", "note=x", "--cases", str(into))
    assert answer.returncode == 0, answer.stderr


def test_where_nobody_was_asked_at_all_a_reply_may_come(book):
    """The requests of an old case were never written down: no clock is there that a misspelt name could leave."""
    into = book("12-case-called-sendclock")
    words = ("record", "EHC-2026-0500", "advice-received", "5/11/2026", "party=CAMHS", "--cases", str(into))
    assert said(*words).returncode == 0


@pytest.mark.parametrize(
    ("asked", "reply", "message"),
    [
        (
            ("setting-consulted", "2/11/2026", "party=Oakwood Primary"),
            ("setting-replied", "10/11/2026", "party=Oakwod Primary", "answer=yes"),
            'nobody asked "Oakwod Primary". Did you mean "Oakwood Primary" (asked 2 November 2026)?',
        ),
        (
            ("information-requested", "2/11/2026", "party=Social Care"),
            ("information-received", "10/11/2026", "party=Social Car"),
            'nobody asked "Social Car". Did you mean "Social Care" (asked 2 November 2026)?',
        ),
        (
            ("foi-received", "2/11/2026", "party=FOI-26-019", "kind=request"),
            ("foi-answered", "10/11/2026", "party=FOI-26-010"),
            'no foi-received names "FOI-26-010". Did you mean "FOI-26-019" (2 November 2026)?',
        ),
    ],
)
def test_so_is_every_act_that_answers_another_by_its_party(book, asked, reply, message):
    into = book("12-case-called-sendclock")
    at = ("--cases", str(into))
    assert said("record", "EHC-2026-0500", *asked, *at).returncode == 0
    answer = said("record", "EHC-2026-0500", *reply, *at)
    assert answer.returncode == 5, answer.stderr
    assert message in answer.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize(("answer", "code"), [("n", 5), ("", 5), ("y", 0)])
def test_on_a_terminal_it_is_asked_before_the_slip_is_written(book, answer, code):
    import pty

    into = misspelt(book("06-party-apostrophe"), "")
    words = ["record", "P-5", "advice-received", "5/11/2026", "party=St Marys", "--cases", str(into)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SENDCLOCK_")}
    settings = {"SENDCLOCK_TODAY": TODAY, "PYTHONPATH": str(ROOT / "src"), "TERM": "dumb"}
    master, slave = pty.openpty()
    os.write(master, f"{answer}\n".encode())
    command = [sys.executable, "-m", "sendclock", *words]
    done = subprocess.run(command, env=kept | settings, stdin=slave, stdout=slave, stderr=subprocess.PIPE, check=False)
    os.close(slave)
    os.close(master)
    assert done.returncode == code, done.stderr
    assert done.stderr.decode().startswith(
        f"{ASKED.partition(' Nothing')[0]} To record it as it stands, answer y [y/N]: "
    )
    assert ("St Marys" in stands(into).read_text(encoding="utf-8")) == (code == 0)


# A setting that occurs once beside a near one


def schools(tmp_path: Path, *names: str) -> Path:
    cases = tmp_path / "book" / "cases"
    cases.mkdir(parents=True)
    for n, name in enumerate(names, 1):
        head = f'schema = 1\nref = "E-{n}"\nsetting = "{name}"\n\n[[event]]\ntype = "assessment-requested"\n'
        (cases / f"E-{n}.toml").write_text(f'{head}on = 2026-11-02\nrequester = "family"\n', encoding="utf-8")
    return tmp_path / "book"


def lines_about(into: Path, word: str) -> list[str]:
    answer = said("check", "--cases", str(into), "--as-of", TODAY)
    return [line.partition("E-")[2] for line in answer.stdout.splitlines() if word in line]


@pytest.mark.parametrize("odd", ["Oakwod Primary", "Oakwood Prymary", "Oak Wood Primary", "Oakwood Primary School"])
def test_a_setting_that_occurs_once_beside_a_near_one_is_named(tmp_path, odd):
    into = schools(tmp_path, "Oakwood Primary", "OAKWOOD  Primary", odd, "Ash Grove")
    assert lines_about(into, "the setting") == [
        f'3.toml:1: the setting "{odd}" occurs in no other case, and "Oakwood Primary" in 2. If they are one, write '
        "both alike: its officer and its calendar are found by the name."
    ]


def test_settings_that_differ_or_occur_twice_are_not(tmp_path):
    into = schools(tmp_path, "Oakwood Primary", "Oakwood Primary", "Hill Top", "School 1", "School 2", "School 1")
    assert lines_about(into, "the setting") == []


def test_a_setting_of_an_officer_counts_too(tmp_path):
    into = schools(tmp_path, "Oakwod Primary")
    (into / "sendclock.toml").write_text(
        'schema = 1\n[officers.okafor]\nsettings = ["Oakwood Primary"]\n', encoding="utf-8"
    )
    assert lines_about(into, "the setting") == [
        '1.toml:1: the setting "Oakwod Primary" occurs in no other case, and "Oakwood Primary" in sendclock.toml. If '
        "they are one, write both alike: its officer and its calendar are found by the name."
    ]


# 03: years that cannot be right, wherever a date enters


def day_file(tmp_path: Path, line: str, head: str = "") -> Path:
    """A casebook with one case, whose line 6 is `line`."""
    cases = tmp_path / "book" / "cases"
    cases.mkdir(parents=True)
    text = f'schema = 1\nref = "Y-1"\n{head}\n[[event]]\ntype = "advice-requested"\n{line}\n'
    (cases / "Y-1.toml").write_text(f'{text}party = "CAMHS"\nsource = "health"\n', encoding="utf-8")
    return tmp_path / "book"


@pytest.mark.parametrize(
    ("line", "said_of_it", "fix"),
    [
        ("on = 0026-09-14", '"on" is 0026-09-14', "Did you mean 2026-09-14?"),
        ("on = 2126-09-14", '"on" is 2126-09-14', "Did you mean 2026-09-14?"),
        ("on = 1989-12-31", '"on" is 1989-12-31', "Correct the year."),
        ("on = 2032-01-01", '"on" is 2032-01-01', "Correct the year."),
        ("at = 0026-09-14T10:00:00", '"at" is 0026-09-14', "Did you mean 2026-09-14?"),
        ("received = 0026-09-14\non = 2026-09-14", '"received" is 0026-09-14', "Did you mean 2026-09-14?"),
    ],
)
def test_a_year_in_a_case_file_is_an_error_with_its_line_and_the_fix(tmp_path, line, said_of_it, fix):
    message = f"{said_of_it}, which cannot be right: years from 1990 to 2031 can. {fix}"
    into = day_file(tmp_path, line)
    place = f"{(into / 'cases' / 'Y-1.toml').as_posix()}:6"
    listed = said("due", "--cases", str(into), "--as-of", TODAY)
    assert listed.returncode == 3
    assert f"{place}: {message}\n" in listed.stderr
    checked = said("check", "--cases", str(into), "--as-of", TODAY)
    assert checked.returncode == 3
    assert f"error: {place}: {message}\n" in checked.stdout


@pytest.mark.parametrize("day", ["1990-01-01", "2031-12-31"])
def test_the_first_and_the_last_year_can_be_right(tmp_path, day):
    assert said("due", "--cases", str(day_file(tmp_path, f"on = {day}")), "--as-of", TODAY).returncode == 0


def test_looking_back_makes_no_date_wrong_and_looking_ahead_allows_more(tmp_path):
    into = day_file(tmp_path, "on = 2026-09-14")
    assert said("due", "--cases", str(into), "--as-of", "2012-01-01").returncode == 0
    later = day_file(tmp_path / "later", "on = 2044-09-14")
    assert said("due", "--cases", str(later), "--as-of", "2040-01-01").returncode == 0
    assert said("due", "--cases", str(later), "--as-of", TODAY).returncode == 3  # whatever the index kept


@pytest.mark.parametrize(
    "words",
    [
        ("new", "Y-2", "assessment-requested", "14/09/0026", "requester=family"),
        ("record", "Y-1", "note-added", "2126-09-14", "note=x"),
        ("record", "Y-1", "assessment-agreed", "14/9/2026", "served=14/9/0026"),
        ("correct", "Y-1", "e1", "on=14/9/0026", "--reason", "x"),
        ("correct", "Y-1", "e1", "received=14/9/0026", "--reason", "x"),
        ("calc", "assessment-requested", "14/9/0026"),
    ],
)
def test_no_command_takes_such_a_year(tmp_path, words):
    into = day_file(tmp_path, "on = 2026-09-14")
    before = written(into)
    answer = said(*words, "--cases", str(into))
    assert answer.returncode == 2
    day = "2126-09-14" if "2126-09-14" in words else "0026-09-14"
    assert answer.stderr == f"{day} cannot be right: years from 1990 to 2031 can. Did you mean 2026-09-14?\n"
    assert written(into) == before


def test_counting_and_calendars_take_any_year():
    assert said("count", "1950-01-02", "6m").returncode == 0
    assert said("calendar", "2045").returncode == 0


def test_settings_are_bounded_too(tmp_path):
    into = day_file(tmp_path, "on = 2026-09-14")
    (into / "sendclock.toml").write_text(
        'schema = 1\n[officers.okafor]\n[[absence]]\nofficer = "okafor"\nfrom = 0026-11-23\nto = 2026-12-04\n'
        "[calendars.oak]\nknown_to = 2027-01-31\n"
        'closed = [{ from = 2126-10-26, to = 2126-10-30, why = "half-term" }]\n',
        encoding="utf-8",
    )
    answer = said("due", "--cases", str(into), "--as-of", TODAY)
    file = (into / "sendclock.toml").as_posix()
    right = "cannot be right: years from 1990 to 2031 can. Did you mean"
    assert answer.returncode == 4
    assert answer.stderr == (
        f'{file}:5: "from" is 0026-11-23, which {right} 2026-11-23?\n'
        f'{file}:9: "from" is 2126-10-26, which {right} 2026-10-26?\n'
        f'{file}:9: "to" is 2126-10-30, which {right} 2026-10-30?\n'
    )


def test_so_is_a_tracker_but_for_birthdays(tmp_path):
    book = tmp_path / "book"
    (book / "cases").mkdir(parents=True)
    tracker = tmp_path / "t.csv"
    tracker.write_text("Ref,Date received\nE-1,14/09/0026\nE-2,14/09/1989\nE-3,14/09/2026\n", encoding="utf-8")
    answer = said("import", str(tracker), "--map", "plain", "--cases", str(book), "--yes")
    assert answer.returncode == 3
    assert sorted(written(book)) == ["E-3"]
    assert '"14/09/0026" cannot be right: the year 26 is outside 1990 to 2099' in both(answer)
    assert '"14/09/1989" cannot be right: the year 1989 is outside 1990 to 2099' in both(answer)


def test_a_request_before_birth_is_a_warning_that_does_not_repeat_the_day(tmp_path):
    into = day_file(tmp_path, "on = 2010-09-14", "born = 2015-04-12")
    answer = said("check", "--cases", str(into), "--as-of", TODAY)
    assert (
        "Y-1.toml:4: advice-requested on Tue 14 Sep 2010 is earlier than the day of birth. Correct the one that is "
        'wrong: born, at the top of the file, or sendclock correct Y-1 e1 on=DATE --reason "..."\n'
    ) in answer.stdout
    assert "2015" not in both(answer)


# 10: London's day


@pytest.mark.parametrize(
    ("utc", "london"),
    [
        ((2026, 6, 24, 22, 59), (2026, 6, 24)),
        ((2026, 6, 24, 23, 0), (2026, 6, 25)),
        ((2026, 6, 24, 23, 30), (2026, 6, 25)),
        ((2026, 6, 25, 0, 0), (2026, 6, 25)),
        ((2026, 11, 28, 23, 30), (2026, 11, 28)),
        ((2026, 10, 24, 23, 30), (2026, 10, 25)),  # the night the clocks go back
        ((2026, 10, 25, 23, 30), (2026, 10, 25)),
        ((2026, 3, 28, 23, 30), (2026, 3, 28)),
        ((2026, 3, 29, 23, 30), (2026, 3, 30)),
    ],
)
def test_today_is_londons_whatever_the_server_keeps(monkeypatch, utc, london):
    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(*utc, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(session, "datetime", Then)
    monkeypatch.delenv("SENDCLOCK_TODAY", raising=False)
    assert session.Session().today == date(*london)
    assert session.Session(known_at="today").known_at == date(*london)
    assert session.Session(as_of="yesterday").today == date(*london) - timedelta(1)


def test_record_today_writes_londons_day_beside_londons_moment(book, monkeypatch):
    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 6, 24, 23, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(session, "datetime", Then)
    into = book("10-today-of-a-utc-server")
    words = ("record", "EHC-2026-0500", "contact-made", "today", "whom=family", "how=call", "about=assess")
    answer = sendclock(*words, "--cases", str(into), SENDCLOCK_TODAY="")
    assert answer.returncode == 0, answer.stderr
    text = (into / "cases" / "EHC-2026-0500.toml").read_text(encoding="utf-8")
    assert "on = 2026-06-25\nrecorded = 2026-06-25T00:30:00+01:00\n" in text


# 04: what looks like settings or a pack, and is not read


def foi(tmp_path: Path, *names: str, below: str = "") -> Path:
    """The casebook with settings under these names in place of the right one."""
    into = Path(shutil.copytree(FOUND / "04-settings-saved-as-txt/book", tmp_path / "book"))
    text = (into / "sendclock.toml.txt").read_text(encoding="utf-8")
    (into / "sendclock.toml.txt").unlink()
    for name in names:
        (into / below / name).write_text(text, encoding="utf-8")
    return into


LOST = "No calendar, pack, panel or officer in it counts until then."


@pytest.mark.parametrize(
    "name",
    ["sendclock.toml.txt", "Sendclock.toml", "SENDCLOCK.TOML", "sendclock (1).toml", "sendclock.toml.toml",
     "Copy of sendclock.toml", "sendclock - Copy.toml", "sendclock-LAPTOP7.toml", "sendclock (2).toml.txt"],
)  # fmt: skip
@pytest.mark.parametrize("command", [("due",), ("check",), ("show", "FOI-9"), ("report", "weekly"), ("panel",)])
def test_what_looks_like_the_settings_is_named_on_every_answer(tmp_path, name, command):
    into = foi(tmp_path, name)
    if (into / "sendclock.toml").exists():
        pytest.skip("this file system does not tell capitals apart: the settings are found")
    answer = said(*command, "--cases", str(into), "--as-of", TODAY)
    assert answer.returncode == (4 if command == ("panel",) else 3)
    assert answer.stderr.startswith(
        f"{(into / name).as_posix()}: looks like the settings, and is not read: they are called sendclock.toml. Rename "
        f"it to sendclock.toml, or take it away. {LOST}\n"
    )


@pytest.mark.parametrize("name", ["sendclock.toml.txt", "Copy of sendclock.toml", "sendclock (1).toml"])
def test_a_copy_of_settings_that_are_read_is_named_too(tmp_path, name):
    into = foi(tmp_path, "sendclock.toml", name)
    answer = said("due", "--cases", str(into), "--as-of", TODAY)
    assert answer.returncode == 3
    assert answer.stderr == (
        f"{(into / name).as_posix()}: looks like a copy of the settings, and is not read: sendclock.toml is. Compare "
        f"the two, and take it away. {LOST}\n"
    )


@pytest.mark.parametrize("name", ["Sendclock.toml", "sendclock.toml.txt", "Copy of sendclock.toml"])
def test_so_it_is_among_the_cases_and_is_no_case(tmp_path, name):
    into = foi(tmp_path, name, below="cases")
    if (into / "cases" / "sendclock.toml").exists():
        pytest.skip("this file system does not tell capitals apart: the settings are found")
    for where in (into, into / "cases"):
        answer = said("due", "--cases", str(where), "--as-of", TODAY)
        assert answer.returncode == 3
        assert answer.stderr.count(name) == 1 and "looks like the settings" in answer.stderr


def test_a_case_called_sendclock_1_is_one(tmp_path):
    into = foi(tmp_path, "sendclock.toml")
    assert said("new", "sendclock-1", "--cases", str(into)).returncode == 0
    assert said("due", "--cases", str(into), "--as-of", TODAY).returncode == 0


@pytest.mark.parametrize("name", ["ours.toml.txt", "ours.TOML"])
def test_so_is_what_looks_like_a_pack(tmp_path, name):
    into = foi(tmp_path, "sendclock.toml")
    (into / "packs").mkdir()
    (into / "packs" / name).write_text("schema = 1\n", encoding="utf-8")
    answer = said("due", "--cases", str(into), "--as-of", TODAY)
    assert answer.returncode == 3
    assert answer.stderr == (
        f"{(into / 'packs' / name).as_posix()}: is not read as a pack, because its name does not end in .toml. Rename "
        "it ours.toml, or take it away. No rule in it counts until then.\n"
    )


def test_what_an_editor_leaves_beside_a_pack_is_a_matter_of_check(tmp_path):
    into = foi(tmp_path, "sendclock.toml")
    (into / "packs").mkdir()
    for name in ("ours.toml", "ours.toml.bak"):
        shutil.copy(local_packs()["brent"], into / "packs" / name)
    answer = said("due", "--cases", str(into), "--as-of", TODAY)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "ours.toml.bak: is not read as a pack" in said("check", "--cases", str(into), "--as-of", TODAY).stdout


# 13: a copy by another name


COPY = (
    "this looks like a copy of EHC-2026-0500.toml that a sync tool or a person made. Compare the two, and keep one as"
)


@pytest.mark.parametrize("name", ["Copy of EHC-2026-0500", "copy (2) of EHC-2026-0500", "EHC-2026-0500 (1)"])
@pytest.mark.parametrize("own_ref", [True, False])
def test_copy_of_is_a_copy_and_never_a_case(book, name, own_ref):
    into = book("13-copy-of")
    text = (into / "cases" / "Copy of EHC-2026-0500.toml").read_text(encoding="utf-8")
    (into / "cases" / "Copy of EHC-2026-0500.toml").unlink()
    copy = into / "cases" / f"{name}.toml"
    own = own_ref and "opy" in name
    copy.write_text(text.replace("EHC-2026-0500", name) if own else text, encoding="utf-8")
    for command in (("due",), ("show", "EHC-2026-0500")):
        answer = said(*command, "--cases", str(into), "--as-of", TODAY)
        assert answer.returncode == 3
        assert answer.stderr == f"{copy.as_posix()}:2: {COPY} EHC-2026-0500.toml.\n"


# 15: what the sheet shows


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (123, "00000", "00123"),
        (123456, "00000", "123456"),
        (4567, '"EHC-"0000', "EHC-4567"),
        (67, '"EHC-"0000', "EHC-0067"),
        (67, "\\E\\H\\C-0000", "EHC-0067"),
        (20260147, "0000-0000", "2026-0147"),
        (120260147, "0000-0000", "12026-0147"),
        (147, "####-0000", "-0147"),
        (123, "00000;[Red]-00000", "00123"),
        (0, "000", "000"),
        (123, "General", "123"),
        (123, "0", "123"),
        (123, "0.00", "123"),
        (1234, "#,##0", "1234"),
        (123, "@", "123"),
        (-5, "000", "-5"),
        (999999999999999, "General", "999999999999999"),
        (1000000000000000, "General", "1.00000000000000E+15"),
        (20261234567890120, "0", "2.02612345678901E+16"),
    ],
)
def test_a_number_is_read_as_the_sheet_shows_it(number, form, shown):
    assert number_as_shown(number, form) == shown


def test_a_reference_is_what_the_sheet_shows(book):
    into = book("15-leading-zeros")
    answer = imported("15-leading-zeros", "tracker.xlsx", into)
    assert sorted(written(into)) == ["00123", "EHC-4567"]
    assert answer.returncode == 3
    lost = "is a number with more figures than a sheet can hold, so that the last are lost. Make the column text in the"
    assert answer.stdout.count(lost) == 2
