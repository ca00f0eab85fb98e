"""`sendclock pack`: a pack made by somebody who knows no TOML; drawn, checked and compared before it is live."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from run import ROOT, sendclock
from sendclock.law import area, load
from sendclock.law.vocabulary import event_types
from sendclock.pack import new as interview
from sendclock.pack import promise, schema
from sendclock.pack.promise import Answers, length_of, read_phrases, understand

SHEET = """what,who,from when,how long,done by
Reply to e-mails,SEND team,an e-mail comes in,within 5 working days,we reply
Call the family,officer,decision confirmed,48 hours,call
Papers in for the panel,officer,before the panel,5 working days before,papers sent
Update families,team,assessment agreed,every 2 weeks,family updated
School replies,school,we consult a school,15 days,reply
Gather the advice,team,assessment requested,weeks 7 to 12,all advice received
Walk the dog,me,when the moon is full,soon,
"""
HEAD = """schema = 1
pack = "own"
title = "Ours"
in_force_from = 2026-01-01

[source]
authority = "Ourtown"
title = "Charter"
address = "ourtown.example"
checked_on = 2026-11-01
status = "adopted"
"""
REPLY = """
[[rule]]
id = "own-reply"
title = "Reply to the e-mail"
starts_on = ["enquiry-received[channel=e-mail]"]
within = "5wd"
met_by = ["enquiry-answered"]
"""
EXAMPLE = """
[[example]]
rule = "own-reply"
events = ["enquiry-received@2026-11-02 party=E-1 channel=e-mail"]
as_of = 2026-11-03
due = {due}
status = "open"
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    assert sendclock("init", str(tmp_path / "book"), "--authority", "Ourtown").returncode == 0
    return tmp_path / "book"


def write(book: Path, *parts: str, name: str = "own") -> Path:
    (book / "packs").mkdir(exist_ok=True)
    path = book / "packs" / f"{name}.toml"
    path.write_text(HEAD + "".join(parts), encoding="utf-8")
    return path


# --- new


def test_a_sheet_becomes_a_draft_and_what_could_not_be_said_is_named(book: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "promises.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    made = sendclock("pack", "new", "ourtown", "--from", str(sheet), "--cases", str(book))
    assert made.returncode == 3  # one promise of seven could not be said
    assert "6 promises" in made.stdout
    assert "Reply to e-mails: local authority; 5 working days after, from: an enquiry came in" in made.stdout
    assert 'NOT SAID. row 8: Walk the dog | me | when the moon is full | soon | -. how long: "soon"' in made.stdout
    text = (book / "packs" / "ourtown.toml").read_text(encoding="utf-8")
    assert 'status = "draft"' in text and "# Not said, row 8" in text
    for line in ('within = "5wd"', 'within = "48h"', 'before = "5wd"', 'anchor = "meeting"', "again = true"):
        assert line in text
    assert "opens_week = 7" in text and 'who = "school"' in text
    checked = sendclock("pack", "check", "ourtown", "--cases", str(book))
    assert checked.returncode == 0 and "does not say which document" in checked.stdout
    again = sendclock("pack", "new", "ourtown", "--template", "reply-to-a-call", "--cases", str(book))
    assert again.returncode == 5 and "already exists" in again.stderr
    assert (book / "packs" / "ourtown.toml").read_text(encoding="utf-8") == text


def test_a_dry_run_writes_nothing(book: Path) -> None:
    shown = sendclock("pack", "new", "x", "--template", "reply-to-a-call", "--dry-run", "--cases", str(book))
    assert "Would write" in shown.stdout and '\nid = "x-call-back"\n' in shown.stdout
    assert not (book / "packs").exists()


TEMPLATES = [
    line.partition(":")[0] for line in sendclock("pack", "new", "x", "--template", "list").stdout.split("\n\n")
]


def test_there_are_eight_templates() -> None:
    assert len([name for name in TEMPLATES if name.strip()]) == 8


@pytest.mark.parametrize("name", [name.strip() for name in TEMPLATES if name.strip()])
def test_a_template_is_sound_and_draws_a_date(name: str, book: Path) -> None:
    assert sendclock("pack", "new", "x", "--template", name, "--title", "T", "--cases", str(book)).returncode == 0
    checked = sendclock("pack", "check", "x", "--cases", str(book))
    assert checked.returncode == 0 and "No problems." in checked.stdout
    drawn = json.loads(
        sendclock("pack", "try", "x", "--from", "2026-09-07", "--format", "json", "--cases", str(book)).stdout
    )
    assert any(row["of"] == "pack" for row in drawn["rows"])


def test_nobody_is_asked_without_a_terminal(book: Path) -> None:
    asked = sendclock("pack", "new", "x", "--cases", str(book))
    assert asked.returncode == 2 and "--from SHEET" in asked.stderr


def test_five_questions_a_promise(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["Return calls", "", "somebody calls at midnight", "soonish", "", "2 working days", ""])
    monkeypatch.setattr(interview, "can_ask", lambda: True)
    monkeypatch.setattr(interview, "answered", lambda _: next(said, ""))
    made = sendclock("pack", "new", "x", "--cases", str(book))
    assert made.returncode == 0, made.stderr
    assert 'within = "2wd"' in (book / "packs" / "x.toml").read_text(encoding="utf-8")
    assert '"soonish" is no length' in made.stderr
    assert "Return calls: local authority; 2 working days after, from: an enquiry came in" in made.stderr
    assert 'PASSED OVER: "midnight".' in made.stderr


TYPES = event_types()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("5 working days", "5wd"), ("within five (5) working days", "5wd"), ("the end of the next working day", "1wd"),
        ("48 hours", "48h"), ("48 working hours", "48wh"), ("2 weeks", "2w"), ("a fortnight", "2w"), ("15 days", "15d"),
        ("by week 6", "6w"), ("10 school days", "10sd"), ("one month", "1m"), ("every 14 days", "14d"), ("5wd", "5wd"),
        ("40 working days of receipt", "40wd"), ("16 school weeks", "80sd"), ("1 working week", "5wd"),
        ("a year", "12m"), ("monthly", "1m"), ("5 clear working days before", "5wd"), ("24 hours", "24h"),
    ],
)  # fmt: skip
def test_lengths(text: str, length: str) -> None:
    found = length_of(text)
    assert found is not None and found.text == length


