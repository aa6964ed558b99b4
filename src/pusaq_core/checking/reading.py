"""Cells to records. What does not parse is a violation and its row takes no part in the other rules."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from pusaq_core.checking.cell_facts import NotFactsError, facts_in
from pusaq_core.checking.records import COLUMNS, Activity, CaseloadRow, ChangeRow, TargetingRow, UnplacedRow
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pusaq_core.checking.cell_facts import Said
    from pusaq_core.checking.tables import Table

Record = TypeVar("Record")
Cells = tuple[str, ...]

HEADER_LINES = 2  # the first row of data is line 2 of the file

_WHOLE = re.compile(r"\d+")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_COORDINATE = re.compile(r"-?\d{1,3}\.\d{5}")


class _MalformedCellError(Exception):
    """A cell that is not of its column's type."""


def _whole(column: str, text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise _MalformedCellError(column, "whole number", text)
    return int(text)


def _optional_whole(column: str, text: str) -> int | None:
    return _whole(column, text) if text else None


def _number(column: str, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise _MalformedCellError(column, "number", text)
    return float(text)


def _coordinate(column: str, text: str) -> float:
    if not _COORDINATE.fullmatch(text):
        raise _MalformedCellError(column, "coordinate with five decimals", text)
    return float(text)


@lru_cache(maxsize=4096)
def _day(column: str, text: str) -> int:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _MalformedCellError(column, "date as YYYY-MM-DD", text) from None
    if day.isoformat() != text:
        raise _MalformedCellError(column, "date as YYYY-MM-DD", text)
    return day.toordinal()


def _optional_day(column: str, text: str) -> int | None:
    return _day(column, text) if text else None


def _required(column: str, text: str) -> str:
    if not text:
        raise _MalformedCellError(column, "a value", text)
    return intern(text)


def _list(text: str) -> tuple[str, ...]:
    return tuple(intern(part) for part in text.split(";")) if text else ()


def _facts(column: str, text: str) -> tuple[Said, ...]:
    try:
        return facts_in(text)
    except NotFactsError:
        raise _MalformedCellError(column, "JSON list of facts", text) from None


def _text(column: str, value: Any) -> str:  # noqa: ANN401  (a cell of a typed frame may hold anything)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.5f}" if column.startswith("base_") else f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ";".join(str(part) for part in value)
    return str(value)


def cells(table: Table) -> tuple[Cells, list[Cells]]:
    """Column names and rows of text of a table, whatever its form."""
    if isinstance(table, pl.DataFrame):
        names = tuple(table.columns)
        return names, [tuple(map(_text, names, row)) for row in table.iter_rows()]
    names = tuple(table[0]) if table else ()
    return names, [tuple(_text(name, row.get(name)) for name in names) for row in table]


class TableReader:
    """Reads tables, keeps what is malformed.

    Attributes:
        violations: found so far, in the order of the rows.
        unreadable: True once a table lacked a column, so that nothing more can be said.
    """

    def __init__(self) -> None:
        """Start with nothing read."""
        self.violations: list[Violation] = []
        self.unreadable = False

    def rows(self, file: str, table: Table) -> list[Cells]:
        """Rows of the table with its cells in the order of `COLUMNS`; empty where a column is missing."""
        names, rows = cells(table)
        wanted = COLUMNS[file]
        if names == wanted or (not names and not rows):
            return rows
        self.violations.append(Violation("columns_differ", file, 1, "", ",".join(wanted), ",".join(names)))
        if not set(wanted) <= set(names):
            self.unreadable = True
            return []
        places = [names.index(name) for name in wanted]
        return [tuple(row[place] for place in places) for row in rows]

    def records(self, file: str, table: Table, build: Callable[[int, Cells], Record]) -> list[Record]:
        """Records of the table; rows with a malformed cell are reported and left out."""
        made: list[Record] = []
        for row, values in enumerate(self.rows(file, table), HEADER_LINES):
            try:
                made.append(build(row, values))
            except _MalformedCellError as malformed:
                column, expected, found = malformed.args
                self.violations.append(Violation("value_malformed", file, row, column, expected, found))
        return made


def targeting_row(row: int, v: Cells) -> TargetingRow:
    """A row of `targeting.csv`."""
    return TargetingRow(
        row=row,
        key=(_required("cod_mod", v[0]), _required("anexo", v[1])),
        premises=_required("codlocal", v[2]),
        ugel=_required("cod_ugel", v[3]),
        profile=intern(v[4]),
        decision=intern(v[5]),
        rank=_optional_whole("rank", v[6]),
        reasons=v[7],
    )


def caseload_row(row: int, v: Cells) -> CaseloadRow:
    """A row of `caseloads.csv`."""
    base = None if not v[8] and not v[9] else (_coordinate("base_lat", v[8]), _coordinate("base_lon", v[9]))
    return CaseloadRow(
        row=row,
        accompanist=_required("accompanist", v[0]),
        ugel=_required("cod_ugel", v[1]),
        profile=_required("profile", v[2]),
        key=(_required("cod_mod", v[3]), _required("anexo", v[4])),
        premises=_required("codlocal", v[5]),
        teacher=_required("teacher", v[6]),
        post=v[7],
        base=base,
        ratio_min=_optional_whole("ratio_min", v[10]),
        ratio_max=_whole("ratio_max", v[11]),
        numeral=v[12],
        language=v[13],
        note=_facts("note", v[14]),
    )


def activity_row(row: int, v: Cells) -> Activity:
    """A row of `activities.csv`."""
    return Activity(
        row=row,
        id=_required("activity", v[0]),
        kind=_required("kind", v[1]),
        number=_whole("number", v[2]),
        accompanists=_list(_required("accompanist", v[3])),
        ugel=_required("cod_ugel", v[4]),
        premises=_list(v[5]),
        cod_mod=_list(v[6]),
        anexo=_list(v[7]),
        teachers=_list(v[8]),
        start=_day("start", v[9]),
        end=_day("end", v[10]),
        days=_whole("days", v[11]),
        hours=_number("hours", v[12]) if v[12] else None,
        trip=intern(v[13]),
        numeral=intern(v[14]),
        note=_facts("note", v[15]),
    )


def unplaced_row(row: int, v: Cells) -> UnplacedRow:
    """A row of `unplaced.csv`."""
    return UnplacedRow(
        row=row,
        accompanist=_required("accompanist", v[0]),
        teacher=v[1],
        kind=_required("kind", v[2]),
        missing=_whole("missing", v[3]),
        days_missing=_optional_whole("days_missing", v[4]),
        reason=_facts("reason", v[5]),
    )


def change_row(row: int, v: Cells) -> ChangeRow:
    """A row of `changes.csv`."""
    return ChangeRow(
        row=row,
        activity=_required("activity", v[0]),
        change=_required("change", v[1]),
        start_before=_optional_day("start_before", v[2]),
        start_after=_optional_day("start_after", v[3]),
        reason=_facts("reason", v[4]),
    )


def rejected_row(row: int, v: Cells) -> tuple[str, int]:
    """File and row that a line of `rejected.csv` speaks of; the line itself must name both."""
    del row  # the place of the line in the file says nothing about its content
    return _required("file", v[0]), _whole("row", v[1]) if v[1] else 0
