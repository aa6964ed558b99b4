from __future__ import annotations

import csv
import io
import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person
from pusaq.shell.frame import PLACE_KEY
from pusaq.territory.enums import Level
from pusaq.territory.models import Organisation, School, SchoolService
from tests.pusaq.markup import tight
from tests.pusaq.network import make_network
from tests.pusaq.targeted import make_services
from tests.pusaq.world import make_world

LAMAS, DORADO, REGION, NAUTA = (
    "pe/220000/220004/",
    "pe/220000/220005/",
    "pe/220000/",
    "pe/160000/160004/",
)
TREE = "/territorio/"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def world():
    """Two regions and a Chilean service: more than the frame needs."""
    return make_world()


def body_url(world, path):
    return reverse("territory:organisation", args=[world.organisations[path].pk])


def school_url(school):
    return reverse("territory:school", args=[school.pk])


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_tree_counts_schools_and_services_of_each_body_with_all_below(client, world):
    client.force_login(world.act("especialista_dre", REGION))
    SchoolService.objects.create(
        school=world.schools["500001"],
        modular_code="0999999",
        name="Inicial",
        level=Level.INITIAL,
        path=f"{LAMAS}s-500001/0999999-0/",
        sort_key="inicial",
    )
    rows = rows_of(client.get(f"{TREE}?formato=csv"))
    found = [(row["Entidad"], row["II.EE."], row["Servicios"]) for row in rows]
    assert found == [("DRE San Martín", "2", "3"), ("UGEL El Dorado", "1", "1"), ("UGEL Lamas", "1", "2")]


def test_tree_of_the_ministry_goes_down_two_levels_and_finds_by_name(client, world):
    client.force_login(world.act("difods", "pe/u-difods/"))
    page = client.get(TREE).content.decode()
    assert page.index("DRE Loreto") < page.index("UGEL Nauta") < page.index("DRE San Martín")
    assert "SLEP" not in page
    found = rows_of(client.get(f"{TREE}?q=nauta&formato=csv"))
    assert [row["Entidad"] for row in found] == ["UGEL Nauta"]


def test_switcher_narrows_the_tree(client, world):
    client.force_login(world.act("especialista_dre", REGION))
    session = client.session
    session[PLACE_KEY] = str(world.organisations[LAMAS].pk)
    session.save()
    assert [row["Entidad"] for row in rows_of(client.get(f"{TREE}?formato=csv"))] == ["UGEL Lamas"]


def test_somebody_of_a_school_is_led_to_it(client, world):
    client.force_login(world.act("docente", f"{LAMAS}s-500001/"))
    assert client.get(TREE).headers["Location"] == school_url(world.schools["500001"])


def test_body_lists_its_schools_with_filters_and_file(client, world):
    client.force_login(world.act("especialista_ugel", LAMAS))
    make_services(world.organisations[LAMAS], 6, name="Alto")
    url = body_url(world, LAMAS)
    page = client.get(url)
    assert page.context["table"].paginator.count == 7
    assert "Unidad de Gestión Educativa Local" in page.content.decode()
    rows = rows_of(client.get(f"{url}?distrito=Lamas&q=alto&formato=csv"))
    assert [row["IE"] for row in rows] == ["Alto 2", "Alto 5"]
    assert rows[0]["Niveles"] == "Primaria"
    assert rows_of(client.get(f"{url}?nivel=secundaria&formato=csv")) == []
    assert client.get(f"{url}?nivel=inventado&q=").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("in_registry", "is_said"), [("UGEL LAMÁS", True), ("UGEL LAMAS", False), ("", False)]
)
def test_body_says_how_the_registry_writes_it_where_that_differs(client, world, in_registry, is_said):
    body = world.organisations[LAMAS]
    body.registry_name = in_registry
    body.save()
    client.force_login(world.act("especialista_ugel", LAMAS))
    page = client.get(body_url(world, LAMAS)).content.decode()
    assert (f"en el padrón: {in_registry}" in page) is is_said


def test_what_a_school_lacks_takes_no_room_on_a_phone(client, world):
    client.force_login(world.act("especialista_ugel", LAMAS))
    cell = re.compile(r'<td data-l="Red educativa"[^>]* data-none>')
    assert cell.search(tight(client.get(body_url(world, LAMAS)).content.decode()))
    School.objects.update(network=make_network(world.organisations[LAMAS]))
    text = client.get(body_url(world, LAMAS)).content.decode()
    assert 'data-l="Red educativa"' in text
    assert not cell.search(text)


def test_network_lists_its_schools_alone(client, world):
    network = make_network(world.organisations[LAMAS])
    School.objects.filter(code="500001").update(network=network)
    make_services(world.organisations[LAMAS], 3)
    client.force_login(world.act("especialista_ugel", LAMAS))
    page = client.get(reverse("territory:organisation", args=[network.pk]))
    assert [row.record.code for row in page.context["table"].paginated_rows] == ["500001"]
    assert page.context["held"].schools == 1
    assert "RER Alto Mayo" in client.get(body_url(world, LAMAS)).content.decode()


