"""Case files that must read, whoever wrote them and with what, and what exactly is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from sendclock.casebook import casefile
from sendclock.casebook.casefile import Words, read_case
from sendclock.clock.case import Case
from sendclock.clock.run import timeline
from sendclock.law.book import RuleBook

Read = Callable[[str | bytes], Case]
HEAD = 'schema = 1\nref = "EHC-1"\n'
REQUEST = '\n[[event]]\ntype = "assessment-requested"\non = 2026-09-01\n'


@pytest.fixture(scope="module")
def read(words: Words) -> Read:
    """A file in which nothing at all is wrong."""

    def of(content: str | bytes) -> Case:
        case, problems = read_case(
            content if isinstance(content, bytes) else content.encode(), "cases/EHC-1.toml", words
        )
        assert [str(problem) for problem in problems] == []
        assert case is not None
        return case

    return of


def test_the_head_of_the_file_is_read(read: Read) -> None:
    case = read(HEAD + 'born = 2015-04-12\nsetting = "Oakwood Primary"\ntags = ["looked-after", "sensory"]\n')
    assert case == Case(
        "EHC-1", "cases/EHC-1.toml", (), date(2015, 4, 12), "Oakwood Primary", ("looked-after", "sensory")
    )


def test_what_may_be_left_out_is_absent_and_not_empty(read: Read) -> None:
    case = read(HEAD + REQUEST)
    assert (case.born, case.setting, case.tags) == (None, None, ())
    assert (case.events[0].at, case.events[0].recorded, case.events[0].fields) == (None, None, {})


@pytest.mark.parametrize(
    "written",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip().encode(),
        lambda text: text.replace("\n", "   # a comment\n").encode(),
        lambda text: ("# [[event]]\n\n\n" + text.replace("\n", "\n\n")).encode(),
        lambda text: text.replace(" = ", "=").encode(),
        lambda text: text.replace(" = ", "\t=\t").replace("\n", "\n\t").encode(),
        lambda text: text.replace('"', "'").encode(),
        lambda text: text.replace("[[event]]", "  [[ event ]]").encode(),
        lambda text: "\n".join([*text.split("\n")[1:2], *text.split("\n")[:1], *text.split("\n")[2:]]).encode(),
    ],
    ids=[
        "bom",
        "crlf",
        "notepad",
        "no-last-line-end",
        "comments",
        "gaps",
        "tight",
        "tabs",
        "single-quotes",
        "spaced",
        "order",
    ],
)
def test_however_it_is_typed_the_same_is_read(read: Read, written: Callable[[str], bytes]) -> None:
    text = HEAD + REQUEST + 'requester = "setting"\nserved = 2026-09-03\n'
    (event,) = read(written(text)).events
    (plain,) = read(text).events
    assert event.but(line=plain.line) == plain
    assert event.fields == {"requester": "setting", "served": date(2026, 9, 3)}


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        ("2026-09-01T16:50:00", (15, 50)),
        ("2026-09-01T16:50:00+01:00", (15, 50)),
        ("2026-09-01 16:50:00", (15, 50)),
        ("2026-09-01T16:50", (15, 50)),
        ("2026-09-01T15:50:00Z", (15, 50)),
        ("2026-12-01T16:50:00", (16, 50)),
    ],
)
def test_a_moment_without_an_offset_is_london_time(read: Read, at: str, utc: tuple[int, int]) -> None:
    (event,) = read(HEAD + f'[[event]]\ntype = "enquiry-received"\nat = {at}\nparty = "E-1"\n').events
    assert event.on == date.fromisoformat(at[:10])
    assert event.at is not None
    assert event.at.astimezone(UTC).timetuple()[3:5] == utc
    assert str(event.at.tzinfo) == "Europe/London"


def test_the_day_of_a_moment_is_the_day_in_london(read: Read) -> None:
    (event,) = read(HEAD + '[[event]]\ntype = "note-added"\nat = 2026-08-31T23:30:00Z\nnote = "Late."\n').events
    assert event.on == date(2026, 9, 1)


def test_the_doubled_hour_is_read_when_its_offset_says_which(read: Read) -> None:
    text = "".join(
        f'[[event]]\ntype = "note-added"\nat = 2026-10-25T01:30:00{offset}\nnote = "x"\n'
        for offset in ("+01:00", "+00:00")
    )
    first, second = (event.at for event in read(HEAD + text).events)
    assert first is not None and second is not None
    assert (second.astimezone(UTC) - first.astimezone(UTC)).total_seconds() == 3600


def test_the_day_may_stand_beside_the_moment(read: Read) -> None:
    (event,) = read(HEAD + REQUEST + "at = 2026-09-01T16:50:00\n").events
    assert event.on == date(2026, 9, 1) and event.at is not None


def test_an_event_without_an_id_goes_by_its_place(read: Read) -> None:
    named = REQUEST + 'id = "first-call"\n'
    assert [event.id for event in read(HEAD + REQUEST + named + REQUEST).events] == ["e1", "first-call", "e3"]


def test_a_place_that_is_taken_as_an_id_is_not_given_twice(read: Read) -> None:
    events = read(HEAD + REQUEST + REQUEST + 'id = "e1"\n').events
    assert events[1].id == "e1" and events[0].id != "e1"


def test_an_event_knows_its_place_and_its_line(read: Read) -> None:
    case = read(HEAD + REQUEST + "# aside\n" + REQUEST)
    assert [(event.order, event.line) for event in case.events] == [(0, 4), (1, 9)]
    assert str(case.position(case.events[1])) == "cases/EHC-1.toml:9"


def test_any_event_may_carry_the_common_fields(read: Read, words: Words) -> None:
    common = 'party = "Oakwood"\nserved = 2026-09-04\nnote = "By hand."\nby = "okafor"\nid = "x"\n'
    (event,) = read(HEAD + REQUEST + common + "recorded = 2026-09-04T09:12:00+01:00\n").events
    assert event.fields == {"party": "Oakwood", "served": date(2026, 9, 4), "note": "By hand."}
    assert (event.id, event.party, event.day("served")) == ("x", "Oakwood", date(2026, 9, 4))
    assert event.recorded == datetime(2026, 9, 4, 8, 12, tzinfo=UTC)


def test_values_come_in_their_kinds(read: Read) -> None:
    advice = '\n[[event]]\ntype = "advice-requested"\non = 2026-10-01\nparty = "Paediatrics"\nsource = "health"\n'
    excuse = (
        '\n[[event]]\ntype = "exception-recorded"\non = 2026-11-01\nrule = "final-plan"\nground = "school-closed"\n'
        'reason = "Closed in August."\nfrom = 2026-07-20\nto = 2026-09-02\n'
    )
    first, second = read(HEAD + advice + "detained = true\nreceived = 2026-10-02\n" + excuse).events
    assert first.fields == {
        "party": "Paediatrics", "source": "health", "detained": True, "received": date(2026, 10, 2),
    }  # fmt: skip
    assert (second.fields["rule"], second.fields["ground"]) == ("final-plan", "school-closed")
    assert (second.day("from"), second.day("to")) == (date(2026, 7, 20), date(2026, 9, 2))


def test_markup_quotes_and_formulas_are_only_text(read: Read) -> None:
    note = '[/close] [red]x[/red] = + - @ \\ \u201cquoted\u201d "so" \u00a350\n[[event]]\n'
    (event,) = read(HEAD + REQUEST + "note = '''" + note + "'''\n").events
    assert event.fields["note"] == note


def test_a_correction_may_change_any_field_of_the_event_it_names(read: Read) -> None:
    text = REQUEST + '\n[[event]]\ntype = "event-corrected"\non = 2026-09-08\nevent = "e1"\nreason = "Misread."\n'
    change = read(HEAD + text + 'requester = "setting"\nserved = 2026-09-02\n').events[1]
    assert change.fields == {
        "event": "e1", "reason": "Misread.", "requester": "setting", "served": date(2026, 9, 2),
    }  # fmt: skip


def test_a_correction_may_be_withdrawn_and_come_before_what_it_names(read: Read) -> None:
    change = '\n[[event]]\nid = "c"\ntype = "event-corrected"\non = 2026-09-08\nevent = "r"\nreason = "x"\n'
    undone = '\n[[event]]\ntype = "event-withdrawn"\non = 2026-09-09\nevent = "c"\nreason = "x"\n'
    assert len(read(HEAD + change + REQUEST + 'id = "r"\n' + undone).events) == 3


def test_events_may_stand_in_one_list(read: Read) -> None:
    text = (
        'event = [\n{ type = "assessment-requested", on = 2026-09-01 },\n{ type = "plan-agreed", on = 2026-10-01 },\n]'
    )
    assert [event.on.month for event in read(HEAD + text).events] == [9, 10]


def test_a_note_of_ones_own_beside_the_case_is_only_a_warning(words: Words) -> None:
    content = (HEAD + REQUEST + '\n[transport]\nbus = "4A"\n').encode()
    case, (problem,) = read_case(content, "EHC-1.toml", words)
    assert case is not None and len(case.events) == 1
    assert (str(problem.position), problem.severity) == ("EHC-1.toml:8", "warning")


def test_a_table_inside_an_event_is_named_at_its_own_line(words: Words) -> None:
    content = (HEAD + REQUEST + '\n[event.contact]\nname = "x"\n' + REQUEST + 'colour = "red"\n').encode()
    case, problems = read_case(content, "EHC-1.toml", words)
    assert case is None
    assert [(problem.position.line, problem.code) for problem in problems] == [
        (8, "unknown-field"),
        (14, "unknown-field"),
    ]


@pytest.mark.parametrize("name", ["EHC-1.toml", "cases/2026/EHC-1.toml", "C:/SEND/cases/EHC-1.toml"])
def test_only_the_name_of_the_file_must_be_the_reference(words: Words, name: str) -> None:
    case, problems = read_case((HEAD + REQUEST).encode(), name, words)
    assert case is not None and not problems


def test_a_dot_in_the_reference_is_part_of_it(words: Words) -> None:
    case, problems = read_case(b'schema = 1\nref = "EHC.26.147"\n', "EHC.26.147.toml", words)
    assert case is not None and not problems


def _codes(words: Words, text: str) -> list[str]:
    return [problem.code for problem in read_case((HEAD + text).encode(), "EHC-1.toml", words)[1]]


AN_EVENT = '\n[[event]]\ntype = "{}"\non = {}\n{}\n'
# An event of a type, its day, what else stands in it; and what is said of it, on both sides of every line.
SAID = [
    ("assessment-requested", "1990-01-01", "", []),
    ("assessment-requested", "1989-12-31", "", ["year"]),
    ("assessment-requested", "2099-12-31", "", []),
    ("assessment-requested", "2100-01-01", "", ["year"]),
    ("assessment-agreed", "2026-09-01", "served = 1990-01-01", []),
    ("assessment-agreed", "2026-09-01", "served = 1989-12-31", ["year"]),
    ("assessment-agreed", "2026-09-01", "served = 2099-12-31", []),
    ("assessment-agreed", "2026-09-01", "served = 2100-01-01", ["year"]),
    ("assessment-agreed", "2026-09-01", "served = 2026-09-01T10:00:00", ["not-a-date"]),
    ("assessment-agreed", "2026-09-01", 'served = "2026-09-01"', ["not-a-date"]),
    ("assessment-agreed", "2026-09-01", "recorded = 1990-01-01T00:00:00Z", []),
    ("assessment-agreed", "2026-09-01", "recorded = 1989-12-31T00:00:00Z", ["year"]),
    ("assessment-agreed", "2026-09-01", "recorded = 2099-12-31T00:00:00Z", []),
    ("assessment-agreed", "2026-09-01", "recorded = 2100-01-01T00:00:00Z", ["year"]),
    ("assessment-agreed", "2026-09-01", "recorded = 2026-09-01", ["not-a-moment"]),
    ("assessment-agreed", "2026-09-01T10:00:00", "", ["moment-as-day"]),
    ("assessment-agreed", '"2026-09-01"', "", ["not-a-date"]),
    ("assessment-requested", "2026-09-01", 'requester = "family"', []),
    ("assessment-requested", "2026-09-01", 'requester = "nobody"', ["unknown-word"]),
    ("assessment-requested", "2026-09-01", "requester = 1", ["wrong-kind"]),
    ("assessment-requested", "2026-09-01", 'requester = ["family"]', ["wrong-kind"]),
    ("case-allocated", "2026-09-01", 'officer = "okafor"', []),
    ("case-allocated", "2026-09-01", 'team = "north"', []),
    ("case-allocated", "2026-09-01", 'officer = "okafor"\nteam = "north"', []),
    ("case-allocated", "2026-09-01", 'officer = ""\nteam = "north"', []),
    ("case-allocated", "2026-09-01", "", ["missing-field"]),
    ("case-allocated", "2026-09-01", 'officer = ""', ["missing-field"]),
    ("birth-date-corrected", "2026-09-01", "born = 1900-01-01", []),
    ("birth-date-corrected", "2026-09-01", "born = 1899-12-31", ["not-a-date"]),
    ("birth-date-corrected", "2026-09-01", "born = 2099-12-31", []),
    ("birth-date-corrected", "2026-09-01", "born = 2100-01-01", ["not-a-date"]),
    ("birth-date-corrected", "2026-09-01", "born = 2015-04-12T00:00:00", ["not-a-date"]),
    ("final-plan-sent", "2026-09-01", "names_next_phase = true", []),
    ("final-plan-sent", "2026-09-01", 'names_next_phase = "no"', ["not-yes-or-no"]),
    ("review-decided", "2026-09-01", "", ["missing-field"]),
    ("review-decided", "2026-09-01", 'outcome = ""', ["missing-field", "unknown-word"]),
    ("review-decided", "2026-09-01", 'outcome = "maintain"', []),
    ("no-such-thing", "2026-09-01", "", ["unknown-event"]),
    ("assessment-agreed", "2026-09-01", 'colour = "red"', ["unknown-field"]),
]


@pytest.mark.parametrize(("type_", "on", "more", "codes"), SAID)
def test_what_is_said_of_an_event(words: Words, type_: str, on: str, more: str, codes: list[str]) -> None:
    assert _codes(words, AN_EVENT.format(type_, on, more)) == codes


def test_an_event_read_at_a_glance_is_what_the_careful_reader_makes_of_it(
    words: Words, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`_clean` may pass on whatever it likes, and let go of nothing that anything is to be said of."""
    texts = [HEAD + AN_EVENT.format(type_, on, more) for type_, on, more, _ in SAID]
    glanced = [read_case(text.encode(), "EHC-1.toml", words) for text in texts]
    known = casefile._Events._clean
    looked = []
    monkeypatch.setattr(casefile._Events, "_clean", lambda *given: looked.append(known(*given)))
    assert [read_case(text.encode(), "EHC-1.toml", words) for text in texts] == glanced
    plain = [not codes for *_, codes in SAID]
    assert [found is not None for found in looked] == [
        good and not type_.startswith("birth-") for good, (type_, *_) in zip(plain, SAID, strict=True)
    ]  # so it is of some use: every event of which nothing is said goes by it, but for days of birth


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("born = 1900-01-01", []),
        ("born = 1899-12-31", ["birth"]),
        ("born = 2099-12-31", []),
        ("born = 2100-01-01", ["birth"]),
        ("born = 2015-04-12T00:00:00", ["not-a-date"]),
        ("opening = 1990-01-01", []),
        ("opening = 1989-12-31", ["year"]),
        ("opening = 2100-01-01", ["year"]),
        ("settings = 3", ["unknown-key"]),
        ("born = 1850-01-01T00:00:00", ["not-a-date"]),
        ("colour = 3", ["unknown-key"]),
        ("[[history]]\non = 2026-09-01", ["unknown-key"]),  # events under a wrong heading would be lost
    ],
)
def test_what_is_said_of_the_head(words: Words, head: str, codes: list[str]) -> None:
    case, problems = read_case(f"{HEAD}{head}\n".encode(), "EHC-1.toml", words)
    assert [problem.code for problem in problems] == codes
    assert (case is None) == (bool(codes) and head[:6] != "colour")  # a word that nobody could mean otherwise is let go
    if case is not None and head.startswith(("born", "opening")):
        name, _, day = head.partition(" = ")
        assert getattr(case, name) == date.fromisoformat(day)


