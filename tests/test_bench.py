"""What `benchmarks/bench.py` says of a run: the number, the limit, and whether it is met. Nothing is timed here."""

from __future__ import annotations

from pathlib import Path

import pytest

import asked
import bench
import country
from asked import ASKED, BEFORE, BESIDE, FLOOR, IMPORT_TYPER, NO_OP, WARM, Measured
from beside import others
from run import ROOT


def took(*ms: float, mib: float = 20) -> Measured:
    return Measured(list(ms), [mib])


def rows(results: asked.Results) -> dict[tuple[str, str], list[str]]:
    """The table by its first two columns."""
    lines = asked.answers(results).splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {(what, against): rest for what, against, *rest in cells}


DUE = ("`due`", FLOOR)


def test_a_ratio_is_that_of_medians_and_held_to_its_limit_at_the_size_it_is_asked_of() -> None:
    floor, far, near = took(10, 12, 90), took(48, 30, 31), took(31.3)  # 31 of 12 is 2.58; 31.3 of 12 is 2.61
    results = {5_000: {WARM: far, FLOOR: floor}, 20_000: {WARM: far, FLOOR: floor}, 100_000: {WARM: near, FLOOR: floor}}
    assert rows(results)[DUE] == [
        *("2.6", "2.6", "2.6"),
        "2.6 at 20,000; 2.5 at 100,000",
        "met at 20,000; **not met** at 100,000",
    ]


def test_a_size_that_was_not_run_is_said_not_to_be_measured() -> None:
    one = {WARM: took(30), FLOOR: took(10)}
    assert rows({1_000: one})[DUE] == ["3.0", "2.6 at 20,000; 2.5 at 100,000", "not measured"]
    assert rows({20_000: one})[DUE][-1] == "**not met** at 20,000; not measured at 100,000"


@pytest.mark.parametrize(("ms", "met"), [(103, "met"), (106, "**not met**")])
def test_one_means_one_to_a_tenth(ms: float, met: str) -> None:
    results = {1_000: {WARM: took(100), asked.SPELLED: took(ms)}}
    assert rows(results)[("`due`, its folder spelled otherwise", "`due`")] == [f"{ms / 100:.2f}", "1.0", met]


def test_a_limit_with_hundredths_is_held_to_them() -> None:
    results = {size: {WARM: took(100), asked.ONE_EDIT: took(ms)} for size, ms in ((1_000, 115.4), (5_000, 116))}
    assert rows(results)[("`due`, one edit since", "`due`")][-1] == "met at 1,000; **not met** at 5,000"


def test_the_slope_is_that_between_the_two_largest_sizes() -> None:
    results = {size: {WARM: took(ms)} for size, ms in ((100_000, 580), (1_000, 50), (20_000, 100))}
    row = rows(results)[("one case more in `due`, microseconds", BEFORE)]
    assert row == ["", "2.6", "6.0", "6 at the largest", "met"]  # 480 ms for 80,000 cases
    results[100_000] = {WARM: took(588)}
    assert rows(results)[("one case more in `due`, microseconds", BEFORE)][-1] == "**not met**"
    assert rows({1_000: results[1_000]})[("one case more in `due`, microseconds", BEFORE)][-1] == "not measured"


def test_another_program_has_to_be_so_much_slower() -> None:
    results = {size: {WARM: took(100), "todoman": took(ms)} for size, ms in ((5_000, 300), (20_000, 290))}
    assert rows(results)[("todoman", "`due`")] == [
        *("3.0", "2.9"),
        "at least 3 at 5,000 and 20,000",
        "met at 5,000; **not met** at 20,000",
    ]


def test_who_is_not_installed_or_failed_meets_nothing() -> None:
    results = {20_000: {WARM: took(100), "pandas": Measured([], [])}}
    assert rows(results)[("taskwarrior", "`due`")] == ["", "at least 1.5 at 20,000", "not measured"]
    assert rows(results)[("pandas", "`due`")][-1] == "not measured"


def test_the_dearest_report_is_named_and_the_pages_of_all_are_none() -> None:
    found = {NO_OP: took(40), "report weekly": took(600), "report steps": took(90), "report all": took(4_000)}
    assert rows({20_000: found})[("the dearest report", "`--version`")] == [
        *("15.0 `report weekly`", "12 at 20,000", "**not met**")
    ]


def test_a_completion_is_held_to_its_milliseconds() -> None:
    assert rows({20_000: {asked.TAB: took(44)}})[(asked.TAB, asked.ITSELF)] == ["44", "100 at 20,000", "met"]


def test_memory_is_that_of_the_command_that_takes_most_and_of_ours_alone() -> None:
    def size(cases: float) -> dict[str, Measured]:
        ours = {WARM: took(1, mib=20), "cases": took(1, mib=cases)}
        return {IMPORT_TYPER: took(1, mib=16), **ours, "pandas": took(1, mib=900), asked.TOMLLIB: took(1, mib=800)}

    found = rows({1_000: size(32), 20_000: size(64)})
    assert found[("peak memory of `due`", IMPORT_TYPER)] == ["1.25", "1.25", "2.0 at 20,000", "met"]
    assert found[("the most memory of any command", IMPORT_TYPER)] == [
        *("2.0 `cases`", "4.0 `cases`", "3", "met at 1,000; **not met** at 20,000")
    ]
    assert found[("the most that the memory of a command grows", BEFORE)] == [
        *("", "2.0 `cases`", "1.0", "**not met**")
    ]


