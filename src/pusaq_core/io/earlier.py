"""Plans made earlier, read for replanning and for the next year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.plan_files import read_plan
from pusaq_core.io.plan_schema import HEADER_LINES, TABLES, facts_of
from pusaq_core.kinds import KINDS
from pusaq_core.yearplan.earlier import Earlier, Previous

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import polars as pl

    from pusaq_core.io.plan_files import Plan
    from pusaq_core.io.plan_schema import Column
    from pusaq_core.yearplan.tables import ActivityRow, CaseloadRow, TargetingRow, UnplacedRow

TYPED = frozenset({"whole", "number", "coordinate", "day"})
KIND_OF: Final = {column.name: column.kind for column in TABLES["activities"]}
"""How a column of the activities is written."""


def read_earlier(folder: Path) -> Earlier:
    """The plan of a folder.

    Raises:
        InputError: `not_a_plan`, `columns_differ`, `facts_malformed`, `value_malformed`; as `read_source`.
    """
    plan = read_plan(folder)
    return Earlier(
        year=plan.summary["year"],
        ugels=tuple(sorted(plan.summary["ugel"])),
        targeting=cast("tuple[TargetingRow, ...]", _rows(plan, "targeting")),
        caseloads=cast("tuple[CaseloadRow, ...]", _rows(plan, "caseloads")),
        activities=cast("tuple[ActivityRow, ...]", _rows(plan, "activities")),
        unplaced=cast("tuple[UnplacedRow, ...]", _rows(plan, "unplaced")),
        summary=plan.summary,
    )


def _rows(plan: Plan, table: str) -> tuple[dict[str, Any], ...]:
    text, typed = plan.tables[table], plan.typed(table)
    columns = [_cells(table, text, typed, column) for column in TABLES[table]]
    names = [column.name for column in TABLES[table]]
    return tuple(dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))


def _cells(table: str, text: pl.DataFrame, typed: pl.DataFrame, column: Column) -> list[Any]:
    """Numbers, dates, facts and lists typed, empty text for empty cells."""
    if column.kind == "facts":
        return facts_of(table, column.name, text[column.name].to_list())
    if column.kind == "codes":
        return [tuple(codes) for codes in typed[column.name].to_list()]
    if column.kind in TYPED:
        return typed[column.name].to_list()
    plain = typed if column.kind == "text" else text
    return plain[column.name].fill_null("").to_list()


def read_previous(folder: Path, as_of: date | None, *, year: int, ugels: Sequence[str]) -> Previous:
    """The plan that is to be replanned.

    Args:
        folder: where it is.
        as_of: first day that may change.
        year: school year asked for.
        ugels: UGEL asked for.

    Raises:
        InputError: `as_of_missing`, `as_of_out_of_year`, `plan_of_other_year`, `plan_of_other_ugel`;
            `value_malformed` for each activity of an unknown kind, without id, accompanist, number or day,
            `date_out_of_year` for days of another year; as `read_earlier`.
    """
    if as_of is None:
        raise InputError(Problem("as_of_missing", file=str(folder)))
    if as_of.year != year:
        raise InputError(Problem("as_of_out_of_year", expected=str(year), found=as_of.isoformat()))
    plan = read_earlier(folder)
    if plan.year != year:
        raise InputError(Problem("plan_of_other_year", str(folder), expected=str(year), found=str(plan.year)))
    if plan.ugels != tuple(sorted(ugels)):
        raise InputError(
            Problem(
                "plan_of_other_ugel",
                str(folder),
                expected=", ".join(sorted(ugels)),
                found=", ".join(plan.ugels),
            )
        )
    _check_activities(plan, folder)
    return Previous(plan, as_of)


def _check_activities(plan: Earlier, folder: Path) -> None:
    """Refuse activities that are none or lie outside the year: what is counted from them would be wrong."""
    file, problems = str(folder / "activities.csv"), []
    for line, row in enumerate(plan.activities, HEADER_LINES):
        if row["kind"] not in KINDS:
            problems.append(Problem("value_malformed", file, line, "kind", "|".join(KINDS), row["kind"]))
        filled: dict[str, object] = {
            "activity": row["activity"],
            "accompanist": row["accompanist"],
            "number": row["number"],
            "days": row["days"],
        }
        problems += [
            Problem("value_malformed", file, line, column, KIND_OF[column], "")
            for column, value in filled.items()
            if not value
        ]
        days: dict[str, date | None] = {"start": row["start"], "end": row["end"]}
        for column, day in days.items():
            if day is None:
                problems.append(Problem("value_malformed", file, line, column, "day", ""))
            elif day.year != plan.year:
                problems.append(Problem("date_out_of_year", file, line, column, str(plan.year), str(day)))
    if problems:
        raise InputError(*problems)


def read_last_year(folder: Path, *, year: int) -> Earlier:
    """Last year's plan.

    Raises:
        InputError: `last_year_not_before` where it is of this year or later; as `read_earlier`.
    """
    plan = read_earlier(folder)
    if plan.year >= year:
        raise InputError(
            Problem("last_year_not_before", str(folder), expected=str(year - 1), found=str(plan.year))
        )
    return plan
