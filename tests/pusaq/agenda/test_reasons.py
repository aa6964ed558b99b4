"""Who reads why an activity was changed: the words of people may name a teacher."""

from __future__ import annotations

import icalendar
import pytest
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from pusaq.agenda.domain import cancel_activity, create_feed
from pusaq.agenda.models import Activity
from pusaq.common.clock import real_now
from pusaq.common.roles import matrix
from pusaq.people.models import Post
from tests.pusaq.planned import NOW
from tests.pusaq.roles import actor

REASON = "La profesora Rosa Quispe está con licencia"
READERS = {role.id for role in matrix().roles.values() if {"agenda.read", "agenda.feed"} & set(role.can)}
NAMERS = {"acompanante", "docente", "directivo", "especialista_ugel", "rci"}
"""Roles that have `people.names`, as catalogue/roles.yaml says it."""


@pytest.fixture(autouse=True)
def _changed(published):
    assert published.state == "published"
    Activity.objects.update(reason=REASON)


@pytest.fixture
def in_role(ugel):
    return lambda role, activity: _in_role(ugel.organisation, role, activity)


def _in_role(ugel, role, activity):
    """Somebody in a role at the place of an activity, or at a post that takes part in it."""
    school = activity.places.first().school
    parts = {"acompanante": ["conducts"], "docente": ["accompanied", "attends"]}.get(role)
    if parts is None:
        return actor(role, ugel, school=school)
    taking_part = activity.participations.filter(part__in=parts)
    post = next(one.post for one in taking_part if one.post.appointments.exists())
    return actor(role, ugel, post=post)


def visit():
    return Activity.objects.filter(kind="accompaniment.visit", participations__part="conducts").first()


def shared():
    """What several accompanists conduct, for the teachers of one school."""
    found = Activity.objects.filter(participations__part="conducts").annotate(n=Count("pk"))
    return found.filter(n__gt=1, kind="accompaniment.rtc").first()


def page(one, activity):
    client = Client()
    client.force_login(one.user)
    answer = client.get(reverse("agenda:activity", args=[activity.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def fed(one, activity):
    _feed, secret = create_feed(user=one.user, role=one.assignment, now=real_now())
    answer = Client().get(reverse("agenda:ics", args=[secret]))
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return "".join(str(event["DESCRIPTION"]) for event in events if str(activity.pk) in str(event["UID"]))


def test_roles_that_name_teachers_are_those_of_the_matrix():
    assert {role.id for role in matrix().roles.values() if "people.names" in role.can} == NAMERS


@pytest.mark.parametrize("role", sorted(READERS))
def test_of_a_visit_a_role_reads_the_reason_where_it_may_name_the_teacher(in_role, role):
    one, activity = in_role(role, visit()), visit()
    can = matrix().roles[role].can
    if "agenda.read" in can:
        text = page(one, activity)
        assert (REASON in text) == (role in NAMERS)
        assert ("Hay un motivo anotado" in text) == (role not in NAMERS)
    if "agenda.feed" in can:
        is_fed = Activity.objects.within(one.scope("agenda.feed")).filter(pk=activity.pk).exists()
        assert (REASON in fed(one, activity)) == (is_fed and role in NAMERS)


@pytest.mark.parametrize("role", sorted(NAMERS))
def test_of_what_many_share_only_who_may_name_all_of_them_reads_it(in_role, role):
    one, activity = in_role(role, shared()), shared()
    assert (REASON in page(one, activity)) == (role in {"directivo", "especialista_ugel", "rci"})
    elsewhere = Post.objects.filter(participations__part="accompanied").exclude(
        path__startswith=activity.path
    )
    activity.participations.create(post=elsewhere.first(), part="attends")
    assert (REASON in page(one, activity)) == (role in {"especialista_ugel", "rci"})


def test_of_what_no_teacher_takes_part_in_it_follows_the_place(in_role):
    activity = visit()
    activity.participations.exclude(part="conducts").delete()
    assert REASON in page(in_role("acompanante", activity), activity)
    assert REASON in page(in_role("directivo", activity), activity)
    assert REASON not in page(in_role("director_ugel", activity), activity)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "Ya no está en el plan 2026, versión 2"),
        ("en", "No longer in the 2026 plan, version 2"),
    ],
)
def test_why_a_plan_cancelled_something_is_told_to_all_in_the_language_of_each(in_role, language, sentence):
    activity = visit()
    cause = {"code": "not_in_plan", "params": {"year": 2026, "version": 2}}
    Activity.objects.filter(pk=activity.pk).update(state="cancelled", reason="", cause=cause)
    director, accompanist = in_role("director_ugel", activity), in_role("acompanante", activity)
    for one in (director, accompanist):
        one.user.language = language
        one.user.save()
    assert sentence in page(director, activity)
    assert sentence in fed(accompanist, activity)


def test_the_words_of_a_person_take_the_place_of_a_cause():
    activity = visit()
    cause = {"code": "not_in_plan", "params": {"year": 2026, "version": 2}}
    Activity.objects.filter(pk=activity.pk).update(cause=cause, starts_on="2026-12-14", ends_on="2026-12-14")
    cancel_activity(activity=activity, by=None, now=NOW, reason="Huelga")
    activity.refresh_from_db()
    assert (activity.reason, activity.cause) == ("Huelga", {})
