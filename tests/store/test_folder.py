"""Which folder is a casebook, which file is a case, which one is meant: by folders and names that people make."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import needs
from sendclock.casebook import folder
from sendclock.casebook.casefile import Words
from sendclock.casebook.folder import (
    Casebook,
    Shelf,
    also_elsewhere,
    find_case_file,
    find_casebook,
    held_twice,
    in_several,
    is_beside,
    no_reference,
    numbered,
    open_casebook,
    refs_in,
    shared,
)
from sendclock.files import disk
from sendclock.files.problem import CannotRunError


def book(place: Path, *below: str) -> Casebook:
    """A folder of empty case files."""
    for name in below:
        path = place / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    place.mkdir(parents=True, exist_ok=True)
    return open_casebook(place)


def names(paths: list[Path], top: Path) -> list[str]:
    return [path.relative_to(top).as_posix() for path in paths]


@pytest.mark.parametrize(
    ("settings", "given", "found"),
    [
        ("book/sendclock.toml", "book", ("book", "book/cases", "book/sendclock.toml")),
        ("book/sendclock.toml", "book/cases", ("book", "book/cases", "book/sendclock.toml")),
        ("book/cases/sendclock.toml", "book", ("book/cases", "book/cases", "book/cases/sendclock.toml")),
        ("sendclock.toml", "book", ("book", "book/cases", None)),  # of whatever lies above, nothing
        ("", "book", ("book", "book/cases", None)),
        ("", "book/cases", ("book/cases", "book/cases", None)),
        ("sendclock.toml", "book/other", ("book/other", "book/other", None)),
        ("book/sendclock.toml", "book/other", ("book/other", "book/other", None)),
    ],
)
def test_the_settings_lie_beside_the_cases_or_among_them(
    tmp_path: Path, settings: str, given: str, found: tuple[str, str, str | None]
) -> None:
    for place in ("book/cases", "book/other"):
        (tmp_path / place).mkdir(parents=True)
    if settings:
        (tmp_path / settings).write_text("schema = 1\n", encoding="utf-8")
    root, cases, read = found
    assert open_casebook(tmp_path / given) == (tmp_path / root, tmp_path / cases, read and tmp_path / read)


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name, why in (("file", "is a file"), ("nowhere", "does not exist")):
        with pytest.raises(CannotRunError, match=rf"{name}: {why}\. Give the folder that holds the case files"):
            open_casebook(tmp_path / name)


def test_a_casebook_is_found_in_the_nearest_folder_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its settings, or by its `cases/`; the folder one stands in is called by its short name."""
    (tmp_path / "outer" / "cases").mkdir(parents=True)
    inner = tmp_path / "outer" / "inner"
    (inner / "deep" / "deeper").mkdir(parents=True)
    assert find_casebook(inner / "deep").cases == tmp_path / "outer" / "cases"
    (inner / "sendclock.toml").write_text("schema = 1\n", encoding="utf-8")
    assert find_casebook(inner / "deep" / "deeper") == (inner, inner, inner / "sendclock.toml")
    monkeypatch.chdir(inner)
    assert find_casebook(inner) == (Path(), Path(), Path("sendclock.toml"))
    monkeypatch.chdir(tmp_path / "outer")
    assert find_casebook(Path(os.getcwd())) == (Path(), Path("cases"), None)
    with pytest.raises(CannotRunError, match="no casebook here"):
        find_casebook(Path("/nowhere"))


@pytest.mark.parametrize(
    ("names", "refs"),
    [
        (["EHC-1.toml", "b_2.TOML"], ["ehc-1", "b_2"]),
        (["EHC-1.toml", "ehc.2.toml"], ["ehc-1", "ehc.2"]),
        (["EHC-1.toml.toml"], ["ehc-1 toml"]),
        (["EHC 1.toml", "EHC-2.toml"], ["ehc 1", "ehc-2"]),
        (["Zoë.toml", "EHC-`1`.toml"], ["zoe", "ehc-'1'"]),
        ([], []),
    ],
)
def test_references_are_compared_without_their_capitals(names: list[str], refs: list[str]) -> None:
    assert list(refs_in(names)) == refs


