"""The bare state: two regions of Peru with three UGEL, one SLEP of Chile, a school in each.

Tests of permissions use it: `World` names what lies where, `act` makes a person with a role.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pusaq.common.sorting import sort_key
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post, RoleAssignment, User
from pusaq.territory.enums import Level, OrganisationKind
from pusaq.territory.models import Organisation, School, SchoolService

if TYPE_CHECKING:
    from pusaq.common.roles import Role

ORGANISATIONS = [
    ("ministerio", "pe", "pe/", None, "Ministerio de Educación", "MINEDU"),
    ("unidad", "difods", "pe/u-difods/", "pe/", "Formación Docente en Servicio", "DIFODS"),
    ("dre", "220000", "pe/220000/", "pe/", "DRE San Martín", "DRE San Martín"),
    ("ugel", "220004", "pe/220000/220004/", "pe/220000/", "UGEL Lamas", "UGEL Lamas"),
    ("ugel", "220005", "pe/220000/220005/", "pe/220000/", "UGEL El Dorado", "UGEL El Dorado"),
    ("dre", "160000", "pe/160000/", "pe/", "DRE Loreto", "DRE Loreto"),
    ("ugel", "160004", "pe/160000/160004/", "pe/160000/", "UGEL Loreto - Nauta", "UGEL Nauta"),
    ("dep", "cl", "cl/", None, "Dirección de Educación Pública", "DEP"),
    ("slep", "01", "cl/01/", "cl/", "SLEP Costa Central", "SLEP Costa Central"),
]
SCHOOLS = [
    ("500001", "pe/220000/220004/", "IE 0110 Las Palmas"),
    ("500002", "pe/220000/220005/", "IE 0220 Ñaupari"),
    ("500003", "pe/160000/160004/", "IE 60101 Río Tigre"),
    ("70001", "cl/01/", "Escuela Rural El Quillay"),
]


@dataclass
class World:
    """What lies where, by path and code."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    services: dict[str, SchoolService] = field(default_factory=dict)
    people: int = 0

    def act(self, role: Role | str, place: str, *, post: Post | None = None, **user: Any) -> User:
        """A new person with an account and a role at a place: the path of an organisation or school.

        The person sits in `post`; without one, the role is given by name.
        """
        self.people += 1
        code = f"P{self.people:07d}"
        country = place.partition("/")[0]
        person = Person.objects.create(
            country=country, code=code, given_names="Ana", surnames=f"Ríos {self.people}", sort_key=code
        )
        if post is not None:
            Appointment.objects.create(post=post, person=person)
        school = next((s for s in self.schools.values() if s.path == place), None)
        RoleAssignment.objects.create(
            role=role if isinstance(role, str) else role.id,
            post=post,
            person=None if post else person,
            organisation=school.organisation if school else self.organisations[place],
            school=school,
        )
        return User.objects.create(username=user.pop("username", code), person=person, **user)

    def post(self, code: str, kind: PostKind, place: str) -> Post:
        """A new post at a school (by code) or an organisation (by path)."""
        service = self.services.get(place)
        organisation = service.school.organisation if service else self.organisations[place]
        return Post.objects.create(
            country=organisation.country,
            code=code,
            kind=kind,
            title=PostKind(kind).label,
            organisation=organisation,
            service=service,
            path=service.path if service else organisation.path,
        )


def make_world() -> World:
    """The territory, written to the database."""
    world = World()
    for kind, code, path, parent, name, short in ORGANISATIONS:
        world.organisations[path] = Organisation.objects.create(
            country=path[:2],
            kind=OrganisationKind(kind),
            code=code,
            name=name,
            short_name=short,
            parent=world.organisations.get(parent or ""),
            path=path,
            sort_key=sort_key(short),
        )
    for code, place, name in SCHOOLS:
        organisation = world.organisations[place]
        school = School.objects.create(
            country=place[:2],
            code=code,
            name=name,
            organisation=organisation,
            path=f"{place}s-{code}/",
            sort_key=sort_key(name),
        )
        world.schools[code] = school
        world.services[code] = SchoolService.objects.create(
            school=school,
            modular_code=f"0{code}"[-7:],
            name=name,
            level=Level.PRIMARY,
            path=f"{school.path}0{code}-0/",
            sort_key=sort_key(name),
        )
    return world


def find_world() -> World:
    """The territory that stands in the database."""
    world = World()
    for organisation in Organisation.objects.select_related("parent"):
        world.organisations[organisation.path] = organisation
    for school in School.objects.all():
        school.organisation = world.organisations[school.path.removesuffix(f"s-{school.code}/")]
        world.schools[school.code] = school
    for service in SchoolService.objects.all():
        service.school = next(school for school in world.schools.values() if school.pk == service.school_id)
        world.services[service.school.code] = service
    return world
