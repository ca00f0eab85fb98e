"""The docs say what the program does, lead where they say, and hold together."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import needs

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    return script("generate")


@pytest.mark.slow
def test_the_manual_page_is_that_of_this_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    manual = script("manual")
    assert manual.main(["--check"]) == 0, "man/sendclock.1 is stale. Run `make docs`, read the diff, commit it."
    told = manual.page()
    assert all(f".SH SENDCLOCK {name.upper()}" in told for name in ("due", "record", "rules events"))
    assert re.search(r"(?m)^\.SS Less often\n\.TP\n\\fB\\-\\-cases", told)
    assert manual._said(".b it's a-b \\n") == r"\&.b it's a\-b \en"


@needs.posix  # this process has the facts open, and there what is open cannot be taken away
def test_the_pictures_are_screens_of_this_program() -> None:
    pictures = script("pictures")
    stale = pictures.stale()
    assert not stale, f"docs/pictures/ is stale: {', '.join(stale)}. Run `make docs`, look at them, commit them."
    shown = (DOCS / "pictures" / "due.svg").read_text(encoding="utf-8")
    assert "LATE BY LAW" in shown and "http" not in shown.replace('xmlns="http://www.w3.org/2000/svg"', "")


@pytest.mark.slow
def test_the_reference_pages_are_those_of_this_program(generator: ModuleType) -> None:
    stale = generator.stale()
    assert not stale, f"docs/reference/ is stale: {', '.join(stale)}. Run `make docs`, read the diff, commit it."


@pytest.mark.parametrize(
    ("table", "page", "lost"),
    [
        ("FORMATS", "formats", "md"),
        ("EXIT_CODES", "exit_codes", 11),
        ("ENVIRONMENT", "environment", "SENDCLOCK_TODAY"),
    ],
)
def test_what_nobody_has_put_into_words_stops_the_run(
    generator: ModuleType, monkeypatch: pytest.MonkeyPatch, table: str, page: str, lost: Any
) -> None:
    told = {name: words for name, words in getattr(generator, table).items() if name != lost}
    monkeypatch.setattr(generator, table, told)
    with pytest.raises(generator.IncompleteError, match=rf"without words: (.*, )?{lost}\b.*\. Say it in {table}"):
        getattr(generator, page)()


def test_a_settings_key_that_no_example_shows_stops_the_run(
    generator: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = generator._settings_example()
    monkeypatch.setattr(generator, "_settings_example", lambda: re.sub(r"(?m)^logins = .*\n", "", shown))
    with pytest.raises(generator.IncompleteError, match=r"without an example: officers\.NAME\.logins"):
        generator.settings_keys()


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in LINK.findall(re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8"))):
            if not re.match(r"[a-z]+:", target):
                yield page, target


def test_every_link_leads_somewhere() -> None:
    lost = []
    for page, target in links():
        name, _, heading = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (heading and heading not in headings(there)):
            lost.append(f"{page.relative_to(ROOT)}: {target}")
    assert not lost


def headings(page: Path) -> set[str]:
    """The headings of a page as links write them."""
    found = re.findall(r"(?m)^#+ (.*)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[\s]+", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip()) for heading in found}


GUIDES = [ROOT / "CONTRIBUTING.md", DOCS / "architecture.md", DOCS / "words.md", *sorted(DOCS.glob("decisions/*.md"))]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_every_file_a_guide_names_is_there(page: Path) -> None:
    """Of `src/sendclock/`, or of the repository. NAME and AREA stand for any."""
    house = ROOT / "src/sendclock"
    rooms = {path.name for path in (*house.iterdir(), ROOT / "src", ROOT / "tests", DOCS) if path.is_dir()}
    named = re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8")))
    words = [word.rstrip("/") for text in named for word in text.split()]
    paths = [word for word in words if word.endswith(".py") or ("/" in word and word.split("/")[0] in rooms)]
    any_of = [re.sub(r"\b(NAME|AREA)\b", "*", path) for path in paths]
    assert [path for path in any_of if not list(house.glob(path)) and not list(ROOT.glob(path))] == []


def test_what_a_newcomer_reads_first_stays_short() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 80
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_decisions_are_all_listed_and_say_everything() -> None:
    there = sorted(path.name for path in DOCS.glob("decisions/[0-9]*.md"))
    assert there == re.findall(
        r"\]\(([0-9]{4}-[a-z0-9-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text("utf-8")
    )
    assert len({name[:4] for name in there}) == len(there)
    for name in there:
        text = (DOCS / "decisions" / name).read_text("utf-8")
        assert text.startswith(f"# {name[:4]} "), name
        assert re.findall(r"(?m)^(Status|## .*?)(?::|$)", text) == [
            "Status", "## Context", "## Decision", "## Rejected", "## Consequences",
        ], name  # fmt: skip


def test_each_thing_has_one_word() -> None:
    rows = re.findall(r"(?m)^\| (\*\*.*?) \| (.*?) \| (.*?) \| (.*?) ?\|$", (DOCS / "words.md").read_text("utf-8"))
    words = [word for first, *_ in rows for word in re.findall(r"\*\*(.+?)\*\*", first)]
    assert len(words) > 100
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert [first for first, meaning, *_ in rows if len(meaning) < 5] == []


def test_every_room_of_the_house_stands_on_its_page() -> None:
    page = (DOCS / "architecture.md").read_text("utf-8").partition("## Two heights")[2].partition("## ")[0]
    house = ROOT / "src" / "sendclock"
    rooms = {path.parent.name + "/" for path in house.glob("*/__init__.py")}
    alone = {path.name for path in house.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert {room for room in rooms | alone if f"`{room}`" not in page} == set()


def test_classes_the_words_name_are_there() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "sendclock").rglob("*.py"))
    named = re.findall(r"`([A-Z][A-Za-z]+)", (DOCS / "words.md").read_text("utf-8"))
    assert [
        name for name in named if name != "Error" and not re.search(rf"(?m)^ *(?:class {name}\b|{name} = )", source)
    ] == []
