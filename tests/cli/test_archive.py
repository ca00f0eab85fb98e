"""Cases that ended long ago stand in `closed/`: no list opens them, every answer counts them, and none is lost in
silence: a file there that no voucher vouches for is a case as any other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import needs
from run import ROOT, sendclock

RUNS = """schema = 1
ref = "{ref}"

[[event]]
id = "e1"
type = "assessment-requested"
on = 2026-09-01
requester = "family"
"""
ENDED = """schema = 1
ref = "{ref}"

[[event]]
id = "e1"
type = "assessment-requested"
on = 2022-09-01
requester = "family"

[[event]]
id = "e2"
type = "case-closed"
on = {on}
reason = "withdrawn"
"""
REMINDED = """
[[event]]
id = "e3"
type = "reminder-set"
on = 2026-11-01
due = 2027-01-04
note = "ring the school"
"""
OPENED = """
import sys
opened = []
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
sys.argv = ["sendclock", *sys.argv[1:]]
from sendclock.main import run
try:
    run()
except SystemExit:
    pass
print("OPENED", *[path for path in opened if "closed" in path and path.endswith(".toml")], file=sys.stderr)
"""


def put(book: Path, ref: str, text: str, on: str = "2022-10-03", below: str = "") -> Path:
    path = book / "cases" / below / f"{ref}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.format(ref=ref, on=on), encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """One case that runs; two that ended long ago, one of them in a folder of its own; one that ended lately; one that
    ended with a date of somebody's own in it."""
    put(tmp_path, "EHC-1", RUNS)
    put(tmp_path, "EHC-2", ENDED)
    put(tmp_path, "EHC-3", ENDED, below="2022")
    put(tmp_path, "EHC-4", ENDED, on="2026-06-01")
    put(tmp_path, "EHC-5", ENDED + REMINDED)
    return tmp_path


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def asked(book: Path, *words: str, **environment: str) -> Any:
    ran = sendclock(*words, "--cases", str(book), "--format", "json", **environment)
    assert ran.returncode in (0, 3), ran.stderr + ran.stdout
    return json.loads(ran.stdout)


def due(book: Path, *words: str, **environment: str) -> Any:
    return asked(book, "due", "--officer", "everyone", *words, **environment)


def archived(book: Path) -> Any:
    return asked(book, "archive", "--yes")


def listed(answer: Any) -> set[str]:
    return {row["case"] for row in answer["rows"]}


