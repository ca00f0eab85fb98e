"""From the panels of the settings to panels that know their calendar.

Must not know: cases, what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sendclock.core.calendars import Calendar
from sendclock.core.panels import Panel
from sendclock.core.problems import CannotRunError, Problem

if TYPE_CHECKING:
    from sendclock.store.panels import PanelSettings


def own_panels(specs: Iterable[PanelSettings], calendars: Mapping[str, Calendar]) -> dict[str, Panel]:
    """The panels by name. Raises CannotRunError where a day is added on which the panel meets anyway, and where two
    casebooks mean different panels by one name."""
    panels: dict[str, Panel] = {}
    problems: list[Problem] = []
    for spec in specs:
        panel = Panel(
            name=spec.name,
            title=spec.title,
            first=spec.first,
            every=spec.every,
            calendar=calendars[spec.calendar],
            papers=spec.papers,
            at=spec.at,
            term_time=spec.term_time,
            skipped=dict(spec.skipped),
            added=spec.added,
            about=spec.about,
            fallback=spec.fallback,
            decision=spec.decision,
            papers_at=spec.papers_at,
        )
        if panels.setdefault(spec.name, panel) != panel:
            message = f'"{spec.name}" is another panel in another of these casebooks. Ask about one casebook at a time.'
            problems.append(Problem(spec.position, "error", "taken", message))
        try:
            for day in panel.added_in_vain():
                message = f"{day} is a meeting already. Take it out of the days added."
                problems.append(Problem(spec.added_position, "error", "meets-already", message))
        except ValueError as error:
            problems.append(Problem(spec.added_position, "error", "not-covered", f"{error}. Correct the day."))
    if problems:
        raise CannotRunError("\n".join(map(str, problems)))
    return panels
