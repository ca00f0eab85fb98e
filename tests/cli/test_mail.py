"""`due --eml`: a draft mail for each officer who has something to do."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cli.conftest import ASKED, GIVEN, case
from run import sendclock
from sendclock.files import disk

WORDS = ("due", "--rule", "decide-to-assess", "--as-of", "2026-11-23")
EVERY = ("--eml", "{officer}@council.example")


def drafts(book: Path, *words: str, code: int = 0, **environment: str) -> dict[str, EmailMessage]:
    """The drafts of one run, by file name: exactly those it says it wrote."""
    folder = book / "drafts"
    ran = sendclock(*WORDS, "--cases", str(book), "--out", str(folder), *words, **environment)
    assert ran.returncode == code, ran.stderr
    found = {path.name: path for path in map(Path, ran.stdout.splitlines())}
    assert all(path.parent == folder for path in found.values())
    return {name: read(path) for name, path in found.items()}


def read(path: Path) -> EmailMessage:
    mail = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage) and not mail.defects
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class Cells(HTMLParser):
    """The rows of the table, as the text of their cells; and every address the page would fetch something from."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.fetched: list[str] = []
        self.cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [tag for name, _ in attrs if name in ("src", "href", "background")]
        self.fetched += [tag] if tag in ("script", "link", "img", "style") else []
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.cell = True

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.cell = self.cell and tag not in ("td", "th")


def test_one_draft_for_each_officer_with_something_to_do_nobody_last(team_book: Path) -> None:
    found = drafts(team_book, *EVERY)
    assert list(found) == [f"due-2026-11-23-{name}.eml" for name in ("lee", "okafor", "singh", "nobody")]
    assert {path.name for path in (team_book / "drafts").iterdir()} == found.keys()
    assert [mail["To"] for mail in found.values()] == [
        "lee@council.example", "okafor@council.example", "singh@council.example", None,
    ]  # fmt: skip


def test_the_text_is_the_list_of_that_officer_under_a_line_that_counts_it(team_book: Path) -> None:
    made = drafts(team_book, *EVERY)
    assert any(name.endswith("-singh.eml") for name in made)
    for name, mail in made.items():
        officer = name.split("-")[-1].removesuffix(".eml")
        listed = sendclock(*WORDS, "--cases", str(team_book), "--officer", officer, "--format", "lines").stdout
        first, _, rest = part(mail, "plain").partition("\n\n")
        assert rest == listed
        if officer == "singh":
            assert first == "The list of singh, Monday 23 November 2026: 2 up to Monday 7 December 2026."
            assert "covering okafor until Fri 4 Dec 2026" in rest


def test_the_subject_counts_and_names_no_case(team_book: Path) -> None:
    subjects = [mail["Subject"] for mail in drafts(team_book, *EVERY, "--as-of", "2026-11-24").values()]
    assert subjects == [
        "Due: 1 today (lee, Tue 24 Nov 2026)",
        "Due: 2 up to Tue 8 Dec (okafor, Tue 24 Nov 2026)",
        "Due: 2 up to Tue 8 Dec (singh, Tue 24 Nov 2026)",
        "Due: 1 overdue (given to nobody, Tue 24 Nov 2026)",
    ]


def test_the_html_is_one_table_that_fetches_nothing(team_book: Path) -> None:
    mail = drafts(team_book, *EVERY)["due-2026-11-23-singh.eml"]
    page = Cells(part(mail, "html"))
    assert page.fetched == []
    to_do = "Week 6: Tell the family whether there will be an EHC needs assessment"
    covering = "covering okafor until Fri 4 Dec 2026"
    assert page.rows == [
        ["Status", "Case", "Due", "To do", "Note"],
        ["Thursday 26 November 2026, in 3 days: 1"],
        ["open", "EHC-1", "Thu 26 Nov 2026", to_do, f"{covering}; safe by Wed 25 Nov 2026"],
        ["Monday 30 November 2026, in 7 days: 1"],
        ["open", "EHC-2", "Mon 30 Nov 2026", to_do, f"{covering}; by setting; safe by Sun 29 Nov 2026"],
    ]


