"""What those who run the system see and mend: works, deliveries, loads, state."""

from __future__ import annotations

import csv
import datetime as dt
import io
from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from pusaq.common.clock import real_now
from pusaq.common.domain.files import keep_file
from pusaq.common.enums import DeliveryState, JobState
from pusaq.common.models import BulkRecord, Event, EventDelivery, Job, WorkerPulse
from pusaq.common.problems import problems_as_data
from pusaq.territory.enums import LoadKind
from pusaq.territory.models import DataLoad
from pusaq_core.errors import Problem
from tests.pusaq.markup import opened, tight
from tests.pusaq.world import make_world

NOON = dt.datetime(2026, 8, 20, 17, tzinfo=dt.UTC)
PERU, UGEL, CHILE = "pe/", "pe/220000/220004/", "cl/01/"
PAGES = ("state", "jobs", "deliveries", "loads")
HOSTILE = '<img src=x onerror="alert(1)">'
TRACEBACK = 'Traceback (most recent call last):\n  File "/srv/work.py", line 7\nKeyError: 1'
HANDLER = "pusaq.common.domain.search.follow_change"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def operator(world):
    return world.act("operador", PERU)


@pytest.fixture
def signed_in(client, operator):
    client.force_login(operator)
    return client


def about(name, n=1):
    return {"year": 2026, "name": name, "n": n}


def make_job(path=UGEL, **fields):
    return Job.objects.create(
        **{
            "kind": "accompaniment.plan",
            "about": about("UGEL Lamas"),
            "path": path,
            "created_at": NOON,
            **fields,
        }
    )


def make_delivery(path=PERU, state=DeliveryState.FAILED, kind="territory.registry_loaded", **fields):
    event = Event.objects.create(kind=kind, version=1, payload={}, path=path, at=NOON)
    return EventDelivery.objects.create(
        **{
            "event": event,
            "handler": HANDLER,
            "state": state,
            "attempts": 8,
            "due_at": NOON,
            "code": "PQ-AAAA-BBBB",
            "error_type": "OperationalError",
            "error": "database is locked",
            **fields,
        }
    )


def make_load(country="pe", kind=LoadKind.REGISTRY, **fields):
    stored = keep_file(ContentFile(b"codigo\n1\n"), media_type="text/csv", at=NOON)
    return DataLoad.objects.create(
        **{
            "country": country,
            "kind": kind,
            "file": stored,
            "file_name": f"padron-{country}.csv",
            "source": "ESCALE",
            "source_date": dt.date(2026, 5, 31),
            "path": f"{country}/",
            "loaded_at": NOON,
            "counts": {
                "services": {"added": 500, "changed": 20, "back": 1, "gone": 3, "same": 9},
                "rejected": 4,
                "cells": 7,
            },
            **fields,
        }
    )


def text_of(client, name, **query):
    return opened(client.get(reverse(f"operations:{name}"), query))


def rows_of(client, name, **query):
    answer = client.get(reverse(f"operations:{name}"), {"formato": "csv", **query})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def retry_url(*deliveries):
    return f"{reverse('operations:retry')}?{urlencode([('entrega', str(one.pk)) for one in deliveries])}"


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_operators_alone(client, world, operator, name):
    url = reverse(f"operations:{name}")
    assert client.get(url).status_code == HTTPStatus.FOUND
    for role, place in (("especialista_ugel", UGEL), ("administrador", UGEL), ("difods", "pe/u-difods/")):
        client.force_login(world.act(role, place))
        assert client.get(url).status_code == HTTPStatus.FORBIDDEN
    client.force_login(operator)
    assert client.get(url).status_code == HTTPStatus.OK


def test_menu_leads_there_only_who_may(client, world, operator):
    client.force_login(operator)
    assert "/operaciones/" in client.get("/").content.decode()
    client.force_login(world.act("especialista_ugel", UGEL))
    assert "/operaciones/" not in opened(client.get("/"))


@pytest.mark.parametrize("name", PAGES[1:])
def test_nothing_to_show_is_said(signed_in, name):
    text = text_of(signed_in, name)
    assert 'class="empty"' in text
    assert "<table" not in text


