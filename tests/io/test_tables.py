"""Tables in every format and shape that a user may bring."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import sys
import unicodedata
import zipfile
from types import SimpleNamespace

import polars as pl
import pytest

from pusaq_core.io import parquet_child
from pusaq_core.io.columns import ROW
from pusaq_core.io.source import foreign_reader
from pusaq_core.io.tables import MAX_CELL, read_table

MIDNIGHT = dt.datetime.fromisoformat("2026-03-16T00:00:00")
HALF_PAST_EIGHT = dt.datetime.fromisoformat("2026-03-16T08:30:00")


def rows_of(table):
    return table.frame.drop(ROW).rows()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp850", "latin-1"])
def test_the_same_cells_in_every_encoding_and_delimiter(make, write, delimiter, encoding):
    text = make.csv(make.registry_header, make.schools, delimiter)
    table = read_table(write(text.encode(encoding)), required=("COD_MOD",))
    assert rows_of(table) == list(make.schools)
    assert table.encoding == encoding.removesuffix("-sig")
    assert table.frame[ROW].to_list() == [2, 3, 4]


def test_the_same_cells_in_every_format(make, write, tmp_path):
    frame = pl.DataFrame(make.schools, schema=make.registry_header, orient="row")
    frame.write_parquet(tmp_path / "a.parquet")
    make.xlsx(tmp_path / "a.xlsx", [make.registry_header, *make.schools])
    write(gzip.compress(make.csv(make.registry_header, make.schools).encode()), "a.csv.gz")
    write(make.dbf(make.registry_header, make.schools), "a.dbf")
    for name in ("a.parquet", "a.xlsx", "a.csv.gz", "a.dbf"):
        table = read_table(tmp_path / name, required=make.registry_header)
        assert rows_of(table) == list(make.schools), name
        assert table.frame[ROW].to_list() == [2, 3, 4], name
        assert table.sha256 == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert table.file == str(tmp_path / name)


def test_the_content_tells_the_format_not_the_name(make, write):
    path = write(make.dbf(make.registry_header, make.schools), "padron.csv")
    assert rows_of(read_table(path)) == list(make.schools)


def test_header_in_any_case_and_blanks(write):
    table = read_table(write(" cod_mod ;Cod Local\t;AnEXO\n1;2;3\n"), required=("COD_MOD", "ANEXO"))
    assert table.frame.columns == ["COD_MOD", "COD_LOCAL", "ANEXO", ROW]


def test_cells_are_stripped_and_empty_ones_are_null(write):
    table = read_table(write('A,B,C\n  x ,"",  \n'), required=("A",))
    assert rows_of(table) == [("x", None, None)]


def test_empty_rows_and_lines_are_dropped_and_lines_still_counted(write):
    table = read_table(write('\n\nA,B\n\n1,2\n,\n\n"x\ny",4\n5,6\n\n'), required=("A",))
    assert rows_of(table) == [("1", "2"), ("x y", "4"), ("5", "6")]
    assert table.frame[ROW].to_list() == [5, 8, 10]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end(write, end):
    table = read_table(write(end.join(["A,B", "1,2", '"3","4"'])), required=("A",))
    assert rows_of(table) == [("1", "2"), ("3", "4")]
    assert table.frame[ROW].to_list() == [2, 3]


def test_quotes_delimiters_and_line_breaks_inside_cells(write):
    table = read_table(write('A,B\n"a, ""b""","c\nd"\nI.E. "José",e\n'), required=("A",))
    assert rows_of(table) == [('a, "b"', "c d"), ('I.E. "José"', "e")]


def test_the_hint_of_a_spreadsheet_for_the_delimiter(write):
    table = read_table(write("sep=;\nA;B\n1,5;2\n"), required=("A",))
    assert rows_of(table) == [("1,5", "2")]
    assert table.frame[ROW].to_list() == [3]


