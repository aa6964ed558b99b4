"""Calendars and country packs in YAML: what they say, and where they are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pusaq_core.catalogue_reader.tree import MAX_CHARACTERS
from pusaq_core.errors import InputError
from pusaq_core.io.calendar import parse_calendar, read_calendar
from pusaq_core.io.country import default_calendar, read_country
from pusaq_core.yearplan.calendar import CalendarException, DateRange

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"
CLASSES = "anio: 2026\nclases: [{desde: 2026-03-16, hasta: 2026-05-15}]\n"


def told(problems):
    return [(p.code, p.row, p.position, p.column, p.found) for p in problems]


def wrong(refused, text):
    return told(refused(lambda: parse_calendar(text, file="c.yaml")))


def test_the_calendar_of_peru_for_2026():
    read = default_calendar("pe", 2026, root=CATALOGUE)
    calendar = read.calendar
    assert (len(calendar.school_days()), calendar.school_weeks()) == (172, 36)
    assert (calendar.classes[0].first, calendar.classes[-1].last) == (date(2026, 3, 16), date(2026, 12, 18))
    assert len(calendar.holidays) == 12
    assert calendar.source == "RM 501-2025-MINEDU"
    assert len(read.sha256) == 64
    management = [day for day in calendar.working_days() if day not in calendar.school_days()]
    assert (management[0], management[-1], len(management)) == (date(2026, 3, 2), date(2026, 12, 31), 35)


def test_a_calendar_with_everything():
    text = f"""
fuente: RM 1
{CLASSES}
gestion: [{{desde: 2026-05-18, hasta: 2026-05-22}}]
feriados: [2026-05-01, '2026-04-02']
excepciones:
  - ambito: ugel
    codigo: 040005
    clases: [{{desde: 2026-04-06, hasta: 2026-12-31}}]
    gestion: []
    resolucion: RD 7
  - ambito: local
    codigo: "000142"
    pausas: [2026-04-08, {{desde: 2026-04-20, hasta: 2026-04-24}}]
    recupera: [2026-04-25]
