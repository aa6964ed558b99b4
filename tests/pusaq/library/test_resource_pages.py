from __future__ import annotations

import csv
import io
from http import HTTPStatus

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusaq.common.clock import real_now
from pusaq.common.roles import matrix
from pusaq.library.domain import load_resources
from pusaq.library.fields import Details, kept_details
from pusaq.library.models import Resource
from pusaq_core.io.resource_model import ResourceFact
from tests.pusaq.markup import opened, tight

LAMAS, REGION, NAUTA = "pe/220000/220004/", "pe/220000/", "pe/160000/160004/"
LIST = "/recursos/"
PROGRAMME, EVENT, PRACTICE = (
    f"{LIST}programa-cap-2022/",
    f"{LIST}encuentro-buenas-practicas-1/",
    f"{LIST}practica-lamas-2017/",
)
MARK = "Demostración"
HOSTILE = '<img src=x onerror="alert(1)">'
HOMES = {
    "ministerio": "pe/",
    "unidad": "pe/u-difods/",
    "dre": REGION,
    "ugel": LAMAS,
    "slep": "cl/01/",
    "uatp": "cl/01/",
}


@pytest.fixture
def examples():
    load_resources(country="pe", demo=True, by=None, now=real_now())


def own(code="propio-1", **more):
    """A resource that is no example."""
    fact = ResourceFact("Asistentes", 12, "personas", "Acta 3")
    usual = {
        "country": "pe",
        "path": "pe/",
        "code": code,
        "kind": "evento",
        "title": "Encuentro de Lamas",
        "summary": "Se reunieron.",
        "source": "Acta de la UGEL",
        "section": "Acta 3",
        "details": kept_details(Details((fact,))),
        "demo": False,
        "sort_key": "encuentro de lamas",
        "loaded_at": real_now(),
    }
    return Resource.objects.create(**usual | more)


def rows_of(client, query="", form="csv"):
    answer = client.get(f"{LIST}?formato={form}{query}")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def page(client, url):
    return opened(client.get(url))


def main_of(text):
    """The page without its frame: the demonstration's own frame has the word too."""
    return text[text.index("<main") : text.index("</main>")]


@pytest.mark.requirement("X-015")
@pytest.mark.usefixtures("examples")
def test_figures_of_both_documents_are_loaded_and_every_example_is_marked_wherever_it_stands(reader):
    mine = own()
    rows = rows_of(reader)
    kinds = [row["Tipo"] for row in rows]
    assert [kinds.count(kind) for kind in ("Buena práctica", "Acción formativa", "Programa por semanas")] == [
        *(6, 10, 1)
    ]
    assert {row["Recurso"]: row["Marca"] for row in rows if not row["Marca"]} == {mine.title: ""}
    assert {row["Marca"] for row in rows} == {MARK, ""}
    assert {row["Edición o año"] for row in rows} == {"", *map(str, range(2017, 2023))}

    shown = main_of(page(reader, LIST))
    assert '<td data-l="Edición o año" class="tn">2017</td>' in tight(shown)
    lines = shown[shown.index("<tbody>") :].split("</tr>")[: len(rows)]
    for line in lines:
        is_own = reverse("library:resource", args=[mine.code]) in line
        assert (MARK in line) is not is_own
        assert ("#i-flask" in line) is not is_own

    for one in Resource.objects.all():
        assert (MARK in main_of(page(reader, f"{LIST}{one.code}/"))) is one.demo

    weeks = main_of(page(reader, PROGRAMME))
    assert tight(weeks).count('<time datetime="2022-') == 30
    assert "145 personas" in tight(page(reader, EVENT))
    assert "37 personas, de 145" in page(reader, EVENT)