def test_works_of_the_own_country_with_who_where_and_how_long(signed_in, world):
    asked = world.act("especialista_ugel", UGEL)
    make_job(
        state=JobState.DONE,
        done=3,
        total=3,
        by_id=asked.pk,
        started_at=NOON,
        ended_at=NOON + dt.timedelta(minutes=2, seconds=5),
    )
    make_job(CHILE, about=about("Chile"))
    (row,) = rows_of(signed_in, "jobs")
    assert row == {
        "Trabajo": "Plan 2026 de UGEL Lamas",
        "Tipo": "Cálculo de carteras y plan",
        "Quién lo pidió": str(asked),
        "Dónde": "UGEL Lamas",
        "Estado": "terminado",
        "Avance": "3 de 3",
        "Empezó": "2026-08-20 12:00",
        "Duró": "2 min 5 s",
        "Qué pasó": "",
    }
    assert "de Chile" not in text_of(signed_in, "jobs")


def test_moments_of_a_work_stay_where_they_were_when_the_clock_is_another(signed_in, settings):
    march = dt.datetime(2026, 3, 11, 14, tzinfo=dt.UTC)
    settings.CLOCK_OFFSET = (NOON - real_now()).total_seconds()
    job = make_job(
        state=JobState.DONE,
        created_at=march,
        started_at=march + dt.timedelta(seconds=1),
        heartbeat_at=real_now(),
        ended_at=march + dt.timedelta(seconds=40),
    )
    page = signed_in.get(reverse("operations:job", args=[job.pk])).content.decode()
    assert page.count("11 mar 2026, 09:00") == 3
    assert "20 ago" not in page
    assert rows_of(signed_in, "jobs")[0]["Empezó"] == "2026-03-11 09:00"
    Job.objects.update(state=JobState.RUNNING)
    running = signed_in.get(reverse("operations:job", args=[job.pk])).content.decode()
    assert "20 ago 2026, 12:00" in running


def test_works_are_filtered_and_sorted(signed_in):
    for number, state in enumerate((JobState.FAILED, JobState.DONE, JobState.FAILED)):
        make_job(about=about(number), state=state, created_at=NOON + dt.timedelta(hours=number))
    assert [row["Trabajo"] for row in rows_of(signed_in, "jobs")] == [
        *("Plan 2026 de 2", "Plan 2026 de 1", "Plan 2026 de 0")
    ]
    failed = rows_of(signed_in, "jobs", estado="failed", sort="title", tipo="accompaniment.plan")
    assert [row["Trabajo"] for row in failed] == ["Plan 2026 de 0", "Plan 2026 de 2"]
    assert "Nada con estos filtros" in text_of(signed_in, "jobs", estado="running")


def test_list_of_works_takes_as_many_queries_for_many_as_for_one(signed_in, django_assert_max_num_queries):
    make_job()
    with django_assert_max_num_queries(14) as few:
        text_of(signed_in, "jobs")
    for number in range(20):
        make_job(about=about(number))
    with django_assert_max_num_queries(len(few)):
        text_of(signed_in, "jobs")


def test_no_traceback_reaches_a_page(signed_in):
    job = make_job(state=JobState.FAILED, code="PQ-12AB-34CD", error=TRACEBACK)
    page = signed_in.get(reverse("operations:job", args=[job.pk])).content.decode()
    for text in (text_of(signed_in, "jobs"), page):
        assert "Falló el programa, no los datos. Código " in text
        assert '<span class="whitespace-nowrap">PQ-12AB-34CD</span>.' in text
        assert "Traceback" not in text
        assert "/srv/work.py" not in text
    (row,) = rows_of(signed_in, "jobs")
    assert row["Qué pasó"] == "Falló el programa, no los datos. Código PQ-12AB-34CD."


def test_a_refusal_of_the_data_is_said_whole_on_the_page_of_the_work(signed_in):
    problems = [
        Problem("bad_value", file="plazas.csv", row=row, column="COD_PLAZA", found=HOSTILE)
        for row in (17, 18)
    ]
    job = make_job(state=JobState.FAILED, problems=problems_as_data(problems), revivals=2)
    page = signed_in.get(reverse("operations:job", args=[job.pk])).content.decode()
    assert page.count("plazas.csv") == 2
    assert "2 veces, porque su proceso dejó de dar señales" in page
    assert HOSTILE not in page
    assert "(y 1 más)" in text_of(signed_in, "jobs")


@pytest.mark.parametrize(
    ("language", "title", "problem"),
    [
        ("es", "Plan 2026 de 3 UGEL", "plazas.csv:17: falta el código"),
        ("en", "2026 plan of 3 UGEL", "plazas.csv:17: the code is missing"),
    ],
)
def test_a_work_is_told_in_the_language_of_who_reads(signed_in, language, title, problem):
    problems = problems_as_data([Problem("key_missing", file="plazas.csv", row=17)])
    make_job(state=JobState.FAILED, about=about("", 3), problems=problems)
    signed_in.cookies.load({settings.LANGUAGE_COOKIE_NAME: language})
    page = text_of(signed_in, "jobs")
    assert title in page
    assert problem in page


