"""A pack of an authority, read by hand: what is left out has its usual meaning, what says everything is read whole, and
what is wrong is one problem on its own line. No book, no case: only what stands in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Literal

import pytest

from exampleshire import panel
from sendclock.days.counting import Offset, Period
from sendclock.files.problem import Position, Problem
from sendclock.law.pack import Pack, read_pack
from sendclock.law.rule import (
    CaseCondition,
    ChecklistItem,
    Condition,
    Local,
    OwnKind,
    Reminder,
    Rule,
    Snap,
    Source,
    Trigger,
)
from sendclock.law.vocabulary import event_types

WORDS = event_types()
CALENDARS = ("england", "office", "terms")
PANELS = {"assessment": panel()}
SOURCE: Mapping[str, object] = {
    "authority": '"Shire"',
    "title": '"Standard"',
    "checked_on": "2026-11-21",
    "status": '"adopted"',
}
RULE: Mapping[str, object] = {
    "id": '"shire-tell"',
    "title": '"Tell the family"',
    "starts_on": '["assessment-agreed"]',
    "within": '"5wd"',
    "met_by": '["contact-made"]',
    "in_force_from": "2026-01-01",
}


def table(keys: Mapping[str, object], *, under: str = "", **changed: object) -> str:
    """A table with keys changed, added, or (None) left out."""
    both = {**keys, **changed}
    return under + "".join(f"{key.rstrip('_')} = {value}\n" for key, value in both.items() if value is not None)


def head(source: Mapping[str, object] | None = SOURCE, **more: object) -> str:
    top = table({"schema": 1, "pack": '"shire"', "title": '"Shire"'}, **more)
    return top if source is None else top + table(source, under="[source]\n")


def rule(**changed: object) -> str:
    return table(RULE, under="[[rule]]\n", **changed)


def read(text: str, local: bool = True, panels: Mapping[str, Any] | None = PANELS) -> tuple[Pack | None, list[Problem]]:
    return read_pack(text.encode(), "shire.toml", WORDS, CALENDARS, local, panels)


def sound(text: str, local: bool = True, panels: Mapping[str, Any] | None = PANELS) -> Pack:
    pack, problems = read(text, local, panels)
    assert not problems
    assert pack is not None
    return pack


def made(source: Mapping[str, object] | None = SOURCE, **changed: object) -> Rule:
    """The one rule of a pack with nothing wrong in it."""
    (found,) = sound(head(source) + rule(**changed)).rules
    return found


def local(**changed: object) -> Local:
    found = made(**changed).local
    assert found is not None
    return found


def said_of(text: str, local: bool = True) -> list[tuple[str, str]]:
    """What is wrong with a pack: the text of the line it is told of, and what is said."""
    _, problems = read(text, local)
    lines = text.splitlines()
    return [(lines[one.position.line - 1].partition(" =")[0], one.message) for one in problems]


def only(text: str, key: str, *words: str, local: bool = True) -> None:
    """One thing is wrong, and it is told of on the line of that key."""
    ((line, message),) = said_of(text, local)
    assert line == key
    for word in words:
        assert word in message


# ---- The head --------------------------------------------------------------------------------------------------------


def test_the_document_that_a_pack_was_made_from() -> None:
    full = {**SOURCE, "version": '"2"', "address": '"shire.example"', "note": '"n"', "adopted_from": "2026-03-01"}
    pack = sound(head(full, area='"assessment"'))
    assert pack.source == Source("shire", "Shire", "Standard", "2", "shire.example", date(2026, 11, 21), "adopted", "n",
                                 date(2026, 3, 1))  # fmt: skip
    assert (pack.id, pack.title, pack.area, pack.position) == (
        "shire",
        "Shire",
        "assessment",
        Position("shire.toml", 2),
    )
    assert not (pack.rules or pack.exceptions or pack.checklist or pack.reminders or pack.kinds)


def test_on_which_day_somebody_looked() -> None:
    assert sound(head()).checked_on == date(2026, 11, 21)
    assert sound(head(checked_on="2026-10-01")).checked_on == date(2026, 10, 1)
    assert sound(head(None, checked_on="2026-10-01")).checked_on == date(2026, 10, 1)
    assert sound(head(None)).checked_on is None


@pytest.mark.parametrize("key", ["authority", "title", "checked_on"])
def test_what_a_document_must_say(key: str) -> None:
    only(head({name: value for name, value in SOURCE.items() if name != key}), "[source]", f'"{key}" is missing')


@pytest.mark.parametrize("key", ["schema", "pack", "title"])
def test_what_a_pack_must_say(key: str) -> None:
    ((_, message),) = said_of(head(**{key: None}))
    assert f'"{key}" is missing' in message


@pytest.mark.parametrize(
    ("keys", "key", "words"),
    [
        ({"schema": 2}, "schema", "reads schema = 1"),
        ({"schema": 0}, "schema", "reads schema = 1"),
        ({"calendar": '"ofice"'}, "calendar", 'is not a calendar of sendclock.toml. Did you mean "office"?'),
        ({"rule": 3}, "rule", "rule"),
        ({"step": '"x"'}, "step", "step"),
        ({"clendar": '"office"'}, "clendar", 'Did you mean "calendar"?'),
    ],
)
def test_what_is_wrong_in_the_head(keys: Mapping[str, object], key: str, words: str) -> None:
    only(head(**keys), key, words)


LAW = {
    "group": '"assessment"', "label": '"Call"', "who": '"local authority"', "tier": '"statutory"', "cite": '"s 1"',
    "repeats": '"first"', "confidence": '"text"', "within": None, "direction": '"after"', "count": 2, "unit": '"day"',
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('calendar = "office"\n', "calendar"),
        ("in_force_from = 2026-01-01\n", "in_force_from"),
        ('[source]\nauthority = "x"\n', "[source]"),
        ('[[step]]\nid = "x"\n', "[[step]]"),
        ('[[reminder]]\nrule = "x"\n', "[[reminder]]"),
        ('[[kind]]\nid = "x"\n', "[[kind]]"),
        ('[[example]]\nrule = "x"\n', "[[example]]"),
    ],
)
def test_what_an_authority_may_say_and_the_law_may_not(more: str, key: str) -> None:
    sound(head(None), local=False)
    only(head(None) + more, key, "is not known", local=False)


def test_a_pack_may_bring_worked_examples() -> None:
    assert sound(head() + '[[example]]\nrule = "shire-tell"\n').rules == ()


def test_a_rule_of_the_law_says_everything_and_nothing_local() -> None:
    (law,) = sound(head(None) + rule(**LAW), local=False).rules
    assert (law.local, law.per_party, law.ends_with, law.calendar) == (None, False, (), None)
    for key in ("group", "label", "who", "tier", "cite", "repeats", "confidence"):
        only(head(None) + rule(**{**LAW, key: None}), "[[rule]]", f'"{key}" is missing', local=False)
    only(head(None) + rule(**LAW, usually="true"), "usually", "not known", local=False)
    for days in ("working-day", "working-hour"):
        only(head(None) + rule(**{**LAW, "unit": f'"{days}"'}), "unit", "needs a calendar", local=False)
    missing = {**LAW, "starts_on": None, "anchor": '"met:final-plan"'}
    assert ("[[rule]]", '"starts_on" is missing.') in [
        (line, message[: len('"starts_on" is missing.')])
        for line, message in said_of(head(None) + rule(**missing), local=False)
    ]
    only(head(None) + rule(**LAW, anchor='"day:09-01"'), "anchor", 'field "day:09-01" to count from', local=False)
    short = {**LAW, "within": '"2d"', "direction": None, "count": None, "unit": None}
    assert "within" in [line for line, _ in said_of(head(None) + rule(**short), local=False)]
    # One clock for each party is what the law says itself, and where nothing names a party it is none the less one.
    each = {**LAW, "starts_on": '["enquiry-received"]', "repeats": '"each"'}
    assert sound(head(None) + rule(**each), local=False).rules[0].per_party is False
    assert sound(head(None) + rule(**LAW, per_party="true"), local=False).rules[0].per_party is True


# ---- What a promise that does not say it is taken to say ------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "keys", "calendar"),
    [
        ({}, {}, "england"),
        ({"calendar": '"office"'}, {}, "office"),
        ({"calendar": '"office"'}, {"within": '"5wh"'}, "office"),
        ({"calendar": '"office"'}, {"within": '"5d"'}, None),
        ({"calendar": '"office"'}, {"calendar": '"england"'}, "england"),
        ({}, {"within": '"5d"', "calendar": '"office"'}, "office"),
        ({"calendar": '"office"'}, {"within": '"5d"', "calendar": '"none"'}, None),
    ],
)
def test_in_which_calendar_it_counts(top: Mapping[str, object], keys: Mapping[str, object], calendar: str) -> None:
    assert sound(head(**top) + rule(**keys)).rules[0].calendar == calendar


@pytest.mark.parametrize(
    ("top", "adopted", "own", "begins"),
    [
        (None, None, date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 2, 1), None, date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 2, 1), None, None, date(2026, 2, 1)),
        (date(2026, 2, 1), date(2026, 3, 1), None, date(2026, 2, 1)),
        (None, date(2026, 3, 1), None, date(2026, 3, 1)),
    ],
)
def test_from_which_day_it_is_in_force(top: date | None, adopted: date | None, own: date | None, begins: date) -> None:
    source = {**SOURCE, **({"adopted_from": adopted} if adopted else {})}
    step = table(STEP, under="[[step]]\n", in_force_from=own)
    pack = sound(head(source, in_force_from=top) + rule(in_force_from=own) + step)
    assert [one.in_force_from for one in (*pack.rules, *pack.checklist)] == [begins, begins]


def test_a_promise_of_which_nobody_says_from_when_it_is_in_force() -> None:
    only(head() + rule(in_force_from=None), "[[rule]]", '"in_force_from" is missing')
    pack, _ = read(head() + rule(in_force_from=None))
    assert pack is not None and pack.rules[0].in_force_from == date.min


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Tell the family", "Tell the family"),
        ("Tell the family on the phone", "Tell the family on the phone"),  # 28 letters
        ("Tell the family on the phones", "Tell the family on the"),
        ("Tell the family on the phone at once", "Tell the family on the phone"),
        ("Tell the family, at the first chance", "Tell the family, at the"),
        ("Tell the families, schools; and others", "Tell the families, schools"),
        ("Telltheirfamiliesandschoolstwice", "Telltheirfamiliesandschoolst"),
        ("Tell the family or their schools", "Tell the family or their"),
    ],
)
def test_a_label_is_as_much_of_the_title_as_a_list_has_room_for(title: str, label: str) -> None:
    assert made(title=f'"{title}"').label == label
    assert made(title=f'"{title}"', label='"Tell"').label == "Tell"


def test_what_else_it_is_taken_to_say() -> None:
    plain = made()
    assert (plain.group, plain.who, plain.tier, plain.kind) == ("local", "local authority", "local", "deadline")
    assert (plain.repeats, plain.confidence, plain.cite) == ("each", "text", "Standard")
    assert (plain.anchor, plain.not_while, plain.in_force_to, plain.roles) == ("on", None, None, ())
    assert plain.period == Period("after", 5, "working-day")
    assert plain.ends_with == (Trigger("case-closed"),)
    assert plain.position == Position("shire.toml", 9)
    assert made({**SOURCE, "version": '"2"'}).cite == "Standard, version 2"
    assert made({**SOURCE, "version": '"2"'}, cite='"p 3"').cite == "p 3"
    assert sound(head(area='"reviews"') + rule()).rules[0].group == "reviews"
    assert made(group='"plan"').group == "plan"


@pytest.mark.parametrize(
    ("keys", "each"),
    [
        ({"starts_on": '["enquiry-received"]'}, True),
        ({"starts_on": '["enquiry-received", "complaint-received"]'}, True),
        ({"starts_on": '["enquiry-received", "assessment-agreed"]'}, False),
        ({"starts_on": '["enquiry-received", "local-step-done"]'}, False),  # a step names a party only if it likes
        ({"starts_on": '["local-step-done"]'}, False),
        ({"starts_on": '["enquiry-received"]', "repeats": '"first"'}, False),
        ({"starts_on": '["enquiry-received"]', "scope": '"case"'}, False),
        ({"starts_on": '["enquiry-received"]', "scope": '"team"'}, False),
        ({"starts_on": '["enquiry-received"]', "scope": '"party"'}, True),
        ({"starts_on": '["enquiry-received"]', "per_party": "false"}, False),
        ({"starts_on": '["local-step-done"]', "per_party": "true"}, True),
        ({"starts_on": None, "anchor": '"met:final-plan"'}, False),
        ({"starts_on": None, "anchor": '"met:final-plan"', "per_party": "true"}, True),
    ],
)
def test_one_clock_for_each_party_where_whatever_starts_it_needs_one(keys: Mapping[str, object], each: bool) -> None:
    found = made(**keys)
    assert found.per_party is each
    assert found.local is not None
    assert found.local.scope == str(keys.get("scope", '"party"' if each else '"case"')).strip('"')


@pytest.mark.parametrize(
    ("keys", "ends"),
    [
        ({}, ["case-closed"]),
        ({"ends_with": '["plan-refused"]'}, ["plan-refused"]),
        ({"ends_with": "[]"}, []),
        ({"starts_on": '["complaint-received"]'}, []),  # a complaint outlives the case it stands in
        ({"starts_on": '["assessment-agreed", "complaint-received"]'}, []),
        ({"starts_on": '["complaint-received"]', "ends_with": '["case-closed"]'}, ["case-closed"]),
    ],
)
def test_with_what_it_ends(keys: Mapping[str, object], ends: Sequence[str]) -> None:
    assert [trigger.event for trigger in made(**keys).ends_with] == ends


# ---- How long --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "period"),
    [
        ({"within": '"6w"'}, Period("after", 6, "week")),
        ({"within": None, "before": '"1w"'}, Period("before", 1, "week")),
        ({"within": '"0d"'}, Period("after", 0, "day")),
        ({"within": '"999d"'}, Period("after", 999, "day")),
        ({"within": None, "count": 3, "unit": '"day"'}, Period("after", 3, "day")),
        ({"within": None, "count": 0, "unit": '"day"'}, Period("after", 0, "day")),
        ({"within": '"5wd"', "cutoff": '"17:00"'}, Period("after", 5, "working-day", cutoff=time(17))),
        ({"within": '"5wd"', "first_day": '"same-day"'}, Period("after", 5, "working-day", "same-day")),
        (
            {"within": None, "before": '"5wd"', "first_day": '"clear"'},
            Period("before", 5, "working-day", "clear"),
        ),
        ({"within": None, "direction": '"fixed"', "count": '"next:07-31"'}, Period("fixed", "next:07-31", "day")),
        ({"within": None, "direction": '"fixed"', "count": '"2015-05-30"'}, Period("fixed", "2015-05-30", "day")),
        ({"within": '"5wd"', "roll": '"next-working-day"'}, Period("after", 5, "working-day", roll="next-working-day")),
    ],
)
def test_a_length(keys: Mapping[str, object], period: Period) -> None:
    assert made(**keys).period == period


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"within": '"5"'}, [("within", '"5" is no length such as')]),
        ({"within": '"1000d"'}, [("within", "is no length")]),
        ({"within": '"2y"'}, [("within", "is no length")]),
        ({"within": '"6w"', "before": '"1w"'}, [("before", 'within = "6w" says it already. Take out before.')]),
        ({"within": '"6w"', "count": 6}, [("count", "Take out count.")]),
        ({"within": '"6w"', "unit": '"week"', "direction": '"after"'}, [("direction", "Take out"), ("unit", "Take")]),
        ({"within": None, "count": -1, "unit": '"day"'}, [("count", "0 or more")]),
        ({"within": None, "unit": '"day"'}, [("[[rule]]", '"count" is missing')]),
        ({"within": None, "count": 3}, [("[[rule]]", '"unit" is missing')]),
        ({"within": None, "direction": '"fixed"'}, [("[[rule]]", '"count" is missing')]),
        ({"cutoff": '"24:00"'}, [("cutoff", "17:00")]),
        ({"first_day": '"clear"'}, [("first_day", 'direction = "before"')]),
        ({"within": '"5d"', "roll": '"next-working-day"'}, [("[[rule]]", "a roll or a skip needs a calendar")]),
        ({"within": '"5d"', "skip": '"tribunal-august"'}, [("skip", "tribunal-august-christmas")]),
        (
            {"within": '"5d"', "skip": '"tribunal-august-christmas"'},
            [("[[rule]]", "a roll or a skip needs a calendar")],
        ),
        ({"in_force_to": "2025-12-31"}, [("in_force_to", "before in_force_from")]),
        ({"within": '"5wd"', "calendar": '"none"'}, [("within", "")]),
    ],
)
def test_what_is_no_length(keys: Mapping[str, object], wrong: Sequence[tuple[str, str]]) -> None:
    found = said_of(head() + rule(**keys))
    if keys.get("calendar") == '"none"':
        assert ["needs a calendar" in message for _, message in found] == [True]
        return
    assert [key for key, _ in found] == [key for key, _ in wrong]
    for (_, message), (_, words) in zip(found, wrong, strict=True):
        assert words in message


def test_it_may_end_on_the_day_on_which_it_begins() -> None:
    assert made(in_force_to="2026-01-01").in_force_to == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("keys", "week"),
    [
        ({"opens_week": 1}, 1),
        ({"opens_week": 8}, 8),
        ({"opens_week": 0}, None),
        ({}, None),
    ],
)
def test_the_week_in_which_a_time_opens(keys: Mapping[str, object], week: int | None) -> None:
    assert local(within=None, count=8, unit='"week"', **keys).opens_week == week


@pytest.mark.parametrize(
    ("keys", "more"),
    [
        ({"count": 8, "unit": '"week"', "opens_week": 9}, 0),
        ({"count": 8, "unit": '"week"', "opens_week": -1}, 0),
        ({"count": 8, "unit": '"day"', "opens_week": 2}, 0),
        ({"unit": '"week"', "opens_week": 2}, 1),
        ({"count": '"02-14"', "direction": '"fixed"', "unit": '"week"', "opens_week": 2}, 0),
    ],
)
def test_a_week_that_is_none_of_its_time(keys: Mapping[str, object], more: int) -> None:
    found = said_of(head() + rule(within=None, **keys))
    assert ("opens_week", 'opens_week must be 1 or more, goes with unit = "week", and cannot be after count, the last '
            "week.") in found  # fmt: skip
    assert len(found) == 1 + more


@pytest.mark.parametrize(
    ("keys", "opens"),
    [
        ({"within": '"8w"', "opens": '"6w"'}, Offset(6, "week")),
        ({"within": '"8w"', "opens": '"10d"'}, Offset(10, "day")),  # of another kind: nobody can tell which is longer
        ({"within": '"8w"', "opens": '"100d"'}, Offset(100, "day")),
        ({"within": None, "before": '"1w"', "opens": '"2w"'}, Offset(2, "week")),
        ({"within": '"8w"'}, None),
    ],
)
def test_the_earlier_of_two_limits(keys: Mapping[str, object], opens: Offset | None) -> None:
    assert local(**keys).opens == opens


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"within": '"8w"', "opens": '"8w"'}, "opens is the earlier of the two limits"),
        ({"within": '"8w"', "opens": '"9w"'}, "opens is the earlier of the two limits"),
        ({"within": None, "before": '"2w"', "opens": '"2w"'}, "opens is the earlier of the two limits"),
        ({"within": None, "before": '"2w"', "opens": '"1w"'}, "opens is the earlier of the two limits"),
        ({"within": None, "count": 8, "unit": '"week"', "opens_week": 6, "opens": '"6w"'}, "not go with opens_week."),
        (
            {"within": None, "count": '"02-14"', "direction": '"fixed"', "opens": '"6d"'},
            'opens does not go with direction = "fixed". Take out one of them.',
        ),
    ],
)
def test_two_limits_that_are_none(keys: Mapping[str, object], words: str) -> None:
    only(head() + rule(**keys), "opens", words)


# ---- When, for whom, by what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "conditions"),
    [
        (["age>=16"], [("age", ">=", "16")]),
        (["age=16,17"], [("age", "=", "16", "17")]),
        (["year-group=-1"], [("year-group", "=", "-1")]),
        (["cost<52000"], [("cost", "<", "52000")]),
        (["tag!=looked-after"], [("tag", "!=", "looked-after")]),
        (["tag=a, b"], [("tag", "=", "a", "b")]),
        (["season=09-01..04-30"], [("season", "=", "09-01..04-30")]),
        (["season!=09-01..04-30,06-01..06-30", " age<5 "], [("season", "!=", "09-01..04-30", "06-01..06-30"),
                                                            ("age", "<", "5")]),
    ],
)  # fmt: skip
def test_for_whom(texts: list[str], conditions: Sequence[tuple[str, ...]]) -> None:
    wanted = tuple(CaseCondition(field, op, values) for field, op, *rest in conditions for values in (tuple(rest),))
    assert local(if_=texts).conditions == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("agee>=16", 'asks nothing known of a case. Use one of: age, year-group, setting'),
        ("agee>=16", 'Did you mean "age"?'),
        ("localit", 'Did you mean "locality"?'),
        ("born<16", "asks nothing known of a case"),
        ("age>=16,17", "cannot be compared: age is a number."),
        ("age=sixteen", "cannot be compared: age is a number."),
        ("tag<3", "cannot be compared: tag is a word."),
        ("tag>=looked-after", "cannot be compared: tag is a word."),
        ("season<09-01..04-30", "is no season: write season=09-01..04-30, both ends included."),
        ("season=09-01", "is no season"),
        ("season=09-01..04-30..05-01", "is no season"),
        ("season=09-01..04-31", "is no season"),
        ("season=9-1..04-30", "is no season"),
        ("season=09-01..04-30,05-01", "is no season"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_a_case(text: str, words: str) -> None:
    only(head() + rule(if_=[text]), "if", words)
    # Each of several is told, and what is right is kept.
    for first in (["borm=2"], ["tag<3"], ["season=09"]):
        both = head() + rule(if_=[*first, text, "age>=16"])
        assert [key for key, _ in said_of(both)] == ["if", "if"]
        pack, _ = read(both)
        assert pack is not None
        assert [one.local and one.local.conditions for one in pack.rules] == [(CaseCondition("age", ">=", ("16",)),)]


@pytest.mark.parametrize(
    ("receipt", "found"),
    [
        ('{ until = "17:00" }', (time(17), False, ())),
        ('{ until = "00:00", working_days = true }', (time(0), True, ())),
        ('{ working_days = true, channels = ["e-mail", "post"] }', (None, True, ("e-mail", "post"))),
    ],
)
def test_when_something_counts_as_received(receipt: str, found: tuple[object, ...]) -> None:
    assert local(receipt=receipt).receipt == found


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        ('{ until = "24:00", working_days = true }', ['"24:00" is not a time such as 17:00.']),
        ('{ until = "5pm" }', ['"5pm" is not a time such as 17:00.', "receipt says nothing"]),
        ("{ }", ["receipt says nothing"]),
        ("{ working_days = false }", ["receipt says nothing"]),
        (
            '{ until = "17:00", channels = ["emial", "fax"] }',
            ['"emial" is not a channel of any event. Did you mean "e-mail"?', '"fax" is not a channel of any event.'],
        ),
        ('{ until = "17:00", untill = 1 }', ["is not known"]),
    ],
)
def test_what_says_nothing_of_a_receipt(receipt: str, words: list[str]) -> None:
    found = [message for _, message in said_of(head() + rule(receipt=receipt))]
    assert len(found) == len(words)
    assert all(word in message for word, message in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("to", "snap"),
    [
        ('{ name = "assessment" }', Snap("assessment", "next", Offset(0, "day"), "", "")),
        ('{ name = "ehc assessment PANEL" }', Snap("assessment", "next", Offset(0, "day"), "", "")),
        (
            '{ name = "assessment", which = "previous", lead = "1000d" }',
            Snap("assessment", "previous", Offset(1000, "day"), "", ""),
        ),
        (
            '{ name = "assessment", not_after = "final-plan", otherwise = "by post" }',
            Snap("assessment", "next", Offset(0, "day"), "final-plan", "by post"),
        ),
        ('{ name = "assessment", otherwise = "by post" }', Snap("assessment", "next", Offset(0, "day"), "", "by post")),
    ],
)
def test_a_panel_to_go_to(to: str, snap: Snap) -> None:
    assert local(panel=to).snap == snap


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ('{ which = "next" }', '"name" is missing'),
        ('{ name = "asessment" }', 'is not a panel of sendclock.toml: add [panels.asessment]. Did you mean "assessme'),
        ('{ name = "assessment", not_after = "final-plan" }', "not_after needs a way to go on"),
        ('{ name = "assessment", lead = "soon" }', '"soon" is not a length such as 5wd, 2w or 3d.'),
        ('{ name = "assessment", lead = "10000d" }', '"10000d" is not a length'),
        ('{ name = "assessment", lead = "2m" }', '"2m" is not a length'),
        ('{ name = "assessment", leed = "2w" }', 'Did you mean "lead"?'),
    ],
)
def test_what_is_no_panel_to_go_to(to: str, words: str) -> None:
    text = head() + rule(panel=to)
    only(text, "panel", words)
    pack, _ = read(text)
    assert pack is not None and pack.rules[0].local is not None and pack.rules[0].local.snap is not None
    if "lead = " in to:
        assert pack.rules[0].local.snap.lead == Offset(0, "day")


def test_where_no_panels_are_known_none_is_missed() -> None:
    text = rule(panel='{ name = "asessment" }', starts_on='["panel-decided[panel=Map]"]', anchor='"panel:Map"')
    (found,) = sound(head() + text, panels=None).rules
    assert found.local is not None and found.local.snap is not None
    assert (found.local.snap.panel, found.anchor) == ("asessment", "panel:Map")
    assert found.starts_on == (Trigger("panel-decided", (Condition("panel", "=", ("Map",), None),)),)


def test_a_panel_is_known_by_each_of_its_names() -> None:
    found = made(starts_on='["panel-decided[panel=ASSESSMENT,Map;about=plan]"]', anchor='"panel:EHC assessment panel"')
    names = Condition("panel", "=", ("assessment", "EHC assessment panel", "Map"), None)
    assert found.starts_on == (Trigger("panel-decided", (names, Condition("about", "=", ("plan",), None))),)
    assert found.anchor == "panel:assessment"
    (asked,) = made(starts_on='["enquiry-received[kind=assessment]"]').starts_on
    assert asked.conditions[0].values == ("assessment",)  # a kind of request may be called as a panel is


SOUND_ANCHORS = [
    "on", "latest:on,on", "earliest:on,due:final-plan", "due:final-plan", "met:final-plan", "day:09-01", "day:02-28",
    "all-met:final-plan,send-draft", "anniversary:", "anniversary:on", "anniversary:born",
    "anniversary:original_request",
    "term-end:terms", "term-start:terms:autumn", "half-term-start:terms:spring", "panel:assessment",
    "latest:original_request,on", "original_request",
]  # fmt: skip


@pytest.mark.parametrize("anchor", SOUND_ANCHORS)
def test_a_day_to_count_from(anchor: str) -> None:
    assert made(anchor=f'"{anchor}"').anchor == anchor
    # One of several that start it is enough to carry the day.
    assert made(anchor=f'"{anchor}"', starts_on='["contact-made", "assessment-agreed"]').anchor == anchor


@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        ("latest:on", '"latest:on" needs two days or more: latest:served,due:RULE.'),
        ("latest:on,hearing", 'no starting event has a date "hearing".'),
        ("latest:on,route", 'no starting event has a date "route".'),
        ("met:final-plan,send-draft", "names several rules. Where all must be kept: all-met:final-plan,send-draft"),
        ("term-ends:terms", '"term-ends:terms" is no day to count from. Did you mean "term-end"?'),
        ("term-end:term", '"term" is not a calendar. Did you mean "terms"?'),
        ("term-end:terms:autumm", '"autumm" is no season of the school year: write spring, summer or autumn.'),
        ("day:9-1", '"9-1" is not a day of every year such as 09-01.'),
        ("day:02-29", "is not a day of every year"),
        ("anniversary:hearing", 'no starting event has a date "hearing".'),
        ("panel:asessment", '"asessment" is not a panel'),
        ("hearing", 'no starting event has a field "hearing" to count from.'),
        ("panel", 'no starting event has a field "panel" to count from. Write panel:NAME.'),
        ("day", "Write day:09-01."),
        ("term-end", "Write term-end:CALENDAR."),
        ("route", '"route" is not a date, so nothing can be counted from it.'),
    ],
)
def test_what_is_no_day_to_count_from(anchor: str, words: str) -> None:
    only(head() + rule(anchor=f'"{anchor}"'), "anchor", words)


@pytest.mark.parametrize(
    ("keys", "key", "words"),
    [
        ({"starts_on": "[]"}, "starts_on", "nothing starts this rule"),
        ({"per_party": "true"}, "per_party", "no starting event names a party"),
        ({"role": '"weak-6"'}, "role", '"weak-6" is not a role. Did you mean "week-6"?'),
        ({"role": '["week-6", "weak-20"]'}, "role", 'Did you mean "week-20"?'),
        ({"weekday": '"thrusday"'}, "weekday", 'Did you mean "thursday"?'),
        ({"standing": '"vow"'}, "standing", "Use one of: promise, target."),
        ({"met_by": None, "met_by_all": '["contact-made"]'}, "met_by_all", "needs two different acts or more"),
        (
            {"met_by": None, "met_by_all": '["contact-made", "plan-agreed", "contact-made"]'},
            "met_by_all",
            "needs two different acts or more",
        ),
        ({"met_by": None, "met_by_all": '"contact-made"'}, "met_by_all", "met_by_all"),
        ({"combine": '"max:final-plan"'}, "combine", "is not max-with:RULE or min-with:RULE."),
        ({"combine": '"max-with:"'}, "combine", "is not max-with:RULE"),
        ({"combine": '"min-with:"'}, "combine", "is not max-with:RULE"),
        ({"combine": '"mix-with:final-plan"'}, "combine", "is not max-with:RULE"),
        (
            {"starts_on": '["assesment-agreed[route=request]", "contact-made"]'},
            "starts_on",
            'mean "assessment-agreed"?',
        ),
        ({"met_by": '["Contact-made"]'}, "met_by", '"Contact-made" is not an event type. Did you mean "contact-made"?'),
        ({"no_exception_if": '{ event = "case-closed" }'}, "no_exception_if", '"why" is missing'),
        ({"made_within": '"2w"'}, "made_within", "is not known"),
    ],
)
def test_what_is_wrong_with_a_promise(keys: Mapping[str, object], key: str, words: str) -> None:
    text = head() + rule(**keys)
    only(text, key, words)
    pack, _ = read(text)
    assert pack is not None and set(pack.rules[0].roles) <= {"week-6", "week-20"}


def test_a_promise_that_says_everything() -> None:
    full = {
        "group": '"plan"', "label": '"Tell"', "who": '"school"', "kind": '"window"', "anchor": '"on"', "within": '"8w"',
        "calendar": '"office"', "combine": '"min-with:final-plan"', "repeats": '"latest"', "met_by": None,
        "met_by_all": '["contact-made[about=assess]", "plan-agreed"]', "exceptions": '["school-closed"]',
        "cite": '"p 2"', "in_force_to": "2027-01-01", "confidence": '"secondary"', "not_while": '"final-plan"',
        "duty": '"d"', "words": '"w"', "note": '"n"', "role": '["week-6", "comment"]', "road": '"ordinary"',
        "of": '"assessment"', "answers": '"party"', "spent_by": '["plan-refused"]', "pauses": '"contact-made"',
        "in_time": "true", "within_plan": "true", "status": '"draft"', "standing": '"target"', "usually": "true",
        "weekday": '"friday"', "opens": '"6w"', "again": "true", "tightens": '"a"', "extends": '"b"',
        "supersedes": '"c"', "page": '"3"', "choice": '"x"', "aim": "0.9", "owner": '"lead"',
        "no_exception_if": '{ event = "case-closed", why = "it is over" }',
        "readings": '[{ effect = "safe", offset = "-1d", why = "y" }, { effect = "later", why = "z", anchor = "on" }]',
    }  # fmt: skip
    found = made(**full)
    assert found.local == Local(
        status="draft", standing="target", usually=True, weekday=4, opens=Offset(6, "week"), met_by_all=True,
        again=True, tightens="a", extends="b", supersedes="c", page="3", choice="x", aim=0.9, owner="lead",
    )  # fmt: skip
    assert (found.group, found.label, found.who, found.kind, found.calendar) == (
        "plan", "Tell", "school", "window", "office",
    )  # fmt: skip
    assert found.combine == ("min", "final-plan")
    assert made(combine='"max-with:final-plan"').combine == ("max", "final-plan")
    assert (found.repeats, found.exceptions, found.cite) == ("latest", ("school-closed",), "p 2")
    assert found.met_by == (
        Trigger("contact-made", (Condition("about", "=", ("assess",), None),)), Trigger("plan-agreed"),
    )  # fmt: skip
    assert (found.in_force_to, found.confidence, found.not_while) == (date(2027, 1, 1), "secondary", "final-plan")
    assert (found.duty, found.words, found.note, found.roles) == ("d", "w", "n", ("week-6", "comment"))
    assert (found.road, found.of, found.answers, found.pauses) == ("ordinary", "assessment", "party", "contact-made")
    assert (found.in_time, found.within_plan, found.spent_by) == (True, True, (Trigger("plan-refused"),))
    assert found.no_exception_if == (Trigger("case-closed"), "it is over")
    assert found.readings == (("safe", "-1d", "y", None), ("later", None, "z", "on"))


def test_what_bars_an_excuse_is_named_with_its_event() -> None:
    found = said_of(head() + rule(no_exception_if='{ why = "it is over" }'))
    assert '"event" is missing' in found[0][1]


def test_conditions_that_hold_of_everything_that_starts_it() -> None:
    found = made(
        starts_on='["plan-refused[placed_for_assessment=yes]", "plan-refused"]', when='["certificate_needed=no"]'
    )
    fields = WORDS["plan-refused"].fields
    placed, needed = (
        Condition(name, "=", (value,), fields[name].default)
        for name, value in (("placed_for_assessment", "yes"), ("certificate_needed", "no"))
    )
    assert found.starts_on == (Trigger("plan-refused", (placed, needed)), Trigger("plan-refused", (needed,)))


# ---- What stands beside the rules ------------------------------------------------------------------------------------

STEP: Mapping[str, object] = {
    "id": '"shire-list"',
    "title": '"List it"',
    "starts_on": '["assessment-agreed"]',
    "in_force_from": "2026-01-01",
}
MARK: Mapping[str, object] = {"rule": '"final-plan"', "at": '"10wd before"', "tell": '"officer"'}
KIND: Mapping[str, object] = {"id": '"lift"', "title": '"Lift to school"'}


def test_a_step() -> None:
    plain, full = sound(
        head()
        + table(STEP, under="[[step]]\n")
        + table(
            STEP,
            under="[[step]]\n",
            stage='"plan"',
            done_by='["contact-made"]',
            ends_with='["plan-refused"]',
            each='["Health"]',
            if_='["age>=16"]',
            status='"draft"',
            cite='"p 1"',
            in_force_to="2027-01-01",
            owner='"lead"',
            made_within='"18m"',
        )
    ).checklist
    agreed = (Trigger("assessment-agreed"),)
    assert plain == ChecklistItem("shire-list", "shire", "", "List it", agreed, (), (), (), (), "adopted", "Standard",
                                  date(2026, 1, 1), None, Position("shire.toml", 9))  # fmt: skip
    assert full == ChecklistItem(
        "shire-list", "shire", "plan", "List it", agreed, (Trigger("contact-made"),), (Trigger("plan-refused"),),
        ("Health",), (CaseCondition("age", ">=", ("16",)),), "draft", "p 1", date(2026, 1, 1), date(2027, 1, 1),
        Position("shire.toml", 14), "lead", Offset(18, "month"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "direction", "offset"),
    [
        ("10wd before", "before", Offset(10, "working-day")),
        ("1d after", "after", Offset(1, "day")),
        ("1000d before", "before", Offset(1000, "day")),
        ("due", "before", Offset(0, "day")),
    ],
)
def test_a_reminder(at: str, direction: Literal["before", "after"], offset: Offset) -> None:
    (found,) = sound(head() + table(MARK, under="[[reminder]]\n", at=f'"{at}"')).reminders
    assert found == Reminder("final-plan", "shire", direction, offset, "england", "officer", "", False, "Standard",
                             "adopted", Position("shire.toml", 9))  # fmt: skip


def test_a_kind_of_request() -> None:
    full = {"dates": '["heard"]', "channels": '["post"]'}
    plain, more = sound(head() + table(KIND, under="[[kind]]\n") + table(KIND, under="[[kind]]\n", **full)).kinds
    assert plain == OwnKind("lift", "shire", "Lift to school", (), (), "adopted", Position("shire.toml", 9))
    assert more == OwnKind("lift", "shire", "Lift to school", ("heard",), ("post",), "adopted",
                           Position("shire.toml", 12))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        *((table(STEP, under="[[step]]\n", **{key: None}), "[[step]]", f'"{key}" is missing')
          for key in ("id", "title", "starts_on", "in_force_from")),
        (table(STEP, under="[[step]]\n", made_within='"5wd"'), "made_within", "such as 18m, 2y or 6w."),
        (table(STEP, under="[[step]]\n", stge='"x"'), "stge", 'Did you mean "stage"?'),
        *((table(MARK, under="[[reminder]]\n", **{key: None}), "[[reminder]]", f'"{key}" is missing')
          for key in MARK),
        *((table(MARK, under="[[reminder]]\n", at=f'"{at}"'), "at", f'"{at}" is not a mark such as "10wd before"')
          for at in ("10wd", "before", "soon before", "10000d before", "10wd since", "2m before", "dues")),
        (table(MARK, under="[[reminder]]\n", calendar='"ofice"'), "calendar", 'Did you mean "office"?'),
        (table(MARK, under="[[reminder]]\n", tells='"x"'), "tells", 'Did you mean "tell"?'),
        *((table(KIND, under="[[kind]]\n", **{key: None}), "[[kind]]", f'"{key}" is missing') for key in KIND),
        (table(KIND, under="[[kind]]\n", id='"foi"'), "id", '"foi" is a kind of request already. Choose another id.'),
        (table(KIND, under="[[kind]]\n", channels='["post", "emial"]'), "channels", 'Did you mean "e-mail"?'),
        (table(KIND, under="[[kind]]\n", date='"x"'), "date", 'Did you mean "dates"?'),
    ],
)  # fmt: skip
def test_what_is_wrong_beside_the_rules(text: str, key: str, words: str) -> None:
    only(head() + text, key, words)


EXCEPTION: Mapping[str, object] = {
    "id": '"shire-snow"', "title": '"Snow"', "cite": '"p 1"', "condition": '"it snows"', "facts": '["reason", "party"]',
    "check": '"recorded"', "in_force_from": "2026-01-01",
}  # fmt: skip


def test_an_exception_of_ones_own() -> None:
    (found,) = sound(head() + table(EXCEPTION, under="[[exception]]\n", days=3, note='"n"')).exceptions
    assert (found.id, found.facts, found.check, found.days) == ("shire-snow", ("reason", "party"), "recorded", 3)
    assert (found.act, found.note, found.in_force_to) == ("as soon as practicable", "n", None)
    assert (found.in_force_from, found.position) == (date(2026, 1, 1), Position("shire.toml", 9))
    for key in EXCEPTION:
        only(head() + table(EXCEPTION, under="[[exception]]\n", **{key: None}), "[[exception]]", f'"{key}" is missing')
    only(head() + table(EXCEPTION, under="[[exception]]\n", facts='["reason", "reson"]'), "facts", '"reson" is not a')
    only(head() + table(EXCEPTION, under="[[exception]]\n", dayz=3), "dayz", 'Did you mean "days"?')


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ('{ effect = "safe", offset = "0d", why = "y" }', '"0d" is not an offset such as'),
        ('{ effect = "safe", offset = "1y", why = "y" }', '"1y" is not an offset such as'),
        ('{ effect = "safe", offset = "1d" }', '"why" is missing'),
        ('{ offset = "1d", why = "y" }', '"effect" is missing'),
        ('{ effect = "safe", offset = "1d", why = "y", wy = "x" }', "is not known"),
        ('{ effect = "safe", why = "y", anchor = "hearing" }', 'no starting event has a field "hearing"'),
    ],
)
def test_what_is_no_other_reading(reading: str, words: str) -> None:
    only(head() + rule(readings=f"[{reading}]"), "readings", words)