@pytest.mark.requirement("X-015")
@pytest.mark.usefixtures("examples")
def test_the_weeks_of_the_programme_stand_by_module(reader):
    text = main_of(page(reader, PROGRAMME))
    assert "15 semanas" in text
    modules = text.split("<h3")[1:]
    assert [module.count("<tr data-row>") for module in modules] == [8, 3, 4]
    assert modules[0].index("Módulo 1: La metodología de las CAP") < modules[0].index("2022-09-05")
    assert "2022-10-31" in modules[1]
    assert "2022-11-04" in modules[1]
    assert "sin sesiones" in modules[1]
    assert (
        modules[2].index("2022-12-12") < modules[2].index("2022-12-16") < modules[2].index("Acompañamiento 4")
    )


@pytest.mark.requirement("X-015")
@pytest.mark.usefixtures("examples")
def test_a_fact_says_its_place_and_what_the_document_leaves_out(reader):
    text = main_of(page(reader, f"{LIST}redes-rurales-2019/"))
    assert text.count("Sin dato") == 3
    assert "más de 180 CRER y CARER" in text
    assert text.count("Implementación de programas formativos en DIF</td>") == 8
    event = main_of(page(reader, EVENT))
    assert "Sin dato" in event[event.index("Año") : event.index("Entidad")]
    assert "El documento no da ninguno." in page(reader, f"{LIST}practica-surcubamba-2018/")
    assert 'href="http://bit.ly/2ltWu5q"' in page(reader, PRACTICE)
    assert "cuatro y nombra tres" in page(reader, f"{LIST}diplomado-2019/")


@pytest.mark.usefixtures("examples")
def test_a_practice_leads_to_its_body_where_the_reader_may_see_it(client, world):
    url = reverse("territory:organisation", args=[world.organisations[LAMAS].pk])
    for role, place, may in (
        ("especialista_ugel", LAMAS, True),
        ("especialista_dre", REGION, True),
        ("difods", "pe/u-difods/", True),
        ("especialista_ugel", NAUTA, False),
        ("docente", f"{LAMAS}s-500001/", False),
    ):
        client.force_login(world.act(role, place))
        text = main_of(page(client, PRACTICE))
        assert (f'href="{url}"' in text) is may
        assert "UGEL Lamas" in text


@pytest.mark.usefixtures("examples")
def test_filters_search_and_sorting_are_those_of_the_file_too(reader):
    assert [row["Entidad"] for row in rows_of(reader, "&tipo=practica&anio=2017")] == [
        "UGEL Castilla",
        "UGEL Lamas",
    ]
    assert [row["Entidad"] for row in rows_of(reader, "&region=Áncash")] == ["DRE Áncash"]
    assert [row["Recurso"] for row in rows_of(reader, "&q=ancash+MIA")] == [
        "Monitoreo Integral de los Aprendizajes (MIA)"
    ]
    assert len(rows_of(reader, "&tipo=formacion&anio=2020")) == 4
    regions = [row["Región"] for row in rows_of(reader, "&tipo=practica&sort=region")]
    assert regions == ["Áncash", "Arequipa", "Huancavelica", "Lima Metropolitana", "Loreto", "San Martín"]
    years = [row["Edición o año"] for row in rows_of(reader, "&sort=-year")]
    assert (years[0], years[-1]) == ("2022", "")
    text = page(reader, f"{LIST}?tipo=practica&q=kuka")
    assert "1 recurso<" in text
    assert "Nada con estos filtros." in page(reader, f"{LIST}?q=zzz")
    assert len(rows_of(reader, "&tipo=inventado&anio=x&region=y")) == 18


@pytest.mark.usefixtures("examples")
def test_htmx_is_given_the_table_alone(reader):
    part = reader.get(f"{LIST}?tipo=evento", headers={"HX-Request": "true", "HX-Target": "tabla"})
    text = part.content.decode()
    assert "<main" not in text
    assert "1 recurso<" in text


