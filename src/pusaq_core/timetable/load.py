"""The load simulator: days that a caseload takes of its accompanist's year, against the days there are.

The arithmetic of NT-026-01-MINEDU, 5.6 (visits, meetings, workshops), before any calendar is solved: it tells
which caseloads cannot fit a year whatever the timetable.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq_core.kinds import Dose


@dataclass(frozen=True, slots=True)
class Journey:
    """How far the schools are.

    Attributes:
        hours: travel time one way, in hours.
        half_day_from: hours from which a journey takes half a day.
        day_from: hours from which it takes a whole day.
    """

    hours: float
    half_day_from: float
    day_from: float

    @property
    def days(self) -> float:
        """Days that one outing loses on the road."""
        if self.hours > self.day_from:
            return 1.0
        return 0.5 if self.hours > self.half_day_from else 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """Days of one accompanist's year.

    Attributes:
        days: by kind of activity: in classrooms, one for each meeting of a group, and those of workshops, her
            own among them.
        travel: days lost on the road.
        outside: days of workshops that take no school day.
        available: school days of the year.
    """

    days: Mapping[str, int]
    travel: int
    outside: int
    available: int

    @property
    def needed(self) -> int:
        """Days in all."""
        return sum(self.days.values()) + self.travel

    @property
    def left(self) -> int:
        """School days left over; below zero the year is impossible."""
        return self.available + self.outside - self.needed


def year_load(
    dose: Dose,
    *,
    teachers: int,
    groups: Mapping[str, int],
    school_days: int,
    outside: Mapping[str, int] | None = None,
    journey: Journey | None = None,
) -> Load:
    """Add up the year of one accompanist.

    Args:
        dose: what the norm owes.
        teachers: teachers of the caseload.
        groups: hosted kind to the groups that hold it apart.
        school_days: school days of the year.
        outside: kind of the UGEL to its days that lie outside school days.
        journey: how far the schools are; None leaves travel out.

    Raises:
        ValueError: a negative number.
    """
    outside = outside or {}
    if min(teachers, school_days, *groups.values(), *outside.values()) < 0:
        raise ValueError("a load is counted in numbers that are not negative")
    days: dict[str, int] = {}
    outings = apart = 0
    for kind in KINDS.values():
        owed = dose.of(kind.id)
        if kind.of_ugel:
            days[kind.id] = owed.days
            apart += min(owed.days, outside.get(kind.id, 0))
            continue
        many = teachers if kind.travels else groups.get(kind.id, 0)
        days[kind.id] = many * owed.days
        outings += many * owed.times
    travel = ceil(outings * journey.days) if journey is not None else 0
    return Load(days, travel, apart, school_days)
