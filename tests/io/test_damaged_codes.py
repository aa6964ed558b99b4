"""Codes and dates that a spreadsheet damaged, names that a format cut, and text of sixteen bits."""

from __future__ import annotations

import polars as pl
import pytest

from pusaq_core.io.cut_names import completed_names
from pusaq_core.io.damaged_codes import refuse_damaged, with_lost_zeros
from pusaq_core.io.registry import read_registry
from pusaq_core.io.staff import read_staff
from pusaq_core.io.tables import read_table

POST = ["112114000001", "0257337", "0", "PROFESOR", "NOMBRADO", "D1", "Ana", "Ríos", "2015-03-01", ""]
CODE, PERSON, START, END = 0, 5, 8, 9


def staff_of(make, write, *changes):
    rows = []
    for number, change in enumerate(changes):
        row = list(POST)
        row[PERSON] = f"D{number}"
        row[CODE] = f"11211400000{number}"
        for column, cell in change.items():
            row[column] = cell
        rows.append(row)
    return read_staff(write(make.csv(make.staff_header, rows, ";")))


def told(staff):
    return staff.rejections.select("row", "column", "found", "code").rows()


@pytest.mark.parametrize(
    ("column", "name", "cell", "code"),
    [
        (0, "COD_PLAZA", "1.12114E+11", "code_as_number"),
        (0, "COD_PLAZA", "1,12E+11", "code_as_number"),
        (1, "COD_MOD", "2E+05", "code_as_number"),
        (0, "COD_PLAZA", "2026-03-01", "code_as_date"),
        (2, "ANEXO", "01/03/2026", "code_as_date"),
        (0, "COD_PLAZA", "#REF!", "cell_error"),
        (3, "CARGO", "#N/A", "cell_error"),
        (8, "FECHA_INICIO", "44620", "date_number"),
        (9, "FECHA_FIN", "46082.0", "date_number"),
        (9, "FECHA_FIN", "S/D", "date_no_value"),
        (9, "FECHA_FIN", "-", "date_no_value"),
    ],
)
def test_what_a_spreadsheet_damaged_is_refused_with_row_and_column(make, write, column, name, cell, code):
    staff = staff_of(make, write, {}, {column: cell})
    assert told(staff) == [(3, name, cell, code)]


def test_codes_that_only_look_like_numbers_are_codes(make, write):
    assert not told(staff_of(make, write, {0: "12E5"}, {0: "PZ-2026-03"}, {0: "3.2"}))


def test_a_registry_refuses_damaged_codes_too(make, write):
    rows = [*make.schools, ("2.57E+05", "0", "000142", "x", "220004", "-6", "-76")]
    registry = read_registry(write(make.csv(make.registry_header, rows)))
    assert registry.rejections.select("row", "column", "code").rows() == [(5, "COD_MOD", "code_as_number")]


def test_many_damaged_rows_refuse_the_file_with_the_first_ones(make, write, refused):
    staff = staff_of(make, write, {}, {0: "1.1E+11"}, {9: "46082"})
    problems = refused(lambda: refuse_damaged(staff.rejections, 3, staff.file))
    assert [(p.code, p.row, p.found) for p in problems] == [
        ("too_many_damaged", None, "2/3"), ("code_as_number", 3, "1.1E+11"), ("date_number", 4, "46082"),
    ]  # fmt: skip
    refuse_damaged(staff.rejections, 40, staff.file)


def test_zeros_that_a_spreadsheet_cost_are_given_back_and_said(make, write):
    staff = staff_of(make, write, {0: "012114000001"}, {0: "12114000002"}, {0: "112114000003"})
    assert staff.frame["COD_PLAZA"].to_list() == ["012114000001", "012114000002", "112114000003"]
    assert [(n.code, n.column, n.expected, n.found) for n in staff.notes] == [
        ("zeros_mended", "COD_PLAZA", "12", "1")
    ]
    registry = read_registry(
        write(make.csv(make.registry_header, [("257337", "00", "142", "x", "220004", "-6", "-76")]))
    )
    assert registry.frame.select("COD_MOD", "ANEXO", "CODLOCAL").row(0) == ("0257337", "0", "000142")
    assert [(n.column, n.found) for n in registry.notes] == [("COD_MOD", "1"), ("CODLOCAL", "1")]


@pytest.mark.parametrize(
    "codes",
    [
        ["123", "124", "P12"],  # not all of digits
        ["12", "13", "124"],  # more short ones than whole ones
        ["012", "12", "1234", "1235", "1236", "1237", "1238"],  # two would become one
        ["123", "124", None],
    ],
)
def test_codes_are_left_as_they_are_where_there_is_a_doubt(codes):
    frame = pl.DataFrame({"C": codes}, schema={"C": pl.String})
    after, notes = with_lost_zeros(frame, ["C"], file="f")
    assert (after["C"].to_list(), notes) == (codes, [])


def test_an_annex_and_a_code_with_too_many_zeros_are_the_same_service(make, write):
    staff = staff_of(make, write, {1: "00257337", 2: "01"})
    assert staff.frame.select("COD_MOD", "ANEXO").row(0) == ("0257337", "1")


def test_names_that_a_dbf_cut_are_completed_where_there_is_no_doubt(make, write):
    header = [name[:10] for name in make.staff_header]
    table = read_table(write(make.dbf(header, [POST])), required=make.staff_header)
    assert table.frame.columns[:10] == list(make.staff_header)
    assert [(n.code, n.column, n.expected) for n in table.notes] == [
        ("name_completed", "COD_PERSON", "COD_PERSONA"), ("name_completed", "FECHA_INIC", "FECHA_INICIO"),
    ]  # fmt: skip


def test_names_that_could_be_several_are_said_and_left():
    known = ["PCT_BAJO_LOGRO_LEC", "PCT_BAJO_LOGRO_MAT", "RED_EDUCATIVA", "FECHA_FIN"]
    names, notes = completed_names(["PCT_BAJO_L", "red_educat", "FECHA_FIN", "X"], known, file="f")
    assert names == ["PCT_BAJO_L", "RED_EDUCATIVA", "FECHA_FIN", "X"]
    assert [(n.code, n.found) for n in notes] == [
        ("name_ambiguous", "PCT_BAJO_L"), ("name_completed", "RED_EDUCAT"),
    ]  # fmt: skip
    both, nothing = completed_names(["RED_EDUCAT", "RED_EDUCATIVA"], known, file="f")
    assert (both, nothing) == (["RED_EDUCAT", "RED_EDUCATIVA"], [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_of_sixteen_bits_and_of_windows(make, write, encoding):
    rows = [("0257337", "0", "000142", "Niñas «José» – Ñandú", "220004", "-6", "-76")]
    content = make.csv(make.registry_header, rows, "\t").encode(encoding)
    assert read_registry(write(content)).frame["CEN_EDU"].to_list() == ["Niñas «José» – Ñandú"]