@pytest.mark.usefixtures("examples")
def test_xlsx_is_given_too(reader):
    answer = reader.get(f"{LIST}?formato=xlsx")
    assert answer.status_code == HTTPStatus.OK
    assert b"".join(answer.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize("role", matrix().roles.values(), ids=lambda role: role.id)
@pytest.mark.usefixtures("examples")
def test_every_role_reads_the_resources_of_its_country(client, world, role):
    schools = {"pe": f"{LAMAS}s-500001/", "cl": "cl/01/s-70001/"}
    place = role.held_in[0]
    client.force_login(world.act(role, schools[role.country] if place == "escuela" else HOMES[place]))
    text = page(client, LIST)
    assert f'<a href="{LIST}" aria-current="page">Recursos</a>' in tight(text)
    is_peru = role.country == "pe"
    assert ("18 recursos" in text) is is_peru
    assert ("Todavía no hay recursos de tu país" in text) is not is_peru
    assert client.get(PRACTICE).status_code == (HTTPStatus.OK if is_peru else HTTPStatus.NOT_FOUND)


@pytest.mark.usefixtures("examples")
def test_who_has_no_role_is_refused_and_nobody_enters_without_signing_in(client):
    for url in (LIST, PRACTICE, f"{LIST}?formato=csv"):
        assert client.get(url).headers["Location"].startswith("/cuenta/")
    client.force_login(get_user_model().objects.create_user("sola"))
    for url in (LIST, PRACTICE, f"{LIST}?formato=csv"):
        assert client.get(url).status_code == HTTPStatus.FORBIDDEN


def test_without_resources_the_page_says_who_loads_them(reader):
    text = main_of(page(reader, LIST))
    assert "Todavía no hay recursos de tu país" in text
    assert "<table" not in text
    assert MARK not in text
    assert reader.get(f"{LIST}nada/").status_code == HTTPStatus.NOT_FOUND


def test_a_resource_that_was_closed_is_no_page(reader):
    one = own(closed_at=real_now())
    assert one.title not in page(reader, LIST)
    assert reader.get(f"{LIST}{one.code}/").status_code == HTTPStatus.NOT_FOUND


def test_hostile_text_is_text(reader):
    facts = (
        ResourceFact(HOSTILE, HOSTILE, HOSTILE, HOSTILE, note=HOSTILE),
        ResourceFact("Varios", (HOSTILE, HOSTILE), "", HOSTILE),
    )
    texts = dict.fromkeys(("title", "summary", "source", "section", "region", "body_name"), HOSTILE)
    one = own(details=kept_details(Details(facts)), link=f"https://x/{HOSTILE}", **texts)
    for url in (LIST, f"{LIST}{one.code}/", f"{LIST}?q={HOSTILE}", f"{LIST}?region={HOSTILE}"):
        assert HOSTILE not in page(reader, url)
    assert "&lt;img src=x" in page(reader, f"{LIST}{one.code}/")
    own("formula", title="=1+1")
    assert "=1+1" not in {row["Recurso"] for row in rows_of(reader)}


def test_number_of_queries_does_not_grow_with_the_resources(reader):
    costs = set()
    for many in (1, 40):
        for number in range(many):
            own(f"r-{many}-{number}")
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(LIST).status_code == HTTPStatus.OK
        costs.add(len(queries))
    assert len(costs) == 1


@pytest.mark.requirement("X-015")
@pytest.mark.usefixtures("examples")
def test_programs_read_the_same_with_its_mark(reader):
    rows = reader.get("/api/v1/resources?kind=practica&year=2017").json()["results"]
    assert sorted(row["body_code"] for row in rows) == ["040005", "220004"]
    assert {row["demo"] for row in rows} == {True}
    one = reader.get("/api/v1/resources/programa-cap-2022").json()
    assert len(one["weeks"]) == 15
    assert (one["weeks"][-1]["first"], one["weeks"][-1]["last"]) == ("2022-12-12", "2022-12-16")
    event = reader.get("/api/v1/resources/encuentro-buenas-practicas-1").json()
    staff = next(fact for fact in event["facts"] if fact["part_of"])
    assert (staff["value"], staff["part_of"], staff["place"]) == (37, "Asistentes", "I. Resumen Ejecutivo")
    assert event["year"] is None
    assert reader.get("/api/v1/resources/nada").status_code == HTTPStatus.NOT_FOUND
