"""`sendclock.toml`: what it says, and every mistake in it with its line and its fix."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sendclock.casebook.settings import CalendarSettings, Settings, misspelt_calendars, read_settings, template
from sendclock.days import bank_holidays
from sendclock.days.calendars import own_calendar
from sendclock.files.problem import CannotRunError, Position, Problem
from sendclock.law.practice import Absence, Officer, Team

OFFICERS = """schema = 1
[teams.north]
[officers.okafor]
team = "north"
[officers.singh]
"""


def read(folder: Path, text: str, packs: list[str] | None = None) -> Settings:
    path = folder / "sendclock.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path, ("england", "foi"), packs)


def refused(folder: Path, text: str, packs: list[str] | None = None) -> list[str]:
    """The mistakes, as `line: message`."""
    with pytest.raises(CannotRunError) as error:
        read(folder, text, packs)
    return [line.rpartition("sendclock.toml:")[2] for line in str(error.value).splitlines()]


def test_of_a_shared_job_one_half_need_say_so(tmp_path: Path) -> None:
    text = 'schema = 1\nauthority = "X"\n[teams.north]\n[officers.okafor]\nteam = "north"\nshare = "Lee"\n'
    people = read(tmp_path, text + "[officers.lee]\n[officers.singh]\n").people
    assert [officer.share for officer in people.officers] == ["lee", "okafor", None]


def test_everything_there_is_to_set_about_people(tmp_path: Path) -> None:
    text = """schema = 1
