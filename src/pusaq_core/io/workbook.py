"""`plan.xlsx`: the plan for people, in Spanish. The same plan gives the same bytes."""

from __future__ import annotations

import datetime as dt
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from pusaq_core.io.harmless import WORKBOOK_OPTIONS, put
from pusaq_core.io.plan_files import texts_of
from pusaq_core.io.plan_schema import as_typed
from pusaq_core.io.workbook_names import names_of
from pusaq_core.io.workbook_sheets import Sheet, sheets_of
from pusaq_core.io.workbook_summary import summary_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import polars as pl
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pusaq_core.io.plan_schema import Content
    from pusaq_core.io.workbook_summary import Cell

MAX_ROWS: Final = 1_048_576
"""Rows of a sheet, title row included; longer tables go on in a further sheet."""

STORED_BYTES: Final = 64 * 1024**2
"""Up to this size the parts are stored as they are: compressors differ from machine to machine."""

_NO_DATE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)


class _Formats(NamedTuple):
    """How cells look, by the kind of their column."""

    head: Format
    by_kind: dict[str, Format]


def write_workbook(
    path: Path,
    tables: Mapping[str, Content],
    *,
    summary: Mapping[str, Any],
    names: pl.DataFrame,
    people: pl.DataFrame | None = None,
    without: Collection[str] = (),
    max_rows: int = MAX_ROWS,
) -> None:
    """Write the workbook: summary, targeting, caseloads, calendar of each accompanist, what is missing.

    All text is written as text: nothing that stands in an input becomes a formula or a link.

    Args:
        path: file to write.
        tables: as for `pusaq_core.io.plan_files.write_plan`, with sentences in place of facts: nothing reads
            a workbook back.
        summary: content of `summary.json`.
        names: names of schools, places and UGEL, as `pusaq_core.io.workbook_names.names_of` reads them.
        people: names of teachers; None shows their codes only.
        without: titles of sheets to leave out; the summary names them.
        max_rows: rows of a sheet; a longer table goes on in a further sheet of the same title and a number.

    Raises:
        OSError: the file cannot be written.
        ValueError: a table or column is missing.
    """
    typed = {name: as_typed(name, text, file=name) for name, text in texts_of(tables).items()}
    called = names_of(names, people)
    rows = summary_rows(summary, called.ugels, without)
    sheets = [sheet for sheet in sheets_of(typed, called) if sheet.title not in without]
    path.touch()  # fails before the work where there is no place for the file
    with tempfile.TemporaryDirectory() as folder:
        _fill(xlsxwriter.Workbook(str(path), WORKBOOK_OPTIONS | {"tmpdir": folder}), rows, sheets, max_rows)
    _repack(path)


def _fill(
    book: xlsxwriter.Workbook, rows: Iterable[list[Cell]], sheets: Sequence[Sheet], max_rows: int
) -> None:
    book.set_properties({"title": "Plan de acompañamiento pedagógico", "created": _NO_DATE})
    formats = _formats(book)
    _write_summary(book.add_worksheet("Resumen"), rows, formats)
    for sheet in sheets:
        for number, start in enumerate(range(0, max(len(sheet.frame), 1), max_rows - 1), 1):
            title = sheet.title if number == 1 else f"{sheet.title} ({number})"
            part = sheet._replace(frame=sheet.frame.slice(start, max_rows - 1))
            _write_sheet(book.add_worksheet(title), part, formats)
    try:
        book.close()
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
    )
    shapes = {
        "text": {},
        "whole": {"num_format": "0"},
        "number": {"num_format": "0.##"},
        "km": {"num_format": "#,##0.0"},
        "share": {"num_format": "0.0%"},
        "coordinate": {"num_format": "0.00000"},
        "day": {"num_format": "dd/mm/yyyy", "align": "left"},
        "section": {"bold": True, "font_size": 12},
    }
    return _Formats(head, {kind: book.add_format(shape) for kind, shape in shapes.items()})


def _write_sheet(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.frame), 1), len(sheet.columns) - 1)
    for index, column in enumerate(sheet.columns):
        page.write_string(0, index, column.title, formats.head)
    shapes = [None if column.kind == "text" else formats.by_kind[column.kind] for column in sheet.columns]
    for line, cells in enumerate(sheet.frame.iter_rows(), 1):
        for index, (shape, value) in enumerate(zip(shapes, cells, strict=True)):
            put(page, line, index, value, shape)


def _write_summary(page: Worksheet, rows: Iterable[list[Cell]], formats: _Formats) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 24, 15)
    for line, cells in enumerate(rows):
        for index, (kind, value) in enumerate(cells):
            put(page, line, index, value, formats.head if kind == "head" else formats.by_kind[kind])


def _repack(path: Path) -> None:
    """Pack the parts again without the clock, the time zone and the user of this machine."""
    fresh = path.with_name(f"{path.name}.nuevo")
    with zipfile.ZipFile(path) as packed:
        members = packed.infolist()
        small = sum(member.file_size for member in members) <= STORED_BYTES
        method = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(fresh, "w", method) as again:
            for member in members:
                plain = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
                plain.compress_type = method
                plain.create_system = 0
                plain.file_size = member.file_size
                with packed.open(member) as source, again.open(plain, "w") as target:
                    while chunk := source.read(1024**2):
                        target.write(chunk)
    fresh.replace(path)
