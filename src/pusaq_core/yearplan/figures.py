"""What each caseload costs in kilometres and days, for people who compare; no file of a plan holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.timetable.problem import UgelYear, YearResult
    from pusaq_core.yearplan.assigned import AssignedCaseload


@dataclass(frozen=True, slots=True)
class CaseloadFigures:
    """The figures of one caseload.

    Attributes:
        base_premises: CODLOCAL of the base; empty where the base is the home given.
        weighted_km: sum over its teachers of visits, both ways, from the base.
        travel_km: kilometres of the outings of the year.
        travel_bound: proven least kilometres of any timetable; 0 where none was proven.
        days_used: school days of the UGEL on which the accompanist has something to do.
        days_available: school days of the UGEL on which she can work.
    """

    base_premises: str
    weighted_km: float
    travel_km: float
    travel_bound: float
    days_used: int
    days_available: int


def figures_of(
    shares: Sequence[AssignedCaseload], ugel_year: UgelYear, year: YearResult
) -> Mapping[str, CaseloadFigures]:
    """Figures of the caseloads of one UGEL by the code of the accompanist.

    Args:
        shares: its caseloads.
        ugel_year: its year as posed.
        year: its year as solved.
    """
    busy: dict[str, set[int]] = {share.key: set() for share in shares}
    for activity in year.activities:
        days = range(activity.start, activity.start + activity.days)
        for key in activity.accompanists:
            if key in busy:  # a kept activity may name somebody who left
                busy[key].update(days)
    school = frozenset(ugel_year.school_days)
    away = {accompanist.key: accompanist.away for accompanist in ugel_year.accompanists}
    return {
        share.key: CaseloadFigures(
            base_premises=share.base_premises or "",
            weighted_km=round(share.km, 1),
            travel_km=round(year.km.get(share.key, 0.0), 1),
            travel_bound=round(year.km_bound.get(share.key, 0.0), 1),
            days_used=len(school & busy[share.key]),
            days_available=len(school - away.get(share.key, frozenset())),
        )
        for share in shares
    }
