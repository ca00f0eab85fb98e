"""Small cases, checklists and reminders, as an officer meets them: `new --kind`, `record`, `show`, `due --remind`."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from run import sendclock
from schema import held_to_schema
from shire import head, rule

PACK = """
schema = 1
pack = "own"
title = "Local practice of an invented authority"

[source]
authority = "Exampleshire"
title = "Guide"
checked_on = 2026-11-01
status = "adopted"

[[rule]]
id = "own-phone-enquiry"
label = "Enquiry"
title = "Call back"
who = "local authority"
starts_on = ["enquiry-received[channel=phone]"]
direction = "after"
count = 2
unit = "working-day"
first_day = "day-after"
calendar = "england"
repeats = "each"
per_party = true
met_by = ["enquiry-answered"]
in_force_from = 2024-01-01

[[step]]
id = "own-contact-family"
stage = "Weeks 1-5"
title = "Contact the family"
starts_on = ["assessment-requested"]
done_by = ["contact-made[whom=family]"]
in_force_from = 2024-01-01

[[step]]
id = "own-ask-services"
stage = "Weeks 1-5"
title = "Ask for involvement in the last 12 months"
starts_on = ["assessment-requested"]
done_by = ["information-requested"]
each = ["Educational Psychology", "School SENCO"]
in_force_from = 2024-01-01

[[step]]
id = "own-tell-senco"
stage = "Decision"
title = "Tell the SENCO"
starts_on = ["assessment-agreed", "assessment-refused"]
in_force_from = 2024-01-01

[[reminder]]
rule = "decide-to-assess"
at = "5wd before"
tell = "officer"
say = "Papers for the panel"

[[reminder]]
rule = "decide-to-assess"
at = "1wd after"
tell = "team-leader"
say = "Agree a recovery date"
escalation = true

