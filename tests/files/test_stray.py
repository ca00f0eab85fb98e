"""No case file drops off the list by its name: whatever reads as a case is one, or is said to be a copy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import needs
from run import sendclock
from sendclock.files import disk, stray

CASE = """schema = 1
ref = "{ref}"

[[event]]
type = "assessment-requested"
on = 2026-06-03
requester = "family"
"""
RENAMED = (
    "EHC-2.txt", "EHC-2.toml~", "EHC-2.toml.bak", "EHC-2.bak", "EHC-2.docx", "EHC-2.zip", "EHC-2", ".EHC-2.toml",
    "~EHC-2.toml", "EHC-2.toml.txt", "EHC-2.TOML.TXT", "EHC-2.toml.crdownload", "EHC-2.toml.old", "sub/EHC-2.txt",
    "EHC-2 (1).bak", "Copy of EHC-2.txt", "2.cfg", "EHC-2.yaml", "EHC-2.toml (1)", "notes.txt", "EHC-2.json",
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "EHC-1.toml").write_text(CASE.format(ref="EHC-1"), encoding="utf-8")
    return tmp_path


def put(book: Path, name: str, content: bytes = CASE.format(ref="EHC-2").encode()) -> Path:
    path = book / "cases" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("how", [(), ("--no-index",)], ids=["facts", "files"])
@pytest.mark.parametrize("name", RENAMED)
def test_a_renamed_case_is_not_read_and_every_answer_says_so(book: Path, name: str, how: tuple[str, ...]) -> None:
    put(book, name)
    ran = sendclock("due", "--cases", str(book), "--format", "json", *how)
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["cases_read"], told["cases_unreadable"]) == (3, 1, 1)
    (problem,) = told["problems"]
    assert problem["file"].endswith(f"cases/{name}")
    assert problem["message"].endswith("Rename it to EHC-2.toml.")


@pytest.mark.parametrize("name", RENAMED)
def test_beside_the_case_it_is_a_copy_and_the_answer_is_whole(book: Path, name: str) -> None:
    put(book, name, CASE.format(ref="EHC-1").encode())
    if "2" in name and not name.startswith("2"):  # another child's name, with what was copied still in it
        assert sendclock("due", "--cases", str(book)).returncode == 3
        return
    assert sendclock("due", "--cases", str(book)).returncode == 0
    checked = sendclock("check", "--cases", str(book))
    assert checked.returncode == 0
    assert f"cases/{name}: reads as a case, and is not read: " in checked.stdout
    assert "cases/EHC-1.toml has the same reference. Compare the two" in checked.stdout


@pytest.mark.parametrize("name", ["EHC-1.toml.txt", "EHC-1.bak", "EHC-1.toml~", "#EHC-1.toml#", "EHC-1 - Copy.txt"])
def test_what_an_editor_leaves_beside_a_case_is_a_warning(book: Path, name: str) -> None:
    put(book, name, CASE.format(ref="EHC-1").encode())
    assert sendclock("due", "--cases", str(book)).returncode == 0
    assert "0 errors, 1 warning." in sendclock("check", "--cases", str(book)).stdout


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "desktop.ini", ".DS_Store", "~$EHC-2.docx", "._EHC-2.toml", ".EHC-2.toml.swp", "README", "readme.md",
     ".EHC-2.toml.lock", ".EHC-2.toml.laptop-77.new", ".git/EHC-2.toml", ".stversions/EHC-2.toml"],
)  # fmt: skip
def test_what_is_known_is_not_looked_at(book: Path, name: str) -> None:
    put(book, name)
    ran = sendclock("check", "--cases", str(book))
    assert ran.returncode == 0
    assert "No problems." in ran.stdout or "was left by a program" in ran.stdout


OTHERS = {
    "minutes.txt": b"ref = the panel of 3 June\n",
    "how-to.txt": b'A case file begins with\n\nschema = 1\nref = "EHC-9"\n\n[[event]]\n',
    "tracker.csv": b"Ref,Received\nEHC-9,03/06/2026\n",
    "map.txt": b'schema = 1\n[case]\nref = { column = "Ref" }\n[[event]]\ntype = "x"\n',
    "pack.bak": b'schema = 1\n[pack]\nid = "ours"\n[[rule]]\nid = "x"\n',
    "due.json": b'{"ref": "EHC-9"}\n',
    "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_reads_as_something_else_is_nothing(book: Path, name: str) -> None:
    put(book, name, OTHERS[name])
    ran = sendclock("check", "--cases", str(book))
    assert (ran.returncode, "No problems." in ran.stdout) == (0, True), ran.stdout


@pytest.mark.parametrize("name", ["EHC-2026-0106.docx", "EHC-2026-0106 letter.pdf", "EHC-7.zip", "EHC-7_plan.docx"])
def test_another_kind_of_file_called_like_a_case_that_is_not_there(book: Path, name: str) -> None:
    put(book, name, b"PK\x03\x04")
    ran = sendclock("check", "--cases", str(book))
    assert ran.returncode == 0
    assert f"cases/{name}: is called like a case, and no case file EHC-" in ran.stdout
    assert sendclock("due", "--cases", str(book)).stderr == ""


def test_a_letter_about_a_case_that_is_there_is_nothing(book: Path) -> None:
    put(book, "EHC-1 letter.docx", b"PK\x03\x04")
    assert "No problems." in sendclock("check", "--cases", str(book)).stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_in_whatever_it_was_saved(encoding: str) -> None:
    text = "# Zoë\r\n\r\n" + CASE.format(ref="EHC-2").replace("\n", "\r\n")
    assert stray.reference_inside(text.encode(encoding)) == "EHC-2"


@pytest.mark.parametrize("folder", [".hidden", "~old", "packs", "north/packs", ".a/.b"])
def test_a_case_where_nobody_looks_is_read_and_check_says_where_it_lies(book: Path, folder: str) -> None:
    put(book, f"{folder}/EHC-2.toml")
    for how in ((), ("--no-index",)):
        told = json.loads(sendclock("due", "--cases", str(book), "--format", "json", *how).stdout)
        assert (told["cases_read"], told["accounted"]["running"]) == (2, 2)
    checked = sendclock("check", "--cases", str(book))
    assert f"{folder}/EHC-2.toml: lies in " in checked.stdout and "Move it to" in checked.stdout
    assert sendclock("show", "EHC-2", "--cases", str(book)).returncode == 0


def test_its_copy_there_is_a_warning(book: Path) -> None:
    put(book, ".old/EHC-1.toml", CASE.format(ref="EHC-1").encode())
    assert sendclock("due", "--cases", str(book)).returncode == 0
    assert ".old/EHC-1.toml: reads as a case, and is not read" in sendclock("check", "--cases", str(book)).stdout


def test_a_case_beside_the_folder_of_the_cases(book: Path) -> None:
    (book / "EHC-2.toml").write_text(CASE.format(ref="EHC-2"), encoding="utf-8")
    for words in (("due",), ("check",), ("report", "weekly"), ("show", "EHC-1")):
        ran = sendclock(*words, "--cases", str(book))
        assert ran.returncode == 3
        assert "EHC-2.toml: looks like a case, and is not read: cases lie in" in ran.stderr + ran.stdout


@pytest.mark.parametrize(
    "words", [("due",), ("check",), ("due", "--within", "1w"), ("due", "--format", "md"), ("due", "--format", "table")]
)
def test_a_folder_without_a_case_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "cases").mkdir()
    ran = sendclock(*words, "--cases", str(tmp_path))
    assert ran.returncode == 0
    said = " ".join(ran.stdout.split())
    assert "No case files in " in said and "To begin: sendclock new REF" in said
    assert "No problems" not in ran.stdout and "Nothing is overdue" not in ran.stdout


def test_a_clean_folder_is_not_looked_into(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a folder of case files no beginning is read."""

    def looked(path: str) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr(disk, "_beginning", looked)
    put(book, "Thumbs.db", b"")
    assert len(disk.list_cases(book / "cases")) == len(disk.stamped_cases(book / "cases")[0].names) == 1