def test_a_rule_nobody_knows_is_refused_unless_a_pack_could_not_be_read(words: Words) -> None:
    kind = next((one for one in words.event_types.values() if any(f.kind == "rule" for f in one.fields.values())), None)
    assert kind is not None
    name = next(field.name for field in kind.fields.values() if field.kind == "rule")
    text = AN_EVENT.format(kind.id, "2026-09-01", f'{name} = "no-such-rule"')
    withheld = Words(words.event_types, words.rules, words.exceptions, True, words.latest)
    assert "unknown-word" in _codes(words, text) and "unknown-word" not in _codes(withheld, text)
    right = text.replace("no-such-rule", min(words.rules))
    assert "unknown-word" not in _codes(words, right)


@pytest.mark.parametrize(
    ("typed", "meant"), [("yes", "true"), ("N", "false"), ("No", "false"), ("TRUE", "true"), ("maybe", "true or false")]
)
def test_yes_and_no_in_words_are_told_what_to_write(words: Words, typed: str, meant: str) -> None:
    text = AN_EVENT.format("final-plan-sent", "2026-09-01", f'names_next_phase = "{typed}"')
    (problem,) = read_case((HEAD + text).encode(), "EHC-1.toml", words)[1]
    assert f"Write names_next_phase = {meant}, without quotes." in problem.message and problem.position.line == 7