[[reminder]]
rule = "advice-reply-guidance"
at = "1w before"
tell = "adviser"
say = "Is the report on its way?"
"""
SETTINGS = """
schema = 1
[teams.north]
lead = "reid"
[officers.okafor]
team = "north"
[officers.reid]
team = "north"
[officers.singh]
team = "north"
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "own.toml").write_text(PACK, encoding="utf-8")
    (tmp_path / "sendclock.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    return tmp_path


def run(book: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return sendclock(*words, "--cases", str(book), **environment)


def answer(book: Path, *words: str) -> dict[str, Any]:
    ran = run(book, *words, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    held_to_schema(found)
    return found


def written(book: Path, ref: str) -> dict[str, Any]:
    return tomllib.loads((book / "cases" / f"{ref}.toml").read_text(encoding="utf-8"))


# --- small cases


def test_an_foi_request_is_a_case_of_its_own_with_its_clock(bare: Path) -> None:
    ran = run(bare, "new", "FOI-2026-033", "--kind", "enquiry", "--officer", "okafor")
    assert ran.returncode == 0, ran.stderr
    said = ran.stdout.splitlines()
    assert said[:2] == [
        "New case FOI-2026-033.",
        "Taken as a freedom of information request, because FOI-2026-033 begins with FOI.",
    ]
    assert "Clock: FOI: Answer a freedom of information request (neighbouring law)" in said
    case = written(bare, "FOI-2026-033")
    assert case["tags"] == ["foi"]
    first = case["event"][0]
    assert (first["type"], first["party"], first["kind"]) == ("foi-received", "FOI-2026-033", "request")
    (row,) = answer(bare, "due", "--within", "6w")["rows"]
    assert (row["case"], row["rule"], row["due"], row["party"]) == (
        "FOI-2026-033", "foi-reply", "2026-12-21", "FOI-2026-033",
    )  # fmt: skip
    listed = run(bare, "due", "--within", "6w", "--officer", "okafor").stdout
    assert listed.count("FOI-2026-033") == 1  # not named again as a party
    shown = run(bare, "show", "FOI-2026-033").stdout
    assert "week" not in shown.lower().replace("weekend", "")


@pytest.mark.parametrize(
    ("words", "event", "rules"),
    [
        (("A-1", "--kind", "foi"), {"type": "foi-received", "kind": "request"}, {"foi-reply"}),
        (("A-1", "--kind", "foi-review"), {"type": "foi-received", "kind": "review"}, {"foi-review"}),
        (("A-1", "--kind", "sar"), {"type": "sar-received"}, {"sar-reply"}),
        (("A-1", "--kind", "complaint", "stage=2"), {"kind": "corporate", "stage": "2"}, {"complaint-acknowledge"}),
        (("A-1", "--kind", "data-complaint"), {"kind": "data-protection"}, {"data-complaint-acknowledge"}),
        (("A-1", "--kind", "pre-action"), {"type": "pre-action-letter-received"}, {"pre-action-reply"}),
        (("A-1", "--kind", "mp-letter"), {"type": "enquiry-received", "channel": "post"}, set()),
        (("SAR-7", "2026-11-02"), {"type": "sar-received"}, {"sar-reply"}),
        (("SAR-7", "--kind", "complaint"), {"type": "complaint-received"}, {"complaint-acknowledge"}),
        (("FOI-7", "--kind", "foi", "party=ICO-9"), {"party": "ICO-9"}, {"foi-reply"}),
        (("FOI-7", "enquiry-received", "party=x"), {"type": "enquiry-received", "party": "x"}, set()),
    ],
)
def test_each_kind_begins_with_its_event(
    bare: Path, words: tuple[str, ...], event: dict[str, str], rules: set[str]
) -> None:
    assert {row["rule"] for row in answer(bare, "new", *words)["rows"]} == rules
    first = written(bare, words[0])["event"][0]
    assert {name: first[name] for name in event} == event


def test_an_ordinary_new_case_stays_as_it_was(bare: Path) -> None:
    assert run(bare, "new", "EHC-1").returncode == 0
    assert written(bare, "EHC-1") == {"schema": 1, "ref": "EHC-1"}
    slip = run(bare, "new", "FOI-1", "fo-received")
    assert (slip.returncode, slip.stdout) == (2, "")
    assert "foi-received: " in slip.stderr
    both = run(bare, "new", "FOI-1", "foi-received", "--kind", "foi")
    assert both.returncode == 2
    assert "--kind foi says what the first event is. Leave out foi-received, or --kind." in both.stderr


def test_an_enquiry_says_why_no_clock_started(bare: Path) -> None:
    said = run(bare, "new", "ENQ-1", "--kind", "enquiry").stdout
    assert "No pack in use has a time limit for enquiry-received: no clock started." in said


def test_a_packs_own_clock_starts_where_its_condition_holds(book: Path) -> None:
    without = run(book, "new", "ENQ-1", "--kind", "enquiry", "--dry-run").stdout
    assert "What clock starts depends on channel, which is not given." in without
    (row,) = answer(book, "new", "ENQ-1", "--kind", "enquiry", "2026-11-20", "channel=phone")["rows"]
    assert (row["rule"], row["due"]) == ("own-phone-enquiry", "2026-11-24")


def test_a_small_case_is_closed_without_naming_its_party(bare: Path) -> None:
    run(bare, "new", "FOI-2026-033", "2026-11-02")
    ran = run(bare, "record", "FOI-2026-033", "foi-answered", "2026-11-20")
    assert ran.returncode == 0, ran.stderr
    assert "party FOI-2026-033" in ran.stdout
    assert "Change: met" in ran.stdout
    assert answer(bare, "due", "--within", "10w")["rows"] == []


def test_a_case_with_other_parties_is_never_guessed_at(bare: Path) -> None:
    run(bare, "new", "EHC-1", "advice-requested", "2026-11-02", "party=Educational Psychology", "source=psychology")
    ran = run(bare, "record", "EHC-1", "foi-answered")
    assert ran.returncode == 5
    assert "foi-answered needs party. Add: party=TEXT" in ran.stderr


# --- checklists


@pytest.fixture
def started(book: Path) -> Path:
    run(book, "new", "EHC-1", "assessment-requested", "2026-10-12", "--officer", "okafor", "--team", "north")
    return book


def test_show_lists_the_steps_and_how_to_tick_them(started: Path) -> None:
    run(started, "record", "EHC-1", "contact-made", "2026-10-14", "whom=family", "how=call")
    shown = run(started, "show", "EHC-1").stdout
    block = shown[shown.index("Checklist") : shown.index("The case")]
    assert block == (
        "Checklist: 1 of 3 steps done\n\n"
        "Step: Contact the family\nState: done Wednesday 14 October 2026, event e3\n"
        "Stage: Weeks 1-5\nId: own-contact-family\nSource: Guide\n\n"
        "Step: Ask for involvement in the last 12 months: Educational Psychology\nState: to do\n"
        "Stage: Weeks 1-5\nId: own-ask-services\nSource: Guide\n\n"
        "Step: Ask for involvement in the last 12 months: School SENCO\nState: to do\n"
        "Stage: Weeks 1-5\nId: own-ask-services\nSource: Guide\n\n"
        "Tick a step: sendclock record EHC-1 local-step-done step=own-ask-services "
        'party="Educational Psychology"\n\n'
    )
    steps = answer(started, "show", "EHC-1")["checklist"]
    assert [(s["id"], s["party"], s["state"], s["done_on"], s["event"]) for s in steps] == [
        ("own-contact-family", None, "done", "2026-10-14", "e3"),
        ("own-ask-services", "Educational Psychology", "open", None, None),
        ("own-ask-services", "School SENCO", "open", None, None),
    ]


def test_recording_says_what_it_ticks_and_what_it_asks_for(started: Path) -> None:
    ran = run(started, "record", "EHC-1", "assessment-agreed", "2026-11-16")
    assert "1 more step to do: sendclock show EHC-1" in ran.stdout
    ran = run(started, "record", "EHC-1", "local-step-done", "2026-11-17", "step=tell-senco")
    assert "Step done: Tell the SENCO." in ran.stdout
    assert written(started, "EHC-1")["event"][-1]["step"] == "own-tell-senco"  # in full, as clocks wait for it
    steps = answer(started, "show", "EHC-1")["checklist"]
    assert [s["state"] for s in steps if s["id"] == "own-tell-senco"] == ["done"]


def test_a_step_nobody_knows_is_not_written_and_warned_of_where_it_stands(started: Path) -> None:
    before = (started / "cases" / "EHC-1.toml").read_bytes()
    ran = run(started, "record", "EHC-1", "local-step-done", "step=tell-senc")
    assert (ran.returncode, ran.stderr) == (
        5, '"tell-senc" is not a step of a pack in use. Did you mean "tell-senco"? Nothing was written.\n',
    )  # fmt: skip
    each = run(started, "record", "EHC-1", "local-step-done", "step=ask-services")
    assert each.returncode == 5
    assert "Add party=NAME, one of: Educational Psychology, School SENCO." in each.stderr
    assert (started / "cases" / "EHC-1.toml").read_bytes() == before
    with (started / "cases" / "EHC-1.toml").open("ab") as file:
        file.write(b'\n[[event]]\ntype = "local-step-done"\non = 2026-11-17\nstep = "tell-senc"\n')
    found = [p for p in answer(started, "check")["problems"] if p["code"] == "unknown-step"]
    assert [p["severity"] for p in found] == ["warning"]
    assert found[0]["message"].endswith("It ticks nothing.")


def test_without_a_pack_there_is_no_checklist_and_any_step_may_be_noted(bare: Path) -> None:
    run(bare, "new", "EHC-1", "assessment-requested", "2026-10-12")
    shown = run(bare, "show", "EHC-1").stdout
    assert "What happened" in shown and "Checklist" not in shown
    assert run(bare, "record", "EHC-1", "local-step-done", "step=anything").returncode == 0


# --- reminders. The request of 12 October is to be decided by 23 November.


def chased(book: Path, *words: str) -> list[tuple[str, str, str, str, bool]]:
    rows = answer(book, "due", "--remind", *words)["rows"]
    return [(r["chase"], r["whom"], r["clock"]["case"], r["clock"]["rule"], r["escalation"]) for r in rows]


def test_what_is_chased_and_to_whom(started: Path) -> None:
    assert chased(started, "--as-of", "2026-11-13") == []
    assert chased(started, "--as-of", "2026-11-16") == [("2026-11-16", "okafor", "EHC-1", "decide-to-assess", False)]
    assert chased(started, "--as-of", "2026-11-23") == []
    assert chased(started, "--as-of", "2026-11-24") == [("2026-11-24", "reid", "EHC-1", "decide-to-assess", True)]
    run(started, "record", "EHC-1", "assessment-agreed", "2026-11-23", "--as-of", "2026-11-23")
    assert chased(started, "--as-of", "2026-11-24") == []


def test_within_looks_ahead_only_where_it_is_given(started: Path) -> None:
    both = [
        ("2026-11-16", "okafor", "EHC-1", "decide-to-assess", False),
        ("2026-11-24", "reid", "EHC-1", "decide-to-assess", True),
    ]
    assert chased(started, "--as-of", "2026-11-14", "--within", "2w") == both
    assert chased(started, "--as-of", "2026-11-14", "--within", "2d") == both[:1]
    assert chased(started, "--as-of", "2026-11-14", "--within", "2w", "--officer", "reid") == both[1:]
    assert chased(started, "--as-of", "2026-11-14", "--within", "2w", "--officer", "okafor") == both
    assert chased(started, "--as-of", "2026-11-14", "--within", "2w", "--rule", "final-plan") == []
    refused = run(started, "due", "--remind", "--as-of", "2026-11-14", "--within", "2w", "--team", "south")
    assert refused.returncode == 2 and 'No team "south" is known' in refused.stderr
    assert chased(started, "--as-of", "2026-11-14", "--within", "2w", "--no-index") == both


def test_an_adviser_is_chased_by_name(started: Path) -> None:
    advice = ("advice-requested", "2026-11-16", "party=Educational Psychology", "source=psychology")
    run(started, "record", "EHC-1", "assessment-agreed", "2026-11-16")
    run(started, "record", "EHC-1", *advice)
    assert chased(started, "--as-of", "2026-12-21") == [
        ("2026-12-21", "Educational Psychology", "EHC-1", "advice-reply-guidance", False)
    ]


def test_who_covers_is_told_while_the_officer_is_away(started: Path) -> None:
    away = '[[absence]]\nofficer = "okafor"\nfrom = 2026-11-16\nto = 2026-11-20\ncover = "singh"\n'
    (started / "sendclock.toml").write_text(SETTINGS + away, encoding="utf-8")
    assert [row[1] for row in chased(started, "--as-of", "2026-11-16")] == ["singh (covering okafor)"]


def test_in_plain_and_csv_and_when_there_is_nothing(started: Path) -> None:
    ran = run(started, "due", "--remind", "--as-of", "2026-11-24", "--officer", "everyone")
    assert ran.stdout.startswith(
        "To chase today, Tuesday 24 November 2026: 1\n\nTell reid: 1\n\n"
        "Tell: reid\nWhat: escalate\nChase: Tuesday 24 November 2026\nCase: EHC-1\n"
    )
    assert "Say: Agree a recovery date\nWhy: 1 working day after it was due, Guide\n" in ran.stdout
    text = run(started, "due", "--remind", "--as-of", "2026-11-24", "--format", "csv").stdout
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["chase"], row["whom"], row["case"], row["escalation"], row["status"]) == (
        "2026-11-24", "reid", "EHC-1", "yes", "overdue",
    )  # fmt: skip
    nothing = run(started, "due", "--remind", "--officer", "everyone")
    assert nothing.stdout.startswith("Nothing to chase today.\n")
    assert run(started, "due", "--remind", "--as-of", "2026-11-24", "--fail-on", "overdue").returncode == 10


def test_a_file_that_cannot_be_read_is_named_and_the_rest_chased(started: Path) -> None:
    (started / "cases" / "EHC-2.toml").write_text("schema = 1\nref =", encoding="utf-8")
    ran = run(started, "due", "--remind", "--as-of", "2026-11-24")
    assert ran.returncode == 3
    assert "EHC-2.toml" in ran.stderr
    assert "Tell reid: 1" in ran.stdout


def test_without_a_pack_it_says_that_there_are_no_reminders(bare: Path) -> None:
    run(bare, "new", "EHC-1", "assessment-requested", "2026-10-12")
    ran = run(bare, "due", "--remind", "--officer", "everyone")
    assert ran.stdout.startswith("Nothing to chase today. No pack in use names reminders.\n")


def test_a_file_of_a_team_belongs_to_the_team(bare: Path) -> None:
    (bare / "sendclock.toml").write_text(
        'schema = 1\nauthority = "X"\n[teams.north]\n[officers.singh]\nteam = "north"\n'
    )
    ran = run(bare, "new", "TEAM-north", "term-expected", "2026-09-10", "term_starts=2026-09-02", "--team", "north")
    assert ran.returncode == 0, ran.stderr
    given = written(bare, "TEAM-north")["event"][-1]
    assert (given["type"], given["team"], "officer" in given) == ("case-allocated", "north", False)
    assert "Team: north" in run(bare, "show", "TEAM-north").stdout
    assert run(bare, "record", "TEAM-north", "case-allocated", "2026-09-11").returncode == 5


def test_a_step_of_derbyshire_begins_with_a_letter_of_a_member_of_parliament(bare: Path) -> None:
    (bare / "sendclock.toml").write_text('schema = 1\nauthority = "Derbyshire"\npacks = ["derbyshire"]\n')
    assert run(bare, "new", "MP-7", "--kind", "mp-letter", "2026-11-20").returncode == 0
    assert "Pass the MP's representation to the hub" in run(bare, "show", "MP-7").stdout


CONTACT = "contact-made[whom=family]"
TELL = rule(
    "shire-tell", "decision-confirmed[about=assess]", (2, "day"), CONTACT, repeats="each", owner="Tribunal", aim=0.75
)
TRIBUNAL = head() + TELL
PEOPLE = """schema = 1
authority = "Shire"
[officers.lee]
roles = ["tribunal"]
[officers.shah]
roles = ["tribunal"]
[officers.okafor]
"""


@pytest.fixture
def shire(bare: Path) -> Path:
    (bare / "packs").mkdir()
    (bare / "packs" / "shire.toml").write_text(TRIBUNAL, encoding="utf-8")
    (bare / "sendclock.toml").write_text(PEOPLE, encoding="utf-8")
    for n, more in enumerate(("", SECOND, DONE_LATE, GIVEN_UP, DONE)):
        head = f'schema = 1\nref = "EHC-{n}"\n'
        (bare / "cases" / f"EHC-{n}.toml").write_text(head + OKAFORS + more, encoding="utf-8")
    return bare


OKAFORS = """
[[event]]
type = "case-allocated"
on = 2026-11-01
officer = "okafor"
[[event]]
type = "decision-confirmed"
on = 2026-11-10
about = "assess"
"""
SECOND = '[[event]]\ntype = "case-allocated"\non = 2026-11-02\nofficer = "shah"\nrole = "tribunal"\n'
TOLD = '[[event]]\ntype = "contact-made"\non = {day}\nwhom = "family"\nhow = "call"\n'
DONE, DONE_LATE = TOLD.format(day="2026-11-12"), TOLD.format(day="2026-11-13")
GIVEN_UP = '[[event]]\ntype = "promise-written-off"\non = 2026-11-14\nrule = "shire-tell"\nreason = "moved abroad"\n'


def due_rows(book: Path, *words: str) -> list[tuple[str, str]]:
    rows = answer(book, "due", *words)["rows"]
    return [(row["case"], row["owner"]) for row in rows if row["rule"] == "shire-tell"]


def test_a_promise_may_be_the_work_of_a_role(shire: Path) -> None:
    assert due_rows(shire, "--role", "tribunal") == [("EHC-0", "Tribunal"), ("EHC-1", "Tribunal")]
    assert due_rows(shire, "--officer", "lee") == [("EHC-0", "Tribunal")], "of EHC-1 shah has that role"
    assert due_rows(shire, "--officer", "shah") == [("EHC-0", "Tribunal"), ("EHC-1", "Tribunal")]
    assert due_rows(shire, "--officer", "okafor") == [("EHC-0", "Tribunal"), ("EHC-1", "Tribunal")]
    assert "Beside: shah (tribunal)" in run(shire, "show", "EHC-1").stdout
    assert "Officer: okafor" in run(shire, "show", "EHC-1").stdout
    unknown = run(shire, "due", "--role", "tribunl")
    assert unknown.returncode == 2 and 'Did you mean "Tribunal"?' in unknown.stderr


def test_promises_are_counted_against_their_aim(shire: Path) -> None:
    told = answer(shire, "report", "promises", "--from", "2026-11-01", "--to", "2026-11-20")
    (figure,) = told["figures"]
    assert (figure["id"], figure["numerator"], figure["denominator"]) == ("shire-tell", 1, 4)
    (table,) = told["tables"]
    (row,) = table["rows"]
    assert [row[key] for key in ("asked", "kept", "late", "open", "gone", "aim")] == [5, 1, 3, 0, 1, 75.0]
    listed = run(
        shire, "report", "promises", "--list", "shire-tell", "--from", "2026-11-01", "--to", "2026-11-20"
    ).stdout
    assert "given up, with a reason" in listed and "1 day late" in listed


def test_a_pack_may_name_kinds_of_request_of_its_own(shire: Path) -> None:
    pack = shire / "packs" / "shire.toml"
    kind = '[[kind]]\nid = "transport-appeal"\ntitle = "a transport appeal"\n'
    kind += 'dates = ["shire-heard"]\nchannels = ["post"]\n'
    rule = TELL.replace("shire-tell", "shire-answer")
    rule = rule.replace("decision-confirmed[about=assess]", "enquiry-received[kind=transport-appeal]")
    rule = rule.replace("contact-made[whom=family]", "local-step-done[step=shire-heard]")
    pack.write_text(TRIBUNAL + rule + kind, encoding="utf-8")
    ran = run(shire, "new", "TR-7", "--kind", "transport-appeal", "2026-11-20")
    assert ran.returncode == 0 and "TR-7 is a transport-appeal: a transport appeal." in ran.stdout, ran.stderr
    (event,) = written(shire, "TR-7")["event"]
    assert (event["type"], event["kind"], event["channel"], event["party"]) == (
        "enquiry-received", "transport-appeal", "post", "TR-7",
    )  # fmt: skip
    assert "shire-answer" in run(shire, "show", "TR-7", "--format", "json").stdout
    assert "(heard): sendclock record TR-7 heard DATE." in ran.stdout
    assert run(shire, "record", "TR-7", "heard", "2026-11-21").returncode == 0  # by its own name, as an event is
    assert written(shire, "TR-7")["event"][-1]["step"] == "shire-heard"
    wrong = run(shire, "new", "TR-8", "--kind", "transport-apeal", "2026-11-20")
    assert wrong.returncode == 2 and 'Did you mean "transport-appeal"?' in wrong.stderr
    assert run(shire, "new", "TR-9", "--kind", "transport-appeal", "today", "channel=phone").returncode == 2


STEPS = """
[[step]]
id = "shire-papers"
stage = "Tribunal"
title = "Send the papers"
owner = "tribunal"
starts_on = ["decision-confirmed"]
in_force_from = 2026-01-01
[[step]]
id = "shire-recent"
stage = "Assessment"
title = "Look for an assessment of the last 18 months"
starts_on = ["decision-confirmed"]
made_within = "18m"
in_force_from = 2026-01-01
[[reminder]]
rule = "shire-tell"
at = "due"
tell = "family"
"""
CALLED_IN = "local-step-done", "2026-11-15"


@pytest.fixture
def stepped(shire: Path) -> Path:
    with (shire / "packs" / "shire.toml").open("a", encoding="utf-8") as pack:
        pack.write(STEPS)
    return shire


def steps_of(book: Path, *words: str) -> list[tuple[str, str]]:
    return [(row["case"], row["id"]) for row in answer(book, "due", "--steps", *words)["rows"]]


def test_steps_are_listed_across_cases_for_whose_work_they_are(stepped: Path) -> None:
    assert len(steps_of(stepped)) == 10
    papers = [(f"EHC-{n}", "shire-papers") for n in range(5)]
    assert steps_of(stepped, "--role", "tribunal") == papers
    assert steps_of(stepped, "--officer", "lee") == [papers[0], *papers[2:]], "of EHC-1 shah has that role"
    assert len(steps_of(stepped, "--officer", "okafor", "--case", "EHC-1")) == 2
    assert run(stepped, "record", "EHC-3", *CALLED_IN, "step=shire-papers").returncode == 0
    assert steps_of(stepped, "--role", "tribunal") == [papers[0], papers[1], papers[2], papers[4]]
    said = run(stepped, "due", "--steps", "--role", "tribunal").stdout
    assert "Still to be done: 4 steps." in said and "Tick one: sendclock record EHC-0 local-step-done" in said


def test_a_step_may_ask_how_old_what_is_used_may_be(stepped: Path) -> None:
    ticking = ("record", "EHC-0", *CALLED_IN, "step=shire-recent")
    undated = run(stepped, *ticking)
    assert undated.returncode == 5 and "Add made=DATE" in undated.stderr
    assert run(stepped, *ticking, "made=2025-05-09").returncode == 0  # more than 18 months before 10 November 2026
    assert ("EHC-0", "shire-recent") in steps_of(stepped)
    assert run(stepped, *ticking, "made=2025-05-10").returncode == 0
    assert ("EHC-0", "shire-recent") not in steps_of(stepped)
    assert "made Saturday 10 May 2025" in run(stepped, "show", "EHC-0").stdout


def test_a_reminder_is_also_theirs_whose_work_the_promise_is(stepped: Path) -> None:
    def told(officer: str) -> list[str]:
        found = run(stepped, "due", "--remind", "--officer", officer, "--as-of", "2026-11-12", "--format", "json")
        return [row["clock"]["case"] for row in json.loads(found.stdout)["rows"]]

    assert told("lee") == ["EHC-0", "EHC-2", "EHC-3"]  # of EHC-1 shah has that role; EHC-4 was told
    assert told("shah") == ["EHC-0", "EHC-1", "EHC-2", "EHC-3"]


def test_steps_are_counted(stepped: Path) -> None:
    for ref, day in (("EHC-1", "2026-11-12"), ("EHC-2", "2026-11-20")):
        assert run(stepped, "record", ref, "local-step-done", day, "step=shire-papers").returncode == 0
    told = answer(stepped, "report", "steps", "--from", "2026-11-01", "--to", "2026-11-20")
    (table,) = told["tables"]
    papers, recent = table["rows"]
    assert [papers[key] for key in ("step", "asked", "done", "open", "gone", "percent", "days")] == [
        "shire-papers", 5, 2, 3, 0, 40.0, 10,
    ]  # fmt: skip
    assert [recent[key] for key in ("asked", "done")] == [5, 0]
    assert "Send the papers: 2 of 5 steps asked for in the period were done (40.0%)" in told["in_short"][1]
    listed = run(stepped, "report", "steps", "--list", "shire-papers", "--from", "2026-11-01", "--to", "2026-11-20")
    assert "EHC-3" in listed.stdout and "still to do" in listed.stdout


def test_what_a_report_of_promises_comes_to_and_what_lies_before_the_opening(stepped: Path) -> None:
    asked = ("report", "promises", "--from", "2026-11-01", "--to", "2026-11-20")
    (said,) = answer(stepped, *asked)["in_short"]
    assert said.startswith("Tell: Tell the family: 1 of 4 promises that fell due in the period were kept (25.0%)"), said
    assert said.endswith("The aim is 75%.")
    settings = stepped / "sendclock.toml"
    settings.write_text(PEOPLE.replace('"Shire"\n', '"Shire"\nopening = 2026-11-13\n', 1), encoding="utf-8")
    told = answer(stepped, *asked)
    (figure,) = told["figures"]
    assert (figure["numerator"], figure["denominator"]) == (0, 0), "all fell due before the opening"
    assert [row["asked"] for row in told["tables"][0]["rows"]] == [0]


WEEK_5 = rule(
    "both-decide", "assessment-requested", (5, "week"), ["assessment-agreed", "assessment-refused"],
    label="Week 5", title="Tell the family whether there will be an assessment", tightens="decide-to-assess",
)  # fmt: skip
BOTH = head("both") + WEEK_5


@pytest.fixture
def both(bare: Path) -> Path:
    (bare / "packs").mkdir()
    (bare / "packs" / "both.toml").write_text(BOTH, encoding="utf-8")
    assert run(bare, "new", "EHC-1", "assessment-requested", "2026-10-15", "requester=family").returncode == 0
    return bare


def lines_with(text: str, words: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


def test_what_law_and_practice_both_ask_for_has_one_row_with_both_days(both: Path) -> None:
    """Week 5 is Thursday 19 November, week 6 Thursday 26 November 2026."""
    early = run(both, "due", "--as-of", "2026-11-13", "--format", "md").stdout
    assert len(lines_with(early, "EHC-1")) == 1 and "by law Thu 26 Nov 2026" in early
    assert "SEND Regs 2014" in early and "Standard" in early
    between = run(both, "due", "--as-of", "2026-11-20", "--plain").stdout  # now the day of the law is to be kept
    assert "Due: Thursday 26 November 2026" in between and "promised by Thu 19 Nov 2026, late" in between
    assert between.count("Case: EHC-1") == 1
    late = run(both, "due", "--as-of", "2026-11-28", "--plain").stdout
    assert late.count("Case: EHC-1") == 1 and "promised by Thu 19 Nov 2026, late" in late
    told = run(both, "show", "EHC-1", "--as-of", "2026-11-13").stdout
    assert told.count("by law Thu 26 Nov 2026") == 1
    over = run(both, "show", "EHC-1", "--as-of", "2026-11-28", "--plain").stdout
    assert "Rule: decide-to-assess" in over and "Rule: both-decide" not in over, "late by law stands first"


def test_nothing_is_lost_where_they_are_drawn_as_one(both: Path) -> None:
    rows = answer(both, "due", "--as-of", "2026-11-13")["rows"]
    assert [(row["rule"], row["same_as"], row["drawn_with"]) for row in rows] == [
        ("both-decide", ["decide-to-assess"], None), ("decide-to-assess", ["both-decide"], "both-decide"),
    ]  # fmt: skip
    alone = run(both, "due", "--tier", "statutory", "--as-of", "2026-11-13", "--plain").stdout
    assert "Due: Thursday 26 November 2026" in alone and "promised" not in alone
    for other in ("2026-11-20", "2026-11-28"):
        assert len(answer(both, "due", "--as-of", other)["rows"]) == 2


def test_what_goes_no_further_is_given_up_by_the_line_that_explain_gives(shire: Path) -> None:
    """A refused case with nothing after it keeps its promised call on the list: nobody but a person can end it."""
    line = next(
        text
        for text in run(shire, "explain", "EHC-0", "shire-tell").stdout.splitlines()
        if "promise-written-off" in text
    )
    command = line[line.index("sendclock record") :].replace("sendclock ", "").replace('reason="..."', "reason=refused")
    assert ("EHC-0", "Tribunal") in due_rows(shire)
    assert run(shire, *command.split()).returncode == 0
    assert ("EHC-0", "Tribunal") not in due_rows(shire)
    assert "promise-written-off" not in run(shire, "explain", "EHC-4", "shire-tell").stdout, "that one was kept"


def test_what_ticks_nothing_says_why(bare: Path) -> None:
    pack = PACK + (
        '\n[[step]]\nid = "own-existing"\ntitle = "Use an existing report"\nstarts_on = ["assessment-agreed"]\n'
        'made_within = "18m"\nin_force_from = 2024-01-01\n'
    )
    (bare / "packs").mkdir()
    (bare / "packs" / "own.toml").write_text(pack, encoding="utf-8")
    run(bare, "new", "EHC-9", "assessment-requested", "2026-10-01")
    early = run(bare, "record", "EHC-9", "existing", "2026-10-05", "made=2026-01-01", "--dry-run").stdout
    assert "Nothing in this case has asked for that step (Use an existing report)" in early, early
    run(bare, "record", "EHC-9", "assessment-agreed", "2026-11-02")
    old = run(bare, "record", "EHC-9", "existing", "2026-11-03", "made=2025-05-01", "--dry-run").stdout
    assert "That ticks nothing" in old and "Thursday 1 May 2025, older than 18 months" in old, old
    before = run(bare, "record", "EHC-9", "existing", "2026-11-01", "made=2026-05-01", "--dry-run").stdout
    assert "this is of Sunday 1 November 2026" in before, before
    assert "Step done" in run(bare, "record", "EHC-9", "existing", "2026-11-03", "made=2025-05-02").stdout