def test_the_delimiter_is_the_one_that_finds_the_required_columns(write):
    table = read_table(write("A;B, con coma, y otra\n1;2\n"), required=("A",))
    assert table.frame.columns[0] == "A"


def test_columns_without_a_name_are_left_out(write):
    assert read_table(write("A,,B,\n1,9,2,\n"), required=("A",)).frame.columns == ["A", "B", ROW]


def test_empty_cells_beyond_the_header_are_no_ragged_row(write):
    assert rows_of(read_table(write("A,B\n1,2,,\n"), required=("A",))) == [("1", "2")]


def test_a_table_may_have_no_rows(write):
    assert read_table(write("A,B\n"), required=("A",)).frame.is_empty()


def test_cells_are_data_only(write):
    hostile = '=cmd|"/c calc"!A1', "+1+1", "@SUM(A1)", "<script>", "'; DROP TABLE x;--", "{{7*7}}"
    quoted = "\n".join('"' + cell.replace('"', '""') + '"' + ",x" for cell in hostile)
    assert [a for a, _ in rows_of(read_table(write("A,B\n" + quoted), required=("A",)))] == list(hostile)


def test_control_and_invisible_signs_are_dropped(write):
    text = "A,B\nJo\x00s\u00e9\x07\u202egnp,\u200bx\ufeff\x1b[31m\n"
    assert rows_of(read_table(write(text), required=("A",))) == [("Joségnp", "x[31m")]


def test_a_very_long_cell_rejects_its_row(write):
    table = read_table(write(f"A,B\n1,{'x' * (MAX_CELL + 1)}\n2,{'y' * MAX_CELL}\n"), required=("A",))
    assert table.frame["A"].to_list() == ["2"]
    assert table.rejections.select("row", "column", "code").rows() == [(2, "B", "cell_too_long")]
    assert table.rejections["found"].str.len_chars().to_list() == [80]


def test_one_broken_byte_does_not_spoil_a_file_in_utf8(write):
    text = "A,B\nPeñón,José\nMuñoz,Ríos\n".encode() + b"Nu\xf1ez,x\n"
    table = read_table(write(text), required=("A",))
    assert table.encoding == "utf-8"
    assert table.frame["A"].to_list() == ["Peñón", "Muñoz", "Nuñez"]


def test_marks_of_windows_in_latin_1(write):
    table = read_table(write("A,B\n«Señor» – “Ñaña”,á\n".encode("cp1252")), required=("A",))
    assert table.frame["A"].to_list() == ["«Señor» – “Ñaña”"]


@pytest.mark.parametrize("word", ["PERÚ", "José", "Ñaña", "ÁNGEL", "pingüino", "CÉSAR É. Í", "Año Niño 3.º"])
@pytest.mark.parametrize("encoding", ["cp850", "latin-1"])
def test_few_letters_tell_the_encoding(write, word, encoding):
    table = read_table(write(f"A,B\n{word},1\n".encode(encoding)), required=("A",))
    assert (table.frame["A"][0], table.encoding) == (word, encoding)


def test_cells_of_a_workbook_as_text(make, tmp_path):
    rows = [
        ("Padrón de servicios",),
        (),
        ("A", "B", "C", "D", "E"),
        (257337.0, 0.5, True, dt.date(2026, 3, 16), "007"),
        (1e300, -3, False, HALF_PAST_EIGHT, None),
    ]
    path = make.xlsx(tmp_path / "a.xlsx", rows, sheets_before=1)
    table = read_table(path, required=("A", "E"))
    assert rows_of(table) == [
        ("257337", "0.5", "1", "2026-03-16", "007"),
        ("1e+300", "-3", "0", "2026-03-16 08:30:00", None),
    ]
    assert table.frame[ROW].to_list() == [4, 5]