def test_of_what_an_event_needs_one_of_the_first_is_proposed(words: Words) -> None:
    (problem,) = read_case((HEAD + AN_EVENT.format("case-allocated", "2026-09-01", "")).encode(), "EHC-1.toml", words)[
        1
    ]
    assert problem.message == '"case-allocated" needs officer or team. Add officer = "...".'


def test_where_the_child_lives_and_who_wrote_what_when(read: Read) -> None:
    request = 'recorded = 2026-09-02T09:12:00+01:00\nby = "okafor"\n'
    case = read(f'{HEAD}locality = "North"\n{REQUEST}{request}')
    (event,) = case.events
    assert (case.locality, event.by, event.recorded) == ("North", "okafor", datetime(2026, 9, 2, 8, 12, tzinfo=UTC))


@pytest.mark.parametrize("schema", ["true", "2", '"1"', "1.5", "0"])
def test_only_a_file_of_this_version_is_read(words: Words, schema: str) -> None:
    case, (problem,) = read_case(f'schema = {schema}\nref = "EHC-1"\nnonsense = 1\n'.encode(), "EHC-1.toml", words)
    newer = "Install a newer version" in problem.message
    assert case is None and problem.code == "schema" and newer == (schema == "2")


def test_a_correction_that_names_no_day_of_birth_takes_none_away(words: Words, book: RuleBook) -> None:
    """What is missing is a warning, so the case is answered: with the day of birth that is known."""
    text = f"{HEAD}born = 2015-04-12\n" + AN_EVENT.format("birth-date-corrected", "2026-09-01", "")
    case, (problem,) = read_case(text.encode(), "EHC-1.toml", words)
    assert case is not None and (problem.code, problem.severity) == ("missing-field", "warning")
    assert timeline(case, book, date(2026, 11, 21)).case.born == date(2015, 4, 12)