def test_a_country_has_seconds_and_memory_to_keep_to() -> None:
    assert country.verdict("`due`", 6.04, 100.4) == "6 s, 100 MiB | met"
    assert country.verdict("`due`", 6.1, 50) == country.verdict("`due`", 5, 101) == "6 s, 100 MiB | **not met**"
    assert country.verdict("`report weekly`", 19, 99) == "20 s, 100 MiB | met"
    assert country.verdict("`due`, nothing kept", 5, 50) == " | "  # of the first reading nothing was asked


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A casebook of 400 files, as one that was made; nothing of it is ever asked."""
    folder = tmp_path / "400"
    (folder / "cases").mkdir(parents=True)
    (folder / "sendclock.toml").write_text("schema = 1\n", encoding="utf-8")
    for number in range(400):
        (folder / "cases" / f"A-{number:03}.toml").write_text(f'schema = 1\nref = "A-{number:03}"\n', encoding="utf-8")
    monkeypatch.setattr(bench, "settled", lambda *_: None)
    return folder


def test_all_that_is_asked_about_is_measured_under_that_name(book: Path) -> None:
    names = {program.name for program in (*bench.without_cases(), *bench.about_cases(400, book.parent, {}))}
    compared = {name for ask in ASKED if ask.found is asked.times for name in (ask.what, ask.against)}
    assert compared - names - {*BESIDE} == set()
    assert {asked.TAB, asked.EVERY_REPORT} <= names
    assert [other.name for other in others("python", None)] == [*BESIDE]


def test_the_copy_is_edited_and_never_the_casebook(book: Path) -> None:
    before = {path: path.read_bytes() for path in book.rglob("*.toml")}
    copy = bench.altered(book, book.parent / "copy")

    def edited() -> dict[str, bytes]:
        found = {path.name: path.read_bytes() for path in (copy.copy / "cases").iterdir()}
        return {name: text for name, text in found.items() if text != before[book / "cases" / name]}

    copy.edited(1)
    first = edited()
    assert len(first) == 1
    assert all(text.startswith(before[book / "cases" / name]) for name, text in first.items())
    copy.edited(1)
    assert edited().keys() == first.keys()
    assert edited() != first
    assert {name: len(text) for name, text in edited().items()} == {name: len(text) for name, text in first.items()}
    copy.edited(150)
    assert len(edited()) == 150
    assert len({name[:3] for name in edited()}) > 2  # spread, and not the first 150
    assert {path: path.read_bytes() for path in book.rglob("*.toml")} == before


def test_an_absence_is_one_more_each_time_and_gone_in_the_next_run(book: Path) -> None:
    copy = bench.altered(book, book.parent / "copy")
    settings = copy.copy / "sendclock.toml"
    for many in (1, 2):
        copy.absent()
        text = settings.read_text(encoding="utf-8")
        assert text.startswith("schema = 1\n")
        assert text.count("[[absence]]") == many
    bench.altered(book, book.parent / "copy")
    assert "[[absence]]" not in settings.read_text(encoding="utf-8")
    assert (book / "sendclock.toml").read_text(encoding="utf-8") == "schema = 1\n"


def test_the_first_page_shows_the_list_beside_the_others() -> None:
    found = {WARM: took(73), FLOOR: took(23), "remind": took(51), "todoman": took(288), "khal": Measured([], [])}
    told = bench.beside({1_000: found, 5_000: found}).splitlines()
    assert told == [
        "| CPU ms | `due` | todoman | remind |",
        "|---|---:|---:|---:|",
        "| 5,000 cases | **73** | 288 | 51 |",
    ]
    assert bench.beside({5_000: found, 20_000: {WARM: took(163)}}).splitlines() == told  # where nobody else was asked
    assert bench.beside({1_000: found, 20_000: {WARM: took(163)}}).splitlines()[2:] == [
        "| 1,000 cases | **73** | 288 | 51 |"
    ]
    assert bench.beside({1_000: found}).splitlines()[2].startswith("| 1,000 cases | **73** |")


def test_what_stands_around_the_marks_of_a_page_stays(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"above\n{bench.BEGIN}\nold\n{bench.END}\nbelow\n", encoding="utf-8")
    bench.write(page, "\nnew\n")
    assert page.read_text(encoding="utf-8") == f"above\n{bench.BEGIN}\nnew\n{bench.END}\nbelow\n"


@pytest.mark.parametrize("page", ["README.md", "benchmarks/README.md"])
def test_both_pages_have_their_marks(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [text.count(mark) for mark in (bench.BEGIN, bench.END)] == [1, 1]
    assert text.index(bench.BEGIN) < text.index(bench.END)
