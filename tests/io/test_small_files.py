"""Accompanists, events, journeys: short files of which no bad row is left out."""

from __future__ import annotations

from datetime import date

import pytest

from pusaq_core.io.accompanists import read_accompanists
from pusaq_core.io.catalogue import catalogue_root
from pusaq_core.io.closures import KnownCodes, read_closures
from pusaq_core.io.country import read_country
from pusaq_core.io.travel import read_travel
from pusaq_core.yearplan.inputs import Closure, Hired

PROFILES = ("eib", "multigrade", "full_primary")
HIRED = "COD_ACOMP,CODOOII,TIPO,LAT,LON,FECHA_INICIO"
EVENTS = "AMBITO,CODIGO,FECHA_INICIO,FECHA_FIN,MOTIVO"
TRAVEL = "ORIGEN,DESTINO,KM,MINUTOS"


def told(problems):
    return [(p.code, p.row, p.column, p.found) for p in problems]


def test_accompanists(write):
    rows = (
        "A1,220004,eib,-6.42,-76.51,2026-03-02,Quechua Lamista; Kukama-Kukamiria;\n"
        "A2,40005,EIB,,,,\n"
        'A3,220004,multigrade,"-6,5",-76,02/03/2026, ; \n'
    )
    read = read_accompanists(
        write(HIRED + ",LENGUAS\n" + rows), profiles=PROFILES, ugels=["220004", "040005"]
    )
    assert read.hired == (
        Hired(
            key="A1",
            ugel="220004",
            profile="eib",
            home=(-6.42, -76.51),
            start=date(2026, 3, 2),
            languages=frozenset({"Quechua Lamista", "Kukama-Kukamiria"}),
        ),
        Hired(key="A2", ugel="040005", profile="eib"),
        Hired(key="A3", ugel="220004", profile="multigrade", home=(-6.5, -76.0), start=date(2026, 3, 2)),
    )


def test_accompanists_without_languages_or_rows(write):
    assert read_accompanists(write(f"{HIRED}\nA1,1,eib,,,\n"), profiles=PROFILES).hired[0].languages is None
    assert read_accompanists(write(HIRED + "\n"), profiles=PROFILES).hired == ()


def test_every_bad_accompanist_is_named(write, refused):
    rows = (
        ",220004,eib,,,",
        "A1,,eib,,,",
        "A2,220004,,,,",
        "=A3,220004,eib,,,",
        "A4,220004,eib,,,",
        "A4,220004,eib,,,",
        "A5,220004,quechua,,,",
        "A6,999999,eib,,,",
        "A7,220004,eib,91,-76,",
        "A8,220004,eib,-6,oeste,",
        "A9,220004,eib,-6,,",
        "A10,220004,eib,,,mañana",
    )
    path = write("\n".join([HIRED, *rows]))
    problems = refused(lambda: read_accompanists(path, profiles=PROFILES, ugels=["220004"]))
    assert told(problems) == [
        ("key_missing", 2, "COD_ACOMP", ""),
        ("key_missing", 3, "CODOOII", ""),
        ("key_missing", 4, "TIPO", ""),
        ("code_malformed", 5, "COD_ACOMP", "=A3"),
        ("key_repeated", 7, "COD_ACOMP", "A4"),
        ("unknown_profile", 8, "TIPO", "quechua"),
        ("unknown_ugel", 9, "CODOOII", "999999"),
        ("lat_malformed", 10, "LAT", "91"),
        ("lon_malformed", 11, "LON", "oeste"),
        ("half_coordinates", 12, "LAT", "-6"),
        ("date_malformed", 13, "FECHA_INICIO", "mañana"),
    ]
    assert [p.expected for p in problems if p.code in {"key_repeated", "unknown_profile"}] == [
        "6",
        "eib, multigrade, full_primary",
    ]


def test_events(write):
    rows = (
        "pais,,2026-06-08,2026-06-09,Censo\n"
        "UGEL,40005,10/06/2026,10/06/2026,\n"
        "local,142,2026-07-01,2026-07-31,Lluvias\n"
        "Acompañante,A1,2026-04-06,2026-04-10,Licencia\n"
    )
    read = read_closures(write(f"{EVENTS}\n{rows}"), known=KnownCodes(["040005"], ["000142"], ["A1"]))
    assert read.events == (
        Closure("pais", "", date(2026, 6, 8), date(2026, 6, 9), "Censo"),
        Closure("ugel", "040005", date(2026, 6, 10), date(2026, 6, 10), ""),
        Closure("local", "000142", date(2026, 7, 1), date(2026, 7, 31), "Lluvias"),
        Closure("acompanante", "A1", date(2026, 4, 6), date(2026, 4, 10), "Licencia"),
    )


