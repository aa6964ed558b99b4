"""Days follow whoever sits in a post, after an appointment and after a file of staff."""

from __future__ import annotations

import datetime as dt

import pytest
import uuid_utils.compat

from pusaq.agenda.domain import Convened, WantedActivity, publish_activities
from pusaq.agenda.enums import Part
from pusaq.agenda.models import BusyDay
from pusaq.common.domain.events import deliver, emit
from pusaq.common.models import EventDelivery
from pusaq.common.refs import Ref
from pusaq.people.domain.appointments import appoint, end_appointment
from pusaq.people.enums import PostKind
from pusaq.people.events import StaffLoaded
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 3, 16)
LAST = MONDAY + dt.timedelta(3)
LATER = MONDAY + dt.timedelta(7)


@pytest.fixture
def ugel():
    kind = OrganisationKind.LOCAL_UNIT
    return Organisation.objects.create(
        country="pe", kind=kind, code="1", name="UGEL", short_name="UGEL", path="pe/1/"
    )


def post_of(ugel, code, *holders):
    post = Post.objects.create(
        country="pe", code=code, kind=PostKind.TEACHER, title="Profesor", organisation=ugel, path=ugel.path
    )
    for one in holders:
        Appointment.objects.create(post=post, person=one)
    return post


def person(code):
    return Person.objects.create(country="pe", code=code, given_names=code, surnames="Prueba")


def publish(*posts):
    pk = uuid_utils.compat.uuid7()
    wanted = WantedActivity(
        id=pk,
        ref=Ref("accompaniment.visit", pk),
        kind="accompaniment.visit",
        title="Visita",
        path="pe/1/",
        days=(MONDAY, LATER),
        places=(),
        people=frozenset(Convened(Part.ATTENDS, post.pk) for post in posts),
    )
    publish_activities(wanted=[wanted], cancelled=(), now=NOW)


def busy():
    return sorted(BusyDay.objects.values_list("person__code", "date"))


def deliver_all():
    for delivery in EventDelivery.objects.filter(state="pending"):
        assert deliver(delivery.pk, at=NOW), delivery.error


def test_who_is_appointed_has_the_days_and_who_left_has_them_no_more(ugel):
    ana, beto, carla = person("ana"), person("beto"), person("carla")
    post, other = post_of(ugel, "1", ana), post_of(ugel, "2", carla)
    publish(post, other)
    end_appointment(appointment=post.appointments.get(), last_day=LAST, by=None, now=NOW)
    deliver_all()
    assert busy() == [("ana", MONDAY), ("carla", MONDAY), ("carla", LATER)]
    appoint(person=beto, post=post, starts_on=LATER, by=None, now=NOW)
    deliver_all()
    assert busy() == [("ana", MONDAY), ("beto", LATER), ("carla", MONDAY), ("carla", LATER)]


def test_a_file_of_staff_moves_the_days_of_its_places_alone(ugel):
    ana, beto, carla = person("ana"), person("beto"), person("carla")
    posts = [post_of(ugel, "1", ana), post_of(ugel, "2", carla)]
    for post in posts:
        publish(post)
    Appointment.objects.filter(post=posts[0]).update(ends_on=LAST)
    Appointment.objects.create(post=posts[0], person=beto, starts_on=LATER)
    for place, moved in (("pe/2/", False), ("pe/1/", True), ("pe/1/", True)):
        emit(StaffLoaded("pe", "2026-03-20"), ref=Ref.of(posts[0]), path=place, by=None, at=NOW)
        deliver_all()
        whose = "beto" if moved else "ana"
        assert busy() == sorted([("ana", MONDAY), (whose, LATER), ("carla", MONDAY), ("carla", LATER)])


def test_a_file_of_staff_that_changes_nobody_writes_nothing(ugel, django_assert_max_num_queries):
    publish(post_of(ugel, "1", person("ana")))
    before = set(BusyDay.objects.values_list("pk", flat=True))
    emit(
        StaffLoaded("pe", "2026-03-20"),
        ref=Ref("people.post", uuid_utils.compat.uuid7()),
        path="pe/",
        by=None,
        at=NOW,
    )
    with django_assert_max_num_queries(60):
        deliver_all()
    assert set(BusyDay.objects.values_list("pk", flat=True)) == before