def by_action(answer: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in answer["rows"]:
        found.setdefault(row["action"], set()).add(row["case"])
    return found


def test_what_ended_long_ago_goes_and_of_the_others_it_is_said_why_not(book: Path) -> None:
    before = {path.name: path.read_bytes() for path in (book / "cases").rglob("*.toml")}
    answer = archived(book)
    assert by_action(answer) == {"closed": {"EHC-2", "EHC-3"}, "stays": {"EHC-4", "EHC-5"}}
    why = {row["case"]: row["why"] for row in answer["rows"]}
    assert "less than 12 months" in why["EHC-4"] and "own" in why["EHC-5"] and answer["not_ended"] == 1
    assert {path.name: path.read_bytes() for path in (book / "cases").rglob("*.toml")} == before
    assert (book / "cases" / "closed" / "EHC-2.toml").is_file()
    assert (book / "cases" / "closed" / "2022" / "EHC-3.toml").is_file()


def test_it_asks_first_and_shows_what_it_would_do(book: Path) -> None:
    looked = asked(book, "archive", "--dry-run")
    assert not looked["written"] and by_action(looked)["closed"] == {"EHC-2", "EHC-3"}
    ran = sendclock("archive", "--cases", str(book))
    assert ran.returncode == 2 and "--yes" in ran.stderr
    assert not (book / "cases" / "closed").exists()


def test_months_decide_how_long_ago(book: Path) -> None:
    assert by_action(asked(book, "archive", "--dry-run", "--months", "5"))["closed"] == {"EHC-2", "EHC-3", "EHC-4"}
    assert "closed" not in by_action(asked(book, "archive", "--dry-run", "--months", "60"))


@pytest.mark.slow
def test_no_list_opens_them_and_every_list_counts_them(book: Path, cache: Path) -> None:
    archived(book)
    for words in (["due"], ["due", "--no-index"], ["cases"], ["check"], ["remind"], ["due"]):
        ran = subprocess.run(
            [sys.executable, "-c", OPENED, *words, "--cases", str(book), "--as-of", "2026-11-21"],
            env=os.environ | {"SENDCLOCK_CACHE": str(cache), "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stderr.rsplit("OPENED", 1)[1].split() == [], words
        assert "2 closed cases besides stand in closed/" in ran.stdout, words
    answer = due(book)
    assert answer["accounted"]["closed"] == 2 and answer["cases_read"] == 3 and answer["complete"]
    accounted = answer["accounted"]
    numbers = [len(n) if isinstance(n, list) else n for n in accounted.values()]
    assert sum(numbers) == len(list((book / "cases").rglob("*.toml")))


def test_a_search_that_leaves_them_out_says_so(book: Path) -> None:
    archived(book)
    words = ["cases", "--officer", "everyone", "--search", "EHC-2", "--cases", str(book), "--plain"]
    assert "Not looked for in closed/, where 2 cases stand: add --closed." in sendclock(*words).stdout
    told = sendclock(*words, "--closed").stdout
    assert "Case: EHC-2\n" in told and "Not looked for" not in told


@needs.change_time
def test_what_changed_adds_up_where_it_opens_one_of_them(book: Path) -> None:
    archived(book)
    told = asked(book, "changed", "--officer", "everyone", "--since", "2026-11-01")
    states = told["accounted"]
    assert (told["cases_read"], states["running"], states["ended"], states["closed"]) == (5, 1, 4, 0)


def test_who_asks_for_them_sees_them(book: Path) -> None:
    before = asked(book, "report", "timeliness")
    archived(book)
    after = asked(book, "report", "timeliness")
    for answer in (before, after):
        answer.pop("accounted", None)
    assert after == before
    assert listed(asked(book, "cases", "--officer", "everyone", "--closed")) >= {"EHC-2", "EHC-3"}
    assert asked(book, "show", "EHC-2")["state"] == "ended"
    assert "archive --back EHC-2" in sendclock("show", "EHC-2", "--cases", str(book)).stderr
    assert sendclock("show", "EHC-1", "--cases", str(book)).stderr == ""
    (book / "sendclock.toml").write_text("schema = 1\n[officers.singh]\n", encoding="utf-8")
    ran = sendclock("due", "--officer", "lee", "--cases", str(book))
    assert ran.returncode == 0 and '"lee" is known' in ran.stderr, "a closed case may be hers"
    assert "EHC-2" in sendclock("export", "csv", "--cases", str(book)).stdout
    (book / "cases" / "closed" / "EHC-2.toml").write_text(ENDED.format(ref="EHC-2", on='"soon"'), encoding="utf-8")
    assert sendclock("check", "--cases", str(book)).returncode == 3, "it is not what was closed: it is read"


def test_nothing_is_written_to_one_until_it_is_back(book: Path) -> None:
    archived(book)
    text = (book / "cases" / "closed" / "EHC-2.toml").read_bytes()
    for words in (
        ["record", "EHC-2", "note-added", "2026-11-20", "note=x"],
        ["note", "EHC-2", "x"],
        ["correct", "EHC-2", "e1", "on=2022-09-02", "--reason", "x"],
    ):
        ran = sendclock(*words, "--cases", str(book))
        assert ran.returncode == 5 and "sendclock archive --back EHC-2" in ran.stderr, words
    ran = sendclock("reassign", "--case", "EHC-2", "--to", "singh", "--cases", str(book))
    assert "sendclock archive --back EHC-2" in ran.stderr
    assert (book / "cases" / "closed" / "EHC-2.toml").read_bytes() == text
    assert sendclock("new", "EHC-2", "--cases", str(book)).returncode == 5, "the reference is taken"
    answer = asked(book, "archive", "--back", "EHC-2", "EHC-3")
    assert by_action(answer) == {"back": {"EHC-2", "EHC-3"}}
    assert (book / "cases" / "EHC-2.toml").read_bytes() == text
    assert (book / "cases" / "2022" / "EHC-3.toml").is_file()
    assert due(book)["accounted"]["closed"] == 0
    ran = sendclock("record", "EHC-2", "note-added", "2026-11-20", "note=x", "--cases", str(book))
    assert ran.returncode == 0, ran.stderr


def test_never_over_a_file(book: Path) -> None:
    other = put(book, "EHC-2", RUNS, below="closed")
    text = other.read_bytes()
    assert "EHC-2" not in by_action(archived(book)).get("closed", set())
    assert other.read_bytes() == text and (book / "cases" / "EHC-2.toml").is_file()
    archived(book)
    put(book, "EHC-3", RUNS, below="2022")
    ran = sendclock("archive", "--back", "EHC-3", "--cases", str(book))
    assert ran.returncode == 4 and "more than one file" in ran.stderr


# What nobody vouches for


def by_hand(book: Path) -> None:
    (book / "cases" / "EHC-1.toml").rename(book / "cases" / "closed" / "EHC-1.toml")


def edited(book: Path) -> None:
    with open(book / "cases" / "closed" / "EHC-2.toml", "a", encoding="utf-8") as file:
        file.write('\n[[event]]\nid = "e9"\ntype = "assessment-requested"\non = 2026-10-01\nrequester = "family"\n')


def of_the_same_size(book: Path) -> None:
    path = book / "cases" / "closed" / "EHC-2.toml"
    seen, text = path.stat(), path.read_text(encoding="utf-8")
    changed = text.replace('type = "case-closed"', 'type = "note-added" ').replace(
        'reason = "withdrawn"', 'note   = "withdrawn"'
    )
    assert len(changed) == len(text) and changed != text
    path.write_text(changed.replace("2022-09-01", "2026-09-01"), encoding="utf-8")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def replaced(book: Path) -> None:
    new = put(book, "EHC-2", RUNS, below="elsewhere")
    os.replace(new, book / "cases" / "closed" / "EHC-2.toml")


def no_vouchers(book: Path) -> None:
    by_hand(book)
    (book / "cases" / "closed" / "vouchers.txt").unlink()


def torn_vouchers(book: Path) -> None:
    replaced(book)
    (book / "cases" / "closed" / "vouchers.txt").write_bytes(
        b"\xff\x00 nothing\nEHC-2.toml\n\t\t\t\t\t\t\tEHC-2.toml\n"
    )


@pytest.mark.parametrize(
    "change",
    [by_hand, edited, pytest.param(of_the_same_size, marks=needs.change_time), replaced, no_vouchers, torn_vouchers],
)
@pytest.mark.parametrize("warm", [True, False])
def test_a_case_in_closed_that_runs_is_listed(book: Path, cache: Path, change: Any, warm: bool) -> None:
    archived(book)
    if warm:
        due(book, SENDCLOCK_CACHE=str(cache))
        due(book, SENDCLOCK_CACHE=str(cache))
    time.sleep(0.02)  # the clock of the disk ticks
    change(book)
    which = "EHC-1" if change in (by_hand, no_vouchers) else "EHC-2"
    for words in ([], ["--no-index"], []):
        answer = due(book, "--within", "400d", *words, SENDCLOCK_CACHE=str(cache))
        assert which in listed(answer), words
        rest = answer["accounted"]["closed"]
        assert answer["cases_read"] + rest == 5 and rest == {"by_hand": 2, "no_vouchers": 0, "torn_vouchers": 0}.get(
            change.__name__, 1
        )


def test_check_names_what_stands_there_and_has_not_ended(book: Path) -> None:
    assert "in-closed" not in sendclock("check", "--cases", str(book)).stdout
    archived(book)
    by_hand(book)
    codes = [(each["code"], each["file"]) for each in asked(book, "check")["problems"]]
    assert ("in-closed", (book / "cases" / "closed" / "EHC-1.toml").as_posix()) in codes


def test_a_reference_that_stands_elsewhere_too_withholds_both(book: Path) -> None:
    archived(book)
    put(book, "EHC-2", RUNS)
    ran = sendclock("due", "--cases", str(book))
    assert ran.returncode == 3 and "EHC-2" in ran.stderr and "closed" in ran.stderr


def test_on_an_earlier_day_and_as_known_then_they_are_read(book: Path) -> None:
    then = ("--as-of", "2022-09-10", "--within", "400d")
    whole = {words: due(book, *words) for words in (then, ("--known-at", "2026-11-20"))}
    archived(book)
    for words, before in whole.items():
        after = due(book, *words)
        assert listed(after) == listed(before) and after["cases_read"] == 5
    assert listed(whole[then]) >= {"EHC-2", "EHC-3"}


def test_another_law_reads_them_until_they_are_looked_at_again(book: Path) -> None:
    archived(book)
    (book / "sendclock.toml").write_text('schema = 1\npacks = ["derby"]\n', encoding="utf-8")
    ran = sendclock("due", "--officer", "everyone", "--cases", str(book))
    assert "closed/ was read" in ran.stdout and due(book)["cases_read"] == 5
    assert by_action(archived(book))["voucher"] == {"EHC-2", "EHC-3"}
    assert due(book)["accounted"]["closed"] == 2


def test_a_copy_elsewhere_rests_by_what_stands_in_it(book: Path, cache: Path, tmp_path_factory: Any) -> None:
    archived(book)
    copy = tmp_path_factory.mktemp("copy") / "book"
    shutil.copytree(book, copy, copy_function=shutil.copyfile)
    for words in ([], ["--no-index"], []):
        assert due(copy, *words, SENDCLOCK_CACHE=str(cache))["accounted"]["closed"] == 2


def test_what_is_erased_leaves_no_voucher(book: Path) -> None:
    archived(book)
    ran = sendclock("erase", "EHC-2", "--yes", "--cases", str(book))
    assert ran.returncode == 0, ran.stderr
    assert "EHC-2" not in (book / "cases" / "closed" / "vouchers.txt").read_text(encoding="utf-8")
    assert "vouchers.txt" not in ran.stdout
    assert due(book)["accounted"]["closed"] == 1


def test_the_folder_of_closed_cases_can_be_asked_by_itself(book: Path) -> None:
    archived(book)
    assert due(book / "cases" / "closed")["cases_read"] == 2


def test_an_ordinary_folder_of_that_name_is_read_as_ever(tmp_path: Path) -> None:
    put(tmp_path, "EHC-1", RUNS, below="closed")
    put(tmp_path, "EHC-2", ENDED, below="closed")
    assert due(tmp_path)["cases_read"] == 2


@pytest.fixture(autouse=True)
def quietly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("SENDCLOCK_OFFICER", raising=False)
    yield


def test_where_one_of_those_to_come_back_is_not_there_none_moves(book: Path) -> None:
    archived(book)
    ran = sendclock("archive", "--back", "EHC-2", "EHC-99", "--cases", str(book))
    assert ran.returncode == 4 and "EHC-99" in ran.stderr
    assert (book / "cases" / "closed" / "EHC-2.toml").is_file()


@pytest.mark.parametrize("words", [(), ("--steps",), ("--remind",), ("--format", "csv")])
def test_a_list_of_one_case_says_that_it_stands_in_closed_or_is_not_there(book: Path, words: tuple[str, ...]) -> None:
    archived(book)
    asks = ("due", *words, "--officer", "everyone", "--cases", str(book))
    ran = sendclock(*asks, "--case", "2")
    assert ran.returncode == 0 and "EHC-2 stands in closed/, and on no list" in ran.stderr
    ran = sendclock(*asks, "--case", "EHC-99")
    assert ran.returncode == 4 and ran.stdout == "" and 'no case "EHC-99"' in ran.stderr
    ran = sendclock(*asks, "--case", "EHC-99", "--case", "EHC-1")
    assert ran.returncode == 0 and 'no case "EHC-99"' in ran.stderr


def test_a_case_in_closed_makes_no_noise_under_quiet(book: Path) -> None:
    archived(book)
    ran = sendclock("due", "--quiet", "--case", "EHC-2", "--officer", "everyone", "--cases", str(book))
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_case_that_is_begun_again_is_brought_back_first(book: Path) -> None:
    archived(book)
    ran = sendclock("new", "EHC-2", "request", "today", "--cases", str(book))
    assert ran.returncode == 5 and "archive --back EHC-2" in ran.stderr


def test_a_case_that_was_named_and_not_given_ends_with_5(book: Path) -> None:
    """A script would believe that it has changed hands."""
    archived(book)
    for ref in ("EHC-2", "EHC-99"):
        ran = sendclock("reassign", "--case", ref, "--to", "amy", "--cases", str(book))
        assert ran.returncode == 5 and ref in ran.stderr
    ran = sendclock("archive", "EHC-99", "--dry-run", "--cases", str(book))
    assert ran.returncode == 4 and 'no case "EHC-99"' in ran.stderr


@needs.links
def test_a_folder_of_cases_may_lead_elsewhere(book: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What rests stands on another share, and an officer's folder is a link: both are read as any other."""
    elsewhere = tmp_path_factory.mktemp("share")
    (elsewhere / "closed").mkdir()
    (book / "cases" / "2022").rename(elsewhere / "2022")
    for name in ("closed", "2022"):
        (book / "cases" / name).symlink_to(elsewhere / name, target_is_directory=True)
    assert by_action(archived(book))["closed"] == {"EHC-2", "EHC-3"}
    assert sorted(path.name for path in (elsewhere / "closed").rglob("EHC*")) == ["EHC-2.toml", "EHC-3.toml"]
    answer = due(book)
    assert (answer["cases_read"], answer["accounted"]["closed"]) == (3, 2)
    gone = asked(book, "erase", "EHC-2", "--yes")
    assert gone["erased"] and not list((elsewhere / "closed").rglob("EHC-2.toml"))
    assert by_action(asked(book, "archive", "--back", "EHC-3"))["back"] == {"EHC-3"}
    assert due(book)["accounted"]["closed"] == 0
