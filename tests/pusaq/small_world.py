"""A DRE with two UGEL, and people who may sign in: enough for the frame of every page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pusaq.common.sorting import sort_key
from pusaq.people.models import Appointment, Person, Post, RoleAssignment, User
from pusaq.territory.models import Organisation, School

PASSWORD = "ocho docentes, un camino"  # noqa: S105  (an invented account)


@dataclass(frozen=True)
class World:
    ministry: Organisation
    dre: Organisation
    lamas: Organisation
    other: Organisation
    school: School


def make_world() -> World:
    ministry = organisation("ministerio", "MINEDU", "pe/", None)
    dre = organisation("dre", "DRE San Martín", "pe/220000/", ministry)
    lamas = organisation("ugel", "UGEL Lamas", "pe/220000/220005/", dre)
    other = organisation("ugel", "UGEL Rioja", "pe/220000/220008/", dre)
    school = School.objects.create(
        country="pe",
        code="90106",
        name="IE 90106 Las Palmas",
        organisation=lamas,
        path="pe/220000/220005/90106/",
        sort_key=sort_key("IE 90106 Las Palmas"),
    )
    return World(ministry, dre, lamas, other, school)


def organisation(kind: str, name: str, path: str, parent: Organisation | None) -> Organisation:
    return Organisation.objects.create(
        country="pe",
        kind=kind,
        code=path.rstrip("/").split("/")[-1],
        name=name,
        short_name=name,
        parent=parent,
        path=path,
        sort_key=sort_key(name),
    )


def make_user(username: str, name: str = "Marlene Ríos", **more: Any) -> User:
    given, _space, surnames = name.partition(" ")
    person = Person.objects.create(
        country="pe", code=username, given_names=given, surnames=surnames, sort_key=sort_key(name)
    )
    return User.objects.create_user(username, password=PASSWORD, person=person, **more)


def give_role(user: User, role: str, where: Organisation, school: School | None = None) -> RoleAssignment:
    return RoleAssignment.objects.create(role=role, person=user.person, organisation=where, school=school)


def seat(user: User, where: Organisation, role: str) -> RoleAssignment:
    """A role that comes with the post in which somebody sits."""
    post = Post.objects.create(
        country="pe",
        code=f"P{user.username}",
        kind="acompanante",
        title="Acompañante",
        organisation=where,
        path=where.path,
    )
    Appointment.objects.create(post=post, person=user.person, starts_on=dt.date(2026, 3, 1))
    return RoleAssignment.objects.create(role=role, post=post, organisation=where)
