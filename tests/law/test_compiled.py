"""The compiled law is the law as written, or it is not used."""

from __future__ import annotations

import json
from shutil import copytree

import pytest

from sendclock.law import bank_holidays, compiled, rulebook
from sendclock.law.reading import read_law


@pytest.fixture(scope="module")
def law():
    return read_law(rulebook.shipped(), bank_holidays.calendars())


@pytest.fixture
def written(law, tmp_path, monkeypatch):
    """The law compiled afresh, in a folder of the test's own."""
    file = tmp_path / "compiled.json"
    file.write_text(compiled.encode(law, compiled.checksums(rulebook.sources())), encoding="utf-8")
    monkeypatch.setattr(compiled, "FILE", file)
    return file


def test_what_was_compiled_comes_back_as_it_was_written(law, written):
    back = compiled.load(rulebook.sources())
    assert back == law
    assert list(back.event_types) == list(law.event_types)
    assert len(set(back.rules)) == len(law.rules)  # a list where the reader makes a tuple could not be in a set


def test_the_compiled_law_in_the_package_if_there_is_one_is_what_the_sources_say(law):
    assert compiled.load(rulebook.sources()) in (None, law)


def test_the_law_runs_the_same_compiled_or_read(law, written, lay):
    text = "assessment-requested@2026-09-07; plan-refused@2026-10-15 placed_for_assessment=yes"
    fast = rulebook.load()
    written.unlink()
    slow = rulebook.load()
    assert lay(text, "2026-12-01", rules=fast) == lay(text, "2026-12-01", rules=slow)


def test_a_changed_pack_is_read_again(written, tmp_path, monkeypatch):
    packs = copytree(rulebook.PACKS, tmp_path / "packs")
    monkeypatch.setattr(rulebook, "PACKS", packs)
    assert compiled.load(rulebook.sources()) is not None
    plan = packs / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("count = 15", "count = 16", 1), encoding="utf-8")
    assert compiled.load(rulebook.sources()) is None
    assert rulebook.load().versions("comment-on-draft")[0].period.size == 16


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 0}'])
def test_a_compiled_file_that_cannot_be_used_is_passed_over(written, content):
    written.write_text(content, encoding="utf-8")
    assert compiled.load(rulebook.sources()) is None
    assert rulebook.load().versions("final-plan")


def test_another_format_is_passed_over(written):
    body = json.loads(written.read_text(encoding="utf-8"))
    written.write_text(json.dumps({**body, "format": body["format"] + 1}), encoding="utf-8")
    assert compiled.load(rulebook.sources()) is None