@pytest.mark.parametrize(
    ("text", "before", "lines"),
    [
        ("6 to 8 weeks", False, ['opens = "6w"', 'within = "8w"']),
        ("at least every 6-8 weeks", False, ['opens = "6w"', 'within = "8w"', "again = true"]),
        ("between 25 and 65 working days", False, ['opens = "25wd"', 'within = "65wd"']),
        ("10 to 15 working days before", True, ['opens = "15wd"', 'before = "10wd"']),
        ("in week 12", False, ["count = 12", 'unit = "week"', "opens_week = 12"]),
        ("weeks 19 & 20", False, ["count = 20", 'unit = "week"', "opens_week = 19"]),
        ("by 30 November", False, ['direction = "fixed"', 'count = "next:11-30"']),
        ("no later than the end of January", False, ['direction = "fixed"', 'count = "next:01-31"']),
        ("before 1 March", False, ['direction = "fixed"', 'count = "next:02-28"']),
        (
            "by the third Thursday in January",
            False,
            ['direction = "fixed"', 'count = "next:01-15"', 'weekday = "thursday"'],
        ),
        ("on 1 March", False, ['direction = "fixed"', 'count = "next:03-01"']),
        ("by 15 February 2027", False, ['direction = "fixed"', 'count = "2027-02-15"']),
        ("in September or October", False, ['direction = "fixed"', 'count = "next:10-31"']),
        (
            "by 12 midday on the Thursday before",
            True,
            ['before = "1d"', 'weekday = "thursday"', 'cutoff = "12:00"'],
        ),
        ("the following Friday", False, ['within = "1d"', 'weekday = "friday"']),
        ("5 clear working days before", True, ['before = "5wd"', 'first_day = "clear"']),
        ("monthly", False, ['within = "1m"', "again = true"]),
    ],
)
def test_both_ends_of_a_range_a_day_of_the_year_and_a_weekday(text: str, before: bool, lines: list[str]) -> None:
    found = length_of(text)
    assert found is not None and found.lines(before) == lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10 working days, at most 20 working days",
        "10 working days (20 if complex)",
        "10 days, or the end of term, whichever is the earlier",
        "3 school months",
        "by 31 February",
        "by the last Friday in October",
        "the Friday of October",
        "twice a term",
        "by the end of the following term",
        "within one term",
        "by the 5th working day of the month",
        "soon",
        "as soon as possible",
        "promptly",
        "when the panel meets",
    ],
)
def test_no_length_is_guessed(text: str) -> None:
    assert length_of(text) is None


def test_every_phrase_means_an_event_there_is_and_is_found_by_its_own_words() -> None:
    phrases = read_phrases(TYPES)
    assert len(phrases.when) > 30
    for phrase in phrases.when:
        assert phrase in promise.fitting(
            ("before " if "before" in phrase.words else "") + phrase.says, phrases.when
        ) or (phrase.unless or "before" in "".join(phrase.words)), phrase.says


@pytest.mark.parametrize(
    ("when", "done", "starts", "kept"),
    [
        (
            "receipt of a parent's travel appeal",
            "decision made",
            "travel-review-asked[stage=1]",
            "travel-decided[stage=1]",
        ),
        ("a travel panel request is received", "panel hearing", "travel-review-asked[stage=2]", "travel-panel-met"),
        ("stage 1 complaint response", "escalated", "complaint-answered[stage=1]", "complaint-received[stage=2]"),
        ("a complaint comes in", "letter sent", "complaint-received[stage=1]", "complaint-answered[stage=1]"),
        ("a call to the duty line", "call returned", "enquiry-received[channel=phone]", "enquiry-answered"),
        ("the review decision", "draft of the amendments", "review-decided", "amendment-notice-sent"),
        ("annual review meeting", "report sent to the LA", "review-meeting-held", "review-report-sent"),
        ("SEND panel", "letter to the family", "panel-decided", "contact-made[whom=family,young-person]"),
        ("parental request", "consultation out", "assessment-requested[requester=family]", "setting-consulted"),
        ("plan moved in", "icb told", "plan-transferred[direction=in]", "commissioner-told"),
        ("the panel has met", "family called", "panel-decided", "contact-made[whom=family,young-person;how=call]"),
    ],
)
def test_what_officers_write_means_what_they_mean(when: str, done: str, starts: str, kept: str) -> None:
    meant = understand(Answers("Do it", "", when, "5wd", done), "own", read_phrases(TYPES), TYPES)
    text = "\n".join(meant.lines)
    assert f'starts_on = ["{starts}"]' in text and f'met_by = ["{kept}"' in text, (text, meant.wanting)


@pytest.mark.parametrize(
    ("title", "when", "done", "lines"),
    [
        (
            "Appeal a decision made about school transport",
            "the stage 1 written decision is received",
            "a written request",
            [
                'starts_on = ["travel-decided[stage=1]"]',
                'anchor = "received"',
                'met_by = ["travel-review-asked[stage=2]"]',
            ],
        ),
        (
            "Travel appeals",
            "before the appeal hearing",
            "notice of the hearing is given",
            [
                'starts_on = ["panel-listed[panel=travel-appeal]"]',
                'met_by = ["contact-made[whom=family,young-person]"]',
            ],
        ),
        ("Travel appeals", "an e-mail comes in", "we reply", ['starts_on = ["enquiry-received[channel=e-mail]"]']),
        (
            "Complaints procedure",
            "the written reply is received",
            "escalated",
            ['starts_on = ["complaint-answered[stage=1]"]', 'anchor = "received"'],
        ),
        (
            "Children's social care complaints",
            "stage 2 is asked for, in a complex case",
            "we write to you",
            ['starts_on = ["enquiry-received[kind=social-care-complaint-stage-2]"]', 'if = ["tag=complex"]'],
        ),
        (
            "Complaints procedure",
            "a complaint that is not complex is made",
            "answered",
            ['starts_on = ["complaint-received[stage=1]"]', 'if = ["tag!=complex"]'],
        ),
        (
            "",
            "a complaint at stage 3 is requested",
            "answered",
            ['starts_on = ["enquiry-received[kind=complaint-stage-3]"]'],
        ),
        (
            "",
            "the decision to amend",
            "the proposed changes are sent",
            ['starts_on = ["review-decided[outcome=amend]"]', 'met_by = ["amendment-notice-sent"]'],
        ),
        (
            "",
            "the amendments are received",
            "the family gives its views",
            ['starts_on = ["amendment-notice-sent"]', 'anchor = "served"', 'met_by = ["representations-received"]'],
        ),
        (
            "",
            "the panel meets",
            "the decision is shared with the school and the parents",
            ['met_by_all = ["contact-made[whom=family,young-person]", "contact-made[whom=setting]"]'],
        ),
        (
            "",
            "the panel meets",
            "told to the school or the parents",
            ['met_by = ["contact-made[whom=family,young-person,setting]"]'],
        ),
    ],
)
def test_a_row_is_read_with_its_document_and_no_condition_is_passed_over(
    title: str, when: str, done: str, lines: list[str]
) -> None:
    meant = understand(Answers("Do it", "", when, "5wd", done), "own", read_phrases(TYPES), TYPES, title)
    assert set(lines) <= set(meant.lines), (meant.lines, meant.wanting)


