"""What the reader of workbooks does not tell: the system of dates, and cells that hold an error."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from pusaq_core.io.source import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE: Final = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_DATE_1904: Final = re.compile(rb"""<(?:\w+:)?workbookPr\s[^>]*date1904\s*=\s*["'](1|true)["']""")
_ERROR: Final = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt\s*=\s*["']e["'][^>]*)>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_VALUE: Final = re.compile(rb"<(?:\w+:)?v>(.*?)</", re.DOTALL)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")


class ErrorCell(NamedTuple):
    """A cell that holds an error: row and column of the sheet, from 0, and what it shows."""

    row: int
    column: int
    text: str


def counts_from_1904(data: bytes) -> bool:
    """Whether the dates of a workbook are days since 1904, as old ones for Macintosh have them."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return _DATE_1904.search(packed.read("xl/workbook.xml")) is not None


def error_cells_of_sheet(data: bytes, index: int, file: str) -> list[ErrorCell]:
    """Cells of a sheet that hold an error, which the reader takes for empty.

    Args:
        data: bytes of a workbook.
        index: of the sheet in the order of the workbook.
        file: name of the file.

    Raises:
        InputError: `file_corrupt` where such a cell does not say where it stands.
    """
    with zipfile.ZipFile(BytesIO(data)) as packed:
        part = _part_of_sheet(packed, index)
        content = packed.read(part) if part in packed.namelist() else b""
    # Sheets are large and errors are rare: the pattern is tried only where its letters stand somewhere.
    return list(_errors(content, file)) if b't="e"' in content or b"t='e'" in content else []


def _errors(content: bytes, file: str) -> Iterator[ErrorCell]:
    for cell in _ERROR.finditer(content):
        where = _REFERENCE.fullmatch(_attributes(cell[1]).get("r", ""))
        if where is None:
            raise refusal("file_corrupt", file, expected="xlsx", found="cell reference")
        shown = _VALUE.search(cell[2])
        text = html.unescape(shown[1].decode("utf-8", "replace")) if shown else "#N/A"
        yield ErrorCell(int(where[2]) - 1, column_number(where[1]) - 1, text)


def column_number(letters: str) -> int:
    """The column that letters name: A is 1, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _part_of_sheet(packed: zipfile.ZipFile, index: int) -> str:
    """Name of the part that holds a sheet."""
    sheets = [_attributes(found[1]) for found in _SHEET.finditer(packed.read("xl/workbook.xml"))]
    if index >= len(sheets) or "xl/_rels/workbook.xml.rels" not in packed.namelist():
        return ""
    wanted = next((value for name, value in sheets[index].items() if name.endswith(":id")), "")
    for found in _RELATION.finditer(packed.read("xl/_rels/workbook.xml.rels")):
        relation = _attributes(found[1])
        if relation.get("Id") == wanted:
            return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
    return ""


def _attributes(text: bytes) -> dict[str, str]:
    found = _ATTRIBUTE.findall(text)
    return {
        name.decode("utf-8", "replace"): html.unescape(value.decode("utf-8", "replace"))
        for name, value in found
    }
