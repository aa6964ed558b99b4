"""Files of rows: CSV as a stream, XLSX in constant memory. No text of theirs can act as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import re
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pusaq_core.io.harmless import WORKBOOK_OPTIONS, harmless, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.http import HttpResponseBase

CSV = "csv"
XLSX = "xlsx"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPACES = re.compile(r"\s+")
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_SHEET_NAME = 31
WIDEST = 48
NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds.

    Attributes:
        title: name of the sheet.
        head: names of the columns.
        rows: values; read once.
        total: last row, or None.
    """

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Any]]
    total: Sequence[Any] | None = None

    def body(self) -> Iterator[Sequence[Any]]:
        yield from self.rows
        if self.total is not None:
            yield self.total


class _Line:
    """A file that gives back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(sheet: Sheet, name: str) -> HttpResponseBase:
    """Comma separated, UTF-8 with its mark so that spreadsheets read the accents, one line at a time."""
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([harmless(one) for one in sheet.head])
        for row in sheet.body():
            yield writer.writerow([_for_csv(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def xlsx_response(sheet: Sheet, name: str) -> HttpResponseBase:
    """A workbook written to disk row by row and streamed from there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the response)
    with xlsxwriter.Workbook(file, WORKBOOK_OPTIONS) as book:
        _write(book, sheet)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE)


def _write(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(
        sheet.title.translate(NOT_IN_SHEET_NAMES)[:LONGEST_SHEET_NAME].strip() or _("Datos")
    )
    strong = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    total = book.add_format({"bold": True, "top": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    shapes = {dt.date: day, dt.datetime: moment}
    for index, word in enumerate(sheet.head):
        page.set_column(index, index, min(max(len(word) + 3, NARROWEST), WIDEST))
    page.freeze_panes(1, 1)
    for index, word in enumerate(sheet.head):
        put(page, 0, index, word, strong)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for index, value in enumerate(row):
            put(page, last, index, _for_xlsx(value), shapes.get(type(value)))
    if sheet.total is not None:
        for index, value in enumerate(sheet.total):
            put(page, last + 1, index, _for_xlsx(value), total)
    if last:
        page.autofilter(0, 0, last, len(sheet.head) - 1)


def _for_xlsx(value: Any) -> Any:
    """A number, a day or text: a cell of text is text to a spreadsheet, whatever it begins with."""
    if isinstance(value, bool):
        return _yes_no(value)
    if value is None or isinstance(value, int | float | decimal.Decimal | dt.date):
        return value
    return words(value)


def _for_csv(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _yes_no(value)
    if isinstance(value, int | float | decimal.Decimal):
        return value
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return harmless(words(value))


def words(value: Any) -> str:
    """Text without the tags of a cell that was drawn for a page."""
    if isinstance(value, SafeString):
        value = strip_tags(value.replace("<", " <"))
        return SPACES.sub(" ", value).strip()
    return str(value)


def _yes_no(value: bool) -> str:  # noqa: FBT001  (the value of a cell)
    return _("Sí") if value else _("No")