def test_columns_of_a_parquet_as_text(tmp_path):
    frame = pl.DataFrame(
        {
            "i": [257337, None],
            "f": [257337.0, 0.5],
            "g": [float("nan"), float("inf")],
            "b": [True, False],
            "d": [dt.date(2026, 3, 16), None],
            "t": [MIDNIGHT, HALF_PAST_EIGHT],
            "l": [["x"], []],
            "n": [None, None],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    table = read_table(tmp_path / "a.parquet", required=("I",))
    assert table.frame.columns == ["I", "F", "G", "B", "D", "T", "N", ROW]
    assert rows_of(table) == [
        ("257337", "257337", None, "1", "2026-03-16", "2026-03-16", None),
        (None, "0.5", "inf", "0", None, "2026-03-16 08:30:00", None),
    ]


def test_types_of_a_dbf(make, write):
    header = ("TEXTO", "NUMERO", "FECHA", "LOGICO", "MEMO")
    rows = [("Ñandú", " 12.5", "20260316", "T", "1"), ("", "", "", "?", "2"), ("gone", "", "", "F", "3")]
    table = read_table(write(make.dbf(header, rows, kinds="CNDLM", deleted=2)), required=("TEXTO",))
    assert table.frame.columns == ["TEXTO", "NUMERO", "FECHA", "LOGICO", ROW]
    assert rows_of(table) == [("Ñandú", "12.5", "2026-03-16", "1")]


def test_a_dbf_in_utf8_and_one_without_records(make, write):
    assert rows_of(read_table(write(make.dbf(("A", "B"), [("Muñoz", "Ríos")], encoding="utf-8")))) == [
        ("Muñoz", "Ríos")
    ]
    assert read_table(write(make.dbf(("A", "B"), []))).frame.is_empty()


def test_long_text_that_is_not_regular_is_read_in_parts(write):
    rows = [f"{number},x y" for number in range(45_000)]
    table = read_table(write("\n".join(["A,B", *rows, 'I.E. "José",z'])), required=("A",))
    assert table.frame[ROW].to_list() == list(range(2, 45_003))
    assert table.frame["A"].to_list() == [*map(str, range(45_000)), 'I.E. "José"']


# What cannot be used


def codes(problems):
    return [(p.code, p.row, p.column) for p in problems]


def test_files_that_are_no_files(tmp_path, refused):
    for path, code in (
        (tmp_path / "falta.csv", "file_not_found"),
        (tmp_path, "file_is_directory"),
        ("/dev/null", "file_unreadable"),
        ("nul\0.csv", "file_unreadable"),
        (tmp_path / ("x" * 300), "file_unreadable"),
    ):
        (problem,) = refused(lambda path=path: read_table(path))
        assert (problem.code, problem.file) == (code, str(path))


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_an_empty_file(write, refused, content):
    assert codes(refused(lambda: read_table(write(content)))) == [("file_empty", None, "")]


def test_a_huge_file_packed_or_not(write, refused):
    (problem,) = refused(lambda: read_table(write(b"A,B\n" * 100), max_bytes=100))
    assert (problem.code, problem.expected, problem.found) == ("file_too_large", "100", "400")
    packed = write(gzip.compress(b"A,B\n" * 10_000))
    assert codes(refused(lambda: read_table(packed, max_bytes=1000))) == [("file_too_large", None, "")]


def test_a_broken_or_cut_gzip(write, refused):
    whole = gzip.compress(b"A,B\n" + b"1,2\n" * 1000)
    assert codes(refused(lambda: read_table(write(whole[:-9])))) == [("gzip_truncated", None, "")]
    spoilt = whole[:20] + b"\xff" * 10 + whole[30:]
    assert codes(refused(lambda: read_table(write(spoilt)))) == [("gzip_corrupt", None, "")]
    assert codes(refused(lambda: read_table(write(whole + b"junk")))) == [("gzip_corrupt", None, "")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bytes(range(256)) * 40, "binary_content"),
        ("X,B\n1,2\n".encode("utf-16"), "binary_content"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "format_unknown"),
        (b"%PDF-1.7\n", "format_unknown"),
        (b"PK\x03\x04 not a zip", "file_corrupt"),
        (b"PAR1 not a parquet PAR1", "file_corrupt"),
    ],
)
def test_other_content(write, refused, content, code):
    assert codes(refused(lambda: read_table(write(content), required=("A",)))) == [(code, None, "")]