@pytest.mark.parametrize(
    ("title", "when", "done", "kept"),
    [
        (
            "Annual Review",
            "before the review meeting",
            "information is shared with parents",
            "review-papers-circulated",
        ),
        ("Annual Review", "before the review meeting", "invitations are sent", "review-notice-given"),
        ("", "the panel date", "the provider hears about it", "contact-made[whom=setting]"),
    ],
)
def test_what_keeps_it_is_read_with_the_document_too(title: str, when: str, done: str, kept: str) -> None:
    meant = understand(Answers("Do it", "", when, "14 days", done), "own", read_phrases(TYPES), TYPES, title)
    assert f'met_by = ["{kept}"]' in meant.lines, meant.lines


@pytest.mark.parametrize(
    ("title", "when", "done", "lines"),
    [
        ("", "a letter or email comes in", "acknowledged", ['starts_on = ["enquiry-received[channel=e-mail,post]"]']),
        (
            "",
            "an enquiry by social media, email or electronic form",
            "we reply",
            ['starts_on = ["enquiry-received[channel=e-mail,form,social-media]"]'],
        ),
        ("", "an e-mail or text is received", "", ['starts_on = ["enquiry-received[channel=e-mail,text]"]']),
        ("", "a less urgent e-mail", "reply", ['if = ["tag!=urgent"]']),
        ("", "an e-mail, for cases tagged needs-longer", "reply", ['if = ["tag=needs-longer"]']),
        ("", "phase transfer expected, years 6 and 11", "", ['if = ["year-group=6,11"]']),
        ("", "an e-mail from those aged 16 or over", "reply", ['if = ["age>=16"]']),
        ("Complaints", "stage 1 is completed", "escalated", ['starts_on = ["complaint-answered[stage=1]"]']),
        ("", "the EHCP is issued", "", ['starts_on = ["final-plan-sent"]']),
        (
            "School transport appeals process",
            "the written request is received",
            "written notification",
            ['starts_on = ["travel-review-asked[stage=1]"]'],
        ),
        (
            "Panel terms of reference",
            "a written request for a review of the decision is received",
            "decision reached",
            ['starts_on = ["enquiry-received[kind=written-review]"]'],
        ),
        (
            "",
            "a formal appeal to the Short Breaks Panel is received",
            "written response",
            ['starts_on = ["enquiry-received[kind=formal-appeal-short-breaks-panel]"]'],
        ),
        (
            "",
            "parents are notified of the panel outcome",
            "",
            ['starts_on = ["contact-made[whom=family,young-person]"]'],
        ),
        (
            "",
            "own step: a managed move begins",
            "own step: the school has said yes",
            [
                'starts_on = ["local-step-done[step=own-managed-move-begins]"]',
                'met_by = ["local-step-done[step=own-do-done]"]',
            ],
        ),
        (
            "",
            "a tribunal decision",
            "parents called",
            ['starts_on = ["tribunal-decision-sent"]', 'met_by = ["contact-made[whom=family,young-person;how=call]"]'],
        ),
        ("", "a new EHCP request is received", "", ['starts_on = ["assessment-requested"]']),
        (
            "",
            "an early annual review is requested",
            "decision",
            ['starts_on = ["enquiry-received[kind=early-annual-review]"]'],
        ),
        (
            "",
            "draft plan returned by the family with comments",
            "consultations sent",
            ['starts_on = ["representations-received"]', 'met_by = ["setting-consulted"]'],
        ),
        ("", "consultation responses received", "final plan", ['starts_on = ["setting-replied"]']),
        (
            "",
            "decision to assess",
            "advice requests sent",
            ['starts_on = ["assessment-agreed"]', 'met_by = ["advice-requested"]'],
        ),
        ("", "change of caseworker", "family told", ['starts_on = ["case-allocated"]']),
        ("", "mediation requested", "", ['starts_on = ["mediation-requested"]']),
        ("", "e-mails to the SEND inbox", "acknowledged", ['starts_on = ["enquiry-received[channel=e-mail]"]']),
        ("", "the draft plan is sent", "quality checked", ['met_by = ["local-step-done[step=own-do-done]"]']),
        ("", "an EHC needs assessment is requested", "acknowledged", ['starts_on = ["assessment-requested"]']),
        (
            "",
            "an assessment is requested",
            "draft plan meeting held",
            ['met_by = ["local-step-done[step=own-do-done]"]'],
        ),
    ],
)
def test_nothing_that_a_row_says_is_dropped(title: str, when: str, done: str, lines: list[str]) -> None:
    given = Answers("Do it", "", when, "10 working days", done)
    meant = understand(given, "own", read_phrases(TYPES), TYPES, title)
    assert set(lines) <= set(meant.lines) and not meant.passed, (meant.lines, meant.wanting, meant.passed)


@pytest.mark.parametrize(
    ("when", "long", "said"),
    [
        ("a letter, if we cannot reply in full", "2 working days", "is a condition that was not understood"),
        ("a voicemail message is left", "24 hours of the review meeting", "is another beginning than"),
        ("the notice of amendments", "5 days before", "is a day that is known only once it has come"),
        ("the review meeting", "by the end of half term", "needs a calendar with terms"),
        ("the review meeting", "10 days or the end of term, whichever is the earlier", "a row for each"),
        ("the review meeting", "10 days, 15 at most, 20 days in all", "says two lengths"),
        ("a complaint at stage one", "10 working days (20 if complex)", "says two lengths: write a row for each"),
        ("the review meeting", "by the end of term", "needs a calendar with terms"),
        ("a short break starts", "6 months", 'write "own step: " before it'),
        ("", "half termly", "nothing is said"),
        ("year 11 review meeting held", "by 31 October", "is what keeps it as well"),
        ("the review meeting", "within 2 weeks or by the end of term", "a row for each"),
        ("a placement request", "next panel", "panel = { name"),
        ("advice is late", "next working day", "write a [[reminder]] of that rule"),
        ("a call", "twice a month", "is no length"),
        ("a call", "every 4 weeks until a place is found", "says when it ends"),
        ("a call", "15 calendar days (excluding school holidays)", "is no length"),
    ],
)
def test_what_cannot_be_said_says_what_to_write(when: str, long: str, said: str) -> None:
    done = "review meeting held" if "review meeting held" in when else "we reply"
    meant = understand(Answers("Do it", "", when, long, done), "own", read_phrases(TYPES), TYPES)
    assert not meant.lines and said in " ".join(meant.wanting), (meant.lines, meant.wanting)