def _said(words: Words, text: str, file: str = "EHC-1.toml") -> list[tuple[int, str, str]]:
    """Line, severity and message of all that is said of a file."""
    problems = read_case(text.encode(), file, words)[1]
    return [(problem.position.line, problem.severity, problem.message) for problem in problems]


NOT_THE_NAME = 'ref = "{}" is not the name of the file. Write ref = "{}", or rename the file.'
A_COPY = (
    "this looks like a copy of {0}.toml that a sync tool or a person made. Compare the two, and keep one as {0}.toml."
)


@pytest.mark.parametrize(
    ("file", "ref", "message"),
    [
        ("Copy of EHC-1.toml", "EHC-1", A_COPY.format("EHC-1")),  # Google Drive, with what stands in the file
        ("copy (2) of EHC-1.toml", "EHC-1", A_COPY.format("EHC-1")),
        ("Copy of EHC-1.toml", "Copy of EHC-1", A_COPY.format("EHC-1")),  # or with the reference put right
        ("EHC-1 (1).toml", "EHC-1", A_COPY.format("EHC-1")),
        ("ehc-1 - copy.toml", "EHC-1", A_COPY.format("EHC-1")),
        ("SEN-1 (1).toml", "EHC-1", NOT_THE_NAME.format("EHC-1", "SEN-1 (1)")),  # of another case
        ("EHC-1-2.toml", "EHC-1", NOT_THE_NAME.format("EHC-1", "EHC-1-2")),  # a reference of its own
        ("EHC-12.toml", "EHC-1", NOT_THE_NAME.format("EHC-1", "EHC-12")),
        ("ehc-1.toml", "EHC-1", NOT_THE_NAME.format("EHC-1", "ehc-1")),
    ],
)
def test_a_copy_is_told_from_another_case(words: Words, file: str, ref: str, message: str) -> None:
    assert _said(words, f'schema = 1\nref = "{ref}"\n', file) == [(2, "error", message)]


