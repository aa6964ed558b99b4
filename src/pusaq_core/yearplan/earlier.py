"""A plan made earlier, as its files say: the one that is replanned, or last year's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from pusaq_core.yearplan.tables import ActivityRow, CaseloadRow, TargetingRow, UnplacedRow


@dataclass(frozen=True, slots=True)
class Earlier:
    """The tables of a plan on disk; empty text for cells of text that are empty.

    Attributes:
        year: its school year.
        ugels: its UGEL.
        targeting: decisions.
        caseloads: one row a teacher.
        activities: its year.
        unplaced: what had no place.
        summary: content of `summary.json`.
    """

    year: int
    ugels: tuple[str, ...]
    targeting: tuple[TargetingRow, ...]
    caseloads: tuple[CaseloadRow, ...]
    activities: tuple[ActivityRow, ...]
    unplaced: tuple[UnplacedRow, ...]
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Previous:
    """The plan that is replanned.

    Attributes:
        plan: its tables.
        as_of: what starts before this day stays as it is.
        unheld: series of activities, as ids without their number, to the highest number of one that was not
            held and is owed again; what comes in its place is numbered after it.
        happened: the rows before the day say what happened, by hands that no rule binds, and not what was
            planned.
    """

    plan: Earlier
    as_of: date
    unheld: Mapping[str, int] = field(default_factory=dict)
    happened: bool = False

    def begun(self, series: str, numbers: Collection[int]) -> int:
        """The number after which what is to come is counted on.

        Args:
            series: ids of the activities without their number.
            numbers: of those of the series that stay as they are.
        """
        return max((len(numbers), *numbers, self.unheld.get(series, 0)))