def test_words_that_were_not_understood_are_shown(book: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "promises.csv"
    row = "Respond,officer,the officer contacts you about the stage 2 complaint,20 working days,response\n"
    sheet.write_text("what,who,from when,how long,done by\n" + row, encoding="utf-8")
    made = sendclock("pack", "new", "own", "--from", str(sheet), "--title", "T", "--cases", str(book))
    assert 'PASSED OVER: "contacts" and "about"' in made.stdout, made.stdout


def test_the_end_of_term_is_that_of_the_settings_calendar() -> None:
    given = Answers("Send the report", "school", "the annual review meeting", "by the end of that term", "report sent")
    meant = understand(given, "own", read_phrases(TYPES), TYPES, terms="schools")
    assert {'anchor = "term-end:schools"', 'within = "0d"'} <= set(meant.lines)


@pytest.mark.parametrize(
    ("long", "lines"),
    [
        ("by the end of the autumn term", ['anchor = "term-end:schools:autumn"', 'within = "0d"']),
        ("by the end of half term", ['anchor = "half-term-end:schools"', 'within = "0d"']),
        ("before the October half-term", ['anchor = "half-term-end:schools:autumn"', 'within = "0d"']),
        (
            "by the end of the February half-term holiday",
            ['anchor = "half-term-start:schools:spring"', 'before = "1d"'],
        ),
        (
            "by the second Friday after half term",
            ['anchor = "half-term-start:schools"', 'within = "8d"', 'weekday = "friday"'],
        ),
        ("2 weeks before the end of term", ['anchor = "term-end:schools"', 'before = "2w"']),
        ("within 10 school days of the start of the summer term", ['anchor = "term-start:schools:summer"']),
        (
            "in the first two weeks of term",
            ['anchor = "term-start:schools"', 'first_day = "same-day"', 'within = "2w"'],
        ),
        ("before the start of the spring term", ['anchor = "term-start:schools:spring"', 'before = "1d"']),
        ("each half term", ['anchor = "half-term-end:schools"', 'within = "0d"', "again = true"]),
        ("termly", ['anchor = "term-end:schools"', 'within = "0d"', "again = true"]),
    ],
)
def test_days_of_the_school_year(long: str, lines: list[str]) -> None:
    given = Answers("Send the report", "school", "the annual review meeting", long, "report sent")
    meant = understand(given, "own", read_phrases(TYPES), TYPES, terms="schools")
    assert set(lines) <= set(meant.lines), meant.lines
    assert ("again = true" in meant.lines) is ("again = true" in lines)


@pytest.mark.parametrize(
    ("when", "long", "lines"),
    [
        ("before the final plan is sent", "2 days before", ['anchor = "first-known:met:final-plan,due:final-plan"']),
        ("the draft is sent", "2 working days before", ['anchor = "first-known:met:send-draft,due:decide-plan"']),
        ("the amended plan is sent", "a week before", ['anchor = "first-known:met:amended-plan,due:amended-plan"']),
        (
            "before own step: the visit",
            "2wd before",
            ['starts_on = ["local-step-done[step=own-visit]"]', 'anchor = "planned"'],
        ),
        ("review-meeting-arranged", "2 weeks before", ['anchor = "meeting"', 'before = "2w"']),
        ("a voicemail is left", "24 hours of returning to the office", ['anchor = "back"', 'within = "24h"']),
        ("the officer returns from leave", "2 working days", ['starts_on = ["enquiry-received"]', 'anchor = "back"']),
        ("a pupil is permanently excluded", "by the sixth school day", ['within = "6sd"', 'first_day = "same-day"']),
        ("the review meeting", "by the fifth working day after it", ['within = "5wd"']),
        ("the panel meeting", "usually a couple of working days after", ['within = "2wd"', "usually = true"]),
        ("a complaint", "a maximum of 65 working days", ['within = "65wd"']),
        ("the review meeting", "30 November", ['count = "next:11-30"']),
        ("contact by a family", "five working days", ['starts_on = ["enquiry-received"]']),
        ("the review meeting", "the second Friday after", ['within = "8d"', 'weekday = "friday"']),
    ],
)
def test_days_that_are_known_later_days_numbered_and_an_officers_return(when: str, long: str, lines: list[str]) -> None:
    meant = understand(Answers("Do it", "", when, long, "own step: done"), "own", read_phrases(TYPES), TYPES)
    assert set(lines) <= set(meant.lines), (meant.lines, meant.wanting)


@pytest.mark.parametrize(
    ("title", "when", "done", "starts", "kept"),
    [
        (
            "School Transport Appeals - Stage two",
            "receipt of your appeal",
            "hearing",
            "travel-review-asked[stage=2]",
            "travel-panel-met",
        ),
        ("School transport appeals", "the appeal hearing", "letter", "travel-panel-met", "travel-decided[stage=2]"),
        ("", "the review meeting", "amendments confirmed in writing", "review-meeting-held", "amendment-notice-sent"),
        ("", "before the panel", "referral shared", "panel-listed", "local-step-done[step=own-do-done]"),
    ],
)
def test_a_title_says_the_stage_and_what_keeps_it_is_not_the_nearest_word(
    title: str, when: str, done: str, starts: str, kept: str
) -> None:
    long = "5wd before" if "before" in when else "5wd"
    meant = understand(Answers("Do it", "", when, long, done), "own", read_phrases(TYPES), TYPES, title)
    assert {f'starts_on = ["{starts}"]', f'met_by = ["{kept}"]'} <= set(meant.lines), meant.lines


@pytest.mark.parametrize(
    ("when", "long", "done", "lines"),
    [
        (
            "the team",
            "each half term",
            "own step: audit",
            [
                'starts_on = ["term-expected"]',
                'scope = "team"',
                'repeats = "first"',
                'anchor = "half-term-end:schools"',
            ],
        ),
        (
            "a pupil is out of school",
            "fortnightly",
            "own step: reviewed",
            [
                'starts_on = ["tag-added[tag=out-of-school]"]',
                'ends_with = ["tag-removed[tag=out-of-school]", "case-closed"]',
                "again = true",
            ],
        ),
        (
            "own step: a search begins",
            "every 4 weeks until own step: a place is found",
            "told",
            ['ends_with = ["local-step-done[step=own-place-found]", "case-closed"]', 'within = "4w"'],
        ),
        (
            "assessment agreed",
            "every 2 weeks until the final plan is sent",
            "family told",
            ['ends_with = ["final-plan-sent", "case-closed"]'],
        ),
        ("the first direct payment is made", "3 months", "review held", ['met_by = ["direct-payments-reviewed"]']),
        (
            "a stage three complaint",
            "30 working days",
            "panel held",
            ['met_by = ["local-step-done[step=own-do-done]"]'],
        ),
        (
            "a stage 2 travel appeal is received",
            "10 working days before the hearing",
            "parents told",
            ['starts_on = ["panel-listed[panel=travel-appeal]"]', 'anchor = "meeting"'],
        ),
        ("a new case officer", "10 working days of allocation", "family contacted", ['starts_on = ["case-allocated"]']),
        ("request for assessment", "within 10 working days of the request", "letter", ['within = "10wd"']),
        ("request received", "end of week 16", "draft plan sent", ['within = "16w"', 'met_by = ["draft-plan-sent"]']),
        (
            "annual review meeting",
            "at least two weeks' notice",
            "invitations sent",
            ['starts_on = ["review-meeting-arranged"]', 'before = "2w"', 'met_by = ["review-notice-given"]'],
        ),
        (
            "all advice is in",
            "10 working days",
            "own step: decided",
            ['anchor = "all-met:advice-reply,advice-reply-guidance"'],
        ),
        ("letter before claim", "14 days", "reply", ['starts_on = ["pre-action-letter-received"]']),
        ("mediation agreement", "5 weeks", "implemented", ['met_by = ["agreement-carried-out"]']),
        ("before the mediation", "5wd before", "own step: papers", ['anchor = "mediation_on"']),
        ("advice requested", "6 weeks", "report", ['met_by = ["advice-received"]']),
        (
            "appeal to the Tribunal registered",
            "30 working days",
            "response sent",
            ['met_by = ["appeal-response-sent"]'],
        ),
        ("a message in the portal", "2 working days", "reply", ['starts_on = ["enquiry-received[channel=form]"]']),
        (
            "own step: CME referral",
            "5 school days",
            "own step: seen",
            ['starts_on = ["local-step-done[step=own-cme-referral]"]'],
        ),
        ("consultation from another authority", "15 days", "response", ['met_by = ["consultation-answered"]']),
        (
            "own step: a timetable begins",
            "each half term until own step: it ends",
            "own step: checked",
            ['ends_with = ["local-step-done[step=own-ends]", "case-closed"]', "again = true"],
        ),
        ("assessment agreed", "by the end of term", "family told", ['anchor = "term-end:schools"']),
        ("your letter", "5 working days", "reply", ['starts_on = ["enquiry-received[channel=post]"]']),
        ("your text or phone message", "2wd", "reply", ['starts_on = ["enquiry-received[channel=phone,text]"]']),
        ("letter received", "5 working days", "reply", ['starts_on = ["enquiry-received[channel=post]"]']),
        ("the panel", "the same day or the next working day", "call", ['within = "1wd"']),
        ("transport is agreed", "once a year", "own step: reviewed", ['within = "12m"', "again = true"]),
        ("assessment agreed", "three times a year", "family told", ['within = "4m"', "again = true"]),
        (
            "a meeting with the family",
            "5 working days after the meeting",
            "notes sent",
            ['starts_on = ["contact-made[whom=family,young-person;how=meeting]"]'],
        ),
        ("a call", "5 days (excluding weekends and bank holidays)", "we reply", ['within = "5wd"']),
        ("a call", "6 weeks (term time only)", "we reply", ['within = "30sd"']),
    ],
)
def test_what_holds_while_something_lasts_for_a_team_and_on_the_way(
    when: str, long: str, done: str, lines: list[str]
) -> None:
    meant = understand(Answers("Do it", "", when, long, done), "own", read_phrases(TYPES), TYPES, terms="schools")
    assert set(lines) <= set(meant.lines), (meant.lines, meant.wanting)
    assert "new REF --kind" not in " ".join(meant.choices) or "stage three" in when


def test_the_answer_to_a_request_of_ones_own_is_what_another_row_promises() -> None:
    given = Answers("Appeal", "parents", "EOTAS decision letter received", "20 working days", "appeal")
    meant = understand(given, "own", read_phrases(TYPES), TYPES, kinds={"eotas", "eotas-appeal", "transport"})
    lines = {
        'starts_on = ["enquiry-answered[kind=eotas]"]',
        'anchor = "received"',
        'met_by = ["enquiry-received[kind=eotas-appeal]"]',
    }
    assert lines <= set(meant.lines) and not meant.passed, meant.lines


def test_panel_papers_are_not_those_of_a_review() -> None:
    given = Answers("Papers", "", "before the panel", "5wd before", "papers sent")
    assert any("local-step-done" in line for line in understand(given, "own", read_phrases(TYPES), TYPES).lines)


def test_what_phrases_count_from_is_a_rule_there_is() -> None:
    law = load.load()
    rules = {name.partition(":")[2] for p in read_phrases(TYPES).when for name in p.anchor.partition(":")[2].split(",")}
    assert rules - {""} and rules - {""} <= set(law.rule_ids())


def test_a_time_of_the_familys_is_kept_by_what_another_row_begins_with() -> None:
    given = Answers("Appeal", "the parent", "the panel decision", "20 working days", "written request for review")
    kept = understand(given, "own", read_phrases(TYPES), TYPES, kinds={"written-review"})
    assert 'met_by = ["enquiry-received[kind=written-review]"]' in kept.lines
    alone = understand(given, "own", read_phrases(TYPES), TYPES)
    assert 'met_by = ["local-step-done[step=own-appeal-done]"]' in alone.lines  # never the authority telling them


@pytest.mark.parametrize(
    ("title", "when"),
    [
        ("Travel appeals", "receiving the appeal decision"),  # of which stage?
        ("Annual Review", "before the anniversary of the last review"),
        ("", "the application is approved"),
    ],
)
def test_a_second_reading_is_asked_for_and_not_guessed(title: str, when: str) -> None:
    meant = understand(Answers("Do it", "", when, "5wd", "told"), "own", read_phrases(TYPES), TYPES, title)
    assert meant.wanting and not meant.lines, meant.lines


def test_a_yearly_promise_may_be_kept_by_what_starts_it(book: Path) -> None:
    yearly = """
[[rule]]
id = "own-review"
title = "Hold the review meeting"
starts_on = ["review-meeting-held"]
anchor = "anniversary:on"
before = "4w"
met_by = ["review-meeting-held"]

[[example]]
rule = "own-review"
events = ["review-meeting-held@2026-12-10"]
as_of = 2026-12-11
due = 2027-11-12
status = "open"
"""
    write(book, yearly)
    checked = sendclock("pack", "check", "own", "--cases", str(book))
    assert checked.returncode == 0 and "very event" not in checked.stdout + checked.stderr, checked.stdout


def test_an_acknowledgement_is_no_answer_and_what_asks_for_an_answer_of_ones_own_says_how() -> None:
    phrases = read_phrases(TYPES)
    given = Answers("Confirm it", "", "receipt of the stage 1 appeal form", "5wd", "the family receives confirmation")
    assert understand(given, "own", phrases, TYPES, "Travel appeals").step == "own-confirm-done"
    given = Answers("Ask for stage 2", "the family", "receipt of the stage 1 response", "20wd", "stage 2 is asked for")
    assert 'anchor = "met:"' in understand(given, "own", phrases, TYPES, "Social care complaints").wanting[1]


@pytest.mark.parametrize(
    ("text", "hour"),
    [("4 weeks before by 4:00pm", "16:00"), ("5wd before, by noon", "12:00"), ("2 days by 9.30 am", "09:30")],
)
def test_the_hour_by_which_is_kept(text: str, hour: str) -> None:
    meant = understand(Answers("Papers in", "", "before the panel", text), "own", read_phrases(TYPES), TYPES)
    assert f'cutoff = "{hour}"' in meant.lines


def test_a_request_that_nobody_knows_is_a_kind_of_its_own(book: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "promises.csv"
    rows = "Decide on a personal budget,council,a personal budget is requested,6 weeks,decision sent\n"
    rows += "Acknowledge it,council,a personal budget is requested,3 working days,acknowledged\n"
    sheet.write_text("what,who,from when,how long,done by\n" + rows, encoding="utf-8")
    made = sendclock("pack", "new", "own", "--from", str(sheet), "--title", "T", "--cases", str(book))
    assert made.returncode == 0 and "sendclock new REF --kind personal-budget" in made.stdout, made.stdout
    pack = book / "packs" / "own.toml"
    text = pack.read_text(encoding="utf-8")
    assert text.count("[[kind]]") == 1
    text = text.replace('"draft"', '"adopted"').replace("in_force_from = 2026-11-21", "in_force_from = 2026-09-01")
    pack.write_text(text, encoding="utf-8")
    begun = sendclock("new", "PB-1", "--kind", "personal-budget", "2026-11-16", "--cases", str(book))
    assert "Monday 28 December 2026" in begun.stdout and "Thursday 19 November 2026" in begun.stdout, begun.stdout


def test_all_of_them_is_not_the_first_of_them() -> None:
    given = Answers("Gather the advice", "", "assessment requested", "weeks 7 to 12", "all the advice has arrived")
    meant = understand(given, "own", read_phrases(TYPES), TYPES)
    assert meant.step == "own-gather-advice-done" and f'met_by = ["local-step-done[step={meant.step}]"]' in meant.lines
    first = understand(given._replace(done="the advice has arrived"), "own", read_phrases(TYPES), TYPES)
    assert 'met_by = ["advice-received"]' in first.lines


def test_a_time_that_is_the_familys_is_a_window() -> None:
    given = Answers("Ask for stage 2", "the parent", "stage 1 complaint response", "20 working days", "escalated")
    assert 'kind = "window"' in understand(given, "own", read_phrases(TYPES), TYPES).lines


@pytest.mark.parametrize("when", ["travel appeal decision being made", "the final plan is agreed", "soon"])
def test_what_is_not_clear_is_left_out(when: str) -> None:
    assert not understand(Answers("Do it", "", when, "5wd"), "own", read_phrases(TYPES), TYPES).lines


def test_what_may_mean_two_things_is_not_guessed() -> None:
    meant = understand(Answers("Do it", "", "the draft of the complaint", "5wd"), "own", read_phrases(TYPES), TYPES)
    assert not meant.lines and "may mean" in meant.wanting[0]


def test_words_lists_what_can_be_said(book: Path) -> None:
    assert "an e-mail comes in: enquiry-received[channel=e-mail]" in sendclock("pack", "words").stdout


# --- check


def test_every_problem_has_its_line(book: Path) -> None:
    path = write(book, REPLY.replace("enquiry-answered", "enquiry-anserred").replace("5wd", "5 days"))
    checked = sendclock("pack", "check", str(path), "--cases", str(book))
    assert checked.returncode == 3
    assert 'own.toml:17: "5 days" is no length such as 5wd' in checked.stdout
    assert 'own.toml:18: "enquiry-anserred" is not an event type. Did you mean "enquiry-answered"?' in checked.stdout
    assert "Nothing in this pack counts" in checked.stdout


def test_looser_than_the_law_is_refused_and_later_than_the_code_is_warned_of(book: Path) -> None:
    looser = REPLY.replace("enquiry-received[channel=e-mail]", "assessment-requested").replace("5wd", "7w")
    looser += 'tightens = "decide-to-assess"\nper_party = false\n'
    path = write(book, looser.replace("enquiry-answered", "assessment-agreed"))
    checked = sendclock("pack", "check", str(path), "--cases", str(book))
    assert checked.returncode == 3 and "is looser than the law" in checked.stdout
    later = REPLY.replace("enquiry-received[channel=e-mail]", "complaint-received").replace("5wd", "10wd")
    write(book, later.replace("enquiry-answered", "complaint-acknowledged"))
    checked = sendclock("pack", "check", "own", "--cases", str(book))
    assert checked.returncode == 0 and "complaint-acknowledge is (LGSCO" in checked.stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("met_by = []", "nothing keeps"),
        ('within = "0d"', "ends on the very day it begins"),
        ("again = true", "comes back for ever"),
        ('met_by = ["enquiry-received[channel=e-mail]"]', "kept by the very event that starts it"),
        ('met_by = ["local-step-done[step=other-step]"]', "is no step of this pack"),
    ],
)
def test_lint(line: str, said: str, book: Path) -> None:
    key = line.partition(" ")[0]
    kept = "\n".join(each for each in REPLY.splitlines() if not each.startswith(f"{key} "))
    write(book, f"{kept}\n{line}\n")
    checked = sendclock("pack", "check", "own", "--cases", str(book))
    assert checked.returncode == 0 and said in checked.stdout and "own.toml:13:" in checked.stdout