def test_a_reference_that_is_a_number_is_told_once(words: Words) -> None:
    """Not also that the file is a copy, or has another name."""
    for file in ("7.toml", "Copy of 7.toml", "_7.toml"):
        ((line, severity, message),) = _said(words, "schema = 1\nref = 7\n", file)
        assert (line, severity) == (2, "error") and "must be text in quotes" in message


SINGLE = "the heading has single brackets. Head every event [[event]], with two brackets on each side."
OTHERWISE = "this is not how events are written. Head every event [[event]], with two brackets on each side."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[event]\n", SINGLE),  # with nothing below it, too: no case is empty by a slip
        ('[event]\ntype = "assessment-requested"\n', SINGLE),
        ("event = 5\n", OTHERWISE),
        ('event = "2026-09-01"\n', OTHERWISE),
        ('event = [{ type = "assessment-requested", on = 2026-09-01 }, "and more"]\n', OTHERWISE),
    ],
)
def test_what_is_no_list_of_events_is_said(words: Words, text: str, message: str) -> None:
    assert _said(words, HEAD + text) == [(3, "error", message)]


@pytest.mark.parametrize(
    ("text", "severity", "message"),
    [
        ('colours = ["red", "blue"]', "warning",
         '"colours" is not known here, so it is not used. Remove it, or put a # before it.'),
        ('localty = "North"', "warning",
         '"localty" is not known here, so it is not used. Did you mean "locality"?'),
        ('settings = "Oakwood"', "error", '"settings" is not known here. Did you mean "setting"?'),
        # What may be an event is never let go, though not all of it is.
        ("history = [{ on = 2026-09-01 }]", "error", '"history" is not known here. Remove it.'),
        ('history = ["Called.", { on = 2026-09-01 }]', "error", '"history" is not known here. Remove it.'),
    ],
)  # fmt: skip
def test_a_word_of_the_head_that_nobody_knows(words: Words, text: str, severity: str, message: str) -> None:
    assert _said(words, f"{HEAD}{text}\n") == [(3, severity, message)]


