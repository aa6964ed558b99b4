"""The agenda over HTTP: a week, a month, one activity."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pusaq.agenda.models import Activity
from pusaq.people.models import Person
from pusaq.territory.models import School
from tests.pusaq import planned
from tests.pusaq.markup import opened
from tests.pusaq.planned import CASTILLA
from tests.pusaq.roles import actor

AGENDA = "/agenda/"
HOSTILE = "<script>alert(1)</script>"
WEEK = ("2026-05-04", "2026-05-10")


def of(first, last):
    return Activity.objects.filter(starts_on__lte=last, ends_on__gte=first)


def rows_in(answer):
    return answer.content.decode().count("<tr data-row")


@pytest.mark.usefixtures("published")
def test_the_week_of_today_is_shown(signed_in):
    answer = signed_in.get(AGENDA)
    assert "Del 4 al 10 de mayo de 2026" in answer.content.decode()
    assert rows_in(answer) == of(*WEEK).count() > 5


@pytest.mark.usefixtures("published")
def test_another_week_and_the_month_are_reached(signed_in):
    text = signed_in.get(AGENDA).content.decode()
    assert "?dia=2026-05-03" in text
    assert "?dia=2026-05-11" in text
    month = signed_in.get(AGENDA, {"vista": "mes", "dia": "2026-05-31"}).content.decode()
    assert "Mayo de 2026" in month
    assert "dia=2026-06-01" in month
    for odd in ("9999-12-31", "0001-01-01", "mañana", "2026-02-30"):
        assert signed_in.get(AGENDA, {"dia": odd}).status_code == 200


def test_kind_and_accompanist_narrow_the_list(signed_in, published):
    visits = of(*WEEK).filter(kind="accompaniment.visit")
    assert rows_in(signed_in.get(AGENDA, {"tipo": "accompaniment.visit"})) == visits.count()
    post = published.caseloads.order_by("letter").first().accompanist
    mine = of(*WEEK).filter(participations__post=post)
    assert rows_in(signed_in.get(AGENDA, {"conduce": str(post.pk)})) == mine.count() > 0


@pytest.mark.usefixtures("published")
def test_the_file_has_the_rows_of_the_page(signed_in):
    given = signed_in.get(AGENDA, {"formato": "csv"})
    lines = b"".join(given.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 1 + of(*WEEK).count()


@pytest.mark.usefixtures("published")
def test_whose_agenda_it_is(client, ugel, accompanist):
    client.force_login(accompanist.user)
    own = of(*WEEK).within(accompanist.scope("agenda.read"))
    assert rows_in(client.get(AGENDA)) == own.count() < of(*WEEK).count()
    foreign = Activity.objects.exclude(
        pk__in=Activity.objects.within(accompanist.scope("agenda.read"))
    ).first()
    assert client.get(reverse("agenda:activity", args=[foreign.pk])).status_code == 404
    client.force_login(actor("especialista_ugel", planned.make_organisation(CASTILLA)).user)
    empty = client.get(AGENDA)
    assert "Nada con fecha en esta semana" in empty.content.decode()
    assert client.get(reverse("agenda:activity", args=[foreign.pk])).status_code == 404
    client.force_login(actor("administrador", ugel.organisation).user)
    assert client.get(AGENDA).status_code == 403
    assert client.get(reverse("agenda:activity", args=[foreign.pk])).status_code == 403
    client.logout()
    for url in (AGENDA, reverse("agenda:activity", args=[foreign.pk])):
        assert client.get(url).url.startswith("/cuenta/login/")


def test_an_activity_says_when_where_who_and_on_what_it_rests(signed_in, published):
    gia = Activity.objects.filter(kind="accompaniment.gia").first()
    text = signed_in.get(reverse("agenda:activity", args=[gia.pk])).content.decode()
    school = gia.places.first().school
    teacher = gia.participations.filter(part="attends").first().post.appointments.get().person
    for said in (school.name, str(teacher), gia.numeral.split("; ")[0], gia.starts_on.isoformat()):
        assert said in text
    assert published.caseloads.count() > 1


@pytest.mark.usefixtures("published")
def test_names_of_teachers_stay_with_those_who_may_see_them(client, ugel, accompanist):
    visit = (
        Activity.objects.within(accompanist.scope("agenda.read")).filter(kind="accompaniment.visit").first()
    )
    teacher = visit.participations.get(part="accompanied").post.appointments.get().person
    url = reverse("agenda:activity", args=[visit.pk])
    client.force_login(accompanist.user)
    assert str(teacher) in client.get(url).content.decode()
    client.force_login(actor("director_ugel", ugel.organisation).user)
    text = client.get(url).content.decode()
    assert str(teacher) not in text
    assert "sin nombre para tu rol" in text
    week = opened(client.get(AGENDA, {"dia": visit.starts_on.isoformat()}))
    assert str(teacher) not in week


@pytest.mark.usefixtures("published")
def test_of_what_several_conduct_an_accompanist_is_told_no_names(client, ugel):
    shared = (
        Activity.objects.filter(participations__part="conducts")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .first()
    )
    teachers = [
        str(one.post.appointments.get().person)
        for one in shared.participations.filter(part="attends")
        if one.post.appointments.exists()
    ]
    own = shared.participations.filter(part="conducts").first().post
    client.force_login(actor("acompanante", ugel.organisation, post=own).user)
    text = client.get(reverse("agenda:activity", args=[shared.pk])).content.decode()
    assert teachers
    assert not [name for name in teachers if name in text]


@pytest.mark.usefixtures("published")
def test_names_that_are_markup_are_text(signed_in):
    Person.objects.update(surnames=HOSTILE)
    School.objects.update(name=HOSTILE)
    Activity.objects.update(title=HOSTILE, reason=HOSTILE)
    for url in (AGENDA, reverse("agenda:activity", args=[Activity.objects.first().pk])):
        assert HOSTILE not in opened(signed_in.get(url))


@pytest.mark.usefixtures("published")
def test_queries_do_not_grow_with_the_week(signed_in):
    counts = []
    for day in ("2026-01-05", "2026-05-06", "2026-05-06"):
        with CaptureQueriesContext(connection) as asked:
            signed_in.get(AGENDA, {"dia": day})
        counts.append(len(asked))
    assert rows_in(signed_in.get(AGENDA, {"dia": "2026-01-05"})) == 0
    # An empty week asks for no days, places and people.
    assert counts[0] <= counts[1] == counts[2] <= 32
