"""Posts without a person."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from pusaq.people import today
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment
from pusaq.shell.enums import Tone
from tests.pusaq.roles import actor
from tests.pusaq.world import make_world

NOW = dt.datetime(2026, 8, 20, 15, tzinfo=dt.UTC)
LAMAS, SLEP = "pe/220000/220004/", "cl/01/"


@pytest.fixture
def world():
    return make_world()


def cards(role, place=None):
    given = today.cards(role=role, now=NOW, place=place or role.organisation)
    return {str(card.title): card for card in given}


def test_posts_of_bodies_without_a_person_wait_by_kind(world):
    specialist = actor("especialista_ugel", world.organisations[LAMAS])
    filled = world.post("A1", PostKind.ACCOMPANIST, LAMAS)
    Appointment.objects.create(post=filled, person=specialist.user.person, ends_on=dt.date(2026, 8, 19))
    world.post("A2", PostKind.ACCOMPANIST, LAMAS)
    world.post("E1", PostKind.SPECIALIST, LAMAS)
    world.post("D1", PostKind.TEACHER, "500001")
    world.post("A3", PostKind.ACCOMPANIST, "pe/160000/160004/")
    card = cards(specialist)["plazas sin persona"]
    assert card.count == 3
    assert [(str(one.label), one.hint) for one in card.items] == [
        ("Acompañante pedagógico", "2"),
        ("Especialista", "1"),
    ]
    Appointment.objects.update(ends_on=dt.date(2026, 8, 20))
    assert cards(specialist)["plazas sin persona"].count == 2


def test_the_ministry_sees_at_which_body_a_post_waits(world, django_assert_max_num_queries):
    world.post("A1", PostKind.ACCOMPANIST, LAMAS)
    world.post("A2", PostKind.ACCOMPANIST, LAMAS)
    world.post("E1", PostKind.SPECIALIST, LAMAS)
    world.post("A3", PostKind.ACCOMPANIST, "pe/160000/160004/")
    world.post("R1", PostKind.REGIONAL_TRAINER, "pe/160000/")
    world.post("D1", PostKind.TEACHER, "500001")
    world.post("U1", PostKind.SUPPORT_PROFESSIONAL, SLEP)
    ministry = world.organisations["pe/u-difods/"]
    difods = actor("difods", ministry)
    with django_assert_max_num_queries(1):
        card = cards(difods)["plazas sin persona"]
    assert (card.count, card.waiting, card.tone) == (5, True, Tone.DUE)
    assert [(one.label, one.hint) for one in card.items] == [
        ("UGEL Lamas", "DRE San Martín · Acompañante pedagógico: 2 · Especialista: 1"),
        ("DRE Loreto", "Especialista pedagógico regional: 1"),
        ("UGEL Nauta", "DRE Loreto · Acompañante pedagógico: 1"),
    ]
    assert card.items[0].url == reverse("territory:organisation", args=[world.organisations[LAMAS].pk])
    assert cards(difods, world.organisations["pe/160000/"])["plazas sin persona"].count == 2
    assert "plazas sin persona" not in cards(actor("unidad_organica", ministry))


def test_whose_work_is_no_territory_is_not_told_of_posts(world):
    school = world.schools["500001"]
    world.post("A1", PostKind.ACCOMPANIST, LAMAS)
    assert cards(actor("acompanante", world.organisations[LAMAS])) == {}
    assert cards(actor("docente", school.organisation, school=school)) == {}
