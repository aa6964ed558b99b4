from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import F

from pusaq.common.models import Event
from pusaq.common.scope import Scope
from pusaq.config.demo.country_files import load_chile
from pusaq.people.domain.appointments import (
    AppointmentError,
    appoint,
    end_appointment,
    move_person,
    open_account,
    register_person,
    register_post,
)
from pusaq.people.domain.roles import RoleError, assign_role, end_role
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post
from pusaq.people.permissions import actor_for
from pusaq.territory.domain.organisations import register_organisation
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import Organisation, School
from tests.pusaq.files import DAY, LATER, NOW, posts

WHOLE = Scope(paths=("pe/",))


@pytest.fixture
def author():
    person = register_person(country="pe", code="RCI", given_names="Saúl", surnames="Vela", by=None)
    return open_account(person=person, username="saul", by=None)


@pytest.fixture
def specialists(load_schools):
    load_schools()
    return [
        register_post(
            code=f"ESP-{unit}",
            kind=PostKind.SPECIALIST,
            title="Especialista",
            organisation=Organisation.objects.get(code=unit),
            by=None,
        )
        for unit in ("220004", "160004")
    ]


@pytest.fixture
def person():
    return register_person(country="pe", code="P1", given_names="Marlene", surnames="Ríos", by=None)


def sat(person):
    """Where somebody sat and sits, since when and until when."""
    rows = Appointment.objects.filter(person=person).order_by(F("starts_on").asc(nulls_first=True))
    return list(rows.values_list("post__organisation__code", "starts_on", "ends_on"))


def test_one_directory_of_bodies_schools_and_people_keeps_who_moved(load, author, specialists):
    ministry = Organisation.objects.get(path="pe/")
    register_organisation(
        country="pe", kind=OrganisationKind.MINISTRY_UNIT, code="difods", name="DIFODS", short_name="DIFODS",
        parent=ministry, by=author, now=NOW,
    )  # fmt: skip
    load_chile(NOW)
    assert {body.kind for body in Organisation.objects.all()} == {
        *("ministerio", "unidad", "dre", "ugel", "red", "dep", "slep", "uatp")
    }
    chilean = School.objects.get(country="cl", code="98017")
    assert (chilean.organisation.kind, chilean.services.count()) == ("slep", 3)
    assert [s.modular_code for s in School.objects.get(code="100001").services.all()] == [
        "0000001",
        "0000002",
    ]

    by_file = posts({}), posts({"COD_PLAZA": "Z4", "COD_MOD": "0000004", "FECHA_INICIO": "2026-06-01"})
    load(by_file[0])
    load(by_file[1], day=LATER)
    teacher = Person.objects.get(country="pe", code="P1", given_names="Luz")
    eve = LATER - dt.timedelta(days=1)
    assert sat(teacher) == [
        ("220004", dt.date(2020, 3, 1), eve),
        ("160004", LATER, None),
    ]

    specialist = register_person(country="pe", code="P2", given_names="Marlene", surnames="Ríos", by=author)
    first = appoint(person=specialist, post=specialists[0], starts_on=DAY, by=author, now=NOW)
    move_person(appointment=first, to=specialists[1], starts_on=LATER, by=author, now=NOW)
    assert sat(specialist) == [
        ("220004", DAY, eve),
        ("160004", LATER, None),
    ]
    trail = Appointment.trail.filter(post=specialists[0]).order_by("history_date", "history_id")
    assert [(t.history_user_id, t.ends_on) for t in trail] == [(author.pk, None), (author.pk, eve)]


def test_an_appointment_is_told_to_others(specialists, person, author):
    row = appoint(person=person, post=specialists[0], starts_on=DAY, by=author, now=NOW)
    event = Event.objects.get(kind="people.appointment_changed")
    assert (event.ref_id, event.path, event.by_id) == (row.pk, "pe/220000/220004/", author.pk)
    assert event.payload == {"person": str(person.pk), "post": str(specialists[0].pk)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends_on": DAY - dt.timedelta(days=1)}, "ends_before_start"),
        ({"gone": True}, "post_gone"),
        ({"country": "cl"}, "other_country"),
        ({"twice": True}, "already_there"),
    ],
)
def test_who_cannot_be_appointed(specialists, person, change, code):
    post = specialists[0]
    if change.pop("gone", False):
        Post.objects.filter(pk=post.pk).update(gone_since=DAY)
    if "country" in change:
        person = register_person(
            country=change.pop("country"), code="P1", given_names="I", surnames="L", by=None
        )
    if change.pop("twice", False):
        appoint(person=person, post=post, starts_on=DAY, by=None, now=NOW)
    before = Appointment.objects.count()
    with pytest.raises(AppointmentError, match=code):
        appoint(person=person, post=post, starts_on=DAY, by=None, now=NOW, **change)
    assert Appointment.objects.count() == before


def test_an_appointment_ends_once_and_not_before_it_begins(specialists, person):
    row = appoint(person=person, post=specialists[0], starts_on=DAY, by=None, now=NOW)
    with pytest.raises(AppointmentError, match="ends_before_start"):
        end_appointment(appointment=row, last_day=DAY - dt.timedelta(days=1), by=None, now=NOW)
    end_appointment(appointment=row, last_day=DAY, by=None, now=NOW)
    with pytest.raises(AppointmentError, match="already_ended"):
        end_appointment(appointment=row, last_day=LATER, by=None, now=NOW)


def test_a_failed_move_leaves_the_old_appointment_open(specialists, person):
    row = appoint(person=person, post=specialists[0], starts_on=DAY, by=None, now=NOW)
    Post.objects.filter(pk=specialists[1].pk).update(gone_since=DAY)
    with pytest.raises(AppointmentError, match="post_gone"):
        move_person(appointment=row, to=specialists[1], starts_on=LATER, by=None, now=NOW)
    assert Appointment.objects.get().ends_on is None


@pytest.mark.parametrize(
    ("role", "where", "code"),
    [
        ("rey", {}, "unknown_role"),
        ("profesional_uatp", {}, "other_country"),
        ("director_dre", {}, "wrong_place"),
        ("docente", {}, "wrong_place"),
        ("rci", {"person": None}, "post_or_person"),
        ("rci", {"ends_on": DAY - dt.timedelta(days=1)}, "ends_before_start"),
    ],
)
def test_roles_that_nobody_can_have_there(specialists, person, role, where, code):
    given = {"person": person, "starts_on": DAY} | where
    with pytest.raises(RoleError, match=code):
        assign_role(role=role, organisation=specialists[0].organisation, by=None, **given)


def test_a_role_of_a_post_is_had_by_whoever_sits_in_it(specialists, person, author):
    assign_role(
        role="especialista_ugel", organisation=specialists[0].organisation, post=specialists[0], by=author
    )
    user = open_account(person=person, username="marlene", by=author)
    assert actor_for(user, on=DAY) is None
    appoint(person=person, post=specialists[0], starts_on=DAY, by=author, now=NOW)
    actor = actor_for(user, on=DAY)
    assert (actor.role.id, actor.scope("people.names").paths) == ("especialista_ugel", ("pe/220000/220004/",))
    end_role(assignment=actor.assignment, last_day=DAY, by=author)
    assert actor_for(user, on=LATER) is None
    with pytest.raises(RoleError, match="already_ended"):
        end_role(assignment=actor.assignment, last_day=LATER, by=author)


def test_an_account_is_opened_once_and_without_a_password(person):
    first = open_account(person=person, username="marlene", by=None)
    assert not first.has_usable_password()
    assert open_account(person=person, username="marlene", by=None).pk == first.pk
