"""XLSX: checked before the reader sees it, because a small workbook can ask for any amount of memory."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from pusaq_core.errors import InputError, Problem
from pusaq_core.io.cells import DAY_ONE
from pusaq_core.io.columns import Header, column_name, frame_of_rows, read_header
from pusaq_core.io.source import Source, foreign_reader, refusal
from pusaq_core.io.workbook_parts import column_number, counts_from_1904, error_cells_of_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

MAX_CELLS = 20_000_000
"""Cells of the rectangle that holds a sheet: the reader makes room for each, empty or not."""

TITLE_ROWS = 20
"""Rows above the header in which official exports carry titles."""

USUAL_SYSTEM = 1900

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"'0-9]*)([^"']*)["']""")
_LAST_ROW = 1_048_576
_SCAN_BYTES = 4 * 1024**2
_OVERLAP = 64


class Sheet(NamedTuple):
    """A sheet as read.

    Attributes:
        frame: text columns with `_row`, the row of the sheet.
        day_one: day from which the workbook counts days.
        notes: what was understood: which sheet of several, which system of dates.
    """

    frame: pl.DataFrame
    day_one: dt.date
    notes: tuple[Problem, ...]


def read_spreadsheet(source: Source, required: Iterable[str], *, max_bytes: int) -> Sheet:
    """Text columns of the sheet that has the required columns; whole numbers lose their `.0`.

    Args:
        source: bytes of a workbook.
        required: names of columns that must be there.
        max_bytes: largest size that the workbook may unpack to.

    Raises:
        InputError: `file_corrupt`, `file_too_large`, `format_unknown` (a zip that is no workbook),
            `header_missing`, `missing_column`, `duplicate_column` (with `sheets_seen` where there are
            several); `sheets_alike` where several sheets fit, `sheet_hidden` where only hidden ones do.
    """
    wanted = tuple(required)
    with foreign_reader(source.file, "xlsx"):
        _refuse_bombs(source, max_bytes)
        book = CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        chosen, top, sheet = _chosen(book, wanted, source.file)
        rows = sheet.to_python(skip_empty_area=False)[top:]
        for cell in error_cells_of_sheet(source.data, chosen, source.file):
            if 0 <= cell.row - top < len(rows) and cell.column < len(rows[cell.row - top]):
                rows[cell.row - top][cell.column] = cell.text
        system = 1904 if counts_from_1904(source.data) else 1900
    names = book.sheet_names
    header = _header(rows, source.file, top + 1, wanted, names)
    text = ((line, [cell_text(cell) for cell in cells]) for line, cells in enumerate(rows[1:], top + 2))
    notes = []
    if len(names) > 1:
        notes.append(Problem("sheet_read", file=source.file, found=names[chosen], expected=str(len(names))))
    if system != USUAL_SYSTEM:
        notes.append(Problem("dates_from_1904", file=source.file))
    return Sheet(frame_of_rows(header, text), DAY_ONE[system], tuple(notes))


def _header(
    rows: list[list[Any]], file: str, row: int, required: tuple[str, ...], names: list[str]
) -> Header:
    try:
        return read_header(rows[0] if rows else [], file=file, row=row, required=required)
    except InputError as error:
        if len(names) == 1:
            raise
        seen = Problem("sheets_seen", file=file, found=", ".join(names))
        raise InputError(*error.problems, seen) from None


def cell_text(value: Any) -> str:  # noqa: ANN401  (a cell of a workbook may hold anything)
    """A cell as text: dates in ISO, whole numbers without decimals, truth as 1 and 0."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return "" if value is None else str(value)


def _chosen(book: CalamineWorkbook, required: tuple[str, ...], file: str) -> tuple[int, int, CalamineSheet]:
    """Index of the sheet that fits, index of its header, and the sheet, which takes long to open.

    The header is the row among the top ones that holds all required columns.
    Of several visible sheets that fit, the one with rows below its header. Where none fits, the first visible
    sheet, from its first row with content.
    """
    fits: dict[int, int] = {}
    opened: dict[int, CalamineSheet] = {}
    filled: set[int] = set()
    for number in range(len(book.sheet_names)):
        sheet = opened[number] = book.get_sheet_by_index(number)
        titles = sheet.to_python(skip_empty_area=False, nrows=TITLE_ROWS)
        for index, cells in enumerate(titles):
            if required and set(required) <= {column_name(cell) for cell in cells}:
                fits[number] = index
                if sheet.end is not None and sheet.end[0] > index:
                    filled.add(number)
                break
    shown = [n for n, one in enumerate(book.sheets_metadata) if one.visible == SheetVisibleEnum.Visible]
    visible = [n for n in fits if n in shown]
    with_rows = [n for n in visible if n in filled] or visible
    if len(with_rows) > 1:
        alike = ", ".join(book.sheet_names[n] for n in with_rows)
        raise refusal("sheets_alike", file, found=alike)
    if with_rows:
        return with_rows[0], fits[with_rows[0]], opened[with_rows[0]]
    if fits:
        raise refusal("sheet_hidden", file, found=", ".join(book.sheet_names[n] for n in fits))
    first = next(iter(shown), 0)
    rows = opened[first].to_python(skip_empty_area=False)
    top = next((index for index, cells in enumerate(rows) if any(cell != "" for cell in cells)), 0)
    return first, top, opened[first]


def _refuse_bombs(source: Source, max_bytes: int) -> None:
    with zipfile.ZipFile(io.BytesIO(source.data)) as packed:
        members = packed.infolist()
        size = sum(member.file_size for member in members)
        if size > max_bytes:
            raise refusal("file_too_large", source.file, expected=str(max_bytes), found=str(size))
        if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
            raise refusal("format_unknown", source.file, found="zip")
        for member in members:
            _refuse_wide(packed.read(member), source.file)


def _refuse_wide(member: bytes, file: str) -> None:
    """Refuse a sheet whose cells span a rectangle beyond `MAX_CELLS`."""
    if b"sheetData" not in member:
        return
    columns: set[bytes] = set()
    last_row = 1
    for start in range(0, len(member), _SCAN_BYTES):
        found = _REFERENCE.findall(member[max(0, start - _OVERLAP) : start + _SCAN_BYTES])
        columns |= {letters for letters, _ in found}
        numbers = {digits for _, digits in found}
        if any(not digits.isdigit() or len(digits) > 7 for digits in numbers if digits):
            raise refusal("file_corrupt", file, expected="xlsx", found="cell reference")
        last_row = max([last_row, *(int(digits) for digits in numbers if digits)])
    if last_row > _LAST_ROW or any(len(letters) > 3 for letters in columns):
        raise refusal("file_corrupt", file, expected="xlsx", found="cell reference")
    cells = last_row * max(
        (column_number(letters.decode("ascii", "replace")) for letters in columns), default=1
    )
    if cells > MAX_CELLS:
        raise refusal("file_too_large", file, expected=f"{MAX_CELLS} cells", found=f"{cells} cells")
