"""The plan as it is handed in, and what is found wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    Table = pl.DataFrame | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PlanTables:
    """The files of a plan. A table is a polars frame (text or typed) or a list of rows.

    Attributes:
        targeting: every service of the chosen UGEL and its decision.
        caseloads: one row a teacher.
        activities: the year.
        unplaced: what is missing.
        rejected: rows of the inputs that were left out; None where not handed in.
        changes: against the previous plan; None without one.
        summary: the parsed `summary.json`; None where not handed in.
    """

    targeting: Table
    caseloads: Table
    activities: Table
    unplaced: Table
    rejected: Table | None = None
    changes: Table | None = None
    summary: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Amounts:
    """What does not add up to a dose, in times or in days.

    Attributes:
        subject: teacher, or accompanist of an own workshop, to whom it is owed.
        kind: id of the kind.
        in_days: whether days are counted, or times.
        owed: by the norm.
        placed: in the plan.
        missing: listed as without a place.
    """

    subject: str
    kind: str
    in_days: bool
    owed: int
    placed: int
    missing: int


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one rule.

    Attributes:
        rule: code, a key of `pusaq_core.checking.rules.RULES`.
        file: name of the file.
        row: line of the file (the header is line 1); None where no single row is at fault.
        subject: what it concerns: an activity, a teacher, an accompanist, a service.
        expected: what the rule asks, with the numeral or the `supuesto` where one is behind it.
        found: what the plan says.
        activity: id of the activity at fault, which the plan may no longer have; empty where the breach is
            of something else, or of several rows together.
        amounts: what does not add up, for the rules that add up a dose.
    """

    rule: str
    file: str
    row: int | None
    subject: str
    expected: str
    found: str
    activity: str = ""
    amounts: Amounts | None = None
