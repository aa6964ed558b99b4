"""Days that an accompanist has left: one definition for every page that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.accompaniment.caseloads.queries.plans import school_calendar
from pusaq.accompaniment.year.queries.scheduled import scheduled_by_caseload

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.accompaniment.caseloads.models import Caseload

WEEKEND = 5


@dataclass(frozen=True, slots=True)
class FreeDays:
    """School days on which an accompanist has nothing to do, from a day on.

    Attributes:
        used: school days of the whole year with something that stands: planned, or held.
        days: those without anything, from the day on.
        at_most: she is away on some days of the year, and nobody keeps on which: it may be fewer.
    """

    used: int
    days: int
    at_most: bool


def free_days(caseload: Caseload, *, on: dt.date) -> FreeDays:
    """What is left of a year from a day on, that day included; one query.

    What was not held leaves no day free that is over, and what is cancelled gives its days back.

    Args:
        caseload: with its plan and the organisation of that.
        on: today.
    """
    plan = caseload.plan
    calendar = school_calendar(plan.organisation.country, plan.year)
    school = {day for day in calendar.school_days(plan.organisation.code) if day.weekday() < WEEKEND}
    busy = {day for one in scheduled_by_caseload(plan, [caseload])[caseload.pk] for day in one.dates} & school
    away = len(school) - caseload.days_available
    ahead = sum(day >= on for day in school - busy)
    if not away or all(day >= on for day in school):
        return FreeDays(len(busy), max(ahead - away, 0), at_most=False)
    return FreeDays(len(busy), max(min(ahead, caseload.days_available - len(busy)), 0), at_most=True)
