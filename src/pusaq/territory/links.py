"""Port `links`: bodies, premises and services, for those who may read the territory there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

from pusaq.common.countries import country
from pusaq.common.ports import Link
from pusaq.territory.models import DataLoad, Organisation, School, SchoolService
from pusaq.territory.naming import school_label

if TYPE_CHECKING:
    from pusaq.common.actor import Actor, Body, Premises
    from pusaq.common.refs import Ref

ORGANISATION, SCHOOL = "territory.organisation", "territory.school"
SERVICE, LOAD, OUTLINE = "territory.schoolservice", "territory.dataload", "territory.outline"
KINDS = frozenset({ORGANISATION, SCHOOL, SERVICE, LOAD, OUTLINE})


def resolve(ref: Ref, *, role: Actor) -> Link | None:
    """The link, or None where the role may not see it."""
    if ref.kind == LOAD:
        load = DataLoad.objects.within(role.scope("operations.read")).filter(pk=ref.id).first()
        return page("territory:load", ref, str(load)) if load else None
    scope = role.scope("territory.read")
    if ref.kind in {ORGANISATION, OUTLINE}:
        wanted = {"pk": ref.id} if ref.kind == ORGANISATION else {"outline": ref.id}
        body = Organisation.objects.within(scope).filter(**wanted).first()
        return link_to_organisation(body) if body else None
    if ref.kind == SERVICE:
        service = SchoolService.objects.within(scope).select_related("school").filter(pk=ref.id).first()
        return link_to_school(service.school, label=service.name) if service else None
    school = School.objects.within(scope).filter(pk=ref.id).first()
    return link_to_school(school) if school else None


def link_to_organisation(body: Body) -> Link | None:
    return page("territory:organisation", body.pk, body.short_name)


def link_to_school(school: Premises, *, label: str = "") -> Link | None:
    word = country(school.country).words["escuela"]
    return page("territory:school", school.pk, school_label(label or school.name, word))


def page(name: str, target: Any, label: str) -> Link | None:
    """A link to a page by its name; None where this installation has no such page."""
    try:
        return Link(reverse(name, args=[getattr(target, "id", target)]), label)
    except NoReverseMatch:
        return None
