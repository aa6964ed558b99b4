"""Rows of the plan's files as typed records; days are day numbers (`date.toordinal`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pusaq_core.checking.cell_facts import Said
    from pusaq_core.checking.facts import ServiceKey

COLUMNS: dict[str, tuple[str, ...]] = {
    "targeting.csv": ("cod_mod", "anexo", "codlocal", "cod_ugel", "profile", "decision", "rank", "reasons"),
    "caseloads.csv": (
        *("accompanist", "cod_ugel", "profile", "cod_mod", "anexo", "codlocal", "teacher", "post"),
        *("base_lat", "base_lon", "ratio_min", "ratio_max", "numeral", "language", "note"),
    ),
    "activities.csv": (
        *(
            "activity",
            "kind",
            "number",
            "accompanist",
            "cod_ugel",
            "codlocal",
            "cod_mod",
            "anexo",
            "teachers",
        ),
        *("start", "end", "days", "hours", "trip", "numeral", "note"),
    ),
    "unplaced.csv": ("accompanist", "teacher", "kind", "missing", "days_missing", "reason"),
    "changes.csv": ("activity", "change", "start_before", "start_after", "reason"),
    "rejected.csv": ("file", "row", "column", "found", "expected"),
}
"""Columns of each file in their order."""

LONGEST_SPAN = 366


@dataclass(frozen=True, slots=True)
class TargetingRow:
    """One service and the decision on it."""

    row: int
    key: ServiceKey
    premises: str
    ugel: str
    profile: str
    decision: str
    rank: int | None
    reasons: str


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One teacher in a caseload."""

    row: int
    accompanist: str
    ugel: str
    profile: str
    key: ServiceKey
    premises: str
    teacher: str
    post: str
    base: tuple[float, float] | None
    ratio_min: int | None
    ratio_max: int
    numeral: str
    language: str
    note: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """One planned activity; `accompanists`, `premises`, `keys` and `teachers` as listed in the row."""

    row: int
    id: str
    kind: str
    number: int
    accompanists: tuple[str, ...]
    ugel: str
    premises: tuple[str, ...]
    cod_mod: tuple[str, ...]
    anexo: tuple[str, ...]
    teachers: tuple[str, ...]
    start: int
    end: int
    days: int
    hours: float | None
    trip: str
    numeral: str
    note: tuple[Said, ...]

    @property
    def span(self) -> range:
        """Every day from start to end, of a wrong row no more than a year."""
        return range(self.start, min(self.end, self.start + LONGEST_SPAN) + 1)


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """What could not be placed for one teacher (or accompanist) and kind."""

    row: int
    accompanist: str
    teacher: str
    kind: str
    missing: int
    days_missing: int | None
    reason: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference from the previous plan."""

    row: int
    activity: str
    change: str
    start_before: int | None
    start_after: int | None
    reason: tuple[Said, ...]