def test_a_zip_that_is_no_workbook_and_a_workbook_cut_short(make, write, tmp_path, refused):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("padron.csv", "A,B\n1,2\n")
    assert codes(refused(lambda: read_table(write(packed.getvalue())))) == [("format_unknown", None, "")]
    whole = make.xlsx(tmp_path / "a.xlsx", [("A", "B"), (1, 2)]).read_bytes()
    assert codes(refused(lambda: read_table(write(whole[:-200])))) == [("file_corrupt", None, "")]


def test_a_workbook_that_unpacks_to_too_much(make, tmp_path, refused):
    path = make.xlsx(tmp_path / "a.xlsx", [("A", "B"), ("x" * 30_000, 2)])
    assert codes(refused(lambda: read_table(path, max_bytes=20_000))) == [("file_too_large", None, "")]


def edited_sheet(path, old, new):
    """The workbook with the bytes of its first sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(out, "w") as again:
        for member in packed.infolist():
            data = packed.read(member)
            again.writestr(member, data.replace(old, new) if "sheet1.xml" in member.filename else data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        (b"XFD1048576", "file_too_large"),
        (b"Z1000000", "file_too_large"),
        (b"B1048577", "file_corrupt"),
        (b"B99999999", "file_corrupt"),
        (b"ABCD2", "file_corrupt"),
        (b"B-2", "file_corrupt"),
    ],
)
def test_a_small_workbook_that_asks_for_all_memory(make, write, tmp_path, refused, reference, code):
    path = make.xlsx(tmp_path / "a.xlsx", [("A", "B"), (1, 2)])
    content = edited_sheet(path, b'"B2"', b'"' + reference + b'"')
    assert codes(refused(lambda: read_table(write(content)))) == [(code, None, "")]


def test_a_workbook_without_any_cell(make, tmp_path, refused):
    path = make.xlsx(tmp_path / "a.xlsx", [])
    assert codes(refused(lambda: read_table(path, required=("A",)))) == [("header_missing", 1, "")]


def test_header_missing_names_what_was_expected_and_found(write, refused):
    (problem,) = refused(lambda: read_table(write("1,2\n3,4\n"), required=("COD_MOD", "ANEXO")))
    assert (problem.code, problem.row, problem.expected, problem.found) == (
        "header_missing",
        1,
        "COD_MOD, ANEXO",
        "1, 2",
    )


def test_only_a_hint_and_no_header(write, refused):
    problems = refused(lambda: read_table(write("sep=;\n"), required=("A",)))
    assert codes(problems) == [("header_missing", 2, "")]


def test_every_missing_and_repeated_column_is_named(make, write, tmp_path, refused):
    expected = [("missing_column", 1, "B"), ("missing_column", 1, "D"), ("duplicate_column", 1, "A")]
    header, rows = ("A", "C", " a"), [("1", "2", "3")]
    paths = [write(make.csv(header, rows)), make.xlsx(tmp_path / "a.xlsx", [header, *rows])]
    paths.append(write(make.dbf(header, rows), "a.dbf"))
    for path in paths:
        assert codes(refused(lambda path=path: read_table(path, required=("A", "B", "C", "D")))) == expected


def test_ragged_rows_are_named_up_to_a_limit(write, refused):
    problems = refused(lambda: read_table(write("A,B\n1,2\n1\n1,2,3\n4,5\n"), required=("A",)))
    assert [(p.code, p.row, p.expected, p.found) for p in problems] == [
        ("ragged_row", 3, "2", "1"),
        ("ragged_row", 4, "2", "3"),
    ]
    assert len(refused(lambda: read_table(write("A,B\n" + "1\n" * 100), required=("A",)))) == 20


def test_text_that_ends_in_the_middle(write, refused):
    assert codes(refused(lambda: read_table(write("A,B\n1,2\n3"), required=("A",)))) == [
        ("file_truncated", 3, "")
    ]
    assert codes(refused(lambda: read_table(write('A,B\n1,2\n3,"x\n4,5\n'), required=("A",)))) == [
        ("quote_open", 3, "")
    ]


def test_a_cell_beyond_what_the_reader_bears(write, refused):
    text = 'A,B\n1,2\n3,"x\n' + "y" * 200_000
    assert codes(refused(lambda: read_table(write(text), required=("A",)))) == [("cell_too_long", 3, "")]


def test_a_dbf_cut_short(make, write, refused):
    whole = make.dbf(make.registry_header, make.schools)
    (problem,) = refused(lambda: read_table(write(whole[:-40])))
    assert (problem.code, problem.expected, problem.found) == ("file_truncated", "3", "2")


def test_required_columns_of_types_without_text(make, write, tmp_path, refused):
    content = make.dbf(("A", "B"), [("1", "2")], kinds="CM")
    assert codes(refused(lambda: read_table(write(content), required=("A", "B")))) == [
        ("column_type_unknown", 1, "B")
    ]
    pl.DataFrame({"A": ["1"], "B": [["2"]]}).write_parquet(tmp_path / "a.parquet")
    assert codes(refused(lambda: read_table(tmp_path / "a.parquet", required=("A", "B")))) == [
        ("column_type_unknown", 1, "B")
    ]


def test_a_reader_that_panics_is_a_corrupt_file_and_an_interrupt_is_not(refused):
    class PanicException(BaseException):
        pass

    def panicking(error):
        with foreign_reader("a.parquet", "parquet"):
            raise error

    assert codes(refused(lambda: panicking(PanicException()))) == [("file_corrupt", None, "")]
    with pytest.raises(KeyboardInterrupt):
        panicking(KeyboardInterrupt())


def test_a_parquet_that_aborts_its_reader_does_not_abort_us(tmp_path, refused, monkeypatch):
    pl.DataFrame({"A": ["x"]}).write_parquet(tmp_path / "a.parquet")
    (tmp_path / "aborts.py").write_text("import os\nos.abort()\n")
    monkeypatch.setattr(parquet_child, "__file__", str(tmp_path / "aborts.py"))
    assert codes(refused(lambda: read_table(tmp_path / "a.parquet"))) == [("file_corrupt", None, "")]


def test_the_child_that_reads_parquet(tmp_path, monkeypatch):
    pl.DataFrame({"A": ["x"]}).write_parquet(tmp_path / "a.parquet")
    parquet_child.main(str(tmp_path / "a.parquet"), str(tmp_path / "a.arrow"))
    assert pl.read_ipc(tmp_path / "a.arrow").rows() == [("x",)]
    asked = []
    resource = SimpleNamespace(
        RLIMIT_AS=9,
        RLIM_INFINITY=-1,
        getrlimit=lambda _kind: (-1, -1),
        setrlimit=lambda *arguments: asked.append(arguments),
    )
    monkeypatch.setitem(sys.modules, "resource", resource)
    parquet_child.limit_memory(1000)
    resource.getrlimit = lambda _kind: (-1, 700)
    parquet_child.limit_memory(1000)
    monkeypatch.setitem(sys.modules, "resource", None)
    parquet_child.limit_memory(2000)
    assert asked == [(9, (1000, 1000)), (9, (700, 700))]


def test_accents_apart_from_their_letters_are_joined_with_them(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(unicodedata.normalize("NFD", "AÑO,LENGUA\n1,Awajún\n2,Wampís\n"), "utf-8")
    frame = read_table(path, required=("AÑO",)).frame
    assert frame["AÑO"].to_list() == ["1", "2"]
    assert frame["LENGUA"].to_list() == ["Awajún", "Wampís"]
