"""A job that nobody watches: silent when there is nothing to say, never half a report, and recipes that work."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from run import AS_OF, CACHE, ROOT, sendclock

TOY = ROOT / "tests" / "toy.py"  # the program, under the toy law
PAGE = (ROOT / "docs" / "cron.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CALLED = re.compile(r"(?:^|[\s\\])sendclock(?:\.exe)? ([a-z].*)")
NOTHING = ("--rule", "survey-answer", "--as-of", "2026-11-03")  # a day on which nothing is listed, and all cases run


def quiet(book: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return sendclock("due", "--quiet", "--cases", str(book), *words, **environment)


@pytest.mark.parametrize("form", ["table", "plain", "json", "csv", "md"])
def test_quiet_prints_nothing_where_nothing_is_listed(toy_book: Path, form: str) -> None:
    for who in ({}, {"SENDCLOCK_OFFICER": "okafor"}):
        ran = quiet(toy_book, *NOTHING, "--format", form, "--fail-on", "due", **who)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_quiet_changes_nothing_where_something_is(toy_book: Path) -> None:
    for words in (["--plain"], ["--format", "json"], ["--format", "csv"], ["--fail-on", "overdue"]):
        loud = sendclock("due", "--cases", str(toy_book), *words, SENDCLOCK_OFFICER="okafor")
        ran = quiet(toy_book, *words, SENDCLOCK_OFFICER="okafor")
        assert ran.stdout and (ran.returncode, ran.stdout, ran.stderr) == (loud.returncode, loud.stdout, loud.stderr)


def test_quiet_still_names_what_cannot_be_read_and_who_has_no_case(toy_book: Path) -> None:
    (toy_book / "cases" / "L-9.toml").write_text("schema = 1\n", encoding="utf-8")
    ran = quiet(toy_book, *NOTHING, "--officer", "okafr")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert "L-9.toml" in ran.stderr and 'No officer "okafr" is known' in ran.stderr
    assert 'Did you mean "okafor"?' in ran.stderr


def test_quiet_reminders_are_silent_where_nobody_is_to_be_told(toy_book: Path) -> None:
    assert sendclock("due", "--remind", "--cases", str(toy_book)).stdout.startswith("Nothing to chase today.")
    for form in ("plain", "json"):
        ran = quiet(toy_book, "--remind", "--format", form)
        assert (ran.returncode, ran.stdout) == (0, "")


def test_quiet_json_is_whole_where_something_is_listed(toy_book: Path) -> None:
    assert json.loads(quiet(toy_book, "--format", "json").stdout)["complete"] is True


def test_a_command_that_fails_prints_nothing(toy_book: Path) -> None:
    (toy_book / "sendclock.toml").write_text("schema = 2\n", encoding="utf-8")
    for words in (["due"], ["check"], ["report", "weekly", "--format", "html"], ["export", "ics"], ["export", "json"]):
        ran = sendclock(*words, "--cases", str(toy_book))
        assert (ran.returncode, ran.stdout) == (4, "") and ran.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize("words", [["due"], ["due", "--format", "csv"], ["export", "json"]], ids=" ".join)
def test_a_full_disk_is_a_message_and_code_4(toy_book: Path, words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, str(TOY), *words, "--cases", str(toy_book), "--as-of", AS_OF]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    message = "The answer could not be written whole (no space left on device). Make room and ask again.\n"
    assert (ran.returncode, ran.stderr) == (4, message)


def called(page: str) -> list[list[str]]:
    """The words after `sendclock` wherever the page calls it: in a crontab or script, and in code inside a sentence."""
    blocks = [line for _, body in BLOCK.findall(page) for line in body.splitlines()]
    found = [match[1] for line in blocks if not line.startswith("#") and (match := CALLED.search(line))]
    found += re.findall(r"`sendclock ([^`]+)`", BLOCK.sub("", page))
    ends = [re.split(r"\s+(?:\d?>|\||#|&&)", words)[0] for words in found]
    return [shlex.split(words.replace("\\", "/")) for words in ends]


def parse(words: list[str]) -> None:
    """As the program would read them, without running them. Raises what the program would complain of."""
    from sendclock.main import app

    group = typer.main.get_command(app)
    context = group.make_context("sendclock", words[:1])
    command = group.get_command(context, words[0])
    assert command is not None, f"{words[0]} is no command"
    command.make_context(words[0], words[1:])


def test_every_line_of_the_page_is_one_the_program_understands() -> None:
    lines = called(PAGE)
    assert len(lines) >= 12
    for words in lines:
        parse(words)


@pytest.mark.parametrize("wrong", ["due --qiet", "due --fail-on never", "report", "dew --quiet", "export xml"])
def test_that_test_can_fail(wrong: str) -> None:
    with pytest.raises(Exception, match=r".") as error:
        parse(called(f"```text\n0 7 * * 1-5 sendclock {wrong} > x\n```\n")[0])
    assert type(error.value).__name__ in {"NoSuchOption", "BadParameter", "MissingParameter", "AssertionError"}


@pytest.fixture
def server(toy_book: Path, tmp_path: Path) -> Path:
    """The server of the recipes: /srv/send with the casebook and the scripts, and programs that only note mail."""
    if not shutil.which("flock"):
        pytest.skip("no flock here")
    srv = tmp_path / "srv"
    (srv / "bin").mkdir(parents=True)
    toy_book.rename(srv / "casebook")
    programs = {
        "sendclock": f'PYTHONPATH="{ROOT}/src" exec "{sys.executable}" "{TOY}" "$@"',
        "mail": f'echo "$2 to $3" >> {srv}/mailed; cat >> {srv}/mailed',
        "sendmail": f"cat >> {srv}/mailed",
    }
    for name, body in programs.items():
        write_program(srv / "bin" / name, f"#!/bin/sh\n{body}\n")
    for kind, body in BLOCK.findall(PAGE):
        if kind == "sh" and (script := re.match(r"#!/bin/sh\n# /srv/send/(\w+\.sh)", body)):
            write_program(srv / script[1], body.replace("/srv/send", str(srv)))
    return srv


def write_program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def run(srv: Path, command: str, today: str = AS_OF, **more: str) -> subprocess.CompletedProcess[str]:
    """What cron does: a shell, and no more of an environment than the crontab gives."""
    environment = {"PATH": f"{srv}/bin:/usr/bin:/bin", "HOME": str(srv), "PYTHONUTF8": "1"}
    environment |= {"SENDCLOCK_CASES": f"{srv}/casebook", "SENDCLOCK_TODAY": today, "SENDCLOCK_CACHE": CACHE, **more}
    return subprocess.run(["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=False)


def crontab(srv: Path) -> tuple[dict[str, str], list[str]]:
    """The settings of the crontab on the page, and its commands as the shell gets them."""
    (text,) = [body for kind, body in BLOCK.findall(PAGE) if kind == "text" and body.startswith("MAILTO=")]
    lines = [line for line in text.replace("/srv/send", str(srv)).splitlines() if line and not line.startswith("#")]
    settings = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_0-9]+=", line))
    jobs = [line.split(None, 5) for line in lines if not re.match(r"[A-Z_0-9]+=", line)]
    assert all(re.fullmatch(r"[\d*,/-]+", field) for job in jobs for field in job[:5])
    assert not any(re.search(r"(?<!\\)%", job[5]) for job in jobs), "a bare % ends the command"
    return settings, [job[5].replace("\\%", "%") for job in jobs]


@pytest.mark.slow
def test_the_crontab_runs_and_writes_what_the_page_says(server: Path) -> None:
    settings, jobs = crontab(server)
    settings["PATH"] = settings["PATH"].replace("/opt/sendclock/bin", f"{server}/bin")
    assert settings["SENDCLOCK_CASES"] == f"{server}/casebook"
    said = [run(server, job, **settings) for job in jobs]
    assert [ran.returncode for ran in said] == [0] * 5, [ran.stderr for ran in said]
    assert "Case: L-1\nDue: Monday 23 November 2026" in said[0].stdout
    assert [ran.stdout + ran.stderr for ran in said[1:]] == [""] * 4
    assert (server / "drafts" / f"due-{AS_OF}-okafor.eml").exists()
    (weekly,) = server.glob("weekly-????-??-??.html")
    assert weekly.read_text().rstrip().endswith("</html>")
    assert "CANCELLED" not in (server / "okafor.ics").read_text(), "a program that subscribes needs none"
    assert (server / "okafor.ics").read_text().rstrip().endswith("END:VCALENDAR")


def test_on_a_friday_the_week_that_is_ending_is_asked_for_by_its_days(server: Path) -> None:
    (job,) = [job for job in crontab(server)[1] if "report weekly" in job]
    (ending,) = [words for words in called(PAGE) if words[:4] == ["report", "weekly", "--from", "mon"]]
    friday = {"cwd": server, "SENDCLOCK_TODAY": "2026-11-20", "SENDCLOCK_CASES": f"{server}/casebook"}
    for words, week in (
        (job.split("sendclock ")[1].split(), ("2026-11-09", "2026-11-15")),
        (ending, ("2026-11-16", "2026-11-20")),
    ):
        ran = sendclock(*words, "--format", "json", **friday)
        answer = json.loads(ran.stdout)
        assert (answer["period"]["from"], answer["period"]["to"]) == week


@pytest.mark.slow
def test_a_job_is_left_out_while_the_one_before_runs(server: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    job = crontab(server)[1][0]
    with open(server / "due.lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = run(server, job)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", "")
    assert run(server, job).stdout


def test_whole_keeps_the_old_answer_where_there_is_no_new_one(server: Path) -> None:
    page = server / "page"
    page.write_text("old")
    assert run(server, f"{server}/whole.sh {page} sh -c 'echo half; exit 4'").returncode == 4
    assert page.read_text() == "old"
    for code, ends in ((0, 0), (10, 0), (3, 3)):
        assert run(server, f"{server}/whole.sh {page} sh -c 'echo {code}; exit {code}'").returncode == ends
        assert page.read_text() == f"{code}\n"
    assert not list(server.glob("page.new*"))


@pytest.mark.slow
def test_overdue_mails_only_what_is_overdue_or_not_complete(server: Path) -> None:
    assert run(server, f"{server}/overdue.sh", today="2026-06-25").returncode == 0
    assert not (server / "mailed").exists()
    assert run(server, f"{server}/overdue.sh", today="2026-11-25").returncode == 0
    mailed = (server / "mailed").read_text()
    assert mailed.startswith("SEND: overdue today to head-of-send@council.example\nAll officers, ")
    (server / "casebook" / "cases" / "L-9.toml").write_text("schema = 1\n")
    run(server, f"{server}/overdue.sh", today="2026-06-25")
    rest = (server / "mailed").read_text().removeprefix(mailed)
    assert rest.startswith("SEND: overdue today, list not complete to ") and "L-9.toml" in rest


@pytest.mark.slow
def test_post_sends_each_officers_list_and_keeps_nobodys(server: Path) -> None:
    ran = run(server, f"{server}/post.sh")
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")
    mailed = (server / "mailed").read_text()
    assert set(re.findall(r"(?m)^To: (.*)@council.example$", mailed)) >= {"lee", "okafor", "singh"}
    assert "To: nobody" not in mailed and "X-Unsent" not in mailed
    assert (server / "drafts" / f"due-{AS_OF}-nobody.eml").exists()
