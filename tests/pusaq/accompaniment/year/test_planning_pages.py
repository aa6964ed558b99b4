"""Planning and publishing over HTTP: what is said before, what happens twice, what stands in the way."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan, PlanItem
from pusaq.accompaniment.year.domain import publish_plan, start_planning
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, BusyDay
from pusaq.common.clock import real_now
from pusaq.common.domain.jobs import run_job
from pusaq.common.enums import JobState
from pusaq.common.models import BulkRecord, Job
from pusaq.common.problems import problems_as_data
from pusaq.territory.enums import LoadKind
from pusaq.territory.models import DataLoad
from pusaq_core.errors import Problem
from tests.pusaq import planned
from tests.pusaq.planned import CASTILLA, NORM, NOW, YEAR
from tests.pusaq.roles import actor

CALCULATE = "/acompanamiento/plan/calcular/"


@pytest.fixture
def specialist(ugel):
    return actor("especialista_ugel", ugel.organisation)


@pytest.fixture
def signed_in(client, specialist):
    client.force_login(specialist.user)
    return client


@pytest.fixture
def asked(ugel):
    return {"ugel": [str(ugel.organisation.pk)], "anio": str(YEAR), "norma": NORM}


def job_of(ugel, user=None, **fields):
    job = start_planning(organisations=[ugel.organisation], year=YEAR, norm_id=NORM, by=user, now=NOW)
    Job.objects.filter(pk=job.pk).update(**fields)
    job.refresh_from_db()
    return job


def job_url(job):
    return reverse("accompaniment:job", args=[job.pk])


def test_before_it_starts_the_page_says_with_which_data(signed_in, ugel):
    text = signed_in.get(CALCULATE).content.decode()
    assert ugel.organisation.short_name in text
    assert text.count("País sintético") >= 5
    assert not Job.objects.exists()


def test_a_file_that_is_missing_is_named(signed_in, asked):
    DataLoad.objects.filter(kind=LoadKind.STAFF).delete()
    answer = signed_in.post(CALCULATE, asked)
    assert answer.status_code == 422
    assert "Plazas y sus titulares" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_ugel_of_others_cannot_be_chosen(signed_in, asked):
    other = planned.make_organisation(CASTILLA)
    answer = signed_in.post(CALCULATE, asked | {"ugel": [str(other.pk)]})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_second_click_lands_on_the_same_work(signed_in, asked):
    first, second = (signed_in.post(CALCULATE, asked) for _click in range(2))
    job = Job.objects.get()
    assert first.url == second.url == job_url(job)


def test_a_second_person_is_told_that_it_runs(signed_in, asked, ugel, client):
    signed_in.post(CALCULATE, asked)
    colleague = actor("especialista_ugel", ugel.organisation)
    client.force_login(colleague.user)
    page = client.post(CALCULATE, asked, follow=True)
    assert "Otra persona ya lo está calculando" in page.content.decode()
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("transactional_db")
def test_of_two_clicks_at_once_one_work_comes(specialist, asked):
    answers = at_once(2, lambda client: client.post(CALCULATE, asked), specialist.user)
    job = Job.objects.get()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, job_url(job))] * 2


@pytest.mark.usefixtures("transactional_db")
def test_of_two_who_publish_at_once_the_plan_is_published_once(specialist, plan):
    url = reverse("accompaniment:publish", args=[plan.pk])
    answers = at_once(2, lambda client: client.post(url, {"instead_of": ""}), specialist.user)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert BulkRecord.objects.filter(kind="accompaniment.plan_published").count() == 1
    assert Activity.objects.count() == plan.items.count()


def at_once(count, act, user):
    barrier, answers = threading.Barrier(count), []
    clients = [Client() for _number in range(count)]
    for client in clients:
        client.force_login(user)

    def go(client):
        try:
            barrier.wait(timeout=30)
            answers.append(act(client))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


def test_progress_asks_again_while_it_runs_and_then_no_more(signed_in, ugel):
    job = job_of(ugel, state=JobState.RUNNING, stage="caseloads", part="UGEL SURCUBAMBA", done=0, total=1)
    part = signed_in.get(job_url(job), headers={"HX-Request": "true", "HX-Target": "avance"})
    text = part.content.decode()
    assert "<html" not in text
    assert 'hx-trigger="every 2s"' in text
    assert "UGEL SURCUBAMBA: carteras" in text
    Job.objects.filter(pk=job.pk).update(state=JobState.CANCELLED)
    over = signed_in.get(job_url(job), headers={"HX-Request": "true", "HX-Target": "avance"}).content.decode()
    assert "hx-get" not in over
    assert "Cálculo detenido" in over


def test_a_finished_work_leads_to_its_version(signed_in, ugel, monkeypatch):
    monkeypatch.setattr(
        "pusaq.accompaniment.work.make_plan",
        lambda _inputs, options, **_more: planned.core_plan(options.ugels[0]),
    )
    ugel.store(now=NOW - timedelta(1))
    done = run_job(job_of(ugel).pk)
    assert done.state == JobState.DONE
    text = signed_in.get(job_url(done)).content.decode()
    made = AnnualPlan.objects.get(version=2)
    assert f"version={made.version}" in text
    assert "version=1" not in text


def test_a_refusal_says_file_row_and_column(signed_in, ugel):
    problem = Problem("bad_value", file="plazas.csv", row=17, column="COD_PLAZA", found="<b>x</b>")
    job = job_of(ugel, state=JobState.FAILED, problems=problems_as_data([problem]))
    text = signed_in.get(job_url(job)).content.decode()
    assert "plazas.csv:17" in text
    assert "COD_PLAZA" in text
    assert "<b>x</b>" not in text


def test_a_mistake_of_ours_shows_no_traceback(signed_in, ugel):
    job = job_of(ugel, state=JobState.FAILED, error="Traceback (most recent call last):\n  File x")
    text = signed_in.get(job_url(job)).content.decode()
    assert "Traceback" not in text
    assert "Fue un fallo nuestro" in text


def test_a_work_is_stopped_once(signed_in, ugel):
    job = job_of(ugel)
    url = reverse("accompaniment:cancel_job", args=[job.pk])
    for _click in range(2):
        assert signed_in.post(url).url == job_url(job)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert signed_in.get(url).status_code == 405


def test_work_of_others_is_not_there(client, ugel):
    job = job_of(ugel)
    client.force_login(actor("especialista_ugel", planned.make_organisation(CASTILLA)).user)
    assert client.get(job_url(job)).status_code == 404
    assert client.post(reverse("accompaniment:cancel_job", args=[job.pk])).status_code == 404
    client.force_login(actor("rci", ugel.organisation).user)
    assert client.get(job_url(job)).status_code == 403
    client.logout()
    assert client.get(job_url(job)).url.startswith("/cuenta/login/")


def test_publishing_says_first_what_it_changes_and_writes_nothing(signed_in, plan):
    text = signed_in.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode()
    assert f">{plan.items.count()}<" in text
    assert not Activity.objects.exists()


def at(moment, settings):
    """Let the pages show this moment."""
    settings.CLOCK_OFFSET = (moment - real_now()).total_seconds()


def said_of_the_past(client, plan):
    page = client.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode()
    _before, found, warning = page.partition("note-due")
    return " ".join(re.sub(r"<[^>]+>", " ", found + warning).split())


def test_publishing_says_how_much_of_the_new_is_over(signed_in, plan, settings):
    days = sorted(item.starts_on + timedelta(item.days - 1) for item in plan.items.all())
    at(datetime.combine(days[0], time(17), UTC), settings)
    assert said_of_the_past(signed_in, plan) == ""
    at(datetime.combine(days[0], time(17), UTC) + timedelta(1), settings)
    over = days.count(days[0])
    assert over > 1
    said = said_of_the_past(signed_in, plan)
    assert f"De las que se crean, {over} tienen fecha anterior a hoy: quedarán en las agendas" in said
    assert "De las que se cancelan" not in said


def test_the_day_before_which_all_is_over_is_that_of_the_organisation(signed_in, plan, settings):
    first = min(item.starts_on + timedelta(item.days - 1) for item in plan.items.all())
    midnight = datetime.combine(first + timedelta(1), time(5), UTC)
    at(midnight - timedelta(minutes=5), settings)
    assert said_of_the_past(signed_in, plan) == ""
    at(midnight + timedelta(minutes=5), settings)
    assert "fecha anterior a hoy" in said_of_the_past(signed_in, plan)


def test_publishing_says_how_much_of_the_moved_and_cancelled_is_over(signed_in, ugel, plan, settings):
    publish_plan(plan=plan, by=None, now=NOW)
    core = planned.core_plan()
    gone = min(core.tables["activities"], key=lambda row: (row["end"], row["activity"]))
    free = planned.free_visit(core)
    later = ugel.store(planned.moved(planned.without(core, gone["activity"]), free["activity"], 1))
    at(datetime.combine(min(gone["end"], free["start"]), time(17), UTC), settings)
    assert said_of_the_past(signed_in, later) == ""
    at(datetime.combine(max(gone["end"], free["end"]), time(17), UTC) + timedelta(1), settings)
    said = said_of_the_past(signed_in, later)
    assert "De las que cambian de día, 1 deja una fecha anterior a hoy o pasa a una." in said
    assert "De las que se cancelan, 1 tiene fecha anterior a hoy." in said
    assert "De las que se crean" not in said


def test_a_published_plan_stays_published_at_the_second_click(signed_in, plan):
    url = reverse("accompaniment:publish", args=[plan.pk])
    assert signed_in.post(url, {"instead_of": ""}).status_code == 302
    again = signed_in.post(url, {"instead_of": ""}, follow=True)
    assert "ya estaba publicado" in again.content.decode()
    assert BulkRecord.objects.filter(kind="accompaniment.plan_published").count() == 1
    assert signed_in.get(url).status_code == 302


def test_what_somebody_else_published_meanwhile_is_shown_before_it_is_replaced(signed_in, ugel, plan):
    second, third = ugel.store(), ugel.store()
    publish_plan(plan=plan, by=None, now=NOW)
    url = reverse("accompaniment:publish", args=[third.pk])
    assert f'value="{plan.pk}"' in signed_in.get(url).content.decode()
    publish_plan(plan=second, by=None, now=NOW + timedelta(1))
    refused = signed_in.post(url, {"instead_of": str(plan.pk)})
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "alguien publicó otra versión" in text
    assert f'value="{second.pk}"' in text
    third.refresh_from_db()
    assert third.state == PlanState.PROPOSAL


@pytest.fixture
def taken(plan):
    """A day of an accompanist and one of a teacher that something elsewhere has taken."""
    item = PlanItem.objects.filter(plan=plan, kind="visit").first()
    accompanist = item.caseloads.get().accompanist.appointments.get().person
    teacher = item.slots.get().caseload_slots.first().person
    other = Activity.objects.create(
        kind="assistance.session",
        title="Asistencia de la DRE",
        path="pe/999999/",
        starts_on=item.starts_on,
        ends_on=item.starts_on,
        state=ActivityState.PUBLISHED,
        changed_at=NOW,
    )
    for person in (accompanist, teacher):
        BusyDay.objects.create(person=person, date=item.starts_on, activity=other)
    return accompanist, teacher


def test_what_stands_in_the_way_is_told_and_nothing_written(signed_in, plan, taken):
    accompanist, teacher = taken
    url = reverse("accompaniment:publish", args=[plan.pk])
    preview = signed_in.get(url).content.decode()
    assert "2 días ya están tomados" in preview
    refused = signed_in.post(url, {"instead_of": ""})
    text = refused.content.decode()
    assert refused.status_code == 409
    assert "no se escribió nada" in text
    assert str(accompanist) in text
    assert str(teacher) in text
    assert "Asistencia de la DRE" not in text
    assert Activity.objects.count() == 1


def test_a_director_is_told_of_a_teacher_without_the_name(client, ugel, plan, taken):
    accompanist, teacher = taken
    client.force_login(actor("director_ugel", ugel.organisation).user)
    text = client.get(reverse("accompaniment:publish", args=[plan.pk])).content.decode()
    assert str(accompanist) in text
    assert str(teacher) not in text
    assert "Un docente" in text