def test_the_next_panel_is_no_slip(book: Path) -> None:
    path = write(book, REPLY.replace('within = "5wd"', 'within = "0d"\nweekday = "friday"'))
    assert "No problems" in sendclock("pack", "check", str(path), "--cases", str(book)).stdout


@pytest.mark.parametrize(
    ("anchor", "said"),
    [
        ("half-term-end", "Write half-term-end:CALENDAR."),
        ("half-term-end:england", 'the calendar "england" lists no terms'),
        ("term-end:schools", "No problems"),
        ("half-term-end:schools", 'has no date in Spring 2027: the calendar "schools" has no half-term holiday there'),
        ("half-term-end:schools:october", "write spring, summer or autumn"),
        ("first-known:met:final-plan", "needs two days or more"),
    ],
)
def test_a_day_of_the_school_year_that_nobody_knows_is_told(book: Path, anchor: str, said: str) -> None:
    settings = book / "sendclock.toml"
    terms = """
[calendars.schools]
closed = [{ from = 2026-10-26, to = 2026-10-30, why = "half-term" }]
terms = [
    { name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 },
    { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 },
]
"""
    settings.write_text(settings.read_text(encoding="utf-8") + terms, encoding="utf-8")
    path = write(book, REPLY.replace('within = "5wd"', f'within = "1wd"\nanchor = "{anchor}"'))
    told = sendclock("pack", "check", str(path), "--cases", str(book)).stdout
    assert said in told, told