def test_codes_of_events_are_not_checked_where_none_are_known(write):
    assert len(read_closures(write(f"{EVENTS}\nlocal,9,2026-07-01,2026-07-01,x\n")).events) == 1


def test_every_bad_event_is_named(write, refused):
    day = "2026-07-01"
    rows = (
        f"region,1,{day},{day},x",
        f",1,{day},{day},x",
        f"ugel,,{day},{day},x",
        f"pais,220004,{day},{day},x",
        f"ugel,999999,{day},{day},x",
        f"local,999999,{day},{day},x",
        f"acompanante,ZZ,{day},{day},x",
        f"acompanante,=A1,{day},{day},x",
        f"pais,,,{day},x",
        f"pais,,{day},pronto,x",
        f"pais,,{day},2026-06-30,x",
    )
    path = write("\n".join([EVENTS, *rows]))
    problems = refused(lambda: read_closures(path, known=KnownCodes(["220004"], ["000142"], ["A1"])))
    assert told(problems) == [
        ("unknown_scope", 2, "AMBITO", "region"),
        ("unknown_scope", 3, "AMBITO", ""),
        ("key_missing", 4, "CODIGO", ""),
        ("code_not_empty", 5, "CODIGO", "220004"),
        ("unknown_ugel", 6, "CODIGO", "999999"),
        ("unknown_premises", 7, "CODIGO", "999999"),
        ("unknown_accompanist", 8, "CODIGO", "ZZ"),
        ("code_malformed", 9, "CODIGO", "=A1"),
        ("date_missing", 10, "FECHA_INICIO", ""),
        ("date_malformed", 11, "FECHA_FIN", "pronto"),
        ("end_before_start", 12, "FECHA_FIN", "2026-06-30"),
    ]


def test_journeys(write):
    read = read_travel(write(f"{TRAVEL}\n142,000156,12.5,40\n000156,142,0,\n"), premises=["000142", "000156"])
    assert read.kilometres() == {("000142", "000156"): 12.5, ("000156", "000142"): 0.0}
    assert read.frame["minutes"].to_list() == [40.0, None]
    assert len(read_travel(write(f"{TRAVEL}\n1,2,3,4\n")).frame) == 1


def test_every_bad_journey_is_named(write, refused):
    rows = (
        "142,,1,1",
        "142,=1,1,1",
        "142,9,1,1",
        "142,156,-1,1",
        "142,142,,1",
        "156,142,1,-5",
        "156,142,1,1",
    )
    path = write("\n".join([TRAVEL, *rows]))
    assert told(refused(lambda: read_travel(path, premises=["000142", "000156"]))) == [
        ("key_missing", 2, "DESTINO", ""),
        ("code_malformed", 3, "DESTINO", "=1"),
        ("unknown_premises", 4, "DESTINO", "000009"),
        ("km_malformed", 5, "KM", "-1"),
        ("km_malformed", 6, "KM", ""),
        ("minutes_malformed", 7, "MINUTOS", "-5"),
        ("key_repeated", 8, "DESTINO", "000142"),
    ]


@pytest.mark.parametrize("read", [read_closures, read_travel])
def test_a_cell_too_long_refuses_a_short_file(write, refused, read):
    header = EVENTS if read is read_closures else TRAVEL
    path = write(f"{header}\n{','.join('x' * 40_000 for _ in header.split(','))}\n")
    assert [(p.code, p.row) for p in refused(lambda: read(path))] == [("cell_too_long", 2)]


def test_homes_that_cannot_be_are_refused_by_their_name(write, refused):
    extent = read_country("pe", root=catalogue_root()).extent
    places = ("-76.5,-6.4", "-6.4,-76.5", "6.4,-76.5", "-,S/D")
    rows = "".join(f"A{number},220004,eib,{place},\n" for number, place in enumerate(places, 1))
    path = write(HIRED + "\n" + rows)
    problems = refused(lambda: read_accompanists(path, profiles=PROFILES, extent=extent))
    assert [(p.code, p.row, p.found) for p in problems] == [
        ("coordinates_swapped", 2, "-76.5, -6.4"), ("coordinates_sign", 4, "6.4, -76.5"),
    ]  # fmt: skip


def test_languages_that_look_alike_are_written_as_the_registry_does(write):
    row = "A1,220004,eib,,,,quechua  lamista; AWAJÚN; Otra\n"
    written = {"quechua lamista": "Quechua Lamista", "awajún": "Awajún"}
    read = read_accompanists(write(HIRED + ",LENGUAS\n" + row), profiles=PROFILES, languages=written)
    assert read.hired[0].languages == {"Quechua Lamista", "Awajún", "Otra"}
