"""A plan made earlier, as its files say: the one that is replanned, or last year's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        happened: the rows before the day say what happened, by hands that no rule binds, and not what was
            planned.
        by_hand: ids of activities that a person put where they are; they stay there where no rule forbids it.
    """

    plan: Earlier
    as_of: date
    happened: bool = False
    by_hand: frozenset[str] = frozenset()
