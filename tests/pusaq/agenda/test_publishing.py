from __future__ import annotations

import datetime as dt

import pytest
import uuid_utils.compat

from pusaq.agenda.domain import (
    CalendarConflictError,
    Convened,
    WantedActivity,
    publish_activities,
    rebuild_busy_days,
)
from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, BusyDay, PersonCalendar
from pusaq.common.refs import Ref
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 3, 16)


def day(number):
    return MONDAY + dt.timedelta(number)


@pytest.fixture
def ugel():
    return Organisation.objects.create(
        country="pe", kind=OrganisationKind.LOCAL_UNIT, code="1", name="UGEL", short_name="UGEL", path="pe/1/"
    )


@pytest.fixture
def post_of(ugel):
    def make(code, *holders):
        """A post and who sits in it: (person, first day, last day)."""
        post = Post.objects.create(
            country="pe",
            code=code,
            kind=PostKind.TEACHER,
            title="Profesor",
            organisation=ugel,
            path=ugel.path,
        )
        for person, first, last in holders:
            Appointment.objects.create(post=post, person=person, starts_on=first, ends_on=last)
        return post

    return make


def person(code):
    return Person.objects.create(country="pe", code=code, given_names=code, surnames="Prueba")


def wanted(*people, days=(MONDAY,), one=None, title="Visita"):
    pk = one or uuid_utils.compat.uuid7()
    return WantedActivity(
        id=pk,
        ref=Ref("accompaniment.visit", pk),
        kind="accompaniment.visit",
        title=title,
        path="pe/1/",
        days=tuple(days),
        places=(),
        people=frozenset(people),
    )


def attends(post):
    return Convened(Part.ATTENDS, post.pk)


def publish(*activities, cancelled=()):
    return publish_activities(wanted=activities, cancelled=cancelled, now=NOW)


def busy():
    return sorted(BusyDay.objects.values_list("person__code", "date"))


def test_a_day_is_taken_of_whoever_sits_in_the_post_on_it(post_of):
    ana, beto = person("ana"), person("beto")
    post = post_of("1", (ana, None, day(0)), (beto, day(1), None))
    publish(wanted(attends(post), days=[day(0), day(1)]))
    assert busy() == [("ana", day(0)), ("beto", day(1))]


def test_of_two_appointments_the_latest_counts(post_of):
    ana, beto = person("ana"), person("beto")
    post = post_of("1", (ana, None, None), (beto, day(-30), None))
    publish(wanted(attends(post)))
    assert busy() == [("beto", day(0))]


def test_a_vacant_post_takes_nobodys_day(post_of):
    publish(wanted(attends(post_of("1"))), wanted(attends(post_of("2"))))
    assert busy() == []
    assert Activity.objects.count() == 2


def test_a_person_by_name_is_taken_too():
    ana = person("ana")
    publish(wanted(Convened(Part.ATTENDS, person=ana.pk)))
    assert busy() == [("ana", day(0))]


def test_two_wanted_activities_may_not_share_a_day(post_of):
    ana = person("ana")
    posts = [post_of(code, (ana, None, None)) for code in ("1", "2")]
    with pytest.raises(CalendarConflictError) as refused:
        publish(*(wanted(attends(post), title=post.code) for post in posts))
    (conflict,) = refused.value.conflicts
    assert (conflict.person, conflict.date) == (str(ana), day(0))
    assert {conflict.wanted, conflict.other} == {"1", "2"}
    assert not Activity.objects.exists()
    assert not PersonCalendar.objects.exists()


def test_days_may_be_exchanged_in_one_publication(post_of):
    post = post_of("1", (person("ana"), None, None))
    first, second = wanted(attends(post), days=[day(0)]), wanted(attends(post), days=[day(1)])
    publish(first, second)
    changed = publish(
        wanted(attends(post), days=[day(1)], one=first.id),
        wanted(attends(post), days=[day(0)], one=second.id),
    )
    assert set(changed.changed) == {first.id, second.id}
    assert busy() == [("ana", day(0)), ("ana", day(1))]


def test_a_cancelled_activity_frees_its_day_for_another(post_of):
    post = post_of("1", (person("ana"), None, None))
    first = wanted(attends(post))
    publish(first)
    second = wanted(attends(post))
    assert publish(second, cancelled=[first.id]).cancelled == (first.id,)
    assert dict(Activity.objects.values_list("pk", "state")) == {
        first.id: ActivityState.CANCELLED,
        second.id: ActivityState.PUBLISHED,
    }


@pytest.mark.parametrize(
    "change",
    [{"title": "Otra"}, {"days": (day(0), day(1))}, {"one": None, "people": 2}],
    ids=["title", "days", "people"],
)
def test_what_differs_is_written_with_a_higher_sequence(post_of, change):
    post, other = post_of("1", (person("ana"), None, None)), post_of("2", (person("beto"), None, None))
    first = wanted(attends(post))
    publish(first)
    people = [attends(post), attends(other)] if change.pop("people", 1) == 2 else [attends(post)]
    change.pop("one", None)
    assert publish(wanted(*people, one=first.id, **change)).changed == (first.id,)
    assert Activity.objects.get().sequence == 1
    assert publish(wanted(*people, one=first.id, **change)).same == 1
    assert Activity.objects.get().sequence == 1


def test_a_handover_gives_the_days_to_whoever_comes(post_of):
    ana, beto = person("ana"), person("beto")
    post = post_of("1", (ana, None, None))
    publish(wanted(attends(post), days=[day(0)]), wanted(attends(post), days=[day(7)]))
    Appointment.objects.filter(person=ana).update(ends_on=day(3))
    Appointment.objects.create(post=post, person=beto, starts_on=day(4))
    assert rebuild_busy_days([post.pk]) == ()
    assert busy() == [("ana", day(0)), ("beto", day(7))]


def test_a_handover_that_makes_days_collide_says_so(post_of):
    ana, beto = person("ana"), person("beto")
    post, other = post_of("1", (ana, None, None)), post_of("2", (beto, None, None))
    publish(wanted(attends(post), title="Visita 1"), wanted(attends(other), title="Taller"))
    Appointment.objects.filter(post=post).update(person=beto)
    (conflict,) = rebuild_busy_days([post.pk])
    assert (conflict.person_id, conflict.date, conflict.wanted, conflict.other) == (
        beto.pk,
        day(0),
        "Visita 1",
        "Taller",
    )
    assert busy() == [("beto", day(0)), ("beto", day(0))]
    assert rebuild_busy_days([post.pk]) == ()


def test_a_handover_leaves_the_others_of_a_meeting_as_they_are(post_of):
    ana, beto, carla = person("ana"), person("beto"), person("carla")
    post, other = post_of("1", (ana, None, None)), post_of("2", (carla, None, None))
    publish(wanted(attends(post), attends(other)))
    Appointment.objects.filter(post=post).update(person=beto)
    rebuild_busy_days([post.pk])
    assert busy() == [("beto", day(0)), ("carla", day(0))]


def test_the_same_publication_takes_as_many_queries_for_one_as_for_many(
    post_of, django_assert_max_num_queries
):
    posts = [post_of(str(n), (person(f"p{n}"), None, None)) for n in range(30)]
    for some in (posts[:1], posts[1:]):
        with django_assert_max_num_queries(24):
            published = publish(*(wanted(attends(post)) for post in some))
        assert len(published.created) == len(some)