def test_of_casebooks_that_lie_in_one_another_each_file_is_of_the_first(tmp_path: Path) -> None:
    outer = book(tmp_path / "outer", "A-1", "inner/A-2", "inner/A-3")
    inner, apart = open_casebook(tmp_path / "outer" / "inner"), book(tmp_path / "outermost", "A-4")

    def held(*books: Casebook) -> list[list[str]]:
        return [sorted(os.path.basename(path) for path in each) for each in held_twice(books)]

    assert held(outer) == [[]]
    assert held(outer, apart) == [[], []]
    assert held(outer, inner) == [[], ["A-2.toml", "A-3.toml"]]
    assert held(inner, outer) == [[], ["A-2.toml", "A-3.toml"]]
    assert held(apart, inner, outer, inner) == [[], [], ["A-2.toml", "A-3.toml"], ["A-2.toml", "A-3.toml"]]
    assert held(outer, outer) == [[], ["A-1.toml", "A-2.toml", "A-3.toml"]]
    assert [len(paths) for paths in folder.files_by_book([inner, outer])] == [2, 1]
    assert names(folder.files_by_book([inner, outer])[1], tmp_path) == ["outer/A-1.toml"]


@needs.links
def test_so_it_is_where_a_link_leads_from_one_to_the_other(tmp_path: Path) -> None:
    one, other = book(tmp_path / "one", "A-1"), book(tmp_path / "other", "A-2")
    (tmp_path / "other" / "link").symlink_to(tmp_path / "one")
    assert [len(each) for each in held_twice([one, other])] == [0, 1]
    assert [len(each) for each in held_twice([other, one])] == [0, 1]


def test_a_reference_in_several_casebooks(tmp_path: Path) -> None:
    """Each is counted, and said with the others; two of one casebook are another matter."""
    one = book(tmp_path / "one", "A-1", "A-2", "below/A-2", "Z-9")
    two = book(tmp_path / "two", "north/a-1", "B-1", "B-2")
    three = book(tmp_path / "three", "A-1", "b-2", "C-1")
    books = [one, two, three]
    assert {ref: names(files, tmp_path) for ref, files in in_several(books).items()} == {
        "A-1": ["one/A-1.toml", "two/north/a-1.toml", "three/A-1.toml"],
        "B-2": ["two/B-2.toml", "three/b-2.toml"],
    }
    assert in_several([one]) == in_several([one, book(tmp_path / "four", "D-1")]) == {}
    assert also_elsewhere([one]) == []
    said = [(problem.position.file, problem.message) for problem in also_elsewhere(books)]
    assert [Path(file).relative_to(tmp_path).as_posix() for file, _ in said] == [
        "one/A-1.toml", "two/north/a-1.toml", "three/A-1.toml", "two/B-2.toml", "three/b-2.toml",
    ]  # fmt: skip
    top = tmp_path.as_posix()
    assert f'"A-1" is also a case of another casebook: {top}/one/A-1.toml, {top}/three/A-1.toml. Both are' in said[1][1]


def test_of_many_casebooks_five_others_are_named(tmp_path: Path) -> None:
    for many, more in ((6, ""), (7, " and 1 more"), (8, " and 2 more")):
        books = [book(tmp_path / f"{many}-{n}", "A-1") for n in range(many)]
        messages = [problem.message for problem in also_elsewhere(books)]
        assert len(messages) == many
        assert [message.count("A-1.toml") for message in messages] == [5] * 6 + [6] * (many - 6)
        assert all(f"A-1.toml{more}. Both" in message for message in messages)


def test_the_first_reference_that_is_shared_and_how_many_are(tmp_path: Path) -> None:
    one = book(tmp_path / "one", "A-0", "A-1", "more/A-2")
    two = book(tmp_path / "two", "A-2", "more/B-1", "more/B-2")
    three = book(tmp_path / "three", "A-1", "A-2", "b-2")
    four = book(tmp_path / "four", "D-1", "B-1")

    def told(most: int, *books: Casebook) -> tuple[list[str], int, int] | None:
        others = held_twice(books)
        found = shared(books, most, others, {})
        numbers = {n: numbered(folder._names_in(each, others[n])) for n, each in enumerate(books[:-1])}
        assert found == shared(books, most, others, numbers)
        return found and (names(found.files, tmp_path), found.casebooks, found.more)

    assert told(5, one) is None
    assert told(5, one, four) is None
    assert told(5, one, two) == (["one/more/A-2.toml", "two/A-2.toml"], 2, 0)
    assert told(5, four, one, two) == (["four/B-1.toml", "two/more/B-1.toml"], 2, 1)
    assert told(5, one, two, three, four) == (["one/A-1.toml", "three/A-1.toml"], 2, 3)
    assert told(5, two, three, one) == (["two/A-2.toml", "three/A-2.toml", "one/more/A-2.toml"], 3, 2)
    assert told(2, two, three, one) == (["two/A-2.toml", "three/A-2.toml"], 3, 2)
    assert told(1, two, three, one) == (["two/A-2.toml"], 3, 2)