@pytest.mark.parametrize(
    ("role", "place", "leads"), [("docente", f"{LAMAS}s-500001/", False), ("rci", LAMAS, True)]
)
def test_a_school_leads_to_its_network_only_whom_it_opens(client, world, role, place, leads):
    network = make_network(world.organisations[LAMAS])
    School.objects.filter(code="500001").update(network=network)
    client.force_login(world.act(role, place))
    text = client.get(school_url(world.schools["500001"])).content.decode()
    assert "RER Alto Mayo" in text
    url = reverse("territory:organisation", args=[network.pk])
    assert (url in text) is leads
    assert (client.get(url).status_code == HTTPStatus.OK) is leads


def test_school_shows_services_posts_and_holders_to_who_may_see_names(client, world):
    school = world.schools["500001"]
    post = world.post("PZ1", PostKind.TEACHER, "500001")
    world.post("PZ2", PostKind.TEACHER, "500001")
    person = Person.objects.create(
        country="pe", code="T1", given_names="Nilda", surnames="Tapullima", sort_key="tapullima"
    )
    Appointment.objects.create(post=post, person=person)
    client.force_login(world.act("especialista_ugel", LAMAS))
    text = client.get(school_url(school)).content.decode()
    assert "IE 0110 Las Palmas" in text
    assert "Nilda Tapullima" in text
    assert "2 plazas, 1 vacante" in text
    assert world.services["500001"].modular_code in text
    client.force_login(world.act("especialista_dre", REGION))
    text = client.get(school_url(school)).content.decode()
    assert "Nilda Tapullima" not in text
    assert "Ocupada" in text
    assert "Tu rol no ve nombres de docentes" in text


@pytest.mark.parametrize("role", ["especialista_ugel", "director_ugel"])
def test_out_of_the_territory_there_is_nothing(client, world, role):
    client.force_login(world.act(role, DORADO))
    for url in (
        body_url(world, LAMAS),
        body_url(world, REGION),
        school_url(world.schools["500001"]),
        body_url(world, "cl/01/"),
        f"{body_url(world, LAMAS)}?formato=csv",
    ):
        assert client.get(url).status_code == HTTPStatus.NOT_FOUND, url
    assert "Lamas" not in str(rows_of(client.get(f"{TREE}?formato=csv")))


def test_nobody_enters_without_signing_in(client, world):
    for url in (TREE, body_url(world, LAMAS), school_url(world.schools["500001"])):
        assert client.get(url).headers["Location"].startswith("/cuenta/")


def test_a_capability_that_no_role_has_opens_nothing(client, world, monkeypatch):
    user = world.act("especialista_ugel", LAMAS)
    monkeypatch.setattr("pusaq.people.permissions.UserInRole.may", lambda *_arguments: False)
    client.force_login(user)
    for url in (TREE, body_url(world, LAMAS), school_url(world.schools["500001"])):
        assert client.get(url).status_code == HTTPStatus.FORBIDDEN


def test_chile_has_its_own_words(client, world):
    client.force_login(world.act("direccion_slep", "cl/01/"))
    text = client.get(body_url(world, "cl/01/")).content.decode()
    assert "<b>1</b> establecimiento" in text
    assert "Servicio Local de Educación Pública" in text
    assert "II.EE." not in text
    page = client.get(school_url(world.schools["70001"])).content.decode()
    assert "RBD" in page
    assert "Cargos" in page
    assert "Básica" in page


def test_empty_places_say_so(client, world):
    client.force_login(world.act("especialista_ugel", LAMAS))
    School.objects.filter(code="500001").update(gone_since="2026-02-01")
    assert "Aún no tiene II.EE." in client.get(body_url(world, LAMAS)).content.decode()
    text = client.get(school_url(world.schools["500001"])).content.decode()
    assert "Ya no figura en el padrón desde el" in text
    assert "Sin dato de dónde está" in text
    assert "Los datos cargados no traen plazas de aquí" in text


def test_hostile_names_stay_text(client, world):
    School.objects.filter(code="500001").update(name=HOSTILE, district=HOSTILE, place=HOSTILE)
    Organisation.objects.filter(path=LAMAS).update(name=HOSTILE, short_name=HOSTILE)
    client.force_login(world.act("especialista_ugel", LAMAS))
    for url in (TREE, body_url(world, LAMAS), school_url(world.schools["500001"])):
        text = client.get(url).content.decode()
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text


def test_number_of_queries_does_not_grow_with_the_schools(client, world):
    make_services(world.organisations[DORADO], 60)
    make_services(world.organisations[LAMAS], 5)
    counts = {}
    for path in (LAMAS, DORADO):
        client.force_login(world.act("especialista_ugel", path))
        for name, url in (("tree", TREE), ("body", body_url(world, path))):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.setdefault(name, set()).add(len(queries))
    assert all(len(found) == 1 for found in counts.values()), counts
