"""Port `links`: posts and people lead to the school or the body where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq.common.ports import Link
from pusaq.people.models import Appointment, Post, RoleAssignment
from pusaq.territory.links import link_to_organisation, link_to_school

if TYPE_CHECKING:
    from pusaq.common.actor import Actor
    from pusaq.common.refs import Ref

POST, PERSON, APPOINTMENT = "people.post", "people.person", "people.appointment"
ROLE, USER = "people.roleassignment", "people.user"
KINDS = frozenset({POST, PERSON, APPOINTMENT, ROLE, USER})


def resolve(ref: Ref, *, role: Actor) -> Link | None:
    """The link, or None where the role may not see names there."""
    scope = role.scope("people.names")
    if ref.kind == ROLE:
        found = RoleAssignment.objects.within(scope).select_related("organisation").filter(pk=ref.id).first()
        return link_to_organisation(found.organisation) if found else None
    if ref.kind == POST:
        post = _posts().within(scope).filter(pk=ref.id).first()
        return _place(post, post.title) if post else None
    wanted = {
        APPOINTMENT: {"pk": ref.id},
        PERSON: {"person": ref.id},
        USER: {"person__user": ref.id},
    }[ref.kind]
    sitting = (
        Appointment.objects.within(scope)
        .select_related("person", "post__organisation", "post__service__school")
        .filter(**wanted)
        .order_by("-starts_on", "-pk")
        .first()
    )
    return _place(sitting.post, str(sitting.person)) if sitting else None


def _posts() -> Any:
    return Post.objects.select_related("organisation", "service__school")


def _place(post: Post, label: str) -> Link | None:
    service = post.service
    found = link_to_school(service.school) if service else link_to_organisation(post.organisation)
    return Link(found.url, label) if found else None
