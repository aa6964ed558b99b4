"""Somebody is appointed while a plan is published: whoever is first, her days are taken."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import uuid_utils.compat
from django.db import connection, transaction

from pusaq.agenda.domain import Convened, WantedActivity, publish_activities, rebuild_busy_days
from pusaq.agenda.enums import Part
from pusaq.agenda.models import BusyDay
from pusaq.common.refs import Ref
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation

pytestmark = pytest.mark.usefixtures("transactional_db")
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 16)


@pytest.fixture
def vacant():
    ugel = Organisation.objects.create(
        country="pe", kind=OrganisationKind.LOCAL_UNIT, code="1", name="UGEL", short_name="UGEL", path="pe/1/"
    )
    return Post.objects.create(
        country="pe", code="1", kind=PostKind.TEACHER, title="Profesor", organisation=ugel, path="pe/1/"
    )


def publish(post):
    pk = uuid_utils.compat.uuid7()
    wanted = WantedActivity(
        id=pk,
        ref=Ref("accompaniment.visit", pk),
        kind="accompaniment.visit",
        title="Visita",
        path="pe/1/",
        days=(DAY,),
        places=(),
        people=frozenset({Convened(Part.ACCOMPANIED, post.pk)}),
    )
    publish_activities(wanted=[wanted], cancelled=(), now=NOW)


def appoint(post):
    person = Person.objects.create(country="pe", code="ana", given_names="Ana", surnames="Prueba")
    Appointment.objects.create(post=post, person=person)
    rebuild_busy_days([post.pk])


@pytest.mark.parametrize(("first", "second"), [(publish, appoint), (appoint, publish)])
def test_who_comes_second_waits_and_sees_what_the_first_did(vacant, first, second):
    wrote, errors = threading.Event(), []

    def slow():
        try:
            with transaction.atomic():
                first(vacant)
                wrote.set()
                threading.Event().wait(0.7)
        except Exception as error:  # noqa: BLE001  (told by the test itself)
            errors.append(error)
        finally:
            connection.close()

    def quick():
        try:
            wrote.wait(timeout=20)
            with transaction.atomic():
                second(vacant)
        except Exception as error:  # noqa: BLE001  (told by the test itself)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=target) for target in (slow, quick)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert list(BusyDay.objects.values_list("person__code", "date")) == [("ana", DAY)]