"""
    calendar = parse_calendar(text, file="c.yaml")
    assert calendar.holidays == (date(2026, 4, 2), date(2026, 5, 1))
    assert calendar.exceptions == (
        CalendarException(
            scope="ugel",
            code="040005",
            classes=(DateRange(date(2026, 4, 6), date(2026, 12, 31)),),
            management=(),
            resolution="RD 7",
        ),
        CalendarException(
            scope="local",
            code="000142",
            pauses=(
                DateRange(date(2026, 4, 8), date(2026, 4, 8)),
                DateRange(date(2026, 4, 20), date(2026, 4, 24)),
            ),
            recovered=(date(2026, 4, 25),),
        ),
    )


def test_syntax_errors_name_line_and_position(refused):
    assert wrong(refused, "anio: [2026\nclases: {")[0][:3] == ("yaml_syntax", 2, 7)
    assert wrong(refused, "anio: 2026\n\x07")[0][:3] == ("not_text", 2, 1)
    assert wrong(refused, "# nada\n")[0][0] == "empty_file"
    assert wrong(refused, "[" * 5000)[0][0] == "too_deep"
    assert wrong(refused, "#" * (MAX_CHARACTERS + 1))[0][0] == "file_too_big"


def test_every_problem_of_the_keys_is_named(refused):
    text = "año: 2026\nclases: {a: 1}\nclases: []\nferiados: 2026-01-01\nexcepciones: [x, {ambito: [1]}]\n"
    assert wrong(refused, text) == [
        ("missing_key", 1, 1, "anio", ""),
        ("misspelt_key", 1, 1, "año", "año"),
        ("wrong_type", 2, 9, "clases", "@map"),
        ("duplicate_key", 3, 1, "clases", "clases"),
        ("wrong_type", 4, 11, "feriados", "2026-01-01"),
        ("wrong_type", 5, 15, "excepciones[0]", "x"),
        ("missing_key", 5, 18, "excepciones[1].codigo", ""),
        ("wrong_type", 5, 27, "excepciones[1].ambito", "@list"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("anio: MMXXVI\nclases: []\n", ("wrong_type", 1, 7, "anio", "MMXXVI")),
        ("anio: 26\nclases: []\n", ("wrong_value", 1, 7, "anio", "26")),
        (
            "anio: 2026\nclases: [{desde: 2026-02-30, hasta: 2026-03-30}]\n",
            ("wrong_type", 2, 18, "clases[0].desde", "2026-02-30"),
        ),
        (
            "anio: 2026\nclases: [{desde: 16/03/2026, hasta: 2026-03-30}]\n",
            ("wrong_type", 2, 18, "clases[0].desde", "16/03/2026"),
        ),
        (
            "anio: 2026\nclases: [{desde: 2026-03-16, hasta: 2027-03-30}]\n",
            ("date_out_of_year", 2, 37, "clases[0].hasta", "2027-03-30"),
        ),
        (
            "anio: 2026\nclases: [{desde: 2026-03-16, hasta: 2026-03-15}]\n",
            ("end_before_start", 2, 37, "clases[0].hasta", "2026-03-15"),
        ),
        (CLASSES + "feriados: [2025-12-25]\n", ("date_out_of_year", 3, 12, "feriados[0]", "2025-12-25")),
        (
            CLASSES + "feriados: [2026-05-01, 2026-05-01]\n",
            ("date_repeated", 3, 24, "feriados[1]", "2026-05-01"),
        ),
        (
            CLASSES
            + "gestion: [{desde: 2026-06-10, hasta: 2026-06-12}, {desde: 2026-06-01, hasta: 2026-06-10}]\n",
            ("ranges_overlap", 3, 11, "gestion[0]", "2026-06-10 ≤ 2026-06-10"),
        ),
        (
            CLASSES + "excepciones: [{ambito: red, codigo: '1'}]\n",
            ("wrong_value", 3, 24, "excepciones[0].ambito", "red"),
        ),
        (
            CLASSES + "excepciones: [{ambito: ugel, codigo: ''}]\n",
            ("wrong_type", 3, 38, "excepciones[0].codigo", "@empty"),
        ),
        (
            CLASSES + "excepciones: [{ambito: ugel, codigo: 1}, {ambito: ugel, codigo: 1}]\n",
            ("exception_repeated", 3, 42, "excepciones[1]", "ugel 1"),
        ),
        (
            CLASSES
            + "excepciones: [{ambito: ugel, codigo: 1, pausas: [2026-04-01], recupera: [2026-04-01]}]\n",
            ("recovered_in_pause", 3, 73, "excepciones[0].recupera", "2026-04-01"),
        ),
        (
            CLASSES + "excepciones: [{ambito: ugel, codigo: 1, pausas: [abril]}]\n",
            ("wrong_type", 3, 50, "excepciones[0].pausas[0]", "abril"),
        ),
    ],
)
def test_what_a_calendar_may_not_say(refused, text, problem):
    assert wrong(refused, text) == [problem]


def test_a_range_without_its_end(refused):
    assert wrong(refused, "anio: 2026\nclases: [{desde: 2026-03-16}]\n") == [
        ("missing_key", 2, 10, "clases[0].hasta", "")
    ]


text = st.text(st.sampled_from("anio: 2026clases[]{}-,&*!|>'\"\n\t#ñ"), max_size=60)


@given(st.one_of(st.text(max_size=40), text))
@example("? {a: 1}\n: 2")
@example("&a [*a]")
@example("anio: !!binary x\nclases: []")
@example("a: 1\n---\nb: 2")
def test_any_text_is_a_calendar_or_a_refusal(content):
    try:
        calendar = parse_calendar(content, file="c.yaml")
    except InputError as error:
        assert {problem.file for problem in error.problems} == {"c.yaml"}  # noqa: PT017  (either is right)
    else:
        assert calendar.year >= 1900


def test_a_calendar_from_a_file(write, refused):
    path = write("fuente: «Año»\n".encode("latin-1") + CLASSES.encode(), "c.yaml")
    assert read_calendar(path).calendar.source == "«Año»"
    assert [p.code for p in refused(lambda: read_calendar(path.parent / "falta.yaml"))] == ["file_not_found"]


def test_a_year_that_the_country_pack_does_not_have(refused):
    (problem,) = refused(lambda: default_calendar("pe", 1999, root=CATALOGUE))
    assert (problem.code, problem.found) == ("calendar_missing", "1999")
    assert "2026" in problem.expected.split(", ")


def test_the_country_pack_of_peru(refused):
    country = read_country("pe", root=CATALOGUE)
    assert (country.code, country.name, country.time_zone) == ("pe", "Perú", "America/Lima")
    assert list(country.organisations)[:3] == ["ministerio", "dre", "ugel"]
    assert country.terms["rtc"] == "reunión de trabajo colegiado (RTC)"
    (problem,) = refused(lambda: read_country("zz", root=CATALOGUE))
    assert (problem.code, problem.found) == ("country_unknown", "zz")


def test_a_country_pack_that_is_wrong(tmp_path, refused):
    folder = tmp_path / "countries" / "xx"
    folder.mkdir(parents=True)
    (folder / "pais.yaml").write_text("codigo: xx\nnombre: X\nzona_horaria: Z\norganizaciones: []\n")
    problems = told(refused(lambda: read_country("xx", root=tmp_path)))
    missing = ["menu", "niveles", "palabras", "siglas", "terminos"]
    assert problems == [
        *(("missing_key", 1, 1, key, "") for key in missing),
        ("wrong_type", 4, 17, "organizaciones", "@list"),
    ]


def test_a_country_pack_whose_words_are_not_whole(tmp_path, refused):
    whole = (CATALOGUE / "countries" / "cl" / "pais.yaml").read_text()
    folder = tmp_path / "countries" / "cl"
    folder.mkdir(parents=True)
    broken = whole.replace("  dep: DEP\n", "  dre: DRE\n").replace("  primaria: Básica\n", "")
    (folder / "pais.yaml").write_text(broken)
    found = {(p.code, p.column) for p in refused(lambda: read_country("cl", root=tmp_path))}
    assert found == {
        ("missing_key", "siglas.dep"),
        ("unknown_key", "siglas.dre"),
        ("missing_key", "niveles.primaria"),
    }


def test_the_school_year_of_chile_has_a_calendar():
    calendar = default_calendar("cl", 2026, root=CATALOGUE).calendar
    days = calendar.school_days()
    assert (days[0], days[-1]) == (date(2026, 3, 4), date(2026, 12, 4))
    assert date(2026, 9, 18) not in days