@pytest.mark.parametrize(("weeks", "later"), [(20, False), (21, True)])
def test_a_limit_is_held_against_the_nearest_of_the_law(book: Path, weeks: int, later: bool) -> None:
    """The final plan against week 20, though the decision in week 16 is kept by a final plan too."""
    rule = f"""
[[rule]]
id = "own-plan"
title = "Send the final plan"
starts_on = ["assessment-requested"]
count = {weeks}
unit = "week"
opens_week = 19
met_by = ["final-plan-sent"]
"""
    path = write(book, rule)
    told = sendclock("pack", "check", str(path), "--cases", str(book)).stdout
    assert ('may miss the law. Add tightens = "final-plan"' in told) is later, told
    assert later or "No problems" in told


def test_a_step_spelt_amiss(book: Path) -> None:
    step = '\n[[step]]\nid = "own-papers-sent"\ntitle = "Sent"\nstarts_on = ["panel-listed"]\n'
    write(book, REPLY.replace('"enquiry-answered"', '"local-step-done[step=own-paper-sent]"') + step)
    checked = sendclock("pack", "check", "own", "--cases", str(book))
    assert 'Did you mean "own-papers-sent"?' in checked.stdout


def test_a_pack_is_judged_by_itself_beside_one_that_is_broken(book: Path) -> None:
    write(book, REPLY)
    broken = write(book, REPLY.replace("own-", "myown-").replace("5wd", "soon"), name="myown")
    broken.write_text(broken.read_text(encoding="utf-8").replace('"own"', '"myown"'), encoding="utf-8")
    sound = sendclock("pack", "check", "own", "--cases", str(book))
    assert sound.returncode == 0 and "No problems." in sound.stdout
    assert sendclock("pack", "check", "myown", "--cases", str(book)).returncode == 3
    assert sendclock("pack", "diff", "own", "own", "--cases", str(book)).returncode == 0
    assert sendclock("pack", "diff", "own", "myown", "--cases", str(book)).returncode == 3


