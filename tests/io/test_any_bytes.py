"""Whatever the bytes: a table or a refusal, and both ways through a CSV agree."""

from __future__ import annotations

import csv
import gzip
import io

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pusaq_core.errors import InputError
from pusaq_core.io import delimited
from pusaq_core.io.columns import ROW
from pusaq_core.io.encoding import decode, detect
from pusaq_core.io.tables import Table, read_table

MAGIC = (b"PK\x03\x04", b"\x1f\x8b\x08", b"\x03\x7e\x01\x01", b"\xef\xbb\xbf")
HEADS = (b"", *MAGIC, b"A,B\n", b'"A";"B"\r\n')
anything = st.builds(bytes.__add__, st.sampled_from(HEADS), st.binary(max_size=200))


def table_or_refusal(path):
    try:
        table = read_table(path, required=("A",))
    except InputError as error:
        return all(problem.code and problem.file == str(path) for problem in error.problems)
    return isinstance(table, Table) and set(table.frame.dtypes) <= {pl.String, pl.Int64}


@given(anything)
@example(b"\x03" * 40)
@example(b"A,B\n\x80\xff,\xc3\n")
@example(b"A\n\r\r\n1")
@example(b'A,"B\n1')
def test_any_bytes_give_a_table_or_a_refusal(one_file, content):
    assert table_or_refusal(one_file(content))


@pytest.fixture(scope="session")
def whole_files(make, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    header, rows = ("A", "B", "C"), [("Ñandú", "1", "x"), ("Ríos", "2.5", ""), ("x", "y", "z")]
    pl.DataFrame(rows, schema=header, orient="row").write_parquet(folder / "a.parquet")
    make.xlsx(folder / "a.xlsx", [header, *rows])
    return {
        "csv": make.csv(header, rows).encode(),
        "gz": gzip.compress(make.csv(header, rows).encode(), mtime=0),
        "dbf": make.dbf(header, rows),
        "parquet": (folder / "a.parquet").read_bytes(),
        "xlsx": (folder / "a.xlsx").read_bytes(),
    }


def damaged(whole, data):
    whole = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    return bytes(whole[: cut or None])


@pytest.mark.parametrize("kind", ["csv", "gz", "dbf", "xlsx"])
@given(data=st.data())
def test_damaged_files_give_a_table_or_a_refusal(one_file, whole_files, kind, data):
    assert table_or_refusal(one_file(damaged(whole_files[kind], data)))


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=6)
def test_damaged_parquets_give_a_table_or_a_refusal(one_file, whole_files, data):
    assert table_or_refusal(one_file(damaged(whole_files["parquet"], data)))


cell = st.text(st.sampled_from('ab ñÑ",;\n\r\t1'), max_size=4)


@given(
    rows=st.lists(st.tuples(cell, cell), max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    tail=st.sampled_from(["", 'x,"y', "1", '"a"b,c\n', ",\n", "\n"]),
)
def test_the_short_way_and_the_long_way_agree(one_file, rows, end, quoting, tail):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=quoting).writerows([("A", "B"), *rows])
    path = one_file((out.getvalue() + tail).encode())

    def read():
        try:
            return read_table(path, required=("A",)).frame.rows()
        except InputError as error:
            return error.problems

    with pytest.MonkeyPatch.context() as patch:
        short = read()
        patch.setattr(delimited, "regular_rows", lambda *_: None)
        assert short == read()


def test_the_short_way_is_taken_where_text_is_regular(write, monkeypatch):
    monkeypatch.setattr(delimited, "frame_of_rows", None)
    table = read_table(write('A,B\r\n1,"x, ""y"""\r\n,\r\n"",2\r\n'), required=("A",))
    assert table.frame.rows() == [("1", 'x, "y"', 2), (None, "2", 4)]


spanish = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz ,áéíóúüñ"), min_size=1)


@given(words=st.lists(spanish, min_size=1, max_size=8), capitals=st.booleans(), data=st.data())
def test_encodings_round_trip(words, capitals, data):
    encoding = data.draw(st.sampled_from(["utf-8", "cp850", "latin-1"]))
    text = "\n".join(word.upper() if capitals else word for word in words)
    assert decode(text.encode(encoding)).text == text
    if not text.isascii():
        assert detect(text.encode(encoding)) == encoding


@given(
    rows=st.lists(st.tuples(st.sampled_from("1xñ"), st.sampled_from(["", "2"])), min_size=1, max_size=8),
    blank=st.sets(st.integers(0, 8)),
)
def test_lines_are_those_of_the_file(one_file, rows, blank):
    lines = ["A,B"]
    expected = []
    for number, row in enumerate(rows):
        lines += [""] * (number in blank)
        lines.append(",".join(row))
        expected.append(len(lines))
    table = read_table(one_file("\n".join(lines).encode()), required=("A",))
    assert table.frame[ROW].to_list() == expected