authority = "Exampleshire County Council"
packs = ["exampleshire"]
[hubs.north-hub]
title = "North hub"
[teams.north]
title = "North assessment team"
hub = "North-Hub"
lead = "REID"
covers_for = ["south"]
[teams.south]
[officers.okafor]
title = "Senior officer"
team = "north"
ages = [0, 16]
settings = ["Oakwood Primary"]
logins = ["kokafor"]
cover = ["Singh", "reid"]
[officers.singh]
[officers.reid]
[[absence]]
officer = "Okafor"
from = 2026-11-23
to = 2026-12-04
kind = "long"
cover = "singh"
note = "Agreed."
[[absence]]
officer = "singh"
from = 2026-12-07
[handover]
after = "final-plan-sent"
to = "setting-officer"
"""
    settings = read(tmp_path, text, ["exampleshire"])
    people = settings.people
    assert settings.packs == ("exampleshire",)
    assert people.hubs == {"north-hub": "North hub"}
    assert people.teams == (
        Team("north", "North assessment team", "north-hub", "reid", ("south",)),
        Team("south", "south"),
    )
    assert people.officers[0] == Officer(
        "okafor", "Senior officer", "north", (0, 16), ("Oakwood Primary",), ("kokafor",), ("singh", "reid")
    )
    assert people.absences == (
        Absence("okafor", date(2026, 11, 23), date(2026, 12, 4), "long", "singh", "Agreed."),
        Absence("singh", date(2026, 12, 7), None),
    )
    assert people.hand_over


def test_none_of_it_is_needed(tmp_path: Path) -> None:
    settings = read(tmp_path, "schema = 1\n")
    assert (settings.packs, settings.people.officers, settings.people.hand_over) == ((), (), False)


def test_the_file_that_init_writes_reads_back_and_so_does_every_part_of_it(tmp_path: Path) -> None:
    text = template("Exampleshire")
    assert read(tmp_path, text).authority == "Exampleshire"
    lines = text.split("\n")
    inside = [line[2:] if line.startswith("# ") and _is_toml(line[2:]) else line for line in lines]
    settings = read(tmp_path, "\n".join(inside), ["exampleshire"])
    assert [officer.id for officer in settings.people.officers] == ["okafor", "singh"]
    assert settings.people.hand_over and settings.people.absences[0].cover == "singh"
    assert [term.name for term in settings.calendars[0].terms] == ["Autumn 2026", "Spring 2027"]


def _is_toml(line: str) -> bool:
    return line.startswith(("[", "]", "  ")) or " = " in line


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[[absence]]\nofficer = "okafr"\nfrom = 2026-11-23', '7: "okafr" is not an officer of this file. Did you'),
        ('[[absence]]\nofficer = "lee"\nfrom = 2026-11-23', '7: "lee" is not an officer of this file. Add [officers.l'),
        ("[[absence]]\nfrom = 2026-11-23", '6: "officer" is missing.'),
        ('[[absence]]\nofficer = "okafor"', '6: "from" is missing.'),
        (
            '[[absence]]\nofficer = "okafor"\nfrom = 2026-11-23\nto = 2026-11-20',
            '9: "to" (2026-11-20) is before "from" (2026-11-23). Both days are counted in.',
        ),
        (
            '[[absence]]\nofficer = "okafor"\nfrom = 2026-11-23\ncover = "Okafor"',
            "9: okafor is the one who is away. Name somebody else, or leave cover out.",
        ),
        (
            '[[absence]]\nofficer = "okafor"\nfrom = 2026-11-23\nkind = "plannd"',
            '9: "plannd" is not a word for kind. Use one of: planned, sudden, long. Did you mean "planned"?',
        ),
        (
            '[[absence]]\nofficer = "okafor"\nfrom = 2026-11-23\n'
            '[[absence]]\nofficer = "okafor"\nfrom = 2026-11-01\nto = 2026-11-23',
            '8: okafor is away already from 2026-11-01 to 2026-11-23. Let one of the two end before the other.',
        ),
        ('[[absense]]\nofficer = "okafor"', '6: "absense" is not known here. Did you mean "absence"?'),
        ("[officers.lee]\nages = [16, 0]", '7: "ages" is upside down: the youngest comes first. Write ages = [0, 16].'),
        ('[officers.lee]\nages = "0-16"', '7: "ages" must be the youngest and the oldest age, both included.'),
        ('[officers.lee]\nteam = "nort"', '7: "nort" is not a team of this file. Did you mean "north"?'),
        ('[officers.lee]\ncover = ["lee"]', "7: lee cannot cover lee. Name somebody else, or leave it out."),
        ('[officers.lee]\nsetting = ["x"]', '7: "setting" is not known here. Did you mean "settings"?'),
        ("[officers.Okafor]", '6: "Okafor" and "okafor" differ in capitals, spaces, marks or accents only.'),
        ("[officers.nobody]", '6: "nobody" has a meaning of its own in --officer. Choose another name.'),
        ('[teams.south]\nhub = "x"', '7: "x" is not a hub of this file. Add [hubs.x].'),
        ('[teams.south]\ncovers_for = ["south"]', '7: "south" covers its own absences anyway.'),
        ('[handover]\nafter = "final-plan-sent"', "6: no officer has a setting, so there is nobody to hand over to."),
        ('[handover]\nafter = "final-plan"', '7: "final-plan" is not a word for after. Use one of: final-plan-sent.'),
        (
            '[officers.lee]\nlogins = ["x"]\n[officers.reid]\nlogins = ["X"]',
            '9: "X" is the login of lee already. Take it out of one of the two.',
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_its_fix(tmp_path: Path, more: str, said: str) -> None:
    assert any(line.startswith(said) for line in refused(tmp_path, OFFICERS + more)), refused(tmp_path, OFFICERS + more)


def test_a_setting_has_one_officer_for_each_age(tmp_path: Path) -> None:
    def two(one: str, other: str) -> str:
        setting = 'settings = ["Oakwood Primary"]\n'
        return f"schema = 1\n[officers.a]\n{setting}{one}\n[officers.b]\n{setting.replace('O', 'o')}{other}\n"

    said = '6: "oakwood Primary" is given to a already, for the same ages.'
    for one, other in (("", ""), ("ages = [0, 16]", "ages = [0, 16]"), ("", "ages = [0, 16]"), ("ages = [0, 16]", "")):
        (line,) = refused(tmp_path, two(one, other))
        assert line.startswith(said)
    assert read(tmp_path, two("ages = [0, 16]", "ages = [14, 25]")).people.by_setting("oakwood primary", 20) == "b"


def test_an_unknown_pack_is_named_with_the_nearest_and_stops_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "sendclock.toml"
    path.write_text('schema = 1\nauthority = "X"\npacks = ["exampelshire"]\n', encoding="utf-8")
    found = read_settings(path, ("england", "uk"), ["derby", "exampleshire"])
    (problem,) = found.no_packs
    assert (problem.position.line, found.authority) == (3, "X")
    assert problem.message == (
        '"exampelshire" is not a pack that comes with sendclock, nor one in packs/. Did you mean "exampleshire"? '
        "Known: derby, exampleshire."
    )


def test_every_mistake_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = 'schema = 1\n[officers.a]\nages = [3, 1]\nteam = "x"\n[calendars.c]\n[[absence]]\nofficer = "b"\nfrom = 1\n'
    lines = [int(line.partition(":")[0]) for line in refused(tmp_path, text)]
    assert lines == sorted(lines) and len(lines) == 5


TERMS = """schema = 1
[calendars.oakwood]
terms = [{ name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 }, { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 }]
closed = [{ from = 2026-10-26, to = 2026-10-30, why = "half-term" }]
"""  # noqa: E501  a line as it is written in the settings


def test_between_terms_a_calendar_is_closed_as_far_as_it_is_known(tmp_path: Path) -> None:
    (spec,) = read(tmp_path, TERMS + "known_to = 2027-04-09\n").calendars
    england = bank_holidays.calendars()["england"]
    school = own_calendar(spec.name, spec.title, england, spec.closures, spec.known_to, spec.terms)
    expected = {
        "2026-08-28": None,  # before the first term nothing is known
        "2026-09-02": None,
        "2026-10-28": "half-term",
        "2026-12-18": None,
        "2026-12-19": "Saturday",
        "2026-12-21": "between terms",
        "2026-12-25": "Christmas Day",
        "2027-01-01": "New Year's Day",
        "2027-01-04": None,
        "2027-03-26": "Good Friday",
        "2027-04-09": "between terms",
        "2027-04-12": None,  # later than it is known
    }
    assert {day: school.closed(date.fromisoformat(day)) for day in expected} == expected
    assert school.add_working_days(date(2026, 12, 17), 2) == date(2027, 1, 4)
    assert school.confirmed_to == date(2027, 4, 9)
    term = school.term_of(date(2026, 12, 18))
    assert term is not None and term.name == "Autumn 2026"
    assert school.term_of(date(2026, 12, 19)) is None


def test_with_terms_the_last_day_known_is_the_end_of_the_last(tmp_path: Path) -> None:
    (spec,) = read(tmp_path, TERMS).calendars
    assert spec.known_to == date(2027, 3, 25)


@pytest.mark.parametrize(
    ("two", "said"),
    [
        ("from = 2026-12-18, to = 2027-03-25", '"B" overlaps with "A".'),
        ("from = 2026-01-05, to = 2026-03-25", '"B" comes before "A".'),
        ("from = 2027-03-25, to = 2027-01-04", '"to" (2027-01-04) is before "from" (2027-03-25).'),
        ("from = 2027-01-04", '"to" is missing.'),
        ('from = 2027-01-04, to = "soon"', '"soon" is not a date.'),
        ("to = 2027-03-25", '"from" is missing.'),
        ("from = 2026-08-03, to = 2026-09-02", '"B" overlaps with "A".'),  # both its first day and the other's last
        ("from = 2026-08-03, to = 2026-09-01", '"B" comes before "A".'),
    ],
)
def test_terms_are_in_order_and_never_two_at_once(tmp_path: Path, two: str, said: str) -> None:
    one = '{ name = "A", from = 2026-09-02, to = 2026-12-18 }'
    text = f'schema = 1\n[calendars.x]\nterms = [{one}, {{ name = "B", {two} }}]\nknown_to = 2027-07-31\n'
    (line,) = refused(tmp_path, text)
    assert line.startswith(f"3: {said}")


def test_a_third_term_is_held_against_the_second(tmp_path: Path) -> None:
    autumn, spring = "from = 2026-09-02, to = 2026-12-18", "from = 2027-01-04, to = 2027-03-25"

    def three(third: str) -> str:
        rows = ", ".join(
            f'{{ name = "{name}", {days} }}' for name, days in zip("ABC", (autumn, spring, third), strict=True)
        )
        return f"schema = 1\n[calendars.x]\nterms = [{rows}]\n"

    (spec,) = read(tmp_path, three("from = 2027-03-26, to = 2027-07-21")).calendars
    assert [term.name for term in spec.terms] == ["A", "B", "C"] and spec.known_to == date(2027, 7, 21)
    for third, how in (
        ("from = 2027-03-25, to = 2027-07-21", "overlaps with"),
        ("from = 2026-12-19, to = 2027-01-03", "comes before"),
    ):
        assert refused(tmp_path, three(third)) == [f'3: "C" {how} "B". Write the terms in order, one after the other.']
    assert len(refused(tmp_path, three('from = 2027-03-25, to = "soon"'))) == 2  # no date, and not in order


def test_the_page_that_shows_every_key_shows_a_file_that_reads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    settings = read(tmp_path, page.split("```toml\n")[1].split("```")[0], ["exampleshire"])
    assert settings.people.hand_over and settings.panels and settings.calendars[0].terms and settings.proclaimed


def test_a_key_that_nobody_knows_is_told_with_those_there_are(tmp_path: Path) -> None:
    text = 'schema = 1\nauthority = "X"\n[teams.north]\n[officers.okafor]\nname = "A. Okafor"\n'
    (line,) = refused(tmp_path, text)
    assert line.startswith('5: "name" is not known here. Known: ages, cover, days, from, '), line


ON_BOTH_SIDES = [
    # what stands in the settings, and the words in what is said of it; none where nothing is
    ("[retention]\nbirthday = 1", None),
    ("[retention]\nbirthday = 0", "from 1 to 120"),
    ("[retention]\nended = 120", None),
    ("[retention]\nended = 121", "from 1 to 120"),
    ("[retention]\nhold = [\"x\"]", "says nothing"),
    ("[targets]\nweek-20 = 0", None),
    ("[targets]\nweek-20 = 100", None),
    ("[targets]\nweek-20 = 101", "from 0 to 100"),
    ("[targets]\nweek-20 = -1", "from 0 to 100"),
    ("[targets]\nnonsense = 3\nweek-20 = 101", "from 0 to 100"),  # what stands after a word nobody knows is read
    ("[[published]]\nyear = 2025\nexcluding = 0\nsource = \"x\"", None),
    ("[[published]]\nyear = 2025\nexcluding = 100\nincluding = 46.4\nsource = \"x\"", None),
    ("[[published]]\nyear = 2025\nexcluding = 100.1\nsource = \"x\"", "percentage, from 0 to 100"),
    ("[[published]]\nyear = 2025\nexcluding = -0.1\nsource = \"x\"", "percentage, from 0 to 100"),
    ("[[published]]\nyear = 2025\nexcluding = true\nsource = \"x\"", "percentage, from 0 to 100"),
    ("[[published]]\nyear = 2025\nsource = \"x\"", "percentage, from 0 to 100"),
    ("[officers.lee]\nages = [0, 25]", None),
    ("[officers.lee]\nages = [-1, 25]", "the youngest and the oldest age"),
    ("[officers.lee]\nages = [5]", "the youngest and the oldest age"),
    ("[officers.lee]\nages = [5, 6, 7]", "the youngest and the oldest age"),
    ("[officers.lee]\nages = 5", "the youngest and the oldest age"),
    ("[officers.lee]\nages = [1.5, 3]", "the youngest and the oldest age"),
    ("[officers.lee]\nfrom = 2026-09-01\nuntil = 2026-09-01", None),
    ("[officers.lee]\nfrom = 2026-09-02\nuntil = 2026-09-01", "is before"),
    ("[officers.lee]\n[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-01\nto = 2026-09-01", None),
    ("[officers.lee]\n[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-02\nto = 2026-09-01", "is before"),
    ("[officers.lee]\n[[absence]]\nofficer = \"lee\"\nto = 2026-09-01", '"from" is missing'),
    (
        "[officers.lee]\n[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-01\nto = 2026-09-05\n"
        "[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-05",
        "away already",
    ),
    (
        "[officers.lee]\n[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-01\nto = 2026-09-05\n"
        "[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-06",
        None,
    ),
    (
        "[calendars.x]\nknown_to = 2027-01-01\n[[calendars.x.closed]]\nfrom = 2026-12-24\nto = 2026-12-24\nwhy = \"y\"",
        None,
    ),
    (
        "[calendars.x]\nknown_to = 2027-01-01\n[[calendars.x.closed]]\nfrom = 2026-12-25\nto = 2026-12-24\nwhy = \"y\"",
        "is before",
    ),
    ("[calendars.x]\nknown_to = 2027-01-01\n[[calendars.x.closed]]\nto = 2026-12-24\nwhy = \"y\"", '"from" is missing'),
    ("[calendars.x]\nknown_to = 2027-01-01\n[[calendars.x.closed]]\nfrom = 2026-12-24", '"why" is missing'),
    ("[calendars.x]\nknown_to = 2027-01-01\nterms = [{ from = 2026-09-02, to = 2026-12-18 }]", '"name" is missing'),
    ("[calendars.x]\nknown_to = 2027-01-01\nterms = [{ name = \"A\", to = 2026-12-18 }]", '"from" is missing'),
    ("[calendars.x]\nknown_to = 2027-01-01\nterms = [{ name = \"A\", from = 2026-12-18, to = 2026-12-18 }]", None),
    ("[officers.lee]\nages = [5, 5]", None),
    ("[officers.lee]\ndays = [\"Mon\", \"tuesday\"]", None),
    ("[officers.lee]\ndays = [\"Sun\", \"tuesday\"]", '"Sun" is no day of the week. Write days = ["mon", "tue"].'),
    # Two who are away at once are two officers; of two whom nobody knows nothing more is said.
    (
        "[officers.lee]\n[officers.reid]\n[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-01\n"
        "[[absence]]\nofficer = \"reid\"\nfrom = 2026-09-01",
        None,
    ),
    (
        "[officers.lee]\n[[absence]]\nofficer = \"lee\"\nfrom = 2026-09-01\n"
        "[[absence]]\nofficer = \"lee\"\nfrom = 2026-10-01",
        'lee is away already from 2026-09-01 with no "to" yet.',
    ),
    ("[[published]]\nexcluding = 46.4\nsource = \"x\"", '"year" is missing'),
    ("[[published]]\nyear = 2025\nexcluding = 46.4", '"source" is missing'),
    ("[[bank_holiday]]\nname = \"A day\"", '"on" is missing'),
    ("[[bank_holiday]]\non = 2030-06-03", '"name" is missing'),
    # Whatever day stands anywhere in it.
    ("opening = 1990-01-01", None),
    ("opening = 1989-12-31", '"opening" is 1989-12-31, which cannot be right'),
    ("[officers.lee]\nuntil = 2100-01-01", '"until" is 2100-01-01, which cannot be right'),
    ("[officers.lee]\nuntil = 2099-12-31", None),
    ("[[bank_holiday]]\non = 1926-06-03\nname = \"A day\"", '"on" is 1926-06-03, which cannot be right'),
    (
        "[panels.rap]\nweekday = \"tuesday\"\nfirst = 2026-09-15\npapers = \"1w\"\nabout = [\"plan\"]\n"
        "added = [2026-12-18, 1926-12-18]",
        '"added" is 1926-12-18, which cannot be right: years from 1990 to 2099 can. Did you mean 2026-12-18?',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("more", "said"), ON_BOTH_SIDES)
def test_each_limit_on_both_sides(tmp_path: Path, more: str, said: str | None) -> None:
    text = f"schema = 1\n{more}\n"
    if said is None:
        read(tmp_path, text)
    else:
        found = refused(tmp_path, text)
        assert sum(said in line for line in found) == 1, found


def test_what_is_said_is_what_is_kept(tmp_path: Path) -> None:
    text = (
        'schema = 1\n[retention]\nbirthday = 25\nended = 6\nhold = ["court"]\n[targets]\nweek-20 = 60\nweek-6 = 95\n'
        '[[published]]\nyear = 2025\nexcluding = 46.4\nsource = "x"\n'
        '[[published]]\nyear = 2026\nexcluding = 47\nincluding = 40\nsource = "y"\n'
        '[[bank_holiday]]\non = 2030-06-03\nname = "A day"\n'
        '[[bank_holiday]]\non = 2030-06-04\nname = "Another"\ncalendars = ["foi"]\n'
        '[calendars.x]\nknown_to = 2031-01-01\n[[calendars.x.closed]]\nfrom = 2026-12-24\nwhy = "y"\n'
    )
    found = read(tmp_path, text)
    assert found.retention == (25, 6, ("court",))
    assert {role.value: aim for role, aim in found.targets.items()} == {"week-20": 60, "week-6": 95}
    assert found.published == ((2025, 46.4, None, "x"), (2026, 47.0, 40.0, "y"))
    assert [(row.day, row.calendars) for row in found.proclaimed] == [
        (date(2030, 6, 3), ("england", "foi")), (date(2030, 6, 4), ("foi",)),
    ]  # fmt: skip
    (calendar,) = found.calendars
    assert [(each.first, each.last, each.why) for each in calendar.closures] == [
        (date(2026, 12, 24), date(2026, 12, 24), "y")
    ]
    assert calendar.known_to == date(2031, 1, 1)
    bare = read(tmp_path, "schema = 1\n")
    assert (bare.retention, dict(bare.targets), bare.published, bare.proclaimed) == (None, {}, (), ())


@pytest.mark.parametrize(
    "text",
    [
        'authority = "X"',  # no schema: that it is missing is enough
        'schema = 1\n[officers.lee]\n[[absence]]\nofficer = "lee"',
        'schema = 1\n[officers.lee]\n[[absence]]\nofficer = "okafr"\nfrom = 2026-09-01',
    ],
)
def test_nothing_is_said_that_follows_from_another_mistake(tmp_path: Path, text: str) -> None:
    absence = text.partition("[[absence]]")[2]
    again = f"{text}\n[[absence]]{absence}" if absence else text
    assert len(refused(tmp_path, again)) == 1 + bool(absence)


def test_the_days_an_officer_works(tmp_path: Path) -> None:
    people = read(tmp_path, 'schema = 1\n[officers.lee]\ndays = ["WED", "mon", "Tuesday"]\n[officers.reid]\n').people
    assert [officer.days for officer in people.officers] == [(0, 1, 2), ()]


def test_filters_kept_under_a_name(tmp_path: Path) -> None:
    text = 'schema = 1\n[views.mine]\ntoday = true\nlate = false\nofficer = "lee"\ntag = ["a", "b"]\nwithin = "5wd"\n'
    (view,) = read(tmp_path, text).views
    assert view.name == "mine"
    assert view.filters == {"today": True, "officer": ("lee",), "tag": ("a", "b"), "within": "5wd"}
    assert refused(tmp_path, 'schema = 1\n[views.mine]\nofficr = "lee"\n') == [
        '3: "officr" is no filter of due. Did you mean "officer"?'
    ]


def test_packs_are_held_against_those_there_are_where_these_are_known(tmp_path: Path) -> None:
    text = 'schema = 1\npacks = ["derby", "derby"]\n[adopted]\nderby = 2026-12-01\n'
    for known in (None, ["derby", "leeds"]):
        found = read(tmp_path, text, known)
        assert (found.packs, found.adopted, found.no_packs) == (("derby",), {"derby": date(2026, 12, 1)}, ())
    wrong = [str(problem).rpartition("sendclock.toml:")[2] for problem in read(tmp_path, text, ["derbyshire"]).no_packs]
    here = '"derby" is not a pack that comes with sendclock, nor one in packs/. Did you mean "derbyshire"? '
    assert wrong == [f"2: {here}Known: derbyshire."] * 2 + [
        '4: "derby" is no pack in use here. Did you mean "derbyshire"?'
    ]


class TestACalendarThatAPackAsksFor:
    def problem(self, name: str, of: str = "word for calendar") -> Problem:
        return Problem(Position("packs/x.toml", 7), "error", "unknown-word", f'"{name}" is not a {of}. Use one of: y.')

    def spec(self, folder: Path, *names: str) -> tuple[CalendarSettings, ...]:
        text = "schema = 1\n" + "".join(f"[calendars.{name}]\nknown_to = 2027-01-01\n" for name in names)
        return read(folder, text).calendars

    def told(self, folder: Path, specs: tuple[CalendarSettings, ...], *problems: Problem) -> list[str]:
        return [str(each).removeprefix(f"{folder.as_posix()}/") for each in misspelt_calendars(specs, problems)]

    def test_that_is_spelt_nearly_so_in_the_settings_is_said_there_once(self, tmp_path: Path) -> None:
        asked = [self.problem("county"), self.problem("county", "calendar"), self.problem("elsewhere")]
        specs = self.spec(tmp_path, "oakwood", "countys")
        assert self.told(tmp_path, specs, *asked) == [
            'sendclock.toml:4: "countys" is no calendar that a pack asks for, and packs/x.toml asks for "county". '
            "Write [calendars.county], or correct the pack.",
            'packs/x.toml:7: "elsewhere" is not a word for calendar. Use one of: y.',
        ]

    def test_of_two_the_nearest_of_each(self, tmp_path: Path) -> None:
        told = self.told(
            tmp_path, self.spec(tmp_path, "countys", "schoools"), self.problem("county"), self.problem("schools")
        )
        assert [line.rpartition("Write ")[2] for line in told] == [
            "[calendars.county], or correct the pack.", "[calendars.schools], or correct the pack.",
        ]  # fmt: skip

    def test_what_is_something_else_stays_as_it_is(self, tmp_path: Path) -> None:
        other = Problem(Position("packs/x.toml", 3), "error", "x", '"county" is not known here.')
        assert self.told(tmp_path, self.spec(tmp_path, "countys"), other) == [
            'packs/x.toml:3: "county" is not known here.'
        ]
        unplaced = [each._replace(position=Position("sendclock.toml", 0)) for each in self.spec(tmp_path, "countys")]
        assert self.told(tmp_path, tuple(unplaced), self.problem("county")) == [
            'packs/x.toml:7: "county" is not a word for calendar. Use one of: y.'
        ]
