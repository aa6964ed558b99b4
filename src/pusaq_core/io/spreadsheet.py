"""XLSX: checked before the reader sees it, because a small workbook can ask for any amount of memory."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook

from pusaq_core.io.columns import column_name, frame_of_rows, read_header
from pusaq_core.io.source import Source, foreign_reader, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

MAX_CELLS = 20_000_000
"""Cells of the rectangle that holds a sheet: the reader makes room for each, empty or not."""

TITLE_ROWS = 20
"""Rows above the header in which official exports carry titles."""

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"'0-9]*)([^"']*)["']""")
_LAST_ROW = 1_048_576
_SCAN_BYTES = 4 * 1024**2
_OVERLAP = 64


def read_spreadsheet(source: Source, required: Iterable[str], *, max_bytes: int) -> pl.DataFrame:
    """Text columns of the first sheet that has the required columns; whole numbers lose their `.0`.

    Args:
        source: bytes of a workbook.
        required: names of columns that must be there.
        max_bytes: largest size that the workbook may unpack to.

    Returns:
        Frame of text columns with `_row`, the row of the sheet.

    Raises:
        InputError: `file_corrupt`, `file_too_large`, `format_unknown` (a zip that is no workbook),
            `header_missing`, `missing_column`, `duplicate_column`.
    """
    wanted = tuple(required)
    with foreign_reader(source.file, "xlsx"):
        _refuse_bombs(source, max_bytes)
        top, rows = _rows_from_header(source.data, wanted)
    header = read_header(rows[0] if rows else [], file=source.file, row=top, required=wanted)
    text = ((line, [cell_text(cell) for cell in cells]) for line, cells in enumerate(rows[1:], top + 1))
    return frame_of_rows(header, text)


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


def _rows_from_header(data: bytes, required: tuple[str, ...]) -> tuple[int, list[list[Any]]]:
    """Row number of the header, and all rows from there on.

    The header is the row that holds all required columns, among the top rows of the first sheet that has
    one; else the first row with content of the first sheet.
    """
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        titles = sheet.to_python(skip_empty_area=False, nrows=TITLE_ROWS)
        for index, cells in enumerate(titles):
            if required and set(required) <= {column_name(cell) for cell in cells}:
                return index + 1, sheet.to_python(skip_empty_area=False)[index:]
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    first = next((index for index, cells in enumerate(rows) if any(cell != "" for cell in cells)), 0)
    return first + 1, rows[first:]


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
    cells = last_row * max((_column_number(letters) for letters in columns), default=1)
    if cells > MAX_CELLS:
        raise refusal("file_too_large", file, expected=f"{MAX_CELLS} cells", found=f"{cells} cells")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
