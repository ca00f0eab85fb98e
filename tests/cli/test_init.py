"""`init --authority`: the name of a shipped pack puts it in use, with the settings its documents describe."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from run import ROOT, sendclock
from sendclock.casebook.settings import Settings, read_settings
from sendclock.days import bank_holidays
from sendclock.law import area, load

REAL = ("brent", "derby", "derbyshire", "northumberland")
PAGES = (  # made from a page or two
    "cheshire-east", "dorset", "greenwich", "oxfordshire", "solihull", "wandsworth", "westmorland-and-furness",
    "wokingham",
)  # fmt: skip


def made(tmp_path: Path, authority: str) -> tuple[Path, str, str]:
    book = tmp_path / "book"
    ran = sendclock("init", str(book), "--authority", authority)
    assert ran.returncode == 0, ran.stderr
    return book, ran.stdout, ran.stderr


def settings(path: Path) -> Settings:
    return read_settings(path, tuple(bank_holidays.CALENDARS), list(area.local_packs()))


@pytest.mark.parametrize("pack", REAL + PAGES)
def test_the_casebook_works_at_once(pack: str, tmp_path: Path) -> None:
    book, said, warned = made(tmp_path, pack)
    assert f"with the pack {pack} in use" in said and not warned
    assert settings(book / "sendclock.toml").packs == (pack,)
    for command in ("check", "due"):
        ran = sendclock(command, "--cases", str(book))
        assert (ran.returncode, ran.stderr) == (0, "")
        assert f"Packs: england-send-2014, england-adjacent, {pack}." in ran.stdout
    listed = sendclock("rules", "--tier", "local", "--cases", str(book), "--format", "csv")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert set(re.findall(rf"^{pack}-[a-z0-9-]+", listed.stdout, re.M)) == {
        rule.id for rule in load.load(own=[area.local_packs()[pack]]).rules if rule.pack == pack
    }


def test_a_name_of_several_words(tmp_path: Path) -> None:
    book, _, _ = made(tmp_path, "Westmorland and Furness")
    assert settings(book / "sendclock.toml").packs == ("westmorland-and-furness",)


@pytest.mark.parametrize("written", ["Derby", "DERBY", " derby "])
def test_capitals_do_not_matter(written: str, tmp_path: Path) -> None:
    book, _, _ = made(tmp_path, written)
    found = tomllib.loads((book / "sendclock.toml").read_text(encoding="utf-8"))
    assert (found["authority"], found["packs"]) == ("Derby City Council", ["derby"])


@pytest.mark.parametrize("pack", PAGES)
def test_what_is_commented_out_of_the_others_can_be_used(pack: str, tmp_path: Path) -> None:
    book, _, _ = made(tmp_path, pack)
    file = book / "sendclock.toml"
    text = file.read_text(encoding="utf-8")
    assert bool(settings(file).panels) is (pack == "wokingham"), "no day of a panel is made up"
    file.write_text(re.sub(r"^# (\[+[a-z_.0-9-]+\]+|[a-z_]+ = .*)$", r"\1", text, flags=re.M), encoding="utf-8")
    found = settings(file)
    assert found.people.officers and found.people.absences and found.calendars
    assert bool(found.panels) is ("panels." in text)
    ran = sendclock("due", "--cases", str(book), "--officer", "everyone")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("pack", REAL)
def test_what_is_commented_out_can_be_used_as_it_stands(pack: str, tmp_path: Path) -> None:
    """Officers, hand-over, panels, absences: with every # taken away the settings still load."""
    book, _, _ = made(tmp_path, pack)
    file = book / "sendclock.toml"
    text = file.read_text(encoding="utf-8")
    assert "ASSUMED" in text and not settings(file).panels, "no day of a panel is made up"
    file.write_text(re.sub(r"^# (\[+[a-z_.0-9-]+\]+|[a-z_]+ = .*)$", r"\1", text, flags=re.M), encoding="utf-8")
    found = settings(file)
    assert found.panels and found.people.officers and found.people.absences and found.calendars
    ran = sendclock("due", "--cases", str(book), "--officer", "everyone")
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_teams_are_those_of_the_documents() -> None:
    titles = {}
    for pack in REAL:
        path = area.settings_of(pack)
        assert path is not None
        titles[pack] = [team.title for team in settings(path).people.teams]
    assert titles == {
        "brent": ["EYFS and Primary School Team", "Secondary Schools and Post 16 Team", "Annual Reviews Team"],
        "derby": [
            "New assessment requests",
            "Plans of children aged 0-16 in Derby City schools",
            "Plans in settings outside Derby, and of young people aged 16-25",
        ],
        "derbyshire": [
            "Chesterfield",
            "North East Derbyshire and Bolsover",
            "High Peak and North Dales",
            "Amber Valley",
            "Erewash",
            "South Derbyshire and South Dales",
        ],
        "northumberland": ["Statutory Assessment and Review Team"],
    }


