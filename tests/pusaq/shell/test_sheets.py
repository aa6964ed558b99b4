from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe
from python_calamine import CalamineWorkbook

from pusaq.shell.sheets import Sheet, csv_response, xlsx_response
from tests.io.hostile import HOSTILE, acting

VALUES = [
    "Ñuñunhuayo",
    7,
    2.5,
    Decimal("3.25"),
    dt.date(2026, 8, 20),
    dt.datetime(2026, 8, 20, 14, 30, tzinfo=dt.UTC),
    True,
    None,
    mark_safe('<a href="#">IE 1</a><br><b>Lamas</b>'),
]


def _sheet(*rows, total=None):
    return Sheet("Carteras: 2026/27", [f"c{n}" for n in range(len(rows[0]))], iter(rows), total)


def _csv(sheet):
    text = b"".join(csv_response(sheet, "x").streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def _bytes(sheet):
    answer = xlsx_response(sheet, "x")
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


def _xlsx(sheet):
    book = CalamineWorkbook.from_filelike(io.BytesIO(_bytes(sheet)))
    return book.get_sheet_by_index(0).to_python()


def test_csv_keeps_numbers_and_days_as_programs_read_them():
    assert _csv(_sheet(VALUES))[1] == [
        "Ñuñunhuayo",
        "7",
        "2.5",
        "3.25",
        "2026-08-20",
        "2026-08-20T14:30:00+00:00",
        "Sí",
        "",
        "IE 1 Lamas",
    ]


def test_xlsx_keeps_numbers_as_numbers_and_days_as_days():
    assert _xlsx(_sheet(VALUES))[1] == [
        "Ñuñunhuayo",
        7.0,
        2.5,
        3.25,
        dt.date(2026, 8, 20),
        dt.datetime(2026, 8, 20, 14, 30),  # noqa: DTZ001  (a workbook knows no zone)
        "Sí",
        "",
        "IE 1 Lamas",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_acts_as_a_formula(text):
    sheet = Sheet("x", [text, "b"], [["a", text]], total=[text, 1])
    content = b"".join(csv_response(sheet, "x").streaming_content).decode().removeprefix("\ufeff")
    for separators in (r"[,\r\n]", r"[;\r\n]", r"[\t\r\n]", r"[,;\t\r\n]"):
        assert acting(content, separators) == []
    with zipfile.ZipFile(io.BytesIO(_bytes(_sheet([text])))) as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in cells
    assert cells.count('t="inlineStr"') == 2


def test_text_longer_than_a_cell_is_cut_and_not_left_out():
    assert len(_xlsx(_sheet(["x" * 40_000]))[1][0]) == 32_767


def test_negative_numbers_stay_numbers():
    assert _csv(_sheet([-3]))[1] == ["-3"]
    assert _xlsx(_sheet([-3]))[1] == [-3.0]


def test_total_is_the_last_row():
    assert _csv(_sheet(["a", 1], ["b", 2], total=["Total", 3]))[-1] == ["Total", "3"]
    assert _xlsx(_sheet(["a", 1], ["b", 2], total=["Total", 3]))[-1] == ["Total", 3.0]


def test_csv_is_read_line_by_line():
    seen = []

    def rows():
        for number in range(1000):
            seen.append(number)
            yield [number]

    lines = iter(csv_response(Sheet("x", ["n"], rows()), "x").streaming_content)
    next(lines), next(lines)
    assert len(seen) == 1


def test_sheet_without_rows_has_its_head():
    empty = Sheet("", ["a", "b"], [])
    assert _csv(empty) == [["a", "b"]]
    assert _xlsx(Sheet("", ["a", "b"], [])) == [["a", "b"]]
