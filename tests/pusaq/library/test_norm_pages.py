from __future__ import annotations

import csv
import io
import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pusaq.library.queries import assumptions, known_norm, numerals
from pusaq.library.templatetags.norms import anchor
from pusaq_core.io.catalogue import read_norm
from tests.pusaq.markup import tight
from tests.pusaq.targeted import NORM, make_run, make_services

LAMAS, DORADO = "pe/220000/220004/", "pe/220000/220005/"
NORMS, GLOSSARY = "/normas/", "/glosario/"
PAGE = f"{NORMS}{NORM}/"
SOME = 12


@pytest.fixture
def norm():
    return read_norm(NORM)


def test_list_names_the_norms_of_the_country_with_their_period(reader):
    text = reader.get(NORMS).content.decode()
    assert "NT-026-01-MINEDU" in text
    assert "Fuera de su periodo" in text
    assert PAGE in text


def test_norm_shows_every_numeral_in_order_each_at_its_own_anchor(reader, norm):
    text = reader.get(PAGE).content.decode()
    shown = re.findall(r'<article id="([^"]+)"', tight(text))
    assert shown == [anchor(entry.numeral) for entry in numerals(norm)]
    assert len(shown) == len(set(shown)) > 90


def test_norm_says_that_its_period_is_over(reader):
    text = reader.get(PAGE).content.decode()
    assert "Hoy está fuera de su periodo" in text
    assert "Ningún plan usa esta norma todavía" in text


def test_norm_counts_what_rests_on_a_numeral_for_the_eyes_of_the_reader(client, world):
    ugel = world.organisations[LAMAS]
    make_run(ugel, make_services(ugel, SOME))
    for place, expected in ((LAMAS, True), (DORADO, False)):
        client.force_login(world.act("especialista_ugel", place))
        found = {entry.numeral: rest for entry, rest in client.get(PAGE).context["numerals"]}
        assert [one.count for one in found["5.6.2 a"]] == ([SOME] if expected else [])
    client.force_login(world.act("especialista_ugel", LAMAS))
    text = client.get(PAGE).content.decode()
    assert (
        f'<a class="link" href="/acompanamiento/focalizacion/">{SOME} decisiones de focalización</a>'
        in tight(text)
    )
    assert "Ningún plan usa esta norma todavía" not in text


def test_search_keeps_the_numerals_in_which_the_words_stand(reader):
    headers = {"HX-Request": "true", "HX-Target": "numerales"}
    part = reader.get(f"{PAGE}?q=ruralidad+1", headers=headers)
    text = part.content.decode()
    assert "<main" not in text
    assert 'id="n-5-6-2-a"' in text
    assert 'id="n-3-1"' not in text
    empty = reader.get(f"{PAGE}?q=<b>nada").content.decode()
    assert "Ningún numeral con «&lt;b&gt;nada»" in empty


def test_assumptions_stand_apart_with_value_reason_and_who_may_change_them(reader, norm):
    text = reader.get(PAGE).content.decode()
    for entry in assumptions(norm):
        assert f'id="s-{entry.id}"' in text
    rows = list(
        csv.DictReader(
            io.StringIO(b"".join(reader.get(f"{PAGE}?formato=csv").streaming_content).decode("utf-8-sig"))
        )
    )
    assert [row["Clave en la norma"] for row in rows] == [entry.id for entry in assumptions(norm)]
    first = rows[0]
    assert (first["Supuesto"], first["Valor"]) == ("Días entre dos visitas a un docente", "21")
    assert f">{first['Supuesto']}</th>" in text
    assert (first["Quién puede cambiarlo"], first["Puede ceder"]) == ("DRE", "No")
    assert all(row["Por qué"] for row in rows)