def test_text_from_files_is_text_in_the_mail(team_book: Path) -> None:
    odd = '<b>Ann</b> & "Bo"\\r\\nBcc: x@y.example'.replace('"', '\\"')
    case(team_book, "EHC-6", "Elsewhere", ASKED.format(on="2026-10-14"), GIVEN.format(officer=odd))
    found = drafts(team_book, *EVERY)
    (name,) = [name for name in found if "ann" in name]
    assert name == "due-2026-11-23-b-ann-b-bo-bcc-x-y-example.eml"
    mail = found[name]
    assert mail.keys() == ["Subject", "X-Unsent", "MIME-Version", "Content-Type"]
    assert "<b>" not in part(mail, "html") and "&lt;b&gt;Ann&lt;/b&gt; &amp; " in part(mail, "html")


def test_it_opens_as_a_draft_and_the_same_list_gives_the_same_bytes(team_book: Path) -> None:
    first = {name: mail.as_bytes() for name, mail in drafts(team_book, *EVERY).items()}
    files = {path.name: path.read_bytes() for path in (team_book / "drafts").iterdir()}
    assert {name: mail.as_bytes() for name, mail in drafts(team_book, *EVERY).items()} == first
    assert {path.name: path.read_bytes() for path in (team_book / "drafts").iterdir()} == files
    content = files["due-2026-11-23-lee.eml"]
    assert b"\r\nX-Unsent: 1\r\n" in content
    assert content.count(b"\n") == content.count(b"\r\n") and max(map(len, content.split(b"\r\n"))) <= 78
    assert content.isascii()


def test_every_draft_to_the_addresses_given(team_book: Path) -> None:
    found = drafts(team_book, "--eml", "duty@council.example", "--eml", "{officer}@council.example")
    assert found["due-2026-11-23-lee.eml"]["To"] == "duty@council.example, lee@council.example"
    assert found["due-2026-11-23-nobody.eml"]["To"] == "duty@council.example"


def test_an_id_that_no_address_can_have_is_said(team_book: Path) -> None:
    for ref, officer in (("EHC-6", "Ann Lee"), ("EHC-7", "ann-lee")):
        case(team_book, ref, "Elsewhere", ASKED.format(on="2026-10-14"), GIVEN.format(officer=officer))
    ran = sendclock(*WORDS, "--cases", str(team_book), *EVERY, "--out", str(team_book / "drafts"))
    spaced, dashed = (team_book / "drafts" / f"due-2026-11-23-ann-lee{n}.eml" for n in ("", "-2"))
    assert f'{spaced}: no address can be made of "Ann Lee", so this draft has none.' in ran.stderr
    assert (read(spaced)["To"], read(dashed)["To"]) == (None, "ann-lee@council.example")


def test_the_filters_of_the_list_hold(team_book: Path) -> None:
    assert list(drafts(team_book, *EVERY, "--officer", "LEE")) == ["due-2026-11-23-lee.eml"]
    north = drafts(team_book, *EVERY, "--team", "north")
    assert [name.split("-")[-1] for name in north] == ["okafor.eml", "singh.eml"]
    assert list(drafts(team_book, *EVERY, SENDCLOCK_OFFICER="lee")) == ["due-2026-11-23-lee.eml"]


def test_an_incomplete_caseload_is_said_at_the_top_and_in_the_subject(team_book: Path) -> None:
    (team_book / "cases" / "EHC-9.toml").write_text('schema = 1\nref = "EHC-9"\nsettng = "X"\n', encoding="utf-8")
    mail = drafts(team_book, *EVERY, code=3)["due-2026-11-23-lee.eml"]
    assert mail["Subject"].startswith("Due, incomplete: ")
    top = part(mail, "plain").split("\n\n")[1]
    assert top.startswith("INCOMPLETE. 1 case file could not be read: ") and "EHC-9.toml:3. " in top
    assert "INCOMPLETE. 1 case file" in part(mail, "html")