def test_derbyshire_covers_within_a_hub_and_not_beyond() -> None:
    path = area.settings_of("derbyshire")
    assert path is not None
    people = settings(path).people
    assert people.hubs == {"north": "North hub", "south": "South hub"}
    for team in people.teams:
        others = {other.id for other in people.teams if other.hub == team.hub} - {team.id}
        assert len(others) == 2 and set(team.covers_for) == others


@pytest.mark.parametrize(
    ("authority", "said"),
    [
        ("Derbey", 'Did you mean "derby"?'),
        ("Derby City Council", 'The pack "derby" comes with sendclock.'),
        ("Northumberlnd", 'Did you mean "northumberland"?'),
        ("Kent", ""),
        ("Leeds", ""),
    ],
)
def test_any_other_text_is_the_councils_name(authority: str, said: str, tmp_path: Path) -> None:
    """A near miss is said, because it may have been meant; the casebook is made all the same."""
    book, out, warned = made(tmp_path, authority)
    found = tomllib.loads((book / "sendclock.toml").read_text(encoding="utf-8"))
    assert found["authority"] == authority and "packs" not in found
    assert said in warned and bool(warned) is bool(said)
    assert "in use" not in out


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    ran = sendclock("init", str(tmp_path / "book"), "--authority", "brent", "--dry-run")
    assert ran.returncode == 0 and "Would make" in ran.stdout
    assert not (tmp_path / "book").exists()


def test_a_copy_in_packs_stands_in_the_place_of_the_shipped_pack(tmp_path: Path) -> None:
    """What init says: the path it names can be copied, changed, and is then what counts."""
    book, said, _ = made(tmp_path, "brent")
    found = re.search(r"copy (\S+) to (\S+?): the copy", said)
    assert found is not None
    shipped, own = Path(found.group(1)), Path(found.group(2))
    own.parent.mkdir()
    own.write_text(shipped.read_text(encoding="utf-8").replace("count = 2\n", "count = 1\n", 1), encoding="utf-8")
    new = sendclock(
        "new", "ENQ-1", "enquiry-received", "2026-11-19", "party=Q-1", "channel=phone", "--cases", str(book)
    )
    assert new.returncode == 0, new.stderr
    assert "Due: Friday 20 November 2026" in new.stdout


def test_the_exampleshire_settings_are_those_of_the_cases_here() -> None:
    """`init --authority exampleshire` begins with the settings of the README's cases; only the first line differs."""
    from sendclock.law.area import settings_of

    path = settings_of("exampleshire")
    assert path is not None
    ours = (ROOT / "cases" / "sendclock.toml").read_text(encoding="utf-8").split("\n", 1)[1]
    assert path.read_text(encoding="utf-8").split("\n", 1)[1] == ours


def test_the_pack_named_in_new_settings_needs_nothing_besides(tmp_path: Path) -> None:
    """Whoever takes the # away, as the file says, is answered."""
    assert sendclock("init", str(tmp_path / "send")).returncode == 0
    settings = tmp_path / "send" / "sendclock.toml"
    text = settings.read_text(encoding="utf-8")
    assert text.count("\n# packs = ") == 1
    settings.write_text(text.replace("\n# packs = ", "\npacks = "), encoding="utf-8")
    ran = sendclock("check", "--cases", str(tmp_path / "send"))
    assert ran.returncode == 0 and "error:" not in ran.stdout, ran.stdout
