"""The folder: what is a case in it, what is named as wrong, and that the rest is answered all the same."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

import needs
from caseload import Caseload, load
from sendclock.casebook.casefile import Words
from sendclock.casebook.folder import Shelf, case_files, find_case_file, find_casebook, open_casebook
from sendclock.files import disk
from sendclock.files.name import folded
from sendclock.files.problem import CannotRunError
from sendclock.session import Session

STAT = os.stat


def put(path: Path, ref: str | None = None) -> Path:
    """A case file with one request."""
    path.parent.mkdir(parents=True, exist_ok=True)
    event = '[[event]]\ntype = "assessment-requested"\non = 2026-09-01\n'
    path.write_text(f'schema = 1\nref = "{ref or path.stem}"\n{event}', encoding="utf-8", newline="")
    return path


def link(path: Path, to: Path, folder: bool = False) -> None:
    try:
        path.symlink_to(to, target_is_directory=folder)
    except OSError:
        pytest.skip("no links here")


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    put(tmp_path / "cases" / "EHC-1.toml")
    put(tmp_path / "cases" / "2026" / "autumn" / "EHC-2.toml")
    return tmp_path / "cases"


def refs(caseload: Caseload) -> list[str]:
    return [case.ref for case in caseload.cases]


def told(caseload: Caseload, folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder.as_posix()}/", "") for problem in caseload.problems]


def test_sub_folders_are_read(cases: Path, words: Words) -> None:
    caseload = load(words, cases.parent)
    assert refs(caseload) == ["EHC-2", "EHC-1"]
    assert caseload.complete and not caseload.problems


OURS = (".EHC-9.toml.new", ".EHC-9.toml.lock", "README.md", "sendclock.toml", "2026/sendclock.toml")
OTHERS = (".EHC-9.toml", "~EHC-9.toml", ".hidden/EHC-9.toml", "EHC-9.txt", "packs/local.toml", "2026/packs/local.toml")


@pytest.mark.parametrize("name", [*OURS, *OTHERS])
def test_what_is_no_case_is_passed_over(cases: Path, words: Words, name: str) -> None:
    """Some whatever is in them; the others because they do not read as one (tests/files/test_stray.py)."""
    place = put(cases / name)
    if name in OTHERS:
        place.write_text("Nothing of a case.\n", encoding="utf-8")
    caseload = load(words, cases)
    assert refs(caseload) == ["EHC-2", "EHC-1"]
    assert not caseload.problems


def test_a_name_in_capitals_is_a_case_too(cases: Path, words: Words) -> None:
    put(cases / "EHC-3.TOML")
    assert refs(load(words, cases)) == ["EHC-2", "EHC-1", "EHC-3"]


def test_a_bare_folder_of_case_files_will_do(cases: Path, words: Words) -> None:
    assert open_casebook(cases / "2026").settings is None
    assert refs(load(words, cases / "2026")) == ["EHC-2"]


def test_two_files_for_one_case_are_both_withheld_and_named(cases: Path, words: Words) -> None:
    put(cases / "closed" / "EHC-1.toml")
    caseload = load(words, cases)
    assert refs(caseload) == ["EHC-2"]
    assert told(caseload, cases) == [
        'EHC-1.toml: "EHC-1" is also in closed/EHC-1.toml. Compare them, and keep one.',
        'closed/EHC-1.toml: "EHC-1" is also in EHC-1.toml. Compare them, and keep one.',
    ]
    assert caseload.unreadable == 2 and not caseload.complete


def test_references_that_differ_in_capitals_are_one_case(cases: Path, words: Words) -> None:
    put(cases / "closed" / "ehc-1.toml")
    assert refs(load(words, cases)) == ["EHC-2"]
    with pytest.raises(CannotRunError, match='"EHC-1" is in more than one file'):
        find_case_file([open_casebook(cases)], "EHC-1")


def test_the_same_folder_given_twice_is_read_once(cases: Path, words: Words) -> None:
    for second in (cases, cases.parent, cases / "2026"):
        assert sorted(refs(load(words, cases, second))) == ["EHC-1", "EHC-2"]
    assert find_case_file([open_casebook(cases)] * 2, "EHC-1") == cases / "EHC-1.toml"


COPIES = ("EHC-1 (1)", "EHC-1 - Copy", "EHC-1-LAPTOP7", "EHC-1_conf(2)", "EHC-1.sync-conflict-20261121-0912-ABC")


@pytest.mark.parametrize("copy", [*COPIES, "EHC-1 (Okafor's conflicted copy 2026-11-21)"])
def test_a_copy_by_a_sync_tool_is_named_and_the_case_still_answered(cases: Path, words: Words, copy: str) -> None:
    put(cases / f"{copy}.toml", ref="EHC-1")
    caseload = load(words, cases)
    assert sorted(refs(caseload)) == ["EHC-1", "EHC-2"]
    (message,) = told(caseload, cases)
    assert message.startswith(f"{copy}.toml:2: this looks like a copy of EHC-1.toml")
    assert caseload.unreadable == 1


@pytest.mark.parametrize("other", ["EHC-12", "EHC-1-2", "EHC-1a"])
def test_a_new_case_begun_from_an_old_file_is_not_called_a_copy(cases: Path, words: Words, other: str) -> None:
    put(cases / f"{other}.toml", ref="EHC-1")
    (message,) = told(load(words, cases), cases)
    assert message == (
        f'{other}.toml:2: ref = "EHC-1" is not the name of the file. Write ref = "{other}", or rename the file.'
    )


@needs.links
def test_a_file_that_is_gone_is_named_and_the_rest_answered(cases: Path, words: Words) -> None:
    link(cases / "EHC-3.toml", cases / "nowhere.toml")
    caseload = load(words, cases)
    assert refs(caseload) == ["EHC-2", "EHC-1"]
    (message,) = told(caseload, cases)
    fix = "Delete it, or put the file in its place."
    assert message == f"EHC-3.toml: is a link that leads nowhere, so it cannot be read. {fix}"


def test_a_file_nobody_may_read_is_named_and_the_rest_answered(cases: Path, words: Words) -> None:
    put(cases / "EHC-3.toml").chmod(0)
    try:
        (cases / "EHC-3.toml").read_bytes()
        pytest.skip("this user may read everything")
    except PermissionError:
        pass
    caseload = load(words, cases)
    assert refs(caseload) == ["EHC-2", "EHC-1"]
    assert told(caseload, cases)[0].startswith("EHC-3.toml: cannot be read (permission denied).")


def test_a_folder_nobody_may_list_is_named_and_the_rest_answered(
    cases: Path, words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = disk.os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "2026":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(disk.os, "scandir", refuse)
    caseload = load(words, cases)
    assert refs(caseload) == ["EHC-1"]
    assert told(caseload, cases)[0].startswith("2026: cannot be read (")
    assert not caseload.complete


def test_one_broken_file_does_not_hide_the_others(cases: Path, words: Words) -> None:
    (cases / "EHC-3.toml").write_bytes(b"")
    (cases / "EHC-4.toml").write_bytes(b'schema = 1\nref = "EHC-4')
    caseload = load(words, cases)
    assert refs(caseload) == ["EHC-2", "EHC-1"]
    assert [problem.position.file.rpartition("/")[2] for problem in caseload.problems] == ["EHC-3.toml", "EHC-4.toml"]
    assert caseload.unreadable == 2


@needs.links
def test_a_linked_folder_is_read_and_one_that_leads_back_up_is_not_read_for_ever(cases: Path, words: Words) -> None:
    put(cases.parent / "archive" / "EHC-3.toml")
    link(cases / "archive", cases.parent / "archive", folder=True)
    link(cases / "2026" / "up", cases, folder=True)
    assert refs(load(words, cases)) == ["EHC-2", "EHC-1", "EHC-3"]


def test_the_casebook_is_found_from_anywhere_below_it(cases: Path) -> None:
    root = cases.parent
    deep = cases / "2026" / "autumn"
    for start in (root, cases, deep):
        assert find_casebook(start) == (root, cases, None)
    (root / "sendclock.toml").write_text("schema = 1\n", encoding="utf-8")
    for start in (root, cases, deep):
        assert find_casebook(start) == (root, cases, root / "sendclock.toml")


def test_the_nearest_casebook_wins(cases: Path) -> None:
    inner = put(cases.parent / "south" / "cases" / "EHC-7.toml").parent
    assert find_casebook(inner.parent).cases == inner


def test_settings_are_found_when_the_case_folder_itself_is_given(cases: Path) -> None:
    settings = cases.parent / "sendclock.toml"
    settings.write_text("schema = 1\n", encoding="utf-8")
    assert open_casebook(cases).settings == settings
    assert open_casebook(cases / "2026").settings is None


def test_no_casebook_is_said_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "is_there", lambda path: False)
    monkeypatch.setattr(disk, "is_folder", lambda path: False)
    with pytest.raises(CannotRunError, match=r"no casebook here\. Give one with --cases DIR"):
        find_casebook(tmp_path)


def test_a_folder_that_is_none_is_said(cases: Path) -> None:
    with pytest.raises(CannotRunError, match=r"nowhere: does not exist\. Give the folder"):
        open_casebook(cases / "nowhere")
    with pytest.raises(CannotRunError, match=r"EHC-1\.toml: is a file\. Give the folder"):
        open_casebook(cases / "EHC-1.toml")


@pytest.mark.parametrize("asked", ["EHC-2", "ehc-2"])
def test_a_case_is_found_by_its_reference_in_any_capitals(cases: Path, asked: str) -> None:
    assert find_case_file([open_casebook(cases)], asked) == cases / "2026" / "autumn" / "EHC-2.toml"


def test_a_mistyped_reference_gets_the_nearest(cases: Path) -> None:
    put(cases / "EHC-2026-0147.toml")
    with pytest.raises(CannotRunError) as raised:
        find_case_file([open_casebook(cases)], "EHC-2026-0174")
    assert str(raised.value) == f'no case "EHC-2026-0174" in {cases}. Did you mean "EHC-2026-0147"?'


def test_a_reference_in_two_files_is_not_picked_from(cases: Path) -> None:
    put(cases / "closed" / "EHC-1.toml")
    with pytest.raises(CannotRunError, match=r'"EHC-1" is in more than one file: .*EHC-1\.toml, .*closed/EHC-1\.toml'):
        find_case_file([open_casebook(cases)], "EHC-1")


def test_a_file_is_found_by_part_of_its_name_however_it_is_written(tmp_path: Path) -> None:
    names = ["EHC-1.toml", "ehc-1 (1).toml", "EHC\u20111.toml", "x/\u00c9HC-1.toml", "x/E.H.C-1.toml", "y/St`s-1.toml"]
    for name in (*names, "y/EHC-2.toml", "y/z/EHC-10.TOML", "b.toml.toml", "c.toml.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    shelf = Shelf([open_casebook(tmp_path)])
    for part in ("ehc-1", "-1", "ehc-2", "b toml", "st's", "zz"):
        with_it = {path for path in case_files(tmp_path) if part in folded(path.stem)}
        assert with_it <= {*shelf.like(part)}
    assert shelf.like("ehc-2") != shelf.like("")


@pytest.mark.parametrize("ref", ["EHC-107", "107"])
def test_one_case_is_opened_and_no_other_is_looked_at(tmp_path: Path, ref: str) -> None:
    for number in range(100, 140):
        put(tmp_path / str(number % 3) / f"EHC-{number}.toml")
    looked: list[str] = []
    with patch("os.stat", side_effect=lambda path, **more: (looked.append(os.fspath(path)), STAT(path, **more))[1]):
        _, path, _ = Session([tmp_path], "2026-11-21").one(ref)
    assert path.name == "EHC-107.toml"
    assert {os.path.basename(name) for name in looked if "EHC" in name} == {"EHC-107.toml"}


def test_the_files_come_in_the_same_order_every_time(cases: Path) -> None:
    for name in ("b", "a", "C"):
        put(cases / f"{name}.toml")
    names = [path.name for path in case_files(cases)]
    assert names == ["EHC-2.toml", "C.toml", "EHC-1.toml", "a.toml", "b.toml"]


@pytest.mark.parametrize("slip", [".toml.txt", ".tml", ".tom", ".tolm", pytest.param(".toml ", marks=needs.odd_names)])
def test_a_case_saved_under_another_ending_is_named_not_passed_over(cases: Path, words: Words, slip: str) -> None:
    put(cases / "EHC-1.toml")
    (cases / "EHC-1.toml").rename(cases / f"EHC-1{slip}")
    caseload = load(words, cases)
    (problem,) = caseload.problems
    assert caseload.unreadable == 1
    assert problem.message.endswith("Rename it to EHC-1.toml.")
