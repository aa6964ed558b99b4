"""Every row of the staff is accompanied or named with its reason, and the parts add up."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pusaq_core.io.staff import accompanied, read_staff

HEADER = "COD_PLAZA,COD_MOD,ANEXO,CARGO,CONDICION,COD_PERSONA,NOMBRES,APELLIDOS,FECHA_INICIO,FECHA_FIN"
DAYS = (date(2026, 3, 16), date(2026, 12, 18))


def row(post="P1", person="D1", start="2015-03-01", end="", cargo="PROFESOR", service="0000001,0"):
    return f"{post},{service},{cargo},NOMBRADO,{person},Ana,Ríos,{start},{end}"


@pytest.fixture
def held(write):
    def run(*rows):
        staff = read_staff(write("\n".join([HEADER, *rows]) + "\n"))
        return staff, accompanied(staff, cargos=["PROFESOR"], school_days=DAYS)

    return run


def told(rejections):
    return rejections.select("row", "column", "found", "expected", "code").rows()


def test_a_post_of_two_services_at_a_time_is_listed_and_the_last_row_counts(held):
    other = row(person="D2", service="0000002,0")
    staff, found = held(row(), other, row(post="P2", person="D3"))
    assert told(staff.rejections) == [(2, "COD_PLAZA", "P1", "3", "post_elsewhere")]
    assert found.frame["person"].to_list() == ["D3", "D2"]


def test_a_post_that_moved_to_another_service_is_no_repetition(held):
    staff, found = held(row(end="2026-06-30"), row(person="D2", service="0000002,0", start="2026-07-01"))
    assert staff.rejections.is_empty()
    assert found.rows["state"].to_list() == ["reemplazada", "acompanable"]


def test_two_people_in_one_post_are_named_and_the_later_one_counts(held):
    _, found = held(row(), row(person="D2", start="2026-05-01"))
    assert found.frame["person"].to_list() == ["D2"]
    assert told(found.rejections) == [(2, "COD_PLAZA", "P1", "3", "post_shared")]
    _, ended = held(row(end="2026-04-30"), row(person="D2", start="2026-05-01"))
    assert ended.rejections.is_empty()


def test_each_row_has_one_state(held):
    staff, found = held(
        row(),
        row(post="P2", cargo="DIRECTOR"),
        row(post="P3", end="2020-12-31"),
        row(post="P4", person=""),
        row(post="P5", end="2026-04-30"),
        row(post="P5", person="D5", start="2026-05-01"),
        row(post="=1"),
    )
    assert found.rows["state"].to_list() == [
        *("acompanable", "otro_cargo", "fuera_del_anio", "sin_titular", "reemplazada", "acompanable")
    ]
    assert len(found.rows) + len(staff.rejections) == 7
    assert found.frame.select("post", "person").rows() == [("P1", "D1"), ("P5", "D5")]


@pytest.mark.parametrize("word", ["-", "S/D", "N/A"])
def test_a_post_whose_person_is_no_value_is_vacant(held, word):
    _, found = held(row(person=word))
    assert found.frame.is_empty()
    assert found.rejections["code"].to_list() == ["post_without_person"]


def test_kinds_of_post_that_look_alike_are_one(held):
    _, found = held(row(cargo="profesor"), row(post="P2", person="D2", cargo="\u00a0PROFESOR "))
    assert found.frame.select(pl.len()).item() == 2