def test_hostile_words_are_only_words(signed_in):
    make_job(about=about(HOSTILE))
    make_job(about={"recorded_text": HOSTILE})
    make_load(file_name=HOSTILE)
    assert HOSTILE not in text_of(signed_in, "jobs")
    assert HOSTILE not in text_of(signed_in, "loads")


def test_a_work_of_another_country_is_not_found(signed_in, world, client):
    job = make_job(CHILE)
    url = reverse("operations:job", args=[job.pk])
    assert signed_in.get(url).status_code == HTTPStatus.NOT_FOUND
    client.force_login(world.act("especialista_ugel", UGEL))
    assert client.get(url).status_code == HTTPStatus.FORBIDDEN


def test_deliveries_say_what_whom_since_when_and_why(signed_in):
    make_delivery()
    make_delivery(CHILE)
    make_delivery(state=DeliveryState.DONE)
    make_delivery(state=DeliveryState.PENDING, attempts=0, code="", error_type="", error="")
    make_delivery(
        state=DeliveryState.PENDING, attempts=2, code="PQ-CCCC-DDDD", error_type="ValueError", error="secreto"
    )
    failed, pending = rows_of(signed_in, "deliveries")
    assert failed == {
        "Suceso": "Se cargó el padrón",
        "Dónde": "MINEDU",
        "Qué debía seguir": "Poner al día el buscador",
        "Desde": "2026-08-20 12:00",
        "Intentos": "8",
        "Estado": "no se pudo entregar",
        "Último error": "La base de datos no respondió o estaba ocupada. Código PQ-AAAA-BBBB.",
    }
    assert pending["Estado"] == "se reintenta sola"
    assert pending["Último error"] == "Falló el programa, no los datos. Código PQ-CCCC-DDDD."
    assert "secreto" not in text_of(signed_in, "deliveries")
    assert len(rows_of(signed_in, "deliveries", estado="failed")) == 1


@pytest.mark.parametrize(
    ("error_type", "code", "said"),
    [
        ("ConnectionError", "PQ-AAAA-BBBB", "No hubo conexión. Código PQ-AAAA-BBBB."),
        ("DoesNotExist", "PQ-AAAA-BBBB", "Ya no existe aquello a lo que se refería. Código PQ-AAAA-BBBB."),
        ("PermissionError", "", "No se pudo leer o escribir un archivo."),
        ("KeyError", "PQ-AAAA-BBBB", "Falló el programa, no los datos. Código PQ-AAAA-BBBB."),
        ("", "", ""),
    ],
)
def test_errors_are_said_by_their_type(signed_in, error_type, code, said):
    make_delivery(error_type=error_type, code=code, error="ConnectionError: PQ-FFFF-0000")
    (row,) = rows_of(signed_in, "deliveries")
    assert row["Último error"] == said


def test_several_are_retried_after_confirming_and_it_is_recorded(signed_in, operator):
    chosen = [make_delivery(), make_delivery(kind="people.staff_loaded")]
    left = make_delivery()
    page = signed_in.get(retry_url(*chosen)).content.decode()
    assert page.count('name="entrega"') == 2
    assert EventDelivery.objects.filter(state=DeliveryState.FAILED).count() == 3
    answer = signed_in.post(
        reverse("operations:retry"), {"entrega": [str(one.pk) for one in chosen]}, follow=True
    )
    assert "2 entregas vuelven a intentarse" in answer.content.decode()
    states = dict(EventDelivery.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in chosen] == [DeliveryState.PENDING] * 2
    assert states[left.pk] == DeliveryState.FAILED
    record = BulkRecord.objects.get()
    assert (record.kind, record.by_id, record.summary) == (
        "common.deliveries_retried",
        operator.pk,
        {"retried": 2},
    )


def test_a_second_click_changes_nothing(signed_in):
    one = make_delivery()
    for _click in range(2):
        answer = signed_in.post(reverse("operations:retry"), {"entrega": [str(one.pk)]}, follow=True)
    assert "No se hizo nada dos veces" in answer.content.decode()
    assert BulkRecord.objects.count() == 1


def test_all_of_the_own_country_are_offered(signed_in):
    for path in (PERU, PERU, CHILE):
        make_delivery(path)
    make_delivery(state=DeliveryState.PENDING)
    page = text_of(signed_in, "retry", todas="1")
    assert page.count('name="entrega"') == 2
    assert "Reintentar las 2 que fallaron" in text_of(signed_in, "deliveries")


