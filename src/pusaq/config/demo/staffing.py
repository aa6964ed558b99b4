"""Who works in the bodies of the demonstration, and one account for each role."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Final

from django.db import transaction

from pusaq.common.roles import matrix
from pusaq.config.demo.country_files import SOURCE_DATE
from pusaq.config.demo.names import invented_name, rows_of
from pusaq.people.domain.appointments import (
    appoint,
    end_appointment,
    open_account,
    register_person,
    register_post,
)
from pusaq.people.domain.roles import assign_role
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post, User
from pusaq.territory.enums import Level, OrganisationKind
from pusaq.territory.models import Organisation, School

if TYPE_CHECKING:
    from collections.abc import Iterator

UGEL: Final = "220004"
USER: Final = "demo.{role}"
ROLE_OF_UNIT: Final = {"uo": "unidad_organica"}


@transaction.atomic
def fill_bodies(now: dt.datetime) -> None:
    """Posts of every body, each with somebody in it and its role."""
    accounts = {row["plaza"]: (row["nombres"], row["apellidos"]) for row in rows_of("cuentas")}
    numbers = count(100)
    for code, kind, title, role, body in _body_posts():
        place = body.code if body.kind == OrganisationKind.LOCAL_UNIT else _home_of_names(body)
        name = accounts.get(code) or invented_name(body.country, place, next(numbers))
        post = register_post(code=code, kind=kind, title=title, organisation=body, by=None)
        _seat(post, *name, now=now)
        assign_role(role=role, organisation=body, post=post, by=None)
    for post in Post.objects.filter(kind=PostKind.ACCOMPANIST, gone_since=None).select_related(
        "organisation"
    ):
        assign_role(role="acompanante", organisation=post.organisation, post=post, by=None)


def _body_posts() -> Iterator[tuple[str, PostKind, str, str, Organisation]]:
    for row in rows_of("cargos"):
        for body in Organisation.objects.filter(kind=row["sede"], closed_on=None).order_by("path"):
            if row["rol"] in matrix().roles and matrix().roles[row["rol"]].country == body.country:
                code = f"{body.code}-{row['sufijo']}"
                yield code, PostKind(row["clase"]), row["titulo"], row["rol"], body
    for unit in Organisation.objects.filter(kind=OrganisationKind.MINISTRY_UNIT).order_by("path"):
        role = ROLE_OF_UNIT.get(unit.code, unit.code)
        title = f"Especialista de {unit.short_name}"
        yield f"{unit.code}-ESP", PostKind.SPECIALIST, title, role, unit


def _home_of_names(body: Organisation) -> str:
    """The UGEL after whose people those of a wider body are called."""
    if body.country != "pe":
        return body.country
    below = Organisation.objects.filter(kind=OrganisationKind.LOCAL_UNIT, path__startswith=body.path)
    return below.order_by("-path").values_list("code", flat=True).first() or UGEL


def _seat(post: Post, given_names: str, surnames: str, *, now: dt.datetime) -> Person:
    """Let somebody sit in a post, once."""
    person = register_person(
        country=post.country, code=f"P-{post.code}"[:24], given_names=given_names, surnames=surnames, by=None
    )
    if not Appointment.objects.filter(post=post, person=person).exists():
        appoint(person=person, post=post, starts_on=SOURCE_DATE, by=None, now=now)
    return person


@transaction.atomic
def fill_chilean_schools(now: dt.datetime) -> None:
    """Head and technical head of each school of the local service, with the role of its management team."""
    numbers = count(1)
    for school in School.objects.filter(country="cl").order_by("code").select_related("organisation"):
        service = school.services.order_by("annex").first()
        titles = (
            ("DIR", PostKind.SCHOOL_LEADER, "Dirección"),
            ("UTP", PostKind.SCHOOL_LEADER, "Jefatura de UTP"),
        )
        for suffix, kind, title in titles:
            post = register_post(
                code=f"{school.code}-{suffix}",
                kind=kind,
                title=title,
                organisation=school.organisation,
                service=service,
                by=None,
            )
            _seat(post, *invented_name("cl", "cl", next(numbers)), now=now)
            assign_role(
                role="equipo_gestion", organisation=school.organisation, school=school, post=post, by=None
            )


@transaction.atomic
def open_accounts() -> None:
    """One account for each role of the matrix, and some for other UGEL; nobody has a password."""
    chosen = {row["rol"]: row["plaza"] for row in rows_of("cuentas") if not row["usuario"]} | _school_posts()
    accounts = [(role, USER.format(role=role), chosen[role]) for role in matrix().roles]
    accounts += [
        (row["rol"], f"{USER.format(role=row['rol'])}.{row['usuario']}", row["plaza"])
        for row in rows_of("cuentas")
        if row["usuario"]
    ]
    for role, username, code in accounts:
        post = Post.objects.select_related("organisation", "service__school").get(code=code)
        seated = Appointment.objects.on(SOURCE_DATE).filter(post=post).select_related("person")
        person = seated.order_by("-starts_on", "pk")[0].person
        if post.service is not None:
            school = post.service.school
            assign_role(role=role, organisation=post.organisation, school=school, post=post, by=None)
        open_account(person=person, username=username, by=None)


def let_people_leave(now: dt.datetime) -> None:
    """End the appointments of those who left during the year; their posts stay vacant."""
    by = User.objects.get(username=USER.format(role="administrador"))
    for row in rows_of("salidas"):
        last_day = dt.date.fromisoformat(row["ultimo_dia"])
        for seated in Appointment.objects.on(last_day).filter(post__code=row["plaza"], post__country="pe"):
            if seated.ends_on is None or seated.ends_on > last_day:
                end_appointment(appointment=seated, last_day=last_day, by=by, now=now)


def _school_posts() -> dict[str, str]:
    """Posts of those roles that are had at a school: a rural bilingual one of the UGEL, and a Chilean one."""
    teachers = Post.objects.filter(
        organisation__code=UGEL,
        kind=PostKind.TEACHER,
        service__level=Level.PRIMARY,
        service__school__is_rural=True,
        service__is_active=True,
        service__is_public=True,
        appointments__starts_on__lte=SOURCE_DATE,
        appointments__ends_on=None,
    ).exclude(service__eib_form="")
    teacher = teachers.order_by("code")[0]
    leader = Post.objects.filter(
        organisation__code=UGEL, service__school__services=teacher.service_id, kind=PostKind.TEACHER_LEADER
    ).order_by("code")[0]
    return {
        "docente": teacher.code,
        "directivo": leader.code,
        "equipo_gestion": School.objects.filter(country="cl").order_by("code")[0].code + "-DIR",
    }
