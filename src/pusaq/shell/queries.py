from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from pusaq.common.roles import matrix
from pusaq.common.scope import below
from pusaq.people.models import Appointment, RoleAssignment, User
from pusaq.territory.models import DataLoad, Organisation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from pusaq.common.actor import Actor

TERRITORY = "territory.read"


def _paths_down_to(path: str) -> list[str]:
    """The path of every place that holds this one, from the country down to itself."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: number + 1]) + "/" for number in range(len(parts))]


def places_down_to(path: str) -> list[Organisation]:
    """Organisations that hold a place, the widest first; one query."""
    return list(Organisation.objects.filter(path__in=_paths_down_to(path)).order_by("path"))


def place_chosen(actor: Actor, chosen: UUID | None) -> Organisation | None:
    """The organisation chosen in the switcher; None where nothing was, or where it lies out of reach."""
    if chosen is None:
        return None
    return Organisation.objects.within(actor.scope(TERRITORY)).filter(pk=chosen, closed_on=None).first()


def places_below(place: Organisation, *, actor: Actor) -> list[Organisation]:
    """Organisations right below a place that the actor may choose."""
    children = Organisation.objects.within(actor.scope(TERRITORY)).filter(parent=place, closed_on=None)
    return list(children.order_by("sort_key"))


def sources_of(path: str) -> list[DataLoad]:
    """The latest load of each kind that covers a place, or lies in it."""
    covers = Q(path__in=["", *_paths_down_to(path)])
    loads = (
        DataLoad.objects.filter(covers | below(path))
        .order_by("-loaded_at", "-pk")
        .only("kind", "source", "source_date", "path")[:40]
    )
    latest: dict[str, DataLoad] = {}
    for load in loads:
        latest.setdefault(load.kind, load)
    return sorted(latest.values(), key=lambda load: load.kind)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody as whom a visitor of the demonstration may enter."""

    username: str
    name: str
    role: str
    place: str


def demo_users(*, on: dt.date) -> list[DemoUser]:
    """Accounts whose name begins with `settings.DEMO_USERS`, in the order of the roles; none outside a demo.

    Whoever fills the demonstration gives one account to each role, named `demo.<role>`, with a person who has
    that role by name or by the post held.
    """
    if not settings.DEMO:
        return []
    users = list(
        User.objects.filter(username__startswith=settings.DEMO_USERS, is_active=True, person__isnull=False)
        .select_related("person")
        .order_by("username")
    )
    roles = _first_roles([user.person_id for user in users if user.person_id], on=on)
    order = {name: number for number, name in enumerate(matrix().roles)}
    found = [(roles[user.person_id], user) for user in users if user.person_id in roles]
    found.sort(key=lambda pair: (order[pair[0].role], pair[1].username))
    return [
        DemoUser(
            user.username,
            str(user.person),
            matrix().roles[role.role].name,
            role.school.name if role.school else role.organisation.short_name,
        )
        for role, user in found
    ]


def _first_roles(people: Iterable[UUID], *, on: dt.date) -> dict[UUID, RoleAssignment]:
    """Person to the first role on a day, by name or by post; two queries for any number of people."""
    people = list(people)
    seats = Appointment.objects.on(on).filter(person_id__in=people).values_list("post_id", "person_id")
    sitting: dict[UUID, list[UUID]] = {}
    for post, person in seats:
        sitting.setdefault(post, []).append(person)
    assignments = (
        RoleAssignment.objects.on(on)
        .filter(Q(person_id__in=people) | Q(post_id__in=list(sitting)), role__in=list(matrix().roles))
        .select_related("organisation", "school")
        .order_by("pk")
    )
    first: dict[UUID, RoleAssignment] = {}
    for assignment in assignments:
        named = [assignment.person_id] if assignment.person_id else []
        for person in [*named, *sitting.get(assignment.post_id, [])] if assignment.post_id else named:
            first.setdefault(person, assignment)
    return first
