"""export cases: one row a case, streamed, and the mirror of `import --map plain`."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from run import AS_OF, sendclock
from schema import held_to_schema

TODAY = date.fromisoformat(AS_OF)
CASES = 120


class Child:
    """An invented case of a kind that a row can hold, grown day by day until the day of asking."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.events: list[tuple[date, str]] = []
        self.day = TODAY - timedelta(chance.randrange(1, 1500))
        if chance.random() >= 0.7 or self.assessed():
            self.planned()
        if self.events and chance.random() < 0.05:
            self.then('type = "case-closed"\nreason = "other"', 1, 30)

    def then(self, text: str, least: int, most: int) -> bool:
        """The next event, some days on; False where that day has not come, and the case stands there."""
        self.day += timedelta(self.chance.randrange(least, most))
        if self.day <= TODAY:
            self.events.append((self.day, text))
        return self.day <= TODAY

    def assessed(self) -> bool:
        """Whether the assessment came to a draft."""
        chance, requester = self.chance, self.chance.choice(("family", "setting", "health"))
        self.then(f'type = "assessment-requested"\nrequester = "{requester}"', 0, 1)
        if chance.random() < 0.5:
            self.then('type = "case-allocated"\nofficer = "okafor"\nteam = "north"', 0, 10)
        end = chance.choice(("request-withdrawn", "assessment-refused", *["assessment-agreed"] * 4))
        if not self.then(f'type = "{end}"', 10, 60) or end != "assessment-agreed":
            return False
        if chance.random() < 0.2:
            self.then('type = "plan-refused"', 20, 80)
            return False
        return self.then('type = "plan-agreed"', 20, 80) and self.then('type = "draft-plan-sent"', 5, 40)

    def planned(self) -> None:
        came = self.chance.random() < 0.15
        made = f"made = {self.day - timedelta(900)}\nlast_reviewed = {self.day - timedelta(100)}"
        sent = 'type = "final-plan-sent"'
        if not self.then(f'type = "plan-transferred"\ndirection = "in"\n{made}' if came else sent, 5, 60):
            return
        if self.chance.random() < 0.3:
            move = date(TODAY.year + self.chance.randrange(0, 3), 9, 1)
            self.then(
                f'type = "phase-transfer-expected"\ntransfer = "primary-to-secondary"\ntransfer_on = {move}', 0, 90
            )
        while self.chance.random() < 0.6 and self.then('type = "review-meeting-held"', 200, 380):
            if self.chance.random() < 0.2:
                break
            outcome = self.chance.choice(("maintain", "amend"))
            if self.then(f'type = "review-decided"\noutcome = "{outcome}"', 7, 28) and outcome == "amend":
                self.then('type = "amendment-notice-sent"\nfollowing = "review"', 0, 1)
                told = self.chance.choice(("amended-plan-sent", "amended-plan-sent", "amendment-dropped"))
                self.then(f'type = "{told}"\nfollowing = "review"', 30, 56)
        if self.chance.random() < 0.1:
            self.then('type = "plan-ceased"\nreason = "needs-met"', 20, 90)
        elif self.chance.random() < 0.1:
            self.then('type = "plan-transferred"\ndirection = "out"', 20, 90)


def lives(seed: int) -> Iterator[tuple[str, str]]:
    """Invented cases: a reference, and the text of its file."""
    chance = random.Random(seed)
    for place in range(CASES):
        head = [f'schema = 1\nref = "R-{place:03}"']
        head += [f'setting = "{chance.choice(("Oakwood Primary", "=Elm Park", "St Mary, Café"))}"'] * chance.randrange(
            2
        )
        head += [f"opening = {TODAY - timedelta(chance.randrange(1, 400))}"] * (chance.random() < 0.3)
        events = Child(chance).events
        if events:
            yield f"R-{place:03}", "\n".join([*head, *(f"\n[[event]]\n{what}\non = {on}" for on, what in events), ""])


def book(path: Path, seed: int = 0) -> Path:
    (path / "cases").mkdir(parents=True)
    for ref, text in lives(seed) if seed else ():
        (path / "cases" / f"{ref}.toml").write_text(text, encoding="utf-8")
    return path


def files(path: Path) -> list[Path]:
    return sorted((path / "cases").iterdir())


def exported(path: Path, *words: str) -> str:
    ran = sendclock("export", "cases", "--cases", str(path), *words)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3))])
def test_a_row_brought_into_an_empty_casebook_has_the_same_days_and_state(tmp_path: Path, seed: int) -> None:
    first, second = book(tmp_path / "one", seed), book(tmp_path / "two")
    (tmp_path / "all.csv").write_text(exported(first), encoding="utf-8", newline="")
    ran = sendclock("import", str(tmp_path / "all.csv"), "--map", "plain", "--cases", str(second))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    there, again = (list(csv.DictReader(io.StringIO(exported(path)))) for path in (first, second))
    assert len(there) > CASES // 2 and {row["state"] for row in there} >= {"running", "ended"}
    assert all(any(row[name] for row in there) for name in there[0])  # no column is put to no test
    for row, other in zip(there, again, strict=True):
        assert row == other


def test_what_a_spreadsheet_would_run_comes_back_as_it_was(tmp_path: Path) -> None:
    first, second = book(tmp_path / "one", 6), book(tmp_path / "two")
    (tmp_path / "all.csv").write_text(exported(first), encoding="utf-8", newline="")
    assert "'=Elm Park" in exported(first)
    sendclock("import", str(tmp_path / "all.csv"), "--map", "plain", "--cases", str(second))
    settings = {path.stem: path.read_text(encoding="utf-8").count('setting = "=Elm Park"') for path in files(first)}
    assert settings == {path.stem: path.read_text(encoding="utf-8").count('"=Elm Park"') for path in files(second)}
    assert any(settings.values())


def test_a_spreadsheet_of_cases_has_real_days_and_comes_back_too(tmp_path: Path) -> None:
    first, second = book(tmp_path / "one", 4), book(tmp_path / "two")
    out = tmp_path / "all.xlsx"
    exported(first, "--format", "xlsx", "--out", str(out))
    page = openpyxl.load_workbook(out).worksheets[0]
    headings = [cell.value for cell in page[1]]
    assert headings[:3] == ["Reference", "Setting", "Officer"] and headings[-1] == "Next due"
    ran = sendclock("import", str(out), "--map", "plain", "--cases", str(second))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert exported(first) == exported(second)


def test_json_has_the_same_rows(tmp_path: Path) -> None:
    first = book(tmp_path / "one", 5)
    told = json.loads(exported(first, "--format", "json"))
    held_to_schema(told)
    rows = list(csv.DictReader(io.StringIO(exported(first).removeprefix("\ufeff"))))
    assert [row["reference"] for row in told["rows"]] == [row["reference"] for row in rows]
    assert [row["next_due"] or "" for row in told["rows"]] == [row["next_due"] for row in rows]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--format", "xlsx"), "does not go to the screen"),
        (("--format", "xml"), "export cases has no --format xml"),
        (("--within", "4w"), "takes no --within"),
    ],
)
def test_what_it_cannot_do_is_refused(tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    ran = sendclock("export", "cases", "--cases", str(book(tmp_path / "one")), *words)
    assert ran.returncode == 2 and why in ran.stderr
