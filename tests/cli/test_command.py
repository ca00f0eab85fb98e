"""What every command shares: where its options stand, what is said on stderr and in which order, how it is left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import pytest
import typer
from typer.testing import CliRunner, Result

from sendclock import command
from sendclock.command import AsOf, DryRun, Imprint, Now, Options, Reply, Seen, Sent, Then, asking
from sendclock.files.problem import Position, Problem
from sendclock.say.document import Document, Line
from sendclock.say.terminal import Output

ERROR = Problem(Position("a.toml", 3), "error", "x", "is wrong. Put it right.")
WARNING = Problem(Position("b.toml", 0), "warning", "y", "is odd.")


class Own(Options):
    word: Annotated[str, typer.Argument(metavar="WORD")]
    loud: Annotated[bool, typer.Option("--loud")] = False


class Early(Options):
    as_of: AsOf = None
    word: Annotated[Optional[str], typer.Option("--word")] = None


def ran(function: object, *words: str, **how: object) -> Result:
    app = typer.Typer(add_completion=False)
    app.command()(asking(function, **how))
    return CliRunner().invoke(app, list(words))


def options(function: object, **how: object) -> list[str]:
    app = typer.Typer(add_completion=False)
    app.command()(asking(function, **how))
    return [parameter.opts[0] for parameter in typer.main.get_command(app).params]


def said(reply: Reply, *words: str) -> Result:
    def say() -> Reply:
        return reply

    return ran(say, *words)


def test_options_stand_where_their_parameter_stands() -> None:
    def own_first(own: Own, session: Now) -> Reply: ...
    def own_last(session: Then, own: Own, dry_run: DryRun = False) -> Reply: ...

    shared = ["--format", "--plain", "--no-color"]
    assert options(own_first) == ["word", "--loud", "--cases", "--as-of", *shared]
    assert options(own_last) == ["--cases", "--as-of", "--known-at", "word", "--loud", "--dry-run", *shared]
    assert options(own_first, drawn=False) == ["word", "--loud", "--cases", "--as-of"]


def test_an_option_the_command_names_itself_stays_where_it_names_it() -> None:
    def early(own: Early, session: Now) -> Reply: ...

    assert options(early, drawn=False) == ["--as-of", "--word", "--cases"]


def test_a_command_gets_its_session_its_options_and_how_it_answers() -> None:
    def tell(session: Then, own: Own, out: Output) -> Reply:
        return Reply(text=[f"{session.today} {session.known_at} {own.word} {own.loud} {out.format}\n"])

    found = ran(tell, "--as-of", "2026-11-21", "--known-at", "2026-11-01", "hello", "--loud", "--format", "md")
    assert found.output == "2026-11-21 2026-11-01 hello True md\n"


def test_each_form_is_made_only_when_it_is_wanted() -> None:
    made: list[str] = []

    def note(form: str) -> str:
        made.append(form)
        return f"{form}\n"

    reply = Reply(
        document=lambda _, in_full: Document([Line(note(f"drawn in full: {in_full}").strip())]),
        forms={"json": lambda _: note("json"), "csv": lambda _: note("csv")},
    )
    for words, wanted in (((), "drawn in full: True"), (("--format", "json"), "json"), (("--format", "csv"), "csv")):
        assert said(reply, *words).output.strip() == wanted
    assert made == ["drawn in full: True", "json", "csv"]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(), 0),
        (Reply(otherwise=11), 11),
        (Reply(of=Seen([ERROR], 1, 1), otherwise=11), 3),
        (Reply(left_out=2), 3),
        (Reply(of=Seen([ERROR], 1, 1), refused=5), 5),
    ],
)
def test_what_is_missing_wins_over_what_is_due_and_a_refusal_over_both(reply: Reply, code: int) -> None:
    assert said(reply).exit_code == code


def test_what_should_have_been_read_and_could_not_be_makes_any_answer_incomplete() -> None:
    def tell(session: Now) -> Reply:
        session.unread.append(ERROR)
        return Reply()

    assert ran(tell).exit_code == 3


@pytest.mark.parametrize(
    ("told", "beside_data", "words", "heard"),
    [
        ("errors", False, (), ["error"]),
        ("all", False, (), ["error", "warning"]),
        ("none", False, (), []),
        ("none", True, (), []),
        ("none", True, ("--format", "json"), ["error", "warning"]),
        ("errors", True, ("--format", "csv"), ["error", "warning"]),
        ("errors", True, (), ["error"]),
    ],
)
def test_problems_are_told_before_notes(told: str, beside_data: bool, words: tuple[str, ...], heard: list[str]) -> None:
    reply = Reply(of=Seen([ERROR, WARNING], 1), told=told, beside_data=beside_data, notes=["Then this."])
    lines = {"error": str(ERROR), "warning": f"{WARNING} (warning)"}
    assert said(reply, *words).stderr.splitlines() == [*(lines[one] for one in heard), "Then this."]


def test_of_a_file_sent_everything_is_said_once_all_of_it_has_gone(tmp_path: Path) -> None:
    read = Seen([], 0, 0)

    def pieces() -> list[bytes]:
        read.problems, read.unreadable = [ERROR], 1
        return [b"one,", b"two"]

    def send() -> Reply:
        content = (piece for piece in pieces())

        def notes(_: Imprint) -> list[str]:
            return [f"{read.unreadable} unreadable."]

        return Reply(of=read, sent=Sent(content, tmp_path / "out.csv", [WARNING], notes))

    found = ran(send, drawn=False)
    assert (tmp_path / "out.csv").read_bytes() == b"one,two"
    assert found.stderr.splitlines() == [str(ERROR), f"{WARNING} (warning)", "1 unreadable."]
    assert found.exit_code == 3


def test_a_date_beyond_every_calendar_ends_the_command_even_while_it_is_drawn() -> None:
    from sendclock.days.calendars import NotCoveredError
    from sendclock.files.problem import CannotRunError

    def beyond(_: object, in_full: bool) -> Document:
        raise NotCoveredError("no source covers the bank holidays of 2500")

    found = said(Reply(document=beyond))
    assert isinstance(found.exception, CannotRunError)
    assert str(found.exception) == "no source covers the bank holidays of 2500."


def test_json_says_what_it_was_made_from() -> None:
    def tell(session: Now) -> Reply:
        return Reply("due", forms={"json": lambda about: json.dumps(about.heading()._asdict(), default=str)})

    folder = str(Path(__file__).parent.parent.parent / "cases")
    body = json.loads(ran(tell, "--cases", folder, "--as-of", "2026-11-21", "--format", "json").output)
    assert body["report"] == "due" and body["as_of"] == "2026-11-21" and body["complete"] is True
    assert body["casebook"] is None and body["cases_read"] == 0  # nothing was said of cases

    def read(session: Now) -> Reply:
        return tell(session)._replace(of=Seen([], 4, 1))

    body = json.loads(ran(read, "--cases", folder, "--as-of", "2026-11-21", "--format", "json").output)
    assert body["casebook"] == Path(folder).as_posix() and body["cases_read"] == 4 and body["complete"] is False


def test_a_session_is_not_made_for_a_command_that_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "Session", lambda *_: pytest.fail("a session was made"))
    assert said(Reply(text=["fine\n"])).output == "fine\n"
