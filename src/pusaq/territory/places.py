"""Port `places`: the bodies that a reader may choose, and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.territory.links import link_to_organisation
from pusaq.territory.queries import ancestors, open_organisations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pusaq.common.actor import Actor, Body
    from pusaq.common.ports import Link

CAPABILITY = "territory.read"


def place_chosen(actor: Actor, chosen: UUID | None) -> Body | None:
    if chosen is None:
        return None
    return open_organisations(actor.scope(CAPABILITY)).filter(pk=chosen).first()


def places_down_to(path: str) -> Sequence[Body]:
    return list(ancestors(path))


def places_below(place: Body, *, actor: Actor) -> Sequence[Body]:
    return list(open_organisations(actor.scope(CAPABILITY)).filter(parent=place.pk).order_by("sort_key"))


def link_to_place(place: Body) -> Link | None:
    return link_to_organisation(place)
