"""The return of a year, made: as a folder of modules, or as one message; with what is blank in it, what was left out
and why, and the sum of it all. Person by person: no more than one is in memory.
Must not know: what day it is, how a case is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sendclock import __version__
from sendclock.days.spelling import out_of_years
from sendclock.files.name import folded
from sendclock.files.problem import UsageError
from sendclock.say.formats import csv_rows
from sendclock.say.words import long_day, number
from sendclock.sen2 import message
from sendclock.sen2.authorities import Authority, authority_of
from sendclock.sen2.items import ANNOUNCED, census_day
from sendclock.sen2.modules import LEFT_OUT, OFFICE, Gap, Share, Strand, Survey
from sendclock.sen2.persons import Persons
from sendclock.sen2.template import LA, MODULES, OF_PERSON, OF_REQUEST, PERSON, REQUEST, UNCHECKED, ReturnModule

MISSING, LEFT, ABOUT = "missing.csv", "left-out.csv", "about.txt"
MISSING_HEADINGS = ("Person ID", "Requests record ID", "Module", "Blank", "Why", "Held in", "Officer", "Team", "File")
LEFT_HEADINGS = ("Case", "Reason", "Why", "Officer", "Team")
FIRST, LAST = 2014, 2098  # calendar years that can be asked about
NAMED = 12  # references in a line
NOBODY = Persons({}, (), ())


def survey_of(year: int | None, census: str | None, today: date) -> Survey:
    """The return asked for: by the calendar year it collects, by the year of its census (`2027`) or census day, else
    the one whose census day is nearest. A calendar year that has only begun, or not yet, means the return of that name.

    Raises UsageError where its census day is not known.
    """
    if census is not None and not census.isdigit():
        return Survey(_day(census).year - 1, _day(census), today)
    if census is not None:
        calendar = int(census) - 1 if len(census) == 4 else 0
        if not FIRST <= calendar <= LAST:
            raise UsageError(f"--census {census} cannot be used. Write a year from {FIRST + 1} to {LAST + 1}.")
    elif year is not None:
        calendar = year - 1 if date(year, 7, 1) > today else year
    else:
        calendar = min(ANNOUNCED, key=lambda one: abs((ANNOUNCED[one] - today).days))
    if calendar not in ANNOUNCED:
        name, by_rule = f"SEN2 {calendar + 1}", census_day(calendar)[0]
        raise UsageError(
            f"The census day of {name} (calendar {calendar}) is not known here. Give it: --census DATE. By rule it "
            f"would be {long_day(by_rule)}: --census {by_rule}"
        )
    return Survey(calendar, ANNOUNCED[calendar], today)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f'"{text}" is no census. Write its year or its day: --census 2027, --census 2027-01-21'
        ) from None
    wrong = out_of_years(day)
    if wrong:
        raise UsageError(f"--census {text} {wrong}")
    if (day.month, day.isoweekday()) != (1, 4):
        raise UsageError(f"--census {text} is a {day:%A} of {day:%B}: census day is a Thursday of January.")
    return day


def authority(given: str | None, settings: Iterable[str], year: int) -> Authority | None:
    """The authority whose return it is: as given, else as the settings name it."""
    if given is not None:
        found = authority_of(given, year)
        if found is None or found.fault:
            why = found.fault if found else "is no code or name of an authority of England"
            raise UsageError(f'--la "{given}": {why}. Write its code of three figures: --la 383')
        return found
    names = {name for name in settings if name}
    found = authority_of(names.pop(), year) if len(names) == 1 else None
    return found if found is not None and not found.fault else None


class Sum:
    """The sum of a return: cases, and the records of each module. Whole once every share has gone by."""

    def __init__(self) -> None:
        self.given = 0
        self.left: Counter[str] = Counter()
        self.records: Counter[str] = Counter()
        self.blank: Counter[str] = Counter()
        self.nobody: list[str] = []
        self.opened: Counter[date] = Counter()

    def count(self, share: Share, named: bool) -> None:
        """Take in what one case gives to the return. `named`: the office's file says who it is."""
        if share.left_out:
            self.left[share.left_out] += 1
            return
        self.given += 1
        self.opened.update([share.opening] if share.opening else [])
        self.records["1"] += 1
        for strand in share.strands:
            self.records.update(number for number, _ in _records(strand))
        for gap in share.gaps:
            self.blank[gap.where] += 1
        if not named:
            self.nobody.append(share.ref)