def test_a_shelf_has_every_file_that_may_be_meant(tmp_path: Path) -> None:
    one = book(tmp_path / "one", "EHC-11", "EHC-12", "north/OTH-11", "a b", "EHC-13.old")
    two = book(tmp_path / "two", "SEN-11", "SEN-2")
    shelf = Shelf([one, two])
    assert shelf.lost == []
    assert sorted(shelf.refs) == ["EHC-11", "EHC-12", "EHC-13.old", "OTH-11", "SEN-11", "SEN-2", "a b"]

    def like(part: str) -> list[str]:
        return names(shelf.like(part), tmp_path)

    odd = ["one/EHC-13.old.toml", "one/a b.toml"]  # however it is written there
    assert like("11") == ["one/EHC-11.toml", *odd, "one/north/OTH-11.toml", "two/SEN-11.toml"]
    assert like("11") == like("11")
    assert like("sen-2") == [*odd, "two/SEN-2.toml"]
    assert like("x") == odd
    assert names([find_case_file([one, two], ref) for ref in ("ehc-12", "OTH-11")], tmp_path) == [
        "one/EHC-12.toml", "one/north/OTH-11.toml",
    ]  # fmt: skip
    with pytest.raises(CannotRunError, match=r'no case "EHC-1" in .*one, .*two\. Did you mean "EHC-1[123.old]+"'):
        find_case_file([one, two], "EHC-1")
    with pytest.raises(CannotRunError, match=r'no case "Unlike" in .* To look for it: .* --search "Unlike"'):
        find_case_file([one, two], "Unlike")
    book(tmp_path / "two", "ehc-11")
    with pytest.raises(CannotRunError, match=r'"EHC-11" is in more than one file: .*EHC-11\.toml, .*ehc-11\.toml\.'):
        find_case_file([one, two], "EHC-11")
    inner = open_casebook(tmp_path / "one" / "north")
    assert names(Shelf([one, inner]).like("oth"), tmp_path).count("one/north/OTH-11.toml") == 1


@pytest.mark.parametrize(
    ("stem", "beside"),
    [
        ("ehc-1", True),
        ("ehc-1 (1)", True),
        ("ehc-1-laptop", True),
        ("copy of ehc-1", True),
        ("copy (2) of ehc-1", True),
        ("ehc-10", False),  # another case
        ("ehc-1a", True),
        ("ehc-", False),
        ("my ehc-1", False),
        ("copy of ehc-10", False),
    ],
)
def test_what_lies_beside_a_case(stem: str, beside: bool) -> None:
    assert is_beside(stem, "ehc-1") is beside


@pytest.mark.parametrize(
    ("ref", "why"),
    [
        ("EHC-1", ""),
        ("e", ""),
        ("EHC.1.2_x", ""),
        ("x" * 100, ""),
        ("x" * 101, "it names the file, and has 101 letters. Use 100 at most"),
        ("", "it names the file. Use letters"),
        ("-EHC", "it names the file. Use letters"),
        ("EHC 1", "it names the file. Use letters"),
        ("EHC..1", "it names the file. Use letters"),
        ("EHC.", "it names the file. Use letters"),
        ("Zoë", "it names the file. Use letters"),
        ("SendClock", "sendclock.toml is the settings file. Use another, such as SendClock-1"),
        ("nul", "it names the file, and Windows lets no file be called nul. Use another, such as nul-1"),
        ("aux.1", "it names the file, and Windows lets no file be called aux. Use another, such as aux-1"),
    ],
)
def test_what_no_file_can_be_named_after(ref: str, why: str) -> None:
    said = no_reference(ref)
    assert said.startswith(why) and bool(said) == bool(why)


CASE = 'schema = 1\nref = "EHC-1"\n\n[[event]]\ntype = "assessment-requested"\non = 2026-09-01\n'


