"""Activities of one person are moved at once, while a plan is published, or by a process that is killed."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import uuid_utils.compat
from django.db import connection, transaction

from pusaq.agenda.domain import (
    ActivityRefusedError,
    CalendarConflictError,
    Convened,
    WantedActivity,
    hold_activity,
    move_activity,
    publish_activities,
)
from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, ActivityDay, BusyDay, PersonCalendar
from pusaq.common.models import Event
from pusaq.common.refs import Ref
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation
from tests.pusaq.killing import run_elsewhere, was_killed

pytestmark = pytest.mark.usefixtures("transactional_db")
NOW = dt.datetime(2026, 3, 18, 17, tzinfo=dt.UTC)
MONDAY, TUESDAY, FRIDAY = (dt.date(2026, 3, number) for number in (16, 17, 27))


@pytest.fixture
def post():
    ugel = Organisation.objects.create(
        country="pe", kind=OrganisationKind.LOCAL_UNIT, code="1", name="UGEL", short_name="UGEL", path="pe/1/"
    )
    post = Post.objects.create(
        country="pe", code="1", kind=PostKind.TEACHER, title="Profesor", organisation=ugel, path="pe/1/"
    )
    ana = Person.objects.create(country="pe", code="ana", given_names="Ana", surnames="Prueba")
    Appointment.objects.create(post=post, person=ana)
    return post


def wanted(post, *days, one=None):
    pk = one or uuid_utils.compat.uuid7()
    return WantedActivity(
        id=pk,
        ref=Ref("accompaniment.visit", pk),
        kind="accompaniment.visit",
        title="Visita",
        path="pe/1/",
        days=days,
        places=(),
        people=frozenset({Convened(Part.ACCOMPANIED, post.pk)}),
    )


def publish(*activities, cancelled=()):
    return publish_activities(wanted=activities, cancelled=cancelled, now=NOW)


def move(pk):
    return move_activity(activity=Activity.objects.get(pk=pk), days=[FRIDAY], by=None, now=NOW)


@pytest.fixture
def visits(post):
    """Two visits to one person, on Monday and on Tuesday."""
    both = wanted(post, MONDAY), wanted(post, TUESDAY)
    publish(*both)
    return [one.id for one in both]


def at_once(*deeds):
    """Do things in threads of their own; what each came to, in their order."""
    barrier, ends = threading.Barrier(len(deeds)), {}

    def go(number, deed):
        try:
            barrier.wait(timeout=30)
            ends[number] = deed()
        except Exception as error:  # noqa: BLE001  (told by the test itself)
            ends[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return [ends[number] for number in range(len(deeds))]


def after(first, second):
    """Do the second while the first has written and not ended; what each came to."""
    wrote = threading.Event()

    def slow():
        with transaction.atomic():
            done = first()
            wrote.set()
            threading.Event().wait(0.5)
        return done

    def quick():
        wrote.wait(timeout=20)
        return second()

    return at_once(slow, quick)


def test_of_two_moves_to_one_day_of_one_person_exactly_one_wins(visits):
    ends = at_once(*(lambda pk=pk: move(pk) for pk in visits))
    assert sorted(type(end).__name__ for end in ends) == ["CalendarConflictError", "Change"]
    assert BusyDay.objects.filter(date=FRIDAY).count() == 1
    assert Activity.objects.filter(starts_on=FRIDAY, sequence=1).count() == 1
    assert Event.objects.count() == 1


def test_of_two_same_moves_one_finds_it_done(visits):
    ends = at_once(lambda: move(visits[0]), lambda: move(visits[0]))
    assert sorted(end.is_new for end in ends) == [False, True]
    assert Activity.objects.get(pk=visits[0]).sequence == 1


def test_a_publication_that_waited_for_a_move_sees_the_day_taken(post, visits):
    _moved, end = after(lambda: move(visits[0]), lambda: publish(wanted(post, FRIDAY)))
    assert isinstance(end, CalendarConflictError)
    assert Activity.objects.count() == 2


def test_a_move_that_waited_for_a_publication_sees_the_day_taken(post, visits):
    _published, end = after(lambda: publish(wanted(post, FRIDAY)), lambda: move(visits[0]))
    assert isinstance(end, CalendarConflictError)
    assert Activity.objects.get(pk=visits[0]).starts_on == MONDAY


def test_a_publication_that_waited_leaves_what_was_held_meanwhile(visits):
    held = Activity.objects.get(pk=visits[0])
    _held, published = after(
        lambda: hold_activity(activity=held, outcome=ActivityState.HELD, by=None, now=NOW),
        lambda: publish(cancelled=visits),
    )
    assert published.cancelled == (visits[1],)
    assert Activity.objects.get(pk=visits[0]).state == ActivityState.HELD


def test_a_record_that_waited_for_a_cancellation_is_refused(visits):
    one = Activity.objects.get(pk=visits[0])
    _published, end = after(
        lambda: publish(cancelled=[visits[0]]),
        lambda: hold_activity(activity=one, outcome=ActivityState.HELD, by=None, now=NOW),
    )
    assert isinstance(end, ActivityRefusedError)
    assert end.code == "cancelled"


KILLED = """
from datetime import UTC, date, datetime
from pusaq.agenda.domain import changing, hand
from pusaq.agenda.models import Activity
hand.emit = lambda *args, **named: die()
changing.move_activity(
    activity=Activity.objects.get(), days=[date(2026, 3, 27)], by=None, now=datetime(2026, 3, 18, tzinfo=UTC)
)
"""


def test_a_move_that_is_killed_leaves_the_old_day_whole(post):
    one = wanted(post, MONDAY)
    publish(one)
    version = PersonCalendar.objects.get().version
    code, said = run_elsewhere(KILLED)
    assert was_killed(code), said
    assert list(ActivityDay.objects.values_list("date", flat=True)) == [MONDAY]
    assert list(BusyDay.objects.values_list("date", flat=True)) == [MONDAY]
    assert Activity.objects.get().sequence == 0
    assert not Activity.trail.exists()
    assert PersonCalendar.objects.get().version == version
    assert move(one.id).is_new