@pytest.mark.parametrize("status", ["adopted", "draft"])
def test_examples_are_run_by_pack_check_and_by_check(status: str, book: Path) -> None:
    write(book, REPLY, EXAMPLE.format(due="2026-11-09"))
    path = book / "packs" / "own.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"adopted"', f'"{status}"'), encoding="utf-8")
    assert sendclock("pack", "check", "own", "--cases", str(book)).returncode == 0
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-09", "2026-11-10"), encoding="utf-8")
    wrong = sendclock("pack", "check", "own", "--cases", str(book))
    assert wrong.returncode == 3
    assert "own.toml:20: own-reply gives Mon 9 Nov 2026, open (E-1); the example says Tue 10 Nov 2026" in wrong.stdout
    assert "own-reply gives Mon 9 Nov 2026" in sendclock("check", "--cases", str(book)).stdout


def test_a_broken_pack_never_stops_the_law(book: Path) -> None:
    write(book, REPLY.replace("5wd", "soon"))
    made = sendclock("new", "EHC-1", "assessment-requested", "2026-11-02", "--cases", str(book))
    assert made.returncode == 3
    for words in (["due", "--within", "4w"], ["show", "EHC-1"], ["explain", "EHC-1", "decide-to-assess"]):
        answer = sendclock(*words, "--cases", str(book), "--as-of", "2026-11-21")
        assert answer.returncode == 3, words
        assert "14 December 2026" in answer.stdout
        assert "nothing in this pack counts" in answer.stderr and "The law is answered." in answer.stderr


# --- try


def test_a_case_is_drawn_in_weeks_beside_the_law(book: Path) -> None:
    update = REPLY.replace("enquiry-received[channel=e-mail]", "assessment-agreed").replace("5wd", "2w")
    write(book, update.replace("enquiry-answered", "contact-made[whom=family]"))
    drawn = json.loads(
        sendclock("pack", "try", "own", "--from", "2026-09-07", "--format", "json", "--cases", str(book)).stdout
    )
    rows = {row["rule"]: (row["week"], row["due"], row["of"]) for row in drawn["rows"]}
    assert rows["decide-to-assess"] == (6, "2026-10-19", "law")
    assert rows["own-reply"] == (8, "2026-11-02", "pack")
    assert rows["final-plan"] == (20, "2027-01-25", "law")


def test_a_rule_that_counts_from_the_keeping_of_another_is_drawn(book: Path) -> None:
    chained = '\n[[rule]]\nid = "own-next"\ntitle = "Then"\nanchor = "met:own-reply"\nwithin = "3wd"\n'
    write(book, REPLY, chained + 'met_by = ["local-step-done[step=own-then]"]\n')
    drawn = sendclock("pack", "try", "own", "--from", "2026-11-02", "--format", "csv", "--cases", str(book)).stdout
    assert ",2026-11-09,pack,Reply to the e-mail" in drawn and ",2026-11-12,pack,Then" in drawn


