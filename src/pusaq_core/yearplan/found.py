"""What the timetable could not place, as a fact of the plan."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from pusaq_core.findings.shapes import LACKS, CountedDays, Lack, NoSpan

if TYPE_CHECKING:
    from pusaq_core.timetable.problem import Missing

_BY_CODE: Final = {kind.code: kind for kind in LACKS if issubclass(kind, Lack)}


def lack_of(missing: Missing, *, gap: int) -> Lack:
    """Why something has no place, with its count.

    Args:
        missing: as the timetable says it.
        gap: least days between two visits to a teacher.
    """
    counted = tuple(
        CountedDays(first=date.fromordinal(first), last=date.fromordinal(last), weight=weight)
        for first, last, weight in missing.counted
    )
    kind = _BY_CODE[missing.code]
    if issubclass(kind, NoSpan):
        return kind(needed=missing.needed, available=missing.available, counted=counted, gap=gap)
    return kind(needed=missing.needed, available=missing.available, counted=counted)