MOMENT = '\n[[event]]\ntype = "{}"\nat = 2026-09-01T10:00:00\n{}\n'


def test_beside_an_hour_everything_is_kept_as_well(read: Read) -> None:
    """An event with its hour is read by the careful reader alone."""
    excuse = 'rule = "final-plan"\nground = "school-closed"\nreason = "Closed."\nby = "okafor"'
    event, born, agreed = read(
        HEAD
        + MOMENT.format("exception-recorded", excuse)
        + AN_EVENT.format("birth-date-corrected", "2026-09-01", "born = 2015-04-13")
        + MOMENT.format("final-plan-sent", "names_next_phase = true\nserved = 2026-09-02")
    ).events
    assert event.by == "okafor"
    assert event.fields == {"rule": "final-plan", "ground": "school-closed", "reason": "Closed."}
    assert born.fields == {"born": date(2015, 4, 13)}
    assert agreed.fields == {"names_next_phase": True, "served": date(2026, 9, 2)}


@pytest.mark.parametrize("event", [MOMENT.replace("at = 2026-09-01T10:00:00", "on = 2026-09-01"), MOMENT])
def test_who_recorded_it_is_a_name(words: Words, event: str) -> None:
    """What nobody can read as a name is said: an audit would be silent about who it was."""
    said = '"by" must be text in quotes, so nobody is named. Write by = "okafor", whoever recorded it.'
    text = HEAD + event.format("assessment-requested", "by = 5")
    assert _said(words, text) == [(7, "warning", said)]
    case, _ = read_case(text.encode(), "EHC-1.toml", words)
    assert case is not None and case.events[0].by is None


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("at = 1990-01-01T00:00:00", []),
        ("at = 1989-12-31T23:59:00", ["year"]),
        ("at = 2099-12-31T23:59:00", []),
        ("at = 2100-01-01T00:00:00", ["year"]),
        ('on = 2026-09-01\nat = "half past nine"', ["not-a-moment"]),
        ("on = 2026-09-01\nat = 2026-09-02T09:30:00", ["two-days"]),
        ("on = 2026-09-01\nat = 2026-09-01T09:30:00", []),
    ],
)
def test_a_moment_is_within_the_years_and_of_the_day_beside_it(words: Words, day: str, codes: list[str]) -> None:
    text = f'\n[[event]]\ntype = "assessment-requested"\n{day}\n'
    assert _codes(words, text) == codes


