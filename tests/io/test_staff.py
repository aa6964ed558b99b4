"""The staffing export, and who of it can be accompanied."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pusaq_core.io.rejections import with_ugel
from pusaq_core.io.staff import Staff, accompanied, read_staff

HEADER = "COD_PLAZA,COD_MOD,ANEXO,CARGO,CONDICION,COD_PERSONA,NOMBRES,APELLIDOS,FECHA_INICIO,FECHA_FIN"
TEACHER = ("PROFESOR", "PROFESOR CON FUNCIÓN DIRECTIVA")
SCHOOL_DAYS = (date(2026, 3, 16), date(2026, 3, 17), date(2026, 5, 25), date(2026, 12, 18))


def text(*rows):
    return "\n".join([HEADER, *rows]) + "\n"


def row(post="P1", person="D1", start="2026-03-01", end="", cargo="PROFESOR", service="257337,0"):
    return f"{post},{service},{cargo},NOMBRADO,{person},Ana,Ríos,{start},{end}"


def held(write, *rows, cargos=TEACHER):
    return accompanied(read_staff(write(text(*rows))), cargos=cargos, school_days=SCHOOL_DAYS)


def people(write, *rows):
    return held(write, *rows).frame["person"].to_list()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01 00:00:00", date(2026, 3, 1)),
        ("2026-3-1", date(2026, 3, 1)),
        ("01/03/2026", date(2026, 3, 1)),
        ("1/3/2026", date(2026, 3, 1)),
        ("13-03-2026", date(2026, 3, 13)),
        ("", None),
    ],
)
def test_dates_as_people_and_spreadsheets_write_them(write, written, day):
    assert read_staff(write(text(row(start=written)))).frame["FECHA_INICIO"].to_list() == [day]


@pytest.mark.parametrize(
    "written", ["2026-02-30", "31/02/2026", "03/13/2026", "hoy", "26-03-01", "1.5", "1776-01-01"]
)
def test_dates_that_are_none_reject_their_row(write, written):
    staff = read_staff(write(text(row(), row(post="P2", end=written))))
    assert staff.rejections.select("row", "column", "found", "code").rows() == [
        (3, "FECHA_FIN", written, "date_malformed")
    ]


def test_rows_that_cannot_be_used(write):
    rows = (
        row(),
        row(post=""),
        row(service=",0"),
        row(cargo=""),
        row(post="=1"),
        row(person="a;b"),
        row(start="2026-05-01", end="2026-04-30"),
    )
    staff = read_staff(write(text(*rows)))
    assert staff.rejections.select("row", "column", "expected", "code", "cod_ugel").rows() == [
        (3, "COD_PLAZA", "key_missing", "key_missing", None),
        (4, "COD_MOD", "key_missing", "key_missing", None),
        (5, "CARGO", "key_missing", "key_missing", None),
        (6, "COD_PLAZA", "code_malformed", "code_malformed", None),
        (7, "COD_PERSONA", "code_malformed", "code_malformed", None),
        (8, "FECHA_FIN", "2026-05-01", "end_before_start", None),
    ]
    assert staff.frame["_row"].to_list() == [2]


def test_a_staffing_file_without_usable_rows(write, refused):
    problems = refused(lambda: read_staff(write(text(row(post="")))))
    assert [(p.code, p.row) for p in problems] == [("no_usable_row", None), ("key_missing", 2)]


def test_codes_and_kinds_of_post_are_brought_into_one_form(write):
    staff = read_staff(write(text(row(cargo="Profesor  con función directiva", service="257337.0,"))))
    assert staff.frame.select("COD_MOD", "ANEXO", "CARGO").row(0) == ("0257337", "0", TEACHER[1])
    assert (
        len(accompanied(staff, cargos=["profesor con función  directiva"], school_days=SCHOOL_DAYS).frame)
        == 1
    )


def test_what_is_handed_on(write):
    frame = held(write, row(post="P2", service="2,1"), row()).frame
    assert frame.columns == ["cod_mod", "anexo", "post", "person", "names", "surnames", "posts_of_person"]
    assert frame.rows() == [
        ("0000002", "1", "P2", "D1", "Ana", "Ríos", 2),
        ("0257337", "0", "P1", "D1", "Ana", "Ríos", 2),
    ]


def test_only_the_kinds_of_post_that_the_norm_lists(write):
    assert people(write, row(cargo="DIRECTOR"), row(post="P2", person="D2")) == ["D2"]


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        ("", "", True),
        ("2015-03-01", "", True),
        ("2026-12-18", "", True),
        ("2026-12-19", "", False),
        ("", "2026-03-16", True),
        ("", "2026-03-15", False),
        ("2026-03-17", "2026-03-17", True),
        ("2026-03-18", "2026-05-24", False),
        ("2026-03-18", "2026-05-25", True),
    ],
)
def test_dates_must_cover_a_school_day(write, start, end, counts):
    assert len(people(write, row(start=start, end=end))) == counts


def test_the_last_holder_counts(write):
    early = row(person="D1", start="2026-03-01", end="2026-05-30")
    late = row(person="D2", start="2026-06-01")
    after_school = row(person="D3", start="2026-12-20")
    assert people(write, early, late) == people(write, late, early) == ["D2"]
    assert people(write, late, early, after_school) == ["D2"]
    assert people(write, row(person="D1"), row(person="D2")) == ["D2"]
    assert people(write, row(person="D1", start=""), row(person="D2", start="2026-06-01")) == ["D2"]


def test_a_vacancy_is_no_holder_and_is_listed_where_nobody_holds_the_post(write):
    result = held(write, row(), row(person="", start="2026-06-01"), row(post="P2", person=""))
    assert result.frame["person"].to_list() == ["D1"]
    assert result.rejections.select("row", "column", "found", "code").rows() == [
        (4, "COD_PERSONA", "P2", "post_without_person")
    ]


def test_a_vacancy_of_another_kind_or_time_is_not_listed(write):
    result = held(
        write, row(), row(post="P2", person="", cargo="DIRECTOR"), row(post="P3", person="", end="2026-03-02")
    )
    assert result.rejections.is_empty()


def test_rejections_learn_their_ugel_from_the_registry(write):
    rejections = held(write, row(post="P1", person=""), row(post="P2", person="", service="9,0")).rejections
    services = pl.DataFrame({"COD_MOD": ["0257337", "0257337"], "CODOOII": ["220004", "220004"]})
    assert with_ugel(rejections, services)["cod_ugel"].to_list() == ["220004", None]
    assert with_ugel(rejections, services).columns == rejections.columns


dates = st.none() | st.integers(0, 40).map(lambda n: date(2026, 3, 10) + timedelta(days=7 * n))
terms = st.tuples(st.sampled_from(["P1", "P2"]), st.sampled_from(["", "D1", "D2"]), dates, dates)


@pytest.mark.long
@given(st.lists(terms.filter(lambda t: None in t[2:] or t[2] <= t[3]), min_size=1, max_size=8))
def test_holders_by_a_count_of_our_own(one_file, rows):
    lines = [row(post=p, person=d, start=start or "", end=end or "") for p, d, start, end in rows]
    staff = read_staff(one_file(text(*lines).encode()))
    holders = {}
    for number, (post, person, start, end) in enumerate(rows):
        covers = any((start or date.min) <= day <= (end or date.max) for day in SCHOOL_DAYS)
        if person and covers:
            holders[post] = max(holders.get(post, (date.min, -1, "")), (start or date.min, number, person))
    result = accompanied(staff, cargos=TEACHER, school_days=SCHOOL_DAYS).frame
    assert dict(result.select("post", "person").rows()) == {post: who for post, (*_, who) in holders.items()}


def test_the_national_staffing_file():
    if "PUSAQ_DATA" not in os.environ:
        pytest.skip("PUSAQ_DATA is not set")
    staff = read_staff(Path(os.environ["PUSAQ_DATA"]) / "registry" / "plazas_nexus.csv.gz")
    assert isinstance(staff, Staff)
    assert len(staff.frame) + len(staff.rejections) == 307_795
    assert accompanied(staff, cargos=TEACHER, school_days=SCHOOL_DAYS).frame["post"].is_unique().all()