ACRONYMS = [
    ("MINEDU", "Ministerio de Educación"),
    ("USE", "Unidad de Seguimiento y Evaluación"),
    ("OSEE", "Oficina de Seguimiento y Evaluación Estratégica"),
    ("DEIB", "Dirección de Educación Intercultural Bilingüe"),
    ("DIFODS", "Dirección de Formación Docente en Servicio"),
    ("DISER", "Dirección de Servicios Educativos en el Ámbito Rural"),
    ("DEI", "Dirección de Educación Inicial"),
    ("EBR", "Educación Básica Regular"),
    ("EIB", "Educación Intercultural Bilingüe"),
    ("IGED", "Instancias de Gestión Educativa Descentralizadas"),
    ("DRE", "Dirección Regional de Educación o la que haga sus veces"),
    ("UGEL", "Unidad de Gestión Educativa Local"),
    ("IE", "Institución Educativa"),
    ("II.EE.", "Instituciones Educativas"),
    ("MBDD", "Marco de Buen Desempeño Docente"),
    ("CNEB", "Currículo Nacional de la Educación Básica"),
    ("NEXUS", "Sistema de Control y Seguimiento de Plazas para la Gestión de Personal"),
    ("SIAGIE", "Sistema de Información de Apoyo a la Gestión de la Institución Educativa"),
    ("SIGMA 2.0", "Sistema de Información para la Gestión del Monitoreo del Acompañamiento Pedagógico"),
    ("CCI", "Coordinador(a) Regional de Calidad de la Información"),
    ("RCI", "Responsable Local de Calidad de la Información"),
    ("EPR", "Especialista Pedagógico Regional"),
    ("GIA", "Grupos de Inter Aprendizaje"),
    ("RTC", "Reunión de Trabajo Colegiado"),
]
"""Numeral 4.2 of the norm, in its order."""


@pytest.mark.requirement("AP-079")
def test_glossary_has_the_24_acronyms_of_the_norm_each_with_its_numeral(reader):
    page = reader.get(GLOSSARY)
    assert page.status_code == HTTPStatus.OK
    text = tight(page.content.decode())
    rows = re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td>(.*?)</tr>', text)
    assert set(ACRONYMS) <= {(name, meaning) for name, meaning, _ in rows}
    links = {name: re.findall(r'href="([^"]+)"', rest) for name, _, rest in rows}
    for number, (name, _) in enumerate(ACRONYMS, 1):
        assert f"{PAGE}#{anchor(f'4.2.{number}')}" in links[name]
    assert len(page.context["acronyms"]) == len(ACRONYMS) == 24


def test_glossary_finds_by_meaning_without_accents(reader):
    page = reader.get(f"{GLOSSARY}?q=reunion+colegiado")
    assert [one.name for one in page.context["acronyms"]] == ["RTC"]
    assert "Ninguna sigla con «zzz»" in reader.get(f"{GLOSSARY}?q=zzz").content.decode()


def test_a_norm_that_nobody_knows_is_no_page(reader):
    assert reader.get(f"{NORMS}nt-000/").status_code == HTTPStatus.NOT_FOUND


def test_norms_of_another_country_are_not_read(client, world):
    client.force_login(world.act("direccion_slep", "cl/01/"))
    for url in (NORMS, PAGE, GLOSSARY, f"{PAGE}?formato=csv"):
        assert client.get(url).status_code == HTTPStatus.FORBIDDEN
    assert known_norm(NORM, country="cl") is None


def test_nobody_enters_without_signing_in(client):
    for url in (NORMS, PAGE, GLOSSARY):
        assert client.get(url).headers["Location"].startswith("/cuenta/")


def test_number_of_queries_does_not_grow_with_what_rests_on_the_norm(client, world):
    small, large = world.organisations[LAMAS], world.organisations[DORADO]
    make_run(small, make_services(small, SOME))
    make_run(large, make_services(large, 5 * SOME))
    counts = set()
    for place in (LAMAS, DORADO):
        client.force_login(world.act("especialista_ugel", place))
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.add(len(queries))
    assert len(counts) == 1
