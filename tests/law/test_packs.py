"""Bad packs are refused, each mistake with its place and the nearest known word; a change of law is a second block."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from sendclock.days import bank_holidays
from sendclock.files.problem import CannotRunError
from sendclock.law import area, load
from sendclock.law.pack import read_pack
from sendclock.law.vocabulary import event_types

WORDS, CALENDARS = event_types(), bank_holidays.calendars()
HEAD = """schema = 1
pack = "exampleshire"
title = "Exampleshire"
"""
RULE = {
    "id": '"example-call"',
    "group": '"local"',
    "label": '"Call"',
    "title": '"Call the family"',
    "who": '"local authority"',
    "tier": '"local"',
    "kind": '"deadline"',
    "starts_on": '["assessment-agreed"]',
    "when": '["route=request"]',
    "anchor": '"on"',
    "direction": '"after"',
    "count": "2",
    "unit": '"working-day"',
    "first_day": '"day-after"',
    "calendar": '"england"',
    "repeats": '"first"',
    "met_by": '["contact-made[about=assess]"]',
    "ends_with": '["case-closed"]',
    "exceptions": "[]",
    "cite": '"Procedure 2.0"',
    "in_force_from": "2026-01-01",
    "confidence": '"secondary"',
}


def rule(**changed: str | None) -> str:
    """One `[[rule]]`, with keys changed, added, or (None) left out."""
    keys = {**RULE, **changed}
    return "\n[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


def problems_of(text: str) -> list[str]:
    _, problems = read_pack((HEAD + text).encode(), "example.toml", WORDS, CALENDARS)
    return [str(problem) for problem in problems]


def only_problem(text: str, key: str) -> str:
    """The one thing wrong with the pack, which must be said at the (first) line of `key`."""
    (problem,) = problems_of(text)
    line = next(n for n, source in enumerate((HEAD + text).splitlines(), 1) if source.startswith(key))
    place, _, message = problem.partition(": ")
    assert place == f"example.toml:{line}"
    return message


def loaded(tmp_path: Path, *texts: str) -> load.RuleBook:
    """The shipped law with local packs, `local-1.toml` and so on."""
    files = []
    for number, text in enumerate(texts, 1):
        files.append(tmp_path / f"local-{number}.toml")
        files[-1].write_text(HEAD + text, encoding="utf-8")
    return load.load([*area.shipped(), *files])


def refusal(tmp_path: Path, *texts: str) -> str:
    with pytest.raises(CannotRunError) as refused:
        loaded(tmp_path, *texts)
    assert refused.value.exit_code == 4
    return str(refused.value)


def test_the_pack_these_tests_spoil_is_good(tmp_path):
    assert problems_of(rule()) == []
    assert "example-call" in loaded(tmp_path, rule()).rule_ids()


@pytest.mark.parametrize(
    ("changed", "key", "said", "meant"),
    [
        ({"labell": '"x"'}, "labell", '"labell" is not known', "label"),
        ({"unit": '"working-days"'}, "unit", '"working-days"', "working-day"),
        ({"tier": '"statutary"'}, "tier", '"statutary"', "statutory"),
        ({"direction": '"afterr"'}, "direction", '"afterr"', "after"),
        ({"first_day": '"dayafter"'}, "first_day", '"dayafter"', "day-after"),
        ({"repeats": '"frist"'}, "repeats", '"frist"', "first"),
        ({"kind": '"dedline"'}, "kind", '"dedline"', "deadline"),
        ({"calendar": '"englnd"'}, "calendar", '"englnd"', "england"),
        ({"roll": '"next-workday"'}, "roll", '"next-workday"', "next-working-day"),
        ({"skip": '"tribunal-august"'}, "skip", '"tribunal-august"', "tribunal-august-christmas"),
        ({"starts_on": '["assesment-agreed"]'}, "starts_on", "not an event type", "assessment-agreed"),
        ({"met_by": '["contact-mad"]'}, "met_by", "not an event type", "contact-made"),
        ({"ends_with": '["case-close"]'}, "ends_with", "not an event type", "case-closed"),
        ({"met_by": '["contact-made[abuot=assess]"]'}, "met_by", 'no field "abuot"', "about"),
        ({"met_by": '["contact-made[about=asess]"]'}, "met_by", '"asess" is not a value of "about"', "assess"),
        ({"when": '["rout=request"]'}, "starts_on", 'no field "rout"', "route"),
        ({"when": '["route=requst"]'}, "starts_on", '"requst" is not a value of "route"', "request"),
        ({"anchor": '"servd"'}, "anchor", 'no starting event has a field "servd"', "served"),
    ],
)
def test_an_unknown_word_is_refused_with_its_line_and_the_nearest_known_one(changed, key, said, meant):
    message = only_problem(rule(**changed), key)
    assert said in message
    assert message.endswith(f'Did you mean "{meant}"?')


@pytest.mark.parametrize(
    ("changed", "key", "said"),
    [
        ({"count": "-1"}, "count", "0 or more"),
        ({"count": '"two"'}, "count", "whole number"),
        ({"in_force_from": '"2026-01-01"'}, "in_force_from", "without quotes"),
        ({"in_force_to": "2025-01-01"}, "in_force_to", "before in_force_from"),
        ({"per_party": '"yes"'}, "per_party", "true or false"),
        ({"cutoff": '"5pm"'}, "cutoff", "17:00"),
        ({"combine": '"with:final-plan"'}, "combine", "max-with:RULE"),
        ({"first_day": '"clear"'}, "first_day", 'direction = "before"'),
        ({"calendar": '"none"'}, "unit", "needs a calendar"),
        ({"anchor": '"route"'}, "anchor", "not a date"),
        ({"met_by": '["contact-made[about]"]'}, "met_by", "not a condition"),
        ({"direction": '"fixed"', "count": '"14 February"', "unit": '"day"'}, "count", "not a last day"),
        ({"direction": '"fixed"', "count": '"02-30"', "unit": '"day"'}, "count", "not a last day"),
        ({"direction": '"fixed"', "count": '"next:02-29"', "unit": '"day"'}, "count", "not a last day"),
        ({"direction": '"fixed"', "count": '"2026-02-29"', "unit": '"day"'}, "count", "not a last day"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_line(changed, key, said):
    assert said in only_problem(rule(**changed), key)


@pytest.mark.parametrize("key", ["id", "label", "title", "who", "starts_on", "direction", "count", "unit", "cite"])
def test_a_missing_key_is_refused_at_its_rule(key):
    message = only_problem(rule(**{key: None}), "[[rule]]")
    assert f'"{key}" is missing' in message


def test_the_line_is_that_of_the_right_rule():
    text = rule() + rule(id='"example-letter"', unit='"day"', calendar='"none"') + rule(id='"third"', unit='"dya"')
    (problem,) = problems_of(text)
    last = len((HEAD + text).splitlines()) - list(RULE)[::-1].index("unit")
    assert problem.startswith(f'example.toml:{last}: "dya"')


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ('{ effect = "safe", offset = "one day", why = "x" }', "is not an offset"),
        ('{ effect = "early", offset = "-1d", why = "x" }', '"early"'),
        ('{ effect = "safe", offset = "2w", anchor = "serverd", why = "x" }', '"serverd"'),
    ],
)
def test_a_reading_is_held_to_the_vocabulary_too(reading, said):
    (problem,) = problems_of(rule(readings=f"[{reading}]"))
    assert said in problem


def test_a_file_that_is_not_toml_is_refused_with_its_line(tmp_path):
    assert refusal(tmp_path, "unit day").startswith("local-1.toml:4: this line cannot be read")


def test_every_problem_of_every_pack_is_named_at_once(tmp_path):
    said = refusal(tmp_path, rule(unit='"dya"'), rule(id='"other"', tier='"lokal"')).splitlines()
    assert [line.split(":")[0] for line in said] == ["local-1.toml", "local-2.toml"]


def test_overlapping_versions_are_refused_naming_both_places(tmp_path):
    old, new = rule(in_force_to="2026-08-31"), rule(in_force_from="2026-08-31")
    said = refusal(tmp_path, old, new)
    assert said.startswith('local-2.toml:5: "example-call" is in force twice from 2026-08-31: see local-1.toml:5.')


def test_a_statutory_id_cannot_be_written_again(tmp_path):
    said = refusal(tmp_path, rule(id='"final-plan"'))
    assert said.startswith('local-1.toml:5: "final-plan" is in force twice')
    assert "assessment.toml:" in said


def test_a_gap_between_versions_is_refused(tmp_path):
    said = refusal(tmp_path, rule(in_force_to="2026-08-30") + rule(in_force_from="2026-09-01"))
    assert '"example-call" has no version from 2026-08-31 to 2026-08-31' in said


def test_versions_that_meet_are_one_rule(tmp_path):
    book = loaded(tmp_path, rule(in_force_to="2026-08-31") + rule(in_force_from="2026-09-01"))
    assert [version.in_force_from for version in book.versions("example-call")] == [date(2026, 1, 1), date(2026, 9, 1)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"exceptions": '["school-close"]'},
            '"school-close", which is not an exception. Did you mean "school-closed"?',
        ),
        ({"combine": '"max-with:final-plann"'}, '"final-plann", which is not a rule. Did you mean "final-plan"?'),
        ({"not_while": '"final-plann"'}, '"final-plann", which is not a rule. Did you mean "final-plan"?'),
        ({"anchor": '"due:final-plann"'}, '"final-plann", which is not a rule. Did you mean "final-plan"?'),
    ],
)
def test_an_unknown_exception_limb_or_rule_is_refused(tmp_path, changed, said):
    assert refusal(tmp_path, rule(**changed)) == f'local-1.toml:5: "example-call" names {said}'


@pytest.mark.parametrize(
    "texts",
    [
        [rule(anchor='"due:example-call"')],
        [rule(anchor='"due:other"'), rule(id='"other"', anchor='"due:example-call"')],
        [rule(combine='"max-with:other"'), rule(id='"other"', anchor='"due:example-call"')],
    ],
)
def test_rules_counted_from_one_another_in_a_circle_are_refused(tmp_path, texts):
    assert "circle" in refusal(tmp_path, *texts)


EXCEPTION = """
[[exception]]
id = "{id}"
title = "x"
cite = "x"
condition = "x"
facts = ["{fact}"]
check = "{check}"
in_force_from = 2026-01-01
"""


def test_a_second_exception_of_the_same_id_is_refused(tmp_path):
    said = refusal(tmp_path, EXCEPTION.format(id="school-closed", fact="reason", check="recorded"))
    assert said.startswith('local-1.toml:5: exception "school-closed" is already at exceptions.toml:')


def test_the_words_of_an_exception_are_closed_too():
    assert 'Did you mean "reason"?' in only_problem(EXCEPTION.format(id="x", fact="reson", check="recorded"), "facts")
    assert '"looks-fine"' in only_problem(EXCEPTION.format(id="x", fact="reason", check="looks-fine"), "check")


def test_a_rule_of_a_local_pack_runs_beside_the_law(tmp_path, lay):
    answer = lay("assessment-agreed@2026-04-02", "2026-04-03", rules=loaded(tmp_path, rule()))
    (call,) = answer.deadlines
    assert (call.rule.pack, call.rule.tier, call.due) == ("exampleshire", "local", date(2026, 4, 8))


@pytest.fixture
def changed_law(tmp_path, monkeypatch):
    """The shipped law after an invented change: from 1 September 2027 week 6 is week 4, the 12 weeks before 30 March
    are 10, and two months to appeal are one."""
    packs = copytree(area.PACKS, tmp_path / "packs")
    monkeypatch.setattr(area, "PACKS", packs)
    for name, id, old, new in [
        ("assessment", "decide-to-assess", "count = 6\n", "count = 4\n"),
        ("transfers", "phase-meeting-march", "count = 12\n", "count = 10\n"),
        ("appeals", "appeal-window", "count = 2\n", "count = 1\n"),
    ]:
        path = packs / f"{name}.toml"
        blocks = path.read_text(encoding="utf-8").split("[[rule]]")
        at = next(n for n, block in enumerate(blocks) if f'id = "{id}"\n' in block)
        assert old in blocks[at]
        start = "in_force_from = 2014-09-01\n"
        later = blocks[at].replace(old, new).replace(start, "in_force_from = 2027-09-01\n")
        blocks[at] = blocks[at].replace(start, f"{start}in_force_to = 2027-08-31\n")
        path.write_text("[[rule]]".join([*blocks[: at + 1], later, *blocks[at + 1 :]]), encoding="utf-8")
    return load.load()


def dues(answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for deadline in answer.deadlines:
        found.setdefault(deadline.rule.id, []).append(deadline.due.isoformat())
    return found


@pytest.mark.parametrize(("on", "week"), [("2027-08-31", 6), ("2027-09-01", 4)])
def test_a_change_of_law_reaches_only_clocks_anchored_from_then(changed_law, lay, on, week):
    text, as_of = f"assessment-requested@{on}", "2027-09-02"
    now, then = dues(lay(text, as_of, rules=changed_law)), dues(lay(text, as_of))
    due = date.fromisoformat(now["decide-to-assess"][0])
    assert len(now["decide-to-assess"]) == 1
    assert (due - date.fromisoformat(on)).days == 7 * week
    assert {**now, "decide-to-assess": then["decide-to-assess"]} == then


def test_a_clock_begun_under_the_old_law_keeps_it(changed_law, ask):
    week_6 = ask("decide-to-assess", "assessment-requested@2027-08-31", "2028-06-01", rules=changed_law)
    assert week_6.due == date(2027, 10, 12)


@pytest.mark.parametrize(("transfer_on", "meeting"), [("2027-08-31", "2027-01-05"), ("2027-09-01", "2027-01-19")])
def test_a_clock_on_anothers_due_day_takes_the_version_of_that_clock(changed_law, lay, transfer_on, meeting):
    text = f"phase-transfer-expected@2026-03-01 transfer=secondary-to-post-16 transfer_on={transfer_on}"
    assert dues(lay(text, "2026-10-01", rules=changed_law))["phase-meeting-march"] == [meeting]


@pytest.mark.parametrize(("on", "last"), [("2027-08-31", "2027-11-02"), ("2027-09-01", "2027-10-02")])
def test_what_hangs_on_a_changed_clock_follows_it(changed_law, lay, on, last):
    """A plan may cease the day after the appeal period: two months (31 October, a Sunday, rolls), then one."""
    assert dues(lay(f"cease-decided@{on}", "2027-09-02", rules=changed_law))["cease-not-before"] == [last]
