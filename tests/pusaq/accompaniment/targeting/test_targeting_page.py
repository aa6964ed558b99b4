from __future__ import annotations

import csv
import io
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.models import TargetingDecision
from pusaq.shell.frame import PLACE_KEY
from pusaq.territory.models import Organisation, School
from tests.pusaq.markup import opened, tight
from tests.pusaq.targeted import DISTRICTS, decision_of, make_run, make_services, students_of

LAMAS, DORADO, REGION = "pe/220000/220004/", "pe/220000/220005/", "pe/220000/"
LIST = "/acompanamiento/focalizacion/"
HOSTILE = '<script>alert("x")</script>=cmd()'
SOME = 12


def url_of(decision):
    return reverse("accompaniment:decision", args=[decision.pk])


def sign_in(client, user):
    client.force_login(user)
    return client


def rows_of(answer):
    """Rows of a CSV answer, by the head."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def lamas(world):
    ugel = world.organisations[LAMAS]
    return make_run(ugel, make_services(ugel, SOME, name="Alto"))


@pytest.fixture
def dorado(world):
    ugel = world.organisations[DORADO]
    return make_run(ugel, make_services(ugel, SOME, name="Bajo"))


@pytest.fixture
def specialist(client, world):
    return sign_in(client, world.act("especialista_ugel", LAMAS))


def counted(decision):
    return sum(decision_of(number) == decision for number in range(SOME))


def test_list_says_how_many_are_targeted_and_shows_each_value_seen(specialist, lamas):
    page = specialist.get(LIST)
    text = page.content.decode()
    assert page.context["targeted"] == counted(Decision.TARGETED)
    assert f'resultado=over_cap">{counted(Decision.OVER_CAP)} más</a> cumple' in text
    assert f'resultado=to_verify">{counted(Decision.TO_VERIFY)} está' in text
    assert f"({counted(Decision.TO_VERIFY)} por verificar)" in text
    assert page.context["table"].paginator.count == SOME
    assert "Alto 0" in text
    assert "Bajo" not in text
    assert f'<span class="sr-only">Cumple: </span>{students_of(0)}</span>' in text
    assert '<span class="sr-only">No cumple: </span>4</span>' in text
    assert '<span class="sr-only">Sin dato: </span>falta dato</span>' in text
    assert f"De {SOME} a {counted(Decision.TARGETED) + counted(Decision.OVER_CAP)}" in text
    assert lamas.norm.code in text


def test_a_column_that_the_registry_lacked_is_said_with_its_rules_of_this_type(specialist, lamas):
    before = specialist.get(LIST).content.decode()
    assert "Alto 0" in before
    assert "El padrón no trae la columna" not in before
    said = {
        "dejan_por_verificar": ["mg-ruralidad", "pc-ruralidad"],
        "otras": [],
        "parecidas": ["RURALIDAD_2"],
    }
    lamas.absent_columns = {
        "RURALIDAD": said,
        "COAR": said | {"dejan_por_verificar": ["pc-coar"]},
        "VRAEM": said | {"dejan_por_verificar": [], "otras": ["mg-vraem"]},
    }
    lamas.save()
    text = specialist.get(LIST).content.decode()
    assert "la columna <b>RURALIDAD</b>. Sin ella no se puede juzgar: Ruralidad 1. ¿Es RURALIDAD_2?" in text
    assert "COAR</b>" not in text
    assert "VRAEM</b>" not in text


@pytest.mark.usefixtures("lamas")
def test_on_a_phone_a_criterion_goes_by_its_letter(specialist):
    text = tight(specialist.get(LIST).content.decode())
    assert [f'<td data-l="{letter}"' in text for letter in "abcdef"] == [True] * 5 + [False]


@pytest.mark.usefixtures("lamas")
def test_list_is_in_the_order_of_priority(specialist):
    ranks = [row.record.rank for row in specialist.get(LIST).context["table"].paginated_rows]
    known = [rank for rank in ranks if rank is not None]
    assert known == sorted(known)
    assert ranks[len(known) :] == [None] * (SOME - len(known))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("resultado=to_verify", [n for n in range(SOME) if students_of(n) is None]),
        ("resultado=over_cap", [n for n in range(SOME) if decision_of(n) == Decision.OVER_CAP]),
        ("falta=1", [n for n in range(SOME) if students_of(n) is None]),
        ("distrito=Lamas", [n for n in range(SOME) if DISTRICTS[n % 3] == "Lamas"]),
        ("distrito=Lamas&resultado=targeted&q=alto+11", [11]),
        ("q=ALTO+3", [3]),
        ("q=nada", []),
        ("resultado=inventado", list(range(SOME))),
        ("red=alguna", [2]),
        ("sort=-name", list(reversed(range(SOME)))),
    ],
)
@pytest.mark.usefixtures("lamas")
def test_filters_and_orders(specialist, world, query, expected):
    network = Organisation.objects.create(
        country="pe",
        kind="red",
        code="r1",
        name="Red",
        short_name="Red",
        parent=world.organisations[LAMAS],
        path=f"{LAMAS}r-1/",
        sort_key="red",
    )
    School.objects.filter(name="Alto 2").update(network=network)
    rows = rows_of(specialist.get(f"{LIST}?{query}&formato=csv"))
    numbers = [int(row["Escuela"].split()[-1]) for row in rows if row["Escuela"] != "Total"]
    if "sort" in query:
        assert numbers == expected
    else:
        assert sorted(numbers) == expected


@pytest.mark.usefixtures("lamas")
def test_fragment_holds_the_table_alone(specialist):
    headers = {"HX-Request": "true", "HX-Target": "tabla"}
    part = specialist.get(f"{LIST}?q=alto+3", headers=headers).content.decode()
    assert "Alto 3" in part
    assert "<main" not in part
    assert 'id="cascade"' not in part


@pytest.mark.usefixtures("lamas")
def test_file_holds_what_the_page_shows_with_one_column_for_each_criterion(specialist):
    first = rows_of(specialist.get(f"{LIST}?formato=csv"))[0]
    assert first["c. 9 o más estudiantes"] == f"Cumple: {students_of(0)}"
    assert first["b. Unidocente o multigrado, monolingüe castellano"] == "Cumple: Unidocente"
    assert first["Resultado"] == "Focalizada"
    assert (first["N.º"], first["Prioridad"], first["Doc."]) == ("1", "1", "2")
    assert first["Código modular"] == "0000000-0"
    assert "UGEL" not in first


@pytest.mark.usefixtures("lamas")
def test_workbook_is_one(specialist):
    answer = specialist.get(f"{LIST}?formato=xlsx")
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.usefixtures("lamas", "dorado")
def test_region_sees_its_ugel_with_their_names_and_one_when_narrowed(client, world):
    sign_in(client, world.act("especialista_dre", REGION))
    rows = rows_of(client.get(f"{LIST}?formato=csv"))
    assert {row["UGEL"] for row in rows if row["UGEL"]} == {"UGEL Lamas", "UGEL El Dorado"}
    assert len(rows) == 2 * SOME + 1
    session = client.session
    session[PLACE_KEY] = str(world.organisations[DORADO].pk)
    session.save()
    narrowed = rows_of(client.get(f"{LIST}?formato=csv"))
    assert all(row["Escuela"].startswith(("Bajo", "Total")) for row in narrowed)
    assert len(narrowed) == SOME + 1


@pytest.mark.usefixtures("lamas", "dorado")
def test_other_territory_is_in_no_list_and_no_file(client, world):
    sign_in(client, world.act("especialista_ugel", DORADO))
    assert "Alto" not in opened(client.get(LIST))
    assert "Alto" not in str(rows_of(client.get(f"{LIST}?formato=csv")))


@pytest.mark.usefixtures("lamas")
def test_school_sees_its_own_service_and_no_counts_of_the_others(client, world):
    place = School.objects.get(name="Alto 3")
    world.schools["own"] = place
    sign_in(client, world.act("directivo", place.path))
    page = client.get(LIST)
    assert page.context["table"].paginator.count == 1
    assert page.context["criteria_cascade"] == ()
    others = TargetingDecision.objects.exclude(service__school=place)
    assert client.get(url_of(others[0])).status_code == HTTPStatus.NOT_FOUND
    assert client.get(url_of(place.services.get().targeting_decisions.get())).status_code == HTTPStatus.OK


@pytest.mark.parametrize("role", ["acompanante", "docente", "profesional_uatp", "operador"])
def test_roles_without_targeting_are_refused(client, world, lamas, role):
    homes = {
        "acompanante": LAMAS,
        "docente": f"{LAMAS}s-500001/",
        "profesional_uatp": "cl/01/",
        "operador": "pe/",
    }
    sign_in(client, world.act(role, homes[role]))
    assert client.get(LIST).status_code == HTTPStatus.FORBIDDEN
    assert client.get(url_of(lamas.decisions.first())).status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{LIST}?formato=csv").status_code == HTTPStatus.FORBIDDEN


def test_nobody_enters_without_signing_in(client, lamas):
    for url in (LIST, url_of(lamas.decisions.first())):
        assert client.get(url).headers["Location"].startswith("/cuenta/")


def test_without_a_run_the_page_says_who_makes_one(specialist):
    text = specialist.get(LIST).content.decode()
    assert "Todavía no hay focalización de UGEL Lamas" in text
    assert "Especialista de UGEL" in text


def test_hostile_names_stay_text_on_the_page_and_in_files(specialist, lamas):
    decision = lamas.decisions.get(rank=1)
    service = decision.service
    service.name = HOSTILE
    service.save()
    School.objects.filter(pk=service.school_id).update(name=HOSTILE, district="=1+1")
    for url in (LIST, url_of(decision), reverse("territory:school", args=[service.school_id])):
        text = specialist.get(url).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
    assert rows_of(specialist.get(f"{LIST}?formato=csv"))[0]["Distrito"] == "'=1+1"


@pytest.mark.usefixtures("lamas")
def test_number_of_queries_does_not_grow_with_the_rows(client, world):
    many = world.organisations[DORADO]
    make_run(many, make_services(many, 5 * SOME, name="Bajo"))
    counts = {}
    for place in (LAMAS, DORADO):
        sign_in(client, world.act("especialista_ugel", place))
        for url in (LIST, f"{LIST}?formato=csv"):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(url)
                if answer.streaming:
                    rows_of(answer)
            counts.setdefault(url, set()).add(len(queries))
    assert all(len(found) == 1 for found in counts.values()), counts
