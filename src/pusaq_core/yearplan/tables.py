"""The rows of a plan, once for who makes them, writes them, keeps them and plans anew from them.

The order of the fields is that of the columns in the files, and the type of each says how a cell is written.
The checker does not read this: it knows the columns by their names, from the files.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, TypedDict, get_type_hints

import polars as pl

from pusaq_core.findings.shapes import (
    ACTIVITY_NOTES,
    CASELOAD_NOTES,
    CHANGE_REASONS,
    LACKS,
    Fact,
)

Code = Annotated[str, "code"]
"""A code, as it is; empty where there is none."""

Codes = Annotated[tuple[str, ...], "codes"]
"""Codes in step with those of the other columns of the row; a file joins them by `LIST_SIGN`."""

LIST_SIGN: Final = ";"
"""Stands between the codes of a cell; no code holds it."""

Text = Annotated[str, "text"]
Json = Annotated[str, "json"]
Whole = Annotated[int, "whole"]
MaybeWhole = Annotated[int | None, "whole"]
MaybeNumber = Annotated[float | None, "number"]
Degrees = Annotated[float, "coordinate"]
Day = Annotated[date, "day"]
MaybeDay = Annotated[date | None, "day"]


class TargetingRow(TypedDict):
    """A service of the chosen UGEL and the decision on it; `reasons` as JSON, never empty."""

    cod_mod: Code
    anexo: Code
    codlocal: Code
    cod_ugel: Code
    profile: Annotated[str | None, "code"]
    decision: Code
    rank: MaybeWhole
    reasons: Json


class CaseloadRow(TypedDict):
    """An accompanied teacher."""

    accompanist: Code
    cod_ugel: Code
    profile: Code
    cod_mod: Code
    anexo: Code
    codlocal: Code
    teacher: Code
    post: Code
    base_lat: Degrees
    base_lon: Degrees
    ratio_min: MaybeWhole
    ratio_max: Whole
    numeral: Text
    language: Text
    note: Annotated[tuple[Fact, ...], CASELOAD_NOTES]


class ActivityRow(TypedDict):
    """A visit, a meeting, or a part of a workshop that lies in one week."""

    activity: Code
    kind: Code
    number: Whole
    accompanist: Codes
    cod_ugel: Code
    codlocal: Codes
    cod_mod: Codes
    anexo: Codes
    teachers: Codes
    start: Day
    end: Day
    days: Whole
    hours: MaybeNumber
    trip: Code
    numeral: Text
    note: Annotated[tuple[Fact, ...], ACTIVITY_NOTES]


class UnplacedRow(TypedDict):
    """What is missing of a kind for a teacher, or for the accompanist herself; one reason."""

    accompanist: Code
    teacher: Code
    kind: Code
    missing: Whole
    days_missing: Whole
    reason: Annotated[tuple[Fact, ...], LACKS]


class ChangeRow(TypedDict):
    """An activity that differs from the plan before."""

    activity: Code
    change: Code
    start_before: MaybeDay
    start_after: MaybeDay
    reason: Annotated[tuple[Fact, ...], CHANGE_REASONS]


class Tables(TypedDict, total=False):
    """The tables of a plan by their names, which are those of the files."""

    targeting: list[TargetingRow]
    caseloads: list[CaseloadRow]
    activities: list[ActivityRow]
    unplaced: list[UnplacedRow]
    changes: list[ChangeRow]


ROWS: Final = {
    "targeting": TargetingRow,
    "caseloads": CaseloadRow,
    "activities": ActivityRow,
    "unplaced": UnplacedRow,
    "changes": ChangeRow,
}
"""What a row of each table is, in the order of the files."""


def codes_in(column: str) -> pl.Expr:
    """The codes of a column of text, as it stands in a file: a list for each cell, empty where it is.

    An empty place between two signs stays one, so that joining gives the same text again.
    """
    text = pl.col(column).fill_null("")
    none = pl.lit([], dtype=pl.List(pl.String))
    return pl.when(text == "").then(none).otherwise(text.str.split(LIST_SIGN)).alias(column)


def columns_of_codes(table: str) -> tuple[str, ...]:
    """Names of the columns of a table that hold lists of codes."""
    declared = get_type_hints(ROWS[table], include_extras=True)
    return tuple(name for name, hint in declared.items() if hint.__metadata__[0] == "codes")
