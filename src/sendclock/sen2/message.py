"""The return as XML: Message > Header, Persons > Person > Requests > Assessment > NamedPlan > PlanDetail, and beside
Assessment in Requests ActivePlans > PlacementDetail, SENneed.

A blank item is left out; the surname and forename are always there, because the public readers ask for them. Groups
that the office fills (PlanDetail, PlacementDetail, SENneed) are there and empty.
Must not know: cases, files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from sendclock.sen2.modules import Share, Strand, Survey, Values
from sendclock.sen2.template import MODULES, PERSONAL

_ELEMENTS = {module.element: tuple(item.element for item in module.items) for module in MODULES}
_ALWAYS = ("Surname", "Forename")
# XML has no place for these, escaped or not.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def pieces(survey: Survey, la: str, release: str, people: Iterable[tuple[Share, Values]]) -> Iterator[str]:
    """The message, person by person; `people` are shares of the return with what is known of who each is."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n'
    yield from _lines(1, "Header", [*_header(survey, la, release)])
    yield "  <Persons>\n"
    for share, person in people:
        yield "".join(_person(share, person))
    yield "  </Persons>\n</Message>\n"


def _header(survey: Survey, la: str, release: str) -> Iterator[str]:
    details = {"Collection": "SEN2", "Year": survey.census.year, "ReferenceDate": survey.census}
    source = {
        "SourceLevel": "L", "LEA": la, "SoftwareCode": "sendclock", "Release": release, "SerialNo": "001",
        "DateTime": f"{survey.today.isoformat()}T00:00:00",
    }  # fmt: skip
    yield from _lines(2, "CollectionDetails", _values(3, tuple(details), details))
    yield from _lines(2, "Source", _values(3, tuple(source), source))


def _person(share: Share, person: Values) -> Iterator[str]:
    inner = _values(3, PERSONAL, {**dict.fromkeys(_ALWAYS, ""), **person})
    for strand in share.strands:
        inner += _strand(strand)
    yield from _lines(2, "Person", inner)


def _strand(strand: Strand) -> list[str]:
    inner = _values(4, _ELEMENTS["Requests"], strand.request)
    if strand.assessment is not None:
        told = _values(5, _ELEMENTS["Assessment"], strand.assessment)
        if strand.plan is not None:
            named = [*_values(6, _ELEMENTS["NamedPlan"], strand.plan), *_lines(6, "PlanDetail", [])]
            told += _lines(5, "NamedPlan", named)
        inner += _lines(4, "Assessment", told)
    if strand.active is not None:
        groups = [*_lines(5, "PlacementDetail", []), *_lines(5, "SENneed", [])]
        inner += _lines(4, "ActivePlans", [*_values(5, _ELEMENTS["ActivePlans"], strand.active), *groups])
    return list(_lines(3, "Requests", inner))


def _lines(depth: int, element: str, inner: Sequence[str]) -> Iterator[str]:
    space = "  " * depth
    if not inner:
        yield f"{space}<{element}/>\n"
        return
    yield f"{space}<{element}>\n"
    yield from inner
    yield f"{space}</{element}>\n"


def _values(depth: int, elements: Iterable[str], values: Mapping[str, Any]) -> list[str]:
    space = "  " * depth
    found = [(element, values.get(element)) for element in elements]
    return [f"{space}<{name}>{_text(value)}</{name}>\n" for name, value in found if value is not None]


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return escape(_NO_XML.sub("", str(value)))
