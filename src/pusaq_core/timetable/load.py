"""The load simulator: days that a caseload takes of its accompanist's year, against the days there are.

The arithmetic of NT-026-01-MINEDU, 5.6 (visits, GIA, RTC, workshops), before any calendar is solved: it tells
which caseloads cannot fit a year whatever the timetable.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pusaq_core.timetable.problem import Dose


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
        visits: days in classrooms.
        gia: days of GIA, one a group and meeting.
        rtc: days of RTC, one a group and meeting.
        workshops: days of workshops for her teachers that fall on school days.
        own_workshops: days of her own workshops that fall on school days.
        travel: days lost on the road.
        available: school days of the year.
    """

    visits: int
    gia: int
    rtc: int
    workshops: int
    own_workshops: int
    travel: int
    available: int

    @property
    def needed(self) -> int:
        """Days in all."""
        return self.visits + self.gia + self.rtc + self.workshops + self.own_workshops + self.travel

    @property
    def left(self) -> int:
        """Days left over; below zero the year is impossible."""
        return self.available - self.needed


def year_load(
    dose: Dose,
    *,
    teachers: int,
    gia_groups: int,
    rtc_groups: int,
    school_days: int,
    outside: tuple[int, int] = (0, 0),
    journey: Journey | None = None,
) -> Load:
    """Add up the year of one accompanist.

    Args:
        dose: what the norm owes.
        teachers: teachers of the caseload.
        gia_groups: groups that hold the GIA apart.
        rtc_groups: groups that hold the RTC apart.
        school_days: school days of the year.
        outside: workshop days for teachers, and her own, that lie outside school days.
        journey: how far the schools are; None leaves travel out.

    Raises:
        ValueError: a negative number.
    """
    if min(teachers, gia_groups, rtc_groups, school_days, *outside) < 0:
        raise ValueError("a load is counted in numbers that are not negative")
    outings = teachers * len(dose.visit_lengths) + gia_groups * dose.gia + rtc_groups * dose.rtc
    return Load(
        visits=teachers * sum(dose.visit_lengths),
        gia=gia_groups * dose.gia,
        rtc=rtc_groups * dose.rtc,
        workshops=max(0, dose.workshop_days - outside[0]),
        own_workshops=max(0, dose.own_days - outside[1]),
        travel=ceil(outings * journey.days) if journey is not None else 0,
        available=school_days,
    )
