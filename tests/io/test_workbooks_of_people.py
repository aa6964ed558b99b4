"""Workbooks as people send them: several sheets, hidden ones, errors in cells, days from 1904."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter

from pusaq_core.io.registry import read_registry
from pusaq_core.io.staff import read_staff
from pusaq_core.io.tables import read_table
from pusaq_core.io.workbook_parts import column_number

ROWS = [("A", "B"), (1, "uno")]


@pytest.fixture
def book(tmp_path):
    """Write a workbook: for each sheet its rows, or its rows and that it is hidden."""

    def write(sheets, **options):
        path = tmp_path / "libro.xlsx"
        made = xlsxwriter.Workbook(str(path), options)
        for name, rows in sheets.items():
            page = made.add_worksheet(name.removeprefix("."))
            for line, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str) and cell.startswith("#"):
                        page.write_formula(line, column, "=1/0", None, cell)
                    else:
                        page.write(line, column, cell)
            if name.startswith("."):
                page.hide()
        made.worksheets()[-1].activate()
        made.close()
        return path

    return write


def read(path):
    return read_table(path, required=("A", "B"))


def told(notes):
    return [(one.code, one.found, one.expected) for one in notes]


def test_the_sheet_that_fits_is_read_and_named(book):
    table = read(book({"Notas": [("x",)], "Datos": [("Título",), *ROWS], "Otra": [("A", "C"), (2, 3)]}))
    assert table.frame.select("A", "B").rows() == [("1", "uno")]
    assert told(table.notes) == [("sheet_read", "Datos", "3")]
    assert not read(book({"Datos": ROWS})).notes


def test_several_sheets_that_fit_are_refused_by_their_names(book, refused):
    (problem,) = refused(lambda: read(book({"2025": ROWS, "x": [("x",)], "2026": ROWS})))
    assert (problem.code, problem.found) == ("sheets_alike", "2025, 2026")


def test_an_empty_form_beside_the_filled_one_is_no_doubt(book):
    assert told(read(book({"Modelo": ROWS[:1], "Lleno": ROWS})).notes) == [("sheet_read", "Lleno", "2")]


def test_a_hidden_sheet_never_speaks_for_the_workbook(book, refused):
    shown = read(book({".Vieja": [("A", "B"), (9, "nueve")], "Nueva": ROWS}))
    assert shown.frame["A"].to_list() == ["1"]
    (problem,) = refused(lambda: read(book({".Vieja": ROWS, "Nueva": [("x",)]})))
    assert (problem.code, problem.found) == ("sheet_hidden", "Vieja")


def test_where_no_sheet_fits_all_are_named(book, refused):
    problems = refused(lambda: read(book({"Una": [("A", "C"), (1, 2)], "Dos": [("x",)]})))
    assert [(p.code, p.found) for p in problems] == [("missing_column", ""), ("sheets_seen", "Una, Dos")]


def test_errors_of_cells_are_read_as_they_are_shown(book):
    rows = [("Título",), ("A", "B"), ("#REF!", "uno"), (2, "#N/A"), ("#VALUE!", "#DIV/0!")]
    frame = read(book({"x": [("x",)], "Datos": rows})).frame
    assert frame.rows() == [("#REF!", "uno", 3), ("2", "#N/A", 4), ("#VALUE!", "#DIV/0!", 5)]


def test_an_error_never_becomes_an_open_date(book, make):
    post = ["P1", "0257337", "0", "PROFESOR", "NOMBRADO", "D1", "Ana", "Ríos", "2015-03-01"]
    sound = [["P2", *post[1:5], "D2", *post[6:], ""], ["P3", *post[1:5], "D3", *post[6:], "2026-12-31"]]
    staff = read_staff(book({"x": [make.staff_header, [*post, "#N/A"], *sound]}))
    assert staff.rejections.select("row", "column", "found", "code").rows() == [
        (2, "FECHA_FIN", "#N/A", "cell_error")
    ]
    assert staff.frame["FECHA_FIN"].to_list() == [None, date(2026, 12, 31)]


def test_an_error_never_becomes_an_empty_datum(book, make):
    header = (*make.registry_header, "TALUMNO")
    rows = [(*school, "#REF!" if n == 1 else "20") for n, school in enumerate(make.schools)]
    cells = read_registry(book({"x": [header, *rows]})).cells
    assert cells.select("row", "column", "found", "code").rows() == [(3, "TALUMNO", "#REF!", "cell_error")]


@pytest.mark.parametrize("as_date", [True, False])
def test_days_are_counted_as_the_workbook_counts_them(book, make, as_date):
    row = ["P1", "0257337", "0", "PROFESOR", "NOMBRADO", "D1", "Ana", "Ríos"]
    first, last = date(2026, 3, 1), date(2026, 12, 31)
    for system, epoch in ((1900, date(1899, 12, 30)), (1904, date(1904, 1, 1))):
        days = (first, last) if as_date else ((first - epoch).days, (last - epoch).days)
        options = {"date_1904": system == 1904, "default_date_format": "yyyy-mm-dd"}
        staff = read_staff(book({"x": [make.staff_header, [*row, *days]]}, **options))
        assert staff.frame.select("FECHA_INICIO", "FECHA_FIN").row(0) == (first, last)
        assert [one.code for one in staff.notes] == ["dates_from_1904"] * (system == 1904)


def test_columns_by_their_letters():
    assert [column_number(letters) for letters in ("A", "z", "AA", "AMJ")] == [1, 26, 27, 1024]