def test_what_lies_where_nobody_looks(tmp_path: Path) -> None:
    """A case beside the folder of the cases, one in a hidden folder, and the copy of one."""
    (tmp_path / "book" / "cases" / ".old" / "more").mkdir(parents=True)
    (tmp_path / "book" / "cases" / "packs").mkdir()
    (tmp_path / "book" / "cases" / "north").mkdir()
    opened = open_casebook(tmp_path / "book")
    assert folder.unread_cases(opened) == folder.passed_over(opened) == []
    for name in ("EHC-1.toml", "cases/.old/more/EHC-2.toml", "cases/.old/EHC-3.toml", "cases/packs/EHC-4.toml",
                 "cases/north/EHC-5.toml", "cases/north/EHC-5.bak", "sendclock.toml"):  # fmt: skip
        ref = Path(name).stem
        (tmp_path / "book" / name).write_text(CASE.replace("EHC-1", ref), encoding="utf-8")
    (tmp_path / "book" / "letter.txt").write_text("Dear Ms Someone", encoding="utf-8")
    assert [(names([Path(one.position.file)], tmp_path), one.code) for one in folder.unread_cases(opened)] == [
        (["book/EHC-1.toml"], "case-not-read"),
    ]  # fmt: skip
    assert folder.unread_cases(open_casebook(tmp_path / "book" / "cases" / "north")) == []
    told = {names([Path(one.position.file)], tmp_path)[0]: one for one in folder.passed_over(opened)}
    assert {one.position.line for one in told.values()} == {0}
    assert {name: one.code for name, one in told.items()} == {
        "book/cases/.old/EHC-3.toml": "hidden",
        "book/cases/.old/more/EHC-2.toml": "hidden",
        "book/cases/packs/EHC-4.toml": "hidden",
        "book/cases/north/EHC-5.bak": "passed-over",
    }
    assert told["book/cases/.old/more/EHC-2.toml"].message.startswith("lies in .old, where nobody looks for a case.")
    assert told["book/cases/packs/EHC-4.toml"].message.startswith("lies in packs, ")


def test_what_looks_like_the_settings_is_said_as_an_error_where_there_are_none(tmp_path: Path) -> None:
    """Beside them a copy is one; what an editor keeps of them is a warning."""
    cases = tmp_path / "book" / "cases"
    cases.mkdir(parents=True)
    for name in ("Sendclock.txt", "sendclock.toml.bak", "settings.toml"):
        (tmp_path / "book" / name).write_text('schema = 1\n[officers.lee]\nteam = "x"\n', encoding="utf-8")
    (cases / "sendclock (1).toml").write_text("schema = 1\n", encoding="utf-8")
    (cases / "EHC-1.toml").write_text(CASE, encoding="utf-8")
    (tmp_path / "book" / "notes.txt").write_text("packs of crisps", encoding="utf-8")

    def told() -> dict[str, str]:
        found = folder.unread_settings(open_casebook(tmp_path / "book"))
        assert {one.code for one in found} == {"settings-not-read"}
        return {names([Path(one.position.file)], tmp_path)[0]: one.severity for one in found}

    every = ["book/Sendclock.txt", "book/cases/sendclock (1).toml", "book/sendclock.toml.bak", "book/settings.toml"]
    assert told() == dict.fromkeys(every, "error")
    (tmp_path / "book" / disk.SETTINGS).write_text("schema = 1\n", encoding="utf-8")
    assert told() == {**dict.fromkeys(every, "warning"), "book/cases/sendclock (1).toml": "error"}


PACK = 'schema = 1\npack = "own"\n\n[[rule]]\nid = "own-call"\n'


