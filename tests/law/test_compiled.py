"""The compiled law is the law as written, or it is not used."""

from __future__ import annotations

import json
from shutil import copytree

import pytest

from law_once import READ_COMPILED
from sendclock.days import bank_holidays
from sendclock.files import disk
from sendclock.law import area, load
from sendclock.law.guard import read_law


@pytest.fixture(autouse=True)
def as_it_is(monkeypatch):
    """The rest of the tests read the law another way."""
    monkeypatch.setattr(load, "read_compiled", READ_COMPILED)


@pytest.fixture(scope="module")
def law():
    return read_law(area.shipped(), bank_holidays.calendars())


@pytest.fixture
def written(law, tmp_path, monkeypatch):
    """The law compiled afresh, in a folder of the test's own."""
    file = tmp_path / "compiled.json"
    monkeypatch.setattr(load, "FILE", file)
    load.save_compiled(law)
    return file


def test_what_was_compiled_comes_back_as_it_was_written(law, written):
    back = load.read_compiled(area.sources())
    assert back == law
    assert list(back.event_types) == list(law.event_types)
    assert len(set(back.rules)) == len(law.rules)  # a list where the reader makes a tuple could not be in a set


def test_the_compiled_law_in_the_package_if_there_is_one_is_what_the_sources_say(law):
    assert load.read_compiled(area.sources()) in (None, law)


def test_the_law_runs_the_same_compiled_or_read(law, written, lay):
    text = "assessment-requested@2026-09-07; plan-refused@2026-10-15 placed_for_assessment=yes"
    fast = load.load()
    written.unlink()
    slow = load.load()
    told = []
    for law in (fast, slow):
        found = lay(text, "2026-12-01", rules=law).deadlines
        steps = [[(type(step), step.day) for step in clock.steps] for clock in found]
        told.append((steps, [(clock.rule.id, clock.due, clock.status, clock.excused_by) for clock in found]))
    assert told[0] == told[1] and len(told[0][0]) > 4


def test_a_changed_pack_is_read_again(written, tmp_path, monkeypatch):
    packs = copytree(area.PACKS, tmp_path / "packs")
    monkeypatch.setattr(area, "PACKS", packs)
    assert load.read_compiled(area.sources()) is not None
    plan = packs / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("count = 15", "count = 16", 1), encoding="utf-8")
    assert load.read_compiled(area.sources()) is None
    assert load.load().versions("comment-on-draft")[0].period.size == 16


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 0}'])
def test_a_compiled_file_that_cannot_be_used_is_passed_over(written, content):
    for found in (content.encode(), disk.sealed(content.encode())):
        written.write_bytes(found)
        assert load.read_compiled(area.sources()) is None
    assert load.load().versions("final-plan")


def test_another_format_is_passed_over(written):
    body = json.loads(disk.unsealed(written.read_bytes()))
    other = {**body, "format": body["format"] + 1}
    written.write_bytes(disk.sealed(json.dumps(other).encode()))
    assert load.read_compiled(area.sources()) is None
    written.write_bytes(disk.sealed(json.dumps(body).encode()))
    assert load.read_compiled(area.sources()) is not None


def test_one_changed_byte_is_read_again_and_never_another_date(written):
    content = written.read_bytes()
    place = content.index(b'"final-plan"')
    place = content.index(b"20", place)  # the number of weeks, or whatever stands there
    written.write_bytes(content[:place] + b"21" + content[place + 2 :])
    assert load.read_compiled(area.sources()) is None
    assert load.load().versions("final-plan")[0].period.size == 20
