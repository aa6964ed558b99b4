"""The weeks of a training programme, from its first Monday."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pusaq_core.io.resource_model import Programme

WORKDAYS = 5
"""Monday to Friday."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a programme.

    Attributes:
        number: from 1, through all modules.
        first: its Monday.
        last: its Friday.
        sessions: what happens in it.
    """

    number: int
    first: dt.date
    last: dt.date
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleWeeks:
    """A module with its weeks."""

    number: int
    title: str
    weeks: tuple[Week, ...]


def module_weeks(programme: Programme) -> tuple[ModuleWeeks, ...]:
    """Each module with its weeks: one after the other without a gap, whatever holidays lie in them.

    Raises:
        ValueError: the programme does not start on a Monday.
    """
    if programme.starts_on.weekday() != 0:
        raise ValueError(programme.starts_on.isoformat())
    found = []
    before = 0
    for number, module in enumerate(programme.modules, start=1):
        numbers = range(before + 1, before + module.weeks + 1)
        found.append(ModuleWeeks(number, module.title, tuple(_week(programme, one) for one in numbers)))
        before += module.weeks
    return tuple(found)


def _week(programme: Programme, number: int) -> Week:
    monday = programme.starts_on + dt.timedelta(weeks=number - 1)
    sessions = tuple(session.title for session in programme.sessions if number in session.weeks)
    return Week(number, monday, monday + dt.timedelta(days=WORKDAYS - 1), sessions)
