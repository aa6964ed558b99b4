from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from pusaq.people.models import ApiToken, Appointment, Person, RoleAssignment
from pusaq.people.tokens import digest_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet


def posts_of(person_id: UUID, *, on: dt.date) -> frozenset[UUID]:
    """Posts in which a person sits on a day."""
    return frozenset(Appointment.objects.on(on).filter(person_id=person_id).values_list("post_id", flat=True))


def role_assignments(person_id: UUID, posts: Iterable[UUID], *, on: dt.date) -> QuerySet[RoleAssignment]:
    """Roles of a person on a day: those of the posts held, and those given by name."""
    return (
        RoleAssignment.objects.on(on)
        .filter(Q(person_id=person_id) | Q(post_id__in=list(posts)))
        .select_related("organisation", "organisation__parent", "school")
        .order_by("pk")
    )


def holders(posts: Iterable[UUID], *, on: dt.date) -> dict[UUID, Person]:
    """Post to the person who sits in it on a day; the latest appointment counts."""
    found = (
        Appointment.objects.on(on)
        .filter(post_id__in=list(posts))
        .select_related("person")
        .order_by(F("starts_on").asc(nulls_first=True), "pk")
    )
    return {appointment.post_id: appointment.person for appointment in found}


def api_token(secret: str) -> ApiToken | None:
    """The key in force that a program presents."""
    return (
        ApiToken.objects.select_related("user", "role")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, user__is_active=True)
        .first()
    )