def test_conditions_windows_and_weekdays_are_drawn_and_all_of_several_rules(book: Path) -> None:
    papers = REPLY.replace("enquiry-received[channel=e-mail]", "panel-listed").replace("own-reply", "own-papers")
    papers = papers.replace('within = "5wd"', 'anchor = "meeting"\nbefore = "1d"\nweekday = "thursday"')
    some = REPLY.replace("own-reply", "own-some").replace("5wd", "8w") + 'opens = "6w"\nif = ["tag=urgent"]\n'
    advice = '[[rule]]\nid = "own-meet"\ntitle = "Meet"\nanchor = "all-met:advice-reply,advice-reply-guidance"\n'
    write(book, papers, some, advice + 'within = "2w"\nmet_by = ["contact-made[how=meeting]"]\n')
    drawn = sendclock("pack", "try", "own", "--from", "2026-11-02", "--format", "csv", "--cases", str(book)).stdout
    rows = {line.split(",")[-2]: line for line in drawn.splitlines()}
    assert "2026-11-26" in rows["own-papers"] and "back to the Thursday" in rows["own-papers"]
    assert (
        "6 weeks to 8 weeks after" in rows["own-some"]
        and "from Mon 14 Dec 2026; only if tag=urgent" in rows["own-some"]
    )
    assert "2026-12-28" in rows["own-meet"]  # six weeks, and two


def test_a_pack_can_be_tried_without_a_casebook(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(HEAD + REPLY, encoding="utf-8")
    drawn = sendclock("pack", "try", str(path), "--from", "2026-11-02", cwd=tmp_path)
    assert drawn.returncode == 0 and "Monday 9 November 2026" in drawn.stdout


def test_a_panel_that_nobody_knows_is_said_and_a_draft_rule_is_not_drawn(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    panel = 'panel = { name = "assess" }\n'
    path.write_text(HEAD + REPLY + panel, encoding="utf-8")
    for folder in (tmp_path, book):
        tried = sendclock("pack", "try", str(path), cwd=folder)
        assert tried.returncode == 3 and '"assess" is not a panel of sendclock.toml' in tried.stdout
    path.write_text(HEAD + REPLY + 'status = "draft"\n' + REPLY.replace("own-reply", "own-other"), encoding="utf-8")
    drawn = sendclock("pack", "try", str(path), cwd=tmp_path).stdout
    assert "own-other" in drawn and "own-reply" not in drawn


# --- diff


def test_what_would_move_and_how_to_leave_the_past_alone(book: Path, tmp_path: Path) -> None:
    old = write(book, REPLY)
    event = ["enquiry-received", "2026-11-16", "channel=e-mail", "party=ENQ-1"]
    assert sendclock("new", "ENQ-1", *event, "--cases", str(book)).returncode == 0
    changed = tmp_path / "new" / "own.toml"
    changed.parent.mkdir()
    changed.write_text(old.read_text(encoding="utf-8").replace("5wd", "3wd"), encoding="utf-8")
    moved = sendclock("pack", "diff", str(old), str(changed), "--cases", str(book))
    assert "1 live date would change" in moved.stdout and "Thursday 19 November 2026" in moved.stdout
    assert "changed as if it had always been so" in moved.stderr
    assert "in_force_to = 2026-11-20" in moved.stderr and "in_force_from = 2026-11-21" in moved.stderr
    text = HEAD + REPLY + "in_force_to = 2026-11-20\n" + REPLY.replace("5wd", "3wd") + "in_force_from = 2026-11-21\n"
    changed.write_text(text, encoding="utf-8")
    kept = sendclock("pack", "diff", str(old), str(changed), "--cases", str(book))
    assert "No live date would change." in kept.stdout and not kept.stderr


# --- schema


def test_the_shipped_schema_is_made_of_the_reader() -> None:
    shipped = Path(schema.__file__).with_name("editor.json").read_text(encoding="utf-8")
    assert sendclock("pack", "schema").stdout == shipped


def _plain(value: object) -> object:
    """Days as the schema has them."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) else str(value)


@pytest.fixture(scope="module")
def fitting() -> Draft202012Validator:
    """What a pack is held against, itself a schema."""
    whole = schema.schema_of(load.load())
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole)


@pytest.mark.parametrize("name", sorted(area.local_packs()))
def test_every_shipped_pack_fits_the_schema_and_a_slip_does_not(name: str, fitting: Draft202012Validator) -> None:
    import rtoml

    document = _plain(rtoml.loads(area.local_packs()[name].read_text(encoding="utf-8")))
    fitting.validate(document)
    assert isinstance(document, dict)
    with pytest.raises(ValidationError):
        fitting.validate({**document, "rool": []})


# --- the lesson


def test_the_lesson_is_run(tmp_path: Path) -> None:
    """Every command of the page, with the sheet and the example that stand there."""
    page = (ROOT / "docs" / "local-packs.md").read_text(encoding="utf-8").partition("# The reference")[0]
    blocks = re.findall(r"(?ms)^```(\w+)\n(.*?)^```", page)
    sheet = next(text for kind, text in blocks if kind == "csv")
    (tmp_path / "promises.csv").write_text(sheet, encoding="utf-8")
    assert sendclock("init", "casebook", "--authority", "Ourtown", cwd=tmp_path).returncode == 0
    ends = []
    for line in "".join(text for kind, text in blocks if kind == "sh").splitlines():
        done = sendclock(*shlex.split(line)[1:], cwd=tmp_path)
        ends.append((line.split()[2], done.returncode))
        assert "Traceback" not in done.stderr
    assert ends == [("new", 3), ("try", 0), ("check", 0)]
    pack = tmp_path / "casebook" / "packs" / "ourtown.toml"
    text = pack.read_text(encoding="utf-8") + "\n" + next(text for kind, text in blocks if kind == "toml")
    pack.write_text(text.replace('status = "draft"', 'status = "adopted"'), encoding="utf-8")
    checked = sendclock("pack", "check", "ourtown", "--cases", "casebook", cwd=tmp_path)
    assert checked.returncode == 0 and "No problems." in checked.stdout, checked.stdout
    new = sendclock("new", "E-1", "--kind", "enquiry", "today", "channel=e-mail", "--cases", "casebook", cwd=tmp_path)
    assert "ourtown" in new.stdout or "Reply to the e-mail" in new.stdout