def test_a_case_is_found_by_the_reference_though_its_file_is_not(book: Path) -> None:
    put(book, "EHC-2.toml.crdownload")
    ran = sendclock("show", "EHC-2", "--cases", str(book))
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "EHC-2.toml.crdownload: its name does not end in .toml" in ran.stderr
    again = sendclock("new", "EHC-2", "assessment-requested", "2026-11-20", "--cases", str(book))
    assert again.returncode == 5 and "the case already exists" in again.stderr


def test_to_erase_a_case_names_its_copies(book: Path) -> None:
    for name in ("EHC-1.bak", ".EHC-1.toml", ".old/EHC-1.toml"):
        put(book, name, CASE.format(ref="EHC-1").encode())
    ran = sendclock("erase", "EHC-1", "--dry-run", "--cases", str(book))
    for name in ("EHC-1.bak", ".EHC-1.toml", ".old/EHC-1.toml"):
        assert ran.stdout.count(f"cases/{name}") == 1, ran.stdout


def test_a_reference_in_two_casebooks_is_counted_twice_and_said(tmp_path: Path) -> None:
    for name in ("north", "south"):
        (tmp_path / name / "cases").mkdir(parents=True)
        (tmp_path / name / "cases" / "EHC-1.toml").write_text(CASE.format(ref="EHC-1"), encoding="utf-8")
    put(tmp_path / "south", "EHC-3.toml", CASE.format(ref="EHC-3").encode())
    both = ("--cases", str(tmp_path / "north"), "--cases", str(tmp_path / "south"))
    for words in (("due",), ("report", "caseload"), ("cases",), ("due", "--format", "json")):
        ran = sendclock(*words, *both)
        assert ran.returncode == 0
        assert "EHC-1 is a case in " in ran.stderr and "north/cases and " in ran.stderr, ran.stderr
        assert "both are counted" in ran.stderr
    checked = sendclock("check", *both)
    assert checked.returncode == 0 and "3 cases: 3 running" in checked.stdout
    assert checked.stdout.count('"EHC-1" is also a case of another casebook') == 2 and "EHC-3" not in checked.stdout
    alone = sendclock("due", "--cases", str(tmp_path / "north"), "--cases", str(tmp_path / "north" / "cases"))
    assert "both are counted" not in alone.stderr


