"""The page of a school as accompaniment and people fill it, over a planned and published UGEL."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from pusaq.accompaniment.models import CaseloadSlot
from pusaq.accompaniment.year.domain import publish_plan
from pusaq.common.clock import now
from pusaq.people.models import Appointment, Person, RoleAssignment, User
from tests.pusaq.planned import NOW


@pytest.fixture(autouse=True)
def _on_the_first_of_april(monkeypatch):
    monkeypatch.setattr("pusaq.common.clock.real_now", lambda: dt.datetime(2026, 4, 1, 15, tzinfo=dt.UTC))
    assert now().month == 4


@pytest.fixture
def slot(plan):
    """A teacher of a caseload, with everything around her."""
    publish_plan(plan=plan, by=None, now=NOW)
    members = CaseloadSlot.objects.filter(caseload__plan=plan, person__isnull=False)
    return members.select_related(
        "caseload__accompanist", "slot__service__school", "slot__service", "person"
    ).first()


def act(role, organisation, *, school=None, post=None):
    person = Person.objects.create(
        country="pe", code=f"X-{role}", given_names="Ana", surnames="Ríos", sort_key="rios"
    )
    if post is not None:
        Appointment.objects.filter(post=post).delete()
        Appointment.objects.create(post=post, person=person)
    RoleAssignment.objects.create(
        role=role,
        post=post,
        person=None if post else person,
        organisation=organisation,
        school=school,
    )
    return User.objects.create(username=role, person=person)


def page_of(client, user, member):
    client.force_login(user)
    return client.get(reverse("territory:school", args=[member.slot.service.school_id]))


def test_specialist_sees_targeting_accompanist_names_and_what_comes(client, ugel, slot):
    page = page_of(client, act("especialista_ugel", ugel.organisation), slot)
    text = page.content.decode()
    decision = slot.caseload.plan.targeting.decisions.get(service=slot.slot.service)
    assert reverse("accompaniment:decision", args=[decision.pk]) in text
    assert f"{slot.caseload.letter} · Acompañante" in text
    assert str(slot.person) in text
    titles = [block.title for block in page.context["blocks"]]
    assert titles == ["Focalización", "Lo que viene", "Plazas"]
    ahead = page.context["blocks"][1].data
    assert 1 <= len(ahead) <= 6
    assert [one.activity.starts_on for one in ahead] == sorted(one.activity.starts_on for one in ahead)


@pytest.mark.parametrize("role", ["especialista_dre", "director_ugel"])
def test_names_of_teachers_are_hidden_from_those_who_do_not_see_them(client, ugel, slot, role):
    where = ugel.organisation if role == "director_ugel" else ugel.organisation.parent
    text = page_of(client, act(role, where), slot).content.decode()
    holders = Person.objects.filter(appointments__post__service__school=slot.slot.service.school)
    assert holders.exists()
    assert not [str(person) for person in holders if str(person) in text]
    assert "Ocupada" in text
    assert f"{slot.caseload.letter} · Acompañante" in text


def test_accompanist_sees_her_own_teachers_by_name_and_not_the_decision(client, ugel, slot):
    user = act("acompanante", ugel.organisation, post=slot.caseload.accompanist)
    page = page_of(client, user, slot)
    text = page.content.decode()
    assert str(slot.person) in text
    assert "Focalización" not in [block.title for block in page.context["blocks"]]
    others = (
        Person.objects.filter(appointments__post__service__school=slot.slot.service.school)
        .exclude(pk__in=CaseloadSlot.objects.filter(caseload=slot.caseload).values("person"))
        .distinct()
    )
    assert not [str(person) for person in others if str(person) in text]


def test_a_role_without_accompaniment_sees_the_school_and_none_of_it(client, ugel, slot):
    page = page_of(client, act("administrador", ugel.organisation), slot)
    titles = [block.title for block in page.context["blocks"]]
    assert (titles, page.context["beside"]) == (["Plazas"], [])
    assert slot.slot.service.modular_code in page.content.decode()