def test_nothing_chosen_leads_back(signed_in):
    answer = signed_in.get(reverse("operations:retry"), follow=True)
    assert "Elige al menos una" in answer.content.decode()


def test_a_delivery_of_another_country_cannot_be_retried(signed_in):
    other = make_delivery(CHILE)
    own = make_delivery()
    assert signed_in.get(retry_url(other)).status_code == HTTPStatus.NOT_FOUND
    asked = {"entrega": [str(own.pk), str(other.pk)]}
    assert signed_in.post(reverse("operations:retry"), asked).status_code == HTTPStatus.NOT_FOUND
    assert signed_in.post(reverse("operations:retry"), {"entrega": "x"}).status_code == HTTPStatus.NOT_FOUND
    assert EventDelivery.objects.filter(state=DeliveryState.FAILED).count() == 2


def test_who_may_only_read_retries_nothing(signed_in, monkeypatch):
    one = make_delivery()
    monkeypatch.setattr(
        "pusaq.people.permissions.UserInRole.may", lambda _self, capability: capability != "operations.retry"
    )
    assert "Reintentar" not in text_of(signed_in, "deliveries")
    answer = signed_in.post(reverse("operations:retry"), {"entrega": [str(one.pk)]})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    one.refresh_from_db()
    assert one.state == DeliveryState.FAILED


def test_somebody_else_cannot_retry(client, world):
    one = make_delivery()
    client.force_login(world.act("especialista_ugel", UGEL))
    answer = client.post(reverse("operations:retry"), {"entrega": [str(one.pk)]})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    one.refresh_from_db()
    assert one.state == DeliveryState.FAILED


def test_loads_say_file_source_day_who_and_rows(signed_in, world):
    who = world.act("operador", PERU)
    make_load(by_id=who.pk)
    make_load("cl")
    make_load(kind=LoadKind.EVENTS, file_name="eventos.csv", counts={"rejected": 0})
    make_load(kind=LoadKind.OUTLINES, counts={"rejected": 0, "outlines": {"read": 25, "changed": 1}})
    found = {row["Tipo"]: row for row in rows_of(signed_in, "loads")}
    assert found["Padrón de servicios educativos"] == {
        "Archivo": "padron-pe.csv",
        "Tipo": "Padrón de servicios educativos",
        "Fuente": "ESCALE",
        "Datos al": "2026-05-31",
        "Quién lo cargó": str(who),
        "Cargado": "2026-08-20 12:00",
        "Filas leídas": "534",
        "Rechazadas": "4",
        "Celdas ilegibles": "7",
    }
    assert found["Días no disponibles"]["Filas leídas"] == ""
    assert found["Contornos del territorio"]["Filas leídas"] == "25"
    assert "padron-cl.csv" not in text_of(signed_in, "loads")
    assert [row["Archivo"] for row in rows_of(signed_in, "loads", tipo="eventos")] == ["eventos.csv"]


def test_state_says_whether_a_worker_lives(signed_in):
    assert "Ningún proceso de trabajo dio señales todavía" in text_of(signed_in, "state")
    pulse = WorkerPulse.objects.create(
        name="a", started_at=NOON, seen_at=real_now() - dt.timedelta(minutes=11, seconds=30)
    )
    assert "fue hace 11 min 3" in text_of(signed_in, "state")
    pulse.seen_at = real_now()
    pulse.save()
    text = text_of(signed_in, "state")
    assert "1 con señal en los últimos minutos" in text
    assert "Todo funciona." in text


def test_state_counts_what_waits_and_failed_in_the_own_country(signed_in):
    WorkerPulse.objects.create(name="a", started_at=NOON, seen_at=real_now())
    make_job()
    make_job(CHILE)
    make_delivery()
    make_delivery(CHILE)
    text = text_of(signed_in, "state")
    assert '?estado=waiting">1</a>' in text
    assert 'entregas/?estado=failed">1</a>' in tight(text)
    assert "hay algo que mirar" in text


def test_state_names_database_version_clock_and_disk(signed_in, settings):
    name = {"sqlite": "SQLite 3", "postgresql": "PostgreSQL 1"}[connection.vendor]
    text = text_of(signed_in, "state")
    assert name in text
    assert "demostración" not in text
    settings.CLOCK_OFFSET = -90_000
    assert "1 d 1 h atrasada: es una demostración" in text_of(signed_in, "state")
    make_load()
    assert "1 archivo, 9\u00a0B" in text_of(signed_in, "state")