def test_a_long_subject_stands_on_its_own_line(team_book: Path) -> None:
    (team_book / "cases" / "EHC-9.toml").write_text("schema = 1\n", encoding="utf-8")
    officer = GIVEN.format(officer="placements-officer")
    case(team_book, "EHC-6", "Elsewhere", ASKED.format(on="2026-10-13"), officer)
    drafts(team_book, *EVERY, code=3)
    made = list((team_book / "drafts").iterdir())
    assert any("placements-officer" in path.name for path in made)
    for path in made:
        assert path.read_bytes().startswith(b"Subject: Due, incomplete: ")
        assert max(map(len, path.read_bytes().splitlines())) < 200


def test_nothing_due_writes_nothing_and_says_so_unless_quiet(team_book: Path) -> None:
    words = (*WORDS, "--cases", str(team_book), *EVERY, "--out", str(team_book / "drafts"), "--as-of", "2026-06-25")
    said = "Nothing is overdue, and nothing falls due up to Thursday 9 July 2026. No draft was written.\n"
    for quiet, stderr in (([], said), (["--quiet"], "")):
        ran = sendclock(*words, *quiet)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", stderr)
    assert not (team_book / "drafts").exists()


@pytest.mark.parametrize("wrong", ["me", "me@", "@x.example", "a b@x.example", "{name}@x.example", "a@x.example\nB: c"])
def test_what_is_no_address_is_wrong_usage(team_book: Path, wrong: str) -> None:
    ran = sendclock("due", "--cases", str(team_book), "--eml", wrong, "--out", str(team_book / "drafts"))
    assert ran.returncode == 2 and "is no mail address. Use me@council.example or" in ran.stderr


def test_options_that_have_no_place_are_wrong_usage(team_book: Path) -> None:
    book, out = ("--cases", str(team_book)), ("--out", str(team_book / "drafts"))
    for words in (EVERY, out, (*EVERY, *out, "--format", "json"), (*EVERY, *out, "--remind")):
        ran = sendclock("due", *book, *words)
        assert ran.returncode == 2 and "--eml" in ran.stderr and ran.stdout == ""


def test_a_draft_that_cannot_be_written_is_named_and_the_others_are(team_book: Path) -> None:
    (team_book / "drafts" / "due-2026-11-23-lee.eml").mkdir(parents=True)
    ran = sendclock(*WORDS, "--cases", str(team_book), *EVERY, "--out", str(team_book / "drafts"))
    assert ran.returncode == 5
    assert "due-2026-11-23-lee.eml is a folder" in ran.stderr
    assert "1 draft of 4 could not be written; the others were." in ran.stderr
    assert [Path(line).name.split("-")[-1] for line in ran.stdout.splitlines()] == [
        "okafor.eml", "singh.eml", "nobody.eml",
    ]  # fmt: skip


def test_a_folder_that_cannot_be_made_is_refused(team_book: Path) -> None:
    with pytest.raises(OSError) as refused:
        (team_book / "no" / "such").mkdir()
    nobody = disk.reason(refused.value)
    for folder, why in ((team_book / "no" / "such", nobody), (team_book / "sendclock.toml", "it is a file")):
        ran = sendclock(*WORDS, "--cases", str(team_book), *EVERY, "--out", str(folder))
        assert ran.returncode == 5 and f"{disk.shown(folder)}: the folder cannot be made ({why}" in ran.stderr


def test_fail_on_counts_what_is_in_the_drafts(team_book: Path) -> None:
    drafts(team_book, *EVERY, "--fail-on", "due", code=11)
    drafts(team_book, *EVERY, "--fail-on", "overdue")
    drafts(team_book, *EVERY, "--fail-on", "overdue", "--as-of", "2026-11-24", code=10)