@pytest.mark.parametrize(
    ("rule", "ground", "message"),
    [
        ("nothing-like-it", "school-closed", '"nothing-like-it" is not a known rule. All of them: sendclock rules'),
        ("final-plam", "school-closed", '"final-plam" is not a known rule. Did you mean "final-plan"?'),
        ("final-plan", "qqqqqqqqq", '"qqqqqqqqq" is not a known exception.'),
        ("final-plan", "school-close", '"school-close" is not a known exception. Did you mean "school-closed"?'),
    ],
)
def test_a_rule_or_an_exception_that_nobody_knows(words: Words, rule: str, ground: str, message: str) -> None:
    text = AN_EVENT.format(
        "exception-recorded", "2026-09-01", f'rule = "{rule}"\nground = "{ground}"\nreason = "Closed."'
    )
    assert [said for _, _, said in _said(words, HEAD + text)] == [message]


def test_after_a_correction_of_nothing_the_others_are_looked_at(words: Words) -> None:
    nothing = AN_EVENT.format("event-corrected", "2026-09-08", 'reason = "Misread."\nserved = 2026-09-02')
    unknown = AN_EVENT.format("event-corrected", "2026-09-08", 'event = "e9"\nreason = "x"\nserved = 2026-09-02')
    assert sorted(_codes(words, REQUEST + nothing + unknown)) == ["missing-field", "unknown-id"]


def test_a_reminder_ticked_off_that_nobody_knows_withholds_no_case(words: Words) -> None:
    text = HEAD + REQUEST + AN_EVENT.format("reminder-done", "2026-09-02", 'event = "e9"')
    case, problems = read_case(text.encode(), "EHC-1.toml", words)
    assert case is not None and len(case.events) == 2 and problems == []