def test_what_looks_like_a_pack_and_is_none(tmp_path: Path) -> None:
    """By its name or by what stands in it. Beside the pack it was made from, it is what an editor left."""
    root = tmp_path / "book"
    (root / "cases").mkdir(parents=True)
    (root / "packs").mkdir()
    for name, text in {
        "packs/a.toml": PACK,
        "packs/b.toml.txt": "",
        "packs/c.txt": PACK,
        "packs/d.toml": PACK,
        "packs/d.toml.bak": PACK,
        "packs/d.txt": PACK,
        "packs/e.tml": "",
        "packs/.f.toml.swp": "",
        "packs/notes.txt": "what we agreed",
        "own.toml": PACK,
        "own.txt": "nothing",
        "sendclock.toml": PACK,
        "cases/within.txt": PACK,
    }.items():
        (root / name).write_text(text, encoding="utf-8")
    (root / "packs" / "folder.toml.old").mkdir()

    def told(place: Path) -> dict[str, tuple[str, str]]:
        found = folder.unread_packs(open_casebook(place))
        assert {(one.code, one.position.line) for one in found} <= {("pack-not-read", 0)}
        ends = {one.position.file: one.message.rpartition("ename it ")[2] for one in found}
        return {names([Path(one.position.file)], root)[0]: (one.severity, ends[one.position.file]) for one in found}

    away = ", or take it away."
    packs = f"looks like a pack, and is not read: packs lie in {(root / 'packs').as_posix()}. Move it there."
    assert told(root) == {
        "packs/b.toml.txt": ("error", f"b.toml{away}"),
        "packs/c.txt": ("error", f"c.toml{away}"),
        "packs/d.toml.bak": ("warning", f"d.toml{away}"),
        "packs/d.txt": ("warning", f"d.toml{away}"),
        "packs/e.tml": ("error", f"e.toml{away}"),
        "packs/.f.toml.swp": ("error", f".f.toml{away}"),
        "own.toml": ("error", packs),
    }
    bare = root / "packs"  # a folder of cases alone: what lies in it is no pack beside one
    assert told(bare) == {}


@pytest.mark.parametrize(("called", "said"), [("Packs", True), ("pack", True), ("packages", False), ("packs", False)])
def test_a_folder_that_is_nearly_that_of_the_packs(tmp_path: Path, called: str, said: bool) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / called).mkdir()
    found = folder.unread_packs(open_casebook(tmp_path))
    told = [(Path(one.position.file).name, one.position.line, one.severity) for one in found]
    assert told == ([(called, 0, "error")] if said else [])
    if called != "packs":
        (tmp_path / "packs").mkdir()
        assert folder.unread_packs(open_casebook(tmp_path)) == []


@needs.links
def test_what_is_called_like_the_folder_of_packs_and_is_a_file_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "Pack").write_text("of crisps", encoding="utf-8")
    assert folder.unread_packs(open_casebook(tmp_path)) == []


def test_a_copy_beside_a_case_is_said_by_what_opens_it(tmp_path: Path, words: Words) -> None:
    """That of a sync tool; not another case, whose reference begins alike, nor what is wrong in that."""
    opened = book(tmp_path / "book")
    for stem, ref in {"EHC-1": "EHC-1", "EHC-1 (1)": "EHC-1", "EHC-10": "EHC-10", "EHC-1-b": "EHC-1-b"}.items():
        (tmp_path / "book" / f"{stem}.toml").write_text(CASE.replace("EHC-1", ref), encoding="utf-8")
    (tmp_path / "book" / "EHC-1-c.toml").write_text(CASE.replace("2026-09-01", "1900-09-01"), encoding="utf-8")
    (tmp_path / "book" / "EHC-12.toml").write_text("[[", encoding="utf-8")
    shelf = Shelf([opened])
    found = folder.copies_of(tmp_path / "book" / "EHC-1.toml", shelf, words)
    assert {(Path(one.position.file).name, one.severity, one.code) for one in found} == {
        ("EHC-1 (1).toml", "error", "name"), ("EHC-1-c.toml", "error", "name"),
    }  # fmt: skip
    assert folder.copies_of(tmp_path / "book" / "EHC-10.toml", shelf, words) == []


