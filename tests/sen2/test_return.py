"""`export sen2 --format modules` and `--format xml`, as a data officer runs them."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from run import sendclock
from sendclock.sen2.template import MODULES, PERSON, REQUEST

CENSUS = "2027-01-21"
FILES = {module.file for module in MODULES}
OTHERS = {"missing.csv", "left-out.csv", "about.txt"}
FAMILY = "requester=family"


def write(folder: Path, ref: str, text: str, head: str = "") -> None:
    """A case file; `text` in the one-line form of the examples."""
    events = []
    for place, part in enumerate(filter(None, (part.strip() for part in text.split(";"))), 1):
        words, *fields = part.split()
        type_, _, on = words.partition("@")
        told = [f'{name} = "{value}"' for name, _, value in (field.partition("=") for field in fields)]
        told = [line.replace('"yes"', "true").replace('"no"', "false") for line in told]
        told = [
            line if "-" not in line or not line.split('"')[1][:4].isdigit() else line.replace('"', "") for line in told
        ]
        events.append("\n".join(["[[event]]", f'type = "{type_}"', f"on = {on}", f'id = "e{place}"', *told]))
    (folder / f"{ref}.toml").write_text(
        f'schema = 1\nref = "{ref}"\n{head}\n' + "\n\n".join(events) + "\n", encoding="utf-8"
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    cases = tmp_path / "book" / "cases"
    cases.mkdir(parents=True)
    (cases.parent / "sendclock.toml").write_text('schema = 1\nauthority = "Leeds City Council"\n', encoding="utf-8")
    agreed = f"assessment-requested@2026-02-02 {FAMILY}; assessment-agreed@2026-03-10; "
    write(cases, "EHC-1", f"{agreed}draft-plan-sent@2026-05-22; final-plan-sent@2026-06-19", "born = 2014-03-05")
    write(cases, "EHC-2", "assessment-requested@2026-09-07; assessment-refused@2026-10-12")
    reviewed = "review-meeting-held@2026-04-20; review-decided@2026-05-11 outcome=maintain; "
    move = "phase-transfer-expected@2026-09-01 transfer=primary-to-secondary transfer_on=2027-09-01"
    write(cases, "EHC-3", f"final-plan-sent@2022-05-02; {reviewed}{move}", 'setting = "Oakwood Primary"')
    write(cases, "EHC-4", "assessment-requested@2024-02-02; assessment-refused@2024-03-10")
    came = "plan-transferred@2026-03-02 direction=in made=2019-05-01 other_authority=Kirklees"
    write(cases, "EHC-5", f"{came}; plan-ceased@2026-12-01 reason=needs-met")
    return cases


def made(book: Path, *words: str, code: int = 0, as_of: str = CENSUS) -> tuple[Path, str]:
    out = book.parent.parent / "out"
    ran = sendclock(
        "export", "sen2", "--format", "modules", "--out", str(out), "--cases", str(book), "--as-of", as_of, *words
    )
    assert ran.returncode == code and ran.stdout == "", ran.stderr
    return out, ran.stderr


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_a_folder_with_a_file_a_module(book: Path) -> None:
    out, told = made(book)
    assert {path.name for path in out.iterdir()} == FILES | OTHERS
    for module in MODULES:
        text = (out / module.file).read_bytes()
        assert text.startswith(b"\xef\xbb\xbf") and b"\n" not in text.replace(b"\r\n", b"")
        assert next(csv.reader([text.decode("utf-8-sig").splitlines()[0]])) == module.headings
    assert [row[PERSON] for row in rows(out / "1-person.csv")] == ["EHC-1", "EHC-2", "EHC-3", "EHC-5"]
    assert {row["LA (From Header Record)"] for row in rows(out / "2-requests.csv")} == {"383"}
    requests = {
        row[REQUEST]: (row["Request Outcome"], row["Request Outcome Date"]) for row in rows(out / "2-requests.csv")
    }
    assert requests == {
        "EHC-1/1": ("Y", "2026-03-10"), "EHC-2/1": ("N", "2026-10-12"), "EHC-3/plan-1": ("H", ""),
        "EHC-5/plan-1": ("H", ""),
    }  # fmt: skip
    active = {tuple(row.values())[1]: row for row in rows(out / "5a-active-plans.csv")}
    assert set(active) == {"EHC-1", "EHC-3"}
    assert active["EHC-3"]["EHC Plan Review Decisions Date"] == "2026-05-11"
    assert active["EHC-3"]["Annual Review Meeting Date"] == "2026-04-20"
    assert active["EHC-3"]["Phase transfer review - due date for any amended plan"] == "2027-02-15"
    assert "SEN2 2027: calendar 2026, census day Thursday 21 January 2027." in told


def test_every_case_is_in_the_return_or_left_out_and_why(book: Path) -> None:
    out, told = made(book)
    assert [(row["Case"], row["Reason"]) for row in rows(out / "left-out.csv")] == [("EHC-4", "over-before")]
    assert "5 cases read: 4 in the return, 1 left out (1 over-before)." in told
    about = (out / "about.txt").read_text(encoding="utf-8")
    assert (
        "5 cases read: 4 in the return" in about and "What nobody here could check against the DfE's own guide" in about
    )
    _, told = made(book, "--case", "EHC-1", "--case", "EHC-4")
    assert "2 cases read: 1 in the return, 1 left out (1 over-before). This is a part of the return." in told


def test_a_file_that_cannot_be_read_is_said_and_the_rest_is_given(book: Path) -> None:
    (book / "EHC-6.toml").write_text("schema = 1\nref = ", encoding="utf-8")
    out, told = made(book, code=3)
    assert "EHC-6.toml:2: " in told and "1 file could not be read: the return is not whole." in told
    assert "1 file could not be read" in (out / "about.txt").read_text(encoding="utf-8")
    assert len(rows(out / "1-person.csv")) == 4


def test_what_is_blank_says_who_holds_it_and_how_to_put_it_right(book: Path) -> None:
    out, _ = made(book)
    gaps = rows(out / "missing.csv")
    source = next(row for row in gaps if row["Blank"] == "RequestSource")
    assert (source["Person ID"], source["Held in"]) == ("EHC-2", "case file")
    assert "sendclock correct EHC-2 e1 requester=" in source["Why"] and source["File"].endswith("EHC-2.toml:4")
    placed = next(row for row in gaps if row["Person ID"] == "EHC-3" and row["Module"] == "5b")
    assert "Oakwood Primary" in placed["Why"] and placed["Held in"] == "office system"
    born = next(row for row in gaps if row["Person ID"] == "EHC-1" and row["Module"] == "1")
    assert "PersonBirthDate" not in born["Blank"] and "UPN" in born["Blank"]


@pytest.mark.parametrize(
    ("words", "as_of", "name"),
    [
        ([], "2026-11-28", "SEN2 2027: calendar 2026"),
        (["--year", "2027"], "2026-11-28", "SEN2 2027: calendar 2026"),
        (["--year", "2026"], "2026-11-28", "SEN2 2027: calendar 2026"),
        (["--year", "2027"], "2027-01-21", "SEN2 2027: calendar 2026"),
        (["--year", "2026"], "2027-01-21", "SEN2 2027: calendar 2026"),
        (["--census", "2027"], "2027-08-01", "SEN2 2027: calendar 2026"),
        (["--census", "2026"], "2026-11-28", "SEN2 2026: calendar 2025, census day Thursday 15 January 2026"),
        (["--census", "2028-01-20"], "2027-11-28", "SEN2 2028: calendar 2027, census day Thursday 20 January 2028"),
    ],
)
def test_which_return_is_meant(book: Path, words: list[str], as_of: str, name: str) -> None:
    assert name in made(book, *words, as_of=as_of)[1]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--format", "modules"], "Name it: --format modules --out"),
        (["--format", "xml", "--out", "x.xml"], "--persons FILE --out FILE"),
        (["--format", "modules", "--out", "x", "--census", "2028"], "--census 2028-01-20"),
        (["--format", "modules", "--out", "x", "--census", "2028-01-19"], "is a Wednesday"),
        (["--format", "modules", "--out", "x", "--census", "soon"], "2027-01-21"),
        (["--format", "modules", "--out", "x", "--census", "99999"], "cannot be used"),
        (["--format", "modules", "--out", "x", "--year", "2026", "--census", "2027"], "Leave one"),
        (["--format", "modules", "--out", "x", "--la", "Exampleshire"], "three figures"),
        (["--year", "2026", "--persons", "x.csv"], "--format modules or --format xml"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_fix(book: Path, words: list[str], why: str) -> None:
    ran = sendclock("export", "sen2", "--cases", str(book), *words)
    assert ran.returncode == 2 and why in ran.stderr


# ---- the message, and who the persons are


PEOPLE = """Reference,Surname,Forename,Date of Birth,Sex,UPN
ehc-1,O'Testing & Sons,Ada,05/03/2014,F,X800000000001
EHC-2,Sampleworth,Ben,not known,M,X800000000002
EHC-9,Nobody,Else,01/02/2012,M,X800000000009
"""


@pytest.fixture
def persons(book: Path) -> Path:
    path = book.parent.parent / "persons.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def message(book: Path, persons: Path, code: int = 0) -> tuple[ET.Element, str]:
    out = book.parent.parent / "sen2.xml"
    ran = sendclock(
        "export", "sen2", "--format", "xml", "--persons", str(persons), "--out", str(out), "--cases", str(book),
        "--as-of", CENSUS,
    )  # fmt: skip
    assert ran.returncode == code and ran.stdout == "", ran.stderr
    return ET.parse(out).getroot(), ran.stderr


def test_the_message_is_nested_as_public_readers_walk_it(book: Path, persons: Path) -> None:
    root, told = message(book, persons)
    assert root.tag == "Message"
    details, source = root.find("Header/CollectionDetails"), root.find("Header/Source")
    assert details is not None and source is not None
    assert [details.findtext(name) for name in ("Collection", "Year", "ReferenceDate")] == ["SEN2", "2027", CENSUS]
    assert [source.findtext(name) for name in ("SourceLevel", "LEA")] == ["L", "383"]
    people = root.findall("Persons/Person")
    assert [person.findtext("UPN") for person in people] == ["X800000000001", "X800000000002", None, None]
    first = people[0]
    assert (first.findtext("Surname"), first.findtext("PersonBirthDate")) == ("O'Testing & Sons", "2014-03-05")
    assert all(person.find("Surname") is not None and person.find("Forename") is not None for person in people)
    assert first.findtext("Requests/ReceivedDate") == "2026-02-02"
    assert first.findtext("Requests/Assessment/AssessmentOutcomeDate") == "2026-06-19"
    assert first.findtext("Requests/Assessment/NamedPlan/StartDate") == "2026-06-19"
    assert first.find("Requests/Assessment/NamedPlan/PlanDetail") is not None
    kept = people[2].find("Requests/ActivePlans")
    assert kept is not None and kept.findtext("LastReview") == "2026-05-11"
    assert kept.find("PlacementDetail") is not None and kept.find("SENneed") is not None
    assert "No row in the persons file for 2 cases: EHC-3, EHC-5." in told
    assert "1 row of the persons file: no case of that reference was read." in told
    assert "PersonBirthDate is no date in row 3" in told


def test_no_name_leaves_the_return(book: Path, persons: Path) -> None:
    before = {path: path.read_bytes() for path in book.parent.rglob("*") if path.is_file()}
    _, told = message(book, persons)
    out, more = made(book, "--persons", str(persons))
    secret = ("Testing", "Ada", "Sampleworth", "not known", "Nobody", "X8000", "2014-03", "05/03")
    assert not [word for word in secret if word in told + more]
    assert {path: path.read_bytes() for path in book.parent.rglob("*") if path.is_file()} == before
    for path in out.iterdir():
        held = path.read_text(encoding="utf-8-sig")
        assert path.name == "1-person.csv" or not [word for word in secret if word in held]
    first = rows(out / "1-person.csv")[0]
    assert (first["Surname"], first["Date of Birth (ccyy-mm-dd)"]) == ("O'Testing & Sons", "2014-03-05")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Surname,Forename\nTesting,Ada\n", "no column is headed Reference"),
        ("Ref,Surname\nEHC-1,Testing\nEHC-1,Sampleworth\n", "rows 2 and 3 have one reference and differ"),
        ("Ref,Surname\nEHC-1,Testing,Ada,F\nEHC-2,A\n", "row 2 has more cells than there are headings"),
    ],
)
def test_a_persons_file_that_cannot_be_relied_on_is_refused_without_a_name(book: Path, text: str, why: str) -> None:
    path = book.parent.parent / "bad.csv"
    path.write_text(text, encoding="utf-8")
    out = book.parent.parent / "x.xml"
    words = ("--format", "xml", "--persons", str(path), "--out", str(out), "--cases", str(book), "--as-of", CENSUS)
    ran = sendclock("export", "sen2", *words)
    assert ran.returncode == 4 and why in ran.stderr and not out.exists()
    assert not [word for word in ("Testing", "Sampleworth", "Ada") if word in ran.stderr]


def test_two_cases_of_one_person_are_named_by_their_rows(book: Path) -> None:
    path = book.parent.parent / "persons.csv"
    path.write_text("Case;UPN\nEHC-1;X800000000001\nEHC-2;x800000000001\n", encoding="utf-8")
    told = message(book, path)[1]
    assert "rows 2 and 3 have one UPN: two cases of one person." in told and "00000001" not in told
    assert "has no column for: Surname, Forename," in told


def test_an_opening_after_the_year_began_is_said(book: Path) -> None:
    settings = book.parent / "sendclock.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "opening = 2026-09-01\n", encoding="utf-8")
    assert "4 cases whole only from Tuesday 1 September 2026, the opening:" in made(book)[1]


def test_names_in_the_casebook_are_warned_of(book: Path) -> None:
    path = book / "persons.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    assert f"{path} lies in the casebook" in message(book, path)[1]


# ---- counted again, another way


@pytest.mark.slow
def test_the_records_of_an_invented_caseload_counted_from_its_events(tmp_path: Path) -> None:
    """From the events of the files alone, without the account of a case: requests, plans, letters after reviews."""
    import tomllib

    demo = tmp_path / "demo"
    assert sendclock("demo", str(demo), "--size", "150", "--seed", "7", "--as-of", CENSUS).returncode == 0
    out, told = made(demo / "cases")
    first, last, census = date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 21)
    active: set[str] = set()
    letters: dict[str, str] = {}
    moves: Counter[str] = Counter()
    ceased = decided = files = 0
    for path in (demo / "cases").rglob("*.toml"):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        files += 1
        gone = {e.get("event") for e in case["event"] if e["type"] == "event-withdrawn"}
        events = [e for e in case["event"] if e.get("id") not in gone and _day(e) <= census]
        events.sort(key=_day)
        holds = False
        meeting, wrote, move = None, None, None
        for event in events:
            kind, on = event["type"], _day(event)
            if kind == "final-plan-sent" or (kind == "plan-transferred" and event["direction"] == "in"):
                holds = True
            elif kind == "plan-ceased" or (kind == "plan-transferred" and event["direction"] == "out"):
                holds = False
                ceased += first <= on <= last
            elif kind == "review-meeting-held" and event.get("kind") != "light":
                meeting, wrote = on, None
            elif kind in ("review-decided", "amendment-notice-sent") and meeting and wrote is None:
                wrote = on
            elif kind == "phase-transfer-expected":
                move = event["transfer_on"].year
            elif kind in ("assessment-agreed", "assessment-refused") and event.get("route", "request") == "request":
                decided += first <= on <= last
        if holds:
            active.add(case["ref"])
            letters[case["ref"]] = wrote.isoformat() if wrote else ""
            moves[case["ref"]] += move in (2026, 2027)
    plans = rows(out / "5a-active-plans.csv")
    by_ref = {tuple(row.values())[1]: row for row in plans}
    assert set(by_ref) == active and len(plans) == len(active) > 50
    assert {ref: row["EHC Plan Review Decisions Date"] for ref, row in by_ref.items()} == letters
    due = {ref for ref, row in by_ref.items() if row["Phase transfer review - due date for any amended plan"]}
    assert due <= {ref for ref in active if moves[ref]} and len(due) > 3
    assert sum(bool(row["Date EHC plan ceased"]) for row in rows(out / "4a-named-plan.csv")) == ceased
    told_of = [row["Request Outcome"] for row in rows(out / "2-requests.csv")]
    assert told_of.count("Y") + told_of.count("N") == decided > 10
    assert len(rows(out / "1-person.csv")) + len(rows(out / "left-out.csv")) == files
    assert f"{files} cases read: " in told
    named = {row[REQUEST] for row in rows(out / "2-requests.csv")}
    of = {next(value for name, value in row.items() if name.startswith("Requests record")) for row in plans}
    assert of <= named


def _day(event: dict[str, object]) -> date:
    moment = event.get("on") or event.get("at")
    assert isinstance(moment, date)
    return date(moment.year, moment.month, moment.day)