class Making:
    """A return while it is made: whose it is, who the persons are, and its sum."""

    def __init__(self, survey: Survey, la: Authority | None, persons: Persons | None) -> None:
        self.survey, self.la = survey, la
        self.persons = persons
        self.tally = Sum()
        self._left_named = set(persons.of) if persons else set[str]()

    @property
    def code(self) -> str:
        return self.la.code if self.la else ""

    def folder(self, shares: Iterable[Share], asked: str, sums: Any) -> Iterator[tuple[str, bytes]]:
        """The files, piece by piece. `asked`: of whom, where not of everybody; `sums`: what was read, when all was."""
        for module in MODULES:
            yield module.file, _csv([module.headings], first=True)
        yield MISSING, _csv([MISSING_HEADINGS], first=True)
        yield LEFT, _csv([LEFT_HEADINGS], first=True)
        for share in shares:
            person = self._met(share)
            if share.left_out:
                yield LEFT, _csv([[share.ref, share.left_out, self.why(share.left_out), share.officer, share.team]])
                continue
            yield MODULES[0].file, _csv([self._row(MODULES[0], share.ref, "", person)])
            for strand in share.strands:
                for number_, values in _records(strand):
                    module = _BY_NUMBER[number_]
                    yield module.file, _csv([self._row(module, share.ref, strand.id, values)])
            yield MISSING, _csv([_gap(share, gap) for gap in self._gaps(share, person)])
        yield ABOUT, "\n".join([*self.said(sums(), asked), "", *self._lines(), ""]).encode()

    def message(self, shares: Iterable[Share]) -> Iterator[bytes]:
        given = ((share, person) for share in shares for person in [self._met(share)] if not share.left_out)
        return (piece.encode() for piece in message.pieces(self.survey, self.code, __version__, given))

    def _met(self, share: Share) -> Mapping[str, Any]:
        """Who it is, counted. The birth date of the case file stands where the persons file has none."""
        known = (self.persons or NOBODY).about(share.ref)
        self.tally.count(share, bool(known))
        self._left_named.discard(folded(share.ref))
        return {**({"PersonBirthDate": share.born} if share.born else {}), **known}

    def _row(self, module: ReturnModule, ref: str, strand: str, values: Mapping[str, Any]) -> list[Any]:
        keys = {LA: self.code, PERSON: ref, OF_PERSON: ref, REQUEST: strand, OF_REQUEST: strand}
        return [*(keys.get(key) for key in module.keys), *(values.get(item.element) for item in module.items)]

    def _gaps(self, share: Share, person: Mapping[str, Any]) -> Iterator[Gap]:
        for gap in share.gaps:
            if gap.where != OFFICE or gap.module != "1":
                yield gap
                continue
            blank = [element for element in gap.blank.split("; ") if not person.get(element)]
            if blank:
                yield gap._replace(blank="; ".join(blank))

    def why(self, reason: str) -> str:
        return LEFT_OUT[reason].format(year=self.survey.year)

    def said(self, read: tuple[int, int], asked: str = "") -> Iterator[str]:
        """What to say of it. `read`: cases read, and files that could not be."""
        survey, tally = self.survey, self.tally
        cases, unreadable = read
        yield (
            f"{survey.name}: calendar {survey.year}, census day {long_day(survey.census)}. Requests, assessments and "
            f"plans as at {long_day(min(survey.last, survey.today))}, active plans as at {long_day(survey.until)}."
        )
        if survey.today < survey.census:
            yield "Census day has not come: this is how it stands so far. Make it again then."
        left = ", ".join(f"{count} {reason}" for reason, count in sorted(tally.left.items()))
        others = cases - tally.given - sum(tally.left.values())
        parts = [f"{tally.given} in the return", f"{sum(tally.left.values())} left out{f' ({left})' if left else ''}"]
        parts += [f"{others} not asked for{f' ({asked})' if asked else ''}"] if others else []
        yield f"{number(cases, 'case')} read: {', '.join(parts)}." + (" This is a part of the return." if asked else "")
        if unreadable:
            yield f"{number(unreadable, 'file')} could not be read: the return is not whole."
        yield "Records: " + ", ".join(f"{module.number} {tally.records[module.number]:,}" for module in MODULES) + "."
        for day, count in sorted(tally.opened.items()):
            whole = "what was asked, decided or written before may not be on file"
            yield f"{number(count, 'case')} whole only from {long_day(day)}, the opening: {whole}."
        if self.la is None:
            yield "Whose return it is could not be told from the settings, so LA is blank. Say it: --la CODE"
        yield from self._of_persons()

    def _of_persons(self) -> Iterator[str]:
        if self.persons is None:
            return
        yield from self.persons.notes
        nobody = self.tally.nobody
        if nobody:
            yield f"No row in the persons file for {number(len(nobody), 'case')}: {_some(nobody)}."
        if self._left_named:
            count = number(len(self._left_named), "row")
            yield f"{count} of the persons file: no case of that reference was read."

    def _lines(self) -> Iterator[str]:
        yield "Left out, and why:"
        for reason in LEFT_OUT:
            yield f"  {reason}: {self.why(reason)}: {self.tally.left[reason]}"
        yield ""
        yield f"{MISSING}: what is blank or to be looked at, with who holds it. {LEFT}: every case left out."
        yield ""
        yield "What nobody here could check against the DfE's own guide:"
        yield from (f"  - {line}" for line in UNCHECKED)


_BY_NUMBER = {module.number: module for module in MODULES}


def _records(strand: Strand) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The records of a strand, each with the number of its module."""
    yield "2", strand.request
    if strand.assessment is not None:
        yield "3", strand.assessment
    if strand.plan is not None:
        yield "4a", strand.plan
        yield "4b", {}
    if strand.active is not None:
        yield "5a", strand.active
        yield "5b", {}
        yield "5c", {}


def _gap(share: Share, gap: Gap) -> list[str | None]:
    return [share.ref, gap.strand, gap.module, gap.blank, gap.why, gap.where, share.officer, share.team, gap.place]


def _csv(rows: Iterable[Any], first: bool = False) -> bytes:
    return (("\ufeff" if first else "") + "".join(csv_rows(rows))).encode()


def _some(refs: list[str]) -> str:
    more = len(refs) - NAMED
    return ", ".join(refs[:NAMED]) + (f" and {more} more" if more > 0 else "")
