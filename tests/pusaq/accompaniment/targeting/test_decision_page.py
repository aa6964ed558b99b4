from __future__ import annotations

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusaq.accompaniment.enums import Decision
from pusaq.territory.models import Outline, School
from tests.pusaq.markup import opened, tight
from tests.pusaq.network import make_network
from tests.pusaq.targeted import decision_of, make_run, make_services, students_of

LAMAS, DORADO = "pe/220000/220004/", "pe/220000/220005/"
SOME = 12


def page_of(client, decision):
    return client.get(reverse("accompaniment:decision", args=[decision.pk]))


@pytest.fixture
def lamas(world):
    ugel = world.organisations[LAMAS]
    return make_run(ugel, make_services(ugel, SOME, name="Alto"))


@pytest.fixture
def specialist(client, world):
    client.force_login(world.act("especialista_ugel", LAMAS))
    return client


def first(run, wanted):
    number = next(n for n in range(SOME) if decision_of(n) == wanted and students_of(n) is not None)
    return run.decisions.get(service__name=f"Alto {number}"), number


def test_a_targeted_school_shows_criterion_value_source_date_result_and_numeral(specialist, lamas):
    decision, number = first(lamas, Decision.TARGETED)
    text = page_of(specialist, decision).content.decode()
    assert "¿Por qué Alto 0?" in text
    assert "cumple los 5 criterios" in text
    assert f"<b>{students_of(number)}</b>" in text
    assert "SIAGIE, 1 feb 2026" in tight(text)
    assert "<b>primaria</b>" in text
    assert (
        '<a class="link whitespace-nowrap" href="/normas/nt-026-minedu-2019/#n-5-6-2-a">5.6.2 a</a>'
        in tight(text)
    )
    assert "Tiene <b>1 de 6</b> razones de prioridad" in text
    assert "es la <b>1.ª de" in text
    for owed in ("Visita en aula", "GIA", "RTC", "Taller de docentes"):
        assert f"<li>{owed}:" in tight(text)


def test_a_school_that_fails_is_told_which_criterion(specialist, lamas):
    decision, _number = first(lamas, Decision.NOT_TARGETED)
    text = page_of(specialist, decision).content.decode()
    assert "no cumple uno de los 5 criterios" in text
    assert "9 o más estudiantes." in text
    assert "Corresponde" not in text


def test_a_missing_datum_does_not_count_as_a_failure(specialist, lamas):
    number = next(n for n in range(SOME) if students_of(n) is None)
    text = page_of(specialist, lamas.decisions.get(service__name=f"Alto {number}")).content.decode()
    assert "Por verificar: <b>falta el dato de una regla</b>" in text
    assert "(9 o más estudiantes)" in text
    assert "No se planifica hasta saberlo" in text
    assert "Por verificar</span>" in text


def test_a_school_beyond_the_accompanists_is_told_so_with_the_assumption(specialist, lamas):
    decision, _number = first(lamas, Decision.OVER_CAP)
    text = page_of(specialist, decision).content.decode()
    assert "los acompañantes no alcanzan" in text
    assert "/normas/nt-026-minedu-2019/#s-cupo_por_prioridad" in text


def test_map_holds_the_outline_and_marks_this_school_among_the_targeted(specialist, lamas):
    geometry = {"type": "Polygon", "coordinates": [[[-77, -7], [-76, -7], [-76, -6], [-77, -7]]]}
    Outline.objects.create(organisation=lamas.organisation, geometry=geometry, source="Inventado")
    decision, _number = first(lamas, Decision.TARGETED)
    shown = page_of(specialist, decision).context["map"]
    assert shown["outlines"] == [{"kind": "focus", "geometry": geometry}]
    (marked,) = [one for one in shown["others"] if one.get("mark")]
    assert marked["label"] == decision.service.name
    targeted = sum(decision_of(number) == Decision.TARGETED for number in range(SOME))
    assert len(shown["others"]) == targeted


def test_without_a_position_the_page_says_so(specialist, lamas):
    decision, _number = first(lamas, Decision.TARGETED)
    School.objects.filter(services=decision.service).update(latitude=None)
    page = page_of(specialist, decision)
    assert page.context["map"] is None
    assert "Sin dato de dónde está" in page.content.decode()


def test_history_says_what_changed_between_versions(specialist, lamas):
    services = [one.service for one in lamas.decisions.select_related("service").order_by("pk")]
    later = make_run(lamas.organisation, services, version=2)
    decision = later.decisions.get(service=services[0])
    decision.reasons = [
        reason | {"met": False} if reason["rule"] == "mg-ruralidad" else reason for reason in decision.reasons
    ]
    decision.save()
    text = page_of(specialist, decision).content.decode()
    assert "2026, versión 2: focalizada. Cambió: Ruralidad 1" in tight(text)
    assert "2026, versión 1: focalizada" in text


def test_out_of_the_territory_there_is_no_such_page(client, world, lamas):
    client.force_login(world.act("especialista_ugel", DORADO))
    assert page_of(client, lamas.decisions.first()).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("role", "at_school", "leads"), [("directivo", True, False), ("especialista_ugel", False, True)]
)
def test_the_network_is_a_link_for_those_who_may_open_it(client, world, lamas, role, at_school, leads):
    decision, _number = first(lamas, Decision.TARGETED)
    school = decision.service.school
    world.schools[school.code] = school
    network = make_network(world.organisations[LAMAS])
    School.objects.filter(pk=school.pk).update(network=network)
    client.force_login(world.act(role, school.path if at_school else LAMAS))
    text = page_of(client, decision).content.decode()
    assert "RER Alto Mayo" in text
    assert (reverse("territory:organisation", args=[network.pk]) in text) is leads


def test_accompanist_is_shown_to_those_who_may_see_caseloads_alone(client, world, lamas):
    decision, _number = first(lamas, Decision.TARGETED)
    client.force_login(world.act("director_ugel", LAMAS))
    assert "aún sin cartera" in page_of(client, decision).content.decode()
    client.force_login(world.act("dei", "pe/u-difods/"))
    assert "Acompañante</dt>" not in opened(page_of(client, decision))


def test_number_of_queries_does_not_grow_with_the_run(client, world, lamas):
    many = world.organisations[DORADO]
    large = make_run(many, make_services(many, 5 * SOME, name="Bajo"))
    counts = set()
    for run, place in ((lamas, LAMAS), (large, DORADO)):
        client.force_login(world.act("especialista_ugel", place))
        with CaptureQueriesContext(connection) as queries:
            page_of(client, run.decisions.get(rank=1))
        counts.add(len(queries))
    assert len(counts) == 1
