"""The registry: which rows are usable, and what is said of the others."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.errors import InputError
from pusaq_core.io.catalogue import catalogue_root
from pusaq_core.io.country import read_country
from pusaq_core.io.registry import check_rejections, check_ugels, read_registry

HEADER = "COD_MOD,ANEXO,CODLOCAL,CODOOII,NLAT_IE,NLONG_IE,EIB"
GOOD = "0257337,0,000142,220004,-6.42,-76.52,Fortalecimiento"


def text(*rows):
    return "\n".join([HEADER, *rows]) + "\n"


def told(registry):
    return registry.rejections.select("row", "column", "found", "expected", "code", "cod_ugel").rows()


def doubtful(registry):
    return registry.cells.select("row", "column", "found", "code").rows()


def test_columns_stay_as_published_and_coordinates_become_numbers(write):
    registry = read_registry(write(text(GOOD)))
    assert registry.frame.row(0, named=True) == {
        "COD_MOD": "0257337",
        "ANEXO": "0",
        "CODLOCAL": "000142",
        "CODOOII": "220004",
        "NLAT_IE": "-6.42",
        "NLONG_IE": "-76.52",
        "EIB": "Fortalecimiento",
        "_row": 2,
        "lat": -6.42,
        "lon": -76.52,
    }
    assert registry.rejections.is_empty()


def test_zeros_and_decimals_that_a_spreadsheet_cost_the_codes(make, tmp_path):
    header = ("COD_MOD", "ANEXO", "CODLOCAL", "CODOOII", "NLAT_IE", "NLONG_IE", "CODGEO", "COD_DRE")
    path = make.xlsx(tmp_path / "a.xlsx", [header, (257337.0, 0, 142, 10001, -6.2, -77.8, 10101, 10000)])
    row = read_registry(path).frame.row(0, named=True)
    assert [row[name] for name in header[:4]] == ["0257337", "0", "000142", "010001"]
    assert [row[name] for name in header[6:]] == ["010101", "010000"]
    assert read_registry_codes(tmp_path, "257337.0;0.0;142.00;10001;1;1;") == (
        "0257337",
        "0",
        "000142",
        "010001",
    )


def read_registry_codes(tmp_path, row):
    (tmp_path / "b.csv").write_text(HEADER.replace(",", ";") + "\n" + row + "\n")
    return read_registry(tmp_path / "b.csv").frame.select("COD_MOD", "ANEXO", "CODLOCAL", "CODOOII").row(0)


@pytest.mark.parametrize(
    ("lat", "lon", "place"),
    [
        ('"-6,42"', '"-76,52"', (-6.42, -76.52)),
        ("+6.", ".5", (6.0, 0.5)),
        ("1.2E-05", "-7.6e1", (1.2e-05, -76.0)),
        ("-90", "180", (-90.0, 180.0)),
        ("0", "-76.5", (0.0, -76.5)),
        ("0", "0.0", (None, None)),
        ("", "", (None, None)),
        ("-6.42", "", (None, None)),
    ],
)
def test_coordinates_as_people_write_them(write, lat, lon, place):
    registry = read_registry(write(text(f"0257337,0,000142,220004,{lat},{lon},")))
    assert registry.frame.select("lat", "lon").row(0) == place


@pytest.mark.parametrize(
    ("lat", "lon", "column", "code"),
    [
        ("abc", "-76", "NLAT_IE", "lat_malformed"),
        ("inf", "-76", "NLAT_IE", "lat_malformed"),
        ("-6.4.2", "-76", "NLAT_IE", "lat_malformed"),
        ("-6", "76 W", "NLONG_IE", "lon_malformed"),
        ("-6", "=1+1", "NLONG_IE", "lon_malformed"),
    ],
)
def test_coordinates_that_are_no_degrees(write, lat, lon, column, code):
    registry = read_registry(write(text(GOOD, f"1,0,2,220004,{lat},{lon},")))
    found = lat if column == "NLAT_IE" else lon
    assert doubtful(registry) == [(3, column, found, code)]
    assert registry.rejections.is_empty()
    assert registry.frame.select("lat", "lon").rows() == [(-6.42, -76.52), (None, None)]


PERU = read_country("pe", root=catalogue_root()).extent


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        ("-76.52", "-6.42", "coordinates_swapped"),
        ("76.52", "-6.42", "coordinates_swapped"),
        ("6.42", "-76.52", "coordinates_sign"),
        ("-6.42", "76.52", "coordinates_sign"),
        ("6.42", "76.52", "coordinates_sign"),
        ("-6.42", "-7.652", "coordinates_point"),
        ("-64.2", "-76.52", "coordinates_point"),
        ("-6420000", "-7652000", "coordinates_point"),
        ("0", "0.0", "coordinates_zero"),
        ("40.4", "-3.7", "coordinates_outside"),
        ("-17.9", "-70.2", "coordinates_far"),
    ],
)
def test_coordinates_that_cannot_be_are_named_and_the_school_stays(write, lat, lon, code):
    near = [f"{i},0,{i},220004,-6.{i},-76.5," for i in (41, 42, 43)]
    registry = read_registry(write(text(*near, f"9,0,9,220004,{lat},{lon},")), extent=PERU)
    assert doubtful(registry) == [(5, "NLAT_IE", f"{lat}, {lon}", code)]
    assert registry.frame.select("lat", "lon").row(3) == (None, None)
    assert registry.frame["lat"].null_count() == 1
    check_rejections(registry)


@pytest.mark.parametrize("lon", ["", "-", "S/D"])
def test_half_a_pair_is_listed_and_no_pair_is_not(write, lon):
    registry = read_registry(write(text(GOOD, f"1,0,1,220004,-6.4,{lon},", "2,0,2,220004,,-,")), extent=PERU)
    assert doubtful(registry) == [(3, "NLAT_IE", "-6.4", "half_coordinates")]
    assert registry.frame["lat"].to_list() == [-6.42, None, None]


def test_where_nobody_says_which_country_the_earth_is_enough(write):
    registry = read_registry(write(text(GOOD, "1,0,1,220004,-90.1,1,", "2,0,2,220004,9,180.5,")))
    assert [code for *_, code in doubtful(registry)] == ["coordinates_outside"] * 2


def test_a_registry_of_which_most_places_cannot_be_is_refused(write, refused):
    rows = [f"{i},0,{i},220004,-76.{i},-6.4," for i in (1, 2, 3)]
    registry = read_registry(write(text(GOOD, "8,0,8,040005,-16,-71,", *rows)), extent=PERU)
    problems = refused(lambda: check_rejections(registry, ["220004"]))
    assert [(p.code, p.row, p.found) for p in problems[:2]] == [
        ("too_many_places", None, "3/4"),
        ("coordinates_swapped", 4, "-76.1, -6.4"),
    ]
    check_rejections(registry, ["040005"])


def test_an_error_of_a_spreadsheet_is_listed_with_its_row_and_its_column(write, refused):
    rows = [f"{i},0,{i},220004,-6.4,-76.5," for i in range(10, 29)]
    bad = "1,0,1,220004,#REF!,-76.5,#N/A"
    registry = read_registry(
        write(text(*rows, bad, "#¡VALOR!,0,1,220004,-6,-76,")), extent=PERU, read=["EIB"]
    )
    assert doubtful(registry) == [(21, "EIB", "#N/A", "cell_error"), (21, "NLAT_IE", "#REF!", "cell_error")]
    assert told(registry) == [(22, "COD_MOD", "#¡VALOR!", "cell_error", "cell_error", "220004")]
    assert registry.frame.select("EIB", "lat").row(19) == ("#N/A", None)
    problems = refused(lambda: check_rejections(registry, ["220004"]))
    assert [(p.code, p.row) for p in problems] == [
        ("too_many_rejected", None), ("cell_error", 22), ("cell_error", 21),
    ]  # fmt: skip


def test_codes_that_mean_no_value_are_no_codes(write):
    registry = read_registry(write(text(GOOD, "5,-,S/D,220004,-6.4,-76.5,", "N/A,0,1,220004,-6,-76,")))
    assert registry.frame.select("COD_MOD", "ANEXO", "CODLOCAL").row(1) == ("0000005", "0", "L0000005")
    assert told(registry) == [(4, "COD_MOD", "", "key_missing", "key_missing", "220004")]


def test_rows_without_a_key_or_with_a_malformed_one(write):
    rows = (
        ",0,1,220004,1,1,",
        "2,0,1,,1,1,",
        "=2,0,1,220004,1,1,",
        "3;4,0,1,220004,1,1,",
        "3,0,@x,220004,1,1,",
    )
    registry = read_registry(write(text(GOOD, *rows)))
    assert told(registry) == [
        (3, "COD_MOD", "", "key_missing", "key_missing", "220004"),
        (4, "CODOOII", "", "key_missing", "key_missing", None),
        (5, "COD_MOD", "=2", "code_malformed", "code_malformed", "220004"),
        (6, "COD_MOD", "3;4", "code_malformed", "code_malformed", "220004"),
        (7, "CODLOCAL", "@x", "code_malformed", "code_malformed", "220004"),
    ]
    assert registry.frame["_row"].to_list() == [2]


def test_a_repeated_key_names_the_first_row_that_is_usable(write):
    rows = ("1,0,@,220004,1,1,", "1,0,1,220004,1,1,", "0001,,2,220004,1,1,", "1,1,1,220004,1,1,")
    registry = read_registry(write(text(*rows)))
    assert told(registry) == [
        (2, "CODLOCAL", "@", "code_malformed", "code_malformed", "220004"),
        (4, "COD_MOD", "0000001-0", "3", "key_repeated", "220004"),
    ]
    assert registry.frame["_row"].to_list() == [3, 5]


@pytest.mark.parametrize("code", ["", "0", "000000"])
def test_a_service_without_premises_stands_alone(write, code):
    registry = read_registry(write(text(f"257337,0,{code},220004,1,1,")))
    assert registry.frame["CODLOCAL"].to_list() == ["L0257337"]


def test_rows_with_a_cell_too_long_are_among_the_rejections(write):
    registry = read_registry(write(text(GOOD, f"1,0,1,220004,1,1,{'x' * 40_000}")))
    assert [(row, code) for row, *_, code, _ in told(registry)] == [(3, "cell_too_long")]


def test_a_registry_without_usable_rows(write, refused):
    for rows in ((), (",0,1,220004,1,1,",)):
        problem, *why = refused(lambda rows=rows: read_registry(write(text(*rows))))
        assert (problem.code, problem.found) == ("no_usable_row", str(len(rows)))
        assert [(p.row, p.code) for p in why] == [(2, "key_missing")] * len(rows)


def test_a_registry_without_its_columns(write, refused):
    problems = refused(lambda: read_registry(write("COD_MOD,NLAT_IE,NLONG_IE\n1,2,3\n")))
    assert [(p.code, p.column) for p in problems] == [
        ("missing_column", "ANEXO"),
        ("missing_column", "CODLOCAL"),
        ("missing_column", "CODOOII"),
    ]


def test_unknown_ugels_are_all_named(write, refused):
    registry = read_registry(write(text(GOOD)))
    check_ugels(registry, ["220004"])
    problems = refused(lambda: check_ugels(registry, ["999999", "220004", "110000", "999999"]))
    assert [(p.code, p.found) for p in problems] == [("unknown_ugel", "110000"), ("unknown_ugel", "999999")]


def registry_of(write, good, bad, elsewhere=0, homeless=0):
    rows = [f"{i},0,1,220004,1,1," for i in range(1, good + 1)]
    rows += [f"{i},0,@x,220004,1,1," for i in range(1000, 1000 + bad)]
    rows += [f"{i},0,1,040005,1,1," for i in range(2000, 2000 + elsewhere)]
    rows += [f"{i},0,1,,1,1," for i in range(3000, 3000 + homeless)]
    return read_registry(write(text(*rows)))


def test_up_to_one_row_in_twenty_of_the_chosen_ugel_may_be_rejected(write, refused):
    check_rejections(registry_of(write, 19, 1), ["220004"])
    spoilt = registry_of(write, 18, 1, elsewhere=50)
    check_rejections(spoilt)
    check_rejections(spoilt, ["040005"])
    check_rejections(spoilt, ["040005", "220004"])
    problems = refused(lambda: check_rejections(spoilt, ["220004"]))
    assert [(p.code, p.row, p.found) for p in problems] == [
        ("too_many_rejected", None, "1/19"),
        ("code_malformed", 20, "@x"),
    ]
    assert problems[0].expected == "5%"


def test_rows_that_tell_no_ugel_count_where_all_are_chosen(write, refused):
    registry = registry_of(write, 18, 0, homeless=1)
    check_rejections(registry, ["220004"])
    assert len(refused(lambda: check_rejections(registry))) == 2


def test_many_rejections_are_refused_with_the_first_ten(write, refused):
    assert len(refused(lambda: check_rejections(registry_of(write, 1, 30)))) == 11


cell = st.sampled_from(["1", "2", "", "x", "-91", "0.5", "=1", "000001"])


@given(st.lists(st.tuples(cell, cell, cell, cell, cell, cell), max_size=12))
def test_each_row_is_usable_or_rejected_once(one_file, rows):
    header = HEADER.removesuffix(",EIB")
    content = "\n".join([header, *(",".join(row) for row in rows)]).encode()
    expected = [line for line, row in enumerate(rows, 2) if any(row)]
    try:
        registry = read_registry(one_file(content))
    except InputError as error:
        refusal = [(p.code, p.found) for p in error.problems[:1]]
    else:
        refusal = []
        assert_usable_or_rejected(registry, expected)
    assert refusal in ([], [("no_usable_row", str(len(expected)))])


def assert_usable_or_rejected(registry, expected):
    usable = registry.frame
    assert sorted([*usable["_row"], *registry.rejections["row"]]) == expected
    assert usable.select("COD_MOD", "ANEXO").is_unique().all()
    assert usable.select(pl.col("COD_MOD", "ANEXO", "CODLOCAL", "CODOOII").null_count()).row(0) == (
        0,
        0,
        0,
        0,
    )
    assert (usable["lat"].is_null() == usable["lon"].is_null()).all()


def test_the_national_registry():
    if "PUSAQ_DATA" not in os.environ:
        pytest.skip("PUSAQ_DATA is not set")
    path = Path(os.environ["PUSAQ_DATA"]) / "registry" / "padron_nacional.csv.gz"
    registry = read_registry(path)
    lines = gzip.decompress(path.read_bytes()).count(b"\n")
    assert len(registry.frame) + len(registry.rejections) == lines - 1 == 83_439
    assert registry.frame["CODOOII"].str.len_chars().unique().to_list() == [6]
    check_rejections(registry)
