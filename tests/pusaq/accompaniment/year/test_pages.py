"""Pages of a plan over HTTP: who may open them, what they say, how often they ask the database."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusaq.accompaniment.caseloads.pages.caseloads import best_line
from pusaq.accompaniment.caseloads.shown.indices import index_of_letter
from pusaq.accompaniment.models import Caseload, CaseloadSlot, Unplaced
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.people.models import Person
from pusaq.shell.templatetags.pusaq import CASES
from pusaq.territory.models import School
from pusaq_core.findings.shapes import Away, RecordedText
from pusaq_core.findings.written import as_data
from tests.pusaq import planned
from tests.pusaq.markup import opened
from tests.pusaq.planned import CASTILLA, NOW
from tests.pusaq.roles import actor

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def caseload(plan):
    return plan.caseloads.order_by("letter").first()


@pytest.fixture
def as_role(client, ugel):
    """Sign in as somebody in a role, at the UGEL or elsewhere."""

    def _as(role, organisation=None, **more):
        client.force_login(actor(role, organisation or ugel.organisation, **more).user)
        return client

    return _as


def addresses(plan, caseload):
    return {
        "caseloads": reverse("accompaniment:caseloads"),
        "caseload_map": reverse("accompaniment:caseload_map", args=[plan.pk]),
        "caseload": reverse("accompaniment:caseload", args=[caseload.pk]),
        "caseload_year": reverse("accompaniment:caseload_year", args=[caseload.pk]),
        "ugel_year": reverse("accompaniment:ugel_year"),
        "calculate": reverse("accompaniment:calculate"),
        "publish": reverse("accompaniment:publish", args=[plan.pk]),
    }


ALLOWED = {
    "caseloads": "especialista_ugel",
    "caseload_map": "epr",
    "caseload": "rci",
    "caseload_year": "especialista_dre",
    "ugel_year": "difods",
    "calculate": "especialista_ugel",
    "publish": "director_ugel",
}
DENIED = {
    "caseloads": "docente",
    "caseload_map": "dei",
    "caseload": "docente",
    "caseload_year": "docente",
    "ugel_year": "dei",
    "calculate": "director_ugel",
    "publish": "rci",
}
HOMES = {"epr": 1, "especialista_dre": 1, "difods": 2, "dei": 2}
"""Roles held above the UGEL, and by how many steps."""


def home(role, organisation):
    for _step in range(HOMES.get(role, 0)):
        organisation = organisation.parent
    return organisation


@pytest.mark.parametrize("name", ALLOWED)
def test_whoever_may_opens_the_page(as_role, ugel, plan, caseload, name):
    role = ALLOWED[name]
    answer = as_role(role, home(role, ugel.organisation)).get(addresses(plan, caseload)[name])
    assert answer.status_code == 200


@pytest.mark.parametrize("name", DENIED)
def test_whoever_may_not_is_refused(as_role, ugel, plan, caseload, name):
    role = DENIED[name]
    answer = as_role(role, home(role, ugel.organisation)).get(addresses(plan, caseload)[name])
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["caseload_map", "caseload", "caseload_year", "publish"])
def test_of_another_territory_there_is_nothing(as_role, plan, caseload, name):
    elsewhere = planned.make_organisation(CASTILLA)
    answer = as_role("especialista_ugel", elsewhere).get(addresses(plan, caseload)[name])
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["caseloads", "ugel_year"])
def test_another_territory_sees_no_plan_of_this_one(as_role, ugel, plan, caseload, name):
    elsewhere = planned.make_organisation(CASTILLA)
    client = as_role("especialista_ugel", elsewhere)
    page = client.get(addresses(plan, caseload)[name])
    assert "Todavía no hay" in page.content.decode()
    asked = client.get(addresses(plan, caseload)[name], {"ugel": ugel.organisation.code})
    assert asked.status_code == 404


@pytest.mark.parametrize("name", ALLOWED)
def test_nobody_is_sent_to_sign_in(client, plan, caseload, name):
    answer = client.get(addresses(plan, caseload)[name])
    assert answer.status_code == 302
    assert answer.url.startswith("/cuenta/login/")


def test_an_accompanist_sees_her_own_caseload_alone(as_role, plan, caseload):
    client = as_role("acompanante", post=caseload.accompanist)
    page = client.get(reverse("accompaniment:caseloads")).content.decode()
    assert page.count("data-map-group") == 1
    other = plan.caseloads.exclude(pk=caseload.pk).first()
    assert client.get(reverse("accompaniment:caseload", args=[other.pk])).status_code == 404
    assert client.get(reverse("accompaniment:caseload_year", args=[other.pk])).status_code == 404
    drawn = client.get(reverse("accompaniment:caseload_map", args=[plan.pk])).json()
    assert [group["letter"] for group in drawn["groups"]] == [caseload.letter]


def test_map_and_table_give_a_caseload_the_same_colour_and_shape(as_role, plan):
    last = plan.caseloads.order_by("letter").last()
    client = as_role("acompanante", post=last.accompanist)
    (group,) = client.get(reverse("accompaniment:caseload_map", args=[plan.pk])).json()["groups"]
    assert (group["letter"], group["place"]) == (last.letter, index_of_letter(last.letter))
    assert group["place"] > 0
    assert (
        f"case-{CASES[group['place'] % len(CASES)]}"
        in client.get(reverse("accompaniment:caseloads")).content.decode()
    )


def test_the_foot_of_the_caseloads_is_the_sum_of_their_rows(as_role, plan):
    given = as_role("especialista_ugel").get(reverse("accompaniment:caseloads"), {"formato": "csv"})
    text = b"".join(given.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    *body, foot = rows
    assert len(body) == plan.caseloads.count()
    for column in ("Docentes", "Días usados", "Días disponibles"):
        assert int(foot[column]) == sum(int(row[column]) for row in body)
    assert float(foot["Km al año"]) == plan.summary["km"]


def test_a_profile_narrows_table_and_file(as_role, plan):
    profile = plan.caseloads.order_by("letter").first().profile
    expected = plan.caseloads.filter(profile=profile).count()
    assert 0 < expected < plan.caseloads.count()
    page = as_role("especialista_ugel").get(reverse("accompaniment:caseloads"), {"perfil": profile})
    text = opened(page)
    assert text.count("data-map-group") == expected
    assert "(opcional)" not in text


def test_several_ugel_are_listed_first_and_late_ones_are_marked(as_role, ugel, plan, settings):
    settings.CLOCK_OFFSET = (NOW.replace(month=8) - NOW).total_seconds()
    planned.make_organisation(CASTILLA)
    publish_plan(plan=plan, by=None, now=NOW)
    page = as_role("difods", home("difods", ugel.organisation)).get(reverse("accompaniment:caseloads"))
    text = page.content.decode()
    assert "UGEL SURCUBAMBA" in text
    assert "Atrasada: sin plan" in text
    assert f"?ugel={ugel.organisation.code}" in text
    assert "data-map-src" not in text


def test_both_views_of_a_caseload_have_the_same_totals(as_role, caseload):
    client, feet = as_role("especialista_ugel"), []
    for view in ("", "docentes"):
        given = client.get(
            reverse("accompaniment:caseload", args=[caseload.pk]), {"vista": view, "formato": "csv"}
        )
        text = b"".join(given.streaming_content).decode("utf-8-sig")
        *_body, foot = list(csv.DictReader(io.StringIO(text)))
        feet.append(
            {
                name: foot[name]
                for name in ("Visitas", "Días de visita", "GIA", "RTC", "Días de taller de docentes")
            }
        )
    assert feet[0] == feet[1]
    assert int(feet[0]["Visitas"]) > 0


def test_names_of_teachers_are_shown_where_the_role_has_them(as_role, caseload):
    teacher = CaseloadSlot.objects.filter(caseload=caseload).exclude(person=None).first().person
    address = reverse("accompaniment:caseload", args=[caseload.pk])
    assert str(teacher) in as_role("especialista_ugel").get(address, {"vista": "docentes"}).content.decode()
    assert str(teacher) not in opened(as_role("director_ugel").get(address, {"vista": "docentes"}))
    year = reverse("accompaniment:caseload_year", args=[caseload.pk])
    for view in ("", "lista"):
        assert str(teacher) not in opened(as_role("director_ugel").get(year, {"vista": view}))


def test_an_accompanist_is_told_no_names_of_the_teachers_of_others(as_role, plan):
    shared = next(
        item
        for item in plan.items.prefetch_related("caseloads", "slots")
        if item.caseloads.count() > 1 and item.slots.exists()
    )
    mine, other = shared.caseloads.order_by("letter")[:2]
    theirs = (
        CaseloadSlot.objects.filter(caseload=other, slot__in=shared.slots.all()).exclude(person=None).first()
    )
    page = as_role("acompanante", post=mine.accompanist).get(
        reverse("accompaniment:caseload_year", args=[mine.pk]), {"vista": "lista", "formato": "csv"}
    )
    text = b"".join(page.streaming_content).decode()
    assert str(theirs.person) not in text
    assert str(CaseloadSlot.objects.filter(caseload=mine).exclude(person=None).first().person) in text


def test_names_that_are_markup_are_text(as_role, plan, caseload):
    Person.objects.update(given_names=HOSTILE)
    School.objects.update(name=HOSTILE, district=HOSTILE)
    quoted = as_data([RecordedText(text=HOSTILE)])
    Caseload.objects.update(note=quoted)
    Unplaced.objects.create(plan=plan, caseload=caseload, kind="gia", times=1, days=1, reason=quoted)
    client = as_role("especialista_ugel")
    for name, url in addresses(plan, caseload).items():
        answer = client.get(url)
        if name == "caseload_map":
            assert answer.headers["Content-Type"] == "application/json"
            continue
        assert HOSTILE not in opened(answer), name


def test_every_day_of_the_year_says_what_it_is(as_role, plan, caseload):
    publish_plan(plan=plan, by=None, now=NOW)
    text = (
        as_role("especialista_ugel")
        .get(reverse("accompaniment:caseload_year", args=[caseload.pk]))
        .content.decode()
    )
    days = sum(item.days for item in plan.items.filter(caseloads=caseload))
    assert text.count('<a href="/agenda/0') == days
    assert 'aria-label="Lunes 2 de marzo: ' in text
    assert ">F<" in text


def test_what_does_not_fit_is_named_with_its_arithmetic(as_role, plan, caseload):
    Unplaced.objects.create(
        plan=plan,
        caseload=caseload,
        kind="gia",
        times=1,
        days=2,
        reason=as_data([Away(needed=188, available=186)]),
    )
    client = as_role("especialista_ugel")
    for url in (
        reverse("accompaniment:ugel_year"),
        reverse("accompaniment:caseload_year", args=[caseload.pk]),
    ):
        said = client.get(url).content.decode()
        assert "El acompañante no está disponible en esos días." in said
        assert "Hacen falta 188; hay 186." in said


def test_the_year_of_the_ugel_has_a_row_for_each_and_a_table_with_the_same_sums(as_role, plan):
    client = as_role("especialista_ugel")
    text = client.get(reverse("accompaniment:ugel_year")).content.decode()
    assert text.count("tl-name") == plan.caseloads.count()
    assert "style=" not in text
    given = client.get(reverse("accompaniment:ugel_year"), {"vista": "tabla", "formato": "csv"})
    *_body, foot = csv.DictReader(io.StringIO(b"".join(given.streaming_content).decode("utf-8-sig")))
    visits = plan.items.filter(kind="visit")
    assert int(foot["Días de visita"]) == sum(visits.values_list("days", flat=True))
    months = ("Mar", "Abr", "May", "Jun", "Jul", "Ago", "Sep", "Oct", "Nov", "Dic")
    assert sum(int(foot[month]) for month in months) == int(foot["Días de visita"])


@pytest.mark.parametrize("name", ["caseloads", "caseload_map", "caseload", "caseload_year", "ugel_year"])
def test_queries_do_not_grow_with_the_plan(as_role, ugel, name):
    made = planned.core_plan()
    keep = sorted({row["accompanist"] for row in made.tables["caseloads"]})[:2]
    small = ugel.store(
        replace(
            made,
            tables={
                **made.tables,
                "caseloads": [r for r in made.tables["caseloads"] if r["accompanist"] in keep],
                "activities": [r for r in made.tables["activities"] if set(r["accompanist"]) <= set(keep)],
            },
        )
    )
    large = ugel.store()
    client, counts = as_role("especialista_ugel"), []
    for plan in (small, large, large):
        url = addresses(plan, plan.caseloads.order_by("letter").first())[name]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url, {"version": plan.version}).status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2]
    # The first time reads the norm; a version before another is not compared with an earlier one.
    assert abs(counts[0] - counts[1]) <= 2
    assert counts[1] <= 30


def test_places_of_letters():
    assert [index_of_letter(letter) for letter in ("A", "H", "Z", "AA", "AB")] == [0, 7, 25, 26, 27]


def test_the_line_to_the_bound_keeps_its_marks_in_order():
    line = best_line(2880.0, 2836.0, 3742.0)
    at = {name: float(value.rstrip("%")) for name, value in line.items()}
    assert 0 < at["bound"] < at["km"] < at["before"] < 100
    assert best_line(0.0, 0.0, None) == {"km": "0.00%", "bound": "0.00%"}


def test_what_could_not_be_read_or_no_rule_knows_is_said(as_role, plan, caseload):
    page = addresses(plan, caseload)["ugel_year"]
    client = as_role("especialista_ugel")
    assert 'id="datos"' not in opened(client.get(page))
    values = {f"x{n}": n for n in range(1, 8)}
    absent = {"dejan_por_verificar": ["mg-ruralidad"], "otras": [], "parecidas": ["RURALIDAD_2"]}
    plan.summary |= {
        "columnas_ausentes": {"RURALIDAD": absent, "DIGEBR": absent | {"dejan_por_verificar": []}},
        "ilegibles": {"TALUMNO": 2},
        "valores_desconocidos": {"D_GESTION": values, "EIB": {HOSTILE: 1}},
        "plazas": {"sin_servicio": 1},
    }
    plan.save()
    said = client.get(page).content.decode()
    assert "<b>TALUMNO</b>: 2 celdas no se pueden leer" in said
    assert (
        "<b>RURALIDAD</b>: el padrón no trae esta columna; sin ella no se puede juzgar mg-ruralidad." in said
    )
    assert "¿Es RURALIDAD_2?" in said
    assert "DIGEBR" not in said
    assert "ninguna regla conoce «x7» (7), «x6» (6), «x5» (5), «x4» (4), «x3» (3) y 2 valores más" in said
    assert "<b>1</b> fila de plazas es de un servicio que no está en el padrón" in said
    assert HOSTILE not in said