@pytest.mark.parametrize(
    ("name", "text", "said", "better"),
    [
        ("EHC-1.toml", CASE, "", ""),
        ("EHC-1.TOML", CASE, "", ""),
        (".EHC-1.toml", CASE, "looks like a case, and its name begins with ., so it is not read", "EHC-1.toml"),
        ("~EHC-1.toml", CASE, "looks like a case, and its name begins with ~, so it is not read", "EHC-1.toml"),
        ("x.toml.txt", CASE, "its name does not end in .toml, so it is not read as a case", "EHC-1.toml"),
        ("EHC-2.tml", "", "its name does not end in .toml, so it is not read as a case", "EHC-2.toml"),
        ("a.txt", CASE, "looks like a case file but does not end in .toml, so it is not read", "EHC-1.toml"),
        (
            "a.txt", CASE.replace("EHC-1", "no name"),
            "looks like a case file but does not end in .toml, so it is not read", "the reference and .toml",
        ),
    ],
)  # fmt: skip
def test_a_case_under_another_name_is_told_its_own(
    tmp_path: Path, words: Words, name: str, text: str, said: str, better: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = folder.opened(tmp_path / name, words)
    told = [("name", f"{said}. Rename it to {better}.")] if said else []
    assert [(one.code, one.message) for one in found.problems] == told
    assert (found.case is None, found.content) == ((True, b"") if said else (False, CASE.encode()))
    assert folder.read_one(tmp_path / name, words) == (found.case, found.problems)


def test_a_file_that_is_none_is_said_as_it_is(tmp_path: Path, words: Words) -> None:
    for name in ("EHC-1.toml", "EHC-1.toml.txt"):
        (tmp_path / name).mkdir()
        found = folder.opened(tmp_path / name, words)
        assert (found.case, found.content, len(found.problems)) == (None, b"", 1)
        assert "looks like" not in found.problems[0].message


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ('C:\\cases" due', 'Write, or leave that stroke out: --cases "C:\\cases"'),
        ("'C:\\my cases'", '--cases "C:\\my cases"'),
        ("'", ""),
        ("'C:\\my cases", ""),
        ("C:\\my cases'", ""),
        ("C:\\cases", ""),
    ],
)
def test_quotes_as_the_shells_of_windows_read_them(monkeypatch: pytest.MonkeyPatch, typed: str, fix: str) -> None:
    assert folder._amiss_on_windows(typed) == ""
    monkeypatch.setattr(disk, "WINDOWS", True)
    said = folder._amiss_on_windows(typed)
    assert said.endswith(fix.rpartition(": ")[2]) and bool(said) == bool(fix)


def test_which_files_are_looked_into_for_the_settings(tmp_path: Path) -> None:
    """In the casebook's own folder every one; among the cases, and above them, what is called something like them."""
    reads = 'schema = 1\n[officers.lee]\nteam = "x"\n'
    for below in ("book/cases", "book/other"):
        (tmp_path / below).mkdir(parents=True)
    for name, text in {
        "book/officers.txt": reads,
        "book/sendclock-2025.toml": "",
        "book/Sendclock.toml": reads,
        "book/cases/officers.txt": reads,
        "book/cases/our settings.txt": reads,
        "book/cases/sendclock-2025.toml": "",
        "book/cases/copy of sendclock.toml": "",
        "book/other/officers.txt": reads,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def told(place: str) -> dict[str, str]:
        found = folder.unread_settings(open_casebook(tmp_path / place))
        assert {one.position.line for one in found} <= {0}
        return {names([Path(one.position.file)], tmp_path)[0]: one.severity for one in found}

    inner = dict.fromkeys(("book/cases/copy of sendclock.toml", "book/cases/our settings.txt"), "error")
    above = dict.fromkeys(("book/Sendclock.toml", "book/sendclock-2025.toml"), "error")
    assert told("book") == {**inner, **above, "book/officers.txt": "error"}
    assert told("book/cases") == {**inner, **above}
    (tmp_path / "book" / "sendclock.toml").write_text(reads, encoding="utf-8")
    inner["book/cases/our settings.txt"] = "warning"
    assert told("book") == {**inner, **above, "book/officers.txt": "warning"}
    (tmp_path / "book" / "Sendclock.toml").unlink()
    os.link(tmp_path / "book" / "sendclock.toml", tmp_path / "book" / "Sendclock.toml")  # where capitals are one
    del above["book/Sendclock.toml"]
    assert told("book") == {**inner, **above, "book/officers.txt": "warning"}


@pytest.mark.parametrize("name", ["a b", "Zo\u00eb", "x`y", "EHC-1.old", "EHC-1.toml"])
def test_a_name_that_is_not_plain_may_be_any(tmp_path: Path, name: str) -> None:
    shelf = Shelf([book(tmp_path / "book", name), book(tmp_path / "other", "EHC-7")])
    assert names(shelf.like("9"), tmp_path) == [f"book/{name}.toml"]


def test_of_two_files_each_names_the_other() -> None:
    said = folder.twice("a/EHC-1.toml", ["a/EHC-1.toml", "b/EHC-1.toml", "c/EHC-1.toml"])
    assert (said.position, said.severity, said.code) == (("a/EHC-1.toml", 0), "error", "duplicate")
    assert said.message == '"EHC-1" is also in b/EHC-1.toml, c/EHC-1.toml. Compare them, and keep one.'