# The settings and the packs, in the same way

SETTINGS = 'schema = 1\n\n[officers.okafor]\nteam = "north"\n\n[teams.north]\ntitle = "North"\n'
PACK = """schema = 1
pack = "ours"
title = "Ours"

[[rule]]
id = "ours-x"
"""


@pytest.mark.parametrize(
    "name",
    ["sendclock.toml.bak", "sendclock.txt", "sendclock", ".sendclock.toml", "sendclock.tml", "sendclok.toml",
     "settings.toml", "sendclock.toml.crdownload", "sendclock.toml~",
     pytest.param("SENDCLOCK.toml", marks=needs.capitals), "cases/sendclock.toml.old"],
)  # fmt: skip
def test_settings_under_another_name_are_said_by_every_answer(book: Path, name: str) -> None:
    (book / name).write_text(SETTINGS, encoding="utf-8")
    ran = sendclock("due", "--cases", str(book))
    assert ran.returncode == 3
    assert f"{name}: looks like the settings, and is not read: they are called sendclock.toml." in ran.stderr


def test_beside_the_settings_a_backup_of_them_is_a_warning(book: Path) -> None:
    for name in ("sendclock.toml", "sendclock.toml.bak", "sendclock.toml~"):
        (book / name).write_text(SETTINGS, encoding="utf-8")
    assert sendclock("due", "--cases", str(book)).returncode == 0
    checked = sendclock("check", "--cases", str(book))
    assert checked.returncode == 0
    assert checked.stdout.count("looks like a copy of the settings, and is not read") == 2


@pytest.mark.parametrize("name", ["packs/ours.txt", "packs/ours.toml.bak", "packs/ours", "ours.toml", "pack/ours.toml"])
def test_a_pack_under_another_name_or_elsewhere_is_said_by_every_answer(book: Path, name: str) -> None:
    (book / name).parent.mkdir(exist_ok=True)
    (book / name).write_text(PACK, encoding="utf-8")
    ran = sendclock("due", "--cases", str(book))
    assert ran.returncode == 3
    assert "is not read" in ran.stderr and "No rule in it counts until then." in ran.stderr


def test_other_texts_in_the_casebook_are_nothing(book: Path) -> None:
    (book / "packs").mkdir()
    for name in ("README.md", "notes.txt", "map.toml", "packs/notes.txt", "minutes"):
        (book / name).write_text("schema = 1\n[case]\nsaid = 1\n", encoding="utf-8")
    ran = sendclock("check", "--cases", str(book))
    assert (ran.returncode, "No problems." in ran.stdout) == (0, True), ran.stdout + ran.stderr


def test_where_there_are_cases_alone_nothing_is_looked_into(book: Path) -> None:
    assert disk.holds_cases_alone(book / "cases")
    put(book, "2026/autumn/EHC-3.toml")
    assert disk.holds_cases_alone(book / "cases")
    assert not disk.holds_cases_alone(book / "nowhere")


@pytest.mark.parametrize(
    "name", [*RENAMED, "Thumbs.db", ".old/EHC-2.toml", "packs/EHC-2.toml", "2026/.EHC-3.toml.lock", "EHC-2.TOML"]
)
def test_whatever_else_lies_there_is_looked_into(book: Path, name: str) -> None:
    put(book, name)
    assert not disk.holds_cases_alone(book / "cases")


@needs.links
def test_a_link_among_the_cases_is_looked_into(book: Path) -> None:
    (book / "cases" / "more").symlink_to(book)
    assert not disk.holds_cases_alone(book / "cases")
